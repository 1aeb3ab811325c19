/** The features of a GeoJSON file of boundaries as small shapes of the council's zones. */
import { ok, type Result, refuse } from '#src/base/result.ts'
import { type Point, type Ring, simplify } from '#src/councils/boundaries/simplify.ts'
import type { ZoneOfArea } from '#src/councils/boundaries/area-table.ts'
import type { Zone, ZoneArea } from '#src/councils/place.ts'

export type ZoneShape = { readonly area: string; readonly zone: string; readonly rings: readonly Ring[] }

const MOST_POINTS = 400_000
/** A map is drawn some 700 points wide: what is finer is not seen. */
const FINENESS = 700
const METRES_A_DEGREE = 111_320

type Line = readonly (readonly number[])[]

/** A feature of a GeoJSON file whose form was checked. */
type Feature = {
  readonly properties?: Readonly<Record<string, unknown>> | null | undefined
  readonly geometry:
    | { readonly type: 'Polygon'; readonly coordinates: readonly Line[] }
    | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly Line[])[] }
}

/** WD24CD, LAD24CD, LSOA21CD: how the Office for National Statistics heads its codes. */
const CODE_HEADING = /^(WD|LAD|LSOA|MSOA|PAR|CTYUA)\d\dCD$/i

/** WD24NM and the like: its names. */
const NAME_HEADING = /^(WD|LAD|LSOA|MSOA|PAR|CTYUA)\d\dNM$/i

const textOf = (feature: Feature, wanted: (heading: string) => boolean): string | undefined => {
  const found = Object.entries(feature.properties ?? {}).find(([heading]) => wanted(heading))?.[1]
  return typeof found === 'string' && found.trim() !== '' ? found.trim() : undefined
}
const headed = (name: string) => (heading: string) => heading.toLowerCase() === name
const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

export type Known = {
  readonly zones: readonly Zone[]
  readonly areas: readonly ZoneArea[]
  /** What a table beside the file says of its areas. */
  readonly told?: ZoneOfArea | undefined
  /** The zones of the areas on the map before, by their codes or names in small letters. */
  readonly before?: ZoneOfArea
}

/**
 * The area of a feature and the zone that it lies in: by the table, else by "zone", by a name that is a zone or how its postcodes start,
 * or as it was on the map before.
 */
function named(
  feature: Feature,
  { zones, areas, told: table, before }: Known,
  where: string,
): Result<Omit<ZoneShape, 'rings'>, string> {
  const name = textOf(feature, headed('name')) ?? textOf(feature, (heading) => NAME_HEADING.test(heading))
  const told = textOf(feature, headed('zone')) ?? name
  const area = textOf(feature, (heading) => CODE_HEADING.test(heading)) ?? name ?? told
  if (area === undefined)
    return refuse(`${where} says no area. Give it a property "zone" or "name", or a code as WD24CD`)
  const inTable = [area, name].flatMap((one) => table?.get(one?.toLowerCase() ?? '') ?? [])[0]
  const zone =
    inTable ??
    zones.find((one) => told !== undefined && (same(one.zone, told) || same(one.name, told)))?.zone ??
    areas.find((one) => told !== undefined && same(one.postcodeStart, told))?.zone ??
    before?.get(area.toLowerCase())
  return zone === undefined
    ? refuse(
        `${where} (${area}) is in no zone of the council. Give it a property "zone" that is one of ${zones.map((one) => one.zone).join(', ')}, say its zone in a table of areas, or take it out of the file`,
      )
    : ok({ area, zone })
}

type System = 'degrees' | 'metres'

const within = (system: System, [east = Number.NaN, north = Number.NaN]: readonly number[]): boolean =>
  system === 'degrees'
    ? east >= -9 && east <= 2.1 && north >= 49.8 && north <= 61
    : east >= 0 && east <= 700_000 && north >= 0 && north <= 1_300_000

/** Degrees of WGS 84 lie within 180; metres of the National Grid of a place on land do not. */
const systemOf = ([east = 0, north = 0]: readonly number[]): System =>
  Math.abs(east) <= 180 && Math.abs(north) <= 90 ? 'degrees' : 'metres'

type Raw = Omit<ZoneShape, 'rings'> & { readonly rings: readonly (readonly (readonly number[])[])[] }

function checked(feature: Feature, known: Known, where: string, system: System): Result<Raw, string> {
  const name = named(feature, known, where)
  if (!name.ok) return name
  const { type, coordinates } = feature.geometry
  const rings = type === 'Polygon' ? coordinates : coordinates.flat()
  const says = `${where} (${name.value.area})`
  if (rings.length === 0) return refuse(`${says} has no ring. Export its boundary again as a polygon`)
  for (const ring of rings) {
    const [first, last] = [ring[0], ring.at(-1)]
    if (ring.length < 4 || first?.[0] !== last?.[0] || first?.[1] !== last?.[1])
      return refuse(`${says} has a ring that is not closed. Its last point has to be its first again`)
    if (!ring.every((point) => within(system, point)))
      return refuse(
        `${says} has a point outside of Great Britain. Export it as longitude and latitude (WGS 84) or as British National Grid`,
      )
  }
  return ok({ ...name.value, rings })
}

/** Whole metres from the south-west corner, thinned; rings that come to nothing at this size go, unless an area has no other. */
function drawn(raw: readonly Raw[], system: System): ZoneShape[] {
  const points = raw.flatMap(({ rings }) => rings.flat())
  const least = (of: number): number => points.reduce((so, point) => Math.min(so, point[of] ?? so), Infinity)
  const most = (of: number): number => points.reduce((so, point) => Math.max(so, point[of] ?? so), -Infinity)
  const [west, south, east, north] = [least(0), least(1), most(0), most(1)]
  const up = system === 'degrees' ? METRES_A_DEGREE : 1
  const across = system === 'degrees' ? up * Math.cos((((south + north) / 2) * Math.PI) / 180) : 1
  const metres = ([x = 0, y = 0]: readonly number[]): Point => [
    Math.round((x - west) * across),
    Math.round((y - south) * up),
  ]
  const rings = raw.flatMap((one) => one.rings.map((ring) => ring.slice(0, -1).map(metres)))
  const thinned = simplify(rings, Math.max((east - west) * across, (north - south) * up) / FINENESS)
  let at = 0
  return raw.map(({ area, zone, rings: own }) => {
    const shape = thinned.slice(at, at + own.length)
    at += own.length
    const seen = shape.filter((ring) => ring.length > 2)
    return { area, zone, rings: seen.length > 0 ? seen : rings.slice(at - own.length, at) }
  })
}

/** The shapes of a file's features, or what is wrong in words. Every zone has a shape in it. */
export function shapesOf(features: readonly Feature[], known: Known): Result<ZoneShape[], string> {
  const rings = features.flatMap(({ geometry }) =>
    geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat(),
  )
  if (rings.reduce((sum, ring) => sum + ring.length, 0) > MOST_POINTS)
    return refuse(`The file has more than ${MOST_POINTS.toLocaleString('en-GB')} points. Export it generalised to 20 m`)
  const system = systemOf(rings[0]?.[0] ?? [])
  const raw: Raw[] = []
  for (const [index, feature] of features.entries()) {
    const one = checked(feature, known, `Feature ${index + 1}`, system)
    if (!one.ok) return one
    if (raw.some(({ area }) => area === one.value.area))
      return refuse(`${one.value.area} is in the file twice. Make one MultiPolygon of it`)
    raw.push(one.value)
  }
  const without = known.zones.filter(({ zone }) => !raw.some((one) => one.zone === zone))
  if (without.length > 0)
    return refuse(`The file has no area of ${without.map(({ name }) => name).join(', ')}. Add one for each zone`)
  return ok(drawn(raw, system))
}
