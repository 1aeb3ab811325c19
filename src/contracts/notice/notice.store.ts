import type { Day, Instant } from '#src/base/day.ts'
import type { AskedNotice } from '#src/contracts/notice/notice.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

export type KeptNotice = AskedNotice & {
  readonly number: number
  /** The first day after the term that the contract had before. */
  readonly formerToDay: Day
  readonly officerName: string
  readonly at: Instant
  readonly withdrawnBy: string | null
  readonly withdrawnNote: string | null
}

const NOTICE = sql`n.number, n.given_by as by, n.reason_code as reason, n.note, n.given_day as "givenDay", n.last_day as "lastDay",
  n.closed_from as "closedFrom", n.former_to_day as "formerToDay", n.officer_name as "officerName", n.at,
  n.withdrawn_by as "withdrawnBy", n.withdrawn_note as "withdrawnNote"`

/** Above what a contract has in its life. */
const MOST = 100

/** All notices of a contract, the last first. */
export const listNotices = (tx: Read, contractRef: string): Promise<KeptNotice[]> =>
  rows(
    tx,
    sql<KeptNotice>`select ${NOTICE} from contracts.notice n
      where n.council_id = ${tx.council} and n.contract_ref = ${contractRef} order by n.number desc limit ${MOST}`,
  )

export const insertNotice = (
  tx: Write,
  contractRef: string,
  notice: AskedNotice & { readonly number: number; readonly formerToDay: Day },
): Promise<unknown> =>
  rows(
    tx,
    sql`insert into contracts.notice (council_id, contract_ref, number, given_by, reason_code, note, given_day, last_day, closed_from,
        former_to_day, officer_name, at)
      values (${tx.council}, ${contractRef}, ${notice.number}, ${notice.by}, ${notice.reason}, ${notice.note}, ${notice.givenDay},
        ${notice.lastDay}, ${notice.closedFrom}, ${notice.formerToDay}, ${tx.actor.name}, ${tx.now})`,
  )

export const saveWithdrawn = (tx: Write, contractRef: string, number: number, note: string): Promise<unknown> =>
  rows(
    tx,
    sql`update contracts.notice set withdrawn_by = ${tx.actor.name}, withdrawn_note = ${note}, withdrawn_at = ${tx.now}
      where council_id = ${tx.council} and contract_ref = ${contractRef} and number = ${number}`,
  )
