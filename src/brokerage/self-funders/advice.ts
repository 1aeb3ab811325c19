/**
 * What somebody who pays should know, and at which moment (Care Act s4, L-05): who runs out of money unseen pays for what the council
 * would meet.
 */
import { addDays, type Day } from '#src/base/day.ts'
import type { PackageStatus } from '#src/brokerage/packages/care-package.ts'

export const ADVICE = [
  'assessment',
  'ask_council',
  'directory',
  'financial_assessment',
  'independent_advice',
  'come_back',
] as const
export type Advice = (typeof ADVICE)[number]

export const ADVICE_WORDS: Readonly<Record<Advice, string>> = {
  assessment: 'A needs assessment was offered, whatever the person has',
  ask_council: 'The right to ask the council to arrange the care',
  directory: 'The public directory of care, with availability, cost and rating',
  financial_assessment: 'A financial assessment was offered, and from what savings the council helps',
  independent_advice: 'Where to find independent financial advice',
  come_back: 'To come back before savings fall to the limit, so that the council’s help begins in time',
}

export const isAdvice = (text: string): text is Advice => ADVICE.some((kind) => kind === text)

export type AdviceGiven = {
  readonly kind: Advice
  readonly givenOn: Day
  readonly officerRef: string
  readonly officerName: string
}

export const MOMENTS = ['contact', 'before_offers', 'before_money_runs_out', 'review'] as const
export type Moment = (typeof MOMENTS)[number]

/** Assessment and arranging are L-05's, the limit is L-30's, and a plan is looked at again at least once a year (L-09). */
const AT_MOMENT: Readonly<Record<Moment, readonly Advice[]>> = {
  contact: ['assessment', 'ask_council', 'directory'],
  before_offers: ['financial_assessment', 'independent_advice'],
  before_money_runs_out: ['come_back'],
  review: ['financial_assessment', 'come_back'],
}

export const MOMENT_WORDS: Readonly<Record<Moment, string>> = {
  contact: 'At contact',
  before_offers: 'Before offers are asked for',
  before_money_runs_out: 'Before money runs out, once care is arranged',
  review: 'At each review, at least once a year',
}

/** What is told of a review that comes soon counts for it. */
const REVIEW_AHEAD_DAYS = 28

const forReview = (reviewOn: Day, { givenOn }: AdviceGiven): boolean => givenOn >= addDays(reviewOn, -REVIEW_AHEAD_DAYS)

/** The moments that come once, and have come, of a package that stands so. */
export const momentsOf = (status: PackageStatus): Moment[] =>
  status === 'arranged' ? ['contact', 'before_offers', 'before_money_runs_out'] : ['contact', 'before_offers']

/** What of advice is due in a package that stands so, the review aside. */
export const dueOnce = (status: PackageStatus): Advice[] => momentsOf(status).flatMap((moment) => AT_MOMENT[moment])

export type AdviceAt = {
  readonly moment: Moment
  readonly kind: Advice
  /** Whether the moment has come. */
  readonly due: boolean
  /** When it was last told; of a review, when it was told for that. */
  readonly toldOn: Day | null
}

/** All that is to be told, moment by moment: what has come, and what of it was told. */
export function adviceByMoment(
  status: PackageStatus,
  reviewOn: Day | undefined,
  given: readonly AdviceGiven[],
  today: Day,
): AdviceAt[] {
  const once = momentsOf(status)
  const told = (kind: Advice, counts: (one: AdviceGiven) => boolean): Day | null =>
    given.reduce<Day | null>(
      (last, one) => (one.kind === kind && counts(one) && (last === null || one.givenOn > last) ? one.givenOn : last),
      null,
    )
  return MOMENTS.flatMap((moment) =>
    AT_MOMENT[moment].map((kind) =>
      moment === 'review'
        ? {
            ...{ moment, kind, due: status === 'arranged' && reviewOn !== undefined && reviewOn <= today },
            toldOn: reviewOn === undefined ? null : told(kind, (one) => forReview(reviewOn, one)),
          }
        : { moment, kind, due: once.includes(moment), toldOn: told(kind, () => true) },
    ),
  )
}

/** What should have been told by now and was not, each once. */
export const adviceMissing = (all: readonly AdviceAt[]): Advice[] =>
  ADVICE.filter((kind) => all.some((one) => one.kind === kind && one.due && one.toldOn === null))

/** When money is spoken of again, so many weeks after it was. */
export const reviewDay = (lastSpoken: Day, weeks: number): Day => addDays(lastSpoken, weeks * 7)

/** The next review, once all of this one was told. */
export function nextReview(reviewOn: Day, given: readonly AdviceGiven[], weeks: number): Day | undefined {
  const told = given.filter((one) => AT_MOMENT.review.includes(one.kind) && forReview(reviewOn, one))
  if (!AT_MOMENT.review.every((kind) => told.some((one) => one.kind === kind))) return undefined
  return reviewDay(
    told.map(({ givenOn }) => givenOn).reduce((last, day) => (day > last ? day : last)),
    weeks,
  )
}
