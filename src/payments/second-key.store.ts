import type { Day, Instant } from '#src/base/day.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

export type Waiting = {
  readonly kind: 'uplift' | 'payment-file' | 'draft-run' | 'pay-run' | 'rate-card' | 'debt'
  readonly ref: string
  readonly madeBy: string
  readonly checkedBy: string | null
  /** Of a draft, whether its maker may not check it. */
  readonly byAnother: boolean
  readonly madeAt: Instant
  /** A pay run's first day, a payment file's day of processing. */
  readonly day: Day | null
  readonly to: Day | null
  readonly figure: number | null
  readonly words: string | null
}

const MOST_SHOWN = 60

/** What waits for a second officer, and drafts that wait to be checked: in one reading, since my work asks every stage. */
export const listWaiting = (tx: Read): Promise<Waiting[]> =>
  rows(
    tx,
    sql<Waiting>`select * from (
        select 'uplift' as kind, u.uplift_ref as ref, u.made_by as "madeBy", null::text as "checkedBy", false as "byAnother", u.made_at as "madeAt", null::date as day,
          null::date as to, u.millionths::bigint as figure, (select string_agg(c.card_ref, ', ' order by c.card_ref)
            from payments.uplift_card c where c.council_id = u.council_id and c.uplift_ref = u.uplift_ref) as words
        from payments.uplift u where u.council_id = ${tx.council} and u.state = 'draft'
        union all
        select 'payment-file', payment_file_ref, made_by, null, false, made_at, processing_day, null, amount_pence, null
        from payments.payment_file where council_id = ${tx.council} and state = 'made'
        union all
        select case state when 'draft' then 'draft-run' else 'pay-run' end, pay_run_ref, made_by, checked_by, check_by_another, made_at, from_day, to_day, null, null
        from payments.pay_run where council_id = ${tx.council} and state in ('draft', 'checked')
        union all
        select 'rate-card', proposal_ref, made_by, null, false, made_at, null, null, null, card_ref
        from rates.v_proposed_card where council_id = ${tx.council}
        union all
        select 'debt', debt_ref, made_by, null, false, made_at, null, null, amount_pence, organisation_ref
        from payments.debt where council_id = ${tx.council} and state = 'proposed') waiting
      order by "madeAt" desc, ref limit ${MOST_SHOWN}`,
  )
