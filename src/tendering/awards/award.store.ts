import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'
import type { Award, AwardedLot } from '#src/tendering/awards/award.ts'

const AWARD = sql`a.award_ref as "awardRef", a.tender_ref as "tenderRef", a.status, a.authority, a.reference,
  a.limit_pence as "limitPence", a.value_pence as "valuePence", a.reason, a.decided_by as "decidedBy",
  a.decided_by_name as "decidedByName", a.decided_at as "decidedAt", a.summaries_sent_at as "summariesSentAt",
  a.standstill, a.notice_day as "noticeDay", a.last_day as "lastDay", a.sign_from as "signFrom", a.by_post as "byPost",
  a.challenge, a.early_reason as "earlyReason", a.awarded_at as "awardedAt", a.awarded_by_name as "awardedByName"`

const LOT = sql`lot, organisation_ref as "organisationRef", organisation_name as "organisationName", bid_ref as "bidRef",
  rank, price_total_pence as "priceTotalPence", lines, set_aside as "setAside", contract_ref as "contractRef"`

type Alone = Omit<Award, 'lots'>

const withLots = async (tx: Read, award: Alone | undefined): Promise<Award | undefined> =>
  award && { ...award, lots: await lotsOf(tx, award.awardRef) }

const lotsOf = (tx: Read, awardRef: string): Promise<AwardedLot[]> =>
  rows(
    tx,
    sql<AwardedLot>`select ${LOT} from tendering.awarded_lot
      where council_id = ${tx.council} and award_ref = ${awardRef} order by lot, rank, organisation_ref`,
  )

/** The award of a tender with all its lots, those set aside among them. */
export async function findAward(tx: Read, tenderRef: string): Promise<Award | undefined> {
  const [found] = await rows(
    tx,
    sql<Alone>`select ${AWARD} from tendering.award a where a.council_id = ${tx.council} and a.tender_ref = ${tenderRef}`,
  )
  return withLots(tx, found)
}

/** Awards that were decided, the newest first, each with all its lots. */
export async function listAwards(
  tx: Read,
  page: { readonly offset: number; readonly limit: number },
): Promise<{ awards: Award[]; total: number }> {
  const found = await rows(
    tx,
    sql<Alone & { total: number }>`select ${AWARD}, count(*) over () as total from tendering.award a
      where a.council_id = ${tx.council} order by a.decided_at desc, a.award_ref desc limit ${page.limit} offset ${page.offset}`,
  )
  const refs = found.map(({ awardRef }) => awardRef)
  const lots = await rows(
    tx,
    sql<AwardedLot & { awardRef: string }>`select award_ref as "awardRef", ${LOT} from tendering.awarded_lot
      where council_id = ${tx.council} and award_ref = any(${refs}::text[]) order by award_ref, lot, rank, organisation_ref`,
  )
  const byAward = Map.groupBy(lots, ({ awardRef }) => awardRef)
  return {
    awards: found.map(({ total: _, ...one }) => ({ ...one, lots: byAward.get(one.awardRef) ?? [] })),
    total: found[0]?.total ?? 0,
  }
}

export async function lockAward(tx: Write, tenderRef: string): Promise<Award | undefined> {
  const [found] = await rows(
    tx,
    sql<Alone>`select ${AWARD} from tendering.award a
      where a.council_id = ${tx.council} and a.tender_ref = ${tenderRef} for update`,
  )
  return withLots(tx, found)
}

export async function insertAward(tx: Write, award: Award): Promise<void> {
  await rows(
    tx,
    sql`insert into tendering.award (council_id, award_ref, tender_ref, status, authority, reference, limit_pence,
        value_pence, reason, decided_by, decided_by_name, decided_at, standstill)
      values (${tx.council}, ${award.awardRef}, ${award.tenderRef}, ${award.status}, ${award.authority},
        ${award.reference}, ${award.limitPence}, ${award.valuePence}, ${award.reason}, ${award.decidedBy},
        ${award.decidedByName}, ${award.decidedAt}, ${award.standstill})`,
  )
  for (const lot of award.lots) await insertLot(tx, award.awardRef, lot)
}

export async function insertLot(tx: Write, awardRef: string, lot: AwardedLot): Promise<void> {
  await rows(
    tx,
    sql`insert into tendering.awarded_lot (council_id, award_ref, lot, organisation_ref, organisation_name, bid_ref, rank,
        price_total_pence, lines, buyer)
      values (${tx.council}, ${awardRef}, ${lot.lot}, ${lot.organisationRef}, ${lot.organisationName}, ${lot.bidRef},
        ${lot.rank}, ${lot.priceTotalPence}, ${json(lot.lines)}::jsonb,
        (select max(p.buyer) from tendering.award a
          join tendering.opened_price p on p.council_id = a.council_id and p.tender_ref = a.tender_ref
          where a.council_id = ${tx.council} and a.award_ref = ${awardRef} and p.bid_ref = ${lot.bidRef} and p.lot = ${lot.lot}))`,
  )
}

/** Everything of an award that changes after the decision; its lots stand apart. */
export async function saveAward(tx: Write, award: Award, by: { ref: string; name: string }): Promise<void> {
  const isAwarded = award.status === 'awarded'
  await rows(
    tx,
    sql`update tendering.award set status = ${award.status}, summaries_sent_at = ${award.summariesSentAt},
        notice_day = ${award.noticeDay}::date, last_day = ${award.lastDay}::date, sign_from = ${award.signFrom}::date,
        by_post = ${award.byPost}, challenge = ${award.challenge === null ? null : json(award.challenge)}::jsonb,
        early_reason = ${award.earlyReason},
        awarded_at = ${isAwarded ? tx.now : null}::timestamptz, awarded_by = ${isAwarded ? by.ref : null},
        awarded_by_name = ${isAwarded ? by.name : null}
      where council_id = ${tx.council} and award_ref = ${award.awardRef}`,
  )
}

export async function saveSetAside(tx: Write, awardRef: string, lot: AwardedLot): Promise<void> {
  await rows(
    tx,
    sql`update tendering.awarded_lot set set_aside = ${lot.setAside}
      where council_id = ${tx.council} and award_ref = ${awardRef} and lot = ${lot.lot}
        and organisation_ref = ${lot.organisationRef}`,
  )
}

/** Who won what of a tender, without what was set aside; empty before it is decided. */
export const listAwardedLots = (tx: Read, tenderRef: string): Promise<AwardedLot[]> =>
  rows(
    tx,
    sql<AwardedLot>`select l.lot, l.organisation_ref as "organisationRef", l.organisation_name as "organisationName",
        l.bid_ref as "bidRef", l.rank, l.price_total_pence as "priceTotalPence", l.lines, l.set_aside as "setAside",
        l.contract_ref as "contractRef"
      from tendering.awarded_lot l
        join tendering.award a on a.council_id = l.council_id and a.award_ref = l.award_ref
      where l.council_id = ${tx.council} and a.tender_ref = ${tenderRef} and l.set_aside is null
      order by l.lot, l.rank, l.organisation_ref`,
  )

/** A lot of a finished award of which no contract has been made yet. */
export type LotWithoutContract = AwardedLot & {
  readonly awardRef: string
  readonly tenderRef: string
  readonly title: string
  readonly awardedAt: Temporal.Instant
}

/** The oldest awards first: contracts makes its contracts from these. */
export const listLotsWithoutContract = (tx: Read, limit = 200): Promise<LotWithoutContract[]> =>
  rows(
    tx,
    sql<LotWithoutContract>`select a.award_ref as "awardRef", a.tender_ref as "tenderRef", t.title,
        a.awarded_at as "awardedAt", l.lot, l.organisation_ref as "organisationRef",
        l.organisation_name as "organisationName", l.bid_ref as "bidRef", l.rank,
        l.price_total_pence as "priceTotalPence", l.lines, l.set_aside as "setAside", l.contract_ref as "contractRef"
      from tendering.award a
        join tendering.tender t on t.council_id = a.council_id and t.tender_ref = a.tender_ref
        join tendering.awarded_lot l on l.council_id = a.council_id and l.award_ref = a.award_ref
      where a.council_id = ${tx.council} and a.status = 'awarded' and l.set_aside is null and l.contract_ref is null
      order by a.awarded_at, a.award_ref, l.lot, l.rank limit ${limit}`,
  )

export type LotContract = {
  readonly awardRef: string
  readonly lot: string
  readonly organisationRef: string
  readonly contractRef: string
}

/** Contracts says which contract was made of a lot. False where the lot is not theirs, not finished, or has one already. */
export async function noteContract(tx: Write, noted: LotContract): Promise<boolean> {
  const done = await rows(
    tx,
    sql`update tendering.awarded_lot l set contract_ref = ${noted.contractRef}
      from tendering.award a
      where l.council_id = ${tx.council} and l.award_ref = ${noted.awardRef} and l.lot = ${noted.lot}
        and l.organisation_ref = ${noted.organisationRef} and l.set_aside is null and l.contract_ref is null
        and a.council_id = l.council_id and a.award_ref = l.award_ref and a.status = 'awarded'
      returning l.lot`,
  )
  return done.length > 0
}
