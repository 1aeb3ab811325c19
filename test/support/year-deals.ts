/** What the packages of the council year are bought by: the plain cards of pay runs, and one card with every other kind of price, and a block. */
import type { Plan } from '#src/visits/index.ts'
import type { Dice } from '#src/trial/dice.ts'
import { BALANCED, BANDED, CARDS, SPLIT } from '#test/support/pay-runs.ts'
import { slotOf } from '#test/support/visits.ts'

type Pattern = Plan['pattern']
type Deal = {
  readonly organisationRef: string
  readonly contractRef: string
  readonly cardRef: string
  readonly service: string
  readonly pattern: (dice: Dice) => Pattern
}

const line = { service: 'home_care', zone: 'any', day: 'any', from: '00:00', to: '24:00' }
const KINDS = {
  ...{ card: 'HC-KINDS', from: '2026-04-06', to: null },
  payment: { rule: 'capped', no_log_out: 'query' },
  special_days: ['2026-05-04', '2026-11-11'],
  rates: [
    { ...line, pence_per_hour: 2164 },
    { ...line, skill: 'complex', pence_per_hour: 2600 },
    { ...line, day: 'special', pence_per_hour: 4100 },
    { ...line, service: 'check', pence_per_visit: 750 },
    { ...line, service: 'sleep_in', pence_per_hour: 1800 },
  ],
  two_workers_percent: 190,
  travel: [
    { service: 'home_care', zone: 'any', pence_per_visit: 100 },
    { service: 'home_care', zone: 'any', from_miles: 5, pence_per_visit: 220 },
  ],
  sleep_ins: [{ service: 'sleep_in', zone: 'any', pence_per_night: 7501, wakings_included: 1, full_at: 50 }],
  weeks: [{ service: 'live_in', zone: 'any', pence_per_week: 129_505 }],
  exceptions: {
    no_access: { minutes: 15 },
    cancelled: { within_hours: 24, percent: 50 },
    retainer: { days: 3, percent: 40 },
  },
}
const BLOCK = {
  ...{ card: 'HC-BLOCK', from: '2026-04-06', to: null, payment: { rule: 'actual' } },
  rates: [{ ...line, pence_per_hour: 2164 }],
  blocks: [
    {
      ...{ service: 'home_care', zone: 'any', hours_per_week: 10, pence_per_hour: 2000 },
      ...{ guaranteed_percent: 80, over_use_pence_per_hour: 2200 },
    },
  ],
}

type Price = { readonly pence_per_hour?: number; readonly pence_per_visit?: number }
/** The cards of the year by their name. */
export const YEAR_CARDS: ReadonlyMap<string, { readonly card: string; readonly rates: readonly Price[] }> = new Map(
  [...Object.values(CARDS as Record<string, typeof BLOCK>), KINDS, BLOCK].map((card) => [card.card, card]),
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
