/** One file with every mess at once leaves what the same log leaves in good order. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { rows, sql } from '#src/platform/database.ts'
import { beginImport, readImport } from '#src/visits/call-log/import-commands.ts'
import { findImport } from '#src/visits/call-log/import.store.ts'
import { openMapped } from '#src/visits/vendor-logs/open-mapped.ts'
import { takeSample } from '#src/visits/vendor-logs/sample.ts'
import { openVendorFile } from '#src/visits/vendor-logs/vendor-table.ts'
import { officer, useDatabase } from '#test/support/database.ts'
import { bytesOf, csvOf, logRow, place, planOf, slotOf } from '#test/support/visits.ts'

const clerk = officer()

// As the vendor writes a log-in and a log-out, then the same in the open format; visits with two workers have two rows.
const CALLS: readonly (readonly [
  ref: string,
  worker: string,
  from: string,
  to: string,
  inAt: string,
  outAt: string,
])[] = [
  ['C-01', 'W-1', '2026-10-24T09:02:00+01:00', '2026-10-24 09:31', '2026-10-24T08:02:00Z', '2026-10-24T08:31:00Z'],
  ['C-02', 'W-2', '24/10/2026 09:04', '24-Oct-26 0933', '2026-10-24T08:04:00Z', '2026-10-24T08:33:00Z'],
  ['C-03', 'W-1', '2026-10-25T09:01:00Z', '25/10/2026 09:29', '2026-10-25T09:01:00Z', '2026-10-25T09:29:00Z'],
  [
    'C-04',
    'W-2',
    'Sunday 25th October 2026 09:00',
    '2026-10-25T10:30:00+01:00',
    '2026-10-25T09:00:00Z',
    '2026-10-25T09:30:00Z',
  ],
  ['C-05', 'W-1', '26.10.26 9.05 am', '26/10/2026 9:36 AM', '2026-10-26T09:05:00Z', '2026-10-26T09:36:00Z'],
  ['C-06', 'W-2', 'Oct 26, 2026 9:06 AM', '', '2026-10-26T09:06:00Z', ''],
  ['C-07', 'W-1', '20261027T090200Z', '202610270931', '2026-10-27T09:02:00Z', '2026-10-27T09:31:00Z'],
]

/** Newest first, with a mark at its start, half of it twice, lines without anything and cells with spaces. */
function messyFile(): Uint8Array {
  const lines = CALLS.map(([ref, worker, from, to]) =>
    [ref, ' P-1001 ', worker, from, to, 'app_gps'].map((cell) => `"${cell}"`).join(','),
  )
  const newest = lines.toReversed()
  const text = [
    'Call ID,Person,Worker,Login,Logout,Source',
    ...newest,
    '',
    ...newest.slice(0, 4),
    ',,,,,',
    '',
    '',
  ].join('\r\n')
  return new TextEncoder().encode(`\uFEFF${text}`)
}

describe('a log with a mark at its start, four date styles and more, blank ends, repeated rows, Z beside +01:00, newest first, two workers', () => {
  const { shell } = useDatabase()

  const seats = () =>
    shell.read(clerk, (tx) =>
      rows(
        tx,
        sql<{
          as: string
        }>`select concat_ws(' ', visit_ref, seat, log_ref, worker_ref, in_at, out_at) as "as" from visits.attendance
          union all select concat_ws(' ', 'none', log_ref, why) from visits.unseated order by 1`,
      ).then((found) => found.map((one) => one.as)),
    )

  async function read(file: Parameters<typeof readImport>[4]): Promise<readonly number[]> {
    const begun = await beginImport(shell, clerk, 'vendor:made-up', file)
    assert.ok(begun.ok, begun.ok ? '' : begun.error)
    await readImport(shell, clerk, begun.value, 'vendor:made-up', file)
    const one = await shell.read(clerk, (tx) => findImport(tx, begun.value))
    return [one?.accepted ?? -1, one?.alreadyHad ?? -1, one?.refused ?? -1]
  }

  const plan = () => place(shell, planOf({ startDay: '2026-10-19', pattern: [slotOf({ workers: 2 })] }))

  it('leaves the seats of the same log in good order, and the orderly one after it adds nothing', async () => {
    await plan()
    const bytes = messyFile()
    const table = openVendorFile(bytes)
    assert.ok(table.ok)
    const end = <T>(work: Generator<void, T>): T => {
      for (let step = work.next(); ; step = work.next()) if (step.done) return step.value
    }
    const { guess } = end(takeSample('made-up', table.value))
    // Repeated references look like none: the officer says so.
    const mapping = { ...guess, system: 'made-up', columns: { ...guess.columns, logRef: 'Call ID' } }
    const open = () => end(openMapped(table.value, mapping, new Map()))
    assert.deepEqual(await read({ filename: 'messy.csv', bytes, length: bytes.length, open }), [7, 4, 0])
    const messy = await seats()
    assert.equal(messy.filter((seat) => !seat.startsWith('none')).length, 7)
    const orderly = CALLS.map(([ref, worker, , , from, to]) =>
      logRow({ log_ref: ref, worker_ref: worker, in_at: from, out_at: to, out_source: to === '' ? '' : 'app_gps' }),
    )
    assert.deepEqual(await read({ filename: 'orderly.csv', ...bytesOf(csvOf(orderly)) }), [0, 7, 0])
    assert.deepEqual(await seats(), messy)
    assert.deepEqual(
      messy.map((seat) => seat.split(' ').slice(0, 4).join(' ')),
      CALLS.map(
        ([ref, worker], at) => `PK-1001-202610${24 + Math.floor(at / 2)}-1 ${SEATS[at]} ${ref} ${worker}`,
      ).sort(),
    )
  })

  /** By log-in: on the 25th the second worker came first. */
  const SEATS = [1, 2, 2, 1, 1, 2, 1]
})
