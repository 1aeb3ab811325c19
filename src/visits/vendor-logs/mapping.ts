/** Which of a vendor's columns is which field of the call log, and how its rows are read by that. */
import type { Micros } from '#src/base/moment.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { LOG_SOURCES } from '#src/visits/call-log-file.ts'
import {
  checkLogRow,
  type LogCells,
  type LogColumn,
  type LogSource,
  type RowFault,
} from '#src/visits/call-log/log-row.ts'
import type { FileRow } from '#src/visits/call-log/log-upload.ts'
import type { VendorRow } from '#src/visits/vendor-logs/vendor-table.ts'
import {
  type DateOrder,
  type LengthUnit,
  type NumberStyle,
  type OrderSeen,
  readLength,
  readVendorTime,
  type TimeFault,
  type TimeStyle,
} from '#src/visits/vendor-logs/vendor-time.ts'

export const NUMBER_KINDS = ['person', 'worker', 'visit'] as const
/** What a vendor has its own numbers for. */
export type NumberKind = (typeof NUMBER_KINDS)[number]

/** The columns that a mapping may name; '' where the vendor has none. */
export type MappedColumns = {
  readonly logRef: string
  readonly visit: string
  readonly person: string
  readonly worker: string
  /** Says of a row whether it is a log-in or a log-out, where each has a row of its own. */
  readonly event: string
  readonly in: string
  readonly inTime: string
  readonly out: string
  readonly outTime: string
  readonly length: string
  readonly inSource: string
  readonly outSource: string
  readonly reason: string
  /** The minutes of each waking of a night asleep (M-25). */
  readonly wakings: string
}

export const EVENT_KINDS = ['in', 'out'] as const
export type EventKind = (typeof EVENT_KINDS)[number]

export type VendorMapping = {
  /** The name under which its rows' references are unique, such as caretime. */
  readonly system: string
  readonly columns: MappedColumns
  /** For which references the vendor has numbers of its own. */
  readonly ownNumbers: readonly NumberKind[]
  readonly order: DateOrder | 'as the file shows'
  readonly numbers: NumberStyle | undefined
  readonly zone: 'london' | 'utc'
  readonly lengthUnit: LengthUnit
  /** The vendor's words for log-in and log-out, in small letters. */
  readonly eventWords: Readonly<Record<string, EventKind>>
  /** The vendor's words for how a time was taken, in small letters. */
  readonly sourceWords: Readonly<Record<string, LogSource>>
  /** Where the word is missing, or there is no such column. */
  readonly sourceElse: LogSource | undefined
  readonly reasonWords: Readonly<Record<string, string>>
  readonly reasonElse: string
}

export const usedColumns = ({ columns }: VendorMapping): string[] => [
  ...new Set(Object.values(columns).filter((name) => name !== '')),
]

/** What is wrong with a mapping as a whole: the field of the form, and the cure. */
export type MappingFault = { readonly field: string; readonly message: string }

export function mappingFaults(mapping: VendorMapping, present: readonly string[]): MappingFault[] {
  const { columns } = mapping
  const faults: MappingFault[] = []
  const needs = (field: keyof MappedColumns, message: string): void => {
    if (columns[field] === '') faults.push({ field, message })
  }
  needs('person', 'Choose the column that says who was visited')
  needs('worker', 'Choose the column that says who came')
  needs('in', 'Choose the column of the log-in')
  if (columns.out !== '' && columns.length !== '')
    faults.push({ field: 'length', message: 'Choose the log-out or the length of stay, not both' })
  if (columns.outTime !== '' && columns.out === '' && columns.inTime === '')
    faults.push({ field: 'out', message: 'Choose the column with the day of the log-out' })
  if (columns.event !== '')
    for (const field of ['out', 'outTime', 'length', 'outSource'] as const)
      if (columns[field] !== '')
        faults.push({
          field,
          message: 'Leave this out: the log-out has a row of its own, read by the columns of the log-in',
        })
  for (const [field, name] of Object.entries(columns))
    if (name !== '' && !present.includes(name)) faults.push({ field, message: `The file has no column ${name}` })
  if (columns.inSource === '' && mapping.sourceElse === undefined)
    faults.push({ field: 'sourceElse', message: 'Say how the times were taken, since no column does' })
  return faults
}

/** The order by which a file's dates are read; the refusal is a sentence for the form. */
export function settleOrder(mapping: VendorMapping, seen: OrderSeen): Result<DateOrder | undefined, string> {
  if (mapping.order !== 'as the file shows') return ok(mapping.order)
  switch (seen.kind) {
    case 'no such dates':
      return ok(undefined)
    case 'either':
      return refuse(
        `Every date of the file could be day/month or month/day, such as “${seen.example.text}” on line ${seen.example.line}. Say which comes first.`,
      )
    case 'mixed':
      return refuse(
        `Line ${seen.dayFirst.line} has “${seen.dayFirst.text}”, with the day first, and line ${seen.monthFirst.line} has “${seen.monthFirst.text}”, with the month first. Say which is right; the other rows are refused.`,
      )
    default:
      return ok(seen.kind)
  }
}

/** Why the order is what it is, for the officer who looks at the file. */
export function orderWords(seen: OrderSeen): string | undefined {
  if ((seen.kind !== 'day first' && seen.kind !== 'month first') || seen.because === undefined) return undefined
  return `The file itself shows that the ${seen.kind === 'day first' ? 'day' : 'month'} comes first: “${seen.because.text}” on line ${seen.because.line}.`
}

/** Ours for a vendor's number, by kind and number. */
export type NumbersKnown = ReadonlyMap<string, string>
export const numberKey = (kind: NumberKind, vendorRef: string): string => `${kind} ${vendorRef}`

type Cells = LogCells

export function readMapped(row: VendorRow, mapping: VendorMapping, style: TimeStyle, numbers: NumbersKnown): FileRow {
  const { line, cells } = row
  if (row.fault !== undefined)
    return { line, cells, logRef: '', read: refuse(faultOf(undefined, row.fault, 'Put the row right in the file.')) }
  const value = (name: keyof MappedColumns): string => row.values.get(mapping.columns[name]) ?? ''
  const mapped = mapCells(value, mapping, style, numbers)
  const logRef = mapped.ok ? mapped.value.log_ref : value('logRef')
  return { line, cells, logRef, read: mapped.ok ? checkLogRow(mapped.value) : mapped }
}

export const faultOf = (column: LogColumn | undefined, reason: string, cure: string): RowFault => ({
  column,
  reason,
  cure,
})

function mapCells(
  value: (name: keyof MappedColumns) => string,
  mapping: VendorMapping,
  style: TimeStyle,
  numbers: NumbersKnown,
): Result<Cells, RowFault> {
  const refs = NUMBER_KINDS.map((kind) => ourRef(kind, value(kind), mapping, numbers))
  for (const ref of refs) if (!ref.ok) return ref
  const [person = '', worker = '', visit = ''] = refs.map((ref) => (ref.ok ? ref.value : ''))
  const times = readTimes(value, mapping, style)
  if (!times.ok) return times
  const inSource = sourceOf('in_source', value('inSource'), mapping)
  if (!inSource.ok) return inSource
  const outWord = mapping.columns.outSource === '' ? value('inSource') : value('outSource')
  const outSource = times.value.out === undefined ? ok('') : sourceOf('out_source', outWord, mapping)
  if (!outSource.ok) return outSource
  const isManual = inSource.value === 'manual' || outSource.value === 'manual'
  const inAt = isoOf(times.value.in)
  return ok({
    log_ref: mapping.columns.logRef === '' ? `${person}/${worker}/${inAt}` : value('logRef'),
    visit_ref: visit,
    person_ref: person,
    worker_ref: worker,
    in_at: inAt,
    out_at: times.value.out === undefined ? '' : isoOf(times.value.out),
    in_source: inSource.value,
    out_source: outSource.value,
    reason_code: reasonOf(value('reason'), mapping, isManual),
    wakings: wakingsOf(value('wakings')),
  })
}

const COLUMN_OF: Readonly<Record<NumberKind, LogColumn>> = {
  person: 'person_ref',
  worker: 'worker_ref',
  visit: 'visit_ref',
}

function ourRef(
  kind: NumberKind,
  text: string,
  mapping: VendorMapping,
  numbers: NumbersKnown,
): Result<string, RowFault> {
  if (text === '' || !mapping.ownNumbers.includes(kind)) return ok(text)
  const found = numbers.get(numberKey(kind, text))
  if (found !== undefined) return ok(found)
  return refuse(
    faultOf(
      COLUMN_OF[kind],
      `${kind} number ${text.slice(0, 60)} of ${mapping.system} is not linked to one of ours`,
      `Link it under “Numbers of ${mapping.system}” and upload the file again.`,
    ),
  )
}

function readTimes(
  value: (name: keyof MappedColumns) => string,
  mapping: VendorMapping,
  style: TimeStyle,
): Result<{ in: Micros; out: Micros | undefined }, RowFault> {
  const wrong = (column: 'in_at' | 'out_at', { reason, cure }: TimeFault) =>
    refuse(faultOf(column, `${column} ${reason}`, cure))
  if (value('in') === '') return refuse(faultOf('in_at', 'in_at is empty', 'Fill in the log-in.'))
  const timeIn = readVendorTime(value('in'), value('inTime'), style)
  if (!timeIn.ok) return wrong('in_at', timeIn.error)
  if (mapping.columns.length !== '') {
    const length = value('length') === '' ? undefined : readLength(value('length'), mapping.lengthUnit)
    if (length && !length.ok) return wrong('out_at', length.error)
    return ok({ in: timeIn.value, out: length && timeIn.value + length.value })
  }
  const isTimeAlone = mapping.columns.outTime !== '' && mapping.columns.out === ''
  if (value(mapping.columns.outTime === '' ? 'out' : 'outTime') === '') return ok({ in: timeIn.value, out: undefined })
  const outAt = (later: number) =>
    readVendorTime(isTimeAlone ? value('in') : value('out'), value('outTime'), style, later)
  const sameDay = outAt(0)
  // With one day for both, a log-out before the log-in is that of the next day: the visit went over midnight.
  const timeOut = isTimeAlone && sameDay.ok && sameDay.value < timeIn.value ? outAt(1) : sameDay
  if (!timeOut.ok) return wrong('out_at', timeOut.error)
  return ok({ in: timeIn.value, out: timeOut.value })
}

function sourceOf(column: 'in_source' | 'out_source', word: string, mapping: VendorMapping): Result<string, RowFault> {
  const found = word === '' ? mapping.sourceElse : mapping.sourceWords[word.toLowerCase()]
  if (found !== undefined) return ok(found)
  if (word === '')
    return refuse(faultOf(column, `${column} is empty`, 'Say in the mapping what an empty value stands for.'))
  return refuse(
    faultOf(
      column,
      `${column} "${word.slice(0, 40)}" is a word that the mapping does not know`,
      'Add it to the mapping’s words.',
    ),
  )
}

/** The reason that says something of a row by hand or not: the worker came and was not let in, which is paid otherwise. */
const NO_ACCESS = 'no_access'

function reasonOf(word: string, mapping: VendorMapping, isManual: boolean): string {
  if (word === '') return isManual ? mapping.reasonElse : ''
  const code = mapping.reasonWords[word.toLowerCase()] ?? word
  return isManual || code === NO_ACCESS ? code : ''
}

const QUIET_NIGHT = /^(0|-|no|nil|none)$/i

/** As the open format writes wakings, from "20 mins, 35 mins" and its like. */
const wakingsOf = (text: string): string =>
  QUIET_NIGHT.test(text)
    ? 'none'
    : text
        .replace(/(\d)\s*m(in(ute)?s?)?\b\.?/gi, '$1')
        .split(/[;,/+\s]+/)
        .filter((part) => part !== '')
        .join(';')

/** As the open format writes a moment. */
function isoOf(at: Micros): string {
  const seconds = Math.floor(at / 1e6)
  const micros = Math.round(at - seconds * 1e6)
  const text = Temporal.Instant.fromEpochMilliseconds(seconds * 1000).toString()
  return micros === 0 ? text : text.replace('Z', `.${String(micros).padStart(6, '0')}Z`)
}

/** Lines of "NFC = tag" as an officer types them: the vendor's word, ours. */
export function readWords(text: string): Result<Record<string, string>, number> {
  const words: Record<string, string> = {}
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue
    const match = /^(.+?)\s*=\s*(\S+)\s*$/.exec(line)
    if (!match) return refuse(index + 1)
    words[(match[1] ?? '').trim().toLowerCase()] = match[2] ?? ''
  }
  return ok(words)
}

export const isLogSource = (text: string): text is LogSource => (LOG_SOURCES as readonly string[]).includes(text)
