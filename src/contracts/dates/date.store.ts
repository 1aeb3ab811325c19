import type { Day } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import type { Particulars } from '#src/contracts/particulars.ts'
import { PARTICULARS } from '#src/contracts/particulars.store.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

/** A contract as its days and its ceiling are watched. */
export type Watched = {
  readonly contractRef: string
  readonly title: string
  readonly organisationRef: string
  readonly toDay: Day
  readonly ceilingPence: Pence | null
  readonly committedPence: Pence
  readonly optionsUsed: number
  readonly isNoticed: boolean
  readonly particulars: Particulars
}

/** Above what a council has in force. */
const MOST = 5000

type AskedWatch = { readonly on: Day; readonly before: Day; readonly ownerRef?: string }

/** Contracts that run on a day and end within so many days of it, those of one officer or all: the soonest end first. */
export const watchedOf = (tx: Read, asked: AskedWatch) =>
  sql<Watched>`select c.contract_ref as "contractRef", c.title, w.organisation_ref as "organisationRef", w.to_day as "toDay",
        w.ceiling_pence as "ceilingPence", ${PARTICULARS} as particulars,
        coalesce((select sum(d.pence) from contracts.draw_down d where d.council_id = c.council_id and d.contract_ref = c.contract_ref), 0)
          as "committedPence",
        (select count(*) from contracts.change g where g.council_id = c.council_id and g.contract_ref = c.contract_ref
          and g.option_number is not null) as "optionsUsed",
        exists (select from contracts.v_ending n where n.council_id = c.council_id and n.contract_ref = c.contract_ref) as "isNoticed"
      from contracts.contract c join contracts.v_contract w on w.council_id = c.council_id and w.contract_ref = c.contract_ref
      where c.council_id = ${tx.council} and w.from_day <= ${asked.on}::date and w.to_day > ${asked.on}::date
        and (${asked.ownerRef ?? null}::text is null or c.owner_ref = ${asked.ownerRef ?? null})
        and (w.to_day <= ${asked.before}::date or w.ceiling_pence is not null)
      order by w.to_day, c.contract_ref limit ${MOST}`

export const listWatched = (tx: Read, asked: AskedWatch): Promise<Watched[]> => rows(tx, watchedOf(tx, asked))

/** Contracts whose term is over and of which that has not been told: those that ended in the last days before one, and whether at once or by notice. */
export const listEnded = (
  tx: Read,
  asked: { readonly from: Day; readonly on: Day },
): Promise<{ contractRef: string; organisationRef: string; toDay: Day; isAtOnce: boolean | null }[]> =>
  rows(
    tx,
    sql<{
      contractRef: string
      organisationRef: string
      toDay: Day
      isAtOnce: boolean | null
    }>`select w.contract_ref as "contractRef",
        w.organisation_ref as "organisationRef", w.to_day as "toDay",
        (select bool_or(n.is_at_once) from contracts.v_ending n where n.council_id = w.council_id
          and n.contract_ref = w.contract_ref) as "isAtOnce"
      from contracts.v_contract w
      where w.council_id = ${tx.council} and w.to_day <= ${asked.on}::date and w.to_day > ${asked.from}::date
        and not exists (select from contracts.told t where t.council_id = w.council_id and t.contract_ref = w.contract_ref
          and t.what = 'ended' and t.due_day = w.to_day)
      order by w.to_day, w.contract_ref limit ${MOST}`,
  )

/** What has been told of these contracts: `contract what day`. */
export async function listTold(tx: Read, contractRefs: readonly string[]): Promise<ReadonlySet<string>> {
  const found = await rows(
    tx,
    sql<{ key: string }>`select contract_ref || ' ' || what || ' ' || due_day as key from contracts.told
      where council_id = ${tx.council} and contract_ref = any (${[...contractRefs]}::text[])`,
  )
  return new Set(found.map(({ key }) => key))
}

export const insertTold = (tx: Write, contractRef: string, what: string, dueDay: Day): Promise<unknown> =>
  rows(
    tx,
    sql`insert into contracts.told (council_id, contract_ref, what, due_day, at)
      values (${tx.council}, ${contractRef}, ${what}, ${dueDay}, ${tx.now})`,
  )
