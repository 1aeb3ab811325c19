/** What a pattern of visits asks of a provider: minutes of work a week in each part of the day. */
import type { PatternVisit } from '#src/brokerage/pattern.ts'
import { type PartOfDay, partOf, type Parts } from '#src/providers/index.ts'

/** A visit counts in the part in which it begins, and with each of its workers. */
export function minutesByPart(pattern: readonly PatternVisit[], parts: Parts): Partial<Record<PartOfDay, number>> {
  const minutes: Partial<Record<PartOfDay, number>> = {}
  for (const visit of pattern) {
    const part = partOf(visit.start, parts)
    minutes[part] = (minutes[part] ?? 0) + visit.days.length * visit.minutes * visit.workers
  }
  return minutes
}

export const isDoubleHanded = (pattern: readonly PatternVisit[]): boolean =>
  pattern.some(({ workers }) => workers === 2)

export const isTimeCritical = (pattern: readonly PatternVisit[]): boolean => pattern.some((visit) => visit.timeCritical)
