import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Instant } from '#src/base/day.ts'
import type { Result } from '#src/base/result.ts'
import type { Actor, RecordKey } from '#src/platform/actor.ts'
import { appendEntries, type Fact } from '#src/platform/audit.ts'
import {
  type Database,
  json,
  type OpenTransaction,
  type Read,
  roleStatements,
  rows,
  scopeOf,
  sql,
  readerOf,
} from '#src/platform/database.ts'
import type { Session } from '#src/platform/engine.ts'
import { type Files, passingFiles } from '#src/platform/files.ts'
import type { SealKeys } from '#src/platform/seal.ts'

/** A transaction that may write. Only the command shell hands one out, so that nothing changes without an audit line. */
export type Write = Read & {
  readonly actor: Actor
  // biome-ignore lint: typed by each stage with its own tables
  readonly writer: Kysely<any>
  readonly session: Session
  record(fact: Fact): void
  /** The database's own clock, asked now: deadlines between parties are held to it, whichever server answers. */
  moment(): Promise<Instant>
  /** Work for later, there if and only if this transaction commits; its data are references. */
  enqueue(job: string, data: Record<string, unknown>): Promise<void>
}

/** Puts work for later into the transaction of a session; the jobs room gives it. What it answers with is called after the commit. */
export type Enqueue = (session: Session, job: string, data: Record<string, unknown>) => Promise<() => void>

export type Listener = { readonly on: string; readonly hear: (tx: Write, fact: Fact) => Promise<void> }

/** Hears an earlier stage's fact, in the transaction that recorded it. */
export const listen = <F extends Fact, T extends F['type'] = F['type']>(
  on: T,
  hear: (tx: Write, fact: Extract<F, { type: T }>) => Promise<void>,
): Listener => ({ on, hear: hear as Listener['hear'] })

export type CommandOptions = {
  /** From a machine: the same key with the same request gives the first answer again and changes nothing. */
  readonly idempotencyKey?: string | undefined
  readonly request?: unknown
}

export type Shell = {
  readonly database: Database
  /** Documents, beside the database. */
  readonly files: Files
  /** What seals bids, from outside the database; undefined where nobody gave it. */
  readonly seal: SealKeys | undefined
  now(): Instant
  read<T>(actor: Actor, work: (tx: Read) => Promise<T>): Promise<T>
  /** Writes the access line and then reads one record, in one transaction: no line, no view. */
  view<T>(actor: Actor, record: RecordKey, work: (tx: Read) => Promise<T>): Promise<T>
  /** Notes who listed what, by filter and count. */
  noteList(actor: Actor, list: string, detail: Record<string, unknown>): Promise<void>
  command<T, E>(
    actor: Actor,
    name: string,
    decide: (tx: Write) => Promise<Result<T, E>>,
    options?: CommandOptions,
  ): Promise<Result<T, E>>
}

/** The key was used before with another request. */
export class IdempotencyConflict extends Error {}

const RETRIES = 5
const isPassing = (error: unknown): boolean => ['40001', '40P01'].includes((error as { code?: string })?.code ?? '')

export type ShellOptions = {
  readonly files?: Files
  readonly seal?: SealKeys | undefined
  /** Whose clock holds deadlines: the database's, or where time is made up the one that was passed in. */
  readonly deadlines?: 'database' | 'clock'
}

/** The one way in which anything changes: lock, decide, save, listeners, audit, commit. */
export function createShell(
  database: Database,
  listeners: readonly Listener[],
  clock: () => Instant,
  enqueue: Enqueue = nowhere,
  { files = passingFiles(), seal, deadlines = 'clock' }: ShellOptions = {},
): Shell {
  const readIn = (tx: OpenTransaction, actor: Actor): Read => ({
    council: actor.council,
    member: actor.member,
    now: clock(),
    reader: readerOf(tx),
  })
  return {
    database,
    files,
    seal,
    now: clock,
    read: (actor, work) => database.transaction('read only', scopeOf(actor), (tx) => work(readIn(tx, actor))),
    view: (actor, record, work) =>
      database.transaction('read write', scopeOf(actor), async (tx) => {
        await writeAccess(tx, actor, clock(), record, {})
        await tx.session.ahead('set transaction read only')
        return work(readIn(tx, actor))
      }),
    noteList: (actor, list, detail) =>
      database.transaction('read write', scopeOf(actor), (tx) =>
        writeAccess(tx, actor, clock(), `list:${list}`, detail),
      ),
    async command(actor, name, decide, options = {}) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await runOnce({ database, listeners, now: clock(), enqueue, deadlines }, actor, name, decide, options)
        } catch (error) {
          if (!isPassing(error) || attempt === RETRIES) throw error
          await sleep(2 ** attempt * 5 * (1 + Math.random()))
        }
      }
    },
  }
}

/** Carries a refusal out of the transaction, so that it is rolled back. */
class Refused extends Error {
  readonly answer: unknown
  constructor(answer: unknown) {
    super('refused')
    this.answer = answer
  }
}

type Surroundings = {
  database: Database
  listeners: readonly Listener[]
  now: Instant
  enqueue: Enqueue
  deadlines: 'database' | 'clock'
}

/** Without jobs (rules tried on their own) work for later is left undone. */
const nowhere: Enqueue = async () => () => {}

async function runOnce<T, E>(
  surroundings: Surroundings,
  actor: Actor,
  name: string,
  decide: (tx: Write) => Promise<Result<T, E>>,
  options: CommandOptions,
): Promise<Result<T, E>> {
  const { database, listeners, now } = surroundings
  const afterCommit: (() => void)[] = []
  try {
    const answer = await database.transaction('read write', scopeOf(actor), async (open) => {
      const facts: Fact[] = []
      const tx = writeIn(open, actor, surroundings, { facts, afterCommit })
      const earlier = await earlierAnswer<T>(tx, name, options)
      if (earlier) return earlier.answer
      const decided = await decide(tx)
      if (!decided.ok) throw new Refused(decided)
      if (facts.length === 0) throw new Error(`the command ${name} changed something and recorded no fact`)
      // Listeners may record facts of their own, which are heard in turn.
      for (let heard = 0; heard < facts.length; heard++) {
        const fact = facts[heard] as Fact
        for (const listener of listeners) if (listener.on === fact.type) await listener.hear(tx, fact)
      }
      await keepAnswer(tx, name, options, decided)
      await appendEntries(open, actor, name, now, facts)
      return decided
    })
    for (const wake of afterCommit) wake()
    return answer
  } catch (error) {
    if (error instanceof Refused) return error.answer as Result<T, E>
    throw error
  }
}

const writeIn = (
  open: OpenTransaction,
  actor: Actor,
  { now, enqueue, deadlines }: Surroundings,
  { facts, afterCommit }: { facts: Fact[]; afterCommit: (() => void)[] },
): Write => ({
  council: actor.council,
  member: actor.member,
  now,
  moment: () => (deadlines === 'clock' ? Promise.resolve(now) : momentOf(open)),
  actor,
  reader: readerOf(open),
  writer: open.kysely,
  session: open.session,
  record: (fact) => void facts.push(fact),
  enqueue: async (job, data) => void afterCommit.push(await enqueue(open.session, job, data)),
})

async function momentOf({ session }: OpenTransaction): Promise<Instant> {
  const { rows } = await session.query('select clock_timestamp() as moment')
  return (rows[0] as { moment: Instant }).moment
}

const hashRequest = (request: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(request ?? null))
    .digest('hex')

async function earlierAnswer<T>(
  tx: Write,
  name: string,
  options: CommandOptions,
): Promise<{ answer: Result<T, never> } | undefined> {
  if (options.idempotencyKey === undefined) return undefined
  // Two requests with one key at once: the second waits here for the first.
  await rows(
    tx,
    sql`select pg_advisory_xact_lock(hashtextextended(${`${tx.council} ${tx.actor.id} ${name} ${options.idempotencyKey}`}, 0))`,
  )
  const [kept] = await rows(
    tx,
    sql<{ request_hash: string; answer: Result<T, never> }>`
      select request_hash, answer from audit.idempotency
      where council_id = ${tx.council} and actor_id = ${tx.actor.id} and command = ${name} and key = ${options.idempotencyKey}`,
  )
  if (!kept) return undefined
  if (kept.request_hash !== hashRequest(options.request))
    throw new IdempotencyConflict('this idempotency key was used with another request')
  return { answer: kept.answer }
}

async function keepAnswer(tx: Write, name: string, options: CommandOptions, answer: unknown): Promise<void> {
  if (options.idempotencyKey === undefined) return
  await rows(
    tx,
    sql`insert into audit.idempotency (council_id, actor_id, command, key, request_hash, answer, at, organisation_ref)
      values (${tx.council}, ${tx.actor.id}, ${name}, ${options.idempotencyKey}, ${hashRequest(options.request)}, ${json(answer)}::jsonb, ${tx.now},
        ${tx.actor.organisation ?? null})`,
  )
}

async function writeAccess(
  { session }: OpenTransaction,
  actor: Actor,
  at: Instant,
  record: string,
  detail: Record<string, unknown>,
): Promise<void> {
  await session.query(
    `insert into audit.access (council_id, at, actor_kind, actor_id, actor_name, record, detail) values ($1, $2, $3, $4, $5, $6, $7::jsonb)`,
    [actor.council, at, actor.kind, actor.id, actor.name, record, json(detail)],
  )
}

/**
 * Work in the platform's role within a command, for what belongs to no council: it and the audit line stand or fall together.
 * What fails within rolls the whole command back, so the role is taken back only where all is well.
 */
export async function asPlatform<T>(tx: Write, work: () => Promise<T>): Promise<T> {
  await tx.session.script(roleStatements('platform'))
  const value = await work()
  await tx.session.script(roleStatements(scopeOf(tx.actor)))
  return value
}

/** The next reference of a kind in this council, e.g. `PK-1001`. Two at once wait for each other and never get the same. */
export async function nextRef(tx: Write, prefix: string): Promise<string> {
  const [ref] = await nextRefs(tx, prefix, 1)
  return ref as string
}

/** The next so many references of a kind. */
export async function nextRefs(tx: Write, prefix: string, count: number): Promise<string[]> {
  const [row] = await rows(
    tx,
    sql<{ next: number }>`
      insert into audit.counter (council_id, prefix, next) values (${tx.council}, ${prefix}, 1001 + ${count}::int)
      on conflict (council_id, prefix) do update set next = counter.next + ${count}::int returning next`,
  )
  const next = row?.next ?? 0
  return Array.from({ length: count }, (_, at) => `${prefix}-${next - count + at}`)
}
