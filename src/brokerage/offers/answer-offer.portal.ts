import {
  decline,
  type DeclineRefusal,
  giveOffer,
  takeOfferBack,
  type WithdrawOfferRefusal,
} from '#src/brokerage/offers/offer-commands.ts'
import type { Typed, TypedVisit } from '#src/brokerage/offers/offer-form.portal.ts'
import { read, view } from '#src/brokerage/offers/offer.portal.ts'
import { ALTERNATIVES, type OfferedVisit, type OfferRefusal } from '#src/brokerage/offers/offer.ts'
import { notDone, notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { readDay, typedDay } from '#src/platform/pages/form.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { chosen, typedText } from '#src/platform/pages/queue.ts'

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
    case 'starts after the end':
      return { field: 'startDay', message: 'The care is asked for until a day: the start must be before it' }
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

const NOBODY = 'Enter who said so'

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
    case 'nobody said so':
      return { field: 'saidBy', message: NOBODY }
    case 'answered already':
      return { field: 'code', message: 'You have declined already' }
  }
}

export async function postTakeBack(visit: Visit): Promise<Reply> {
  const packageRef = visit.params['ref'] ?? ''
  const taken = await takeOfferBack(visit.shell, visit.actor, { packageRef, reason: typedText(visit.form, 'reason') })
  if (taken.ok) return seeOther(`/portal/offers/${packageRef}`, 'Offer withdrawn')
  if (taken.error === 'no such invitation') return notFound()
  if (taken.error === 'no reason')
    return again(visit, { covers: [], note: '' }, [{ field: 'reason', message: takeBackRefusal(taken.error) }])
  return notDone(`/portal/offers/${packageRef}`, takeBackRefusal(taken.error))
}

export function takeBackRefusal(refusal: Exclude<WithdrawOfferRefusal, 'no such invitation'>): string {
  switch (refusal) {
    case 'no reason':
      return 'Say why you withdraw the offer: the time for offers is over, and the council may have chosen it'
    case 'placed already':
      return 'Not withdrawn: the care is placed with you. Propose a change of it under Placements, or call the council'
    case 'no longer wanted':
      return 'Not withdrawn: the council no longer wants this offer'
    case 'no offer to withdraw':
      return 'There is no offer to withdraw'
    case 'nobody said so':
      return NOBODY
  }
}
