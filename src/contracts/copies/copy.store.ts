import type { Day } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import type { CopyState } from '#src/contracts/copies/copy.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'
import type { FileType } from '#src/tendering/index.ts'

export type Copy = {
  readonly number: number
  readonly upToChange: number
  readonly filename: string
  readonly fileType: FileType
  readonly bytes: number
  readonly sha256: string
  readonly redactions: string
  readonly publishedOn: Day
  readonly withdrawnOn: Day | null
}

const COPY = sql`number, up_to_change as "upToChange", filename, file_type as "fileType", bytes, sha256, redactions,
  published_on as "publishedOn", withdrawn_on as "withdrawnOn" from contracts.copy`

/** Above what a contract has in its life. */
const MOST = 200

/** The copies of a contract, the last first. */
export const listCopies = (tx: Read, contractRef: string): Promise<Copy[]> =>
  rows(
    tx,
    sql<Copy>`select ${COPY} where council_id = ${tx.council} and contract_ref = ${contractRef} order by number desc limit ${MOST}`,
  )

export async function findCopy(tx: Read, contractRef: string, number: number): Promise<Copy | undefined> {
  const [found] = await rows(
    tx,
    sql<Copy>`select ${COPY} where council_id = ${tx.council} and contract_ref = ${contractRef} and number = ${number}`,
  )
  return found
}

export const insertCopy = (
  tx: Write,
  contractRef: string,
  copy: Omit<Copy, 'publishedOn' | 'withdrawnOn'>,
  on: Day,
): Promise<unknown> =>
  rows(
    tx,
    sql`insert into contracts.copy (council_id, contract_ref, number, up_to_change, filename, file_type, bytes, sha256, redactions,
        published_on)
      values (${tx.council}, ${contractRef}, ${copy.number}, ${copy.upToChange}, ${copy.filename}, ${copy.fileType}, ${copy.bytes},
        ${copy.sha256}, ${copy.redactions}, ${on})`,
  )

export const saveWithdrawnCopy = (tx: Write, contractRef: string, number: number, on: Day): Promise<unknown> =>
  rows(
    tx,
    sql`update contracts.copy set withdrawn_on = ${on}
      where council_id = ${tx.council} and contract_ref = ${contractRef} and number = ${number}`,
  )

type AskedStates = { readonly contractRef?: string; readonly ownerRef?: string; readonly abovePence: Pence }

/** How the copies of contracts above a worth stand: of one contract, or of all that an officer looks after. */
export const copyStatesOf = (
  tx: Read,
  asked: AskedStates,
) => sql<CopyState>`select c.contract_ref as "contractRef", c.title, c.regime, c.from_day as "fromDay", c.value_pence as "valuePence",
        (select jsonb_build_object('number', g.number, 'fromDay', g.from_day, 'valuePence', v.value_pence)
          from contracts.change g join contracts.version v on v.council_id = g.council_id and v.contract_ref = g.contract_ref
            and v.number = g.number
          where g.council_id = c.council_id and g.contract_ref = c.contract_ref and g.kind <> 'termination'
          order by g.number desc limit 1) as "lastChange",
        (select max(k.up_to_change) from contracts.copy k where k.council_id = c.council_id and k.contract_ref = c.contract_ref
          and k.withdrawn_on is null) as "publishedUpTo"
      from contracts.contract c
      where c.council_id = ${tx.council} and (${asked.contractRef ?? null}::text is null or c.contract_ref = ${asked.contractRef ?? null})
        and (${asked.ownerRef ?? null}::text is null or c.owner_ref = ${asked.ownerRef ?? null})
        and (c.value_pence > ${asked.abovePence} or exists (select from contracts.version v where v.council_id = c.council_id
          and v.contract_ref = c.contract_ref and v.value_pence > ${asked.abovePence}))
      order by c.contract_ref limit 500`

export const listCopyStates = (tx: Read, asked: AskedStates): Promise<CopyState[]> => rows(tx, copyStatesOf(tx, asked))
