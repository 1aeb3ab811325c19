import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { Invitation, Offer } from '#src/brokerage/offer.ts'
import { into, invitationRow, lean, offerRow } from '#src/brokerage/rows.store.ts'

const INVITATION = sql`
  i.package_ref as "packageRef", i.organisation_ref as "organisationRef", i.organisation_name as "organisationName",
  i.contract_ref as "contractRef", i.card_ref as "cardRef", i.service, i.zone, i.outward_code as "outwardCode", i.urgent, i.pattern,
  i.skills, i.outcomes, i.start_by as "startBy", i.prices, i.ceiling_pence_per_hour as "ceilingPencePerHour", i.weights, i.rating,
  i.sent_at as "sentAt", i.closes_at as "closesAt", i.status, i.decline_code as "declineCode", i.decline_words as "declineWords"
  from brokerage.invitation i`

const OFFER = sql`
  o.offer_ref as "offerRef", o.package_ref as "packageRef", o.organisation_ref as "organisationRef", o.status,
  o.start_day as "startDay", o.covers, o.note, o.weekly_pence as "weeklyPence", o.weekly_minutes as "weeklyMinutes",
  o.hourly_pence as "hourlyPence", o.over_ceiling_pence as "overCeilingPence", o.complete, o.made_at as "madeAt", o.made_by as "madeBy"
  from brokerage.offer o`

const invited = (row: Invitation): Invitation => lean<Invitation>(row)

/** A provider's role sees its own invitations only; an officer names the organisation. */
export async function findInvitation(
  tx: Read,
  packageRef: string,
  organisationRef: string,
): Promise<Invitation | undefined> {
  const [row] = await rows(
    tx,
    sql<Invitation>`select ${INVITATION} where i.council_id = ${tx.council} and i.package_ref = ${packageRef} and i.organisation_ref = ${organisationRef}`,
  )
  return row && invited(row)
}

/** Held until the transaction ends: whoever closes or chooses waits for an offer that is being made. */
export async function lockInvitation(
  tx: Write,
  packageRef: string,
  organisationRef: string,
): Promise<Invitation | undefined> {
  const [row] = await rows(
    tx,
    sql<Invitation>`select ${INVITATION} where i.council_id = ${tx.council} and i.package_ref = ${packageRef}
      and i.organisation_ref = ${organisationRef} for update`,
  )
  return row && invited(row)
}

export const listInvitations = async (tx: Read, packageRef: string): Promise<Invitation[]> =>
  (
    await rows(
      tx,
      sql<Invitation>`select ${INVITATION} where i.council_id = ${tx.council} and i.package_ref = ${packageRef}
        order by i.organisation_name, i.organisation_ref`,
    )
  ).map(invited)

export async function lockInvitations(tx: Write, packageRef: string): Promise<Invitation[]> {
  const found = await rows(
    tx,
    sql<Invitation>`select ${INVITATION} where i.council_id = ${tx.council} and i.package_ref = ${packageRef}
      order by i.organisation_ref for update`,
  )
  return found.map(invited)
}

export async function saveInvitations(tx: Write, invitations: readonly Invitation[]): Promise<void> {
  for (const invitation of invitations) {
    const row = invitationRow(tx.council, invitation)
    await into(tx)
      .insertInto('brokerage.invitation')
      .values(row)
      .onConflict((conflict) => conflict.columns(['council_id', 'package_ref', 'organisation_ref']).doUpdateSet(row))
      .execute()
  }
}

/** The answer of a provider, by its own role: that may change an invitation and not make one. */
export const saveAnswer = (
  tx: Write,
  { packageRef, organisationRef, status, declineCode, declineWords }: Invitation,
): Promise<unknown> =>
  into(tx)
    .updateTable('brokerage.invitation')
    .set({ status, decline_code: declineCode ?? null, decline_words: declineWords ?? null })
    .where('council_id', '=', tx.council)
    .where('package_ref', '=', packageRef)
    .where('organisation_ref', '=', organisationRef)
    .execute()

/** What becomes of the invitations when a package is placed or stopped. */
export async function settleInvitations(tx: Write, packageRef: string, chosen: string | undefined): Promise<void> {
  await rows(
    tx,
    sql`update brokerage.invitation set status = case when ${chosen ?? null}::text is null then 'cancelled'
        when organisation_ref = ${chosen ?? null} then 'chosen' else 'not_chosen' end
      where council_id = ${tx.council} and package_ref = ${packageRef} and status in ('invited', 'offered')`,
  )
}

export async function findOffer(tx: Read, packageRef: string, organisationRef: string): Promise<Offer | undefined> {
  const [row] = await rows(
    tx,
    sql<Offer>`select ${OFFER} where o.council_id = ${tx.council} and o.package_ref = ${packageRef} and o.organisation_ref = ${organisationRef}`,
  )
  return row
}

export async function findOfferByRef(tx: Read, offerRef: string): Promise<Offer | undefined> {
  const [row] = await rows(
    tx,
    sql<Offer>`select ${OFFER} where o.council_id = ${tx.council} and o.offer_ref = ${offerRef}`,
  )
  return row
}

export const listOffers = (tx: Read, packageRef: string): Promise<Offer[]> =>
  rows(
    tx,
    sql<Offer>`select ${OFFER} where o.council_id = ${tx.council} and o.package_ref = ${packageRef} order by o.made_at, o.offer_ref`,
  )

export async function saveOffer(tx: Write, offer: Offer): Promise<void> {
  const row = offerRow(tx.council, offer)
  await into(tx)
    .insertInto('brokerage.offer')
    .values(row)
    .onConflict((conflict) => conflict.columns(['council_id', 'offer_ref']).doUpdateSet(row))
    .execute()
}

export type OpenInvitation = Invitation & { readonly offer?: Offer }

/** An organisation's invitations with what it offered: the open ones first, by when they close. */
export async function listInvitationsOf(
  tx: Read,
  organisationRef: string,
  wanted: { readonly open: boolean; readonly offset: number; readonly limit: number },
): Promise<{ invitations: OpenInvitation[]; total: number }> {
  const found = await rows(
    tx,
    sql<Invitation & { total: number }>`select count(*) over () as total, ${INVITATION}
      where i.council_id = ${tx.council} and i.organisation_ref = ${organisationRef}
        and (i.status in ('invited', 'offered', 'declined') and i.closes_at > ${tx.now}) = ${wanted.open}
      order by case when ${wanted.open} then i.closes_at end, i.closes_at desc, i.package_ref
      limit ${wanted.limit} offset ${wanted.offset}`,
  )
  const offers = await rows(
    tx,
    sql<Offer>`select ${OFFER} where o.council_id = ${tx.council} and o.organisation_ref = ${organisationRef}
      and o.package_ref = any(${found.map(({ packageRef }) => packageRef)}::text[])`,
  )
  const byPackage = new Map(offers.map((offer) => [offer.packageRef, offer]))
  return {
    invitations: found.map(({ total: _, ...row }) => {
      const offer = byPackage.get(row.packageRef)
      return { ...invited(row), ...(offer ? { offer } : {}) }
    }),
    total: found[0]?.total ?? 0,
  }
}
