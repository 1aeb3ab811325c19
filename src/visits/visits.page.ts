import { addDays, type Day, dayOf, formatDay, formatTime, parseDay } from '#src/base/day.ts'
import { listZones } from '#src/councils/index.ts'
import { csvFile, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { chosen, type Filter, pageAsked, queue, typedText, withQuery } from '#src/platform/pages/queue.ts'
import type { Column } from '#src/platform/pages/table.ts'
import { link, small } from '#src/platform/pages/table.ts'
import { providerTyped, whichProvider } from '#src/providers/index.ts'
import { FLAGS, OUTCOME_WORDS, OUTCOMES } from '#src/visits/visit-outcome.ts'
import { type ListedVisit, searchVisits, type State, type VisitSearch } from '#src/visits/visit-list.store.ts'
import { type Names, namesOf } from '#src/visits/names.store.ts'
import { outcomeTags } from '#src/visits/visit-words.page.ts'

const PAGE_SIZE = 25
const CSV_ROWS = 50_000
/** A queue of visits shows a week at the most. */
const MOST_DAYS = 7

const STATES: readonly State[] = [...OUTCOMES, ...FLAGS]

/** What the address asks for; a day that cannot be read is today. */
export function searchOf(query: Visit['query'], today: Day): VisitSearch {
  const from = parseDay(typedText(query, 'day')) ?? today
  const asked = parseDay(typedText(query, 'to')) ?? from
  const last = addDays(from, MOST_DAYS - 1)
  return {
    from,
    to: asked < from ? from : asked > last ? last : asked,
    personRef: chosen(query, 'person')[0],
    organisationRef: chosen(query, 'provider')[0],
    packageRef: chosen(query, 'package')[0],
    workerRef: chosen(query, 'worker')[0],
    zone: chosen(query, 'zone')[0],
    states: STATES.filter((state) => chosen(query, 'state').includes(state)),
  }
}

export const stateFilter: Filter = {
  kind: 'choices',
  name: 'state',
  label: 'What became of it',
  choices: STATES.map((state) => ({ value: state, text: OUTCOME_WORDS[state] })),
}

export async function listVisitsPage(visit: Visit): Promise<Reply> {
  const { shell, actor, query, url } = visit
  const { found, names, zones, search } = await shell.read(actor, async (tx) => {
    const asked = searchOf(query, dayOf(tx.now))
    const search = { ...asked, organisationRef: await providerTyped(tx, asked.organisationRef) }
    const part = { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE }
    const zones = await listZones(tx)
    const found = await searchVisits(tx, search, part, zones)
    return { found, names: await namesOf(tx, found.visits), zones, search }
  })
  await shell.noteList(actor, 'visits', { ...search, count: found.total })
  const span =
    search.from === search.to ? formatDay(search.from) : `${formatDay(search.from)} to ${formatDay(search.to)}`
  return page({
    title: `Visits on ${span}`,
    section: 'visits',
    wide: true,
    breadcrumbs: [{ text: 'Visits' }],
    actions: [
      { text: 'Upload a call log', href: '/visits/imports' },
      { text: 'Live watch', kind: 'secondary', href: '/visits/watch' },
      { text: 'Short visits', kind: 'secondary', href: '/visits/short' },
      { text: 'Times agreed', kind: 'secondary', href: '/visits/changes' },
      { text: 'How care is delivered', kind: 'secondary', href: '/visits/measures' },
      { text: 'Queues of call logs', kind: 'secondary', href: '/visits/queues' },
      { text: 'Absences', kind: 'secondary', href: '/absences' },
    ],
    content: queue<ListedVisit>({
      noun: { one: 'visit', many: 'visits' },
      url,
      rows: found.visits,
      total: found.total,
      empty: await whichProvider(visit, 'Nothing matches. Remove a filter to see more.'),
      pageSize: PAGE_SIZE,
      filters: [
        { kind: 'day', name: 'day', label: 'Day' },
        { kind: 'day', name: 'to', label: 'Up to (a week at most)' },
        { kind: 'words', name: 'person', label: 'Person', hint: 'Their reference, like P-1001' },
        { kind: 'words', name: 'provider', label: 'Provider', hint: 'Its name or reference' },
        { kind: 'words', name: 'worker', label: 'Worker', hint: 'As the log names them' },
        {
          kind: 'one',
          name: 'zone',
          label: 'Zone',
          choices: zones.map(({ zone, name }) => ({ value: zone, text: name })),
        },
        stateFilter,
      ],
      columns: visitColumns(names),
      csvHref: withQuery(url.replace(/^\/visits/, '/visits.csv'), { page: undefined }),
    }),
  })
}

const visitColumns = (names: Names): Column<ListedVisit>[] => [
  {
    heading: 'Visit',
    cell: (one) =>
      html`${link(`${formatTime(one.start)}, ${one.minutes} minutes`, `/visits/${encodeURIComponent(one.visitRef)}`)}${small(one.visitRef)}`,
  },
  {
    heading: 'Person',
    cell: (one) =>
      html`${link(names.person(one.personRef), dayHref(one.day, 'person', one.personRef))}${small(one.personRef)}`,
  },
  {
    heading: 'Provider',
    cell: (one) => link(names.provider(one.organisationRef), dayHref(one.day, 'provider', one.organisationRef)),
  },
  {
    heading: 'Workers',
    format: 'number',
    cell: (one) => (one.workers === 1 ? '1' : html`${one.seated} of ${one.workers}`),
  },
  { heading: 'There', cell: thereCell },
  {
    heading: 'What became of it',
    cell: (one) => html`${outcomeTags(one)}${one.timeCritical && small('Time-critical')}`,
  },
]

export const dayHref = (day: Day, by: 'person' | 'provider' | 'worker', ref: string): string =>
  `/visits/day?day=${day}&${by}=${encodeURIComponent(ref)}`

const thereCell = ({ firstIn, lastOut, seated }: ListedVisit): Html | string =>
  seated === 0 || firstIn === null
    ? ''
    : html`${formatTime(firstIn)}${lastOut ? ` to ${formatTime(lastOut)}` : small('no log-out')}`

export async function visitsCsv({ shell, actor, query }: Visit): Promise<Reply> {
  const { visits, search } = await shell.read(actor, async (tx) => {
    const asked = searchOf(query, dayOf(tx.now))
    const search = { ...asked, organisationRef: await providerTyped(tx, asked.organisationRef) }
    return { visits: (await searchVisits(tx, search, { offset: 0, limit: CSV_ROWS })).visits, search }
  })
  await shell.noteList(actor, 'visits.csv', { ...search, count: visits.length })
  return csvFile(`visits-${search.from}.csv`, CSV_HEADER, visits.map(csvCells))
}

const CSV_HEADER = [
  'visit_ref',
  'day',
  'start',
  'minutes',
  'workers',
  'person_ref',
  'provider_ref',
  'package_ref',
  'contract_ref',
  'service',
  'zone',
  'first_in',
  'last_out',
  'attended_by',
  'outcome',
  'flags',
]

const csvCells = (one: ListedVisit) => [
  one.visitRef,
  one.day,
  one.start.toString(),
  one.minutes,
  one.workers,
  one.personRef,
  one.organisationRef,
  one.packageRef,
  one.contractRef,
  one.service,
  one.zone,
  one.firstIn?.toString() ?? '',
  one.lastOut?.toString() ?? '',
  one.seated,
  one.outcome,
  one.flags.join('; '),
]
