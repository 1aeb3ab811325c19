import type { Issue } from '#src/providers/register.ts'

/** One row of an extract: gives values by column and collects what was wrong with them. */
export type Row = {
  readonly line: number
  readonly issues: Issue[]
  /** The text of a cell: null when blank, undefined when the layout has no such column. */
  cell(column: string): string | null | undefined
  /** A cell through its reader: one that cannot be read is left out with a warning. */
  take<T>(column: string, read: (text: string) => T | undefined, fault: Fault): T | null | undefined
  /** The same for a value that was found inside a cell. */
  check<T>(field: string, text: unknown, read: (text: string) => T | undefined, fault: Fault): T | null | undefined
  has(column: string): boolean
  columns(prefix: string): readonly string[]
}

export type Fault = { readonly reason: string; readonly cure: string }

/** The record that a row's warnings are about, once it is known. */
export type RowContext = { ref: string | null }

const BLANK = new Set(['', 'NA', 'N/A', '#N/A', 'NULL', '-'])

export const plainColumn = (column: string): string => column.replace(/\s+/g, ' ').trim().toLowerCase()

export function rowOf(
  columns: ReadonlyMap<string, number>,
  cells: readonly string[],
  line: number,
  context: RowContext,
): Row {
  const issues: Issue[] = []
  const row: Row = {
    line,
    issues,
    has: (column) => columns.has(plainColumn(column)),
    columns: (prefix) => [...columns.keys()].filter((column) => column.startsWith(plainColumn(prefix))),
    cell(column) {
      const at = columns.get(plainColumn(column))
      if (at === undefined) return undefined
      const text = (cells[at] ?? '').trim()
      return BLANK.has(text.toUpperCase()) ? null : text
    },
    take: (column, read, fault) => row.check(column, row.cell(column), read, fault),
    check(field, text, read, { reason, cure }) {
      if (text === undefined || text === null || text === '') return text === undefined ? undefined : null
      const value = read(String(text))
      if (value !== undefined) return value
      issues.push({ kind: 'warning', line, ref: context.ref, field, value: String(text).slice(0, 200), reason, cure })
      return undefined
    },
  }
  return row
}

export const FAULTS = {
  phone: {
    reason: 'the telephone number is not one',
    cure: 'give 10 or 11 digits; the rest of the row was kept without it',
  },
  website: {
    reason: 'the web address holds something other than an http or https address',
    cure: 'give the address alone, such as https://example.org; the rest of the row was kept without it',
  },
  uprn: {
    reason: 'a spreadsheet has shortened the property number (UPRN), so its digits are lost',
    cure: 'take the file again without opening it in a spreadsheet; the rest of the row was kept without it',
  },
  postcode: { reason: 'this is not a postcode', cure: 'give a postcode such as WV1 1AA; the rest of the row was kept' },
  areaCode: {
    reason: 'an area code of the Office for National Statistics is a letter and eight digits',
    cure: 'check the code; the rest of the row was kept without it',
  },
  date: {
    reason: 'there is no such date',
    cure: 'give a date such as 2026-09-16; the rest of the row was kept without it',
  },
  number: { reason: 'this is not a whole number', cure: 'give digits only; the rest of the row was kept without it' },
  place: {
    reason: 'this is not a latitude or longitude in the United Kingdom',
    cure: 'give degrees such as 52.58; the rest of the row was kept without it',
  },
  yesNo: { reason: 'this is neither yes nor no', cure: 'give Y or N; the rest of the row was kept without it' },
  company: {
    reason: 'a Companies House number has eight characters',
    cure: 'check the number; the rest of the row was kept without it',
  },
  charity: {
    reason: 'a charity number has six or seven digits',
    cure: 'check the number; the rest of the row was kept without it',
  },
  ods: { reason: 'an ODS code has letters and digits only', cure: 'check the code; the rest of the row was kept' },
  provider: {
    reason: 'this is not a CQC provider ID',
    cure: 'give the ID from the register, such as 1-101641521; the location was kept without its provider',
  },
  rating: {
    reason: 'this is not a rating of the Care Quality Commission',
    cure: 'give Outstanding, Good, Requires improvement or Inadequate; the rest of the row was kept without it',
  },
  question: {
    reason: 'this is neither a key question nor "Overall"',
    cure: 'only Safe, Effective, Caring, Responsive, Well-led and Overall are kept for care services',
  },
  json: { reason: 'the cell should hold JSON and does not', cure: 'take the file again; the rest of the row was kept' },
} as const satisfies Record<string, Fault>
