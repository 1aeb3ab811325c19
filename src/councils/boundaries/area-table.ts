/** A table that says which area lies in which zone, as a council keeps one: wards, parishes, output areas, by their codes or names. */
import { ok, type Result, refuse } from '#src/base/result.ts'
import { delimiterOf, readSeparated } from '#src/base/separated-text.ts'
import type { Zone } from '#src/councils/place.ts'

/** "area", "ward_code", "Ward name", WD24CD, LSOA21NM */
const AREA_HEADING = /^((area|ward|parish|lsoa|msoa)?[ _]?(code|name)?|(wd|lad|lsoa|msoa|par|ctyua)\d\d(cd|nm))$/

/** Zones by the codes and names of their areas, in small letters. */
export type ZoneOfArea = ReadonlyMap<string, string>

export function readAreaTable(text: string, zones: readonly Zone[]): Result<ZoneOfArea, string> {
  const [header, ...records] = [...readSeparated(text, delimiterOf(text))]
  const headings = (header?.cells ?? []).map((cell) => cell.trim().toLowerCase())
  const zoneAt = headings.indexOf('zone')
  const areasAt = headings.flatMap((heading, at) => (heading !== '' && AREA_HEADING.test(heading) ? at : []))
  if (zoneAt < 0 || areasAt.length === 0)
    return refuse(
      'The table of areas needs a column “zone” and one of codes or names, such as “area” or WD24CD. Head its columns so',
    )
  const table = new Map<string, string>()
  for (const { line, cells } of records) {
    const keys = areasAt.flatMap((at) => cells[at]?.trim().toLowerCase() || [])
    if (keys.length === 0) continue
    const told = (cells[zoneAt] ?? '').trim().toLowerCase()
    const zone = zones.find((one) => one.zone.toLowerCase() === told || one.name.toLowerCase() === told)?.zone
    if (zone === undefined)
      return refuse(
        `Row ${line} of the table of areas says “${told}”, which is no zone. Write one of ${zones.map(({ name }) => name).join(', ')}`,
      )
    for (const key of keys) {
      const before = table.get(key)
      if (before !== undefined && before !== zone)
        return refuse(`Row ${line} of the table of areas puts ${key} in a second zone. Leave it in one`)
      table.set(key, zone)
    }
  }
  return ok(table)
}
