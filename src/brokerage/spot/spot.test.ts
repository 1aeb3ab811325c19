import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findPackage } from '#src/brokerage/packages/care-package.store.ts'
import { closeOffers, sendPackage } from '#src/brokerage/packages/package-commands.ts'
import { requestPackage } from '#src/brokerage/requests/request-commands.ts'
import { listeners } from '#src/brokerage/listeners.ts'
import { giveOffer } from '#src/brokerage/offers/offer-commands.ts'
import { chooseTogether } from '#src/brokerage/offers/choose-together-commands.ts'
import { listInvitations } from '#src/brokerage/offers/offer.store.ts'
import { closeWindows } from '#src/brokerage/offers-and-signatures.job.ts'
import { panels, search, work } from '#src/brokerage/panels.ts'
import { findPlacement } from '#src/brokerage/packages/placement.store.ts'
import { routes } from '#src/brokerage/routes.ts'
import { chooseOffer } from '#src/brokerage/sign-off/sign-off-commands.ts'
import {
  chosenPackage,
  got,
  offerOf,
  officerOf,
  PATTERN,
  provider,
  refusal,
  seedSmallCouncil,
  sentPackage,
  signAll,
  wholeOffer,
} from '#src/brokerage/small-council.test.ts'
import { askExtension } from '#src/brokerage/spot/extension-commands.ts'
import { askSpot, decideSpotPurchase, endSpots } from '#src/brokerage/spot/spot-commands.ts'
import { abovePercent, checkSpot, sharePercent } from '#src/brokerage/spot/spot.ts'
import { countSpotMonths, findApprovedSpot } from '#src/brokerage/spot/spot.store.ts'
import { words } from '#src/brokerage/words.ts'
import { ok } from '#src/base/result.ts'
import { enterContract, listDrawDownsOfPackage } from '#src/contracts/index.ts'
import { changePolicy } from '#src/councils/index.ts'
import { loadRegister } from '#src/providers/index.ts'
import type { Shell } from '#src/platform/command.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import { NOON, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { workOf } from '#test/support/work.ts'

/** Beside the framework's providers one with a contract of its own; the framework is asked before the spot. */
async function seedWithSpot(seeding: { shell: Shell }): Promise<void> {
  await seedSmallCouncil(seeding)
  const entry = {
    ...{ line: 9, organisation: { organisationRef: '1-104', name: 'Spot Carers', status: 'registered' as const } },
    location: { locationRef: '1-104-1', organisationRef: '1-104', name: 'Spot Carers', status: 'registered' as const },
    ...{ ratings: [], successions: [] },
  }
  got(
    await seeding.shell.command(system(), 'load-register', async (tx) => {
      await loadRegister(tx, [entry], { layout: 'small-council', asOf: '2026-11-02' })
      return ok(1)
    }),
  )
  got(
    await changePolicy(seeding.shell, system(), {
      ...{ kind: 'sending', fromDay: '2026-11-22', reason: 'Framework of 2026' },
      value: { routes: [{ of: 'any', mechanism: 'lead_first', firstRefusalHours: 4 }] },
    }),
  )
  got(
    await enterContract(seeding.shell, system(), {
      ...{ frameworkRef: null, organisationRef: '1-104', title: 'Spot', lot: 'Spot', service: 'home_care' },
      ...{ zones: ['rural'], cardRef: 'HC-1-103', ceilingPence: null, fromDay: '2026-04-01', toDay: '2028-04-01' },
    }),
  )
}

const BEA = officerOf('O-1')
const MO = officerOf('O-3')
const asked = { why: 'no_capacity', words: '', endDay: '2027-01-31', organisationRefs: ['1-104'] }

describe('whether care may be bought on the spot', () => {
  const pkg = { status: 'no_capacity', startBy: '2026-11-30' } as const
  const askable = [{ organisationRef: '1-104', name: 'Spot', weeklyPence: 20_000 }]
  const check = (more: object, known: object = {}, on: object = pkg) =>
    refusal(
      checkSpot(on as typeof pkg, { ...asked, ...more }, { afterFramework: true, askable, mostWeeks: 26, ...known }),
    )

  it('rests on the framework or on words, a reason, an end and a provider', () => {
    assert.equal(check({}), undefined)
    assert.equal(check({}, { afterFramework: false }), 'framework not asked needs words')
    assert.equal(check({ words: 'Only they nurse at night' }, { afterFramework: false }), undefined)
    assert.equal(check({ why: 'cheap' }), 'not a reason')
    assert.equal(check({ endDay: '2026-11-30' }), 'ends before it starts')
    assert.equal(check({ endDay: '2027-05-31' }), undefined)
    assert.equal(check({ endDay: '2027-06-01' }), 'too long')
    assert.equal(check({ organisationRefs: ['1-9'] }), 'nobody to ask')
    assert.equal(check({}, {}, { ...pkg, status: 'sent' }), 'not in this state')
  })

  it('is measured beside the benchmark and by month', () => {
    assert.deepEqual([abovePercent(11_050, 10_000), abovePercent(9_000, 10_000)], [10, -10])
    const month = { month: '2026-11', weeklyPence: 0, spotPence: 0 }
    assert.equal(sharePercent({ ...month, placed: 3, spot: 1 }), 33.3)
    assert.equal(sharePercent({ ...month, placed: 0, spot: 0 }), undefined)
  })
})

describe('a spot purchase', () => {
  const { shell, clock } = useDatabase({ seed: seedWithSpot, listeners })
  const council = system()

  /** The framework was asked and nobody could. */
  async function nobodyOffered(): Promise<string> {
    const packageRef = await sentPackage(shell)
    clock.now = NOON.add({ hours: 24 })
    await closeWindows(shell, council)
    return packageRef
  }

  it('is approved by another officer, asked of the spot provider alone, signed, and ends on its day', async () => {
    const packageRef = await nobodyOffered()
    const spot = got(await askSpot(shell, BEA, { packageRef, ...asked }))
    assert.match(spot.spotRef, /^BS-\d+$/)
    assert.deepEqual([spot.afterFramework, spot.benchmarkPence, spot.ceilingPence], [true, 17_787, 18_368])
    assert.equal(refusal(await askSpot(shell, BEA, { packageRef, ...asked })), 'waits already')
    const decide = (who: typeof BEA, approve = true, reason = '') =>
      decideSpotPurchase(shell, who, { packageRef, approve, reason })
    const brokers = work.find(({ grant }) => grant === 'brokerage.see')
    const due = await shell.read(MO, async (tx) => (await brokers?.list(tx, MO))?.[0])
    assert.equal(due?.action, 'Approve or refuse a spot purchase')
    assert.equal(refusal(await decide(BEA)), 'asked for it')
    assert.equal(refusal(await decide(officerOf('O-2'))), 'asked for it')
    assert.equal(refusal(await decide({ ...MO, kind: 'machine' })), 'not an officer')
    assert.equal(refusal(await decide(MO, false)), 'no reason')
    got(await decide(MO))
    assert.equal(refusal(await decide(MO)), 'decided already')
    const invited = await shell.read(council, (tx) => listInvitations(tx, packageRef))
    assert.deepEqual(
      invited.filter(({ sentAt }) => sentAt.equals(clock.now)).map(({ organisationRef }) => organisationRef),
      ['1-104'],
    )
    got(await giveOffer(shell, provider('1-104'), wholeOffer(packageRef)))
    got(await closeOffers(shell, BEA, packageRef))
    const offerRef = await offerOf(shell, packageRef, '1-104')
    got(
      await chooseOffer(shell, BEA, {
        packageRef,
        offerRef,
        ceilingReason: 'Nobody else',
        floorReason: 'Asked and explained',
      }),
    )
    await signAll(shell, packageRef)
    const placement = await shell.read(council, (tx) => findPlacement(tx, packageRef))
    assert.deepEqual([placement?.organisationRef, placement?.endDay], ['1-104', '2027-01-31'])
    await goesOn(packageRef)
    clock.now = Temporal.Instant.from('2027-01-31T00:30:00Z')
    assert.equal(await endSpots(shell, council), 0)
    clock.now = Temporal.Instant.from('2027-03-01T00:30:00Z')
    assert.equal(await endSpots(shell, council), 1)
    assert.equal((await shell.read(council, (tx) => findPackage(tx, packageRef)))?.status, 'ended')
  })

  it('that is one part of a combination keeps its reason, its approval and its end', async () => {
    const packageRef = await sentPackage(shell)
    const { covers } = wholeOffer(packageRef)
    const some = (from: number, to: number) => covers.filter(({ day }) => day >= from && day <= to)
    got(await giveOffer(shell, provider('1-101'), { ...wholeOffer(packageRef), covers: some(1, 5) }))
    clock.now = NOON.add({ hours: 24 })
    await closeWindows(shell, council)
    got(await askSpot(shell, BEA, { packageRef, ...asked }))
    got(await decideSpotPurchase(shell, MO, { packageRef, approve: true, reason: '' }))
    got(await giveOffer(shell, provider('1-104'), { ...wholeOffer(packageRef), covers: some(6, 7) }))
    got(await closeOffers(shell, BEA, packageRef))
    const refs = [await offerOf(shell, packageRef, '1-101'), await offerOf(shell, packageRef, '1-104')]
    const parts = got(
      await chooseTogether(shell, BEA, {
        ...{ packageRef, together: refs.join('+'), ceilingReason: 'Nobody else', floorReason: 'Asked and explained' },
      }),
    )
    for (const one of parts) await signAll(shell, one.packageRef)
    const placed = await Promise.all(parts.map((one) => shell.read(council, (tx) => findPlacement(tx, one.packageRef))))
    assert.deepEqual(placed.map((one) => [one?.organisationRef, one?.endDay]).sort(), [
      ['1-101', null],
      ['1-104', '2027-01-31'],
    ])
    const part = parts.find(({ choice }) => choice?.organisationRef === '1-104')
    const spot = await shell.read(council, (tx) => findApprovedSpot(tx, part?.packageRef ?? '', '1-104'))
    assert.deepEqual(
      [spot?.why, spot?.askedBy, spot?.decidedBy, spot?.providers[0]?.weeklyPence],
      ['no_capacity', 'O-1', 'O-3', part?.choice?.weeklyPence],
    )
    assert.ok(spot?.benchmarkPence && spot.benchmarkPence < 17_787, 'the benchmark is that of the part')
    clock.now = Temporal.Instant.from('2027-01-31T00:30:00Z')
    assert.equal(await endSpots(shell, council), 1)
  })

  it('is not what those outside a framework are asked for where all are asked at once: they come in a round after', async (t) => {
    const reached = async (packageRef: string) => {
      const invited = await shell.read(council, (tx) => listInvitations(tx, packageRef))
      return invited.map(({ organisationRef }) => organisationRef).sort()
    }
    clock.now = NOON.add({ hours: 24 })
    got(
      await changePolicy(shell, council, {
        ...{ kind: 'sending', fromDay: '2026-11-23', reason: 'Everybody is asked at once' },
        value: { routes: [{ of: 'any', mechanism: 'all_at_once', firstRefusalHours: 4 }] },
      }),
    )
    const packageRef = await sentPackage(shell)
    assert.deepEqual(await reached(packageRef), ['1-101', '1-102', '1-103'])
    const server = await serverFor(shell, [(doors: Doors) => routes(doors, { panels, work, search, words })], {
      identities: { actorOf: async () => BEA, actorOfToken: async () => undefined },
    })
    t.after(() => server.close())
    const staff = new Browser(server)
    await staff.signInAs('staff', 'O-1')
    const shown = (await staff.get(`/packages/${packageRef}/sending`)).body
    assert.match(shown, /Round 1: The framework[\s\S]*Round 2: Contracts outside the framework[\s\S]*Not asked yet/)
    assert.match(shown, /round 2 is asked: contracts outside the framework, 1 provider/)
    clock.now = NOON.add({ hours: 48 })
    await closeWindows(shell, council)
    assert.deepEqual(await reached(packageRef), ['1-101', '1-102', '1-103', '1-104'])
  })

  /** Before it ends it stands in My work, and goes on by approval alone. */
  async function goesOn(packageRef: string): Promise<void> {
    const waiting = async (who: typeof BEA) =>
      (await workOf(shell, who, work))
        .filter(({ record }) => record === `package:${packageRef}`)
        .map(({ action }) => action)
        .filter((action) => /spot/.test(action))
    assert.deepEqual(await waiting(BEA), [])
    clock.now = Temporal.Instant.from('2027-01-10T12:00:00Z')
    assert.deepEqual(await waiting(BEA), ['Care on the spot ends: ask the framework again, or extend it'])
    const on = { packageRef, why: 'no_capacity', words: 'Asked again on 8 January, nobody could', endDay: '2027-03-01' }
    assert.equal(refusal(await askExtension(shell, BEA, { ...on, words: ' ' })), 'extension needs words')
    assert.equal(refusal(await askExtension(shell, BEA, { ...on, endDay: '2027-01-31' })), 'not later')
    assert.equal(refusal(await askExtension(shell, BEA, { ...on, endDay: '2027-08-02' })), 'too long')
    assert.equal(got(await askExtension(shell, BEA, on)).wasDay, '2027-01-31')
    assert.equal(refusal(await askExtension(shell, BEA, on)), 'waits already')
    assert.deepEqual(await waiting(MO), ['Approve or refuse an extension of care on the spot'])
    const decide = (who: typeof BEA) => decideSpotPurchase(shell, who, { packageRef, approve: true, reason: '' })
    assert.equal(refusal(await decide(BEA)), 'asked for it')
    const drawn = async () =>
      (await shell.read(council, (tx) => listDrawDownsOfPackage(tx, packageRef))).map(({ kind, toDay }) => [
        kind,
        toDay,
      ])
    assert.deepEqual(await drawn(), [['placed', '2027-01-31']])
    got(await decide(MO))
    assert.deepEqual((await drawn()).at(-1), ['placed', '2027-03-01'])
    const placement = await shell.read(council, (tx) => findPlacement(tx, packageRef))
    assert.equal(placement?.endDay, '2027-03-01')
    assert.deepEqual(await waiting(BEA), [])
  }

  it('counts in its month beside what the framework placed', async () => {
    const packageRef = await chosenPackage(shell, 'P-1002')
    await signAll(shell, packageRef)
    const months = await shell.read(council, (tx) => countSpotMonths(tx, '2026-11-01', '2026-11-30'))
    assert.deepEqual(
      months.map(({ placed, spot, spotPence }) => [placed, spot, spotPence]),
      [[1, 0, 0]],
    )
  })

  it('is asked for, approved and looked at on its pages', async () => {
    const packageRef = await nobodyOffered()
    const app = await serverFor(shell, [(doors: Doors) => routes(doors, { panels, work, search, words })], {
      identities: { actorOf: async ({ identity }) => officerOf(identity), actorOfToken: async () => BEA },
    })
    const as = async (ref: string) => {
      const browser = new Browser(app)
      await browser.signInAs('staff', ref)
      return browser
    }
    const bea = await as('O-1')
    const at = `/packages/${packageRef}/spot`
    const form = await bea.get(at)
    for (const shown of ['The framework was asked', '£177.87 a week', 'Spot Carers'])
      assert.ok(form.body.includes(shown), shown)
    const filled = {
      why: 'no_capacity',
      words: '',
      providers: '1-104',
      'endDay-day': '31',
      'endDay-month': '1',
      'endDay-year': '2027',
    }
    assert.match((await bea.post(at, { ...filled, 'endDay-day': '' })).body, /Enter the first day without this care/)
    assert.match((await bea.post(at, { ...filled, why: '' })).body, /Select why no framework provider/)
    assert.equal((await bea.post(at, filled)).statusCode, 303)
    assert.doesNotMatch((await bea.get(at)).body, /Approve it\?/)
    const mo = await as('O-3')
    assert.match((await mo.post(`${at}/decide`, { decision: '', reason: '' }, at)).body, /Select whether you approve/)
    assert.equal((await mo.post(`${at}/decide`, { decision: 'approve', reason: '' }, at)).statusCode, 303)
    assert.match((await mo.get(at)).body, /Approved by[^]*8% above the benchmark|8% above the benchmark[^]*Approved by/)
    assert.match((await bea.get(`/packages/${packageRef}/sending`)).body, /Spot purchase/)
    assert.match((await bea.get('/spot-purchases?status=approved')).body, /No framework provider could take it/)
    assert.match((await bea.get('/spot-purchases.csv')).body, /share_percent/)
    const call = async (url: string) => (await app.inject({ url, headers: { authorization: 'Bearer any' } })).json()
    assert.equal((await call(`/api/v1${at}`)).spot.status, 'approved')
    assert.equal((await call('/api/v1/spot-share')).items.length, 12)
  })

  it('without the framework says why in words', async () => {
    const { packageRef } = got(
      await requestPackage(shell, officerOf('O-2'), {
        ...{ personRef: 'P-1001', service: 'home_care', kind: 'crisis', pattern: PATTERN, outcomes: ['nutrition'] },
        startBy: '2026-11-30',
      }),
    )
    const crisis = { ...asked, packageRef, why: 'crisis' }
    assert.equal(refusal(await askSpot(shell, BEA, crisis)), 'framework not asked needs words')
    got(await askSpot(shell, BEA, { ...crisis, words: 'Her husband died tonight' }))
    got(await decideSpotPurchase(shell, MO, { packageRef, approve: false, reason: 'Ask the duty team first' }))
    assert.equal((await shell.read(council, (tx) => findPackage(tx, packageRef)))?.status, 'draft')
    got(await sendPackage(shell, BEA, packageRef))
  })
})
