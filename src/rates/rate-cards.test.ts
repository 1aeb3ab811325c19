import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { noteHolder } from '#src/rates/index.ts'
import { importHolidays } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import { timeline } from '#src/platform/audit.ts'
import { countQueries } from '#src/platform/database.ts'
import { inWords, type House } from '#src/platform/panels.ts'
import { addRateCard, cardExists, findStoredCard, findTariff, listCards, routes, words } from '#src/rates/index.ts'
import { listReplaced } from '#src/rates/rate-card.store.ts'
import { officer, providerUser, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { workbookOf } from '#test/support/workbook.ts'
import { BANDED, CARDS, got, inCommand, refusal } from '#test/support/pay-runs.ts'

const house: House = { panels: [], work: [], search: [], words }
const me = system()
const clerk = officer('O-1', ['rates.see', 'rates.change'])
const textOf = (changes: object = {}) => JSON.stringify({ ...CARDS[BANDED], ...changes })

describe('a rate card', () => {
  const { shell } = useDatabase()
  const add = (changes: object = {}) => addRateCard(shell, clerk, { name: 'Home care', text: textOf(changes) })
  const read = <T>(work: Parameters<typeof shell.read<T>>[1]) => shell.read(me, work)

  it('is kept by versions that follow each other; what overlaps is refused', async () => {
    got(await add({ from: '2025-04-06', to: '2026-04-06' }))
    got(await add({ from: '2026-04-06', to: '2027-04-06' }))
    for (const [from, to] of [
      ['2026-01-01', '2026-05-01'],
      ['2025-04-06', null],
      ['2020-01-01', null],
    ])
      assert.deepEqual(refusal(await add({ from, to })), { why: 'another version holds then' })
    const fromOf = async (day: string) => (await read((tx) => findStoredCard(tx, 'HC-BAND', day)))?.from
    assert.deepEqual(
      [await fromOf('2025-04-05'), await fromOf('2026-04-05'), await fromOf('2026-04-06'), await fromOf('2027-04-06')],
      [undefined, '2025-04-06', '2026-04-06', undefined],
    )
    assert.equal((await read((tx) => findStoredCard(tx, 'HC-BAND', '2026-04-05')))?.to, '2026-04-06')
  })

  it('without an end is ended by the next version, which prices from its first day', async () => {
    got(await add())
    got(
      await add({
        from: '2027-04-06',
        rates: [{ service: 'home_care', zone: 'any', day: 'any', from: '00:00', to: '24:00', pence_per_hour: 3000 }],
      }),
    )
    const tariff = await read((tx) => findTariff(tx, 'HC-BAND', '2027-04-05'))
    assert.equal(tariff?.card.to, '2027-04-06')
    assert.equal((await read((tx) => findTariff(tx, 'HC-BAND', '2027-04-06')))?.card.rates[0]?.pencePerHour, 3000)
    assert.deepEqual(
      (await read((tx) => listCards(tx, '2027-01-01'))).map((card) => card.from),
      ['2026-04-06'],
    )
    assert.deepEqual(refusal(await add({ from: '2027-04-06' })), { why: 'another version holds then' })
    assert.deepEqual(
      (await read((tx) => timeline(tx, 'rate-card:HC-BAND'))).map((entry) => inWords(house, entry)),
      [
        'Rate card HC-BAND added from 6 April 2027; the version from 6 April 2026 ends the day before',
        'Rate card HC-BAND added from 6 April 2026',
      ],
    )
  })

  it('back-dated tells why, and from which day prices are others; what it replaces is kept', async () => {
    got(await add())
    const priced = (pence: number) => ({
      rates: [{ service: 'home_care', zone: 'any', day: 'any', from: '00:00', to: '24:00', pence_per_hour: pence }],
    })
    assert.deepEqual(refusal(await add({ from: '2026-10-01', ...priced(2300) })), {
      why: 'days that have passed need a reason',
    })
    const withReason = (changes: object, reason: string) =>
      addRateCard(shell, clerk, { name: 'Home care', text: textOf(changes), reason })
    got(await withReason({ from: '2026-10-01', ...priced(2300) }, 'Agreed late'))
    got(await withReason({ from: '2026-10-01', ...priced(2310) }, 'Mistyped'))
    const priceOn = async (day: string) =>
      (await read((tx) => findTariff(tx, 'HC-BAND', day)))?.card.rates[0]?.pencePerHour
    assert.deepEqual([await priceOn('2026-09-30'), await priceOn('2026-10-01')], [2164, 2310])
    const told = await read((tx) => timeline(tx, 'rate-card:HC-BAND'))
    assert.deepEqual(
      told.map((entry) => inWords(house, entry)),
      [
        'Prices from 1 October 2026 on changed: Mistyped',
        'Rate card HC-BAND added from 1 October 2026; it replaces the version from that day',
        'Prices from 1 October 2026 on changed: Agreed late',
        'Rate card HC-BAND added from 1 October 2026; the version from 6 April 2026 ends the day before',
        'Rate card HC-BAND added from 6 April 2026',
      ],
    )
    assert.deepEqual(told[0]?.data, { cardRef: 'HC-BAND', from: '2026-10-01', to: null, reason: 'Mistyped' })
    const replaced = await read((tx) => listReplaced(tx, 'HC-BAND'))
    assert.deepEqual(
      replaced.map(({ from, to }) => [from, to]),
      [['2026-10-01', null]],
    )
  })

  it('with faults is not kept, and every fault is told with its line', async () => {
    const refused = refusal(
      await addRateCard(shell, clerk, {
        name: 'Home care',
        text: textOf({ payment: { rule: 'by guess' }, rates: [] }).replaceAll(',', ',\n'),
      }),
    )
    assert.equal(refused?.why, 'the card has faults')
    assert.ok(refused?.why === 'the card has faults' && refused.faults.every((fault) => fault.line > 0 && fault.text))
    assert.equal(await read((tx) => cardExists(tx, 'HC-BAND')), false)
    for (const text of ['', '{', '[]', 'null', '{"card":"HC\\u0000"}', textOf({ card: 'HC\u0000' })])
      assert.equal(refusal(await addRateCard(shell, clerk, { name: 'x', text }))?.why, 'the card has faults', text)
  })

  it('may begin with a byte order mark, as some editors write it', async () => {
    got(await addRateCard(shell, clerk, { name: 'Home care', text: `\uFEFF${textOf()}` }))
    assert.equal(await read((tx) => cardExists(tx, 'HC-BAND')), true)
  })

  it('prices with the bank holidays of the council', async () => {
    got(
      await importHolidays(shell, me, [
        { day: '2026-12-25', title: 'Christmas Day' },
        { day: '2026-12-28', title: 'Boxing Day' },
      ]),
    )
    got(await add())
    const tariff = await read((tx) => findTariff(tx, 'HC-BAND', '2026-12-25'))
    assert.equal(tariff?.holidays?.days.size, 2)
    assert.equal(await read((tx) => findTariff(tx, 'HC-NONE', '2026-12-25')), undefined)
  })

  it('is read by the providers that it pays, and no others', async () => {
    got(await add())
    await inCommand(shell, (tx) => noteHolder(tx, 'HC-BAND', '1-101'))
    const seen = (organisation: string) =>
      shell.read(providerUser(organisation), (tx) => findStoredCard(tx, 'HC-BAND', '2026-11-22'))
    assert.equal((await seen('1-101'))?.name, 'Home care')
    assert.equal(await seen('1-102'), undefined)
  })
})

const ACTORS: Record<string, Actor> = {
  clerk,
  reader: officer('O-2', ['rates.see']),
  approver: officer('O-3', ['rates.see', 'payments.approve']),
  both: { ...clerk, grants: new Set([...clerk.grants, 'payments.approve']) },
  machine: { ...clerk, kind: 'machine' },
}

describe('through the doors of rates', () => {
  const { shell, clock } = useDatabase()
  let app: FastifyInstance
  before(async () => {
    app = await serverFor(shell, [(doors) => routes(doors, house)], {
      identities: { actorOf: async ({ identity }) => ACTORS[identity], actorOfToken: async (token) => ACTORS[token] },
    })
  })
  after(() => app.close())
  const as = async (identity: string) => {
    const browser = new Browser(app)
    await browser.signInAs('staff', identity)
    return browser
  }
  /** A form with a file field, as a browser sends it. */
  const post = async (browser: Browser, fields: Record<string, string>) => {
    const token = await browser.token('/rate-cards/add')
    const parts = Object.entries({ _csrf: token, ...fields }).map(
      ([name, value]) =>
        `--edge\r\ncontent-disposition: form-data; name="${name}"${name === 'file' ? '; filename="card.json"\r\ncontent-type: application/json' : ''}\r\n\r\n${value}\r\n`,
    )
    return app.inject({
      ...{ method: 'POST', url: '/rate-cards/add', payload: `${parts.join('')}--edge--\r\n` },
      headers: { ...browser.headers(), 'content-type': 'multipart/form-data; boundary=edge' },
    })
  }

  /** The second key. */
  const approve = async (proposal: unknown) => {
    const approved = await (await as('approver')).post(`${String(proposal)}/approve`, {}, String(proposal))
    assert.equal(approved.statusCode, 303)
  }

  it('what one officer proposed another approves, refuses with a reason, or its proposer takes back', async () => {
    const both = await as('both')
    const propose = async (text = textOf()) => String((await post(both, { name: 'Home care', text })).headers.location)
    const first = await propose()
    assert.equal(first, '/rate-card-proposals/CP-1001')
    assert.doesNotMatch((await both.get(first)).body, /Approve the prices/)
    const own = await both.post(`${first}/approve`, {}, first)
    assert.equal(own.statusCode, 409)
    assert.match(own.body, /You proposed these prices, so another officer approves them/)
    assert.match((await both.get('/rate-cards')).body, /Proposed prices[\s\S]*CP-1001[\s\S]*To approve/)
    const approver = await as('approver')
    const silent = await approver.post(`${first}/refuse`, { why: ' ' }, first)
    assert.equal(silent.statusCode, 400)
    assert.match(silent.body, /Say why/)
    assert.equal((await (await as('reader')).get(first)).statusCode, 200)
    assert.equal((await approver.post(`${first}/refuse`, { why: 'The weekend is wrong' }, first)).statusCode, 303)
    const refused = (await both.get(first)).body
    assert.match(refused, /Refused by .*: The weekend is wrong/)
    for (const said of [/What was proposed/, /£21\.64/, /href="\/rate-cards\/add"/]) assert.match(refused, said)
    assert.match((await both.get('/rate-cards')).body, /CP-1001[\s\S]*Refused[\s\S]*: The weekend is wrong/)
    clock.now = clock.now.add({ hours: 29 * 24 })
    await Promise.all([both.signInAs('staff', 'both'), approver.signInAs('staff', 'approver')])
    assert.doesNotMatch((await both.get('/rate-cards')).body, /CP-1001/)
    const again = await approver.send(`${first}/approve`, { _csrf: await approver.token(await propose()) })
    assert.equal(again.statusCode, 409)
    const second = '/rate-card-proposals/CP-1002'
    assert.equal((await both.post(`${second}/refuse`, { why: 'Typed wrongly' }, second)).statusCode, 303)
    const third = await propose()
    await approve(third)
    assert.match((await both.get(third)).body, /Approved by/)
    assert.equal((await both.get('/rate-cards/HC-BAND')).statusCode, 200)
    // Two proposals of the same days: the second is refused by the books when it is approved.
    const next = JSON.stringify({ ...JSON.parse(textOf()), from: '2027-04-06' })
    const [fourth, fifth] = [await propose(next), await propose(next)]
    await approve(fourth)
    const late = await approver.post(`${fifth}/approve`, {}, fifth)
    assert.match(late.body, /Another version of the card holds on some of these days by now/)
  })

  it('an officer adds a card by file or by pasting; faults are listed by line and what was typed stays', async () => {
    const browser = await as('clerk')
    const wrong = await post(browser, { name: 'Home care', text: textOf({ payment: { rule: 'by guess' } }) })
    assert.equal(wrong.statusCode, 400)
    assert.match(wrong.body, /Line 1: /)
    assert.match(wrong.body, /by guess/)
    assert.match(wrong.body, /value="Home care"/)
    assert.match((await post(browser, { name: '', text: '' })).body, /Enter a name for the rate card/)
    const added = await post(browser, { name: 'Home care, 2026', file: textOf(), text: '' })
    assert.equal(added.statusCode, 303)
    const proposal = String(added.headers.location)
    const waiting = await browser.get(proposal)
    const { queries: asked } = await countQueries(() => browser.get(proposal))
    assert.ok(asked <= 8, `${proposal} asks ${asked} times`)
    for (const said of [/all of its prices are new/, /£21\.64/, /Until then nothing changes/, /Take it back/])
      assert.match(waiting.body, said)
    assert.equal((await browser.get('/rate-cards/HC-BAND')).statusCode, 404)
    await approve(proposal)
    const record = await browser.get('/rate-cards/HC-BAND')
    for (const said of [/Home care, 2026/, /£21\.64/, /Bank holiday/, /in 15-minute bands, to the nearest/, /£16\.00/])
      assert.match(record.body, said)
    assert.match((await post(browser, { name: 'Again', text: textOf() })).body, /Another version of this card holds/)
    assert.match((await browser.get('/rate-cards')).body, /Add a rate card/)
    const reader = await as('reader')
    assert.doesNotMatch((await reader.get('/rate-cards')).body, /Add a rate card/)
    assert.equal((await reader.get('/rate-cards/add')).statusCode, 403)
    assert.equal((await reader.get('/rate-cards/HC-NONE')).statusCode, 404)
    for (const url of ['/rate-cards', '/rate-cards/HC-BAND', '/rate-cards/add']) {
      const { queries } = await countQueries(() => browser.get(url))
      assert.ok(queries <= 8, `${url} asks ${queries} times`)
    }
  })

  const GRID = {
    ...{ base: '2026-04-06', columns: '3', rows: '1', name: 'Home care, 2027', reason: '', do: 'save' },
    ...{ 'column-0-day': 'any', 'column-0-from': '00:00', 'column-0-to': '24:00' },
    ...{ 'column-1-day': 'weekend', 'column-1-from': '00:00', 'column-1-to': '24:00' },
    ...{ 'column-2-day': 'bank_holiday', 'column-2-from': '0:00', 'column-2-to': '24:00' },
    ...{ 'row-0-service': 'home_care', 'row-0-zone': 'any', 'row-0-skill': '', 'row-0-per': 'hour' },
    ...{ 'cell-0-0': '22.00', 'cell-0-1': '23.31', 'cell-0-2': '35.00' },
    ...{ 'from-day': '6', 'from-month': '4', 'from-year': '2027' },
    ...{ rule: 'banded', 'banded-increment': '15', 'banded-mode': 'nearest', no_log_out: 'query', rate_at: 'start' },
    ...{ 'bands-rows': '2', 'bands-0-service': 'home_care', 'bands-0-zone': 'rural', 'bands-0-minutes': '30' },
    ...{ 'bands-0-pence': '16.00', 'bands-1-service': 'home_care', 'bands-1-zone': 'rural', 'bands-1-minutes': '45' },
    ...{ 'bands-1-pence': '20.00', two_workers_percent: '', special_days: '' },
  }

  it('an officer edits prices in a table; faults stand at their cells; the versions are compared', async () => {
    const browser = await as('clerk')
    await approve((await post(browser, { name: 'Home care', text: textOf() })).headers.location)
    const url = '/rate-cards/HC-BAND/edit'
    const table = await browser.get(url)
    for (const said of [/Weekend, all day/, /value="21\.64"/, /value="34\.62"/]) assert.match(table.body, said)
    assert.match((await browser.post(url, { ...GRID, do: 'row' })).body, /row-1-service/)
    assert.match((await browser.post(url, { ...GRID, do: 'column' })).body, /cell-0-3/)
    const wrong = await browser.post(url, { ...GRID, 'cell-0-1': 'much', 'row-0-zone': '', 'from-year': '' })
    assert.equal(wrong.statusCode, 400)
    for (const said of [/href="#cell-0-1"/, /href="#row-0-zone"/, /href="#from"/, /value="much"/])
      assert.match(wrong.body, said)
    const past = { ...GRID, 'from-year': '2026', 'from-month': '10' }
    assert.match((await browser.post(url, past)).body, /Enter why prices of days that have passed change/)
    const saved = await browser.post(url, GRID)
    assert.equal(saved.statusCode, 303)
    const proposed = await browser.get(String(saved.headers.location))
    for (const said of [/\+£0\.36, \+1\.66%/, /The same/, /The card as it would be/]) assert.match(proposed.body, said)
    assert.doesNotMatch(proposed.body, /no key slipped/)
    const slipped = await browser.post(url, { ...GRID, 'cell-0-0': '2200', 'cell-0-2': '0', 'from-year': '2028' })
    const slips = (await browser.get(String(slipped.headers.location))).body
    for (const said of [/2 prices change by more than a quarter, or to nothing/, /almoner-bad">\+£2,178\.36/])
      assert.match(slips, said)
    assert.equal((await browser.get('/rate-cards/HC-BAND/compare?before=2026-04-06&after=2027-04-06')).statusCode, 404)
    await approve(saved.headers.location)
    const compared = await browser.get('/rate-cards/HC-BAND/compare?before=2026-04-06&after=2027-04-06')
    for (const said of [/2 of 5 prices differ/, /\+£0\.36, \+1\.66%/, /The same/]) assert.match(compared.body, said)
    const record = await browser.get('/rate-cards/HC-BAND?from=2027-04-06')
    assert.match(record.body, /£16\.00/)
    assert.equal((await browser.get('/rate-cards/HC-BAND/compare?before=2020-01-01&after=2027-04-06')).statusCode, 404)
    assert.equal((await (await as('reader')).get(url)).statusCode, 403)
  })

  it('an officer edits all else that a card pays; what differs is shown to the second officer', async () => {
    const browser = await as('clerk')
    await approve((await post(browser, { name: 'Home care', text: textOf() })).headers.location)
    const url = '/rate-cards/HC-BAND/edit'
    const table = await browser.get(url)
    for (const said of [/name="rule"[^>]*value="banded"\s+checked/, /name="bands-1-pence"[^>]*value="20\.00"/])
      assert.match(table.body, said)
    assert.doesNotMatch(table.body, /travel-0-service/)
    assert.match((await browser.post(url, { ...GRID, do: 'travel' })).body, /name="travel-0-service"/)
    const travel = { 'travel-rows': '1', 'travel-0-service': 'home_care', 'travel-0-zone': 'any' }
    const wrong = await browser.post(url, { ...GRID, ...travel, 'travel-0-pence_per_visit': 'one fifty' })
    assert.equal(wrong.statusCode, 400)
    for (const said of [/href="#travel-0-pence_per_visit"/, /value="one fifty"/]) assert.match(wrong.body, said)
    const terms = {
      ...{ ...travel, 'travel-0-pence_per_visit': '1.50', 'no_access-minutes': '15' },
      ...{ 'banded-mode': 'up', cap_at_planned: 'yes', 'bands-1-pence': '20.50' },
    }
    const saved = await browser.post(url, { ...GRID, ...terms })
    assert.equal(saved.statusCode, 303, saved.body)
    const proposed = (await browser.get(String(saved.headers.location))).body.replaceAll(/<[^>]*>|\s+/g, ' ')
    for (const said of [
      /What else differs/,
      /Minutes +in 15-minute bands, to the nearest +in 15-minute bands, rounded up, never more than planned/,
      /Travel to a visit +none +£1\.50 +New/,
      /Not let in +none +15 minutes are paid/,
      /A visit of 45 minutes +£20\.00 +£20\.50 +\+£0\.50/,
    ])
      assert.match(proposed, said)
    await approve(saved.headers.location)
    const tariff = await shell.read(me, (tx) => findTariff(tx, 'HC-BAND', '2027-04-06'))
    assert.deepEqual(
      [tariff?.card.payment, tariff?.card.travel[0]?.pencePerVisit, tariff?.card.exceptions.noAccess],
      [{ rule: 'banded', increment: 15, mode: 'up', cap_at_planned: true, no_log_out: 'query' }, 150, { minutes: 15 }],
    )
  })

  it('a new card is entered on a page, like another or from nothing', async () => {
    const browser = await as('clerk')
    await approve((await post(browser, { name: 'Home care', text: textOf() })).headers.location)
    assert.match((await browser.get('/rate-cards/add')).body, /<option value="HC-BAND"/)
    const like = await browser.get('/rate-cards/new?like=HC-BAND')
    for (const said of [/name="like" value="HC-BAND"/, /value="21\.64"/, /name="bands-1-pence"/])
      assert.match(like.body, said)
    assert.equal((await browser.get('/rate-cards/new?like=HC-NONE')).statusCode, 404)
    const empty = await browser.get('/rate-cards/new')
    for (const said of [/name="cell-0-0"/, /Choose|name="rule"/]) assert.match(empty.body, said)
    const nothing = await browser.post('/rate-cards/new', { columns: '1', rows: '1', 'column-0-day': 'any' })
    assert.equal(nothing.statusCode, 400)
    for (const said of [/Enter a short name/, /Enter a name/, /Enter the first day/, /Choose how minutes are paid/])
      assert.match(nothing.body, said)
    const card = { ...GRID, like: 'HC-BAND', name: 'Home care, south' }
    const taken = await browser.post('/rate-cards/new', { ...card, cardRef: 'HC-BAND' })
    assert.match(taken.body, /There is a rate card HC-BAND already/)
    const saved = await browser.post('/rate-cards/new', { ...card, cardRef: 'HC-SOUTH' })
    assert.equal(saved.statusCode, 303, saved.body)
    assert.match((await browser.get(String(saved.headers.location))).body, /all of its prices are new/)
    await approve(saved.headers.location)
    assert.equal(
      (await shell.read(me, (tx) => findTariff(tx, 'HC-SOUTH', '2027-04-06')))?.card.rates[0]?.pencePerHour,
      2200,
    )
    assert.equal((await (await as('reader')).get('/rate-cards/new')).statusCode, 403)
  })

  it('an officer imports prices: rows that cannot be taken are named, the others are looked at in the table', async () => {
    const browser = await as('clerk')
    await approve((await post(browser, { name: 'Home care', text: textOf() })).headers.location)
    const csv = (await browser.get('/rate-cards/HC-BAND/prices.csv')).body
    assert.match(csv, /^service,zone,skill,day,from,to,per,price\r?\nhome_care,any,,any,00:00,24:00,hour,21\.64/)
    const url = '/rate-cards/HC-BAND/import'
    const send = async (fields: Record<string, string>) => {
      const token = await browser.token(url)
      const parts = Object.entries({ _csrf: token, ...fields }).map(
        ([name, value]) => `--edge\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
      )
      return app.inject({
        ...{ method: 'POST', url, payload: `${parts.join('')}--edge--\r\n` },
        headers: { ...browser.headers(), 'content-type': 'multipart/form-data; boundary=edge' },
      })
    }
    const upload = async (book: Buffer) => {
      const form = new FormData()
      form.set('_csrf', await browser.token(url))
      form.set('file', new Blob([new Uint8Array(book)]), 'prices.xlsx')
      const request = new Request('http://127.0.0.1/', { method: 'POST', body: form })
      const headers = { ...browser.headers(), 'content-type': request.headers.get('content-type') ?? '' }
      return app.inject({ method: 'POST', url, headers, payload: Buffer.from(await request.arrayBuffer()) })
    }
    const header = ['service', 'zone', 'day', 'from', 'to', 'price']
    const book = await upload(workbookOf([header, ['home_care', 'any', 'any', 0, 1, 26.5]], 'Prices'))
    assert.equal(book.statusCode, 200)
    assert.match(book.body, /value="26\.5"/)
    const formula = { formula: 'F1*2', value: 5 }
    const wrong = await upload(workbookOf([header, ['home_care', 'any', 'any', 0, 1, formula]], 'Prices'))
    assert.match(
      wrong.body,
      /Sheet Prices, row 2, column F \(price\) holds a formula: copy the cell and paste it as a value/,
    )
    const faulty = await send({ text: csv.replace('21.64', 'dear') })
    assert.equal(faulty.statusCode, 400)
    assert.match(faulty.body, /Row 2: price &quot;dear/)
    assert.equal((await send({ text: '' })).statusCode, 400)
    const pasted = csv.replaceAll(',', '\t').replace('21.64', '25.00')
    const table = await send({ text: pasted })
    assert.equal(table.statusCode, 200)
    assert.match(table.body, /value="25\.00"/)
  })

  it('a machine adds and reads cards; faults and overlaps come as problems', async () => {
    const call = (method: 'GET' | 'POST', url: string, payload?: object, key = 'k-1') =>
      app.inject({
        ...{ method, url },
        ...(payload ? { payload } : {}),
        headers: { authorization: 'Bearer machine', 'idempotency-key': key },
      })
    const body = { name: 'Home care', card: CARDS[BANDED] }
    const added = await call('POST', '/api/v1/rate-cards', body)
    assert.equal(added.statusCode, 202)
    const { proposalRef } = added.json() as { proposalRef: string }
    assert.deepEqual((await call('GET', '/api/v1/rate-cards')).json(), { items: [] })
    const approval = (token: string, key: string) =>
      app.inject({
        ...{ method: 'POST', url: `/api/v1/rate-card-proposals/${proposalRef}/approve` },
        headers: { authorization: `Bearer ${token}`, 'idempotency-key': key },
      })
    assert.equal((await approval('both', 'a-1')).statusCode, 409)
    assert.equal((await approval('approver', 'a-2')).statusCode, 200)
    assert.deepEqual((await call('POST', '/api/v1/rate-cards', body)).json(), added.json())
    assert.equal((await call('POST', '/api/v1/rate-cards', body, 'k-2')).statusCode, 409)
    const faulty = await call('POST', '/api/v1/rate-cards', { ...body, card: { ...CARDS[BANDED], bonus: 1 } }, 'k-3')
    assert.equal(faulty.statusCode, 422)
    assert.match(String(faulty.headers['content-type']), /^application\/problem\+json/)
    const cards = (await call('GET', '/api/v1/rate-cards')).json() as { items: { cardRef: string; card: object }[] }
    assert.deepEqual(cards.items[0]?.card, CARDS[BANDED])
    assert.equal((await call('GET', '/api/v1/rate-cards/HC-BAND')).statusCode, 200)
    assert.equal((await call('GET', '/api/v1/rate-cards/HC-NONE')).statusCode, 404)
  })
})
