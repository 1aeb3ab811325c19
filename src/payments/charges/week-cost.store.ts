/** What a person's visits of a week cost, day by day (M-60). */
import type { Day } from '#src/base/day.ts'
import { divideHalfUp, type Pence } from '#src/base/money.ts'
import { tariffsFor } from '#src/payments/adjustments/recheck-commands.ts'
import { listPlanned, listPosted, type WeekDue } from '#src/payments/charges/charge.store.ts'
import { priceLines } from '#src/payments/pay-runs/price-lines.ts'
import { listVisitsDone } from '#src/payments/pay-runs/visits-to-pay.store.ts'
import type { Read } from '#src/platform/database.ts'
import { placeOf, priceVisit, type Tariff } from '#src/rates/index.ts'

type Placed = { readonly service: string; readonly zone: string }
type Worked = { readonly payableMinutes: number; readonly workersPaid: number; readonly aloneMinutes?: number }

/**
 * Within a block a visit is paid nothing by itself, since its hours were bought together: its minutes cost the card's price of an
 * hour of the block, whatever others used of it.
 */
function costInBlock(
  tariff: Tariff,
  { service, zone }: Placed,
  { payableMinutes, workersPaid, aloneMinutes = 0 }: Worked,
): Pence | undefined {
  const { block } = placeOf(tariff, service, zone)
  return block && divideHalfUp((payableMinutes * workersPaid + aloneMinutes) * block.pencePerHour, 60)
}

/** As the visits were paid, adjustments included; those of a block by their minutes as they now stand. */
export async function costsPaid(tx: Read, due: WeekDue): Promise<ReadonlyMap<Day, Pence>> {
  const posted = await listPosted(tx, due)
  const costs = new Costs()
  for (const { day, pence } of posted) costs.add(day, pence)
  const visits = await listVisitsDone(
    tx,
    posted.filter(({ pence }) => pence === 0),
  )
  const standing = visits.filter(({ cancelledWhy }) => cancelledWhy == null)
  const tariffFor = await tariffsFor(tx, standing)
  for (const [at, line] of priceLines(standing, tariffFor).entries()) {
    const [visit, tariff] = [standing[at], tariffFor(line.cardRef, line.day)]
    if (visit && tariff) costs.add(line.day, costInBlock(tariff, visit, line) ?? 0)
  }
  return costs.byDay
}

/** What the visits that stand would have cost as planned. */
export async function costsPlanned(tx: Read, due: WeekDue): Promise<ReadonlyMap<Day, Pence>> {
  const visits = await listPlanned(tx, due)
  const tariffFor = await tariffsFor(tx, visits)
  const costs = new Costs()
  for (const visit of visits) {
    const tariff = tariffFor(visit.cardRef, visit.day)
    if (!tariff) continue
    const priced = priceVisit(tariff, visit)
    if (priced.ok) costs.add(visit.day, costInBlock(tariff, visit, priced.value) ?? priced.value.amountPence)
  }
  return costs.byDay
}

class Costs {
  readonly byDay = new Map<Day, Pence>()

  add(day: Day, pence: Pence): void {
    this.byDay.set(day, (this.byDay.get(day) ?? 0) + pence)
  }
}
