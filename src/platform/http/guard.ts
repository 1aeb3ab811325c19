import type { FastifyRequest } from 'fastify'
import { type Actor, may } from '#src/platform/actor.ts'
import { Refusal } from '#src/platform/http/errors.ts'
import type { SignedIn } from '#src/platform/http/session.ts'

export type DoorName = 'staff' | 'portal' | 'open' | 'api' | 'token' | 'asset' | 'system'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Every route stands behind a door; one without is refused when it is declared. */
    door?: DoorName
    grant?: string
    /** The route reads and writes the browser's session. */
    session?: boolean
  }
  interface FastifyRequest {
    actor: Actor | undefined
    formToken: string | undefined
  }
}

/** Who people and machines are, asked anew at every request, so that access which is taken away ends at once. */
export type Identities = {
  actorOf(signedIn: SignedIn): Promise<Actor | undefined>
  actorOfToken(token: string): Promise<Actor | 'expired' | undefined>
}

/** Staff and provider users: `undefined` lets them in, a path is where they sign in first. */
export async function admit(
  request: FastifyRequest,
  identities: Identities,
  door: 'staff' | 'portal',
  grant: string,
): Promise<string | undefined> {
  const { signedIn } = request.session
  const home = door === 'staff' ? '/sign-in' : '/portal/sign-in'
  const next = request.method === 'GET' ? `?next=${encodeURIComponent(request.url)}` : ''
  if (!signedIn) return `${home}${next}`
  if (signedIn.door !== door) {
    throw new Refusal(
      403,
      door === 'staff'
        ? 'This page is for council staff. You are signed in for a provider: sign out, then sign in as council staff.'
        : 'This page is for providers. You are signed in as council staff: sign out, then sign in as a provider.',
    )
  }
  const actor = await identities.actorOf(signedIn)
  if (!actor) {
    request.session = {}
    return `${home}${next}`
  }
  request.actor = actor
  if (!may(actor, grant)) {
    throw new Refusal(
      403,
      'Your role does not include this. If you need it, ask the person who looks after roles in your organisation.',
    )
  }
  return undefined
}

/** A machine's access token; what is wrong with it is said in WWW-Authenticate as RFC 6750 has it. */
export async function admitMachine(request: FastifyRequest, identities: Identities): Promise<Actor> {
  const header = request.headers.authorization
  const token = header === undefined ? undefined : /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i.exec(header)?.[1]
  if (token === undefined) throw new Unauthorised('Bearer realm="almoner"')
  const actor = await identities.actorOfToken(token)
  if (actor === undefined || actor === 'expired') {
    const why = actor === 'expired' ? 'The access token expired' : 'The access token is not known'
    throw new Unauthorised(`Bearer realm="almoner", error="invalid_token", error_description="${why}"`, why)
  }
  return actor
}

export class Unauthorised extends Refusal {
  readonly challenge: string
  constructor(challenge: string, why?: string) {
    super(401, why)
    this.challenge = challenge
  }
}

export class InsufficientScope extends Refusal {
  readonly challenge: string
  constructor(grant: string) {
    super(403, `This call needs the scope ${grant}`)
    this.challenge = `Bearer realm="almoner", error="insufficient_scope", scope="${grant}"`
  }
}
