import { type Day, dayOf } from '#src/base/day.ts'
import { listBankHolidays } from '#src/councils/index.ts'
import { sealChunk } from '#src/platform/audit.ts'
import { nextRef, type Write } from '#src/platform/command.ts'
import type { Absence } from '#src/visits/absences/absence.ts'
import { saveAbsence } from '#src/visits/absences/absence.store.ts'
import { insertRows, listNamedVisits, listProvidersNear, type NewRow } from '#src/visits/call-log/call-log.store.ts'
import { LOGGED, PLANNED, type VisitsFact } from '#src/visits/facts.ts'
import { MOST_ROWS, matchingOn } from '#src/visits/call-log/log-commands.ts'
import { dayOfMicros, type SentRow } from '#src/visits/call-log/log-row.ts'
import { type Plan, planVisits, type Visit } from '#src/visits/plan-visits.ts'
import type { VisitToSeat } from '#src/visits/call-log/seating.ts'
import { reserveRefs } from '#src/platform/references.ts'
import { reseat, seatFirst, touch, type Touched } from '#src/visits/call-log/seating.store.ts'
import { copyPlans, insertVisits } from '#src/visits/visit.store.ts'

export type PlansToLoad = {
  readonly plans: readonly Plan[]
  /** Absences as they were recorded: they are kept, and the visits within them are cancelled. */
  readonly absences: readonly Absence[]
  /** The day up to which visits are planned, not included: the horizon of the day of loading. */
  readonly plannedTo: Day
}

/** Loads plans and all their visits in bulk, as planning them one by one would leave them; answers with the visits. */
export async function loadPlannedVisits(tx: Write, { plans, absences, plannedTo }: PlansToLoad): Promise<Visit[]> {
  const [first] = plans
  if (!first) return []
  await copyPlans(tx, plans, plannedTo)
  for (const absence of absences) await saveAbsence(tx, absence)
  await reserveRefs(tx, 'AB', Math.max(1000, ...absences.map(({ absenceRef }) => Number(absenceRef.slice(3)))))
  const earliest = plans.reduce((day, { startDay }) => (startDay < day ? startDay : day), first.startDay)
  const holidays = new Set(await listBankHolidays(tx, earliest, plannedTo))
  const absencesOf = Map.groupBy(absences, ({ personRef }) => personRef)
  const visits = plans.flatMap((plan) =>
    planVisits(plan, plan.startDay, plannedTo, holidays, absencesOf.get(plan.personRef) ?? []),
  )
  for (const piece of pieces(visits)) {
    const chunk = await nextRef(tx, 'VC')
    await insertVisits(tx, piece, chunk)
    const days = piece.map(({ day }) => day).sort()
    const packages = new Set(piece.map(({ packageRef }) => packageRef)).size
    tx.record({
      type: 'visits.planned',
      about: [`plans:${plannedTo}`],
      data: { packages, from: days[0] ?? '', to: days.at(-1) ?? '', chunk, ...(await sealChunk(tx, PLANNED, chunk)) },
    } satisfies VisitsFact)
  }
  return visits
}

/** Loads rows of one source's call log, already held to the rules, and seats them by the same matching; answers with how many. */
export async function loadCallLog(tx: Write, source: string, sent: Iterable<SentRow>): Promise<number> {
  const policy = await matchingOn(tx, dayOf(tx.now))
  let count = 0
  for (const piece of pieces([...sent])) {
    const chunk = await nextRef(tx, 'LB')
    const visits = await listNamedVisits(tx, [...new Set(piece.flatMap(({ visitRef }) => visitRef ?? []))])
    const loose = piece.filter(({ visitRef }) => visitRef === undefined)
    const near = await listProvidersNear(tx, loose)
    const providerOf = new Map(loose.map((row, index) => [row, near[index]]))
    const touched: Touched = new Map()
    const news = piece.map((row): NewRow => {
      const named = row.visitRef === undefined ? undefined : visits.get(row.visitRef)
      touch(touched, row.personRef, row.in / 1e6)
      if (named) touch(touched, row.personRef, named.start / 1e6)
      return {
        row,
        day: dayOfMicros(row.in),
        part: 'whole',
        organisationRef: named?.organisationRef ?? providerOf.get(row),
      }
    })
    await insertRows(tx, source, news, chunk)
    await reseat(tx, touched, policy)
    const counts = { read: piece.length, accepted: piece.length, alreadyHad: 0, refused: 0 }
    tx.record({
      type: 'visits.log-read',
      about: [`call-log:${chunk}`],
      data: { chunk, source, ...counts, ...(await sealChunk(tx, LOGGED, chunk)) },
    } satisfies VisitsFact)
    count += piece.length
  }
  return count
}

/**
 * The same for visits that have just been loaded and have no log yet: seated out of what is at hand, which reads nothing back.
 * Rows without a visit belong to the provider of the person's visit that starts nearest.
 */
export async function loadFirstCallLog(
  tx: Write,
  source: string,
  sent: readonly SentRow[],
  visits: readonly Visit[],
): Promise<number> {
  const policy = await matchingOn(tx, dayOf(tx.now))
  const logged = new Set(sent.map(({ personRef }) => personRef))
  const visitsOf = Map.groupBy(
    visits.filter(({ personRef }) => logged.has(personRef)).map(asVisitToSeat),
    ({ personRef }) => personRef,
  )
  const visitByRef = new Map([...visitsOf.values()].flat().map((visit) => [visit.visitRef, visit]))
  const news = sent.map((row): NewRow => {
    const visit =
      row.visitRef === undefined
        ? nearest(visitsOf.get(row.personRef) ?? [], row.in / 1e6)
        : visitByRef.get(row.visitRef)
    return { row, day: dayOfMicros(row.in), part: 'whole', organisationRef: visit?.organisationRef }
  })
  for (const piece of pieces(news)) {
    const chunk = await nextRef(tx, 'LB')
    await insertRows(tx, source, piece, chunk)
    const counts = { read: piece.length, accepted: piece.length, alreadyHad: 0, refused: 0 }
    tx.record({
      type: 'visits.log-read',
      about: [`call-log:${chunk}`],
      data: { chunk, source, ...counts, ...(await sealChunk(tx, LOGGED, chunk)) },
    } satisfies VisitsFact)
  }
  const rowsOf = Map.groupBy(news, ({ row }) => row.personRef)
  const people = [...rowsOf].map(([personRef, theirs]) => ({
    visits: visitsOf.get(personRef) ?? [],
    rows: theirs.map(({ row, day, organisationRef }) => ({ ...row, day, logSource: source, organisationRef })),
  }))
  await seatFirst(tx, people, policy)
  return news.length
}

const asVisitToSeat = (visit: Visit): VisitToSeat => ({
  day: visit.day,
  visitRef: visit.visitRef,
  personRef: visit.personRef,
  organisationRef: visit.organisationRef,
  start: visit.start.epochMilliseconds / 1000,
  minutes: visit.minutes,
  workers: visit.workers,
  isCancelled: visit.status === 'cancelled',
  expected: [],
})

const nearest = (visits: readonly VisitToSeat[], at: number): VisitToSeat | undefined =>
  visits.reduce<VisitToSeat | undefined>((best, visit) => {
    const [far, farthest] = [Math.abs(visit.start - at), best ? Math.abs(best.start - at) : Infinity]
    return far < farthest || (far === farthest && best !== undefined && visit.start < best.start) ? visit : best
  }, undefined)

function* pieces<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += MOST_ROWS) yield all.slice(from, from + MOST_ROWS)
}
