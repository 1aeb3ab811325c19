import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { instantAt } from '#src/base/day.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import { rows, sql } from '#src/platform/database.ts'
import type { House } from '#src/platform/panels.ts'
import { enterByHand } from '#src/visits/call-log/log-commands.ts'
import { routes } from '#src/visits/routes.ts'
import { checkWakings, wakingsInWords } from '#src/visits/wakings/waking.ts'
import { words } from '#src/visits/words.ts'
import { officer, providerUser, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { place, planOf, slotOf } from '#test/support/visits.ts'

const now = Temporal.Instant.from('2026-11-22T12:00:00Z')
const night = { minutes: 540, status: 'planned' as const, start: now.subtract({ hours: 14 }), isAttended: true }

describe('what is said of a night', () => {
  const cases: readonly (readonly [string, object, readonly number[], string | undefined])[] = [
    ['is how long each waking was', {}, [20, 35], undefined],
    ['may be that nobody was woken', {}, [], undefined],
    ['may be that nobody was woken, after it was said otherwise', { wakings: [20] }, [], 'no reason given'],
    ['is said of no visit of the day', { minutes: 239 }, [20], 'not a night'],
    ['is not said of a cancelled visit', { status: 'cancelled' }, [20], 'visit cancelled'],
    ['is not said before it begins', { start: now.add({ minutes: 1 }) }, [20], 'still to come'],
    ['is not said where nobody came', { isAttended: false }, [20], 'nobody attended'],
    ['has whole minutes', {}, [20, Number.NaN], 'not minutes'],
    ['is no longer than the night', {}, [300, 241], 'longer than the night'],
    ['has twenty wakings at the most', {}, Array.from({ length: 21 }, () => 1), 'too many'],
    ['is not said twice', { wakings: [20] }, [20], 'nothing changes'],
  ]
  for (const [what, changes, minutes, fault] of cases)
    it(what, () => {
      const checked = checkWakings({ ...night, wakings: undefined, ...changes }, { minutes, note: '' }, now)
      assert.equal(checked.ok ? undefined : checked.error, fault)
    })

  it('reads as a sentence', () =>
    assert.deepEqual([[], [20], [20, 35], [20, 35, 5]].map(wakingsInWords), [
      'Not woken',
      'Woken once, for 20 minutes',
      'Woken twice, for 20 and 35 minutes',
      'Woken 3 times, for 20, 35 and 5 minutes',
    ]))
})

describe('how a night went', () => {
  const { shell } = useDatabase()
  const own = providerUser('1-101', ['visits.log'])
  const house: House = { panels: [], work: [], search: [], words }

  it('is said by the provider on its page and by its machine, changed with a reason, and all of it is kept', async () => {
    await place(shell, planOf({ pattern: [slotOf({ start: '22:00', minutes: 540, skill: 'sleep_in', miles: 7.5 })] }))
    const visitRef = 'PK-1001-20261120-1'
    const micros = (day: string, time: string) => instantAt(day, time).epochMilliseconds * 1000
    const times = { in: micros('2026-11-20', '22:00'), out: micros('2026-11-21', '07:00') }
    const entered = await enterByHand(shell, own, { visitRef, workerRef: 'W-1', ...times, reasonCode: 'no_signal' })
    assert.ok(entered.ok)
    const app = await serverFor(shell, [(doors: Doors) => routes(doors, house)], {
      identities: {
        actorOf: async ({ identity }: { identity: string }) => (identity === 'O-1' ? officer('O-1') : own),
        actorOfToken: async () => ({ ...own, kind: 'machine' as const }),
      },
    })
    const browser = new Browser(app)
    await browser.signInAs('portal', '1-101')
    const page = `/portal/visits/${visitRef}`
    assert.match((await browser.get(page)).body, /Nobody has said how often the worker was woken/)
    const wrong = await browser.post(`${page}/wakings`, { minutes: 'twice' }, `${page}/wakings`)
    assert.match(wrong.body, /Enter whole minutes with commas between, such as 20, 35/)
    assert.equal((await browser.post(`${page}/wakings`, { minutes: '20, 35' }, `${page}/wakings`)).statusCode, 303)
    const say = (minutes: number[], note: string, key: string) =>
      app.inject({
        method: 'POST',
        url: `/api/v1/visits/${visitRef}/wakings`,
        headers: { authorization: 'Bearer t', 'idempotency-key': key },
        payload: { minutes, note },
      })
    assert.equal((await say([20], '', 'one-key-of-many')).statusCode, 409)
    assert.equal((await say([20], 'The second was in the evening', 'another-of-many')).statusCode, 200)
    const staff = new Browser(app)
    await staff.signInAs('staff', 'O-1')
    const shown = (await staff.get(`/visits/${visitRef}`)).body
    for (const part of [/Woken once, for 20 minutes/, /Sleep in/, /7\.5/]) assert.match(shown, part)
    const kept = await shell.read(officer('O-1'), (tx) =>
      rows(tx, sql<{ minutes: number[] }>`select minutes from visits.waking order by number`),
    )
    assert.deepEqual(
      kept.map(({ minutes }) => minutes),
      [[20, 35], [20]],
    )
    const other = await shell.read(providerUser('1-102'), (tx) => rows(tx, sql`select 1 from visits.waking`))
    assert.equal(other.length, 0)
  })
})
