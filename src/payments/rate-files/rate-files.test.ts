import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { rateFiles } from '#src/payments/rate-files/rate-files.ts'
import type { FileBytes } from '#src/visits/index.ts'
import { type CardRecord, type LogRecord, type PlannedRecord, rateSlowly } from '#test/support/slow-rate.ts'

const HOLIDAYS = ['2026-01-01', '2026-04-03', '2026-12-25', '2026-12-28']
const HOLIDAYS_FILE = JSON.stringify({
  'england-and-wales': {
    division: 'england-and-wales',
    events: HOLIDAYS.map((date) => ({ title: 'A holiday', date })),
  },
})

export function bytesOf(text: string): FileBytes {
  const encoded = new TextEncoder().encode(text)
  const bytes = new Uint8Array(encoded.length + 1)
  bytes.set(encoded)
  return { bytes, length: encoded.length, validUtf8: true }
}

/** How a spreadsheet might have saved it: any order of columns, quotes where none are needed, a column of its own. */
type Style = { crlf: boolean; bom: boolean; quoteAll: boolean; extra: boolean; turn: number; lastLineEnd: boolean }

const style: fc.Arbitrary<Style> = fc.record({
  crlf: fc.boolean(),
  bom: fc.boolean(),
  quoteAll: fc.boolean(),
  extra: fc.boolean(),
  turn: fc.nat(9),
  lastLineEnd: fc.boolean(),
})

function csv(records: readonly Record<string, unknown>[], columns: readonly string[], how: Style): string {
  return linesOf(records, columns, how).join('')
}

/** The header and the rows, each with its line end. */
function linesOf(records: readonly Record<string, unknown>[], columns: readonly string[], how: Style): string[] {
  const turned = [...columns.slice(how.turn % columns.length), ...columns.slice(0, how.turn % columns.length)]
  const names = how.extra ? [...turned, 'note'] : turned
  const cell = (value: unknown): string => {
    const text = String(value ?? '')
    return how.quoteAll || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  const rows = [
    names,
    ...records.map((record) => names.map((name) => (name === 'note' ? 'a, "b"\r\nc' : record[name]))),
  ]
  const end = how.crlf ? '\r\n' : '\n'
  const lines = rows.map((row, i) => row.map(cell).join(',') + (how.lastLineEnd || i < rows.length - 1 ? end : ''))
  return [(how.bom ? '\uFEFF' : '') + lines[0], ...lines.slice(1)]
}

const PLANNED = 'visit_ref,person_ref,provider_ref,contract_ref,service,zone,start,minutes,workers,time_critical'.split(
  ',',
)
const LOG = 'log_ref,visit_ref,person_ref,worker_ref,in_at,out_at,in_source,out_source,reason_code'.split(',')

/** Evenings before clock changes, a bank holiday, a year's end and a dull day, all as moments. */
const EVENINGS = [
  '2026-03-28T21:00Z',
  '2026-10-24T20:00Z',
  '2026-04-02T20:00Z',
  '2026-12-24T22:00Z',
  '2026-06-05T19:00Z',
]
const ODD_REFS = ['V1', 'V10', 'V2', 'ｖ', '𝒱', 'Ｖ"1"', 'a,b', 'a\r\nb', 'é', 'V1 ', 'Z'.repeat(30), 'Z'.repeat(31)]

function written(seconds: number, fraction: string, offset: number): string {
  const instant = Temporal.Instant.fromEpochMilliseconds(seconds * 1000)
  const sub = fraction === '' ? '' : `.${fraction}`
  if (offset === 1) return `${instant.toString().slice(0, 19)}${sub}+00:00`
  if (offset === 2) return `${instant.add({ hours: 5, minutes: 30 }).toString().slice(0, 19)}${sub}+05:30`
  const wall = instant.toZonedDateTimeISO('Europe/London').toPlainDateTime()
  const isOneMoment =
    wall.toZonedDateTime('Europe/London').toInstant().equals(instant) &&
    wall.toZonedDateTime('Europe/London', { disambiguation: 'later' }).toInstant().equals(instant)
  if (offset === 3 && isOneMoment) return `${wall.toString({ smallestUnit: 'second' })}${sub}`
  return `${instant.toString().slice(0, 19)}${sub}Z`
}

const evening = fc.constantFrom(...EVENINGS).map((text) => Temporal.Instant.from(text).epochMilliseconds / 1000)
const person = fc.constantFrom('P1', 'P2')

const plannedRecords: fc.Arbitrary<PlannedRecord[]> = fc
  .array(
    fc.record({
      visit_ref: fc.oneof(
        fc.constantFrom(...ODD_REFS),
        fc.nat(40).map((n) => `V${n}`),
      ),
      person_ref: person,
      contract_ref: fc.constantFrom('C1', 'C2'),
      service: fc.constantFrom('home_care', 'home_care', 'sitting'),
      zone: fc.constantFrom('urban', 'rural'),
      at: evening,
      quarter: fc.nat(40),
      offset: fc.nat(3),
      minutes: fc.constantFrom(15, 30, 45, 60, 200, 600),
      workers: fc.constantFrom(1, 1, 2),
    }),
    { maxLength: 12 },
  )
  .map((records) =>
    [...new Map(records.map((record) => [record.visit_ref, record])).values()].map(
      ({ at, quarter, offset, ...record }) => ({
        ...record,
        start: written(at + quarter * 900, '', offset),
      }),
    ),
  )

const logRecords = (planned: readonly PlannedRecord[]): fc.Arbitrary<LogRecord[]> =>
  fc
    .array(
      fc.record({
        names: fc.boolean(),
        visit: fc.nat(Math.max(planned.length - 1, 0)),
        person_ref: person,
        worker_ref: fc.constantFrom('W1', 'W2', 'W3'),
        late: fc.oneof(
          fc.integer({ min: -8, max: 8 }).map((n) => n * 900),
          fc.integer({ min: -7300, max: 7300 }),
        ),
        length: fc.oneof(
          fc.integer({ min: 0, max: 70 }).map((n) => n * 60),
          fc.nat(4000),
          fc.constant(30_000),
        ),
        isOut: fc.nat(5).map((n) => n > 0),
        fraction: fc.constantFrom('', '', '5', '000000001', '999999999'),
        offset: fc.nat(3),
      }),
      { maxLength: 16 },
    )
    .map((records) =>
      records.map(({ names, visit, late, length, isOut, fraction, offset, ...record }, i) => {
        const near = planned[visit]
        const start = near ? momentOf(near.start) + late : 1_780_000_000 + late
        return {
          log_ref: `L${(i * 7) % 16}`,
          visit_ref: names && near ? near.visit_ref : '',
          ...record,
          person_ref: names && near ? near.person_ref : record.person_ref,
          in_at: written(start, fraction, offset),
          out_at: isOut ? written(start + length + 1, fraction === '5' ? '25' : '', offset) : '',
          in_source: 'tag',
          out_source: isOut ? 'fob' : '',
        }
      }),
    )

function momentOf(text: string): number {
  const isOffset = /(Z|[+-]\d\d:\d\d)$/.test(text)
  if (isOffset) return Temporal.Instant.from(text).epochMilliseconds / 1000
  return Temporal.PlainDateTime.from(text).toZonedDateTime('Europe/London').epochMilliseconds / 1000
}

const rule = fc.oneof(
  fc.constantFrom(
    { rule: 'planned' },
    { rule: 'actual' },
    { rule: 'capped' },
    { rule: 'balance' },
    { rule: 'balance' },
  ),
  fc.nat(20).map((minutes) => ({ rule: 'tolerance', minutes })),
  fc.nat(40).map((minutes) => ({ rule: 'minimum', minutes })),
  fc
    .tuple(fc.integer({ min: 1, max: 30 }), fc.constantFrom('nearest', 'up', 'down'))
    .map(([increment, mode]) => ({ rule: 'banded', increment, mode })),
  fc
    .tuple(fc.constantFrom(90, 87.5, 100), fc.constantFrom(50, 12.5, 0))
    .map(([full_at, zero_below]) => ({ rule: 'percent', full_at, zero_below })),
)

const LINES = ['any', 'weekday', 'weekend', 'bank_holiday', 'friday', 'saturday', 'sunday'].flatMap((day) =>
  ['any', 'rural', 'urban'].flatMap((zone) =>
    [
      ['00:00', '24:00'],
      ['00:00', '07:00'],
      ['18:00', '23:30'],
      ['20:15', '24:00'],
    ].map(([from = '', to = '']) => ({ service: 'home_care', zone, day, from, to })),
  ),
)

const isBase = (line: (typeof LINES)[number]): boolean =>
  line.zone === 'any' && line.day === 'any' && line.from === '00:00' && line.to === '24:00'

const card: fc.Arbitrary<CardRecord> = fc
  .record({
    rule,
    cap_at_planned: fc.boolean(),
    no_log_out: fc.constantFrom('query', 'planned', 'zero'),
    rate_at: fc.constantFrom('start', 'split'),
    lines: fc.uniqueArray(fc.nat(LINES.length - 1), { maxLength: 12 }),
    prices: fc.array(fc.integer({ min: 0, max: 4000 }), { minLength: 14, maxLength: 14 }),
    bands: fc.boolean(),
    base: fc.integer({ min: 0, max: 20 }),
  })
  .map(({ rule, cap_at_planned, no_log_out, rate_at, lines, prices, bands, base }): CardRecord => {
    const all = { zone: 'any', day: 'any', from: '00:00', to: '24:00' }
    const chosen = lines.map((line) => LINES[line] ?? assert.fail())
    const rates = chosen.filter((line) => !isBase(line)).map((line, i) => ({ ...line, pence_per_hour: prices[i] ?? 0 }))
    if (base > 0) rates.push({ service: 'home_care', ...all, pence_per_hour: prices[12] ?? 0 })
    rates.push({ service: 'sitting', ...all, pence_per_hour: prices[13] ?? 0 })
    const lists: CardRecord['bands'] = [
      { service: 'home_care', zone: 'any', prices: { 30: 1600, 45: 2001 } },
      { service: 'home_care', zone: 'rural', prices: { 15: 907 } },
    ]
    return {
      from: '2026-01-01',
      to: base === 1 ? '2026-12-25' : null,
      payment: { ...rule, cap_at_planned, no_log_out },
      rate_at,
      rates,
      ...(bands && rate_at === 'start' ? { bands: lists } : {}),
    }
  })

const month = plannedRecords.chain((planned) =>
  fc.record({ planned: fc.constant(planned), log: logRecords(planned), card, plannedStyle: style, logStyle: style }),
)

function rateText(planned: FileBytes, log: FileBytes, cardText: string, holidays: string | undefined = HOLIDAYS_FILE) {
  let out = ''
  const decoder = new TextDecoder()
  const answer = rateFiles({ planned, log, card: cardText, holidays }, (chunk) => {
    out += decoder.decode(chunk, { stream: true })
  })
  return { ...answer, out }
}

/** The lines without their sentence, references as they were before quoting. */
const withoutReason = (out: string, planned: readonly PlannedRecord[]): string[] => {
  const quoted = new Map(
    planned.map(({ visit_ref: ref }) => [/[",\r\n]/.test(ref) ? `"${ref.replaceAll('"', '""')}"` : ref, ref]),
  )
  const lines: string[] = []
  let rest = out.slice(out.indexOf('\n') + 1)
  while (rest !== '') {
    const start = [...quoted.keys()].find((ref) => rest.startsWith(`${ref},`)) ?? assert.fail(`no such visit: ${rest}`)
    const end = rest.indexOf('.\n', start.length) >= 0 ? rest.indexOf('.\n', start.length) + 2 : -1
    const quotedEnd = rest.indexOf('."\n', start.length) >= 0 ? rest.indexOf('."\n', start.length) + 3 : -1
    const next = Math.min(...[end, quotedEnd].filter((at) => at > 0))
    const cells = rest.slice(start.length + 1, next).split(',')
    lines.push([quoted.get(start), ...cells.slice(0, 7)].join(','))
    rest = rest.slice(next)
  }
  return lines
}

test('the fast rating of any files equals the slow one', () => {
  let [priced, refused] = [0, 0]
  fc.assert(
    fc.property(month, ({ planned, log, card, plannedStyle, logStyle }) => {
      const slow = rateSlowly(planned, log, card, HOLIDAYS)
      const plannedText = csv(
        planned.map((record) => ({ ...record, provider_ref: '1-1' })),
        PLANNED,
        plannedStyle,
      )
      const { result, out } = rateText(
        bytesOf(plannedText),
        bytesOf(csv(log, LOG, logStyle)),
        JSON.stringify({ card: 'HC', ...card }),
      )
      if (slow.refused.length > 0) {
        refused++
        assert.ok(!result.ok)
        assert.equal(result.error[0]?.count, slow.refused.length)
        return
      }
      priced++
      assert.ok(result.ok, JSON.stringify(result))
      assert.deepEqual(withoutReason(out, planned), slow.lines)
      assert.equal(result.value.unmatched, slow.unmatched)
      const amounts = slow.lines.map((line) => Number(line.split(',').at(-1)))
      assert.equal(
        result.value.amount_pence,
        amounts.reduce((sum, amount) => sum + amount, 0),
      )
    }),
    { numRuns: 400 },
  )
  assert.ok(priced > 50 && refused > 5, `${priced} priced, ${refused} refused`)
})

const SPOILT_PLANS: readonly Record<string, unknown>[] = [
  { minutes: 'x' },
  { start: 'soon' },
  { provider_ref: '=1' },
  { workers: 3 },
  { person_ref: '' },
  { service: 'piano_lesson' },
  { minutes: 0, zone: '' },
]
const SPOILT_ROWS: readonly Record<string, unknown>[] = [
  { in_at: '' },
  { worker_ref: '@' },
  { in_source: 'pigeon' },
  { log_ref: '' },
  { out_at: '1999-01-01T00:00Z', out_source: 'tag' },
  { in_source: 'manual', worker_ref: '' },
]
const spoils = (list: readonly Record<string, unknown>[]): fc.Arbitrary<(Record<string, unknown> | null)[]> =>
  fc.array(fc.option(fc.constantFrom(...list), { freq: 3 }), { minLength: 16, maxLength: 16 })

/** The lines on which the spoilt rows start, counted over the lines of the text. */
function spoiltLines(texts: readonly string[], spoilt: readonly (Record<string, unknown> | null)[]): number[] {
  let line = 1
  return texts.flatMap((text, i) => {
    const start = line
    line += text.split('\n').length - 1
    return i > 0 && spoilt[i - 1] ? [start] : []
  })
}

test('every spoilt row is named by its line, and no other', () => {
  const card = {
    card: 'HC',
    from: '2026-01-01',
    payment: { rule: 'actual' },
    rates: ['home_care', 'sitting'].map((service) => ({
      service,
      zone: 'any',
      day: 'any',
      from: '00:00',
      to: '24:00',
      pence_per_hour: 2164,
    })),
  }
  fc.assert(
    fc.property(month, spoils(SPOILT_PLANS), spoils(SPOILT_ROWS), (files, spoiltPlans, spoiltRows) => {
      const plans = files.planned.map((record, i) => ({ ...record, provider_ref: '1-1', ...spoiltPlans[i] }))
      const rows = files.log.map((record, i) => ({ ...record, ...spoiltRows[i] }))
      const [planned, log] = [linesOf(plans, PLANNED, files.plannedStyle), linesOf(rows, LOG, files.logStyle)]
      const { result } = rateText(bytesOf(planned.join('')), bytesOf(log.join('')), JSON.stringify(card))
      const found = (file: string): number[] =>
        result.ok ? [] : (result.error.find((one) => one.file === file)?.faults ?? []).map(({ line }) => line)
      assert.deepEqual(found('planned'), spoiltLines(planned, spoiltPlans))
      assert.deepEqual(found('log'), spoiltLines(log, spoiltRows))
    }),
    { numRuns: 400 },
  )
})

test('the order of the rows changes nothing', () => {
  fc.assert(
    fc.property(month, fc.infiniteStream(fc.nat()), ({ planned, log, card, plannedStyle, logStyle }, dice) => {
      const shuffled = <T>(list: readonly T[]): T[] =>
        list
          .map((one) => ({ one, key: dice.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one)
      const plans = planned.map((record) => ({ ...record, provider_ref: '1-1' }))
      const cardText = JSON.stringify({ card: 'HC', ...card })
      const rateOf = (plan: typeof plans, rows: readonly LogRecord[]) =>
        rateText(bytesOf(csv(plan, PLANNED, plannedStyle)), bytesOf(csv(rows, LOG, logStyle)), cardText)
      const [once, again] = [rateOf(plans, log), rateOf(shuffled(plans), shuffled(log))]
      assert.equal(once.result.ok, again.result.ok)
      if (once.result.ok) assert.deepEqual([again.out, again.result], [once.out, once.result])
    }),
    { numRuns: 200 },
  )
})

test('a sleep-in is rated with the wakings that its log row says, another without', () => {
  const line = { service: 'sleep_in', zone: 'any', day: 'any', from: '00:00', to: '24:00', pence_per_hour: 1800 }
  const card = JSON.stringify({
    ...{ card: 'N', from: '2026-04-06', to: null, payment: { rule: 'actual' }, rates: [line] },
    sleep_ins: [{ service: 'sleep_in', zone: 'any', pence_per_night: 7500, wakings_included: 1 }],
  })
  const night = (ref: string, day: string) => `${ref},P-1,1,CT-1,sleep_in,town,2026-11-${day}T22:00,540,,`
  const stayed = (ref: string, day: string, next: string, wakings: string) =>
    `L-${ref},${ref},P-1,W-1,2026-11-${day}T22:00,2026-11-${next}T07:00,tag,tag,,${wakings}`
  const planned = [PLANNED.join(','), night('V-1', '02'), night('V-2', '03'), night('V-3', '04')].join('\n')
  const log = [
    `${LOG.join(',')},wakings`,
    ...[stayed('V-1', '02', '03', ''), stayed('V-2', '03', '04', '20;30'), stayed('V-3', '04', '05', 'none')],
  ].join('\n')
  const written: string[] = []
  const files = { planned: bytesOf(planned), log: bytesOf(log), card, holidays: undefined }
  const { warnings, result } = rateFiles(files, (chunk) => written.push(new TextDecoder().decode(chunk)))
  assert.deepEqual([warnings, result.ok && result.value.amount_pence], [[], 7500 + (7500 + 900) + 7500])
  assert.match(written.join(''), /V-2,.*,8400,"[^"]*2 wakings, 1 included, 30 minutes awake by the hour\."/)
})
