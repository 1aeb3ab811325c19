/** Words and cells that the pages of measures share. */
import { counted } from '#src/base/counted.ts'
import { addDays, type Day, formatInstant, mondayOf } from '#src/base/day.ts'
import type { Policies } from '#src/councils/index.ts'
import type { Visit as Asked } from '#src/platform/http/doors.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { chosen } from '#src/platform/pages/queue.ts'
import { bad, small } from '#src/platform/pages/table.ts'
import { type Measure, type Measured, misses, targetOf } from '#src/visits/measures/measure.ts'
import type { Freshness, MeasureSearch } from '#src/visits/measures/measure.store.ts'

export const PERIODS = [
  { value: '1', text: 'Last week' },
  { value: '4', text: 'Last 4 weeks' },
  { value: '13', text: 'Last 13 weeks' },
]
const USUAL_WEEKS = 4

export type Targets = Policies['measures']

const inWords = (of: Measure, value: number | undefined): string =>
  value === undefined ? '' : of === 'workers' ? value.toFixed(1) : `${value.toFixed(1)}%`

/** What is asked of one provider: its contracts may ask for more electronic logs, or fewer, than the council does of all. */
export const targetsOf = (targets: Targets, floors: ReadonlyMap<string, number>, organisationRef: string): Targets => ({
  ...targets,
  electronicPercent: floors.get(organisationRef) ?? targets.electronicPercent,
})

export const targetWords = (of: Measure, targets: Targets): string => {
  const target = targetOf(of, targets)
  const [words, value] = 'atLeast' in target ? ['at least', target.atLeast] : ['at most', target.atMost]
  return `${words} ${value}${of === 'workers' ? '' : '%'}`
}

export function measureCell(of: Measure, row: { readonly measured: Measured }, targets: Targets): Html | string {
  const value = row.measured[of]
  const target = targetOf(of, targets)
  if (!misses(value, target)) return inWords(of, value)
  return bad(html`${inWords(of, value)}${small('atLeast' in target ? 'below' : 'above')}`)
}

/** Whole weeks that are over, the last of them ended on a Sunday. */
export function searchOf(query: Asked['query'], today: Day): MeasureSearch & { weeks: number } {
  const asked = chosen(query, 'weeks')[0]
  const weeks = Number(PERIODS.find(({ value }) => value === asked)?.value ?? USUAL_WEEKS)
  const to = mondayOf(today)
  return { from: addDays(to, -7 * weeks), to, weeks, zone: chosen(query, 'zone')[0] }
}

/** When the days were counted, and whether some of them changed since. */
export const freshWords = ({ countedAt, waiting }: Freshness): string => {
  if (countedAt === null) return 'Nothing is counted yet.'
  const counting = `Counted on ${formatInstant(countedAt)}.`
  return waiting === 0
    ? counting
    : `${counting} ${counted(waiting, 'day has', 'days have')} changed since and will be counted again within minutes.`
}
