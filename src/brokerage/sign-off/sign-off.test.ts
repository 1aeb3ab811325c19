import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  handOver,
  hoursWaited,
  isComplete,
  mayDecide,
  remindersDue,
  routeFor,
  sendBack,
  sign,
  type SignedBy,
  type Signer,
  startSignOff,
} from '#src/brokerage/sign-off/sign-off.ts'

const NOW = Temporal.Instant.from('2026-11-22T12:00:00Z')
const TODAY = '2026-11-22'
const FIVE = [
  { step: 1, label: 'Meets the support plan', role: 'social_worker' },
  { step: 2, label: 'Within ceiling', role: 'brokerage_manager' },
  { step: 3, label: 'Budget available', role: 'finance_officer' },
  { step: 4, label: 'Need and risk', role: 'team_manager' },
  { step: 5, label: 'Final approval', role: 'head_of_service' },
]
const officers: Signer[] = [
  { officerRef: 'O-1', roles: ['broker'] },
  { officerRef: 'O-2', roles: ['social_worker'] },
  { officerRef: 'O-3', roles: ['brokerage_manager', 'finance_officer'] },
  { officerRef: 'O-4', roles: ['finance_officer'], awayFrom: '2026-11-20', awayTo: '2026-11-25', delegateRef: 'O-5' },
  { officerRef: 'O-5', roles: ['finance_manager'] },
  { officerRef: 'O-6', roles: ['team_manager'] },
  { officerRef: 'O-7', roles: ['head_of_service'] },
  { officerRef: 'O-8', roles: ['broker'] },
]
const by = (ref: string, today = TODAY): SignedBy => ({
  signer: officers.find(({ officerRef }) => officerRef === ref) ?? { officerRef: ref, roles: [] },
  signerName: `Officer ${ref}`,
  officers,
  interested: { requestedBy: 'O-8', chosenBy: 'O-1' },
  now: NOW,
  today,
})
const waiting = () => startSignOff(FIVE, NOW)
const errorOf = (result: { ok: boolean; error?: unknown }) => (result.ok ? undefined : result.error)

describe('sign-off', () => {
  it('takes the route that the weekly cost reaches', () => {
    const routes = [
      { fromWeeklyPence: 0, signatures: FIVE.slice(0, 2) },
      { fromWeeklyPence: 50_000, signatures: FIVE },
    ]
    const of = (weeklyPence: number) => ({ weeklyPence, overCeiling: false, urgent: false, service: 'home_care' })
    assert.equal(routeFor(routes, of(49_999)).length, 2)
    assert.equal(routeFor(routes, of(50_000)).length, 5)
    assert.equal(routeFor([{ fromWeeklyPence: 100, signatures: FIVE }], of(99)).length, 0)
  })

  it('takes the route of the most conditions that are met: the ceiling, urgency, the service', () => {
    const steps = (count: number) => FIVE.slice(0, count)
    const routes = [
      { fromWeeklyPence: 0, signatures: steps(1) },
      { fromWeeklyPence: 90_000, signatures: steps(5) },
      { fromWeeklyPence: 0, when: { overCeiling: true as const }, signatures: steps(2) },
      { fromWeeklyPence: 0, when: { overCeiling: true as const, urgent: true as const }, signatures: steps(3) },
      { fromWeeklyPence: 0, when: { services: ['day_care', 'respite'] }, signatures: steps(4) },
    ]
    const plain = { weeklyPence: 40_000, overCeiling: false, urgent: false, service: 'home_care' }
    for (const [change, expected] of [
      [{}, 1],
      [{ urgent: true }, 1],
      [{ weeklyPence: 90_000 }, 5],
      [{ overCeiling: true }, 2],
      [{ overCeiling: true, weeklyPence: 90_000 }, 2],
      [{ overCeiling: true, urgent: true }, 3],
      [{ service: 'respite' }, 4],
    ] as const)
      assert.equal(routeFor(routes, { ...plain, ...change }).length, expected, JSON.stringify(change))
  })

  it('asks one after the other where the council says so, each from the moment of its turn', () => {
    const inOrder = startSignOff(FIVE, NOW, true)
    assert.equal(errorOf(sign(inOrder, 2, by('O-3'))), 'not its turn')
    assert.deepEqual(
      remindersDue(inOrder, 0, NOW).map(({ step }) => step),
      [1],
    )
    const later = NOW.add({ hours: 5 })
    const first = sign(inOrder, 1, { ...by('O-2'), now: later })
    assert.ok(first.ok)
    assert.equal(first.value[1]?.askedAt.toString(), later.toString())
    assert.equal(first.value[2]?.askedAt.toString(), NOW.toString())
    assert.ok(sign(first.value, 2, by('O-3')).ok)
  })

  it('is never left with nobody: who stands in signs for a role that no officer holds any more', () => {
    const without = officers.map((one) => (one.officerRef === 'O-6' ? { ...one, leftDay: '2026-11-20' } : one))
    assert.equal(errorOf(sign(waiting(), 4, by('O-7'))), 'not their step')
    const head = sign(waiting(), 4, { ...by('O-7'), officers: without })
    assert.ok(head.ok && head.value[3]?.decidedBy === 'O-7')
    assert.equal(errorOf(sign(waiting(), 4, { ...by('O-2'), officers: without })), 'not their step')
    const handed = waiting().map((one) => (one.step === 4 ? { ...one, handedTo: 'O-3' } : one))
    assert.equal(errorOf(sign(handed, 4, { ...by('O-7'), officers: without })), 'not their step')
    const gone = without.map((one) => (one.officerRef === 'O-3' ? { ...one, leftDay: '2026-11-21' } : one))
    assert.ok(sign(handed, 4, { ...by('O-7'), officers: gone }).ok)
    const leaver = gone.find(({ officerRef }) => officerRef === 'O-3') as Signer
    assert.equal(errorOf(handOver(waiting(), 1, by('O-2'), leaver)), 'colleague may not sign')
  })

  it('is not left with who is away when the delegate may not sign: who stands in signs', () => {
    const step = (ref: string, delegateRef: string, delegate: Partial<Signer> = {}) =>
      sign(waiting(), 4, {
        ...by(ref),
        officers: officers.map((one) => {
          if (one.officerRef === 'O-6') return { ...one, awayFrom: '2026-11-20', awayTo: '2026-11-25', delegateRef }
          return one.officerRef === delegateRef ? { ...one, ...delegate } : one
        }),
      })
    assert.ok(step('O-7', 'O-8').ok, 'the delegate asked for the package')
    assert.ok(step('O-7', 'O-5', { leftDay: '2026-11-21' }).ok, 'the delegate has left')
    assert.ok(step('O-7', 'O-5', { awayFrom: '2026-11-22' }).ok, 'the delegate is away too')
    assert.equal(errorOf(step('O-2', 'O-8')), 'not their step')
    assert.equal(errorOf(step('O-7', 'O-5')), 'not their step', 'the delegate is there')
    assert.ok(step('O-5', 'O-5').ok)
  })

  it('five officers sign in any order, and only then it is complete', () => {
    let signatures = waiting()
    for (const [ref, step] of [
      ['O-7', 5],
      ['O-5', 3],
      ['O-2', 1],
      ['O-6', 4],
    ] as const) {
      const signed = sign(signatures, step, by(ref))
      assert.ok(signed.ok)
      signatures = signed.value
      assert.equal(isComplete(signatures), false)
    }
    const last = sign(signatures, 2, by('O-3'))
    assert.ok(last.ok)
    assert.equal(isComplete(last.value), true)
    assert.equal(last.value[2]?.onBehalfOf, 'O-4')
  })

  const refusals: readonly (readonly [string, string, number, string])[] = [
    ['the requester', 'O-8', 1, 'requested it'],
    ['who chose the offer', 'O-1', 1, 'chose the offer'],
    ['another role', 'O-6', 1, 'not their step'],
    ['a stranger', 'O-99', 1, 'not their step'],
    ['a step that is not', 'O-2', 9, 'no such step'],
  ]
  for (const [who, ref, step, why] of refusals)
    it(`${who} may not sign: ${why}`, () => assert.equal(errorOf(sign(waiting(), step, by(ref))), why))

  it('a step is signed once, and nobody signs two steps', () => {
    const signed = sign(waiting(), 2, by('O-3'))
    assert.ok(signed.ok)
    assert.equal(errorOf(sign(signed.value, 2, by('O-3'))), 'already decided')
    assert.equal(errorOf(sign(signed.value, 3, by('O-3'))), 'signed another step')
  })

  it('a delegate signs while the officer is away, the last day included, and not after', () => {
    assert.ok(sign(waiting(), 3, by('O-5', '2026-11-25')).ok)
    assert.equal(errorOf(sign(waiting(), 3, by('O-5', '2026-11-26'))), 'not their step')
  })

  it('nobody signs in the place of who asked for the package or chose the offer', () => {
    const interested = { requestedBy: 'O-8', chosenBy: 'O-4' }
    assert.equal(errorOf(sign(waiting(), 3, { ...by('O-5'), interested })), 'not their step')
  })

  it('an officer signs once, whether in person or by a delegate', () => {
    const signed = sign(waiting(), 3, by('O-5'))
    assert.ok(signed.ok)
    const home = by('O-4', '2026-11-26')
    const both = { ...home, signer: { officerRef: 'O-4', roles: ['finance_officer', 'team_manager'] } }
    assert.equal(errorOf(sign(signed.value, 4, both)), 'signed another step')
    const two = [
      { officerRef: 'O-9', roles: ['team_manager', 'finance_officer'], awayFrom: TODAY, delegateRef: 'O-7' },
      ...officers,
    ]
    const first = sign(waiting(), 4, { ...by('O-9'), officers: two, signer: two[0] as Signer })
    assert.ok(first.ok)
    assert.equal(errorOf(sign(first.value, 3, { ...by('O-7'), officers: two })), 'not their step')
  })

  it('a signature is handed to a colleague who may then sign it, and not to the requester', () => {
    const to = (ref: string) => officers.find(({ officerRef }) => officerRef === ref) as Signer
    const handed = handOver(waiting(), 1, by('O-2'), to('O-6'))
    assert.ok(handed.ok)
    assert.ok(sign(handed.value, 1, by('O-6')).ok)
    assert.equal(errorOf(handOver(waiting(), 1, by('O-2'), to('O-8'))), 'colleague may not sign')
    assert.equal(errorOf(handOver(waiting(), 1, by('O-6'), to('O-7'))), 'not their step')
  })

  it('sending back needs a reason', () => {
    assert.equal(errorOf(sendBack(waiting(), 1, by('O-2'), '  ')), 'no reason')
    const back = sendBack(waiting(), 1, by('O-2'), 'Two carers are needed')
    assert.ok(back.ok)
    assert.equal(back.value[0]?.status, 'sent_back')
  })

  it('reminds of what has waited as long as the policy says, and counts from the last reminder', () => {
    const later = NOW.add({ hours: 24 })
    assert.equal(remindersDue(waiting(), 24, later.subtract({ seconds: 1 })).length, 0)
    assert.equal(remindersDue(waiting(), 24, later).length, 5)
    const reminded = waiting().map((one) => ({ ...one, remindedAt: later }))
    assert.equal(remindersDue(reminded, 24, later.add({ hours: 1 })).length, 0)
  })

  it('hours waited stop at the decision', () => {
    const signed = sign(waiting(), 1, { ...by('O-2'), now: NOW.add({ hours: 5, minutes: 59 }) })
    assert.ok(signed.ok)
    const [first, second] = signed.value
    assert.ok(first && second)
    assert.equal(hoursWaited(first, NOW.add({ hours: 90 })), 5)
    assert.equal(hoursWaited(second, NOW.add({ hours: 90 })), 90)
  })

  it('whoever tries whatever: nobody decides twice, nor the requester, nor who chose', () => {
    const attempt = fc.record({
      ref: fc.constantFrom(...officers.map(({ officerRef }) => officerRef)),
      step: fc.integer({ min: 1, max: 5 }),
    })
    fc.assert(
      fc.property(fc.array(attempt, { maxLength: 40 }), (attempts) => {
        let signatures = waiting()
        for (const { ref, step } of attempts) {
          const may = mayDecide(signatures, step, by(ref))
          const signed = sign(signatures, step, by(ref))
          assert.equal(may.ok, signed.ok)
          if (signed.ok) signatures = signed.value
        }
        const who = signatures.flatMap(({ decidedBy }) => decidedBy ?? [])
        assert.equal(new Set(who).size, who.length)
        assert.ok(!who.includes('O-8') && !who.includes('O-1'))
      }),
    )
  })
})
