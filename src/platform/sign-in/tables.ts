import type { Generated, JSONColumnType, Kysely } from 'kysely'
import type { Instant } from '#src/base/day.ts'
import { asPlatform, type Write } from '#src/platform/command.ts'
import type { Database } from '#src/platform/database.ts'

export type SignInTables = {
  'sign_in.counter': { prefix: string; next: number }
  'sign_in.failure': { key: string; tries: number; first_at: Instant; locked_until: Instant | null }
  'sign_in.provider_user': {
    user_ref: string
    organisation_ref: string
    organisation_name: string
    name: string
    email: string
    password_hash: string | null
    created_at: Instant
  }
  'sign_in.provider_user_council': {
    user_ref: string
    council_id: number
    since: Instant
    ended_at: Instant | null
  }
  'sign_in.one_time_link': {
    token_hash: string
    user_ref: string
    purpose: 'invitation' | 'reset'
    council_id: number
    expires_at: Instant
    used_at: Generated<Instant | null>
  }
  'sign_in.machine_client': {
    client_ref: string
    council_id: number
    organisation_ref: string | null
    name: string
    secret_hash: string
    scopes: JSONColumnType<string[]>
    created_by: string
    answerable_ref: string | null
    created_at: Instant
    ended_at: Generated<Instant | null>
  }
  'sign_in.session': { session_hash: string; account: string | null }
  'sign_in.access_token': {
    token_hash: string
    client_ref: string
    scopes: JSONColumnType<string[]>
    expires_at: Instant
  }
}

export type Accounts = Kysely<SignInTables>

/** Work on accounts, in a transaction of the platform's own role: no care data is within its reach. */
export const onAccounts = <T>(database: Database, work: (accounts: Accounts) => Promise<T>): Promise<T> =>
  database.transaction('read write', 'platform', ({ kysely }) => work(kysely))

/** The same within a command: the account and the line that records it stand or fall together. */
export const withAccounts = <T>(tx: Write, work: (accounts: Accounts) => Promise<T>): Promise<T> =>
  asPlatform(tx, () => work(tx.writer as Accounts))

/** The next reference over all councils, e.g. `U-1001`. */
export async function nextAccountRef(accounts: Accounts, prefix: string): Promise<string> {
  const { next } = await accounts
    .insertInto('sign_in.counter')
    .values({ prefix, next: 1001 })
    .onConflict((clash) => clash.column('prefix').doUpdateSet((row) => ({ next: row('sign_in.counter.next', '+', 1) })))
    .returning('next')
    .executeTakeFirstOrThrow()
  return `${prefix}-${next}`
}
