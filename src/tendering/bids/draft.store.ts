import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Instant } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import { openOwn, type SealKeys, sealOwn } from '#src/platform/seal.ts'
import { type Draft, NO_DRAFT } from '#src/tendering/bids/bid.ts'

// The council's own role does not reach this table, and what stands in it is encrypted for one organisation and one tender.

/** A key of its own for each council, tender and organisation. */
const aboutDraft = (tx: Read, tenderRef: string, organisationRef: string): string =>
  `draft ${tx.council} ${tenderRef} ${organisationRef}`

type DraftRow = {
  readonly keyId: string
  readonly sealed: string
  readonly savedAt: Instant
  readonly copyKeyId: string | null
  readonly sealedCopy: string | null
}

export type OwnDraft = { readonly draft: Draft; readonly savedAt: Instant | undefined }
export type DraftRefusal = 'no seal key' | 'another seal key' | 'the draft is damaged'

const DRAFT = sql`select key_id as "keyId", sealed, saved_at as "savedAt", copy_key_id as "copyKeyId", sealed_copy as "sealedCopy"
  from tendering.bid_draft`

const ownRow = async (tx: Read, tenderRef: string, organisationRef: string, lock = sql``) =>
  (
    await rows(
      tx,
      sql<DraftRow>`${DRAFT} where council_id = ${tx.council} and tender_ref = ${tenderRef}
        and organisation_ref = ${organisationRef} ${lock}`,
    )
  )[0]

function unsealed<T>(
  tx: Read,
  seal: SealKeys | undefined,
  tenderRef: string,
  organisationRef: string,
  own: { readonly keyId: string; readonly sealed: string },
): Result<T, DraftRefusal> {
  if (!seal) return refuse('no seal key')
  const opened = openOwn(seal, aboutDraft(tx, tenderRef, organisationRef), own)
  if (!opened.ok) return refuse(opened.error === 'broken' ? 'the draft is damaged' : opened.error)
  return ok(JSON.parse(opened.value.toString()) as T)
}

/** The organisation's own draft; an empty one before anything was saved. */
export async function readDraft(
  tx: Read,
  seal: SealKeys | undefined,
  tenderRef: string,
  organisationRef: string,
): Promise<Result<OwnDraft, DraftRefusal>> {
  return opened(tx, seal, tenderRef, organisationRef, await ownRow(tx, tenderRef, organisationRef))
}

/** The same, with others of the organisation who save at this moment kept waiting. */
export async function lockDraft(
  tx: Write,
  seal: SealKeys | undefined,
  tenderRef: string,
  organisationRef: string,
): Promise<Result<OwnDraft, DraftRefusal>> {
  const key = `bid draft ${tx.council} ${tenderRef} ${organisationRef}`
  await rows(tx, sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`)
  return opened(tx, seal, tenderRef, organisationRef, await ownRow(tx, tenderRef, organisationRef, sql`for update`))
}

function opened(
  tx: Read,
  seal: SealKeys | undefined,
  tenderRef: string,
  organisationRef: string,
  row: DraftRow | undefined,
): Result<OwnDraft, DraftRefusal> {
  if (!seal) return refuse('no seal key')
  if (!row) return ok({ draft: NO_DRAFT, savedAt: undefined })
  const draft = unsealed<Draft>(tx, seal, tenderRef, organisationRef, row)
  return draft.ok ? ok({ draft: draft.value, savedAt: row.savedAt }) : draft
}

export async function saveDraft(
  tx: Write,
  seal: SealKeys,
  tenderRef: string,
  organisationRef: string,
  draft: Draft,
): Promise<void> {
  const { keyId, sealed } = sealOwn(
    seal,
    aboutDraft(tx, tenderRef, organisationRef),
    Buffer.from(JSON.stringify(draft)),
  )
  await rows(
    tx,
    sql`insert into tendering.bid_draft (council_id, tender_ref, organisation_ref, key_id, sealed, saved_at)
      values (${tx.council}, ${tenderRef}, ${organisationRef}, ${keyId}, ${sealed}, ${tx.now})
      on conflict (council_id, tender_ref, organisation_ref) do update
        set key_id = excluded.key_id, sealed = excluded.sealed, saved_at = excluded.saved_at`,
  )
}

/** Keeps, for the bidder alone, exactly what was sealed: its SHA-256 is the receipt's. */
export async function saveCopy(
  tx: Write,
  seal: SealKeys,
  tenderRef: string,
  organisationRef: string,
  document: Uint8Array,
): Promise<void> {
  const { keyId, sealed } = sealOwn(seal, `copy of ${aboutDraft(tx, tenderRef, organisationRef)}`, document)
  await rows(
    tx,
    sql`update tendering.bid_draft set copy_key_id = ${keyId}, sealed_copy = ${sealed}
      where council_id = ${tx.council} and tender_ref = ${tenderRef} and organisation_ref = ${organisationRef}`,
  )
}

/** The bidder's copy of what it sealed last, byte for byte. */
export async function readCopy(
  tx: Read,
  seal: SealKeys | undefined,
  tenderRef: string,
  organisationRef: string,
): Promise<string | undefined> {
  const row = await ownRow(tx, tenderRef, organisationRef)
  if (!seal || !row || row.sealedCopy === null || row.copyKeyId === null) return undefined
  const own = { keyId: row.copyKeyId, sealed: row.sealedCopy }
  const found = openOwn(seal, `copy of ${aboutDraft(tx, tenderRef, organisationRef)}`, own)
  return found.ok ? found.value.toString() : undefined
}
