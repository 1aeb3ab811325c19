import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import {
  enterContract,
  giveNotice,
  hourTiersOn,
  leadOf,
  listHourTiersOf,
  mayRetier,
  panels,
  routes,
  search,
  tierOf,
  tiersOn,
  words,
} from '#src/contracts/index.ts'
import { checkTiers, type Tier } from '#src/contracts/tiers/tiers.ts'
import { countQueries } from '#src/platform/database.ts'
import type { House } from '#src/platform/panels.ts'
import { officer, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { contractOf, got, seedPayCouncil } from '#test/support/pay-runs.ts'

const house: House = { panels, work: [], search, words }
const connie = officer('O-1001', ['contracts.see', 'contracts.change', 'audit.see'])

/** The tiers of O-15. */
const TIERS: readonly Tier[] = [
  ...[7, 14, 21, 28].map((upToHours, at) => ({ upToHours, weeklyPence: 15_000 * (at + 1) })),
  { upToHours: null, weeklyPence: 80_000 },
]

describe('tiers (O-15)', () => {
  for (const [hours, tier] of [
    [0.5, 1],
    [7, 1],
    [7.25, 2],
    [14, 2],
    [28, 4],
    [28.25, 5],
  ] as const)
    it(`${hours} hours a week are tier ${tier}`, () => assert.equal(tierOf(TIERS, hours), tier))
  it('change after a fifth more or less for four weeks', () => {
    const rule = { retierPercent: 20, retierWeeks: 4 }
    const may = (hoursNow: number, weeks: number) => mayRetier(rule, { agreedHours: 10, hoursNow, weeks })
    assert.deepEqual([may(12, 4), may(8, 4), may(11.75, 4), may(14, 3)], [true, true, false, false])
  })
  it('rise, have a last one for all above, and a reason', () => {
    const check = (tiers: readonly Tier[], note = 'O-15', fromDay = '2026-12-01') => {
      const checked = checkTiers(
        { fromDay: '2026-04-01', toDay: '2028-04-01' },
        { fromDay, tiers, note, retierPercent: 20, retierWeeks: 4 },
      )
      return checked.ok ? 'kept' : checked.error
    }
    assert.equal(check(TIERS), 'kept')
    assert.equal(check([]), 'no tiers')
    assert.equal(check(TIERS.slice(0, 2)), 'no last tier')
    assert.equal(check([...TIERS.slice(0, 2).toReversed(), ...TIERS.slice(-1)]), 'tiers do not rise')
    assert.equal(check(TIERS, ' '), 'no reason given')
    assert.equal(check(TIERS, 'x', '2028-04-01'), "outside the contract's term")
  })
})

describe('tiers and lead providers of a council', () => {
  const { shell } = useDatabase({ seed: seedPayCouncil })
  let app: FastifyInstance
  before(async () => {
    app = await serverFor(shell, [(doors) => routes(doors, house)], {
      identities: { actorOf: async () => connie, actorOfToken: async () => undefined },
    })
  })
  after(() => app.close())
  const day = { 'fromDay-day': '1', 'fromDay-month': '12', 'fromDay-year': '2026' }

  it('are set, named and followed by others, through their pages', async () => {
    const ref = got(await enterContract(shell, connie, contractOf()))
    const browser = new Browser(app)
    await browser.signInAs('staff', 'connie')
    const tiers = { ...day, tiers: '7, 150\nabove, 800.00', percent: '20', weeks: '4', note: 'Variation 3' }
    const at = `/contracts/${ref}/tiers`
    assert.match((await browser.post(at, { ...tiers, tiers: '7; 150' })).body, /Write each tier on a line/)
    assert.match((await browser.post(at, { ...tiers, tiers: '7, 150' })).body, /The last line is for all hours above/)
    assert.match((await browser.post(at, { ...tiers, weeks: '0' })).body, /whole weeks/)
    assert.equal((await browser.post(at, tiers)).statusCode, 303)
    const kept = await shell.read(system(), (tx) => tiersOn(tx, ref, '2026-12-01'))
    assert.deepEqual(kept?.tiers.at(-1), { upToHours: null, weeklyPence: 80_000 })
    assert.equal(await shell.read(system(), (tx) => tiersOn(tx, ref, '2026-11-30')), undefined)

    const hours = { 'hoursFrom-day': '1', 'hoursFrom-month': '12', 'hoursFrom-year': '2026', do: 'hours' }
    const asked = { ...hours, hourTiers: '100, 21.40\nabove, 20.51', hourNote: 'Variation 4' }
    assert.match((await browser.post(at, { ...asked, hourTiers: '100; 21' })).body, /Write each tier on a line/)
    assert.match((await browser.post(at, { ...asked, hourTiers: '' })).body, /Enter at least one tier/)
    assert.match((await browser.post(at, { ...asked, hourNote: '' })).body, /Say why/)
    assert.equal((await browser.post(at, asked)).statusCode, 303)
    assert.match((await browser.get(at)).body, /Up to 100 hours: £21.40 an hour/)
    const ofHours = (await shell.read(system(), (tx) => listHourTiersOf(tx, [ref]))).get(ref) ?? []
    assert.deepEqual(hourTiersOn(ofHours, '2026-12-01')?.at(-1), { upToHours: null, pencePerHour: 2051 })
    assert.equal(hourTiersOn(ofHours, '2026-11-30'), undefined)

    const name = (contractRef: string, more: object = {}) =>
      browser.post('/contracts/leads', { ...day, contractRef, zone: 'rural', ...more })
    assert.match((await name('CT-9')).body, /There is no such contract/)
    assert.match((await name(ref, { zone: 'town' })).body, /not for this zone/)
    assert.equal((await name(ref)).statusCode, 303)
    assert.match((await name(ref)).body, /leads there already/)
    assert.match((await name('CT-1002')).body, /Another leads from that day/)
    assert.equal((await name('CT-1002', { 'fromDay-month': '1', 'fromDay-year': '2027' })).statusCode, 303)
    const leads = (day: string) =>
      shell.read(system(), async (tx) => (await leadOf(tx, { zone: 'rural', service: 'home_care', day }))?.contractRef)
    assert.deepEqual(
      [await leads('2026-11-30'), await leads('2026-12-31'), await leads('2027-01-01'), await leads('2028-04-01')],
      [undefined, ref, 'CT-1002', undefined],
    )
    got(
      await giveNotice(shell, connie, {
        ...{ contractRef: 'CT-1002', by: 'provider', reason: 'contract_handback', givenDay: '2026-11-22' },
        ...{ lastDay: '2027-06-30', closedFrom: '2027-02-01', note: 'No staff' },
      }),
    )
    assert.deepEqual([await leads('2027-01-31'), await leads('2027-02-01')], ['CT-1002', undefined])
    for (const url of [at, '/contracts/leads']) {
      const { value, queries } = await countQueries(() => browser.get(url))
      assert.ok(value.statusCode === 200 && queries <= 8, `${url} asks ${queries} times`)
    }
  })
})
