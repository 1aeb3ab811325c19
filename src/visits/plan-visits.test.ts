import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addDays, dayOf, instantAt } from '#src/base/day.ts'
import { ok } from '#src/base/result.ts'
import { rows, sql } from '#src/platform/database.ts'
import { changeAbsence, recordAbsence, withdrawAbsence } from '#src/visits/absences/absence-commands.ts'
import { readRow } from '#src/visits/call-log/call-log.api.ts'
import { sendBatch } from '#src/visits/call-log/log-commands.ts'
import { loadPlannedVisits } from '#src/visits/history-commands.ts'
import { changedFrom, planVisits, replan } from '#src/visits/plan-visits.ts'
import { changePlan, endPlan, extendPlan, extendPlans, horizonOn } from '#src/visits/visit-commands.ts'
import { NOON, officer, system, useDatabase } from '#test/support/database.ts'
import { logRow, place, planOf, slotOf } from '#test/support/visits.ts'

const NONE: ReadonlySet<string> = new Set()

describe('visits of a plan', () => {
  it('are on the days of the pattern, each with its own reference', () => {
    const plan = planOf({
      pattern: [slotOf({ days: [1, 3] }), slotOf({ slot: 2, days: [3], start: '18:30', workers: 2 })],
    })
    const planned = planVisits(plan, '2026-11-16', '2026-11-23', NONE, [])
    assert.deepEqual(
      planned.map(({ visitRef, start, workers }) => [visitRef, start.toString(), workers]),
      [
        ['PK-1001-20261116-1', '2026-11-16T09:00:00Z', 1],
        ['PK-1001-20261118-1', '2026-11-18T09:00:00Z', 1],
        ['PK-1001-20261118-2', '2026-11-18T18:30:00Z', 2],
      ],
    )
  })

  const CLOCKS: [string, string, string][] = [
    ['2026-03-28', '01:30', '2026-03-28T01:30:00Z'],
    ['2026-03-29', '01:30', '2026-03-29T01:30:00Z'],
    ['2026-03-29', '09:00', '2026-03-29T08:00:00Z'],
    ['2026-10-25', '01:30', '2026-10-25T00:30:00Z'],
    ['2026-10-25', '09:00', '2026-10-25T09:00:00Z'],
  ]
  for (const [day, start, expected] of CLOCKS)
    it(`keep London's clock: ${day} at ${start}`, () => {
      const plan = planOf({ startDay: day, pattern: [slotOf({ start })] })
      assert.equal(planVisits(plan, day, addDays(day, 1), NONE, [])[0]?.start.toString(), expected)
    })

  it('follow the care that changes from a day on, and the change that takes the place of one to come', () => {
    const plan = planOf({ pattern: [slotOf({ days: [1, 2, 3, 4, 5, 6, 7] })] })
    const less = changedFrom(plan, '2026-11-20', [slotOf({ days: [6] })])
    const none = changedFrom(less, '2026-11-18', [])
    const days = (one: typeof plan) =>
      planVisits(one, '2026-11-16', '2026-11-23', NONE, []).map(({ day }) => Number(day.slice(8)))
    assert.deepEqual(
      [days(less), days(none)],
      [
        [16, 17, 18, 19, 21],
        [16, 17],
      ],
    )
    assert.deepEqual(days(changedFrom(none, '2026-11-21', plan.pattern)), [16, 17, 21, 22])
  })

  it('end with the plan, and are marked on bank holidays', () => {
    const planned = planVisits(
      planOf({ startDay: '2026-12-24', endDay: '2026-12-26' }),
      '2026-12-20',
      '2027-01-01',
      new Set(['2026-12-25']),
      [],
    )
    assert.deepEqual(
      planned.map(({ day, bankHoliday }) => [day, bankHoliday]),
      [
        ['2026-12-24', false],
        ['2026-12-25', true],
      ],
    )
  })

  it('planned again change nothing; a visit that moved is cancelled and planned anew', () => {
    const standing = planVisits(planOf(), '2026-11-16', '2026-11-18', NONE, [])
    assert.deepEqual(replan(standing, standing), { cancel: [], add: [] })
    const later = planVisits(planOf({ pattern: [slotOf({ start: '10:00' })] }), '2026-11-17', '2026-11-18', NONE, [])
    const { cancel, add } = replan(standing.slice(1), later)
    assert.deepEqual(
      [cancel.map((one) => one.visitRef), add.map((one) => one.visitRef)],
      [['PK-1001-20261117-1'], ['PK-1001-20261117-1-2']],
    )
  })
})

describe('plans and absences in the book', () => {
  const { shell, clock } = useDatabase()
  const visits = (where = sql`true`) =>
    shell.read(officer(), (tx) =>
      rows(
        tx,
        sql<{
          ref: string
          status: string
        }>`select visit_ref as ref, status from visits.visit where ${where} order by start_at, turn`,
      ),
    )
  const standing = async () => (await visits(sql`status = 'planned'`)).map(({ ref }) => ref)

  it('a placement plans six weeks ahead; each day carries the plan a day further', async () => {
    await place(shell, planOf())
    assert.equal((await standing()).length, 6 + 42)
    clock.now = clock.now.add({ hours: 48 })
    assert.equal(await extendPlans(shell, system()), 1)
    assert.equal(await extendPlans(shell, system()), 0)
    assert.equal((await standing()).length, 6 + 44)
  })

  it('placed again the same changes nothing but the audit; placed otherwise it plans anew from that day', async () => {
    await place(shell, planOf())
    const before = await visits()
    const changed = planOf({ startDay: '2026-11-25', pattern: [slotOf({ minutes: 45 })] })
    await place(shell, changed)
    const after = await visits()
    assert.equal(after.length, before.length + 39)
    assert.equal((await standing()).length, before.length)
    assert.ok((await standing()).includes('PK-1001-20261125-1-2'))
  })

  it('care that changes from a day on is planned anew from that day only, and goes on so', async () => {
    await place(shell, planOf())
    const before = await standing()
    const change = { fromDay: '2026-11-30', pattern: [slotOf({ days: [1] })] }
    await shell.command(system(), 'change', async (tx) => ok(await changePlan(tx, 'PK-1001', change)))
    const kept = before.filter((ref) => ref < 'PK-1001-20261130')
    const after = await standing()
    assert.deepEqual(after.slice(0, kept.length), kept)
    assert.deepEqual(
      after.slice(kept.length).map((ref) => ref.slice(8, 16)),
      ['20261130', '20261207', '20261214', '20261221', '20261228'],
    )
    clock.now = clock.now.add({ hours: 72 })
    await extendPlans(shell, system())
    assert.equal((await standing()).length, after.length + 1)
  })

  it('visits after the end of a placement are cancelled', async () => {
    await place(shell, planOf())
    await shell.command(system(), 'end', async (tx) => ok(await endPlan(tx, 'PK-1001', '2026-11-20')))
    assert.deepEqual(
      await standing(),
      ['16', '17', '18', '19'].map((day) => `PK-1001-202611${day}-1`),
    )
  })

  it('care that was to end and goes on is planned from its old end to the new one', async () => {
    await place(shell, planOf({ endDay: '2026-11-24' }))
    const before = await standing()
    assert.equal(before.at(-1), 'PK-1001-20261123-1')
    const longer = { wasDay: '2026-11-24', endDay: '2026-11-26' }
    await shell.command(system(), 'extend', async (tx) => ok(await extendPlan(tx, 'PK-1001', longer)))
    assert.deepEqual(await standing(), [...before, 'PK-1001-20261124-1', 'PK-1001-20261125-1'])
  })

  it('an end of care that is told too late leaves the visits that somebody attended, so that they are paid', async () => {
    await place(shell, planOf())
    await sendBatch(shell, system(), { source: 'rota', rows: [readRow(logRow())] }, {})
    await shell.command(system(), 'end', async (tx) => ok(await endPlan(tx, 'PK-1001', '2026-11-19')))
    assert.deepEqual(
      await standing(),
      ['16', '17', '18', '20'].map((day) => `PK-1001-202611${day}-1`),
    )
  })

  it('a stay in hospital cancels the visits within it; home earlier they come back; withdrawn all do', async () => {
    await place(shell, planOf())
    const all = await standing()
    const stay = {
      personRef: 'P-1001',
      kind: 'hospital' as const,
      from: instantAt('2026-11-24', '12:00'),
      to: instantAt('2026-11-28', '12:00'),
      note: '',
    }
    const recorded = await recordAbsence(shell, officer(), stay)
    assert.ok(recorded.ok)
    const away = ['25', '26', '27', '28'].map((day) => `PK-1001-202611${day}-1`)
    assert.deepEqual(
      await standing(),
      all.filter((ref) => !away.includes(ref)),
    )
    const home = { absenceRef: recorded.value, from: stay.from, to: instantAt('2026-11-26', '08:00'), note: '' }
    assert.ok((await changeAbsence(shell, officer(), home)).ok)
    assert.deepEqual(
      await standing(),
      all.filter((ref) => ref !== away[0]),
    )
    assert.ok((await withdrawAbsence(shell, officer(), recorded.value)).ok)
    assert.deepEqual(await standing(), all)
    assert.deepEqual(await recordAbsence(shell, officer(), { ...stay, personRef: 'P-7' }), {
      ok: false,
      error: 'no such person',
    })
  })

  it('twenty people loaded in bulk leave what twenty placements leave', async () => {
    const plans = Array.from({ length: 20 }, (_, index) =>
      planOf({
        packageRef: `PK-${1001 + index}`,
        personRef: `P-${1001 + index}`,
        organisationRef: `1-${101 + (index % 3)}`,
        pattern: [
          slotOf({ days: [1 + (index % 7)] }),
          slotOf({ slot: 2, start: '19:00', workers: index % 2 === 0 ? 1 : 2 }),
        ],
      }),
    )
    const tables = () =>
      shell.read(officer(), async (tx) => [
        await rows(
          tx,
          sql`select day, visit_ref, package_ref, slot, turn, person_ref, organisation_ref, contract_ref, card_ref, service, zone,
          start_at, minutes, workers, time_critical, bank_holiday, status, cancelled_why, absence_ref, cancelled_at from visits.visit order by visit_ref`,
        ),
        await rows(tx, sql`select * from visits.plan order by package_ref`),
      ])
    await place(shell, ...plans)
    const placed = JSON.stringify(await tables())
    await shell.command(system(2), 'load', async (tx) => {
      await loadPlannedVisits(tx, { plans, absences: [], plannedTo: horizonOn(NOON) })
      return ok('loaded')
    })
    const loaded = await shell.read(officer('O-1', ['*'], 2), async (tx) => [
      await rows(
        tx,
        sql`select day, visit_ref, package_ref, slot, turn, person_ref, organisation_ref, contract_ref, card_ref, service, zone,
        start_at, minutes, workers, time_critical, bank_holiday, status, cancelled_why, absence_ref, cancelled_at from visits.visit order by visit_ref`,
      ),
      await rows(tx, sql`select * from visits.plan order by package_ref`),
    ])
    assert.equal(JSON.stringify(loaded).replaceAll('"council_id":2', '"council_id":1'), placed)
    assert.equal(dayOf(NOON), '2026-11-22')
  })
})
