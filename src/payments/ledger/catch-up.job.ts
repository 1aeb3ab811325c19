import { ok, type Result, refuse } from '#src/base/result.ts'
import { postEarlier } from '#src/payments/ledger/posting.store.ts'
import { systemActor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { listCouncilIds } from '#src/platform/councils.ts'
import type { Job } from '#src/platform/jobs.ts'

export const ledgerJobs = (shell: Shell): Job[] => [
  { name: 'catch-up-ledger', cron: '25 4 * * *', run: () => catchUpLedger(shell) },
]

/** Posts what stood in the books before the ledger did; with nothing left it changes nothing. */
export async function catchUpLedger(shell: Shell): Promise<void> {
  for (const council of await listCouncilIds(shell)) while ((await catchUp(shell, council)).ok) continue
}

const catchUp = (shell: Shell, council: number) =>
  shell.command(
    systemActor(council),
    'catch-up-ledger',
    async (tx): Promise<Result<true, 'nothing left'>> => ((await postEarlier(tx)) ? ok(true) : refuse('nothing left')),
  )
