import type { Instant } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'
import type { Spec, Tender, TenderStatus } from '#src/tendering/tenders/spec.ts'

const TENDER = sql`tender_ref as "tenderRef", status, spec, edition, version, owner_ref as "ownerRef"`

export async function findTender(tx: Read, tenderRef: string): Promise<Tender | undefined> {
  const [found] = await rows(
    tx,
    sql<Tender>`select ${TENDER} from tendering.tender where council_id = ${tx.council} and tender_ref = ${tenderRef}`,
  )
  return found
}

export async function lockTender(tx: Write, tenderRef: string): Promise<Tender | undefined> {
  const [found] = await rows(
    tx,
    sql<Tender>`select ${TENDER} from tendering.tender
      where council_id = ${tx.council} and tender_ref = ${tenderRef} for update`,
  )
  return found
}

export async function insertTender(
  tx: Write,
  { tenderRef, spec, ownerRef }: { tenderRef: string; spec: Spec; ownerRef: string },
): Promise<void> {
  await rows(
    tx,
    sql`insert into tendering.tender (council_id, tender_ref, title, route, regime, status, spec, owner_ref, created_at)
      values (${tx.council}, ${tenderRef}, ${spec.title}, ${spec.route}, ${spec.regime}, 'planning', ${json(spec)}::jsonb,
        ${ownerRef}, ${tx.now})`,
  )
}

/** Saves a changed draft; its edition goes up by one. */
export async function saveSpec(tx: Write, tenderRef: string, spec: Spec): Promise<void> {
  await rows(
    tx,
    sql`update tendering.tender set spec = ${json(spec)}::jsonb, title = ${spec.title}, route = ${spec.route},
        regime = ${spec.regime}, edition = edition + 1
      where council_id = ${tx.council} and tender_ref = ${tenderRef}`,
  )
}

export async function saveStatus(tx: Write, tenderRef: string, status: TenderStatus): Promise<void> {
  await rows(
    tx,
    sql`update tendering.tender set status = ${status} where council_id = ${tx.council} and tender_ref = ${tenderRef}`,
  )
}

export type Published = {
  readonly tenderRef: string
  readonly version: number
  readonly spec: Spec
  readonly sha256: string
  /** Why it was published anew; empty for the first. */
  readonly reason: string
  readonly closesAt: Instant
  readonly at: Instant
}

/** Freezes a version for bidders and the public. */
export async function insertPublished(tx: Write, one: Omit<Published, 'at'>): Promise<void> {
  await rows(
    tx,
    sql`insert into tendering.published_tender (council_id, tender_ref, version, spec, sha256, reason, closes_at, at)
      values (${tx.council}, ${one.tenderRef}, ${one.version}, ${json(one.spec)}::jsonb, ${one.sha256}, ${one.reason},
        ${one.closesAt}, ${tx.now})`,
  )
  await rows(
    tx,
    sql`update tendering.tender set version = ${one.version}, closes_at = ${one.closesAt},
        status = case status when 'planning' then 'published' else status end
      where council_id = ${tx.council} and tender_ref = ${one.tenderRef}`,
  )
}

/** The last published version: all that bidders and the public see of a tender. */
export async function findPublished(tx: Read, tenderRef: string): Promise<Published | undefined> {
  const [found] = await rows(
    tx,
    sql<Published>`select tender_ref as "tenderRef", version, spec, sha256, reason, closes_at as "closesAt", at
      from tendering.published_tender
      where council_id = ${tx.council} and tender_ref = ${tenderRef} order by version desc limit 1`,
  )
  return found
}
