/** Care that changes after it was placed: more, less, other visits, a pause. Each is a version with its cost; who must agree to it. */
import type { Day, Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { OfferFloor } from '#src/brokerage/offers/offer-floor.ts'
import type { Answered, Placement } from '#src/brokerage/packages/care-package.ts'
import { type PatternVisit, weeklyMinutes } from '#src/brokerage/packages/pattern.ts'

export type ChangeKind = 'more' | 'less' | 'other_visits' | 'suspend' | 'resume'

export const CHANGE_WORDS: Readonly<Record<ChangeKind, string>> = {
  more: 'More care',
  less: 'Less care',
  other_visits: 'Other visits',
  suspend: 'Suspended',
  resume: 'Resumed',
}

export type CareChange = {
  readonly packageRef: string
  readonly number: number
  readonly organisationRef: string
  readonly kind: ChangeKind
  readonly fromDay: Day
  readonly pattern: readonly PatternVisit[]
  readonly weeklyPence: number
  readonly weeklyMinutes: number
  readonly beforePence: number
  readonly reason: string
  readonly state: 'proposed' | 'agreed' | 'declined'
  readonly byProvider: boolean
  readonly proposedBy: string
  readonly proposedByName: string
  readonly proposedAt: Instant
  readonly decidedByName?: string
  readonly decidedAt?: Instant
  readonly declineReason?: string
  /** To less care that their provider proposed. */
  readonly personSays?: string
  /** What an hour of it costs, beside the council's ceiling and the cost floor as they stood when it was asked for (M-10, M-11). */
  readonly hourlyPence?: number
  readonly overCeilingPence?: number
  readonly ceilingPencePerHour?: number
  readonly floor?: OfferFloor
  /** Begun before it was signed for: why, and by when the signatures are due. */
  readonly emergency?: { readonly reason: string; readonly signBy: Instant }
  readonly answered?: Answered
}

export type ChangeCost = Pick<
  CareChange,
  'weeklyPence' | 'hourlyPence' | 'overCeilingPence' | 'ceilingPencePerHour' | 'floor'
>

/** What runs on the day of the change, before it. */
export type Running = Pick<
  Placement,
  'packageRef' | 'organisationRef' | 'startDay' | 'endDay' | 'pattern' | 'weeklyPence'
> & {
  /** What a week last cost while care was not suspended: to resume it at that needs nobody else. */
  readonly agreedPence: number
}

/** The version that runs on a day; `changes` are the newest first. */
export function runningOn(placement: Placement, changes: readonly CareChange[], day: Day): Running {
  const agreed = changes.filter(({ state, fromDay }) => state === 'agreed' && fromDay <= day)
  const last = agreed.find(({ kind }) => kind !== 'suspend')
  const now = agreed[0] ?? placement
  return {
    ...placement,
    ...{ pattern: now.pattern, weeklyPence: now.weeklyPence },
    agreedPence: last?.weeklyPence ?? agreed.at(-1)?.beforePence ?? placement.weeklyPence,
  }
}

type Version = Pick<CareChange, 'number' | 'fromDay' | 'state'>
/** What was agreed later from the same day, or from one before it, takes the place of a version. */
export const isReplaced = (one: Version, changes: readonly Version[]): boolean =>
  changes.some(({ number, fromDay, state }) => state === 'agreed' && number > one.number && fromDay <= one.fromDay)

export type Wanted = {
  readonly fromDay: Day
  /** None is care suspended. */
  readonly pattern: readonly PatternVisit[]
  readonly cost: ChangeCost
  readonly reason: string
  /** Why it cannot wait for the signatures; what costs no more waits for none. */
  readonly urgentReason?: string | undefined
}

export type ProposeRefusal =
  | 'no reason'
  | 'starts in the past'
  | 'care has ended by then'
  | 'nothing changes'
  | 'a provider proposes less only'
  | 'another change waits'

/** The same whatever the order in which its parts were kept. */
const said = (pattern: readonly PatternVisit[]): string =>
  JSON.stringify(pattern.map((visit) => Object.entries(visit).toSorted(([a], [b]) => (a < b ? -1 : 1))))

export function kindOf(before: readonly PatternVisit[], after: readonly PatternVisit[]): ChangeKind {
  if (after.length === 0) return 'suspend'
  if (before.length === 0) return 'resume'
  const more = weeklyMinutes(after) - weeklyMinutes(before)
  return more > 0 ? 'more' : more < 0 ? 'less' : 'other_visits'
}

/**
 * A change of the care that runs. What costs no more an officer decides alone; what costs more waits for the signatures of the policy,
 * or begins at once and is signed for afterwards; what a provider proposes is less care at no more, and waits for an officer.
 */
export function propose(
  running: Running,
  wanted: Wanted,
  by: {
    readonly ref: string
    readonly name: string
    readonly provider: boolean
    readonly number: number
    readonly now: Instant
    readonly today: Day
    /** Whether a change of this package waits for its decision. */
    readonly waits: boolean
    /** By when the signatures follow on what cannot wait for them. */
    readonly signBy: Instant
  },
): Result<CareChange, ProposeRefusal> {
  const reason = wanted.reason.trim()
  if (reason === '') return refuse('no reason')
  if (wanted.fromDay < by.today || wanted.fromDay < running.startDay) return refuse('starts in the past')
  if (running.endDay !== null && wanted.fromDay >= running.endDay) return refuse('care has ended by then')
  if (said(running.pattern) === said(wanted.pattern)) return refuse('nothing changes')
  const kind = kindOf(running.pattern, wanted.pattern)
  const { weeklyPence } = wanted.cost
  const costsMore = weeklyPence > running.agreedPence
  if (by.provider && (kind !== 'less' || costsMore)) return refuse('a provider proposes less only')
  if (by.waits) return refuse('another change waits')
  const haste = costsMore ? (wanted.urgentReason?.trim() ?? '') : ''
  return ok({
    ...{ packageRef: running.packageRef, number: by.number, organisationRef: running.organisationRef, kind },
    ...{ fromDay: wanted.fromDay, pattern: wanted.pattern, weeklyMinutes: weeklyMinutes(wanted.pattern), reason },
    ...{ ...wanted.cost, beforePence: running.weeklyPence },
    state: by.provider || (costsMore && haste === '') ? 'proposed' : 'agreed',
    ...(haste === '' ? {} : { emergency: { reason: haste, signBy: by.signBy } }),
    ...{ byProvider: by.provider, proposedBy: by.ref, proposedByName: by.name, proposedAt: by.now },
  })
}

/** What is signed for: what costs more than was agreed to. */
export const isSignedFor = (running: Running, change: CareChange): boolean => change.weeklyPence > running.agreedPence

/** Whether a change is still to be signed for: it waits, or it began before its signatures. */
export const waitsForSigning = ({ state, emergency }: CareChange): boolean =>
  state === 'proposed' || (state === 'agreed' && emergency !== undefined)

/** All have signed: it holds from its day, or from today where that has passed meanwhile. */
export const signedFor = (
  change: CareChange,
  placement: Pick<Placement, 'endDay'>,
  by: { readonly name: string; readonly now: Instant; readonly today: Day },
): Result<CareChange, 'care has ended by then'> => {
  const fromDay = change.fromDay < by.today ? by.today : change.fromDay
  if (placement.endDay !== null && fromDay >= placement.endDay) return refuse('care has ended by then')
  return ok({ ...change, fromDay, state: 'agreed', decidedByName: by.name, decidedAt: by.now })
}

export type DecideRefusal =
  | 'already decided'
  | 'proposed it'
  | 'no reason'
  | 'its day has passed'
  | 'the person was not asked'

/** Somebody else than who proposed it agrees, or declines with a reason. No care becomes less on a provider's word without the person's. */
export function decideChange(
  change: CareChange,
  decision: { readonly agree: boolean; readonly reason: string; readonly personSays?: string | undefined },
  by: { readonly ref: string; readonly name: string; readonly now: Instant; readonly today: Day },
): Result<CareChange, DecideRefusal> {
  if (change.state !== 'proposed') return refuse('already decided')
  if (change.proposedBy === by.ref) return refuse('proposed it')
  const decided = { ...change, decidedByName: by.name, decidedAt: by.now }
  if (!decision.agree) {
    const declineReason = decision.reason.trim()
    return declineReason === '' ? refuse('no reason') : ok({ ...decided, state: 'declined', declineReason })
  }
  if (change.fromDay < by.today) return refuse('its day has passed')
  const personSays = decision.personSays?.trim() ?? ''
  if (change.byProvider && personSays === '') return refuse('the person was not asked')
  return ok({ ...decided, state: 'agreed', ...(personSays === '' ? {} : { personSays }) })
}

export const CHECKS = { start: 'Start of care', two_weeks: 'Two-week check' } as const
export type CheckKind = keyof typeof CHECKS
export const OUTCOMES_OF_CHECK = { as_agreed: 'As agreed', late: 'Began late', concerns: 'There are concerns' } as const
export type CheckOutcome = keyof typeof OUTCOMES_OF_CHECK

export type CareCheck = {
  readonly packageRef: string
  readonly kind: CheckKind
  readonly organisationRef: string
  readonly day: Day
  readonly outcome: CheckOutcome
  readonly note: string
  readonly checkedByName: string
  readonly byProvider: boolean
  readonly checkedAt: Instant
}

export type CheckRefusal =
  | 'care has not begun'
  | 'checked already'
  | 'not a provider’s'
  | 'on a day to come'
  | 'needs words'

/** A provider confirms the start; how it goes after two weeks is the council's to ask. */
export function check(
  running: Pick<Placement, 'startDay'>,
  done: readonly Pick<CareCheck, 'kind'>[],
  made: Omit<CareCheck, 'checkedAt'>,
  today: Day,
): Result<typeof made, CheckRefusal> {
  if (made.kind === 'two_weeks' && made.byProvider) return refuse('not a provider’s')
  if (made.day > today) return refuse('on a day to come')
  if (made.day < running.startDay) return refuse('care has not begun')
  if (done.some(({ kind }) => kind === made.kind)) return refuse('checked already')
  return made.outcome !== 'as_agreed' && made.note.trim() === ''
    ? refuse('needs words')
    : ok({ ...made, note: made.note.trim() })
}
