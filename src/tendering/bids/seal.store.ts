import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import { makeSealPair, type Opener, type SealKeys, type SealPair, unwrapPair } from '#src/platform/seal.ts'
import type { BidFact } from '#src/tendering/bids/facts.ts'

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
export async function findSeal(
  tx: Read,
  tenderRef: string,
): Promise<Pick<SealPair, 'publicKey' | 'keyId'> | undefined> {
  const [found] = await rows(
    tx,
    sql<Pick<SealPair, 'publicKey' | 'keyId'>>`select public_key as "publicKey", key_id as "keyId" from tendering.seal
      where council_id = ${tx.council} and tender_ref = ${tenderRef}`,
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
