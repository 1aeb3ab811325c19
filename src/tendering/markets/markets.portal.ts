import { type Day, dayOf, formatDay } from '#src/base/day.ts'
import type { Read } from '#src/platform/database.ts'
import { notFound, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { button, details } from '#src/platform/pages/components.ts'
import {
  checkboxesField,
  dayField,
  fileField,
  hiddenField,
  postForm,
  radiosField,
  submit,
  textField,
  type TypedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError, Page, StatusTag } from '#src/platform/pages/page.ts'
import { inset, section, whatHappensNext } from '#src/platform/pages/record.ts'
import { dataTable, link, small } from '#src/platform/pages/table.ts'
import {
  type Application,
  type Evidence,
  isOpenApplication,
  needsExpiry,
  stillToGive,
} from '#src/tendering/joining/application.ts'
import { findEvidence, listApplicationsOf, listEvidence } from '#src/tendering/joining/application.store.ts'
import { fileReply } from '#src/tendering/joining/evidence-file.page.ts'
import { kindOf, type Market } from '#src/tendering/markets/market.ts'
import { findMarket, listPublishedMarkets } from '#src/tendering/markets/market.store.ts'
import {
  APPLICATION_TAGS,
  conditionsTable,
  evidenceTable,
  kindName,
  MEMBER_TAGS,
  serviceWords,
  workingTable,
  zoneTitle,
} from '#src/tendering/markets/market-words.page.ts'
import type { Member } from '#src/tendering/markets/membership.ts'
import { findMember, listMembershipsOf } from '#src/tendering/markets/member.store.ts'
import { listRanksOf } from '#src/tendering/ranked-lists/ranked-list.store.ts'
import type { Condition } from '#src/tendering/tenders/spec.ts'

const CRUMBS = [{ text: 'Tenders', href: '/portal/tenders' }]

/** The lists that a provider may join, and those that it is on. */
export async function listOwnMarkets({ actor, shell }: Visit): Promise<Reply> {
  return shell.read(actor, async (tx) => {
    const markets = await listPublishedMarkets(tx, ['open'])
    const own = new Map(
      (await listMembershipsOf(tx, actor.organisation ?? '')).map((member) => [member.marketRef, member]),
    )
    return page({
      title: 'Lists to join',
      section: 'tenders',
      breadcrumbs: [...CRUMBS, { text: 'Lists to join' }],
      content: dataTable({
        caption: 'Lists of the council',
        captionHidden: true,
        rows: markets,
        empty: 'The council has no open list.',
        columns: [
          {
            heading: 'List',
            cell: (one) => html`${link(one.title, `/portal/markets/${one.marketRef}`)}${small(kindName(one))}`,
          },
          { heading: 'Service', cell: (one) => serviceWords(one.service) },
          {
            heading: 'You',
            cell: (one) => {
              const member = own.get(one.marketRef)
              if (member) return statusTag(MEMBER_TAGS[member.state])
              return kindOf(one.kind).joins ? 'May apply at any time' : 'Members come by award'
            },
          },
        ],
      }),
    })
  })
}

export type TypedEvidence = { readonly condition: string; readonly words: string; readonly expiresOn: TypedDay }

type Own = {
  readonly market: Market
  readonly member: Member | undefined
  readonly applications: readonly Application[]
  readonly evidence: readonly Evidence[]
}

async function findOwn(tx: Read, marketRef: string, organisationRef: string): Promise<Own | undefined> {
  const market = await findMarket(tx, marketRef)
  if (!market || market.status === 'planned') return undefined
  const member = await findMember(tx, marketRef, organisationRef)
  return {
    market,
    member: member?.state === 'removed' ? undefined : member,
    applications: await listApplicationsOf(tx, marketRef, organisationRef),
    evidence: await listEvidence(tx, marketRef, organisationRef),
  }
}

export const showOwnMarket = (visit: Visit): Promise<Reply> => ownMarketPage(visit, undefined, [])

/** One list as a provider sees it: its own application, evidence and place. */
export async function ownMarketPage(
  visit: Visit,
  typed: TypedEvidence | undefined,
  errors: readonly FieldError[],
): Promise<Reply> {
  const { actor, shell, csrf, params } = visit
  const ref = (params['ref'] ?? '').toUpperCase()
  return shell.read(actor, async (tx) => {
    const own = await findOwn(tx, ref, actor.organisation ?? '')
    if (!own) return notFound()
    const { market, member, applications, evidence } = own
    const today = dayOf(tx.now)
    const open = applications.find(isOpenApplication)
    const mayGive = member !== undefined || open?.state === 'draft' || open?.state === 'asked'
    const ranks = member ? await listRanksOf(tx, ref, member.organisationRef, today) : []
    return page(
      {
        ...head(own, open),
        errors,
        content: html`<p class="govuk-body">${market.summary}</p>
${open?.state === 'asked' && inset(html`<strong>The council asks:</strong> ${open.answer}`)}
${section('Conditions', conditionsTable(market.conditions))}
${(mayGive || evidence.length > 0) && section('Your evidence', html`${evidenceTable(evidence, market.conditions, '/portal', today, (one) => takeBackButton(one, open, csrf))}${mayGive && evidenceForm(market, typed, csrf, errors)}`)}
${open !== undefined && mayGive && !member && section(open.state === 'asked' ? 'Answer the council' : 'Send the application', sendForm(own, open, today, csrf, errors))}
${ranks.length > 0 && section('Your place in the ranked lists', html`${ranks.map((one) => html`<p class="govuk-body">${zoneTitle(market.lots, one.zone)}: place ${one.rank} of ${one.members}, score ${one.score}, from ${formatDay(one.fromDay)} on.</p>${details({ summaryText: `How you came to ${one.score} in ${zoneTitle(market.lots, one.zone)}`, html: workingTable(one.working, one.score, `Score in ${zoneTitle(market.lots, one.zone)}`) })}`)}`)}`,
        aside: whatHappensNext(nextWords(own, open)),
      },
      { status: errors.length > 0 ? 400 : 200 },
    )
  })
}

function head({ market, member, applications }: Own, open: Application | undefined): Omit<Page, 'content'> {
  const { marketRef, status, kind } = market
  const mayApply = status === 'open' && kindOf(kind).joins && !member && !open
  const latest = applications[0]
  const tag: StatusTag | undefined = member
    ? MEMBER_TAGS[member.state]
    : latest && (open !== undefined || latest.state === 'refused')
      ? APPLICATION_TAGS[latest.state]
      : undefined
  return {
    title: market.title,
    caption: `${kindName(market)} ${marketRef}`,
    section: 'tenders',
    breadcrumbs: [...CRUMBS, { text: 'Lists to join', href: '/portal/markets' }, { text: marketRef }],
    tags: [tag],
    actions: [
      mayApply && { text: 'Apply to join', post: `/portal/markets/${marketRef}/apply` },
      open !== undefined && {
        text: 'Withdraw the application',
        kind: 'secondary',
        post: `/portal/markets/${marketRef}/withdraw`,
        fields: { application: open.applicationRef },
      },
    ],
  }
}

function nextWords({ market, member, applications }: Own, open: Application | undefined): Html {
  if (member?.state === 'suspended')
    return html`<p class="govuk-body">No new work comes to you from this list for now. ${member.reason}.</p><p class="govuk-body">Send what is missing above. An officer looks at it and reinstates you.</p>`
  if (member)
    return html`<p class="govuk-body">You are a member since ${formatDay(member.sinceDay)}. You are told before your evidence ends.</p>`
  if (open?.state === 'made')
    return html`<p class="govuk-body">The council answers by ${open.dueDay ? formatDay(open.dueDay) : 'the day that it tells you'}.</p>`
  if (open)
    return html`<p class="govuk-body">Give evidence for each condition that asks for it, then send the application.</p>`
  const last = applications[0]
  if (last?.state === 'refused')
    return html`<p class="govuk-body">Your last application was refused: ${last.answer}</p>${market.status === 'open' && html`<p class="govuk-body">You may apply again.</p>`}`
  return html`<p class="govuk-body">${market.status !== 'open' ? 'This list has ended.' : kindOf(market.kind).joins ? 'You may apply at any time.' : 'Its members won their places in a tender.'}</p>`
}

const takeBackButton = (one: Evidence, open: Application | undefined, csrf: string): Html =>
  one.state === 'given' && open?.state !== 'made'
    ? postForm({
        action: `/portal/evidence/${one.evidenceRef}/take-back`,
        csrf,
        content: html`${button({ html: html`Take back<span class="govuk-visually-hidden"> ${one.fileName}</span>`, classes: 'govuk-button--secondary govuk-!-margin-bottom-0' })}`,
      })
    : html``

const asksFile = ({ evidence }: Condition): boolean => evidence

const evidenceForm = (
  market: Market,
  typed: TypedEvidence | undefined,
  csrf: string,
  errors: readonly FieldError[],
): Html => {
  const asked = market.conditions.filter(asksFile)
  if (asked.length === 0) return html``
  const chosen = typed?.condition ?? (asked.length === 1 ? asked[0]?.key : undefined)
  return postForm({
    action: `/portal/markets/${market.marketRef}/evidence`,
    csrf,
    enctype: 'multipart/form-data',
    content: html`<h3 class="govuk-heading-s">Give evidence</h3>
<fieldset class="govuk-fieldset"><legend class="govuk-visually-hidden">Give evidence</legend>
${selectCondition(asked, chosen, errors)}
${fileField({ name: 'file', label: 'File', hint: 'PDF, Word, Excel or text, up to 20 MB', accept: '.pdf,.docx,.xlsx,.csv,.txt', errors })}
${dayField({
  name: 'expiresOn',
  label: 'Day on which it ends',
  hint: `Needed for insurance (${
    asked
      .filter(needsExpiry)
      .map(({ key }) => key)
      .join(', ') || 'none here'
  }); leave it empty where there is none`,
  ...(typed ? { value: typed.expiresOn } : {}),
  errors,
})}
${textField({ name: 'words', label: 'What it shows (optional)', value: typed?.words ?? '', errors })}</fieldset>
${submit('Give this evidence')}`,
  })
}

const selectCondition = (
  asked: readonly Condition[],
  chosen: string | undefined,
  errors: readonly FieldError[],
): Html =>
  radiosField({
    name: 'condition',
    label: 'What it is evidence of',
    ...(chosen === undefined ? {} : { value: chosen }),
    choices: asked.map(({ key, text }) => ({ value: key, text: `${key}: ${text}` })),
    errors,
  })

function sendForm(
  { market, evidence }: Own,
  open: Application,
  today: Day,
  csrf: string,
  errors: readonly FieldError[],
): Html {
  const missing = stillToGive(market.conditions, evidence, today)
  if (missing.length > 0)
    return html`<p class="govuk-body">Still to give before you can send it:</p><ul class="govuk-list govuk-list--bullet">${missing.map(({ key, text }) => html`<li>${key}: ${text}</li>`)}</ul>`
  return postForm({
    action: `/portal/markets/${market.marketRef}/send`,
    csrf,
    content: html`${hiddenField('application', open.applicationRef)}
${checkboxesField({ name: 'lots', label: 'Lots that you apply for', values: open.lots, choices: market.lots.map(({ lot, title }) => ({ value: lot, text: `${lot} ${title}` })), errors })}
${submit(open.state === 'asked' ? 'Send the answer' : 'Send the application')}`,
  })
}

export async function showOwnEvidenceFile(visit: Visit): Promise<Reply> {
  const ref = (visit.params['ref'] ?? '').toUpperCase()
  const evidence = await visit.shell.read(visit.actor, (tx) => findEvidence(tx, ref))
  return evidence ? fileReply(visit, evidence) : notFound()
}
