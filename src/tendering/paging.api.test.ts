import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Actor } from '#src/platform/actor.ts'
import { decideAwardOf } from '#src/tendering/awards/award-commands.ts'
import { awardRoutes } from '#src/tendering/awards/routes.ts'
import { bidRoutes } from '#src/tendering/bids/routes.ts'
import { answerClarification } from '#src/tendering/clarifications/clarification-commands.ts'
import { clarificationRoutes } from '#src/tendering/clarifications/routes.ts'
import { startNotice } from '#src/tendering/notices/notice-commands.ts'
import { noticeRoutes } from '#src/tendering/notices/routes.ts'
import { tenderRoutes } from '#src/tendering/tenders/routes.ts'
import { NOON, officer, providerUser, useDatabase } from '#test/support/database.ts'
import {
  BIDDERS,
  CONNIE,
  councilThatTenders,
  HELEN,
  rankedTender,
  workedSpec,
} from '#test/support/evaluated-tenders.ts'
import { serverFor } from '#test/support/http.ts'
import { got } from '#test/support/pay-runs.ts'
import { publishSmallTender, smallSpec } from '#test/support/tenders.ts'

const HOUSE = { panels: [], work: [], search: [], retained: [], words: {} }
const machineOf = (actor: Actor): Actor => ({ ...actor, kind: 'machine' })
const AMBER = machineOf(providerUser(BIDDERS.A.ref, ['tendering.bid']))
const BIRCH = machineOf(providerUser(BIDDERS.B.ref, ['tendering.bid']))
const COUNCIL_MACHINE = machineOf(officer('M-1', ['tendering.see']))

type Items = { items: Record<string, unknown>[]; next: string | null }

describe('machines at tendering’s door', () => {
  const harness = useDatabase({ seed: ({ shell }) => councilThatTenders(shell) })
  const { shell } = harness
  const as = async (actor: Actor) => {
    const routes = [tenderRoutes, bidRoutes, clarificationRoutes, awardRoutes, noticeRoutes]
    const app = await serverFor(
      shell,
      routes.map((mount) => (doors: Parameters<typeof bidRoutes>[0]) => mount(doors, HOUSE)),
      { identities: { actorOf: async () => undefined, actorOfToken: async () => actor } },
    )
    return async (path: string, body?: object, key?: string) => {
      const answer = await app.inject({
        ...{ method: body ? 'POST' : 'GET', url: `/api/v1/${path}`, ...(body ? { payload: body } : {}) },
        headers: { authorization: 'Bearer made-up', ...(key ? { 'idempotency-key': key } : {}) },
      })
      return { status: answer.statusCode, body: answer.json() as Record<string, unknown> }
    }
  }
  const items = ({ body }: { body: Record<string, unknown> }) => (body as Items).items

  it('a provider’s reads what is published, asks once for a key, and reads answers to all beside its own questions', async () => {
    const closes = NOON.add({ hours: 24 * 20 })
    await publishSmallTender(shell, { spec: smallSpec(closes) })
    await publishSmallTender(shell, { tenderRef: 'TD-2', spec: workedSpec(NOON.add({ hours: 48 })) })
    const [amber, birch] = [await as(AMBER), await as(BIRCH)]
    const first = await amber('published-tenders?limit=1&open=true')
    assert.deepEqual(
      items(first).map(({ tenderRef }) => tenderRef),
      ['TD-1'],
    )
    assert.deepEqual(
      items(await amber(`published-tenders?limit=1&cursor=${String((first.body as Items).next)}`)).map(
        ({ tenderRef }) => tenderRef,
      ),
      ['TD-2'],
    )
    const whole = await amber('published-tenders/TD-1')
    assert.deepEqual(
      [whole.body['version'], (whole.body['spec'] as { mostLots: number }).mostLots, whole.body['cancelled']],
      [1, 1, null],
    )
    assert.equal((await amber('published-tenders/TD-9')).status, 404)
    const words = 'May policies be sent as one file?'
    assert.equal((await amber('tenders/TD-1/questions', { words: ' ' }, 'k0')).status, 409)
    const asked = await amber('tenders/TD-1/questions', { words }, 'k1')
    assert.equal(asked.status, 201)
    assert.deepEqual(await amber('tenders/TD-1/questions', { words }, 'k1'), asked)
    const clarificationRef = String(asked.body['clarificationRef'])
    const given = { to: 'all' as const, question: 'One file?', answer: 'Yes' }
    got(await answerClarification(shell, CONNIE, { clarificationRef, given }))
    const own = await amber('tenders/TD-1/questions')
    assert.deepEqual(
      (own.body['own'] as { state: string }[]).map(({ state }) => state),
      ['answered'],
    )
    const others = await birch('tenders/TD-1/questions')
    assert.deepEqual(
      [(others.body['answers'] as { answer: string }[]).map(({ answer }) => answer), others.body['own']],
      [['Yes'], []],
    )
  })

  it('a provider’s reads its own bids with their receipts and never another’s; a council’s may not', async () => {
    await rankedTender(harness, { bidders: ['A', 'B'] })
    const amber = items(await (await as(AMBER))('bids'))
    assert.deepEqual(
      amber.map(({ organisationRef, status }) => [organisationRef, status]),
      [[BIDDERS.A.ref, 'submitted']],
    )
    assert.match(String(amber[0]?.['sha256']), /^[0-9a-f]{64}$/)
    assert.equal((await (await as(COUNCIL_MACHINE))('bids')).status, 403)
    for (const path of ['awards', 'notices']) assert.equal((await (await as(AMBER))(path)).status, 403, path)
  })

  it('a council’s reads awards with their lots and prices, and the notices that are due', async () => {
    await rankedTender(harness)
    const said = { authority: 'cabinet' as const, reference: 'Minute 42', limitPence: null, reason: 'Best' }
    got(await decideAwardOf(shell, HELEN, { tenderRef: 'TD-1', ...said }))
    const call = await as(COUNCIL_MACHINE)
    const [award] = items(await call('awards'))
    assert.deepEqual(
      [award?.['tenderRef'], (award?.['lots'] as { name: string; pricePence: number }[] | undefined)?.[0]],
      [
        'TD-1',
        {
          ...{ lot: 'L1', organisationRef: BIDDERS.C.ref, name: 'Cedar Support', rank: 1, pricePence: 2240 },
          ...{ lines: [{ key: 'P1', pence: 2240 }], setAside: null, contractRef: null },
        },
      ],
    )
    got(await startNotice(shell, CONNIE, { code: 'UK3', ref: 'TD-1' }))
    const [notice] = items(await call('notices?status=due'))
    assert.deepEqual([notice?.['code'], notice?.['about'], notice?.['isOverdue']], ['UK3', 'tender:TD-1', false])
    assert.deepEqual(items(await call('notices?status=published')), [])
  })
})
