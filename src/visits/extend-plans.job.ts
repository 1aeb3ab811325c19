import { applyChangesJob } from '#src/visits/agreed-changes/apply-changes.job.ts'
import { systemActor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { listCouncilIds } from '#src/platform/councils.ts'
import type { Job } from '#src/platform/jobs.ts'
import { applyEarlyJob } from '#src/visits/early-corrections/apply-early.job.ts'
import { seatCallLog } from '#src/visits/call-log/seat-call-log.job.ts'
import { openItemJobs } from '#src/visits/open-items/find-open-items.job.ts'
import { extendPlans } from '#src/visits/visit-commands.ts'
import { measureJobs } from '#src/visits/measures/count-measures.job.ts'
import { watchJob } from '#src/visits/watch/watch.job.ts'

/** Every night the plans reach a day further, every minute the watch looks. */
export const jobs = (shell: Shell): readonly Job[] => [
  {
    name: 'extend-visit-plans',
    cron: '10 2 * * *',
    async run() {
      for (const council of await listCouncilIds(shell)) await extendPlans(shell, systemActor(council))
    },
  },
  seatCallLog(shell),
  ...openItemJobs(shell),
  watchJob(shell),
  applyChangesJob(shell),
  applyEarlyJob(shell),
  ...measureJobs(shell),
]
