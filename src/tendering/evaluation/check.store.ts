import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { AgreedMark } from '#src/tendering/evaluation/assessor.ts'
import { readFraction } from '#src/tendering/evaluation/fraction.ts'
import type { ConditionCheck, ExclusionCheck, LowPriceQuery } from '#src/tendering/evaluation/check.ts'

export type Checks = {
  readonly agreed: readonly AgreedMark[]
  readonly conditions: readonly ConditionCheck[]
  /** The oldest first: the last one of a bid stands. */
  readonly exclusions: readonly ExclusionCheck[]
  readonly queries: readonly LowPriceQuery[]
}

type AgreedRow = Omit<AgreedMark, 'mark'> & { mark: string }
type QueryRow = Omit<LowPriceQuery, 'askedAt' | 'answeredAt'> & { askedAt: string; answeredAt: string | null }

/** The marks that were agreed and all that was looked into beside them, asked for at once: pages ask the database eight times at most. */
export async function listChecks(tx: Read, tenderRef: string): Promise<Checks> {
  const own = sql`council_id = ${tx.council} and tender_ref = ${tenderRef}`
  const [found] = await rows(
    tx,
    sql<Omit<Checks, 'queries' | 'agreed'> & { queries: readonly QueryRow[]; agreed: readonly AgreedRow[] }>`select
      coalesce((select jsonb_agg(jsonb_build_object('bidRef', bid_ref, 'question', question, 'mark', mark, 'reason', reason,
          'byName', by_name)) from tendering.agreed_mark where ${own}), '[]') as agreed,
      coalesce((select jsonb_agg(jsonb_build_object('bidRef', bid_ref, 'condition', condition, 'met', met,
          'evidence', evidence, 'byName', by_name) order by bid_ref, condition)
        from tendering.condition_check where ${own}), '[]') as conditions,
      coalesce((select jsonb_agg(jsonb_build_object('bidRef', bid_ref, 'number', number, 'organisationRef', organisation_ref,
          'ground', ground, 'evidence', evidence, 'debarmentDay', debarment_day, 'selfCleaning', self_cleaning,
          'outcome', outcome, 'moment', moment, 'byName', by_name) order by bid_ref, number)
        from tendering.bid_exclusion_check where ${own}), '[]') as exclusions,
      coalesce((select jsonb_agg(jsonb_build_object('bidRef', bid_ref, 'organisationRef', organisation_ref,
          'question', question, 'askedAt', asked_at, 'askedByName', asked_by_name, 'answer', answer,
          'answeredAt', answered_at, 'outcome', outcome, 'reason', reason, 'decidedByName', decided_by_name) order by bid_ref)
        from tendering.low_price_query where ${own}), '[]') as queries`,
  )
  const { agreed = [], conditions = [], exclusions = [], queries = [] } = found ?? {}
  return {
    ...{ conditions, exclusions },
    agreed: agreed.map((one) => ({ ...one, mark: readFraction(one.mark) })),
    queries: queries.map((query) => ({
      ...query,
      askedAt: Temporal.Instant.from(query.askedAt),
      answeredAt: query.answeredAt === null ? null : Temporal.Instant.from(query.answeredAt),
    })),
  }
}

export async function saveConditionCheck(
  tx: Write,
  tenderRef: string,
  check: Omit<ConditionCheck, 'byName'>,
): Promise<void> {
  await rows(
    tx,
    sql`insert into tendering.condition_check (council_id, tender_ref, bid_ref, condition, met, evidence, by_name, at)
      values (${tx.council}, ${tenderRef}, ${check.bidRef}, ${check.condition}, ${check.met}, ${check.evidence},
        ${tx.actor.name}, ${tx.now})
      on conflict (council_id, tender_ref, bid_ref, condition)
        do update set met = excluded.met, evidence = excluded.evidence, by_name = excluded.by_name, at = excluded.at`,
  )
}

export async function insertExclusionCheck(
  tx: Write,
  tenderRef: string,
  check: Omit<ExclusionCheck, 'byName' | 'number'>,
): Promise<void> {
  await rows(
    tx,
    sql`insert into tendering.bid_exclusion_check (council_id, tender_ref, bid_ref, number, organisation_ref, ground, evidence,
        debarment_day, self_cleaning, outcome, moment, by_name, at)
      select ${tx.council}, ${tenderRef}, ${check.bidRef}, 1 + coalesce(max(number), 0), ${check.organisationRef},
        ${check.ground}, ${check.evidence}, ${check.debarmentDay}::date, ${check.selfCleaning}, ${check.outcome},
        ${check.moment}, ${tx.actor.name}, ${tx.now}
      from tendering.bid_exclusion_check
      where council_id = ${tx.council} and tender_ref = ${tenderRef} and bid_ref = ${check.bidRef}`,
  )
}

const QUERY = sql`bid_ref as "bidRef", organisation_ref as "organisationRef", question, asked_at as "askedAt",
  asked_by_name as "askedByName", answer, answered_at as "answeredAt", outcome, reason, decided_by_name as "decidedByName"
  from tendering.low_price_query`

/** The one that concerns a bidder. A provider's own role finds no other's. */
export async function findLowPriceQuery(
  tx: Read,
  tenderRef: string,
  organisationRef: string,
): Promise<LowPriceQuery | undefined> {
  const [found] = await rows(
    tx,
    sql<LowPriceQuery>`select ${QUERY} where council_id = ${tx.council} and tender_ref = ${tenderRef}
      and organisation_ref = ${organisationRef}`,
  )
  return found
}

export async function insertLowPriceQuery(
  tx: Write,
  tenderRef: string,
  query: Pick<LowPriceQuery, 'bidRef' | 'organisationRef' | 'question'>,
): Promise<void> {
  await rows(
    tx,
    sql`insert into tendering.low_price_query (council_id, tender_ref, bid_ref, organisation_ref, question, asked_at, asked_by_name)
      values (${tx.council}, ${tenderRef}, ${query.bidRef}, ${query.organisationRef}, ${query.question}, ${tx.now},
        ${tx.actor.name})`,
  )
}

export async function saveLowPriceAnswer(tx: Write, tenderRef: string, bidRef: string, answer: string): Promise<void> {
  await rows(
    tx,
    sql`update tendering.low_price_query set answer = ${answer}, answered_at = ${tx.now}
      where council_id = ${tx.council} and tender_ref = ${tenderRef} and bid_ref = ${bidRef}`,
  )
}

export async function saveLowPriceOutcome(
  tx: Write,
  tenderRef: string,
  bidRef: string,
  decided: { readonly outcome: 'accepted' | 'rejected'; readonly reason: string },
): Promise<void> {
  await rows(
    tx,
    sql`update tendering.low_price_query set outcome = ${decided.outcome}, reason = ${decided.reason},
        decided_by_name = ${tx.actor.name}, decided_at = ${tx.now}
      where council_id = ${tx.council} and tender_ref = ${tenderRef} and bid_ref = ${bidRef}`,
  )
}
