import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import {
  commitment,
  committedPence,
  drawDown,
  endDrawDown,
  enterContract,
  enterFramework,
  panels,
  routes,
  search,
  words,
} from '#src/contracts/index.ts'
import { changePolicy } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import { timeline } from '#src/platform/audit.ts'
import { countQueries, rows, sql } from '#src/platform/database.ts'
import { inWords, type House } from '#src/platform/panels.ts'
import { officer, providerUser, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { BANDED, contractOf, got, inCommand, refusal, seedPayCouncil } from '#test/support/pay-runs.ts'

const house: House = { panels, work: [], search, words }
const clerk = officer('O-1', ['contracts.see', 'contracts.lines', 'contracts.change', 'audit.see'])
const me = system()

describe('a contract', () => {
  const { shell, database } = useDatabase({ seed: seedPayCouncil })
  const read = <T>(work: Parameters<typeof shell.read<T>>[1]) => shell.read(me, work)
  const place = (contractRef: string, packageRef: string, weeklyPence: number, more: object = {}) =>
    shell.command(me, 'place', (tx) =>
      drawDown(tx, { contractRef, packageRef, weeklyPence, fromDay: '2026-11-30', toDay: null, ...more }),
    )
  /** 52 weeks from 30 November 2026, with a ceiling that the tests name. */
  const yearlong = async (ceilingPence: number | null) =>
    got(await enterContract(shell, clerk, contractOf({ ceilingPence, fromDay: '2026-11-30', toDay: '2027-11-29' })))

  it('is committed to its end by placements, line by line, until its ceiling blocks the next', async () => {
    const ref = await yearlong(52 * 30_000)
    assert.deepEqual(got(await place(ref, 'PK-1', 20_000)), {
      line: 1,
      pence: 52 * 20_000,
      committedPence: 52 * 20_000,
    })
    assert.equal(refusal(await place(ref, 'PK-2', 10_001)), 'over the ceiling')
    assert.deepEqual(got(await place(ref, 'PK-2', 10_000)), {
      line: 2,
      pence: 52 * 10_000,
      committedPence: 52 * 30_000,
    })
    assert.equal(refusal(await place(ref, 'PK-3', 1)), 'over the ceiling')
    assert.equal(await read((tx) => committedPence(tx, ref)), 52 * 30_000)
    assert.equal(refusal(await place('CT-9', 'PK-3', 1)), 'no such contract')
    assert.equal(refusal(await place(ref, 'PK-3', 1, { fromDay: '2026-11-29' })), "outside the contract's term")
    assert.equal(refusal(await place(ref, 'PK-3', 1, { fromDay: '2027-11-29' })), "outside the contract's term")
  })

  it('goes over its ceiling only by a named officer with a reason, who is on the line and in the audit', async () => {
    const ref = await yearlong(1)
    assert.equal(
      refusal(await place(ref, 'PK-1', 100, { override: { officerRef: 'O-6', reason: ' ' } })),
      'over the ceiling',
    )
    assert.equal(
      refusal(await place(ref, 'PK-1', 100, { override: { officerRef: '', reason: 'Nobody signs' } })),
      'over the ceiling',
    )
    got(await place(ref, 'PK-1', 100, { override: { officerRef: 'O-6', reason: 'Home from hospital today' } }))
    const told = await read((tx) => timeline(tx, `contract:${ref}`))
    assert.ok(
      told.some((entry) => /over the ceiling, signed by O-6: Home from hospital today/.test(inWords(house, entry))),
    )
  })

  it('says once when a commitment crosses each level of its policy', async () => {
    got(
      await changePolicy(shell, me, {
        ...{ kind: 'draw-down', fromDay: '2026-11-22', value: { alertPercents: [50, 100] }, reason: 'Cabinet' },
      }),
    )
    const ref = await yearlong(52 * 10_000)
    for (const packageRef of ['PK-1', 'PK-2', 'PK-3', 'PK-4', 'PK-5']) got(await place(ref, packageRef, 2_000))
    const told = (await read((tx) => timeline(tx, `contract:${ref}`))).map((entry) => inWords(house, entry))
    assert.deepEqual(
      told.filter((line) => /% of the ceiling/.test(line)),
      ['100% of the ceiling of £5,200.00 is committed', '50% of the ceiling of £5,200.00 is committed'],
    )
  })

  it('gets back what an early end leaves unused, once', async () => {
    const ref = await yearlong(null)
    got(await place(ref, 'PK-1', 7_000))
    const end = () => inCommand(shell, (tx) => endDrawDown(tx, { packageRef: 'PK-1', toDay: '2027-01-04' }))
    await end()
    assert.equal(await read((tx) => committedPence(tx, ref)), commitment(7_000, '2026-11-30', '2027-01-04'))
    await end()
    assert.equal(await read((tx) => committedPence(tx, ref)), 5 * 7_000)
    await inCommand(shell, (tx) => endDrawDown(tx, { packageRef: 'PK-none', toDay: '2027-01-04' }))
  })

  it('is entered only with a provider, a card, a framework, zones and a term that there are', async () => {
    const enter = (changes: Parameters<typeof contractOf>[0]) => enterContract(shell, clerk, contractOf(changes))
    assert.equal(refusal(await enter({ organisationRef: '1-999' })), 'no such provider')
    assert.equal(refusal(await enter({ cardRef: 'HC-NONE' })), 'no such rate card')
    assert.equal(refusal(await enter({ frameworkRef: 'FW-1' })), 'no such framework')
    assert.equal(refusal(await enter({ toDay: '2026-04-06' })), 'the term ends before it begins')
    assert.equal(refusal(await enter({ zones: [] })), 'no zone named')
    assert.equal(refusal(await enter({ zones: ['rural', 'moon'] })), 'no such zone')
    await assert.rejects(
      inCommand(shell, (tx) =>
        rows(
          tx,
          sql`insert into contracts.contract (council_id, contract_ref, organisation_ref, title, lot, service, zones, card_ref, from_day, to_day, regime)
            values (1, 'CT-9', '1-999', 'Nobody', '1', 'home_care', '{rural}', 'HC-BAND', '2026-01-01', '2027-01-01', 'pa23')`,
        ),
      ),
      /foreign key/,
    )
  })

  it('is found by its indexes: lines of a contract and of a package, contracts of a provider', async () => {
    // Of an empty table any index is as good as another, so there are many, and their counts are known.
    await database.engine.session((session) =>
      session.script(`set local session_replication_role = replica;
        insert into contracts.draw_down (council_id, contract_ref, line, package_ref, kind, from_day, weekly_pence, pence, at)
          select 1, 'CT-' || n / 10, n, 'PK-' || n, 'placed', '2026-04-06', 100, 5200, now() from generate_series(1, 4000) n;
        insert into contracts.contract (council_id, contract_ref, organisation_ref, title, lot, service, zones, card_ref, from_day, to_day, regime)
          select 1, 'CT-many-' || n, '1-' || n, 'Made up', '1', 'home_care', '{rural}', 'HC-BAND', '2026-04-06', '2027-04-05', 'pa23'
            from generate_series(1, 1000) n;
        analyze contracts.draw_down, contracts.contract`),
    )
    const plans = await shell.read(me, async (tx) => {
      const explain = async (query: ReturnType<typeof sql>) =>
        (await rows<{ 'QUERY PLAN': string }>(tx, query as never)).map((line) => line['QUERY PLAN']).join('\n')
      return [
        await explain(
          sql`explain select sum(pence) from contracts.draw_down where council_id = 1 and contract_ref = 'CT-1'`,
        ),
        await explain(sql`explain select * from contracts.draw_down where council_id = 1 and package_ref = 'PK-1'`),
        await explain(
          sql`explain select * from contracts.contract where council_id = 1 and organisation_ref = '1-101'`,
        ),
      ]
    })
    for (const [at, index] of ['draw_down_pkey', 'draw_down_by_package', 'contract_by_organisation'].entries())
      assert.match(plans[at] ?? '', new RegExp(index))
  })
})

const ACTORS: Record<string, Actor> = {
  clerk,
  reader: officer('O-2', ['contracts.see']),
  stranger: officer('O-3', ['people.see']),
  machine: { ...officer('MC-1', ['contracts.see', 'contracts.change']), kind: 'machine' },
  provider: providerUser(BANDED, ['payments.statement']),
}

describe('through the doors of contracts', () => {
  const { shell } = useDatabase({ seed: seedPayCouncil })
  let app: FastifyInstance
  before(async () => {
    app = await serverFor(shell, [(doors) => routes(doors, house)], {
      identities: { actorOf: async ({ identity }) => ACTORS[identity], actorOfToken: async (token) => ACTORS[token] },
    })
  })
  after(() => app.close())
  const as = async (identity: string, door: 'staff' | 'portal' = 'staff') => {
    const browser = new Browser(app)
    await browser.signInAs(door, identity)
    return browser
  }
  const call = (method: 'GET' | 'POST', url: string, payload?: object, key?: string) =>
    app.inject({
      ...{ method, url },
      ...(payload ? { payload } : {}),
      headers: { authorization: 'Bearer machine', ...(key ? { 'idempotency-key': key } : {}) },
    })
  const drawOn = (contractRef: string, packageRef: string) =>
    inCommand(shell, async (tx) =>
      got(await drawDown(tx, { contractRef, packageRef, weeklyPence: 100, fromDay: '2026-11-30', toDay: null })),
    )

  it('the register narrows by words, zone and term, and its file has the same rows', async () => {
    got(
      await enterContract(
        shell,
        clerk,
        contractOf({ title: 'Night sitting', fromDay: '2025-01-01', toDay: '2026-01-01' }),
      ),
    )
    const browser = await as('clerk')
    const count = async (query: string) =>
      /Showing <strong>(\d+)/.exec((await browser.get(`/contracts${query}`)).body)?.[1]
    assert.equal(await count(''), '4')
    assert.equal(await count('?state=running'), '3')
    assert.equal(await count('?words=night'), '1')
    assert.equal(await count('?words=100%25'), undefined)
    assert.equal(await count('?zone=rural'), '4')
    assert.equal(await count('?zone=town'), undefined)
    assert.equal((await browser.get('/contracts.csv?words=night')).body.trim().split('\n').length, 2)
    assert.match((await browser.get('/contracts')).body, /Enter a contract/)
    assert.doesNotMatch((await (await as('reader')).get('/contracts')).body, /Enter a contract/)
  })

  it('a record shows terms, what is left, and every draw-down line, page by page', async () => {
    const ref = got(await enterContract(shell, clerk, contractOf({ ceilingPence: 1_000_000 })))
    for (let at = 1; at <= 27; at++) await drawOn(ref, `PK-${at}`)
    const browser = await as('clerk')
    const first = (await browser.get(`/contracts/${ref}`)).body
    assert.match(first, /Wye Valley Carers/)
    assert.match(first, /is left/)
    assert.match(first, /PK-27</)
    assert.doesNotMatch(first, /PK-1</)
    assert.match(first, /page=2/)
    assert.match((await browser.get(`/contracts/${ref}?page=2`)).body, /PK-1</)
    assert.equal((await browser.get('/contracts/CT-9')).statusCode, 404)
  })

  it('the form enters a contract; with faults it says each and keeps what was typed', async () => {
    const browser = await as('clerk')
    const framework = got(
      await enterFramework(shell, clerk, {
        ...{ title: 'Home care 2026', service: 'home_care', fromDay: '2026-04-01', toDay: '2030-04-01' },
        weights: { price: 70, quality: 10, completeness: 10, start: 10 },
      }),
    )
    const fields = {
      ...{
        organisationRef: '1-101',
        title: 'Home care, west',
        frameworkRef: framework,
        lot: '2',
        service: 'home_care',
        zones: 'rural',
      },
      ...{ cardRef: 'HC-BAND', ceiling: '250,000', 'fromDay-day': '1', 'fromDay-month': '4', 'fromDay-year': '2026' },
      ...{ 'lastDay-day': '31', 'lastDay-month': '3', 'lastDay-year': '2030' },
      ...{ regime: 'pa23_light_touch', value: '400,000', nextRoute: 'competition', noticeMonths: '3' },
      ...{ options: '12 months, 30 September 2029', buyers: 'Wenbury, 60\nSefton, 40' },
    }
    const wrong = await browser.post('/contracts/enter', {
      ...{ ...fields, ceiling: 'lots', 'lastDay-month': '13', lot: '', regime: '' },
      ...{ options: 'a year', buyers: 'Wenbury', noticeMonths: '' },
    })
    assert.equal(wrong.statusCode, 400)
    for (const said of [
      /Enter the ceiling in pounds/,
      /Enter the last day/,
      /Enter the lot/,
      /Choose the law/,
      /Write each option on a line/,
      /Write each council on a line/,
      /months of notice from 1 to 24/,
      /value="lots"/,
      /value="13"/,
      /value="Home care, west"/,
    ])
      assert.match(wrong.body, said)
    const unknown = await browser.post('/contracts/enter', { ...fields, organisationRef: '1-999' })
    assert.match(unknown.body, /There is no provider with this reference/)
    assert.match(unknown.body, /value="250,000"/)
    const entered = await browser.post('/contracts/enter', fields)
    assert.equal(entered.statusCode, 303)
    const record = (await browser.get(String(entered.headers.location))).body
    assert.match(record, /£250,000\.00/)
    assert.match(record, /1 April 2026 to 31 March 2030/)
    assert.match(record, /Price 70, quality 10/)
    assert.match(record, /Procurement Act 2023, light touch/)
    assert.match(record, /12 months, to be decided by 30 September 2029/)
    assert.match(record, /Sefton, 40%/)
    const unshared = await browser.post('/contracts/enter', { ...fields, buyers: 'Wenbury, 60' })
    assert.match(unshared.body, /shares must add up to 100/)
    const late = await browser.post('/contracts/enter', { ...fields, options: '12, 2030-04-01' })
    assert.match(late.body, /must be within the term/)
    assert.equal((await (await as('reader')).get('/contracts/enter')).statusCode, 403)
    assert.equal((await (await as('stranger')).get('/contracts')).statusCode, 403)
    assert.equal((await (await as('provider', 'portal')).get('/contracts')).statusCode, 403)
  })

  it('machines enter and read contracts; errors say what and where; a key makes one contract of two calls', async () => {
    const entry = contractOf({ title: 'By machine' })
    const first = await call('POST', '/api/v1/contracts', entry, 'k-1')
    assert.equal(first.statusCode, 201)
    assert.deepEqual((await call('POST', '/api/v1/contracts', entry, 'k-1')).json(), first.json())
    const { contractRef } = first.json() as { contractRef: string }
    await drawOn(contractRef, 'PK-1')
    const found = (await call('GET', `/api/v1/contracts/${contractRef}`)).json() as {
      title: string
      committedPence: number
    }
    assert.equal(found.title, 'By machine')
    assert.ok(found.committedPence > 0)
    const lines = (await call('GET', `/api/v1/contracts/${contractRef}/draw-down`)).json() as { items: unknown[] }
    assert.equal(lines.items.length, 1)
    const listed = (await call('GET', '/api/v1/contracts?running=yes&limit=2')).json() as {
      items: unknown[]
      next: string
    }
    assert.deepEqual([listed.items.length, listed.next], [2, '2'])
    for (const url of ['/api/v1/contracts/CT-9', '/api/v1/contracts/CT-9/draw-down'])
      assert.equal((await call('GET', url)).statusCode, 404, url)
    const fault = async (changes: object) => {
      const answer = await call('POST', '/api/v1/contracts', { ...entry, ...changes }, `k${JSON.stringify(changes)}`)
      return `${answer.statusCode} ${(answer.json() as { errors: { pointer: string }[] }).errors[0]?.pointer}`
    }
    assert.equal(await fault({ organisationRef: '1-999' }), '422 #/organisationRef')
    assert.equal(await fault({ zones: ['moon'] }), '422 #/zones')
    assert.equal(await fault({ toDay: '2026-02-30' }), '422 #/toDay')
    assert.equal(await fault({ ceilingPence: -1 }), '422 #/ceilingPence')
  })

  it('no page asks the database more than eight times', async () => {
    await drawOn('CT-1001', 'PK-1')
    const browser = await as('clerk')
    for (const url of ['/contracts', '/contracts.csv', '/contracts/CT-1001', '/contracts/enter']) {
      const { value, queries } = await countQueries(() => browser.get(url))
      assert.equal(value.statusCode, 200, url)
      assert.ok(queries > 0 && queries <= 8, `${url} asks ${queries} times`)
    }
  })
})
