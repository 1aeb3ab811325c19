import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { giveOffer } from '#src/brokerage/offers/offer-commands.ts'
import { listInvitations } from '#src/brokerage/offers/offer.store.ts'
import { chooseOffer } from '#src/brokerage/sign-off/sign-off-commands.ts'
import {
  got,
  offerOf,
  officerOf,
  provider,
  refusal,
  seedSmallCouncil,
  sentPackage,
  wholeOffer,
} from '#src/brokerage/small-council.test.ts'
import { closeOffers } from '#src/brokerage/packages/package-commands.ts'
import { approve } from '#src/providers/index.ts'
import {
  loadMembers,
  openToMembers,
  planMarket,
  rankedMembers,
  rankMarket,
  recheckMarket,
} from '#src/tendering/index.ts'
import { system, useDatabase } from '#test/support/database.ts'

const ALL = ['1-101', '1-102', '1-103']
const [TODAY, YESTERDAY, NEXT_YEAR] = ['2026-11-22', '2026-11-21', '2027-11-22']

/** Every set of providers that a list may have suspended, but the one of all. */
const SETS = [0, 1, 2, 3, 4, 5, 6].map((bits) => ALL.filter((_, at) => bits & (1 << at)))

describe('nobody whom a list has suspended', () => {
  const { shell } = useDatabase({ seed: seedSmallCouncil })
  const council = system()

  /** A list that all three are on, where the insurance of some has lapsed. */
  const listWith = async (lapsed: readonly string[]): Promise<string> => {
    const market = got(
      await planMarket(shell, council, {
        ...{ kind: 'approved_list', title: 'Home care', summary: 'Home care', service: 'home_care' },
        lots: [{ lot: 'L1', title: 'Rural', zones: ['rural'] }],
        conditions: [{ key: 'C1', kind: 'insurance', text: 'Public liability', evidence: true }],
        ...{ mostMembers: null, beganOn: null, endsOn: null, tenderRef: null },
        ranking: { quality: 0, price: 0, rating: 100, capacity: 0, performance: 0 },
      }),
    )
    got(await openToMembers(shell, council, market.marketRef))
    got(
      await shell.command(council, 'load-members', async (tx) => {
        await loadMembers(
          tx,
          market,
          ALL.map((organisationRef) => ({
            ...{ organisationRef, name: organisationRef, lots: ['L1'], sinceDay: TODAY, checkedOn: TODAY },
            ...{ qualityPercent: null, pricePence: null, capacityHours: null },
            evidence: [
              {
                ...{ evidenceRef: `EV-${organisationRef}`, condition: 'C1', fileName: 'a.pdf', sha256: 'a'.repeat(64) },
                ...{ bytes: 1, expiresOn: lapsed.includes(organisationRef) ? YESTERDAY : NEXT_YEAR },
              },
            ],
          })),
        )
        return { ok: true as const, value: null }
      }),
    )
    got(await rankMarket(shell, council, market.marketRef))
    await recheckMarket(shell, council, market.marketRef)
    return market.marketRef
  }
  /** Somebody approves them in the council's own standing, and does not lift what the list decided. */
  const approveAll = (refs: readonly string[]) =>
    shell.command(council, 'approve', async (tx) => {
      for (const organisationRef of refs) await approve(tx, { organisationRef, reason: 'A mistake' })
      tx.record({ type: 'tests.done', about: [], data: {} })
      return { ok: true as const, value: null }
    })

  for (const lapsed of SETS)
    it(`is asked for a package: ${lapsed.join(', ') || 'none'}`, async () => {
      const marketRef = await listWith(lapsed)
      await approveAll(lapsed)
      const packageRef = await sentPackage(shell)
      const invited = await shell.read(council, (tx) => listInvitations(tx, packageRef))
      const rest = ALL.filter((ref) => !lapsed.includes(ref))
      assert.deepEqual(invited.map(({ organisationRef }) => organisationRef).sort(), rest)
      const ranked = await shell.read(council, (tx) => rankedMembers(tx, { marketRef, zone: 'rural', on: TODAY }))
      assert.deepEqual(ranked.map(({ organisationRef }) => organisationRef).sort(), rest)
    })

  it('is chosen, though it offered before', async () => {
    const packageRef = await sentPackage(shell)
    for (const ref of ALL) got(await giveOffer(shell, provider(ref), wholeOffer(packageRef)))
    got(await closeOffers(shell, officerOf('O-1'), packageRef))
    await listWith(['1-101'])
    await approveAll(['1-101'])
    const offerRef = await offerOf(shell, packageRef, '1-101')
    const chosen = await chooseOffer(shell, officerOf('O-1'), { packageRef, offerRef })
    assert.equal(refusal(chosen), 'provider is suspended')
  })
})
