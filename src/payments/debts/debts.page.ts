/** Providers that owe the council, and what became of earlier debts. */
import { dayOf } from '#src/base/day.ts'
import { type Debt, type DebtState, type Owing, WAYS } from '#src/payments/debts/debt.ts'
import { countPlaced, listDebts } from '#src/payments/debts/debt.store.ts'
import { readOwing } from '#src/payments/debts/debt-commands.ts'
import { csvFile, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { html, type Html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { StatusTag } from '#src/platform/pages/page.ts'
import { pageAsked, queue } from '#src/platform/pages/queue.ts'
import { keyFigures, section } from '#src/platform/pages/record.ts'
import { bad, type Column, dataTable, link, money, shortDay, small } from '#src/platform/pages/table.ts'
import { providerNames } from '#src/providers/index.ts'

const PAGE_SIZE = 25
const LATEST = 20
const EVERY_STATE: readonly DebtState[] = ['proposed', 'settled', 'refused']

const STATES: Readonly<Record<DebtState, StatusTag>> = {
  proposed: { text: 'To confirm', colour: 'yellow' },
  settled: { text: 'Settled', colour: 'green' },
  refused: { text: 'Not confirmed', colour: 'grey' },
}

/** What was written down of debts. */
export const debtColumns = (names: ReadonlyMap<string, string>): Column<Debt>[] => [
  {
    heading: 'Reference',
    cell: (one) =>
      html`${link(one.debtRef, `/provider-debts/${one.organisationRef}`)}${small(names.get(one.organisationRef) ?? one.organisationRef)}`,
  },
  {
    heading: 'What was done',
    cell: (one) =>
      html`${WAYS[one.way]}${one.reference !== '' && html`: ${one.reference}`}${one.reason !== '' && small(one.reason)}`,
  },
  { heading: 'On', cell: (one) => shortDay(one.day) },
  { heading: 'Amount', format: 'number', cell: (one) => money(one.amountPence) },
  {
    heading: 'Status',
    cell: (one) =>
      html`${statusTag(STATES[one.state])}${small(`Written down by ${one.madeByName}`)}${
        one.settledByName !== null &&
        small(`${one.state === 'settled' ? 'Confirmed' : 'Not confirmed'} by ${one.settledByName}`)
      }`,
  },
]

/** Whether there is care in place from whose payments a debt may still be taken. */
export const carePlaced = (packages: number): Html | string =>
  packages === 0
    ? bad('No care in place: nothing to take it from')
    : `${packages === 1 ? '1 package' : `${packages.toLocaleString('en-GB')} packages`} in place`

export async function listDebtsPage({ actor, shell, query, url }: Visit): Promise<Reply> {
  const offset = (pageAsked(query) - 1) * PAGE_SIZE
  const { owing, names, placed, latest } = await shell.read(actor, async (tx) => {
    const found = await readOwing(tx)
    const written = await listDebts(tx, { states: EVERY_STATE }, { offset: 0, limit: LATEST })
    const shown = found.slice(offset, offset + PAGE_SIZE).map((one) => one.organisationRef)
    return {
      ...{ owing: found, latest: written, placed: await countPlaced(tx, shown, dayOf(tx.now)) },
      names: await providerNames(tx, [...shown, ...written.map((one) => one.organisationRef)]),
    }
  })
  const inAll = owing.reduce((sum, one) => sum + one.owedPence, 0)
  return page({
    title: 'Providers that owe the council',
    section: 'payments',
    wide: true,
    breadcrumbs: [
      { text: 'Payments', href: '/pay-runs' },
      { text: 'Payment files', href: '/payment-files' },
      { text: 'Providers that owe' },
    ],
    content: html`<p class="govuk-body">More is to be taken back of these providers’ statements than is to be paid. What they owe is taken off what they are paid next. Where nothing more will be paid, raise an invoice, or write it off.</p>
    ${keyFigures([
      { value: money(inAll), label: 'owed to the council' },
      { value: String(owing.length), label: owing.length === 1 ? 'provider owes' : 'providers owe' },
    ])}
    ${queue<Owing>({
      noun: { one: 'provider', many: 'providers' },
      url,
      rows: owing.slice(offset, offset + PAGE_SIZE),
      total: owing.length,
      pageSize: PAGE_SIZE,
      csvHref: '/provider-debts.csv',
      empty: 'No provider owes the council anything.',
      columns: [
        {
          heading: 'Provider',
          cell: (one) =>
            html`${link(names.get(one.organisationRef) ?? one.organisationRef, `/provider-debts/${one.organisationRef}`)}${small(carePlaced(placed.get(one.organisationRef) ?? 0))}`,
        },
        { heading: 'Since', cell: (one) => shortDay(one.since) },
        { heading: 'From', cell: statementLinks },
        { heading: 'In dispute', format: 'number', cell: (one) => money(one.heldPence) },
        { heading: 'Owes', format: 'number', cell: (one) => money(one.owedPence) },
      ],
    })}
    ${latest.length > 0 && section('What was done, newest first', dataTable({ caption: 'What was done', captionHidden: true, rows: latest, columns: debtColumns(names) }))}`,
  })
}

const statementLinks = ({ parts }: Owing): Html =>
  html`${parts.map((part, at) => html`${at > 0 && ', '}${link(part.statementRef, `/statements/${part.statementRef}`)}`)}`

export async function debtsCsv({ actor, shell }: Visit): Promise<Reply> {
  const { owing, names, placed } = await shell.read(actor, async (tx) => {
    const found = await readOwing(tx)
    const refs = found.map((one) => one.organisationRef)
    return { owing: found, names: await providerNames(tx, refs), placed: await countPlaced(tx, refs, dayOf(tx.now)) }
  })
  return csvFile(
    'providers-that-owe.csv',
    ['provider_ref', 'provider_name', 'owes_pence', 'in_dispute_pence', 'since', 'statements', 'packages_in_place'],
    owing.map((one) => [
      ...[one.organisationRef, names.get(one.organisationRef) ?? '', one.owedPence, one.heldPence, one.since],
      ...[one.parts.map((part) => part.statementRef).join(' '), placed.get(one.organisationRef) ?? 0],
    ]),
  )
}
