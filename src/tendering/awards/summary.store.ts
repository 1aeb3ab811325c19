import type { Instant } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'
import type { Summary } from '#src/tendering/awards/summary.ts'

export type SentSummary = {
  readonly organisationRef: string
  readonly edition: number
  readonly bidRef: string
  readonly summary: Summary
  readonly sentAt: Instant
  readonly sentByName: string
}

export async function lastEdition(tx: Read, tenderRef: string): Promise<number> {
  const [found] = await rows(
    tx,
    sql<{ edition: number }>`select coalesce(max(edition), 0)::int as edition from tendering.assessment_summary
      where council_id = ${tx.council} and tender_ref = ${tenderRef}`,
  )
  return found?.edition ?? 0
}

export async function insertSummary(
  tx: Write,
  sent: Omit<SentSummary, 'sentAt' | 'sentByName'> & { readonly tenderRef: string },
): Promise<void> {
  await rows(
    tx,
    sql`insert into tendering.assessment_summary (council_id, tender_ref, organisation_ref, edition, bid_ref, summary, sent_at,
        sent_by_name)
      values (${tx.council}, ${sent.tenderRef}, ${sent.organisationRef}, ${sent.edition}, ${sent.bidRef},
        ${json(sent.summary)}::jsonb, ${tx.now}, ${tx.actor.name})`,
  )
}

/** What a bidder was told last. A provider's own role finds no other's. */
export async function findSummary(
  tx: Read,
  tenderRef: string,
  whose: { readonly organisationRef: string } | { readonly bidRef: string },
): Promise<SentSummary | undefined> {
  const [found] = await rows(
    tx,
    sql<SentSummary>`select organisation_ref as "organisationRef", edition, bid_ref as "bidRef", summary, sent_at as "sentAt",
        sent_by_name as "sentByName"
      from tendering.assessment_summary where council_id = ${tx.council} and tender_ref = ${tenderRef}
        and ${'bidRef' in whose ? sql`bid_ref = ${whose.bidRef}` : sql`organisation_ref = ${whose.organisationRef}`}
      order by edition desc limit 1`,
  )
  return found
}

/** What waits for a bidder on the tender's page: its summary, and a question about its price that is not answered. */
export async function findOwnNews(
  tx: Read,
  tenderRef: string,
  organisationRef: string,
): Promise<{ isTold: boolean; isAsked: boolean }> {
  const [found] = await rows(
    tx,
    sql<{ isTold: boolean; isAsked: boolean }>`select
        exists (select from tendering.assessment_summary where council_id = ${tx.council} and tender_ref = ${tenderRef}
          and organisation_ref = ${organisationRef}) as "isTold",
        exists (select from tendering.low_price_query where council_id = ${tx.council} and tender_ref = ${tenderRef}
          and organisation_ref = ${organisationRef} and outcome is null) as "isAsked"`,
  )
  return found ?? { isTold: false, isAsked: false }
}
