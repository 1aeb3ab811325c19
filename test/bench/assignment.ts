/**
 * The solver of assignments beside HiGHS alone (the same package that proves its answers) and Debian's cbc: the same model, and as
 * many processor seconds as it used itself.
 *   node test/bench/assignment.ts [--only 60x30,500x60,2000x100,5000x200,C,D,E] [--tightness 0.7] [--seconds 5] [--draws 20] [--seeds 1] [--alone]
 * `--seconds` is by the clock on two idle cores; `--draws` is of 60x30, `--seeds` of the larger; `--alone` leaves out the others. A line a problem: cost, how far
 * above the best bound that anybody proved, how many are left out, processor seconds, seconds by the clock; of 60x30 also when by the
 * clock its answer was first within 0.5% of its own bound.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import highsPackage from 'highs'
import { allCandidates, type Candidates } from '#src/solvers/assignment/bound.ts'
import { type Budget, type Progress, solveApart } from '#src/solvers/assignment/index.ts'
import type { Streamed } from '#src/solvers/assignment/problem.ts'
import { modelOf } from '#src/solvers/assignment/prove.ts'
import { type Posed, pose } from '#src/solvers/assignment/solve.ts'
import { careShaped, classic } from '#test/bench/assignment-instances.ts'

const loadHighs = highsPackage as unknown as typeof highsPackage.default

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '60x30,500x60,2000x100,5000x200,C,D,E' },
    tightness: { type: 'string', default: '0.7,0.85' },
    seconds: { type: 'string', default: '5' },
    draws: { type: 'string', default: '20' },
    seeds: { type: 'string', default: '1' },
    alone: { type: 'boolean', default: false },
  },
})
const seconds = Number(values.seconds)

/** An answer of whoever gave it; a cost of infinity is none. */
type Outcome = { cost: number; bound: number; leftOut: number; cpu: number; clock: number }

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

async function measured(work: () => Promise<Omit<Outcome, 'cpu' | 'clock'>>): Promise<Outcome> {
  const [cpu, clock] = [cpuSeconds(), performance.now()]
  const outcome = await work()
  return { ...outcome, cpu: cpuSeconds() - cpu, clock: (performance.now() - clock) / 1000 }
}

/** Work for about so many seconds on this machine: what is left of them after the bound goes into moves. */
function budgetOf(count: number): Budget {
  const left = Math.max(1, seconds * 0.8 - count * 0.0008)
  return {
    seed: 1,
    moves: Math.round(left * Math.min(1_050_000, count * 10_000)),
    boundSteps: Math.min(3000, Math.round(400 + seconds * 100)),
    ...(count <= 600 ? { proofSteps: Math.round(seconds * Math.min(4000, 240_000 / count)) } : {}),
  }
}

/** Left out is who has the option that uses nothing, or none. */
const leftOutOf = ({ flat }: Posed, options: Iterable<number>): number => {
  let count = 0
  for (const option of options) if (flat.from[option] === flat.from[option + 1]) count++
  return count
}

/** What the answer may be above its bound before it counts as close. */
const CLOSE = 0.005

type Own = Outcome & { closeAt: number }

async function own(problem: Streamed, posed: Posed): Promise<Own> {
  const began = performance.now()
  let closeAt = Infinity
  const hear = ({ cost, bound }: Progress): void => {
    if (cost <= bound * (1 + CLOSE)) closeAt = Math.min(closeAt, (performance.now() - began) / 1000)
  }
  const outcome = await measured(async () => {
    const { chosen, cost, bound } = await solveApart(problem, budgetOf(posed.flat.tasks), { tell: hear })
    hear({ round: 4, cost, bound })
    const options = chosen.map((option, task) => (option < 0 ? posed.outs[task]! : posed.flat.first[task]! + option))
    return { cost, bound, leftOut: leftOutOf(posed, options) }
  })
  return { ...outcome, closeAt }
}

const highs = (posed: Posed, all: Candidates, budget: number): Promise<Outcome> =>
  measured(async () => {
    const solver = await loadHighs()
    return solver.withModel(modelOf(posed.flat, all, solver.infinity), (model) => {
      const began = cpuSeconds()
      model.options.set({ output_flag: false, mip_rel_gap: 0, mip_abs_gap: 0.999, time_limit: budget * 30 })
      model.run({
        [solver.constants.callbackType.mipInterrupt](event) {
          if (cpuSeconds() - began > budget) event.interrupt()
        },
      })
      const bound = Number(model.info.get('mip_dual_bound'))
      if (Number(model.info.get('primal_solution_status')) !== 2) return { cost: Infinity, bound, leftOut: NaN }
      const { colValue } = model.getSolution()
      const options = Array.from(all.option).filter((_, at) => colValue[at]! > 0.5)
      return {
        cost: Math.round(model.getObjectiveValue()),
        bound: Math.ceil(bound - 1e-5),
        leftOut: leftOutOf(posed, options),
      }
    })
  })

const folder = mkdtempSync(join(tmpdir(), 'almoner-assignment-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

async function cbc(posed: Posed, all: Candidates, budget: number): Promise<Outcome> {
  const solver = await loadHighs()
  const [model, answer] = [join(folder, 'model.mps'), join(folder, 'answer.txt')]
  writeFileSync(
    model,
    solver.withModel(modelOf(posed.flat, all, solver.infinity), (one) => one.exportModel('mps')),
  )
  const began = performance.now()
  const asked = `-timeMode cpu -seconds ${Math.ceil(budget)} -ratioGap 0 -solve -solution ${answer}`
  const ran = spawnSync('cbc', [model, ...asked.split(' ')], { encoding: 'utf8', timeout: Math.ceil(budget) * 30_000 })
  const clock = (performance.now() - began) / 1000
  const cpu = Number(/Total time \(CPU seconds\):\s+([\d.]+)/.exec(ran.stdout)?.[1] ?? budget)
  const proved = /Result - Optimal/.test(ran.stdout)
  const told =
    /Lower bound:\s+([\d.]+)/.exec(ran.stdout)?.[1] ?? /Continuous objective value is ([\d.]+)/.exec(ran.stdout)?.[1]
  const [head = '', ...lines] = existsSync(answer) ? readFileSync(answer, 'utf8').split('\n') : []
  rmSync(answer, { force: true })
  const columns = lines.map((line) => line.trim().split(/\s+/)).filter(([, , value]) => Number(value) > 0.5)
  const options = columns.map(([index]) => all.option[Number(index)]!)
  const isWhole = options.length === posed.flat.tasks && !/infeasible|no integer/i.test(head)
  const cost = isWhole ? options.reduce((sum, option) => sum + posed.flat.cost[option]!, 0) : Infinity
  return {
    cost,
    bound: proved ? cost : Number(told ?? -Infinity),
    leftOut: isWhole ? leftOutOf(posed, options) : NaN,
    cpu,
    clock,
  }
}

const hasCbc = spawnSync('cbc', ['-quit'], { encoding: 'utf8' }).error === undefined

function line(who: string, best: number, { cost, leftOut, cpu, clock }: Outcome): string {
  const gap = Number.isFinite(cost) ? `${((cost / best - 1) * 100).toFixed(3)}%` : 'no answer'
  return `  ${who.padEnd(8)} ${String(cost).padStart(9)}  ${gap.padStart(9)}  left out ${leftOut}  ${cpu.toFixed(1)} s of processor, ${clock.toFixed(1)} s`
}

type Ran = { closeAt: number; isWithin: boolean; leftOut: number; fewest: number }

async function compare(name: string, problem: Streamed): Promise<Ran> {
  const posed = pose(problem)
  const ours = await own(problem, posed)
  const mostMemory = process.resourceUsage().maxRSS / 1024
  const all = allCandidates(posed.flat)
  const others = values.alone
    ? []
    : ([
        ['HiGHS', await highs(posed, all, ours.cpu)],
        ...(hasCbc ? [['cbc', await cbc(posed, all, ours.cpu)] as const] : []),
      ] as const)
  const best = Math.max(ours.bound, ...others.map(([, { bound }]) => bound).filter(Number.isFinite))
  console.log(`${name}: ${posed.flat.tasks} tasks, ${posed.flat.rows} rows, ${posed.flat.cost.length} options`)
  console.log(
    `${line('Almoner', best, ours)}, proves ${((ours.cost / ours.bound - 1) * 100).toFixed(3)}% itself, ${mostMemory.toFixed(0)} MB`,
  )
  for (const [who, outcome] of others) console.log(line(who, best, outcome))
  const fewest = Math.min(ours.leftOut, ...others.map(([, { leftOut }]) => leftOut).filter(Number.isFinite))
  return {
    closeAt: ours.closeAt,
    isWithin: others.every(([, { cost }]) => ours.cost <= cost),
    leftOut: ours.leftOut,
    fewest,
  }
}

async function sixtyByThirty(draws: number, tightness: number): Promise<void> {
  const ran: Ran[] = []
  for (let seed = 1; seed <= draws; seed++)
    ran.push(
      await compare(`60x30 at ${tightness}, draw ${seed}`, careShaped({ people: 60, providers: 30, tightness, seed })),
    )
  const count = (is: (one: Ran) => boolean): number => ran.filter(is).length
  const close = ran.map(({ closeAt }) => closeAt).sort((a, b) => a - b)
  console.log(
    `60x30 at ${tightness}: of ${draws} draws ${count(({ closeAt }) => closeAt <= seconds)} within ${CLOSE * 100}% of their own bound in ${seconds} s, the last after ${close.at(-1)?.toFixed(1)} s, half after ${close[close.length >> 1]?.toFixed(1)} s`,
  )
  if (values.alone) return
  console.log(
    `  ${count(({ isWithin }) => isWithin)} no dearer than the others, ${count(({ leftOut, fewest }) => leftOut <= fewest)} with no more left out`,
  )
}

const only = (values.only ?? '').split(',')
console.log(
  `${cpus().length} x ${cpus()[0]?.model}, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}, budget of ${seconds} s by the clock`,
)
if (!hasCbc) console.log('NOT RUN: cbc is not here (Debian: coinor-cbc)')
const numbers = (list: string | undefined): number[] => (list ?? '').split(',').map(Number)
for (const shape of only) {
  const [people = 0, providers = 0] = shape.split('x').map(Number)
  if (shape === 'C' || shape === 'D' || shape === 'E')
    for (const [jobs, agents] of [
      [100, 10],
      [200, 20],
      [400, 40],
    ] as const)
      await compare(`class ${shape} ${jobs}x${agents}`, classic(shape, jobs, agents, 1))
  else
    for (const tightness of numbers(values.tightness))
      if (shape === '60x30') await sixtyByThirty(Number(values.draws), tightness)
      else
        for (const seed of numbers(values.seeds))
          await compare(`${shape} at ${tightness}, seed ${seed}`, careShaped({ people, providers, tightness, seed }))
}
