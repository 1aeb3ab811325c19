import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  type ChangeFigures,
  type Ground,
  judge,
  modificationTests,
  noticeOf,
  termChange,
  warningOf,
} from '#src/contracts/changes/modification-tests.ts'

/** Of services bought by a council, from 2026. */
const THRESHOLD = 20_772_000
const pounds = (amount: number): number => amount * 100

const figures = (changes: Partial<ChangeFigures> = {}): ChangeFigures => ({
  ...{ regime: 'pa23', originalPence: pounds(4_000_000), beforePence: pounds(4_000_000), changePence: 0 },
  ...{ earlierPence: 0, togetherPence: 0, term: { by: 0, of: 48, unit: 'months' } },
  ...{ changesScope: false, favoursSupplier: false, replacesSupplier: false, isOption: false },
  thresholdPence: THRESHOLD,
  ...changes,
})
const verdict = (asked: ChangeFigures, ground: Ground): string | undefined =>
  modificationTests(asked).find((one) => one.ground === ground)?.verdict
const words = (asked: ChangeFigures, ground: Ground): string =>
  modificationTests(asked)
    .find((one) => one.ground === ground)
    ?.parts.map((one) => one.words)
    .join('; ') ?? ''

const of2015 = (changes: Partial<ChangeFigures>): ChangeFigures =>
  figures({
    ...{ regime: 'pcr15_light_touch', originalPence: pounds(1_500_000), beforePence: pounds(1_500_000) },
    thresholdPence: 66_354_000,
    ...changes,
  })

describe('the worked examples of the modification tests', () => {
  // Example, figures, ground, verdict, what the sum says, notice
  const cases: readonly (readonly [string, ChangeFigures, Ground, string, RegExp, string | undefined])[] = [
    ['E1', figures({ changePence: pounds(380_000) }), 'C', 'passes', /is 9\.5%, not more than 10%/, undefined],
    ['E2', figures({ changePence: pounds(400_000) }), 'C', 'passes', /is 10%, not more than 10%/, undefined],
    ['E3', figures({ changePence: pounds(401_000) }), 'C', 'fails', /is 10\.025%, more than 10%/, 'UK10'],
    ['E4', figures({ term: { by: 4, of: 48, unit: 'months' } }), 'B', 'passes', /4 of 48 months: 8\.333%/, undefined],
    ['E5', figures({ term: { by: 5, of: 48, unit: 'months' } }), 'B', 'fails', /5 of 48 months: 10\.417%/, 'UK10'],
    ['E6', figures({ changePence: pounds(1_900_000) }), 'A4', 'passes if stated', /is 47\.5%/, 'UK10'],
    [
      'E7',
      figures({ regime: 'pa23_light_touch', changePence: pounds(2_500_000) }),
      ...(['light touch', 'passes', /allowed by section 74/, undefined] as const),
    ],
    [
      'E8',
      of2015({ earlierPence: pounds(90_000), changePence: pounds(70_000) }),
      ...(['f', 'fails', /£160,000\.00 with earlier changes, of £1,500,000\.00 is 10\.667%/, undefined] as const),
    ],
    [
      'E9, the first',
      of2015({ changePence: pounds(700_000) }),
      ...(['b', 'passes if stated', /is 46\.667%, not more than 50%/, 'PCR modification notice'] as const),
    ],
    [
      'E9, the second',
      of2015({ beforePence: pounds(2_200_000), changePence: pounds(700_000) }),
      ...(['c', 'passes if stated', /is 46\.667%, not more than 50%/, 'PCR modification notice'] as const),
    ],
    [
      'E9, split to get round the limit',
      of2015({ togetherPence: pounds(700_000), changePence: pounds(700_000) }),
      ...(['c', 'fails', /taken together, of £1,500,000\.00 is 93\.333%/, 'PCR modification notice'] as const),
    ],
  ]
  for (const [example, asked, ground, said, sum, notice] of cases)
    it(`${example}: ${ground} ${said}${notice ? `, ${notice}` : ''}`, () => {
      assert.equal(verdict(asked, ground), said)
      assert.match(words(asked, ground), sum)
      assert.equal(noticeOf(asked, ground), notice)
    })

  it('A12: what passes and fails at 9.5, 10.0 and 10.025 per cent; a light touch contract is warned, never blocked', () => {
    assert.deepEqual(
      [380_000, 400_000, 401_000].map((by) => verdict(figures({ changePence: pounds(by) }), 'C')),
      ['passes', 'passes', 'fails'],
    )
    const light = figures({ regime: 'pa23_light_touch', changePence: pounds(2_500_000) })
    assert.ok(judge(light, 'light touch', false).ok)
    assert.match(warningOf(light) ?? '', /section 12/)
    assert.equal(warningOf(figures()), undefined)
  })
})

describe('a ground', () => {
  it('of three parts fails by any of them', () => {
    assert.equal(verdict(figures({ changesScope: true }), 'B'), 'fails')
    assert.equal(verdict(figures({ favoursSupplier: true }), 'B'), 'fails')
    assert.equal(verdict(figures({ replacesSupplier: true }), 'B'), 'fails')
    assert.equal(verdict(figures({ changesScope: true, changePence: 1 }), 'C'), 'fails')
    assert.equal(verdict(figures({ changesScope: true }), 'A4'), 'fails')
    assert.equal(verdict(figures(), 'B'), 'passes')
  })
  it('that adds up earlier changes counts them up and down, and stops at the threshold', () => {
    assert.equal(verdict(figures({ earlierPence: pounds(-100_000), changePence: pounds(480_000) }), 'C'), 'passes')
    assert.equal(verdict(figures({ changePence: pounds(-401_000) }), 'C'), 'fails')
    const large = { originalPence: pounds(40_000_000), beforePence: pounds(40_000_000) }
    assert.match(
      words(figures({ ...large, changePence: pounds(207_719) }), 'C'),
      /is below the threshold of £207,720\.00/,
    )
    const over = modificationTests(figures({ ...large, changePence: pounds(207_720) })).find(
      ({ ground }) => ground === 'C',
    )
    assert.deepEqual([over?.verdict, over?.parts[1]?.holds], ['passes', 'advice'], 'unsettled: passes, with advice')
    const law2015 = { regime: 'pcr15' as const, ...large }
    assert.equal(verdict(figures({ ...law2015, changePence: pounds(207_719) }), 'f'), 'passes')
    assert.equal(verdict(figures({ ...law2015, changePence: pounds(207_720) }), 'f'), 'fails')
    assert.equal(verdict(of2015({ changePence: pounds(150_000) }), 'f'), 'fails', 'less than 10%, not 10%')
    assert.equal(verdict(of2015({ changePence: pounds(149_999) }), 'f'), 'passes')
  })
  it('that is an option of the contract passes without a statement', () => {
    assert.equal(verdict(figures({ isOption: true }), 'A1'), 'passes')
    assert.equal(verdict(of2015({ isOption: true }), 'a'), 'passes')
    assert.equal(verdict(figures(), 'A1'), 'passes if stated')
  })
  it('of half the value ends at half, each time', () => {
    assert.equal(verdict(figures({ changePence: pounds(2_000_000) }), 'A5'), 'passes if stated')
    assert.equal(verdict(figures({ changePence: pounds(2_000_001) }), 'A8'), 'fails')
  })
  it('for another supplier is of use only where there is one, and a transfer always has its notice', () => {
    assert.equal(verdict(figures(), 'A9'), 'fails')
    assert.equal(verdict(of2015({ replacesSupplier: true }), 'd'), 'passes if stated')
    assert.equal(noticeOf(figures({ replacesSupplier: true }), 'A9'), 'UK10')
  })
  it('is judged: not one of another regime, not where its test fails, not unstated', () => {
    const error = (asked: ChangeFigures, ground: Ground, isStated: boolean) => {
      const judged = judge(asked, ground, isStated)
      return judged.ok ? judged.value.notice : judged.error
    }
    assert.equal(error(figures(), 'a', true), 'not a ground of this regime')
    assert.equal(error(figures({ changePence: pounds(401_000) }), 'C', true), 'the test fails')
    assert.equal(error(figures({ changePence: pounds(1_900_000) }), 'A4', false), 'not stated')
    assert.equal(error(figures({ changePence: pounds(1_900_000) }), 'A4', true), 'UK10')
    assert.equal(error(figures({ regime: 'psr' }), 'psr', true), undefined)
  })
  it('is asked of a contract below the threshold only when the change carries it over', () => {
    const small = { regime: 'below_threshold' as const, originalPence: pounds(200_000), beforePence: pounds(200_000) }
    assert.equal(verdict(figures({ ...small, changePence: pounds(7_720) }), 'standing orders'), 'passes')
    const over = figures({ ...small, changePence: pounds(27_721) })
    assert.equal(verdict(over, 'standing orders'), undefined)
    assert.equal(verdict(over, 'C'), 'fails')
    assert.equal(noticeOf(over, 'A4'), 'UK10')
  })
})

describe('how the term changes', () => {
  const cases = [
    ['2026-04-01', '2030-04-01', '2028-04-01', '2028-08-01', { by: 4, of: 48, unit: 'months' }],
    ['2026-04-01', '2030-04-01', '2028-04-01', '2028-01-01', { by: -3, of: 48, unit: 'months' }],
    ['2026-04-01', '2030-04-01', '2028-04-01', '2028-04-01', { by: 0, of: 48, unit: 'months' }],
    ['2026-04-06', '2028-04-01', '2028-04-01', '2028-05-01', { by: 30, of: 726, unit: 'days' }],
  ] as const
  for (const [from, longest, old, next, expected] of cases)
    it(`from ${old} to ${next} is ${expected.by} of ${expected.of} ${expected.unit}`, () =>
      assert.deepEqual(termChange(from, longest, old, next), expected))
})
