import { counted } from '#src/base/counted.ts'
import { formatDay } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { risePercent } from '#src/payments/uplift/uplift.ts'
import type { Words } from '#src/platform/panels.ts'
import type { FactOf } from '#src/platform/audit.ts'

export type UpliftFact =
  | FactOf<
      'payments.uplift-started',
      {
        upliftRef: string
        cardRefs: readonly string[]
        millionths: number
        rounding: string
        from: string
        note: string
      }
    >
  | FactOf<'payments.uplift-priced', { upliftRef: string; visits: number; through: string }>
  | FactOf<'payments.uplift-drafted', { upliftRef: string; visits: number; beforePence: number; afterPence: number }>
  | FactOf<'payments.uplift-approved', { upliftRef: string; cardRefs: readonly string[]; from: string }>
  | FactOf<'payments.uplift-cancelled', { upliftRef: string; reason: string }>

type DataOf<T extends UpliftFact['type']> = Extract<UpliftFact, { type: T }>['data']

const visitsWords = (count: number): string => counted(count, 'visit')

export const upliftWords: Words = {
  'payments.uplift-started': ({ millionths, cardRefs, from }: DataOf<'payments.uplift-started'>) =>
    `Uplift of ${risePercent(millionths)} proposed for ${cardRefs.join(', ')} from ${formatDay(from)}`,
  'payments.uplift-priced': ({ visits }: DataOf<'payments.uplift-priced'>) =>
    `${visitsWords(visits)} priced before and after`,
  'payments.uplift-drafted': ({ visits, beforePence, afterPence }: DataOf<'payments.uplift-drafted'>) =>
    `Dry run done: ${visitsWords(visits)}, ${formatPence(beforePence)} before and ${formatPence(afterPence)} after`,
  'payments.uplift-approved': ({ cardRefs, from }: DataOf<'payments.uplift-approved'>) =>
    `Uplift approved: new versions of ${cardRefs.join(', ')} from ${formatDay(from)}`,
  'payments.uplift-cancelled': ({ reason }: DataOf<'payments.uplift-cancelled'>) => `Uplift cancelled: ${reason}`,
}
