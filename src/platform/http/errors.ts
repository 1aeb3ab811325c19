import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import type { Actor } from '#src/platform/actor.ts'
import { IdempotencyConflict } from '#src/platform/command.ts'
import { type FieldProblem, Problem } from '#src/platform/http/doors.ts'
import { findUnkeepable } from '#src/platform/http/unkeepable.ts'
import { html } from '#src/platform/pages/html.ts'
import type { Page } from '#src/platform/pages/page.ts'

/** Why a request is not answered: by its status, and `why` in words for the person where the status is not enough. */
export class Refusal extends Error {
  readonly statusCode: number
  readonly why: string | undefined
  constructor(statusCode: number, why?: string) {
    super(`refused with ${statusCode}`)
    this.statusCode = statusCode
    this.why = why
  }
}

/** The status of anything thrown; what nobody foresaw is a 500. */
export function statusOf(error: unknown): number {
  if (error instanceof Problem) return error.status
  if (error instanceof IdempotencyConflict) return 409
  const { statusCode, code } = error as { statusCode?: number; code?: string }
  if (code === 'FST_REQ_FILE_TOO_LARGE' || code === 'FST_FILES_LIMIT') return 413
  return statusCode !== undefined && statusCode >= 400 && statusCode < 500 ? statusCode : statusCode === 503 ? 503 : 500
}

type Sent = { params: unknown; query: unknown; body?: unknown; actor?: Actor | undefined }

/**
 * What the database or a stack refused because of who asked or of what was sent; the answer says where it stands.
 * Whatever else failed stays our fault.
 */
export function blamed(error: unknown, sent: Sent): unknown {
  const code = (error as { code?: unknown } | undefined)?.code
  // Its role holds no grant on tables of which an organisation sees nothing.
  if (code === '42501' && sent.actor?.organisation !== undefined)
    return new Refusal(403, 'Only the council may see or change this, not a provider.')
  if (code === '22008') return blame('What you sent holds a date outside the calendar', 'Check the years.', undefined)
  const isData = error instanceof RangeError || (typeof code === 'string' && /^22[0-9A-Z]{3}$/.test(code))
  if (!isData) return error
  const inBody = findUnkeepable(sent.body)
  if (inBody === undefined && findUnkeepable([sent.params, sent.query]) === undefined) return error
  return blame('What you sent holds a character that cannot be kept', UNKEEPABLE, inBody)
}

const UNKEEPABLE = 'Take out characters that cannot be seen, such as NUL. Nothing has been saved.'

const blame = (title: string, detail: string, inBody: string | undefined): Problem =>
  inBody === undefined
    ? new Problem(400, title, detail, [])
    : new Problem(422, title, detail, [{ pointer: `#${inBody}`, detail }])

const WORDS: Record<number, { title: string; paragraphs: readonly string[] }> = {
  400: {
    title: 'Sorry, we could not read that request',
    paragraphs: ['Go back, check what you entered and try again.'],
  },
  403: { title: 'You cannot see this page', paragraphs: ['Your sign-in does not give you this permission.'] },
  404: {
    title: 'Page not found',
    paragraphs: [
      'If you typed the web address, check it is correct.',
      'If you pasted the web address, check you copied the entire address.',
      'If you followed a link, the record may belong to another council or organisation.',
    ],
  },
  405: { title: 'Page not found', paragraphs: ['This address does not answer that kind of request.'] },
  413: {
    title: 'What you sent is too large',
    paragraphs: ['Send a smaller file, or split it into several. Nothing has been saved.'],
  },
  415: {
    title: 'Sorry, we could not read that request',
    paragraphs: ['This page takes a form from a web browser. Nothing has been saved.'],
  },
  429: { title: 'Too many tries', paragraphs: ['Wait 5 minutes and try again.'] },
  500: {
    title: 'Sorry, there is a problem with the service',
    paragraphs: ['Try again later. What you saved before is safe.'],
  },
  503: { title: 'Sorry, the service is starting again', paragraphs: ['Try again in a minute.'] },
}

/** The page for a person. The request's id lets whoever runs the service find its log lines. */
export function errorPage(status: number, requestId: string, why?: string): Page {
  const words = WORDS[status] ?? (status < 500 ? WORDS[400] : WORDS[500])
  const paragraphs = why === undefined ? (words?.paragraphs ?? []) : [why]
  return {
    title: words?.title ?? '',
    content: html`${paragraphs.map((text) => html`<p class="govuk-body">${text}</p>`)}
<p class="govuk-body-s">If you ask for help, give this number: <strong>${requestId}</strong></p>
<p class="govuk-body"><a class="govuk-link" href="/">Go to the start page</a></p>`,
  }
}

const TITLES: Record<number, string> = {
  400: 'The request cannot be read',
  401: 'Sign in with an access token',
  403: 'This client may not do that',
  404: 'There is no such record or address',
  405: 'This address does not answer that method',
  409: 'This clashes with an earlier request',
  413: 'The body is too large',
  415: 'The body must be application/json',
  422: 'The request does not fit the schema',
  429: 'Too many calls; wait and try again',
  500: 'Something went wrong on our side',
  503: 'The service is stopping; try again in a minute',
}

export type ProblemBody = {
  type: string
  title: string
  status: number
  detail?: string
  request: string
  errors?: readonly FieldProblem[]
}

/** RFC 9457; messages of errors that nobody foresaw stay inside. */
export function problemBody(error: unknown, status: number, requestId: string): ProblemBody {
  const body: ProblemBody = {
    type: 'about:blank',
    title: TITLES[status] ?? (status < 500 ? (TITLES[400] as string) : (TITLES[500] as string)),
    status,
    request: requestId,
  }
  if (error instanceof Problem) {
    body.title = error.title
    if (error.detail !== undefined) body.detail = error.detail
    if (error.errors.length > 0) body.errors = error.errors
  } else if (error instanceof Refusal && error.why !== undefined) {
    body.detail = error.why
  } else if (error instanceof IdempotencyConflict) {
    body.detail = 'This Idempotency-Key was used before with another request. Use a new key for a new request.'
  } else if (hasZodFastifySchemaValidationErrors(error)) {
    body.title = TITLES[422] as string
    body.status = 422
    body.errors = error.validation.map((issue) => fieldProblem(error.validationContext, issue))
  }
  return body
}

type Issue = { instancePath: string; message?: string; params?: unknown }

/** Zod names an unknown key on the object that holds it; the pointer goes to the key itself. */
function fieldProblem(where: string | undefined, { instancePath, message, params }: Issue): FieldProblem {
  const [unknown] = (params as { keys?: string[] } | undefined)?.keys ?? []
  const root = where === 'body' || where === undefined ? '#' : `#/${where === 'querystring' ? 'query' : where}`
  const path = instancePath === '/' ? '' : instancePath
  return {
    pointer: `${root}${path}${unknown === undefined ? '' : `/${unknown}`}`,
    detail: unknown === undefined ? (message ?? 'This is not right') : 'There is no such field',
  }
}
