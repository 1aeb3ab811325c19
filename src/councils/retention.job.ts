import { dayOf } from '#src/base/day.ts'
import { ok, refuse } from '#src/base/result.ts'
import type { CouncilsFact } from '#src/councils/facts.ts'
import { getPolicy } from '#src/councils/policies/policy.store.ts'
import { disposeBefore } from '#src/councils/retention.ts'
import { systemActor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { listCouncilIds } from '#src/platform/councils.ts'
import { type Disposed, disposeOf } from '#src/platform/disposal.ts'
import type { Job } from '#src/platform/jobs.ts'

export const jobs = (shell: Shell): Job[] => [
  { name: 'keep-to-times', cron: '10 4 * * *', run: () => keepToTimes(shell) },
]

/** Drops what the council's policy no longer keeps and no decision is needed for; the history says how much. */
export async function keepToTimes(shell: Shell): Promise<void> {
  for (const council of await listCouncilIds(shell)) while ((await dropOld(shell, council)).ok) continue
}

const dropOld = (shell: Shell, council: number) =>
  shell.command<Disposed, 'nothing old'>(systemActor(council), 'keep-to-times', async (tx) => {
    const policy = await getPolicy(tx, 'retention', dayOf(tx.now))
    const disposed = await disposeOf(tx, disposeBefore(policy, tx.now))
    if (disposed.accessLines + disposed.answers + disposed.mails === 0) return refuse('nothing old')
    tx.record({
      type: 'councils.old-lines-dropped',
      about: [`council:${council}`],
      data: disposed,
    } satisfies CouncilsFact)
    return ok(disposed)
  })
