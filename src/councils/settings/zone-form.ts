/** What an administrator types of zones: one a line, and after it the postcodes that lie in it. */
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Zone, ZoneArea, ZoneKind } from '#src/councils/place.ts'

export const KIND_WORDS: Readonly<Record<ZoneKind, string>> = {
  urban: 'urban',
  market_town: 'market town',
  rural: 'rural',
}

const kindOf = (words: string): ZoneKind | undefined =>
  (Object.keys(KIND_WORDS) as ZoneKind[]).find((kind) => KIND_WORDS[kind] === words.toLowerCase())

/** "town, Wenbury town, urban: WB1, WB2 3" */
export const zoneLine = ({ zone, name, kind }: Zone, areas: readonly ZoneArea[]): string => {
  const starts = areas.filter((area) => area.zone === zone).map(({ postcodeStart }) => postcodeStart)
  return `${zone}, ${name}, ${KIND_WORDS[kind]}${starts.length > 0 ? `: ${starts.join(', ')}` : ''}`
}

const CODE = /^[a-z0-9]+([_-][a-z0-9]+)*$/
const POSTCODE_START = /^[A-Z]{1,2}\d[A-Z\d]?( \d)?$/

export type ZonesTyped = { readonly zones: readonly Zone[]; readonly areas: readonly ZoneArea[] }

/** The zones of the text, or what is wrong in which line and the cure. */
export function readZoneLines(text: string): Result<ZonesTyped, string> {
  const zones: Zone[] = []
  const areas: ZoneArea[] = []
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  for (const [index, line] of lines.entries()) {
    if (line === '') continue
    const where = `Line ${index + 1}`
    const [head = '', tail = ''] = line.split(':')
    const [zone = '', name = '', kindWords = ''] = head.split(',').map((part) => part.trim())
    const kind = kindOf(kindWords)
    if (!CODE.test(zone) || name === '' || kind === undefined)
      return refuse(
        `${where}: write a code in small letters, the name and urban, market town or rural: town, Wenbury town, urban`,
      )
    if (zones.some((known) => known.zone === zone)) return refuse(`${where}: ${zone} is in the list twice`)
    zones.push({ zone, name, kind })
    for (const postcodeStart of tail.split(',').map((part) => part.trim().toUpperCase())) {
      if (postcodeStart === '') continue
      if (!POSTCODE_START.test(postcodeStart))
        return refuse(`${where}: ${postcodeStart} is not how a postcode starts. Write WB1, or WB1 4 for a part of it`)
      if (areas.some((area) => area.postcodeStart === postcodeStart))
        return refuse(`${where}: ${postcodeStart} is in two places. A postcode lies in one zone`)
      areas.push({ postcodeStart, zone })
    }
  }
  return zones.length > 0 ? ok({ zones, areas }) : refuse('Write at least one zone')
}
