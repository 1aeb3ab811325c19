import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { sendBatch } from '#src/visits/call-log/log-commands.ts'
import { checkLogRow } from '#src/visits/call-log/log-row.ts'
import { routes } from '#src/visits/routes.ts'
import { officer, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { logRow, place, planOf, slotOf } from '#test/support/visits.ts'

describe('two officers with one log row before them', () => {
  const { shell } = useDatabase()
  const about = 'source=vendor%3Aa&row=L-1'
  const row = { source: 'vendor:a', row: 'L-1' }
  let fay: Browser
  let hugo: Browser

  beforeEach(async () => {
    const pattern = [slotOf(), slotOf({ slot: 2, start: '15:00' }), slotOf({ slot: 3, start: '18:00' })]
    await place(shell, planOf({ startDay: '2026-11-20', endDay: '2026-11-21', pattern }))
    const sent = [
      logRow({ in_at: '2026-11-20T12:00:00Z', out_at: '2026-11-20T12:30:00Z' }),
      logRow({ log_ref: 'L-2', in_at: '2026-11-20T09:00:00Z', out_at: '2026-11-20T09:30:00Z' }),
    ].map((one) => ({ logRef: one['log_ref'] ?? '', read: checkLogRow(one as Parameters<typeof checkLogRow>[0]) }))
    await sendBatch(shell, officer(), { source: 'vendor:a', rows: sent }, {})
    const app = await serverFor(shell, [(doors) => routes(doors, { panels: [], work: [], search: [], words: {} })], {
      identities: { actorOf: async ({ identity }) => officer(identity), actorOfToken: async () => undefined },
    })
    fay = new Browser(app)
    hugo = new Browser(app)
    await fay.signInAs('staff', 'O-1')
    await hugo.signInAs('staff', 'O-2')
  })

  const seenIn = (body: string): string => /name="seen" value="([^"]*)"/.exec(body)?.[1] ?? assert.fail(body)

  it('see which visits are taken, and the second is told where the first put the row', async () => {
    const form = `/call-log/seat?${about}`
    const { body } = await fay.get(form)
    assert.match(body, /1 of 1 logged: one of those rows goes back to the queue[\s\S]*Nobody logged/)
    const typed = { ...row, seen: seenIn(body), reason: 'The daily note says so' }
    const put = (browser: Browser, visit: string, seen = typed.seen) =>
      browser.post('/call-log/seat', { ...typed, seen, visit }, form)
    assert.equal((await put(fay, 'PK-1001-20261120-2')).statusCode, 303)
    const told = await put(hugo, 'PK-1001-20261120-3')
    assert.equal(told.statusCode, 400)
    assert.match(told.body, /Somebody moved the row while you had this page open/)
    assert.match(told.body, /The daily note says so<\/textarea>/)
    assert.match(told.body, /Sits on[\s\S]*PK-1001-20261120-2<\/a>/)
    assert.equal((await put(hugo, 'none', '')).statusCode, 400)
    assert.equal((await put(hugo, 'PK-1001-20261120-3', seenIn(told.body))).statusCode, 303)
  })

  it('correct it one after the other, never over what the other did not see', async () => {
    const form = `/call-log/correct?${about}`
    const { body } = await fay.get(form)
    const day = { 'day-day': '20', 'day-month': '11', 'day-year': '2026' }
    const typed = {
      ...row,
      ...day,
      seen: seenIn(body),
      from: '12:00',
      code: 'carer_forgot',
      reason: 'Rang',
      evidence: '',
    }
    const correct = (browser: Browser, said: { worker: string; to: string; seen?: string }) =>
      browser.post('/call-log/correct', { ...typed, ...said }, form)
    assert.equal((await correct(fay, { worker: 'W-1', to: '12:45' })).statusCode, 303)
    const told = await correct(hugo, { worker: 'W-2', to: '12:30' })
    assert.equal(told.statusCode, 400)
    assert.match(told.body, /Somebody corrected the row while you had this page open/)
    assert.match(told.body, /name="worker"[^>]*value="W-2"|value="W-2"[^>]*name="worker"/)
    assert.match(told.body, /Logged out[\s\S]*20 November 2026 at 12:45pm/)
    const again = await correct(hugo, { worker: 'W-2', to: '12:45', seen: seenIn(told.body) })
    assert.equal(again.statusCode, 303)
    assert.match((await hugo.get(`/call-log/row?${about}`)).body, /W-2[\s\S]*20 November 2026 at 12:45pm/)
  })
})
