import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { dutiesOf, REGIMES, regimeOf, thresholdPence } from '#src/tendering/regime/regime.ts'
import { openFrameworkDays } from '#src/tendering/regime/open-framework.ts'
import { standstillFrom } from '#src/tendering/regime/standstill.ts'

const HOLIDAYS = new Set(['2024-12-25', '2024-12-26', '2025-01-01', '2026-12-25', '2026-12-28', '2027-01-01'])

describe('which law applies', () => {
  const CASES = [
    [
      'home care begun in 2026, above the light-touch threshold',
      '2026-03-02',
      66_354_000,
      'light_touch',
      'pa23_light_touch',
    ],
    ['a penny below it', '2026-03-02', 66_353_999, 'light_touch', 'below_threshold'],
    ['home care begun the day before the Act', '2025-02-23', 100_000_000, 'light_touch', 'pcr15_light_touch'],
    ['on its first day', '2025-02-24', 100_000_000, 'light_touch', 'pa23_light_touch'],
    ['services of £205,000 and VAT in 2026', '2026-01-01', 24_600_000, 'services', 'pa23'],
    [
      'services between the old threshold and the new, in 2025',
      '2025-12-31',
      21_000_000,
      'services',
      'below_threshold',
    ],
    ['and in 2026', '2026-01-01', 21_000_000, 'services', 'pa23'],
  ] as const
  for (const [name, commencedOn, estimatedPence, kind, regime] of CASES)
    test(`${name}: ${regime}`, () =>
      assert.equal(regimeOf({ commencedOn, estimatedPence, kind, health: false }), regime))

  test('mainly health care is under the Provider Selection Regime, whatever it costs', () =>
    assert.equal(regimeOf({ commencedOn: '2026-01-01', estimatedPence: 1, kind: 'services', health: true }), 'psr'))

  test('thresholds change with their dates', () => {
    assert.equal(thresholdPence('services', '2025-12-31'), 21_490_400)
    assert.equal(thresholdPence('services', '2026-01-01'), 20_772_000)
    assert.equal(thresholdPence('light_touch', '2026-01-01'), 66_354_000)
  })
})

describe('what each law asks (P-10)', () => {
  test('light touch is excused from what the handbook lists, and from nothing else', () => {
    const [ordinary, light] = [dutiesOf('pa23'), dutiesOf('pa23_light_touch')]
    const excused = Object.keys(ordinary).filter(
      (duty) => ordinary[duty as keyof typeof ordinary] !== light[duty as keyof typeof light],
    )
    assert.deepEqual(excused.sort(), [
      'changeNotice',
      'contractCopyDays',
      'contractDetailsDays',
      'frameworkYears',
      'kpis',
      'modification',
      'standstill',
      'tenderDays',
    ])
    assert.deepEqual([light.contractDetailsDays, light.standstill, light.modification], [120, 'voluntary', 'free'])
  })
  test('every regime has its duties', () => {
    for (const regime of REGIMES) assert.ok(dutiesOf(regime))
  })
})

describe('standstill (P-16, A13)', () => {
  const CASES = [
    ['2024-12-24', '2025-01-07', '2025-01-08'],
    ['2026-11-23', '2026-12-02', '2026-12-03'],
    ['2026-12-21', '2027-01-04', '2027-01-05'],
  ] as const
  for (const [published, lastDay, signFrom] of CASES)
    test(`an award notice of ${published} stands still to ${lastDay}`, () =>
      assert.deepEqual(standstillFrom('pa23', published, HOLIDAYS), { lastDay, signFrom }))

  test('published on a Saturday, the first of the eight days is the Monday', () =>
    assert.equal(standstillFrom('pa23', '2026-11-21', HOLIDAYS).lastDay, '2026-12-02'))
  test('ten calendar days under the regulations of 2015, ending on a working day', () =>
    assert.deepEqual(standstillFrom('pcr15', '2026-12-15', HOLIDAYS), {
      lastDay: '2026-12-29',
      signFrom: '2026-12-30',
    }))
})

describe('an open framework (P-12, A16)', () => {
  test('first award on 1 November 2026: re-opened by 31 October 2029, ended on 31 October 2034', () =>
    assert.deepEqual(openFrameworkDays(['2026-11-01']), { reopenBy: '2029-10-31', schemeEnd: '2034-10-31' }))
  test('a second award on 1 June 2029: again by 31 May 2034', () =>
    assert.deepEqual(openFrameworkDays(['2026-11-01', '2029-06-01']), {
      reopenBy: '2034-05-31',
      schemeEnd: '2034-10-31',
    }))
  test('never later than the end of the scheme', () =>
    assert.equal(openFrameworkDays(['2026-11-01', '2029-06-01', '2033-01-01']).reopenBy, '2034-10-31'))
  test('a single supplier: four years', () =>
    assert.equal(openFrameworkDays(['2026-11-01'], true).schemeEnd, '2030-10-31'))
})
