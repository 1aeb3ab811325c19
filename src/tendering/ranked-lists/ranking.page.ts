import { dayOf, formatDay, formatInstant } from '#src/base/day.ts'
import { getPolicy } from '#src/councils/index.ts'
import { may } from '#src/platform/actor.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { details } from '#src/platform/pages/components.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { chosen, pageAsked, queue } from '#src/platform/pages/queue.ts'
import { section, whatHappensNext } from '#src/platform/pages/record.ts'
import { bad, dataTable, link, shortDay, small } from '#src/platform/pages/table.ts'
import { providerNames } from '#src/providers/index.ts'
import { CALL_OFF_ANSWERS, type CallOffStep } from '#src/tendering/ranked-lists/call-off.ts'
import { type CallOffRecord, listCallOffs, listSteps } from '#src/tendering/ranked-lists/call-off.store.ts'
import { listChecksAbout } from '#src/tendering/exclusions/exclusion.store.ts'
import { type Market, zonesOf } from '#src/tendering/markets/market.ts'
import { marketHead, marketTabs, zoneNamesOf } from '#src/tendering/markets/market.page.ts'
import { findMarket } from '#src/tendering/markets/market.store.ts'
import { crumbsOf, weightsWords, workingTable, type ZoneNames } from '#src/tendering/markets/market-words.page.ts'
import { type KeptExclusionCheck, listMembers } from '#src/tendering/markets/member.store.ts'
import { rankMarket } from '#src/tendering/ranked-lists/rank-commands.ts'
import { nextRanking } from '#src/tendering/ranked-lists/ranked-list.ts'
import {
  listRanked,
  listVersions,
  type RankedList,
  type RankedMember,
} from '#src/tendering/ranked-lists/ranked-list.store.ts'

const refOf = ({ params }: Visit): string => (params['ref'] ?? '').toUpperCase()
const VERSIONS = 12

/** The ranked list of a zone in one of its versions, each place with the sums behind it. */
export async function showRanking(visit: Visit): Promise<Reply> {
  const { actor, shell, query } = visit
  const ref = refOf(visit)
  return shell.read(actor, async (tx) => {
    const market = await findMarket(tx, ref)
    if (!market) return notFound()
    const names = await zoneNamesOf(tx)
    const zones = zonesOf(market.lots)
    const zone = zones.find((one) => one === chosen(query, 'zone')[0]) ?? zones[0] ?? ''
    const versions = await listVersions(tx, ref, zone, VERSIONS)
    const list = versions.find(({ version }) => String(version) === chosen(query, 'version')[0]) ?? versions[0]
    const ranked = list ? await listRanked(tx, list) : []
    const states = new Map((await listMembers(tx, ref)).map((one) => [one.organisationRef, one.state]))
    const { rankMonths } = await getPolicy(tx, 'markets', dayOf(tx.now))
    const newest = versions[0]
    return page({
      ...marketHead(market),
      breadcrumbs: crumbsOf(market, { text: 'Ranking' }),
      tabs: marketTabs(market, 'ranking'),
      actions: [
        may(actor, 'tendering.manage') &&
          market.status === 'open' &&
          market.ranking !== null && { text: 'Rank anew', post: `/markets/${ref}/ranking` },
      ],
      content: html`${zoneLinks(ref, zones, zone, names)}
${list === undefined ? html`<p class="govuk-body">${market.ranking ? 'This zone has not been ranked yet.' : 'Members of this list are not ranked.'}</p>` : rankingSection(list, ranked, states, names)}
${versions.length > 1 && section('Versions', versionsTable(ref, versions))}`,
      aside:
        whatHappensNext(html`${market.ranking !== null && html`<p class="govuk-body">Each list weighs ${weightsWords(market.ranking)}.</p>`}
${newest !== undefined && html`<p class="govuk-body">It is ranked anew on ${formatDay(nextRanking(newest.fromDay, rankMonths))}.</p>`}
<p class="govuk-body">A call-off asks in this order. Who is suspended keeps its place and is not asked.</p>`),
    })
  })
}

const zoneLinks = (ref: string, zones: readonly string[], current: string, names: ZoneNames): Html =>
  html`<p class="govuk-body">Zone: ${zones.map((zone, at) => html`${at > 0 && ', '}${zone === current ? html`<strong>${names.get(zone) ?? zone}</strong>` : link(names.get(zone) ?? zone, `/markets/${ref}/ranking?zone=${encodeURIComponent(zone)}`)}`)}</p>`

const rankingSection = (
  list: RankedList,
  ranked: readonly RankedMember[],
  states: ReadonlyMap<string, string>,
  names: ZoneNames,
): Html =>
  section(
    `${names.get(list.zone) ?? list.zone}, version ${list.version}`,
    html`<p class="govuk-body">Made on ${formatInstant(list.madeAt)} by ${list.madeByName}, from ${formatDay(list.fromDay)} on, by ${weightsWords(list.weights)}.</p>
${dataTable<RankedMember>({
  caption: 'Members in their order',
  captionHidden: true,
  rows: ranked,
  columns: [
    { heading: 'Place', format: 'number', cell: (one) => one.rank },
    {
      heading: 'Provider',
      cell: (one) =>
        html`${link(one.name, `/markets/${list.marketRef}/members/${one.organisationRef}`)}${states.get(one.organisationRef) === 'suspended' && bad(' Suspended: not asked')}${!states.has(one.organisationRef) && small('Has left the list')}${details({ summaryText: `How ${one.name} came to ${one.score}`, html: workingTable(one.working, one.score, `Score of ${one.name}`) })}`,
    },
    { heading: 'Score', format: 'number', cell: (one) => one.score },
  ],
})}`,
  )

const versionsTable = (ref: string, versions: readonly RankedList[]): Html =>
  dataTable<RankedList>({
    caption: 'Versions of this list',
    captionHidden: true,
    rows: versions,
    columns: [
      {
        heading: 'Version',
        cell: (one) =>
          link(
            String(one.version),
            `/markets/${ref}/ranking?zone=${encodeURIComponent(one.zone)}&version=${one.version}`,
          ),
      },
      { heading: 'From', cell: (one) => shortDay(one.fromDay) },
      { heading: 'Members', format: 'number', cell: (one) => one.members },
    ],
  })

export async function postRanking(visit: Visit): Promise<Reply> {
  const ref = refOf(visit)
  const ranked = await rankMarket(visit.shell, visit.actor, ref)
  if (!ranked.ok && ranked.error === 'no such market') return notFound()
  return seeOther(`/markets/${ref}/ranking`, ranked.ok ? 'The lists are ranked anew' : undefined)
}

const PAGE_SIZE = 25

/** What was called off from the ranked lists: who was asked in which order, and what each said. */
export async function showCallOffs(visit: Visit): Promise<Reply> {
  const { actor, shell, query, url } = visit
  const ref = refOf(visit)
  return shell.read(actor, async (tx) => {
    const market = await findMarket(tx, ref)
    if (!market) return notFound()
    const asked = { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE }
    const { callOffs, total } = await listCallOffs(tx, ref, asked)
    const steps = await listSteps(
      tx,
      callOffs.map(({ callOffRef }) => callOffRef),
    )
    const names = await providerNames(
      tx,
      steps.map(({ organisationRef }) => organisationRef),
    )
    const checks = await listChecksAbout(
      tx,
      callOffs.map(({ callOffRef }) => callOffRef),
    )
    return page({
      ...marketHead(market),
      wide: true,
      breadcrumbs: crumbsOf(market, { text: 'Call-offs' }),
      tabs: marketTabs(market, 'call-offs'),
      content: callOffsQueue(market, url, callOffs, total, {
        steps: Map.groupBy(steps, ({ callOffRef }) => callOffRef),
        names,
        checks,
      }),
    })
  })
}

type Asked = {
  readonly steps: ReadonlyMap<string, readonly CallOffStep[]>
  readonly names: ReadonlyMap<string, string>
  /** The checks for exclusion that were made for them (P-17). */
  readonly checks: readonly KeptExclusionCheck[]
}

const checkWords = (checks: Asked['checks'], { callOffRef }: CallOffRecord, { organisationRef }: CallOffStep): Html => {
  const check = checks.find((one) => one.about === callOffRef && one.organisationRef === organisationRef)
  return html`${check && small(`No ground to exclude by the check of ${formatDay(check.lookedUpOn)}, ${check.byName}`)}`
}

const callOffsQueue = (
  market: Market,
  url: string,
  rows: readonly CallOffRecord[],
  total: number,
  { steps, names, checks }: Asked,
): Html =>
  queue<CallOffRecord>({
    noun: { one: 'call-off', many: 'call-offs' },
    url,
    rows,
    total,
    pageSize: PAGE_SIZE,
    columns: [
      { heading: 'Call-off', cell: (one) => html`${one.callOffRef}${small(`for ${one.about}`)}` },
      {
        heading: 'List',
        cell: (one) =>
          link(
            `${one.zone}, version ${one.version}`,
            `/markets/${market.marketRef}/ranking?zone=${encodeURIComponent(one.zone)}&version=${one.version}`,
          ),
      },
      { heading: 'Begun', cell: (one) => html`${shortDay(dayOf(one.begunAt))}${small(one.begunByName)}` },
      {
        heading: 'Asked in order',
        cell: (one) =>
          html`<ol class="govuk-list govuk-list--number">${(steps.get(one.callOffRef) ?? [])
            .filter(({ askedAt, answer }) => askedAt !== null || answer !== null)
            .map(
              (step) =>
                html`<li>${names.get(step.organisationRef) ?? step.organisationRef}: ${step.answer ? CALL_OFF_ANSWERS[step.answer] : 'Asked'}${step.why !== '' && `, ${step.why}`}${checkWords(checks, one, step)}</li>`,
            )}</ol>`,
      },
    ],
    empty: 'Nothing has been called off from these lists yet.',
  })
