import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { enterContract, noteKpi, panels, routes, search, words } from '#src/contracts/index.ts'
import { isFigure, periodBefore, periodOf, rate } from '#src/contracts/kpis/kpi.ts'
import { addKpi, enterFigure } from '#src/contracts/kpis/kpi-commands.ts'
import { listKpis } from '#src/contracts/kpis/kpi.store.ts'
import { STANDARD } from '#src/councils/index.ts'
import { timeline } from '#src/platform/audit.ts'
import { countQueries } from '#src/platform/database.ts'
import { type House, inWords } from '#src/platform/panels.ts'
import { officer, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { contractOf, got, inCommand, refusal, seedPayCouncil } from '#test/support/pay-runs.ts'

const house: House = { panels, work: [], search, words }
const me = system()
const connie = officer('O-1001', ['contracts.see', 'contracts.change', 'audit.see'])

describe('a figure is rated (P-15)', () => {
  const up = { target: 95, moreIsBetter: true }
  const down = { target: 5, moreIsBetter: false }
  for (const [kpi, figure, expected] of [
    [up, 97, 'good'],
    [up, 95, 'good'],
    [up, 94.99, 'approaching'],
    [up, 90, 'approaching'],
    [up, 89.99, 'requires_improvement'],
    [up, 80, 'requires_improvement'],
    [up, 79.99, 'inadequate'],
    [down, 5, 'good'],
    [down, 10, 'approaching'],
    [down, 20, 'requires_improvement'],
    [down, 20.01, 'inadequate'],
  ] as const)
    it(`${figure} against ${kpi.target} or ${kpi.moreIsBetter ? 'more' : 'less'} is ${expected}`, () =>
      assert.equal(rate(kpi, figure, STANDARD['kpi-ratings']), expected))
  it('is told of the period that ended last', () => {
    const before = (period: 'month' | 'quarter' | 'year', day: string) => {
      const found = periodBefore({ fromDay: '2026-04-06', period }, day)
      return found && `${found.from} ${found.to}`
    }
    assert.equal(before('month', '2026-11-01'), '2026-10-01 2026-11-01')
    assert.equal(before('month', '2026-05-31'), '2026-04-06 2026-05-01')
    assert.equal(before('month', '2026-04-30'), undefined)
    assert.equal(before('quarter', '2026-09-30'), '2026-04-06 2026-07-01')
    assert.equal(before('year', '2027-04-01'), '2026-04-06 2027-04-01')
  })
  it('has two places at most, and belongs to the period of its day', () => {
    assert.deepEqual([93.51, -2, 1.005, 1e7, Number.NaN].map(isFigure), [true, true, false, false, false])
    const quarter = { fromDay: '2026-04-06', period: 'quarter' as const }
    assert.deepEqual(
      ['2026-04-06', '2026-06-30', '2026-07-01', '2027-01-05'].map((day) => periodOf(quarter, day)),
      ['2026-04-01', '2026-04-01', '2026-07-01', '2027-01-01'],
    )
  })
})

describe('a contract is measured', () => {
  const { shell } = useDatabase({ seed: seedPayCouncil })
  let app: FastifyInstance
  before(async () => {
    app = await serverFor(shell, [(doors) => routes(doors, house)], {
      identities: { actorOf: async () => connie, actorOfToken: async () => undefined },
    })
  })
  after(() => app.close())
  const onTime = {
    name: 'On time, in per cent',
    target: 95,
    moreIsBetter: true,
    period: 'month' as const,
    measure: 'on_time' as const,
  }
  const measured = async () => {
    const ref = got(await enterContract(shell, connie, contractOf({ regime: 'pa23', valuePence: 600_000_000 })))
    got(await addKpi(shell, connie, { contractRef: ref, ...onTime, fromDay: '2026-04-06' }))
    return ref
  }
  const enter = (contractRef: string, more: object = {}) =>
    enterFigure(shell, connie, {
      ...{ contractRef, number: 1, day: '2026-10-31', figure: 93.5, isOther: false, note: '' },
      ...more,
    })

  it('by hand, again with a reason, and by what visits tell; each rating is in its history', async () => {
    const ref = await measured()
    assert.equal(got(await enter(ref)), 'approaching')
    assert.equal(refusal(await enter(ref, { figure: 94 })), 'no reason given')
    assert.equal(refusal(await enter(ref, { note: 'The same' })), 'nothing changes')
    assert.equal(got(await enter(ref, { isOther: true, note: 'A flood' })), 'other')
    assert.equal(refusal(await enter(ref, { day: '2026-11-23' })), 'of a period to come')
    assert.equal(refusal(await enter(ref, { figure: 1.234 })), 'not a figure')
    assert.equal(refusal(await enter(ref, { number: 9 })), 'no such indicator')
    assert.equal(refusal(await enter('CT-9')), 'no such contract')
    await inCommand(shell, async (tx) => {
      const told = { contractRef: ref, number: 1, day: '2026-11-02', figure: 71.239, note: '40 visits were due' }
      assert.equal(await noteKpi(tx, told), true)
      assert.equal(await noteKpi(tx, told), false)
      assert.equal(await noteKpi(tx, { ...told, number: 2 }), false)
      assert.equal(await noteKpi(tx, { ...told, day: '2026-10-31' }), false, 'what an officer entered stands')
    })
    const [kpi] = await shell.read(me, (tx) => listKpis(tx, ref))
    assert.deepEqual(kpi?.last, { periodFrom: '2026-11-01', figure: 71.24, rating: 'inadequate' })
    const told = (await shell.read(me, (tx) => timeline(tx, `contract:${ref}`))).map((entry) => inWords(house, entry))
    assert.ok(told.includes('On time, in per cent from 1 October 2026: 93.5, Approaching target'))
  })

  it('through its pages', async () => {
    const ref = await measured()
    const browser = new Browser(app)
    await browser.signInAs('staff', 'connie')
    const at = `/contracts/${ref}/kpis`
    const day = { 'fromDay-day': '6', 'fromDay-month': '4', 'fromDay-year': '2026' }
    assert.match((await browser.post(`${at}/add`, { ...day, name: '', target: '5' })).body, /Enter what is measured/)
    assert.match((await browser.post(`${at}/add`, { ...day, name: 'Missed', target: 'x' })).body, /Enter the target/)
    const added = { ...day, name: 'Missed in a thousand', target: '5', better: 'less', period: 'quarter' }
    assert.equal((await browser.post(`${at}/add`, added)).statusCode, 303)
    const figure = { 'day-day': '1', 'day-month': '11', 'day-year': '2026', figure: '4.5' }
    assert.match((await browser.post(`${at}/2`, { ...figure, figure: 'lots' })).body, /Enter the figure as a number/)
    assert.equal((await browser.post(`${at}/2`, figure)).statusCode, 303)
    const list = (await browser.get(`/contracts/${ref}/performance`)).body
    assert.match(list, /5 or less/)
    assert.match(list, /Good/)
    assert.equal((await browser.get(`${at}/9`)).statusCode, 404)
    for (const url of [`/contracts/${ref}/performance`, `${at}/2`, `${at}/add`]) {
      const { value, queries } = await countQueries(() => browser.get(url))
      assert.ok(value.statusCode === 200 && queries <= 8, `${url} asks ${queries} times`)
    }
  })
})
