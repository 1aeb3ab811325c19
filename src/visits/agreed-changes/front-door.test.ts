import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { enterByHand } from '#src/visits/call-log/by-hand-commands.ts'
import { applyChanges } from '#src/visits/agreed-changes/agree-commands.ts'
import { routes } from '#src/visits/routes.ts'
import { words } from '#src/visits/words.ts'
import { COUNCIL, officer, providerUser, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { place, planOf, slotOf } from '#test/support/visits.ts'

const micros = (at: string): number => Temporal.Instant.from(at).epochMilliseconds * 1000

describe('a provider that agrees another time', () => {
  const { shell } = useDatabase()
  const visit = '/portal/visits/PK-1001-20261125-1'
  const agreed = { kind: 'one-off', minutes: '30', agreedWith: 'Mrs Hughes', note: '' }
  const on = { 'agreedOn-day': '20', 'agreedOn-month': '11', 'agreedOn-year': '2026' }
  let own: Browser

  beforeEach(async () => {
    await place(shell, planOf({ pattern: [slotOf({ windowFrom: '08:30', windowTo: '10:00' })] }))
    const app = await serverFor(shell, [(doors) => routes(doors, { panels: [], work: [], search: [], words })], {
      identities: { actorOf: async () => providerUser('1-101', ['visits.log']), actorOfToken: async () => undefined },
    })
    own = new Browser(app)
    await own.signInAs('portal', '1-101')
  })

  const agree = (start: string) => own.post(`${visit}/agree`, { ...agreed, ...on, start }, '/portal/visits/changes')

  it('is led to the day of the visit where it sends the form twice, or opens what was planned anew', async () => {
    assert.equal((await agree('09:30')).headers.location, '/portal/visits/changes')
    assert.match((await own.get('/portal/visits/changes')).body, /href="\/portal\/visits\?day=2026-11-25"/)
    assert.equal(await applyChanges(shell, COUNCIL), 1)
    for (const again of [() => agree('09:30'), () => own.get(`${visit}/agree`)]) {
      const answer = await again()
      assert.equal(answer.statusCode, 303, answer.body)
      assert.equal(answer.headers.location, '/portal/visits?day=2026-11-25')
      const { body } = await own.get('/portal/visits?day=2026-11-25')
      assert.match(body, /The visit at 9:00am was cancelled or planned anew meanwhile/)
      assert.match(body, /9:30am, 30 minutes/)
    }
  })

  it('reads on a visit that is over what was banked of it, and is not asked for it again', async () => {
    const past = '/portal/visits/PK-1001-20261121-1'
    await enterByHand(shell, officer(), {
      ...{ visitRef: 'PK-1001-20261121-1', workerRef: 'W-1', reasonCode: 'no_signal' },
      ...{ in: micros('2026-11-21T09:00:00Z'), out: micros('2026-11-21T09:20:00Z') },
    })
    assert.match((await own.get(past)).body, /Bank saved time/)
    const day = { 'savedOn-day': '21', 'savedOn-month': '11', 'savedOn-year': '2026' }
    const saved = await own.post(`${past}/bank`, { saved: '10', savedWith: 'Mrs Hughes', ...day }, `${past}/agree`)
    assert.equal(saved.statusCode, 303, saved.body)
    const { body } = await own.get(past)
    assert.match(body, /10 minutes for another visit[\s\S]*Agreed with Mrs Hughes/)
    assert.doesNotMatch(body, /Bank saved time/)
  })

  it('asks the council once for the same', async () => {
    assert.equal((await agree('14:00')).statusCode, 303)
    const again = await agree('14:00')
    assert.equal(again.statusCode, 400)
    assert.match(again.body, /The council is asked for this already/)
    assert.match(again.body, /name="start"[^>]*value="14:00"/)
    assert.equal((await agree('14:30')).statusCode, 303)
    assert.match((await own.get('/portal/visits/changes')).body, /Showing <strong>2<\/strong> changes/)
  })
})
