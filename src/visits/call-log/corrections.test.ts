import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Actor } from '#src/platform/actor.ts'
import { verifyAudit } from '#src/platform/audit.ts'
import { rows, sql } from '#src/platform/database.ts'
import { callLogApi } from '#src/visits/call-log/call-log.api.ts'
import { correctLog, putOnVisit, takeOffVisit, undoSeatDecision } from '#src/visits/call-log/correct-commands.ts'
import { listChain } from '#src/visits/call-log/correction.store.ts'
import { logIn, logOut } from '#src/visits/call-log/event-commands.ts'
import { sendBatch } from '#src/visits/call-log/log-commands.ts'
import { setAside } from '#src/visits/call-log/by-hand-commands.ts'
import { seatDue } from '#src/visits/call-log/seat-commands.ts'
import { checkLogRow } from '#src/visits/call-log/log-row.ts'
import { decidedSeat, inForce, type SeatDecision } from '#src/visits/call-log/seat-decision.ts'
import { chunkedTables } from '#src/visits/facts.ts'
import { cancelVisit } from '#src/visits/visit-commands.ts'
import { COUNCIL, officer, providerUser, useDatabase } from '#test/support/database.ts'
import { serverFor } from '#test/support/http.ts'
import { logRow, place, planOf, slotOf } from '#test/support/visits.ts'

const SOURCE = 'vendor:caretime'
const NINE = 'PK-1001-20261120-1'
const TEN = 'PK-1001-20261120-2'
const at = (text: string): number => Date.parse(text) * 1000

describe('what was decided about a row', () => {
  const decision = fc.record({
    verb: fc.constantFrom('seat' as const, 'take off' as const),
    visitRef: fc.constantFrom('V-1', 'V-2', 'V-3'),
  })
  const numbered = (all: readonly { verb: SeatDecision['verb']; visitRef: string }[]): SeatDecision[] =>
    all.map((one, index) => ({ ...one, number: index + 1, undoes: undefined }))

  it('never puts a row on a visit from which it was taken, and knows the last word on each', () => {
    fc.assert(
      fc.property(fc.array(decision, { maxLength: 8 }), (all) => {
        const decided = decidedSeat(numbered(all))
        const seats = all.filter(({ verb }) => verb === 'seat')
        for (const { visitRef } of all) {
          const last = all.findLast((one) => one.visitRef === visitRef)
          assert.equal(decided?.bans.includes(visitRef) ?? false, last?.verb === 'take off')
        }
        const pinned = seats.at(-1)?.visitRef
        const stands = pinned !== undefined && all.findLast((one) => one.visitRef === pinned)?.verb === 'seat'
        assert.equal(decided?.pin, stands ? pinned : undefined)
      }),
    )
  })

  it('is as if it had never been said once it is undone', () => {
    fc.assert(
      fc.property(fc.array(decision, { minLength: 1, maxLength: 6 }), fc.nat(), (all, pick) => {
        const before = numbered(all)
        const number = (pick % all.length) + 1
        const undo: SeatDecision = { number: all.length + 1, verb: 'undo', visitRef: '', undoes: number }
        const without = before.filter((one) => one.number !== number)
        assert.deepEqual(decidedSeat([...before, undo]), decidedSeat(without))
        assert.deepEqual(inForce([...before, undo]), without)
      }),
    )
  })
})

describe('what is said about a log row', () => {
  const { shell, database, clock } = useDatabase()
  const clerk = officer()
  const provider = providerUser('1-101')

  const send = (sent: Record<string, string>[], actor: Actor = clerk) =>
    sendBatch(
      shell,
      actor,
      {
        source: SOURCE,
        rows: sent.map((row) => ({
          logRef: row['log_ref'] ?? '',
          read: checkLogRow(row as Parameters<typeof checkLogRow>[0]),
        })),
      },
      {},
    )

  const seats = () =>
    shell.read(clerk, (tx) =>
      rows(
        tx,
        sql<{
          as: string
        }>`select visit_ref || ' ' || log_ref || ' ' || worker_ref || ' ' || to_char(in_at, 'HH24:MI:SS') ||
            coalesce('-' || to_char(out_at, 'HH24:MI'), '') || ' ' || in_source as "as"
          from visits.attendance where council_id = 1
          union all select 'none ' || log_ref || ' ' || why from visits.unseated where council_id = 1 order by 1`,
      ).then((found) => found.map((one) => one.as)),
    )

  const twoVisits = () => place(shell, planOf({ pattern: [slotOf(), slotOf({ slot: 2, start: '10:30' })] }))

  const correct = (changes: object, actor: Actor = clerk, logRef = 'L-1') =>
    correctLog(shell, actor, {
      source: SOURCE,
      logRef,
      reasonCode: 'carer_forgot',
      reason: 'The daily note says so',
      evidence: 'note of 20 November',
      ...changes,
    })

  const facts = (type: string) =>
    shell.read(clerk, (tx) =>
      rows(tx, sql<{ data: Record<string, unknown> }>`select data from audit.entry where type = ${type} order by seq`),
    )

  describe('a correction', () => {
    it('counts in place of the row, which stays as it came; the latest one counts', async () => {
      await place(shell, planOf())
      await send([logRow()])
      const first = await correct({ out: at('2026-11-20T09:25:00Z') })
      assert.deepEqual(first, {
        ok: true,
        value: { number: 1, day: '2026-11-20', visitRef: NINE, visitRefs: [NINE] },
      })
      assert.deepEqual(await seats(), [`${NINE} L-1 W-1 09:02:00-09:25 app_gps`])
      await correct({ in: at('2026-11-20T08:58:00Z'), workerRef: 'W-9' })
      assert.deepEqual(await seats(), [`${NINE} L-1 W-9 08:58:00-09:25 manual`])
      const chain = await shell.read(clerk, (tx) =>
        listChain(tx, { personRef: 'P-1001', visit: { day: '2026-11-20', visitRef: NINE } }),
      )
      assert.deepEqual(
        chain.map(({ what, workerRef, out, byName }) => [what, workerRef, out?.toString().slice(11, 16), byName]),
        [
          ['sits', 'W-9', '09:25', null],
          ['sent', 'W-1', '09:31', null],
          ['corrected', 'W-1', '09:25', 'Officer O-1'],
          ['corrected', 'W-9', '09:25', 'Officer O-1'],
        ],
      )
      assert.equal(await verifyAudit(database, COUNCIL, chunkedTables), undefined)
    })

    it('tells the visits that it touched, and leaves nothing when it is refused', async () => {
      await twoVisits()
      await send([logRow()])
      await correct({ in: at('2026-11-20T10:31:00Z'), out: at('2026-11-20T11:00:00Z') })
      assert.deepEqual(await seats(), [`${TEN} L-1 W-1 10:31:00-11:00 manual`])
      const [fact] = await facts('visits.log-corrected')
      assert.deepEqual(fact?.data['visitRefs'], [NINE, TEN])
      assert.equal(fact?.data['day'], '2026-11-20')
      for (const [changes, phrase] of [
        [{}, 'nothing changes'],
        [{ out: at('2026-11-20T10:00:00Z') }, 'out before in'],
        [{ out: at('2026-11-21T11:00:00Z') }, 'longer than a day'],
        [{ in: at('2026-11-23T09:00:00Z'), out: at('2026-11-23T09:30:00Z') }, 'in the future'],
        [{ workerRef: 'W-2', reasonCode: 'lazy' }, 'no such reason'],
        [{ workerRef: 'W-2', reason: ' ' }, 'no reason given'],
        [{ workerRef: 'W-2', logRef: 'L-9' }, 'no such row'],
      ] as const)
        assert.deepEqual(await correct(changes), { ok: false, error: phrase })
      assert.equal((await facts('visits.log-corrected')).length, 1)
    })

    it('of the reason alone is a correction as any other: the times stay as they were logged', async () => {
      await twoVisits()
      await send([logRow()])
      const before = await seats()
      const { ok } = await correct({ reasonCode: 'no_access', reason: 'Nobody opened; the worker waited outside' })
      assert.ok(ok)
      assert.deepEqual(await seats(), before)
      const [seat] = await shell.read(clerk, (tx) =>
        rows(
          tx,
          sql<{ code: string }>`select reason_code as code from visits.attendance where council_id = ${tx.council}`,
        ),
      )
      assert.equal(seat?.code, 'no_access')
      const [fact] = await facts('visits.log-corrected')
      assert.deepEqual([fact?.data['reasonCode'], fact?.data['number']], ['no_access', 1])
      assert.deepEqual(await correct({ reasonCode: 'no_access' }), { ok: false, error: 'nothing changes' })
      assert.ok((await correct({ reasonCode: 'carer_forgot' })).ok)
    })

    it('of a device whose clock was a year wrong brings the row to the visit, and the row sent again is one that we have', async () => {
      await place(shell, planOf())
      const wrong = logRow({ in_at: '2025-11-20T09:02:00Z', out_at: '2025-11-20T09:31:00Z' })
      await send([wrong])
      assert.deepEqual(await seats(), ['none L-1 no visit near'])
      await correct({ in: at('2026-11-20T09:02:00Z'), out: at('2026-11-20T09:31:00Z') })
      assert.deepEqual(await seats(), [`${NINE} L-1 W-1 09:02:00-09:31 manual`])
      const { answers } = await send([wrong])
      assert.deepEqual(
        answers.map(({ answer }) => answer),
        ['already had'],
      )
      await send([logRow({ log_ref: 'L-2', worker_ref: 'W-2', in_at: '2026-11-20T09:10:00Z' })])
      assert.deepEqual(await seats(), [`${NINE} L-1 W-1 09:02:00-09:31 manual`, 'none L-2 no free seat'])
      await correct({ in: at('2025-11-20T09:02:00Z'), out: at('2025-11-20T09:31:00Z') })
      assert.deepEqual(await seats(), [`${NINE} L-2 W-2 09:10:00-09:31 app_gps`, 'none L-1 no visit near'])
    })

    it('of a live log-in leaves room for the log-out that follows', async () => {
      await place(shell, planOf())
      const row = checkLogRow({ ...logRow({ out_at: '', out_source: '' }) } as Parameters<typeof checkLogRow>[0])
      assert.ok(row.ok)
      await logIn(shell, clerk, { source: SOURCE, row: row.value }, {})
      await correct({ in: at('2026-11-20T08:55:00Z') })
      await logOut(
        shell,
        clerk,
        {
          source: SOURCE,
          logRef: 'L-1',
          workerRef: 'W-1',
          out: at('2026-11-20T09:30:00Z'),
          outSource: 'tag',
          reasonCode: undefined,
        },
        {},
      )
      assert.deepEqual(await seats(), [`${NINE} L-1 W-1 08:55:00-09:30 manual`])
    })

    it('is made by the provider within the days of the policy, of its own rows alone, and by the council at any time', async () => {
      await place(shell, planOf())
      await send([logRow()])
      assert.deepEqual(await correct({ workerRef: 'W-2' }, providerUser('1-102')), {
        ok: false,
        error: 'no such row',
      })
      clock.now = Temporal.Instant.from('2026-12-04T23:00:00Z')
      assert.equal((await correct({ workerRef: 'W-2' }, provider)).ok, true)
      clock.now = Temporal.Instant.from('2026-12-05T00:30:00Z')
      assert.deepEqual(await correct({ workerRef: 'W-3' }, provider), { ok: false, error: 'locked' })
      assert.equal((await correct({ workerRef: 'W-3' })).ok, true)
      assert.deepEqual(await seats(), [`${NINE} L-1 W-3 09:02:00-09:31 app_gps`])
    })

    it('and set aside afterwards leaves the visit to which it brought the row, and is told of it', async () => {
      await place(shell, planOf())
      await send([logRow()])
      await correct({ in: at('2026-11-17T09:02:00Z'), out: at('2026-11-17T09:31:00Z') })
      assert.deepEqual(await seats(), ['PK-1001-20261117-1 L-1 W-1 09:02:00-09:31 manual'])
      assert.ok((await setAside(shell, clerk, { source: SOURCE, logRef: 'L-1', reason: 'Another address' })).ok)
      assert.deepEqual(await seats(), [])
      assert.deepEqual((await facts('visits.log-set-aside'))[0]?.data['visitRefs'], ['PK-1001-20261117-1'])
    })

    for (const others of [0, 200])
      it(`of a live log-in to another day is completed by the log-out that follows among ${others} rows`, async () => {
        await place(shell, planOf())
        const row = checkLogRow({ ...logRow({ out_at: '', out_source: '' }) } as Parameters<typeof checkLogRow>[0])
        assert.ok(row.ok)
        await logIn(shell, clerk, { source: SOURCE, row: row.value }, {})
        await correct({ in: at('2026-11-19T09:00:00Z') })
        const many = Array.from({ length: others }, (_, n) =>
          logRow({ log_ref: `M-${n}`, in_at: `2026-11-18T0${n % 10}:00:00Z`, out_at: '' }),
        )
        await send([...many, logRow({ out_at: '2026-11-20T09:30:00Z' })])
        await seatDue(shell, COUNCIL)
        assert.ok((await seats()).includes('PK-1001-20261119-1 L-1 W-1 09:00:00-09:30 manual'))
      })

    it('comes by the API as an event; sent again it changes nothing', async () => {
      await place(shell, planOf())
      const machine: Actor = { ...officer('c-1', ['visits.log']), kind: 'machine' }
      const app = await serverFor(shell, [callLogApi], {
        identities: { actorOf: async () => undefined, actorOfToken: async () => machine },
      })
      const call = async (path: string, payload: object, key = '') => {
        const sent = await app.inject({
          method: 'POST',
          url: `/api/v1/call-log/${path}`,
          headers: { authorization: 'Bearer any', ...(key ? { 'idempotency-key': key } : {}) },
          payload,
        })
        return [sent.statusCode, sent.json()]
      }
      await call('batches', { rows: [logRow()] }, 'one')
      const correction = {
        event: 'correction',
        log_ref: 'L-1',
        out_at: '2026-11-20T09:40:00Z',
        reason_code: 'carer_forgot',
        reason: 'Logged out in the car',
      }
      assert.deepEqual(await call('events', correction), [200, { log_ref: 'L-1', answer: 'accepted', visit_ref: NINE }])
      assert.deepEqual(await call('events', correction), [
        200,
        { log_ref: 'L-1', answer: 'already had', visit_ref: NINE },
      ])
      assert.deepEqual(await seats(), [`${NINE} L-1 W-1 09:02:00-09:40 app_gps`])
      const other = await call('events', { ...correction, log_source: 'vendor:other' })
      assert.equal(other[0], 403)
      const wrong = await call('events', { ...correction, out_at: 'noon' })
      assert.equal(wrong[0], 422)
    })
  })

  describe('a match by hand', () => {
    const put = (visitRef: string, logRef = 'L-1') =>
      putOnVisit(shell, clerk, { source: SOURCE, logRef, visitRef, reason: 'The daily note says so' })
    const off = (logRef = 'L-1') => takeOffVisit(shell, clerk, { source: SOURCE, logRef, reason: 'Wrong visit' })
    const undo = (number: number, logRef = 'L-1') =>
      undoSeatDecision(shell, clerk, { source: SOURCE, logRef, number, reason: 'Checked again' })

    it('outlives all that comes later: what is nearer, what names the visit, what is sent again', async () => {
      await twoVisits()
      await send([logRow({ in_at: '2026-11-20T14:00:00Z', out_at: '2026-11-20T14:20:00Z' })])
      assert.deepEqual(await seats(), ['none L-1 no visit near'])
      assert.equal((await put(NINE)).ok, true)
      await send([
        logRow({ log_ref: 'L-2', worker_ref: 'W-2' }),
        logRow({ log_ref: 'L-3', worker_ref: 'W-3', visit_ref: NINE }),
      ])
      assert.deepEqual(await seats(), [
        `${NINE} L-1 W-1 14:00:00-14:20 app_gps`,
        `${TEN} L-2 W-2 09:02:00-09:31 app_gps`,
        'none L-3 no free seat',
      ])
      assert.deepEqual(await put(NINE), { ok: false, error: 'put there already' })
      assert.deepEqual(await undo(1), { ok: true, value: undefined })
      assert.deepEqual(await seats(), [
        `${NINE} L-3 W-3 09:02:00-09:31 app_gps`,
        `${TEN} L-2 W-2 09:02:00-09:31 app_gps`,
        'none L-1 no visit near',
      ])
      assert.deepEqual(await undo(1), { ok: false, error: 'not in force' })
      assert.equal(await verifyAudit(database, COUNCIL, chunkedTables), undefined)
    })

    it('takes a row off, which never comes back by itself though it names the visit', async () => {
      await twoVisits()
      await send([logRow({ visit_ref: NINE })])
      assert.deepEqual(await off(), { ok: true, value: NINE })
      assert.deepEqual(await seats(), [`${TEN} L-1 W-1 09:02:00-09:31 app_gps`])
      assert.deepEqual(await off(), { ok: true, value: TEN })
      assert.deepEqual(await seats(), ['none L-1 taken off'])
      assert.deepEqual(await off(), { ok: false, error: 'sits nowhere' })
      assert.equal((await undo(2)).ok, true)
      assert.deepEqual(await seats(), [`${TEN} L-1 W-1 09:02:00-09:31 app_gps`])
      assert.deepEqual(
        (await facts('visits.row-taken-off')).map(({ data }) => data['visitRefs']),
        [[NINE, TEN], [TEN]],
      )
    })

    it('is refused where it cannot be, each with its phrase', async () => {
      await twoVisits()
      await place(
        shell,
        planOf({ packageRef: 'PK-1002', personRef: 'P-1002' }),
        planOf({ packageRef: 'PK-1003', organisationRef: '1-102', pattern: [slotOf({ start: '20:00' })] }),
      )
      await send([logRow(), logRow({ log_ref: 'L-2', worker_ref: 'W-2', in_at: '2026-11-20T09:20:00Z' })])
      for (const [visitRef, phrase] of [
        ['V-1', 'no such visit'],
        ['PK-1002-20261120-1', 'another person'],
        ['PK-1003-20261120-1', 'another provider'],
        ['PK-1001-20261201-1', 'too far'],
      ] as const)
        assert.deepEqual(await put(visitRef), { ok: false, error: phrase })
      await put(NINE)
      assert.deepEqual(await put(NINE, 'L-2'), { ok: false, error: 'no free seat' })
      await cancelVisit(shell, clerk, { visitRef: 'PK-1001-20261121-2', reason: 'Family visits' })
      assert.deepEqual(await put('PK-1001-20261121-2'), { ok: false, error: 'visit cancelled' })
      await setAside(shell, clerk, { source: SOURCE, logRef: 'L-1', reason: 'Another address' })
      assert.deepEqual(await put(TEN), { ok: false, error: 'set aside already' })
    })

    it('ends when the row is set aside, however far away it was put', async () => {
      await place(shell, planOf())
      await send([logRow()])
      const put = { source: SOURCE, logRef: 'L-1', visitRef: 'PK-1001-20261117-1', reason: 'The wrong day was typed' }
      assert.ok((await putOnVisit(shell, clerk, put)).ok)
      assert.ok((await setAside(shell, clerk, { source: SOURCE, logRef: 'L-1', reason: 'Another address' })).ok)
      assert.deepEqual(await seats(), [])
    })

    it('holds whoever seats the person again: the provider sees what the council decided', async () => {
      await twoVisits()
      await send([logRow()])
      await off()
      await send(
        [logRow({ log_ref: 'L-2', worker_ref: 'W-2', in_at: '2026-11-20T10:29:00Z', out_at: '2026-11-20T10:59:00Z' })],
        provider,
      )
      assert.deepEqual(await seats(), [`${TEN} L-2 W-2 10:29:00-10:59 app_gps`, 'none L-1 taken off'])
    })
  })
})
