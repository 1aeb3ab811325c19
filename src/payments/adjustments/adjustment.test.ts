import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { adjustmentOf, type Posted, type Standing } from '#src/payments/adjustments/adjustment.ts'
import type { PayLine } from '#src/payments/pay-runs/pay-run.ts'

const LINE: PayLine = {
  ...{ day: '2026-11-04', visitRef: 'V-1', organisationRef: '1-101', personRef: 'P-1', packageRef: null },
  ...{
    contractRef: 'CT-1',
    cardRef: 'HC',
    cardFrom: '2026-04-06',
    startAt: Temporal.Instant.from('2026-11-04T08:00:00Z'),
  },
  ...{ outcome: 'paid', plannedMinutes: 30, actualMinutes: 30, payableMinutes: 30, workersPaid: 1, pencePerHour: 2000 },
  ...{ amountPence: 1000, reason: 'Paid 30 minutes: 30 worked, the minutes worked are paid.' },
}
const POSTED: Posted = {
  ...{ day: LINE.day, visitRef: LINE.visitRef, outcome: 'paid', actualMinutes: 30, workersPaid: 1 },
  ...{ cardFrom: LINE.cardFrom, postedPence: 1000, turn: 0 },
}
const MISSED = {
  outcome: 'missed',
  actualMinutes: null,
  workersPaid: 0,
  amountPence: 0,
  reason: 'Not paid: nobody logged in for this visit.',
} as const
const CANCELLED = { ...MISSED, outcome: 'cancelled', reason: 'Not paid: an officer cancelled the visit.' } as const
const QUERY = {
  ...MISSED,
  outcome: 'query',
  reason: 'Not paid yet: a log-out is missing, so the visit is queried.',
} as const
const notPaid = { outcome: 'missed', actualMinutes: null, workersPaid: 0, postedPence: 0 } as const

type Case = readonly [
  what: string,
  posted: Partial<Posted>,
  owed: Partial<PayLine>,
  standing: Partial<Standing>,
  sentence: string | undefined,
]

const CASES: readonly Case[] = [
  ['nothing changed', {}, {}, {}, undefined],
  ['other times, the same amount', {}, { actualMinutes: 31 }, {}, undefined],
  ['missed still', notPaid, MISSED, {}, undefined],
  [
    'missed, and logged late',
    notPaid,
    {},
    {},
    'late_log 1000: Logged after the statement: £10.00 is due and £0.00 was paid. Paid 30',
  ],
  [
    'the log-out came',
    { ...notPaid, outcome: 'query' },
    {},
    {},
    'late_log 1000: Logged after the statement: £10.00 is due',
  ],
  [
    'a longer visit',
    {},
    { actualMinutes: 45, amountPence: 1500 },
    {},
    'corrected_time 500: The times were corrected after the statement: £15.00 is due and £10.00 was paid',
  ],
  [
    'a shorter visit',
    {},
    { actualMinutes: 15, amountPence: 500 },
    {},
    'corrected_time -500: The times were corrected after the statement: £5.00 is due and £10.00',
  ],
  [
    'the second worker too',
    { workersPaid: 1, outcome: 'one_worker' },
    { workersPaid: 2, amountPence: 2000 },
    {},
    'corrected_time 1000: The times were corrected',
  ],
  [
    'the log is of another',
    {},
    MISSED,
    {},
    'set_aside -1000: The log of this visit was set aside after the statement: £0.00 is due and £10.00 was paid. Not paid: nobody',
  ],
  [
    'the log-out is gone',
    {},
    QUERY,
    {},
    'set_aside -1000: The log of this visit was set aside after the statement: £0.00 is due and £10.00 was paid. Not paid yet',
  ],
  [
    'cancelled',
    {},
    CANCELLED,
    { isCancelled: true },
    'cancelled -1000: Cancelled after the statement: £0.00 is due and £10.00 was paid. Not paid: an officer',
  ],
  [
    'cancelled at short notice',
    {},
    { amountPence: 500 },
    { isCancelled: true },
    'cancelled -500: Cancelled after the statement: £5.00 is due',
  ],
  [
    'back after a cancellation',
    { ...notPaid, outcome: 'cancelled', turn: 1 },
    {},
    {},
    'restored 1000: The cancellation was withdrawn: £10.00 is due and £0.00',
  ],
  [
    'a new rate',
    {},
    { cardFrom: '2026-11-01', amountPence: 1100 },
    {},
    'back_dated_rate 100: A new rate holds from 1 November 2026: £11.00 is due and £10.00 was paid',
  ],
  [
    'the same version with another price',
    {},
    { amountPence: 1100 },
    { isRepriced: true },
    'back_dated_rate 100: A new rate holds from 6 April 2026',
  ],
  [
    'a waking of the night that was told late',
    {},
    { amountPence: 1100 },
    {},
    'described_anew 100: What is said of the visit changed after the statement: £11.00 is due and £10.00 was paid',
  ],
  [
    'the balance moved',
    {},
    { payableMinutes: 20, amountPence: 667 },
    { isBalanced: true },
    'balance -333: Other visits of the period changed, and the balance with them: £6.67 is due',
  ],
  [
    'a new rate of a balance',
    {},
    { cardFrom: '2026-11-01', amountPence: 1100 },
    { isBalanced: true },
    'back_dated_rate 100: A new rate',
  ],
  [
    'on account, and delivered',
    { outcome: 'on_account', actualMinutes: null },
    { amountPence: 900 },
    {},
    'reconciled -100: Paid on account and now settled: £9.00 is due and £10.00 was paid',
  ],
  [
    'on account, and missed',
    { outcome: 'on_account', actualMinutes: null },
    MISSED,
    {},
    'reconciled -1000: Paid on account and now settled: £0.00',
  ],
  [
    'on account, and cancelled',
    { outcome: 'on_account', actualMinutes: null },
    CANCELLED,
    { isCancelled: true },
    'cancelled -1000: Cancelled',
  ],
]

describe('an adjustment', () => {
  for (const [what, posted, owed, standing, sentence] of CASES)
    it(`${what}: ${sentence?.split(':')[0] ?? 'nothing'}`, () => {
      const made = adjustmentOf(
        { ...POSTED, ...posted },
        { ...LINE, ...owed },
        { isCancelled: false, isBalanced: false, isRepriced: false, ...standing },
      )
      if (sentence === undefined) return assert.equal(made, undefined)
      assert.ok(made)
      assert.ok(
        `${made.cause} ${made.amountPence}: ${made.reason}`.startsWith(sentence),
        `${made.cause} ${made.amountPence}: ${made.reason}`,
      )
      assert.equal(made.turn, (posted.turn ?? 0) + 1)
      assert.equal(made.owedPence - made.postedPence, made.amountPence)
    })
})
