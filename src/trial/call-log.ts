/** What the workers' phones and tags said of eight weeks of visits, with the flaws of real life. */
import type { Instant } from '#src/base/day.ts'
import type { Dice } from '#src/trial/dice.ts'
import type { MadeProvider } from '#src/trial/providers.ts'
import type { SentRow, Visit } from '#src/visits/index.ts'

const MINUTE = 60_000_000
const TEAMS = 6
const TEAM = 3
const RELIEF = 30

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
  const rosters = new Map<string, Roster>()
  for (const { visit, start } of inOrder(visits)) {
    if (start + (visit.minutes + 90) * MINUTE > until) continue
    const roster: Roster = rosters.get(visit.organisationRef) ?? []
    rosters.set(visit.organisationRef, roster)
    const vendor = vendorOf.get(visit.organisationRef) ?? 'careclock'
    const rows = byVendor.get(vendor) ?? []
    byVendor.set(vendor, rows)
    for (const row of attendances(dice, visit, start, roster)) {
      number += 1
      rows.push({ ...row, logRef: `${vendor.slice(0, 2).toUpperCase()}${number}` })
    }
  }
  for (const rows of byVendor.values()) rows.sort((a, b) => a.in - b.in)
  return byVendor
}

const inOrder = (visits: readonly Visit[]): { visit: Visit; start: number }[] =>
  visits
    .filter(({ status }) => status === 'planned')
    .map((visit) => ({ visit, start: visit.start.epochMilliseconds * 1000 }))
    .sort((a, b) => a.start - b.start)

type Unnumbered = Omit<SentRow, 'logRef'>

/** Until when each of a provider's workers is at a visit. */
type Roster = number[]

/** One of the three who know the person, or who relieves them, or who is free; now and then somebody who is elsewhere still. */
function workerFor(dice: Dice, roster: Roster, visit: Visit, at: number, beside: number | undefined): number {
  const number = Number(visit.packageRef.split('-')[1])
  const first = dice.whole(0, TEAM - 1)
  const known = [0, 1, 2].map((step) => (number % TEAMS) * TEAM + ((first + step) % TEAM))
  const isFree = (worker: number): boolean => worker !== beside && (roster[worker] ?? 0) <= at
  if (dice.percent(0.1)) return known.find((worker) => worker !== beside) ?? 0
  const found = [...known, TEAMS * TEAM + (number % RELIEF)].find(isFree)
  if (found !== undefined) return found
  for (let worker = 0; ; worker++) if (isFree(worker)) return worker
}

/** Nobody for a visit that was missed; one of two now and then. */
function attendances(dice: Dice, visit: Visit, start: number, roster: Roster): Unnumbered[] {
  if (dice.percent(1.1)) return []
  const workers = visit.workers === 2 && dice.percent(3) ? 1 : visit.workers
  const late = lateness(dice)
  const rows: Unnumbered[] = []
  let beside: number | undefined
  for (let seat = 0; seat < workers; seat++) {
    const at = start + (late + (seat === 0 ? 0 : dice.whole(-3, 6))) * MINUTE
    const worker = workerFor(dice, roster, visit, at, beside)
    const row = attendance(dice, visit, at, worker)
    roster[worker] = row.out ?? at + visit.minutes * MINUTE
    beside = worker
    rows.push(row)
  }
  return rows
}

const lateness = (dice: Dice): number =>
  dice.weighted([
    [dice.whole(-9, 12), 92],
    [dice.whole(16, 44), 6],
    [dice.whole(46, 95), 2],
  ])

function attendance(dice: Dice, visit: Visit, at: number, worker: number): Unnumbered {
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
  return {
    visitRef: dice.percent(4) ? undefined : visit.visitRef,
    personRef: visit.personRef,
    workerRef: `W-${visit.organisationRef.slice(4)}-${worker + 1}`,
    in: at + dice.whole(0, 59) * 1_000_000,
    inSource: source,
    out: noLogOut ? undefined : at + minutes * MINUTE + dice.whole(0, 59) * 1_000_000,
    outSource: noLogOut ? undefined : source,
    reasonCode: byHand ? dice.pick(['phone_broken', 'no_signal', 'carer_forgot', 'tag_missing']) : undefined,
  }
}
