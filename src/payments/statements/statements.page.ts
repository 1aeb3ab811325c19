import {
  adjustmentColumns,
  adjustmentCsvRow,
  adjustmentsTable,
} from '#src/payments/adjustments/adjustment-table.page.ts'
import { listAdjustments } from '#src/payments/adjustments/adjustment.store.ts'
import { dayOf } from '#src/base/day.ts'
import {
  csvRow,
  CSV_HEADER,
  lineColumns,
  linesTable,
  periodWords,
  statementFacts,
  statementSentence,
} from '#src/payments/statements/line-table.page.ts'
import {
  findStatement,
  countLines,
  listLines,
  listStatements,
  type Statement,
} from '#src/payments/statements/statement.store.ts'
import {
  disputedMark,
  OFFICER_STANDING,
  PROVIDER_STANDING,
  queryTicked,
  type StandingDoor,
  standingWords,
} from '#src/payments/payment-files/statement-standing.page.ts'
import { findStanding } from '#src/payments/payment-files/statement-standing.store.ts'
import type { Read } from '#src/platform/database.ts'
import { csvFile, notFound, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { Page, Tab } from '#src/platform/pages/page.ts'
import { chosen, pageAsked, queue } from '#src/platform/pages/queue.ts'
import { link, money } from '#src/platform/pages/table.ts'
import { getOrganisation, providerName, providerNames, providerTyped, whichProvider } from '#src/providers/index.ts'

const PAGE_SIZE = 25
const LINES_A_PAGE = 100
/** A statement on paper or as a file is whole: a year of a large provider is below this. */
const WHOLE = 200_000

/** The officer's door and the provider's show the same statement; only what surrounds it differs. */
export type StatementDoor = {
  readonly root: '/statements' | '/portal/statements'
  readonly section: string
  readonly visitHref?: (line: { visitRef: string }) => string
  readonly standing: StandingDoor
}

export const OFFICER_DOOR: StatementDoor = {
  root: '/statements',
  section: 'payments',
  visitHref: (line) => `/visits/${line.visitRef}`,
  standing: OFFICER_STANDING,
}
export const PROVIDER_DOOR: StatementDoor = {
  root: '/portal/statements',
  section: 'statements',
  standing: PROVIDER_STANDING,
}

const OFFICER_LINKS = [
  { text: 'Queries', href: '/queries' },
  { text: 'Payment files', href: '/payment-files' },
]
const PROVIDER_LINKS = [
  { text: 'Queries', href: '/portal/queries' },
  { text: 'Remittance advice', href: '/portal/remittances' },
  { text: 'Bank details', href: '/portal/bank-details' },
]

export const listStatementsPage =
  (door: StatementDoor) =>
  async (visit: Visit): Promise<Reply> => {
    const { actor, shell, query, url } = visit
    const { statements, total, names } = await shell.read(actor, async (tx) => {
      const search = {
        organisationRef: await providerTyped(tx, chosen(query, 'provider')[0]),
        payRunRef: chosen(query, 'run')[0],
      }
      const found = await listStatements(tx, search, { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE })
      return {
        ...found,
        names: await providerNames(
          tx,
          found.statements.map((one) => one.organisationRef),
        ),
      }
    })
    return page({
      title: 'Statements',
      section: door.section,
      wide: true,
      breadcrumbs:
        door === OFFICER_DOOR
          ? [{ text: 'Payments', href: '/pay-runs' }, { text: 'Statements' }]
          : [{ text: 'Statements' }],
      actions: (door === OFFICER_DOOR ? OFFICER_LINKS : PROVIDER_LINKS).map((one) => ({ ...one, kind: 'secondary' })),
      content: queue({
        noun: { one: 'statement', many: 'statements' },
        url,
        rows: statements,
        total,
        pageSize: PAGE_SIZE,
        filters:
          door === OFFICER_DOOR
            ? [{ kind: 'words', name: 'provider', label: 'Provider', hint: 'Its name or reference' }]
            : [],
        columns: [
          { heading: 'Statement', cell: (one) => link(one.statementRef, `${door.root}/${one.statementRef}`) },
          { heading: 'Provider', cell: (one) => names.get(one.organisationRef) ?? one.organisationRef },
          { heading: 'Period', cell: (one) => periodWords(one) },
          { heading: 'Visits', format: 'number', cell: (one) => one.visits.toLocaleString('en-GB') },
          { heading: 'Adjustments', format: 'number', cell: (one) => one.adjustments > 0 && money(one.adjustedPence) },
          { heading: 'Amount', format: 'number', cell: (one) => money(one.amountPence) },
        ],
        empty: await whichProvider(
          visit,
          'There is no statement yet. One appears here when the council approves a pay run.',
        ),
      }),
    })
  }

export const showStatement =
  (door: StatementDoor) =>
  async ({ actor, shell, params, query, url, csrf }: Visit): Promise<Reply> => {
    const offset = (pageAsked(query) - 1) * LINES_A_PAGE
    return shell.view(actor, `statement:${params['ref']}`, async (tx) => {
      const statement = await findStatement(tx, params['ref'] ?? '')
      if (!statement) return notFound()
      const provider = await getOrganisation(tx, statement.organisationRef)
      const count = await countLines(tx, statement.statementRef)
      const isAdjustments = chosen(query, 'show')[0] === 'adjustments' || count === 0
      const standing = await findStanding(tx, statement.statementRef)
      const today = dayOf(tx.now)
      const shown = { url, pageSize: LINES_A_PAGE, ...queryTicked(standing, door.standing, today, csrf) }
      const marked = { ...door, mark: disputedMark(standing, door.standing) }
      const lines = isAdjustments
        ? queue({
            ...shown,
            noun: { one: 'adjustment', many: 'adjustments' },
            rows: await listAdjustments(tx, statement.statementRef, { offset, limit: LINES_A_PAGE }),
            total: statement.adjustments,
            columns: adjustmentColumns(marked),
          })
        : queue({
            ...shown,
            noun: { one: 'line', many: 'lines' },
            rows: await listLines(tx, statement.statementRef, { offset, limit: LINES_A_PAGE }),
            total: count,
            columns: lineColumns(marked),
          })
      return page({
        ...heading(statement, providerName(provider), door),
        ...(statement.adjustments > 0 ? { tabs: tabsOf(statement, door, isAdjustments) } : {}),
        content: html`${statementSentence(statement, count - statement.visits)}${standingWords(standing, door.standing, today)}${lines}`,
      })
    })
  }

const tabsOf = (statement: Statement, door: StatementDoor, isAdjustments: boolean): Tab[] => {
  const href = `${door.root}/${statement.statementRef}`
  return [
    { text: 'Visits', href, count: statement.visits, current: !isAdjustments },
    {
      text: 'Adjustments to earlier statements',
      href: `${href}?show=adjustments`,
      count: statement.adjustments,
      current: isAdjustments,
    },
  ]
}

const heading = (statement: Statement, provider: string, door: StatementDoor): Omit<Page, 'content'> => ({
  title: `Payment for ${periodWords(statement)}`,
  caption: `Statement ${statement.statementRef}`,
  section: door.section,
  wide: true,
  breadcrumbs: [
    ...(door === OFFICER_DOOR ? [{ text: 'Payments', href: '/pay-runs' }] : []),
    { text: 'Statements', href: door.root },
    { text: statement.statementRef },
  ],
  facts: statementFacts(statement, provider),
  actions: [
    { text: 'Print', href: `${door.root}/${statement.statementRef}/print`, kind: 'secondary' },
    { text: 'Download (CSV)', href: `${door.root}/${statement.statementRef}.csv`, kind: 'secondary' },
  ],
})

const adjustmentsOf = async (tx: Read, statement: Statement) =>
  statement.adjustments > 0 ? listAdjustments(tx, statement.statementRef, { limit: WHOLE }) : []

export async function printStatement({ actor, shell, params }: Visit): Promise<Reply> {
  return shell.view(actor, `statement:${params['ref']}`, async (tx) => {
    const statement = await findStatement(tx, params['ref'] ?? '')
    if (!statement) return notFound()
    const lines = await listLines(tx, statement.statementRef, { limit: WHOLE })
    const adjustments = await adjustmentsOf(tx, statement)
    const provider = await getOrganisation(tx, statement.organisationRef)
    const content: Html = html`${statementSentence(statement)}${lines.length > 0 && linesTable(`Visits of statement ${statement.statementRef}`, lines)}
      ${adjustments.length > 0 && adjustmentsTable('Adjustments to earlier statements', adjustments)}`
    return page(
      {
        title: `Payment for ${periodWords(statement)}`,
        caption: `Statement ${statement.statementRef}`,
        facts: statementFacts(statement, providerName(provider)),
        content,
        wide: true,
      },
      { print: true },
    )
  })
}

export async function statementCsv({ actor, shell, params }: Visit): Promise<Reply> {
  return shell.view(actor, `statement:${params['ref']}`, async (tx) => {
    const statement = await findStatement(tx, params['ref'] ?? '')
    if (!statement) return notFound()
    const lines = await listLines(tx, statement.statementRef, { limit: WHOLE })
    const adjustments = await adjustmentsOf(tx, statement)
    return csvFile(`statement-${statement.statementRef}.csv`, CSV_HEADER, [
      ...lines.map(csvRow),
      ...adjustments.map(adjustmentCsvRow),
    ])
  })
}
