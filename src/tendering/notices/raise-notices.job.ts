import { addMonths, type Day, dayOf, formatDay } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { ok, refuse } from '#src/base/result.ts'
import { getPolicy } from '#src/councils/index.ts'
import { systemActor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { listCouncils, type Tenant } from '#src/platform/councils.ts'
import type { Read } from '#src/platform/database.ts'
import type { Job } from '#src/platform/jobs.ts'
import { dueOfCouncil } from '#src/tendering/notices/duties.ts'
import type { NoticeFact } from '#src/tendering/notices/facts.ts'
import { noteContractEvent, raiseNotice } from '#src/tendering/notices/notice-commands.ts'
import { listPlanned, listRunOut, markOverdue } from '#src/tendering/notices/notice.store.ts'

export const noticeJobs = (shell: Shell): Job[] => [
  { name: 'raise-notices', cron: '20 5 * * *', run: () => raiseNotices(shell) },
]

/** How many contracts one transaction takes: the next comes right after it. */
const AT_ONCE = 200

/** What the calendar asks for: the council's own notices, contracts that ran out, and those whose day has passed. */
export async function raiseNotices(shell: Shell): Promise<void> {
  for (const tenant of await listCouncils(shell.database)) while ((await raiseOf(shell, tenant)).ok) continue
}

const raiseOf = (shell: Shell, { council, kind }: Tenant) =>
  shell.command<number, 'nothing due'>(systemActor(council), 'raise-notices', async (tx) => {
    const today = dayOf(tx.now)
    const { pipeline } = await getPolicy(tx, 'notices', today)
    let raised = 0
    // A joint arrangement pays nobody and plans nothing of its own: its members do.
    for (const { aboutRef, title, ...due } of kind === 'joint' ? [] : dueOfCouncil(today, pipeline)) {
      const about = { aboutKind: 'council' as const, aboutRef, tenderRef: null, title, regime: null }
      const typed: Record<string, string> = due.code === 'UK1' ? { what: await pipelineOf(tx, today) } : {}
      if ((await raiseNotice(tx, about, due, { typed })) !== undefined) raised++
    }
    for (const told of await listRunOut(tx, today, AT_ONCE)) {
      await noteContractEvent(tx, { ...told, kind: 'ended', day: told.toDay, words: 'Its term ended.' })
      raised++
    }
    for (const { noticeRef, code, tenderRef, dueDay } of await markOverdue(tx, today))
      if (dueDay !== null) {
        tx.record({
          type: 'tendering.notice-overdue',
          about: [`notice:${noticeRef}`, ...(tenderRef === null ? [] : [`tender:${tenderRef}` as const])],
          data: { noticeRef, code, tenderRef, dueDay },
        } satisfies NoticeFact)
        raised++
      }
    return raised === 0 ? refuse('nothing due') : ok(raised)
  })

/** Contracts worth more than this that are expected within eighteen months belong to the pipeline. */
const PIPELINE_ABOVE = 200_000_000
const PIPELINE_MONTHS = 18

/** What is planned, a line each, for an officer to complete. */
async function pipelineOf(tx: Read, today: Day): Promise<string> {
  const planned = await listPlanned(tx, PIPELINE_ABOVE, addMonths(today, PIPELINE_MONTHS))
  return planned
    .map(({ title, estimatedPence, fromDay }) => `${title}: ${formatPence(estimatedPence)}, from ${formatDay(fromDay)}`)
    .join('\n')
}
