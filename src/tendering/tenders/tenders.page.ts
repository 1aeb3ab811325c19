import { counted } from '#src/base/counted.ts'
import { formatInstant } from '#src/base/day.ts'
import { officerNames } from '#src/councils/index.ts'
import { may } from '#src/platform/actor.ts'
import { notFound, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { type House, latestHistory, showPanels } from '#src/platform/panels.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import { chosen, pageAsked, queue } from '#src/platform/pages/queue.ts'
import { whatHappensNext } from '#src/platform/pages/record.ts'
import { link, money, small } from '#src/platform/pages/table.ts'
import { regimeName } from '#src/tendering/regime/regime.ts'
import { differencesBetween } from '#src/tendering/tenders/change.ts'
import { missingFrom } from '#src/tendering/tenders/checklist.ts'
import { type Preparation, preparedOf } from '#src/tendering/tenders/preparation.store.ts'
import { ROUTES, routeName } from '#src/tendering/tenders/route.ts'
import { ROUTE_NAMES, type Tender } from '#src/tendering/tenders/spec.ts'
import { listTenders } from '#src/tendering/tenders/tender-list.store.ts'
import { findTender } from '#src/tendering/tenders/tender.store.ts'
import { tenderCrumbs, tenderFrame, tenderTabs } from '#src/tendering/tenders/tender-frame.page.ts'
import { closingWords, specSections, STATUS_CHOICES, tenderTag } from '#src/tendering/tenders/tender-view.page.ts'
import { stepsOf } from '#src/tendering/tenders/timetable.ts'

const PAGE_SIZE = 25

export async function listTendersPage({ actor, shell, query, url }: Visit): Promise<Reply> {
  const search = {
    words: chosen(query, 'words')[0],
    statuses: chosen(query, 'status'),
    routes: chosen(query, 'route'),
  }
  const { tenders, total, names } = await shell.read(actor, async (tx) => {
    const listed = await listTenders(tx, search, { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE })
    return {
      ...listed,
      names: await officerNames(
        tx,
        listed.tenders.map(({ ownerRef }) => ownerRef),
      ),
    }
  })
  const now = shell.now()
  return page({
    title: 'Tendering',
    section: 'tendering',
    wide: true,
    breadcrumbs: [{ text: 'Tendering' }],
    actions: [
      may(actor, 'tendering.manage') && { text: 'Begin a tender', href: '/tenders/new' },
      { text: 'Lists of providers', kind: 'secondary', href: '/markets' },
      { text: 'Notices', kind: 'secondary', href: '/notices' },
      { text: 'Who else is buying', kind: 'secondary', href: '/market-watch' },
      actor.member === undefined
        ? { text: 'Bought together', kind: 'secondary', href: '/joint-tenders' }
        : { text: 'Costs of the arrangement', kind: 'secondary', href: '/joint-costs' },
    ],
    content: queue({
      noun: { one: 'tender', many: 'tenders' },
      url,
      rows: tenders,
      total,
      pageSize: PAGE_SIZE,
      filters: [
        { kind: 'words', name: 'words', label: 'Reference or title' },
        { kind: 'choices', name: 'status', label: 'Status', choices: STATUS_CHOICES },
        {
          kind: 'one',
          name: 'route',
          label: 'Route',
          choices: ROUTE_NAMES.map((value) => ({ value, text: ROUTES[value].name })),
        },
      ],
      columns: [
        {
          heading: 'Tender',
          cell: (one) => html`${link(one.title, `/tenders/${one.tenderRef}`)}${small(one.tenderRef)}`,
        },
        { heading: 'Route', cell: (one) => html`${routeName(one.route)}${small(regimeName(one.regime))}` },
        { heading: 'Lots', format: 'number', cell: (one) => one.lots },
        { heading: 'Estimated', format: 'number', cell: (one) => money(one.estimatedPence) },
        { heading: 'Bids close', cell: (one) => (one.closesAt ? formatInstant(one.closesAt) : 'Not published') },
        { heading: 'Owner', cell: (one) => names.get(one.ownerRef) ?? one.ownerRef },
        { heading: 'Status', cell: (one) => statusTag(tenderTag(one.status, one.closesAt, now)) },
      ],
      empty: 'No tender yet. Choose “Begin a tender” to prepare one.',
    }),
  })
}

export async function showTender({ actor, shell, params }: Visit, house: House): Promise<Reply> {
  const tenderRef = params['ref'] ?? ''
  return shell.read(actor, async (tx) => {
    const tender = await findTender(tx, tenderRef)
    if (!tender) return notFound()
    const prepared = await preparedOf(tx, tenderRef)
    const manages = may(actor, 'tendering.manage')
    const steps = stepsOf(tender.spec, prepared.publishedOn, prepared.holidays)
    return page({
      ...tenderFrame(tender, tx.now),
      breadcrumbs: tenderCrumbs(tenderRef),
      tabs: tenderTabs(house, actor, tenderRef, 'overview'),
      actions: manages ? actionsOf(tender) : [],
      content: html`${specSections({ spec: tender.spec, zones: prepared.zoneList, steps })}${await showPanels(house, tx, actor, 'tender', tenderRef)}`,
      aside: html`${whatHappensNext(nextWords(tender, prepared, tx.now))}${may(actor, 'audit.see') && (await latestHistory(house, tx, `tender:${tenderRef}`))}`,
    })
  })
}

const actionsOf = ({ tenderRef, status }: Tender) => [
  status === 'planning' && { text: 'Prepare', href: `/tenders/${tenderRef}/prepare` },
  status !== 'awarded' &&
    status !== 'cancelled' && {
      text: 'Cancel the tender',
      kind: 'secondary' as const,
      href: `/tenders/${tenderRef}/cancel`,
    },
]

function nextWords(tender: Tender, prepared: Preparation, now: Temporal.Instant): Html {
  const { tenderRef, spec, status } = tender
  const prepare = `/tenders/${tenderRef}/prepare`
  if (status === 'planning') {
    const missing = missingFrom(spec, prepared).length
    return missing === 0
      ? html`<p class="govuk-body">Everything is said. ${link('Publish it', `/tenders/${tenderRef}/publish`)}.</p>`
      : html`<p class="govuk-body">${counted(missing, 'thing is', 'things are')} missing before it may be published. ${link('See the checklist', prepare)}.</p>`
  }
  const { published, openQuestions } = prepared
  if (status !== 'published' || !published) return html`<p class="govuk-body">See the tabs for how it goes on.</p>`
  const changed = differencesBetween(published.spec, spec).length
  return html`<p class="govuk-body">${closingWords(published.closesAt, now)}</p>
${openQuestions > 0 && html`<p class="govuk-body">${link(`${counted(openQuestions, 'question waits', 'questions wait')} for an answer`, `/tenders/${tenderRef}/questions`)}</p>`}
${changed > 0 && html`<p class="govuk-body">${counted(changed, 'change is', 'changes are')} not published: bidders read version ${published.version}. ${link('Publish the changes', `/tenders/${tenderRef}/change`)}.</p>`}`
}
