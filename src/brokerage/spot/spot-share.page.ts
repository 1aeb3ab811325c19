/** How much is bought on the spot, by month, and every purchase of it. */
import { counted } from '#src/base/counted.ts'
import { addMonths, type Day, dayOf, firstOfMonth, formatMonth } from '#src/base/day.ts'
import { SPOT_TAGS } from '#src/brokerage/spot/spot.page.ts'
import { sharePercent, sinceFirst, SPOT_REASONS, type SpotMonth } from '#src/brokerage/spot/spot.ts'
import { countSpotMonths, listSpots, type SpotListing } from '#src/brokerage/spot/spot.store.ts'
import type { Read } from '#src/platform/database.ts'
import { csvFile, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { figure } from '#src/platform/pages/figure.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import { chosen, pageAsked, queue } from '#src/platform/pages/queue.ts'
import { section } from '#src/platform/pages/record.ts'
import { dataTable, link, money, shortDay, small } from '#src/platform/pages/table.ts'

const MONTHS = 12
const PAGE_SIZE = 25

/** The last twelve months with this one; a month without a placement is there too. */
export async function readMonths(tx: Read): Promise<SpotMonth[]> {
  const to = dayOf(tx.now)
  const from = addMonths(firstOfMonth(to), 1 - MONTHS)
  const counted = new Map((await countSpotMonths(tx, from, to)).map((one) => [one.month, one]))
  return Array.from({ length: MONTHS }, (_, at) => {
    const month = addMonths(from, at).slice(0, 7)
    return counted.get(month) ?? { month, placed: 0, spot: 0, weeklyPence: 0, spotPence: 0 }
  })
}

const monthName = (month: string): string => formatMonth(`${month}-01` as Day)

export async function showSpotShare(visit: Visit): Promise<Reply> {
  const { shell, actor, query, url } = visit
  const status = chosen(query, 'status')[0]
  const found = await shell.read(actor, async (tx) => ({
    months: await readMonths(tx),
    ...(await listSpots(tx, {
      ...(status ? { status } : {}),
      offset: (pageAsked(query) - 1) * PAGE_SIZE,
      limit: PAGE_SIZE,
    })),
  }))
  await shell.noteList(actor, 'spot-purchases', { filter: url, count: found.spots.length })
  const months = sinceFirst(found.months)
  return page({
    title: 'Spot purchases',
    section: 'packages',
    wide: true,
    breadcrumbs: [{ text: 'Packages', href: '/packages' }, { text: 'Spot purchases' }],
    content: html`${shareFigure(months)}
      ${section('By month', html`${monthsTable(months)}<p class="govuk-body">${link('The same as a file (CSV)', '/spot-purchases.csv')}</p>`)}
      ${section('Every purchase', spotsQueue(url, found))}`,
  })
}

function shareFigure(months: readonly SpotMonth[]): Html {
  const values = months.map(sharePercent)
  const known = values.filter((value) => value !== undefined)
  const placed = months.reduce((sum, one) => sum + one.placed, 0)
  const spot = months.reduce((sum, one) => sum + one.spot, 0)
  return figure({
    title: 'Share of placements bought on the spot',
    finding:
      known.length === 0
        ? 'Nothing was placed in these months.'
        : `${spot} of ${counted(placed, 'placement')} of the last ${MONTHS} months were bought on the spot.`,
    kind: 'bar',
    labels: months.map(({ month }) => monthName(month).slice(0, 3)),
    series: [{ name: 'On the spot', values }],
    format: (value) => `${value}%`,
    labelHeading: 'Month',
    definition:
      'Placements made in the month, and those of them with a provider that was approved as a spot purchase. Months without a placement are left out.',
  })
}

const monthsTable = (months: readonly SpotMonth[]): Html =>
  dataTable<SpotMonth>({
    caption: 'Placements by month',
    captionHidden: true,
    folds: true,
    rows: months,
    columns: [
      { heading: 'Month', cell: ({ month }) => monthName(month) },
      { heading: 'Placed', format: 'number', cell: ({ placed }) => placed },
      { heading: 'On the spot', format: 'number', cell: ({ spot }) => spot },
      { heading: 'Share', format: 'number', cell: (one) => (one.placed === 0 ? 'None' : `${sharePercent(one)}%`) },
      { heading: 'A week, all', format: 'number', cell: ({ weeklyPence }) => money(weeklyPence) },
      { heading: 'A week, on the spot', format: 'number', cell: ({ spotPence }) => money(spotPence) },
    ],
  })

const spotsQueue = (url: string, { spots, total }: { spots: readonly SpotListing[]; total: number }): Html =>
  queue<SpotListing>({
    noun: { one: 'spot purchase', many: 'spot purchases' },
    url,
    rows: spots,
    total,
    pageSize: PAGE_SIZE,
    empty: 'Nothing has been bought on the spot.',
    filters: [
      {
        kind: 'one',
        name: 'status',
        label: 'State',
        choices: Object.entries(SPOT_TAGS).map(([value, { text }]) => ({ value, text })),
      },
    ],
    columns: [
      {
        heading: 'Package',
        cell: (one) => html`${link(one.packageRef, `/packages/${one.packageRef}/spot`)}${small(one.spotRef)}`,
      },
      {
        heading: 'Why',
        cell: (one) => html`${SPOT_REASONS[one.why] ?? one.why}${!one.afterFramework && small('Framework not asked')}`,
      },
      {
        heading: 'State',
        cell: (one) => html`${statusTag(SPOT_TAGS[one.status])}${one.decidedByName && small(one.decidedByName)}`,
      },
      { heading: 'Benchmark', format: 'number', cell: (one) => money(one.benchmarkPence) },
      {
        heading: 'A week',
        format: 'number',
        cell: (one) => (one.weeklyPence === undefined ? 'Not placed' : money(one.weeklyPence)),
      },
      {
        heading: 'Ends',
        cell: (one) => html`${shortDay(one.endDay)}${one.wasDay !== undefined && small('an extension')}`,
      },
    ],
  })

const HEADER = ['month', 'placed', 'on_the_spot', 'share_percent', 'weekly_cost', 'weekly_cost_on_the_spot']

export async function spotShareCsv({ actor, shell }: Visit): Promise<Reply> {
  const months = await shell.read(actor, readMonths)
  return csvFile(
    'spot-purchases.csv',
    HEADER,
    months.map((one) => [
      ...[one.month, one.placed, one.spot, sharePercent(one) ?? ''],
      ...[one.weeklyPence / 100, one.spotPence / 100],
    ]),
  )
}
