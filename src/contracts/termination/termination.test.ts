import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { watchContracts } from '#src/contracts/dates/date-commands.ts'
import {
  changeContract,
  committedPence,
  decideTermination,
  drawDown,
  enterContract,
  findContract,
  giveNotice,
  novateContract,
  panels,
  proposeTermination,
  routes,
  search,
  withdrawNotice,
  words,
  work,
} from '#src/contracts/index.ts'
import { findContractOn } from '#src/contracts/contract.store.ts'
import { type AskedTermination, checkTermination, noticesDue } from '#src/contracts/termination/termination.ts'
import { timeline } from '#src/platform/audit.ts'
import type { Actor } from '#src/platform/actor.ts'
import { countQueries } from '#src/platform/database.ts'
import { type House, inWords } from '#src/platform/panels.ts'
import { officer, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { BALANCED, contractOf, got, refusal, seedPayCouncil } from '#test/support/pay-runs.ts'

const house: House = { panels, work, search, words }
const me = system()
const connie: Actor = officer('O-1001', ['contracts.see', 'contracts.change', 'audit.see'])
const hana: Actor = officer('O-1002', ['contracts.see', 'contracts.change', 'audit.see'])
const breach: AskedTermination = {
  ...{ ground: 'breach', reason: 'safeguarding_move', words: 'Clause 14.2', evidence: 'Inspection, 20 November 2026' },
  ...{ isHeard: false, lastDay: '2026-11-29' },
}
const byCabinet = { kind: 'decision', words: 'Director, 21 November 2026' } as const

describe('an end at once', () => {
  const contract = { fromDay: '2026-04-01', toDay: '2028-04-01' }
  const check = (more: Partial<AskedTermination>, regime: Parameters<typeof checkTermination>[1] = 'pa23') => {
    const checked = checkTermination(contract, regime, { ...breach, ...more }, '2026-11-22')
    return checked.ok ? 'fits' : checked.error
  }
  it('rests on what the contract says, on agreement, or on a ground of its own law', () => {
    assert.equal(check({}), 'fits')
    assert.equal(check({}, 'psr'), 'fits')
    assert.equal(check({ ground: 's78(2)(b)', isHeard: true }, 'pa23_light_touch'), 'fits')
    assert.equal(check({ ground: 's78(2)(b)' }), 'the provider was not heard')
    assert.equal(check({ ground: 's79', isHeard: true }, 'pcr15'), 'not a ground of this regime')
    assert.equal(check({ ground: 'reg73(1)(a)' }, 'pcr15_light_touch'), 'fits')
    assert.equal(check({ ground: 'reg73(1)(a)' }), 'not a ground of this regime')
  })
  it('is today at the earliest and before its term ends, with words and evidence', () => {
    assert.equal(check({ lastDay: '2026-11-22' }), 'fits')
    assert.equal(check({ lastDay: '2026-11-21' }), 'a day gone by')
    assert.equal(check({ lastDay: '2028-03-31' }), 'not before its end')
    assert.equal(check({ words: ' ' }), 'no reason given')
    assert.equal(check({ evidence: ' ' }), 'no evidence')
  })
  for (const [regime, ground, expected] of [
    ['pa23', 'breach', ['UK9 2026-12-22', 'UK11 2026-12-29']],
    ['pa23', 'agreement', ['UK11 2026-12-29']],
    ['pa23_light_touch', 'breach', ['UK11 2026-12-29']],
    ['pcr15', 'breach', []],
  ] as const)
    it(`of a contract under ${regime} by ${ground} asks for ${expected.join(' and ') || 'no notice'}`, () =>
      assert.deepEqual(
        noticesDue(regime, ground, { today: '2026-11-22', lastDay: '2026-11-29' }).map(
          ({ code, by }) => `${code} ${by}`,
        ),
        expected,
      ))
})

describe('a contract that ends at once', () => {
  const harness = useDatabase({ seed: seedPayCouncil })
  const { shell } = harness
  const read = <T>(work: Parameters<typeof shell.read<T>>[1]) => shell.read(me, work)
  const entered = (more: object = {}) =>
    enterContract(shell, connie, contractOf({ fromDay: '2026-04-01', noticeMonths: 3, ...more })).then(got)
  const decide = (contractRef: string, more: object = {}, by = hana) =>
    decideTermination(shell, by, { contractRef, isAgreed: true, authority: byCabinet, note: '', ...more })
  const place = (contractRef: string, packageRef: string) =>
    shell.command(me, 'place', (tx) =>
      drawDown(tx, { contractRef, packageRef, weeklyPence: 7_000, fromDay: '2026-11-23', toDay: null }),
    )
  const told = async (ref: string) =>
    (await read((tx) => timeline(tx, `contract:${ref}`))).map((entry) => inWords(house, entry))

  it('is proposed by one officer and decided by another; then nobody new is placed and what is placed gives the rest back', async () => {
    const ref = await entered({ regime: 'pa23', valuePence: 600_000_000 })
    got(await place(ref, 'PK-1'))
    assert.equal(refusal(await decide(ref)), 'nothing is proposed')
    got(await proposeTermination(shell, connie, { contractRef: ref, ...breach }))
    assert.equal(refusal(await proposeTermination(shell, hana, { contractRef: ref, ...breach })), 'proposed already')
    got(await place(ref, 'PK-2'))
    assert.equal(refusal(await decide(ref, {}, connie)), 'proposed it')
    assert.equal(refusal(await decide(ref, {}, { ...hana, kind: 'machine' })), 'not an officer')
    assert.equal(refusal(await decide(ref, { authority: { kind: 'role' } })), 'not yours to decide')
    assert.equal(refusal(await decide(ref, { isAgreed: false })), 'no reason given')
    assert.equal(got(await decide(ref)), 'decided')
    const { toDay, closedFrom } = (await read((tx) => findContract(tx, ref))) ?? {}
    assert.deepEqual([toDay, closedFrom], ['2026-11-30', '2026-11-22'])
    assert.equal(await read((tx) => committedPence(tx, ref)), 14_000, 'a week each is left')
    assert.equal(refusal(await place(ref, 'PK-3')), 'notice is given')
    assert.equal(refusal(await proposeTermination(shell, hana, { contractRef: ref, ...breach })), 'ended at once')
    const lines = await told(ref)
    assert.ok(lines.some((line) => line.startsWith('Ended at once, last day 29 November 2026, nobody new is placed.')))
    harness.clock.now = Temporal.Instant.from('2026-11-30T06:00:00Z')
    got(await watchContracts(shell, me))
    assert.ok((await told(ref)).includes('Ended on 29 November 2026, by termination'))
  })

  it('may be refused with a reason, and proposed anew; a proposal that waited too long is not decided', async () => {
    const ref = await entered()
    got(await proposeTermination(shell, connie, { contractRef: ref, ...breach, lastDay: '2026-11-22' }))
    harness.clock.now = Temporal.Instant.from('2026-11-23T12:00:00Z')
    assert.equal(refusal(await decide(ref)), 'a day gone by')
    assert.equal(got(await decide(ref, { isAgreed: false, note: 'Too late' })), 'refused')
    assert.equal(got(await proposeTermination(shell, connie, { contractRef: ref, ...breach })), 2)
  })

  it('comes before the end of notice, which can then not be withdrawn; its term can no longer become another', async () => {
    const ref = await entered()
    const notice = { by: 'provider', reason: 'contract_handback', givenDay: '2026-11-22', note: 'No staff' } as const
    const noticed = { contractRef: ref, ...notice, lastDay: '2027-02-21', closedFrom: '2026-12-01' }
    got(await giveNotice(shell, connie, noticed))
    const extend = () =>
      changeContract(shell, connie, {
        ...{ contractRef: ref, kind: 'extension', fromDay: '2026-11-22', toDay: '2029-04-01', ground: 'light touch' },
        ...{ isStated: false, optionNumber: null, ceilingPence: null, valuePence: null, lot: '1', zones: ['rural'] },
        ...{ changesScope: false, favoursSupplier: false, takenWith: [], authority: byCabinet, reason: 'x' },
      })
    assert.equal(refusal(await extend()), 'notice is given')
    got(await proposeTermination(shell, connie, { contractRef: ref, ...breach }))
    got(await decide(ref))
    assert.equal((await read((tx) => findContract(tx, ref)))?.closedFrom, '2026-11-22')
    assert.equal(refusal(await withdrawNotice(shell, connie, { contractRef: ref, note: 'x' })), 'ended at once')
    assert.equal(refusal(await giveNotice(shell, connie, noticed)), 'notice is given already')
  })

  it('leaves a transfer that is decided for a later day as it was decided', async () => {
    const ref = await entered({ regime: 'pcr15', valuePence: 100_000_000 })
    got(
      await novateContract(shell, connie, {
        ...{ contractRef: ref, organisationRef: BALANCED, fromDay: '2026-12-01', ground: 'd', isStated: true },
        ...{ authority: byCabinet, reason: 'A merger' },
      }),
    )
    got(
      await giveNotice(shell, connie, {
        ...{ contractRef: ref, by: 'provider', reason: 'contract_handback', givenDay: '2026-11-22', note: 'No staff' },
        ...{ lastDay: '2027-02-21', closedFrom: '2026-12-01' },
      }),
    )
    const holder = async (day: string) => (await read((tx) => findContractOn(tx, ref, day)))?.contract.organisationRef
    assert.deepEqual([await holder('2026-11-30'), await holder('2026-12-01')], ['1-101', BALANCED])
  })
})

describe('through the doors of an end at once', () => {
  const { shell } = useDatabase({ seed: seedPayCouncil })
  let app: FastifyInstance
  let who = connie
  before(async () => {
    app = await serverFor(shell, [(doors) => routes(doors, house)], {
      identities: { actorOf: async () => who, actorOfToken: async () => ({ ...connie, kind: 'machine' }) },
    })
  })
  after(() => app.close())
  const lastDay = { 'lastDay-day': '29', 'lastDay-month': '11', 'lastDay-year': '2026' }

  it('it is proposed, waits on another’s list, and is decided; a machine proposes and reads', async () => {
    who = connie
    const ref = got(await enterContract(shell, connie, contractOf({ regime: 'pa23', valuePence: 600_000_000 })))
    const browser = new Browser(app)
    await browser.signInAs('staff', 'connie')
    const at = `/contracts/${ref}/termination`
    const { ground, reason, words: said, evidence } = breach
    const asked = { do: 'propose', ground, reason, words: said, evidence, ...lastDay }
    assert.match((await browser.post(at, { do: 'propose' })).body, /Choose a ground/)
    assert.match((await browser.post(at, { ...asked, evidence: '' })).body, /Say what shows it/)
    assert.match((await browser.post(at, { ...asked, ground: 's78(2)(b)' })).body, /Tell the provider of the ground/)
    assert.equal((await browser.post(at, asked)).statusCode, 303)
    assert.match((await browser.get(at)).body, /You proposed it: another officer decides/)
    const mine = () => shell.read(who, async (tx) => (await work[0]?.list(tx, who)) ?? [])
    assert.deepEqual(await mine(), [])
    who = hana
    assert.deepEqual(
      (await mine()).map(({ title, action }) => [title, action]),
      [[`${ref} Home care, north: end it at once?`, 'Decide']],
    )
    const { value, queries } = await countQueries(() => browser.get(at))
    assert.ok(queries <= 8, `asks ${queries} times`)
    assert.match(value.body, /UK9 by 22 December 2026[\s\S]*UK11 by 29 December 2026[\s\S]*0 packages/)
    assert.match((await browser.post(at, { do: 'decide' })).body, /Choose whether it ends/)
    const decision = { do: 'decide', agreed: 'yes', authority: 'decision' }
    assert.match((await browser.post(at, decision)).body, /Say who decided/)
    assert.equal((await browser.post(at, { ...decision, decision: 'Director' })).statusCode, 303)
    assert.match((await browser.get(`/contracts/${ref}`)).body, /Takes nobody new/)
    assert.match((await browser.get(at)).body, /The contract was ended at once/)
    assert.equal((await browser.get('/contracts/CT-9/termination')).statusCode, 404)

    const url = `/api/v1/contracts/CT-1002/terminations`
    const headers = { authorization: 'Bearer machine', 'idempotency-key': 'k-1' }
    const sent = await app.inject({ method: 'POST', url, payload: { ...breach, lastDay: '2026-11-01' }, headers })
    assert.equal(sent.statusCode, 422)
    const key = { ...headers, 'idempotency-key': 'k-2' }
    assert.equal((await app.inject({ method: 'POST', url, payload: breach, headers: key })).statusCode, 201)
    const { items } = (await app.inject({ url, headers })).json<{ items: { state: string }[] }>()
    assert.deepEqual(
      items.map(({ state }) => state),
      ['proposed'],
    )
  })
})
