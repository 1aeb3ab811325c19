import { addDays, type Day } from '#src/base/day.ts'
import { ok, type Result } from '#src/base/result.ts'
import type { Shell } from '#src/platform/command.ts'
import { type Plan, planPlacement } from '#src/visits/index.ts'
import { system } from '#test/support/database.ts'

/** A placement with one visit a day, at nine for half an hour, unless said otherwise. */
export const planOf = (changes: Partial<Plan> = {}): Plan => ({
  packageRef: 'PK-1001',
  personRef: 'P-1001',
  organisationRef: '1-101',
  contractRef: 'CT-101',
  cardRef: 'HC-2026',
  service: 'home_care',
  zone: 'town',
  startDay: '2026-11-16',
  endDay: undefined,
  pattern: [slotOf()],
  ...changes,
})

type Slot = Plan['pattern'][number]

export const slotOf = (changes: Partial<Slot> = {}): Slot => ({
  slot: 1,
  days: [1, 2, 3, 4, 5, 6, 7],
  windowFrom: '00:00',
  windowTo: '23:59',
  start: '09:00',
  minutes: 30,
  workers: 1,
  timeCritical: false,
  tasks: 'Wash and dress',
  ...changes,
})

/** Plans visits as the listener does when a package is placed. */
export async function place(shell: Shell, ...plans: readonly Plan[]): Promise<void> {
  for (const plan of plans) {
    const done: Result<string, never> = await shell.command(system(), 'place', async (tx) => {
      await planPlacement(tx, plan)
      if (plan.pattern.length === 0)
        tx.record({ type: 'brokerage.placed', about: [`package:${plan.packageRef}`], data: {} })
      return ok(plan.packageRef)
    })
    if (!done.ok) throw new Error('not placed')
  }
}

/** A line of a call log as a file or a machine sends it. */
export const logRow = (changes: Record<string, string> = {}): Record<string, string> => ({
  log_ref: 'L-1',
  visit_ref: '',
  person_ref: 'P-1001',
  worker_ref: 'W-1',
  in_at: '2026-11-20T09:02:00Z',
  out_at: '2026-11-20T09:31:00Z',
  in_source: 'app_gps',
  out_source: 'app_gps',
  reason_code: '',
  ...changes,
})

export const csvOf = (rows: readonly Record<string, string>[]): string => {
  const [first = logRow()] = rows
  const columns = Object.keys(first)
  return [columns.join(','), ...rows.map((row) => columns.map((column) => row[column] ?? '').join(','))].join('\r\n')
}

/** The bytes of a text as the reader of files wants them: with room for one more. */
export function bytesOf(text: string): { bytes: Uint8Array; length: number } {
  const encoded = new TextEncoder().encode(text)
  const bytes = new Uint8Array(encoded.length + 1)
  bytes.set(encoded)
  return { bytes, length: encoded.length }
}

export type LogOf = { readonly people: number; readonly days: number; readonly from: Day; readonly callsADay?: number }

const STARTS = ['08:00', '12:30', '17:00', '20:30']

/** Plans of many people with four visits a day. */
export const manyPlans = ({ people, from }: LogOf): Plan[] =>
  Array.from({ length: people }, (_, index) =>
    planOf({
      packageRef: `PK-${10_001 + index}`,
      personRef: `P-${10_001 + index}`,
      organisationRef: `1-${101 + (index % 64)}`,
      startDay: from,
      pattern: STARTS.map((start, at) => slotOf({ slot: at + 1, start })),
    }),
  )

/** A call log of these people: every visit attended, a little late or early, no row naming its visit. */
export function* manyRows({ people, days, from }: LogOf): Generator<Record<string, string>> {
  let number = 0
  for (let day = 0; day < days; day++) {
    const date = addDays(from, day)
    for (let person = 0; person < people; person++)
      for (const [slot, start] of STARTS.entries()) {
        number += 1
        const late = (number * 7) % 25
        const [hour = 0, minute = 0] = start.split(':').map(Number)
        const at = (minutes: number): string => {
          const all = hour * 60 + minute + minutes
          return `${date}T${String(Math.floor(all / 60)).padStart(2, '0')}:${String(all % 60).padStart(2, '0')}:00`
        }
        yield logRow({
          log_ref: `L-${number}`,
          person_ref: `P-${10_001 + person}`,
          worker_ref: `W-${(person % 300) + slot}`,
          in_at: at(late),
          out_at: at(late + 25 + (number % 9)),
        })
      }
  }
}
