import type { Day, Instant } from '#src/base/day.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

export type ToDo = {
  readonly what: 'application' | 'evidence' | 'review' | 'suspension'
  readonly marketRef: string
  readonly organisationRef: string
  readonly name: string
  /** The application's reference, what a review found, or the list's title. */
  readonly about: string
  readonly marketTitle: string
  readonly day: Day | null
  readonly since: Instant | null
}

/** What waits for an officer in all lists, in one question: applications, new evidence, what was found of members, suspensions to look at by a day. */
export const listToDo = (tx: Read, suspensionsBy: Day, limit: number): Promise<ToDo[]> =>
  rows(
    tx,
    sql<ToDo>`
      (select 'application' as what, a.market_ref as "marketRef", a.organisation_ref as "organisationRef", a.organisation_name as name,
        a.application_ref as about, m.title as "marketTitle", a.due_day as day, null::timestamptz as since
      from tendering.application a join tendering.market m on m.council_id = a.council_id and m.market_ref = a.market_ref
      where a.council_id = ${tx.council} and a.state = 'made' order by a.due_day, a.application_ref limit ${limit})
      union all
      (select 'evidence', n.market_ref, n.organisation_ref, n.name, m.title, m.title, null, e.given_at from tendering.evidence e
      join tendering.member n on n.council_id = e.council_id and n.market_ref = e.market_ref and n.organisation_ref = e.organisation_ref
        and n.state <> 'removed'
      join tendering.market m on m.council_id = e.council_id and m.market_ref = e.market_ref
      where e.council_id = ${tx.council} and e.state = 'given' order by e.given_at, e.evidence_ref limit ${limit})
      union all
      (select 'review', r.market_ref, r.organisation_ref, n.name, r.words, '', null, r.found_at from tendering.member_review r
      join tendering.member n on n.council_id = r.council_id and n.market_ref = r.market_ref and n.organisation_ref = r.organisation_ref
        and n.state <> 'removed'
      where r.council_id = ${tx.council} and r.settled_at is null order by r.found_at, r.review_ref limit ${limit})
      union all
      (select 'suspension', n.market_ref, n.organisation_ref, n.name, n.reason, '', n.review_day, null from tendering.member n
      where n.council_id = ${tx.council} and n.state = 'suspended' and n.review_day <= ${suspensionsBy}::date
      order by n.review_day, n.organisation_ref limit ${limit})`,
  )
