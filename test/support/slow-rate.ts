/**
 * A second, slow `almoner rate` to hold the fast one to: plain objects, Temporal and whole nanoseconds, one rule of
 * docs/formats at a time, minute by minute. It shares no code with the fast one.
 */
export type PlannedRecord = {
  visit_ref: string
  person_ref: string
  contract_ref: string
  service: string
  zone: string
  start: string
  minutes: number
  workers: number
}

export type LogRecord = {
  log_ref: string
  visit_ref: string
  person_ref: string
  worker_ref: string
  in_at: string
  out_at: string
}

export type CardRecord = {
  from: string
  to: string | null
  payment: {
    rule: string
    minutes?: number
    increment?: number
    mode?: string
    full_at?: number
    zero_below?: number
    cap_at_planned: boolean
    no_log_out: string
  }
  rate_at: string
  rates: { service: string; zone: string; day: string; from: string; to: string; pence_per_hour: number }[]
  bands?: { service: string; zone: string; prices: Record<string, number> }[]
}

export type SlowAnswer = { lines: string[]; unmatched: number; refused: string[] }

const LONDON = 'Europe/London'
const WEEK = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
const MINUTE = 60_000_000_000n

const nanoseconds = (text: string): bigint =>
  /(Z|[+-]\d\d:\d\d)$/.test(text)
    ? Temporal.Instant.from(text).epochNanoseconds
    : Temporal.PlainDateTime.from(text).toZonedDateTime(LONDON, { disambiguation: 'reject' }).epochNanoseconds

const distance = (a: bigint, b: bigint): bigint => (a > b ? a - b : b - a)
const byCodePoint = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))
const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)

export function rateSlowly(
  planned: readonly PlannedRecord[],
  log: readonly LogRecord[],
  card: CardRecord,
  holidays: readonly string[],
): SlowAnswer {
  const seats = seat(planned, log)
  const refused: string[] = []
  const actuals = new Map(planned.map((visit) => [visit, actualOf(card, visit, seats.get(visit) ?? [])]))
  const paidActual = card.payment.rule === 'balance' ? balanced(planned, actuals) : actuals
  const lines = [...planned]
    .sort((a, b) => byCodePoint(a.visit_ref, b.visit_ref))
    .map((visit) => {
      const at = (minutes: number): number | undefined =>
        priceAt(card, holidays, visit, nanoseconds(visit.start) + BigInt(minutes) * MINUTE)
      const day = Temporal.Instant.fromEpochNanoseconds(nanoseconds(visit.start))
        .toZonedDateTimeISO(LONDON)
        .toPlainDate()
      const isOutside = `${day}` < card.from || (card.to !== null && `${day}` >= card.to)
      const hourly = at(0)
      if (isOutside || hourly === undefined) refused.push(visit.visit_ref)
      const seated = seats.get(visit) ?? []
      const actual = actuals.get(visit)
      if (actual === undefined)
        return [visit.visit_ref, seated.length === 0 ? 'missed' : 'query', visit.minutes, '', 0, 0, '', 0].join(',')
      const payable = payableOf(card, visit.minutes, paidActual.get(visit) ?? 0)
      const prices = Array.from({ length: payable }, (_, minute) => (card.rate_at === 'split' ? at(minute) : hourly))
      if (prices.includes(undefined) && !refused.includes(visit.visit_ref)) refused.push(visit.visit_ref)
      const one = new Set(prices).size < 2
      const amount = amountOf(
        card,
        visit,
        prices.map((price) => price ?? 0),
        seated.length,
      )
      const outcome = seated.length < visit.workers ? 'one_worker' : 'paid'
      return [visit.visit_ref, outcome, visit.minutes, actual, payable, seated.length, one ? hourly : '', amount].join(
        ',',
      )
    })
  const taken = [...seats.values()].reduce((sum, rows) => sum + rows.length, 0)
  return { lines, unmatched: log.length - taken, refused }
}

function seat(planned: readonly PlannedRecord[], log: readonly LogRecord[]): Map<PlannedRecord, LogRecord[]> {
  const seats = new Map<PlannedRecord, LogRecord[]>(planned.map((visit) => [visit, []]))
  const take = (visit: PlannedRecord, row: LogRecord): boolean => {
    const seated = seats.get(visit) ?? []
    if (seated.length >= visit.workers || seated.some((other) => other.worker_ref === row.worker_ref)) return false
    seated.push(row)
    return true
  }
  const inOrder = [...log].sort(
    (a, b) => compare(nanoseconds(a.in_at), nanoseconds(b.in_at)) || byCodePoint(a.log_ref, b.log_ref),
  )
  for (const row of inOrder) {
    const visit = planned.find((one) => one.visit_ref === row.visit_ref)
    if (row.visit_ref !== '' && visit) take(visit, row)
  }
  const pairs = log
    .filter((row) => row.visit_ref === '')
    .flatMap((row) => planned.filter((visit) => visit.person_ref === row.person_ref).map((visit) => ({ visit, row })))
    .map(({ visit, row }) => ({ visit, row, start: distance(nanoseconds(row.in_at), nanoseconds(visit.start)) }))
    .filter(({ start }) => start <= 7_200_000_000_000n)
    .map((pair) => ({ ...pair, length: lengthGap(pair.visit, pair.row) }))
    .sort(
      (a, b) =>
        compare(a.start, b.start) ||
        compare(a.length, b.length) ||
        byCodePoint(a.visit.visit_ref, b.visit.visit_ref) ||
        byCodePoint(a.row.log_ref, b.row.log_ref),
    )
  const placed = new Set<LogRecord>()
  for (const { visit, row } of pairs) if (!placed.has(row) && take(visit, row)) placed.add(row)
  return seats
}

const lengthGap = (visit: PlannedRecord, row: LogRecord): bigint =>
  row.out_at === '' ? 0n : distance(nanoseconds(row.out_at) - nanoseconds(row.in_at), BigInt(visit.minutes) * MINUTE)

function actualOf(card: CardRecord, visit: PlannedRecord, seated: readonly LogRecord[]): number | undefined {
  if (seated.length === 0) return undefined
  if (seated.some((row) => row.out_at === ''))
    return { query: undefined, planned: visit.minutes, zero: 0 }[card.payment.no_log_out]
  const ins = seated.map((row) => nanoseconds(row.in_at)).sort(compare)
  const outs = seated.map((row) => nanoseconds(row.out_at)).sort(compare)
  const worked = (outs[0] ?? 0n) - (ins.at(-1) ?? 0n)
  return worked <= 0n ? 0 : Number((worked + MINUTE / 2n) / MINUTE)
}

function balanced(
  planned: readonly PlannedRecord[],
  actuals: ReadonlyMap<PlannedRecord, number | undefined>,
): Map<PlannedRecord, number | undefined> {
  const paid = new Map(actuals)
  for (const { person_ref: person, contract_ref: contract } of planned) {
    const group = planned.filter(
      (one) => one.person_ref === person && one.contract_ref === contract && actuals.get(one) !== undefined,
    )
    for (;;) {
      const sum = group.reduce((total, one) => total + (paid.get(one) ?? 0), 0)
      if (sum <= group.reduce((total, one) => total + one.minutes, 0)) break
      const latest = group
        .filter((one) => (paid.get(one) ?? 0) > 0)
        .sort((a, b) => compare(nanoseconds(b.start), nanoseconds(a.start)) || byCodePoint(b.visit_ref, a.visit_ref))[0]
      if (!latest) break
      paid.set(latest, (paid.get(latest) ?? 0) - 1)
    }
  }
  return paid
}

function payableOf(card: CardRecord, p: number, a: number): number {
  const { rule, minutes = 0, increment: i = 1, mode, full_at: full = 0, zero_below: zero = 0 } = card.payment
  const byRule = ((): number => {
    if (rule === 'planned') return p
    if (rule === 'actual' || rule === 'balance') return a
    if (rule === 'capped') return Math.min(a, p)
    if (rule === 'tolerance') return a >= p - minutes && a <= p + minutes ? p : Math.min(a, p)
    if (rule === 'minimum') return a > minutes ? a : minutes
    if (rule === 'percent') return a * 100 >= full * p ? p : a * 100 < zero * p ? 0 : Math.min(a, p)
    let bands = 0
    if (mode === 'nearest') while ((bands + 1) * i <= a + Math.trunc(i / 2)) bands++
    if (mode === 'down') while ((bands + 1) * i <= a) bands++
    if (mode === 'up') while (bands * i < a) bands++
    return bands * i
  })()
  return card.payment.cap_at_planned && byRule > p ? p : byRule
}

function amountOf(card: CardRecord, visit: PlannedRecord, prices: readonly number[], workers: number): number {
  const lists = card.bands?.filter((one) => one.service === visit.service) ?? []
  const list = lists.find((one) => one.zone === visit.zone) ?? lists.find((one) => one.zone === 'any')
  const band = Math.max(
    0,
    ...Object.keys(list?.prices ?? {})
      .map(Number)
      .filter((length) => length <= prices.length),
  )
  const sixtieths =
    BigInt(list?.prices[band] ?? 0) * 60n + prices.slice(band).reduce((sum, price) => sum + BigInt(price), 0n)
  const total = sixtieths * BigInt(workers)
  return Number(total / 60n) + (total % 60n >= 30n ? 1 : 0)
}

function priceAt(
  card: CardRecord,
  holidays: readonly string[],
  visit: PlannedRecord,
  moment: bigint,
): number | undefined {
  const wall = Temporal.Instant.fromEpochNanoseconds(moment).toZonedDateTimeISO(LONDON)
  const time = wall.toPlainTime().toString().slice(0, 5)
  const isHoliday = holidays.includes(wall.toPlainDate().toString())
  const isWeekend = wall.dayOfWeek > 5
  const level = (day: string): number => {
    if (day === 'bank_holiday') return isHoliday ? 4 : 0
    if (day === WEEK[wall.dayOfWeek - 1]) return 3
    if (day === 'weekend') return isWeekend ? 2 : 0
    if (day === 'weekday') return isWeekend ? 0 : 2
    return day === 'any' ? 1 : 0
  }
  const width = (line: { from: string; to: string }): number => toMinutes(line.to) - toMinutes(line.from)
  const best = card.rates
    .filter((line) => line.service === visit.service && (line.zone === 'any' || line.zone === visit.zone))
    .filter((line) => level(line.day) > 0 && line.from <= time && time < line.to)
    .sort((a, b) =>
      a.zone !== b.zone ? (a.zone === 'any' ? 1 : -1) : level(b.day) - level(a.day) || width(a) - width(b),
    )[0]
  return best?.pence_per_hour
}

const toMinutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
