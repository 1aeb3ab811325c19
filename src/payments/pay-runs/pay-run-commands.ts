import { dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { deleteDraftAdjustments } from '#src/payments/adjustments/adjustment.store.ts'
import { isCardRecheckOver } from '#src/payments/adjustments/card-recheck.store.ts'
import { countWaiting, letGoOfClaimed, listChanged, takeRatingTurn } from '#src/payments/adjustments/recheck.store.ts'
import { findContract } from '#src/contracts/index.ts'
import { getPolicy, listZones } from '#src/councils/index.ts'
import { deletePieces } from '#src/payments/pay-runs/pay-run-piece.store.ts'
import type { PaymentFact } from '#src/payments/facts.ts'
import {
  type ApproveRefusal,
  type CancelRefusal,
  type CheckRefusal,
  type Cycle,
  decideApproval,
  decideCancel,
  decideCheck,
  decideStart,
  type DraftNow,
  type PayRun,
  type RunScope,
  type StartRefusal,
} from '#src/payments/pay-runs/pay-run.ts'
import {
  addUp,
  insertPayRun,
  lockPayRun,
  type ProviderTotals,
  saveChecked,
  saveSettled,
  saveState,
  totalsOfRun,
} from '#src/payments/pay-runs/pay-run.store.ts'
import { deleteDraftLines } from '#src/payments/pay-runs/pay-line.store.ts'
import { isLogWaitingFor } from '#src/payments/pay-runs/visits-to-pay.store.ts'
import { type Actor, personBehind } from '#src/platform/actor.ts'
import { type CommandOptions, nextRef, type Shell, type Write } from '#src/platform/command.ts'
import { findOrganisation } from '#src/providers/index.ts'

/** Works a run until it is a draft, or until its lines are posted. */
export const PAY_RUN_JOB = 'work-pay-run'

/** Whom and what a run is to pay; without more it is what was delivered, of all contracts and zones. */
export type StartPayRun = Pick<RunScope, 'organisationRef' | 'from' | 'to'> &
  Partial<Pick<RunScope, 'contractRef' | 'zone'>> & { readonly cycle?: Cycle }

export type StartRun =
  | StartRefusal
  | 'no such provider'
  | 'no such contract'
  | 'another provider holds the contract'
  | 'no such zone'

export const startPayRun = (shell: Shell, actor: Actor, input: StartPayRun, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'start-pay-run',
    async (tx): Promise<Result<string, StartRun>> => {
      const run = { contractRef: null, zone: null, cycle: 'actuals' as const, ...input }
      const decided = decideStart(run, dayOf(tx.now))
      if (!decided.ok) return decided
      const unknown = await unknownScope(tx, run)
      if (unknown) return refuse(unknown)
      const payRunRef = await nextRef(tx, 'PR')
      const { byAnother } = await getPolicy(tx, 'pay-run-check', dayOf(tx.now))
      const { withinPercent } = await getPolicy(tx, 'confirmation', dayOf(tx.now))
      await insertPayRun(tx, { payRunRef, ...run, checkByAnother: byAnother, withinPercent })
      await tx.enqueue(PAY_RUN_JOB, { council: tx.council, payRunRef })
      tx.record({
        type: 'payments.run-started',
        about: [
          `pay-run:${payRunRef}`,
          ...(input.organisationRef === null ? [] : [`provider:${input.organisationRef}` as const]),
        ],
        data: { payRunRef, ...run },
      } satisfies PaymentFact)
      return ok(payRunRef)
    },
    { ...options, request: input },
  )

async function unknownScope(
  tx: Write,
  { organisationRef, contractRef, zone }: RunScope,
): Promise<Exclude<StartRun, StartRefusal> | undefined> {
  if (organisationRef !== null && !(await findOrganisation(tx, organisationRef))) return 'no such provider'
  const contract = contractRef === null ? undefined : await findContract(tx, contractRef)
  if (contractRef !== null && !contract) return 'no such contract'
  if (contract && organisationRef !== null && contract.organisationRef !== organisationRef)
    return 'another provider holds the contract'
  if (zone === null) return undefined
  return (await listZones(tx)).some((one) => one.zone === zone) ? undefined : 'no such zone'
}

/** What became of a draft since it was looked at, and the providers whom it would pay. */
async function readDraft(
  tx: Write,
  run: PayRun,
  seenPence: number | undefined,
): Promise<{ now: DraftNow; providers: readonly ProviderTotals[]; inQuery: number }> {
  const all = await totalsOfRun(tx, run)
  const providers = all.filter((part) => part.visits > part.query || part.adjustments > 0 || part.amountPence !== 0)
  const isChanged = (await listChanged(tx, run.payRunRef, 1)).length > 0
  const isRepriced = await isCardRecheckOver(tx, run.payRunRef)
  const isLogWaiting = await isLogWaitingFor(tx, run)
  const now = { isChanged, isRepriced, isLogWaiting, totalPence: addUp(providers).amountPence, seenPence }
  return { now, providers, inQuery: addUp(all).query }
}

export type CheckPayRun = {
  readonly payRunRef: string
  readonly note: string
  /** The total that the checking officer had before them. */
  readonly seenPence?: number | undefined
}

/** An officer went through the draft; from then on another may approve it, until it changes. */
export const checkPayRun = (
  shell: Shell,
  actor: Actor,
  { payRunRef, note, seenPence }: CheckPayRun,
  options: CommandOptions = {},
) =>
  shell.command(
    actor,
    'check-pay-run',
    async (tx): Promise<Result<string, CheckRefusal | 'no such pay run'>> => {
      await takeRatingTurn(tx)
      const run = await lockPayRun(tx, payRunRef)
      if (!run) return refuse('no such pay run')
      const { now, inQuery } = await readDraft(tx, run, seenPence)
      const { leftOut, far } = await countWaiting(tx, run)
      const carried = inQuery + leftOut
      const decided = decideCheck(run, personBehind(actor), { note, carried, far }, now)
      if (!decided.ok) return decided
      await saveChecked(tx, payRunRef, note.trim())
      tx.record({
        type: 'payments.run-checked',
        about: [`pay-run:${payRunRef}`],
        data: { payRunRef, amountPence: now.totalPence, carried, note: note.trim() },
      } satisfies PaymentFact)
      return ok(payRunRef)
    },
    { ...options, request: { payRunRef, note } },
  )

/** `seenPence` is the total that the approving officer had before them. */
export type ApproveOptions = CommandOptions & { readonly seenPence?: number | undefined }

/**
 * Changes that came before it are waited for: a line that is not up to date is not approved. What comes after it is an adjustment.
 */
export const approvePayRun = (
  shell: Shell,
  actor: Actor,
  payRunRef: string,
  { seenPence, ...options }: ApproveOptions = {},
) =>
  shell.command(
    actor,
    'approve-pay-run',
    async (tx): Promise<Result<string, ApproveRefusal | 'no such pay run'>> => {
      await takeRatingTurn(tx)
      const run = await lockPayRun(tx, payRunRef)
      if (!run) return refuse('no such pay run')
      const { now, providers } = await readDraft(tx, run, seenPence)
      const decided = decideApproval(run, personBehind(actor), now)
      if (!decided.ok) return decided
      await saveSettled(tx, payRunRef, 'approved')
      await saveState(tx, payRunRef, 'posting')
      await tx.enqueue(PAY_RUN_JOB, { council: tx.council, payRunRef })
      tx.record({
        type: 'payments.run-approved',
        about: [`pay-run:${payRunRef}`],
        data: { payRunRef, statements: providers.length, amountPence: now.totalPence },
      } satisfies PaymentFact)
      return ok(payRunRef)
    },
    { ...options, request: { payRunRef } },
  )

export const cancelPayRun = (shell: Shell, actor: Actor, input: { payRunRef: string; reason: string }) =>
  shell.command(actor, 'cancel-pay-run', async (tx): Promise<Result<string, CancelRefusal | 'no such pay run'>> => {
    const run = await lockPayRun(tx, input.payRunRef)
    if (!run) return refuse('no such pay run')
    const decided = decideCancel(run, input.reason)
    if (!decided.ok) return decided
    await deletePieces(tx, input.payRunRef)
    await deleteDraftLines(tx, input.payRunRef)
    await deleteDraftAdjustments(tx, input.payRunRef)
    await letGoOfClaimed(tx, input.payRunRef)
    await saveSettled(tx, input.payRunRef, 'cancelled')
    tx.record({
      type: 'payments.run-cancelled',
      about: [`pay-run:${input.payRunRef}`],
      data: input,
    } satisfies PaymentFact)
    return ok(input.payRunRef)
  })
