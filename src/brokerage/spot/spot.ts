/** Spot purchase: care outside the framework, only after the framework was asked or for an officer's reason, until a day, approved by another. */
import { type Day, daysBetween, type Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { CarePackage } from '#src/brokerage/packages/care-package.ts'

export const SPOT_REASONS: Readonly<Record<string, string>> = {
  no_capacity: 'No framework provider could take it',
  specialist: 'No framework provider has the skill',
  place: 'The person is to live near somebody or somewhere that the framework does not reach',
  choice: 'The person chose this provider',
  crisis: 'It cannot wait for the framework',
}

export type SpotProvider = { readonly organisationRef: string; readonly name: string; readonly weeklyPence: number }
export type SpotPurchase = {
  readonly spotRef: string
  readonly packageRef: string
  readonly status: 'asked' | 'approved' | 'refused'
  readonly why: string
  readonly words: string
  /** Whether the framework had been asked before. */
  readonly afterFramework: boolean
  /** The first day without this care. */
  readonly endDay: Day
  /** Of care that goes on: until when it was approved before. */
  readonly wasDay?: Day
  readonly providers: readonly SpotProvider[]
  /** The least that a framework provider's card makes of a week, and what the council's ceiling does. */
  readonly benchmarkPence?: number
  readonly ceilingPence?: number
  readonly askedBy: string
  readonly askedByName: string
  readonly askedAt: Instant
  readonly decidedBy?: string
  readonly decidedByName?: string
  readonly decidedAt?: Instant
  readonly reason?: string
}

export type AskSpot = {
  readonly why: string
  readonly words: string
  readonly endDay: Day
  readonly organisationRefs: readonly string[]
}
export type SpotRefusal =
  | 'not in this state'
  | 'not complete'
  | 'not a reason'
  | 'framework not asked needs words'
  | 'ends before it starts'
  | 'too long'
  | 'nobody to ask'
  | 'waits already'

/** The states in which it may be bought on the spot: before it was sent only with words, later when offers are in or nobody could. */
const OPEN_TO_SPOT = ['draft', 'offers_in', 'no_capacity'] as const
/** Who pays alone needs no approval of the council's to buy elsewhere. */
export const mayBeSpot = ({ status, payer }: Pick<CarePackage, 'status' | 'payer'>): boolean =>
  payer !== 'self' && OPEN_TO_SPOT.some((open) => open === status)

export function checkSpot(
  pkg: Pick<CarePackage, 'status' | 'startBy' | 'payer'>,
  asked: AskSpot,
  known: { readonly afterFramework: boolean; readonly askable: readonly SpotProvider[]; readonly mostWeeks: number },
): Result<readonly SpotProvider[], SpotRefusal> {
  if (!mayBeSpot(pkg)) return refuse('not in this state')
  if (pkg.startBy === undefined) return refuse('not complete')
  if (!Object.hasOwn(SPOT_REASONS, asked.why)) return refuse('not a reason')
  if (!known.afterFramework && asked.words.trim() === '') return refuse('framework not asked needs words')
  if (asked.endDay <= pkg.startBy) return refuse('ends before it starts')
  if (daysBetween(pkg.startBy, asked.endDay) > known.mostWeeks * 7) return refuse('too long')
  const providers = known.askable.filter(({ organisationRef }) => asked.organisationRefs.includes(organisationRef))
  return providers.length === 0 ? refuse('nobody to ask') : ok(providers)
}

export type ExtendRefusal =
  | 'not in this state'
  | 'not a reason'
  | 'extension needs words'
  | 'not later'
  | 'too long'
  | 'change ahead'

/** Care bought on the spot goes on with the provider that gives it: why, until when, and never while a change of it lies ahead. */
export function checkExtension(
  running: { readonly endDay: Day | null; readonly changeAhead: boolean } | undefined,
  asked: Pick<AskSpot, 'why' | 'words' | 'endDay'>,
  { today, mostWeeks }: { readonly today: Day; readonly mostWeeks: number },
): Result<{ readonly wasDay: Day }, ExtendRefusal> {
  if (!running || running.endDay === null || running.endDay <= today) return refuse('not in this state')
  if (running.changeAhead) return refuse('change ahead')
  if (!Object.hasOwn(SPOT_REASONS, asked.why)) return refuse('not a reason')
  if (asked.words.trim() === '') return refuse('extension needs words')
  if (asked.endDay <= running.endDay) return refuse('not later')
  if (daysBetween(running.endDay, asked.endDay) > mostWeeks * 7) return refuse('too long')
  return ok({ wasDay: running.endDay })
}

export type DecideRefusal = 'decided already' | 'not an officer' | 'asked for it' | 'no reason'

/** Whoever asks for the package or for the purchase does not approve it. */
export function decideSpot(
  spot: SpotPurchase,
  decision: { readonly approve: boolean; readonly reason: string },
  by: { readonly officerRef: string; readonly name: string; readonly now: Instant; readonly isOfficer: boolean },
  requestedBy: string,
): Result<SpotPurchase, DecideRefusal> {
  if (spot.status !== 'asked') return refuse('decided already')
  if (!by.isOfficer) return refuse('not an officer')
  if (by.officerRef === spot.askedBy || by.officerRef === requestedBy) return refuse('asked for it')
  const reason = decision.reason.trim()
  if (!decision.approve && reason === '') return refuse('no reason')
  return ok({
    ...spot,
    status: decision.approve ? 'approved' : 'refused',
    ...{ decidedBy: by.officerRef, decidedByName: by.name, decidedAt: by.now },
    ...(reason === '' ? {} : { reason }),
  })
}

/** By how much more than the benchmark, in per cent, rounded down; less than nothing where it is cheaper. */
export const abovePercent = (weeklyPence: number, benchmarkPence: number): number =>
  Math.floor(((weeklyPence - benchmarkPence) * 100) / benchmarkPence)

export type SpotMonth = {
  readonly month: string
  readonly placed: number
  readonly spot: number
  readonly weeklyPence: number
  readonly spotPence: number
}

/** From the first month in which anything was placed: what came before says nothing. */
export function sinceFirst(months: readonly SpotMonth[]): readonly SpotMonth[] {
  const first = months.findIndex(({ placed }) => placed > 0)
  return first < 0 ? [] : months.slice(first)
}

/** Per cent of a month's placements; none where nothing was placed. */
export const sharePercent = ({ placed, spot }: SpotMonth): number | undefined =>
  placed === 0 ? undefined : Math.floor((spot * 1000) / placed + 0.5) / 10
