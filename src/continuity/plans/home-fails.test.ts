/** A home that fails: each who lives there needs a bed of another, and nobody needs hours. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { findAffected, listAffected } from '#src/continuity/affected/affected.store.ts'
import { listSteps } from '#src/continuity/desk/step.store.ts'
import {
  answerMove,
  askPlan,
  beginExit,
  listEverybody,
  panels,
  placeMove,
  putForward,
  routes,
  tellOfPerson,
  words,
  workPlan,
} from '#src/continuity/index.ts'
import { findPlan } from '#src/continuity/plans/plan.store.ts'
import { tellOfPeople } from '#src/continuity/told/known-person-commands.ts'
import { enterContract } from '#src/contracts/index.ts'
import { loadRegister, tellBeds } from '#src/providers/index.ts'
import { addRateCard } from '#src/rates/index.ts'
import { COUNCIL, system, useDatabase } from '#test/support/database.ts'
import { DUTY, seedExits } from '#test/support/exits.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { BALANCED, BANDED, contractOf, got, inCommand, refusal, SPLIT } from '#test/support/pay-runs.ts'

const me = system()
const SMALL = { seed: 7, moves: 2_000, boundSteps: 200 }
/** Two homes beside the one that fails, each with its contract and its price a week. */
const HOMES = [
  [BALANCED, 95_000],
  [SPLIT, 70_000],
] as const

describe('a home that fails', () => {
  const { shell, clock } = useDatabase({
    seed: async (harness) => {
      await seedExits(harness)
      await inCommand(harness.shell, (tx) =>
        loadRegister(
          tx,
          HOMES.map(([organisationRef], line) => ({
            ...{ line, ratings: [], successions: [] },
            location: {
              ...{ locationRef: `${organisationRef}-home`, name: 'The Limes', organisationRef, status: 'registered' },
              ...{ careHome: true, services: ['Care home service without nursing'] },
            },
          })),
          { layout: 'cqc-locations', asOf: '2026-09-01' },
        ),
      )
      for (const [organisationRef, pence] of HOMES) {
        const card = { card: `CH-${organisationRef}`, from: '2026-04-06', to: null, payment: { rule: 'planned' } }
        const weeks = [{ service: 'care_home', zone: 'any', pence_per_week: pence }]
        const text = JSON.stringify({ ...card, rates: [], weeks })
        const { cardRef } = got(await addRateCard(harness.shell, me, { name: card.card, text }))
        const home = { organisationRef, cardRef, title: 'Care home', lot: '9', service: 'care_home' }
        got(await enterContract(harness.shell, me, contractOf(home)))
      }
    },
  })
  const read = <T>(work: Parameters<typeof shell.read<T>>[1]) => shell.read(me, work)
  const vacant = async (organisationRef: string, beds: number) => {
    const cell = { locationRef: `${organisationRef}-home`, bedType: 'residential', vacant: beds } as const
    got(await tellBeds(shell, me, { organisationRef, beds: [cell], by: 'page' }))
  }
  const resident = (organisationRef: string, name: string) =>
    tellOfPerson(shell, DUTY, {
      organisationRef,
      typed: { name, pays: 'self_funder', service: 'care home', zone: 'rural', key_safe: 'no' },
    })
  const opened = async (organisationRef: string) => {
    const heard = { organisationRef, source: 'news', what: 'In the paper', lastDay: null } as const
    const { exitRef } = got(await beginExit(shell, DUTY, { ...heard, cause: 'business_failure' }))
    got(await listEverybody(shell, DUTY, exitRef))
    const { people } = await read((tx) => listAffected(tx, { exitRef, limit: 20 }))
    return { exitRef, lines: people.filter(({ service }) => service === 'care_home').map(({ line }) => line) }
  }
  const made = async (exitRef: string) => {
    const planRef = got(await askPlan(shell, DUTY, { exitRef, movesOfOthers: 0 }))
    await workPlan(shell, COUNCIL, planRef, SMALL)
    const found = await read((tx) => findPlan(tx, planRef))
    assert.ok(found?.result)
    return { planRef, of: new Map(found.result.proposals.map((one) => [Number(one.ref), one])) }
  }

  it('gives each resident one bed, at its price a week, and says who is left and why', async () => {
    await vacant(BALANCED, 1)
    await vacant(SPLIT, 1)
    for (const name of ['Ada Moss', 'Ben Moss', 'Cis Rudd']) got(await resident(BANDED, name))
    const { exitRef, lines } = await opened(BANDED)
    assert.equal(lines.length, 3)
    const { of } = await made(exitRef)
    assert.deepEqual(lines.map((line) => of.get(line)?.organisationRef ?? 'nobody').toSorted(), [
      ...[BALANCED, SPLIT, 'nobody'],
    ])
    for (const [organisationRef, pence] of HOMES) {
      const there = lines.map((line) => of.get(line)).find((one) => one?.organisationRef === organisationRef)
      assert.deepEqual([there?.weeklyPence, there?.place?.bedType], [pence, 'residential'])
    }
    const left = lines.map((line) => of.get(line)).find((one) => one?.organisationRef === undefined)
    assert.match(left?.binds ?? '', /no such bed left/)
  })

  it('leaves the bed that somebody of another home took, until the home tells its beds anew; nobody logs visits there', async () => {
    await vacant(SPLIT, 1)
    got(await resident(BANDED, 'Ada Moss'))
    const { exitRef, lines } = await opened(BANDED)
    const line = lines[0] ?? 0
    const { planRef } = await made(exitRef)
    got(await putForward(shell, DUTY, { planRef, lines }))
    const ada = { exitRef, line }
    got(await answerMove(shell, DUTY, { ...ada, side: 'person', answer: 'agrees' }))
    got(await answerMove(shell, DUTY, { ...ada, side: 'provider', answer: 'agrees', moveDay: '2026-11-24' }))
    got(await placeMove(shell, DUTY, ada))
    assert.equal((await read((tx) => findAffected(tx, exitRef, line)))?.state, 'moved')
    const steps = (await read((tx) => listSteps(tx, exitRef, line))).map(({ step }) => step)
    assert.ok(steps.includes('handover') && !steps.includes('call_monitoring'))
    got(await resident(BALANCED, 'Ben Moss'))
    const other = await opened(BALANCED)
    const before = (await made(other.exitRef)).of.get(other.lines[0] ?? 0)
    assert.equal(before?.organisationRef, undefined)
    clock.now = clock.now.add({ minutes: 11 })
    await vacant(SPLIT, 1)
    const after = (await made(other.exitRef)).of.get(other.lines[0] ?? 0)
    assert.equal(after?.organisationRef, SPLIT)
  })

  it('is told of by file with its service, and a service that is none is refused by its row', async () => {
    const send = (text: string) =>
      tellOfPeople(shell, DUTY, { organisationRef: BANDED, bytes: new TextEncoder().encode(text) })
    const head = 'name,pays,zone,visits,service\n'
    const wrong = refusal(await send(`${head}Ada,self_funder,rural,,castle\nBo,self_funder,rural,,home_care`))
    assert.deepEqual(wrong?.why === 'faults' && wrong.faults.map(({ line, field }) => [line, field]), [
      [2, 'service'],
      [2, 'visits'],
      [3, 'visits'],
    ])
    assert.equal(got(await send(`${head}Ada,self_funder,rural,,Nursing home\nBo,self_funder,rural,08:00/30,`)), 2)
  })

  describe('on pages and over the API', () => {
    let app: FastifyInstance
    before(async () => {
      const house = { panels, work: [], search: [], words }
      app = await serverFor(shell, [(doors) => routes(doors, house)], {
        identities: { actorOf: async () => DUTY, actorOfToken: async () => ({ ...DUTY, kind: 'machine' as const }) },
      })
    })
    after(() => app.close())

    it('is told of with its care, which every list then shows', async () => {
      const dee = new Browser(app)
      await dee.signInAs('staff', 'dee')
      const at = `/providers/${BANDED}/known-people`
      const typed = { name: 'Ada Moss', pays: 'self_funder', zone: 'rural', service: 'nursing_home', visits: '' }
      const wrong = await dee.post(at, { ...typed, service: 'home_care' })
      assert.match(wrong.body, /Give each visit’s start and minutes/)
      assert.equal((await dee.post(at, typed)).statusCode, 303)
      assert.match((await dee.get(at)).body, /Ada Moss[\s\S]*Nursing home[\s\S]*Lives there/)
      const sent = await app.inject({
        ...{ method: 'POST', url: `/api/v1/providers/${BANDED}/known-people` },
        payload: { ...typed, name: 'Ben Moss' },
        headers: { authorization: 'Bearer machine', 'idempotency-key': 'k-1' },
      })
      assert.equal(sent.statusCode, 201, sent.body)
      const { exitRef } = await opened(BANDED)
      const list = await app.inject({
        ...{ method: 'GET', url: `/api/v1/exits/${exitRef}/people` },
        headers: { authorization: 'Bearer machine' },
      })
      const services = list.json<{ people: { service: string }[] }>().people.map(({ service }) => service)
      assert.equal(services.filter((one) => one === 'nursing_home').length, 2)
      assert.match((await dee.get(`/exits/${exitRef}/people?words=ada`)).body, /Ada Moss[\s\S]*Nursing home/)
      assert.match((await dee.get(`/exits/${exitRef}/people/5`)).body, /Nursing home/)
    })
  })
})
