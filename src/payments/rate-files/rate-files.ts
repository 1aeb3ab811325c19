/** `almoner rate`: two files and a rate card in, rated visits out, with no database (docs/formats). */
import { dayFromNumber, londonWall } from '#src/base/london.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { TextIndex } from '#src/base/text-index.ts'
import {
  actualMinutes,
  type Fault,
  lineAtStart,
  type Place,
  type PriceRefusal,
  parseHolidays,
  parseRateCard,
  placeOf,
  priceRefusalWords,
  type RateCard,
  type Rating,
  rateAttended,
  reasonOf,
  type Tariff,
  takeOffExcess,
  tariffOf,
} from '#src/rates/rules.ts'
import { CallLog, FAULTS_TOLD, type FileBytes, onOneLine, PlannedVisits } from '#src/visits/rules.ts'
import { orderByRef } from '#src/payments/rate-files/order-by-ref.ts'
import {
  type CaseKey,
  LineWriter,
  lineAfterRef,
  RATED_COLUMNS,
  type RatedCase,
  RatedCases,
} from '#src/payments/rate-files/rated-lines.ts'
import {
  ABSENT,
  listsBy,
  NO_LOG_OUT,
  type Seats,
  seatFiles,
  workedMinutes,
} from '#src/payments/rate-files/seat-files.ts'

export type RateFilesInput = {
  readonly planned: FileBytes
  readonly log: FileBytes
  readonly card: string
  readonly holidays: string | undefined
}

/** The keys of `--json`, as docs/formats/rated-visits.md gives them. */
export type RateTotals = {
  visits: number
  paid: number
  missed: number
  query: number
  one_worker: number
  planned_minutes: number
  actual_minutes: number
  payable_minutes: number
  amount_pence: number
  unmatched: number
}

/** What is wrong with each file: the first thousand faulty rows one by one, and how many there are. */
export type FileFaults = {
  readonly file: keyof RateFilesInput
  readonly faults: readonly Fault[]
  readonly count: number
}
export type FileWarning = { readonly file: 'planned' | 'log'; readonly line: number; readonly text: string }

export type RateFilesAnswer = {
  readonly warnings: readonly FileWarning[]
  readonly result: Result<RateTotals, readonly FileFaults[]>
}

const encoder = new TextEncoder()

/** Writes the rated visits in pieces; when the answer is a refusal, what was written is to be thrown away. */
export function rateFiles(input: RateFilesInput, write: (chunk: Uint8Array) => void): RateFilesAnswer {
  const card = parseRateCard(input.card)
  const holidays = input.holidays === undefined ? ok(undefined) : parseHolidays(input.holidays)
  const planned = new PlannedVisits(input.planned)
  const log = new CallLog(input.log, planned)
  const warnings = [
    ...planned.table.warnings.map((warning) => ({ file: 'planned' as const, ...warning })),
    ...log.table.warnings.map((warning) => ({ file: 'log' as const, ...warning })),
  ]
  const cardFaults = card.ok ? holidaysMissing(card.value, input.holidays) : card.error
  const faulty: FileFaults[] = [
    { file: 'card' as const, faults: cardFaults, count: cardFaults.length },
    {
      file: 'holidays' as const,
      faults: holidays.ok ? [] : holidays.error,
      count: holidays.ok ? 0 : holidays.error.length,
    },
  ]
  const isPriceable = faulty.every((one) => one.count === 0)
  const tariff = card.ok && holidays.ok && isPriceable ? tariffOf(card.value, holidays.value) : undefined
  if (tariff && planned.table.faultyRows + log.table.faultyRows === 0) {
    const result = new FileRating(tariff, planned, log).run(write)
    return { warnings, result: result.ok ? result : refuse([{ file: 'planned', ...result.error }]) }
  }
  const unpriced = tariff ? refusedAtStart(tariff, planned) : new PriceFaults()
  const plannedFaults = [...planned.table.faults, ...unpriced.faults]
    .sort((a, b) => a.line - b.line)
    .slice(0, FAULTS_TOLD)
  faulty.push({ file: 'planned', faults: plannedFaults, count: planned.table.faultyRows + unpriced.count })
  faulty.push({ file: 'log', faults: log.table.faults, count: log.table.faultyRows })
  return { warnings, result: refuse(faulty.filter((one) => one.count > 0)) }
}

function holidaysMissing(card: RateCard, holidays: string | undefined): Fault[] {
  if (card.bankHolidayLine === undefined || holidays !== undefined) return []
  return [
    {
      line: card.bankHolidayLine,
      text: 'the card has bank holiday prices: give the list of bank holidays with --holidays',
    },
  ]
}

/** Planned visits that the card gives no price, in the order of the file. */
class PriceFaults {
  readonly faults: Fault[] = []
  count = 0

  add(tariff: Tariff, planned: PlannedVisits, row: number, refusal: PriceRefusal): void {
    this.count++
    if (this.faults.length === FAULTS_TOLD) return
    const day = dayFromNumber(Math.floor(londonWall(planned.start.at(row)) / 86_400))
    const service = onOneLine(planned.services[planned.service.at(row)] ?? '')
    const zone = onOneLine(planned.zones[planned.zone.at(row)] ?? '')
    this.faults.push({ line: planned.line.at(row), text: priceRefusalWords(refusal, tariff.card, service, zone, day) })
  }
}

function refusedAtStart(tariff: Tariff, planned: PlannedVisits): PriceFaults {
  const found = new PriceFaults()
  const places = new Places(tariff, planned)
  for (let row = 0; row < planned.count; row++) {
    if (!planned.isSound(row)) continue
    const line = lineAtStart(tariff, places.of(row), planned.start.at(row))
    if (typeof line === 'string') found.add(tariff, planned, row, line)
  }
  return found
}

class Places {
  readonly #tariff: Tariff
  readonly #planned: PlannedVisits
  readonly #places: (Place | undefined)[] = []

  constructor(tariff: Tariff, planned: PlannedVisits) {
    this.#tariff = tariff
    this.#planned = planned
  }

  numberOf(row: number): number {
    return this.#planned.service.at(row) * this.#planned.zones.length + this.#planned.zone.at(row)
  }

  of(row: number): Place {
    const number = this.numberOf(row)
    const known = this.#places[number]
    if (known) return known
    const { services, zones, service, zone } = this.#planned
    const place = placeOf(this.#tariff, services[service.at(row)] ?? '', zones[zone.at(row)] ?? '')
    this.#places[number] = place
    return place
  }
}

/** The rating of a month whose files are sound. */
class FileRating {
  readonly #tariff: Tariff
  readonly #planned: PlannedVisits
  readonly #log: CallLog
  readonly #places: Places
  readonly #order: Int32Array | undefined
  readonly #seats: Seats
  readonly #takenOff: Int32Array | undefined
  readonly #totals: RateTotals = noTotals()
  readonly #cases: RatedCases
  readonly #key: CaseKey = { place: 0, line: 0, planned: 0, workers: 0, attended: 0, worked: 0, takenOff: 0 }

  constructor(tariff: Tariff, planned: PlannedVisits, log: CallLog) {
    this.#tariff = tariff
    this.#planned = planned
    this.#log = log
    this.#places = new Places(tariff, planned)
    this.#order = planned.ordered ? undefined : orderByRef(planned.bytes, planned.visitRef)
    this.#seats = seatFiles(planned, log)
    this.#cases = new RatedCases(planned.count, (cases) => {
      for (const one of cases) addToTotals(this.#totals, one.rating, one.uses)
    })
    if (tariff.card.payment.rule === 'balance') this.#takenOff = this.#balance()
  }

  run(write: (chunk: Uint8Array) => void): Result<RateTotals, { faults: readonly Fault[]; count: number }> {
    const { visitRef, bytes, table } = this.#planned
    const writer = new LineWriter(write)
    writer.line(bytes, 0, 0, false, encoder.encode(`${RATED_COLUMNS.join(',')}\n`))
    for (let i = 0; i < this.#planned.count; i++) {
      const row = this.#order ? (this.#order[i] as number) : i
      const rated = this.#rate(row)
      if (typeof rated === 'string') return refuse(this.#refusals())
      rated.uses++
      writer.line(bytes, visitRef.from.at(row), visitRef.to.at(row), table.csv.anyQuoted, rated.line)
    }
    writer.end()
    this.#cases.finish()
    this.#totals.unmatched = this.#seats.unmatched
    return ok(this.#totals)
  }

  #rate(row: number): RatedCase | PriceRefusal {
    const planned = this.#planned
    const place = this.#places.of(row)
    const start = planned.start.at(row)
    const line = lineAtStart(this.#tariff, place, start)
    if (typeof line === 'string') return line
    const first = this.#seats.first[row] as number
    const second = this.#seats.second[row] as number
    const key = this.#key
    key.place = this.#places.numberOf(row)
    key.line = line.number
    key.planned = planned.minutes.at(row)
    key.workers = planned.workers.at(row)
    key.attended = first < 0 ? 0 : second < 0 ? 1 : 2
    key.worked = workedMinutes(this.#log, first, second)
    key.takenOff = this.#takenOff ? (this.#takenOff[row] as number) : 0
    const wakings = place.sleepIn && (this.#log.wakings.get(first) ?? this.#log.wakings.get(second))
    // What rests on more than the case is rated by itself.
    const isOwn = this.#tariff.byMoment || wakings !== undefined
    const known = isOwn ? undefined : this.#cases.find(key)
    if (known) return known
    const attended = { workers: key.attended, minutes: minutesOf(key.worked) }
    const rating = rateAttended(
      this.#tariff,
      { place, start, minutes: key.planned, workers: key.workers, wakings },
      attended,
      key.takenOff,
    )
    if (typeof rating === 'string') return rating
    const written = encoder.encode(lineAfterRef(rating, reasonOf(this.#tariff.card.payment, rating)))
    const made = { rating, line: written, uses: 0 }
    if (isOwn) addToTotals(this.#totals, rating, 1)
    else this.#cases.add(key, made)
    return made
  }

  /** All visits without a price, once one was met. */
  #refusals(): { faults: readonly Fault[]; count: number } {
    const found = new PriceFaults()
    for (let row = 0; row < this.#planned.count; row++) {
      const rated = this.#rate(row)
      if (typeof rated === 'string') found.add(this.#tariff, this.#planned, row, rated)
    }
    return found
  }

  /** Minutes taken off each visit so that a person's contract pays no more than was planned over the file (R9). */
  #balance(): Int32Array {
    const planned = this.#planned
    const { person, contract } = planned
    const takenOff = new Int32Array(planned.count)
    const rank = this.#order ? ranksOf(this.#order) : undefined
    const persons = new TextIndex(planned.bytes)
    const contracts = new TextIndex(planned.bytes)
    const groups = new Map<number, number>()
    const rows = Array.from({ length: planned.count }, (_, row) => row).filter((row) => this.#actual(row) !== undefined)
    const lists = listsBy(rows, (row) => {
      const personNumber = persons.add(person.from.at(row), person.to.at(row))
      const key = personNumber * 4_294_967_296 + contracts.add(contract.from.at(row), contract.to.at(row))
      const group = groups.get(key) ?? groups.size
      groups.set(key, group)
      return group
    })
    const latestFirst = (a: number, b: number): number =>
      planned.start.at(b) - planned.start.at(a) || (rank ? (rank[b] as number) - (rank[a] as number) : b - a)
    for (const list of lists) {
      list.sort(latestFirst)
      const entries = list.map((row) => ({ planned: planned.minutes.at(row), actual: this.#actual(row) ?? 0 }))
      for (const [at, off] of takeOffExcess(entries).entries()) takenOff[list[at] as number] = off
    }
    return takenOff
  }

  #actual(row: number): number | undefined {
    const first = this.#seats.first[row] as number
    const worked = workedMinutes(this.#log, first, this.#seats.second[row] as number)
    const attended = { workers: first < 0 ? 0 : 1, minutes: minutesOf(worked) }
    return actualMinutes(this.#tariff.card.payment, this.#planned.minutes.at(row), attended)
  }
}

const minutesOf = (worked: number): number | undefined =>
  worked === ABSENT || worked === NO_LOG_OUT ? undefined : worked

function ranksOf(order: Int32Array): Int32Array {
  const ranks = new Int32Array(order.length)
  for (const [rank, row] of order.entries()) ranks[row] = rank
  return ranks
}

const noTotals = (): RateTotals => ({
  visits: 0,
  paid: 0,
  missed: 0,
  query: 0,
  one_worker: 0,
  planned_minutes: 0,
  actual_minutes: 0,
  payable_minutes: 0,
  amount_pence: 0,
  unmatched: 0,
})

function addToTotals(totals: RateTotals, rating: Rating, times: number): void {
  totals.visits += times
  totals[rating.outcome] += times
  totals.planned_minutes += rating.plannedMinutes * times
  totals.actual_minutes += (rating.actualMinutes ?? 0) * times
  totals.payable_minutes += rating.payableMinutes * times
  totals.amount_pence += rating.amountPence * times
}
