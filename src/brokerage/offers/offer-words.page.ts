/** An offer in words, the same for the broker and the provider: its cost floor with the sum, what is offered otherwise, what it saves. */
import { clockInWords, formatDay } from '#src/base/day.ts'
import { divideHalfUp, formatPence } from '#src/base/money.ts'
import { ALTERNATIVES, belowFloorPence, type Offer, type OfferedVisit } from '#src/brokerage/offers/offer.ts'
import { type PatternVisit } from '#src/brokerage/packages/pattern.ts'
import { details } from '#src/platform/pages/components.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { dataTable, money } from '#src/platform/pages/table.ts'
import { type CostFloor, legalLines } from '#src/rates/index.ts'

/** "8:30am instead of 8:00am, 30 minutes instead of 45" */
function otherwiseInWords(asked: readonly PatternVisit[], { slot, start, minutes, workers }: OfferedVisit): string {
  const visit = asked.find((one) => one.slot === slot)
  if (!visit) return ''
  return [
    start !== visit.start &&
      `${clockInWords(start)} instead of ${clockInWords(visit.start)}${isOutside(visit, start) ? `, outside ${clockInWords(visit.windowFrom)} to ${clockInWords(visit.windowTo)}` : ''}`,
    minutes !== visit.minutes && `${clockInWords(visit.start)}: ${minutes} minutes instead of ${visit.minutes}`,
    workers !== visit.workers && `${clockInWords(visit.start)}: one worker instead of two`,
  ]
    .filter((words) => words !== false)
    .join(', ')
}

const isOutside = ({ windowFrom, windowTo }: PatternVisit, start: string): boolean =>
  start < windowFrom || start > windowTo

/** What of an offer is not as it was asked for, a line each. */
export const differences = (
  asked: readonly PatternVisit[],
  offer: Pick<Offer, 'status' | 'visits' | 'alternative' | 'standsUntil'>,
): string[] => [
  ...(offer.visits ?? []).map((visit) => otherwiseInWords(asked, visit)),
  ...(offer.alternative ? [alternativeInWords(offer.alternative)] : []),
  ...(offer.standsUntil && offer.status === 'made' ? [`Stands until ${formatDay(offer.standsUntil)}`] : []),
]

const alternativeInWords = ({ kinds, words, savingPence }: NonNullable<Offer['alternative']>): string => {
  const labels = kinds.map((kind) => ALTERNATIVES.find(({ code }) => code === kind)?.label ?? kind)
  const saves = savingPence >= 0 ? `saves ${formatPence(savingPence)}` : `costs ${formatPence(-savingPence)} more`
  return `Another package (${labels.join('; ').toLowerCase()}): ${saves} a week. ${words}`
}

/** Above or within the council's ceiling for so many minutes a week, with the sum. */
export function ceilingInWords(
  ceilingPence: number | undefined,
  { hourlyPence, weeklyMinutes }: Pick<Offer, 'hourlyPence' | 'weeklyMinutes'>,
): string | undefined {
  if (ceilingPence === undefined) return undefined
  const where = hourlyPence > ceilingPence ? `${formatPence(hourlyPence - ceilingPence)} above` : 'within'
  const week = formatPence(divideHalfUp(ceilingPence * weeklyMinutes, 60))
  return `${formatPence(hourlyPence)} an hour, ${where} the ceiling of ${formatPence(ceilingPence)}, ${week} for its hours of a week.`
}

/** Above or below the floor, in one sentence. */
export function floorInWords(offer: Pick<Offer, 'floor' | 'hourlyPence'>): string | undefined {
  const { floor } = offer
  if (!floor) return undefined
  const below = belowFloorPence(offer)
  const hour = floor.besidePence ?? offer.hourlyPence
  const which =
    floor.besidePence === undefined
      ? ''
      : `The visits of up to three hours cost ${formatPence(hour)} an hour; for longer ones no floor is reckoned. `
  if (below > 0)
    return `${which}${formatPence(below)} an hour below the cost floor of ${formatPence(floor.hourlyPence)}: with nothing left for running the business it pays workers ${formatPence(floor.payPence)} for an hour of work, and the minimum wage is ${formatPence(floor.wagePence)}.`
  return `${which}Above the cost floor of ${formatPence(floor.hourlyPence)} an hour. ${hour < floor.lastingPence ? `A price at which the service lasts would be ${formatPence(floor.lastingPence)} an hour.` : 'It covers the cost of running the business.'}`
}

/** The sum of the floor, folded away. */
export const floorSum = (floor: CostFloor): Html =>
  details({
    summaryText: 'How the cost floor is reckoned',
    html: html`<p class="govuk-body">For one hour of contact in these visits, of their lengths and with ${floor.travelMinutesAnHour} minutes of travel to each hour. By law a price may not leave less than the minimum wage for the time of contact and travel. Each line is rounded to the penny.</p>${sumTable(floor)}`,
  })

const sumTable = (floor: CostFloor): Html =>
  dataTable({
    caption: 'The cost of an hour',
    captionHidden: true,
    rows: [
      ...floor.lines.slice(0, legalLines(floor.lines)),
      { name: 'Cost floor', pence: floor.hourlyPence },
      ...floor.lines.slice(legalLines(floor.lines)),
      { name: 'A price that lasts', pence: floor.lastingPence },
    ],
    columns: [
      { heading: 'What', cell: ({ name }) => name },
      { heading: 'An hour', format: 'number', cell: ({ pence }) => money(pence) },
    ],
  })
