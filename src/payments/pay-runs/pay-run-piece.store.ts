/** What is still to do of a run that is at work, in pieces that several transactions do side by side. */
import type { Write } from '#src/platform/command.ts'
import { json, rows, sql } from '#src/platform/database.ts'

export type PayRunPiece = {
  /** The last of the people to rate, or the provider to post. */
  readonly pieceRef: string
  readonly people: readonly string[] | null
  readonly statementRef: string | null
}

export const insertPieces = (tx: Write, payRunRef: string, pieces: readonly PayRunPiece[]): Promise<unknown> =>
  rows(
    tx,
    sql`insert into payments.pay_run_piece (council_id, pay_run_ref, piece_ref, people, statement_ref)
      select ${tx.council}, ${payRunRef}, p."pieceRef", p.people, p."statementRef"
      from jsonb_to_recordset(${json(pieces)}::jsonb) as p("pieceRef" text, people text[], "statementRef" text)`,
  )

/** The next piece of a run that nobody else has taken. It is done if and only if the transaction commits. */
export async function takePiece(tx: Write, payRunRef: string): Promise<PayRunPiece | undefined> {
  const [piece] = await rows(
    tx,
    sql<PayRunPiece>`delete from payments.pay_run_piece where council_id = ${tx.council} and pay_run_ref = ${payRunRef}
      and piece_ref = (select piece_ref from payments.pay_run_piece where council_id = ${tx.council} and pay_run_ref = ${payRunRef}
        order by piece_ref limit 1 for update skip locked)
      returning piece_ref as "pieceRef", people, statement_ref as "statementRef"`,
  )
  return piece
}

export const hasPieces = async (tx: Write, payRunRef: string): Promise<boolean> =>
  (
    await rows(
      tx,
      sql`select from payments.pay_run_piece where council_id = ${tx.council} and pay_run_ref = ${payRunRef} limit 1`,
    )
  ).length > 0

export const deletePieces = (tx: Write, payRunRef: string): Promise<unknown> =>
  rows(tx, sql`delete from payments.pay_run_piece where council_id = ${tx.council} and pay_run_ref = ${payRunRef}`)
