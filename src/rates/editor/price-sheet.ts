/** The prices of a card from a sheet of a workbook: as from a table of text, but formulas are refused and times may be numbers. */
import { type Result, refuse } from '#src/base/result.ts'
import { type Grid, gridOfRows, PRICE_COLUMNS, type RowFault } from '#src/rates/editor/price-grid.ts'

type Cell = { readonly text: string; readonly isNumber: boolean; readonly isFormula: boolean }
export type PriceSheet = {
  readonly name: string
  readonly rows: readonly { readonly row: number; readonly cells: ReadonlyMap<number, Cell> }[]
}

const lettersOf = (column: number): string =>
  (column >= 26 ? lettersOf(Math.floor(column / 26) - 1) : '') + String.fromCharCode(65 + (column % 26))

/** Every fault names the sheet, the row, the column and the cure. */
export function gridOfSheet({ name, rows }: PriceSheet): Result<Grid, readonly RowFault[]> {
  const [header] = rows
  if (!header)
    return refuse([{ sheet: name, row: 1, message: 'the sheet is empty: put the prices on the first sheet' }])
  const width = Math.max(...header.cells.keys()) + 1
  const names = Array.from({ length: width }, (_, at) => header.cells.get(at)?.text.trim().toLowerCase() ?? '')
  const faults = rows.flatMap(({ row, cells }) =>
    [...cells]
      .filter(([column, { isFormula }]) => isFormula && column < width)
      .map(([column]) => ({
        ...{ sheet: name, row },
        message: `column ${lettersOf(column)} (${names[column]}) holds a formula: copy the cell and paste it as a value in its place`,
      })),
  )
  if (faults.length > 0) return refuse(faults)
  const grid = gridOfRows(
    rows.map(({ row, cells }) => ({
      line: row,
      cells: names.map((column, at) => textOf(column, cells.get(at))),
    })),
  )
  return grid.ok
    ? grid
    : refuse(grid.error.map((fault) => ({ ...fault, sheet: name, message: withColumn(fault.message, names) })))
}

/** A time of day in a spreadsheet is a share of the day. */
function textOf(column: string, cell: Cell | undefined): string {
  const share = cell?.isNumber ? Number(cell.text) : Number.NaN
  if ((column !== 'from' && column !== 'to') || !(share >= 0 && share <= 1)) return cell?.text ?? ''
  const minutes = Math.round(share * 1440)
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  return `${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`
}

/** "price "x" is not …" becomes "column H, price "x" is not …". */
function withColumn(message: string, names: readonly string[]): string {
  const column = PRICE_COLUMNS.find((one) => message.startsWith(`${one} `))
  const at = column === undefined ? -1 : names.indexOf(column)
  return at < 0 ? message : `column ${lettersOf(at)}: ${message}`
}
