import { type Day, dayOf, formatDay, formatInstant } from '#src/base/day.ts'
import { findContractOn } from '#src/contracts/contract.store.ts'
import {
  type AskedNotice,
  earliestLastDay,
  NOTICE_BY,
  NOTICE_REASONS,
  type NoticeRefusal,
  REASON_WORDS,
} from '#src/contracts/notice/notice.ts'
import { giveNotice, withdrawNotice, type WithdrawRefusal } from '#src/contracts/notice/notice-commands.ts'
import { type KeptNotice, listNotices } from '#src/contracts/notice/notice.store.ts'
import { monthsWords } from '#src/contracts/particulars.page.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import {
  dayField,
  hiddenField,
  postForm,
  radiosField,
  readDay,
  submit,
  textareaField,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { section } from '#src/platform/pages/record.ts'
import { dataTable, small } from '#src/platform/pages/table.ts'

type Typed = {
  readonly by: string
  readonly reason: string
  readonly givenDay: Day | TypedDay
  readonly lastDay: Day | TypedDay
  readonly closedFrom: Day | TypedDay
  readonly note: string
}
type Form = { readonly typed?: Typed; readonly errors: FieldError[] }

export async function showNotice({ shell, actor, params, csrf }: Visit, form?: Form): Promise<Reply> {
  const contractRef = params['ref'] ?? ''
  const found = await shell.read(actor, async (tx) => {
    const today = dayOf(tx.now)
    const whole = await findContractOn(tx, contractRef, today)
    return whole && { ...whole, today, notices: await listNotices(tx, contractRef) }
  })
  if (!found) return notFound()
  const { contract, particulars, notices, today } = found
  const standing = notices.find(({ withdrawnBy }) => withdrawnBy === null)
  const errors = form?.errors ?? []
  const typed = form?.typed ?? {
    ...{ by: '', reason: '', givenDay: today, closedFrom: today, note: '' },
    lastDay: earliestLastDay(today, particulars.noticeMonths),
  }
  return page(
    {
      title: standing ? 'Notice of a contract' : 'Give or record notice',
      caption: `Contract ${contractRef}, ${contract.title}`,
      section: 'contracts',
      errors,
      breadcrumbs: [
        { text: 'Contracts', href: '/contracts' },
        { text: contractRef, href: `/contracts/${contractRef}` },
        { text: 'Notice' },
      ],
      content: html`${
        standing
          ? withdrawForm(contractRef, standing, csrf, errors)
          : noticeForm(contractRef, typed, particulars.noticeMonths, csrf, errors)
      }${notices.length > 0 && section('Notices so far', noticesTable(notices))}`,
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

const noticeForm = (
  contractRef: string,
  typed: Typed,
  noticeMonths: number,
  csrf: string,
  errors: readonly FieldError[],
): Html =>
  html`<p class="govuk-body">The contract asks for this much notice: <strong>${monthsWords(noticeMonths)}</strong>. Its term then ends with the last day, and continuity of care begins for everybody in placement.</p>${postForm(
    {
      action: `/contracts/${contractRef}/notice`,
      csrf,
      content: html`${radiosField({
        ...{ name: 'by', label: 'Who gives notice?', value: typed.by, errors, inline: true },
        choices: [
          { value: 'provider', text: 'The provider' },
          { value: 'council', text: 'The council' },
        ],
      })}${radiosField({
        ...{ name: 'reason', label: 'Why?', value: typed.reason, errors },
        choices: NOTICE_REASONS.map((reason) => ({ value: reason, text: REASON_WORDS[reason] })),
      })}${dayField({ name: 'givenDay', label: 'When was it given?', value: typed.givenDay, errors })}${dayField({
        ...{ name: 'lastDay', label: 'Last day of care', value: typed.lastDay, errors },
      })}${dayField({
        ...{ name: 'closedFrom', label: 'From which day is nobody new placed?', value: typed.closedFrom, errors },
      })}${textareaField({ name: 'note', label: 'What was said', rows: 3, value: typed.note, errors })}${submit('Record the notice', { href: `/contracts/${contractRef}` })}`,
    },
  )}`

const withdrawForm = (contractRef: string, notice: KeptNotice, csrf: string, errors: readonly FieldError[]): Html =>
  html`<p class="govuk-body">${
    notice.by === 'council' ? 'The council gave notice' : 'The provider gave notice'
  } on ${formatDay(notice.givenDay)}. The last day of care is ${formatDay(notice.lastDay)}, and nobody new is placed from ${formatDay(notice.closedFrom)}.</p>${postForm(
    {
      action: `/contracts/${contractRef}/notice`,
      csrf,
      content: html`${hiddenField('do', 'withdraw')}${textareaField({ name: 'note', label: 'Why is it withdrawn?', rows: 3, errors })}${submit('Withdraw the notice', { href: `/contracts/${contractRef}` })}`,
    },
  )}`

const noticesTable = (notices: readonly KeptNotice[]): Html =>
  dataTable({
    caption: 'Notices so far',
    captionHidden: true,
    folds: true,
    rows: notices,
    columns: [
      {
        heading: 'Given',
        cell: (one) =>
          html`${formatDay(one.givenDay)}${small(one.by === 'council' ? 'By the council' : 'By the provider')}`,
      },
      { heading: 'Why', cell: (one) => html`${REASON_WORDS[one.reason]}${small(one.note)}` },
      { heading: 'Last day', cell: (one) => formatDay(one.lastDay) },
      {
        heading: 'Recorded',
        cell: (one) =>
          html`${one.officerName}${small(formatInstant(one.at))}${one.withdrawnBy !== null && small(`Withdrawn by ${one.withdrawnBy}: ${one.withdrawnNote}`)}`,
      },
    ],
  })

export const NOTICE_WORDS: Readonly<Record<NoticeRefusal, FieldError>> = {
  'contract not running': { field: 'givenDay', message: 'The contract has ended' },
  'notice is given already': { field: 'givenDay', message: 'Notice of this contract is given already' },
  'given in the future': {
    field: 'givenDay',
    message: 'Notice is recorded once it is given: enter today or an earlier day',
  },
  'shorter than its notice': {
    field: 'lastDay',
    message:
      'The last day comes before the contract’s notice has run. Only a failing business, a cancelled registration or people’s safety end it sooner',
  },
  'not before its end': { field: 'lastDay', message: 'The contract ends by then without notice' },
  'closed after its last day': { field: 'closedFrom', message: 'Enter a day up to the last day of care' },
  'no reason given': { field: 'note', message: 'Write what was said' },
}

const WITHDRAW_WORDS: Readonly<Record<Exclude<WithdrawRefusal, 'no such contract'>, FieldError>> = {
  'ended at once': { field: 'note', message: 'The contract was ended at once meanwhile: its end stands' },
  'no notice is given': { field: 'note', message: 'No notice of this contract stands' },
  'contract not running': { field: 'note', message: 'The contract has ended' },
  'no reason given': { field: 'note', message: 'Say why the notice is withdrawn' },
}

export async function postNotice(visit: Visit): Promise<Reply> {
  const { shell, actor, form, params } = visit
  const contractRef = params['ref'] ?? ''
  const text = (name: string): string => typedText(form, name)
  if (text('do') === 'withdraw') return withdraw(visit, contractRef, text('note'))
  const typed: Typed = {
    ...{ by: text('by'), reason: text('reason'), note: text('note'), givenDay: typedDay(form, 'givenDay') },
    ...{ lastDay: typedDay(form, 'lastDay'), closedFrom: typedDay(form, 'closedFrom') },
  }
  const { asked, errors } = readNotice(form, typed)
  if (!asked) return showNotice(visit, { typed, errors })
  const given = await giveNotice(shell, actor, { contractRef, ...asked })
  if (given.ok) return seeOther(`/contracts/${contractRef}`, 'Notice is recorded')
  return given.error === 'no such contract'
    ? notFound()
    : showNotice(visit, { typed, errors: [NOTICE_WORDS[given.error]] })
}

function readNotice(form: Visit['form'], typed: Typed): { asked?: AskedNotice; errors: FieldError[] } {
  const by = NOTICE_BY.find((one) => one === typed.by)
  const reason = NOTICE_REASONS.find((one) => one === typed.reason)
  const [givenDay, lastDay, closedFrom] = ['givenDay', 'lastDay', 'closedFrom'].map((name) => readDay(form, name))
  const errors: FieldError[] = []
  if (!by) errors.push({ field: 'by', message: 'Choose who gives notice' })
  if (!reason) errors.push({ field: 'reason', message: 'Choose why' })
  if (!givenDay?.ok) errors.push({ field: 'givenDay', message: 'Enter the day, for example 22 11 2026' })
  if (!lastDay?.ok) errors.push({ field: 'lastDay', message: 'Enter the last day, for example 28 2 2027' })
  if (!closedFrom?.ok) errors.push({ field: 'closedFrom', message: 'Enter the day, for example 22 11 2026' })
  if (!by || !reason || !givenDay?.ok || !lastDay?.ok || !closedFrom?.ok) return { errors }
  const days = { givenDay: givenDay.value, lastDay: lastDay.value, closedFrom: closedFrom.value }
  return { asked: { by, reason, ...days, note: typed.note }, errors }
}

async function withdraw(visit: Visit, contractRef: string, note: string): Promise<Reply> {
  const done = await withdrawNotice(visit.shell, visit.actor, { contractRef, note })
  if (done.ok) return seeOther(`/contracts/${contractRef}`, 'The notice is withdrawn')
  return done.error === 'no such contract' ? notFound() : showNotice(visit, { errors: [WITHDRAW_WORDS[done.error]] })
}
