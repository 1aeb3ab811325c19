import type { FastifyInstance } from 'fastify'
import type { Chromes } from '#src/platform/http/send.ts'

export const OPENAPI = {
  openapi: '3.1.0',
  info: {
    title: 'Almoner',
    version: '1',
    description: 'What a council and its providers exchange by machine: packages, offers, visits, statements.',
  },
  components: {
    securitySchemes: {
      oauth: {
        type: 'oauth2' as const,
        flows: { clientCredentials: { tokenUrl: '/oauth/token', scopes: {} } },
      },
    },
  },
}

export function mountOpenApi(app: FastifyInstance, _chromes: Chromes): void {
  app.get('/api/openapi.json', { config: { door: 'open' }, schema: { hide: true } }, (_request, reply) =>
    reply.header('cache-control', 'no-cache').send(app.swagger()),
  )
}
