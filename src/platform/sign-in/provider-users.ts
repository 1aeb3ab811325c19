import type { Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { type Actor, systemActor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import type { SignInFact } from '#src/platform/sign-in/facts.ts'
import { accountKey, addressKey, forgive, takeTry } from '#src/platform/sign-in/lock-out.ts'
import { sendMail } from '#src/platform/sign-in/mail.ts'
import {
  decidePassword,
  hashPassword,
  isPassword,
  type PasswordRefusal,
  spendTheTime,
} from '#src/platform/sign-in/password.ts'
import {
  asEmail,
  deleteSessions,
  findUser,
  findUserByEmail,
  listCouncilsOf,
  type Link,
  lockLink,
  type NewUser,
  type ProviderUser,
  type Purpose,
  saveAccess,
  saveAccessEnded,
  saveLink,
  saveLinksUsed,
  saveNewUser,
  savePassword,
} from '#src/platform/sign-in/provider-users.store.ts'
import { type Accounts, onAccounts, withAccounts } from '#src/platform/sign-in/tables.ts'

export type InviteRefusal = 'belongs to another organisation'

type Invited = { userRef: string; token: string | undefined }

/** Invites a person of an organisation into the council's portal. Who has a password already is let in with it. */
export async function inviteProviderUser(
  shell: Shell,
  actor: Actor,
  user: NewUser,
  words: { address: string; council: string },
): Promise<Result<string, InviteRefusal>> {
  return shell.command<string, InviteRefusal>(actor, 'invite-provider-user', async (tx) => {
    const invited = await withAccounts(tx, (accounts) => letIn(accounts, user, tx.council, tx.now))
    if (!invited.ok) return invited
    const { userRef, token } = invited.value
    const data = { name: user.name, council: words.council, organisation: user.organisationName }
    await sendMail(
      tx,
      token === undefined
        ? { to: user.email, template: 'provider-access', data: { ...data, link: `${words.address}/portal/sign-in` } }
        : {
            to: user.email,
            template: 'provider-invitation',
            data: { ...data, link: `${words.address}/portal/welcome/${token}` },
          },
    )
    tx.record({
      type: 'sign-in.provider-user-invited',
      about: [`provider-user:${userRef}`, `provider:${user.organisationRef}`],
      data: { user: userRef, organisation: user.organisationRef },
    } satisfies SignInFact)
    return ok(userRef)
  })
}

async function letIn(
  accounts: Accounts,
  user: NewUser,
  council: number,
  now: Instant,
): Promise<Result<Invited, InviteRefusal>> {
  const known = await findUserByEmail(accounts, user.email)
  if (known && known.organisationRef !== user.organisationRef) return refuse('belongs to another organisation')
  const userRef = known?.userRef ?? (await saveNewUser(accounts, user, now))
  await saveAccess(accounts, userRef, council, now)
  const token = known?.passwordHash
    ? undefined
    : await saveLink(accounts, { userRef, purpose: 'invitation', council }, now)
  return ok({ userRef, token })
}

/** Takes a user's access to this council away; where it was the last, every session ends with it. */
export async function endProviderUser(shell: Shell, actor: Actor, user: ProviderUser): Promise<void> {
  await shell.command(actor, 'end-provider-user', async (tx) => {
    await withAccounts(tx, async (accounts) => {
      await saveAccessEnded(accounts, user.userRef, tx.council, tx.now)
      await deleteSessions(accounts, user.userRef)
    })
    tx.record({
      type: 'sign-in.provider-user-ended',
      about: [`provider-user:${user.userRef}`, `provider:${user.organisationRef}`],
      data: { user: user.userRef, organisation: user.organisationRef },
    } satisfies SignInFact)
    return ok(undefined)
  })
}

export type SignInRefusal = 'wrong' | 'locked' | 'no council'
export type Entered = { userRef: string; council: number }

/** An email address and a password. The hash is computed outside any transaction, and for unknown addresses too. */
export async function enterWithPassword(
  shell: Shell,
  typed: { email: string; password: string; address: string },
): Promise<Result<Entered, SignInRefusal>> {
  const account = accountKey(asEmail(typed.email))
  const address = addressKey(typed.address)
  const { isAllowed, user } = await onAccounts(shell.database, async (accounts) => ({
    isAllowed: await takeTry(accounts, [account, address], shell.now()),
    user: await findUserByEmail(accounts, typed.email),
  }))
  if (!isAllowed) return refuse('locked')
  if (!user?.passwordHash) {
    await spendTheTime(typed.password)
    return refuse('wrong')
  }
  if (!(await isPassword(typed.password, user.passwordHash))) return refuse('wrong')
  return onAccounts(shell.database, async (accounts) => {
    await forgive(accounts, account, address)
    const [council] = await listCouncilsOf(accounts, user.userRef)
    return council === undefined ? refuse('no council') : ok({ userRef: user.userRef, council })
  })
}

/** Sends a link to choose a new password, if the address has an account; the caller says the same either way. */
export async function askForReset(shell: Shell, email: string, address: string): Promise<void> {
  const asked = await onAccounts(shell.database, async (accounts) => {
    const user = await findUserByEmail(accounts, email)
    const [council] = user ? await listCouncilsOf(accounts, user.userRef) : []
    return user?.passwordHash && council !== undefined ? { user, council } : undefined
  })
  if (!asked) return
  const link = { userRef: asked.user.userRef, purpose: 'reset', council: asked.council } as const
  await shell.command(systemActor(asked.council), 'ask-for-reset', async (tx) => {
    const token = await withAccounts(tx, (accounts) => saveLink(accounts, link, tx.now))
    await sendMail(tx, {
      to: asked.user.email,
      template: 'password-reset',
      data: { name: asked.user.name, link: `${address}/portal/reset/${token}` },
    })
    tx.record({
      type: 'sign-in.reset-asked',
      about: [`provider-user:${asked.user.userRef}`],
      data: { user: asked.user.userRef },
    } satisfies SignInFact)
    return ok(undefined)
  })
}

/** Whose link it is, while it is good. */
export const readLink = (
  shell: Shell,
  token: string,
  purpose: Purpose,
): Promise<(Link & { user: ProviderUser }) | undefined> =>
  onAccounts(shell.database, async (accounts) => {
    const link = await lockLink(accounts, token, purpose, shell.now())
    const user = link && (await findUser(accounts, link.userRef))
    return link && user ? { ...link, user } : undefined
  })

/** Sets the password that a link allows to choose, once; everybody who was signed in with the old one is out. */
export async function choosePassword(
  shell: Shell,
  token: string,
  purpose: Purpose,
  password: string,
): Promise<Result<Entered, PasswordRefusal | 'link is over'>> {
  const found = await readLink(shell, token, purpose)
  if (!found) return refuse('link is over')
  const { user } = found
  const decided = decidePassword(password, [user.organisationName, user.name, user.email.split('@')[0] ?? ''])
  if (!decided.ok) return decided
  const hash = await hashPassword(password)
  return shell.command<Entered, 'link is over'>(systemActor(found.council), 'choose-password', async (tx) => {
    const link = await withAccounts(tx, async (accounts) => {
      const still = await lockLink(accounts, token, purpose, tx.now)
      if (!still) return undefined
      await savePassword(accounts, still.userRef, hash)
      await saveLinksUsed(accounts, still.userRef, tx.now)
      await accounts.deleteFrom('sign_in.failure').where('key', '=', accountKey(user.email)).execute()
      await deleteSessions(accounts, still.userRef)
      return still
    })
    if (!link) return refuse('link is over')
    tx.record({
      type: 'sign-in.password-chosen',
      about: [`provider-user:${link.userRef}`],
      data: { user: link.userRef, by: purpose },
    } satisfies SignInFact)
    return ok(link)
  })
}
