import { watchContracts } from '#src/contracts/dates/date-commands.ts'
import { publishRegister } from '#src/contracts/published/publish-commands.ts'
import { systemActor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { listCouncilIds } from '#src/platform/councils.ts'
import type { Job } from '#src/platform/jobs.ts'

export const jobs = (shell: Shell): Job[] => [
  {
    name: 'watch-contracts',
    cron: '20 5 * * *',
    run: async () => {
      for (const council of await listCouncilIds(shell)) {
        await watchContracts(shell, systemActor(council))
        await publishRegister(shell, systemActor(council))
      }
    },
  },
]
