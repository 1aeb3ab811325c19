import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Instant } from '#src/base/day.ts'
import type { Accounts } from '#src/platform/sign-in/tables.ts'

/** Ten failures within a quarter of an hour lock an account, known or not, and an address, for a quarter of an hour. */
export const LOCK_OUT = { failures: 10, minutes: 15 } as const

const keyOf = (what: 'account' | 'address', value: string): string =>
  createHash('sha256').update(`${what} ${value}`).digest('base64url')
export const accountKey = (email: string): string => keyOf('account', email)
export const addressKey = (address: string): string => keyOf('address', address)

/** Counts a try before it is judged, so that many at once are no way round; false when locked. A success is taken back by `forgive`. */
export async function takeTry(accounts: Accounts, keys: readonly string[], now: Instant): Promise<boolean> {
  let allowed = true
  for (const key of [...keys].sort()) {
    const since = now.subtract({ minutes: LOCK_OUT.minutes })
    const { tries, locked_until } = await accounts
      .insertInto('sign_in.failure')
      .values({ key, tries: 1, first_at: now, locked_until: null })
      .onConflict((clash) =>
        clash.column('key').doUpdateSet({
          tries: sql`case when failure.first_at > ${since} and failure.first_at <= ${now} then failure.tries + 1 else 1 end`,
          first_at: sql`case when failure.first_at > ${since} and failure.first_at <= ${now} then failure.first_at else ${now} end`,
        }),
      )
      .returning(['tries', 'locked_until'])
      .executeTakeFirstOrThrow()
    if (locked_until !== null && isLocked(locked_until, now)) allowed = false
    else if (tries > LOCK_OUT.failures) {
      await accounts
        .updateTable('sign_in.failure')
        .set({ locked_until: now.add({ minutes: LOCK_OUT.minutes }) })
        .where('key', '=', key)
        .execute()
      allowed = false
    }
  }
  return allowed
}

/** A lock that ends later than any that is set now is of a clock that was wrong. */
const isLocked = (until: Instant, now: Instant): boolean =>
  Temporal.Instant.compare(until, now) > 0 &&
  Temporal.Instant.compare(until, now.add({ minutes: LOCK_OUT.minutes })) <= 0

/** After a success: the account starts anew, the address is not charged for this try. */
export async function forgive(accounts: Accounts, account: string, address: string): Promise<void> {
  await accounts.deleteFrom('sign_in.failure').where('key', '=', account).execute()
  await accounts
    .updateTable('sign_in.failure')
    .set((row) => ({ tries: row('tries', '-', 1) }))
    .where('key', '=', address)
    .execute()
}
