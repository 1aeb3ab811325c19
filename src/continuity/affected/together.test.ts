/** Couples and others who must move to one provider: set and parted by officers. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { listAffected } from '#src/continuity/affected/affected.store.ts'
import { takeOffList } from '#src/continuity/affected/affected-commands.ts'
import { keepTogether, partPeople } from '#src/continuity/affected/together-commands.ts'
import { askPlan, beginExit, listEverybody, panels, routes, words, workPlan } from '#src/continuity/index.ts'
import { findPlan } from '#src/continuity/plans/plan.store.ts'
import { timeline } from '#src/platform/audit.ts'
import { inWords } from '#src/platform/panels.ts'
import { PARTS_OF_DAY, tellCapacity } from '#src/providers/index.ts'
import { COUNCIL, system, useDatabase } from '#test/support/database.ts'
import { DUTY, seedExits } from '#test/support/exits.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { BALANCED, BANDED, got, refusal, SPLIT } from '#test/support/pay-runs.ts'

const me = system()
const house = { panels, work: [], search: [], words }

describe('people who stay together', () => {
  const { shell } = useDatabase({ seed: seedExits })
  const read = <T>(work: Parameters<typeof shell.read<T>>[1]) => shell.read(me, work)
  const listed = async () => {
    const heard = { organisationRef: BANDED, source: 'news', what: 'In the paper', lastDay: null } as const
    const { exitRef } = got(await beginExit(shell, DUTY, { ...heard, cause: 'business_failure' }))
    got(await listEverybody(shell, DUTY, exitRef))
    return exitRef
  }
  /** Lines that stay together, as "1+2". */
  const pairs = async (exitRef: string) => {
    const { people } = await read((tx) => listAffected(tx, { exitRef, limit: 20 }))
    const shared = Map.groupBy(
      people.filter(({ together }) => together !== null),
      ({ together }) => together,
    )
    return [...shared.values()]
      .map((some) =>
        some
          .map(({ line }) => line)
          .toSorted()
          .join('+'),
      )
      .toSorted()
  }

  it('are put together and parted, and whoever either was with before is alone', async () => {
    const exitRef = await listed()
    const keep = (line: number, withLine: number) => keepTogether(shell, DUTY, { exitRef, line, withLine })
    assert.deepEqual(await pairs(exitRef), ['1+2'], 'who share a home')
    got(await keep(3, 1))
    assert.deepEqual(await pairs(exitRef), ['1+3'])
    assert.equal(refusal(await keep(1, 3)), 'together already')
    assert.equal(refusal(await keep(3, 3)), 'the same person')
    assert.equal(refusal(await keep(3, 9)), 'no such person')
    got(await keep(2, 4))
    assert.deepEqual(await pairs(exitRef), ['1+3', '2+4'])
    got(await partPeople(shell, DUTY, { exitRef, line: 3 }))
    assert.deepEqual(await pairs(exitRef), ['2+4'])
    assert.equal(refusal(await partPeople(shell, DUTY, { exitRef, line: 3 })), 'with nobody')
    got(await listEverybody(shell, DUTY, exitRef))
    assert.deepEqual(await pairs(exitRef), ['2+4'], 'listed again, they stay as officers had them')
    got(await takeOffList(shell, DUTY, { exitRef, line: 1, why: 'With family' }))
    assert.equal(refusal(await keep(3, 1)), 'not in this state')
    const lines = (await read((tx) => timeline(tx, `exit:${exitRef}`))).map((one) => inWords(house, one)).join('\n')
    assert.match(lines, /Line 3 no longer stays together with line 1[\s\S]*Lines 3 and 1 stay together/)
  })

  it('are planned for at one provider, or not at all', async () => {
    const cells = (weeklyMinutes: number) => PARTS_OF_DAY.map((part) => ({ zone: 'rural', part, weeklyMinutes }))
    // One provider has hours for one of them, the dearer one for all.
    got(await tellCapacity(shell, me, { organisationRef: SPLIT, by: 'page', cells: cells(210) }))
    got(await tellCapacity(shell, me, { organisationRef: BALANCED, by: 'page', cells: cells(9000) }))
    const exitRef = await listed()
    got(await partPeople(shell, DUTY, { exitRef, line: 1 }))
    const planned = async () => {
      const planRef = got(await askPlan(shell, DUTY, { exitRef, movesOfOthers: 0 }))
      await workPlan(shell, COUNCIL, planRef, { seed: 7, moves: 2_000, boundSteps: 200 })
      const { proposals = [] } = (await read((tx) => findPlan(tx, planRef)))?.result ?? {}
      return new Map(proposals.map(({ ref, organisationRef }) => [Number(ref), organisationRef]))
    }
    const apart = await planned()
    const [lone = 0] = [...apart].find(([, to]) => to === SPLIT) ?? []
    assert.ok(lone > 0, 'somebody has the only hours of the cheaper one')
    const other = lone === 1 ? 2 : 1
    got(await keepTogether(shell, DUTY, { exitRef, line: lone, withLine: other }))
    const together = await planned()
    assert.equal(together.get(lone), together.get(other))
    assert.equal(together.get(lone), BALANCED)
  })

  describe('on the page of a person and over the API', () => {
    let app: FastifyInstance
    before(async () => {
      app = await serverFor(shell, [(doors) => routes(doors, house)], {
        identities: { actorOf: async () => DUTY, actorOfToken: async () => ({ ...DUTY, kind: 'machine' as const }) },
      })
    })
    after(() => app.close())

    it('are found by name, and what was typed stays when nobody is', async () => {
      const exitRef = await listed()
      const dee = new Browser(app)
      await dee.signInAs('staff', 'dee')
      const at = `/exits/${exitRef}/people/3`
      const nobody = await dee.post(`${at}/together`, { with: 'Nobody Known' }, at)
      assert.equal(nobody.statusCode, 400)
      assert.match(nobody.body, /Nobody of this exit is called so[\s\S]*value="Nobody Known"/)
      assert.equal((await dee.post(`${at}/together`, { with: 'Barr' }, at)).statusCode, 400, 'two have this name')
      assert.match(
        (await dee.post(`${at}/together`, { with: 'margaret hughes' }, at)).body,
        /another person than this one/,
      )
      assert.equal((await dee.post(`${at}/together`, { with: 'owen price' }, at)).statusCode, 303)
      assert.match((await dee.get(at)).body, /Stays together with[\s\S]*Owen Price[\s\S]*Part them/)
      assert.equal((await dee.post(`${at}/part`, {}, at)).statusCode, 303)
      assert.doesNotMatch((await dee.get(at)).body, /Stays together with|Part them/)
      const send = (payload: object) =>
        app.inject({
          ...{ method: 'POST', url: `/api/v1/exits/${exitRef}/people/3/together`, payload },
          headers: { authorization: 'Bearer machine' },
        })
      assert.deepEqual((await send({ with: 4 })).json(), { together: true })
      assert.deepEqual(await pairs(exitRef), ['1+2', '3+4'])
      assert.equal((await send({ with: 4 })).statusCode, 409)
      assert.equal((await send({ with: 9 })).statusCode, 404)
      assert.deepEqual((await send({ with: null })).json(), { together: false })
      assert.deepEqual(await pairs(exitRef), ['1+2'])
    })
  })
})
