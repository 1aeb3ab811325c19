import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { compare, fraction, NOUGHT, plus, shown } from '#src/tendering/evaluation/fraction.ts'
import { allocateLots, type Limit, type RankedLot } from '#src/tendering/evaluation/lot-allocation.ts'

/** "L1" with its places and the marks of bidders, in any order. */
const lot = (name: string, places: number, marks: Record<string, number>): RankedLot => ({
  lot: name,
  places,
  bids: Object.entries(marks)
    .sort(([, a], [, b]) => b - a)
    .map(([bidder, total], index) => ({ bidder, name: bidder, rank: index + 1, total: fraction(total) })),
})
const atMost = (most: number | null, ...bidders: string[]): Limit[] => bidders.map((bidder) => ({ bidder, most }))
const given = (lots: readonly RankedLot[], limits: readonly Limit[]) =>
  Object.fromEntries(
    allocateLots(lots, limits).lots.map((one) => [one.lot, one.winners.map(({ bidder }) => bidder).join()]),
  )

describe('lots are given under a most of each bidder', () => {
  it('by rank alone while nobody wins more than they may', () => {
    const lots = [lot('L1', 1, { Amber: 80, Birch: 70 }), lot('L2', 1, { Amber: 60, Birch: 65 })]
    assert.deepEqual(given(lots, atMost(1, 'Amber', 'Birch')), { L1: 'Amber', L2: 'Birch' })
    assert.deepEqual(given(lots, atMost(null, 'Amber', 'Birch')), { L1: 'Amber', L2: 'Birch' })
  })

  it('to the most marks over all lots together, not lot after lot', () => {
    const lots = [lot('L1', 1, { Amber: 90, Birch: 89 }), lot('L2', 1, { Amber: 88, Birch: 50 })]
    const allocation = allocateLots(lots, atMost(1, 'Amber', 'Birch'))
    assert.deepEqual(
      allocation.lots.map(({ winners }) => winners.map(({ bidder }) => bidder)),
      [['Birch'], ['Amber']],
    )
    assert.equal(shown(allocation.total), '177.00')
    assert.deepEqual(allocation.lots[0]?.passedOver, [
      {
        bidder: 'Amber',
        name: 'Amber',
        rank: 1,
        why: 'Amber may have 1 lot at most and is given L2. With L1 instead, all lots together would come to 140.00 marks, 37.00 fewer than 177.00.',
      },
    ])
    assert.deepEqual(allocation.lots[1]?.passedOver, [])
  })

  it('fills every place that can be filled before it looks at marks', () => {
    const lots = [lot('L1', 1, { Amber: 90, Birch: 10 }), lot('L2', 1, { Amber: 30 })]
    const allocation = allocateLots(lots, atMost(1, 'Amber', 'Birch'))
    assert.deepEqual(
      allocation.lots.map(({ winners }) => winners[0]?.bidder),
      ['Birch', 'Amber'],
    )
    assert.match(allocation.lots[0]?.passedOver[0]?.why ?? '', /With L1 instead, a place would stay empty\.$/)
  })

  it('gives several places of a lot to its best, and keeps a bidder to its own most', () => {
    const lots = [lot('L1', 2, { Amber: 90, Birch: 80, Cedar: 70 }), lot('L2', 2, { Amber: 85, Birch: 80, Cedar: 60 })]
    assert.deepEqual(given(lots, [...atMost(2, 'Amber', 'Cedar'), ...atMost(1, 'Birch')]), {
      L1: 'Amber,Cedar',
      L2: 'Amber,Birch',
    })
    assert.deepEqual(given(lots, [...atMost(2, 'Amber', 'Birch'), ...atMost(0, 'Cedar')]), {
      L1: 'Amber,Birch',
      L2: 'Amber,Birch',
    })
  })

  it('leaves a lot without bids empty and says so', () => {
    assert.equal(allocateLots([lot('L1', 2, { Amber: 90 }), lot('L2', 1, {})], []).lots[1]?.unfilled, 1)
  })

  it('finds what trying every way finds', () => {
    const marks = fc.array(
      fc.array(fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined }), { minLength: 4, maxLength: 4 }),
      {
        minLength: 1,
        maxLength: 3,
      },
    )
    fc.assert(
      fc.property(
        marks,
        fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 3, maxLength: 3 }),
        fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 4, maxLength: 4 }),
        (table, places, most) => {
          const lots = table.map((row, index) =>
            lot(
              `L${index}`,
              places[index] ?? 1,
              Object.fromEntries(row.flatMap((total, bidder) => (total === undefined ? [] : [[`B${bidder}`, total]]))),
            ),
          )
          const limits = most.map((each, bidder) => ({ bidder: `B${bidder}`, most: each }))
          const found = allocateLots(lots, limits)
          const best = everyWay(lots, new Map(limits.map(({ bidder, most: each }) => [bidder, each])), 0)
          assert.equal(
            found.lots.reduce((sum, { winners }) => sum + winners.length, 0),
            best.filled,
          )
          assert.equal(compare(found.total, best.total), 0)
          for (const { bidder, most: each } of limits)
            assert.ok(found.lots.filter(({ winners }) => winners.some((one) => one.bidder === bidder)).length <= each)
        },
      ),
      { numRuns: 150 },
    )
  })
})

type Best = { readonly filled: number; readonly total: typeof NOUGHT }

function everyWay(lots: readonly RankedLot[], left: Map<string, number>, index: number): Best {
  const here = lots[index]
  if (!here) return { filled: 0, total: NOUGHT }
  let best: Best = { filled: -1, total: NOUGHT }
  for (let picked = 0; picked < 2 ** here.bids.length; picked++) {
    const winners = here.bids.filter((_, bid) => picked & (1 << bid))
    if (winners.length > here.places || winners.some(({ bidder }) => (left.get(bidder) ?? 0) < 1)) continue
    const after = new Map(left)
    for (const { bidder } of winners) after.set(bidder, (after.get(bidder) ?? 0) - 1)
    const rest = everyWay(lots, after, index + 1)
    const filled = rest.filled + winners.length
    const total = winners.reduce((sum, winner) => plus(sum, winner.total), rest.total)
    if (filled > best.filled || (filled === best.filled && compare(total, best.total) > 0)) best = { filled, total }
  }
  return best
}
