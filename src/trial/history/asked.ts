/** How care that is in place came about in the years before: when it was asked for and why, and who else offered. */
import { addDays, type Day, daysBetween, type Instant, instantAt } from '#src/base/day.ts'
import { type Holidays, workingDayBefore } from '#src/base/working-days.ts'
import type { RequestKind } from '#src/brokerage/requests/request.ts'
import type { Dice } from '#src/trial/dice.ts'

/** When care began that was there before the history of visits: on a day since the contracts began. */
export const earlierStart = (dice: Dice, from: Day, contractsFrom: Day): Day =>
  addDays(from, -dice.whole(0, Math.max(0, daysBetween(contractsFrom, from) - 40)))

const KINDS: readonly (readonly [RequestKind, number])[] = [
  ['new', 48],
  ['hospital_discharge', 34],
  ['change', 12],
  ['restart', 6],
]
export const kindOfRequest = (dice: Dice): RequestKind => dice.weighted(KINDS)

/** Working days from the request to the start: a discharge is quick, some take long, and all took longer before. */
function workingDays(dice: Dice, kind: RequestKind, ago: number): number {
  const usual = kind === 'hospital_discharge' ? dice.whole(3, 6) : dice.whole(5, 10)
  const late = dice.percent(12) ? dice.whole(4, 12) : 0
  return usual + late + Math.floor(ago / 120)
}

export type Times = Readonly<Record<'requested' | 'sent' | 'offered' | 'closes' | 'chosen' | 'placed', Instant>>

/** What part of the way each step is; the rest is what a provider needs to begin. */
const STEPS = { requested: 0, sent: 0.06, offered: 0.16, closes: 0.28, chosen: 0.36, placed: 0.68 } as const

const OFFICE_MINUTES = 8 * 60

/** The road to a placement, in the office's hours of working days before its start. */
export function timesBefore(
  dice: Dice,
  { startDay, kind, today, holidays }: { startDay: Day; kind: RequestKind; today: Day; holidays: Holidays },
): Times {
  const days: Day[] = []
  const count = workingDays(dice, kind, Math.max(0, daysBetween(startDay, today)))
  for (let day = workingDayBefore(startDay, holidays); days.length < count; day = workingDayBefore(day, holidays))
    days.unshift(day)
  const at = (part: number): Instant => {
    const whole = part * count
    const day = days[Math.floor(whole)] ?? startDay
    return instantAt(day, '09:00').add({ minutes: Math.floor((whole % 1) * OFFICE_MINUTES) })
  }
  const jitter = dice.next() * 0.02
  return {
    requested: at(STEPS.requested + jitter),
    sent: at(STEPS.sent + jitter),
    offered: at(STEPS.offered + jitter + dice.next() * 0.1),
    closes: at(STEPS.closes + jitter),
    chosen: at(STEPS.chosen + jitter + dice.next() * 0.05),
    placed: at(STEPS.placed + dice.next() * 0.25),
  }
}
