import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { FileRow } from '#src/visits/call-log/log-upload.ts'
import { mappingFaults, numberKey, readWords, type VendorMapping } from '#src/visits/vendor-logs/mapping.ts'
import { openMapped } from '#src/visits/vendor-logs/open-mapped.ts'
import { preview, takeSample } from '#src/visits/vendor-logs/sample.ts'
import { openVendorFile, type VendorTable } from '#src/visits/vendor-logs/vendor-table.ts'

const open = (bytes: Uint8Array): VendorTable => {
  const opened = openVendorFile(bytes)
  assert.ok(opened.ok, JSON.stringify(opened))
  return opened.value
}
const fixture = (name: string): VendorTable => open(readFileSync(join(import.meta.dirname, 'fixtures', name)))
const textTable = (text: string): VendorTable => open(new TextEncoder().encode(text))
function whole<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}
const sampled = (table: VendorTable) => whole(takeSample('made-up', table))
const guessed = (table: VendorTable): VendorMapping => ({ ...sampled(table).guess, system: 'made-up' })
const openAs = (table: VendorTable, mapping: VendorMapping, numbers: ReadonlyMap<string, string> = new Map()) =>
  whole(openMapped(table, mapping, numbers))

/** Each row in one line: its reference, then what it says or what is wrong with it. */
function told(table: VendorTable, mapping: VendorMapping, numbers: ReadonlyMap<string, string> = new Map()): string[] {
  const opened = openAs(table, mapping, numbers)
  assert.ok(opened.ok, JSON.stringify(opened))
  return [...opened.value.rows()].map(inOneLine)
}

function inOneLine({ line, logRef, read }: FileRow): string {
  if (!read.ok) return `${line} ${logRef}: ${read.error.reason}`
  const at = (micros: number | undefined) =>
    micros === undefined
      ? '-'
      : Temporal.Instant.fromEpochMilliseconds(micros / 1000)
          .toString()
          .slice(0, 19)
  const { personRef, workerRef, in: from, out, inSource, outSource, reasonCode } = read.value
  return [line, logRef, personRef, workerRef, at(from), at(out), inSource, outSource, reasonCode]
    .filter(Boolean)
    .join(' ')
}

describe('a file with semicolons, titles above its headings and blank ends', () => {
  const table = fixture('made-up-semicolons.csv')
  const mapping = guessed(table)

  it('is guessed: columns, words, and the order of its dates', () => {
    assert.deepEqual(mapping.columns, {
      logRef: 'Call ID',
      visit: '',
      person: 'Client No.',
      worker: 'Carer ID',
      event: '',
      in: 'Actual Start',
      inTime: '',
      out: 'Actual Finish',
      outTime: '',
      length: '',
      inSource: 'Log Method',
      outSource: '',
      reason: 'Reason',
      wakings: '',
    })
    assert.equal(mapping.order, 'day first')
    assert.deepEqual(mapping.sourceWords, { nfc: 'tag', 'mobile app': 'app_gps', ivr: 'landline', office: 'manual' })
    assert.deepEqual(mapping.ownNumbers, [])
  })

  it('is read row for row, each fault at its line', () => {
    assert.deepEqual(told(table, { ...mapping, reasonWords: { 'phone flat': 'phone_flat' } }), [
      '5 C-001 P-1001 W-1 2026-11-16T09:02:00 2026-11-16T09:31:00 tag tag',
      '6 C-002 P-1001 W-1 2026-11-17T09:05:00 2026-11-17T09:33:00 app_gps app_gps',
      '7 C-003 P-1001 W-2 2026-11-05T08:58:00 - landline',
      '8 C-004 P-1001 W-2 2026-11-18T09:10:00 2026-11-18T09:40:00 manual manual phone_flat',
      '9 C-005: in_at "31/11/2026 09:10" is a day that does not exist',
      '10 C-001 P-1001 W-1 2026-11-16T09:02:00 2026-11-16T09:31:00 tag tag',
    ])
  })

  it('keeps what stands for no access of a row by a device, and no other reason', () => {
    const lines = [
      'id,person,carer,login,logout,reason',
      '1,P-1001,W-1,2026-11-16T09:02:00Z,2026-11-16T09:12:00Z,No reply',
    ]
    const text = [...lines, '2,P-1001,W-1,2026-11-17T09:02:00Z,2026-11-17T09:12:00Z,Phone flat'].join('\n')
    const plain = guessed(textTable(text))
    const reasonWords = { 'no reply': 'no_access', 'phone flat': 'phone_flat' }
    const columns = { ...plain.columns, reason: 'reason' }
    const rows = told(textTable(text), {
      ...plain,
      columns,
      reasonWords,
      reasonElse: 'no_access',
      sourceElse: 'app_gps',
    })
    assert.match(rows[0] ?? '', /app_gps app_gps no_access$/)
    assert.match(rows[1] ?? '', /app_gps app_gps$/)
  })

  it('is read month first when an officer says so, and then every row speaks against it', () => {
    const rows = told(table, { ...mapping, order: 'month first' })
    assert.match(rows[0] ?? '', /^5 C-001: in_at "16\/11\/2026 09:02" has no month 16/)
  })

  it('a column that the mapping names and the file lacks is said', () => {
    const opened = openAs(table, { ...mapping, columns: { ...mapping.columns, in: 'Start' } })
    assert.ok(!opened.ok)
    assert.match(opened.error, /columns that the file has not: Start/)
  })

  it('a word that nobody knows refuses its row alone', () => {
    const rows = told(table, { ...mapping, sourceWords: { nfc: 'tag' } })
    assert.match(rows[1] ?? '', /in_source "Mobile App" is a word that the mapping does not know/)
    assert.match(rows[0] ?? '', /tag tag$/)
  })
})

describe('a file in UTF-16 with days and times apart', () => {
  const table = fixture('made-up-two-columns-utf16.txt')
  const mapping = guessed(table)
  const numbers = new Map([
    [numberKey('person', '4711'), 'P-1001'],
    [numberKey('person', '4712'), 'P-1002'],
  ])

  it('is guessed: month first, times apart, numbers of its own', () => {
    const { columns, order, ownNumbers } = mapping
    assert.deepEqual(
      [
        columns.person,
        columns.worker,
        columns.in,
        columns.inTime,
        columns.out,
        columns.outTime,
        columns.inSource,
        columns.outSource,
      ],
      ['Service User Ref', 'Staff Ref', 'Visit Date', 'Time In', '', 'Time Out', 'Method In', 'Method Out'],
    )
    assert.equal(order, 'month first')
    assert.deepEqual(ownNumbers, ['person'])
  })

  it('a visit over midnight ends on the next day, and a number that is not linked is refused with the cure', () => {
    assert.deepEqual(told(table, { ...mapping, order: 'month first' }, numbers), [
      '2 P-1001/W-1/2026-11-16T09:02:00Z P-1001 W-1 2026-11-16T09:02:00 2026-11-16T09:31:00 tag tag',
      '3 P-1001/W-1/2026-11-17T23:50:00Z P-1001 W-1 2026-11-17T23:50:00 2026-11-18T00:20:00 tag landline',
      '4 P-1002/W-2/2026-11-05T09:00:00Z P-1002 W-2 2026-11-05T09:00:00 - fob',
      '5 : person number 4999 of made-up is not linked to one of ours',
    ])
  })

  it('over the night in which the clocks go back the log-out is that of the clock', () => {
    const text = 'Client ID,Carer ID,Date,In,Out\nP-1001,W-1,24/10/2026,23:00,03:00\nP-1001,W-1,24/10/2026,23:00,01:30'
    const night = textTable(text)
    const rows = told(night, { ...guessed(night), sourceElse: 'tag' })
    assert.match(rows[0] ?? '', /2026-10-24T22:00:00 2026-10-25T03:00:00/)
    assert.match(rows[1] ?? '', /out_at "24\/10\/2026 01:30" happened twice in London/)
  })
})

describe('a JSON document', () => {
  const table = fixture('made-up-nested.json')
  const mapping = guessed(table)

  it('is guessed by its paths and its numbers', () => {
    const { columns, numbers } = mapping
    assert.deepEqual(
      [columns.person, columns.worker, columns.in, columns.out, columns.logRef, columns.inSource],
      ['client.number', 'worker.number', 'visit.start', 'visit.end', 'visit.id', 'capture.method'],
    )
    assert.equal(numbers, 'milliseconds')
  })

  it('shows how times were taken by its words, whatever the column is called', () => {
    const sourceOf = (rows: readonly object[]) => guessed(textTable(JSON.stringify({ rows }))).columns.inSource
    const row = { person: 'P-1001', carer: 'W-1', start: '2026-11-16T09:02:00Z', note: 'Ill', how: 'App' }
    assert.equal(sourceOf([row, { ...row, how: 'NFC' }]), 'how')
    assert.equal(sourceOf([row, { ...row, how: 'as agreed' }]), '')
  })

  it('is read row for row', () => {
    assert.deepEqual(told(table, { ...mapping, reasonElse: 'no_signal' }), [
      '1 9001 P-1001 W-1 2026-11-16T09:02:00 2026-11-16T09:31:30 app_gps app_gps',
      '2 9002 P-1001 W-2 2026-11-17T09:02:00 - app_gps',
      '3 9003: out_at is before in_at',
    ])
  })

  it('may be lines, of which a broken one is refused alone', () => {
    const lines = ['{"person":"P-1001","carer":"W-1","login":"2026-11-16T09:02:00Z","id":"1"}', '{"person":', '']
    const rows = told(textTable(lines.join('\n')), { ...guessed(textTable(lines.join('\n'))), sourceElse: 'tag' })
    assert.deepEqual(rows, ['1 1 P-1001 W-1 2026-11-16T09:02:00 - tag', '2 : the row is not an object'])
  })

  it('that holds no list is refused', () => {
    assert.deepEqual(openVendorFile(new TextEncoder().encode('[]')), {
      ok: false,
      error: 'The selected file holds no list of visits.',
    })
  })
})

describe('a file with many styles in one column, newest first', () => {
  const table = fixture('made-up-mixed-styles.csv')

  it('is read value by value; the nights of the clock changes are refused with the cure', () => {
    const mapping: VendorMapping = { ...guessed(table), numbers: 'excel' }
    assert.equal(mapping.order, 'day first')
    assert.deepEqual(told(table, mapping), [
      '2 R-8 P-1001 W-1 2026-11-18T09:02:00 2026-11-18T09:31:00 app_gps app_gps',
      '3 R-7 P-1001 W-2 2026-11-18T09:03:00 2026-11-18T09:32:00 app_gps app_gps',
      '4 R-6 P-1001 W-1 2026-11-17T09:01:00 2026-11-17T09:30:00 tag tag',
      '5 R-5 P-1001 W-1 2026-11-16T09:02:00 2026-11-16T09:31:00 tag tag',
      '6 R-4: out_at "25/10/2026 01:30" happened twice in London, where the clocks went back',
      '7 R-3 P-1001 W-1 2026-10-24T23:30:00 2026-10-25T00:30:00 tag tag',
      '8 R-2 P-1001 W-1 2026-10-15T08:02:00 2026-10-15T08:31:00 tag tag',
      '9 R-1: in_at "29/03/2026 01:30" does not exist in London: the clocks went forward over it',
    ])
  })
})

describe('a file with a row for the log-in and another for the log-out', () => {
  const text = [
    'Event ID,Client ID,Carer ID,Event Time,Event,Device',
    'E-6,P-1001,W-1,2026-11-18 09:31,Left,IVR',
    'E-5,P-1001,W-1,2026-11-18 09:02,Arrived,NFC',
    'E-4,P-1001,W-2,2026-11-17 09:01,Arrived,NFC',
    'E-3,P-1001,W-2,2026-11-17 12:00,Arrived,NFC',
    'E-2,P-1001,W-2,2026-11-17 12:30,Left,NFC',
    'E-1,P-1002,W-2,2026-11-17 12:40,Left,NFC',
    'E-0,P-1001,W-2,2026-11-19 12:40,Paused,NFC',
  ].join('\n')
  const table = textTable(text)

  it('is guessed where every word of a column is an in or an out', () => {
    const plain = textTable(text.split('\n').slice(0, -1).join('\n'))
    const { columns, eventWords } = guessed(plain)
    assert.deepEqual([columns.event, columns.in, columns.out, columns.inSource], ['Event', 'Event Time', '', 'Device'])
    assert.deepEqual(eventWords, { left: 'out', arrived: 'in' })
  })

  it('is put together by person and worker, whatever its order; what has no other half says so', () => {
    const guess = guessed(textTable(text.split('\n').slice(0, -1).join('\n')))
    assert.deepEqual(told(table, guess), [
      '3 E-5 P-1001 W-1 2026-11-18T09:02:00 2026-11-18T09:31:00 tag landline',
      '4 E-4 P-1001 W-2 2026-11-17T09:01:00 - tag',
      '5 E-3 P-1001 W-2 2026-11-17T12:00:00 2026-11-17T12:30:00 tag tag',
      '7 E-1: a log-out has no log-in of the same worker at the same person in the day before it',
      '8 E-0: "Paused" is neither log-in nor log-out by the mapping',
    ])
  })

  it('needs no columns of the log-out', () => {
    const guess = guessed(textTable(text.split('\n').slice(0, -1).join('\n')))
    const mapping = { ...guess, columns: { ...guess.columns, out: 'Event Time' } }
    assert.deepEqual(
      mappingFaults(mapping, table.columns).map(({ field }) => field),
      ['out'],
    )
  })
})

describe('a file that says how often the worker of a night was woken', () => {
  const wakingsOf = (text: string): (readonly [number, string | readonly number[] | undefined])[] => {
    const table = textTable(text)
    const opened = openAs(table, { ...guessed(table), sourceElse: 'tag' })
    assert.ok(opened.ok, JSON.stringify(opened))
    return [...opened.value.rows()].map(({ line, read }) => [line, read.ok ? read.value.wakings : read.error.reason])
  }

  it('is read in the styles that vendors write', () => {
    const nights = ['20;35', '20, 35', '20 mins / 35 min', '35m', '0', 'None', '', 'twice']
    const rows = nights.map((woken, at) => `P-1001,W-1,2026-11-${10 + at} 22:00,"${woken}"`)
    assert.deepEqual(wakingsOf(['Client ID,Carer ID,Login,Wakings', ...rows].join('\n')), [
      [2, [20, 35]],
      [3, [20, 35]],
      [4, [20, 35]],
      [5, [35]],
      [6, []],
      [7, []],
      [8, undefined],
      [9, 'wakings is not the minutes of each waking with semicolons between, such as 20;35, or none'],
    ])
  })

  it('may say it with the log-out alone', () => {
    const text = [
      'Client ID,Carer ID,Event Time,Event,Wakings',
      'P-1001,W-1,2026-11-17 22:00,Arrived,',
      'P-1001,W-1,2026-11-18 07:00,Left,20',
    ]
    assert.deepEqual(wakingsOf(text.join('\n')), [[2, [20]]])
  })
})

describe('dates that could be day/month or month/day', () => {
  const text = 'Client ID,Carer ID,Login,Logout\nP-1001,W-1,03/04/2026 09:00,03/04/2026 09:30'

  it('refuse the whole file until they are settled', () => {
    const table = textTable(text)
    const mapping: VendorMapping = { ...guessed(table), sourceElse: 'tag' }
    assert.equal(mapping.order, 'as the file shows')
    const opened = openAs(table, mapping)
    assert.ok(!opened.ok)
    assert.match(
      opened.error,
      /Every date of the file could be day\/month or month\/day, such as “03\/04\/2026 09:00” on line 2/,
    )
    assert.match(told(table, { ...mapping, order: 'month first' })[0] ?? '', /2026-03-04T09:00/)
    const { sample } = sampled(table)
    assert.match(inOneLine(preview(sample, mapping, new Map())[0] as FileRow), /could be day\/month or month\/day/)
  })

  it('are settled by a later row of the file, and two rows that differ are named', () => {
    const settled = textTable(`${text}\nP-1001,W-1,13/04/2026 09:00,13/04/2026 09:30`)
    const mapping: VendorMapping = { ...guessed(settled), sourceElse: 'tag', order: 'as the file shows' }
    assert.match(told(settled, mapping)[0] ?? '', /2026-04-03T08:00/)
    const mixed = textTable(`${text}\nP-1001,W-1,13/04/2026 09:00,04/13/2026 09:30`)
    const opened = openAs(mixed, mapping)
    assert.ok(!opened.ok)
    assert.match(
      opened.error,
      /Line 3 has “13\/04\/2026 09:00”, with the day first, and line 3 has “04\/13\/2026 09:30”/,
    )
  })
})

describe('a mapping', () => {
  const table = fixture('made-up-semicolons.csv')
  const good = guessed(table)
  const CASES: readonly (readonly [string, Partial<VendorMapping['columns']>, Partial<VendorMapping>, string])[] = [
    ['no person', { person: '' }, {}, 'person'],
    ['no worker', { worker: '' }, {}, 'worker'],
    ['no log-in', { in: '' }, {}, 'in'],
    ['a log-out and a length', { length: 'Reason' }, {}, 'length'],
    ['a column that is not there', { reason: 'Why' }, {}, 'reason'],
    ['no way of taking times', { inSource: '' }, {}, 'sourceElse'],
  ]
  it('that holds has no fault', () => assert.deepEqual(mappingFaults(good, table.columns), []))
  for (const [what, columns, changes, field] of CASES)
    it(`with ${what} is not right`, () => {
      const mapping = { ...good, ...changes, columns: { ...good.columns, ...columns } }
      assert.deepEqual(
        mappingFaults(mapping, table.columns).map((fault) => fault.field),
        [field],
      )
    })
  it('takes words one a line', () => {
    assert.deepEqual(readWords('NFC = tag\r\n\nKey fob=fob'), { ok: true, value: { nfc: 'tag', 'key fob': 'fob' } })
    assert.deepEqual(readWords('NFC = tag\nwhat'), { ok: false, error: 2 })
  })
  it('may have a length instead of a log-out', () => {
    const text =
      'Client ID,Carer ID,Arrived,Duration mins\nP-1001,W-1,2026-11-16 09:02,29\nP-1001,W-1,2026-11-17 09:02,'
    const lengths = textTable(text)
    assert.deepEqual(told(lengths, { ...guessed(lengths), sourceElse: 'tag' }), [
      '2 P-1001/W-1/2026-11-16T09:02:00Z P-1001 W-1 2026-11-16T09:02:00 2026-11-16T09:31:00 tag tag',
      '3 P-1001/W-1/2026-11-17T09:02:00Z P-1001 W-1 2026-11-17T09:02:00 - tag',
    ])
  })
})
