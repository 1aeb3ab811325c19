import type { Shell } from '#src/platform/command.ts'
import { listCouncilIds } from '#src/platform/councils.ts'
import type { Job } from '#src/platform/jobs.ts'
import { applyEarly } from '#src/visits/early-corrections/early-correction-commands.ts'

/** Every minute: rows that have come, for which corrections wait. */
export const applyEarlyJob = (shell: Shell): Job => ({
  name: 'apply-early-corrections',
  cron: '* * * * *',
  async run() {
    for (const council of await listCouncilIds(shell)) await applyEarly(shell, council)
  },
})
