import { createHash } from 'node:crypto'
import type { Day } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { json, rows, sql } from '#src/platform/database.ts'
import type { MarketFact } from '#src/tendering/markets/facts.ts'
import { type Market, zonesOf } from '#src/tendering/markets/market.ts'

export type LoadedMember = {
  readonly organisationRef: string
  readonly name: string
  readonly lots: readonly string[]
  readonly sinceDay: Day
  readonly checkedOn: Day | null
  readonly qualityPercent: number | null
  readonly pricePence: number | null
  readonly capacityHours: number | null
  readonly evidence: readonly {
    readonly evidenceRef: string
    readonly condition: string
    readonly fileName: string
    readonly sha256: string
    readonly bytes: number
    readonly expiresOn: Day | null
  }[]
}

/** Members with the evidence that an earlier record holds of them, accepted as it stands: one fact for all. */
export async function loadMembers(tx: Write, market: Market, members: readonly LoadedMember[]): Promise<void> {
  const { marketRef } = market
  const listed = json(members.map((one) => ({ ...one, zones: zonesOf(market.lots, one.lots), evidence: undefined })))
  await rows(
    tx,
    sql`insert into tendering.member (council_id, market_ref, organisation_ref, name, lots, since_day, state, reason, changed_on, checked_on,
        quality_percent, price_pence, capacity_hours)
      select ${tx.council}::int, ${marketRef}::text, m."organisationRef", m.name, array(select jsonb_array_elements_text(m.lots)), m."sinceDay",
        'member', 'Member of the earlier list', m."sinceDay", m."checkedOn", m."qualityPercent", m."pricePence", m."capacityHours"
      from jsonb_to_recordset(${listed}::jsonb) as m("organisationRef" text, name text, lots jsonb, "sinceDay" date, "checkedOn" date,
        "qualityPercent" int, "pricePence" bigint, "capacityHours" int)`,
  )
  await rows(
    tx,
    sql`insert into tendering.published_member (council_id, market_ref, organisation_ref, name, lots, zones, since_day)
      select ${tx.council}::int, ${marketRef}::text, m."organisationRef", m.name, array(select jsonb_array_elements_text(m.lots)),
        array(select jsonb_array_elements_text(m.zones)), m."sinceDay"
      from jsonb_to_recordset(${listed}::jsonb) as m("organisationRef" text, name text, lots jsonb, zones jsonb, "sinceDay" date)`,
  )
  const evidence = members.flatMap(({ organisationRef, evidence: some }) =>
    some.map((one) => ({ ...one, organisationRef })),
  )
  await rows(
    tx,
    sql`insert into tendering.evidence (council_id, evidence_ref, market_ref, organisation_ref, condition, file_name, sha256, bytes, words,
        expires_on, state, given_at, given_by_name, checked_at, checked_by_name)
      select ${tx.council}::int, e."evidenceRef", ${marketRef}::text, e."organisationRef", e.condition, e."fileName", e.sha256, e.bytes, '',
        e."expiresOn", 'accepted', ${tx.now}::timestamptz, ${tx.actor.name}::text, ${tx.now}::timestamptz, ${tx.actor.name}::text
      from jsonb_to_recordset(${json(evidence)}::jsonb) as e("evidenceRef" text, "organisationRef" text, condition text, "fileName" text,
        sha256 text, bytes bigint, "expiresOn" date)`,
  )
  tx.record({
    type: 'tendering.members-loaded',
    about: [`market:${marketRef}`],
    data: {
      ...{ marketRef, members: members.length, evidence: evidence.length },
      sha256: createHash('sha256').update(JSON.stringify(members)).digest('hex'),
    },
  } satisfies MarketFact)
}
