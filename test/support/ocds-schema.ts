import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Fastify from 'fastify'
import { ROOT } from '#test/support/source-files.ts'

/** The schemas and code lists of OCDS 1.1.5, where this checkout stands beside them. */
const STANDARD = join(ROOT, '..', 'shared', 'data', 'ocds', 'standard')

export const hasOcdsSchema = existsSync(join(STANDARD, 'release-schema.json'))

export const ocdsSchema = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(STANDARD, `${name}.json`), 'utf8'))

const NAMES = [
  'release-schema',
  'release-package-schema',
  'record-package-schema',
  'versioned-release-validation-schema',
] as const
export type OcdsSchemaName = (typeof NAMES)[number]

/** Draft 4 as far as these schemas go beyond what the server's own validator reads: `id` is `$id` since. */
function modern(name: OcdsSchemaName): Record<string, unknown> {
  const { id, $schema, ...schema } = ocdsSchema(name)
  return { ...schema, $id: id }
}

/** Says what is wrong with a document by the standard's own schema; nothing when it is valid. */
export async function ocdsFaults(name: OcdsSchemaName, document: unknown): Promise<string[]> {
  const app = Fastify({
    bodyLimit: 50_000_000,
    ajv: {
      customOptions: {
        strict: false,
        coerceTypes: false,
        removeAdditional: false,
        useDefaults: false,
        allErrors: true,
      },
    },
  })
  for (const each of NAMES) app.addSchema(modern(each))
  app.post(
    '/',
    { schema: { body: { $ref: `${String(ocdsSchema(name)['id'])}#` } }, attachValidation: true },
    (request) => ({
      faults: (request.validationError?.validation ?? []).map((fault: { instancePath?: string; message?: string }) =>
        `${fault.instancePath} ${fault.message}`.trim(),
      ),
    }),
  )
  const answer = await app.inject({
    method: 'POST',
    url: '/',
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify(document),
  })
  await app.close()
  const told = answer.json<{ faults?: string[]; message?: string }>()
  return told.faults ?? [told.message ?? answer.body]
}
