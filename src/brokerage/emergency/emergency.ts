/** Care placed before it was signed for: how far the signatures that follow have come. */
import type { Instant } from '#src/base/day.ts'

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
