import { type Day, mondayOf } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { getPolicy } from '#src/councils/index.ts'
import { type Basis, chargeOf, type ContributionRefusal, placeContribution } from '#src/payments/charges/charge.ts'
import {
  cutContribution,
  findLatest,
  insertCharge,
  saveContribution,
  listContributions,
  lockContributions,
  markPerson,
  takeDueWeeks,
  type WeekDue,
} from '#src/payments/charges/charge.store.ts'
import type { ChargeFact } from '#src/payments/charges/facts.ts'
import { costsPaid, costsPlanned } from '#src/payments/charges/week-cost.store.ts'
import { findPerson } from '#src/people/index.ts'
import type { Actor, RecordKey } from '#src/platform/actor.ts'
import type { CommandOptions, Shell, Write } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'

export type SetContribution = {
  readonly personRef: string
  readonly fromDay: Day
  /** Null: the whole cost of their care. */
  readonly weeklyPence: Pence | null
  /** The assessment that it comes from. */
  readonly note: string
}

/** What a person contributes from a day on, that day in the past or to come; weeks that were charged otherwise are charged anew. */
export const setContribution = (shell: Shell, actor: Actor, input: SetContribution, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'set-contribution',
    async (tx): Promise<Result<Day, ContributionRefusal | 'no such person'>> => {
      const { personRef, fromDay, weeklyPence } = input
      const note = input.note.trim()
      if (note === '') return refuse('no note')
      if (!(await findPerson(tx, personRef))) return refuse('no such person')
      const placed = placeContribution(await lockContributions(tx, personRef), input)
      if (!placed.ok) return placed
      const { toDay, cuts, replaces } = placed.value
      if (cuts !== undefined) await cutContribution(tx, personRef, cuts, fromDay)
      await saveContribution(tx, personRef, { fromDay, toDay, weeklyPence }, note)
      await markPerson(tx, personRef, mondayOf(fromDay))
      tx.record({
        type: 'payments.contribution-set',
        about: [`person:${personRef}`],
        data: { personRef, from: fromDay, weeklyPence, note, replaces },
      } satisfies ChargeFact)
      return ok(fromDay)
    },
    options,
  )

/** Weeks that one transaction charges: pages are answered between two of them. */
const WEEKS_AT_ONCE = 25

/** Charges every week that waits. A week that comes to what was charged before is left as it is. */
export async function chargeDueWeeks(shell: Shell, actor: Actor): Promise<number> {
  for (let weeks = 0; ; ) {
    const done = await shell.command(actor, 'charge-weeks', async (tx) => {
      const due = await takeDueWeeks(tx, WEEKS_AT_ONCE)
      if (due.length === 0) return refuse('nothing waits')
      const about = new Set<RecordKey>()
      let amountPence = 0
      for (const week of due) {
        const pence = await chargeWeek(tx, week)
        if (pence !== 0) about.add(`person:${week.personRef}`)
        amountPence += pence
      }
      tx.record({
        type: 'payments.weeks-charged',
        about: [...about],
        data: { weeks: due.length, changed: about.size, amountPence },
      } satisfies ChargeFact)
      return ok(due.length)
    })
    if (!done.ok) return weeks
    weeks += done.value
  }
}

async function chargeWeek(tx: Write, due: WeekDue): Promise<Pence> {
  const { basis, leastWeeklyPence } = await getPolicy(tx, 'charges', due.week)
  const charge = chargeOf(
    { monday: due.week, costByDay: await costsOf(tx, due, basis) },
    await listContributions(tx, due.personRef),
    leastWeeklyPence,
  )
  const before = await findLatest(tx, due)
  const chargedPence = before?.owedPence ?? 0
  const amountPence = charge.owedPence - chargedPence
  if (amountPence === 0) return 0
  await insertCharge(tx, { ...due, ...charge, basis, chargedPence, amountPence, turn: (before?.turn ?? 0) + 1 })
  return amountPence
}

const costsOf = (tx: Read, due: WeekDue, basis: Basis): Promise<ReadonlyMap<Day, Pence>> =>
  basis === 'actual' ? costsPaid(tx, due) : costsPlanned(tx, due)
