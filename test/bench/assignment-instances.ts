/** Instances for the solver of assignments, from a seed: shaped like care, and the classic generalised assignment classes. */
import { type Option, type Problem, randomFrom, type Streamed } from '#src/solvers/assignment/problem.ts'

export type CareShape = {
  readonly people: number
  readonly providers: number
  /** What is asked for, as a share of what is offered. */
  readonly tightness: number
  readonly seed: number
}

type Dice = { share(): number; whole(from: number, to: number): number }

function diceOf(seed: number): Dice {
  const share = randomFrom(seed)
  for (let thrown = 0; thrown < 20; thrown++) share()
  return { share, whole: (from, to) => from + Math.floor(share() * (to - from + 1)) }
}

/** Morning, midday, tea and evening: what share of people has calls then. */
const PARTS = [0.95, 0.4, 0.55, 0.5]
const LENGTHS = [15, 30, 30, 30, 30, 30, 45, 45, 60]
const LEFT_OUT = 20_000

type Person = { readonly zone: number; readonly at: readonly [number, number]; readonly minutes: readonly number[] }

/** Five to fifteen hours a week for most; one in eight is cared for by two workers. */
function personOf(zones: number, { share, whole }: Dice): Person {
  const length = LENGTHS[whole(0, LENGTHS.length - 1)]!
  const days = share() < 0.85 ? 7 : 5
  const workers = share() < 0.125 ? 2 : 1
  const calls = PARTS.map((likely) => share() < likely)
  if (!calls.includes(true)) calls[0] = true
  return {
    zone: whole(0, zones - 1),
    at: [share(), share()],
    minutes: calls.map((isCalled) => (isCalled ? length * days * workers : 0)),
  }
}

type Provider = {
  readonly zones: readonly number[]
  readonly at: readonly [number, number]
  /** How much of the work of each part it can take, against others. */
  readonly weights: readonly number[]
  readonly price: number
  readonly quality: number
}

function providerOf(own: number, zones: number, { share, whole }: Dice): Provider {
  const size = 0.3 + share() * share() * 3
  return {
    zones: Array.from({ length: zones }, (_, zone) => zone).filter((zone) => own % zones === zone || share() < 0.2),
    at: [share(), share()],
    weights: PARTS.map(() => size * (0.5 + share())),
    price: whole(2000, 2600),
    quality: whole(0, 3),
  }
}

/**
 * People in zones ask for minutes in some parts of the day; providers serve some zones and have minutes by zone and part, in all
 * what is asked for divided by the tightness. A provider costs its price, the way there, its quality and what the person would
 * rather not. A person may be left out, at a great price.
 */
export function careShaped(shape: CareShape): Streamed {
  const { zones, everybody, all } = drawn(shape)
  const capacity: number[] = []
  const rowOf = new Map<string, number>()
  for (let zone = 0; zone < zones; zone++)
    for (const part of PARTS.keys()) {
      const asked = everybody.reduce((sum, person) => sum + (person.zone === zone ? person.minutes[part]! : 0), 0)
      const there = all.filter((provider) => provider.zones.includes(zone))
      const weight = there.reduce((sum, provider) => sum + provider.weights[part]!, 0)
      for (const provider of there) {
        rowOf.set(`${all.indexOf(provider)} ${zone} ${part}`, capacity.length)
        capacity.push(Math.round(((asked / shape.tightness) * provider.weights[part]!) / weight / 15) * 15)
      }
    }
  return { capacity, tasks: { [Symbol.iterator]: () => optionsOf(drawn(shape), rowOf) } }
}

type Drawn = {
  readonly zones: number
  readonly everybody: readonly Person[]
  readonly all: readonly Provider[]
  readonly dice: Dice
}

function drawn({ people, providers, seed }: CareShape): Drawn {
  const zones = Math.max(1, Math.min(8, Math.round(people / 250)))
  const dice = diceOf(seed * 7919 + 17)
  const everybody = Array.from({ length: people }, () => personOf(zones, dice))
  const all = Array.from({ length: providers }, (_, own) => providerOf(own, zones, dice))
  return { zones, everybody, all, dice }
}

/** Of one person after another, so that they need not all be held. */
function* optionsOf({ everybody, all, dice }: Drawn, rowOf: ReadonlyMap<string, number>): Iterator<Option[]> {
  for (const { zone, at, minutes } of everybody) {
    const hours = minutes.reduce((sum, part) => sum + part, 0) / 60
    const options: Option[] = [{ cost: LEFT_OUT, uses: [] }]
    for (const [index, provider] of all.entries()) {
      if (!provider.zones.includes(zone)) continue
      const away = Math.hypot(at[0] - provider.at[0], at[1] - provider.at[1])
      const cost = Math.round((provider.price * hours) / 100 + away * 60 + provider.quality * 15 + dice.whole(0, 30))
      const uses = minutes.flatMap((minutesThen, part) =>
        minutesThen > 0 ? [[rowOf.get(`${index} ${zone} ${part}`)!, minutesThen] as const] : [],
      )
      options.push({ cost, uses })
    }
    yield options
  }
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
