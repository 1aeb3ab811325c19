/** Whom a person wants to be cared for by, and whom not. */
import { dayOf, formatDay } from '#src/base/day.ts'
import { PREFERENCE_WORDS, type Preference, type PreferenceKind } from '#src/brokerage/requests/preference.ts'
import { dropPreference, keepPreference, type PreferenceRefusal } from '#src/brokerage/requests/preference-commands.ts'
import { listPreferences } from '#src/brokerage/requests/preference.store.ts'
import { findPerson, type Person, personName } from '#src/people/index.ts'
import { may } from '#src/platform/actor.ts'
import type { Read } from '#src/platform/database.ts'
import { notDone, notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { button } from '#src/platform/pages/components.ts'
import {
  dayField,
  hiddenField,
  postForm,
  radiosField,
  readDay,
  submit,
  textareaField,
  textField,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { section } from '#src/platform/pages/record.ts'
import { dataTable, link, small } from '#src/platform/pages/table.ts'
import { notOneProvider, providersNamedLike, providerTyped } from '#src/providers/index.ts'

type Typed = {
  readonly provider: string
  readonly kind: string
  readonly saidBy: string
  readonly saidOn?: string | TypedDay
  readonly note: string
}
const BLANK: Typed = { provider: '', kind: '', saidBy: '', note: '' }
type Kept = { readonly person: Person; readonly preferences: readonly Preference[] }

async function read(visit: Visit): Promise<Kept | undefined> {
  const ref = visit.params['ref'] ?? ''
  return visit.shell.view(visit.actor, `person:${ref}`, async (tx) => {
    const person = await findPerson(tx, ref)
    return person && { person, preferences: await listPreferences(tx, ref) }
  })
}

export async function showPreferences(visit: Visit): Promise<Reply> {
  const kept = await read(visit)
  return kept ? page(view(visit, kept, BLANK)) : notFound()
}

const view = (
  { actor, csrf }: Visit,
  { person, preferences }: Kept,
  typed: Typed,
  errors: readonly FieldError[] = [],
): Page => ({
  title: 'Providers this person wants or does not want',
  caption: personName(person),
  section: 'people',
  errors,
  breadcrumbs: [
    { text: 'People', href: '/people' },
    { text: personName(person), href: `/people/${person.personRef}` },
    { text: 'Providers wanted or not' },
  ],
  content: html`
    <p class="govuk-body">A provider that the person does not want is never asked to offer. One that the person prefers is asked like the others; the person’s choice between offers is kept with the package.</p>
    ${preferencesTable(preferences, may(actor, 'brokerage.request') ? csrf : undefined)}
    ${may(actor, 'brokerage.request') && section('Add what was said', addForm(person, typed, csrf, errors))}`,
})

const preferencesTable = (preferences: readonly Preference[], csrf?: string): Html =>
  dataTable<Preference>({
    caption: 'What was said',
    captionHidden: true,
    folds: true,
    rows: preferences,
    empty: 'Nothing has been said.',
    columns: [
      {
        heading: 'Provider',
        cell: (one) =>
          html`${link(one.organisationName, `/providers/${one.organisationRef}`)}${one.note !== '' && small(one.note)}`,
      },
      { heading: 'What', cell: whatCell },
      {
        heading: 'Said by',
        cell: (one) => html`${one.saidBy}, ${formatDay(one.saidOn)}${small(`Kept by ${one.keptByName}`)}`,
      },
      ...(csrf === undefined
        ? []
        : [{ heading: 'Action', cell: (one: Preference) => (one.endedAt ? '' : dropForm(one, csrf)) }]),
    ],
  })

const whatCell = (one: Preference): Html =>
  one.endedAt
    ? html`${PREFERENCE_WORDS[one.kind]}${small(`until ${formatDay(dayOf(one.endedAt))}`)}`
    : statusTag({ text: PREFERENCE_WORDS[one.kind], colour: one.kind === 'refuses' ? 'red' : 'green' })

const dropForm = ({ personRef, organisationRef, organisationName }: Preference, csrf: string): Html =>
  postForm({
    action: `/people/${personRef}/preferences/drop`,
    csrf,
    content: html`${hiddenField('organisationRef', organisationRef)}${button({ html: html`No longer so<span class="govuk-visually-hidden"> for ${organisationName}</span>`, classes: 'govuk-button--secondary' })}`,
  })

const addForm = ({ personRef }: Person, typed: Typed, csrf: string, errors: readonly FieldError[]): Html =>
  postForm({
    action: `/people/${personRef}/preferences`,
    csrf,
    content: html`
      ${textField({ name: 'provider', label: 'Provider', hint: 'Its name as the regulator has it, or its reference', value: typed.provider, errors })}
      ${radiosField({
        name: 'kind',
        label: 'What does the person say?',
        value: typed.kind,
        errors,
        choices: [
          { value: 'prefers', text: 'Wants this provider' },
          { value: 'refuses', text: 'Does not want this provider' },
        ],
      })}
      ${textField({ name: 'saidBy', label: 'Who said so?', hint: 'The person, or who spoke for them', value: typed.saidBy, errors })}
      ${dayField({ name: 'saidOn', label: 'When?', value: typed.saidOn, errors })}
      ${textareaField({ name: 'note', label: 'Why (optional)', rows: 3, value: typed.note, errors })}
      ${submit('Keep this', { href: `/people/${personRef}` })}`,
  })

export async function postPreference(visit: Visit): Promise<Reply> {
  const kept = await read(visit)
  if (!kept) return notFound()
  const said = (name: string) => typedText(visit.form, name)
  const typed = {
    ...{ provider: said('provider'), kind: said('kind'), saidBy: said('saidBy'), note: said('note') },
    saidOn: typedDay(visit.form, 'saidOn'),
  }
  const again = (error: FieldError) => page(view(visit, kept, typed, [error]), { status: 400 })
  const saidOn = readDay(visit.form, 'saidOn')
  if (typed.kind !== 'prefers' && typed.kind !== 'refuses')
    return again({ field: 'kind', message: 'Select what the person says' })
  if (!saidOn.ok) return again({ field: 'saidOn', message: 'Enter the day on which it was said' })
  const organisationRef = (await visit.shell.read(visit.actor, (tx) => providerTyped(tx, typed.provider))) ?? ''
  const preference = await keepPreference(visit.shell, visit.actor, {
    ...{ personRef: kept.person.personRef, organisationRef },
    ...{ kind: typed.kind as PreferenceKind, saidBy: typed.saidBy, saidOn: saidOn.value, note: typed.note },
  })
  if (!preference.ok) {
    const several = await visit.shell.read(visit.actor, (tx) => providersNamedLike(tx, typed.provider))
    return again(preferenceError(preference.error, several))
  }
  return seeOther(`/people/${kept.person.personRef}/preferences`, 'Kept')
}

export function preferenceError(
  refusal: PreferenceRefusal,
  several: Parameters<typeof notOneProvider>[0] = [],
): FieldError {
  switch (refusal) {
    case 'no such provider':
      return { field: 'provider', message: notOneProvider(several) }
    case 'nobody said so':
      return { field: 'saidBy', message: 'Enter who said so' }
    case 'said in the future':
      return { field: 'saidOn', message: 'The day must be today or earlier' }
    case 'too long':
      return { field: 'note', message: 'Use 500 characters or fewer, and 100 for who said so' }
    case 'kept already':
      return { field: 'provider', message: 'This is kept already' }
    case 'no such person':
      return { field: 'provider', message: 'There is no such person' }
  }
}

export async function postDropPreference(visit: Visit): Promise<Reply> {
  const kept = await read(visit)
  if (!kept) return notFound()
  const { personRef } = kept.person
  const organisationRef = typedText(visit.form, 'organisationRef')
  const dropped = await dropPreference(visit.shell, visit.actor, { personRef, organisationRef })
  return dropped.ok
    ? seeOther(`/people/${personRef}/preferences`, 'Taken out')
    : notDone(`/people/${personRef}/preferences`, 'It was taken out already')
}

/** On the person's record: what holds, and where it is changed. */
export async function preferencesPanel(tx: Read, personRef: string): Promise<Html> {
  const held = (await listPreferences(tx, personRef)).filter(({ endedAt }) => endedAt === undefined)
  return html`${held.length > 0 && html`<ul class="govuk-list">${held.map((one) => html`<li>${PREFERENCE_WORDS[one.kind]} ${one.organisationName} (${one.saidBy}, ${formatDay(one.saidOn)})</li>`)}</ul>`}
    <p class="govuk-body">${link(held.length === 0 ? 'Say whom the person wants or does not want' : 'Change', `/people/${encodeURIComponent(personRef)}/preferences`)}</p>`
}
