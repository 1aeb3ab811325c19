import { addDays, type Day, dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { type Actor, systemActor } from '#src/platform/actor.ts'
import type { Shell, Write } from '#src/platform/command.ts'
import { takeAside } from '#src/visits/call-log/by-hand-commands.ts'
import type { VisitsFact } from '#src/visits/facts.ts'
import { type ItemAnswer, type ItemKey, mayAnswer } from '#src/visits/open-items/open-item.ts'
import {
  cancelNotMade,
  listLike,
  listRowsOn,
  type NotMade,
  tidyNotHome,
} from '#src/visits/open-items/not-home.store.ts'
import { findTwoPlaces, removeElsewhere, saveElsewhere } from '#src/visits/open-items/two-places.store.ts'
import {
  findItem,
  type FoundItem,
  refreshItems,
  saveAnswer,
  saveAssigned,
} from '#src/visits/open-items/open-items.store.ts'

/** A visit without a log is an item when its provider had two hours to log it (M-42). */
const AFTER_HOURS = 2

/** Looks through the last days for visits without a log and workers in two places, and cancels what turned out not to be made. */
export function findOpenItems(shell: Shell, council: number, lookBackDays: number) {
  const to = dayOf(shell.now())
  return findOpenItemsOf(shell, council, { from: addDays(to, -lookBackDays), to })
}

type Days = { readonly from: Day; readonly to: Day }

/** The same for days further back, in which something changed. */
export const findOpenItemsOf = (shell: Shell, council: number, { from, to }: Days) =>
  shell.command(systemActor(council), 'find-open-items', async (tx) => {
    const found = await refreshItems(tx, from, to, tx.now.subtract({ hours: AFTER_HOURS }))
    const notMade = await cancelNotMade(tx)
    await tidyNotHome(tx)
    recordNotMade(tx, notMade)
    if (found.unlogged + found.clashes === 0) return notMade.length > 0 ? ok(found) : refuse('nothing new')
    tx.record({
      type: 'visits.open-items-found',
      about: [`plans:${to}`],
      data: { from, to, ...found },
    } satisfies VisitsFact)
    return ok(found)
  })

export type AnswerItem = ItemKey & {
  readonly answer: ItemAnswer
  readonly words: string
  /** Of a worker in two places, the visit at which the time counts alone; else it counts at both as logged. */
  readonly countsAt?: string | undefined
  /** The same of every visit that was logged in this absence of the person, or after this end of a placement. */
  readonly ofAll?: boolean | undefined
  /** When the answer was given that its writer had before them, '' for none; left out, it does not matter. */
  readonly seen?: string | undefined
}
export type AnswerRefusal = 'no such item' | 'no such answer' | 'no words' | 'not one of the two' | 'answered meanwhile'

/** What is said about an open item: the provider asks or says that nobody came, the council settles it as it is. */
export const answerItem = (shell: Shell, actor: Actor, input: AnswerItem) =>
  shell.command(actor, 'answer-open-item', async (tx): Promise<Result<string, AnswerRefusal>> => {
    const words = input.words.trim()
    if (!mayAnswer(input.kind, input.answer, actor.organisation !== undefined)) return refuse('no such answer')
    if (words === '') return refuse('no words')
    const item = await findItem(tx, input)
    if (!item) return refuse('no such item')
    const others = item.kind === 'not home' && input.ofAll ? await listLike(tx, item) : []
    const answered = await answerOne(tx, item, { ...input, words })
    if (!answered.ok) return answered
    for (const like of others) {
      const other = await findItem(tx, { kind: 'not home', ...like })
      if (other) await answerOne(tx, other, { answer: input.answer, words })
    }
    return answered
  })

type Said = Pick<AnswerItem, 'answer' | 'words' | 'countsAt' | 'seen'>

async function answerOne(
  tx: Write,
  item: FoundItem,
  { answer, words, countsAt, seen }: Said,
): Promise<Result<string, AnswerRefusal>> {
  // Locked before anything else is written: of two officers at once the second is told.
  if (!(await saveAnswer(tx, item, { answer, words, seen }))) return refuse('answered meanwhile')
  if (item.kind === 'two places' && answer === 'settled') {
    const counted = await countOnce(tx, item, countsAt, words)
    if (!counted.ok) return counted
  }
  if (item.kind === 'not home' && answer === 'not delivered') await takeBack(tx, item, words)
  const { kind, day, itemRef, personRef, visitRef } = item
  tx.record({
    type: 'visits.open-item-answered',
    about: [
      `person:${personRef}`,
      ...(visitRef === null ? [] : ([`visit:${visitRef}`] as const)),
      ...(item.organisationRef === null ? [] : ([`provider:${item.organisationRef}`] as const)),
    ],
    data: { kind, day, itemRef, personRef, visitRef, answer, words },
  } satisfies VisitsFact)
  return ok(itemRef)
}

/** Nobody was visited: what was logged is set aside, and the visit cancelled as it would have been. */
async function takeBack(tx: Write, { day, itemRef }: ItemKey, words: string): Promise<void> {
  // Rows that were merged into one come up once it is set aside.
  for (;;) {
    const [row] = await listRowsOn(tx, { day, visitRef: itemRef })
    if (!row || !(await takeAside(tx, { ...row, reason: words })).ok) break
  }
  recordNotMade(tx, await cancelNotMade(tx, itemRef))
}

function recordNotMade(tx: Write, visits: readonly NotMade[]): void {
  if (visits.length === 0) return
  tx.record({
    type: 'visits.found-not-made',
    about: [
      ...new Set(visits.map(({ personRef }) => `person:${personRef}` as const)),
      ...visits.map(({ visitRef }) => `visit:${visitRef}` as const),
    ],
    data: { visitRefs: visits.map(({ visitRef }) => visitRef) },
  } satisfies VisitsFact)
}

/** The time of a worker in two places counts once, where the officer says: the other visit is paid for what is left (M-53). */
async function countOnce(
  tx: Write,
  { day, itemRef }: ItemKey,
  countsAt: string | undefined,
  words: string,
): Promise<Result<true, 'no such item' | 'not one of the two'>> {
  const found = await findTwoPlaces(tx, day, itemRef)
  if (!found) return refuse('no such item')
  const other = found.places.find(({ visitRef }) => visitRef !== countsAt)
  if (countsAt !== undefined && !found.places.some(({ visitRef }) => visitRef === countsAt))
    return refuse('not one of the two')
  const was = await removeElsewhere(tx, found)
  if (countsAt !== undefined && other) await saveElsewhere(tx, found, { ...other, countsAt, words })
  if (countsAt === undefined && !was) return ok(true)
  const visitRefs = found.places.map(({ visitRef }) => visitRef)
  tx.record({
    type: 'visits.time-counted-once',
    about: [
      ...found.places.map(({ personRef }) => `person:${personRef}` as const),
      ...visitRefs.map((ref) => `visit:${ref}` as const),
    ],
    data: { day, workerRef: found.workerRef, countsAt: countsAt ?? null, visitRefs, words },
  } satisfies VisitsFact)
  return ok(true)
}

/** Items are put into an officer's hands, or given back. */
export const assignItems = (
  shell: Shell,
  actor: Actor,
  input: { readonly keys: readonly ItemKey[]; readonly officerRef: string | undefined },
) =>
  shell.command(actor, 'assign-open-items', async (tx): Promise<Result<number, 'nothing chosen'>> => {
    if (input.keys.length === 0) return refuse('nothing chosen')
    const items = await saveAssigned(tx, input.keys, input.officerRef)
    if (items === 0) return refuse('nothing chosen')
    tx.record({
      type: 'visits.open-items-assigned',
      about: [`officer:${input.officerRef ?? actor.id}`],
      data: { items, officerRef: input.officerRef ?? null },
    } satisfies VisitsFact)
    return ok(items)
  })
