import { addMonths, type Day, dayOf, firstOfMonth, formatMonth } from '#src/base/day.ts'
import {
  type Counted,
  countWords,
  groupBy,
  type Line,
  lowestPercent,
  marksWords,
  percentWords,
  type Sums,
  sumOf,
} from '#src/brokerage/fairness/fairness.ts'
import { countChoices, countOverrideReasons, type OverrideReason } from '#src/brokerage/fairness/fairness.store.ts'
import { RATING_POINTS } from '#src/brokerage/offers/ranking.ts'
import { getPolicy } from '#src/councils/index.ts'
import type { Read } from '#src/platform/database.ts'
import { csvFile, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { figure } from '#src/platform/pages/figure.ts'
import { keyFigures, section } from '#src/platform/pages/record.ts'
import { dataTable, link } from '#src/platform/pages/table.ts'
import { countPassedOver, listLotMeasures, type LotMeasure } from '#src/tendering/index.ts'

const MONTHS = 12
const PASSED_OVER = 'Passed over in a call-off from a ranked list, with the reason kept there'

type Report = {
  readonly packages: readonly Counted[]
  readonly lots: readonly Counted[]
  readonly reasons: readonly (OverrideReason & { readonly label: string })[]
  readonly from: Day
  readonly to: Day
}

/** The last twelve months with this one, of packages and of lots of tenders. */
async function readReport(tx: Read): Promise<Report> {
  const to = dayOf(tx.now)
  const from = addMonths(firstOfMonth(to), 1 - MONTHS)
  const { codes } = await getPolicy(tx, 'choice-reasons', to)
  const labels = new Map(codes.map(({ code, label }) => [code, label]))
  const reasons = await countOverrideReasons(tx, from, to)
  const passedOver = await countPassedOver(tx, from, to)
  return {
    ...{ from, to },
    packages: await countChoices(tx, from, to, RATING_POINTS),
    lots: (await listLotMeasures(tx, from, to)).map(lotCounted),
    reasons: [
      ...reasons.map((one) => ({ ...one, label: labels.get(one.code) ?? (one.code || 'No reason kept') })),
      ...(passedOver > 0 ? [{ code: 'passed_over', label: PASSED_OVER, choices: passedOver }] : []),
    ],
  }
}

const lotCounted = ({ decidedDay, decidedByName, bids, lowest, forgoneBp, rank }: LotMeasure): Counted => ({
  ...{ month: decidedDay.slice(0, 7), officer: decidedByName, choices: 1, contested: bids > 1 ? 1 : 0 },
  ...{ lowest: bids > 1 && lowest ? 1 : 0, forgoneBp: bids > 1 ? forgoneBp : 0, overrides: rank > 1 ? 1 : 0 },
})

const monthsOf = ({ from }: Report): string[] =>
  Array.from({ length: MONTHS }, (_, at) => addMonths(from, at).slice(0, 7))

const monthWords = (month: string): string => formatMonth(`${month}-01`)

/** Whether quality counts: how often care goes to the lowest price, what quality was forgone, and who went against the ranking and why. */
export async function showFairness({ actor, shell }: Visit): Promise<Reply> {
  return shell.read(actor, async (tx) => {
    const report = await readReport(tx)
    const all = sumOf([...report.packages, ...report.lots])
    return page({
      title: 'Fairness of awards and placements',
      section: 'providers',
      wide: true,
      breadcrumbs: [{ text: 'Providers', href: '/providers' }, { text: 'Fairness' }],
      content: html`<p class="govuk-body">From ${monthWords(report.from.slice(0, 7))} to ${monthWords(report.to.slice(0, 7))}. Only choices between at least two complete offers, or two bids that could win, are compared. Numbers under five are not shown. ${link('The same as a file (CSV)', '/fairness.csv')}</p>
${keyFigures([
  { value: percentWords(all), label: 'went to the lowest price' },
  { value: marksWords(all), label: 'marks of quality forgone, on average', hint: 'of 100' },
  { value: countWords(all.overrides), label: 'chosen against the ranking' },
])}
${monthsFigure(report)}
${section('By month', linesTable('Packages and lots by month', 'Month', groupBy([...report.packages, ...report.lots], 'month'), monthWords))}
${section(
  'By officer',
  linesTable(
    'Packages and lots by officer',
    'Officer',
    groupBy([...report.packages, ...report.lots], 'officer'),
    (name) => name,
  ),
)}
${section('What was bought', kindsTable(report))}
${section('Why the ranking was not followed', reasonsTable(report))}`,
    })
  })
}

function monthsFigure(report: Report): Html {
  const months = monthsOf(report)
  const byMonth = new Map(groupBy([...report.packages, ...report.lots], 'month').map((line) => [line.name, line]))
  const values = months.map((month) => {
    const line = byMonth.get(month)
    return line && lowestPercent(line)
  })
  const known = values.filter((value) => value !== undefined)
  return figure({
    title: 'Share that went to the lowest price',
    finding:
      known.length === 0
        ? 'There were too few choices in each month to show a share.'
        : known.length === 1
          ? `${known[0]}% of the choices went to the lowest price in the one month that had enough of them.`
          : Math.min(...known) === Math.max(...known)
            ? `${known[0]}% of the choices of each month went to the lowest price.`
            : `Between ${Math.min(...known)}% and ${Math.max(...known)}% of the choices of a month went to the lowest price.`,
    kind: 'bar',
    labels: months.map((month) => monthWords(month).slice(0, 3)),
    series: [{ name: 'To the lowest price', values }],
    format: (value) => `${value}%`,
    labelHeading: 'Month',
    definition:
      'Packages chosen and lots awarded in the month with at least two complete offers or ranked bids. The lowest price is that of an hour, or the basket of a tender. Months with fewer than five are left out.',
  })
}

const linesTable = (caption: string, heading: string, lines: readonly Line[], nameOf: (name: string) => string): Html =>
  dataTable<Line>({
    caption,
    captionHidden: true,
    rows: lines,
    empty: 'Nothing was chosen in this time.',
    columns: [{ heading, cell: (one) => nameOf(one.name) }, ...figureColumns()],
  })

const figureColumns = () =>
  [
    { heading: 'Chosen', format: 'number', cell: (one: Sums) => countWords(one.choices) },
    { heading: 'With a choice', format: 'number', cell: (one: Sums) => countWords(one.contested) },
    { heading: 'To the lowest price', format: 'number', cell: (one: Sums) => percentWords(one) },
    { heading: 'Quality forgone', format: 'number', cell: (one: Sums) => marksWords(one) },
    { heading: 'Against the ranking', format: 'number', cell: (one: Sums) => countWords(one.overrides) },
  ] as const

const kindsTable = ({ packages, lots }: Report): Html =>
  linesTable(
    'Packages and lots',
    'What',
    [
      { name: 'Packages of care', ...sumOf(packages) },
      { name: 'Lots of tenders', ...sumOf(lots) },
    ],
    (name) => name,
  )

const reasonsTable = ({ reasons }: Report): Html =>
  dataTable({
    caption: 'Reasons against the ranking',
    captionHidden: true,
    rows: reasons,
    empty: 'Every package went to the first of its ranking.',
    columns: [
      { heading: 'Reason', cell: (one) => one.label },
      { heading: 'Times', format: 'number', cell: (one) => countWords(one.choices) },
    ],
  })

const CSV_HEADER = [
  'by',
  'name',
  'chosen',
  'with_a_choice',
  'lowest_price_percent',
  'quality_forgone_of_100',
  'against_the_ranking',
]

export async function fairnessCsv({ actor, shell }: Visit): Promise<Reply> {
  const { packages, lots } = await shell.read(actor, readReport)
  const row = (by: string, one: Line) => [
    ...[by, one.name, countWords(one.choices), countWords(one.contested)],
    ...[percentWords(one), marksWords(one), countWords(one.overrides)],
  ]
  const all = [...packages, ...lots]
  return csvFile('fairness.csv', CSV_HEADER, [
    row('all', { name: 'all', ...sumOf(all) }),
    row('kind', { name: 'packages', ...sumOf(packages) }),
    row('kind', { name: 'lots', ...sumOf(lots) }),
    ...groupBy(all, 'month').map((one) => row('month', one)),
    ...groupBy(all, 'officer').map((one) => row('officer', one)),
  ])
}
