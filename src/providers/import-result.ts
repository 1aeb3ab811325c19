import { counted } from '#src/base/counted.ts'
import type { FindingGroup, ImportRecord, StoredFinding } from '#src/providers/import.store.ts'
import { fieldWords, valueWords } from '#src/providers/words.ts'

/** What an import did, as lines of words. */
export const resultLines = (record: ImportRecord, groups: readonly FindingGroup[]): string[] => [
  `${record.importRef}: ${counted(record.rowsRead, 'row')} read, ${record.rowsRejected} rejected, ${record.rowsRepeated} repeated`,
  `locations: ${record.locationsNew} new, ${record.locationsChanged} changed, ${record.locationsUnchanged} unchanged, ${record.locationsGone} gone, ${record.locationsSucceeded} registered anew`,
  `organisations: ${record.organisationsNew} new, ${record.organisationsChanged} changed; ratings: ${record.ratingsNew} new`,
  ...record.notes,
  ...(record.failure === null ? [] : [record.failure]),
  ...groups.map(
    ({ finding, field, reason, count, lines }) =>
      `${finding}, ${count} times: ${[field, reason].filter((part) => part !== null).join(': ')} (line ${lines.join(', ')}${count > lines.length ? ' …' : ''})`,
  ),
]

/** The columns of the file of findings: rows that were left out or lost a value, and what changed. */
export const FINDING_HEADER = [
  'line',
  'what',
  'record',
  'name',
  'field',
  'value',
  'reason',
  'cure',
  'before',
  'after',
] as const

type Cells = (string | number | null)[]

/** One row a finding; a changed record has one a field. */
export const findingRows = (one: StoredFinding): Cells[] => {
  const record = [one.line, one.finding, one.recordRef, one.recordName]
  if (one.changes === null) return [[...record, one.field, one.value, one.reason, one.cure, null, null]]
  return one.changes.map(({ field, from, to }) => [
    ...record,
    fieldWords(field),
    null,
    null,
    null,
    valueWords(from),
    valueWords(to),
  ])
}
