import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { PatternVisit } from '#src/brokerage/packages/pattern.ts'
import { knownPercent, nearOf, type Rounds } from '#src/brokerage/told/told.ts'
import { STANDARD } from '#src/councils/index.ts'

const visit = (start: string, days: number): PatternVisit => ({
  ...{ slot: 1, days: [1, 2, 3, 4, 5, 6, 7].slice(0, days), windowFrom: start, windowTo: start, start, minutes: 30 },
  ...{ workers: 1, timeCritical: false, tasks: 'Washing' },
})
const parts = STANDARD['parts-of-day']

describe('how near present rounds come', () => {
  const [morning, tea] = [visit('08:00', 7), visit('17:00', 7)]
  const table: readonly (readonly [string, readonly PatternVisit[], Rounds, number, number])[] = [
    ['no rounds there', [morning], {}, 0, 0],
    ['half a round in the morning', [morning], { morning: 10 }, 10, 50],
    ['a full round', [morning], { morning: 20 }, 20, 100],
    ['more than a full round counts no more', [morning], { morning: 90 }, 90, 100],
    ['rounds at other times count for nothing', [morning], { evening: 90 }, 0, 0],
    ['two parts of the day, one with a full round', [morning, tea], { morning: 20 }, 20, 50],
    ['two parts, as often as each is asked for', [morning, visit('17:00', 3)], { tea: 20 }, 20, 30],
    ['two visits in one part', [morning, visit('09:30', 7)], { morning: 5 }, 5, 25],
    ['nothing asked for', [], { morning: 20 }, 0, 0],
  ]
  for (const [name, pattern, rounds, visits, percent] of table)
    it(`${name}: ${percent} of 100`, () => assert.deepEqual(nearOf(pattern, rounds, parts), { visits, percent }))
})

describe('how well workers know the person', () => {
  const table: readonly (readonly [string, number, number, number])[] = [
    ['nobody came', 0, 0, 0],
    ['three workers alone, a visit a day', 28, 28, 100],
    ['the same with four visits a day', 112, 112, 100],
    ['half of the visits by the three', 56, 28, 50],
    ['three workers alone, for a week only', 7, 7, 25],
    ['two of three visits of a fortnight', 14, 9, 32],
  ]
  for (const [name, visits, topThree, percent] of table)
    it(`${name}: ${percent} of 100`, () => assert.equal(knownPercent({ visits, topThree }), percent))
})
