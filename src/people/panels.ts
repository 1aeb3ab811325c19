import { personName } from '#src/people/person.ts'
import { findPeople } from '#src/people/person.store.ts'
import { casesWork } from '#src/people/reviews/panels.ts'
import type { SearchSource, WorkSource } from '#src/platform/panels.ts'

export const work: WorkSource[] = [{ grant: 'people.assess', list: casesWork }]

export const search: SearchSource[] = [
  {
    grant: 'people.see',
    reference: /^P-\d+$/i,
    async find(tx, words, limit) {
      const { people } = await findPeople(tx, { words, sort: { key: 'name', descending: false }, offset: 0, limit })
      return people.map((person) => ({
        href: `/people/${person.personRef}`,
        title: personName(person),
        hint: `${person.personRef}, ${person.postcode}`,
        kind: 'Person',
      }))
    },
  },
]
