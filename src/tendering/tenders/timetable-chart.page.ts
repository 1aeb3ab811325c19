import { addMonths, type Day, daysBetween, firstOfMonth, formatDay, formatShortDay } from '#src/base/day.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { dataTable } from '#src/platform/pages/table.ts'
import type { Step } from '#src/tendering/tenders/timetable.ts'

type Frame = {
  readonly width: number
  readonly left: number
  /** Titles stand above their bars where there is no room beside them. */
  readonly above: boolean
}

const WIDE: Frame = { width: 820, left: 130, above: false }
const NARROW: Frame = { width: 360, left: 8, above: true }
const RIGHT = 14
const BAR = 20
/** So much a month's name needs along the foot. */
const MONTH_WIDTH = 92
/** So much a day needs beside its bar. */
const DAY_WIDTH = 62

const round = (value: number): number => Math.round(value * 10) / 10

/** "18 Dec" */
const dayAndMonth = (day: Day): string => formatShortDay(day).replace(/ \d{4}$/, '')

/** "Dec 2026" */
const monthName = (day: Day): string => formatShortDay(day).replace(/^\d+ /, '')

function draw(steps: readonly Step[], frame: Frame, classes: string, words: string): Html {
  const from = steps[0]?.from ?? ''
  const to = steps.reduce((latest, step) => (step.to > latest ? step.to : latest), from)
  const across = frame.width - frame.left - RIGHT
  const x = (day: Day): number =>
    round(frame.left + (daysBetween(from, day) / Math.max(1, daysBetween(from, to))) * across)
  const row = frame.above ? 48 : 34
  const foot = steps.length * row + 8
  return html`<svg class="${classes}" viewBox="0 0 ${frame.width} ${foot + 30}" role="img" aria-label="${words}">${months(
    from,
    to,
    across,
  ).map(
    (month) =>
      html`<path class="almoner-figure__grid" d="M${x(month)} 0V${foot}"/><text x="${x(month)}" y="${foot + 22}" text-anchor="${x(month) > frame.width - MONTH_WIDTH / 2 - RIGHT ? 'end' : x(month) < MONTH_WIDTH / 2 ? 'start' : 'middle'}">${monthName(month)}</text>`,
  )}${steps.map((step, index) => bar(step, index * row, frame, x))}</svg>`
}

/** The first days of months within the timetable, as many as have room for their names. */
function months(from: Day, to: Day, across: number): Day[] {
  const all: Day[] = []
  for (let month = addMonths(firstOfMonth(from), 1); month <= to; month = addMonths(month, 1)) all.push(month)
  const every = Math.max(1, Math.ceil((all.length * MONTH_WIDTH) / across))
  return all.filter((_, index) => index % every === 0)
}

function bar(step: Step, top: number, frame: Frame, x: (day: Day) => number): Html {
  const [left, right] = [x(step.from), x(step.to)]
  const y = frame.above ? top + 22 : top + 7
  const beside = right + 6 + DAY_WIDTH < frame.width
  return html`<text x="${frame.above ? frame.left : frame.left - 10}" y="${frame.above ? top + 16 : y + 15}" text-anchor="${frame.above ? 'start' : 'end'}">${step.title}</text><rect class="almoner-figure__bar--1" x="${left}" y="${y}" width="${Math.max(5, round(right - left))}" height="${BAR}"/><text x="${beside ? Math.max(right, left + 5) + 6 : left - 6}" y="${y + 15}" text-anchor="${beside ? 'start' : 'end'}">${dayAndMonth(step.to)}</text>`
}

/** A timetable drawn as bars over the months, with the same dates in a table. */
export function timetableChart(steps: readonly Step[]): Html {
  const [first, last] = [steps[0], steps.at(-1)]
  if (!first || !last) return html`<p class="govuk-body">The timetable is drawn once all its dates are given.</p>`
  const words = `From ${formatDay(first.from)} to the first day, ${formatDay(last.to)}: ${Math.round(daysBetween(first.from, last.to) / 7)} weeks.`
  return html`<p class="govuk-body">${words}</p>
<figure class="almoner-figure">${draw(steps, WIDE, 'almoner-figure__wide', words)}${draw(steps, NARROW, 'almoner-figure__narrow', words)}</figure>
${dataTable({
  caption: 'Timetable',
  captionHidden: true,
  rows: steps,
  columns: [
    { heading: 'Step', cell: (step) => step.title },
    { heading: 'From', cell: (step) => formatDay(step.from) },
    { heading: 'To', cell: (step) => formatDay(step.to) },
    { heading: 'What ends it', cell: (step) => step.ends },
  ],
})}`
}
