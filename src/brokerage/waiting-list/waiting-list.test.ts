import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findPackage } from '#src/brokerage/packages/care-package.store.ts'
import { changePackage, requestPackage } from '#src/brokerage/requests/request-commands.ts'
import { closeOffers, withdrawPackage } from '#src/brokerage/packages/package-commands.ts'
import { hearTakenBack } from '#src/brokerage/offers/fallen-offer-commands.ts'
import { decline, giveOffer, takeOfferBack } from '#src/brokerage/offers/offer-commands.ts'
import { listInvitations } from '#src/brokerage/offers/offer.store.ts'
import { panels, search, work } from '#src/brokerage/panels.ts'
import { keepPreference } from '#src/brokerage/requests/preference-commands.ts'
import { routes } from '#src/brokerage/routes.ts'
import {
  chosenPackage,
  got,
  officerOf,
  PATTERN,
  provider,
  refusal,
  seedSmallCouncil,
  signAll,
  wholeOffer,
} from '#src/brokerage/small-council.test.ts'
import { listRooms } from '#src/brokerage/placing/rooms.store.ts'
import { noteAgreement } from '#src/brokerage/waiting-list/agreement-commands.ts'
import { placeApart, placeTogether } from '#src/brokerage/waiting-list/together-commands.ts'
import { makePlan } from '#src/brokerage/waiting-list/make-plan.job.ts'
import {
  acceptProposal,
  askForPlan,
  giveUpPlan,
  lockPlacement,
  unlockPlacement,
} from '#src/brokerage/waiting-list/plan-commands.ts'
import { findPlan, listProposals, type ProposalListing } from '#src/brokerage/waiting-list/plan.store.ts'
import { supplyByZone, supplyOfBeds, verdictOf } from '#src/brokerage/waiting-list/supply.ts'
import { acceptRefusal, planBudget } from '#src/brokerage/waiting-list/waiting.ts'
import { listWaiting } from '#src/brokerage/waiting-list/waiting.store.ts'
import { askSpot, decideSpotPurchase } from '#src/brokerage/spot/spot-commands.ts'
import { words } from '#src/brokerage/words.ts'
import { ok } from '#src/base/result.ts'
import { enterContract } from '#src/contracts/index.ts'
import { timeline } from '#src/platform/audit.ts'
import { countQueries } from '#src/platform/database.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'
import { setZones } from '#src/councils/index.ts'
import { correctPerson, getPerson } from '#src/people/index.ts'
import { loadRegister, needOf, suspend, tellAbilities, tellCapacity } from '#src/providers/index.ts'
import { NOON, providerUser, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'

const house: House = { panels, work, search, words }
const BROKER = officerOf('O-1')
const OTHER_BROKER = officerOf('O-3')

describe('everybody who waits is placed jointly', () => {
  const { shell, clock } = useDatabase({ seed: seedSmallCouncil })
  const read = <T>(of: Parameters<typeof shell.read<T>>[1]) => shell.read(system(), of)

  /** Hours of work a week in the zone: of the morning and of teatime. */
  const tell = async (ref: string, morning: number, tea: number) =>
    got(
      await tellCapacity(shell, providerUser(ref), {
        organisationRef: ref,
        by: 'page',
        cells: [
          { zone: 'rural', part: 'morning', weeklyMinutes: morning },
          { zone: 'rural', part: 'tea', weeklyMinutes: tea },
        ],
      }),
    )
  const ready = async (personRef: string) =>
    got(
      await requestPackage(shell, officerOf('O-2'), {
        ...{ personRef, service: 'home_care', pattern: PATTERN, outcomes: ['nutrition'], startBy: '2026-11-30' },
      }),
    ).packageRef
  /** Two people wait; the first provider has hours for one of them, the third for both, the second is rated below Good. */
  const bothWait = async () => {
    await tell('1-101', 315, 150)
    await tell('1-102', 900, 900)
    await tell('1-103', 900, 900)
    return [await ready('P-1001'), await ready('P-1002')] as const
  }
  const newPlan = async (withStale = false) => {
    const { planRef } = got(await askForPlan(shell, BROKER, { withStale }))
    assert.ok(await makePlan(shell, system(), planRef))
    return planRef
  }
  const proposalsOf = async (planRef: string) => {
    const of = (placed: boolean) => read((tx) => listProposals(tx, planRef, { placed, offset: 0, limit: 50 }))
    return { placed: (await of(true)).proposals, left: (await of(false)).proposals }
  }
  const with_ = (proposals: readonly ProposalListing[], ref: string): ProposalListing => {
    const found = proposals.find(({ organisationRef }) => organisationRef === ref)
    assert.ok(found, `nobody is proposed to ${ref}`)
    return found
  }
  const accept = (planRef: string, packageRef: string, broker = BROKER) =>
    acceptProposal(shell, broker, { planRef, packageRef })

  it('under the hours that each provider told, with reasons, exceptions and the distance from the best', async () => {
    await bothWait()
    const planRef = await newPlan()
    const run = await read((tx) => findPlan(tx, planRef))
    assert.deepEqual([run?.status, run?.people, run?.placed, run?.providers], ['made', 2, 2, 3])
    assert.equal(run?.points, run?.bound)
    const { placed, left } = await proposalsOf(planRef)
    assert.deepEqual(left, [])
    assert.equal(with_(placed, '1-101').weeklyPence, 18_135)
    const dearer = with_(placed, '1-103')
    assert.deepEqual(dearer.exceptions, ['over ceiling'])
    assert.match(
      dearer.why.join(' '),
      /Wye Valley Carers would have \d+ points fewer, but an hour there .* costs \d+ points/,
    )
    assert.equal(
      run?.weeklyPence,
      placed.reduce((sum, one) => sum + (one.weeklyPence ?? 0), 0),
    )
    const told = (await read((tx) => timeline(tx, `joint-plan:${planRef}`))).map(({ type, data }) =>
      (words[type] as (data: unknown) => string)(data),
    )
    assert.match(told[0] ?? '', /^Joint plan made: 2 of 2 people placed, at £373.98 a week$/)
  })

  it('what is accepted asks that provider alone, which must still offer and everybody still sign', async () => {
    await bothWait()
    const planRef = await newPlan()
    const { packageRef } = with_((await proposalsOf(planRef)).placed, '1-101')
    got(await accept(planRef, packageRef))
    assert.deepEqual(
      (await read((tx) => listInvitations(tx, packageRef))).map(({ organisationRef }) => organisationRef),
      ['1-101'],
    )
    assert.equal((await read((tx) => findPackage(tx, packageRef)))?.status, 'sent')
    got(await giveOffer(shell, provider('1-101'), wholeOffer(packageRef)))
    assert.equal(got(await closeOffers(shell, BROKER, packageRef)).status, 'offers_in')
    assert.equal((await read((tx) => listWaiting(tx))).total, 1)
  })

  it('who stands outside the framework is told so in the plan, and is asked by an approved spot purchase alone', async () => {
    const packageRef = await ready('P-1001')
    const entry = {
      ...{ line: 9, organisation: { organisationRef: '1-104', name: 'Spot Carers', status: 'registered' as const } },
      location: { locationRef: '1-104-1', organisationRef: '1-104', name: 'Spot', status: 'registered' as const },
      ...{ ratings: [], successions: [] },
    }
    got(
      await shell.command(system(), 'load-register', async (tx) => {
        await loadRegister(tx, [entry], { layout: 'small-council', asOf: '2026-11-02' })
        return ok(1)
      }),
    )
    got(
      await enterContract(shell, system(), {
        ...{ frameworkRef: null, organisationRef: '1-104', title: 'Spot', lot: 'Spot', service: 'home_care' },
        ...{ zones: ['rural'], cardRef: 'HC-1-101', ceilingPence: null, fromDay: '2026-04-01', toDay: '2028-04-01' },
      }),
    )
    await tell('1-104', 900, 900)
    const planRef = await newPlan()
    const proposal = with_((await proposalsOf(planRef)).placed, '1-104')
    assert.match(proposal.why.join(' '), /stands outside the framework: it is bought on the spot, for a reason/)
    assert.equal(refusal(await accept(planRef, packageRef)), 'outside the framework')
    assert.match(acceptRefusal('outside the framework'), /Ask for a spot purchase/)
    assert.deepEqual(await read((tx) => listInvitations(tx, packageRef)), [])
    const spot = { why: 'no_capacity', words: 'Nobody of the framework has hours', endDay: '2027-01-31' }
    got(await askSpot(shell, BROKER, { packageRef, ...spot, organisationRefs: ['1-104'] }))
    got(await decideSpotPurchase(shell, OTHER_BROKER, { packageRef, approve: true, reason: '' }))
    assert.deepEqual(
      (await read((tx) => listInvitations(tx, packageRef))).map(({ organisationRef }) => organisationRef),
      ['1-104'],
    )
  })

  it('who can only be cared for in another part of the day is proposed so, with hours taken there, and never where a visit is bound to its time', async () => {
    const packageRef = await ready('P-1001')
    got(
      await tellCapacity(shell, providerUser('1-101'), {
        ...{ organisationRef: '1-101', by: 'page' },
        cells: [
          { zone: 'rural', part: 'midday', weeklyMinutes: 400 },
          { zone: 'rural', part: 'tea', weeklyMinutes: 150 },
        ],
      }),
    )
    const critical = got(
      await requestPackage(shell, officerOf('O-2'), {
        ...{ personRef: 'P-1002', service: 'home_care', outcomes: ['nutrition'], startBy: '2026-11-30' },
        pattern: PATTERN.map((visit) => ({ ...visit, timeCritical: true })),
      }),
    ).packageRef
    const planRef = await newPlan()
    const { placed, left } = await proposalsOf(planRef)
    assert.deepEqual(
      placed.map((one) => [one.packageRef, one.exceptions, one.place]),
      [[packageRef, ['changed times'], { moved: { from: 'morning', to: 'midday' } }]],
    )
    assert.match(placed[0]?.why.join(' ') ?? '', /Visits at midday instead of in the morning, .*: 350 points\./)
    assert.deepEqual(
      left.map((one) => one.packageRef),
      [critical],
    )
    got(await accept(planRef, packageRef))
    const [room] = await read((tx) => listRooms(tx, { services: ['home_care'], on: '2026-11-30' }))
    assert.deepEqual([room?.minutes.get('rural/midday'), room?.minutes.get('rural/tea')], [85, 0])
    assert.equal(refusal(await accept(planRef, packageRef)), 'accepted already')
    const provider = new Browser(
      await serverFor(shell, [(doors: Doors) => routes(doors, house)], {
        identities: {
          actorOf: async () => providerUser('1-101', ['brokerage.offer']),
          actorOfToken: async () => BROKER,
        },
      }),
    )
    await provider.signInAs('portal', 'U-1')
    const asked = await provider.get(`/portal/offers/${packageRef}`)
    assert.match(
      asked.body,
      /Your hours have room for these visits at midday instead of in the morning, those that are time critical apart/,
    )
    const invitations = await read((tx) => listInvitations(tx, packageRef))
    assert.deepEqual(
      invitations.map(({ organisationRef, needs }) => [organisationRef, needs?.moved]),
      [['1-101', { from: 'morning', to: 'midday' }]],
    )
  })

  it('hours that were asked for are not promised twice, and who declined is not proposed again', async () => {
    const [first] = await bothWait()
    const planRef = await newPlan()
    const { packageRef } = with_((await proposalsOf(planRef)).placed, '1-101')
    got(await accept(planRef, packageRef))
    const second = await newPlan()
    assert.deepEqual(
      (await proposalsOf(second)).placed.map(({ organisationRef }) => organisationRef),
      ['1-103'],
    )
    got(await decline(shell, provider('1-101'), { packageRef, code: 'no_workers_in_area', words: '' }))
    got(await closeOffers(shell, BROKER, packageRef))
    const third = await newPlan()
    const { placed } = await proposalsOf(third)
    assert.equal(placed.length, 2)
    assert.notEqual(placed.find((one) => one.packageRef === packageRef)?.organisationRef, '1-101')
    assert.ok(first)
  })

  it('who took its offer back is not proposed again for the same package', async () => {
    await bothWait()
    const planRef = await newPlan()
    const { packageRef } = with_((await proposalsOf(planRef)).placed, '1-101')
    got(await accept(planRef, packageRef))
    got(await giveOffer(shell, provider('1-101'), wholeOffer(packageRef)))
    got(await closeOffers(shell, BROKER, packageRef))
    got(await takeOfferBack(shell, provider('1-101'), { packageRef, reason: 'The round is full' }))
    got(await hearTakenBack(shell, system(), packageRef))
    const again = (await proposalsOf(await newPlan())).placed.find((one) => one.packageRef === packageRef)
    assert.equal(again?.organisationRef, '1-103')
  })

  it('a lock holds in the next plan, until it is taken off', async () => {
    await bothWait()
    const planRef = await newPlan()
    const dearer = with_((await proposalsOf(planRef)).placed, '1-103')
    got(await lockPlacement(shell, BROKER, { planRef, packageRef: dearer.packageRef }))
    await tell('1-101', 900, 900)
    const locked = (await proposalsOf(await newPlan())).placed.find((one) => one.packageRef === dearer.packageRef)
    assert.equal(locked?.organisationRef, '1-103')
    assert.equal(locked?.why[0], 'Agreed or locked before this plan was made.')
    got(await unlockPlacement(shell, BROKER, dearer.packageRef))
    assert.equal(refusal(await unlockPlacement(shell, BROKER, dearer.packageRef)), 'not locked')
    const free = (await proposalsOf(await newPlan())).placed
    assert.ok(free.every(({ organisationRef }) => organisationRef === '1-101'))
  })

  it('nobody is given a provider that the person refuses, that is suspended or whose word is too old', async () => {
    const [first] = await bothWait()
    const said = { kind: 'refuses' as const, saidBy: 'Margaret Hughes', saidOn: '2026-11-20', note: '' }
    got(await keepPreference(shell, BROKER, { ...said, personRef: 'P-1001', organisationRef: '1-103' }))
    const one = (await proposalsOf(await newPlan())).placed.find(({ packageRef }) => packageRef === first)
    assert.equal(one?.organisationRef, '1-101')
    got(
      await shell.command(system(), 'suspend', (tx) =>
        suspend(tx, { organisationRef: '1-101', reason: 'Inspection', reviewDay: '2026-12-01' }),
      ),
    )
    const without = await proposalsOf(await newPlan())
    assert.deepEqual(without.placed.map(({ organisationRef }) => organisationRef).sort(), ['1-102', '1-103'])
    clock.now = NOON.add({ hours: 15 * 24 })
    for (const packageRef of [first, without.placed.find((each) => each.packageRef !== first)?.packageRef ?? ''])
      got(await changePackage(shell, BROKER, packageRef, { startBy: '2026-12-20' }))
    const stale = await proposalsOf(await newPlan())
    assert.equal(stale.placed.length, 0)
    assert.match(stale.left[0]?.binds ?? '', /too few hours left in the morning and at teatime/)
    assert.match(
      stale.left[0]?.cheapestChange ?? '',
      /5.3 hours in the morning and 2.5 hours at teatime a week more at/,
    )
    assert.equal((await proposalsOf(await newPlan(true))).placed.length, 2)
  })

  it('who would have more of the care that runs stays where it runs, if the provider has hours for what is more', async () => {
    const first = await chosenPackage(shell)
    await signAll(shell, first)
    clock.now = Temporal.Instant.from('2026-12-02T12:00:00Z')
    const [morning] = PATTERN
    assert.ok(morning)
    const pattern = [{ ...morning, minutes: morning.minutes + 15 }, ...PATTERN.slice(1)]
    const changed = async () =>
      got(
        await requestPackage(shell, officerOf('O-2'), {
          ...{ personRef: 'P-1001', service: 'home_care', pattern, outcomes: ['nutrition'], startBy: '2026-12-07' },
          ...{ kind: 'change', copiedFrom: first },
        }),
      ).packageRef
    await tell('1-103', 900, 900)
    await tell('1-101', 7 * 15 - 1, 0)
    const packageRef = await changed()
    assert.equal(with_((await proposalsOf(await newPlan())).placed, '1-103').packageRef, packageRef)
    await tell('1-101', 7 * 15, 0)
    const planRef = await newPlan()
    const stays = with_((await proposalsOf(planRef)).placed, '1-101')
    assert.deepEqual([stays.packageRef, stays.exceptions], [packageRef, []])
    await tell('1-101', 7 * 15 - 1, 0)
    assert.equal(refusal(await accept(planRef, packageRef)), 'no hours left')
    await tell('1-101', 7 * 15, 0)
    got(await accept(planRef, packageRef))
  })

  it('two brokers at once, a package placed, changed or promised meanwhile, an old plan: refused in words', async () => {
    await bothWait()
    const planRef = await newPlan()
    const { placed } = await proposalsOf(planRef)
    const [cheaper, dearer] = [with_(placed, '1-101').packageRef, with_(placed, '1-103').packageRef]
    got(await accept(planRef, cheaper))
    assert.equal(refusal(await accept(planRef, cheaper, OTHER_BROKER)), 'accepted already')
    got(await changePackage(shell, BROKER, dearer, { skills: ['Welsh speaker'] }))
    assert.equal(refusal(await accept(planRef, dearer)), 'changed meanwhile')
    got(await changePackage(shell, BROKER, dearer, { skills: [] }))
    await tell('1-103', 60, 60)
    assert.equal(refusal(await accept(planRef, dearer)), 'no hours left')
    await tell('1-103', 900, 900)
    const newer = await newPlan()
    assert.equal(refusal(await accept(planRef, dearer)), 'a newer plan')
    assert.equal(refusal(await accept(newer, cheaper)), 'not in the plan')
    assert.equal(refusal(await accept('PN-9', cheaper)), 'no such plan')
    got(
      await shell.command(system(), 'suspend', (tx) =>
        suspend(tx, { organisationRef: '1-103', reason: 'Inspection', reviewDay: '2026-12-01' }),
      ),
    )
    assert.equal(refusal(await accept(newer, dearer)), 'cannot be asked')
    clock.now = NOON.add({ hours: 25 })
    assert.equal(refusal(await accept(newer, dearer)), 'too old')
    clock.now = NOON
    got(await withdrawPackage(shell, BROKER, { packageRef: dearer, reason: 'Went to stay with her son' }))
    assert.equal(refusal(await accept(newer, dearer)), 'placed meanwhile')
    assert.equal(
      refusal(await lockPlacement(shell, BROKER, { planRef: newer, packageRef: dearer })),
      'placed meanwhile',
    )
    assert.match(acceptRefusal('placed meanwhile'), /no longer waits/)
  })

  it('the fewer wait, the further their plan is proved', async () => {
    const steps = [1, 60, 100, 150, 500].map((people) => planBudget(people).proofSteps)
    assert.deepEqual(steps, [150_000, 150_000, 54_000, 24_000, 12_000])
    await bothWait()
    assert.equal(got(await askForPlan(shell, BROKER, { withStale: false })).proofSteps, 150_000)
  })

  it('one plan at a time, none for nobody, and one that was lost or failed stands in nobody’s way', async () => {
    assert.equal(refusal(await askForPlan(shell, BROKER, { withStale: false })), 'nobody waits')
    await bothWait()
    const { planRef } = got(await askForPlan(shell, BROKER, { withStale: false }))
    assert.equal(refusal(await askForPlan(shell, OTHER_BROKER, { withStale: false })), 'under way')
    assert.equal(refusal(await accept(planRef, 'PK-1001')), 'not made yet')
    got(await giveUpPlan(shell, system(), planRef, 'The plan could not be worked out. Ask for it again'))
    assert.equal(await makePlan(shell, system(), planRef), false)
    got(await askForPlan(shell, BROKER, { withStale: false }))
    clock.now = NOON.add({ minutes: 20 })
    got(await askForPlan(shell, BROKER, { withStale: false }))
  })

  it('who wanted care to begin by a day that is past is planned too, and asked for from tomorrow', async () => {
    const [late] = await bothWait()
    clock.now = NOON.add({ hours: 9 * 24 })
    await tell('1-103', 900, 900)
    const planRef = await newPlan()
    const { placed } = await proposalsOf(planRef)
    const one = placed.find(({ packageRef }) => packageRef === late)
    assert.equal(placed.length, 2)
    assert.equal(one?.why[0], 'Wanted since 30 November 2026: begins as soon as it can.')
    got(await accept(planRef, late))
    const [invitation] = await read((tx) => listInvitations(tx, late))
    assert.deepEqual([invitation?.organisationRef, invitation?.startBy], [one?.organisationRef, '2026-12-02'])
    const lines = (await read((tx) => timeline(tx, `package:${late}`))).map(({ type, data }) =>
      (words[type] as (data: unknown) => string)(data),
    )
    assert.match(lines.join(), /start day/)
  })

  it('care from outside the zone is asked for once the person agrees, and its hours are taken where they are', async () => {
    const zones = [
      { zone: 'rural', name: 'Rural', kind: 'rural' as const },
      { zone: 'town', name: 'Town', kind: 'urban' as const },
    ]
    got(await setZones(shell, system(), { zones }))
    const cells = (['morning', 'tea'] as const).map((part) => ({ zone: 'town', part, weeklyMinutes: 330 }))
    got(await tellCapacity(shell, providerUser('1-101'), { organisationRef: '1-101', by: 'page', cells }))
    const packageRef = await ready('P-1001')
    const planRef = await newPlan()
    const [one] = (await proposalsOf(planRef)).placed
    assert.deepEqual([one?.organisationRef, one?.exceptions, one?.place], ['1-101', ['out of area'], { zone: 'town' }])
    assert.equal(refusal(await accept(planRef, packageRef)), 'not agreed')
    const yes = { planRef, packageRef, saidBy: 'Margaret Hughes', saidAs: 'person' as const, saidOn: '2026-11-22' }
    assert.equal(refusal(await noteAgreement(shell, BROKER, { ...yes, saidBy: ' ' })), 'no name')
    assert.equal(refusal(await noteAgreement(shell, BROKER, { ...yes, saidOn: '2026-11-23' })), 'not yet')
    got(await noteAgreement(shell, BROKER, yes))
    got(await accept(planRef, packageRef))
    assert.equal(refusal(await noteAgreement(shell, BROKER, yes)), 'placed meanwhile')
    got(await giveOffer(shell, provider('1-101'), wholeOffer(packageRef)))
    const rooms = await read((tx) => listRooms(tx, { services: ['home_care'], on: '2026-11-22' }))
    assert.equal(rooms[0]?.minutes.get('town/morning'), 330 - 315)
  })

  it('a skill that a provider says its workers lack binds, by the words of the package, and by must haves too', async () => {
    await tell('1-101', 900, 900)
    const { packageRef } = got(
      await requestPackage(shell, officerOf('O-2'), {
        ...{ personRef: 'P-1001', service: 'home_care', pattern: PATTERN, outcomes: ['nutrition'] },
        ...{ startBy: '2026-11-30', skills: ['PEG feeding'], musts: [{ kind: 'language', words: 'Welsh' }] },
      }),
    )
    for (const organisationRef of ['1-102', '1-103']) {
      const said = { kind: 'refuses' as const, saidBy: 'Margaret Hughes', saidOn: '2026-11-20', note: '' }
      got(await keepPreference(shell, BROKER, { ...said, personRef: 'P-1001', organisationRef }))
    }
    const say = async (...abilities: Parameters<typeof tellAbilities>[2]['abilities']) =>
      got(await tellAbilities(shell, providerUser('1-101'), { organisationRef: '1-101', abilities, by: 'page' }))
    const of = async () => {
      const { placed, left } = await proposalsOf(await newPlan())
      return placed[0] ?? left[0]
    }
    assert.ok(
      (await of())?.why.some((why) => /Has not said whether it has workers for PEG feeding and speaks Welsh/.test(why)),
    )
    await say({ kind: 'skill', words: 'peg feeding', has: true, weeklyMinutes: 60 })
    assert.match((await of())?.binds ?? '', /too few hours left of workers for: peg feeding/)
    await say({ kind: 'skill', words: 'PEG feeding', has: true }, { kind: 'language', words: 'welsh', has: false })
    const lacks = await of()
    assert.match(lacks?.binds ?? '', /1 has no workers for speaks Welsh/)
    assert.match(lacks?.cheapestChange ?? '', /Wye Valley Carers has the hours: it would need workers for speaks Welsh/)
    await say({ kind: 'language', words: 'Welsh', has: true })
    assert.ok((await of())?.why.includes('Has workers for what is asked: PEG feeding and speaks Welsh.'))
    assert.ok(packageRef)
  })

  it('two who share a home are placed together', async () => {
    await tell('1-101', 315, 150)
    await tell('1-103', 900, 900)
    const packages = [await ready('P-1001'), await ready('P-1002')]
    const before = await read((tx) => getPerson(tx, 'P-1002'))
    got(
      await correctPerson(shell, officerOf('O-2'), {
        personRef: 'P-1002',
        version: before.version,
        details: { ...before, addressLines: ['4 Mill Lane'], postcode: 'HR6 8AB' },
      }),
    )
    const { placed } = await proposalsOf(await newPlan())
    assert.deepEqual(placed.map(({ packageRef }) => packageRef).sort(), packages.sort())
    assert.ok(placed.every(({ organisationRef }) => organisationRef === '1-103'))
    assert.ok(placed.every(({ why }) => why.some((one) => one.startsWith('Placed together'))))
    got(await placeApart(shell, BROKER, packages[0] ?? ''))
    const parted = (await proposalsOf(await newPlan())).placed
    assert.deepEqual(parted.map(({ organisationRef }) => organisationRef).sort(), ['1-101', '1-103'])
  })

  it('who must go to one provider are placed together, and who share a home apart, as a broker says', async () => {
    const [one, other] = await bothWait()
    const providersOf = async () => {
      const { placed } = await proposalsOf(await newPlan())
      return [one, other].map((ref) => placed.find(({ packageRef }) => packageRef === ref)?.organisationRef)
    }
    const apart = await providersOf()
    assert.notEqual(apart[0], apart[1])
    assert.equal(refusal(await placeTogether(shell, BROKER, { packageRef: one, withRef: one })), 'the same package')
    assert.equal(refusal(await placeTogether(shell, BROKER, { packageRef: one, withRef: 'PK-9' })), 'no longer waits')
    assert.equal(refusal(await placeApart(shell, BROKER, one)), 'with nobody')
    got(await placeTogether(shell, BROKER, { packageRef: one, withRef: other }))
    assert.equal(refusal(await placeTogether(shell, BROKER, { packageRef: other, withRef: one })), 'together already')
    assert.deepEqual(await providersOf(), ['1-103', '1-103'])
    got(await placeApart(shell, BROKER, other))
    assert.deepEqual(await providersOf(), apart)
    clock.now = NOON.add({ minutes: 1 })
    got(await placeTogether(shell, BROKER, { packageRef: other, withRef: one }))
    assert.deepEqual(await providersOf(), ['1-103', '1-103'])
  })

  describe('on its pages', () => {
    const open = () =>
      serverFor(shell, [(doors: Doors) => routes(doors, house)], {
        identities: { actorOf: async ({ identity }) => officerOf(identity), actorOfToken: async () => BROKER },
      })
    const broker = async () => {
      const browser = new Browser(await open())
      await browser.signInAs('staff', 'O-1')
      return browser
    }

    it('a broker asks, reads, locks, accepts and is told what no longer goes', async () => {
      await bothWait()
      const browser = await broker()
      assert.match((await browser.get('/waiting-list')).body, /Margaret Hughes/)
      const asked = await browser.post('/waiting-list', {})
      assert.equal(asked.headers.location, '/waiting-list/plans/PN-1001')
      assert.match((await browser.get('/waiting-list/plans/PN-1001')).body, /Reading who waits and who has hours/)
      assert.equal((await browser.post('/waiting-list', {})).statusCode, 400)
      await makePlan(shell, system(), 'PN-1001')
      const { value: shown, queries } = await countQueries(() => browser.get('/waiting-list/plans/PN-1001'))
      assert.ok(queries <= 8, String(queries))
      for (const said of [
        /2 of 2/,
        /No plan has fewer points/,
        /Wye Valley Carers/,
        /Two others/,
        /<strong[^>]*>\s*over the ceiling/i,
      ])
        assert.match(shown.body, said)
      const at = '/waiting-list/plans/PN-1001'
      const press = (what: string, chosen: readonly string[]) => browser.post(`${at}/chosen`, { do: what, chosen }, at)
      assert.equal((await press('accept', [])).statusCode, 400)
      assert.equal((await press('lock', ['PK-1001'])).headers.location, at)
      assert.equal((await press('accept', ['PK-1001', 'PK-1002'])).statusCode, 303)
      const again = await press('accept', ['PK-1002'])
      assert.equal(again.statusCode, 400)
      assert.match(again.body, /PK-1002: Somebody accepted this already/)
      assert.equal((await browser.get('/waiting-list/plans/PN-9')).statusCode, 404)
    })

    it('a broker says who is placed together, and parts them', async () => {
      await bothWait()
      const browser = await broker()
      assert.match((await browser.get('/waiting-list')).body, /waiting-list\/together\/PK-1001/)
      const at = '/waiting-list/together/PK-1001'
      assert.match((await browser.get(at)).body, /Placed on its own/)
      const wrong = await browser.post(at, { with: 'PK-77' })
      assert.equal(wrong.statusCode, 400)
      assert.match(wrong.body, /No such package waits[\s\S]*value="PK-77"/)
      assert.equal((await browser.post(at, { with: 'pk-1002' })).statusCode, 303)
      assert.match((await browser.get(at)).body, /Placed at the same provider as PK-1002, /)
      assert.equal((await browser.post(`${at}/apart`, {}, at)).statusCode, 303)
      assert.match((await browser.get(at)).body, /Placed on its own/)
      assert.equal((await browser.get('/waiting-list/together/PK-9')).statusCode, 404)
    })

    it('a machine says who is placed together, and parts them', async () => {
      await bothWait()
      const { app } = await broker()
      const say = (ref: string, withRef: string | null) =>
        app.inject({
          ...{ method: 'POST', url: `/api/v1/waiting-list/packages/${ref}/together`, payload: { with: withRef } },
          headers: { authorization: 'Bearer x' },
        })
      const placed = await say('PK-1001', 'PK-1002')
      assert.deepEqual([placed.statusCode, placed.json()], [200, { together: true }])
      const shown = async () => (await (await broker()).get('/waiting-list/together/PK-1001')).body
      assert.match(await shown(), /Placed at the same provider as PK-1002, /)
      assert.equal((await say('PK-1002', 'PK-1001')).statusCode, 409, 'together already')
      assert.equal((await say('PK-1001', 'PK-1001')).statusCode, 422, 'with itself')
      assert.equal((await say('PK-1001', 'PK-77')).statusCode, 404, 'who does not wait')
      assert.deepEqual((await say('PK-1001', null)).json(), { together: false })
      assert.match(await shown(), /Placed on its own/)
      assert.equal((await say('PK-1001', null)).statusCode, 409, 'with nobody')
    })

    it('capacity beside demand by zone and provider, what is too old struck out and on My work', async () => {
      await bothWait()
      const browser = await broker()
      const { value: page, queries } = await countQueries(() => browser.get('/waiting-list/capacity'))
      assert.ok(queries <= 9, String(queries))
      assert.match(page.body, /Rural: Enough|Rural: Oversupply/)
      assert.match(page.body, /Fresh/)
      assert.match(
        (await browser.get('/waiting-list/capacity.csv')).body,
        /rural,morning,1-101,Wye Valley Carers,5.3,2026-11-22,fresh/,
      )
      const api = await browser.app.inject({
        url: '/api/v1/waiting-list/capacity?zone=rural&limit=2',
        headers: { authorization: 'Bearer x' },
      })
      assert.deepEqual(api.json(), {
        items: [
          {
            ...{ zone: 'rural', zoneName: 'Rural', part: 'morning', told: 2115, taken: 0, free: 2115 },
            fading: 0,
            waiting: 630,
          },
          {
            ...{ zone: 'rural', zoneName: 'Rural', part: 'midday', told: 0, taken: 0, free: 0 },
            fading: 0,
            waiting: 0,
          },
        ],
        ...{ next: '2', beds: [] },
      })
      clock.now = NOON.add({ hours: 15 * 24 })
      const later = await (await broker()).get('/waiting-list/capacity?show=stale')
      assert.match(later.body, /<s>7.8 hours<\/s>/)
      assert.match(later.body, /Rural: Short/)
      const seen = work.filter(({ grant }) => grant === 'providers.manage')
      const items = (await Promise.all(seen.map((one) => read((tx) => one.list(tx, BROKER))))).flat()
      assert.equal(items[0]?.title, 'Capacity of 3 providers is too old')
    })
  })
})

describe('what providers could take on beside what waits', () => {
  it('counts beds by kind, and who waits for one', () => {
    const beds = [{ bedType: 'nursing' as const, told: 3, vacant: 1 }]
    const home = { ...ASKED, service: 'nursing_home' }
    const needs = [needOf('skill', 'Dementia care')]
    assert.deepEqual(supplyOfBeds(beds, [home, { ...home, needs }, ASKED], PARTS), [
      { bedType: 'nursing', told: 3, taken: 2, free: 1, waiting: 1 },
      { bedType: 'nursing_dementia', told: 0, taken: 0, free: 0, waiting: 1 },
    ])
  })

  const PARTS = { morning: '06:00', midday: '11:00', tea: '15:30', evening: '18:30', night: '22:00' }
  const ASKED = { zone: 'town', service: 'home_care', kind: 'new' as const, needs: [], pattern: PATTERN }
  const supply = (morning: number, waits: boolean) => {
    const cell = { organisationRef: '1-101', zone: 'town', part: 'morning' as const, weeklyMinutes: morning }
    const [found] = supplyByZone(
      [{ zone: 'town', name: 'Town' }],
      [{ ...cell, left: morning, age: 'fresh' }],
      waits ? [{ ...ASKED, pattern: PATTERN.slice(0, 1) }] : [],
      PARTS,
    )
    assert.ok(found)
    return verdictOf(found)
  }

  it('is short, enough or more than anybody needs', () => {
    assert.deepEqual(
      [supply(0, true), supply(314, true), supply(315, true), supply(946, true), supply(60, false), supply(0, false)],
      ['short', 'short', 'enough', 'oversupply', 'oversupply', 'nothing'],
    )
  })
})
