import { addMonths, type Day, dayOf, firstOfMonth, formatMonth } from '#src/base/day.ts'
import { countWords, percentWords, sumOf, type Sums } from '#src/brokerage/fairness/fairness.ts'
import { countChoices } from '#src/brokerage/fairness/fairness.store.ts'
import { DECLINE_CODES } from '#src/brokerage/offers/offer.ts'
import { RATING_POINTS } from '#src/brokerage/offers/ranking.ts'
import {
  type Answers,
  chartUnit,
  hoursInWords,
  medianOf,
  MILESTONES,
  ninetiethOf,
  percentOf,
  type Placed,
  type Speeds,
  type StepSpeed,
} from '#src/brokerage/speed/speed.ts'
import { countPlaced, listAnswersOf, listSpeeds, listStepSpeeds } from '#src/brokerage/speed/speed.store.ts'
import type { Read } from '#src/platform/database.ts'
import { csvFile, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { figure } from '#src/platform/pages/figure.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { Tab } from '#src/platform/pages/page.ts'
import { pageAsked, queue } from '#src/platform/pages/queue.ts'
import { keyFigures, section } from '#src/platform/pages/record.ts'
import { dataTable, link } from '#src/platform/pages/table.ts'

const MONTHS = 12
const PAGE_SIZE = 25
const ALL_PROVIDERS = 2_000

type Period = { readonly from: Day; readonly to: Day }
type Report = Period & {
  readonly all: Speeds | undefined
  readonly months: readonly Speeds[]
  readonly steps: readonly StepSpeed[]
  readonly placed: Placed
  readonly choices: Sums
}

const periodOf = (tx: Read): Period => {
  const to = dayOf(tx.now)
  return { to, from: addMonths(firstOfMonth(to), 1 - MONTHS) }
}

async function readReport(tx: Read): Promise<Report> {
  const { from, to } = periodOf(tx)
  const speeds = await listSpeeds(tx, from, to)
  return {
    ...{ from, to },
    all: speeds.find(({ month }) => month === null),
    months: speeds.filter(({ month }) => month !== null),
    steps: await listStepSpeeds(tx, from, to),
    placed: await countPlaced(tx, from, to),
    choices: sumOf(await countChoices(tx, from, to, RATING_POINTS)),
  }
}

const TABS = [
  ['/speed', 'Waiting times'],
  ['/speed/signatures', 'Signatures'],
  ['/speed/answers', 'Answers of providers'],
] as const
type Path = (typeof TABS)[number][0]

const frame = (title: string, path: Path) => ({
  title,
  section: 'packages',
  wide: true,
  breadcrumbs: [{ text: 'Packages', href: '/packages' }, { text: 'Speed' }],
  tabs: TABS.map(([href, text]): Tab => ({ href, text, current: href === path })),
})

const monthWords = (month: string): string => formatMonth(`${month}-01`)
const periodWords = ({ from, to }: Period): string =>
  `Packages asked for from ${formatMonth(from)} to ${formatMonth(to)}. Figures of fewer than five are not shown.`

/** How long people wait for care, from the request to the start. */
export const showSpeed = ({ actor, shell }: Visit): Promise<Reply> =>
  shell.read(actor, async (tx) => {
    const report = await readReport(tx)
    const { placed, choices, all } = report
    const onFramework = percentOf(placed.onFramework, placed.placed)
    return page({
      ...frame('How fast care is placed', '/speed'),
      content: html`<p class="govuk-body">${periodWords(report)} ${link('All the figures as a file (CSV)', '/speed.csv')}. Emergencies are placed before they are signed for: ${link('see them', '/packages/emergencies')}.</p>
${keyFigures([
  { value: hoursInWords(all && medianOf(all.start)), label: 'from the request to the start, the middle one' },
  { value: hoursInWords(all && ninetiethOf(all.start)), label: 'for the slowest tenth' },
  { value: onFramework === undefined ? 'too few' : `${onFramework}%`, label: 'placed under a framework' },
  { value: percentWords(choices), label: 'to the lowest price', hint: 'where there was a choice' },
])}
${monthsFigure(report)}
${section('From the request', milestonesTable(all))}
${section('By month', monthsTable(report.months))}`,
    })
  })

function monthsFigure({ months }: Report): Html {
  const medians = months.map(({ start }) => medianOf(start))
  const slowest = months.map(({ start }) => ninetiethOf(start))
  const unit = chartUnit([...medians, ...slowest])
  const known = medians.filter((value) => value !== undefined)
  return figure({
    title: `${unit.name} from the request to the start of care`,
    finding:
      known.length === 0
        ? 'There were too few placements in each month to show how long they took.'
        : `The middle one of a month took ${rangeInWords(known)}.`,
    kind: 'line',
    fromZero: true,
    labels: months.map(({ month }) => monthWords(month ?? '').slice(0, 3)),
    series: [
      { name: 'Middle', values: medians.map(unit.of) },
      { name: 'Slowest tenth', values: slowest.map(unit.of) },
    ],
    labelHeading: 'Month',
    definition: `${unit.name} of the clock from the request to midnight before the first day of care, by the month of the request. Months with fewer than five are left out.`,
  })
}

/** "between 6 days and 11.6 days" */
function rangeInWords(known: readonly number[]): string {
  const [least, most] = [hoursInWords(Math.min(...known)), hoursInWords(Math.max(...known))]
  return least === most ? least : `between ${least} and ${most}`
}

const milestonesTable = (all: Speeds | undefined): Html =>
  dataTable({
    caption: 'From the request',
    captionHidden: true,
    rows: all ? MILESTONES : [],
    empty: 'Nothing was asked for in this time.',
    columns: [
      { heading: 'To', cell: ([, label]) => label },
      { heading: 'Packages', format: 'number', cell: ([name]) => countWords(all?.[name].count ?? 0) },
      { heading: 'Middle', format: 'number', cell: ([name]) => hoursInWords(all && medianOf(all[name])) },
      { heading: 'Slowest tenth', format: 'number', cell: ([name]) => hoursInWords(all && ninetiethOf(all[name])) },
    ],
  })

const monthsTable = (months: readonly Speeds[]): Html =>
  dataTable({
    caption: 'The middle one of each month',
    rows: months,
    folds: true,
    empty: 'Nothing was asked for in this time.',
    columns: [
      { heading: 'Month', cell: ({ month }) => monthWords(month ?? '') },
      { heading: 'Packages', format: 'number', cell: ({ packages }) => countWords(packages) },
      ...MILESTONES.map(([name, label]) => ({
        heading: label,
        format: 'number' as const,
        cell: (one: Speeds) => hoursInWords(medianOf(one[name])),
      })),
    ],
  })

/** What each signature costs in time. */
export const showSignatureTimes = ({ actor, shell }: Visit): Promise<Reply> =>
  shell.read(actor, async (tx) => {
    const period = periodOf(tx)
    const steps = await listStepSpeeds(tx, period.from, period.to)
    return page({
      ...frame('Time that signatures take', '/speed/signatures'),
      content: html`<p class="govuk-body">${periodWords(period)}</p>${stepsFigure(steps)}${section('By signature', stepsTable(steps))}`,
    })
  })

function stepsFigure(steps: readonly StepSpeed[]): Html {
  const slowest = steps.find((step) => medianOf(step) !== undefined)
  const unit = chartUnit([...steps.map(medianOf), ...steps.map(ninetiethOf)])
  return figure({
    title: `${unit.name} that each signature waits`,
    finding:
      slowest === undefined
        ? 'There were too few signatures to show how long they took.'
        : `“${slowest.label}” takes longest: ${hoursInWords(medianOf(slowest))} in the middle.`,
    kind: 'bar',
    labels: steps.map(({ label }) => label),
    series: [
      { name: 'Middle', values: steps.map((step) => unit.of(medianOf(step))) },
      { name: 'Slowest tenth', values: steps.map((step) => unit.of(ninetiethOf(step))) },
    ],
    labelHeading: 'Signature',
    definition: `${unit.name} of the clock from asking for a signature to the decision, whatever it was, of packages asked for in the last twelve months.`,
  })
}

const stepsTable = (steps: readonly StepSpeed[]): Html =>
  dataTable({
    caption: 'Signatures',
    captionHidden: true,
    folds: true,
    rows: steps,
    empty: 'Nothing was signed in this time.',
    columns: [
      { heading: 'Signature', cell: ({ label }) => label },
      { heading: 'Decided', format: 'number', cell: ({ count }) => countWords(count) },
      { heading: 'Middle', format: 'number', cell: (step) => hoursInWords(medianOf(step)) },
      { heading: 'Slowest tenth', format: 'number', cell: (step) => hoursInWords(ninetiethOf(step)) },
      { heading: 'All together', format: 'number', cell: ({ hours }) => hoursInWords(hours) },
      { heading: 'Wait now', format: 'number', cell: ({ waiting }) => waiting },
    ],
  })

/** What providers answer to requests: who declines, who says nothing, and why. */
export const showAnswers = ({ actor, shell, query, url }: Visit): Promise<Reply> =>
  shell.read(actor, async (tx) => {
    const period = periodOf(tx)
    const { answers, total } = await listAnswersOf(tx, period.from, period.to, {
      offset: (pageAsked(query) - 1) * PAGE_SIZE,
      limit: PAGE_SIZE,
    })
    return page({
      ...frame('What providers answer', '/speed/answers'),
      content: html`<p class="govuk-body">Of packages asked for from ${formatMonth(period.from)} to ${formatMonth(period.to)}.</p>${queue<Answers>(
        {
          noun: { one: 'provider', many: 'providers' },
          url,
          rows: answers,
          total,
          pageSize: PAGE_SIZE,
          empty: 'No provider was asked in this time.',
          columns: [
            { heading: 'Provider', cell: (one) => link(one.organisationName, `/providers/${one.organisationRef}`) },
            { heading: 'Asked', format: 'number', cell: (one) => one.asked },
            { heading: 'Offered', format: 'number', cell: (one) => one.offered },
            { heading: 'Of them withdrawn', format: 'number', cell: (one) => one.withdrawn },
            { heading: 'Declined', format: 'number', cell: (one) => one.declined },
            { heading: 'No answer', format: 'number', cell: (one) => one.silent },
            { heading: 'Most often because', cell: (one) => reasonWords(one.mostCode) },
          ],
        },
      )}`,
    })
  })

const reasonWords = (code: string | undefined): string =>
  code === undefined ? '' : (DECLINE_CODES.find((one) => one.code === code)?.label ?? code)

const HEADER = ['by', 'name', 'count', 'what', 'median_hours', 'ninetieth_hours', 'share_percent']

export async function speedCsv({ actor, shell }: Visit): Promise<Reply> {
  const { report, answers } = await shell.read(actor, async (tx) => {
    const report = await readReport(tx)
    const limits = { offset: 0, limit: ALL_PROVIDERS }
    return { report, answers: (await listAnswersOf(tx, report.from, report.to, limits)).answers }
  })
  const { all, months, steps, placed, choices } = report
  const of = (by: string, name: string, speeds: Speeds) =>
    MILESTONES.map(([what]) => [
      ...[by, name, countWords(speeds[what].count), what],
      ...[medianOf(speeds[what]) ?? '', ninetiethOf(speeds[what]) ?? '', ''],
    ])
  return csvFile('speed.csv', HEADER, [
    ...(all ? of('all', 'all', all) : []),
    ...months.flatMap((one) => of('month', one.month ?? '', one)),
    ...steps.map((one) => [
      ...['signature', one.label, countWords(one.count), 'decided'],
      ...[medianOf(one) ?? '', ninetiethOf(one) ?? '', ''],
    ]),
    [
      'all',
      'all',
      countWords(placed.placed),
      'on framework',
      '',
      '',
      percentOf(placed.onFramework, placed.placed) ?? '',
    ],
    ['all', 'all', countWords(choices.contested), 'to the lowest price', '', '', percentWords(choices)],
    ...answers.map((one) => [
      ...['provider', one.organisationName, one.asked, 'declined', '', ''],
      percentOf(one.declined, one.asked) ?? '',
    ]),
  ])
}
