import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
  sql,
} from 'kysely'
import type { ReadonlyKysely } from 'kysely/readonly'
import type { Instant } from '#src/base/day.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Engine, Session } from '#src/platform/engine.ts'

export { sql }

// Stages type it with their own tables: `const from = (tx: Read): ReadonlyKysely<BrokerageTables> => tx.reader`.
// biome-ignore lint: the tables of all stages are not known here
type AnyTables = any

/** A read only transaction of one council, or of one organisation within it. */
export type Read = {
  readonly council: number
  /** In a joint arrangement, the member whose own rows this transaction sees. */
  readonly member?: number | undefined
  readonly now: Instant
  readonly reader: ReadonlyKysely<AnyTables>
}

/** What rows a transaction may see: a council's, one organisation's within a council, what a council publishes, or the platform's own tables. */
export type Scope =
  | {
      readonly council: number
      readonly organisation?: string
      readonly published?: boolean
      readonly member?: number
    }
  | 'platform'

/** A transaction that may write. Only the command shell and the platform's own rooms open one. */
export type OpenTransaction = {
  readonly session: Session
  readonly kysely: Kysely<AnyTables>
}

export type Database = {
  readonly engine: Engine
  /** @throws when called inside another transaction: on one connection it would wait for itself for ever. */
  transaction<T>(mode: 'read only' | 'read write', scope: Scope, work: (tx: OpenTransaction) => Promise<T>): Promise<T>
}

/** How a transaction is opened and closed on a session; tests replace it by savepoints. */
export type Boundary = {
  open(mode: 'read only' | 'read write', scope: Scope): string
  commit: string
  rollback: string
}

export function scopeOf({ kind, council, organisation, member }: Actor): Scope {
  if (kind === 'visitor') return { council, published: true }
  if (member !== undefined) return { council, member }
  return organisation === undefined ? { council } : { council, organisation }
}

/** `SET LOCAL` takes no parameters, so its values are held to a shape that needs no quoting. */
export function roleStatements(scope: Scope): string {
  if (scope === 'platform') return `set local role almoner_platform`
  if (!Number.isSafeInteger(scope.council) || scope.council < 1) throw new Error(`no such council: ${scope.council}`)
  const council = `set local app.council = '${scope.council}'`
  if (scope.published) return `set local role almoner_public; ${council}`
  if (scope.member !== undefined) {
    if (!Number.isSafeInteger(scope.member)) throw new Error(`no such member: ${scope.member}`)
    return `set local role almoner_council; ${council}; set local app.member = '${scope.member}'`
  }
  if (scope.organisation === undefined) return `set local role almoner_council; ${council}`
  if (!/^[A-Za-z0-9-]{1,40}$/.test(scope.organisation))
    throw new Error('an organisation reference is letters, digits and hyphens')
  return `set local role almoner_provider; ${council}; set local app.organisation = '${scope.organisation}'`
}

const PLAIN: Boundary = {
  open: (mode, scope) => `begin ${mode}; ${roleStatements(scope)}`,
  commit: 'commit',
  rollback: 'rollback',
}

const inside = new AsyncLocalStorage<'transaction'>()
const counter = new AsyncLocalStorage<{ queries: number }>()

/** Runs `work` and counts the statements it sends, transaction boundaries left out. */
export async function countQueries<T>(work: () => Promise<T>): Promise<{ value: T; queries: number }> {
  const count = { queries: 0 }
  const value = await counter.run(count, work)
  return { value, queries: count.queries }
}

export const createDatabase = (engine: Engine, boundary: Boundary = PLAIN): Database => ({
  engine,
  transaction(mode, scope, work) {
    if (inside.getStore()) throw new Error('a transaction was opened inside another: pass the open one on')
    return engine.session((session) =>
      inside.run('transaction', async () => {
        await session.ahead(boundary.open(mode, scope))
        try {
          const counted = counting(session)
          const value = await work({ session: counted, kysely: writerOn(counted) })
          // A read leaves nothing behind; rolled back it also drops its read only mark where the boundary is a savepoint.
          if (mode === 'read only') await session.ahead(boundary.rollback)
          else await session.script(boundary.commit)
          return value
        } catch (error) {
          await session.script(boundary.rollback).catch(() => {})
          throw error
        }
      }),
    )
  },
})

function counting(session: Session): Session {
  const count = counter.getStore()
  if (!count) return session
  return {
    ...session,
    query(text, parameters) {
      count.queries += 1
      return session.query(text, parameters)
    },
  }
}

type Transactions = Pick<Driver, 'beginTransaction' | 'commitTransaction' | 'rollbackTransaction'>

const refuse = () => Promise.reject(new Error('the database layer opens transactions'))
const REFUSED: Transactions = { beginTransaction: refuse, commitTransaction: refuse, rollbackTransaction: refuse }

/** For the migrator alone, which opens a transaction of its own: all migrations or none. */
export const transactionsOn = (session: Session): Transactions => ({
  beginTransaction: async () => void (await session.script('begin')),
  commitTransaction: async () => void (await session.script('commit')),
  rollbackTransaction: async () => void (await session.script('rollback')),
})

const writers = new WeakMap<Session, Kysely<AnyTables>>()

/** The writer of a session, made once: a session of the embedded database serves every transaction. */
function writerOn(session: Session): Kysely<AnyTables> {
  const writer = writers.get(session) ?? kyselyOn(session)
  writers.set(session, writer)
  return writer
}

/** Kysely as a writer of SQL over a session that is already open. */
export function kyselyOn(session: Session, transactions: Transactions = REFUSED): Kysely<AnyTables> {
  const connection: DatabaseConnection = {
    async executeQuery<R>({ sql: text, parameters }: CompiledQuery) {
      const { rows, affected } = await session.query(text, parameters)
      return { rows: rows as R[], numAffectedRows: BigInt(affected) }
    },
    streamQuery() {
      throw new Error('read in pages by key: a cursor holds the connection')
    },
  }
  return new Kysely<AnyTables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createIntrospector: (kysely) => new PostgresIntrospector(kysely),
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createDriver: () => ({
        init: async () => {},
        acquireConnection: async () => connection,
        releaseConnection: async () => {},
        ...transactions,
        destroy: async () => {},
      }),
    },
  })
}

/** The reading half of a transaction. PostgreSQL refuses the writing half where it was opened read only. */
export const readerOf = (tx: OpenTransaction): ReadonlyKysely<AnyTables> =>
  tx.kysely as unknown as ReadonlyKysely<AnyTables>

/** Plain SQL in a transaction at hand. */
export async function rows<T>(tx: Read, query: RawBuilder<T>): Promise<T[]> {
  const result = await query.execute(tx.reader as unknown as Kysely<AnyTables>)
  return result.rows
}

/**
 * From here on this transaction reads rows by key, whatever the planner believes: of a table that was empty when it was last counted,
 * or when a statement was planned, it believes that reading all of it is cheaper.
 */
export const readByKey = ({ session }: Pick<OpenTransaction, 'session'>): Promise<void> =>
  session.ahead('set local enable_seqscan = off')

/** A value for a jsonb column; arrays need it, since a driver would send them as PostgreSQL arrays. */
export const json = (value: unknown): string => JSON.stringify(value)

/** A moment as Micros: exact to the microsecond for centuries, in a third of the time of `extract`. */
export const micros = (column: string) => sql.raw(`(date_part('epoch', ${column}) * 1000000)::bigint`)
