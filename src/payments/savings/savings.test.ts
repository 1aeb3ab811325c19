import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { listeners, routes } from '#src/payments/index.ts'
import { type PostedVisit, savingOf } from '#src/payments/savings/saving.ts'
import { listByMonth, listByProvider } from '#src/payments/savings/saving.store.ts'
import { countSavings } from '#src/payments/savings/saving-commands.ts'
import { parseRateCard, tariffOf } from '#src/rates/index.ts'
import { loadCallLog } from '#src/visits/index.ts'
import { officer, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { got, inCommand, loadVisits, paidRun, seedPayCouncil, SPLIT } from '#test/support/pay-runs.ts'

const tariff = tariffOf(
  got(
    parseRateCard(
      JSON.stringify({
        ...{ card: 'HC-1', from: '2026-04-06', to: null },
        payment: { rule: 'banded', increment: 15, mode: 'nearest', no_log_out: 'query' },
        rates: [{ service: 'home_care', zone: 'any', day: 'any', from: '00:00', to: '24:00', pence_per_hour: 2400 }],
      }),
    ),
  ),
)

const posted = (changes: Partial<PostedVisit> = {}): PostedVisit => ({
  ...{ day: '2026-11-02', visitRef: 'V-1', cardRef: 'HC-1', service: 'home_care', zone: 'rural' },
  ...{ startAt: Temporal.Instant.from('2026-11-02T08:00:00Z'), plannedMinutes: 30, workers: 1 },
  ...{ outcome: 'paid', actualMinutes: 25, workersPaid: 1, amountPence: 1200, before: null },
  ...changes,
})
const missed = { outcome: 'missed', actualMinutes: null, workersPaid: 0 }

describe('what a visit adds to savings, at £24 an hour', () => {
  const cases: readonly (readonly [string, PostedVisit, readonly [number, number, number, number, number]])[] = [
    // what, the visit, [commissioned minutes, delivered minutes, commissioned, delivered, paid in pence]
    ['25 minutes of 30, paid 30 by its band', posted(), [30, 25, 1200, 1000, 1200]],
    ['missed', posted({ ...missed, amountPence: 0 }), [30, 0, 1200, 0, 0]],
    [
      'two workers for 25 minutes together',
      posted({ workers: 2, workersPaid: 2, amountPence: 2400 }),
      [60, 50, 2400, 2000, 2400],
    ],
    ['one worker of two', posted({ workers: 2, outcome: 'one_worker' }), [60, 25, 2400, 1000, 1200]],
    [
      'paid on account counts as planned',
      posted({ outcome: 'on_account', actualMinutes: null }),
      [30, 30, 1200, 1200, 1200],
    ],
    [
      'and is set right by its adjustment',
      posted({
        ...{ actualMinutes: 10, amountPence: -600 },
        before: { outcome: 'on_account', actualMinutes: null, workersPaid: 1 },
      }),
      [0, -20, 0, -800, -600],
    ],
    ['a late log of a missed visit', posted({ before: missed }), [0, 25, 0, 1000, 1200]],
  ]
  for (const [what, visit, expected] of cases)
    it(what, () => {
      const sums = savingOf(visit, tariff)
      const { commissionedMinutes, deliveredMinutes, commissionedPence, deliveredPence, paidPence } = sums
      assert.deepEqual([commissionedMinutes, deliveredMinutes, commissionedPence, deliveredPence, paidPence], expected)
    })

  it('adds only its payment where no card prices it', () => {
    const { commissionedPence, deliveredPence, paidPence } = savingOf(posted(), undefined)
    assert.deepEqual([commissionedPence, deliveredPence, paidPence], [0, 0, 1200])
  })
})

describe('savings', () => {
  const { shell } = useDatabase({ listeners, seed: seedPayCouncil })
  const search = { from: '2026-11-01', to: '2026-12-01' }
  const byProvider = () => shell.read(system(), (tx) => listByProvider(tx, search))

  it('count each statement once, and an adjustment by the difference it made', async () => {
    const [ref] = await loadVisits(shell, [
      { personRef: 'P-1001', organisationRef: SPLIT, day: '2026-11-02', start: '08:00', minutes: 30 },
      { personRef: 'P-1001', organisationRef: SPLIT, day: '2026-11-03', start: '08:00', minutes: 60, log: [[0, 45]] },
    ])
    await paidRun(shell)
    assert.equal(await countSavings(shell, system()), 1)
    assert.equal(await countSavings(shell, system()), 0)
    const sums = { organisationRef: SPLIT, visits: 2, commissionedMinutes: 90 }
    assert.deepEqual(await byProvider(), [
      { ...sums, deliveredMinutes: 45, commissionedPence: 3000, deliveredPence: 1500, paidPence: 1500 },
    ])
    const micros = (time: string) => Temporal.Instant.from(`2026-11-02T${time}:00Z`).epochMilliseconds * 1000
    await inCommand(shell, (tx) =>
      loadCallLog(tx, 'vendor:made-up', [
        {
          ...{ logRef: 'LATE-1', visitRef: ref, personRef: 'P-1001', workerRef: 'W-9', reasonCode: undefined },
          ...{ in: micros('08:00'), inSource: 'tag', out: micros('08:27'), outSource: 'tag' },
        },
      ]),
    )
    await paidRun(shell, { organisationRef: null, from: '2026-11-16', to: '2026-11-22' })
    assert.equal(await countSavings(shell, system()), 1)
    assert.deepEqual(await byProvider(), [
      { ...sums, deliveredMinutes: 72, commissionedPence: 3000, deliveredPence: 2400, paidPence: 2400 },
    ])
    assert.deepEqual(
      (await shell.read(system(), (tx) => listByMonth(tx, search))).map(({ month, paidPence }) => [month, paidPence]),
      [['2026-11-01', 2400]],
    )
  })

  it('has a chart from the first month on: bars of one month, lines of more', async () => {
    const FIN = officer('O-31', ['payments.see'])
    const app = await serverFor(shell, [(doors) => routes(doors, { panels: [], work: [], search: [], words: {} })], {
      identities: { actorOf: async () => FIN, actorOfToken: async () => undefined },
    })
    const browser = new Browser(app)
    await browser.signInAs('staff', 'fin')
    const chart = async () => /<figure[\s\S]*?<\/figure>/.exec((await browser.get('/savings')).body)?.[0]
    assert.equal(await chart(), undefined, 'nothing was paid yet')
    await loadVisits(shell, [
      { personRef: 'P-1001', organisationRef: SPLIT, day: '2026-11-03', start: '08:00', minutes: 60, log: [[0, 45]] },
    ])
    await paidRun(shell)
    await countSavings(shell, system())
    const bars = (await chart()) ?? ''
    for (const words of ['Commissioned', 'Delivered', 'Paid', '£20', '£15', '75.0% of what was commissioned was paid'])
      assert.ok(bars.includes(words), words)
    await loadVisits(
      shell,
      [{ personRef: 'P-1001', organisationRef: SPLIT, day: '2026-10-06', start: '08:00', minutes: 60, log: [[0, 60]] }],
      'B',
    )
    await paidRun(shell, { organisationRef: null, from: '2026-10-05', to: '2026-10-12' })
    await countSavings(shell, system())
    assert.match((await chart()) ?? '', />£0<[\s\S]*October 2026[\s\S]*figure__line/)
    await app.close()
  })
})
