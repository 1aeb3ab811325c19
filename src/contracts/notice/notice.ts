/** Notice of a contract, given or received: how long it is, and from when nobody new is placed (L-18). */
import { addDays, addMonths, type Day } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Contract } from '#src/contracts/draw-down.ts'

export const NOTICE_BY = ['council', 'provider'] as const
export type NoticeBy = (typeof NOTICE_BY)[number]

/** Why a contract ends before its time, as continuity of care tells causes apart (L-18); the first three may come without a month's notice. */
export const NOTICE_REASONS = [
  'business_failure',
  'registration_cancelled',
  'safeguarding_move',
  'contract_handback',
  'council_termination',
] as const
export type NoticeReason = (typeof NOTICE_REASONS)[number]

export const REASON_WORDS: Readonly<Record<NoticeReason, string>> = {
  business_failure: 'The provider’s business fails',
  registration_cancelled: 'Its registration is cancelled',
  safeguarding_move: 'People must move to be safe',
  contract_handback: 'The provider hands the contract back',
  council_termination: 'The council ends the contract',
}

const WITHOUT_A_MONTH: readonly NoticeReason[] = ['business_failure', 'registration_cancelled', 'safeguarding_move']

export type AskedNotice = {
  readonly by: NoticeBy
  readonly reason: NoticeReason
  readonly givenDay: Day
  /** The last day of care under the contract. */
  readonly lastDay: Day
  /** From this day on nobody new is placed. */
  readonly closedFrom: Day
  readonly note: string
}

export type NoticeRefusal =
  | 'contract not running'
  | 'notice is given already'
  | 'given in the future'
  | 'shorter than its notice'
  | 'not before its end'
  | 'closed after its last day'
  | 'no reason given'

/** The first last day that a contract's notice allows, counted from the day on which it is given. */
export const earliestLastDay = (givenDay: Day, noticeMonths: number): Day =>
  addDays(addMonths(givenDay, noticeMonths), -1)

export function checkNotice(
  contract: Pick<Contract, 'fromDay' | 'toDay'>,
  noticeMonths: number,
  isGiven: boolean,
  asked: AskedNotice,
  today: Day,
): Result<AskedNotice, NoticeRefusal> {
  if (today >= contract.toDay) return refuse('contract not running')
  if (isGiven) return refuse('notice is given already')
  if (asked.givenDay > today) return refuse('given in the future')
  if (asked.lastDay < asked.givenDay || asked.lastDay < contract.fromDay) return refuse('shorter than its notice')
  if (!WITHOUT_A_MONTH.includes(asked.reason) && asked.lastDay < earliestLastDay(asked.givenDay, noticeMonths))
    return refuse('shorter than its notice')
  if (asked.lastDay >= addDays(contract.toDay, -1)) return refuse('not before its end')
  if (asked.closedFrom > asked.lastDay) return refuse('closed after its last day')
  return asked.note.trim() === '' ? refuse('no reason given') : ok({ ...asked, note: asked.note.trim() })
}
