import { dayOf, formatDay, formatMonth } from '#src/base/day.ts'
import { formatPence, type Pence } from '#src/base/money.ts'
import { contractFrame } from '#src/contracts/contract-frame.page.ts'
import { findContract } from '#src/contracts/contract.store.ts'
import { type Contract, lastDay } from '#src/contracts/draw-down.ts'
import { type Forecast, forecast } from '#src/contracts/spending/forecast.ts'
import { listSpendLines } from '#src/contracts/spending/spending.store.ts'
import { getPolicy } from '#src/councils/index.ts'
import { csvFile, notFound, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'
import { figure } from '#src/platform/pages/figure.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { keyFigures, section } from '#src/platform/pages/record.ts'
import { bad, dataTable, money } from '#src/platform/pages/table.ts'

const pounds = (pence: number): string => formatPence(Math.round(pence / 100) * 100).replace(/\.00$/, '')

const findForecast = ({ shell, actor, params }: Visit) =>
  shell.read(actor, async (tx) => {
    const contract = await findContract(tx, params['ref'] ?? '')
    if (!contract) return undefined
    const today = dayOf(tx.now)
    const { alertPercents } = await getPolicy(tx, 'draw-down', today)
    const found = forecast(contract, await listSpendLines(tx, contract.contractRef), today)
    return { contract, today, alertPercents, found }
  })

/** What a contract spends by its draw-down, to date and to its end, against its ceiling. */
export async function showSpending(visit: Visit, house: House): Promise<Reply> {
  const asked = await findForecast(visit)
  if (!asked) return notFound()
  const { contract, today, alertPercents, found } = asked
  return page({
    ...contractFrame(house, visit.actor, contract, today, 'Spending'),
    content: html`${keyFigures([
      { value: pounds(found.toDatePence), label: 'drawn down to date' },
      { value: pounds(found.placedPence), label: 'committed by what is placed' },
      { value: pounds(found.expectedPence), label: 'expected by the end', hint: 'With placements to come' },
    ])}${chart(contract, found)}${alerts(contract, found, alertPercents)}<p class="govuk-body"><a class="govuk-link" href="/contracts/${contract.contractRef}/spending.csv">Download these figures (CSV)</a></p>`,
  })
}

function chart({ ceilingPence, toDay }: Contract, found: Forecast): Html {
  const inPounds = (values: readonly (Pence | undefined)[]) =>
    values.map((value) => (value === undefined ? undefined : Math.round(value / 100)))
  return figure({
    title: 'Draw-down to the end of the contract',
    finding: finding(ceilingPence, found),
    kind: 'line',
    labels: found.days.map((day) => formatMonth(day)),
    labelHeading: 'By the end of',
    fromZero: true,
    format: (value) => `£${value.toLocaleString('en-GB')}`,
    series: [
      { name: 'Placed', values: inPounds(found.placed) },
      { name: 'Expected', values: inPounds(found.expected) },
      ...(ceilingPence === null
        ? []
        : [{ name: 'Ceiling', values: found.days.map(() => Math.round(ceilingPence / 100)) }]),
    ],
    definition: `Placed: what placements commit, by the days of care, to ${formatDay(lastDay(toDay))}. Expected: the same with new placements that raise the weekly cost as in the last 13 weeks, by ${formatPence(found.paceWeeklyPence)} each week.`,
  })
}

function finding(ceilingPence: Pence | null, { expectedPence, passesOn }: Forecast): string {
  if (ceilingPence === null) return `It is expected to cost ${pounds(expectedPence)} by its end. It has no ceiling.`
  return passesOn === undefined
    ? `It is expected to cost ${pounds(expectedPence)} by its end, within its ceiling of ${pounds(ceilingPence)}.`
    : `At this pace it passes its ceiling of ${pounds(ceilingPence)} in ${formatMonth(passesOn)}.`
}

/** The levels at which its owner is told, and when each is expected. */
function alerts({ ceilingPence }: Contract, found: Forecast, percents: readonly number[]): Html {
  if (ceilingPence === null) return html``
  const reached = (percent: number): Html | string => {
    const level = (ceilingPence * percent) / 100
    if (found.placedPence >= level) return bad('Committed now')
    const at = found.expected.findIndex((pence) => pence !== undefined && pence >= level)
    return at < 0 ? 'Not expected' : `Expected in ${formatMonth(found.days[at] ?? '')}`
  }
  return section(
    'When its owner is told',
    dataTable({
      caption: 'Levels of the ceiling',
      captionHidden: true,
      folds: true,
      rows: percents,
      columns: [
        { heading: 'Share of the ceiling', cell: (percent) => `${percent}%` },
        { heading: 'Amount', format: 'number', cell: (percent) => money(Math.round((ceilingPence * percent) / 100)) },
        { heading: 'Reached', cell: reached },
      ],
    }),
  )
}

export async function spendingCsv(visit: Visit): Promise<Reply> {
  const asked = await findForecast(visit)
  if (!asked) return notFound()
  const { contract, found } = asked
  return csvFile(
    `${contract.contractRef}-spending.csv`,
    ['by_day', 'placed_pence', 'expected_pence', 'ceiling_pence'],
    found.days.map((day, at) => [day, found.placed[at], found.expected[at], contract.ceilingPence]),
  )
}
