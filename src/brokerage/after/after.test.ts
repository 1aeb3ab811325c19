import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { changeCare, checkCare, decideCareChange } from '#src/brokerage/after/after-commands.ts'
import { listChanges, listDue } from '#src/brokerage/after/after.store.ts'
import { dayOf } from '#src/base/day.ts'
import { getPlacement } from '#src/brokerage/packages/placement.store.ts'
import {
  chosenPackage,
  got,
  officerOf,
  PATTERN,
  provider,
  refusal,
  seedSmallCouncil,
  signAll,
} from '#src/brokerage/small-council.test.ts'
import { committedPence } from '#src/contracts/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import { routes } from '#src/brokerage/routes.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { system, useDatabase } from '#test/support/database.ts'

const HOUSE = { panels: [], work: [], search: [], retained: [], words: {} }
const [MORNING, TEA] = PATTERN as readonly [(typeof PATTERN)[number], (typeof PATTERN)[number]]

describe('care that was placed', () => {
  const { shell, clock } = useDatabase({ seed: seedSmallCouncil })
  const broker = officerOf('O-1')

  async function placed(): Promise<string> {
    const packageRef = await chosenPackage(shell)
    await signAll(shell, packageRef)
    return packageRef
  }
  const care = (packageRef: string) => shell.read(system(), (tx) => getPlacement(tx, packageRef))
  const on = (day: string) => {
    clock.now = Temporal.Instant.from(`${day}T12:00:00Z`)
  }
  const why = (result: { ok: boolean; error?: unknown }) =>
    result.ok ? undefined : (result.error as { why: string }).why

  it('becomes less from a day on: what ran before stays, the contract gets the rest back, the cost is that of the card', async () => {
    const packageRef = await placed()
    const before = await care(packageRef)
    const committed = await shell.read(system(), (tx) => committedPence(tx, before.contractRef))
    const change = got(
      await changeCare(shell, broker, {
        packageRef,
        fromDay: '2026-12-14',
        pattern: [MORNING],
        reason: 'Her daughter makes tea',
      }),
    )
    assert.deepEqual([change.kind, change.state, change.beforePence], ['less', 'agreed', before.weeklyPence])
    assert.ok(change.weeklyPence < before.weeklyPence)
    assert.deepEqual(await care(packageRef), before)
    assert.ok((await shell.read(system(), (tx) => committedPence(tx, before.contractRef))) < committed)
    on('2026-12-14')
    const after = await care(packageRef)
    assert.deepEqual([after.pattern, after.weeklyPence], [[MORNING], change.weeklyPence])
  })

  it('becomes more when a second officer agrees', async () => {
    const packageRef = await placed()
    const longer = [{ ...MORNING, minutes: 60 }, TEA]
    const more = { packageRef, fromDay: '2026-12-14', pattern: longer, reason: 'She needs a shower daily' }
    const change = got(await changeCare(shell, broker, more))
    assert.equal(change.state, 'proposed')
    assert.equal(why(await changeCare(shell, broker, { ...more, pattern: [MORNING] })), 'another change waits')
    const decision = { packageRef, number: change.number, agree: true, reason: '' }
    assert.equal(refusal(await decideCareChange(shell, broker, decision)), 'proposed it')
    assert.equal(got(await decideCareChange(shell, officerOf('O-5'), decision)).state, 'agreed')
    assert.equal(refusal(await decideCareChange(shell, officerOf('O-6'), decision)), 'already decided')
  })

  it('is suspended and resumed as it was, without a second officer; not beyond it', async () => {
    const packageRef = await placed()
    const usual = (await care(packageRef)).weeklyPence
    const away = { packageRef, fromDay: '2026-12-07', pattern: [], reason: 'In hospital' }
    assert.deepEqual(got(await changeCare(shell, broker, away)).kind, 'suspend')
    on('2026-12-10')
    assert.deepEqual([(await care(packageRef)).weeklyPence, (await care(packageRef)).pattern], [0, []])
    const back = { packageRef, fromDay: '2026-12-12', pattern: PATTERN, reason: 'Home again' }
    const resumed = got(await changeCare(shell, broker, back))
    assert.deepEqual([resumed.kind, resumed.state, resumed.weeklyPence], ['resume', 'agreed', usual])
    on('2026-12-12')
    assert.equal((await care(packageRef)).weeklyPence, usual)
  })

  it('becomes less when its provider proposes it and an officer agrees; more no provider proposes', async () => {
    const packageRef = await placed()
    const office = provider('1-101')
    const less = { packageRef, fromDay: '2026-12-14', pattern: [MORNING], reason: 'He manages his tea now' }
    assert.equal(
      why(await changeCare(shell, office, { ...less, pattern: [{ ...MORNING, minutes: 60 }, TEA] })),
      'a provider proposes less only',
    )
    assert.equal(why(await changeCare(shell, provider('1-102'), less)), 'not in place')
    const change = got(await changeCare(shell, office, less))
    assert.deepEqual([change.state, change.byProvider], ['proposed', true])
    const decline = { packageRef, number: change.number, agree: false, reason: '' }
    assert.equal(refusal(await decideCareChange(shell, broker, decline)), 'no reason')
    got(await decideCareChange(shell, broker, { ...decline, reason: 'Not before the review' }))
    const [declined] = await shell.read(system(), (tx) => listChanges(tx, packageRef))
    assert.deepEqual([declined?.state, declined?.declineReason], ['declined', 'Not before the review'])
    assert.equal((await care(packageRef)).pattern.length, 2)
  })

  it('is refused a change that nobody explains, that was yesterday, that changes nothing or that has a wrong visit', async () => {
    const packageRef = await placed()
    const change = { packageRef, fromDay: '2026-12-14', pattern: [MORNING], reason: 'x' }
    for (const [expected, wrong] of [
      ['no reason', { reason: ' ' }],
      ['starts in the past', { fromDay: '2026-11-25' }],
      ['nothing changes', { pattern: PATTERN }],
      ['pattern', { pattern: [{ ...MORNING, minutes: 10 }] }],
      ['no such package', { packageRef: 'PK-1' }],
    ] as const)
      assert.equal(why(await changeCare(shell, broker, { ...change, ...wrong })), expected)
  })

  it('is changed, decided and checked on pages and through the portal', async () => {
    const packageRef = await placed()
    const identities = { actorOfToken: async () => undefined }
    const open = async (actor: Actor) => {
      const app = await serverFor(shell, [(doors) => routes(doors, HOUSE)], {
        identities: { ...identities, actorOf: async () => actor },
      })
      const browser = new Browser(app)
      await browser.signInAs(actor.kind === 'provider' ? 'portal' : 'staff', actor.id)
      return browser
    }
    const day = (name: string, [date, month]: readonly [string, string]) => ({
      ...{ [`${name}-day`]: date, [`${name}-month`]: month, [`${name}-year`]: '2026' },
    })
    const morning = {
      'start-1': '08:00',
      'minutes-1': '60',
      'workers-1': '1',
      'days-1': ['1', '2', '3', '4', '5', '6', '7'],
    }
    const tea = { 'start-2': '17:00', 'minutes-2': '30', 'workers-2': '1', 'days-2': ['1', '2', '3', '4', '5'] }
    const bea = await open(broker)
    assert.equal((await bea.get(`/packages/${packageRef}/change`)).statusCode, 200)
    const change = { what: 'change', ...morning, ...tea, ...day('fromDay', ['14', '12']) }
    const wrong = await bea.post(`/packages/${packageRef}/change`, { ...change, reason: '' })
    assert.ok(
      wrong.statusCode === 400 && wrong.body.includes('Say why the care changes') && wrong.body.includes('value="60"'),
    )
    assert.equal((await bea.post(`/packages/${packageRef}/change`, { ...change, reason: 'A shower' })).statusCode, 303)
    const tom = await open(officerOf('O-5'))
    assert.match((await tom.get(`/packages/${packageRef}/changes/1`)).body, /a week more/)
    assert.equal(
      (await tom.post(`/packages/${packageRef}/changes/1`, { decision: 'agree', reason: '' })).statusCode,
      303,
    )
    on('2026-12-15')
    assert.equal((await care(packageRef)).pattern[0]?.minutes, 60)
    const office = await open(provider('1-101'))
    const own = `/portal/placements/${packageRef}`
    assert.equal((await office.get(own)).statusCode, 200)
    assert.equal(
      (await office.post(`${own}/start`, { ...day('day', ['30', '11']), outcome: 'as_agreed' }, own)).statusCode,
      303,
    )
    const less = {
      ...morning,
      'start-2': '17:00',
      'minutes-2': '30',
      'workers-2': '1',
      ...day('fromDay', ['20', '12']),
    }
    assert.equal((await office.post(`${own}/reduce`, { ...less, reason: 'He manages' }, own)).statusCode, 303)
    assert.match((await office.get(own)).body, /waits for the council/)
    const listed = await (await open(broker)).get(`/packages/${packageRef}/care-check`)
    assert.match(listed.body, /Two-week check/)
  })

  it('is checked: its provider or an officer says that it began, an officer how it goes after two weeks', async () => {
    const packageRef = await placed()
    const due = () =>
      shell.read(system(), async (tx) =>
        (await listDue(tx, dayOf(tx.now), 28, 9)).map(({ what }) => what).filter((what) => what !== 'to do'),
      )
    assert.deepEqual(await due(), [])
    const begun = { packageRef, kind: 'start', day: '2026-11-30', outcome: 'as_agreed', note: '' } as const
    assert.equal(refusal(await checkCare(shell, provider('1-101'), begun)), 'on a day to come')
    on('2026-12-01')
    assert.deepEqual(await due(), ['start'])
    got(await checkCare(shell, provider('1-101'), begun))
    assert.equal(refusal(await checkCare(shell, broker, begun)), 'checked already')
    on('2026-12-15')
    assert.deepEqual(await due(), ['two_weeks'])
    const after = { ...begun, kind: 'two_weeks', day: '2026-12-15', outcome: 'concerns' } as const
    assert.equal(refusal(await checkCare(shell, provider('1-101'), after)), 'not a provider’s')
    assert.equal(refusal(await checkCare(shell, broker, after)), 'needs words')
    got(await checkCare(shell, broker, { ...after, note: 'Visits begin late' }))
    assert.deepEqual(await due(), [])
  })
})
