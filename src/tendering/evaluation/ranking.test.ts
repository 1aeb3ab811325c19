import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { exactly, fraction, shown } from '#src/tendering/evaluation/fraction.ts'
import { lotsDrawn } from '#src/tendering/evaluation/lots-drawn.ts'
import { meanMark, qualityMarks } from '#src/tendering/evaluation/marks.ts'
import { markPrices, priceBasket } from '#src/tendering/evaluation/price-formula.ts'
import { type Candidate, rankBids } from '#src/tendering/evaluation/ranking.ts'
import { lineOf, reigns, room, sensitivityFinding, totalAt, winnersAt } from '#src/tendering/evaluation/sensitivity.ts'
import type { PriceFormula, PriceLine, Question, Spec } from '#src/tendering/tenders/spec.ts'

const hour = (more: Partial<PriceLine> = {}): PriceLine => ({
  key: 'P1',
  title: 'An hour',
  unit: 'hour',
  minutes: null,
  volume: 100,
  floorPence: null,
  ceilingPence: null,
  ...more,
})
const question = (key: string, weight: number, least: number | null = null): Question => ({
  key,
  part: 'quality',
  text: key,
  weight,
  mostWords: 500,
  least,
})

type Asked = Pick<Spec, 'questions' | 'qualityLeastPercent' | 'scale' | 'price' | 'tieBreaks'>

/** The tender of P-53: price 40, quality 20, 25 and 15 on a scale to five. */
const tender = (formula: PriceFormula = { kind: 'lowest_proportional' }, more: Partial<Asked> = {}): Asked => ({
  questions: [question('Q1', 20), question('Q2', 25), question('Q3', 15)],
  qualityLeastPercent: null,
  scale: { most: 5, marks: [] },
  price: { weight: 40, formula, lines: [hour()] },
  tieBreaks: ['quality', 'heaviest_question', 'price', 'lot_drawn'],
  ...more,
})

const bid = (name: string, pence: number, marks: readonly number[], out: readonly string[] = []): Candidate => ({
  bidRef: name,
  organisationRef: `1-${name}`,
  organisationName: name,
  marks: new Map(marks.map((mark, index) => [`Q${index + 1}`, fraction(mark)])),
  prices: [{ key: 'P1', pence }],
  out,
})
const A = bid('A', 1950, [3, 3, 4])
const B = bid('B', 2080, [4, 4, 4])
const C = bid('C', 2240, [5, 4, 5])

describe('the worked tender (P-53, A5)', () => {
  const onHundred = markPrices(
    { kind: 'mean_based', middle: 'mean' },
    100,
    [A, B, C].map((one) => priceBasket(one.bidRef, [hour()], one.prices)),
  )
  const byLowest = rankBids(tender(), [A, B, C], '')
  const byDifference = rankBids(tender({ kind: 'difference_from_lowest' }), [A, B, C], '')
  // bidder, price an hour, (a) price marks, (b), (c) on 100, quality, total (a), rank
  const table = [
    ['A', '19.50', '40.00', '40.00', '56.70', '39.00', '79.00', 3],
    ['B', '20.80', '37.50', '37.33', '50.48', '48.00', '85.50', 2],
    ['C', '22.40', '34.82', '34.05', '42.82', '55.00', '89.82', 1],
  ] as const
  for (const row of table)
    it(`${row[0]} at £${row[1]} has ${row[6]} and is number ${row[7]}`, () => {
      const [a, b] = [byLowest, byDifference].map(({ ranked }) =>
        ranked.find(({ candidate }) => candidate.bidRef === row[0]),
      )
      assert.ok(a && b)
      assert.deepEqual(
        [
          row[0],
          shown(a.priced.basket, 0).replace(/(..)$/, '.$1'),
          shown(a.price.marks),
          shown(b.price.marks),
          shown(onHundred.get(row[0])?.marks ?? fraction(0)),
          shown(a.quality.total),
          shown(a.total),
          a.rank,
        ],
        [...row],
      )
    })

  it('shows each sum as a sentence', () => {
    const [first, second] = byLowest.ranked
    assert.equal(first?.price.working, '40 × £19.50 ÷ £22.40 = 34.82')
    assert.deepEqual(
      second?.quality.lines.map(({ working }) => working),
      ['4 of 5 × 20 = 16.00', '4 of 5 × 25 = 20.00', '4 of 5 × 15 = 12.00'],
    )
    assert.equal(byDifference.ranked[1]?.price.working, '40 × (1 − (£20.80 − £19.50) ÷ £19.50) = 37.33')
    assert.match(
      onHundred.get('B')?.working ?? '',
      /^100 ÷ 100 × \(50 − \(£20\.80 − £20\.90\) ÷ £20\.90 × 100\), from 0 to 100, = 50\.48$/,
    )
  })
})

describe('price formulas (P-52)', () => {
  // formula, weight, prices in pence, marks of each
  const table: readonly (readonly [PriceFormula, number, readonly number[], readonly string[]])[] = [
    [{ kind: 'lowest_proportional' }, 30, [2000], ['30.00']],
    [{ kind: 'difference_from_lowest' }, 30, [1000, 1500, 2500], ['30.00', '15.00', '0.00']],
    [{ kind: 'mean_based', middle: 'median' }, 100, [1000, 2000, 9000], ['100.00', '50.00', '0.00']],
    [{ kind: 'mean_based', middle: 'median' }, 100, [1000, 3000], ['100.00', '0.00']],
    [
      { kind: 'ceiling_linear', ceilingPence: 2400, floorPence: 2000 },
      40,
      [1900, 2000, 2100, 2400, 2500],
      ['40.00', '40.00', '30.00', '0.00', '0.00'],
    ],
    [
      {
        kind: 'fixed_bands',
        bands: [
          { toPence: 2000, percent: 100 },
          { toPence: 2200, percent: 60 },
        ],
      },
      40,
      [2000, 2001, 2200, 2201],
      ['40.00', '24.00', '24.00', '0.00'],
    ],
  ]
  for (const [formula, weight, prices, marks] of table)
    it(`${formula.kind} of ${prices.join(', ')}: ${marks.join(', ')}`, () => {
      const bids = prices.map((pence, index) => priceBasket(String(index), [hour()], [{ key: 'P1', pence }]))
      const found = markPrices(formula, weight, bids)
      assert.deepEqual(
        prices.map((_, index) => shown(found.get(String(index))?.marks ?? fraction(-1))),
        marks,
      )
    })

  it('value_ratio ranks by quality for each pound, without marks for the price', () => {
    const { ranked } = rankBids(tender({ kind: 'value_ratio' }), [A, B, C], '')
    assert.deepEqual(
      ranked.map(({ candidate, total, price }) => [candidate.bidRef, shown(total), shown(price.marks)]),
      [
        ['C', '2.46', '0.00'],
        ['B', '2.31', '0.00'],
        ['A', '2.00', '0.00'],
      ],
    )
  })

  it('a basket is the sum of each line by its share of the volume (P-54)', () => {
    const schedule = [5, 55, 20, 20].map((volume, index) => hour({ key: `P${index}`, title: `Line ${index}`, volume }))
    const priced = priceBasket(
      'A',
      schedule,
      [901, 1203, 1755, 2207].map((pence, index) => ({ key: `P${index}`, pence })),
    )
    assert.deepEqual(priced.basket, fraction(149_910, 100))
    assert.equal(priced.working, '£9.01 × 5% + £12.03 × 55% + £17.55 × 20% + £22.07 × 20% = £14.99')
  })

  it('rejects a price above its ceiling and a line without one, and names what is below the floor', () => {
    const schedule = [
      hour({ ceilingPence: 2300, floorPence: 1900 }),
      hour({ key: 'P2', title: 'A night', floorPence: 9000 }),
    ]
    const high = priceBasket('A', schedule, [{ key: 'P1', pence: 2301 }])
    assert.deepEqual(high.faults, ['An hour at £23.01 is above the ceiling of £23.00', 'no price for A night'])
    const low = priceBasket('A', schedule, [
      { key: 'P1', pence: 1899 },
      { key: 'P2', pence: 9000 },
    ])
    assert.deepEqual([low.faults, low.low], [[], ['An hour at £18.99 is below the floor of £19.00']])
  })
})

describe('the ranking', () => {
  it('counts the lowest price among valid bids alone', () => {
    const { ranked, out } = rankBids(
      tender(),
      [A, B, { ...C, out: ['the low price was not explained'] }, bid('D', 100, [5, 5, 5], ['insurance lapsed'])],
      '',
    )
    assert.deepEqual(
      ranked.map(({ price }) => shown(price.marks)),
      ['37.50', '40.00'],
    )
    assert.deepEqual(
      out.map(({ why }) => why),
      [['the low price was not explained'], ['insurance lapsed']],
    )
  })

  it('leaves out who misses a question, or the share of quality, that the tender asks for at least (P-51)', () => {
    const asked = tender(
      { kind: 'lowest_proportional' },
      { questions: [question('Q1', 20, 3), question('Q2', 40)], qualityLeastPercent: 50 },
    )
    const { ranked, out } = rankBids(
      asked,
      [bid('A', 100, [3, 3]), bid('B', 100, [2, 5]), bid('C', 100, [3, 1]), bid('D', 100, [3, 2])],
      '',
    )
    assert.deepEqual(
      ranked.map(({ candidate }) => candidate.bidRef),
      ['A'],
    )
    assert.deepEqual(
      out.flatMap(({ why }) => why),
      [
        'question Q1 has 2, and 3 is the least that passes',
        'quality has 33.33% of its marks, and 50% is the least that passes',
        'quality has 46.67% of its marks, and 50% is the least that passes',
      ],
    )
  })

  it('ranks by what was not rounded', () => {
    const asked = tender({ kind: 'lowest_proportional' }, { questions: [question('Q1', 60)] })
    const { ranked } = rankBids(asked, [bid('A', 2_000_001, [3]), bid('B', 2_000_000, [3])], '')
    assert.deepEqual(
      ranked.map(({ candidate, total, tie }) => [candidate.bidRef, shown(total), tie]),
      [
        ['B', '76.00', undefined],
        ['A', '76.00', undefined],
      ],
    )
  })

  it('settles a tie by quality, the heaviest question, the price, and a lot drawn, in the order that the tender states (P-56)', () => {
    const asked = tender({
      kind: 'fixed_bands',
      bands: [
        { toPence: 2000, percent: 100 },
        { toPence: 3000, percent: 70 },
      ],
    })
    const words = (candidates: readonly Candidate[], more: Partial<Asked> = {}) =>
      rankBids({ ...asked, ...more }, candidates, 'seed').ranked.map(
        ({ candidate, tie }) => `${candidate.bidRef}: ${tie}`,
      )
    assert.deepEqual(words([bid('A', 2000, [3, 3, 3]), bid('B', 2500, [3, 3, 7])]), [
      'B: Level with A at 76.00; the higher mark for quality decides',
      'A: Level with B at 76.00; the higher mark for quality decides',
    ])
    assert.deepEqual(
      words([bid('A', 2000, [3, 3, 3]), bid('B', 2500, [3, 3, 7])], { tieBreaks: ['price', 'quality', 'lot_drawn'] }),
      ['A: Level with B at 76.00; the lower price decides', 'B: Level with A at 76.00; the lower price decides'],
    )
    assert.match(
      words([bid('A', 2000, [5, 0, 0]), bid('B', 2000, [0, 4, 0])])[0] ?? '',
      /^B: .*heaviest question decides$/,
    )
    assert.match(
      words([bid('A', 1900, [3, 3, 3]), bid('B', 1800, [3, 3, 3])])[0] ?? '',
      /^B: .*the lower price decides$/,
    )
    const drawn = words([A, { ...A, bidRef: 'B', organisationName: 'B' }])
    assert.match(drawn[0] ?? '', /the lot drawn decides$/)
    assert.equal(drawn[0]?.slice(0, 1), lotsDrawn('seed', ['A', 'B'])[0])
    assert.match(words([A, { ...A, bidRef: 'B' }], { tieBreaks: [] })[0] ?? '', /do not tell them apart$/)
  })

  it('draws the same lots from the same seed, whatever the order of the bids', () => {
    const refs = ['BD-1', 'BD-2', 'BD-3', 'BD-4', 'BD-5']
    assert.deepEqual(lotsDrawn('a seed', refs), lotsDrawn('a seed', refs.toReversed()))
    const firsts = new Set(Array.from({ length: 60 }, (_, index) => lotsDrawn(`seed ${index}`, refs)[0]))
    assert.equal(firsts.size, 5)
  })

  it('takes the mean exactly where the tender said so', () => {
    assert.deepEqual(meanMark([3, 4, 4]), fraction(11, 3))
    assert.equal(
      qualityMarks(tender(), new Map([['Q1', meanMark([3, 4, 4])]])).lines[0]?.working,
      '3.67 of 5 × 20 = 14.67',
    )
  })
})

describe('sensitivity to the weight of the price', () => {
  const lines = rankBids(tender(), [A, B, C], '').ranked.map(({ candidate, quality, price }) =>
    lineOf(candidate.bidRef, { quality: quality.total, priceShare: price.share }, 40),
  )

  it('keeps the tender as it is at its own weight', () => {
    assert.deepEqual(
      lines.map((line) => shown(totalAt(line, fraction(40)))),
      ['89.82', '85.50', '79.00'],
    )
  })

  it('says who would win at 30%, and where the winner changes', () => {
    assert.deepEqual(winnersAt(lines, fraction(30)), ['C'])
    const parts = reigns(lines)
    assert.deepEqual(
      parts.map(({ from, to, winners }) => [shown(from), shown(to), winners.join()]),
      [
        ['0.00', '63.53', 'C'],
        ['63.53', '70.59', 'B'],
        ['70.59', '100.00', 'A'],
      ],
    )
    assert.equal(
      sensitivityFinding(parts, 40),
      'C comes first when the price weighs little, B above 63.53%, A above 70.59%. Here it weighs 40%: C.',
    )
    assert.equal(shown(room(parts, 40).up ?? fraction(0)), '23.53')
    assert.equal(room(parts, 40).down, undefined)
  })

  it('weights with places are exact', () => {
    assert.deepEqual(exactly(12.5), fraction(25, 2))
  })
})
