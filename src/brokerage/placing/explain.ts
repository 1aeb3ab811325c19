/** Reads the solver's answer back as a plan with its reasons: what each proposal has for and against it, and what full hours cost others. */
import { formatPence } from '#src/base/money.ts'
import {
  type Alternative,
  EXCEPTIONS,
  type Exception,
  type HourPrice,
  type Place,
  type Plan,
  type Proposal,
  type Row,
} from '#src/brokerage/placing/plan.ts'
import {
  type Candidate,
  fits,
  type Group,
  type Posed,
  pointsOf,
  usesOf,
  type Wish,
} from '#src/brokerage/placing/pose.ts'
import { movedInWords } from '#src/brokerage/placing/moved.ts'
import { inAList, pointsInWords, sentencesOf } from '#src/brokerage/placing/reasons.ts'
import { amountInWords, rowInWords } from '#src/brokerage/placing/row.ts'
import { whatBinds } from '#src/brokerage/placing/unplaced.ts'
import type { Solution } from '#src/solvers/assignment/index.ts'

const ALTERNATIVES = 2

export type Answer = {
  readonly posed: Posed
  readonly solution: Solution
  /** What of each row is left with this plan. */
  readonly left: readonly number[]
}

export function explain(posed: Posed, solution: Solution): Plan {
  const taken = posed.groups.map((group) => takenOf(group, solution))
  const left = [...posed.minutes]
  for (const choice of taken) for (const [row, amount] of usesOf(choice ?? [])) left[row] = (left[row] ?? 0) - amount
  const answer = { posed, solution, left }
  const proposals = posed.groups.flatMap((group, at) => proposalsOf(answer, group, taken[at]))
  const todays = posed.groups.flatMap(({ wishes }) => wishes.map(({ toPlace }) => toPlace))
  const placed = new Set(proposals.filter((one) => one.organisationRef !== undefined).map(({ ref }) => ref))
  return {
    proposals,
    points: solution.cost + posed.fixedPoints,
    bound: solution.bound + posed.fixedPoints,
    weeklyPence: proposals.reduce((sum, { weeklyPence }) => sum + (weeklyPence ?? 0), 0),
    todayPence: todays.reduce((sum, { ref, today }) => sum + (placed.has(ref) ? (today?.weeklyPence ?? 0) : 0), 0),
    prices: pricesOf(answer),
  }
}

/** The solver's option, unless it is the last: that one leaves the group out. */
const takenOf = ({ task, taken, options }: Group, { chosen }: Solution): readonly Candidate[] | undefined =>
  task === undefined ? taken : options[chosen[task] ?? -1]

/** Of an hour, or of a bed. */
const pointsOfOne = (row: Row | undefined, price: number): number =>
  Math.round(row && 'bed' in row ? price : price * 60)

const pricesOf = ({ posed, solution }: Answer): HourPrice[] =>
  posed.rows
    .map((row, at) => ({ ...row, points: pointsOfOne(row, solution.prices[at] ?? 0) }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points)

function proposalsOf(answer: Answer, group: Group, taken: readonly Candidate[] | undefined): Proposal[] {
  return group.wishes.map((wish, at): Proposal => {
    const { ref } = wish.toPlace
    const candidate = taken?.[at]
    if (!candidate)
      return {
        ...{ ref, organisationRef: undefined, contractRef: undefined, weeklyPence: undefined },
        ...{
          points: wish.unplacedPoints,
          why: [],
          exceptions: [],
          alternatives: alternativesOf(answer, group, at, undefined),
        },
        ...whatBinds(answer, group, wish),
      }
    const { room, weeklyPence, points } = candidate
    return {
      ...{ ref, organisationRef: room.organisationRef, contractRef: room.contractRef, weeklyPence, points },
      why: whyThis(answer, group, wish, candidate),
      exceptions: candidate.components.flatMap(({ what }) => (isException(what) ? [what] : [])),
      alternatives: alternativesOf(answer, group, at, taken),
      ...placeOf(candidate),
    }
  })
}

function placeOf({ bed, isOut, zone, moved }: Candidate): { place?: Place } {
  if (bed)
    return { place: { locationRef: bed.locationRef, bedType: bed.bedType, ...(bed.zone ? { zone: bed.zone } : {}) } }
  if (moved) return { place: { moved } }
  return isOut ? { place: { zone } } : {}
}

const isException = (what: Candidate['components'][number]['what']): what is Exception =>
  EXCEPTIONS.some((one) => one === what)

function whyThis(answer: Answer, group: Group, wish: Wish, candidate: Candidate): string[] {
  const { toPlace } = wish
  const { posed } = answer
  const others = group.wishes.length - 1
  return [
    ...(toPlace.fixed === undefined ? [] : ['Agreed or locked before this plan was made.']),
    ...sentencesOf(
      wish,
      candidate,
      wish.candidates.filter((one) => fits([one], posed.minutes)),
      posed.policy,
    ),
    ...(others > 0 ? ['Placed together with who shares the home or the care.'] : []),
    ...dearerElsewhere(answer, wish, candidate),
  ]
}

/** Why not the provider that would suit this person better: somebody else needs its hours more. */
function dearerElsewhere({ posed, solution }: Answer, { candidates, toPlace }: Wish, taken: Candidate): string[] {
  if (toPlace.fixed !== undefined) return []
  const better = candidates.find(({ points, room }) => points < taken.points && room !== taken.room)
  if (!better) return []
  const [row, price] = better.uses
    .map(([at]) => [at, pointsOfOne(posed.rows[at], solution.prices[at] ?? 0)] as const)
    .reduce((most, one) => (one[1] > most[1] ? one : most), [-1, 0] as const)
  const spared = taken.points - better.points
  const scarce = posed.rows[row]
  if (scarce === undefined)
    return [
      `${better.room.name} would have ${pointsInWords(spared)} fewer, but has no room for this beside the others.`,
    ]
  return [
    `${better.room.name} would have ${pointsInWords(spared)} fewer, but ${'bed' in scarce ? 'a bed' : 'an hour'} there ${'bed' in scarce ? `(${rowInWords(scarce)})` : rowInWords(scarce)} costs ${pointsInWords(price)} of somebody else's plan.`,
  ]
}

/**
 * The next best for this person: who has room beside the rest of the plan, then whose hours others take in it, then who never told as many.
 * Of equals by the points of the whole plan: its own and those of the hours that it would take from others.
 */
function alternativesOf(
  { posed, solution, left }: Answer,
  { choices }: Group,
  member: number,
  taken: readonly Candidate[] | undefined,
): Alternative[] {
  const inUse = new Map(usesOf(taken ?? []))
  const free = left.map((minutes, row) => minutes + (inUse.get(row) ?? 0))
  const priced = (choice: readonly Candidate[]): number =>
    usesOf(choice).reduce((sum, [row, amount]) => sum + (solution.prices[row] ?? 0) * amount, pointsOf(choice))
  const placeAt = (choice: readonly Candidate[] | undefined): string =>
    `${choice?.[member]?.room.organisationRef} ${choice?.[member]?.bed?.locationRef ?? ''}`
  const roomIn = (choice: readonly Candidate[]): number =>
    fits(choice, free) ? 0 : fits(choice, posed.minutes) ? 1 : 2
  const others = choices
    .filter((choice) => placeAt(choice) !== placeAt(taken))
    .sort((a, b) => roomIn(a) - roomIn(b) || priced(a) - priced(b))
  return others
    .filter((choice, at) => others.findIndex((one) => placeAt(one) === placeAt(choice)) === at)
    .slice(0, ALTERNATIVES)
    .flatMap((choice) => {
      const candidate = choice[member]
      if (!candidate) return []
      const { room, weeklyPence, points } = candidate
      return {
        ...{ organisationRef: room.organisationRef, contractRef: room.contractRef, weeklyPence },
        dearer: points - (taken?.[member]?.points ?? 0),
        why: alternativeWords(posed, choice, candidate, free),
      }
    })
}

const wordsOf = (row: Row | undefined, amount: number): string[] => (row ? [amountInWords(row, amount)] : [])

function alternativeWords(
  posed: Posed,
  choice: readonly Candidate[],
  { components, weeklyPence, moved }: Candidate,
  free: readonly number[],
): string[] {
  const short = usesOf(choice).filter(([row, amount]) => amount > (free[row] ?? 0))
  const room = fits(choice, free)
    ? 'Has room for this beside the rest of the plan.'
    : `Full with this plan: short of ${inAList(short.flatMap(([at, amount]) => wordsOf(posed.rows[at], amount - (free[at] ?? 0))))}.`
  const against = components.map(({ what }) => (what === 'changed times' && moved ? movedInWords(moved) : what))
  return [
    `${formatPence(weeklyPence)} a week.`,
    room,
    ...(against.length > 0 ? [`Against it: ${inAList(against)}.`] : []),
  ]
}
