import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { beforeEach, describe, it } from 'node:test'
import { rows, sql } from '#src/platform/database.ts'
import type { House } from '#src/platform/panels.ts'
import { listeners } from '#src/visits/listeners.ts'
import { routes } from '#src/visits/routes.ts'
import { panels, search } from '#src/visits/panels.ts'
import { words } from '#src/visits/words.ts'
import { officer, providerUser, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { place, planOf, slotOf } from '#test/support/visits.ts'

const HOUSE: House = { panels, work: [], search, words }
const at = (time: string): Temporal.Instant => Temporal.Instant.from(`2026-11-22T${time}:00Z`)

describe('log-in at the door', () => {
  const { shell, clock } = useDatabase({ listeners })
  let app: Awaited<ReturnType<typeof serverFor>>
  let pat: Browser
  let phone: Browser

  beforeEach(async () => {
    clock.now = at('08:00')
    await place(
      shell,
      planOf({ pattern: [slotOf(), slotOf({ slot: 2, start: '17:00' })] }),
      planOf({ packageRef: 'PK-1002', personRef: 'P-1002' }),
      planOf({ packageRef: 'PK-1003', personRef: 'P-1003', organisationRef: '1-102' }),
    )
    const actors = {
      pat: providerUser('1-101', ['visits.log']),
      lee: providerUser('1-102', ['visits.log']),
      fay: officer('O-1', ['visits.see', 'visits.correct']),
    }
    app = await serverFor(shell, [(doors) => routes(doors, HOUSE)], {
      identities: { actorOf: async ({ identity }) => actors[identity as 'pat'], actorOfToken: async () => undefined },
    })
    pat = new Browser(app)
    await pat.signInAs('portal', 'pat')
    phone = new Browser(app)
  })

  const homes = '/portal/door-log'
  async function issue(person = 'P-1001'): Promise<string> {
    const { statusCode, body } = await pat.post(`${homes}/homes/${person}/issue`, {}, homes)
    assert.equal(statusCode, 200, body)
    return /http:\/\/localhost(?::80)?(\/door\/[\w.-]+)</.exec(body)?.[1] ?? assert.fail(body)
  }
  async function addWorker(worker = 'W-7'): Promise<string> {
    const { body } = await pat.post(`${homes}/workers`, { worker, name: 'Wanda Worker' })
    return /PIN of [\w-]+ is (\d{6})/.exec(body)?.[1] ?? assert.fail(body)
  }
  type Sent = {
    kind: 'in' | 'out'
    time: string
    pin: string
    worker?: string
    id?: string
    stay?: string
    place?: object
  }
  const event = ({ kind, time, pin, worker = 'w-7', id = randomUUID(), stay, place: where }: Sent) => ({
    id,
    kind,
    worker,
    pin,
    at: at(time).toString(),
    ...(stay === undefined ? {} : { stay }),
    ...where,
  })
  async function send(door: string, events: readonly object[]) {
    const answer = await phone.post(
      `${door}/events`,
      { sent: clock.now.toString(), events: JSON.stringify(events) },
      door,
    )
    return answer.statusCode === 200
      ? answer.json<{ answers: { id: string; answer: string; why?: string }[] }>().answers
      : answer.statusCode
  }
  const attended = () =>
    shell.read(system(), (tx) =>
      rows(
        tx,
        sql<
          Record<string, unknown>
        >`select visit_ref, worker_ref, in_at::text as in_at, out_at::text as out_at, in_source
          from visits.attendance order by in_at`,
      ),
    )
  const kept = () =>
    shell.read(system(), (tx) =>
      rows(tx, sql<Record<string, unknown>>`select * from visits.door_event order by device_at`),
    )

  it('a sheet is issued for a home that the provider visits, and for no other', async () => {
    const door = await issue()
    assert.match(door, /^\/door\/1\.[\w-]{43}$/)
    const page = await phone.get(door)
    assert.equal(page.statusCode, 200)
    // Tokens are random, and may hold any of these by chance.
    const said = page.body.replaceAll(/value="[\w-]{20,}"|\/door\/[\w.-]+/g, '')
    assert.doesNotMatch(said, /P-1001|1-101|PK-1001|DS-/)
    for (const person of ['P-1003', 'P-9999'])
      assert.equal((await pat.post(`${homes}/homes/${person}/issue`, {}, homes)).statusCode, 404)
    assert.match((await pat.get(homes)).body, /P-1001[\s\S]*DS-1001[\s\S]*P-1002/)
    assert.doesNotMatch((await pat.get(homes)).body, /P-1003/)
    const stored = await shell.read(system(), (tx) => rows(tx, sql`select * from visits.door_sheet`))
    assert.doesNotMatch(JSON.stringify(stored), new RegExp(door.slice(8)))
  })

  it('a link that is none leads nowhere, and neither does one that was issued anew or stopped', async () => {
    const first = await issue()
    const second = await issue()
    for (const door of [first, '/door/1.x', '/door/x', `/door/2.${second.slice(8)}`, `/door/1.${'A'.repeat(43)}`])
      assert.equal((await phone.get(door)).statusCode, 404, door)
    assert.equal((await phone.get(second)).statusCode, 200)
    assert.equal((await pat.post(`${homes}/homes/P-1001/stop`, {}, homes)).statusCode, 303)
    assert.equal((await phone.get(second)).statusCode, 404)
    assert.equal((await pat.post(`${homes}/homes/P-1001/stop`, {}, homes)).statusCode, 404)
  })

  it('what was pressed without a connection is sent later with its own times, once however often it is sent', async () => {
    const door = await issue()
    const pin = await addWorker()
    clock.now = at('11:00')
    const place = { latitude: 51.5, longitude: -0.1, accuracyMetres: 25 }
    const came = event({ kind: 'in', time: '09:02', pin, place })
    const went = event({ kind: 'out', time: '09:31', pin, stay: came.id })
    assert.deepEqual(await send(door, [came, went]), [
      { id: came.id, answer: 'accepted' },
      { id: went.id, answer: 'accepted' },
    ])
    assert.deepEqual(await send(door, [came, went]), [
      { id: came.id, answer: 'already had' },
      { id: went.id, answer: 'already had' },
    ])
    const [one, ...more] = await attended()
    assert.equal(more.length, 0)
    assert.equal(one?.['visit_ref'], 'PK-1001-20261122-1')
    assert.equal(one?.['worker_ref'], 'W-7')
    assert.match(String(one?.['in_at']), /09:02/)
    assert.match(String(one?.['out_at']), /09:31/)
    const events = await kept()
    assert.equal(events.length, 2)
    assert.equal(String(events[0]?.['device_at']), at('09:02').toString())
    assert.equal(String(events[0]?.['received_at']), at('11:00').toString())
    assert.equal(events[0]?.['accuracy_metres'], 25)
    assert.equal(events[1]?.['accuracy_metres'], null)
    const fay = new Browser(app)
    await fay.signInAs('staff', 'fay')
    const visit = await fay.get('/tabs/visit/PK-1001-20261122-1/at-the-door')
    assert.match(
      visit.body,
      /Logged at the door[\s\S]*at 9:02am[\s\S]*at 11:00am[\s\S]*Sent 118 minutes later[\s\S]*to within 25 metres/,
    )
  })

  it('a log-out that does not name its log-in ends the last one that is open', async () => {
    const door = await issue()
    const pin = await addWorker()
    clock.now = at('09:40')
    assert.equal((await phone.post(door, { worker: 'W-7', pin, do: 'in' })).statusCode, 303)
    clock.now = at('10:05')
    const went = event({ kind: 'out', time: '10:04', pin })
    assert.deepEqual(await send(door, [went]), [{ id: went.id, answer: 'accepted' }])
    assert.deepEqual(await send(door, [went]), [{ id: went.id, answer: 'already had' }])
    const again = event({ kind: 'out', time: '10:05', pin })
    const [refused] = (await send(door, [again])) as { answer: string; why?: string }[]
    assert.equal(refused?.answer, 'refused')
    assert.match(refused?.why ?? '', /No log-in of yours is known here/)
    assert.equal((await kept()).length, 3)
  })

  it("a log-in at one home is not ended by another home's sheet", async () => {
    const [door, other] = [await issue(), await issue('P-1002')]
    const pin = await addWorker()
    clock.now = at('10:00')
    const came = event({ kind: 'in', time: '09:02', pin })
    await send(door, [came])
    const [answer] = (await send(other, [event({ kind: 'out', time: '09:31', pin, stay: came.id })])) as {
      answer: string
    }[]
    assert.equal(answer?.answer, 'refused')
    assert.equal((await attended())[0]?.['out_at'], null)
  })

  it('a wrong PIN logs nothing and after ten of them not even the right one does, for a quarter of an hour', async () => {
    const door = await issue()
    const pin = await addWorker()
    const wrong = pin === '000000' ? '000001' : '000000'
    clock.now = at('09:05')
    for (let turn = 0; turn < 10; turn++) {
      const [answer] = (await send(door, [event({ kind: 'in', time: '09:02', pin: wrong })])) as { why?: string }[]
      assert.match(answer?.why ?? '', /is not right/)
    }
    const came = event({ kind: 'in', time: '09:02', pin })
    const [locked] = (await send(door, [came])) as { answer: string; why?: string }[]
    assert.match(locked?.why ?? '', /Wait a quarter of an hour/)
    assert.equal(locked?.answer, 'later')
    assert.equal((await kept()).length, 0)
    clock.now = at('09:40')
    assert.deepEqual(await send(door, [came]), [{ id: came.id, answer: 'accepted' }])
  })

  it('a worker who was stopped, or is of another provider, cannot log in', async () => {
    const door = await issue()
    const pin = await addWorker()
    const lee = new Browser(app)
    await lee.signInAs('portal', 'lee')
    assert.doesNotMatch((await lee.get(`${homes}/workers`)).body, /Wanda/)
    const theirs = await lee.post(`${homes}/workers`, { worker: 'W-9', name: 'Olga Other' })
    const theirPin = /is (\d{6})/.exec(theirs.body)?.[1] ?? ''
    await pat.post(`${homes}/workers/stop`, { worker: 'W-7' }, `${homes}/workers`)
    for (const [worker, key] of [
      ['W-7', pin],
      ['W-9', theirPin],
    ] as const) {
      const answer = await phone.post(door, { worker, pin: key, do: 'in' })
      assert.equal(answer.statusCode, 400)
      assert.match(answer.body, /is not right/)
    }
    const back = await pat.post(`${homes}/workers`, { worker: 'W-7', name: 'Wanda Worker' })
    assert.match(back.body, /PIN of W-7 is/)
    const twice = await pat.post(`${homes}/workers`, { worker: 'w-7', name: 'Wanda Worker' })
    assert.match(twice.body, /on the list already/)
  })

  it('a worker who presses twice has one attendance, and the visit shows all that was pressed', async () => {
    const door = await issue()
    const pin = await addWorker()
    const presses = [
      { kind: 'in', time: '09:02' },
      { kind: 'in', time: '09:03' },
      { kind: 'out', time: '09:31' },
    ] as const
    clock.now = at('09:40')
    for (const press of presses) await send(door, [event({ ...press, pin })])
    assert.equal((await attended()).length, 1)
    const fay = new Browser(app)
    await fay.signInAs('staff', 'fay')
    const { body } = await fay.get('/tabs/visit/PK-1001-20261122-1/at-the-door')
    const text = body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
    assert.match(
      text,
      /Log-in 22 November 2026 at 9:02am .*Log-in 22 November 2026 at 9:03am .*Log-out 22 November 2026 at 9:31am/,
    )
  })

  it('an event that cannot be read is refused, and one of the future is kept and not logged', async () => {
    const door = await issue()
    const pin = await addWorker()
    for (const events of [
      [],
      [{ id: 'x' }],
      Array.from({ length: 51 }, () => event({ kind: 'in', time: '08:00', pin })),
    ])
      assert.equal(await send(door, events), 404)
    const [answer] = (await send(door, [event({ kind: 'in', time: '09:02', pin })])) as {
      answer: string
      why?: string
    }[]
    assert.match(answer?.why ?? '', /in the future/)
    assert.equal((await kept()).length, 1)
    assert.equal((await attended()).length, 0)
  })

  it('the council sees the sheet on its page and may stop it', async () => {
    const door = await issue()
    const fay = new Browser(app)
    await fay.signInAs('staff', 'fay')
    assert.match((await fay.get('/door-sheets/P-1001/1-101')).body, /DS-1001/)
    assert.equal((await fay.post('/door-sheets/P-1001/1-101/stop', {}, '/door-sheets/P-1001/1-101')).statusCode, 303)
    const gone = await phone.get(door)
    assert.equal(gone.statusCode, 404)
    assert.match(
      gone.body,
      /This code no longer works[\s\S]*Ask your office for a new sheet[\s\S]*Tell your office these times/,
    )
    // Whoever tries codes learns nothing: one that never was is answered the same.
    const never = await phone.get('/door/1.never-was')
    const bare = (body: string): string => body.replace(/value="[^"]*"|nonce="[^"]*"/g, '')
    assert.equal(bare(never.body), bare(gone.body))
    assert.equal((await fay.get('/door-sheets/P-1001/1-101')).statusCode, 404)
  })

  it('its scripts are served under their own paths, the one for no connection above its pages', async () => {
    const page = await phone.get(await issue())
    const path = /src="(\/assets\/door-log-[^"]+\.js)"/.exec(page.body)?.[1] ?? ''
    const script = await app.inject(path)
    assert.match(String(script.headers['cache-control']), /immutable/)
    const offline = await app.inject('/door/offline.js')
    assert.match(String(offline.headers['content-type']), /javascript/)
    assert.equal(offline.headers['cache-control'], 'no-cache')
    assert.equal(app.logged.filter((line) => line.includes('"err"')).length, 0)
  })
})
