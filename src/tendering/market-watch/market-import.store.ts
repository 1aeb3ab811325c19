import type { Instant } from '#src/base/day.ts'
import type { ChunkedTable } from '#src/platform/audit.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'
import type { Fault, Process, WatchedRelease } from '#src/tendering/market-watch/watched.ts'

export type MarketImport = {
  readonly importRef: string
  readonly fileName: string
  readonly fileSha256: string
  readonly bytes: number
  readonly bytesRead: number
  readonly status: 'running' | 'finished' | 'failed'
  readonly failure: string | null
  readonly startedAt: Instant
  readonly startedBy: string
  readonly progressedAt: Instant
  readonly finishedAt: Instant | null
  readonly read: number
  readonly new: number
  readonly known: number
  readonly refused: number
  readonly processesNew: number
  readonly processesChanged: number
}

/** Releases of a chunk are sealed in the audit trail: what somebody published cannot be changed here. */
export const releaseChunks: ChunkedTable = {
  fact: 'tendering.market-releases-read',
  table: 'tendering.market_release',
  columns: ['ocid', 'release_ref', 'released_at', 'release'],
  order: ['ocid', 'release_ref'],
}

export const chunkedTables: readonly ChunkedTable[] = [releaseChunks]

const IMPORT = sql`import_ref as "importRef", file_name as "fileName", file_sha256 as "fileSha256", bytes, bytes_read as "bytesRead",
  status, failure, started_at as "startedAt", started_by as "startedBy", progressed_at as "progressedAt", finished_at as "finishedAt",
  read, new, known, refused, processes_new as "processesNew", processes_changed as "processesChanged"`

export async function findMarketImport(tx: Read, importRef: string): Promise<MarketImport | undefined> {
  const [found] = await rows(
    tx,
    sql<MarketImport>`select ${IMPORT} from tendering.market_import
      where council_id = ${tx.council} and import_ref = ${importRef}`,
  )
  return found
}

export const listMarketImports = (tx: Read, limit: number): Promise<MarketImport[]> =>
  rows(
    tx,
    sql<MarketImport>`select ${IMPORT} from tendering.market_import
      where council_id = ${tx.council} order by started_at desc, import_ref desc limit ${limit}`,
  )

export async function saveMarketImport(tx: Write, one: MarketImport): Promise<void> {
  await rows(
    tx,
    sql`insert into tendering.market_import (council_id, import_ref, file_name, file_sha256, bytes, bytes_read, status, failure,
        started_at, started_by, progressed_at, finished_at, read, new, known, refused, processes_new, processes_changed)
      values (${tx.council}, ${one.importRef}, ${one.fileName}, ${one.fileSha256}, ${one.bytes}, ${one.bytesRead}, ${one.status},
        ${one.failure}, ${one.startedAt}, ${one.startedBy}, ${one.progressedAt}, ${one.finishedAt}, ${one.read}, ${one.new},
        ${one.known}, ${one.refused}, ${one.processesNew}, ${one.processesChanged})
      on conflict (council_id, import_ref) do update set bytes_read = excluded.bytes_read, status = excluded.status,
        failure = excluded.failure, progressed_at = excluded.progressed_at, finished_at = excluded.finished_at,
        read = excluded.read, new = excluded.new, known = excluded.known, refused = excluded.refused,
        processes_new = excluded.processes_new, processes_changed = excluded.processes_changed`,
  )
}

export type Refusal = Fault & { readonly line: number }

export async function insertRefusals(tx: Write, importRef: string, refusals: readonly Refusal[]): Promise<void> {
  if (refusals.length === 0) return
  await rows(
    tx,
    sql`insert into tendering.market_refusal (council_id, import_ref, line, release_ref, reason, cure)
      select ${tx.council}, ${importRef}, line, "releaseRef", reason, cure
      from jsonb_to_recordset(${json(refusals)}::jsonb) as r(line int, "releaseRef" text, reason text, cure text)`,
  )
}

export const listRefusals = (tx: Read, importRef: string, limit: number): Promise<Refusal[]> =>
  rows(
    tx,
    sql<Refusal>`select line, release_ref as "releaseRef", reason, cure from tendering.market_refusal
      where council_id = ${tx.council} and import_ref = ${importRef} order by line limit ${limit}`,
  )

/** Takes in those that are not known yet; answers with the processes that they belong to, one entry for each. */
export async function insertReleases(tx: Write, chunk: string, releases: readonly WatchedRelease[]): Promise<string[]> {
  const given = releases.map(({ ocid, id, at, release }) => ({ ocid, id, at: at.toString(), release }))
  const made = await rows(
    tx,
    sql<{
      ocid: string
    }>`insert into tendering.market_release (council_id, ocid, release_ref, chunk, released_at, release)
      select ${tx.council}, ocid, id, ${chunk}, at, release
      from jsonb_to_recordset(${json(given)}::jsonb) as r(ocid text, id text, at timestamptz, release jsonb)
      on conflict do nothing returning ocid`,
  )
  return made.map(({ ocid }) => ocid)
}

/** All releases of some processes, by process. */
export async function releasesByProcess(
  tx: Read,
  ocids: readonly string[],
): Promise<Map<string, WatchedRelease['release'][]>> {
  const found = await rows(
    tx,
    sql<{ ocid: string; release: WatchedRelease['release'] }>`select ocid, release from tendering.market_release
      where council_id = ${tx.council} and ocid = any(${[...ocids]}::text[]) order by ocid, released_at, release_ref`,
  )
  const grouped = new Map<string, WatchedRelease['release'][]>()
  for (const { ocid, release } of found) grouped.set(ocid, [...(grouped.get(ocid) ?? []), release])
  return grouped
}

export type Summed = Process & { readonly releases: number; readonly organisationRefs: readonly (string | null)[] }

/** Saves what processes come to now; answers with how many were not there before. */
export async function saveProcesses(tx: Write, processes: readonly Summed[]): Promise<number> {
  if (processes.length === 0) return 0
  const ocids = processes.map(({ ocid }) => ocid)
  const known = await rows(
    tx,
    sql`select ocid from tendering.market_process where council_id = ${tx.council} and ocid = any(${ocids}::text[])`,
  )
  await rows(
    tx,
    sql`insert into tendering.market_process (council_id, ocid, title, summary, buyer, stage, cpv, cpv_words, regions, method,
        value_pence, from_day, to_day, closes_on, published_on, notice_url, releases)
      select ${tx.council}, ocid, title, summary, buyer, stage, cpv, "cpvWords", regions, method, "valuePence", "fromDay", "toDay",
        "closesOn", "publishedOn", "noticeUrl", releases
      from jsonb_to_recordset(${json(processes)}::jsonb) as p(ocid text, title text, summary text, buyer text, stage text, cpv text,
        "cpvWords" text, regions text[], method text, "valuePence" bigint, "fromDay" date, "toDay" date, "closesOn" date,
        "publishedOn" date, "noticeUrl" text, releases int)
      on conflict (council_id, ocid) do update set title = excluded.title, summary = excluded.summary, buyer = excluded.buyer,
        stage = excluded.stage, cpv = excluded.cpv, cpv_words = excluded.cpv_words, regions = excluded.regions,
        method = excluded.method, value_pence = excluded.value_pence, from_day = excluded.from_day, to_day = excluded.to_day,
        closes_on = excluded.closes_on, published_on = excluded.published_on, notice_url = excluded.notice_url,
        releases = excluded.releases`,
  )
  await saveSuppliers(tx, processes)
  return processes.length - known.length
}

async function saveSuppliers(tx: Write, processes: readonly Summed[]): Promise<void> {
  const ocids = processes.map(({ ocid }) => ocid)
  await rows(
    tx,
    sql`delete from tendering.market_supplier where council_id = ${tx.council} and ocid = any(${ocids}::text[])`,
  )
  const suppliers = processes.flatMap(({ ocid, suppliers: names, organisationRefs }) =>
    names.map((name, at) => ({ ocid, number: at + 1, name, ref: organisationRefs[at] ?? null })),
  )
  await rows(
    tx,
    sql`insert into tendering.market_supplier (council_id, ocid, number, name, organisation_ref)
      select ${tx.council}, ocid, number, name, ref
      from jsonb_to_recordset(${json(suppliers)}::jsonb) as s(ocid text, number int, name text, ref text)`,
  )
}
