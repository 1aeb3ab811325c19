/** What a person pays for a week of care (Care Act s14, s17; M-60): never more than their contribution, never more than it cost. Pure. */
import { addDays, type Day } from '#src/base/day.ts'
import { divideHalfUp, formatPence, type Pence } from '#src/base/money.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'

export type Contribution = {
  readonly fromDay: Day
  /** The first day on which it no longer holds; null while it runs. */
  readonly toDay: Day | null
  /** Null: the whole cost. */
  readonly weeklyPence: Pence | null
}

export type Basis = 'actual' | 'planned'

/** The days of a week, from Monday, and what the person's care cost on each. */
export type WeekOfCare = { readonly monday: Day; readonly costByDay: ReadonlyMap<Day, Pence> }

export type Charge = {
  /** The contribution that holds for the week; null where the person pays the whole cost on every day of it that is charged. */
  readonly contributionPence: Pence | null
  readonly costPence: Pence
  readonly owedPence: Pence
  readonly reason: string
}

const DAYS = 7

/**
 * The charge of a week. Where a contribution begins, ends or changes within it, each part is taken by sevenths and held to the cost
 * of its own days. A charge below the least that the council collects is not made.
 */
export function chargeOf(
  { monday, costByDay }: WeekOfCare,
  contributions: readonly Contribution[],
  leastWeeklyPence: Pence,
): Charge {
  const days = Array.from({ length: DAYS }, (_, at) => addDays(monday, at))
  const costOf = (some: readonly Day[]) => some.reduce((sum, day) => sum + (costByDay.get(day) ?? 0), 0)
  const parts = contributions
    .map((contribution) => ({ contribution, days: days.filter((day) => holdsOn(contribution, day)) }))
    .filter((part) => part.days.length > 0)
    .map(({ contribution, days: its }) => {
      const costPence = costOf(its)
      const sharePence =
        contribution.weeklyPence === null ? null : divideHalfUp(contribution.weeklyPence * its.length, DAYS)
      return { days: its.length, costPence, sharePence, owedPence: Math.min(sharePence ?? costPence, costPence) }
    })
  const costPence = parts.reduce((sum, part) => sum + part.costPence, 0)
  const owed = parts.reduce((sum, part) => sum + part.owedPence, 0)
  const isWhole = parts.every((part) => part.sharePence === null)
  const contributionPence = isWhole ? null : parts.reduce((sum, part) => sum + (part.sharePence ?? part.costPence), 0)
  const isBelowLeast = owed > 0 && owed < leastWeeklyPence
  return {
    contributionPence,
    costPence,
    owedPence: isBelowLeast ? 0 : owed,
    reason: reasonOf(
      { contributionPence, costPence, owed, days: parts.reduce((sum, part) => sum + part.days, 0) },
      isBelowLeast,
    ),
  }
}

const holdsOn = ({ fromDay, toDay }: Contribution, day: Day): boolean =>
  fromDay <= day && (toDay === null || day < toDay)

function reasonOf(
  week: { contributionPence: Pence | null; costPence: Pence; owed: Pence; days: number },
  isBelowLeast: boolean,
): string {
  const { contributionPence, costPence, owed, days } = week
  if (days === 0) return 'No contribution was set for this week.'
  if (costPence === 0) return 'No care was given, so there is nothing to pay.'
  if (isBelowLeast)
    return `${formatPence(owed)} is less than the least that the council collects, so there is nothing to pay.`
  const part = days < DAYS ? ` for ${days} of 7 days` : ''
  if (contributionPence === null) return `The whole cost of the care${part}, ${formatPence(costPence)}.`
  return costPence < contributionPence
    ? `The care cost ${formatPence(costPence)}, which is less than the contribution of ${formatPence(contributionPence)}${part}.`
    : `The contribution of ${formatPence(contributionPence)}${part}; the care cost ${formatPence(costPence)}.`
}

export type ContributionRefusal = 'nothing changes' | 'no note'

export type PlaceOfContribution = {
  readonly toDay: Day | null
  /** The first day of the one that it cuts short. */
  readonly cuts: Day | undefined
  /** One with this first day was entered wrongly, and gives way. */
  readonly replaces: boolean
}

/** Where a new contribution goes: it cuts the one that runs on its first day short and ends where the next one starts. */
export function placeContribution(
  held: readonly Contribution[],
  { fromDay, weeklyPence }: Pick<Contribution, 'fromDay' | 'weeklyPence'>,
): Result<PlaceOfContribution, 'nothing changes'> {
  const same = held.find((one) => one.fromDay === fromDay)
  if (same) {
    return same.weeklyPence === weeklyPence
      ? refuse('nothing changes')
      : ok({ toDay: same.toDay, cuts: undefined, replaces: true })
  }
  const running = held.find((one) => one.fromDay < fromDay && (one.toDay === null || fromDay < one.toDay))
  const next = held
    .map((one) => one.fromDay)
    .filter((from) => from > fromDay)
    .sort()[0]
  return ok({ toDay: next ?? null, cuts: running?.fromDay, replaces: false })
}
