/** Assessors: what they declare before they see a bid, how they mark alone, and what is agreed once all have (P-10, P-55). */
import type { Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { type Fraction, fraction } from '#src/tendering/evaluation/fraction.ts'
import { lotsDrawn } from '#src/tendering/evaluation/lots-drawn.ts'
import { meanMark } from '#src/tendering/evaluation/marks.ts'
import type { Spec } from '#src/tendering/tenders/spec.ts'

export type AssessorStatus = 'named' | 'declared' | 'assessing' | 'locked' | 'excluded' | 'left'

export type Assessor = {
  readonly officerRef: string
  readonly name: string
  readonly questions: readonly string[]
  readonly status: AssessorStatus
  /** What was declared: empty where there is no conflict of interest. */
  readonly declaration: string | null
  readonly declaredAt: Instant | null
  /** How the manager of the tender decided on a conflict. */
  readonly decision: string | null
  readonly decidedByName: string | null
  readonly lockedAt: Instant | null
  readonly leftReason: string | null
  readonly replacedBy: string | null
}

export const ASSESSOR_WORDS: Readonly<Record<AssessorStatus, string>> = {
  named: 'Has to declare',
  declared: 'Declared a conflict',
  assessing: 'Scoring',
  locked: 'Locked',
  excluded: 'Excluded',
  left: 'Left',
}

export type Score = {
  readonly bidRef: string
  readonly question: string
  readonly officerRef: string
  readonly mark: number
  readonly reason: string
}

export type AgreedMark = {
  readonly bidRef: string
  readonly question: string
  readonly mark: Fraction
  readonly reason: string
  readonly byName: string
}

export const newAssessor = (officerRef: string, name: string, questions: readonly string[]): Assessor => ({
  officerRef,
  name,
  questions,
  status: 'named',
  declaration: null,
  declaredAt: null,
  decision: null,
  decidedByName: null,
  lockedAt: null,
  leftReason: null,
  replacedBy: null,
})

/** What keeps somebody from reading a bid now: it is the same for its words and for its files. */
export type Unread = 'has to declare' | 'may not'

/**
 * Who manages the tender reads its bids, and so do its assessors once they have declared and may assess; somebody who is both is held
 * to the declaration.
 */
export function unreadBy(
  assessors: readonly Assessor[],
  reader: { readonly officerRef: string; readonly manages: boolean },
): Unread | undefined {
  const me = assessors.find(({ officerRef }) => officerRef === reader.officerRef)
  if (!me) return reader.manages ? undefined : 'may not'
  if (me.status === 'named') return 'has to declare'
  return me.status === 'assessing' || me.status === 'locked' ? undefined : 'may not'
}

export type NameRefusal = 'no question' | 'no such question' | 'named already' | 'scores are agreed'

export function nameAssessor(
  asked: { readonly officerRef: string; readonly name: string; readonly questions: readonly string[] },
  spec: Pick<Spec, 'questions'>,
  assessors: readonly Assessor[],
  isAgreed: boolean,
): Result<Assessor, NameRefusal> {
  if (isAgreed) return refuse('scores are agreed')
  if (asked.questions.length === 0) return refuse('no question')
  if (asked.questions.some((key) => !spec.questions.some((one) => one.key === key))) return refuse('no such question')
  if (assessors.some(({ officerRef }) => officerRef === asked.officerRef)) return refuse('named already')
  return ok(newAssessor(asked.officerRef, asked.name, asked.questions))
}

export type DeclareRefusal = 'not an assessor' | 'declared already' | 'not declared' | 'no words'

/** Before anything of a bid is seen. `conflict` undefined: there is none. */
export function declare(
  assessor: Assessor,
  conflict: string | undefined,
  now: Instant,
): Result<Assessor, DeclareRefusal> {
  if (assessor.status !== 'named') return refuse('declared already')
  if (conflict === undefined) return ok({ ...assessor, status: 'assessing', declaration: '', declaredAt: now })
  if (conflict.trim() === '') return refuse('no words')
  return ok({ ...assessor, status: 'declared', declaration: conflict.trim(), declaredAt: now })
}

export type ConflictRefusal = 'nothing to decide' | 'their own conflict' | 'no words'

/** The manager decides on a declared conflict: the assessor is excluded, or goes on with what mitigates it. */
export function decideConflict(
  assessor: Assessor,
  decision: { readonly mayAssess: boolean; readonly words: string },
  by: { readonly ref: string; readonly name: string },
): Result<Assessor, ConflictRefusal> {
  if (assessor.status !== 'declared') return refuse('nothing to decide')
  if (assessor.officerRef === by.ref) return refuse('their own conflict')
  if (decision.words.trim() === '') return refuse('no words')
  const status = decision.mayAssess ? 'assessing' : 'excluded'
  return ok({ ...assessor, status, decision: decision.words.trim(), decidedByName: by.name })
}

export type ScoreRefusal = 'may not score now' | 'not their question' | 'no such mark' | 'no reason'

export function giveMark(
  assessor: Assessor,
  scale: Spec['scale'],
  score: { readonly question: string; readonly mark: number; readonly reason: string },
): Result<{ readonly mark: number; readonly reason: string }, ScoreRefusal> {
  if (assessor.status !== 'assessing') return refuse('may not score now')
  if (!assessor.questions.includes(score.question)) return refuse('not their question')
  if (!marksOf(scale).includes(score.mark)) return refuse('no such mark')
  if (score.reason.trim() === '') return refuse('no reason')
  return ok({ mark: score.mark, reason: score.reason.trim() })
}

/** The marks that may be given: those that the tender names, or every whole one (P-51 knows scales with gaps). */
export const marksOf = ({ most, marks }: Spec['scale']): number[] =>
  marks.length > 0 ? marks.map(({ mark }) => mark) : Array.from({ length: most + 1 }, (_, mark) => mark)

/** What an assessor has still to mark. */
export const unmarked = (assessor: Assessor, bidRefs: readonly string[], scores: readonly Score[]): number => {
  const done = scores.filter(
    ({ officerRef, question, bidRef }) =>
      officerRef === assessor.officerRef && assessor.questions.includes(question) && bidRefs.includes(bidRef),
  )
  return bidRefs.length * assessor.questions.length - done.length
}

export type LockRefusal = 'may not score now' | 'not all marked'

export function lockScores(assessor: Assessor, left: number, now: Instant): Result<Assessor, LockRefusal> {
  if (assessor.status !== 'assessing') return refuse('may not score now')
  if (left > 0) return refuse('not all marked')
  return ok({ ...assessor, status: 'locked', lockedAt: now })
}

export type LeaveRefusal = 'gone already' | 'no reason' | 'scores are agreed' | 'named already'

/** An assessor who leaves: what they scored is kept and marked as theirs; somebody else takes the questions over. */
export function leave(
  assessor: Assessor,
  said: {
    readonly reason: string
    readonly replacement: { readonly officerRef: string; readonly name: string } | undefined
  },
  assessors: readonly Assessor[],
  isAgreed: boolean,
): Result<{ readonly gone: Assessor; readonly replacement: Assessor | undefined }, LeaveRefusal> {
  if (isAgreed) return refuse('scores are agreed')
  if (assessor.status === 'left' || assessor.status === 'excluded') return refuse('gone already')
  if (said.reason.trim() === '') return refuse('no reason')
  const { replacement } = said
  if (replacement && assessors.some(({ officerRef }) => officerRef === replacement.officerRef))
    return refuse('named already')
  return ok({
    gone: { ...assessor, status: 'left', leftReason: said.reason.trim(), replacedBy: replacement?.officerRef ?? null },
    replacement: replacement && newAssessor(replacement.officerRef, replacement.name, assessor.questions),
  })
}

/** Whose marks count: those who locked, before they left too. */
export const counts = ({ lockedAt }: Assessor): boolean => lockedAt !== null

/** Why the marks may not be laid side by side yet; undefined when they may. */
export function whyNotModerate(spec: Pick<Spec, 'questions'>, assessors: readonly Assessor[]): string | undefined {
  const open = assessors.filter(({ status }) => ['named', 'declared', 'assessing'].includes(status))
  if (open.length > 0)
    return `${open.map(({ name }) => name).join(', ')} ${open.length === 1 ? 'has' : 'have'} not locked yet`
  const bare = spec.questions.filter(({ key }) => !assessors.some((one) => counts(one) && one.questions.includes(key)))
  return bare.length > 0 ? `nobody has scored ${bare.map(({ key }) => key).join(', ')}` : undefined
}

export type AgreeRefusal =
  | 'not all locked'
  | 'no such question'
  | 'no such mark'
  | 'a change needs a reason'
  | 'the tender says mean'
  | 'scores are agreed'

/** The mark that the meeting agrees. Where it differs from what anybody gave, the reason is on the record (P-55). */
export function agreeMark(
  spec: Pick<Spec, 'questions' | 'scale' | 'agreed'>,
  given: readonly Score[],
  said: { readonly question: string; readonly mark: number; readonly reason: string },
): Result<{ readonly mark: Fraction; readonly reason: string; readonly changed: number }, AgreeRefusal> {
  if (spec.agreed === 'mean') return refuse('the tender says mean')
  if (!spec.questions.some(({ key }) => key === said.question)) return refuse('no such question')
  if (!marksOf(spec.scale).includes(said.mark)) return refuse('no such mark')
  const changed = given.filter(({ mark }) => mark !== said.mark).length
  if (changed > 0 && said.reason.trim() === '') return refuse('a change needs a reason')
  return ok({ mark: fraction(said.mark), reason: said.reason.trim() || reasonsOf(given), changed })
}

/** Where all gave one mark, their own reasons are the reasons. */
const reasonsOf = (given: readonly Score[]): string => [...new Set(given.map(({ reason }) => reason))].join(' ')

/** The means of all answers, where the tender says so instead of a meeting. */
export const meansOf = (bidRefs: readonly string[], spec: Pick<Spec, 'questions'>, scores: readonly Score[]) =>
  bidRefs.flatMap((bidRef) =>
    spec.questions.flatMap(({ key }) => {
      const given = scores.filter((score) => score.bidRef === bidRef && score.question === key)
      if (given.length === 0) return []
      const marks = given.map(({ mark }) => mark)
      return [
        {
          bidRef,
          question: key,
          mark: meanMark(marks),
          reason: `The mean of ${marks.join(', ')}. ${reasonsOf(given)}`,
        },
      ]
    }),
  )

/** Bidders in an order that tells nothing of who they are: "Bidder 3" is the same to everybody who assesses. */
export const bidderNumbers = (tenderRef: string, bidRefs: readonly string[]): ReadonlyMap<string, number> =>
  new Map(lotsDrawn(tenderRef, bidRefs).map((bidRef, index) => [bidRef, index + 1]))
