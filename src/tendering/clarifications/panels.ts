import type { WorkSource } from '#src/platform/panels.ts'
import { tenderWork } from '#src/tendering/tender-work.store.ts'

/** Questions that wait are work of whoever owns the tender. */
export const clarificationWork: readonly WorkSource[] = [
  {
    grant: 'tendering.manage',
    async list(tx, actor) {
      const { questions } = await tenderWork(tx, actor.id)
      return questions.map((one) => ({
        title: `Question ${one.clarificationRef} about ${one.title}`,
        record: `clarification:${one.clarificationRef}` as const,
        href: `/clarifications/${one.clarificationRef}`,
        due: one.closesAt,
        action: 'Answer',
        overdue: Temporal.Instant.compare(tx.now, one.closesAt) >= 0,
      }))
    },
  },
]
