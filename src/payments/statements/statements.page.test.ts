import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { readCsv } from '#src/base/csv-cells.ts'
import { formatPence } from '#src/base/money.ts'
import { grantsOfRoles } from '#src/councils/index.ts'
import { panels, routes, search, words, work } from '#src/payments/index.ts'
import type { PayLine } from '#src/payments/pay-runs/pay-run.ts'
import { listLines, listStatements } from '#src/payments/statements/statement.store.ts'
import type { Actor } from '#src/platform/actor.ts'
import { countQueries, rows, sql } from '#src/platform/database.ts'
import type { House } from '#src/platform/panels.ts'
import { officer, providerUser, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import {
  BALANCED,
  BANDED,
  draftRun,
  FAY,
  FLAWED,
  FORTNIGHT,
  loadVisits,
  MAX,
  paidRun,
  seedPayCouncil,
  SPLIT,
} from '#test/support/pay-runs.ts'

const house: House = { panels, work, search, words }
const councillor: Actor = { ...officer('O-9'), grants: grantsOfRoles(['councillor']) }
const ACTORS: Record<string, Actor> = {
  fay: FAY,
  max: MAX,
  councillor,
  [BANDED]: providerUser(BANDED, ['payments.statement']),
  [BALANCED]: providerUser(BALANCED, ['payments.statement']),
  council: {
    ...officer('MC-1', ['payments.see', 'payments.run', 'payments.approve', 'payments.statement']),
    kind: 'machine',
  },
  bandedMachine: { ...providerUser(BANDED, ['payments.statement']), kind: 'machine' },
}

/** What a reader sees of a page, without markup. */
const textOf = (markup: string): string =>
  markup
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')

const minutesOf = (line: PayLine): string =>
  `${line.plannedMinutes} planned, ${line.actualMinutes ?? 'none'} worked, ${line.payableMinutes} payable`

describe('through the doors of payments', () => {
  const { shell } = useDatabase({ seed: seedPayCouncil })
  const council = system()
  let app: FastifyInstance
  before(async () => {
    app = await serverFor(shell, [(doors) => routes(doors, house)], {
      identities: { actorOf: async ({ identity }) => ACTORS[identity], actorOfToken: async (token) => ACTORS[token] },
    })
  })
  after(() => app.close())

  const as = async (door: 'staff' | 'portal', identity: string) => {
    const browser = new Browser(app)
    await browser.signInAs(door, identity)
    return browser
  }
  const call = (token: string, url: string) =>
    app.inject({ method: 'GET', url, headers: { authorization: `Bearer ${token}` } })
  const send = (token: string, url: string, payload: object, key?: string) =>
    app.inject({
      method: 'POST',
      url,
      payload,
      headers: { authorization: `Bearer ${token}`, ...(key ? { 'idempotency-key': key } : {}) },
    })
  const statementOf = async (organisationRef: string) => {
    const { statements } = await shell.read(council, (tx) =>
      listStatements(tx, { organisationRef }, { offset: 0, limit: 1 }),
    )
    return statements[0]?.statementRef ?? ''
  }

  it('officer, provider, CSV, API and the letter to the family say the same of every visit', async () => {
    await loadVisits(shell, FLAWED)
    await paidRun(shell)
    const ref = await statementOf(BANDED)
    const lines = await shell.read(council, (tx) => listLines(tx, ref, { limit: 100 }))
    assert.equal(lines.length, 7)
    const fay = await as('staff', 'fay')
    const provider = await as('portal', BANDED)
    const pages = [
      await fay.get(`/statements/${ref}`),
      await fay.get(`/statements/${ref}/print`),
      await provider.get(`/portal/statements/${ref}`),
      await provider.get(`/portal/statements/${ref}/print`),
      await fay.get('/people/P-1001/visits-letter?from=2026-11-01&until=2026-11-15'),
    ]
    for (const { statusCode, body } of pages) {
      assert.equal(statusCode, 200)
      for (const line of lines)
        assert.match(
          textOf(body),
          new RegExp(
            `${RegExp.escape(`${line.reason} ${minutesOf(line)}`)}.{0,40}${RegExp.escape(formatPence(line.amountPence))}`,
          ),
        )
    }
    const panel = await shell.read(
      council,
      (tx) =>
        panels.find(({ on, title }) => on === 'visit' && title === 'Payment')?.show(tx, lines[0]?.visitRef ?? '') ??
        Promise.resolve(undefined),
    )
    assert.ok(textOf(String(panel)).includes(lines[0]?.reason ?? '?'))
    for (const file of [await fay.get(`/statements/${ref}.csv`), await provider.get(`/portal/statements/${ref}.csv`)]) {
      const [header, ...cells] = await Array.fromAsync(readCsv([file.body.replace(/^\uFEFF/, '')]))
      const at = (name: string) => header?.cells.indexOf(name) ?? -1
      assert.deepEqual(
        cells.map((row) => [
          row.cells[at('visit_ref')],
          Number(row.cells[at('amount_pence')]),
          row.cells[at('reason')],
        ]),
        lines.map((line) => [line.visitRef, line.amountPence, line.reason]),
      )
    }
    for (const token of ['council', 'bandedMachine']) {
      const answer = (await call(token, `/api/v1/statements/${ref}/lines`)).json() as { items: PayLine[] }
      assert.deepEqual(
        answer.items.map((line) => [
          line.visitRef,
          line.payableMinutes,
          line.pencePerHour,
          line.amountPence,
          line.reason,
        ]),
        lines.map((line) => [line.visitRef, line.payableMinutes, line.pencePerHour, line.amountPence, line.reason]),
      )
    }
  })

  it("a provider finds no other provider's statement, by address or by API; a councillor and a stranger find none", async () => {
    await loadVisits(shell, FLAWED)
    await paidRun(shell)
    const other = await statementOf(BALANCED)
    const provider = await as('portal', BANDED)
    for (const end of ['', '/print', '.csv'])
      assert.equal((await provider.get(`/portal/statements/${other}${end}`)).statusCode, 404, end)
    for (const url of [`/statements/${other}`, '/pay-runs', '/people/P-1001/visits-letter'])
      assert.equal((await provider.get(url)).statusCode, 403, url)
    assert.ok(!(await provider.get('/portal/statements')).body.includes(other))
    for (const end of ['', '/lines']) {
      const answer = await call('bandedMachine', `/api/v1/statements/${other}${end}`)
      assert.equal(answer.statusCode, 404, end)
      assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
    }
    const listed = (await call('bandedMachine', '/api/v1/statements')).json() as {
      items: { organisationRef: string }[]
    }
    assert.deepEqual(
      listed.items.map((one) => one.organisationRef),
      [BANDED],
    )
    assert.equal((await call('bandedMachine', '/api/v1/pay-runs')).statusCode, 403)
    const refused = await as('staff', 'councillor')
    for (const url of [
      '/pay-runs',
      '/pay-runs/PR-1001',
      '/statements',
      `/statements/${other}`,
      `/statements/${other}.csv`,
    ])
      assert.equal((await refused.get(url)).statusCode, 403, url)
    assert.equal((await app.inject(`/statements/${other}`)).statusCode, 303)
    assert.equal((await app.inject(`/api/v1/statements/${other}`)).statusCode, 401)
  })

  it('an officer starts and checks, another approves, by forms; the maker has no button, and errors keep what was typed', async () => {
    await loadVisits(shell, FLAWED)
    const fay = await as('staff', 'fay')
    const day = (name: string, [d, m, y]: [string, string, string]) => ({
      [`${name}-day`]: d,
      [`${name}-month`]: m,
      [`${name}-year`]: y,
    })
    const wrong = await fay.post('/pay-runs/start', {
      provider: '1-999',
      ...day('from', ['2', '11', '2026']),
      ...day('until', ['15', '11', '2026']),
    })
    assert.equal(wrong.statusCode, 400)
    assert.match(textOf(wrong.body), /There is no provider with this reference/)
    assert.match(wrong.body, /value="2026"/)
    const late = await fay.post('/pay-runs/start', {
      provider: '',
      ...day('from', ['2', '11', '2026']),
      ...day('until', ['22', '11', '2026']),
    })
    assert.match(textOf(late.body), /The last day must have ended/)
    const begun = await fay.post('/pay-runs/start', {
      provider: '',
      ...day('from', ['2', '11', '2026']),
      ...day('until', ['15', '11', '2026']),
    })
    assert.equal(begun.headers.location, '/pay-runs/PR-1001')
    assert.match((await fay.get('/pay-runs/PR-1001')).body, /The visits are being read/)
    const { workPayRun } = await import('#src/payments/index.ts')
    await workPayRun(shell, 1, 'PR-1001')
    assert.doesNotMatch((await fay.get('/pay-runs/PR-1001')).body, /Approve and post/)
    const token = await fay.token('/pay-runs/PR-1001/cancel')
    assert.equal((await fay.send('/pay-runs/PR-1001/approve', { _csrf: token })).statusCode, 409)
    const max = await as('staff', 'max')
    const draft = await max.get('/pay-runs/PR-1001?provider=1-103&outcome=query')
    assert.match(textOf(draft.body), /there is no rate card HC-NONE/)
    assert.doesNotMatch(textOf(draft.body), /a log-out is missing/)
    assert.match(textOf(draft.body), /Check this draft Then an officer who neither made nor checked it approves/)
    const unchecked = await max.send('/pay-runs/PR-1001/approve', { _csrf: await max.token('/pay-runs/PR-1001') })
    assert.match(textOf(unchecked.body), /Nobody has checked this draft as it stands/)
    assert.match((await fay.get('/pay-runs/PR-1001')).body, /href="\/pay-runs\/PR-1001\/check"/)
    const check = '/pay-runs/PR-1001/check'
    const form = await fay.get(check)
    assert.match(textOf(form.body), /In query, carried to the next run 2/)
    const silent = await fay.post(check, { note: ' ', seen: '' })
    assert.equal(silent.statusCode, 400)
    assert.match(textOf(silent.body), /Say why visits are carried to the next run/)
    const other = await fay.post(check, { note: 'Log-outs asked for', seen: '1' })
    assert.match(textOf(other.body), /The total has changed since you opened the page/)
    assert.match(other.body, />Log-outs asked for<\/textarea>/)
    const seen = /name="seen" value="(\d+)"/.exec(form.body)?.[1] ?? ''
    assert.equal((await fay.post(check, { note: 'Log-outs asked for', seen })).statusCode, 303)
    const checked = textOf((await max.get('/pay-runs/PR-1001')).body)
    assert.match(checked, /Checked, to approve/)
    assert.match(checked, /Note of the check: Log-outs asked for/)
    assert.match(checked, /Checked by Fay Finance on/)
    const approved = await max.post('/pay-runs/PR-1001/approve', {}, '/pay-runs/PR-1001')
    assert.equal(approved.statusCode, 303)
    await workPayRun(shell, 1, 'PR-1001')
    const done = await max.get('/pay-runs/PR-1001')
    assert.match(textOf(done.body), /Approved by Max Manager/)
    assert.equal((await max.get('/pay-runs/PR-77')).statusCode, 404)
    const cancel = await max.post('/pay-runs/PR-1001/cancel', { reason: 'Too late' }, '/pay-runs/start')
    assert.match(textOf(cancel.body), /approved or cancelled already/)
  })

  it('a draft of many visits is shown page by page', async () => {
    await loadVisits(
      shell,
      Array.from({ length: 30 }, (_, at) => ({
        ...{ personRef: 'P-1001', organisationRef: BANDED, start: '08:00', minutes: 30, log: [[0, 30]] as const },
        day: `2026-10-${String(at + 1).padStart(2, '0')}`,
      })),
    )
    await draftRun(shell, { organisationRef: null, from: '2026-10-01', to: '2026-11-01' })
    const max = await as('staff', 'max')
    const first = await max.get('/pay-runs/PR-1001')
    assert.match(textOf(first.body), /Showing 1 to 25 of 30 lines/)
    assert.match(first.body, /href="\/pay-runs\/PR-1001\?page=2"/)
    assert.match(textOf((await max.get('/pay-runs/PR-1001?page=2')).body), /Showing 26 to 30 of 30 lines/)
  })

  it('machines start, follow and cancel runs; a key makes one run of two calls; errors say what and where', async () => {
    await loadVisits(shell, FLAWED)
    const body = { organisationRef: null, from: FORTNIGHT.from, to: FORTNIGHT.to }
    const first = await send('council', '/api/v1/pay-runs', body, 'key-1')
    assert.equal(first.statusCode, 202)
    const again = await send('council', '/api/v1/pay-runs', body, 'key-1')
    assert.deepEqual(again.json(), first.json())
    assert.equal((await send('council', '/api/v1/pay-runs', { ...body, to: '2026-11-10' }, 'key-1')).statusCode, 409)
    assert.equal((await send('council', '/api/v1/pay-runs', body)).statusCode, 400)
    const { payRunRef } = first.json() as { payRunRef: string }
    const found = (await call('council', `/api/v1/pay-runs/${payRunRef}`)).json() as { state: string }
    assert.equal(found.state, 'rating')
    const fault = async (changes: object) => {
      const answer = await send('council', '/api/v1/pay-runs', { ...body, ...changes }, `k${JSON.stringify(changes)}`)
      assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
      const told = answer.json() as { status: number; title: string; errors?: { pointer: string }[]; pointer?: string }
      return `${told.status} ${told.pointer ?? told.errors?.[0]?.pointer}`
    }
    assert.equal(await fault({ to: '2026-11-23' }), '422 #/to')
    assert.equal(await fault({ to: '2026-11-01' }), '422 #/to')
    assert.equal(await fault({ from: '2024-11-01' }), '422 #/from')
    assert.equal(await fault({ from: '2026-02-30' }), '422 #/from')
    assert.equal(await fault({ organisationRef: '1-999' }), '422 #/organisationRef')
    const cancelled = await send('council', `/api/v1/pay-runs/${payRunRef}/cancel`, { reason: 'Made by mistake' })
    assert.equal(cancelled.statusCode, 200)
    assert.equal((await send('council', `/api/v1/pay-runs/${payRunRef}/cancel`, { reason: 'Again' })).statusCode, 409)
    assert.equal((await send('council', '/api/v1/pay-runs/PR-9/approve', {}, 'key-9')).statusCode, 404)
    const draft = await draftRun(shell)
    const check = (payload: object, key: string) => send('council', `/api/v1/pay-runs/${draft}/check`, payload, key)
    assert.equal((await check({}, 'c-1')).statusCode, 422)
    assert.equal((await check({ note: 'Asked for', seenPence: 1 }, 'c-2')).statusCode, 409)
    assert.equal((await check({ note: 'Asked for' }, 'c-3')).statusCode, 200)
    assert.equal((await check({ note: 'Asked for' }, 'c-4')).json().title, 'The draft is checked already')
    const now = (await call('council', `/api/v1/pay-runs/${draft}`)).json() as { state: string; checkedAt: string }
    assert.equal(now.state, 'checked')
    assert.ok(now.checkedAt)
    const own = await send('council', `/api/v1/pay-runs/${draft}/approve`, {}, 'c-5')
    assert.equal(own.json().title, 'Who checked the run may not approve it: another officer does')
  })

  it('lines of a statement come in pages by cursor; a cursor that is none is refused in words', async () => {
    await loadVisits(shell, FLAWED)
    await paidRun(shell)
    const ref = await statementOf(BANDED)
    const seen: string[] = []
    let next: string | null = ''
    while (next !== null) {
      const cursor: string = next === '' ? '' : `&cursor=${encodeURIComponent(next)}`
      const page = (await call('council', `/api/v1/statements/${ref}/lines?limit=3${cursor}`)).json() as {
        items: PayLine[]
        next: string | null
      }
      seen.push(...page.items.map((line) => line.visitRef))
      next = page.next
    }
    assert.equal(new Set(seen).size, 7)
    assert.equal(seen.length, 7)
    for (const cursor of ['2026-99-99~x', 'nonsense'])
      assert.equal((await call('council', `/api/v1/statements/${ref}/lines?cursor=${cursor}`)).statusCode, 422, cursor)
    assert.equal((await call('council', '/api/v1/statements/ST-9/lines')).statusCode, 404)
  })

  it('search finds runs and statements that there are, and no others', async () => {
    await loadVisits(shell, FLAWED)
    await paidRun(shell)
    const find = (words: string) =>
      shell.read(
        council,
        async (tx) => (await search.find(({ reference }) => reference.test('PR-1'))?.find(tx, words, 5)) ?? [],
      )
    assert.deepEqual(
      (await find('pr-1001')).map((one) => one.href),
      ['/pay-runs/PR-1001'],
    )
    assert.deepEqual((await find(await statementOf(SPLIT))).length, 1)
    assert.deepEqual(await find('PR-1999'), [])
    assert.deepEqual(await find('ST-1999'), [])
  })

  it('the letter tells what the person had, and leaves a line on who looked', async () => {
    await loadVisits(shell, FLAWED)
    await paidRun(shell)
    const fay = await as('staff', 'fay')
    const letter = textOf((await fay.get('/people/P-1001/visits-letter?from=2026-11-02&until=2026-11-04')).body)
    assert.match(letter, /Margaret Hughes/)
    assert.match(letter, /4 Mill Lane/)
    assert.match(letter, /2 November 2026 to 4 November 2026/)
    assert.match(letter, /If you have a question, ask /)
    assert.equal((await fay.get('/people/P-9/visits-letter')).statusCode, 404)
    assert.match(
      textOf((await fay.get('/people/P-1001/visits-letter?from=2026-11-04&until=2026-11-02')).body),
      /6 October 2026 to 2 November 2026/,
    )
    const looked = await shell.read(council, (tx) =>
      rows(tx, sql<{ actor_name: string }>`select actor_name from audit.access where record = 'person:P-1001'`),
    )
    assert.ok(looked.some((line) => line.actor_name === 'Fay Finance'))
  })

  it('whoever reads visits with their people leaves an access line', async () => {
    await loadVisits(shell, FLAWED)
    await paidRun(shell)
    const ref = await statementOf(BANDED)
    const fay = await as('staff', 'fay')
    const provider = await as('portal', BANDED)
    for (const path of [`/statements/${ref}`, `/statements/${ref}/print`, `/statements/${ref}.csv`]) await fay.get(path)
    await provider.get(`/portal/statements/${ref}`)
    await fay.get('/pay-runs/PR-1001')
    const looks = await shell.read(council, (tx) =>
      rows(
        tx,
        sql<{ record: string; looks: number }>`select record, count(*)::int as looks from audit.access
          where record in (${`statement:${ref}`}, 'pay-run:PR-1001') group by record order by record`,
      ),
    )
    assert.deepEqual(looks, [
      { record: 'pay-run:PR-1001', looks: 1 },
      { record: `statement:${ref}`, looks: 4 },
    ])
  })

  it('no page asks the database more than eight times', async () => {
    await loadVisits(shell, FLAWED)
    await paidRun(shell)
    await draftRun(shell)
    const ref = await statementOf(BANDED)
    const fay = await as('staff', 'fay')
    const max = await as('staff', 'max')
    const provider = await as('portal', BANDED)
    for (const [browser, urls] of [
      [max, ['/pay-runs', '/pay-runs/PR-1001', '/pay-runs/PR-1002', '/statements', `/statements/${ref}`]],
      [fay, [`/statements/${ref}/print`, `/statements/${ref}.csv`, '/people/P-1001/visits-letter', '/pay-runs/start']],
      [provider, ['/portal/statements', `/portal/statements/${ref}`, `/portal/statements/${ref}/print`]],
    ] as const)
      for (const url of urls) {
        const { value, queries } = await countQueries(() => browser.get(url))
        assert.equal(value.statusCode, 200, url)
        assert.ok(queries > 0 && queries <= 8, `${url} asks ${queries} times`)
      }
  })
})
