/** Sign-off before a placement: as many officers as the policy says, side by side, nobody twice, never who asked (L3). */
import type { Day, Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'

export type RouteStep = { readonly step: number; readonly label: string; readonly role: string }
export type SignOffRoute = { readonly fromWeeklyPence: number; readonly signatures: readonly RouteStep[] }

export type Signature = RouteStep & {
  readonly status: 'waiting' | 'signed' | 'sent_back' | 'refused'
  readonly askedAt: Instant
  readonly remindedAt?: Instant
  /** The officer to whom a holder of the role handed this one signature. */
  readonly handedTo?: string
  readonly decidedAt?: Instant
  readonly decidedBy?: string
  readonly decidedByName?: string
  /** The away officer whose named delegate decided. */
  readonly onBehalfOf?: string
  readonly reason?: string
}

/** What sign-off must know of an officer. */
export type Signer = {
  readonly officerRef: string
  readonly roles: readonly string[]
  readonly awayFrom?: Day
  readonly awayTo?: Day
  readonly delegateRef?: string
}

/** Who asked for the package and who chose the offer: neither signs. */
export type Interested = { readonly requestedBy: string; readonly chosenBy: string }

export type SignRefusal =
  | 'no such step'
  | 'already decided'
  | 'requested it'
  | 'chose the offer'
  | 'signed another step'
  | 'not their step'
export type ReasonRefusal = SignRefusal | 'no reason'

/** The signatures that a placement of this weekly cost needs: the route with the highest start that the cost reaches. */
export function routeFor(routes: readonly SignOffRoute[], weeklyPence: number): readonly RouteStep[] {
  const reached = routes.filter(({ fromWeeklyPence }) => fromWeeklyPence <= weeklyPence)
  const route = reached.toSorted((a, b) => b.fromWeeklyPence - a.fromWeeklyPence)[0]
  return route?.signatures ?? []
}

export const startSignOff = (route: readonly RouteStep[], now: Instant): Signature[] =>
  route.toSorted((a, b) => a.step - b.step).map((step) => ({ ...step, status: 'waiting', askedAt: now }))

export const isAway = ({ awayFrom, awayTo }: Signer, today: Day): boolean =>
  awayFrom !== undefined && awayFrom <= today && (awayTo === undefined || today <= awayTo)

/** By what right an officer may decide a step: the role, a colleague's absence, or that it was handed to them. */
export type Right = { readonly by: 'role' | 'handed over' } | { readonly by: 'delegate'; readonly onBehalfOf: string }

/** `barred` are officers who may not decide this step themselves: nobody decides it in their place either. */
export function rightToSign(
  step: Pick<Signature, 'role' | 'handedTo'>,
  signer: Signer,
  officers: readonly Signer[],
  today: Day,
  barred: ReadonlySet<string>,
): Right | undefined {
  if (step.handedTo === signer.officerRef) return { by: 'handed over' }
  if (signer.roles.includes(step.role)) return { by: 'role' }
  const away = officers
    .filter((other) => other.delegateRef === signer.officerRef && other.officerRef !== signer.officerRef)
    .filter((other) => other.roles.includes(step.role) && isAway(other, today) && !barred.has(other.officerRef))
    .toSorted((a, b) => (a.officerRef < b.officerRef ? -1 : 1))[0]
  return away && { by: 'delegate', onBehalfOf: away.officerRef }
}

export type SignedBy = {
  readonly signer: Signer
  readonly signerName: string
  readonly officers: readonly Signer[]
  readonly interested: Interested
  readonly now: Instant
  readonly today: Day
}

/** Whether this officer may decide this step, and by what right; the refusal says what stands in the way. */
export function mayDecide(
  signatures: readonly Signature[],
  step: number,
  { signer, officers, interested, today }: Omit<SignedBy, 'signerName' | 'now'>,
): Result<Right, SignRefusal> {
  const signature = signatures.find((one) => one.step === step)
  if (!signature) return refuse('no such step')
  if (signature.status !== 'waiting') return refuse('already decided')
  if (signer.officerRef === interested.requestedBy) return refuse('requested it')
  if (signer.officerRef === interested.chosenBy) return refuse('chose the offer')
  const decided = signatures.flatMap(({ decidedBy, onBehalfOf }) => [decidedBy, onBehalfOf])
  const barred = new Set([interested.requestedBy, interested.chosenBy, ...decided.filter((ref) => ref !== undefined)])
  if (barred.has(signer.officerRef)) return refuse('signed another step')
  const right = rightToSign(signature, signer, officers, today, barred)
  return right ? ok(right) : refuse('not their step')
}

function decide(
  signatures: readonly Signature[],
  step: number,
  by: SignedBy,
  outcome: { status: Exclude<Signature['status'], 'waiting'>; reason?: string },
): Result<Signature[], SignRefusal> {
  const right = mayDecide(signatures, step, by)
  if (!right.ok) return right
  return ok(
    signatures.map((one) =>
      one.step === step
        ? {
            ...one,
            ...outcome,
            decidedAt: by.now,
            decidedBy: by.signer.officerRef,
            decidedByName: by.signerName,
            ...(right.value.by === 'delegate' ? { onBehalfOf: right.value.onBehalfOf } : {}),
          }
        : one,
    ),
  )
}

export const sign = (signatures: readonly Signature[], step: number, by: SignedBy): Result<Signature[], SignRefusal> =>
  decide(signatures, step, by, { status: 'signed' })

/** Sends the choice back to the broker: another offer may be chosen, and everyone signs anew. */
export const sendBack = (
  signatures: readonly Signature[],
  step: number,
  by: SignedBy,
  reason: string,
): Result<Signature[], ReasonRefusal> =>
  reason.trim() === ''
    ? refuse('no reason')
    : decide(signatures, step, by, { status: 'sent_back', reason: reason.trim() })

/** Refuses the placement: the package ends here. */
export const refuseSignature = (
  signatures: readonly Signature[],
  step: number,
  by: SignedBy,
  reason: string,
): Result<Signature[], ReasonRefusal> =>
  reason.trim() === ''
    ? refuse('no reason')
    : decide(signatures, step, by, { status: 'refused', reason: reason.trim() })

/** Hands one waiting signature to a colleague. Only who may sign it may hand it over, and not to somebody who may not sign here. */
export function handOver(
  signatures: readonly Signature[],
  step: number,
  by: Omit<SignedBy, 'signerName'>,
  to: Signer,
): Result<Signature[], SignRefusal | 'colleague may not sign'> {
  const right = mayDecide(signatures, step, by)
  if (!right.ok) return right
  const handed = signatures.map((one) => (one.step === step ? { ...one, handedTo: to.officerRef } : one))
  const theirs = mayDecide(handed, step, { ...by, signer: to })
  return theirs.ok && to.officerRef !== by.signer.officerRef ? ok(handed) : refuse('colleague may not sign')
}

export const isComplete = (signatures: readonly Signature[]): boolean =>
  signatures.length > 0 && signatures.every(({ status }) => status === 'signed')

const hoursBetween = (from: Instant, to: Instant): number =>
  Math.max(0, Math.floor((to.epochMilliseconds - from.epochMilliseconds) / 3_600_000))

/** Whole hours from asking to the decision, or until now. */
export const hoursWaited = ({ askedAt, decidedAt }: Signature, now: Instant): number =>
  hoursBetween(askedAt, decidedAt ?? now)

/** Waiting signatures that nobody was reminded of for as long as the policy says. */
export const remindersDue = (signatures: readonly Signature[], remindAfterHours: number, now: Instant): Signature[] =>
  signatures.filter(
    (one) => one.status === 'waiting' && hoursBetween(one.remindedAt ?? one.askedAt, now) >= remindAfterHours,
  )

export const signedCount = (signatures: readonly Signature[]): number =>
  signatures.filter(({ status }) => status === 'signed').length
