import { systemActor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { listCouncilIds } from '#src/platform/councils.ts'
import type { Job } from '#src/platform/jobs.ts'
import { publishDirectory } from '#src/providers/directory/directory-commands.ts'

/** By day what providers say stands in the directory within the hour; a council with nothing to list has nothing published. */
export const directoryJobs = (shell: Shell): readonly Job[] => [
  {
    name: 'publish-directory',
    cron: '50 5-20 * * *',
    async run() {
      for (const council of await listCouncilIds(shell)) await publishDirectory(shell, systemActor(council))
    },
  },
]
