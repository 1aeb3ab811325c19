import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { STANDARD } from '#src/councils/index.ts'
import { enterByHand } from '#src/visits/call-log/by-hand-commands.ts'
import { measureListeners } from '#src/visits/measures/listeners.ts'
import { measure, misses, targetOf } from '#src/visits/measures/measure.ts'
import { listMeasures, listWeeks, listWorkersOf } from '#src/visits/measures/measure.store.ts'
import { countDueDays, countEverybody } from '#src/visits/measures/measure-commands.ts'
import { cancelVisit, endPlan } from '#src/visits/visit-commands.ts'
import { officer, providerUser, system, useDatabase } from '#test/support/database.ts'
import { inCommand } from '#test/support/pay-runs.ts'
import { place, planOf, slotOf } from '#test/support/visits.ts'

const NOBODY = { people: 0, attendances: 0, workers: 0, topThree: 0 }
const COUNTED = {
  ...{ due: 200, delivered: 198, missed: 2, timed: 190, onTime: 171 },
  ...{ plannedMinutes: 6000, stayedMinutes: 5700, electronic: 180, manual: 18 },
}

describe('measures', () => {
  it('are shares of sums, each of what it says', () => {
    const shares = measure(COUNTED, { people: 4, attendances: 100, workers: 22, topThree: 71 })
    assert.deepEqual(shares, {
      ...{ delivered: 99, onTime: 90, lengthOfStay: 95, missed: 1, electronic: 90 },
      ...{ manual: (18 * 100) / 198, topThree: 71, workers: 5.5 },
    })
  })

  it('say nothing where there is nothing to divide by', () => {
    const nothing = Object.fromEntries(Object.keys(COUNTED).map((key) => [key, 0])) as typeof COUNTED
    assert.ok(Object.values(measure(nothing, NOBODY)).every((share) => share === undefined))
    assert.equal(misses(undefined, { atLeast: 90 }), false)
  })

  it('are judged as they are shown, to one decimal', () => {
    const asked = targetOf('onTime', STANDARD.measures)
    assert.deepEqual(
      [89.94, 89.95, 90, 100].map((share) => misses(share, asked)),
      [true, false, false, false],
    )
    const missed = targetOf('missed', STANDARD.measures)
    assert.deepEqual(
      [0.5, 0.54, 0.56].map((share) => misses(share, missed)),
      [false, false, true],
    )
  })
})

describe('measures of days', () => {
  const { shell, clock } = useDatabase({ listeners: measureListeners })
  const bea = officer('O-1')
  const read = (from = '2026-11-16', to = '2026-11-23') =>
    shell.read(bea, (tx) => listMeasures(tx, 'organisationRef', { from, to }))
  /** A person with a visit at nine each day, from Monday the 16th. */
  async function week() {
    clock.now = Temporal.Instant.from('2026-11-16T06:00:00Z')
    await place(shell, planOf())
    clock.now = Temporal.Instant.from('2026-11-22T12:00:00Z')
  }
  const come = (day: string, from: string, to: string, workerRef = 'W-1') =>
    enterByHand(shell, bea, {
      visitRef: `PK-1001-${day.replaceAll('-', '')}-1`,
      workerRef,
      in: Temporal.Instant.from(`${day}T${from}:00Z`).epochMilliseconds * 1000,
      out: Temporal.Instant.from(`${day}T${to}:00Z`).epochMilliseconds * 1000,
      reasonCode: 'no_signal',
    })

  it('count a day when something about it changes, and again when it changes again', async () => {
    await week()
    await come('2026-11-20', '09:05', '09:35')
    assert.deepEqual(await countDueDays(shell, system()), ['2026-11-20'])
    assert.deepEqual(await countDueDays(shell, system()), [])
    const [first] = await read()
    assert.deepEqual(first?.counted, {
      ...{ due: 1, delivered: 1, missed: 0, timed: 1, onTime: 1 },
      ...{ plannedMinutes: 30, stayedMinutes: 30, electronic: 0, manual: 1 },
    })
  })

  it('count a day again when one of its visits is cancelled', async () => {
    await week()
    await countDueDays(shell, system(), ['2026-11-19'])
    assert.equal((await read())[0]?.counted.missed, 1)
    const cancelled = await cancelVisit(shell, bea, { visitRef: 'PK-1001-20261119-1', reason: 'Planned by mistake' })
    assert.ok(cancelled.ok)
    assert.deepEqual(await countDueDays(shell, system()), ['2026-11-19'])
    assert.deepEqual(await read(), [])
  })

  it('count days again when care turns out to have ended on one of them, or to have begun', async () => {
    await week()
    await countDueDays(shell, system(), ['2026-11-19', '2026-11-20', '2026-11-21'])
    assert.equal((await read())[0]?.counted.missed, 3)
    await inCommand(shell, (tx) => endPlan(tx, 'PK-1001', '2026-11-20'))
    assert.deepEqual(await countDueDays(shell, system()), ['2026-11-21', '2026-11-20'])
    assert.equal((await read())[0]?.counted.missed, 1)
    await place(shell, planOf({ packageRef: 'PK-1002', personRef: 'P-1002', startDay: '2026-11-20' }))
    assert.deepEqual(await countDueDays(shell, system()), ['2026-11-21', '2026-11-20'])
    assert.equal((await read())[0]?.counted.missed, 3)
  })

  it('count what was missed on a day without any log', async () => {
    await week()
    await countDueDays(shell, system(), ['2026-11-17', '2026-11-18'])
    const [group] = await read()
    assert.deepEqual([group?.counted.due, group?.counted.missed, group?.counted.delivered], [2, 2, 0])
  })

  it('leave out what is still to come or under way', async () => {
    await week()
    clock.now = Temporal.Instant.from('2026-11-22T09:10:00Z')
    await countDueDays(shell, system(), ['2026-11-22'])
    assert.deepEqual(await read(), [])
  })

  it('tell who came in 28 days, and how much of it the three most frequent', async () => {
    clock.now = Temporal.Instant.from('2026-11-16T06:00:00Z')
    await place(shell, planOf({ pattern: [slotOf(), slotOf({ slot: 2, start: '18:00' })] }))
    clock.now = Temporal.Instant.from('2026-11-23T12:00:00Z')
    const workers = ['W-1', 'W-1', 'W-1', 'W-2', 'W-2', 'W-3', 'W-4']
    for (const [at, worker] of workers.entries()) await come(`2026-11-${16 + at}`, '09:00', '09:30', worker)
    assert.equal(await countEverybody(shell, system()), 1)
    await countDueDays(shell, system())
    const [group] = await read()
    assert.deepEqual(group?.continuity, { people: 1, attendances: 7, workers: 4, topThree: 6 })
    const came = await shell.read(bea, (tx) => listWorkersOf(tx, 'P-1001', '2026-11-01', '2026-12-01'))
    assert.deepEqual(
      came.map(({ workerRef, times, minutes }) => [workerRef, times, minutes]),
      [
        ['W-1', 3, 90],
        ['W-2', 2, 60],
        ['W-3', 1, 30],
        ['W-4', 1, 30],
      ],
    )
    assert.deepEqual(
      (await shell.read(bea, (tx) => listWeeks(tx, { from: '2026-11-01', to: '2026-12-01' }))).map(
        ({ monday }) => monday,
      ),
      ['2026-11-16'],
    )
  })

  it("shows a provider its own measures and nobody else's", async () => {
    clock.now = Temporal.Instant.from('2026-11-16T06:00:00Z')
    await place(
      shell,
      planOf(),
      planOf({ packageRef: 'PK-1002', personRef: 'P-1002', organisationRef: '1-102', contractRef: 'CT-102' }),
    )
    clock.now = Temporal.Instant.from('2026-11-22T12:00:00Z')
    await countDueDays(shell, system(), ['2026-11-17'])
    assert.deepEqual(
      (await read()).map(({ key }) => key),
      ['1-101', '1-102'],
    )
    const own = await shell.read(providerUser('1-102'), (tx) =>
      listMeasures(tx, 'organisationRef', { from: '2026-11-16', to: '2026-11-23' }),
    )
    assert.deepEqual(
      own.map(({ key }) => key),
      ['1-102'],
    )
  })
})
