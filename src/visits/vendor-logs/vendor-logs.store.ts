import type { Instant } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'
import { type NumberKind, type NumbersKnown, numberKey, type VendorMapping } from '#src/visits/vendor-logs/mapping.ts'

export type KeptMapping = {
  readonly mappingRef: string
  readonly version: number
  readonly name: string
  readonly system: string
  readonly mapping: VendorMapping
  readonly retired: boolean
  readonly byName: string
  readonly at: Instant
}

const MAPPING = sql`mapping_ref as "mappingRef", version, name, system, mapping, retired, by_name as "byName", at`

/** The newest version of each mapping, by name. */
export const listMappings = (tx: Read, inUse: boolean, offset: number, limit: number): Promise<KeptMapping[]> =>
  rows(
    tx,
    sql<KeptMapping>`select ${MAPPING} from visits.vendor_mapping m where council_id = ${tx.council}
      and version = (select max(version) from visits.vendor_mapping n where n.council_id = m.council_id and n.mapping_ref = m.mapping_ref)
      and (not ${inUse}::boolean or not retired)
      order by retired, name, mapping_ref offset ${offset} limit ${limit}`,
  )

/** All versions of one, the newest first. */
export const listVersions = (tx: Read, mappingRef: string): Promise<KeptMapping[]> =>
  rows(
    tx,
    sql<KeptMapping>`select ${MAPPING} from visits.vendor_mapping
      where council_id = ${tx.council} and mapping_ref = ${mappingRef} order by version desc limit 100`,
  )

export async function insertVersion(
  tx: Write,
  kept: Pick<KeptMapping, 'mappingRef' | 'version' | 'name' | 'mapping' | 'retired'>,
): Promise<void> {
  await rows(
    tx,
    sql`insert into visits.vendor_mapping (council_id, mapping_ref, version, name, system, mapping, retired, by_name, at)
      values (${tx.council}, ${kept.mappingRef}, ${kept.version}, ${kept.name}, ${kept.mapping.system}, ${json(kept.mapping)}::jsonb,
        ${kept.retired}, ${tx.actor.name}, ${tx.now})`,
  )
}

/** Two who save one mapping at once get two versions. */
export async function lockMapping(tx: Write, mappingRef: string): Promise<void> {
  await rows(
    tx,
    sql`select pg_advisory_xact_lock(hashtextextended(${`vendor mapping ${tx.council} ${mappingRef}`}, 0))`,
  )
}

export type VendorNumber = {
  readonly kind: NumberKind
  readonly vendorRef: string
  readonly ourRef: string
  readonly byName: string
}

export async function listNumbers(
  tx: Read,
  search: { system: string; words: string; offset: number; limit: number },
): Promise<{ rows: VendorNumber[]; total: number }> {
  const found = await rows(
    tx,
    sql<
      VendorNumber & { total: number }
    >`select kind, vendor_ref as "vendorRef", our_ref as "ourRef", by_name as "byName",
        count(*) over () as total
      from visits.vendor_number where council_id = ${tx.council} and system = ${search.system}
        and (${search.words} = '' or vendor_ref = ${search.words} or our_ref = ${search.words})
      order by kind, vendor_ref offset ${search.offset} limit ${search.limit}`,
  )
  return { rows: found, total: found[0]?.total ?? 0 }
}

/** Every number of a system, for reading one file. */
export async function readNumbers(tx: Read, system: string): Promise<NumbersKnown> {
  const found = await rows(
    tx,
    sql<{
      kind: NumberKind
      vendorRef: string
      ourRef: string
    }>`select kind, vendor_ref as "vendorRef", our_ref as "ourRef"
      from visits.vendor_number where council_id = ${tx.council} and system = ${system}`,
  )
  return new Map(found.map(({ kind, vendorRef, ourRef }) => [numberKey(kind, vendorRef), ourRef]))
}

export type NewNumber = Pick<VendorNumber, 'kind' | 'vendorRef' | 'ourRef'>

/** Keeps numbers; one that was linked elsewhere is linked anew. Answers how many are new or changed. */
export async function saveNumbers(tx: Write, system: string, numbers: readonly NewNumber[]): Promise<number> {
  const changed = await rows(
    tx,
    sql`insert into visits.vendor_number (council_id, system, kind, vendor_ref, our_ref, by_name, at)
      select ${tx.council}::integer, ${system}, n.kind, n.vendor_ref, n.our_ref, ${tx.actor.name}, ${tx.now}::timestamptz
      from unnest(${numbers.map(({ kind }) => kind)}::text[], ${numbers.map(({ vendorRef }) => vendorRef)}::text[],
        ${numbers.map(({ ourRef }) => ourRef)}::text[]) as n(kind, vendor_ref, our_ref)
      on conflict (council_id, system, kind, vendor_ref) do update
        set our_ref = excluded.our_ref, by_name = excluded.by_name, at = excluded.at
        where vendor_number.our_ref <> excluded.our_ref
      returning 1`,
  )
  return changed.length
}

export async function deleteNumber(
  tx: Write,
  system: string,
  kind: string,
  vendorRef: string,
): Promise<string | undefined> {
  const [gone] = await rows(
    tx,
    sql<{ ourRef: string }>`delete from visits.vendor_number where council_id = ${tx.council} and system = ${system}
      and kind = ${kind} and vendor_ref = ${vendorRef} returning our_ref as "ourRef"`,
  )
  return gone?.ourRef
}
