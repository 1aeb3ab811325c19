import type { SearchSource } from '#src/platform/panels.ts'
import { listTenders } from '#src/tendering/tenders/tender-list.store.ts'

export const tenderSearch: readonly SearchSource[] = [
  {
    grant: 'tendering.see',
    reference: /^TD-\d+$/i,
    async find(tx, words, limit) {
      const { tenders } = await listTenders(tx, { words, statuses: [], routes: [] }, { offset: 0, limit })
      return tenders.map((one) => ({
        href: `/tenders/${one.tenderRef}`,
        title: one.title,
        hint: one.tenderRef,
        kind: 'Tender',
      }))
    },
  },
]
