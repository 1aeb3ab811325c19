import { randomBytes, randomInt } from 'node:crypto'
import type { Instant } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import { sealTo, sha256 } from '#src/platform/seal.ts'
import type { Draft, SealedBid } from '#src/tendering/bids/bid.ts'
import { aboutBid } from '#src/tendering/bids/seal.store.ts'

/** What a bidder is given when its bid is in, and finds again. */
export type Receipt = {
  readonly bidRef: string
  readonly tenderRef: string
  readonly organisationRef: string
  readonly status: 'submitted' | 'replaced' | 'withdrawn'
  readonly version: number
  readonly submittedAt: Instant
  readonly submittedBy: string
  readonly endedAt: Instant | null
  readonly sha256: string
  readonly files: number
}

const RECEIPT = sql`bid_ref as "bidRef", tender_ref as "tenderRef", organisation_ref as "organisationRef", status, version,
  submitted_at as "submittedAt", submitted_by as "submittedBy", ended_at as "endedAt", sha256, files`

/** An organisation's bids for a tender, the last first; all but one of them were replaced or withdrawn. */
export const listReceipts = (tx: Read, tenderRef: string, organisationRef: string): Promise<Receipt[]> =>
  rows(
    tx,
    sql<Receipt>`select ${RECEIPT} from tendering.bid
      where council_id = ${tx.council} and tender_ref = ${tenderRef} and organisation_ref = ${organisationRef}
      order by submitted_at desc, bid_ref limit 50`,
  )

/** All that an organisation has bid, the newest first. */
export async function listOwnBids(
  tx: Read,
  organisationRef: string,
  page: { readonly offset: number; readonly limit: number },
): Promise<{ bids: Receipt[]; total: number }> {
  const found = await rows(
    tx,
    sql<Receipt & { total: number }>`select ${RECEIPT}, count(*) over () as total from tendering.bid
      where council_id = ${tx.council} and organisation_ref = ${organisationRef}
      order by submitted_at desc, bid_ref desc limit ${page.limit} offset ${page.offset}`,
  )
  return { bids: found.map(({ total: _, ...bid }) => bid), total: found[0]?.total ?? 0 }
}

export async function lockStanding(
  tx: Write,
  tenderRef: string,
  organisationRef: string,
): Promise<Receipt | undefined> {
  const [found] = await rows(
    tx,
    sql<Receipt>`select ${RECEIPT} from tendering.bid
      where council_id = ${tx.council} and tender_ref = ${tenderRef} and organisation_ref = ${organisationRef}
        and status = 'submitted' for update`,
  )
  return found
}

export async function endBid(tx: Write, bidRef: string, status: 'replaced' | 'withdrawn', at: Instant): Promise<void> {
  await rows(
    tx,
    sql`update tendering.bid set status = ${status}, ended_at = ${at} where council_id = ${tx.council} and bid_ref = ${bidRef}`,
  )
}

const TRIES = 5

/**
 * Seals a draft to the tender's key and keeps it. References are drawn, not counted: a count would tell a bidder how many rivals it has.
 * Answers with the receipt and with the document, whose SHA-256 it names.
 */
export async function sealBid(
  tx: Write,
  to: { readonly tenderRef: string; readonly version: number; readonly publicKey: string; readonly at: Instant },
  organisationRef: string,
  draft: Draft,
): Promise<{ receipt: Receipt; document: Uint8Array }> {
  const { tenderRef, version, publicKey, at } = to
  for (let tries = 1; tries <= TRIES; tries++) {
    const bidRef = `BD-${randomInt(10_000_000, 100_000_000)}`
    const bid: SealedBid = {
      ...{ tenderRef, bidRef, organisationRef, version, chance: randomBytes(16).toString('hex') },
      ...draft,
    }
    const document = Buffer.from(JSON.stringify(bid))
    const sealed = sealTo(publicKey, aboutBid(tx, bid), document)
    const [receipt] = await rows(
      tx,
      sql<Receipt>`insert into tendering.bid (council_id, bid_ref, tender_ref, organisation_ref, status, version, submitted_at,
          submitted_by, sha256, files, sealed)
        values (${tx.council}, ${bidRef}, ${tenderRef}, ${organisationRef}, 'submitted', ${version}, ${at}, ${tx.actor.name},
          ${sha256(document)}, ${draft.files.length}, ${sealed})
        on conflict (council_id, bid_ref) do nothing returning ${RECEIPT}`,
    )
    if (receipt) return { receipt, document }
  }
  throw new Error('no reference for a bid was free')
}

export type KeptBid = {
  readonly bidRef: string
  readonly tenderRef: string
  readonly organisationRef: string
  readonly submittedAt: Instant
  readonly sha256: string
}

/** The bids that stand, in the order in which they came; what is sealed stays where it is. */
export const listStanding = (tx: Read, tenderRef: string): Promise<KeptBid[]> =>
  rows(
    tx,
    sql<KeptBid>`select bid_ref as "bidRef", tender_ref as "tenderRef", organisation_ref as "organisationRef",
        submitted_at as "submittedAt", sha256
      from tendering.bid where council_id = ${tx.council} and tender_ref = ${tenderRef} and status = 'submitted'
      order by submitted_at, bid_ref limit 2000`,
  )

export async function countStanding(tx: Read, tenderRef: string): Promise<number> {
  const [counted] = await rows(
    tx,
    sql<{ bids: number }>`select count(*) as bids from tendering.bid
      where council_id = ${tx.council} and tender_ref = ${tenderRef} and status = 'submitted'`,
  )
  return counted?.bids ?? 0
}

export async function readSealed(tx: Read, bidRef: string): Promise<string> {
  const [found] = await rows(
    tx,
    sql<{ sealed: string }>`select sealed from tendering.bid where council_id = ${tx.council} and bid_ref = ${bidRef}`,
  )
  return found?.sealed ?? ''
}
