import { addDays, dayOf, formatDay, formatShortDay } from '#src/base/day.ts'
import { electronicFloors } from '#src/contracts/index.ts'
import { getPolicy, listZones } from '#src/councils/index.ts'
import type { Read } from '#src/platform/database.ts'
import { csvFile, page, type Reply, type Visit as Asked } from '#src/platform/http/doors.ts'
import { details } from '#src/platform/pages/components.ts'
import { figure } from '#src/platform/pages/figure.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { chosen, type Filter, queue, sortAsked, withQuery, pageAsked } from '#src/platform/pages/queue.ts'
import { bad, type Column, dataTable, link, small } from '#src/platform/pages/table.ts'
import { providerNames } from '#src/providers/index.ts'
import {
  DEFINITIONS,
  measure,
  type Measure,
  type Measured,
  MEASURES,
  misses,
  targetOf,
} from '#src/visits/measures/measure.ts'
import { findFreshness, type GroupedBy, listMeasures, listWeeks } from '#src/visits/measures/measure.store.ts'
import {
  freshWords,
  measureCell,
  PERIODS,
  searchOf,
  type Targets,
  targetsOf,
  targetWords,
} from '#src/visits/measures/measure-words.page.ts'

const WEEKS_DRAWN = 13
const SORTS = ['name', 'due', ...MEASURES] as const

type Row = { readonly key: string; readonly name: string; readonly due: number; readonly measured: Measured }

const groupedBy = (query: Asked['query']): GroupedBy => (chosen(query, 'by')[0] === 'zone' ? 'zone' : 'organisationRef')

/** The league: each provider or zone with its measures, sorted as asked; what cannot be said stands last. */
/** A page of the comparison; the file has all. */
const PAGE_SIZE = 25

async function readLeague(tx: Read, query: Asked['query']) {
  const today = dayOf(tx.now)
  const search = searchOf(query, today)
  const by = groupedBy(query)
  const zones = await listZones(tx)
  const groups = await listMeasures(tx, by, search)
  const names =
    by === 'zone'
      ? new Map(zones.map(({ zone, name }) => [zone, name]))
      : await providerNames(
          tx,
          groups.map(({ key }) => key),
        )
  const sort = sortAsked(query, SORTS, 'name')
  const league = groups.map(
    ({ key, counted, continuity }): Row => ({
      key,
      name: names.get(key) ?? key,
      due: counted.due,
      measured: measure(counted, continuity),
    }),
  )
  return { ...{ search, by, zones, sort, today }, league: league.toSorted(comparing(sort)) }
}

const comparing =
  ({ key, descending }: { key: (typeof SORTS)[number]; descending: boolean }) =>
  (a: Row, b: Row): number => {
    const sign = descending ? -1 : 1
    if (key === 'name') return sign * a.name.localeCompare(b.name, 'en-GB')
    const [x, y] = key === 'due' ? [a.due, b.due] : [a.measured[key], b.measured[key]]
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined)
    return sign * (x - y) || a.name.localeCompare(b.name, 'en-GB')
  }

/** How well care is delivered, by provider or zone, against what the council asks for. */
export async function showMeasures({ shell, actor, query, url }: Asked): Promise<Reply> {
  const read = await shell.read(actor, async (tx) => {
    const league = await readLeague(tx, query)
    const drawn = { ...league.search, from: addDays(league.search.to, -7 * WEEKS_DRAWN) }
    return {
      ...league,
      weeks: await listWeeks(tx, drawn),
      fresh: await findFreshness(tx, league.search),
      targets: await getPolicy(tx, 'measures', league.today),
      floors: league.by === 'zone' ? new Map<string, number>() : await electronicFloors(tx, league.today),
    }
  })
  const { by, zones, league, targets, floors, search } = read
  const filters: Filter[] = [
    { kind: 'one', name: 'weeks', label: 'Period', choices: PERIODS },
    { kind: 'one', name: 'zone', label: 'Zone', choices: zones.map(({ zone, name }) => ({ value: zone, text: name })) },
    {
      kind: 'one',
      name: 'by',
      label: 'Compare',
      choices: [
        { value: 'provider', text: 'Providers' },
        { value: 'zone', text: 'Zones' },
      ],
    },
  ]
  return page({
    title: 'How care is delivered',
    section: 'visits',
    wide: true,
    breadcrumbs: [{ text: 'Visits', href: '/visits' }, { text: 'How care is delivered' }],
    content: html`<p class="govuk-body">${formatDay(search.from)} to ${formatDay(addDays(search.to, -1))}. ${freshWords(read.fresh)}</p>${queue<Row>(
      {
        noun: by === 'zone' ? { one: 'zone', many: 'zones' } : { one: 'provider', many: 'providers' },
        url: withQuery(url, { weeks: String(search.weeks), by: by === 'zone' ? 'zone' : 'provider' }),
        rows: league.slice((pageAsked(query) - 1) * PAGE_SIZE, pageAsked(query) * PAGE_SIZE),
        total: league.length,
        pageSize: PAGE_SIZE,
        sort: read.sort,
        filters,
        empty: 'No visit of these weeks has been counted.',
        columns: leagueColumns(by, ({ key }) => targetsOf(targets, floors, key)),
        csvHref: withQuery(url.replace(/^\/visits\/measures/, '/visits/measures.csv'), {}),
      },
    )}${weeksFigure(read.weeks)}${definitions(targets)}`,
  })
}

const leagueColumns = (by: GroupedBy, targetsFor: (row: Row) => Targets): Column<Row>[] => [
  {
    heading: by === 'zone' ? 'Zone' : 'Provider',
    sort: 'name',
    cell: ({ key, name }) => (by === 'zone' ? name : html`${link(name, `/providers/${key}`)}${small(key)}`),
  },
  { heading: 'Visits due', sort: 'due', format: 'number', cell: ({ due }) => due.toLocaleString('en-GB') },
  ...MEASURES.filter((of) => of !== 'workers').map(
    (of): Column<Row> => ({
      heading: DEFINITIONS[of].name,
      sort: of,
      format: 'number',
      cell: (row) => (of === 'topThree' ? continuityCell(row, targetsFor(row)) : measureCell(of, row, targetsFor(row))),
    }),
  ),
]

/** Both measures of continuity in one cell: a column more would not fit a desk. */
const continuityCell = (row: Row, targets: Targets): Html =>
  html`${measureCell('topThree', row, targets)}${row.measured.workers !== undefined && small(workersWords(row.measured.workers, targets))}`

const workersWords = (workers: number, targets: Targets): Html | string => {
  const words = `${workers.toFixed(1)} workers a person`
  return misses(workers, targetOf('workers', targets)) ? bad(`${words}: above`) : words
}

function weeksFigure(weeks: Awaited<ReturnType<typeof listWeeks>>): Html | undefined {
  if (weeks.length < 2) return undefined
  const nobody = { people: 0, attendances: 0, workers: 0, topThree: 0 }
  const measured = weeks.map((week) => measure(week, nobody))
  const [first, last] = [measured[0]?.onTime, measured.at(-1)?.onTime]
  const finding =
    first === undefined || last === undefined
      ? 'Shares of visits by week.'
      : `${last.toFixed(1)}% of visits were on time in the last week, ${first.toFixed(1)}% in the first.`
  return figure({
    title: 'On time, delivered and electronic by week',
    finding,
    kind: 'line',
    fromZero: false,
    labels: weeks.map(({ monday }) => formatShortDay(monday).replace(/ \d{4}$/, '')),
    labelHeading: 'Week from',
    series: (['delivered', 'onTime', 'electronic'] as const).map((of) => ({
      name: DEFINITIONS[of].name,
      values: measured.map((one) => one[of]),
    })),
    format: (value) => `${Math.round(value * 10) / 10}%`,
    definition: `${DEFINITIONS.delivered.words} ${DEFINITIONS.onTime.words} ${DEFINITIONS.electronic.words} By call monitoring, whole weeks.`,
  })
}

const definitions = (targets: Targets): Html =>
  details({
    summaryText: 'What the columns mean, and what the council asks for',
    html: dataTable<Measure>({
      caption: 'What the columns mean',
      captionHidden: true,
      rows: MEASURES,
      columns: [
        { heading: 'Measure', cell: (of) => DEFINITIONS[of].name },
        { heading: 'What it is', cell: (of) => DEFINITIONS[of].words },
        { heading: 'Asked for', cell: (of) => targetWords(of, targets) },
      ],
    }),
  })

export async function measuresCsv({ shell, actor, query }: Asked): Promise<Reply> {
  const { league, search, by } = await shell.read(actor, (tx) => readLeague(tx, query))
  await shell.noteList(actor, 'measures.csv', { from: search.from, to: search.to, count: league.length })
  return csvFile(
    `measures-${search.from}-to-${addDays(search.to, -1)}.csv`,
    [by === 'zone' ? 'zone' : 'provider_ref', 'name', 'visits_due', ...MEASURES.map((of) => CSV_NAMES[of])],
    league.map(({ key, name, due, measured }) => [
      key,
      name,
      due,
      ...MEASURES.map((of) => measured[of]?.toFixed(2) ?? ''),
    ]),
  )
}

const CSV_NAMES: Readonly<Record<Measure, string>> = {
  delivered: 'delivered_percent',
  onTime: 'on_time_percent',
  lengthOfStay: 'length_of_stay_percent',
  missed: 'missed_percent',
  electronic: 'electronic_percent',
  manual: 'by_hand_percent',
  topThree: 'top_three_percent',
  workers: 'workers_a_person',
}
