import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { parseDay } from '#src/base/day.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { CommandOptions, Shell } from '#src/platform/command.ts'
import type { Session, SignedIn } from '#src/platform/http/session.ts'
import type { Asset } from '#src/platform/pages/assets.ts'
import type { Html } from '#src/platform/pages/html.ts'
import type { Flash, Page } from '#src/platform/pages/page.ts'

/** A file that a form brought; it is deleted when the answer is sent, so move it to keep it. */
export type UploadedFile = { filename: string; path: string; bytes: number }

/** What every page handler gets. */
type Asked = {
  shell: Shell
  params: Record<string, string>
  query: Record<string, string | string[] | undefined>
  form: Record<string, string | string[] | undefined>
  files: Record<string, UploadedFile | undefined>
  /** The token that every form of the page must send as `_csrf`. */
  readonly csrf: string
  /** Path and query as asked for. */
  url: string
  /** Where browsers find this server, `https://…` without a slash at the end: for links that leave it on paper. */
  readonly site: string
}
/** A visit by somebody who is signed in and holds the route's grant. */
export type Visit = Asked & { actor: Actor }
/** A visit through the open door: perhaps nobody is signed in. */
export type OpenVisit = Asked & {
  actor: Actor | undefined
  session: Session
  /** The browser's network address. */
  address: string
  /** From now on this browser is signed in; its session gets a new key. */
  signIn(signedIn: SignedIn): void
  signOut(): void
}

export type ProgressEvent = { event?: string; id?: string; data: unknown }

export type Reply =
  | { reply: 'page'; page: Page; status: number; print: boolean }
  | { reply: 'see other'; path: string; flash: Flash | undefined }
  | { reply: 'elsewhere'; url: string }
  | { reply: 'not found' }
  | { reply: 'forbidden'; why: string }
  | { reply: 'file'; name: string; type: string; body: string | NodeJS.ReadableStream }
  | { reply: 'events'; events: AsyncIterable<ProgressEvent> }

/** A page in the door's chrome; 400 with the form as it was typed when something is wrong with it. */
export const page = (view: Page, options: { status?: number; print?: boolean } = {}): Reply => ({
  reply: 'page',
  page: view,
  status: options.status ?? 200,
  print: options.print ?? false,
})

/** The answer to every form that did something: go and look. `flash` is shown there once in the green banner. */
export function seeOther(path: string, flash?: string): Reply {
  return leadTo(path, flash === undefined ? undefined : { words: flash, isDone: true })
}

/** The answer to a form that did nothing, although nothing typed is at fault: go and look. `why` is shown there once as important. */
export const notDone = (path: string, why: string): Reply => leadTo(path, { words: why, isDone: false })

function leadTo(path: string, flash: Flash | undefined): Reply {
  if (!isOwnPath(path)) throw new Error('a form leads to a page of this site')
  return { reply: 'see other', path, flash }
}

/** To another site: only the sign-in does this. */
export const elsewhere = (url: string): Reply => ({ reply: 'elsewhere', url })

export const notFound = (): Reply => ({ reply: 'not found' })

/** For what depends on the record rather than on the grant; `why` is a sentence that says who can. */
export const forbidden = (why: string): Reply => ({ reply: 'forbidden', why })

export const csvFile = (name: string, header: readonly string[], rows: Iterable<readonly Cell[]>): Reply => ({
  reply: 'file',
  name,
  type: 'text/csv; charset=utf-8',
  body: csvText(header, rows),
})

/** A file in a format of its own. */
export const download = (name: string, type: string, body: string): Reply => ({ reply: 'file', name, type, body })

/** Server-sent events: the progress of long work. The stream ends when the iteration does or the reader leaves. */
export const events = (stream: AsyncIterable<ProgressEvent>): Reply => ({ reply: 'events', events: stream })

const LOOK_MS = 1000

/** How far work has come, in words and as a chart. */
export type Followed = { readonly words: string; readonly chart?: Html | false }

/** Says every second how far long work has come, until `words` finds it no longer under way; the page then loads anew. */
export const followed = (look: () => Promise<string | Followed | undefined>): Reply =>
  events(
    (async function* (): AsyncGenerator<ProgressEvent> {
      for (let seen = await look(); seen !== undefined; seen = await look()) {
        const { words, chart = false } = typeof seen === 'string' ? { words: seen } : seen
        yield { event: 'progress', data: words }
        if (chart !== false) yield { event: 'chart', data: chart.toString() }
        await pause(LOOK_MS)
      }
      yield { event: 'done', data: '' }
    })(),
  )

export type Cell = string | number | null | undefined

/** RFC 4180; a cell that a spreadsheet would run as a formula gets a leading apostrophe. Numbers stay numbers. */
export function csvText(header: readonly string[], rows: Iterable<readonly Cell[]>): string {
  let text = `${header.map(csvCell).join(',')}\r\n`
  for (const row of rows) text += `${row.map(csvCell).join(',')}\r\n`
  return text
}

function csvCell(cell: Cell): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell === 'number') return String(cell)
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** True of a path on this site: a slash and then anything but a second host. */
export const isOwnPath = (path: string): boolean => /^\/(?![/\\])[^\s\\]*$/.test(path)

/** An error of the API as RFC 9457 has it. */
export class Problem extends Error {
  readonly status: number
  readonly title: string
  readonly detail: string | undefined
  readonly errors: readonly FieldProblem[]
  constructor(status: number, title: string, detail: string | undefined, errors: readonly FieldProblem[]) {
    super(title)
    this.status = status
    this.title = title
    this.detail = detail
    this.errors = errors
  }
}
/** `pointer` is a JSON pointer into the body, such as `#/visits/3/day`. */
export type FieldProblem = { pointer: string; detail: string }

/** What an API handler throws: `throw problem(409, 'The window for offers has closed')`. */
export const problem = (
  status: number,
  title: string,
  more: { pointer?: string; detail?: string; errors?: readonly FieldProblem[] } = {},
): Problem =>
  new Problem(
    status,
    title,
    more.detail,
    more.errors ?? (more.pointer === undefined ? [] : [{ pointer: more.pointer, detail: more.detail ?? title }]),
  )

/** A day that a machine asks about: as pages read days. */
export const AskedDay = z.iso.date().refine((day) => parseDay(day) !== undefined, 'Use a day of the years 1800 to 2199')

/** A call by a machine. Hand `command` to `shell.command` as its options. */
export type ApiCall<P = Record<string, string>, Q = Record<string, unknown>, B = unknown> = {
  actor: Actor
  shell: Shell
  params: P
  query: Q
  body: B
  command: CommandOptions
}

export type ApiSpec<P, Q, B, A> = {
  grant: string
  summary: string
  description?: string
  params?: z.ZodType<P>
  query?: z.ZodType<Q>
  /** A `z.strictObject`: unknown keys are refused. */
  body?: z.ZodType<B>
  answer: z.ZodType<A>
  /** 200 unless said. */
  status?: 200 | 201 | 202
  /** The call demands an Idempotency-Key header; a repeat of it gets the first answer. */
  idempotent?: boolean
  /** In bytes; 1 MiB unless said. */
  bodyLimit?: number
}

export type PageHandler = (visit: Visit) => Promise<Reply> | Reply
export type OpenHandler = (visit: OpenVisit) => Promise<Reply> | Reply

export type PageRoute = `${'GET' | 'POST'} /${string}`
export type ApiRoute = `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /api/v1/${string}`

export type PageOptions = {
  /** Bytes that each uploaded file may have; files are refused unless this is said. */
  uploads?: number
  /** Requests from one address are counted: where a secret may be guessed few are let through, where a whole office starts its day many. */
  counted?: 'secret' | 'office'
}

/** Where routes are mounted, each door behind its own guard. */
export type Doors = {
  /** Council staff. */
  staff(route: PageRoute, grant: string, handler: PageHandler, options?: PageOptions): void
  /** Provider users, under /portal. */
  portal(route: `${'GET' | 'POST'} /portal${string}`, grant: string, handler: PageHandler, options?: PageOptions): void
  /** Everybody. */
  open(route: PageRoute, handler: OpenHandler, options?: PageOptions): void
  /** A script or picture that a stage's pages ask for, at a path of its own. */
  asset(file: Asset): void
  /** Machines. */
  api<P, Q, B, A>(route: ApiRoute, spec: ApiSpec<P, Q, B, A>, handler: (call: ApiCall<P, Q, B>) => Promise<A> | A): void
}
