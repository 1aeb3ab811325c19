/** Reads the files in which providers tell what they could take on: of hours, of beds, or of what their workers can do. */
import { abilityRefusal, faultsOfAbilities, type TypedAbility } from '#src/providers/capacity/ability.ts'
import { ABILITY_COLUMNS, abilityRow } from '#src/providers/capacity/ability-form.ts'
import {
  BED_TYPES,
  type BedCell,
  type CapacityCell,
  faultsOfBeds,
  faultsOfCells,
  isBedType,
  isPart,
  PART_WORDS,
  PARTS_OF_DAY,
} from '#src/providers/capacity/capacity.ts'
import { readHours, refusalInWords } from '#src/providers/capacity/capacity-form.ts'

export const HOURS_COLUMNS = ['zone', 'part', 'hours'] as const
export const BED_COLUMNS = ['home', 'bed_type', 'vacant'] as const

type FileRow = { readonly line: number; readonly cells: readonly string[] }
export type ReadFile = {
  readonly cells: CapacityCell[]
  readonly beds: BedCell[]
  readonly abilities: TypedAbility[]
  /** The row of the file in which each of them stands. */
  readonly lines: number[]
  readonly faults: FileFault[]
}
/** What is wrong with a row, or in the first with the file. */
export type FileFault = { readonly line: number; readonly words: string }

type Of = (column: string) => string
type Named = { readonly zone: string; readonly name: string }

/** What a file is of is known by its columns; a zone may be written by its name. Every fault names its row. */
export function readCapacityFile([heading, ...records]: readonly FileRow[], zones: readonly Named[] = []): ReadFile {
  const names = (heading?.cells ?? []).map((cell) => cell.trim().toLowerCase().replaceAll(' ', '_'))
  const read: ReadFile = { cells: [], beds: [], abilities: [], lines: [], faults: [] }
  const kinds: readonly (readonly [columns: readonly string[], row: (of: Of) => string | undefined])[] = [
    [HOURS_COLUMNS, (of) => hoursRow(of, read.cells, zones)],
    [BED_COLUMNS, (of) => bedsRow(of, read.beds)],
    [ABILITY_COLUMNS, (of) => abilityRow(of, read.abilities)],
  ]
  const kind = kinds.find(([columns]) => columns.every((column) => names.includes(column)))
  if (!kind) {
    const sets = [HOURS_COLUMNS, BED_COLUMNS, ABILITY_COLUMNS].map((columns) => columns.join(', '))
    const words = `the columns must be ${sets[0]}; ${sets[1]} for beds; or ${sets[2]} for what workers can do`
    read.faults.push({ line: 1, words })
    return read
  }
  for (const { line, cells } of records) {
    const fault = kind[1]((column) => (cells[names.indexOf(column)] ?? '').trim())
    if (fault) read.faults.push({ line, words: fault })
    else read.lines.push(line)
  }
  if (records.length === 0) read.faults.push({ line: 1, words: 'there are no rows under the headings' })
  return read
}

/** What is wrong with rows that can be read, held to what the council and the register know of. */
export function faultsByRow(
  { cells, beds, abilities, lines }: ReadFile,
  known: { readonly zones: readonly Named[]; readonly homes: readonly string[] },
): FileFault[] {
  const { zones, homes } = known
  const keys = zones.map(({ zone }) => zone)
  const names = zones.map(({ name }) => name)
  const capacity = [...faultsOfCells(cells, keys), ...faultsOfBeds(beds, homes)]
  return [
    ...capacity.map(({ at, refusal }) => ({ line: lines[at] ?? 0, words: refusalInWords(refusal, names) })),
    ...faultsOfAbilities(abilities).map(({ at, refusal }) => ({
      line: lines[at] ?? 0,
      words: abilityRefusal(refusal),
    })),
  ]
}

const alike = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()
const partNamed = (text: string): string =>
  PARTS_OF_DAY.find((part) => alike(PART_WORDS[part], text)) ?? text.toLowerCase()
const zoneNamed = (text: string, zones: readonly Named[]): string =>
  zones.find(({ zone, name }) => alike(zone, text) || alike(name, text))?.zone ?? text

function hoursRow(of: Of, cells: CapacityCell[], zones: readonly Named[]): string | undefined {
  const part = partNamed(of('part'))
  const weeklyMinutes = of('hours') === '' ? undefined : readHours(of('hours'))
  if (!isPart(part)) return `part must be ${PARTS_OF_DAY.join(', ')}`
  if (weeklyMinutes === undefined) return 'hours must be a number, such as 12 or 7.5'
  cells.push({ zone: zoneNamed(of('zone'), zones), part, weeklyMinutes })
  return undefined
}

function bedsRow(of: Of, beds: BedCell[]): string | undefined {
  const bedType = of('bed_type').toLowerCase()
  if (!isBedType(bedType)) return `bed_type must be ${BED_TYPES.join(', ')}`
  if (!/^\d{1,4}$/.test(of('vacant'))) return 'vacant must be a whole number, such as 2'
  beds.push({ locationRef: of('home'), bedType, vacant: Number(of('vacant')) })
  return undefined
}
