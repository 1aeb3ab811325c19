/** What a provider offers for a package: which visits, from when, and what they cost a week by the contract's rate card. */
import { type Day, dayOf, type Instant } from '#src/base/day.ts'
import { divideHalfUp } from '#src/base/money.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { only, type PatternVisit, type SlotDay, slotDays, weeklyMinutes } from '#src/brokerage/packages/pattern.ts'
import type { Told } from '#src/brokerage/told/told.ts'
import type { CostFloor } from '#src/rates/index.ts'
import type { Moved } from '#src/brokerage/placing/plan.ts'
import { isCall, type OfferFloor } from '#src/brokerage/offers/offer-floor.ts'
import { type ByOutcomes, type Feature, gatesUnmet, type RequestKind } from '#src/brokerage/requests/request.ts'

/** What one visit of the pattern costs on its day of the week, by the rate card of the provider's contract. */
export type VisitPrice = SlotDay & {
  readonly pence: number
  /** The card's price of an hour; absent where a band or several prices make up the visit's. */
  readonly pencePerHour?: number
}

/** Per cent of the points that each question can bring; the contract states them and they add up to 100. What it does not state brings none. */
export type Weights = {
  readonly price: number
  readonly quality: number
  readonly completeness: number
  readonly start: number
  /** How near the provider's present rounds come. */
  readonly travel?: number
  /** Workers whom the person knows. */
  readonly known?: number
  readonly wishes?: number
  /** Visits at the times asked for. */
  readonly times?: number
}

/** What is asked for beside the visits, as the provider sees it. */
export type Needs = {
  readonly kind: RequestKind
  /** What a provider must have to offer. */
  readonly gates: readonly Feature[]
  readonly wishes: readonly Feature[]
  readonly byOutcomes?: ByOutcomes
  /** Set where the person pays for the care. */
  readonly payer?: 'self'
  /** Of care for a time: the first day without it. */
  readonly endDay?: Day
  /** A plan asks: the provider's hours have room for visits of one part of the day in another only. */
  readonly moved?: Moved
}

/** What a provider may know before it is chosen: the least that an offer needs, no name and no address. */
export type Invitation = {
  readonly packageRef: string
  readonly organisationRef: string
  readonly organisationName: string
  readonly contractRef: string
  readonly cardRef: string
  readonly service: string
  readonly zone: string
  /** The first part of the postcode. */
  readonly outwardCode: string
  readonly urgent: boolean
  readonly pattern: readonly PatternVisit[]
  readonly skills: readonly string[]
  readonly needs?: Needs
  readonly outcomes: readonly string[]
  readonly startBy: Day
  readonly prices: readonly VisitPrice[]
  readonly ceilingPencePerHour?: number
  readonly weights: Weights
  /** The contract was not called off from a framework: no competition stands behind its price. */
  readonly outsideFramework?: true
  /** The regulator's overall rating on the day of sending; absent when there was none. */
  readonly rating?: string
  /** What visits had told on the day of sending, as far as the weights ask for it; no provider is shown it. */
  readonly told?: Told
  readonly sentAt: Instant
  readonly closesAt: Instant
  readonly status: 'invited' | 'offered' | 'declined' | 'chosen' | 'not_chosen' | 'cancelled'
  readonly declineCode?: string
  readonly declineWords?: string
  /** When somebody of the provider opened it first, and who. */
  readonly openedAt?: Instant
  readonly openedBy?: string
  readonly answeredAt?: Instant
  readonly remindedAt?: Instant
  /** Why the council asks no longer, where it asks others still. */
  readonly withdrawnWhy?: string
}

type Answering = Pick<Invitation, 'status' | 'answeredAt'>
/** Nothing was heard of it yet. */
export const isSilent = ({ status, answeredAt }: Answering): boolean => status === 'invited' && answeredAt === undefined
/** It offered, and took that back: while the window is open it may offer anew, and nobody waits for it. */
export const tookBack = ({ status, answeredAt }: Answering): boolean => status === 'invited' && answeredAt !== undefined
/** It said no, at first or after all. */
export const saidNo = (one: Answering): boolean => one.status === 'declined' || tookBack(one)

/** What was asked for is shared no longer. */
export const isEmptied = ({ pattern }: Pick<Invitation, 'pattern'>): boolean => pattern.length === 0

export type Offer = {
  readonly offerRef: string
  readonly packageRef: string
  readonly organisationRef: string
  readonly status: 'made' | 'withdrawn' | 'expired'
  readonly startDay: Day
  readonly covers: readonly SlotDay[]
  readonly note: string
  readonly weeklyPence: number
  readonly weeklyMinutes: number
  /** The average price of an hour of this offer's week. */
  readonly hourlyPence: number
  /** Pence an hour above the ceiling when it was made, 0 when within. */
  readonly overCeilingPence: number
  readonly complete: boolean
  readonly madeAt: Instant
  readonly madeBy: string
  /** Of the visits asked for, those that are offered otherwise: at another time, shorter, by one worker instead of two. */
  readonly visits?: readonly OfferedVisit[]
  readonly alternative?: Alternative
  /** The last day on which it may be chosen; an offer without one stands until it is withdrawn. */
  readonly standsUntil?: Day
  /** Keys of the gates and wishes that the provider says it meets. */
  readonly meets?: readonly string[]
  /** What the law makes these very visits cost, as it stood when the offer was made (M-10, M-11). */
  readonly floor?: OfferFloor
}

/** One slot of the pattern as it is offered. */
export type OfferedVisit = {
  readonly slot: number
  readonly start: string
  readonly minutes: number
  readonly workers: 1 | 2
}

export const ALTERNATIVES = [
  { code: 'technology', label: 'Technology does part of it' },
  { code: 'fewer_double_handed', label: 'Fewer visits of two workers' },
  { code: 'home_share', label: 'Home share' },
  { code: 'smaller_package', label: 'Fewer or shorter visits' },
] as const
export type AlternativeKind = (typeof ALTERNATIVES)[number]['code']

/** Another package than was asked for, that meets the same outcomes (L8). */
export type Alternative = {
  readonly kinds: readonly AlternativeKind[]
  /** How it meets the outcomes. */
  readonly words: string
  /** What a week of it saves against all that was asked for, by the same rate card. */
  readonly savingPence: number
}

export type OfferTerms = {
  readonly startDay: Day
  readonly covers: readonly SlotDay[]
  readonly note: string
  readonly visits?: readonly OfferedVisit[] | undefined
  readonly alternative?: Pick<Alternative, 'kinds' | 'words'> | undefined
  readonly standsUntil?: Day | undefined
  /** What it meets of the gates and wishes; who says nothing passes the gates by offering, and meets no wish. */
  readonly meets?: readonly string[] | undefined
}

export type OfferRefusal =
  | 'the window has closed'
  | 'no longer wanted'
  | 'no visits offered'
  | 'not a visit asked for'
  | 'starts in the past'
  | 'starts after the end'
  | 'not a time'
  | 'more than was asked for'
  | 'less care is another package'
  | 'another package needs words'
  | 'another package is the same'
  | 'ends before it can be chosen'
  | 'has not what it must'
  | 'shorter than the council allows'
  | 'no price'

export const DECLINE_CODES: readonly { readonly code: string; readonly label: string }[] = [
  { code: 'no_workers_in_area', label: 'We have no workers in this area' },
  { code: 'no_workers_at_times', label: 'We have no workers free at these times' },
  { code: 'no_skills', label: 'We do not have workers with these skills' },
  { code: 'start_too_soon', label: 'We cannot start in time' },
  { code: 'price', label: 'The contract price does not cover our cost here' },
  { code: 'other', label: 'Another reason' },
]

export const isOpen = ({ status, closesAt }: Invitation, now: Instant): boolean =>
  ['invited', 'offered', 'declined'].includes(status) && Temporal.Instant.compare(now, closesAt) < 0

function whyClosed(invitation: Invitation, now: Instant): 'the window has closed' | 'no longer wanted' | undefined {
  if (invitation.status === 'cancelled') return 'no longer wanted'
  return isOpen(invitation, now) ? undefined : 'the window has closed'
}

/** The pattern with the visits that are offered otherwise; an earlier or later start moves no window. */
export const offeredPattern = (
  asked: readonly PatternVisit[],
  visits: readonly OfferedVisit[] | undefined,
): readonly PatternVisit[] => {
  if (visits === undefined || visits.length === 0) return asked
  const bySlot = new Map(visits.map(({ slot, start, minutes, workers }) => [slot, { start, minutes, workers }]))
  return asked.map((visit) => {
    const offered = { ...visit, ...bySlot.get(visit.slot) }
    const { windowFrom, windowTo, start } = offered
    return {
      ...offered,
      windowFrom: start < windowFrom ? start : windowFrom,
      windowTo: start > windowTo ? start : windowTo,
    }
  })
}

/** The visits of a week that an offer gives, as they are planned when it is placed. */
export const offeredWeek = (asked: readonly PatternVisit[], { visits, covers }: Pick<Offer, 'visits' | 'covers'>) =>
  only(offeredPattern(asked, visits), covers)

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/

/** Those that differ from what was asked for. */
const otherwise = (asked: readonly PatternVisit[], visits: readonly OfferedVisit[] = []): OfferedVisit[] =>
  visits.filter(({ slot, start, minutes, workers }) => {
    const visit = asked.find((one) => one.slot === slot)
    return visit === undefined || visit.start !== start || visit.minutes !== minutes || visit.workers !== workers
  })

function whyNotThese(asked: readonly PatternVisit[], terms: OfferTerms): OfferRefusal | undefined {
  const changed = otherwise(asked, terms.visits)
  const bySlot = new Map(asked.map((visit) => [visit.slot, visit]))
  let less = false
  for (const { slot, start, minutes, workers } of changed) {
    const visit = bySlot.get(slot)
    if (visit === undefined) return 'not a visit asked for'
    if (!TIME.test(start)) return 'not a time'
    if (!Number.isInteger(minutes) || minutes < 1 || minutes > visit.minutes || workers > visit.workers)
      return 'more than was asked for'
    less ||= minutes < visit.minutes || workers < visit.workers
  }
  const { alternative } = terms
  if (alternative === undefined || alternative.kinds.length === 0)
    return less ? 'less care is another package' : undefined
  if (alternative.words.trim() === '') return 'another package needs words'
  return less || terms.covers.length < slotDays(asked).length ? undefined : 'another package is the same'
}

/** What a week of the offered pattern costs by the card, and what the law makes of it. */
export type Reckoning = {
  readonly pattern: readonly PatternVisit[]
  readonly prices: readonly VisitPrice[]
  readonly floorAt: (week: readonly PatternVisit[], hourlyPence: number) => CostFloor | undefined
}

/** Whether these terms may be offered at all: before the rate card is asked what they cost. */
export function whyNoOffer(
  invitation: Invitation,
  terms: OfferTerms,
  { now, today }: { readonly now: Instant; readonly today: Day },
): OfferRefusal | undefined {
  const closed = whyClosed(invitation, now)
  if (closed) return closed
  const asked = new Set(slotDays(invitation.pattern).map(nameOf))
  const named = terms.covers.map(nameOf)
  if (named.length === 0) return 'no visits offered'
  if (named.some((name) => !asked.has(name))) return 'not a visit asked for'
  if (terms.startDay < today) return 'starts in the past'
  if (invitation.needs?.endDay !== undefined && terms.startDay >= invitation.needs.endDay) return 'starts after the end'
  if (terms.standsUntil !== undefined && terms.standsUntil < dayOf(invitation.closesAt))
    return 'ends before it can be chosen'
  if (terms.meets && gatesUnmet(invitation.needs?.gates ?? [], terms.meets).length > 0) return 'has not what it must'
  return whyNotThese(invitation.pattern, terms)
}

/** Makes an offer, or makes it anew while the window is open. */
export function makeOffer(
  invitation: Invitation,
  terms: OfferTerms,
  reckoning: Reckoning,
  by: { readonly offerRef: string; readonly madeBy: string; readonly now: Instant; readonly today: Day },
): Result<Offer, OfferRefusal> {
  const refused = whyNoOffer(invitation, terms, by)
  if (refused) return refuse(refused)
  const all = slotDays(invitation.pattern)
  const named = new Set(terms.covers.map(nameOf))
  const covers = all.filter((piece) => named.has(nameOf(piece)))
  const cost = costOf({ ...invitation, pattern: reckoning.pattern, prices: reckoning.prices }, covers)
  const visits = otherwise(invitation.pattern, terms.visits)
  const kinds = terms.alternative?.kinds ?? []
  const savingPence = costOf(invitation, all).weeklyPence - cost.weeklyPence
  const floor = floorUnder(reckoning, covers)
  return ok({
    offerRef: by.offerRef,
    packageRef: invitation.packageRef,
    organisationRef: invitation.organisationRef,
    status: 'made',
    startDay: terms.startDay,
    covers,
    note: terms.note.trim(),
    ...cost,
    complete: kinds.length === 0 && covers.length === all.length,
    madeAt: by.now,
    madeBy: by.madeBy,
    ...(visits.length > 0 ? { visits } : {}),
    ...(kinds.length > 0 ? { alternative: { kinds, words: terms.alternative?.words.trim() ?? '', savingPence } } : {}),
    ...(terms.standsUntil === undefined ? {} : { standsUntil: terms.standsUntil }),
    ...(terms.meets === undefined ? {} : { meets: meetsOf(invitation, terms.meets) }),
    ...(floor ? { floor } : {}),
  })
}

/** Only what was asked for. */
const meetsOf = ({ needs }: Invitation, meets: readonly string[]): string[] =>
  [...(needs?.gates ?? []), ...(needs?.wishes ?? [])].map(({ key }) => key).filter((key) => meets.includes(key))

/** The floor under those of the visits that have one, beside what an hour of these very visits costs (M-10, M-11). */
export function floorUnder(
  { pattern, prices, floorAt }: Reckoning,
  covers: readonly SlotDay[],
): OfferFloor | undefined {
  const calls = covers.filter(({ slot }) => pattern.some((visit) => visit.slot === slot && isCall(visit)))
  if (calls.length === 0) return undefined
  const { hourlyPence } = costOf({ pattern, prices }, calls)
  const floor = floorAt(only(pattern, calls), hourlyPence)
  return floor && { ...floor, ...(calls.length < covers.length ? { besidePence: hourlyPence } : {}) }
}

/** Pence of an hour by which an offer is below the cost floor, 0 when it is not. */
export const belowFloorPence = ({ floor, hourlyPence }: Pick<Offer, 'floor' | 'hourlyPence'>): number =>
  floor === undefined ? 0 : Math.max(0, floor.hourlyPence - (floor.besidePence ?? hourlyPence))

/** Whether an offer may still be chosen on a day. */
export const stands = ({ status, standsUntil }: Offer, today: Day): boolean =>
  status === 'made' && (standsUntil === undefined || today <= standsUntil)

/** The day is over until which the offer stood. */
export const expire = (offer: Offer, today: Day): Result<Offer, 'stands'> =>
  offer.status !== 'made' || stands(offer, today) ? refuse('stands') : ok({ ...offer, status: 'expired' })

/** A week's price of the visits named, by the prices that the contract's rate card gave when the package was sent. */
export function costOf(
  invitation: Pick<Invitation, 'pattern' | 'prices' | 'ceilingPencePerHour'>,
  covers: readonly SlotDay[],
): Pick<Offer, 'weeklyPence' | 'weeklyMinutes' | 'hourlyPence' | 'overCeilingPence'> {
  const named = new Set(covers.map(nameOf))
  const weeklyPence = invitation.prices.reduce((sum, price) => sum + (named.has(nameOf(price)) ? price.pence : 0), 0)
  const minutes = weeklyMinutes(only(invitation.pattern, covers))
  const hourlyPence = averageHour(invitation, named, weeklyPence, minutes)
  const over = invitation.ceilingPencePerHour === undefined ? 0 : hourlyPence - invitation.ceilingPencePerHour
  return { weeklyPence, weeklyMinutes: minutes, hourlyPence, overCeilingPence: Math.max(0, over) }
}

/** By the card's prices of an hour where it has them: pennies rounded visit by visit must not lift an offer above a ceiling. */
function averageHour(
  { pattern, prices }: Pick<Invitation, 'pattern' | 'prices'>,
  named: ReadonlySet<string>,
  weeklyPence: number,
  minutes: number,
): number {
  if (minutes === 0) return 0
  const bySlot = new Map(pattern.map((visit) => [visit.slot, visit.minutes * visit.workers]))
  let penceMinutes = 0
  for (const price of prices) {
    if (!named.has(nameOf(price))) continue
    if (price.pencePerHour === undefined) return divideHalfUp(weeklyPence * 60, minutes)
    penceMinutes += price.pencePerHour * (bySlot.get(price.slot) ?? 0)
  }
  return divideHalfUp(penceMinutes, minutes)
}

const nameOf = ({ slot, day }: SlotDay): string => `${slot} ${day}`

/** Until it is placed. After the window others rest on it - a choice, signatures -, so that it says why. */
export function withdrawOffer(
  invitation: Invitation,
  offer: Offer | undefined,
  reason: string,
  now: Instant,
): Result<Offer, 'no longer wanted' | 'placed already' | 'no reason' | 'no offer to withdraw'> {
  if (!offer || offer.status !== 'made') return refuse('no offer to withdraw')
  if (invitation.status === 'chosen') return refuse('placed already')
  if (invitation.status !== 'offered') return refuse('no longer wanted')
  return isOpen(invitation, now) || reason.trim() !== '' ? ok({ ...offer, status: 'withdrawn' }) : refuse('no reason')
}

export function declineInvitation(
  invitation: Invitation,
  reason: { readonly code: string; readonly words: string },
  now: Instant,
): Result<
  Invitation,
  'the window has closed' | 'no longer wanted' | 'not a reason' | 'other needs words' | 'offer stands'
> {
  const closed = whyClosed(invitation, now)
  if (closed) return refuse(closed)
  if (invitation.status === 'offered') return refuse('offer stands')
  if (!DECLINE_CODES.some(({ code }) => code === reason.code)) return refuse('not a reason')
  if (reason.code === 'other' && reason.words.trim() === '') return refuse('other needs words')
  return ok({ ...invitation, status: 'declined', declineCode: reason.code, declineWords: reason.words.trim() })
}
