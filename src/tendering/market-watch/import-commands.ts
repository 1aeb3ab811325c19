import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Actor } from '#src/platform/actor.ts'
import { sealChunk } from '#src/platform/audit.ts'
import { nextRef, type Shell, type Write } from '#src/platform/command.ts'
import { organisationsNamed } from '#src/providers/index.ts'
import type { WatchFact } from '#src/tendering/market-watch/facts.ts'
import {
  findMarketImport,
  insertRefusals,
  insertReleases,
  type MarketImport,
  type Refusal,
  releaseChunks,
  releasesByProcess,
  saveMarketImport,
  saveProcesses,
} from '#src/tendering/market-watch/market-import.store.ts'
import { nameForms, type Process, processOf, type WatchedRelease } from '#src/tendering/market-watch/watched.ts'
import { compile } from '#src/tendering/notices/merge.ts'

export type MarketFile = { readonly fileName: string; readonly fileSha256: string; readonly bytes: number }

export const startMarketImport = (shell: Shell, actor: Actor, file: MarketFile) =>
  shell.command(actor, 'start-market-import', async (tx): Promise<Result<MarketImport, never>> => {
    const importRef = await nextRef(tx, 'MI')
    const { fileName, fileSha256 } = file
    const one: MarketImport = {
      ...{ ...file, importRef, bytesRead: 0, status: 'running', failure: null, finishedAt: null },
      ...{ startedAt: tx.now, startedBy: actor.name, progressedAt: tx.now },
      ...{ read: 0, new: 0, known: 0, refused: 0, processesNew: 0, processesChanged: 0 },
    }
    await saveMarketImport(tx, one)
    tx.record({
      type: 'tendering.market-import-started',
      about: [`market-import:${importRef}`],
      data: { importRef, fileName, fileSha256 },
    } satisfies WatchFact)
    return ok(one)
  })

export type MarketChunk = {
  readonly number: number
  readonly releases: readonly WatchedRelease[]
  readonly refusals: readonly Refusal[]
  readonly bytesRead: number
}

/** Takes one chunk of a file: what is new is kept and its processes are reckoned anew; what is known changes nothing. */
export const takeMarketChunk = (shell: Shell, actor: Actor, before: MarketImport, chunk: MarketChunk) =>
  shell.command(actor, 'take-market-chunk', async (tx): Promise<Result<MarketImport, never>> => {
    const { importRef } = before
    const name = `${importRef}/${chunk.number}`
    const fresh = await insertReleases(tx, name, chunk.releases)
    await insertRefusals(tx, importRef, chunk.refusals)
    const ocids = [...new Set(fresh)]
    const made = await reckon(tx, ocids)
    const read = chunk.releases.length + chunk.refusals.length
    const after: MarketImport = {
      ...before,
      read: before.read + read,
      new: before.new + fresh.length,
      known: before.known + chunk.releases.length - fresh.length,
      refused: before.refused + chunk.refusals.length,
      processesNew: before.processesNew + made,
      processesChanged: before.processesChanged + ocids.length - made,
      bytesRead: chunk.bytesRead,
      progressedAt: tx.now,
    }
    await saveMarketImport(tx, after)
    const seal = await sealChunk(tx, releaseChunks, name)
    tx.record({
      type: 'tendering.market-releases-read',
      about: [`market-import:${importRef}`],
      data: { importRef, chunk: name, read, refused: chunk.refusals.length, ...seal },
    } satisfies WatchFact)
    return ok(after)
  })

async function reckon(tx: Write, ocids: readonly string[]): Promise<number> {
  const all = await releasesByProcess(tx, ocids)
  const processes = [...all.values()].map((releases) => ({
    releases: releases.length,
    ...processOf(compile(releases)),
  }))
  const known = await providersNamed(tx, processes)
  return saveProcesses(
    tx,
    processes.map((one) => ({ ...one, organisationRefs: one.suppliers.map((name) => known(name)) })),
  )
}

/** Suppliers that the register knows by exactly this name. */
async function providersNamed(tx: Write, processes: readonly Process[]): Promise<(name: string) => string | null> {
  const names = processes.flatMap(({ suppliers }) => suppliers)
  const found = await organisationsNamed(tx, names.flatMap(nameForms))
  return (name) =>
    nameForms(name)
      .map((form) => found.get(form))
      .find((ref) => ref !== undefined) ?? null
}

export const finishMarketImport = (shell: Shell, actor: Actor, before: MarketImport) =>
  shell.command(actor, 'finish-market-import', async (tx): Promise<Result<MarketImport, never>> => {
    const after: MarketImport = {
      ...before,
      status: 'finished',
      bytesRead: before.bytes,
      progressedAt: tx.now,
      finishedAt: tx.now,
    }
    await saveMarketImport(tx, after)
    const { importRef, fileName, read, known, refused } = after
    tx.record({
      type: 'tendering.market-imported',
      about: [`market-import:${importRef}`],
      data: { importRef, fileName, read, new: after.new, known, refused },
    } satisfies WatchFact)
    return ok(after)
  })

/** Notes why an import stopped; what it took until then stays, and the same file goes on from there. */
export const failMarketImport = (shell: Shell, actor: Actor, importRef: string, failure: string) =>
  shell.command(actor, 'fail-market-import', async (tx) => {
    const before = await findMarketImport(tx, importRef)
    if (before?.status !== 'running') return refuse('not running')
    await saveMarketImport(tx, { ...before, status: 'failed', failure, finishedAt: tx.now, progressedAt: tx.now })
    tx.record({
      type: 'tendering.market-import-failed',
      about: [`market-import:${importRef}`],
      data: { importRef, failure },
    } satisfies WatchFact)
    return ok(null)
  })
