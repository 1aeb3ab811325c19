import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ok } from '#src/base/result.ts'
import { loadRegister } from '#src/providers/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import { countQueries, rows, sql } from '#src/platform/database.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'
import { seatDue } from '#src/visits/call-log/seat-commands.ts'
import { panels, search } from '#src/visits/panels.ts'
import { routes } from '#src/visits/routes.ts'
import { words } from '#src/visits/words.ts'
import { COUNCIL, officer, providerUser, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { bytesOf, csvOf, logRow, place, planOf, slotOf } from '#test/support/visits.ts'

const house: House = { panels, work: [], search, words }
const MOST_QUERIES = 8

describe('visits through the front door', () => {
  const { shell } = useDatabase()
  const councillor = officer('O-9', ['councils.see'])
  let machine: Actor | undefined
  let opened: ReturnType<typeof serverFor> | undefined
  const open = (): ReturnType<typeof serverFor> => {
    opened ??= serverFor(shell, [(doors: Doors) => routes(doors, house)], {
      identities: {
        actorOf: async ({ identity }: { identity: string }) =>
          identity === 'O-9'
            ? councillor
            : identity.startsWith('1-')
              ? providerUser(identity, ['visits.log'])
              : officer(identity),
        actorOfToken: async () => machine,
      },
    })
    return opened
  }
  const signedIn = async (door: 'staff' | 'portal', identity: string): Promise<Browser> => {
    const browser = new Browser(await open())
    await browser.signInAs(door, identity)
    return browser
  }
  const call = async (method: 'GET' | 'POST', url: string, payload?: object) =>
    (await open()).inject({
      method,
      url,
      headers: { authorization: 'Bearer t', 'idempotency-key': `k-${Math.random()}` },
      ...(payload ? { payload } : {}),
    })

  const upload = async (
    browser: Browser,
    base: string,
    text: string,
    fields: Record<string, string> = { system: 'caretime' },
  ) => {
    const token = await browser.token(base)
    const form = new FormData()
    form.set('_csrf', token)
    for (const [name, value] of Object.entries(fields)) form.set(name, value)
    const { bytes, length } = bytesOf(text)
    form.set('file', new Blob([bytes.slice(0, length)]), 'log.csv')
    const request = new Request('http://127.0.0.1/', { method: 'POST', body: form })
    return browser.app.inject({
      method: 'POST',
      url: base,
      headers: { ...browser.headers(), 'content-type': request.headers.get('content-type') ?? '' },
      payload: Buffer.from(await request.arrayBuffer()),
    })
  }
  const result = async (browser: Browser, path: string): Promise<string> => {
    for (let tries = 0; tries < 100; tries++) {
      const { body } = await browser.get(path)
      if (!body.includes('Being read')) return body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
      await new Promise((wake) => setTimeout(wake, 20))
    }
    throw new Error(`${path} is still being read`)
  }

  it('an officer uploads a call log, sees what was refused and why, and downloads it', async () => {
    await place(shell, planOf())
    const browser = await signedIn('staff', 'O-1')
    const sent = await upload(browser, '/visits/imports', csvOf([logRow(), logRow({ log_ref: '=2+2' })]))
    assert.equal(sent.statusCode, 303)
    const path = String(sent.headers.location)
    assert.match(await result(browser, path), /2 rows read 1 new 0 had already 1 refused/)
    const { body } = await browser.get(`${path}/refused.csv`)
    assert.match(body, /^line,reason,cure,log_ref,row\r\n3,"?log_ref begins with an equals sign/)
    assert.match(body, /'=2\+2/)
    assert.equal((await browser.get(`${path}9/progress`)).statusCode, 404)
    const events = await browser.get(`${path}/progress`)
    assert.match(events.body, /event: done/)
  })

  it('the history of visits and absences is for those who may see visits', async () => {
    const browser = await signedIn('staff', 'O-9')
    for (const path of ['/history/visit/PK-1001-20261120-1', '/history/absence/AB-1001', '/history/call-log/LB-1001'])
      assert.equal((await browser.get(path)).statusCode, 403)
  })

  it('lists of people who are visited or away leave an access line', async () => {
    const browser = await signedIn('staff', 'O-1')
    await browser.get('/absences')
    machine = { ...officer('c-1', ['visits.see']), kind: 'machine' }
    await call('GET', '/api/v1/visits?from=2026-11-20')
    const looks = await shell.read(officer('O-1'), (tx) =>
      rows(tx, sql<{ record: string }>`select record from audit.access where record like 'list:%' order by record`),
    )
    assert.deepEqual(
      looks.map(({ record }) => record),
      ['list:absences', 'list:visits'],
    )
  })

  it('says on the form what is wrong with a file, and keeps what was typed', async () => {
    const browser = await signedIn('staff', 'O-1')
    const sent = await upload(browser, '/visits/imports', 'a,b\n1,2\n', { system: 'caretime' })
    assert.equal(sent.statusCode, 400)
    assert.match(sent.body, /The first line must name the columns/)
    assert.match(sent.body, /value="caretime"/)
    const nameless = await upload(browser, '/visits/imports', csvOf([logRow()]), { system: 'Care Time' })
    assert.match(nameless.body, /small letters, digits and hyphens/)
  })

  it('who came too late to count has missed the visit, and did not attend it as well', async () => {
    await place(shell, planOf({ pattern: [slotOf(), slotOf({ slot: 2, start: '12:00' })] }))
    const browser = await signedIn('staff', 'O-1')
    const late = { visit_ref: 'PK-1001-20261120-1', in_at: '2026-11-20T13:00:00Z', out_at: '2026-11-20T13:30:00Z' }
    await upload(browser, '/visits/imports', csvOf([logRow(late)]))
    await seatDue(shell, COUNCIL)
    const { body } = await browser.get('/visits/day?day=2026-11-20&person=P-1001')
    assert.match(body, /0 of 2 visits were attended/)
    assert.match(body, /1 too late to count/)
  })

  it('a list that is filtered by a name that several providers have asks which of them is meant', async () => {
    await place(shell, planOf({ pattern: [slotOf()] }))
    const called = { '1-101': 'Wye Valley Carers', '1-102': 'Meadow View Homecare' }
    const entries = Object.entries(called).map(([ref, name], line) => ({
      ...{ line, ratings: [], successions: [] },
      organisation: { organisationRef: ref, name, status: 'registered' as const },
      location: { locationRef: `${ref}-1`, organisationRef: ref, name, status: 'registered' as const },
    }))
    await shell.command(system(), 'load-register', async (tx) => {
      await loadRegister(tx, entries, { layout: 'two', asOf: '2026-11-01' })
      return ok(entries.length)
    })
    const browser = await signedIn('staff', 'O-1')
    const { body } = await browser.get('/visits?day=2026-11-20&provider=care&page=2')
    assert.match(body, /Several providers are called “care”\. Which do you mean\?/)
    const meant = /href="([^"]*provider=1-101)">Wye Valley Carers</.exec(body)?.[1]?.replaceAll('&amp;', '&')
    assert.equal(meant, '/visits?day=2026-11-20&provider=1-101')
    assert.match((await browser.get(meant)).body, /PK-1001/)
    assert.match((await browser.get('/visits?day=2026-11-20&provider=nobody')).body, /Nothing matches/)
  })

  it('queue, record and day are answered in few queries', async () => {
    await place(shell, planOf({ pattern: [slotOf(), slotOf({ slot: 2, start: '18:00', workers: 2 })] }))
    const browser = await signedIn('staff', 'O-1')
    for (const [path, shows] of [
      ['/visits?day=2026-11-20', /Showing <strong>2<\/strong> visits/],
      ['/visits?day=2026-11-20&state=missed', /Missed/],
      ['/visits/PK-1001-20261120-1', /Nobody has logged in/],
      ['/visits/day?day=2026-11-20&person=P-1001', /0 of 2 visits were attended/],
      ['/visits/day?day=2026-11-20&provider=1-101', /<svg/],
      ['/visits/day?day=2026-11-20&worker=W-1', /No visits on this day/],
      ['/visits/queues', /Nothing is open here/],
      ['/absences', /Nobody is away/],
    ] as const) {
      const { value, queries } = await countQueries(() => browser.get(path))
      assert.equal(value.statusCode, 200, path)
      assert.match(value.body, shows, path)
      assert.ok(queries <= MOST_QUERIES, `${path} took ${queries} queries`)
    }
    const csv = await browser.get('/visits.csv?day=2026-11-20')
    assert.equal(csv.body.split('\r\n').length, 4)
  })

  it('an officer cancels a visit with a reason and brings it back; an absence cancels those within it', async () => {
    await place(shell, planOf())
    const browser = await signedIn('staff', 'O-1')
    const visit = '/visits/PK-1001-20261125-1'
    const empty = await browser.post(`${visit}/cancel`, { reason: '', by: 'person' }, visit)
    assert.match(empty.body, /Say why the visit is cancelled/)
    assert.equal(
      (await browser.post(`${visit}/cancel`, { reason: 'Family visits', by: 'person' }, visit)).statusCode,
      303,
    )
    assert.match((await browser.get(visit)).body, /By the person; the provider was told on/)
    assert.equal((await browser.post(`${visit}/restore`, { reason: 'They do not' }, visit)).statusCode, 303)
    const absence = { person: 'P-1001', kind: 'hospital', 'from-day': '24', 'from-month': '11', 'from-year': '2026' }
    const done = await browser.post('/absences', absence)
    assert.equal(done.headers.location, '/absences/AB-1001')
    assert.match((await browser.get('/absences/AB-1001')).body, /Not known yet/)
    assert.match((await browser.get(visit)).body, /The person is away/)
    const again = await browser.post('/absences', absence)
    assert.match(again.body, /away already in this time/)
  })

  it('a provider sees its own day, enters a visit by hand with a reason, and uploads its log', async () => {
    await place(shell, planOf(), planOf({ packageRef: 'PK-1002', personRef: 'P-1002', organisationRef: '1-102' }))
    const browser = await signedIn('portal', '1-101')
    const day = await browser.get('/portal/visits?day=2026-11-20')
    assert.match(day.body, /PK-1001-20261120-1/)
    assert.doesNotMatch(day.body, /P-1002/)
    const page = '/portal/visits/PK-1001-20261120-1'
    const faulty = await browser.post(page, { worker: 'W-1', from: '09:05', to: '', reason: '' })
    assert.match(faulty.body, /Enter when the worker left/)
    assert.match(faulty.body, /value="09:05"/)
    const done = await browser.post(page, { worker: 'W-1', from: '09:05', to: '09:35', reason: 'no_signal' })
    assert.equal(done.statusCode, 303)
    const sent = await upload(
      browser,
      '/portal/call-logs',
      csvOf([
        logRow({ in_at: '2026-11-19T09:00:00Z', out_at: '2026-11-19T09:30:00Z' }),
        logRow({ log_ref: 'L-2', person_ref: 'P-1002' }),
      ]),
    )
    assert.match(await result(browser, String(sent.headers.location)), /2 rows read 1 new 0 had already 1 refused/)
  })

  it('once the days of the provider are over an officer enters the visit, and the provider reads why', async () => {
    await place(shell, planOf({ startDay: '2026-11-02' }))
    const provider = await signedIn('portal', '1-101')
    const page = '/portal/visits/PK-1001-20261107-1'
    const closed = (await provider.get(page)).body
    assert.match(closed, /Entries by hand closed on 21 November 2026/)
    assert.doesNotMatch(closed, /name="worker"/)
    assert.match((await provider.get('/portal/visits/PK-1001-20261108-1')).body, /until 22 November 2026/)
    const clerk = await signedIn('staff', 'O-1')
    const form = '/visits/PK-1001-20261107-1/by-hand'
    assert.ok((await clerk.get('/visits/PK-1001-20261107-1')).body.includes(form))
    const entry = { worker: 'W-1', from: '09:35', to: '09:05', reason: 'no_signal' }
    assert.match((await clerk.post(form, { ...entry, reason: '' })).body, /Choose a reason[\s\S]*value="09:35"/)
    assert.equal((await clerk.post(form, { ...entry, from: '09:05', to: '09:35' })).statusCode, 303)
    const entered = (await provider.get(page)).body
    assert.match(entered, /9:05am/)
    assert.doesNotMatch(entered, /Correct it|closed on/)
    assert.doesNotMatch((await clerk.get(form)).body, /name="worker"/)
  })

  it("another provider's visit, import and day are not there, and a councillor is shown nothing", async () => {
    await place(shell, planOf())
    const own = await signedIn('portal', '1-101')
    const sent = await upload(own, '/portal/call-logs', csvOf([logRow()]))
    await result(own, String(sent.headers.location))
    const other = await signedIn('portal', '1-102')
    assert.equal((await other.get('/portal/visits/PK-1001-20261120-1')).statusCode, 404)
    assert.equal((await other.get(String(sent.headers.location))).statusCode, 404)
    assert.equal((await other.get(`${sent.headers.location}/refused.csv`)).statusCode, 404)
    assert.equal((await (await signedIn('staff', 'O-9')).get('/visits')).statusCode, 403)
    machine = { ...providerUser('1-102', ['visits.see', 'visits.log']), kind: 'machine' }
    assert.equal((await call('GET', '/api/v1/visits/PK-1001-20261120-1')).statusCode, 404)
    const listed = await call('GET', '/api/v1/visits?from=2026-11-20')
    assert.deepEqual(listed.json(), { visits: [], total: 0, next: null })
  })

  it('a machine sends a batch of which half is wrong, and live events', async () => {
    await place(shell, planOf())
    machine = { ...officer('c-1', ['visits.log', 'visits.see', 'visits.correct']), kind: 'machine' }
    const batch = await call('POST', '/api/v1/call-log/batches', {
      rows: [logRow(), { ...logRow({ log_ref: 'L-2' }), out_at: 7 }, { log_ref: 'L-3', colour: 'red' }],
    })
    assert.equal(batch.statusCode, 200, batch.body)
    const answer = batch.json()
    assert.deepEqual([answer.read, answer.accepted, answer.refused], [3, 1, 2])
    assert.deepEqual(
      answer.rows.map((row: { answer: string; visit_ref: string | null; pointer?: string }) => [
        row.answer,
        row.visit_ref,
        row.pointer,
      ]),
      [
        ['accepted', 'PK-1001-20261120-1', undefined],
        ['refused', null, '#/rows/1/out_at'],
        ['refused', null, '#/rows/2'],
      ],
    )
    const repeated = (await call('POST', '/api/v1/call-log/batches', { rows: [logRow()] })).json()
    assert.deepEqual(repeated.rows, [{ log_ref: 'L-1', answer: 'already had', visit_ref: 'PK-1001-20261120-1' }])
    const event = {
      event: 'in',
      log_ref: 'E-1',
      person_ref: 'P-1001',
      worker_ref: 'W-1',
      at: '2026-11-22T09:03:00Z',
      source: 'tag',
    }
    assert.deepEqual((await call('POST', '/api/v1/call-log/events', event)).json(), {
      log_ref: 'E-1',
      answer: 'accepted',
      visit_ref: 'PK-1001-20261122-1',
    })
    const again = { log_ref: 'E-1', answer: 'already had', visit_ref: 'PK-1001-20261122-1' }
    assert.deepEqual((await call('POST', '/api/v1/call-log/events', event)).json(), again)
    const out = { event: 'out', log_ref: 'E-1', worker_ref: 'W-1', at: '2026-11-22T09:31:00Z', source: 'tag' }
    const wrongly = (await call('POST', '/api/v1/call-log/events', { ...out, at: '22/11/2026 09:31' })).json()
    assert.match(wrongly.title, /^at "22\/11\/2026 09:31" is not a time/)
    assert.match(wrongly.detail, /^Write the time as/)
    assert.equal((await call('POST', '/api/v1/call-log/events', out)).statusCode, 200)
    assert.deepEqual((await call('POST', '/api/v1/call-log/events', out)).json(), again)
    assert.equal(
      (await call('POST', '/api/v1/call-log/events', { ...out, at: '2026-11-22T09:30:00Z' })).statusCode,
      409,
    )
    const visit = (await call('GET', '/api/v1/visits/PK-1001-20261122-1')).json()
    assert.deepEqual([visit.outcome, visit.attendances[0].outAt], ['on time', '2026-11-22T09:31:00Z'])
    const absence = await call('POST', '/api/v1/absences', {
      personRef: 'P-1001',
      kind: 'respite',
      fromAt: '2026-11-25T00:00:00Z',
    })
    assert.equal(absence.statusCode, 201, absence.body)
    assert.equal((await call('GET', '/api/v1/visits?from=2026-11-25&outcome=cancelled')).json().total, 1)
  })
})
