import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CallLog, LOG_COLUMNS } from '#src/visits/call-log-file.ts'
import { PLANNED_COLUMNS, PlannedVisits } from '#src/visits/planned-visits-file.ts'
import type { FileBytes } from '#src/visits/table-file.ts'

function fileOf(content: string | Uint8Array): FileBytes {
  const encoded = typeof content === 'string' ? new TextEncoder().encode(content) : content
  const bytes = new Uint8Array(encoded.length + 1)
  bytes.set(encoded)
  return { bytes, length: encoded.length, validUtf8: Buffer.from(encoded).toString('utf8').indexOf('\uFFFD') < 0 }
}

const told = ({ table }: PlannedVisits | CallLog): string[] => table.faults.map(({ line, text }) => `${line}: ${text}`)
const plannedFaults = (content: string | Uint8Array): string[] => told(new PlannedVisits(fileOf(content)))

const PLANNED = `${PLANNED_COLUMNS.join(',')}\n`
const GOOD = {
  visit_ref: 'V1',
  person_ref: 'P1',
  provider_ref: '1-101',
  contract_ref: 'CT-1',
  service: 'home_care',
  zone: 'urban',
  start: '2026-06-03T09:00',
  minutes: '30',
  workers: '',
  time_critical: '',
}
const plannedRow = (change: Partial<typeof GOOD> = {}): string => `${Object.values({ ...GOOD, ...change }).join(',')}\n`

const PLANNED_VALUES: readonly (readonly [keyof typeof GOOD, string, string | undefined])[] = [
  ['visit_ref', 'V 2', undefined],
  ['visit_ref', ' V2', undefined],
  ['visit_ref', 'é=+', undefined],
  ['visit_ref', '"V,2"', undefined],
  ['visit_ref', '"V""2"', undefined],
  ['visit_ref', '', 'visit_ref is empty'],
  ['visit_ref', '=V2', 'visit_ref begins with an equals sign, which a spreadsheet takes for a formula'],
  ['visit_ref', '+V2', 'visit_ref begins with a plus sign, which a spreadsheet takes for a formula'],
  ['visit_ref', '-V2', 'visit_ref begins with a minus sign, which a spreadsheet takes for a formula'],
  ['visit_ref', '@V2', 'visit_ref begins with an at sign, which a spreadsheet takes for a formula'],
  ['visit_ref', '\tV2', 'visit_ref begins with a tab, which a spreadsheet takes for a formula'],
  ['visit_ref', 'V0', 'visit_ref V0 is already on line 2'],
  ['person_ref', '', 'person_ref is empty'],
  ['person_ref', '=1', 'person_ref begins with an equals sign, which a spreadsheet takes for a formula'],
  ['provider_ref', '@x', 'provider_ref begins with an at sign, which a spreadsheet takes for a formula'],
  ['contract_ref', '-1', 'contract_ref begins with a minus sign, which a spreadsheet takes for a formula'],
  ['service', '', 'service is empty'],
  ['zone', '', 'zone is empty'],
  ['start', '2026-06-03T09:00:00', undefined],
  ['start', '2026-06-03T09:00:00.000', undefined],
  ['start', '2026-06-03T09:00Z', undefined],
  ['start', '2026-06-03T09:00:00+01:00', undefined],
  ['start', '2026-06-03T09:00-00:00', undefined],
  ['start', '2024-02-29T09:00', undefined],
  ['start', '2026-10-25T01:30+01:00', undefined],
  ['start', '2026-10-25T01:30Z', undefined],
  ['start', '', 'start "" is not a time, such as 2026-04-06T09:30:00Z'],
  ['start', '2026-06-03', 'start "2026-06-03" is not a time, such as 2026-04-06T09:30:00Z'],
  ['start', '2026-06-03 09:00', 'start "2026-06-03 09:00" is not a time, such as 2026-04-06T09:30:00Z'],
  ['start', '03/06/2026 09:00', 'start "03/06/2026 09:00" is not a time, such as 2026-04-06T09:30:00Z'],
  ['start', '2026-06-03T09:00z', 'start "2026-06-03T09:00z" is not a time, such as 2026-04-06T09:30:00Z'],
  ['start', '2026-06-03T09:00 ', 'start "2026-06-03T09:00 " is not a time, such as 2026-04-06T09:30:00Z'],
  ['start', '2026-06-03T09:00+0100', 'start "2026-06-03T09:00+0100" is not a time, such as 2026-04-06T09:30:00Z'],
  ['start', '2026-06-03T09:00:0', 'start "2026-06-03T09:00:0" is not a time, such as 2026-04-06T09:30:00Z'],
  ['start', '2026-06-03T09:00:00.', 'start "2026-06-03T09:00:00." is not a time, such as 2026-04-06T09:30:00Z'],
  ['start', '2026-06-31T09:00', 'start "2026-06-31T09:00" is a day or time that does not exist'],
  ['start', '2026-02-29T09:00', 'start "2026-02-29T09:00" is a day or time that does not exist'],
  ['start', '2026-00-01T09:00', 'start "2026-00-01T09:00" is a day or time that does not exist'],
  ['start', '2026-13-01T09:00', 'start "2026-13-01T09:00" is a day or time that does not exist'],
  ['start', '2026-06-03T24:00', 'start "2026-06-03T24:00" is a day or time that does not exist'],
  ['start', '2026-06-03T09:60', 'start "2026-06-03T09:60" is a day or time that does not exist'],
  ['start', '2026-06-03T09:00:60', 'start "2026-06-03T09:00:60" is a day or time that does not exist'],
  ['start', '2026-06-03T09:00+24:00', 'start "2026-06-03T09:00+24:00" is a day or time that does not exist'],
  ['start', '2026-06-03T09:00:30', 'start "2026-06-03T09:00:30" is not on a whole minute'],
  ['start', '2026-06-03T09:00:00.5Z', 'start "2026-06-03T09:00:00.5Z" is not on a whole minute'],
  [
    'start',
    '2026-03-29T01:30',
    'start "2026-03-29T01:30" does not exist in London: the clocks went forward over it. Give an offset, such as +01:00',
  ],
  [
    'start',
    '2026-10-25T01:30',
    'start "2026-10-25T01:30" happened twice in London, where the clocks went back: say which with an offset, +01:00 or Z',
  ],
  ['minutes', '1', undefined],
  ['minutes', '1440', undefined],
  ['minutes', '0', 'minutes "0" is not a whole number from 1 to 1440'],
  ['minutes', '1441', 'minutes "1441" is not a whole number from 1 to 1440'],
  ['minutes', '', 'minutes "" is not a whole number from 1 to 1440'],
  ['minutes', '30.0', 'minutes "30.0" is not a whole number from 1 to 1440'],
  ['minutes', ' 30', 'minutes " 30" is not a whole number from 1 to 1440'],
  ['minutes', '-30', 'minutes "-30" is not a whole number from 1 to 1440'],
  ['minutes', '99999999999999999999', 'minutes "99999999999999999999" is not a whole number from 1 to 1440'],
  ['workers', '1', undefined],
  ['workers', '2', undefined],
  ['workers', '3', 'workers "3" is not 1 or 2'],
  ['workers', '0', 'workers "0" is not 1 or 2'],
  ['workers', '2 ', 'workers "2 " is not 1 or 2'],
  ['time_critical', 'yes', undefined],
  ['time_critical', 'no', undefined],
  ['time_critical', 'Yes', 'time_critical "Yes" is not yes or no'],
  ['time_critical', 'y', 'time_critical "y" is not yes or no'],
]

for (const [column, value, fault] of PLANNED_VALUES)
  test(`planned visits: ${column} ${JSON.stringify(value)} is ${fault === undefined ? 'taken' : 'refused'}`, () => {
    const content = PLANNED + plannedRow({ visit_ref: 'V0' }) + plannedRow({ [column]: value })
    assert.deepEqual(plannedFaults(content), fault === undefined ? [] : [`3: ${fault}`])
  })

const row = plannedRow().trimEnd()
const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1')

const PLANNED_FILES: readonly (readonly [string, string | Uint8Array, readonly string[]])[] = [
  ['a byte order mark', `\uFEFF${PLANNED}${row}\n`, []],
  ['CRLF', `${PLANNED}${row}\n`.replaceAll('\n', '\r\n'), []],
  ['no line end at the end', PLANNED + row, []],
  ['a header alone', PLANNED, []],
  ['quotes around every value', (PLANNED + row).replace(/[^,\n]+/g, '"$&"'), []],
  ['an empty file', '', [`1: the file is empty: the first line names the columns ${PLANNED_COLUMNS.join(',')}`]],
  [
    'a byte order mark and nothing',
    '\uFEFF',
    [`1: the file is empty: the first line names the columns ${PLANNED_COLUMNS.join(',')}`],
  ],
  ['no column zone', PLANNED.replace('zone,', ''), ['1: the header has no column zone']],
  ['a header in capitals', PLANNED.toUpperCase(), [`1: the header has no column ${PLANNED_COLUMNS.join(', ')}`]],
  ['zone twice', PLANNED.replace('zone', 'zone,zone'), ['1: the header has more than one column zone']],
  ['a value too few', `${PLANNED}${row.slice(0, -1)}\n${row}`, ['2: has 9 values, and the header names 10']],
  ['a value too many', `${PLANNED}${row},x\n${row}`, ['2: has 11 values, and the header names 10']],
  ['an empty line between', `${PLANNED}${row}\n\n`, ['3: the line is empty']],
  [
    'a quotation mark inside a value',
    `${PLANNED}${row.replace('urban', 'ur"ban')}\n`,
    ['2: a quotation mark stands inside a value: put the whole value in quotation marks and double it'],
  ],
  [
    'text after a quotation mark',
    `${PLANNED}${row.replace('urban', '"urb"an')}\n`,
    ['2: text follows a closing quotation mark'],
  ],
  [
    'a quotation mark never closed',
    `${PLANNED}${row}\n${row.replace('urban', '"urban')}\n${row}\n${row}\n`,
    ['3: a quotation mark is opened and never closed'],
  ],
  [
    'a carriage return alone',
    `${PLANNED}${row.replace('urban', 'ur\rban')}\n`,
    ['2: a carriage return stands alone: lines end with LF or CRLF'],
  ],
  [
    'lines counted through quoted line ends',
    `${PLANNED}${row.replace('V1', '"V\n\r\n1"')}\n${row.replace('30', '31.5')}\n`,
    ['5: minutes "31.5" is not a whole number from 1 to 1440'],
  ],
  [
    'two faults of a row on one line',
    `${PLANNED}${row.replace('30', 'x').replace('urban', '')}\n`,
    ['2: minutes "x" is not a whole number from 1 to 1440; zone is empty'],
  ],
  [
    'Windows text instead of UTF-8',
    latin1(`${PLANNED}${row}\n${row.replace('V1', 'Vé')}\n`),
    ['3: is not UTF-8 text: save the file as CSV UTF-8'],
  ],
  [
    'the same reference a third time, out of order',
    PLANNED + ['V3', 'V1', 'V2', 'V1', 'V3'].map((ref) => plannedRow({ visit_ref: ref })).join(''),
    ['5: visit_ref V1 is already on line 3', '6: visit_ref V3 is already on line 2'],
  ],
]

for (const [name, content, faults] of PLANNED_FILES)
  test(`planned visits: a file with ${name}`, () => {
    assert.deepEqual(plannedFaults(content), faults)
  })

test('planned visits: a message stays on its line, whatever the value', () => {
  const content = PLANNED + plannedRow({ visit_ref: '"V\n\u001b1"' }).repeat(2)
  assert.deepEqual(plannedFaults(content), ['4: visit_ref "V\\n\\u001b1" is already on line 2'])
})

test('planned visits: an unknown column is a warning', () => {
  const { table } = new PlannedVisits(fileOf(`note,${PLANNED}x,${row}`))
  assert.deepEqual([table.faults, table.warnings], [[], [{ line: 1, text: 'the column "note" is not used' }]])
})

test('planned visits: a thousand faulty rows are told, all are counted', () => {
  const { table } = new PlannedVisits(fileOf(PLANNED + plannedRow({ minutes: '0' }).repeat(1500)))
  assert.deepEqual([table.faults.length, table.faultyRows], [1000, 1500])
})

const LOG = `${LOG_COLUMNS.join(',')}\n`
const GOOD_LOG = {
  log_ref: 'L1',
  visit_ref: 'V1',
  person_ref: 'P1',
  worker_ref: 'W1',
  in_at: '2026-06-03T09:00:10',
  out_at: '2026-06-03T09:28',
  in_source: 'app_gps',
  out_source: 'tag',
  reason_code: '',
}
const logRow = (change: Partial<typeof GOOD_LOG> = {}): string =>
  `${Object.values({ ...GOOD_LOG, ...change }).join(',')}\n`
const PLAN = PLANNED + plannedRow() + plannedRow({ visit_ref: 'V2', person_ref: 'P2' })

const LOG_VALUES: readonly (readonly [Partial<typeof GOOD_LOG>, string | undefined])[] = [
  [{}, undefined],
  [{ visit_ref: '' }, undefined],
  [{ visit_ref: '', person_ref: 'P9' }, undefined],
  [{ out_at: '', out_source: '' }, undefined],
  [{ out_at: '', out_source: 'tag' }, undefined],
  [{ out_at: '2026-06-03T09:00:10' }, undefined],
  [{ in_at: '2026-06-03T08:00:10.123456789Z' }, undefined],
  [{ in_source: 'manual', reason_code: 'forgot' }, undefined],
  [{ in_source: 'landline', out_source: 'fob' }, undefined],
  [{ log_ref: '' }, 'log_ref is empty'],
  [{ log_ref: 'L0' }, 'log_ref L0 is already on line 2'],
  [{ log_ref: '=1+1' }, 'log_ref begins with an equals sign, which a spreadsheet takes for a formula'],
  [{ worker_ref: '' }, 'worker_ref is empty'],
  [{ worker_ref: '+44' }, 'worker_ref begins with a plus sign, which a spreadsheet takes for a formula'],
  [{ person_ref: '' }, 'person_ref is empty'],
  [{ person_ref: 'P2' }, 'visit_ref V1 is planned for another person, not P2'],
  [{ visit_ref: 'V9' }, 'visit_ref "V9" is not a planned visit'],
  [{ visit_ref: 'V1 ' }, 'visit_ref "V1 " is not a planned visit'],
  [{ in_at: '' }, 'in_at "" is not a time, such as 2026-04-06T09:30:00Z'],
  [{ in_at: '9am' }, 'in_at "9am" is not a time, such as 2026-04-06T09:30:00Z'],
  [{ out_at: '2026-06-03T25:00' }, 'out_at "2026-06-03T25:00" is a day or time that does not exist'],
  [{ out_at: '2026-06-03T09:00:09' }, 'out_at 2026-06-03T09:00:09 is before in_at 2026-06-03T09:00:10'],
  [
    { in_at: '2026-06-03T09:00:10.000000000000002', out_at: '2026-06-03T09:00:10.000000000000001' },
    'out_at 2026-06-03T09:00:10.000000000000001 is before in_at 2026-06-03T09:00:10.000000000000002',
  ],
  [{ in_source: '' }, 'in_source is empty'],
  [{ out_source: '' }, 'out_source is empty'],
  [{ in_source: 'gps' }, 'in_source "gps" is not one of app_gps, tag, landline, fob, manual'],
  [{ out_source: 'TAG' }, 'out_source "TAG" is not one of app_gps, tag, landline, fob, manual'],
  [{ in_source: 'manual' }, 'reason_code is empty: an entry by hand needs one'],
  [{ out_source: 'manual' }, 'reason_code is empty: an entry by hand needs one'],
  [
    { in_at: '2026-10-25T01:15', out_at: '2026-10-25T02:15' },
    'in_at "2026-10-25T01:15" happened twice in London, where the clocks went back: say which with an offset, +01:00 or Z',
  ],
]

for (const [change, fault] of LOG_VALUES)
  test(`call log: ${JSON.stringify(change)} is ${fault === undefined ? 'taken' : 'refused'}`, () => {
    const planned = new PlannedVisits(fileOf(PLAN))
    const log = new CallLog(fileOf(LOG + logRow({ log_ref: 'L0' }) + logRow(change)), planned)
    assert.deepEqual(told(log), fault === undefined ? [] : [`3: ${fault}`])
  })

test('call log: a row is not blamed for the faults of the planned visit that it names', () => {
  const plan = PLANNED + plannedRow({ minutes: '0' }) + plannedRow({ visit_ref: 'V2', person_ref: '' }) + 'V3,P1\n'
  const rows = ['V1', 'V2', 'V3'].map((ref, i) => logRow({ log_ref: `L${i}`, visit_ref: ref })).join('')
  assert.deepEqual(told(new CallLog(fileOf(LOG + rows), new PlannedVisits(fileOf(plan)))), [])
})
