/** Reads the files in which providers tell what they could take on: of hours, of beds, or of what their workers can do. */
import type { TypedAbility } from '#src/providers/capacity/ability.ts'
import { ABILITY_COLUMNS, abilityRow } from '#src/providers/capacity/ability-form.ts'
import {
  BED_TYPES,
  type BedCell,
  type CapacityCell,
  isBedType,
  isPart,
  PARTS_OF_DAY,
} from '#src/providers/capacity/capacity.ts'
import { readHours } from '#src/providers/capacity/capacity-form.ts'

export const HOURS_COLUMNS = ['zone', 'part', 'hours'] as const
export const BED_COLUMNS = ['home', 'bed_type', 'vacant'] as const

type FileRow = { readonly line: number; readonly cells: readonly string[] }
export type ReadFile = {
  readonly cells: CapacityCell[]
  readonly beds: BedCell[]
  readonly abilities: TypedAbility[]
  readonly faults: string[]
}
type Of = (column: string) => string

/** What a file is of is known by its columns. Every fault names its row. */
export function readCapacityFile([heading, ...records]: readonly FileRow[]): ReadFile {
  const names = (heading?.cells ?? []).map((cell) => cell.trim().toLowerCase().replaceAll(' ', '_'))
  const read: ReadFile = { cells: [], beds: [], abilities: [], faults: [] }
  const kinds: readonly (readonly [columns: readonly string[], row: (of: Of) => string | undefined])[] = [
    [HOURS_COLUMNS, (of) => hoursRow(of, read.cells)],
    [BED_COLUMNS, (of) => bedsRow(of, read.beds)],
    [ABILITY_COLUMNS, (of) => abilityRow(of, read.abilities)],
  ]
  const kind = kinds.find(([columns]) => columns.every((column) => names.includes(column)))
  if (!kind) {
    read.faults.push(
      `The first row must name the columns ${HOURS_COLUMNS.join(', ')}; ${BED_COLUMNS.join(', ')} for beds; or ${ABILITY_COLUMNS.join(', ')} for what workers can do`,
    )
    return read
  }
  for (const { line, cells } of records) {
    const fault = kind[1]((column) => (cells[names.indexOf(column)] ?? '').trim())
    if (fault) read.faults.push(`Row ${line}: ${fault}`)
  }
  if (records.length === 0) read.faults.push('The file has no rows under its headings')
  return read
}

function hoursRow(of: Of, cells: CapacityCell[]): string | undefined {
  const part = of('part').toLowerCase()
  const weeklyMinutes = of('hours') === '' ? undefined : readHours(of('hours'))
  if (!isPart(part)) return `part must be ${PARTS_OF_DAY.join(', ')}`
  if (weeklyMinutes === undefined) return 'hours must be a number, such as 12 or 7.5'
  cells.push({ zone: of('zone'), part, weeklyMinutes })
  return undefined
}

function bedsRow(of: Of, beds: BedCell[]): string | undefined {
  const bedType = of('bed_type').toLowerCase()
  if (!isBedType(bedType)) return `bed_type must be ${BED_TYPES.join(', ')}`
  if (!/^\d{1,4}$/.test(of('vacant'))) return 'vacant must be a whole number, such as 2'
  beds.push({ locationRef: of('home'), bedType, vacant: Number(of('vacant')) })
  return undefined
}
