import { addDays, addMonths, type Day } from '#src/base/day.ts'

export type FrameworkDays = {
  /** The next framework of the scheme is awarded by this day. */
  readonly reopenBy: Day
  /** The scheme's last day. */
  readonly schemeEnd: Day
}

const beforeYears = (day: Day, years: number): Day => addDays(addMonths(day, years * 12), -1)

/**
 * An open framework (section 49, P-12) re-opens within three years of its first award and within five of each later one; the scheme
 * ends eight years after the first. With a single supplier it ends after four.
 * @param awards the days of its awards, at least one
 */
export function openFrameworkDays(awards: readonly Day[], singleSupplier = false): FrameworkDays {
  const [first = '', ...later] = awards.toSorted()
  const schemeEnd = beforeYears(first, singleSupplier ? 4 : 8)
  const next = later.length === 0 ? beforeYears(first, 3) : beforeYears(later.at(-1) ?? first, 5)
  return { reopenBy: next < schemeEnd ? next : schemeEnd, schemeEnd }
}
