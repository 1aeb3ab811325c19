import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addDays } from '#src/base/day.ts'
import type { Actor } from '#src/platform/actor.ts'
import { countQueries, rows, sql } from '#src/platform/database.ts'
import { createShell } from '#src/platform/command.ts'
import { setAside } from '#src/visits/call-log/by-hand-commands.ts'
import { correctLog } from '#src/visits/call-log/correct-commands.ts'
import { sendBatch } from '#src/visits/call-log/log-commands.ts'
import { checkLogRow } from '#src/visits/call-log/log-row.ts'
import { type ItemKey, OPEN_KINDS, type OpenKind, ownerOf } from '#src/visits/open-items/open-item.ts'
import { openItemJobs } from '#src/visits/open-items/find-open-items.job.ts'
import { FIND_OLDER } from '#src/visits/open-items/older-days.ts'
import { answerItem, assignItems, findOpenItems } from '#src/visits/open-items/open-item-commands.ts'
import { countItems, searchItems } from '#src/visits/open-items/open-items.store.ts'
import { openItemsToSettle } from '#src/visits/open-items/panels.ts'
import { routes } from '#src/visits/routes.ts'
import { askedOf, officer, providerUser, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { logRow, place, planOf, slotOf } from '#test/support/visits.ts'

const TODAY = '2026-11-22'
const times = { today: TODAY, providerDays: 3 }

describe('the queues of call logs', () => {
  const { shell, clock, database } = useDatabase()
  const clerk = officer()
  const provider = providerUser('1-101')

  const send = (sent: Record<string, string>[]) =>
    sendBatch(
      shell,
      clerk,
      {
        source: 'vendor:a',
        rows: sent.map((row) => ({
          logRef: row['log_ref'] ?? '',
          read: checkLogRow(row as Parameters<typeof checkLogRow>[0]),
        })),
      },
      {},
    )

  const items = (kind: OpenKind, actor: Actor = clerk) =>
    shell.read(actor, (tx) => searchItems(tx, { kind, owners: [] }, times, { offset: 0, limit: 50 }))
  const refs = async (kind: OpenKind, actor?: Actor) => (await items(kind, actor)).rows.map(({ itemRef }) => itemRef)

  /** Two people with a visit at nine and one at half past nine; a week of which all but some was logged. */
  async function messyWeek(): Promise<void> {
    await place(
      shell,
      planOf({ startDay: '2026-11-18', endDay: '2026-11-22' }),
      planOf({
        packageRef: 'PK-1002',
        personRef: 'P-1002',
        startDay: '2026-11-18',
        endDay: '2026-11-22',
        pattern: [slotOf({ start: '09:30' })],
      }),
    )
    await send([
      logRow({ log_ref: 'A-18', in_at: '2026-11-18T09:00:00Z', out_at: '2026-11-18T09:30:00Z' }),
      logRow({ log_ref: 'B-18', person_ref: 'P-1002', in_at: '2026-11-18T09:31:00Z', out_at: '2026-11-18T10:00:00Z' }),
      logRow({ log_ref: 'A-19', in_at: '2026-11-19T09:00:00Z', out_at: '2026-11-19T09:45:00Z' }),
      logRow({ log_ref: 'B-19', person_ref: 'P-1002', in_at: '2026-11-19T09:30:00Z', out_at: '2026-11-19T10:00:00Z' }),
      logRow({ log_ref: 'A-20', in_at: '2026-11-20T09:00:00Z', out_at: '', out_source: '' }),
      logRow({ log_ref: 'B-20', person_ref: 'P-1002', in_at: '2026-11-20T16:00:00Z', out_at: '2026-11-20T16:30:00Z' }),
    ])
    await findOpenItems(shell, 1, 7)
  }

  it('hold what did not fit, each in its own', async () => {
    await messyWeek()
    assert.deepEqual(await refs('unmatched'), ['vendor:a B-20'])
    assert.deepEqual(await refs('no log-out'), ['vendor:a A-20'])
    assert.deepEqual(await refs('two places'), ['PK-1002-20261119-1 W-1 PK-1001-20261119-1'])
    assert.deepEqual(await refs('no log'), ['PK-1002-20261120-1', 'PK-1001-20261121-1', 'PK-1002-20261121-1'])
  })

  it('hold a visit of long ago once its row is set aside, and one that is planned for days long past', async () => {
    const asked: Record<string, unknown>[] = []
    const asking = createShell(shell.database, [], () => clock.now, askedOf(FIND_OLDER, asked))
    const job = openItemJobs(shell).find(({ name }) => name === FIND_OLDER)
    const looked = async () => {
      for (const data of asked.splice(0)) await job?.run(data)
      return refs('no log')
    }
    const days = { startDay: '2026-09-07', endDay: '2026-09-08' }
    await place(asking, planOf(days))
    assert.deepEqual(await looked(), ['PK-1001-20260907-1'])
    const row = logRow({ log_ref: 'A-1', in_at: '2026-09-07T08:00:00Z', out_at: '2026-09-07T08:30:00Z' })
    await send([row])
    assert.deepEqual(await refs('no log'), [])
    await findOpenItems(shell, 1, 90)
    const wrong = { source: 'vendor:a', logRef: 'A-1', reason: 'Another person was meant' }
    assert.ok((await setAside(asking, clerk, wrong)).ok)
    assert.deepEqual(await looked(), ['PK-1001-20260907-1'])
  })

  it('lose an item as soon as it is resolved, and never find it again', async () => {
    await messyWeek()
    const correct = (logRef: string, out: string) =>
      correctLog(shell, clerk, {
        source: 'vendor:a',
        logRef,
        out: Date.parse(out) * 1000,
        reasonCode: 'carer_forgot',
        reason: 'Rang the worker',
      })
    await correct('A-20', '2026-11-20T09:30:00Z')
    await correct('A-19', '2026-11-19T09:29:00Z')
    await send([logRow({ log_ref: 'A-21', in_at: '2026-11-21T09:00:00Z', out_at: '2026-11-21T09:30:00Z' })])
    assert.deepEqual(await refs('no log-out'), [])
    assert.deepEqual(await refs('two places'), [])
    assert.deepEqual(await refs('no log'), ['PK-1002-20261120-1', 'PK-1002-20261121-1'])
    assert.equal((await findOpenItems(shell, 1, 7)).ok, false)
  })

  it('show a provider its own alone', async () => {
    await messyWeek()
    assert.equal((await items('no log', provider)).total, 3)
    for (const kind of OPEN_KINDS) assert.deepEqual(await refs(kind, providerUser('1-102')), [])
  })

  it('are first the provider’s, after the policy’s days the council’s, and say so as the rule does', async () => {
    await messyWeek()
    const answer = (key: ItemKey, said: 'asks' | 'not delivered') =>
      answerItem(shell, provider, { ...key, answer: said, words: 'The family sent her away' })
    const [first, second, third] = (await items('no log')).rows
    assert.ok(first && second && third)
    assert.equal((await answer(first, 'not delivered')).ok, true)
    assert.equal((await answer(second, 'asks')).ok, true)
    for (const today of ['2026-11-22', '2026-11-24', '2026-11-25']) {
      for (const kind of OPEN_KINDS) {
        const { rows: found } = await shell.read(clerk, (tx) =>
          searchItems(tx, { kind, owners: [] }, { today, providerDays: 3 }, { offset: 0, limit: 50 }),
        )
        for (const item of found) assert.equal(item.owner, ownerOf(item, today, 3), `${today} ${item.itemRef}`)
      }
    }
    const { rows: found } = await items('no log')
    assert.deepEqual(
      found.map(({ owner }) => owner),
      ['nobody', 'council', 'provider'],
    )
    assert.equal(ownerOf(third, addDays(third.day, 3), 3), 'provider')
    assert.equal(ownerOf(third, addDays(third.day, 4), 3), 'council')
  })

  it('take no answer that does not fit: a log row was delivered, and the council settles, not the provider', async () => {
    await messyWeek()
    const [row] = (await items('no log-out')).rows
    assert.ok(row)
    const answer = (actor: Actor, said: 'asks' | 'not delivered' | 'settled', words = 'x') =>
      answerItem(shell, actor, { ...row, answer: said, words })
    assert.deepEqual(await answer(provider, 'not delivered'), { ok: false, error: 'no such answer' })
    assert.deepEqual(await answer(provider, 'settled'), { ok: false, error: 'no such answer' })
    assert.deepEqual(await answer(clerk, 'asks'), { ok: false, error: 'no such answer' })
    assert.deepEqual(await answer(clerk, 'settled', ' '), { ok: false, error: 'no words' })
    assert.deepEqual(await answerItem(shell, providerUser('1-102'), { ...row, answer: 'asks', words: 'x' }), {
      ok: false,
      error: 'no such item',
    })
  })

  it('are counted on My work, but for what another officer has in hand', async () => {
    await messyWeek()
    clock.now = clock.now.add({ hours: 24 * 5 })
    const work = (actor: Actor) => shell.read(actor, (tx) => openItemsToSettle.list(tx, actor))
    assert.deepEqual((await work(clerk)).map(({ title }) => title).sort(), [
      'Log rows on no visit: 1',
      'No log-out: 1',
      'One worker in two places: 1',
      'Visits without a log: 3',
    ])
    const keys = (await items('no log')).rows
    assert.deepEqual(await assignItems(shell, clerk, { keys, officerRef: 'O-1' }), { ok: true, value: 3 })
    assert.equal((await work(clerk)).length, 4)
    assert.equal((await work(officer('O-2'))).length, 3)
    await assignItems(shell, clerk, { keys: keys.slice(1), officerRef: undefined })
    assert.match((await work(officer('O-2'))).map(({ title }) => title).join(), /Visits without a log: 2/)
  })

  it('cost what is open, not what was ever logged', async () => {
    await messyWeek()
    await database.engine.session((session) =>
      session.script(`set local session_replication_role = replica;
        insert into visits.unseated (council_id, day, log_source, log_ref, person_ref, worker_ref, in_at, why)
          select 1, '2026-11-01', 'vendor:z', 'Z-' || n, 'P-1001', 'W-1', now(), 'merged' from generate_series(1, 4000) n;
        insert into visits.attendance (council_id, day, visit_ref, seat, organisation_ref, person_ref, log_day, log_source,
            log_ref, worker_ref, in_at, in_source, out_at, matched, merged)
          select 1, '2026-11-01', 'PK-z-' || n, 1, '1-101', 'P-1001', '2026-11-01', 'vendor:z', 'Z-' || n, 'W-1', now(), 'app', now(),
            true, 0 from generate_series(1, 4000) n;
        analyze visits.unseated, visits.attendance`),
    )
    await shell.read(clerk, async (tx) => {
      for (const kind of OPEN_KINDS) await searchItems(tx, { kind, owners: [] }, times, { offset: 0, limit: 25 })
      const plan = await rows(
        tx,
        sql<{ 'QUERY PLAN': string }>`explain select from visits.unseated where council_id = 1 and why <> 'merged'
          union all select from visits.attendance where council_id = 1 and out_at is null`,
      )
      const text = plan.map((line) => line['QUERY PLAN']).join('\n')
      assert.match(text, /unseated_open/)
      assert.match(text, /attendance_open/)
    })
  })

  it('are pages on which an officer takes items in hand, and a provider answers', async () => {
    await messyWeek()
    const house = { panels: [], work: [], search: [], words: {} }
    const actors: Record<string, Actor> = { 'O-1': clerk, 'U-1': provider }
    const app = await serverFor(shell, [(doors) => routes(doors, house)], {
      identities: {
        actorOf: async ({ identity }) => actors[identity],
        actorOfToken: async () => undefined,
      },
    })
    const staff = new Browser(app)
    await staff.signInAs('staff', 'O-1')
    const { value: listed, queries } = await countQueries(() => staff.get('/visits/queues?queue=no%20log'))
    assert.match(listed.body, /Showing <strong>3<\/strong> items/)
    assert.ok(queries <= 8, `${queries} queries`)
    const chosen = /name="chosen"[^>]*value="([^"]+)"/.exec(listed.body)?.[1]?.replaceAll('&quot;', '"') ?? ''
    const page = '/visits/queues?queue=no%20log'
    await staff.post('/visits/queues/assign?queue=no%20log', { chosen, do: 'mine' }, page)
    assert.match((await staff.get(`${page}&hands=mine`)).body, /In hand: O-1/)
    // Without being asked the page opens on the first queue that has something.
    assert.match((await staff.get('/visits/queues')).body, /Put it on a visit/)
    assert.ok((await setAside(shell, clerk, { source: 'vendor:a', logRef: 'B-20', reason: 'A test of the vendor' })).ok)
    const next = (await staff.get('/visits/queues')).body
    assert.match(next, /Enter when the worker left/)
    assert.doesNotMatch(next, /Nothing is open here/)

    const portal = new Browser(app)
    await portal.signInAs('portal', 'U-1')
    const own = await portal.get('/portal/visits/open?queue=no%20log')
    assert.match(own.body, /Nobody came, or ask/)
    const form = /href="(\/portal\/visits\/open\/answer[^"]+)"/.exec(own.body)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const item = new URL(form, 'http://x').searchParams.get('item') ?? ''
    const empty = await portal.post('/portal/visits/open/answer', { item, answer: '', words: '' }, form)
    assert.equal(empty.statusCode, 400)
    const said = await portal.post('/portal/visits/open/answer', { item, answer: 'not delivered', words: 'Ill' }, form)
    assert.equal(said.statusCode, 303)
    assert.match((await portal.get('/portal/visits/open?queue=no%20log')).body, /Showing <strong>2<\/strong> items/)
  })

  describe('that two officers go through', () => {
    async function officers(): Promise<Browser[]> {
      await messyWeek()
      const house = { panels: [], work: [], search: [], words: {} }
      const app = await serverFor(shell, [(doors) => routes(doors, house)], {
        identities: { actorOf: async ({ identity }) => officer(identity), actorOfToken: async () => undefined },
      })
      const both = [new Browser(app), new Browser(app)]
      for (const [index, one] of both.entries()) await one.signInAs('staff', `O-${index + 1}`)
      return both
    }
    const hrefIn = (body: string, words: string): string =>
      new RegExp(`href="([^"]+)"[^>]*>${words}`).exec(body)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const hidden = (body: string, name: string): string =>
      new RegExp(`name="${name}" value="([^"]*)"`)
        .exec(body)?.[1]
        ?.replaceAll('&quot;', '"')
        .replaceAll('&amp;', '&') ?? ''
    const fields = (body: string) => ({
      item: hidden(body, 'item'),
      seen: hidden(body, 'seen'),
      list: hidden(body, 'list'),
    })

    it('show of two visits at one time who was visited, what was planned and what was logged, before one is chosen', async () => {
      const [fay] = (await officers()) as [Browser]
      const list = '/visits/queues?queue=two+places&owner=provider&from=2026-11-01'
      const form = hrefIn((await fay.get(list)).body, 'Settle which visit counts')
      const { body } = await fay.get(form)
      const text = body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
      assert.match(text, /PK-1002-20261119-1 P-1002 P-1002 9:30am 19 Nov 2026, 30 minutes 9:30am to 10:00am/)
      assert.match(text, /PK-1001-20261119-1 P-1001 P-1001 9:00am 19 Nov 2026, 30 minutes 9:00am to 9:45am/)
      for (const ref of ['PK-1001-20261119-1', 'PK-1002-20261119-1'])
        assert.match(body, new RegExp(`href="/visits/${ref}"`))
      const said = { ...fields(body), answer: 'at PK-1001-20261119-1', words: 'The daily note says so' }
      const done = await fay.post('/visits/queues/answer', said, form)
      assert.equal(done.headers.location, '/visits/queues?queue=two+places&owner=provider&from=2026-11-01')
    })

    it('are put right with the planned times in sight, and lead on to the next', async () => {
      const [fay] = (await officers()) as [Browser]
      const form = hrefIn((await fay.get('/visits/queues?queue=no+log-out')).body, 'Enter when the worker left')
      const { body } = await fay.get(form)
      assert.match(body, /Planned from 9:00am to 9:30am, 30 minutes/)
      const typed = { source: 'vendor:a', row: 'A-20', worker: 'W-1', from: '09:00', to: '09:30' }
      const day = { 'day-day': '20', 'day-month': '11', 'day-year': '2026' }
      const said = { code: 'carer_forgot', reason: 'Rang the worker', evidence: '' }
      const done = await fay.post('/call-log/correct', { ...typed, ...day, ...said }, form)
      assert.equal(done.statusCode, 303, done.body)
      const row = await fay.get(String(done.headers.location))
      const looks = await shell.read(clerk, (tx) =>
        rows(tx, sql`select from audit.access where record = 'call-log-row:vendor:a A-20'`),
      )
      assert.ok(looks.length >= 2, `${looks.length} looks are on record`)
      assert.match(row.body, /Nothing: it is in no queue for this[\s\S]*\/visits\/queues\?queue=no%20log-out/)
    })

    it('tell the second of what the first answered, keep what the second typed, and overwrite nothing unseen', async () => {
      const [fay, hugo] = (await officers()) as [Browser, Browser]
      const form = hrefIn((await fay.get('/visits/queues?queue=no+log')).body, 'Not delivered, or settled')
      const seen = fields((await hugo.get(form)).body)
      const first = { ...fields((await fay.get(form)).body), answer: 'settled', words: 'Seen in the daily note' }
      assert.equal((await fay.post('/visits/queues/answer', first, form)).statusCode, 303)
      const second = { ...seen, answer: 'not delivered', words: 'The family rang' }
      const told = await hugo.post('/visits/queues/answer', second, form)
      assert.equal(told.statusCode, 400)
      assert.match(told.body, /Somebody answered while you had this page open/)
      assert.match(told.body, /Seen in the daily note[\s\S]*Officer O-1/)
      assert.match(told.body, /The family rang<\/textarea>/)
      const answered = async () => (await items('no log')).rows.flatMap(({ answer }) => answer ?? [])
      assert.deepEqual(await answered(), ['settled'])
      const again = { ...fields(told.body), answer: 'not delivered', words: 'The family rang' }
      assert.equal((await hugo.post('/visits/queues/answer', again, form)).statusCode, 303)
      assert.deepEqual(await answered(), ['not delivered'])
    })

    it('are taken out of nobody’s hands: the colleague gives back first', async () => {
      const [fay, hugo] = (await officers()) as [Browser, Browser]
      const list = '/visits/queues?queue=no+log'
      const { body } = await fay.get(list)
      const [one = '', two = ''] = [...body.matchAll(/name="chosen"[^>]*value="([^"]+)"/g)].map(([, value]) =>
        (value ?? '').replaceAll('&quot;', '"'),
      )
      const assign = (browser: Browser, what: string, ...chosen: string[]) =>
        browser.post('/visits/queues/assign?queue=no+log', { chosen, do: what }, list)
      await assign(fay, 'mine', one)
      await assign(hugo, 'mine', one, two)
      assert.match((await hugo.get(list)).body, /1 item in hand\. 1 not: in a colleague’s hands/)
      const hands = async () => (await items('no log')).rows.map(({ assignedTo }) => assignedTo)
      assert.deepEqual(await hands(), ['O-1', 'O-2', null])
      await assign(hugo, 'mine', one)
      assert.match((await hugo.get(list)).body, /They are in a colleague’s hands/)
      await assign(fay, 'nobody', one)
      await assign(hugo, 'mine', one)
      assert.deepEqual(await hands(), ['O-2', 'O-2', null])
    })
  })

  it('count no item twice over all kinds', async () => {
    await messyWeek()
    const counts = await shell.read(clerk, (tx) => countItems(tx, times))
    assert.equal(
      counts.reduce((sum, { items: count }) => sum + count, 0),
      6,
    )
  })
})
