/** Reads capacity as people type it: hours, not minutes. */
import { divideHalfUp } from '#src/base/money.ts'
import {
  BED_TYPES,
  type BedCell,
  type BedType,
  type CapacityCell,
  type CapacityRefusal,
  PART_WORDS,
  PARTS_OF_DAY,
  type PartOfDay,
} from '#src/providers/capacity/capacity.ts'

export const BED_WORDS: Readonly<Record<BedType, string>> = {
  residential: 'Residential',
  residential_dementia: 'Residential, dementia',
  nursing: 'Nursing',
  nursing_dementia: 'Nursing, dementia',
  respite: 'Respite',
}

export const hoursField = (zone: string, part: PartOfDay): string => `${zone}.${part}`
export const bedsField = (locationRef: string, type: BedType): string => `${locationRef}.${type}`

/** "7.5" is 450 minutes; left empty it is none. */
export function readHours(text: string): number | undefined {
  const typed = text.trim()
  if (typed === '') return 0
  return /^\d{1,4}(\.\d{1,2})?$/.test(typed) ? divideHalfUp(hundredths(typed) * 60, 100) : undefined
}

const hundredths = (typed: string): number => {
  const [whole = '0', part = ''] = typed.split('.')
  return Number(whole) * 100 + Number(part.padEnd(2, '0'))
}

/** Minutes as hours, without noughts that say nothing: 450 is "7.5". */
export const hoursTyped = (minutes: number): string => String(Number((minutes / 60).toFixed(2)))

type Typed = (field: string) => string
export type FormFault = { readonly field: string; readonly message: string }

const HOURS_CURE = 'Enter hours a week as a number, such as 12 or 7.5'
const BEDS_CURE = 'Enter how many beds stand free as a whole number, such as 2'

/** A zone that was left empty altogether is told only where something was told of it before. */
export function readGrid(
  typed: Typed,
  zones: readonly string[],
  before: readonly CapacityCell[],
): { cells: CapacityCell[]; faults: FormFault[] } {
  const cells: CapacityCell[] = []
  const faults: FormFault[] = []
  for (const zone of zones) {
    const isEmpty = PARTS_OF_DAY.every((part) => typed(hoursField(zone, part)).trim() === '')
    if (isEmpty && !before.some((cell) => cell.zone === zone)) continue
    for (const part of PARTS_OF_DAY) {
      const weeklyMinutes = readHours(typed(hoursField(zone, part)))
      if (weeklyMinutes === undefined) faults.push({ field: hoursField(zone, part), message: HOURS_CURE })
      else cells.push({ zone, part, weeklyMinutes })
    }
  }
  return { cells, faults }
}

export function readBeds(typed: Typed, homes: readonly string[]): { beds: BedCell[]; faults: FormFault[] } {
  const beds: BedCell[] = []
  const faults: FormFault[] = []
  for (const locationRef of homes)
    for (const bedType of BED_TYPES) {
      const text = typed(bedsField(locationRef, bedType)).trim()
      if (text === '') continue
      if (/^\d{1,4}$/.test(text)) beds.push({ locationRef, bedType, vacant: Number(text) })
      else faults.push({ field: bedsField(locationRef, bedType), message: BEDS_CURE })
    }
  return { beds, faults }
}

/** Why nothing was kept, and the cure. */
export function refusalInWords(refusal: CapacityRefusal, zones: readonly string[] = []): string {
  switch (refusal.why) {
    case 'nothing told':
      return 'Enter the hours or beds for at least one zone or home'
    case 'no such provider':
      return 'The register has no such provider. Ask the council to import it'
    case 'no such zone':
      return `The council has no zone ${refusal.zone === '' ? 'without a name' : refusal.zone}. Use ${zones.length > 0 ? `one of these: ${zones.join(', ')}` : 'one of its zones'}`
    case 'told twice':
      return `${refusal.zone}, ${PART_WORDS[refusal.part].toLowerCase()}, is there twice. Leave one of them out`
    case 'not so many hours':
      return `The hours in ${refusal.zone}, ${PART_WORDS[refusal.part].toLowerCase()}, must be between 0 and 5,000 a week`
    case 'no such home':
      return `You run no care home ${refusal.locationRef === '' ? 'without a reference' : refusal.locationRef}. Use its CQC location ID`
    case 'beds told twice':
      return `${refusal.locationRef}, ${BED_WORDS[refusal.bedType].toLowerCase()}, is there twice. Leave one of them out`
    case 'not so many beds':
      return `The beds in ${refusal.locationRef} must be between 0 and 500`
  }
}
