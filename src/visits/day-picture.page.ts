/** A day of visits drawn: what was planned, and under it what was done. */
import { formatTime, type Instant, instantAt, type Day } from '#src/base/day.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { KeptAttendance } from '#src/visits/visit-list.store.ts'

export type Lane = {
  readonly label: string
  readonly visits: readonly { readonly start: Instant; readonly minutes: number; readonly isCancelled: boolean }[]
  readonly attendances: readonly Pick<KeptAttendance, 'in' | 'out' | 'workerRef'>[]
}

const MOST_LANES = 30
const LANE = 44
const TOP = 34

type Frame = { readonly width: number; readonly left: number; readonly everyHours: number; readonly classes: string }
const WIDE: Frame = { width: 820, left: 190, everyHours: 2, classes: 'almoner-figure__wide' }
const NARROW: Frame = { width: 360, left: 8, everyHours: 6, classes: 'almoner-figure__narrow' }

/** One sentence says what the picture shows; the table under it has the same times. */
export function dayPicture(day: Day, lanes: readonly Lane[], now: Instant, finding: string): Html {
  const shown = lanes.slice(0, MOST_LANES)
  const more = lanes.length > shown.length ? ` The first ${shown.length} of ${lanes.length} are drawn.` : ''
  return html`<figure class="almoner-figure">
<p class="govuk-body">${finding} Outlined: planned. Filled: there.${more}</p>
${draw(day, shown, now, WIDE)}${draw(day, shown, now, NARROW)}
</figure>`
}

const HOUR = 3_600_000

/** The hours that have to be shown: from the first thing to the last, at least from seven to nineteen. */
function hoursOf(day: Day, lanes: readonly Lane[]): { from: number; to: number } {
  const midnight = instantAt(day, '00:00').epochMilliseconds
  const hour = (at: number): number => (at - midnight) / HOUR
  const begins = lanes.flatMap(({ visits, attendances }) => [
    ...visits.map((visit) => hour(visit.start.epochMilliseconds)),
    ...attendances.map((one) => hour(one.in.epochMilliseconds)),
  ])
  const ends = lanes.flatMap(({ visits }) =>
    visits.map((visit) => hour(visit.start.epochMilliseconds) + visit.minutes / 60),
  )
  const from = Math.max(-2, Math.min(7, ...begins.map(Math.floor)))
  return { from, to: Math.min(30, Math.max(19, ...ends.map(Math.ceil), ...begins.map((at) => Math.ceil(at + 0.5)))) }
}

function draw(day: Day, lanes: readonly Lane[], now: Instant, frame: Frame): Html {
  const midnight = instantAt(day, '00:00').epochMilliseconds
  const { from, to } = hoursOf(day, lanes)
  const isNarrow = frame.left < 100
  const laneHeight = isNarrow ? LANE + 22 : LANE
  const scale = (frame.width - frame.left - 12) / (to - from)
  const x = (at: number): number => Math.round((frame.left + ((at - midnight) / HOUR - from) * scale) * 10) / 10
  const height = TOP + lanes.length * laneHeight
  const ticks: Html[] = []
  for (let hour = Math.ceil(from / frame.everyHours) * frame.everyHours; hour <= to; hour += frame.everyHours) {
    const at = x(midnight + hour * HOUR)
    // The last hour stands at the edge of the picture: its name ends there.
    const anchor = hour + 1 > to ? 'end' : 'middle'
    ticks.push(
      html`<line class="almoner-figure__grid" x1="${at}" x2="${at}" y1="${TOP - 8}" y2="${height}"/><text x="${at}" y="18" text-anchor="${anchor}">${(hour + 24) % 24}:00</text>`,
    )
  }
  const bars = lanes.map((lane, index) => laneBars(lane, TOP + index * laneHeight, isNarrow, x, now))
  return html`<svg class="${frame.classes}" viewBox="0 0 ${frame.width} ${height + 4}" role="img" aria-label="Planned visits and attendances hour by hour; the table below has the same times">${ticks}${bars}</svg>`
}

function laneBars(lane: Lane, top: number, isNarrow: boolean, x: (at: number) => number, now: Instant): Html {
  const y = isNarrow ? top + 22 : top
  const width = (from: number, to: number): number => Math.max(3, Math.round((x(to) - x(from)) * 10) / 10)
  const planned = lane.visits.map((visit) => {
    const start = visit.start.epochMilliseconds
    const end = start + visit.minutes * 60_000
    return html`<rect class="${visit.isCancelled ? 'almoner-figure__line almoner-figure__line--4' : 'almoner-figure__line almoner-figure__line--1'}" x="${x(start)}" y="${y + 3}" width="${width(start, end)}" height="13"/>`
  })
  const there = lane.attendances.map((one) => {
    const end = one.out ?? now
    return html`<rect class="almoner-figure__bar--1" x="${x(one.in.epochMilliseconds)}" y="${y + 21}" width="${width(one.in.epochMilliseconds, end.epochMilliseconds)}" height="13"><title>${one.workerRef}: ${formatTime(one.in)}${one.out ? ` to ${formatTime(one.out)}` : ', no log-out'}</title></rect>`
  })
  const label = isNarrow ? [lane.label] : inTwoLines(lane.label)
  const first = isNarrow ? top + 14 : top + (label.length > 1 ? 16 : 24)
  return html`${label.map((line, at) => html`<text x="${isNarrow ? 8 : 0}" y="${first + at * 18}">${line}</text>`)}${planned}${there}`
}

const LINE = 19

/** A name is never cut: a long one stands in two lines, broken between words. */
function inTwoLines(label: string): string[] {
  if (label.length <= LINE) return [label]
  const spaces = [...label.matchAll(/ /g)].map(({ index }) => index)
  const fit = spaces.findLast((at) => at <= LINE) ?? spaces[0]
  return fit === undefined ? [label] : [label.slice(0, fit), label.slice(fit + 1)]
}
