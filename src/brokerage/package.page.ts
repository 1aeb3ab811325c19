import { type Day, dayOf, daysBetween, formatDay, formatInstant, formatTime, type Instant } from '#src/base/day.ts'
import { divideHalfUp, formatPence } from '#src/base/money.ts'
import {
  type CarePackage,
  type PackageStatus,
  type Placement,
  serviceName,
  statusNow,
} from '#src/brokerage/care-package.ts'
import { findSigned } from '#src/brokerage/care-package.store.ts'
import type { Invitation, Offer } from '#src/brokerage/offer.ts'
import { belowFloorPence, DECLINE_CODES } from '#src/brokerage/offer.ts'
import { differences } from '#src/brokerage/offers/offer-words.page.ts'
import { listAnswers } from '#src/brokerage/offer.store.ts'
import { nameFor, tagOf } from '#src/brokerage/packages.page.ts'
import {
  clockInWords,
  dayName,
  daysInWords,
  hoursInWords,
  type PatternVisit,
  slotDays,
  weeklyMinutes,
  weeklyVisits,
} from '#src/brokerage/pattern.ts'
import { PAYER_WORDS } from '#src/brokerage/self-funders/self-funder.ts'
import { findPlacement } from '#src/brokerage/placement.store.ts'
import { points, type Ranked } from '#src/brokerage/ranking.ts'
import {
  type ByOutcomes,
  type Feature,
  featureInWords,
  gatesOf,
  overBudgetPence,
  REQUEST_WORDS,
  wishesMet,
} from '#src/brokerage/requests/request.ts'
import { hoursWaited, type Signature, signedCount } from '#src/brokerage/sign-off.ts'
import { ranking } from '#src/brokerage/sign-off-commands.ts'
import { listZones, officerNames, type Role, roleName } from '#src/councils/index.ts'
import { ageOn, findPerson, type OutcomeKey, outcomeLabel, type Person } from '#src/people/index.ts'
import { type Actor, may } from '#src/platform/actor.ts'
import type { Read } from '#src/platform/database.ts'
import { notFound, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { postForm, hiddenField } from '#src/platform/pages/form.ts'
import { button } from '#src/platform/pages/components.ts'
import { type Html, html, type Part } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { Action, Page, Tab } from '#src/platform/pages/page.ts'
import { section, summary, whatHappensNext } from '#src/platform/pages/record.ts'
import { bad, type Column, dataTable, link, money, shortDay, small } from '#src/platform/pages/table.ts'
import { addedTabs, type House, latestHistory, showPanels } from '#src/platform/panels.ts'

/** All that the tabs of a package's record show. */
export type PackageRecord = {
  readonly pkg: CarePackage
  readonly invitations: readonly Invitation[]
  readonly ranked: readonly Ranked[]
  readonly signatures: readonly Signature[]
  /** Of those who were away when a delegate signed for them, by reference. */
  readonly awayNames: ReadonlyMap<string, string>
  readonly person: Person | undefined
  readonly placement: Placement | undefined
  readonly zoneName: string
  readonly now: Instant
  readonly today: Day
  readonly actor: Actor
}

/** There is an offer, and who said nothing is no longer of interest. */
const CHOSEN_FROM: readonly PackageStatus[] = ['offers_in', 'awaiting_sign_off', 'blocked', 'placed', 'ended']

export async function readRecord(
  tx: Read,
  actor: Actor,
  packageRef: string,
  wanted: { readonly person: boolean; readonly signers?: boolean; readonly everybodyAsked?: boolean } = {
    person: true,
  },
): Promise<PackageRecord | undefined> {
  const found = await findSigned(tx, packageRef)
  if (!found) return undefined
  const { pkg: stored, signatures } = found
  const all = wanted.everybodyAsked !== false || !CHOSEN_FROM.includes(stored.status)
  const invitations = await listAnswers(tx, packageRef, all ? 'all' : 'with an offer')
  const offers = invitations.flatMap(({ offer }) => offer ?? [])
  const ranked = ranking(stored, invitations, offers)
  const zones = await listZones(tx)
  return {
    pkg: { ...stored, status: statusNow(stored, ranked.length, tx.now) },
    invitations,
    ranked,
    signatures,
    awayNames: await officerNames(
      tx,
      wanted.signers === false ? [] : signatures.flatMap(({ onBehalfOf }) => onBehalfOf ?? []),
    ),
    person: wanted.person && may(actor, 'people.see') ? await findPerson(tx, stored.personRef) : undefined,
    placement:
      stored.status === 'placed' || stored.status === 'ended' ? await findPlacement(tx, packageRef) : undefined,
    zoneName: zones.find(({ zone }) => zone === stored.zone)?.name ?? stored.zone,
    now: tx.now,
    today: dayOf(tx.now),
    actor,
  }
}

export const titleOf = ({ pkg, actor }: Pick<PackageRecord, 'pkg' | 'actor'>): string =>
  `${serviceName(pkg.service)} for ${nameFor(actor, pkg)}`

type TabName = 'overview' | 'offers' | 'sign-off' | 'care'

/** The frame that all parts of a package's record share. */
export function recordFrame(record: PackageRecord, current: TabName | undefined): Omit<Page, 'content'> {
  const { pkg } = record
  return {
    title: titleOf(record),
    section: 'packages',
    caption: `Package ${pkg.packageRef}`,
    breadcrumbs: [{ text: 'Packages', href: '/packages' }, { text: pkg.packageRef }],
    tags: [tagOf(pkg.status), pkg.urgent && { text: 'Urgent', colour: 'purple' }],
    actions: actionsOf(record),
    facts: [
      pkg.payer === 'self' && { label: 'Who pays', value: PAYER_WORDS.self },
      pkg.startBy !== undefined && { label: 'Start by', value: `${formatDay(pkg.startBy)}${awayInWords(record)}` },
      pkg.pattern.length > 0 && {
        label: 'Care',
        value: `${hoursInWords(weeklyMinutes(pkg.pattern))} a week, ${weeklyVisits(pkg.pattern)} visits`,
      },
      { label: 'Area', value: `${pkg.outwardCode}, ${record.zoneName}` },
      ceilingFact(record),
    ],
    tabs: tabsOf(record, current),
  }
}

function awayInWords({ pkg, today }: PackageRecord): string {
  if (pkg.startBy === undefined || ['placed', 'arranged', 'ended', 'withdrawn', 'refused'].includes(pkg.status))
    return ''
  const days = daysBetween(today, pkg.startBy)
  if (days < 0) return ` (${days === -1 ? '1 day' : `${-days} days`} late)`
  return days === 0 ? ' (today)' : ` (${days === 1 ? '1 day' : `${days} days`})`
}

function ceilingFact({ invitations, pkg }: PackageRecord) {
  const ceiling = invitations[0]?.ceilingPencePerHour
  if (ceiling === undefined) return undefined
  const week = divideHalfUp(ceiling * weeklyMinutes(pkg.pattern), 60)
  return { label: 'Ceiling', value: `${formatPence(ceiling)} an hour, ${formatPence(week)} a week` }
}

function tabsOf({ pkg, ranked, signatures }: PackageRecord, current: TabName | undefined): Tab[] {
  const at = `/packages/${pkg.packageRef}`
  const tab = (name: TabName, text: string, href: string, count?: number | string): Tab => ({
    text,
    href,
    ...(count === undefined ? {} : { count }),
    current: current === name,
  })
  return [
    tab('overview', 'Overview', at),
    tab('offers', 'Offers', `${at}/offers`, ranked.length),
    tab(
      'sign-off',
      'Sign-off',
      `${at}/sign-off`,
      signatures.length > 0 ? `${signedCount(signatures)} of ${signatures.length}` : undefined,
    ),
    tab('care', 'Care and visits', `${at}/care`),
    { text: 'History', href: `/history/package/${pkg.packageRef}` },
  ]
}

function actionsOf({ pkg, actor, signatures, ranked }: PackageRecord): (Action | false)[] {
  const at = `/packages/${pkg.packageRef}`
  const broker = may(actor, 'brokerage.choose')
  const withdraw: Action | false = may(actor, 'brokerage.request') && {
    text: 'Withdraw',
    kind: 'secondary',
    href: `${at}/withdraw`,
  }
  const spot: Action | false = may(actor, 'brokerage.request') && {
    text: 'Buy on the spot',
    kind: 'secondary',
    href: `${at}/spot`,
  }
  const copy: Action | false = may(actor, 'brokerage.request') && {
    text: 'Copy this package',
    kind: 'secondary',
    href: `${at}/copy`,
  }
  const selfFunder: Action = { text: 'Self-funder', kind: 'secondary', href: `${at}/self-funder` }
  const placeNow: Action | false = broker &&
    pkg.urgent &&
    ranked.length > 0 && { text: 'Place now, sign afterwards', kind: 'secondary', href: `${at}/place-now` }
  switch (pkg.status) {
    case 'draft':
      return [
        may(actor, 'brokerage.request') && { text: 'Check and send', href: `${at}/check` },
        pkg.payer === 'self' && selfFunder,
        may(actor, 'brokerage.request') && { text: 'Another pays', kind: 'secondary', href: `${at}/payer` },
        withdraw,
      ]
    case 'sent':
      return pkg.payer === 'self' ? [selfFunder, withdraw] : [placeNow, withdraw]
    case 'offers_in':
      if (pkg.payer === 'self') return [selfFunder, withdraw]
      return [placeNow, broker && { text: 'Choose an offer', href: `${at}/choose-offer` }, withdraw]
    case 'no_capacity':
      return [may(actor, 'brokerage.request') && { text: 'Send again', href: `${at}/check` }, spot, withdraw]
    case 'awaiting_sign_off':
      return [
        may(actor, 'brokerage.sign') &&
          !signatures.some(({ decidedBy }) => decidedBy === actor.id) && { text: 'Sign', href: `${at}/sign-off` },
        withdraw,
      ]
    case 'blocked':
      return [
        may(actor, 'contracts.over-ceiling') &&
          pkg.blockedBecause === 'over the ceiling' && { text: 'Place above the ceiling', href: `${at}/over-ceiling` },
        withdraw,
      ]
    case 'arranged':
      return [selfFunder]
    case 'placed':
      return [copy, broker && { text: 'End this care', kind: 'secondary', href: `${at}/end` }]
    case 'ended':
    case 'withdrawn':
    case 'refused':
      return [copy]
  }
}

/** Reads the record with its access line; no record, no page. */
const showTab = async (
  visit: Visit,
  current: TabName,
  content: (record: PackageRecord, tx: Read) => Promise<Pick<Page, 'content' | 'aside' | 'notice' | 'tabs'>>,
): Promise<Reply> => {
  const ref = visit.params['ref'] ?? ''
  const view = await visit.shell.view(visit.actor, `package:${ref}`, async (tx) => {
    const record = await readRecord(tx, visit.actor, ref, {
      person: current === 'overview',
      signers: current !== 'care',
      everybodyAsked: current === 'offers',
    })
    return record && { ...recordFrame(record, current), ...(await content(record, tx)) }
  })
  return view ? page(view) : notFound()
}

export const showPackage = (visit: Visit, house: House): Promise<Reply> =>
  showTab(visit, 'overview', async (record, tx) => ({
    tabs: [...tabsOf(record, 'overview'), ...addedTabs(house, visit.actor, 'package', record.pkg.packageRef)],
    notice: noticeOf(record),
    content: html`${record.ranked.length > 0 && section('Offers, best first', offersTable(record))}
      ${record.signatures.length > 0 && section('Sign-off', signaturesList(record))}
      ${section('What care is needed', careSummary(record))}`,
    aside: html`${whatHappensNext(nextStep(record, visit.csrf))}${await latestHistory(house, tx, `package:${record.pkg.packageRef}`)}`,
  }))

export const showOffers = (visit: Visit): Promise<Reply> =>
  showTab(visit, 'offers', async (record) => ({
    content: html`${section('Offers, best first', offersTable(record))}${section('Providers asked', html`${invitationsTable(record)}<p class="govuk-body">${link('Who was asked in which round, and what comes next', `/packages/${record.pkg.packageRef}/sending`)}</p>`)}`,
    aside: whatHappensNext(nextStep(record, visit.csrf)),
  }))

export const showCare = (visit: Visit, house: House): Promise<Reply> =>
  showTab(visit, 'care', async (record, tx) => ({
    tabs: [...tabsOf(record, 'care'), ...addedTabs(house, visit.actor, 'package', record.pkg.packageRef)],
    content: html`${record.pkg.payer === 'self' && section('Self-funder', html`<p class="govuk-body">The person pays. ${link('Consent, fee, advice and arrangement', `/packages/${record.pkg.packageRef}/self-funder`)}</p>`)}${placementSection(record)}${section('Visits asked for', patternTable(record.pkg.pattern))}
      ${await showPanels(house, tx, visit.actor, 'package', record.pkg.packageRef)}`,
  }))

function noticeOf({ ranked, pkg, signatures }: PackageRecord): Page['notice'] {
  if (pkg.status === 'blocked')
    return {
      heading: 'Everyone signed, but it is not placed',
      content: `${BLOCKED[pkg.blockedBecause ?? ''] ?? pkg.blockedBecause ?? ''}`,
    }
  if (pkg.emergency && signatures.some(({ status }) => status !== 'signed'))
    return {
      heading: 'Placed before it was signed for',
      content: `${signedCount(signatures)} of ${signatures.length} have signed. The others are due by ${formatInstant(pkg.emergency.signBy)}.`,
    }
  const over = ranked.filter(({ offer }) => offer.overCeilingPence > 0)
  if (over.length === 0 || !['sent', 'offers_in'].includes(pkg.status)) return undefined
  return {
    heading: over.length === 1 ? 'One offer is above the ceiling' : `${over.length} offers are above the ceiling`,
    content: 'Choosing an offer above the ceiling needs a reason.',
  }
}

export const BLOCKED: Readonly<Record<string, string>> = {
  'over the ceiling':
    'The contract has not enough left for it. An officer who may go above a contract’s ceiling can place it and say why, or another offer can be chosen.',
  'provider is suspended':
    'The council has suspended the provider. Choose another offer, or this one again once the provider is approved.',
  'offer changed since':
    'The provider changed or withdrew its offer in the moment of the choice, so the officers signed for another. Withdraw the choice and choose again.',
  'contract not running': 'The contract has ended. Choose an offer under another contract.',
  'notice is given':
    'Notice of the contract is given, and nobody new is placed under it. Choose an offer under another contract.',
  'held by another provider':
    'The contract went to another provider since the offer. Choose another offer, or ask anew.',
  "outside the contract's term":
    'Care would start outside the contract’s term. Choose an offer under another contract.',
  'no such contract': 'The contract is gone from the register. Choose an offer under another contract.',
}

const organisationOf = (
  record: PackageRecord,
  { organisationRef }: Pick<Offer, 'organisationRef'>,
): Invitation | undefined => record.invitations.find((invitation) => invitation.organisationRef === organisationRef)

export const providerCell = (record: PackageRecord, offer: Offer): Html => {
  const invitation = organisationOf(record, offer)
  return html`${link(invitation?.organisationName ?? offer.organisationRef, `/providers/${offer.organisationRef}`)} ${ratingTag(invitation?.rating)}`
}

const RATING_COLOURS: Readonly<Record<string, 'green' | 'teal' | 'yellow' | 'red'>> = {
  Outstanding: 'green',
  Good: 'teal',
  'Requires improvement': 'yellow',
  Inadequate: 'red',
}

export const ratingTag = (rating: string | undefined): Html =>
  statusTag(
    rating === undefined
      ? { text: 'Not yet rated', colour: 'grey' }
      : { text: rating, colour: RATING_COLOURS[rating] ?? 'grey' },
  )

/** What of the visits asked for an offer leaves out: "Cannot do Sunday 5:00pm". */
export function leftOut(pattern: readonly PatternVisit[], { covers }: Offer): string {
  const covered = new Set(covers.map(({ slot, day }) => `${slot} ${day}`))
  const missing = slotDays(pattern).filter(({ slot, day }) => !covered.has(`${slot} ${day}`))
  const bySlot = Map.groupBy(missing, ({ slot }) => slot)
  return pattern
    .filter(({ slot }) => bySlot.has(slot))
    .map(({ slot, start }) => {
      const days = bySlot.get(slot)?.map(({ day }) => day) ?? []
      return `${days.length === 1 ? dayName(days[0] ?? 0) : daysInWords(days)} at ${clockInWords(start)}`
    })
    .join('; ')
}

const coverInWords = (pattern: readonly PatternVisit[], offer: Offer): string => {
  const left = leftOut(pattern, offer)
  if (left === '') return offer.complete ? 'All visits asked for' : 'At all times asked for'
  return `${offer.alternative ? 'Without' : 'Cannot do'} ${left}`
}

export const offerColumns = (record: PackageRecord, more: readonly Column<Ranked>[] = []): Column<Ranked>[] => {
  const asked = weeklyMinutes(record.pkg.pattern)
  return [
    { heading: 'Provider', cell: ({ offer }) => providerCell(record, offer) },
    { heading: 'Points', format: 'number', cell: ({ tenths }) => points(tenths) },
    {
      heading: 'Hours',
      format: 'number',
      cell: ({ offer }) => {
        const hours = (offer.weeklyMinutes / 60).toFixed(1)
        return offer.complete ? hours : bad(`${hours} of ${(asked / 60).toFixed(1)}`)
      },
    },
    {
      heading: 'Rate',
      format: 'number',
      cell: ({ offer }) =>
        offer.overCeilingPence > 0
          ? bad(html`${money(offer.hourlyPence)}${small(`${formatPence(offer.overCeilingPence)} above`)}`)
          : belowFloorPence(offer) > 0
            ? bad(html`${money(offer.hourlyPence)}${small(`${formatPence(belowFloorPence(offer))} below the floor`)}`)
            : money(offer.hourlyPence),
    },
    {
      heading: 'A week',
      format: 'number',
      cell: ({ offer }) => {
        const over = overBudgetPence(record.pkg, offer.weeklyPence)
        return over === 0
          ? money(offer.weeklyPence)
          : bad(html`${money(offer.weeklyPence)}${small(`${formatPence(over)} above the budget`)}`)
      },
    },
    ...more,
    {
      heading: 'Start',
      cell: ({ offer }) =>
        html`${shortDay(offer.startDay)}${small(coverInWords(record.pkg.pattern, offer))}${differences(record.pkg.pattern, offer).map((words) => small(words))}${wishesWords(record.pkg, offer)}${offer.note !== '' && small(offer.note)}`,
    },
  ]
}

/** What of the wishes an offer meets, where there are any. */
const wishesWords = ({ wishes }: CarePackage, { meets = [] }: Offer): Html | false => {
  const { met } = wishesMet(wishes, meets)
  return (
    wishes.length > 0 && small(`${met.length} of ${wishes.length === 1 ? '1 wish' : `${wishes.length} wishes`} met`)
  )
}

function offersTable(record: PackageRecord): Html {
  const { pkg, actor, ranked } = record
  const mayChoose = pkg.status === 'offers_in' && may(actor, 'brokerage.choose')
  const last: Column<Ranked> | undefined = mayChoose
    ? {
        heading: 'Action',
        cell: ({ offer }) => link('Choose', `/packages/${pkg.packageRef}/choose-offer?offer=${offer.offerRef}`),
      }
    : pkg.choice && {
        heading: 'Choice',
        cell: ({ offer }) =>
          offer.offerRef === pkg.choice?.offerRef ? statusTag({ text: 'Chosen', colour: 'green' }) : '',
      }
  return dataTable({
    caption: 'Offers',
    captionHidden: true,
    folds: true,
    rows: ranked,
    columns: [...offerColumns(record), ...(last ? [last] : [])],
    empty: 'No offers yet.',
  })
}

const ANSWERS: Readonly<Record<Invitation['status'], string>> = {
  invited: 'No answer yet',
  offered: 'Offered',
  declined: 'Declined',
  chosen: 'Chosen',
  not_chosen: 'Not chosen',
  cancelled: 'Package stopped',
}

const answerOf = (invitation: Invitation): Part => {
  if (invitation.status !== 'declined') return ANSWERS[invitation.status]
  const reason =
    DECLINE_CODES.find(({ code }) => code === invitation.declineCode)?.label ?? invitation.declineCode ?? ''
  return html`Declined${small(reason)}${invitation.declineWords && small(invitation.declineWords)}`
}

const invitationsTable = ({ invitations }: PackageRecord): Html =>
  dataTable({
    caption: 'Providers asked',
    captionHidden: true,
    folds: true,
    rows: invitations,
    empty: 'It has not been sent to providers yet.',
    columns: [
      { heading: 'Provider', cell: (one) => link(one.organisationName, `/providers/${one.organisationRef}`) },
      { heading: 'Contract', cell: (one) => link(one.contractRef, `/contracts/${one.contractRef}`) },
      { heading: 'Sent', cell: (one) => formatInstant(one.sentAt) },
      { heading: 'Answer', cell: answerOf },
    ],
  })

const SIGNATURE_TAGS = {
  waiting: { text: 'Waiting', colour: 'yellow' },
  signed: { text: 'Signed', colour: 'green' },
  sent_back: { text: 'Sent back', colour: 'orange' },
  refused: { text: 'Refused', colour: 'red' },
} as const

/** "Finance officer: budget available" */
export const stepName = ({ step, label, role }: Signature): string => `${step}. ${roleName(role as Role)}: ${label}`

const waitedInWords = (hours: number): string =>
  hours === 0 ? 'less than 1 hour' : hours === 1 ? '1 hour' : `${hours} hours`

export function signatureDetail(signature: Signature, now: Instant, awayNames: ReadonlyMap<string, string>): string {
  const waited = waitedInWords(hoursWaited(signature, now))
  const { decidedAt, decidedByName, onBehalfOf, reason, remindedAt } = signature
  if (decidedAt === undefined)
    return `Waiting for ${waited}, since ${formatInstant(signature.askedAt)}${remindedAt ? `. Reminded ${formatInstant(remindedAt)}` : ''}`
  return `${decidedByName ?? ''}${onBehalfOf ? `, for ${awayNames.get(onBehalfOf) ?? onBehalfOf}` : ''}, ${formatInstant(decidedAt)}, after ${waited}${reason ? `: ${reason}` : ''}`
}

export const signaturesList = (
  { signatures, now, awayNames }: PackageRecord,
  action?: (signature: Signature) => Part,
): Html =>
  dataTable({
    caption: 'Signatures',
    captionHidden: true,
    folds: true,
    rows: signatures,
    columns: [
      { heading: 'Step', cell: (one) => html`${stepName(one)}${small(signatureDetail(one, now, awayNames))}` },
      { heading: 'Waited', format: 'number', cell: (one) => waitedInWords(hoursWaited(one, now)) },
      { heading: 'Signature', cell: (one) => html`${statusTag(SIGNATURE_TAGS[one.status])}` },
      ...(action ? [{ heading: 'Action', cell: action }] : []),
    ],
  })

export const visitInWords = (visit: PatternVisit): string =>
  `${daysInWords(visit.days)} at ${clockInWords(visit.start)}, ${visit.minutes} minutes${visit.workers === 2 ? ', two workers' : ''}`

export function careSummary({ pkg, person, actor, today }: PackageRecord): Html {
  const at = `/packages/${pkg.packageRef}`
  const changeable = ['draft', 'no_capacity'].includes(pkg.status) && may(actor, 'brokerage.request')
  const change = (page: string, hidden: string) => (changeable ? { change: { href: `${at}/${page}`, hidden } } : {})
  const alone = person?.livesAlone === undefined ? '' : person.livesAlone ? ', lives alone' : ', lives with others'
  return summary([
    {
      key: 'Person',
      value: person
        ? html`${link(pkg.personName, `/people/${pkg.personRef}`)}, ${ageOn(person.birthDay, today)}${alone}`
        : nameFor(actor, pkg),
    },
    { key: 'Why', value: REQUEST_WORDS[pkg.kind].name, ...change('details', 'why it is asked for') },
    {
      key: pkg.byOutcomes ? 'Care' : 'Visits',
      value: pkg.byOutcomes
        ? byOutcomesInWords(pkg.byOutcomes)
        : pkg.pattern.length > 0
          ? pkg.pattern.map((visit) => html`${visitInWords(visit)}${small(visit.tasks)}`)
          : 'Not entered yet',
      ...change(pkg.byOutcomes ? 'by-outcomes' : 'visits', 'visits'),
    },
    {
      key: 'Skills',
      value: pkg.skills.length > 0 ? pkg.skills.join(', ') : 'None in particular',
      ...change('details', 'skills'),
    },
    {
      key: 'Must have',
      value: featureLines(gatesOf(pkg)),
      ...change('needs', 'what a provider must have'),
    },
    { key: 'Wishes', value: featureLines(pkg.wishes), ...change('needs', 'wishes') },
    {
      key: 'Outcomes',
      value:
        pkg.outcomes.length > 0
          ? html`${pkg.outcomes.map((key) => html`${outcomeLabel(key as OutcomeKey)}<br>`)}`
          : 'Not entered yet',
      ...change('details', 'outcomes'),
    },
    {
      key: 'Start',
      value: pkg.startBy ? `By ${formatDay(pkg.startBy)}${pkg.urgent ? ', urgent' : ''}` : 'Not entered yet',
      ...change('details', 'start'),
    },
    { key: 'With', value: pkg.withName ?? 'No one' },
    { key: 'Asked for by', value: `${pkg.requestedByName}, ${formatInstant(pkg.requestedAt)}` },
  ])
}

const featureLines = (features: readonly Feature[]): Part =>
  features.length === 0 ? 'Nothing in particular' : features.map((one) => html`${featureInWords(one)}<br>`)

/** "About 10 hours a week, at times that provider and person agree; up to £300 a week" */
export const byOutcomesInWords = ({ weeklyMinutes: minutes, weeklyPence }: ByOutcomes): string =>
  `About ${hoursInWords(minutes)} a week, at times that provider and person agree${weeklyPence === undefined ? '' : `; up to ${formatPence(weeklyPence)} a week`}`

export const patternTable = (pattern: readonly PatternVisit[], action?: (visit: PatternVisit) => Part): Html =>
  dataTable({
    caption: 'Visits a week',
    captionHidden: true,
    folds: true,
    rows: pattern,
    empty: 'No visits entered yet.',
    columns: [
      { heading: 'Days', cell: (visit) => daysInWords(visit.days) },
      {
        heading: 'Time',
        cell: (visit) =>
          html`${clockInWords(visit.start)}${small(`between ${clockInWords(visit.windowFrom)} and ${clockInWords(visit.windowTo)}`)}${visit.timeCritical && small('Time critical')}`,
      },
      { heading: 'Minutes', format: 'number', cell: (visit) => visit.minutes },
      { heading: 'Workers', format: 'number', cell: (visit) => visit.workers },
      {
        heading: 'What for',
        cell: (visit) =>
          html`${visit.tasks}${visit.shortReason && small(`Short visit: ${visit.shortReason.replaceAll('_', ' ')}`)}${pricedWords(visit).map((words) => small(words))}`,
      },
      ...(action ? [{ heading: 'Action', cell: action }] : []),
    ],
  })

/** What a rate card may price besides time and place. */
export const pricedWords = ({ skill, miles }: Pick<PatternVisit, 'skill' | 'miles'>): string[] => [
  ...(skill === undefined ? [] : [`Skill: ${skill.replaceAll('_', ' ')}`]),
  ...(miles === undefined ? [] : [`${miles} ${miles === 1 ? 'mile' : 'miles'} to travel`]),
]

const placementSection = ({ placement }: PackageRecord): Html | undefined =>
  placement &&
  section(
    'Placement',
    summary([
      { key: 'Provider', value: link(placement.organisationName, `/providers/${placement.organisationRef}`) },
      { key: 'Contract', value: link(placement.contractRef, `/contracts/${placement.contractRef}`) },
      { key: 'From', value: formatDay(placement.startDay) },
      placement.endDay !== null && {
        key: 'Ends',
        value: html`${formatDay(placement.endDay)} is the first day without care${placement.endReason && small(placement.endReason)}`,
      },
      { key: 'Cost', value: `${formatPence(placement.weeklyPence)} a week, ${hoursInWords(placement.weeklyMinutes)}` },
    ]),
  )

const remindForm = (pkg: CarePackage, csrf: string): Html =>
  postForm({
    action: '/packages/chosen',
    csrf,
    content: html`${hiddenField('chosen', pkg.packageRef)}${hiddenField('from', 'record')}${hiddenField('do', 'remind')}${button({ text: 'Remind the signers', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
  })

/** Who must do what next, and what the reader may do. */
export function nextStep(record: PackageRecord, csrf: string): Part {
  const { pkg, invitations, signatures, actor, ranked } = record
  const at = `/packages/${pkg.packageRef}`
  const paragraph = (words: Part) => html`<p class="govuk-body">${words}</p>`
  switch (pkg.status) {
    case 'draft':
      return paragraph('Finish the request, check it and send it to providers.')
    case 'sent': {
      const silent = invitations.filter(({ status }) => status === 'invited').length
      const until = pkg.closesAt ? `${formatTime(pkg.closesAt)} on ${formatDay(dayOf(pkg.closesAt))}` : ''
      return html`${paragraph(`Providers can offer until ${until}. ${silent === 0 ? 'All have answered.' : `${silent} of ${invitations.length} have not answered.`}`)}
        ${silent === 0 && may(actor, 'brokerage.choose') && closeForm(pkg, csrf)}`
    }
    case 'offers_in':
      if (pkg.payer === 'self') return paragraph('The person chooses among the offers, and pays.')
      return paragraph(`A broker chooses from ${ranked.length === 1 ? 'one offer' : `${ranked.length} offers`}.`)
    case 'no_capacity':
      return paragraph('Nobody offered. Change what is asked for, or send it again.')
    case 'awaiting_sign_off': {
      const roles = signatures.filter(({ status }) => status === 'waiting').map(({ role }) => roleName(role as Role))
      return html`${paragraph(`Waiting for ${roles.length === 1 ? 'one signature' : `${roles.length} signatures`}: ${roles.join(', ').toLowerCase()}. The last one places the package.`)}
        ${may(actor, 'brokerage.choose') && html`${remindForm(pkg, csrf)}${paragraph(link('Withdraw the choice', `${at}/withdraw-choice`))}`}`
    }
    case 'blocked':
      return html`${paragraph(BLOCKED[pkg.blockedBecause ?? ''] ?? '')}${may(actor, 'brokerage.choose') && paragraph(link('Withdraw the choice', `${at}/withdraw-choice`))}`
    case 'arranged':
      return html`${paragraph('The person and the provider agreed. The person pays, and the council pays nothing.')}${paragraph(link('Advice, fee and end of the arrangement', `${at}/self-funder`))}`
    case 'placed':
      return paragraph('Visits are planned from the pattern.')
    default:
      return paragraph(pkg.endReason ? `Nothing: it is over. ${pkg.endReason}` : 'Nothing: it is over.')
  }
}

const closeForm = (pkg: CarePackage, csrf: string): Html =>
  postForm({
    action: `/packages/${pkg.packageRef}/close-offers`,
    csrf,
    content: button({ text: 'Close offers now', classes: 'govuk-button--secondary', preventDoubleClick: true }),
  })
