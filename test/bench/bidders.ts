/**
 * Many bidders as a program of their own: each sends a large file and submits, as `bid-rush.ts` asks by its arguments; a line of JSON a bidder.
 *   node test/bench/bidders.ts <address> <tender> <bidders> <bytes each> <first start in ms since 1970> <spread in ms> <how many start late> <late start>
 */
import { Agent, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'

const [address = '', tender = '', ...numbers] = process.argv.slice(2)
const [bidders = 0, bytes = 0, from = 0, spread = 0, late = 0, lateFrom = 0] = numbers.map(Number)
const agent = new Agent({ keepAlive: true, maxSockets: 1000 })
const at = `/portal/tenders/${tender}/bid`
const BOUNDARY = 'almoner-bidders'
const PIECE = Buffer.alloc(65_536, 'marigold ')

async function ask(
  path: string,
  cookies: Map<string, string>,
  body?: { readonly type: string; readonly content: Iterable<Buffer | string> },
): Promise<{ status: number; location: string; html: string }> {
  const asked = request(`${address}${path}`, {
    agent,
    method: body ? 'POST' : 'GET',
    headers: {
      cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      ...(body ? { 'content-type': body.type } : {}),
    },
  })
  const answered = new Promise<IncomingMessage>((done, fail) => asked.once('response', done).once('error', fail))
  const sent = pipeline(Readable.from(body?.content ?? []), asked)
  const answer = await answered
  await sent
  for (const line of answer.headers['set-cookie'] ?? []) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    cookies.set(name, value)
  }
  return { status: answer.statusCode ?? 0, location: answer.headers.location ?? '', html: await text(answer) }
}

function* fileForm(token: string, bidder: number): Generator<Buffer | string> {
  const field = (name: string, value: string) =>
    `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  yield `${field('_csrf', token)}${field('about', 'C2')}--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="method.pdf"\r\ncontent-type: application/pdf\r\n\r\n%PDF-1.7 bidder ${bidder} `
  for (let sent = 0; sent < bytes; sent += PIECE.length) yield PIECE
  yield `\r\n--${BOUNDARY}--\r\n`
}

async function bid(bidder: number): Promise<void> {
  const cookies = new Map<string, string>()
  await ask(`/sign-in-for-tests/portal/1-${500_000 + bidder}`, cookies)
  const { html } = await ask(`${at}/files`, cookies)
  const token = /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? ''
  // The last ones begin when bids have closed.
  const start = bidder < bidders - late ? from + (spread * bidder) / bidders : lateFrom
  await sleep(Math.max(0, start - Date.now()))
  const began = performance.now()
  const file = await ask(`${at}/files`, cookies, {
    type: `multipart/form-data; boundary=${BOUNDARY}`,
    content: fileForm(token, bidder),
  })
  const uploaded = performance.now()
  const form = `_csrf=${encodeURIComponent(token)}`
  const submitted = await ask(`${at}/submit`, cookies, { type: 'application/x-www-form-urlencoded', content: [form] })
  const receipt = submitted.location === '' ? undefined : await ask(submitted.location, cookies)
  const line = {
    bidder,
    file: file.status,
    submit: submitted.status,
    late: submitted.html.includes('after the deadline'),
    sha256: /[0-9a-f]{64}/.exec(receipt?.html ?? '')?.[0] ?? null,
    uploadMs: Math.round(uploaded - began),
    submitMs: Math.round(performance.now() - uploaded),
  }
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

await Promise.all(Array.from({ length: bidders }, (_, bidder) => bid(bidder)))
agent.destroy()
