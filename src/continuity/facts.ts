import { counted, grouped } from '#src/base/counted.ts'
import { formatDay } from '#src/base/day.ts'
import { PERSON_STATE_WORDS, type PersonState } from '#src/continuity/affected/affected.ts'
import type { BandCounts } from '#src/continuity/affected/triage.ts'
import type { Answer, Side } from '#src/continuity/desk/answer.ts'
import { STEP_WORDS, type StepKind } from '#src/continuity/desk/step.ts'
import { CAUSE_WORDS, dutyOf, type ExitCause, type ExitSource, SOURCE_WORDS } from '#src/continuity/exits/exit.ts'
import { PAYS_WORDS, type WhoPays } from '#src/continuity/told/known-person.ts'
import type { FactOf } from '#src/platform/audit.ts'
import type { Words } from '#src/platform/panels.ts'

/** Everything that this stage ever records: references and codes, never a name, an address or a need in words. */
export type ContinuityFact =
  | FactOf<'continuity.exit-signalled', { exitRef: string; organisationRef: string; source: ExitSource }>
  | FactOf<'continuity.signal-heard', { exitRef: string; source: ExitSource }>
  | FactOf<
      'continuity.exit-opened',
      { exitRef: string; organisationRef: string; cause: ExitCause; lastDay: string | null }
    >
  | FactOf<
      'continuity.exit-changed',
      {
        exitRef: string
        organisationRef: string
        cause: ExitCause
        lastDay: string | null
        causeBefore: ExitCause | null
        lastDayBefore: string | null
      }
    >
  | FactOf<'continuity.exit-closed', { exitRef: string; organisationRef: string }>
  | FactOf<'continuity.exit-stood-down', { exitRef: string; organisationRef: string }>
  | FactOf<'continuity.provider-not-to-ask', { exitRef: string; organisationRef: string }>
  | FactOf<'continuity.person-told-of', { knownRef: string; organisationRef: string; pays: WhoPays }>
  | FactOf<'continuity.people-told-of', { organisationRef: string; count: number; first: string; last: string }>
  | FactOf<'continuity.known-person-gone', { knownRef: string; organisationRef: string; goneDay: string }>
  | FactOf<'continuity.people-listed', { exitRef: string; added: number; left: number; people: number } & BandCounts>
  | FactOf<'continuity.triage-changed', { exitRef: string; line: number; fields: readonly string[]; band: string }>
  | FactOf<'continuity.people-put-together', { exitRef: string; line: number; withLine: number }>
  | FactOf<'continuity.people-parted', { exitRef: string; line: number; from: readonly number[] }>
  | FactOf<'continuity.person-left', { exitRef: string; line: number; from: PersonState }>
  | FactOf<'continuity.person-back', { exitRef: string; line: number }>
  | FactOf<'continuity.plan-asked', { exitRef: string; planRef: string; movesOfOthers: number }>
  | FactOf<'continuity.plan-begun', { planRef: string }>
  | FactOf<
      'continuity.plan-made',
      {
        planRef: string
        people: number
        unplaced: number
        criticalUnplaced: number
        points: number
        bound: number
        weeklyPence: number
      }
    >
  | FactOf<'continuity.plan-goes-on', { planRef: string; rounds: number }>
  | FactOf<'continuity.plan-failed', { planRef: string }>
  | FactOf<'continuity.plan-stopped', { planRef: string }>
  | FactOf<'continuity.plan-spot-said', { exitRef: string; planRef: string; why: string; endDay: string }>
  | FactOf<'continuity.plan-spot-approved', { exitRef: string; planRef: string; endDay: string }>
  | FactOf<'continuity.plan-spots-kept', { exitRef: string; planRef: string; lines: readonly number[] }>
  | FactOf<'continuity.move-proposed', { exitRef: string; line: number; planRef: string; organisationRef: string }>
  | FactOf<'continuity.provider-asked', { exitRef: string; line: number; packageRef: string; organisationRef: string }>
  | FactOf<
      'continuity.move-answered',
      { exitRef: string; line: number; side: Side; answer: Answer; organisationRef: string }
    >
  | FactOf<'continuity.person-asked-again', { exitRef: string; line: number; organisationRef: string }>
  | FactOf<'continuity.proposal-taken-back', { exitRef: string; line: number; organisationRef: string }>
  | FactOf<'continuity.move-begun', { exitRef: string; line: number; moveDay: string; organisationRef: string }>
  | FactOf<'continuity.person-moved', { exitRef: string; line: number; moveDay: string; organisationRef: string }>
  | FactOf<'continuity.provider-not-asked', { exitRef: string; line: number; organisationRef: string; why: string }>
  | FactOf<'continuity.rehearsal-asked', { rehearsals: number; first: string; last: string }>
  | FactOf<'continuity.step-done', { exitRef: string; line: number; step: StepKind }>
  | FactOf<'continuity.person-settled', { exitRef: string; line: number }>

type DataOf<T extends ContinuityFact['type']> = Extract<ContinuityFact, { type: T }>['data']

export const words: Words = {
  'continuity.exit-signalled': ({ source }: DataOf<'continuity.exit-signalled'>) =>
    `Exit signalled: ${SOURCE_WORDS[source].toLowerCase()}`,
  'continuity.signal-heard': ({ source }: DataOf<'continuity.signal-heard'>) =>
    `Another signal: ${SOURCE_WORDS[source].toLowerCase()}`,
  'continuity.exit-opened': ({ cause, lastDay }: DataOf<'continuity.exit-opened'>) =>
    `Exit opened: ${CAUSE_WORDS[cause].toLowerCase()}. ${dutyOf(cause).law}${lastDay === null ? '' : `; last day ${formatDay(lastDay)}`}`,
  'continuity.exit-changed': ({ cause, causeBefore, lastDay, lastDayBefore }: DataOf<'continuity.exit-changed'>) =>
    [
      ...(cause === causeBefore
        ? []
        : [`Exit classed again: ${CAUSE_WORDS[cause].toLowerCase()}. ${dutyOf(cause).law}`]),
      ...(lastDay === lastDayBefore
        ? []
        : [
            lastDay === null ? 'Last day of care no longer known' : `Last day of care changed to ${formatDay(lastDay)}`,
          ]),
    ].join('. '),
  'continuity.exit-closed': () => 'Exit closed: everybody has moved or left',
  'continuity.exit-stood-down': () => 'Exit stood down',
  'continuity.provider-not-to-ask': ({ organisationRef }: DataOf<'continuity.provider-not-to-ask'>) =>
    `Brokerage is told: ${organisationRef} is asked for no new care`,
  'continuity.person-told-of': ({ pays }: DataOf<'continuity.person-told-of'>) =>
    `Told of a person it serves: ${PAYS_WORDS[pays].toLowerCase()}`,
  'continuity.people-told-of': ({ count }: DataOf<'continuity.people-told-of'>) =>
    `Told of ${counted(count, 'person', 'people')} it serves, from a file`,
  'continuity.known-person-gone': ({ goneDay }: DataOf<'continuity.known-person-gone'>) =>
    `No longer served from ${formatDay(goneDay)}`,
  'continuity.people-listed': ({ added, left, people, critical }: DataOf<'continuity.people-listed'>) =>
    `Everybody affected listed: ${counted(people, 'person', 'people')}, ${grouped(critical)} of them critical (${grouped(added)} new, ${grouped(left)} no longer served)`,
  'continuity.triage-changed': ({ line, band }: DataOf<'continuity.triage-changed'>) =>
    `Triage of line ${line} changed: ${band}`,
  'continuity.people-put-together': ({ line, withLine }: DataOf<'continuity.people-put-together'>) =>
    `Lines ${line} and ${withLine} stay together`,
  'continuity.people-parted': ({ line, from }: DataOf<'continuity.people-parted'>) =>
    `Line ${line} no longer stays together with line ${from.join(', ')}`,
  'continuity.person-left': ({ line, from }: DataOf<'continuity.person-left'>) =>
    `Line ${line} left the list; before that: ${PERSON_STATE_WORDS[from].toLowerCase()}`,
  'continuity.person-back': ({ line }: DataOf<'continuity.person-back'>) =>
    `Line ${line} is back on the list: their care goes on`,
  'continuity.plan-asked': ({ planRef }: DataOf<'continuity.plan-asked'>) => `Plan ${planRef} asked for`,
  'continuity.plan-begun': ({ planRef }: DataOf<'continuity.plan-begun'>) => `Plan ${planRef} begun`,
  'continuity.plan-made': ({ planRef, people, unplaced }: DataOf<'continuity.plan-made'>) =>
    `Plan ${planRef} made: ${grouped(people - unplaced)} of ${counted(people, 'person', 'people')} placed`,
  'continuity.plan-goes-on': ({ planRef, rounds }: DataOf<'continuity.plan-goes-on'>) =>
    `Plan ${planRef} still being made, ${counted(rounds, 'round')} so far`,
  'continuity.plan-failed': ({ planRef }: DataOf<'continuity.plan-failed'>) => `Plan ${planRef} not made`,
  'continuity.plan-stopped': ({ planRef }: DataOf<'continuity.plan-stopped'>) => `Plan ${planRef} stopped`,
  'continuity.plan-spot-said': ({ planRef, endDay }: DataOf<'continuity.plan-spot-said'>) =>
    `Plan ${planRef}: care outside the framework until ${formatDay(endDay)}`,
  'continuity.plan-spot-approved': ({ planRef, endDay }: DataOf<'continuity.plan-spot-approved'>) =>
    `Plan ${planRef}: care outside the framework until ${formatDay(endDay)} approved`,
  'continuity.plan-spots-kept': ({ planRef, lines }: DataOf<'continuity.plan-spots-kept'>) =>
    `Plan ${planRef}: care outside the framework stays approved for ${counted(lines.length, 'person', 'people')}`,
  'continuity.move-proposed': ({ line, organisationRef }: DataOf<'continuity.move-proposed'>) =>
    `Line ${line}: a move to ${organisationRef} is proposed`,
  'continuity.provider-asked': ({ line, packageRef, organisationRef }: DataOf<'continuity.provider-asked'>) =>
    `Line ${line}: ${organisationRef} asked with ${packageRef}`,
  'continuity.move-answered': ({ line, side, answer, organisationRef }: DataOf<'continuity.move-answered'>) =>
    `Line ${line}: the ${side} ${answer}, a move to ${organisationRef}`,
  'continuity.person-asked-again': ({ line, organisationRef }: DataOf<'continuity.person-asked-again'>) =>
    `Line ${line}: asked again, as ${organisationRef} offers otherwise`,
  'continuity.proposal-taken-back': ({ line, organisationRef }: DataOf<'continuity.proposal-taken-back'>) =>
    `Line ${line}: the proposal of ${organisationRef} is taken back`,
  'continuity.move-begun': ({ line, moveDay, organisationRef }: DataOf<'continuity.move-begun'>) =>
    `Line ${line}: the move to ${organisationRef} on ${formatDay(moveDay)} begins`,
  'continuity.person-moved': ({ line, moveDay, organisationRef }: DataOf<'continuity.person-moved'>) =>
    `Line ${line}: moved to ${organisationRef} from ${formatDay(moveDay)}`,
  'continuity.step-done': ({ line, step }: DataOf<'continuity.step-done'>) =>
    `Line ${line}: done: ${STEP_WORDS[step].toLowerCase()}`,
  'continuity.person-settled': ({ line }: DataOf<'continuity.person-settled'>) => `Line ${line}: settled`,
  'continuity.rehearsal-asked': ({ rehearsals }: DataOf<'continuity.rehearsal-asked'>) =>
    rehearsals === 1 ? 'A failure rehearsed' : `${rehearsals} failures rehearsed`,
  'continuity.provider-not-asked': ({ line, organisationRef, why }: DataOf<'continuity.provider-not-asked'>) =>
    `Line ${line}: ${organisationRef} could not be sent a package (${why}); waits for another plan`,
}
