/**
 * The transportation problem, exactly: what sources have goes to where places wait, first as much as can be placed, then at
 * the least cost. Successive shortest paths with potentials; costs are whole numbers of any size, below nought too.
 */

export type Source = { readonly key: string; readonly most: number }
export type Sink = { readonly key: string; readonly most: number }
export type Way = { readonly from: string; readonly to: string; readonly cost: bigint; readonly most?: number }
export type Flow = { readonly from: string; readonly to: string; readonly amount: number }

type Edge = { readonly to: number; readonly cost: bigint; left: number; readonly back: number; readonly way: number }

type Network = { readonly edges: Edge[][]; readonly start: number; readonly end: number }

/** The cheapest of the plans that place the most. A way carries one unit unless it says more. */
export function transport(sources: readonly Source[], sinks: readonly Sink[], ways: readonly Way[]): Flow[] {
  const network = networkOf(sources, sinks, ways)
  const potentials = firstPotentials(network, sources.length, sinks.length)
  for (;;) {
    const path = shortestPath(network, potentials)
    if (!path) break
    push(network, path)
  }
  return network.edges.slice(1, sources.length + 1).flatMap((edges) =>
    edges.flatMap((edge) => {
      const way = edge.way < 0 ? undefined : ways[edge.way]
      const amount = way ? (way.most ?? 1) - edge.left : 0
      return way && amount > 0 ? [{ from: way.from, to: way.to, amount }] : []
    }),
  )
}

function networkOf(sources: readonly Source[], sinks: readonly Sink[], ways: readonly Way[]): Network {
  const end = sources.length + sinks.length + 1
  const edges: Edge[][] = Array.from({ length: end + 1 }, () => [])
  const join = (from: number, to: number, most: number, cost: bigint, way: number): void => {
    const [there, back] = [edges[from] ?? [], edges[to] ?? []]
    there.push({ to, cost, left: most, back: back.length, way })
    back.push({ to: from, cost: -cost, left: 0, back: there.length - 1, way: -1 })
  }
  const sourceAt = new Map(sources.map(({ key }, index) => [key, index + 1]))
  const sinkAt = new Map(sinks.map(({ key }, index) => [key, sources.length + index + 1]))
  sources.forEach(({ most }, index) => join(0, index + 1, most, 0n, -1))
  ways.forEach(({ from, to, cost, most = 1 }, index) => {
    const [source, sink] = [sourceAt.get(from), sinkAt.get(to)]
    if (source === undefined || sink === undefined) throw new Error(`a way from ${from} to ${to}, which are not there`)
    join(source, sink, most, cost, index)
  })
  sinks.forEach(({ most }, index) => join(sources.length + index + 1, end, most, 0n, -1))
  return { edges, start: 0, end }
}

/** Distances while nothing has flowed: with them no way costs less than nought. */
function firstPotentials({ edges, end }: Network, sources: number, sinks: number): bigint[] {
  const potentials: bigint[] = Array.from({ length: end + 1 }, () => 0n)
  for (let source = 1; source <= sources; source++)
    for (const { to, cost } of edges[source] ?? [])
      if (to > sources && cost < (potentials[to] ?? 0n)) potentials[to] = cost
  const least = potentials.slice(sources + 1, sources + sinks + 1).reduce((a, b) => (b < a ? b : a), 0n)
  potentials[end] = least
  return potentials
}

type Path = { readonly node: number; readonly edge: number }[]

/**
 * Dijkstra over costs made good by the potentials, which it brings up to date; undefined when no place can be reached. It ends at the
 * place that is nearest: what lies further off counts as being as far, which keeps every way at nought or more.
 */
function shortestPath({ edges, start, end }: Network, potentials: bigint[]): Path | undefined {
  const distances: (bigint | undefined)[] = Array.from({ length: edges.length })
  const cameBy: ({ node: number; edge: number } | undefined)[] = Array.from({ length: edges.length })
  const done = new Set<number>()
  const open: Reached[] = []
  const reach = (node: number, distance: bigint): void => {
    distances[node] = distance
    enter(open, { node, distance })
  }
  reach(start, 0n)
  for (let next = nearest(open); next && next.node !== end; next = nearest(open)) {
    const { node, distance } = next
    if (done.has(node)) continue
    done.add(node)
    const from = distance + (potentials[node] ?? 0n)
    for (const [edge, { to, cost, left }] of (edges[node] ?? []).entries()) {
      if (left === 0 || done.has(to)) continue
      const reached = from + cost - (potentials[to] ?? 0n)
      const known = distances[to]
      if (known !== undefined && known <= reached) continue
      cameBy[to] = { node, edge }
      reach(to, reached)
    }
  }
  const furthest = distances[end]
  if (furthest === undefined) return undefined
  for (let node = 0; node < potentials.length; node++) {
    const distance = done.has(node) ? distances[node] : furthest
    potentials[node] = (potentials[node] ?? 0n) + (distance ?? furthest)
  }
  const path: Path = []
  for (let step = cameBy[end]; step; step = cameBy[step.node]) path.push(step)
  return path
}

type Reached = { readonly node: number; readonly distance: bigint }

const isNearer = (one: Reached, other: Reached): boolean =>
  one.distance === other.distance ? one.node < other.node : one.distance < other.distance

/** Into the heap: who is nearer than who stands above goes up. */
function enter(heap: Reached[], entry: Reached): void {
  let at = heap.push(entry) - 1
  while (at > 0) {
    const above = (at - 1) >> 1
    if (!isNearer(entry, heap[above]!)) break
    heap[at] = heap[above]!
    at = above
  }
  heap[at] = entry
}

/** Out of the heap: the last takes the first's place and goes down. */
function nearest(heap: Reached[]): Reached | undefined {
  const first = heap[0]
  const last = heap.pop()
  if (!first || !last || heap.length === 0) return first
  let at = 0
  for (;;) {
    let below = 2 * at + 1
    if (below >= heap.length) break
    if (below + 1 < heap.length && isNearer(heap[below + 1]!, heap[below]!)) below++
    if (!isNearer(heap[below]!, last)) break
    heap[at] = heap[below]!
    at = below
  }
  heap[at] = last
  return first
}

function push({ edges }: Network, path: Path): void {
  const steps = path.flatMap(({ node, edge }) => edges[node]?.[edge] ?? [])
  const amount = Math.min(...steps.map(({ left }) => left))
  for (const step of steps) {
    step.left -= amount
    const back = edges[step.to]?.[step.back]
    if (back) back.left += amount
  }
}
