/** What each visit of a pattern costs in an ordinary week, by a rate card. */
import { addDays, type Day, dayOfWeek, instantAt } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { VisitPrice } from '#src/brokerage/offers/offer.ts'
import { type PatternVisit, slotDays } from '#src/brokerage/packages/pattern.ts'
import { type PriceRefusal, priceVisit, type Tariff } from '#src/rates/index.ts'

const WEEKS_TO_LOOK = 6

/** Each visit on the first such day of the week from the start that is no bank holiday: a placement is compared by its usual weeks. */
export function priceWeek(
  tariff: Tariff,
  asked: { readonly service: string; readonly zone: string; readonly pattern: readonly PatternVisit[] },
  startBy: Day,
  holidays: ReadonlySet<Day>,
): Result<VisitPrice[], PriceRefusal> {
  const prices: VisitPrice[] = []
  for (const { slot, day } of slotDays(asked.pattern)) {
    const visit = asked.pattern.find((one) => one.slot === slot) as PatternVisit
    const priced = priceVisit(tariff, {
      service: asked.service,
      zone: asked.zone,
      start: instantAt(ordinaryDay(startBy, day, holidays), visit.start),
      minutes: visit.minutes,
      workers: visit.workers,
      skill: visit.skill,
      miles: visit.miles,
    })
    if (!priced.ok) return refuse(priced.error.refusal)
    const { amountPence, pencePerHour, bandMinutes } = priced.value
    const byTheHour = bandMinutes === 0 && pencePerHour !== undefined
    prices.push({ slot, day, pence: amountPence, ...(byTheHour ? { pencePerHour } : {}) })
  }
  return ok(prices)
}

function ordinaryDay(from: Day, day: number, holidays: ReadonlySet<Day>): Day {
  const first = addDays(from, (day - dayOfWeek(from) + 7) % 7)
  const weeks = Array.from({ length: WEEKS_TO_LOOK }, (_, week) => addDays(first, week * 7))
  return weeks.find((candidate) => !holidays.has(candidate)) ?? first
}
