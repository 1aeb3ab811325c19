import { type Day, daysBetween } from '#src/base/day.ts'
import type { Rating } from '#src/providers/cqc-values.ts'

export type Rated = { readonly ratedOn: Day; readonly rating: Rating | null; readonly inherited: boolean | null }

/** A rating and how long it held: from its report to the next one. */
export type Spell = {
  readonly from: Day
  readonly to: Day
  readonly rating: Rating | null
  readonly inherited: boolean
}

/**
 * The ratings of one subject as spells up to a day. Reports in a row that gave the same rating make one spell; a report without
 * a rating makes a spell without one. Nothing is worked out.
 */
export function spellsOf(ratings: readonly Rated[], until: Day): Spell[] {
  const inOrder = ratings.filter(({ ratedOn }) => ratedOn <= until).sort((a, b) => (a.ratedOn < b.ratedOn ? -1 : 1))
  const spells: Spell[] = []
  for (const { ratedOn, rating, inherited } of inOrder) {
    const last = spells.at(-1)
    const same = last && last.rating === rating && last.inherited === (inherited === true)
    if (last && !same) spells[spells.length - 1] = { ...last, to: ratedOn }
    if (!same) spells.push({ from: ratedOn, to: until, rating, inherited: inherited === true })
  }
  return spells
}

/** The first of each year that stands on an axis, so many years apart that no more than `most` do. */
export function yearMarks(from: Day, to: Day, most: number): { day: Day; year: number }[] {
  const [first, last] = [Number(from.slice(0, 4)), Number(to.slice(0, 4))]
  const step = Math.max(1, Math.ceil((last - first + 1) / most))
  const marks: { day: Day; year: number }[] = []
  for (let year = first; year <= last; year += step) {
    const day = `${year}-01-01`
    if (day >= from && day <= to) marks.push({ day, year })
  }
  return marks
}

/** Where a day stands on an axis of a width between two days. */
export const placeOf = (day: Day, from: Day, to: Day, width: number): number =>
  Math.round((daysBetween(from, day) * width * 10) / Math.max(1, daysBetween(from, to))) / 10
