import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Instant, instantAt } from '#src/base/day.ts'
import { STANDARD } from '#src/councils/index.ts'
import {
  type Attendance,
  type AttendedVisit,
  type Beside,
  outcomeOf,
  type Punctuality,
} from '#src/visits/visit-outcome.ts'

const DAY = '2026-11-20'
const at = (time: string): Instant =>
  time.startsWith('+') ? instantAt('2026-11-21', time.slice(1)) : instantAt(DAY, time)

const M42: Punctuality = { ...STANDARD.punctuality, zonesOnRuralTime: new Set(['rural']) }

/** Essex: a start within 30 minutes, bounds included, is on time; not done by 23:00 or after the next planned visit is missed. */
const within30 = { earlyMinutes: 30, lateMinutes: 30 }
const ESSEX: Punctuality = {
  ...M42,
  onTime: { usual: within30, rural: within30, timeCritical: within30 },
  missed: { afterMinutes: null, unlessExplained: false, notBegunBy: '23:00', afterNextVisit: true, belowPercent: null },
}

const visit = (changes: Partial<AttendedVisit> = {}): AttendedVisit => ({
  start: at('09:00'),
  minutes: 30,
  workers: 1,
  timeCritical: false,
  zone: 'town',
  status: 'planned',
  ...changes,
})

const there = (from: string, to?: string, more: Partial<Attendance> = {}): Attendance => ({
  in: at(from),
  out: to === undefined ? undefined : at(to),
  inSource: 'app_gps',
  outSource: to === undefined ? undefined : 'app_gps',
  ...more,
})

type Case = readonly [
  what: string,
  attended: readonly Attendance[],
  outcome: string,
  visit?: Partial<AttendedVisit>,
  beside?: Partial<Beside>,
  now?: string,
]

const told = (rule: Punctuality, [, attended, , changes, beside, now]: Case): string =>
  outcomeOf(visit(changes), attended, rule, at(now ?? '+12:00'), {
    nextStart: undefined,
    isExplained: false,
    ...beside,
  }).outcome

const RURAL = { zone: 'rural' }
const CRITICAL = { timeCritical: true, zone: 'rural' }

describe('on time, late and early by the standard measure (M-42)', () => {
  const cases: readonly Case[] = [
    ['15 minutes late is on time', [there('09:15', '09:45')], 'on time'],
    ['a second more is late', [there('09:15:01', '09:45')], 'late'],
    ['15 minutes early is on time', [there('08:45', '09:15')], 'on time'],
    ['a second earlier is early', [there('08:44:59', '09:15')], 'early'],
    ['30 minutes late in a rural zone is on time', [there('09:30', '10:00')], 'on time', RURAL],
    ['31 minutes late in a rural zone is late', [there('09:31', '10:01')], 'late', RURAL],
    ['a time-critical visit has 15 minutes, rural or not', [there('09:16', '09:46')], 'late', CRITICAL],
    [
      'of two workers the first log-in decides',
      [there('09:20', '09:50'), there('09:10', '09:50')],
      'on time',
      { workers: 2 },
    ],
  ]
  for (const one of cases) it(one[0], () => assert.equal(told(M42, one), one[2]))
})

describe('missed by the standard measure (M-42)', () => {
  const cases: readonly Case[] = [
    ['nobody there before its time', [], 'to come', {}, {}, '09:00'],
    ['nobody there two hours after', [], 'waiting', {}, {}, '11:00'],
    ['nobody there a minute later', [], 'missed', {}, {}, '11:01'],
    ['someone two hours late', [there('11:00', '11:30')], 'late'],
    ['someone later than that, without a word', [there('11:00:01', '11:30')], 'missed'],
    ['someone later than that, explained', [there('13:00', '13:30')], 'late', {}, { isExplained: true }],
    ['half of the planned time', [there('09:00', '09:15')], 'on time'],
    ['less than half, without a reason', [there('09:00', '09:14')], 'missed'],
    ['less than half, with a reason', [there('09:00', '09:14', { reasonCode: 'emergency' })], 'on time'],
    ['less than half, explained', [there('09:00', '09:14')], 'on time', {}, { isExplained: true }],
    ['nobody for a cancelled visit', [], 'cancelled', { status: 'cancelled' }],
    ['no log-out while it may still last', [there('09:00')], 'under way', {}, {}, '11:30'],
    ['no log-out two hours after its end', [there('09:00')], 'no log-out', {}, {}, '11:31'],
  ]
  for (const one of cases) it(one[0], () => assert.equal(told(M42, one), one[2]))
})

describe("missed by Essex's measure", () => {
  const next = { nextStart: at('12:30') }
  const late = { start: at('23:15') }
  const cases: readonly Case[] = [
    ['30 minutes late is on time', [there('09:30', '10:00')], 'on time', {}, next],
    ['31 minutes late is late', [there('09:31', '10:01')], 'late', {}, next],
    ['30 minutes early is on time', [there('08:30', '09:00')], 'on time', {}, next],
    ['time-critical makes no difference', [there('09:30', '10:00')], 'on time', CRITICAL, next],
    ['begun as the next visit was to start', [there('12:30', '13:00')], 'late', {}, next],
    ['begun after the next visit was to start', [there('12:31', '13:00')], 'missed', {}, next],
    ['explained, it is missed all the same', [there('12:31', '13:00')], 'missed', {}, { ...next, isExplained: true }],
    ['the last of the day, begun at 23:00', [there('23:00', '23:30')], 'late'],
    ['the last of the day, begun after 23:00', [there('23:01', '23:30')], 'missed'],
    ['nobody there at 23:00', [], 'waiting', {}, {}, '23:00'],
    ['nobody there after 23:00', [], 'missed', {}, {}, '23:01'],
    ['nobody there when the next visit was to start', [], 'waiting', {}, next, '12:30'],
    ['nobody there after that', [], 'missed', {}, next, '12:31'],
    ['a visit after 23:00 has until the next evening', [there('+00:20', '+00:50')], 'late', late, {}, '+12:00'],
    ['a third of the planned time is short, not missed', [there('09:00', '09:10')], 'on time', {}, next],
  ]
  for (const one of cases) it(one[0], () => assert.equal(told(ESSEX, one), one[2]))
})
