import type { Particulars } from '#src/contracts/particulars.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'

/** Of `contracts.contract c`. */
export const PARTICULARS = sql`jsonb_build_object('regime', c.regime, 'valuePence', c.value_pence, 'ownerRef', c.owner_ref,
  'tenderRef', c.tender_ref, 'nextRoute', c.next_route, 'noticeMonths', c.notice_months, 'extensionOptions', c.extension_options,
  'buyers', c.buyers, 'exemptReason', c.exempt_reason)`

/** As the contract was entered. */
export async function getParticulars(tx: Read, contractRef: string): Promise<Particulars> {
  const [row] = await rows(
    tx,
    sql<{ particulars: Particulars }>`select ${PARTICULARS} as particulars from contracts.contract c
      where c.council_id = ${tx.council} and c.contract_ref = ${contractRef}`,
  )
  if (!row) throw new Error(`no such contract: ${contractRef}`)
  return row.particulars
}

/** What a machine reads of several contracts at once. */
export async function listParticulars(
  tx: Read,
  contractRefs: readonly string[],
): Promise<ReadonlyMap<string, Particulars>> {
  if (contractRefs.length === 0) return new Map()
  const found = await rows(
    tx,
    sql<{
      contractRef: string
      particulars: Particulars
    }>`select c.contract_ref as "contractRef", ${PARTICULARS} as particulars
      from contracts.contract c where c.council_id = ${tx.council} and c.contract_ref = any (${[...contractRefs]}::text[])`,
  )
  return new Map(found.map(({ contractRef, particulars }) => [contractRef, particulars]))
}

export const saveParticulars = (tx: Write, contractRef: string, said: Particulars): Promise<unknown> =>
  rows(
    tx,
    sql`update contracts.contract set regime = ${said.regime}, value_pence = ${said.valuePence}, owner_ref = ${said.ownerRef},
        tender_ref = ${said.tenderRef}, next_route = ${said.nextRoute}, notice_months = ${said.noticeMonths},
        extension_options = ${json(said.extensionOptions)}::jsonb, buyers = ${json(said.buyers)}::jsonb, exempt_reason = ${said.exemptReason}
      where council_id = ${tx.council} and contract_ref = ${contractRef}`,
  )
