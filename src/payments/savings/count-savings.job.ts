import { countSavings } from '#src/payments/savings/saving-commands.ts'
import { systemActor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { listCouncilIds } from '#src/platform/councils.ts'
import type { Job } from '#src/platform/jobs.ts'

export const savingJobs = (shell: Shell): readonly Job[] => [
  {
    name: 'count-savings',
    cron: '*/5 * * * *',
    async run() {
      for (const council of await listCouncilIds(shell)) await countSavings(shell, systemActor(council))
    },
  },
]
