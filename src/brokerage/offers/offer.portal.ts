import { counted } from '#src/base/counted.ts'
import { clockInWords, formatDay, formatInstant } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { floorFor } from '#src/brokerage/offers/offer-commands.ts'
import {
  type Asked,
  asTyped,
  declineForm,
  keyOf,
  offerForm,
  type Typed,
  withdrawForm,
} from '#src/brokerage/offers/offer-form.portal.ts'
import { ceilingInWords, differences, floorInWords, floorSum } from '#src/brokerage/offers/offer-words.page.ts'
import { findInvitation, findOffer } from '#src/brokerage/offers/offer.store.ts'
import {
  costOf,
  floorUnder,
  type Invitation,
  isEmptied,
  isOpen,
  type Offer,
  offeredPattern,
} from '#src/brokerage/offers/offer.ts'
import { answerTag } from '#src/brokerage/offers/offers.portal.ts'
import { movedInWords } from '#src/brokerage/placing/moved.ts'
import { weightsInWords } from '#src/brokerage/offers/ranking.ts'
import { serviceName } from '#src/brokerage/packages/care-package.ts'
import { byOutcomesInWords, pricedWords } from '#src/brokerage/packages/package-care.page.ts'
import {
  daysInWords,
  hoursInWords,
  type PatternVisit,
  slotDays,
  weeklyMinutes,
  weeklyVisits,
} from '#src/brokerage/packages/pattern.ts'
import { stayInWords } from '#src/brokerage/packages/package-care.page.ts'
import { featureInWords, overBudgetPence, REQUEST_WORDS } from '#src/brokerage/requests/request.ts'
import type { Arrangement } from '#src/brokerage/self-funders/self-funder.ts'
import { openInvitation } from '#src/brokerage/sending/round-commands.ts'
import { listZones } from '#src/councils/index.ts'
import { type OutcomeKey, outcomeLabel, type SharedPerson } from '#src/people/index.ts'
import { notFound, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { inset, section, summary } from '#src/platform/pages/record.ts'
import { dataTable, link, money, shortDay, small } from '#src/platform/pages/table.ts'

export const read = ({ shell, actor, params }: Visit): Promise<Asked | undefined> => {
  const ref = params['ref'] ?? ''
  const organisationRef = actor.organisation ?? ''
  return shell.view(actor, `package:${ref}`, async (tx) => {
    const invitation = await findInvitation(tx, ref, organisationRef)
    if (!invitation) return undefined
    const zones = await listZones(tx)
    return {
      invitation,
      offer: await findOffer(tx, ref, organisationRef),
      zoneName: zones.find(({ zone }) => zone === invitation.zone)?.name ?? invitation.zone,
      floorAt: await floorFor(tx, invitation),
      now: tx.now,
    }
  })
}

export async function showInvitation(visit: Visit): Promise<Reply> {
  const asked = await read(visit)
  if (!asked) return notFound()
  const { offer, invitation } = asked
  if (!invitation.openedAt && isOpen(invitation, asked.now))
    await openInvitation(visit.shell, visit.actor, invitation.packageRef)
  const covers = offer?.status === 'made' ? offer.covers : slotDays(invitation.pattern)
  const typed: Typed = {
    ...(offer ? { startDay: offer.startDay } : {}),
    ...{ covers: covers.map(keyOf), note: offer?.note ?? '' },
    visits: offeredPattern(invitation.pattern, offer?.visits).map(asTyped),
    kinds: offer?.alternative?.kinds ?? [],
    alternative: offer?.alternative?.words ?? '',
    ...(offer?.standsUntil ? { standsUntil: offer.standsUntil } : {}),
    ...(offer?.meets ? { meets: offer.meets } : {}),
  }
  return page(view(asked, typed, visit.csrf))
}

export function view(asked: Asked, typed: Typed, csrf: string, errors: readonly FieldError[] = []): Page {
  const { invitation, offer, now } = asked
  if (isEmptied(invitation)) return emptied(asked)
  const open = isOpen(invitation, now)
  const whole = costOf(invitation, slotDays(invitation.pattern))
  return {
    title: `${serviceName(invitation.service)} in ${invitation.outwardCode}`,
    caption: `Request ${invitation.packageRef}`,
    section: 'offers',
    errors,
    breadcrumbs: [{ text: 'Requests for care', href: '/portal/offers' }, { text: invitation.packageRef }],
    tags: [answerTag(invitation, offer, now), invitation.urgent && { text: 'Urgent', colour: 'purple' }],
    facts: [
      { label: 'Offer until', value: formatInstant(invitation.closesAt) },
      { label: 'Start by', value: formatDay(invitation.startBy) },
      ...(invitation.needs?.endDay ? [{ label: 'No care from', value: formatDay(invitation.needs.endDay) }] : []),
      {
        label: 'Care',
        value: `${hoursInWords(weeklyMinutes(invitation.pattern))} a week, ${counted(weeklyVisits(invitation.pattern), 'visit')}`,
      },
      { label: 'Area', value: `${invitation.outwardCode}, ${asked.zoneName}` },
    ],
    content: html`
      ${invitation.withdrawnWhy && inset(`The council withdrew this request. ${invitation.withdrawnWhy}. You need do nothing.`)}
      ${offer?.status === 'expired' && invitation.status === 'offered' && inset(`Your offer ${offer.offerRef} of ${formatPence(offer.weeklyPence)} a week stood until ${formatDay(offer.standsUntil ?? offer.startDay)} and is over. The council can no longer choose it.`)}
      ${offer?.status === 'made' && section('Your offer', offerSummary(invitation, offer))}
      ${section('What is asked for', askedSummary(invitation))}
      ${section('What it pays', html`<p class="govuk-body">By your rate card in contract ${invitation.contractRef}, all visits come to ${formatPence(whole.weeklyPence)} in an ordinary week${invitation.ceilingPencePerHour === undefined && `, ${formatPence(whole.hourlyPence)} an hour on average`}.${ceilingPart(invitation, whole.hourlyPence)}${overBudgetWords(invitation, whole.weeklyPence)} Offers ${invitation.outsideFramework === true ? 'outside a framework stand after those under one, and are' : 'are'} ranked by ${weightsInWords(invitation.weights)}.</p>${floorPart(asked, whole.hourlyPence)}`)}
      ${open && section(offer?.status === 'made' ? 'Change your offer' : 'Make an offer', offerForm(asked, typed, csrf, errors))}
      ${open && (offer?.status === 'made' ? withdrawForm(invitation, open, csrf, errors) : section('Or decline', declineForm(invitation, typed, csrf, errors)))}
      ${!open && invitation.status === 'offered' && offer?.status === 'made' && section('If you can no longer do it', withdrawForm(invitation, open, csrf, errors))}`,
  }
}

/** What the council will pay for an hour without asking why. */
function ceilingPart({ ceilingPencePerHour, pattern }: Invitation, hourlyPence: number): string {
  const words = ceilingInWords(ceilingPencePerHour, { hourlyPence, weeklyMinutes: weeklyMinutes(pattern) })
  return words === undefined ? '' : ` That is ${words}`
}

const overBudgetWords = ({ needs }: Invitation, weeklyPence: number): string => {
  const over = overBudgetPence(needs ?? {}, weeklyPence)
  return over === 0
    ? ''
    : ` That is ${formatPence(over)} a week above the budget for these outcomes: the council chooses an offer above it for a reason only.`
}

const emptied = ({ invitation, offer, now }: Asked): Page => ({
  title: `Request ${invitation.packageRef}`,
  section: 'offers',
  breadcrumbs: [{ text: 'Requests for care', href: '/portal/offers' }, { text: invitation.packageRef }],
  tags: [answerTag(invitation, offer, now)],
  content: html`<p class="govuk-body">This request is closed. The person no longer agrees that what they need is shared, so nothing more of it is shown.</p>`,
})

function floorPart({ invitation, floorAt }: Asked, hourlyPence: number): Html | undefined {
  const { pattern, prices } = invitation
  const floor = floorUnder({ pattern, prices, floorAt }, slotDays(pattern))
  return floor && html`<p class="govuk-body">${floorInWords({ floor, hourlyPence })}</p>${floorSum(floor)}`
}

const offerSummary = ({ pattern, ceilingPencePerHour, needs }: Invitation, offer: Offer): Html =>
  summary([
    { key: 'Reference', value: offer.offerRef },
    { key: 'Cost', value: `${formatPence(offer.weeklyPence)} a week, ${formatPence(offer.hourlyPence)} an hour` },
    {
      key: 'Care',
      value: `${hoursInWords(offer.weeklyMinutes)} a week${offer.complete ? ', all visits' : offer.alternative ? ', another package' : ', not all visits'}`,
    },
    differences(pattern, offer).length > 0 && {
      key: 'Otherwise than asked',
      value: differences(pattern, offer).map((words) => html`${words}<br>`),
    },
    ceilingPencePerHour !== undefined && { key: 'Ceiling', value: ceilingInWords(ceilingPencePerHour, offer) },
    offer.floor && { key: 'Cost floor', value: html`${floorInWords(offer)}${floorSum(offer.floor)}` },
    { key: 'Start', value: formatDay(offer.startDay) },
    needs?.endDay !== undefined && {
      key: 'Until',
      value: `${formatDay(needs.endDay)} is the first day without this care: ${stayInWords(needs, offer.startDay, offer.weeklyPence) ?? ''}`,
    },
    offer.note !== '' && { key: 'Note', value: offer.note },
    { key: 'Made', value: `${formatInstant(offer.madeAt)} by ${offer.madeBy}` },
  ])

const askedSummary = ({ pattern, skills, outcomes, needs }: Invitation): Html =>
  html`${
    needs?.moved &&
    inset(
      `Your hours have room for these visits ${movedInWords(needs.moved)}, those that are time critical apart. Say in your offer at which times you would come: the person must agree to them.`,
    )
  }${dataTable({
    caption: 'Visits a week',
    captionHidden: true,
    folds: true,
    rows: pattern,
    columns: [
      {
        heading: 'Visit',
        cell: (visit: PatternVisit) =>
          html`${clockInWords(visit.start)}${small(`between ${clockInWords(visit.windowFrom)} and ${clockInWords(visit.windowTo)}`)}`,
      },
      { heading: 'Days', cell: (visit) => daysInWords(visit.days) },
      { heading: 'Minutes', format: 'number', cell: (visit) => visit.minutes },
      { heading: 'Workers', format: 'number', cell: (visit) => visit.workers },
      {
        heading: 'What for',
        cell: (visit) =>
          html`${visit.tasks}${visit.timeCritical && small('Time critical')}${pricedWords(visit).map((words) => small(words))}`,
      },
    ],
  })}${summary([
    needs !== undefined && needs.kind !== 'new' && { key: 'Why', value: REQUEST_WORDS[needs.kind].name },
    needs?.payer === 'self' && {
      key: 'Who pays',
      value: 'The person. They choose among the offers, and agree with you; the council’s price ceiling does not hold',
    },
    needs?.byOutcomes && {
      key: 'Times',
      value: `${byOutcomesInWords(needs.byOutcomes)}. The visits above only stand for it`,
    },
    needs !== undefined &&
      needs.gates.length > 0 && {
        key: 'You must have',
        value: needs.gates.map((one) => html`${featureInWords(one)}<br>`),
      },
    needs !== undefined &&
      needs.wishes.length > 0 && {
        key: 'Wished for',
        value: needs.wishes.map((one) => html`${featureInWords(one)}<br>`),
      },
    { key: 'Skills', value: skills.length > 0 ? skills.join(', ') : 'None in particular' },
    { key: 'Outcomes', value: html`${outcomes.map((key) => html`${outcomeLabel(key as OutcomeKey)}<br>`)}` },
  ])}`

/** The council arranged their care and pays nothing: they are billed by the provider. */
export const payingTable = (paying: readonly Arrangement[], people: ReadonlyMap<string, SharedPerson>): Html =>
  dataTable({
    ...{ caption: 'People who pay you themselves', captionHidden: true, rows: paying },
    columns: [
      {
        heading: 'Person',
        cell: ({ personRef, unsharedOn }: Arrangement) =>
          unsharedOn === null
            ? html`${people.get(personRef)?.name ?? personRef}${small(personRef)}`
            : html`Not shown${small(`The person withdrew their consent on ${formatDay(unsharedOn)}. Ask them for what you need`)}`,
      },
      {
        heading: 'Address',
        cell: ({ personRef, unsharedOn }) => {
          const person = unsharedOn === null ? people.get(personRef) : undefined
          return person && `${person.addressLines.join(', ')}, ${person.postcode}`
        },
      },
      { heading: 'Package', cell: ({ packageRef }) => link(packageRef, `/portal/offers/${packageRef}`) },
      { heading: 'From', cell: ({ startDay }) => shortDay(startDay) },
      { heading: 'Hours a week', format: 'number', cell: ({ weeklyMinutes: minutes }) => (minutes / 60).toFixed(1) },
      { heading: 'A week', format: 'number', cell: ({ weeklyPence }) => money(weeklyPence) },
    ],
  })
