/** What a provider offers for a package: which visits, from when, and what they cost a week by the contract's rate card. */
import type { Day, Instant } from '#src/base/day.ts'
import { divideHalfUp } from '#src/base/money.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { only, type PatternVisit, type SlotDay, slotDays, weeklyMinutes } from '#src/brokerage/pattern.ts'

/** What one visit of the pattern costs on its day of the week, by the rate card of the provider's contract. */
export type VisitPrice = SlotDay & {
  readonly pence: number
  /** The card's price of an hour; absent where a band or several prices make up the visit's. */
  readonly pencePerHour?: number
}

/** Per cent of the points that each question can bring; the contract states them and they add up to 100. */
export type Weights = {
  readonly price: number
  readonly quality: number
  readonly completeness: number
  readonly start: number
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
  readonly outcomes: readonly string[]
  readonly startBy: Day
  readonly prices: readonly VisitPrice[]
  readonly ceilingPencePerHour?: number
  readonly weights: Weights
  /** The regulator's overall rating on the day of sending; absent when there was none. */
  readonly rating?: string
  readonly sentAt: Instant
  readonly closesAt: Instant
  readonly status: 'invited' | 'offered' | 'declined' | 'chosen' | 'not_chosen' | 'cancelled'
  readonly declineCode?: string
  readonly declineWords?: string
}

export type Offer = {
  readonly offerRef: string
  readonly packageRef: string
  readonly organisationRef: string
  readonly status: 'made' | 'withdrawn'
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
}

export type OfferTerms = { readonly startDay: Day; readonly covers: readonly SlotDay[]; readonly note: string }

export type OfferRefusal =
  | 'the window has closed'
  | 'no longer wanted'
  | 'no visits offered'
  | 'not a visit asked for'
  | 'starts in the past'

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

/** Makes an offer, or makes it anew while the window is open. */
export function makeOffer(
  invitation: Invitation,
  terms: OfferTerms,
  by: { readonly offerRef: string; readonly madeBy: string; readonly now: Instant; readonly today: Day },
): Result<Offer, OfferRefusal> {
  const closed = whyClosed(invitation, by.now)
  if (closed) return refuse(closed)
  const asked = new Set(slotDays(invitation.pattern).map(nameOf))
  const named = new Set(terms.covers.map(nameOf))
  if (named.size === 0) return refuse('no visits offered')
  if ([...named].some((name) => !asked.has(name))) return refuse('not a visit asked for')
  if (terms.startDay < by.today) return refuse('starts in the past')
  const covers = slotDays(invitation.pattern).filter((piece) => named.has(nameOf(piece)))
  const cost = costOf(invitation, covers)
  return ok({
    offerRef: by.offerRef,
    packageRef: invitation.packageRef,
    organisationRef: invitation.organisationRef,
    status: 'made',
    startDay: terms.startDay,
    covers,
    note: terms.note.trim(),
    ...cost,
    complete: covers.length === asked.size,
    madeAt: by.now,
    madeBy: by.madeBy,
  })
}

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

export function withdrawOffer(
  invitation: Invitation,
  offer: Offer | undefined,
  now: Instant,
): Result<Offer, 'the window has closed' | 'no longer wanted' | 'no offer to withdraw'> {
  if (!offer || offer.status !== 'made') return refuse('no offer to withdraw')
  const closed = whyClosed(invitation, now)
  return closed ? refuse(closed) : ok({ ...offer, status: 'withdrawn' })
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
