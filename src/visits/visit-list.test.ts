import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ok } from '#src/base/result.ts'
import { changePolicy, type Policies, setZones, STANDARD } from '#src/councils/index.ts'
import { json, rows, sql } from '#src/platform/database.ts'
import { sendBatch } from '#src/visits/call-log/log-commands.ts'
import { checkLogRow } from '#src/visits/call-log/log-row.ts'
import { changePlan } from '#src/visits/visit-commands.ts'
import { countVisits, listAttendances, searchVisits, whatBecameOf } from '#src/visits/visit-list.store.ts'
import { officer, useDatabase } from '#test/support/database.ts'
import { logRow, place, planOf, slotOf } from '#test/support/visits.ts'

const within30 = { earlyMinutes: 30, lateMinutes: 30 }
const POLICIES: Record<string, Policies['punctuality']> = {
  'the standard': STANDARD.punctuality,
  "Essex's": {
    ...STANDARD.punctuality,
    onTime: { usual: within30, rural: within30, timeCritical: within30 },
    missed: {
      afterMinutes: null,
      unlessExplained: false,
      notBegunBy: '23:00',
      afterNextVisit: true,
      belowPercent: null,
    },
  },
}

const DAYS = ['16', '17', '18', '19', '20', '21']
/** From and to of the first visit's log, day by day; nobody on the last. */
const LOGGED = [
  ['09:15:00', '09:45:00'],
  ['09:30:30', '09:40:00'],
  ['11:30:00', '12:00:00'],
  ['12:45:00', '13:10:00'],
  ['08:20:00', '08:50:00'],
]

describe('what became of visits, asked one by one and in a list', () => {
  const { shell } = useDatabase()
  const clerk = officer()

  for (const [name, value] of Object.entries(POLICIES))
    it(`is the same by ${name} measure`, async () => {
      await setZones(shell, clerk, { zones: [{ zone: 'rural', name: 'Rural', kind: 'rural' }] })
      await changePolicy(shell, clerk, { kind: 'punctuality', value, fromDay: '2026-11-01', reason: 'Trial' })
      const pattern = [
        slotOf(),
        slotOf({ slot: 2, start: '12:30' }),
        slotOf({ slot: 3, start: '22:50', timeCritical: true }),
      ]
      await place(
        shell,
        planOf({ pattern }),
        planOf({ packageRef: 'PK-1002', personRef: 'P-1002', zone: 'rural', pattern }),
      )
      const sent = ['1001', '1002'].flatMap((number) =>
        LOGGED.map(([from, to], index) =>
          logRow({
            log_ref: `L-${number}-${index}`,
            visit_ref: `PK-${number}-202611${DAYS[index]}-1`,
            person_ref: `P-${number}`,
            in_at: `2026-11-${DAYS[index]}T${from}Z`,
            out_at: `2026-11-${DAYS[index]}T${to}Z`,
          }),
        ),
      )
      const read = sent.map((row) => ({
        logRef: row['log_ref'] ?? '',
        read: checkLogRow(row as Parameters<typeof checkLogRow>[0]),
      }))
      await sendBatch(shell, clerk, { source: 'vendor:a', rows: read }, {})
      await explain(['PK-1001-20261119-1', 'PK-1001-20261117-1'])
      const outcomes = new Set<string>()
      await shell.read(clerk, async (tx) => {
        const { visits } = await searchVisits(tx, { from: '2026-11-16', to: '2026-11-22' }, { offset: 0, limit: 100 })
        assert.equal(visits.length, 42)
        for (const visit of visits) {
          const { outcome, flags } = await whatBecameOf(tx, visit, await listAttendances(tx, [visit]))
          assert.deepEqual([visit.visitRef, visit.outcome, visit.flags], [visit.visitRef, outcome, flags])
          outcomes.add(outcome)
        }
      })
      assert.ok(outcomes.size >= 5, [...outcomes].join())
    })

  it('counts a visit that was planned anew once, as what it now is', async () => {
    await place(shell, planOf({ pattern: [slotOf(), slotOf({ slot: 2, start: '12:30' })] }))
    const week = { from: '2026-11-23', to: '2026-11-29', packageRef: 'PK-1001' }
    const counted = async () => {
      const { visits, cancelled } = await shell.read(clerk, (tx) => countVisits(tx, week))
      const listed = await shell.read(clerk, (tx) => searchVisits(tx, week, { offset: 0, limit: 100 }))
      return [visits, cancelled, listed.total, listed.visits.length]
    }
    const changed = (pattern: ReturnType<typeof slotOf>[]) =>
      shell.command(clerk, 'change', async (tx) => {
        await changePlan(tx, 'PK-1001', { fromDay: '2026-11-26', pattern })
        return ok(pattern.length)
      })
    assert.deepEqual(await counted(), [14, 0, 14, 14])
    await changed([slotOf({ start: '10:00' }), slotOf({ slot: 2, start: '12:30' })])
    assert.deepEqual(await counted(), [14, 0, 14, 14])
    // What is no longer wanted at all stays to be seen, as cancelled.
    await changed([slotOf({ start: '10:00' })])
    assert.deepEqual(await counted(), [14, 4, 14, 14])
  })

  /** As the provider explains the alert of a visit. */
  const explain = (refs: readonly string[]) =>
    shell.command(clerk, 'explain', async (tx) => {
      await rows(
        tx,
        sql`insert into visits.alert (council_id, day, visit_ref, awaits, organisation_ref, person_ref, zone, time_critical, due_at, step,
            raised_at, explained_at, reason_code)
          select ${tx.council}, to_date(split_part(r, '-', 3), 'YYYYMMDD'), r, 'log-in', '1-101', 'P-1001', 'town', false, ${tx.now}, 1,
            ${tx.now}, ${tx.now}, 'delayed' from jsonb_array_elements_text(${json(refs)}::jsonb) r`,
      )
      tx.record({ type: 'visits.alert-explained', about: [], data: {} })
      return { ok: true as const, value: refs.length }
    })
})
