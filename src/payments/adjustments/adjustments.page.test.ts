import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { readCsv } from '#src/base/csv-cells.ts'
import { formatPence } from '#src/base/money.ts'
import { listAdjustments } from '#src/payments/adjustments/adjustment.store.ts'
import { checkPayRun, listeners, panels, routes, search, words, work, workPayRun } from '#src/payments/index.ts'
import { listStatements } from '#src/payments/statements/statement.store.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { House } from '#src/platform/panels.ts'
import { cancelVisit, loadCallLog, setAside } from '#src/visits/index.ts'
import { COUNCIL, officer, providerUser, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import {
  BANDED,
  draftRun,
  FAY,
  FLAWED,
  got,
  inCommand,
  loadVisits,
  MAX,
  paidRun,
  seedPayCouncil,
} from '#test/support/pay-runs.ts'

const house: House = { panels, work, search, words }
const ACTORS: Record<string, Actor> = {
  fay: FAY,
  max: MAX,
  [BANDED]: providerUser(BANDED, ['payments.statement']),
  council: { ...officer('MC-1', ['payments.see', 'payments.run', 'payments.statement']), kind: 'machine' },
}

const textOf = (markup: string): string =>
  markup
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')

describe('the pages of what changed', () => {
  const { shell } = useDatabase({ listeners, seed: seedPayCouncil })
  const council = system()
  let app: FastifyInstance
  before(async () => {
    app = await serverFor(shell, [(doors) => routes(doors, house)], {
      identities: { actorOf: async ({ identity }) => ACTORS[identity], actorOfToken: async (token) => ACTORS[token] },
    })
  })
  after(() => app.close())

  const as = async (door: 'staff' | 'portal', identity: string) => {
    const browser = new Browser(app)
    await browser.signInAs(door, identity)
    return browser
  }
  let keys = 0
  const call = async (method: 'GET' | 'POST', url: string, payload?: object) =>
    app.inject({
      ...{
        method,
        url,
        headers: { authorization: 'Bearer council', 'idempotency-key': `key-${(keys += 1)}` },
      },
      ...(payload ? { payload } : {}),
    })
  const lateLog = (visitRef: string) =>
    inCommand(shell, (tx) =>
      loadCallLog(tx, 'vendor:made-up', [
        {
          ...{ logRef: 'LATE-1', visitRef, personRef: 'P-1001', workerRef: 'W-1', reasonCode: undefined },
          ...{ in: Temporal.Instant.from('2026-11-04T08:01:00Z').epochMilliseconds * 1000, inSource: 'tag' },
          ...{ out: Temporal.Instant.from('2026-11-04T08:30:00Z').epochMilliseconds * 1000, outSource: 'tag' },
        },
      ]),
    )
  const NEXT = { organisationRef: null, from: '2026-11-16', to: '2026-11-22' } as const

  it('officer, provider, print, CSV, API, the visit and the letter say the same of every adjustment, and all add up', async () => {
    const [first = '', , missed = ''] = await loadVisits(shell, FLAWED)
    await paidRun(shell)
    await lateLog(missed)
    got(await setAside(shell, council, { source: 'vendor:made-up', logRef: 'A-0-0', reason: 'Another person' }))
    const payRunRef = await paidRun(shell, NEXT)
    const { statements } = await shell.read(council, (tx) => listStatements(tx, { payRunRef }, { offset: 0, limit: 5 }))
    const [statement] = statements
    assert.ok(statement)
    const ref = statement.statementRef
    assert.deepEqual([statement.adjustments, statement.adjustedPence, statement.amountPence], [2, 0, 0])
    const adjustments = await shell.read(council, (tx) => listAdjustments(tx, ref, { limit: 10 }))
    const [fay, provider] = [await as('staff', 'fay'), await as('portal', BANDED)]
    const visitPanel = async (visitRef: string) =>
      String(
        await shell.read(council, async (tx) => panels.find(({ title }) => title === 'Payment')?.show(tx, visitRef)),
      )
    const pages = [
      (await fay.get(`/statements/${ref}?show=adjustments`)).body,
      (await fay.get(`/statements/${ref}/print`)).body,
      (await provider.get(`/portal/statements/${ref}?show=adjustments`)).body,
      (await provider.get(`/portal/statements/${ref}/print`)).body,
      (await fay.get('/people/P-1001/visits-letter?from=2026-11-01&until=2026-11-15')).body,
      (await visitPanel(first)) + (await visitPanel(missed)),
    ]
    for (const body of pages)
      for (const one of adjustments) {
        assert.ok(textOf(body).includes(one.reason), one.reason)
        assert.ok(textOf(body).includes(formatPence(one.amountPence)))
      }
    const csv = (await provider.get(`/portal/statements/${ref}.csv`)).body.replace(/^\uFEFF/, '')
    const [header, ...cells] = await Array.fromAsync(readCsv([csv]))
    const at = (name: string) => header?.cells.indexOf(name) ?? -1
    assert.deepEqual(
      cells.map((row) => ['line', 'cause', 'amount_pence', 'reason'].map((name) => row.cells[at(name)])),
      adjustments.map((one) => ['adjustment', one.cause, String(one.amountPence), one.reason]),
    )
    const answer = (await call('GET', `/api/v1/statements/${ref}/adjustments`)).json() as { items: object[] }
    assert.partialDeepStrictEqual(
      answer.items,
      adjustments.map(({ visitRef, amountPence, owedPence, cause, reason }) => ({
        visitRef,
        amountPence,
        owedPence,
        cause,
        reason,
      })),
    )
  })

  it('a draft that changed says so and has no button to approve; rated again it has one, for the total that it shows', async () => {
    const [, , missed = ''] = await loadVisits(shell, FLAWED)
    const ref = await draftRun(shell)
    const [fay, max] = [await as('staff', 'fay'), await as('staff', 'max')]
    got(await checkPayRun(shell, FAY, { payRunRef: ref, note: 'Log-outs asked for' }))
    const seen = /name="seen" value="(\d+)"/.exec((await max.get(`/pay-runs/${ref}`)).body)?.[1] ?? ''
    await lateLog(missed)
    const stale = (await max.get(`/pay-runs/${ref}`)).body
    assert.match(textOf(stale), /3 visits changed since the run was rated/)
    assert.doesNotMatch(stale, /Approve and post/)
    const early = await max.post(`/pay-runs/${ref}/approve`, { seen }, `/pay-runs/${ref}/cancel`)
    assert.match(textOf(early.body), /Rate them again and check the total/)
    assert.equal((await fay.post(`/pay-runs/${ref}/rate-again`, {}, `/pay-runs/${ref}`)).statusCode, 303)
    // What was checked is another draft now.
    assert.match(textOf((await max.get(`/pay-runs/${ref}`)).body), /Draft, to check/)
    got(await checkPayRun(shell, FAY, { payRunRef: ref, note: 'The late log is in' }))
    const late = await max.post(`/pay-runs/${ref}/approve`, { seen }, `/pay-runs/${ref}`)
    assert.match(textOf(late.body), /The total has changed since you opened the page/)
    const now = /name="seen" value="(\d+)"/.exec((await max.get(`/pay-runs/${ref}`)).body)?.[1] ?? ''
    assert.equal(Number(now) - Number(seen), 1600)
    assert.equal((await max.post(`/pay-runs/${ref}/approve`, { seen: now }, `/pay-runs/${ref}`)).statusCode, 303)
  })

  it('an officer leaves visits out with a reason, takes one back, and the next run takes the other', async () => {
    const refs = await loadVisits(shell, FLAWED)
    const [missed = '', oneWorker = ''] = [refs[2], refs[7]]
    const run = await draftRun(shell)
    const fay = await as('staff', 'fay')
    const page = (show: string) => `/pay-runs/${run}?show=${show}`
    assert.match(textOf((await fay.get(page('exceptions'))).body), /To settle or carry \W*4/)
    const chosen = [`2026-11-04~${missed}`, `2026-11-13~${oneWorker}`]
    const asked = await fay.post(`/pay-runs/${run}/carry`, { chosen, do: 'carry' }, page('exceptions'))
    assert.match(textOf(asked.body), /Leave 2 visits out of pay run/)
    const empty = await fay.post(`/pay-runs/${run}/carry`, { chosen, reason: ' ' }, page('exceptions'))
    assert.match(textOf(empty.body), /Say why the visits are left out/)
    await fay.post(`/pay-runs/${run}/carry`, { chosen, reason: 'The log is asked for' }, page('exceptions'))
    assert.match(textOf((await fay.get(page('left-out'))).body), /The log is asked for by Fay Finance/)
    await fay.post(`/pay-runs/${run}/take-back`, { chosen: [chosen[1] ?? ''] }, page('left-out'))
    const answer = await call('POST', `/api/v1/pay-runs/${run}/take-back`, {
      visits: [{ day: '2026-11-13', visitRef: oneWorker }],
    })
    assert.equal(answer.statusCode, 409)
    const max = await as('staff', 'max')
    got(await checkPayRun(shell, FAY, { payRunRef: run, note: 'Log-outs asked for' }))
    assert.equal((await max.post(`/pay-runs/${run}/approve`, {}, `/pay-runs/${run}`)).statusCode, 303)
    await workPayRun(shell, COUNCIL, run)
    assert.match(textOf((await max.get(`/pay-runs/${run}`)).body), /The log is asked for/)
    const paidIn = async (payRunRef: string) =>
      shell.read(council, async (tx) => {
        const { statements } = await listStatements(tx, { payRunRef }, { offset: 0, limit: 5 })
        return statements.reduce((sum, one) => sum + one.visits, 0)
      })
    assert.equal(await paidIn(run), FLAWED.length - 3)
    assert.equal(await paidIn(await paidRun(shell, NEXT)), 1)
  })

  it('a run on account pays what was planned, ahead of its days, and the next settles it by what was delivered', async () => {
    const refs = await loadVisits(shell, FLAWED)
    const fay = await as('staff', 'fay')
    const form = (await fay.get('/pay-runs/start')).body
    for (const words of [
      'Wye Valley Carers',
      'CT-1001, Wye Valley Carers',
      'Rural',
      'What was commissioned, on account',
    ])
      assert.ok(textOf(form).includes(words), words)
    const day = (name: string, [d, m, y]: [string, string, string]) => ({
      [`${name}-day`]: d,
      [`${name}-month`]: m,
      [`${name}-year`]: y,
    })
    const asked = {
      ...{ provider: BANDED, contract: 'CT-1001', zone: 'rural', cycle: 'commissioned_then_reconciled' },
      ...day('from', ['2', '11', '2026']),
    }
    const other = await fay.post('/pay-runs/start', {
      ...asked,
      contract: 'CT-1002',
      ...day('until', ['6', '12', '2026']),
    })
    assert.match(textOf(other.body), /Another provider holds this contract/)
    const begun = await fay.post('/pay-runs/start', { ...asked, ...day('until', ['6', '12', '2026']) })
    assert.equal(begun.headers.location, '/pay-runs/PR-1001')
    await workPayRun(shell, COUNCIL, 'PR-1001')
    assert.match(textOf((await fay.get('/pay-runs/PR-1001')).body), /contract CT-1001, zone rural/)
    const max = await as('staff', 'max')
    got(await checkPayRun(shell, FAY, { payRunRef: 'PR-1001', note: 'On account' }))
    await max.post('/pay-runs/PR-1001/approve', {}, '/pay-runs/PR-1001')
    await workPayRun(shell, COUNCIL, 'PR-1001')
    got(await cancelVisit(shell, council, { visitRef: refs[2] ?? '', reason: 'Away' }))
    const settled = await paidRun(shell, { ...NEXT, organisationRef: BANDED })
    const { statements } = await shell.read(council, (tx) =>
      listStatements(tx, { organisationRef: BANDED }, { offset: 0, limit: 5 }),
    )
    const onAccount = statements.find(({ payRunRef }) => payRunRef === 'PR-1001')
    const settling = statements.find(({ payRunRef }) => payRunRef === settled)
    const adjustments = await shell.read(council, (tx) =>
      listAdjustments(tx, settling?.statementRef ?? '', { limit: 20 }),
    )
    assert.deepEqual(new Set(adjustments.map(({ cause }) => cause)), new Set(['reconciled', 'cancelled']))
    assert.match(adjustments[0]?.reason ?? '', /^Paid on account and now settled: £/)
    // 1600 + 2541 + query 0 + 583 + 2866 + 4000 + 2000, as a run of actuals pays them.
    assert.equal((onAccount?.amountPence ?? 0) + (settling?.amountPence ?? 0), 13_590)
  })
})
