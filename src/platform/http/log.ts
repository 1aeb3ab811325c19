import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import type { HttpSettings } from '#src/platform/http/settings.ts'

export const newRequestId = (): string => randomBytes(9).toString('base64url')

/**
 * Lines hold request id, route pattern, status, time, council and kind of actor: nothing typed, no address with its
 * references, no name. An error's own message may quote a row ("Key (nhs_number)=(…) exists"), so on live data its
 * place in the code stands for it.
 */
export const logOptions = (settings: HttpSettings): FastifyServerOptions['logger'] => ({
  level: settings.logLevel ?? 'info',
  ...(settings.logTo ? { stream: settings.logTo } : {}),
  base: undefined,
  serializers: { err: (error) => describeError(error, settings.trial) },
})

type Logged = { type: string; message: string; stack: string; code?: string; cause?: Logged }

function describeError(error: Error & { code?: string }, withMessage: boolean): Logged {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  // Codes of the operating system and of Fastify come with messages of their own making.
  const harmless = /^(E[A-Z]+|ERR_\w+|FST_\w+)$/.test(error.code ?? '')
  return {
    type: error.name,
    ...(error.code ? { code: error.code } : {}),
    message: withMessage || harmless ? error.message : '(withheld)',
    stack: frames.slice(0, 12).join('\n'),
    ...(error.cause instanceof Error ? { cause: describeError(error.cause, withMessage) } : {}),
  }
}

export function registerLog(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const { door } = request.routeOptions.config
    if (door === 'asset' || door === 'system') return
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? '(none)',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        council: request.actor?.council,
        actor: request.actor?.kind,
      },
      'answered',
    )
  })
}
