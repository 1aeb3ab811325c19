/** Care placed before it was signed for: how far the signatures that follow have come. */
import type { Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Answered } from '#src/brokerage/packages/care-package.ts'
import type { Signature } from '#src/brokerage/sign-off/sign-off.ts'

export type Emergency = {
  readonly packageRef: string
  readonly personRef: string
  readonly personName: string
  readonly service: string
  readonly placedAt: Instant
  readonly placedBy: string
  readonly reason: string
  readonly signBy: Instant
  readonly signed: number
  readonly signatures: number
  /** Steps that were sent back or refused. */
  readonly questioned: number
  readonly lastSignedAt?: Instant
  /** Of more care that began before it was signed for, the number of the change. */
  readonly change?: number
}

export type EmergencyState = 'questioned' | 'signed in time' | 'signed late' | 'waiting' | 'overdue'

export function stateOf(one: Emergency, now: Instant): EmergencyState {
  if (one.questioned > 0) return 'questioned'
  if (one.signed < one.signatures) return Temporal.Instant.compare(now, one.signBy) > 0 ? 'overdue' : 'waiting'
  return one.lastSignedAt && Temporal.Instant.compare(one.lastSignedAt, one.signBy) > 0
    ? 'signed late'
    : 'signed in time'
}

export const isQuestioned = ({ status }: Signature): boolean => status === 'sent_back' || status === 'refused'

export type AskAnewRefusal = 'not questioned' | 'no answer'

/** The signature as it waits again once its question is answered: whoever may sign the step decides it anew. */
export function askAnew(
  signatures: readonly Signature[],
  { step, answer }: { readonly step: number; readonly answer: string },
  now: Instant,
): Result<{ signature: Signature; answered: Answered }, AskAnewRefusal> {
  const questioned = signatures.find((one) => one.step === step && isQuestioned(one))
  if (!questioned) return refuse('not questioned')
  if (answer.trim() === '') return refuse('no answer')
  const { label, role, inOrder, handedTo, decidedByName, reason } = questioned
  return ok({
    signature: {
      ...{ step, label, role, status: 'waiting', askedAt: now },
      ...(inOrder === undefined ? {} : { inOrder }),
      ...(handedTo === undefined ? {} : { handedTo }),
    },
    answered: { askedBy: decidedByName ?? label, asked: reason ?? '', answer: answer.trim() },
  })
}
