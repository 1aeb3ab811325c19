import type { Instant } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'
import type { FileKey } from '#src/platform/seal.ts'
import type { BidFile, OpenedBid, OpenedPrice, SealedBid } from '#src/tendering/bids/bid.ts'
import type { KeptBid } from '#src/tendering/bids/bid.store.ts'
import type { Tender } from '#src/tendering/tenders/spec.ts'
import type { Published } from '#src/tendering/tenders/tender.store.ts'
import { type Confirmation, type Course, split, tiesOf } from '#src/tendering/bids/opening.ts'

/** What the opening is held to: where the tender stands, and what was published last. */
export type TenderToOpen = Pick<Tender, 'tenderRef' | 'status'> & Pick<Published, 'version' | 'spec' | 'closesAt'>

export async function findToOpen(tx: Read, tenderRef: string): Promise<TenderToOpen | undefined> {
  const [found] = await rows(
    tx,
    sql<TenderToOpen>`select t.tender_ref as "tenderRef", t.status, p.version, p.spec, p.closes_at as "closesAt"
      from tendering.tender t join tendering.published_tender p on p.council_id = t.council_id and p.tender_ref = t.tender_ref
      where t.council_id = ${tx.council} and t.tender_ref = ${tenderRef} order by p.version desc limit 1`,
  )
  return found
}

// --- who confirmed

export type KeptConfirmation = Confirmation & {
  readonly withdrawnAt: Instant | null
  readonly withdrawnReason: string | null
}

/** All that was ever confirmed; what was taken back has its reason. */
export const listConfirmations = (tx: Read, tenderRef: string): Promise<KeptConfirmation[]> =>
  rows(
    tx,
    sql<KeptConfirmation>`select officer_ref as "officerRef", officer_name as "officerName", confirmed_at as "confirmedAt",
        withdrawn_at as "withdrawnAt", withdrawn_reason as "withdrawnReason"
      from tendering.opening_confirmation where council_id = ${tx.council} and tender_ref = ${tenderRef}
      order by confirmed_at, officer_ref limit 100`,
  )

export const standing = (confirmations: readonly KeptConfirmation[]): Confirmation[] =>
  confirmations.filter(({ withdrawnAt }) => withdrawnAt === null)

export async function insertConfirmation(tx: Write, tenderRef: string, at: Instant): Promise<void> {
  await rows(
    tx,
    sql`insert into tendering.opening_confirmation (council_id, tender_ref, officer_ref, officer_name, confirmed_at)
      values (${tx.council}, ${tenderRef}, ${tx.actor.id}, ${tx.actor.name}, ${at})`,
  )
}

export async function withdrawConfirmation(
  tx: Write,
  tenderRef: string,
  officerRef: string,
  reason: string,
): Promise<void> {
  await rows(
    tx,
    sql`update tendering.opening_confirmation set withdrawn_at = ${tx.now}, withdrawn_reason = ${reason}
      where council_id = ${tx.council} and tender_ref = ${tenderRef} and officer_ref = ${officerRef} and withdrawn_at is null`,
  )
}

// --- what was opened

type Content = Omit<OpenedBid, 'tiedTo' | 'submittedAt' | 'bidRef' | 'organisationRef'>

export async function insertOpened(
  tx: Write,
  { bidRef, tenderRef, organisationRef, submittedAt }: KeptBid,
  bid: SealedBid | undefined,
  buyers: ReadonlyMap<string, number | null>,
): Promise<void> {
  const parts = bid && split(bid, submittedAt)
  const content: Content | undefined = parts?.quality
  await rows(
    tx,
    sql`insert into tendering.opened_bid (council_id, tender_ref, bid_ref, organisation_ref, opened_at, content)
      values (${tx.council}, ${tenderRef}, ${bidRef}, ${organisationRef}, ${tx.now}, ${content ? json(content) : null}::jsonb)`,
  )
  if (!bid || !parts) return
  const prices = parts.prices.flatMap(({ lot, lines }) =>
    lines.map(({ key, pence }) => ({ lot, line: key, pence, buyer: buyers.get(lot) ?? null })),
  )
  await rows(
    tx,
    sql`insert into tendering.opened_price (council_id, tender_ref, bid_ref, organisation_ref, lot, line, pence, buyer)
      select ${tx.council}, ${tenderRef}, ${bidRef}, ${organisationRef}, lot, line, pence, buyer
      from jsonb_to_recordset(${json(prices)}::jsonb) as p(lot text, line text, pence bigint, buyer int)`,
  )
  const files = bid.files.map(({ file, kept, key, tag }) => ({ file, kept, key, tag }))
  await rows(
    tx,
    sql`insert into tendering.opened_file (council_id, tender_ref, bid_ref, file, kept, key, tag)
      select ${tx.council}, ${tenderRef}, ${bidRef}, file, kept, key, tag
      from jsonb_to_recordset(${json(files)}::jsonb) as f(file int, kept text, key text, tag text)`,
  )
}

type OpenedRow<C> = {
  readonly bidRef: string
  readonly organisationRef: string
  readonly submittedAt: Instant
  readonly content: C
}

const openedRows = <C>(tx: Read, tenderRef: string, columns = sql`o.content`): Promise<OpenedRow<C>[]> =>
  rows(
    tx,
    sql<
      OpenedRow<C>
    >`select o.bid_ref as "bidRef", o.organisation_ref as "organisationRef", b.submitted_at as "submittedAt",
        ${columns} as content
      from tendering.opened_bid o join tendering.bid b on b.council_id = o.council_id and b.bid_ref = o.bid_ref
      where o.council_id = ${tx.council} and o.tender_ref = ${tenderRef}
      order by b.submitted_at, o.bid_ref limit 2000`,
  )

/** The bids of a tender after its opening, without their prices; none before it. Those that could not be opened are left out. */
export async function listOpenedBids(tx: Read, tenderRef: string): Promise<OpenedBid[]> {
  const found = (await openedRows<Content | null>(tx, tenderRef)).flatMap(({ content, ...row }) =>
    content ? [{ ...content, ...row }] : [],
  )
  const ties = tiesOf(found)
  return found.map((bid) => ({ ...bid, tiedTo: ties.get(bid.organisationRef) ?? [] }))
}

/** What a list shows of opened bids: answers and files are counted, not read. */
export type OpenedLine = Pick<
  OpenedBid,
  'bidRef' | 'organisationRef' | 'submittedAt' | 'version' | 'lots' | 'mostLots' | 'subcontractors' | 'tiedTo'
> & { readonly files: number; readonly unmet: readonly string[] }

/** Opened bids in short, and the references of those that could not be opened. */
export async function listOpenedLines(
  tx: Read,
  tenderRef: string,
): Promise<{ opened: OpenedLine[]; unreadable: string[] }> {
  const all = await openedRows<Omit<Content, 'answers'> | null>(tx, tenderRef, sql`o.content - 'answers'`)
  const found = all.flatMap(({ content, ...row }): Omit<OpenedLine, 'tiedTo'>[] => {
    if (!content) return []
    const { version, lots, mostLots, subcontractors, files, conditions } = content
    const unmet = conditions.flatMap(({ key, met }) => (met ? [] : [key]))
    return [{ ...row, version, lots, mostLots, subcontractors, files: files.length, unmet }]
  })
  const ties = tiesOf(found)
  return {
    opened: found.map((line) => ({ ...line, tiedTo: ties.get(line.organisationRef) ?? [] })),
    unreadable: all.flatMap(({ bidRef, content }) => (content ? [] : [bidRef])),
  }
}

/** Prices as they were bid. Only those who score prices may be shown them. */
export async function listOpenedPrices(tx: Read, tenderRef: string): Promise<OpenedPrice[]> {
  const found = await rows(
    tx,
    sql<{ bidRef: string; organisationRef: string; lot: string; line: string; pence: number }>`
      select bid_ref as "bidRef", organisation_ref as "organisationRef", lot, line, pence from tendering.opened_price
      where council_id = ${tx.council} and tender_ref = ${tenderRef} order by bid_ref, lot, line limit 200000`,
  )
  const byLot = Map.groupBy(found, ({ bidRef, lot }) => `${bidRef} ${lot}`)
  return [...byLot.values()].flatMap((lines) => {
    const [first] = lines
    if (!first) return []
    const { bidRef, organisationRef, lot } = first
    return [{ bidRef, organisationRef, lot, lines: lines.map(({ line, pence }) => ({ key: line, pence })) }]
  })
}

/** A file of an opened bid: what it is, where it is kept and what opens it. */
export async function findOpenedFile(
  tx: Read,
  tenderRef: string,
  bidRef: string,
  file: number,
): Promise<(BidFile & FileKey & { kept: string }) | undefined> {
  const [found] = await rows(
    tx,
    sql<FileKey & { kept: string; files: BidFile[] }>`select f.kept, f.key, f.tag, o.content -> 'files' as files
      from tendering.opened_file f join tendering.opened_bid o on o.council_id = f.council_id and o.tender_ref = f.tender_ref
        and o.bid_ref = f.bid_ref
      where f.council_id = ${tx.council} and f.tender_ref = ${tenderRef} and f.bid_ref = ${bidRef} and f.file = ${file}`,
  )
  const shown = found?.files.find((one) => one.file === file)
  return found && shown && { ...shown, kept: found.kept, key: found.key, tag: found.tag }
}

// --- what is done about lots with few bids

export type LotCourse = {
  readonly lot: string
  readonly code: Course['code']
  readonly reason: string
  readonly decidedBy: string
  readonly decidedAt: Instant
}

/** The last decision on each lot. */
export const listCourses = (tx: Read, tenderRef: string): Promise<LotCourse[]> =>
  rows(
    tx,
    sql<LotCourse>`select distinct on (lot) lot, code, reason, decided_by as "decidedBy", decided_at as "decidedAt"
      from tendering.lot_course where council_id = ${tx.council} and tender_ref = ${tenderRef} order by lot, decided_at desc`,
  )

export async function insertCourse(
  tx: Write,
  tenderRef: string,
  course: { readonly lot: string; readonly bids: number; readonly code: Course['code']; readonly reason: string },
): Promise<void> {
  await rows(
    tx,
    sql`insert into tendering.lot_course (council_id, tender_ref, lot, decided_at, bids, code, reason, decided_by)
      values (${tx.council}, ${tenderRef}, ${course.lot}, ${tx.now}, ${course.bids}, ${course.code}, ${course.reason}, ${tx.actor.name})`,
  )
}
