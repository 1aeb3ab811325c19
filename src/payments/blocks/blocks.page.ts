/** Hours bought as blocks, week by week: what was used of them, and what was paid (M-28). */
import { addDays, type Day, dayOf, formatDay } from '#src/base/day.ts'
import { type BlockWeek, searchBlocks } from '#src/payments/blocks/block.store.ts'
import { hoursWords } from '#src/payments/statements/line-table.page.ts'
import type { Panel } from '#src/platform/panels.ts'
import { csvFile, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { figure } from '#src/platform/pages/figure.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { chosen, pageAsked, queue, withQuery } from '#src/platform/pages/queue.ts'
import { dataTable, link, money, shortDay, small } from '#src/platform/pages/table.ts'
import { providerNames } from '#src/providers/index.ts'

const PAGE_SIZE = 52
const CSV_ROWS = 10_000
const WEEKS = [
  { value: '13', text: 'Last 13 weeks' },
  { value: '26', text: 'Last 26 weeks' },
  { value: '52', text: 'Last 52 weeks' },
]
const USUAL_WEEKS = '13'

const DEFINITION =
  'Bought: the hours of the contract, or of its rate card, for the days of the week on which it runs. Used: the payable minutes of its visits, those of two workers twice.'

function searchOf(query: Visit['query'], today: Day) {
  const asked = chosen(query, 'weeks')[0]
  const weeks = WEEKS.some(({ value }) => value === asked) ? Number(asked) : Number(USUAL_WEEKS)
  return {
    weeks: String(weeks),
    contractRef: chosen(query, 'contract')[0] || undefined,
    organisationRef: chosen(query, 'provider')[0] || undefined,
    from: addDays(today, -7 * weeks),
    to: addDays(today, 1),
  }
}

const percentUsed = ({ boughtMinutes, usedMinutes }: BlockWeek): number =>
  boughtMinutes === 0 ? 0 : Math.round((usedMinutes * 1000) / boughtMinutes) / 10

export async function listBlocksPage({ shell, actor, query, url }: Visit): Promise<Reply> {
  const { weeks, total, names, asked } = await shell.read(actor, async (tx) => {
    const part = { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE }
    const asked = searchOf(query, dayOf(tx.now))
    const found = await searchBlocks(tx, asked, part)
    return {
      ...found,
      asked,
      names: await providerNames(
        tx,
        found.weeks.map(({ organisationRef }) => organisationRef),
      ),
    }
  })
  const contractRef = chosen(query, 'contract')[0]
  return page({
    title: contractRef ? `Block hours of ${contractRef}` : 'Block hours',
    section: 'contracts',
    wide: true,
    breadcrumbs: [
      { text: 'Contracts', href: '/contracts' },
      ...(contractRef ? [{ text: contractRef, href: `/contracts/${encodeURIComponent(contractRef)}` }] : []),
      { text: 'Block hours' },
    ],
    content: html`${weeks.length > 0 && usedFigure(weeks)}${queue({
      noun: { one: 'week', many: 'weeks' },
      url: withQuery(url, { weeks: asked.weeks }),
      rows: weeks,
      total,
      pageSize: PAGE_SIZE,
      empty: 'No week of a block has been on a pay run in this time. A week is owed when its Sunday has gone by.',
      filters: [
        { kind: 'one', name: 'weeks', label: 'Period', choices: WEEKS },
        { kind: 'words', name: 'contract', label: 'Contract' },
      ],
      columns: [
        { heading: 'Week to', cell: (one) => shortDay(one.day) },
        {
          heading: 'Contract',
          cell: (one) =>
            html`${link(one.contractRef, `/contracts/${one.contractRef}`)}${small(names.get(one.organisationRef) ?? one.organisationRef)}`,
        },
        ...hoursColumns,
        {
          heading: 'Paid',
          format: 'number',
          cell: (one) =>
            html`${money(one.amountPence)}${small(one.statementRef === null ? link(`Draft ${one.payRunRef}`, `/pay-runs/${one.payRunRef}`) : link(one.statementRef, `/statements/${one.statementRef}`))}`,
        },
      ],
      csvHref: withQuery(url.replace(/^\/contracts\/blocks/, '/contracts/blocks.csv'), { page: undefined }),
    })}`,
  })
}

const hoursColumns = [
  { heading: 'Bought', format: 'number' as const, cell: (one: BlockWeek) => hoursWords(one.boughtMinutes) },
  {
    heading: 'Used',
    format: 'number' as const,
    cell: (one: BlockWeek) => html`${hoursWords(one.usedMinutes)}${small(`${percentUsed(one)}%`)}`,
  },
  {
    heading: 'Not used',
    format: 'number' as const,
    cell: (one: BlockWeek) => hoursWords(Math.max(0, one.boughtMinutes - one.usedMinutes)),
  },
  {
    heading: 'Beyond',
    format: 'number' as const,
    cell: (one: BlockWeek) => hoursWords(Math.max(0, one.usedMinutes - one.boughtMinutes)),
  },
]

function usedFigure(weeks: readonly BlockWeek[]): Html {
  const byDay = [...Map.groupBy(weeks, ({ day }) => day)].sort(([a], [b]) => (a < b ? -1 : 1))
  const sum = (some: readonly BlockWeek[], of: 'boughtMinutes' | 'usedMinutes'): number =>
    some.reduce((total, one) => total + one[of], 0)
  const hours = (minutes: number): number => Math.round(minutes / 6) / 10
  const [bought, used] = [sum(weeks, 'boughtMinutes'), sum(weeks, 'usedMinutes')]
  const unused = weeks.reduce((total, one) => total + Math.max(0, one.boughtMinutes - one.usedMinutes), 0)
  return figure({
    title: 'Hours bought and used by week',
    finding:
      unused === 0
        ? 'All hours that were bought were used'
        : `${hoursWords(unused)} of ${hoursWords(bought)} were bought and not used`,
    kind: 'bar',
    labels: byDay.map(([day]) => formatDay(day)),
    series: [
      { name: 'Bought', values: byDay.map(([, some]) => hours(sum(some, 'boughtMinutes'))) },
      { name: 'Used', values: byDay.map(([, some]) => hours(sum(some, 'usedMinutes'))) },
    ],
    format: (value) => `${value} h`,
    definition: `${DEFINITION} Used in all: ${hoursWords(used)}.`,
    labelHeading: 'Week to',
  })
}

export async function blocksCsv({ shell, actor, query }: Visit): Promise<Reply> {
  const { weeks } = await shell.read(actor, (tx) =>
    searchBlocks(tx, searchOf(query, dayOf(tx.now)), { offset: 0, limit: CSV_ROWS }),
  )
  return csvFile(
    'block-hours.csv',
    ['contract', 'provider', 'week_to', 'bought_minutes', 'used_minutes', 'amount_pence', 'statement', 'pay_run'],
    weeks.map((one) => [
      ...[one.contractRef, one.organisationRef, one.day, one.boughtMinutes, one.usedMinutes, one.amountPence],
      ...[one.statementRef ?? '', one.payRunRef],
    ]),
  )
}

const SHOWN = 6

/** The last weeks of a contract's block, on the contract's page; nothing where it has none. */
export const blockPanels: Panel[] = [
  {
    on: 'contract',
    title: 'Block hours',
    grant: 'payments.see',
    tab: 'Block hours',
    async show(tx, contractRef) {
      const today = dayOf(tx.now)
      const period = { from: addDays(today, -366), to: addDays(today, 1) }
      const { weeks, total } = await searchBlocks(tx, { contractRef, ...period }, { offset: 0, limit: SHOWN })
      if (total === 0)
        return html`<p class="govuk-body">No week of a block has been on a pay run. Hours are bought as a block where the rate card has a price for them. ${link('Block hours of all contracts', '/contracts/blocks')}</p>`
      return html`${dataTable<BlockWeek>({
        caption: 'Block hours of the last weeks',
        captionHidden: true,
        rows: weeks,
        columns: [
          { heading: 'Week to', cell: (one) => formatDay(one.day) },
          ...hoursColumns,
          { heading: 'Paid', format: 'number', cell: (one) => money(one.amountPence) },
        ],
      })}<p class="govuk-body">${link(`All ${total} weeks, with a chart`, `/contracts/blocks?contract=${encodeURIComponent(contractRef)}&weeks=52`)}</p>`
    },
  },
]
