/** Whom a plan places anew and where else people may move: what the people of an exit are to the solver of joint plans. */
import { formatPence, type Pence } from '#src/base/money.ts'
import {
  afterMoving,
  type Asked,
  type Ceiling,
  costInWords,
  isTimeCritical,
  needsOf,
  takenBy,
  type PatternVisit,
  type Placement,
  type Plan,
  type pose,
  type ToPlace,
  weekCeilingOf,
} from '#src/brokerage/index.ts'
import type { AffectedPerson, PersonState } from '#src/continuity/affected/affected.ts'
import { livesThere } from '#src/continuity/told/known-person.ts'
import type { Parts } from '#src/providers/index.ts'
import type { Problem } from '#src/solvers/assignment/index.ts'

type Posed = ReturnType<typeof pose>

export type Planned = { readonly toPlace: ToPlace; readonly pattern: readonly PatternVisit[] }

const WEEK = [1, 2, 3, 4, 5, 6, 7]

/** A home has its price by the day. */
const WHOLE_DAY = { start: '00:00', minutes: 1440, days: 7 }

/** The week of somebody of whom we know starts and minutes alone, or that they live in a home. */
const usualPattern = ({ service, visits, doubleHanded, timeCritical }: AffectedPerson): PatternVisit[] =>
  (livesThere(service) ? [WHOLE_DAY] : visits).map(({ start, minutes, days }, at) => ({
    ...{ slot: at + 1, days: WEEK.slice(0, days), windowFrom: start, windowTo: start, start, minutes },
    ...{ workers: doubleHanded && !livesThere(service) ? 2 : 1, timeCritical, tasks: 'As told' },
  }))

/** What somebody takes where they go: hours in each part of the day, or a bed. */
export const takenWhere = (person: AffectedPerson, parts: Parts): ReturnType<typeof takenBy> =>
  takenBy(
    { service: person.service, needs: needsOf({ skills: person.skills, musts: [] }), pattern: usualPattern(person) },
    parts,
  )

/** Those who are being asked or have agreed keep their provider; whoever moves already is brokerage's. */
const FIXED: readonly PersonState[] = ['proposed', 'agreed']
export const isInPlan = ({ state }: AffectedPerson): boolean => state === 'listed' || FIXED.includes(state)

const NOTHING_ASKED: Asked = { needs: [], refuses: [], prefers: [] }
const both = (one: readonly string[], other: readonly string[]): string[] => [...new Set([...one, ...other])]

/** What its package asks for, and what its visits take besides. */
function needed(asked: Asked, skills: readonly string[]): Asked['needs'] {
  const more = needsOf({ skills, musts: [] }).filter(
    ({ ability }) => !asked.needs.some((one) => one.ability === ability),
  )
  return [...asked.needs, ...more]
}

/** What plans are measured by. */
export type PlanMeasures = {
  readonly parts: Parts
  readonly ceilings: readonly Ceiling[]
  /** Where the person of each package lives. */
  readonly outwardCodes: ReadonlyMap<string, string>
}

const livesIn = (outwardCodes: PlanMeasures['outwardCodes'], packageRef: string | null) => {
  const outwardCode = outwardCodes.get(packageRef ?? '')
  return outwardCode === undefined ? {} : { outwardCode }
}

/** Care that others pay for is not held against the council's ceilings. */
const COUNCIL_PAYS: readonly AffectedPerson['pays'][] = ['council', 'direct_payment']

/** A line as the solver takes it, by the number of the line. */
export function planned(
  person: AffectedPerson,
  placement: Placement | undefined,
  asked: Asked = NOTHING_ASKED,
  { parts, ceilings, outwardCodes }: PlanMeasures,
  leaving: string,
): Planned {
  const pattern = placement?.pattern ?? usualPattern(person)
  const needs = needed(asked, person.skills)
  return {
    pattern,
    toPlace: {
      ...{ ref: String(person.line), personRef: person.personRef ?? `line ${person.line}`, zone: person.zone },
      ...{ service: person.service, needs, ...takenBy({ service: person.service, needs, pattern }, parts) },
      // Insulin is given at its time, whatever the visits say.
      ...(person.insulin ? { movable: {} } : {}),
      ...{ doubleHanded: person.doubleHanded, timeCritical: person.timeCritical || person.insulin },
      ...{ refuses: both(person.refuses, asked.refuses), prefers: both(person.prefers, asked.prefers) },
      ...(person.withdrew.length === 0 ? {} : { declined: person.withdrew }),
      triage: person.points,
      ...livesIn(outwardCodes, person.packageRef ?? person.knownRef),
      ...(COUNCIL_PAYS.includes(person.pays) ? weekCeilingOf({ ...person, pattern }, ceilings) : {}),
      ...(person.together === null ? {} : { together: person.together }),
      ...(FIXED.includes(person.state) && person.toOrganisationRef !== null ? { fixed: person.toOrganisationRef } : {}),
      ...(person.weeklyPence === null ? {} : { today: { organisationRef: leaving, weeklyPence: person.weeklyPence } }),
    },
  }
}

/** Somebody of another provider, who may move to make room; by their package. */
export function plannedOther(
  { packageRef, personRef, zone, service, pattern, organisationRef, weeklyPence }: Placement,
  asked: Asked = NOTHING_ASKED,
  { parts, ceilings, outwardCodes }: PlanMeasures,
): Planned {
  const needs = needed(
    asked,
    pattern.flatMap(({ skill }) => skill ?? []),
  )
  return {
    pattern,
    toPlace: {
      ...{ ref: packageRef, personRef, zone, service, needs, ...takenBy({ service, needs, pattern }, parts) },
      ...{ doubleHanded: pattern.some(({ workers }) => workers === 2), timeCritical: isTimeCritical(pattern) },
      // Nobody is asked to change their times for somebody else's move.
      movable: {},
      ...weekCeilingOf({ service, zone, pattern }, ceilings),
      ...livesIn(outwardCodes, packageRef),
      ...{ refuses: asked.refuses, prefers: [organisationRef], today: { organisationRef, weeklyPence } },
    },
  }
}

/** The problem with one row more: each move of somebody who is not affected takes one of the moves allowed, and nobody of them is left out. */
export function limitMoves(posed: Posed, others: ReadonlyMap<string, string>, moves: number): Problem {
  const row = posed.problem.capacity.length
  const tasks = [...posed.problem.tasks]
  for (const { task, wishes, options } of posed.groups) {
    const stays = others.get(wishes[0]?.toPlace.ref ?? '')
    const choices = task === undefined ? undefined : tasks[task]
    if (stays === undefined || task === undefined || choices === undefined) continue
    tasks[task] = choices.map((choice, at) => {
      const to = options[at]?.[0]?.room.organisationRef
      if (to === stays) return choice
      return { ...choice, uses: [...choice.uses, [row, to === undefined ? moves + 1 : 1] as const] }
    })
  }
  return { capacity: [...posed.problem.capacity, moves], tasks }
}

/**
 * What those of other providers bring to a plan where all of them stay. Without it a plan that may move others counts the points of
 * people whom it leaves alone, and cannot be compared with one that moves nobody.
 */
export const pointsOfStaying = ({ groups, problem }: Posed, others: ReadonlyMap<string, string>): number =>
  groups.reduce((sum, { wishes, options, task }) => {
    const stays = others.get(wishes[0]?.toPlace.ref ?? '')
    const at = options.findIndex(([one]) => stays !== undefined && one?.room.organisationRef === stays)
    return sum + (problem.tasks[task ?? -1]?.[at]?.cost ?? 0)
  }, 0)

/** What a plan costs a week, and what of it is of people whose price today is known, beside that price. */
export type PlanCost = {
  readonly weeklyPence: Pence
  readonly comparedPence: Pence
  readonly todayPence: Pence
}

/** Who is not affected and stays where they are costs what they did: only those who would move are counted. */
export function costOf(
  people: readonly Pick<ToPlace, 'ref' | 'today'>[],
  others: ReadonlyMap<string, string>,
  proposals: Plan['proposals'],
): PlanCost {
  const before = new Map(people.map(({ ref, today }) => [ref, today?.weeklyPence]))
  const counted = proposals.flatMap(({ ref, organisationRef, weeklyPence = 0 }) =>
    organisationRef === undefined || others.get(ref) === organisationRef ? [] : { weeklyPence, today: before.get(ref) },
  )
  const compared = counted.filter(({ today }) => today !== undefined)
  return {
    weeklyPence: counted.reduce((sum, one) => sum + one.weeklyPence, 0),
    comparedPence: compared.reduce((sum, one) => sum + one.weeklyPence, 0),
    todayPence: compared.reduce((sum, { today = 0 }) => sum + today, 0),
  }
}

/** "£2,400.30 a week, £12.00 less than today", of whoever's price today is known */
export function planCostInWords({ weeklyPence, comparedPence, todayPence }: PlanCost): string {
  if (comparedPence === weeklyPence) return costInWords({ weeklyPence, todayPence })
  const week = `${formatPence(weeklyPence)} a week`
  if (comparedPence === 0) return `${week}; what the same care costs today is not known`
  return `${week}. Of people whose price today is known: ${costInWords({ weeklyPence: comparedPence, todayPence })}`
}

export type PlanFault = { readonly ref: string; readonly fault: string }

/** What a provider told of one thing: minutes of a zone in a part of the day, or beds of a kind in a home. */
export type ToldOf = (organisationRef: string, zoneOrHome: string, partOrBed: string) => number

/** What a plan may never do, looked at anew from its inputs: hours or beds beyond those told where they are, a refused provider, a pair torn apart, a fixed move changed. */
export function faultsOfPlan(
  people: readonly ToPlace[],
  plan: Pick<Plan, 'proposals' | 'weeklyPence'>,
  toldOf: ToldOf,
  others: ReadonlyMap<string, string> = new Map(),
): PlanFault[] {
  const faults: PlanFault[] = []
  const proposals = new Map(plan.proposals.map((one) => [one.ref, one]))
  if (proposals.size !== people.length) faults.push({ ref: '', fault: 'somebody is missing or there twice' })
  const used = new Map<string, { readonly of: readonly [string, string, string]; sum: number }>()
  const use = (sum: number, ...of: readonly [string, string, string]): void => {
    const key = of.join('/')
    used.set(key, { of, sum: (used.get(key)?.sum ?? 0) + sum })
  }
  for (const person of people) {
    const to = proposals.get(person.ref)?.organisationRef
    if (person.fixed !== undefined && to !== undefined && to !== person.fixed)
      faults.push({ ref: person.ref, fault: 'a move that was agreed is changed' })
    if (to !== undefined && person.refuses.includes(to)) faults.push({ ref: person.ref, fault: 'refused provider' })
    const pair = people.find((one) => one.together !== undefined && one.together === person.together)
    if (pair && proposals.get(pair.ref)?.organisationRef !== to) faults.push({ ref: person.ref, fault: 'pair apart' })
    if (to === undefined) continue
    const { place } = proposals.get(person.ref) ?? {}
    if (person.beds) use(1, to, place?.locationRef ?? '', place?.bedType ?? '')
    for (const [part, minutes] of Object.entries(afterMoving(person, place?.moved)))
      use(minutes, to, place?.zone ?? person.zone, part)
  }
  for (const [key, { of, sum: taken }] of used)
    if (taken > toldOf(...of)) faults.push({ ref: key, fault: 'more than was told' })
  // Who is not affected and stays costs nobody anything new.
  const counted = plan.proposals.filter(({ ref, organisationRef }) => others.get(ref) !== (organisationRef ?? ''))
  const sum = counted.reduce((all, { weeklyPence }) => all + (weeklyPence ?? 0), 0)
  if (sum !== plan.weeklyPence) faults.push({ ref: '', fault: 'the sum is not that of its proposals' })
  return faults
}
