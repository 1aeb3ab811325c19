import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  blankLocation,
  goneFrom,
  type Listed,
  type LocationEntry,
  mergeLocation,
  successionsAmong,
} from '#src/providers/register.ts'

const listed = (locationRef: string, name: string | null = null, postcode: string | null = null): Listed => ({
  locationRef,
  name,
  postcode,
})
const ten = Array.from({ length: 10 }, (_, at) => listed(`1-90000001${at}`))

describe('what an extract no longer lists', () => {
  const table: [number, 'looks like a part' | number][] = [
    [10, 0],
    [9, 1],
    [7, 3],
    [6, 'looks like a part'],
    [0, 'looks like a part'],
  ]
  for (const [still, expected] of table)
    it(`${still} of 10 still listed: ${expected}${typeof expected === 'number' ? ' gone' : ''}`, () => {
      const gone = goneFrom(ten, new Set(ten.slice(0, still).map(({ locationRef }) => locationRef)))
      assert.equal(typeof gone === 'string' ? gone : gone.length, expected)
    })

  it('nothing listed before, nothing gone', () => assert.deepEqual(goneFrom([], new Set(['1-900000001'])), []))
})

describe('a service registered anew (Q-22)', () => {
  const old = listed('1-900000001', 'The Glade Ltd', 'WV1 1AG')
  it('has the name and postcode of one that ended, however the name is written', () =>
    assert.deepEqual(successionsAmong([old], [listed('1-900000002', 'GLADE limited', 'WV1 1AG')]), [
      { earlierRef: '1-900000001', laterRef: '1-900000002', basis: 'same name and postcode' },
    ]))
  it('is not linked at another postcode, or without one', () => {
    assert.deepEqual(successionsAmong([old], [listed('1-900000002', 'The Glade Ltd', 'WV1 1AH')]), [])
    assert.deepEqual(successionsAmong([listed('1-900000001', 'A')], [listed('1-900000002', 'A')]), [])
  })
  it('is not linked when two could follow one, or one two', () => {
    const other = listed('1-900000003', 'The Glade Ltd', 'WV1 1AG')
    assert.deepEqual(successionsAmong([old], [listed('1-900000002', 'The Glade Ltd', 'WV1 1AG'), other]), [])
    assert.deepEqual(successionsAmong([old, other], [listed('1-900000002', 'The Glade Ltd', 'WV1 1AG')]), [])
  })
})

describe('an entry laid over a record', () => {
  const known = {
    ...blankLocation('1-900000001'),
    name: 'A',
    phone: '01902000001',
    services: ['x', 'y'],
    asOf: '2025-01-01',
  }
  const merge = (said: Partial<LocationEntry>, asOf: string) =>
    mergeLocation(known, { locationRef: '1-900000001', ...said }, asOf)
  it('an absent field says nothing, a blank in a newer extract does', () => {
    assert.deepEqual(merge({ name: 'A' }, '2025-02-01').changes, [])
    assert.deepEqual(merge({ phone: null }, '2025-02-01').changes, [{ field: 'phone', from: '01902000001', to: null }])
    assert.deepEqual(merge({ phone: null }, '2024-02-01').changes, [])
  })
  it('a list in another order, or with repeats, is the same list', () =>
    assert.deepEqual(merge({ services: ['y', 'x', 'y'] }, '2025-02-01').changes, []))
})
