import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { giveOffer } from '#src/brokerage/offers/offer-commands.ts'
import { endSpots } from '#src/brokerage/spot/spot-commands.ts'
import { listeners } from '#src/brokerage/listeners.ts'
import { findPackage } from '#src/brokerage/packages/care-package.store.ts'
import { missing, stayOf } from '#src/brokerage/packages/care-package.ts'
import { closeOffers, sendPackage } from '#src/brokerage/packages/package-commands.ts'
import { findPlacement } from '#src/brokerage/packages/placement.store.ts'
import { panels, search, work } from '#src/brokerage/panels.ts'
import { changePackage, requestPackage } from '#src/brokerage/requests/request-commands.ts'
import { routes } from '#src/brokerage/routes.ts'
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
import { listWaiting } from '#src/brokerage/waiting-list/waiting.store.ts'
import { words } from '#src/brokerage/words.ts'
import { listDrawDownsOfPackage } from '#src/contracts/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import { system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'

const SAM = officerOf('O-2')
const BEA = officerOf('O-1')

describe('care for a time', () => {
  const { shell, clock } = useDatabase({ seed: seedSmallCouncil, listeners })
  const read = <T>(of: Parameters<typeof shell.read<T>>[1]) => shell.read(system(), of)
  const asked = async (kind: 'respite' | 'carers_break' = 'respite', endDay?: string) =>
    got(
      await requestPackage(shell, SAM, {
        ...{ personRef: 'P-1001', service: 'home_care', pattern: PATTERN, outcomes: ['nutrition'] },
        ...{ startBy: '2026-11-30', kind, ...(endDay ? { endDay } : {}) },
      }),
    )
  const open = async (actor: Actor) => {
    const app = await serverFor(shell, [(doors: Doors) => routes(doors, { panels, work, search, words })], {
      identities: { actorOf: async () => actor, actorOfToken: async () => undefined },
    })
    const browser = new Browser(app)
    await browser.signInAs(actor.kind === 'provider' ? 'portal' : 'staff', actor.id)
    return browser
  }

  it('is not sent, nor planned for, without its end, which comes after its start', async () => {
    const { packageRef } = await asked()
    const lacks = async () => missing((await read((tx) => findPackage(tx, packageRef))) ?? assert.fail(), '2026-11-22')
    assert.deepEqual(await lacks(), ['end'])
    assert.equal(refusal(await sendPackage(shell, BEA, packageRef)), 'not complete')
    assert.equal((await read((tx) => listWaiting(tx))).total, 0)
    got(await changePackage(shell, SAM, packageRef, { endDay: '2026-11-30' }))
    assert.deepEqual(await lacks(), ['ends before it starts'])
    got(await changePackage(shell, SAM, packageRef, { endDay: '2026-12-14' }))
    assert.deepEqual(await lacks(), [])
    assert.equal((await read((tx) => listWaiting(tx))).total, 1)
    const other = got(await changePackage(shell, SAM, packageRef, { kind: 'new' }))
    assert.equal(other.endDay, undefined, 'only care for a time has an end from the start')
  })

  it('shows before it is sent what the stay would cost, and a budget that no card reaches', async () => {
    const { packageRef } = await asked('respite', '2026-12-14')
    const check = async () => (await (await open(SAM)).get(`/packages/${packageRef}/check`)).body
    assert.match(await check(), /£177.87 to £192.63 a week<\/strong> by the rate cards/)
    assert.match(await check(), /£355.74 to £385.26 for the stay of 14 days/)
    const byOutcomes = { weeklyMinutes: 420, weeklyPence: 10_000 }
    got(await changePackage(shell, SAM, packageRef, { byOutcomes, kind: 'new' }))
    assert.match(await check(), /The budget is £100.00 a week: every offer would be above it by £\d+\.\d\d or more/)
    assert.doesNotMatch(await check(), /for the stay/)
  })

  it('is placed until its end: contract, placement and cost are those of the stay, and it is over on that day', async () => {
    const { packageRef } = await asked('carers_break', '2026-12-14')
    got(await sendPackage(shell, BEA, packageRef))
    const office = provider('1-101')
    const late = { ...wholeOffer(packageRef), startDay: '2026-12-14' }
    assert.equal(refusal(await giveOffer(shell, office, late)), 'starts after the end')
    got(await giveOffer(shell, office, wholeOffer(packageRef)))
    const shown = (await (await open(office)).get(`/portal/offers/${packageRef}`)).body
    assert.match(shown, /No care from[\s\S]*14 December 2026[\s\S]*£362.70 for the stay of 14 days/)
    clock.now = clock.now.add({ hours: 24 })
    got(await closeOffers(shell, BEA, packageRef))
    const bea = await open(BEA)
    assert.match((await bea.get(`/packages/${packageRef}/choose-offer`)).body, /£181.35 a week, £362.70 for the stay/)
    const offerRef = await offerOf(shell, packageRef, '1-101')
    got(await chooseOffer(shell, BEA, { packageRef, offerRef }))
    assert.match(
      (await (await open(officerOf('O-5'))).get(`/packages/${packageRef}/sign-off`)).body,
      /£181.35 a week, £362.70 for the stay of 14 days/,
    )
    await signAll(shell, packageRef)
    const placement = await read((tx) => findPlacement(tx, packageRef))
    assert.deepEqual([placement?.startDay, placement?.endDay], ['2026-11-30', '2026-12-14'])
    const drawn = await read((tx) => listDrawDownsOfPackage(tx, packageRef))
    assert.deepEqual(
      drawn.map(({ toDay, pence }) => [toDay, pence]),
      [['2026-12-14', 36_270]],
    )
    assert.match((await bea.get(`/packages/${packageRef}/care`)).body, /14 December 2026 is the first day without/)
    clock.now = Temporal.Instant.from('2026-12-13T12:00:00Z')
    assert.equal(await endSpots(shell, system()), 0)
    clock.now = Temporal.Instant.from('2026-12-14T00:30:00Z')
    assert.equal(await endSpots(shell, system()), 1)
    const over = await read((tx) => findPackage(tx, packageRef))
    assert.deepEqual([over?.status, over?.endReason], ['ended', 'It was asked for until this day'])
  })

  it('signed for after its end is blocked, and says so', async () => {
    const { packageRef } = await asked('respite', '2026-12-02')
    got(await sendPackage(shell, BEA, packageRef))
    got(await giveOffer(shell, provider('1-101'), wholeOffer(packageRef)))
    clock.now = clock.now.add({ hours: 24 })
    got(await closeOffers(shell, BEA, packageRef))
    got(await chooseOffer(shell, BEA, { packageRef, offerRef: await offerOf(shell, packageRef, '1-101') }))
    clock.now = Temporal.Instant.from('2026-12-02T12:00:00Z')
    await signAll(shell, packageRef)
    const pkg = await read((tx) => findPackage(tx, packageRef))
    assert.deepEqual([pkg?.status, pkg?.blockedBecause], ['blocked', 'the stay is over'])
    assert.match((await (await open(BEA)).get(`/packages/${packageRef}`)).body, /until a day that has come/)
  })

  it('is asked for on the page with its end, and other care without one', async () => {
    const { packageRef } = await asked()
    const sam = await open(SAM)
    const at = `/packages/${packageRef}/details`
    const start = { 'startBy-day': '30', 'startBy-month': '11', 'startBy-year': '2026', outcomes: ['nutrition'] }
    const end = (day: string) => ({ 'endDay-day': day, 'endDay-month': '12', 'endDay-year': '2026' })
    const unsaid = await sam.post(at, { ...start, kind: 'respite' })
    assert.match(unsaid.body, /Enter the first day without this care/)
    const early = await sam.post(at, { ...start, kind: 'respite', ...end('14'), 'endDay-month': '11' })
    assert.match(early.body, /must end after the day by which it starts[\s\S]*value="14"/)
    const usual = await sam.post(at, { ...start, kind: 'new', ...end('14') })
    assert.match(usual.body, /Only respite and a carer’s break/)
    assert.equal((await sam.post(at, { ...start, kind: 'respite', ...end('14') })).statusCode, 303)
    assert.match((await sam.get(`/packages/${packageRef}/check`)).body, /14 December 2026 is the first day without/)
  })

  it('costs the days of its weeks, rounded half up', () => {
    assert.deepEqual(stayOf({ endDay: '2026-12-10' }, '2026-11-30', 18_135), { days: 10, pence: 25_907 })
    assert.equal(stayOf({ endDay: '2026-11-30' }, '2026-11-30', 18_135), undefined)
    assert.equal(stayOf({}, '2026-11-30', 18_135), undefined)
  })
})
