/** The words of a plan. */
import { formatPence } from '#src/base/money.ts'
import type { PlacingPolicy } from '#src/brokerage/placing/placing.ts'
import type { Candidate, Component, Wish } from '#src/brokerage/placing/pose.ts'
import type { PartOfDay } from '#src/providers/index.ts'

const LISTED = new Intl.ListFormat('en-GB')

/** "a, b and c" */
export const inAList = (parts: readonly string[]): string => LISTED.format(parts)

const IN_PART: Readonly<Record<PartOfDay, string>> = {
  morning: 'in the morning',
  midday: 'at midday',
  tea: 'at teatime',
  evening: 'in the evening',
  night: 'at night',
}
export const inPart = (part: PartOfDay): string => IN_PART[part]

export const pointsInWords = (points: number): string => (points === 1 ? '1 point' : `${points} points`)

/** What stands for and against a provider for this person. */
export function sentencesOf(
  { toPlace }: Wish,
  candidate: Candidate,
  withHours: readonly Candidate[],
  policy: PlacingPolicy,
): string[] {
  const { room, weeklyPence, components } = candidate
  const cheapest = Math.min(...withHours.map((one) => one.weeklyPence))
  const costs = new Map(components.map((component) => [component.what, component]))
  const { today } = toPlace
  const price =
    weeklyPence === cheapest && withHours.length > 1
      ? `${formatPence(weeklyPence)} a week, the lowest of ${withHours.length} who have the hours.`
      : `${formatPence(weeklyPence)} a week.`
  return [
    price,
    ...(today ? [besideToday(weeklyPence - today.weeklyPence)] : []),
    room.rating === undefined ? 'Not rated yet.' : `Rated ${room.rating}.`,
    ...(today?.organisationRef === room.organisationRef ? ['Cares for this person today.'] : []),
    ...(toPlace.prefers.includes(room.organisationRef) ? ['The person asked for this provider.'] : []),
    ...(toPlace.skills.length > 0 && room.skills ? [`Has the skills asked for: ${inAList(toPlace.skills)}.`] : []),
    ...[...costs.values()].map((component) => against(component, candidate, toPlace.ceilingPence ?? 0, policy)),
  ]
}

const besideToday = (more: number): string =>
  more === 0
    ? 'Costs what care costs today.'
    : `${formatPence(Math.abs(more))} ${more > 0 ? 'more' : 'less'} than today.`

function against(
  { what, points }: Component,
  { room, zone, weeklyPence }: Candidate,
  ceilingPence: number,
  { ratingFloor }: PlacingPolicy,
): string {
  const cost = pointsInWords(points)
  if (what === 'out of area') return `From outside the zone, with hours that it has in ${zone}: ${cost}.`
  if (what === 'rating') return `Rated ${room.rating}, below ${ratingFloor}: ${cost}.`
  if (what === 'over ceiling') return `${formatPence(weeklyPence - ceilingPence)} a week above the ceiling: ${cost}.`
  return what === 'changed provider'
    ? `Another provider than today: ${cost}.`
    : `Not whom the person asked for: ${cost}.`
}
