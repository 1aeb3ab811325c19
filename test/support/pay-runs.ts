/** A council whose visits can be paid: three providers with a card each, two people, visits with the flaws of real life. */
import assert from 'node:assert/strict'
import { addDays, type Day, instantAt } from '#src/base/day.ts'
import { ok, type Result } from '#src/base/result.ts'
import { enterContract } from '#src/contracts/index.ts'
import { importHolidays, nameCouncil, setZones } from '#src/councils/index.ts'
import { approvePayRun, checkPayRun, startPayRun, workPayRun } from '#src/payments/index.ts'
import { addPerson } from '#src/people/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell, Write } from '#src/platform/command.ts'
import type { Engine } from '#src/platform/engine.ts'
import { loadRegister } from '#src/providers/index.ts'
import { addRateCard } from '#src/rates/index.ts'
import { loadCallLog, loadPlannedVisits, type Plan, type SentRow } from '#src/visits/index.ts'
import { COUNCIL, officer, system } from '#test/support/database.ts'

export const FAY: Actor = {
  ...officer('O-4', ['payments.see', 'payments.run', 'payments.approve']),
  name: 'Fay Finance',
}
export const MAX: Actor = {
  ...officer('O-5', ['payments.see', 'payments.run', 'payments.approve']),
  name: 'Max Manager',
}

/** The provider of each way of paying: bands of a quarter of an hour, the balance of the period, by the minute in pieces. */
export const [BANDED, BALANCED, SPLIT] = ['1-101', '1-102', '1-103'] as const

const hourly = (day: string, pence: number, from = '00:00', to = '24:00') => ({
  ...{ service: 'home_care', zone: 'any', day, from, to },
  pence_per_hour: pence,
})

export const CARDS: Readonly<Record<string, object>> = {
  [BANDED]: {
    ...{ card: 'HC-BAND', from: '2026-04-06', to: null },
    payment: { rule: 'banded', increment: 15, mode: 'nearest', cap_at_planned: false, no_log_out: 'query' },
    rate_at: 'start',
    rates: [hourly('any', 2164), hourly('weekend', 2331), hourly('bank_holiday', 3462)],
    bands: [{ service: 'home_care', zone: 'rural', prices: { '30': 1600, '45': 2000 } }],
  },
  [BALANCED]: {
    ...{ card: 'HC-BALANCE', from: '2026-04-06', to: null },
    payment: { rule: 'balance', no_log_out: 'query' },
    rates: [hourly('any', 2250)],
  },
  [SPLIT]: {
    ...{ card: 'HC-SPLIT', from: '2026-04-06', to: null },
    payment: { rule: 'actual', no_log_out: 'zero' },
    rate_at: 'split',
    rates: [hourly('any', 2000, '00:00', '09:15'), hourly('any', 2600, '09:15', '24:00')],
  },
}

export const cardOf = (organisationRef: string): string =>
  (CARDS[organisationRef] as { card: string } | undefined)?.card ?? ''

export function got<T, E>(result: Result<T, E>): T {
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.error))
  return result.value
}

export const refusal = <E>(result: Result<unknown, E>): E | undefined => (result.ok ? undefined : result.error)

/** Work of a test inside one command, with a fact so that it may. */
export const inCommand = (shell: Shell, work: (tx: Write) => Promise<unknown>, actor: Actor = system()) =>
  shell.command(actor, 'set-up', async (tx): Promise<Result<true, never>> => {
    await work(tx)
    tx.record({ type: 'test.set-up', about: [], data: {} })
    return ok(true)
  })

export async function seedProviders(shell: Shell): Promise<void> {
  const names = ['Wye Valley Carers', 'Ledbury Support', 'Meadow View Homecare']
  const entries = Object.keys(CARDS).map((ref, line) => ({
    line,
    organisation: { organisationRef: ref, name: names[line] ?? ref, status: 'registered' as const },
    ratings: [],
    successions: [],
  }))
  await inCommand(shell, (tx) => loadRegister(tx, entries, { layout: 'made-up', asOf: '2026-11-01' }))
}

/** Names, zones, holidays, people P-1001 and P-1002, providers, cards, and a contract for each provider: CT-1001, CT-1002, CT-1003. */
export async function seedPayCouncil({ shell }: { shell: Shell }): Promise<void> {
  const me = system()
  got(await nameCouncil(shell, me, { name: 'Wenbury Council' }))
  got(await setZones(shell, me, { zones: [{ zone: 'rural', name: 'Rural', kind: 'rural' }] }))
  got(
    await importHolidays(shell, me, [
      { day: '2025-12-25', title: 'Christmas Day' },
      { day: '2026-11-11', title: 'A day off in Wenbury' },
      { day: '2027-12-27', title: 'Christmas Day' },
    ]),
  )
  const common = { zone: 'rural', language: 'English', interpreter: false, addressLines: ['4 Mill Lane'] }
  for (const [givenName, familyName, birthDay, postcode] of [
    ['Margaret', 'Hughes', '1942-03-27', 'HR6 8AB'],
    ['Owen', 'Price', '1938-01-02', 'HR6 9CD'],
  ] as const)
    got(await addPerson(shell, me, { details: { ...common, givenName, familyName, birthDay, postcode } }))
  await seedProviders(shell)
  for (const [organisationRef, card] of Object.entries(CARDS)) {
    const { cardRef } = got(
      await addRateCard(shell, me, { name: `Home care, ${organisationRef}`, text: JSON.stringify(card) }),
    )
    got(await enterContract(shell, me, contractOf({ organisationRef, cardRef })))
  }
}

type EnterContract = Parameters<typeof enterContract>[2]

export const contractOf = (changes: Partial<EnterContract> = {}): EnterContract => ({
  ...{ frameworkRef: null, organisationRef: BANDED, title: 'Home care, north', lot: '1', service: 'home_care' },
  ...{ zones: ['rural'], cardRef: 'HC-BAND', ceilingPence: null, fromDay: '2026-04-06', toDay: '2028-04-01' },
  ...changes,
})

export type VisitMade = {
  readonly personRef: string
  readonly organisationRef: string
  readonly day: Day
  readonly start: string
  readonly minutes: number
  readonly workers?: 1 | 2
  /** Minutes after the planned start of each log-in and log-out; undefined: no log-out. */
  readonly log?: readonly (readonly [number, number | undefined])[]
  /** A card that is not its provider's own. */
  readonly cardRef?: string
  readonly contractRef?: string
  readonly service?: string
  readonly skill?: string
  readonly miles?: number
  /** What the log rows give as their reason. */
  readonly reasonCode?: string
  /** Entered by hand, in part or as a whole. */
  readonly byHand?: boolean
}

/** Puts visits and their call log into the books through the loaders of visits; answers with their references in the same order. */
export async function loadVisits(shell: Shell, visits: readonly VisitMade[], batch = 'A'): Promise<string[]> {
  const packageRef = (at: number) => `PK-${batch}${at + 1}`
  const visitRef = (at: number) => `${packageRef(at)}-${visits[at]?.day.replaceAll('-', '')}-1`
  const plans = visits.map((visit, at): Plan => {
    const contract = Object.keys(CARDS).indexOf(visit.organisationRef)
    return {
      ...{ packageRef: packageRef(at), personRef: visit.personRef, organisationRef: visit.organisationRef },
      ...{
        contractRef: visit.contractRef ?? `CT-${1001 + contract}`,
        cardRef: visit.cardRef ?? cardOf(visit.organisationRef),
      },
      ...{ service: visit.service ?? 'home_care', zone: 'rural', startDay: visit.day, endDay: addDays(visit.day, 1) },
      pattern: [
        {
          ...{ slot: 1, days: [1, 2, 3, 4, 5, 6, 7], windowFrom: '00:00', windowTo: '23:59', start: visit.start },
          ...{ minutes: visit.minutes, workers: visit.workers ?? 1, timeCritical: false, tasks: 'Wash and dress' },
          ...(visit.skill === undefined ? {} : { skill: visit.skill }),
          ...(visit.miles === undefined ? {} : { miles: visit.miles }),
        },
      ],
    }
  })
  const plannedTo = addDays(
    visits.map((visit) => visit.day).reduce((a, b) => (a > b ? a : b)),
    1,
  )
  const sent = visits.flatMap((visit, at) =>
    (visit.log ?? []).map(([from, to], worker) => logged(visit, visitRef(at), `${batch}-${at}-${worker}`, from, to)),
  )
  await inCommand(shell, async (tx) => {
    await loadPlannedVisits(tx, { plans, absences: [], plannedTo })
    if (sent.length > 0) await loadCallLog(tx, 'vendor:made-up', sent)
  })
  return visits.map((_, at) => visitRef(at))
}

function logged(visit: VisitMade, visitRef: string, logRef: string, from: number, to: number | undefined): SentRow {
  const start = instantAt(visit.day, visit.start).epochMilliseconds
  const micros = (minutes: number) => (start + minutes * 60_000) * 1000
  return {
    ...{
      logRef,
      visitRef,
      personRef: visit.personRef,
      workerRef: `W-${logRef}`,
      in: micros(from),
      inSource: visit.byHand ? 'manual' : 'app_gps',
    },
    ...{ out: to === undefined ? undefined : micros(to), outSource: to === undefined ? undefined : 'app_gps' },
    reasonCode: visit.reasonCode ?? (visit.byHand ? 'carer_forgot' : undefined),
  }
}

/** The visits of two people over a fortnight with all that can happen to them; the last one has no rate card. */
export const FLAWED: readonly VisitMade[] = [
  { personRef: 'P-1001', organisationRef: BANDED, day: '2026-11-02', start: '08:00', minutes: 30, log: [[1, 29]] },
  { personRef: 'P-1001', organisationRef: BANDED, day: '2026-11-03', start: '08:00', minutes: 45, log: [[-5, 55]] },
  { personRef: 'P-1001', organisationRef: BANDED, day: '2026-11-04', start: '08:00', minutes: 30 },
  {
    personRef: 'P-1001',
    organisationRef: BANDED,
    day: '2026-11-05',
    start: '08:00',
    minutes: 30,
    log: [[2, undefined]],
  },
  { personRef: 'P-1001', organisationRef: BANDED, day: '2026-11-07', start: '08:00', minutes: 30, log: [[0, 21]] },
  { personRef: 'P-1001', organisationRef: BANDED, day: '2026-11-11', start: '08:00', minutes: 60, log: [[0, 61]] },
  {
    ...{ personRef: 'P-1001', organisationRef: BANDED, day: '2026-11-12', start: '08:00', minutes: 45, workers: 2 },
    log: [
      [0, 44],
      [3, 45],
    ],
  },
  {
    ...{ personRef: 'P-1001', organisationRef: BANDED, day: '2026-11-13', start: '08:00', minutes: 45, workers: 2 },
    log: [[0, 44]],
  },
  { personRef: 'P-1002', organisationRef: BALANCED, day: '2026-11-02', start: '09:00', minutes: 30, log: [[0, 20]] },
  { personRef: 'P-1002', organisationRef: BALANCED, day: '2026-11-03', start: '09:00', minutes: 30, log: [[0, 50]] },
  { personRef: 'P-1002', organisationRef: BALANCED, day: '2026-11-04', start: '09:00', minutes: 30, log: [[0, 45]] },
  { personRef: 'P-1002', organisationRef: SPLIT, day: '2026-11-05', start: '09:00', minutes: 40, log: [[0, 38]] },
  {
    personRef: 'P-1002',
    organisationRef: SPLIT,
    day: '2026-11-06',
    start: '09:00',
    minutes: 40,
    log: [[0, undefined]],
  },
  {
    ...{
      personRef: 'P-1002',
      organisationRef: SPLIT,
      day: '2026-11-06',
      start: '18:00',
      minutes: 30,
      cardRef: 'HC-NONE',
    },
    log: [[0, 30]],
  },
]

export const FORTNIGHT = { organisationRef: null, from: '2026-11-02', to: '2026-11-16' } as const

type Period = { organisationRef: string | null; from: Day; to: Day }

/** A run made and worked to a draft. */
export async function draftRun(shell: Shell, period: Period = FORTNIGHT, maker = FAY): Promise<string> {
  const payRunRef = got(await startPayRun(shell, maker, period))
  await workPayRun(shell, COUNCIL, payRunRef)
  return payRunRef
}

/** A draft checked by the one officer and approved by the other, or the refusal of either. */
export async function checkAndApprove(shell: Shell, payRunRef: string) {
  const checked = await checkPayRun(shell, FAY, { payRunRef, note: 'Log-outs asked for' })
  return checked.ok || checked.error === 'checked already' ? approvePayRun(shell, MAX, payRunRef) : checked
}

/** A run made, worked, checked, approved by another officer, and posted. */
export async function paidRun(shell: Shell, period: Period = FORTNIGHT): Promise<string> {
  const payRunRef = await draftRun(shell, period)
  got(await checkAndApprove(shell, payRunRef))
  await workPayRun(shell, COUNCIL, payRunRef)
  return payRunRef
}

/** An engine that tells of every statement before it is sent. */
export const counted = (engine: Engine, tell: () => void): Engine => ({
  ...engine,
  session: (work) =>
    engine.session((session) => {
      const telling =
        <A extends unknown[], R>(send: (...sent: A) => R) =>
        (...sent: A): R => {
          tell()
          return send(...sent)
        }
      return work({
        query: telling(session.query),
        script: telling(session.script),
        ahead: telling(session.ahead),
      })
    }),
})

/** The fortnight of many people, each with all that can happen to a visit. */
export const crowd = (people: number): VisitMade[] =>
  Array.from({ length: people }, (_, at) =>
    FLAWED.map((visit): VisitMade => ({ ...visit, personRef: `P-${2001 + at}` })),
  ).flat()
