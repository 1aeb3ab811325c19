import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Refusal } from '#src/platform/http/errors.ts'
import type { Limits } from '#src/platform/http/settings.ts'

export type RateLimits = {
  /** From one address, to where a password or another secret is given. */
  secret(request: FastifyRequest): Promise<void>
  /** From one address, to where staff are sent on to their identity provider. */
  office(request: FastifyRequest): Promise<void>
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
  const perAddress = (name: string, max: number) =>
    app.createRateLimit({ max, timeWindow: 5 * 60_000, keyGenerator: (request) => `${name} ${request.ip}` })
  const secret = perAddress('secret', limits.secretsPerAddress)
  const office = perAddress('office', limits.officePerAddress)
  const api = app.createRateLimit({
    max: limits.apiPerMinute,
    timeWindow: 60_000,
    keyGenerator: (request) => `api ${request.actor?.council} ${request.actor?.id}`,
  })
  const enforce = async (limiter: typeof api, request: FastifyRequest) => {
    const found = await limiter(request)
    if (!found.isAllowed && found.isExceeded) throw new TooMany(found.ttlInSeconds)
  }
  return {
    secret: (request) => enforce(secret, request),
    office: (request) => enforce(office, request),
    api: (request) => enforce(api, request),
  }
}
