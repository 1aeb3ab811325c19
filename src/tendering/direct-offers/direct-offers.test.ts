import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { dayOf } from '#src/base/day.ts'
import { setZones } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import { countQueries } from '#src/platform/database.ts'
import type { Award } from '#src/tendering/awards/award.ts'
import { beginStandstillOf, decideAwardOf, finishAwardOf } from '#src/tendering/awards/award-commands.ts'
import { listLotsWithoutContract } from '#src/tendering/awards/award.store.ts'
import { awardRoutes } from '#src/tendering/awards/routes.ts'
import { attachOfferFile, makeOwnOffer } from '#src/tendering/direct-offers/direct-offer-commands.ts'
import { directOfferRoutes } from '#src/tendering/direct-offers/routes.ts'
import { checkForAward } from '#src/tendering/exclusions/exclusion-commands.ts'
import { listChecksAbout, listExcluded } from '#src/tendering/exclusions/exclusion.store.ts'
import { listeners } from '#src/tendering/index.ts'
import { loadMembers } from '#src/tendering/markets/load-members.store.ts'
import { openToMembers, planMarket } from '#src/tendering/markets/market-commands.ts'
import { checkExclusionOf, suspend } from '#src/tendering/markets/member-commands.ts'
import { listNoticesAbout } from '#src/tendering/notices/notice.store.ts'
import { publishTender } from '#src/tendering/tenders/tender-commands.ts'
import type { Spec } from '#src/tendering/tenders/spec.ts'
import { NOON, providerUser, system, useDatabase } from '#test/support/database.ts'
import { BIDDERS, CONNIE, councilThatTenders, HELEN } from '#test/support/evaluated-tenders.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { got, inCommand, refusal } from '#test/support/pay-runs.ts'
import { broughtFile, completeSpec, preparedTender } from '#test/support/prepared-tenders.ts'

const BRIONY = { ...providerUser(BIDDERS.B.ref, ['tendering.bid']), name: 'Briony Birch' }
const OTHER = providerUser(BIDDERS.A.ref, ['tendering.bid'])
const TODAY = dayOf(NOON)
const clear = { finding: 'none', lookedUpOn: TODAY, evidence: 'Central digital platform', grounds: '' } as const

describe('a tender without competition', () => {
  const harness = useDatabase({
    listeners,
    async seed({ shell }) {
      await councilThatTenders(shell)
      got(await setZones(shell, system(), { zones: [{ zone: 'town', name: 'Town', kind: 'urban' }], areas: [] }))
    },
  })
  const { shell, clock } = harness
  const whole = completeSpec(['town'])
  const direct = (more: Partial<Spec> = {}): Spec => ({
    ...{ ...whole, callOff: null, questions: [], conditions: [], tieBreaks: [], mostLots: null },
    ...{ route: 'direct_award', standstill: 'voluntary' },
    directAward: { organisationRef: BIDDERS.B.ref, ground: 'urgency', reason: 'The provider before handed back' },
    ...more,
  })
  const publish = async (spec: Spec): Promise<string> => {
    const tenderRef = await preparedTender(shell, CONNIE, spec)
    got(await publishTender(shell, CONNIE, tenderRef))
    return tenderRef
  }
  const offered = (pence = 2100) => ({
    ...{ words: 'From Monday', accepts: true },
    prices: [{ lot: 'L1', lines: [{ key: 'P1', pence }] }],
  })
  const decide = (tenderRef: string) =>
    decideAwardOf(shell, HELEN, {
      ...{ tenderRef, authority: 'delegated', reference: 'D-14', limitPence: 1_500_000_000, reason: 'Nobody else can' },
    })

  it('runs from plan to contract: notice, the provider’s own offer, the check, the decision, standstill, lots at its prices', async () => {
    const tenderRef = await publish(direct())
    const [notice] = await shell.read(CONNIE, (tx) => listNoticesAbout(tx, { kind: 'tender', ref: tenderRef }, 'UK5'))
    assert.equal(notice?.status, 'published')
    assert.equal(refusal(await decide(tenderRef)), 'no offer yet')
    const brought = { tenderRef, file: broughtFile('rota.pdf') }
    got(await attachOfferFile(shell, BRIONY, brought))
    assert.equal(refusal(await decide(tenderRef)), 'no offer yet')
    const make = (said: Partial<ReturnType<typeof offered>>) =>
      makeOwnOffer(shell, BRIONY, { tenderRef, ...offered(), ...said })
    assert.deepEqual(refusal(await make({ prices: [] })), {
      why: 'prices',
      faults: [{ lot: 'L1', key: 'P1', fault: 'no price' }],
    })
    assert.deepEqual(refusal(await make({ prices: offered(2601).prices })), {
      why: 'prices',
      faults: [{ lot: 'L1', key: 'P1', fault: 'above the ceiling' }],
    })
    assert.deepEqual(refusal(await make({ accepts: false })), { why: 'not accepted' })
    got(await make({}))
    assert.equal(refusal(await decide(tenderRef)), 'exclusion is not checked')
    got(await checkForAward(shell, CONNIE, { tenderRef, ...clear }))
    const award: Award = got(await decide(tenderRef))
    assert.deepEqual(
      award.lots.map(({ organisationName, lines, priceTotalPence, bidRef }) => [
        ...[organisationName, lines, priceTotalPence, bidRef],
      ]),
      [['Birch Homecare', [{ key: 'P1', pence: 2100 }], 2100, null]],
    )
    assert.deepEqual(refusal(await make({})), { why: 'decided already' })
    got(await beginStandstillOf(shell, CONNIE, { tenderRef, byPost: false }))
    clock.now = NOON.add({ hours: 24 * 14 })
    got(await finishAwardOf(shell, CONNIE, { tenderRef, earlyReason: '' }))
    const waiting = await shell.read(CONNIE, (tx) => listLotsWithoutContract(tx))
    assert.deepEqual(
      waiting.map(({ lot, lines }) => [lot, lines]),
      [['L1', [{ key: 'P1', pence: 2100 }]]],
    )
  })

  it('is not awarded to an excluded provider, wherever that was found; what is found is kept with officer and day', async () => {
    const tenderRef = await publish(direct({ route: 'user_choice', standstill: 'none' }))
    got(await makeOwnOffer(shell, BRIONY, { tenderRef, ...offered() }))
    const found = { ...clear, finding: 'excluded', grounds: 'On the debarment list' } as const
    got(await checkForAward(shell, CONNIE, { tenderRef, ...found }))
    assert.equal(refusal(await decide(tenderRef)), 'a provider is excluded')
    const [kept] = await shell.read(CONNIE, (tx) => listChecksAbout(tx, [tenderRef]))
    assert.deepEqual([kept?.byName, kept?.lookedUpOn, kept?.stage], [CONNIE.name, TODAY, 'award'])
    const excluded = await shell.read(CONNIE, (tx) => listExcluded(tx, [BIDDERS.A.ref, BIDDERS.B.ref]))
    assert.deepEqual([...excluded.keys()], [BIDDERS.B.ref])
    clock.now = NOON.add({ minutes: 1 })
    got(await checkForAward(shell, CONNIE, { tenderRef, ...clear }))
    got(await decide(tenderRef))
  })

  it('is called off from a framework to one of its members in good standing alone', async () => {
    const market = got(
      await planMarket(shell, system(), {
        ...{ kind: 'dps', title: 'Purchasing system of 2024', summary: 'Home care', service: 'home_care' },
        lots: [{ lot: 'L1', title: 'Town', zones: ['town'] }],
        conditions: [{ key: 'C1', kind: 'policies', text: 'A safeguarding policy', evidence: false }],
        ...{ mostMembers: null, beganOn: '2024-05-01', endsOn: '2028-05-01', tenderRef: null, ranking: null },
      }),
    )
    const { marketRef } = market
    got(await openToMembers(shell, system(), marketRef))
    const calledOff = direct({ route: 'call_off_direct', frameworkOf: marketRef })
    const tenderRef = await publish(calledOff)
    got(await makeOwnOffer(shell, BRIONY, { tenderRef, ...offered() }))
    got(await checkForAward(shell, CONNIE, { tenderRef, ...clear }))
    assert.equal(refusal(await decide(tenderRef)), 'a provider may not be given work')
    await inCommand(shell, (tx) =>
      loadMembers(tx, market, [
        {
          ...{ organisationRef: BIDDERS.B.ref, name: BIDDERS.B.name, lots: ['L1'], sinceDay: TODAY, checkedOn: TODAY },
          ...{ qualityPercent: null, pricePence: null, capacityHours: null, evidence: [] },
        },
      ]),
    )
    got(await decide(tenderRef))
    const [kept] = await shell.read(CONNIE, (tx) => listChecksAbout(tx, [tenderRef]))
    assert.equal(kept?.stage, 'call_off')
    const member = { marketRef, organisationRef: BIDDERS.B.ref }
    got(await suspend(shell, CONNIE, { ...member, reason: 'Missed nights', reviewDay: TODAY }))
    const second = await publish(calledOff)
    got(await makeOwnOffer(shell, BRIONY, { tenderRef: second, ...offered() }))
    got(await checkForAward(shell, CONNIE, { tenderRef: second, ...clear }))
    assert.equal(refusal(await decide(second)), 'a provider may not be given work')
    clock.now = NOON.add({ minutes: 1 })
    got(await checkExclusionOf(shell, CONNIE, { ...member, ...clear, finding: 'excluded', grounds: 'Debarred' }))
    assert.equal(refusal(await decide(second)), 'a provider is excluded')
  })

  it('at the door: the named provider makes its offer, nobody else finds one; officers read it, check and decide', async () => {
    const tenderRef = await publish(direct())
    const who: Record<string, Actor> = { briony: BRIONY, other: OTHER, connie: CONNIE, helen: HELEN }
    const app = await serverFor(shell, [directOfferRoutes, awardRoutes], {
      identities: { actorOf: async ({ identity }) => who[identity], actorOfToken: async () => undefined },
    })
    const as = async (door: 'staff' | 'portal', identity: string) => {
      const browser = new Browser(app)
      await browser.signInAs(door, identity)
      return browser
    }
    const at = `/portal/tenders/${tenderRef}/offer`
    assert.equal((await (await as('portal', 'other')).get(at)).statusCode, 404)
    const briony = await as('portal', 'briony')
    const dear = await briony.post(at, { 'price-L1-P1': '30.00', words: 'Ready', accepts: 'yes' })
    assert.equal(dear.statusCode, 400)
    assert.match(dear.body, /above the ceiling[\s\S]*30\.00[\s\S]*Ready/)
    assert.equal((await briony.post(at, { 'price-L1-P1': '21.00', words: 'Ready', accepts: 'yes' })).statusCode, 303)
    got(await attachOfferFile(shell, BRIONY, { tenderRef, file: broughtFile('rota.pdf') }))
    assert.match((await briony.get(at)).body, /Not made yet[\s\S]*rota\.pdf/)
    assert.equal((await briony.post(at, { 'price-L1-P1': '21.00', words: '', accepts: 'yes' })).statusCode, 303)
    const connie = await as('staff', 'connie')
    const award = `/tenders/${tenderRef}/award`
    const { value, queries } = await countQueries(() => connie.get(award))
    assert.ok(queries <= 8, `${queries} queries`)
    assert.match(value.body, /£21\.00[\s\S]*offer\/files\/1[\s\S]*Not checked for this award yet/)
    assert.equal((await connie.get(`/tenders/${tenderRef}/offer/files/1`)).body, '%PDF-1.7 made up')
    const [year, month, day] = TODAY.split('-')
    const boxes = { 'lookedUpOn-day': day ?? '', 'lookedUpOn-month': month ?? '', 'lookedUpOn-year': year ?? '' }
    const said = { finding: 'none', ...boxes, grounds: '' }
    assert.equal((await connie.post(`${award}/check`, { ...said, evidence: '' }, award)).statusCode, 400)
    assert.equal((await connie.post(`${award}/check`, { ...said, evidence: 'Platform' }, award)).statusCode, 303)
    assert.match((await connie.get(award)).body, /No ground found[\s\S]*Connie Contract/)
    const helen = await as('staff', 'helen')
    const decision = { authority: 'cabinet', reference: 'Minute 42', reason: 'Urgent', limit: '' }
    assert.equal((await helen.post(`${award}/decide`, decision, award)).statusCode, 303)
    assert.match((await briony.get(at)).body, /Decided on/)
  })
})
