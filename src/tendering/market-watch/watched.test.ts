import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { nameForms, processOf, readRelease, releasesIn, tidy } from '#src/tendering/market-watch/watched.ts'

const release = (rest: Record<string, unknown>) => ({
  ocid: 'ocds-x-1',
  id: 'r1',
  date: '2026-01-02T09:00:00Z',
  ...rest,
})
const process = (rest: Record<string, unknown>) => processOf(release(rest))

describe('releases of other buyers', () => {
  it('are read when they say which they are and when they were given out', () => {
    assert.ok(readRelease(release({})).ok)
    assert.ok(readRelease(release({ id: 7, date: '2026-01-02' })).ok)
    const CASES: [unknown, string][] = [
      ['words', 'it is not a release'],
      [release({ ocid: '' }), 'it has no ocid'],
      [release({ id: null }), 'it has no id'],
      [release({ date: '2 January' }), 'its date cannot be read'],
    ]
    for (const [value, reason] of CASES) {
      const read = readRelease(value)
      assert.equal(read.ok ? '' : read.error.reason, reason)
    }
  })

  it('are found in packages, lists and records', () => {
    const one = release({})
    assert.deepEqual(releasesIn(one), [one])
    assert.deepEqual(releasesIn([one, { releases: [one] }]), [one, one])
    assert.deepEqual(
      releasesIn({
        records: [
          { releases: [one], compiledRelease: {} },
          { releases: [{ url: 'x' }], compiledRelease: one },
        ],
      }),
      [one, one],
    )
    assert.deepEqual(releasesIn({ releases: [] }), [])
  })

  it('have their slips read as they were meant', () => {
    assert.equal(tidy(' St&apos;s\r\n Home &amp; away&#160;'), 'St’s Home & away')
    assert.deepEqual(nameForms('Aster  Care Ltd'), ['aster care ltd', 'aster care limited'])
    const { valuePence, fromDay, toDay } = process({
      tender: {
        value: { amount: '1000000', currency: 'GBP' },
        contractPeriod: { startDate: '2019-02-02', endDate: '2020-01-31' },
      },
    })
    assert.deepEqual([valuePence, fromDay, toDay], [100_000_000, '2019-02-02', '2020-02-01'])
  })

  it('come to a buyer, a term, a value and suppliers: the nearest to the contract counts', () => {
    const found = process({
      parties: [
        { id: 'B', name: 'Oakshire Council', roles: ['buyer'] },
        { id: 'S', name: 'Fern Care Ltd', roles: ['supplier'] },
      ],
      tender: {
        title: 'Care at home',
        status: 'complete',
        value: { amount: 5, currency: 'GBP' },
        classification: { scheme: 'CPV', id: '85312000', description: 'Social work' },
        items: [{ deliveryAddresses: [{ region: 'England' }, { region: 'West Midlands' }] }],
        contractPeriod: { endDate: '2030-03-31T23:59:59+01:00' },
      },
      awards: [
        {
          id: '1',
          status: 'active',
          value: { amount: 2 },
          suppliers: [{ id: 'S' }],
          contractPeriod: { endDate: '2027-06-30T23:59:59+01:00' },
        },
        { id: '2', status: 'active', value: { amount: 3 }, suppliers: [{ id: 'S', name: 'Fern Care Ltd' }] },
      ],
    })
    assert.deepEqual(
      [found.buyer, found.stage, found.cpv, found.regions, found.valuePence, found.toDay, found.suppliers],
      ['Oakshire Council', 'award', '85312000', ['West Midlands'], 500, '2027-07-01', ['Fern Care Ltd']],
    )
  })

  it('end on the day that is meant', () => {
    const CASES: [string, string][] = [
      ['2028-06-30T23:59:59Z', '2028-07-01'],
      ['2028-06-30T23:59:59+01:00', '2028-07-01'],
      ['2028-06-30', '2028-07-01'],
      ['2028-06-30T23:00:00Z', '2028-07-02'],
    ]
    for (const [endDate, toDay] of CASES)
      assert.equal(process({ tender: { contractPeriod: { endDate } } }).toDay, toDay)
  })

  it('have a stage each', () => {
    const CASES: [Record<string, unknown>, string][] = [
      [{ tender: { status: 'planned' } }, 'planning'],
      [{ tender: { status: 'active' } }, 'tender'],
      [{ tender: { status: 'cancelled' } }, 'ended'],
      [{ awards: [{ id: '1', status: 'cancelled' }] }, 'ended'],
      [{ contracts: [{ id: '1', status: 'active' }] }, 'contract'],
      [{ contracts: [{ id: '1', status: 'terminated' }] }, 'ended'],
      [{}, 'tender'],
    ]
    for (const [rest, stage] of CASES) assert.equal(process(rest).stage, stage)
  })
})
