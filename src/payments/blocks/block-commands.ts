import { addDays, type Day, mondayOf } from '#src/base/day.ts'
import { listHourTiersOf, listTermsOf, termsOn } from '#src/contracts/index.ts'
import { adjustmentOf } from '#src/payments/adjustments/adjustment.ts'
import { insertDraftAdjustments, listPosted, removeDrafted } from '#src/payments/adjustments/adjustment.store.ts'
import { listBlocks, listChangedDays, listContractsOfRun } from '#src/payments/blocks/block.store.ts'
import {
  type BlockContract,
  blockLine,
  blockOf,
  blockRefOf,
  type Dated,
  dayOfBlock,
  daysOfWeek,
  usedMinutes,
  weeksEnding,
} from '#src/payments/blocks/block-week.ts'
import type { PayLine, PayRun } from '#src/payments/pay-runs/pay-run.ts'
import { insertDraftLines } from '#src/payments/pay-runs/pay-line.store.ts'
import { listVisitsOfContract } from '#src/payments/pay-runs/visits-to-pay.store.ts'
import { onAccount, priceLines } from '#src/payments/pay-runs/price-lines.ts'
import type { Write } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'
import { findTariff, type Tariff } from '#src/rates/index.ts'

/** How far back a changed block is put right, in days: what a statement may be queried for. */
const LOOK_BACK = 366

type TariffOn = (cardRef: string, day: Day) => Promise<Tariff | undefined>

/** Each card is read once for the days on which it holds. */
function tariffsOn(tx: Read): TariffOn {
  const known: Tariff[] = []
  const none = new Set<string>()
  return async (cardRef, day) => {
    const same = known.find(({ card }) => card.card === cardRef && card.from <= day && !(card.to && card.to <= day))
    if (same || none.has(`${cardRef} ${day}`)) return same
    const tariff = await findTariff(tx, cardRef, day)
    if (tariff) known.push(tariff)
    else none.add(`${cardRef} ${day}`)
    return tariff
  }
}

type Week = { readonly contract: BlockContract; readonly monday: Day; readonly isPosted: boolean }
const keyOf = (contractRef: string, monday: Day): string => `${contractRef} ${monday}`

/**
 * Puts the weeks of blocks on a run's draft: those that end in its period, and the difference of those that were posted and are
 * another now, because their visits, the contract's hours or tiers, or the card's price changed. The visits of the run are rated before. Of one zone alone a
 * run pays no blocks: they are of the contract. Done again it leaves the same.
 */
export async function draftBlocks(tx: Write, run: PayRun): Promise<void> {
  if (run.zone !== null) return
  const since = addDays(mondayOf(run.from), -LOOK_BACK)
  const tariffOn = tariffsOn(tx)
  const contracts = await withBlock(await listContractsOfRun(tx, run, { from: since, to: run.to }), run, tariffOn)
  if (contracts.length === 0) return
  const refs = contracts.map(({ contractRef }) => contractRef)
  const terms = await listTermsOf(tx, refs, run.to)
  const hourTiers = await listHourTiersOf(tx, refs)
  const datedOf = (contractRef: string): Dated => ({
    terms: terms.get(contractRef) ?? [],
    hourTiers: hourTiers.get(contractRef) ?? [],
  })
  const lines: PayLine[] = []
  for (const week of await weeksToRate(tx, run, contracts, { since, datedOf, tariffOn })) {
    const line = await rateWeek(tx, run, week, datedOf(week.contract.contractRef), tariffOn)
    if (line) lines.push(line)
  }
  await removeDrafted(tx, run.payRunRef, lines)
  const posted = new Map((await listPosted(tx, lines)).map((one) => [one.visitRef, one]))
  const isNew = ({ visitRef, plannedMinutes, amountPence }: PayLine): boolean =>
    !posted.has(visitRef) && (plannedMinutes > 0 || amountPence > 0)
  await insertDraftLines(tx, run.payRunRef, lines.filter(isNew))
  const standing = { isCancelled: false, isBalanced: false, isRepriced: false }
  await insertDraftAdjustments(
    tx,
    run.payRunRef,
    lines.flatMap((line) => {
      const before = posted.get(line.visitRef)
      return (before && adjustmentOf(before, line, standing)) ?? []
    }),
  )
}

/** Contracts whose card has a block for them, at the end of the run or when they ended. */
async function withBlock(all: readonly BlockContract[], run: PayRun, tariffOn: TariffOn): Promise<BlockContract[]> {
  const found: BlockContract[] = []
  for (const contract of all) {
    const last = addDays(contract.toDay < run.to ? contract.toDay : run.to, -1)
    if (blockOf(contract, mondayOf(last), { terms: [], hourTiers: [] }, await tariffOn(contract.cardRef, last)))
      found.push(contract)
  }
  return found
}

type Known = {
  readonly since: Day
  readonly datedOf: (contractRef: string) => Dated
  readonly tariffOn: TariffOn
}

async function weeksToRate(
  tx: Read,
  run: PayRun,
  contracts: readonly BlockContract[],
  { since, datedOf, tariffOn }: Known,
): Promise<Week[]> {
  const refs = contracts.map(({ contractRef }) => contractRef)
  const kept = new Map((await listBlocks(tx, refs, since)).map((one) => [one.visitRef, one]))
  const changed = new Set(
    (await listChangedDays(tx, run.payRunRef, refs)).map(({ contractRef, day }) => keyOf(contractRef, mondayOf(day))),
  )
  const weeks: Week[] = []
  for (const contract of contracts) {
    const { contractRef, cardRef } = contract
    const dated = datedOf(contractRef)
    for (const monday of weeksEnding({ from: addDays(since, 6), to: run.to })) {
      const before = kept.get(blockRefOf(contract, monday))
      // What was posted before its end was decided is put right; where it never ran there is nothing.
      if (!before && daysOfWeek(contract, monday) === 0) continue
      // Posted with who had it before, on account: its part is of this run.
      const isTakenOver = kept.get(blockRefOf({ contractRef, turn: contract.turn - 1 }, monday))?.draftedIn === null
      const isOwn = before ? before.draftedIn === run.payRunRef : isTakenOver || dayOfBlock(monday) >= run.from
      if (isOwn) weeks.push({ contract, monday, isPosted: false })
      if (isOwn || !before || before.draftedIn !== null) continue
      const block = blockOf(contract, monday, dated, await tariffOn(cardRef, dayOfBlock(monday)))
      const now = block && blockLine(contract, monday, block, { used: before.usedMinutes, cardFrom: monday })
      const isAnother = now?.plannedMinutes !== before.boughtMinutes || now.amountPence !== before.amountPence
      if (isAnother || changed.has(keyOf(contractRef, monday))) weeks.push({ contract, monday, isPosted: true })
    }
  }
  return weeks
}

/** The line of a week from its visits as they stand, each rated anew: what is posted of them does not say their minutes now. */
async function rateWeek(
  tx: Read,
  run: PayRun,
  { contract, monday, isPosted }: Week,
  dated: Dated,
  tariffOn: TariffOn,
): Promise<PayLine | undefined> {
  const tariff = await tariffOn(contract.cardRef, dayOfBlock(monday))
  const block = blockOf(contract, monday, dated, tariff)
  if (!tariff || !block) return undefined
  const visits = await listVisitsOfContract(tx, contract, { from: monday, to: addDays(monday, 7) })
  const rated =
    (termsOn(dated.terms, monday).cycle ?? run.cycle) === 'commissioned_then_reconciled' && !isPosted
      ? onAccount
      : priceLines
  const lines = rated(visits, () => tariff)
  return blockLine(contract, monday, block, { used: usedMinutes(lines), cardFrom: tariff.card.from })
}
