import { formatDay } from '#src/base/day.ts'
import { listZones } from '#src/councils/index.ts'
import { type Actor, may } from '#src/platform/actor.ts'
import type { Read } from '#src/platform/database.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { type House, latestHistory } from '#src/platform/panels.ts'
import { postForm, submit, textareaField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError, Page, Tab } from '#src/platform/pages/page.ts'
import { section, summary, whatHappensNext } from '#src/platform/pages/record.ts'
import { link } from '#src/platform/pages/table.ts'
import { kindOf, type Market } from '#src/tendering/markets/market.ts'
import { cease, openToMembers } from '#src/tendering/markets/market-commands.ts'
import { findMarket } from '#src/tendering/markets/market.store.ts'
import {
  conditionsTable,
  crumbsOf,
  kindName,
  lotsTable,
  MARKET_TAGS,
  serviceWords,
  weightsWords,
  type ZoneNames,
} from '#src/tendering/markets/market-words.page.ts'
import { countMembers } from '#src/tendering/markets/member.store.ts'
import { listApplications } from '#src/tendering/joining/application.store.ts'

const refOf = ({ params }: Visit): string => (params['ref'] ?? '').toUpperCase()

export const zoneNamesOf = async (tx: Read): Promise<ZoneNames> =>
  new Map((await listZones(tx)).map(({ zone, name }) => [zone, name]))

/** The parts of a list's record. */
export const marketTabs = (market: Market, current: '' | 'members' | 'ranking' | 'call-offs'): Tab[] => [
  { text: 'List', href: `/markets/${market.marketRef}`, current: current === '' },
  { text: 'Members', href: `/markets/${market.marketRef}/members`, current: current === 'members' },
  { text: 'Ranking', href: `/markets/${market.marketRef}/ranking`, current: current === 'ranking' },
  { text: 'Call-offs', href: `/markets/${market.marketRef}/call-offs`, current: current === 'call-offs' },
]

/** What every page of a list begins with. */
export const marketHead = (market: Market): Omit<Page, 'content'> => ({
  title: market.title,
  caption: `${kindName(market)} ${market.marketRef}`,
  section: 'tendering',
  breadcrumbs: crumbsOf(market),
  tags: [MARKET_TAGS[market.status]],
})

export async function showMarket(visit: Visit, house: House): Promise<Reply> {
  const { actor, shell } = visit
  const ref = refOf(visit)
  return shell.read(actor, async (tx) => {
    const market = await findMarket(tx, ref)
    if (!market) return notFound()
    const members = await countMembers(tx, ref)
    const { total: waiting } = await listApplications(tx, { states: ['made'], marketRef: ref }, { offset: 0, limit: 1 })
    const names = await zoneNamesOf(tx)
    return page({
      ...marketHead(market),
      actions: actionsOf(market, actor),
      tabs: marketTabs(market, ''),
      facts: [
        { label: 'Members', value: members },
        kindOf(market.kind).joins && {
          label: 'Applications waiting',
          value: waiting === 0 ? '0' : link(String(waiting), `/applications?market=${ref}`),
        },
        { label: 'Service', value: serviceWords(market.service) },
        { label: 'Ends', value: market.endsOn ? formatDay(market.endsOn) : 'No fixed end' },
      ],
      content: html`${section('What it is for', html`<p class="govuk-body">${market.summary}</p>`)}
${section('Lots', lotsTable(market.lots, names))}
${section('Conditions', conditionsTable(market.conditions))}
${section('How it works', termsSummary(market))}`,
      aside: html`${whatHappensNext(nextWords(market))}${may(actor, 'audit.see') && (await latestHistory(house, tx, `market:${ref}`))}`,
    })
  })
}

function actionsOf(market: Market, actor: Actor): NonNullable<Page['actions']> {
  if (!may(actor, 'tendering.manage') || market.status === 'ceased') return []
  const at = `/markets/${market.marketRef}`
  return [
    market.status === 'planned' && { text: 'Open it', post: `${at}/open` },
    { text: 'Change', kind: 'secondary', href: `${at}/change` },
    { text: 'End it', kind: 'secondary', href: `${at}/cease` },
  ]
}

const termsSummary = (market: Market): Html =>
  summary([
    { key: 'Kind', value: html`${kindName(market)}. ${kindOf(market.kind).hint}.` },
    {
      key: 'Joining',
      value: !kindOf(market.kind).joins
        ? html`By award of ${link(market.tenderRef ?? 'its tender', `/tenders/${market.tenderRef}`)}`
        : market.mostMembers === null
          ? 'At any time, without a limit of members'
          : `At any time, up to ${market.mostMembers} members`,
    },
    { key: 'Ranking', value: market.ranking ? `By ${weightsWords(market.ranking)}` : 'Members are not ranked' },
    market.beganOn !== null && { key: 'Began', value: formatDay(market.beganOn) },
    market.openedOn !== null && { key: 'Opened', value: formatDay(market.openedOn) },
    market.ceasedOn !== null && { key: 'Ended', value: formatDay(market.ceasedOn) },
  ])

function nextWords(market: Market): Html {
  const { status, kind } = market
  if (status === 'ceased') return html`<p class="govuk-body">It has ended. No provider joins it any more.</p>`
  const { fixed, notices, joins } = kindOf(kind)
  if (status === 'planned')
    return html`<p class="govuk-body">Open it when its conditions are right${fixed ? ': they cannot be changed while it is open' : ''}.</p>${notices && html`<p class="govuk-body">Its notice of intention is published first, and the notice of establishment once it is open.</p>`}`
  return joins
    ? html`<p class="govuk-body">Providers apply in their portal. Members are checked every morning against their evidence and the CQC register.</p>`
    : html`<p class="govuk-body">Its members came by award. They are checked every morning against their evidence and the CQC register.</p>`
}

export async function postOpen(visit: Visit): Promise<Reply> {
  const { actor, shell } = visit
  const ref = refOf(visit)
  const opened = await openToMembers(shell, actor, ref)
  if (!opened.ok && opened.error === 'no such market') return notFound()
  return seeOther(`/markets/${ref}`, opened.ok ? 'The list is open' : undefined)
}

export const showCease = (visit: Visit): Promise<Reply> => ceasePage(visit, '', [])

async function ceasePage(visit: Visit, reason: string, errors: readonly FieldError[]): Promise<Reply> {
  const { actor, shell, csrf } = visit
  const ref = refOf(visit)
  return shell.read(actor, async (tx) => {
    const market = await findMarket(tx, ref)
    if (!market || market.status === 'ceased') return notFound()
    const at = `/markets/${ref}`
    return page(
      {
        title: 'End this list',
        caption: market.title,
        section: 'tendering',
        breadcrumbs: crumbsOf(market, { text: 'End it' }),
        errors,
        content: html`<p class="govuk-body">From then on nobody joins it and nobody is asked by it. Care that is in place goes on under its contracts.</p>
${postForm({
  action: `${at}/cease`,
  csrf,
  content: html`${textareaField({ name: 'reason', label: 'Why it ends', value: reason, errors })}${submit('End the list', { href: at })}`,
})}`,
      },
      { status: errors.length > 0 ? 400 : 200 },
    )
  })
}

export async function postCease(visit: Visit): Promise<Reply> {
  const { actor, shell, form } = visit
  const marketRef = refOf(visit)
  const reason = String(form['reason'] ?? '')
  const ceased = await cease(shell, actor, { marketRef, reason })
  if (ceased.ok) return seeOther(`/markets/${marketRef}`, 'The list has ended')
  if (ceased.error === 'no such market') return notFound()
  const message = ceased.error === 'it has ended' ? 'It has ended already' : 'Enter why it ends'
  return ceasePage(visit, reason, [{ field: 'reason', message }])
}
