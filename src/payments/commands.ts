import { dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { ADJUSTMENTS, deleteDraftAdjustments, postAdjustments } from '#src/payments/adjustments/adjustment.store.ts'
import { isCardRecheckOver } from '#src/payments/adjustments/card-recheck.store.ts'
import { rateAgain, rateAnew, rateChanged, tariffsFor } from '#src/payments/adjustments/recheck-commands.ts'
import {
  dropClaimed,
  leaveOut,
  letGoOfClaimed,
  listChanged,
  takeRatingTurn,
} from '#src/payments/adjustments/recheck.store.ts'
import { cyclesFor } from '#src/payments/cycles.store.ts'
import { draftBlocks } from '#src/payments/blocks/block-commands.ts'
import { findContract } from '#src/contracts/index.ts'
import { listZones } from '#src/councils/index.ts'
import type { PaymentFact } from '#src/payments/facts.ts'
import {
  type ApproveRefusal,
  type CancelRefusal,
  type Cycle,
  decideApproval,
  decideCancel,
  decideStart,
  type PayLine,
  type PayRun,
  type RunScope,
  type StartRefusal,
} from '#src/payments/pay-run.ts'
import {
  addUp,
  deleteDraftLines,
  findPayRun,
  insertDraftLines,
  insertPayRun,
  insertStatement,
  listRunsOver,
  listUnpaidVisits,
  lockPayRun,
  nextPeople,
  nextToPost,
  PAY_LINES,
  postLines,
  saveProgress,
  saveSettled,
  saveState,
  totalsOfRun,
} from '#src/payments/pay-run.store.ts'
import { onAccount, priceCancelled, priceLines, type VisitDone } from '#src/payments/price-lines.ts'
import { type Actor, personBehind, systemActor } from '#src/platform/actor.ts'
import { sealChunk } from '#src/platform/audit.ts'
import { type CommandOptions, nextRef, type Shell, type Write } from '#src/platform/command.ts'
import { readByKey } from '#src/platform/database.ts'
import { startPace } from '#src/platform/pace.ts'
import { findOrganisation } from '#src/providers/index.ts'

/** Works a run until it is a draft, or until its lines are posted. */
export const PAY_RUN_JOB = 'work-pay-run'

/** How many visits are rated in one transaction. */
const FEWEST_VISITS = 700
const MOST_VISITS = 10_000

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
      await insertPayRun(tx, { payRunRef, ...run })
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

/**
 * Takes a run from where it stands to its next rest: rated to a draft that is up to date, or approved and posted. May be cut off
 * and called again.
 */
export async function workPayRun(
  shell: Shell,
  council: number,
  payRunRef: string,
  visitsAtOnce?: number,
): Promise<void> {
  const clerk = systemActor(council)
  const pace = startPace(shell.database.engine, visitsAtOnce ?? FEWEST_VISITS, visitsAtOnce ?? MOST_VISITS)
  for (;;) {
    const run = await shell.read(clerk, (tx) => findPayRun(tx, payRunRef))
    if (run?.state === 'rating') await pace.step((visits) => rateChunk(shell, clerk, payRunRef, visits))
    else if (run?.state === 'posting') await postNext(shell, clerk, payRunRef)
    else if (run?.state !== 'draft' || !(await rateAgain(shell, clerk, payRunRef)).ok) return
  }
}

/** Rates the visits of the run's next people, then what changed of earlier ones; with nothing left the run is a draft. */
const rateChunk = (shell: Shell, clerk: Actor, payRunRef: string, visitsAtOnce: number) =>
  shell.command(clerk, 'rate-visits', async (tx): Promise<Result<string, 'not at work'>> => {
    await readByKey(tx)
    await takeRatingTurn(tx)
    const run = await lockPayRun(tx, payRunRef)
    if (run?.state !== 'rating') return refuse('not at work')
    const people = await nextPeople(tx, run, visitsAtOnce)
    const through = people.at(-1)
    if (through === undefined) return ok(await rateEarlier(tx, run, visitsAtOnce))
    const lines = await rateUnpaid(tx, run, people, `${payRunRef}/${through}`)
    await saveProgress(tx, payRunRef, through)
    tx.record({
      type: 'payments.visits-rated',
      about: [`pay-run:${payRunRef}`],
      data: {
        payRunRef,
        visits: lines.length,
        through,
        amountPence: lines.reduce((sum, line) => sum + line.amountPence, 0),
      },
    } satisfies PaymentFact)
    return ok(through)
  })

async function rateUnpaid(
  tx: Write,
  run: PayRun,
  people: readonly string[],
  chunk: string,
): Promise<readonly PayLine[]> {
  const found = await listUnpaidVisits(tx, run, people)
  const tariffFor = await tariffsFor(tx, found)
  const cycleOf = await cyclesFor(tx, run, found)
  const isDelivered = (visit: VisitDone): boolean => cycleOf(visit) === 'actuals'
  const standingVisits = found.filter(({ cancelledWhy }) => cancelledWhy == null)
  const account = onAccount(
    standingVisits.filter((visit) => !isDelivered(visit)),
    tariffFor,
  )
  // A run on account may lie ahead: of contracts that are paid by what was delivered it pays the days that have passed.
  const today = dayOf(tx.now)
  const visits = standingVisits.filter((visit) => isDelivered(visit) && visit.day < today)
  // Where another run shares the period, a balance may have visits that the other has, and is rated as a whole.
  const shared = (await sharesPeriod(tx, run))
    ? visits.filter(({ cardRef, day }) => tariffFor(cardRef, day)?.card.payment.rule === 'balance')
    : []
  const isShared = new Set<VisitDone>(shared)
  const standing = priceLines(
    visits.filter((visit) => !isShared.has(visit)),
    tariffFor,
  )
  const cancelled = priceCancelled(found.filter(isDelivered), tariffFor)
  const lines = [...account, ...standing, ...cancelled]
  await insertDraftLines(tx, run.payRunRef, chunk, lines)
  const { lines: balanced } = shared.length > 0 ? await rateAnew(tx, run, shared) : { lines: [] }
  return [...lines, ...balanced]
}

const meet = (a: string | null, b: string | null): boolean => a === null || b === null || a === b

const sharesPeriod = async (tx: Write, run: PayRun): Promise<boolean> =>
  (await listRunsOver(tx, run)).some(
    (other) =>
      other.payRunRef !== run.payRunRef &&
      meet(run.organisationRef, other.organisationRef) &&
      meet(run.contractRef, other.contractRef) &&
      meet(run.zone, other.zone),
  )

/** What changed of visits that were rated before, some at a time; with none left the draft is finished. */
async function rateEarlier(tx: Write, run: PayRun, visitsAtOnce: number): Promise<string> {
  const rated = await rateChanged(tx, run, visitsAtOnce)
  if (!rated) return finishDraft(tx, run)
  tx.record({
    type: 'payments.visits-rated-again',
    about: [`pay-run:${run.payRunRef}`],
    data: { payRunRef: run.payRunRef, visits: rated.visits, adjustments: rated.adjustments },
  } satisfies PaymentFact)
  return run.payRunRef
}

async function finishDraft(tx: Write, run: PayRun): Promise<string> {
  await draftBlocks(tx, run)
  const { visits, amountPence } = addUp(await totalsOfRun(tx, run))
  await saveState(tx, run.payRunRef, 'draft')
  tx.record({
    type: 'payments.run-drafted',
    about: [`pay-run:${run.payRunRef}`],
    data: { payRunRef: run.payRunRef, visits, amountPence },
  } satisfies PaymentFact)
  return run.payRunRef
}

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
      const providers = (await totalsOfRun(tx, run)).filter(
        (part) => part.visits > part.query || part.adjustments > 0 || part.amountPence !== 0,
      )
      const totalPence = addUp(providers).amountPence
      const isChanged = (await listChanged(tx, payRunRef, 1)).length > 0
      const isRepriced = await isCardRecheckOver(tx, payRunRef)
      const decided = decideApproval(run, personBehind(actor), { isChanged, isRepriced, totalPence, seenPence })
      if (!decided.ok) return decided
      await saveSettled(tx, payRunRef, 'approved')
      await saveState(tx, payRunRef, 'posting')
      await tx.enqueue(PAY_RUN_JOB, { council: tx.council, payRunRef })
      tx.record({
        type: 'payments.run-approved',
        about: [`pay-run:${payRunRef}`],
        data: { payRunRef, statements: providers.length, amountPence: totalPence },
      } satisfies PaymentFact)
      return ok(payRunRef)
    },
    { ...options, request: { payRunRef } },
  )

/** Posts one provider's statement; with none left the run rests as approved, and what is in query waits for the next. */
const postNext = (shell: Shell, clerk: Actor, payRunRef: string) =>
  shell.command(clerk, 'post-statement', async (tx): Promise<Result<string, 'not at work'>> => {
    const run = await lockPayRun(tx, payRunRef)
    if (run?.state !== 'posting') return refuse('not at work')
    const organisationRef = await nextToPost(tx, payRunRef)
    await leaveOut(tx, payRunRef, { organisationRef, outcome: 'query', why: 'it was in query' })
    if (organisationRef === undefined) {
      await deleteDraftLines(tx, payRunRef)
      await dropClaimed(tx, payRunRef)
      await saveState(tx, payRunRef, 'approved')
      tx.record({
        type: 'payments.run-posted',
        about: [`pay-run:${payRunRef}`],
        data: { payRunRef },
      } satisfies PaymentFact)
      return ok(payRunRef)
    }
    const statementRef = await nextRef(tx, 'ST')
    await leaveOut(tx, payRunRef, { organisationRef, outcome: 'on_account', why: 'it was paid on account' })
    await postStatement(tx, run, organisationRef, statementRef)
    return ok(statementRef)
  })

async function postStatement(tx: Write, run: PayRun, organisationRef: string, statementRef: string): Promise<void> {
  const { payRunRef } = run
  const lines = await postLines(tx, run, organisationRef, statementRef)
  const { adjustments, adjustedPence } = await postAdjustments(tx, payRunRef, organisationRef, statementRef)
  await insertStatement(tx, run, organisationRef, statementRef, {
    ...lines,
    ...{ adjustments, adjustedPence, amountPence: lines.amountPence + adjustedPence },
  })
  const about = [`pay-run:${payRunRef}`, `provider:${organisationRef}`, `statement:${statementRef}`] as const
  const posted = { payRunRef, statementRef, organisationRef, chunk: statementRef }
  tx.record({
    type: 'payments.lines-posted',
    about,
    data: { ...posted, amountPence: lines.amountPence, ...(await sealChunk(tx, PAY_LINES, statementRef)) },
  } satisfies PaymentFact)
  if (adjustments > 0)
    tx.record({
      type: 'payments.adjustments-posted',
      about,
      data: { ...posted, amountPence: adjustedPence, ...(await sealChunk(tx, ADJUSTMENTS, statementRef)) },
    } satisfies PaymentFact)
}

export const cancelPayRun = (shell: Shell, actor: Actor, input: { payRunRef: string; reason: string }) =>
  shell.command(actor, 'cancel-pay-run', async (tx): Promise<Result<string, CancelRefusal | 'no such pay run'>> => {
    const run = await lockPayRun(tx, input.payRunRef)
    if (!run) return refuse('no such pay run')
    const decided = decideCancel(run, input.reason)
    if (!decided.ok) return decided
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
