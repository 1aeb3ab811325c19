import { addDays, type Day, dayOf } from '#src/base/day.ts'
import { type Listener, listen, type Write } from '#src/platform/command.ts'
import type { VisitsFact } from '#src/visits/facts.ts'
import {
  listDaysOfChunk,
  listDaysOfPackage,
  listDaysOfPerson,
  listDaysOfVisits,
  markDays,
  markPeopleOfChunk,
  type PartOfChunk,
} from '#src/visits/measures/measure.store.ts'

/** How far back the change of an absence reaches: what it said before is not in its fact. */
const ABSENCE_DAYS = 35

const ofChunk = async (tx: Write, { data }: { data: PartOfChunk }) => markDays(tx, await listDaysOfChunk(tx, data))
const ofSeated = async (tx: Write, { data }: { data: PartOfChunk }) => {
  await markDays(tx, await listDaysOfChunk(tx, data))
  await markPeopleOfChunk(tx, data)
}
const ofRow = (tx: Write, { data }: { data: { readonly day: string } }) => markDays(tx, [data.day])
const ofVisit = async (tx: Write, { data }: { data: { readonly visitRef: string } }) =>
  markDays(tx, await listDaysOfVisits(tx, [data.visitRef]))
const ofAbsence = async (tx: Write, { data }: { data: { readonly personRef: string } }) => {
  const from = tx.now.subtract({ hours: ABSENCE_DAYS * 24 })
  const days = await listDaysOfPerson(tx, data.personRef, from, tx.now)
  await markDays(
    tx,
    days.filter((day) => day <= dayOf(tx.now)),
  )
}
/** Of a package's visits from a day on, those of days that are over: today is counted every hour, and so is each day to come. */
const ofPackage = async (tx: Write, packageRef: string, from: Day) =>
  markDays(tx, await listDaysOfPackage(tx, packageRef, from, addDays(dayOf(tx.now), -1)))
const ofPlanned = async (tx: Write, { data }: { data: { readonly from: Day; readonly to: Day } }) => {
  const today = dayOf(tx.now)
  const days: Day[] = []
  for (let day = data.from; day <= data.to && day < today; day = addDays(day, 1)) days.push(day)
  await markDays(tx, days)
}

const on = <T extends VisitsFact['type']>(
  type: T,
  hear: (tx: Write, fact: Extract<VisitsFact, { type: T }>) => Promise<void>,
): Listener => listen<VisitsFact, T>(type, hear)

/** Whatever changes how a day went marks it, to be counted again. */
export const measureListeners: readonly Listener[] = [
  on('visits.planned', ofPlanned),
  on('visits.dropped', (tx, { data }) => ofPackage(tx, data.packageRef, data.from)),
  on('visits.short-visit-agreed', (tx, { data }) => ofPackage(tx, data.packageRef, data.agreedOn)),
  on('visits.log-read', ofChunk),
  on('visits.log-seated', ofSeated),
  on('visits.logged-in', ofChunk),
  on('visits.logged-out', ofChunk),
  on('visits.entered-by-hand', ofChunk),
  on('visits.log-corrected', ofRow),
  on('visits.row-seated', ofRow),
  on('visits.row-taken-off', ofRow),
  on('visits.seat-decision-undone', ofRow),
  on('visits.visit-cancelled', ofVisit),
  on('visits.visit-restored', ofVisit),
  on('visits.found-not-made', async (tx, { data }) => markDays(tx, await listDaysOfVisits(tx, data.visitRefs))),
  on('visits.absence-recorded', ofAbsence),
  on('visits.absence-changed', ofAbsence),
  on('visits.absence-withdrawn', ofAbsence),
]
