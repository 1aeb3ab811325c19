import { addDays, addMonths, type Day, dayOf, formatDay, formatInstant } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { may } from '#src/platform/actor.ts'
import { csvFile, notFound, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { figure } from '#src/platform/pages/figure.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { StatusTag } from '#src/platform/pages/page.ts'
import { chosen, pageAsked, queue, sortAsked, withQuery } from '#src/platform/pages/queue.ts'
import { section, summary } from '#src/platform/pages/record.ts'
import { type Column, dataTable, link, money, shortDay, small } from '#src/platform/pages/table.ts'
import {
  endsByQuarter,
  findProcess,
  type Listed,
  listProcesses,
  listRegions,
  listReleasesOfProcess,
  type Quarter,
  WATCH_ORDERS,
  type WatchFilter,
} from '#src/tendering/market-watch/market-watch.store.ts'
import { type Process, STAGES, type Stage } from '#src/tendering/market-watch/watched.ts'

const PAGE_SIZE = 25
const CSV_ROWS = 20_000
const RELEASES_SHOWN = 50
const QUARTERS = 12
/** Health and social work services: what the watch opens on (P-05). */
const CARE = '85'
const CRUMBS = [
  { text: 'Tendering', href: '/tenders' },
  { text: 'Who else is buying', href: '/market-watch' },
]

export const STAGE_TAGS: Readonly<Record<Stage, StatusTag>> = {
  planning: { text: 'Planned', colour: 'grey' },
  tender: { text: 'Open to bids', colour: 'blue' },
  award: { text: 'Awarded', colour: 'green' },
  contract: { text: 'Contract', colour: 'green' },
  ended: { text: 'Ended', colour: 'grey' },
}

const FILTERS = ['words', 'cpv', 'region', 'stage', 'supplier', 'all'] as const

function filterOf(query: Visit['query']): WatchFilter {
  const one = (name: string) => chosen(query, name)[0]
  const stage = STAGES.find((each) => each === one('stage'))
  const cpv = FILTERS.some((name) => one(name) !== undefined) ? one('cpv') : CARE
  const [words, region, supplier] = [one('words'), one('region'), one('supplier')]
  return {
    ...(words ? { words } : {}),
    ...(cpv ? { cpv: cpv.replace(/[^0-9]/g, '') } : {}),
    ...(region ? { region } : {}),
    ...(stage ? { stage } : {}),
    ...(supplier ? { supplier } : {}),
  }
}

const quarterStart = (day: Day): Day => {
  const month = Number(day.slice(5, 7))
  return `${day.slice(0, 4)}-${String(month - ((month - 1) % 3)).padStart(2, '0')}-01`
}

const COLUMNS: Column<Listed>[] = [
  {
    heading: 'What',
    cell: (one) =>
      html`${link(one.title, `/market-watch/${encodeURIComponent(one.ocid)}`)}${small(one.cpvWords ?? one.cpv ?? '')}`,
  },
  { heading: 'Buyer', cell: (one) => html`${one.buyer}${small(one.regions.join(', '))}` },
  { heading: 'From whom', cell: (one) => suppliersCell(one) },
  { heading: 'Stage', cell: (one) => statusTag(STAGE_TAGS[one.stage]) },
  { heading: 'Last day', sort: 'end', cell: (one) => (one.toDay === null ? '' : shortDay(addDays(one.toDay, -1))) },
  { heading: 'Value', format: 'number', sort: 'value', cell: (one) => money(one.valuePence ?? undefined) },
  { heading: 'Last told', sort: 'published', cell: (one) => shortDay(one.publishedOn) },
]

function suppliersCell({ suppliers, supplierCount }: Listed): Html {
  const shown = suppliers ?? []
  return html`${shown.map(({ name, organisationRef }, at) => html`${at > 0 && ', '}${organisationRef === null ? name : link(name, `/providers/${organisationRef}`)}`)}${supplierCount > shown.length && small(`and ${supplierCount - shown.length} more`)}`
}

export async function showMarketWatch({ actor, shell, query, url }: Visit): Promise<Reply> {
  const today = dayOf(shell.now())
  const first = quarterStart(today)
  const sort = sortAsked(query, WATCH_ORDERS, '-published')
  const filter = filterOf(query)
  const { processes, total, quarters, regions } = await shell.read(actor, async (tx) => ({
    ...(await listProcesses(tx, filter, {
      offset: (pageAsked(query) - 1) * PAGE_SIZE,
      limit: PAGE_SIZE,
      order: sort.key,
      descending: sort.descending,
    })),
    quarters: await endsByQuarter(tx, filter, today, addMonths(first, QUARTERS * 3)),
    regions: await listRegions(tx),
  }))
  const opening = !FILTERS.some((name) => chosen(query, name).length > 0)
  const shown = opening ? withQuery(url, { cpv: CARE }) : url
  return page({
    title: 'Who else is buying',
    section: 'tendering',
    wide: true,
    breadcrumbs: CRUMBS.map(({ text, href }, at) => (at === 0 ? { text, href } : { text })),
    actions: [
      may(actor, 'tendering.manage') && { text: 'Import notices', kind: 'secondary', href: '/market-watch/imports' },
    ],
    content: html`${endsFigure(quarters, first)}
    ${queue<Listed>({
      noun: { one: 'procurement', many: 'procurements' },
      url: shown,
      rows: processes,
      total,
      pageSize: PAGE_SIZE,
      sort,
      clearHref: '/market-watch?all=yes',
      filters: [
        { kind: 'words', name: 'words', label: 'Title or buyer' },
        { kind: 'words', name: 'cpv', label: 'CPV begins with', hint: '85 is health and social work' },
        { kind: 'one', name: 'region', label: 'Region', choices: regions.map((value) => ({ value, text: value })) },
        {
          kind: 'one',
          name: 'stage',
          label: 'Stage',
          choices: STAGES.map((value) => ({ value, text: STAGE_TAGS[value].text })),
        },
        { kind: 'words', name: 'supplier', label: 'Supplier' },
      ],
      columns: COLUMNS,
      csvHref: withQuery(shown.replace(/^\/market-watch/, '/market-watch.csv'), { page: undefined }),
      empty: 'Nothing is known of such procurements. Import notices, or remove a filter.',
    })}`,
  })
}

/** "January to March 2027" */
const QUARTER_NAMES = ['January to March', 'April to June', 'July to September', 'October to December']
const quarterOf = (day: Day): number => Math.floor((Number(day.slice(5, 7)) - 1) / 3)
const quarterWords = (day: Day): string => `${QUARTER_NAMES[quarterOf(day)]} ${day.slice(0, 4)}`
const quarterLabel = (day: Day): string => `Q${quarterOf(day) + 1} ${day.slice(0, 4)}`

function endsFigure(quarters: readonly Quarter[], first: Day): Html | false {
  if (quarters.length === 0) return false
  const days = Array.from({ length: QUARTERS }, (_, at) => addMonths(first, at * 3))
  const counts = new Map(quarters.map((one) => [one.from, one.contracts]))
  const all = quarters.reduce((sum, { contracts }) => sum + contracts, 0)
  const most = quarters.reduce((best, one) => (one.contracts > best.contracts ? one : best))
  return figure({
    title: 'When contracts of others end',
    finding:
      all === 1
        ? `One contract of these ends in the next three years, in ${quarterWords(most.from)}.`
        : `${all} contracts of these end in the next three years; the most, ${most.contracts}, in ${quarterWords(most.from)}.`,
    kind: 'bar',
    labels: days.map(quarterLabel),
    labelHeading: 'Quarter',
    series: [{ name: 'Contracts that end', values: days.map((day) => counts.get(day) ?? 0) }],
    definition:
      'Awarded contracts by the quarter of their last day as their buyers published it, extensions not counted; quarters of the calendar year.',
  })
}

export async function marketWatchCsv({ actor, shell, query }: Visit): Promise<Reply> {
  const sort = sortAsked(query, WATCH_ORDERS, '-published')
  const { processes } = await shell.read(actor, (tx) =>
    listProcesses(tx, filterOf(query), { offset: 0, limit: CSV_ROWS, order: sort.key, descending: sort.descending }),
  )
  return csvFile(
    'market-watch.csv',
    [
      'ocid',
      'title',
      'buyer',
      'stage',
      'cpv',
      'regions',
      'suppliers',
      'supplier_count',
      'value',
      'from_day',
      'last_day',
      'last_told',
    ],
    processes.map((one) => [
      ...[one.ocid, one.title, one.buyer, one.stage, one.cpv, one.regions.join('; ')],
      (one.suppliers ?? []).map(({ name }) => name).join('; '),
      one.supplierCount,
      one.valuePence === null ? null : one.valuePence / 100,
      one.fromDay,
      one.toDay === null ? null : addDays(one.toDay, -1),
      one.publishedOn,
    ]),
  )
}

export async function showWatched({ actor, shell, params }: Visit): Promise<Reply> {
  const ocid = params['ocid'] ?? ''
  const { process, releases } = await shell.read(actor, async (tx) => ({
    process: await findProcess(tx, ocid),
    releases: await listReleasesOfProcess(tx, ocid, RELEASES_SHOWN),
  }))
  if (!process) return notFound()
  return page({
    title: process.title,
    caption: ocid,
    section: 'tendering',
    breadcrumbs: [...CRUMBS, { text: 'Procurement' }],
    tags: [STAGE_TAGS[process.stage]],
    facts: [
      { label: 'Buyer', value: process.buyer },
      process.valuePence !== null && { label: 'Value', value: formatPence(process.valuePence) },
      process.toDay !== null && { label: 'Last day', value: formatDay(addDays(process.toDay, -1)) },
    ],
    content: html`${summary(rowsOf(process))}
    ${section(
      'From whom',
      dataTable({
        caption: 'From whom',
        captionHidden: true,
        rows: process.suppliers ?? [],
        empty: 'No supplier is named.',
        columns: [
          {
            heading: 'Supplier',
            cell: ({ name, organisationRef }) =>
              organisationRef === null
                ? name
                : html`${link(name, `/providers/${organisationRef}`)}${small(organisationRef)}`,
          },
        ],
      }),
    )}
    ${section(
      'What was told, the latest first',
      dataTable({
        caption: 'What was told',
        captionHidden: true,
        rows: releases,
        columns: [
          { heading: 'When', cell: ({ releasedAt }) => formatInstant(releasedAt) },
          { heading: 'Step', cell: ({ tags }) => (tags ?? []).join(', ') },
        ],
      }),
    )}`,
  })
}

const rowsOf = (process: Omit<Process, 'suppliers'>) => [
  { key: 'What', value: process.summary },
  process.cpv !== null && { key: 'CPV', value: `${process.cpv} ${process.cpvWords ?? ''}` },
  process.regions.length > 0 && { key: 'Where', value: process.regions.join(', ') },
  process.method !== null && { key: 'Procedure', value: process.method },
  process.fromDay !== null && { key: 'First day', value: formatDay(process.fromDay) },
  process.closesOn !== null && { key: 'Bids until', value: formatDay(process.closesOn) },
  process.noticeUrl !== null && {
    key: 'Their notice',
    value: link('Read it where they published it', process.noticeUrl),
  },
]
