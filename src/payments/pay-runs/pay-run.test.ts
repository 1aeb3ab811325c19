import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { addDays, type Day, instantAt, type Instant } from '#src/base/day.ts'
import { microsOf } from '#src/base/moment.ts'
import { approvePayRun, cancelPayRun, chunkedTables, startPayRun, workPayRun } from '#src/payments/index.ts'
import { decideStart, type PayLine } from '#src/payments/pay-runs/pay-run.ts'
import { addUp, findPayRun, totalsOfRun } from '#src/payments/pay-runs/pay-run.store.ts'
import { priceLines, type VisitDone } from '#src/payments/pay-runs/price-lines.ts'
import { listLines, listStatements } from '#src/payments/statements/statement.store.ts'
import { timeline, verifyAudit } from '#src/platform/audit.ts'
import type { Shell } from '#src/platform/command.ts'
import { rows, sql } from '#src/platform/database.ts'
import { addRateCard, bankHolidays, parseRateCard, rateVisits, tariffOf, type VisitToRate } from '#src/rates/index.ts'
import { loadCallLog, setAside } from '#src/visits/index.ts'
import { COUNCIL, system, useDatabase } from '#test/support/database.ts'
import {
  checkAndApprove,
  BALANCED,
  BANDED,
  CARDS,
  cardOf,
  draftRun,
  FAY,
  FLAWED,
  FORTNIGHT,
  got,
  inCommand,
  loadVisits,
  paidRun,
  refusal,
  seedPayCouncil,
  SPLIT,
  type VisitMade,
} from '#test/support/pay-runs.ts'

const council = system()

/** Every line that is paid, in the order of its visit. */
const paidLines = async (shell: Shell): Promise<PayLine[]> => {
  const { statements } = await shell.read(council, (tx) => listStatements(tx, {}, { offset: 0, limit: 1000 }))
  const lines: PayLine[] = []
  for (const { statementRef } of statements)
    lines.push(...(await shell.read(council, (tx) => listLines(tx, statementRef, { limit: 10_000 }))))
  return lines.sort((a, b) => (a.visitRef < b.visitRef ? -1 : 1))
}

const shown = ({
  visitRef,
  outcome,
  actualMinutes,
  payableMinutes,
  workersPaid,
  pencePerHour,
  amountPence,
  reason,
}: PayLine) => ({
  ...{ visitRef, outcome, actualMinutes, payableMinutes, workersPaid, pencePerHour, amountPence, reason },
})

const HOLIDAYS = bankHolidays(['2025-12-25', '2026-11-11', '2027-12-27'])

/** What the rating says of the visits as they stand in the books, read and rated apart from the pay run. */
async function ratedApart(shell: Shell): Promise<ReturnType<typeof shown>[]> {
  const visits = await shell.read(council, (tx) =>
    rows(
      tx,
      sql<Omit<VisitToRate, 'attendances'> & { organisationRef: string; cardRef: string }>`
        select visit_ref as "visitRef", person_ref as "personRef", contract_ref as "contractRef", organisation_ref as "organisationRef",
          card_ref as "cardRef", service, zone, start_at as start, minutes, workers from visits.visit where council_id = ${COUNCIL}`,
    ),
  )
  const seats = await shell.read(council, (tx) =>
    rows(
      tx,
      sql<{ visitRef: string; in: Instant; out: Instant | null }>`
        select visit_ref as "visitRef", in_at as in, out_at as out from visits.attendance where council_id = ${COUNCIL} order by visit_ref, seat`,
    ),
  )
  const answers = Object.entries(CARDS).flatMap(([organisationRef, card]) => {
    const mine = visits
      .filter((visit) => visit.organisationRef === organisationRef && visit.cardRef === cardOf(organisationRef))
      .map((visit) => ({
        ...visit,
        attendances: seats
          .filter((seat) => seat.visitRef === visit.visitRef)
          .map((seat) => ({ in: microsOf(seat.in), out: seat.out ? microsOf(seat.out) : undefined })),
      }))
    const parsed = parseRateCard(JSON.stringify(card))
    assert.ok(parsed.ok)
    return rateVisits(tariffOf(parsed.value, HOLIDAYS), mine).map((rated, at) => {
      assert.ok(rated.ok)
      const { outcome, actualMinutes, payableMinutes, workersPaid, pencePerHour, amountPence, reason } = rated.value
      return {
        ...{
          visitRef: mine[at]?.visitRef ?? '',
          outcome,
          actualMinutes: actualMinutes ?? null,
          payableMinutes,
          workersPaid,
        },
        ...{ pencePerHour: pencePerHour ?? null, amountPence, reason },
      }
    })
  })
  return answers.sort((a, b) => (a.visitRef < b.visitRef ? -1 : 1))
}

const statesOf = (shell: Shell, payRunRef: string) =>
  shell.read(council, async (tx) => (await findPayRun(tx, payRunRef))?.state)

describe('a pay run', () => {
  const { shell, database, clock } = useDatabase({ seed: seedPayCouncil })
  const logWhole = (visitRef: string, from: string, to: string) =>
    inCommand(shell, (tx) =>
      loadCallLog(tx, 'vendor:made-up', [
        {
          ...{ logRef: 'L-again', visitRef, personRef: 'P-1001', workerRef: 'W-1', reasonCode: undefined },
          ...{ in: Temporal.Instant.from(from).epochMilliseconds * 1000, inSource: 'tag' },
          ...{ out: Temporal.Instant.from(to).epochMilliseconds * 1000, outSource: 'tag' },
        },
      ]),
    )

  it('goes from visits to a draft, and through another officer to a statement for each provider', async () => {
    await loadVisits(shell, FLAWED)
    const payRunRef = await draftRun(shell)
    assert.equal(payRunRef, 'PR-1001')
    assert.equal(await statesOf(shell, payRunRef), 'draft')
    const run = await shell.read(council, (tx) => findPayRun(tx, payRunRef))
    assert.ok(run)
    const parts = await shell.read(council, (tx) => totalsOfRun(tx, run))
    assert.deepEqual(
      parts.map((part) => [part.organisationRef, part.visits, part.missed, part.query, part.oneWorker]),
      [
        [BANDED, 8, 1, 1, 1],
        [BALANCED, 3, 0, 0, 0],
        [SPLIT, 3, 0, 1, 0],
      ],
    )
    assert.deepEqual(await paidLines(shell), [])
    got(await checkAndApprove(shell, payRunRef))
    assert.equal(await statesOf(shell, payRunRef), 'posting')
    await workPayRun(shell, COUNCIL, payRunRef)
    assert.equal(await statesOf(shell, payRunRef), 'approved')
    const { statements } = await shell.read(council, (tx) => listStatements(tx, {}, { offset: 0, limit: 10 }))
    assert.deepEqual(statements.map((one) => [one.organisationRef, one.visits, one.missed, one.oneWorker]).sort(), [
      [BANDED, 7, 1, 1],
      [BALANCED, 3, 0, 0],
      [SPLIT, 2, 0, 0],
    ])
    const words = (await shell.read(council, (tx) => timeline(tx, `pay-run:${payRunRef}`))).map((entry) => entry.type)
    for (const fact of ['run-started', 'visits-rated', 'run-drafted', 'run-approved', 'lines-posted', 'run-posted'])
      assert.ok(words.includes(`payments.${fact}`), fact)
  })

  it('gives each visit the figures and the sentence that the rating gives it, over the balance of the period', async () => {
    await loadVisits(shell, FLAWED)
    await paidRun(shell)
    const rated = await ratedApart(shell)
    assert.deepEqual(
      (await paidLines(shell)).map(shown),
      rated.filter((line) => line.outcome !== 'query'),
    )
    const balanced = (await paidLines(shell)).filter((line) => line.organisationRef === BALANCED)
    assert.deepEqual(
      balanced
        .sort((a, b) => (a.day < b.day ? -1 : 1))
        .map((line) => [line.actualMinutes, line.payableMinutes, line.reason]),
      [
        [20, 20, 'Paid 20 minutes: 20 worked, within the balance of the period.'],
        [50, 50, 'Paid 50 minutes: 50 worked, within the balance of the period.'],
        [45, 20, 'Paid 20 minutes: 45 worked, 25 taken off because more was worked than planned over the period.'],
      ],
    )
  })

  it('is never approved by the officer who made it', async () => {
    await loadVisits(shell, FLAWED)
    const payRunRef = await draftRun(shell)
    assert.equal(refusal(await approvePayRun(shell, FAY, payRunRef)), 'made by the same officer')
    assert.equal(await statesOf(shell, payRunRef), 'draft')
    got(await checkAndApprove(shell, payRunRef))
    assert.equal(refusal(await checkAndApprove(shell, payRunRef)), 'not a draft')
    assert.equal(refusal(await checkAndApprove(shell, 'PR-9')), 'no such pay run')
  })

  it('never takes a visit that another run has: two over one period, again after approval, and the work called again', async () => {
    await loadVisits(shell, FLAWED)
    const first = await draftRun(shell, { organisationRef: null, from: '2026-11-02', to: '2026-11-09' })
    const second = await draftRun(shell)
    for (const ref of [first, second]) {
      got(await checkAndApprove(shell, ref))
      await workPayRun(shell, COUNCIL, ref)
      await workPayRun(shell, COUNCIL, ref)
    }
    const third = await paidRun(shell)
    const lines = await paidLines(shell)
    assert.equal(new Set(lines.map((line) => line.visitRef)).size, lines.length)
    assert.equal(lines.length, FLAWED.length - 2)
    const { statements } = await shell.read(council, (tx) =>
      listStatements(tx, { payRunRef: third }, { offset: 0, limit: 10 }),
    )
    assert.deepEqual(statements, [])
  })

  it('of one provider leaves the visits of the others', async () => {
    await loadVisits(shell, FLAWED)
    await paidRun(shell, { ...FORTNIGHT, organisationRef: BALANCED })
    assert.deepEqual(new Set((await paidLines(shell)).map((line) => line.organisationRef)), new Set([BALANCED]))
    await paidRun(shell)
    assert.equal((await paidLines(shell)).length, FLAWED.length - 2)
  })

  it('that is cancelled lets its visits go; one that is settled is not cancelled', async () => {
    await loadVisits(shell, FLAWED)
    const cancelled = await draftRun(shell)
    assert.equal(refusal(await cancelPayRun(shell, FAY, { payRunRef: cancelled, reason: ' ' })), 'no reason given')
    got(await cancelPayRun(shell, FAY, { payRunRef: cancelled, reason: 'Wrong period' }))
    assert.equal(refusal(await checkAndApprove(shell, cancelled)), 'not a draft')
    await workPayRun(shell, COUNCIL, cancelled)
    assert.equal(await statesOf(shell, cancelled), 'cancelled')
    const again = await paidRun(shell)
    assert.equal((await paidLines(shell)).length, FLAWED.length - 2)
    assert.equal(refusal(await cancelPayRun(shell, FAY, { payRunRef: again, reason: 'Too late' })), 'already settled')
  })

  it('leaves what is in query, and a later run takes it when the log-out and the card are there', async () => {
    const refs = await loadVisits(shell, FLAWED)
    await paidRun(shell)
    const [noLogOut, noCard] = [refs[3] ?? '', refs.at(-1) ?? '']
    assert.ok(!(await paidLines(shell)).some((line) => line.visitRef === noLogOut || line.visitRef === noCard))
    const draft = await draftRun(shell)
    const waiting = await shell.read(council, (tx) =>
      rows(
        tx,
        sql<{
          visit_ref: string
          reason: string
        }>`select visit_ref, reason from payments.draft_line order by visit_ref`,
      ),
    )
    assert.deepEqual(
      waiting.map((line) => [line.visit_ref, line.reason]),
      [
        [noCard, 'Not paid yet: there is no rate card HC-NONE for 2026-11-06. Add a version that holds on that day.'],
        [noLogOut, 'Not paid yet: a log-out is missing, so the visit is queried.'],
      ].sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1)),
    )
    got(await cancelPayRun(shell, FAY, { payRunRef: draft, reason: 'Waiting for the log-out' }))
    got(await setAside(shell, council, { source: 'vendor:made-up', logRef: 'A-3-0', reason: 'The tag was broken' }))
    await logWhole(noLogOut, '2026-11-05T08:02:00Z', '2026-11-05T08:31:00Z')
    got(await addRateCard(shell, council, { name: 'None', text: JSON.stringify({ ...CARDS[SPLIT], card: 'HC-NONE' }) }))
    await paidRun(shell)
    const lines = await paidLines(shell)
    assert.equal(lines.length, FLAWED.length)
    assert.equal(
      lines.find((line) => line.visitRef === noLogOut)?.reason,
      'Paid 30 minutes: 29 worked, 15-minute bands to the nearest, the 30-minute price.',
    )
    assert.equal(lines.find((line) => line.visitRef === noCard)?.outcome, 'paid')
  })

  it('pays the past only: a period that ends today or later is refused, and one that is longer than a year', async () => {
    const start = (from: Day, to: Day) => startPayRun(shell, FAY, { organisationRef: null, from, to })
    assert.equal(refusal(await start('2026-11-16', '2026-11-23')), 'the period has not ended')
    assert.equal(refusal(await start('2026-11-16', '2026-12-23')), 'the period has not ended')
    assert.equal(refusal(await start('2026-11-16', '2026-11-16')), 'the period ends before it begins')
    assert.equal(refusal(await start('2025-11-01', '2026-11-02')), 'the period is longer than a year')
    got(await start('2025-11-01', '2026-11-01'))
    got(await start('2026-11-16', '2026-11-22'))
    assert.equal(refusal(await startPayRun(shell, FAY, { ...FORTNIGHT, organisationRef: '1-999' })), 'no such provider')
    clock.now = Temporal.Instant.from('2026-11-22T00:30:00Z')
    got(await start('2026-11-16', '2026-11-22'))
    assert.equal(decideStart({ from: '2024-02-29', to: '2025-03-01' }, '2026-01-01').ok, false)
    assert.equal(decideStart({ from: '2024-02-29', to: '2025-02-28' }, '2026-01-01').ok, true)
  })

  it('posts lines that no transaction of the council changes or takes away', async () => {
    await loadVisits(shell, FLAWED)
    await paidRun(shell)
    const change = (text: string) =>
      database.transaction('read write', { council: COUNCIL }, ({ session }) => session.query(text))
    const lines = () => shell.read(council, (tx) => rows(tx, sql`select * from payments.line order by day, visit_ref`))
    const before = await lines()
    await assert.rejects(change('update payments.line set amount_pence = 0'), /permission denied/)
    await change('delete from payments.line')
    assert.deepEqual(await lines(), before)
    assert.ok(before.length > 0)
  })

  it('leaves an audit that verifies, and names the first line that somebody changed', async () => {
    await loadVisits(shell, FLAWED)
    await paidRun(shell)
    assert.equal(await verifyAudit(database, COUNCIL, chunkedTables), undefined)
    await database.engine.session((session) =>
      session.query(`update payments.line set amount_pence = amount_pence + 1 where visit_ref like 'PK-A1-%'`),
    )
    assert.match((await verifyAudit(database, COUNCIL, chunkedTables))?.what ?? '', /payments.pay_line in chunk ST-\d+/)
  })
})

const minutesLate = fc.integer({ min: -15, max: 40 })
const attendance = fc
  .tuple(minutesLate, fc.option(fc.integer({ min: 0, max: 80 }), { nil: undefined }))
  .map(([from, length]) => [from, length === undefined ? undefined : from + length] as const)
const visitMade = (day: Day): fc.Arbitrary<VisitMade> =>
  fc.record({
    personRef: fc.constantFrom('P-1001', 'P-1002'),
    organisationRef: fc.constantFrom(BANDED, BALANCED, SPLIT),
    day: fc.integer({ min: 0, max: 4 }).map((days) => addDays(day, days)),
    start: fc.constantFrom('07:30', '09:00', '12:15', '18:00', '23:45'),
    minutes: fc.constantFrom(15, 30, 45, 60),
    workers: fc.constantFrom(1 as const, 2 as const),
    log: fc.array(attendance, { maxLength: 2 }),
  })

describe('whatever the visits', () => {
  const { shell, database } = useDatabase({ seed: seedPayCouncil })

  it('lines, statements and the parts of the run add up to the same', async () => {
    let week = 0
    // What is in query waits for its log-out, run after run.
    let waiting = 0
    await fc.assert(
      fc.asyncProperty(fc.array(visitMade('2026-08-03'), { minLength: 1, maxLength: 25 }), async (made) => {
        week += 1
        const from = addDays('2026-08-03', week * 7)
        await loadVisits(
          shell,
          made.map((visit) => ({ ...visit, day: addDays(visit.day, week * 7) })),
          `W${week}-`,
        )
        const payRunRef = await draftRun(shell, { organisationRef: null, from, to: addDays(from, 7) })
        const run = await shell.read(council, (tx) => findPayRun(tx, payRunRef))
        assert.ok(run)
        const drafted = addUp(await shell.read(council, (tx) => totalsOfRun(tx, run)))
        assert.equal(drafted.visits, made.length + waiting)
        waiting = drafted.query
        got(await checkAndApprove(shell, payRunRef))
        await workPayRun(shell, COUNCIL, payRunRef)
        const posted = addUp(await shell.read(council, (tx) => totalsOfRun(tx, { ...run, state: 'approved' })))
        const lines = (await paidLines(shell)).filter((line) => line.day >= from)
        assert.equal(lines.length, drafted.visits - drafted.query)
        const sum = lines.reduce((total, line) => total + line.amountPence, 0)
        assert.deepEqual([posted.amountPence, drafted.amountPence, posted.visits], [sum, sum, lines.length])
        assert.ok(lines.every((line) => Number.isSafeInteger(line.amountPence) && line.amountPence >= 0))
      }),
      { numRuns: 6 },
    )
    assert.equal(await verifyAudit(database, COUNCIL, chunkedTables), undefined)
  })
})

describe('lines of visits', () => {
  const visitDone = visitMade('2026-11-02').map((made): Omit<VisitDone, 'visitRef'> => {
    const start = instantAt(made.day, made.start)
    return {
      ...{ day: made.day, personRef: made.personRef, organisationRef: made.organisationRef, packageRef: null },
      ...{ contractRef: `CT-${made.organisationRef}`, cardRef: cardOf(made.organisationRef), service: 'home_care' },
      ...{ zone: 'rural', startAt: start, minutes: made.minutes, workers: made.workers ?? 1 },
      attendances: (made.log ?? []).map(([from, to]) => ({
        in: microsOf(start.add({ minutes: from })),
        out: to === undefined ? undefined : microsOf(start.add({ minutes: to })),
      })),
    }
  })
  const tariffs = new Map(
    Object.entries(CARDS).map(([organisationRef, card]) => {
      const parsed = parseRateCard(JSON.stringify(card))
      assert.ok(parsed.ok)
      return [cardOf(organisationRef), tariffOf(parsed.value, HOLIDAYS)]
    }),
  )

  it('do not depend on the order in which the visits come', () => {
    fc.assert(
      fc.property(fc.array(visitDone, { maxLength: 30 }), fc.infiniteStream(fc.nat()), (made, dice) => {
        const visits = made.map((visit, at): VisitDone => ({ ...visit, visitRef: `V-${at}` }))
        const shuffled = visits
          .map((visit) => [dice.next().value as number, visit] as const)
          .sort(([a], [b]) => a - b)
          .map(([, visit]) => visit)
        const rate = (all: readonly VisitDone[]) =>
          new Map(priceLines(all, (cardRef) => tariffs.get(cardRef)).map((line) => [line.visitRef, line]))
        const [one, other] = [rate(visits), rate(shuffled)]
        for (const { visitRef } of visits) assert.deepEqual(one.get(visitRef), other.get(visitRef))
      }),
    )
  })
})
