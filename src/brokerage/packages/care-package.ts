/** A package of care from the request to its end: its states, what may follow what, and why not. */
import { type Day, dayOf, daysBetween, type Instant } from '#src/base/day.ts'
import { divideHalfUp } from '#src/base/money.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { belowFloorPence, type Offer, stands } from '#src/brokerage/offers/offer.ts'
import type { PatternVisit } from '#src/brokerage/packages/pattern.ts'
import {
  type ByOutcomes,
  type CostRange,
  type Feature,
  isStay,
  overBudgetPence,
  type RequestKind,
} from '#src/brokerage/requests/request.ts'

export const STATUSES = [
  'draft',
  'sent',
  'offers_in',
  'no_capacity',
  'awaiting_sign_off',
  'blocked',
  'placed',
  'arranged',
  'ended',
  'withdrawn',
  'refused',
] as const
export type PackageStatus = (typeof STATUSES)[number]

/** What may follow what. Every command goes through `move`, so this table is the whole of it. */
export const TRANSITIONS: Readonly<Record<PackageStatus, readonly PackageStatus[]>> = {
  draft: ['sent', 'withdrawn'],
  sent: ['offers_in', 'no_capacity', 'withdrawn'],
  offers_in: ['awaiting_sign_off', 'arranged', 'sent', 'no_capacity', 'withdrawn'],
  no_capacity: ['sent', 'withdrawn'],
  awaiting_sign_off: ['placed', 'blocked', 'offers_in', 'refused', 'withdrawn'],
  blocked: ['placed', 'offers_in', 'withdrawn'],
  placed: ['ended'],
  arranged: ['ended'],
  // An end that was settled by mistake, or came later than was thought.
  ended: ['placed'],
  withdrawn: [],
  refused: [],
}

export const STATUS_WORDS: Readonly<Record<PackageStatus, string>> = {
  draft: 'Draft',
  sent: 'Waiting for offers',
  offers_in: 'Offers in',
  no_capacity: 'No capacity',
  awaiting_sign_off: 'Awaiting sign-off',
  blocked: 'Blocked by contract',
  placed: 'Placed',
  arranged: 'Arranged',
  ended: 'Ended',
  withdrawn: 'Withdrawn',
  refused: 'Refused',
}

/** "Home care" for the code home_care of the rate cards. */
export const serviceName = (service: string): string =>
  `${service.slice(0, 1).toUpperCase()}${service.slice(1).replaceAll('_', ' ')}`

/** A person has at most one package of a service in these states. */
export const OPEN_STATUSES: readonly PackageStatus[] = [
  'draft',
  'sent',
  'offers_in',
  'no_capacity',
  'awaiting_sign_off',
  'blocked',
]

/** The offer chosen, with the reason where it was not the first of the ranking or stood above the ceiling. */
export type Choice = {
  readonly offerRef: string
  readonly organisationRef: string
  readonly contractRef: string
  readonly weeklyPence: number
  readonly rank: number
  readonly chosenBy: string
  readonly chosenByName: string
  readonly chosenAt: Instant
  /** When the offer as it was chosen was made: placing refuses another. */
  readonly offerMadeAt?: Instant
  readonly code?: string
  readonly words?: string
  readonly ceilingReason?: string
  readonly floorReason?: string
  readonly answered?: Answered
}

/** What a signer asked who sent the choice before back. */
export type Question = { readonly askedBy: string; readonly asked: string }
/** And what whoever chose anew says to it: all who sign read both. */
export type Answered = Question & { readonly answer: string }

export type CarePackage = {
  readonly packageRef: string
  readonly personRef: string
  /** The person's name as it stood last; queues are sorted and searched by it. */
  readonly personName: string
  readonly service: string
  readonly zone: string
  readonly outwardCode: string
  /** Why it is asked for: how urgent it is follows from that by the council's policy. */
  readonly kind: RequestKind
  readonly urgent: boolean
  /** What is visited when; of a package by outcomes a week that stands for its minutes. */
  readonly pattern: readonly PatternVisit[]
  /** Set where outcomes are bought, and times and lengths are left to the provider and the person. */
  readonly byOutcomes?: ByOutcomes
  readonly skills: readonly string[]
  /** What a provider must have to offer, and what is only wished for. */
  readonly musts: readonly Feature[]
  readonly wishes: readonly Feature[]
  readonly outcomes: readonly string[]
  readonly startBy?: Day
  /** Of care for a time: the first day without it. */
  readonly endDay?: Day
  /** What those who would be asked cost a week, as it was when the request was last changed. */
  readonly costRange?: CostRange
  readonly copiedFrom?: string
  /** The person, who then chooses and agrees; the council where it is not said. */
  readonly payer?: 'self'
  readonly status: PackageStatus
  readonly requestedBy: string
  readonly requestedByName: string
  readonly requestedAt: Instant
  readonly sentAt?: Instant
  readonly closesAt?: Instant
  /** Rounds of providers that are still to be asked when nobody of this one offers. */
  readonly roundsLeft?: number
  /** How often an offer was chosen: the signatures of each choice are its own. */
  readonly round: number
  readonly choice?: Choice
  /** Who of the council moves it on, and that officer's name when it was taken. */
  readonly withRef?: string
  readonly withName?: string
  /** Why it could not be placed although everyone signed. */
  readonly blockedBecause?: string
  readonly endReason?: string
  /** Placed before it was signed for: why, and by when the signatures are due. */
  readonly emergency?: { readonly reason: string; readonly signBy: Instant }
  /** Which of several side by side that together are what was asked for, or that each replace other care; the whole is the first. */
  readonly part?: number
}

export const move = (pkg: CarePackage, to: PackageStatus): Result<CarePackage, 'not in this state'> =>
  TRANSITIONS[pkg.status].includes(to) ? ok({ ...pkg, status: to }) : refuse('not in this state')

export type Draft = Pick<
  CarePackage,
  'service' | 'kind' | 'urgent' | 'pattern' | 'skills' | 'musts' | 'wishes' | 'outcomes'
> & {
  readonly startBy?: Day
  readonly endDay?: Day
  readonly byOutcomes?: ByOutcomes
}

/** Who names visits no longer buys by outcomes. */
export function changeDraft(pkg: CarePackage, draft: Partial<Draft>): Result<CarePackage, 'already sent'> {
  if (pkg.status !== 'draft' && pkg.status !== 'no_capacity') return refuse('already sent')
  const { endDay, ...changed } = { ...pkg, ...draft }
  // Only care for a time has an end from the start.
  const whole = endDay !== undefined && isStay(changed.kind) ? { ...changed, endDay } : changed
  if (draft.pattern === undefined || draft.byOutcomes !== undefined) return ok(whole)
  const { byOutcomes: _over, ...byVisits } = whole
  return ok(byVisits)
}

/** What care for a time comes to, by the days of its weeks; nothing where it has no end. */
export const stayOf = (
  { endDay }: Pick<CarePackage, 'endDay'>,
  startDay: Day,
  weeklyPence: number,
): { readonly days: number; readonly pence: number } | undefined => {
  if (endDay === undefined || endDay <= startDay) return undefined
  const days = daysBetween(startDay, endDay)
  return { days, pence: divideHalfUp(weeklyPence * days, 7) }
}

/** An officer takes an open package, from nobody or from a colleague. */
export function assign(
  pkg: CarePackage,
  to: { readonly officerRef: string; readonly name: string },
): Result<CarePackage, 'not in this state' | 'has it already'> {
  if (!OPEN_STATUSES.includes(pkg.status)) return refuse('not in this state')
  if (pkg.withRef === to.officerRef) return refuse('has it already')
  return ok({ ...pkg, withRef: to.officerRef, withName: to.name })
}

export type Missing =
  | 'visits'
  | 'agreement to a short visit'
  | 'outcomes'
  | 'start'
  | 'start is in the past'
  | 'end'
  | 'ends before it starts'

/** What a package still lacks before it can be sent. */
export function missing(pkg: CarePackage, today: Day): Missing[] {
  const lacks: Missing[] = []
  if (pkg.pattern.length === 0) lacks.push('visits')
  // Care that runs already goes on with another provider as it was agreed to then.
  if (!pkg.copiedFrom && pkg.pattern.some(({ shortReason, shortAgreed }) => shortReason && !shortAgreed))
    lacks.push('agreement to a short visit')
  if (pkg.outcomes.length === 0) lacks.push('outcomes')
  if (pkg.startBy === undefined) lacks.push('start')
  else if (pkg.startBy < today) lacks.push('start is in the past')
  if (isStay(pkg.kind) && pkg.endDay === undefined) lacks.push('end')
  else if (pkg.startBy !== undefined && isStay(pkg.kind) && (pkg.endDay ?? '') <= pkg.startBy)
    lacks.push('ends before it starts')
  return lacks
}

/** Sends it to providers, or sends it again when nobody could or no offer would do. */
export function send(
  pkg: CarePackage,
  sent: { readonly now: Instant; readonly today: Day; readonly closesAt: Instant; readonly providers: number },
): Result<CarePackage, 'not in this state' | 'not complete' | 'no providers'> {
  const moved = move(pkg, 'sent')
  if (!moved.ok) return moved
  if (missing(pkg, sent.today).length > 0) return refuse('not complete')
  if (sent.providers === 0) return refuse('no providers')
  return ok({ ...moved.value, sentAt: sent.now, closesAt: sent.closesAt })
}

export const windowIsOver = (pkg: CarePackage, now: Instant): boolean =>
  pkg.status === 'sent' && pkg.closesAt !== undefined && Temporal.Instant.compare(now, pkg.closesAt) >= 0

/** Closes the window for offers at its time, or earlier when every provider has answered. */
export function closeWindow(
  pkg: CarePackage,
  answers: { readonly offers: number; readonly silent: number },
  now: Instant,
): Result<CarePackage, 'not in this state' | 'still open'> {
  if (pkg.status !== 'sent') return refuse('not in this state')
  if (!windowIsOver(pkg, now) && answers.silent > 0) return refuse('still open')
  return move(pkg, answers.offers > 0 ? 'offers_in' : 'no_capacity')
}

/** The state in which a reader sees a package whose window is over before the clock's job came by. */
export const statusNow = (pkg: CarePackage, offers: number, now: Instant): PackageStatus =>
  windowIsOver(pkg, now) && (offers > 0 || !pkg.roundsLeft) ? (offers > 0 ? 'offers_in' : 'no_capacity') : pkg.status

export type ChoiceReasons = {
  readonly code?: string
  readonly words?: string
  readonly ceilingReason?: string
  readonly floorReason?: string
  /** To what was asked by the signer who sent the choice before back. */
  readonly answer?: string
}
export type ChoiceRefusal =
  | 'not in this state'
  | 'still open'
  | 'offer withdrawn'
  | 'against the ranking needs a reason'
  | 'not a reason'
  | 'against the ranking needs words'
  | 'over the ceiling needs a reason'
  | 'over the budget needs a reason'
  | 'below the floor needs a reason'
  | 'the signer waits for an answer'
  | 'the person chose another'
  | 'the person pays'

/** Services by which a person has a home: where they live is theirs to choose (Care Act s30, L-11). */
const HOMES: readonly string[] = ['care_home', 'nursing_home', 'supported_living', 'shared_lives', 'extra_care']

/** Whose offers the person's choice is decisive for: those preferred that give all care, at no more than the ceiling. */
export const chosenByPerson = (
  { service }: Pick<CarePackage, 'service'>,
  offers: readonly Offer[],
  preferred: ReadonlySet<string>,
): string[] =>
  HOMES.includes(service)
    ? offers
        .filter(
          ({ complete, overCeilingPence, organisationRef }) =>
            complete && overCeilingPence === 0 && preferred.has(organisationRef),
        )
        .map(({ organisationRef }) => organisationRef)
    : []

/**
 * Chooses an offer. Against the ranking it needs a reason from the council's list and words; above the ceiling or the budget for the
 * outcomes a reason too (M-29), and
 * below the cost floor: who buys below it must know that workers are paid by law all the same (M-11).
 */
export function choose(
  pkg: CarePackage,
  chosen: { readonly offer: Offer; readonly rank: number; readonly contractRef: string },
  reasons: ChoiceReasons,
  by: {
    readonly officerRef: string
    readonly name: string
    readonly now: Instant
    readonly codes: readonly string[]
    /** Providers of a home that the person chose: nobody chooses another, and these need no reason of the broker's. */
    readonly chosenByPerson?: readonly string[]
    readonly question?: Question | undefined
  },
): Result<CarePackage, ChoiceRefusal> {
  if (pkg.payer === 'self') return refuse('the person pays')
  if (pkg.status === 'sent') return refuse('still open')
  const moved = move(pkg, 'awaiting_sign_off')
  if (!moved.ok) return moved
  const { offer, rank } = chosen
  if (!stands(offer, dayOf(by.now))) return refuse('offer withdrawn')
  const persons = by.chosenByPerson ?? []
  if (persons.length > 0 && !persons.includes(offer.organisationRef)) return refuse('the person chose another')
  const theirs = persons.length > 0 ? { code: 'person_chose', words: 'Where they live is theirs to choose' } : reasons
  const code = theirs.code
  const words = theirs.words?.trim()
  const ceilingReason = reasons.ceilingReason?.trim()
  const floorReason = reasons.floorReason?.trim()
  if (rank > 1) {
    if (!code) return refuse('against the ranking needs a reason')
    if (persons.length === 0 && !by.codes.includes(code)) return refuse('not a reason')
    if (!words) return refuse('against the ranking needs words')
  }
  if (offer.overCeilingPence > 0 && !ceilingReason) return refuse('over the ceiling needs a reason')
  const overBudget = overBudgetPence(pkg, offer.weeklyPence) > 0
  if (overBudget && !ceilingReason) return refuse('over the budget needs a reason')
  const below = belowFloorPence(offer) > 0
  if (below && !floorReason) return refuse('below the floor needs a reason')
  const answer = reasons.answer?.trim()
  if (by.question && !answer) return refuse('the signer waits for an answer')
  const choice: Choice = {
    offerRef: offer.offerRef,
    organisationRef: offer.organisationRef,
    contractRef: chosen.contractRef,
    weeklyPence: offer.weeklyPence,
    rank,
    chosenBy: by.officerRef,
    chosenByName: by.name,
    chosenAt: by.now,
    offerMadeAt: offer.madeAt,
    ...(rank > 1 && code && words ? { code, words } : {}),
    ...((offer.overCeilingPence > 0 || overBudget) && ceilingReason ? { ceilingReason } : {}),
    ...(below && floorReason ? { floorReason } : {}),
    ...(by.question && answer ? { answered: { ...by.question, answer } } : {}),
  }
  return ok({ ...moved.value, round: pkg.round + 1, choice })
}

/** Before it is placed or, placed in an emergency, while care runs and after it. */
export const waitsForSignatures = ({ status, emergency }: CarePackage): boolean =>
  status === 'awaiting_sign_off' || (emergency !== undefined && (status === 'placed' || status === 'ended'))

/** Whether an offer still is what was chosen: one that was on its way while the window closed may have been saved after the choice. */
export const isAsChosen = (choice: Choice, offer: Offer): boolean =>
  offer.status === 'made' &&
  offer.offerRef === choice.offerRef &&
  offer.weeklyPence === choice.weeklyPence &&
  (choice.offerMadeAt === undefined || Temporal.Instant.compare(offer.madeAt, choice.offerMadeAt) === 0)

/** The choice falls; the offers stand and another may be chosen. */
export function undoChoice(pkg: CarePackage): Result<CarePackage, 'not in this state'> {
  const moved = move(pkg, 'offers_in')
  if (!moved.ok || pkg.status === 'sent') return refuse('not in this state')
  const { choice: _fallen, blockedBecause: _cleared, ...rest } = moved.value
  return ok(rest)
}

export function stop(
  pkg: CarePackage,
  to: 'withdrawn' | 'refused',
  reason: string,
): Result<CarePackage, 'not in this state' | 'no reason'> {
  const moved = move(pkg, to)
  if (!moved.ok) return moved
  return reason.trim() === '' ? refuse('no reason') : ok({ ...moved.value, endReason: reason.trim() })
}

/** Care in place: what visits are planned from. The address a provider sees is people's, shared for as long as care runs. */
export type Placement = {
  readonly packageRef: string
  readonly personRef: string
  readonly personName: string
  readonly organisationRef: string
  readonly organisationName: string
  readonly contractRef: string
  readonly cardRef: string
  readonly service: string
  readonly zone: string
  readonly startDay: Day
  /** The first day without care. */
  readonly endDay: Day | null
  readonly pattern: readonly PatternVisit[]
  readonly weeklyPence: number
  readonly weeklyMinutes: number
  readonly placedAt: Instant
  readonly endReason?: string
}

/** Ends a placement on a day, which is the first without care. */
export function endPlacement(
  pkg: CarePackage,
  placement: Placement,
  end: { readonly endDay: Day; readonly reason: string },
): Result<
  { pkg: CarePackage; placement: Placement },
  'not in this state' | 'ends by then already' | 'ends before it starts' | 'no reason'
> {
  // An end that was settled may come sooner: whose care another provider takes over would be paid for twice until then.
  const moved = pkg.status === 'ended' ? ok(pkg) : move(pkg, 'ended')
  if (!moved.ok) return moved
  if (pkg.status === 'ended' && placement.endDay !== null && end.endDay >= placement.endDay)
    return refuse('ends by then already')
  if (end.endDay < placement.startDay) return refuse('ends before it starts')
  const reason = end.reason.trim()
  if (reason === '') return refuse('no reason')
  return ok({
    pkg: { ...moved.value, endReason: reason },
    placement: { ...placement, endDay: end.endDay, endReason: reason },
  })
}
