/** An end of a contract at once: for breach, by agreement, or on a ground that the law implies (sections 78 and 79, regulation 73). */
import { addDays, type Day } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Contract } from '#src/contracts/draw-down.ts'
import type { NoticeReason } from '#src/contracts/notice/notice.ts'
import { type Duties, dutiesOf, type Regime } from '#src/tendering/index.ts'

export const TERMINATION_GROUNDS = [
  ...(['breach', 'agreement'] as const),
  ...(['s78(2)(a)', 's78(2)(b)', 's78(2)(c)', 's79'] as const),
  ...(['reg73(1)(a)', 'reg73(1)(b)'] as const),
] as const
export type TerminationGround = (typeof TERMINATION_GROUNDS)[number]

export const GROUND_TITLES: Readonly<Record<TerminationGround, string>> = {
  breach: 'A breach, under the contract’s own terms',
  agreement: 'Both agree to end it',
  's78(2)(a)': 'It was awarded or modified in material breach of the Act (section 78)',
  's78(2)(b)': 'The provider has become excluded or excludable since the award (section 78)',
  's78(2)(c)': 'A subcontractor has become excluded or excludable since the award (section 78)',
  s79: 'The provider is excludable for national security, and the minister was told (section 79)',
  'reg73(1)(a)': 'It was changed so much that it was to be procured anew (regulation 73)',
  'reg73(1)(b)': 'The provider was to be excluded at the award (regulation 73)',
}

const IMPLIED_2023: readonly TerminationGround[] = ['s78(2)(a)', 's78(2)(b)', 's78(2)(c)', 's79']
const IMPLIED_2015: readonly TerminationGround[] = ['reg73(1)(a)', 'reg73(1)(b)']

/** What a contract says and both may agree stands under any law; what the law implies is its own. */
export function terminationGrounds(regime: Regime): readonly TerminationGround[] {
  const own: readonly TerminationGround[] = ['breach', 'agreement']
  if (regime === 'pa23' || regime === 'pa23_light_touch') return [...own, ...IMPLIED_2023]
  return regime === 'pcr15' || regime === 'pcr15_light_touch' ? [...own, ...IMPLIED_2015] : own
}

/** Before it ends on these grounds the provider is told which and why, and may answer (section 78(7)). */
export const isHeardFirst = (ground: TerminationGround): boolean => IMPLIED_2023.includes(ground)

export type AskedTermination = {
  readonly ground: TerminationGround
  /** Why care must move, as continuity of care tells causes apart (L-18). */
  readonly reason: NoticeReason
  /** The term that was broken, or what was agreed. */
  readonly words: string
  /** What shows it: letters, reports, minutes. */
  readonly evidence: string
  /** The provider was told, and could answer. */
  readonly isHeard: boolean
  readonly lastDay: Day
}

export type TerminationRefusal =
  | 'contract not running'
  | 'not a ground of this regime'
  | 'the provider was not heard'
  | 'a day gone by'
  | 'not before its end'
  | 'no reason given'
  | 'no evidence'

export function checkTermination(
  contract: Pick<Contract, 'fromDay' | 'toDay'>,
  regime: Regime,
  asked: AskedTermination,
  today: Day,
): Result<AskedTermination, TerminationRefusal> {
  if (!terminationGrounds(regime).includes(asked.ground)) return refuse('not a ground of this regime')
  if (isHeardFirst(asked.ground) && !asked.isHeard) return refuse('the provider was not heard')
  const late = whyNotOn(contract, asked.lastDay, today)
  if (late !== undefined) return refuse(late)
  if (asked.words.trim() === '') return refuse('no reason given')
  if (asked.evidence.trim() === '') return refuse('no evidence')
  return ok({ ...asked, words: asked.words.trim(), evidence: asked.evidence.trim() })
}

/** Asked again when it is decided: a proposal may have waited too long. */
export function whyNotOn(
  contract: Pick<Contract, 'fromDay' | 'toDay'>,
  lastDay: Day,
  today: Day,
): 'contract not running' | 'a day gone by' | 'not before its end' | undefined {
  if (today < contract.fromDay || today >= contract.toDay) return 'contract not running'
  if (lastDay < today) return 'a day gone by'
  return lastDay >= addDays(contract.toDay, -1) ? 'not before its end' : undefined
}

export type NoticeDue = { readonly code: 'UK9' | 'UK11'; readonly by: Day; readonly why: string }

/** How long poor performance and an end may wait before they are published (2.3). */
const TELL_WITHIN = 30

/** What is to be published of an end, and by when. */
export function noticesDue(regime: Regime, ground: TerminationGround, days: { today: Day; lastDay: Day }): NoticeDue[] {
  const duties: Duties = dutiesOf(regime)
  return [
    ...(duties.kpis && ground === 'breach'
      ? [
          {
            code: 'UK9' as const,
            by: addDays(days.today, TELL_WITHIN),
            why: 'performance, within 30 days of a breach that ends it',
          },
        ]
      : []),
    ...(duties.terminationNotice
      ? [
          {
            code: 'UK11' as const,
            by: addDays(days.lastDay, TELL_WITHIN),
            why: 'termination, within 30 days of its end',
          },
        ]
      : []),
  ]
}
