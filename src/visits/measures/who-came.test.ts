import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setZones } from '#src/councils/index.ts'
import { addPerson } from '#src/people/index.ts'
import { sendBatch } from '#src/visits/call-log/log-commands.ts'
import { checkLogRow } from '#src/visits/call-log/log-row.ts'
import { routes } from '#src/visits/routes.ts'
import { officer, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { logRow, place, planOf } from '#test/support/visits.ts'

describe("a person's own picture", () => {
  const { shell } = useDatabase()

  async function lookedAt(): Promise<Browser> {
    assert.ok((await setZones(shell, system(), { zones: [{ zone: 'town', name: 'Town', kind: 'urban' }] })).ok)
    const who = {
      givenName: 'Elsie',
      familyName: 'Barr',
      birthDay: '1941-02-11',
      language: 'English',
      interpreter: false,
    }
    const details = { ...who, addressLines: ['1 The Row'], postcode: 'HR6 8AB', zone: 'town' }
    assert.ok((await addPerson(shell, system(), { details })).ok)
    await place(shell, planOf({ startDay: '2026-11-18', endDay: '2026-11-21' }))
    const sent = [
      logRow({ log_ref: 'L-18', in_at: '2026-11-18T09:00:00Z', out_at: '2026-11-18T09:13:00Z' }),
      logRow({
        log_ref: 'L-19',
        in_at: '2026-11-19T11:30:00Z',
        out_at: '2026-11-19T12:00:00Z',
        visit_ref: 'PK-1001-20261119-1',
      }),
      logRow({ log_ref: 'L-20', in_at: '2026-11-20T09:00:00Z', out_at: '2026-11-20T09:30:00Z' }),
    ].map((row) => ({ logRef: row['log_ref'] ?? '', read: checkLogRow(row as Parameters<typeof checkLogRow>[0]) }))
    await sendBatch(shell, system(), { source: 'vendor:a', rows: sent }, {})
    const app = await serverFor(shell, [(doors) => routes(doors, { panels: [], work: [], search: [], words: {} })], {
      identities: { actorOf: async () => officer(), actorOfToken: async () => undefined },
    })
    const staff = new Browser(app)
    await staff.signInAs('staff', 'O-1')
    return staff
  }

  it('says of a visit to which somebody came why it counts as missed', async () => {
    const staff = await lookedAt()
    const { body } = await staff.get('/people/P-1001/who-came')
    const text = body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
    assert.match(text, /18 Nov 2026 .*Missed Short There for 13 of 30 minutes: less than 50% does not count as made/)
    assert.match(text, /19 Nov 2026 .*Missed Too late to count as made 18 Nov 2026/)
    assert.match(text, /20 Nov 2026 .*On time 19 Nov 2026/)
  })

  it('is a step from the pages of a log row, which name the person too', async () => {
    const staff = await lookedAt()
    for (const path of ['row', 'seat', 'correct', 'set-aside'])
      assert.match((await staff.get(`/call-log/${path}?source=vendor:a&row=L-18`)).body, />Elsie Barr<\/a>/, path)
  })
})
