import { z } from 'zod'
import { BOUNDARY_BYTES } from '#src/councils/boundaries/boundaries.page.ts'
import { setBoundaries } from '#src/councils/boundaries/boundary-commands.ts'
import { type Doors, problem } from '#src/platform/http/doors.ts'

export function boundariesApi(doors: Doors): void {
  doors.api(
    'PUT /api/v1/zones/boundaries',
    {
      grant: 'councils.manage',
      summary: 'Take in the boundaries of the zones',
      description:
        'The body is GeoJSON or TopoJSON of polygons, each with a property "zone". It takes the place of the boundaries before. Where the features do not say their zones, as of wards, a member "areas" says them: the text of a CSV of their codes or names, with a column "zone".',
      bodyLimit: BOUNDARY_BYTES,
      body: z.looseObject({ type: z.enum(['FeatureCollection', 'Topology']), areas: z.string().optional() }),
      answer: z.strictObject({ areas: z.int(), changed: z.boolean() }),
    },
    async ({ actor, shell, body: { areas, ...map } }) => {
      const set = await setBoundaries(shell, actor, map, areas)
      if (!set.ok) throw problem(422, set.error)
      return set.value
    },
  )
}
