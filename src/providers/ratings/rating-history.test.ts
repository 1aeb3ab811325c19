import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { placeOf, type Rated, spellsOf, yearMarks } from '#src/providers/ratings/rating-history.ts'

const rated = (ratedOn: string, rating: Rated['rating'], inherited = false): Rated => ({ ratedOn, rating, inherited })

describe('spells of a rating', () => {
  it('run from a report to the next that differs, and the last until today', () => {
    const spells = spellsOf(
      [
        rated('2021-06-01', 'Good'),
        rated('2019-01-01', 'Requires improvement'),
        rated('2023-06-01', 'Good'),
        rated('2024-06-01', null),
      ],
      '2026-11-22',
    )
    assert.deepEqual(
      spells.map(({ from, to, rating }) => [from, to, rating]),
      [
        ['2019-01-01', '2021-06-01', 'Requires improvement'],
        ['2021-06-01', '2024-06-01', 'Good'],
        ['2024-06-01', '2026-11-22', null],
      ],
    )
  })

  it('keep apart what was inherited from the registration before', () => {
    const spells = spellsOf([rated('2019-01-01', 'Good', true), rated('2021-01-01', 'Good')], '2026-01-01')
    assert.deepEqual(
      spells.map(({ from, inherited }) => [from, inherited]),
      [
        ['2019-01-01', true],
        ['2021-01-01', false],
      ],
    )
  })

  it('leave out reports of days to come', () =>
    assert.deepEqual(spellsOf([rated('2027-01-01', 'Good')], '2026-01-01'), []))
})

describe('the axis', () => {
  it('marks as many years as there is room for', () => {
    assert.deepEqual(
      yearMarks('2014-10-10', '2026-11-22', 20).map(({ year }) => year),
      [2015, 2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026],
    )
    assert.deepEqual(
      yearMarks('2014-01-01', '2026-11-22', 5).map(({ year }) => year),
      [2014, 2017, 2020, 2023, 2026],
    )
  })

  it('places days in proportion', () => {
    assert.equal(placeOf('2026-01-06', '2026-01-01', '2026-01-11', 100), 50)
    assert.equal(placeOf('2026-01-01', '2026-01-01', '2026-01-01', 100), 0)
  })
})
