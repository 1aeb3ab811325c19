/** Makes a plan beside the pages: reads, lets the solver work in a thread of its own, keeps what came out. */
import { type Day, dayOf, formatDay } from '#src/base/day.ts'
import { solveWatched } from '#src/brokerage/placing/at-work.job.ts'
import { explain } from '#src/brokerage/placing/explain.ts'
import type { Plan } from '#src/brokerage/placing/plan.ts'
import { type Posed, pose } from '#src/brokerage/placing/pose.ts'
import { listRooms, weekPrices } from '#src/brokerage/placing/rooms.store.ts'
import { beginPlan, giveUpPlan, goOnWithPlan, keepPlan, MAKE_PLAN } from '#src/brokerage/waiting-list/plan-commands.ts'
import { findPlan, listLost } from '#src/brokerage/waiting-list/plan.store.ts'
import { type KeptProposal, type PlanRun, toPlaceOf, type Waiting } from '#src/brokerage/waiting-list/waiting.ts'
import { listWaiting } from '#src/brokerage/waiting-list/waiting.store.ts'
import { getPolicy } from '#src/councils/index.ts'
import { type Actor, systemActor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { listCouncilIds } from '#src/platform/councils.ts'
import type { Read } from '#src/platform/database.ts'
import type { Job } from '#src/platform/jobs.ts'
import type { Progress } from '#src/solvers/assignment/index.ts'

type ReadIn = {
  readonly run: PlanRun
  readonly posed: Posed
  readonly waiting: readonly Waiting[]
  readonly spots: Spots
}
/** Contracts and the zones in which they are bought on the spot. */
type Spots = ReadonlyMap<string, readonly string[]>

/** Who waits, those too whose day is past, with every provider that has hours. */
async function readIn(tx: Read, planRef: string): Promise<ReadIn | undefined> {
  const run = await findPlan(tx, planRef)
  if (run?.status !== 'running') return undefined
  const today = dayOf(tx.now)
  const { waiting } = await listWaiting(tx)
  const services = [...new Set(waiting.map(({ service }) => service))]
  const rooms = await listRooms(tx, { services, on: today, stale: run.withStale })
  const priceOf = await weekPrices(
    tx,
    waiting.map(({ packageRef, pattern }) => ({ ref: packageRef, pattern })),
    rooms,
    today,
  )
  const policy = await getPolicy(tx, 'placing', today)
  const { ceilings } = await getPolicy(tx, 'price-ceiling', today)
  const toPlace = toPlaceOf(waiting, await getPolicy(tx, 'parts-of-day', today), ceilings)
  const providers = new Set(rooms.map(({ organisationRef }) => organisationRef)).size
  return {
    run: { ...run, readAt: tx.now, policy, providers, people: waiting.length },
    posed: pose(toPlace, rooms, priceOf, policy),
    waiting,
    spots: new Map(rooms.map(({ contractRef, spotZones }) => [contractRef, spotZones])),
  }
}

/** True when the plan was made and kept. */
export async function makePlan(shell: Shell, actor: Actor, planRef: string): Promise<boolean> {
  const begun = await beginPlan(shell, actor, planRef)
  if (!begun.ok) return false
  try {
    const read = await shell.read(actor, (tx) => readIn(tx, planRef))
    if (!read) return false
    const { run, posed, waiting, spots } = read
    const { seed, moves, boundSteps, proofSteps } = run
    const key = { council: actor.council, planRef }
    const solved = await solveWatched(
      key,
      posed.problem,
      { seed, moves, boundSteps, proofSteps },
      {
        isWanted: async () => (await shell.read(actor, (tx) => findPlan(tx, planRef)))?.status === 'running',
        goOn: (rounds) => goOnWithPlan(shell, actor, planRef, rounds),
      },
    )
    if (!solved) return false
    const plan = explain(posed, solved.solution)
    const proposals = proposalsOf(planRef, plan, { waiting, spots }, dayOf(shell.now()))
    return (await keepPlan(shell, actor, asRun(run, plan, solved.rounds), proposals)).ok
  } catch (error) {
    await giveUpPlan(shell, actor, planRef, 'The plan could not be worked out. Ask for it again')
    throw error
  }
}

/** Whoever made them stopped before they were ready, as when the server was started anew. */
export async function giveUpLostPlans(shell: Shell, actor: Actor): Promise<void> {
  for (const planRef of await shell.read(actor, listLost))
    await giveUpPlan(shell, actor, planRef, 'Whoever made the plan stopped before it was ready. Solve again')
}

const PRICES_KEPT = 50

const asRun = (run: PlanRun, plan: Plan, progress: readonly Progress[]): PlanRun => ({
  ...run,
  placed: plan.proposals.filter(({ organisationRef }) => organisationRef !== undefined).length,
  ...{ points: plan.points, bound: plan.bound, weeklyPence: plan.weeklyPence, todayPence: plan.todayPence },
  ...{ prices: plan.prices.slice(0, PRICES_KEPT), progress },
})

function overdueWords(one: Waiting | undefined, today: Day, organisationRef: string | undefined): string[] {
  if (!one || one.startBy >= today || organisationRef === undefined) return []
  return [`Wanted since ${formatDay(one.startBy)}: begins as soon as it can.`]
}

/** Who waits for a plan knows from it that accepting is not all that is needed. */
const spotWords = (one: Waiting | undefined, spots: Spots, contractRef: string | undefined): string[] =>
  one && contractRef !== undefined && spots.get(contractRef)?.includes(one.zone)
    ? [
        'Its contract stands outside the framework: it is bought on the spot, for a reason, until a day, with an approval.',
      ]
    : []

function proposalsOf(
  planRef: string,
  plan: Plan,
  { waiting, spots }: Pick<ReadIn, 'waiting' | 'spots'>,
  today: Day,
): KeptProposal[] {
  const of = new Map(waiting.map((one) => [one.packageRef, one]))
  return plan.proposals.map(({ ref, organisationRef, contractRef, weeklyPence, why, ...more }) => ({
    ...{ planRef, packageRef: ref, mark: of.get(ref)?.mark ?? '' },
    why: [...overdueWords(of.get(ref), today, organisationRef), ...spotWords(of.get(ref), spots, contractRef), ...why],
    ...(organisationRef === undefined ? {} : { organisationRef }),
    ...(contractRef === undefined ? {} : { contractRef }),
    ...(weeklyPence === undefined ? {} : { weeklyPence }),
    ...more,
  }))
}

export const planJobs = (shell: Shell): readonly Job[] => [
  {
    name: MAKE_PLAN,
    run: async ({ council, planRef }) => void (await makePlan(shell, systemActor(Number(council)), String(planRef))),
  },
  {
    name: 'give-up-lost-joint-plans',
    cron: '* * * * *',
    async run() {
      for (const council of await listCouncilIds(shell)) await giveUpLostPlans(shell, systemActor(council))
    },
  },
]
