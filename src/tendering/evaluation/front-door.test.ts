import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Actor } from '#src/platform/actor.ts'
import { countQueries } from '#src/platform/database.ts'
import { decideAwardOf } from '#src/tendering/awards/award-commands.ts'
import { awardRoutes } from '#src/tendering/awards/routes.ts'
import { awardWork } from '#src/tendering/awards/panels.ts'
import { sendSummaries } from '#src/tendering/awards/summary-commands.ts'
import { bidRoutes } from '#src/tendering/bids/routes.ts'
import { declareConflict, decideConflictOf, nameAssessorOf } from '#src/tendering/evaluation/assess-commands.ts'
import { evaluationWork } from '#src/tendering/evaluation/panels.ts'
import { readEvaluated } from '#src/tendering/evaluation/evaluation.store.ts'
import { confirmRanking, openPrices, queryLowPrice, witnessDraw } from '#src/tendering/evaluation/price-commands.ts'
import { evaluationRoutes } from '#src/tendering/evaluation/routes.ts'
import { NOON, officer, providerUser, useDatabase } from '#test/support/database.ts'
import {
  agreeAll,
  bidsOf,
  BIDDERS,
  CONNIE,
  councilThatTenders,
  HELEN,
  openedTender,
  QUINN,
  rankedTender,
  scoreAll,
  SOL,
  workedSpec,
} from '#test/support/evaluated-tenders.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { got, refusal } from '#test/support/pay-runs.ts'

const ASSESSOR = ['tendering.see', 'tendering.assess']
const WHO: Readonly<Record<string, Actor>> = {
  connie: { ...CONNIE, grants: new Set([...ASSESSOR, 'tendering.manage']) },
  quinn: { ...QUINN, grants: new Set(ASSESSOR) },
  sol: { ...SOL, grants: new Set(ASSESSOR) },
  helen: { ...HELEN, grants: new Set([...ASSESSOR, 'tendering.decide', 'tendering.open']) },
  bea: officer('O-20', ['tendering.see']),
  ada: providerUser(BIDDERS.A.ref, ['tendering.bid']),
  ben: providerUser(BIDDERS.B.ref, ['tendering.bid']),
}

describe('the doors of an evaluation and an award', () => {
  const harness = useDatabase({ seed: ({ shell }) => councilThatTenders(shell) })
  const { shell } = harness
  const tenderRef = 'TD-1'
  const server = () =>
    serverFor(shell, [evaluationRoutes, awardRoutes, bidRoutes], {
      identities: {
        actorOf: async ({ identity }) => WHO[identity],
        actorOfToken: async () => ({ ...officer('machine', ['tendering.see']), kind: 'machine' as const }),
      },
    })
  const as = async (who: string): Promise<Browser> => {
    const browser = new Browser(await server())
    await browser.signInAs(who === 'ada' || who === 'ben' ? 'portal' : 'staff', who)
    return browser
  }
  const api = async (path: string) => {
    const url = `/api/v1/tenders/${tenderRef}/${path}`
    const answer = await (await server()).inject({ method: 'GET', url, headers: { authorization: 'Bearer made-up' } })
    return { status: answer.statusCode, body: answer.json() as Record<string, unknown> }
  }

  it('an assessor sees nothing of a bid before declaring; who is no assessor never does', async () => {
    await openedTender(harness)
    const quinn = await as('quinn')
    assert.equal((await quinn.get('/tenders/TD-1/scoring/1')).statusCode, 403)
    got(await nameAssessorOf(shell, CONNIE, { tenderRef, officerRef: QUINN.id, questions: ['Q1'] }))
    const work = await shell.read(QUINN, (tx) => evaluationWork[0]?.list(tx, QUINN) ?? Promise.resolve([]))
    assert.deepEqual(
      work.map(({ action, href }) => [action, href]),
      [['Declare any conflict', '/tenders/TD-1/declaration']],
    )
    const early = await quinn.get('/tenders/TD-1/scoring/1')
    assert.deepEqual([early.statusCode, early.headers['location']], [303, '/tenders/TD-1/declaration'])
    got(await declareConflict(shell, QUINN, { tenderRef }))
    const scoring = await quinn.get('/tenders/TD-1/scoring/1')
    assert.match(scoring.body, /Bidder 1[\s\S]*says to Q1/)
    assert.doesNotMatch(scoring.body, /says to Q2|Amber|Birch|Cedar|£\d/)
    for (const page of ['evaluation', 'moderation', 'ranking', 'award'])
      assert.equal((await (await as('bea')).get(`/tenders/TD-1/${page}`)).statusCode, 403, page)
    assert.equal((await quinn.get('/tenders/TD-1/checks')).statusCode, 403)
  })

  it('a file of a bid is read as the bid is: after the opening, once declared, of one’s own questions; a conflict closes it', async () => {
    await openedTender(harness, { fileTo: 'Q1' })
    const [bid] = await bidsOf(shell, tenderRef)
    const whole = `/tenders/TD-1/bids/${bid?.bidRef}`
    const one = `/tenders/TD-1/scoring/${bid?.number}/files/1`
    const [quinn, sol, helen, connie] = [await as('quinn'), await as('sol'), await as('helen'), await as('connie')]
    const answers = async (browser: Browser, ...urls: string[]) =>
      Promise.all(urls.map(async (url) => (await browser.get(url)).statusCode))
    assert.deepEqual(await answers(quinn, `${whole}/files/1`, one), [403, 403])
    assert.deepEqual(await answers(helen, whole, `${whole}/files/1`), [403, 403])
    assert.deepEqual(await answers(connie, whole, `${whole}/files/1`), [200, 200])
    for (const [who, question] of [
      [QUINN, 'Q1'],
      [SOL, 'Q2'],
      [CONNIE, 'Q3'],
    ] as const)
      got(await nameAssessorOf(shell, CONNIE, { tenderRef, officerRef: who.id, questions: [question] }))
    assert.deepEqual(await answers(quinn, one), [303])
    assert.deepEqual(
      await answers(connie, whole, `${whole}/files/1`, `/tenders/TD-1/checks/${bid?.bidRef}`),
      [303, 303, 303],
    )
    for (const who of [QUINN, SOL]) got(await declareConflict(shell, who, { tenderRef }))
    got(await declareConflict(shell, CONNIE, { tenderRef, conflict: 'My brother drives for one of them' }))
    assert.deepEqual(await answers(quinn, one, `${whole}/files/1`), [200, 403])
    assert.match((await quinn.get(`/tenders/TD-1/scoring/${bid?.number}`)).body, /scoring\/\d\/files\/1">File 1/)
    assert.doesNotMatch(JSON.stringify((await quinn.get(one)).headers), /rota of/)
    assert.deepEqual(await answers(sol, one), [404])
    assert.deepEqual(await answers(connie, whole, `${whole}/files/1`), [403, 403])
    const words = 'The brother left in May'
    got(await decideConflictOf(shell, HELEN, { tenderRef, officerRef: CONNIE.id, mayAssess: true, words }))
    assert.deepEqual(await answers(connie, whole, `${whole}/files/1`), [200, 200])
  })

  it('nobody sees another’s marks before all have locked, or a price before quality is agreed', async () => {
    await openedTender(harness)
    got(await nameAssessorOf(shell, CONNIE, { tenderRef, officerRef: SOL.id, questions: ['Q1'] }))
    await scoreAll(shell, tenderRef, [QUINN])
    for (const who of ['connie', 'sol', 'helen']) {
      const browser = await as(who)
      for (const page of ['moderation', 'moderation/1', 'evaluation', 'ranking'])
        assert.doesNotMatch((await browser.get(`/tenders/TD-1/${page}`)).body, /Quinn Quality on Q1/, `${who} ${page}`)
      assert.match((await browser.get('/tenders/TD-1/prices')).body, /Prices are closed to evaluators/)
      const [bid] = await bidsOf(shell, tenderRef)
      assert.equal((await browser.get(`/tenders/TD-1/prices/${bid?.bidRef}`)).statusCode, 404)
    }
    assert.equal((await api('ranking')).status, 409)
  })

  it('a reason without its mark comes back as it was typed', async () => {
    await openedTender(harness)
    got(await nameAssessorOf(shell, CONNIE, { tenderRef, officerRef: QUINN.id, questions: ['Q1'] }))
    got(await declareConflict(shell, QUINN, { tenderRef }))
    const quinn = await as('quinn')
    const answer = await quinn.post('/tenders/TD-1/scoring/1', { 'reason-Q1': 'Names the rota' })
    assert.equal(answer.statusCode, 400)
    assert.match(answer.body, /Select the mark that your reason is for[\s\S]*Names the rota/)
  })

  it('a bidder answers about its own price alone', async () => {
    await openedTender(harness)
    await scoreAll(shell, tenderRef)
    await agreeAll(shell, tenderRef)
    got(await openPrices(shell, CONNIE, tenderRef))
    const bidRef = (await bidsOf(shell, tenderRef)).find(({ bidder }) => bidder === 'A')?.bidRef ?? ''
    got(await queryLowPrice(shell, CONNIE, { tenderRef, bidRef, question: 'How do you pay travel?' }))
    assert.equal((await (await as('ben')).get('/portal/tenders/TD-1/price-question')).statusCode, 404)
    const ada = await as('ada')
    assert.equal((await ada.post('/portal/tenders/TD-1/price-question', { answer: ' ' })).statusCode, 400)
    assert.equal((await ada.post('/portal/tenders/TD-1/price-question', { answer: 'On foot' })).statusCode, 303)
    assert.match((await (await as('connie')).get(`/tenders/TD-1/prices/${bidRef}`)).body, /On foot/)
  })

  it('a tie that comes to a lot is drawn by the seed on record, before an officer who neither manages nor confirms', async () => {
    const worked = workedSpec(NOON.add({ hours: 24 }), { tieBreaks: ['price', 'lot_drawn'] })
    const spec = {
      ...worked,
      questions: worked.questions.map((question) => ({ ...question, weight: 0 })),
      price: { ...worked.price, weight: 100 },
    }
    await openedTender(harness, { spec, bidders: ['A', 'B'], pence: { A: 2000, B: 2000 } })
    await scoreAll(shell, tenderRef)
    await agreeAll(shell, tenderRef)
    got(await openPrices(shell, CONNIE, tenderRef))
    const [connie, helen] = [await as('connie'), await as('helen')]
    const ranking = '/tenders/TD-1/ranking'
    const early = await connie.post(`${ranking}/confirm`, {}, ranking)
    assert.match(early.body, /Another officer watches the draw first/)
    assert.equal(refusal(await witnessDraw(shell, CONNIE, tenderRef)), 'manages the tender')
    assert.match((await helen.get(ranking)).body, /Lots drawn[\s\S]*Nobody yet[\s\S]*I have watched this draw/)
    assert.equal((await helen.post(`${ranking}/witness`, {}, ranking)).statusCode, 303)
    const shown = (await connie.get(ranking)).body
    const seed = (await shell.read(CONNIE, (tx) => readEvaluated(tx, tenderRef)))?.progress.seed ?? ''
    assert.match(shown, new RegExp(`${seed}[\\s\\S]*Helen Head`))
    assert.equal(refusal(await confirmRanking(shell, HELEN, tenderRef)), 'witnessed the draw')
    assert.equal((await connie.post(`${ranking}/confirm`, {}, ranking)).statusCode, 303)
  })

  it('machines read the ranking with its working and the award; deciders and managers find their work', async () => {
    await rankedTender(harness)
    type Ranked = { name: string; total: string; wins: boolean; working: string[] }
    const { lots } = (await api('ranking')).body as { lots: { ranked: Ranked[] }[] }
    const first = lots[0]?.ranked[0]
    assert.deepEqual([first?.name, first?.total, first?.wins], ['Cedar Support', '89.82', true])
    assert.ok(first?.working.includes('40 × £19.50 ÷ £22.40 = 34.82'))
    assert.equal((await api('award')).status, 404)
    const work = (who: Actor) =>
      shell.read(who, async (tx) => (await Promise.all(awardWork.map((source) => source.list(tx, who)))).flat())
    assert.deepEqual(
      (await work(HELEN)).map(({ action }) => action),
      ['Decide'],
    )
    const said = { authority: 'cabinet' as const, reference: 'Minute 42', limitPence: null, reason: 'Best' }
    got(await decideAwardOf(shell, HELEN, { tenderRef, ...said }))
    assert.deepEqual(
      (await work(CONNIE)).map(({ action }) => action),
      ['Send the summaries'],
    )
    const award = (await api('award')).body as { status: string; lots: { name: string; pricePence: number }[] }
    assert.deepEqual([award.status, award.lots[0]?.name, award.lots[0]?.pricePence], ['decided', 'Cedar Support', 2240])
  })

  it('no page asks the database more than eight times', async () => {
    await rankedTender(harness)
    const said = { authority: 'cabinet' as const, reference: 'Minute 42', limitPence: null, reason: 'Best' }
    got(await decideAwardOf(shell, HELEN, { tenderRef, ...said }))
    got(await sendSummaries(shell, CONNIE, tenderRef))
    const [bid] = await bidsOf(shell, tenderRef)
    const connie = await as('connie')
    const bidRef = bid?.bidRef ?? ''
    const parts = [
      'evaluation',
      `evaluation/assessors/${QUINN.id}`,
      'checks',
      `checks/${bidRef}`,
      'moderation',
      'moderation/1',
    ]
    for (const part of [...parts, 'prices', `prices/${bidRef}`, 'ranking', 'award', `award/letters/${bidRef}`]) {
      const { value, queries } = await countQueries(() => connie.get(`/tenders/TD-1/${part}`))
      assert.equal(value.statusCode, 200, part)
      assert.ok(queries <= 8, `${part} asks ${queries} times`)
    }
  })
})
