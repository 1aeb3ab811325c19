import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { createShell, type Shell } from '#src/platform/command.ts'
import { createDatabase, rows, sql } from '#src/platform/database.ts'
import type { Engine } from '#src/platform/engine.ts'
import { filesIn } from '#src/platform/files.ts'
import { stop } from '#src/platform/http/http.ts'
import { newSealKey, openFile, sealKeysFrom } from '#src/platform/seal.ts'
import { saveOwnDraft } from '#src/tendering/bids/bid-commands.ts'
import { confirmOpeningOf, openBids } from '#src/tendering/bids/opening-commands.ts'
import { findOpenedFile, listOpenedBids } from '#src/tendering/bids/opening.store.ts'
import { bidRoutes } from '#src/tendering/bids/routes.ts'
import { officer, providerUser } from '#test/support/database.ts'
import { serverFor } from '#test/support/http.ts'
import { ROOT } from '#test/support/source-files.ts'
import { fullDraft, publishSmallTender, smallSpec } from '#test/support/tenders.ts'

export type Rush = {
  readonly bidders: number
  readonly bytes: number
  /** Over how long before the deadline they begin, and how long before it the first does. */
  readonly spreadMs: number
  readonly leadMs: number
  /** How many begin when bids have closed. */
  readonly late: number
}

/** What one bidder was answered. */
export type Answered = {
  readonly bidder: number
  readonly file: number
  readonly submit: number
  readonly late: boolean
  readonly sha256: string | null
  readonly uploadMs: number
  readonly submitMs: number
}

export type RushFigures = {
  readonly answered: readonly Answered[]
  /** Bids that were opened, and of them those whose files came out as they went in. */
  readonly opened: number
  readonly filesWhole: number
  readonly lateLogged: number
  /** Of this process, the server: what it held before the rush and at the most. */
  readonly memoryBefore: number
  readonly memoryMost: number
  readonly wholeMs: number
  readonly openMs: number
}

const TENDER = 'TD-1'
const BIDDERS = join(ROOT, 'test', 'bench', 'bidders.ts')

/** Lets many bidders send large files to a real server in the last seconds before a deadline, opens the bids, and counts what came of each. */
export async function rush(engine: Engine, { bidders, bytes, spreadMs, leadMs, late }: Rush): Promise<RushFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'almoner-rush-'))
  const shell = createShell(createDatabase(engine), [], () => Temporal.Now.instant().round('millisecond'), undefined, {
    files: filesIn(folder),
    seal: sealKeysFrom(newSealKey()),
    deadlines: 'database',
  })
  const server = await serverFor(shell, [bidRoutes], {
    identities: { actorOf: async ({ identity }) => providerUser(identity), actorOfToken: async () => undefined },
  })
  try {
    await publishSmallTender(shell, { spec: smallSpec(shell.now().add({ hours: 1 })) })
    for (let bidder = 0; bidder < bidders; bidder++) {
      const user = providerUser(`1-${500_000 + bidder}`)
      assert.ok((await saveOwnDraft(shell, user, TENDER, fullDraft({ lots: ['L1', 'L2'] }))).ok)
    }
    await server.listen({ host: '127.0.0.1', port: 0 })
    const { port } = server.server.address() as AddressInfo
    const ready = 3000 + bidders * 25
    const from = Date.now() + ready
    const closes = from + leadMs
    await publishSmallTender(shell, { spec: smallSpec(Temporal.Instant.fromEpochMilliseconds(closes)), version: 2 })
    const memoryBefore = process.memoryUsage().rss
    let memoryMost = memoryBefore
    const watch = setInterval(() => {
      memoryMost = Math.max(memoryMost, process.memoryUsage().rss)
    }, 50)
    const began = performance.now()
    const asked = [`http://127.0.0.1:${port}`, TENDER, bidders, bytes, from, spreadMs, late, closes + 100]
    const answered = await answersOf(asked.map(String))
    const wholeMs = performance.now() - began - ready
    clearInterval(watch)
    await sleep(Math.max(0, closes + 10 - Date.now()))
    return { answered, memoryBefore, memoryMost, wholeMs, ...(await openAll(shell, answered)) }
  } finally {
    await stop(server)
    rmSync(folder, { recursive: true, force: true })
  }
}

async function answersOf(asked: readonly string[]): Promise<Answered[]> {
  const child = spawn(process.execPath, [BIDDERS, ...asked], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const answered: Answered[] = []
  for await (const line of createInterface({ input: child.stdout })) answered.push(JSON.parse(line) as Answered)
  const [code] = (await ended) as [number]
  assert.equal(code, 0, 'the bidders ended badly')
  return answered
}

/** Opens as two officers do; each receipt is that of an opened bid, and each file is read through again. */
async function openAll(shell: Shell, answered: readonly Answered[]) {
  for (const each of ['O-1', 'O-2']) assert.ok((await confirmOpeningOf(shell, officer(each), TENDER)).ok)
  const began = performance.now()
  assert.ok((await openBids(shell, officer('O-1'), TENDER)).ok)
  const openMs = performance.now() - began
  const found = await shell.read(officer(), async (tx) => ({
    bids: await listOpenedBids(tx, TENDER),
    sums: await rows(tx, sql<{ sha256: string }>`select sha256 from tendering.bid where status = 'submitted'`),
    late: await rows(tx, sql`select from audit.entry where type = 'tendering.bid-late'`),
  }))
  const sums = new Set(found.sums.map(({ sha256 }) => sha256))
  const lost = answered.filter(({ sha256 }) => sha256 !== null && !sums.has(sha256))
  assert.deepEqual(lost, [], 'a bidder has a receipt of a bid that is not there')
  let filesWhole = 0
  for (const { bidRef, files } of found.bids) {
    const [first] = files
    const file = first && (await shell.read(officer(), (tx) => findOpenedFile(tx, TENDER, bidRef, first.file)))
    if (!file) continue
    const hash = createHash('sha256')
    for await (const piece of openFile(shell.files.open(file.kept), file)) hash.update(piece as Buffer)
    if (hash.digest('hex') === file.sha256) filesWhole += 1
  }
  return { opened: found.bids.length, filesWhole, lateLogged: found.late.length, openMs }
}
