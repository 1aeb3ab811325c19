import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import { rows, sql } from '#src/platform/database.ts'
import { beginImport, readImport } from '#src/visits/call-log/import-commands.ts'
import { findImport, listRefusals } from '#src/visits/call-log/import.store.ts'
import { enterByHand, setAside } from '#src/visits/call-log/by-hand-commands.ts'
import { logIn, logOut } from '#src/visits/call-log/event-commands.ts'
import { sendBatch } from '#src/visits/call-log/log-commands.ts'
import { checkLogRow, type SentRow } from '#src/visits/call-log/log-row.ts'
import type { ReadRow } from '#src/visits/call-log/take-rows.ts'
import { officer, providerUser, useDatabase } from '#test/support/database.ts'
import { bytesOf, csvOf, logRow, place, planOf, slotOf } from '#test/support/visits.ts'

describe('a call log', () => {
  const { shell, clock } = useDatabase()
  const clerk = officer()

  const read = (row: Record<string, string>): ReadRow => ({
    logRef: row['log_ref'] ?? '',
    read: checkLogRow(row as Parameters<typeof checkLogRow>[0]),
  })

  const send = (rowsSent: Record<string, string>[], actor: Actor = clerk, source = 'vendor:caretime') =>
    sendBatch(shell, actor, { source, rows: rowsSent.map(read) }, {})

  const answersOf = ({ answers }: Awaited<ReturnType<typeof send>>) =>
    answers.map((one) => (one.answer === 'refused' ? `refused: ${one.fault.reason}` : one.answer))

  const attendances = (sh: Shell = shell) =>
    sh.read(clerk, (tx) =>
      rows(
        tx,
        sql<{
          as: string
        }>`select visit_ref || ' ' || seat || ' ' || log_ref || ' ' || worker_ref || coalesce(' to ' || to_char(out_at, 'HH24:MI'), '') as "as"
        from visits.attendance where council_id = 1 order by 1`,
      ).then((found) => found.map((one) => one.as)),
    )

  const unmatched = () =>
    shell.read(clerk, (tx) =>
      rows(
        tx,
        sql<{ as: string }>`select log_ref || ': ' || why as "as" from visits.unseated where council_id = 1 order by 1`,
      ).then((found) => found.map((one) => one.as)),
    )

  async function upload(text: string, actor: Actor = clerk, source = 'vendor:caretime') {
    const file = { filename: 'log.csv', ...bytesOf(text) }
    const begun = await beginImport(shell, actor, source, file)
    if (!begun.ok) return begun.error
    await readImport(shell, actor, begun.value, source, { filename: 'log.csv', ...bytesOf(text) })
    const result = await shell.read(actor, (tx) => findImport(tx, begun.value))
    const refusals = await shell.read(actor, (tx) => listRefusals(tx, begun.value, 100))
    return {
      counts: `${result?.status}: ${result?.read} read, ${result?.accepted} new, ${result?.alreadyHad} had, ${result?.refused} refused`,
      refusals: refusals.map(({ line, reason }) => `${line}: ${reason}`),
    }
  }

  describe('a batch of a call log', () => {
    it('answers one row for one row sent and keeps the good ones', async () => {
      await place(shell, planOf())
      const answer = await send([
        logRow(),
        logRow({ log_ref: 'L-2', in_at: '2026-02-30T09:00' }),
        logRow({ log_ref: 'L-3', person_ref: 'P-9999' }),
        logRow({
          log_ref: 'L-4',
          visit_ref: 'PK-1001-20261119-1',
          in_at: '2026-11-19T09:00:00Z',
          out_at: '',
          out_source: '',
        }),
      ])
      assert.deepEqual(answersOf(answer), [
        'accepted',
        'refused: in_at "2026-02-30T09:00" is a day or time that does not exist',
        'refused: person_ref P-9999 is nobody with care here',
        'accepted',
      ])
      assert.deepEqual(Object.fromEntries(answer.seats), {
        'vendor:caretime L-1': 'PK-1001-20261120-1',
        'vendor:caretime L-4': 'PK-1001-20261119-1',
      })
      assert.deepEqual(await attendances(), ['PK-1001-20261119-1 1 L-4 W-1', 'PK-1001-20261120-1 1 L-1 W-1 to 09:31'])
    })

    it('sent twice changes nothing, and other values under a reference are refused whatever their day', async () => {
      await place(shell, planOf())
      await send([logRow()])
      const before = await attendances()
      assert.deepEqual(answersOf(await send([logRow()])), ['already had'])
      assert.deepEqual(answersOf(await send([logRow({ in_at: '2026-11-19T09:00:00Z' })])), [
        'refused: log_ref was sent before with other values',
      ])
      assert.deepEqual(answersOf(await send([logRow()], clerk, 'vendor:other')), ['accepted'])
      assert.deepEqual(await attendances(), before)
      assert.deepEqual(await unmatched(), ['L-1: merged'])
    })

    it('two workers take the two seats of a double-handed visit; a third finds none', async () => {
      await place(shell, planOf({ pattern: [slotOf({ workers: 2 })] }))
      await send([
        logRow(),
        logRow({ log_ref: 'L-2', worker_ref: 'W-2' }),
        logRow({ log_ref: 'L-3', worker_ref: 'W-3', in_at: '2026-11-20T09:20:00Z' }),
        logRow({ log_ref: 'L-4', in_at: '2026-11-20T13:20:00Z', out_at: '2026-11-20T13:40:00Z' }),
      ])
      assert.deepEqual(await attendances(), [
        'PK-1001-20261120-1 1 L-1 W-1 to 09:31',
        'PK-1001-20261120-1 2 L-2 W-2 to 09:31',
      ])
      assert.deepEqual(await unmatched(), ['L-3: no free seat', 'L-4: no visit near'])
    })

    it('joins log-ins of one worker that lie less than three minutes apart', async () => {
      await place(shell, planOf())
      await send([
        logRow({ out_at: '', out_source: '' }),
        logRow({ log_ref: 'L-2', in_at: '2026-11-20T09:04:59Z', out_at: '2026-11-20T09:29:00Z' }),
        logRow({ log_ref: 'L-3', in_at: '2026-11-20T09:05:00Z', out_at: '2026-11-20T09:40:00Z' }),
      ])
      assert.deepEqual(await attendances(), ['PK-1001-20261120-1 1 L-1 W-1 to 09:29'])
      assert.deepEqual(await unmatched(), ['L-2: merged', 'L-3: no free seat'])
    })

    it('a row that names a visit takes the seat from one that was matched to it before', async () => {
      await place(shell, planOf())
      await send([logRow()])
      await send([logRow({ log_ref: 'L-2', worker_ref: 'W-2', visit_ref: 'PK-1001-20261120-1' })])
      assert.deepEqual(await attendances(), ['PK-1001-20261120-1 1 L-2 W-2 to 09:31'])
      assert.deepEqual(await unmatched(), ['L-1: no free seat'])
    })

    it('a provider sends nothing done by hand of days that are locked; what a device logged, and the council, may', async () => {
      await place(shell, planOf())
      const old = { in_at: '2026-11-07T09:00:00Z', out_at: '2026-11-07T09:30:00Z' }
      const byHand = { in_source: 'manual', out_source: 'manual', reason_code: 'no_signal' }
      const sent = [
        logRow({ ...byHand, ...old }),
        logRow({ log_ref: 'L-2', ...byHand, in_at: '2026-11-08T09:00:00Z', out_at: '2026-11-08T09:30:00Z' }),
        logRow({ log_ref: 'L-3', ...old }),
        logRow({ log_ref: 'L-4', ...old, out_at: '', out_source: '' }),
      ]
      const own = providerUser('1-101')
      assert.deepEqual(answersOf(await send(sent, own, 'vendor:caretime:1-101')), [
        'refused: in_at is before 8 November 2026: the days for entries by hand are over',
        ...['accepted', 'accepted', 'accepted'],
      ])
      const closing = { log_ref: 'L-4', ...old, out_source: 'manual', reason_code: 'carer_forgot' }
      assert.match(
        answersOf(await send([logRow(closing)], own, 'vendor:caretime:1-101'))[0] ?? '',
        /^refused: in_at is before 8 November 2026/,
      )
      assert.deepEqual(answersOf(await send(sent.slice(0, 1))), ['accepted'])
    })

    it('a provider logs only its own visits', async () => {
      await place(shell, planOf(), planOf({ packageRef: 'PK-1002', personRef: 'P-1002', organisationRef: '1-102' }))
      const other = providerUser('1-102')
      const answer = await send(
        [
          logRow(),
          logRow({ log_ref: 'L-2', visit_ref: 'PK-1001-20261120-1' }),
          logRow({ log_ref: 'L-3', person_ref: 'P-1002' }),
        ],
        other,
        'vendor:caretime:1-102',
      )
      assert.deepEqual(answersOf(answer), [
        'refused: person_ref P-1001 is nobody with care here',
        'refused: visit_ref PK-1001-20261120-1 is not a planned visit',
        'accepted',
      ])
    })
  })

  describe('a call log file', () => {
    it('is read once: uploaded again every row is one that we have', async () => {
      await place(shell, planOf())
      const text = csvOf([
        logRow(),
        logRow({ log_ref: 'L-2', in_at: '2026-11-19T09:00:00Z', out_at: '2026-11-19T09:20:00Z' }),
      ])
      assert.deepEqual(await upload(text), { counts: 'done: 2 read, 2 new, 0 had, 0 refused', refusals: [] })
      const before = await attendances()
      assert.deepEqual(await upload(text), { counts: 'done: 2 read, 0 new, 2 had, 0 refused', refusals: [] })
      assert.deepEqual(await attendances(), before)
    })

    const FAULTY: [string, Record<string, string>, string][] = [
      [
        'an impossible date',
        { in_at: '2026-13-01T09:00' },
        'in_at "2026-13-01T09:00" is a day or time that does not exist',
      ],
      [
        'a day in words',
        { in_at: '20 November 2026' },
        'in_at "20 November 2026" is not a time, such as 2026-04-06T09:30:00Z',
      ],
      [
        'a time that the clocks skipped',
        { in_at: '2026-03-29T01:30', out_at: '2026-03-29T02:30' },
        'in_at "2026-03-29T01:30" does not exist in London: the clocks went forward over it. Give an offset, such as +01:00',
      ],
      [
        'a time that happened twice',
        { in_at: '2026-10-25T01:30', out_at: '2026-10-25T02:30' },
        'in_at "2026-10-25T01:30" happened twice in London, where the clocks went back: say which with an offset, +01:00 or Z',
      ],
      [
        'a formula',
        { worker_ref: '=1+1' },
        'worker_ref begins with an equals sign, which a spreadsheet takes for a formula',
      ],
      ['a log-out before the log-in', { out_at: '2026-11-20T09:01:00Z' }, 'out_at is before in_at'],
      ['an unknown source', { in_source: 'gps' }, 'in_source "gps" is not a source'],
      ['a manual entry without a reason', { in_source: 'manual' }, 'a manual entry has no reason_code'],
      [
        'a reason of nobody',
        { in_source: 'manual', reason_code: 'lazy' },
        "reason_code lazy is not one of the council's",
      ],
      ['a visit of nobody', { visit_ref: 'V-1' }, 'visit_ref V-1 is not a planned visit'],
      [
        "another person's visit",
        { visit_ref: 'PK-1002-20261120-1' },
        'visit_ref PK-1002-20261120-1 is planned for another person',
      ],
      ['nobody we know', { person_ref: 'P-7' }, 'person_ref P-7 is nobody with care here'],
      ['a time to come', { in_at: '2026-11-23T09:00', out_at: '2026-11-23T09:30' }, 'in_at is in the future'],
      ['a reference that is empty', { log_ref: '' }, 'log_ref is empty'],
      ['a log-out without its source', { out_source: '' }, 'out_source is empty'],
    ]
    for (const [what, changes, reason] of FAULTY) {
      it(`refuses ${what} and keeps the row beside it`, async () => {
        await place(shell, planOf(), planOf({ packageRef: 'PK-1002', personRef: 'P-1002' }))
        assert.deepEqual(await upload(csvOf([logRow({ log_ref: 'L-0' }), logRow(changes)])), {
          counts: 'done: 2 read, 1 new, 0 had, 1 refused',
          refusals: [`3: ${reason}`],
        })
      })
    }

    it('refuses ragged lines and lines in another encoding, and reads the rest', async () => {
      await place(shell, planOf())
      const text = csvOf([logRow(), logRow({ log_ref: 'L-2', worker_ref: '\u0001BAD' }), logRow({ log_ref: 'L-3' })])
      const cut = text.replace('L-3,,P-1001', 'L-3,P-1001')
      const { bytes, length } = bytesOf(cut)
      bytes[bytes.indexOf(1)] = 0xe9
      const file = { filename: 'log.csv', bytes, length }
      const begun = await beginImport(shell, clerk, 'vendor:caretime', file)
      assert.ok(begun.ok)
      await readImport(shell, clerk, begun.value, 'vendor:caretime', file)
      const refusals = await shell.read(clerk, (tx) => listRefusals(tx, begun.value, 10))
      assert.deepEqual(
        refusals.map(({ line, reason }) => [line, reason]),
        [
          [3, 'the line is not UTF-8 text'],
          [4, 'the line has 8 values and the header names 9 columns'],
        ],
      )
    })

    it('refuses every line of a reference that stands on two with other values, whichever comes first', async () => {
      await place(shell, planOf())
      const one = logRow()
      const other = logRow({ worker_ref: 'W-2' })
      const expected = {
        counts: 'done: 2 read, 0 new, 0 had, 2 refused',
        refusals: [
          '2: log_ref is on another row too, with other values',
          '3: log_ref is on another row too, with other values',
        ],
      }
      assert.deepEqual(await upload(csvOf([one, other])), expected)
      assert.deepEqual(await upload(csvOf([other, one])), expected)
    })

    const UNREADABLE: [string, string, RegExp][] = [
      ['nothing in it', '', /is empty/],
      ['no header', 'L-1,,P-1,W-1\r\n', /must name the columns/],
      ['semicolons', csvOf([logRow()]).replaceAll(',', ';'), /semicolons/],
      ['a column twice', csvOf([logRow()]).replace('log_ref', 'log_ref,log_ref'), /names log_ref more than once/],
      ['a column missing', csvOf([logRow()]).replace('worker_ref', 'worker'), /It has no worker_ref/],
      ['a spreadsheet for a file', 'PK\u0003\u0004', /is a spreadsheet/],
    ]
    for (const [what, text, message] of UNREADABLE) {
      it(`with ${what} is refused before anything is kept`, async () => {
        assert.match(String(await upload(text)), message)
      })
    }

    it('takes a byte order mark, columns in any order and one that is not used', async () => {
      await place(shell, planOf())
      const { log_ref: ref = '', ...rest } = logRow()
      const text = `\uFEFF${csvOf([{ ...rest, team: 'North', log_ref: ref }])}`
      assert.deepEqual(await upload(text), { counts: 'done: 1 read, 1 new, 0 had, 0 refused', refusals: [] })
    })
  })

  describe('live events', () => {
    const event: SentRow = {
      logRef: 'E-1',
      visitRef: undefined,
      personRef: 'P-1001',
      workerRef: 'W-1',
      in: Date.parse('2026-11-22T09:01:00Z') * 1000,
      inSource: 'tag',
      out: undefined,
      outSource: undefined,
      reasonCode: undefined,
    }
    const out = {
      source: 'client:c',
      logRef: 'E-1',
      workerRef: 'W-1',
      out: Date.parse('2026-11-22T09:33:00Z') * 1000,
      outSource: 'tag' as const,
      reasonCode: undefined,
    }

    it('a log-in and its log-out make one attendance; each sent again changes nothing', async () => {
      await place(shell, planOf())
      const first = await logIn(shell, clerk, { source: 'client:c', row: event }, {})
      assert.deepEqual(first, { ok: true, value: { answer: 'accepted', visitRef: 'PK-1001-20261122-1' } })
      assert.deepEqual(await attendances(), ['PK-1001-20261122-1 1 E-1 W-1'])
      const done = await logOut(shell, clerk, out, {})
      assert.deepEqual(done, { ok: true, value: { answer: 'accepted', visitRef: 'PK-1001-20261122-1' } })
      assert.deepEqual(await attendances(), ['PK-1001-20261122-1 1 E-1 W-1 to 09:33'])
      assert.equal((await logIn(shell, clerk, { source: 'client:c', row: event }, {})).ok, true)
      assert.equal((await logOut(shell, clerk, out, {})).ok, true)
      const changed = await logOut(shell, clerk, { ...out, out: out.out + 60e6 }, {})
      assert.equal(changed.ok ? '' : changed.error.phrase, 'changed')
      assert.deepEqual(await attendances(), ['PK-1001-20261122-1 1 E-1 W-1 to 09:33'])
    })

    it('a nightly file that says the same finds the events there; a log-out that was lost comes with it', async () => {
      await place(shell, planOf())
      await logIn(shell, clerk, { source: 'client:c', row: event }, {})
      clock.now = clock.now.add({ hours: 1 })
      const nightly = logRow({
        log_ref: 'E-1',
        in_at: '2026-11-22T09:01:00Z',
        out_at: '2026-11-22T09:33:00Z',
        in_source: 'tag',
        out_source: 'tag',
      })
      assert.deepEqual(answersOf(await send([nightly], clerk, 'client:c')), ['accepted'])
      assert.deepEqual(answersOf(await send([nightly], clerk, 'client:c')), ['already had'])
      assert.deepEqual(await attendances(), ['PK-1001-20261122-1 1 E-1 W-1 to 09:33'])
    })

    it('a log-out without its log-in is refused', async () => {
      const refused = await logOut(shell, clerk, out, {})
      assert.equal(refused.ok ? '' : refused.error.reason, 'No log-in has this log_ref')
    })
  })

  describe('by hand', () => {
    const entry = {
      visitRef: 'PK-1001-20261120-1',
      workerRef: 'W-1',
      in: Date.parse('2026-11-20T09:00:00Z') * 1000,
      out: Date.parse('2026-11-20T09:30:00Z') * 1000,
      reasonCode: 'no_signal',
    }

    it("a provider enters a visit with one of the council's reasons, once for each seat", async () => {
      await place(shell, planOf())
      const provider = providerUser('1-101')
      assert.deepEqual(await enterByHand(shell, provider, { ...entry, reasonCode: 'tired' }), {
        ok: false,
        error: 'no such reason',
      })
      assert.equal((await enterByHand(shell, provider, entry)).ok, true)
      assert.deepEqual(await enterByHand(shell, provider, { ...entry, workerRef: 'W-2' }), {
        ok: false,
        error: 'no free seat',
      })
      assert.deepEqual(await enterByHand(shell, providerUser('1-102'), entry), { ok: false, error: 'no such visit' })
    })

    it('an officer sets a wrong row aside, and the row that waited takes the seat', async () => {
      await place(shell, planOf())
      await send([logRow(), logRow({ log_ref: 'L-2', worker_ref: 'W-2', in_at: '2026-11-20T09:20:00Z' })])
      const aside = { source: 'vendor:caretime', logRef: 'L-1', reason: 'The worker was at another address' }
      assert.deepEqual(await setAside(shell, clerk, aside), { ok: true, value: 'PK-1001-20261120-1' })
      assert.deepEqual(await setAside(shell, clerk, aside), { ok: false, error: 'set aside already' })
      assert.deepEqual(await attendances(), ['PK-1001-20261120-1 1 L-2 W-2 to 09:31'])
      assert.deepEqual(await unmatched(), [])
      assert.deepEqual(answersOf(await send([logRow()])), ['already had'])
    })
  })
})
