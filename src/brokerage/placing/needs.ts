/** What a package asks of a provider: minutes of work a week in each part of the day, or a bed; and what its workers must be able to do. */
import { divideHalfUp, type Pence } from '#src/base/money.ts'
import type { Moved, ToPlace } from '#src/brokerage/placing/plan.ts'
import { type PatternVisit, weeklyMinutes } from '#src/brokerage/packages/pattern.ts'
import type { Feature, RequestKind } from '#src/brokerage/requests/request.ts'
import {
  type BedType,
  isAbilityKind,
  type Need,
  needOf,
  type PartOfDay,
  partOf,
  type Parts,
} from '#src/providers/index.ts'

/** A visit counts in the part in which it begins, or to which a plan moved it, and with each of its workers. */
export function minutesByPart(
  pattern: readonly PatternVisit[],
  parts: Parts,
  moved?: Moved,
): Partial<Record<PartOfDay, number>> {
  const minutes: Partial<Record<PartOfDay, number>> = {}
  for (const visit of pattern) {
    const asked = partOf(visit.start, parts)
    const part = moved && asked === moved.from && !visit.timeCritical ? moved.to : asked
    minutes[part] = (minutes[part] ?? 0) + visit.days.length * visit.minutes * visit.workers
  }
  return minutes
}

/** The minutes once those that may be moved are. */
export function afterMoving({ minutes, movable = {} }: Pick<ToPlace, 'minutes' | 'movable'>, moved?: Moved) {
  const after: Partial<Record<PartOfDay, number>> = { ...minutes }
  if (moved === undefined) return after
  const some = movable[moved.from] ?? 0
  after[moved.from] = (after[moved.from] ?? 0) - some
  after[moved.to] = (after[moved.to] ?? 0) + some
  return after
}

/** What of these minutes is more than the person has of that provider today, in the zone where they live: what it must still have. */
export function beyondToday(
  { today, zone: home }: Pick<ToPlace, 'today' | 'zone'>,
  at: { readonly organisationRef: string; readonly zone: string },
  minutes: ToPlace['minutes'],
): ToPlace['minutes'] {
  const has = today?.organisationRef === at.organisationRef && at.zone === home ? (today.minutes ?? {}) : {}
  return Object.fromEntries(
    (Object.entries(minutes) as [PartOfDay, number][]).map(([part, need]) => [
      part,
      Math.max(0, need - (has[part] ?? 0)),
    ]),
  )
}

export const isDoubleHanded = (pattern: readonly PatternVisit[]): boolean =>
  pattern.some(({ workers }) => workers === 2)

export const isTimeCritical = (pattern: readonly PatternVisit[]): boolean => pattern.some((visit) => visit.timeCritical)

export type Ceiling = { readonly service: string; readonly zone: string; readonly pencePerHour: Pence }

/** What a week of somebody's care may cost by the council's ceilings, where one is set. */
export function weekCeilingOf(
  asked: { readonly service: string; readonly zone: string; readonly pattern: readonly PatternVisit[] },
  ceilings: readonly Ceiling[],
): { readonly ceilingPence?: Pence } {
  const ceiling = ceilings.find(({ service, zone }) => service === asked.service && zone === asked.zone)
  return ceiling ? { ceilingPence: divideHalfUp(ceiling.pencePerHour * weeklyMinutes(asked.pattern), 60) } : {}
}

/** Skills and must haves that workers of a provider have or have not; the others are between the provider and the person. */
export function needsOf(asked: { readonly skills: readonly string[]; readonly musts: readonly Feature[] }): Need[] {
  const needs = [
    ...asked.skills.map((words) => needOf('skill', words)),
    ...asked.musts.flatMap(({ kind, words }) => (isAbilityKind(kind) ? [needOf(kind, words)] : [])),
  ]
  return needs.filter(({ ability }, at) => needs.findIndex((one) => one.ability === ability) === at)
}

/** Services that are a bed in a home, and of which kind. */
const BEDS: Readonly<Record<string, 'residential' | 'nursing'>> = { care_home: 'residential', nursing_home: 'nursing' }

/** The beds that would do for a package, where it asks for one. */
export function bedsOf(asked: {
  readonly service: string
  readonly kind?: RequestKind
  readonly needs: readonly Need[]
}): readonly BedType[] | undefined {
  const base = BEDS[asked.service]
  if (base === undefined) return undefined
  const own = asked.needs.some(({ words }) => /dementia/i.test(words)) ? (`${base}_dementia` as const) : base
  return asked.kind === 'respite' || asked.kind === 'carers_break' ? ['respite', own] : [own]
}

/** What it takes where somebody is placed: a bed, or hours. */
export function takenBy(
  asked: Parameters<typeof bedsOf>[0] & { readonly pattern: readonly PatternVisit[] },
  parts: Parts,
  moved?: Moved,
): Pick<ToPlace, 'minutes' | 'movable' | 'beds'> {
  const beds = bedsOf(asked)
  if (beds) return { minutes: {}, beds }
  return {
    minutes: minutesByPart(asked.pattern, parts, moved),
    movable: minutesByPart(
      asked.pattern.filter(({ timeCritical }) => !timeCritical),
      parts,
    ),
  }
}
