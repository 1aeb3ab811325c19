/** A provider's exit: why it happens, what the law then asks, which clock runs, and its states (L-14, L-18, handbook 6.4). */
import type { Day, Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Policies } from '#src/councils/index.ts'

export const EXIT_CAUSES = [
  'business_failure',
  'registration_cancelled',
  'contract_handback',
  'council_termination',
  'safeguarding_move',
  'person_choice',
] as const
export type ExitCause = (typeof EXIT_CAUSES)[number]

export const isExitCause = (text: string): text is ExitCause => EXIT_CAUSES.some((cause) => cause === text)

export const CAUSE_WORDS: Readonly<Record<ExitCause, string>> = {
  business_failure: 'Its business fails',
  registration_cancelled: 'Its registration is cancelled',
  contract_handback: 'It hands the contract back',
  council_termination: 'The council ends the contract',
  safeguarding_move: 'People must move to be safe',
  person_choice: 'People choose to leave',
}

export type Duty = {
  /** Care Act 2014 section 48: for everybody whose needs the provider met here, whoever pays (L-14). */
  readonly section48: boolean
  readonly law: string
  readonly words: string
}

/** Only the failure of a business triggers section 48; all other moves rest on the duty and the power to meet needs (L-18). */
export const dutyOf = (cause: ExitCause): Duty =>
  cause === 'business_failure'
    ? {
        section48: true,
        law: 'Care Act 2014, section 48',
        words:
          'The council must meet the needs of everybody whom the provider served in its area, for as long as it thinks necessary, whoever pays, wherever they ordinarily live, and without assessing them first.',
      }
    : {
        section48: false,
        law: 'Care Act 2014, sections 18 and 19',
        words:
          'The council must go on meeting the eligible needs of people it arranges care for or gives a direct payment, and may meet others’ urgent needs. Self-funders get information and advice; other councils are told of people they placed.',
      }

/** Care may stop at any hour: the clock is in hours from the alarm, not in days of notice. */
const URGENT: readonly ExitCause[] = ['business_failure', 'registration_cancelled', 'safeguarding_move']

export type ExitClock = {
  readonly urgent: boolean
  readonly listBy: Instant
  readonly planBy: Instant
  readonly choiceHours: number
}

export function exitClock(cause: ExitCause, classedAt: Instant, policy: Policies['continuity']): ExitClock {
  const urgent = URGENT.includes(cause)
  return {
    urgent,
    listBy: classedAt.add({ hours: urgent ? policy.urgentListHours : policy.plannedListHours }),
    planBy: classedAt.add({ hours: urgent ? policy.urgentPlanHours : policy.plannedPlanHours }),
    choiceHours: urgent ? policy.urgentChoiceHours : policy.plannedChoiceHours,
  }
}

export const EXIT_SOURCES = ['notice', 'register', 'rating', 'quality', 'news', 'provider'] as const
export type ExitSource = (typeof EXIT_SOURCES)[number]

export const SOURCE_WORDS: Readonly<Record<ExitSource, string>> = {
  notice: 'Notice under a contract',
  register: 'The CQC register',
  rating: 'A CQC rating',
  quality: 'The quality team',
  news: 'News',
  provider: 'The provider told us',
}

/** What officers enter by hand; the others are heard. */
export const SOURCES_BY_HAND = ['quality', 'news', 'provider'] as const satisfies readonly ExitSource[]

export const EXIT_STATES = ['signalled', 'open', 'closed', 'stood_down'] as const
export type ExitState = (typeof EXIT_STATES)[number]

export const EXIT_TRANSITIONS: Readonly<Record<ExitState, readonly ExitState[]>> = {
  signalled: ['open', 'stood_down'],
  open: ['closed', 'stood_down'],
  closed: [],
  stood_down: [],
}

export const EXIT_STATE_WORDS: Readonly<Record<ExitState, string>> = {
  signalled: 'Signalled',
  open: 'Open',
  closed: 'Closed',
  stood_down: 'Stood down',
}

export type Exit = {
  readonly exitRef: string
  readonly organisationRef: string
  /** Where only the care under one contract ends. */
  readonly contractRef: string | null
  readonly source: ExitSource
  readonly what: string
  readonly cause: ExitCause | null
  readonly state: ExitState
  /** The last day of the provider's care, where it is known. */
  readonly lastDay: Day | null
  readonly signalledAt: Instant
  readonly openedAt: Instant | null
  readonly openedBy: string | null
  /** When the cause that counts was classed: from then its clock runs. */
  readonly classedAt: Instant | null
  /** When the people affected were last listed. */
  readonly listedAt: Instant | null
  readonly endedAt: Instant | null
  readonly endedWhy: string | null
}

export type OpenedExit = Exit & {
  readonly cause: ExitCause
  readonly openedAt: Instant
  readonly classedAt: Instant
}

export const isOpened = (exit: Exit): exit is OpenedExit =>
  exit.cause !== null && exit.openedAt !== null && exit.classedAt !== null

export const clockOf = (
  { cause, classedAt }: Pick<OpenedExit, 'cause' | 'classedAt'>,
  policy: Policies['continuity'],
) => exitClock(cause, classedAt, policy)

const ONE_CONTRACT: readonly ExitCause[] = ['contract_handback', 'council_termination']

/** The contract to which an exit is confined: a contract handed back or ended leaves the provider's other care as it is. */
export const confinedTo = ({ cause, contractRef }: Pick<Exit, 'cause' | 'contractRef'>): string | undefined =>
  cause !== null && contractRef !== null && ONE_CONTRACT.includes(cause) ? contractRef : undefined

export type OpenExit = { readonly cause: ExitCause; readonly lastDay: Day | null }
export type OpenRefusal = 'not in this state' | 'last day is past'

/** An officer classes the cause: from now on the clock runs. */
export function openExit(
  exit: Exit,
  { cause, lastDay }: OpenExit,
  by: { readonly name: string; readonly now: Instant; readonly today: Day },
): Result<OpenedExit, OpenRefusal> {
  if (!EXIT_TRANSITIONS[exit.state].includes('open')) return refuse('not in this state')
  if (lastDay !== null && lastDay < by.today) return refuse('last day is past')
  return ok({ ...exit, state: 'open', cause, lastDay, openedAt: by.now, openedBy: by.name, classedAt: by.now })
}

/** What somebody said of an exit, or an officer decided of it. */
export type Heard = {
  readonly number: number
  readonly source: ExitSource | 'officer'
  readonly what: string
  readonly cause: ExitCause | null
  readonly lastDay: Day | null
  readonly contractRef: string | null
  readonly heardAt: Instant
  readonly heardBy: string
}

const earlierDay = (a: Day | null, b: Day | null): Day | null => (a === null || b === null ? (a ?? b) : a < b ? a : b)

/** Another signal: of another contract it widens what ends, and the earlier last day counts. The cause stays an officer's to class. */
export const hearAgain = (
  exit: Exit,
  { cause, lastDay, contractRef }: Pick<Heard, 'cause' | 'lastDay' | 'contractRef'>,
): Exit => ({
  ...exit,
  contractRef: exit.contractRef === contractRef ? contractRef : null,
  cause: exit.cause ?? cause,
  lastDay: earlierDay(exit.lastDay, lastDay),
})

/** Signals since the cause was classed that give another. */
export const speakOtherwise = (exit: Exit, heard: readonly Heard[]): Heard[] =>
  isOpened(exit) && exit.state === 'open'
    ? heard.filter(
        ({ source, cause, heardAt }) =>
          source !== 'officer' &&
          cause !== null &&
          cause !== exit.cause &&
          Temporal.Instant.compare(heardAt, exit.classedAt) > 0,
      )
    : []

export type ChangeExit = OpenExit & { readonly why: string }
export type ChangeRefusal = 'not in this state' | 'last day is past' | 'no reason given' | 'nothing changed'

/** Classed again, or its last day changed: duty and clock follow. Whom it affects is listed anew where another part of the care ends. */
export function changeExit(
  exit: Exit,
  { cause, lastDay, why }: ChangeExit,
  { now, today }: { readonly now: Instant; readonly today: Day },
): Result<OpenedExit, ChangeRefusal> {
  if (exit.state !== 'open' || !isOpened(exit)) return refuse('not in this state')
  if (why.trim() === '') return refuse('no reason given')
  if (cause === exit.cause && lastDay === exit.lastDay) return refuse('nothing changed')
  if (lastDay !== null && lastDay !== exit.lastDay && lastDay < today) return refuse('last day is past')
  const next = { ...exit, cause, lastDay, classedAt: cause === exit.cause ? exit.classedAt : now }
  return ok({ ...next, listedAt: confinedTo(next) === confinedTo(exit) ? exit.listedAt : null })
}

export type EndRefusal = 'not in this state' | 'no reason given' | 'people still wait'

/** Closed when everybody has settled or left, stood down when there was no exit after all; both say why. */
export function endExit(
  exit: Exit,
  end: { readonly state: 'closed' | 'stood_down'; readonly why: string; readonly now: Instant },
  unsettled: number,
): Result<Exit, EndRefusal> {
  if (!EXIT_TRANSITIONS[exit.state].includes(end.state)) return refuse('not in this state')
  const why = end.why.trim()
  if (why === '') return refuse('no reason given')
  if (end.state === 'closed' && unsettled > 0) return refuse('people still wait')
  return ok({ ...exit, state: end.state, endedAt: end.now, endedWhy: why })
}
