/** The prices of a rate card as a table: services and zones down, kinds of day and bands of time across. */
import { ok, type Result, refuse } from '#src/base/result.ts'
import { clock } from '#src/rates/card-reader.ts'
import type { Fault } from '#src/rates/located-json.ts'
import { DAY_KINDS } from '#src/rates/rate-card.ts'

export type GridColumn = { readonly day: string; readonly from: string; readonly to: string }

/** What a price is of. Two workers who are priced together have rows of their own beside those of one. */
export const PERS = ['hour', 'minute', 'visit', 'hour of two'] as const
export type Per = (typeof PERS)[number]

/** Prices are pounds as typed; an empty cell is no rate line. */
export type GridRow = {
  readonly service: string
  readonly zone: string
  readonly skill: string
  readonly per: Per
  readonly cells: readonly string[]
}

export type Grid = { readonly columns: readonly GridColumn[]; readonly rows: readonly GridRow[] }

/** What is wrong in one field of the grid: `cell-2-0`, `row-2-service`, `column-0-from`. */
export type CellFault = { readonly field: string; readonly message: string }

/** One price of a rate line, with the pounds as text. */
export type GridLine = GridColumn & Omit<GridRow, 'cells'> & { readonly price: string }

export const gridOfCard = (file: CardFile): Grid => gridOfLines(linesOf(file).flatMap(asGridLines))

/** A card of the open format, as JSON. */
export type CardFile = Readonly<Record<string, unknown>>
type FileLine = Readonly<Record<string, unknown>>

const linesOf = (file: CardFile): readonly FileLine[] => (Array.isArray(file['rates']) ? file['rates'] : [])

/** The price of a line of the card, and that of two workers where the line has one. */
function asGridLines(line: FileLine): GridLine[] {
  const text = (key: string): string => String(line[key] ?? '')
  const column = { day: text('day'), from: text('from'), to: text('to') }
  const place = { service: text('service'), zone: text('zone'), skill: text('skill') }
  return MEMBERS.flatMap(([member, per]) =>
    line[member] === undefined ? [] : [{ ...column, ...place, per, price: pounds(Number(line[member])) }],
  )
}

/** The members of a rate line that hold a price, and what each is of. */
const MEMBERS: readonly (readonly [string, Per])[] = [
  ['pence_per_hour', 'hour'],
  ['exact_pence_per_hour', 'hour'],
  ['pence_per_minute', 'minute'],
  ['pence_per_visit', 'visit'],
  ['two_workers_pence_per_hour', 'hour of two'],
]

const pounds = (pence: number): string =>
  Number.isInteger(pence) ? (pence / 100).toFixed(2) : (pence / 100).toFixed(4).replace(/0+$/, '')

export function gridOfLines(lines: readonly GridLine[]): Grid {
  const columns = new Map<string, GridColumn>()
  const rows = new Map<string, Omit<GridRow, 'cells'> & { prices: Map<string, string> }>()
  for (const { day, from, to, service, zone, skill, per, price } of lines) {
    const key = columnKey({ day, from, to })
    columns.set(key, { day, from, to })
    const rowKey = JSON.stringify([service, zone, skill, per])
    const row = rows.get(rowKey) ?? { service, zone, skill, per, prices: new Map<string, string>() }
    row.prices.set(key, price)
    rows.set(rowKey, row)
  }
  const keys = [...columns.keys()]
  return {
    columns: [...columns.values()],
    rows: [...rows.values()].map(({ prices, ...row }) => ({ ...row, cells: keys.map((key) => prices.get(key) ?? '') })),
  }
}

export const emptyRow = (columns: number): GridRow => ({
  ...{ service: '', zone: '', skill: '', per: 'hour' as const },
  cells: Array.from({ length: columns }, () => ''),
})

export const withRow = (grid: Grid): Grid => ({ ...grid, rows: [...grid.rows, emptyRow(grid.columns.length)] })

export const withColumn = (grid: Grid): Grid => ({
  columns: [...grid.columns, { day: 'any', from: '00:00', to: '24:00' }],
  rows: grid.rows.map((row) => ({ ...row, cells: [...row.cells, ''] })),
})

/** A line of the card and the cell that it came from; of two workers too, where they have a price. */
type Placed = {
  readonly line: FileLine
  readonly row: number
  readonly column: number
  readonly forTwo?: { readonly row: number; readonly column: number }
}

/** The rate lines that a grid makes, what is wrong in it, and where what the reader of the card says of a line was typed. */
export type PlacedGrid = {
  readonly lines: readonly FileLine[]
  readonly faults: readonly CellFault[]
  readonly atCell: (fault: Fault) => CellFault | undefined
}

export function placeGrid(grid: Grid): PlacedGrid {
  const faults: CellFault[] = []
  const [ones, twos]: [Placed[], Placed[]] = [[], []]
  for (const [row, line] of grid.rows.entries()) {
    if (line.cells.every((cell) => cell.trim() === '')) {
      if (line.service.trim() !== '' && line.cells.length > 0)
        faults.push({
          field: `cell-${row}-0`,
          message: `Enter a price for ${line.service}, or take the service out of this row`,
        })
      continue
    }
    faults.push(...rowFaults(line, row))
    for (const [column, head] of grid.columns.entries()) {
      const made = lineOfCell(line, head, row, column)
      if (made === undefined) continue
      if (isFault(made)) faults.push(made)
      else (line.per === 'hour of two' ? twos : ones).push({ line: made, row, column })
    }
  }
  const placed = joinTwos(ones, twos, faults)
  return { lines: placed.map(({ line }) => line), faults, atCell: (fault) => atCell(fault, placed, grid) }
}

/** The price of two workers belongs to the line that has the price of one. */
function joinTwos(ones: readonly Placed[], twos: readonly Placed[], faults: CellFault[]): Placed[] {
  const byKey = new Map(twos.map((two) => [lineKey(two.line), two]))
  const placed = ones.map((one): Placed => {
    const two = byKey.get(lineKey(one.line))
    byKey.delete(lineKey(one.line))
    return two ? { ...one, line: { ...one.line, ...two.line }, forTwo: { row: two.row, column: two.column } } : one
  })
  for (const { row, column } of byKey.values())
    faults.push({
      field: `cell-${row}-${column}`,
      message: 'Enter the price of one worker too, in a row of the same service, zone and skill',
    })
  return placed
}

/** What a spreadsheet that has no prices of two workers leaves as it is: theirs, where the services are still there. */
export function keepTwos(grid: Grid, file: CardFile): Grid {
  if (grid.rows.some(({ per }) => per === 'hour of two')) return grid
  const kept = new Set(grid.rows.map(placeKey))
  const own = linesOf(file).flatMap(asGridLines)
  const twos = own.filter((line) => line.per === 'hour of two' && kept.has(placeKey(line)))
  const keys = new Set(grid.columns.map((column) => columnKey(column)))
  return twos.length === 0
    ? grid
    : gridOfLines([...linesOfGrid(grid), ...twos.filter((line) => keys.has(columnKey(line)))])
}

const linesOfGrid = ({ columns, rows }: Grid): GridLine[] =>
  rows.flatMap(({ cells, ...row }) =>
    columns.flatMap((column, at) => (cells[at] ? [{ ...column, ...row, price: cells[at] }] : [])),
  )

const placeKey = ({ service, zone, skill }: Pick<GridRow, 'service' | 'zone' | 'skill'>): string =>
  JSON.stringify([service, zone, skill])

const columnKey = ({ day, from, to }: GridColumn): string => JSON.stringify([day, from, to])

const isFault = (made: FileLine | CellFault): made is CellFault => 'message' in made

const lineKey = (line: FileLine): string =>
  JSON.stringify([line['service'], line['zone'], line['skill'], line['day'], line['from'], line['to']])

function rowFaults(row: GridRow, at: number): CellFault[] {
  const faults: CellFault[] = []
  if (row.service.trim() === '')
    faults.push({ field: `row-${at}-service`, message: 'Enter the service, for example home_care' })
  if (row.zone.trim() === '') faults.push({ field: `row-${at}-zone`, message: 'Enter the zone, or any' })
  return faults
}

function lineOfCell(row: GridRow, column: GridColumn, at: number, across: number): FileLine | CellFault | undefined {
  const typed = row.cells[across]?.trim() ?? ''
  if (typed === '') return undefined
  const price = linePrice(row.per, typed)
  if (price === undefined) {
    const example = row.per === 'minute' ? '0.36' : '21.64'
    return { field: `cell-${at}-${across}`, message: `"${typed}" is not a price in pounds, such as ${example}` }
  }
  return {
    service: row.service.trim(),
    zone: row.zone.trim(),
    ...(row.skill.trim() === '' ? {} : { skill: row.skill.trim() }),
    day: column.day,
    from: timeOf(column.from),
    to: timeOf(column.to),
    ...price,
  }
}

/** Pounds as typed become the member of the card that holds such a price; undefined when it is none. */
function linePrice(per: Per, typed: string): FileLine | undefined {
  const match = /^£?\s*(\d{1,3}(?:,\d{3})+|\d{1,7})(?:\.(\d{1,4}))?$/.exec(typed)
  if (!match) return undefined
  const hundredths = Number(match[1]?.replaceAll(',', '')) * 10_000 + Number((match[2] ?? '').padEnd(4, '0'))
  if (per === 'minute') return { pence_per_minute: hundredths / 100 }
  const isWhole = hundredths % 100 === 0
  if (per === 'visit') return isWhole ? { pence_per_visit: hundredths / 100 } : undefined
  if (per === 'hour of two') return isWhole ? { two_workers_pence_per_hour: hundredths / 100 } : undefined
  return isWhole ? { pence_per_hour: hundredths / 100 } : { exact_pence_per_hour: hundredths / 100 }
}

/** Times as spreadsheets write them: `7:00`, `07:00:00`. What is no time stays as it is, and is told as a fault. */
export function timeOf(text: string): string {
  const match = /^(\d{1,2}):([0-5]\d)(?::00)?$/.exec(text.trim())
  return match ? clock(Number(match[1]) * 60 + Number(match[2])) : text.trim()
}

/** A fault of the file, at the field of the grid that its member came from. */
function atCell(fault: Fault, placed: readonly Placed[], grid: Grid): CellFault | undefined {
  const [, index, key] = /^rates\/(\d+)(?:\/(\w+))?$/.exec(fault.at ?? '') ?? []
  const one = index === undefined ? undefined : placed[Number(index)]
  const message = fault.text
    .replace(/^rate line \d+: /, '')
    .replace(/rate line (\d+)/, (_, number) => cellWords(placed[Number(number) - 1], grid))
  if (!one) return undefined
  const { row, column } = (key === 'two_workers_pence_per_hour' ? one.forTwo : undefined) ?? one
  if (key === 'day' || key === 'from' || key === 'to') return { field: `column-${column}-${key}`, message }
  if (key === 'service' || key === 'zone' || key === 'skill') return { field: `row-${row}-${key}`, message }
  return { field: `cell-${row}-${column}`, message }
}

function cellWords(placed: Placed | undefined, grid: Grid): string {
  if (!placed) return 'another price'
  const [row, column] = [grid.rows[placed.row], grid.columns[placed.column]]
  return `the price of ${row?.service}, ${row?.zone}, ${column?.day} from ${column?.from} to ${column?.to}`
}

/** A row of a spreadsheet that cannot be taken, by the number that the spreadsheet shows. */
export type RowFault = { readonly row: number; readonly message: string; readonly sheet?: string }

export const PRICE_COLUMNS = ['service', 'zone', 'skill', 'day', 'from', 'to', 'per', 'price'] as const
const NEEDED = ['service', 'zone', 'day', 'from', 'to', 'price'] as const

/** The rows of a spreadsheet of prices, one price a row under the names of PRICE_COLUMNS; every row that cannot be taken is told. */
export function gridOfRows(
  records: readonly { readonly line: number; readonly cells: readonly string[] }[],
): Result<Grid, readonly RowFault[]> {
  const [header, ...rows] = records
  const names = header?.cells.map((cell) => cell.trim().toLowerCase()) ?? []
  const missing = NEEDED.filter((name) => !names.includes(name))
  if (missing.length > 0)
    return refuse([
      { row: 1, message: `the first row has no column ${missing.join(', ')}: name the columns ${NEEDED.join(', ')}` },
    ])
  if (rows.length === 0) return refuse([{ row: 2, message: 'there are no prices under the first row' }])
  const faults: RowFault[] = []
  const seen = new Map<string, number>()
  const lines = rows.map(({ line: row, cells }) => {
    const cell = (name: string): string => cells[names.indexOf(name)]?.trim() ?? ''
    const line = lineOfRow(cell)
    faults.push(...lineFaults(line).map((message) => ({ row, message })))
    const forTwo = line.per === 'hour of two'
    const key = JSON.stringify([line.service, line.zone, line.skill, line.day, line.from, line.to, forTwo])
    const first = seen.get(key)
    if (first !== undefined) faults.push({ row, message: `is for the same place, day and times as row ${first}` })
    seen.set(key, first ?? row)
    return line
  })
  return faults.length > 0 ? refuse(faults) : ok(gridOfLines(lines))
}

const codeOf = (text: string): string => text.toLowerCase().replaceAll(/[ -]+/g, '_')

function lineOfRow(cell: (name: string) => string): GridLine {
  const per = PERS.find(
    (one) =>
      one ===
      cell('per')
        .toLowerCase()
        .replace(/^(an?|per) /, ''),
  )
  const to = timeOf(cell('to'))
  return {
    ...{ service: cell('service'), zone: cell('zone').toLowerCase() === 'any' ? 'any' : cell('zone') },
    ...{ skill: cell('skill'), day: codeOf(cell('day')), from: timeOf(cell('from')) },
    // A spreadsheet writes the end of the day as midnight.
    to: to === '00:00' ? '24:00' : to,
    per: cell('per') === '' ? 'hour' : (per ?? ('' as Per)),
    price: cell('price').replace(/^£\s*/, ''),
  }
}

function lineFaults(line: GridLine): string[] {
  const faults: string[] = []
  if (line.service === '') faults.push('service is empty')
  if (line.zone === '') faults.push('zone is empty: write a zone, or any')
  if (!DAY_KINDS.some((day) => day === line.day)) faults.push(`day "${line.day}" is not one of ${DAY_KINDS.join(', ')}`)
  const isTime = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(text)
  if (!isTime(line.from)) faults.push(`from "${line.from}" is not a time, 00:00 to 24:00`)
  if (!isTime(line.to)) faults.push(`to "${line.to}" is not a time, 00:00 to 24:00`)
  if (isTime(line.from) && isTime(line.to) && line.from >= line.to)
    faults.push(`from ${line.from} is not before to ${line.to}: write a band over midnight as two rows`)
  if (!PERS.includes(line.per)) faults.push(`per is not one of ${PERS.join(', ')}`)
  else if (linePrice(line.per, line.price) === undefined)
    faults.push(`price "${line.price}" is not an amount in pounds, such as 21.64`)
  return faults
}

/** The rows of a spreadsheet that hold a card's prices, as `gridOfRows` reads them. */
export const rowsOfCard = (file: CardFile): string[][] =>
  linesOf(file)
    .flatMap(asGridLines)
    .map(({ service, zone, skill, day, from, to, per, price }) => [service, zone, skill, day, from, to, per, price])
