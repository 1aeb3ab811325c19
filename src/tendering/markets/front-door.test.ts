import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { describe, it } from 'node:test'
import type { Result } from '#src/base/result.ts'
import { addDays, dayOf } from '#src/base/day.ts'
import { grantsOfRoles, setZones } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import { countQueries } from '#src/platform/database.ts'
import { loadRegister } from '#src/providers/index.ts'
import { beginApplication, giveEvidence, sendToCouncil } from '#src/tendering/joining/join-commands.ts'
import { loadMembers } from '#src/tendering/markets/load-members.store.ts'
import { openToMembers, planMarket } from '#src/tendering/markets/market-commands.ts'
import { recheckMarket } from '#src/tendering/markets/member-check-commands.ts'
import { marketWork } from '#src/tendering/markets/market-work.page.ts'
import { marketRoutes } from '#src/tendering/markets/routes.ts'
import { rankMarket } from '#src/tendering/ranked-lists/rank-commands.ts'
import { type Harness, officer, providerUser, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'

const HOUSE = { panels: [], work: [], search: [], retained: [], words: {} }
const ALL = ['1-101', '1-102']
const LOTS = [{ lot: 'L1', title: 'Town', zones: ['town'] }]
const CONDITION = { key: 'C1', kind: 'insurance', text: 'Public liability', evidence: true } as const
const PAT = providerUser('1-103', ['tendering.bid'])
const PEOPLE: Readonly<Record<string, Actor>> = {
  connie: { ...officer('O-1'), name: 'Connie', grants: grantsOfRoles(['contract_manager']) },
  bea: { ...officer('O-2'), grants: grantsOfRoles(['broker']) },
  pat: PAT,
}

const got = <T, E>(result: Result<T, E>): T => {
  assert.ok(result.ok, JSON.stringify(result))
  return result.value
}

/** A list with two members, one of them suspended, and an application of a third provider. */
async function seed({ shell }: Harness): Promise<void> {
  const council = system()
  const today = dayOf(shell.now())
  got(await setZones(shell, council, { zones: [{ zone: 'town', name: 'Town', kind: 'urban' }], areas: [] }))
  const { sha256, bytes } = await shell.files.keep(Readable.from(['%PDF-1.4 made up']))
  const market = got(
    await planMarket(shell, council, {
      ...{ kind: 'approved_list', title: 'Home care list', summary: 'Home care', service: 'home_care', lots: LOTS },
      conditions: [CONDITION],
      ...{ mostMembers: null, beganOn: null, endsOn: null, tenderRef: null },
      ranking: { quality: 100, price: 0, rating: 0, capacity: 0, performance: 0 },
    }),
  )
  got(await openToMembers(shell, council, market.marketRef))
  got(
    await shell.command(council, 'load', async (tx) => {
      const entries = [...ALL, '1-103'].map((organisationRef, line) => ({
        ...{ line, organisation: { organisationRef, name: `Care ${organisationRef}` }, ratings: [], successions: [] },
      }))
      await loadRegister(tx, entries, { layout: 'test', asOf: today })
      await loadMembers(
        tx,
        market,
        ALL.map((organisationRef, at) => ({
          ...{ organisationRef, name: `Care ${organisationRef}`, lots: ['L1'], sinceDay: today, checkedOn: today },
          ...{ qualityPercent: 70 + at, pricePence: null, capacityHours: null },
          evidence: [
            {
              ...{ evidenceRef: `EV-${at}`, condition: 'C1', fileName: 'insurance.pdf', sha256, bytes },
              expiresOn: addDays(today, at === 0 ? 40 : -1),
            },
          ],
        })),
      )
      return { ok: true as const, value: null }
    }),
  )
  got(await rankMarket(shell, council, market.marketRef))
  got(await recheckMarket(shell, council, market.marketRef))
  const { applicationRef } = got(await beginApplication(shell, PAT, market.marketRef))
  const given = { marketRef: market.marketRef, condition: 'C1', fileName: 'ours.pdf', sha256, bytes, words: '' }
  got(await giveEvidence(shell, PAT, { ...given, expiresOn: addDays(today, 300) }))
  got(await sendToCouncil(shell, PAT, { applicationRef, lots: ['L1'] }))
}

/** A page asks eight times at most; who it is that asks comes on top of these. */
const MOST_OF_ITS_OWN = 7

describe('lists at the door', () => {
  const { shell } = useDatabase({ seed })
  const open = () =>
    serverFor(shell, [(doors) => marketRoutes(doors, HOUSE)], {
      identities: {
        actorOf: async ({ identity }) => PEOPLE[identity],
        actorOfToken: async () => officer('M-1', ['tendering.see', 'tendering.manage']),
      },
    })
  const at = '/markets/MK-1001'

  it('are read by staff, changed by those who manage them, in few questions', async () => {
    const app = await open()
    const [connie, bea] = [new Browser(app), new Browser(app)]
    await connie.signInAs('staff', 'connie')
    await bea.signInAs('staff', 'bea')
    const pages = [
      '/markets',
      '/applications',
      at,
      `${at}/members`,
      `${at}/members/1-102`,
      `${at}/ranking`,
      `${at}/call-offs`,
    ]
    const acts = ['suspend', 'reinstate', 'remove', 'scores', 'exclusion-check'].map(
      (act) => `${at}/members/1-102/${act}`,
    )
    for (const url of [...pages, ...acts, '/applications/AL-1001', `${at}/change`, `${at}/cease`, '/markets/start']) {
      const { value, queries } = await countQueries(() => connie.get(url))
      assert.equal(value.statusCode, 200, url)
      assert.ok(queries <= MOST_OF_ITS_OWN, `${url} asks ${queries} times`)
    }
    for (const url of acts) assert.equal((await bea.get(url)).statusCode, 403, url)
    assert.match((await bea.get(`${at}/members`)).body, /Suspended/)
    assert.match((await connie.get(`${at}/members.csv`)).body, /1-102,Care 1-102,L1,\S+,suspended,Evidence ended on/)
    assert.equal((await connie.get('/evidence/EV-0')).body, '%PDF-1.4 made up')
    await app.close()
  })

  it('bring what waits to my work, in one question', async () => {
    const { value, queries } = await countQueries(() =>
      shell.read(system(), async (tx) => (await Promise.all(marketWork.map((one) => one.list(tx, system())))).flat()),
    )
    assert.equal(queries, 1)
    assert.deepEqual(
      value.map(({ title, href, action }) => [title, href, action]),
      [['Care 1-103 asks to join Home care list', '/applications/AL-1001', 'Answer the application']],
    )
  })

  it('refuse in words, and lose nothing that was typed', async () => {
    const app = await open()
    const connie = new Browser(app)
    await connie.signInAs('staff', 'connie')
    const tried: [string, Record<string, string>, RegExp][] = [
      ['/members/1-101/suspend', { reason: 'A concern' }, /Enter a real day, within four weeks[\s\S]*A concern/],
      ['/members/1-102/reinstate', { reason: 'They promised' }, /must be put right first[\s\S]*They promised/],
      ['/members/1-101/remove', { ground: 'excluded', reason: 'Heard so' }, /Record a check first[\s\S]*Heard so/],
      ['/members/1-101/scores', { quality: '120', price: 'x', capacity: '' }, /Enter the price in pounds/],
      ['/members/1-101/exclusion-check', { evidence: 'List' }, /Say what the check of exclusion grounds found/],
      ['/cease', { reason: '' }, /Enter why it ends/],
    ]
    for (const [path, fields, expected] of tried) {
      const answer = await connie.post(`${at}${path}`, fields)
      assert.equal(answer.statusCode, 400, path)
      assert.match(answer.body, expected, path)
    }
    await app.close()
  })

  it('show a provider its own alone, and machines the order of a call-off', async () => {
    const app = await open()
    const pat = new Browser(app)
    await pat.signInAs('portal', 'pat')
    const { value, queries } = await countQueries(() => pat.get('/portal/markets/MK-1001'))
    assert.ok(queries <= MOST_OF_ITS_OWN, String(queries))
    assert.match(value.body, /The council answers by/)
    assert.equal((await pat.get('/portal/evidence/EV-0')).statusCode, 404)
    const headers = { authorization: 'Bearer token' }
    const call = async (url: string) => (await app.inject({ url, headers })).json()
    assert.equal((await call('/api/v1/markets')).items[0].members, 2)
    assert.deepEqual(
      (await call('/api/v1/markets/MK-1001/members')).items.map((one: { state: string }) => one.state),
      ['member', 'suspended'],
    )
    const { items } = await call('/api/v1/markets/MK-1001/ranking/town')
    assert.deepEqual(
      items.map((one: { organisationRef: string; rank: number; score: string }) => [
        ...[one.organisationRef, one.rank, one.score],
      ]),
      [['1-101', 2, '70.00']],
    )
    await app.close()
  })

  it('are managed by machines as by people, once for each key', async () => {
    const app = await open()
    const post = async (path: string, payload: object, key: string) => {
      const headers = { authorization: 'Bearer token', 'idempotency-key': key }
      const answer = await app.inject({ method: 'POST', url: `/api/v1${path}`, headers, payload })
      return [answer.statusCode, answer.json()] as const
    }
    const member = (ref: string) => `/markets/MK-1001/members/${ref}`
    const suspension = { reason: 'A concern', reviewDay: addDays(dayOf(shell.now()), 14) }
    const suspended = { marketRef: 'MK-1001', organisationRef: '1-101', state: 'suspended' }
    for (let time = 0; time < 2; time++)
      assert.deepEqual(await post(`${member('1-101')}/suspension`, suspension, 'a'), [200, suspended])
    assert.equal((await post(`${member('1-102')}/reinstatement`, { reason: 'They promised' }, 'b'))[0], 409)
    assert.equal((await post(`${member('1-109')}/reinstatement`, { reason: 'Who' }, 'c'))[0], 404)
    assert.equal((await post(`${member('1-102')}/removal`, { ground: 'asked', reason: 'By letter' }, 'd'))[0], 200)
    assert.equal((await post(`${member('1-101')}/suspension`, { ...suspension, extra: 1 }, 'e'))[0], 422)
    const exclusion = { finding: 'none', lookedUpOn: dayOf(shell.now()), evidence: 'Debarment list' }
    const decision = { decision: 'admit', met: ['C1'], exclusion }
    assert.deepEqual(await post('/applications/AL-1001/decision', decision, 'f'), [
      ...[200, { applicationRef: 'AL-1001', state: 'admitted' }],
    ])
    assert.deepEqual(await post('/markets/MK-1001/ranking', {}, 'g'), [200, { members: 2 }])
    await app.close()
  })
})
