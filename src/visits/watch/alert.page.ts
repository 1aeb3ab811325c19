import { dayOf, formatDay, formatInstant, formatTime } from '#src/base/day.ts'
import { type Code, getPolicy, listZones } from '#src/councils/index.ts'
import { findPerson, type Person, personName } from '#src/people/index.ts'
import { may } from '#src/platform/actor.ts'
import { notFound, page, type Reply, seeOther, type Visit as Asked } from '#src/platform/http/doors.ts'
import { postForm, radiosField, submit, textareaField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { section, summary, whatHappensNext } from '#src/platform/pages/record.ts'
import { link } from '#src/platform/pages/table.ts'
import { type House, latestHistory } from '#src/platform/panels.ts'
import { findOrganisation, providerName } from '#src/providers/index.ts'
import { type CloseRefusal, type ExplainRefusal, isAwaits, lateWords } from '#src/visits/watch/alert.ts'
import { findAlert, type KeptAlert } from '#src/visits/watch/alert.store.ts'
import { alertHref, alertTag, AWAITS_WORDS, reasonLabel } from '#src/visits/watch/alert-words.page.ts'
import { type AlertKey, closeAlert, explainAlert } from '#src/visits/watch/watch-commands.ts'

export type AlertForm = {
  readonly errors: FieldError[]
  readonly code: string
  readonly words: string
  readonly note: string
}
export const EMPTY: AlertForm = { errors: [], code: '', words: '', note: '' }

export const keyOf = ({ params }: Asked): AlertKey | undefined => {
  const awaits = params['awaits'] ?? ''
  return isAwaits(awaits) ? { visitRef: params['ref'] ?? '', awaits } : undefined
}

/** One alert: how late, whom to ring, what was said, and what the reader may do. */
export async function showAlert(asked: Asked, house: House, form = EMPTY): Promise<Reply> {
  const { shell, actor, csrf } = asked
  const key = keyOf(asked)
  if (!key) return notFound()
  return shell.view(actor, `visit:${key.visitRef}`, async (tx) => {
    const alert = await findAlert(tx, key.visitRef, key.awaits)
    if (!alert) return notFound()
    const { reasons } = await getPolicy(tx, 'watch', dayOf(tx.now))
    const person = await findPerson(tx, alert.personRef)
    const provider = await findOrganisation(tx, alert.organisationRef)
    const zone = (await listZones(tx)).find((one) => one.zone === alert.zone)
    const name = person ? personName(person) : alert.personRef
    const isOpen = alert.closedAt === undefined
    return page(
      {
        title: `${AWAITS_WORDS[alert.awaits]}: ${name}`,
        caption: `Visit ${alert.visitRef}`,
        section: 'visits',
        breadcrumbs: [
          { text: 'Visits', href: '/visits' },
          { text: 'Live watch', href: '/visits/watch' },
          { text: alert.visitRef },
        ],
        tags: [alertTag(alert), alert.timeCritical && { text: 'Time-critical', colour: 'red' }],
        facts: [
          { label: alert.awaits === 'log-in' ? 'Planned start' : 'Planned end', value: formatTime(alert.due) },
          { label: 'Day', value: formatDay(alert.day) },
          isOpen && { label: 'Late by', value: lateWords(alert.due, tx.now) },
        ],
        errors: form.errors,
        content: html`${section('What is known', known(alert, { name, person, provider, zone: zone?.name }, reasons))}${
          isOpen && may(actor, 'visits.watch') && officerForms(alert, reasons, csrf, form)
        }`,
        aside: html`${whatHappensNext(nextWords(alert))}${await latestHistory(house, tx, `visit:${alert.visitRef}`)}`,
      },
      { status: form.errors.length > 0 ? 400 : 200 },
    )
  })
}

type Whom = {
  readonly name: string
  readonly person: Person | undefined
  readonly provider: Awaited<ReturnType<typeof findOrganisation>>
  readonly zone: string | undefined
}

const known = (alert: KeptAlert, { name, person, provider, zone }: Whom, reasons: readonly Code[]): Html =>
  summary([
    { key: 'Person', value: link(name, `/people/${alert.personRef}`) },
    person && { key: 'Their telephone', value: phoneLink(person.phone) },
    person?.livesAlone === true && { key: 'Lives alone', value: 'Yes' },
    ...(person?.contacts ?? [])
      .toSorted((a, b) => Number(b.emergency) - Number(a.emergency))
      .map(({ name: contact, relationship, phone: theirs, emergency }) => ({
        key: emergency ? 'In an emergency' : 'Contact',
        value: html`${contact}, ${relationship}<br>${phoneLink(theirs)}`,
      })),
    { key: 'Visit', value: link(alert.visitRef, `/visits/${encodeURIComponent(alert.visitRef)}`) },
    {
      key: 'Provider',
      value: link(provider ? providerName(provider) : alert.organisationRef, `/providers/${alert.organisationRef}`),
    },
    { key: 'Provider’s telephone', value: phoneLink(provider?.phone ?? undefined) },
    { key: 'Zone', value: zone ?? alert.zone },
    ...told(alert, reasons),
  ])

const phoneLink = (phone: string | undefined): Html | string =>
  phone === undefined ? 'Not known' : link(phone, `tel:${phone.replaceAll(' ', '')}`)

/** What was told and answered, step by step. */
export const told = (alert: KeptAlert, reasons: readonly Code[]) => [
  { key: 'Provider told', value: formatInstant(alert.raisedAt) },
  { key: 'Council told', value: alert.councilToldAt ? formatInstant(alert.councilToldAt) : 'Not yet' },
  alert.acknowledgedAt && {
    key: 'Acknowledged',
    value: `${formatInstant(alert.acknowledgedAt)} by ${alert.acknowledgedBy ?? ''}`,
  },
  alert.explainedAt && {
    key: 'What happened',
    value: html`<strong>${reasonLabel(reasons, alert.reasonCode)}</strong><br>${alert.explanation ?? ''}<br>${alert.explainedBy ?? ''}, ${formatInstant(alert.explainedAt)}`,
  },
  alert.closedAt && {
    key: 'Closed',
    value: `${closedWords(alert)}, ${formatInstant(alert.closedAt)}`,
  },
]

function closedWords({ awaits, closedHow, closedBy, closingNote }: KeptAlert): string {
  if (closedHow === 'attended') return awaits === 'log-in' ? 'The log-in came' : 'The log-out came'
  if (closedHow === 'cancelled') return 'The visit was cancelled'
  return `By ${closedBy ?? 'an officer'}: ${closingNote ?? ''}`
}

function nextWords(alert: KeptAlert): string {
  if (alert.closedAt) return 'Nothing: the alert is closed.'
  if (alert.explainedAt)
    return 'Make sure that the person is safe, then close the alert. It closes by itself when the log comes.'
  if (alert.acknowledgedAt) return 'The provider is looking into it. Ring if it takes too long.'
  return 'The provider has been told and has not answered. Ring it, and write down what it says.'
}

const officerForms = (alert: KeptAlert, reasons: readonly Code[], csrf: string, form: AlertForm): Html =>
  html`${section('Write down what happened', explainForm(alertHref('/visits', alert), reasons, csrf, form, 'What the provider, the person or their family says.'))}${section(
    'Close the alert',
    postForm({
      action: `${alertHref('/visits', alert)}/close`,
      csrf,
      content: html`${textareaField({
        name: 'note',
        label: 'How is the person, and what was done?',
        hint: 'It stands in the history of the visit and of the person.',
        value: form.note,
        rows: 3,
        errors: form.errors,
      })}${submit('Close the alert')}`,
    }),
  )}`

/** The coded reason and the words, for an officer and for the provider. */
export const explainForm = (
  href: string,
  reasons: readonly Code[],
  csrf: string,
  form: AlertForm,
  hint: string,
): Html =>
  postForm({
    action: `${href}/explain`,
    csrf,
    content: html`${radiosField({
      name: 'code',
      label: 'What happened?',
      choices: reasons.map(({ code, label }) => ({ value: code, text: label })),
      value: form.code,
      small: true,
      errors: form.errors,
    })}${textareaField({ name: 'words', label: 'In your words', hint, value: form.words, rows: 3, errors: form.errors })}<button class="govuk-button govuk-button--secondary" data-module="govuk-button" data-prevent-double-click="true">Save what happened</button>`,
  })

export const EXPLAIN_WORDS: Readonly<Record<ExplainRefusal, FieldError>> = {
  'closed already': { field: 'code', message: 'The alert is closed. Look at it again.' },
  'not a reason': { field: 'code', message: 'Choose what happened' },
  'no words': { field: 'words', message: 'Say in a few words what happened' },
}
const CLOSE_WORDS: Readonly<Record<CloseRefusal, FieldError>> = {
  'closed already': { field: 'note', message: 'The alert is closed already. Look at it again.' },
  'no note': { field: 'note', message: 'Say how the person is and what was done' },
}

export const typedOf = ({ form }: Asked): Omit<AlertForm, 'errors'> => ({
  code: typedText(form, 'code'),
  words: typedText(form, 'words'),
  note: typedText(form, 'note'),
})

export async function postExplain(asked: Asked, house: House): Promise<Reply> {
  const key = keyOf(asked)
  if (!key) return notFound()
  const typed = typedOf(asked)
  const done = await explainAlert(asked.shell, asked.actor, { ...key, ...typed })
  if (done.ok) return seeOther(alertHref('/visits', key), 'What happened is written down')
  if (done.error === 'no such alert') return notFound()
  return showAlert(asked, house, { ...typed, errors: [EXPLAIN_WORDS[done.error]] })
}

export async function postClose(asked: Asked, house: House): Promise<Reply> {
  const key = keyOf(asked)
  if (!key) return notFound()
  const typed = typedOf(asked)
  const done = await closeAlert(asked.shell, asked.actor, { ...key, note: typed.note })
  if (done.ok) return seeOther('/visits/watch', 'The alert is closed')
  if (done.error === 'no such alert') return notFound()
  return showAlert(asked, house, { ...typed, errors: [CLOSE_WORDS[done.error]] })
}
