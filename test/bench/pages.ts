/**
 * Pages under load on the trial council: requests a second with sixteen connections, beside a bare handler of the same
 * framework with a page of the same size; the time of the slowest in a hundred at a hundred requests a second; and that of the
 * queue while a pay run works.
 *   node test/bench/pages.ts [--folder .almoner] [--seconds 10]
 * Without --folder the trial council is made first, in a folder of its own, which takes about a minute.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, get, type IncomingMessage } from 'node:http'
import { createRequire } from 'node:module'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import fastify from 'fastify'
import { openStore } from '#src/app.ts'
import { addDays, type Day, dayOf, mondayOf } from '#src/base/day.ts'
import { actorOfOfficer, getOfficer } from '#src/councils/index.ts'
import { approvePayRun, checkPayRun, startPayRun, workPayRun } from '#src/payments/index.ts'
import { systemActor } from '#src/platform/actor.ts'
import { rows, sql } from '#src/platform/database.ts'
import { ROOT } from '#test/support/source-files.ts'

type Load = {
  url: string
  connections: number
  duration: number
  headers: Record<string, string>
}
type Answered = {
  requests: { average: number }
  latency: { p50: number; p99: number; max: number }
  non2xx: number
  errors: number
}
const require = createRequire(import.meta.url)
/** It comes without types. */
const autocannon = require('autocannon') as (load: Load) => Promise<Answered>

const CONNECTIONS = 16
const A_SECOND = 100
const COUNCIL = 1

const { values } = parseArgs({
  options: { folder: { type: 'string' }, seconds: { type: 'string', default: '10' }, bare: { type: 'string' } },
})
const seconds = Number(values.seconds)

/** The framework alone: a page of so many bytes. */
async function serveBare(bytes: number): Promise<void> {
  const app = fastify()
  const body = 'x'.repeat(bytes)
  app.get('/', (_request, reply) => reply.type('text/html; charset=utf-8').send(body))
  console.log(`serves at ${await app.listen({ host: '127.0.0.1', port: 0 })} `)
}

/** A program of its own that serves; its address once it does. */
async function started(
  words: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ child: ChildProcess; address: string }> {
  const child = spawn(process.execPath, words, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const address = await new Promise<string>((found, lost) => {
    let said = ''
    child.stdout?.on('data', (piece) => {
      said += String(piece)
      const there = /(http:\/\/\S+:\d+)\s/.exec(said)?.[1]
      if (there) found(there)
    })
    child.once('exit', () => lost(new Error(`nothing is served: ${said}`)))
  })
  return { child, address }
}

async function stopped(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM')
  await once(child, 'exit')
}

/** Last week paid for one provider, so that there is a statement; answers with the pages to measure. */
async function prepare(folder: string): Promise<{ statement: string; package: string; monday: Day }> {
  const store = await openStore({ folder }, (error) => console.error(error.message))
  try {
    const { shell } = store
    const clerk = systemActor(COUNCIL)
    const monday = mondayOf(dayOf(shell.now()))
    const officer = async (ref: string) => {
      const actor = actorOfOfficer(COUNCIL, await shell.read(clerk, (tx) => getOfficer(tx, ref)), dayOf(shell.now()))
      if (!actor) throw new Error(`${ref} is no officer any more`)
      return actor
    }
    const one = async (query: ReturnType<typeof sql<{ ref: string }>>) =>
      (await shell.read(clerk, (tx) => rows(tx, query)))[0]?.ref
    const statement = () =>
      one(sql`select statement_ref as ref from payments.statement where council_id = ${COUNCIL} limit 1`)
    if (!(await statement())) {
      const organisationRef = (await one(sql`select organisation_ref as ref from brokerage.placement
        where council_id = ${COUNCIL} group by 1 order by count(*) desc limit 1`)) as string
      const period = { organisationRef, from: addDays(monday, -14), to: addDays(monday, -7) }
      const run = await startPayRun(shell, await officer('O-1005'), period)
      if (!run.ok) throw new Error(String(run.error))
      await workPayRun(shell, COUNCIL, run.value)
      const check = { payRunRef: run.value, note: 'Asked the providers' }
      const checked = await checkPayRun(shell, await officer('O-1005'), check)
      if (!checked.ok) throw new Error(checked.error)
      const approved = await approvePayRun(shell, await officer('O-1006'), run.value)
      if (!approved.ok) throw new Error(String(approved.error))
      await workPayRun(shell, COUNCIL, run.value)
    }
    const inHand = await one(sql`select package_ref as ref from brokerage.care_package
      where council_id = ${COUNCIL} and status = 'awaiting_sign_off' order by 1 limit 1`)
    return { statement: `/statements/${await statement()}`, package: `/packages/${inHand}`, monday }
  } finally {
    await store.close()
  }
}

/** Somebody at a browser without the browser. */
class Somebody {
  readonly address: string
  private readonly kept = new Map<string, string>()
  constructor(address: string) {
    this.address = address
  }
  get cookie(): string {
    return [...this.kept].map(([name, value]) => `${name}=${value}`).join('; ')
  }
  async ask(
    path: string,
    fields?: Record<string, string>,
  ): Promise<{ status: number; body: string; location: string }> {
    const answer = await fetch(`${this.address}${path}`, {
      redirect: 'manual',
      headers: { cookie: this.cookie },
      ...(fields ? { method: 'POST', body: new URLSearchParams(fields) } : {}),
    })
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (name !== undefined && value !== undefined) this.kept.set(name, value)
    }
    return { status: answer.status, body: await answer.text(), location: answer.headers.get('location') ?? '' }
  }
  async send(path: string, fields: Record<string, string>, formPage = path): Promise<string> {
    const token = /name="_csrf" value="([^"]+)"/.exec((await this.ask(formPage)).body)?.[1] ?? ''
    const { status, location, body } = await this.ask(path, { ...fields, _csrf: token })
    if (status !== 303) throw new Error(`${path} answered ${status}: ${body.slice(0, 300)}`)
    return location
  }
  static async signedIn(address: string, officerRef: string): Promise<Somebody> {
    const somebody = new Somebody(address)
    await somebody.send('/sign-in/trial', { who: `staff ${officerRef}`, next: '/my-work' }, '/sign-in')
    await somebody.ask('/my-work')
    return somebody
  }
}

async function load(who: Somebody, path: string, more: Partial<Load> = {}): Promise<Answered> {
  const answered = await autocannon({
    url: `${who.address}${path}`,
    connections: CONNECTIONS,
    duration: seconds,
    headers: { cookie: who.cookie },
    ...more,
  })
  if (answered.non2xx > 0 || answered.errors > 0)
    throw new Error(`${path}: ${answered.non2xx} answers were no page, ${answered.errors} failed`)
  return answered
}

type Paced = { reached: number; p50: number; p99: number; max: number }

/**
 * So many requests a second at an even pace, whether the earlier ones are answered or not, over sixteen connections. A time counts from
 * the moment at which its request was due. (The load above sends its share of a second as fast as it can and then rests.)
 */
async function paced(who: Somebody, path: string, aSecond: number, duration = seconds): Promise<Paced> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const times: number[] = []
  const asked: Promise<void>[] = []
  const ask = async (due: number): Promise<void> => {
    const asking = get(`${who.address}${path}`, { agent, headers: { cookie: who.cookie } })
    const [answer] = (await once(asking, 'response')) as [IncomingMessage]
    if (answer.statusCode !== 200) throw new Error(`${path} answered ${answer.statusCode}`)
    await once(answer.resume(), 'end')
    times.push(performance.now() - due)
  }
  const began = performance.now()
  for (let sent = 0; sent < aSecond * duration; sent++) {
    const due = began + (sent * 1000) / aSecond
    const wait = due - performance.now()
    if (wait > 0) await sleep(wait)
    asked.push(ask(due))
  }
  await Promise.all(asked)
  const took = (performance.now() - began) / 1000
  agent.destroy()
  times.sort((a, b) => a - b)
  const at = (share: number): number => Math.round(times[Math.ceil(times.length * share) - 1] ?? 0)
  return { reached: Math.round(times.length / took), p50: at(0.5), p99: at(0.99), max: at(1) }
}

async function measurePages(
  broker: Somebody,
  finance: Somebody,
  pages: { statement: string; package: string },
): Promise<void> {
  const told: Record<string, unknown>[] = []
  for (const [page, who, path] of [
    ['my work', broker, '/my-work'],
    ['package queue', broker, '/packages'],
    ['package record', broker, pages.package],
    ['statement', finance, pages.statement],
  ] as const) {
    const { status, body } = await who.ask(path)
    if (status !== 200) throw new Error(`${path} answered ${status}`)
    await load(who, path, { duration: 3 })
    const full = await load(who, path)
    const steady = await paced(who, path, A_SECOND)
    const bare = await started(['test/bench/pages.ts', '--bare', String(Buffer.byteLength(body))])
    const alone = await load(new Somebody(bare.address), '/')
    await stopped(bare.child)
    told.push({
      page,
      KB: Math.round(Buffer.byteLength(body) / 1024),
      'pages a second': Math.round(full.requests.average),
      'p99 ms': full.latency.p99,
      [`p50 ms at ${A_SECOND}/s`]: steady.p50,
      [`p99 ms at ${A_SECOND}/s`]: steady.p99,
      reached: steady.reached,
      'bare a second': Math.round(alone.requests.average),
      'bare p99 ms': alone.latency.p99,
    })
  }
  console.table(told)
}

/** A run over all providers and six weeks works in the same process, on the same connection. */
async function measureDuringPayRun(broker: Somebody, finance: Somebody, monday: Day): Promise<void> {
  const [from, until] = [addDays(monday, -42), addDays(monday, -15)]
  const day = (name: string, value: Day) => {
    const [year, month, date] = value.split('-')
    return { [`${name}-day`]: date ?? '', [`${name}-month`]: month ?? '', [`${name}-year`]: year ?? '' }
  }
  const run = await finance.send('/pay-runs/start', { provider: '', ...day('from', from), ...day('until', until) })
  const began = performance.now()
  let answered: Paced | undefined
  for (let rounds = 0; rounds < 60; rounds++) {
    const round = await paced(broker, '/packages', 20, 5)
    const isOver = !/Rating|Being rated|progress/i.test((await finance.ask(run)).body)
    if (isOver && answered) break
    if (!answered || round.p99 > answered.p99) answered = round
    if (isOver) break
  }
  console.log(
    `Queue at 20 requests a second while a pay run of four weeks and all providers works: p50 ${answered?.p50} ms, p99 ${answered?.p99} ms, longest ${answered?.max} ms (worst five seconds); looked at for ${Math.round((performance.now() - began) / 1000)} s.`,
  )
}

async function measure(): Promise<void> {
  const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'almoner-bench-'))
  const data = { ALMONER_DATA: folder }
  if (!values.folder) {
    const making = spawn(process.execPath, ['src/main.ts', 'trial'], {
      cwd: ROOT,
      env: { ...process.env, ...data },
      stdio: 'inherit',
    })
    const [code] = await once(making, 'exit')
    if (code !== 0) throw new Error('the trial council could not be made')
  }
  try {
    const pages = await prepare(folder)
    const { child, address } = await started(['src/main.ts', 'serve', '--port', '0'], data)
    try {
      console.log(`${cpus().length} cores, ${cpus()[0]?.model}; PGlite; ${CONNECTIONS} connections; ${seconds} s each`)
      const broker = await Somebody.signedIn(address, 'O-1001')
      const finance = await Somebody.signedIn(address, 'O-1005')
      await measurePages(broker, finance, pages)
      await measureDuringPayRun(broker, finance, pages.monday)
    } finally {
      await stopped(child)
    }
  } finally {
    if (!values.folder) rmSync(folder, { recursive: true, force: true })
  }
}

await (values.bare === undefined ? measure() : serveBare(Number(values.bare)))
