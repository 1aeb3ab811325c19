import { listOfficers } from '#src/councils/officer.store.ts'
import { roleName } from '#src/councils/roles.ts'
import type { SearchSource } from '#src/platform/panels.ts'

export const search: SearchSource[] = [
  {
    grant: 'councils.see',
    reference: /^O-\d+$/i,
    async find(tx, words, limit) {
      const sought = words.toLowerCase()
      const officers = (await listOfficers(tx)).filter(
        ({ officerRef, name }) => officerRef.toLowerCase() === sought || name.toLowerCase().includes(sought),
      )
      return officers.slice(0, limit).map((officer) => ({
        href: `/officers/${officer.officerRef}`,
        title: officer.name,
        hint: officer.roles.map(roleName).join(', '),
        kind: 'Officer',
      }))
    },
  },
]
