import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { listeners } from '#src/brokerage/listeners.ts'
import { mails } from '#src/brokerage/mails.ts'
import { askProviderAgain, stopAskingProvider, withdrawTransferred } from '#src/brokerage/leaving/leaving-commands.ts'
import { giveOffer } from '#src/brokerage/offers/offer-commands.ts'
import { findOffer, listInvitations } from '#src/brokerage/offers/offer.store.ts'
import { closeOffers, withdrawPackage } from '#src/brokerage/packages/package-commands.ts'
import { routes } from '#src/brokerage/routes.ts'
import { chooseOffer, signStep, withdrawChoice } from '#src/brokerage/sign-off/sign-off-commands.ts'
import {
  chosenPackage,
  got,
  offerOf,
  officerOf,
  provider,
  refusal,
  seedSmallCouncil,
  sentPackage,
  SIGNERS,
  wholeOffer,
} from '#src/brokerage/small-council.test.ts'
import { words } from '#src/brokerage/words.ts'
import { listContractsFor, novateContract } from '#src/contracts/index.ts'
import { timeline } from '#src/platform/audit.ts'
import { rows, sql } from '#src/platform/database.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import { listMails } from '#src/platform/sign-in/mail.ts'
import { inviteProviderUser } from '#src/platform/sign-in/provider-users.ts'
import { inWords } from '#src/platform/panels.ts'
import { officer, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'

const house = { panels: [], work: [], search: [], words }
const WHY = 'Exit EX-1 of this provider is open'
const LEAVING = '1-101'

describe('a provider that leaves', () => {
  const { shell } = useDatabase({ seed: seedSmallCouncil, listeners })
  const me = system()
  const standing = async (packageRef: string) =>
    Object.fromEntries(
      (await shell.read(me, (tx) => listInvitations(tx, packageRef))).map((one) => [one.organisationRef, one.status]),
    )
  const leaves = () =>
    shell.command(me, 'leave', async (tx) => {
      await stopAskingProvider(tx, LEAVING, WHY)
      tx.record({ type: 'tests.left', about: [], data: {} })
      return { ok: true as const, value: null }
    })
  const staysAfterAll = () =>
    shell.command(me, 'stay', async (tx) => {
      await askProviderAgain(tx, LEAVING)
      tx.record({ type: 'tests.stays', about: [], data: {} })
      return { ok: true as const, value: null }
    })
  const offerStanding = async (packageRef: string, ref: string) =>
    (await shell.read(me, (tx) => findOffer(tx, packageRef, ref)))?.status

  it('is no longer asked, its offer does not stand, and others keep theirs', async () => {
    const packageRef = await sentPackage(shell)
    for (const ref of [LEAVING, '1-102']) got(await giveOffer(shell, provider(ref), wholeOffer(packageRef)))
    got(await leaves())
    assert.deepEqual(await standing(packageRef), { [LEAVING]: 'cancelled', '1-102': 'offered', '1-103': 'invited' })
    assert.deepEqual(
      [await offerStanding(packageRef, LEAVING), await offerStanding(packageRef, '1-102')],
      ['withdrawn', 'made'],
    )
    assert.equal(refusal(await giveOffer(shell, provider(LEAVING), wholeOffer(packageRef))), 'no longer wanted')
    const lines = await shell.read(me, (tx) => timeline(tx, `package:${packageRef}`))
    assert.match(
      lines.map((one) => inWords(house, one)).join(),
      /is no longer asked\. Exit EX-1 of this provider is open/,
    )
  })

  it('is not asked for a new package until it stays after all', async () => {
    got(await leaves())
    assert.deepEqual(Object.keys(await standing(await sentPackage(shell))).sort(), ['1-102', '1-103'])
    got(await staysAfterAll())
    assert.deepEqual(Object.keys(await standing(await sentPackage(shell, 'P-1002'))).sort(), [
      LEAVING,
      '1-102',
      '1-103',
    ])
  })

  it('is told to the public directory, until it stays after all', async () => {
    const told = () =>
      shell.read(me, (tx) => rows(tx, sql<{ ref: string }>`select organisation_ref as ref from providers.leaving`))
    got(await leaves())
    assert.deepEqual(await told(), [{ ref: LEAVING }])
    got(await staysAfterAll())
    assert.deepEqual(await told(), [])
  })

  it('reads by mail that what it was asked is withdrawn, and why, and nothing of the person', async () => {
    const user = { name: 'Wyn Carer', email: 'wyn@provider.example', organisationRef: LEAVING, organisationName: 'Wye' }
    got(await inviteProviderUser(shell, officer(), user, { address: 'https://x.example', council: 'Wenbury' }))
    const [first, second] = [await sentPackage(shell), await sentPackage(shell, 'P-1002')]
    got(await leaves())
    const told = async () =>
      (await shell.read(me, (tx) => listMails(tx, 20))).filter(({ template }) => template === 'request-withdrawn')
    const [mail, ...more] = await told()
    assert.deepEqual([mail?.to, mail?.data['request'], more.length], [user.email, `${first}, ${second}`, 0])
    assert.match(mails['request-withdrawn']!(mail?.data ?? {}).text, /An exit of your organisation is open/)
    got(await withdrawPackage(shell, officerOf('O-1'), { packageRef: first, reason: 'Margaret Hughes went home' }))
    assert.equal((await told()).length, 1, 'nobody is told twice')
    await staysAfterAll()
    const again = await sentPackage(shell)
    got(await withdrawPackage(shell, officerOf('O-1'), { packageRef: again, reason: 'Margaret Hughes went home' }))
    const last = (await told()).find(({ data }) => data['request'] === again)
    const { subject, text } = mails['request-withdrawn']!(last?.data ?? {})
    assert.match(text, /no longer asks for this care/)
    assert.doesNotMatch(subject + text, /Hughes|P-1001/)
  })

  it('and was chosen keeps its invitation, but the last signature does not place it', async () => {
    const packageRef = await chosenPackage(shell)
    got(await leaves())
    assert.equal((await standing(packageRef))[LEAVING], 'offered')
    for (const [at, ref] of SIGNERS.entries()) got(await signStep(shell, officerOf(ref), { packageRef, step: at + 1 }))
    got(await withdrawChoice(shell, officerOf('O-1'), { packageRef, reason: 'The provider leaves' }))
    const offerRef = await offerOf(shell, packageRef, LEAVING)
    assert.equal(refusal(await chooseOffer(shell, officerOf('O-1'), { packageRef, offerRef })), 'provider is suspended')
  })

  it('sees on the portal why, and so does the broker', async (t) => {
    const server = await serverFor(shell, [(doors: Doors) => routes(doors, house)], {
      identities: {
        actorOf: async ({ identity }: { identity: string }) =>
          identity.startsWith('1-') ? provider(identity) : officerOf(identity),
        actorOfToken: async () => undefined,
      },
    })
    t.after(() => server.close())
    const packageRef = await sentPackage(shell)
    got(await leaves())
    const [portal, staff] = [new Browser(server), new Browser(server)]
    await portal.signInAs('portal', LEAVING)
    const shown = (await portal.get(`/portal/offers/${packageRef}`)).body
    assert.match(shown, /The council withdrew this request\. Exit EX-1 of this provider is open/)
    assert.doesNotMatch(shown, /Make an offer/)
    await staff.signInAs('staff', 'O-1')
    assert.match(
      (await staff.get(`/packages/${packageRef}/sending`)).body,
      /Withdrawn[\s\S]*Exit EX-1 of this provider/,
    )
  })
})

describe('a contract that another takes over', () => {
  const { shell } = useDatabase({ seed: seedSmallCouncil })
  const me = system()

  it('leaves nobody asked who had it: today’s at once, tomorrow’s when its day is no later than the care’s', async () => {
    const packageRef = await sentPackage(shell)
    got(await giveOffer(shell, provider(LEAVING), wholeOffer(packageRef)))
    const on = '2026-11-30'
    const contract = (
      await shell.read(me, (tx) => listContractsFor(tx, { service: 'home_care', zone: 'rural', on }))
    ).find((one) => one.organisationRef === LEAVING)
    const user = { name: 'Wyn Carer', email: 'wyn@provider.example', organisationRef: LEAVING, organisationName: 'Wye' }
    got(await inviteProviderUser(shell, officer(), user, { address: 'https://x.example', council: 'Wenbury' }))
    const connie = officer('O-9', ['contracts.change'])
    assert.equal(await withdrawTransferred(shell, me), 0)
    got(
      await novateContract(shell, connie, {
        ...{
          contractRef: contract?.contractRef ?? '',
          organisationRef: '1-102',
          fromDay: '2026-11-29',
          ground: 'light touch',
        },
        ...{ isStated: true, authority: { kind: 'decision', words: 'Director' }, reason: 'It is insolvent' },
      }),
    )
    assert.equal(await withdrawTransferred(shell, me), 1)
    assert.equal(await withdrawTransferred(shell, me), 0, 'once')
    const found = await shell.read(me, (tx) => listInvitations(tx, packageRef))
    assert.deepEqual(found.map(({ organisationRef, status }) => [organisationRef, status]).sort(), [
      ['1-101', 'cancelled'],
      ['1-102', 'invited'],
      ['1-103', 'invited'],
    ])
    assert.match(
      found.find((one) => one.organisationRef === LEAVING)?.withdrawnWhy ?? '',
      /is another provider’s from 29 November 2026/,
    )
    const told = (await shell.read(me, (tx) => listMails(tx, 20))).filter(
      ({ template }) => template === 'request-withdrawn',
    )
    assert.deepEqual(
      told.map(({ to, data }) => [to, data['request'], data['code']]),
      [[user.email, packageRef, 'contract']],
    )
    const { subject, text } = mails['request-withdrawn']!(told[0]?.data ?? {})
    assert.match(text, /The contract under which you were asked is another provider’s when the care would begin/)
    assert.doesNotMatch(subject + text, /Hughes|P-1001|CT-/)
    got(await giveOffer(shell, provider('1-103'), wholeOffer(packageRef)))
    got(await giveOffer(shell, provider('1-102'), wholeOffer(packageRef)))
    got(await closeOffers(shell, officerOf('O-1'), packageRef))
  })
})
