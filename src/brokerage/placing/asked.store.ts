/** What packages ask of whoever has them, and whom their people refuse or want: the same for every joint plan. */
import { needsOf } from '#src/brokerage/placing/needs.ts'
import type { ToPlace } from '#src/brokerage/placing/plan.ts'
import { saidOfPackage } from '#src/brokerage/requests/preference.store.ts'
import type { Feature } from '#src/brokerage/requests/request.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

export type Asked = Pick<ToPlace, 'needs' | 'refuses' | 'prefers'>

type Row = Pick<Asked, 'refuses' | 'prefers'> & {
  readonly packageRef: string
  readonly skills: readonly string[]
  readonly musts: readonly Feature[]
}

/** By package. */
export async function listAsked(tx: Read, packageRefs: readonly string[]): Promise<ReadonlyMap<string, Asked>> {
  const found = await rows(
    tx,
    sql<Row>`select p.package_ref as "packageRef", p.skills, p.musts, ${saidOfPackage('refuses')} as refuses,
        ${saidOfPackage('prefers')} as prefers
      from brokerage.care_package p
      where p.council_id = ${tx.council} and p.package_ref = any(${[...packageRefs]}::text[])`,
  )
  return new Map(
    found.map(({ packageRef, skills, musts, ...said }) => [packageRef, { ...said, needs: needsOf({ skills, musts }) }]),
  )
}
