import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'
import type { KeptExclusionCheck } from '#src/tendering/markets/member.store.ts'
import type { DirectOffer } from '#src/tendering/direct-offers/direct-offer.ts'

const OFFER = sql`tender_ref as "tenderRef", organisation_ref as "organisationRef", state, version, prices, files, words,
  accepted_by as "acceptedBy", made_at as "madeAt" from tendering.direct_offer`

type Whose = { readonly tenderRef: string; readonly organisationRef: string }

const ofOne = (tx: Read, { tenderRef, organisationRef }: Whose) =>
  sql`council_id = ${tx.council} and tender_ref = ${tenderRef} and organisation_ref = ${organisationRef}`

export const findOffer = async (tx: Read, whose: Whose): Promise<DirectOffer | undefined> =>
  (await rows(tx, sql<DirectOffer>`select ${OFFER} where ${ofOne(tx, whose)}`))[0]

type CheckRow = Omit<KeptExclusionCheck, 'at'> & { readonly at: string }

/** The offer and the checks of its provider that were made for the award, the newest first: at once, because a page asks few times. */
export async function findOfferAndChecks(
  tx: Read,
  whose: Whose,
): Promise<{ offer: DirectOffer | undefined; checks: KeptExclusionCheck[] }> {
  const [found] = await rows(
    tx,
    sql<DirectOffer & { checks: readonly CheckRow[] }>`select o.*, coalesce((select jsonb_agg(jsonb_build_object(
          'organisationRef', c.organisation_ref, 'at', c.at, 'stage', c.stage, 'about', c.about, 'finding', c.finding,
          'lookedUpOn', c.looked_up_on, 'evidence', c.evidence, 'grounds', c.grounds, 'byName', c.by_name) order by c.at desc)
        from tendering.exclusion_check c where c.council_id = ${tx.council} and c.about = ${whose.tenderRef}
          and c.organisation_ref = ${whose.organisationRef}), '[]') as checks
      from (select 1) one left join (select ${OFFER} where ${ofOne(tx, whose)}) o on true`,
  )
  if (!found) return { offer: undefined, checks: [] }
  const { checks, ...offer } = found
  return {
    // Without an offer its columns are empty.
    offer: offer.tenderRef ? offer : undefined,
    checks: checks.map((check) => ({ ...check, at: Temporal.Instant.from(check.at) })),
  }
}

export const lockOffer = async (tx: Write, whose: Whose): Promise<DirectOffer | undefined> =>
  (await rows(tx, sql<DirectOffer>`select ${OFFER} where ${ofOne(tx, whose)} for update`))[0]

export const saveOffer = (tx: Write, offer: DirectOffer): Promise<unknown> =>
  rows(
    tx,
    sql`insert into tendering.direct_offer (council_id, tender_ref, organisation_ref, state, version, prices, files, words,
        accepted_by, made_at)
      values (${tx.council}, ${offer.tenderRef}, ${offer.organisationRef}, ${offer.state}, ${offer.version},
        ${json(offer.prices)}::jsonb, ${json(offer.files)}::jsonb, ${offer.words}, ${offer.acceptedBy}, ${offer.madeAt})
      on conflict (council_id, tender_ref, organisation_ref) do update set state = excluded.state, version = excluded.version,
        prices = excluded.prices, files = excluded.files, words = excluded.words, accepted_by = excluded.accepted_by,
        made_at = excluded.made_at`,
  )
