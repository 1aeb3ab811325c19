import { PGlite, types } from '@electric-sql/pglite'
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist'
import pg from 'pg'
import { converse, type QueryResult } from '#src/platform/prepared.ts'
import { setImmediate } from 'node:timers/promises'

/** One connection, held by one user at a time. */
export type Session = {
  query(text: string, parameters?: readonly unknown[]): Promise<QueryResult>
  /** Several statements without parameters in one round trip; answers with the last one's rows. */
  script(text: string): Promise<QueryResult>
  /** A script that fails what follows when it fails; the embedded database is sent both at once. */
  ahead(text: string): Promise<void>
}

/** A database of the PostgreSQL family. PGlite has one session, PostgreSQL a pool of them. */
export type Engine = {
  readonly kind: 'pglite' | 'postgres'
  /** Lends a session; others wait their turn. */
  session<T>(work: (session: Session) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** Moments are immutable, and the starts of visits come again by the thousand: each is read once, and costs its memory once. */
const known = new Map<string, Temporal.Instant>()
const MOST_KNOWN = 2_000

function readMoment(text: string): Temporal.Instant {
  const same = known.get(text)
  if (same) return same
  if (known.size === MOST_KNOWN) known.clear()
  const moment = Temporal.Instant.from(text)
  known.set(text, moment)
  return moment
}

/** Both drivers read a value the same way: whole numbers as numbers, days as text, moments as Temporal.Instant. */
const PARSERS: Record<number, (text: string) => unknown> = {
  [types.INT8]: Number,
  [types.NUMERIC]: Number,
  [types.DATE]: (text) => text,
  [types.TIMESTAMPTZ]: readMoment,
}

const readerOf = (type: number, format: 'text' | 'binary' = 'text') =>
  PARSERS[type] ?? (pg.types.getTypeParser(type, format as 'text') as (text: string) => unknown)

const toParameter = (value: unknown): unknown => (value instanceof Temporal.Instant ? value.toString() : value)

/** The embedded database in a folder, in memory when there is none, or from the dump of another. */
export async function openPglite(
  options: { folder?: string; dump?: Blob } = {},
): Promise<Engine & { dump(): Promise<Blob> }> {
  const pglite = await PGlite.create({
    ...(options.folder ? { dataDir: options.folder } : {}),
    ...(options.dump ? { loadDataDir: options.dump } : {}),
    extensions: { btree_gist },
  })
  // Opened after a kill, or from a dump, it recovers, and the clock that would log how far it is keeps the process alive for ever.
  await pglite.exec('alter system set log_startup_progress_interval = 0')
  const { query, script, ahead } = converse(pglite, readerOf)
  const session: Session = {
    query: (text, parameters = []) => query(text, parameters.map(toParameter)),
    script,
    ahead: async (text) => ahead(text),
  }
  let turn: Promise<unknown> = Promise.resolve()
  return {
    kind: 'pglite',
    session(work) {
      const mine = turn.then(async () => {
        // Its answers come without the event loop: unasked, a queue of sessions would keep all that is read and written waiting.
        await setImmediate()
        return work(session)
      })
      turn = mine.catch(() => {})
      return mine
    },
    async close() {
      await turn
      await pglite.close()
    },
    dump: () => pglite.dumpDataDir('none'),
  }
}

export function openPostgres(url: string, options: { connections?: number } = {}): Engine {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections ?? 10,
    // Compiling a statement takes longer than running it where thousands of rows are looked up by key.
    options: '-c timezone=UTC -c jit=off',
    types: {
      getTypeParser: readerOf as typeof pg.types.getTypeParser,
    },
  })
  // An idle connection that the server drops is replaced at the next use; unheard, the event would end the process.
  pool.on('error', () => {})
  return {
    kind: 'postgres',
    async session(work) {
      const client = await pool.connect()
      let broken: Error | undefined
      const watch = (error: Error) => {
        broken = error
      }
      client.on('error', watch)
      try {
        return await work(postgresSession(client))
      } finally {
        client.off('error', watch)
        client.release(broken)
      }
    },
    close: () => pool.end(),
  }
}

const postgresSession = (client: pg.PoolClient): Session => ({
  async query(text, parameters = []) {
    const { rows, rowCount } = await client.query(text, parameters.map(toParameter))
    return { rows, affected: rowCount ?? 0 }
  },
  async script(text) {
    const answer: pg.QueryResult | pg.QueryResult[] = await client.query(text)
    const last = Array.isArray(answer) ? answer.at(-1) : answer
    return { rows: last?.rows ?? [], affected: last?.rowCount ?? 0 }
  },
  ahead: async (text) => void (await client.query(text)),
})
