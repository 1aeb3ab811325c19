/** TopoJSON keeps each border once, as arcs in whole steps of a grid: decoded to the rings of GeoJSON. */
type Position = readonly number[]
type Arcs = readonly (readonly Position[])[]

type Geometry = {
  readonly properties?: Readonly<Record<string, unknown>> | null | undefined
} & (
  | { readonly type: 'Polygon'; readonly arcs: readonly (readonly number[])[] }
  | { readonly type: 'MultiPolygon'; readonly arcs: readonly (readonly (readonly number[])[])[] }
)
export type Topology = {
  readonly transform?: { readonly scale: Position; readonly translate: Position } | undefined
  readonly arcs: Arcs
  readonly objects: Readonly<Record<string, { readonly geometries: readonly Geometry[] }>>
}

/** Each point of a grid is told as the step from the one before. */
function onGround({ arcs, transform }: Topology): Arcs {
  if (!transform) return arcs
  const [across = 1, up = 1] = transform.scale
  const [west = 0, south = 0] = transform.translate
  return arcs.map((arc) => {
    let [x, y] = [0, 0]
    return arc.map(([stepX = 0, stepY = 0]) => {
      x += stepX
      y += stepY
      return [x * across + west, y * up + south]
    })
  })
}

/** An arc below nought is the one of its complement, the other way round; where two meet they share a point. */
const ringOf = (arcs: Arcs, ring: readonly number[]): Position[] =>
  ring.flatMap((index, at) => {
    const line = index < 0 ? (arcs[~index] ?? []).toReversed() : (arcs[index] ?? [])
    return at === 0 ? line : line.slice(1)
  })

/** The polygons of all its objects, as features of GeoJSON. */
export function featuresOf(topology: Topology) {
  const arcs = onGround(topology)
  return Object.values(topology.objects)
    .flatMap(({ geometries }) => geometries)
    .map((one) => ({
      properties: one.properties,
      geometry:
        one.type === 'Polygon'
          ? { type: one.type, coordinates: one.arcs.map((ring) => ringOf(arcs, ring)) }
          : {
              type: one.type,
              coordinates: one.arcs.map((polygon) => polygon.map((ring) => ringOf(arcs, ring))),
            },
    }))
}
