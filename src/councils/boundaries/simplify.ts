/** Fewer points for the same outline: a border that two areas share stays shared. */
export type Point = readonly [east: number, north: number]
/** Its last point is not its first again. */
export type Ring = readonly Point[]

const keyOf = ([east, north]: Point): string => `${east} ${north}`

/** Points where more than two borders meet: no simplifying moves them. */
function meetings(rings: readonly Ring[]): ReadonlySet<string> {
  const beside = new Map<string, Set<string>>()
  for (const ring of rings) {
    for (const [index, point] of ring.entries()) {
      const own = beside.get(keyOf(point)) ?? new Set<string>()
      for (const other of [ring.at(index - 1), ring[(index + 1) % ring.length]]) if (other) own.add(keyOf(other))
      beside.set(keyOf(point), own)
    }
  }
  return new Set([...beside].filter(([, own]) => own.size > 2).map(([key]) => key))
}

function distance([east, north]: Point, [fromEast, fromNorth]: Point, [toEast, toNorth]: Point): number {
  const [across, up] = [toEast - fromEast, toNorth - fromNorth]
  const length = across ** 2 + up ** 2
  const along = length === 0 ? 0 : ((east - fromEast) * across + (north - fromNorth) * up) / length
  const nearest = Math.min(1, Math.max(0, along))
  return Math.hypot(east - fromEast - nearest * across, north - fromNorth - nearest * up)
}

/** Douglas and Peucker: what lies nearer to the line than the tolerance goes. A list of work, since a coast is long. */
export function thin(line: readonly Point[], tolerance: number): Point[] {
  const kept = new Set([0, line.length - 1])
  const work: [number, number][] = [[0, line.length - 1]]
  for (let span = work.pop(); span; span = work.pop()) {
    const [from, to] = span
    const [first, last] = [line[from], line[to]]
    if (!first || !last) continue
    let [furthest, most] = [-1, tolerance]
    for (let at = from + 1; at < to; at += 1) {
      const point = line[at]
      const off = point ? distance(point, first, last) : 0
      if (off > most) [furthest, most] = [at, off]
    }
    if (furthest < 0) continue
    kept.add(furthest)
    work.push([from, furthest], [furthest, to])
  }
  return line.filter((_, at) => kept.has(at))
}

/** Each border between two meetings is thinned in one direction, whichever area it is read from. */
function thinEitherWay(line: readonly Point[], tolerance: number): Point[] {
  const [first, last] = [line[0], line.at(-1)]
  const turned = first && last && keyOf(first) > keyOf(last)
  return turned ? thin(line.toReversed(), tolerance).toReversed() : thin(line, tolerance)
}

/** A ring that no other meets is held at its first point in reading order and at the one furthest from it. */
function holds(ring: Ring): Set<string> {
  const [first = [0, 0]] = ring.toSorted(([a, b], [c, d]) => a - c || b - d)
  const far = (point: Point): number => Math.hypot(point[0] - first[0], point[1] - first[1])
  return new Set([first, ring.reduce((a, b) => (far(b) > far(a) ? b : a), first)].map(keyOf))
}

export function simplify(rings: readonly Ring[], tolerance: number): Ring[] {
  const met = meetings(rings)
  return rings.map((ring) => {
    const own = new Set(ring.map(keyOf).filter((key) => met.has(key)))
    const fixed = own.size > 1 ? own : new Set([...own, ...holds(ring)])
    const begin = ring.findIndex((point) => fixed.has(keyOf(point)))
    const turned = [...ring.slice(begin), ...ring.slice(0, begin + 1)]
    const thinned: Point[] = []
    let from = 0
    for (let at = 1; at < turned.length; at += 1) {
      const point = turned[at]
      if (!point || !fixed.has(keyOf(point))) continue
      thinned.push(...thinEitherWay(turned.slice(from, at + 1), tolerance).slice(0, -1))
      from = at
    }
    return thinned
  })
}
