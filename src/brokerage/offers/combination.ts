/** Part offers that together cover all that was asked for: a small exact search, over three offers at most. */
import { costOf, type Invitation, type Offer } from '#src/brokerage/offers/offer.ts'
import { type PatternVisit, type SlotDay, slotDays } from '#src/brokerage/packages/pattern.ts'
import type { Ranked } from '#src/brokerage/offers/ranking.ts'

/** One offer's share of a combination. */
export type Part = {
  readonly ranked: Ranked
  readonly covers: readonly SlotDay[]
  readonly weeklyPence: number
  /** Visits that it offered and another of the combination makes for less. */
  readonly spared: number
}

export type Combination = {
  /** The references of its offers, in the order of the ranking, joined by a plus. */
  readonly name: string
  readonly parts: readonly Part[]
  readonly weeklyPence: number
  /** The ranks of its offers together. */
  readonly ranks: number
}

export type Offered = Pick<Invitation, 'organisationRef' | 'pattern' | 'prices' | 'ceilingPencePerHour'>

/** Most offers that are looked at: three of forty are ten thousand combinations. */
const MOST = 40
const SHOWN = 3

const nameOf = ({ slot, day }: SlotDay): string => `${slot} ${day}`

/** All ways in which two or three part offers make the package whole, none of them with an offer too many; the cheapest first. */
export function combinations(
  ranked: readonly Ranked[],
  invitations: readonly Offered[],
  pattern: readonly PatternVisit[],
): Combination[] {
  const byOrganisation = new Map(invitations.map((invitation) => [invitation.organisationRef, invitation]))
  // What is offered at other times has prices of its own for the whole of it, and what another package saves is saved as a whole.
  const usable = ranked
    .filter(
      ({ offer }) =>
        !offer.complete && !offer.alternative && !offer.visits && byOrganisation.has(offer.organisationRef),
    )
    .slice(0, MOST)
    .map((one) => ({ one, covers: new Set(one.offer.covers.map(nameOf)) }))
  const asked = slotDays(pattern)
  const isWhole = (some: readonly (typeof usable)[number][]): boolean =>
    asked.every((piece) => some.some(({ covers }) => covers.has(nameOf(piece))))
  const found: Combination[] = []
  const keep = (some: readonly (typeof usable)[number][]): void => {
    found.push(
      shared(
        some.map(({ one }) => one),
        byOrganisation,
        asked,
      ),
    )
  }
  for (const [at, first] of usable.entries())
    for (const [after, second] of usable.entries()) {
      if (after <= at) continue
      if (isWhole([first, second])) {
        keep([first, second])
        continue
      }
      for (const third of usable.slice(after + 1))
        if (isWhole([first, second, third]) && !isWhole([first, third]) && !isWhole([second, third]))
          keep([first, second, third])
    }
  return found
    .toSorted((a, b) => a.weeklyPence - b.weeklyPence || a.ranks - b.ranks || (a.name < b.name ? -1 : 1))
    .slice(0, SHOWN)
}

const priceOf = ({ prices }: Offered, piece: SlotDay): number =>
  prices.find(({ slot, day }) => slot === piece.slot && day === piece.day)?.pence ?? 0

/** Each visit goes to the cheapest that offers it, of two alike to the one ranked before. */
function shared(
  some: readonly Ranked[],
  byOrganisation: ReadonlyMap<string, Offered>,
  asked: readonly SlotDay[],
): Combination {
  const invitationOf = ({ offer }: Ranked): Offered => byOrganisation.get(offer.organisationRef) as Offered
  const offers = (one: Ranked, piece: SlotDay): boolean =>
    one.offer.covers.some(({ slot, day }) => slot === piece.slot && day === piece.day)
  const makerOf = (piece: SlotDay): Ranked | undefined =>
    some
      .filter((one) => offers(one, piece))
      .toSorted((a, b) => priceOf(invitationOf(a), piece) - priceOf(invitationOf(b), piece) || a.rank - b.rank)[0]
  const made = Map.groupBy(asked, makerOf)
  const parts = some.map((ranked) => {
    const covers = made.get(ranked) ?? []
    const { weeklyPence } = costOf(invitationOf(ranked), covers)
    return { ranked, covers, weeklyPence, spared: ranked.offer.covers.length - covers.length }
  })
  return {
    name: some.map(({ offer }) => offer.offerRef).join('+'),
    parts,
    weeklyPence: parts.reduce((sum, part) => sum + part.weeklyPence, 0),
    ranks: some.reduce((sum, { rank }) => sum + rank, 0),
  }
}

/** The offer as it is chosen in a combination: its share of the visits, and what they cost. */
export const offerOf = (invitation: Invitation, { ranked, covers }: Part): Offer => ({
  ...ranked.offer,
  covers,
  ...costOf(invitation, covers),
  complete: true,
})
