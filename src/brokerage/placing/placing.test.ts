import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { afterMoving } from '#src/brokerage/placing/needs.ts'
import type { Able, PriceOf, Proposal, Room, ToPlace } from '#src/brokerage/placing/plan.ts'
import { plan } from '#src/brokerage/placing/placing.ts'
import { STANDARD } from '#src/councils/index.ts'
import { type BedType, needOf, PARTS_OF_DAY, RATINGS } from '#src/providers/index.ts'
import { solve } from '#src/solvers/assignment/index.ts'

const PEG = needOf('skill', 'PEG feeding')
const WELSH = needOf('language', 'Welsh')
const BUDGET = { seed: 7, moves: 3_000, boundSteps: 200 }
const POLICY = STANDARD.placing

const person = (ref: string, more: Partial<ToPlace> = {}): ToPlace => ({
  ...{ ref, personRef: `P-${ref}`, zone: 'town', service: 'home_care', minutes: { morning: 420 }, needs: [] },
  ...{ doubleHanded: false, refuses: [], prefers: [] },
  ...more,
})
const room = (organisationRef: string, morning: number, more: Partial<Room> = {}): Room => ({
  ...{ organisationRef, name: `Care ${organisationRef}`, contractRef: `CT-${organisationRef}`, zones: ['town'] },
  ...{ minutes: new Map([['town/morning', morning]]), able: new Map(), rating: 'Good' },
  zoneNames: new Map([['north', 'Northern villages']]),
  ...more,
})
/** Each provider has its own price of an hour, in pounds. */
const hourly =
  (pounds: Readonly<Record<string, number>>): PriceOf =>
  ({ minutes }, { organisationRef }) => {
    const price = pounds[organisationRef]
    const all = Object.values(minutes).reduce((sum, one) => sum + one, 0)
    return price === undefined ? undefined : Math.round((all * price * 100) / 60)
  }
const planFor = (people: readonly ToPlace[], rooms: readonly Room[], pounds: Readonly<Record<string, number>>) =>
  plan(people, rooms, hourly(pounds), POLICY, solve, BUDGET)
const of = (proposals: readonly Proposal[], ref: string): Proposal => {
  const found = proposals.find((one) => one.ref === ref)
  assert.ok(found, ref)
  return found
}

describe('a plan for everybody who waits', () => {
  it('gives the hours of the cheaper provider to whom they spare most, and says so', () => {
    const people = [person('PK-1'), person('PK-2', { minutes: { morning: 400 }, prefers: ['B'] })]
    const { proposals, points, bound } = planFor(people, [room('A', 420), room('B', 900)], { A: 20, B: 22 })
    assert.equal(of(proposals, 'PK-1').organisationRef, 'A')
    assert.equal(of(proposals, 'PK-2').organisationRef, 'B')
    assert.equal(points, bound)
    assert.deepEqual(of(proposals, 'PK-1').why.slice(0, 2), [
      '£140.00 a week, the lowest of 2 who have the hours.',
      'Rated Good.',
    ])
    assert.ok(of(proposals, 'PK-2').why.includes('The person asked for this provider.'))
  })

  it('offers as alternatives first who has room beside the plan, then who is full with it, then who has too few hours', () => {
    const rooms = [room('A', 420), room('B', 100), room('C', 90), room('D', 840), room('E', 420)]
    const pounds = { A: 18, B: 19, C: 20, D: 24, E: 26 }
    const { proposals } = planFor([person('PK-1'), person('PK-2'), person('PK-3')], rooms, pounds)
    for (const { organisationRef, alternatives } of proposals)
      assert.deepEqual(
        alternatives.map((one) => one.organisationRef),
        organisationRef === 'A' ? ['E', 'D'] : ['E', 'A'],
      )
  })

  it("says what an hour at a full provider costs in points of somebody else's plan", () => {
    const people = [person('PK-1'), person('PK-2'), person('PK-3')]
    const { proposals, prices } = planFor(people, [room('A', 840), room('B', 900)], { A: 20, B: 30 })
    const dearer = proposals.filter(({ organisationRef }) => organisationRef === 'B')
    assert.equal(dearer.length, 1)
    assert.match(
      dearer[0]?.why.at(-1) ?? '',
      /^Care A would have 70 points fewer, but an hour there in the morning costs \d+ points of somebody else's plan\.$/,
    )
    assert.deepEqual(
      prices.map(({ points: _, ...row }) => row),
      [{ organisationRef: 'A', zone: 'town', part: 'morning' }],
    )
    const [alternative] = dearer[0]?.alternatives ?? []
    assert.deepEqual([alternative?.organisationRef, alternative?.dearer], ['A', -70])
    assert.deepEqual(alternative?.why, ['£140.00 a week.', 'Full with this plan: short of 7 hours in the morning.'])
  })

  it('leaves nobody out where an exception would do, and names the exception', () => {
    const below = room('C', 420, { rating: 'Requires improvement' })
    const outside = room('D', 0, { minutes: new Map([['north/morning', 420]]) })
    const people = [person('PK-1'), person('PK-2'), person('PK-3', { ceilingPence: 1 })]
    const { proposals } = planFor(people, [room('A', 420), below, outside], { A: 20, C: 20, D: 20 })
    assert.deepEqual(proposals.flatMap(({ exceptions }) => exceptions).sort(), [
      'out of area',
      'over ceiling',
      'rating',
    ])
    const why = proposals.flatMap((one) => one.why).join('\n')
    assert.match(why, /Rated Requires improvement, below Good: 800 points\./)
    assert.match(
      why,
      /From outside the zone, with hours that it has in Northern villages, so the person must agree: 400 points\./,
    )
  })

  it('says of whom it cannot place what binds, and the cheapest thing that would change it', () => {
    const { proposals } = planFor([person('PK-1'), person('PK-2')], [room('A', 600), room('B', 100)], { A: 20, B: 20 })
    const [left, ...more] = proposals.filter(({ organisationRef }) => organisationRef === undefined)
    assert.equal(more.length, 0)
    assert.equal(left?.binds, 'The 2 providers that could care for this person have too few hours left in the morning.')
    assert.equal(left?.cheapestChange, '4 hours in the morning a week more at Care A, for £140.00 a week.')
  })

  const HINDERED: readonly (readonly [string, Partial<ToPlace>, Partial<Room>, RegExp, RegExp])[] = [
    ['a refusal', { refuses: ['A'] }, {}, /the person will not have one of them/, /if the person thinks again/],
    ['who declined', { declined: ['A'] }, {}, /1 has declined already/, /ask it again/],
    [
      'a skill',
      { needs: [PEG] },
      { able: new Map([[PEG.ability, { has: false }]]) },
      /1 has no workers for PEG feeding/,
      /would need workers for PEG feeding/,
    ],
    [
      'a zone',
      {},
      { zones: ['north'] },
      /1 has no contract for this zone/,
      /contract CT-A does not cover this zone: widen it/,
    ],
    ['a bed', { beds: ['nursing'], minutes: {} }, {}, /1 has told no such bed/, /Ask Care A whether it has a bed/],
    ['a service', {}, { service: 'respite' }, /no contract for this service/, /^$/],
    ['no price', {}, { organisationRef: 'Z', name: 'Care Z' }, /no price/, /agree a price/],
  ]
  for (const [what, wants, has, binds, change] of HINDERED)
    it(`names ${what} where that is what binds`, () => {
      const { proposals } = planFor([person('PK-1', wants)], [room('A', 900, has)], { A: 20 })
      assert.equal(proposals[0]?.organisationRef, undefined)
      assert.match(proposals[0]?.binds ?? '', binds)
      assert.match(proposals[0]?.cheapestChange ?? '', change)
    })

  it('says of who is locked to a provider that could not what that one is short of, and who is beyond the lock', () => {
    const bound = (rooms: Room[]) => {
      const [proposal] = planFor([person('PK-1', { fixed: 'A' })], rooms, { A: 20, B: 20, C: 20 }).proposals
      return [proposal?.organisationRef, proposal?.binds, proposal?.cheapestChange]
    }
    assert.deepEqual(bound([room('A', 900, { zones: ['north'] }), room('B', 900), room('C', 900)]), [
      undefined,
      'It is agreed with Care A or locked to it, and it has no contract for this zone.',
      'Take the lock off and solve again: 2 other providers may be asked.',
    ])
    assert.deepEqual(bound([room('B', 900)]), [
      undefined,
      'It is agreed with a provider or locked to it that cannot be asked: it is suspended, its contract takes nobody new, or it has told no hours.',
      'Take the lock off and solve again: 1 other provider may be asked.',
    ])
    assert.equal(bound([room('B', 900, { zones: ['north'] })])[2], undefined)
  })

  it('binds on the hours of workers who can, lets who never said stand, and says so', () => {
    const needs = [PEG]
    const able = new Map([[PEG.ability, { has: true, minutes: 420 }]])
    const people = [person('PK-1', { needs }), person('PK-2', { needs }), person('PK-3')]
    const { proposals } = planFor(people, [room('A', 2_000, { able })], { A: 20 })
    const left = proposals.filter(({ organisationRef }) => organisationRef === undefined)
    assert.equal(left.length, 1)
    assert.match(left[0]?.binds ?? '', /has too few hours left of workers for: peg feeding\.$/)
    assert.match(left[0]?.cheapestChange ?? '', /^7 hours of workers for: peg feeding a week more at Care A/)
    const placed = proposals.find(({ ref, organisationRef }) => ref !== 'PK-3' && organisationRef === 'A')
    assert.ok(placed?.why.includes('Has workers for what is asked: PEG feeding.'))
    const unsaid = planFor([person('PK-1', { needs: [WELSH] })], [room('A', 420)], { A: 20 }).proposals[0]
    assert.ok(unsaid?.why.includes('Has not said whether it has workers for speaks Welsh: its offer must say so.'))
  })

  it('gives each who needs a home one bed, the nearest where it can, and says which', () => {
    const bed = (locationRef: string, zone: string, vacant = 1, bedType: BedType = 'nursing') => ({
      ...{ locationRef, home: `Home ${locationRef}`, zone, bedType, vacant },
    })
    const lives = (ref: string, more: Partial<ToPlace> = {}) =>
      person(ref, { service: 'nursing_home', minutes: {}, beds: ['nursing'], ...more })
    const rooms = [
      room('A', 0, { beds: [bed('1', 'town'), bed('2', 'north', 2, 'residential')] }),
      room('B', 0, { beds: [bed('3', 'north')] }),
    ]
    const weekly: PriceOf = (_, { organisationRef }) => (organisationRef === 'A' ? 120_000 : 100_000)
    const solved = plan([lives('PK-1'), lives('PK-2'), lives('PK-3')], rooms, weekly, POLICY, solve, BUDGET)
    assert.equal(solved.points, solved.bound)
    const placed = solved.proposals.filter(({ organisationRef }) => organisationRef !== undefined)
    assert.deepEqual(placed.map(({ place, exceptions }) => [place?.locationRef, exceptions]).sort(), [
      ['1', []],
      ['3', ['out of area']],
    ])
    const why = placed.flatMap((one) => one.why).join('\n')
    assert.match(why, /Nursing, at Home 1, in the zone\./)
    assert.match(
      why,
      /Nursing, at Home 3, in Northern villages\.\nThe home is outside the zone, so the person must choose it/,
    )
    const left = solved.proposals.find(({ organisationRef }) => organisationRef === undefined)
    assert.equal(left?.binds, 'The 2 providers that could care for this person have no such bed left.')
    assert.match(left?.cheapestChange ?? '', /^1 bed \(nursing, at Home 1\) more at Care A, for £1,200.00 a week/)
    const couple = [lives('PK-1', { together: 'x' }), lives('PK-2', { together: 'x', beds: ['residential'] })]
    const both = plan(
      couple,
      [room('A', 0, { beds: [bed('1', 'town'), bed('1', 'town', 1, 'residential')] })],
      weekly,
      POLICY,
      solve,
      BUDGET,
    )
    assert.deepEqual(
      both.proposals.map(({ place }) => place?.bedType),
      ['nursing', 'residential'],
    )
  })

  it('keeps a couple together, or places neither', () => {
    const couple = [person('PK-1', { together: 'home' }), person('PK-2', { together: 'home' })]
    const rooms = [room('A', 420), room('B', 420), room('C', 840)]
    const { proposals } = planFor(couple, rooms, { A: 18, B: 18, C: 30 })
    assert.deepEqual(
      proposals.map(({ organisationRef }) => organisationRef),
      ['C', 'C'],
    )
    const none = planFor(couple, rooms.slice(0, 2), { A: 18, B: 18 }).proposals
    assert.ok(none.every(({ organisationRef }) => organisationRef === undefined))
    assert.match(none[0]?.cheapestChange ?? '', /^7 hours in the morning a week more at Care A, for £252.00 a week/)
  })

  it('holds whom a broker locked where they are, before anybody else', () => {
    const { proposals } = planFor([person('PK-1'), person('PK-2', { fixed: 'A' })], [room('A', 420)], { A: 20 })
    assert.equal(of(proposals, 'PK-2').organisationRef, 'A')
    assert.equal(of(proposals, 'PK-2').why[0], 'Agreed or locked before this plan was made.')
    assert.equal(of(proposals, 'PK-1').organisationRef, undefined)
  })
})

const ZONES = ['town', 'north']
const minutesOf = fc.dictionary(fc.constantFrom(...PARTS_OF_DAY), fc.constantFrom(60, 210, 420), {
  minKeys: 1,
  maxKeys: 3,
})
const ORGANISATIONS = ['A', 'B', 'C', 'D']
/** Nobody moves more minutes of a part of the day than they asked for. */
const movingNoMore = (one: object): ToPlace => {
  const { minutes, movable, ...more } = one as ToPlace
  const parts = Object.entries(movable ?? {}).map(([part, some]) => [part, Math.min(some, minutes[part as never] ?? 0)])
  return { ...more, minutes, ...(movable ? { movable: Object.fromEntries(parts) } : {}) }
}
const somebody = (at: number) =>
  fc
    .record(
      {
        ref: fc.constant(`PK-${at}`),
        personRef: fc.constant(`P-${at}`),
        zone: fc.constantFrom(...ZONES),
        service: fc.constantFrom('home_care', 'respite'),
        minutes: minutesOf,
        movable: minutesOf,
        needs: fc.subarray([PEG, WELSH]),
        doubleHanded: fc.boolean(),
        timeCritical: fc.boolean(),
        refuses: fc.subarray(ORGANISATIONS, { maxLength: 2 }),
        prefers: fc.subarray(ORGANISATIONS, { maxLength: 1 }),
        declined: fc.subarray(ORGANISATIONS, { maxLength: 1 }),
        together: fc.constantFrom('x', 'y'),
        fixed: fc.constantFrom(...ORGANISATIONS),
        today: fc.record({ organisationRef: fc.constantFrom(...ORGANISATIONS), weeklyPence: fc.nat(50_000) }),
        ceilingPence: fc.nat(30_000),
      },
      {
        requiredKeys: ['ref', 'personRef', 'zone', 'service', 'minutes', 'needs', 'doubleHanded', 'refuses', 'prefers'],
      },
    )
    .map(movingNoMore) as fc.Arbitrary<ToPlace>
const people = fc
  .integer({ min: 1, max: 7 })
  .chain((many) => fc.tuple(...Array.from({ length: many }, (_, at) => somebody(at))))
const rooms = fc.tuple(
  ...ORGANISATIONS.map((ref) =>
    fc.record({
      organisationRef: fc.constant(ref),
      name: fc.constant(`Care ${ref}`),
      contractRef: fc.constant(`CT-${ref}`),
      zones: fc.subarray(ZONES, { minLength: 1 }),
      zoneNames: fc.constant(new Map<string, string>()),
      service: fc.option(fc.constantFrom('home_care', 'respite'), { nil: undefined }),
      minutes: fc
        .array(fc.tuple(fc.constantFrom(...ZONES), fc.constantFrom(...PARTS_OF_DAY), fc.nat(900)))
        .map((cells) => new Map(cells.map(([zone, part, minutes]) => [`${zone}/${part}` as const, minutes]))),
      able: fc
        .array(
          fc.tuple(
            fc.constantFrom(PEG.ability, WELSH.ability),
            fc.boolean(),
            fc.option(fc.nat(600), { nil: undefined }),
          ),
        )
        .map(
          (told) =>
            new Map(
              told.map(([ability, has, minutes]): [string, Able] => [
                ability,
                has && minutes !== undefined ? { has, minutes } : { has },
              ]),
            ),
        ),
      rating: fc.option(fc.constantFrom(...RATINGS), { nil: undefined }),
    }),
  ),
) as fc.Arbitrary<Room[]>
const PRICES = hourly({ A: 20, B: 22, C: 25 })
const runs = { numRuns: 120 }

describe('whatever the people and the providers', () => {
  it('no plan breaks a hard constraint', () => {
    fc.assert(
      fc.property(people, rooms, (waiting, have) => {
        const { proposals } = plan(waiting, have, PRICES, POLICY, solve, BUDGET)
        const used = new Map<string, number>()
        const use = (key: string, minutes: number): void => void used.set(key, (used.get(key) ?? 0) + minutes)
        for (const proposal of proposals) {
          if (proposal.organisationRef === undefined) continue
          const one = waiting.find(({ ref }) => ref === proposal.ref)
          const at = have.find(({ contractRef }) => contractRef === proposal.contractRef)
          assert.ok(one && at)
          assert.ok(![...one.refuses, ...(one.declined ?? [])].includes(at.organisationRef))
          assert.ok(at.service === undefined || at.service === one.service)
          assert.ok(one.needs.every(({ ability }) => at.able.get(ability)?.has !== false))
          assert.ok(at.zones.includes(one.zone))
          assert.ok(one.fixed === undefined || one.fixed === at.organisationRef)
          assert.notEqual(PRICES(one, at), undefined)
          assert.equal(proposal.exceptions.includes('out of area'), proposal.place?.zone !== undefined)
          for (const { ability } of one.needs)
            if (at.able.get(ability)?.minutes !== undefined)
              use(
                `${at.organisationRef}/${ability}`,
                Object.values(one.minutes).reduce((sum, minutes) => sum + minutes, 0),
              )
          assert.equal(proposal.exceptions.includes('changed times'), proposal.place?.moved !== undefined)
          for (const [part, minutes] of Object.entries(afterMoving(one, proposal.place?.moved))) {
            use(`${at.organisationRef}/${part}`, minutes)
          }
          for (const other of waiting.filter(({ together }) => together !== undefined && together === one.together))
            assert.equal(proposals.find(({ ref }) => ref === other.ref)?.organisationRef, at.organisationRef)
        }
        // Whichever zone's hours were used, together they are no more than the provider told for the part of the day.
        for (const [key, minutes] of used) {
          const [organisationRef, part] = key.split('/')
          const at = have.find((one) => one.organisationRef === organisationRef)
          const hours = ZONES.reduce((sum, zone) => sum + (at?.minutes.get(`${zone}/${part}` as never) ?? 0), 0)
          const told = at?.able.get(part ?? '')?.minutes ?? hours
          assert.ok(minutes <= told, `${key}: ${minutes} of ${told}`)
        }
      }),
      runs,
    )
  })

  it('nobody is lost, sums balance, and the points are those of the proposals', () => {
    fc.assert(
      fc.property(people, rooms, (waiting, have) => {
        const made = plan(waiting, have, PRICES, POLICY, solve, BUDGET)
        const sum = (of: (one: Proposal) => number) => made.proposals.reduce((all, one) => all + of(one), 0)
        assert.deepEqual(made.proposals.map(({ ref }) => ref).sort(), waiting.map(({ ref }) => ref).sort())
        assert.equal(
          made.points,
          sum(({ points }) => points),
        )
        assert.ok(made.bound <= made.points)
        assert.equal(
          made.weeklyPence,
          sum(({ weeklyPence }) => weeklyPence ?? 0),
        )
        for (const one of made.proposals) {
          const isPlaced = one.organisationRef !== undefined
          assert.equal(one.binds === undefined, isPlaced)
          assert.equal(one.why.length > 0, isPlaced)
          assert.ok(one.alternatives.length <= 2)
          assert.ok(one.alternatives.every(({ organisationRef }) => organisationRef !== one.organisationRef))
          assert.doesNotMatch(JSON.stringify(one), /undefined|NaN/)
        }
      }),
      runs,
    )
  })

  it('the same seed gives the same plan', () => {
    fc.assert(
      fc.property(people, rooms, (waiting, have) => {
        const once = plan(waiting, have, PRICES, POLICY, solve, BUDGET)
        assert.deepEqual(plan(waiting, have, PRICES, POLICY, solve, BUDGET), once)
      }),
      { numRuns: 20 },
    )
  })
})
