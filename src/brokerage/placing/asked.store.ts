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

/** Whom people refuse or want who have no package with us, by person. */
export async function listSaid(tx: Read, personRefs: readonly string[]): Promise<ReadonlyMap<string, Asked>> {
  if (personRefs.length === 0) return new Map()
  const found = await rows(
    tx,
    sql<Pick<Asked, 'refuses' | 'prefers'> & { personRef: string }>`
      select p.person_ref as "personRef", ${saidOfPackage('refuses')} as refuses, ${saidOfPackage('prefers')} as prefers
      from (select ${tx.council}::integer as council_id, r.ref as person_ref
        from unnest(${[...new Set(personRefs)]}::text[]) as r(ref)) p`,
  )
  return new Map(found.map(({ personRef, ...said }) => [personRef, { ...said, needs: [] }]))
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
