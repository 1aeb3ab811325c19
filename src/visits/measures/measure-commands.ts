import { addDays, type Day, dayOf } from '#src/base/day.ts'
import { ok, refuse } from '#src/base/result.ts'
import { noteKnown } from '#src/brokerage/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell, Write } from '#src/platform/command.ts'
import { noteMemberMeasures } from '#src/tendering/index.ts'
import type { VisitsFact } from '#src/visits/facts.ts'
import {
  countContinuity,
  countDay,
  listCounted,
  listDelivered,
  listPeopleServed,
  markDays,
  takeDueDay,
  takeDuePeople,
} from '#src/visits/measures/measure.store.ts'
import { countLengths } from '#src/visits/short-visits/short-visit.store.ts'

/** People whose continuity one transaction counts: pages are answered between two of them. */
const PEOPLE_AT_ONCE = 50

/**
 * Counts every day that waits to be counted, the newest first, each in a transaction of its own. `andDays` are counted too:
 * a day without a single log has visits that were missed all the same.
 */
export async function countDueDays(shell: Shell, actor: Actor, andDays: readonly Day[] = []): Promise<Day[]> {
  const counted: Day[] = []
  const more = [...andDays]
  for (;;) {
    const done = await shell.command(actor, 'count-day', async (tx) => {
      await markDays(tx, more.splice(0))
      const day = await takeDueDay(tx, dayOf(tx.now))
      if (day === undefined) return refuse('nothing waits')
      await countDay(tx, day)
      await countLengths(tx, day)
      tx.record({ type: 'visits.day-counted', about: [`measures:${day}`], data: { day } } satisfies VisitsFact)
      return ok(day)
    })
    if (!done.ok) return counted
    counted.push(done.value)
  }
}

/** Counts everybody's continuity as of today; answers with how many people it is. */
export async function countEverybody(shell: Shell, actor: Actor): Promise<number> {
  let people = 0
  let after = ''
  for (;;) {
    const done = await shell.command(actor, 'count-continuity', async (tx) => {
      const these = await listPeopleServed(tx, after, PEOPLE_AT_ONCE)
      const last = these.at(-1)
      if (last === undefined) return refuse('nobody left')
      await countPeople(tx, these)
      return ok({ last, people: these.length })
    })
    if (!done.ok) return people
    after = done.value.last
    people += done.value.people
  }
}

/** Counts the continuity of people whose log came since it was counted; answers with how many people it is. */
export async function countDuePeople(shell: Shell, actor: Actor): Promise<number> {
  let people = 0
  for (;;) {
    const done = await shell.command(actor, 'count-due-people', async (tx) => {
      const these = await takeDuePeople(tx, PEOPLE_AT_ONCE)
      if (these.length === 0) return refuse('nobody waits')
      await countPeople(tx, these)
      return ok(these.length)
    })
    if (!done.ok) return people
    people += done.value
  }
}

/** Counts the continuity of these people as of today. */
export const countThese = (shell: Shell, actor: Actor, personRefs: readonly string[]) =>
  shell.command(actor, 'count-continuity', async (tx) => {
    await countPeople(tx, personRefs)
    return ok(personRefs.length)
  })

/** Who came to some people, which brokerage is told: it is asked who knows a person when offers are ranked. */
async function countPeople(tx: Write, personRefs: readonly string[]): Promise<void> {
  const asOf = dayOf(tx.now)
  await countContinuity(tx, personRefs, asOf)
  await noteKnown(tx, personRefs, asOf, await listCounted(tx, personRefs))
  tx.record({
    type: 'visits.continuity-counted',
    about: [`measures:${asOf}`],
    data: { asOf, people: personRefs.length },
  } satisfies VisitsFact)
}

/** The days over which lists of providers judge what was delivered. */
const DAYS_JUDGED = 91

/** Tells the lists that providers are ranked on how much of what was due each of them delivered. */
export const tellLists = (shell: Shell, actor: Actor) =>
  shell.command(actor, 'tell-lists', async (tx) => {
    const today = dayOf(tx.now)
    const delivered = await listDelivered(tx, addDays(today, -DAYS_JUDGED), addDays(today, -1))
    if (delivered.length === 0) return refuse('nothing counted')
    await noteMemberMeasures(tx, delivered)
    return ok(delivered.length)
  })
