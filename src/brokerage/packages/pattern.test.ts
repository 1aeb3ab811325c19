import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  checkPattern,
  daysInWords,
  only,
  type PatternFault,
  type PatternVisit,
  weeklyMinutes,
  weeklyVisits,
} from '#src/brokerage/packages/pattern.ts'

const LENGTHS = { minimumMinutes: 30, reasons: ['medication', 'welfare_check'] }
const MORNING: PatternVisit = {
  slot: 1,
  days: [1, 2, 3, 4, 5, 6, 7],
  windowFrom: '07:30',
  windowTo: '09:00',
  start: '08:00',
  minutes: 45,
  workers: 1,
  timeCritical: false,
  tasks: 'Washing and breakfast',
}
const TEA: PatternVisit = {
  ...MORNING,
  slot: 2,
  days: [1, 3],
  windowFrom: '16:00',
  windowTo: '18:00',
  start: '17:00',
  minutes: 30,
  workers: 2,
}

const AGREED = { by: 'person', on: '2026-11-20', minutes: 15 }

describe('a weekly pattern', () => {
  const faulty: readonly (readonly [string, Partial<PatternVisit>, PatternFault | undefined])[] = [
    ['as the policy wants it', {}, undefined],
    ['exactly the minimum', { minutes: 30 }, undefined],
    ['one minute short of it', { minutes: 29 }, 'short without a reason'],
    ['15 minutes for medicines, agreed', { minutes: 15, shortReason: 'medication', shortAgreed: AGREED }, undefined],
    ['15 minutes that nobody agreed to', { minutes: 15, shortReason: 'medication' }, 'short not agreed'],
    [
      '15 minutes where 20 were agreed',
      { minutes: 15, shortReason: 'medication', shortAgreed: { ...AGREED, minutes: 20 } },
      'short not agreed',
    ],
    [
      'agreed by somebody unknown',
      { minutes: 15, shortReason: 'medication', shortAgreed: { ...AGREED, by: 'Mrs Hughes' } },
      'short not agreed',
    ],
    [
      'agreed on no day',
      { minutes: 15, shortReason: 'medication', shortAgreed: { ...AGREED, on: '' } },
      'not the day of the agreement',
    ],
    [
      'to be agreed tomorrow',
      { minutes: 15, shortReason: 'medication', shortAgreed: { ...AGREED, on: '2026-11-23' } },
      'agreement still to come',
    ],
    ['15 minutes to save money', { minutes: 15, shortReason: 'money', shortAgreed: AGREED }, 'not a reason'],
    ['no days', { days: [] }, 'no days'],
    ['a day named twice', { days: [1, 1] }, 'no days'],
    ['an eighth day', { days: [8] }, 'no days'],
    ['25 o’clock', { start: '25:00' }, 'not a time'],
    ['a window that ends first', { windowFrom: '10:00', windowTo: '09:00' }, 'window ends before it starts'],
    ['a start before the window', { start: '07:00' }, 'start outside the window'],
    ['no minutes', { minutes: 0 }, 'not a length'],
    ['half a minute', { minutes: 30.5 }, 'not a length'],
    ['nothing to do', { tasks: ' ' }, 'no tasks'],
  ]
  for (const [name, change, fault] of faulty)
    it(`${name}: ${fault ?? 'fits'}`, () => {
      const checked = checkPattern([{ ...MORNING, ...change }], LENGTHS, { today: '2026-11-22' })
      assert.deepEqual(checked.ok ? [] : checked.error.map((found) => found.fault), fault ? [fault] : [])
    })

  const addOn = { ...MORNING, slot: 2, minutes: 15, shortReason: 'add_on_to_make_45', shortAgreed: AGREED }
  const lengths = { ...LENGTHS, reasons: [...LENGTHS.reasons, 'add_on_to_make_45', 'pop_in_after_larger_visit'] }
  const beside: readonly (readonly [string, readonly PatternVisit[], readonly (PatternFault | number)[]])[] = [
    ['an add-on with no visit beside it', [addOn], [0, 'makes no 45 minutes']],
    ['an add-on after the morning visit', [MORNING, { ...addOn, start: '08:45', windowTo: '10:00' }], []],
    ['an add-on hours later', [MORNING, { ...addOn, start: '12:00', windowTo: '13:00' }], [1, 'makes no 45 minutes']],
    [
      'a pop-in before all others',
      [
        { ...TEA, days: MORNING.days },
        { ...addOn, slot: 3, shortReason: 'pop_in_after_larger_visit' },
      ],
      [1, 'follows no longer visit'],
    ],
  ]
  for (const [name, pattern, fault] of beside)
    it(`${name}: ${fault[1] ?? 'fits'}`, () => {
      const checked = checkPattern(pattern, lengths, { today: '2026-11-22' })
      assert.deepEqual(checked.ok ? [] : checked.error.flatMap(({ at, fault: found }) => [at, found]), fault)
    })

  it('asks nothing anew of a short visit that ran before, unless it gets shorter', () => {
    const short = { ...MORNING, minutes: 20, shortReason: 'medication' }
    const read = (minutes: number) =>
      checkPattern([{ ...short, minutes }], LENGTHS, { today: '2026-11-22', before: [short] }).ok
    assert.deepEqual([read(20), read(25), read(15)], [true, true, false])
  })

  it('names the visit that a fault is in', () => {
    const checked = checkPattern([MORNING, { ...TEA, slot: 1 }, { ...TEA, slot: 3, minutes: 10 }], LENGTHS, {
      today: '2026-11-22',
    })
    assert.deepEqual(checked.ok ? [] : checked.error.map(({ at, field }) => [at, field]), [
      [2, 'shortReason'],
      [1, 'slot'],
    ])
  })

  it('counts a week: a visit of two workers is one visit and twice the minutes', () => {
    assert.equal(weeklyVisits([MORNING, TEA]), 9)
    assert.equal(weeklyMinutes([MORNING, TEA]), 7 * 45 + 2 * 30 * 2)
  })

  it('keeps only what is named', () => {
    const kept = only([MORNING, TEA], [{ slot: 1, day: 6 }])
    assert.deepEqual(kept, [{ ...MORNING, days: [6] }])
  })

  const words: readonly (readonly [readonly number[], string])[] = [
    [[1, 2, 3, 4, 5, 6, 7], 'Every day'],
    [[1, 2, 3, 4, 5], 'Monday to Friday'],
    [[6, 7], 'Saturday and Sunday'],
    [[5, 1, 3], 'Monday, Wednesday and Friday'],
    [[2], 'Tuesday'],
  ]
  for (const [days, expected] of words) it(expected, () => assert.equal(daysInWords(days), expected))
})
