/** Instances for the solver of assignments, from a seed: shaped like care, and the classic generalised assignment classes. */
import { type Option, type Problem, randomFrom } from '#src/solvers/assignment/problem.ts'

export type CareShape = {
  readonly people: number
  readonly providers: number
  /** What is asked for, as a share of what is offered. */
  readonly tightness: number
  readonly seed: number
}

const PARTS = 4
const MOST_ZONES = 8
const LEFT_OUT = 20_000

/**
 * People in zones ask for minutes in some parts of the day; providers serve some zones and have minutes by zone and part. A
 * provider costs its price, the way there, and its quality. A person may be left out, at a great price.
 */
export function careShaped({ people, providers, tightness, seed }: CareShape): Problem {
  const zoneCount = Math.max(1, Math.min(MOST_ZONES, Math.round(people / 100)))
  const random = randomFrom(seed * 7919 + 17)
  const whole = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1))
  const zoneOf = Array.from({ length: people }, () => whole(0, zoneCount - 1))
  const needOf = Array.from({ length: people }, () => {
    const need = Array.from({ length: PARTS }, (_, part) => (part === 0 || random() < 0.6 ? whole(2, 8) * 105 : 0))
    // One in eight is cared for by two workers.
    return random() < 0.125 ? need.map((minutes) => 2 * minutes) : need
  })
  const asked = Array.from({ length: zoneCount * PARTS }, () => 0)
  for (const [person, need] of needOf.entries())
    for (const [part, minutes] of need.entries()) asked[zoneOf[person]! * PARTS + part]! += minutes
  const served = Array.from({ length: providers }, (_, provider) =>
    Array.from({ length: zoneCount }, (_unused, zone) => zone).filter(
      (zone) => provider % zoneCount === zone || random() < 0.4,
    ),
  )
  const size = Array.from({ length: providers }, () => 0.3 + random() * random() * 3)
  const rowOf = new Map<string, number>()
  const capacity: number[] = []
  for (let zone = 0; zone < zoneCount; zone++) {
    const there = served.flatMap((zones, provider) => (zones.includes(zone) ? [provider] : []))
    const all = there.reduce((sum, provider) => sum + size[provider]!, 0)
    for (const provider of there)
      for (let part = 0; part < PARTS; part++) {
        rowOf.set(`${provider} ${zone} ${part}`, capacity.length)
        capacity.push(Math.round(((asked[zone * PARTS + part]! / tightness) * size[provider]!) / all))
      }
  }
  const place = Array.from({ length: people + providers }, () => [random(), random()] as const)
  const price = Array.from({ length: providers }, () => whole(1900, 2600))
  const quality = Array.from({ length: providers }, () => whole(0, 3))
  const tasks = needOf.map((need, person): Option[] => {
    const zone = zoneOf[person]!
    const hours = need.reduce((sum, minutes) => sum + minutes, 0) / 60
    const options: Option[] = [{ cost: LEFT_OUT, uses: [] }]
    for (let provider = 0; provider < providers; provider++) {
      if (!served[provider]!.includes(zone)) continue
      const [here, there] = [place[person]!, place[people + provider]!]
      const away = Math.hypot(here[0] - there[0], here[1] - there[1])
      const cost = Math.round((price[provider]! * hours) / 100 + away * 400 + quality[provider]! * 40 + whole(0, 60))
      const uses = need.flatMap((minutes, part) =>
        minutes > 0 ? [[rowOf.get(`${provider} ${zone} ${part}`)!, minutes] as const] : [],
      )
      options.push({ cost, uses })
    }
    return options
  })
  return { capacity, tasks }
}

/** The published recipes of the generalised assignment problem: C, D and E, jobs by agents. */
export function classic(kind: 'C' | 'D' | 'E', jobs: number, agents: number, seed: number): Problem {
  const random = randomFrom(seed * 104_729 + 31)
  const whole = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1))
  const amounts = Array.from({ length: agents }, () => new Array<number>(jobs).fill(0))
  const costs = Array.from({ length: agents }, () => new Array<number>(jobs).fill(0))
  for (let agent = 0; agent < agents; agent++) {
    for (let job = 0; job < jobs; job++) {
      const amount =
        kind === 'C' ? whole(5, 25) : kind === 'D' ? whole(1, 100) : Math.floor(1 - 10 * Math.log(1 - random())) || 1
      amounts[agent]![job] = amount
      costs[agent]![job] =
        kind === 'C'
          ? whole(10, 50)
          : kind === 'D'
            ? 111 - amount + whole(-10, 10)
            : Math.round(1000 / amount - 10 * random())
    }
  }
  const capacity = amounts.map((own) => Math.floor((0.8 * own.reduce((sum, amount) => sum + amount, 0)) / agents))
  const tasks = Array.from({ length: jobs }, (_, job) =>
    Array.from({ length: agents }, (_unused, agent) => ({
      cost: costs[agent]![job]!,
      uses: [[agent, amounts[agent]![job]!] as const],
    })),
  )
  return { capacity, tasks }
}
