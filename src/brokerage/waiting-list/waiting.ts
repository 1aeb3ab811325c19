/** Who waits for care, a plan for all of them, and what a broker may still do with what it proposes. */
import type { Day, Instant } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { PackageStatus } from '#src/brokerage/packages/care-package.ts'
import type { PatternVisit } from '#src/brokerage/packages/pattern.ts'
import {
  type Ceiling,
  isDoubleHanded,
  isTimeCritical,
  minutesByPart,
  takenBy,
  weekCeilingOf,
} from '#src/brokerage/placing/needs.ts'
import type { Alternative, Exception, HourPrice, Place, PlacingPolicy, ToPlace } from '#src/brokerage/placing/plan.ts'
import type { RequestKind } from '#src/brokerage/requests/request.ts'
import type { Need, Parts } from '#src/providers/index.ts'
import type { Progress } from '#src/solvers/assignment/index.ts'

/** A package waits when it is ready to be sent and nobody is asked. */
export const WAITS: readonly PackageStatus[] = ['draft', 'no_capacity']

export type Waiting = {
  readonly packageRef: string
  readonly personRef: string
  readonly personName: string
  readonly service: string
  readonly zone: string
  readonly urgent: boolean
  readonly pattern: readonly PatternVisit[]
  readonly weeklyMinutes: number
  readonly kind: RequestKind
  readonly needs: readonly Need[]
  readonly startBy: Day
  readonly status: PackageStatus
  readonly requestedAt: Instant
  /** Stands for what is asked for: it changes when the package does. */
  readonly mark: string
  readonly lockedTo?: string
  readonly refuses: readonly string[]
  readonly declined: readonly string[]
  readonly prefers: readonly string[]
  /** The home: who shares it waits together. */
  readonly home?: string
  /** The first part of its postcode. */
  readonly outwardCode?: string
  readonly today?: {
    readonly organisationRef: string
    readonly weeklyPence: Pence
    /** The visits that the package would take the place of. */
    readonly pattern?: readonly PatternVisit[]
  }
  /** As a broker said: a key that those share who are placed together, or 'nobody' though they share a home. */
  readonly together?: string
}

/** Those who share it are placed together: what a broker said, else the home where they wait for the same service. */
const keyOf = ({ together, home, service }: Waiting): string | undefined => {
  if (together !== undefined) return together === 'nobody' ? undefined : `said ${together}`
  return home === undefined ? undefined : `${service} ${home}`
}

/** The others who are placed with somebody. */
export const togetherWith = (one: Waiting, waiting: readonly Waiting[]): Waiting[] => {
  const key = keyOf(one)
  return key === undefined ? [] : waiting.filter((each) => each !== one && keyOf(each) === key)
}

export const careToday = (
  { organisationRef, weeklyPence, pattern }: NonNullable<Waiting['today']>,
  parts: Parts,
): NonNullable<ToPlace['today']> => ({
  ...{ organisationRef, weeklyPence },
  ...(pattern ? { minutes: minutesByPart(pattern, parts) } : {}),
})

export function toPlaceOf(waiting: readonly Waiting[], parts: Parts, ceilings: readonly Ceiling[]): ToPlace[] {
  const groups = Map.groupBy(waiting, keyOf)
  return waiting.map((one): ToPlace => {
    const { packageRef, personRef, service, zone, pattern, needs, refuses, declined, prefers, lockedTo, today } = one
    const key = keyOf(one)
    return {
      ...{ ref: packageRef, personRef, zone, service, needs, refuses, declined, prefers },
      ...takenBy(one, parts),
      doubleHanded: isDoubleHanded(pattern),
      timeCritical: isTimeCritical(pattern),
      ...(key !== undefined && (groups.get(key)?.length ?? 0) > 1 ? { together: key } : {}),
      ...(lockedTo === undefined ? {} : { fixed: lockedTo }),
      ...(today ? { today: careToday(today, parts) } : {}),
      ...weekCeilingOf(one, ceilings),
      ...(one.outwardCode === undefined ? {} : { outwardCode: one.outwardCode }),
    }
  })
}

/** What a plan for so many people may cost: some seconds, or half a minute where hours are scarce; sixty are mostly proved to have the best plan there is. */
export const planBudget = (people: number) => ({
  moves: 600_000,
  boundSteps: 1_500,
  // For twice as many people a step takes far longer, and more of them lead less far.
  proofSteps: Math.round(Math.min(MOST_PROOF, Math.max(LEAST_PROOF, MOST_PROOF * (PROVED / people) ** 2))),
})

const MOST_PROOF = 150_000
const LEAST_PROOF = 12_000
/** So many are proved to the end. */
const PROVED = 60

export type PlanRun = {
  readonly planRef: string
  readonly status: 'running' | 'made' | 'failed' | 'stopped'
  readonly failure?: string
  readonly askedBy: string
  readonly askedByName: string
  readonly askedAt: Instant
  readonly seed: number
  readonly moves: number
  readonly boundSteps: number
  readonly proofSteps: number
  /** Hours that were told too long ago count too. */
  readonly withStale: boolean
  readonly readAt?: Instant
  readonly madeAt?: Instant
  readonly policy?: PlacingPolicy
  readonly providers?: number
  readonly people?: number
  readonly placed?: number
  readonly points?: number
  readonly bound?: number
  readonly weeklyPence?: Pence
  readonly todayPence?: Pence
  readonly prices?: readonly HourPrice[]
  readonly progress?: readonly Progress[]
  /** Until when whoever makes it has to say again that it does. */
  readonly leaseUntil?: Instant
}

export type KeptProposal = {
  readonly planRef: string
  readonly packageRef: string
  readonly mark: string
  readonly organisationRef?: string
  readonly contractRef?: string
  readonly weeklyPence?: Pence
  readonly points: number
  readonly why: readonly string[]
  readonly exceptions: readonly Exception[]
  readonly alternatives: readonly Alternative[]
  readonly place?: Place
  readonly binds?: string
  readonly cheapestChange?: string
  readonly acceptedAt?: Instant
  readonly acceptedByName?: string
}

/** Longer than a plan waits for its turn. */
const LOST_MINUTES = 15
/** What providers told this morning may be gone tomorrow. */
const HOLDS_HOURS = 24

/** Its lease is over, so whoever made it is gone; or nobody ever began. */
export const isLost = ({ status, askedAt, leaseUntil }: PlanRun, now: Instant): boolean =>
  status === 'running' &&
  (leaseUntil ? Temporal.Instant.compare(leaseUntil, now) < 0 : now.since(askedAt).total('minutes') > LOST_MINUTES)

export const isUnderWay = (run: PlanRun, now: Instant): boolean => run.status === 'running' && !isLost(run, now)

export type AcceptRefusal =
  | 'no such plan'
  | 'not made yet'
  | 'a newer plan'
  | 'too old'
  | 'not in the plan'
  | 'not placed by it'
  | 'accepted already'
  | 'placed meanwhile'
  | 'changed meanwhile'
  | 'declined meanwhile'
  | 'refused meanwhile'
  | 'no hours left'
  | 'not agreed'
  | 'outside the framework'
  | 'cannot be asked'

/** Whether what a plan proposes for a package may still be acted on. */
export function mayAccept(
  run: PlanRun,
  latestRef: string,
  proposal: KeptProposal | undefined,
  waiting: Waiting | undefined,
  agrees: boolean,
  now: Instant,
): Result<string, AcceptRefusal> {
  if (run.status !== 'made' || !run.readAt) return refuse('not made yet')
  if (run.planRef !== latestRef) return refuse('a newer plan')
  if (now.since(run.readAt).total('hours') > HOLDS_HOURS) return refuse('too old')
  if (!proposal) return refuse('not in the plan')
  if (proposal.organisationRef === undefined) return refuse('not placed by it')
  if (proposal.acceptedAt) return refuse('accepted already')
  if (!waiting) return refuse('placed meanwhile')
  if (waiting.mark !== proposal.mark) return refuse('changed meanwhile')
  if (waiting.declined.includes(proposal.organisationRef)) return refuse('declined meanwhile')
  if (waiting.refuses.includes(proposal.organisationRef)) return refuse('refused meanwhile')
  if (proposal.exceptions.includes('out of area') && !agrees) return refuse('not agreed')
  return ok(proposal.organisationRef)
}

export const acceptRefusal = (why: AcceptRefusal): string => {
  switch (why) {
    case 'no such plan':
      return 'There is no such plan. Open the waiting list again'
    case 'not made yet':
      return 'The plan is still being made. Wait until it is there'
    case 'a newer plan':
      return 'There is a newer plan. Open that one'
    case 'too old':
      return 'The plan is more than a day old. Place everybody again'
    case 'not in the plan':
      return 'The plan does not hold this package. Place everybody again'
    case 'not placed by it':
      return 'The plan has no provider for this package. See what would change that'
    case 'accepted already':
      return 'Somebody accepted this already: the provider is asked'
    case 'placed meanwhile':
      return 'The package no longer waits: somebody sent, placed or withdrew it since the plan was made'
    case 'changed meanwhile':
      return 'What the package asks for was changed since the plan was made. Place everybody again'
    case 'declined meanwhile':
      return 'The provider has declined this package since. Place everybody again'
    case 'refused meanwhile':
      return 'The person will not have this provider. Place everybody again'
    case 'no hours left':
      return 'The provider no longer has the hours or the bed: it told others or took on other care. Place everybody again'
    case 'not agreed':
      return 'It is outside the person’s zone. Note first that the person agrees to it'
    case 'outside the framework':
      return 'The provider’s contract stands outside the framework. Ask for a spot purchase of the package, with why, until when and the benchmark: once another officer approves it, the provider is asked'
    case 'cannot be asked':
      return 'The provider cannot be asked any more: it is suspended, its contract takes nobody new, or the day to start is past'
  }
}
