import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { addDays } from '#src/base/day.ts'
import { rows, sql } from '#src/platform/database.ts'
import { sendBatch } from '#src/visits/call-log/log-commands.ts'
import { checkLogRow, momentOfMicros } from '#src/visits/call-log/log-row.ts'
import { type RowToSeat, seatCalls, type VisitToSeat } from '#src/visits/call-log/seating.ts'
import { matchLoose, type OpenVisit } from '#src/visits/match-log.ts'
import { listAttendances, punctualityOf, searchVisits } from '#src/visits/visit-list.store.ts'
import { outcomeOf } from '#src/visits/visit-outcome.ts'
import { officer, useDatabase } from '#test/support/database.ts'
import { logRow, place, planOf, slotOf } from '#test/support/visits.ts'

const MIDNIGHT = Date.parse('2026-11-20T00:00:00Z') / 1000
const visitAt = (index: number, start: number, more: Partial<VisitToSeat> = {}): VisitToSeat => ({
  visitRef: `V-${index}`,
  day: '2026-11-20',
  personRef: 'P-1',
  organisationRef: '1-101',
  start: MIDNIGHT + start * 60,
  minutes: 30,
  workers: 1,
  isCancelled: false,
  expected: [],
  ...more,
})
const rowAt = (index: number, start: number, worker: number, more: Partial<RowToSeat> = {}): RowToSeat => ({
  day: '2026-11-20',
  logSource: 'vendor:a',
  logRef: `L-${index}`,
  visitRef: undefined,
  personRef: 'P-1',
  workerRef: `W-${worker}`,
  in: (MIDNIGHT + start * 60) * 1e6,
  inSource: 'tag',
  out: (MIDNIGHT + start * 60 + 1500) * 1e6,
  outSource: 'tag',
  reasonCode: undefined,
  organisationRef: '1-101',
  ...more,
})
const policy = { windowMinutes: 120, mergeMinutes: 3 }

const visitsAnd = fc.record({
  visits: fc.uniqueArray(fc.integer({ min: 0, max: 1439 }), { maxLength: 6 }),
  workers: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 6, maxLength: 6 }),
  calls: fc.array(fc.tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 3 })), { maxLength: 10 }),
})

describe('seats', () => {
  it('are those of the matching of files where the database has nothing to add', () => {
    fc.assert(
      fc.property(visitsAnd, ({ visits, workers, calls }) => {
        const planned = visits.map((start, index) => visitAt(index, start, { workers: workers[index] ?? 1 }))
        const sent = calls.map(([start, worker], index) => rowAt(index, start, worker))
        const ours = seatCalls(planned, sent, { ...policy, mergeMinutes: 0 })
        const asRead = sent.map((row) => ({ ...row, in: momentOfMicros(row.in), out: momentOfMicros(row.out ?? 0) }))
        const open = planned.map((visit): OpenVisit<VisitToSeat, (typeof asRead)[number]> => ({ visit, seated: [] }))
        const left = matchLoose(open, asRead)
        for (const { visit, seated } of open)
          assert.deepEqual(
            (ours.seatedByVisit.get(visit.visitRef) ?? []).map(({ logRef }) => logRef).sort(),
            seated.map(({ logRef }) => logRef).sort(),
          )
        assert.equal(ours.unseated.length, left.length)
      }),
    )
  })

  it('go first to a worker whom the rota names, though another visit is nearer', () => {
    const planned = [visitAt(1, 540), visitAt(2, 600, { expected: ['W-1'] })]
    const { seatedByVisit } = seatCalls(planned, [rowAt(1, 545, 1), rowAt(2, 560, 2)], policy)
    assert.deepEqual(
      [...seatedByVisit].map(([visit, calls]) => [visit, calls.map(({ logRef }) => logRef)]),
      [
        ['V-1', ['L-2']],
        ['V-2', ['L-1']],
      ],
    )
  })

  it('are never given to the rows of another provider, nor on a cancelled visit', () => {
    const planned = [visitAt(1, 540, { organisationRef: '1-102' }), visitAt(2, 550, { isCancelled: true })]
    const { unseated } = seatCalls(
      planned,
      [rowAt(1, 545, 1), rowAt(2, 545, 2, { organisationRef: undefined })],
      policy,
    )
    assert.deepEqual(
      unseated.map(({ why }) => why),
      ['visit cancelled', 'provider not known'],
    )
  })
})

describe('seats in the database', () => {
  const { shell } = useDatabase()
  const clerk = officer()

  const state = () =>
    shell.read(clerk, (tx) =>
      rows(
        tx,
        sql`select visit_ref as a, seat::text as b, log_ref as c, out_at::text as d from visits.attendance where council_id = 1
          union all select 'none', why, log_ref, merged_into from visits.unseated where council_id = 1 order by 1, 2, 3`,
      ),
    )
  const sample = (seed: number): Record<string, string>[] =>
    Array.from({ length: 24 }, (_, index) => {
      const number = (seed + 1) * 7919 + index * 104_729
      const minutes = 7 * 60 + ((number >> 3) % 780)
      const time = (at: number): string =>
        `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`
      const day = addDays('2026-11-19', number % 2)
      return logRow({
        log_ref: `L-${index}`,
        worker_ref: `W-${number % 3}`,
        visit_ref: number % 5 === 0 ? `PK-1001-${day.replaceAll('-', '')}-${1 + (number % 3)}` : '',
        in_at: `${day}T${time(minutes)}`,
        out_at: `${day}T${time(minutes + 30)}`,
      })
    })
  const send = (sent: Record<string, string>[]) =>
    sendBatch(
      shell,
      clerk,
      {
        source: 'vendor:a',
        rows: sent.map((row) => ({
          logRef: row['log_ref'] ?? '',
          read: checkLogRow(row as Parameters<typeof checkLogRow>[0]),
        })),
      },
      {},
    )
  const plan = planOf({
    pattern: [slotOf(), slotOf({ slot: 2, start: '10:30', workers: 2 }), slotOf({ slot: 3, start: '18:00' })],
  })

  for (const seed of [1, 2, 3]) {
    it(`depend on the rows, not on the order or the pieces in which they came (seed ${seed})`, async () => {
      await place(shell, plan, { ...plan, packageRef: 'PK-1002', personRef: 'P-1002' })
      const sent = sample(seed)
      const other = sent.map((row) => ({
        ...row,
        person_ref: 'P-1002',
        visit_ref: row['visit_ref']?.replace('1001', '1002') ?? '',
        log_ref: `M-${row['log_ref']}`,
      }))
      await send(sent)
      const backwards = other.toReversed()
      for (let at = 0; at < backwards.length; at += 5) await send(backwards.slice(at, at + 5))
      const all = await state()
      const texts = (all as Record<string, string | null>[]).map((one) => JSON.stringify(one))
      const first = texts.filter((text) => !text.includes('M-L')).map((text) => text.replaceAll('PK-1001', 'PK'))
      const second = texts
        .filter((text) => text.includes('M-L'))
        .map((text) => text.replaceAll('M-L', 'L').replaceAll('PK-1002', 'PK'))
      assert.deepEqual(second.sort(), first.sort())
      assert.ok(first.length >= 24)
      await send(sent.toReversed())
      assert.deepEqual(await state(), all)
    })
  }

  it('give each visit the outcome that the rule gives it', async () => {
    await place(shell, plan)
    await send(sample(4).map((row, index) => (index % 6 === 0 ? { ...row, out_at: '', out_source: '' } : row)))
    await shell.read(clerk, async (tx) => {
      const { visits } = await searchVisits(tx, { from: '2026-11-16', to: '2026-11-24' }, { offset: 0, limit: 100 })
      const seated = Map.groupBy(await listAttendances(tx, visits), ({ visitRef }) => visitRef)
      const rule = await punctualityOf(tx)
      assert.equal(visits.length, 27)
      for (const visit of visits) {
        const { outcome, flags } = visit
        assert.deepEqual({ outcome, flags }, outcomeOf(visit, seated.get(visit.visitRef) ?? [], rule, tx.now))
        const { visits: found } = await searchVisits(
          tx,
          { from: visit.day, to: visit.day, states: [outcome] },
          { offset: 0, limit: 9 },
        )
        assert.ok(found.some(({ visitRef }) => visitRef === visit.visitRef))
      }
    })
  })
})
