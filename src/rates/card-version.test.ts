import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placeVersion, type Term } from '#src/rates/card-version.ts'

const TODAY = '2026-11-22'
const CLOSED: readonly Term[] = [
  { from: '2025-04-06', to: '2026-04-06' },
  { from: '2026-04-06', to: '2027-04-06' },
]
const OPEN: readonly Term[] = [{ from: '2026-04-06', to: null }]

// What there is, what is asked, why; what comes of it: [from, to) of the new, what it ends or replaces, whether the past is rated again
const CASES: readonly (readonly [readonly Term[], Term, string | undefined, string])[] = [
  [[], { from: '2026-01-01', to: null }, undefined, '2026-01-01 to none'],
  [[], { from: '2027-01-01', to: '2028-01-01' }, undefined, '2027-01-01 to 2028-01-01'],
  [OPEN, { from: '2027-04-06', to: null }, undefined, '2027-04-06 to none, ends 2026-04-06'],
  [OPEN, { from: TODAY, to: null }, undefined, '2026-11-22 to none, ends 2026-04-06'],
  [OPEN, { from: '2026-11-21', to: null }, undefined, 'days that have passed need a reason'],
  [OPEN, { from: '2026-10-01', to: null }, 'agreed late', '2026-10-01 to none, ends 2026-04-06, rated again'],
  [OPEN, { from: '2026-04-06', to: null }, undefined, 'another version holds then'],
  [OPEN, { from: '2026-04-06', to: null }, 'mistyped', '2026-04-06 to none, replaces 2026-04-06, rated again'],
  [OPEN, { from: '2026-04-06', to: '2026-12-01' }, 'mistyped', 'another version holds then'],
  [OPEN, { from: '2025-04-06', to: null }, 'earlier', 'another version holds then'],
  [OPEN, { from: '2025-04-06', to: '2026-04-06' }, undefined, '2025-04-06 to 2026-04-06'],
  [CLOSED, { from: '2026-10-01', to: null }, undefined, 'another version holds then'],
  [CLOSED, { from: '2026-10-01', to: null }, 'agreed late', '2026-10-01 to 2027-04-06, ends 2026-04-06, rated again'],
  [CLOSED, { from: '2026-10-01', to: '2028-01-01' }, 'agreed late', 'another version holds then'],
  [CLOSED, { from: '2027-01-01', to: null }, 'uplift', '2027-01-01 to 2027-04-06, ends 2026-04-06'],
  [CLOSED, { from: '2025-04-06', to: null }, 'mistyped', '2025-04-06 to 2026-04-06, replaces 2025-04-06, rated again'],
  [CLOSED, { from: '2027-04-06', to: null }, undefined, '2027-04-06 to none'],
  [CLOSED, { from: '2024-04-06', to: '2025-04-07' }, 'earlier', 'another version holds then'],
]

for (const [there, asked, reason, expected] of CASES)
  test(`a version from ${asked.from} to ${asked.to ?? 'none'}${reason ? `, ${reason}` : ''}: ${expected}`, () => {
    const placed = placeVersion(there, asked, TODAY, reason)
    if (!placed.ok) return assert.equal(placed.error, expected)
    const { term, ended, replaced, isBackDated } = placed.value
    const parts = [
      `${term.from} to ${term.to ?? 'none'}`,
      ended && `ends ${ended.from}`,
      replaced && `replaces ${replaced.from}`,
      isBackDated && 'rated again',
    ]
    assert.equal(parts.filter(Boolean).join(', '), expected)
  })
