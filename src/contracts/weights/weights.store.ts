import type { Weights } from '#src/contracts/draw-down.ts'
import type { Write } from '#src/platform/command.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

export const saveWeights = (tx: Write, frameworkRef: string, weights: Weights): Promise<unknown> =>
  rows(
    tx,
    sql`update contracts.framework set weights = ${JSON.stringify(weights)}::jsonb
      where council_id = ${tx.council} and framework_ref = ${frameworkRef}`,
  )

export const listContractsInFramework = async (tx: Read, frameworkRef: string): Promise<string[]> =>
  (
    await rows(
      tx,
      sql<{ ref: string }>`select contract_ref as ref from contracts.contract
        where council_id = ${tx.council} and framework_ref = ${frameworkRef} order by contract_ref`,
    )
  ).map(({ ref }) => ref)
