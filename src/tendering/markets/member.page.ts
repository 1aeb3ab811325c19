import { dayOf, formatDay, formatInstant } from '#src/base/day.ts'
import { may } from '#src/platform/actor.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { type House, latestHistory, showPanels } from '#src/platform/panels.ts'
import { hiddenField, postForm, radiosField, submit, textField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { section, summary, whatHappensNext } from '#src/platform/pages/record.ts'
import { bad, dataTable, link, shortDay, small } from '#src/platform/pages/table.ts'
import type { Evidence } from '#src/tendering/joining/application.ts'
import { findEvidence, listEvidence } from '#src/tendering/joining/application.store.ts'
import type { Market } from '#src/tendering/markets/market.ts'
import { crumbsOf, evidenceTable, lotWords, MEMBER_TAGS, priceOrNot } from '#src/tendering/markets/market-words.page.ts'
import { checkEvidence, settle } from '#src/tendering/markets/member-commands.ts'
import type { Member } from '#src/tendering/markets/membership.ts'
import {
  findMemberOfMarket,
  type KeptExclusionCheck,
  listExclusionChecks,
  listReviews,
  type Review,
} from '#src/tendering/markets/member.store.ts'

export type Which = { readonly marketRef: string; readonly organisationRef: string }

export const whichOf = ({ params }: Visit): Which => ({
  marketRef: (params['ref'] ?? '').toUpperCase(),
  organisationRef: (params['organisation'] ?? '').toUpperCase(),
})

export const memberHref = ({ marketRef, organisationRef }: Which): string =>
  `/markets/${marketRef}/members/${organisationRef}`

export const showMember = (visit: Visit, house: House): Promise<Reply> => memberPage(visit, house, whichOf(visit), [])

async function memberPage(visit: Visit, house: House, which: Which, errors: readonly FieldError[]): Promise<Reply> {
  const { actor, shell, csrf } = visit
  return shell.read(actor, async (tx) => {
    const found = await findMemberOfMarket(tx, which)
    if (!found) return notFound()
    const { market, member } = found
    const evidence = await listEvidence(tx, which.marketRef, which.organisationRef)
    const reviews = await listReviews(tx, which.marketRef, which.organisationRef)
    const checks = await listExclusionChecks(tx, which.organisationRef, 5)
    const today = dayOf(tx.now)
    const manages = may(actor, 'tendering.manage')
    return page(
      {
        title: member.name,
        caption: market.title,
        section: 'tendering',
        breadcrumbs: crumbsOf(
          market,
          { text: 'Members', href: `/markets/${market.marketRef}/members` },
          { text: member.organisationRef },
        ),
        tags: [MEMBER_TAGS[member.state]],
        actions: actionsOf(member, manages),
        facts: [
          { label: 'Lots', value: member.lots.join(', ') },
          { label: 'Member since', value: formatDay(member.sinceDay) },
          member.state === 'suspended' && {
            label: 'Looked at again by',
            value: member.reviewDay ? formatDay(member.reviewDay) : 'Not set',
          },
          { label: 'Exclusion checked', value: member.checkedOn ? formatDay(member.checkedOn) : 'Never' },
        ],
        errors,
        content: html`${member.state !== 'member' && section(member.state === 'suspended' ? 'Why it is suspended' : 'Why it left', html`<p class="govuk-body">${member.reason}</p>`)}
${reviews.length > 0 && section('To look at', reviewsTable(reviews, manages, csrf, errors))}
${section('Evidence', html`${evidenceTable(evidence, market.conditions, '', today)}${manages && member.state !== 'removed' && evidence.filter(({ state }) => state === 'given').map((one) => checkForm(one, csrf, errors))}`)}
${await showPanels(house, tx, actor, 'member', member.organisationRef)}
${section('For the ranking', scoresSummary(market, member, manages))}
${section('Checks of exclusion grounds', html`${checksTable(checks)}${manages && member.state !== 'removed' && html`<p class="govuk-body">${link('Record a check', `${memberHref(member)}/exclusion-check`)}</p>`}`)}`,
        aside: html`${whatHappensNext(nextWords(member))}${may(actor, 'audit.see') && (await latestHistory(house, tx, `member:${market.marketRef}.${member.organisationRef}`))}`,
      },
      { status: errors.length > 0 ? 400 : 200 },
    )
  })
}

function actionsOf(member: Member, manages: boolean): NonNullable<Page['actions']> {
  if (!manages || member.state === 'removed') return []
  const at = memberHref(member)
  const isSuspended = member.state === 'suspended'
  return [
    isSuspended ? { text: 'Reinstate', href: `${at}/reinstate` } : { text: 'Suspend', href: `${at}/suspend` },
    isSuspended && { text: 'Go on with the suspension', kind: 'secondary', href: `${at}/suspend` },
    { text: 'Remove', kind: 'secondary', href: `${at}/remove` },
  ]
}

const nextWords = ({ state, organisationRef }: Member): Html => {
  const provider = html`<p class="govuk-body">${link('The provider’s record', `/providers/${organisationRef}`)}</p>`
  if (state === 'suspended')
    return html`<p class="govuk-body">No new work goes to it. The people in its care stay: look in on them. It is reinstated by a named officer once what stands against it is put right.</p>${provider}`
  if (state === 'removed')
    return html`<p class="govuk-body">It is on the list no more. It may apply again.</p>${provider}`
  return html`<p class="govuk-body">It is checked every morning. It is reminded before its evidence ends.</p>${provider}`
}

const reviewsTable = (
  reviews: readonly Review[],
  manages: boolean,
  csrf: string,
  errors: readonly FieldError[],
): Html =>
  html`${dataTable<Review>({
    caption: 'What was found',
    captionHidden: true,
    rows: reviews,
    columns: [
      { heading: 'Found', cell: (one) => html`${one.words}${small(formatInstant(one.foundAt))}` },
      {
        heading: 'Outcome',
        cell: (one) =>
          one.settledAt === null ? bad('To look at') : html`${one.outcome}${small(one.settledByName ?? '')}`,
      },
    ],
  })}${manages && reviews.filter(({ settledAt }) => settledAt === null).map((one) => settleForm(one, csrf, errors))}`

const settleForm = (review: Review, csrf: string, errors: readonly FieldError[]): Html =>
  postForm({
    action: `/member-reviews/${review.reviewRef}/settle`,
    csrf,
    content: html`${hiddenField('market', review.marketRef)}${hiddenField('organisation', review.organisationRef)}${textField({ name: `outcome-${review.reviewRef}`, label: `What was found about: ${review.words}`, width: 30, errors })}${submit('Looked at')}`,
  })

const checkForm = (one: Evidence, csrf: string, errors: readonly FieldError[]): Html =>
  postForm({
    action: `/evidence/${one.evidenceRef}/check`,
    csrf,
    content: html`${radiosField({
      name: `accepted-${one.evidenceRef}`,
      label: `Is ${one.fileName} good evidence for ${one.condition}?`,
      choices: [
        { value: 'yes', text: 'Yes, accept it' },
        { value: 'no', text: 'No' },
      ],
      inline: true,
      errors,
    })}${textField({ name: `words-${one.evidenceRef}`, label: 'Why not', hint: 'The provider reads it', width: 30, errors })}${submit('Save the check')}`,
  })

const scoresSummary = (market: Market, member: Member, manages: boolean): Html => {
  const change = manages && member.state !== 'removed' ? { change: { href: `${memberHref(member)}/scores` } } : {}
  return html`${summary([
    { key: 'Lots', value: lotWords(market.lots, member.lots) },
    {
      key: 'Quality mark',
      value: member.qualityPercent === null ? 'Not given' : `${member.qualityPercent} of 100`,
      ...change,
    },
    { key: 'Price of an hour', value: priceOrNot(member.pricePence) },
    { key: 'Hours free a week', value: member.capacityHours ?? 'Not given' },
  ])}<p class="govuk-body">${link('Its places in the ranked lists', `/markets/${market.marketRef}/ranking`)}</p>`
}

const FINDINGS = { none: 'No ground found', excludable: 'Excludable', excluded: 'Excluded' } as const
const STAGES = { admission: 'admission', award: 'award', call_off: 'call-off', yearly: 'yearly check' } as const

const checksTable = (checks: readonly KeptExclusionCheck[]): Html =>
  dataTable<KeptExclusionCheck>({
    caption: 'Checks of exclusion grounds',
    captionHidden: true,
    rows: checks,
    empty: 'None is recorded.',
    columns: [
      {
        heading: 'Checked',
        cell: (one) => html`${shortDay(dayOf(one.at))}${small(`${STAGES[one.stage]}, ${one.byName}`)}`,
      },
      {
        heading: 'Found',
        cell: (one) =>
          html`${one.finding === 'none' ? FINDINGS.none : bad(FINDINGS[one.finding])}${one.grounds !== '' && small(one.grounds)}`,
      },
      {
        heading: 'Looked at',
        cell: (one) => html`${one.evidence}${small(html`debarment list on ${formatDay(one.lookedUpOn)}`)}`,
      },
    ],
  })

export async function postCheckEvidence(visit: Visit, house: House): Promise<Reply> {
  const { actor, shell, params, form } = visit
  const evidenceRef = (params['ref'] ?? '').toUpperCase()
  const answer = form[`accepted-${evidenceRef}`]
  const words = String(form[`words-${evidenceRef}`] ?? '')
  if (answer !== 'yes' && answer !== 'no')
    return againAt(visit, house, evidenceRef, 'accepted', 'Say whether it is accepted')
  const checked = await checkEvidence(shell, actor, { evidenceRef, accepted: answer === 'yes', words })
  if (checked.ok)
    return seeOther(
      memberHref(checked.value),
      answer === 'yes' ? 'The evidence is accepted' : 'The provider sees why it is not accepted',
    )
  if (checked.error === 'the reason is missing')
    return againAt(visit, house, evidenceRef, 'words', 'Enter why it is not accepted')
  return notFound()
}

async function againAt(
  visit: Visit,
  house: House,
  evidenceRef: string,
  field: string,
  message: string,
): Promise<Reply> {
  const evidence = await visit.shell.read(visit.actor, (tx) => findEvidence(tx, evidenceRef))
  return evidence ? memberPage(visit, house, evidence, [{ field: `${field}-${evidenceRef}`, message }]) : notFound()
}

export async function postSettleReview(visit: Visit, house: House): Promise<Reply> {
  const { actor, shell, params, form } = visit
  const reviewRef = (params['ref'] ?? '').toUpperCase()
  const settled = await settle(shell, actor, { reviewRef, outcome: String(form[`outcome-${reviewRef}`] ?? '') })
  if (settled.ok) return seeOther(memberHref(settled.value), 'Noted as looked at')
  if (settled.error === 'no such review') return notFound()
  const which = { marketRef: String(form['market'] ?? ''), organisationRef: String(form['organisation'] ?? '') }
  return memberPage(visit, house, which, [{ field: `outcome-${reviewRef}`, message: 'Enter what was found' }])
}
