import type { Instant } from '#src/base/day.ts'
import { hashOf, randomSecret } from '#src/platform/http/session.ts'
import { type Accounts, nextAccountRef } from '#src/platform/sign-in/tables.ts'

export type ProviderUser = {
  userRef: string
  organisationRef: string
  organisationName: string
  name: string
  email: string
  passwordHash: string | null
}

/** A user as a council's list shows it. */
export type ListedUser = ProviderUser & { endedAt: Instant | null }

const COLUMNS = [
  'provider_user.user_ref as userRef',
  'provider_user.organisation_ref as organisationRef',
  'provider_user.organisation_name as organisationName',
  'provider_user.name',
  'provider_user.email',
  'provider_user.password_hash as passwordHash',
] as const

/** Addresses are kept and compared in lower case. */
export const asEmail = (typed: string): string => typed.trim().toLowerCase()

export const findUserByEmail = (accounts: Accounts, email: string): Promise<ProviderUser | undefined> =>
  accounts
    .selectFrom('sign_in.provider_user as provider_user')
    .select(COLUMNS)
    .where('email', '=', asEmail(email))
    .executeTakeFirst()

export const findUser = (accounts: Accounts, userRef: string): Promise<ProviderUser | undefined> =>
  accounts
    .selectFrom('sign_in.provider_user as provider_user')
    .select(COLUMNS)
    .where('user_ref', '=', userRef)
    .executeTakeFirst()

/** A user who may work in a council's portal now. */
export const findUserInCouncil = (
  accounts: Accounts,
  userRef: string,
  council: number,
): Promise<ProviderUser | undefined> =>
  accounts
    .selectFrom('sign_in.provider_user as provider_user')
    .innerJoin('sign_in.provider_user_council as works_in', 'works_in.user_ref', 'provider_user.user_ref')
    .select(COLUMNS)
    .where('provider_user.user_ref', '=', userRef)
    .where('works_in.council_id', '=', council)
    .where('works_in.ended_at', 'is', null)
    .executeTakeFirst()

export const listUsersOfCouncil = (accounts: Accounts, council: number): Promise<ListedUser[]> =>
  accounts
    .selectFrom('sign_in.provider_user as provider_user')
    .innerJoin('sign_in.provider_user_council as works_in', 'works_in.user_ref', 'provider_user.user_ref')
    .select([...COLUMNS, 'works_in.ended_at as endedAt'])
    .where('works_in.council_id', '=', council)
    .orderBy('provider_user.organisation_name')
    .orderBy('provider_user.name')
    .limit(1000)
    .execute()

/** Who works for some organisations in a council's portal now. */
export const listUsersOfOrganisations = (
  accounts: Accounts,
  council: number,
  organisationRefs: readonly string[],
): Promise<ProviderUser[]> =>
  accounts
    .selectFrom('sign_in.provider_user as provider_user')
    .innerJoin('sign_in.provider_user_council as works_in', 'works_in.user_ref', 'provider_user.user_ref')
    .select(COLUMNS)
    .where('works_in.council_id', '=', council)
    .where('works_in.ended_at', 'is', null)
    .where('provider_user.organisation_ref', 'in', [...organisationRefs, ''])
    .orderBy('provider_user.user_ref')
    .limit(1000)
    .execute()

export async function listCouncilsOf(accounts: Accounts, userRef: string): Promise<number[]> {
  const rows = await accounts
    .selectFrom('sign_in.provider_user_council')
    .select('council_id')
    .where('user_ref', '=', userRef)
    .where('ended_at', 'is', null)
    .orderBy('council_id')
    .execute()
  return rows.map(({ council_id }) => council_id)
}

export type NewUser = Omit<ProviderUser, 'userRef' | 'passwordHash'>

export async function saveNewUser(accounts: Accounts, user: NewUser, now: Instant): Promise<string> {
  const userRef = await nextAccountRef(accounts, 'U')
  await accounts
    .insertInto('sign_in.provider_user')
    .values({
      user_ref: userRef,
      organisation_ref: user.organisationRef,
      organisation_name: user.organisationName,
      name: user.name,
      email: asEmail(user.email),
      password_hash: null,
      created_at: now,
    })
    .execute()
  return userRef
}

/** Lets a user into a council's portal, for the first time or again. */
export async function saveAccess(accounts: Accounts, userRef: string, council: number, now: Instant): Promise<void> {
  await accounts
    .insertInto('sign_in.provider_user_council')
    .values({ user_ref: userRef, council_id: council, since: now, ended_at: null })
    .onConflict((clash) => clash.columns(['user_ref', 'council_id']).doUpdateSet({ ended_at: null }))
    .execute()
}

export async function saveAccessEnded(accounts: Accounts, userRef: string, council: number, now: Instant) {
  await accounts
    .updateTable('sign_in.provider_user_council')
    .set({ ended_at: now })
    .where('user_ref', '=', userRef)
    .where('council_id', '=', council)
    .execute()
}

/** Whoever is signed in as this user is out. */
export const deleteSessions = (accounts: Accounts, userRef: string): Promise<unknown> =>
  accounts.deleteFrom('sign_in.session').where('account', '=', `portal:${userRef}`).execute()

export async function savePassword(accounts: Accounts, userRef: string, hash: string): Promise<void> {
  await accounts
    .updateTable('sign_in.provider_user')
    .set({ password_hash: hash })
    .where('user_ref', '=', userRef)
    .execute()
}

export type Purpose = 'invitation' | 'reset'
/** An invitation waits a week for its reader, a reset is wanted now. */
const GOOD_FOR_HOURS: Record<Purpose, number> = { invitation: 7 * 24, reset: 1 }

/** Makes a link's token; only its hash is kept. Earlier links for the same purpose stop working. */
export async function saveLink(
  accounts: Accounts,
  link: { userRef: string; purpose: Purpose; council: number },
  now: Instant,
): Promise<string> {
  const token = randomSecret()
  await accounts
    .deleteFrom('sign_in.one_time_link')
    .where('user_ref', '=', link.userRef)
    .where('purpose', '=', link.purpose)
    .execute()
  await accounts
    .insertInto('sign_in.one_time_link')
    .values({
      token_hash: hashOf(token),
      user_ref: link.userRef,
      purpose: link.purpose,
      council_id: link.council,
      expires_at: now.add({ hours: GOOD_FOR_HOURS[link.purpose] }),
    })
    .execute()
  return token
}

export type Link = { userRef: string; council: number }

/** The link of a token that is still good; locked so that two readers cannot both use it. */
export const lockLink = (
  accounts: Accounts,
  token: string,
  purpose: Purpose,
  now: Instant,
): Promise<Link | undefined> =>
  accounts
    .selectFrom('sign_in.one_time_link')
    .select(['user_ref as userRef', 'council_id as council'])
    .where('token_hash', '=', hashOf(token))
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .forUpdate()
    .executeTakeFirst()

/** After a password was chosen no link for it is good any more. */
export async function saveLinksUsed(accounts: Accounts, userRef: string, now: Instant): Promise<void> {
  await accounts
    .updateTable('sign_in.one_time_link')
    .set({ used_at: now })
    .where('user_ref', '=', userRef)
    .where('used_at', 'is', null)
    .execute()
}
