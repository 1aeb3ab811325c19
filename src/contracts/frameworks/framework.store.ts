import type { Day } from '#src/base/day.ts'
import { from, into } from '#src/contracts/contract.store.ts'
import type { Weights } from '#src/contracts/draw-down.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'

export type Framework = {
  frameworkRef: string
  title: string
  service: string
  fromDay: Day
  toDay: Day
  weights: Weights
}

export const listFrameworks = (tx: Read): Promise<Framework[]> =>
  rows(
    tx,
    sql<Framework>`select framework_ref as "frameworkRef", title, service, from_day as "fromDay", to_day as "toDay", weights
      from contracts.framework where council_id = ${tx.council} order by title limit 200`,
  )

/** The framework that the contracts of a tender stand in. */
export async function findFrameworkOfTender(tx: Read, tenderRef: string): Promise<string | undefined> {
  const [found] = await rows(
    tx,
    sql<{ frameworkRef: string }>`select framework_ref as "frameworkRef" from contracts.contract
      where council_id = ${tx.council} and tender_ref = ${tenderRef} and framework_ref is not null limit 1`,
  )
  return found?.frameworkRef
}

export const frameworkExists = async (tx: Read, frameworkRef: string): Promise<boolean> =>
  (await from(tx)
    .selectFrom('contracts.framework')
    .select('framework_ref')
    .where('council_id', '=', tx.council)
    .where('framework_ref', '=', frameworkRef)
    .executeTakeFirst()) !== undefined

export const saveFramework = (tx: Write, framework: Framework): Promise<unknown> =>
  into(tx)
    .insertInto('contracts.framework')
    .values({
      council_id: tx.council,
      framework_ref: framework.frameworkRef,
      title: framework.title,
      service: framework.service,
      from_day: framework.fromDay,
      to_day: framework.toDay,
      weights: json(framework.weights),
    })
    .execute()
