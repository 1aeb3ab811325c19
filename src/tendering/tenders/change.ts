import { addDays, type Day, dayOf, daysBetween } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { canonicalJson } from '#src/tendering/tenders/canonical.ts'
import type { Part } from '#src/tendering/tenders/checklist.ts'
import type { Spec } from '#src/tendering/tenders/spec.ts'

/** A part that is not as it was published. */
export type Difference = {
  readonly part: Part
  /** "Question Q1 changed" */
  readonly words: string
  /** What bidders write or price is another: they need more time. */
  readonly needsTime: boolean
}

const same = (one: unknown, other: unknown): boolean => canonicalJson(one) === canonicalJson(other)

type Keyed = { readonly key: string }

/** "Question Q1 changed", "Question Q4 added", "Question Q2 removed" */
function listDifferences(part: Part, noun: string, before: readonly Keyed[], after: readonly Keyed[]): Difference[] {
  const old = new Map(before.map((one) => [one.key, one]))
  const now = new Set(after.map(({ key }) => key))
  const said = (key: string, what: string): Difference => ({ part, words: `${noun} ${key} ${what}`, needsTime: true })
  return [
    ...after.flatMap((one) => {
      const earlier = old.get(one.key)
      if (!earlier) return [said(one.key, 'added')]
      return same(earlier, one) ? [] : [said(one.key, 'changed')]
    }),
    ...before.filter(({ key }) => !now.has(key)).map(({ key }) => said(key, 'removed')),
  ]
}

const lotsOf = ({ lots }: Spec) => lots.map((lot) => ({ ...lot, key: lot.lot }))

/** The members of a specification that are compared whole: where they stand, what they are called, whether bidders need more time. */
const WHOLE: readonly [part: Part, words: string, needsTime: boolean, of: (spec: Spec) => unknown][] = [
  ['about', 'Title or summary changed', false, ({ title, summary, cpv }) => [title, summary, cpv]],
  ['about', 'Estimated value or service changed', true, ({ estimatedPence, service }) => [estimatedPence, service]],
  ['about', 'Term changed', true, ({ fromDay, toDay, extensionMonths }) => [fromDay, toDay, extensionMonths]],
  ['about', 'What it rests on changed', true, (spec) => [spec.marketRef, spec.frameworkOf, spec.directAward]],
  ['engagement', 'Reason for no market engagement changed', false, ({ noEngagementReason }) => noEngagementReason],
  ['lots', 'Most lots a bidder may win changed', true, ({ mostLots }) => mostLots],
  ['questions', 'Weight of the price changed', true, ({ price }) => price.weight],
  [
    'questions',
    'How answers are marked changed',
    true,
    (spec) => [spec.scale, spec.qualityLeastPercent, spec.tieBreaks, spec.agreed, spec.blind],
  ],
  ['price', 'Price formula changed', true, ({ price }) => price.formula],
  ['timetable', 'Timetable changed', false, ({ timetable, standstill }) => [timetable, standstill]],
  ['call-off', 'Call-off changed', true, ({ callOff }) => callOff],
]

/** What a draft says otherwise than the version that bidders read. */
export const differencesBetween = (before: Spec, after: Spec): Difference[] => [
  ...WHOLE.filter(([, , , of]) => !same(of(before), of(after))).map(([part, words, needsTime]) => ({
    ...{ part, words, needsTime },
  })),
  ...listDifferences('lots', 'Lot', lotsOf(before), lotsOf(after)),
  ...listDifferences('conditions', 'Condition', before.conditions, after.conditions),
  ...listDifferences('questions', 'Question', before.questions, after.questions),
  ...listDifferences('price', 'Price line', before.price.lines, after.price.lines),
]

export type ChangeRefusal =
  | 'nothing changed'
  | 'no reason'
  | 'the route cannot change'
  | 'the deadline has passed'
  | 'the deadline comes earlier'
  | 'bidders need more time'

/**
 * Whether a change may be published after publication: it says why; what bidders answer or price may change only while they can still
 * act on it, and then the deadline moves.
 */
export function decideChange(
  before: Spec,
  after: Spec,
  context: { readonly reason: string; readonly now: Temporal.Instant; readonly changeDays: number },
): Result<Difference[], ChangeRefusal> {
  if (before.route !== after.route || before.regime !== after.regime) return refuse('the route cannot change')
  const differences = differencesBetween(before, after)
  if (differences.length === 0) return refuse('nothing changed')
  if (context.reason.trim() === '') return refuse('no reason')
  const closed = Temporal.Instant.from(before.timetable.closesAt)
  const closes = Temporal.Instant.from(after.timetable.closesAt)
  if (Temporal.Instant.compare(context.now, closed) >= 0) return refuse('the deadline has passed')
  if (Temporal.Instant.compare(closes, closed) < 0) return refuse('the deadline comes earlier')
  const moved = daysBetween(dayOf(closed), dayOf(closes))
  if (differences.some(({ needsTime }) => needsTime) && moved < context.changeDays)
    return refuse('bidders need more time')
  return ok(differences)
}

/** The first day on which bids may close after a change that bidders need time for. */
export const earliestClose = (before: Spec, changeDays: number): Day =>
  addDays(dayOf(Temporal.Instant.from(before.timetable.closesAt)), changeDays)
