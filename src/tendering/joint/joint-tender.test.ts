import assert from 'node:assert/strict'
import { describe, it, test } from 'node:test'
import { ok } from '#src/base/result.ts'
import {
  addOfficer,
  answerInvitation,
  beginArrangement,
  inviteCouncil,
  nameCouncil,
  setZones,
} from '#src/councils/index.ts'
import { type Actor, systemActor } from '#src/platform/actor.ts'
import { addCouncil } from '#src/platform/councils.ts'
import { rows, sql } from '#src/platform/database.ts'
import type { Award } from '#src/tendering/awards/award.ts'
import { listOpenedPrices } from '#src/tendering/bids/opening.store.ts'
import { findAward, insertAward, listLotsWithoutContract, saveAward } from '#src/tendering/awards/award.store.ts'
import { buyerOf, buyersByLot, buyersOf, seesLot } from '#src/tendering/joint/buyer.ts'
import { checkCost, memberSpec, partsOf } from '#src/tendering/joint/joint-tender.ts'
import { decideJointPart, shareCost, tellPart, tellUse } from '#src/tendering/joint/joint-tender-commands.ts'
import { findPart, listCosts } from '#src/tendering/joint/joint-tender.store.ts'
import { jointRoutes } from '#src/tendering/joint/routes.ts'
import type { Lot, Spec } from '#src/tendering/tenders/spec.ts'
import { draftOf } from '#src/tendering/tenders/draft.ts'
import { findTender, insertPublished, insertTender } from '#src/tendering/tenders/tender.store.ts'
import { type Harness, NOON, officer, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'

const [WENBURY, EXAMPLE, OTHER] = [1, 2, 3]
let joint = 0

const lot = (name: string, zones: string[]): Lot => ({
  ...{ lot: name, title: `Home care, ${name}`, service: 'home_care', zones },
  ...{ estimatedPence: 1_000_000, places: 2, hoursAWeek: 100 },
})
const SPEC: Spec = {
  ...draftOf({
    title: 'Home care across three rivers',
    route: 'open_framework',
    regime: 'pa23_light_touch',
    service: 'home_care',
    estimatedPence: 3_000_000,
  }),
  lots: [lot('L1', ['1-town']), lot('L2', ['2-town']), lot('L3', ['1-town', '2-town'])],
}
const AWARD: Award = {
  ...{ awardRef: 'AW-1', tenderRef: 'TD-1', status: 'awarded', authority: 'cabinet', reference: 'Joint 7' },
  ...{ limitPence: null, valuePence: 3_000_000, reason: 'The best', decidedBy: 'O-9', decidedByName: 'Dee' },
  ...{ decidedAt: NOON, summariesSentAt: NOON, standstill: 'none', noticeDay: null, lastDay: null, signFrom: null },
  ...{ byPost: false, challenge: null, earlyReason: null, awardedAt: NOON, awardedByName: 'Dee' },
  lots: ['L1', 'L2', 'L3'].map((one, index) => ({
    ...{ lot: one, organisationRef: '1-100000001', organisationName: 'Made-up Care', bidRef: null, rank: 1 },
    ...{ priceTotalPence: 2000 + index, lines: [], setAside: null, contractRef: null },
  })),
}

const got = <T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T => {
  if (!result.ok) assert.fail(JSON.stringify(result.error))
  return result.value
}

async function seed({ shell, database }: Harness): Promise<void> {
  for (const council of [WENBURY, EXAMPLE, OTHER]) {
    await addCouncil(database, { council, name: `Made-up council ${council}`, trial: true })
    const system = systemActor(council)
    await nameCouncil(shell, system, { name: `Made-up council ${council}` })
    await setZones(shell, system, { zones: [{ zone: 'town', name: 'Town', kind: 'urban' }] })
    await addOfficer(shell, system, { officerRef: 'O-1', name: 'Ada', email: 'a@example.org', roles: ['director'] })
  }
  joint = got(await beginArrangement(shell, officer('O-1'), { name: 'Three Rivers' }))
  got(await inviteCouncil(shell, officer('O-1'), { jointCouncil: joint, memberCouncil: EXAMPLE }))
  got(await answerInvitation(shell, officer('O-1', ['*'], EXAMPLE), { jointCouncil: joint, answer: 'join' }))
  got(
    await shell.command(systemActor(joint), 'set-up-for-tests', async (tx) => {
      await insertTender(tx, { tenderRef: 'TD-1', spec: SPEC, ownerRef: 'O-1' })
      const closesAt = NOON.subtract({ hours: 1 })
      await insertPublished(tx, { tenderRef: 'TD-1', version: 1, spec: SPEC, sha256: 'x', reason: '', closesAt })
      tx.record({ type: 'tendering.tender-edited', about: ['tender:TD-1'], data: {} })
      return ok(null)
    }),
  )
}

describe('a tender of several councils', () => {
  const { shell } = useDatabase({ seed })
  const lead = officer('O-1', ['*'], WENBURY)
  const member = officer('O-1', ['*'], EXAMPLE)
  const stranger = officer('O-1', ['*'], OTHER)
  const which = () => ({ jointCouncil: joint, tenderRef: 'TD-1' })
  const want = (who: Actor, lots: string[], hoursAWeek = 40) =>
    tellPart(shell, who, { ...which(), lots: lots.map((one) => ({ lot: one, hoursAWeek, estimatedPence: 500_000 })) })
  const decision = { authority: 'delegated', reference: 'D-12', reason: 'Within the plan' } as const
  const decide = (who: Actor, answer: 'agreed' | 'declined' = 'agreed') =>
    decideJointPart(shell, who, { ...which(), answer, ...decision })
  const award = () =>
    shell.command(systemActor(joint), 'award-for-tests', async (tx) => {
      await insertAward(tx, AWARD)
      await saveAward(tx, AWARD, { ref: 'O-9', name: 'Dee' })
      tx.record({ type: 'tendering.tender-edited', about: ['tender:TD-1'], data: {} })
      return ok(null)
    })

  it('lets each member say what it wants of its own lots, and of no other’s', async () => {
    got(await want(member, ['L2', 'L3']))
    assert.deepEqual(await want(member, ['L1']), { ok: false, error: 'a lot of another council' })
    assert.deepEqual(await want(stranger, ['L1']), { ok: false, error: 'no such tender' })
    assert.deepEqual(await want(member, ['L2'], -1), { ok: false, error: 'not a number' })
  })

  it('keeps what a member wants in that member’s tenant', async () => {
    got(await want(member, ['L2']))
    const part = (council: number) => shell.read(officer('O-1', ['*'], council), (tx) => findPart(tx, joint, 'TD-1'))
    assert.equal((await part(EXAMPLE))?.lots[0]?.hoursAWeek, 40)
    assert.equal(await part(WENBURY), undefined)
    assert.equal(await part(joint), undefined)
  })

  it('is decided by each member for itself once the award is made, and its awards stand in its own tenant', async () => {
    got(await want(member, ['L2']))
    assert.deepEqual(await decide(member), { ok: false, error: 'not awarded yet' })
    got(await award())
    const { ownTenderRef } = got(await decide(member))
    assert.ok(ownTenderRef)
    const own = await shell.read(member, async (tx) => ({
      tender: await findTender(tx, ownTenderRef),
      award: await findAward(tx, ownTenderRef),
      open: await listLotsWithoutContract(tx),
    }))
    assert.deepEqual(
      own.tender?.spec.lots.map(({ lot, zones, hoursAWeek }) => [lot, zones, hoursAWeek]),
      [
        ['L2', ['town'], 40],
        ['L3', ['town'], 100],
      ],
    )
    assert.equal(own.award?.reference, 'D-12')
    assert.deepEqual(
      own.open.map(({ lot, priceTotalPence }) => [lot, priceTotalPence]),
      [
        ['L2', 2001],
        ['L3', 2002],
      ],
    )
    assert.deepEqual(await decide(member), { ok: false, error: 'taken up already' })
    assert.deepEqual(await want(member, ['L2']), { ok: false, error: 'decided already' })
    // The lead has decided nothing by it.
    assert.equal(await shell.read(lead, (tx) => findPart(tx, joint, 'TD-1')), undefined)
  })

  it('may be declined, and then nothing stands in the member’s tenant', async () => {
    got(await award())
    assert.deepEqual(got(await decide(member, 'declined')), { ownTenderRef: null })
    assert.deepEqual(await shell.read(member, (tx) => listLotsWithoutContract(tx)), [])
  })

  it('shares its costs by fixed shares or by the hours that members tell, to the penny', async () => {
    const inJoint = { ...systemActor(joint), name: 'Ada' }
    const fixed = [
      { member: WENBURY, share: 67 },
      { member: EXAMPLE, share: 33 },
    ]
    const cost = { what: 'Evaluation', pence: 100_001, day: '2026-11-20', sharing: 'fixed', fixed } as const
    got(await shareCost(shell, inJoint, cost))
    assert.deepEqual(await shareCost(shell, inJoint, { ...cost, fixed: fixed.slice(1) }), {
      ok: false,
      error: 'the shares do not add up to 100',
    })
    assert.deepEqual(await shareCost(shell, inJoint, { ...cost, sharing: 'use' }), {
      ok: false,
      error: 'nobody told their use',
    })
    const tell = (council: number, hours: number) =>
      tellUse(shell, { ...officer('O-5', ['*'], joint), member: council }, { month: '2026-11-01', hours })
    got(await tell(WENBURY, 10))
    got(await tell(WENBURY, 200))
    got(await tell(EXAMPLE, 100))
    assert.deepEqual(await tellUse(shell, inJoint, { month: '2026-11-01', hours: 1 }), {
      ok: false,
      error: 'no member',
    })
    got(await shareCost(shell, inJoint, { ...cost, sharing: 'use' }))
    const { costs } = await shell.read(inJoint, (tx) => listCosts(tx, { offset: 0, limit: 10 }))
    assert.deepEqual(
      costs.map((one) => partsOf(one).map(({ pence }) => pence)),
      [
        [66_667, 33_334],
        [67_001, 33_000],
      ],
    )
  })

  it('shows the prices of one member’s own lots to the officers whom that member sent, by the database itself', async () => {
    const inJoint = systemActor(joint)
    got(
      await shell.command(inJoint, 'price-for-tests', async (tx) => {
        await rows(tx, sql`insert into tendering.seal values (${joint}, 'TD-1', 'made up', ${NOON}, 'made up')`)
        await rows(
          tx,
          sql`insert into tendering.bid values (${joint}, 'BD-1', 'TD-1', '1-100000001', 'submitted', 1, ${NOON}, 'U-1', null, 'x', 0, 'sealed')`,
        )
        await rows(
          tx,
          sql`insert into tendering.opened_bid values (${joint}, 'TD-1', 'BD-1', '1-100000001', ${NOON}, '{}'::jsonb)`,
        )
        for (const [one, buyer] of buyersByLot(SPEC))
          await rows(
            tx,
            sql`insert into tendering.opened_price values (${joint}, 'TD-1', 'BD-1', '1-100000001', ${one}, 'P1', 2000, ${buyer})`,
          )
        tx.record({ type: 'tendering.tender-edited', about: ['tender:TD-1'], data: {} })
        return ok(null)
      }),
    )
    const seen = async (member: number | undefined) =>
      (
        await shell.read({ ...officer('O-5', ['*'], joint), ...(member === undefined ? {} : { member }) }, (tx) =>
          listOpenedPrices(tx, 'TD-1'),
        )
      ).map(({ lot }) => lot)
    assert.deepEqual(await seen(WENBURY), ['L1', 'L3'])
    assert.deepEqual(await seen(EXAMPLE), ['L2', 'L3'])
    // An officer whom no member sent has nobody's prices but those of all.
    assert.deepEqual(await seen(0), ['L3'])
    assert.deepEqual(await seen(undefined), ['L1', 'L2', 'L3'])
  })

  it('is read, wanted and taken up by pages', async () => {
    got(await award())
    const app = await serverFor(shell, [jointRoutes], {
      identities: {
        actorOf: async ({ council }) =>
          council === joint ? { ...officer('O-5', ['*'], joint), member: EXAMPLE } : officer('O-1', ['*'], council),
        actorOfToken: async () => undefined,
      },
    })
    const browser = new Browser(app)
    await browser.signInAs('staff', 'O-1', EXAMPLE)
    const path = `/joint-tenders/${joint}/TD-1`
    assert.match((await browser.get('/joint-tenders')).body, /Home care across three rivers[\s\S]*Has not said/)
    const shown = (await browser.get(path)).body
    assert.match(shown, /£20\.01/)
    assert.doesNotMatch(shown, /£20\.00|Home care, L1/)
    const bad = await browser.post(
      `${path}/want`,
      { 'hours-L2': 'many', 'worth-L2': '1', 'hours-L3': '1', 'worth-L3': '1' },
      path,
    )
    assert.equal(bad.statusCode, 400)
    assert.match(bad.body, /Enter the hours a week of L2[\s\S]*value="many"/)
    await browser.post(
      `${path}/want`,
      { 'hours-L2': '55', 'worth-L2': '1000.50', 'hours-L3': '0', 'worth-L3': '0' },
      path,
    )
    assert.match((await browser.get(path)).body, /£1,000\.50/)
    assert.match(
      (
        await browser.post(
          `${path}/decide`,
          { answer: 'agreed', authority: 'cabinet', reason: 'x', reference: '' },
          path,
        )
      ).body,
      /Enter the reference/,
    )
    assert.equal((await browser.post(`${path}/decide`, { answer: 'agreed', ...decision }, path)).statusCode, 303)
    assert.match((await browser.get(path)).body, /Took up its lots/)
    await browser.signInAs('staff', 'O-1', OTHER)
    assert.equal((await browser.get(path)).statusCode, 404)
    await browser.signInAs('staff', 'O-5', joint)
    await browser.post('/joint-costs/use', { month: '2026-11', hours: '80' }, '/joint-costs')
    assert.match(
      (await browser.post('/joint-costs', { what: 'Printing', amount: '12.00', day: 'soon', sharing: 'use' })).body,
      /Enter the day/,
    )
    await browser.post('/joint-costs', { what: 'Printing', amount: '12.00', day: '2026-11-20', sharing: 'use' })
    assert.match((await browser.get('/joint-costs')).body, /Printing[\s\S]*£12\.00/)
  })
})

describe('lots of several councils', () => {
  test('belong to the members in whose zones they lie', () => {
    assert.deepEqual(buyersOf(lot('L1', ['2-town', '1-town', '2-rural'])), [1, 2])
    assert.equal(buyerOf(lot('L1', ['2-town', '2-rural'])), 2)
    assert.equal(buyerOf(lot('L1', ['1-town', '2-town'])), null)
    assert.equal(buyerOf(lot('L1', ['town'])), null)
    assert.deepEqual(
      ['L1', 'L2', 'L3'].map((one) => seesLot(SPEC, one, 2)),
      [false, true, true],
    )
    assert.deepEqual(
      ['L1', 'L2', 'L3'].map((one) => seesLot(SPEC, one, undefined)),
      [true, true, true],
    )
  })
  test('are a member’s own in its own zones and amounts', () => {
    const own = memberSpec(SPEC, 2, [{ lot: 'L2', hoursAWeek: 7, estimatedPence: 5 }])
    assert.deepEqual(
      own.lots.map(({ lot, zones, hoursAWeek }) => [lot, zones, hoursAWeek]),
      [
        ['L2', ['town'], 7],
        ['L3', ['town'], 100],
      ],
    )
    assert.equal(own.estimatedPence, 1_000_005)
  })
  test('a cost has words, an amount and shares', () => {
    const cost = { what: 'x', pence: 1, sharing: 'fixed', shares: [{ member: 1, share: 100 }] } as const
    assert.equal(checkCost(cost).ok, true)
    assert.equal(checkCost({ ...cost, what: ' ' }).ok, false)
    assert.equal(checkCost({ ...cost, pence: 0 }).ok, false)
    assert.equal(checkCost({ ...cost, pence: 1.5 }).ok, false)
  })
})
