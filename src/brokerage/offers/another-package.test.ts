import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { giveOffer } from '#src/brokerage/offers/offer-commands.ts'
import { closeOffers } from '#src/brokerage/packages/package-commands.ts'
import { panels, search, work } from '#src/brokerage/panels.ts'
import { routes } from '#src/brokerage/routes.ts'
import {
  got,
  offerOf,
  officerOf,
  provider,
  seedSmallCouncil,
  sentPackage,
  SIGNERS,
  signAll,
  wholeOffer,
} from '#src/brokerage/small-council.test.ts'
import { words } from '#src/brokerage/words.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import { useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'

const house = { panels, work, search, words }

describe('another package than was asked for', () => {
  const { shell } = useDatabase({ seed: seedSmallCouncil })
  const staff = async (ref: string) => {
    const one = new Browser(
      await serverFor(shell, [(doors: Doors) => routes(doors, house)], {
        identities: { actorOf: async ({ identity }) => officerOf(identity), actorOfToken: async () => undefined },
      }),
    )
    await one.signInAs('staff', ref)
    return one
  }

  it('is chosen for what it is, signed by officers who read it beside its saving, and shown as it was placed', async () => {
    const packageRef = await sentPackage(shell)
    const whole = wholeOffer(packageRef)
    const covers = whole.covers.filter(({ slot }) => slot === 1)
    const alternative = { kinds: ['technology'] as const, words: 'A dispenser prompts the evening tablets' }
    got(await giveOffer(shell, provider('1-101'), { ...whole, covers, alternative, standsUntil: '2026-12-24' }))
    for (const ref of ['1-102', '1-103']) got(await giveOffer(shell, provider(ref), whole))
    got(await closeOffers(shell, officerOf('O-1'), packageRef))
    const offer = await offerOf(shell, packageRef, '1-101')
    const broker = await staff('O-1')
    const at = `/packages/${packageRef}`
    const choice = {
      offer,
      code: 'another_package',
      words: 'She would rather have it than a visit',
      floorReason: 'Seen',
    }
    assert.equal((await broker.post(`${at}/choose-offer`, choice)).statusCode, 303)
    const signer = await staff(SIGNERS[0])
    const toSign = (await signer.get(`${at}/sign-off`)).body
    assert.match(toSign, /Another package meets the same outcomes/)
    const summary = toSign.slice(toSign.indexOf('What is to be signed'), toSign.indexOf('Your decision'))
    assert.match(summary, /Without Monday to Friday at 5:00pm/)
    assert.match(summary, /technology does part of it\): saves £[\d.]+ a week\. A dispenser prompts/)
    await signAll(shell, packageRef)
    const care = (await broker.get(`${at}/care`)).body
    assert.match(care, /Visits as placed/)
    const placed = care.slice(care.indexOf('Visits as placed'), care.indexOf('Visits asked for'))
    assert.match(placed, /8:00am/)
    assert.doesNotMatch(placed, /5:00pm/)
    assert.match(care, /saves £[\d.]+ a week/)
    assert.doesNotMatch(care, /Stands until/)
  })
})
