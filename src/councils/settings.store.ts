import { type Day, dayOf } from '#src/base/day.ts'
import type { Zone } from '#src/councils/place.ts'
import { type Read, rows, sql } from '#src/platform/database.ts'

/** What a council has set down, which most pages need some of: its zones, and its policies in force on the day of the reading. */
type Settings = {
  readonly today: Day
  readonly zones: Zone[]
  readonly policies: Readonly<Record<string, unknown>>
  readonly names: Readonly<Record<string, string>> | null
}

const kept = new WeakMap<Read, Promise<Settings>>()

/** Read once in a read only transaction, however often it is asked for. A command reads what it needs itself, and anew. */
export function settingsOf(tx: Read): Promise<Settings> | undefined {
  if ('writer' in tx) return undefined
  const before = kept.get(tx)
  if (before) return before
  const settings = readSettings(tx)
  kept.set(tx, settings)
  return settings
}

/** The zones, with the names of some officers, in one reading; for council staff. */
export async function zonesAndNames(
  tx: Read,
  officerRefs: readonly string[],
): Promise<{ zones: Zone[]; names: ReadonlyMap<string, string> }> {
  const read = readSettings(
    tx,
    sql`(select jsonb_object_agg(officer_ref, name) from councils.officer
      where council_id = ${tx.council} and officer_ref = any(${[...officerRefs]}::text[]))`,
  )
  kept.set(tx, read)
  const { zones, names } = await read
  return { zones, names: new Map(Object.entries(names ?? {})) }
}

async function readSettings(tx: Read, names = sql`null::jsonb`): Promise<Settings> {
  const today = dayOf(tx.now)
  const [row] = await rows(
    tx,
    sql<Omit<Settings, 'today'>>`select ${names} as names,
      (select coalesce(jsonb_agg(jsonb_build_object('zone', zone, 'name', name, 'kind', kind) order by name), '[]')
        from councils.zone where council_id = ${tx.council}) as zones,
      (select coalesce(jsonb_object_agg(kind, value), '{}') from councils.policy where council_id = ${tx.council}
        and from_day <= ${today}::date and (to_day is null or ${today}::date < to_day)) as policies`,
  )
  return { today, zones: row?.zones ?? [], policies: row?.policies ?? {}, names: row?.names ?? null }
}
