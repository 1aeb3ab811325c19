import { UPLIFT_JOB, workUplift } from '#src/payments/uplift/commands.ts'
import { listUpliftsAtWork } from '#src/payments/uplift/uplift.store.ts'
import { systemActor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { listCouncilIds } from '#src/platform/councils.ts'
import type { Job } from '#src/platform/jobs.ts'

export const upliftJobs = (shell: Shell): Job[] => [
  { name: UPLIFT_JOB, run: ({ council, upliftRef }) => workUplift(shell, Number(council), String(upliftRef)) },
  { name: 'resume-uplifts', cron: '* * * * *', run: () => resumeUplifts(shell) },
]

/** Goes on with every dry run that was cut off. */
async function resumeUplifts(shell: Shell): Promise<void> {
  for (const council of await listCouncilIds(shell))
    for (const upliftRef of await shell.read(systemActor(council), listUpliftsAtWork))
      await workUplift(shell, council, upliftRef)
}
