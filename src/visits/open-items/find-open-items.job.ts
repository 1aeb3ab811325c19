import type { Shell } from '#src/platform/command.ts'
import { listCouncilIds } from '#src/platform/councils.ts'
import type { Job } from '#src/platform/jobs.ts'
import { findOpenItems, findOpenItemsOf } from '#src/visits/open-items/open-item-commands.ts'
import { FIND_OLDER, NIGHTLY_DAYS } from '#src/visits/open-items/older-days.ts'

/** The last days are gone through often. */
const OFTEN_DAYS = 2

export const openItemJobs = (shell: Shell): readonly Job[] => [
  { name: 'find-open-items', cron: '*/15 * * * *', run: () => find(shell, OFTEN_DAYS) },
  { name: 'find-older-open-items', cron: '25 3 * * *', run: () => find(shell, NIGHTLY_DAYS) },
  {
    name: FIND_OLDER,
    run: async ({ council, from, to }) => {
      await findOpenItemsOf(shell, Number(council), { from: String(from), to: String(to) })
    },
  },
]

async function find(shell: Shell, days: number): Promise<void> {
  for (const council of await listCouncilIds(shell)) await findOpenItems(shell, council, days)
}
