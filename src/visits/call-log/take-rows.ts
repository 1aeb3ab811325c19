/** Which of the rows that were sent are taken, which were had before, and which are refused with what cure. */
import { type Day, formatDay } from '#src/base/day.ts'
import type { Micros } from '#src/base/moment.ts'
import type { Result } from '#src/base/result.ts'
import { dayOfMicros, isSameLogIn, isSameRow, type RowFault, type SentRow } from '#src/visits/call-log/log-row.ts'

/** A row as the archive has it; `live` while its log-out may still come. */
export type KeptRow = SentRow & { readonly day: Day; readonly isLive: boolean }

export type NamedVisit = { readonly personRef: string; readonly organisationRef: string }

/** What the database knows about the rows at hand. */
export type Known = {
  readonly rows: ReadonlyMap<string, KeptRow>
  readonly visits: ReadonlyMap<string, NamedVisit>
  readonly people: ReadonlySet<string>
  readonly reasonCodes: ReadonlySet<string>
  readonly now: Micros
  /** For a provider the first day of which it may still enter what was done by hand (M-55). */
  readonly openFrom: Day | undefined
}

export type Answer =
  | { readonly answer: 'accepted'; readonly row: SentRow; readonly day: Day; readonly part: 'whole' | 'out' }
  | { readonly answer: 'already had'; readonly row: SentRow }
  | { readonly answer: 'refused'; readonly logRef: string; readonly fault: RowFault }

/** A row as it was read, or what is wrong with it; `logRef` is what stood there, right or wrong. */
export type ReadRow = { readonly logRef: string; readonly read: Result<SentRow, RowFault> }

/** Clocks of devices run fast: a log-in may be this much later than ours. */
export const CLOCK_SLACK: Micros = 10 * 60e6
/** A worker who was on a visit for longer than a day forgot to log out. */
export const LONGEST: Micros = 24 * 3600e6

/** One answer for one row, in their order; the order itself decides nothing. */
export function takeRows(rows: readonly ReadRow[], known: Known): Answer[] {
  const rivals = rivalRefs(rows)
  const taken = new Set<string>()
  return rows.map(({ logRef, read }) => {
    if (rivals.has(logRef)) return refused(logRef, REPEATED)
    if (!read.ok) return refused(logRef, read.error)
    const row = read.value
    const before = known.rows.get(logRef)
    if (before) return answerKept(row, before, known.openFrom)
    const wrong = faultOf(row, known)
    if (wrong) return refused(logRef, wrong)
    if (taken.has(logRef)) return { answer: 'already had', row }
    taken.add(logRef)
    return { answer: 'accepted', row, day: dayOfMicros(row.in), part: 'whole' }
  })
}

const refused = (logRef: string, fault: RowFault): Answer => ({ answer: 'refused', logRef, fault })

/** The fault of a reference that stands on two rows. */
export const REPEATED: RowFault = {
  column: 'log_ref',
  reason: 'log_ref is on another row too, with other values',
  cure: 'Send each row under a reference of its own.',
}

/** References that stand on rows which differ: nobody can say which is right, so none is taken. */
export function rivalRefs(rows: Iterable<ReadRow>): Set<string> {
  const first = new Map<string, ReadRow>()
  const rivals = new Set<string>()
  for (const row of rows) {
    if (row.logRef === '') continue
    const other = first.get(row.logRef)
    if (!other) first.set(row.logRef, row)
    else if (!other.read.ok || !row.read.ok || !isSameRow(other.read.value, row.read.value)) rivals.add(row.logRef)
  }
  return rivals
}

function answerKept(row: SentRow, before: KeptRow, openFrom: Day | undefined): Answer {
  // A row that says nothing of the night says nothing against what was said.
  if (isSameRow(row, { ...before, wakings: row.wakings && before.wakings })) return { answer: 'already had', row }
  const locked = lockedFault(row, openFrom)
  if (locked) return refused(row.logRef, locked)
  if (before.isLive && isSameLogIn(before, row)) return { answer: 'accepted', row, day: before.day, part: 'out' }
  return refused(row.logRef, {
    column: 'log_ref',
    reason: 'log_ref was sent before with other values',
    cure: 'Send a correction of it as an event, or ask the council to set it aside and send the right one under a new reference.',
  })
}

/** What a provider sends as done by hand is as locked as what it enters. */
function lockedFault({ in: at, inSource, outSource }: SentRow, openFrom: Day | undefined): RowFault | undefined {
  const isManual = inSource === 'manual' || outSource === 'manual'
  if (!isManual || openFrom === undefined || dayOfMicros(at) >= openFrom) return undefined
  return {
    column: 'in_at',
    reason: `in_at is before ${formatDay(openFrom)}: the days for entries by hand are over`,
    cure: 'Ask the council to enter the visit, or send what a device recorded.',
  }
}

function faultOf(row: SentRow, known: Known): RowFault | undefined {
  const fault = (column: RowFault['column'], reason: string, cure: string): RowFault => ({ column, reason, cure })
  if (row.visitRef !== undefined) {
    const visit = known.visits.get(row.visitRef)
    if (!visit)
      return fault('visit_ref', `visit_ref ${row.visitRef} is not a planned visit`, 'Check it, or leave it empty.')
    if (visit.personRef !== row.personRef)
      return fault(
        'visit_ref',
        `visit_ref ${row.visitRef} is planned for another person`,
        'Check visit_ref and person_ref.',
      )
  } else if (!known.people.has(row.personRef))
    return fault('person_ref', `person_ref ${row.personRef} is nobody with care here`, 'Check person_ref.')
  if (row.reasonCode !== undefined && !known.reasonCodes.has(row.reasonCode))
    return fault(
      'reason_code',
      `reason_code ${row.reasonCode} is not one of the council's`,
      `Use one of ${[...known.reasonCodes].join(', ')}.`,
    )
  const locked = lockedFault(row, known.openFrom)
  if (locked) return locked
  if (row.in > known.now + CLOCK_SLACK) return fault('in_at', 'in_at is in the future', 'Check the day and the clock.')
  if (row.out !== undefined && row.out > known.now + CLOCK_SLACK)
    return fault('out_at', 'out_at is in the future', 'Check the day and the clock.')
  if (row.out !== undefined && row.out - row.in > LONGEST)
    return fault('out_at', 'out_at is more than a day after in_at', 'Leave out_at empty if the worker did not log out.')
  return undefined
}
