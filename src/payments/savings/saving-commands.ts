import { type Day, firstOfMonth } from '#src/base/day.ts'
import { ok, refuse } from '#src/base/result.ts'
import { tariffsFor } from '#src/payments/adjustments/recheck-commands.ts'
import type { SavingFact } from '#src/payments/savings/facts.ts'
import { addSums, NOTHING, savingOf, savingOfBlock, type Sums } from '#src/payments/savings/saving.ts'
import { type After, findDue, insertSavings, listPosted, takeDue } from '#src/payments/savings/saving.store.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'

/** Lines that one read prices: pages are answered between two of them. */
const LINES_AT_ONCE = 1_000
const START: After = { day: '0001-01-01', visitRef: '', turn: -1 }

/** Counts every statement that waits. What is posted never changes, so a statement is counted once. */
export async function countSavings(shell: Shell, actor: Actor): Promise<number> {
  for (let counted = 0; ; counted++) {
    const statementRef = await shell.read(actor, findDue)
    if (statementRef === undefined) return counted
    const months = await sumsOf(shell, actor, statementRef)
    await shell.command(actor, 'count-savings', async (tx) => {
      if (!(await takeDue(tx, statementRef))) return refuse('counted already')
      await insertSavings(tx, statementRef, months)
      tx.record({
        type: 'payments.savings-counted',
        about: [`statement:${statementRef}`],
        data: { statementRef, months: months.size },
      } satisfies SavingFact)
      return ok(statementRef)
    })
  }
}

async function sumsOf(shell: Shell, actor: Actor, statementRef: string): Promise<ReadonlyMap<Day, Sums>> {
  const months = new Map<Day, Sums>()
  for (let after: After | undefined = START; after; ) {
    const key: After = after
    after = await shell.read(actor, async (tx) => {
      const { visits, blocks, last } = await listPosted(tx, statementRef, key, LINES_AT_ONCE)
      const tariffFor = await tariffsFor(tx, visits)
      const add = (day: Day, saving: Sums): void => {
        const month = firstOfMonth(day)
        months.set(month, addSums(months.get(month) ?? NOTHING, saving))
      }
      for (const visit of visits) add(visit.day, savingOf(visit, tariffFor(visit.cardRef, visit.day)))
      for (const block of blocks) add(block.day, savingOfBlock(block))
      return last
    })
  }
  return months
}
