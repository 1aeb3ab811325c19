/** One row of a call log, read from the text of a file or a call and held to docs/formats/call-log.md. */
import type { Day } from '#src/base/day.ts'
import { dayFromNumber, londonWall } from '#src/base/london.ts'
import { FRACTIONS, type Micros, type Moment, MomentReader } from '#src/base/moment.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { type LOG_COLUMNS, type LOG_EXTRAS, LOG_SOURCES } from '#src/visits/call-log-file.ts'
import { readWakings } from '#src/visits/wakings/waking.ts'

export type LogColumn = (typeof LOG_COLUMNS)[number]
type LogExtra = (typeof LOG_EXTRAS)[number]
/** The text of a row's values, missing ones as ''; a sender may know nothing of the columns that may be there. */
export type LogCells = Readonly<Record<LogColumn, string>> & Readonly<Partial<Record<LogExtra, string>>>
export type LogSource = (typeof LOG_SOURCES)[number]

/** One worker's attendance as it was sent. */
export type SentRow = {
  readonly logRef: string
  readonly visitRef: string | undefined
  readonly personRef: string
  readonly workerRef: string
  readonly in: Micros
  readonly inSource: LogSource
  readonly out: Micros | undefined
  readonly outSource: LogSource | undefined
  readonly reasonCode: string | undefined
  /** The minutes of each waking of the night, where the row says them (M-25). */
  readonly wakings?: readonly number[] | undefined
}

/** Why a row is not taken, and what to do about it. */
export type RowFault = {
  readonly column: LogColumn | LogExtra | undefined
  readonly reason: string
  readonly cure: string
}

const fault = (column: RowFault['column'], reason: string, cure: string): RowFault => ({ column, reason, cure })

const LONGEST_REFERENCE = 100
const FORMULA_STARTS = new Map([
  ['=', 'an equals sign'],
  ['+', 'a plus sign'],
  ['-', 'a minus sign'],
  ['@', 'an at sign'],
  ['\t', 'a tab'],
])
// A reference is text that a person can read aloud; the database refuses NUL altogether.
const UNREADABLE = /[\p{Cc}\p{Cs}]/u

/** What is wrong with a reference, or undefined. */
export function referenceFault(column: LogColumn, text: string): RowFault | undefined {
  const formula = FORMULA_STARTS.get(text[0] ?? '')
  if (text === '') return fault(column, `${column} is empty`, `Fill in ${column}.`)
  if (formula)
    return fault(
      column,
      `${column} begins with ${formula}, which a spreadsheet takes for a formula`,
      'Send the reference without it.',
    )
  if (text.length > LONGEST_REFERENCE)
    return fault(column, `${column} is longer than ${LONGEST_REFERENCE} characters`, 'Send a shorter reference.')
  if (UNREADABLE.test(text))
    return fault(column, `${column} holds a character that cannot be read`, 'Send plain letters, digits and signs.')
  return undefined
}

const encoder = new TextEncoder()
const moments = new MomentReader()
const TIME_CURE = 'Write the time as 2026-04-06T09:30:00Z, or without the Z for London time.'

/** Where the clocks changed it is the offset that is missing. */
const cureOf = (reason: string): string =>
  reason.includes('in London') ? 'Write the time with its offset, as 2026-10-25T01:30:00+01:00.' : TIME_CURE

/** Reads `YYYY-MM-DDThh:mm[:ss[.s…]]`; the fault's reason is a phrase that follows the column's name. */
export function readMicros(text: string): Result<Micros, string> {
  const bytes = encoder.encode(text)
  if (!moments.read(bytes, 0, bytes.length)) return refuse(moments.fault)
  return ok(moments.seconds * 1e6 + Math.floor(moments.fraction / (FRACTIONS / 1e6)))
}

export const momentOfMicros = (micros: Micros): Moment => {
  const seconds = Math.floor(micros / 1e6)
  return { seconds, fraction: (micros - seconds * 1e6) * (FRACTIONS / 1e6) }
}

/** The London day on which a log row counts: that of its log-in. */
export function dayOfMicros(micros: Micros): Day {
  const number = Math.floor(londonWall(Math.floor(micros / 1e6)) / 86_400)
  if (number !== lastDay.number) lastDay = { number, day: dayFromNumber(number) }
  return lastDay.day
}

/** Rows that follow each other are mostly of one day. */
let lastDay: { readonly number: number; readonly day: Day } = { number: Number.NaN, day: '' }

const isSource = (text: string): text is LogSource => (LOG_SOURCES as readonly string[]).includes(text)

/** Holds the text of a row's values to everything that can be said of the row alone. */
export function checkLogRow(cells: LogCells): Result<SentRow, RowFault> {
  for (const column of ['log_ref', 'person_ref', 'worker_ref'] as const) {
    const wrong = referenceFault(column, cells[column])
    if (wrong) return refuse(wrong)
  }
  for (const column of ['visit_ref', 'reason_code'] as const) {
    const wrong = cells[column] === '' ? undefined : referenceFault(column, cells[column])
    if (wrong) return refuse(wrong)
  }
  const timeIn = checkTime('in_at', cells.in_at)
  if (!timeIn.ok) return timeIn
  const timeOut = cells.out_at === '' ? ok(undefined) : checkTime('out_at', cells.out_at)
  if (!timeOut.ok) return timeOut
  if (timeOut.value !== undefined && timeOut.value < timeIn.value)
    return refuse(fault('out_at', 'out_at is before in_at', 'Check both times, and the date of a visit over midnight.'))
  const sources = checkSources(cells)
  if (!sources.ok) return sources
  const isManual = sources.value.inSource === 'manual' || sources.value.outSource === 'manual'
  if (isManual && cells.reason_code === '')
    return refuse(fault('reason_code', 'a manual entry has no reason_code', "Give the council's code for the reason."))
  const wakings = wokenOf(cells.wakings ?? '')
  if (!wakings.ok) return wakings
  return ok({
    logRef: cells.log_ref,
    visitRef: cells.visit_ref || undefined,
    personRef: cells.person_ref,
    workerRef: cells.worker_ref,
    in: timeIn.value,
    out: timeOut.value,
    ...sources.value,
    reasonCode: cells.reason_code || undefined,
    ...(wakings.value === undefined ? {} : { wakings: wakings.value }),
  })
}

function wokenOf(text: string): Result<readonly number[] | undefined, RowFault> {
  if (text === '') return ok(undefined)
  const read = readWakings(text)
  return read.ok ? read : refuse(fault('wakings', `wakings ${read.error}`, 'Leave it empty where nothing is known.'))
}

export function checkTime(column: 'in_at' | 'out_at', text: string): Result<Micros, RowFault> {
  if (text === '') return refuse(fault(column, `${column} is empty`, TIME_CURE))
  const read = readMicros(text)
  return read.ok ? read : refuse(fault(column, `${column} "${text.slice(0, 40)}" ${read.error}`, cureOf(read.error)))
}

function checkSources(
  cells: Readonly<Record<LogColumn, string>>,
): Result<{ inSource: LogSource; outSource: LogSource | undefined }, RowFault> {
  const oneOf = `Use one of ${LOG_SOURCES.join(', ')}.`
  const { in_source: inSource, out_source: outSource } = cells
  if (!isSource(inSource)) return refuse(fault('in_source', `in_source ${said(inSource)}`, oneOf))
  if (cells.out_at === '') {
    if (outSource === '') return ok({ inSource, outSource: undefined })
    return refuse(fault('out_source', 'out_source is given without out_at', 'Give out_at too, or leave both empty.'))
  }
  if (!isSource(outSource)) return refuse(fault('out_source', `out_source ${said(outSource)}`, oneOf))
  return ok({ inSource, outSource })
}

const said = (source: string): string => (source === '' ? 'is empty' : `"${source.slice(0, 40)}" is not a source`)

/** Whether two rows of one reference say the same. */
export const isSameRow = (a: SentRow, b: SentRow): boolean =>
  a.visitRef === b.visitRef &&
  a.personRef === b.personRef &&
  a.workerRef === b.workerRef &&
  a.in === b.in &&
  a.inSource === b.inSource &&
  a.out === b.out &&
  a.outSource === b.outSource &&
  a.reasonCode === b.reasonCode &&
  isSameNight(a.wakings, b.wakings)

const isSameNight = (a: SentRow['wakings'], b: SentRow['wakings']): boolean =>
  a === b || (a !== undefined && b !== undefined && a.join() === b.join())

/** Whether a row adds nothing but the log-out to one that came live without it. */
export const isSameLogIn = (live: SentRow, later: SentRow): boolean =>
  live.out === undefined &&
  later.out !== undefined &&
  isSameRow(live, {
    ...{ ...later, out: undefined, outSource: undefined },
    ...{ reasonCode: live.reasonCode ?? later.reasonCode, wakings: live.wakings },
  })
