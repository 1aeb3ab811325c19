import { formatDay } from '#src/base/day.ts'
import { notFound, type OpenVisit, page, type Reply } from '#src/platform/http/doors.ts'
import { visitorAt } from '#src/platform/http/visitor.ts'
import { html } from '#src/platform/pages/html.ts'
import { chosen, pageAsked, queue } from '#src/platform/pages/queue.ts'
import { section } from '#src/platform/pages/record.ts'
import { dataTable, link, shortDay, small } from '#src/platform/pages/table.ts'
import { kindOf, zonesOf } from '#src/tendering/markets/market.ts'
import { findMarket, listPublishedMarkets } from '#src/tendering/markets/market.store.ts'
import {
  conditionsTable,
  kindName,
  lotWords,
  serviceWords,
  zoneTitle,
} from '#src/tendering/markets/market-words.page.ts'
import { listPublishedMembers, type PublishedMember } from '#src/tendering/markets/member.store.ts'

const PAGE_SIZE = 50

/** The lists from which the council buys, for everybody. */
export async function listPublicMarkets(visit: OpenVisit): Promise<Reply> {
  const visitor = await visitorAt(visit)
  if (!visitor) return notFound()
  const markets = await visit.shell.read(visitor.actor, (tx) => listPublishedMarkets(tx, ['open']))
  return page({
    title: 'Lists of providers',
    caption: visitor.councilName,
    breadcrumbs: [{ text: 'Lists of providers' }],
    content: html`<p class="govuk-body">The approved lists, dynamic markets and frameworks from which ${visitor.councilName} buys. Providers join those that are open in the provider portal, at any time.</p>
${dataTable({
  caption: 'Open lists',
  captionHidden: true,
  rows: markets,
  empty: 'The council has no open list.',
  columns: [
    {
      heading: 'List',
      cell: (one) => html`${link(one.title, `${visitor.path}/markets/${one.marketRef}`)}${small(kindName(one))}`,
    },
    { heading: 'Service', cell: (one) => serviceWords(one.service) },
    { heading: 'Members', format: 'number', cell: (one) => one.members },
    { heading: 'Joining', cell: (one) => (kindOf(one.kind).joins ? 'Open at any time' : 'By award') },
  ],
})}`,
  })
}

/** Who is on a list: names, lots, zones, since when. */
export async function showPublicMarket(visit: OpenVisit): Promise<Reply> {
  const visitor = await visitorAt(visit)
  if (!visitor) return notFound()
  const { shell, params, query, url } = visit
  const ref = (params['ref'] ?? '').toUpperCase()
  const zone = chosen(query, 'zone')[0]
  const found = await shell.read(visitor.actor, async (tx) => {
    const market = await findMarket(tx, ref)
    if (!market || market.status === 'planned') return undefined
    const asked = { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE }
    return { market, ...(await listPublishedMembers(tx, { marketRef: ref, zone }, asked)) }
  })
  if (!found) return notFound()
  const { market, members, total } = found
  return page({
    title: market.title,
    caption: `${visitor.councilName}, ${kindName(market)}`,
    wide: true,
    breadcrumbs: [{ text: 'Lists of providers', href: `${visitor.path}/markets` }, { text: market.marketRef }],
    content: html`<p class="govuk-body">${market.summary}</p>
<p class="govuk-body">${market.openedOn !== null && `Open since ${formatDay(market.openedOn)}. `}${market.status === 'ceased' ? 'It has ended.' : kindOf(market.kind).joins ? 'Providers may join at any time.' : 'Its members won their places in a tender.'}</p>
${section(
  'Members',
  queue<PublishedMember>({
    noun: { one: 'member', many: 'members' },
    url,
    rows: members,
    total,
    pageSize: PAGE_SIZE,
    filters: [
      {
        kind: 'one',
        name: 'zone',
        label: 'Zone',
        choices: zonesOf(market.lots).map((value) => ({ value, text: zoneTitle(market.lots, value) })),
      },
    ],
    columns: [
      { heading: 'Provider', cell: (one) => one.name },
      { heading: 'Lots', cell: (one) => lotWords(market.lots, one.lots) },
      { heading: 'Since', cell: (one) => shortDay(one.sinceDay) },
    ],
    empty: 'Nobody is on this list yet.',
  }),
)}
${section('Conditions of membership', conditionsTable(market.conditions))}`,
  })
}
