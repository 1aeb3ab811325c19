import type { WorkSource } from '#src/platform/panels.ts'
import { listOpenClarifications } from '#src/tendering/clarifications/clarification.store.ts'

const SHOWN = 50

/** Questions that wait are work of whoever owns the tender. */
export const clarificationWork: readonly WorkSource[] = [
  {
    grant: 'tendering.manage',
    async list(tx, actor) {
      const open = await listOpenClarifications(tx, SHOWN)
      return open
        .filter(({ ownerRef }) => ownerRef === actor.id)
        .map((one) => ({
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
