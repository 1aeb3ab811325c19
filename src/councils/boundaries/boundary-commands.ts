import { z } from 'zod'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { readAreaTable } from '#src/councils/boundaries/area-table.ts'
import { type Known, shapesOf, type ZoneShape } from '#src/councils/boundaries/boundaries.ts'
import { listShapes, replaceShapes } from '#src/councils/boundaries/boundaries.store.ts'
import { featuresOf } from '#src/councils/boundaries/topojson.ts'
import type { CouncilsFact } from '#src/councils/facts.ts'
import { listAreas, listZones } from '#src/councils/place.store.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'

const Polygon = z.array(z.array(z.array(z.number()).min(2)))
const File = z.object({
  type: z.literal('FeatureCollection'),
  features: z
    .array(
      z.object({
        properties: z.record(z.string(), z.unknown()).nullish(),
        geometry: z.discriminatedUnion('type', [
          z.object({ type: z.literal('Polygon'), coordinates: Polygon }),
          z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(Polygon) }),
        ]),
      }),
    )
    .min(1),
})

const ArcsOfPolygon = z.array(z.array(z.int()))
const Properties = z.record(z.string(), z.unknown()).nullish()
const TopologyFile = z.object({
  type: z.literal('Topology'),
  transform: z.object({ scale: z.array(z.number()).length(2), translate: z.array(z.number()).length(2) }).optional(),
  arcs: z.array(z.array(z.array(z.number()).min(2))),
  objects: z.record(
    z.string(),
    z.object({
      geometries: z.array(
        z.discriminatedUnion('type', [
          z.object({ type: z.literal('Polygon'), arcs: ArcsOfPolygon, properties: Properties }),
          z.object({ type: z.literal('MultiPolygon'), arcs: z.array(ArcsOfPolygon), properties: Properties }),
        ]),
      ),
    }),
  ),
})

/** The shapes of a parsed file, or what is wrong in words. */
export function readBoundaries(file: unknown, known: Known): Result<ZoneShape[], string> {
  const topology = TopologyFile.safeParse(file)
  const read = File.safeParse(
    topology.success ? { type: 'FeatureCollection', features: featuresOf(topology.data) } : file,
  )
  if (read.success) return shapesOf(read.data.features, known)
  const [issue] = read.error.issues
  const at = issue?.path.map((part) => (typeof part === 'number' ? part + 1 : String(part))).join(' ')
  return refuse(
    `The file is not a GeoJSON FeatureCollection of polygons, nor TopoJSON of them${at ? ` (look at ${at})` : ''}. Export the boundaries as GeoJSON`,
  )
}

export type BoundariesSet = { readonly areas: number; readonly changed: boolean }

/**
 * Takes in a parsed GeoJSON or TopoJSON file, and a table of its areas' zones where they do not say them; the refusal is what is wrong in
 * words. The same file again leaves the map as it is.
 */
export const setBoundaries = (
  shell: Shell,
  actor: Actor,
  file: unknown,
  table?: string,
): Promise<Result<BoundariesSet, string>> =>
  shell.command<BoundariesSet, string>(actor, 'set-boundaries', async (tx) => {
    const zones = await listZones(tx)
    const told = table === undefined ? ok(undefined) : readAreaTable(table, zones)
    if (!told.ok) return told
    const shapes = await listShapes(tx)
    const zoneBefore = new Map(
      shapes.flatMap(({ area, zone }) => (zones.some((one) => one.zone === zone) ? [[area.toLowerCase(), zone]] : [])),
    )
    const read = readBoundaries(file, { zones, areas: await listAreas(tx), told: told.value, before: zoneBefore })
    if (!read.ok) return read
    const before = new Map(shapes.map((one) => [one.area, one]))
    const same = read.value.every((one) => {
      const old = before.get(one.area)
      return old?.zone === one.zone && JSON.stringify(old.rings) === JSON.stringify(one.rings)
    })
    const changed = !same || before.size !== read.value.length
    if (changed) await replaceShapes(tx, read.value)
    const set = { areas: read.value.length, changed }
    tx.record({
      type: 'councils.boundaries-set',
      about: [`council:${tx.council}`],
      data: set,
    } satisfies CouncilsFact)
    return ok(set)
  })
