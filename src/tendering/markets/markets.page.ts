import { page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { may } from '#src/platform/actor.ts'
import { html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import { chosen, pageAsked, queue } from '#src/platform/pages/queue.ts'
import { link, small } from '#src/platform/pages/table.ts'
import { listApplications, type ListedApplication } from '#src/tendering/joining/application.store.ts'
import { APPLICATION_STATES } from '#src/tendering/joining/application.ts'
import { kindOf, MARKET_KIND_KEYS, MARKET_KINDS } from '#src/tendering/markets/market.ts'
import { type ListedMarket, listMarkets } from '#src/tendering/markets/market.store.ts'
import {
  APPLICATION_TAGS,
  CRUMBS,
  dueCell,
  kindName,
  MARKET_TAGS,
  serviceWords,
} from '#src/tendering/markets/market-words.page.ts'
import { dayOf } from '#src/base/day.ts'

const PAGE_SIZE = 25

/** Every approved list, dynamic market and framework with how many are on it and what waits. */
export async function listMarketsPage({ actor, shell, query, url }: Visit): Promise<Reply> {
  const search = { statuses: chosen(query, 'status'), kinds: chosen(query, 'kind') }
  const { markets, total } = await shell.read(actor, (tx) =>
    listMarkets(tx, search, { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE }),
  )
  return page({
    title: 'Lists of providers',
    section: 'tendering',
    wide: true,
    breadcrumbs: [{ text: 'Tendering', href: '/tenders' }, { text: 'Lists' }],
    actions: [
      may(actor, 'tendering.manage') && { text: 'Set up a list', href: '/markets/start' },
      { text: 'Applications', kind: 'secondary', href: '/applications' },
      may(actor, 'brokerage.fairness') && { text: 'Fairness', kind: 'secondary', href: '/fairness' },
    ],
    content: queue<ListedMarket>({
      noun: { one: 'list', many: 'lists' },
      url,
      rows: markets,
      total,
      pageSize: PAGE_SIZE,
      filters: [
        {
          kind: 'choices',
          name: 'status',
          label: 'Status',
          choices: (['planned', 'open', 'ceased'] as const).map((value) => ({ value, text: MARKET_TAGS[value].text })),
        },
        {
          kind: 'choices',
          name: 'kind',
          label: 'Kind',
          choices: MARKET_KIND_KEYS.map((value) => ({ value, text: MARKET_KINDS[value].name })),
        },
      ],
      columns: [
        {
          heading: 'List',
          cell: (one) => html`${link(one.title, `/markets/${one.marketRef}`)}${small(one.marketRef)}`,
        },
        { heading: 'Kind', cell: (one) => html`${kindName(one)}${small(serviceWords(one.service))}` },
        {
          heading: 'Members',
          format: 'number',
          cell: (one) => html`${one.members}${one.suspended > 0 && small(`${one.suspended} suspended`)}`,
        },
        {
          heading: 'Applications waiting',
          format: 'number',
          cell: (one) => (kindOf(one.kind).joins ? one.waiting : ''),
        },
        { heading: 'Status', cell: (one) => statusTag(MARKET_TAGS[one.status]) },
      ],
      empty: 'There is no list yet. Set one up to let providers join it.',
    }),
  })
}

/** Applications to all lists; it opens on those that wait for the council, the first due first. */
export async function listApplicationsPage({ actor, shell, query, url }: Visit): Promise<Reply> {
  const states = chosen(query, 'state')
  const marketRef = chosen(query, 'market')[0]
  const search = {
    states: states.length > 0 ? states : ['made', 'asked'],
    ...(marketRef === undefined ? {} : { marketRef }),
  }
  const { applications, total } = await shell.read(actor, (tx) =>
    listApplications(tx, search, { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE }),
  )
  const today = dayOf(shell.now())
  return page({
    title: 'Applications to join',
    section: 'tendering',
    wide: true,
    breadcrumbs: [...CRUMBS, { text: 'Applications' }],
    content: queue<ListedApplication>({
      noun: { one: 'application', many: 'applications' },
      url,
      rows: applications,
      total,
      pageSize: PAGE_SIZE,
      filters: [
        {
          kind: 'choices',
          name: 'state',
          label: 'Status',
          choices: APPLICATION_STATES.filter((state) => state !== 'draft').map((value) => ({
            ...{ value, text: APPLICATION_TAGS[value].text },
          })),
        },
      ],
      columns: [
        {
          heading: 'Provider',
          cell: (one) =>
            html`${link(one.organisationName, `/applications/${one.applicationRef}`)}${small(one.applicationRef)}`,
        },
        { heading: 'List', cell: (one) => link(one.marketTitle, `/markets/${one.marketRef}`) },
        { heading: 'Lots', cell: (one) => one.lots.join(', ') },
        { heading: 'Answer due', cell: (one) => (one.state === 'made' ? dueCell(one.dueDay, today) : '') },
        { heading: 'Status', cell: (one) => statusTag(APPLICATION_TAGS[one.state]) },
      ],
      empty: 'No application waits for an answer.',
    }),
  })
}
