import { createHash, randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Instant } from '#src/base/day.ts'
import { type Database, json } from '#src/platform/database.ts'
import type { Flash } from '#src/platform/pages/page.ts'

/** Who a session belongs to: the identity as sign-in knows it, never the name. */
export type SignedIn = {
  door: 'staff' | 'portal'
  identity: string
  council: number
  /** What the identity provider said at the sign-in; undefined where it was not asked. */
  roles?: readonly string[] | undefined
}

/** What one browser carries between pages, kept in the database; the browser holds only a random key to it. */
export type Session = {
  _csrf?: string
  signedIn?: SignedIn
  /** Shown once on the next page. */
  flash?: Flash
  /** A sign-in at the identity provider that is under way. */
  signingIn?: { state: string; nonce: string; verifier: string; next: string }
}

/** A session ends after an hour without use, and after twelve in any case. */
export const SESSION_LIMITS = { idleMinutes: 60, absoluteHours: 12 } as const
/** A use within this time of the last is not written down again. */
const SEEN_EVERY_SECONDS = 60

type Held = { id: string | undefined; rotate: boolean; stored: string }

declare module 'fastify' {
  interface FastifyRequest {
    session: Session
    held: Held
  }
}

export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url')
export const randomSecret = (): string => randomBytes(32).toString('base64url')

/** A new key for the same browser: done at every change of who is signed in, so that a planted key is worth nothing. */
export function signInSession(request: FastifyRequest, signedIn: SignedIn): void {
  request.session = { signedIn }
  request.held.rotate = true
}

/** The old key ends here and now, in the browser and in the database. */
export function signOutSession(request: FastifyRequest): void {
  request.session = {}
  request.held.rotate = true
}

export type SessionSettings = { database: Database; now: () => Instant; secure: boolean }

/** Loads the session before guards run and saves it before the answer leaves, only when it changed. */
export function registerSessions(app: FastifyInstance, settings: SessionSettings): void {
  const cookie = settings.secure ? '__Host-almoner' : 'almoner'
  app.decorateRequest('session', null as unknown as Session)
  app.decorateRequest('held', null as unknown as Held)
  app.addHook('onRequest', async (request) => {
    request.session = {}
    request.held = { id: undefined, rotate: false, stored: '{}' }
    if (request.routeOptions.config.session !== true) return
    const id = request.cookies[cookie]
    const found = id === undefined ? undefined : await load(settings, id)
    if (!found) return
    request.session = found
    request.held = { id, rotate: false, stored: JSON.stringify(found) }
  })
  app.addHook('onSend', async (request, reply) => {
    // A request that failed before its session was looked for has none to save.
    if (request.held && request.routeOptions.config.session === true) await save(settings, cookie, request, reply)
  })
}

type Kept = { readonly data: Session; readonly startedAt: Instant; readonly seenAt: Instant }

async function load(settings: SessionSettings, id: string): Promise<Session | undefined> {
  const hash = hashOf(id)
  const now = settings.now()
  const { rows } = await settings.database.transaction('read only', 'platform', ({ session }) =>
    session.query(
      `select data, started_at as "startedAt", seen_at as "seenAt" from sign_in.session where session_hash = $1`,
      [hash],
    ),
  )
  const [kept] = rows as Kept[]
  if (!kept) return undefined
  if (isOver(kept, now)) {
    await drop(settings, id)
    return undefined
  }
  if (Math.abs(secondsSince(kept.seenAt, now)) >= SEEN_EVERY_SECONDS) await touch(settings, hash, now)
  return kept.data
}

const secondsSince = (at: Instant, now: Instant): number => (now.epochMilliseconds - at.epochMilliseconds) / 1000

/** Used further in the future than it may lie idle, it is of a clock that was wrong, and would outlive its time by that. */
const isOver = ({ startedAt, seenAt }: Kept, now: Instant): boolean =>
  Math.abs(secondsSince(seenAt, now)) >= SESSION_LIMITS.idleMinutes * 60 ||
  secondsSince(startedAt, now) >= SESSION_LIMITS.absoluteHours * 3600

const touch = ({ database }: SessionSettings, hash: string, now: Instant): Promise<void> =>
  database.transaction('read write', 'platform', async ({ kysely }) => {
    await kysely.updateTable('sign_in.session').set({ seen_at: now }).where('session_hash', '=', hash).execute()
  })

async function save(settings: SessionSettings, cookie: string, request: FastifyRequest, reply: FastifyReply) {
  const { session, held } = request
  const data = JSON.stringify(session)
  if (data === held.stored && !held.rotate) return
  held.stored = data
  if (data === '{}') {
    if (held.id !== undefined) await drop(settings, held.id)
    reply.clearCookie(cookie, { path: '/', secure: settings.secure })
    request.held = { id: undefined, rotate: false, stored: data }
    return
  }
  const fresh = held.id === undefined || held.rotate
  const id = fresh ? randomSecret() : (held.id as string)
  await store(settings, { previous: held.id, id, session, fresh })
  request.held = { id, rotate: false, stored: data }
  if (fresh) {
    reply.setCookie(cookie, id, { path: '/', httpOnly: true, sameSite: 'lax', secure: settings.secure })
  }
}

const drop = ({ database }: SessionSettings, id: string): Promise<void> =>
  database.transaction('read write', 'platform', async ({ kysely }) => {
    await kysely.deleteFrom('sign_in.session').where('session_hash', '=', hashOf(id)).execute()
  })

type Change = { previous: string | undefined; id: string; session: Session; fresh: boolean }

async function store({ database, now }: SessionSettings, { previous, id, session, fresh }: Change): Promise<void> {
  const account = session.signedIn ? `${session.signedIn.door}:${session.signedIn.identity}` : null
  await database.transaction('read write', 'platform', async ({ kysely }) => {
    if (!fresh) {
      await kysely
        .updateTable('sign_in.session')
        .set({ data: json(session), account })
        .where('session_hash', '=', hashOf(id))
        .execute()
      return
    }
    if (previous !== undefined) {
      await kysely.deleteFrom('sign_in.session').where('session_hash', '=', hashOf(previous)).execute()
    }
    await kysely
      .insertInto('sign_in.session')
      .values({ session_hash: hashOf(id), account, data: json(session), started_at: now(), seen_at: now() })
      .execute()
  })
}

/** Sessions that are over, dropped by the nightly job. */
export const dropOldSessions = (database: Database, now: Instant): Promise<void> =>
  database.transaction('read write', 'platform', async ({ kysely }) => {
    await kysely
      .deleteFrom('sign_in.session')
      .where((or) =>
        or.or([
          or('seen_at', '<=', now.subtract({ minutes: SESSION_LIMITS.idleMinutes })),
          or('started_at', '<=', now.subtract({ hours: SESSION_LIMITS.absoluteHours })),
        ]),
      )
      .execute()
  })
