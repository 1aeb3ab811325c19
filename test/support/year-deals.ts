/** What the packages of the council year are bought by: the plain cards of pay runs, and one card with every other kind of price, and a block. */
import type { Plan } from '#src/visits/index.ts'
import type { Dice } from '#src/trial/dice.ts'
import { BALANCED, BANDED, CARDS, SPLIT } from '#test/support/pay-runs.ts'
import { BLOCK_CARD, KINDS_CARD } from '#test/support/priced-cards.ts'
import { slotOf } from '#test/support/visits.ts'

type Pattern = Plan['pattern']
type Deal = {
  readonly organisationRef: string
  readonly contractRef: string
  readonly cardRef: string
  readonly service: string
  readonly pattern: (dice: Dice) => Pattern
}

type Price = { readonly service: string; readonly pence_per_hour?: number; readonly pence_per_visit?: number }
/** The cards of the year by their name. */
export const YEAR_CARDS: ReadonlyMap<string, { readonly card: string; readonly rates: readonly Price[] }> = new Map(
  [...Object.values(CARDS as Record<string, typeof BLOCK_CARD>), KINDS_CARD, BLOCK_CARD].map((card) => [
    card.card,
    card,
  ]),
)

/** The contracts beside those of pay runs, in the order in which they get their references. */
export const MORE_CONTRACTS = [
  { organisationRef: BANDED, service: 'home_care', cardRef: 'HC-KINDS' },
  { organisationRef: BALANCED, service: 'home_care', cardRef: 'HC-BLOCK' },
] as const

const START_TIMES = ['07:30', '12:15', '18:00', '21:30']

/** One to three visits a day, some with two workers, some on some days alone. */
const visits =
  (more: Partial<Pattern[number]> = {}) =>
  (dice: Dice): Pattern =>
    START_TIMES.slice(0, dice.whole(1, 3)).map((start, slot) =>
      slotOf({
        ...{ slot: slot + 1, start, minutes: dice.pick([30, 45, 60]), workers: dice.percent(15) ? 2 : 1 },
        days: dice.percent(70) ? [1, 2, 3, 4, 5, 6, 7] : [1, 3, 5, 7],
        ...more,
      }),
    )
const daily = (start: string, minutes: number) => (): Pattern => [
  slotOf({ slot: 1, start, minutes, workers: 1, days: [1, 2, 3, 4, 5, 6, 7] }),
]

const banded = { organisationRef: BANDED, contractRef: 'CT-1001', cardRef: 'HC-BAND', service: 'home_care' }
const kinds = { organisationRef: BANDED, contractRef: 'CT-1004', cardRef: 'HC-KINDS', service: 'home_care' }
const PLAIN: readonly Deal[] = [
  { ...banded, pattern: visits() },
  { ...banded, organisationRef: BALANCED, contractRef: 'CT-1002', cardRef: 'HC-BALANCE', pattern: visits() },
  { ...banded, organisationRef: SPLIT, contractRef: 'CT-1003', cardRef: 'HC-SPLIT', pattern: visits() },
]
const IN_BLOCK: Deal = {
  ...{ ...banded, organisationRef: BALANCED, contractRef: 'CT-1005', cardRef: 'HC-BLOCK' },
  pattern: visits(),
}
/** Each person has the next; after the last it begins again. */
export const DEALS: readonly Deal[] = [
  ...PLAIN,
  { ...kinds, service: 'sleep_in', pattern: daily('22:00', 540) },
  IN_BLOCK,
  { ...kinds, pattern: visits({ skill: 'complex', miles: 7.5 }) },
  ...PLAIN,
  { ...kinds, service: 'live_in', pattern: daily('09:00', 600) },
  IN_BLOCK,
  { ...kinds, service: 'check', pattern: visits() },
]
