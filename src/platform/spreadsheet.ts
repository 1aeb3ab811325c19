/** Reads the first sheet of an .xlsx file: what its cells hold, and which of them are formulas. Nothing in it is computed or run. */
import { inflateRawSync } from 'node:zlib'
import { ok, type Result, refuse } from '#src/base/result.ts'

export type SheetCell = { readonly text: string; readonly isNumber: boolean; readonly isFormula: boolean }
/** The number that the spreadsheet shows beside the row, and the cells by their column, from 0. */
export type SheetRow = { readonly row: number; readonly cells: ReadonlyMap<number, SheetCell> }
export type Sheet = { readonly name: string; readonly rows: readonly SheetRow[] }

export type SheetFault = 'not a spreadsheet' | 'too large' | 'has a password' | 'no sheet'

/** A file that unpacks to more than this is none of prices. */
const MOST_BYTES = 20_000_000
const MOST_ROWS = 20_000

export const isSpreadsheet = (bytes: Buffer): boolean => bytes.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004'

/** Excel's format of before 2007, and any workbook with a password. */
export const isOldSpreadsheet = (bytes: Buffer): boolean => bytes.subarray(0, 4).toString('hex') === 'd0cf11e0'

export function readSpreadsheet(bytes: Buffer): Result<Sheet, SheetFault> {
  if (isOldSpreadsheet(bytes)) return refuse('has a password')
  const files = filesOf(bytes)
  if (!files) return refuse('not a spreadsheet')
  try {
    const read = (path: string): string => files(path)?.toString('utf8') ?? ''
    const named = firstSheet(read('xl/workbook.xml'), read('xl/_rels/workbook.xml.rels'))
    if (!named) return refuse('no sheet')
    const strings = [...read('xl/sharedStrings.xml').matchAll(element('si'))].map(([, , inner]) => textOf(inner ?? ''))
    const rows = rowsOf(read(named.path), strings)
    return rows.length > MOST_ROWS ? refuse('too large') : ok({ name: named.name, rows })
  } catch (fault) {
    if (fault instanceof RangeError) return refuse('too large')
    if (fault instanceof Error && 'code' in fault) return refuse('not a spreadsheet')
    throw fault
  }
}

/** What an archive holds by path, read from the list at its end; undefined where that is none. */
function filesOf(bytes: Buffer): ((path: string) => Buffer | undefined) | undefined {
  const end = bytes.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'))
  if (end < 0 || end + 22 > bytes.length) return undefined
  const entries = new Map<string, { method: number; size: number; at: number }>()
  let at = bytes.readUInt32LE(end + 16)
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) return undefined
    const lengths = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field))
    const [name = 0, extra = 0, comment = 0] = lengths
    const path = bytes.toString('utf8', at + 46, at + 46 + name)
    entries.set(path, {
      method: bytes.readUInt16LE(at + 10),
      size: bytes.readUInt32LE(at + 20),
      at: bytes.readUInt32LE(at + 42),
    })
    at += 46 + name + extra + comment
  }
  return (path) => {
    const entry = entries.get(path)
    if (!entry || entry.at + 30 > bytes.length) return undefined
    const from = entry.at + 30 + bytes.readUInt16LE(entry.at + 26) + bytes.readUInt16LE(entry.at + 28)
    const packed = bytes.subarray(from, from + entry.size)
    if (packed.length > MOST_BYTES) throw new RangeError('too large')
    return entry.method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: MOST_BYTES })
  }
}

/** Elements of a name with their attributes and what they hold, whatever prefix their writer gives them. */
const element = (name: string): RegExp =>
  new RegExp(`<(?:\\w+:)?${name}(\\s[^>]*?)?(?:/>|>([\\s\\S]*?)</(?:\\w+:)?${name}>)`, 'g')

const attribute = (attributes: string | undefined, name: string): string | undefined => {
  const found = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes ?? '')?.[1]
  return found === undefined ? undefined : decoded(found)
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const decoded = (text: string): string =>
  text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w+));/g, (all, hex, number, name) => {
    if (name !== undefined) return ENTITIES[name] ?? all
    const code = hex === undefined ? Number(number) : Number.parseInt(hex, 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : all
  })

/** Text in pieces, without the reading aids of Japanese. */
const textOf = (inner: string): string =>
  [...inner.replaceAll(element('rPh'), '').matchAll(element('t'))].map(([, , text]) => decoded(text ?? '')).join('')

function firstSheet(workbook: string, links: string): { name: string; path: string } | undefined {
  const paths = new Map(
    [...links.matchAll(element('Relationship'))].map(([, one]) => [attribute(one, 'Id'), attribute(one, 'Target')]),
  )
  const sheets = [...workbook.matchAll(element('sheet'))].map(([, one]) => one)
  const shown = sheets.find((one) => (attribute(one, 'state') ?? 'visible') === 'visible')
  const target = paths.get(attribute(shown, '\\w+:id'))
  if (target === undefined) return undefined
  return { name: attribute(shown, 'name') ?? '', path: target.startsWith('/') ? target.slice(1) : `xl/${target}` }
}

function rowsOf(sheet: string, strings: readonly string[]): SheetRow[] {
  const rows = new Map<number, Map<number, SheetCell>>()
  for (const [, attributes, inner = ''] of sheet.matchAll(element('c'))) {
    const [, letters = '', row = ''] = /^([A-Z]{1,3})(\d{1,7})$/.exec(attribute(attributes, 'r') ?? '') ?? []
    const cell = cellOf(attribute(attributes, 't') ?? 'n', inner, strings)
    if (row === '' || (cell.text === '' && !cell.isFormula)) continue
    const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1
    const cells = rows.get(Number(row)) ?? new Map<number, SheetCell>()
    rows.set(Number(row), cells.set(column, cell))
  }
  return [...rows].map(([row, cells]) => ({ row, cells })).sort((a, b) => a.row - b.row)
}

function cellOf(type: string, inner: string, strings: readonly string[]): SheetCell {
  const isFormula = element('f').test(inner)
  const value = decoded(element('v').exec(inner)?.[2] ?? '')
  if (type === 'inlineStr') return { text: textOf(inner), isNumber: false, isFormula }
  if (type === 's') return { text: strings[Number(value)] ?? '', isNumber: false, isFormula }
  // Excel keeps a typed 21.64 now and then as 21.639999999999997.
  const isNumber = type === 'n' && value !== '' && Number.isFinite(Number(value))
  return { text: isNumber ? String(Number(Number(value).toFixed(9))) : value, isNumber, isFormula }
}
