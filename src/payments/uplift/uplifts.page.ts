import { counted } from '#src/base/counted.ts'
import { addDays, formatDay, formatInstant } from '#src/base/day.ts'
import { divideHalfUp, formatPence } from '#src/base/money.ts'
import {
  approveUplift,
  type ApproveUpliftRefusal,
  basesOf,
  cancelUplift,
  raisedCard,
} from '#src/payments/uplift/commands.ts'
import { risePercent, type Uplift } from '#src/payments/uplift/uplift.ts'
import {
  findUplift,
  listProviderParts,
  listUplifts,
  type ProviderPart,
  totalsOfUplift,
  type UpliftTotals,
} from '#src/payments/uplift/uplift.store.ts'
import { methodWords, ROUNDING_WORDS, STATES } from '#src/payments/uplift/uplift-words.page.ts'
import { may, personBehind } from '#src/platform/actor.ts'
import type { Read } from '#src/platform/database.ts'
import { csvFile, notFound, page, type Reply, seeOther, type Visit, followed } from '#src/platform/http/doors.ts'
import { type House, latestHistory } from '#src/platform/panels.ts'
import { figure } from '#src/platform/pages/figure.ts'
import { postForm, submit, textareaField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { chosen, pageAsked, queue } from '#src/platform/pages/queue.ts'
import { progress, section, summary, whatHappensNext } from '#src/platform/pages/record.ts'
import { bad, link, money, small } from '#src/platform/pages/table.ts'
import { changesTable, compareCards, parseRateCard, type PriceChange } from '#src/rates/index.ts'

const PAGE_SIZE = 25
const CRUMBS = [
  { text: 'Payments', href: '/pay-runs' },
  { text: 'Uplifts', href: '/uplifts' },
]

export async function listUpliftsPage({ actor, shell, query, url }: Visit): Promise<Reply> {
  const search = { states: chosen(query, 'state'), cardRef: chosen(query, 'card')[0] }
  const { uplifts, total } = await shell.read(actor, (tx) =>
    listUplifts(tx, search, { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE }),
  )
  return page({
    title: 'Uplifts of rate cards',
    section: 'payments',
    wide: true,
    breadcrumbs: [CRUMBS[0] ?? { text: 'Payments' }, { text: 'Uplifts' }],
    actions: [may(actor, 'rates.change') && { text: 'Propose an uplift', href: '/uplifts/start' }],
    content: queue({
      noun: { one: 'uplift', many: 'uplifts' },
      url,
      rows: uplifts,
      total,
      pageSize: PAGE_SIZE,
      filters: [
        {
          kind: 'choices',
          name: 'state',
          label: 'Status',
          choices: Object.entries(STATES).map(([value, tag]) => ({ value, text: tag.text })),
        },
      ],
      columns: [
        { heading: 'Reference', cell: (one) => link(one.upliftRef, `/uplifts/${one.upliftRef}`) },
        { heading: 'Rise', format: 'number', cell: (one) => risePercent(one.millionths) },
        { heading: 'Rate cards', cell: (one) => one.cardRefs.join(', ') },
        { heading: 'From', cell: (one) => formatDay(one.from) },
        { heading: 'Status', cell: (one) => statusTag(STATES[one.state]) },
        { heading: 'Proposed', cell: (one) => html`${formatInstant(one.madeAt)}${small(one.madeByName)}` },
      ],
      empty: 'No uplift has been proposed. Who may change rate cards proposes one, here or on a card’s page.',
    }),
  })
}

export async function showUplift({ actor, shell, params, query, url, csrf }: Visit, house: House): Promise<Reply> {
  const upliftRef = params['ref'] ?? ''
  return shell.view(actor, `uplift:${upliftRef}`, async (tx) => {
    const uplift = await findUplift(tx, upliftRef)
    if (!uplift) return notFound()
    const totals = await totalsOfUplift(tx, upliftRef)
    const offset = (pageAsked(query) - 1) * PAGE_SIZE
    const parts =
      uplift.state === 'estimating' ? [] : await listProviderParts(tx, upliftRef, { offset, limit: PAGE_SIZE })
    const names = namesOf(parts)
    return page({
      title: `${risePercent(uplift.millionths)} on ${uplift.cardRefs.join(', ')}`,
      caption: `Uplift ${upliftRef}`,
      section: 'payments',
      breadcrumbs: [...CRUMBS, { text: upliftRef }],
      tags: [STATES[uplift.state]],
      facts: keyFacts(uplift, totals),
      content: html`
        ${uplift.state === 'estimating' && progress({ words: progressWords(totals), eventsHref: `/uplifts/${upliftRef}/progress`, pageHref: `/uplifts/${upliftRef}` })}
        ${section('What is proposed', proposal(uplift))}
        ${uplift.state !== 'estimating' && offset === 0 && chart(uplift, totals, parts, names)}
        ${uplift.state !== 'estimating' && section('By provider', providerTable(uplift, url, parts, names))}
        ${section('Prices before and after', changesTable('Prices before and after', await changesOf(tx, uplift)))}`,
      aside: html`${whatHappensNext(nextSteps(uplift, actor, csrf))}${await latestHistory(house, tx, `uplift:${upliftRef}`)}`,
    })
  })
}

const namesOf = (parts: readonly ProviderPart[]): Map<string, string> =>
  new Map(parts.map(({ organisationRef, name }) => [organisationRef, name ?? organisationRef]))

const keyFacts = (uplift: Uplift, totals: UpliftTotals) => [
  { label: 'From', value: formatDay(uplift.from) },
  { label: 'Visits of the year', value: totals.visits.toLocaleString('en-GB') },
  { label: 'Before', value: money(totals.beforePence) },
  { label: 'After', value: money(totals.afterPence) },
  { label: 'More', value: money(totals.afterPence - totals.beforePence) },
]

const progressWords = ({ visits }: UpliftTotals): string =>
  `${counted(visits, 'visit')} priced before and after so far. You can leave this page: the work goes on.`

const proposal = (uplift: Uplift): Html =>
  summary([
    { key: 'Rise', value: html`${risePercent(uplift.millionths)}${small(methodWords(uplift.method))}` },
    { key: 'Rounding of prices of an hour', value: ROUNDING_WORDS[uplift.rounding] },
    {
      key: 'Rate cards',
      value: html`${uplift.cardRefs.map((ref, i) => html`${i > 0 && ', '}${link(ref, `/rate-cards/${encodeURIComponent(ref)}`)}`)}`,
    },
    { key: 'Agreed', value: uplift.note },
    { key: 'Proposed by', value: uplift.madeByName },
  ])

const MOST_BARS = 8

function chart(
  uplift: Uplift,
  totals: UpliftTotals,
  parts: readonly ProviderPart[],
  names: ReadonlyMap<string, string>,
): Html {
  const most = parts.slice(0, MOST_BARS)
  const more = totals.afterPence - totals.beforePence
  return figure({
    title: 'What it would have cost more in the last year',
    finding:
      totals.beforePence === 0
        ? 'No visit of the year was paid under these cards.'
        : `${formatPence(more)} more for ${counted(totals.providers, 'provider')}, ${percentWords(more, totals.beforePence)} of what the visits cost.`,
    kind: 'bar',
    labels: most.map(({ organisationRef }) => shortName(names.get(organisationRef) ?? organisationRef)),
    labelHeading: 'Provider',
    series: [{ name: 'More', values: most.map((part) => Math.round((part.afterPence - part.beforePence) / 100)) }],
    format: (pounds) => `£${pounds.toLocaleString('en-GB')}`,
    definition:
      `Visits planned from ${formatDay(uplift.yearFrom)} to ${formatDay(addDays(uplift.yearTo, -1))} with what was logged of them, priced by the version of each card that is raised, and by the same version raised. ${most.length < totals.providers ? `The ${most.length} providers who gain most are drawn.` : ''} ${totals.unpriced > 0 ? `${totals.unpriced.toLocaleString('en-GB')} visits have no price on the card and are left out.` : ''}`.trim(),
  })
}

/** Under the bars there is room for two words. */
const shortName = (name: string): string => name.split(' ').slice(0, 2).join(' ')

const percentWords = (part: number, whole: number): string =>
  `${(divideHalfUp(part * 10_000, whole) / 100).toFixed(2)}%`

const providerTable = (
  uplift: Uplift,
  url: string,
  parts: readonly ProviderPart[],
  names: ReadonlyMap<string, string>,
): Html =>
  queue({
    noun: { one: 'provider', many: 'providers' },
    url,
    rows: parts,
    total: parts[0]?.total ?? 0,
    pageSize: PAGE_SIZE,
    csvHref: `/uplifts/${uplift.upliftRef}.csv`,
    columns: [
      {
        heading: 'Provider',
        cell: (part) =>
          html`${link(names.get(part.organisationRef) ?? part.organisationRef, `/providers/${part.organisationRef}`)}${part.unpriced > 0 && small(`${counted(part.unpriced, 'visit')} without a price`)}`,
      },
      { heading: 'Visits', format: 'number', cell: (part) => part.visits.toLocaleString('en-GB') },
      { heading: 'Before', format: 'number', cell: (part) => money(part.beforePence) },
      { heading: 'After', format: 'number', cell: (part) => money(part.afterPence) },
      { heading: 'More', format: 'number', cell: (part) => money(part.afterPence - part.beforePence) },
    ],
    empty: 'No visit of the year was planned under these cards.',
  })

/** The prices of all its cards, each named with the card where there are several. */
const changesOf = async (tx: Read, uplift: Uplift): Promise<PriceChange[]> =>
  (await basesOf(tx, uplift)).flatMap((stored) => {
    const before = parseRateCard(JSON.stringify(stored.card))
    const after = parseRateCard(JSON.stringify(raisedCard(stored, uplift)))
    const changes = before.ok && after.ok ? compareCards(before.value, after.value) : []
    return uplift.cardRefs.length > 1 ? changes.map((change) => ({ ...change, card: stored.cardRef })) : changes
  })

function nextSteps(uplift: Uplift, actor: Visit['actor'], csrf: string): Html {
  if (uplift.state === 'estimating')
    return html`<p class="govuk-body">The visits of a year are being priced. Then an officer other than ${uplift.madeByName} approves.</p>`
  if (uplift.state === 'approved')
    return html`<p class="govuk-body">Approved by ${uplift.settledByName}. The new versions hold from ${formatDay(uplift.from)}.</p>`
  if (uplift.state === 'cancelled') return html`<p class="govuk-body">Cancelled by ${uplift.settledByName}.</p>`
  const mayApprove = may(actor, 'payments.approve') && uplift.madeBy !== personBehind(actor)
  return html`
    ${
      mayApprove
        ? html`<p class="govuk-body">Check the rise, the day and the prices against what was agreed. With your approval the cards get new versions from ${formatDay(uplift.from)}.</p>
          ${postForm({ action: `/uplifts/${uplift.upliftRef}/approve`, csrf, content: submit('Approve the uplift') })}`
        : html`<p class="govuk-body">An officer who may approve payments, other than ${uplift.madeByName}, approves this uplift.</p>`
    }
    ${may(actor, 'rates.change') && html`<p class="govuk-body">${link('Cancel this uplift', `/uplifts/${uplift.upliftRef}/cancel`)}</p>`}`
}

/** Server-sent progress until the dry run is done. */
export const followUplift = ({ actor, shell, params }: Visit): Reply =>
  followed(() =>
    shell.read(actor, async (tx) => {
      const uplift = await findUplift(tx, params['ref'] ?? '')
      return uplift?.state === 'estimating' ? progressWords(await totalsOfUplift(tx, uplift.upliftRef)) : undefined
    }),
  )

const MOST_PROVIDERS = 10_000

export async function upliftCsv({ actor, shell, params }: Visit): Promise<Reply> {
  const upliftRef = params['ref'] ?? ''
  return shell.view(actor, `uplift:${upliftRef}`, async (tx) => {
    if (!(await findUplift(tx, upliftRef))) return notFound()
    const parts = await listProviderParts(tx, upliftRef, { offset: 0, limit: MOST_PROVIDERS })
    const names = namesOf(parts)
    return csvFile(
      `${upliftRef}.csv`,
      ['provider_ref', 'provider', 'visits', 'visits_without_a_price', 'before_pence', 'after_pence', 'more_pence'],
      parts.map((part) => [
        part.organisationRef,
        names.get(part.organisationRef) ?? '',
        part.visits,
        part.unpriced,
        part.beforePence,
        part.afterPence,
        part.afterPence - part.beforePence,
      ]),
    )
  })
}

const APPROVE_ERRORS: Record<ApproveUpliftRefusal, string> = {
  'not a draft': 'This uplift does not wait for approval.',
  'made by the same officer': 'You proposed this uplift, so another officer approves it.',
  'a card has changed': 'A rate card has changed since the dry run. Cancel this uplift and propose it anew.',
  'no such uplift': 'There is no such uplift.',
  'another version holds then':
    'Another version of a card begins after this day. Cancel this uplift and propose one for that version.',
}

export async function postUpliftApproval({ actor, shell, params }: Visit): Promise<Reply> {
  const upliftRef = params['ref'] ?? ''
  const approved = await approveUplift(shell, actor, upliftRef)
  if (approved.ok) return seeOther(`/uplifts/${upliftRef}`, 'Approved. The rate cards have their new versions.')
  if (approved.error === 'no such uplift') return notFound()
  return page(
    {
      title: 'The uplift was not approved',
      section: 'payments',
      breadcrumbs: [...CRUMBS, { text: upliftRef, href: `/uplifts/${upliftRef}` }],
      content: html`<p class="govuk-body">${bad(APPROVE_ERRORS[approved.error])} ${link('Back to the uplift', `/uplifts/${upliftRef}`)}</p>`,
    },
    { status: 409 },
  )
}

const cancelForm = (upliftRef: string, reason: string, csrf: string, errors: readonly FieldError[] = []): Page => ({
  title: `Cancel uplift ${upliftRef}`,
  section: 'payments',
  errors,
  breadcrumbs: [...CRUMBS, { text: upliftRef, href: `/uplifts/${upliftRef}` }, { text: 'Cancel' }],
  content: postForm({
    action: `/uplifts/${upliftRef}/cancel`,
    csrf,
    content: html`${textareaField({ name: 'reason', label: 'Why it is cancelled', value: reason, errors })}${submit('Cancel the uplift', { text: 'Keep the uplift', href: `/uplifts/${upliftRef}` })}`,
  }),
})

export async function cancelUpliftForm({ actor, shell, params, csrf }: Visit): Promise<Reply> {
  const upliftRef = params['ref'] ?? ''
  const uplift = await shell.read(actor, (tx) => findUplift(tx, upliftRef))
  return uplift ? page(cancelForm(upliftRef, '', csrf)) : notFound()
}

export async function postUpliftCancel({ actor, shell, params, form, csrf }: Visit): Promise<Reply> {
  const upliftRef = params['ref'] ?? ''
  const reason = String(form['reason'] ?? '').trim()
  const cancelled = await cancelUplift(shell, actor, { upliftRef, reason })
  if (cancelled.ok) return seeOther(`/uplifts/${upliftRef}`, 'Cancelled. No price has changed.')
  if (cancelled.error === 'no such uplift') return notFound()
  const message =
    cancelled.error === 'no reason given'
      ? 'Enter why it is cancelled'
      : 'This uplift is settled and cannot be cancelled'
  return page(cancelForm(upliftRef, reason, csrf, [{ field: 'reason', message }]), { status: 400 })
}
