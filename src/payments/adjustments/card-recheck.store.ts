/** A rate card of which prices of the past changed: which lines it priced, noted some days at a time. */
import type { Day } from '#src/base/day.ts'
import { BACK_DATED, noteKeys, waitForRating } from '#src/payments/adjustments/recheck.store.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

export type CardRecheck = {
  readonly cardRef: string
  readonly from: Day
  /** The first day that is not to be noted. */
  readonly to: Day
  /** Days before it are noted. */
  readonly next: Day
}

const RECHECK = sql`card_ref as "cardRef", from_day as "from", to_day as "to", next_day as "next"`

/** Approval waits for it, as for any change: once it is there, no run of these days is approved until its lines are noted. */
export async function insertCardRecheck(tx: Write, { cardRef, from, to }: Omit<CardRecheck, 'next'>): Promise<void> {
  await waitForRating(tx)
  await rows(
    tx,
    sql`insert into payments.card_recheck (council_id, card_ref, from_day, to_day, next_day, noted_at)
      values (${tx.council}, ${cardRef}, ${from}, ${to}, ${from}, ${tx.now})
      on conflict (council_id, card_ref, from_day, to_day) do update set next_day = excluded.next_day, noted_at = excluded.noted_at`,
  )
}

/** The one that has waited longest, held until the transaction ends. */
export async function lockCardRecheck(tx: Write): Promise<CardRecheck | undefined> {
  const [due] = await rows(
    tx,
    sql<CardRecheck>`select ${RECHECK} from payments.card_recheck where council_id = ${tx.council}
      order by noted_at, card_ref, from_day limit 1 for update`,
  )
  return due
}

export const isCardRecheckDue = async (tx: Read): Promise<boolean> =>
  (await rows(tx, sql`select from payments.card_recheck where council_id = ${tx.council} limit 1`)).length > 0

/** Whether lines of a run's draft may be priced by what does not hold any more and is not noted yet. */
export const isCardRecheckOver = async (tx: Read, payRunRef: string): Promise<boolean> =>
  (
    await rows(
      tx,
      sql`select from payments.card_recheck c where c.council_id = ${tx.council} and exists (select from payments.draft_line d
        where d.council_id = c.council_id and d.pay_run_ref = ${payRunRef} and d.card_ref = c.card_ref
          and d.day >= c.next_day and d.day < c.to_day) limit 1`,
    )
  ).length > 0

/** Notes the visits on lines of a card, and the weeks of its blocks in drafts, from one day up to another; answers with how many. */
export async function noteLinesOfCard(tx: Write, cardRef: string, from: Day, to: Day): Promise<number> {
  await waitForRating(tx)
  const within = sql`council_id = ${tx.council} and day >= ${from} and day < ${to} and card_ref = ${cardRef}`
  const lines = (table: ReturnType<typeof sql>) => sql`select day, visit_ref from ${table} where ${within}`
  const weeks = await rows(
    tx,
    // What is posted of a block is compared with its price by every run.
    sql`insert into payments.recheck (council_id, day, visit_ref, organisation_ref, person_ref, contract_ref, zone, why, noted_at)
      select council_id, day, visit_ref, organisation_ref, person_ref, contract_ref, '', ${BACK_DATED}, ${tx.now}::timestamptz
      from payments.draft_line where ${within} and outcome = 'block'
      on conflict (council_id, day, visit_ref) do update set why = excluded.why, noted_at = excluded.noted_at, pay_run_ref = null
      returning day`,
  )
  const visits = sql`(${lines(sql`payments.pay_line`)} union ${lines(sql`payments.draft_line`)}) as k`
  return weeks.length + (await noteKeys(tx, visits, BACK_DATED))
}

/** Days before `next` are noted; at the end of it nothing is left to say. */
export const saveCardRecheck = (tx: Write, { cardRef, from, to }: CardRecheck, next: Day): Promise<unknown> =>
  rows(
    tx,
    next >= to
      ? sql`delete from payments.card_recheck where council_id = ${tx.council} and card_ref = ${cardRef} and from_day = ${from} and to_day = ${to}`
      : sql`update payments.card_recheck set next_day = ${next}
          where council_id = ${tx.council} and card_ref = ${cardRef} and from_day = ${from} and to_day = ${to}`,
  )
