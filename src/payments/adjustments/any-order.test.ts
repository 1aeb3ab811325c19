/** Whatever changes in whatever order: what is paid in the end is what rating everything once at the end comes to. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { addDays, type Day, instantAt, type Instant } from '#src/base/day.ts'
import { microsOf } from '#src/base/moment.ts'
import { chunkedTables, listeners, rateAgain, workPayRun } from '#src/payments/index.ts'
import { listStatements } from '#src/payments/statements/statement.store.ts'
import { verifyAudit } from '#src/platform/audit.ts'
import type { Shell } from '#src/platform/command.ts'
import { rows, sql } from '#src/platform/database.ts'
import { bankHolidays, parseRateCard, rateVisits, tariffOf, type VisitToRate } from '#src/rates/index.ts'
import { cancelVisit, loadCallLog, restoreVisit, setAside } from '#src/visits/index.ts'
import { COUNCIL, system, useDatabase } from '#test/support/database.ts'
import {
  checkAndApprove,
  BALANCED,
  BANDED,
  CARDS,
  draftRun,
  FAY,
  inCommand,
  loadVisits,
  paidRun,
  refusal,
  seedPayCouncil,
  SPLIT,
  type VisitMade,
} from '#test/support/pay-runs.ts'

const council = system()
const HOLIDAYS = bankHolidays(['2025-12-25', '2026-11-11', '2027-12-27'])

const minutes = fc.integer({ min: -10, max: 70 })
const visitMade = fc.record({
  personRef: fc.constantFrom('P-1001', 'P-1002'),
  organisationRef: fc.constantFrom(BANDED, BALANCED, BALANCED, SPLIT),
  day: fc.integer({ min: 0, max: 13 }),
  start: fc.constantFrom('07:30', '12:15', '18:00'),
  minutes: fc.constantFrom(30, 45),
  log: fc.option(fc.tuple(fc.integer({ min: -10, max: 10 }), fc.option(minutes, { nil: undefined })), {
    nil: undefined,
    freq: 3,
  }),
})
const change = fc.record({
  verb: fc.constantFrom(
    ...['log', 'log', 'put right', 'put right', 'set aside', 'cancel', 'restore'],
    ...['pay', 'draft', 'approve', 'again'],
  ),
  at: fc.nat(),
  from: fc.integer({ min: -10, max: 10 }),
  length: fc.integer({ min: 5, max: 70 }),
})
type Change = { verb: string; at: number; from: number; length: number }

const read = <T>(shell: Shell, query: ReturnType<typeof sql<T>>) => shell.read(council, (tx) => rows(tx, query))

/** What each visit is owed, rated once from what stands in the books now; the balance within the first run made for the day. */
async function ratedAtTheEnd(shell: Shell, from: Day, to: Day): Promise<Map<string, number>> {
  const visits = await read(
    shell,
    sql<Omit<VisitToRate, 'attendances'> & { organisationRef: string; period: string }>`
      select v.visit_ref as "visitRef", v.person_ref as "personRef", v.contract_ref as "contractRef", v.organisation_ref as "organisationRef",
        v.service, v.zone, v.start_at as start, v.minutes, v.workers,
        (select r.pay_run_ref from payments.pay_run r where v.day >= r.from_day and v.day < r.to_day and r.state <> 'cancelled'
          order by length(r.pay_run_ref), r.pay_run_ref limit 1) as period
      from visits.visit v where v.council_id = ${COUNCIL} and v.status = 'planned' and v.day >= ${from} and v.day < ${to}`,
  )
  const seats = Map.groupBy(
    await read(
      shell,
      sql<{
        visitRef: string
        in: Instant
        out: Instant | null
      }>`select visit_ref as "visitRef", in_at as in, out_at as out
        from visits.attendance where council_id = ${COUNCIL} order by visit_ref, seat`,
    ),
    ({ visitRef }) => visitRef,
  )
  const owed = new Map<string, number>()
  for (const some of Map.groupBy(visits, ({ organisationRef, period }) => `${organisationRef} ${period}`).values()) {
    const card = parseRateCard(JSON.stringify(CARDS[some[0]?.organisationRef ?? '']))
    assert.ok(card.ok)
    const attended = some.map((visit) => ({
      ...visit,
      attendances: (seats.get(visit.visitRef) ?? []).map((seat) => ({
        in: microsOf(seat.in),
        out: seat.out ? microsOf(seat.out) : undefined,
      })),
    }))
    for (const [at, rated] of rateVisits(tariffOf(card.value, HOLIDAYS), attended).entries()) {
      assert.ok(rated.ok)
      owed.set(attended[at]?.visitRef ?? '', rated.value.amountPence)
    }
  }
  return owed
}

describe('late logs, rows set aside, cancellations and runs in any order', () => {
  const { shell, database } = useDatabase({ listeners, seed: seedPayCouncil })
  let logs = 0

  async function make(
    one: Change,
    visits: readonly VisitMade[],
    refs: readonly string[],
    from: Day,
    logRefs: string[],
  ) {
    const at = one.at % refs.length
    const [visit, visitRef] = [visits[at] as VisitMade, refs[at] as string]
    const weeks = [
      { organisationRef: null, from, to: addDays(from, 7) },
      { organisationRef: null, from: addDays(from, 7), to: addDays(from, 14) },
      { organisationRef: visit.organisationRef, from, to: addDays(from, 14) },
    ] as const
    const week = weeks[one.at % 3] ?? weeks[0]
    switch (one.verb) {
      case 'log': {
        const logRef = `N-${(logs += 1)}`
        const micros = (after: number) => (instantAt(visit.day, visit.start).epochMilliseconds + after * 60_000) * 1000
        await inCommand(shell, (tx) =>
          loadCallLog(tx, 'vendor:made-up', [
            {
              ...{ logRef, visitRef, personRef: visit.personRef, workerRef: `W-${logRef}`, reasonCode: undefined },
              ...{ in: micros(one.from), inSource: 'tag', out: micros(one.from + one.length), outSource: 'tag' },
            },
          ]),
        )
        return void logRefs.push(logRef)
      }
      case 'put right':
        await make({ ...one, verb: 'set aside' }, visits, refs, from, logRefs)
        return make({ ...one, verb: 'log' }, visits, refs, from, logRefs)
      case 'set aside':
        return setAside(shell, council, {
          source: 'vendor:made-up',
          logRef: logRefs[one.at % logRefs.length] ?? '',
          reason: 'Wrong',
        })
      case 'cancel':
        return cancelVisit(shell, council, { visitRef, reason: 'Away' })
      case 'restore':
        return restoreVisit(shell, council, { visitRef, reason: 'At home' })
      case 'pay':
        return pay(await draftRun(shell, week))
      case 'draft':
        return draftRun(shell, week)
      case 'again':
        return rateAgain(shell, FAY, await anyDraft())
      default:
        return pay(await anyDraft())
    }
  }

  const anyDraft = async () =>
    (
      await read(
        shell,
        sql<{
          ref: string
        }>`select pay_run_ref as ref from payments.pay_run where state = 'draft' order by pay_run_ref limit 1`,
      )
    )[0]?.ref ?? 'PR-0'

  const pay = async (payRunRef: string) => {
    while (refusal(await checkAndApprove(shell, payRunRef)) === 'visits have changed')
      await rateAgain(shell, FAY, payRunRef)
    await workPayRun(shell, COUNCIL, payRunRef)
  }

  it('come to the same total as rating everything once at the end, and to nothing more when nothing changes', async () => {
    let round = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(visitMade, { minLength: 4, maxLength: 9 }),
        fc.array(change, { minLength: 8, maxLength: 16 }),
        async (made, changes) => {
          const from = addDays('2026-05-04', (round += 1) * 14)
          const visits = made.map(({ day, log, ...visit }): VisitMade => {
            const [start, length] = log ?? []
            const out = start === undefined || length === undefined ? undefined : start + Math.abs(length)
            return { ...visit, day: addDays(from, day), ...(start === undefined ? {} : { log: [[start, out]] }) }
          })
          const refs = await loadVisits(shell, visits, `R${round}-`)
          const logRefs = visits.flatMap((visit, at) => (visit.log ? [`R${round}--${at}-0`] : []))
          for (const week of [from, addDays(from, 7)])
            await pay(await draftRun(shell, { organisationRef: null, from: week, to: addDays(week, 7) }))
          for (const one of changes) await make(one, visits, refs, from, logRefs)
          for (let draft = await anyDraft(); draft !== 'PR-0'; draft = await anyDraft()) await pay(draft)
          const all = { organisationRef: null, from, to: addDays(from, 14) }
          await paidRun(shell, all)
          const owed = await ratedAtTheEnd(shell, from, addDays(from, 14))
          const paid = await read(
            shell,
            sql<{
              ref: string
              pence: number
              lines: number
            }>`select visit_ref as ref, sum(pence) as pence, sum(line) as lines from (
                select visit_ref, amount_pence as pence, 1 as line from payments.pay_line where day >= ${from}
                union all select visit_ref, amount_pence, 0 from payments.adjustment where day >= ${from}) p group by visit_ref`,
          )
          const paidFor = new Map(paid.map(({ ref, pence }) => [ref, pence]))
          for (const ref of refs) assert.equal(paidFor.get(ref) ?? 0, owed.get(ref) ?? 0, ref)
          assert.ok(paid.every(({ lines }) => lines === 1))
          const last = await paidRun(shell, all)
          const { statements } = await shell.read(council, (tx) =>
            listStatements(tx, { payRunRef: last }, { offset: 0, limit: 10 }),
          )
          assert.deepEqual(statements, [])
        },
      ),
      { numRuns: 5 },
    )
    const [unequal] = await read(
      shell,
      sql<{ count: number }>`select count(*) as count from payments.statement s where s.amount_pence <>
        coalesce((select sum(amount_pence) from payments.pay_line l where l.statement_ref = s.statement_ref), 0)
        + coalesce((select sum(amount_pence) from payments.adjustment a where a.statement_ref = s.statement_ref), 0)`,
    )
    assert.equal(unequal?.count, 0)
    assert.equal(await verifyAudit(database, COUNCIL, chunkedTables), undefined)
  })
})
