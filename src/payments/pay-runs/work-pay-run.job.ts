import { RECHECK_CARDS_JOB, recheckCards } from '#src/payments/adjustments/card-recheck-commands.ts'
import { isCardRecheckDue } from '#src/payments/adjustments/card-recheck.store.ts'
import { listStaleDrafts } from '#src/payments/adjustments/recheck.store.ts'
import { chargeJobs } from '#src/payments/charges/charge-people.job.ts'
import { PAY_RUN_JOB } from '#src/payments/pay-runs/pay-run-commands.ts'
import { ledgerJobs } from '#src/payments/ledger/catch-up.job.ts'
import { listRunsAtWork } from '#src/payments/pay-runs/pay-run.store.ts'
import { mailJobs } from '#src/payments/mails/tell-by-mail.job.ts'
import { savingJobs } from '#src/payments/savings/count-savings.job.ts'
import { workPayRun } from '#src/payments/pay-runs/work-commands.ts'
import { upliftJobs } from '#src/payments/uplift/work-uplift.job.ts'
import { systemActor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { listCouncilIds } from '#src/platform/councils.ts'
import type { Job } from '#src/platform/jobs.ts'

/** Rates or posts a run. Cut off at any point, the next try goes on from the last chunk that was committed. */
export const jobs = (shell: Shell): Job[] => [
  { name: PAY_RUN_JOB, run: ({ council, payRunRef }) => workPayRun(shell, Number(council), String(payRunRef)) },
  { name: RECHECK_CARDS_JOB, run: ({ council }) => recheckCards(shell, Number(council)) },
  // A process that died leaves its job marked as being worked for a quarter of an hour: nobody waits so long for a pay run.
  { name: 'resume-pay-runs', cron: '* * * * *', run: () => resumePayRuns(shell) },
  ...upliftJobs(shell),
  ...ledgerJobs(shell),
  ...savingJobs(shell),
  ...chargeJobs(shell),
  ...mailJobs(shell),
]

/**
 * Goes on with every run that stands at work, and with drafts of which something changed since. Beside a worker that is well it
 * shares the chunks out, and none is done twice.
 */
export async function resumePayRuns(shell: Shell): Promise<void> {
  for (const council of await listCouncilIds(shell)) {
    const clerk = systemActor(council)
    if (await shell.read(clerk, isCardRecheckDue)) await recheckCards(shell, council)
    const [atWork, stale] = [await shell.read(clerk, listRunsAtWork), await shell.read(clerk, listStaleDrafts)]
    for (const payRunRef of [...atWork, ...stale]) await workPayRun(shell, council, payRunRef)
  }
}
