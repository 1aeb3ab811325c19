/** Who cannot wait: the criteria of the handbook (6.4), what each weighs, and the order that follows. */
import type { Policies } from '#src/councils/index.ts'
import type { Decides } from '#src/continuity/told/known-person.ts'

export type Need = {
  readonly insulin: boolean
  readonly timeCritical: boolean
  readonly doubleHanded: boolean
  readonly livesAlone: boolean | null
  readonly helpedByCarer: boolean | null
  readonly decides: Decides
}

export const BANDS = ['critical', 'high', 'standard'] as const
export type Band = (typeof BANDS)[number]

export const BAND_WORDS: Readonly<Record<Band, string>> = { critical: 'Critical', high: 'High', standard: 'Standard' }

export type BandCounts = Readonly<Record<Band, number>>

type Weights = Policies['continuity']
type Criterion = {
  readonly words: string
  readonly weight: (weights: Weights) => number
  readonly holds: (need: Need) => boolean
}

export const CRITERIA: readonly Criterion[] = [
  { words: 'insulin', weight: ({ insulinPoints }) => insulinPoints, holds: ({ insulin }) => insulin },
  {
    words: 'a visit that must be on time',
    weight: ({ timeCriticalPoints }) => timeCriticalPoints,
    holds: ({ timeCritical }) => timeCritical,
  },
  {
    words: 'two workers together',
    weight: ({ doubleHandedPoints }) => doubleHandedPoints,
    holds: ({ doubleHanded }) => doubleHanded,
  },
  // Who is not known to have somebody with them is counted as alone: the careful answer until somebody asks.
  {
    words: 'lives alone, as far as known',
    weight: ({ livesAlonePoints }) => livesAlonePoints,
    holds: ({ livesAlone }) => livesAlone !== false,
  },
  {
    words: 'no family or friends known to help',
    weight: ({ noSupportPoints }) => noSupportPoints,
    holds: ({ helpedByCarer }) => helpedByCarer !== true,
  },
  // Nor is anybody counted as able to decide of whom nobody knows it.
  {
    words: 'cannot decide alone, as far as known',
    weight: ({ cannotDecidePoints }) => cannotDecidePoints,
    holds: ({ decides }) => decides !== 'yes',
  },
]

export type Triage = { readonly points: number; readonly band: Band; readonly because: readonly string[] }

export function triage(need: Need, weights: Weights): Triage {
  const holding = CRITERIA.filter((one) => one.weight(weights) > 0 && one.holds(need))
  const points = holding.reduce((sum, one) => sum + one.weight(weights), 0)
  return {
    points,
    band: points >= weights.criticalFrom ? 'critical' : points >= weights.highFrom ? 'high' : 'standard',
    because: holding.map(({ words }) => words),
  }
}

type Ordered = { readonly points: number; readonly visitsAWeek: number; readonly name: string; readonly line: number }

/** Most points first; of equals who has more visits a week; then by name. */
export const byTriage = (a: Ordered, b: Ordered): number =>
  b.points - a.points || b.visitsAWeek - a.visitsAWeek || a.name.localeCompare(b.name, 'en') || a.line - b.line

/** The order in words, with the weights in force. */
export function triageWords(weights: Weights): string {
  const parts = CRITERIA.filter((one) => one.weight(weights) > 0).map((one) => `${one.words} ${one.weight(weights)}`)
  return `Points: ${parts.join(', ')}. Critical from ${weights.criticalFrom}, high from ${weights.highFrom}. Most points first, then most visits a week.`
}
