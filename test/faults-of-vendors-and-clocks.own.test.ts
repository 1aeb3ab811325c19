/** What goes wrong outside: clocks moved back, weeks sent again, events out of order and a year late, prices that change under a run. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addDays, type Day, dayOf, instantAt } from '#src/base/day.ts'
import { LISTENERS } from '#src/app.ts'
import { rateAgain, resumePayRuns, startPayRun, workPayRun } from '#src/payments/index.ts'
import type { Shell } from '#src/platform/command.ts'
import { addRateCard } from '#src/rates/index.ts'
import { cancelVisit, checkLogRow, correctLog, sendBatch } from '#src/visits/index.ts'
import { auditBooks } from '#test/support/books.ts'
import { COUNCIL, NOON, officer, system, useDatabase } from '#test/support/database.ts'
import {
  checkAndApprove,
  BALANCED,
  BANDED,
  CARDS,
  draftRun,
  FAY,
  FLAWED,
  FORTNIGHT,
  got,
  loadVisits,
  paidRun,
  refusal,
  seedPayCouncil,
  type VisitMade,
} from '#test/support/pay-runs.ts'
import { logRow } from '#test/support/visits.ts'

const FULL = process.env['ALMONER_TEST_SIZE'] === 'full'
const CLERK = officer()
const NEXT = { organisationRef: null, from: '2026-11-16', to: '2026-11-22' } as const
const bare = (visits: readonly VisitMade[]) => visits.map(({ log: _, ...visit }): VisitMade => visit)

describe('what goes wrong outside', () => {
  const { shell, database, clock } = useDatabase({ listeners: LISTENERS, seed: seedPayCouncil })

  const isInOrder = async (isSettled = false) => {
    const { faults, paidPence } = await auditBooks(database, { isSettled })
    assert.deepEqual(faults, [])
    return paidPence
  }

  type Row = Record<string, string>
  const rowsOf = (visits: readonly VisitMade[], mark = 'L'): Row[] =>
    visits.flatMap((visit, at) =>
      (visit.log ?? []).map(([begun, over], worker) => {
        const moment = (minutes: number) => instantAt(visit.day, visit.start).add({ minutes }).toString()
        return logRow({
          ...{
            log_ref: `${mark}-${at}-${worker}`,
            person_ref: visit.personRef,
            worker_ref: `W-${worker}`,
            in_at: moment(begun),
          },
          ...(over === undefined ? { out_at: '', out_source: '' } : { out_at: moment(over) }),
        })
      }),
    )
  const send = async (sent: readonly Row[], options: { idempotencyKey?: string } = {}) => {
    const rows = sent.map((row) => ({
      logRef: row['log_ref'] ?? '',
      read: checkLogRow(row as Parameters<typeof checkLogRow>[0]),
    }))
    const { answers } = await sendBatch(shell, CLERK, { source: 'vendor:caretime', rows }, options)
    return answers.map(({ answer }) => answer)
  }
  const approve = async (payRunRef: string) => {
    while (refusal(await checkAndApprove(shell, payRunRef)) === 'visits have changed')
      got(await rateAgain(shell, FAY, payRunRef))
    await workPayRun(shell, COUNCIL, payRunRef)
  }
  const statementsOf = (payRunRef: string) =>
    database.engine.session(async (session) => {
      const { rows } = await session.query(
        'select organisation_ref as ref, visits, adjustments, amount_pence as pence from payments.statement where pay_run_ref = $1',
        [payRunRef],
      )
      return rows as { ref: string; visits: number; adjustments: number; pence: number }[]
    })

  describe('a vendor', () => {
    it('that sends its whole week again - as it was, under new batches, under new references - is paid once', async () => {
      await loadVisits(shell, bare(FLAWED))
      const week = rowsOf(FLAWED)
      assert.ok((await send(week)).every((answer) => answer === 'accepted'))
      const draft = await draftRun(shell)
      assert.ok((await send(week, { idempotencyKey: 'again' })).every((answer) => answer === 'already had'))
      for (const row of week.toReversed()) assert.deepEqual(await send([row]), ['already had'])
      await approve(draft)
      const paid = await isInOrder()
      // The same events under other references: the same person, worker and times, which is one attendance (M-54).
      assert.ok((await send(rowsOf(FLAWED, 'AGAIN'))).every((answer) => answer === 'accepted'))
      const next = await paidRun(shell, NEXT)
      assert.deepEqual(await statementsOf(next), [])
      assert.equal(await isInOrder(true), paid)
    })

    it('that sends events in any order comes to the same pay', async () => {
      const paid: number[] = []
      for (const [number, mix] of [(rows: Row[]) => rows, (rows: Row[]) => rows.toReversed(), shuffled].entries()) {
        const ago = -28 * number
        const visits = FLAWED.filter(({ cardRef }) => cardRef === undefined).map((visit) => ({
          ...visit,
          day: moved(visit.day, ago),
        }))
        await loadVisits(shell, bare(visits), `M${number}`)
        const rows = mix(rowsOf(visits, `M${number}`))
        for (let at = 0; at < rows.length; at += 4) await send(rows.slice(at, at + 4))
        const before = await isInOrder()
        await paidRun(shell, {
          organisationRef: BALANCED,
          from: moved(FORTNIGHT.from, ago),
          to: moved(FORTNIGHT.to, ago),
        })
        paid.push((await isInOrder()) - before)
      }
      assert.ok((paid[0] ?? 0) > 0)
      assert.deepEqual(paid, [paid[0], paid[0], paid[0]])
    })

    it('that sends its log a year late is paid the difference, once, by the next run', async () => {
      await loadVisits(shell, bare(FLAWED))
      await paidRun(shell)
      assert.equal(await isInOrder(), 0)
      clock.now = NOON.add({ hours: 24 * 365 })
      await send(rowsOf(FLAWED).reverse())
      const today = dayOf(clock.now)
      const late = await paidRun(shell, { organisationRef: null, from: addDays(today, -7), to: today })
      assert.deepEqual(
        (await statementsOf(late)).map(({ ref, visits }) => [ref, visits]),
        [
          ['1-101', 0],
          ['1-102', 0],
          ['1-103', 0],
        ],
      )
      const paid = await isInOrder(true)
      assert.ok(paid > 0)
      assert.deepEqual(
        await statementsOf(await paidRun(shell, { organisationRef: null, from: addDays(today, -6), to: today })),
        [],
      )
      assert.equal(await isInOrder(true), paid)
    })
  })

  const moved = (day: Day, days: number): Day => addDays(day, days)
  const shuffled = (rows: Row[]): Row[] =>
    rows
      .map((row, at) => ({ row, by: (at * 7) % 11 }))
      .sort((a, b) => a.by - b.by)
      .map(({ row }) => row)

  describe('a clock that is moved back', () => {
    for (const [what, hours] of [
      ['an hour', 1],
      ['a day', 24],
    ] as const)
      it(`${what} between any two steps pays nothing twice and leaves the chain whole`, async () => {
        const back = () => void (clock.now = clock.now.subtract({ hours }))
        await loadVisits(shell, bare(FLAWED))
        await send(rowsOf(FLAWED))
        back()
        const first = got(await startPayRun(shell, FAY, FORTNIGHT))
        back()
        await workPayRun(shell, COUNCIL, first, 3)
        back()
        assert.ok((await send(rowsOf(FLAWED))).every((answer) => answer === 'already had'))
        await approve(first)
        back()
        const again = await paidRun(shell)
        assert.deepEqual(await statementsOf(again), [])
        const times = { in: micros('2026-11-02T08:00:00Z'), out: micros('2026-11-02T08:50:00Z') }
        const row = { source: 'vendor:caretime', logRef: 'L-0-0' }
        got(await correctLog(shell, CLERK, { ...row, ...times, reasonCode: 'no_signal', reason: 'Notes' }))
        back()
        await paidRun(shell)
        await isInOrder(true)
        clock.now = NOON
        assert.deepEqual(await statementsOf(await paidRun(shell, NEXT)), [])
        await isInOrder(true)
      })

    it('leaves the balance of a period with the run that was made for it first', async () => {
      await loadVisits(shell, bare(FLAWED))
      await send(rowsOf(FLAWED))
      const week = { organisationRef: BALANCED, from: '2026-11-02', to: '2026-11-04' } as const
      await paidRun(shell, week)
      clock.now = NOON.subtract({ hours: 30 })
      await paidRun(shell)
      clock.now = NOON
      // Anything of the period that is rated again is rated within the same period as before.
      got(await cancelVisit(shell, CLERK, { visitRef: 'PK-A3-20261104-1', reason: 'Away' }))
      const [balanced] = rowsOf(FLAWED).filter((row) => row['person_ref'] === 'P-1002')
      const times = { in: micros('2026-11-02T09:00:00Z'), out: micros('2026-11-02T09:21:00Z') }
      const row = { source: 'vendor:caretime', logRef: balanced?.['log_ref'] ?? '' }
      got(await correctLog(shell, CLERK, { ...row, ...times, reasonCode: 'no_signal', reason: 'Notes' }))
      await paidRun(shell, NEXT)
      await isInOrder(true)
    })
  })

  const micros = (at: string): number => Temporal.Instant.from(at).epochMilliseconds * 1000

  describe('a rate card', () => {
    const version = (from: Day, pence: number) =>
      addRateCard(shell, system(), {
        name: 'Home care',
        text: JSON.stringify({
          ...CARDS[BANDED],
          from,
          rates: [{ service: 'home_care', zone: 'any', day: 'any', from: '00:00', to: '24:00', pence_per_hour: pence }],
          bands: [],
        }),
        reason: 'The uplift was agreed late',
      })

    /** The shell, with something that happens after the nth command of its work. */
    const interrupted = (after: number, happen: () => Promise<unknown>): Shell => {
      let done = 0
      return {
        ...shell,
        async command(...given) {
          const answer = await shell.command(...given)
          done += 1
          if (done === after) await happen()
          return answer
        },
      }
    }

    for (const after of FULL ? [1, 2, 3, 4] : [2])
      it(`that gets a version after step ${after} of a run prices all of its days anew before it is approved`, async () => {
        await loadVisits(shell, bare(FLAWED))
        await send(rowsOf(FLAWED))
        const payRunRef = got(await startPayRun(shell, FAY, FORTNIGHT))
        const during = interrupted(after, async () => got(await version('2026-11-05', 2600)))
        await workPayRun(during, COUNCIL, payRunRef, 4)
        if (refusal(await checkAndApprove(shell, payRunRef)) === 'a back-dated rate is on its way')
          await resumePayRuns(shell)
        await approve(payRunRef)
        await isInOrder()
        // And once more while its statements are being posted: the difference is the next run's.
        const next = got(await startPayRun(shell, FAY, NEXT))
        await workPayRun(shell, COUNCIL, next)
        got(await version('2026-11-06', 2700))
        await resumePayRuns(shell)
        await approve(next)
        await isInOrder(true)
      })
  })
})
