import type { Instant } from '#src/base/day.ts'
import { dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Actor } from '#src/platform/actor.ts'
import { type CommandOptions, nextRef, type Shell, type Write } from '#src/platform/command.ts'
import {
  type Absence,
  absenceAt,
  type AbsenceKind,
  type AbsenceRefusal,
  applyAbsences,
  checkAbsence,
} from '#src/visits/absences/absence.ts'
import { findAbsence, lockAbsences, saveAbsence } from '#src/visits/absences/absence.store.ts'
import { listVisited } from '#src/visits/call-log/call-log.store.ts'
import type { VisitsFact } from '#src/visits/facts.ts'
import { matchingOn } from '#src/visits/call-log/log-commands.ts'
import { reseat, touch, type Touched } from '#src/visits/call-log/seating.store.ts'
import { noteNotHome } from '#src/visits/open-items/not-home-commands.ts'
import { cancelVisits, lockVisitsOfPerson, restoreVisits } from '#src/visits/visit.store.ts'

export type RecordAbsence = {
  readonly personRef: string
  readonly kind: AbsenceKind
  readonly from: Instant
  readonly to: Instant | undefined
  readonly note: string
}
export type RecordAbsenceRefusal = AbsenceRefusal | 'no such person'

/** A person is away: their planned visits in that time are cancelled. */
export const recordAbsence = (shell: Shell, actor: Actor, input: RecordAbsence, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'record-absence',
    async (tx): Promise<Result<string, RecordAbsenceRefusal>> => {
      if (!(await listVisited(tx, [input.personRef])).has(input.personRef)) return refuse('no such person')
      const others = await lockAbsences(tx, input.personRef)
      const absence = { ...input, absenceRef: await nextRef(tx, 'AB'), isWithdrawn: false }
      const checked = checkAbsence(absence, others)
      if (!checked.ok) return checked
      await saveAbsence(tx, absence)
      const moved = await apply(tx, absence, [...others, absence], absence.from)
      record(tx, 'visits.absence-recorded', absence, moved)
      return ok(absence.absenceRef)
    },
    options,
  )

export type ChangeAbsence = {
  readonly absenceRef: string
  readonly from: Instant
  readonly to: Instant | undefined
  readonly note: string
}

/** The person comes home earlier or later: visits outside the new span come back, those inside are cancelled. */
export const changeAbsence = (shell: Shell, actor: Actor, input: ChangeAbsence, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'change-absence',
    async (tx): Promise<Result<string, AbsenceRefusal | 'no such absence'>> => {
      const before = await findAbsence(tx, input.absenceRef)
      if (!before) return refuse('no such absence')
      const others = (await lockAbsences(tx, before.personRef)).filter(
        ({ absenceRef }) => absenceRef !== before.absenceRef,
      )
      if (before.isWithdrawn) return refuse('withdrawn already')
      const absence = { ...before, ...input }
      const checked = checkAbsence(absence, others)
      if (!checked.ok) return checked
      await saveAbsence(tx, absence)
      const moved = await apply(tx, absence, [...others, absence], earlier(before.from, absence.from))
      record(tx, 'visits.absence-changed', absence, moved)
      return ok(absence.absenceRef)
    },
    options,
  )

export const withdrawAbsence = (shell: Shell, actor: Actor, absenceRef: string, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'withdraw-absence',
    async (tx): Promise<Result<string, 'no such absence' | 'withdrawn already'>> => {
      const before = await findAbsence(tx, absenceRef)
      if (!before) return refuse('no such absence')
      const others = (await lockAbsences(tx, before.personRef)).filter((other) => other.absenceRef !== absenceRef)
      if (before.isWithdrawn) return refuse('withdrawn already')
      await saveAbsence(tx, { ...before, isWithdrawn: true })
      const { restored } = await apply(tx, before, others, before.from)
      tx.record({
        type: 'visits.absence-withdrawn',
        about: [`absence:${absenceRef}`, `person:${before.personRef}`],
        data: { absenceRef, personRef: before.personRef, kind: before.kind, restored },
      } satisfies VisitsFact)
      return ok(absenceRef)
    },
    options,
  )

const earlier = (a: Instant, b: Instant): Instant => (Temporal.Instant.compare(a, b) <= 0 ? a : b)

/** Brings the person's visits from a moment on in line with their absences. */
async function apply(
  tx: Write,
  { personRef }: Pick<Absence, 'personRef'>,
  absences: readonly Absence[],
  from: Instant,
): Promise<{ cancelled: number; restored: number }> {
  const visits = await lockVisitsOfPerson(tx, personRef, from, undefined)
  const { cancel, restore } = applyAbsences(visits, absences)
  for (const [absenceRef, visits] of Map.groupBy(cancel, (one) => one.absenceRef))
    await cancelVisits(
      tx,
      visits.map(({ visit }) => visit),
      'absence',
      absenceRef,
    )
  await restoreVisits(tx, restore)
  const touched: Touched = new Map()
  for (const visit of [...cancel.map((one) => one.visit), ...restore])
    if (Temporal.Instant.compare(visit.start, tx.now) <= 0)
      touch(touched, personRef, visit.start.epochMilliseconds / 1000)
  await reseat(tx, touched, await matchingOn(tx, dayOf(tx.now)))
  await noteNotHome(tx, 'absence', visits, {
    about: [`person:${personRef}`],
    reasonOf: ({ start }) => {
      const absence = absenceAt(absences, start)
      return absence && { absence }
    },
  })
  return { cancelled: cancel.length, restored: restore.length }
}

function record(
  tx: Write,
  type: 'visits.absence-recorded' | 'visits.absence-changed',
  absence: Absence,
  moved: { cancelled: number; restored: number },
): void {
  tx.record({
    type,
    about: [`absence:${absence.absenceRef}`, `person:${absence.personRef}`],
    data: {
      absenceRef: absence.absenceRef,
      personRef: absence.personRef,
      kind: absence.kind,
      from: absence.from.toString(),
      to: absence.to?.toString() ?? null,
      ...moved,
    },
  } satisfies VisitsFact)
}
