/** The money runs out: the council pays from the day on which its own package begins. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findPackage } from '#src/brokerage/packages/care-package.store.ts'
import { changePackage, requestPackage } from '#src/brokerage/requests/request-commands.ts'
import { closeOffers, sendPackage } from '#src/brokerage/packages/package-commands.ts'
import { listeners } from '#src/brokerage/listeners.ts'
import { giveOffer } from '#src/brokerage/offers/offer-commands.ts'
import { panels, search, work } from '#src/brokerage/panels.ts'
import { routes } from '#src/brokerage/routes.ts'
import { keepConsent } from '#src/brokerage/self-funders/consent-commands.ts'
import { startFollowOn } from '#src/brokerage/self-funders/follow-on-commands.ts'
import { acceptFee, arrangeCare } from '#src/brokerage/self-funders/self-funder-commands.ts'
import { findArrangement } from '#src/brokerage/self-funders/self-funder.store.ts'
import { chooseOffer } from '#src/brokerage/sign-off/sign-off-commands.ts'
import {
  got,
  offerOf,
  officerOf,
  PATTERN,
  provider,
  refusal,
  seedSmallCouncil,
  signAll,
  wholeOffer,
} from '#src/brokerage/small-council.test.ts'
import { words } from '#src/brokerage/words.ts'
import { listSharedPeople } from '#src/people/index.ts'
import type { Shell } from '#src/platform/command.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import { system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'

const BEA = officerOf('O-1')
const YES = { by: 'Ann Hughes', as: 'acting', on: '2026-11-22' } as const
const council = system()

async function offered(shell: Shell, packageRef: string): Promise<string> {
  got(await sendPackage(shell, BEA, packageRef))
  for (const ref of ['1-101', '1-102', '1-103']) got(await giveOffer(shell, provider(ref), wholeOffer(packageRef)))
  got(await closeOffers(shell, BEA, packageRef))
  return offerOf(shell, packageRef, '1-101')
}

async function arranged(shell: Shell): Promise<string> {
  const { packageRef } = got(
    await requestPackage(shell, BEA, {
      ...{ personRef: 'P-1001', service: 'home_care', pattern: PATTERN, outcomes: ['nutrition'], payer: 'self' },
      startBy: '2026-11-30',
    }),
  )
  assert.equal(refusal(await startFollowOn(shell, BEA, { packageRef, capitalPence: 0 })), 'not in this state')
  got(await keepConsent(shell, BEA, { packageRef, ...YES, words: 'Share what I need' }))
  got(await acceptFee(shell, BEA, { packageRef, ...YES, feePence: 15_000 }))
  got(await arrangeCare(shell, BEA, { packageRef, ...YES, offerRef: await offered(shell, packageRef) }))
  return packageRef
}

describe('somebody whose money runs out', () => {
  const { shell } = useDatabase({ seed: (harness) => seedSmallCouncil(harness), listeners })

  it('is paid for by a copy of the package, and the arrangement ends when that is placed', async () => {
    const packageRef = await arranged(shell)
    assert.equal(refusal(await startFollowOn(shell, BEA, { packageRef, capitalPence: 2_325_001 })), 'above the limit')
    const follows = got(await startFollowOn(shell, BEA, { packageRef, capitalPence: 2_325_000 }))
    assert.deepEqual([follows.status, follows.payer, follows.copiedFrom], ['draft', undefined, packageRef])
    assert.deepEqual(follows.pattern, PATTERN)
    assert.equal(refusal(await startFollowOn(shell, BEA, { packageRef, capitalPence: 0 })), 'follows already')
    got(await changePackage(shell, BEA, follows.packageRef, { startBy: '2026-12-10' }))
    const offerRef = await offered(shell, follows.packageRef)
    got(await chooseOffer(shell, BEA, { packageRef: follows.packageRef, offerRef }))
    assert.equal((await shell.read(council, (tx) => findPackage(tx, packageRef)))?.status, 'arranged')
    await signAll(shell, follows.packageRef)
    const [before, now, arrangement] = await shell.read(council, async (tx) => [
      await findPackage(tx, packageRef),
      await findPackage(tx, follows.packageRef),
      await findArrangement(tx, packageRef),
    ])
    assert.deepEqual([before?.status, now?.status], ['ended', 'placed'])
    assert.match(before?.endReason ?? '', /The council pays from then on/)
    assert.deepEqual([arrangement?.followedBy, arrangement?.endDay], [follows.packageRef, '2026-11-30'])
    const [share] = await shell.read(provider('1-101'), (tx) => listSharedPeople(tx, ['P-1001']))
    assert.equal(share?.toDay, undefined)
  })

  it('is helped by one button, and by machines', async () => {
    const packageRef = await arranged(shell)
    const app = await serverFor(shell, [(doors: Doors) => routes(doors, { panels, work, search, words })], {
      identities: { actorOf: async ({ identity }) => officerOf(identity), actorOfToken: async () => BEA },
    })
    const bea = new Browser(app)
    await bea.signInAs('staff', 'O-1')
    const at = `/packages/${packageRef}/self-funder`
    assert.match((await bea.get(at)).body, /savings are £23,250\.00 or less/)
    assert.match((await bea.post(`${at}/follow-on`, { capital: 'some' }, at)).body, /Enter the savings in pounds/)
    assert.match((await bea.post(`${at}/follow-on`, { capital: '23250.01' }, at)).body, /above the limit/)
    const begun = await bea.post(`${at}/follow-on`, { capital: '23250' }, at)
    assert.equal(begun.statusCode, 303)
    assert.match((await bea.get(at)).body, /The council pays next/)
    const url = `/api/v1${at}/follow-on`
    const headers = { authorization: 'Bearer any', 'idempotency-key': 'one' }
    const again = await app.inject({ method: 'POST', url, headers, payload: { capitalPence: 0 } })
    assert.equal(again.statusCode, 409)
  })
})
