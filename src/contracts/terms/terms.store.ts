import type { Day, Instant } from '#src/base/day.ts'
import type { Contract } from '#src/contracts/draw-down.ts'
import type { KeptTerms, Terms } from '#src/contracts/terms/terms.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

export type EnteredTerms = KeptTerms & { readonly note: string; readonly byName: string; readonly at: Instant }

const TERMS = sql`number, from_day as "fromDay", block_minutes_per_week as "blockMinutesPerWeek", cycle,
  electronic_percent as "electronicPercent"`

/** Above what a contract has in its life. */
const MOST = 500

/** All terms of a contract, the last entered first. */
export const listTerms = (tx: Read, contractRef: string): Promise<EnteredTerms[]> =>
  rows(
    tx,
    sql<EnteredTerms>`select ${TERMS}, note, by_name as "byName", at from contracts.terms
      where council_id = ${tx.council} and contract_ref = ${contractRef} order by number desc limit ${MOST}`,
  )

/** The terms of many contracts that begin before a day. */
export async function listTermsOf(
  tx: Read,
  contractRefs: readonly string[],
  before: Day,
): Promise<ReadonlyMap<string, readonly KeptTerms[]>> {
  if (contractRefs.length === 0) return new Map()
  const found = await rows(
    tx,
    sql<KeptTerms & { contractRef: string }>`select contract_ref as "contractRef", ${TERMS} from contracts.terms
      where council_id = ${tx.council} and contract_ref = any (${[...contractRefs]}::text[]) and from_day < ${before}::date`,
  )
  return Map.groupBy(found, ({ contractRef }) => contractRef)
}

/** What providers are to log electronically by the contracts that run on a day: of several the most. Those whose contracts are silent are left out. */
export async function electronicFloors(tx: Read, on: Day): Promise<ReadonlyMap<string, number>> {
  const found = await rows(
    tx,
    sql<{
      organisationRef: string
      percent: number
    }>`select c.organisation_ref as "organisationRef", max(t.electronic_percent) as percent
      from contracts.v_contract c join lateral (select electronic_percent from contracts.terms t
        where t.council_id = c.council_id and t.contract_ref = c.contract_ref and t.from_day <= ${on}::date
        order by t.from_day desc, t.number desc limit 1) t on t.electronic_percent is not null
      where c.council_id = ${tx.council} and c.from_day <= ${on}::date and c.to_day > ${on}::date
      group by c.organisation_ref`,
  )
  return new Map(found.map(({ organisationRef, percent }) => [organisationRef, percent]))
}

export async function insertTerms(
  tx: Write,
  { contractRef, organisationRef }: Pick<Contract, 'contractRef' | 'organisationRef'>,
  number: number,
  terms: Terms & { readonly note: string },
): Promise<void> {
  await rows(
    tx,
    sql`insert into contracts.terms (council_id, contract_ref, organisation_ref, number, from_day, block_minutes_per_week, cycle, electronic_percent, note,
        by_name, at)
      values (${tx.council}, ${contractRef}, ${organisationRef}, ${number}, ${terms.fromDay}, ${terms.blockMinutesPerWeek}, ${terms.cycle},
        ${terms.electronicPercent}, ${terms.note}, ${tx.actor.name}, ${tx.now})`,
  )
}
