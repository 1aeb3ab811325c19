/** The parts of a rate card beyond the price of an hour: travel, nights, weeks, blocks, and visits that did not take place (M-20 to M-28). */
import type { Reader } from '#src/rates/card-reader.ts'

/** Ten million pounds, or a length of two years: past these, sums in pence would not be exact. */
export const DEAREST = 1_000_000_000
export const LONGEST = 1_000_000
/** With decimals of a penny sums stay exact up to a hundred thousand pounds. */
const DEAREST_EXACT = 10_000_000
const DEAREST_MINUTE = 100_000

/** Added to each visit to a place for each worker who travels there; from so many miles on, where lines differ by distance (M-24). */
export type Travel = {
  readonly service: string
  readonly zone: string
  readonly fromMiles: number
  readonly pencePerVisit: number
}

/** A night asleep at one price with some wakings in it; what is woken beyond them is paid by the hour (M-25). */
export type SleepIn = {
  readonly service: string
  readonly zone: string
  readonly pencePerNight: number
  readonly wakingsIncluded: number
  /** Below this share of the planned night the price is paid in proportion. */
  readonly fullAt: number
}

/** Care by somebody who lives in: a price for the week, a seventh of it for each day (M-25). */
export type WeekPrice = { readonly service: string; readonly zone: string; readonly pencePerWeek: number }

/** Hours bought whether used or not (M-28). */
export type Block = {
  readonly service: string
  readonly zone: string
  readonly minutesPerWeek: number
  readonly pencePerHour: number
  /** Of the hours bought so many per cent are paid at least. */
  readonly guaranteedPercent: number
  readonly overUsePencePerHour: number
  /** Where the contract prices its hours by how many they are: in place of the two prices. */
  readonly tiers?: readonly BlockTier[]
}

/** The price of an hour up to and with so many minutes of a whole week; null for all above. */
export type BlockTier = { readonly upToMinutes: number | null; readonly pencePerHour: number }

/** What is paid for visits that did not take place as planned (handbook 3.6). */
export type Exceptions = {
  /** The worker came and was not let in. */
  readonly noAccess: { readonly minutes: number } | undefined
  /** Cancelled less than so many hours before. */
  readonly cancelled: { readonly withinHours: number; readonly percent: number } | undefined
  /** The person is in hospital or away: a share for the first days keeps the place. */
  readonly retainer: { readonly days: number; readonly percent: number } | undefined
}

export const NO_EXCEPTIONS: Exceptions = { noAccess: undefined, cancelled: undefined, retainer: undefined }

/** The rate lines of a unit, and how each names its price. */
export const UNITS = ['pence_per_hour', 'exact_pence_per_hour', 'pence_per_minute', 'pence_per_visit'] as const

export type LinePrice = { readonly pencePerHour: number; readonly pencePerVisit: number | undefined }

/** The one price of a rate line, by whatever unit it names. */
export function readLinePrice(line: Reader): LinePrice {
  const given = UNITS.filter((unit) => line.has(unit))
  if (given.length > 1) line.fault(given[1], `has ${given.join(' and ')}: a line has one price`)
  switch (given[0]) {
    case 'exact_pence_per_hour':
      return { pencePerHour: line.decimal('exact_pence_per_hour', 2, DEAREST_EXACT), pencePerVisit: undefined }
    case 'pence_per_minute': {
      const hundredths = Math.round(line.decimal('pence_per_minute', 2, DEAREST_MINUTE) * 100)
      return { pencePerHour: (hundredths * 60) / 100, pencePerVisit: undefined }
    }
    case 'pence_per_visit':
      return { pencePerHour: 0, pencePerVisit: line.whole('pence_per_visit', 0, DEAREST) }
    default:
      return { pencePerHour: line.whole('pence_per_hour', 0, DEAREST), pencePerVisit: undefined }
  }
}

type PlacePrice = { readonly service: string; readonly zone: string }

const place = (line: Reader): PlacePrice => ({ service: line.text('service'), zone: line.text('zone') })

export function readTravel(card: Reader): Travel[] {
  const lines = card.list('travel', 'travel line', false)
  const read = lines.map((line): Travel => {
    line.allow(['service', 'zone', 'from_miles', 'pence_per_visit'])
    const fromMiles = line.has('from_miles') ? line.decimal('from_miles', 2, 10_000) : 0
    return { ...place(line), fromMiles, pencePerVisit: line.whole('pence_per_visit', 0, DEAREST) }
  })
  refuseRepeated(read, lines, 'travel line', ({ fromMiles }) => [fromMiles])
  return read.sort((a, b) => a.fromMiles - b.fromMiles)
}

export function readSleepIns(card: Reader): SleepIn[] {
  const lines = card.list('sleep_ins', 'sleep-in', false)
  const read = lines.map((line): SleepIn => {
    line.allow(['service', 'zone', 'pence_per_night', 'wakings_included', 'full_at'])
    return {
      ...place(line),
      pencePerNight: line.whole('pence_per_night', 0, DEAREST),
      wakingsIncluded: line.has('wakings_included') ? line.whole('wakings_included', 0, 100) : 0,
      fullAt: line.has('full_at') ? line.whole('full_at', 0, 100) : 0,
    }
  })
  refuseRepeated(read, lines, 'sleep-in')
  return read
}

export function readWeeks(card: Reader): WeekPrice[] {
  const lines = card.list('weeks', 'week', false)
  const read = lines.map((line): WeekPrice => {
    line.allow(['service', 'zone', 'pence_per_week'])
    return { ...place(line), pencePerWeek: line.whole('pence_per_week', 0, DEAREST) }
  })
  refuseRepeated(read, lines, 'week')
  return read
}

export function readBlocks(card: Reader): Block[] {
  const lines = card.list('blocks', 'block', false)
  const read = lines.map((line): Block => {
    line.allow([
      ...['service', 'zone', 'hours_per_week', 'pence_per_hour'],
      ...['guaranteed_percent', 'over_use_pence_per_hour'],
    ])
    const pencePerHour = line.whole('pence_per_hour', 0, DEAREST)
    return {
      ...place(line),
      minutesPerWeek: Math.round(line.decimal('hours_per_week', 2, 100_000) * 60),
      pencePerHour,
      guaranteedPercent: line.has('guaranteed_percent') ? line.whole('guaranteed_percent', 0, 100) : 100,
      overUsePencePerHour: line.has('over_use_pence_per_hour')
        ? line.whole('over_use_pence_per_hour', 0, DEAREST)
        : pencePerHour,
    }
  })
  refuseRepeated(read, lines, 'block')
  return read
}

/** A service is priced by the night, by the week or by the block: not by two of them. */
export function refuseTwoKinds(card: Reader, kinds: Readonly<Record<string, readonly PlacePrice[]>>): void {
  const first = new Map<string, string>()
  for (const [kind, lines] of Object.entries(kinds))
    for (const { service } of lines) {
      const other = first.get(service) ?? kind
      if (service !== '' && other !== kind)
        card.fault(kind, `"${kind}" and "${other}" both price the service ${JSON.stringify(service)}`)
      first.set(service, other)
    }
}

export function readExceptions(card: Reader): Exceptions {
  if (!card.isGiven('exceptions')) return NO_EXCEPTIONS
  const exceptions = card.object('exceptions', 'exceptions')
  exceptions.allow(['no_access', 'cancelled', 'retainer'])
  const part = (key: string, settings: readonly string[]): Reader | undefined => {
    if (!exceptions.isGiven(key)) return undefined
    const read = exceptions.object(key, key)
    read.allow(settings)
    return read
  }
  const noAccess = part('no_access', ['minutes'])
  const cancelled = part('cancelled', ['within_hours', 'percent'])
  const retainer = part('retainer', ['days', 'percent'])
  return {
    noAccess: noAccess && { minutes: noAccess.whole('minutes', 0, 1440) },
    cancelled: cancelled && {
      withinHours: cancelled.whole('within_hours', 0, 8760),
      percent: cancelled.whole('percent', 0, 100),
    },
    retainer: retainer && { days: retainer.whole('days', 0, 366), percent: retainer.whole('percent', 0, 100) },
  }
}

/** Two lines of one place leave its price open. */
export function refuseRepeated<T extends PlacePrice>(
  lines: readonly T[],
  readers: readonly Reader[],
  name: string,
  more: (line: T) => readonly unknown[] = () => [],
): void {
  const seen = new Map<string, number>()
  for (const [index, line] of lines.entries()) {
    const key = JSON.stringify([line.service, line.zone, ...more(line)])
    const first = seen.get(key)
    if (first === undefined || line.service === '' || line.zone === '') seen.set(key, index)
    else readers[index]?.fault(undefined, `is for the same service and zone as ${name} ${first + 1}`)
  }
}
