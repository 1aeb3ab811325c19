import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { instantAt } from '#src/base/day.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import { rows, sql } from '#src/platform/database.ts'
import type { House } from '#src/platform/panels.ts'
import { enterByHand } from '#src/visits/call-log/by-hand-commands.ts'
import { sendBatch } from '#src/visits/call-log/log-commands.ts'
import { checkLogRow } from '#src/visits/call-log/log-row.ts'
import { routes } from '#src/visits/routes.ts'
import { checkWakings, readWakings, wakingsInWords } from '#src/visits/wakings/waking.ts'
import { findVisit } from '#src/visits/visit.store.ts'
import { noteWakings } from '#src/visits/wakings/waking-commands.ts'
import { words } from '#src/visits/words.ts'
import { officer, providerUser, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { logRow, place, planOf, slotOf } from '#test/support/visits.ts'

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

describe('the wakings of a file', () => {
  const cases: readonly (readonly [string, readonly number[] | undefined])[] = [
    ['20;35', [20, 35]],
    ['5', [5]],
    ['none', []],
    ['0', undefined],
    ['20, 35', undefined],
    ['20;', undefined],
    ['twice', undefined],
    [Array.from({ length: 21 }, () => 1).join(';'), undefined],
  ]
  for (const [text, minutes] of cases)
    it(`${JSON.stringify(text)} ${minutes ? `are ${wakingsInWords(minutes)}` : 'are refused'}`, () => {
      const read = readWakings(text)
      assert.deepEqual(read.ok ? read.value : undefined, minutes)
    })
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
    assert.match((await browser.get(page)).body, /Nothing has been said of wakings/)
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

  it('goes with its log row to the visit, until the visit itself is spoken of; a row is sent again with the same words alone', async () => {
    const start = { start: '22:00', minutes: 540, skill: 'sleep_in' }
    await place(shell, planOf({ pattern: [slotOf(start)] }))
    const sent = (wakings: string | undefined, ref = 'N-1', day = '20', next = '21') => {
      const times = { in_at: `2026-11-${day}T22:01:00Z`, out_at: `2026-11-${next}T07:02:00Z` }
      const cells = logRow({ log_ref: ref, ...times, ...(wakings === undefined ? {} : { wakings }) })
      return { logRef: ref, read: checkLogRow(cells as Parameters<typeof checkLogRow>[0]) }
    }
    const send = async (...rows: ReturnType<typeof sent>[]) =>
      (await sendBatch(shell, officer('O-1'), { source: 'vendor:caretime', rows }, {})).answers.map((one) =>
        one.answer === 'refused' ? one.fault.reason : one.answer,
      )
    const nightOf = async (day: string) =>
      (await shell.read(officer('O-1'), (tx) => findVisit(tx, `PK-1001-202611${day}-1`)))?.wakings
    assert.deepEqual(await send(sent('20;35'), sent(undefined, 'N-2', '19', '20'), sent('none', 'N-3', '18', '19')), [
      ...['accepted', 'accepted', 'accepted'],
    ])
    assert.deepEqual([await nightOf('20'), await nightOf('19'), await nightOf('18')], [[20, 35], undefined, []])
    assert.deepEqual(await send(sent('20;35')), ['already had'])
    assert.deepEqual(await send(sent(undefined)), ['already had'])
    assert.deepEqual(await send(sent('20;36')), ['log_ref was sent before with other values'])
    assert.deepEqual(await send(sent('20 35', 'N-4')), [
      'wakings is not the minutes of each waking with semicolons between, such as 20;35, or none',
    ])
    const visitRef = 'PK-1001-20261120-1'
    assert.ok((await noteWakings(shell, own, { visitRef, minutes: [25], note: 'The second was in the evening' })).ok)
    assert.deepEqual(await nightOf('20'), [25])
    const other = await shell.read(providerUser('1-102'), (tx) => rows(tx, sql`select 1 from visits.log_waking`))
    assert.equal(other.length, 0)
  })
})
