/** A person is away from home and is not visited: hospital, respite, a stay with family. */
import type { Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'

export const ABSENCE_KINDS = ['hospital', 'respite', 'away'] as const
export type AbsenceKind = (typeof ABSENCE_KINDS)[number]

export const ABSENCE_WORDS: Readonly<Record<AbsenceKind, string>> = {
  hospital: 'In hospital',
  respite: 'In respite care',
  away: 'Away from home',
}

/** From a moment up to another, not included; `to` is open while nobody knows when the person comes home. */
export type Absence = {
  readonly absenceRef: string
  readonly personRef: string
  readonly kind: AbsenceKind
  readonly from: Instant
  readonly to: Instant | undefined
  readonly note: string
  readonly isWithdrawn: boolean
}

export const covers = ({ from, to, isWithdrawn }: Absence, at: Instant): boolean =>
  !isWithdrawn && Temporal.Instant.compare(from, at) <= 0 && (to === undefined || Temporal.Instant.compare(at, to) < 0)

/** The absence that covers a moment; of several the one that began first. */
export const absenceAt = (absences: readonly Absence[], at: Instant): Absence | undefined =>
  absences.filter((absence) => covers(absence, at)).toSorted((a, b) => Temporal.Instant.compare(a.from, b.from))[0]

export type AbsenceRefusal = 'ends before it begins' | 'overlaps another absence' | 'withdrawn already'

/** Whether an absence may stand beside the person's others. */
export function checkAbsence(absence: Absence, others: readonly Absence[]): Result<Absence, AbsenceRefusal> {
  const { from, to } = absence
  if (to !== undefined && Temporal.Instant.compare(from, to) >= 0) return refuse('ends before it begins')
  const meets = (other: Absence): boolean =>
    !other.isWithdrawn &&
    other.absenceRef !== absence.absenceRef &&
    (to === undefined || Temporal.Instant.compare(other.from, to) < 0) &&
    (other.to === undefined || Temporal.Instant.compare(from, other.to) < 0)
  return others.some(meets) ? refuse('overlaps another absence') : ok(absence)
}

type Cancellable = {
  readonly visitRef: string
  readonly start: Instant
  readonly status: 'planned' | 'cancelled'
  readonly absenceRef: string | undefined
  readonly isAttended: boolean
}

/**
 * Which of a person's visits the absences cancel and which come back. A visit that somebody attended stays: the person was
 * there. One that an officer cancelled stays cancelled.
 */
export function applyAbsences<V extends Cancellable>(
  visits: readonly V[],
  absences: readonly Absence[],
): { readonly cancel: readonly { visit: V; absenceRef: string }[]; readonly restore: readonly V[] } {
  const cancel: { visit: V; absenceRef: string }[] = []
  const restore: V[] = []
  for (const visit of visits) {
    const absence = absenceAt(absences, visit.start)
    if (visit.status === 'planned' && absence && !visit.isAttended)
      cancel.push({ visit, absenceRef: absence.absenceRef })
    else if (visit.status === 'cancelled' && visit.absenceRef !== undefined && !absence) restore.push(visit)
  }
  return { cancel, restore }
}
