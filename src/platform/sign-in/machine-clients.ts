import { timingSafeEqual } from 'node:crypto'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell, Write } from '#src/platform/command.ts'
import { json, type Read, sql } from '#src/platform/database.ts'
import { hashOf, randomSecret } from '#src/platform/http/session.ts'
import type { SignInFact } from '#src/platform/sign-in/facts.ts'
import { type Accounts, nextAccountRef, onAccounts, withAccounts } from '#src/platform/sign-in/tables.ts'

export type MachineClient = {
  clientRef: string
  council: number
  organisationRef: string | null
  name: string
  scopes: readonly string[]
  answerableRef: string
  endedAt: Temporal.Instant | null
}

export type NewClient = {
  name: string
  /** Null for the council's own software. */
  organisationRef: string | null
  scopes: readonly string[]
  /** The officer who answers for it. */
  answerableRef: string
}

/** What a client may be, which only the stages know. */
export type ClientRules = {
  /** All that a machine client may be given. */
  scopes: readonly string[]
  /** Of these, what a provider's machine may have. */
  providerScopes: ReadonlySet<string>
  /** Of these, what is of use to a provider's machine alone. */
  onlyProviders: ReadonlySet<string>
  organisationName: (tx: Read, organisationRef: string) => Promise<string | undefined>
  officerName: (tx: Read, officerRef: string) => Promise<string | undefined>
}

export type ClientRefusal =
  | { why: 'nothing allowed' }
  | { why: 'unknown organisation' }
  | { why: 'unknown officer' }
  | { why: 'not for a provider' | 'only for a provider'; scopes: readonly string[] }

async function refusalOf(tx: Read, client: NewClient, rules: ClientRules): Promise<ClientRefusal | undefined> {
  const { organisationRef, scopes } = client
  if (scopes.length === 0 || scopes.some((scope) => !rules.scopes.includes(scope))) return { why: 'nothing allowed' }
  const isProviders = organisationRef !== null
  const useless = scopes.filter((scope) =>
    isProviders ? !rules.providerScopes.has(scope) : rules.onlyProviders.has(scope),
  )
  if (useless.length > 0) return { why: isProviders ? 'not for a provider' : 'only for a provider', scopes: useless }
  if (isProviders && (await rules.organisationName(tx, organisationRef)) === undefined)
    return { why: 'unknown organisation' }
  return (await rules.officerName(tx, client.answerableRef)) === undefined ? { why: 'unknown officer' } : undefined
}

/** The secret is shown once, to whoever creates the client; only its hash is kept. */
export const createMachineClient = (shell: Shell, actor: Actor, client: NewClient, rules: ClientRules) =>
  shell.command<{ clientRef: string; secret: string }, ClientRefusal>(actor, 'create-machine-client', async (tx) => {
    const refusal = await refusalOf(tx, client, rules)
    if (refusal) return refuse(refusal)
    const secret = randomSecret()
    const clientRef = await withAccounts(tx, (accounts) => saveClient(accounts, tx, client, secret))
    tx.record({
      type: 'sign-in.client-created',
      about: [`machine:${clientRef}`],
      data: {
        client: clientRef,
        name: client.name,
        organisation: client.organisationRef,
        scopes: client.scopes,
        answerable: client.answerableRef,
      },
    } satisfies SignInFact)
    return ok({ clientRef, secret })
  })

async function saveClient(accounts: Accounts, { council, actor, now }: Write, client: NewClient, secret: string) {
  const ref = await nextAccountRef(accounts, 'MC')
  await accounts
    .insertInto('sign_in.machine_client')
    .values({
      client_ref: ref,
      council_id: council,
      organisation_ref: client.organisationRef,
      name: client.name,
      secret_hash: hashOf(secret),
      scopes: json(client.scopes),
      created_by: actor.id,
      answerable_ref: client.answerableRef,
      created_at: now,
    })
    .execute()
  return ref
}

/** Ends a client of the officer's own council; its tokens stop working at once. */
export const endMachineClient = (shell: Shell, actor: Actor, clientRef: string) =>
  shell.command<void, 'no such client'>(actor, 'end-machine-client', async (tx) => {
    const ended = await withAccounts(tx, async (accounts) => {
      const { numUpdatedRows } = await accounts
        .updateTable('sign_in.machine_client')
        .set({ ended_at: tx.now })
        .where('client_ref', '=', clientRef)
        .where('council_id', '=', tx.council)
        .where('ended_at', 'is', null)
        .executeTakeFirst()
      await accounts
        .deleteFrom('sign_in.access_token')
        .using('sign_in.machine_client as client')
        .whereRef('client.client_ref', '=', 'sign_in.access_token.client_ref')
        .where('client.client_ref', '=', clientRef)
        .where('client.council_id', '=', tx.council)
        .execute()
      return numUpdatedRows > 0n
    })
    if (!ended) return refuse('no such client')
    tx.record({
      type: 'sign-in.client-ended',
      about: [`machine:${clientRef}`],
      data: { client: clientRef },
    } satisfies SignInFact)
    return ok(undefined)
  })

const CLIENT = [
  'client_ref as clientRef',
  'council_id as council',
  'organisation_ref as organisationRef',
  'name',
  'scopes',
  'ended_at as endedAt',
] as const

/** Who made a client answers for it where nobody else was named. */
const ANSWERABLE = sql<string>`coalesce(answerable_ref, created_by)`

export const listMachineClients = (shell: Shell, council: number): Promise<MachineClient[]> =>
  onAccounts(shell.database, (accounts) =>
    accounts
      .selectFrom('sign_in.machine_client')
      .select([...CLIENT, ANSWERABLE.as('answerableRef')])
      .where('council_id', '=', council)
      .orderBy('created_at', 'desc')
      .limit(500)
      .execute(),
  )

/** An access token is good for half an hour; a client that still works fetches the next. */
export const TOKEN_MINUTES = 30

export type TokenRefusal = 'invalid_client' | 'invalid_scope'
export type Granted = { token: string; scopes: readonly string[] }

/** Client credentials (RFC 6749, 4.4): a token with the scopes asked for, or all that the client has. */
export const grantToken = (
  shell: Shell,
  asked: { clientRef: string; secret: string; scopes: readonly string[] | undefined },
): Promise<Result<Granted, TokenRefusal>> =>
  onAccounts(shell.database, async (accounts) => {
    const client = await accounts
      .selectFrom('sign_in.machine_client')
      .select(['secret_hash', 'scopes', 'ended_at'])
      .where('client_ref', '=', asked.clientRef)
      .executeTakeFirst()
    const isRight = timingSafeEqual(Buffer.from(hashOf(asked.secret)), Buffer.from(client?.secret_hash ?? hashOf('')))
    if (!client || client.ended_at !== null || !isRight) return refuse('invalid_client')
    const scopes = asked.scopes ?? client.scopes
    if (scopes.length === 0 || scopes.some((scope) => !client.scopes.includes(scope))) return refuse('invalid_scope')
    const token = randomSecret()
    await accounts
      .insertInto('sign_in.access_token')
      .values({
        token_hash: hashOf(token),
        client_ref: asked.clientRef,
        scopes: json(scopes),
        expires_at: shell.now().add({ minutes: TOKEN_MINUTES }),
      })
      .execute()
    return ok({ token, scopes })
  })

/** The machine that a token stands for; its client may have been ended, or have lost a scope, since. */
export const actorOfToken = (shell: Shell, token: string): Promise<Actor | 'expired' | undefined> =>
  onAccounts(shell.database, async (accounts) => {
    const found = await accounts
      .selectFrom('sign_in.access_token as token')
      .innerJoin('sign_in.machine_client as client', 'client.client_ref', 'token.client_ref')
      .select([
        'client.client_ref',
        'client.council_id',
        'client.organisation_ref',
        'client.name',
        'client.ended_at',
        'token.scopes',
        'token.expires_at',
        ANSWERABLE.as('answerable'),
      ])
      .where('token.token_hash', '=', hashOf(token))
      .executeTakeFirst()
    if (!found || found.ended_at !== null) return undefined
    if (Temporal.Instant.compare(found.expires_at, shell.now()) <= 0) return 'expired'
    return {
      kind: 'machine' as const,
      council: found.council_id,
      id: found.client_ref,
      name: found.name,
      ...(found.organisation_ref === null
        ? { answerable: found.answerable }
        : { organisation: found.organisation_ref }),
      grants: new Set(found.scopes),
    }
  })
