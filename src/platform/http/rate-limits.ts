import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Refusal } from '#src/platform/http/errors.ts'
import type { Limits } from '#src/platform/http/settings.ts'

export type RateLimits = {
  /** Tries to sign in from one address. */
  signIn(request: FastifyRequest): Promise<void>
  /** Calls of one machine client. */
  api(request: FastifyRequest): Promise<void>
}

export class TooMany extends Refusal {
  readonly retryAfterSeconds: number
  constructor(retryAfterSeconds: number) {
    super(429)
    this.retryAfterSeconds = retryAfterSeconds
  }
}

export async function registerRateLimits(app: FastifyInstance, limits: Limits): Promise<RateLimits> {
  await app.register(rateLimit, { global: false })
  const signIn = app.createRateLimit({
    max: limits.signInPerAddress,
    timeWindow: 5 * 60_000,
    keyGenerator: (request) => `sign-in ${request.ip}`,
  })
  const api = app.createRateLimit({
    max: limits.apiPerMinute,
    timeWindow: 60_000,
    keyGenerator: (request) => `api ${request.actor?.council} ${request.actor?.id}`,
  })
  const enforce = async (limiter: typeof api, request: FastifyRequest) => {
    const found = await limiter(request)
    if (!found.isAllowed && found.isExceeded) throw new TooMany(found.ttlInSeconds)
  }
  return { signIn: (request) => enforce(signIn, request), api: (request) => enforce(api, request) }
}
