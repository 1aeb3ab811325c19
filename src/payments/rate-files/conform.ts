/** `almoner conform`: does a file keep to its open format, and if not, where not (docs/formats). */
import { compareText, type Fault, parseHolidays, parseRateCard } from '#src/rates/rules.ts'
import { CallLog, type FileBytes, onOneLine, PlannedVisits, TableFile } from '#src/visits/rules.ts'
import { RATED_COLUMNS } from '#src/payments/rate-files/rated-lines.ts'

export const FORMATS = ['planned-visits', 'call-log', 'rate-card', 'rated-visits', 'bank-holidays'] as const
export type Format = (typeof FORMATS)[number]

export type Conformance = {
  readonly warnings: readonly Fault[]
  readonly faults: readonly Fault[]
  readonly count: number
}

/** A column that only this format has. */
const TELLING: readonly (readonly [string, Format])[] = [
  ['amount_pence', 'rated-visits'],
  ['log_ref', 'call-log'],
  ['time_critical', 'planned-visits'],
]

/** The format that a file seems to be meant for; undefined when nothing tells. */
export function guessFormat({ bytes, length }: FileBytes): Format | undefined {
  const start = new TextDecoder().decode(bytes.subarray(0, Math.min(length, 4_096))).trimStart()
  if (start.startsWith('{')) return start.includes('"england-and-wales"') ? 'bank-holidays' : 'rate-card'
  const [header = ''] = start.split(/\r?\n/, 1)
  const names = header.split(',').map((name) => name.replaceAll('"', ''))
  return TELLING.find(([column]) => names.includes(column))?.[1]
}

/** A call log is checked by itself: whether its visits are planned shows when it is rated. */
export function conform(format: Format, file: FileBytes): Conformance {
  switch (format) {
    case 'planned-visits':
      return ofTable(new PlannedVisits(file).table)
    case 'call-log':
      return ofTable(new CallLog(file).table)
    case 'rated-visits':
      return ofTable(readRatedVisits(file))
    case 'rate-card':
      return ofText(file, parseRateCard)
    case 'bank-holidays':
      return ofText(file, parseHolidays)
  }
}

const ofTable = ({ warnings, faults, faultyRows }: TableFile): Conformance => ({ warnings, faults, count: faultyRows })

function ofText(
  { bytes, length, validUtf8 }: FileBytes,
  parse: (text: string) => { ok: true } | { ok: false; error: readonly Fault[] },
): Conformance {
  if (!validUtf8) return { warnings: [], faults: [{ line: 1, text: 'is not UTF-8 text' }], count: 1 }
  const parsed = parse(new TextDecoder().decode(bytes.subarray(0, length)))
  const faults = parsed.ok ? [] : parsed.error
  return { warnings: [], faults, count: faults.length }
}

const OUTCOMES = ['paid', 'missed', 'query', 'one_worker']
const NUMBERS = [
  'planned_minutes',
  'actual_minutes',
  'payable_minutes',
  'workers_paid',
  'pence_per_hour',
  'amount_pence',
] as const
const MAY_BE_EMPTY: readonly string[] = ['actual_minutes', 'pence_per_hour']

function readRatedVisits(file: FileBytes): TableFile {
  const table = new TableFile(file, RATED_COLUMNS)
  if (!table.isReadable) return table
  const column = Object.fromEntries(RATED_COLUMNS.map((name) => [name, table.column(name)]))
  const text = (name: string): string => table.text(column[name] ?? 0)
  let before: string | undefined
  for (let row = table.next(); row !== 'end'; row = table.next()) {
    if (row === 'broken') continue
    table.checkReference('visit_ref', column['visit_ref'] ?? 0)
    const ref = text('visit_ref')
    if (before !== undefined && compareText(before, ref) >= 0)
      table.fault(
        `visit_ref ${onOneLine(ref)} does not come after ${onOneLine(before)}: rows are in the order of visit_ref, each once`,
      )
    before = ref
    for (const name of NUMBERS)
      if (!(MAY_BE_EMPTY.includes(name) && text(name) === '') && !/^\d{1,15}$/.test(text(name)))
        table.fault(`${name} ${JSON.stringify(text(name))} is not a whole number, 0 or more`)
    checkOutcome(table, text)
    if (text('reason') === '') table.fault('reason is empty')
  }
  return table
}

function checkOutcome(table: TableFile, text: (name: string) => string): void {
  const outcome = text('outcome')
  if (!OUTCOMES.includes(outcome)) {
    table.fault(`outcome ${JSON.stringify(outcome)} is not one of ${OUTCOMES.join(', ')}`)
    return
  }
  if (outcome === 'paid' || outcome === 'one_worker') {
    if (text('actual_minutes') === '') table.fault(`actual_minutes is empty for the outcome ${outcome}`)
    const workers = outcome === 'one_worker' ? ['1'] : ['1', '2']
    if (!workers.includes(text('workers_paid')))
      table.fault(`workers_paid is not ${workers.join(' or ')} for the outcome ${outcome}`)
    return
  }
  for (const name of MAY_BE_EMPTY) if (text(name) !== '') table.fault(`${name} is not empty for the outcome ${outcome}`)
  for (const name of ['payable_minutes', 'workers_paid', 'amount_pence'])
    if (text(name) !== '0') table.fault(`${name} is not 0 for the outcome ${outcome}`)
}
