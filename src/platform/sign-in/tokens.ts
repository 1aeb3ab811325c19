import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Shell } from '#src/platform/command.ts'
import { blamed, statusOf } from '#src/platform/http/errors.ts'
import { type RateLimits, TooMany } from '#src/platform/http/rate-limits.ts'
import { grantToken, TOKEN_MINUTES } from '#src/platform/sign-in/machine-clients.ts'

type OAuthError =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_scope'
  | 'unsupported_grant_type'
  | 'temporarily_unavailable'
  | 'server_error'

/** Where machines get their access tokens: RFC 6749 by the letter, since their libraries hold us to it. */
export function mountTokens(app: FastifyInstance, limits: RateLimits, shell: Shell): void {
  app.removeAllContentTypeParsers()
  app.register(formbody, { bodyLimit: 10_000 })
  app.setErrorHandler((thrown, request, reply) => {
    const error = blamed(thrown, request)
    const status = statusOf(error)
    if (status >= 500) request.log.error({ err: error }, 'a token was not given')
    if (error instanceof TooMany) reply.header('retry-after', error.retryAfterSeconds)
    return fail(
      reply,
      status,
      status >= 500 ? 'server_error' : status === 429 ? 'temporarily_unavailable' : 'invalid_request',
    )
  })
  app.route({
    method: 'POST',
    url: '/oauth/token',
    config: { door: 'token' },
    schema: { hide: true },
    onRequest: (request) => limits.secret(request),
    handler: (request, reply) => answer(request, reply, shell),
  })
}

async function answer(request: FastifyRequest, reply: FastifyReply, shell: Shell) {
  const form = (request.body ?? {}) as Record<string, string | string[] | undefined>
  if (Object.values(form).some(Array.isArray)) return fail(reply, 400, 'invalid_request')
  const fields = form as Record<string, string | undefined>
  if (fields['grant_type'] !== 'client_credentials') {
    return fail(reply, 400, fields['grant_type'] === undefined ? 'invalid_request' : 'unsupported_grant_type')
  }
  const client = clientOf(request.headers.authorization, fields)
  if (!client) return fail(reply, 401, 'invalid_client')
  const scopes = fields['scope']?.split(' ').filter((scope) => scope !== '')
  const granted = await grantToken(shell, { ...client, scopes: scopes && scopes.length > 0 ? scopes : undefined })
  if (!granted.ok) return fail(reply, granted.error === 'invalid_client' ? 401 : 400, granted.error)
  return reply.header('cache-control', 'no-store').send({
    access_token: granted.value.token,
    token_type: 'Bearer',
    expires_in: TOKEN_MINUTES * 60,
    scope: granted.value.scopes.join(' '),
  })
}

function fail(reply: FastifyReply, status: number, error: OAuthError) {
  if (status === 401) reply.header('www-authenticate', 'Basic realm="almoner"')
  return reply.code(status).header('cache-control', 'no-store').send({ error })
}

/** Credentials by HTTP Basic (form-encoded within, as the RFC has it) or in the body. */
function clientOf(header: string | undefined, fields: Record<string, string | undefined>) {
  const basic = header === undefined ? undefined : /^Basic ([\w+/=]+)$/i.exec(header)?.[1]
  if (basic !== undefined) {
    const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(basic, 'base64').toString()) ?? []
    return id && secret ? { clientRef: decoded(id), secret: decoded(secret) } : undefined
  }
  const { client_id, client_secret } = fields
  return client_id && client_secret ? { clientRef: client_id, secret: client_secret } : undefined
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
