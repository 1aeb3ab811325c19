/** Visits that an officer leaves out of a draft: the next run takes them, and it is kept who left them out and why. */
import { ok, type Result, refuse } from '#src/base/result.ts'
import { removeDrafted } from '#src/payments/adjustments/adjustment.store.ts'
import { leaveOut, takeRatingTurn, unCarry, type VisitKey } from '#src/payments/adjustments/recheck.store.ts'
import { rateChanged } from '#src/payments/adjustments/recheck-commands.ts'
import type { PaymentFact } from '#src/payments/facts.ts'
import { lapseCheck } from '#src/payments/pay-runs/lapse-check.store.ts'
import { isDraft } from '#src/payments/pay-runs/pay-run.ts'
import { lockPayRun } from '#src/payments/pay-runs/pay-run.store.ts'
import type { Actor, RecordKey } from '#src/platform/actor.ts'
import type { CommandOptions, Shell } from '#src/platform/command.ts'

/** So many at once as a page or a call names. */
export const CARRIED_AT_ONCE = 200

export type CarryRefusal =
  | 'no such pay run'
  | 'not a draft'
  | 'no reason given'
  | 'none of these visits is in the draft'

export type Carry = { readonly payRunRef: string; readonly visits: readonly VisitKey[]; readonly reason: string }

const aboutVisits = (payRunRef: string, visits: readonly VisitKey[]): RecordKey[] => [
  `pay-run:${payRunRef}`,
  ...visits.map(({ visitRef }): RecordKey => `visit:${visitRef}`),
]

export const carryVisits = (shell: Shell, actor: Actor, input: Carry, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'carry-visits',
    async (tx): Promise<Result<number, CarryRefusal>> => {
      const { payRunRef } = input
      const reason = input.reason.trim()
      await takeRatingTurn(tx)
      const run = await lockPayRun(tx, payRunRef)
      if (!run) return refuse('no such pay run')
      if (!isDraft(run)) return refuse('not a draft')
      if (reason === '') return refuse('no reason given')
      const visits = input.visits.slice(0, CARRIED_AT_ONCE)
      const carried = await leaveOut(tx, payRunRef, { visits, why: 'it was left out', carriedWhy: reason })
      if (carried.length === 0) return refuse('none of these visits is in the draft')
      await removeDrafted(tx, payRunRef, carried)
      await lapseCheck(tx, run)
      tx.record({
        type: 'payments.visits-carried',
        about: aboutVisits(payRunRef, carried),
        data: { payRunRef, visits: carried.length, reason },
      } satisfies PaymentFact)
      return ok(carried.length)
    },
    { ...options, request: input },
  )

export type TakeBackRefusal = 'no such pay run' | 'not a draft' | 'none of these visits was left out'

/** Puts visits back that this run left out. */
export const takeBackVisits = (
  shell: Shell,
  actor: Actor,
  input: Pick<Carry, 'payRunRef' | 'visits'>,
  options: CommandOptions = {},
) =>
  shell.command(
    actor,
    'take-back-visits',
    async (tx): Promise<Result<number, TakeBackRefusal>> => {
      const { payRunRef } = input
      await takeRatingTurn(tx)
      const run = await lockPayRun(tx, payRunRef)
      if (!run) return refuse('no such pay run')
      if (!isDraft(run)) return refuse('not a draft')
      const back = await unCarry(tx, payRunRef, input.visits.slice(0, CARRIED_AT_ONCE))
      if (back.length === 0) return refuse('none of these visits was left out')
      await rateChanged(tx, run, CARRIED_AT_ONCE)
      await lapseCheck(tx, run)
      tx.record({
        type: 'payments.visits-taken-back',
        about: aboutVisits(payRunRef, back),
        data: { payRunRef, visits: back.length },
      } satisfies PaymentFact)
      return ok(back.length)
    },
    { ...options, request: input },
  )
