import { counted } from '#src/base/counted.ts'
import { clockInWords, formatDay, formatInstant, type Instant } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { differences } from '#src/brokerage/offers/offer-words.page.ts'
import {
  belowFloorPence,
  DECLINE_CODES,
  type Invitation,
  isOpen,
  isSilent,
  type Offer,
  saidNo,
} from '#src/brokerage/offers/offer.ts'
import type { AnsweredInvitation } from '#src/brokerage/offers/offer.store.ts'
import { mechanismOf, points, type Ranked } from '#src/brokerage/offers/ranking.ts'
import type { CarePackage } from '#src/brokerage/packages/care-package.ts'
import type { PackageRecord } from '#src/brokerage/packages/package-record.page.ts'
import { daysInWords, type PatternVisit, slotDays, weeklyMinutes } from '#src/brokerage/packages/pattern.ts'
import { overBudgetPence, wishesMet } from '#src/brokerage/requests/request.ts'
import { may } from '#src/platform/actor.ts'
import { type Html, html, type Part } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import { bad, type Column, dataTable, link, money, shortDay, small } from '#src/platform/pages/table.ts'

const organisationOf = (
  record: PackageRecord,
  { organisationRef }: Pick<Offer, 'organisationRef'>,
): Invitation | undefined => record.invitations.find((invitation) => invitation.organisationRef === organisationRef)

export const providerName = (record: PackageRecord, offer: Offer): string =>
  organisationOf(record, offer)?.organisationName ?? offer.organisationRef

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
      return `${days.length === 7 ? 'every day' : daysInWords(days)} at ${clockInWords(start)}`
    })
    .join('; ')
}

/** All that is otherwise than asked for, a line each: visits left out, other times and lengths, another package with its saving. */
export const otherwiseLines = (
  pattern: readonly PatternVisit[],
  { standsUntil: _until, ...offer }: Offer,
): string[] => [
  ...(leftOut(pattern, offer) === '' ? [] : [coverInWords(pattern, offer)]),
  ...differences(pattern, offer),
]

const coverInWords = (pattern: readonly PatternVisit[], offer: Offer): string => {
  const left = leftOut(pattern, offer)
  if (left === '') return offer.complete ? 'All visits asked for' : 'At all times asked for'
  return `${offer.alternative ? 'Without' : 'Cannot do'} ${left}`
}

export const offerColumns = (record: PackageRecord, more: readonly Column<Ranked>[] = []): Column<Ranked>[] => {
  const asked = weeklyMinutes(record.pkg.pattern)
  // Points by other weights cannot be compared: where both stand in a list, each says which it is.
  const several = new Set(record.ranked.map(mechanismOf)).size > 1
  return [
    { heading: 'Provider', cell: ({ offer }) => providerCell(record, offer) },
    {
      heading: 'Points',
      format: 'number',
      cell: ({ tenths, outsideFramework }) =>
        html`${points(tenths)}${several && small(outsideFramework ? 'outside a framework' : 'framework')}`,
    },
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
  return wishes.length > 0 && small(`${met.length} of ${counted(wishes.length, 'wish', 'wishes')} met`)
}

/** Marks the offer that was chosen, where one was. */
export const chosenColumn = ({ choice }: CarePackage): Column<Ranked> | undefined =>
  choice && {
    heading: 'Choice',
    cell: ({ offer }) => (offer.offerRef === choice.offerRef ? statusTag({ text: 'Chosen', colour: 'green' }) : ''),
  }

export function offersTable(record: PackageRecord): Html {
  const { pkg, actor, ranked } = record
  const mayChoose = pkg.status === 'offers_in' && may(actor, 'brokerage.choose')
  const last: Column<Ranked> | undefined = mayChoose
    ? {
        heading: 'Action',
        cell: ({ offer }) => link('Choose', `/packages/${pkg.packageRef}/choose-offer?offer=${offer.offerRef}`),
      }
    : chosenColumn(pkg)
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

const answerOf = (invitation: AnsweredInvitation, now: Instant): Part => {
  if (invitation.withdrawnWhy) return html`Withdrawn${small(invitation.withdrawnWhy)}`
  if (isSilent(invitation)) return isOpen(invitation, now) ? 'No answer yet' : 'Did not answer'
  if (saidNo(invitation) && invitation.status !== 'declined')
    return html`Took its offer back${invitation.declineWords && small(invitation.declineWords)}`
  if (invitation.offer?.status === 'expired' && invitation.status === 'offered')
    return html`Offered${small(`Over since ${formatDay(invitation.offer.standsUntil ?? invitation.offer.startDay)}`)}`
  if (invitation.status !== 'declined') return ANSWERS[invitation.status]
  const reason =
    DECLINE_CODES.find(({ code }) => code === invitation.declineCode)?.label ?? invitation.declineCode ?? ''
  return html`Declined${small(reason)}${invitation.declineWords && small(invitation.declineWords)}`
}

export const invitationsTable = ({ invitations, now }: PackageRecord): Html =>
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
      { heading: 'Answer', cell: (one) => answerOf(one, now) },
    ],
  })
