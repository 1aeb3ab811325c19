/** The questions that stop something or go past a limit: each asks why. */
import { endCareLater } from '#src/brokerage/after/later-end-commands.ts'
import { addDays, type Day } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { endCare, withdrawPackage } from '#src/brokerage/packages/package-commands.ts'
import { readRecord, recordFrame, BLOCKED, type PackageRecord } from '#src/brokerage/packages/package-record.page.ts'
import { placeOverCeiling } from '#src/brokerage/sign-off/place-commands.ts'
import { withdrawChoice } from '#src/brokerage/sign-off/sign-off-commands.ts'
import { findContract, committedPence } from '#src/contracts/index.ts'
import { closedWords, type Person } from '#src/people/index.ts'
import { notDone, notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { dayField, postForm, readDay, submit, textareaField, typedDay } from '#src/platform/pages/form.ts'
import { html, type Part } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { summary } from '#src/platform/pages/record.ts'
import { link } from '#src/platform/pages/table.ts'

type Question = {
  readonly path: 'withdraw' | 'withdraw-choice' | 'over-ceiling' | 'end' | 'end-later'
  readonly title: string
  readonly button: string
  readonly hint: string
  /** The label of the day that it asks for, and its hint. */
  readonly asksDay?: { readonly label: string; readonly hint: string }
  readonly done: string
  /** The states in which it can be asked. */
  readonly when: (status: PackageRecord['pkg']['status']) => boolean
}

const WITHDRAW: Question = {
  path: 'withdraw',
  title: 'Withdraw the package',
  button: 'Withdraw the package',
  hint: 'Providers who were asked see that it is no longer wanted.',
  done: 'Package withdrawn',
  when: (status) => !['placed', 'ended', 'withdrawn', 'refused'].includes(status),
}
const WITHDRAW_CHOICE: Question = {
  path: 'withdraw-choice',
  title: 'Withdraw the choice',
  button: 'Withdraw the choice',
  hint: 'The offers stand. The signatures given so far fall, and the next choice is signed anew.',
  done: 'Choice withdrawn',
  when: (status) => status === 'awaiting_sign_off' || status === 'blocked',
}
const OVER_CEILING: Question = {
  path: 'over-ceiling',
  title: 'Place above the contract’s ceiling',
  button: 'Place above the ceiling',
  hint: 'Your name and your reason stand in the contract’s register.',
  done: 'Placed above the contract’s ceiling',
  when: (status) => status === 'blocked',
}
const END: Question = {
  path: 'end',
  title: 'End this care',
  button: 'End this care',
  hint: 'Visits from that day on are cancelled and the rest of the cost goes back to the contract.',
  asksDay: { label: 'First day without care', hint: 'For example, 27 3 2027' },
  done: 'Care ends',
  when: (status) => status === 'placed' || status === 'ended',
}
const END_LATER: Question = {
  path: 'end-later',
  title: 'This care goes on',
  button: 'Let this care go on',
  hint: 'The end was a mistake, or came later. Visits are planned again from the day on which they stopped, those in the past too; the contract bears them, and the provider is told.',
  asksDay: {
    label: 'First day without care, where it does end (optional)',
    hint: 'For example, 27 3 2027. Leave it empty where the care goes on without an end',
  },
  done: 'Care goes on',
  when: (status) => status === 'ended',
}

type Typed = { reason?: string; day?: Day | ReturnType<typeof typedDay> }

const read = (visit: Visit, question: Question): Promise<{ record: PackageRecord; facts: Part } | undefined> => {
  const ref = visit.params['ref'] ?? ''
  return visit.shell.view(visit.actor, `package:${ref}`, async (tx) => {
    const record = await readRecord(tx, visit.actor, ref, { person: question === END || question === WITHDRAW })
    const choice = record?.pkg.choice
    if (!record || question !== OVER_CEILING || !choice) return record && { record, facts: '' }
    const contract = await findContract(tx, choice.contractRef)
    const committed = await committedPence(tx, choice.contractRef)
    const facts = summary([
      {
        key: 'Contract',
        value: link(`${contract?.title ?? ''} (${choice.contractRef})`, `/contracts/${choice.contractRef}`),
      },
      { key: 'Ceiling', value: formatPence(contract?.ceilingPence ?? 0) },
      { key: 'Committed', value: formatPence(committed) },
      { key: 'This package', value: `${formatPence(choice.weeklyPence)} a week` },
    ])
    return { record, facts }
  })
}

function view(
  question: Question,
  record: PackageRecord,
  facts: Part,
  typed: Typed,
  csrf: string,
  errors: readonly FieldError[] = [],
): Page {
  const { pkg } = record
  const at = `/packages/${pkg.packageRef}`
  return {
    ...recordFrame(record, undefined),
    title: question.title,
    actions: [],
    tabs: [],
    errors,
    breadcrumbs: [
      { text: 'Packages', href: '/packages' },
      { text: pkg.packageRef, href: at },
      { text: question.title },
    ],
    content: html`${facts}${postForm({
      action: `${at}/${question.path}`,
      csrf,
      content: html`
        ${question.asksDay && dayField({ name: 'endDay', ...question.asksDay, value: typed.day, errors })}
        ${textareaField({ name: 'reason', label: 'Why?', hint: question.hint, rows: 3, value: typed.reason ?? '', errors })}
        ${submit(question.button, { href: at })}`,
    })}`,
  }
}

/** Of somebody whose case is closed the day and the reason are known. */
const typedFor = (person: Person | undefined): Typed =>
  person?.closed ? { day: addDays(person.closed.day, 1), reason: closedWords(person.closed) } : {}

const show =
  (question: Question) =>
  async (visit: Visit): Promise<Reply> => {
    const found = await read(visit, question)
    if (!found) return notFound()
    const { packageRef, status } = found.record.pkg
    if (!question.when(status)) return notDone(`/packages/${packageRef}`, 'That cannot be done with this package now')
    return page(view(question, found.record, found.facts, typedFor(found.record.person), visit.csrf))
  }

const again = async (visit: Visit, question: Question, errors: FieldError[]): Promise<Reply> => {
  const found = await read(visit, question)
  if (!found) return notFound()
  const typed = { reason: String(visit.form['reason'] ?? ''), day: typedDay(visit.form, 'endDay') }
  return page(view(question, found.record, found.facts, typed, visit.csrf, errors), { status: 400 })
}

const MESSAGES: Readonly<Record<string, FieldError>> = {
  'no reason': { field: 'reason', message: 'Say why' },
  'not in this state': { field: 'reason', message: 'That cannot be done with this package now' },
  'ends before it starts': {
    field: 'endDay',
    message: 'Care cannot end before it starts. Enter the first day of care or a later day',
  },
  'ends by then already': {
    field: 'endDay',
    message: 'The care ends by then already. Enter an earlier day, or leave it as it is',
  },
  'too long ago': {
    field: 'reason',
    message: 'It ended more than four weeks ago. Copy the package and ask for a restart, which is signed for',
  },
  'not later': {
    field: 'endDay',
    message: 'The care ends by then already. Enter a later day, or none where it goes on without an end',
  },
  'later than agreed': {
    field: 'endDay',
    message: 'It was agreed for a time, and not so long. Enter a day within it',
  },
  'change since': {
    field: 'reason',
    message: 'A change of this care is still to come or to be decided. Copy the package instead',
  },
  'other care since': {
    field: 'reason',
    message: 'The person has or is asked for other care of this kind since. Withdraw or end that first',
  },
  'the person refuses this provider': { field: 'reason', message: 'The person refuses this provider' },
  'requested or chose it': {
    field: 'reason',
    message: 'You asked for this package or chose the offer, so somebody else must decide',
  },
  'not an officer': { field: 'reason', message: 'Only an officer of the council can decide this' },
}

const answer = (
  visit: Visit,
  question: Question,
  result: { ok: true } | { ok: false; error: string },
): Promise<Reply> | Reply => {
  if (result.ok) return seeOther(`/packages/${visit.params['ref']}`, question.done)
  if (result.error === 'no such package') return notFound()
  return again(visit, question, [
    MESSAGES[result.error] ?? { field: 'reason', message: BLOCKED[result.error] ?? result.error },
  ])
}

const inputOf = ({ params, form }: Visit) => ({ packageRef: params['ref'] ?? '', reason: String(form['reason'] ?? '') })

export const showWithdraw = show(WITHDRAW)
export const postWithdraw = async (visit: Visit): Promise<Reply> =>
  answer(visit, WITHDRAW, await withdrawPackage(visit.shell, visit.actor, inputOf(visit)))

export const showWithdrawChoice = show(WITHDRAW_CHOICE)
export const postWithdrawChoice = async (visit: Visit): Promise<Reply> =>
  answer(visit, WITHDRAW_CHOICE, await withdrawChoice(visit.shell, visit.actor, inputOf(visit)))

export const showOverCeiling = show(OVER_CEILING)
export const postOverCeiling = async (visit: Visit): Promise<Reply> =>
  answer(visit, OVER_CEILING, await placeOverCeiling(visit.shell, visit.actor, inputOf(visit)))

export const showEndLater = show(END_LATER)
export async function postEndLater(visit: Visit): Promise<Reply> {
  const day = readDay(visit.form, 'endDay')
  if (!day.ok && day.error === 'no such day')
    return again(visit, END_LATER, [{ field: 'endDay', message: 'The first day without care must be a real date' }])
  const input = { ...inputOf(visit), endDay: day.ok ? day.value : null }
  return answer(visit, END_LATER, await endCareLater(visit.shell, visit.actor, input))
}

export const showEnd = show(END)
export async function postEnd(visit: Visit): Promise<Reply> {
  const day = readDay(visit.form, 'endDay')
  if (!day.ok)
    return again(visit, END, [
      {
        field: 'endDay',
        message:
          day.error === 'not given'
            ? 'Enter the first day without care'
            : 'The first day without care must be a real date',
      },
    ])
  return answer(visit, END, await endCare(visit.shell, visit.actor, { ...inputOf(visit), endDay: day.value }))
}
