import type { Day, Instant } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import type { Changeable, KeptChange, Version } from '#src/contracts/changes/change.ts'
import { committedPence, findContractOn, lockContract } from '#src/contracts/contract.store.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'

export type EnteredChange = KeptChange & {
  readonly officerName: string
  readonly at: Instant
  /** What the contract became; undefined of a contract that ended. */
  readonly version: Version
}

const CHANGE = sql`g.number, g.kind, g.from_day as "fromDay", g.ground, g.option_number as "optionNumber",
  g.value_change_pence as "valueChangePence", g.term_change_days as "termChangeDays", g.changes_scope as "changesScope",
  g.favours_supplier as "favoursSupplier", g.tests, g.notice_code as "noticeCode", g.authority, g.authority_words as "authorityWords", g.reason`

/** Above what a contract has in its life. */
const MOST = 500

/** All changes of a contract, the first first. */
export const listChanges = (tx: Read, contractRef: string): Promise<KeptChange[]> =>
  rows(
    tx,
    sql<KeptChange>`select ${CHANGE} from contracts.change g
      where g.council_id = ${tx.council} and g.contract_ref = ${contractRef} order by g.number limit ${MOST}`,
  )

/** A page of changes, the last first, each with what the contract became. */
export async function readChanges(
  tx: Read,
  contractRef: string,
  page: { offset: number; limit: number },
): Promise<{ changes: EnteredChange[]; total: number }> {
  const found = await rows(
    tx,
    sql<
      EnteredChange & { total: number }
    >`select ${CHANGE}, g.officer_name as "officerName", g.at, count(*) over () as total,
        jsonb_build_object('fromDay', v.from_day, 'toDay', v.to_day, 'organisationRef', v.organisation_ref, 'ceilingPence', v.ceiling_pence,
          'valuePence', v.value_pence, 'lot', v.lot, 'zones', v.zones) as version
      from contracts.change g join contracts.version v
        on v.council_id = g.council_id and v.contract_ref = g.contract_ref and v.number = g.number
      where g.council_id = ${tx.council} and g.contract_ref = ${contractRef}
      order by g.number desc limit ${page.limit} offset ${page.offset}`,
  )
  return { changes: found.map(({ total: _, ...change }) => change), total: found[0]?.total ?? 0 }
}

/** Who has a contract from when, the first first. */
export const listHoldings = (
  tx: Read,
  contractRef: string,
): Promise<{ organisationRef: string; fromDay: Day; toDay: Day | null }[]> =>
  rows(
    tx,
    sql<{ organisationRef: string; fromDay: Day; toDay: Day | null }>`select organisation_ref as "organisationRef",
        from_day as "fromDay", to_day as "toDay"
      from contracts.v_holding where council_id = ${tx.council} and contract_ref = ${contractRef} order by turn limit ${MOST}`,
  )

export async function countChanges(tx: Read, contractRef: string): Promise<number> {
  const [count] = await rows(
    tx,
    sql<{ changes: number }>`select count(*) as changes from contracts.change
      where council_id = ${tx.council} and contract_ref = ${contractRef}`,
  )
  return count?.changes ?? 0
}

/** The contract as it is on a day, with all that a change of it rests on. */
export async function findChangeable(tx: Read, contractRef: string, on: Day): Promise<Changeable | undefined> {
  const whole = await findContractOn(tx, contractRef, on)
  if (!whole) return undefined
  const { contract, particulars, valuePence, enteredToDay } = whole
  const changes = await listChanges(tx, contractRef)
  return {
    contract,
    particulars,
    valuePence,
    enteredToDay,
    changes,
    committedPence: await committedPence(tx, contractRef),
  }
}

/** The same, held until the transaction ends. */
export const lockChangeable = async (tx: Write, contractRef: string, on: Day): Promise<Changeable | undefined> =>
  (await lockContract(tx, contractRef)) && findChangeable(tx, contractRef, on)

export async function insertChange(
  tx: Write,
  contractRef: string,
  { number, ...change }: KeptChange,
  version: Version,
): Promise<void> {
  await rows(
    tx,
    sql`insert into contracts.change (council_id, contract_ref, number, kind, from_day, ground, option_number, value_change_pence,
        term_change_days, changes_scope, favours_supplier, tests, notice_code, authority, authority_words, reason, officer_ref, officer_name, at)
      values (${tx.council}, ${contractRef}, ${number}, ${change.kind}, ${change.fromDay}, ${change.ground}, ${change.optionNumber},
        ${change.valueChangePence}, ${change.termChangeDays}, ${change.changesScope}, ${change.favoursSupplier}, ${json(change.tests)}::jsonb,
        ${change.noticeCode}, ${change.authority}, ${change.authorityWords}, ${change.reason}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now})`,
  )
  await rows(
    tx,
    sql`insert into contracts.version (council_id, contract_ref, number, from_day, organisation_ref, to_day, ceiling_pence, value_pence, lot, zones)
      values (${tx.council}, ${contractRef}, ${number}, ${version.fromDay}, ${version.organisationRef}, ${version.toDay}, ${version.ceilingPence},
        ${version.valuePence}, ${version.lot}, ${[...version.zones]}::text[])`,
  )
}

/** What lines of one package commit of a contract since it was last placed; none of what ended early. */
export type Commitment = {
  readonly packageRef: string
  readonly fromDay: Day
  readonly toDay: Day | null
  readonly weeklyPence: Pence
  readonly pence: Pence
}

/** The commitments of a contract that run, or were to run, to the end of its term; and the number of its last line. */
export async function listCommitments(
  tx: Read,
  contractRef: string,
): Promise<{ commitments: Commitment[]; lastLine: number }> {
  const commitments = await rows(
    tx,
    sql<Commitment>`select p.package_ref as "packageRef", p.from_day as "fromDay", p.to_day as "toDay", p.weekly_pence as "weeklyPence",
        (select sum(d.pence) from contracts.draw_down d where d.council_id = p.council_id and d.contract_ref = p.contract_ref
          and d.package_ref = p.package_ref and d.line >= p.line) as pence
      from contracts.draw_down p
      where p.council_id = ${tx.council} and p.contract_ref = ${contractRef} and p.kind = 'placed'
        and not exists (select from contracts.draw_down o where o.council_id = p.council_id and o.contract_ref = p.contract_ref
          and o.package_ref = p.package_ref and o.line > p.line and o.kind in ('placed', 'ended'))
      order by p.line`,
  )
  const [last] = await rows(
    tx,
    sql<{ line: number }>`select coalesce(max(line), 0) as line from contracts.draw_down
      where council_id = ${tx.council} and contract_ref = ${contractRef}`,
  )
  return { commitments, lastLine: last?.line ?? 0 }
}
