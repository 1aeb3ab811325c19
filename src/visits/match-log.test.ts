import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type LogRow, matchLoose, type OpenVisit, type SeatedVisit, seatNamed } from '#src/visits/match-log.ts'

type Plan = readonly [visitRef: string, start: number, minutes: number, workers?: number]
type Row = readonly [logRef: string, workerRef: string, inAt: number, outAt: number | null, fraction?: number]

const MINUTE = 60

const visitOf = ([visitRef, start, minutes, workers = 1]: Plan): SeatedVisit => ({
  visitRef,
  start: start * MINUTE,
  minutes,
  workers,
})
const rowOf = ([logRef, workerRef, inAt, outAt, fraction = 0]: Row): LogRow => ({
  logRef,
  workerRef,
  in: { seconds: inAt * MINUTE, fraction },
  out: outAt === null ? undefined : { seconds: outAt * MINUTE, fraction },
})

/** "V1: L1 L2" for each visit, then the rows left over. */
function matched(plans: readonly Plan[], rows: readonly Row[]): string[] {
  const open: OpenVisit<SeatedVisit, LogRow>[] = plans.map((plan) => ({ visit: visitOf(plan), seated: [] }))
  const left = matchLoose(open, rows.map(rowOf))
  return [
    ...open.map(({ visit, seated }) => `${visit.visitRef}: ${seated.map((row) => row.logRef).join(' ')}`.trimEnd()),
    `left: ${left.map((row) => row.logRef).join(' ')}`.trimEnd(),
  ]
}

const CASES: readonly (readonly [string, readonly Plan[], readonly Row[], readonly string[]])[] = [
  ['two hours early is near enough', [['V1', 120, 30]], [['L1', 'W1', 0, 30]], ['V1: L1', 'left:']],
  ['two hours late is near enough', [['V1', 0, 30]], [['L1', 'W1', 120, 150]], ['V1: L1', 'left:']],
  ['a moment more is not', [['V1', 0, 30]], [['L1', 'W1', 120, 150, 1]], ['V1:', 'left: L1']],
  ['early by two hours less a moment is', [['V1', 120, 30]], [['L1', 'W1', 0, 30, 1]], ['V1: L1', 'left:']],
  ['more than two hours early is not', [['V1', 121, 30]], [['L1', 'W1', 0, 30]], ['V1:', 'left: L1']],
  [
    'the nearest start first',
    [
      ['V1', 0, 30],
      ['V2', 60, 30],
    ],
    [['L1', 'W1', 40, 70]],
    ['V1:', 'V2: L1', 'left:'],
  ],
  [
    'the nearest pair over all',
    [
      ['V1', 0, 30],
      ['V2', 60, 30],
    ],
    [
      ['L1', 'W1', 40, 70],
      ['L2', 'W1', 55, 85],
    ],
    ['V1: L1', 'V2: L2', 'left:'],
  ],
  [
    'no pair is moved to make room',
    [
      ['V1', 0, 30],
      ['V2', 200, 30],
    ],
    [
      ['L1', 'W1', 90, 100],
      ['L2', 'W1', 85, 95],
    ],
    ['V1: L2', 'V2: L1', 'left:'],
  ],
  [
    'then the nearest length',
    [
      ['V1', 0, 60],
      ['V2', 0, 30],
    ],
    [['L1', 'W1', 0, 31]],
    ['V1:', 'V2: L1', 'left:'],
  ],
  [
    'a missing log-out differs by nothing',
    [['V1', 0, 60]],
    [
      ['L1', 'W1', 0, 59],
      ['L2', 'W1', 0, null],
    ],
    ['V1: L2', 'left: L1'],
  ],
  [
    'then the visit',
    [
      ['V2', 0, 30],
      ['V10', 0, 30],
    ],
    [['L1', 'W1', 0, 30]],
    ['V2:', 'V10: L1', 'left:'],
  ],
  [
    'then the row',
    [['V1', 0, 30]],
    [
      ['L2', 'W1', 0, 30],
      ['L10', 'W2', 0, 30],
    ],
    ['V1: L10', 'left: L2'],
  ],
  [
    'references by code point, not by UTF-16 unit',
    [
      ['𝒱', 0, 30],
      ['Ｖ', 0, 30],
    ],
    [['L1', 'W1', 0, 30]],
    ['𝒱:', 'Ｖ: L1', 'left:'],
  ],
  [
    'two seats for two workers',
    [['V1', 0, 30, 2]],
    [
      ['L1', 'W1', 0, 30],
      ['L2', 'W2', 5, 30],
      ['L3', 'W3', 6, 30],
    ],
    ['V1: L1 L2', 'left: L3'],
  ],
  [
    'one seat for a worker who came twice',
    [['V1', 0, 30, 2]],
    [
      ['L1', 'W1', 0, 30],
      ['L2', 'W1', 5, 30],
      ['L3', 'W2', 6, 30],
    ],
    ['V1: L1 L3', 'left: L2'],
  ],
]

for (const [name, plans, rows, expected] of CASES)
  test(`matching: ${name}`, () => {
    assert.deepEqual(matched(plans, rows), expected)
    assert.deepEqual(matched(plans, rows.toReversed()).slice(0, -1), expected.slice(0, -1))
  })

const NAMED: readonly (readonly [string, number, readonly Row[], readonly string[]])[] = [
  [
    'the first to log in',
    1,
    [
      ['L2', 'W1', 5, 30],
      ['L1', 'W2', 6, 30],
    ],
    ['L2'],
  ],
  [
    'at one moment the lower reference',
    1,
    [
      ['L2', 'W1', 5, 30],
      ['L1', 'W2', 5, 30],
    ],
    ['L1'],
  ],
  [
    'a fraction of a second earlier',
    1,
    [
      ['L1', 'W1', 5, 30, 2],
      ['L2', 'W2', 5, 30, 1],
    ],
    ['L2'],
  ],
  [
    'each worker once',
    2,
    [
      ['L1', 'W1', 5, 30],
      ['L2', 'W1', 6, 30],
      ['L3', 'W2', 9, 30],
    ],
    ['L1', 'L3'],
  ],
  [
    'no more than the seats',
    2,
    [
      ['L1', 'W1', 5, 30],
      ['L2', 'W2', 6, 30],
      ['L3', 'W3', 4, 30],
    ],
    ['L3', 'L1'],
  ],
]

for (const [name, seats, rows, expected] of NAMED)
  test(`rows that name a visit: ${name}`, () => {
    assert.deepEqual(
      seatNamed(seats, rows.map(rowOf)).map((row) => row.logRef),
      expected,
    )
  })
