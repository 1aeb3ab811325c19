import type { Day, Instant } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import type { AskedTermination } from '#src/contracts/termination/termination.ts'
import { nameWithPerson, personBehind } from '#src/platform/actor.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

export type Termination = Omit<AskedTermination, 'isHeard'> & {
  readonly number: number
  readonly state: 'proposed' | 'decided' | 'refused'
  readonly proposedBy: string
  readonly proposedByName: string
  readonly proposedAt: Instant
  readonly decidedByName: string | null
  readonly decidedAt: Instant | null
  readonly authorityWords: string | null
  readonly note: string | null
}

const TERMINATION = sql`t.number, t.ground, t.reason_code as reason, t.words, t.evidence, t.last_day as "lastDay", t.state,
  t.proposed_by as "proposedBy", t.proposed_by_name as "proposedByName", t.proposed_at as "proposedAt",
  t.decided_by_name as "decidedByName", t.decided_at as "decidedAt", t.authority_words as "authorityWords", t.note`

/** Above what a contract has in its life. */
const MOST = 100

/** All that was proposed to end a contract at once, the last first. */
export const listTerminations = (tx: Read, contractRef: string): Promise<Termination[]> =>
  rows(
    tx,
    sql<Termination>`select ${TERMINATION} from contracts.termination t
      where t.council_id = ${tx.council} and t.contract_ref = ${contractRef} order by t.number desc limit ${MOST}`,
  )

export async function isEndedAtOnce(tx: Read, contractRef: string): Promise<boolean> {
  const found = await rows(
    tx,
    sql`select 1 from contracts.v_ending where council_id = ${tx.council} and contract_ref = ${contractRef} and is_at_once`,
  )
  return found.length > 0
}

export const insertTermination = (
  tx: Write,
  contractRef: string,
  number: number,
  asked: AskedTermination,
): Promise<unknown> =>
  rows(
    tx,
    sql`insert into contracts.termination (council_id, contract_ref, number, ground, reason_code, words, evidence, last_day, state,
        proposed_by, proposed_by_name, proposed_at)
      values (${tx.council}, ${contractRef}, ${number}, ${asked.ground}, ${asked.reason}, ${asked.words}, ${asked.evidence},
        ${asked.lastDay}, 'proposed', ${personBehind(tx.actor)}, ${nameWithPerson(tx.actor)}, ${tx.now})`,
  )

export const saveTermination = (
  tx: Write,
  contractRef: string,
  number: number,
  decided: { state: 'decided' | 'refused'; closedFrom: Day | null; authorityWords: string | null; note: string },
): Promise<unknown> =>
  rows(
    tx,
    sql`update contracts.termination set state = ${decided.state}, closed_from = ${decided.closedFrom},
        authority_words = ${decided.authorityWords}, note = ${decided.note}, decided_by_name = ${tx.actor.name}, decided_at = ${tx.now}
      where council_id = ${tx.council} and contract_ref = ${contractRef} and number = ${number}`,
  )

export type Proposed = { readonly contractRef: string; readonly title: string; readonly lastDay: Day }

/** What waits for a second officer, but for what one proposed. */
export const proposedTo = (tx: Read, officerRef: string) =>
  sql`select t.contract_ref as "contractRef", c.title, t.last_day as "lastDay"
    from contracts.termination t join contracts.contract c on c.council_id = t.council_id and c.contract_ref = t.contract_ref
    where t.council_id = ${tx.council} and t.state = 'proposed' and t.proposed_by <> ${officerRef} order by t.last_day limit ${MOST}`

/** What still runs under a contract. */
export type Running = {
  readonly packages: number
  readonly weeklyPence: Pence
  readonly leadsIn: readonly string[]
  readonly hasTiers: boolean
  readonly indicators: number
}

export async function readRunning(tx: Read, contractRef: string, on: Day): Promise<Running> {
  const of = (row: string) =>
    sql`${sql.raw(row)}.council_id = ${tx.council} and ${sql.raw(row)}.contract_ref = ${contractRef}`
  const [found] = await rows(
    tx,
    sql<Running>`with placed as (select p.weekly_pence from contracts.draw_down p where ${of('p')} and p.kind = 'placed'
        and (p.to_day is null or p.to_day > ${on}::date) and not exists (select from contracts.draw_down o where ${of('o')}
          and o.package_ref = p.package_ref and o.line > p.line and (o.kind = 'placed' or (o.kind = 'ended' and o.from_day <= ${on}::date))))
      select (select count(*) from placed) as packages, (select coalesce(sum(weekly_pence), 0) from placed) as "weeklyPence",
        array(select l.zone from contracts.lead_provider l where ${of('l')} and l.from_day <= ${on}::date
          and (l.to_day is null or l.to_day > ${on}::date) order by l.zone) as "leadsIn",
        exists (select from contracts.tiers t where ${of('t')} and t.from_day <= ${on}::date) as "hasTiers",
        (select count(*) from contracts.kpi k where ${of('k')} and k.ended_day is null) as indicators`,
  )
  return found ?? { packages: 0, weeklyPence: 0, leadsIn: [], hasTiers: false, indicators: 0 }
}
