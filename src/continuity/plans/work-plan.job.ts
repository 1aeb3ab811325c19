import { PLAN_JOB, workPlan } from '#src/continuity/plans/plan-commands.ts'
import type { Shell } from '#src/platform/command.ts'
import type { Job } from '#src/platform/jobs.ts'

export const planJobs = (shell: Shell): Job[] => [
  { name: PLAN_JOB, run: ({ council, planRef }) => workPlan(shell, Number(council), String(planRef)) },
]
