import { addDays, type Day, dayOf, formatDay, formatShortDay } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import {
  addFigures,
  averageDays,
  DAYS_TO_PAY,
  type Figures,
  type Half,
  halvesTo,
  isPaidBand,
  PAID_BANDS,
  percentOf,
} from '#src/payments/compliance/compliance.ts'
import {
  figuresByMonth,
  listPaid,
  type MonthFigures,
  overdueNow,
  type PaidPart,
} from '#src/payments/compliance/compliance.store.ts'
import { csvFile, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { figure } from '#src/platform/pages/figure.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { chosen, pageAsked, queue, typedText, withQuery } from '#src/platform/pages/queue.ts'
import { keyFigures, section } from '#src/platform/pages/record.ts'
import { bad, dataTable, link, money, shortDay, small } from '#src/platform/pages/table.ts'
import { providerNames } from '#src/providers/index.ts'

const PAGE_SIZE = 25
const HALVES_BEFORE = 5
/** A half of the largest council is far below this. */
const WHOLE = 100_000

const halfWords = ({ from, to }: Half): string => `${formatDay(from)} to ${formatDay(addDays(to, -1))}`

const halfAsked = (query: Visit['query'], today: Day): { half: Half; halves: Half[] } => {
  const halves = halvesTo(today, HALVES_BEFORE)
  const asked = chosen(query, 'from')[0]
  return { halves, half: halves.find((one) => one.from === asked) ?? (halves[0] as Half) }
}

const percent = (part: number, whole: number): string => {
  const share = percentOf(part, whole)
  return share === undefined ? 'none paid' : `${share.toLocaleString('en-GB')}%`
}

const days = (sum: number, payments: number): string => {
  const average = averageDays(sum, payments)
  return average === undefined ? 'none paid' : `${average.toLocaleString('en-GB')} days`
}

export async function showCompliance({ actor, shell, query, url }: Visit): Promise<Reply> {
  const { half, halves } = halfAsked(query, dayOf(shell.now()))
  const asked = typedText(query, 'band')
  const band = isPaidBand(asked) ? asked : undefined
  const { months, paid, overdue, names } = await shell.read(actor, async (tx) => {
    const found = await listPaid(tx, half, band, { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE })
    return {
      months: await figuresByMonth(tx, half),
      paid: found,
      overdue: await overdueNow(tx),
      names: await providerNames(
        tx,
        found.parts.map((one) => one.organisationRef),
      ),
    }
  })
  const all = addFigures(months)
  return page({
    title: 'Payment compliance',
    caption: halfWords(half),
    section: 'payments',
    wide: true,
    breadcrumbs: [{ text: 'Payments', href: '/pay-runs' }, { text: 'Payment compliance' }],
    content: html`<p class="govuk-body">${halves.map(
      (one, at) =>
        html`${at > 0 && ' · '}${one.from === half.from ? html`<strong>${halfWords(one)}</strong>` : link(halfWords(one), `/payment-compliance?from=${one.from}`)}`,
    )}</p>
    ${keyFigures([
      {
        value: percent(all.within30, all.payments),
        label: `paid within ${DAYS_TO_PAY} days`,
        hint: `${all.within30} of ${all.payments} payments`,
      },
      { value: days(all.validDays, all.payments), label: 'on average from valid to paid' },
      { value: days(all.periodDays, all.payments), label: 'on average from the end of the period of care' },
      {
        value: String(overdue.statements),
        label: `unpaid after ${DAYS_TO_PAY} days, now`,
        hint: formatPence(overdue.amountPence),
      },
    ])}
    ${monthsFigure(months, half)}
    ${section('What the notice says', noticeTable(all, half))}
    ${section('Payments', paidQueue({ url, names, band }, paid))}
    <p class="govuk-body">${link('Download the figures (CSV)', `/payment-compliance/figures.csv?from=${half.from}`)}</p>`,
  })
}

const DEFINITION = `A payment counts from the day on which its statement was approved or, where a line was in dispute, on which the dispute was settled, to the day on which the bank paid the provider, as its answer or an officer says; until then, to the pay day. Payments of released files alone; what is taken back of a provider is no payment.`

function monthsFigure(months: readonly MonthFigures[], half: Half): Html | false {
  if (months.length === 0) return html`<p class="govuk-body">No payment was released in this half year yet.</p>`
  const names = monthsOf(half).filter((month) => month <= (months.at(-1)?.month ?? ''))
  const of = (month: string) => months.find((one) => one.month === month)
  const all = addFigures(months)
  return figure({
    title: 'Payments within 30 days, by month',
    finding: `${percent(all.within30, all.payments)} of payments were made within ${DAYS_TO_PAY} days.`,
    kind: 'bar',
    labels: names.map((month) => formatShortDay(`${month}-01`).replace(/^\d+ /, '')),
    labelHeading: 'Month',
    series: [
      {
        name: 'Paid within 30 days',
        values: names.map((month) => {
          const found = of(month)
          return found && percentOf(found.within30, found.payments)
        }),
      },
    ],
    format: (value) => `${value}%`,
    definition: DEFINITION,
  })
}

const monthsOf = ({ from }: Half): string[] =>
  Array.from({ length: 6 }, (_, at) => Temporal.PlainDate.from(from).add({ months: at }).toString().slice(0, 7))

const COUNTS: { band: (typeof PAID_BANDS)[number]; count: (all: Figures) => number }[] = [
  { band: PAID_BANDS[0], count: (all) => all.within30 },
  { band: PAID_BANDS[1], count: (all) => all.from31to60 },
  { band: PAID_BANDS[2], count: (all) => all.over60 },
]

const noticeTable = (all: Figures, half: Half): Html =>
  html`${dataTable({
    caption: 'Payments by how long they took',
    captionHidden: true,
    rows: COUNTS,
    columns: [
      {
        heading: 'Paid',
        cell: ({ band }) => link(band.text, `/payment-compliance?from=${half.from}&band=${band.band}`),
      },
      { heading: 'Payments', format: 'number', cell: ({ count }) => count(all), total: all.payments },
      { heading: 'Share', format: 'number', cell: ({ count }) => percent(count(all), all.payments) },
    ],
  })}<p class="govuk-body">The payments compliance notice (UK17) of this half year is published by ${formatDay(half.publishBy)}.</p>`

const paidQueue = (
  { url, names, band }: { url: string; names: ReadonlyMap<string, string>; band: string | undefined },
  { parts, total }: { parts: readonly PaidPart[]; total: number },
): Html =>
  html`${band !== undefined && html`<p class="govuk-body">${PAID_BANDS.find((one) => one.band === band)?.text} only. ${link('Show all payments', withQuery(url, { band: undefined, page: undefined }))}</p>`}${queue<PaidPart>(
    {
      noun: { one: 'payment', many: 'payments' },
      url,
      rows: parts,
      total,
      pageSize: PAGE_SIZE,
      columns: [
        {
          heading: 'Statement',
          cell: (one) =>
            html`${link(one.statementRef, `/statements/${one.statementRef}`)}${one.queryRef !== '' && html`, ${link(one.queryRef, `/queries/${one.queryRef}`)}`}${small(names.get(one.organisationRef) ?? one.organisationRef)}`,
        },
        { heading: 'Period ended', cell: (one) => shortDay(one.periodEnd) },
        { heading: 'Valid', cell: (one) => shortDay(one.validDay) },
        {
          heading: 'Paid',
          cell: (one) =>
            html`${shortDay(one.payDay)}${small(link(one.paymentFileRef, `/payment-files/${one.paymentFileRef}`))}`,
        },
        {
          heading: 'Days',
          format: 'number',
          cell: (one) => (one.days > DAYS_TO_PAY ? bad(`${one.days}, late`) : one.days),
        },
        { heading: 'Amount', format: 'number', cell: (one) => money(one.amountPence) },
      ],
      csvHref: withQuery(url.replace(/^\/payment-compliance/, '/payment-compliance/payments.csv'), { page: undefined }),
      empty: 'No payment of this half year is like this.',
    },
  )}`

export async function complianceCsv({ actor, shell, query }: Visit): Promise<Reply> {
  const { half } = halfAsked(query, dayOf(shell.now()))
  const months = await shell.read(actor, (tx) => figuresByMonth(tx, half))
  const row = (name: string, one: Figures) => [
    ...[name, one.payments, one.amountPence / 100, one.within30, one.from31to60, one.over60],
    ...[percentOf(one.within30, one.payments), averageDays(one.validDays, one.payments)],
    averageDays(one.periodDays, one.payments),
  ]
  return csvFile(
    `payment-compliance-${half.from}.csv`,
    [
      ...['month', 'payments', 'amount', 'paid_within_30_days', 'paid_in_31_to_60_days', 'paid_after_60_days'],
      ...['percent_within_30_days', 'average_days_from_valid', 'average_days_from_period_end'],
    ],
    [...months.map((one) => row(one.month, one)), row('all', addFigures(months))],
  )
}

export async function paidCsv({ actor, shell, query }: Visit): Promise<Reply> {
  const { half } = halfAsked(query, dayOf(shell.now()))
  const asked = typedText(query, 'band')
  const { parts } = await shell.read(actor, (tx) =>
    listPaid(tx, half, isPaidBand(asked) ? asked : undefined, { offset: 0, limit: WHOLE }),
  )
  return csvFile(
    `payments-${half.from}.csv`,
    [
      'statement_ref',
      'query_ref',
      'provider_ref',
      'payment_file',
      'period_end',
      'valid_day',
      'pay_day',
      'days',
      'amount',
    ],
    parts.map((one) => [
      ...[one.statementRef, one.queryRef, one.organisationRef, one.paymentFileRef, one.periodEnd, one.validDay],
      ...[one.payDay, one.days, one.amountPence / 100],
    ]),
  )
}
