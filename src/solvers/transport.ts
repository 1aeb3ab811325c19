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

/** Dijkstra over costs made good by the potentials, which it brings up to date; undefined when no place can be reached. */
function shortestPath({ edges, start, end }: Network, potentials: bigint[]): Path | undefined {
  const distances: (bigint | undefined)[] = Array.from({ length: edges.length })
  const cameBy: ({ node: number; edge: number } | undefined)[] = Array.from({ length: edges.length })
  const done = new Set<number>()
  distances[start] = 0n
  for (;;) {
    const node = nearest(distances, done)
    if (node === undefined) break
    done.add(node)
    const distance = distances[node] ?? 0n
    const from = potentials[node] ?? 0n
    ;(edges[node] ?? []).forEach(({ to, cost, left }, edge) => {
      if (left === 0 || done.has(to)) return
      const reached = distance + cost + from - (potentials[to] ?? 0n)
      const known = distances[to]
      if (known !== undefined && known <= reached) return
      distances[to] = reached
      cameBy[to] = { node, edge }
    })
  }
  if (distances[end] === undefined) return undefined
  distances.forEach((distance, node) => {
    if (distance !== undefined) potentials[node] = (potentials[node] ?? 0n) + distance
  })
  const path: Path = []
  for (let step = cameBy[end]; step; step = cameBy[step.node]) path.push(step)
  return path
}

function nearest(distances: readonly (bigint | undefined)[], done: ReadonlySet<number>): number | undefined {
  let found: number | undefined
  let least: bigint | undefined
  distances.forEach((distance, node) => {
    if (distance === undefined || done.has(node) || (least !== undefined && least <= distance)) return
    least = distance
    found = node
  })
  return found
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
