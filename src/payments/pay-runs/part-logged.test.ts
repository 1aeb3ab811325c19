import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { addDays, type Day } from '#src/base/day.ts'
import { changePolicy, type Policies } from '#src/councils/index.ts'
import { listeners, workPayRun } from '#src/payments/index.ts'
import { listDraftLines } from '#src/payments/statements/statement.store.ts'
import { startUplift, workUplift } from '#src/payments/uplift/commands.ts'
import { rows, sql } from '#src/platform/database.ts'
import { addRateCard } from '#src/rates/index.ts'
import { countDueDays } from '#src/visits/index.ts'
import { COUNCIL, system, useDatabase } from '#test/support/database.ts'
import {
  BALANCED,
  BANDED,
  draftRun,
  got,
  loadVisits,
  paidRun,
  seedPayCouncil,
  type VisitMade,
} from '#test/support/pay-runs.ts'

const me = system()
const home = { service: 'home_care', zone: 'any', day: 'any', from: '00:00', to: '24:00' }
const cardNamed = (card: string, payment: object, more: object = {}) =>
  JSON.stringify({ card, from: '2026-04-06', payment, rates: [{ ...home, pence_per_hour: 2164 }], ...more })

const days = (from: Day, count: number): Day[] => Array.from({ length: count }, (_, at) => addDays(from, at))

describe('visits that are logged in part', () => {
  const { shell, clock } = useDatabase({ listeners, seed: seedPayCouncil })
  const decide = async (value: Policies['part-logged'], fromDay: Day) =>
    got(await changePolicy(shell, me, { kind: 'part-logged', value, fromDay, reason: 'Cabinet' }))
  const linesOf = (payRunRef: string) =>
    shell.read(me, (tx) => listDraftLines(tx, payRunRef, {}, { offset: 0, limit: 100 }))
  const visit = (day: Day, log: VisitMade['log'], more: Partial<VisitMade> = {}): VisitMade => ({
    ...{ personRef: 'P-1001', organisationRef: BANDED, cardRef: 'HC-PART', day, start: '09:00', minutes: 30 },
    ...(log ? { log } : {}),
    ...more,
  })
  const addCard = async (payment: object) =>
    got(await addRateCard(shell, me, { name: 'Part', text: cardNamed('HC-PART', payment) }))
  const two = (day: Day) =>
    visit(
      day,
      [
        [0, 30],
        [10, 30],
      ],
      { workers: 2 },
    )

  it('are paid by the policy of their day: one of two workers for the time alone from the day on which the council says so', async () => {
    await addCard({ rule: 'actual' })
    await decide({ payAlone: true, planUpToManualPercent: null }, '2026-11-05')
    const refs = await loadVisits(shell, [two('2026-11-04'), two('2026-11-05')])
    const lines = await linesOf(await draftRun(shell))
    assert.deepEqual(
      refs
        .map((ref) => lines.find(({ visitRef }) => visitRef === ref))
        .map((line) => [line?.amountPence, line?.reason]),
      [
        [1443, 'Paid 20 minutes for two workers: 20 worked together, the minutes worked are paid.'],
        [
          1803,
          'Paid 20 minutes for two workers and 10 minutes for one alone: 20 worked together, the minutes worked are paid.',
        ],
      ],
    )
  })

  it('within a block count the minutes of one alone once towards its hours', async () => {
    const block = {
      blocks: [{ service: 'home_care', zone: 'any', hours_per_week: 1, pence_per_hour: 2400 }],
      rates: [],
    }
    got(await addRateCard(shell, me, { name: 'Block', text: cardNamed('HC-BLOCK-1', { rule: 'actual' }, block) }))
    await decide({ payAlone: true, planUpToManualPercent: null }, '2026-11-01')
    await loadVisits(shell, [{ ...two('2026-11-04'), cardRef: 'HC-BLOCK-1' }])
    const [line] = await linesOf(await draftRun(shell))
    assert.deepEqual([line?.payableMinutes, line?.workersPaid, line?.amountPence], [20, 2, 0])
    assert.match(line?.reason ?? '', /and 10 minutes for one alone/)
  })

  // The most per cent by hand, how many of the month's twenty visits were entered by hand, and what a visit without a log-out is paid.
  for (const [percent, byHand, pence] of [
    [null, 20, 1082],
    [5, 0, 1082],
    [5, 1, 1082],
    [5, 2, 0],
    [10, 2, 1082],
    [0, 1, 0],
    [100, 19, 1082],
  ] as const)
    it(`without a log-out are paid ${pence} pence where up to ${percent ?? 'any'} per cent may be by hand and ${byHand} of 20 were (M-54)`, async () => {
      await addCard({ rule: 'capped', no_log_out: 'planned' })
      await decide({ payAlone: false, planUpToManualPercent: percent }, '2026-11-01')
      const logged = days('2026-11-02', 19).map((day, at) => visit(day, [[0, 30]], { byHand: at < byHand }))
      const refs = await loadVisits(shell, [visit('2026-11-02', [[0, undefined]]), ...logged])
      await countDueDays(shell, me, days('2026-11-02', 19))
      const lines = await linesOf(await draftRun(shell))
      assert.equal(lines.find(({ visitRef }) => visitRef === refs[0])?.amountPence, pence)
    })

  it('without a log-out are rated again when the month is counted anew and its provider comes over the share, or under it', async () => {
    await addCard({ rule: 'capped', no_log_out: 'planned' })
    await decide({ payAlone: false, planUpToManualPercent: 5 }, '2026-11-01')
    const [open] = await loadVisits(shell, [visit('2026-11-03', [[0, undefined]]), visit('2026-11-04', [[0, 30]])])
    await countDueDays(shell, me, ['2026-11-03', '2026-11-04'])
    const payRunRef = await draftRun(shell)
    const paid = async () => (await linesOf(payRunRef)).find(({ visitRef }) => visitRef === open)?.amountPence
    assert.equal(await paid(), 1082)
    await loadVisits(shell, [visit('2026-11-18', [[0, 30]], { byHand: true })], 'B')
    await countDueDays(shell, me, ['2026-11-18'])
    await workPayRun(shell, COUNCIL, payRunRef)
    assert.equal(await paid(), 0)
    await loadVisits(
      shell,
      days('2026-11-01', 20).map((day) => visit(day, [[0, 30]], { start: '18:00' })),
      'C',
    )
    await countDueDays(shell, me, days('2026-11-01', 20))
    await workPayRun(shell, COUNCIL, payRunRef)
    assert.equal(await paid(), 1082)
  })

  it('are adjusted by the next run when a council that had decided nothing says what held before', async () => {
    await addCard({ rule: 'actual' })
    const [both] = await loadVisits(shell, [two('2026-11-04'), visit('2026-11-05', [[0, 30]])])
    await paidRun(shell)
    await decide({ payAlone: true, planUpToManualPercent: null }, '2026-11-01')
    const next = await draftRun(shell, { organisationRef: null, from: '2026-11-16', to: '2026-11-22' })
    const adjusted = await shell.read(me, (tx) =>
      rows<{ visitRef: string; amountPence: number }>(
        tx,
        sql`select visit_ref as "visitRef", amount_pence as "amountPence" from payments.draft_adjustment where pay_run_ref = ${next}`,
      ),
    )
    assert.deepEqual(
      adjusted.map((one) => ({ ...one })),
      [{ visitRef: both, amountPence: 1803 - 1443 }],
    )
  })

  it('cost in the dry run of an uplift, counted by case, what a pay run pays for them one by one', async () => {
    for (const [value, fromDay, today] of [
      [{ payAlone: true, planUpToManualPercent: null }, '2026-10-20', '2026-10-19'],
      [{ payAlone: false, planUpToManualPercent: 20 }, '2026-11-03', '2026-10-19'],
      [{ payAlone: true, planUpToManualPercent: 40 }, '2026-11-06', '2026-10-19'],
    ] as const) {
      clock.now = Temporal.Instant.from(`${today}T09:00:00Z`)
      await decide(value, fromDay)
    }
    clock.now = Temporal.Instant.from('2026-11-22T12:00:00Z')
    let turn = 0
    const login = fc.tuple(fc.integer({ min: -10, max: 40 }), fc.option(fc.integer({ min: 0, max: 60 })))
    const made = fc.record({
      day: fc.constantFrom(...days('2026-10-30', 14)),
      start: fc.constantFrom('06:59', '09:00', '23:45'),
      workers: fc.constantFrom<1 | 2>(1, 2, 2, 2),
      logins: fc.array(login, { maxLength: 2 }),
      organisationRef: fc.constantFrom(BANDED, BALANCED),
      byHand: fc.boolean(),
      rule: fc.nat(RULES.length - 1),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(made, { minLength: 60, maxLength: 60 }), async (all) => {
        turn++
        const nameOf = (rule: number) => `HC-T${turn}-${rule}`
        for (const [at, { more, ...payment }] of RULES.entries())
          got(await addRateCard(shell, me, { name: 'Twin', text: cardNamed(nameOf(at), payment, more) }))
        const visits = all.map(({ logins, rule, ...one }, at): VisitMade => {
          const log = logins
            .slice(0, one.workers)
            .map(([from, stay]) => [from, stay === null ? undefined : from + stay] as const)
          return { ...one, personRef: `P-${turn}${100 + (at % 7)}`, minutes: 30, cardRef: nameOf(rule), log }
        })
        await loadVisits(shell, visits, `T${turn}-`)
        await countDueDays(shell, me, days('2026-10-30', 14))
        const payRunRef = await draftRun(shell, { organisationRef: null, from: '2026-10-30', to: '2026-11-13' })
        const start = {
          method: { kind: 'percent', percent: '10' },
          rounding: 'nearest_1p',
          from: '2027-04-07',
        } as const
        const cardRefs = RULES.map((_, at) => nameOf(at))
        const upliftRef = got(await startUplift(shell, me, { ...start, cardRefs, note: 'Cabinet' }))
        await workUplift(shell, COUNCIL, upliftRef)
        const [ran, tried] = await shell.read(me, async (tx) => [
          await rows<Sum>(
            tx,
            sql`select card_ref as card, organisation_ref as org, sum(amount_pence)::int as pence from payments.line
              where pay_run_ref = ${payRunRef} group by 1, 2 order by 1, 2`,
          ),
          await rows<Sum>(
            tx,
            sql`select card_ref as card, organisation_ref as org, before_pence::int as pence from payments.uplift_part
              where uplift_ref = ${upliftRef} order by 1, 2`,
          ),
        ])
        assert.deepEqual(tried, ran)
        assert.ok(ran.length >= RULES.length)
      }),
      { numRuns: 4, endOnFailure: true },
    )
  })
})

type Sum = { card: string; org: string; pence: number }

const RULES: readonly { rule: string; more?: object; [setting: string]: unknown }[] = [
  { rule: 'actual', no_log_out: 'planned' },
  { rule: 'capped', no_log_out: 'planned', more: { two_workers_percent: 185 } },
  { rule: 'banded', increment: 15, mode: 'nearest', no_log_out: 'zero' },
  { rule: 'tolerance', minutes: 5, no_log_out: 'planned', cap_at_planned: true },
  {
    rule: 'actual',
    no_log_out: 'query',
    more: { bands: [{ service: 'home_care', zone: 'any', prices: { 30: 1600 } }] },
  },
  { rule: 'actual', no_log_out: 'planned', more: { rate_at: 'split' } },
]
