import { type Day, dayOf } from '#src/base/day.ts'
import { findPackage } from '#src/brokerage/packages/care-package.store.ts'
import type { CarePackage } from '#src/brokerage/packages/care-package.ts'
import { patternTable, visitInWords } from '#src/brokerage/packages/package-care.page.ts'
import { changePackage } from '#src/brokerage/requests/request-commands.ts'
import { DAY_NAMES, type PatternVisit } from '#src/brokerage/packages/pattern.ts'
import { draftErrors } from '#src/brokerage/requests/draft-errors.page.ts'
import { AGREER_CHOICES, reasonChoices } from '#src/brokerage/packages/short-visit.page.ts'
import { presentCare, presentSection } from '#src/brokerage/requests/present-care.page.ts'
import { crumbs } from '#src/brokerage/requests/request-package.page.ts'
import { getPolicy } from '#src/councils/index.ts'
import { notDone, notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { button } from '#src/platform/pages/components.ts'
import {
  checkboxesField,
  dayField,
  hiddenField,
  numberField,
  postForm,
  radiosField,
  readDay,
  selectField,
  submit,
  textareaField,
  textField,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { chosen, typedText } from '#src/platform/pages/queue.ts'
import { section } from '#src/platform/pages/record.ts'
import { link } from '#src/platform/pages/table.ts'

type TypedVisit = {
  days: string[]
  windowFrom: string
  windowTo: string
  start: string
  minutes: string
  workers: string
  timeCritical: string
  tasks: string
  shortReason: string
  agreedBy: string
  agreedOn: Day | TypedDay | undefined
  skill: string
  miles: string
}

const BLANK: TypedVisit = {
  days: ['1', '2', '3', '4', '5', '6', '7'],
  windowFrom: '',
  windowTo: '',
  start: '',
  minutes: '30',
  workers: '1',
  timeCritical: '',
  tasks: '',
  shortReason: '',
  agreedBy: '',
  agreedOn: undefined,
  skill: '',
  miles: '',
}

/** The way to the home is that of the visit entered before. */
const nextVisit = ({ pattern }: CarePackage): TypedVisit => {
  const miles = pattern.at(-1)?.miles
  return { ...BLANK, miles: miles === undefined ? '' : String(miles) }
}

export const readDraft = (visit: Visit) => {
  const ref = visit.params['ref'] ?? ''
  return visit.shell.view(visit.actor, `package:${ref}`, async (tx) => {
    const pkg = await findPackage(tx, ref)
    const today = dayOf(tx.now)
    return (
      pkg && { pkg, lengths: await getPolicy(tx, 'visit-length', today), today, present: await presentCare(tx, pkg) }
    )
  })
}

type DraftRead = NonNullable<Awaited<ReturnType<typeof readDraft>>>

export const isDraft = ({ status }: CarePackage): boolean => status === 'draft' || status === 'no_capacity'

export const alreadySent = (pkg: CarePackage): Reply =>
  notDone(`/packages/${pkg.packageRef}`, 'This package was sent, so it can no longer be changed')

export async function showVisits(visit: Visit): Promise<Reply> {
  const draft = await readDraft(visit)
  if (!draft) return notFound()
  return isDraft(draft.pkg) ? page(visitsView(draft, nextVisit(draft.pkg), visit.csrf)) : alreadySent(draft.pkg)
}

function visitsView(draft: DraftRead, typed: TypedVisit, csrf: string, errors: readonly FieldError[] = []): Page {
  const { pkg } = draft
  const at = `/packages/${pkg.packageRef}`
  return {
    title: 'Which visits are needed?',
    caption: `Package ${pkg.packageRef}`,
    section: 'packages',
    errors,
    breadcrumbs: crumbs(pkg.packageRef, 'Visits'),
    content: html`
      ${presentSection(draft.present)}
      ${pkg.pattern.length > 0 && html`${draft.present.length > 0 && html`<h2 class="govuk-heading-m">Visits asked for</h2>`}${patternTable(pkg.pattern, { action: (one) => html`<p class="govuk-body">${link(html`Change<span class="govuk-visually-hidden"> ${visitInWords(one)}</span>`, `${at}/visits/${one.slot}`)}</p>${removeForm(pkg, one, csrf)}` })}${button({ text: 'Continue: these are all visits', href: `${at}/details`, classes: 'govuk-button--secondary' })}`}
      ${section(pkg.pattern.length > 0 ? 'Add another visit' : 'Add a visit', visitForm(draft, typed, csrf, errors))}
      <p class="govuk-body">${link('Buy outcomes instead of visits', `${at}/by-outcomes`)}: you say how much care a week, and the provider agrees the times with the person.</p>`,
  }
}

const removeForm = (pkg: CarePackage, visit: PatternVisit, csrf: string): Html =>
  postForm({
    action: `/packages/${pkg.packageRef}/visits/remove`,
    csrf,
    content: html`${hiddenField('slot', visit.slot)}${button({ html: html`Remove<span class="govuk-visually-hidden"> ${visitInWords(visit)}</span>`, classes: 'govuk-button--secondary' })}`,
  })

function visitForm(
  { pkg, lengths }: DraftRead,
  typed: TypedVisit,
  csrf: string,
  errors: readonly FieldError[],
  slot?: number,
): Html {
  const time = (name: 'windowFrom' | 'windowTo' | 'start', label: string, hint?: string) =>
    textField({ name, label, type: 'time', width: 5, value: typed[name], errors, ...(hint ? { hint } : {}) })
  return postForm({
    action: `/packages/${pkg.packageRef}/visits${slot === undefined ? '' : `/${slot}`}`,
    csrf,
    content: html`
      ${checkboxesField({ name: 'days', label: 'On which days?', small: true, values: typed.days, errors, choices: DAY_NAMES.map((name, at) => ({ value: String(at + 1), text: name })) })}
      ${time('start', 'Best time to start', 'For example, 08:00')}
      ${time('windowFrom', 'It may start from')}
      ${time('windowTo', 'It may start until')}
      ${numberField({ name: 'minutes', label: 'How many minutes?', value: typed.minutes, errors, hint: `${lengths.minimumMinutes} or more. A shorter visit needs a reason` })}
      ${selectField({ name: 'shortReason', label: `Why less than ${lengths.minimumMinutes} minutes`, value: typed.shortReason, errors, empty: 'It is not shorter', choices: reasonChoices(lengths) })}
      ${selectField({ name: 'agreedBy', label: 'Who agreed to so short a visit', value: typed.agreedBy, errors, empty: 'It is not shorter', choices: AGREER_CHOICES })}
      ${dayField({ name: 'agreedOn', label: 'Day on which they agreed to so short a visit', hint: 'Only of a shorter visit', ...(typed.agreedOn ? { value: typed.agreedOn } : {}), errors })}
      ${radiosField({
        name: 'workers',
        label: 'How many workers?',
        inline: true,
        value: typed.workers,
        errors,
        choices: [
          { value: '1', text: 'One' },
          { value: '2', text: 'Two together' },
        ],
      })}
      ${checkboxesField({ name: 'timeCritical', label: 'Must it be on time?', small: true, values: typed.timeCritical ? ['yes'] : [], errors, choices: [{ value: 'yes', text: 'Time critical, such as insulin' }] })}
      ${textareaField({ name: 'tasks', label: 'What is it for?', hint: 'Providers read this before they are chosen: do not name the person', rows: 3, value: typed.tasks, errors })}
      ${textField({ name: 'skill', label: 'Skill that the rate card prices (optional)', hint: 'As the rate card writes it, such as complex', width: 20, value: typed.skill, errors })}
      ${textField({ name: 'miles', label: 'Miles that workers travel to this home (optional)', hint: 'Where the rate card pays by distance, such as 7.5', width: 5, value: typed.miles, errors })}
      ${slot === undefined ? submit('Add this visit', { href: `/packages/${pkg.packageRef}` }) : submit('Save this visit', { href: `/packages/${pkg.packageRef}/visits` })}`,
  })
}

const readTyped = (form: Visit['form']): TypedVisit => ({
  days: chosen(form, 'days'),
  windowFrom: typedText(form, 'windowFrom'),
  windowTo: typedText(form, 'windowTo'),
  start: typedText(form, 'start'),
  minutes: typedText(form, 'minutes'),
  workers: typedText(form, 'workers'),
  timeCritical: typedText(form, 'timeCritical'),
  tasks: typedText(form, 'tasks'),
  shortReason: typedText(form, 'shortReason'),
  agreedBy: typedText(form, 'agreedBy'),
  agreedOn: typedDay(form, 'agreedOn'),
  skill: typedText(form, 'skill'),
  miles: typedText(form, 'miles'),
})

/** A reason without an agreement is a fault of the form, told at its fields. */
const agreedOf = (typed: TypedVisit, form: Visit['form'], minutes: number): Pick<PatternVisit, 'shortAgreed'> => {
  const on = readDay(form, 'agreedOn')
  return typed.shortReason ? { shortAgreed: { by: typed.agreedBy, on: on.ok ? on.value : '', minutes } } : {}
}

const visitOf = (typed: TypedVisit, slot: number): PatternVisit => ({
  slot,
  days: typed.days.map(Number).toSorted(),
  windowFrom: typed.windowFrom || typed.start,
  windowTo: typed.windowTo || typed.start,
  start: typed.start,
  minutes: /^\d{1,4}$/.test(typed.minutes) ? Number(typed.minutes) : 0,
  workers: typed.workers === '2' ? 2 : 1,
  timeCritical: typed.timeCritical === 'yes',
  tasks: typed.tasks,
  ...(typed.shortReason ? { shortReason: typed.shortReason } : {}),
  ...(typed.skill ? { skill: typed.skill.toLowerCase().replaceAll(' ', '_') } : {}),
  ...(typed.miles ? { miles: /^\d{1,4}(\.\d{1,2})?$/.test(typed.miles) ? Number(typed.miles) : -1 } : {}),
})

export async function postVisit(visit: Visit): Promise<Reply> {
  const draft = await readDraft(visit)
  if (!draft) return notFound()
  if (!isDraft(draft.pkg)) return alreadySent(draft.pkg)
  const typed = readTyped(visit.form)
  const slot = Math.max(0, ...draft.pkg.pattern.map((one) => one.slot)) + 1
  const saved = await saveVisit(visit, draft, typed, slot)
  return saved.ok
    ? seeOther(`/packages/${draft.pkg.packageRef}/visits`, 'Visit added')
    : page(visitsView(draft, typed, visit.csrf, saved.errors), { status: 400 })
}

/** One visit in the place of another of its number, or beside the others. */
async function saveVisit(
  { shell, actor, form }: Visit,
  { pkg, lengths }: DraftRead,
  typed: TypedVisit,
  slot: number,
): Promise<{ ok: true } | { ok: false; errors: FieldError[] }> {
  const plain = visitOf(typed, slot)
  const saved = { ...plain, ...agreedOf(typed, form, plain.minutes) }
  const isThere = pkg.pattern.some((one) => one.slot === slot)
  const pattern = isThere ? pkg.pattern.map((one) => (one.slot === slot ? saved : one)) : [...pkg.pattern, saved]
  const changed = await changePackage(shell, actor, pkg.packageRef, { pattern })
  if (changed.ok) return { ok: true }
  // An empty window is the best time itself, so its fault is told there, once.
  const errors = draftErrors(changed.error, lengths.minimumMinutes).filter(
    ({ field }) => !((field === 'windowFrom' || field === 'windowTo') && typed[field] === ''),
  )
  return { ok: false, errors }
}

const typedOf = (visit: PatternVisit): TypedVisit => ({
  ...{ days: visit.days.map(String), windowFrom: visit.windowFrom, windowTo: visit.windowTo, start: visit.start },
  ...{ minutes: String(visit.minutes), workers: String(visit.workers), timeCritical: visit.timeCritical ? 'yes' : '' },
  ...{ tasks: visit.tasks, shortReason: visit.shortReason ?? '', agreedBy: visit.shortAgreed?.by ?? '' },
  ...{ agreedOn: visit.shortAgreed?.on, skill: visit.skill ?? '', miles: String(visit.miles ?? '') },
})

const oneOf = ({ pkg }: DraftRead, { params }: Visit): PatternVisit | undefined =>
  pkg.pattern.find(({ slot }) => String(slot) === params['slot'])

const editView = (
  draft: DraftRead,
  slot: number,
  typed: TypedVisit,
  csrf: string,
  errors: readonly FieldError[] = [],
): Page => ({
  title: 'Change a visit',
  caption: `Package ${draft.pkg.packageRef}`,
  section: 'packages',
  errors,
  breadcrumbs: crumbs(draft.pkg.packageRef, 'Change a visit'),
  content: visitForm(draft, typed, csrf, errors, slot),
})

export async function showVisit(visit: Visit): Promise<Reply> {
  const draft = await readDraft(visit)
  const one = draft && oneOf(draft, visit)
  if (!draft || !one) return notFound()
  return isDraft(draft.pkg) ? page(editView(draft, one.slot, typedOf(one), visit.csrf)) : alreadySent(draft.pkg)
}

export async function postChangeVisit(visit: Visit): Promise<Reply> {
  const draft = await readDraft(visit)
  const one = draft && oneOf(draft, visit)
  if (!draft || !one) return notFound()
  if (!isDraft(draft.pkg)) return alreadySent(draft.pkg)
  const typed = readTyped(visit.form)
  const saved = await saveVisit(visit, draft, typed, one.slot)
  return saved.ok
    ? seeOther(`/packages/${draft.pkg.packageRef}/visits`, 'Visit changed')
    : page(editView(draft, one.slot, typed, visit.csrf, saved.errors), { status: 400 })
}

export async function postRemoveVisit(visit: Visit): Promise<Reply> {
  const draft = await readDraft(visit)
  if (!draft) return notFound()
  const pattern = draft.pkg.pattern.filter(({ slot }) => String(slot) !== typedText(visit.form, 'slot'))
  const changed = await changePackage(visit.shell, visit.actor, draft.pkg.packageRef, { pattern })
  if (changed.ok) return seeOther(`/packages/${draft.pkg.packageRef}/visits`, 'Visit removed')
  if (changed.error.why !== 'pattern') return alreadySent(draft.pkg)
  const message = 'A short visit rests on this one. Remove the short visit first'
  return page(visitsView(draft, nextVisit(draft.pkg), visit.csrf, [{ field: '', message }]), { status: 400 })
}
