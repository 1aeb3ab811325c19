import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { listeners } from '#src/brokerage/listeners.ts'
import { hearTakenBack } from '#src/brokerage/offers/fallen-offer-commands.ts'
import { giveOffer, takeOfferBack } from '#src/brokerage/offers/offer-commands.ts'
import { findInvitation } from '#src/brokerage/offers/offer.store.ts'
import { findPackage } from '#src/brokerage/packages/care-package.store.ts'
import { panels, search, work } from '#src/brokerage/panels.ts'
import { routes } from '#src/brokerage/routes.ts'
import {
  chosenPackage,
  got,
  officerOf,
  provider,
  refusal,
  seedSmallCouncil,
  sentPackage,
  wholeOffer,
} from '#src/brokerage/small-council.test.ts'
import { words } from '#src/brokerage/words.ts'
import { timeline } from '#src/platform/audit.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import { inWords } from '#src/platform/panels.ts'
import { officer, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'

const house = { panels, work, search, words }

describe('what a provider says by telephone', () => {
  const { shell } = useDatabase({ seed: seedSmallCouncil, listeners })

  let opened: ReturnType<typeof serverFor> | undefined
  const staff = async (ref: string) => {
    opened ??= serverFor(shell, [(doors: Doors) => routes(doors, house)], {
      identities: {
        actorOf: async ({ identity }: { identity: string }) => officerOf(identity),
        actorOfToken: async () => undefined,
      },
    })
    const one = new Browser(await opened)
    await one.signInAs('staff', ref)
    return one
  }
  const told = async (packageRef: string) =>
    (await shell.read(officer(), (tx) => timeline(tx, `package:${packageRef}`))).map((one) => inWords(house, one))
  const at = (packageRef: string, ref: string) => `/packages/${packageRef}/providers/${ref}/said`

  it('is recorded by a broker as its answer, with its reason and who said so', async () => {
    const packageRef = await sentPackage(shell)
    const broker = await staff('O-1')
    assert.match((await broker.get(`/packages/${packageRef}/sending`)).body, /Record what it said by telephone/)
    const page = at(packageRef, '1-102')
    assert.match((await broker.get(page)).body, /Ledbury Support does not offer/)
    const nobody = await broker.post(page, { what: 'decline', code: 'price', words: 'Too far', saidBy: ' ' }, page)
    assert.equal(nobody.statusCode, 400)
    assert.match(nobody.body, /Enter who of the provider said so[\s\S]*Too far/)
    const reasonless = await broker.post(page, { what: 'decline', words: '', saidBy: 'Pat Price' }, page)
    assert.match(reasonless.body, /Select why it does not offer[\s\S]*Pat Price/)
    const answer = { what: 'decline', code: 'price', words: 'Too far', saidBy: 'Pat Price' }
    assert.equal((await broker.post(page, answer, page)).statusCode, 303)
    const invitation = await shell.read(officer(), (tx) => findInvitation(tx, packageRef, '1-102'))
    assert.deepEqual([invitation?.status, invitation?.declineCode], ['declined', 'price'])
    assert.equal((await told(packageRef))[0], 'Ledbury Support declined, as Pat Price said by telephone')
    assert.match(
      (await broker.get(`/packages/${packageRef}/sending`)).body,
      /contract price does not cover[\s\S]*Too far/,
    )
    // The same once more, by a colleague who had the page open.
    const again = await (await staff('O-3')).post(page, answer, `/packages/${packageRef}/sending`)
    assert.equal(again.statusCode, 303)
    assert.equal((await told(packageRef)).filter((one) => /said by telephone/.test(one)).length, 1)
  })

  it('takes back an offer that was chosen, and the choice falls', async () => {
    const packageRef = await chosenPackage(shell)
    const broker = await staff('O-1')
    const page = at(packageRef, '1-101')
    assert.match((await broker.get(page)).body, /Wye Valley Carers withdraws its offer[\s\S]*a choice of it falls/)
    const reasonless = await broker.post(page, { what: 'withdraw', words: '', saidBy: 'Wyn Evans' }, page)
    assert.match(reasonless.body, /Say why the provider withdraws/)
    const answer = { what: 'withdraw', words: 'Two workers left', saidBy: 'Wyn Evans' }
    assert.equal((await broker.post(page, answer, page)).statusCode, 303)
    got(await hearTakenBack(shell, system(), packageRef))
    assert.equal((await shell.read(officer(), (tx) => findPackage(tx, packageRef)))?.status, 'offers_in')
    const withdrew = 'Wye Valley Carers withdrew its offer, as Wyn Evans said by telephone: Two workers left'
    assert.ok((await told(packageRef)).includes(withdrew))
  })

  it('is not what a form says that was read before the provider offered', async () => {
    const packageRef = await sentPackage(shell)
    const broker = await staff('O-1')
    const page = at(packageRef, '1-102')
    await broker.get(page)
    got(await giveOffer(shell, provider('1-102'), wholeOffer(packageRef)))
    await broker.post(page, { what: 'decline', code: 'price', words: '', saidBy: 'Pat Price' }, page)
    assert.equal((await shell.read(officer(), (tx) => findInvitation(tx, packageRef, '1-102')))?.status, 'offered')
  })

  it('is for brokers alone, and a provider speaks for nobody else', async () => {
    const packageRef = await sentPackage(shell)
    assert.equal((await (await staff('O-2')).get(at(packageRef, '1-102'))).statusCode, 403)
    got(await giveOffer(shell, provider('1-102'), wholeOffer(packageRef)))
    const heard = { organisationRef: '1-102', saidBy: 'Nobody' }
    assert.equal(
      refusal(await takeOfferBack(shell, provider('1-101'), { packageRef, reason: 'Mine', heard })),
      'no offer to withdraw',
    )
  })
})
