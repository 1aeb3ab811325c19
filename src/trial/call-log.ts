/** What the workers' phones and tags said of eight weeks of visits, with the flaws of real life. */
import type { Instant } from '#src/base/day.ts'
import type { Dice } from '#src/trial/dice.ts'
import type { MadeProvider } from '#src/trial/providers.ts'
import type { SentRow, Visit } from '#src/visits/index.ts'

const MINUTE = 60_000_000
const WORKERS_A_PROVIDER = 18

/** One source's rows, each worker's attendance at each visit that has ended; a vendor sends them in the order of log-in. */
export function makeCallLog(
  dice: Dice,
  visits: readonly Visit[],
  providers: readonly MadeProvider[],
  now: Instant,
): Map<string, SentRow[]> {
  const byVendor = new Map<string, SentRow[]>()
  const vendorOf = new Map(providers.map(({ organisationRef, vendor }) => [organisationRef, vendor]))
  let number = 0
  const until = now.epochMilliseconds * 1000
  for (const visit of visits) {
    if (visit.status === 'cancelled') continue
    const start = visit.start.epochMilliseconds * 1000
    if (start + (visit.minutes + 90) * MINUTE > until) continue
    const vendor = vendorOf.get(visit.organisationRef) ?? 'careclock'
    const rows = byVendor.get(vendor) ?? []
    byVendor.set(vendor, rows)
    for (const row of attendances(dice, visit, start)) {
      number += 1
      rows.push({ ...row, logRef: `${vendor.slice(0, 2).toUpperCase()}${number}` })
    }
  }
  for (const rows of byVendor.values()) rows.sort((a, b) => a.in - b.in)
  return byVendor
}

type Unnumbered = Omit<SentRow, 'logRef'>

/** Nobody for a visit that was missed; one of two now and then. */
function attendances(dice: Dice, visit: Visit, start: number): Unnumbered[] {
  if (dice.percent(1.1)) return []
  const workers = visit.workers === 2 && dice.percent(3) ? 1 : visit.workers
  const late = lateness(dice)
  const rows: Unnumbered[] = []
  for (let seat = 0; seat < workers; seat++)
    rows.push(attendance(dice, visit, start + (late + (seat === 0 ? 0 : dice.whole(-3, 6))) * MINUTE, seat))
  return rows
}

const lateness = (dice: Dice): number =>
  dice.weighted([
    [dice.whole(-9, 12), 92],
    [dice.whole(16, 44), 6],
    [dice.whole(46, 95), 2],
  ])

function attendance(dice: Dice, visit: Visit, at: number, seat: number): Unnumbered {
  const minutes = dice.weighted([
    [visit.minutes + dice.whole(-4, 3), 74],
    [Math.max(4, Math.round(visit.minutes * (0.45 + dice.next() * 0.35))), 14],
    [visit.minutes + dice.whole(5, 25), 12],
  ])
  const byHand = dice.percent(4)
  const source = byHand
    ? 'manual'
    : dice.weighted([
        ['app_gps', 70],
        ['tag', 22],
        ['landline', 8],
      ] as const)
  const noLogOut = !byHand && dice.percent(0.8)
  const team = Number(visit.packageRef.split('-')[1]) % 6
  return {
    visitRef: dice.percent(4) ? undefined : visit.visitRef,
    personRef: visit.personRef,
    workerRef: `W-${visit.organisationRef.slice(4)}-${((team * 3 + dice.whole(0, 2) + seat * 3) % WORKERS_A_PROVIDER) + 1}`,
    in: at + dice.whole(0, 59) * 1_000_000,
    inSource: source,
    out: noLogOut ? undefined : at + minutes * MINUTE + dice.whole(0, 59) * 1_000_000,
    outSource: noLogOut ? undefined : source,
    reasonCode: byHand ? dice.pick(['phone_broken', 'no_signal', 'carer_forgot', 'tag_missing']) : undefined,
  }
}
