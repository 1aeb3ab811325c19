/** The weeks of blocks that were paid within a year, priced by a card as it stands and as it would be raised. */
import type { BothWays } from '#src/payments/uplift/price-both-ways.ts'
import type { Uplift, UpliftPart } from '#src/payments/uplift/uplift.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import { placeOf, rateBlock, type Tariff } from '#src/rates/index.ts'

type WeekPaid = {
  readonly organisationRef: string
  readonly cardRef: string
  readonly service: string
  readonly zones: readonly string[]
  readonly boughtMinutes: number
  readonly usedMinutes: number
  readonly paidPence: number
  /** By the tiers of the contract, which no uplift of a card raises. */
  readonly isTiered: boolean
}

const listWeeksPaid = (tx: Read, uplift: Uplift): Promise<WeekPaid[]> =>
  rows(
    tx,
    sql<WeekPaid>`select p.organisation_ref as "organisationRef", p.card_ref as "cardRef", c.service, c.zones,
        coalesce(a.planned_minutes, p.planned_minutes) as "boughtMinutes", coalesce(a.actual_minutes, p.actual_minutes) as "usedMinutes",
        coalesce(a.owed_pence, p.amount_pence) as "paidPence",
        case when a.visit_ref is null then p.pence_per_hour else a.pence_per_hour end is null as "isTiered"
      from contracts.v_contract c
      join payments.pay_line p on p.council_id = c.council_id and p.contract_ref = c.contract_ref and p.outcome = 'block'
        and p.day >= ${uplift.yearFrom}::date and p.day < ${uplift.yearTo}::date and p.card_ref = any (${[...uplift.cardRefs]}::text[])
      left join lateral (select * from payments.adjustment a
        where a.council_id = p.council_id and a.day = p.day and a.visit_ref = p.visit_ref order by a.turn desc limit 1) a on true
      where c.council_id = ${tx.council}`,
  )

/** What they cost each provider; they are weeks, and counted as no visit. */
export async function priceBlockWeeks(
  tx: Read,
  uplift: Uplift,
  cards: ReadonlyMap<string, BothWays>,
): Promise<UpliftPart[]> {
  const weeks = await listWeeksPaid(tx, uplift)
  return [...Map.groupBy(weeks, ({ organisationRef, cardRef }) => `${organisationRef}\n${cardRef}`).values()].flatMap(
    (some) => {
      const { organisationRef, cardRef } = some[0] as WeekPaid
      const tariffs = cards.get(cardRef)
      if (!tariffs) return []
      const sum = (tariff: Tariff) => some.reduce((pence, week) => pence + costOf(week, tariff), 0)
      const [beforePence, afterPence] = [sum(tariffs.before), sum(tariffs.after)]
      return [{ organisationRef, cardRef, visits: 0, unpriced: 0, beforePence, afterPence }]
    },
  )
}

function costOf({ service, zones, boughtMinutes, usedMinutes, paidPence, isTiered }: WeekPaid, tariff: Tariff): number {
  const block = zones.map((zone) => placeOf(tariff, service, zone).block).find(Boolean)
  if (isTiered || !block) return paidPence
  return rateBlock({ ...block, minutesPerWeek: boughtMinutes }, { days: 7, usedMinutes }).amountPence
}
