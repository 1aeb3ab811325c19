import { PAY_RUN_JOB, workPayRun } from '#src/payments/commands.ts'
import type { Shell } from '#src/platform/command.ts'
import type { Job } from '#src/platform/jobs.ts'

/** Rates or posts a run. Cut off at any point, the next try goes on from the last chunk that was committed. */
export const jobs = (shell: Shell): Job[] => [
  { name: PAY_RUN_JOB, run: ({ council, payRunRef }) => workPayRun(shell, Number(council), String(payRunRef)) },
]
