import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import { makeSealPair, type Opener, type SealKeys, type SealPair, unwrapPair } from '#src/platform/seal.ts'
import type { BidFact } from '#src/tendering/bids/facts.ts'
import type { Published } from '#src/tendering/tenders/tender.store.ts'

const aboutTender = (tx: Read, tenderRef: string): string => `tender ${tx.council} ${tenderRef}`

/** What the bid of an organisation is sealed under: moved to another bidder, tender or council it does not open. */
export const aboutBid = (
  tx: Read,
  { tenderRef, bidRef, organisationRef }: { tenderRef: string; bidRef: string; organisationRef: string },
): string => `bid ${tx.council} ${tenderRef} ${bidRef} ${organisationRef}`

/** Called when a tender that takes bids is published: from then on there is something to seal to. A new version keeps the pair. */
export async function sealFor(
  tx: Write,
  seal: SealKeys | undefined,
  tenderRef: string,
): Promise<Result<string, 'no seal key'>> {
  const known = await findSeal(tx, tenderRef)
  if (known) return ok(known.publicKey)
  if (!seal) return refuse('no seal key')
  const pair = makeSealPair(seal, aboutTender(tx, tenderRef))
  await rows(
    tx,
    sql`insert into tendering.seal (council_id, tender_ref, public_key, key_id, made_at)
      values (${tx.council}, ${tenderRef}, ${pair.publicKey}, ${pair.keyId}, ${tx.now})`,
  )
  await rows(
    tx,
    sql`insert into tendering.sealed_key (council_id, tender_ref, wrapped)
      values (${tx.council}, ${tenderRef}, ${pair.wrapped})`,
  )
  tx.record({
    type: 'tendering.seal-made',
    about: [`tender:${tenderRef}`],
    data: { tenderRef, keyId: pair.keyId },
  } satisfies BidFact)
  return ok(pair.publicKey)
}

/** What bids are sealed to, and the seal key that opens them again; undefined where a tender takes none. */
async function findSeal(tx: Read, tenderRef: string): Promise<Pick<SealPair, 'publicKey' | 'keyId'> | undefined> {
  const [found] = await rows(
    tx,
    sql<Pick<SealPair, 'publicKey' | 'keyId'>>`select public_key as "publicKey", key_id as "keyId" from tendering.seal
      where council_id = ${tx.council} and tender_ref = ${tenderRef}`,
  )
  return found
}

/** A tender that takes bids, as bidders see it: what was published last, what to seal to, and whether it was cancelled. */
export type Biddable = Published & Pick<SealPair, 'publicKey' | 'keyId'> & { readonly cancelled: boolean }

export async function findBiddable(tx: Read, tenderRef: string): Promise<Biddable | undefined> {
  const [found] = await rows(
    tx,
    sql<Biddable>`select p.tender_ref as "tenderRef", p.version, p.spec, p.sha256, p.reason, p.closes_at as "closesAt", p.at,
        s.public_key as "publicKey", s.key_id as "keyId",
        exists (select from tendering.cancelled_tender c where c.council_id = p.council_id and c.tender_ref = p.tender_ref) as cancelled
      from tendering.published_tender p join tendering.seal s on s.council_id = p.council_id and s.tender_ref = p.tender_ref
      where p.council_id = ${tx.council} and p.tender_ref = ${tenderRef} order by p.version desc limit 1`,
  )
  return found
}

/** The one place where the private key is unwrapped; only the opening comes here. */
export async function unwrapSeal(
  tx: Write,
  seal: SealKeys | undefined,
  tenderRef: string,
): Promise<Result<{ open: Opener; keyId: string }, 'no seal key' | 'another seal key' | 'the key is damaged'>> {
  if (!seal) return refuse('no seal key')
  const [pair] = await rows(
    tx,
    sql<SealPair>`select s.public_key as "publicKey", k.wrapped, s.key_id as "keyId"
      from tendering.seal s join tendering.sealed_key k on k.council_id = s.council_id and k.tender_ref = s.tender_ref
      where s.council_id = ${tx.council} and s.tender_ref = ${tenderRef}`,
  )
  if (!pair) return refuse('the key is damaged')
  const opened = unwrapPair(seal, aboutTender(tx, tenderRef), pair)
  if (opened.ok) return ok({ open: opened.value, keyId: pair.keyId })
  return refuse(opened.error === 'broken' ? 'the key is damaged' : opened.error)
}

/** A submission in hand keeps the opening waiting, and the opening keeps submissions out: none falls between. */
export async function holdBids(tx: Write, tenderRef: string, as: 'bidder' | 'opener'): Promise<void> {
  const key = sql`hashtextextended(${`bids ${tx.council} ${tenderRef}`}, 0)`
  await rows(
    tx,
    as === 'bidder' ? sql`select pg_advisory_xact_lock_shared(${key})` : sql`select pg_advisory_xact_lock(${key})`,
  )
}
