/** Four weeks of a council's visits with their call log and its flaws, put into the database by the stages' own loaders. */
import { addDays, type Day, instantAt } from '#src/base/day.ts'
import { ok } from '#src/base/result.ts'
import { setZones } from '#src/councils/index.ts'
import { enterContract } from '#src/contracts/index.ts'
import type { Shell } from '#src/platform/command.ts'
import { loadRegister } from '#src/providers/index.ts'
import { addRateCard } from '#src/rates/index.ts'
import { loadPlannedVisits, type Plan, sendBatch, type SentRow } from '#src/visits/index.ts'
import { dice } from '#test/bench/generate-month.ts'
import { officer, system } from '#test/support/database.ts'
import { contractOf, got, inCommand } from '#test/support/pay-runs.ts'
import { planOf, slotOf } from '#test/support/visits.ts'

export const FROM: Day = '2026-10-19'
const DAYS = 28
export const TO: Day = addDays(FROM, DAYS)

const PROVIDERS = 64
const VISITS_A_PERSON = 4 * DAYS
const PEOPLE_AT_ONCE = 400
const BATCH = 5_000
const STARTS = ['07:15', '12:00', '16:45', '20:30'] as const
const LENGTHS = [15, 30, 30, 30, 45, 45, 60]

const priced = (zone: string, day: string, pence: number) => ({
  ...{ service: 'home_care', zone, day, from: '00:00', to: '24:00' },
  pence_per_hour: pence,
})

const RATES = [
  priced('any', 'any', 2164),
  priced('any', 'weekend', 2380),
  priced('rural', 'any', 2312),
  priced('rural', 'weekend', 2544),
]

/** Two ways of paying; every other contract has the other. */
export const CARDS = [
  {
    ...{ card: 'HC-BAND', from: '2026-04-06', to: null, rate_at: 'start', rates: RATES },
    payment: { rule: 'banded', increment: 15, mode: 'nearest', cap_at_planned: false, no_log_out: 'query' },
  },
  {
    ...{ card: 'HC-CAP', from: '2026-04-06', to: null, rate_at: 'start', rates: RATES },
    payment: { rule: 'capped', no_log_out: 'query' },
  },
] as const

export type Month = { readonly visits: number; readonly logged: number }

/** Loads about so many visits and their log, which then waits for its seats; the same number makes the same month. */
export async function loadMonth(shell: Shell, visits: number): Promise<Month> {
  const contracts = await loadContracts(shell)
  const random = dice(1)
  const people = Math.max(1, Math.round(visits / VISITS_A_PERSON))
  const plans = Array.from({ length: people }, (_, at) => planFor(at, contracts[at % PROVIDERS] as string, random))
  for (let from = 0; from < people; from += PEOPLE_AT_ONCE)
    await inCommand(shell, (tx) =>
      loadPlannedVisits(tx, { plans: plans.slice(from, from + PEOPLE_AT_ONCE), absences: [], plannedTo: TO }),
    )
  return { visits: people * VISITS_A_PERSON, logged: await sendLog(shell, plans, random) }
}

async function loadContracts(shell: Shell): Promise<string[]> {
  const zones = (['rural', 'urban'] as const).map((zone) => ({ zone, name: zone, kind: zone }))
  got(await setZones(shell, system(), { zones }))
  for (const card of CARDS) got(await addRateCard(shell, system(), { name: card.card, text: JSON.stringify(card) }))
  const refs = Array.from({ length: PROVIDERS }, (_, at) => `1-${1000 + at}`)
  const entries = refs.map((organisationRef, line) => ({
    line,
    organisation: { organisationRef, name: `Provider ${line}`, status: 'registered' as const },
    ratings: [],
    successions: [],
  }))
  await inCommand(shell, (tx) => loadRegister(tx, entries, { layout: 'made-up', asOf: FROM }))
  const contracts: string[] = []
  for (const [at, organisationRef] of refs.entries()) {
    const cardRef = CARDS[at % CARDS.length]?.card ?? ''
    const entered = got(await enterContract(shell, officer(), contractOf({ organisationRef, cardRef })))
    contracts.push(entered)
  }
  return contracts
}

function planFor(at: number, contractRef: string, random: () => number): Plan {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  return planOf({
    packageRef: `PK-${100_001 + at}`,
    personRef: `P-${100_001 + at}`,
    organisationRef: `1-${1000 + (at % PROVIDERS)}`,
    contractRef,
    cardRef: CARDS[(at % PROVIDERS) % CARDS.length]?.card ?? '',
    zone: at % 3 === 0 ? 'rural' : 'urban',
    startDay: FROM,
    endDay: TO,
    pattern: STARTS.map((start, slot) =>
      slotOf({ slot: slot + 1, start, minutes: pick(LENGTHS), workers: random() < 0.08 ? 2 : 1 }),
    ),
  })
}

/** As it comes in, day by day and round by round, in a machine's batches; most rows name their visit. */
async function sendLog(shell: Shell, plans: readonly Plan[], random: () => number): Promise<number> {
  let waiting: SentRow[] = []
  let sent = 0
  const send = async (rows: readonly SentRow[]) => {
    const read = rows.map((row) => ({ logRef: row.logRef, read: ok(row) }))
    await sendBatch(shell, officer('vendor', ['visits.log']), { source: 'vendor:made-up', rows: read }, {})
    sent += rows.length
  }
  for (let day = FROM; day < TO; day = addDays(day, 1))
    for (const [slot, start] of STARTS.entries()) {
      const at = instantAt(day, start).epochMilliseconds / 1000
      for (const plan of plans) waiting.push(...rowsOf(plan, day, slot, at, random))
      for (; waiting.length >= BATCH; waiting = waiting.slice(BATCH)) await send(waiting.slice(0, BATCH))
    }
  if (waiting.length > 0) await send(waiting)
  return sent
}

function* rowsOf(plan: Plan, day: Day, slot: number, start: number, random: () => number): Generator<SentRow> {
  const { minutes = 30, workers = 1 } = plan.pattern[slot] ?? {}
  const came = random() < 0.02 ? 0 : workers === 2 && random() < 0.1 ? 1 : workers
  const visitRef = `${plan.packageRef}-${day.replaceAll('-', '')}-${slot + 1}`
  const person = Number(plan.personRef.slice(2))
  for (let worker = 0; worker < came; worker++) {
    const logIn = start + Math.floor((random() - 0.4) * 1200)
    const logOut = logIn + Math.max(60, Math.floor(minutes * 60 * (0.7 + random() * 0.5)))
    const isByHand = random() < 0.06
    const source = isByHand ? 'manual' : random() < 0.7 ? 'app_gps' : 'landline'
    const forgot = random() < 0.01
    yield {
      logRef: `L-${visitRef}-${worker}`,
      visitRef: random() < 0.1 ? undefined : visitRef,
      personRef: plan.personRef,
      workerRef: `W-${((person * 7 + worker * 13 + slot) % 9000) + 1000}`,
      in: logIn * 1e6,
      inSource: source,
      out: forgot ? undefined : logOut * 1e6,
      outSource: forgot ? undefined : source,
      reasonCode: isByHand ? 'carer_forgot' : undefined,
    }
  }
}
