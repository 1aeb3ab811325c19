import { counted } from '#src/base/counted.ts'
import { addMonths, type Day, dayOf, firstOfMonth, formatMonth } from '#src/base/day.ts'
import { addSums, NOTHING, type Sums } from '#src/payments/savings/saving.ts'
import { countWaiting, listByMonth, listByProvider, type SavingSearch } from '#src/payments/savings/saving.store.ts'
import type { Read } from '#src/platform/database.ts'
import { csvFile, page, type Reply, type Visit as Asked } from '#src/platform/http/doors.ts'
import { figure } from '#src/platform/pages/figure.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { chosen, type Filter, queue, withQuery } from '#src/platform/pages/queue.ts'
import { keyFigures, section } from '#src/platform/pages/record.ts'
import { type Column, dataTable, link, money, small } from '#src/platform/pages/table.ts'
import { providerNames } from '#src/providers/index.ts'

const PERIODS = [
  { value: '3', text: 'Last 3 months' },
  { value: '12', text: 'Last 12 months' },
  { value: '24', text: 'Last 24 months' },
]
const USUAL_MONTHS = 12
const PAGE_SIZE = 100

const DEFINITION =
  'Commissioned: every visit of the statements as planned, at the price of its rate card, and the hours bought as a block. Delivered: the minutes stayed and the hours used of the block, at the same price, without rounding. Paid: the statements with their adjustments. By the month of the visit, or of the last day of a block’s week.'

function searchOf(query: Asked['query'], today: Day): SavingSearch & { months: number } {
  const asked = chosen(query, 'months')[0]
  const months = Number(PERIODS.find(({ value }) => value === asked)?.value ?? USUAL_MONTHS)
  const to = addMonths(firstOfMonth(today), 1)
  return { from: addMonths(to, -months), to, months, organisationRef: chosen(query, 'provider')[0] || undefined }
}

async function readSavings(tx: Read, query: Asked['query']) {
  const search = searchOf(query, dayOf(tx.now))
  const providers = await listByProvider(tx, search)
  return {
    search,
    providers,
    months: await listByMonth(tx, search),
    waiting: await countWaiting(tx),
    names: await providerNames(
      tx,
      providers.map(({ organisationRef }) => organisationRef),
    ),
  }
}

const share = (part: number, whole: number): string => (whole === 0 ? '' : `${((part * 100) / whole).toFixed(1)}%`)
const ofCommissioned = (pence: number, { commissionedPence }: Sums): string =>
  commissionedPence === 0 ? '' : `${share(pence, commissionedPence)} of what was commissioned`
const hours = (minutes: number): string => (minutes / 60).toLocaleString('en-GB', { maximumFractionDigits: 0 })

/** Where what was commissioned, delivered and paid part, by provider and month. */
export async function showSavings({ shell, actor, query, url }: Asked): Promise<Reply> {
  const { search, providers, months, waiting, names } = await shell.read(actor, (tx) => readSavings(tx, query))
  const all = providers.reduce<Sums>(addSums, NOTHING)
  const filters: Filter[] = [
    { kind: 'one', name: 'months', label: 'Period', choices: PERIODS },
    {
      kind: 'one',
      name: 'provider',
      label: 'Provider',
      choices: [...names].map(([value, text]) => ({ value, text })),
    },
  ]
  const at = (number: number) => providers.slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE)
  return page({
    title: 'Commissioned, delivered and paid',
    section: 'payments',
    wide: true,
    breadcrumbs: [{ text: 'Payments', href: '/pay-runs' }, { text: 'Commissioned, delivered and paid' }],
    content: html`${keyFigures([
      { value: money(all.commissionedPence), label: 'commissioned', hint: `${hours(all.commissionedMinutes)} hours` },
      {
        value: money(all.deliveredPence),
        label: 'delivered',
        hint: ofCommissioned(all.deliveredPence, all),
      },
      {
        value: money(all.paidPence),
        label: 'paid',
        hint: ofCommissioned(all.paidPence, all),
      },
      { value: money(all.commissionedPence - all.paidPence), label: 'saved by paying for what was delivered' },
    ])}${
      waiting > 0 &&
      html`<p class="govuk-body">${counted(waiting, 'statement is', 'statements are')} still to be counted, within minutes.</p>`
    }${monthsFigure(months)}${queue({
      noun: { one: 'provider', many: 'providers' },
      url: withQuery(url, { months: String(search.months) }),
      rows: at(Math.max(1, Number(chosen(query, 'page')[0] ?? 1) || 1)),
      total: providers.length,
      pageSize: PAGE_SIZE,
      filters,
      empty: 'No statement of these months has been counted.',
      columns: [
        {
          heading: 'Provider',
          cell: ({ organisationRef }) =>
            html`${link(names.get(organisationRef) ?? organisationRef, `/providers/${organisationRef}`)}${small(organisationRef)}`,
        },
        ...sumColumns<Sums & { organisationRef: string }>(),
      ],
      csvHref: withQuery(url.replace(/^\/savings/, '/savings.csv'), { page: undefined }),
    })}<div class="govuk-!-margin-top-6">${section(
      'By month',
      dataTable({
        caption: 'By month',
        captionHidden: true,
        rows: months,
        empty: 'No statement of these months has been counted.',
        columns: [
          { heading: 'Month', cell: ({ month }) => formatMonth(month) },
          ...sumColumns<Sums & { month: Day }>(),
        ],
      }),
    )}</div><p class="govuk-body">${formatMonth(search.from)} to ${formatMonth(addMonths(search.to, -1))}. ${DEFINITION}</p>`,
  })
}

const sumColumns = <Row extends Sums>(): Column<Row>[] => [
  { heading: 'Visits', format: 'number', cell: ({ visits }) => visits.toLocaleString('en-GB') },
  { heading: 'Commissioned', format: 'number', cell: ({ commissionedPence }) => money(commissionedPence) },
  { heading: 'Delivered', format: 'number', cell: ({ deliveredPence }) => money(deliveredPence) },
  { heading: 'Paid', format: 'number', cell: ({ paidPence }) => money(paidPence) },
  {
    heading: 'Paid above delivered',
    format: 'number',
    cell: ({ paidPence, deliveredPence }) =>
      html`${money(paidPence - deliveredPence)}${small(share(paidPence - deliveredPence, deliveredPence))}`,
  },
  {
    heading: 'Saved',
    format: 'number',
    cell: ({ commissionedPence, paidPence }) =>
      html`${money(commissionedPence - paidPence)}${small(share(commissionedPence - paidPence, commissionedPence))}`,
  },
]

function monthsFigure(months: readonly (Sums & { month: Day })[]): Html | undefined {
  const [only] = months
  if (!only) return undefined
  if (months.length === 1) return monthFigure(only)
  const pounds = (of: 'commissionedPence' | 'deliveredPence' | 'paidPence') => months.map((one) => one[of] / 100)
  const all = months.reduce<Sums>(addSums, NOTHING)
  return figure({
    title: 'Commissioned, delivered and paid by month',
    finding: findingOf(all),
    kind: 'line',
    fromZero: true,
    labels: months.map(({ month }) => formatMonth(month)),
    labelHeading: 'Month',
    series: [
      { name: 'Commissioned', values: pounds('commissionedPence') },
      { name: 'Delivered', values: pounds('deliveredPence') },
      { name: 'Paid', values: pounds('paidPence') },
    ],
    format: wholePounds,
    definition: DEFINITION,
  })
}

/** A line needs two months; the first one is three bars. */
const monthFigure = (only: Sums & { month: Day }): Html =>
  figure({
    title: `Commissioned, delivered and paid in ${formatMonth(only.month)}`,
    finding: findingOf(only),
    kind: 'bar',
    labels: ['Commissioned', 'Delivered', 'Paid'],
    labelHeading: 'What',
    series: [
      {
        name: formatMonth(only.month),
        values: [only.commissionedPence / 100, only.deliveredPence / 100, only.paidPence / 100],
      },
    ],
    format: wholePounds,
    definition: DEFINITION,
  })

const findingOf = ({ commissionedPence, deliveredPence, paidPence }: Sums): string =>
  commissionedPence === 0
    ? 'Nothing was commissioned by the hour.'
    : `${share(paidPence, commissionedPence)} of what was commissioned was paid; ${share(deliveredPence, commissionedPence)} was delivered.`

const wholePounds = (value: number): string => `£${Math.round(value).toLocaleString('en-GB')}`

export async function savingsCsv({ shell, actor, query }: Asked): Promise<Reply> {
  const { search, providers, names } = await shell.read(actor, (tx) => readSavings(tx, query))
  await shell.noteList(actor, 'savings.csv', { ...search, count: providers.length })
  return csvFile(
    `savings-${search.from.slice(0, 7)}-to-${addMonths(search.to, -1).slice(0, 7)}.csv`,
    [
      ...['provider_ref', 'name', 'visits', 'commissioned_minutes', 'delivered_minutes'],
      ...['commissioned_pence', 'delivered_pence', 'paid_pence'],
    ],
    providers.map((one) => [
      ...[one.organisationRef, names.get(one.organisationRef) ?? '', one.visits, one.commissionedMinutes],
      ...[one.deliveredMinutes, one.commissionedPence, one.deliveredPence, one.paidPence],
    ]),
  )
}
