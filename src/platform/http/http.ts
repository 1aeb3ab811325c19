import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import csrfProtection from '@fastify/csrf-protection'
import helmet from '@fastify/helmet'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import type { Shell } from '#src/platform/command.ts'
import { mountApi } from '#src/platform/http/api-door.ts'
import { apiDocs } from '#src/platform/http/api-docs.page.ts'
import { allowedMethods, declareRoutes } from '#src/platform/http/declared.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import { problemBody, Refusal } from '#src/platform/http/errors.ts'
import type { Identities } from '#src/platform/http/guard.ts'
import { logOptions, newRequestId, registerLog } from '#src/platform/http/log.ts'
import type { OpenApi } from '#src/platform/http/openapi.ts'
import { mountPages } from '#src/platform/http/page-doors.ts'
import { type RateLimits, registerRateLimits } from '#src/platform/http/rate-limits.ts'
import { type Chromes, sendErrorPage } from '#src/platform/http/send.ts'
import { registerSessions } from '#src/platform/http/session.ts'
import { type HttpSettings, LIMITS } from '#src/platform/http/settings.ts'
import { type Asset, assets, INLINE_SCRIPT_HASH } from '#src/platform/pages/assets.ts'

export type HttpOptions = Pick<Chromes, 'menu' | 'councilName'> & {
  shell: Shell
  settings: HttpSettings
  identities: Identities
  routes: readonly ((doors: Doors) => void)[]
  /** True when the database answers and its schema fits this code. */
  ready: () => Promise<boolean>
  /** Where machines get their tokens; it has a form of its own that browsers never send. */
  mountTokens?: (app: FastifyInstance, limits: RateLimits) => void
}

/** The server, ready for `listen` or `inject`. Stop it by `stop`. */
export async function createHttp(options: HttpOptions): Promise<FastifyInstance> {
  const { settings, shell, identities } = options
  const limits = { ...LIMITS, ...settings.limits }
  let api: OpenApi = { paths: {} }
  const docs = (doors: Doors) => doors.open('GET /api/docs', () => apiDocs(api))
  const declared = declareRoutes([...options.routes, docs])
  const stopping = new AbortController()
  const chromes: Chromes = {
    menu: options.menu,
    councilName: options.councilName,
    trial: settings.trial,
    stopping: stopping.signal,
  }
  const app = fastify({
    logger: logOptions(settings),
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: newRequestId,
    trustProxy: settings.trustProxy ?? false,
    forceCloseConnections: 'idle',
    // Five minutes for the largest upload; who sends slower holds a connection for nothing.
    requestTimeout: 300_000,
    routerOptions: { maxParamLength: 200 },
  })
  decorate(app)
  app.addHook('preClose', async () => stopping.abort())
  // A connection kept alive would hold the stop up until it is cut.
  app.addHook('onSend', async (_request, reply) => {
    if (stopping.signal.aborted) reply.header('connection', 'close')
  })
  registerLog(app)
  await app.register(helmet, securityHeaders(settings))
  await app.register(compress, { threshold: 1024 })
  await app.register(cookie)
  registerSessions(app, { database: shell.database, now: shell.now, secure: settings.https })
  await app.register(csrfProtection, {
    sessionPlugin: '@fastify/session',
    getToken: (request: FastifyRequest) => request.formToken,
  })
  const rates = await registerRateLimits(app, limits)
  const allowed = allowedMethods(declared)
  app.setNotFoundHandler((request, reply) => answerUnknown(request, reply, allowed, chromes))
  app.setErrorHandler((error, request, reply) => sendErrorPage(error, request, reply, chromes))
  mountAssets(app, declared.assets)
  mountHealth(app, options.ready, stopping.signal)
  await app.register((scope) =>
    mountPages(scope, declared.pages, {
      shell,
      identities,
      chromes,
      formBytes: limits.formBytes,
      limits: rates,
      site: settings.site,
    }),
  )
  await app.register((scope) =>
    mountApi(scope, declared.calls, {
      shell,
      identities,
      apiBytes: limits.apiBytes,
      limits: rates,
      describe: (document) => {
        api = document
      },
    }),
  )
  if (options.mountTokens) await app.register(async (scope) => options.mountTokens?.(scope, rates))
  await app.ready()
  return app
}

function decorate(app: FastifyInstance): void {
  for (const name of ['actor', 'formToken', 'madeToken', 'uploads']) app.decorateRequest(name, undefined)
  // Fail closed: whatever is mounted says behind which door it stands.
  app.addHook('onRoute', ({ url, config }) => {
    if (config?.door === undefined) throw new Error(`${url} stands behind no door`)
  })
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
}

/** A browser gets everything from here and from nowhere else. */
const securityHeaders = (settings: HttpSettings) => ({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      scriptSrc: ["'self'", INLINE_SCRIPT_HASH],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      ...(settings.https ? { upgradeInsecureRequests: [] } : {}),
    },
  },
  hsts: settings.https ? { maxAge: 63_072_000, includeSubDomains: true } : (false as const),
  referrerPolicy: { policy: 'same-origin' as const },
  frameguard: { action: 'deny' as const },
  crossOriginEmbedderPolicy: false,
})

function mountAssets(app: FastifyInstance, more: readonly Asset[]): void {
  for (const { path, body, contentType, immutable } of [...assets, ...more]) {
    app.get(path, { config: { door: 'asset' }, schema: { hide: true } }, (_request, reply) =>
      reply
        .header('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache')
        .type(contentType)
        .send(body),
    )
  }
}

function mountHealth(app: FastifyInstance, ready: () => Promise<boolean>, stopping: AbortSignal): void {
  const system = { config: { door: 'system' as const }, schema: { hide: true } }
  app.get('/health', system, (_request, reply) => reply.header('cache-control', 'no-store').send({ alive: true }))
  app.get('/ready', system, async (request, reply) => {
    const fits = !stopping.aborted && (await isReady(ready, request))
    return reply
      .code(fits ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ ready: fits })
  })
}

const isReady = (ready: () => Promise<boolean>, request: FastifyRequest): Promise<boolean> =>
  ready().catch((error: unknown) => {
    request.log.warn({ err: error }, 'not ready')
    return false
  })

/** An address or a method that no route has. OPTIONS answers with what the address allows. */
function answerUnknown(
  request: FastifyRequest,
  reply: FastifyReply,
  allowed: (path: string) => string[],
  chromes: Chromes,
) {
  const [path = ''] = request.url.split('?')
  const methods = allowed(path)
  if (methods.length > 0) reply.header('allow', [...methods, 'OPTIONS'].join(', '))
  if (request.method === 'OPTIONS' && methods.length > 0) return reply.code(204).send()
  const refusal = new Refusal(methods.length > 0 ? 405 : 404)
  if (!path.startsWith('/api/')) return sendErrorPage(refusal, request, reply, chromes)
  return reply
    .code(refusal.statusCode)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .send(problemBody(refusal, refusal.statusCode, request.id))
}

/** Lets requests under way finish, ends event streams, and after the deadline cuts what is left. */
export async function stop(app: FastifyInstance, deadlineSeconds = 10): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), deadlineSeconds * 1000)
  try {
    await app.close()
  } finally {
    clearTimeout(timer)
  }
}
