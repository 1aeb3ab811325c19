import { dayOf } from '#src/base/day.ts'
import { csvFile, notFound, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import { chosen, pageAsked, queue, typedText, withQuery } from '#src/platform/pages/queue.ts'
import { bad, link, shortDay, small } from '#src/platform/pages/table.ts'
import { marketHead, marketTabs } from '#src/tendering/markets/market.page.ts'
import { findMarket } from '#src/tendering/markets/market.store.ts'
import { crumbsOf, endCell, MEMBER_TAGS } from '#src/tendering/markets/market-words.page.ts'
import { type ListedMember, type MemberSearch, searchMembers } from '#src/tendering/markets/member.store.ts'

const PAGE_SIZE = 25
const MOST_IN_FILE = 5_000

const searchOf = ({ query, params }: Visit): MemberSearch => ({
  marketRef: (params['ref'] ?? '').toUpperCase(),
  states: chosen(query, 'state'),
  lots: chosen(query, 'lot'),
  words: typedText(query, 'words'),
})

/** The register of members: those who are removed are shown when they are asked for. */
export async function listMembersPage(visit: Visit): Promise<Reply> {
  const { actor, shell, query, url } = visit
  const search = searchOf(visit)
  const found = await shell.read(actor, async (tx) => {
    const market = await findMarket(tx, search.marketRef)
    return (
      market && {
        market,
        ...(await searchMembers(tx, search, { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE })),
      }
    )
  })
  if (!found) return notFound()
  const { market, members, total } = found
  const at = `/markets/${market.marketRef}/members`
  const today = dayOf(shell.now())
  return page({
    ...marketHead(market),
    wide: true,
    breadcrumbs: crumbsOf(market, { text: 'Members' }),
    tabs: marketTabs(market, 'members'),
    content: queue<ListedMember>({
      noun: { one: 'member', many: 'members' },
      url,
      csvHref: withQuery(url.replace(at, `${at}.csv`), { page: undefined }),
      rows: members,
      total,
      pageSize: PAGE_SIZE,
      filters: [
        { kind: 'words', name: 'words', label: 'Name or reference' },
        {
          kind: 'choices',
          name: 'state',
          label: 'Status',
          choices: (['member', 'suspended', 'removed'] as const).map((value) => ({
            value,
            text: MEMBER_TAGS[value].text,
          })),
        },
        {
          kind: 'choices',
          name: 'lot',
          label: 'Lot',
          choices: market.lots.map(({ lot, title }) => ({ value: lot, text: `${lot} ${title}` })),
        },
      ],
      columns: [
        {
          heading: 'Provider',
          cell: (one) => html`${link(one.name, `${at}/${one.organisationRef}`)}${small(one.organisationRef)}`,
        },
        { heading: 'Lots', cell: (one) => one.lots.join(', ') },
        { heading: 'Since', cell: (one) => shortDay(one.sinceDay) },
        { heading: 'Evidence ends first', cell: (one) => endCell(one.firstEnd, today) },
        { heading: 'To look at', format: 'number', cell: (one) => (one.reviews > 0 ? bad(String(one.reviews)) : '') },
        {
          heading: 'Status',
          cell: (one) => html`${statusTag(MEMBER_TAGS[one.state])}${one.state !== 'member' && small(one.reason)}`,
        },
      ],
      empty: 'Nobody is on this list yet.',
    }),
  })
}

export async function membersCsv(visit: Visit): Promise<Reply> {
  const { actor, shell } = visit
  const search = searchOf(visit)
  const { members } = await shell.read(actor, (tx) => searchMembers(tx, search, { offset: 0, limit: MOST_IN_FILE }))
  await shell.noteList(actor, 'market-members.csv', { ...search, count: members.length })
  return csvFile(
    `${search.marketRef.toLowerCase()}-members.csv`,
    ['provider_ref', 'name', 'lots', 'since', 'status', 'reason', 'evidence_ends_first'],
    members.map((one) => [
      ...[one.organisationRef, one.name, one.lots.join(' '), one.sinceDay, one.state],
      ...[one.state === 'member' ? '' : one.reason, one.firstEnd],
    ]),
  )
}
