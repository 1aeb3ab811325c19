import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import {
  committedPence,
  drawDown,
  enterContract,
  findContract,
  giveNotice,
  listContractsFor,
  listContractsOf,
  novateContract,
  panels,
  routes,
  search,
  withdrawNotice,
  words,
} from '#src/contracts/index.ts'
import { type AskedNotice, checkNotice, earliestLastDay } from '#src/contracts/notice/notice.ts'
import { timeline } from '#src/platform/audit.ts'
import type { Actor } from '#src/platform/actor.ts'
import { countQueries } from '#src/platform/database.ts'
import { type House, inWords } from '#src/platform/panels.ts'
import { officer, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { BALANCED, BANDED, contractOf, got, refusal, seedPayCouncil } from '#test/support/pay-runs.ts'

const house: House = { panels, work: [], search, words }
const me = system()
const connie: Actor = officer('O-1001', ['contracts.see', 'contracts.change', 'audit.see'])

describe('how long notice is', () => {
  const contract = { fromDay: '2026-04-01', toDay: '2028-04-01' }
  const asked = {
    ...{ by: 'provider' as const, reason: 'contract_handback' as const, givenDay: '2026-11-22', lastDay: '2027-02-21' },
    ...{ closedFrom: '2026-11-23', note: 'We cannot recruit' },
  }
  const check = (more: Partial<AskedNotice>, months = 3, isGiven = false) => {
    const checked = checkNotice(contract, months, isGiven, { ...asked, ...more }, '2026-11-22')
    return checked.ok ? 'given' : checked.error
  }
  for (const [day, months, expected] of [
    ['2026-11-22', 1, '2026-12-21'],
    ['2026-11-30', 3, '2027-02-27'],
    ['2027-01-31', 1, '2027-02-27'],
  ] as const)
    it(`${months} of months from ${day} end on ${expected} at the earliest`, () =>
      assert.equal(earliestLastDay(day, months), expected))
  it('is what the contract asks for, whoever gives it, unless business, registration or safety fail', () => {
    assert.equal(check({}), 'given')
    assert.equal(check({ lastDay: '2027-02-20' }), 'shorter than its notice')
    assert.equal(check({ lastDay: '2026-11-25', reason: 'business_failure' }), 'given')
    assert.equal(check({ lastDay: '2026-11-21', reason: 'business_failure' }), 'shorter than its notice')
  })
  it('is given once, by today, before the end, with what was said', () => {
    assert.equal(check({}, 3, true), 'notice is given already')
    assert.equal(check({ givenDay: '2026-11-23', lastDay: '2027-03-01' }), 'given in the future')
    assert.equal(check({ lastDay: '2028-03-31' }), 'not before its end')
    assert.equal(check({ closedFrom: '2027-02-22' }), 'closed after its last day')
    assert.equal(check({ note: ' ' }), 'no reason given')
  })
})

const handedBack = {
  ...{ by: 'provider' as const, reason: 'contract_handback' as const, givenDay: '2026-11-22', lastDay: '2027-02-21' },
  ...{ closedFrom: '2026-12-01', note: 'We cannot recruit' },
}

describe('a contract of which notice is given', () => {
  const { shell } = useDatabase({ seed: seedPayCouncil })
  const read = <T>(work: Parameters<typeof shell.read<T>>[1]) => shell.read(me, work)
  const entered = (more: object = {}) =>
    enterContract(shell, connie, contractOf({ noticeMonths: 3, fromDay: '2026-04-01', ...more })).then(got)
  const place = (contractRef: string, packageRef: string, fromDay: string) =>
    shell.command(me, 'place', (tx) =>
      drawDown(tx, { contractRef, packageRef, weeklyPence: 7_000, fromDay, toDay: null }),
    )

  it('takes nobody new from a day on, ends with its last day, gives the rest back, and is what it was when it is withdrawn', async () => {
    const ref = await entered()
    got(await place(ref, 'PK-1', '2026-11-23'))
    const before = await read((tx) => committedPence(tx, ref))
    got(await giveNotice(shell, connie, { contractRef: ref, ...handedBack }))
    const { toDay, closedFrom } = (await read((tx) => findContract(tx, ref))) ?? {}
    assert.deepEqual([toDay, closedFrom], ['2027-02-22', '2026-12-01'])
    assert.equal(await read((tx) => committedPence(tx, ref)), 91_000, 'thirteen weeks are left')
    assert.equal(refusal(await place(ref, 'PK-2', '2026-12-01')), 'notice is given')
    got(await place(ref, 'PK-3', '2026-11-30'))
    const offered = async (on: string) =>
      (await read((tx) => listContractsFor(tx, { service: 'home_care', zone: 'rural', on }))).some(
        ({ contractRef }) => contractRef === ref,
      )
    assert.deepEqual([await offered('2026-11-30'), await offered('2026-12-01')], [true, false])
    assert.equal(
      refusal(await giveNotice(shell, connie, { contractRef: ref, ...handedBack })),
      'notice is given already',
    )
    assert.equal(refusal(await withdrawNotice(shell, connie, { contractRef: ref, note: ' ' })), 'no reason given')
    got(await withdrawNotice(shell, connie, { contractRef: ref, note: 'A buyer was found' }))
    assert.equal((await read((tx) => findContract(tx, ref)))?.toDay, '2028-04-01')
    assert.ok((await read((tx) => committedPence(tx, ref))) > before, 'both are placed to the old end')
    got(await place(ref, 'PK-2', '2026-12-01'))
    assert.equal(refusal(await withdrawNotice(shell, connie, { contractRef: ref, note: 'x' })), 'no notice is given')
    const told = (await read((tx) => timeline(tx, `contract:${ref}`))).map((entry) => inWords(house, entry))
    assert.ok(
      told.includes(
        'Notice received: The provider hands the contract back, last day 21 February 2027, nobody new from 1 December 2026',
      ),
    )
    assert.ok(told.includes('Notice withdrawn, it runs to 31 March 2028: A buyer was found'))
  })

  it('is transferred to another provider from a day on, and both keep what was theirs', async () => {
    const ref = await entered({ regime: 'pcr15', valuePence: 100_000_000, ceilingPence: 100_000_000 })
    const asked = {
      ...{ contractRef: ref, organisationRef: BALANCED, fromDay: '2026-11-22', ground: 'd' as const, isStated: true },
      ...{ authority: { kind: 'decision' as const, words: 'Director, 20 November 2026' }, reason: 'A merger' },
    }
    const novate = (more: object) => novateContract(shell, connie, { ...asked, ...more })
    assert.equal(refusal(await novate({ organisationRef: '1-999' })), 'no such provider')
    assert.equal(refusal(await novate({ organisationRef: BANDED })), 'nothing changes')
    assert.equal(refusal(await novate({ ground: 'e' })), 'the test fails')
    assert.equal(refusal(await novate({ isStated: false })), 'not stated')
    assert.equal(refusal(await novate({ authority: { kind: 'role' } })), 'not yours to decide')
    got(await place(ref, 'PK-1', '2026-11-23'))
    const before = await read((tx) => committedPence(tx, ref))
    got(await novate({}))
    assert.equal((await read((tx) => findContract(tx, ref)))?.organisationRef, BALANCED)
    assert.equal(await read((tx) => committedPence(tx, ref)), before)
    const held = async (organisationRef: string) =>
      (await read((tx) => listContractsOf(tx, organisationRef))).some(({ contractRef }) => contractRef === ref)
    assert.deepEqual([await held(BANDED), await held(BALANCED)], [false, true])
  })
})

describe('through the doors of notice', () => {
  const { shell } = useDatabase({ seed: seedPayCouncil })
  let app: FastifyInstance
  before(async () => {
    app = await serverFor(shell, [(doors) => routes(doors, house)], {
      identities: { actorOf: async () => connie, actorOfToken: async () => ({ ...connie, kind: 'machine' }) },
    })
  })
  after(() => app.close())
  const day = (name: string, [year, month, date]: readonly [number, number, number]) => ({
    [`${name}-day`]: String(date),
    [`${name}-month`]: String(month),
    [`${name}-year`]: String(year),
  })

  it('notice is recorded and withdrawn; a transfer shows its sums', async () => {
    const ref = got(await enterContract(shell, connie, contractOf({ noticeMonths: 3, regime: 'pcr15', valuePence: 1 })))
    const browser = new Browser(app)
    await browser.signInAs('staff', 'connie')
    const at = `/contracts/${ref}/notice`
    assert.match((await browser.get(at)).body, /3 months/)
    const fields = {
      ...{ by: 'provider', reason: 'contract_handback', note: 'We cannot recruit' },
      ...{ ...day('givenDay', [2026, 11, 22]), ...day('lastDay', [2027, 2, 20]), ...day('closedFrom', [2026, 12, 1]) },
    }
    assert.match((await browser.post(at, {})).body, /Choose who gives notice/)
    assert.match((await browser.post(at, fields)).body, /before the contract’s notice has run/)
    assert.equal((await browser.post(at, { ...fields, ...day('lastDay', [2027, 2, 21]) })).statusCode, 303)
    assert.match((await browser.get(`/contracts/${ref}`)).body, /Takes nobody new/)
    assert.match((await browser.post(at, { do: 'withdraw' })).body, /Say why the notice is withdrawn/)
    assert.equal((await browser.post(at, { do: 'withdraw', note: 'A buyer' })).statusCode, 303)
    assert.match((await browser.get(at)).body, /Withdrawn by/)
    const transfer = `/contracts/${ref}/transfer`
    assert.match((await browser.get(transfer)).body, /P-40 \(d\)/)
    const asked = { organisationRef: '1-102', ...day('fromDay', [2026, 12, 1]), ground: 'd', isStated: 'yes' }
    const wrong = await browser.post(transfer, { ...asked, organisationRef: '1-999', reason: 'A merger' })
    assert.match(wrong.body, /There is no provider with this reference/)
    const decided = { reason: 'A merger', authority: 'decision', decision: 'Director' }
    assert.equal((await browser.post(transfer, { ...asked, ...decided })).statusCode, 303)
    for (const url of [at, transfer, `/contracts/${ref}`, `/contracts/${ref}/changes`]) {
      const { value, queries } = await countQueries(() => browser.get(url))
      assert.ok(value.statusCode === 200 && queries <= 8, `${url} asks ${queries} times`)
    }
  })

  it('a machine records notice', async () => {
    const ref = got(await enterContract(shell, connie, contractOf({ noticeMonths: 3 })))
    let calls = 0
    const send = (payload: object) =>
      app.inject({
        ...{ method: 'POST', url: `/api/v1/contracts/${ref}/notice`, payload },
        headers: { authorization: 'Bearer machine', 'idempotency-key': `k-${++calls}` },
      })
    assert.equal((await send({ ...handedBack, lastDay: '2027-01-01' })).statusCode, 422)
    assert.equal((await send(handedBack)).statusCode, 201)
  })
})
