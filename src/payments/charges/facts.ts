import { counted } from '#src/base/counted.ts'
import { formatDay } from '#src/base/day.ts'
import { formatPence, type Pence } from '#src/base/money.ts'
import type { Words } from '#src/platform/panels.ts'
import type { FactOf } from '#src/platform/audit.ts'

export type ChargeFact =
  | FactOf<
      'payments.contribution-set',
      { personRef: string; from: string; weeklyPence: Pence | null; note: string; replaces: boolean }
    >
  | FactOf<'payments.weeks-charged', { weeks: number; changed: number; amountPence: Pence }>

type DataOf<T extends ChargeFact['type']> = Extract<ChargeFact, { type: T }>['data']

export const chargeWords: Words = {
  'payments.contribution-set': ({ from, weeklyPence, replaces }: DataOf<'payments.contribution-set'>) =>
    `Contribution from ${formatDay(from)}: ${weeklyPence === null ? 'the whole cost' : `${formatPence(weeklyPence)} a week`}${replaces ? ', in place of what was entered for that day before' : ''}`,
  'payments.weeks-charged': ({ changed, amountPence }: DataOf<'payments.weeks-charged'>) =>
    `${counted(changed, 'week')} charged, ${formatPence(amountPence)}`,
}
