/** Opens a vendor's file as if it were one of the open format: a row an attendance, log-ins and log-outs of their own put together. */
import type { Micros } from '#src/base/moment.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { SentRow } from '#src/visits/call-log/log-row.ts'
import type { FileRow, LogFile } from '#src/visits/call-log/log-upload.ts'
import {
  type EventKind,
  faultOf,
  type NumbersKnown,
  readMapped,
  settleOrder,
  usedColumns,
  type VendorMapping,
} from '#src/visits/vendor-logs/mapping.ts'
import { inVendorWords } from '#src/visits/vendor-logs/vendor-words.ts'
import type { VendorRow, VendorTable } from '#src/visits/vendor-logs/vendor-table.ts'
import {
  addEvidence,
  judgeOrder,
  type OrderEvidence,
  type OrderSeen,
  type TimeStyle,
} from '#src/visits/vendor-logs/vendor-time.ts'

/** Rows that are looked at between two pauses: a long file gives way to the pages that are asked for meanwhile. */
const AT_A_TIME = 2_000

export function* openMapped(
  table: VendorTable,
  mapping: VendorMapping,
  numbers: NumbersKnown,
): Generator<void, Result<LogFile, string>> {
  const missing = usedColumns(mapping).filter((name) => !table.columns.includes(name))
  // JSON leaves out what is empty, so a column may be missing from all rows of a file.
  if (missing.length > 0 && table.kind === 'CSV')
    return refuse(
      `The mapping names columns that the file has not: ${missing.join(', ')}. Choose another mapping, or map the file anew.`,
    )
  const order = settleOrder(mapping, yield* readOrder(table, mapping))
  if (!order.ok) return order
  const style: TimeStyle = { order: order.value, numbers: mapping.numbers, zone: mapping.zone }
  const tell = inVendorWords(mapping.columns)
  if (mapping.columns.event !== '') {
    const rows = yield* pairEvents(table.rows(), mapping, style, numbers)
    return ok({
      notUsed: [],
      tell,
      rows: function* () {
        yield* rows
      },
    })
  }
  return ok({
    notUsed: [],
    tell,
    rows: function* () {
      for (const row of table.rows()) yield readMapped(row, mapping, style, numbers)
    },
  })
}

/** What a file's own dates say of their order, where the mapping leaves it to the file. */
function* readOrder(table: VendorTable, { columns, order }: VendorMapping): Generator<void, OrderSeen> {
  if (order !== 'as the file shows') return { kind: order }
  let seen: OrderEvidence = {}
  let count = 0
  for (const { line, values } of table.rows()) {
    for (const name of [columns.in, columns.out]) seen = addEvidence(seen, { line, text: values.get(name) ?? '' })
    count += 1
    if (count % AT_A_TIME === 0) yield
  }
  return judgeOrder([seen])
}

type Event = { readonly row: FileRow; readonly sent: SentRow; readonly kind: EventKind }

/** A log-out belongs to a log-in of the day before at most. */
const LONGEST_STAY: Micros = 24 * 3600e6

/**
 * Puts each log-out to the log-in before it of the same worker at the same person, whatever the order of the file. The two are
 * one row, with the line and the reference of the log-in; a log-out without a log-in is refused.
 */
export function* pairEvents(
  source: Iterable<VendorRow>,
  mapping: VendorMapping,
  style: TimeStyle,
  numbers: NumbersKnown,
): Generator<void, FileRow[]> {
  const rows: FileRow[] = []
  const events: Event[] = []
  let count = 0
  for (const row of source) {
    const event = readEvent(row, mapping, style, numbers)
    if ('kind' in event) events.push(event)
    else rows.push(event)
    count += 1
    if (count % AT_A_TIME === 0) yield
  }
  // Where a worker leaves and comes in one moment, leaving is first.
  events.sort((a, b) => a.sent.in - b.sent.in || (a.kind === b.kind ? 0 : a.kind === 'out' ? -1 : 1))
  const open = new Map<string, Event>()
  for (const event of events) {
    const key = `${event.sent.personRef} ${event.sent.workerRef}`
    const before = open.get(key)
    if (event.kind === 'in') {
      if (before) rows.push(before.row)
      open.set(key, event)
    } else {
      const isOfIt = before !== undefined && event.sent.in - before.sent.in <= LONGEST_STAY
      rows.push(isOfIt ? together(before, event) : { ...event.row, read: refuse(NO_LOG_IN) })
      if (isOfIt) open.delete(key)
    }
  }
  for (const { row } of open.values()) rows.push(row)
  return rows.sort((a, b) => a.line - b.line)
}

const NO_LOG_IN = faultOf(
  'in_at',
  'a log-out has no log-in of the same worker at the same person in the day before it',
  'Upload a file that begins before the log-in, or enter the visit by hand.',
)

function readEvent(row: VendorRow, mapping: VendorMapping, style: TimeStyle, numbers: NumbersKnown): Event | FileRow {
  const read = readMapped(row, mapping, style, numbers)
  if (!read.read.ok) return read
  const word = row.values.get(mapping.columns.event) ?? ''
  const kind = mapping.eventWords[word.toLowerCase()]
  if (kind !== undefined) return { row: read, sent: read.read.value, kind }
  const reason = `${word === '' ? 'an empty value' : `"${word.slice(0, 40)}"`} is neither log-in nor log-out by the mapping`
  return { ...read, read: refuse(faultOf(undefined, reason, 'Add it to the mapping’s words for log-in and log-out.')) }
}

function together({ row, sent }: Event, out: Event): FileRow {
  const value: SentRow = {
    ...sent,
    out: out.sent.in,
    outSource: out.sent.inSource,
    reasonCode: sent.reasonCode ?? out.sent.reasonCode,
    wakings: sent.wakings ?? out.sent.wakings,
  }
  return { ...row, cells: [...row.cells, ...out.row.cells], read: ok(value) }
}
