import { addDays, dayOf, formatDay } from '#src/base/day.ts'
import { formatPence, type Pence } from '#src/base/money.ts'
import { listContracts, type RegisterLine, type ContractSearch, findContractOn } from '#src/contracts/contract.store.ts'
import { type DrawDownEntry, readDrawDown } from '#src/contracts/draw-downs/draw-down.store.ts'
import { contractFrame } from '#src/contracts/contract-frame.page.ts'
import { type Contract, lastDay } from '#src/contracts/draw-down.ts'
import { listOwners, particularsRows } from '#src/contracts/particulars.page.ts'
import { termsRows } from '#src/contracts/terms/terms.page.ts'
import { listZones, type Zone, zonesAndNames } from '#src/councils/index.ts'
import { may } from '#src/platform/actor.ts'
import { csvFile, notFound, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { type House, latestHistory, showPanels } from '#src/platform/panels.ts'
import type { Choice } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { chosen, pageAsked, queue, withQuery } from '#src/platform/pages/queue.ts'
import { section, summary } from '#src/platform/pages/record.ts'
import { bad, link, money, small } from '#src/platform/pages/table.ts'
import { providerNames } from '#src/providers/index.ts'
import { REGIMES, regimeName } from '#src/tendering/index.ts'

const PAGE_SIZE = 25
const CSV_ROWS = 10_000

const searchOf = (query: Visit['query'], today: string): ContractSearch => ({
  words: chosen(query, 'words')[0],
  zone: chosen(query, 'zone')[0],
  runningOn: chosen(query, 'state').includes('running') ? today : undefined,
  endsBefore: chosen(query, 'state').includes('ending') ? addDays(today, 183) : undefined,
  regime: chosen(query, 'regime')[0],
  ownerRef: chosen(query, 'owner')[0],
  fromPercent: chosen(query, 'state').includes('near-ceiling') ? NEAR_CEILING : undefined,
})

/** Committed to so many per cent of its ceiling, a contract is one to look at. */
const NEAR_CEILING = 75

type Listed = RegisterLine & { providerName: string }

async function findListed(
  visit: Visit,
  page: { offset: number; limit: number },
): Promise<{ contracts: Listed[]; total: number; zones: Zone[]; owners: Choice[] }> {
  return visit.shell.read(visit.actor, async (tx) => {
    const { contracts, total } = await listContracts(tx, searchOf(visit.query, dayOf(tx.now)), page)
    const names = await providerNames(
      tx,
      contracts.map((one) => one.organisationRef),
    )
    return {
      contracts: contracts.map((one) => ({
        ...one,
        providerName: names.get(one.organisationRef) ?? one.organisationRef,
      })),
      total,
      zones: await listZones(tx),
      owners: await listOwners(tx),
    }
  })
}

export async function listContractsPage(visit: Visit): Promise<Reply> {
  const { url, query } = visit
  const { contracts, total, zones, owners } = await findListed(visit, {
    offset: (pageAsked(query) - 1) * PAGE_SIZE,
    limit: PAGE_SIZE,
  })
  return page({
    title: 'Contracts',
    section: 'contracts',
    wide: true,
    breadcrumbs: [{ text: 'Contracts' }],
    actions: [
      may(visit.actor, 'contracts.change') && { text: 'Enter a contract', href: '/contracts/enter' },
      may(visit.actor, 'contracts.change') && { text: 'Awards', kind: 'secondary', href: '/contracts/awards' },
      { text: 'Lead providers', kind: 'secondary', href: '/contracts/leads' },
      { text: 'Public register', kind: 'secondary', href: '/contracts/public' },
      may(visit.actor, 'rates.see') && { text: 'Rate cards', kind: 'secondary', href: '/rate-cards' },
    ],
    content: queue({
      noun: { one: 'contract', many: 'contracts' },
      url,
      rows: contracts,
      total,
      pageSize: PAGE_SIZE,
      filters: [
        { kind: 'words', name: 'words', label: 'Reference or title' },
        {
          kind: 'one',
          name: 'zone',
          label: 'Zone',
          choices: zones.map((zone) => ({ value: zone.zone, text: zone.name })),
        },
        {
          kind: 'choices',
          name: 'state',
          label: 'Term',
          choices: [
            { value: 'running', text: 'Running today' },
            { value: 'ending', text: 'Ends within six months' },
            { value: 'near-ceiling', text: 'Near its ceiling' },
          ],
        },
        {
          kind: 'one',
          name: 'regime',
          label: 'Law',
          choices: REGIMES.map((regime) => ({ value: regime, text: regimeName(regime) })),
        },
        { kind: 'one', name: 'owner', label: 'Looked after by', choices: owners },
      ],
      columns: [
        {
          heading: 'Reference',
          cell: (one) =>
            html`${link(one.contractRef, `/contracts/${one.contractRef}`)}${small(one.title)}${small(regimeName(one.regime))}`,
        },
        { heading: 'Provider', cell: (one) => link(one.providerName, `/providers/${one.organisationRef}`) },
        { heading: 'Lot', cell: (one) => one.lot },
        { heading: 'Zones', cell: (one) => zoneNames(one.zones, zones) },
        { heading: 'Last day', cell: (one) => formatDay(lastDay(one.toDay)) },
        { heading: 'Committed', format: 'number', cell: committedCell },
      ],
      csvHref: withQuery(url.replace(/^\/contracts/, '/contracts.csv'), { page: undefined }),
    }),
  })
}

const committedCell = (one: RegisterLine): Html =>
  html`${money(one.committedPence)}${one.ceilingPence !== null && shareWords(one.committedPence, one.ceilingPence)}`

const shareWords = (committed: Pence, ceiling: Pence): Html =>
  committed > ceiling
    ? bad(small(`${formatPence(committed - ceiling)} above the ceiling`))
    : small(`${Math.floor((committed * 100) / Math.max(1, ceiling))}% of the ceiling`)

export async function contractsCsv(visit: Visit): Promise<Reply> {
  const { contracts } = await findListed(visit, { offset: 0, limit: CSV_ROWS })
  return csvFile(
    'contracts.csv',
    [
      'contract',
      'title',
      'provider',
      'lot',
      'regime',
      'service',
      'zones',
      'first_day',
      'last_day',
      'ceiling_pence',
      'committed_pence',
    ],
    contracts.map((one) => [
      one.contractRef,
      one.title,
      one.providerName,
      one.lot,
      one.regime,
      one.service,
      one.zones.join(' '),
      one.fromDay,
      lastDay(one.toDay),
      one.ceilingPence,
      one.committedPence,
    ]),
  )
}

export async function showContract({ actor, shell, params, query, url }: Visit, house: House): Promise<Reply> {
  const contractRef = params['ref'] ?? ''
  return shell.read(actor, async (tx) => {
    const found = await findContractOn(tx, contractRef, dayOf(tx.now))
    if (!found) return notFound()
    const { contract } = found
    const offset = (pageAsked(query) - 1) * PAGE_SIZE
    const { pence: committed, count, lines } = await readDrawDown(tx, contractRef, { offset, limit: PAGE_SIZE })
    const names = await providerNames(tx, [contract.organisationRef])
    const { ownerRef } = found.particulars
    const owner = ownerRef === null ? undefined : (await zonesAndNames(tx, [ownerRef])).names.get(ownerRef)
    const changeHref = may(actor, 'contracts.change') ? `/contracts/${contractRef}` : undefined
    const more = [
      ...particularsRows(found, owner, changeHref && `${changeHref}/particulars`),
      ...termsRows(found.terms, changeHref && `${changeHref}/terms`),
      changeHref !== undefined && {
        key: 'Published copies',
        value: link('See or publish copies', `${changeHref}/copies`),
      },
      changeHref !== undefined && {
        key: 'Prices by tier',
        value: link('See or set the tiers', `${changeHref}/tiers`),
      },
      changeHref !== undefined &&
        contract.frameworkRef !== null && {
          key: 'How offers are ranked',
          value: link('See or state the weights', `${changeHref}/weights`),
        },
    ]
    return page({
      ...contractFrame(house, actor, contract, dayOf(tx.now), 'Overview'),
      facts: [
        {
          label: 'Provider',
          value: link(
            names.get(contract.organisationRef) ?? contract.organisationRef,
            `/providers/${contract.organisationRef}`,
          ),
        },
        { label: 'Lot', value: contract.lot.replace(/^lot /i, '') },
        { label: 'Committed', value: money(committed) },
        contract.ceilingPence !== null && { label: 'Ceiling', value: money(contract.ceilingPence) },
      ],
      content: html`${section('Draw-down', html`${ceilingWords(contract, committed)}${may(actor, 'contracts.lines') && drawDownTable(url, lines, count)}`)}${section('Terms', terms(contract, await listZones(tx), more))}${await showPanels(house, tx, actor, 'contract', contractRef)}`,
      ...(may(actor, 'audit.see') ? { aside: await latestHistory(house, tx, `contract:${contractRef}`) } : {}),
    })
  })
}

function ceilingWords({ ceilingPence }: Contract, committed: Pence): Html {
  if (ceilingPence === null)
    return html`<p class="govuk-body">${money(committed)} is committed. The contract has no ceiling.</p>`
  const left = ceilingPence - committed
  return html`<p class="govuk-body">${money(committed)} of ${money(ceilingPence)} is committed to the end of the contract. ${
    left >= 0 ? html`${money(left)} is left.` : bad(html`It is over by ${money(-left)}.`)
  }${shareWords(committed, ceilingPence)}</p>`
}

const drawDownTable = (url: string, lines: readonly DrawDownEntry[], total: number): Html =>
  total === 0
    ? html`<p class="govuk-body">No package has drawn on this contract.</p>`
    : queue({
        noun: { one: 'draw-down line', many: 'draw-down lines' },
        url,
        rows: lines,
        total,
        pageSize: PAGE_SIZE,
        columns: [
          { heading: 'Package', cell: (line) => link(line.packageRef, `/packages/${line.packageRef}`) },
          {
            heading: 'What',
            cell: (line) =>
              html`${LINE_WORDS[line.kind]}${line.overrideBy !== null && small(`Over the ceiling, signed by ${line.overrideBy}: ${line.reason}`)}`,
          },
          { heading: 'From', cell: (line) => formatDay(line.fromDay) },
          { heading: 'A week', format: 'number', cell: (line) => money(line.weeklyPence) },
          { heading: 'Committed', format: 'number', cell: (line) => money(line.pence) },
        ],
      })

const LINE_WORDS: Readonly<Record<DrawDownEntry['kind'], string>> = {
  placed: 'Placed',
  ended: 'Ended early',
  term_changed: 'Another term of the contract',
}

const zoneNames = (refs: readonly string[], zones: readonly Zone[]): string =>
  refs.map((ref) => zones.find(({ zone }) => zone === ref)?.name ?? ref).join(', ')

const inWords = (code: string): string => code.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase())

const WEIGHT_NAMES = {
  ...{ price: 'Price', quality: 'quality', completeness: 'all visits', start: 'start' },
  ...{ travel: 'present rounds', known: 'known workers', wishes: 'wishes met', times: 'times asked for' },
} as const

const terms = (contract: Contract, zones: readonly Zone[], more: Parameters<typeof summary>[0]): Html =>
  summary([
    { key: 'Service', value: inWords(contract.service) },
    { key: 'Zones', value: zoneNames(contract.zones, zones) },
    { key: 'Term', value: `${formatDay(contract.fromDay)} to ${formatDay(lastDay(contract.toDay))}` },
    { key: 'Rate card', value: link(contract.cardRef, `/rate-cards/${encodeURIComponent(contract.cardRef)}`) },
    contract.frameworkRef !== null && { key: 'Framework', value: contract.frameworkRef },
    {
      key: 'Offers are ranked by',
      value: (['price', 'quality', 'completeness', 'start', 'travel', 'known', 'wishes', 'times'] as const)
        .filter((name) => (contract.weights[name] ?? 0) > 0)
        .map((name) => `${WEIGHT_NAMES[name]} ${contract.weights[name]}`)
        .join(', '),
    },
    ...more,
  ])
