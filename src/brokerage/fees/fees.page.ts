import { counted } from '#src/base/counted.ts'
/** The invoices of arrangement fees: who owes what and for how long, one invoice, and the letter that goes out with it. */
import { type Day, dayOf, formatDay } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { serviceName } from '#src/brokerage/packages/care-package.ts'
import { settleFee, type SettleRefusal } from '#src/brokerage/fees/fee-commands.ts'
import {
  AGE_WORDS,
  ageOf,
  AGES,
  daysLate,
  FEE_STATE_WORDS,
  FEE_STATES,
  type FeeState,
  isCoded,
  isFeeState,
} from '#src/brokerage/fees/fee-invoice.ts'
import { type BilledFee, findInvoice, owedByDue, searchInvoices } from '#src/brokerage/fees/fee-invoice.store.ts'
import { nameFor } from '#src/brokerage/packages/packages.page.ts'
import { may } from '#src/platform/actor.ts'
import { csvFile, notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { dayField, postForm, radiosField, readDay, submit, textField, typedDay } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { Crumb, FieldError, StatusTag } from '#src/platform/pages/page.ts'
import { chosen, pageAsked, queue, typedText } from '#src/platform/pages/queue.ts'
import { keyFigures, section, summary } from '#src/platform/pages/record.ts'
import { everyPart } from '#src/platform/pages/every-part.ts'
import { link, money, shortDay, small } from '#src/platform/pages/table.ts'

const PAGE_SIZE = 25

export const FEE_CRUMBS: readonly Crumb[] = [
  { text: 'Packages', href: '/packages' },
  { text: 'Arrangements', href: '/arrangements' },
]

const askedOf = ({ query }: Visit) => ({
  state: FEE_STATES.find((state) => chosen(query, 'state').includes(state)),
  age: AGES.find((age) => chosen(query, 'age').includes(age)),
})

export async function showFees(visit: Visit): Promise<Reply> {
  const { shell, actor, query, url } = visit
  const found = await shell.read(actor, async (tx) => {
    const part = { today: dayOf(tx.now), offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE }
    return {
      ...(await searchInvoices(tx, { ...askedOf(visit), ...part })),
      ...{ owed: await owedByDue(tx), today: dayOf(tx.now) },
    }
  })
  await shell.noteList(actor, 'arrangement-fees', { filter: url, count: found.invoices.length })
  return page({
    title: 'Arrangement fees',
    section: 'packages',
    wide: true,
    breadcrumbs: [...FEE_CRUMBS, { text: 'Fees' }],
    content: html`${section('Owed', figures(found))}<p class="govuk-body">${link('All invoices as a file for the ledger (CSV)', '/arrangement-fees.csv')}</p>${queue<BilledFee>(
      {
        noun: { one: 'invoice', many: 'invoices' },
        ...{ url, rows: found.invoices, total: found.total, pageSize: PAGE_SIZE },
        empty: 'No fee has been billed.',
        filters: [
          {
            ...{ kind: 'one', name: 'state', label: 'State' },
            choices: FEE_STATES.map((value) => ({ value, text: tagOf(value).text })),
          },
          {
            ...{ kind: 'one', name: 'age', label: 'How late' },
            choices: AGES.map((value) => ({ value, text: AGE_WORDS[value] })),
          },
        ],
        columns: [
          {
            heading: 'Invoice',
            cell: (one) => html`${link(one.invoiceRef, `/arrangement-fees/${one.invoiceRef}`)}${small(one.packageRef)}`,
          },
          { heading: 'Person', cell: (one) => nameFor(actor, one) },
          { heading: 'Raised', cell: (one) => shortDay(one.raisedOn) },
          {
            heading: 'Due',
            cell: (one) =>
              html`${shortDay(one.dueOn)}${daysLate(one, found.today) > 0 && small(`${daysLate(one, found.today)} days late`)}`,
          },
          { heading: 'Fee', format: 'number', cell: (one) => money(one.feePence) },
          {
            heading: 'State',
            cell: (one) => html`${tagOf(one.state).text}${one.settledOn !== null && small(formatDay(one.settledOn))}`,
          },
        ],
      },
    )}`,
  })
}

type Owed = Awaited<ReturnType<typeof owedByDue>>

function figures({ owed, today }: { readonly owed: Owed; readonly today: Day }): Html {
  const of = (age: (typeof AGES)[number]) =>
    owed.filter(({ dueOn }) => ageOf(daysLate({ state: 'owed', dueOn }, today)) === age)
  return keyFigures(
    AGES.map((age) => ({
      value: formatPence(of(age).reduce((sum, { pence }) => sum + pence, 0)),
      label: AGE_WORDS[age],
      hint: String(of(age).reduce((sum, { count }) => sum + count, 0)),
    })),
  )
}

const tagOf = (state: FeeState): StatusTag => {
  const colour = { owed: 'yellow', paid: 'green', waived: 'grey', cancelled: 'grey' } as const
  return { text: `${state.charAt(0).toUpperCase()}${state.slice(1)}`, colour: colour[state] }
}

export const showFee = (visit: Visit): Promise<Reply> => show(visit, [])

const refOf = ({ params }: Visit): string => params['ref'] ?? ''

/** An invoice names a person: reading it is noted with the package's. */
export async function readFee(visit: Visit): Promise<{ fee: BilledFee; today: Day } | undefined> {
  const known = await visit.shell.read(visit.actor, (tx) => findInvoice(tx, refOf(visit)))
  if (!known) return undefined
  return visit.shell.view(visit.actor, `package:${known.packageRef}`, async (tx) => {
    const fee = await findInvoice(tx, known.invoiceRef)
    return fee && { fee, today: dayOf(tx.now) }
  })
}

async function show(visit: Visit, errors: readonly FieldError[]): Promise<Reply> {
  const found = await readFee(visit)
  if (!found) return notFound()
  const { fee, today } = found
  const late = daysLate(fee, today)
  return page(
    {
      title: `Invoice ${fee.invoiceRef}`,
      caption: 'Arrangement fee',
      section: 'packages',
      errors,
      tags: [tagOf(fee.state)],
      actions: [{ text: 'Letter to print', kind: 'secondary', href: `/arrangement-fees/${fee.invoiceRef}/letter` }],
      breadcrumbs: [...FEE_CRUMBS, { text: 'Fees', href: '/arrangement-fees' }, { text: fee.invoiceRef }],
      content: html`${summary([
        { key: 'Person', value: link(nameFor(visit.actor, fee), `/packages/${fee.packageRef}/self-funder`) },
        { key: 'For', value: whatFor(fee) },
        { key: 'Fee', value: formatPence(fee.feePence) },
        { key: 'Raised', value: formatDay(fee.raisedOn) },
        { key: 'Due', value: `${formatDay(fee.dueOn)}${late > 0 ? `, ${counted(late, 'day')} late` : ''}` },
        { key: 'How to pay', value: fee.howToPay },
        {
          key: 'Income code',
          value: isCoded(fee) ? fee.incomeCode : 'Not named yet. The policy on people who pay for themselves names it',
        },
        fee.reason !== null && {
          key: FEE_STATE_WORDS[fee.state],
          value: `${fee.settledOn === null ? '' : `${formatDay(fee.settledOn)}: `}${fee.reason} (${fee.settledByName ?? ''})`,
        },
      ])}${may(visit.actor, 'brokerage.fees') && section(fee.state === 'owed' ? 'Settle it' : 'Settled by mistake?', settleForm(visit, fee, errors))}`,
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

export const whatFor = ({ service, organisationName, startDay, packageRef }: BilledFee): string =>
  `Arranging ${serviceName(service).toLowerCase()} with ${organisationName} from ${formatDay(startDay)}, package ${packageRef}`

const settleForm = (visit: Visit, { state }: BilledFee, errors: readonly FieldError[]): Html =>
  postForm({
    ...{ action: `/arrangement-fees/${refOf(visit)}/settle`, csrf: visit.csrf },
    content: html`${radiosField({
      ...{ name: 'state', label: 'What is it now?', errors, value: typedText(visit.form, 'state') },
      choices: FEE_STATES.filter((one) => (state === 'owed' ? one !== 'owed' : one === 'owed')).map((value) => ({
        value,
        text: FEE_STATE_WORDS[value],
      })),
    })}${dayField({ name: 'on', label: 'On which day?', errors, value: typedDay(visit.form, 'on') })}${textField({ name: 'reason', label: 'Receipt, or why', errors, value: typedText(visit.form, 'reason') })}${submit('Keep this')}`,
  })

export const settleError = (refusal: Exclude<SettleRefusal, 'no such invoice'>): FieldError => TOLD[refusal]

const TOLD: Readonly<Record<Exclude<SettleRefusal, 'no such invoice'>, FieldError>> = {
  'settled so already': { field: 'state', message: 'It is so already. Select another state' },
  'settled otherwise': { field: 'state', message: 'It is settled already. Say first that it is owed again' },
  'no reason': { field: 'reason', message: 'Enter the receipt, or say why' },
  'not yet': { field: 'on', message: 'The day must be today or earlier' },
  'before the invoice': { field: 'on', message: 'The day must not be before the invoice was raised' },
}

export async function postSettle(visit: Visit): Promise<Reply> {
  const state = typedText(visit.form, 'state')
  if (!isFeeState(state)) return show(visit, [{ field: 'state', message: 'Select what it is now' }])
  const on = readDay(visit.form, 'on')
  if (!on.ok)
    return show(visit, [
      { field: 'on', message: on.error === 'not given' ? 'Enter the day' : 'The day must be a real date' },
    ])
  const input = { invoiceRef: refOf(visit), state, on: on.value, reason: typedText(visit.form, 'reason') }
  const settled = await settleFee(visit.shell, visit.actor, input)
  if (settled.ok) return seeOther(`/arrangement-fees/${input.invoiceRef}`, `${tagOf(state).text}: kept`)
  return settled.error === 'no such invoice' ? notFound() : show(visit, [settleError(settled.error)])
}

const HEADER = [
  ...[
    'invoice',
    'raised',
    'due',
    'person',
    'package',
    'for',
    'fee',
    'state',
    'settled',
    'reason',
    'days_late',
    'income_code',
  ],
]

export async function feesCsv(visit: Visit): Promise<Reply> {
  const { shell, actor } = visit
  const { invoices, today } = await shell.read(actor, async (tx) => {
    const today = dayOf(tx.now)
    const asked = { ...askedOf(visit), today }
    return {
      today,
      invoices: await everyPart(async (part) => (await searchInvoices(tx, { ...asked, ...part })).invoices),
    }
  })
  await shell.noteList(actor, 'arrangement-fees.csv', { count: invoices.length })
  return csvFile(
    'arrangement-fees.csv',
    HEADER,
    invoices.map((one) => [
      ...[one.invoiceRef, one.raisedOn, one.dueOn, one.personRef, one.packageRef, `Arranging ${one.service}`],
      ...[one.feePence / 100, one.state, one.settledOn ?? '', one.reason ?? '', daysLate(one, today), one.incomeCode],
    ]),
  )
}
