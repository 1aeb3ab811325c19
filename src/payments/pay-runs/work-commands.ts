/** The work of a pay run: its visits rated and its statements posted, in pieces that are done side by side where there is a server. */
import { dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { ADJUSTMENTS, postAdjustments } from '#src/payments/adjustments/adjustment.store.ts'
import { rateAgain, rateAnew, rateChanged, tariffsFor } from '#src/payments/adjustments/recheck-commands.ts'
import {
  dropClaimed,
  leaveOut,
  leaveUnpaid,
  takeRatingLane,
  takeRatingTurn,
} from '#src/payments/adjustments/recheck.store.ts'
import { draftBlocks } from '#src/payments/blocks/block-commands.ts'
import { cyclesFor } from '#src/payments/pay-runs/cycles.store.ts'
import type { PaymentFact } from '#src/payments/facts.ts'
import { hasPieces, insertPieces, type PayRunPiece, takePiece } from '#src/payments/pay-runs/pay-run-piece.store.ts'
import { isDraft, type PayLine, type PayRun } from '#src/payments/pay-runs/pay-run.ts'
import {
  addUp,
  findPayRun,
  listRunsOver,
  lockPayRun,
  saveProgress,
  saveState,
  sharePayRun,
  totalsOfRun,
} from '#src/payments/pay-runs/pay-run.store.ts'
import {
  deleteQueryLines,
  insertDraftLines,
  insertStatement,
  listToPost,
  PAY_LINES,
  totalLines,
} from '#src/payments/pay-runs/pay-line.store.ts'
import { listUnpaidVisits, nextPeople } from '#src/payments/pay-runs/visits-to-pay.store.ts'
import { onAccount, priceCancelled, priceLines, type VisitDone } from '#src/payments/pay-runs/price-lines.ts'
import { type Actor, systemActor } from '#src/platform/actor.ts'
import { sealChunk } from '#src/platform/audit.ts'
import { nextRefs, type Shell, type Write } from '#src/platform/command.ts'
import { type Read, readByKey } from '#src/platform/database.ts'
import { inLanes, startPace } from '#src/platform/pace.ts'

/** How many visits are rated in one transaction, about: they hold the one connection of the embedded store, and log-ins everywhere. */
const VISITS_A_PIECE = { pglite: 700, postgres: 2_000 } as const
const PIECES_AT_ONCE = 20

type Work = {
  readonly shell: Shell
  readonly clerk: Actor
  readonly payRunRef: string
  readonly visitsAtOnce: number
}

/**
 * Takes a run from where it stands to its next rest: rated to a draft that is up to date, or approved and posted. May be cut off
 * and called again, and be called by several at once.
 */
export async function workPayRun(
  shell: Shell,
  council: number,
  payRunRef: string,
  visitsAtOnce: number = VISITS_A_PIECE[shell.database.engine.kind],
): Promise<void> {
  const { engine } = shell.database
  const clerk = systemActor(council)
  const work: Work = { shell, clerk, payRunRef, visitsAtOnce }
  const pace = startPace(engine, visitsAtOnce, visitsAtOnce)
  for (;;) {
    const run = await shell.read(clerk, (tx) => findPayRun(tx, payRunRef))
    if (run?.state === 'rating') {
      await inLanes(engine, async (lane) => {
        while ((await pace.step(() => ratePiece(work, lane))).ok);
      })
      await pace.step(() => divideRating(work))
    } else if (run?.state === 'posting') {
      await inLanes(engine, async () => {
        while ((await pace.step(() => postPiece(work))).ok);
      })
      await pace.step(() => dividePosting(work))
    } else if (!run || !isDraft(run) || !(await rateAgain(shell, clerk, payRunRef)).ok) return
  }
}

type Resting = 'not at work' | 'nobody is left'

/** Shares the next people of a run out to pieces; with nobody left it rates what changed of earlier ones, and at last makes the draft. */
const divideRating = ({ shell, clerk, payRunRef, visitsAtOnce }: Work) =>
  shell.command(clerk, 'rate-visits', async (tx): Promise<Result<unknown, Resting>> => {
    await readByKey(tx)
    await takeRatingTurn(tx)
    const run = await lockPayRun(tx, payRunRef)
    if (run?.state !== 'rating') return refuse('not at work')
    // A piece that somebody else took and did not finish is there again.
    if (await hasPieces(tx, payRunRef)) return refuse('nobody is left')
    const pieces = piecesOf(await nextPeople(tx, run, visitsAtOnce * PIECES_AT_ONCE), visitsAtOnce)
    const through = pieces.at(-1)?.pieceRef
    if (through === undefined) return ok(await rateEarlier(tx, run, visitsAtOnce))
    await insertPieces(tx, payRunRef, pieces)
    await saveProgress(tx, payRunRef, through)
    recordDivided(tx, payRunRef, pieces)
    return ok(through)
  })

function piecesOf(people: readonly { personRef: string; visits: number }[], visitsAtOnce: number): PayRunPiece[] {
  const pieces: PayRunPiece[] = []
  let piece: string[] = []
  let count = 0
  for (const [at, { personRef, visits }] of people.entries()) {
    piece.push(personRef)
    count += visits
    if (at < people.length - 1 && count + (people[at + 1]?.visits ?? 0) <= visitsAtOnce) continue
    pieces.push({ pieceRef: personRef, people: piece, statementRef: null })
    piece = []
    count = 0
  }
  return pieces
}

const recordDivided = (tx: Write, payRunRef: string, pieces: readonly PayRunPiece[]): void =>
  tx.record({
    type: 'payments.run-divided',
    about: [`pay-run:${payRunRef}`],
    data: { payRunRef, pieces: pieces.length, through: pieces.at(-1)?.pieceRef ?? '' },
  } satisfies PaymentFact)

/** Rates the visits of one piece's people. Where another run is rated over the same visits, the two take turns. */
const ratePiece = ({ shell, clerk, payRunRef }: Work, lane: number) =>
  shell.command(clerk, 'rate-visits', async (tx): Promise<Result<string, Resting>> => {
    await readByKey(tx)
    const isRivalled = await hasRival(tx, await findPayRun(tx, payRunRef))
    await (isRivalled ? takeRatingTurn(tx) : takeRatingLane(tx, lane))
    const run = await sharePayRun(tx, payRunRef)
    if (run?.state !== 'rating' || (!isRivalled && (await hasRival(tx, run)))) return refuse('not at work')
    const piece = await takePiece(tx, payRunRef)
    if (!piece) return refuse('nobody is left')
    const through = piece.pieceRef
    const lines = await rateUnpaid(tx, run, piece.people ?? [])
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

async function rateUnpaid(tx: Write, run: PayRun, people: readonly string[]): Promise<readonly PayLine[]> {
  const found = await listUnpaidVisits(tx, run, people)
  const tariffFor = await tariffsFor(tx, found)
  const cycleOf = await cyclesFor(tx, run, found)
  const isDelivered = (visit: VisitDone): boolean => cycleOf(visit) === 'actuals'
  const standingVisits = found.filter(({ cancelledWhy }) => cancelledWhy == null)
  const account = onAccount(
    standingVisits.filter((visit) => !isDelivered(visit)),
    tariffFor,
  )
  // A run on account may lie ahead: of contracts that are paid by what was delivered it pays the days that have passed, the next run the others.
  const today = dayOf(tx.now)
  const delivered = standingVisits.filter(isDelivered)
  const visits = delivered.filter((visit) => visit.day < today)
  const ahead = delivered.filter((visit) => visit.day >= today)
  await leaveUnpaid(tx, run.payRunRef, ahead, 'its day had not passed')
  // Where another run shares the period, a balance may have visits that the other has, and is rated as a whole.
  const shared =
    (await runsBeside(tx, run)).length > 0
      ? visits.filter(({ cardRef, day }) => tariffFor(cardRef, day)?.card.payment.rule === 'balance')
      : []
  const isShared = new Set<VisitDone>(shared)
  const standing = priceLines(
    visits.filter((visit) => !isShared.has(visit)),
    tariffFor,
  )
  const cancelled = priceCancelled(found.filter(isDelivered), tariffFor)
  const lines = [...account, ...standing, ...cancelled]
  await insertDraftLines(tx, run.payRunRef, lines)
  const { lines: balanced } = shared.length > 0 ? await rateAnew(tx, run, shared) : { lines: [] }
  return [...lines, ...balanced]
}

const meet = (a: string | null, b: string | null): boolean => a === null || b === null || a === b

/** Other runs that may have visits of this one. */
const runsBeside = async (tx: Read, run: PayRun): Promise<PayRun[]> =>
  (await listRunsOver(tx, run)).filter(
    (other) =>
      other.payRunRef !== run.payRunRef &&
      meet(run.organisationRef, other.organisationRef) &&
      meet(run.contractRef, other.contractRef) &&
      meet(run.zone, other.zone),
  )

const hasRival = async (tx: Read, run: PayRun | undefined): Promise<boolean> =>
  run !== undefined && (await runsBeside(tx, run)).some(({ state }) => state === 'rating')

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

/** What waits for the next run although this one posts the provider's statement. */
const LEFT_OUT = { query: 'it was in query', on_account: 'it was paid on account' }

/** Numbers the statements of a run; with all of them posted the run rests as approved, and what is in query waits for the next. */
const dividePosting = ({ shell, clerk, payRunRef }: Work) =>
  shell.command(clerk, 'post-statement', async (tx): Promise<Result<string, Resting>> => {
    const run = await lockPayRun(tx, payRunRef)
    if (run?.state !== 'posting') return refuse('not at work')
    if (await hasPieces(tx, payRunRef)) return refuse('nobody is left')
    const providers = await listToPost(tx, payRunRef)
    if (providers.length > 0) {
      const refs = await nextRefs(tx, 'ST', providers.length)
      const pieces = providers.map((pieceRef, at) => ({ pieceRef, people: null, statementRef: refs[at] ?? null }))
      await insertPieces(tx, payRunRef, pieces)
      recordDivided(tx, payRunRef, pieces)
      return ok(payRunRef)
    }
    await leaveOut(tx, payRunRef, { why: { query: LEFT_OUT.query } })
    await deleteQueryLines(tx, payRunRef)
    await dropClaimed(tx, payRunRef)
    await saveState(tx, payRunRef, 'approved')
    tx.record({
      type: 'payments.run-posted',
      about: [`pay-run:${payRunRef}`],
      data: { payRunRef },
    } satisfies PaymentFact)
    return ok(payRunRef)
  })

/** Posts one provider's statement. */
const postPiece = ({ shell, clerk, payRunRef }: Work) =>
  shell.command(clerk, 'post-statement', async (tx): Promise<Result<string, Resting>> => {
    const run = await sharePayRun(tx, payRunRef)
    if (run?.state !== 'posting') return refuse('not at work')
    const piece = await takePiece(tx, payRunRef)
    if (!piece?.statementRef) return refuse('nobody is left')
    const { pieceRef: organisationRef, statementRef } = piece
    await leaveOut(tx, payRunRef, { organisationRef, why: LEFT_OUT })
    await postStatement(tx, run, organisationRef, statementRef)
    return ok(statementRef)
  })

async function postStatement(tx: Write, run: PayRun, organisationRef: string, statementRef: string): Promise<void> {
  const { payRunRef } = run
  const lines = await totalLines(tx, run, organisationRef)
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
