import type { SearchSource } from '#src/platform/panels.ts'
import { listProviders } from '#src/providers/provider-list.store.ts'

export const search: SearchSource[] = [
  {
    grant: 'providers.see',
    reference: /^1-\d+$/,
    async find(tx, words, limit) {
      const asked = { words, ratings: [], standings: [], sort: { key: 'name' as const, descending: false } }
      const { rows } = await listProviders(tx, asked, { offset: 0, limit })
      return rows.map((one) => ({
        href: `/providers/${one.organisationRef}`,
        title: one.name,
        hint: [one.organisationRef, ...one.areas.slice(0, 1)].join(', '),
        kind: 'Provider',
      }))
    },
  },
]
