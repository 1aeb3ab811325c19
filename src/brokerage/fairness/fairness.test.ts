import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { closeOffers } from '#src/brokerage/packages/package-commands.ts'
import {
  countWords,
  forgoneTenths,
  groupBy,
  lowestPercent,
  marksWords,
  percentWords,
  sumOf,
} from '#src/brokerage/fairness/fairness.ts'
import { countChoices, countOverrideReasons } from '#src/brokerage/fairness/fairness.store.ts'
import { giveOffer } from '#src/brokerage/offers/offer-commands.ts'
import { RATING_POINTS } from '#src/brokerage/offers/ranking.ts'
import { routes } from '#src/brokerage/routes.ts'
import { chooseOffer } from '#src/brokerage/sign-off/sign-off-commands.ts'
import {
  chosenPackage,
  got,
  offerOf,
  officerOf,
  provider,
  seedSmallCouncil,
  sentPackage,
  wholeOffer,
} from '#src/brokerage/small-council.test.ts'
import { grantsOfRoles } from '#src/councils/index.ts'
import { officer, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'

const HOUSE = { panels: [], work: [], search: [], retained: [], words: {} }

describe('the report on fairness', () => {
  const { shell } = useDatabase({ seed: seedSmallCouncil })
  const PERIOD = ['2026-01-01', '2026-12-31'] as const

  it('compares what was chosen with the complete offers beside it', async () => {
    await chosenPackage(shell, 'P-1001')
    const packageRef = await sentPackage(shell, 'P-1002')
    for (const ref of ['1-101', '1-102']) got(await giveOffer(shell, provider(ref), wholeOffer(packageRef)))
    got(
      await giveOffer(shell, provider('1-103'), {
        ...wholeOffer(packageRef),
        covers: wholeOffer(packageRef).covers.slice(0, 1),
      }),
    )
    got(await closeOffers(shell, officerOf('O-1'), packageRef))
    const offerRef = await offerOf(shell, packageRef, '1-102')
    got(
      await chooseOffer(shell, officerOf('O-1'), {
        packageRef,
        offerRef,
        code: 'continuity',
        words: 'Knows her carers',
      }),
    )
    const [counted, ...others] = await shell.read(officer(), (tx) => countChoices(tx, ...PERIOD, RATING_POINTS))
    assert.equal(others.length, 0)
    assert.deepEqual(
      [counted?.month, counted?.officer, counted?.choices, counted?.contested, counted?.overrides],
      [...['2026-11', 'Bea Broker', 2, 2, 1]],
    )
    assert.ok((counted?.lowest ?? 9) <= 2)
    assert.ok((counted?.forgoneBp ?? -1) >= 0)
    assert.deepEqual(await shell.read(officer(), (tx) => countOverrideReasons(tx, ...PERIOD)), [
      { code: 'continuity', choices: 1 },
    ])
    assert.deepEqual(
      await shell.read(officer(), (tx) => countChoices(tx, '2025-01-01', '2025-12-31', RATING_POINTS)),
      [],
    )
  })

  it('is open to councillors and heads, and tells nobody numbers so small that they name people', async () => {
    await chosenPackage(shell, 'P-1001')
    const app = await serverFor(shell, [(doors) => routes(doors, HOUSE)], {
      identities: {
        actorOf: async ({ identity }) => ({
          ...officer('O-9'),
          grants: grantsOfRoles([identity === 'cora' ? 'councillor' : 'broker']),
        }),
        actorOfToken: async () => undefined,
      },
    })
    const cora = new Browser(app)
    await cora.signInAs('staff', 'cora')
    const report = await cora.get('/fairness')
    assert.equal(report.statusCode, 200)
    assert.match(report.body, /too few/)
    assert.match(report.body, /under 5/)
    assert.match(
      (await cora.get('/fairness.csv')).body,
      /^by,name,chosen.*\r\nall,all,under 5,under 5,too few,too few,0/,
    )
    const broker = new Browser(app)
    await broker.signInAs('staff', 'bea')
    assert.equal((await broker.get('/fairness')).statusCode, 403)
    await app.close()
  })
})

describe('figures of fairness', () => {
  const counted = fc.record({
    month: fc.constantFrom('2026-10', '2026-11'),
    officer: fc.constantFrom('Bea', 'Mo'),
    choices: fc.nat(9),
    contested: fc.nat(9),
    lowest: fc.nat(9),
    forgoneBp: fc.nat(9000),
    overrides: fc.nat(9),
  })

  it('add up however they are grouped, and are shown from five on', () => {
    fc.assert(
      fc.property(fc.array(counted, { maxLength: 12 }), (all) => {
        assert.deepEqual(sumOf(groupBy(all, 'month')), sumOf(all))
        assert.deepEqual(sumOf(groupBy(all, 'officer')), sumOf(all))
        const sums = sumOf(all)
        assert.equal(lowestPercent(sums) === undefined, sums.contested < 5)
        assert.equal(forgoneTenths(sums) === undefined, sums.contested < 5)
      }),
    )
    assert.deepEqual([0, 1, 4, 5].map(countWords), [0, 'under 5', 'under 5', 5])
    const some = { choices: 8, contested: 6, lowest: 4, forgoneBp: 7_400, overrides: 0 }
    assert.deepEqual([percentWords(some), marksWords(some)], ['67%', '12.3'])
    assert.deepEqual(
      [percentWords({ ...some, contested: 4 }), marksWords({ ...some, contested: 0 })],
      ['too few', 'none'],
    )
  })
})
