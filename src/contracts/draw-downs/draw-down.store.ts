import type { Instant } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import { into, sumDrawDowns } from '#src/contracts/contract.store.ts'
import type { DrawDownLine } from '#src/contracts/draw-down.ts'
import type { ContractFact } from '#src/contracts/facts.ts'
import { type ChunkedTable, sealChunk } from '#src/platform/audit.ts'
import { nextRef, type Write } from '#src/platform/command.ts'
import { insertMany } from '#src/platform/insert-many.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

export type DrawDownEntry = DrawDownLine & {
  readonly line: number
  readonly at: Instant
  readonly overrideBy: string | null
  readonly reason: string | null
}

const LINE = sql`line, package_ref as "packageRef", kind, from_day as "fromDay", to_day as "toDay", weekly_pence as "weeklyPence", pence, at,
  override_officer_ref as "overrideBy", override_reason as reason`

export const listDrawDowns = (
  tx: Read,
  contractRef: string,
  page: { offset: number; limit: number },
): Promise<DrawDownEntry[]> =>
  rows(
    tx,
    sql<DrawDownEntry>`select ${LINE} from contracts.draw_down where council_id = ${tx.council} and contract_ref = ${contractRef}
      order by line desc limit ${page.limit} offset ${page.offset}`,
  )

/** A page of a contract's draw-down, with the sum and the count of all of it. */
export async function readDrawDown(
  tx: Read,
  contractRef: string,
  page: { offset: number; limit: number },
): Promise<{ pence: Pence; count: number; lines: DrawDownEntry[] }> {
  const lines = await rows(
    tx,
    sql<
      DrawDownEntry & { committed: Pence; count: number }
    >`select ${LINE}, sum(pence) over () as committed, count(*) over () as count
      from contracts.draw_down where council_id = ${tx.council} and contract_ref = ${contractRef}
      order by line desc limit ${page.limit} offset ${page.offset}`,
  )
  const [first] = lines
  if (first) return { pence: first.committed, count: first.count, lines }
  const all = page.offset === 0 ? { pence: 0, lines: 0 } : await sumDrawDowns(tx, contractRef)
  return { pence: all.pence, count: all.lines, lines }
}

export const listDrawDownsOfPackage = (
  tx: Read,
  packageRef: string,
): Promise<(DrawDownEntry & { contractRef: string })[]> =>
  rows(
    tx,
    sql<DrawDownEntry & { contractRef: string }>`select ${LINE}, contract_ref as "contractRef" from contracts.draw_down
      where council_id = ${tx.council} and package_ref = ${packageRef} order by at, line`,
  )

export async function saveDrawDown(tx: Write, contractRef: string, line: DrawDownLine): Promise<number> {
  const [next] = await rows(
    tx,
    sql<{
      line: number
    }>`select coalesce(max(line), 0) + 1 as line from contracts.draw_down where council_id = ${tx.council} and contract_ref = ${contractRef}`,
  )
  const number = next?.line ?? 1
  await into(tx)
    .insertInto('contracts.draw_down')
    .values({
      council_id: tx.council,
      contract_ref: contractRef,
      line: number,
      package_ref: line.packageRef,
      kind: line.kind,
      from_day: line.fromDay,
      to_day: line.toDay,
      weekly_pence: line.weeklyPence,
      pence: line.pence,
      override_officer_ref: line.override?.officerRef ?? null,
      override_reason: line.override?.reason ?? null,
      at: tx.now,
    })
    .execute()
  return number
}

export type LoadedDrawDown = DrawDownLine & {
  readonly contractRef: string
  readonly line: number
  readonly at: Instant
}

/** Draw-down lines are never changed, so every column is sealed. */
export const chunkedTables: readonly ChunkedTable[] = [
  {
    fact: 'contracts.draw-downs-loaded',
    table: 'contracts.draw_down',
    columns: [
      'contract_ref',
      'line',
      'package_ref',
      'kind',
      'from_day',
      'to_day',
      'weekly_pence',
      'pence',
      'override_officer_ref',
      'override_reason',
      'at',
    ],
    order: ['contract_ref', 'line'],
  },
]

const LOADED_AT_ONCE = 5000

/** Loads lines as placements left them, one fact a chunk. */
export async function loadDrawDowns(tx: Write, lines: readonly LoadedDrawDown[]): Promise<void> {
  for (let at = 0; at < lines.length; at += LOADED_AT_ONCE) {
    const chunk = await nextRef(tx, 'DD')
    await insertMany(
      tx,
      'contracts.draw_down',
      [
        'council_id',
        'chunk',
        'contract_ref',
        'line',
        'package_ref',
        'kind',
        'from_day',
        'to_day',
        'weekly_pence',
        'pence',
        'override_officer_ref',
        'override_reason',
        'at',
      ],
      lines
        .slice(at, at + LOADED_AT_ONCE)
        .map((line) => [
          tx.council,
          chunk,
          line.contractRef,
          line.line,
          line.packageRef,
          line.kind,
          line.fromDay,
          line.toDay,
          line.weeklyPence,
          line.pence,
          line.override?.officerRef ?? null,
          line.override?.reason ?? null,
          line.at.toString(),
        ]),
    )
    const [loadable] = chunkedTables
    if (!loadable) throw new Error('draw-downs have no seal')
    tx.record({
      type: 'contracts.draw-downs-loaded',
      about: [],
      data: { chunk, ...(await sealChunk(tx, loadable, chunk)) },
    } satisfies ContractFact)
  }
}
