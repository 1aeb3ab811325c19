import { type Day, dayOf } from '#src/base/day.ts'
import { ok, refuse } from '#src/base/result.ts'
import type { CouncilsFact } from '#src/councils/facts.ts'
import { type BankHoliday, type Council, DIVISION, type Zone, type ZoneArea } from '#src/councils/place.ts'
import { listHolidays, replaceHolidays, saveCouncil, saveZones } from '#src/councils/place.store.ts'
import {
  type Policies,
  type PolicyKind,
  type PolicyRefusal,
  type PolicyVersion,
  placeVersion,
} from '#src/councils/policies/policy.ts'
import { cutVersion, insertVersion, lockVersions, readPolicyValue } from '#src/councils/policies/policy.store.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'

export const nameCouncil = (shell: Shell, actor: Actor, council: Council) =>
  shell.command<Council, never>(actor, 'name-council', async (tx) => {
    await saveCouncil(tx, council)
    tx.record({
      type: 'councils.council-named',
      about: [`council:${tx.council}`],
      data: { name: council.name },
    } satisfies CouncilsFact)
    return ok(council)
  })

export type SetZones = { zones: readonly Zone[]; areas?: readonly ZoneArea[] }

export const setZones = (shell: Shell, actor: Actor, { zones, areas = [] }: SetZones) =>
  shell.command<number, 'no zones' | 'area of no zone'>(actor, 'set-zones', async (tx) => {
    if (zones.length === 0) return refuse('no zones')
    if (areas.some((area) => !zones.some(({ zone }) => zone === area.zone))) return refuse('area of no zone')
    await saveZones(tx, zones, areas)
    tx.record({
      type: 'councils.zones-set',
      about: [`council:${tx.council}`],
      data: { zones: zones.map(({ zone }) => zone), areas: areas.length },
    } satisfies CouncilsFact)
    return ok(zones.length)
  })

export type ChangePolicy<K extends PolicyKind = PolicyKind> = {
  kind: K
  value: Policies[K]
  fromDay: Day
  reason: string
}
export type ChangePolicyRefusal = PolicyRefusal | 'no reason' | { readonly notValid: string }

/** A new version of a policy; the one before ends where it begins. */
export const changePolicy = <K extends PolicyKind>(shell: Shell, actor: Actor, input: ChangePolicy<K>) =>
  shell.command<PolicyVersion, ChangePolicyRefusal>(actor, 'change-policy', async (tx) => {
    const { kind, fromDay } = input
    const reason = input.reason.trim()
    if (reason === '') return refuse('no reason')
    const value = readPolicyValue(kind, input.value)
    if (!value.ok) return refuse({ notValid: value.error })
    const versions = await lockVersions(tx, kind)
    // A council that decided nothing yet may say what held before it used Almoner; nothing was decided under it here.
    const placed = placeVersion(versions, fromDay, versions.length === 0 ? fromDay : dayOf(tx.now))
    if (!placed.ok) return placed
    if (placed.value.cuts !== undefined) await cutVersion(tx, kind, placed.value.cuts, fromDay)
    const version: PolicyVersion = { kind, ...placed.value.term, value: value.value, reason, decidedBy: actor.id }
    await insertVersion(tx, version, tx.now)
    tx.record({
      type: 'councils.policy-changed',
      about: [`policy:${kind}`],
      data: { kind, fromDay, toDay: version.toDay ?? null, value: value.value, reason },
    } satisfies CouncilsFact)
    return ok(version)
  })

export type HolidaysImported = { from: Day; to: Day; added: number; removed: number; kept: number }

/** Puts gov.uk's list in the place of what is known for the years that it covers. */
export const importHolidays = (shell: Shell, actor: Actor, holidays: readonly BankHoliday[]) =>
  shell.command<HolidaysImported, 'no holidays'>(actor, 'import-holidays', async (tx) => {
    const days = holidays.map(({ day }) => day).sort()
    const [first, last] = [days[0], days.at(-1)]
    if (first === undefined || last === undefined) return refuse('no holidays')
    const years: [Day, Day] = [`${first.slice(0, 4)}-01-01`, `${last.slice(0, 4)}-12-31`]
    const before = new Set(
      (await listHolidays(tx)).map(({ day }) => day).filter((day) => years[0] <= day && day <= years[1]),
    )
    await replaceHolidays(tx, holidays, years)
    const kept = days.filter((day) => before.has(day)).length
    const counts = { added: days.length - kept, removed: before.size - kept, kept }
    tx.record({
      type: 'councils.holidays-imported',
      about: [`bank-holidays:${DIVISION}`],
      data: { division: DIVISION, from: years[0], to: years[1], ...counts },
    } satisfies CouncilsFact)
    return ok({ from: years[0], to: years[1], ...counts })
  })
