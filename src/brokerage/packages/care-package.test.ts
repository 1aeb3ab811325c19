import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import {
  type CarePackage,
  changeDraft,
  choose,
  chosenByPerson,
  closeWindow,
  endPlacement,
  missing,
  move,
  type PackageStatus,
  type Placement,
  send,
  STATUSES,
  statusNow,
  stop,
  TRANSITIONS,
  undoChoice,
} from '#src/brokerage/packages/care-package.ts'
import type { Offer } from '#src/brokerage/offers/offer.ts'

const NOW = Temporal.Instant.from('2026-11-22T12:00:00Z')
const TODAY = '2026-11-22'
const pkg = (change: Partial<CarePackage> = {}): CarePackage => ({
  packageRef: 'PK-1001',
  personRef: 'P-1001',
  personName: 'Margaret Hughes',
  service: 'home_care',
  zone: 'rural',
  outwardCode: 'HR6',
  kind: 'new',
  urgent: false,
  pattern: [
    {
      slot: 1,
      days: [1],
      windowFrom: '07:00',
      windowTo: '09:00',
      start: '08:00',
      minutes: 45,
      workers: 1,
      timeCritical: false,
      tasks: 'Breakfast',
    },
  ],
  skills: [],
  musts: [],
  wishes: [],
  outcomes: ['nutrition'],
  startBy: '2026-11-30',
  status: 'draft',
  requestedBy: 'O-8',
  requestedByName: 'Sam Social',
  requestedAt: NOW,
  round: 0,
  ...change,
})
const offer: Offer = {
  offerRef: 'OF-1001',
  packageRef: 'PK-1001',
  organisationRef: '1-101',
  status: 'made',
  startDay: '2026-11-25',
  covers: [{ slot: 1, day: 1 }],
  note: '',
  weeklyPence: 1755,
  weeklyMinutes: 45,
  hourlyPence: 2340,
  overCeilingPence: 0,
  complete: true,
  madeAt: NOW,
  madeBy: 'U-1',
}
const broker = { officerRef: 'O-1', name: 'Bea Broker', now: NOW, codes: ['continuity'] }
const errorOf = (result: { ok: boolean; error?: unknown }) => (result.ok ? undefined : result.error)

describe('a package of care', () => {
  it('reaches its end from every state, and leaves no end but for care that goes on after all', () => {
    assert.deepEqual(TRANSITIONS.ended, ['placed'])
    const ends: PackageStatus[] = ['ended', ...STATUSES.filter((status) => TRANSITIONS[status].length === 0)]
    assert.deepEqual(ends, ['ended', 'withdrawn', 'refused'])
    for (const status of STATUSES) {
      const reached = new Set<PackageStatus>([status])
      for (const from of reached) for (const to of TRANSITIONS[from]) reached.add(to)
      assert.ok(
        ends.some((end) => reached.has(end)),
        status,
      )
    }
    assert.equal(errorOf(move(pkg({ status: 'placed' }), 'withdrawn')), 'not in this state')
  })

  it('has the states that the README draws', () => {
    const lines = STATUSES.flatMap((from) => {
      const next = TRANSITIONS[from]
      return next.length > 0 ? next.map((to) => `  ${from} --> ${to}`) : [`  ${from} --> [*]`]
    })
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
    const drawn = readme.split('stateDiagram-v2\n')[1]?.split('\n```')[0]?.split('\n')
    assert.deepEqual(drawn?.toSorted(), ['  [*] --> draft', ...lines].toSorted())
  })

  it('says what it lacks before it is sent', () => {
    const { startBy: _, ...bare } = pkg({ pattern: [], outcomes: [] })
    assert.deepEqual(missing(bare, TODAY), ['visits', 'outcomes', 'start'])
    assert.deepEqual(missing(pkg({ startBy: '2026-11-21' }), TODAY), ['start is in the past'])
    assert.equal(
      errorOf(send(bare, { now: NOW, today: TODAY, closesAt: NOW.add({ hours: 48 }), providers: 3 })),
      'not complete',
    )
    assert.equal(
      errorOf(send(pkg(), { now: NOW, today: TODAY, closesAt: NOW.add({ hours: 48 }), providers: 0 })),
      'no providers',
    )
    const sent = send(pkg(), { now: NOW, today: TODAY, closesAt: NOW.add({ hours: 48 }), providers: 3 })
    assert.equal(String(sent.ok && sent.value.closesAt), '2026-11-24T12:00:00Z')
    assert.equal(errorOf(changeDraft(sent.ok ? sent.value : pkg(), { skills: [] })), 'already sent')
  })

  it('closes at its time, or before when everyone has answered', () => {
    const sent = pkg({ status: 'sent', closesAt: NOW })
    const before = NOW.subtract({ seconds: 1 })
    assert.equal(errorOf(closeWindow(sent, { offers: 1, silent: 1 }, before)), 'still open')
    assert.equal(closeWindow(sent, { offers: 1, silent: 0 }, before).ok, true)
    const closed = closeWindow(sent, { offers: 0, silent: 4 }, NOW)
    assert.equal(closed.ok && closed.value.status, 'no_capacity')
    assert.equal(statusNow(sent, 2, NOW), 'offers_in')
    assert.equal(statusNow(sent, 2, before), 'sent')
  })

  const choices: readonly (readonly [string, number, number, Parameters<typeof choose>[2], string | undefined])[] = [
    ['the first of the ranking', 1, 0, {}, undefined],
    ['the second, silent', 2, 0, {}, 'against the ranking needs a reason'],
    ['the second, made-up code', 2, 0, { code: 'friends', words: 'We like them' }, 'not a reason'],
    ['the second, code alone', 2, 0, { code: 'continuity' }, 'against the ranking needs words'],
    ['the second, with a reason', 2, 0, { code: 'continuity', words: 'Knows her' }, undefined],
    ['the first, above the ceiling', 1, 50, {}, 'over the ceiling needs a reason'],
    ['above the ceiling, with a reason', 1, 50, { ceilingReason: 'No other offer' }, undefined],
  ]
  for (const [name, rank, over, reasons, why] of choices)
    it(`choosing ${name}: ${why ?? 'goes'}`, () => {
      const chosen = { offer: { ...offer, overCeilingPence: over }, rank, contractRef: 'CT-101' }
      assert.equal(errorOf(choose(pkg({ status: 'offers_in' }), chosen, reasons, broker)), why)
    })

  it('is the person’s where it is of a home within the ceiling, whatever the ranking', () => {
    const home = pkg({ status: 'offers_in', service: 'supported_living' })
    const other = { ...offer, organisationRef: '1-102' }
    const persons = chosenByPerson(home, [offer, other], new Set(['1-102']))
    assert.deepEqual(persons, ['1-102'])
    assert.deepEqual(chosenByPerson(pkg(), [offer, other], new Set(['1-102'])), [])
    assert.deepEqual(chosenByPerson(home, [{ ...other, overCeilingPence: 1 }], new Set(['1-102'])), [])
    const by = { ...broker, chosenByPerson: persons }
    const first = { offer, rank: 1, contractRef: 'CT-101' }
    assert.equal(errorOf(choose(home, first, {}, by)), 'the person chose another')
    const chosen = choose(home, { offer: other, rank: 2, contractRef: 'CT-102' }, {}, by)
    assert.ok(chosen.ok && chosen.value.choice?.code === 'person_chose')
  })

  it('keeps no reason where none was needed, and counts the rounds', () => {
    const chosen = choose(
      pkg({ status: 'offers_in', round: 1 }),
      { offer, rank: 1, contractRef: 'CT-101' },
      { code: 'continuity', words: 'x' },
      broker,
    )
    assert.ok(chosen.ok)
    assert.equal(chosen.value.round, 2)
    assert.equal(chosen.value.choice?.code, undefined)
    assert.equal(
      errorOf(choose(chosen.value, { offer, rank: 1, contractRef: 'CT-101' }, {}, broker)),
      'not in this state',
    )
    const back = undoChoice(chosen.value)
    assert.ok(back.ok)
    assert.equal(back.value.status, 'offers_in')
    assert.equal(back.value.choice, undefined)
  })

  it('does not undo a choice that was not made, nor choose before the window closes', () => {
    assert.equal(errorOf(undoChoice(pkg({ status: 'sent' }))), 'not in this state')
    assert.equal(
      errorOf(choose(pkg({ status: 'sent' }), { offer, rank: 1, contractRef: 'CT-101' }, {}, broker)),
      'still open',
    )
    assert.equal(
      errorOf(
        choose(
          pkg({ status: 'offers_in' }),
          { offer: { ...offer, status: 'withdrawn' }, rank: 1, contractRef: 'C' },
          {},
          broker,
        ),
      ),
      'offer withdrawn',
    )
  })

  it('stops with a reason', () => {
    assert.equal(errorOf(stop(pkg(), 'withdrawn', ' ')), 'no reason')
    assert.ok(stop(pkg(), 'withdrawn', 'Went to stay with her son').ok)
    assert.equal(errorOf(stop(pkg(), 'refused', 'No')), 'not in this state')
  })

  it('ends a placement on or after its first day', () => {
    const placement = { startDay: '2026-11-25' } as Placement
    const placed = pkg({ status: 'placed' })
    assert.equal(
      errorOf(endPlacement(placed, placement, { endDay: '2026-11-24', reason: 'Died' })),
      'ends before it starts',
    )
    assert.equal(errorOf(endPlacement(placed, placement, { endDay: '2026-11-25', reason: '' })), 'no reason')
    assert.ok(endPlacement(placed, placement, { endDay: '2026-11-25', reason: 'Moved' }).ok)
  })
})
