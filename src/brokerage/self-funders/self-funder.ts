/** People who pay for their care themselves: what they agree to before providers are asked, and what they are told in time. */
import type { Day, Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { type CarePackage, move } from '#src/brokerage/packages/care-package.ts'
import { type Offer, stands } from '#src/brokerage/offers/offer.ts'
import type { PatternVisit } from '#src/brokerage/packages/pattern.ts'

export const PAYERS = ['council', 'self'] as const
export type Payer = (typeof PAYERS)[number]

export const PAYER_WORDS: Readonly<Record<Payer, string>> = { council: 'The council', self: 'The person' }

/** Who says yes: the person, or somebody with authority to act for them. */
export const SPEAKERS = ['person', 'acting'] as const
export type Speaker = (typeof SPEAKERS)[number]

export const SPEAKER_WORDS: Readonly<Record<Speaker, string>> = {
  person: 'The person',
  acting: 'Somebody with authority to act for the person, such as an attorney or deputy',
}

/** A yes of the person or of who acts for them. */
export type Yes = { readonly by: string; readonly as: Speaker; readonly on: Day }

export const isSpeaker = (text: string): text is Speaker => SPEAKERS.some((one) => one === text)

export type SelfFunder = {
  readonly packageRef: string
  readonly consent?: Yes & { readonly words: string }
  /** The consent is withdrawn, until it is given anew. */
  readonly withdrawn?: Yes
  /** The fee as it was told, with the words of the agreement. */
  readonly fee?: Yes & { readonly pence: number; readonly words: string }
}

export type YesFault = 'nobody named' | 'who speaks' | 'not yet'

export function checkYes(said: { by: string; as: string; on: Day }, today: Day): Result<Yes, YesFault> {
  const by = said.by.trim()
  if (by === '') return refuse('nobody named')
  if (!isSpeaker(said.as)) return refuse('who speaks')
  return said.on > today ? refuse('not yet') : ok({ by, as: said.as, on: said.on })
}

export type NotAgreed = 'no consent' | 'fee not accepted'

export const consents = (known: SelfFunder | undefined): boolean =>
  known?.consent !== undefined && known.withdrawn === undefined

/** Nothing of the person goes to a provider before both are said. */
export const notAgreed = (known: SelfFunder | undefined): NotAgreed | undefined =>
  !consents(known) ? 'no consent' : known?.fee === undefined ? 'fee not accepted' : undefined

/** What is done where consent is withdrawn: the care itself is the person's own contract, and is never ended by it. */
export type Undoing = 'nothing is sent' | 'asking stops' | 'sharing stops' | 'nothing is shared'

export const undoneByWithdrawal = ({ status }: Pick<CarePackage, 'status'>): Undoing => {
  if (status === 'draft') return 'nothing is sent'
  if (status === 'arranged') return 'sharing stops'
  return status === 'sent' || status === 'offers_in' || status === 'no_capacity' ? 'asking stops' : 'nothing is shared'
}

export type WithdrawFault = YesFault | 'no consent' | 'before the consent'

export function withdrawConsent(
  known: SelfFunder,
  said: { by: string; as: string; on: Day },
  today: Day,
): Result<SelfFunder & { readonly withdrawn: Yes }, WithdrawFault> {
  if (!known.consent || known.withdrawn) return refuse('no consent')
  const no = checkYes(said, today)
  if (!no.ok) return no
  return said.on < known.consent.on ? refuse('before the consent') : ok({ ...known, withdrawn: no.value })
}

export type PayerFault = 'not in this state' | 'pays already' | 'no reason' | 'waits for a spot purchase'

/** Who pays is settled before providers are asked: they are told it with what is needed. */
export function changePayer(
  pkg: CarePackage,
  to: { readonly payer: Payer; readonly reason: string },
  spotAsked: boolean,
): Result<CarePackage, PayerFault> {
  if (pkg.status !== 'draft') return refuse('not in this state')
  if ((pkg.payer ?? 'council') === to.payer) return refuse('pays already')
  if (to.reason.trim() === '') return refuse('no reason')
  if (spotAsked) return refuse('waits for a spot purchase')
  const { payer: _before, ...rest } = pkg
  return ok(to.payer === 'self' ? { ...rest, payer: 'self' } : rest)
}

/** Care between the person and a provider: no contract of the council's bears it. */
export type Arrangement = {
  readonly packageRef: string
  readonly personRef: string
  readonly organisationRef: string
  readonly organisationName: string
  readonly offerRef: string
  readonly service: string
  readonly zone: string
  readonly startDay: Day
  /** The first day without care. */
  readonly endDay: Day | null
  readonly pattern: readonly PatternVisit[]
  readonly weeklyPence: number
  readonly weeklyMinutes: number
  readonly agreedBy: string
  readonly agreedAs: Speaker
  readonly agreedOn: Day
  readonly arrangedBy: string
  readonly arrangedByName: string
  readonly arrangedAt: Instant
  /** From when money is to be spoken of again. */
  readonly reviewOn: Day
  /** From when the provider is no longer shown who the person is: the consent was withdrawn. */
  readonly unsharedOn: Day | null
  /** The package that the council pays, and that takes over. */
  readonly followedBy: string | null
}

/** The upper capital limit (L-30). */
export const LIMIT_BY_LAW = 2_325_000

export type FollowFault = 'not in this state' | 'above the limit' | 'follows already'

/** The council helps whose savings are at the upper limit or below it (L-30); one package follows at a time. */
export function mayFollow(
  pkg: CarePackage,
  before: CarePackage | undefined,
  capitalPence: number,
  limitPence: number,
): Result<true, FollowFault> {
  if (pkg.status !== 'arranged') return refuse('not in this state')
  if (before && before.status !== 'withdrawn' && before.status !== 'refused') return refuse('follows already')
  return capitalPence > limitPence ? refuse('above the limit') : ok(true)
}

export type ArrangeFault = 'not in this state' | 'still open' | 'the council pays' | 'offer withdrawn'

/** The choice is the person's: no ranking, ceiling or signature of the council's stands in its way. */
export function arrange(pkg: CarePackage, offer: Offer, today: Day): Result<CarePackage, ArrangeFault> {
  if (pkg.payer !== 'self') return refuse('the council pays')
  if (pkg.status === 'sent') return refuse('still open')
  if (pkg.status !== 'offers_in') return refuse('not in this state')
  return stands(offer, today) ? move(pkg, 'arranged') : refuse('offer withdrawn')
}

export type EndFault = 'not in this state' | 'ends before it starts' | 'no reason'

export function endArranged(
  pkg: CarePackage,
  arrangement: Arrangement,
  end: { readonly endDay: Day; readonly reason: string },
): Result<{ pkg: CarePackage; arrangement: Arrangement }, EndFault> {
  const moved = move(pkg, 'ended')
  if (!moved.ok) return moved
  if (end.endDay < arrangement.startDay) return refuse('ends before it starts')
  const endReason = end.reason.trim()
  if (endReason === '') return refuse('no reason')
  return ok({ pkg: { ...moved.value, endReason }, arrangement: { ...arrangement, endDay: end.endDay } })
}
