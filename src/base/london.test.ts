import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  dayFromNumber,
  dayNumber,
  dayNumberOf,
  daysInMonth,
  londonMoment,
  londonOffset,
  nextLondonChange,
  SKIPPED,
  TWICE,
} from '#src/base/london.ts'

const ZONE = 'Europe/London'
const seconds = (text: string): number => Temporal.Instant.from(text).epochMilliseconds / 1000
const wall = (text: string): number => seconds(`${text}Z`)

function momentByTemporal(wallSeconds: number): number {
  const plain = Temporal.Instant.fromEpochMilliseconds(wallSeconds * 1000)
    .toZonedDateTimeISO('UTC')
    .toPlainDateTime()
  const early = plain.toZonedDateTime(ZONE, { disambiguation: 'earlier' })
  const late = plain.toZonedDateTime(ZONE, { disambiguation: 'later' })
  if (early.epochMilliseconds === late.epochMilliseconds) return early.epochMilliseconds / 1000
  return early.toPlainDateTime().equals(plain) ? TWICE : SKIPPED
}

const span = fc.integer({ min: seconds('1850-01-01T00:00:00Z'), max: seconds('2250-01-01T00:00:00Z') })
/** Most moments are dull: half of the tries lie within three hours of a clock change. */
const nearAChange = fc
  .tuple(span, fc.integer({ min: -10_800, max: 10_800 }))
  .map(([at, away]) => Math.min(nextLondonChange(at), seconds('2250-01-01T00:00:00Z')) + away)
const moment = fc.oneof(span, nearAChange)

test('the table gives the offset that Temporal gives', () => {
  fc.assert(
    fc.property(moment, (at) => {
      const zoned = Temporal.Instant.fromEpochMilliseconds(at * 1000).toZonedDateTimeISO(ZONE)
      assert.equal(londonOffset(at), zoned.offsetNanoseconds / 1e9)
    }),
    { numRuns: 3000 },
  )
})

test('a wall time is read, or refused, as Temporal does it', () => {
  fc.assert(
    fc.property(moment, (at) => {
      assert.equal(londonMoment(at), momentByTemporal(at))
    }),
    { numRuns: 3000 },
  )
})

test('the next change is the one that Temporal names', () => {
  fc.assert(
    fc.property(moment, (at) => {
      const zoned = Temporal.Instant.fromEpochMilliseconds(at * 1000).toZonedDateTimeISO(ZONE)
      const next = zoned.getTimeZoneTransition('next')
      assert.equal(nextLondonChange(at), next ? next.epochMilliseconds / 1000 : Infinity)
    }),
    { numRuns: 1000 },
  )
})

const WALLS: readonly (readonly [string, number])[] = [
  ['2026-03-29T00:59:59', seconds('2026-03-29T00:59:59Z')],
  ['2026-03-29T01:00:00', SKIPPED],
  ['2026-03-29T01:59:59', SKIPPED],
  ['2026-03-29T02:00:00', seconds('2026-03-29T01:00:00Z')],
  ['2026-10-25T00:59:59', seconds('2026-10-24T23:59:59Z')],
  ['2026-10-25T01:00:00', TWICE],
  ['2026-10-25T01:59:59', TWICE],
  ['2026-10-25T02:00:00', seconds('2026-10-25T02:00:00Z')],
  ['2026-07-01T00:00:00', seconds('2026-06-30T23:00:00Z')],
  ['1972-01-01T00:00:00', seconds('1972-01-01T00:00:00Z')],
  ['1970-06-01T12:00:00', seconds('1970-06-01T11:00:00Z')],
]

for (const [text, expected] of WALLS)
  test(`London wall time ${text}`, () => {
    assert.equal(londonMoment(wall(text)), expected)
  })

test('days are numbered as the calendar has them', () => {
  fc.assert(
    fc.property(fc.integer({ min: -700_000, max: 2_900_000 }), (days) => {
      const text = dayFromNumber(days)
      const date = Temporal.PlainDate.from(text)
      assert.equal(dayNumber(date.year, date.month, date.day), days)
      assert.equal(daysInMonth(date.year, date.month), date.daysInMonth)
      if (date.year >= 0 && date.year <= 9999) assert.equal(dayNumberOf(text), days)
    }),
  )
})
