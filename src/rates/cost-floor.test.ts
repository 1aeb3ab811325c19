import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { STANDARD } from '#src/councils/index.ts'
import { buildUp, effectivePay, floorOf, legalLines } from '#src/rates/cost-floor.ts'

const terms = STANDARD['cost-floor']
const pounds = (pence: number): string => (pence / 100).toFixed(2)
const call = (minutes: number) => ({ minutes, travelMinutes: 6, miles: 1.8 })

describe('the build-up of an hour of care (M-10, A7)', () => {
  for (const [minutes, hour, visit] of [
    [15, '36.83', '9.21'],
    [30, '31.70', '15.85'],
    [45, '29.99', '22.50'],
    [60, '29.14', '29.14'],
  ] as const) {
    it(`of visits of ${minutes} minutes costs £${hour}, £${visit} a visit`, () => {
      const { price } = buildUp(terms, call(minutes))
      assert.deepEqual([pounds(price), pounds((price * minutes) / 60)], [hour, visit])
    })
  }

  it('adds up line by line as the handbook does', () => {
    const { lines, direct, travelMinutesAnHour } = buildUp(terms, call(30))
    assert.deepEqual(
      lines.map(({ pence }) => pounds(pence)),
      ['12.71', '2.54', '1.84', '0.26', '0.44', '1.83', '0.53', '1.62', '9.00', '0.92'],
    )
    assert.deepEqual([pounds(direct), travelMinutesAnHour], ['21.78', 12])
  })

  it('holds the protective equipment that the council states, which is the law’s part and no pay', () => {
    const { lines, direct, price } = buildUp({ ...terms, ppePence: 40 }, call(30))
    assert.deepEqual(lines.slice(0, legalLines(lines)).at(-1), { name: 'Protective equipment', pence: 40 })
    assert.deepEqual([pounds(direct), pounds(price)], ['22.18', '32.12'])
    const without = floorOf(terms, [{ ...call(30), calls: 1 }], 2178)
    const withIt = floorOf({ ...terms, ppePence: 40 }, [{ ...call(30), calls: 1 }], 2218)
    assert.deepEqual([withIt?.hourlyPence, withIt?.payPence], [2218, without?.payPence])
  })

  it('gives the split that was published for 2020/21 from its ratios', () => {
    const ratios = { wagePence: 872, holidayBp: 1207, trainingBp: 173, sickBp: 511, niBp: 620, niThresholdPounds: 0 }
    const then = { ...terms, ...ratios, pensionBp: 300, penceAMile: 35, runningPence: 520, surplusBp: 299 }
    const { lines, price } = buildUp(then, { minutes: 30, travelMinutes: 5.85, miles: 1.943 })
    const [contact, travel, holiday, training, sickness, insurance, pension, mileage, running, surplus] = lines.map(
      ({ pence }) => pence,
    ) as [number, number, number, number, number, number, number, number, number, number]
    assert.deepEqual(
      [contact, travel, insurance + pension, holiday + training + sickness, mileage, running, surplus, price].map(
        pounds,
      ),
      ['8.72', '1.70', '1.14', '1.97', '1.36', '5.20', '0.60', '20.69'],
    )
  })
})

describe('what a price leaves for an hour of work (M-11, A8)', () => {
  it('is £10.83 of £13.00 where six minutes of travel to visits of half an hour are not paid', () =>
    assert.equal(pounds(effectivePay(1300, 12)), '10.83'))

  it('is the minimum wage at the floor, less below it and more above it', () => {
    const length = fc.constantFrom(15, 30, 45, 60)
    const week = fc.array(
      fc.record({
        minutes: length,
        travelMinutes: fc.nat(20),
        miles: fc.integer({ min: 0, max: 50 }).map((tenths) => tenths / 10),
        calls: fc.integer({ min: 1, max: 14 }),
      }),
      { minLength: 1, maxLength: 6 },
    )
    fc.assert(
      fc.property(week, fc.integer({ min: 300, max: 6_000 }), fc.nat(200), (calls, price, ppePence) => {
        const floor = floorOf({ ...terms, ppePence }, calls, price)
        assert.ok(floor)
        const sum = floor.lines.slice(0, legalLines(floor.lines)).reduce((total, { pence }) => total + pence, 0)
        assert.ok(Math.abs(sum - floor.hourlyPence) <= legalLines(floor.lines) / 2)
        if (price < floor.hourlyPence - 1) assert.ok(floor.payPence <= terms.wagePence)
        if (price > floor.hourlyPence + 1) assert.ok(floor.payPence >= terms.wagePence)
        assert.ok(floor.hourlyPence <= floor.lastingPence)
      }),
    )
  })

  it('of a mix lies between that of its shortest and its longest visits, and no visits have none', () => {
    const at = (minutes: number) => floorOf(terms, [{ ...call(minutes), calls: 1 }], 2000)?.hourlyPence ?? 0
    const mixed = floorOf(
      terms,
      [
        { ...call(15), calls: 7 },
        { ...call(60), calls: 7 },
      ],
      2000,
    )?.hourlyPence
    assert.ok(mixed !== undefined && at(60) < mixed && mixed < at(15))
    assert.equal(floorOf(terms, [], 2000), undefined)
  })
})
