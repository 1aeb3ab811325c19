/** A service of care as everybody may read of it (L7): what the register says, what its provider says, and whether it has room. */
import { type Day, formatDay, type Instant } from '#src/base/day.ts'
import { formatPence, type Pence } from '#src/base/money.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'

export const PRICE_UNITS = ['hour', 'week'] as const
export type PriceUnit = (typeof PRICE_UNITS)[number]
export type Price = { readonly unit: PriceUnit; readonly fromPence: Pence; readonly toPence: Pence }

/** What a provider says of a service that it runs. */
export type Described = {
  readonly locationRef: string
  readonly description: string
  readonly phone: string | null
  readonly email: string | null
  readonly takesSelfFunders: boolean
  /** What people who pay for themselves are asked for. */
  readonly price: Price | undefined
  readonly priceNote: string
}

/** A line of the public directory. */
export type DirectoryEntry = {
  readonly locationRef: string
  readonly organisationRef: string
  readonly name: string
  readonly organisationName: string
  readonly services: readonly string[]
  readonly careHome: boolean
  readonly address: string | null
  readonly postcode: string | null
  readonly latitude: number | null
  readonly longitude: number | null
  readonly phone: string | null
  readonly email: string | null
  readonly website: string | null
  readonly rating: string | null
  readonly ratedOn: Day | null
  readonly description: string
  /** Null where the provider has not said. */
  readonly takesSelfFunders: boolean | null
  readonly price: Price | undefined
  readonly priceNote: string
  readonly roomIn: readonly string[] | null
  readonly bedsFree: number | null
  readonly roomToldOn: Day | null
  readonly updatedAt: Instant
}

export const MOST_WORDS = 200
const LONGEST_NOTE = 200
const DEAREST: Record<PriceUnit, Pence> = { hour: 50_000, week: 1_000_000 }

export type DescribedFault = {
  readonly field: 'description' | 'phone' | 'email' | 'from' | 'to' | 'unit' | 'priceNote'
  readonly message: string
}

const wordsIn = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length

/** What a provider says, held to what the public can use; every fault is told at once. */
export function checkDescribed(said: Described): Result<Described, readonly DescribedFault[]> {
  const { description, phone, email, price, priceNote } = said
  const faults: DescribedFault[] = []
  const fault = (field: DescribedFault['field'], message: string): void => void faults.push({ field, message })
  if (description.trim() === '') fault('description', 'Say in a few words what you offer, and for whom')
  if (wordsIn(description) > MOST_WORDS) fault('description', `Say it in ${MOST_WORDS} words or fewer`)
  if (phone !== null && !/^\+?[\d ()-]{6,25}$/.test(phone)) fault('phone', 'Enter a phone number, like 01632 960 001')
  if (email !== null && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
    fault('email', 'Enter an email address, like name@example.com')
  if (priceNote.length > LONGEST_NOTE) fault('priceNote', `Use ${LONGEST_NOTE} letters or fewer`)
  if (price && price.fromPence <= 0) fault('from', 'Enter a price of more than nothing')
  if (price && price.toPence < price.fromPence) fault('to', 'The highest price is below the lowest')
  if (price && price.toPence > DEAREST[price.unit])
    fault('to', `More than ${formatPence(DEAREST[price.unit])} ${UNIT_WORDS[price.unit]} was typed wrongly`)
  return faults.length === 0 ? ok(said) : refuse(faults)
}

export const UNIT_WORDS: Readonly<Record<PriceUnit, string>> = { hour: 'an hour', week: 'a week' }

/** "£24.00 to £31.50 an hour" */
export function priceWords({ unit, fromPence, toPence }: Price): string {
  const range = toPence > fromPence ? `${formatPence(fromPence)} to ${formatPence(toPence)}` : formatPence(fromPence)
  return `${range} ${UNIT_WORDS[unit]}`
}

export type Room = 'has room' | 'is full' | 'not known'

export function roomOf({ roomIn, bedsFree }: Pick<DirectoryEntry, 'roomIn' | 'bedsFree'>): Room {
  if (roomIn === null && bedsFree === null) return 'not known'
  return (roomIn?.length ?? 0) > 0 || (bedsFree ?? 0) > 0 ? 'has room' : 'is full'
}

/** "Hours free in Wenbury town and The Vale, as told on 22 November 2026." */
export function roomWords(entry: Pick<DirectoryEntry, 'roomIn' | 'bedsFree' | 'roomToldOn'>): string {
  const { roomIn, bedsFree, roomToldOn } = entry
  if (roomToldOn === null || roomOf(entry) === 'not known') return 'Not known: ask the service.'
  const told = `as told on ${formatDay(roomToldOn)}.`
  if (roomOf(entry) === 'is full') return `Nothing free, ${told}`
  const beds = bedsFree ? [bedsFree === 1 ? 'one bed' : `${bedsFree} beds`] : []
  const hours = roomIn && roomIn.length > 0 ? [`hours free in ${listed(roomIn)}`] : []
  const words = [...beds.map((one) => `${one} free`), ...hours].join(', ')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}, ${told}`
}

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
