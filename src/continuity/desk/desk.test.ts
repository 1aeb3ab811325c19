import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import {
  chooseOffer,
  decline,
  endCare,
  findPackage,
  findPlacement,
  giveOffer,
  listInvitations,
  listOffers,
  type OfferedVisit,
  refuseStep,
  takeOfferBack,
  withdrawPackage,
} from '#src/brokerage/index.ts'
import { type AffectedPerson, PERSON_STATES } from '#src/continuity/affected/affected.ts'
import { changeTriage } from '#src/continuity/affected/affected-commands.ts'
import { countStates, findAffected, listAffected } from '#src/continuity/affected/affected.store.ts'
import { answer, arrive, takeBack } from '#src/continuity/desk/answer.ts'
import { endCareOfMoved, takeProposalBack } from '#src/continuity/desk/desk-commands.ts'
import { todayOf } from '#src/continuity/desk/today.ts'
import { changeAnExit, finishExit, hearSignal } from '#src/continuity/exits/exit-commands.ts'
import { findExit, listExits } from '#src/continuity/exits/exit.store.ts'
import { doStep, type Step, stepsOfAsking, stepsOfMoving } from '#src/continuity/desk/step.ts'
import { listDue, listSteps } from '#src/continuity/desk/step.store.ts'
import {
  answerMove,
  askPlan,
  askProviders,
  beginExit,
  completeStep,
  endOldCare,
  hearProvider,
  listEverybody,
  listeners,
  panels,
  placeMove,
  putForward,
  routes,
  tellOfPerson,
  words,
  work,
  workPlan,
} from '#src/continuity/index.ts'
import { STANDARD } from '#src/councils/index.ts'
import { timeline } from '#src/platform/audit.ts'
import { countQueries, rows, sql } from '#src/platform/database.ts'
import { inWords } from '#src/platform/panels.ts'
import { PARTS_OF_DAY, type PartOfDay, suspend, tellCapacity } from '#src/providers/index.ts'
import { COUNCIL, officer, providerUser, system, useDatabase } from '#test/support/database.ts'
import { DUTY, seedExits } from '#test/support/exits.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { BALANCED, BANDED, got, inCommand, refusal, SPLIT } from '#test/support/pay-runs.ts'

const me = system()
const NOW = Temporal.Instant.from('2026-11-22T12:00:00Z')
const SMALL = { seed: 7, moves: 2_000, boundSteps: 200 }
const policy = STANDARD.continuity
const house = { panels, work, search: [], words }

describe('the clocks of a move', () => {
  it('ask within the hours that the cause leaves, never after the old care ends, and an advocate where one is needed', () => {
    const due = (lastDay: string | null, decides: AffectedPerson['decides'] = 'yes') =>
      stepsOfAsking({ decides }, { choiceHours: 240 }, lastDay, NOW).map(({ step, dueAt }) => [step, String(dueAt)])
    assert.deepEqual(due(null), [['choice', '2026-12-02T12:00:00Z']])
    assert.deepEqual(due('2026-11-24'), [['choice', '2026-11-24T17:00:00Z']])
    assert.deepEqual(
      due(null, 'no').map(([step]) => step),
      ['choice', 'advocate'],
    )
  })

  it('hand over by the evening before, and check on days 1, 3 and 14', () => {
    const due = stepsOfMoving({ keySafe: true, service: 'home_care' }, '2026-12-01', policy, NOW).map(
      ({ step, dueAt }) => `${step} ${dueAt}`,
    )
    assert.deepEqual(due, [
      'handover 2026-11-30T17:00:00Z',
      'key_safe 2026-11-30T17:00:00Z',
      'medicines 2026-11-30T17:00:00Z',
      'call_monitoring 2026-12-01T07:00:00Z',
      'check_first 2026-12-02T17:00:00Z',
      'check_second 2026-12-04T17:00:00Z',
      'check_third 2026-12-15T17:00:00Z',
    ])
    const atOnce = Temporal.Instant.from('2026-12-01T09:00:00Z')
    assert.deepEqual(
      stepsOfMoving({ keySafe: false, service: 'home_care' }, '2026-12-01', policy, atOnce).map(
        ({ step, dueAt }) => `${step} ${dueAt}`,
      ),
      [
        ...['handover', 'medicines', 'call_monitoring'].map((step) => `${step} 2026-12-01T11:00:00Z`),
        'check_first 2026-12-02T17:00:00Z',
        'check_second 2026-12-04T17:00:00Z',
        'check_third 2026-12-15T17:00:00Z',
      ],
      'a move of today begins with nothing late',
    )
    assert.ok(
      !stepsOfMoving({ keySafe: false, service: 'home_care' }, '2026-12-01', policy, NOW).some(
        ({ step }) => step === 'key_safe',
      ),
    )
  })

  it('look in after the move alone, and note what was found', () => {
    const step: Step = { step: 'check_first', dueAt: NOW, doneAt: null, doneBy: null, note: null }
    const done = (state: AffectedPerson['state'], note: string) =>
      doStep([step], { step: 'check_first', note, by: 'Dee Duty', now: NOW }, state)
    assert.equal(refusal(done('agreed', 'Well')), 'not moved yet')
    assert.equal(refusal(done('moved', ' ')), 'nothing noted')
    assert.equal(got(done('moved', 'Well')).doneBy, 'Dee Duty')
  })
})

describe('somebody who is asked', () => {
  const person = {
    ...{ exitRef: 'EX-1', line: 1, state: 'proposed', toOrganisationRef: 'A', toContractRef: 'CT-A', refuses: ['B'] },
    withdrew: [],
    ...{ personAnswer: null, providerAnswer: null, moveDay: null, stateAt: NOW },
  } as unknown as AffectedPerson

  it('is in one state whatever is said in whatever order, and never proposed to whom was refused', () => {
    const say = fc.constantFrom(
      'person agrees',
      'person refuses',
      'provider agrees',
      'provider refuses',
      'provider withdraws',
      'person withdraws',
      'back',
      'placed',
    )
    fc.assert(
      fc.property(fc.array(say, { maxLength: 8 }), (said) => {
        let now = person
        for (const one of said) {
          const [side, words] = one.split(' ') as ['person' | 'provider', 'agrees' | 'refuses' | 'withdraws']
          const next =
            one === 'back'
              ? takeBack(now, NOW)
              : one === 'placed'
                ? arrive(now, '2026-12-01', NOW)
                : answer(now, { side, answer: words, moveDay: '2026-12-01' }, NOW)
          if (!next.ok) continue
          now = next.value
          assert.ok(PERSON_STATES.includes(now.state))
          assert.ok(now.toOrganisationRef === null || !now.refuses.includes(now.toOrganisationRef))
          assert.ok(one !== 'person withdraws')
          assert.equal(now.state === 'listed', now.toOrganisationRef === null)
          if (now.state === 'agreed') assert.deepEqual([now.personAnswer, now.providerAnswer], ['agrees', 'agrees'])
        }
      }),
      { seed: 20_261_122 },
    )
  })
})

describe('the desk', () => {
  const { shell } = useDatabase({ seed: seedExits, listeners })
  const read = <T>(work: Parameters<typeof shell.read<T>>[1]) => shell.read(me, work)
  const lineOf = async (exitRef: string, line: number) => {
    const person = await read((tx) => findAffected(tx, exitRef, line))
    assert.ok(person)
    return person
  }
  const room = async (organisationRef: string, parts: readonly PartOfDay[] = PARTS_OF_DAY) =>
    got(
      await tellCapacity(shell, me, {
        ...{ organisationRef, by: 'page' },
        cells: parts.map((part) => ({ zone: 'rural', part, weeklyMinutes: 3000 })),
      }),
    )
  const solved = async (exitRef: string) => {
    const planRef = got(await askPlan(shell, DUTY, { exitRef, movesOfOthers: 0 }))
    await workPlan(shell, COUNCIL, planRef, SMALL)
    return planRef
  }
  const asked = async (
    cause: 'business_failure' | 'contract_handback' = 'business_failure',
    lastDay: string | null = null,
  ) => {
    await room(BALANCED)
    await room(SPLIT)
    got(
      await tellOfPerson(shell, DUTY, {
        organisationRef: BANDED,
        typed: { name: 'Ada Moss', pays: 'self_funder', zone: 'rural', visits: '08:00/30' },
      }),
    )
    const heard = { organisationRef: BANDED, source: 'news', what: 'In the paper', lastDay } as const
    const { exitRef } = got(await beginExit(shell, DUTY, { ...heard, cause }))
    got(await listEverybody(shell, DUTY, exitRef))
    const planRef = await solved(exitRef)
    assert.equal(got(await putForward(shell, DUTY, { planRef, lines: [1, 2, 3, 4, 5] })), 5)
    await askProviders(shell, COUNCIL, exitRef)
    return exitRef
  }
  /** The provider that was asked offers every visit. */
  const offer = async (exitRef: string, line: number, otherwise: { visits?: readonly OfferedVisit[] } = {}) => {
    const { newPackageRef, toOrganisationRef } = await lineOf(exitRef, line)
    const packageRef = newPackageRef ?? ''
    const [invitation] = (await read((tx) => listInvitations(tx, packageRef))).filter(
      ({ organisationRef }) => organisationRef === toOrganisationRef,
    )
    const covers = (invitation?.pattern ?? []).flatMap(({ slot, days }) => days.map((day) => ({ slot, day })))
    got(
      await giveOffer(shell, providerUser(toOrganisationRef ?? '', ['brokerage.offer']), {
        ...{ packageRef, covers, startDay: '2026-11-23', note: '' },
        ...otherwise,
      }),
    )
    await hearProvider(shell, COUNCIL, packageRef)
  }

  it('asks each provider with a package for it alone; its offer and the person’s yes are the agreement', async () => {
    const exitRef = await asked()
    const before = await lineOf(exitRef, 4)
    const invitations = await read((tx) => listInvitations(tx, before.newPackageRef ?? ''))
    assert.deepEqual(
      invitations.map(({ organisationRef }) => organisationRef),
      [before.toOrganisationRef],
    )
    await offer(exitRef, 4)
    assert.deepEqual(
      [(await lineOf(exitRef, 4)).state, (await lineOf(exitRef, 4)).providerAnswer],
      ['proposed', 'agrees'],
    )
    got(await answerMove(shell, DUTY, { exitRef, line: 4, side: 'person', answer: 'agrees' }))
    const agreed = await lineOf(exitRef, 4)
    assert.deepEqual([agreed.state, agreed.moveDay], ['agreed', '2026-11-23'])
    const due = await read((tx) => listDue(tx, { exitRef, offset: 0, limit: 50 }))
    assert.equal(due.steps[0]?.dueAt.toString(), '2026-11-22T17:00:00Z')
  })

  it('places at once what cannot wait, ends the old care that day, and settles with the last check', async () => {
    const exitRef = await asked()
    await offer(exitRef, 4)
    assert.equal(refusal(await placeMove(shell, DUTY, { exitRef, line: 4 })), 'not in this state')
    got(await answerMove(shell, DUTY, { exitRef, line: 4, side: 'person', answer: 'agrees' }))
    assert.equal(got(await placeMove(shell, DUTY, { exitRef, line: 4 })), 'moved')
    await endOldCare(shell, COUNCIL, { exitRef, line: 4 })
    const moved = await lineOf(exitRef, 4)
    assert.equal(moved.state, 'moved')
    const [old, fresh] = await read(async (tx) => [
      await findPlacement(tx, moved.packageRef ?? ''),
      await findPlacement(tx, moved.newPackageRef ?? ''),
    ])
    assert.deepEqual(
      [old?.endDay, fresh?.startDay, fresh?.organisationRef],
      ['2026-11-23', '2026-11-23', moved.toOrganisationRef],
    )
    const steps = await read((tx) => listSteps(tx, exitRef, 4))
    const open = steps.filter(({ doneAt }) => doneAt === null)
    const results = []
    for (const { step } of open)
      results.push(got(await completeStep(shell, DUTY, { exitRef, line: 4, step, note: 'Well' })))
    assert.deepEqual([results.at(-1), results.filter((one) => one === 'settled').length], ['settled', 1])
  })

  it('asks for each care of somebody whom two failing providers serve, and both move', async () => {
    // Owen is served by the second provider too.
    await inCommand(shell, (tx) =>
      rows(
        tx,
        sql`update brokerage.care_package set person_ref = 'P-1002', person_name = 'Owen Price' where package_ref = 'PK-2005'`,
      ),
    )
    await inCommand(shell, (tx) =>
      rows(
        tx,
        sql`update brokerage.placement set person_ref = 'P-1002', person_name = 'Owen Price' where package_ref = 'PK-2005'`,
      ),
    )
    await room(SPLIT)
    const lines: { exitRef: string; line: number; packageRef: string | null }[] = []
    const exitRefs: string[] = []
    for (const organisationRef of [BANDED, BALANCED]) {
      const heard = { organisationRef, source: 'news', what: 'In the paper', lastDay: null } as const
      const { exitRef } = got(await beginExit(shell, DUTY, { ...heard, cause: 'business_failure' }))
      exitRefs.push(exitRef)
      got(await listEverybody(shell, DUTY, exitRef))
      const { people } = await read((tx) => listAffected(tx, { exitRef, limit: 20 }))
      for (const { line, packageRef, personRef } of people)
        if (personRef === 'P-1002') lines.push({ exitRef, line, packageRef })
    }
    assert.deepEqual(lines.map(({ packageRef }) => packageRef).toSorted(), ['PK-2002', 'PK-2005'])
    for (const { exitRef, line } of lines)
      got(await putForward(shell, DUTY, { planRef: await solved(exitRef), lines: [line] }))
    for (const exitRef of exitRefs) await askProviders(shell, COUNCIL, exitRef)
    for (const { exitRef, line } of lines) {
      await offer(exitRef, line)
      got(await answerMove(shell, DUTY, { exitRef, line, side: 'person', answer: 'agrees' }))
      assert.equal(got(await placeMove(shell, DUTY, { exitRef, line })), 'moved')
    }
    const copies = await Promise.all(
      lines.map(async ({ exitRef, line, packageRef }) => {
        const pkg = await lineOf(exitRef, line).then(({ newPackageRef }) =>
          read((tx) => findPackage(tx, newPackageRef ?? '')),
        )
        return [pkg?.status, pkg?.copiedFrom === packageRef]
      }),
    )
    assert.deepEqual(copies, [
      ['placed', true],
      ['placed', true],
    ])
  })

  it('ends care that was to begin only after the move before it ever begins', async () => {
    const exitRef = await asked()
    await inCommand(shell, (tx) =>
      rows(tx, sql`update brokerage.placement set start_day = '2026-12-10' where package_ref = 'PK-2002'`),
    )
    await offer(exitRef, 4)
    got(await answerMove(shell, DUTY, { exitRef, line: 4, side: 'person', answer: 'agrees' }))
    assert.equal(got(await placeMove(shell, DUTY, { exitRef, line: 4 })), 'moved')
    await endOldCare(shell, COUNCIL, { exitRef, line: 4 })
    const { packageRef } = await lineOf(exitRef, 4)
    const old = await read((tx) => findPlacement(tx, packageRef ?? ''))
    assert.deepEqual([packageRef, old?.startDay, old?.endDay], ['PK-2002', '2026-12-10', '2026-12-10'])
  })

  it('ends old care with the move that an officer had ended later, so that nobody is paid for twice', async () => {
    const exitRef = await asked()
    got(await endCare(shell, DUTY, { packageRef: 'PK-2002', endDay: '2026-12-31', reason: 'The provider stops' }))
    await offer(exitRef, 4)
    got(await answerMove(shell, DUTY, { exitRef, line: 4, side: 'person', answer: 'agrees' }))
    assert.equal(got(await placeMove(shell, DUTY, { exitRef, line: 4 })), 'moved')
    const { packageRef, moveDay } = await lineOf(exitRef, 4)
    const ends = async () => (await read((tx) => findPlacement(tx, 'PK-2002')))?.endDay
    assert.deepEqual([packageRef, moveDay, await ends()], ['PK-2002', '2026-11-23', '2026-12-31'])
    await endOldCare(shell, COUNCIL, { exitRef, line: 4 })
    assert.equal(await ends(), '2026-11-23')
    await endOldCare(shell, COUNCIL, { exitRef, line: 4 })
    assert.equal(await ends(), '2026-11-23', 'twice is as once')
  })

  it('finds whoever moved and whose old care a lost job left standing', async () => {
    const exitRef = await asked()
    await offer(exitRef, 4)
    got(await answerMove(shell, DUTY, { exitRef, line: 4, side: 'person', answer: 'agrees' }))
    assert.equal(got(await placeMove(shell, DUTY, { exitRef, line: 4 })), 'moved')
    await endCareOfMoved(shell, COUNCIL, exitRef)
    assert.equal((await read((tx) => findPlacement(tx, 'PK-2002')))?.endDay, '2026-11-23')
  })

  it('keeps a stay a stay: it ends with the provider that takes it on when it was to end', async () => {
    await inCommand(shell, async (tx) => {
      await rows(tx, sql`update brokerage.placement set end_day = '2026-12-06' where package_ref = 'PK-2002'`)
      await rows(
        tx,
        sql`update brokerage.care_package set kind = 'respite', end_day = '2026-12-06' where package_ref = 'PK-2002'`,
      )
    })
    const exitRef = await asked()
    const { newPackageRef } = await lineOf(exitRef, 4)
    const asking = await read((tx) => findPackage(tx, newPackageRef ?? ''))
    assert.deepEqual([asking?.kind, asking?.endDay, asking?.urgent], ['respite', '2026-12-06', true])
    await offer(exitRef, 4)
    got(await answerMove(shell, DUTY, { exitRef, line: 4, side: 'person', answer: 'agrees' }))
    assert.equal(got(await placeMove(shell, DUTY, { exitRef, line: 4 })), 'moved')
    await endOldCare(shell, COUNCIL, { exitRef, line: 4 })
    const ends = async (packageRef: string | null) => (await read((tx) => findPlacement(tx, packageRef ?? '')))?.endDay
    assert.deepEqual([await ends('PK-2002'), await ends(newPackageRef)], ['2026-11-23', '2026-12-06'])
  })

  it('plans anew for whoever refuses or is refused, and asks the next provider with the same package', async () => {
    const exitRef = await asked()
    const first = await lineOf(exitRef, 4)
    const by = providerUser(first.toOrganisationRef ?? '', ['brokerage.offer'])
    got(
      await decline(shell, by, {
        packageRef: first.newPackageRef ?? '',
        code: 'no_workers_at_times',
        words: 'No driver',
      }),
    )
    await hearProvider(shell, COUNCIL, first.newPackageRef ?? '')
    const back = await lineOf(exitRef, 4)
    assert.deepEqual([back.state, back.refuses], ['listed', [first.toOrganisationRef]])
    got(await answerMove(shell, DUTY, { exitRef, line: 3, side: 'person', answer: 'refuses' }))
    const planRef = await solved(exitRef)
    got(await putForward(shell, DUTY, { planRef, lines: [3, 4] }))
    await askProviders(shell, COUNCIL, exitRef)
    const again = await lineOf(exitRef, 4)
    assert.equal(again.newPackageRef, first.newPackageRef)
    assert.notEqual(again.toOrganisationRef, first.toOrganisationRef)
    await offer(exitRef, 4)
    assert.equal((await lineOf(exitRef, 4)).providerAnswer, 'agrees')
  })

  it('asks a provider no more whom the person refuses or whose proposal is taken back, and the next one at once', async () => {
    const exitRef = await asked('contract_handback', '2026-12-31')
    const before = await Promise.all([lineOf(exitRef, 3), lineOf(exitRef, 4)])
    got(await answerMove(shell, DUTY, { exitRef, line: 3, side: 'person', answer: 'refuses' }))
    await offer(exitRef, 4)
    got(await takeProposalBack(shell, DUTY, { exitRef, line: 4 }))
    const statuses = []
    for (const { newPackageRef } of before) {
      const packageRef = newPackageRef ?? ''
      await hearProvider(shell, COUNCIL, packageRef)
      const [invitation] = await read((tx) => listInvitations(tx, packageRef))
      statuses.push([(await read((tx) => findPackage(tx, packageRef)))?.status, invitation?.status])
    }
    assert.deepEqual(statuses, [
      ['withdrawn', 'cancelled'],
      ['withdrawn', 'cancelled'],
    ])
    got(await putForward(shell, DUTY, { planRef: await solved(exitRef), lines: [3, 4] }))
    await askProviders(shell, COUNCIL, exitRef)
    for (const [at, line] of [3, 4].entries()) {
      const { state, newPackageRef, toOrganisationRef } = await lineOf(exitRef, line)
      assert.ok(newPackageRef !== null && newPackageRef !== before[at]?.newPackageRef, `line ${line} is asked for anew`)
      const invitations = await read((tx) => listInvitations(tx, newPackageRef))
      assert.deepEqual(
        [state, ...invitations.map(({ organisationRef, status }) => [organisationRef, status])],
        ['proposed', [toOrganisationRef, 'invited']],
      )
    }
  })

  it('asks nobody any more once the provider stays after all; who has moved stays moved', async () => {
    const exitRef = await asked()
    for (const line of [3, 4]) {
      await offer(exitRef, line)
      got(await answerMove(shell, DUTY, { exitRef, line, side: 'person', answer: 'agrees' }))
    }
    assert.equal(got(await placeMove(shell, DUTY, { exitRef, line: 4 })), 'moved')
    const before = await Promise.all([2, 3, 4].map((line) => lineOf(exitRef, line)))
    got(await finishExit(shell, DUTY, { exitRef, state: 'stood_down', why: 'A buyer was found' }))
    const after = await Promise.all([2, 3, 4].map((line) => lineOf(exitRef, line)))
    assert.deepEqual(
      after.map(({ state }) => state),
      ['listed', 'listed', 'moved'],
    )
    const packages = await Promise.all(
      before.map(({ newPackageRef }) => read((tx) => findPackage(tx, newPackageRef ?? ''))),
    )
    assert.deepEqual(
      packages.map((pkg) => pkg?.status),
      ['withdrawn', 'withdrawn', 'placed'],
    )
  })

  it('keeps a provider that takes its offer back as withdrawn, not as having refused, and plans without it', async () => {
    const exitRef = await asked()
    await offer(exitRef, 4)
    const agreed = await lineOf(exitRef, 4)
    const by = providerUser(agreed.toOrganisationRef ?? '', ['brokerage.offer'])
    got(await takeOfferBack(shell, by, { packageRef: agreed.newPackageRef ?? '' }))
    await hearProvider(shell, COUNCIL, agreed.newPackageRef ?? '')
    const back = await lineOf(exitRef, 4)
    assert.deepEqual([back.state, back.refuses, back.withdrew], ['listed', [], [agreed.toOrganisationRef]])
    const lines = await read((tx) => timeline(tx, `exit:${exitRef}`))
    assert.match(lines.map((one) => inWords(house, one)).join(), /Line 4: the provider withdraws, a move to/)
    const planRef = await solved(exitRef)
    got(await putForward(shell, DUTY, { planRef, lines: [4] }))
    const again = await lineOf(exitRef, 4)
    assert.ok(again.toOrganisationRef !== null && again.toOrganisationRef !== agreed.toOrganisationRef)
  })

  it('waits anew, and refused nobody, when the council withdraws what it asked', async () => {
    const exitRef = await asked()
    const packageRef = (await lineOf(exitRef, 4)).newPackageRef ?? ''
    got(await withdrawPackage(shell, me, { packageRef, reason: 'Asked by mistake' }))
    await hearProvider(shell, COUNCIL, packageRef)
    const { state, refuses, withdrew } = await lineOf(exitRef, 4)
    assert.deepEqual([state, refuses, withdrew], ['listed', [], []])
    got(await putForward(shell, DUTY, { planRef: await solved(exitRef), lines: [4] }))
    await askProviders(shell, COUNCIL, exitRef)
    assert.notEqual((await lineOf(exitRef, 4)).newPackageRef, packageRef)
  })

  it('tells a provider which visits the plan has room for in another part of the day only', async () => {
    await room(BALANCED, ['midday', 'tea', 'evening', 'night'])
    const heard = { organisationRef: BANDED, source: 'news', what: 'In the paper', lastDay: null } as const
    const { exitRef } = got(await beginExit(shell, DUTY, { ...heard, cause: 'business_failure' }))
    got(await listEverybody(shell, DUTY, exitRef))
    got(await putForward(shell, DUTY, { planRef: await solved(exitRef), lines: undefined }))
    await askProviders(shell, COUNCIL, exitRef)
    const { people } = await read((tx) => listAffected(tx, { exitRef, states: ['proposed'], limit: 5 }))
    const told = []
    for (const { newPackageRef } of people)
      for (const one of await read((tx) => listInvitations(tx, newPackageRef ?? ''))) told.push(one.needs?.moved)
    assert.deepEqual(told, [{ from: 'morning', to: 'midday' }])
  })

  it('asks a provider that has not answered anew, from the earlier day, when the old care is to end earlier', async () => {
    const exitRef = await asked('contract_handback', '2026-12-31')
    const endOn = async (lastDay: string) => {
      got(await changeAnExit(shell, DUTY, { exitRef, cause: 'contract_handback', lastDay, why: 'They said so' }))
      await askProviders(shell, COUNCIL, exitRef)
    }
    const first = await lineOf(exitRef, 4)
    await offer(exitRef, 3)
    const offered = await lineOf(exitRef, 3)
    const wanted = async (packageRef: string | null) => {
      const pkg = await read((tx) => findPackage(tx, packageRef ?? ''))
      return [pkg?.status, pkg?.startBy]
    }
    assert.deepEqual(await wanted(first.newPackageRef), ['sent', '2027-01-01'])
    await endOn('2026-12-04')
    const again = await lineOf(exitRef, 4)
    assert.deepEqual([again.state, again.toOrganisationRef], ['proposed', first.toOrganisationRef])
    assert.deepEqual(await wanted(again.newPackageRef), ['sent', '2026-12-05'])
    assert.deepEqual(await wanted(first.newPackageRef), ['withdrawn', '2027-01-01'])
    await hearProvider(shell, COUNCIL, first.newPackageRef ?? '')
    assert.deepEqual(await lineOf(exitRef, 4), again, 'what was withdrawn says nothing of what is asked now')
    assert.equal(
      (await lineOf(exitRef, 3)).newPackageRef,
      offered.newPackageRef,
      'an offer is for the officer to judge',
    )
    await endOn('2027-01-31')
    assert.deepEqual(await lineOf(exitRef, 4), again, 'what may begin earlier than it must is not asked anew')
  })

  it('asks nobody any more for somebody whose care ends before the move', async () => {
    const exitRef = await asked('contract_handback', '2026-12-31')
    const { newPackageRef } = await lineOf(exitRef, 4)
    const end = async (line: number, endDay: string) => {
      const { packageRef: ref } = await lineOf(exitRef, line)
      got(await endCare(shell, me, { packageRef: ref ?? '', endDay, reason: 'Went to live with family' }))
      const { state, leftWhy } = await lineOf(exitRef, line)
      return [state, leftWhy]
    }
    assert.deepEqual(await end(4, '2026-11-25'), [
      'left',
      'Their care ends: 25 November 2026 is the first day without it',
    ])
    await hearProvider(shell, COUNCIL, newPackageRef ?? '')
    assert.equal((await read((tx) => findPackage(tx, newPackageRef ?? '')))?.status, 'withdrawn')
    assert.equal((await lineOf(exitRef, 4)).state, 'left')
    assert.deepEqual(await end(3, '2027-03-01'), ['proposed', null], 'there is care to take over until then')
  })

  it('notes by hand what a self-funder and their provider agree, and the day of the move', async () => {
    const exitRef = await asked()
    const ada = (await read((tx) => listAffected(tx, { exitRef, pays: ['self_funder'], limit: 5 }))).people[0]
    const line = ada?.line ?? 0
    got(await answerMove(shell, DUTY, { exitRef, line, side: 'person', answer: 'agrees' }))
    assert.equal(
      refusal(await answerMove(shell, DUTY, { exitRef, line, side: 'provider', answer: 'agrees' })),
      'no day given',
    )
    got(await answerMove(shell, DUTY, { exitRef, line, side: 'provider', answer: 'agrees', moveDay: '2026-11-24' }))
    assert.equal(got(await placeMove(shell, DUTY, { exitRef, line })), 'moved')
    assert.deepEqual(
      [(await lineOf(exitRef, line)).state, (await lineOf(exitRef, line)).moveDay],
      ['moved', '2026-11-24'],
    )
  })

  it('plans anew for a self-funder who is to move to a provider whose own exit then opens, and asks nobody to move there', async () => {
    const exitRef = await asked()
    const [ada] = (await read((tx) => listAffected(tx, { exitRef, pays: ['self_funder'], limit: 5 }))).people
    const [line, organisationRef] = [ada?.line ?? 0, ada?.toOrganisationRef ?? '']
    got(await answerMove(shell, DUTY, { exitRef, line, side: 'person', answer: 'agrees' }))
    got(await answerMove(shell, DUTY, { exitRef, line, side: 'provider', answer: 'agrees', moveDay: '2026-11-24' }))
    const heard = { organisationRef, source: 'news', what: 'In the paper too', lastDay: null } as const
    got(await beginExit(shell, DUTY, { ...heard, cause: 'business_failure' }))
    const { state, toOrganisationRef, refuses, withdrew } = await lineOf(exitRef, line)
    assert.deepEqual([state, toOrganisationRef, refuses, withdrew], ['listed', null, [], []])
    assert.notEqual(refusal(await placeMove(shell, DUTY, { exitRef, line })), undefined)
    const [plan] = await read((tx) =>
      rows<{ ref: string }>(tx, sql`select plan_ref as ref from continuity.plan where exit_ref = ${exitRef}`),
    )
    assert.equal(refusal(await putForward(shell, DUTY, { planRef: plan?.ref ?? '', lines: [line] })), 'nobody to ask')
    const again = await putForward(shell, DUTY, { planRef: await solved(exitRef), lines: [line] })
    assert.ok(!again.ok || (await lineOf(exitRef, line)).toOrganisationRef !== organisationRef)
  })

  it('asks a person again who agreed, when the provider then offers other times, and again when it changes its offer', async () => {
    const exitRef = await asked('contract_handback')
    got(await answerMove(shell, DUTY, { exitRef, line: 4, side: 'person', answer: 'agrees' }))
    const state = async () => {
      const { state: now, personAnswer, providerAnswer, offered } = await lineOf(exitRef, 4)
      const choice = (await read((tx) => listSteps(tx, exitRef, 4))).find(({ step }) => step === 'choice')
      return [now, personAnswer, providerAnswer, offered, choice?.doneAt !== null]
    }
    assert.deepEqual(await state(), ['proposed', 'agrees', null, null, true])
    const otherwise = '10:30 for 30 minutes in place of 08:30 for 30 minutes'
    const later = [{ slot: 1, start: '10:30', minutes: 30, workers: 1 as const }]
    await offer(exitRef, 4, { visits: later })
    assert.deepEqual(await state(), ['proposed', null, 'agrees', otherwise, false])
    const lines = await read((tx) => timeline(tx, `exit:${exitRef}`))
    assert.match(lines.map((one) => inWords(house, one)).join(), /Line 4: asked again, as 1-10\d offers otherwise/)
    got(await answerMove(shell, DUTY, { exitRef, line: 4, side: 'person', answer: 'agrees' }))
    assert.deepEqual(await state(), ['agreed', 'agrees', 'agrees', otherwise, true])
    await offer(exitRef, 4, { visits: later })
    assert.deepEqual(await state(), ['agreed', 'agrees', 'agrees', otherwise, true], 'the same offer again')
    await offer(exitRef, 4)
    assert.deepEqual(await state(), ['proposed', null, 'agrees', '', false])
    const steps = await read((tx) => listSteps(tx, exitRef, 4))
    assert.ok(!steps.some(({ step }) => step === 'handover'), 'the move waits')
    got(await answerMove(shell, DUTY, { exitRef, line: 4, side: 'person', answer: 'agrees' }))
    assert.deepEqual(await state(), ['agreed', 'agrees', 'agrees', '', true])
  })

  it('counts who moves after the last day as having days without care, not as moved in time', async () => {
    const exitRef = await asked()
    await offer(exitRef, 4)
    got(await answerMove(shell, DUTY, { exitRef, line: 4, side: 'person', answer: 'agrees' }))
    const ada = {
      exitRef,
      line: (await read((tx) => listAffected(tx, { exitRef, pays: ['self_funder'], limit: 5 }))).people[0]?.line ?? 0,
    }
    got(await answerMove(shell, DUTY, { ...ada, side: 'person', answer: 'agrees' }))
    got(await answerMove(shell, DUTY, { ...ada, side: 'provider', answer: 'agrees', moveDay: '2026-11-27' }))
    got(await placeMove(shell, DUTY, ada))
    got(await placeMove(shell, DUTY, { exitRef, line: 4 }))
    const today = async () => {
      const exit = await read((tx) => findExit(tx, exitRef))
      assert.ok(exit)
      const counts = await read((tx) => countStates(tx, exitRef))
      const { moved, gaps, gapsBehind } = todayOf(exit, policy, counts, NOW)
      return [moved, gaps, gapsBehind]
    }
    assert.deepEqual(await today(), [2, 0, 0])
    const change = {
      exitRef,
      cause: 'business_failure',
      lastDay: '2026-11-23',
      why: 'The administrator says so',
    } as const
    got(await changeAnExit(shell, DUTY, change))
    assert.deepEqual(await today(), [1, 1, 1])
  })

  it('finds an advocate for whoever turns out not to decide alone, and looks for none where they do', async () => {
    const exitRef = await asked()
    const advocate = async () =>
      (await read((tx) => listSteps(tx, exitRef, 4))).find(({ step }) => step === 'advocate')?.dueAt.toString()
    const learn = async (decides: AffectedPerson['decides']) =>
      got(await changeTriage(shell, DUTY, { exitRef, line: 4, note: { decides } }))
    assert.equal(await advocate(), undefined)
    await learn('no')
    assert.equal(await advocate(), '2026-11-23T12:00:00Z')
    await learn('yes')
    assert.equal(await advocate(), undefined)
    await learn('no')
    got(await completeStep(shell, DUTY, { exitRef, line: 4, step: 'advocate', note: 'Age Care' }))
    await learn('not known')
    assert.notEqual(await advocate(), undefined, 'what was done stays')
  })

  it('leaves the signatures to brokerage where notice runs', async () => {
    const exitRef = await asked('contract_handback')
    await offer(exitRef, 4)
    got(await answerMove(shell, DUTY, { exitRef, line: 4, side: 'person', answer: 'agrees' }))
    assert.equal(got(await placeMove(shell, DUTY, { exitRef, line: 4 })), 'moving')
    const { newPackageRef } = await lineOf(exitRef, 4)
    const pkg = await read((tx) => findPackage(tx, newPackageRef ?? ''))
    assert.equal(pkg?.status, 'offers_in', 'the offer can be chosen at once')
  })

  it('plans anew for whoever’s placement a signer refuses', async () => {
    const exitRef = await asked('contract_handback')
    await offer(exitRef, 4)
    got(await answerMove(shell, DUTY, { exitRef, line: 4, side: 'person', answer: 'agrees' }))
    assert.equal(got(await placeMove(shell, DUTY, { exitRef, line: 4 })), 'moving')
    const packageRef = (await lineOf(exitRef, 4)).newPackageRef ?? ''
    const offers = await read((tx) => listOffers(tx, packageRef))
    const chosen = {
      packageRef,
      offerRef: offers[0]?.offerRef ?? '',
      floorReason: 'Care stops',
      ceilingReason: 'Care stops',
    }
    got(await chooseOffer(shell, officer('O-9'), chosen))
    const refused = await refuseStep(shell, officer('O-21'), { packageRef, step: 1, reason: 'Not what the plan says' })
    assert.equal(got(refused).status, 'refused')
    const { state, newPackageRef, moveDay } = await lineOf(exitRef, 4)
    assert.deepEqual([state, newPackageRef, moveDay], ['listed', null, null])
    got(await putForward(shell, DUTY, { planRef: await solved(exitRef), lines: [4] }))
    await askProviders(shell, COUNCIL, exitRef)
    assert.notEqual((await lineOf(exitRef, 4)).newPackageRef ?? packageRef, packageRef)
  })

  describe('on pages', () => {
    let app: FastifyInstance
    const councillor = { ...officer('O-9', ['continuity.briefing']), name: 'Cllr Ward' }
    const actors = { dee: { ...DUTY, grants: new Set([...DUTY.grants, 'continuity.briefing']) }, ward: councillor }
    before(async () => {
      const house = { panels, work, search: [], words }
      const actorOf = async ({ identity }: { identity: string }) => actors[identity as 'dee' | 'ward']
      app = await serverFor(shell, [(doors) => routes(doors, house)], {
        identities: { actorOf, actorOfToken: async () => DUTY },
      })
    })
    after(() => app.close())
    const as = async (identity: string) => {
      const browser = new Browser(app)
      await browser.signInAs('staff', identity)
      return browser
    }

    it('an officer records answers, makes the move and does the steps; the board and my work show what is late', async () => {
      const exitRef = await asked()
      await offer(exitRef, 4)
      const dee = await as('dee')
      const at = `/exits/${exitRef}/people/4`
      assert.match((await dee.post(`${at}/answer`, { side: 'person' }, at)).body, /Choose what they said/)
      assert.equal((await dee.post(`${at}/answer`, { side: 'person', answer: 'agrees' }, at)).statusCode, 303)
      assert.match((await dee.get(at)).body, /Make the move/)
      assert.match((await dee.post(`${at}/steps`, { step: 'check_first' }, at)).body, /comes after the move/)
      assert.equal(
        (await dee.post(`${at}/steps`, { step: 'handover', 'note-handover': 'By phone' }, at)).statusCode,
        303,
      )
      await dee.post(`${at}/place`, {}, at)
      assert.match((await dee.get(at)).body, /Moved[\s\S]*Has not ended yet: both are paid from 23[\s\S]*By phone/)
      await endOldCare(shell, COUNCIL, { exitRef, line: 4 })
      assert.match((await dee.get(at)).body, /PK-2002<\/a>, 23 November 2026 is the first day without it/)
      const board = `/exits/${exitRef}/board`
      assert.match((await dee.get(board)).body, /Hand the medicines record over/)
      const items = await shell.read(DUTY, (tx) => work[0]?.list(tx, DUTY) ?? Promise.resolve([]))
      assert.ok(items.some(({ title }) => /welfare check: Owen Price/.test(title)))
      const two = `/exits/${exitRef}/people/2`
      assert.equal((await dee.post(`${two}/take-back`, {}, two)).statusCode, 303)
      assert.match((await dee.get(two)).body, /To place/)
      for (const url of [at, two, board, `/exits/${exitRef}/briefing`]) {
        const { value, queries } = await countQueries(() => dee.get(url))
        assert.ok(value.statusCode === 200 && queries <= 8, `${url} asks ${queries} times`)
      }
    })

    it('an officer reads who told of somebody whom another council placed, and whom to tell of the move', async () => {
      const typed = {
        name: 'Cissie Rudd',
        pays: 'other_council',
        zone: 'rural',
        visits: '12:30/30',
        told_by: 'Hereford',
      }
      got(await tellOfPerson(shell, DUTY, { organisationRef: BANDED, typed }))
      const exitRef = await asked()
      const { people } = await read((tx) => listAffected(tx, { exitRef, pays: ['other_council'], limit: 5 }))
      const line = people[0]?.line ?? 0
      if (people[0]?.state === 'listed')
        got(await putForward(shell, DUTY, { planRef: await solved(exitRef), lines: [line] }))
      got(await answerMove(shell, DUTY, { exitRef, line, side: 'person', answer: 'agrees' }))
      got(await answerMove(shell, DUTY, { exitRef, line, side: 'provider', answer: 'agrees', moveDay: '2026-11-24' }))
      const body = (await (await as('dee')).get(`/exits/${exitRef}/people/${line}`)).body
      assert.match(
        body,
        /their council arranges and pays the care as before: tell it of the move[\s\S]*Told of by[\s\S]*Hereford/,
      )
    })

    it('an officer whose form is refused finds all of it as it was typed', async () => {
      const exitRef = await asked()
      const dee = await as('dee')
      const ada = (await read((tx) => listAffected(tx, { exitRef, pays: ['self_funder'], limit: 5 }))).people[0]
      const at = `/exits/${exitRef}/people/${ada?.line ?? 0}`
      const day = { 'moveDay-day': '31', 'moveDay-month': '2', 'moveDay-year': '2026' }
      const refused = await dee.post(`${at}/answer`, { side: 'provider', answer: 'agrees', ...day }, at)
      assert.equal(refused.statusCode, 400)
      assert.match(
        refused.body,
        /value="provider" checked[\s\S]*value="agrees" checked[\s\S]*name="moveDay-day"[^>]*value="31"/,
      )
      const triage = { insulin: 'yes', livesAlone: 'no', helpedByCarer: 'yes', decides: 'no', refuses: 'Nobody Ltd' }
      const unknown = (await dee.post(`${at}/triage`, triage, at)).body
      assert.match(
        unknown,
        /name="insulin"[^>]*value="yes" checked[\s\S]*name="livesAlone"[^>]*value="no" checked[\s\S]*name="helpedByCarer"[^>]*value="yes" checked[\s\S]*name="decides"[^>]*value="no" checked[\s\S]*Nobody Ltd/,
      )
      const four = `/exits/${exitRef}/people/4`
      await offer(exitRef, 4)
      got(await answerMove(shell, DUTY, { exitRef, line: 4, side: 'person', answer: 'agrees' }))
      const early = await dee.post(`${four}/steps`, { step: 'check_first', 'note-check_first': 'She is well' }, four)
      assert.match(early.body, /id="note-check_first-error"[\s\S]*value="She is well"/)
    })

    it('an officer whose move cannot be placed reads why, and what to do', async () => {
      const exitRef = await asked()
      await offer(exitRef, 4)
      got(await answerMove(shell, DUTY, { exitRef, line: 4, side: 'person', answer: 'agrees' }))
      const { toOrganisationRef } = await lineOf(exitRef, 4)
      const stopped = { organisationRef: toOrganisationRef ?? '', reason: 'Inspection', reviewDay: '2026-12-01' }
      await inCommand(shell, (tx) => suspend(tx, stopped))
      const dee = await as('dee')
      const at = `/exits/${exitRef}/people/4`
      await dee.post(`${at}/place`, {}, at)
      assert.match((await dee.get(at)).body, /Not placed\. [^<]*suspended/)
      assert.equal((await lineOf(exitRef, 4)).state, 'moving')
    })

    it('a councillor reads the briefing, and nobody’s name', async () => {
      const exitRef = await asked()
      const ward = await as('ward')
      assert.match((await ward.get('/exits')).body, new RegExp(`/exits/${exitRef}/briefing`))
      const sheet = (await ward.get(`/exits/${exitRef}/briefing`)).body
      assert.match(sheet, /people affected[\s\S]*section 48|section 48[\s\S]*people affected/)
      assert.doesNotMatch(sheet, /Margaret|Owen|Ada|P-100/)
      assert.equal((await ward.get(`/exits/${exitRef}/people`)).statusCode, 403)
      assert.equal((await ward.get(`/exits/${exitRef}/briefing?print=1`)).statusCode, 200)
    })

    it('a councillor sees no exit that nobody has judged, nor its briefing', async () => {
      const opened = await asked()
      const signal = { contractRef: null, source: 'rating', cause: 'safeguarding_move', lastDay: null } as const
      await inCommand(shell, (tx) => hearSignal(tx, { ...signal, organisationRef: SPLIT, what: 'Rated Inadequate' }))
      const exits = await read((tx) => listExits(tx, { offset: 0, limit: 5 }))
      const signalled = exits.exits.find(({ state }) => state === 'signalled')?.exitRef ?? ''
      const [dee, ward] = [await as('dee'), await as('ward')]
      assert.match((await dee.get('/exits')).body, /Meadow View Homecare[\s\S]*Wye Valley Carers/)
      assert.equal((await dee.get(`/exits/${signalled}/briefing`)).statusCode, 200)
      const list = (await ward.get('/exits')).body
      assert.match(list, new RegExp(opened))
      assert.doesNotMatch(list, /Meadow View Homecare|Signalled/)
      assert.equal((await ward.get(`/exits/${signalled}/briefing`)).statusCode, 404)
      assert.doesNotMatch((await ward.get('/exits?state=signalled')).body, /Meadow View Homecare/)
    })

    it('a machine records an answer and reads the steps', async () => {
      const exitRef = await asked()
      const url = `/api/v1/exits/${exitRef}/people/4`
      const send = (method: 'GET' | 'POST', path: string, payload?: object) =>
        app.inject({
          method,
          url: `${url}/${path}`,
          ...(payload ? { payload } : {}),
          headers: { authorization: 'Bearer m' },
        })
      assert.deepEqual((await send('POST', 'answer', { side: 'person', answer: 'agrees' })).json(), {
        state: 'proposed',
      })
      assert.match((await send('GET', 'steps')).body, /choice/)
      assert.equal((await send('POST', 'steps', { step: 'check_first' })).statusCode, 409)
    })
  })
})
