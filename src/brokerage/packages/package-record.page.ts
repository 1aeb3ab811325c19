import { isQuestioned } from '#src/brokerage/emergency/emergency.ts'
import { counted } from '#src/base/counted.ts'
import { type Day, dayOf, daysBetween, formatDay, formatInstant, type Instant } from '#src/base/day.ts'
import { divideHalfUp, formatPence } from '#src/base/money.ts'
import { type AnsweredInvitation, listAnswers } from '#src/brokerage/offers/offer.store.ts'
import { type Invitation, tookBack } from '#src/brokerage/offers/offer.ts'
import type { Ranked } from '#src/brokerage/offers/ranking.ts'
import { findSigned } from '#src/brokerage/packages/care-package.store.ts'
import {
  type CarePackage,
  type PackageStatus,
  type Placement,
  serviceName,
  statusNow,
} from '#src/brokerage/packages/care-package.ts'
import { isUrgentNow, nameFor, tagOf } from '#src/brokerage/packages/packages.page.ts'
import { hoursInWords, weeklyMinutes, weeklyVisits } from '#src/brokerage/packages/pattern.ts'
import { findPlacement } from '#src/brokerage/packages/placement.store.ts'
import { PAYER_WORDS } from '#src/brokerage/self-funders/self-funder.ts'
import { ranking } from '#src/brokerage/sign-off/sign-off-commands.ts'
import { type Signature, signedCount } from '#src/brokerage/sign-off/sign-off.ts'
import { listZones, officerNames } from '#src/councils/index.ts'
import { findPerson, type Person } from '#src/people/index.ts'
import { mayEndLater } from '#src/brokerage/after/later-end.ts'
import { type Actor, may } from '#src/platform/actor.ts'
import type { Read } from '#src/platform/database.ts'
import type { Action, Page, Tab } from '#src/platform/pages/page.ts'

/** All that the tabs of a package's record show. */
export type PackageRecord = {
  readonly pkg: CarePackage
  readonly invitations: readonly AnsweredInvitation[]
  readonly ranked: readonly Ranked[]
  readonly signatures: readonly Signature[]
  /** The question for which the choice was undone, until there is another choice. */
  readonly sentBack: Signature | undefined
  /** Of those for whom a delegate signed and to whom a signature was handed, by reference. */
  readonly otherNames: ReadonlyMap<string, string>
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
  const { pkg: stored } = found
  const signatures = stored.choice ? found.signatures : []
  const all = wanted.everybodyAsked !== false || !CHOSEN_FROM.includes(stored.status)
  const invitations = await listAnswers(tx, packageRef, all ? 'all' : 'with an offer')
  const offers = invitations.flatMap(({ offer }) => offer ?? [])
  const ranked = ranking(stored, invitations, offers, dayOf(tx.now))
  const zones = await listZones(tx)
  return {
    pkg: { ...stored, status: statusNow(stored, ranked.length, tx.now) },
    invitations,
    ranked,
    signatures,
    sentBack: stored.status === 'offers_in' ? found.signatures.find(({ status }) => status === 'sent_back') : undefined,
    otherNames: await officerNames(
      tx,
      wanted.signers === false
        ? []
        : signatures.flatMap(({ onBehalfOf, handedTo }) => [onBehalfOf, handedTo].filter((ref) => ref !== undefined)),
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

export type TabName = 'overview' | 'offers' | 'sign-off' | 'care'

/** The frame that all parts of a package's record share. */
export function recordFrame(record: PackageRecord, current: TabName | undefined): Omit<Page, 'content'> {
  const { pkg } = record
  // Of care in place what was placed: another package may be less than was asked for.
  const week = record.placement?.pattern ?? pkg.pattern
  return {
    title: titleOf(record),
    section: 'packages',
    caption: `Package ${pkg.packageRef}`,
    breadcrumbs: [{ text: 'Packages', href: '/packages' }, { text: pkg.packageRef }],
    tags: [tagOf(pkg.status), isUrgentNow(pkg) && { text: 'Urgent', colour: 'purple' }],
    actions: actionsOf(record),
    facts: [
      pkg.payer === 'self' && { label: 'Who pays', value: PAYER_WORDS.self },
      pkg.startBy !== undefined && { label: 'Start by', value: `${formatDay(pkg.startBy)}${awayInWords(record)}` },
      pkg.pattern.length > 0 && {
        label: 'Care',
        value: `${hoursInWords(weeklyMinutes(week))} a week, ${counted(weeklyVisits(week), 'visit')}`,
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
  return days === 0 ? ' (today)' : ` (${counted(days, 'day')})`
}

function ceilingFact({ invitations, pkg }: PackageRecord) {
  const ceiling = invitations[0]?.ceilingPencePerHour
  if (ceiling === undefined) return undefined
  const week = divideHalfUp(ceiling * weeklyMinutes(pkg.pattern), 60)
  return { label: 'Ceiling', value: `${formatPence(ceiling)} an hour, ${formatPence(week)} a week` }
}

export function tabsOf({ pkg, ranked, signatures }: PackageRecord, current: TabName | undefined): Tab[] {
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

const endedActions = ({ pkg, placement, today }: PackageRecord): (Action | false)[] => [
  { text: 'End this care sooner', kind: 'secondary', href: `/packages/${pkg.packageRef}/end` },
  mayEndLater(pkg, placement?.endDay ?? null, today) && {
    text: 'It goes on',
    kind: 'secondary',
    href: `/packages/${pkg.packageRef}/end-later`,
  },
]

function actionsOf(record: PackageRecord): (Action | false)[] {
  const { pkg, actor, signatures, ranked } = record
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
  const answer: Action | false = broker &&
    pkg.emergency !== undefined &&
    signatures.some(isQuestioned) && { text: 'Answer the signers', href: `${at}/answer-signer` }
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
      return [
        may(actor, 'brokerage.request') && { text: 'Send again', href: `${at}/check` },
        pkg.payer === 'self' ? selfFunder : spot,
        withdraw,
      ]
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
      return [answer, copy, broker && { text: 'End this care', kind: 'secondary', href: `${at}/end` }]
    case 'ended':
      return [answer, copy, ...(broker ? endedActions(record) : [])]
    case 'withdrawn':
    case 'refused':
      return [copy]
  }
}

/** Who took an offer back after the window, while the council chooses among what is left. */
const takenBack = ({ pkg, invitations }: PackageRecord): Invitation | undefined =>
  pkg.status === 'offers_in' || pkg.status === 'no_capacity'
    ? invitations.find((one) => tookBack(one) && one.declineWords !== undefined)
    : undefined

export function noticeOf(record: PackageRecord): Page['notice'] {
  const { ranked, pkg, signatures, sentBack } = record
  if (pkg.status === 'blocked')
    return {
      heading: 'Everyone signed, but it is not placed',
      content: `${BLOCKED[pkg.blockedBecause ?? ''] ?? pkg.blockedBecause ?? ''}`,
    }
  if (pkg.emergency && signatures.some(({ status }) => status !== 'signed'))
    return {
      heading: 'Placed before it was signed for',
      content: `${signedCount(signatures)} of ${signatures.length} have signed. The others are due by ${formatInstant(pkg.emergency.signBy)}.${questionOf(signatures)}`,
    }
  if (sentBack)
    return {
      heading: `Sent back at “${sentBack.label}” by ${sentBack.decidedByName ?? ''}`,
      content: `${sentBack.reason ?? ''}`,
    }
  const gone = takenBack(record)
  if (gone) return { heading: `${gone.organisationName} withdrew its offer`, content: gone.declineWords ?? '' }
  const over = ranked.filter(({ offer }) => offer.overCeilingPence > 0)
  if (over.length === 0 || !['sent', 'offers_in'].includes(pkg.status)) return undefined
  return {
    heading: over.length === 1 ? 'One offer is above the ceiling' : `${over.length} offers are above the ceiling`,
    content: 'Choosing an offer above the ceiling needs a reason.',
  }
}

/** Who sent back care that runs already, and why. */
const questionOf = (signatures: readonly Signature[]): string =>
  signatures
    .filter(isQuestioned)
    .map(
      ({ decidedByName, status, reason }) =>
        ` ${decidedByName ?? ''} ${status === 'refused' ? 'refused it' : 'sent it back'}: ${reason ?? ''}`,
    )
    .join('.')

export const BLOCKED: Readonly<Record<string, string>> = {
  'over the ceiling':
    'The contract has not enough left for it. An officer who may go above a contract’s ceiling can place it and say why, or another offer can be chosen.',
  'provider is suspended':
    'The provider is suspended, or leaves: its exit is open. Choose another offer, or this one again once the provider may be given work.',
  'offer changed since':
    'The provider changed or withdrew its offer in the moment of the choice, so the officers signed for another. Withdraw the choice and choose again.',
  'contract not running': 'The contract has ended. Choose an offer under another contract.',
  'notice is given':
    'Notice of the contract is given, and nobody new is placed under it. Choose an offer under another contract.',
  'held by another provider':
    'The contract went to another provider since the offer. Choose another offer, or ask anew.',
  "outside the contract's term":
    'Care would start outside the contract’s term. Choose an offer under another contract.',
  'the stay is over':
    'Care is asked for until a day that has come, or that is not after its start. Withdraw the choice and ask anew with a later end.',
  'no such contract': 'The contract is gone from the register. Choose an offer under another contract.',
}
