/**
 * What a card prices beyond the hour of a visit, reckoned slowly and once more: skills, travel, nights, weeks, blocks, and visits that did
 * not take place. One rule of docs/formats/rate-card.md at a time, whole numbers throughout; it shares no code with the fast one.
 */
import type { CardRecord } from '#test/support/slow-rate.ts'

type Line = CardRecord['rates'][number] & {
  readonly skill?: string
  readonly exact_pence_per_hour?: number
  readonly pence_per_minute?: number
  readonly pence_per_visit?: number
  readonly two_workers_pence_per_hour?: number
}
type Placed = { readonly service: string; readonly zone: string }

export type BlockRecord = Placed & {
  readonly hours_per_week: number
  readonly pence_per_hour: number
  readonly guaranteed_percent?: number
  readonly over_use_pence_per_hour?: number
}

export type FullCard = Omit<CardRecord, 'rates'> & {
  readonly rates: readonly Line[]
  readonly special_days?: readonly string[]
  readonly two_workers_percent?: number
  readonly travel?: readonly (Placed & { from_miles?: number; pence_per_visit: number })[]
  readonly sleep_ins?: readonly (Placed & { pence_per_night: number; wakings_included?: number; full_at?: number })[]
  readonly weeks?: readonly (Placed & { pence_per_week: number })[]
  readonly blocks?: readonly BlockRecord[]
  readonly exceptions?: {
    no_access?: { minutes: number }
    cancelled?: { within_hours: number; percent: number }
    retainer?: { days: number; percent: number }
  }
}

export type KindOfVisit = Placed & {
  readonly start: Temporal.Instant
  readonly minutes: number
  readonly workers: number
  readonly skill: string | null
  readonly miles: number | null
  readonly wakings: readonly number[]
  readonly status: 'planned' | 'cancelled'
  readonly cancelledWhy: string | null
  readonly cancelledAt: Temporal.Instant | null
  readonly cancelledBy: string | null
  /** Since when the person is away because of whom it was cancelled. */
  readonly awaySince: Temporal.Instant | null
}

const LONDON = 'Europe/London'
const WEEK = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

const halfUp = (above: bigint, below: bigint): number => {
  const rest = above % below
  return Number((above - rest) / below) + (rest * 2n >= below ? 1 : 0)
}

const ofPlace = <T extends Placed>(lines: readonly T[] | undefined, { service, zone }: Placed): T | undefined =>
  lines?.find((one) => one.service === service && one.zone === zone) ??
  lines?.find((one) => one.service === service && one.zone === 'any')

/** Whether a card has anything that the plain rating does not know, for a visit like this. */
export const isOfAKind = (card: FullCard): boolean =>
  [
    card.special_days,
    card.two_workers_percent,
    card.travel,
    card.sleep_ins,
    card.weeks,
    card.blocks,
    card.exceptions,
  ].some((part) => part !== undefined) ||
  card.rates.some(
    (line) =>
      line.skill !== undefined || line.pence_per_hour === undefined || line.two_workers_pence_per_hour !== undefined,
  )

/** What of a visit is paid: by the plain rule for its minutes, or by what the card says of a visit that did not take place. */
export function dueSlowly(
  card: FullCard,
  holidays: readonly string[],
  visit: KindOfVisit,
  attended: {
    readonly workers: number
    readonly actual: number
    readonly payable: number
    readonly isNoAccess: boolean
  },
): number {
  const { start, minutes, workers } = visit
  const { exceptions = {} } = card
  if (visit.status === 'cancelled') {
    const percent = shareOfCancelled(exceptions, visit)
    return percent === 0
      ? 0
      : penceOf(
          card,
          holidays,
          { ...visit, wakings: [] },
          { minutes, actual: minutes, workers, percent, travels: false, isPart: true },
        )
  }
  if (attended.isNoAccess) {
    const owed = Math.min(exceptions.no_access?.minutes ?? 0, minutes)
    const work = { minutes: owed, actual: owed, workers: attended.workers, percent: 100, travels: true, isPart: true }
    return owed === 0 ? 0 : penceOf(card, holidays, { ...visit, wakings: [] }, work)
  }
  if (attended.workers === 0 || Number.isNaN(attended.actual)) return 0
  const { payable, actual } = attended
  return penceOf(
    card,
    holidays,
    { ...visit, start },
    { minutes: payable, actual, workers: attended.workers, percent: 100, travels: true, isPart: false },
  )
}

function shareOfCancelled(exceptions: NonNullable<FullCard['exceptions']>, visit: KindOfVisit): number {
  const { cancelled, retainer } = exceptions
  const { start, cancelledWhy, cancelledAt, cancelledBy, awaySince } = visit
  if (cancelledWhy === 'absence' && awaySince && retainer) {
    const dayOf = (at: Temporal.Instant) => at.toZonedDateTimeISO(LONDON).toPlainDate()
    return dayOf(awaySince).until(dayOf(start)).total('days') < retainer.days ? retainer.percent : 0
  }
  if (cancelledWhy !== 'by an officer' || !cancelledAt || cancelledBy === 'provider' || !cancelled) return 0
  const hours = cancelledAt.until(start).total('hours')
  return hours > 0 && hours < cancelled.within_hours ? cancelled.percent : 0
}

type Work = {
  readonly minutes: number
  readonly actual: number
  readonly workers: number
  readonly percent: number
  readonly travels: boolean
  /** Not attended as planned: a price of the whole is paid for so many of its minutes. */
  readonly isPart: boolean
}

function penceOf(card: FullCard, holidays: readonly string[], visit: KindOfVisit, work: Work): number {
  const { minutes, actual, workers, percent, travels, isPart } = work
  const planned = BigInt(visit.minutes)
  const two = BigInt(workers === 2 ? (card.two_workers_percent ?? 200) : 100)
  const share = BigInt(percent)
  if (ofPlace(card.blocks, visit)) return 0
  const week = ofPlace(card.weeks, visit)
  if (week) {
    const weekday = visit.start.toZonedDateTimeISO(LONDON).dayOfWeek
    const upTo = (days: number): number => halfUp(BigInt(week.pence_per_week * days), 7n)
    const lived = isPart ? minutes : actual === 0 ? 0 : visit.minutes
    return halfUp(BigInt(upTo(weekday) - upTo(weekday - 1)) * two * share * BigInt(lived), 10_000n * planned)
  }
  const at = (minute: number): Line | undefined => lineAt(card, holidays, visit, visit.start.add({ minutes: minute }))
  const night = ofPlace(card.sleep_ins, visit)
  if (night) {
    const isWhole = !isPart && actual > 0 && actual * 100 >= (night.full_at ?? 0) * visit.minutes
    const slept = isWhole ? visit.minutes : actual
    const wakings = slept === 0 ? [] : visit.wakings.slice(night.wakings_included ?? 0)
    const awake = wakings.reduce((sum, one) => sum + one, 0)
    const first = at(0)
    const hour = awake > 0 && first ? weightOf(first, workers, two) : 0n
    const above = BigInt(night.pence_per_night * slept) * 6000n * two + BigInt(awake) * hour * planned
    return halfUp(above * share, 6000n * 10_000n * planned)
  }
  const travel = travels && minutes > 0 ? travelOf(card, visit) * workers : 0
  const first = at(0)
  if (first?.pence_per_visit !== undefined) {
    const [paid, of] = isPart ? [BigInt(minutes), planned] : [minutes > 0 ? 1n : 0n, 1n]
    return halfUp(BigInt(first.pence_per_visit) * paid * two * share, 10_000n * of) + travel
  }
  const lengths = Object.keys(ofPlace(card.bands, visit)?.prices ?? {}).map(Number)
  const band = Math.max(0, ...lengths.filter((length) => length <= minutes))
  let above = BigInt(ofPlace(card.bands, visit)?.prices[band] ?? 0) * 6000n * two
  for (let minute = band; minute < minutes; minute++) {
    const line = card.rate_at === 'split' ? at(minute) : first
    if (line) above += weightOf(line, workers, two)
  }
  return halfUp(above * share, 6000n * 10_000n) + travel
}

/** An hour's price in hundredths of a penny, times the per cent of the workers. */
function weightOf(line: Line, workers: number, two: bigint): bigint {
  if (workers === 2 && line.two_workers_pence_per_hour !== undefined)
    return BigInt(line.two_workers_pence_per_hour) * 10_000n
  const hundredths =
    line.pence_per_minute !== undefined
      ? Math.round(line.pence_per_minute * 100) * 60
      : Math.round((line.exact_pence_per_hour ?? line.pence_per_hour) * 100)
  return BigInt(hundredths) * two
}

function travelOf(card: FullCard, visit: KindOfVisit): number {
  const zone = ofPlace(card.travel, visit)?.zone
  const reached = (card.travel ?? [])
    .filter((one) => one.service === visit.service && one.zone === zone && (one.from_miles ?? 0) <= (visit.miles ?? 0))
    .sort((a, b) => (b.from_miles ?? 0) - (a.from_miles ?? 0))
  return reached[0]?.pence_per_visit ?? 0
}

/** The line that holds at a moment: a skill beats none, a zone beats any, then the kind of day, then the shorter band. */
function lineAt(
  card: FullCard,
  holidays: readonly string[],
  visit: KindOfVisit,
  moment: Temporal.Instant,
): Line | undefined {
  const wall = moment.toZonedDateTimeISO(LONDON)
  const [day, time] = [`${wall.toPlainDate()}`, wall.toPlainTime().toString().slice(0, 5)]
  const kinds = ['any', wall.dayOfWeek > 5 ? 'weekend' : 'weekday', WEEK[wall.dayOfWeek - 1] ?? '']
  if (holidays.includes(day)) kinds.push('bank_holiday')
  if (card.special_days?.includes(day)) kinds.push('special')
  const RANKS = ['any', 'weekday weekend', WEEK.join(' '), 'bank_holiday', 'special']
  const rank = (line: Line): number => RANKS.findIndex((names) => names.split(' ').includes(line.day))
  const length = (line: Line): number => minuteOf(line.to) - minuteOf(line.from)
  return card.rates
    .filter((line) => line.service === visit.service && (line.zone === 'any' || line.zone === visit.zone))
    .filter((line) => line.skill === undefined || line.skill === visit.skill)
    .filter((line) => kinds.includes(line.day) && line.from <= time && time < line.to)
    .sort(
      (a, b) =>
        Number(b.skill !== undefined) - Number(a.skill !== undefined) ||
        Number(b.zone !== 'any') - Number(a.zone !== 'any') ||
        rank(b) - rank(a) ||
        length(a) - length(b),
    )[0]
}

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/** A week of a block over so many of its days: the hours that were used, the guaranteed share at least, and what was used beyond. */
export function blockWeekSlowly(block: BlockRecord, weekMinutes: number, days: number, used: number): number {
  const bought = halfUp(BigInt(weekMinutes * days), 7n)
  const guaranteed = halfUp(BigInt(bought * (block.guaranteed_percent ?? 100)), 100n)
  let paid = used < bought ? used : bought
  if (paid < guaranteed) paid = guaranteed
  const over = used > bought ? used - bought : 0
  const overPrice = block.over_use_pence_per_hour ?? block.pence_per_hour
  return halfUp(BigInt(paid * block.pence_per_hour), 60n) + halfUp(BigInt(over * overPrice), 60n)
}
