import { type Day, dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { PaymentFact } from '#src/payments/facts.ts'
import {
  type ApproveRefusal,
  type CancelRefusal,
  decideApproval,
  decideCancel,
  decideStart,
  type PayRun,
  type StartRefusal,
} from '#src/payments/pay-run.ts'
import {
  addUp,
  deleteDraftLines,
  findPayRun,
  insertDraftLines,
  insertPayRun,
  listUnpaidVisits,
  lockPayRun,
  nextPeople,
  PAY_LINES,
  postLines,
  providersToPost,
  saveProgress,
  saveSettled,
  saveState,
  takeRatingTurn,
  totalsOfRun,
} from '#src/payments/pay-run.store.ts'
import { priceLines, type VisitDone } from '#src/payments/price-lines.ts'
import { type Actor, systemActor } from '#src/platform/actor.ts'
import { sealChunk } from '#src/platform/audit.ts'
import { type CommandOptions, nextRef, type Shell, type Write } from '#src/platform/command.ts'
import { findOrganisation } from '#src/providers/index.ts'
import { findTariff, type Tariff } from '#src/rates/index.ts'

/** Works a run until it is a draft, or until its lines are posted. */
export const PAY_RUN_JOB = 'work-pay-run'

/** How many visits are rated in one transaction: under a fifth of a second, so that pages are answered in between. */
const VISITS_A_CHUNK = 700

export const startPayRun = (
  shell: Shell,
  actor: Actor,
  input: { organisationRef: string | null; from: Day; to: Day },
  options: CommandOptions = {},
) =>
  shell.command(
    actor,
    'start-pay-run',
    async (tx): Promise<Result<string, StartRefusal | 'no such provider'>> => {
      const decided = decideStart(input, dayOf(tx.now))
      if (!decided.ok) return decided
      if (input.organisationRef !== null && !(await findOrganisation(tx, input.organisationRef)))
        return refuse('no such provider')
      const payRunRef = await nextRef(tx, 'PR')
      await insertPayRun(tx, { payRunRef, ...input })
      await tx.enqueue(PAY_RUN_JOB, { council: tx.council, payRunRef })
      tx.record({
        type: 'payments.run-started',
        about: [
          `pay-run:${payRunRef}`,
          ...(input.organisationRef === null ? [] : [`provider:${input.organisationRef}` as const]),
        ],
        data: { payRunRef, ...input },
      } satisfies PaymentFact)
      return ok(payRunRef)
    },
    { ...options, request: input },
  )

/** Takes a run from where it stands to its next rest: rated to a draft, or approved and posted. May be cut off and called again. */
export async function workPayRun(
  shell: Shell,
  council: number,
  payRunRef: string,
  visitsAtOnce = VISITS_A_CHUNK,
): Promise<void> {
  const clerk = systemActor(council)
  for (;;) {
    const run = await shell.read(clerk, (tx) => findPayRun(tx, payRunRef))
    if (run?.state === 'rating') await rateChunk(shell, clerk, payRunRef, visitsAtOnce)
    else if (run?.state === 'posting') await postNext(shell, clerk, payRunRef)
    else return
  }
}

/** Rates the visits of the run's next people; with nobody left the run is a draft. */
const rateChunk = (shell: Shell, clerk: Actor, payRunRef: string, visitsAtOnce: number) =>
  shell.command(clerk, 'rate-visits', async (tx): Promise<Result<string, 'not at work'>> => {
    await takeRatingTurn(tx)
    const run = await lockPayRun(tx, payRunRef)
    if (run?.state !== 'rating') return refuse('not at work')
    const people = await nextPeople(tx, run, visitsAtOnce)
    const through = people.at(-1)
    if (through === undefined) return ok(await finishDraft(tx, run))
    const visits = await listUnpaidVisits(tx, run, people)
    const lines = priceLines(visits, await tariffsFor(tx, visits))
    await insertDraftLines(tx, payRunRef, `${payRunRef}/${through}`, lines)
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

async function finishDraft(tx: Write, run: PayRun): Promise<string> {
  const { visits, amountPence } = addUp(await totalsOfRun(tx, run))
  await saveState(tx, run.payRunRef, 'draft')
  tx.record({
    type: 'payments.run-drafted',
    about: [`pay-run:${run.payRunRef}`],
    data: { payRunRef: run.payRunRef, visits, amountPence },
  } satisfies PaymentFact)
  return run.payRunRef
}

/** The tariffs of the visits at hand: one for each card and day, the same object for the same version. */
async function tariffsFor(
  tx: Write,
  visits: readonly VisitDone[],
): Promise<(cardRef: string, day: Day) => Tariff | undefined> {
  const known: Tariff[] = []
  const byKey = new Map<string, Tariff | undefined>()
  const keyOf = (cardRef: string, day: Day) => `${cardRef} ${day}`
  for (const { cardRef, day } of visits) {
    if (byKey.has(keyOf(cardRef, day))) continue
    const same = known.find(
      ({ card }) => card.card === cardRef && card.from <= day && (card.to === undefined || day < card.to),
    )
    const tariff = same ?? (await findTariff(tx, cardRef, day))
    if (tariff && !same) known.push(tariff)
    byKey.set(keyOf(cardRef, day), tariff)
  }
  return (cardRef, day) => byKey.get(keyOf(cardRef, day))
}

export const approvePayRun = (shell: Shell, actor: Actor, payRunRef: string, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'approve-pay-run',
    async (tx): Promise<Result<string, ApproveRefusal | 'no such pay run'>> => {
      const run = await lockPayRun(tx, payRunRef)
      if (!run) return refuse('no such pay run')
      const decided = decideApproval(run, actor.id)
      if (!decided.ok) return decided
      const providers = (await totalsOfRun(tx, run)).filter((part) => part.visits > part.query)
      await saveSettled(tx, payRunRef, 'approved')
      await saveState(tx, payRunRef, 'posting')
      await tx.enqueue(PAY_RUN_JOB, { council: tx.council, payRunRef })
      tx.record({
        type: 'payments.run-approved',
        about: [`pay-run:${payRunRef}`],
        data: { payRunRef, statements: providers.length, amountPence: addUp(providers).amountPence },
      } satisfies PaymentFact)
      return ok(payRunRef)
    },
    { ...options, request: { payRunRef } },
  )

/** Posts one provider's statement; with none left the run rests as approved and lets go of what is in query. */
const postNext = (shell: Shell, clerk: Actor, payRunRef: string) =>
  shell.command(clerk, 'post-statement', async (tx): Promise<Result<string, 'not at work'>> => {
    const run = await lockPayRun(tx, payRunRef)
    if (run?.state !== 'posting') return refuse('not at work')
    const [organisationRef] = await providersToPost(tx, payRunRef)
    if (organisationRef === undefined) {
      await deleteDraftLines(tx, payRunRef)
      await saveState(tx, payRunRef, 'approved')
      tx.record({
        type: 'payments.run-posted',
        about: [`pay-run:${payRunRef}`],
        data: { payRunRef },
      } satisfies PaymentFact)
      return ok(payRunRef)
    }
    const statementRef = await nextRef(tx, 'ST')
    const { amountPence } = await postLines(tx, run, organisationRef, statementRef)
    tx.record({
      type: 'payments.lines-posted',
      about: [`pay-run:${payRunRef}`, `provider:${organisationRef}`, `statement:${statementRef}`],
      data: {
        payRunRef,
        statementRef,
        organisationRef,
        amountPence,
        chunk: statementRef,
        ...(await sealChunk(tx, PAY_LINES, statementRef)),
      },
    } satisfies PaymentFact)
    return ok(statementRef)
  })

export const cancelPayRun = (shell: Shell, actor: Actor, input: { payRunRef: string; reason: string }) =>
  shell.command(actor, 'cancel-pay-run', async (tx): Promise<Result<string, CancelRefusal | 'no such pay run'>> => {
    const run = await lockPayRun(tx, input.payRunRef)
    if (!run) return refuse('no such pay run')
    const decided = decideCancel(run, input.reason)
    if (!decided.ok) return decided
    await deleteDraftLines(tx, input.payRunRef)
    await saveSettled(tx, input.payRunRef, 'cancelled')
    tx.record({
      type: 'payments.run-cancelled',
      about: [`pay-run:${input.payRunRef}`],
      data: input,
    } satisfies PaymentFact)
    return ok(input.payRunRef)
  })
