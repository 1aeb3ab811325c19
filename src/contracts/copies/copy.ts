/** Which contracts' copies are to be published, and by when (section 77, P-10, P-21). */
import { addDays, type Day } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import { dutiesOf, type Regime } from '#src/tendering/index.ts'

export type CopyState = {
  readonly contractRef: string
  readonly title: string
  readonly regime: Regime
  readonly fromDay: Day
  readonly valuePence: Pence | null
  /** The last extension, variation or transfer, and what the contract is worth since. */
  readonly lastChange: { readonly number: number; readonly fromDay: Day; readonly valuePence: Pence | null } | null
  /** Up to which change the copy that stands goes; null where none stands. */
  readonly publishedUpTo: number | null
}

/** What was due longer ago was published where the register was kept before. */
const LONG_AGO_DAYS = 180

/** By when the next copy of a contract is to be published; undefined where none is, or none is asked for. */
export function copyDueDay(state: CopyState, abovePence: Pence, today: Day): Day | undefined {
  const days = dutiesOf(state.regime).contractCopyDays
  if (days === null) return undefined
  const { lastChange, publishedUpTo } = state
  const due = [
    ...(publishedUpTo === null && (state.valuePence ?? 0) > abovePence ? [addDays(state.fromDay, days)] : []),
    ...(lastChange && (publishedUpTo ?? -1) < lastChange.number && (lastChange.valuePence ?? 0) > abovePence
      ? [addDays(lastChange.fromDay, days)]
      : []),
  ]
  return due.filter((day) => day >= addDays(today, -LONG_AGO_DAYS)).toSorted()[0]
}
