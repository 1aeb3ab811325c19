import { addDays, addMonths, type Day, dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { datesOf, datesToTell } from '#src/contracts/dates/contract-dates.ts'
import { insertTold, listEnded, listTold, listWatched } from '#src/contracts/dates/date.store.ts'
import { lastDay } from '#src/contracts/draw-down.ts'
import { tellTendering } from '#src/contracts/duty-commands.ts'
import type { ContractFact } from '#src/contracts/facts.ts'
import { getPolicy } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell, Write } from '#src/platform/command.ts'

/** The longest that a policy's months and the days before them look ahead. */
export const LOOK_AHEAD_MONTHS = 63
/** What ended longer ago was told of where the register was kept before. */
const ENDED_WITHIN_DAYS = 31

/** Tells once of each day of a contract whose time has come, and of each that has ended (UK11). */
export const watchContracts = (shell: Shell, actor: Actor) =>
  shell.command(actor, 'watch-contracts', async (tx): Promise<Result<number, 'nothing to tell'>> => {
    const today = dayOf(tx.now)
    const told = (await tellDates(tx, today)) + (await tellEnds(tx, today))
    return told === 0 ? refuse('nothing to tell') : ok(told)
  })

async function tellDates(tx: Write, today: Day): Promise<number> {
  const policy = await getPolicy(tx, 'contract-dates', today)
  const watched = await listWatched(tx, { on: today, before: addMonths(today, LOOK_AHEAD_MONTHS) })
  const before = await listTold(
    tx,
    watched.map(({ contractRef }) => contractRef),
  )
  let told = 0
  for (const contract of watched) {
    for (const { what, day } of datesToTell(datesOf(contract, policy), today)) {
      const { contractRef } = contract
      if (before.has(`${contractRef} ${what} ${day}`)) continue
      await insertTold(tx, contractRef, what, day)
      tx.record({
        type: 'contracts.date-near',
        about: [`contract:${contractRef}`],
        data: { contractRef, what, day: today, dueDay: day },
      } satisfies ContractFact)
      told++
    }
  }
  return told
}

const ENDED_WORDS = {
  'its term': 'Ended at the end of its term',
  notice: 'Ended by notice',
  termination: 'Ended before its term, at once',
} as const

async function tellEnds(tx: Write, today: Day): Promise<number> {
  const ended = await listEnded(tx, { from: addDays(today, -ENDED_WITHIN_DAYS), on: today })
  for (const { contractRef, organisationRef, toDay, isAtOnce } of ended) {
    const why = isAtOnce === null ? 'its term' : isAtOnce ? 'termination' : 'notice'
    await insertTold(tx, contractRef, 'ended', toDay)
    await tellTendering(tx, {
      ...{ kind: 'ended', contractRef, day: lastDay(toDay) },
      words: ENDED_WORDS[why],
    })
    tx.record({
      type: 'contracts.ended',
      about: [`contract:${contractRef}`, `provider:${organisationRef}`],
      data: { contractRef, lastDay: lastDay(toDay), why },
    } satisfies ContractFact)
  }
  return ended.length
}
