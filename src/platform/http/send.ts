import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { may } from '#src/platform/actor.ts'
import { Problem, type ProgressEvent, type Reply } from '#src/platform/http/doors.ts'
import { blamed, errorPage, Refusal, statusOf } from '#src/platform/http/errors.ts'
import { TooMany } from '#src/platform/http/rate-limits.ts'
import { renderPage } from '#src/platform/pages/layout.ts'
import type { Chrome, NavigationItem, Page, PageKind } from '#src/platform/pages/page.ts'

/** An entry of the main navigation, shown to those who hold its grant. */
export type MenuItem = NavigationItem & { grant: string }

/** What surrounds the pages of a whole installation. */
export type Chromes = {
  trial: boolean
  menu: { staff: readonly MenuItem[]; portal: readonly MenuItem[] }
  councilName: (council: number) => Promise<string> | string
  /** Ends when the server stops, so that open event streams let it. */
  stopping: AbortSignal
}

declare module 'fastify' {
  interface FastifyRequest {
    madeToken: string | undefined
  }
}

/** Made once a request and only when asked for: a visitor to an open page without a form gets no cookie. */
export function tokenOf(request: FastifyRequest, reply: FastifyReply): string {
  request.madeToken ??= reply.generateCsrf()
  return request.madeToken
}

export async function send(answer: Reply, request: FastifyRequest, reply: FastifyReply, chromes: Chromes) {
  switch (answer.reply) {
    case 'page':
      return sendPage(answer.page, answer.status, request, reply, chromes, answer.print)
    case 'see other':
      if (answer.flash !== undefined) request.session.flash = answer.flash
      return reply.header('cache-control', 'no-store').redirect(answer.path, 303)
    case 'elsewhere':
      return reply.header('cache-control', 'no-store').redirect(answer.url, 303)
    case 'not found':
      throw new Refusal(404)
    case 'forbidden':
      throw new Refusal(403, answer.why)
    case 'file':
      return reply
        .header('cache-control', 'no-store')
        .header('content-disposition', disposition(answer.name))
        .type(answer.type)
        .send(answer.body)
    case 'events':
      return sendEvents(answer.events, request, reply, chromes.stopping)
  }
}

/** RFC 6266: a plain name for old readers, the exact one beside it. */
const disposition = (name: string): string =>
  `attachment; filename="${name.replace(/[^\w.-]+/g, '-')}"; filename*=UTF-8''${encodeURIComponent(name)}`

async function sendPage(
  page: Page,
  status: number,
  request: FastifyRequest,
  reply: FastifyReply,
  chromes: Chromes,
  print = false,
) {
  const door = request.routeOptions.config.door
  const kind: PageKind = print ? 'print' : request.actor && (door === 'staff' || door === 'portal') ? door : 'open'
  const chrome = await chromeOf(kind, request, reply, chromes)
  const { session } = request
  if (session?.flash !== undefined) {
    chrome.flash = session.flash
    session.flash = undefined
  }
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(renderPage(kind, page, chrome))
}

/** In the header where nobody is signed in, so that no council can be named. */
const NOBODYS = 'Adult social care'

async function chromeOf(
  kind: PageKind,
  request: FastifyRequest,
  reply: FastifyReply,
  { menu, councilName, trial }: Chromes,
): Promise<Chrome> {
  const { actor } = request
  const council = actor ? await councilName(actor.council) : NOBODYS
  if (!actor || kind === 'open') return { council, navigation: [], csrf: request.madeToken ?? '', trial }
  const provider = actor.kind === 'provider'
  return {
    council,
    userName: actor.name,
    signOutPath: provider ? '/portal/sign-out' : '/sign-out',
    homePath: provider ? '/portal' : '/',
    navigation: (provider ? menu.portal : menu.staff).filter((item) => may(actor, item.grant)),
    ...(provider ? {} : { search: { action: '/search', ...wordsOf(request.query) } }),
    csrf: tokenOf(request, reply),
    trial,
  }
}

/** The words of a search stay in its box. */
const wordsOf = (query: unknown): { words?: string } => {
  const { words } = (query ?? {}) as { words?: unknown }
  return typeof words === 'string' ? { words } : {}
}

const HEARTBEAT_SECONDS = 20

/** One at a time, as fast as the reader takes them; a comment now and then keeps proxies from closing the line. */
function sendEvents(
  events: AsyncIterable<ProgressEvent>,
  request: FastifyRequest,
  reply: FastifyReply,
  stopping: AbortSignal,
) {
  const stream = new PassThrough()
  const heartbeat = setInterval(() => stream.write(': still here\n\n'), HEARTBEAT_SECONDS * 1000)
  const iterator = events[Symbol.asyncIterator]()
  const over = new AbortController()
  const end = () => over.abort()
  stopping.addEventListener('abort', end, { once: true })
  request.raw.once('close', end)
  stream.once('close', end)
  const left = new Promise<'left'>((resolve) =>
    over.signal.addEventListener('abort', () => resolve('left'), { once: true }),
  )
  const run = async () => {
    try {
      for (;;) {
        const next = await Promise.race([iterator.next(), left])
        if (next === 'left' || next.done) return
        if (!stream.write(eventText(next.value))) await Promise.race([once(stream, 'drain'), left])
      }
    } catch (error) {
      request.log.error({ err: error }, 'an event stream broke')
    } finally {
      clearInterval(heartbeat)
      stopping.removeEventListener('abort', end)
      stream.end()
      // The source may be waiting for something that never comes: it is told, not awaited.
      void iterator.return?.()?.catch(() => {})
    }
  }
  void run()
  return reply
    .header('cache-control', 'no-store')
    .header('x-accel-buffering', 'no')
    .header('connection', 'close')
    .type('text/event-stream; charset=utf-8')
    .send(stream)
}

const eventText = ({ event, id, data }: ProgressEvent): string =>
  `${event === undefined ? '' : `event: ${event}\n`}${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`

/** An error as a page, in plain English and with the number under which the log knows it. */
export async function sendErrorPage(thrown: unknown, request: FastifyRequest, reply: FastifyReply, chromes: Chromes) {
  const error = blamed(thrown, request)
  const status = statusOf(error)
  if (status >= 500) request.log.error({ err: error }, 'a page failed')
  if (error instanceof TooMany) reply.header('retry-after', error.retryAfterSeconds)
  // A body that was not read to its end cannot be followed by another request on the same connection.
  if (status === 413) reply.header('connection', 'close')
  const why = error instanceof Refusal ? error.why : error instanceof Problem ? error.detail : undefined
  return sendPage(errorPage(status, request.id, why), status, request, reply, chromes)
}
