import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { formatNhsNumber, parseNhsNumber } from '#src/base/nhs-number.ts'

describe('an NHS number (X-01, A14)', () => {
  const table: [string, string | undefined][] = [
    ['9434765919', '9434765919'],
    ['9434765918', undefined],
    ['1234567890', undefined],
    ['9876543210', '9876543210'],
    ['2983396339', '2983396339'],
    ['4010232137', '4010232137'],
    ['943 476 5919', '9434765919'],
    ['943-476-5919', '9434765919'],
    [' 943 476 5919 ', '9434765919'],
    ['9990000018', '9990000018'],
    ['9990000000', undefined],
    ['943476591', undefined],
    ['94347659190', undefined],
    ['94347659l9', undefined],
    ['９４３４７６５９１９', undefined],
    ['0000000000', undefined],
    ['1111111111', undefined],
    ['9999999999', undefined],
    ['', undefined],
  ]
  for (const [typed, expected] of table)
    it(`"${typed}" reads as ${expected ?? 'no NHS number'}`, () => assert.equal(parseNhsNumber(typed), expected))

  it('is shown in groups of three, three and four', () => {
    assert.equal(formatNhsNumber('9434765919'), '943 476 5919')
  })

  it('with one digit mistyped, or two neighbours swapped, is refused', () => {
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 9, maxLength: 9 })
    fc.assert(
      fc.property(digits, fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 9 }), (nine, place, shift) => {
        const check = Array.from({ length: 10 }, (_, last) => `${nine.join('')}${last}`)
        const valid = check.find((number) => parseNhsNumber(number))
        if (valid === undefined) return
        const mistyped = [...valid]
        mistyped[place] = String((Number(mistyped[place]) + shift) % 10)
        assert.equal(parseNhsNumber(mistyped.join('')), undefined)
        const swapped = [...valid]
        const next = place === 9 ? 8 : place + 1
        ;[swapped[place], swapped[next]] = [swapped[next] as string, swapped[place] as string]
        if (swapped.join('') !== valid) assert.equal(parseNhsNumber(swapped.join('')), undefined)
      }),
    )
  })

  const vectors = '../shared/data/reference/nhs_number_vectors.csv'
  it('holds for the reference vectors', { skip: existsSync(vectors) ? false : `${vectors} is not here` }, () => {
    for (const line of readFileSync(vectors, 'utf8').trim().split(/\r?\n/).slice(1)) {
      const [number = '', expected] = line.split(',')
      assert.equal(parseNhsNumber(number) !== undefined, expected === 'True', line)
    }
  })
})
