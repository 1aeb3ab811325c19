import type { Instant } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { rows, sql } from '#src/platform/database.ts'

type Whose = { readonly tenderRef: string; readonly organisationRef: string }

const ofOne = (tx: Write, { tenderRef, organisationRef }: Whose) =>
  sql`council_id = ${tx.council} and tender_ref = ${tenderRef} and organisation_ref = ${organisationRef}`

/** A file is kept, and no draft has it yet. */
export const insertUpload = (
  tx: Write,
  { tenderRef, organisationRef, kept }: Whose & { kept: string },
): Promise<unknown> =>
  rows(
    tx,
    sql`insert into tendering.bid_upload (council_id, kept, tender_ref, organisation_ref, in_draft, loose_since)
      values (${tx.council}, ${kept}, ${tenderRef}, ${organisationRef}, false, ${tx.now})`,
  )

/** False where the file was dropped meanwhile: whoever comes second waits for the first. */
export async function holdInDraft(tx: Write, kept: string): Promise<boolean> {
  const held = await rows(
    tx,
    sql`update tendering.bid_upload set in_draft = true where council_id = ${tx.council} and kept = ${kept} returning kept`,
  )
  return held.length > 0
}

/** The draft has it no more; a bid that stands may. */
export const releaseFromDraft = (tx: Write, kept: string): Promise<unknown> =>
  rows(
    tx,
    sql`update tendering.bid_upload set in_draft = false, loose_since = ${tx.now}
      where council_id = ${tx.council} and kept = ${kept}`,
  )

/** A bid is sealed with these files; what the bid before it had is held by the draft alone, or by nothing. */
export async function holdInBid(tx: Write, whose: Whose, bidRef: string, kept: readonly string[]): Promise<void> {
  await releaseFromBids(tx, whose)
  await rows(
    tx,
    sql`update tendering.bid_upload set bid_ref = ${bidRef}
      where council_id = ${tx.council} and kept = any(${[...kept]}::text[])`,
  )
}

/** Its bid was withdrawn or replaced: nobody opens it any more. */
export const releaseFromBids = (tx: Write, whose: Whose): Promise<unknown> =>
  rows(
    tx,
    sql`update tendering.bid_upload set bid_ref = null, loose_since = ${tx.now}
      where ${ofOne(tx, whose)} and bid_ref is not null`,
  )

/** Takes those that nothing has held since a moment out of the record: a file that is attached at this moment stays. */
export async function takeLoose(
  tx: Write,
  before: Instant,
  limit: number,
): Promise<{ kept: string; tenderRef: string }[]> {
  // Locked first: the row is looked at again after whoever held it is done.
  const loose = await rows(
    tx,
    sql<{ kept: string; tenderRef: string }>`select kept, tender_ref as "tenderRef" from tendering.bid_upload
      where council_id = ${tx.council} and not in_draft and bid_ref is null and loose_since < ${before}
      order by loose_since, kept limit ${limit} for update`,
  )
  await rows(
    tx,
    sql`delete from tendering.bid_upload where council_id = ${tx.council} and kept = any(${loose.map(({ kept }) => kept)}::text[])`,
  )
  return loose
}
