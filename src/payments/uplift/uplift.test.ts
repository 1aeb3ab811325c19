import assert from 'node:assert/strict'
import { after, before, describe, it, test } from 'node:test'
import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import { enterContract } from '#src/contracts/index.ts'
import { routes, words } from '#src/payments/index.ts'
import {
  type AtOnce,
  approveUplift,
  cancelUplift,
  type StartUplift,
  startUplift,
  workUplift,
} from '#src/payments/uplift/commands.ts'
import { type Method, riseOf, risePercent } from '#src/payments/uplift/uplift.ts'
import { findUplift, listProviderParts, totalsOfUplift } from '#src/payments/uplift/uplift.store.ts'
import type { Actor } from '#src/platform/actor.ts'
import { timeline } from '#src/platform/audit.ts'
import { countQueries, rows, sql } from '#src/platform/database.ts'
import { inWords, type House } from '#src/platform/panels.ts'
import {
  addRateCard,
  findStoredCard,
  raiseCard,
  raisePrice,
  type Rounding,
  ROUNDINGS,
  words as rateWords,
} from '#src/rates/index.ts'
import { COUNCIL, officer, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import {
  BALANCED,
  BANDED,
  CARDS,
  contractOf,
  draftRun,
  FLAWED,
  got,
  loadVisits,
  paidRun,
  refusal,
  seedPayCouncil,
  SPLIT,
  type VisitMade,
} from '#test/support/pay-runs.ts'
import { BLOCK_CARD } from '#test/support/priced-cards.ts'

const house: House = { panels: [], work: [], search: [], words: { ...words, ...rateWords } }

// M-27 and A4: pounds an hour, per cent, raw, up to a multiple of 4p
for (const [was, percent, raw, published] of [
  [2028, '6.60', 2161.85, 2164],
  [2168, '6.60', 2311.09, 2312],
  [1936, '6.60', 2063.78, 2064],
  [1408, '9.91', 1547.53, 1548],
  [1724, '9.33', 1884.85, 1888],
] as const)
  test(`A4: ${was} raised by ${percent}% is ${raw}, published as ${published}`, () => {
    const rise = got(riseOf({ kind: 'percent', percent }))
    assert.equal(raisePrice(was, rise, 'none'), raw)
    assert.equal(raisePrice(was, rise, 'up_4p'), published)
  })

// Pence, millionths of a per cent, and what each rounding makes of it: none, nearest 1p, up 1p, up 4p
for (const [pence, millionths, ...expected] of [
  [2000, 1_000_000, 2020, 2020, 2020, 2020],
  [2000, 1_020_000, 2020.4, 2020, 2021, 2024],
  [2000, 1_025_000, 2020.5, 2021, 2021, 2024],
  [2028, 4_025_000, 2109.63, 2110, 2110, 2112],
  [0, 6_600_000, 0, 0, 0, 0],
  [1, 1, 1, 1, 2, 4],
  [2161.85, 3_470_000, 2236.87, 2237, 2237, 2240],
] as const)
  test(`${pence} raised by ${risePercent(millionths)}`, () =>
    assert.deepEqual(
      ROUNDINGS.map((rounding) => raisePrice(pence, millionths, rounding)),
      expected,
    ))

test('no rounding is ever below the rise, up by less than its step, nor out of order', () =>
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.integer({ min: 1, max: 100_000_000 }), (pence, millionths) => {
      const exact = pence * (1 + millionths / 100_000_000)
      const by = (rounding: Rounding) => raisePrice(pence, millionths, rounding)
      assert.ok(by('up_1p') >= exact - 1e-6 && by('up_1p') < exact + 1)
      assert.ok(by('up_4p') >= by('up_1p') && by('up_4p') % 4 === 0 && by('up_4p') < exact + 4)
      assert.ok(Math.abs(by('nearest_1p') - exact) <= 0.5 + 1e-6)
      assert.ok(Math.abs(by('none') - exact) <= 0.005 + 1e-6)
    }),
  ))

// M-26: what is typed, and the rise
for (const [method, expected] of [
  [{ kind: 'percent', percent: '6.6' }, '6.6%'],
  [{ kind: 'percent', percent: ' 3.47% ' }, '3.47%'],
  [{ kind: 'basket', staffShare: '75', wages: '4.1', prices: '3.8' }, '4.025%'],
  [{ kind: 'basket', staffShare: '72.5', wages: '6.7', prices: '2.6' }, '5.5725%'],
  [{ kind: 'basket', staffShare: '100', wages: '4.1', prices: '0' }, '4.1%'],
  [{ kind: 'percent', percent: '' }, 'percent no number'],
  [{ kind: 'percent', percent: 'six' }, 'percent no number'],
  [{ kind: 'percent', percent: '-2' }, 'percent no number'],
  [{ kind: 'percent', percent: '6.66667' }, 'percent no number'],
  [{ kind: 'percent', percent: '0' }, 'percent nothing'],
  [{ kind: 'percent', percent: '101' }, 'percent too much'],
  [{ kind: 'basket', staffShare: '101', wages: '', prices: '3' }, 'staffShare too much, wages no number'],
] as const satisfies readonly (readonly [Method, string])[])
  test(`${JSON.stringify(method)} is ${expected}`, () => {
    const rise = riseOf(method)
    assert.equal(
      rise.ok ? risePercent(rise.value) : rise.error.map(({ field, why }) => `${field} ${why}`).join(', '),
      expected,
    )
  })

test('every price of a card is raised, and nothing else', () => {
  const file = {
    ...{ card: 'HC', from: '2026-04-06', to: '2027-04-06', payment: { rule: 'tolerance', minutes: 5 } },
    rates: [
      { service: 'a', zone: 'any', pence_per_hour: 2028, two_workers_pence_per_hour: 4000 },
      { service: 'b', zone: 'any', pence_per_minute: 36.07 },
      { service: 'c', zone: 'any', pence_per_visit: 1500 },
      { service: 'd', zone: 'any', exact_pence_per_hour: 2028.5 },
    ],
    bands: [{ service: 'a', zone: 'any', prices: { 30: 1600 } }],
    travel: [{ service: 'a', zone: 'any', from_miles: 5, pence_per_visit: 150 }],
    sleep_ins: [{ service: 'e', zone: 'any', pence_per_night: 8500, wakings_included: 2 }],
    weeks: [{ service: 'f', zone: 'any', pence_per_week: 120_000 }],
    blocks: [{ service: 'g', zone: 'any', hours_per_week: 100, pence_per_hour: 2028, over_use_pence_per_hour: 2100 }],
    exceptions: { no_access: { minutes: 15 } },
  }
  const rise = { millionths: 6_600_000, rounding: 'up_4p' as const }
  assert.deepEqual(raiseCard(file, rise, '2027-04-07'), {
    ...{ card: 'HC', from: '2027-04-07', to: null, payment: { rule: 'tolerance', minutes: 5 } },
    rates: [
      { service: 'a', zone: 'any', two_workers_pence_per_hour: 4264, pence_per_hour: 2164 },
      { service: 'b', zone: 'any', pence_per_minute: 38.46 },
      { service: 'c', zone: 'any', pence_per_visit: 1599 },
      { service: 'd', zone: 'any', pence_per_hour: 2164 },
    ],
    bands: [{ service: 'a', zone: 'any', prices: { 30: 1706 } }],
    travel: [{ service: 'a', zone: 'any', from_miles: 5, pence_per_visit: 160 }],
    sleep_ins: [{ service: 'e', zone: 'any', pence_per_night: 9061, wakings_included: 2 }],
    weeks: [{ service: 'f', zone: 'any', pence_per_week: 127_920 }],
    blocks: [{ service: 'g', zone: 'any', hours_per_week: 100, pence_per_hour: 2164, over_use_pence_per_hour: 2240 }],
    exceptions: { no_access: { minutes: 15 } },
  })
})

const CONNIE = officer('O-7', ['rates.see', 'rates.change', 'payments.see'])
const HUGO = { ...officer('O-8', ['rates.see', 'payments.see', 'payments.approve']), name: 'Hugo Head' }
const TEN_PERCENT: StartUplift = {
  ...{ cardRefs: ['HC-BAND', 'HC-BALANCE'], method: { kind: 'percent', percent: '10' } },
  ...{ rounding: 'nearest_1p', from: '2027-04-07', note: 'Cabinet, 3 February 2027' },
}

describe('an uplift', () => {
  const { shell } = useDatabase({ seed: seedPayCouncil })
  const read = <T>(work: Parameters<typeof shell.read<T>>[1]) => shell.read(CONNIE, work)
  const proposed = async (changes: Partial<StartUplift> = {}, atOnce?: AtOnce) => {
    const upliftRef = got(await startUplift(shell, CONNIE, { ...TEN_PERCENT, ...changes }))
    await workUplift(shell, COUNCIL, upliftRef, atOnce)
    return upliftRef
  }

  it('is tried on the visits of the year: by provider what they cost before, as a pay run pays them, and after', async () => {
    await loadVisits(shell, FLAWED)
    const upliftRef = await proposed()
    const parts = await read((tx) => listProviderParts(tx, upliftRef, { offset: 0, limit: 10 }))
    const run = await draftRun(shell)
    const drafted = await read((tx) =>
      rows<{ ref: string; pence: number }>(
        tx,
        sql`select organisation_ref as ref, sum(amount_pence)::bigint as pence from payments.draft_line
            where pay_run_ref = ${run} and card_ref = any (${['HC-BAND', 'HC-BALANCE']}) group by 1 order by 1`,
      ),
    )
    const byRef = parts.toSorted((a, b) => (a.organisationRef < b.organisationRef ? -1 : 1))
    assert.deepEqual(
      byRef.map(({ organisationRef, beforePence }) => ({ ref: organisationRef, pence: beforePence })),
      drafted.map((one) => ({ ...one })),
    )
    assert.deepEqual(
      byRef.map((part) => [part.organisationRef, part.visits, part.unpriced]),
      [
        [BANDED, 8, 0],
        [BALANCED, 3, 0],
      ],
    )
    for (const part of parts) assert.ok(Math.abs(part.afterPence - part.beforePence * 1.1) <= 0.5 * part.visits + 40)
    assert.equal(
      parts.some((part) => part.organisationRef === SPLIT),
      false,
    )
    assert.equal((await read((tx) => findUplift(tx, upliftRef)))?.state, 'draft')
  })

  it('counts visits by case, and comes to what a pay run pays one by one: at every edge of a price band and of a day', async () => {
    const line = (day: string, from: string, to: string, pence: number) => ({
      ...{ service: 'home_care', zone: 'any', day, from, to },
      pence_per_hour: pence,
    })
    const card = {
      ...{ card: 'HC-NIGHT', from: '2026-04-06', to: null, rate_at: 'start' },
      payment: { rule: 'capped', no_log_out: 'planned' },
      rates: [
        ...[
          line('any', '00:00', '07:00', 2411),
          line('any', '07:00', '20:30', 2017),
          line('any', '20:30', '24:00', 2333),
        ],
        ...[line('weekend', '00:00', '24:00', 2609), line('bank_holiday', '06:00', '22:00', 4001)],
      ],
    }
    got(await addRateCard(shell, CONNIE, { name: 'Day and night', text: JSON.stringify(card) }))
    const days = ['2026-10-24', '2026-10-25', '2026-10-26', '2026-11-11', '2026-11-12', '2026-11-14']
    const starts = ['00:00', '01:30', '05:59', '06:00', '06:59', '07:00', '20:29', '20:30', '21:59', '22:00', '23:59']
    const made = days.flatMap((day, at) =>
      starts.map((start, turn): VisitMade => {
        const workers = turn % 4 === 0 ? 2 : 1
        const log = [
          [turn - 3, turn === 5 ? undefined : 20 + at],
          [0, 31],
        ] as const
        const visit = { personRef: 'P-1001', organisationRef: BANDED, day, start, minutes: 30, cardRef: 'HC-NIGHT' }
        return { ...visit, workers, log: turn === 7 ? [] : log.slice(0, workers) }
      }),
    )
    await loadVisits(shell, made)
    const upliftRef = await proposed({ cardRefs: ['HC-NIGHT'] })
    const [part] = await read((tx) => listProviderParts(tx, upliftRef, { offset: 0, limit: 10 }))
    const run = await draftRun(shell, { organisationRef: null, from: '2026-10-24', to: '2026-11-15' })
    const [paid] = await read((tx) =>
      rows(
        tx,
        sql`select count(*) as visits, sum(amount_pence)::bigint as "beforePence" from payments.draft_line where pay_run_ref = ${run}`,
      ),
    )
    assert.deepEqual({ visits: part?.visits, beforePence: part?.beforePence }, { ...(paid as object) })
    assert.equal(part?.visits, made.length)
  })

  it('comes to the same whatever it does at once, and goes on where it was cut off', async () => {
    const people = Array.from({ length: 6 }, (_, at) =>
      FLAWED.map((one) => ({ ...one, personRef: `P-${3001 + at}` })),
    ).flat()
    await loadVisits(shell, people)
    const atOnce = await read(async (tx) => totalsOfUplift(tx, 'UP-none'))
    assert.equal(atOnce.visits, 0)
    const [whole, inPieces] = [await proposed(), await proposed({}, { days: 2, visits: 7 })]
    const totals = (ref: string) => read((tx) => totalsOfUplift(tx, ref))
    assert.deepEqual(await totals(inPieces), await totals(whole))
    await workUplift(shell, COUNCIL, whole)
    assert.equal((await totals(whole)).visits, 6 * 11)
  })

  it('makes new versions from its day when another officer approves, and says so', async () => {
    const upliftRef = await proposed()
    assert.equal(refusal(await approveUplift(shell, CONNIE, upliftRef)), 'made by the same officer')
    got(await approveUplift(shell, HUGO, upliftRef))
    const price = async (day: string) => {
      const stored = await read((tx) => findStoredCard(tx, 'HC-BALANCE', day))
      const { rates } = (stored ?? assert.fail()).card as { rates: { pence_per_hour: number }[] }
      return rates[0]?.pence_per_hour
    }
    assert.deepEqual([await price('2027-04-06'), await price('2027-04-07')], [2250, 2475])
    assert.equal(refusal(await approveUplift(shell, HUGO, upliftRef)), 'not a draft')
    assert.equal(refusal(await cancelUplift(shell, CONNIE, { upliftRef, reason: 'late' })), 'already settled')
    const told = (await read((tx) => timeline(tx, `uplift:${upliftRef}`))).map((entry) => inWords(house, entry))
    assert.deepEqual(told, [
      'Uplift approved: new versions of HC-BALANCE, HC-BAND from 7 April 2027',
      'Dry run done: 0 visits, £0.00 before and £0.00 after',
      'Uplift of 10% proposed for HC-BALANCE, HC-BAND from 7 April 2027',
    ])
    const ofCard = await read((tx) => timeline(tx, 'rate-card:HC-BALANCE'))
    assert.match(inWords(house, ofCard[0] ?? assert.fail()), /Uplift approved|added from 7 April 2027/)
    assert.equal(
      ofCard.some(({ type }) => type === 'rates.card-back-dated'),
      false,
    )
  })

  it('agreed late is back-dated with its reason, for what was paid to be rated again', async () => {
    const upliftRef = await proposed({ from: '2026-10-05', cardRefs: ['HC-BALANCE'] })
    got(await approveUplift(shell, HUGO, upliftRef))
    const told = (await read((tx) => timeline(tx, 'rate-card:HC-BALANCE'))).find(
      ({ type }) => type === 'rates.card-back-dated',
    )
    assert.deepEqual(told?.data, {
      cardRef: 'HC-BALANCE',
      from: '2026-10-05',
      to: null,
      reason: `Uplift ${upliftRef} of 10%`,
    })
  })

  it('counts the weeks of a block, used or not, at both prices', async () => {
    got(await addRateCard(shell, CONNIE, { name: 'Block', text: JSON.stringify(BLOCK_CARD) }))
    got(await enterContract(shell, CONNIE, contractOf({ cardRef: 'HC-BLOCK', fromDay: '2026-11-02' })))
    await paidRun(shell)
    const upliftRef = await proposed({ cardRefs: ['HC-BLOCK'] })
    const [part, ...more] = await read((tx) => listProviderParts(tx, upliftRef, { offset: 0, limit: 10 }))
    // Two weeks of 8 guaranteed hours at £20.00, and at £22.00.
    assert.deepEqual([part?.organisationRef, part?.beforePence, part?.afterPence], [BANDED, 32_000, 35_200])
    assert.equal(more.length, 0)
  })

  it('is not approved for cards that have changed since, and is cancelled with a reason', async () => {
    const upliftRef = await proposed()
    const card = { ...CARDS[BALANCED], from: '2027-01-01' }
    got(await addRateCard(shell, CONNIE, { name: 'New', text: JSON.stringify(card) }))
    assert.equal(refusal(await approveUplift(shell, HUGO, upliftRef)), 'a card has changed')
    assert.equal((await read((tx) => findStoredCard(tx, 'HC-BAND', '2027-04-07')))?.from, '2026-04-06')
    assert.equal(refusal(await cancelUplift(shell, CONNIE, { upliftRef, reason: ' ' })), 'no reason given')
    got(await cancelUplift(shell, CONNIE, { upliftRef, reason: 'The card has changed' }))
    await workUplift(shell, COUNCIL, upliftRef)
    assert.equal((await read((tx) => findUplift(tx, upliftRef)))?.state, 'cancelled')
  })

  it('is of cards that hold then, and not of the first day of a version', async () => {
    const start = async (changes: Partial<StartUplift>) =>
      refusal(await startUplift(shell, CONNIE, { ...TEN_PERCENT, ...changes }))?.why
    assert.equal(await start({ cardRefs: [] }), 'no card chosen')
    assert.equal(await start({ cardRefs: ['HC-NONE'] }), 'card has no version then')
    assert.equal(await start({ from: '2026-01-01' }), 'card has no version then')
    assert.equal(await start({ from: '2026-04-06' }), 'a version begins that day')
    assert.equal(await start({ method: { kind: 'percent', percent: '0' } }), 'the rise')
  })
})

const ACTORS: Record<string, Actor> = { connie: CONNIE, hugo: HUGO, machine: { ...CONNIE, kind: 'machine' } }

describe('through the doors of uplifts', () => {
  const { shell } = useDatabase({ seed: seedPayCouncil })
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
  const FORM = {
    ...{
      cards: 'HC-BAND',
      kind: 'basket',
      percent: '',
      staffShare: '75',
      wages: '4.1',
      prices: '3.8',
      rounding: 'up_4p',
    },
    ...{ 'from-day': '7', 'from-month': '4', 'from-year': '2027', note: 'Cabinet, 3 February 2027' },
  }

  it('an officer proposes, looks at what it costs, and another approves', async () => {
    await loadVisits(shell, FLAWED)
    const connie = await as('connie')
    const wrong = await connie.post('/uplifts/start', { ...FORM, wages: 'much', note: '' })
    assert.equal(wrong.statusCode, 400)
    assert.match(wrong.body, /Enter where it was agreed/)
    assert.match(
      (await connie.post('/uplifts/start', { ...FORM, wages: 'much' })).body,
      /Enter the rise of wages, for example 4\.1/,
    )
    const started = await connie.post('/uplifts/start', FORM)
    assert.equal(started.statusCode, 303)
    const url = String(started.headers.location)
    assert.match((await connie.get(url)).body, /visits priced before and after so far/)
    await workUplift(shell, COUNCIL, url.split('/').at(-1) ?? '')
    const { value, queries } = await countQueries(() => connie.get(url))
    for (const said of [
      /4\.025%/,
      /To approve/,
      /Up to a multiple of 4p/,
      /Wye Valley Carers/,
      /£21\.64/,
      /£22\.52/,
      /\+£0\.88, \+4\.07%/,
    ])
      assert.match(value.body, said)
    assert.ok(queries <= 8, `${queries} queries`)
    assert.doesNotMatch(value.body, /Approve the uplift/)
    assert.equal(
      (await connie.get(`${url}.csv`)).body.split('\n')[0]?.trim(),
      'provider_ref,provider,visits,visits_without_a_price,before_pence,after_pence,more_pence',
    )
    assert.equal((await connie.post(`${url}/cancel`, { reason: '' })).statusCode, 400)
    const hugo = await as('hugo')
    assert.equal((await hugo.get('/uplifts/start')).statusCode, 403)
    assert.equal((await hugo.post(`${url}/approve`, {}, url)).statusCode, 303)
    assert.match((await hugo.get(url)).body, /Approved by Hugo Head/)
    assert.equal((await hugo.post(`${url}/approve`, {}, '/uplifts')).statusCode, 409)
    assert.match((await hugo.get('/uplifts?state=approved')).body, /HC-BAND/)
    assert.equal((await hugo.get('/uplifts/UP-9')).statusCode, 404)
  })

  it('a machine proposes and reads; nobody approves by machine', async () => {
    const call = (method: 'GET' | 'POST', path: string, payload?: object, key = 'k-1') =>
      app.inject({
        ...{ method, url: path },
        ...(payload ? { payload } : {}),
        headers: { authorization: 'Bearer machine', 'idempotency-key': key },
      })
    const body = {
      ...{ cards: ['HC-BAND'], method: { kind: 'percent', percent: '6.6' }, rounding: 'up_4p', from: '2027-04-07' },
      note: 'Cabinet',
    }
    const made = await call('POST', '/api/v1/uplifts', body)
    assert.equal(made.statusCode, 201)
    const { upliftRef } = made.json() as { upliftRef: string }
    assert.equal((await call('POST', '/api/v1/uplifts', { ...body, from: '2020-01-01' }, 'k-2')).statusCode, 422)
    await workUplift(shell, COUNCIL, upliftRef)
    const read = (await call('GET', `/api/v1/uplifts/${upliftRef}`)).json() as { rise: string; state: string }
    assert.deepEqual([read.rise, read.state], ['6.6%', 'draft'])
    assert.equal((await call('GET', '/api/v1/uplifts')).json().total, 1)
    assert.equal((await call('GET', '/api/v1/uplifts/UP-9')).statusCode, 404)
    assert.equal((await call('POST', `/api/v1/uplifts/${upliftRef}/approve`)).statusCode, 404)
  })
})
