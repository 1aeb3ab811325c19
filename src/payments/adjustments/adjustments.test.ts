import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addDays } from '#src/base/day.ts'
import { ok } from '#src/base/result.ts'
import { recheckCards } from '#src/payments/adjustments/card-recheck-commands.ts'
import { isCardRecheckDue } from '#src/payments/adjustments/card-recheck.store.ts'
import { type PostedAdjustment, listAdjustments } from '#src/payments/adjustments/adjustment.store.ts'
import { listChanged } from '#src/payments/adjustments/recheck.store.ts'
import {
  approvePayRun,
  cancelPayRun,
  chunkedTables,
  listeners,
  rateAgain,
  startPayRun,
  workPayRun,
} from '#src/payments/index.ts'
import { listDraftLines, listStatements } from '#src/payments/statements/statement.store.ts'
import { verifyAudit } from '#src/platform/audit.ts'
import { rows, sql } from '#src/platform/database.ts'
import { addRateCard } from '#src/rates/index.ts'
import {
  cancelVisit,
  checkLogRow,
  extendPlans,
  loadCallLog,
  planPlacement,
  recordAbsence,
  restoreVisit,
  seatDue,
  sendBatch,
  setAside,
  withdrawAbsence,
} from '#src/visits/index.ts'
import { COUNCIL, providerUser, system, useDatabase } from '#test/support/database.ts'
import {
  checkAndApprove,
  BANDED,
  CARDS,
  draftRun,
  FAY,
  FLAWED,
  got,
  inCommand,
  loadVisits,
  MAX,
  paidRun,
  refusal,
  seedPayCouncil,
} from '#test/support/pay-runs.ts'
import { logRow, planOf } from '#test/support/visits.ts'

const council = system()
const NEXT = { organisationRef: null, from: '2026-11-16', to: '2026-11-22' } as const

describe('the past changes', () => {
  const { shell, database, clock } = useDatabase({ listeners, seed: seedPayCouncil })

  const micros = (at: string) => Temporal.Instant.from(at).epochMilliseconds * 1000
  /** A row of the log that comes late. */
  const log = (visitRef: string, from: string, to: string | undefined, logRef = 'LATE-1') =>
    inCommand(shell, (tx) =>
      loadCallLog(tx, 'vendor:made-up', [
        {
          ...{ logRef, visitRef, personRef: personOf(visitRef), workerRef: `W-${logRef}`, reasonCode: undefined },
          ...{ in: micros(from), inSource: 'tag', out: to === undefined ? undefined : micros(to) },
          outSource: to === undefined ? undefined : 'tag',
        },
      ]),
    )
  const people = new Map<string, string>()
  const personOf = (visitRef: string) => people.get(visitRef) ?? 'P-1001'
  const load = async (visits = FLAWED, batch?: string) => {
    const refs = await loadVisits(shell, visits, batch)
    for (const [at, ref] of refs.entries()) people.set(ref, visits[at]?.personRef ?? '')
    return refs
  }
  const aside = (logRef: string) =>
    setAside(shell, council, { source: 'vendor:made-up', logRef, reason: 'It was another person' })
  const changedOf = (payRunRef: string) =>
    shell.read(council, async (tx) => (await listChanged(tx, payRunRef, 100)).map((one) => one.visitRef))
  const marks = () =>
    shell.read(council, async (tx) =>
      (
        await rows(
          tx,
          sql<{
            visitRef: string
          }>`select visit_ref as "visitRef" from payments.recheck where council_id = ${COUNCIL} order by 1`,
        )
      ).map((one) => one.visitRef),
    )
  const draftOf = async (payRunRef: string) =>
    new Map(
      (await shell.read(council, (tx) => listDraftLines(tx, payRunRef, {}, { offset: 0, limit: 1000 }))).map((line) => [
        line.visitRef,
        line,
      ]),
    )
  const adjustmentsOf = async (payRunRef: string): Promise<PostedAdjustment[]> => {
    const { statements } = await shell.read(council, (tx) =>
      listStatements(tx, { payRunRef }, { offset: 0, limit: 50 }),
    )
    const all: PostedAdjustment[] = []
    for (const { statementRef } of statements)
      all.push(...(await shell.read(council, (tx) => listAdjustments(tx, statementRef, { limit: 1000 }))))
    return all
  }

  it('a draft notices a late log, is not approved stale, and is rated again in place', async () => {
    const refs = await load()
    const [missed = ''] = [refs[2]]
    const payRunRef = await draftRun(shell)
    assert.deepEqual(await changedOf(payRunRef), [])
    await log(missed, '2026-11-04T08:01:00Z', '2026-11-04T08:30:00Z')
    assert.ok((await changedOf(payRunRef)).includes(missed))
    assert.equal(refusal(await checkAndApprove(shell, payRunRef)), 'visits have changed')
    assert.ok(got(await rateAgain(shell, FAY, payRunRef)) > 0)
    assert.equal(refusal(await rateAgain(shell, FAY, payRunRef)), 'nothing has changed')
    assert.deepEqual((await draftOf(payRunRef)).get(missed)?.amountPence, 1600)
    got(await checkAndApprove(shell, payRunRef))
    await workPayRun(shell, COUNCIL, payRunRef)
    assert.deepEqual(await adjustmentsOf(payRunRef), [])
    assert.equal((await paidLine(missed))?.reason.startsWith('Paid 30 minutes: 29 worked'), true)
  })

  const paidLine = async (visitRef: string) =>
    (
      await shell.read(council, (tx) =>
        rows(tx, sql<{ reason: string }>`select reason from payments.pay_line where visit_ref = ${visitRef}`),
      )
    )[0]

  it('a draft is not approved while rows of its days have no seats yet', async () => {
    const [, , missed = ''] = await load()
    const payRunRef = await draftRun(shell)
    // A batch as large as this one is kept at once and seated by a job.
    const sent = Array.from({ length: 201 }, (_, at) => {
      const day = addDays('2026-11-04', -at)
      return logRow({ log_ref: `R-${at}`, in_at: `${day}T08:01:00Z`, out_at: `${day}T08:31:00Z` })
    })
    const read = sent.map((row) => ({
      logRef: row['log_ref'] ?? '',
      read: checkLogRow(row as Parameters<typeof checkLogRow>[0]),
    }))
    await sendBatch(shell, council, { source: 'vendor:caretime', rows: read }, {})
    await rateAgain(shell, FAY, payRunRef)
    assert.equal(refusal(await checkAndApprove(shell, payRunRef)), 'the call log is being matched')
    await seatDue(shell, COUNCIL)
    assert.equal(refusal(await checkAndApprove(shell, payRunRef)), 'visits have changed')
    got(await rateAgain(shell, FAY, payRunRef))
    got(await checkAndApprove(shell, payRunRef))
    await workPayRun(shell, COUNCIL, payRunRef)
    assert.match((await paidLine(missed))?.reason ?? '', /^Paid 30 minutes: 30 worked/)
  })

  it("a draft notices what a provider's own software sends, whose role sees nothing of the draft but that the visit is on it", async () => {
    const [, , missed = ''] = await load()
    const payRunRef = await draftRun(shell)
    const provider = { ...providerUser(BANDED, ['visits.log']), kind: 'machine' as const }
    const { answers } = await sendBatch(
      shell,
      provider,
      {
        source: 'client:rota',
        rows: [
          {
            logRef: 'R-1',
            read: ok({
              ...{ logRef: 'R-1', visitRef: missed, personRef: 'P-1001', workerRef: 'W-9', reasonCode: undefined },
              ...{ in: micros('2026-11-04T08:01:00Z'), inSource: 'tag' as const },
              ...{ out: micros('2026-11-04T08:31:00Z'), outSource: 'tag' as const },
            }),
          },
        ],
      },
      {},
    )
    assert.deepEqual(
      answers.map(({ answer }) => answer),
      ['accepted'],
    )
    assert.ok((await changedOf(payRunRef)).includes(missed))
    const seen = (table: string) => shell.read(provider, (tx) => rows(tx, sql`select visit_ref from ${sql.raw(table)}`))
    assert.equal((await seen('payments.on_line')).length, 8)
    assert.equal((await seen('payments.line')).length, 0)
    await assert.rejects(seen('payments.draft_line'), /permission denied/)
  })

  it('a draft notices a row set aside, a visit cancelled and come back, an absence recorded and withdrawn', async () => {
    const refs = await load()
    const [first = '', , missed = ''] = refs
    const payRunRef = await draftRun(shell)
    got(await aside('A-0-0'))
    assert.ok((await changedOf(payRunRef)).includes(first))
    got(await rateAgain(shell, FAY, payRunRef))
    assert.equal((await draftOf(payRunRef)).get(first)?.outcome, 'missed')
    got(await cancelVisit(shell, council, { visitRef: missed, reason: 'Away' }))
    got(await rateAgain(shell, FAY, payRunRef))
    assert.equal((await draftOf(payRunRef)).get(missed), undefined)
    got(await restoreVisit(shell, council, { visitRef: missed, reason: 'Not away' }))
    got(await rateAgain(shell, FAY, payRunRef))
    assert.equal((await draftOf(payRunRef)).get(missed)?.outcome, 'missed')
    const absenceRef = got(
      await recordAbsence(shell, council, {
        personRef: 'P-1001',
        kind: 'hospital',
        from: Temporal.Instant.from('2026-11-04T00:00:00Z'),
        to: Temporal.Instant.from('2026-11-05T00:00:00Z'),
        note: '',
      }),
    )
    await workPayRun(shell, COUNCIL, payRunRef)
    assert.equal((await draftOf(payRunRef)).get(missed), undefined)
    got(await withdrawAbsence(shell, council, absenceRef))
    await workPayRun(shell, COUNCIL, payRunRef)
    assert.equal((await draftOf(payRunRef)).get(missed)?.outcome, 'missed')
    assert.deepEqual(await changedOf(payRunRef), [])
  })

  it('a log of days that no run has touched leaves no mark', async () => {
    const [ref = ''] = await load([
      { ...FLAWED[2], personRef: 'P-1001', organisationRef: BANDED, day: '2026-11-17', start: '08:00', minutes: 30 },
    ])
    await log(ref, '2026-11-17T08:01:00Z', '2026-11-17T08:30:00Z')
    await load(FLAWED, 'B')
    await draftRun(shell)
    await log(ref, '2026-11-17T08:31:00Z', '2026-11-17T08:50:00Z', 'LATE-2')
    assert.deepEqual(await marks(), [])
  })

  it('approval from a page that showed another total is refused', async () => {
    await load()
    const payRunRef = await draftRun(shell)
    assert.equal(
      refusal(await approvePayRun(shell, MAX, payRunRef, { seenPence: 1 })),
      'the total is another than was seen',
    )
  })

  it('what changed after it was paid is adjusted in the next run, once, with its cause and its sentence', async () => {
    const refs = await load()
    await paidRun(shell)
    const [first = '', second = '', missed = '', , short = ''] = refs
    await log(missed, '2026-11-04T08:01:00Z', '2026-11-04T08:30:00Z')
    got(await aside('A-0-0'))
    got(await aside('A-1-0'))
    await log(second, '2026-11-03T08:00:00Z', '2026-11-03T08:31:00Z', 'RIGHT-1')
    got(await aside('A-4-0'))
    got(await cancelVisit(shell, council, { visitRef: short, reason: 'Went to her daughter' }))
    const next = await paidRun(shell, NEXT)
    const adjusted = await adjustmentsOf(next)
    assert.deepEqual(
      adjusted.map((one) => [one.visitRef, one.cause, one.postedPence, one.owedPence, one.amountPence, one.turn]),
      [
        [first, 'set_aside', 1600, 0, -1600, 1],
        [second, 'corrected_time', 2541, 1600, -941, 1],
        [missed, 'late_log', 0, 1600, 1600, 1],
        [short, 'cancelled', 583, 0, -583, 1],
      ],
    )
    assert.deepEqual(
      adjusted.map((one) => one.reason),
      [
        'The log of this visit was set aside after the statement: £0.00 is due and £16.00 was paid. Not paid: nobody logged in for this visit.',
        'The times were corrected after the statement: £16.00 is due and £25.41 was paid. Paid 30 minutes: 31 worked, 15-minute bands to the nearest, the 30-minute price.',
        'Logged after the statement: £16.00 is due and £0.00 was paid. Paid 30 minutes: 29 worked, 15-minute bands to the nearest, the 30-minute price.',
        'Cancelled after the statement: £0.00 is due and £5.83 was paid. Not paid: an officer cancelled the visit.',
      ],
    )
    const again = await paidRun(shell, { ...NEXT, to: '2026-11-21' })
    assert.deepEqual(await adjustmentsOf(again), [])
    got(await restoreVisit(shell, council, { visitRef: short, reason: 'She was at home' }))
    await log(short, '2026-11-07T08:00:00Z', '2026-11-07T08:21:00Z', 'RIGHT-2')
    const last = await paidRun(shell, { ...NEXT, to: '2026-11-20' })
    assert.deepEqual(
      (await adjustmentsOf(last)).map((one) => [one.visitRef, one.cause, one.amountPence, one.turn]),
      [[short, 'restored', 583, 2]],
    )
    assert.equal(await verifyAudit(database, COUNCIL, chunkedTables), undefined)
  })

  it('a missed visit that came back from an absence with a log is paid, though nothing was ever posted for the absence', async () => {
    const [missed = ''] = await load(FLAWED.slice(2, 3))
    await paidRun(shell)
    const [from, to] = ['2026-11-04T00:00:00Z', '2026-11-05T00:00:00Z'].map((at) => Temporal.Instant.from(at))
    assert.ok(from)
    const away = { personRef: 'P-1001', kind: 'hospital', from, to, note: '' } as const
    const absenceRef = got(await recordAbsence(shell, council, away))
    await log(missed, '2026-11-04T08:01:00Z', '2026-11-04T08:30:00Z')
    assert.deepEqual(await adjustmentsOf(await paidRun(shell, NEXT)), [])
    got(await withdrawAbsence(shell, council, absenceRef))
    assert.deepEqual(
      (await adjustmentsOf(await paidRun(shell, { ...NEXT, to: '2026-11-21' }))).map((one) => [
        one.visitRef,
        one.cause,
        one.amountPence,
      ]),
      [[missed, 'late_log', 1600]],
    )
  })

  it('visits that the clock plans into days that a run on account reached are taken by the next run', async () => {
    const plan = planOf({ organisationRef: BANDED, startDay: '2026-11-02', zone: 'rural', cardRef: 'HC-BAND' })
    await inCommand(shell, (tx) => planPlacement(tx, plan))
    const far = { organisationRef: BANDED, from: '2026-11-23', to: '2027-02-01' }
    const onAccount = got(await startPayRun(shell, FAY, { ...far, cycle: 'commissioned_then_reconciled' }))
    await workPayRun(shell, COUNCIL, onAccount)
    const planned = await draftOf(onAccount)
    got(await checkAndApprove(shell, onAccount))
    await workPayRun(shell, COUNCIL, onAccount)
    const before = await marks()
    clock.now = Temporal.Instant.from('2027-02-03T12:00:00Z')
    assert.ok((await extendPlans(shell, council)) > 0)
    const carried = (await marks()).filter((ref) => !before.includes(ref))
    assert.ok(carried.length > 0 && carried.every((ref) => !planned.has(ref)))
    const next = await draftRun(shell, { organisationRef: BANDED, from: '2027-02-01', to: '2027-02-02' })
    const lines = await draftOf(next)
    assert.deepEqual(
      carried.filter((ref) => !lines.has(ref)),
      [],
    )
  })

  const version = (organisationRef: string, from: string, pence: number) =>
    addRateCard(shell, council, {
      name: 'Home care',
      text: JSON.stringify({
        ...CARDS[organisationRef],
        from,
        rates: [{ service: 'home_care', zone: 'any', day: 'any', from: '00:00', to: '24:00', pence_per_hour: pence }],
        bands: [],
      }),
      reason: 'The uplift was agreed late',
    })

  it('a back-dated rate is noted in pieces, and paid as the difference in the next run, once', async () => {
    const refs = await load()
    await paidRun(shell)
    const draft = await draftRun(shell, NEXT)
    got(await version(BANDED, '2026-11-11', 2200))
    const due = () => shell.read(council, isCardRecheckDue)
    assert.equal(await due(), true)
    await recheckCards(shell, COUNCIL)
    assert.equal(await due(), false)
    await workPayRun(shell, COUNCIL, draft)
    got(await checkAndApprove(shell, draft))
    await workPayRun(shell, COUNCIL, draft)
    assert.deepEqual(
      (await adjustmentsOf(draft)).map((one) => [one.visitRef, one.cause, one.postedPence, one.owedPence]),
      [
        [refs[5], 'back_dated_rate', 2866, 2200],
        [refs[6], 'back_dated_rate', 4000, 3300],
        [refs[7], 'back_dated_rate', 2000, 1650],
      ],
    )
    assert.match(
      (await adjustmentsOf(draft))[0]?.reason ?? '',
      /^A new rate holds from 11 November 2026: £22.00 is due and £28.66 was paid\. Paid 60 minutes: 61 worked/,
    )
    got(await version(BANDED, '2026-11-11', 2200))
    await recheckCards(shell, COUNCIL)
    assert.deepEqual(await adjustmentsOf(await paidRun(shell, { ...NEXT, to: '2026-11-20' })), [])
  })

  it('a draft whose prices changed is not approved before its visits are looked up and rated again', async () => {
    await load()
    const draft = await draftRun(shell)
    got(await version(BANDED, '2026-11-11', 2200))
    assert.equal(refusal(await checkAndApprove(shell, draft)), 'a back-dated rate is on its way')
    await recheckCards(shell, COUNCIL)
    assert.equal(refusal(await checkAndApprove(shell, draft)), 'visits have changed')
    await workPayRun(shell, COUNCIL, draft)
    got(await checkAndApprove(shell, draft))
  })

  it('one late log changes the balance of its whole period, each visit once', async () => {
    const refs = await load()
    await paidRun(shell)
    got(await aside('A-10-0'))
    const next = await paidRun(shell, NEXT)
    assert.deepEqual(
      (await adjustmentsOf(next)).map((one) => [one.visitRef, one.cause, one.postedPence, one.owedPence]),
      [
        [refs[9], 'balance', 1875, 1500],
        [refs[10], 'set_aside', 750, 0],
      ],
    )
    assert.match(
      (await adjustmentsOf(next))[0]?.reason ?? '',
      /^Other visits of the period changed, and the balance with them: £15\.00 is due/,
    )
  })

  it('a visit in query, or one that came back, is paid by the next run as a visit of its own day', async () => {
    const refs = await load()
    const [, , , noLogOut = '', short = ''] = refs
    got(await aside('A-4-0'))
    got(await cancelVisit(shell, council, { visitRef: short, reason: 'Away' }))
    await paidRun(shell)
    got(await restoreVisit(shell, council, { visitRef: short, reason: 'At home' }))
    got(await aside('A-3-0'))
    await log(noLogOut, '2026-11-05T08:02:00Z', '2026-11-05T08:31:00Z')
    const next = await paidRun(shell, NEXT)
    assert.deepEqual(await adjustmentsOf(next), [])
    const lines = await shell.read(council, (tx) =>
      rows(
        tx,
        sql<{
          ref: string
          pence: number
        }>`select visit_ref as ref, amount_pence as pence from payments.pay_line where pay_run_ref = ${next} order by day`,
      ),
    )
    assert.deepEqual(
      lines.map(({ ref, pence }) => [ref, pence]),
      [
        [noLogOut, 1600],
        [short, 0],
      ],
    )
  })

  it('a draft that is cancelled gives its adjustments back to the next run', async () => {
    const [, , missed = ''] = await load()
    await paidRun(shell)
    await log(missed, '2026-11-04T08:01:00Z', '2026-11-04T08:30:00Z')
    const draft = await draftRun(shell, NEXT)
    const other = await draftRun(shell, { ...NEXT, to: '2026-11-21' })
    got(await cancelPayRun(shell, FAY, { payRunRef: draft, reason: 'Wrong days' }))
    await checkAndApprove(shell, other)
    await workPayRun(shell, COUNCIL, other)
    assert.deepEqual(await adjustmentsOf(other), [])
    const next = await paidRun(shell, { ...NEXT, to: '2026-11-20' })
    assert.deepEqual(
      (await adjustmentsOf(next)).map((one) => [one.visitRef, one.amountPence]),
      [[missed, 1600]],
    )
  })
})
