import type { WorkSource } from '#src/platform/panels.ts'
import { KIND_WORDS } from '#src/visits/open-items/open-item.ts'
import { countItems } from '#src/visits/open-items/open-items.store.ts'
import { timesOn } from '#src/visits/open-items/queues.page.ts'

/** On "My work" each queue is one line: how many of the council's items nobody else has in hand. */
export const openItemsToSettle: WorkSource = {
  grant: 'visits.correct',
  async list(tx, actor) {
    if (actor.kind !== 'officer') return []
    const counts = await countItems(tx, await timesOn(tx), actor.id)
    return counts
      .filter(({ owner, items }) => owner === 'council' && items > 0)
      .map(({ kind, items }) => ({
        title: `${KIND_WORDS[kind]}: ${items.toLocaleString('en-GB')}`,
        record: `officer:${actor.id}` as const,
        href: `/visits/queues?queue=${encodeURIComponent(kind)}&owner=council`,
        due: undefined,
        action: 'Go through them',
        overdue: false,
      }))
  },
}
