/** A person whom an exit affects: what they need as it was when they were listed, and their one state until the end. */
import type { Day, Instant } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Arrangement, Placement } from '#src/brokerage/index.ts'
import { type Band, type Need, triage } from '#src/continuity/affected/triage.ts'
import type { KnownPerson, UsualVisit, WhoPays } from '#src/continuity/told/known-person.ts'
import type { Policies } from '#src/councils/index.ts'

export const PERSON_STATES = ['listed', 'proposed', 'agreed', 'moving', 'moved', 'settled', 'left'] as const
export type PersonState = (typeof PERSON_STATES)[number]

/** Still with the provider that leaves. */
export const NOT_YET_MOVED: readonly PersonState[] = ['listed', 'proposed', 'agreed', 'moving']

/** What may follow what. Every command goes through `moveOn`, so a person is always in exactly one of them. */
export const PERSON_TRANSITIONS: Readonly<Record<PersonState, readonly PersonState[]>> = {
  listed: ['proposed', 'left'],
  proposed: ['listed', 'agreed', 'left'],
  agreed: ['listed', 'proposed', 'moving', 'left'],
  moving: ['listed', 'proposed', 'moved', 'left'],
  moved: ['settled', 'left'],
  settled: [],
  left: ['listed'],
}

export const PERSON_STATE_WORDS: Readonly<Record<PersonState, string>> = {
  listed: 'To place',
  proposed: 'Being asked',
  agreed: 'Agreed',
  moving: 'Moving',
  moved: 'Moved',
  settled: 'Settled',
  left: 'Left the list',
}

export type AffectedPerson = Need & {
  readonly exitRef: string
  readonly line: number
  readonly packageRef: string | null
  readonly knownRef: string | null
  readonly personRef: string | null
  readonly pays: WhoPays | 'council'
  readonly name: string
  readonly service: string
  readonly zone: string
  readonly visits: readonly UsualVisit[]
  readonly visitsAWeek: number
  readonly weeklyMinutes: number
  readonly weeklyPence: Pence | null
  readonly skills: readonly string[]
  readonly keySafe: boolean
  readonly contact: string
  readonly points: number
  readonly band: Band
  /** Who has the same is moved to the same provider. */
  readonly together: string | null
  /** Providers that the person or they themselves refused. */
  readonly refuses: readonly string[]
  readonly prefers: readonly string[]
  /** Providers that agreed and took it back: not proposed again until an officer takes them out. */
  readonly withdrew: readonly string[]
  readonly state: PersonState
  readonly stateAt: Instant
  readonly toOrganisationRef: string | null
  readonly toContractRef: string | null
  readonly personAnswer: 'agrees' | 'refuses' | null
  readonly providerAnswer: 'agrees' | 'refuses' | null
  readonly moveDay: Day | null
  /** What the provider offers otherwise than was proposed; empty where nothing is, null before it offers. */
  readonly offered: string | null
  readonly newPackageRef: string | null
  readonly leftWhy: string | null
}

export const moveOn = (
  person: AffectedPerson,
  to: PersonState,
  now: Instant,
): Result<AffectedPerson, 'not in this state'> =>
  PERSON_TRANSITIONS[person.state].includes(to)
    ? ok({ ...person, state: to, stateAt: now })
    : refuse('not in this state')

/** What is known at once of many people: who is at home, who helps, whether a key safe is held. */
export type Support = {
  readonly personRef: string
  readonly name: string
  readonly livesAlone: boolean | null
  readonly home: string
  readonly keySafe: boolean
  readonly helpedByCarer: boolean
  readonly contact: string | null
}

const NEW: Pick<
  AffectedPerson,
  | 'refuses'
  | 'prefers'
  | 'withdrew'
  | 'state'
  | 'toOrganisationRef'
  | 'toContractRef'
  | 'personAnswer'
  | 'providerAnswer'
  | 'moveDay'
  | 'offered'
  | 'newPackageRef'
  | 'leftWhy'
> = {
  ...{
    refuses: [],
    prefers: [],
    withdrew: [],
    state: 'listed',
    toOrganisationRef: null,
    toContractRef: null,
    personAnswer: null,
  },
  ...{ providerAnswer: null, moveDay: null, offered: null, newPackageRef: null, leftWhy: null },
}

type Listing = { readonly exitRef: string; readonly line: number; readonly now: Instant }

/** A line of somebody for whom the council buys the care. */
export function lineOfPlacement(
  placement: Placement,
  support: Support | undefined,
  weights: Policies['continuity'],
  { exitRef, line, now }: Listing,
): AffectedPerson {
  const { pattern } = placement
  const need: Need = {
    insulin: pattern.some(({ skill, tasks }) => skill === 'insulin' || /\binsulin\b/i.test(tasks)),
    timeCritical: pattern.some(({ timeCritical }) => timeCritical),
    doubleHanded: pattern.some(({ workers }) => workers === 2),
    livesAlone: support?.livesAlone ?? null,
    helpedByCarer: support?.helpedByCarer ?? null,
    decides: 'not known',
  }
  const { points, band } = triage(need, weights)
  return {
    ...need,
    ...{ exitRef, line, packageRef: placement.packageRef, knownRef: null, personRef: placement.personRef },
    ...{ pays: 'council', name: placement.personName, service: placement.service, zone: placement.zone },
    visits: pattern.map(({ start, minutes, days }) => ({ start, minutes, days: days.length })),
    visitsAWeek: pattern.reduce((sum, { days }) => sum + days.length, 0),
    ...{ weeklyMinutes: placement.weeklyMinutes, weeklyPence: placement.weeklyPence },
    skills: [...new Set(pattern.flatMap(({ skill }) => skill ?? []))],
    ...{ keySafe: support?.keySafe ?? false, contact: support?.contact ?? '', points, band, together: null },
    ...{ ...NEW, stateAt: now },
  }
}

/** Somebody who pays alone and for whom the council made the arrangement, as if we had been told: known by its package (L-18). */
export const selfFunderOf = (arrangement: Arrangement, support: Support | undefined): KnownPerson => {
  const { packageRef, pattern } = arrangement
  return {
    ...{ knownRef: packageRef, organisationRef: arrangement.organisationRef, pays: 'self_funder', goneDay: null },
    ...{ name: support?.name ?? arrangement.personRef, personRef: arrangement.personRef, zone: arrangement.zone },
    service: arrangement.service,
    visits: pattern.map(({ start, minutes, days }) => ({ start, minutes, days: days.length })),
    doubleHanded: pattern.some(({ workers }) => workers === 2),
    timeCritical: pattern.some(({ timeCritical }) => timeCritical),
    insulin: pattern.some(({ skill, tasks }) => skill === 'insulin' || /\binsulin\b/i.test(tasks)),
    ...{ livesAlone: support?.livesAlone ?? null, helpedByCarer: support?.helpedByCarer ?? null, decides: 'not known' },
    ...{ keySafe: support?.keySafe ?? false, contact: support?.contact ?? '', weeklyPence: arrangement.weeklyPence },
    ...{ toldBy: 'Brokerage', toldByName: arrangement.arrangedByName, toldAt: arrangement.arrangedAt },
  }
}

/** A line of somebody of whom we were told. */
export function lineOfKnown(
  known: KnownPerson,
  weights: Policies['continuity'],
  { exitRef, line, now }: Listing,
): AffectedPerson {
  const { insulin, timeCritical, doubleHanded, livesAlone, helpedByCarer, decides, visits } = known
  const need: Need = { insulin, timeCritical, doubleHanded, livesAlone, helpedByCarer, decides }
  const { points, band } = triage(need, weights)
  return {
    ...need,
    ...{ exitRef, line, packageRef: null, knownRef: known.knownRef, personRef: known.personRef, pays: known.pays },
    ...{ name: known.name, service: known.service, zone: known.zone, visits },
    visitsAWeek: visits.reduce((sum, { days }) => sum + days, 0),
    weeklyMinutes: visits.reduce((sum, { days, minutes }) => sum + days * minutes, 0) * (doubleHanded ? 2 : 1),
    ...{ weeklyPence: known.weeklyPence, skills: [], keySafe: known.keySafe, contact: known.contact },
    ...{ points, band, together: null, ...NEW, stateAt: now },
  }
}

/** Two of the list who share a home move to one provider; more than two are a house where many live, who need not. */
export function pairUp(people: readonly AffectedPerson[], homeOf: (person: AffectedPerson) => string | undefined) {
  const homes = Map.groupBy(people, homeOf)
  return people.map((person) => {
    const home = homeOf(person)
    const both = home === undefined ? [] : (homes.get(home) ?? [])
    return both.length === 2 ? { ...person, together: `line ${Math.min(...both.map(({ line }) => line))}` } : person
  })
}

export type TriageNote = Partial<Omit<Need, 'doubleHanded'>> & {
  readonly refuses?: readonly string[]
  readonly prefers?: readonly string[]
  readonly withdrew?: readonly string[]
}

const CLOSED: readonly PersonState[] = ['settled', 'left']
export const isClosed = ({ state }: Pick<AffectedPerson, 'state'>): boolean => CLOSED.includes(state)

/** What an officer learned of a person changes how urgent they are, until they have settled or left. */
export function noteTriage(
  person: AffectedPerson,
  note: TriageNote,
  weights: Policies['continuity'],
): Result<AffectedPerson, 'not in this state'> {
  if (isClosed(person)) return refuse('not in this state')
  const next = { ...person, ...note }
  const { points, band } = triage(next, weights)
  return ok({ ...next, points, band })
}

export type LeaveRefusal = 'not in this state' | 'no reason given'

/** Somebody no longer needs a place found by the council: with its reason. */
/** Care that was to end goes on: they have to be placed again, and are asked anew. */
export function comeBack(person: AffectedPerson, now: Instant): Result<AffectedPerson, 'not in this state'> {
  const { refuses, prefers, withdrew, ...fresh } = NEW
  return person.state === 'left' ? ok({ ...person, ...fresh, stateAt: now }) : refuse('not in this state')
}

export function leave(person: AffectedPerson, why: string, now: Instant): Result<AffectedPerson, LeaveRefusal> {
  const moved = moveOn(person, 'left', now)
  if (!moved.ok) return moved
  return why.trim() === '' ? refuse('no reason given') : ok({ ...moved.value, leftWhy: why.trim() })
}
