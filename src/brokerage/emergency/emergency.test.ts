import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { requestPackage } from '#src/brokerage/requests/request-commands.ts'
import { sendPackage } from '#src/brokerage/packages/package-commands.ts'
import { stateOf } from '#src/brokerage/emergency/emergency.ts'
import { listEmergencies } from '#src/brokerage/emergency/emergency.store.ts'
import { answerSigner } from '#src/brokerage/emergency/answer-commands.ts'
import { placeNow } from '#src/brokerage/emergency/place-now-commands.ts'
import { findInvitation } from '#src/brokerage/offers/offer.store.ts'
import { giveOffer } from '#src/brokerage/offers/offer-commands.ts'
import { work } from '#src/brokerage/panels.ts'
import { findPlacement } from '#src/brokerage/packages/placement.store.ts'
import { sendStepBack, signStep } from '#src/brokerage/sign-off/sign-off-commands.ts'
import {
  got,
  officerOf,
  PATTERN,
  provider,
  refusal,
  seedSmallCouncil,
  SIGNERS,
  wholeOffer,
} from '#src/brokerage/small-council.test.ts'
import { system, useDatabase } from '#test/support/database.ts'

describe('care placed before it is signed for', () => {
  const { shell, clock } = useDatabase({ seed: seedSmallCouncil })
  const reason = 'Her husband was taken to hospital tonight'

  async function offered(urgent: boolean): Promise<{ packageRef: string; offerRef: string }> {
    const { packageRef } = got(
      await requestPackage(shell, officerOf('O-2'), {
        ...{
          personRef: 'P-1001',
          service: 'home_care',
          pattern: PATTERN,
          outcomes: ['nutrition'],
          startBy: '2026-11-22',
        },
        kind: urgent ? 'crisis' : 'new',
      }),
    )
    got(await sendPackage(shell, officerOf('O-1'), packageRef))
    const { offerRef } = got(
      await giveOffer(shell, provider('1-102'), { ...wholeOffer(packageRef), startDay: '2026-11-22' }),
    )
    return { packageRef, offerRef }
  }

  const todo = async (ref: string) => {
    const seen = work.filter(({ grant }) => officerOf(ref).grants.has(grant))
    const lists = await Promise.all(seen.map((one) => shell.read(officerOf(ref), (tx) => one.list(tx, officerOf(ref)))))
    return lists.flat().map(({ action, overdue }) => `${action}${overdue ? ', overdue' : ''}`)
  }

  it('runs from that moment, ends the window for offers, and asks the same officers to sign afterwards', async () => {
    const { packageRef, offerRef } = await offered(true)
    const placed = got(await placeNow(shell, officerOf('O-1'), { packageRef, offerRef, reason }))
    assert.equal(placed.status, 'placed')
    assert.equal(placed.emergency?.signBy.toString(), clock.now.add({ hours: 72 }).toString())
    const placement = await shell.read(system(), (tx) => findPlacement(tx, packageRef))
    assert.equal(placement?.startDay, '2026-11-22')
    const invitation = await shell.read(system(), (tx) => findInvitation(tx, packageRef, '1-101'))
    assert.equal(invitation?.status, 'not_chosen')
    assert.equal(refusal(await signStep(shell, officerOf('O-1'), { packageRef, step: 1 })), 'chose the offer')
    for (const [at, ref] of SIGNERS.entries()) got(await signStep(shell, officerOf(ref), { packageRef, step: at + 1 }))
    const { emergencies } = await shell.read(system(), (tx) =>
      listEmergencies(tx, { open: false, offset: 0, limit: 9 }),
    )
    assert.deepEqual(
      emergencies.map((one) => [one.signed, one.signatures, stateOf(one, clock.now)]),
      [[5, 5, 'signed in time']],
    )
  })

  it('not signed for in time stands on the work of who signs and who brokers', async () => {
    const { packageRef, offerRef } = await offered(true)
    got(await placeNow(shell, officerOf('O-1'), { packageRef, offerRef, reason }))
    assert.deepEqual(await todo('O-4'), ['Sign'])
    assert.deepEqual(await todo('O-1'), ['Confirm the start'])
    clock.now = clock.now.add({ hours: 73 })
    assert.deepEqual(await todo('O-4'), ['Sign, overdue'])
    assert.deepEqual(await todo('O-1'), [
      'Confirm the start, overdue',
      'Placed in an emergency, 0 of 5 signed: remind, overdue',
    ])
  })

  it('runs on when a signer questions it, and the broker is told', async () => {
    const { packageRef, offerRef } = await offered(true)
    got(await placeNow(shell, officerOf('O-1'), { packageRef, offerRef, reason }))
    const sent = got(
      await sendStepBack(shell, officerOf('O-3'), { packageRef, step: 2, reason: 'Why not the cheaper?' }),
    )
    assert.equal(sent.status, 'placed')
    assert.deepEqual(await todo('O-1'), ['Confirm the start', 'Placed in an emergency, questioned: answer or end'])
    const answer = (step: number, words: string) =>
      answerSigner(shell, officerOf('O-1'), { packageRef, step, answer: words })
    assert.equal(refusal(await answer(1, 'It is the nearest')), 'not questioned')
    assert.equal(refusal(await answer(2, ' ')), 'no answer')
    const sign = (ref: string, step: number) => signStep(shell, officerOf(ref), { packageRef, step })
    assert.equal(refusal(await sign('O-3', 2)), 'already decided')
    got(await answer(2, 'The cheaper one could not come before Monday'))
    assert.equal(refusal(await answer(2, 'Once more')), 'not questioned')
    assert.deepEqual(await todo('O-1'), ['Confirm the start'])
    for (const [at, ref] of SIGNERS.entries()) got(await sign(ref, at + 1))
    const { emergencies } = await shell.read(officerOf('O-1'), (tx) =>
      listEmergencies(tx, { open: false, offset: 0, limit: 5 }),
    )
    assert.deepEqual(
      emergencies.map((one) => stateOf(one, clock.now)),
      ['signed in time'],
    )
  })

  it('is for what is urgent, with a reason, by an officer', async () => {
    const { packageRef, offerRef } = await offered(false)
    const attempt = { packageRef, offerRef, reason }
    assert.equal(refusal(await placeNow(shell, officerOf('O-1'), attempt)), 'not urgent')
    assert.equal(refusal(await placeNow(shell, system(), attempt)), 'not a person')
    assert.equal(
      refusal(await placeNow(shell, officerOf('O-1'), { ...attempt, packageRef: 'PK-1' })),
      'no such package',
    )
  })

  it('needs its reason', async () => {
    const { packageRef, offerRef } = await offered(true)
    assert.equal(refusal(await placeNow(shell, officerOf('O-1'), { packageRef, offerRef, reason: ' ' })), 'no reason')
  })
})
