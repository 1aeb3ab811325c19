import type { FastifyInstance } from 'fastify'
import type { Instant } from '#src/base/day.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import type { Database } from '#src/platform/database.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { Identities } from '#src/platform/http/guard.ts'
import type { RateLimits } from '#src/platform/http/rate-limits.ts'
import { dropOldSessions, type SignedIn } from '#src/platform/http/session.ts'
import { actorOfToken, type ClientRules } from '#src/platform/sign-in/machine-clients.ts'
import { listClients, newClient, postEndClient, postNewClient } from '#src/platform/sign-in/machine-clients.page.ts'
import { type MailTemplate, SIGN_IN_MAILS } from '#src/platform/sign-in/mail.ts'
import { type OpenId, openIdAt, type StaffSignIn } from '#src/platform/sign-in/open-id.ts'
import {
  postCouncil,
  postForgotten,
  postLink,
  postPortalSignIn,
  portalSignIn,
  RESET,
  showCouncils,
  showForgotten,
  showLink,
  WELCOME,
} from '#src/platform/sign-in/portal.page.ts'
import {
  type InvitePages,
  listProviderUsers,
  postEndUser,
  postInvite,
  showInvite,
  showOutbox,
} from '#src/platform/sign-in/provider-users.page.ts'
import { findUserInCouncil, type ProviderUser } from '#src/platform/sign-in/provider-users.store.ts'
import { mayChooseWhoToBe, type SignInSettings } from '#src/platform/sign-in/settings.ts'
import {
  become,
  choosePage,
  finishSignIn,
  signedOutPage,
  signInPage,
  signOut,
  signOutPage,
  startSignIn,
  type TrialPerson,
  type WhoIs,
} from '#src/platform/sign-in/staff.page.ts'
import { onAccounts } from '#src/platform/sign-in/tables.ts'
import { mountTokens } from '#src/platform/sign-in/tokens.ts'

export type SignInOptions = Pick<InvitePages, 'councilName'> &
  ClientRules & {
    shell: Shell
    settings: SignInSettings
    /** The officer of an identity, with the grants of their roles; undefined for a stranger or one who has left. */
    whoIs: WhoIs
    /** Told of every sign-in at the identity provider, before `whoIs` is asked: a new officer may be linked here. */
    noteStaffSignIn?: (who: StaffSignIn) => Promise<void>
    grantsOfProviderUser: (
      user: Pick<ProviderUser, 'userRef' | 'organisationRef'>,
      council: number,
    ) => ReadonlySet<string>
    /** Whom a visitor to the trial council may choose to be. */
    trialPeople?: () => Promise<readonly TrialPerson[]>
    /** The words of the mails that stages send, by template. */
    mailTemplates?: Record<string, MailTemplate>
    /** Told of what goes wrong between us and the identity provider. */
    report: (error: unknown) => void
  }

export type SignIn = {
  identities: Identities
  routes: (doors: Doors) => void
  mountTokens: (app: FastifyInstance, limits: RateLimits) => void
}

/** Every provider user holds it: their own account. */
const OWN = 'sign-in.own'

/** Accounts, sessions and tokens; what a grant means is for the stages to say. */
export function createSignIn(options: SignInOptions): SignIn {
  const { shell, settings } = options
  const openId = settings.openId && openIdAt(settings.openId, `${settings.address}/sign-in/callback`, options.report)
  return {
    identities: {
      actorOf: (signedIn) =>
        signedIn.door === 'staff' ? options.whoIs({ roles: undefined, ...signedIn }) : providerActor(options, signedIn),
      actorOfToken: (token) => actorOfToken(shell, token),
    },
    routes: (doors) => {
      staffRoutes(doors, options, openId)
      portalRoutes(doors, options)
      accountRoutes(doors, options)
    },
    mountTokens: (app, limits) => mountTokens(app, limits, shell),
  }
}

async function providerActor(options: SignInOptions, { identity, council }: SignedIn): Promise<Actor | undefined> {
  const user = await onAccounts(options.shell.database, (accounts) => findUserInCouncil(accounts, identity, council))
  if (!user) return undefined
  return {
    kind: 'provider',
    council,
    id: user.userRef,
    name: user.name,
    organisation: user.organisationRef,
    grants: new Set([...options.grantsOfProviderUser(user, council), OWN]),
  }
}

function staffRoutes(doors: Doors, options: SignInOptions, openId: OpenId | undefined): void {
  const { settings, whoIs, trialPeople } = options
  if (trialPeople && mayChooseWhoToBe(settings)) {
    doors.open('GET /sign-in', async (visit) => choosePage(visit, await trialPeople()))
    doors.open('POST /sign-in/trial', async (visit) => become(visit, await trialPeople()))
  } else if (openId) {
    const note = options.noteStaffSignIn ?? (async () => {})
    doors.open('GET /sign-in', (visit) => signInPage(visit))
    doors.open('GET /sign-in/start', (visit) => startSignIn(visit, openId), { counted: 'office' })
    doors.open('GET /sign-in/callback', (visit) => finishSignIn(visit, openId, whoIs, note), { counted: 'office' })
  } else {
    doors.open('GET /sign-in', (visit) =>
      signInPage(
        visit,
        'Staff sign-in is not set up. Whoever runs Almoner sets ALMONER_OIDC_ISSUER and its companions.',
      ),
    )
  }
  doors.open('GET /sign-out', signOutPage)
  const isElsewhere = openId && !(trialPeople && mayChooseWhoToBe(settings))
  doors.open('POST /sign-out', (visit) => signOut(visit, isElsewhere ? '/signed-out' : '/sign-in'))
  if (isElsewhere) doors.open('GET /signed-out', () => signedOutPage(openId, `${settings.address}/sign-in`))
}

function portalRoutes(doors: Doors, options: SignInOptions): void {
  const { address } = options.settings
  const counted = { counted: 'secret' } as const
  doors.open('GET /portal/sign-in', portalSignIn)
  doors.open('POST /portal/sign-in', postPortalSignIn, counted)
  doors.open('POST /portal/sign-out', (visit) => signOut(visit, '/portal/sign-in'))
  doors.open('GET /portal/welcome/:token', (visit) => showLink(visit, WELCOME), counted)
  doors.open('POST /portal/welcome/:token', (visit) => postLink(visit, WELCOME), counted)
  doors.open('GET /portal/forgotten', showForgotten)
  doors.open('POST /portal/forgotten', (visit) => postForgotten(visit, address), counted)
  doors.open('GET /portal/reset/:token', (visit) => showLink(visit, RESET), counted)
  doors.open('POST /portal/reset/:token', (visit) => postLink(visit, RESET), counted)
  doors.portal('GET /portal/council', OWN, (visit) => showCouncils(visit, options.councilName))
  doors.open('POST /portal/council', postCouncil)
}

function accountRoutes(doors: Doors, options: SignInOptions): void {
  const { settings, councilName, organisationName } = options
  const pages: InvitePages = { address: settings.address, trial: settings.trial, councilName, organisationName }
  const templates = { ...options.mailTemplates, ...SIGN_IN_MAILS }
  doors.staff('GET /provider-users', 'sign-in.invite', (visit) => listProviderUsers(visit, pages))
  doors.staff('GET /provider-users/invite', 'sign-in.invite', showInvite)
  doors.staff('POST /provider-users/invite', 'sign-in.invite', (visit) => postInvite(visit, pages))
  doors.staff('POST /provider-users/:ref/end', 'sign-in.invite', postEndUser)
  doors.staff('GET /outbox', 'sign-in.invite', (visit) => showOutbox(visit, templates, settings.trial))
  doors.staff('GET /machine-clients', 'sign-in.clients', listClients)
  doors.staff('GET /machine-clients/new', 'sign-in.clients', (visit) => newClient(visit, options))
  doors.staff('POST /machine-clients/new', 'sign-in.clients', (visit) => postNewClient(visit, options))
  doors.staff('POST /machine-clients/:ref/end', 'sign-in.clients', postEndClient)
}

/** What has run out is dropped; a token a day later, so that its owner is told "expired" rather than "unknown". */
export async function tidySignIn(database: Database, now: Instant): Promise<void> {
  await dropOldSessions(database, now)
  await onAccounts(database, async (accounts) => {
    await accounts
      .deleteFrom('sign_in.access_token')
      .where('expires_at', '<', now.subtract({ hours: 24 }))
      .execute()
    await accounts.deleteFrom('sign_in.one_time_link').where('expires_at', '<', now).execute()
    await accounts
      .deleteFrom('sign_in.failure')
      .where('first_at', '<', now.subtract({ hours: 24 }))
      .execute()
  })
}
