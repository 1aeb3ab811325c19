import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findPackage } from '#src/brokerage/packages/care-package.store.ts'
import { changePackage, requestPackage } from '#src/brokerage/requests/request-commands.ts'
import { closeOffers, sendPackage } from '#src/brokerage/packages/package-commands.ts'
import { listeners } from '#src/brokerage/listeners.ts'
import { giveOffer } from '#src/brokerage/offers/offer-commands.ts'
import { findInvitation } from '#src/brokerage/offers/offer.store.ts'
import { panels, search, work } from '#src/brokerage/panels.ts'
import { findPlacement } from '#src/brokerage/packages/placement.store.ts'
import { routes } from '#src/brokerage/routes.ts'
import {
  got,
  offerOf,
  officerOf,
  PATTERN,
  provider,
  refusal,
  seedSmallCouncil,
  wholeOffer,
} from '#src/brokerage/small-council.test.ts'
import { listWaiting } from '#src/brokerage/waiting-list/waiting.store.ts'
import { keepConsent } from '#src/brokerage/self-funders/consent-commands.ts'
import { acceptFee, arrangeCare, endArrangement, noteAdvice } from '#src/brokerage/self-funders/self-funder-commands.ts'
import { type Advice, adviceByMoment, adviceMissing, nextReview } from '#src/brokerage/self-funders/advice.ts'
import { checkYes, notAgreed } from '#src/brokerage/self-funders/self-funder.ts'
import { findArrangement, listArrangementsOf } from '#src/brokerage/self-funders/self-funder.store.ts'
import { askSpot } from '#src/brokerage/spot/spot-commands.ts'
import { chooseOffer } from '#src/brokerage/sign-off/sign-off-commands.ts'
import { words } from '#src/brokerage/words.ts'
import { grantsOfRoles } from '#src/councils/index.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { Shell } from '#src/platform/command.ts'
import { countQueries, rows, sql } from '#src/platform/database.ts'
import { NOON, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { workOf } from '#test/support/work.ts'

const BEA = officerOf('O-1')
const YES = { by: 'Ann Hughes', as: 'acting', on: '2026-11-22' } as const
const FEE = 15_000

const draft = async (shell: Shell): Promise<string> =>
  got(
    await requestPackage(shell, BEA, {
      ...{ personRef: 'P-1001', service: 'home_care', pattern: PATTERN, outcomes: ['nutrition'], payer: 'self' },
      startBy: '2026-11-30',
    }),
  ).packageRef

/** Agreed to, sent, offered by two of three and closed. */
async function offered(shell: Shell): Promise<string> {
  const packageRef = await draft(shell)
  got(await keepConsent(shell, BEA, { packageRef, ...YES, words: 'Share what I need' }))
  got(await acceptFee(shell, BEA, { packageRef, ...YES, feePence: FEE }))
  got(await sendPackage(shell, BEA, packageRef))
  for (const ref of ['1-101', '1-102', '1-103']) got(await giveOffer(shell, provider(ref), wholeOffer(packageRef)))
  got(await closeOffers(shell, BEA, packageRef))
  return packageRef
}

describe('what a person who pays agrees to', () => {
  it('is said by somebody, by today', () => {
    assert.equal(refusal(checkYes({ ...YES, by: ' ' }, '2026-11-22')), 'nobody named')
    assert.equal(refusal(checkYes({ ...YES, as: 'neighbour' }, '2026-11-22')), 'who speaks')
    assert.equal(refusal(checkYes(YES, '2026-11-21')), 'not yet')
    assert.equal(notAgreed(undefined), 'no consent')
    const consent = { ...YES, words: 'Yes' }
    assert.equal(notAgreed({ packageRef: 'PK-1', consent }), 'fee not accepted')
    const fee = { ...YES, pence: FEE, words: 'Once' }
    assert.equal(notAgreed({ packageRef: 'PK-1', consent, fee }), undefined)
  })

  describe('is told at its moment', () => {
    const told = (kind: Advice, givenOn: string) => ({ kind, givenOn, officerRef: 'O-1', officerName: 'Bea' })
    const directory = told('directory', '2026-11-22')
    const review = '2027-05-23'

    it('at contact, before offers are asked for, and before money runs out', () => {
      const draft = adviceByMoment('draft', undefined, [directory], '2026-11-22')
      const before = ['assessment', 'ask_council', 'financial_assessment', 'independent_advice']
      assert.deepEqual(adviceMissing(draft), before)
      assert.deepEqual(adviceMissing(adviceByMoment('arranged', review, [directory], '2026-11-22')), [
        ...before,
        'come_back',
      ])
    })

    it('at each review anew, from four weeks before it', () => {
      const early = [told('financial_assessment', '2026-12-01'), told('come_back', '2027-04-25')]
      const missing = (today: string) =>
        adviceByMoment('arranged', review, early, today)
          .filter((one) => one.moment === 'review' && one.due && one.toldOn === null)
          .map(({ kind }) => kind)
      assert.deepEqual(missing('2027-05-22'), [])
      assert.deepEqual(missing(review), ['financial_assessment'])
      assert.equal(nextReview(review, early, 26), undefined)
      assert.equal(nextReview(review, [...early, told('financial_assessment', '2027-05-24')], 26), '2027-11-22')
    })
  })
})

describe('care for people who pay for themselves', () => {
  const { shell, clock } = useDatabase({ seed: (harness) => seedSmallCouncil(harness), listeners })
  const council = system()

  it('goes to no provider before consent is given and the fee is accepted', async () => {
    const packageRef = await draft(shell)
    assert.equal(refusal(await sendPackage(shell, BEA, packageRef)), 'no consent')
    const waits = async () => (await shell.read(council, (tx) => listWaiting(tx, { packageRef }))).total
    assert.equal(await waits(), 0, 'no plan proposes a provider before')
    const consent = { packageRef, ...YES, words: 'Share what I need' }
    assert.equal(refusal(await keepConsent(shell, BEA, { ...consent, words: ' ' })), 'no words')
    assert.equal(refusal(await keepConsent(shell, BEA, { ...consent, on: '2026-11-23' })), 'not yet')
    got(await keepConsent(shell, BEA, consent))
    assert.equal(refusal(await keepConsent(shell, BEA, consent)), 'given already')
    assert.equal(refusal(await sendPackage(shell, BEA, packageRef)), 'fee not accepted')
    assert.equal(refusal(await acceptFee(shell, BEA, { packageRef, ...YES, feePence: 1 })), 'another fee')
    got(await acceptFee(shell, BEA, { packageRef, ...YES, feePence: FEE }))
    assert.equal(await waits(), 1)
    got(await sendPackage(shell, BEA, packageRef))
    const spot = { packageRef, why: 'choice', words: 'x', endDay: '2027-01-31', organisationRefs: ['1-101'] }
    assert.equal(refusal(await askSpot(shell, BEA, spot)), 'not in this state')
  })

  it('is offered above the council’s ceiling too, with the cost floor, and chosen by the person, not by the council', async () => {
    const packageRef = await offered(shell)
    const invitation = await shell.read(council, (tx) => findInvitation(tx, packageRef, '1-103'))
    assert.equal(invitation?.ceilingPencePerHour, undefined)
    assert.equal(invitation?.needs?.payer, 'self')
    const offerRef = await offerOf(shell, packageRef, '1-103')
    assert.equal(refusal(await chooseOffer(shell, BEA, { packageRef, offerRef })), 'the person pays')
    assert.equal(refusal(await arrangeCare(shell, BEA, { packageRef, ...YES, offerRef: 'OF-9' })), 'no such offer')
    assert.equal(refusal(await arrangeCare(shell, BEA, { packageRef, ...YES, by: '', offerRef })), 'nobody named')
    got(await arrangeCare(shell, BEA, { packageRef, ...YES, offerRef }))
    assert.equal(refusal(await arrangeCare(shell, BEA, { packageRef, ...YES, offerRef })), 'not in this state')
    const [drawn] = await shell.read(council, (tx) =>
      rows(
        tx,
        sql<{
          count: number
        }>`select count(*)::int as count from contracts.draw_down where package_ref = ${packageRef}`,
      ),
    )
    assert.equal(drawn?.count, 0)
    assert.equal(await shell.read(council, (tx) => findPlacement(tx, packageRef)), undefined)
    const arrangement = await shell.read(council, (tx) => findArrangement(tx, packageRef))
    assert.deepEqual(
      [arrangement?.organisationRef, arrangement?.agreedBy, arrangement?.agreedAs],
      ['1-103', 'Ann Hughes', 'acting'],
    )
    const own = { organisationRef: '1-103', after: '2026-11-30' }
    assert.equal((await shell.read(provider('1-103'), (tx) => listArrangementsOf(tx, own))).length, 1)
    assert.equal((await shell.read(provider('1-101'), (tx) => listArrangementsOf(tx, own))).length, 0)
  })

  it('ends', async () => {
    const packageRef = await offered(shell)
    const offerRef = await offerOf(shell, packageRef, '1-101')
    got(await arrangeCare(shell, BEA, { packageRef, ...YES, offerRef }))
    const end = { packageRef, endDay: '2026-12-20', reason: 'Moved to her daughter' }
    assert.equal(refusal(await endArrangement(shell, BEA, { ...end, endDay: '2026-11-29' })), 'ends before it starts')
    assert.equal(refusal(await endArrangement(shell, BEA, { ...end, reason: ' ' })), 'no reason')
    got(await endArrangement(shell, BEA, end))
    assert.equal((await shell.read(council, (tx) => findPackage(tx, packageRef)))?.status, 'ended')
    assert.equal(refusal(await endArrangement(shell, BEA, end)), 'not in this state')
  })

  it('comes back to My work when money is to be spoken of again', async () => {
    const packageRef = await offered(shell)
    got(await arrangeCare(shell, BEA, { packageRef, ...YES, offerRef: await offerOf(shell, packageRef, '1-101') }))
    const sources = work.filter(({ grant }) => grant === 'brokerage.see')
    const due = async () =>
      (await workOf(shell, BEA, sources))
        .filter(({ href }) => href === `/packages/${packageRef}/self-funder`)
        .map(({ action }) => action)
    const BY_NOW = 'Tell the person what they should know by now'
    const REVIEW = 'Review the advice: does the money last?'
    assert.deepEqual(await due(), [BY_NOW])
    const tell = async (kinds: readonly Advice[], on: string) =>
      got(await noteAdvice(shell, BEA, { packageRef, kinds, on }))
    await tell(['assessment', 'ask_council', 'directory', 'financial_assessment', 'independent_advice'], YES.on)
    assert.deepEqual(await due(), [BY_NOW])
    await tell(['come_back'], YES.on)
    assert.deepEqual(await due(), [])
    clock.now = NOON.add({ hours: 26 * 7 * 24 })
    assert.deepEqual(await due(), [REVIEW])
    await tell(['financial_assessment'], '2027-05-20')
    assert.deepEqual(await due(), [REVIEW])
    await tell(['come_back'], '2027-05-20')
    assert.deepEqual(await due(), [])
  })

  it('goes the whole way through the front door', async () => {
    const app = await serverFor(shell, [(doors: Doors) => routes(doors, { panels, work, search, words })], {
      identities: {
        actorOf: async ({ identity }) =>
          identity === 'councillor'
            ? { ...BEA, id: 'O-99', name: 'Cllr Cox', grants: grantsOfRoles(['councillor']) }
            : identity.startsWith('1-')
              ? provider(identity)
              : officerOf(identity),
        actorOfToken: async () => BEA,
      },
    })
    const as = async (who: 'staff' | 'portal', ref: string) => {
      const browser = new Browser(app)
      await browser.signInAs(who, ref)
      return browser
    }
    const bea = await as('staff', 'O-1')
    assert.match((await bea.get('/packages/start?person=P-1001')).body, /Who pays\?/)
    const started = await bea.post(
      '/packages/start',
      { personRef: 'P-1001', words: 'P-1001', service: 'home_care', kind: 'new', payer: 'self' },
      '/packages/start?person=P-1001',
    )
    const packageRef = String(started.headers['location']).split('/')[2] ?? ''
    assert.match((await bea.get(`/packages/${packageRef}`)).body, /The person/)
    got(
      await changePackage(shell, BEA, packageRef, {
        ...{ pattern: PATTERN, outcomes: ['nutrition'], startBy: '2026-11-30' },
      }),
    )
    const check = `/packages/${packageRef}/check`
    assert.match((await bea.post(`/packages/${packageRef}/send`, {}, check)).body, /Note their consent/)
    const at = `/packages/${packageRef}/self-funder`
    assert.match((await bea.get(at)).body, /Not given: no provider can be asked/)
    const day = (name: string) => ({ [`${name}-day`]: '22', [`${name}-month`]: '11', [`${name}-year`]: '2026' })
    const yes = (kind: string) => ({ [`${kind}-by`]: 'Ann Hughes', [`${kind}-as`]: 'acting', ...day(`${kind}-on`) })
    const consent = { ...yes('consent'), 'consent-words': 'Share what I need' }
    assert.match((await bea.post(`${at}/consent`, { ...consent, 'consent-by': '' }, at)).body, /Enter the name/)
    assert.equal((await bea.post(`${at}/consent`, consent, at)).statusCode, 303)
    assert.match((await bea.get(at)).body, /£150\.00/)
    assert.equal((await bea.post(`${at}/fee`, { ...yes('fee'), feePence: '15000' }, at)).statusCode, 303)
    assert.equal((await bea.post(`${at}/advice`, { kinds: 'directory', ...day('told-on') }, at)).statusCode, 303)
    assert.match((await bea.get(at)).body, /Not told yet[^]*right to ask the council/)
    assert.equal((await bea.post(`/packages/${packageRef}/send`, {}, check)).statusCode, 303)
    const wye = await as('portal', '1-101')
    const asked = (await wye.get(`/portal/offers/${packageRef}`)).body
    assert.match(asked, /Who pays[^]*The person\./)
    for (const hidden of ['Hughes', 'Mill Lane', 'P-1001', 'Ann']) assert.ok(!asked.includes(hidden), hidden)
    for (const ref of ['1-101', '1-102', '1-103']) got(await giveOffer(shell, provider(ref), wholeOffer(packageRef)))
    got(await closeOffers(shell, BEA, packageRef))
    const offerRef = await offerOf(shell, packageRef, '1-101')
    assert.match((await bea.get(at)).body, /Which offer does the person agree to/)
    assert.equal((await bea.post(`${at}/arrange`, { offerRef, ...yes('agreed') }, at)).statusCode, 303)
    assert.ok((await countQueries(() => bea.get(at))).queries <= 8)
    assert.match((await bea.get(`/packages/${packageRef}`)).body, /the council pays nothing/)
    assert.match((await wye.get('/portal/placements')).body, /People who pay you themselves/)
    assert.doesNotMatch((await (await as('portal', '1-102')).get('/portal/placements')).body, /who pay you/)
    assert.match((await bea.get('/arrangements?fee=owed')).body, /Wye Valley Carers[^]*£150\.00/)
    assert.match((await bea.get('/arrangements.csv')).body, /,150,150,1/)
    const call = async (url: string) => (await app.inject({ url, headers: { authorization: 'Bearer any' } })).json()
    assert.equal((await call('/api/v1/arrangements?state=running')).items[0].feeOwedPence, FEE)
    assert.equal((await call(`/api/v1${at}`)).adviceMissing.length, 5)
    assert.equal((await call(`/api/v1/packages/${packageRef}`)).payer, 'self')
    const member = await as('staff', 'councillor')
    for (const url of [at, '/arrangements', '/arrangements.csv', `/packages/${packageRef}`])
      assert.equal((await member.get(url)).statusCode, 403, url)
    const end = { reason: 'She moved', 'endDay-day': '20', 'endDay-month': '12', 'endDay-year': '2026' }
    assert.equal((await bea.post(`${at}/end`, end, at)).statusCode, 303)
    assert.match((await bea.get(at)).body, /No care from/)
  })
})
