import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fastify from 'fastify'
import { conform, type Format, guessFormat } from '#src/payments/rate-files/conform.ts'
import type { FileBytes } from '#src/visits/index.ts'

const DOCS = join(import.meta.dirname, '../../../docs/formats')
const read = (path: string): string => readFileSync(join(DOCS, path), 'utf8')

function fileOf(text: string): FileBytes {
  const encoded = new TextEncoder().encode(text)
  const bytes = new Uint8Array(encoded.length + 1)
  bytes.set(encoded)
  return { bytes, length: encoded.length, validUtf8: true }
}

const faultsOf = (format: Format, text: string): string[] =>
  conform(format, fileOf(text)).faults.map(({ line, text }) => `${line}: ${text}`)

const EXAMPLES: readonly (readonly [string, Format])[] = [
  ['planned-visits.csv', 'planned-visits'],
  ['call-log.csv', 'call-log'],
  ['rate-card.json', 'rate-card'],
  ['rated-visits.csv', 'rated-visits'],
  ['bank-holidays.json', 'bank-holidays'],
]

for (const [name, format] of EXAMPLES)
  test(`the example ${name} is known for what it is, and conforms`, () => {
    const text = read(`examples/${name}`)
    assert.equal(guessFormat(fileOf(text)), format)
    assert.deepEqual(faultsOf(format, text), [])
  })

// One row a case: what to change in the example of rated-visits.csv, and what is said
const RATED: readonly (readonly [string, string, string])[] = [
  [
    'V-1001,',
    'V-1002,',
    '3: visit_ref V-1002 does not come after V-1002: rows are in the order of visit_ref, each once',
  ],
  ['V-1001,', '=1,', '2: visit_ref begins with an equals sign, which a spreadsheet takes for a formula'],
  ['paid,30,28,', 'done,30,28,', '2: outcome "done" is not one of paid, missed, query, one_worker'],
  ['paid,30,28,', 'paid,30,,', '2: actual_minutes is empty for the outcome paid'],
  ['1082', '10.82', '2: amount_pence "10.82" is not a whole number, 0 or more'],
  ['1082', '', '2: amount_pence "" is not a whole number, 0 or more'],
  ['30,1,2164', '30,0,2164', '2: workers_paid is not 1 or 2 for the outcome paid'],
  ['45,1,3462', '45,2,3462', '7: workers_paid is not 1 for the outcome one_worker'],
  ['missed,45,,0,0,,0', 'missed,45,3,0,0,,0', '6: actual_minutes is not empty for the outcome missed'],
  ['missed,45,,0,0,,0', 'missed,45,,0,0,2164,0', '6: pence_per_hour is not empty for the outcome missed'],
  ['query,30,,0,0,,0', 'query,30,,0,0,,5', '8: amount_pence is not 0 for the outcome query'],
  ['Not paid: nobody logged in for this visit.', '', '6: reason is empty'],
]

for (const [from, to, fault] of RATED)
  test(`rated visits: ${fault}`, () => {
    assert.deepEqual(faultsOf('rated-visits', read('examples/rated-visits.csv').replace(from, to)), [fault])
  })

// The published schemas, held to what the program takes and refuses
async function obeys(schema: string, value: unknown): Promise<boolean> {
  const server = fastify({
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false } },
  })
  server.post('/', { schema: { body: JSON.parse(read(`${schema}.schema.json`)) } }, () => 'obeys')
  const answer = await server.inject({ method: 'POST', url: '/', payload: value as object })
  await server.close()
  return answer.statusCode === 200
}

/** Only for the examples: none of their values but sentences is quoted, and no value of theirs holds a quotation mark. */
function rowsOf(text: string): Record<string, string>[] {
  const [header = '', ...lines] = text.trimEnd().split('\n')
  const names = header.split(',')
  return lines.map((line) => {
    const cells = line.match(/("[^"]*"|[^,]*)(,|$)/g)?.map((cell) => cell.replace(/,$/, '').replaceAll('"', '')) ?? []
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']))
  })
}

for (const [name, format] of EXAMPLES.filter(([file]) => file !== 'bank-holidays.json'))
  test(`the example ${name} obeys its schema`, async () => {
    const text = read(`examples/${name}`)
    for (const value of name.endsWith('.json') ? [JSON.parse(text)] : rowsOf(text))
      assert.ok(await obeys(format, value), JSON.stringify(value))
  })

const CHANGES: readonly (readonly ['planned-visits' | 'call-log', Record<string, string>])[] = [
  ['planned-visits', { visit_ref: '' }],
  ['planned-visits', { visit_ref: '@1' }],
  ['planned-visits', { contract_ref: '\tC' }],
  ['planned-visits', { person_ref: 'Ω' }],
  ['planned-visits', { service: '' }],
  ['planned-visits', { start: '2026-05-01T08:00:00.000+01:00' }],
  ['planned-visits', { start: '2026-05-01T08:00:30' }],
  ['planned-visits', { start: '2026-05-01' }],
  ['planned-visits', { start: '2026-05-01T24:00' }],
  ['planned-visits', { minutes: '1440' }],
  ['planned-visits', { minutes: '1441' }],
  ['planned-visits', { minutes: '0' }],
  ['planned-visits', { minutes: '030' }],
  ['planned-visits', { workers: '' }],
  ['planned-visits', { workers: '3' }],
  ['planned-visits', { time_critical: 'maybe' }],
  ['call-log', { visit_ref: '' }],
  ['call-log', { visit_ref: '=V' }],
  ['call-log', { out_at: '', out_source: '' }],
  ['call-log', { out_at: '', out_source: 'tag' }],
  ['call-log', { out_source: '' }],
  ['call-log', { in_source: 'manual' }],
  ['call-log', { in_source: 'manual', reason_code: 'forgot' }],
  ['call-log', { in_at: '' }],
  ['call-log', { in_at: '2026-05-01T08:02:10.5+01:00' }],
  ['call-log', { in_at: '2026-05-01 08:02' }],
  ['call-log', { in_source: 'gps' }],
  ['call-log', { wakings: '' }],
  ['call-log', { wakings: '20;35' }],
  ['call-log', { wakings: 'none' }],
  ['call-log', { wakings: '20, 35' }],
  ['call-log', { wakings: '0' }],
]

for (const [format, change] of CHANGES)
  test(`schema and program agree on ${format} with ${JSON.stringify(change)}`, async () => {
    const [first = {}] = rowsOf(read(`examples/${format}.csv`))
    const row = { ...first, ...change }
    const text = `${Object.keys(row).join(',')}\n${Object.values(row).join(',')}\n`
    assert.equal(await obeys(format, row), faultsOf(format, text).length === 0)
  })

const CARDS: readonly Record<string, unknown>[] = [
  { payment: { rule: 'planned' } },
  { payment: { rule: 'planned', increment: 15 } },
  { payment: { rule: 'tolerance', minutes: 5, cap_at_planned: true } },
  { payment: { rule: 'tolerance' } },
  { payment: { rule: 'banded', increment: 0, mode: 'up' } },
  { payment: { rule: 'percent', full_at: 87.5, zero_below: 50, no_log_out: 'zero' } },
  { payment: { rule: 'block' } },
  { payment: undefined },
  { card: '' },
  { to: '2027-04-01' },
  { note: 'x' },
  { rates: [] },
  { rates: [{ service: 'a', zone: 'any', day: 'tuesday', from: '07:00', to: '24:00', pence_per_hour: 0 }] },
  { rates: [{ service: 'a', zone: 'any', day: 'tuesday', from: '07:00', to: '25:00', pence_per_hour: 0 }] },
  { rates: [{ service: 'a', zone: 'any', day: 'tuesday', from: '07:00', to: '24:00', pence_per_hour: 1.5 }] },
  { bands: [{ service: 'a', zone: 'any', prices: { 30: 1600 } }] },
  { bands: [{ service: 'a', zone: 'any', prices: { '030': 1600 } }] },
  { rate_at: 'split' },
  { rate_at: 'split', bands: [{ service: 'a', zone: 'any', prices: {} }] },
  ...[
    { pence_per_minute: 36.07 },
    { exact_pence_per_hour: 2161.85, skill: 'complex' },
    { pence_per_visit: 1500 },
    { pence_per_visit: 1500.5 },
    { pence_per_visit: 1500, pence_per_hour: 2164 },
    { pence_per_visit: 1500, two_workers_pence_per_hour: 4000 },
    { pence_per_hour: 2164, two_workers_pence_per_hour: 4000 },
    { pence_per_hour: 2164, skill: '' },
    {},
  ].map((price) => ({ rates: [{ service: 'a', zone: 'any', day: 'any', from: '00:00', to: '24:00', ...price }] })),
  {
    special_days: ['2026-12-25'],
    rates: [{ service: 'a', zone: 'any', day: 'special', from: '00:00', to: '24:00', pence_per_hour: 1 }],
  },
  { special_days: ['2026-12-25', '2026-12-25'] },
  { two_workers_percent: 180 },
  { two_workers_percent: '180' },
  { travel: [{ service: 'a', zone: 'any', from_miles: 5.5, pence_per_visit: 150 }] },
  { travel: [{ service: 'a', zone: 'any' }] },
  { sleep_ins: [{ service: 'a', zone: 'any', pence_per_night: 8500, wakings_included: 2, full_at: 80 }] },
  { sleep_ins: [{ service: 'a', zone: 'any', pence_per_night: 8500, full_at: 101 }] },
  { weeks: [{ service: 'a', zone: 'any', pence_per_week: 120_000 }] },
  { weeks: null },
  { weeks: [{ service: 'a', zone: 'any', pence_per_day: 1 }] },
  { blocks: [{ service: 'a', zone: 'any', hours_per_week: 37.5, pence_per_hour: 2000, guaranteed_percent: 80 }] },
  { blocks: [{ service: 'a', zone: 'any', pence_per_hour: 2000 }] },
  { exceptions: { no_access: { minutes: 15 }, cancelled: { within_hours: 24, percent: 50 }, retainer: null } },
  { exceptions: { retainer: { days: 14 } } },
  { exceptions: { no_access: { minutes: 15, percent: 5 } } },
]

for (const change of CARDS)
  test(`schema and program agree on a rate card with ${JSON.stringify(change)}`, async () => {
    const card = { ...JSON.parse(read('examples/rate-card.json')), ...change }
    assert.equal(await obeys('rate-card', card), faultsOf('rate-card', JSON.stringify(card)).length === 0)
  })
