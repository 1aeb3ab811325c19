/** Rates again what changed after it was rated: of a run's own draft in place, of earlier statements as adjustments. */
import { addDays, type Day, dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import {
  type Adjustment,
  adjustmentOf,
  cancelledWords,
  type Posted,
  type Standing,
} from '#src/payments/adjustments/adjustment.ts'
import {
  type Drafted,
  insertDraftAdjustments,
  listDrafted,
  listPosted,
  removeDrafted,
} from '#src/payments/adjustments/adjustment.store.ts'
import { periodOf } from '#src/payments/adjustments/balance-period.ts'
import {
  BACK_DATED,
  claim,
  hold,
  listToRecheck,
  noteForOtherDraft,
  takeRatingTurn,
  type VisitKey,
} from '#src/payments/adjustments/recheck.store.ts'
import { cyclesFor } from '#src/payments/pay-runs/cycles.store.ts'
import { draftBlocks } from '#src/payments/blocks/block-commands.ts'
import { markVisits } from '#src/payments/charges/charge.store.ts'
import type { PaymentFact } from '#src/payments/facts.ts'
import { isDraft, type PayLine, type PayRun } from '#src/payments/pay-runs/pay-run.ts'
import { insertDraftLines } from '#src/payments/pay-runs/pay-line.store.ts'
import { listRunsOver, lockPayRun } from '#src/payments/pay-runs/pay-run.store.ts'
import { lapseCheck } from '#src/payments/pay-runs/lapse-check.store.ts'
import { listVisitsDone, listVisitsOfBalance } from '#src/payments/pay-runs/visits-to-pay.store.ts'
import {
  onAccount,
  priceCancelled,
  priceLines,
  unpriced,
  type TariffFor,
  type VisitDone,
} from '#src/payments/pay-runs/price-lines.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { CommandOptions, Shell, Write } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'
import { findTariff, type Tariff } from '#src/rates/index.ts'

/** The tariffs of the visits at hand: one for each card and day, the same object for the same version. */
export async function tariffsFor(tx: Read, days: Iterable<{ cardRef: string; day: Day }>): Promise<TariffFor> {
  const known: Tariff[] = []
  const byKey = new Map<string, Tariff | undefined>()
  const keyOf = (cardRef: string, day: Day) => `${cardRef} ${day}`
  for (const { cardRef, day } of days) {
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

const keyOf = ({ day, visitRef }: VisitKey): string => `${day} ${visitRef}`

export type RatedAgain = { readonly visits: number; readonly adjustments: number }

/** Rates a run's next visits that changed; undefined when none is left. The caller holds the turn and the run. */
export async function rateChanged(tx: Write, run: PayRun, limit: number): Promise<RatedAgain | undefined> {
  const changed = await listToRecheck(tx, run, dayOf(tx.now), limit)
  if (changed.length === 0) return undefined
  await claim(tx, run.payRunRef, changed)
  await markVisits(tx, changed)
  const repriced = new Set(changed.filter(({ why }) => why === BACK_DATED).map(keyOf))
  const { adjustments } = await rateAnew(tx, run, await listVisitsDone(tx, changed), repriced)
  return { visits: changed.length, adjustments: adjustments.length }
}

/**
 * Rates visits as they now stand, with those whose rating rests on theirs: the balance of a period is a person's whole. What is
 * not posted yet becomes a line of the run's draft, what is posted an adjustment where the amount is another.
 */
export async function rateAnew(
  tx: Write,
  run: PayRun,
  wanted: readonly VisitDone[],
  repriced: ReadonlySet<string> = new Set(),
): Promise<{ readonly lines: readonly PayLine[]; readonly adjustments: readonly Adjustment[] }> {
  const visits = await withBalance(tx, run, wanted)
  const posted = new Map((await listPosted(tx, visits)).map((one) => [keyOf(one), one]))
  const owed = await rateAll(tx, run, visits, posted)
  const drafted = Map.groupBy(await listDrafted(tx, visits), keyOf)
  const isWanted = new Set(wanted.map(keyOf))
  const place = new Placing(run, posted, drafted, isWanted)
  for (const [at, { line, isBalanced }] of owed.entries())
    place.put(line, {
      isCancelled: visits[at]?.cancelledWhy != null,
      ...{ isBalanced, isRepriced: repriced.has(keyOf(line)) },
    })
  await removeDrafted(tx, run.payRunRef, place.removed)
  if (place.lines.length > 0) await insertDraftLines(tx, run.payRunRef, place.lines)
  await insertDraftAdjustments(tx, run.payRunRef, place.adjustments)
  await noteForOtherDraft(tx, place.others, 'the balance of the period')
  await hold(tx, run.payRunRef, place.held)
  return place
}

/** Where each visit's new rating goes. */
class Placing {
  readonly removed: VisitKey[] = []
  readonly lines: PayLine[] = []
  readonly adjustments: Adjustment[] = []
  /** In another run's draft, which has it otherwise than it is now. */
  readonly others: VisitKey[] = []
  /** Paid before, and without a price now: nothing is taken back until there is one. */
  readonly held: VisitKey[] = []
  readonly #run: PayRun
  readonly #posted: ReadonlyMap<string, Posted>
  readonly #drafted: ReadonlyMap<string, readonly Drafted[]>
  readonly #isWanted: ReadonlySet<string>

  constructor(
    run: PayRun,
    posted: ReadonlyMap<string, Posted>,
    drafted: ReadonlyMap<string, readonly Drafted[]>,
    isWanted: ReadonlySet<string>,
  ) {
    this.#run = run
    this.#posted = posted
    this.#drafted = drafted
    this.#isWanted = isWanted
  }

  put(line: PayLine, standing: Standing): void {
    const key = keyOf(line)
    const before = this.#posted.get(key)
    const drafts = this.#drafted.get(key) ?? []
    const other = drafts.find(({ payRunRef }) => payRunRef !== this.#run.payRunRef)
    if (other) {
      if (other.owedPence !== line.amountPence) this.others.push(line)
      return
    }
    if (!before && drafts.length === 0 && !this.#isWanted.has(key)) return
    this.removed.push(line)
    if (!before) {
      if (!standing.isCancelled || line.amountPence > 0) this.lines.push(line)
    } else if (isUnpriced(line)) this.held.push(line)
    else {
      const adjustment = adjustmentOf(before, line, standing)
      if (adjustment) this.adjustments.push(adjustment)
    }
  }
}

/** In query because no card prices it, not because a log-out is missing. */
const isUnpriced = (line: PayLine): boolean => line.outcome === 'query' && line.cardFrom === null

/** The lines of visits, in their order: those of a balance by their periods, what is not known yet on account. */
async function rateAll(
  tx: Read,
  run: PayRun,
  visits: readonly VisitDone[],
  posted: ReadonlyMap<string, Posted>,
): Promise<{ line: PayLine; isBalanced: boolean }[]> {
  const tariffFor = await tariffsFor(tx, visits)
  const runs = await runsOver(tx, visits)
  const lines = new Map<VisitDone, PayLine>()
  const planned = visits.filter((visit) => visit.cancelledWhy == null)
  const today = dayOf(tx.now)
  const cycleOf = await cyclesFor(tx, run, visits)
  const isOnAccount = (visit: VisitDone): boolean =>
    cycleOf(visit) === 'commissioned_then_reconciled' &&
    (visit.day >= today || (visit.day >= run.from && !posted.has(keyOf(visit))))
  const isBalanced = ({ cardRef, day }: VisitDone): boolean => tariffFor(cardRef, day)?.card.payment.rule === 'balance'
  const groups = Map.groupBy(planned, (visit) => {
    if (isOnAccount(visit)) return 'on account'
    return isBalanced(visit) ? (periodOf(runs, visit)?.payRunRef ?? run.payRunRef) : ''
  })
  for (const [group, some] of groups) {
    const rated = group === 'on account' ? onAccount(some, tariffFor) : priceLines(some, tariffFor)
    for (const [at, line] of rated.entries()) lines.set(some[at] as VisitDone, line)
  }
  const isCancelled = (visit: VisitDone): boolean => visit.cancelledWhy != null
  const owed = new Map(priceCancelled(visits.filter(isCancelled), tariffFor).map((line) => [keyOf(line), line]))
  const cancelled = (visit: VisitDone): PayLine => ({
    ...unpriced(visit, cancelledWords(visit.cancelledWhy ?? '')),
    outcome: 'cancelled',
    cardFrom: tariffFor(visit.cardRef, visit.day)?.card.from ?? null,
  })
  return visits.map((visit) => ({
    line: lines.get(visit) ?? owed.get(keyOf(visit)) ?? cancelled(visit),
    isBalanced: isBalanced(visit),
  }))
}

async function runsOver(tx: Read, visits: readonly VisitDone[]): Promise<PayRun[]> {
  const days = visits.map(({ day }) => day).sort()
  const [first, last] = [days[0], days.at(-1)]
  return first === undefined || last === undefined ? [] : listRunsOver(tx, { from: first, to: addDays(last, 1) })
}

/** The visits with all others of the balances that they are part of, each once. */
async function withBalance(tx: Read, run: PayRun, wanted: readonly VisitDone[]): Promise<VisitDone[]> {
  const tariffFor = await tariffsFor(tx, wanted)
  const inBalance = wanted.filter(({ cardRef, day }) => tariffFor(cardRef, day)?.card.payment.rule === 'balance')
  if (inBalance.length === 0) return [...wanted]
  const runs = await runsOver(tx, inBalance)
  const all = new Map(wanted.map((visit) => [keyOf(visit), visit]))
  const groups = Map.groupBy(inBalance, (visit) => {
    const period = periodOf(runs, visit) ?? run
    return JSON.stringify([period.payRunRef, visit.personRef, visit.contractRef, visit.organisationRef, visit.cardRef])
  })
  for (const some of groups.values()) {
    const one = some[0] as VisitDone
    const period = periodOf(runs, one) ?? run
    const others = await listRunsOver(tx, period)
    for (const mate of await listVisitsOfBalance(tx, one, period))
      if (periodOf(others, mate)?.payRunRef === period.payRunRef && !all.has(keyOf(mate))) all.set(keyOf(mate), mate)
  }
  return [...all.values()]
}

/** How many changed visits are rated in one transaction. */
const VISITS_A_CHUNK = 700

export type AgainRefusal = 'no such pay run' | 'not a draft' | 'nothing has changed'

/** Rates the next visits of a draft that changed since they were rated: at an officer's wish, or by itself. */
export const rateAgain = (shell: Shell, actor: Actor, payRunRef: string, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'rate-changed-visits',
    async (tx): Promise<Result<number, AgainRefusal>> => {
      await takeRatingTurn(tx)
      const run = await lockPayRun(tx, payRunRef)
      if (!run) return refuse('no such pay run')
      if (!isDraft(run)) return refuse('not a draft')
      const rated = await rateChanged(tx, run, VISITS_A_CHUNK)
      if (!rated) return refuse('nothing has changed')
      await draftBlocks(tx, run)
      await lapseCheck(tx, run)
      tx.record({
        type: 'payments.visits-rated-again',
        about: [`pay-run:${payRunRef}`],
        data: { payRunRef, visits: rated.visits, adjustments: rated.adjustments },
      } satisfies PaymentFact)
      return ok(rated.visits)
    },
    { ...options, request: { payRunRef } },
  )
