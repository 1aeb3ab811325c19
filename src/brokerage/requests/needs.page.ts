/** What a provider must have to offer, and what would be good: one line added or taken out at a time. */
import { type CarePackage } from '#src/brokerage/packages/care-package.ts'
import { changePackage, type DraftInput } from '#src/brokerage/requests/request-commands.ts'
import { alreadySent, isDraft, readDraft } from '#src/brokerage/requests/visits.page.ts'
import { crumbs } from '#src/brokerage/requests/request-package.page.ts'
import { draftErrors } from '#src/brokerage/requests/draft-errors.page.ts'
import {
  type Feature,
  FEATURE_KINDS,
  FEATURE_WORDS,
  featureInWords,
  type FeatureKind,
  gatesOf,
  GENDER_REASONS,
  type TypedFeature,
} from '#src/brokerage/requests/request.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { button } from '#src/platform/pages/components.ts'
import { hiddenField, postForm, radiosField, selectField, submit, textField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { section } from '#src/platform/pages/record.ts'
import { dataTable, small } from '#src/platform/pages/table.ts'

type List = 'musts' | 'wishes'
type Typed = { readonly list: List; readonly kind: string; readonly words: string; readonly why: string }
const BLANK: Typed = { list: 'musts', kind: 'skill', words: '', why: '' }

const typedOf = ({ form }: Visit): Typed => ({
  list: typedText(form, 'list') === 'wishes' ? 'wishes' : 'musts',
  ...{ kind: typedText(form, 'kind'), words: typedText(form, 'words'), why: typedText(form, 'why') },
})

export async function showNeeds(visit: Visit): Promise<Reply> {
  const draft = await readDraft(visit)
  if (!draft) return notFound()
  return isDraft(draft.pkg) ? page(view(draft.pkg, BLANK, visit.csrf)) : alreadySent(draft.pkg)
}

function view(pkg: CarePackage, typed: Typed, csrf: string, errors: readonly FieldError[] = []): Page {
  const at = `/packages/${pkg.packageRef}`
  return {
    title: 'What must a provider have, and what would be good?',
    caption: `Package ${pkg.packageRef}`,
    section: 'packages',
    errors,
    breadcrumbs: crumbs(pkg.packageRef, 'Must haves and wishes'),
    content: html`
      ${section('Must have', html`<p class="govuk-body">Only a provider that has all of this can offer.</p>${featureTable(pkg, 'musts', csrf)}`)}
      ${section('Wishes', html`<p class="govuk-body">Of offers with equal points the one that meets more of these comes first, and the broker sees which are met.</p>${featureTable(pkg, 'wishes', csrf)}`)}
      ${section('Add one', addForm(at, typed, csrf, errors))}
      ${button({ text: 'Continue', href: `${at}/check`, classes: 'govuk-button--secondary' })}`,
  }
}

/** Skills are changed where they were entered, and two workers with the visits. */
function featureTable(pkg: CarePackage, list: List, csrf: string): Html {
  const own = pkg[list]
  const rows = list === 'musts' ? gatesOf(pkg) : own
  return dataTable<Feature>({
    caption: list === 'musts' ? 'Must have' : 'Wishes',
    captionHidden: true,
    folds: true,
    rows,
    empty: 'Nothing yet.',
    columns: [
      { heading: 'What', cell: (one) => featureInWords(one) },
      {
        heading: 'Action',
        cell: (one) =>
          own.some(({ key }) => key === one.key)
            ? removeForm(pkg, list, one, csrf)
            : small(one.kind === 'double_handed' ? 'Follows from the visits' : 'Entered with the start'),
      },
    ],
  })
}

const removeForm = ({ packageRef }: CarePackage, list: List, feature: Feature, csrf: string): Html =>
  postForm({
    action: `/packages/${packageRef}/needs/remove`,
    csrf,
    content: html`${hiddenField('list', list)}${hiddenField('key', feature.key)}${button({ html: html`Remove<span class="govuk-visually-hidden"> ${featureInWords(feature)}</span>`, classes: 'govuk-button--secondary' })}`,
  })

const addForm = (at: string, typed: Typed, csrf: string, errors: readonly FieldError[]): Html =>
  postForm({
    action: `${at}/needs`,
    csrf,
    content: html`
      ${radiosField({
        name: 'list',
        label: 'Is it needed or wished for?',
        inline: true,
        value: typed.list,
        choices: [
          { value: 'musts', text: 'Must have' },
          { value: 'wishes', text: 'Wish' },
        ],
      })}
      ${selectField({ name: 'kind', label: 'What is it about?', value: typed.kind, errors, choices: FEATURE_KINDS.map((kind) => ({ value: kind, text: FEATURE_WORDS[kind] })) })}
      ${textField({ name: 'words', label: 'What exactly?', hint: 'Such as dementia, Welsh or female. Providers read this: do not name the person', value: typed.words, errors })}
      ${selectField({ name: 'why', label: 'Why the gender of the worker matters', hint: 'Needed where the gender is a must', value: typed.why, errors, empty: 'It is not about gender', choices: Object.entries(GENDER_REASONS).map(([value, label]) => ({ value, text: label })) })}
      ${submit('Add', { href: at })}`,
  })

const isKind = (text: string): text is FeatureKind => FEATURE_KINDS.some((kind) => kind === text)

const asTyped = (features: readonly Feature[]): TypedFeature[] =>
  features.flatMap(({ kind, words, why }) =>
    kind === 'double_handed' ? [] : [{ kind, words, ...(why ? { why } : {}) }],
  )

/** The list as it stands, with one more or one less. */
const withList = (list: List, features: readonly TypedFeature[]): DraftInput =>
  list === 'musts' ? { musts: features } : { wishes: features }

export async function postNeed(visit: Visit): Promise<Reply> {
  const draft = await readDraft(visit)
  if (!draft) return notFound()
  const { pkg } = draft
  if (!isDraft(pkg)) return alreadySent(pkg)
  const typed = typedOf(visit)
  if (!isKind(typed.kind))
    return page(view(pkg, typed, visit.csrf, [{ field: 'kind', message: 'Select what it is about' }]), { status: 400 })
  const added = { kind: typed.kind, words: typed.words, ...(typed.why ? { why: typed.why } : {}) }
  const input = withList(typed.list, [...asTyped(pkg[typed.list]), added])
  const changed = await changePackage(visit.shell, visit.actor, pkg.packageRef, input)
  if (changed.ok) return seeOther(`/packages/${pkg.packageRef}/needs`, 'Added')
  return page(view(pkg, typed, visit.csrf, draftErrors(changed.error, 0)), { status: 400 })
}

export async function postRemoveNeed(visit: Visit): Promise<Reply> {
  const draft = await readDraft(visit)
  if (!draft) return notFound()
  const { pkg } = draft
  const { list } = typedOf(visit)
  const left = pkg[list].filter(({ key }) => key !== typedText(visit.form, 'key'))
  const changed = await changePackage(visit.shell, visit.actor, pkg.packageRef, withList(list, asTyped(left)))
  return changed.ok ? seeOther(`/packages/${pkg.packageRef}/needs`, 'Removed') : alreadySent(pkg)
}
