import assert from 'node:assert/strict'
import { answerChangeSigner } from '#src/brokerage/after/answer-change-commands.ts'
import { describe, it } from 'node:test'
import { CONCERN_JOB } from '#src/brokerage/after/concern-commands.ts'
import { changeCare, checkCare, decideCareChange } from '#src/brokerage/after/after-commands.ts'
import { listChanges, listDue } from '#src/brokerage/after/after.store.ts'
import { listChangeSignatures, signaturesOf } from '#src/brokerage/after/change-signature.store.ts'
import { stateOf } from '#src/brokerage/emergency/emergency.ts'
import { listEmergencies } from '#src/brokerage/emergency/emergency.store.ts'
import { jobs, remindOfSignatures } from '#src/brokerage/offers-and-signatures.job.ts'
import { findPackage } from '#src/brokerage/packages/care-package.store.ts'
import { work } from '#src/brokerage/panels.ts'
import { signaturesFor } from '#src/brokerage/sign-off/sign-off-commands.ts'
import { weekCost } from '#src/brokerage/after/week-cost.page.ts'
import { money } from '#src/platform/pages/table.ts'
import { changePolicy, STANDARD } from '#src/councils/index.ts'
import { listMails } from '#src/platform/sign-in/mail.ts'
import { dayOf } from '#src/base/day.ts'
import { withdrawPackage } from '#src/brokerage/packages/package-commands.ts'
import { copyPackage } from '#src/brokerage/requests/request-commands.ts'
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
import { timeline } from '#src/platform/audit.ts'
import { words } from '#src/brokerage/words.ts'
import { routes } from '#src/brokerage/routes.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { COUNCIL, system, useDatabase } from '#test/support/database.ts'
import { workOf } from '#test/support/work.ts'

const mailOf = (ref: string) => `${ref}@wenbury.example`
const HOUSE = { panels: [], work: [], search: [], retained: [], words: {} }
const [MORNING, TEA] = PATTERN as readonly [(typeof PATTERN)[number], (typeof PATTERN)[number]]

describe('what a week of care in place costs', () => {
  it('is no sum of its own within a block of hours, and nothing while it is suspended', () => {
    assert.equal(weekCost({ weeklyPence: 0, pattern: PATTERN }), 'Within the block of hours')
    assert.deepEqual(weekCost({ weeklyPence: 0, pattern: [] }), money(0))
    assert.deepEqual(weekCost({ weeklyPence: 18_135, pattern: PATTERN }), money(18_135))
  })
})

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

  const open = async (actor: Actor) => {
    const app = await serverFor(shell, [(doors) => routes(doors, HOUSE)], {
      identities: { actorOfToken: async () => undefined, actorOf: async () => actor },
    })
    const browser = new Browser(app)
    await browser.signInAs(actor.kind === 'provider' ? 'portal' : 'staff', actor.id)
    return browser
  }

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

  const signers = (packageRef: string, number = 1) =>
    shell.read(system(), async (tx) => signaturesOf(await listChangeSignatures(tx, packageRef), number))

  it('becomes more when all have signed whom the policy names for the new cost of a week', async () => {
    const packageRef = await placed()
    const longer = [{ ...MORNING, minutes: 60 }, TEA]
    const more = { packageRef, fromDay: '2026-12-14', pattern: longer, reason: 'She needs a shower daily' }
    const change = got(await changeCare(shell, broker, more))
    assert.equal(change.state, 'proposed')
    const placement = await care(packageRef)
    const pkg = await shell.read(system(), (tx) => findPackage(tx, packageRef))
    const asked = await shell.read(system(), (tx) =>
      signaturesFor(tx, pkg ?? assert.fail(), { weeklyPence: change.weeklyPence, overCeilingPence: 0 }),
    )
    assert.deepEqual(
      (await signers(packageRef)).map(({ step, role, status }) => [step, role, status]),
      asked.map(({ step, role }) => [step, role, 'waiting']),
    )
    assert.equal(why(await changeCare(shell, broker, { ...more, pattern: [MORNING] })), 'another change waits')
    const decision = { packageRef, number: change.number, agree: true, reason: '' }
    assert.equal(refusal(await decideCareChange(shell, broker, decision)), 'requested it')
    assert.equal(refusal(await decideCareChange(shell, system(), decision)), 'not an officer')
    for (const ref of ['O-7', 'O-3', 'O-4', 'O-5'])
      assert.equal(got(await decideCareChange(shell, officerOf(ref), decision)).state, 'proposed')
    assert.equal(refusal(await decideCareChange(shell, officerOf('O-5'), decision)), 'signed another step')
    on('2026-12-14')
    assert.equal((await care(packageRef)).weeklyPence, placement.weeklyPence, 'one signature is left')
    assert.equal(got(await decideCareChange(shell, officerOf('O-6'), decision)).state, 'agreed')
    assert.equal((await care(packageRef)).weeklyPence, change.weeklyPence)
    assert.equal(refusal(await decideCareChange(shell, officerOf('O-6'), decision)), 'already decided')
  })

  it('becomes more by the route of the new cost, not of the old, and by the urgent one where it cannot wait', async () => {
    const packageRef = await placed()
    const { weeklyPence } = await care(packageRef)
    const step = (label: string, role: string) => ({ step: 1, label, role })
    const routes = [
      { fromWeeklyPence: 0, signatures: [step('Small', 'brokerage_manager')] },
      { fromWeeklyPence: weeklyPence + 2_000, signatures: [step('Large', 'team_manager')] },
      { fromWeeklyPence: 0, when: { urgent: true }, signatures: [step('Urgent', 'head_of_service')] },
    ]
    got(
      await changePolicy(shell, system(), {
        ...{ kind: 'sign-off', fromDay: '2026-11-22', reason: 'Cabinet' },
        value: { ...STANDARD['sign-off'], routes: routes as never },
      }),
    )
    const asked = async (minutes: number, urgentReason?: string) => {
      const pattern = [{ ...MORNING, minutes }, TEA]
      const input = { packageRef, fromDay: '2026-12-14', pattern, reason: 'A shower', urgentReason }
      const { number, hourlyPence, overCeilingPence, floor } = got(await changeCare(shell, broker, input))
      assert.deepEqual([hourlyPence, overCeilingPence], [2_340, 0])
      assert.ok(floor && floor.hourlyPence > 1_271)
      const labels = (await signers(packageRef, number)).map(({ label }) => label)
      return { number, labels }
    }
    const small = await asked(50)
    assert.deepEqual(small.labels, ['Small'])
    const refused = { packageRef, number: small.number, agree: false, reason: '' }
    assert.equal(refusal(await decideCareChange(shell, officerOf('O-3'), refused)), 'no reason')
    const declined = got(await decideCareChange(shell, officerOf('O-3'), { ...refused, reason: 'Not needed' }))
    assert.deepEqual([declined.state, declined.declineReason], ['declined', 'Not needed'])
    const large = await asked(75)
    assert.deepEqual(large.labels, ['Large'])
    got(await decideCareChange(shell, officerOf('O-5'), { ...refused, number: large.number, reason: 'Too much' }))
    assert.deepEqual((await asked(50, 'Her husband died today')).labels, ['Urgent'])
  })

  it('signed after its day holds from the day of the last signature, and the contract bears it from then', async () => {
    const packageRef = await placed()
    const more = { packageRef, fromDay: '2026-12-02', pattern: [{ ...MORNING, minutes: 60 }, TEA], reason: 'A shower' }
    const { number } = got(await changeCare(shell, broker, more))
    on('2026-12-05')
    for (const ref of ['O-7', 'O-3', 'O-4', 'O-5', 'O-6'])
      got(await decideCareChange(shell, officerOf(ref), { packageRef, number, agree: true, reason: '' }))
    const [change] = await shell.read(system(), (tx) => listChanges(tx, packageRef))
    assert.deepEqual([change?.state, change?.fromDay], ['agreed', '2026-12-05'])
  })

  it('that cannot wait begins on its day; it is signed for afterwards, told by mail, and stands with what is overdue or questioned', async () => {
    const packageRef = await placed()
    const pattern = [{ ...MORNING, minutes: 60 }, TEA]
    const urgentReason = 'Margaret Hughes fell this morning'
    const more = { packageRef, fromDay: '2026-12-01', pattern, reason: 'A fall', urgentReason }
    const change = got(await changeCare(shell, broker, more))
    assert.deepEqual([change.state, change.emergency?.reason], ['agreed', urgentReason])
    const mail = (await shell.read(system(), (tx) => listMails(tx, 200))).filter(({ data }) =>
      data['waits']?.includes(`More care in package ${packageRef}`),
    )
    assert.deepEqual(mail.map(({ to }) => to).sort(), ['O-2', 'O-3', 'O-4', 'O-5', 'O-6', 'O-7'].map(mailOf))
    assert.doesNotMatch(JSON.stringify(mail), /Hughes|fell/)
    on('2026-12-01')
    assert.equal((await care(packageRef)).weeklyPence, change.weeklyPence)
    const listed = async () =>
      (await shell.read(system(), (tx) => listEmergencies(tx, { open: true, offset: 0, limit: 9 }))).emergencies.map(
        (one) => [one.packageRef, one.change, stateOf(one, clock.now)],
      )
    assert.deepEqual(await listed(), [[packageRef, change.number, 'overdue']])
    const due = await shell.read(system(), (tx) => listDue(tx, dayOf(tx.now), 28, 9))
    assert.deepEqual(
      due
        .filter(({ what }) => what === 'overdue')
        .map(({ number, signed, signatures }) => [number, signed, signatures]),
      [[change.number, 0, 5]],
    )
    const decision = { packageRef, number: change.number, agree: true, reason: '' }
    for (const ref of ['O-7', 'O-3', 'O-4', 'O-5']) got(await decideCareChange(shell, officerOf(ref), decision))
    const doubt = { ...decision, agree: false, reason: 'Was a review done?' }
    assert.equal(got(await decideCareChange(shell, officerOf('O-6'), doubt)).state, 'agreed', 'care runs on')
    assert.deepEqual(await listed(), [[packageRef, change.number, 'questioned']])
    assert.equal((await care(packageRef)).weeklyPence, change.weeklyPence)
    const answer = (words: string) =>
      answerChangeSigner(shell, broker, { packageRef, number: change.number, step: 5, answer: words })
    assert.equal(refusal(await answer(' ')), 'no answer')
    assert.deepEqual(got(await answer('By the nurse, on Monday')).answered, {
      ...{ askedBy: 'Hal Head', asked: 'Was a review done?', answer: 'By the nurse, on Monday' },
    })
    assert.equal(refusal(await answer('Once more')), 'not questioned')
    assert.deepEqual(await listed(), [[packageRef, change.number, 'overdue']])
    got(await decideCareChange(shell, officerOf('O-6'), decision))
    assert.deepEqual(await listed(), [])
  })

  it('waits in the work of who signs it, who is reminded of it, and of nobody once it is signed', async () => {
    const packageRef = await placed()
    const more = { packageRef, fromDay: '2026-12-14', pattern: [{ ...MORNING, minutes: 60 }, TEA], reason: 'A shower' }
    const { number } = got(await changeCare(shell, broker, more))
    const tom = officerOf('O-5')
    const mine = async () => (await workOf(shell, tom, work)).filter(({ href }) => href.endsWith(`/changes/${number}`))
    assert.match((await mine())[0]?.title ?? '', /^More care: Home care for .* a week: need and risk$/)
    on('2026-11-24')
    assert.equal(await remindOfSignatures(shell, system()), 5)
    assert.equal(await remindOfSignatures(shell, system()), 0)
    got(await decideCareChange(shell, tom, { packageRef, number, agree: true, reason: '' }))
    assert.deepEqual(await mine(), [])
  })

  it('is copied as it ran last, not as it was once asked for, also while it is suspended', async () => {
    const packageRef = await placed()
    const less = { packageRef, fromDay: '2026-12-07', pattern: [MORNING], reason: 'Her daughter makes tea' }
    got(await changeCare(shell, broker, less))
    const copied = async () => {
      const copy = got(await copyPackage(shell, officerOf('O-2'), { packageRef, kind: 'restart' }))
      got(await withdrawPackage(shell, officerOf('O-2'), { packageRef: copy.packageRef, reason: 'Looked only' }))
      return copy.pattern.map(({ start }) => start)
    }
    assert.deepEqual(await copied(), ['08:00', '17:00'], 'the change is of a later day')
    on('2026-12-08')
    assert.deepEqual(await copied(), ['08:00'])
    got(await changeCare(shell, broker, { packageRef, fromDay: '2026-12-09', pattern: [], reason: 'In hospital' }))
    on('2026-12-10')
    assert.deepEqual(await copied(), ['08:00'])
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
    const again = got(await changeCare(shell, office, less))
    const agree = { packageRef, number: again.number, agree: true, reason: '' }
    assert.equal(refusal(await decideCareChange(shell, broker, agree)), 'the person was not asked')
    const signer = await open(officerOf('O-7'))
    const at = `/packages/${packageRef}/changes/${again.number}`
    const unasked = await signer.post(at, { decision: 'agree', reason: '' })
    assert.match(`${unasked.statusCode}${unasked.body}`, /^400[\s\S]*Ask the person first/)
    const asked = { decision: 'agree', reason: '', personSays: 'She makes her own tea, and is glad of it' }
    assert.equal((await signer.post(at, asked)).statusCode, 303)
    assert.match((await signer.get(at)).body, /What the person says[\s\S]*glad of it/)
    on(less.fromDay)
    assert.equal((await care(packageRef)).pattern.length, 1)
    assert.doesNotMatch((await (await open(office)).get(`/portal/placements/${packageRef}`)).body, /glad of it/)
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

  it('that runs before it is signed for: the broker answers who refused it, on its page', async () => {
    const packageRef = await placed()
    const pattern = [{ ...MORNING, minutes: 60 }, TEA]
    const more = { packageRef, fromDay: '2026-12-01', pattern, reason: 'A fall', urgentReason: 'A fall this morning' }
    const { number } = got(await changeCare(shell, broker, more))
    const at = `/packages/${packageRef}/changes/${number}`
    const hal = await open(officerOf('O-6'))
    assert.equal((await hal.post(at, { decision: 'decline', reason: 'Was a review done?' })).statusCode, 303)
    const bea = await open(broker)
    assert.match((await bea.get(at)).body, /Was a review done\?[\s\S]*Your answer to/)
    assert.doesNotMatch((await hal.get(at)).body, /Your answer to/)
    const empty = await bea.post(`${at}/answer`, { step: '5', 'answer-5': '' }, at)
    assert.equal(empty.statusCode, 400)
    assert.match(empty.body, /Enter your answer/)
    const sent = await bea.post(`${at}/answer`, { step: '5', 'answer-5': 'By the nurse, on Monday' }, at)
    assert.equal(sent.statusCode, 303)
    for (const said of [/Was a review done/, /By the nurse, on Monday/, /Your decision/])
      assert.match((await hal.get(at)).body, said)
    assert.equal((await hal.post(`${at}/answer`, { step: '5', 'answer-5': 'x' }, at)).statusCode, 403)
  })

  it('is changed, decided and checked on pages and through the portal', async () => {
    const packageRef = await placed()
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
    const hasty = await bea.post(`/packages/${packageRef}/change`, { ...change, reason: 'A fall', wait: 'no' })
    assert.match(hasty.body, /Say why it cannot wait for the signatures/)
    assert.equal((await bea.post(`/packages/${packageRef}/change`, { ...change, reason: 'A shower' })).statusCode, 303)
    assert.match((await bea.get(`/packages/${packageRef}`)).body, /It costs more, so it is signed for first/)
    const asked = await bea.get(`/packages/${packageRef}/changes/1`)
    assert.match(asked.body, /a week more/)
    assert.doesNotMatch(asked.body, /Your decision/, 'who asked for it looks on')
    const handing = { decision: 'hand-over', to: '' }
    const manager = await open(officerOf('O-3'))
    assert.match(
      (await manager.post(`/packages/${packageRef}/changes/1`, handing)).body,
      /Select the colleague to whom/,
    )
    const barred = await manager.post(`/packages/${packageRef}/changes/1`, { ...handing, to: broker.id })
    assert.match(barred.body, /This colleague asked for it/)
    assert.equal((await manager.post(`/packages/${packageRef}/changes/1`, { ...handing, to: 'O-2' })).statusCode, 303)
    const handed = (await shell.read(system(), (tx) => timeline(tx, `package:${packageRef}`))).find(
      ({ type }) => type === 'brokerage.signature-handed-over',
    )
    assert.ok(handed && (handed.data as { number?: number }).number === 1, 'the line says of which change')
    assert.match((words[handed.type] as (data: unknown) => string)(handed.data), /, of change 1: handed to Sam Social$/)
    for (const ref of ['O-7', 'O-2', 'O-4', 'O-5', 'O-6']) {
      const signer = await open(officerOf(ref))
      const { body } = await signer.get(`/packages/${packageRef}/changes/1`)
      assert.match(body, /a week more/)
      assert.match(
        body,
        /within the ceiling of £23.70[\s\S]*the cost floor of £[\d.]+[\s\S]*How the cost floor is reckoned/,
      )
      const unsaid = await signer.post(`/packages/${packageRef}/changes/1`, { decision: 'decline', reason: '' })
      assert.match(unsaid.body, /Say why you decline/)
      assert.equal(
        (await signer.post(`/packages/${packageRef}/changes/1`, { decision: 'agree', reason: '' })).statusCode,
        303,
      )
      assert.doesNotMatch((await signer.get(`/packages/${packageRef}/changes/1`)).body, /Your decision/)
    }
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
    const number = (await shell.read(system(), (tx) => listChanges(tx, packageRef))).find(
      ({ state }) => state === 'proposed',
    )?.number
    const declined = { decision: 'decline', reason: 'What does her daughter say?' }
    const decider = await open(officerOf('O-7'))
    assert.equal((await decider.post(`/packages/${packageRef}/changes/${number}`, declined)).statusCode, 303)
    const answered = (await office.get(own)).body
    assert.match(answered, /Proposed by [^:]*: He manages[\s\S]*Declined[\s\S]*What does her daughter say\?/)
    assert.match(answered, /Propose this/, 'and may propose it anew')
    assert.doesNotMatch(answered, /A shower/, 'why the council changes care is not the provider’s')
    const away = { what: 'suspend', ...day('fromDay', ['22', '12']), reason: 'In hospital' }
    assert.equal((await (await open(broker)).post(`/packages/${packageRef}/change`, away)).statusCode, 303)
    const toCome = (await office.get(own)).body
    assert.match(toCome, /From 22 December 2026[\s\S]*No visits, until the council resumes them/)
    assert.doesNotMatch(toCome, /In hospital/)
    const back = { ...change, ...tea, ...morning, ...day('fromDay', ['29', '12']), reason: 'Home again' }
    assert.equal((await (await open(broker)).post(`/packages/${packageRef}/change`, back)).statusCode, 303)
    assert.match((await office.get(own)).body, /From 22 December 2026[\s\S]*From 29 December 2026[\s\S]*Resumed/)
    const sooner = {
      ...change,
      ...tea,
      ...morning,
      ...day('fromDay', ['21', '12']),
      reason: 'Not away after all',
      'start-1': '08:30',
    }
    assert.equal((await (await open(broker)).post(`/packages/${packageRef}/change`, sooner)).statusCode, 303)
    const instead = (await office.get(own)).body
    assert.match(instead, /From 21 December 2026/)
    assert.doesNotMatch(instead, /From 22 December 2026|From 29 December 2026/, 'what was agreed last holds')
    assert.match(instead, /Suspended[\s\S]*22 Dec 2026[\s\S]*Replaced/)
    const end = { ...day('endDay', ['31', '12']), reason: 'She moves to her son' }
    assert.equal((await (await open(broker)).post(`/packages/${packageRef}/end`, end)).statusCode, 303)
    assert.match((await office.get(own)).body, /No care from[\s\S]{0,200}31 December 2026/)
    const listed = await (await open(broker)).get(`/packages/${packageRef}/care-check`)
    assert.match(listed.body, /Two-week check/)
  })

  it('says of a day that does not exist that it must be real, and keeps it as typed', async () => {
    const packageRef = await placed()
    const app = await serverFor(shell, [(doors) => routes(doors, HOUSE)], {
      identities: { actorOfToken: async () => undefined, actorOf: async () => broker },
    })
    const browser = new Browser(app)
    await browser.signInAs('staff', broker.id)
    for (const [path, field, message] of [
      ['change', 'fromDay', 'The day from which care changes must be a real date'],
      ['care-check', 'day', 'The day must be a real date'],
    ] as const) {
      const at = `/packages/${packageRef}/${path}`
      const wrong = { [`${field}-day`]: '31', [`${field}-month`]: '2', [`${field}-year`]: '2027' }
      const { statusCode, body } = await browser.post(at, { ...wrong, reason: 'Her daughter is back' }, at)
      assert.equal(statusCode, 400)
      assert.match(body, new RegExp(`<a href="#${field}">${message}</a>`))
      assert.match(body, new RegExp(`name="${field}-day"[^>]*value="31"`))
    }
  })

  it('takes a visit under the minimum with its reason, who agreed and when, on the form of its change (M-41)', async () => {
    const packageRef = await placed()
    const app = await serverFor(shell, [(doors) => routes(doors, HOUSE)], {
      identities: { actorOfToken: async () => undefined, actorOf: async () => broker },
    })
    const browser = new Browser(app)
    await browser.signInAs('staff', broker.id)
    const at = `/packages/${packageRef}/change`
    const days = ['1', '2', '3', '4', '5', '6', '7']
    const change = {
      ...{ what: 'change', reason: 'Only her medicine is left', 'shortReason-1': '', 'shortReason-3': '' },
      ...{ 'fromDay-day': '14', 'fromDay-month': '12', 'fromDay-year': '2026' },
      ...{ 'start-1': '08:00', 'minutes-1': '45', 'workers-1': '1', 'days-1': days },
      ...{ 'start-2': '17:00', 'minutes-2': '15', 'workers-2': '1', 'days-2': days, 'shortReason-2': '' },
      ...{ 'start-3': '', 'minutes-3': '30', 'workers-3': '1', 'tasks-3': '' },
    }
    const on = (slot: number, day: string) => ({
      ...{ [`agreedOn-${slot}-day`]: day, [`agreedOn-${slot}-month`]: '11', [`agreedOn-${slot}-year`]: '2026' },
    })
    const posted = (more: object) => browser.post(at, { ...change, ...more })
    const unsaid = await posted({})
    assert.equal(unsaid.statusCode, 400)
    assert.match(
      unsaid.body,
      /<a href="#shortReason-2">A visit of less than 30 minutes needs a reason that the person agreed/,
    )
    assert.match(unsaid.body, /<details[^>]* open[^>]*>[\s\S]*?Visit at 5:00pm: why it is so short/)
    const reason = { 'shortReason-2': 'medication' }
    assert.match((await posted(reason)).body, /<a href="#agreedBy-2">Select who agreed to so short a visit/)
    const person = { ...reason, 'agreedBy-2': 'person' }
    const undated = await posted(person)
    assert.match(undated.body, /<a href="#agreedOn-2">Enter the day on which they agreed/)
    assert.match(undated.body, /value="person" selected/)
    const early = await posted({ ...person, ...on(2, '30') })
    assert.match(early.body, /<a href="#agreedOn-2">The day on which they agreed must be today or in the past/)
    assert.match(early.body, /name="agreedOn-2-day"[^>]*value="30"/)
    assert.equal((await posted({ ...person, ...on(2, '20') })).statusCode, 303)
    clock.now = Temporal.Instant.from('2026-12-14T12:00:00Z')
    const [, tea] = (await care(packageRef)).pattern
    assert.deepEqual(
      [tea?.minutes, tea?.shortReason, tea?.shortAgreed],
      [15, 'medication', { by: 'person', on: '2026-11-20', minutes: 15 }],
    )
    await browser.signInAs('staff', broker.id)
    const again = await browser.get(at)
    assert.match(again.body, /no shorter than the 15 minutes agreed to: The person agreed on 20 November 2026/)
    const later = { ...reason, 'fromDay-day': '20', 'start-2': '17:15' }
    assert.match((await posted({ ...later, 'minutes-2': '10' })).body, /<a href="#agreedBy-2">Select who agreed/)
    assert.match((await posted({ ...later, 'shortReason-2': 'welfare_check' })).body, /<a href="#agreedBy-2">/)
    assert.equal((await posted(later)).statusCode, 303, 'no shorter than was agreed to')
    assert.equal(
      (await posted({ ...later, 'fromDay-day': '21', 'minutes-2': '30', 'shortReason-2': '' })).statusCode,
      303,
    )
    const [changed] = await shell.read(system(), (tx) => listChanges(tx, packageRef))
    assert.deepEqual(
      changed?.pattern.map(({ minutes, shortReason, shortAgreed }) => [minutes, shortReason, shortAgreed]),
      [
        [45, undefined, undefined],
        [30, undefined, undefined],
      ],
    )
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
    const hear = jobs(shell).find(({ name }) => name === CONCERN_JOB)
    const asked = async () =>
      (await shell.read(system(), (tx) => timeline(tx, 'person:P-1001'))).filter(
        ({ type }) => type === 'people.review-asked-for',
      )
    await hear?.run({ council: COUNCIL, packageRef, kind: 'start' })
    assert.equal((await asked()).length, 0, 'it began as agreed')
    await hear?.run({ council: COUNCIL, packageRef, kind: 'two_weeks' })
    assert.deepEqual(
      (await asked()).map(({ data }) => (data as { askedBy: string }).askedBy),
      ['professional'],
      'who has the case is asked to review the plan',
    )
  })
})
