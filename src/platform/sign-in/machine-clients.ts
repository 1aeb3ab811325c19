import { timingSafeEqual } from 'node:crypto'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { json } from '#src/platform/database.ts'
import { hashOf, randomSecret } from '#src/platform/http/session.ts'
import type { SignInFact } from '#src/platform/sign-in/facts.ts'
import { nextAccountRef, onAccounts } from '#src/platform/sign-in/tables.ts'

export type MachineClient = {
  clientRef: string
  council: number
  organisationRef: string | null
  name: string
  scopes: readonly string[]
  endedAt: Temporal.Instant | null
}

export type NewClient = { name: string; organisationRef: string | null; scopes: readonly string[] }

/** The secret is shown once, to whoever creates the client; only its hash is kept. */
export async function createMachineClient(
  shell: Shell,
  actor: Actor,
  client: NewClient,
): Promise<{ clientRef: string; secret: string }> {
  const secret = randomSecret()
  const clientRef = await onAccounts(shell.database, async (accounts) => {
    const ref = await nextAccountRef(accounts, 'MC')
    await accounts
      .insertInto('sign_in.machine_client')
      .values({
        client_ref: ref,
        council_id: actor.council,
        organisation_ref: client.organisationRef,
        name: client.name,
        secret_hash: hashOf(secret),
        scopes: json(client.scopes),
        created_by: actor.id,
        created_at: shell.now(),
      })
      .execute()
    return ref
  })
  await shell.command(actor, 'create-machine-client', async (tx) => {
    tx.record({
      type: 'sign-in.client-created',
      about: [`machine:${clientRef}`],
      data: { client: clientRef, name: client.name, organisation: client.organisationRef, scopes: client.scopes },
    } satisfies SignInFact)
    return ok(undefined)
  })
  return { clientRef, secret }
}

/** Ends a client of the officer's own council; its tokens stop working at once. */
export async function endMachineClient(
  shell: Shell,
  actor: Actor,
  clientRef: string,
): Promise<Result<void, 'no such client'>> {
  const ended = await onAccounts(shell.database, async (accounts) => {
    const { numUpdatedRows } = await accounts
      .updateTable('sign_in.machine_client')
      .set({ ended_at: shell.now() })
      .where('client_ref', '=', clientRef)
      .where('council_id', '=', actor.council)
      .where('ended_at', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return false
    await accounts.deleteFrom('sign_in.access_token').where('client_ref', '=', clientRef).execute()
    return true
  })
  if (!ended) return refuse('no such client')
  return shell.command(actor, 'end-machine-client', async (tx) => {
    tx.record({
      type: 'sign-in.client-ended',
      about: [`machine:${clientRef}`],
      data: { client: clientRef },
    } satisfies SignInFact)
    return ok(undefined)
  })
}

const CLIENT = [
  'client_ref as clientRef',
  'council_id as council',
  'organisation_ref as organisationRef',
  'name',
  'scopes',
  'ended_at as endedAt',
] as const

export const listMachineClients = (shell: Shell, council: number): Promise<MachineClient[]> =>
  onAccounts(shell.database, (accounts) =>
    accounts
      .selectFrom('sign_in.machine_client')
      .select(CLIENT)
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
      ...(found.organisation_ref === null ? {} : { organisation: found.organisation_ref }),
      grants: new Set(found.scopes),
    }
  })
