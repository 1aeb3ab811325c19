/** Consent withdrawn in every state, and who pays for a draft. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findPackage } from '#src/brokerage/packages/care-package.store.ts'
import { closeOffers, sendPackage } from '#src/brokerage/packages/package-commands.ts'
import { requestPackage } from '#src/brokerage/requests/request-commands.ts'
import { listeners } from '#src/brokerage/listeners.ts'
import { giveOffer } from '#src/brokerage/offers/offer-commands.ts'
import { findInvitation, listInvitations } from '#src/brokerage/offers/offer.store.ts'
import { panels, search, work } from '#src/brokerage/panels.ts'
import { routes } from '#src/brokerage/routes.ts'
import { endConsent, keepConsent, setPayer } from '#src/brokerage/self-funders/consent-commands.ts'
import { changePayer } from '#src/brokerage/self-funders/self-funder.ts'
import { acceptFee, arrangeCare } from '#src/brokerage/self-funders/self-funder-commands.ts'
import { findArrangement } from '#src/brokerage/self-funders/self-funder.store.ts'
import {
  got,
  offerOf,
  officerOf,
  PATTERN,
  provider,
  refusal,
  seedSmallCouncil,
  wholeOffer,
} from '#src/brokerage/small-council.test.ts'
import { words } from '#src/brokerage/words.ts'
import { listSharedPeople } from '#src/people/index.ts'
import type { Shell } from '#src/platform/command.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import { system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'

const BEA = officerOf('O-1')
const TODAY = '2026-11-22'
const YES = { by: 'Ann Hughes', as: 'acting', on: TODAY } as const
const council = system()

async function draft(shell: Shell, payer?: 'self'): Promise<string> {
  const asked = await requestPackage(shell, BEA, {
    ...{ personRef: 'P-1001', service: 'home_care', pattern: PATTERN, outcomes: ['nutrition'], startBy: '2026-11-30' },
    ...(payer ? { payer } : {}),
  })
  return got(asked).packageRef
}

async function agreed(shell: Shell): Promise<string> {
  const packageRef = await draft(shell, 'self')
  got(await keepConsent(shell, BEA, { packageRef, ...YES, words: 'Share what I need' }))
  got(await acceptFee(shell, BEA, { packageRef, ...YES, feePence: 15_000 }))
  return packageRef
}

async function arranged(shell: Shell): Promise<string> {
  const packageRef = await agreed(shell)
  got(await sendPackage(shell, BEA, packageRef))
  for (const ref of ['1-101', '1-102', '1-103']) got(await giveOffer(shell, provider(ref), wholeOffer(packageRef)))
  got(await closeOffers(shell, BEA, packageRef))
  got(await arrangeCare(shell, BEA, { packageRef, ...YES, offerRef: await offerOf(shell, packageRef, '1-101') }))
  return packageRef
}

const serverOf = (shell: Shell) =>
  serverFor(shell, [(doors: Doors) => routes(doors, { panels, work, search, words })], {
    identities: {
      actorOf: async ({ identity }) => (identity.startsWith('1-') ? provider(identity) : officerOf(identity)),
      actorOfToken: async () => BEA,
    },
  })

describe('consent that is withdrawn', () => {
  const { shell } = useDatabase({ seed: (harness) => seedSmallCouncil(harness), listeners })

  it('keeps a draft from being sent, until it is given anew', async () => {
    const packageRef = await agreed(shell)
    assert.equal(refusal(await endConsent(shell, BEA, { packageRef, ...YES, by: ' ' })), 'nobody named')
    assert.equal(refusal(await endConsent(shell, BEA, { packageRef, ...YES, on: '2026-11-21' })), 'before the consent')
    got(await endConsent(shell, BEA, { packageRef, ...YES }))
    assert.equal(refusal(await endConsent(shell, BEA, { packageRef, ...YES })), 'no consent')
    assert.equal(refusal(await sendPackage(shell, BEA, packageRef)), 'no consent')
    assert.equal((await shell.read(council, (tx) => findPackage(tx, packageRef)))?.status, 'draft')
    got(await keepConsent(shell, BEA, { packageRef, ...YES, words: 'After all, share it' }))
    got(await sendPackage(shell, BEA, packageRef))
  })

  it('closes what was sent, takes back what was shown, and tells providers without a name', async () => {
    const packageRef = await agreed(shell)
    got(await sendPackage(shell, BEA, packageRef))
    got(await giveOffer(shell, provider('1-101'), wholeOffer(packageRef)))
    got(await endConsent(shell, BEA, { packageRef, ...YES }))
    const pkg = await shell.read(council, (tx) => findPackage(tx, packageRef))
    assert.deepEqual([pkg?.status, pkg?.pattern.length], ['withdrawn', PATTERN.length])
    const invitations = await shell.read(council, (tx) => listInvitations(tx, packageRef))
    assert.ok(invitations.length > 1)
    for (const one of invitations)
      assert.deepEqual(
        [one.status, one.pattern, one.skills, one.outcomes, one.needs],
        ['cancelled', [], [], [], undefined],
      )
    assert.equal(refusal(await giveOffer(shell, provider('1-102'), wholeOffer(packageRef))), 'no longer wanted')
    const app = await serverOf(shell)
    const wye = new Browser(app)
    await wye.signInAs('portal', '1-101')
    const shown = (await wye.get(`/portal/offers/${packageRef}`)).body
    assert.match(shown, /no longer agrees/)
    assert.doesNotMatch(shown, /Washing|Hughes|P-1001/)
    assert.match((await wye.get('/portal/offers?show=closed')).body, /Not shown/)
    const bea = new Browser(app)
    await bea.signInAs('staff', 'O-1')
    for (const path of ['', '/offers', '/self-funder', '/sending'])
      assert.equal((await bea.get(`/packages/${packageRef}${path}`)).statusCode, 200, path)
  })

  it('leaves the care of an arrangement as it is, and shows the provider the person no more', async () => {
    const packageRef = await arranged(shell)
    const app = await serverOf(shell)
    const wye = new Browser(app)
    await wye.signInAs('portal', '1-101')
    assert.match((await wye.get('/portal/placements')).body, /Hughes/)
    const bea = new Browser(app)
    await bea.signInAs('staff', 'O-1')
    const at = `/packages/${packageRef}/self-funder`
    const said = { 'withdrawn-by': 'Ann Hughes', 'withdrawn-as': 'acting' }
    const on = { 'withdrawn-on-day': '22', 'withdrawn-on-month': '11', 'withdrawn-on-year': '2026' }
    const greens = [
      ...(await bea.get(at)).body.matchAll(/<button[^>]*class="govuk-button"[^>]*>\s*([^<]+?)\s*<\/button>/g),
    ]
    assert.deepEqual(
      greens.map(([, text]) => text),
      ['Note what was told'],
      'what ends something is no green button',
    )
    assert.match(
      (await bea.post(`${at}/consent-withdrawn`, { ...said, ...on, 'withdrawn-by': '' }, at)).body,
      /Enter the name/,
    )
    assert.equal((await bea.post(`${at}/consent-withdrawn`, { ...said, ...on }, at)).statusCode, 303)
    assert.match((await bea.get(at)).body, /Consent withdrawn[^]*Ann Hughes/)
    const arrangement = await shell.read(council, (tx) => findArrangement(tx, packageRef))
    assert.deepEqual([arrangement?.endDay, arrangement?.unsharedOn], [null, TODAY])
    assert.equal((await shell.read(council, (tx) => findPackage(tx, packageRef)))?.status, 'arranged')
    const [share] = await shell.read(provider('1-101'), (tx) => listSharedPeople(tx, ['P-1001']))
    assert.equal(share?.toDay, TODAY)
    const portal = (await wye.get('/portal/placements')).body
    assert.match(portal, /withdrew their consent/)
    assert.doesNotMatch(portal, /Hughes|Mill Lane/)
    const other = await shell.read(council, (tx) => findInvitation(tx, packageRef, '1-102'))
    assert.deepEqual(other?.pattern, [])
    got(await keepConsent(shell, BEA, { packageRef, ...YES, words: 'Show them again' }))
    assert.match((await wye.get('/portal/placements')).body, /Hughes/)
  })
})

describe('who pays for a draft', () => {
  const { shell } = useDatabase({ seed: (harness) => seedSmallCouncil(harness), listeners })

  it('changes with a reason, and what the other needs before it is sent follows', async () => {
    const packageRef = await draft(shell)
    const asked = { packageRef, payer: 'self', reason: 'Savings of £30,000' } as const
    assert.equal(refusal(await setPayer(shell, BEA, { ...asked, payer: 'council' })), 'pays already')
    assert.equal(refusal(await setPayer(shell, BEA, { ...asked, reason: ' ' })), 'no reason')
    got(await setPayer(shell, BEA, asked))
    assert.equal(refusal(await sendPackage(shell, BEA, packageRef)), 'no consent')
    got(await setPayer(shell, BEA, { packageRef, payer: 'council', reason: 'Savings were spent on a ramp' }))
    got(await sendPackage(shell, BEA, packageRef))
    assert.equal(refusal(await setPayer(shell, BEA, asked)), 'not in this state')
    const invitation = await shell.read(council, (tx) => findInvitation(tx, packageRef, '1-101'))
    assert.equal(invitation?.needs?.payer, undefined)
  })

  it('stays the council where a spot purchase waits for approval', async () => {
    const packageRef = await draft(shell)
    const pkg = await shell.read(council, (tx) => findPackage(tx, packageRef))
    assert.ok(pkg)
    assert.equal(refusal(changePayer(pkg, { payer: 'self', reason: 'Savings' }, true)), 'waits for a spot purchase')
  })

  it('is asked on a page and by machines', async () => {
    const packageRef = await draft(shell)
    const app = await serverOf(shell)
    const bea = new Browser(app)
    await bea.signInAs('staff', 'O-1')
    const at = `/packages/${packageRef}/payer`
    assert.match((await bea.get(`/packages/${packageRef}`)).body, /Another pays/)
    assert.match((await bea.post(at, { payer: 'self', reason: '' }, at)).body, /Say why/)
    assert.equal((await bea.post(at, { payer: 'self', reason: 'Savings' }, at)).statusCode, 303)
    const post = async (url: string, payload: object) =>
      app.inject({
        method: 'POST',
        url: `/api/v1${url}`,
        headers: { authorization: 'Bearer any', 'idempotency-key': url },
        payload,
      })
    const consent = { ...YES, words: 'Share what I need' }
    assert.equal((await post(`/packages/${packageRef}/self-funder/consent`, consent)).statusCode, 200)
    assert.equal((await post(`/packages/${packageRef}/self-funder/consent-withdrawn`, YES)).statusCode, 200)
    const known = await app.inject({
      ...{ url: `/api/v1/packages/${packageRef}/self-funder`, headers: { authorization: 'Bearer any' } },
    })
    assert.equal(known.json().consentWithdrawnOn, TODAY)
    assert.equal((await post(at, { payer: 'council', reason: 'Eligible' })).statusCode, 200)
    assert.equal((await shell.read(council, (tx) => findPackage(tx, packageRef)))?.payer, undefined)
  })
})
