import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Offer } from '#src/brokerage/offers/offer.ts'
import { timesKept } from '#src/brokerage/offers/times-kept.ts'
import { type Candidate, rankOffers, weightsInWords } from '#src/brokerage/offers/ranking.ts'

const weights = { price: 40, quality: 40, completeness: 10, start: 10 }
const asked = { weeklyMinutes: 1050, startBy: '2026-11-24' }
const offer = (offerRef: string, change: Partial<Offer> = {}): Offer => ({
  offerRef,
  packageRef: 'PK-1',
  organisationRef: offerRef,
  status: 'made',
  startDay: '2026-11-24',
  covers: [],
  note: '',
  weeklyPence: 40_950,
  weeklyMinutes: 1050,
  hourlyPence: 2340,
  overCeilingPence: 0,
  complete: true,
  madeAt: Temporal.Instant.from('2026-11-20T10:00:00Z'),
  madeBy: 'U-1',
  ...change,
})

describe('the ranking', () => {
  const table: readonly (readonly [string, Partial<Offer>, string | undefined, readonly number[]])[] = [
    ['lowest, Good, whole, in time', {}, 'Good', [400, 320, 100, 100]],
    ['dearer by a tenth', { hourlyPence: 2600 }, 'Good', [360, 320, 100, 100]],
    ['Outstanding', {}, 'Outstanding', [400, 400, 100, 100]],
    ['Inadequate', {}, 'Inadequate', [400, 0, 100, 100]],
    ['not yet rated', {}, undefined, [400, 240, 100, 100]],
    ['fourteen of seventeen and a half hours', { weeklyMinutes: 840, complete: false }, 'Good', [400, 320, 80, 100]],
    ['three days late', { startDay: '2026-11-27' }, 'Good', [400, 320, 100, 70]],
    ['a month late', { startDay: '2026-12-24' }, 'Good', [400, 320, 100, 0]],
  ]
  for (const [name, change, rating, expected] of table)
    it(name, () => {
      const cheapest: Candidate = { offer: offer('OF-0'), weights, rating: 'Good' }
      const ranked = rankOffers([cheapest, { offer: offer('OF-1', change), weights, rating }], asked)
      const found = ranked.find((one) => one.offer.offerRef === 'OF-1')
      assert.deepEqual(
        found?.components.map(({ tenths }) => tenths),
        expected,
      )
    })

  it('gives less to an offer at other times than were asked for, by the weight stated, and nothing for a visit that must be on time', () => {
    const visit = {
      days: [1, 2],
      windowFrom: '07:30',
      windowTo: '09:00',
      start: '08:00',
      minutes: 30,
      workers: 1 as const,
    }
    const pattern = [
      { ...visit, slot: 1, timeCritical: true, tasks: 'Insulin' },
      { ...visit, slot: 2, timeCritical: false, tasks: 'Breakfast', start: '08:30' },
    ]
    const covers = [1, 2].flatMap((slot) => [1, 2].map((day) => ({ slot, day })))
    const timed = { ...weights, completeness: 5, times: 5 }
    const at = (ref: string, ...starts: readonly string[]): Candidate => {
      const visits = starts.map((start, index) => ({ slot: index + 1, start, minutes: 30, workers: 1 as const }))
      const one = offer(ref, { covers, visits })
      return { offer: one, weights: timed, rating: 'Good', times: timesKept(pattern, one) }
    }
    const table: readonly (readonly [string, readonly string[], number, RegExp])[] = [
      ['as asked', [], 50, /^Every visit offered is within/],
      ['another time of the window', ['09:00', '07:30'], 50, /^Every visit/],
      [
        'half an hour outside',
        ['08:00', '09:30'],
        44,
        /^2 of 4 visits a week are outside the times asked for: 87 of 100/,
      ],
      ['an hour outside', ['08:00', '06:30'], 38, /: 75 of 100/],
      ['hours outside', ['08:00', '14:00'], 25, /: 50 of 100/],
      [
        'what must be on time, by a minute',
        ['09:01', '08:30'],
        25,
        /2 of them must be on time and count nothing: 50 of 100/,
      ],
    ]
    for (const [name, starts, tenths, said] of table) {
      const [found] = rankOffers([at('OF-1', ...starts)], asked)
      const component = found?.components.find((one) => one.name === 'times')
      assert.equal(component?.tenths, tenths, name)
      assert.match(component?.sentence ?? '', said, name)
    }
    const ranked = rankOffers([at('OF-1', '09:30', '08:30'), at('OF-2')], asked)
    assert.deepEqual(
      ranked.map((one) => one.offer.offerRef),
      ['OF-2', 'OF-1'],
    )
    assert.match(weightsInWords(timed), /visits covered \(5\), start \(10\) and times asked for \(5 of 100 points\)/)
    const unstated = [at('OF-1', '09:30', '08:30'), at('OF-2')].map((one) => ({ ...one, weights }))
    const equal = rankOffers(unstated, asked)
    assert.deepEqual(
      equal.map((one) => [one.offer.offerRef, one.tenths, one.components.some(({ name }) => name === 'times')]),
      [
        ['OF-2', 920, false],
        ['OF-1', 920, false],
      ],
      'where the contract states no weight it decides between equal points',
    )
  })

  it('puts another package behind complete offers and before partial ones', () => {
    const alternative = { kinds: ['technology'] as const, words: 'A pendant', savingPence: 900 }
    const some = [
      offer('OF-1', { complete: false, hourlyPence: 1000 }),
      offer('OF-2', { complete: false, alternative, hourlyPence: 4000 }),
      offer('OF-3', { hourlyPence: 5000 }),
    ]
    assert.deepEqual(
      rankOffers(
        some.map((one) => ({ offer: one, weights, rating: 'Good' })),
        asked,
      ).map((one) => one.offer.offerRef),
      ['OF-3', 'OF-2', 'OF-1'],
    )
  })

  it('puts a complete offer before a partial one, however cheap', () => {
    const part = offer('OF-1', { complete: false, weeklyMinutes: 1000, hourlyPence: 1000, weeklyPence: 1000 })
    const ranked = rankOffers(
      [
        { offer: part, weights, rating: 'Outstanding' },
        { offer: offer('OF-2', { hourlyPence: 4000 }), weights, rating: 'Inadequate' },
      ],
      asked,
    )
    assert.deepEqual(
      ranked.map((one) => [one.rank, one.offer.offerRef]),
      [
        [1, 'OF-2'],
        [2, 'OF-1'],
      ],
    )
  })

  describe('of offers by several mechanisms', () => {
    const alone = { price: 100, quality: 0, completeness: 0, start: 0 }
    const order = (candidates: readonly Candidate[]) =>
      rankOffers(candidates, asked).map((one) => [one.offer.offerRef, one.tenths])
    const inside: Candidate = { offer: offer('OF-1', { hourlyPence: 2600 }), weights, rating: 'Good' }
    const outside: Candidate = { offer: offer('OF-2'), weights: alone, outsideFramework: true, rating: 'Good' }

    it('puts those under a framework first, whatever points price alone brings, and measures prices among themselves', () => {
      assert.deepEqual(order([outside, inside]), [
        ['OF-1', 920],
        ['OF-2', 1000],
      ])
    })

    it('keeps complete offers before those of some visits', () => {
      const part = { ...inside, offer: offer('OF-1', { complete: false }) }
      assert.deepEqual(
        order([part, outside]).map(([ref]) => ref),
        ['OF-2', 'OF-1'],
      )
    })

    it('never weighs points of one framework against those of another: the lowest price an hour goes first', () => {
      const other = { price: 100, quality: 0, completeness: 0, start: 0 }
      const some: Candidate[] = [
        { offer: offer('OF-1', { hourlyPence: 2500 }), weights: other, rating: 'Good' },
        { offer: offer('OF-2', { hourlyPence: 2400 }), weights, rating: 'Inadequate' },
        { offer: offer('OF-3', { hourlyPence: 2600 }), weights, rating: 'Outstanding' },
      ]
      assert.deepEqual(
        order(some).map(([ref]) => ref),
        ['OF-3', 'OF-2', 'OF-1'],
      )
    })
  })

  it('says what brought the points', () => {
    const [first, second] = rankOffers(
      [
        { offer: offer('OF-1'), weights, rating: 'Good' },
        {
          offer: offer('OF-2', { hourlyPence: 2485, startDay: '2026-11-25', weeklyMinutes: 840, complete: false }),
          weights,
          rating: undefined,
        },
      ],
      asked,
    )
    assert.deepEqual(
      first?.components.map(({ sentence }) => sentence),
      [
        '£23.40 an hour: the lowest price.',
        'Rated Good: 80 of 100.',
        'Every visit asked for.',
        'Starts 24 November 2026, in time.',
      ],
    )
    assert.deepEqual(
      second?.components.map(({ sentence }) => sentence),
      [
        '£24.85 an hour: the lowest is £23.40.',
        'No rating yet, which counts as 60 of 100.',
        '14 of 17.5 hours a week.',
        'Starts 25 November 2026, 1 day late.',
      ],
    )
  })

  describe('by what a contract may weigh beside', () => {
    const stated = { ...weights, price: 10, travel: 10, known: 15, wishes: 5 }
    const known = { visits: 28, topThree: 14 }
    const rows: readonly (readonly [string, Partial<Candidate>, readonly number[]])[] = [
      ['visits told nothing', {}, [0, 0, 0]],
      ['half a round near, and nobody known', { told: { near: { visits: 10, percent: 50 } } }, [50, 0, 0]],
      ['half of the visits by three workers', { told: { known } }, [0, 75, 0]],
      ['one wish of three', { wishesPercent: 33, wishes: { met: 1, of: 3 } }, [0, 0, 17]],
      ['every wish', { wishesPercent: 100, wishes: { met: 3, of: 3 } }, [0, 0, 50]],
    ]
    for (const [name, change, expected] of rows)
      it(name, () => {
        const candidate: Candidate = { offer: offer('OF-1'), weights: stated, rating: 'Good', ...change }
        const [ranked] = rankOffers([candidate], asked)
        assert.deepEqual(
          ranked?.components.slice(4).map(({ tenths }) => tenths),
          expected,
        )
        assert.equal(
          ranked?.tenths,
          ranked?.components.reduce((sum, { tenths }) => sum + tenths, 0),
        )
      })

    it('asks nothing that the contract does not state, whatever visits told', () => {
      const told = { near: { visits: 40, percent: 100 }, known }
      const [ranked] = rankOffers([{ offer: offer('OF-1'), weights, rating: 'Good', told, wishesPercent: 100 }], asked)
      assert.deepEqual(
        ranked?.components.map(({ name }) => name),
        ['price', 'quality', 'completeness', 'start'],
      )
    })

    it('says the weights as the provider reads them', () => {
      assert.equal(
        weightsInWords(weights),
        'price (40), quality (40), visits covered (10) and start (10 of 100 points)',
      )
      assert.equal(
        weightsInWords({ ...weights, price: 35, known: 5 }),
        'price (35), quality (40), visits covered (10), start (10) and workers whom the person knows (5 of 100 points)',
      )
      assert.equal(weightsInWords({ price: 100, quality: 0, completeness: 0, start: 0 }), 'price alone')
    })
  })

  it('gives the same order whatever order the offers come in', () => {
    const some = fc.array(
      fc.record({
        hourlyPence: fc.integer({ min: 1, max: 4 }),
        complete: fc.boolean(),
        weeklyPence: fc.integer({ min: 1, max: 3 }),
      }),
      { minLength: 1, maxLength: 8 },
    )
    fc.assert(
      fc.property(some, fc.nat(), (changes, turn) => {
        const candidates = changes.map(
          (change, i): Candidate => ({ offer: offer(`OF-${i}`, change), weights, rating: 'Good' }),
        )
        const turned = candidates.map((_, i) => candidates[(i + turn) % candidates.length] as Candidate)
        const order = (all: readonly Candidate[]) => rankOffers(all, asked).map((one) => one.offer.offerRef)
        assert.deepEqual(order(turned), order(candidates))
      }),
    )
  })
})
