/** Sign-off before a placement: as many officers as the policy says, side by side, nobody twice, never who asked (L3). */
import type { Day, Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'

export type RouteStep = { readonly step: number; readonly label: string; readonly role: string }
export type SignOffRoute = {
  readonly fromWeeklyPence: number
  /** What must be so besides the cost; a route of more conditions goes before one of fewer. */
  readonly when?: RouteConditions
  readonly signatures: readonly RouteStep[]
}
export type RouteConditions = {
  readonly overCeiling?: true
  readonly urgent?: true
  readonly services?: readonly string[]
}

/** What a route is chosen by. */
export type ToSign = {
  readonly weeklyPence: number
  readonly overCeiling: boolean
  readonly urgent: boolean
  readonly service: string
}

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
  /** It is asked for when the steps before it are decided. */
  readonly inOrder?: boolean
}

/** What sign-off must know of an officer. */
export type Signer = {
  readonly officerRef: string
  readonly roles: readonly string[]
  readonly awayFrom?: Day
  readonly awayTo?: Day
  readonly delegateRef?: string
  readonly leftDay?: Day
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
  | 'not its turn'
export type ReasonRefusal = SignRefusal | 'no reason'

/** The signatures that a placement needs: of the routes that fit, the one of most conditions, then the one with the highest start. */
export function routeFor(routes: readonly SignOffRoute[], placement: ToSign): readonly RouteStep[] {
  const fitting = routes.filter(
    ({ fromWeeklyPence, when }) => fromWeeklyPence <= placement.weeklyPence && fits(when, placement),
  )
  const route = fitting.toSorted(
    (a, b) => conditions(b.when) - conditions(a.when) || b.fromWeeklyPence - a.fromWeeklyPence,
  )[0]
  return route?.signatures ?? []
}

const conditions = (when: RouteConditions | undefined): number => Object.keys(when ?? {}).length

const fits = (when: RouteConditions | undefined, { overCeiling, urgent, service }: ToSign): boolean =>
  (!when?.overCeiling || overCeiling) &&
  (!when?.urgent || urgent) &&
  (!when?.services || when.services.includes(service))

/** Side by side, or one after the other: a step is asked for when its turn comes. */
export const startSignOff = (route: readonly RouteStep[], now: Instant, inOrder = false): Signature[] =>
  route
    .toSorted((a, b) => a.step - b.step)
    .map((step) => ({ ...step, status: 'waiting', askedAt: now, ...(inOrder ? { inOrder } : {}) }))

/** Whether a step may be decided now: all before it are signed, or it waits for none. */
export const isItsTurn = (
  signatures: readonly Signature[],
  { step, inOrder }: Pick<Signature, 'step' | 'inOrder'>,
): boolean => !inOrder || signatures.every((one) => one.step >= step || one.status === 'signed')

export const isAway = ({ awayFrom, awayTo }: Signer, today: Day): boolean =>
  awayFrom !== undefined && awayFrom <= today && (awayTo === undefined || today <= awayTo)

const hasLeft = ({ leftDay }: Signer, today: Day): boolean => leftDay !== undefined && leftDay <= today

/** Who signs what nobody else is left to sign: a step never waits for a role that no officer holds any more. */
export const STAND_INS: readonly string[] = ['head_of_service', 'director']

/** By what right an officer may decide a step: the role, a colleague's absence, that it was handed to them, or that nobody else can. */
export type Right =
  | { readonly by: 'role' | 'handed over' | 'nobody else' }
  | { readonly by: 'delegate'; readonly onBehalfOf: string }

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
  if (away) return { by: 'delegate', onBehalfOf: away.officerRef }
  return signer.roles.some((role) => STAND_INS.includes(role)) && isStranded(step, officers, today, barred)
    ? { by: 'nobody else' }
    : undefined
}

/**
 * Nobody is left who may decide it: the holders of its role left, asked for the package or decided another step, or are away and so is,
 * or may not decide it, who stands in for them.
 */
function isStranded(
  { role, handedTo }: Pick<Signature, 'role' | 'handedTo'>,
  officers: readonly Signer[],
  today: Day,
  barred: ReadonlySet<string>,
): boolean {
  const may = (one: Signer): boolean => !hasLeft(one, today) && !barred.has(one.officerRef)
  const isHere = (one: Signer): boolean => may(one) && !isAway(one, today)
  const isHolder = (one: Signer): boolean => one.roles.includes(role)
  // A delegate stands in for a role, not for a signature that was handed to one officer.
  const standsIn = ({ delegateRef }: Signer): boolean =>
    officers.some((one) => one.officerRef === delegateRef && isHere(one))
  return !officers.some(
    (one) =>
      (isHere(one) && (isHolder(one) || one.officerRef === handedTo)) || (isHolder(one) && may(one) && standsIn(one)),
  )
}

/** Nobody may decide it, not even who stands in: somebody else has to be given the role. */
export const waitsForNobody = (
  step: Pick<Signature, 'role' | 'handedTo'>,
  officers: readonly Signer[],
  today: Day,
  barred: ReadonlySet<string>,
): boolean =>
  !officers.some(
    (one) =>
      !hasLeft(one, today) &&
      !barred.has(one.officerRef) &&
      rightToSign(step, one, officers, today, barred) !== undefined,
  )

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
  if (!isItsTurn(signatures, signature)) return refuse('not its turn')
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

/** Signs a step; of steps in order the next one is asked for from this moment on. */
export function sign(signatures: readonly Signature[], step: number, by: SignedBy): Result<Signature[], SignRefusal> {
  const signed = decide(signatures, step, by, { status: 'signed' })
  if (!signed.ok) return signed
  const next = signed.value.find(({ status }) => status === 'waiting')
  return ok(signed.value.map((one) => (one === next && one.inOrder ? { ...one, askedAt: by.now } : one)))
}

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
  if (hasLeft(to, by.today)) return refuse('colleague may not sign')
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
    (one) =>
      one.status === 'waiting' &&
      isItsTurn(signatures, one) &&
      hoursBetween(one.remindedAt ?? one.askedAt, now) >= remindAfterHours,
  )

export const signedCount = (signatures: readonly Signature[]): number =>
  signatures.filter(({ status }) => status === 'signed').length

/** Whose word a waiting step now asks for: who may decide it and is there, or the one colleague to whom it was handed. */
export function whoseTurn(
  signatures: readonly Signature[],
  { step, handedTo }: Pick<Signature, 'step' | 'handedTo'>,
  by: Pick<SignedBy, 'officers' | 'interested' | 'today'>,
): readonly string[] {
  const able = by.officers.filter(
    (signer) => !hasLeft(signer, by.today) && mayDecide(signatures, step, { ...by, signer }).ok,
  )
  const here = able.filter((signer) => !isAway(signer, by.today))
  const asked = here.length > 0 ? here : able
  const colleague = asked.filter(({ officerRef }) => officerRef === handedTo)
  return (colleague.length > 0 ? colleague : asked).map(({ officerRef }) => officerRef)
}
