import { renamePerson } from '#src/brokerage/care-package.store.ts'
import { getPerson, type PeopleFact, personName } from '#src/people/index.ts'
import { type Listener, listen } from '#src/platform/command.ts'

export const listeners: readonly Listener[] = [
  listen<PeopleFact, 'people.person-corrected'>('people.person-corrected', async (tx, { data }) => {
    const { personRef, fields } = data
    if (!fields.some((field) => field === 'givenName' || field === 'familyName')) return
    await renamePerson(tx, personRef, personName(await getPerson(tx, personRef)))
  }),
]
