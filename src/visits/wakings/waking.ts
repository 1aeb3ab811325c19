/** How often the worker of a night was woken, and for how long: a sleep-in pays what goes beyond its price by the hour (M-25). */
import type { Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'

/** A visit this long may be a night. */
export const NIGHT_MINUTES = 240

const MOST_WAKINGS = 20

/** "20;35" as files write it; "none" for a quiet night. The fault is a phrase that follows the column's name. */
export function readWakings(text: string): Result<readonly number[], string> {
  if (text === 'none') return ok([])
  const parts = text.split(';')
  if (!parts.every((part) => /^[1-9]\d{0,3}$/.test(part)))
    return refuse('is not the minutes of each waking with semicolons between, such as 20;35, or none')
  return parts.length > MOST_WAKINGS ? refuse(`has more than ${MOST_WAKINGS} wakings`) : ok(parts.map(Number))
}

export type WakingsRefusal =
  | 'not a night'
  | 'visit cancelled'
  | 'nobody attended'
  | 'still to come'
  | 'too many'
  | 'not minutes'
  | 'longer than the night'
  | 'nothing changes'
  | 'no reason given'

type Night = {
  readonly minutes: number
  readonly status: 'planned' | 'cancelled'
  readonly start: Instant
  readonly isAttended: boolean
  /** What was said before. */
  readonly wakings: readonly number[] | undefined
}

/** Holds what is said of a night to what a night can be; what changes an earlier word says why. */
export function checkWakings(
  night: Night,
  said: { readonly minutes: readonly number[]; readonly note: string },
  now: Instant,
): Result<readonly number[], WakingsRefusal> {
  const { minutes } = said
  if (night.minutes < NIGHT_MINUTES) return refuse('not a night')
  if (night.status === 'cancelled') return refuse('visit cancelled')
  if (Temporal.Instant.compare(night.start, now) > 0) return refuse('still to come')
  if (!night.isAttended) return refuse('nobody attended')
  if (minutes.length > MOST_WAKINGS) return refuse('too many')
  if (minutes.some((one) => !Number.isInteger(one) || one < 1)) return refuse('not minutes')
  if (minutes.reduce((sum, one) => sum + one, 0) > night.minutes) return refuse('longer than the night')
  if (night.wakings === undefined) return ok(minutes)
  if (JSON.stringify(night.wakings) === JSON.stringify(minutes)) return refuse('nothing changes')
  return said.note.trim() === '' ? refuse('no reason given') : ok(minutes)
}

/** "Woken twice, for 20 and 35 minutes", "Not woken" */
export function wakingsInWords(minutes: readonly number[]): string {
  if (minutes.length === 0) return 'Not woken'
  const often = minutes.length === 1 ? 'once' : minutes.length === 2 ? 'twice' : `${minutes.length} times`
  const listed = minutes.length === 1 ? minutes[0] : `${minutes.slice(0, -1).join(', ')} and ${minutes.at(-1)}`
  return `Woken ${often}, for ${listed} minutes`
}
