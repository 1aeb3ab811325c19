import { type Day, dayOf } from '#src/base/day.ts'
import type { Micros } from '#src/base/moment.ts'
import { ok, refuse, type Result } from '#src/base/result.ts'
import { getPolicy } from '#src/councils/index.ts'
import { listPeopleByRef } from '#src/people/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import { sealChunk } from '#src/platform/audit.ts'
import { type CommandOptions, nextRef, type Shell, type Write } from '#src/platform/command.ts'
import type { Read } from '#src/platform/database.ts'
import {
  insertRows,
  listKept,
  listNamedVisits,
  listProvidersNear,
  listVisited,
  lockSource,
  type NewRow,
} from '#src/visits/call-log/call-log.store.ts'
import { listMoved } from '#src/visits/call-log/correction.store.ts'
import { firstOpenDay } from '#src/visits/call-log/correction.ts'
import { dayOfMicros, type RowFault, type SentRow } from '#src/visits/call-log/log-row.ts'
import { insertDue } from '#src/visits/call-log/seating-due.store.ts'
import { reseat, type SeatsTaken, touch, type Touched } from '#src/visits/call-log/seating.store.ts'
import {
  type Answer,
  type Known,
  type NamedVisit,
  type ReadRow,
  REPEATED,
  takeRows,
} from '#src/visits/call-log/take-rows.ts'
import { LOGGED, type VisitsFact } from '#src/visits/facts.ts'
import { insertLogWakings, listLogWakings } from '#src/visits/wakings/log-waking.store.ts'

/** Rows that one transaction takes in: pages are answered between two of them. */
export const MOST_ROWS = 5_000

/** A batch of so few rows is seated before it is answered; the seats of a larger one follow. */
const SEATED_AT_ONCE = 200

export const matchingOn = (tx: Read, day: Day) => getPolicy(tx, 'matching', day)

export const microsOf = (tx: Read): Micros => Math.floor(tx.now.epochMilliseconds) * 1000

/** Where rows come from: the reference by which `log_ref` is unique. A provider's own systems and hands are kept apart from others'. */
export const sourceOf = (
  kind: 'vendor' | 'client' | 'manual',
  name: string,
  organisation: string | undefined,
): string => [kind, name, organisation].filter((part) => part !== undefined && part !== '').join(':')

type KnownRows = Known & {
  readonly visits: ReadonlyMap<string, NamedVisit & { start: Micros }>
  /** Whose a row is that names no visit. */
  readonly providerOf: ReadonlyMap<SentRow, string | undefined>
}

export async function readKnown(tx: Write, source: string, sent: readonly SentRow[]): Promise<KnownRows> {
  const kept = await listKeptNights(tx, source, sent)
  const fresh = kept.size === 0 ? sent : sent.filter(({ logRef }) => !kept.has(logRef))
  const named = new Set(fresh.flatMap(({ visitRef }) => visitRef ?? []))
  const loose = fresh.filter(({ visitRef }) => visitRef === undefined)
  const providerOf = await readProviders(tx, loose)
  const codes = fresh.some(({ reasonCode }) => reasonCode !== undefined)
    ? (await getPolicy(tx, 'manual-reasons', dayOf(tx.now))).codes.map(({ code }) => code)
    : []
  return {
    rows: kept,
    visits: await listNamedVisits(tx, [...named]),
    people: await readPeople(tx, loose, providerOf),
    providerOf,
    reasonCodes: new Set(codes),
    now: microsOf(tx),
    openFrom: await openFrom(tx),
  }
}

/** The lock of a provider's entries by hand (M-55) holds for those that it sends, too. */
async function openFrom(tx: Write): Promise<Day | undefined> {
  if (tx.actor.organisation === undefined) return undefined
  const today = dayOf(tx.now)
  return firstOpenDay(today, (await matchingOn(tx, today)).lockDays)
}

/** The rows that are here already; of their nights only where somebody speaks of nights. */
async function listKeptNights(
  tx: Write,
  source: string,
  sent: readonly SentRow[],
): Promise<Awaited<ReturnType<typeof listKept>>> {
  const kept = await listKept(
    tx,
    source,
    sent.map(({ logRef }) => logRef),
  )
  const again = sent.filter(({ logRef, wakings }) => wakings !== undefined && kept.has(logRef))
  if (again.length === 0) return kept
  const nights = await listLogWakings(
    tx,
    source,
    again.map(({ logRef }) => logRef),
  )
  return new Map([...kept].map(([logRef, row]) => [logRef, { ...row, wakings: nights.get(logRef) }]))
}

async function readProviders(tx: Write, loose: readonly SentRow[]): Promise<Map<SentRow, string | undefined>> {
  const own = tx.actor.organisation
  if (own !== undefined) return new Map(loose.map((row) => [row, own]))
  const near = await listProvidersNear(tx, loose)
  return new Map(loose.map((row, index) => [row, near[index]]))
}

/** Which of the people visited have care here. */
async function readPeople(
  tx: Write,
  loose: readonly SentRow[],
  providerOf: ReadonlyMap<SentRow, string | undefined>,
): Promise<Set<string>> {
  const isBound = tx.actor.organisation !== undefined
  const asked = new Set(loose.map(({ personRef }) => personRef))
  // Who has a visit near has care; only the others are looked for.
  const people = new Set(
    isBound ? [] : loose.filter((row) => providerOf.get(row) !== undefined).map(({ personRef }) => personRef),
  )
  for (const ref of await listVisited(tx, [...asked.difference(people)])) people.add(ref)
  const others = [...asked.difference(people)]
  // A provider sees no register of people: those whom it visits are all that it may log.
  if (others.length > 0 && !isBound)
    for (const { personRef } of await listPeopleByRef(tx, others)) people.add(personRef)
  return people
}

type Visits = ReadonlyMap<string, { start: Micros }>

type KeptRows = { readonly answers: Answer[]; readonly news: readonly NewRow[]; readonly visits: Visits }

/** Answers each row and keeps the ones accepted. Only within a command that records the fact which seals the chunk. */
async function keepRows(tx: Write, source: string, read: readonly ReadRow[], chunk: string): Promise<KeptRows> {
  await lockSource(tx, source)
  const sent = read.flatMap((row) => (row.read.ok ? [row.read.value] : []))
  const known = await readKnown(tx, source, sent)
  const answers = takeRows(read, known)
  const accepted = answers.filter((answer) => answer.answer === 'accepted')
  const news = accepted.map(({ row, day, part }): NewRow => {
    const organisationRef =
      row.visitRef === undefined ? known.providerOf.get(row) : known.visits.get(row.visitRef)?.organisationRef
    return { row, day, part, organisationRef: tx.actor.organisation ?? organisationRef }
  })
  if (news.length > 0) await insertRows(tx, source, news, chunk)
  await keepNights(tx, source, news, chunk)
  return { answers, news, visits: known.visits }
}

/** What rows say of their nights is kept beside them, with a fact of its own. */
async function keepNights(tx: Write, source: string, news: readonly NewRow[], chunk: string): Promise<void> {
  const nights = await insertLogWakings(tx, source, news)
  if (nights.length === 0) return
  tx.record({
    type: 'visits.log-wakings-kept',
    about: [`call-log:${chunk}`],
    data: {
      ...{ chunk, source },
      nights: nights.map(({ row, day }) => ({ day, logRef: row.logRef, minutes: row.wakings ?? [] })),
    },
  } satisfies VisitsFact)
}

export async function addRows(
  tx: Write,
  source: string,
  news: readonly NewRow[],
  chunk: string,
  visits: Visits,
): Promise<SeatsTaken> {
  if (news.length === 0) return new Map()
  await insertRows(tx, source, news, chunk)
  return seatRows(tx, source, news, visits)
}

async function seatRows(tx: Write, source: string, news: readonly NewRow[], visits: Visits): Promise<SeatsTaken> {
  const touched: Touched = new Map()
  for (const { row } of news) {
    touch(touched, row.personRef, row.in / 1e6)
    const named = row.visitRef === undefined ? undefined : visits.get(row.visitRef)
    if (named) touch(touched, row.personRef, named.start / 1e6)
  }
  // A log-out may complete a row that was put right or put elsewhere meanwhile.
  const completing = news.flatMap(({ row, day, part }) => (part === 'out' ? [{ day, logRef: row.logRef }] : []))
  if (completing.length > 0)
    for (const { personRef, at } of await listMoved(tx, source, completing)) touch(touched, personRef, at)
  const { seats } = await reseat(tx, touched, await matchingOn(tx, dayOf(tx.now)))
  return seats
}

export type Counts = { read: number; accepted: number; alreadyHad: number; refused: number }

export const countAnswers = (answers: readonly Answer[]): Counts => {
  const count = (answer: Answer['answer']): number => answers.filter((one) => one.answer === answer).length
  return {
    read: answers.length,
    accepted: count('accepted'),
    alreadyHad: count('already had'),
    refused: count('refused'),
  }
}

/** Takes in one chunk and seals it; `importRef` names the file that it is part of. Its seats are left due. */
export async function takeChunk(
  tx: Write,
  source: string,
  read: readonly ReadRow[],
  chunk: string,
  importRef?: string,
): Promise<{ answers: Answer[]; counts: Counts }> {
  const kept = await keepRows(tx, source, read, chunk)
  if (kept.news.length > 0) await insertDue(tx, chunk)
  return { answers: kept.answers, counts: await sealRows(tx, source, kept.answers, chunk, importRef) }
}

async function sealRows(
  tx: Write,
  source: string,
  answers: readonly Answer[],
  chunk: string,
  importRef?: string,
): Promise<Counts> {
  const counts = countAnswers(answers)
  tx.record({
    type: 'visits.log-read',
    about: [`call-log:${chunk}`, ...(importRef === undefined ? [] : ([`log-import:${importRef}`] as const))],
    data: {
      chunk,
      source,
      ...(importRef === undefined ? {} : { importRef }),
      ...counts,
      ...(await sealChunk(tx, LOGGED, chunk)),
    },
  } satisfies VisitsFact)
  return counts
}

export type BatchAnswer = {
  readonly chunk: string | undefined
  readonly answers: readonly Answer[]
  /** Where the rows of a small batch sit. The rows of a large one are kept, and seated a moment later. */
  readonly seats: ReadonlyMap<string, string>
  readonly seating: 'done' | 'to follow'
}

const LETTERS = 'ABCDEFGHIJKLMNOP'

/**
 * What a source sends is numbered in one of several rows: `LBA-1001`, `LBK-1001`. A number is held until its rows are kept, and systems
 * that send at once do not wait for each other.
 */
export function numbersOf(prefix: 'LB' | 'LE', source: string): string {
  let hash = 0
  for (let at = 0; at < source.length; at++) hash = Math.imul(hash ^ source.charCodeAt(at), 0x9e3779b1)
  return `${prefix}${LETTERS[(hash ^ (hash >>> 13)) >>> 28]}`
}

/** A machine's batch. One in which nothing is new leaves nothing behind, not even a line of the audit. */
export async function sendBatch(
  shell: Shell,
  actor: Actor,
  input: { source: string; rows: readonly ReadRow[] },
  options: CommandOptions,
): Promise<BatchAnswer> {
  const taken = await shell.command(
    actor,
    'send-log-batch',
    async (tx): Promise<Result<KeptAnswer, KeptAnswer>> => {
      const chunk = await nextRef(tx, numbersOf('LB', input.source))
      const { answers, news, visits } = await keepRows(tx, input.source, input.rows, chunk)
      if (news.length === 0) return refuse(keepAnswer(undefined, answers, new Map(), 'done'))
      const seating = news.length > SEATED_AT_ONCE ? 'to follow' : 'done'
      const seats: SeatsTaken = seating === 'done' ? await seatRows(tx, input.source, news, visits) : new Map()
      if (seating === 'to follow') {
        // One job seats all that waits: where several wait one is on its way.
        if ((await insertDue(tx, chunk)) < 3) await tx.enqueue(SEAT_CALL_LOG, { council: tx.council })
      }
      await sealRows(tx, input.source, answers, chunk)
      return ok(keepAnswer(chunk, answers, seats, seating))
    },
    options,
  )
  const { chunk, marks, faults, seats, seating } = taken.ok ? taken.value : taken.error
  return { chunk, answers: answersOf(input.rows, marks, new Map(faults)), seats: new Map(seats), seating }
}

/** The job that seats what is due. */
export const SEAT_CALL_LOG = 'seat-call-log'

/** An answer as it is kept under an idempotency key: a letter for each row, and what was wrong with those refused. */
type KeptAnswer = {
  readonly chunk: string | undefined
  readonly marks: string
  readonly faults: readonly (readonly [number, RowFault])[]
  readonly seats: readonly (readonly [string, string])[]
  readonly seating: BatchAnswer['seating']
}

const keepAnswer = (
  chunk: string | undefined,
  answers: readonly Answer[],
  seats: SeatsTaken,
  seating: BatchAnswer['seating'],
): KeptAnswer => ({
  chunk,
  marks: answers.map((one) => (one.answer === 'accepted' ? one.part[0] : one.answer[0])).join(''),
  faults: answers.flatMap((one, index) => (one.answer === 'refused' ? [[index, one.fault] as const] : [])),
  seats: [...seats],
  seating,
})

/** The same request had the same rows: with the letters they make the same answers. */
const answersOf = (read: readonly ReadRow[], marks: string, faults: ReadonlyMap<number, RowFault>): Answer[] =>
  read.map(({ logRef, read: one }, index) => {
    const fault = faults.get(index)
    if (fault || !one.ok) return { answer: 'refused', logRef, fault: fault ?? REPEATED }
    const row = one.value
    if (marks[index] === 'a') return { answer: 'already had', row }
    return { answer: 'accepted', row, day: dayOfMicros(row.in), part: marks[index] === 'o' ? 'out' : 'whole' }
  })
