import { addDays, type Day, dayOf } from '#src/base/day.ts'
import type { CarePackage } from '#src/brokerage/packages/care-package.ts'
import { isBesideFramework } from '#src/brokerage/placing/rooms.store.ts'
import { listContractsFor } from '#src/contracts/index.ts'
import { getPolicy } from '#src/councils/index.ts'
import type { Read } from '#src/platform/database.ts'

/** Whether the provider would be asked beside a framework: that is a spot purchase, with its own controls. */
export async function needsSpot(tx: Read, pkg: CarePackage, organisationRef: string): Promise<boolean> {
  // Who pays alone needs no approval of the council's to buy elsewhere.
  if (pkg.payer === 'self') return false
  const today = dayOf(tx.now)
  const on = pkg.startBy !== undefined && pkg.startBy > today ? pkg.startBy : today
  const contracts = await listContractsFor(tx, { service: pkg.service, zone: pkg.zone, on })
  const own = contracts.find((one) => one.organisationRef === organisationRef)
  return own !== undefined && isBesideFramework(own, contracts)
}

/** The last first day without care that is bought on the spot from a day on. */
export const latestSpotEnd = async (tx: Read, from: Day): Promise<Day> =>
  addDays(from, (await getPolicy(tx, 'spot', dayOf(tx.now))).mostWeeks * 7)
