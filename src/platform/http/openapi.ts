import type { FastifyInstance } from 'fastify'
import type { DeclaredCall } from '#src/platform/http/declared.ts'

/** The parts of an OpenAPI document that we add to and show. */
export type Schema = {
  type?: string | string[]
  description?: string
  enum?: readonly unknown[]
  const?: unknown
  format?: string
  pattern?: string
  minimum?: number
  maximum?: number
  properties?: Record<string, Schema>
  required?: readonly string[]
  items?: Schema
  anyOf?: readonly Schema[]
  oneOf?: readonly Schema[]
}
type Content = { content?: Record<string, { schema?: Schema }> }
export type Parameter = { name: string; in: string; required?: boolean; description?: string; schema?: Schema }
export type Operation = {
  summary?: string
  description?: string
  tags?: readonly string[]
  security?: readonly Record<string, readonly string[]>[]
  parameters?: Parameter[]
  requestBody?: Content
  responses?: Record<string, Content & { description?: string }>
}
export type OpenApi = { paths: Record<string, Record<string, Operation>> }

/** The head of the document; the calls add themselves. */
export const openApiOf = (calls: readonly DeclaredCall[]) => ({
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
        flows: {
          clientCredentials: {
            tokenUrl: '/oauth/token',
            scopes: Object.fromEntries(calls.map(({ spec }) => [spec.grant, `Calls that need ${spec.grant}`]).sort()),
          },
        },
      },
    },
  },
})

const PROBLEM: Schema = {
  type: 'object',
  description: 'RFC 9457',
  required: ['type', 'title', 'status'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    request: { type: 'string', description: 'Give it when you ask for help.' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'detail'],
        properties: {
          pointer: { type: 'string', description: 'A JSON pointer to the field, such as #/visits/3/day.' },
          detail: { type: 'string' },
        },
      },
    },
  },
}

const KEY: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description: 'A new random key with each new request, the same when you repeat one.',
  schema: { type: 'string' },
}

/** The whole document: every call may answer with a problem, some demand a key. */
export function describeApi(app: FastifyInstance, calls: readonly DeclaredCall[]): OpenApi {
  const document = structuredClone(app.swagger()) as unknown as OpenApi
  for (const { method, url, spec } of calls) {
    const operation = document.paths[url.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
    if (!operation) continue
    operation.responses = {
      ...operation.responses,
      default: { description: 'A problem', content: { 'application/problem+json': { schema: PROBLEM } } },
    }
    if (spec.idempotent) operation.parameters = [...(operation.parameters ?? []), KEY]
  }
  return document
}
