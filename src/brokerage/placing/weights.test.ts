/** Each weight of the policy on joint plans changes what a plan proposes, and the plan says so. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { PlacingPolicy, PriceOf, Room, ToPlace } from '#src/brokerage/placing/plan.ts'
import { plan } from '#src/brokerage/placing/placing.ts'
import { STANDARD } from '#src/councils/index.ts'
import { solve } from '#src/solvers/assignment/index.ts'

const person = (ref: string, more: Partial<ToPlace> = {}): ToPlace => ({
  ...{ ref, personRef: `P-${ref}`, zone: 'town', service: 'home_care', minutes: { morning: 420 }, needs: [] },
  ...{ doubleHanded: false, refuses: [], prefers: [], ...more },
})
const room = (organisationRef: string, more: Partial<Room> = {}): Room => ({
  ...{ organisationRef, name: `Care ${organisationRef}`, contractRef: `CT-${organisationRef}`, zones: ['town'] },
  ...{ minutes: new Map([['town/morning', 420]]), able: new Map(), rating: 'Good', zoneNames: new Map(), ...more },
})
/** A costs a little less than B. */
const priceOf: PriceOf = (_, { organisationRef }) => (organisationRef === 'A' ? 10_000 : 10_500)

const told = (on: string, age: 'fresh' | 'fading' | 'stale') => new Map([['town/morning', { on, age }]])
const rounds = (visits: number) => new Map([['HR6', { morning: visits }]])

const CASES: readonly (readonly [
  weight: keyof PlacingPolicy,
  people: readonly ToPlace[],
  rooms: readonly Room[],
  without: Readonly<Record<string, string | undefined>>,
  counting: Readonly<Record<string, string | undefined>>,
])[] = [
  [
    'staleCapacity',
    [person('1')],
    [room('A', { told: told('2026-11-01', 'stale') }), room('B')],
    { 1: 'A' },
    { 1: 'B' },
  ],
  [
    'travel',
    [person('1', { outwardCode: 'HR6' })],
    [room('A', { rounds: rounds(0) }), room('B', { rounds: rounds(20) })],
    { 1: 'A' },
    { 1: 'B' },
  ],
  [
    'triagePoint',
    [person('1', { triage: 5, prefers: ['Z'] }), person('2')],
    [room('A', { minutes: new Map([['town/morning', 420]]) })],
    { 1: undefined, 2: 'A' },
    { 1: 'A', 2: undefined },
  ],
  [
    'overCeiling',
    [person('1', { prefers: ['B'], ceilingPence: 10_200 })],
    [room('A'), room('B')],
    { 1: 'B' },
    { 1: 'A' },
  ],
  [
    'changedTimes',
    [person('1', { movable: { morning: 420 } })],
    [room('A', { minutes: new Map([['town/midday', 420]]) }), room('B')],
    { 1: 'A' },
    { 1: 'B' },
  ],
  ['belowRating', [person('1')], [room('A', { rating: 'Inadequate' }), room('B')], { 1: 'A' }, { 1: 'B' }],
  [
    'outOfArea',
    [person('1')],
    [room('A', { minutes: new Map([['north/morning', 420]]), zones: ['town', 'north'] }), room('B')],
    { 1: 'A' },
    { 1: 'B' },
  ],
  [
    'changedProvider',
    [person('1', { today: { organisationRef: 'B', weeklyPence: 10_500 } })],
    [room('A'), room('B')],
    { 1: 'A' },
    { 1: 'B' },
  ],
  ['notPreferred', [person('1', { prefers: ['B'] })], [room('A'), room('B')], { 1: 'A' }, { 1: 'B' }],
  [
    'timeCritical',
    [person('1', { timeCritical: true, prefers: ['Z'] }), person('2')],
    [room('A')],
    { 1: undefined, 2: 'A' },
    { 1: 'A', 2: undefined },
  ],
  [
    'doubleHanded',
    [person('1', { doubleHanded: true, prefers: ['Z'] }), person('2')],
    [room('A')],
    { 1: undefined, 2: 'A' },
    { 1: 'A', 2: undefined },
  ],
]

describe('the weights of a joint plan', () => {
  const NONE = { ...STANDARD.placing, ...Object.fromEntries(CASES.map(([weight]) => [weight, 0])) }
  const proposed = (people: readonly ToPlace[], rooms: readonly Room[], policy: PlacingPolicy) =>
    plan(people, rooms, priceOf, policy, solve, { seed: 7, moves: 2_000, boundSteps: 200 }).proposals
  const toOf = (proposals: ReturnType<typeof proposed>) =>
    Object.fromEntries(proposals.map(({ ref, organisationRef }) => [ref, organisationRef]))

  for (const [weight, people, rooms, without, counting] of CASES)
    it(`count: ${weight}`, () => {
      // Who is asked for decides where nothing else does.
      const base = { ...NONE, ...(weight === 'notPreferred' ? {} : { notPreferred: 10 }) }
      assert.deepEqual(toOf(proposed(people, rooms, base)), without)
      assert.deepEqual(toOf(proposed(people, rooms, { ...base, [weight]: 1_000 })), counting)
    })

  it('are shown: which visits come in another part of the day', () => {
    const [one] = proposed(
      [person('1', { movable: { morning: 420 } })],
      [room('A', { minutes: new Map([['town/midday', 420]]) })],
      STANDARD.placing,
    )
    assert.equal(one?.organisationRef, 'A')
    assert.deepEqual([one?.exceptions, one?.place], [['changed times'], { moved: { from: 'morning', to: 'midday' } }])
    assert.ok(
      one?.why.includes(
        'Visits at midday instead of in the morning, so its offer must say these times and the person must agree: 350 points.',
      ),
      one?.why.join('\n'),
    )
  })

  it('are shown: how old what was told is, and how near the rounds come', () => {
    const why = (more: Partial<Room>) =>
      proposed([person('1', { outwardCode: 'HR6' })], [room('A', more)], STANDARD.placing)[0]
    const stale = why({ told: told('2026-11-01', 'stale') })
    assert.deepEqual(stale?.exceptions, ['stale capacity'])
    assert.ok(stale?.why.includes('Told what it has on 1 November 2026, too long ago to count on: 250 points.'))
    const fading = why({ told: told('2026-11-12', 'fading') })
    assert.deepEqual(fading?.exceptions, [])
    assert.ok(fading?.why.includes('Told what it has on 12 November 2026, which fades.'))
    assert.ok(!why({ told: told('2026-11-20', 'fresh') })?.why.some((one) => one.startsWith('Told what')))
    assert.ok(
      why({ rounds: rounds(5) })?.why.includes('5 visits a week near the person at these times now: 30 points.'),
    )
    assert.ok(why({ rounds: new Map() })?.why.includes('No visits near the person at these times now: 40 points.'))
    assert.ok(!why({ rounds: rounds(25) })?.why.some((one) => /near the person/.test(one)))
    assert.ok(!why({})?.why.some((one) => /near the person/.test(one)), 'nobody told of its visits')
  })
})
