import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { listPlacements } from '#src/brokerage/index.ts'
import { findPlan } from '#src/continuity/plans/plan.store.ts'
import {
  askPlan,
  beginExit,
  jobs,
  listEverybody,
  listeners,
  panels,
  rehearse,
  rehearseAll,
  routes,
  tellOfPerson,
  words,
  workPlan,
} from '#src/continuity/index.ts'
import { resilienceBefore, resilienceOf, sinceBefore } from '#src/continuity/rehearsals/rehearsal.ts'
import { listRehearsed } from '#src/continuity/rehearsals/rehearsal.store.ts'
import { tellOfPeople } from '#src/continuity/told/known-person-commands.ts'
import { createShell } from '#src/platform/command.ts'
import { countQueries } from '#src/platform/database.ts'
import { PARTS_OF_DAY, tellCapacity } from '#src/providers/index.ts'
import { COUNCIL, officer, system, useDatabase } from '#test/support/database.ts'
import { DUTY, seedExits } from '#test/support/exits.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { BALANCED, BANDED, got, refusal, SPLIT } from '#test/support/pay-runs.ts'

const me = system()
const SMALL = { seed: 7, moves: 2_000, boundSteps: 200 }
const COMMISSIONER = officer('O-11', ['continuity.rehearse'])

describe('resilience', () => {
  it('is the share of people whose provider could fail and nobody be left', () => {
    const of = (people: number, unplaced: number) => ({ people, unplaced })
    assert.deepEqual(resilienceOf([of(60, 0), of(30, 2), of(10, 0)]), {
      ...{ providers: 3, people: 100, notAbsorbed: 1, percent: 70 },
    })
    assert.equal(resilienceOf([]).percent, undefined)
  })

  it('is compared with the time before, of those who were rehearsed then', () => {
    const of = (unplaced: number, peopleBefore: number | null, unplacedBefore: number | null) => ({
      ...{ unplaced, peopleBefore, unplacedBefore },
    })
    const all = [of(0, 60, 0), of(3, 40, 1), of(2, null, null)]
    assert.equal(resilienceBefore(all), 60)
    assert.deepEqual(all.map(sinceBefore), ['as before', '2 more than before', 'not rehearsed before'])
    assert.equal(resilienceBefore([]), undefined)
  })
})

describe('a rehearsal', () => {
  const { shell, database, clock } = useDatabase({ seed: seedExits })
  const read = <T>(work: Parameters<typeof shell.read<T>>[1]) => shell.read(me, work)
  const room = async (organisationRef: string, weeklyMinutes: number) =>
    got(
      await tellCapacity(shell, me, {
        ...{ organisationRef, by: 'page' },
        cells: PARTS_OF_DAY.map((part) => ({ zone: 'rural', part, weeklyMinutes })),
      }),
    )

  it('is made of every provider that serves somebody, and nobody is moved or asked', async () => {
    await room(BANDED, 3000)
    await room(SPLIT, 500)
    got(
      await tellOfPerson(shell, me, {
        organisationRef: BANDED,
        typed: { name: 'Ada Moss', pays: 'self_funder', zone: 'rural', visits: '08:00/30' },
      }),
    )
    const before = await read((tx) => listPlacements(tx))
    const planRefs = got(await rehearseAll(shell, COMMISSIONER))
    assert.equal(planRefs.length, 2)
    assert.equal(refusal(await rehearseAll(shell, COMMISSIONER)), 'rehearsing already')
    for (const planRef of planRefs) await workPlan(shell, COUNCIL, planRef, SMALL)
    const rehearsed = await read(listRehearsed)
    assert.deepEqual(
      rehearsed.map(({ organisationRef, people, unplaced }) => [organisationRef, people, unplaced > 0]),
      [
        [BANDED, 5, true],
        [BALANCED, 1, false],
      ],
    )
    assert.match(rehearsed[0]?.binds ?? '', /too few hours|told hours/)
    assert.deepEqual(await read((tx) => listPlacements(tx)), before)
    await room(SPLIT, 9000)
    await workPlan(shell, COUNCIL, got(await rehearse(shell, COMMISSIONER, [BANDED])), SMALL)
    const again = (await read(listRehearsed)).find(({ organisationRef }) => organisationRef === BANDED)
    assert.deepEqual([again?.unplaced, again?.unplacedBefore, again?.binds], [0, rehearsed[0]?.unplaced, null])
  })

  it('of the whole market holds up no plan of an exit: each has its own queue', async () => {
    const queued: string[] = []
    const queueing = createShell(
      database,
      listeners,
      () => clock.now,
      async (_, name) => {
        queued.push(name)
        return () => {}
      },
    )
    got(await rehearseAll(queueing, COMMISSIONER))
    const rehearsing = new Set(queued.splice(0))
    const heard = { organisationRef: BANDED, source: 'news', what: 'In the paper', lastDay: null } as const
    const { exitRef } = got(await beginExit(queueing, DUTY, { ...heard, cause: 'business_failure' }))
    got(await listEverybody(queueing, DUTY, exitRef))
    queued.length = 0
    got(await askPlan(queueing, DUTY, { exitRef, movesOfOthers: 0 }))
    assert.deepEqual([rehearsing.size, queued.length, rehearsing.has(queued[0] ?? '')], [1, 1, false])
    const worked = jobs(shell).map(({ name }) => name)
    assert.ok([...rehearsing, ...queued].every((name) => worked.includes(name)))
  })

  it('of two at once keeps both out of the plan', async () => {
    await room(SPLIT, 9000)
    await room(BALANCED, 9000)
    const planRef = got(await rehearse(shell, COMMISSIONER, [BANDED, BALANCED]))
    await workPlan(shell, COUNCIL, planRef, SMALL)
    const plan = await read((tx) => findPlan(tx, planRef))
    assert.equal(plan?.people, 5)
    assert.deepEqual([...new Set(plan?.result?.proposals.map(({ organisationRef }) => organisationRef))], [SPLIT])
    assert.equal(refusal(await rehearse(shell, COMMISSIONER, [])), 'no provider')
    assert.equal(refusal(await rehearse(shell, COMMISSIONER, ['1-999'])), 'no such provider')
  })

  describe('on pages', () => {
    let app: FastifyInstance
    before(async () => {
      const house = { panels, work: [], search: [], words }
      app = await serverFor(shell, [(doors) => routes(doors, house)], {
        identities: { actorOf: async () => COMMISSIONER, actorOfToken: async () => COMMISSIONER },
      })
    })
    after(() => app.close())

    it('a commissioner stops rehearsals that nobody waits for; those that are ready stay', async () => {
      await room(SPLIT, 500)
      const kit = new Browser(app)
      await kit.signInAs('staff', 'kit')
      assert.equal((await kit.post('/rehearsals/all', {}, '/rehearsals')).statusCode, 303)
      await workPlan(shell, COUNCIL, 'CP-1001', SMALL)
      assert.match(
        (await kit.get('/rehearsals')).body,
        /Stop the rehearsals[^]*data-progress-events="\/rehearsals\/progress">1 rehearsal is still to be made/,
      )
      await kit.post('/rehearsals/stop', {}, '/rehearsals')
      assert.match((await kit.get('/rehearsals/progress')).body, /^event: done/)
      const after = (await kit.get('/rehearsals')).body
      assert.match(after, /1 rehearsal is stopped; those that were ready stay/)
      assert.match(after, /Rehearse every provider[^]*CP-1001/)
      assert.match((await kit.get('/rehearsals/CP-1002')).body, /was stopped before it was ready/)
      await kit.post('/rehearsals/stop', {}, '/rehearsals')
      assert.match((await kit.get('/rehearsals')).body, /All rehearsals were ready already/)
    })

    it('a commissioner sees whose failure could not be absorbed, and opens one', async () => {
      await room(SPLIT, 500)
      const kit = new Browser(app)
      await kit.signInAs('staff', 'kit')
      assert.match((await kit.post('/rehearsals', { providers: '1-999' })).body, /No provider is called “1-999”/)
      assert.equal((await kit.post('/rehearsals', { providers: 'wye valley' })).statusCode, 303)
      assert.match((await kit.get('/rehearsals')).body, /1 rehearsal is still to be made/)
      await workPlan(shell, COUNCIL, 'CP-1001', SMALL)
      const { value: seen, queries } = await countQueries(() => kit.get('/rehearsals'))
      assert.ok(queries <= 8, `asks ${queries} times`)
      assert.match(seen.body, /would be left without care/)
      assert.match(
        (await kit.get('/rehearsals/CP-1001')).body,
        /If Wye Valley Carers failed[\s\S]*What stands in the way/,
      )
      assert.doesNotMatch((await kit.get('/rehearsals/CP-1001')).body, /Margaret|Elsie/)
      assert.match((await kit.get('/rehearsals/CP-1001?show=placed')).body, /Who would go where[\s\S]*Meadow View/)
      assert.equal((await kit.post('/rehearsals', { providers: `Wye Valley Carers\n${BALANCED}` })).statusCode, 303)
      assert.match((await kit.get('/rehearsals')).body, /CP-1002[^]*Wye Valley Carers[^]*Being made/)
      const many = Array.from({ length: 120 }, (_, at) => `Person ${at + 1},self_funder,rural,08:00/30`)
      const bytes = new TextEncoder().encode(['name,pays,zone,visits', ...many].join('\n'))
      got(await tellOfPeople(shell, me, { organisationRef: BANDED, bytes }))
      await workPlan(shell, COUNCIL, got(await rehearse(shell, COMMISSIONER, [BANDED])), SMALL)
      const pages = await Promise.all([1, 2, 3].map((at) => kit.get(`/rehearsals/CP-1003?page=${at}`)))
      const left = pages.map(({ body }) => body.match(/too few hours|told hours/g)?.length ?? 0)
      const total = (await read((tx) => findPlan(tx, 'CP-1003')))?.unplaced ?? 0
      assert.ok(total > 100 && left.reduce((sum, one) => sum + one, 0) === total, `${left.join(' + ')} of ${total}`)
      assert.match((await kit.get('/rehearsals.csv')).body, /1-101,Wye Valley Carers,124/)
    })
  })
})
