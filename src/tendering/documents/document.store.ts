import type { Instant } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { FileType } from '#src/tendering/documents/file-type.ts'

/** One version of a document of a tender. */
export type DocumentVersion = {
  readonly document: string
  readonly version: number
  readonly title: string
  readonly filename: string
  readonly fileType: FileType
  readonly bytes: number
  readonly sha256: string
  /** What is new in it. */
  readonly note: string
  readonly at: Instant
}

const VERSION = sql`d.document, d.version, d.title, d.filename, d.file_type as "fileType", d.bytes, d.sha256, d.note, d.at`

/** D2 before D10. */
const IN_ORDER = sql`length(d.document), d.document, d.version desc`

export type KeptVersion = DocumentVersion & {
  readonly byName: string
  readonly isPublished: boolean
  readonly seen: number
}

/** Every version of a tender's documents, with how many providers have downloaded it. */
export const listDocuments = (tx: Read, tenderRef: string): Promise<KeptVersion[]> =>
  rows(
    tx,
    sql<KeptVersion>`select ${VERSION}, d.by_name as "byName", p.version is not null as "isPublished",
        (select count(*) from tendering.document_seen s where s.council_id = d.council_id and s.tender_ref = d.tender_ref
          and s.document = d.document and s.version = d.version) as seen
      from tendering.document d
      left join tendering.published_document p on p.council_id = d.council_id and p.tender_ref = d.tender_ref
        and p.document = d.document and p.version = d.version
      where d.council_id = ${tx.council} and d.tender_ref = ${tenderRef} order by ${IN_ORDER} limit 500`,
  )

/** Every version that bidders and the public may download, each document's newest first. */
export const listPublishedDocuments = (tx: Read, tenderRef: string): Promise<DocumentVersion[]> =>
  rows(
    tx,
    sql<DocumentVersion>`select ${VERSION} from tendering.published_document d
      where d.council_id = ${tx.council} and d.tender_ref = ${tenderRef} order by ${IN_ORDER} limit 500`,
  )

type Named = { readonly tenderRef: string; readonly document: string; readonly version: number }

export async function findPublishedDocument(
  tx: Read,
  { tenderRef, document, version }: Named,
): Promise<DocumentVersion | undefined> {
  const [found] = await rows(
    tx,
    sql<DocumentVersion>`select ${VERSION} from tendering.published_document d where d.council_id = ${tx.council}
      and d.tender_ref = ${tenderRef} and d.document = ${document} and d.version = ${version}`,
  )
  return found
}

export async function findDocument(
  tx: Read,
  { tenderRef, document, version }: Named,
): Promise<DocumentVersion | undefined> {
  const [found] = await rows(
    tx,
    sql<DocumentVersion>`select ${VERSION} from tendering.document d where d.council_id = ${tx.council}
      and d.tender_ref = ${tenderRef} and d.document = ${document} and d.version = ${version}`,
  )
  return found
}

export const insertDocument = (tx: Write, tenderRef: string, one: Omit<DocumentVersion, 'at'>): Promise<unknown> =>
  rows(
    tx,
    sql`insert into tendering.document
        (council_id, tender_ref, document, version, title, filename, file_type, bytes, sha256, note, by_name, at)
      values (${tx.council}, ${tenderRef}, ${one.document}, ${one.version}, ${one.title}, ${one.filename}, ${one.fileType},
        ${one.bytes}, ${one.sha256}, ${one.note}, ${tx.actor.name}, ${tx.now})`,
  )

/** Gives bidders and the public every version that they do not have yet. */
export const publishDocuments = (tx: Write, tenderRef: string): Promise<unknown> =>
  rows(
    tx,
    sql`insert into tendering.published_document
        (council_id, tender_ref, document, version, title, filename, file_type, bytes, sha256, note, at)
      select d.council_id, d.tender_ref, d.document, d.version, d.title, d.filename, d.file_type, d.bytes, d.sha256, d.note,
        ${tx.now}::timestamptz
      from tendering.document d where d.council_id = ${tx.council} and d.tender_ref = ${tenderRef}
      on conflict (council_id, tender_ref, document, version) do nothing`,
  )

/** A published version, and whether this provider has downloaded it before. */
export async function findForBidder(
  tx: Read,
  { tenderRef, document, version }: Named,
  organisationRef: string,
): Promise<(DocumentVersion & { readonly isSeen: boolean }) | undefined> {
  const [found] = await rows(
    tx,
    sql<DocumentVersion & { isSeen: boolean }>`select ${VERSION}, exists (select 1 from tendering.document_seen s
        where s.council_id = d.council_id and s.tender_ref = d.tender_ref and s.document = d.document
          and s.version = d.version and s.organisation_ref = ${organisationRef}) as "isSeen"
      from tendering.published_document d where d.council_id = ${tx.council} and d.tender_ref = ${tenderRef}
        and d.document = ${document} and d.version = ${version}`,
  )
  return found
}

/** Notes a provider's first download of a version, and that it follows the tender from then on; false where it had been noted. */
export async function insertSeen(tx: Write, { tenderRef, document, version }: Named, organisationRef: string) {
  const made = await rows(
    tx,
    sql`with seen as (
        insert into tendering.document_seen (council_id, tender_ref, document, version, organisation_ref, by_name, at)
        values (${tx.council}, ${tenderRef}, ${document}, ${version}, ${organisationRef}, ${tx.actor.name}, ${tx.now})
        on conflict (council_id, tender_ref, document, version, organisation_ref) do nothing returning version),
      following as (
        insert into tendering.follower (council_id, tender_ref, organisation_ref, at)
        select ${tx.council}, ${tenderRef}, ${organisationRef}, ${tx.now}::timestamptz from seen
        on conflict (council_id, tender_ref, organisation_ref) do nothing)
      select version from seen`,
  )
  return made.length > 0
}

export type Seen = {
  readonly document: string
  readonly version: number
  readonly organisationRef: string
  readonly byName: string
  readonly at: Instant
}

/** Which provider has downloaded which version, the newest first. A provider sees its own alone. */
export async function listSeen(
  tx: Read,
  tenderRef: string,
  page: { offset: number; limit: number },
): Promise<{ seen: Seen[]; total: number }> {
  const found = await rows(
    tx,
    sql<
      Seen & { total: number }
    >`select document, version, organisation_ref as "organisationRef", by_name as "byName", at,
        count(*) over () as total
      from tendering.document_seen where council_id = ${tx.council} and tender_ref = ${tenderRef}
      order by at desc, organisation_ref, document, version limit ${page.limit} offset ${page.offset}`,
  )
  return { seen: found.map(({ total: _, ...one }) => one), total: found[0]?.total ?? 0 }
}
