import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { closeOffers, sendPackage } from '#src/brokerage/packages/package-commands.ts'
import { requestPackage } from '#src/brokerage/requests/request-commands.ts'
import { findPackage, listSignatures } from '#src/brokerage/packages/care-package.store.ts'
import { giveOffer } from '#src/brokerage/offers/offer-commands.ts'
import { listInvitations } from '#src/brokerage/offers/offer.store.ts'
import { slotDays } from '#src/brokerage/packages/pattern.ts'
import { overBudgetPence } from '#src/brokerage/requests/request.ts'
import { chooseOffer } from '#src/brokerage/sign-off/sign-off-commands.ts'
import { got, offerOf, officerOf, provider, refusal, seedSmallCouncil } from '#src/brokerage/small-council.test.ts'
import { changePolicy } from '#src/councils/index.ts'
import { NOON, system, useDatabase } from '#test/support/database.ts'

const table: readonly (readonly [string, object | undefined, number, number])[] = [
  ['within', { weeklyMinutes: 600, weeklyPence: 30_000 }, 30_000, 0],
  ['above', { weeklyMinutes: 600, weeklyPence: 30_000 }, 30_001, 1],
  ['no budget said', { weeklyMinutes: 600 }, 90_000, 0],
  ['by visits', undefined, 90_000, 0],
]
for (const [name, byOutcomes, weeklyPence, expected] of table)
  it(`a week ${name} is ${expected}p above the budget for its outcomes`, () =>
    assert.equal(overBudgetPence({ ...(byOutcomes && { byOutcomes: byOutcomes as never }) }, weeklyPence), expected))

describe('a package by outcomes with a budget', () => {
  const { shell, clock } = useDatabase({ seed: seedSmallCouncil })
  const BUDGET = 10_000

  async function offered(): Promise<{ packageRef: string; offerRef: string }> {
    const { packageRef } = got(
      await requestPackage(shell, officerOf('O-2'), {
        ...{ personRef: 'P-1001', service: 'home_care', kind: 'new', outcomes: ['nutrition'], startBy: '2026-11-30' },
        byOutcomes: { weeklyMinutes: 420, weeklyPence: BUDGET },
      }),
    )
    const pkg = got(await sendPackage(shell, officerOf('O-1'), packageRef))
    const covers = slotDays(pkg.pattern)
    got(await giveOffer(shell, provider('1-101'), { packageRef, startDay: '2026-11-30', covers, note: '' }))
    clock.now = NOON.add({ hours: 72 })
    got(await closeOffers(shell, officerOf('O-1'), packageRef))
    return { packageRef, offerRef: await offerOf(shell, packageRef, '1-101') }
  }

  it('is chosen above it only with a reason, and signed as what is above the ceiling is', async () => {
    const directors = [{ step: 1, label: 'above', role: 'director' as const }]
    const usual = [{ step: 1, label: 'usual', role: 'brokerage_manager' as const }]
    got(
      await changePolicy(shell, system(), {
        ...{ kind: 'sign-off', fromDay: '2026-11-22', reason: 'Scheme' },
        value: {
          routes: [
            { fromWeeklyPence: 0, signatures: usual },
            { fromWeeklyPence: 0, when: { overCeiling: true }, signatures: directors },
          ],
          ...{ remindAfterHours: 24, inOrder: false, emergencyHours: 72 },
        },
      }),
    )
    const { packageRef, offerRef } = await offered()
    const choose = (ceilingReason: string) =>
      chooseOffer(shell, officerOf('O-1'), { packageRef, offerRef, ceilingReason, floorReason: 'Asked' })
    assert.equal(refusal(await choose(' ')), 'over the budget needs a reason')
    const chosen = got(await choose('Nobody is cheaper in the valley'))
    assert.equal(chosen.choice?.ceilingReason, 'Nobody is cheaper in the valley')
    const signatures = await shell.read(system(), (tx) => listSignatures(tx, chosen))
    assert.deepEqual(
      signatures.map(({ role }) => role),
      ['director'],
    )
  })

  it('is told to providers where the policy says so, and stays the council’s where not', async () => {
    const told = async () => {
      const { packageRef } = await offered()
      const [invitation] = await shell.read(system(), (tx) => listInvitations(tx, packageRef))
      assert.equal((await shell.read(system(), (tx) => findPackage(tx, packageRef)))?.byOutcomes?.weeklyPence, BUDGET)
      return invitation?.needs?.byOutcomes
    }
    got(
      await changePolicy(shell, system(), {
        ...{ kind: 'outcome-budgets', fromDay: '2026-11-22', reason: 'Ours', value: { shownToProviders: false } },
      }),
    )
    assert.deepEqual(await told(), { weeklyMinutes: 420 })
  })
})
