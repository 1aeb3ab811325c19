import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { addDays, dayOf, instantAt } from '#src/base/day.ts'
import { isWorkingDay } from '#src/base/working-days.ts'
import { findPackage, listOverdueWindows } from '#src/brokerage/packages/care-package.store.ts'
import { closeOffers, sendPackage } from '#src/brokerage/packages/package-commands.ts'
import { decline, giveOffer, takeOfferBack } from '#src/brokerage/offers/offer-commands.ts'
import { findInvitation, listInvitations } from '#src/brokerage/offers/offer.store.ts'
import { closeWindows } from '#src/brokerage/offers-and-signatures.job.ts'
import { keepPreference } from '#src/brokerage/requests/preference-commands.ts'
import { openInvitation, remindOfWindows } from '#src/brokerage/sending/round-commands.ts'
import { planRounds, reminderAt, routeOf } from '#src/brokerage/sending/rounds.ts'
import { listRounds } from '#src/brokerage/sending/round.store.ts'
import { closesAt, countsFrom, paceOf } from '#src/brokerage/sending/window.ts'
import {
  got,
  officerOf,
  provider,
  refusal,
  seedSmallCouncil,
  sentPackage,
  wholeOffer,
} from '#src/brokerage/small-council.test.ts'
import { listContractsFor, nameLead } from '#src/contracts/index.ts'
import { changePolicy, STANDARD } from '#src/councils/index.ts'
import { system, NOON, useDatabase } from '#test/support/database.ts'

const POLICY = STANDARD['offer-window']
const HOLIDAYS = new Set(['2026-12-25', '2026-12-28'])
const at = (day: string, time: string) => instantAt(day, time)

describe('the time to offer', () => {
  it('counts from the same day until one o’clock, and from the next working day after', () => {
    for (const [day, time, from] of [
      ['2026-11-23', '08:10', '2026-11-23T09:00'],
      ['2026-11-23', '13:00', '2026-11-23T13:00'],
      ['2026-11-23', '13:01', '2026-11-24T09:00'],
      ['2026-11-27', '16:00', '2026-11-30T09:00'],
      ['2026-11-22', '10:00', '2026-11-23T09:00'],
      ['2026-12-24', '15:00', '2026-12-29T09:00'],
    ] as const)
      assert.equal(
        String(countsFrom(at(day, time), POLICY, HOLIDAYS)),
        String(at(from.slice(0, 10), from.slice(11))),
        `${day} ${time}`,
      )
  })

  it('closes after hours of the office, or of the clock in a crisis', () => {
    for (const [day, time, pace, hours, end] of [
      ['2026-11-23', '11:00', 'urgent', 4, '2026-11-23T15:00'],
      ['2026-11-23', '14:00', 'urgent', 4, '2026-11-24T13:00'],
      ['2026-11-27', '12:30', 'standard', 16, '2026-12-01T12:30'],
      ['2026-11-27', '22:40', 'crisis', 2, '2026-11-28T00:45'],
    ] as const)
      assert.equal(
        String(closesAt(at(day, time), hours, pace, POLICY, HOLIDAYS)),
        String(at(end.slice(0, 10), end.slice(11))),
        `${day} ${time} ${pace}`,
      )
  })

  it('always closes within the office’s hours of a working day, and never before its hours are over', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 * 24 * 60 }), fc.integer({ min: 1, max: 40 }), (minutes, hours) => {
        const now = at('2026-11-20', '00:00').add({ minutes })
        const end = closesAt(now, hours, 'standard', POLICY, HOLIDAYS)
        const day = dayOf(end)
        assert.ok(isWorkingDay(day, HOLIDAYS))
        assert.ok(Temporal.Instant.compare(end, at(day, '17:00')) <= 0)
        assert.ok(Temporal.Instant.compare(end, now.add({ hours })) >= 0)
        assert.ok(day <= addDays(dayOf(now), hours * 2 + 30))
      }),
    )
  })

  it('is as short as the kind of request makes it', () => {
    assert.equal(paceOf({ kind: 'hospital_discharge' }, POLICY), 'urgent')
    assert.equal(paceOf({ kind: 'crisis', urgent: false }, POLICY), 'crisis')
    assert.equal(paceOf({ kind: 'new', urgent: true }, POLICY), 'urgent')
    assert.equal(paceOf({ kind: 'hospital_discharge', urgent: false }, POLICY), 'standard')
  })

  it('reminds so long before the end, and half-way where there is less', () => {
    assert.equal(String(reminderAt(NOON, NOON.add({ hours: 10 }), 2)), String(NOON.add({ hours: 8 })))
    assert.equal(String(reminderAt(NOON, NOON.add({ hours: 2 }), 2)), String(NOON.add({ hours: 1 })))
  })
})

const askable = (...refs: string[]) =>
  refs.map((organisationRef) => ({
    organisationRef,
    name: organisationRef,
    frameworkRef: organisationRef.startsWith('x') ? null : 'FW-1',
  }))
const rounds = (mechanism: 'all_at_once' | 'ranked_list' | 'lead_first', refs: string[], order: object) =>
  planRounds(
    { of: 'any', mechanism, firstRefusalHours: 8 },
    askable(...refs),
    { lead: undefined, ranked: [], ...order },
    16,
  ).map((one) => `${one.who} ${one.hours}: ${one.providers.map(({ organisationRef }) => organisationRef).join(' ')}`)

describe('the rounds of a sending', () => {
  it('follow the mechanism that is stated', () => {
    assert.deepEqual(rounds('all_at_once', ['a', 'b'], {}), ['everyone 16: a b'])
    assert.deepEqual(rounds('all_at_once', ['x', 'xx'], {}), ['everyone 16: x xx'])
    assert.deepEqual(rounds('all_at_once', ['x', 'a', 'b'], {}), ['framework 16: a b', 'outside 16: x'])
    assert.deepEqual(rounds('lead_first', ['a', 'b', 'x'], { lead: 'b' }), ['lead 8: b', 'framework 16: a'])
    assert.deepEqual(rounds('lead_first', ['a'], { lead: 'z' }), ['framework 16: a'])
    assert.deepEqual(rounds('lead_first', ['x', 'xx'], { lead: 'xx' }), ['lead 8: xx', 'outside 16: x'])
    const ranked = [
      { organisationRef: 'b', rank: 1 },
      { organisationRef: 'z', rank: 2 },
      { organisationRef: 'a', rank: 3 },
    ]
    assert.deepEqual(rounds('ranked_list', ['a', 'b', 'x'], { ranked }), [
      'ranked 8: b',
      'ranked 8: a',
      'outside 16: x',
    ])
    assert.deepEqual(rounds('ranked_list', ['a', 'b', 'c', 'x'], { ranked }), [
      'ranked 8: b',
      'ranked 8: a',
      'framework 16: c',
      'outside 16: x',
    ])
    assert.deepEqual(rounds('ranked_list', ['a', 'b', 'c'], { ranked }), [
      'ranked 8: b',
      'ranked 8: a',
      'everyone 16: c',
    ])
  })

  it('ask everybody whom the mechanism reaches once', () => {
    const refs = ['a', 'b', 'c', 'x', 'xx']
    fc.assert(
      fc.property(
        fc.constantFrom('all_at_once', 'ranked_list', 'lead_first' as const),
        fc.subarray(refs),
        fc.shuffledSubarray([...refs, 'z']),
        (mechanism, may, list) => {
          const order = {
            lead: list[0],
            ranked: list.map((organisationRef, at) => ({ organisationRef, rank: at + 1 })),
          }
          const asked = planRounds({ of: 'any', mechanism, firstRefusalHours: 8 }, askable(...may), order, 4)
          // Only on the spot is somebody asked who is beside a framework.
          const beside = mechanism === 'lead_first' && may.some((ref) => !ref.startsWith('x'))
          assert.ok(asked.every(({ hours, providers }) => hours <= 4 && providers.length > 0))
          assert.deepEqual(
            asked.flatMap(({ providers }) => providers.map(({ organisationRef }) => organisationRef)).toSorted(),
            may.filter((ref) => !beside || !ref.startsWith('x') || ref === list[0]).toSorted(),
          )
        },
      ),
    )
  })

  it('are the framework’s before the service’s, and that before all others', () => {
    const of = (name: string, firstRefusalHours: number) => ({
      of: name,
      mechanism: 'all_at_once' as const,
      firstRefusalHours,
    })
    const routes = [of('any', 1), of('home_care', 2), of('FW-7', 3)]
    const asked = (service: string, ...frameworkRefs: string[]) =>
      routeOf({ routes }, { service, frameworkRefs }).firstRefusalHours
    assert.deepEqual([asked('home_care', 'FW-7'), asked('home_care'), asked('respite', 'FW-1')], [3, 2, 1])
  })
})

describe('a package that is sent in rounds', () => {
  const { shell, clock } = useDatabase({ seed: seedSmallCouncil })
  const council = system()
  const read = (ref: string) => shell.read(council, (tx) => findPackage(tx, ref))
  const leadFirst = async () => {
    const contracts = await shell.read(council, (tx) =>
      listContractsFor(tx, { service: 'home_care', zone: 'rural', on: '2026-11-22' }),
    )
    const contractRef = contracts.find(({ organisationRef }) => organisationRef === '1-102')?.contractRef ?? ''
    got(await nameLead(shell, council, { contractRef, zone: 'rural', fromDay: '2026-11-22' }))
    const routes = [
      { of: 'home_care', mechanism: 'lead_first' as const, firstRefusalHours: 4 },
      STANDARD.sending.routes[0]!,
    ]
    got(
      await changePolicy(shell, council, {
        kind: 'sending',
        fromDay: '2026-11-22',
        value: { routes },
        reason: 'Framework',
      }),
    )
  }
  const invited = async (ref: string) =>
    (await shell.read(council, (tx) => listInvitations(tx, ref)))
      .map(({ organisationRef }) => organisationRef)
      .toSorted()

  it('goes to the lead first, and to the framework when the lead declines', async () => {
    await leadFirst()
    const packageRef = await sentPackage(shell)
    assert.deepEqual(await invited(packageRef), ['1-102'])
    assert.deepEqual(await shell.read(council, (tx) => listOverdueWindows(tx, 10)), [])
    got(await decline(shell, provider('1-102'), { packageRef, code: 'no_skills', words: '' }))
    assert.equal(await closeWindows(shell, council), 1)
    assert.deepEqual(await invited(packageRef), ['1-101', '1-102', '1-103'])
    const pkg = await read(packageRef)
    assert.deepEqual([pkg?.status, pkg?.roundsLeft], ['sent', 0])
    got(await giveOffer(shell, provider('1-101'), wholeOffer(packageRef)))
    got(await decline(shell, provider('1-103'), { packageRef, code: 'no_skills', words: '' }))
    assert.equal(got(await closeOffers(shell, officerOf('O-1'), packageRef)).status, 'offers_in')
    const kept = await shell.read(council, (tx) => listRounds(tx, packageRef))
    assert.deepEqual(
      kept.map(({ who, offers, declined, silent }) => [who, offers, declined, silent]),
      [
        ['lead', 0, 1, 0],
        ['framework', 1, 1, 0],
      ],
    )
  })

  it('goes to the framework when the lead takes its offer back, at once', async () => {
    await leadFirst()
    const packageRef = await sentPackage(shell)
    got(await giveOffer(shell, provider('1-102'), wholeOffer(packageRef)))
    assert.equal(await closeWindows(shell, council), 0)
    got(await takeOfferBack(shell, provider('1-102'), { packageRef }))
    assert.equal(await closeWindows(shell, council), 1)
    assert.deepEqual(await invited(packageRef), ['1-101', '1-102', '1-103'])
    const [lead] = await shell.read(council, (tx) => listRounds(tx, packageRef))
    assert.deepEqual([lead?.offers, lead?.declined, lead?.silent], [0, 1, 0])
    // Who is silent still holds the round open for itself, and what was taken back is no silence to remind of.
    got(await giveOffer(shell, provider('1-101'), wholeOffer(packageRef)))
    got(await takeOfferBack(shell, provider('1-101'), { packageRef }))
    assert.equal(refusal(await closeOffers(shell, officerOf('O-1'), packageRef)), 'still open')
    clock.now = NOON.add({ hours: 22 })
    assert.equal(await remindOfWindows(shell, council), 1)
  })

  it('moves on by the clock, passes over whom the person refuses meanwhile, and ends when all were asked', async () => {
    await leadFirst()
    const packageRef = await sentPackage(shell)
    const said = {
      personRef: 'P-1001',
      saidBy: 'Margaret Hughes',
      saidOn: '2026-11-22',
      note: '',
      kind: 'refuses',
    } as const
    got(await keepPreference(shell, officerOf('O-2'), { ...said, organisationRef: '1-103' }))
    clock.now = NOON.add({ hours: 4 })
    assert.equal(await closeWindows(shell, council), 1)
    assert.deepEqual(await invited(packageRef), ['1-101', '1-102'])
    const late = await giveOffer(shell, provider('1-102'), wholeOffer(packageRef))
    assert.equal(refusal(late), 'the window has closed')
    clock.now = NOON.add({ hours: 28 })
    assert.equal(await closeWindows(shell, council), 1)
    assert.equal((await read(packageRef))?.status, 'no_capacity')
    got(await sendPackage(shell, officerOf('O-1'), packageRef))
    assert.equal((await shell.read(council, (tx) => listRounds(tx, packageRef))).at(-1)?.sending, 2)
  })

  it('may ask the next round although somebody offered', async () => {
    await leadFirst()
    const packageRef = await sentPackage(shell)
    got(await giveOffer(shell, provider('1-102'), wholeOffer(packageRef)))
    assert.equal(got(await closeOffers(shell, officerOf('O-1'), packageRef)).status, 'offers_in')
    assert.equal(got(await sendPackage(shell, officerOf('O-1'), packageRef)).status, 'sent')
    assert.deepEqual(await invited(packageRef), ['1-101', '1-102', '1-103'])
  })

  it('keeps who opened it first, and reminds once those who are silent', async () => {
    const packageRef = await sentPackage(shell)
    got(await openInvitation(shell, provider('1-101'), packageRef))
    assert.equal(refusal(await openInvitation(shell, provider('1-101'), packageRef)), 'opened already')
    assert.equal(refusal(await openInvitation(shell, provider('1-999'), packageRef)), 'no such invitation')
    got(await giveOffer(shell, provider('1-103'), wholeOffer(packageRef)))
    assert.equal(await remindOfWindows(shell, council), 0)
    clock.now = NOON.add({ hours: 22 })
    assert.equal(await remindOfWindows(shell, council), 2)
    assert.equal(await remindOfWindows(shell, council), 0)
    const mine = await shell.read(council, (tx) => findInvitation(tx, packageRef, '1-101'))
    assert.deepEqual([String(mine?.openedAt), mine?.remindedAt !== undefined], [String(NOON), true])
    const theirs = await shell.read(council, (tx) => findInvitation(tx, packageRef, '1-103'))
    assert.deepEqual([String(theirs?.answeredAt), theirs?.remindedAt], [String(NOON), undefined])
  })
})
