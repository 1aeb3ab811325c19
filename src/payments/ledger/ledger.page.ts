import { dayOf, formatDay, formatInstant, parseDay } from '#src/base/day.ts'
import { formatPence, type Pence } from '#src/base/money.ts'
import {
  ACCOUNT_NAMES,
  ACCOUNTS,
  type Balances,
  isAccount,
  isSource,
  positionOf,
  SOURCE_NAMES,
  SOURCES,
} from '#src/payments/ledger/ledger.ts'
import {
  findPosting,
  type Grouped,
  type Grouping,
  GROUPINGS,
  type LedgerSearch,
  listGrouped,
  listLinesOfPosting,
  listPostedLines,
  type PostedLine,
  sumAccounts,
  type TrialLine,
} from '#src/payments/ledger/ledger.store.ts'
import type { Read } from '#src/platform/database.ts'
import { csvFile, notFound, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { html, type Html } from '#src/platform/pages/html.ts'
import type { Page, Tab } from '#src/platform/pages/page.ts'
import { chosen, type Filter, pageAsked, queue, typedText, withQuery } from '#src/platform/pages/queue.ts'
import { section, summary } from '#src/platform/pages/record.ts'
import { bad, type Column, dataTable, link, money, shortDay, small } from '#src/platform/pages/table.ts'
import { providerTyped, whichProvider } from '#src/providers/index.ts'

const PAGE_SIZE = 50
/** Above what a council posts in a year. */
const ROWS_OF_A_FILE = 200_000

const PAYMENTS = { text: 'Payments', href: '/pay-runs' }
const LEDGER = { text: 'Ledger', href: '/ledger' }

async function searchOf(tx: Read, query: Visit['query']): Promise<LedgerSearch> {
  const one = (name: string) => chosen(query, name)[0]
  const [account, source] = [one('account') ?? '', one('source') ?? '']
  return {
    account: isAccount(account) ? account : undefined,
    source: isSource(source) ? source : undefined,
    contractRef: one('contract')?.toUpperCase(),
    packageRef: one('package')?.toUpperCase(),
    organisationRef: await providerTyped(tx, one('provider')),
    budgetCode: one('code'),
    from: parseDay(one('from') ?? ''),
    to: parseDay(one('to') ?? ''),
  }
}

const SHARED_FILTERS: readonly Filter[] = [
  { kind: 'words', name: 'contract', label: 'Contract', hint: 'Its reference begins with CT' },
  { kind: 'words', name: 'package', label: 'Package', hint: 'Its reference begins with PK' },
  { kind: 'words', name: 'provider', label: 'Provider', hint: 'Its name or reference' },
  { kind: 'words', name: 'code', label: 'Budget code' },
  { kind: 'day', name: 'from', label: 'From' },
  { kind: 'day', name: 'to', label: 'Until' },
]

const LINE_FILTERS: readonly Filter[] = [
  {
    kind: 'one',
    name: 'account',
    label: 'Account',
    choices: ACCOUNTS.map((value) => ({ value, text: ACCOUNT_NAMES[value] })),
  },
  {
    kind: 'one',
    name: 'source',
    label: 'Posted from',
    choices: SOURCES.map((value) => ({ value, text: SOURCE_NAMES[value] })),
  },
  ...SHARED_FILTERS,
]

const GROUP_WORDS: Readonly<Record<Grouping, { tab: string; one: string; many: string }>> = {
  contract: { tab: 'By contract', one: 'contract', many: 'contracts' },
  package: { tab: 'By package', one: 'package', many: 'packages' },
  code: { tab: 'By budget code', one: 'budget code', many: 'budget codes' },
  month: { tab: 'By month', one: 'month', many: 'months' },
}

const groupingOf = (query: Visit['query']): Grouping =>
  GROUPINGS.find((one) => one === chosen(query, 'by')[0]) ?? 'contract'

const tabs = (current: Grouping | 'lines' | 'trial balance'): Tab[] => [
  ...GROUPINGS.map((by) => ({ text: GROUP_WORDS[by].tab, href: `/ledger?by=${by}`, current: by === current })),
  { text: 'Every line', href: '/ledger/lines', current: current === 'lines' },
  { text: 'Trial balance', href: '/ledger/trial-balance', current: current === 'trial balance' },
]

const monthName = (month: string): string => formatDay(`${month}-01`).replace(/^1 /, '')

function groupCell(by: Grouping, name: string): Html | string {
  if (name === '') return 'No package'
  if (by === 'contract') return link(name, `/contracts/${name}`)
  if (by === 'package') return link(name, `/packages/${name}`)
  return by === 'month' ? monthName(name) : name
}

const linesHref = (by: Grouping, name: string): string => {
  if (by !== 'month') return withQuery('/ledger/lines', { [by]: name })
  const first = Temporal.PlainDate.from(`${name}-01`)
  return withQuery('/ledger/lines', { from: first.toString(), to: first.with({ day: first.daysInMonth }).toString() })
}

const amount = (heading: string, of: (balances: Balances) => Pence): Column<Grouped> => ({
  heading,
  format: 'number',
  cell: (row) => money(of(row)),
})

const POSITIONS: readonly (readonly [string, (balances: Balances) => Pence])[] = [
  ['Committed', (row) => positionOf(row).committedPence],
  ['Spent', (row) => positionOf(row).spentPence],
  ['Accrued', (row) => positionOf(row).accruedPence],
  ['Owed', (row) => positionOf(row).owedPence],
  ['Paid', (row) => positionOf(row).paidPence],
]

/** What is committed, spent, owed and paid, by contract, package, budget code or month. */
export async function showLedger(visit: Visit): Promise<Reply> {
  const { actor, shell, query, url } = visit
  const by = groupingOf(query)
  const offset = (pageAsked(query) - 1) * PAGE_SIZE
  const rows = await shell.read(actor, async (tx) =>
    listGrouped(tx, by, await searchOf(tx, query), { offset, limit: PAGE_SIZE }),
  )
  const words = GROUP_WORDS[by]
  return page({
    title: 'Ledger',
    section: 'payments',
    wide: true,
    breadcrumbs: [PAYMENTS, { text: 'Ledger' }],
    tabs: tabs(by),
    content: html`<p class="govuk-body">Spent is what was delivered: accrued while its pay run is a draft, owed once it is on a statement, then paid. Budget codes are one of the ${link('policies', '/policies/budget-codes')}.</p>
${queue({
  noun: { one: words.one, many: words.many },
  url,
  rows,
  total: rows[0]?.total ?? 0,
  pageSize: PAGE_SIZE,
  filters: SHARED_FILTERS,
  clearHref: `/ledger?by=${by}`,
  csvHref: withQuery(url.replace(/^\/ledger/, '/ledger.csv'), { page: undefined }),
  empty: await whichProvider(visit, 'Nothing has been posted that matches.'),
  columns: [
    {
      heading: words.one.replace(/^./, (letter) => letter.toUpperCase()),
      cell: ({ name }) =>
        html`${groupCell(by, name)}${(by === 'month' || name !== '') && small(link('lines', linesHref(by, name)))}`,
    },
    ...POSITIONS.map(([heading, of]) => amount(heading, of)),
  ],
})}`,
  })
}

export async function ledgerCsv({ actor, shell, query }: Visit): Promise<Reply> {
  const by = groupingOf(query)
  const rows = await shell.read(actor, async (tx) =>
    listGrouped(tx, by, await searchOf(tx, query), { offset: 0, limit: ROWS_OF_A_FILE }),
  )
  return csvFile(
    `ledger-by-${by}.csv`,
    [by, ...POSITIONS.map(([heading]) => `${heading.toLowerCase()}_pence`)],
    rows.map((row) => [row.name, ...POSITIONS.map(([, of]) => of(row))]),
  )
}

const debit = ({ debitPence }: { debitPence: Pence }): Html | string => (debitPence === 0 ? '' : money(debitPence))
const credit = ({ creditPence }: { creditPence: Pence }): Html | string => (creditPence === 0 ? '' : money(creditPence))

const sides = <Row extends { debitPence: Pence; creditPence: Pence }>(): Column<Row>[] => [
  { heading: 'Debit', format: 'number', cell: debit },
  { heading: 'Credit', format: 'number', cell: credit },
]

const whatFor = ({ contractRef, packageRef, budgetCode }: PostedLine): Html =>
  html`${contractRef === '' ? 'No contract' : link(contractRef, `/contracts/${contractRef}`)}${packageRef !== '' && html`, ${link(packageRef, `/packages/${packageRef}`)}`}${small(budgetCode)}`

export async function listLedgerLines(visit: Visit): Promise<Reply> {
  const { actor, shell, query, url } = visit
  const offset = (pageAsked(query) - 1) * PAGE_SIZE
  const rows = await shell.read(actor, async (tx) =>
    listPostedLines(tx, await searchOf(tx, query), { offset, limit: PAGE_SIZE }),
  )
  return page({
    title: 'Ledger lines',
    section: 'payments',
    wide: true,
    breadcrumbs: [PAYMENTS, LEDGER, { text: 'Lines' }],
    tabs: tabs('lines'),
    content: queue({
      noun: { one: 'line', many: 'lines' },
      url,
      rows,
      total: rows[0]?.total ?? 0,
      pageSize: PAGE_SIZE,
      filters: LINE_FILTERS,
      csvHref: withQuery(url.replace(/^\/ledger\/lines/, '/ledger/lines.csv'), { page: undefined }),
      empty: await whichProvider(visit, 'Nothing has been posted that matches.'),
      columns: [
        {
          heading: 'Posting',
          cell: (line) =>
            html`${link(line.postingRef, `/ledger/postings/${line.postingRef}`)}${small(SOURCE_NAMES[line.source])}`,
        },
        { heading: 'Day', cell: ({ day }) => shortDay(day) },
        { heading: 'Account', cell: ({ account }) => ACCOUNT_NAMES[account] },
        { heading: 'For', cell: whatFor },
        ...sides<PostedLine>(),
      ],
    }),
  })
}

const LINE_HEADER = [
  ...['posting_ref', 'line', 'source', 'day', 'account', 'provider_ref', 'contract_ref', 'package_ref', 'budget_code'],
  ...['pay_run_ref', 'debit_pence', 'credit_pence'],
]

export async function ledgerLinesCsv({ actor, shell, query }: Visit): Promise<Reply> {
  const rows = await shell.read(actor, async (tx) =>
    listPostedLines(tx, await searchOf(tx, query), { offset: 0, limit: ROWS_OF_A_FILE }),
  )
  return csvFile(
    'ledger-lines.csv',
    LINE_HEADER,
    rows.map((line) => [
      ...[line.postingRef, line.line, line.source, line.day, line.account, line.organisationRef, line.contractRef],
      ...[line.packageRef, line.budgetCode, line.payRunRef, line.debitPence, line.creditPence],
    ]),
  )
}

/** What a posting was made from. */
function sourceHref(source: PostedLine['source'], ref: string): string {
  if (source === 'commitment') return `/contracts/${ref.replace(/-\d+$/, '')}`
  if (source === 'accrual') return `/pay-runs/${ref}`
  if (source === 'statement') return `/statements/${ref}`
  return source === 'payment' ? `/payment-files/${ref}` : `/provider-debts/${ref}`
}

export async function showPosting({ actor, shell, params, query, url }: Visit): Promise<Reply> {
  const postingRef = params['ref'] ?? ''
  const offset = (pageAsked(query) - 1) * PAGE_SIZE
  const found = await shell.read(actor, async (tx) => {
    const posting = await findPosting(tx, postingRef)
    return posting && { posting, lines: await listLinesOfPosting(tx, postingRef, { offset, limit: PAGE_SIZE }) }
  })
  if (!found) return notFound()
  const { posting, lines } = found
  return page({
    title: `${SOURCE_NAMES[posting.source]}, ${formatDay(posting.day)}`,
    caption: `Posting ${postingRef}`,
    section: 'payments',
    wide: true,
    breadcrumbs: [PAYMENTS, LEDGER, { text: postingRef }],
    content: html`${summary([
      { key: 'Posted', value: formatInstant(posting.postedAt) },
      { key: 'From', value: link(posting.sourceRef, sourceHref(posting.source, posting.sourceRef)) },
      { key: 'Amount, each side', value: money(posting.totalPence) },
    ])}
${queue({
  noun: { one: 'line', many: 'lines' },
  url,
  rows: lines,
  total: lines[0]?.total ?? 0,
  pageSize: PAGE_SIZE,
  columns: [
    { heading: 'Account', cell: ({ account }) => ACCOUNT_NAMES[account] },
    { heading: 'For', cell: whatFor },
    ...sides<PostedLine>(),
  ],
})}`,
  })
}

const MEMORANDUM = ['commitment', 'reserve']

const trialTable = (caption: string, lines: readonly TrialLine[]): Html => {
  const sum = (of: (line: TrialLine) => Pence) => lines.reduce((total, line) => total + of(line), 0)
  const [debits, credits] = [sum((line) => line.debitPence), sum((line) => line.creditPence)]
  return html`${dataTable({
    caption,
    rows: lines,
    columns: [
      { heading: 'Account', cell: ({ account }) => link(ACCOUNT_NAMES[account], `/ledger/lines?account=${account}`) },
      ...sides<TrialLine>(),
      {
        heading: 'Balance',
        format: 'number',
        cell: ({ debitPence, creditPence }) =>
          html`${money(Math.abs(debitPence - creditPence))}${debitPence !== creditPence && small(debitPence > creditPence ? 'debit' : 'credit')}`,
      },
    ],
  })}<p class="govuk-body">Debits ${formatPence(debits)}, credits ${formatPence(credits)}: ${debits === credits ? 'they are equal.' : bad('they differ. Tell whoever runs Almoner.')}</p>`
}

export async function showTrialBalance({ actor, shell, query }: Visit): Promise<Reply> {
  const to = parseDay(typedText(query, 'to')) ?? dayOf(shell.now())
  const lines = await shell.read(actor, (tx) => sumAccounts(tx, { to }))
  const view: Page = {
    title: 'Trial balance',
    section: 'payments',
    wide: true,
    breadcrumbs: [PAYMENTS, LEDGER, { text: 'Trial balance' }],
    tabs: tabs('trial balance'),
    content: html`<p class="govuk-body">Everything posted up to and including ${formatDay(to)}.</p>
${section(
  'The books',
  trialTable(
    'Accounts',
    lines.filter(({ account }) => !MEMORANDUM.includes(account)),
  ),
)}
${section(
  'Commitments',
  html`<p class="govuk-body">What is promised and not yet delivered stands beside the books, in two accounts of its own.</p>${trialTable(
    'Accounts of commitments',
    lines.filter(({ account }) => MEMORANDUM.includes(account)),
  )}`,
)}`,
  }
  return page(view)
}
