import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import {
  listeners,
  loadModulusWeights,
  OWN,
  panels,
  proposeBankDetails,
  routes,
  search,
  turnKey,
  words,
  work,
} from '#src/payments/index.ts'
import { refuseBankDetails } from '#src/payments/bank-details/bank-details-commands.ts'
import { decideKey, masked, readAccount, writeSortCode } from '#src/payments/bank-details/bank-details.ts'
import { listCooling, listUsable } from '#src/payments/bank-details/bank-details.store.ts'
import type { Actor } from '#src/platform/actor.ts'
import { rows, sql } from '#src/platform/database.ts'
import type { House } from '#src/platform/panels.ts'
import { officer, providerUser, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { BALANCED, BANDED, got, refusal, seedProviders } from '#test/support/pay-runs.ts'

const ANN: Actor = officer('O-11', ['payments.see', 'payments.bank'])
const BEN: Actor = officer('O-12', ['payments.see', 'payments.bank'])
const CAT: Actor = officer('O-13', ['payments.see', 'payments.bank'])
const EVE: Actor = officer('O-14', ['payments.see'])
const PAT = providerUser(BANDED, ['payments.statement', 'payments.own-bank'])
const WEIGHTS = '990000 990099 MOD11 0 0 0 0 0 0 8 7 6 5 4 3 2 1\n'

const account = (changes: Partial<Parameters<typeof proposeBankDetails>[2]> = {}) => ({
  ...{
    organisationRef: BANDED,
    sortCode: '99-00-01',
    accountNumber: '88837491',
    accountName: 'Wye Valley',
    reason: 'New',
  },
  ...changes,
})

describe('the rules of bank details', () => {
  it('reads sort codes with or without hyphens, and short accounts with their noughts', () => {
    const read = readAccount({ sortCode: '99 00-01', accountNumber: '888 374', accountName: ' Wye   Valley ' })
    assert.deepEqual(read, {
      ok: true,
      value: { sortCode: '990001', accountNumber: '00888374', accountName: 'Wye Valley' },
    })
    const faults = readAccount({ sortCode: '9900', accountNumber: '1', accountName: '' })
    assert.deepEqual(refusal(faults), ['no sort code', 'no account number', 'no account name'])
  })
  it('needs two officers, never the same', () => {
    assert.deepEqual(decideKey({ state: 'proposed' }, ['O-1'], 'O-2'), { ok: true, value: { keysLeft: 0 } })
    assert.deepEqual(decideKey({ state: 'proposed' }, [], 'O-2'), { ok: true, value: { keysLeft: 1 } })
    assert.equal(refusal(decideKey({ state: 'proposed' }, ['O-2'], 'O-2')), 'the same officer')
    assert.equal(refusal(decideKey({ state: 'confirmed' }, ['O-1', 'O-2'], 'O-3')), 'already settled')
  })
  it('shows the ends alone', () => {
    assert.deepEqual(masked({ sortCode: '990001', accountNumber: '88837491' }), {
      sortCode: '**-**-01',
      accountNumber: '*****491',
    })
    assert.equal(writeSortCode('990001'), '99-00-01')
  })
})

describe('bank details', () => {
  const { shell, clock } = useDatabase({ listeners, seed: ({ shell }) => seedProviders(shell) })
  const council = system()
  const house: House = { panels, work, search, words }
  const ACTORS: Record<string, Actor> = { ann: ANN, ben: BEN, eve: EVE, pat: PAT }
  let app: FastifyInstance
  before(async () => {
    app = await serverFor(shell, [(doors) => routes(doors, house)], {
      identities: { actorOf: async ({ identity }) => ACTORS[identity], actorOfToken: async () => undefined },
    })
  })
  after(() => app.close())
  const as = async (door: 'staff' | 'portal', identity: string) => {
    const browser = new Browser(app)
    await browser.signInAs(door, identity)
    return browser
  }
  const usable = (ref = BANDED) =>
    shell.read(council, async (tx) => (await listUsable(tx, [ref])).map((one) => one.accountNumber)[0])

  it('are confirmed by a second officer, and cool off; until then the ones before are paid into', async () => {
    const first = got(await proposeBankDetails(shell, ANN, account()))
    assert.equal(first.modulus, 'not covered')
    assert.equal(refusal(await turnKey(shell, ANN, first.bankDetailsRef)), 'the same officer')
    assert.equal(refusal(await proposeBankDetails(shell, BEN, account())), 'another proposal waits')
    got(await turnKey(shell, BEN, first.bankDetailsRef))
    assert.equal(await usable(), undefined)
    const cooling = await shell.read(council, (tx) => listCooling(tx, [BANDED, BALANCED]))
    assert.deepEqual(
      cooling.map((one) => [one.organisationRef, String(one.usableFrom)]),
      [[BANDED, '2026-11-25T12:00:00Z']],
    )
    clock.now = Temporal.Instant.from('2026-11-25T12:00:00Z')
    assert.equal(await usable(), '88837491')
    const second = got(await proposeBankDetails(shell, BEN, account({ accountNumber: '10000003' })))
    got(await turnKey(shell, CAT, second.bankDetailsRef))
    assert.equal(await usable(), '88837491')
    clock.now = Temporal.Instant.from('2026-11-28T12:00:00Z')
    assert.equal(await usable(), '10000003')
  })

  it('that a provider proposes need two officers still', async () => {
    const { bankDetailsRef } = got(await proposeBankDetails(shell, PAT, account()))
    assert.deepEqual(got(await turnKey(shell, ANN, bankDetailsRef)), { keysLeft: 1 })
    assert.equal(refusal(await turnKey(shell, ANN, bankDetailsRef)), 'the same officer')
    assert.deepEqual(got(await turnKey(shell, BEN, bankDetailsRef)), { keysLeft: 0 })
    assert.equal(refusal(await refuseBankDetails(shell, ANN, bankDetailsRef)), 'already settled')
    const other = await shell.read(providerUser(BALANCED), (tx) => rows(tx, sql`select from payments.bank_details`))
    assert.equal(other.length, 0)
  })

  it('are refused where the account cannot exist, once the weights are loaded', async () => {
    assert.deepEqual(refusal(await loadModulusWeights(shell, ANN, { weights: 'x', substitutes: '' })), {
      weights: 'Line 1: write two sort codes, MOD10, MOD11 or DBLAL, and 14 weights',
    })
    assert.equal(got(await loadModulusWeights(shell, ANN, { weights: WEIGHTS, substitutes: '990001 990002\n' })), 1)
    assert.equal(
      refusal(await proposeBankDetails(shell, ANN, account({ accountNumber: '88837493' }))),
      'cannot be an account',
    )
    assert.equal(
      refusal(await proposeBankDetails(shell, PAT, account({ accountNumber: '88837493' }))),
      'cannot be an account',
    )
    assert.equal(got(await proposeBankDetails(shell, ANN, account())).modulus, 'passed')
    assert.equal(
      refusal(await proposeBankDetails(shell, ANN, account({ organisationRef: '1-999' }))),
      'no such provider',
    )
    assert.equal(
      refusal(await proposeBankDetails(shell, ANN, account({ organisationRef: OWN, reason: ' ' }))),
      'no reason',
    )
  })

  it('are whole for who may change them, masked for others, and in no line of the audit', async () => {
    got(await proposeBankDetails(shell, ANN, account()))
    for (const url of ['/bank-details', `/bank-details/${BANDED}`]) {
      assert.match((await (await as('staff', 'ben')).get(url)).body, /88837491/)
      const eve = (await (await as('staff', 'eve')).get(url)).body
      assert.doesNotMatch(eve, /88837491|99-00-01/)
      assert.match(eve, /\*\*\*\*\*491/)
    }
    assert.doesNotMatch((await (await as('portal', 'pat')).get('/portal/bank-details')).body, /88837491/)
    const [entries] = await shell.read(council, (tx) =>
      rows(tx, sql<{ text: string }>`select string_agg(data::text, ' ') as text from audit.entry`),
    )
    assert.match(entries?.text ?? '', /491/)
    assert.doesNotMatch(entries?.text ?? '', /88837491|990001/)
  })

  it('are proposed and confirmed by forms, which say what is wrong', async () => {
    const ann = await as('staff', 'ann')
    const form = `/bank-details/${BANDED}/propose`
    const wrong = await ann.post(form, { sortCode: '1', accountNumber: '2', accountName: '', reason: '' })
    assert.equal(wrong.statusCode, 400)
    assert.match(wrong.body, /Enter a sort code of six digits/)
    const { organisationRef: _ref, ...typed } = account()
    assert.equal((await ann.post(form, typed)).headers.location, `/bank-details/${BANDED}`)
    assert.match((await ann.get(`/bank-details/${BANDED}`)).body, /You turned a key/)
    const ben = await as('staff', 'ben')
    const confirmed = await ben.post('/bank-details/BD-1001/confirm', {}, `/bank-details/${BANDED}`)
    assert.equal(confirmed.statusCode, 303)
    assert.match((await ben.get(`/bank-details/${BANDED}`)).body, /Cooling off/)
    assert.equal((await ben.get('/bank-details/1-999')).statusCode, 404)
    const pat = await as('portal', 'pat')
    assert.equal((await pat.post('/portal/bank-details', { ...typed, sortCode: '' })).statusCode, 400)
    assert.equal((await pat.post('/portal/bank-details', typed)).statusCode, 303)
    assert.match((await pat.get('/portal/bank-details')).body, /Your proposal waits/)
    assert.equal((await ben.post('/bank-details/BD-1002/refuse', {}, `/bank-details/${BANDED}`)).statusCode, 303)
    assert.equal((await ben.get('/bank-details/weights')).statusCode, 200)
  })
})
