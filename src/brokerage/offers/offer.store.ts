import type { Day } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { Invitation, Offer } from '#src/brokerage/offers/offer.ts'
import { into, invitationRow, lean, offerRow } from '#src/brokerage/packages/rows.store.ts'

const INVITATION = sql`
  i.package_ref as "packageRef", i.organisation_ref as "organisationRef", i.organisation_name as "organisationName",
  i.contract_ref as "contractRef", i.card_ref as "cardRef", i.service, i.zone, i.outward_code as "outwardCode", i.urgent, i.pattern,
  i.skills, i.needs, i.outcomes, i.start_by as "startBy", i.prices, i.ceiling_pence_per_hour as "ceilingPencePerHour", i.weights,
  i.outside_framework as "outsideFramework", i.rating, i.told,
  i.sent_at as "sentAt", i.closes_at as "closesAt", i.status, i.decline_code as "declineCode", i.decline_words as "declineWords",
  i.opened_at as "openedAt", i.opened_by as "openedBy", i.answered_at as "answeredAt", i.reminded_at as "remindedAt",
  i.withdrawn_why as "withdrawnWhy"
  from brokerage.invitation i`

const OFFER_COLUMNS = {
  offerRef: 'offer_ref',
  packageRef: 'package_ref',
  organisationRef: 'organisation_ref',
  status: 'status',
  startDay: 'start_day',
  covers: 'covers',
  note: 'note',
  weeklyPence: 'weekly_pence',
  weeklyMinutes: 'weekly_minutes',
  hourlyPence: 'hourly_pence',
  overCeilingPence: 'over_ceiling_pence',
  complete: 'complete',
  madeAt: 'made_at',
  madeBy: 'made_by',
  visits: 'visits',
  alternative: 'alternative',
  standsUntil: 'stands_until',
  meets: 'meets',
  floor: 'floor',
} as const satisfies Record<keyof Offer, string>

const offerColumns = (prefix: string) =>
  sql.raw(
    Object.entries(OFFER_COLUMNS)
      .map(([name, column]) => `o.${column} as "${prefix}${name}"`)
      .join(', '),
  )

const OFFER = sql`${offerColumns('')} from brokerage.offer o`

const INVITED_TO = 'offer.'
const ANSWER = sql`${offerColumns(INVITED_TO)}, ${INVITATION}
  left join brokerage.offer o on o.council_id = i.council_id and o.package_ref = i.package_ref and o.organisation_ref = i.organisation_ref`

/** An invitation with what the organisation offered, if it did. */
export type AnsweredInvitation = Invitation & { readonly offer?: Offer }

function answered(row: object): AnsweredInvitation {
  const offer: Record<string, unknown> = {}
  const invitation: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(row))
    if (name.startsWith(INVITED_TO)) offer[name.slice(INVITED_TO.length)] = value
    else if (value !== null) invitation[name] = value
  const isOffered = offer['offerRef'] !== null
  return { ...(invitation as Invitation), ...(isOffered ? { offer: lean<Offer>(offer) } : {}) }
}

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
  const all = invitations.map((invitation) => invitationRow(tx.council, invitation))
  if (all.length === 0) return
  const { council_id: _council, package_ref: _package, organisation_ref: _organisation, ...changing } = all[0] ?? {}
  const columns = Object.keys(changing)
  await into(tx)
    .insertInto('brokerage.invitation')
    .values(all)
    .onConflict((conflict) =>
      conflict
        .columns(['council_id', 'package_ref', 'organisation_ref'])
        .doUpdateSet(Object.fromEntries(columns.map((column) => [column, sql.ref(`excluded.${column}`)]))),
    )
    .execute()
}

/** The answer of a provider, by its own role: that may change an invitation and not make one. */
export const saveAnswer = (
  tx: Write,
  { packageRef, organisationRef, status, declineCode, declineWords }: Invitation,
): Promise<unknown> =>
  into(tx)
    .updateTable('brokerage.invitation')
    .set({
      status,
      decline_code: declineCode ?? null,
      decline_words: declineWords ?? null,
      answered_at: tx.now.toString(),
    })
    .where('council_id', '=', tx.council)
    .where('package_ref', '=', packageRef)
    .where('organisation_ref', '=', organisationRef)
    .execute()

/** What becomes of the invitations when a package is placed or stopped; answers with who had offered, or still could until now. */
export async function settleInvitations(
  tx: Write,
  packageRef: string,
  chosen: string | undefined,
): Promise<readonly string[]> {
  const waiting = await rows(
    tx,
    sql<{ organisationRef: string }>`select organisation_ref as "organisationRef" from brokerage.invitation
      where council_id = ${tx.council} and package_ref = ${packageRef}
        and (status = 'offered' or (status = 'invited' and closes_at >= ${tx.now}))
      order by organisation_ref for update`,
  )
  await rows(
    tx,
    sql`update brokerage.invitation set status = case when ${chosen ?? null}::text is null then 'cancelled'
        when organisation_ref = ${chosen ?? null} then 'chosen' else 'not_chosen' end
      where council_id = ${tx.council} and package_ref = ${packageRef} and status in ('invited', 'offered')`,
  )
  return waiting.map(({ organisationRef }) => organisationRef)
}

/** What providers were shown of what a person needs is taken out of their invitations, but for the one that serves them. */
export async function emptyInvitations(tx: Write, packageRef: string, serving: string | undefined): Promise<void> {
  await rows(
    tx,
    sql`update brokerage.invitation set pattern = '[]', skills = '[]', outcomes = '[]', needs = null
      where council_id = ${tx.council} and package_ref = ${packageRef}
        and (${serving ?? null}::text is null or organisation_ref <> ${serving ?? null})`,
  )
}

export async function findOffer(tx: Read, packageRef: string, organisationRef: string): Promise<Offer | undefined> {
  const [row] = await rows(
    tx,
    sql<Offer>`select ${OFFER} where o.council_id = ${tx.council} and o.package_ref = ${packageRef} and o.organisation_ref = ${organisationRef}`,
  )
  return row && lean<Offer>(row)
}

export async function findOfferByRef(tx: Read, offerRef: string): Promise<Offer | undefined> {
  const [row] = await rows(
    tx,
    sql<Offer>`select ${OFFER} where o.council_id = ${tx.council} and o.offer_ref = ${offerRef}`,
  )
  return row && lean<Offer>(row)
}

export const listOffers = async (tx: Read, packageRef: string): Promise<Offer[]> =>
  (
    await rows(
      tx,
      sql<Offer>`select ${OFFER} where o.council_id = ${tx.council} and o.package_ref = ${packageRef} order by o.made_at, o.offer_ref`,
    )
  ).map((row) => lean<Offer>(row))

/** Offers that stood until a day that is over, of packages that nobody is placed by yet. */
export const listStale = async (tx: Read, today: Day, limit: number): Promise<string[]> =>
  (
    await rows(
      tx,
      sql<{ ref: string }>`select o.offer_ref as ref from brokerage.offer o
        join brokerage.care_package p on p.council_id = o.council_id and p.package_ref = o.package_ref
        where o.council_id = ${tx.council} and o.status = 'made' and o.stands_until < ${today}::date
          and p.status in ('sent', 'offers_in', 'no_capacity') order by o.stands_until, o.offer_ref limit ${limit}`,
    )
  ).map(({ ref }) => ref)

export async function saveOffer(tx: Write, offer: Offer): Promise<void> {
  const row = offerRow(tx.council, offer)
  await into(tx)
    .insertInto('brokerage.offer')
    .values(row)
    .onConflict((conflict) => conflict.columns(['council_id', 'offer_ref']).doUpdateSet(row))
    .execute()
}

/** Whom a package went to, with their offers; or only those who made one. */
export const listAnswers = async (
  tx: Read,
  packageRef: string,
  whose: 'all' | 'with an offer' = 'all',
): Promise<AnsweredInvitation[]> =>
  (
    await rows(
      tx,
      sql<object>`select ${ANSWER} where i.council_id = ${tx.council} and i.package_ref = ${packageRef}
        ${whose === 'all' ? sql`` : sql`and o.offer_ref is not null`}
        order by i.organisation_name, i.organisation_ref`,
    )
  ).map(answered)

/** An organisation's invitations with what it offered: open ones by when they close, those to answer first. */
export async function listInvitationsOf(
  tx: Read,
  organisationRef: string,
  wanted: { readonly open: boolean; readonly offset: number; readonly limit: number },
): Promise<{ invitations: AnsweredInvitation[]; total: number }> {
  const found = await rows(
    tx,
    sql<{ total: number }>`select count(*) over () as total, ${ANSWER}
      where i.council_id = ${tx.council} and i.organisation_ref = ${organisationRef}
        and (i.status in ('invited', 'offered', 'declined') and i.closes_at > ${tx.now}) = ${wanted.open}
      order by case when ${wanted.open} then i.status <> 'invited' end, case when ${wanted.open} then i.closes_at end,
        i.closes_at desc, i.package_ref
      limit ${wanted.limit} offset ${wanted.offset}`,
  )
  return { invitations: found.map(({ total: _, ...row }) => answered(row)), total: found[0]?.total ?? 0 }
}
