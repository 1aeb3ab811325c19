import { ASK_JOB, askProviders } from '#src/continuity/desk/ask-commands.ts'
import { END_JOB, endCareOfMoved, endOldCare } from '#src/continuity/desk/desk-commands.ts'
import { HEAR_JOB, hearProvider } from '#src/continuity/desk/hear-commands.ts'
import { tellOfOpenExits } from '#src/continuity/exits/exit-commands.ts'
import { failLostPlans, PLAN_JOB, workPlan } from '#src/continuity/plans/plan-commands.ts'
import { listExits } from '#src/continuity/exits/exit.store.ts'
import { REHEARSAL_JOB, rehearseAll } from '#src/continuity/rehearsals/rehearsal-commands.ts'
import { systemActor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { listCouncilIds } from '#src/platform/councils.ts'
import type { Job } from '#src/platform/jobs.ts'

/** Brokerage knows of every open exit; who could not be asked before, as their last window was still open, is asked once it is over; old care that stands beside the new ends. */
async function askAll(shell: Shell): Promise<void> {
  for (const council of await listCouncilIds(shell)) {
    await tellOfOpenExits(shell, systemActor(council))
    const { exits } = await shell.read(systemActor(council), (tx) =>
      listExits(tx, { states: ['open'], offset: 0, limit: 100 }),
    )
    for (const { exitRef } of exits) {
      await askProviders(shell, council, exitRef)
      await endCareOfMoved(shell, council, exitRef)
    }
  }
}

/** The resilience of the market, anew each month. */
async function rehearseEverywhere(shell: Shell): Promise<void> {
  for (const council of await listCouncilIds(shell)) await rehearseAll(shell, systemActor(council))
}

export const jobs = (shell: Shell): Job[] => [
  { name: HEAR_JOB, run: ({ council, packageRef }) => hearProvider(shell, Number(council), String(packageRef)) },
  { name: 'rehearse-exits', cron: '30 2 1 * *', run: () => rehearseEverywhere(shell) },
  { name: 'ask-continuity-providers-again', cron: '*/10 * * * *', run: () => askAll(shell) },
  { name: ASK_JOB, run: ({ council, exitRef }) => askProviders(shell, Number(council), String(exitRef)) },
  {
    name: END_JOB,
    run: ({ council, exitRef, line }) =>
      endOldCare(shell, Number(council), { exitRef: String(exitRef), line: Number(line) }),
  },
  {
    name: 'fail-lost-continuity-plans',
    cron: '* * * * *',
    async run() {
      for (const council of await listCouncilIds(shell)) await failLostPlans(shell, council)
    },
  },
  { name: REHEARSAL_JOB, run: ({ council, planRef }) => workPlan(shell, Number(council), String(planRef)) },
  { name: PLAN_JOB, run: ({ council, planRef }) => workPlan(shell, Number(council), String(planRef)) },
]
