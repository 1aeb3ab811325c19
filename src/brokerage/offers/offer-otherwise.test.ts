import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readRecord } from '#src/brokerage/packages/package-record.page.ts'
import { closeOffers } from '#src/brokerage/packages/package-commands.ts'
import { findOffer } from '#src/brokerage/offers/offer.store.ts'
import { giveOffer } from '#src/brokerage/offers/offer-commands.ts'
import { ceilingInWords, differences } from '#src/brokerage/offers/offer-words.page.ts'
import { expireOffers } from '#src/brokerage/offers-and-signatures.job.ts'
import { getPlacement } from '#src/brokerage/packages/placement.store.ts'
import { chooseOffer } from '#src/brokerage/sign-off/sign-off-commands.ts'
import {
  got,
  officerOf,
  provider,
  refusal,
  seedSmallCouncil,
  sentPackage,
  signAll,
  wholeOffer,
} from '#src/brokerage/small-council.test.ts'
import { changePolicy, STANDARD } from '#src/councils/index.ts'
import { timeline } from '#src/platform/audit.ts'
import { officer, system, useDatabase } from '#test/support/database.ts'

describe('an offer otherwise than asked for', () => {
  const { shell, clock } = useDatabase({ seed: seedSmallCouncil })
  const later = { slot: 2, start: '18:30', minutes: 30, workers: 1 as const }

  it('at another time is placed at that time, priced by the card and held against the floor with its sum', async () => {
    const packageRef = await sentPackage(shell)
    const offer = got(await giveOffer(shell, provider('1-101'), { ...wholeOffer(packageRef), visits: [later] }))
    assert.equal(offer.complete, true)
    assert.deepEqual(offer.floor?.lines.map(({ name }) => name).slice(0, 2), [
      'Contact time at the minimum wage',
      'Travel time',
    ])
    assert.deepEqual(await shell.read(officer(), (tx) => findOffer(tx, packageRef, '1-101')), offer)
    for (const ref of ['1-102', '1-103']) got(await giveOffer(shell, provider(ref), wholeOffer(packageRef)))
    got(await closeOffers(shell, officerOf('O-1'), packageRef))
    got(
      await chooseOffer(shell, officerOf('O-1'), {
        ...{ packageRef, offerRef: offer.offerRef, code: 'continuity', words: 'Knows her', floorReason: '' },
      }),
    )
    await signAll(shell, packageRef)
    const { pattern } = await shell.read(officer(), (tx) => getPlacement(tx, packageRef))
    assert.deepEqual(
      pattern.map(({ start, windowTo }) => [start, windowTo]),
      [
        ['08:00', '09:00'],
        ['18:30', '18:30'],
      ],
    )
  })

  it('is held to the council’s shortest visits', async () => {
    const packageRef = await sentPackage(shell)
    const shorter = {
      ...wholeOffer(packageRef),
      visits: [{ ...later, minutes: 20 }],
      alternative: { kinds: ['smaller_package'] as const, words: 'She is quick' },
    }
    assert.equal(refusal(await giveOffer(shell, provider('1-101'), shorter)), 'shorter than the council allows')
  })

  it('below the cost floor is chosen with a reason only', async () => {
    got(
      await changePolicy(shell, system(), {
        ...{ kind: 'cost-floor', fromDay: '2026-11-22', reason: 'A higher wage' },
        value: { ...STANDARD['cost-floor'], wagePence: 1600 },
      }),
    )
    const packageRef = await sentPackage(shell)
    const { offerRef } = got(await giveOffer(shell, provider('1-101'), wholeOffer(packageRef)))
    for (const ref of ['1-102', '1-103']) got(await giveOffer(shell, provider(ref), wholeOffer(packageRef)))
    got(await closeOffers(shell, officerOf('O-1'), packageRef))
    const choice = { packageRef, offerRef, code: 'continuity', words: 'Knows her' }
    assert.equal(refusal(await chooseOffer(shell, officerOf('O-1'), choice)), 'below the floor needs a reason')
    const chosen = got(await chooseOffer(shell, officerOf('O-1'), { ...choice, floorReason: 'Payslips were seen' }))
    assert.equal(chosen.choice?.floorReason, 'Payslips were seen')
  })

  it('ends by the clock after its last day, keeps its history and can be chosen no more', async () => {
    const packageRef = await sentPackage(shell)
    const made = { ...wholeOffer(packageRef), standsUntil: '2026-11-24' }
    const { offerRef } = got(await giveOffer(shell, provider('1-101'), made))
    for (const ref of ['1-102', '1-103']) got(await giveOffer(shell, provider(ref), wholeOffer(packageRef)))
    got(await closeOffers(shell, officerOf('O-1'), packageRef))
    assert.equal(await expireOffers(shell, system()), 0)
    clock.now = Temporal.Instant.from('2026-11-25T09:00:00Z')
    assert.equal(
      refusal(await chooseOffer(shell, officerOf('O-1'), { packageRef, offerRef, floorReason: 'Seen' })),
      'offer withdrawn',
    )
    // From that moment on, not from the clock's next round: nobody reads it as the best of the ranking.
    const ranked = (await shell.read(officer(), (tx) => readRecord(tx, officerOf('O-1'), packageRef)))?.ranked
    assert.deepEqual(ranked?.map(({ offer }) => offer.organisationRef).sort(), ['1-102', '1-103'])
    assert.equal(await expireOffers(shell, system()), 1)
    assert.equal((await shell.read(officer(), (tx) => findOffer(tx, packageRef, '1-101')))?.status, 'expired')
    const told = await shell.read(officer(), (tx) => timeline(tx, `offer:${offerRef}`))
    assert.deepEqual(
      told.map(({ type }) => type),
      ['brokerage.offer-expired', 'brokerage.offer-made'],
    )
  })
})

describe('an offer in words', () => {
  it('says where it stands against the ceiling, with the sum of its week', () => {
    const offer = { hourlyPence: 2186, weeklyMinutes: 945 }
    assert.equal(
      ceilingInWords(2290, offer),
      '£21.86 an hour, within the ceiling of £22.90, £360.68 for its hours of a week.',
    )
    assert.match(ceilingInWords(2100, offer) ?? '', /£0.86 above the ceiling of £21.00/)
    assert.equal(ceilingInWords(undefined, offer), undefined)
  })

  it('says when another time is outside of those in which the visit may start', () => {
    const asked = {
      ...{ slot: 1, days: [1], windowFrom: '07:00', windowTo: '09:00', start: '08:00', minutes: 45 },
      ...{ workers: 1 as const, timeCritical: false, tasks: '' },
    }
    const at = (start: string) =>
      differences([asked], { status: 'made', visits: [{ slot: 1, start, minutes: 45, workers: 1 }] })
    assert.deepEqual(at('08:30'), ['8:30am instead of 8:00am'])
    assert.deepEqual(at('10:30'), ['10:30am instead of 8:00am, outside 7:00am to 9:00am'])
  })
})
