/** Who else was asked for care that is in place, and what they answered: a choice has something to choose from. */
import { divideHalfUp } from '#src/base/money.ts'
import { type Invitation, type Offer, weeklyMinutes } from '#src/brokerage/index.ts'
import { RATING_POINTS } from '#src/brokerage/offers/ranking.ts'
import { addDays } from '#src/base/day.ts'
import type { Dice } from '#src/trial/dice.ts'

export type Rival = { readonly organisationRef: string; readonly contractRef: string; readonly name: string }

const ANSWERS = [
  ['offered', 34],
  ['part', 14],
  ['declined', 30],
  ['silent', 22],
] as const
type Answer = (typeof ANSWERS)[number][0]

const WHY_NOT = [
  ['no_workers_in_area', 40],
  ['no_workers_at_times', 35],
  ['start_too_soon', 15],
  ['price', 10],
] as const

/** Somebody better rated is seldom passed over. */
const PASSED_OVER_PERCENT = 15

export const pointsOf = ({ rating }: Pick<Invitation, 'rating'>): number =>
  RATING_POINTS.byRating[rating ?? ''] ?? RATING_POINTS.notRated

type Chosen = { readonly invitation: Invitation; readonly offer: Offer }
type Asked = { readonly invitations: Invitation[]; readonly offers: Omit<Offer, 'offerRef'>[] }

/** One to three others of the zone that were asked beside the one that was chosen. */
export function askRivals(
  dice: Dice,
  chosen: Chosen,
  others: readonly Rival[],
  ratingOf: (organisationRef: string) => string | undefined,
): Asked {
  const asked: Asked = { invitations: [], offers: [] }
  const left = [...others]
  for (let more = dice.whole(1, 3); more > 0 && left.length > 0; more--) {
    const [rival] = left.splice(dice.whole(0, left.length - 1), 1)
    if (rival) askOne(dice, chosen, rival, ratingOf(rival.organisationRef), asked)
  }
  return asked
}

function askOne(
  dice: Dice,
  { invitation, offer }: Chosen,
  rival: Rival,
  rating: string | undefined,
  asked: Asked,
): void {
  const { rating: _theirs, ...same } = invitation
  const { organisationRef, contractRef, name: organisationName } = rival
  const invited: Invitation = {
    ...same,
    organisationRef,
    organisationName,
    contractRef,
    status: 'not_chosen',
    ...(rating ? { rating } : {}),
  }
  const answer = answerOf(dice, pointsOf(invited) > pointsOf(invitation))
  asked.invitations.push(
    answer === 'declined'
      ? { ...invited, status: 'declined', declineCode: dice.weighted(WHY_NOT), declineWords: '' }
      : invited,
  )
  if (answer !== 'offered' && answer !== 'part') return
  const made = {
    ...offer,
    organisationRef,
    madeBy: `${organisationName}, office`,
    madeAt: offer.madeAt.add({ minutes: dice.whole(5, 90) }),
  }
  asked.offers.push(
    answer === 'part' ? onWeekdays(made, invited) : { ...made, startDay: addDays(offer.startDay, dice.whole(0, 3)) },
  )
}

function answerOf(dice: Dice, isBetter: boolean): Answer {
  const answer = dice.weighted(ANSWERS)
  return answer === 'offered' && isBetter && !dice.percent(PASSED_OVER_PERCENT) ? 'declined' : answer
}

/** The visits from Monday to Friday only, at what they cost. */
function onWeekdays(offer: Offer, { pattern, prices }: Invitation): Offer {
  const isWeekday = ({ day }: { readonly day: number }): boolean => day < 6
  const week = pattern.map((visit) => ({ ...visit, days: visit.days.filter((day) => day < 6) }))
  const weeklyPence = prices.filter(isWeekday).reduce((sum, { pence }) => sum + pence, 0)
  const minutes = weeklyMinutes(week)
  return {
    ...{ ...offer, note: 'We cannot cover weekends yet', complete: false, covers: offer.covers.filter(isWeekday) },
    ...{ weeklyPence, weeklyMinutes: minutes, hourlyPence: divideHalfUp(weeklyPence * 60, minutes) },
  }
}
