/** What a provider sees: what it is asked, what it offered, whom it serves. The database shows its own rows only. */
import { dayOf, formatDay, formatInstant, type Instant } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { serviceName } from '#src/brokerage/care-package.ts'
import {
  ALTERNATIVES,
  costOf,
  DECLINE_CODES,
  type Invitation,
  isEmptied,
  isOpen,
  type Offer,
  type OfferedVisit,
  offeredPattern,
  type OfferRefusal,
  type Reckoning,
} from '#src/brokerage/offer.ts'
import {
  decline,
  type DeclineRefusal,
  floorFor,
  giveOffer,
  takeOfferBack,
  type WithdrawOfferRefusal,
} from '#src/brokerage/offer-commands.ts'
import { findInvitation, findOffer, listInvitationsOf, type AnsweredInvitation } from '#src/brokerage/offer.store.ts'
import { differences, floorInWords, floorSum } from '#src/brokerage/offers/offer-words.page.ts'
import {
  clockInWords,
  dayName,
  daysInWords,
  hoursInWords,
  type PatternVisit,
  type SlotDay,
  slotDays,
  weeklyMinutes,
  weeklyVisits,
} from '#src/brokerage/pattern.ts'
import { openInvitation } from '#src/brokerage/sending/round-commands.ts'
import { byOutcomesInWords, pricedWords } from '#src/brokerage/package.page.ts'
import { featureInWords, overBudgetPence, REQUEST_WORDS } from '#src/brokerage/requests/request.ts'
import type { Arrangement } from '#src/brokerage/self-funders/self-funder.ts'
import { listArrangementsOf } from '#src/brokerage/self-funders/self-funder.store.ts'
import { weightsInWords } from '#src/brokerage/ranking.ts'
import { searchPlacements } from '#src/brokerage/placement.store.ts'
import { listZones } from '#src/councils/index.ts'
import { listSharedPeople, type OutcomeKey, outcomeLabel, type SharedPerson } from '#src/people/index.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import {
  checkboxesField,
  dayField,
  numberField,
  postForm,
  readDay,
  selectField,
  submit,
  textareaField,
  textField,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { button, details } from '#src/platform/pages/components.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError, Page, StatusTag } from '#src/platform/pages/page.ts'
import { chosen, pageAsked, queue, typedText } from '#src/platform/pages/queue.ts'
import { section, summary } from '#src/platform/pages/record.ts'
import { dataTable, link, money, shortDay, small } from '#src/platform/pages/table.ts'

const PAGE_SIZE = 25

export async function offersPortal(visit: Visit): Promise<Reply> {
  const { shell, actor, query, url } = visit
  const organisationRef = actor.organisation ?? ''
  const over = chosen(query, 'show')[0] === 'closed'
  const { found, zones, now } = await shell.read(actor, async (tx) => ({
    found: await listInvitationsOf(tx, organisationRef, {
      open: !over,
      offset: (pageAsked(query) - 1) * PAGE_SIZE,
      limit: PAGE_SIZE,
    }),
    zones: await listZones(tx),
    now: tx.now,
  }))
  const zoneOf = (code: string) => zones.find(({ zone }) => zone === code)?.name ?? code
  return page({
    title: over ? 'Closed requests' : 'Requests for care',
    section: 'offers',
    wide: true,
    actions: [
      { text: 'Say what you could take on', kind: 'secondary', href: '/portal/capacity' },
      { text: 'Public directory', kind: 'secondary', href: '/portal/directory' },
    ],
    tabs: [
      { text: 'Open', href: '/portal/offers', current: !over },
      { text: 'Closed', href: '/portal/offers?show=closed', current: over },
    ],
    content: queue<AnsweredInvitation>({
      noun: { one: 'request', many: 'requests' },
      url,
      rows: found.invitations,
      total: found.total,
      pageSize: PAGE_SIZE,
      empty: over ? 'No closed requests.' : 'No requests are open now. New ones appear here.',
      columns: [
        {
          heading: 'Request',
          cell: (one) =>
            html`${link(one.packageRef, `/portal/offers/${one.packageRef}`)}${small(serviceName(one.service))}${one.urgent && small('Urgent')}`,
        },
        { heading: 'Area', cell: (one) => html`${one.outwardCode}${small(zoneOf(one.zone))}` },
        {
          heading: 'Care a week',
          cell: (one) =>
            isEmptied(one)
              ? 'Not shown'
              : html`${hoursInWords(weeklyMinutes(one.pattern))}${small(`${weeklyVisits(one.pattern)} visits`)}`,
        },
        { heading: 'Start by', cell: (one) => shortDay(one.startBy) },
        { heading: 'Offer until', cell: (one) => formatInstant(one.closesAt) },
        {
          heading: 'Your answer',
          cell: (one) =>
            html`${statusTag(answerTag(one, now))}${one.offer?.status === 'made' && small(html`${money(one.offer.weeklyPence)} a week`)}`,
        },
      ],
    }),
  })
}

function answerTag(invitation: Invitation, now: Instant): StatusTag {
  switch (invitation.status) {
    case 'offered':
      return { text: 'Offered', colour: 'blue' }
    case 'declined':
      return { text: 'Declined', colour: 'grey' }
    case 'chosen':
      return { text: 'Chosen', colour: 'green' }
    case 'not_chosen':
      return { text: 'Not chosen', colour: 'grey' }
    case 'cancelled':
      return { text: 'No longer wanted', colour: 'grey' }
    case 'invited':
      return isOpen(invitation, now)
        ? { text: 'To answer', colour: 'yellow' }
        : { text: 'Not answered', colour: 'grey' }
  }
}

type Asked = {
  readonly invitation: Invitation
  readonly offer: Offer | undefined
  readonly zoneName: string
  readonly floorAt: Reckoning['floorAt']
  readonly now: Instant
}

const read = ({ shell, actor, params }: Visit): Promise<Asked | undefined> => {
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

type TypedVisit = { slot: number; start: string; minutes: string; workers: string }
type Typed = {
  startDay?: string | TypedDay
  covers: readonly string[]
  note: string
  visits?: readonly TypedVisit[]
  kinds?: readonly string[]
  alternative?: string
  standsUntil?: string | TypedDay
  meets?: readonly string[]
  code?: string
  words?: string
}

const asTyped = ({ slot, start, minutes, workers }: OfferedVisit): TypedVisit => ({
  ...{ slot, start, minutes: String(minutes), workers: String(workers) },
})

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

const keyOf = ({ slot, day }: SlotDay): string => `${slot}-${day}`

function view(asked: Asked, typed: Typed, csrf: string, errors: readonly FieldError[] = []): Page {
  const { invitation, offer, now } = asked
  if (isEmptied(invitation)) return emptied(invitation, now)
  const open = isOpen(invitation, now)
  const whole = costOf(invitation, slotDays(invitation.pattern))
  return {
    title: `${serviceName(invitation.service)} in ${invitation.outwardCode}`,
    caption: `Request ${invitation.packageRef}`,
    section: 'offers',
    errors,
    breadcrumbs: [{ text: 'Requests for care', href: '/portal/offers' }, { text: invitation.packageRef }],
    tags: [answerTag(invitation, now), invitation.urgent && { text: 'Urgent', colour: 'purple' }],
    facts: [
      { label: 'Offer until', value: formatInstant(invitation.closesAt) },
      { label: 'Start by', value: formatDay(invitation.startBy) },
      {
        label: 'Care',
        value: `${hoursInWords(weeklyMinutes(invitation.pattern))} a week, ${weeklyVisits(invitation.pattern)} visits`,
      },
      { label: 'Area', value: `${invitation.outwardCode}, ${asked.zoneName}` },
    ],
    content: html`
      ${offer?.status === 'made' && section('Your offer', offerSummary(invitation, offer))}
      ${section('What is asked for', askedSummary(invitation))}
      ${section('What it pays', html`<p class="govuk-body">By your rate card in contract ${invitation.contractRef}, all visits come to ${formatPence(whole.weeklyPence)} in an ordinary week, ${formatPence(whole.hourlyPence)} an hour on average.${whole.overCeilingPence > 0 && ` That is ${formatPence(whole.overCeilingPence)} an hour above the council’s ceiling.`}${overBudgetWords(invitation, whole.weeklyPence)} Offers are ranked by ${weightsInWords(invitation.weights)}.</p>${floorPart(asked, whole.hourlyPence)}`)}
      ${open && section(offer?.status === 'made' ? 'Change your offer' : 'Make an offer', offerForm(asked, typed, csrf, errors))}
      ${open && (offer?.status === 'made' ? withdrawForm(invitation, csrf) : section('Or decline', declineForm(invitation, typed, csrf, errors)))}`,
  }
}

const overBudgetWords = ({ needs }: Invitation, weeklyPence: number): string => {
  const over = overBudgetPence(needs ?? {}, weeklyPence)
  return over === 0
    ? ''
    : ` That is ${formatPence(over)} a week above the budget for these outcomes: the council chooses an offer above it for a reason only.`
}

const emptied = (invitation: Invitation, now: Instant): Page => ({
  title: `Request ${invitation.packageRef}`,
  section: 'offers',
  breadcrumbs: [{ text: 'Requests for care', href: '/portal/offers' }, { text: invitation.packageRef }],
  tags: [answerTag(invitation, now)],
  content: html`<p class="govuk-body">This request is closed. The person no longer agrees that what they need is shared, so nothing more of it is shown.</p>`,
})

function floorPart({ invitation, floorAt }: Asked, hourlyPence: number): Html | undefined {
  const floor = floorAt(invitation.pattern, hourlyPence)
  return floor && html`<p class="govuk-body">${floorInWords({ floor, hourlyPence })}</p>${floorSum(floor)}`
}

const offerSummary = ({ pattern }: Invitation, offer: Offer): Html =>
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
    offer.floor && { key: 'Cost floor', value: html`${floorInWords(offer)}${floorSum(offer.floor)}` },
    { key: 'Start', value: formatDay(offer.startDay) },
    offer.note !== '' && { key: 'Note', value: offer.note },
    { key: 'Made', value: `${formatInstant(offer.madeAt)} by ${offer.madeBy}` },
  ])

const askedSummary = ({ pattern, skills, outcomes, needs }: Invitation): Html =>
  html`${dataTable({
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

const offerForm = ({ invitation }: Asked, typed: Typed, csrf: string, errors: readonly FieldError[]): Html =>
  postForm({
    action: `/portal/offers/${invitation.packageRef}`,
    csrf,
    content: html`
      ${dayField({ name: 'startDay', label: 'From which day can you start?', hint: 'For example, 27 3 2027', value: typed.startDay, errors })}
      ${checkboxesField({
        name: 'covers',
        label: 'Which visits can you do?',
        hint: 'Untick those that you cannot',
        small: true,
        values: typed.covers,
        errors,
        choices: invitation.pattern.flatMap((visit) =>
          visit.days.map((day) => ({
            value: keyOf({ slot: visit.slot, day }),
            text: `${dayName(day)} at ${clockInWords(visit.start)}, ${visit.minutes} minutes`,
          })),
        ),
      })}
      ${meetsField(invitation, typed, errors)}
      ${details({ summaryText: 'Offer other times, or another package', open: isOtherwise(invitation, typed, errors), html: otherwiseFields(invitation, typed, errors) })}
      ${textareaField({ name: 'note', label: 'Anything the broker should know (optional)', hint: 'For example, tea call 30 minutes later', rows: 3, value: typed.note, errors })}
      ${submit('Send this offer', { href: '/portal/offers' })}`,
  })

/** Every must has to be ticked; a wish brings points. */
const meetsField = ({ needs }: Invitation, { meets = [] }: Typed, errors: readonly FieldError[]): Html | undefined =>
  needs &&
  (needs.gates.length > 0 || needs.wishes.length > 0
    ? checkboxesField({
        name: 'meets',
        label: 'Which of these do you have?',
        hint: 'Everything that is a must, to offer at all',
        small: true,
        values: meets,
        errors,
        choices: [
          ...needs.gates.map((one) => ({ value: one.key, text: `${featureInWords(one)} (a must)` })),
          ...needs.wishes.map((one) => ({ value: one.key, text: featureInWords(one) })),
        ],
      })
    : undefined)

/** Whether the fields of another offer are shown unfolded: something is typed in them, or wrong. */
const isOtherwise = (
  { pattern }: Invitation,
  { visits = [], kinds = [], standsUntil }: Typed,
  errors: readonly FieldError[],
) =>
  kinds.length > 0 ||
  standsUntil !== undefined ||
  visits.some(({ slot, start, minutes, workers }) => {
    const asked = pattern.find((one) => one.slot === slot)
    return asked?.start !== start || String(asked.minutes) !== minutes || String(asked.workers) !== workers
  }) ||
  errors.some(({ field }) => /^(start|minutes|workers)-|^kinds$|^alternative$|^standsUntil$/.test(field))

function otherwiseFields({ pattern }: Invitation, typed: Typed, errors: readonly FieldError[]): Html {
  const visits = typed.visits ?? pattern.map(asTyped)
  return html`${pattern.map((visit) => {
    const one = visits.find(({ slot }) => slot === visit.slot) ?? asTyped(visit)
    const named = `${clockInWords(visit.start)}, ${visit.minutes} minutes`
    return html`${textField({ name: `start-${visit.slot}`, label: `Time of the visit at ${named}`, hint: 'Of the 24 hour clock, for example 17:30', width: 5, value: one.start, errors })}
      ${numberField({ name: `minutes-${visit.slot}`, label: `Minutes of the visit at ${named}`, value: one.minutes, errors })}
      ${visit.workers === 2 && selectField({ name: `workers-${visit.slot}`, label: `Workers at the visit at ${named}`, value: one.workers, errors, choices: [2, 1].map((workers) => ({ value: String(workers), text: String(workers) })) })}`
  })}
  ${checkboxesField({ name: 'kinds', label: 'If it is another package, what is other about it?', hint: 'Fewer or shorter visits, or one worker instead of two, are another package', small: true, values: typed.kinds ?? [], errors, choices: ALTERNATIVES.map(({ code, label }) => ({ value: code, text: label })) })}
  ${textareaField({ name: 'alternative', label: 'How does it meet the outcomes?', rows: 3, value: typed.alternative ?? '', errors })}
  ${dayField({ name: 'standsUntil', label: 'Until which day does your offer stand? (optional)', hint: 'For example, 27 3 2027', value: typed.standsUntil, errors })}`
}

const declineForm = ({ packageRef }: Invitation, typed: Typed, csrf: string, errors: readonly FieldError[]): Html =>
  postForm({
    action: `/portal/offers/${packageRef}/decline`,
    csrf,
    content: html`
      ${selectField({ name: 'code', label: 'Why can you not offer?', value: typed.code ?? '', errors, empty: 'Select a reason', choices: DECLINE_CODES.map(({ code, label }) => ({ value: code, text: label })) })}
      ${textField({ name: 'words', label: 'More about it (optional)', value: typed.words ?? '', errors })}
      ${button({ text: 'Decline', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
  })

const withdrawForm = ({ packageRef }: Invitation, csrf: string): Html =>
  postForm({
    action: `/portal/offers/${packageRef}/withdraw`,
    csrf,
    content: button({ text: 'Withdraw your offer', classes: 'govuk-button--secondary', preventDoubleClick: true }),
  })

const again = async (visit: Visit, typed: Typed, errors: FieldError[]): Promise<Reply> => {
  const asked = await read(visit)
  return asked ? page(view(asked, typed, visit.csrf, errors), { status: 400 }) : notFound()
}

/** What was sent of the visits; a field left out is as it was asked for. */
const typedVisits = ({ form }: Visit): TypedVisit[] =>
  Object.keys(form)
    .flatMap((name) => /^start-(\d+)$/.exec(name)?.[1] ?? [])
    .map((slot) => ({
      slot: Number(slot),
      start: typedText(form, `start-${slot}`),
      minutes: typedText(form, `minutes-${slot}`),
      workers: chosen(form, `workers-${slot}`)[0] ?? '1',
    }))

const typedOffer = (visit: Visit): Typed => {
  const { form } = visit
  const until = typedDay(form, 'standsUntil')
  const meets = chosen(form, 'meets')
  return {
    startDay: typedDay(form, 'startDay'),
    covers: chosen(form, 'covers'),
    note: typedText(form, 'note'),
    visits: typedVisits(visit),
    kinds: chosen(form, 'kinds'),
    alternative: typedText(form, 'alternative'),
    ...(`${until.day}${until.month}${until.year}` === '' ? {} : { standsUntil: until }),
    ...(meets.length > 0 ? { meets } : {}),
  }
}

const offeredVisit = ({ slot, start, minutes, workers }: TypedVisit): OfferedVisit => ({
  ...{ slot, start, minutes: /^\d{1,4}$/.test(minutes) ? Number(minutes) : 0, workers: workers === '2' ? 2 : 1 },
})

export async function postOffer(visit: Visit): Promise<Reply> {
  const packageRef = visit.params['ref'] ?? ''
  const typed = typedOffer(visit)
  const startDay = readDay(visit.form, 'startDay')
  if (!startDay.ok) {
    const message =
      startDay.error === 'not given'
        ? 'Enter the day from which you can start'
        : 'The day from which you can start must be a real date'
    return again(visit, typed, [{ field: 'startDay', message }])
  }
  const standsUntil = readDay(visit.form, 'standsUntil')
  if (!standsUntil.ok && standsUntil.error === 'no such day')
    return again(visit, typed, [{ field: 'standsUntil', message: 'Until when your offer stands must be a real date' }])
  const kinds = ALTERNATIVES.flatMap(({ code }) => (typed.kinds?.includes(code) ? [code] : []))
  const offered = await giveOffer(visit.shell, visit.actor, {
    ...{ packageRef, startDay: startDay.value, note: typed.note },
    covers: typed.covers.map((key) => key.split('-').map(Number)).map(([slot = 0, day = 0]) => ({ slot, day })),
    ...(typed.visits?.length ? { visits: typed.visits.map(offeredVisit) } : {}),
    ...(kinds.length > 0 ? { alternative: { kinds, words: typed.alternative ?? '' } } : {}),
    ...(standsUntil.ok ? { standsUntil: standsUntil.value } : {}),
    meets: typed.meets ?? [],
  })
  if (offered.ok)
    return seeOther(`/portal/offers/${packageRef}`, 'Offer sent. You can change it until the window closes.')
  return offered.error === 'no such invitation' ? notFound() : again(visit, typed, [offerError(offered.error)])
}

export function offerError(refusal: OfferRefusal): FieldError {
  switch (refusal) {
    case 'has not what it must':
      return { field: 'meets', message: 'Tick everything that is a must, or decline if you do not have it' }
    case 'the window has closed':
      return { field: 'startDay', message: 'The time for offers is over' }
    case 'no longer wanted':
      return { field: 'startDay', message: 'The council no longer wants this package' }
    case 'no visits offered':
      return { field: 'covers', message: 'Select at least one visit, or decline' }
    case 'not a visit asked for':
      return { field: 'covers', message: 'Select visits from the list' }
    case 'starts in the past':
      return { field: 'startDay', message: 'The start must be today or later' }
    case 'not a time':
      return { field: 'covers', message: 'Enter each time as on a 24 hour clock, such as 17:30' }
    case 'more than was asked for':
      return { field: 'covers', message: 'Offer no longer visits and no more workers than were asked for' }
    case 'less care is another package':
      return {
        field: 'kinds',
        message: 'Shorter visits or fewer workers are another package. Say what is other about it',
      }
    case 'another package needs words':
      return { field: 'alternative', message: 'Say how the other package meets the outcomes' }
    case 'another package is the same':
      return {
        field: 'kinds',
        message: 'This is all that was asked for. Make a visit shorter, leave one out, or untick this',
      }
    case 'ends before it can be chosen':
      return { field: 'standsUntil', message: 'Your offer must stand at least until the day on which offers close' }
    case 'shorter than the council allows':
      return { field: 'covers', message: 'A visit is shorter than the council allows without a reason' }
    case 'no price':
      return { field: 'covers', message: 'Your rate card has no price for a visit at that time or of that length' }
  }
}

export async function postDecline(visit: Visit): Promise<Reply> {
  const input = {
    packageRef: visit.params['ref'] ?? '',
    code: typedText(visit.form, 'code'),
    words: typedText(visit.form, 'words'),
  }
  const declined = await decline(visit.shell, visit.actor, input)
  if (declined.ok) return seeOther('/portal/offers', 'Declined. Thank you for the answer.')
  if (declined.error === 'no such invitation') return notFound()
  return again(visit, { covers: [], note: '', code: input.code, words: input.words }, [declineError(declined.error)])
}

export function declineError(refusal: Exclude<DeclineRefusal, 'no such invitation'>): FieldError {
  switch (refusal) {
    case 'not a reason':
      return { field: 'code', message: 'Select why you cannot offer' }
    case 'other needs words':
      return { field: 'words', message: 'Say what the other reason is' }
    case 'offer stands':
      return { field: 'code', message: 'You have an offer. Withdraw it first' }
    case 'the window has closed':
      return { field: 'code', message: 'The time for offers is over' }
    case 'no longer wanted':
      return { field: 'code', message: 'The council no longer wants this package' }
  }
}

export async function postTakeBack(visit: Visit): Promise<Reply> {
  const packageRef = visit.params['ref'] ?? ''
  const taken = await takeOfferBack(visit.shell, visit.actor, packageRef)
  if (taken.ok) return seeOther(`/portal/offers/${packageRef}`, 'Offer withdrawn')
  if (taken.error === 'no such invitation') return notFound()
  return seeOther(`/portal/offers/${packageRef}`, takeBackRefusal(taken.error))
}

export function takeBackRefusal(refusal: Exclude<WithdrawOfferRefusal, 'no such invitation'>): string {
  switch (refusal) {
    case 'the window has closed':
      return 'Not withdrawn: the time for offers is over. Ask the council'
    case 'no longer wanted':
      return 'Not withdrawn: the council no longer wants this package'
    case 'no offer to withdraw':
      return 'There is no offer to withdraw'
  }
}

/** Whom the provider serves in this council: name and address from the placement on. */
/** The council arranged their care and pays nothing: they are billed by the provider. */
const payingTable = (paying: readonly Arrangement[], people: ReadonlyMap<string, SharedPerson>): Html =>
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

export async function placementsPortal(visit: Visit): Promise<Reply> {
  const { shell, actor, query, url } = visit
  const words = chosen(query, 'words')[0]
  const found = await shell.read(actor, async (tx) => {
    const search = { organisationRef: actor.organisation ?? '', ...(words ? { words } : {}) }
    const listed = await searchPlacements(tx, {
      ...search,
      offset: (pageAsked(query) - 1) * PAGE_SIZE,
      limit: PAGE_SIZE,
    })
    const paying = await listArrangementsOf(tx, {
      organisationRef: actor.organisation ?? '',
      after: dayOf(tx.now),
    })
    const shared = await listSharedPeople(
      tx,
      [...listed.placements, ...paying].map(({ personRef }) => personRef),
    )
    return {
      ...listed,
      paying,
      people: new Map(shared.map((person) => [person.personRef, person])),
      today: dayOf(tx.now),
    }
  })
  await shell.noteList(actor, 'placements', { filter: url, count: found.placements.length })
  return page({
    title: 'People you serve',
    section: 'placements',
    wide: true,
    content: html`${found.paying.length > 0 && section('People who pay you themselves', payingTable(found.paying, found.people))}${queue(
      {
        noun: { one: 'placement', many: 'placements' },
        url,
        rows: found.placements,
        total: found.total,
        pageSize: PAGE_SIZE,
        filters: [{ kind: 'words', name: 'words', label: 'Name or reference' }],
        empty: 'Nobody yet. People appear here when a placement is signed.',
        columns: [
          {
            heading: 'Person',
            cell: (one) => html`${link(one.personName, `/portal/placements/${one.packageRef}`)}${small(one.personRef)}`,
          },
          {
            heading: 'Address',
            cell: (one) => {
              const person = found.people.get(one.personRef)
              return (
                person &&
                html`${person.addressLines.join(', ')}${small(`${person.postcode}${person.phone ? `, ${person.phone}` : ''}`)}`
              )
            },
          },
          { heading: 'Package', cell: (one) => link(one.packageRef, `/portal/offers/${one.packageRef}`) },
          {
            heading: 'From',
            cell: (one) =>
              html`${shortDay(one.startDay)}${one.endDay !== null && small(html`no care from ${shortDay(one.endDay)}`)}`,
          },
          { heading: 'Hours a week', format: 'number', cell: (one) => (one.weeklyMinutes / 60).toFixed(1) },
          { heading: 'A week', format: 'number', cell: (one) => money(one.weeklyPence) },
        ],
      },
    )}`,
  })
}
