/** What is done for each person who moves, in its order, and when each must be done (handbook 6.4). */
import { addDays, type Day, dayOf, type Instant, instantAt } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { AffectedPerson } from '#src/continuity/affected/affected.ts'
import type { ExitClock } from '#src/continuity/exits/exit.ts'
import { livesThere } from '#src/continuity/told/known-person.ts'
import type { Policies } from '#src/councils/index.ts'

export const STEP_KINDS = [
  ...(['choice', 'advocate', 'handover', 'key_safe', 'medicines', 'call_monitoring'] as const),
  ...(['check_first', 'check_second', 'check_third'] as const),
] as const
export type StepKind = (typeof STEP_KINDS)[number]

export const isStepKind = (text: string): text is StepKind => STEP_KINDS.some((kind) => kind === text)

export const STEP_WORDS: Readonly<Record<StepKind, string>> = {
  choice: 'Ask what they choose, and for their consent',
  advocate: 'Find an advocate',
  handover: 'Hand the care plan over',
  key_safe: 'Pass on the key safe, and have its code changed',
  medicines: 'Hand the medicines record over',
  call_monitoring: 'Set up call monitoring',
  check_first: 'First welfare check',
  check_second: 'Second welfare check',
  check_third: 'Third welfare check',
}

export type Step = {
  readonly step: StepKind
  readonly dueAt: Instant
  readonly doneAt: Instant | null
  readonly doneBy: string | null
  readonly note: string | null
}

type Due = Pick<Step, 'step' | 'dueAt'>
const earlier = (a: Instant, b: Instant): Instant => (Temporal.Instant.compare(a, b) <= 0 ? a : b)

/** Steps before somebody agrees: asked in the hours that the cause leaves, at the latest on the last day of the old care. */
export function stepsOfAsking(
  person: Pick<AffectedPerson, 'decides'>,
  { choiceHours }: Pick<ExitClock, 'choiceHours'>,
  lastDay: Day | null,
  now: Instant,
): Due[] {
  const byClock = now.add({ hours: choiceHours })
  const dueAt = lastDay === null || lastDay < dayOf(now) ? byClock : earlier(byClock, instantAt(lastDay, '17:00'))
  const choice: Due = { step: 'choice', dueAt }
  return person.decides === 'no' ? [choice, { step: 'advocate', dueAt }] : [choice]
}

/** Nobody is late with what they could not have begun: whose time has passed when a move is agreed has so long. */
const AT_ONCE = { hours: 2 }

/** Steps of the move: what changes hands by the evening before, call monitoring by the morning, and the checks after it. */
export function stepsOfMoving(
  person: Pick<AffectedPerson, 'keySafe' | 'service'>,
  moveDay: Day,
  policy: Pick<Policies['continuity'], 'firstCheckDay' | 'secondCheckDay' | 'thirdCheckDay'>,
  now: Instant,
): Due[] {
  const by = (due: Instant): Instant => (Temporal.Instant.compare(due, now) <= 0 ? now.add(AT_ONCE) : due)
  const before = by(instantAt(addDays(moveDay, -1), '17:00'))
  const check = (step: StepKind, days: number): Due => ({ step, dueAt: instantAt(addDays(moveDay, days), '17:00') })
  return [
    { step: 'handover', dueAt: before },
    ...(person.keySafe ? [{ step: 'key_safe', dueAt: before } as const] : []),
    { step: 'medicines', dueAt: before },
    ...(livesThere(person.service)
      ? []
      : [{ step: 'call_monitoring', dueAt: by(instantAt(moveDay, '07:00')) } as const]),
    check('check_first', policy.firstCheckDay),
    check('check_second', policy.secondCheckDay),
    check('check_third', policy.thirdCheckDay),
  ]
}

const CHECKS: readonly StepKind[] = ['check_first', 'check_second', 'check_third']
export const isCheck = (step: StepKind): boolean => CHECKS.includes(step)

export type DoneRefusal = 'no such step' | 'done already' | 'not moved yet' | 'nothing noted'

/** Done by somebody; a welfare check only after the move, and with what was found. */
export function doStep(
  steps: readonly Step[],
  done: { readonly step: StepKind; readonly note: string; readonly by: string; readonly now: Instant },
  state: AffectedPerson['state'],
): Result<Step, DoneRefusal> {
  const step = steps.find((one) => one.step === done.step)
  if (!step) return refuse('no such step')
  if (step.doneAt !== null) return refuse('done already')
  const note = done.note.trim()
  if (isCheck(done.step)) {
    if (state !== 'moved') return refuse('not moved yet')
    if (note === '') return refuse('nothing noted')
  }
  return ok({ ...step, doneAt: done.now, doneBy: done.by, note: note === '' ? null : note })
}

export const isOver = (step: Pick<Step, 'doneAt' | 'dueAt'>, now: Instant): boolean =>
  step.doneAt === null && Temporal.Instant.compare(step.dueAt, now) < 0
