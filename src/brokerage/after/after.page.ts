import { dayOf, formatDay, formatInstant } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import {
  CHANGE_WORDS,
  type CareChange,
  CHECKS,
  type CheckOutcome,
  type CheckRefusal,
  isReplaced,
  OUTCOMES_OF_CHECK,
} from '#src/brokerage/after/care-change.ts'
import { findAfter, listChanges, listChecks } from '#src/brokerage/after/after.store.ts'
import { changeCare, type ChangeCareRefusal, checkCare } from '#src/brokerage/after/after-commands.ts'
import { readVisits, visitErrors, visitFields } from '#src/brokerage/after/visit-fields.page.ts'
import type { Placement } from '#src/brokerage/packages/care-package.ts'
import { BLOCKED, type PackageRecord, readRecord, recordFrame } from '#src/brokerage/packages/package-record.page.ts'
import type { VisitLengths } from '#src/brokerage/packages/pattern.ts'
import { faultInWords } from '#src/brokerage/requests/draft-errors.page.ts'
import { getPolicy } from '#src/councils/index.ts'
import type { Read } from '#src/platform/database.ts'
import { notDone, notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import {
  dayField,
  type Form,
  postForm,
  radiosField,
  readDay,
  submit,
  textareaField,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError, Page, StatusTag } from '#src/platform/pages/page.ts'
import { chosen, typedText } from '#src/platform/pages/queue.ts'
import { section, summary } from '#src/platform/pages/record.ts'
import { dataTable, link, money, shortDay, small } from '#src/platform/pages/table.ts'

type InCare = { readonly record: PackageRecord; readonly placement: Placement }
export type After = InCare & { readonly changes: readonly CareChange[]; readonly lengths: VisitLengths }

const readInCare = async (tx: Read, { actor, params }: Visit): Promise<InCare | undefined> => {
  const record = await readRecord(tx, actor, params['ref'] ?? '', { person: false, everybodyAsked: false })
  return record?.placement && { record, placement: record.placement }
}

export async function findAfterOf(tx: Read, visit: Visit): Promise<After | undefined> {
  const found = await readInCare(tx, visit)
  if (!found) return undefined
  const lengths = await getPolicy(tx, 'visit-length', dayOf(tx.now))
  return { ...found, lengths, changes: await listChanges(tx, visit.params['ref'] ?? '') }
}

export const readAfter = (visit: Visit): Promise<After | undefined> =>
  visit.shell.view(visit.actor, `package:${visit.params['ref'] ?? ''}`, (tx) => findAfterOf(tx, visit))

const STATE_TAGS: Readonly<Record<CareChange['state'], StatusTag>> = {
  proposed: { text: 'Waits for a decision', colour: 'yellow' },
  agreed: { text: 'Agreed', colour: 'green' },
  declined: { text: 'Declined', colour: 'grey' },
}

export const stateTag = (
  one: Pick<CareChange, 'number' | 'fromDay' | 'state'>,
  changes: Parameters<typeof isReplaced>[1],
): StatusTag =>
  one.state === 'agreed' && isReplaced(one, changes) ? { text: 'Replaced', colour: 'grey' } : STATE_TAGS[one.state]

export const costInWords = ({ weeklyPence, beforePence }: CareChange): string =>
  `${formatPence(Math.abs(weeklyPence - beforePence))} a week ${weeklyPence > beforePence ? 'more' : 'less'}`

/** On the package's page of care: its versions with their cost, what was checked, and what can be done. */
export async function careAfter(tx: Read, packageRef: string): Promise<Html | undefined> {
  const after = await findAfter(tx, packageRef)
  if (!after) return undefined
  const { changes, checks, endDay } = after
  const at = `/packages/${packageRef}`
  const runs = endDay === null || endDay > dayOf(tx.now)
  return html`${dataTable({
    caption: 'Changes of this care',
    captionHidden: true,
    folds: true,
    rows: changes,
    empty: 'Care runs as it was placed.',
    columns: [
      { heading: 'What', cell: (one) => html`${CHANGE_WORDS[one.kind]}${small(one.reason)}` },
      { heading: 'From', cell: (one) => shortDay(one.fromDay) },
      {
        heading: 'A week',
        format: 'number',
        cell: (one) =>
          html`${money(one.weeklyPence)}${small(costInWords(one))}${(one.overCeilingPence ?? 0) > 0 && small('Above the ceiling')}`,
      },
      { heading: 'By', cell: (one) => one.proposedByName },
      {
        heading: 'Status',
        cell: (one) =>
          html`${statusTag(stateTag(one, changes))}${one.state === 'proposed' ? small(link('Its cost and signatures', `${at}/changes/${one.number}`)) : one.emergencyReason && small(link('Began before it was signed for', `${at}/changes/${one.number}`))}${one.state === 'agreed' && !one.emergencyReason && small(link('Its visits and cost', `${at}/changes/${one.number}`))}${one.declineReason && small(one.declineReason)}`,
      },
    ],
  })}
  ${summary(
    checks.map((one) => ({
      key: CHECKS[one.kind],
      value: html`${OUTCOMES_OF_CHECK[one.outcome]} on ${formatDay(one.day)}${small(`${one.checkedByName}${one.note ? `: ${one.note}` : ''}`)}`,
    })),
  )}
  ${runs && html`<p class="govuk-body">${link('Change this care', `${at}/change`)}${checks.length < 2 && html`<br>${link(checks.some(({ kind }) => kind === 'start') ? 'Record the two-week check' : 'Confirm the start', `${at}/care-check`)}`}</p>`}`
}

export const frame = ({ record }: InCare, title: string, errors: readonly FieldError[]): Omit<Page, 'content'> => ({
  ...recordFrame(record, undefined),
  title,
  errors,
  actions: [],
  tabs: [],
  breadcrumbs: [
    { text: 'Packages', href: '/packages' },
    { text: record.pkg.packageRef, href: `/packages/${record.pkg.packageRef}/care` },
    { text: title },
  ],
})

/** The visits to change: those that run, or those that ran before they were suspended. */
const visitsToChange = ({ placement, changes }: After) =>
  placement.pattern.length > 0
    ? placement.pattern
    : (changes.find(({ state, pattern }) => state === 'agreed' && pattern.length > 0)?.pattern ?? [])

export async function showChangeCare(visit: Visit): Promise<Reply> {
  const after = await readAfter(visit)
  if (!after) return notFound()
  if (after.record.pkg.status !== 'placed')
    return notDone(`/packages/${after.record.pkg.packageRef}`, 'This care does not run now')
  return page(changeView(after, {}, visit.csrf))
}

const WHAT = [
  { value: 'change', text: 'Change the visits' },
  { value: 'suspend', text: 'Suspend all visits', hint: 'For example, while the person is in hospital' },
]

const WAITS = [
  { value: 'yes', text: 'Yes' },
  {
    value: 'no',
    text: 'No, it begins on its day',
    hint: 'The officers who sign are asked at once and sign afterwards',
  },
]

function changeView(after: After, typed: Form, csrf: string, errors: readonly FieldError[] = []): Page {
  const { placement } = after
  return {
    ...frame(after, 'Change this care', errors),
    content: html`<p class="govuk-body">A week costs ${formatPence(placement.weeklyPence)} now. What costs no more holds at once. What costs more is signed for first, by the officers whom the policy names for the new cost of a week. Visits are planned anew from the day of the change.</p>
      ${postForm({
        action: `/packages/${placement.packageRef}/change`,
        csrf,
        content: html`
          ${radiosField({ name: 'what', label: 'What changes?', value: chosen(typed, 'what')[0] ?? 'change', errors, choices: WHAT })}
          ${dayField({ name: 'fromDay', label: 'From which day?', hint: 'For example, 27 3 2027', value: typedDay(typed, 'fromDay'), errors })}
          ${section('Visits', visitFields(visitsToChange(after), { typed, errors, lengths: after.lengths }, true))}
          ${textareaField({ name: 'reason', label: 'Why?', rows: 3, value: typedText(typed, 'reason'), errors })}
          ${radiosField({ name: 'wait', label: 'If it costs more: can it wait for the signatures?', value: chosen(typed, 'wait')[0] ?? 'yes', errors, choices: WAITS })}
          ${textareaField({ name: 'urgentReason', label: 'Why it cannot wait', rows: 2, value: typedText(typed, 'urgentReason'), errors })}
          ${submit('Change this care', { href: `/packages/${placement.packageRef}/care` })}`,
      })}`,
  }
}

export async function postChangeCare(visit: Visit): Promise<Reply> {
  const packageRef = visit.params['ref'] ?? ''
  const after = await readAfter(visit)
  if (!after) return notFound()
  const again = (...errors: FieldError[]): Reply =>
    page(changeView(after, visit.form, visit.csrf, errors), { status: 400 })
  const fromDay = readDay(visit.form, 'fromDay')
  if (!fromDay.ok) {
    const message =
      fromDay.error === 'not given'
        ? 'Enter the day from which care changes'
        : 'The day from which care changes must be a real date'
    return again({ field: 'fromDay', message })
  }
  const suspend = chosen(visit.form, 'what')[0] === 'suspend'
  const pattern = suspend ? [] : readVisits(visitsToChange(after), visit.form)
  if (!suspend && pattern.length === 0)
    return again({ field: 'what', message: 'Keep at least one visit, suspend the visits, or end this care' })
  const reason = typedText(visit.form, 'reason')
  const urgentReason = chosen(visit.form, 'wait')[0] === 'no' ? typedText(visit.form, 'urgentReason') : undefined
  if (urgentReason?.trim() === '')
    return again({ field: 'urgentReason', message: 'Say why it cannot wait for the signatures' })
  const wanted = { packageRef, fromDay: fromDay.value, pattern, reason, urgentReason }
  const changed = await changeCare(visit.shell, visit.actor, wanted)
  if (!changed.ok) {
    if (changed.error.why === 'no such package') return notFound()
    if (changed.error.why === 'pattern') return again(...visitErrors(changed.error.faults, pattern, after.lengths))
    return again(changeError(changed.error))
  }
  const { state, emergency } = changed.value
  const told = emergency
    ? `Changed. The officers who sign have been asked, and sign by ${formatInstant(emergency.signBy)}`
    : state === 'agreed'
      ? 'Changed. Visits are planned anew from that day'
      : 'Asked for. It costs more, so it is signed for first'
  return seeOther(`/packages/${packageRef}/care`, told)
}

/** A refusal at its field, with the cure. */
export function changeError(refusal: ChangeCareRefusal): FieldError {
  if (refusal.why === 'pattern') {
    const [fault] = refusal.faults
    return { field: 'what', message: fault ? faultInWords(fault, 30) : 'The visits are wrong' }
  }
  switch (refusal.why) {
    case 'no reason':
      return { field: 'reason', message: 'Say why the care changes' }
    case 'starts in the past':
      return { field: 'fromDay', message: 'The change must start today or later, and not before the care does' }
    case 'care has ended by then':
      return { field: 'fromDay', message: 'Care has ended by that day' }
    case 'nothing changes':
      return { field: 'what', message: 'These are the visits that run on that day. Change one' }
    case 'a provider proposes less only':
      return { field: 'what', message: 'You can propose less care. Ask the council for more or other visits' }
    case 'another change waits':
      return { field: 'what', message: 'A change of this care waits for its decision. Decide that first' }
    case 'no signatures set':
      return {
        field: 'what',
        message: 'The sign-off policy names nobody for this cost. Ask an administrator to set it',
      }
    case 'no price':
      return { field: 'what', message: 'The rate card has no price for a visit at that time or of that length' }
    case 'not in place':
    case 'no such package':
      return { field: 'what', message: 'This care does not run now' }
    default:
      return { field: 'what', message: BLOCKED[refusal.why] ?? refusal.why }
  }
}

const CHOICES = Object.entries(OUTCOMES_OF_CHECK).map(([value, text]) => ({ value, text }))

export async function showCareCheck(visit: Visit): Promise<Reply> {
  const found = await visit.shell.view(visit.actor, `package:${visit.params['ref'] ?? ''}`, (tx) =>
    readInCare(tx, visit),
  )
  return found ? page(await checkView(visit, found, {})) : notFound()
}

const kindNow = async ({ shell, actor }: Visit, { placement }: InCare) => {
  const checks = await shell.read(actor, (tx) => listChecks(tx, placement.packageRef))
  return checks.some(({ kind }) => kind === 'start') ? 'two_weeks' : 'start'
}

async function checkView(visit: Visit, after: InCare, typed: Form, errors: readonly FieldError[] = []): Promise<Page> {
  const kind = await kindNow(visit, after)
  const { packageRef, startDay } = after.placement
  return {
    ...frame(after, kind === 'start' ? 'Confirm the start' : 'Two-week check', errors),
    content: html`<p class="govuk-body">Care was to start on ${formatDay(startDay)}.</p>${postForm({
      action: `/packages/${packageRef}/care-check`,
      csrf: visit.csrf,
      content: checkFields(
        kind === 'start' ? 'On which day did care start?' : 'On which day did you ask?',
        typed,
        errors,
        {
          href: `/packages/${packageRef}/care`,
        },
      ),
    })}`,
  }
}

export const checkFields = (
  asked: string,
  typed: Form,
  errors: readonly FieldError[],
  cancel: { href: string },
): Html =>
  html`${dayField({ name: 'day', label: asked, hint: 'For example, 27 3 2027', value: typedDay(typed, 'day'), errors })}
    ${radiosField({ name: 'outcome', label: 'How is it?', value: typedText(typed, 'outcome'), errors, choices: CHOICES })}
    ${textareaField({ name: 'note', label: 'What about it, if it is not as agreed?', rows: 3, value: typedText(typed, 'note'), errors })}
    ${submit('Record this', cancel)}`

export async function postCareCheck(visit: Visit): Promise<Reply> {
  const after = await readAfter(visit)
  if (!after) return notFound()
  const { packageRef } = after.placement
  const recorded = await recordCheck(visit, packageRef, await kindNow(visit, after))
  const told =
    typedText(visit.form, 'outcome') === 'concerns'
      ? 'Recorded. Whoever has the case is asked to review the support plan'
      : 'Recorded'
  if (recorded === undefined) return seeOther(`/packages/${packageRef}/care`, told)
  return page(await checkView(visit, after, visit.form, [recorded]), { status: 400 })
}

/** Records what was typed of a check; the error at its field where it cannot be. */
export async function recordCheck(
  { shell, actor, form }: Visit,
  packageRef: string,
  kind: 'start' | 'two_weeks',
): Promise<FieldError | undefined> {
  const day = readDay(form, 'day')
  if (!day.ok)
    return { field: 'day', message: day.error === 'not given' ? 'Enter the day' : 'The day must be a real date' }
  const outcome = typedText(form, 'outcome')
  if (!isOutcome(outcome)) return { field: 'outcome', message: 'Select how it is' }
  const note = typedText(form, 'note')
  const checked = await checkCare(shell, actor, { packageRef, kind, day: day.value, outcome, note })
  return checked.ok ? undefined : checkError(checked.error)
}

const isOutcome = (text: string): text is CheckOutcome => Object.hasOwn(OUTCOMES_OF_CHECK, text)

export function checkError(refusal: CheckRefusal | 'no such package' | 'not in place'): FieldError {
  switch (refusal) {
    case 'on a day to come':
      return { field: 'day', message: 'The day must be today or earlier' }
    case 'care has not begun':
      return { field: 'day', message: 'The day is before the first day of care' }
    case 'needs words':
      return { field: 'note', message: 'Say what is not as agreed' }
    case 'checked already':
      return { field: 'outcome', message: 'This was recorded already' }
    case 'not a provider’s':
      return { field: 'outcome', message: 'The council makes this check' }
    case 'no such package':
    case 'not in place':
      return { field: 'outcome', message: 'This care does not run now' }
  }
}
