/** The words of a plan. */
import { counted } from '#src/base/counted.ts'
import { formatDay } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { movedInWords } from '#src/brokerage/placing/moved.ts'
import type { Exception, PlacingPolicy } from '#src/brokerage/placing/plan.ts'
import type { Candidate, Component, Wish } from '#src/brokerage/placing/pose.ts'
import { abilityInWords, BED_WORDS, type Need } from '#src/providers/index.ts'

const LISTED = new Intl.ListFormat('en-GB')

/** "a, b and c" */
export const inAList = (parts: readonly string[]): string => LISTED.format(parts)

/** "dementia and speaks Welsh" */
export const needsInWords = (needs: readonly Need[]): string =>
  inAList(
    needs.map((need) =>
      need.kind === 'gender'
        ? abilityInWords(need).toLowerCase()
        : need.kind === 'language'
          ? `speaks ${need.words}`
          : need.words,
    ),
  )

const EXCEPTION_WORDS: Readonly<Record<Exception, string>> = {
  'out of area': 'out of area',
  rating: 'rating below the floor',
  'over ceiling': 'over the ceiling',
  'stale capacity': 'on hours or a bed told too long ago',
  'changed times': 'in another part of the day',
}

export const exceptionInWords = (exception: Exception): string => EXCEPTION_WORDS[exception]

export const pointsInWords = (points: number): string => counted(points, 'point')

/** What stands for and against a provider for this person. */
export function sentencesOf(
  { toPlace }: Wish,
  candidate: Candidate,
  withHours: readonly Candidate[],
  policy: PlacingPolicy,
): string[] {
  const { room, weeklyPence, components, bed, told } = candidate
  const cheapest = Math.min(...withHours.map((one) => one.weeklyPence))
  const costs = new Map(components.map((component) => [component.what, component]))
  const { today } = toPlace
  const able = new Set(withHours.map(({ room: { organisationRef } }) => organisationRef)).size
  const price =
    weeklyPence === cheapest && able > 1
      ? `${formatPence(weeklyPence)} a week, the lowest of ${able} who have the ${bed ? 'beds' : 'hours'}.`
      : `${formatPence(weeklyPence)} a week.`
  return [
    price,
    ...(today ? [besideToday(weeklyPence - today.weeklyPence)] : []),
    room.rating === undefined ? 'Not rated yet.' : `Rated ${room.rating}.`,
    ...(today?.organisationRef === room.organisationRef ? ['Cares for this person today.'] : []),
    ...(toPlace.prefers.includes(room.organisationRef) ? ['The person asked for this provider.'] : []),
    ...(bed ? [bedWords(candidate, withHours)] : []),
    ...abilitySentences(toPlace.needs, room.able),
    ...(told?.age === 'fading' ? [`Told what it has on ${formatDay(told.on)}, which fades.`] : []),
    ...[...costs.values()].map((component) => against(component, candidate, toPlace.ceilingPence ?? 0, policy)),
  ]
}

/** Which bed, and whether a nearer home has one: we know of a home only in which zone it stands. */
function bedWords({ room, bed, isOut }: Candidate, withBeds: readonly Candidate[]): string {
  if (!bed) return ''
  const what = `${BED_WORDS[bed.bedType]}, at ${bed.home}`
  if (bed.zone === undefined) return `${what}.`
  if (!isOut) return `${what}, in the zone.`
  const isNearest = withBeds.every((one) => one.isOut)
  return `${what}, in ${room.zoneNames.get(bed.zone) ?? bed.zone}${isNearest ? ': no home in the zone told such a bed' : ''}.`
}

/** What a provider never said is not held against it, and its offer must say so. */
function abilitySentences(needs: readonly Need[], able: Candidate['room']['able']): string[] {
  const has = needs.filter(({ ability }) => able.get(ability)?.has)
  const unsaid = needs.filter(({ ability }) => !able.has(ability))
  return [
    ...(has.length > 0 ? [`Has workers for what is asked: ${needsInWords(has)}.`] : []),
    ...(unsaid.length > 0
      ? [`Has not said whether it has workers for ${needsInWords(unsaid)}: its offer must say so.`]
      : []),
  ]
}

const besideToday = (more: number): string =>
  more === 0
    ? 'Costs what care costs today.'
    : `${formatPence(Math.abs(more))} ${more > 0 ? 'more' : 'less'} than today.`

function against(
  { what, points }: Component,
  { room, zone, weeklyPence, bed, told, near, moved }: Candidate,
  ceilingPence: number,
  { ratingFloor }: PlacingPolicy,
): string {
  const cost = pointsInWords(points)
  if (what === 'out of area')
    return bed
      ? `The home is outside the zone, so the person must choose it (Care Act 2014, section 30): ${cost}.`
      : `From outside the zone, with hours that it has in ${room.zoneNames.get(zone) ?? zone}, so the person must agree: ${cost}.`
  if (what === 'changed times')
    return `Visits ${moved ? movedInWords(moved) : 'at other times'}, so its offer must say these times and the person must agree: ${cost}.`
  if (what === 'rating') return `Rated ${room.rating}, below ${ratingFloor}: ${cost}.`
  if (what === 'over ceiling') return `${formatPence(weeklyPence - ceilingPence)} a week above the ceiling: ${cost}.`
  if (what === 'stale capacity')
    return `Told what it has on ${formatDay(told?.on ?? '')}, too long ago to count on: ${cost}.`
  if (what === 'travel')
    return `${near?.visits ? `${counted(near.visits, 'visit')} a week` : 'No visits'} near the person at these times now: ${cost}.`
  return what === 'changed provider'
    ? `Another provider than today: ${cost}.`
    : `Not whom the person asked for: ${cost}.`
}
