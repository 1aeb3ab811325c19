import { csvFile, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { may } from '#src/platform/actor.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import { everyPart } from '#src/platform/pages/every-part.ts'
import { chosen, pageAsked, queue, sortAsked, withQuery } from '#src/platform/pages/queue.ts'
import { link, small } from '#src/platform/pages/table.ts'
import { RATINGS } from '#src/providers/cqc-values.ts'
import {
  type ListedProvider,
  listChoices,
  listProviders,
  type ProviderSearch,
} from '#src/providers/provider-list.store.ts'
import { STANDINGS, type StandingName, standingWords } from '#src/providers/standing/standing.ts'

const SORTS = ['name', 'locations'] as const
const PAGE_SIZE = 25

const searchOf = (query: Visit['query']): ProviderSearch => ({
  words: chosen(query, 'words')[0],
  service: chosen(query, 'service')[0],
  area: chosen(query, 'area')[0],
  ratings: chosen(query, 'rating'),
  standings: chosen(query, 'standing'),
  sort: sortAsked(query, SORTS, 'name'),
})

export async function listProvidersPage({ actor, shell, query, url }: Visit): Promise<Reply> {
  const search = searchOf(query)
  const { found, choices } = await shell.read(actor, async (tx) => ({
    found: await listProviders(tx, search, { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE }),
    choices: await listChoices(tx),
  }))
  const same = (values: readonly string[]) => values.map((value) => ({ value, text: value }))
  return page({
    title: 'Providers',
    section: 'providers',
    wide: true,
    breadcrumbs: [{ text: 'Providers' }],
    actions: [
      may(actor, 'providers.import') && { text: 'Import the CQC register', href: '/providers/imports' },
      { text: 'Public directory', kind: 'secondary', href: '/providers/directory' },
      may(actor, 'brokerage.fairness') && { text: 'Fairness of placements', kind: 'secondary', href: '/fairness' },
    ],
    content: queue({
      noun: { one: 'provider', many: 'providers' },
      url,
      rows: found.rows,
      total: found.total,
      pageSize: PAGE_SIZE,
      sort: search.sort,
      filters: [
        { kind: 'words', name: 'words', label: 'Name, reference or postcode' },
        { kind: 'one', name: 'service', label: 'Service type', choices: same(choices.services) },
        { kind: 'one', name: 'area', label: 'Council area', choices: same(choices.areas) },
        {
          kind: 'choices',
          name: 'rating',
          label: 'CQC rating of a location',
          choices: [...same(RATINGS), { value: 'none', text: 'No rating' }],
        },
        {
          kind: 'choices',
          name: 'standing',
          label: 'With this council',
          choices: [...STANDINGS, 'not listed' as const].map((value) => ({ value, text: standingWords(value) })),
        },
      ],
      columns: [
        {
          heading: 'Provider',
          sort: 'name',
          cell: (one) => html`${link(one.name, `/providers/${one.organisationRef}`)}${small(one.organisationRef)}`,
        },
        {
          heading: 'Services',
          cell: (one) => html`${few(one.services, 3, 'services')}${small(few(one.areas, 2, 'areas'))}`,
        },
        { heading: 'Locations', sort: 'locations', format: 'number', cell: (one) => one.locations },
        { heading: 'CQC ratings', cell: (one) => ratingsCell(one) },
        { heading: 'Standing', cell: (one) => standingTag(one) },
      ],
      csvHref: withQuery(url.replace(/^\/providers/, '/providers.csv'), { page: undefined }),
      empty: html`<p class="govuk-body">No provider fits. ${may(actor, 'providers.import') ? link('Import an extract of the CQC register', '/providers/imports') : 'Take a filter away'} to see more.</p>`,
    }),
  })
}

const few = (values: readonly string[], most: number, noun: string): string =>
  values.length <= most
    ? values.join(', ')
    : `${values.slice(0, most).join(', ')} and ${values.length - most} more ${noun}`

/** "2 Good, 1 Requires improvement": how many locations have each rating, for there is no rating of a whole provider. */
export const ratingsWords = ({ ratings }: Pick<ListedProvider, 'ratings'>): string =>
  [...RATINGS, 'none']
    .flatMap((rating) => (ratings[rating] ? [`${ratings[rating]} ${rating === 'none' ? 'not rated' : rating}`] : []))
    .join(', ')

const ratingsCell = (one: ListedProvider): Html =>
  (one.ratings['Inadequate'] ?? 0) > 0
    ? html`${statusTag({ text: 'Inadequate', colour: 'red' })}${small(ratingsWords(one))}`
    : html`${ratingsWords(one)}`

const COLOURS = { approved: 'green', suspended: 'red', 'not used': 'grey', 'not listed': 'grey' } as const

const standingTag = (one: ListedProvider): Html =>
  one.status === 'deregistered'
    ? statusTag({ text: 'Registration ended', colour: 'grey' })
    : statusTag({ text: standingWords(one.standing), colour: COLOURS[one.standing] })

export const standingColour = (standing: StandingName | 'not listed') => COLOURS[standing]

export async function providersCsv({ actor, shell, query }: Visit): Promise<Reply> {
  const rows = await shell.read(actor, (tx) =>
    everyPart(async (part) => (await listProviders(tx, searchOf(query), part)).rows),
  )
  await shell.noteList(actor, 'providers.csv', { ...searchOf(query), count: rows.length })
  return csvFile(
    'providers.csv',
    [
      'provider',
      'name',
      'standing',
      'registration',
      'locations',
      'areas',
      'services',
      ...RATINGS.map((rating) => rating.toLowerCase().replace(' ', '_')),
      'not_rated',
    ],
    rows.map((one) => [
      one.organisationRef,
      one.name,
      one.standing,
      one.status,
      one.locations,
      one.areas.join('; '),
      one.services.join('; '),
      ...[...RATINGS, 'none'].map((rating) => one.ratings[rating] ?? 0),
    ]),
  )
}
