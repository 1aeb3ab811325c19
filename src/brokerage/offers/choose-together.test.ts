import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { closeOffers, sendPackage } from '#src/brokerage/packages/package-commands.ts'
import { findPackage } from '#src/brokerage/packages/care-package.store.ts'
import { giveOffer } from '#src/brokerage/offers/offer-commands.ts'
import { decline, takeOfferBack } from '#src/brokerage/offers/offer-commands.ts'
import { hearTakenBack } from '#src/brokerage/offers/fallen-offer-commands.ts'
import { listInvitations } from '#src/brokerage/offers/offer.store.ts'
import { chooseTogether } from '#src/brokerage/offers/choose-together-commands.ts'
import { listPlacements } from '#src/brokerage/packages/placement.store.ts'
import {
  got,
  officerOf,
  offerOf,
  provider,
  refusal,
  seedSmallCouncil,
  sentPackage,
  signAll,
  wholeOffer,
} from '#src/brokerage/small-council.test.ts'
import { officer, system, useDatabase } from '#test/support/database.ts'

describe('offers that together cover a package', () => {
  const { shell } = useDatabase({ seed: seedSmallCouncil })

  async function weekAndWeekend(third: 'declines' | 'offers all') {
    const packageRef = await sentPackage(shell)
    const { covers } = wholeOffer(packageRef)
    const some = (from: number, to: number) => covers.filter(({ day }) => day >= from && day <= to)
    got(await giveOffer(shell, provider('1-101'), { ...wholeOffer(packageRef), covers: some(1, 6) }))
    got(await giveOffer(shell, provider('1-102'), { ...wholeOffer(packageRef), covers: some(6, 7) }))
    if (third === 'offers all') got(await giveOffer(shell, provider('1-103'), wholeOffer(packageRef)))
    else got(await decline(shell, provider('1-103'), { packageRef, code: 'no_skills', words: '' }))
    got(await closeOffers(shell, officerOf('O-1'), packageRef))
    const refs = [await offerOf(shell, packageRef, '1-101'), await offerOf(shell, packageRef, '1-102')]
    return { packageRef, refs }
  }

  const named = async (packageRef: string, refs: readonly string[]) => {
    const both = [refs.join('+'), refs.toReversed().join('+')]
    for (const together of both) {
      const chosen = await chooseTogether(shell, officerOf('O-1'), { packageRef, together })
      if (chosen.ok || chosen.error !== 'no such offer') return chosen
    }
    throw new Error('not proposed')
  }

  it('become packages side by side, each signed for and placed with its provider', async () => {
    const { packageRef, refs } = await weekAndWeekend('declines')
    const parts = got(await named(packageRef, refs))
    assert.deepEqual(
      parts.map((one) => one.status),
      ['awaiting_sign_off', 'awaiting_sign_off'],
    )
    const before = await shell.read(officer(), (tx) => findPackage(tx, packageRef))
    assert.deepEqual([before?.status, before?.endReason?.startsWith('Shared between')], ['withdrawn', true])
    for (const part of parts) await signAll(shell, part.packageRef)
    const placed = await shell.read(officer(), (tx) => listPlacements(tx, { personRef: 'P-1001' }))
    const visits = placed.flatMap(({ pattern }) =>
      pattern.flatMap(({ slot, days }) => days.map((day) => `${slot} ${day}`)),
    )
    assert.equal(new Set(visits).size, wholeOffer('').covers.length)
    assert.equal(visits.length, wholeOffer('').covers.length)
    assert.deepEqual(new Set(placed.map(({ organisationRef }) => organisationRef)), new Set(['1-101', '1-102']))
  })

  it('of which one is taken back while both are signed for: that part is sent again, the other stands', async () => {
    const { packageRef, refs } = await weekAndWeekend('declines')
    const parts = got(await named(packageRef, refs))
    const [gone, stays] = parts.toSorted((one) => (one.choice?.organisationRef === '1-102' ? -1 : 1))
    const goneRef = gone?.packageRef ?? ''
    got(await takeOfferBack(shell, provider('1-102'), { packageRef: goneRef, reason: 'The weekend round is full' }))
    got(await hearTakenBack(shell, system(), goneRef))
    const statusOf = async (ref = '') => (await shell.read(officer(), (tx) => findPackage(tx, ref)))?.status
    assert.deepEqual([await statusOf(goneRef), await statusOf(stays?.packageRef)], ['no_capacity', 'awaiting_sign_off'])
    got(await sendPackage(shell, officerOf('O-1'), goneRef))
    const again = await shell.read(officer(), (tx) => listInvitations(tx, goneRef))
    assert.deepEqual(again.map(({ organisationRef }) => organisationRef).toSorted(), ['1-101', '1-102', '1-103'])
    assert.ok(again.every(({ pattern }) => pattern.every(({ days }) => days.every((day) => day >= 6))))
  })

  it('need a reason where one provider offers everything', async () => {
    const { packageRef, refs } = await weekAndWeekend('offers all')
    assert.equal(refusal(await named(packageRef, refs)), 'against the ranking needs a reason')
  })
})
