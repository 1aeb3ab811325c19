import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { addKpi, enterContract, enterFramework, panels, routes, search, words, work } from '#src/contracts/index.ts'
import { addOfficer } from '#src/councils/index.ts'
import { officer, system, useDatabase } from '#test/support/database.ts'
import { serverFor } from '#test/support/http.ts'
import { BALANCED, BANDED, got, seedPayCouncil } from '#test/support/pay-runs.ts'

const connie = officer('O-1001', ['contracts.see', 'contracts.change'])
const { shell } = useDatabase({
  seed: async ({ shell: making }) => {
    await seedPayCouncil({ shell: making })
    got(await addOfficer(making, system(), { name: 'Connie Contract', email: '', roles: ['contract_manager'] }))
  },
})
let app: FastifyInstance
before(async () => {
  app = await serverFor(shell, [(doors) => routes(doors, { panels, work, search, words })], {
    identities: { actorOf: async () => undefined, actorOfToken: async () => ({ ...connie, kind: 'machine' }) },
  })
})
after(() => app.close())
let calls = 0
const call = async (method: 'GET' | 'POST', path: string, payload?: object) => {
  const headers = { authorization: 'Bearer machine', 'idempotency-key': `k-${++calls}` }
  const answer = await app.inject({ method, url: `/api/v1/contracts/${path}`, headers, ...(payload && { payload }) })
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() }
}

it('machines read and enter figures of indicators', async () => {
  const kpi = { contractRef: 'CT-1001', name: 'On time', target: 95, moreIsBetter: true, period: 'month' } as const
  got(await addKpi(shell, connie, { ...kpi, measure: 'on_time', fromDay: '2026-04-06' }))
  const at = 'CT-1001/kpis/1/figures'
  assert.equal((await call('POST', at, { day: '2026-12-01', figure: 91 })).status, 422)
  const entered = await call('POST', at, { day: '2026-10-31', figure: 91 })
  assert.deepEqual([entered.status, entered.body], [201, { rating: 'approaching' }])
  const last = { periodFrom: '2026-10-01', figure: 91, rating: 'approaching' }
  const listed = (await call('GET', 'CT-1001/kpis')).body['items'] as { measure: string; last: object }[]
  assert.deepEqual(
    listed.map((one) => [one.measure, one.last]),
    [['on_time', last]],
  )
  const { items, next } = (await call('GET', at)).body
  assert.deepEqual([items, next], [[{ ...last, source: 'hand', note: '', byName: connie.name }], null])
  for (const path of ['CT-9/kpis', 'CT-1001/kpis/9/figures']) assert.equal((await call('GET', path)).status, 404)
})

it('machines read and set prices by tier', async () => {
  const week = { fromDay: '2026-12-01', tiers: [{ upToHours: null, weeklyPence: 15_000 }], note: 'Variation 3' }
  const hour = { ...week, tiers: [{ upToHours: 100, pencePerHour: 2_140 }] }
  assert.equal((await call('POST', 'CT-1001/tiers', week)).status, 201)
  assert.equal((await call('POST', 'CT-1001/hour-tiers', hour)).status, 422)
  const whole = { ...hour, tiers: [...hour.tiers, { upToHours: null, pencePerHour: 2_051 }] }
  assert.equal((await call('POST', 'CT-1001/hour-tiers', whole)).status, 201)
  const byName = connie.name
  assert.deepEqual((await call('GET', 'CT-1001/tiers')).body, {
    weekly: [{ ...week, retierPercent: 20, retierWeeks: 4, number: 1, byName }],
    hourly: [{ ...whole, number: 1, byName }],
  })
  assert.equal((await call('POST', 'CT-9/tiers', week)).status, 404)
})

it('machines read and state how a framework ranks offers', async () => {
  const weights = { price: 70, quality: 10, completeness: 10, start: 10 }
  const term = { service: 'home_care', fromDay: '2026-04-01', toDay: '2030-04-01' }
  const frameworkRef = got(await enterFramework(shell, connie, { ...term, title: 'Home care 2026', weights }))
  const contract = { ...term, frameworkRef, organisationRef: BANDED, title: 'Home care', lot: '1', zones: ['rural'] }
  const ref = got(await enterContract(shell, connie, { ...contract, cardRef: 'HC-BAND', ceilingPence: null }))
  assert.deepEqual((await call('GET', `${ref}/weights`)).body, { frameworkRef, weights })
  const seven = { ...weights, price: 50, travel: 10, known: 5, wishes: 5 }
  const reason = 'Clause 7 of the tender'
  assert.equal((await call('POST', `${ref}/weights`, { weights: { ...seven, price: 51 }, reason })).status, 422)
  assert.equal((await call('POST', `${ref}/weights`, { weights: seven, reason: ' ' })).status, 422)
  assert.deepEqual(await call('POST', `${ref}/weights`, { weights: seven, reason }), {
    status: 201,
    body: { weights: seven },
  })
  assert.deepEqual((await call('GET', `${ref}/weights`)).body, { frameworkRef, weights: seven })
  assert.equal((await call('POST', 'CT-1001/weights', { weights: seven, reason })).status, 409)
  assert.equal((await call('GET', 'CT-9/weights')).status, 404)
})

it('machines read notices, copies and who has a contract from when, and transfer one', async () => {
  assert.deepEqual((await call('GET', 'CT-1001/notice')).body, { items: [] })
  assert.deepEqual((await call('GET', 'CT-1001/copies')).body, { items: [], dueDay: null })
  const transfer = {
    ...{ organisationRef: BALANCED, fromDay: '2026-12-01', ground: 'light touch', isStated: true, reason: 'A merger' },
    authority: { kind: 'decision', words: 'Director, 20 November 2026' },
  }
  const past = await call('POST', 'CT-1001/transfers', { ...transfer, fromDay: '2026-11-21' })
  assert.equal(past.status, 422)
  assert.equal((await call('POST', 'CT-1001/transfers', transfer)).status, 201)
  assert.deepEqual((await call('GET', 'CT-1001/transfers')).body['items'], [
    { organisationRef: BANDED, fromDay: '2026-04-06', toDay: '2026-12-01' },
    { organisationRef: BALANCED, fromDay: '2026-12-01', toDay: null },
  ])
  for (const path of ['notice', 'copies', 'transfers', 'tiers'])
    assert.equal((await call('GET', `CT-9/${path}`)).status, 404)
})
