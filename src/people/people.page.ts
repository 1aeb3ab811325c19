import { dayOf, formatDay } from '#src/base/day.ts'
import { listZones, officerNames } from '#src/councils/index.ts'
import { ageOn, type Person } from '#src/people/person.ts'
import { findPeople, PEOPLE_SORTS, type PeopleWanted } from '#src/people/person.store.ts'
import { may } from '#src/platform/actor.ts'
import { csvFile, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { html } from '#src/platform/pages/html.ts'
import { chosen, pageAsked, queue, sortAsked, withQuery } from '#src/platform/pages/queue.ts'
import { link, small } from '#src/platform/pages/table.ts'

const PAGE_SIZE = 25
const CSV_ROWS = 10_000

const wantedBy = ({ query, actor }: Visit): Omit<PeopleWanted, 'offset' | 'limit'> => ({
  words: chosen(query, 'words')[0],
  zones: chosen(query, 'zone'),
  workerRef: chosen(query, 'mine')[0] === 'yes' ? actor.id : undefined,
  sort: sortAsked(query, PEOPLE_SORTS, 'name'),
})

const filtersUsed = (wanted: Omit<PeopleWanted, 'offset' | 'limit'>): Record<string, unknown> => ({
  words: wanted.words,
  zones: wanted.zones,
  workerRef: wanted.workerRef,
})

export async function listPeoplePage(visit: Visit): Promise<Reply> {
  const { actor, shell, url, query } = visit
  const wanted = wantedBy(visit)
  const { people, total, zones, workers } = await shell.read(actor, async (tx) => {
    const found = await findPeople(tx, { ...wanted, offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE })
    const workers = await officerNames(
      tx,
      found.people.flatMap(({ workerRef }) => workerRef ?? []),
    )
    return { ...found, zones: await listZones(tx), workers }
  })
  await shell.noteList(actor, 'people', { ...filtersUsed(wanted), found: total })
  const today = dayOf(shell.now())
  const zoneName = (zone: string): string => zones.find((each) => each.zone === zone)?.name ?? zone
  return page({
    title: 'People',
    section: 'people',
    wide: true,
    breadcrumbs: [{ text: 'People' }],
    actions: [
      may(actor, 'people.change') && { text: 'Add a person', href: '/people/add' },
      { text: 'Reviews of care', kind: 'secondary', href: '/reviews' },
    ],
    content: queue({
      noun: { one: 'person', many: 'people' },
      url,
      rows: people,
      total,
      pageSize: PAGE_SIZE,
      sort: wanted.sort,
      filters: [
        { kind: 'words', name: 'words', label: 'Name, reference or postcode' },
        {
          kind: 'choices',
          name: 'zone',
          label: 'Zone',
          choices: zones.map(({ zone, name }) => ({ value: zone, text: name })),
        },
        { kind: 'choices', name: 'mine', label: 'Case', choices: [{ value: 'yes', text: 'My cases' }] },
      ],
      columns: [
        {
          heading: 'Name',
          sort: 'name',
          cell: (person) =>
            html`${link(`${person.familyName}, ${person.givenName}`, `/people/${person.personRef}`)}${person.knownAs && small(`known as ${person.knownAs}`)}`,
        },
        { heading: 'Reference', sort: 'ref', cell: (person) => person.personRef },
        {
          heading: 'Born',
          sort: 'birth',
          cell: (person) => html`${formatDay(person.birthDay)}${small(`${ageOn(person.birthDay, today)} years old`)}`,
        },
        {
          heading: 'Zone',
          sort: 'zone',
          cell: (person) => html`${zoneName(person.zone)}${small(person.postcode)}`,
        },
        { heading: 'Case with', cell: (person) => workers.get(person.workerRef ?? '') ?? 'No one' },
      ],
      csvHref: withQuery(url.replace(/^\/people/, '/people.csv'), { page: undefined }),
      empty: 'Nobody fits. Check the spelling, or clear the filters.',
    }),
  })
}

/** Exactly the people whom the page shows, over all its pages. */
export async function peopleCsv(visit: Visit): Promise<Reply> {
  const { actor, shell } = visit
  const wanted = wantedBy(visit)
  const { people, total } = await shell.read(actor, (tx) => findPeople(tx, { ...wanted, offset: 0, limit: CSV_ROWS }))
  await shell.noteList(actor, 'people.csv', { ...filtersUsed(wanted), found: total })
  return csvFile(
    'people.csv',
    ['person', 'family_name', 'given_name', 'known_as', 'birth_day', 'zone', 'postcode', 'case_with'],
    people.map((person: Person) => [
      person.personRef,
      person.familyName,
      person.givenName,
      person.knownAs,
      person.birthDay,
      person.zone,
      person.postcode,
      person.workerRef,
    ]),
  )
}
