import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { routes } from '#src/brokerage/routes.ts'
import { signStep } from '#src/brokerage/sign-off/sign-off-commands.ts'
import { takeOfferBack } from '#src/brokerage/offers/offer-commands.ts'
import {
  chosenPackage,
  got,
  officerOf,
  provider,
  seedSmallCouncil,
  SIGNERS,
} from '#src/brokerage/small-council.test.ts'
import { chartUnit, hoursInWords, medianOf, percentOf } from '#src/brokerage/speed/speed.ts'
import { countPlaced, listAnswersOf, listSpeeds, listStepSpeeds } from '#src/brokerage/speed/speed.store.ts'
import { officer, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'

const HOUSE = { panels: [], work: [], search: [], retained: [], words: {} }

describe('the figures of speed', () => {
  const { shell, clock } = useDatabase({ seed: seedSmallCouncil })
  const PERIOD = ['2026-01-01', '2026-12-31'] as const

  it('count hours from the request to each step, what each signature took, and what providers answered', async () => {
    const packageRef = await chosenPackage(shell)
    for (const [at, ref] of SIGNERS.entries()) {
      clock.now = clock.now.add({ hours: 2 })
      got(await signStep(shell, officerOf(ref), { packageRef, step: at + 1 }))
    }
    const other = await chosenPackage(shell, 'P-1002')
    got(await takeOfferBack(shell, provider('1-102'), { packageRef: other, reason: 'The round is full' }))
    await shell.read(officer(), async (tx) => {
      const [all, month] = (await listSpeeds(tx, ...PERIOD)).toSorted((a, b) =>
        (a.month ?? '').localeCompare(b.month ?? ''),
      )
      assert.deepEqual([all?.month, month?.month, all?.packages], [null, '2026-11', 2])
      assert.deepEqual([all?.choice.count, all?.choice.median], [2, 0])
      assert.deepEqual([all?.signed.count, all?.signed.median, all?.start.count], [1, 10, 1])
      const steps = await listStepSpeeds(tx, ...PERIOD)
      assert.deepEqual(
        steps.map(({ count, median, waiting }) => [count, median, waiting]),
        [
          [1, 10, 1],
          [1, 8, 1],
          [1, 6, 1],
          [1, 4, 1],
          [1, 2, 1],
        ],
      )
      assert.deepEqual(await countPlaced(tx, ...PERIOD), { placed: 1, onFramework: 1 })
      const { answers, total } = await listAnswersOf(tx, ...PERIOD, { offset: 0, limit: 2 })
      assert.equal(total, 3)
      assert.deepEqual(
        answers.map(({ asked, offered, withdrawn, declined, silent }) => [asked, offered, withdrawn, declined, silent]),
        [
          [2, 2, 1, 0, 0],
          [2, 2, 0, 0, 0],
        ],
      )
    })
  })

  it('are pages and a file for whoever sees packages, without figures of fewer than five', async () => {
    await chosenPackage(shell)
    const app = await serverFor(shell, [(doors) => routes(doors, HOUSE)], {
      identities: { actorOf: async () => officerOf('O-1'), actorOfToken: async () => undefined },
    })
    const browser = new Browser(app)
    await browser.signInAs('staff', 'bea')
    for (const path of [
      '/speed',
      '/speed/signatures',
      '/speed/answers',
      '/packages/emergencies',
      '/packages/emergencies.csv',
    ])
      assert.equal((await browser.get(path)).statusCode, 200, path)
    assert.match((await browser.get('/speed')).body, /too few/)
    assert.match((await browser.get('/speed.csv')).body, /^by,name,count.*\r\nall,all,under 5,offer,,,/)
    await app.close()
  })

  it('are drawn in days where the words beside the chart say days', () => {
    const days = chartUnit([24, undefined, 53])
    assert.deepEqual([days.name, days.of(53), days.of(24), days.of(undefined)], ['Days', 2.2, 1, undefined])
    const hours = chartUnit([24, 47])
    assert.deepEqual([hours.name, hours.of(47)], ['Hours', 47])
  })

  it('say hours as people do, and nothing of fewer than five', () => {
    assert.deepEqual([1, 47, 48, 60, undefined].map(hoursInWords), [
      '1 hour',
      '47 hours',
      '2 days',
      '2.5 days',
      'too few',
    ])
    assert.equal(medianOf({ count: 4, median: 3, ninetieth: 9 }), undefined)
    assert.deepEqual([percentOf(3, 4), percentOf(3, 5)], [undefined, 60])
  })
})
