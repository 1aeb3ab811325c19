/** The rows of a plan - what runs out - with their numbers and their words. */
import { counted } from '#src/base/counted.ts'
import { hoursInWords } from '#src/brokerage/packages/pattern.ts'
import type { FreeBeds, Room, Row, ToPlace } from '#src/brokerage/placing/plan.ts'
import { abilityInWords, BED_WORDS, PARTS_OF_DAY, type PartOfDay } from '#src/providers/index.ts'

export type Numbered = Omit<ReturnType<typeof numberRows>, 'rows' | 'amounts'>

/** A provider with two contracts has its hours and beds once; of a part that it never told it has none. */
export function numberRows(rooms: readonly Room[]) {
  const rows: Row[] = []
  const amounts: number[] = []
  const numbers = new Map<string, number>()
  const add = (key: string, row: Row, amount: number): void => {
    if (numbers.has(key)) return
    numbers.set(key, rows.length)
    rows.push(row)
    amounts.push(Math.max(0, Math.floor(amount)))
  }
  for (const { organisationRef, zones, minutes } of rooms) {
    const told = [...minutes.keys()].map((key) => key.slice(0, key.lastIndexOf('/')))
    for (const zone of new Set([...zones, ...told]))
      for (const part of PARTS_OF_DAY)
        add(`${organisationRef}/${zone}/${part}`, { organisationRef, zone, part }, minutes.get(`${zone}/${part}`) ?? 0)
  }
  for (const { organisationRef, beds = [] } of rooms)
    for (const { vacant, ...bed } of beds) add(bedKey(organisationRef, bed), { organisationRef, bed }, vacant)
  return {
    ...{ rows, amounts },
    rowOf: (organisationRef: string, zone: string, part: string): number =>
      numbers.get(`${organisationRef}/${zone}/${part}`) ?? -1,
    bedRow: (organisationRef: string, bed: FreeBeds): number => numbers.get(bedKey(organisationRef, bed)) ?? -1,
    /** Rows of what is needed of workers, where the provider said how many hours those have; made when they are first asked for. */
    ableRows: ({ organisationRef, able }: Room, needs: ToPlace['needs']): number[] =>
      needs.flatMap((need) => {
        const minutes = able.get(need.ability)?.minutes
        if (minutes === undefined) return []
        const key = `${organisationRef} ${need.ability}`
        add(key, { organisationRef, need }, minutes)
        return numbers.get(key) ?? []
      }),
  }
}

const bedKey = (organisationRef: string, { locationRef, bedType }: Pick<FreeBeds, 'locationRef' | 'bedType'>): string =>
  `${organisationRef} bed ${locationRef} ${bedType}`

const IN_PART: Readonly<Record<PartOfDay, string>> = {
  morning: 'in the morning',
  midday: 'at midday',
  tea: 'at teatime',
  evening: 'in the evening',
  night: 'at night',
}
export const inPart = (part: PartOfDay): string => IN_PART[part]

/** "in the morning", "of workers for: dementia", "nursing, at The Limes" */
export function rowInWords(row: Row): string {
  if ('part' in row) return inPart(row.part)
  if ('need' in row) return `of workers for: ${abilityInWords(row.need).toLowerCase()}`
  return `${BED_WORDS[row.bed.bedType].toLowerCase()}, at ${row.bed.home}`
}

/** "7.5 hours in the morning", "1 bed (nursing, at The Limes)" */
export const amountInWords = (row: Row, amount: number): string =>
  'bed' in row ? `${counted(amount, 'bed')} (${rowInWords(row)})` : `${hoursInWords(amount)} ${rowInWords(row)}`

/** "Wenbury town, in the morning", "Workers for: dementia", "Nursing, at The Limes" */
export function whereInWords(row: Row, zoneName: (code: string) => string): string {
  if ('part' in row) return `${zoneName(row.zone)}, ${rowInWords(row)}`
  return 'need' in row ? `Workers for: ${abilityInWords(row.need).toLowerCase()}` : `A bed: ${rowInWords(row)}`
}
