import { createHash } from 'node:crypto'
import type { Instant } from '#src/base/day.ts'
import type { Actor, RecordKey } from '#src/platform/actor.ts'
import { type Database, json, type OpenTransaction, type Read, rows, sql } from '#src/platform/database.ts'

/** Something that happened, in the past tense: `stage.what-happened`. A stage's facts.ts narrows it to a union. */
export type Fact = {
  readonly type: `${string}.${string}`
  readonly about: readonly RecordKey[]
  readonly data: Readonly<Record<string, unknown>>
}

/** One fact of a stage's union: its type, and what it says. */
export type FactOf<T extends Fact['type'], D> = {
  readonly type: T
  readonly about: readonly RecordKey[]
  readonly data: D & Record<string, unknown>
}

export type AuditEntry = {
  readonly seq: number
  readonly at: Instant
  readonly actorKind: Actor['kind']
  readonly actorId: string
  readonly actorName: string
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}

const GENESIS = '0'.repeat(64)

/**
 * Appends a command's facts to its council's chain. Called last of all in a transaction: the chain head stays locked until the
 * commit, so that everything before it runs side by side (locking it earlier deadlocks).
 */
export async function appendEntries(
  tx: OpenTransaction,
  actor: Actor,
  command: string,
  now: Instant,
  facts: readonly Fact[],
): Promise<void> {
  const council = actor.council
  let { seq, hash } = await lockHead(tx, council)
  const entries = facts.map((fact) => {
    seq += 1
    const entry = {
      council_id: council,
      seq,
      at: now.toString(),
      command,
      actor_kind: actor.kind,
      actor_id: actor.id,
      actor_name: actor.name,
      type: fact.type,
      about: fact.about,
      data: JSON.parse(JSON.stringify(fact.data)),
      prev_hash: hash,
    }
    hash = hashEntry(entry)
    return { ...entry, hash }
  })
  await tx.session.query(
    `insert into audit.entry (council_id, seq, at, command, actor_kind, actor_id, actor_name, type, about, data, prev_hash, hash)
     select council_id, seq, at, command, actor_kind, actor_id, actor_name, type, about, data, prev_hash, hash
     from jsonb_to_recordset($1::jsonb) as e(council_id int, seq bigint, at timestamptz, command text, actor_kind text, actor_id text,
       actor_name text, type text, about text[], data jsonb, prev_hash text, hash text)`,
    [json(entries)],
  )
  const about = entries.flatMap((entry) =>
    [...new Set(entry.about)].map((record) => ({ council_id: council, record, seq: entry.seq })),
  )
  if (about.length > 0) {
    await tx.session.query(
      `insert into audit.about (council_id, record, seq)
       select council_id, record, seq from jsonb_to_recordset($1::jsonb) as a(council_id int, record text, seq bigint)`,
      [json(about)],
    )
  }
  await tx.session.query(`update audit.chain_head set seq = $2, hash = $3 where council_id = $1`, [council, seq, hash])
}

/** The end of the chain, held until the commit. */
async function lockHead(tx: OpenTransaction, council: number): Promise<{ seq: number; hash: string }> {
  const held = await holdHead(tx, council)
  if (held) return held
  await tx.session.query(
    `insert into audit.chain_head (council_id, seq, hash) values ($1, 0, $2) on conflict (council_id) do nothing`,
    [council, GENESIS],
  )
  const begun = await holdHead(tx, council)
  if (!begun) throw new Error(`the audit chain of council ${council} has no head`)
  return begun
}

async function holdHead(tx: OpenTransaction, council: number): Promise<{ seq: number; hash: string } | undefined> {
  const { rows: held } = await tx.session.query(
    `select seq, hash from audit.chain_head where council_id = $1 for update`,
    [council],
  )
  return held[0] as { seq: number; hash: string } | undefined
}

type HashedEntry = {
  council_id: number
  seq: number
  at: string
  command: string
  actor_kind: string
  actor_id: string
  actor_name: string
  type: string
  about: readonly string[]
  data: unknown
  prev_hash: string
}

/** SHA-256 over the entry with its keys in order: jsonb does not keep the order in which keys were written. */
const hashEntry = (entry: HashedEntry): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        entry.council_id,
        entry.seq,
        entry.at,
        entry.command,
        entry.actor_kind,
        entry.actor_id,
        entry.actor_name,
        entry.type,
        entry.about,
        ordered(entry.data),
        entry.prev_hash,
      ]),
    )
    .digest('hex')

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (value === null || typeof value !== 'object') return value
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => [key, ordered(inner)])
}

/** What happened to a record, newest first. */
export async function timeline(
  tx: Read,
  record: RecordKey,
  page: { before?: number; limit?: number } = {},
): Promise<AuditEntry[]> {
  return rows(
    tx,
    sql<AuditEntry>`
      select e.seq, e.at, e.actor_kind as "actorKind", e.actor_id as "actorId", e.actor_name as "actorName", e.type, e.data
      from audit.about a join audit.entry e on e.council_id = a.council_id and e.seq = a.seq
      where a.council_id = ${tx.council} and a.record = ${record} and a.seq < ${page.before ?? Number.MAX_SAFE_INTEGER}
      order by a.seq desc limit ${page.limit ?? 20}`,
  )
}

/** A table whose rows come in bulk: one fact seals a chunk of them. `columns` never change once written; `order` is the rows' key. */
export type ChunkedTable = {
  readonly fact: string
  /** The column that says of which chunk a row is; `chunk` where it is not named. */
  readonly by?: string
  readonly table: string
  readonly columns: readonly string[]
  readonly order: readonly string[]
}

export type Seal = {
  readonly sha256: string
  readonly first: string | null
  readonly last: string | null
  readonly count: number
}

/** The hash of a chunk's rows as they stand; a bulk command records it with `{ chunk, ...seal }` in its fact's data. */
export async function sealChunk(tx: Read, chunked: ChunkedTable, chunk: string): Promise<Seal> {
  const [seal] = await rows(tx, sealQuery(chunked, tx.council, chunk))
  if (!seal) throw new Error(`chunk ${chunk} has no seal`)
  return seal
}

const sealQuery = ({ table, by: chunked = 'chunk', columns, order }: ChunkedTable, council: number, chunk: string) => {
  const key = sql.raw(order.map((column) => `${column}::text`).join(` || ' ' || `))
  const by = sql.raw(order.map((column) => `${column}::text collate "C"`).join(', '))
  // Sorted once, below the sums: sums that sort each for themselves take three times as long.
  return sql<Seal>`
    select encode(sha256(convert_to(coalesce(string_agg(line, E'\n'), ''), 'UTF8')), 'hex') as sha256,
      (array_agg(key))[1] as first, (array_agg(key))[count(*)] as last, count(*) as count
    from (select row(${sql.raw(columns.join(', '))})::text as line, ${key} as key
      from ${sql.raw(table)} where council_id = ${council} and ${sql.ref(chunked)} = ${chunk} order by ${by}) as sorted`
}

export type Broken = { readonly council: number; readonly seq: number; readonly what: string }

/**
 * Walks a council's chain from its first line, recomputes every hash and every sealed chunk, and answers with the first broken
 * link, or undefined when all holds.
 */
export async function verifyAudit(
  database: Database,
  council: number,
  chunkedTables: readonly ChunkedTable[],
  progress?: (checked: number) => void,
): Promise<Broken | undefined> {
  let previous = GENESIS
  let seq = 0
  for (;;) {
    const step = await database.transaction('read only', { council }, async (tx) => {
      const entries = (
        await tx.session.query(`select * from audit.entry where council_id = $1 and seq > $2 order by seq limit 500`, [
          council,
          seq,
        ])
      ).rows as (HashedEntry & { hash: string; at: unknown })[]
      for (const row of entries) {
        const what = await faultOf(tx, council, row, seq + 1, previous, chunkedTables)
        if (what) return { broken: { council, seq: seq + 1, what } }
        seq += 1
        previous = row.hash
      }
      return { done: entries.length < 500 }
    })
    if ('broken' in step && step.broken) return step.broken
    progress?.(seq)
    if ('done' in step && step.done) break
  }
  return headFault(database, council, seq, previous)
}

async function faultOf(
  tx: OpenTransaction,
  council: number,
  row: HashedEntry & { hash: string },
  expected: number,
  previous: string,
  chunkedTables: readonly ChunkedTable[],
): Promise<string | undefined> {
  if (row.seq !== expected) return `line ${expected} is missing`
  if (row.prev_hash !== previous) return `line ${row.seq} does not follow the line before it`
  if (hashEntry({ ...row, at: String(row.at) }) !== row.hash)
    return `line ${row.seq} (${row.type}) was changed after it was written`
  const data = row.data as { chunk?: string } & Partial<Seal>
  if (!data.chunk) return undefined
  for (const chunked of chunkedTables.filter((table) => table.fact === row.type)) {
    const { rows: found } = await sealQuery(chunked, council, data.chunk).execute(tx.kysely)
    const seal = found[0]
    if (seal?.sha256 !== data.sha256 || seal?.count !== data.count) {
      return `rows of ${chunked.table} in chunk ${data.chunk} (${data.first} to ${data.last}) were changed after line ${row.seq} sealed them`
    }
  }
  return undefined
}

const headFault = (database: Database, council: number, seq: number, hash: string): Promise<Broken | undefined> =>
  database.transaction('read only', { council }, async (tx) => {
    const head = (await tx.session.query(`select seq, hash from audit.chain_head where council_id = $1`, [council]))
      .rows[0] as { seq: number; hash: string } | undefined
    if (!head && seq === 0) return undefined
    if (head?.seq === seq && head.hash === hash) return undefined
    return {
      council,
      seq: seq + 1,
      what: `the chain ends at line ${seq}, but its head says ${head?.seq ?? 0}: lines were removed or added`,
    }
  })
