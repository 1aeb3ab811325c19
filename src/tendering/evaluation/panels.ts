import { instantAt } from '#src/base/day.ts'
import type { WorkSource } from '#src/platform/panels.ts'
import { tenderWork } from '#src/tendering/tender-work.store.ts'

/** What assessors have to do: declare, and once the bids are opened score them. */
export const evaluationWork: readonly WorkSource[] = [
  {
    grant: 'tendering.assess',
    async list(tx, actor) {
      const waiting = (await tenderWork(tx, actor.id)).assessing
      return waiting
        .filter(({ status, isOpened }) => status === 'named' || isOpened)
        .map(({ tenderRef, title, status, evaluatedBy }) => {
          const due = evaluatedBy === '' ? undefined : instantAt(evaluatedBy, '00:00')
          return {
            title: `Assess ${title}`,
            record: `tender:${tenderRef}` as const,
            href: `/tenders/${encodeURIComponent(tenderRef)}/${status === 'named' ? 'declaration' : 'scoring'}`,
            due,
            action: status === 'named' ? 'Declare any conflict' : 'Score the bids',
            overdue: due !== undefined && Temporal.Instant.compare(tx.now, due) > 0,
          }
        })
    },
  },
]
