import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { listeners } from '#src/brokerage/listeners.ts'
import { FALLEN_JOB, hearTakenBack } from '#src/brokerage/offers/fallen-offer-commands.ts'
import { giveOffer, takeOfferBack } from '#src/brokerage/offers/offer-commands.ts'
import { expireOffers, jobs } from '#src/brokerage/offers-and-signatures.job.ts'
import { findPackage } from '#src/brokerage/packages/care-package.store.ts'
import { closeOffers } from '#src/brokerage/packages/package-commands.ts'
import { panels, search, work } from '#src/brokerage/panels.ts'
import { routes } from '#src/brokerage/routes.ts'
import { chooseOffer, signStep } from '#src/brokerage/sign-off/sign-off-commands.ts'
import {
  chosenPackage,
  got,
  offerOf,
  officerOf,
  provider,
  seedSmallCouncil,
  sentPackage,
  SIGNERS,
  wholeOffer,
} from '#src/brokerage/small-council.test.ts'
import { words } from '#src/brokerage/words.ts'
import { timeline } from '#src/platform/audit.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import { inWords } from '#src/platform/panels.ts'
import { COUNCIL, officer, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'

const house = { panels, work, search, words }

describe('an offer that its provider takes back after the window', () => {
  const { shell, clock } = useDatabase({ seed: seedSmallCouncil, listeners })

  let opened: ReturnType<typeof serverFor> | undefined
  const browser = async (door: 'staff' | 'portal', ref: string) => {
    opened ??= serverFor(shell, [(doors: Doors) => routes(doors, house)], {
      identities: {
        actorOf: async ({ identity }: { identity: string }) =>
          identity.startsWith('1-') ? provider(identity) : officerOf(identity),
        actorOfToken: async () => undefined,
      },
    })
    const one = new Browser(await opened)
    await one.signInAs(door, ref)
    return one
  }
  const statusOf = async (packageRef: string) =>
    (await shell.read(officer(), (tx) => findPackage(tx, packageRef)))?.status
  const hear = async (packageRef: string) => {
    const job = jobs(shell).find(({ name }) => name === FALLEN_JOB)
    await job?.run({ council: COUNCIL, packageRef })
  }

  it('says why; the choice falls, the broker reads it and chooses among the others', async () => {
    const packageRef = await chosenPackage(shell)
    got(await signStep(shell, officerOf(SIGNERS[0]), { packageRef, step: 1 }))
    const pat = await browser('portal', '1-101')
    const at = `/portal/offers/${packageRef}`
    assert.match((await pat.get(at)).body, /If you can no longer do it/)
    const refused = await pat.post(`${at}/withdraw`, { reason: ' ' }, at)
    assert.equal(refused.statusCode, 400)
    assert.match(refused.body, /Say why you withdraw the offer/)
    assert.equal((await pat.post(`${at}/withdraw`, { reason: 'Two workers left' }, at)).statusCode, 303)
    assert.match((await pat.get(at)).body, /Withdrawn by you/)
    await hear(packageRef)
    assert.equal(await statusOf(packageRef), 'offers_in')
    const broker = await browser('staff', 'O-1')
    const record = (await broker.get(`/packages/${packageRef}`)).body
    assert.match(record, /Wye Valley Carers withdrew its offer/)
    assert.match(record, /Two workers left/)
    assert.match(record, /A broker chooses from 2 offers/)
    const lines = await shell.read(officer(), (tx) => timeline(tx, `package:${packageRef}`))
    const told = lines.map((one) => inWords(house, one)).join()
    assert.match(told, /Choice withdrawn: Wye Valley Carers withdrew its offer: Two workers left/)
    await hear(packageRef)
    assert.equal(await statusOf(packageRef), 'offers_in')
  })

  it('is not what a signer signs who read it while another was chosen', async () => {
    const packageRef = await chosenPackage(shell)
    const at = `/packages/${packageRef}/sign-off`
    const signer = await browser('staff', SIGNERS[0])
    const read = (await signer.get(at)).body
    const round = /name="round"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="round"/.exec(read)
    const decision = { step: '1', decision: 'sign', round: round?.[1] ?? round?.[2] ?? '' }
    got(await takeOfferBack(shell, provider('1-101'), { packageRef, reason: 'Two workers left' }))
    await hear(packageRef)
    const next = { packageRef, offerRef: await offerOf(shell, packageRef, '1-102'), code: 'skills', words: 'Hoists' }
    got(await chooseOffer(shell, officerOf('O-1'), next))
    const late = await signer.post(at, decision)
    assert.equal(late.statusCode, 400)
    assert.match(late.body, /Another choice was made while you read[\s\S]*Ledbury Support/)
    assert.match((await signer.get(`/packages/${packageRef}`)).body, /0 of 5/)
    const now = { ...decision, round: String(Number(decision.round) + 1) }
    assert.equal((await signer.post(at, now)).statusCode, 303)
  })

  it('leaves the choice of another as it is', async () => {
    const packageRef = await chosenPackage(shell)
    got(await takeOfferBack(shell, provider('1-102'), { packageRef, reason: 'The round is full' }))
    await hear(packageRef)
    assert.equal(await statusOf(packageRef), 'awaiting_sign_off')
  })

  it('is not placed when the last signature comes before the choice has fallen', async () => {
    const packageRef = await chosenPackage(shell)
    for (const [at, ref] of SIGNERS.slice(0, -1).entries())
      got(await signStep(shell, officerOf(ref), { packageRef, step: at + 1 }))
    got(await takeOfferBack(shell, provider('1-101'), { packageRef, reason: 'Two workers left' }))
    const last = { packageRef, step: SIGNERS.length }
    assert.equal(got(await signStep(shell, officerOf(SIGNERS[4]), last)).blocked, 'offer changed since')
    await hear(packageRef)
    assert.equal(await statusOf(packageRef), 'offers_in')
  })

  it('or that ends by the clock as the last that stood, leaves a package that can be changed and sent again', async () => {
    const packageRef = await sentPackage(shell)
    const made = { ...wholeOffer(packageRef), standsUntil: '2026-11-24' }
    got(await giveOffer(shell, provider('1-101'), made))
    for (const ref of ['1-102', '1-103']) got(await giveOffer(shell, provider(ref), wholeOffer(packageRef)))
    got(await closeOffers(shell, officerOf('O-1'), packageRef))
    for (const ref of ['1-102', '1-103'])
      got(await takeOfferBack(shell, provider(ref), { packageRef, reason: 'Two workers left' }))
    const heard = await hearTakenBack(shell, system(), packageRef)
    assert.equal(heard.ok ? undefined : heard.error, 'nothing fell')
    clock.now = Temporal.Instant.from('2026-11-25T09:00:00Z')
    assert.equal(await expireOffers(shell, system()), 1)
    assert.equal(await statusOf(packageRef), 'no_capacity')
    const over = /stood until 24 November 2026 and is over/
    const pat = await browser('portal', '1-101')
    assert.match((await pat.get(`/portal/offers/${packageRef}`)).body, over)
    assert.match((await pat.get('/portal/offers?show=closed')).body, /Offer over/)
    const broker = await browser('staff', 'O-1')
    assert.match((await broker.get(`/packages/${packageRef}/offers`)).body, /Over since 24 November 2026/)
    assert.match((await broker.get(`/packages/${packageRef}/sending`)).body, /Stood until 24 November 2026/)
    assert.match((await broker.get(`/packages/${packageRef}/check`)).body, /Send to providers/)
    const at = `/packages/${packageRef}`
    assert.equal((await broker.post(`${at}/send`, {}, `${at}/check`)).statusCode, 303)
    assert.equal(await statusOf(packageRef), 'sent')
  })
})
