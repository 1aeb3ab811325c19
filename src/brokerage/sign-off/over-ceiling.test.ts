import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findPackage } from '#src/brokerage/packages/care-package.store.ts'
import { placeOverCeiling } from '#src/brokerage/sign-off/place-commands.ts'
import { findPlacement } from '#src/brokerage/packages/placement.store.ts'
import { signStep, withdrawChoice } from '#src/brokerage/sign-off/sign-off-commands.ts'
import { chosenPackage, got, officerOf, refusal, seedSmallCouncil, signAll } from '#src/brokerage/small-council.test.ts'
import { suspend } from '#src/providers/index.ts'
import { system, useDatabase } from '#test/support/database.ts'

const council = system()

describe('a placement above what the contract has left', () => {
  const { shell } = useDatabase({ seed: (harness) => seedSmallCouncil(harness, [100_000]) })
  const stored = (ref: string) => shell.read(council, (tx) => findPackage(tx, ref))

  it('is blocked at the last signature, until a named officer signs with a reason', async () => {
    const packageRef = await chosenPackage(shell)
    await signAll(shell, packageRef)
    const blocked = await stored(packageRef)
    assert.deepEqual([blocked?.status, blocked?.blockedBecause], ['blocked', 'over the ceiling'])
    assert.equal(await shell.read(council, (tx) => findPlacement(tx, packageRef)), undefined)
    const place = async (ref: string, reason: string) =>
      refusal(await placeOverCeiling(shell, officerOf(ref), { packageRef, reason }))
    assert.equal(await place('O-6', ' '), 'no reason')
    assert.equal(await place('O-2', 'Please'), 'requested or chose it')
    assert.equal(await place('O-1', 'Please'), 'requested or chose it')
    assert.equal(await place('O-6', 'Nobody else covers the valley'), undefined)
    const placed = await stored(packageRef)
    assert.deepEqual([placed?.status, placed?.blockedBecause], ['placed', undefined])
    assert.equal(await place('O-6', 'Again'), 'not in this state')
  })

  it('is blocked too when the provider was suspended meanwhile, and nobody may go past that', async () => {
    const packageRef = await chosenPackage(shell)
    got(
      await shell.command(council, 'suspend', (tx) =>
        suspend(tx, { organisationRef: '1-101', reason: 'Inspection', reviewDay: '2026-12-01' }),
      ),
    )
    await signAll(shell, packageRef)
    assert.equal((await stored(packageRef))?.blockedBecause, 'provider is suspended')
    const over = await placeOverCeiling(shell, officerOf('O-6'), { packageRef, reason: 'Please' })
    assert.equal(refusal(over), 'provider is suspended')
  })

  it('may be chosen anew instead', async () => {
    const packageRef = await chosenPackage(shell)
    await signAll(shell, packageRef)
    assert.equal(refusal(await signStep(shell, officerOf('O-6'), { packageRef, step: 5 })), 'not in this state')
    got(await withdrawChoice(shell, officerOf('O-1'), { packageRef, reason: 'Another contract has room' }))
    assert.deepEqual(
      [(await stored(packageRef))?.status, (await stored(packageRef))?.blockedBecause],
      ['offers_in', undefined],
    )
  })
})
