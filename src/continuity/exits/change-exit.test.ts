/** What is learned of an exit after it was opened: another cause, another last day, another signal. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { changeTriage, listEverybody } from '#src/continuity/affected/affected-commands.ts'
import { listAffected } from '#src/continuity/affected/affected.store.ts'
import { listSteps } from '#src/continuity/desk/step.store.ts'
import { changeAnExit } from '#src/continuity/exits/exit-commands.ts'
import type { ExitCause } from '#src/continuity/exits/exit.ts'
import { findExit, findExitHeard, listExits } from '#src/continuity/exits/exit.store.ts'
import {
  askPlan,
  beginExit,
  classExit,
  finishExit,
  listeners,
  panels,
  putForward,
  routes,
  search,
  tellOfPerson,
  words,
  work,
  workPlan,
} from '#src/continuity/index.ts'
import { enterContract, giveNotice } from '#src/contracts/index.ts'
import { timeline } from '#src/platform/audit.ts'
import { type House, inWords } from '#src/platform/panels.ts'
import { PARTS_OF_DAY, tellCapacity } from '#src/providers/index.ts'
import { COUNCIL, system, useDatabase } from '#test/support/database.ts'
import { DUTY, seedExits } from '#test/support/exits.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { BALANCED, BANDED, contractOf, got, refusal, SPLIT } from '#test/support/pay-runs.ts'

const house: House = { panels, work, search, words }
const me = system()

describe('an exit that turns out otherwise', () => {
  const { shell, clock } = useDatabase({ seed: seedExits, listeners })
  const read = <T>(work: Parameters<typeof shell.read<T>>[1]) => shell.read(me, work)
  const begun = async (cause: ExitCause, lastDay: string | null = null) => {
    const heard = { organisationRef: BANDED, source: 'news', what: 'In the paper', lastDay } as const
    const { exitRef } = got(await beginExit(shell, DUTY, { ...heard, cause }))
    got(await listEverybody(shell, DUTY, exitRef))
    return exitRef
  }
  const exitOf = async (exitRef: string) => {
    const exit = await read((tx) => findExit(tx, exitRef))
    assert.ok(exit)
    return exit
  }
  const change = (exitRef: string, cause: ExitCause, lastDay: string | null, why = 'The administrator rang') =>
    changeAnExit(shell, DUTY, { exitRef, cause, lastDay, why })
  const asked = async (exitRef: string) => {
    for (const organisationRef of [BALANCED, SPLIT])
      got(
        await tellCapacity(shell, me, {
          ...{ organisationRef, by: 'page' },
          cells: PARTS_OF_DAY.map((part) => ({ zone: 'rural', part, weeklyMinutes: 3000 })),
        }),
      )
    const planRef = got(await askPlan(shell, DUTY, { exitRef, movesOfOthers: 0 }))
    await workPlan(shell, COUNCIL, planRef, { seed: 7, moves: 2_000, boundSteps: 200 })
    got(await putForward(shell, DUTY, { planRef, lines: undefined }))
  }
  const dueOf = async (exitRef: string, line: number) =>
    (await read((tx) => listSteps(tx, exitRef, line))).map(({ step, dueAt }) => `${step} ${dueAt}`)
  const notice = (contractRef: string, lastDay: string, reason: 'contract_handback' | 'business_failure') =>
    giveNotice(shell, me, {
      ...{ contractRef, lastDay, reason, by: 'provider', note: 'No staff' },
      ...{ givenDay: '2026-11-22', closedFrom: '2026-11-22' },
    })

  it('is classed again with a reason: the duty and the clock follow, and the clock begins anew', async () => {
    const exitRef = await begun('contract_handback')
    clock.now = clock.now.add({ hours: 30 })
    assert.equal(refusal(await change(exitRef, 'business_failure', null, ' ')), 'no reason given')
    assert.equal(refusal(await change(exitRef, 'contract_handback', null)), 'nothing changed')
    assert.equal(refusal(await change(exitRef, 'business_failure', '2026-11-20')), 'last day is past')
    assert.equal(refusal(await change('EX-9', 'business_failure', null)), 'no such exit')
    got(await change(exitRef, 'business_failure', null))
    const exit = await exitOf(exitRef)
    assert.deepEqual([exit.cause, exit.state], ['business_failure', 'open'])
    assert.equal(Temporal.Instant.compare(exit.classedAt ?? clock.now.add({ hours: 1 }), clock.now), 0)
    const lines = (await read((tx) => timeline(tx, `exit:${exitRef}`))).map((one) => inWords(house, one)).join()
    assert.match(lines, /Exit classed again: its business fails\. Care Act 2014, section 48/)
    const [last] = (await read((tx) => findExitHeard(tx, exitRef)))?.heard ?? []
    assert.deepEqual(
      [last?.source, last?.what, last?.heardBy, last?.cause],
      ['officer', 'The administrator rang', 'Dee Duty', 'business_failure'],
    )
    assert.doesNotMatch(lines, /rang/)
    got(await finishExit(shell, DUTY, { exitRef, state: 'stood_down', why: 'A buyer was found' }))
    assert.equal(refusal(await change(exitRef, 'contract_handback', null)), 'not in this state')
  })

  it('changes the clocks of whoever is being asked with its cause and its last day', async () => {
    const exitRef = await begun('contract_handback')
    await asked(exitRef)
    got(await changeTriage(shell, DUTY, { exitRef, line: 4, note: { decides: 'no' } }))
    assert.deepEqual(await dueOf(exitRef, 3), ['choice 2026-12-02T12:00:00Z'])
    got(await change(exitRef, 'contract_handback', '2026-11-30'))
    assert.deepEqual(await dueOf(exitRef, 3), ['choice 2026-11-30T17:00:00Z'])
    assert.deepEqual(await dueOf(exitRef, 4), ['advocate 2026-11-30T17:00:00Z', 'choice 2026-11-30T17:00:00Z'])
    got(await change(exitRef, 'business_failure', '2026-11-30'))
    assert.deepEqual(await dueOf(exitRef, 3), ['choice 2026-11-23T12:00:00Z'])
    got(await change(exitRef, 'contract_handback', null))
    assert.deepEqual(await dueOf(exitRef, 3), ['choice 2026-12-02T12:00:00Z'])
  })

  it('asks for a new list where more of its care ends than before', async () => {
    const told = { name: 'Ada Moss', pays: 'self_funder', zone: 'rural', visits: '08:00/30' }
    got(await tellOfPerson(shell, DUTY, { organisationRef: BANDED, typed: told }))
    got(await notice('CT-1001', '2027-06-30', 'contract_handback'))
    const exitRef = (await read((tx) => listExits(tx, { offset: 0, limit: 5 }))).exits[0]?.exitRef ?? ''
    got(await classExit(shell, DUTY, { exitRef, cause: 'contract_handback', lastDay: '2027-06-30' }))
    assert.equal(got(await listEverybody(shell, DUTY, exitRef)).people, 4)
    got(await change(exitRef, 'business_failure', '2026-12-01'))
    assert.equal((await exitOf(exitRef)).listedAt, null)
    assert.equal(refusal(await askPlan(shell, DUTY, { exitRef, movesOfOthers: 0 })), 'nobody listed')
    assert.equal(got(await listEverybody(shell, DUTY, exitRef)).people, 5)
    got(await change(exitRef, 'contract_handback', '2026-12-01'))
    assert.deepEqual(got(await listEverybody(shell, DUTY, exitRef)), { added: 0, left: 1, people: 4 })
    const { people } = await read((tx) => listAffected(tx, { exitRef, words: 'Ada', limit: 5 }))
    assert.equal(people[0]?.leftWhy, 'The provider no longer serves them under the contract that ends')
  })

  it('keeps every signal: the earlier last day counts, and the clocks follow it', async () => {
    const other = got(
      await enterContract(shell, me, contractOf({ organisationRef: BANDED, cardRef: 'HC-BAND', lot: '7' })),
    )
    got(await notice('CT-1001', '2026-12-31', 'contract_handback'))
    const exitRef = (await read((tx) => listExits(tx, { offset: 0, limit: 5 }))).exits[0]?.exitRef ?? ''
    got(await classExit(shell, DUTY, { exitRef, cause: 'contract_handback', lastDay: '2026-12-31' }))
    got(await listEverybody(shell, DUTY, exitRef))
    await asked(exitRef)
    clock.now = clock.now.add({ minutes: 1 })
    got(await notice(other, '2026-11-27', 'business_failure'))
    const exit = await exitOf(exitRef)
    assert.deepEqual([exit.lastDay, exit.contractRef, exit.cause], ['2026-11-27', null, 'contract_handback'])
    assert.deepEqual(await dueOf(exitRef, 3), ['choice 2026-11-27T17:00:00Z'])
    assert.deepEqual(
      ((await read((tx) => findExitHeard(tx, exitRef)))?.heard ?? []).map(
        ({ number, source, cause, lastDay, contractRef }) => [...[number, source, cause, lastDay, contractRef]],
      ),
      [
        [2, 'notice', 'business_failure', '2026-11-27', other],
        [1, 'notice', 'contract_handback', '2026-12-31', 'CT-1001'],
      ],
    )
  })

  describe('on pages and over the API', () => {
    let app: FastifyInstance
    before(async () => {
      app = await serverFor(shell, [(doors) => routes(doors, house)], {
        identities: { actorOf: async () => DUTY, actorOfToken: async () => ({ ...DUTY, kind: 'machine' as const }) },
      })
    })
    after(() => app.close())

    it('an officer reads all that was heard, and changes it with what was typed kept', async () => {
      const exitRef = await begun('contract_handback')
      const dee = new Browser(app)
      await dee.signInAs('staff', 'dee')
      const at = `/exits/${exitRef}`
      clock.now = clock.now.add({ minutes: 1 })
      got(await notice('CT-1001', '2026-12-20', 'business_failure'))
      const seen = (await dee.get(at)).body
      assert.match(seen, /A later signal gives another cause: its business fails/)
      assert.match(seen, /Notice received of contract CT-1001[\s\S]*In the paper/)
      const typed = { cause: 'business_failure', 'lastDay-day': '18', 'lastDay-month': '12', 'lastDay-year': '2026' }
      const wrong = await dee.post(`${at}/change`, { ...typed, why: '' })
      assert.equal(wrong.statusCode, 400)
      assert.match(wrong.body, /Say why it is changed[\s\S]*value="business_failure" checked[\s\S]*value="18"/)
      assert.equal((await dee.post(`${at}/change`, { ...typed, why: 'It told its staff' })).statusCode, 303)
      const now = (await dee.get(at)).body
      assert.match(now, /section 48[\s\S]*Changed by Dee Duty[\s\S]*It told its staff/)
      assert.doesNotMatch(now, /A later signal gives another cause/)
    })

    it('a machine changes it, and is told whether to list again', async () => {
      const exitRef = await begun('contract_handback')
      const send = (payload: object, key: string) =>
        app.inject({
          ...{ method: 'POST', url: `/api/v1/exits/${exitRef}/changes`, payload },
          headers: { authorization: 'Bearer machine', 'idempotency-key': key },
        })
      const made = await send({ cause: 'business_failure', lastDay: '2026-12-01', why: 'It told us' }, 'a')
      assert.deepEqual([made.statusCode, made.json()], [200, { section48: true, listAgain: false }])
      assert.equal(
        (await send({ cause: 'business_failure', lastDay: '2026-12-01', why: 'Again' }, 'b')).statusCode,
        422,
      )
    })
  })
})
