/** What is wrong with a row of a vendor's own file, told by the file's columns: it has none of the open format's. */
import type { LogColumn, RowFault } from '#src/visits/call-log/log-row.ts'
import type { MappedColumns } from '#src/visits/vendor-logs/mapping.ts'

type Named = LogColumn | 'wakings'

const NAMED = /\b(log_ref|visit_ref|person_ref|worker_ref|in_at|out_at|in_source|out_source|reason_code|wakings)\b/g

/** Of what no column says, the mapping says it, or nobody. */
const UNNAMED: Readonly<Record<Named, string>> = {
  log_ref: 'the reference made from person, worker and log-in',
  visit_ref: 'the visit',
  person_ref: 'the person',
  worker_ref: 'the worker',
  in_at: 'the log-in',
  out_at: 'the log-out',
  in_source: 'how the log-in was taken',
  out_source: 'how the log-out was taken',
  reason_code: 'reason',
  wakings: 'the wakings',
}

const REASON_CURE = 'Or say in the mapping which reason stands for it.'

export function inVendorWords(columns: MappedColumns): (fault: RowFault) => RowFault {
  const namesOf: Readonly<Record<Named, readonly string[]>> = {
    log_ref: [columns.logRef],
    visit_ref: [columns.visit],
    person_ref: [columns.person],
    worker_ref: [columns.worker],
    in_at: [columns.in, columns.inTime],
    out_at: columns.event === '' ? [columns.out, columns.outTime, columns.length] : [columns.in, columns.inTime],
    in_source: [columns.inSource],
    out_source: [columns.outSource || columns.inSource],
    reason_code: [columns.reason],
    wakings: [columns.wakings],
  }
  const told = (name: string): string => {
    const theirs = namesOf[name as Named].filter((one) => one !== '').map((one) => `“${one}”`)
    return theirs.length > 0 ? theirs.join(' with ') : UNNAMED[name as Named]
  }
  return ({ column, reason, cure }) => ({
    column,
    reason: reason.replaceAll(NAMED, told),
    cure: column === 'reason_code' ? `${cure.replaceAll(NAMED, told)} ${REASON_CURE}` : cure.replaceAll(NAMED, told),
  })
}
