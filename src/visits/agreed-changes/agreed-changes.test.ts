import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { PatternVisit } from '#src/brokerage/index.ts'
import { recordAbsence, withdrawAbsence } from '#src/visits/absences/absence-commands.ts'
import {
  type AgreedChange,
  balanceOn,
  checkSaving,
  decideChange,
  slotOn,
} from '#src/visits/agreed-changes/agreed-change.ts'
import {
  type AgreeChange,
  agreeChange,
  applyChanges,
  balanceOf,
  bankTime,
  decideAsked,
} from '#src/visits/agreed-changes/agree-commands.ts'
import { enterByHand } from '#src/visits/call-log/by-hand-commands.ts'
import { cancelVisit, extendPlans } from '#src/visits/visit-commands.ts'
import { rows, sql } from '#src/platform/database.ts'
import { COUNCIL, officer, providerUser, system, useDatabase } from '#test/support/database.ts'
import { place, planOf, slotOf } from '#test/support/visits.ts'

const slot: PatternVisit = { ...slotOf({ start: '09:00', windowFrom: '08:00', windowTo: '10:00' }) }

const change = (changes: Partial<AgreedChange> = {}): AgreedChange => ({
  ...{ changeRef: 'TC-1001', packageRef: 'PK-1001', slot: 1, kind: 'standing', fromDay: '2026-11-23' },
  ...{ plannedStart: '09:00', plannedMinutes: 30, start: '08:15', minutes: 30, ...changes },
})

describe('a visit at the time agreed', () => {
  const on = (day: string, ...changes: AgreedChange[]) => slotOn(slot, day, changes).start

  it('is as planned before the change, and as agreed from its day on', () =>
    assert.deepEqual(
      ['2026-11-22', '2026-11-23', '2026-12-23'].map((day) => on(day, change())),
      ['09:00', '08:15', '08:15'],
    ))

  it('takes what was agreed for the one day before what stands, and the later before the earlier', () => {
    const once = change({ changeRef: 'TC-1002', kind: 'one-off', fromDay: '2026-11-25', start: '09:45' })
    const back = change({ changeRef: 'TC-1003', fromDay: '2026-11-30', start: '09:30' })
    assert.deepEqual(
      ['2026-11-24', '2026-11-25', '2026-11-26', '2026-11-30'].map((day) => on(day, change(), once, back)),
      ['08:15', '09:45', '08:15', '09:30'],
    )
    const again = change({ changeRef: 'TC-1010', kind: 'one-off', fromDay: '2026-11-25', start: '08:30' })
    assert.equal(on('2026-11-25', once, again), '08:30')
  })

  it('is as planned again when the package is changed', () =>
    assert.equal(slotOn({ ...slot, start: '09:30' }, '2026-11-24', [change()]).start, '09:30'))
})

describe('a change', () => {
  const rules = { minimumMinutes: 30, balance: 0, today: '2026-11-22' }
  const asked = {
    kind: 'one-off',
    start: '09:30',
    minutes: 30,
    agreedWith: 'Mrs Hughes',
    agreedOn: '2026-11-22',
  } as const
  const cases: readonly (readonly [
    string,
    Partial<Parameters<typeof decideChange>[2]>,
    Partial<PatternVisit>,
    string | number,
    string?,
  ])[] = [
    ['inside the window, bounds included, is agreed', { start: '10:00' }, {}, 0],
    ['a minute after the window is asked for', { start: '10:01' }, {}, 0, 'outside the window'],
    ['a minute before the window is asked for', { start: '07:59' }, {}, 0, 'outside the window'],
    ['of a time-critical visit is asked for', {}, { timeCritical: true }, 0, 'time-critical'],
    ['to less than the minimum is asked for', { minutes: 20 }, { minutes: 45 }, 25, 'shorter than the minimum'],
    ['to a shorter visit saves the minutes', { minutes: 30 }, { minutes: 45 }, 15],
    ['to a longer visit without saved minutes is asked for', { minutes: 45 }, {}, 0, 'more than the banked time'],
    ['of nothing is refused', { start: '09:00' }, {}, 'nothing changes'],
    ['of the length for good is refused', { kind: 'standing', minutes: 45 }, {}, 'a new length is for one visit'],
    ['agreed with nobody is refused', { agreedWith: ' ' }, {}, 'nobody named'],
    ['agreed tomorrow is refused', { agreedOn: '2026-11-23' }, {}, 'agreed later than today'],
    ['to no time of day is refused', { start: '9.30' }, {}, 'not a time'],
  ]
  for (const [what, changes, of, expected, why] of cases)
    it(what, () => {
      const planned = { ...slot, ...of }
      const decided = decideChange(planned, planned, { ...asked, ...changes }, rules)
      if (typeof expected === 'string') assert.deepEqual(decided, { ok: false, error: expected })
      else assert.deepEqual(decided, { ok: true, value: { whyAsked: why, banked: expected } })
    })

  it('to a longer visit uses what was saved, to the minute', () => {
    const longer = (balance: number) => decideChange(slot, slot, { ...asked, minutes: 45 }, { ...rules, balance })
    assert.deepEqual(longer(15), { ok: true, value: { whyAsked: undefined, banked: -15 } })
    assert.deepEqual(longer(14), { ok: true, value: { whyAsked: 'more than the banked time', banked: 0 } })
  })
})

describe('banked time', () => {
  const rules = { mostMinutes: 60, withinWeeks: 4 }
  const cases: readonly (readonly [string, readonly (readonly [string, number])[], string, number])[] = [
    [
      'is what was saved less what was used',
      [
        ['2026-11-02', 30],
        ['2026-11-09', -10],
      ],
      '2026-11-16',
      20,
    ],
    ['lapses after its weeks, the last day counted', [['2026-11-02', 30]], '2026-11-30', 30],
    ['is gone the day after', [['2026-11-02', 30]], '2026-12-01', 0],
    [
      'is used oldest first, so that little lapses',
      [
        ['2026-11-02', 30],
        ['2026-11-20', 20],
        ['2026-11-21', -25],
      ],
      '2026-12-01',
      20,
    ],
    [
      'is never more than the most',
      [
        ['2026-11-02', 50],
        ['2026-11-03', 50],
      ],
      '2026-11-04',
      60,
    ],
    [
      'has room again when some was used',
      [
        ['2026-11-02', 60],
        ['2026-11-03', -30],
        ['2026-11-04', 20],
      ],
      '2026-11-05',
      50,
    ],
    [
      'cannot be owed',
      [
        ['2026-11-02', 10],
        ['2026-11-03', -30],
        ['2026-11-04', 20],
      ],
      '2026-11-05',
      20,
    ],
  ]
  for (const [what, entries, on, expected] of cases)
    it(what, () =>
      assert.equal(
        balanceOn(
          entries.map(([day, minutes]) => ({ day, minutes })),
          rules,
          on,
        ),
        expected,
      ),
    )

  it('is no more than the visit was shorter, and is banked once', () => {
    const saving = { minutes: 10, agreedWith: 'Mrs Hughes', agreedOn: '2026-11-22' }
    const check = (actual: number | undefined, isBanked = false, paid = actual ?? 0) =>
      checkSaving({ planned: 30, actual, paid, isBanked }, saving, '2026-11-22')
    assert.ok(check(20).ok)
    assert.deepEqual(check(15, false, 21), { ok: false, error: 'paid all the same' })
    assert.deepEqual(check(21), { ok: false, error: 'more than was saved' })
    assert.deepEqual(check(undefined), { ok: false, error: 'not over yet' })
    assert.deepEqual(check(20, true), { ok: false, error: 'banked already' })
  })
})

describe('times agreed by a provider and the person', () => {
  const { shell, clock } = useDatabase()
  const own = providerUser('1-101')
  const clerk = officer()
  const PATTERN = [{ ...slot, minutes: 45 }]
  const asked = (changes: Partial<AgreeChange> = {}): AgreeChange => ({
    ...{ packageRef: 'PK-1001', slot: 1, kind: 'one-off', fromDay: '2026-11-24', start: '09:45', minutes: 45 },
    ...{ agreedWith: 'Mrs Hughes', agreedOn: '2026-11-22', note: '', ...changes },
  })
  const agree = (changes: Partial<AgreeChange> = {}, actor = own) => agreeChange(shell, actor, asked(changes))
  const apply = () => applyChanges(shell, COUNCIL)
  /** As they are kept, those that were planned anew too. */
  const visits = async (from: string, to = from) => {
    const kept = await shell.read(clerk, (tx) =>
      rows(
        tx,
        sql<{
          visit: string
        }>`select substr(visit_ref, 9) || ' ' || to_char(start_at at time zone 'UTC', 'HH24:MI') || ' ' || minutes
            || ' ' || status as visit from visits.visit
          where council_id = ${tx.council} and day between ${from}::date and ${to}::date order by start_at, visit_ref`,
      ),
    )
    return kept.map(({ visit }) => visit)
  }
  const balance = (on = '2026-11-25') => shell.read(clerk, (tx) => balanceOf(tx, 'PK-1001', on))

  it('inside the window it is so at once: the visit is cancelled and planned anew, the days beside it stay', async () => {
    await place(shell, planOf({ pattern: PATTERN }))
    assert.deepEqual((await agree()).ok && (await apply()), 1)
    assert.deepEqual(await visits('2026-11-23', '2026-11-25'), [
      '20261123-1 09:00 45 planned',
      '20261124-1 09:00 45 cancelled',
      '20261124-1-2 09:45 45 planned',
      '20261125-1 09:00 45 planned',
    ])
    assert.equal(await apply(), 0)
  })

  it('standing, it holds from its day on, and for the days that are planned later', async () => {
    await place(shell, planOf({ pattern: PATTERN }))
    assert.ok((await agree({ kind: 'standing', fromDay: '2026-12-01' })).ok)
    await apply()
    assert.deepEqual(await visits('2026-11-30'), ['20261130-1 09:00 45 planned'])
    assert.deepEqual((await visits('2026-12-31')).at(-1), '20261231-1-2 09:45 45 planned')
    clock.now = clock.now.add({ hours: 24 })
    await extendPlans(shell, system())
    assert.deepEqual(await visits('2027-01-03'), ['20270103-1 09:45 45 planned'])
    await place(shell, planOf({ pattern: [...PATTERN, slotOf({ slot: 2, start: '18:00' })] }))
    assert.ok((await visits('2026-12-31')).includes('20261231-1-2 09:45 45 planned'))
  })

  it('outside the window an officer decides', async () => {
    await place(shell, planOf({ pattern: PATTERN }))
    const late = await agree({ start: '11:30' })
    assert.ok(late.ok && late.value.status === 'asked')
    assert.equal(await apply(), 0)
    assert.deepEqual(await visits('2026-11-24'), ['20261124-1 09:00 45 planned'])
    const { changeRef } = late.value
    const refused = await decideAsked(shell, clerk, { changeRef, agree: false, note: '' })
    assert.deepEqual(refused, { ok: false, error: 'no reason given' })
    assert.ok((await decideAsked(shell, clerk, { changeRef, agree: true, note: 'For the hairdresser' })).ok)
    assert.deepEqual((await visits('2026-11-24')).at(-1), '20261124-1-2 11:30 45 planned')
    const again = await decideAsked(shell, clerk, { changeRef, agree: true, note: '' })
    assert.deepEqual(again, { ok: false, error: 'decided already' })
  })

  it("nobody changes another provider's visits, one that has begun, or a day without a visit", async () => {
    await place(shell, planOf({ pattern: [{ ...slot, days: [1, 2, 7] }] }))
    assert.deepEqual(await agree({}, providerUser('1-999')), { ok: false, error: 'no such visit' })
    assert.deepEqual(await agree({ fromDay: '2026-11-22' }), { ok: false, error: 'begun already' })
    assert.deepEqual(await agree({ fromDay: '2026-11-25' }), { ok: false, error: 'no visit on that day' })
  })

  it('minutes saved on one visit make another longer, and no more than were saved', async () => {
    await place(shell, planOf({ pattern: PATTERN }))
    assert.ok((await agree({ start: '09:00', minutes: 30 })).ok)
    assert.equal(await balance(), 15)
    const longer = await agree({ fromDay: '2026-11-26', start: '09:00', minutes: 60 })
    assert.ok(longer.ok && longer.value.status === 'agreed')
    assert.equal(await balance('2026-11-26'), 0)
    const more = await agree({ fromDay: '2026-11-27', start: '09:00', minutes: 60 })
    assert.ok(more.ok && more.value.status === 'asked')
    await apply()
    assert.deepEqual((await visits('2026-11-26')).at(-1), '20261126-1-2 09:00 60 planned')
  })

  it('a cancelled visit saves nothing', async () => {
    await place(shell, planOf({ pattern: PATTERN }))
    assert.ok((await agree({ start: '09:00', minutes: 30 })).ok)
    await apply()
    assert.ok((await cancelVisit(shell, clerk, { visitRef: 'PK-1001-20261124-1-2', reason: 'Away' })).ok)
    assert.equal(await balance(), 0)
  })

  it('what was delivered less than planned by agreement is banked once', async () => {
    await place(shell, planOf({ pattern: PATTERN }))
    const visitRef = 'PK-1001-20261121-1'
    const micros = (time: string) => Temporal.Instant.from(`2026-11-21T${time}:00Z`).epochMilliseconds * 1000
    await enterByHand(shell, clerk, {
      visitRef,
      workerRef: 'W-1',
      in: micros('09:00'),
      out: micros('09:35'),
      reasonCode: 'no_signal',
    })
    const saving = { visitRef, minutes: 10, agreedWith: 'Mrs Hughes', agreedOn: '2026-11-21' }
    assert.ok((await bankTime(shell, own, saving)).ok)
    assert.deepEqual(await bankTime(shell, own, saving), { ok: false, error: 'banked already' })
    assert.equal(await balance(), 10)
  })

  it('a change while the person is away brings back one visit when they come home, not two', async () => {
    await place(shell, planOf({ pattern: PATTERN }))
    const from = Temporal.Instant.from('2026-11-24T00:00:00Z')
    const away = await recordAbsence(shell, clerk, {
      personRef: 'P-1001',
      kind: 'away',
      from,
      to: from.add({ hours: 24 }),
      note: '',
    })
    assert.ok(away.ok)
    assert.ok((await agree()).ok)
    await apply()
    await withdrawAbsence(shell, clerk, away.value)
    assert.deepEqual(await visits('2026-11-24'), ['20261124-1 09:00 45 cancelled', '20261124-1-2 09:45 45 planned'])
  })
})
