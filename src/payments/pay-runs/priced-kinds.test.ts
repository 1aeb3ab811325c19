import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addDays, instantAt } from '#src/base/day.ts'
import { microsOf } from '#src/base/moment.ts'
import { listeners, workPayRun } from '#src/payments/index.ts'
import { listDraftLines } from '#src/payments/statements/statement.store.ts'
import { systemActor } from '#src/platform/actor.ts'
import { rows, sql } from '#src/platform/database.ts'
import { addRateCard, bankHolidays, type Exception, parseRateCard, rateVisit, tariffOf } from '#src/rates/index.ts'
import { bankTime, cancelVisit, noteWakings } from '#src/visits/index.ts'
import { COUNCIL, providerUser, useDatabase } from '#test/support/database.ts'
import {
  checkAndApprove,
  BANDED,
  draftRun,
  got,
  loadVisits,
  paidRun,
  refusal,
  seedPayCouncil,
  type VisitMade,
} from '#test/support/pay-runs.ts'

const home = { service: 'home_care', zone: 'any', day: 'any', from: '00:00', to: '24:00' }
/** A card with every kind of price that a visit may have. */
const CARD = {
  ...{ card: 'HC-KINDS', from: '2026-04-06', to: null },
  payment: { rule: 'capped', no_log_out: 'query' },
  rates: [
    { ...home, pence_per_hour: 2164 },
    { ...home, skill: 'complex', pence_per_hour: 2600 },
    { ...home, day: 'sunday', two_workers_pence_per_hour: 4000, pence_per_hour: 2400 },
    { ...home, service: 'welfare_check', pence_per_visit: 750 },
    { ...home, service: 'shopping', pence_per_minute: 35.5 },
    { ...home, service: 'waking_night', pence_per_hour: 1900 },
    { ...home, service: 'sleep_in', pence_per_hour: 1800 },
  ],
  two_workers_percent: 190,
  travel: [
    { service: 'home_care', zone: 'rural', pence_per_visit: 100 },
    { service: 'home_care', zone: 'rural', from_miles: 5, pence_per_visit: 220 },
    { service: 'home_care', zone: 'rural', from_miles: 12.5, pence_per_visit: 410 },
  ],
  sleep_ins: [{ service: 'sleep_in', zone: 'any', pence_per_night: 7500, wakings_included: 1, full_at: 50 }],
  weeks: [{ service: 'live_in', zone: 'any', pence_per_week: 140_000 }],
  exceptions: { no_access: { minutes: 15 }, cancelled: { within_hours: 24, percent: 50 } },
}
const clerk = systemActor(COUNCIL)
const provider = { ...providerUser(BANDED), name: 'Wye Valley Carers' }

type Kind = readonly [
  what: string,
  visit: Omit<VisitMade, 'personRef' | 'organisationRef' | 'cardRef'>,
  wakings?: readonly number[],
  exception?: Exception,
]
const plain = { start: '08:00', minutes: 30, log: [[0, 30]] } as const
const two = [
  [0, 30],
  [0, 30],
] as const
const away = 'no_access'
const told = instantAt('2026-11-12', '20:00')
const KINDS: readonly Kind[] = [
  ['by the hour', { ...plain, day: '2026-11-02' }],
  ['with a skill', { ...plain, day: '2026-11-03', skill: 'complex' }],
  ['with a skill that the card does not price', { ...plain, day: '2026-11-04', skill: 'nursing' }],
  ['from five miles', { ...plain, day: '2026-11-05', miles: 5 }],
  ['from farther than twelve and a half', { ...plain, day: '2026-11-06', miles: 12.5, skill: 'complex' }],
  ['for two workers at a share', { ...plain, day: '2026-11-07', workers: 2, log: two, miles: 6.25 }],
  ['for two workers at a price of their own', { ...plain, day: '2026-11-08', workers: 2, log: two }],
  ['by the visit', { ...plain, day: '2026-11-09', service: 'welfare_check' }],
  ['by the minute', { ...plain, day: '2026-11-10', service: 'shopping', log: [[0, 23]] }],
  ['a waking night', { day: '2026-11-02', start: '22:00', minutes: 540, log: [[0, 530]], service: 'waking_night' }],
  ['a quiet sleep-in', { day: '2026-11-03', start: '22:00', minutes: 540, log: [[0, 540]], service: 'sleep_in' }, []],
  [
    'a sleep-in with three wakings',
    { day: '2026-11-04', start: '22:00', minutes: 540, log: [[0, 540]], service: 'sleep_in' },
    [20, 35, 15],
  ],
  ['half a sleep-in', { day: '2026-11-05', start: '22:00', minutes: 540, log: [[0, 240]], service: 'sleep_in' }],
  ['a day of living in', { day: '2026-11-06', start: '09:00', minutes: 600, log: [[0, 600]], service: 'live_in' }],
  [
    'no access',
    { ...plain, day: '2026-11-11', log: [[0, 4]], reasonCode: away, miles: 7 },
    undefined,
    { kind: 'no access' },
  ],
  [
    'no access for two workers',
    { ...plain, day: '2026-11-12', workers: 2, log: two, reasonCode: away },
    undefined,
    { kind: 'no access' },
  ],
  [
    'cancelled the evening before',
    { ...plain, day: '2026-11-13', log: [], skill: 'complex' },
    undefined,
    { kind: 'cancelled', at: told },
  ],
]

describe('every kind of price', () => {
  const { shell, clock } = useDatabase({ listeners, seed: seedPayCouncil })
  const madeOf = (visit: Kind[1]): VisitMade => ({
    ...{ personRef: 'P-1001', organisationRef: BANDED, cardRef: 'HC-KINDS' },
    ...visit,
  })
  const lineOf = async (payRunRef: string, visitRef: string | undefined) => {
    const lines = await shell.read(clerk, (tx) => listDraftLines(tx, payRunRef, {}, { offset: 0, limit: 50 }))
    return lines.find((line) => line.visitRef === visitRef)
  }

  it('comes out of a pay run as the rating says', async () => {
    got(await addRateCard(shell, clerk, { name: 'Kinds', text: JSON.stringify(CARD) }))
    const refs = await loadVisits(
      shell,
      KINDS.map(([, visit]) => madeOf(visit)),
    )
    for (const [at, [, , wakings]] of KINDS.entries())
      if (wakings && wakings.length > 0)
        got(await noteWakings(shell, clerk, { visitRef: refs[at] ?? '', minutes: wakings, note: '' }))
    const [cancelled] = refs.slice(-1)
    got(
      await cancelVisit(shell, clerk, {
        ...{ visitRef: cancelled ?? '', reason: 'Her daughter comes', by: 'person', toldAt: told },
      }),
    )
    const tariff = tariffOf(got(parseRateCard(JSON.stringify(CARD))), bankHolidays(['2026-12-25']))
    const payRunRef = await draftRun(shell)
    for (const [at, [what, visit, wakings, exception]] of KINDS.entries()) {
      const start = instantAt(visit.day, visit.start)
      const rated = got(
        rateVisit(tariff, {
          ...{ visitRef: 'V', personRef: 'P', contractRef: 'C', service: visit.service ?? 'home_care', zone: 'rural' },
          ...{ start, minutes: visit.minutes, workers: visit.workers ?? 1, wakings, exception },
          ...{ skill: visit.skill, miles: visit.miles },
          attendances: (visit.log ?? []).map(([from, to]) => ({
            in: microsOf(start.add({ minutes: from })),
            out: to === undefined ? undefined : microsOf(start.add({ minutes: to })),
          })),
        }),
      )
      assert.ok(rated.amountPence > 0, what)
      const line = await lineOf(payRunRef, refs[at])
      assert.deepEqual([what, line?.amountPence, line?.reason], [what, rated.amountPence, rated.reason])
    }
  })

  it('of two workers who were not let in, the one who came is paid', async () => {
    got(await addRateCard(shell, clerk, { name: 'Kinds', text: JSON.stringify(CARD) }))
    const [visitRef] = await loadVisits(shell, [
      madeOf({ ...plain, day: '2026-11-03', workers: 2, log: [[0, 5]], reasonCode: away }),
    ])
    const line = await lineOf(await draftRun(shell), visitRef)
    assert.deepEqual(
      [line?.amountPence, line?.workersPaid, line?.reason],
      [641, 1, 'Paid 15 minutes: the worker came and was not let in.'],
    )
  })

  it('is not owed for short notice where the provider cancelled, or was told after the time', async () => {
    got(await addRateCard(shell, clerk, { name: 'Kinds', text: JSON.stringify(CARD) }))
    const refs = await loadVisits(
      shell,
      ['2026-11-10', '2026-11-11', '2026-11-12'].map((day) => madeOf({ ...plain, day, log: [] })),
    )
    const cancel = (at: number, by: 'person' | 'provider', toldAt: Temporal.Instant) =>
      cancelVisit(shell, clerk, { visitRef: refs[at] ?? '', reason: 'Away', by, toldAt })
    got(await cancel(0, 'provider', instantAt('2026-11-09', '20:00')))
    got(await cancel(1, 'person', instantAt('2026-11-11', '08:00')))
    got(await cancel(2, 'person', instantAt('2026-11-12', '07:59')))
    const payRunRef = await draftRun(shell)
    const lines = await shell.read(clerk, (tx) => listDraftLines(tx, payRunRef, {}, { offset: 0, limit: 50 }))
    assert.deepEqual(
      lines.map((line) => [line.visitRef, line.amountPence]),
      [[refs[2], 541]],
    )
    assert.equal(refusal(await cancel(2, 'person', clock.now)), 'cancelled already')
  })

  it('of a night is rated again when the provider says that the worker was woken', async () => {
    got(await addRateCard(shell, clerk, { name: 'Kinds', text: JSON.stringify(CARD) }))
    const night = { start: '22:00', minutes: 540, log: [[0, 540]], service: 'sleep_in' } as const
    const [visitRef = ''] = await loadVisits(shell, [madeOf({ ...night, day: addDays('2026-11-15', -3) })])
    const payRunRef = await draftRun(shell)
    assert.equal((await lineOf(payRunRef, visitRef))?.amountPence, 7500)
    got(await noteWakings(shell, provider, { visitRef, minutes: [30, 40], note: 'Restless' }))
    await workPayRun(shell, COUNCIL, payRunRef)
    assert.equal((await lineOf(payRunRef, visitRef))?.amountPence, 7500 + 1200)
    assert.equal(refusal(await noteWakings(shell, provider, { visitRef, minutes: [30], note: '' })), 'no reason given')

    got(await checkAndApprove(shell, payRunRef))
    await workPayRun(shell, COUNCIL, payRunRef)
    got(await noteWakings(shell, provider, { visitRef, minutes: [30, 40, 20], note: 'One was forgotten' }))
    await paidRun(shell, { organisationRef: null, from: '2026-11-16', to: '2026-11-22' })
    const [adjusted] = await shell.read(clerk, (tx) =>
      rows(
        tx,
        sql<{ cause: string; pence: number; reason: string }>`select cause, amount_pence as pence, reason
          from payments.adjustment where visit_ref = ${visitRef}`,
      ),
    )
    assert.deepEqual([adjusted?.cause, adjusted?.pence], ['described_anew', 600])
    assert.match(
      adjusted?.reason ?? '',
      /^What is said of the visit changed after the statement: £93.00 is due and £87.00/,
    )
  })

  it('pays no minute that is banked: what is paid though it was not worked is not saved', async () => {
    const visit = { personRef: 'P-1001', organisationRef: BANDED, start: '08:00', minutes: 45 }
    // By quarters of an hour 40 minutes are paid as 45, and 30 as 30.
    const [long = '', short = ''] = await loadVisits(shell, [
      { ...visit, day: '2026-11-03', log: [[0, 40]] },
      { ...visit, day: '2026-11-04', log: [[0, 30]] },
    ])
    const saving = { agreedWith: 'Margaret Hughes', agreedOn: '2026-11-04' }
    assert.equal(
      refusal(await bankTime(shell, provider, { ...saving, visitRef: long, minutes: 5 })),
      'paid all the same',
    )
    got(await bankTime(shell, provider, { ...saving, visitRef: short, minutes: 15 }))
    const payRunRef = await draftRun(shell)
    const lines = await shell.read(clerk, (tx) => listDraftLines(tx, payRunRef, {}, { offset: 0, limit: 5 }))
    assert.deepEqual(
      lines.map(({ visitRef, payableMinutes }) => [visitRef, payableMinutes]),
      [
        [long, 45],
        [short, 30],
      ],
    )
  })
})
