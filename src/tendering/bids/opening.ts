/** The opening of bids: who must agree to it, what stands out in what was opened, and what may be done about too few. */
import type { Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { OpenedBid, OpenedPrice, SealedBid } from '#src/tendering/bids/bid.ts'
import { countWords, isInTime } from '#src/tendering/bids/bid.ts'
import type { Regime } from '#src/tendering/regime/regime.ts'
import type { Spec, TenderStatus } from '#src/tendering/tenders/spec.ts'

/** One officer's word that the bids may be opened; it stands until that officer takes it back and says why. */
export type Confirmation = {
  readonly officerRef: string
  readonly officerName: string
  readonly confirmedAt: Instant
}

/** Nobody opens bids alone. */
export const OPENERS = 2

export type ConfirmRefusal = 'not published' | 'bids are still taken' | 'opened already' | 'confirmed already'

export function confirmOpening(
  tender: { readonly status: TenderStatus; readonly closesAt: Instant },
  standing: readonly Confirmation[],
  by: string,
  at: Instant,
): Result<true, ConfirmRefusal> {
  const may = mayOpen(tender, at)
  if (may) return refuse(may)
  return standing.some(({ officerRef }) => officerRef === by) ? refuse('confirmed already') : ok(true)
}

export type OpenRefusal = 'not published' | 'bids are still taken' | 'opened already' | 'two officers must confirm'

export function decideOpening(
  tender: { readonly status: TenderStatus; readonly closesAt: Instant },
  standing: readonly Confirmation[],
  at: Instant,
): Result<readonly Confirmation[], OpenRefusal> {
  const may = mayOpen(tender, at)
  if (may) return refuse(may)
  const officers = new Set(standing.map(({ officerRef }) => officerRef))
  return officers.size < OPENERS ? refuse('two officers must confirm') : ok(standing)
}

function mayOpen(
  { status, closesAt }: { readonly status: TenderStatus; readonly closesAt: Instant },
  at: Instant,
): 'not published' | 'bids are still taken' | 'opened already' | undefined {
  if (status === 'planning' || status === 'cancelled') return 'not published'
  if (status !== 'published') return 'opened already'
  return isInTime(at, closesAt) ? 'bids are still taken' : undefined
}

/** What was sealed, in two halves that different people read: the prices, and everything else. */
export function split(
  bid: SealedBid,
  submittedAt: Instant,
): { quality: Omit<OpenedBid, 'tiedTo'>; prices: OpenedPrice[] } {
  const { bidRef, organisationRef, version, contact, conditions, subcontractors, mostLots } = bid
  return {
    quality: {
      ...{ bidRef, organisationRef, submittedAt, version, contact, conditions, subcontractors, mostLots },
      lots: bid.lots.map((lot, at) => ({ lot, preference: at + 1 })),
      answers: bid.answers.map(({ key, text }) => ({ key, text, words: countWords(text) })),
      files: bid.files.map(({ kept: _kept, key: _key, tag: _tag, ...file }) => file),
    },
    prices: bid.prices.map(({ lot, lines }) => ({ bidRef, organisationRef, lot, lines })),
  }
}

/** Bidders of this tender that a bidder is tied to: one of the two would do work for the other. */
export function tiesOf(
  bids: readonly Pick<OpenedBid, 'organisationRef' | 'subcontractors'>[],
): ReadonlyMap<string, readonly string[]> {
  const bidders = new Set(bids.map(({ organisationRef }) => organisationRef))
  const ties = new Map(bids.map(({ organisationRef }) => [organisationRef, new Set<string>()]))
  for (const { organisationRef, subcontractors } of bids) {
    for (const { organisationRef: named } of subcontractors) {
      if (named === organisationRef || !bidders.has(named)) continue
      ties.get(organisationRef)?.add(named)
      ties.get(named)?.add(organisationRef)
    }
  }
  return new Map([...ties].map(([bidder, others]) => [bidder, [...others].sort()]))
}

// --- lots with few bids

/** What a council may do about a lot, and what it rests on. */
export type Course = {
  readonly code: 'go_on' | 're_run' | 'direct_award' | 'leave_out'
  readonly name: string
  readonly ground: string
}

/** A lot for which fewer bid than compete. */
export type ThinLot = { readonly lot: string; readonly bids: number; readonly courses: readonly Course[] }

/** Three bids compete; below that a council says what it does, and why. */
const ENOUGH = 3

export const thinLots = (
  { lots, regime }: Pick<Spec, 'lots' | 'regime'>,
  bids: readonly { readonly lots: readonly { readonly lot: string }[] }[],
): ThinLot[] =>
  lots.flatMap(({ lot }) => {
    const count = bids.filter((bid) => bid.lots.some((one) => one.lot === lot)).length
    return count < ENOUGH ? [{ lot, bids: count, courses: coursesFor(regime, count) }] : []
  })

function coursesFor(regime: Regime, bids: number): Course[] {
  const again: Course = {
    code: 're_run',
    name: 'Ask again',
    ground: 'A new tender for this lot, with the size, price or timetable changed; this one ends for it (UK12)',
  }
  const direct: Course = { code: 'direct_award', name: 'Award directly', ground: DIRECT_GROUNDS[regime] }
  if (bids === 0) {
    return [
      again,
      direct,
      { code: 'leave_out', name: 'Leave it out', ground: 'Nothing is bought for this lot; the award notice says so' },
    ]
  }
  const goOn: Course = {
    code: 'go_on',
    name: bids === 1 ? 'Evaluate the one bid' : 'Evaluate the two bids',
    ground:
      'It is held to every condition and least mark, and its price to the ceiling and to what care costs by law: value is shown, not taken from rivals',
  }
  // Where a bid came, a direct award is open only once it was found unsuitable.
  return bids === 1 ? [goOn, again, direct] : [goOn, again]
}

/** P-07; where bids came, they must have been found unsuitable first. */
const DIRECT_GROUNDS: Readonly<Record<Regime, string>> = {
  pa23: 'Section 43 of the Procurement Act 2023: no suitable tender came. A transparency notice (UK5) goes first',
  pa23_light_touch:
    'Section 43 of the Procurement Act 2023: no suitable tender came. A transparency notice (UK5) goes first',
  pcr15: 'Regulation 32(2)(a) of 2015: no suitable tender came, and what is asked for stays the same in substance',
  pcr15_light_touch:
    'Regulation 32(2)(a) of 2015: no suitable tender came, and what is asked for stays the same in substance',
  below_threshold: 'A waiver under the council’s contract standing orders',
  psr: 'The most suitable provider process of the Provider Selection Regime 2023',
}

export type CourseRefusal = 'not opened' | 'enough bids' | 'not open to this lot' | 'no reason'

export function chooseCourse(
  thin: readonly ThinLot[],
  said: { readonly lot: string; readonly code: string; readonly reason: string },
): Result<Course, CourseRefusal> {
  const lot = thin.find((one) => one.lot === said.lot)
  if (!lot) return refuse('enough bids')
  const course = lot.courses.find(({ code }) => code === said.code)
  if (!course) return refuse('not open to this lot')
  return said.reason.trim() === '' ? refuse('no reason') : ok(course)
}
