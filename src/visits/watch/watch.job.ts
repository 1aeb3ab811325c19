import { systemActor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { listCouncilIds } from '#src/platform/councils.ts'
import type { Job } from '#src/platform/jobs.ts'
import { watchVisits } from '#src/visits/watch/watch-commands.ts'

/** Every minute: who should have been logged in by now and is not. */
export const watchJob = (shell: Shell): Job => ({
  name: 'watch-visits',
  cron: '* * * * *',
  async run() {
    for (const council of await listCouncilIds(shell)) await watchVisits(shell, systemActor(council))
  },
})
