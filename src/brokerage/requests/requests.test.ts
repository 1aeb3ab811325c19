import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { findPackage } from '#src/brokerage/packages/care-package.store.ts'
import { changePackage, copyPackage, requestPackage } from '#src/brokerage/requests/request-commands.ts'
import { sendPackage, withdrawPackage } from '#src/brokerage/packages/package-commands.ts'
import { giveOffer } from '#src/brokerage/offers/offer-commands.ts'
import { findInvitation, listInvitations } from '#src/brokerage/offers/offer.store.ts'
import { checkPattern, weeklyMinutes } from '#src/brokerage/packages/pattern.ts'
import { dropPreference, keepPreference } from '#src/brokerage/requests/preference-commands.ts'
import { checkPreference } from '#src/brokerage/requests/preference.ts'
import { listPreferences } from '#src/brokerage/requests/preference.store.ts'
import { rankOffers } from '#src/brokerage/offers/ranking.ts'
import { costRange, featuresOf, gatesOf, gatesUnmet, notionalWeek, wishesMet } from '#src/brokerage/requests/request.ts'
import {
  got,
  officerOf,
  PATTERN,
  provider,
  refusal,
  seedSmallCouncil,
  wholeOffer,
} from '#src/brokerage/small-council.test.ts'
import { system, useDatabase } from '#test/support/database.ts'

const errorOf = (result: { ok: boolean; error?: unknown }) => (result.ok ? undefined : result.error)

describe('what is asked for beside visits', () => {
  it('tells a must that the law does not allow from one that it does', () => {
    const female = { kind: 'gender', words: 'Female' } as const
    assert.deepEqual(errorOf(featuresOf([female], true)), { at: 0, fault: 'gender without a reason' })
    assert.equal(featuresOf([{ ...female, why: 'personal_care' }], true).ok, true)
    assert.equal(featuresOf([female], false).ok, true)
    assert.deepEqual(errorOf(featuresOf([{ kind: 'gender', words: 'young' }], false)), { at: 0, fault: 'not a gender' })
    const twice = featuresOf(
      [
        { kind: 'language', words: 'Welsh' },
        { kind: 'language', words: ' welsh' },
      ],
      true,
    )
    assert.deepEqual(errorOf(twice), { at: 1, fault: 'twice' })
  })

  it('makes gates of musts, skills and two workers, and says which of them a provider fails', () => {
    const two = PATTERN.map((visit) => ({ ...visit, workers: 2 as const }))
    const musts = got(featuresOf([{ kind: 'language', words: 'Welsh' }], true))
    const gates = gatesOf({ pattern: two, skills: ['PEG feeding'], musts })
    assert.deepEqual(
      gates.map(({ key }) => key),
      ['language:welsh', 'skill:peg-feeding', 'double_handed'],
    )
    assert.deepEqual(
      gatesUnmet(gates, ['language:welsh', 'double_handed']).map(({ words }) => words),
      ['PEG feeding'],
    )
  })

  it('counts the wishes that are met', () => {
    const wishes = got(
      featuresOf(
        [
          { kind: 'worker', words: 'Ann' },
          { kind: 'home', words: 'Likes dogs' },
          { kind: 'faith', words: 'Sikh' },
        ],
        false,
      ),
    )
    assert.equal(wishesMet(wishes, ['worker:ann']).percent, 33)
    assert.equal(wishesMet([], []).percent, 100)
  })

  it('a week that stands for outcomes has just those minutes, and is a pattern that the council allows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 30, max: 6_000 }), (minutes) => {
        const week = got(notionalWeek({ weeklyMinutes: minutes }, 30))
        assert.equal(weeklyMinutes(week), minutes)
        const checked = checkPattern(week, { minimumMinutes: 30, reasons: [] }, { today: '2026-11-22' })
        assert.ok(checked.ok, JSON.stringify(checked))
      }),
    )
    assert.equal(errorOf(notionalWeek({ weeklyMinutes: 20 }, 30)), 'not so many minutes')
  })

  it('what it may cost lies between the least and the dearest', () => {
    const weeks = [300, 100, 200].map((pence) => ({ pence, framework: pence > 100 }))
    assert.deepEqual(costRange(weeks), { leastPence: 100, mostPence: 300, providers: 3, frameworkPence: 200 })
    assert.equal(costRange([]), undefined)
  })

  it('a preference names who said so and when', () => {
    const said = { kind: 'refuses', saidBy: 'Margaret Hughes', saidOn: '2026-11-20', note: '' } as const
    assert.equal(errorOf(checkPreference({ ...said, saidBy: ' ' }, undefined, '2026-11-22')), 'nobody said so')
    assert.equal(
      errorOf(checkPreference({ ...said, saidOn: '2026-11-23' }, undefined, '2026-11-22')),
      'said in the future',
    )
    assert.equal(errorOf(checkPreference(said, said, '2026-11-22')), 'kept already')
    assert.equal(checkPreference(said, { kind: 'prefers' }, '2026-11-22').ok, true)
  })
})

describe('wishes in the ranking', () => {
  it('decide between offers of equal points, and never against the weights that the contract states', () => {
    const offer = (offerRef: string, hourlyPence: number) => ({
      ...{ offerRef, packageRef: 'PK-1', organisationRef: offerRef, status: 'made' as const, startDay: '2026-11-30' },
      ...{ covers: [], note: '', weeklyPence: hourlyPence, weeklyMinutes: 60, hourlyPence, overCeilingPence: 0 },
      ...{ complete: true, madeAt: Temporal.Instant.from('2026-11-22T12:00:00Z'), madeBy: 'U-1' },
    })
    const weights = { price: 70, quality: 10, completeness: 10, start: 10 }
    const one = (ref: string, pence: number, wishesPercent: number) => ({
      ...{ offer: offer(ref, pence), weights, rating: 'Good', wishesPercent },
    })
    const ranked = rankOffers([one('a', 2000, 0), one('b', 2000, 50), one('c', 2400, 100)], {
      weeklyMinutes: 60,
      startBy: '2026-11-30',
    })
    assert.deepEqual(
      ranked.map((each) => each.offer.offerRef),
      ['b', 'a', 'c'],
    )
  })
})

describe('a request', () => {
  const { shell } = useDatabase({ seed: seedSmallCouncil })
  const sam = officerOf('O-2')
  const asked = { personRef: 'P-1001', service: 'home_care', outcomes: ['nutrition'], startBy: '2026-11-30' } as const
  const read = (ref: string) => shell.read(system(), (tx) => findPackage(tx, ref))

  it('is as urgent as its kind, and says before it is sent what it may cost', async () => {
    const pkg = got(await requestPackage(shell, sam, { ...asked, kind: 'hospital_discharge', pattern: PATTERN }))
    assert.deepEqual([pkg.kind, pkg.urgent], ['hospital_discharge', true])
    assert.deepEqual(pkg.costRange, { leastPence: 17_787, mostPence: 19_263, providers: 3, frameworkPence: 17_787 })
    const calm = got(await changePackage(shell, sam, pkg.packageRef, { kind: 'respite' }))
    assert.equal(calm.urgent, false)
  })

  it('reaches providers with its gates and wishes; who has not what it must cannot offer', async () => {
    const { packageRef } = got(
      await requestPackage(shell, sam, {
        ...asked,
        pattern: PATTERN,
        musts: [{ kind: 'language', words: 'Welsh' }],
        wishes: [{ kind: 'home', words: 'Likes dogs' }],
      }),
    )
    got(await sendPackage(shell, sam, packageRef))
    const mine = await shell.read(provider('1-101'), (tx) => findInvitation(tx, packageRef, '1-101'))
    assert.deepEqual(
      mine?.needs?.gates.map(({ key }) => key),
      ['language:welsh'],
    )
    const offer = (meets: string[]) => giveOffer(shell, provider('1-101'), { ...wholeOffer(packageRef), meets })
    assert.equal(refusal(await offer(['home:likes-dogs'])), 'has not what it must')
    assert.deepEqual(got(await offer(['language:welsh', 'home:likes-dogs', 'else'])).meets, [
      'language:welsh',
      'home:likes-dogs',
    ])
  })

  it('by outcomes leaves the times to the provider, until visits are named', async () => {
    const pkg = got(
      await requestPackage(shell, sam, { ...asked, byOutcomes: { weeklyMinutes: 600, weeklyPence: 30_000 } }),
    )
    assert.equal(weeklyMinutes(pkg.pattern), 600)
    assert.ok(pkg.pattern.every(({ windowFrom, windowTo }) => windowFrom === '07:00' && windowTo === '21:00'))
    got(await changePackage(shell, sam, pkg.packageRef, { pattern: PATTERN }))
    assert.equal((await read(pkg.packageRef))?.byOutcomes, undefined)
    const few = await changePackage(shell, sam, pkg.packageRef, { byOutcomes: { weeklyMinutes: 10 } })
    assert.deepEqual(refusal(few), { why: 'not so many minutes', least: 30 })
  })

  it('is copied for the same person, once the other one is no longer open', async () => {
    const first = got(
      await requestPackage(shell, sam, { ...asked, pattern: PATTERN, musts: [{ kind: 'skill', words: 'Insulin' }] }),
    )
    const copy = { packageRef: first.packageRef, kind: 'restart' } as const
    assert.deepEqual(refusal(await copyPackage(shell, sam, copy)), {
      why: 'already open',
      packageRef: first.packageRef,
    })
    got(await withdrawPackage(shell, sam, { packageRef: first.packageRef, reason: 'In hospital' }))
    const again = got(await copyPackage(shell, sam, copy))
    assert.deepEqual(
      [again.copiedFrom, again.kind, again.urgent, again.startBy],
      [first.packageRef, 'restart', true, undefined],
    )
    assert.deepEqual(again.musts, first.musts)
    assert.equal(refusal(await copyPackage(shell, sam, { ...copy, packageRef: 'PK-9' }))?.why, 'no such package')
  })

  it('never goes to a provider that the person refuses', async () => {
    const said = { personRef: 'P-1001', saidBy: 'Her daughter', saidOn: '2026-11-20', note: 'A theft in 2024' } as const
    got(await keepPreference(shell, sam, { ...said, organisationRef: '1-102', kind: 'refuses' }))
    got(await keepPreference(shell, sam, { ...said, organisationRef: '1-103', kind: 'refuses' }))
    got(await keepPreference(shell, sam, { ...said, organisationRef: '1-103', kind: 'prefers' }))
    assert.equal(
      refusal(await keepPreference(shell, sam, { ...said, organisationRef: '1-9', kind: 'refuses' })),
      'no such provider',
    )
    const { packageRef, costRange: range } = got(await requestPackage(shell, sam, { ...asked, pattern: PATTERN }))
    assert.equal(range?.providers, 2)
    got(await sendPackage(shell, sam, packageRef))
    const invited = await shell.read(system(), (tx) => listInvitations(tx, packageRef))
    assert.deepEqual(invited.map(({ organisationRef }) => organisationRef).toSorted(), ['1-101', '1-103'])
    got(await dropPreference(shell, sam, { personRef: 'P-1001', organisationRef: '1-102' }))
    assert.equal(
      refusal(await dropPreference(shell, sam, { personRef: 'P-1001', organisationRef: '1-102' })),
      'nothing kept',
    )
    const kept = await shell.read(system(), (tx) => listPreferences(tx, 'P-1001'))
    assert.deepEqual(
      kept.map(({ organisationRef, kind, endedAt }) => [organisationRef, kind, endedAt === undefined]),
      [
        ['1-103', 'prefers', true],
        ['1-102', 'refuses', false],
        ['1-103', 'refuses', false],
      ],
    )
  })
})
