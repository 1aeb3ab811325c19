import { systemActor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { listCouncilIds } from '#src/platform/councils.ts'
import type { Job } from '#src/platform/jobs.ts'
import { dropLooseFiles } from '#src/tendering/bid-files/drop-files-commands.ts'

export const bidFileJobs = (shell: Shell): readonly Job[] => [
  {
    name: 'drop-loose-bid-files',
    cron: '40 3 * * *',
    async run() {
      for (const council of await listCouncilIds(shell)) {
        let dropped = await dropLooseFiles(shell, systemActor(council))
        while (dropped.ok) dropped = await dropLooseFiles(shell, systemActor(council))
      }
    },
  },
]
