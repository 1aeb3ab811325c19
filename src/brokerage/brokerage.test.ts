import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findPackage, listSignatures, listWaiting, searchPackages } from '#src/brokerage/packages/care-package.store.ts'
import { dropPreference, keepPreference } from '#src/brokerage/requests/preference-commands.ts'
import { changePackage, requestPackage } from '#src/brokerage/requests/request-commands.ts'
import { closeOffers, endCare, sendPackage, withdrawPackage } from '#src/brokerage/packages/package-commands.ts'
import { listeners } from '#src/brokerage/listeners.ts'
import { decline, giveOffer, takeOfferBack } from '#src/brokerage/offers/offer-commands.ts'
import { findInvitation, listInvitations, listInvitationsOf } from '#src/brokerage/offers/offer.store.ts'
import { placeOverCeiling } from '#src/brokerage/sign-off/place-commands.ts'
import { findPlacement, listPlacements } from '#src/brokerage/packages/placement.store.ts'
import { closeWindows, remindOfSignatures } from '#src/brokerage/offers-and-signatures.job.ts'
import {
  chooseOffer,
  handStepOver,
  refuseStep,
  sendStepBack,
  signStep,
  withdrawChoice,
} from '#src/brokerage/sign-off/sign-off-commands.ts'
import {
  chosenPackage,
  got,
  officerOf,
  offerOf,
  PATTERN,
  provider,
  refusal,
  seedSmallCouncil,
  sentPackage,
  signAll,
  wholeOffer,
} from '#src/brokerage/small-council.test.ts'
import { remindSigners } from '#src/brokerage/sign-off/tell-signers-commands.ts'
import { words } from '#src/brokerage/words.ts'
import { committedPence, listContractsOf } from '#src/contracts/index.ts'
import { findOfficer, planAbsence } from '#src/councils/index.ts'
import { correctPerson, listSharedPeople } from '#src/people/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import { timeline } from '#src/platform/audit.ts'
import { suspend } from '#src/providers/index.ts'
import { NOON, system, useDatabase } from '#test/support/database.ts'

const council = system()
const OFFICER = officerOf('O-1')

describe('a broker places a person', () => {
  const { shell, clock } = useDatabase({ seed: seedSmallCouncil, listeners })
  const read = <T>(work: Parameters<typeof shell.read<T>>[1]) => shell.read(council, work)

  it('from a request, through three offers and five signatures, to a draw-down', async () => {
    const packageRef = await chosenPackage(shell)
    await signAll(shell, packageRef)
    const placement = await read((tx) => findPlacement(tx, packageRef))
    assert.equal(placement?.organisationRef, '1-101')
    assert.equal(placement?.weeklyMinutes, 7 * 45 + 5 * 30)
    assert.equal(placement?.weeklyPence, 7 * 1755 + 5 * 1170)
    assert.deepEqual(placement?.pattern, PATTERN)
    assert.equal(placement?.startDay, '2026-11-30')
    const contractRef = placement?.contractRef ?? ''
    assert.ok((await read((tx) => committedPence(tx, contractRef))) > 0)
    const told = (await read((tx) => timeline(tx, `package:${packageRef}`))).map((entry) => entry.type)
    for (const type of [
      'package-requested',
      'package-sent',
      'offer-made',
      'offers-closed',
      'offer-chosen',
      'signed',
      'placed',
    ])
      assert.ok(told.includes(`brokerage.${type}`), type)
  })

  it('every fact on the way has words', async () => {
    const packageRef = await chosenPackage(shell)
    await signAll(shell, packageRef)
    for (const entry of await read((tx) => timeline(tx, `package:${packageRef}`, { limit: 50 }))) {
      if (!entry.type.startsWith('brokerage.')) continue
      const say = words[entry.type] as (data: unknown) => string
      assert.match(say(entry.data), /^[A-Z]/)
      assert.doesNotMatch(say(entry.data), /undefined|NaN/)
    }
  })

  it('asks once: a second request for the same care is sent to the open one', async () => {
    const first = got(await requestPackage(shell, OFFICER, { personRef: 'P-1001', service: 'home_care' }))
    const again = await requestPackage(shell, OFFICER, { personRef: 'P-1001', service: 'home_care' })
    assert.deepEqual(refusal(again), { why: 'already open', packageRef: first.packageRef })
    assert.deepEqual(refusal(await requestPackage(shell, OFFICER, { personRef: 'P-9', service: 'home_care' })), {
      why: 'no such person',
    })
    got(await withdrawPackage(shell, OFFICER, { packageRef: first.packageRef, reason: 'Asked by mistake' }))
    got(await requestPackage(shell, OFFICER, { personRef: 'P-1001', service: 'home_care' }))
  })

  it('holds a draft to the policy on visit lengths and the outcomes of the Care Act', async () => {
    const { packageRef } = got(await requestPackage(shell, OFFICER, { personRef: 'P-1001', service: 'home_care' }))
    const short = PATTERN.map((visit) => ({ ...visit, minutes: 15 }))
    const changed = await changePackage(shell, OFFICER, packageRef, { pattern: short })
    assert.equal(refusal(changed)?.why, 'pattern')
    assert.deepEqual(refusal(await changePackage(shell, OFFICER, packageRef, { outcomes: ['shopping'] })), {
      why: 'outcome not known',
      outcome: 'shopping',
    })
    const unagreed = await changePackage(shell, OFFICER, packageRef, {
      pattern: short.map((visit) => ({ ...visit, shortReason: 'medication' })),
    })
    assert.deepEqual(
      JSON.stringify(refusal(unagreed)).match(/short not agreed/g)?.length,
      PATTERN.length,
      'each short visit needs the agreement of the person',
    )
    const AGREED = { by: 'person', on: '2026-11-20', minutes: 15 }
    got(
      await changePackage(shell, OFFICER, packageRef, {
        pattern: short.map((visit) => ({ ...visit, shortReason: 'medication', shortAgreed: AGREED })),
      }),
    )
    assert.equal(refusal(await sendPackage(shell, OFFICER, packageRef)), 'not complete')
    assert.deepEqual(refusal(await changePackage(shell, OFFICER, 'PK-9', {})), { why: 'no such package' })
    assert.equal(refusal(await sendPackage(shell, OFFICER, 'PK-9')), 'no such package')
  })

  it('tells providers the least: no name, no address, no reference of the person', async () => {
    const packageRef = await sentPackage(shell)
    const seen = await shell.read(provider('1-101'), (tx) => findInvitation(tx, packageRef, '1-101'))
    assert.equal(seen?.outwardCode, 'HR6')
    assert.doesNotMatch(JSON.stringify(seen), /Hughes|Margaret|Mill Lane|8AB|P-1001/)
    assert.deepEqual(await shell.read(provider('1-101'), (tx) => listInvitations(tx, packageRef)), [seen])
    assert.equal(
      await shell.read(provider('1-101'), (tx) => findPackage(tx, packageRef)).catch(() => undefined),
      undefined,
    )
  })

  it('leaves out a provider that is suspended', async () => {
    got(
      await shell.command(council, 'suspend', (tx) =>
        suspend(tx, { organisationRef: '1-102', reason: 'Inspection', reviewDay: '2026-12-01' }),
      ),
    )
    const packageRef = await sentPackage(shell)
    const invited = await read((tx) => listInvitations(tx, packageRef))
    assert.deepEqual(invited.map(({ organisationRef }) => organisationRef).toSorted(), ['1-101', '1-103'])
  })

  it('a provider answers only what it was asked, until the window closes', async () => {
    const packageRef = await sentPackage(shell)
    assert.equal(refusal(await giveOffer(shell, provider('1-999'), wholeOffer(packageRef))), 'no such invitation')
    assert.equal(refusal(await giveOffer(shell, OFFICER, wholeOffer(packageRef))), 'no such invitation')
    const offer = got(await giveOffer(shell, provider('1-103'), wholeOffer(packageRef)))
    assert.equal(offer.overCeilingPence > 0, true)
    const better = got(
      await giveOffer(shell, provider('1-103'), { ...wholeOffer(packageRef), note: 'Tea call 10 minutes later' }),
    )
    assert.equal(better.offerRef, offer.offerRef)
    assert.equal(
      refusal(await decline(shell, provider('1-103'), { packageRef, code: 'no_skills', words: '' })),
      'offer stands',
    )
    got(await takeOfferBack(shell, provider('1-103'), { packageRef }))
    got(await decline(shell, provider('1-103'), { packageRef, code: 'no_skills', words: '' }))
    clock.now = NOON.add({ hours: 24 })
    assert.equal(refusal(await giveOffer(shell, provider('1-101'), wholeOffer(packageRef))), 'the window has closed')
    const open = await shell.read(provider('1-101'), (tx) =>
      listInvitationsOf(tx, '1-101', { open: true, offset: 0, limit: 10 }),
    )
    assert.equal(open.total, 0)
  })

  it('the clock closes the window; the queue shows it closed before', async () => {
    const packageRef = await sentPackage(shell)
    assert.equal(await closeWindows(shell, council), 0)
    clock.now = NOON.add({ hours: 24 })
    const search = {
      byName: true,
      sort: { key: 'due', descending: false },
      today: '2026-11-23',
      offset: 0,
      limit: 10,
    } as const
    const { packages } = await read((tx) => searchPackages(tx, { ...search, statuses: ['no_capacity'] }))
    assert.deepEqual(
      packages.map((one) => one.packageRef),
      [packageRef],
    )
    assert.equal(await closeWindows(shell, council), 1)
    assert.equal((await read((tx) => findPackage(tx, packageRef)))?.status, 'no_capacity')
    got(await sendPackage(shell, OFFICER, packageRef))
  })

  it('the queue is searched by name, reference, zone and what is due', async () => {
    const packageRef = await sentPackage(shell)
    const search = {
      byName: true,
      sort: { key: 'name', descending: true },
      today: '2026-11-22',
      offset: 0,
      limit: 10,
    } as const
    const found = async (more: object) => (await read((tx) => searchPackages(tx, { ...search, ...more }))).total
    assert.equal(await found({ words: 'hugh' }), 1)
    assert.equal(await found({ words: packageRef }), 1)
    assert.equal(await found({ words: '100%' }), 0)
    assert.equal(await found({ zone: 'rural', due: 'week' }), 0)
    assert.equal(await found({ due: 'late', today: '2026-12-01' }), 1)
  })

  it('a choice against the ranking, or above the ceiling, says why', async () => {
    const packageRef = await sentPackage(shell)
    for (const ref of ['1-101', '1-102', '1-103']) got(await giveOffer(shell, provider(ref), wholeOffer(packageRef)))
    const choose = async (ref: string, more: object) =>
      refusal(
        await chooseOffer(shell, OFFICER, { packageRef, offerRef: await offerOf(shell, packageRef, ref), ...more }),
      )
    assert.equal(await choose('1-101', {}), 'still open')
    clock.now = NOON.add({ hours: 24 })
    got(
      await shell.command(council, 'suspend', (tx) =>
        suspend(tx, { organisationRef: '1-101', reason: 'Inspection', reviewDay: '2026-12-01' }),
      ),
    )
    assert.equal(await choose('1-101', {}), 'provider is suspended')
    const said = {
      personRef: 'P-1001',
      kind: 'refuses',
      saidBy: 'Margaret Hughes',
      saidOn: '2026-11-22',
      note: '',
    } as const
    got(await keepPreference(shell, OFFICER, { ...said, organisationRef: '1-102' }))
    assert.equal(await choose('1-102', { code: 'skills', words: 'x' }), 'the person refuses this provider')
    got(await dropPreference(shell, OFFICER, { personRef: 'P-1001', organisationRef: '1-102' }))
    assert.equal(await choose('1-102', {}), 'against the ranking needs a reason')
    assert.equal(await choose('1-102', { code: 'friends', words: 'x' }), 'not a reason')
    assert.equal(await choose('1-103', { code: 'skills', words: 'Speaks Welsh' }), 'over the ceiling needs a reason')
    assert.equal(refusal(await chooseOffer(shell, OFFICER, { packageRef, offerRef: 'OF-9' })), 'no such offer')
    assert.equal(await choose('1-102', { code: 'skills', words: 'Speaks Welsh' }), undefined)
    assert.equal(await choose('1-102', { code: 'skills', words: 'Speaks Welsh' }), 'not in this state')
    const pkg = await read((tx) => findPackage(tx, packageRef))
    assert.deepEqual([pkg?.choice?.rank, pkg?.choice?.code], [3, 'skills'])
  })

  it('while a choice is signed for, no provider improves its offer; once it is placed none takes it back', async () => {
    const packageRef = await chosenPackage(shell)
    const before = await offerOf(shell, packageRef, '1-101')
    for (const ref of ['1-101', '1-103'])
      assert.equal(refusal(await giveOffer(shell, provider(ref), wholeOffer(packageRef))), 'the window has closed')
    assert.equal(refusal(await takeOfferBack(shell, provider('1-101'), { packageRef })), 'no reason')
    await signAll(shell, packageRef)
    const placed = await shell.read(system(), (tx) => findPackage(tx, packageRef))
    assert.deepEqual([placed?.status, placed?.choice?.offerRef], ['placed', before])
    const late = { packageRef, reason: 'Two workers left' }
    assert.equal(refusal(await takeOfferBack(shell, provider('1-101'), late)), 'placed already')
    assert.equal(refusal(await takeOfferBack(shell, provider('1-103'), late)), 'no longer wanted')
  })

  it('nobody signs out of turn; a delegate signs for who is away; a step is handed over', async () => {
    const packageRef = await chosenPackage(shell)
    const sign = async (ref: string, step: number) =>
      refusal(await signStep(shell, officerOf(ref), { packageRef, step }))
    assert.equal(await sign('O-2', 1), 'requested it')
    assert.equal(await sign('O-1', 1), 'chose the offer')
    assert.equal(await sign('O-5', 1), 'not their step')
    const byProvider = signStep(shell, provider('1-101'), { packageRef, step: 1 })
    await assert.rejects(byProvider, /permission denied/)
    got(
      await planAbsence(shell, council, {
        officerRef: 'O-4',
        from: '2026-11-22',
        to: '2026-11-24',
        delegateRef: 'O-3',
      }),
    )
    assert.equal(await sign('O-3', 3), undefined)
    assert.equal(await sign('O-3', 2), 'signed another step')
    assert.equal(await sign('O-3', 3), 'already decided')
    got(await handStepOver(shell, officerOf('O-7'), { packageRef, step: 1, to: 'O-5' }))
    assert.equal(await sign('O-5', 1), undefined)
    const pkg = await read((tx) => findPackage(tx, packageRef))
    assert.ok(pkg)
    const signatures = await read((tx) => listSignatures(tx, pkg))
    assert.equal(signatures[2]?.onBehalfOf, 'O-4')
    const told = await read((tx) => timeline(tx, `package:${packageRef}`))
    const away = await read((tx) => findOfficer(tx, 'O-4'))
    assert.equal(told.find(({ data }) => data['onBehalfOf'] === 'O-4')?.data['onBehalfOfName'], away?.name)
    assert.equal((await read((tx) => listWaiting(tx, 10))).length, 3)
  })

  it('what software asks for counts as done by the officer who answers for it', async () => {
    const rota: Actor = { ...officerOf('O-2'), kind: 'machine', id: 'MC-1001', name: 'Rota', answerable: 'O-7' }
    const { packageRef } = got(
      await requestPackage(shell, rota, {
        personRef: 'P-1001',
        service: 'home_care',
        pattern: PATTERN,
        outcomes: ['nutrition'],
        startBy: '2026-11-30',
      }),
    )
    assert.equal((await shell.read(system(), (tx) => findPackage(tx, packageRef)))?.requestedByName, 'Rota, for O-7')
    got(await sendPackage(shell, officerOf('O-1'), packageRef))
    for (const ref of ['1-101', '1-102', '1-103']) got(await giveOffer(shell, provider(ref), wholeOffer(packageRef)))
    got(await closeOffers(shell, officerOf('O-1'), packageRef))
    const chooser: Actor = { ...rota, answerable: 'O-3' }
    got(await chooseOffer(shell, chooser, { packageRef, offerRef: await offerOf(shell, packageRef, '1-101') }))
    const sign = async (ref: string, step: number) =>
      refusal(await signStep(shell, officerOf(ref), { packageRef, step }))
    assert.equal(await sign('O-7', 1), 'requested it')
    assert.equal(await sign('O-3', 2), 'chose the offer')
    assert.equal(await sign('O-4', 3), undefined)
  })

  it('a choice sent back is chosen anew and signed anew; one refused ends', async () => {
    const packageRef = await chosenPackage(shell)
    got(await signStep(shell, officerOf('O-6'), { packageRef, step: 5 }))
    assert.equal(refusal(await sendStepBack(shell, officerOf('O-4'), { packageRef, step: 3, reason: '' })), 'no reason')
    got(await sendStepBack(shell, officerOf('O-4'), { packageRef, step: 3, reason: 'Ask the cheaper one first' }))
    const offerRef = await offerOf(shell, packageRef, '1-101')
    const chooseAgain = (answer?: string) =>
      chooseOffer(shell, OFFICER, { packageRef, offerRef, ...(answer === undefined ? {} : { answer }) })
    for (const silent of [undefined, ' '])
      assert.equal(refusal(await chooseAgain(silent)), 'the signer waits for an answer')
    const again = got(await chooseAgain('It was asked, and has no room'))
    assert.equal(again.round, 2)
    assert.deepEqual((await read((tx) => findPackage(tx, packageRef)))?.choice?.answered, {
      ...{ askedBy: 'Fay Finance', asked: 'Ask the cheaper one first', answer: 'It was asked, and has no room' },
    })
    assert.equal(
      (await read((tx) => listSignatures(tx, again))).every(({ status }) => status === 'waiting'),
      true,
    )
    got(await refuseStep(shell, officerOf('O-6'), { packageRef, step: 5, reason: 'Reablement comes first' }))
    assert.equal((await read((tx) => findPackage(tx, packageRef)))?.status, 'refused')
    const mine = await shell.read(provider('1-101'), (tx) => findInvitation(tx, packageRef, '1-101'))
    assert.equal(mine?.status, 'cancelled')
  })

  it('reminds by the policy, and when a broker asks', async () => {
    const packageRef = await chosenPackage(shell)
    assert.equal(await remindOfSignatures(shell, council), 0)
    clock.now = NOON.add({ hours: 24 })
    assert.equal(await remindOfSignatures(shell, council), 5)
    assert.equal(await remindOfSignatures(shell, council), 0)
    assert.equal(
      got(await remindSigners(shell, OFFICER, { packageRefs: [packageRef, 'PK-9'], onlyDue: false })).signatures,
      5,
    )
    got(await withdrawChoice(shell, OFFICER, { packageRef, reason: 'Family asked to wait' }))
    assert.equal(
      refusal(await remindSigners(shell, OFFICER, { packageRefs: [packageRef], onlyDue: false })),
      'nobody to remind',
    )
  })

  it('the provider sees the person from the placement on, until care has ended', async () => {
    const packageRef = await chosenPackage(shell)
    const seen = () => shell.read(provider('1-101'), (tx) => listSharedPeople(tx, ['P-1001']))
    assert.equal((await seen()).length, 0)
    await signAll(shell, packageRef)
    assert.equal((await seen())[0]?.name, 'Margaret Hughes')
    assert.deepEqual(await shell.read(provider('1-103'), (tx) => listPlacements(tx)), [])
    assert.equal((await shell.read(provider('1-101'), (tx) => listPlacements(tx, { on: '2026-12-01' }))).length, 1)
    const before = (await read((tx) => listContractsOf(tx, '1-101')))[0]?.committedPence ?? 0
    got(await endCare(shell, OFFICER, { packageRef, endDay: '2026-12-14', reason: 'Moved to her daughter' }))
    const told = async (record: `${string}:${string}`) => JSON.stringify(await read((tx) => timeline(tx, record)))
    assert.match(await told(`package:${packageRef}`), /Moved to her daughter/)
    assert.doesNotMatch(await told('provider:1-101'), /daughter/)
    assert.equal((await seen())[0]?.toDay, '2026-12-14')
    const after = (await read((tx) => listContractsOf(tx, '1-101')))[0]?.committedPence ?? 0
    assert.equal(after, (7 * 1755 + 5 * 1170) * 2)
    assert.ok(after < before)
    assert.equal(
      refusal(await endCare(shell, OFFICER, { packageRef, endDay: '2026-12-14', reason: 'x' })),
      'ends by then already',
    )
    got(await endCare(shell, OFFICER, { packageRef, endDay: '2026-12-07', reason: 'She moves a week earlier' }))
    assert.equal((await seen())[0]?.toDay, '2026-12-07')
    assert.equal((await read((tx) => findPlacement(tx, packageRef)))?.endDay, '2026-12-07')
    const sooner = (await read((tx) => listContractsOf(tx, '1-101')))[0]?.committedPence ?? 0
    assert.equal(sooner, 7 * 1755 + 5 * 1170)
  })

  it('follows the person when the name is corrected', async () => {
    const packageRef = await sentPackage(shell)
    const details = {
      ...{ givenName: 'Margaret', familyName: 'Hughes-Lloyd', birthDay: '1942-03-27', addressLines: ['4 Mill Lane'] },
      ...{ postcode: 'HR6 8AB', zone: 'rural', language: 'English', interpreter: false },
    }
    got(await correctPerson(shell, officerOf('O-2'), { personRef: 'P-1001', version: 1, details }))
    assert.equal((await read((tx) => findPackage(tx, packageRef)))?.personName, 'Margaret Hughes-Lloyd')
  })

  it('says no to everything about a package that does not exist', async () => {
    const packageRef = 'PK-9'
    const nowhere = { packageRef, reason: 'x' }
    assert.equal(refusal(await closeOffers(shell, OFFICER, packageRef)), 'no such package')
    assert.equal(refusal(await chooseOffer(shell, OFFICER, { packageRef, offerRef: 'OF-1' })), 'no such package')
    assert.equal(refusal(await signStep(shell, OFFICER, { packageRef, step: 1 })), 'no such package')
    assert.equal(refusal(await withdrawPackage(shell, OFFICER, nowhere)), 'no such package')
    assert.equal(refusal(await withdrawChoice(shell, OFFICER, nowhere)), 'no such package')
    assert.equal(refusal(await placeOverCeiling(shell, OFFICER, nowhere)), 'no such package')
    assert.equal(refusal(await endCare(shell, OFFICER, { ...nowhere, endDay: '2026-12-01' })), 'no such package')
  })
})
