/** A joint plan while it is being made: how far it is, stopped, and lost with whoever made it. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { panels, search, work } from '#src/brokerage/panels.ts'
import { roundsOf } from '#src/brokerage/placing/at-work.job.ts'
import { requestPackage } from '#src/brokerage/requests/request-commands.ts'
import { routes } from '#src/brokerage/routes.ts'
import { got, officerOf, PATTERN, refusal, seedSmallCouncil } from '#src/brokerage/small-council.test.ts'
import { giveUpLostPlans, makePlan } from '#src/brokerage/waiting-list/make-plan.job.ts'
import { askForPlan, beginPlan, goOnWithPlan, keepPlan, stopPlan } from '#src/brokerage/waiting-list/plan-commands.ts'
import { findPlan } from '#src/brokerage/waiting-list/plan.store.ts'
import { words } from '#src/brokerage/words.ts'
import { rows, sql } from '#src/platform/database.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'
import { tellCapacity } from '#src/providers/index.ts'
import { COUNCIL, NOON, providerUser, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { inCommand } from '#test/support/pay-runs.ts'

const house: House = { panels, work, search, words }
const BROKER = officerOf('O-1')

describe('a joint plan that is being made', () => {
  const { shell, clock } = useDatabase({ seed: seedSmallCouncil })
  const runOf = async (planRef: string) => shell.read(system(), (tx) => findPlan(tx, planRef))
  /** Work for minutes, for two people. */
  const longPlan = async () => {
    got(
      await tellCapacity(shell, providerUser('1-103'), {
        ...{ organisationRef: '1-103', by: 'page' },
        cells: (['morning', 'tea'] as const).map((part) => ({ zone: 'rural', part, weeklyMinutes: 400 })),
      }),
    )
    for (const personRef of ['P-1001', 'P-1002'])
      got(
        await requestPackage(shell, officerOf('O-2'), {
          ...{ personRef, service: 'home_care', pattern: PATTERN, outcomes: ['nutrition'], startBy: '2026-11-30' },
        }),
      )
    const { planRef } = got(await askForPlan(shell, BROKER, { withStale: false }))
    await inCommand(shell, (tx) =>
      rows(tx, sql`update brokerage.plan_run set moves = 2000000000 where plan_ref = ${planRef}`),
    )
    return planRef
  }
  /** Its promise in an object, as an await would wait for it. */
  const making = async (planRef: string) => {
    const made = makePlan(shell, system(), planRef)
    while ((await runOf(planRef))?.leaseUntil === undefined) await pause(20)
    return { made }
  }
  const withinASecond = async (made: Promise<boolean>) => {
    const from = performance.now()
    assert.equal(await made, false)
    assert.ok(performance.now() - from < 1000, `${performance.now() - from} ms`)
  }

  it('is stopped by its button, and its work ends within a second', async () => {
    const planRef = await longPlan()
    const { made } = await making(planRef)
    const app = await serverFor(shell, [(doors: Doors) => routes(doors, house)], {
      identities: { actorOf: async ({ identity }) => officerOf(identity), actorOfToken: async () => BROKER },
    })
    const browser = new Browser(app)
    await browser.signInAs('staff', 'O-1')
    const at = `/waiting-list/plans/${planRef}`
    assert.match((await browser.get(at)).body, /Being made[\s\S]*Nothing of a plan that is stopped is kept/)
    assert.equal((await browser.post(`${at}/stop`, {}, at)).statusCode, 303)
    await withinASecond(made)
    assert.equal((await runOf(planRef))?.status, 'stopped')
    assert.match((await browser.get(at)).body, /The plan was stopped[\s\S]*Nothing of a plan that is stopped is kept/)
    assert.match((await browser.get('/waiting-list')).body, /Stopped/)
    assert.deepEqual(roundsOf({ council: COUNCIL, planRef }), [])
    assert.equal(refusal(await stopPlan(shell, BROKER, planRef)), 'not running')
    assert.equal((await browser.post('/waiting-list/plans/PN-9/stop', {}, at)).statusCode, 404)
    got(await askForPlan(shell, BROKER, { withStale: false }))
    await app.close()
  })

  it('is stopped from another machine too, which only the database tells', async () => {
    const planRef = await longPlan()
    const { made } = await making(planRef)
    await inCommand(shell, (tx) =>
      rows(tx, sql`update brokerage.plan_run set status = 'stopped' where plan_ref = ${planRef}`),
    )
    await withinASecond(made)
  })

  it('that was lost with whoever made it has failed once nobody renews its lease, and is made again', async () => {
    const planRef = await longPlan()
    const { leaseUntil } = got(await beginPlan(shell, system(), planRef))
    assert.equal(leaseUntil?.since(NOON).total('seconds'), 120)
    assert.equal(refusal(await beginPlan(shell, system(), planRef)), 'at work already')
    clock.now = NOON.add({ seconds: 90 })
    got(await goOnWithPlan(shell, system(), planRef, [{ round: 1, cost: 300, bound: 200 }]))
    clock.now = NOON.add({ seconds: 200 })
    await giveUpLostPlans(shell, system())
    const running = await runOf(planRef)
    assert.deepEqual([running?.status, running?.progress?.length], ['running', 1])
    clock.now = NOON.add({ seconds: 211 })
    await giveUpLostPlans(shell, system())
    const failed = await runOf(planRef)
    assert.deepEqual(
      [failed?.status, failed?.failure],
      ['failed', 'Whoever made the plan stopped before it was ready. Solve again'],
    )
    assert.ok(running)
    assert.equal(refusal(await keepPlan(shell, system(), running, [])), 'not running')
    got(await askForPlan(shell, BROKER, { withStale: false }))
  })

  it('shows how far another machine is, in words and as a chart', async () => {
    const planRef = await longPlan()
    got(await beginPlan(shell, system(), planRef))
    const rounds = [
      { round: 1, cost: 400, bound: 200 },
      { round: 2, cost: 300, bound: 290 },
    ]
    got(await goOnWithPlan(shell, system(), planRef, rounds))
    const app = await serverFor(shell, [(doors: Doors) => routes(doors, house)], {
      identities: { actorOf: async ({ identity }) => officerOf(identity), actorOfToken: async () => BROKER },
    })
    const browser = new Browser(app)
    await browser.signInAs('staff', 'O-1')
    const at = `/waiting-list/plans/${planRef}`
    const { body } = await browser.get(at)
    assert.match(body, /Being made, round 2: 300 points so far\. No plan can have more than 3\.3% fewer points/)
    assert.match(body, /data-progress-chart[\s\S]*Best so far[\s\S]*Bound/)
    await app.close()
  })
})
