import { chargeDueWeeks } from '#src/payments/charges/charge-commands.ts'
import { systemActor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { listCouncilIds } from '#src/platform/councils.ts'
import type { Job } from '#src/platform/jobs.ts'

export const chargeJobs = (shell: Shell): readonly Job[] => [
  {
    name: 'charge-people',
    cron: '*/5 * * * *',
    async run() {
      for (const council of await listCouncilIds(shell)) await chargeDueWeeks(shell, systemActor(council))
    },
  },
]
