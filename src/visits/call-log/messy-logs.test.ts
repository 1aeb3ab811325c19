/** Logs as they come: each mess leaves what the same log in good order leaves. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addDays } from '#src/base/day.ts'
import { rows, sql } from '#src/platform/database.ts'
import { beginImport, readImport } from '#src/visits/call-log/import-commands.ts'
import { findImport, listRefusals } from '#src/visits/call-log/import.store.ts'
import { sendBatch } from '#src/visits/call-log/log-commands.ts'
import { checkLogRow } from '#src/visits/call-log/log-row.ts'
import { seatDue } from '#src/visits/call-log/seat-commands.ts'
import { COUNCIL, NOON, officer, useDatabase } from '#test/support/database.ts'
import { bytesOf, csvOf, logRow, manyPlans, manyRows, place, planOf, slotOf } from '#test/support/visits.ts'

const clerk = officer()

describe('a messy log', () => {
  const { shell, clock } = useDatabase()

  const state = () =>
    shell.read(clerk, (tx) =>
      rows(
        tx,
        sql<{
          as: string
        }>`select visit_ref || ' ' || log_ref || ' ' || to_char(in_at, 'MM-DD HH24:MI') || coalesce(to_char(out_at, '-HH24:MI'), '') as "as"
          from visits.attendance where council_id = 1
          union all select 'none ' || log_ref || ' ' || why from visits.unseated where council_id = 1 order by 1`,
      ).then((found) => found.map((one) => one.as)),
    )

  async function upload(text: string): Promise<string> {
    const begun = await beginImport(shell, clerk, 'vendor:caretime', { filename: 'log.csv', ...bytesOf(text) })
    assert.ok(begun.ok, begun.ok ? '' : begun.error)
    await readImport(shell, clerk, begun.value, 'vendor:caretime', { filename: 'log.csv', ...bytesOf(text) })
    const [one, refusals] = await shell.read(clerk, async (tx) => [
      await findImport(tx, begun.value),
      await listRefusals(tx, begun.value, 10),
    ])
    return [
      `${one?.accepted} new, ${one?.alreadyHad} had, ${one?.refused} refused`,
      ...refusals.map(({ line, reason }) => `${line}: ${reason}`),
      ...(one?.trouble ? [one.trouble] : []),
    ].join('; ')
  }

  const send = (sent: readonly Record<string, string>[], source = 'client:c') =>
    sendBatch(
      shell,
      clerk,
      {
        source,
        rows: sent.map((row) => ({
          logRef: row['log_ref'] ?? '',
          read: checkLogRow(row as Parameters<typeof checkLogRow>[0]),
        })),
      },
      {},
    )

  const week = (): Record<string, string>[] =>
    Array.from({ length: 6 }, (_, index) => {
      const day = addDays('2026-11-16', index)
      return logRow({ log_ref: `L-${index + 1}`, in_at: `${day}T09:0${index}:00Z`, out_at: `${day}T09:30:00Z` })
    })
  const seatsOfWeek = week().map((row) => {
    const day = (row['in_at'] ?? '').slice(0, 10)
    return `PK-1001-${day.replaceAll('-', '')}-1 ${row['log_ref']} ${(row['in_at'] ?? '').slice(5, 16).replace('T', ' ')}-09:30`
  })

  const MESSES: [string, (text: string) => string][] = [
    ['a byte order mark', (text) => `\uFEFF${text}`],
    ['blank lines at its end', (text) => `${text}\r\n\r\n\r\n`],
    ['line ends of UNIX', (text) => text.replaceAll('\r\n', '\n')],
    ['every cell in quotation marks', (text) => text.replaceAll(/[^,\r\n]+/g, '"$&"')],
    ['the newest row first', (text) => ((all) => [all[0], ...all.slice(1).reverse()].join('\r\n'))(text.split('\r\n'))],
    [
      'every row twice',
      (text) => ((all) => [all[0], ...all.slice(1), ...all.slice(1)].join('\r\n'))(text.split('\r\n')),
    ],
    [
      'times of London and with offsets among those in Z',
      (text) => text.replace('T09:00:00Z', 'T09:00:00').replace('T09:01:00Z', 'T10:01:00+01:00'),
    ],
  ]
  for (const [what, mess] of MESSES) {
    it(`with ${what} leaves the same seats`, async () => {
      await place(shell, planOf())
      assert.match(await upload(mess(csvOf(week()))), /^6 new, [06] had, 0 refused$/)
      assert.deepEqual(await state(), seatsOfWeek)
    })
  }

  it('in four styles of dates takes the open format’s rows, and names of each other row the value and the cure', async () => {
    await place(shell, planOf())
    const out = { out_at: '', out_source: '' }
    const styles = ['16/11/2026 09:00', '2026-11-17 09:01', '11/18/2026 9:02 AM', '20261119T0903', '2026-10-25T01:30']
    const text = csvOf([
      ...week().slice(4),
      ...styles.map((in_at, at) => logRow({ ...out, log_ref: `S-${at}`, in_at })),
    ])
    const begun = await beginImport(shell, clerk, 'vendor:caretime', { filename: 'log.csv', ...bytesOf(text) })
    assert.ok(begun.ok)
    await readImport(shell, clerk, begun.value, 'vendor:caretime', { filename: 'log.csv', ...bytesOf(text) })
    const refusals = await shell.read(clerk, (tx) => listRefusals(tx, begun.value, 10))
    const plain = 'Write the time as 2026-04-06T09:30:00Z, or without the Z for London time.'
    assert.deepEqual(
      refusals.map(({ line, reason, cure }) => `${line}: ${reason.split(',')[0]}. ${cure}`),
      [
        ...styles.slice(0, 4).map((style, at) => `${at + 4}: in_at "${style}" is not a time. ${plain}`),
        '8: in_at "2026-10-25T01:30" happened twice in London. Write the time with its offset, as 2026-10-25T01:30:00+01:00.',
      ],
    )
    assert.deepEqual(await state(), seatsOfWeek.slice(4))
  })

  for (const [what, bytes, words] of [
    ['a PDF', '%PDF-1.7\n1 0 obj', /is not a CSV file\. Save the call log as “CSV UTF-8/],
    ['a picture', '\u0089PNG\r\n\u001A\n\u0000\u0000', /is not a CSV file/],
    ['empty', '', /is empty/],
  ] as const)
    it(`that is ${what} is refused before anything is kept`, async () => {
      const begun = await beginImport(shell, clerk, 'vendor:caretime', { filename: 'log.csv', ...bytesOf(bytes) })
      assert.match(begun.ok ? 'begun' : begun.error, words)
      const kept = await shell.read(clerk, (tx) => rows(tx, sql`select from visits.log_import`))
      assert.equal(kept.length, 0)
    })

  it('that has headings alone says so', async () => {
    assert.match(await upload(csvOf([])), /^0 new, 0 had, 0 refused; The file has headings and no rows/)
  })

  it('replayed for the whole week, and again in pieces, adds nothing', async () => {
    await place(shell, planOf())
    await upload(csvOf(week()))
    assert.equal(await upload(csvOf(week())), '0 new, 6 had, 0 refused')
    for (const row of week().reverse())
      assert.deepEqual(
        (await send([row], 'vendor:caretime')).answers.map(({ answer }) => answer),
        ['already had'],
      )
    assert.deepEqual(await state(), seatsOfWeek)
  })

  it('that uses a reference again for another visit is refused on that row alone', async () => {
    await place(shell, planOf())
    await upload(csvOf(week()))
    const again = logRow({ log_ref: 'L-1', in_at: '2026-11-22T09:00:00Z', out_at: '2026-11-22T09:30:00Z' })
    const fresh = logRow({ log_ref: 'L-7', in_at: '2026-11-22T09:00:00Z', out_at: '2026-11-22T09:30:00Z' })
    assert.equal(
      await upload(csvOf([again, fresh])),
      '1 new, 0 had, 1 refused; 2: log_ref was sent before with other values',
    )
  })

  it('of two workers on one visit, each in a file of its own and out of order, gives each a seat', async () => {
    await place(shell, planOf({ pattern: [slotOf({ workers: 2 })] }))
    const second = logRow({ log_ref: 'L-2', worker_ref: 'W-2', in_at: '2026-11-20T08:59:00Z' })
    await upload(csvOf([logRow()]))
    await upload(csvOf([second]))
    assert.deepEqual(await state(), [
      'PK-1001-20261120-1 L-1 11-20 09:02-09:31',
      'PK-1001-20261120-1 L-2 11-20 08:59-09:31',
    ])
  })

  it('that comes a year late finds the visits of that year', async () => {
    await place(shell, planOf({ startDay: '2026-11-16' }))
    clock.now = NOON.add({ hours: 24 * 365 })
    await upload(csvOf(week().reverse()))
    assert.deepEqual(await state(), seatsOfWeek)
  })

  it('sent while the clock of the server is put back is taken once', async () => {
    await place(shell, planOf())
    await send(week(), 'vendor:caretime')
    clock.now = NOON.subtract({ minutes: 5 })
    assert.equal(await upload(csvOf(week())), '0 new, 6 had, 0 refused')
    assert.deepEqual(await state(), seatsOfWeek)
  })

  it('of a large batch is kept when it is answered, and seated by the job whatever came in between', async () => {
    const log = { people: 30, from: '2026-11-16', days: 2 }
    await place(shell, ...manyPlans(log))
    const sent = [...manyRows(log)]
    const whole = await send(sent)
    assert.equal(whole.seating, 'to follow')
    assert.equal(whole.seats.size, 0)
    assert.ok(whole.answers.every(({ answer }) => answer === 'accepted'))
    assert.deepEqual(await state(), [])
    const again = await send(sent)
    assert.equal(again.answers.filter(({ answer }) => answer === 'already had').length, sent.length)
    // A small batch near rows that still wait is seated with them.
    const small = await send([{ ...(sent[0] as Record<string, string>), log_ref: 'N-1', worker_ref: 'W-900' }])
    assert.equal(small.seating, 'done')
    assert.equal(await seatDue(shell, COUNCIL), sent.length)
    assert.equal((await state()).length, sent.length + 1)
    assert.equal(await seatDue(shell, COUNCIL), 0)
  })
})
