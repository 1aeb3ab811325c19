import type { Shell } from '#src/platform/command.ts'
import { listCouncilIds } from '#src/platform/councils.ts'
import type { Job } from '#src/platform/jobs.ts'
import { findOpenItems } from '#src/visits/open-items/open-item-commands.ts'

/** The last days are gone through often; once a night those further back, for what came or was cancelled late. */
const OFTEN_DAYS = 2
const NIGHTLY_DAYS = 35

export const openItemJobs = (shell: Shell): readonly Job[] => [
  { name: 'find-open-items', cron: '*/15 * * * *', run: () => find(shell, OFTEN_DAYS) },
  { name: 'find-older-open-items', cron: '25 3 * * *', run: () => find(shell, NIGHTLY_DAYS) },
]

async function find(shell: Shell, days: number): Promise<void> {
  for (const council of await listCouncilIds(shell)) await findOpenItems(shell, council, days)
}
