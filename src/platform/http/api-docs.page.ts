import { page, type Reply } from '#src/platform/http/doors.ts'
import type { OpenApi, Operation, Parameter, Schema } from '#src/platform/http/openapi.ts'
import { details, tag } from '#src/platform/pages/components.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { dataTable } from '#src/platform/pages/table.ts'

const METHODS = ['get', 'post', 'put', 'patch', 'delete']

/** The API's page for people, from its own description: no script, so the strict policy holds here too. */
export function apiDocs(document: OpenApi): Reply {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    METHODS.flatMap((method) => {
      const operation = methods[method]
      return operation ? [{ path, method: method.toUpperCase(), operation }] : []
    }),
  )
  const topics = [...new Set(operations.map(({ operation }) => operation.tags?.[0] ?? ''))].sort()
  return page({
    title: 'The Almoner API',
    wide: true,
    content: html`${INTRODUCTION}
${topics.map(
  (topic) => html`<h2 class="govuk-heading-l">${titleOf(topic)}</h2>
${operations
  .filter(({ operation }) => operation.tags?.[0] === topic)
  .map(({ method, path, operation }) => operationView(method, path, operation))}`,
)}`,
  })
}

const titleOf = (topic: string): string => `${topic.slice(0, 1).toUpperCase()}${topic.slice(1).replaceAll('-', ' ')}`

const INTRODUCTION = html`
<p class="govuk-body">The same in OpenAPI 3.1: <a class="govuk-link" href="/api/openapi.json">openapi.json</a></p>
<ol class="govuk-list govuk-list--number">
<li>An administrator of the council creates a machine client and hands you its client_id and client_secret.</li>
<li>Fetch an access token by <code>POST /oauth/token</code> with <code>grant_type=client_credentials</code>. It lasts 30 minutes.</li>
<li>Send it with each call: <code>Authorization: Bearer …</code></li>
</ol>
<p class="govuk-body">Errors are <code>application/problem+json</code> and point to the field that is wrong. A list gives <code>items</code> and <code>next</code>: send it back as <code>cursor</code> for the next page. After 429, wait for the seconds in <code>Retry-After</code>.</p>`

function operationView(method: string, path: string, operation: Operation): Html {
  const scope = operation.security?.flatMap((each) => Object.values(each).flat())[0]
  const body = Object.values(operation.requestBody?.content ?? {})[0]?.schema
  const success = Object.entries(operation.responses ?? {}).find(([status]) => status.startsWith('2'))
  const answer = Object.values(success?.[1].content ?? {})[0]?.schema
  return html`<section>
<h3 class="govuk-heading-m govuk-!-margin-bottom-1">${operation.summary}</h3>
<p class="govuk-body govuk-!-text-break-word">${tag({ text: method, classes: method === 'GET' ? 'govuk-tag--blue' : 'govuk-tag--green' })} <code>${path}</code>${scope !== undefined && html` <span class="govuk-hint govuk-!-display-inline">scope ${scope}</span>`}</p>
${operation.description !== undefined && html`<p class="govuk-body">${operation.description}</p>`}
${details({
  summaryText: 'What to send and what comes back',
  html: html`${parameterTable(operation.parameters ?? [])}${fieldTable('Body', body)}${fieldTable(`Answer ${success?.[0] ?? ''}`, answer)}`,
})}
</section>`
}

const parameterTable = (parameters: readonly Parameter[]): Html | undefined =>
  parameters.length === 0
    ? undefined
    : rowsTable(
        'Parameters',
        parameters.map(({ name, in: place, required, schema, description }) => ({
          name: `${name} (${place})`,
          required: required === true,
          schema: { ...schema, ...(description === undefined ? {} : { description }) },
        })),
      )

const fieldTable = (caption: string, schema: Schema | undefined): Html | undefined => {
  const fields = schema ? fieldsOf(schema, '') : []
  return fields.length === 0 ? undefined : rowsTable(caption, fields)
}

type Field = { name: string; required: boolean; schema: Schema }

/** The fields of an object and of what it holds, as paths: `visits[].day`. */
function fieldsOf(schema: Schema, prefix: string): Field[] {
  const inner = schema.items ? fieldsOf(schema.items, `${prefix}[]`) : []
  const variants = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((each) => fieldsOf(each, prefix))
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`
    return [
      { name: path, required: schema.required?.includes(name) ?? false, schema: property },
      ...fieldsOf(property, path),
    ]
  })
  return [...own, ...inner, ...variants]
}

const rowsTable = (caption: string, fields: readonly Field[]): Html =>
  dataTable({
    caption,
    rows: fields,
    columns: [
      { heading: 'Field', cell: ({ name }) => html`<code>${name}</code>` },
      { heading: 'Type', cell: ({ schema }) => typeOf(schema) },
      { heading: 'Needed', cell: ({ required }) => (required ? 'Yes' : 'No') },
      { heading: 'Meaning', cell: ({ schema }) => schema.description },
    ],
  })

function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' or ')
  const variants = schema.anyOf ?? schema.oneOf
  if (variants) return [...new Set(variants.map(typeOf))].join(' or ')
  if (schema.items) return `list of ${typeOf(schema.items)}`
  const type = [schema.type ?? 'anything'].flat().join(' or ')
  return schema.format === undefined ? type : `${type} (${schema.format})`
}
