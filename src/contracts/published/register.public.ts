import { addMonths, dayOf, formatDay } from '#src/base/day.ts'
import { lastDay } from '#src/contracts/draw-down.ts'
import { listPublishedContracts, type PublishedContract } from '#src/contracts/published/published.store.ts'
import { csvFile, download, notFound, type OpenVisit, page, type Reply } from '#src/platform/http/doors.ts'
import { visitorAt } from '#src/platform/http/visitor.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { chosen, pageAsked, queue, withQuery } from '#src/platform/pages/queue.ts'
import { link, money, small } from '#src/platform/pages/table.ts'
import { regimeName } from '#src/tendering/index.ts'

const PAGE_SIZE = 25
const FILE_ROWS = 10_000

const searchOf = ({ query, shell }: OpenVisit) => ({
  words: chosen(query, 'words')[0],
  runningOn: chosen(query, 'state').includes('running') ? dayOf(shell.now()) : undefined,
})

/** The contracts that a council has in force, for everybody. */
export async function showRegister(visit: OpenVisit): Promise<Reply> {
  const visitor = await visitorAt(visit)
  if (!visitor) return notFound()
  const { shell, query, url } = visit
  const offset = (pageAsked(query) - 1) * PAGE_SIZE
  const { contracts, total } = await shell.read(visitor.actor, (tx) =>
    listPublishedContracts(tx, searchOf(visit), { offset, limit: PAGE_SIZE }),
  )
  const file = (ending: string) =>
    withQuery(url.replace(/\/contracts(?=$|\?)/, `/contracts.${ending}`), { page: undefined })
  return page({
    title: 'Contracts for care',
    caption: visitor.councilName,
    wide: true,
    breadcrumbs: [{ text: visitor.councilName }, { text: 'Contracts' }],
    content: html`<p class="govuk-body">The council’s contracts worth £5,000 or more. Sums that fewer than five people’s care stands behind are left out, and prices that are exempt from publication.</p>${queue(
      {
        noun: { one: 'contract', many: 'contracts' },
        ...{ url, rows: contracts, total, pageSize: PAGE_SIZE, csvHref: file('csv') },
        filters: [
          { kind: 'words', name: 'words', label: 'Title, provider or reference' },
          { kind: 'choices', name: 'state', label: 'Term', choices: [{ value: 'running', text: 'In force today' }] },
        ],
        columns: [
          {
            heading: 'Contract',
            cell: (one) =>
              html`${link(one.title, `${visitor.path}/contracts/${one.contractRef}`)}${small(one.contractRef)}${small(regimeName(one.regime))}`,
          },
          { heading: 'Provider', cell: (one) => html`${one.providerName}${small(one.organisationRef)}` },
          { heading: 'Lot', cell: (one) => one.lot },
          { heading: 'Term', cell: termCell },
          { heading: 'Value', format: 'number', cell: valueCell },
          { heading: 'Committed', format: 'number', cell: committedCell },
        ],
        empty: 'The council has published no contract.',
      },
    )}${total > 0 && html`<p class="govuk-body"><a class="govuk-link" href="${file('json')}">Download the same as JSON</a></p>`}`,
  })
}

const termCell = ({ fromDay, toDay, extensionMonths }: PublishedContract): Html =>
  html`${formatDay(fromDay)} to ${formatDay(lastDay(toDay))}${
    extensionMonths > 0 && small(`May be extended to ${formatDay(lastDay(addMonths(toDay, extensionMonths)))} at most`)
  }`

const valueCell = ({ valuePence, withheld }: PublishedContract): Html =>
  valuePence === null ? html`${withheld === 'Prices are exempt' ? withheld : 'Not estimated'}` : money(valuePence)

const committedCell = ({ committedPence, withheld }: PublishedContract): Html =>
  committedPence === null ? html`${withheld ?? 'Nothing yet'}` : money(committedPence)

async function findAll(visit: OpenVisit): Promise<PublishedContract[] | undefined> {
  const visitor = await visitorAt(visit)
  if (!visitor) return undefined
  const { contracts } = await visit.shell.read(visitor.actor, (tx) =>
    listPublishedContracts(tx, searchOf(visit), { offset: 0, limit: FILE_ROWS }),
  )
  return contracts
}

export async function registerCsv(visit: OpenVisit): Promise<Reply> {
  const contracts = await findAll(visit)
  if (!contracts) return notFound()
  return csvFile(
    'contract-register.csv',
    [
      ...['contract', 'title', 'provider', 'provider_ref', 'lot', 'service', 'zones', 'law', 'first_day', 'last_day'],
      ...[
        'extension_months',
        'value_pence',
        'committed_pence',
        'withheld',
        'buyers',
        'tender',
        'changes',
        'updated_on',
      ],
    ],
    contracts.map((one) => [
      ...[one.contractRef, one.title, one.providerName, one.organisationRef, one.lot, one.service, one.zones.join(' ')],
      ...[one.regime, one.fromDay, lastDay(one.toDay), one.extensionMonths, one.valuePence, one.committedPence],
      ...[one.withheld, one.buyers.map(({ name, sharePercent }) => `${name} ${sharePercent}%`).join('; ')],
      ...[one.tenderRef, one.changes, one.updatedOn],
    ]),
  )
}

export async function registerJson(visit: OpenVisit): Promise<Reply> {
  const contracts = await findAll(visit)
  if (!contracts) return notFound()
  return download('contract-register.json', 'application/json; charset=utf-8', `${JSON.stringify({ contracts })}\n`)
}
