/** A call-off from a ranked list: who is asked in which order, and what each said. The order is the list's, never chosen anew. */
import type { Instant } from '#src/base/day.ts'
import type { BarredRefusal } from '#src/tendering/exclusions/exclusion.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'

export const CALL_OFF_ANSWERS = {
  accepted: 'Took it',
  declined: 'Declined',
  silent: 'Did not answer in time',
  passed_over: 'Passed over',
} as const
export type CallOffAnswer = keyof typeof CALL_OFF_ANSWERS

export type CallOffStep = {
  readonly place: number
  readonly organisationRef: string
  readonly rank: number
  readonly askedAt: Instant | null
  readonly answer: CallOffAnswer | null
  readonly why: string
}

export type CallOffRefusal =
  | BarredRefusal
  | 'it is taken'
  | 'not its turn'
  | 'nobody was asked'
  | 'the reason is missing'
  | 'it may not be given work'

/** The next in order who has not been asked. */
export const nextToAsk = (steps: readonly CallOffStep[]): CallOffStep | undefined =>
  steps.some(({ answer }) => answer === 'accepted')
    ? undefined
    : steps.find(({ askedAt, answer }) => askedAt === null && answer === null)

/** Only one is asked at a time, and only in the order of the list. */
export function ask(
  steps: readonly CallOffStep[],
  organisationRef: string,
  mayWork: boolean,
  now: Instant,
): Result<CallOffStep, CallOffRefusal> {
  if (steps.some(({ answer }) => answer === 'accepted')) return refuse('it is taken')
  if (steps.some(({ askedAt, answer }) => askedAt !== null && answer === null)) return refuse('not its turn')
  const next = nextToAsk(steps)
  if (next?.organisationRef !== organisationRef) return refuse('not its turn')
  return mayWork ? ok({ ...next, askedAt: now }) : refuse('it may not be given work')
}

/** What a provider said. To pass over one whose turn it is needs a reason, which the fairness report shows. */
export function answerCallOff(
  steps: readonly CallOffStep[],
  given: { readonly organisationRef: string; readonly answer: CallOffAnswer; readonly why: string },
): Result<CallOffStep, CallOffRefusal> {
  if (steps.some(({ answer }) => answer === 'accepted')) return refuse('it is taken')
  const asked = steps.find(({ askedAt, answer }) => askedAt !== null && answer === null)
  if (given.answer === 'passed_over') {
    const turn = asked ?? nextToAsk(steps)
    if (turn?.organisationRef !== given.organisationRef) return refuse('not its turn')
    return given.why.trim() === ''
      ? refuse('the reason is missing')
      : ok({ ...turn, answer: 'passed_over', why: given.why.trim() })
  }
  if (asked?.organisationRef !== given.organisationRef) return refuse('nobody was asked')
  return ok({ ...asked, answer: given.answer, why: given.why.trim() })
}
