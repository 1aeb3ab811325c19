import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Actor } from '#src/platform/actor.ts'
import { rows, sql } from '#src/platform/database.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import { applyEarly } from '#src/visits/early-corrections/early-correction-commands.ts'
import { routes } from '#src/visits/routes.ts'
import { words } from '#src/visits/words.ts'
import { COUNCIL, officer, providerUser, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { logRow, place, planOf } from '#test/support/visits.ts'

const machine = (organisation: string): Actor => ({
  ...providerUser(organisation, ['visits.log']),
  kind: 'machine',
  id: `c-${organisation}`,
  name: `System of ${organisation}`,
})

describe('a correction that comes before its row', () => {
  const { shell, clock } = useDatabase()
  let who = machine('1-101')
  let server: ReturnType<typeof serverFor> | undefined
  const open = () =>
    (server ??= serverFor(shell, [(doors: Doors) => routes(doors, { panels: [], work: [], search: [], words })], {
      identities: { actorOf: async () => officer('O-1'), actorOfToken: async () => who },
    }))
  let keys = 0
  const send = async (url: string, payload: object) => {
    keys += 1
    const headers = { authorization: 'Bearer t', 'idempotency-key': `a-key-of-its-own-${keys}` }
    return (await (await open()).inject({ method: 'POST', url: `/api/v1/call-log/${url}`, headers, payload })).json()
  }
  const correct = (changes: object) =>
    send('events', {
      ...{ event: 'correction', log_ref: 'L-1', reason_code: 'carer_forgot', reason: 'The carer wrote it down' },
      ...changes,
    })
  const rowComes = () =>
    send('batches', {
      rows: [
        logRow({ visit_ref: 'PK-1001-20261120-1', in_at: '2026-11-20T09:02:00Z', out_at: '2026-11-20T09:12:00Z' }),
      ],
    })
  const seated = () =>
    shell.read(officer('O-1'), (tx) =>
      rows(
        tx,
        sql<{ worker: string; out: string }>`select worker_ref as worker, out_at::text as out from visits.attendance`,
      ),
    )
  const corrections = () =>
    shell.read(officer('O-1'), (tx) =>
      rows(
        tx,
        sql<{ number: number; worker: string; by: string }>`select number, worker_ref as worker, by_name as by
          from visits.log_correction order by number`,
      ),
    )

  it('waits, and is applied when the row comes, in the order in which it was said and under the name of who said it', async () => {
    who = machine('1-101')
    await place(shell, planOf())
    assert.equal((await correct({ out_at: '2026-11-20T09:31:00Z' })).answer, 'waiting')
    assert.equal((await correct({ out_at: '2026-11-20T09:31:00Z' })).answer, 'waiting', 'sent again it waits once')
    assert.equal((await correct({ worker_ref: 'W-7' })).answer, 'waiting')
    assert.equal(await applyEarly(shell, COUNCIL), 0, 'nothing is applied to a row that has not come')
    await rowComes()
    assert.equal(await applyEarly(shell, COUNCIL), 1)
    assert.equal(await applyEarly(shell, COUNCIL), 0)
    assert.deepEqual(await seated(), [{ worker: 'W-7', out: '2026-11-20 09:31:00+00' }])
    assert.deepEqual(await corrections(), [
      { number: 1, worker: 'W-1', by: 'System of 1-101' },
      { number: 2, worker: 'W-7', by: 'System of 1-101' },
    ])
  })

  it('counts before one that is said when the row is there', async () => {
    who = machine('1-101')
    await place(shell, planOf())
    await correct({ worker_ref: 'W-7' })
    await rowComes()
    assert.equal((await correct({ worker_ref: 'W-8' })).answer, 'accepted')
    assert.equal(await applyEarly(shell, COUNCIL), 0)
    assert.deepEqual(
      (await corrections()).map(({ worker }) => worker),
      ['W-7', 'W-8'],
    )
  })

  it('that says nothing, or what cannot be, is refused at once; one that the row makes wrong is told', async () => {
    who = machine('1-101')
    await place(shell, planOf())
    const titles = [
      await correct({}),
      await correct({ worker_ref: 'W-7', reason_code: 'none' }),
      await correct({ in_at: '2026-11-23T09:00:00Z' }),
      await correct({ in_at: '2026-11-20T09:30:00Z', out_at: '2026-11-20T09:00:00Z' }),
    ].map(({ title }) => title)
    assert.deepEqual(titles, [
      'Say what is right: worker_ref, in_at or out_at',
      "reason_code is not one of the council's",
      'A time is in the future',
      'out_at is before in_at',
    ])
    await correct({ in_at: '2026-11-20T10:00:00Z' })
    await rowComes()
    await applyEarly(shell, COUNCIL)
    const browser = new Browser(await open())
    await browser.signInAs('staff', 'O-1')
    const text = (await browser.get('/visits/queues/early-corrections')).body.replace(/<[^>]+>/g, ' ')
    assert.match(
      text.replace(/\s+/g, ' '),
      /L-1 .* in 20 November 2026.* The carer wrote it down System of 1-101 .* Not applied out before in/,
    )
  })

  it('of a provider counts as of the day on which it was said; another provider sees nothing of it', async () => {
    who = machine('1-101')
    clock.now = Temporal.Instant.from('2026-12-03T12:00:00Z')
    await place(shell, planOf())
    await correct({ worker_ref: 'W-7' })
    who = machine('1-102')
    const others = await shell.read(who, (tx) => rows(tx, sql`select 1 from visits.early_correction`))
    assert.equal(others.length, 0)
    who = machine('1-101')
    clock.now = Temporal.Instant.from('2026-12-20T12:00:00Z')
    await rowComes()
    await applyEarly(shell, COUNCIL)
    assert.deepEqual(await seated(), [{ worker: 'W-7', out: '2026-11-20 09:12:00+00' }])
  })
})
