import type { Day } from '#src/base/day.ts'
import { listContractsFor } from '#src/contracts/contract.store.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

export type Lead = {
  readonly zone: string
  readonly service: string
  readonly fromDay: Day
  /** The first day on which it no longer leads; null while nobody follows. */
  readonly toDay: Day | null
  readonly contractRef: string
  readonly organisationRef: string
}

const LEAD = sql`l.zone, l.service, l.from_day as "fromDay", l.to_day as "toDay", l.contract_ref as "contractRef",
  c.organisation_ref as "organisationRef"
  from contracts.lead_provider l join contracts.v_contract c on c.council_id = l.council_id and c.contract_ref = l.contract_ref`

/** A page of who leads and led where, by zone, the newest first. */
export async function readLeads(
  tx: Read,
  page: { offset: number; limit: number },
): Promise<{ leads: Lead[]; total: number }> {
  const found = await rows(
    tx,
    sql<Lead & { total: number }>`select count(*) over () as total, ${LEAD} where l.council_id = ${tx.council}
      order by l.zone, l.service, l.from_day desc limit ${page.limit} offset ${page.offset}`,
  )
  return { leads: found.map(({ total: _, ...lead }) => lead), total: found[0]?.total ?? 0 }
}

/** Who leads in a zone for a service on a day, and so is asked first; nobody where its contract has ended or takes nobody new. */
export async function leadOf(
  tx: Read,
  { service, zone, day }: { readonly service: string; readonly zone: string; readonly day: Day },
): Promise<Lead | undefined> {
  const [found] = await rows(
    tx,
    sql<Lead>`select ${LEAD} where l.council_id = ${tx.council} and l.zone = ${zone} and l.service = ${service}
      and l.from_day <= ${day}::date and (l.to_day is null or l.to_day > ${day}::date)`,
  )
  if (!found) return undefined
  const open = await listContractsFor(tx, { service, zone, on: day })
  const contract = open.find(({ contractRef }) => contractRef === found.contractRef)
  return contract && { ...found, organisationRef: contract.organisationRef }
}

/** The last named of a zone and service; nobody else names one until the transaction ends. */
export async function lockLastLead(tx: Write, zone: string, service: string): Promise<Lead | undefined> {
  await rows(tx, sql`select pg_advisory_xact_lock(hashtextextended(${`${tx.council} lead ${zone} ${service}`}, 0))`)
  const [found] = await rows(
    tx,
    sql<Lead>`select ${LEAD} where l.council_id = ${tx.council} and l.zone = ${zone} and l.service = ${service}
      order by l.from_day desc limit 1`,
  )
  return found
}

export const endLead = (tx: Write, { zone, service, fromDay }: Lead, toDay: Day): Promise<unknown> =>
  rows(
    tx,
    sql`update contracts.lead_provider set to_day = ${toDay}
      where council_id = ${tx.council} and zone = ${zone} and service = ${service} and from_day = ${fromDay}`,
  )

export const insertLead = (tx: Write, lead: Omit<Lead, 'toDay' | 'organisationRef'>): Promise<unknown> =>
  rows(
    tx,
    sql`insert into contracts.lead_provider (council_id, zone, service, from_day, contract_ref)
      values (${tx.council}, ${lead.zone}, ${lead.service}, ${lead.fromDay}, ${lead.contractRef})`,
  )
