/** A new version of a rate card that begins in the past: what was paid by it is rated again. */
import { addDays, type Day, dayOf } from '#src/base/day.ts'
import { ok, refuse } from '#src/base/result.ts'
import {
  insertCardRecheck,
  lockCardRecheck,
  noteLinesOfCard,
  saveCardRecheck,
} from '#src/payments/adjustments/card-recheck.store.ts'
import type { PaymentFact } from '#src/payments/facts.ts'
import { listRunsOver } from '#src/payments/pay-runs/pay-run.store.ts'
import { systemActor } from '#src/platform/actor.ts'
import type { Shell, Write } from '#src/platform/command.ts'
import { findTariff } from '#src/rates/index.ts'

/** Notes the lines of cards whose past prices changed, some days at a time. */
export const RECHECK_CARDS_JOB = 'recheck-cards'

/** So many days in one transaction: pages are answered between two of them. */
const DAYS_AT_A_TIME = 7

/** Prices of a card are others from a day on. Where it balances a period, its first days have another balance too. */
export async function recheckCard(
  tx: Write,
  { cardRef, from, to }: { cardRef: string; from: Day; to: Day | null },
): Promise<void> {
  const today = dayOf(tx.now)
  const end = to === null || to > today ? today : to
  if (from >= end) return
  const first = (await isBalanced(tx, cardRef, from)) ? await periodStart(tx, from) : from
  await insertCardRecheck(tx, { cardRef, from: first, to: end })
  await tx.enqueue(RECHECK_CARDS_JOB, { council: tx.council })
}

async function isBalanced(tx: Write, cardRef: string, from: Day): Promise<boolean> {
  const versions = [await findTariff(tx, cardRef, from), await findTariff(tx, cardRef, addDays(from, -1))]
  return versions.some((tariff) => tariff?.card.payment.rule === 'balance')
}

const periodStart = async (tx: Write, day: Day): Promise<Day> =>
  (await listRunsOver(tx, { from: day, to: addDays(day, 1) })).reduce(
    (first, run) => (run.from < first ? run.from : first),
    day,
  )

/** Notes all that is due; cut off anywhere it goes on where it was, and what is noted twice is rated once. */
export async function recheckCards(shell: Shell, council: number): Promise<void> {
  for (;;) {
    const step = await shell.command(systemActor(council), 'recheck-card', async (tx) => {
      const due = await lockCardRecheck(tx)
      if (!due) return refuse('nothing is due')
      const next = addDays(due.next, DAYS_AT_A_TIME)
      const until = next < due.to ? next : due.to
      const visits = await noteLinesOfCard(tx, due.cardRef, due.next, until)
      await saveCardRecheck(tx, due, until)
      tx.record({
        type: 'payments.card-rechecked',
        about: [`rate-card:${due.cardRef}`],
        data: { cardRef: due.cardRef, from: due.next, to: until, visits },
      } satisfies PaymentFact)
      return ok(until)
    })
    if (!step.ok) return
  }
}
