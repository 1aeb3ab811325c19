import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { outwardCode, parsePostcode } from '#src/base/postcode.ts'

describe('a postcode (X-02)', () => {
  const table: [string, string | undefined][] = [
    ['WV1 1AA', 'WV1 1AA'],
    ['wv11aa', 'WV1 1AA'],
    ['  Hu13   0lz ', 'HU13 0LZ'],
    ['W6 0LH', 'W6 0LH'],
    ['SW1A1AA', 'SW1A 1AA'],
    ['M1 1AE', 'M1 1AE'],
    ['WV1 1CA', undefined],
    ['WV1 1AO', undefined],
    ['WVX 1AA', undefined],
    ['WV1', undefined],
    ['', undefined],
    ['1-101641521', undefined],
    ['WV1 1AA, Wolverhampton', undefined],
  ]
  for (const [typed, expected] of table)
    it(`"${typed}" reads as ${expected ?? 'no postcode'}`, () => assert.equal(parsePostcode(typed), expected))

  it('gives its outward part', () => assert.equal(outwardCode('SW1A 1AA'), 'SW1A'))
})
