import * as openid from 'openid-client'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Session } from '#src/platform/http/session.ts'
import type { OpenIdSettings } from '#src/platform/sign-in/settings.ts'

/** An officer as the council's identity provider knows them. `identity` is what stays the same when name and address change. */
export type StaffIdentity = {
  council: number
  identity: string
  /** Almoner's roles as the identity provider gives them; undefined where it is not asked (the trial council). */
  roles: readonly string[] | undefined
}
export type StaffSignIn = StaffIdentity & { name: string; email: string | undefined }

export type OpenIdRefusal = 'not under way' | 'refused by the identity provider' | 'identity provider is down'

export type OpenId = {
  /** Where to send the browser, and what its session must hold until it is back. */
  begin(next: string): Promise<Result<{ url: string; signingIn: NonNullable<Session['signingIn']> }, OpenIdRefusal>>
  /** What the identity provider says about whoever came back to `url`. */
  finish(url: string, signingIn: Session['signingIn']): Promise<Result<StaffSignIn, OpenIdRefusal>>
  /** Where the browser signs out of the identity provider too, to come back to `returnTo`; undefined where it offers none. */
  signOutUrl(returnTo: string): Promise<string | undefined>
}

const SCOPE = 'openid profile email'
const TIMEOUT_SECONDS = 10

/** Authorisation code with PKCE, state and nonce. The provider's description is fetched at the first sign-in and kept. */
export function openIdAt(settings: OpenIdSettings, redirectUri: string, report: (error: unknown) => void): OpenId {
  let known: Promise<openid.Configuration> | undefined
  const configuration = (): Promise<openid.Configuration> => {
    known ??= discover(settings).catch((error: unknown) => {
      known = undefined
      throw error
    })
    return known
  }
  return {
    async begin(next) {
      const config = await configuration().catch(report)
      if (!config) return refuse('identity provider is down')
      const signingIn = {
        state: openid.randomState(),
        nonce: openid.randomNonce(),
        verifier: openid.randomPKCECodeVerifier(),
        next,
      }
      const url = openid.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: SCOPE,
        state: signingIn.state,
        nonce: signingIn.nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(signingIn.verifier),
        code_challenge_method: 'S256',
      })
      return ok({ url: url.href, signingIn })
    },
    async finish(url, signingIn) {
      if (!signingIn) return refuse('not under way')
      const config = await configuration().catch(report)
      if (!config) return refuse('identity provider is down')
      try {
        const tokens = await openid.authorizationCodeGrant(config, new URL(url, redirectUri), {
          expectedState: signingIn.state,
          expectedNonce: signingIn.nonce,
          pkceCodeVerifier: signingIn.verifier,
          idTokenExpected: true,
        })
        return ok(identityFrom(tokens.claims() ?? {}, settings))
      } catch (error) {
        report(error)
        return refuse('refused by the identity provider')
      }
    },
    async signOutUrl(returnTo) {
      const config = await configuration().catch(report)
      if (!config?.serverMetadata().end_session_endpoint) return undefined
      // By the client's name alone: keeping the ID token for a hint would keep the officer's name with the session.
      return openid.buildEndSessionUrl(config, { post_logout_redirect_uri: returnTo }).href
    },
  }
}

function discover({ issuer, clientId, clientSecret }: OpenIdSettings): Promise<openid.Configuration> {
  const address = new URL(issuer)
  // Plain http is for an identity provider on the same machine; the settings refuse any other.
  const execute = address.protocol === 'http:' ? [openid.allowInsecureRequests] : []
  return openid.discovery(address, clientId, clientSecret, openid.ClientSecretBasic(clientSecret), {
    execute,
    timeout: TIMEOUT_SECONDS,
  })
}

/** Entra's tenant and object ids outlive a change of name; other providers have issuer and subject. */
export function identityFrom(
  claims: Record<string, unknown>,
  settings: Pick<OpenIdSettings, 'council' | 'roles'>,
): StaffSignIn {
  const text = (name: string) => (typeof claims[name] === 'string' ? claims[name] : undefined)
  const [tenant, object] = [text('tid'), text('oid')]
  const theirs = Array.isArray(claims['roles']) ? claims['roles'].filter((role) => typeof role === 'string') : []
  return {
    council: settings.council,
    identity: tenant && object ? `${tenant}:${object}` : `${text('iss')}|${text('sub')}`,
    roles: theirs.map((role) => settings.roles[role] ?? role),
    name: text('name') ?? text('preferred_username') ?? '',
    email: text('email') ?? text('preferred_username'),
  }
}
