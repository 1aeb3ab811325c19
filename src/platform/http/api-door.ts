import swagger from '@fastify/swagger'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { may } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import type { DeclaredCall } from '#src/platform/http/declared.ts'
import { type ApiCall, problem } from '#src/platform/http/doors.ts'
import { blamed, problemBody, statusOf } from '#src/platform/http/errors.ts'
import { admitMachine, type Identities, InsufficientScope, Unauthorised } from '#src/platform/http/guard.ts'
import { describeApi, type OpenApi, openApiOf } from '#src/platform/http/openapi.ts'
import { type RateLimits, TooMany } from '#src/platform/http/rate-limits.ts'

export type ApiDoorOptions = {
  shell: Shell
  identities: Identities
  apiBytes: number
  limits: RateLimits
  /** Told the API's description once all calls are mounted. */
  describe: (document: OpenApi) => void
}

/** Machines: token, scope, schema, handler. Every error is problem+json. */
export async function mountApi(app: FastifyInstance, calls: readonly DeclaredCall[], options: ApiDoorOptions) {
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.removeContentTypeParser('text/plain')
  app.setErrorHandler(sendProblem)
  await app.register(swagger, { openapi: openApiOf(calls), transform: jsonSchemaTransform })
  for (const call of calls) mountCall(app, call, options)
  let document: OpenApi | undefined
  app.addHook('onReady', async () => {
    document = describeApi(app, calls)
    options.describe(document)
  })
  app.get('/api/openapi.json', { config: { door: 'open' }, schema: { hide: true } }, (_request, reply) =>
    reply.header('cache-control', 'no-cache').send(document),
  )
}

function mountCall(app: FastifyInstance, { method, url, spec, handler }: DeclaredCall, options: ApiDoorOptions): void {
  const { grant, summary, description, params, query, body, answer, status = 200, bodyLimit, idempotent } = spec
  app.route({
    method: method as 'GET',
    url,
    bodyLimit: bodyLimit ?? options.apiBytes,
    config: { door: 'api', grant },
    schema: {
      summary,
      description,
      tags: [grant.split('.')[0] as string],
      security: [{ oauth: [grant] }],
      ...(params ? { params } : {}),
      ...(query ? { querystring: query } : {}),
      ...(body ? { body } : {}),
      response: { [status]: answer },
    },
    onRequest: async (request) => {
      request.actor = await admitMachine(request, options.identities)
      await options.limits.api(request)
      if (!may(request.actor, grant)) throw new InsufficientScope(grant)
    },
    handler: async (request, reply) => {
      const call = callOf(request, idempotent === true, options.shell)
      return reply
        .code(status)
        .header('cache-control', 'no-store')
        .send(await handler(call))
    },
  })
}

function callOf(request: FastifyRequest, idempotent: boolean, shell: Shell): ApiCall {
  const { actor } = request
  if (!actor) throw new Unauthorised('Bearer realm="almoner"')
  return {
    actor,
    shell,
    params: request.params as Record<string, string>,
    query: request.query as Record<string, unknown>,
    body: request.body,
    // A key that comes again for another record is another request, however alike the bodies are.
    command: idempotent ? { idempotencyKey: keyOf(request), request: [request.params, request.body] } : {},
  }
}

function keyOf(request: FastifyRequest): string {
  const key = request.headers['idempotency-key']
  if (typeof key === 'string' && /^[\x21-\x7e]{1,200}$/.test(key)) return key
  throw problem(400, 'This call needs an Idempotency-Key header', {
    detail:
      'Send a new random key of up to 200 characters with each new request, and the same key when you repeat one.',
  })
}

export function sendProblem(thrown: unknown, request: FastifyRequest, reply: FastifyReply) {
  const error = blamed(thrown, request)
  const body = problemBody(error, statusOf(error), request.id)
  if (body.status >= 500) request.log.error({ err: error }, 'a call failed')
  if (error instanceof Unauthorised || error instanceof InsufficientScope) {
    reply.header('www-authenticate', error.challenge)
  }
  if (error instanceof TooMany) reply.header('retry-after', error.retryAfterSeconds)
  if (body.status === 413) reply.header('connection', 'close')
  return reply
    .code(body.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .serializer((value: unknown) => JSON.stringify(value))
    .send(body)
}
