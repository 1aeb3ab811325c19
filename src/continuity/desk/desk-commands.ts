import { type Day, dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import {
  closeOffers,
  endCare,
  findPackage,
  findPlacement,
  listOffers,
  placeNow,
  type PlaceNowRefusal,
  withdrawIn,
} from '#src/brokerage/index.ts'
import { aboutPerson, type PersonRefusal } from '#src/continuity/affected/affected-commands.ts'
import { type AffectedPerson, moveOn } from '#src/continuity/affected/affected.ts'
import {
  findAffected,
  findMoveBy,
  listAffected,
  lockAffected,
  MOST_PEOPLE,
  saveAffected,
} from '#src/continuity/affected/affected.store.ts'
import { type Answer, answer, arrive, type Side, takeBack } from '#src/continuity/desk/answer.ts'
import { beginAsking } from '#src/continuity/desk/asking-clock.store.ts'
import { outlives } from '#src/continuity/desk/today.ts'
import { doStep, type DoneRefusal, type StepKind, stepsOfMoving } from '#src/continuity/desk/step.ts'
import { dropOpenSteps, listSteps, saveDone, setSteps } from '#src/continuity/desk/step.store.ts'
import { findExit } from '#src/continuity/exits/exit.store.ts'
import type { ContinuityFact } from '#src/continuity/facts.ts'
import { getPolicy } from '#src/councils/index.ts'
import { type Actor, systemActor } from '#src/platform/actor.ts'
import type { Shell, Write } from '#src/platform/command.ts'

export const END_JOB = 'end-care-of-moved'

export type OfLine = { readonly exitRef: string; readonly line: number }

export type AnswerMove = OfLine & { readonly side: Side; readonly answer: Answer; readonly moveDay?: Day }
export type AnswerRefusal = PersonRefusal | 'not being asked' | 'only a provider withdraws' | 'no day given'

/** What a person says, or a provider of somebody for whom the council does not buy, as an officer heard it. */
export const answerMove = (shell: Shell, actor: Actor, said: AnswerMove) =>
  shell.command(actor, 'answer-move', async (tx): Promise<Result<AffectedPerson, AnswerRefusal>> => {
    const person = await lockAffected(tx, said.exitRef, said.line)
    if (!person) return refuse('no such person')
    if (said.side === 'provider' && said.answer === 'agrees' && said.moveDay === undefined)
      return refuse('no day given')
    return answerIn(tx, person, said)
  })

/** The same within a command at hand that holds the line. */
export async function answerIn(
  tx: Write,
  person: AffectedPerson,
  said: Pick<AnswerMove, 'side' | 'answer' | 'moveDay'> & { readonly offered?: string },
): Promise<Result<AffectedPerson, 'not being asked' | 'only a provider withdraws'>> {
  const answered = answer(person, said, tx.now)
  if (!answered.ok) return answered
  const isRefused = said.side === 'person' && said.answer === 'refuses'
  const next = isRefused ? ok(await askNoMore(tx, answered.value, 'The person refuses the provider')) : answered
  await saveAffected(tx, [next.value])
  await followUp(tx, person, next.value)
  if (said.side === 'person' && said.answer === 'agrees') await markDone(tx, next.value, 'choice')
  tx.record({
    type: 'continuity.move-answered',
    about: aboutPerson(person),
    data: {
      ...{ exitRef: person.exitRef, line: person.line, side: said.side, answer: said.answer },
      organisationRef: person.toOrganisationRef ?? '',
    },
  } satisfies ContinuityFact)
  const isAskedAgain = person.personAnswer === 'agrees' && next.value.personAnswer === null
  if (isAskedAgain && next.value.state === 'proposed') await askAgain(tx, next.value)
  return next
}

/** What was asked of the provider falls, whether it waits for an answer or for signatures: whoever is proposed next is asked at once. */
async function askNoMore(tx: Write, person: AffectedPerson, reason: string): Promise<AffectedPerson> {
  // Refused where it was withdrawn, or refused by who signs, before: that one too is sent to nobody any more.
  if (person.newPackageRef !== null) await withdrawIn(tx, { packageRef: person.newPackageRef, reason })
  return { ...person, newPackageRef: null }
}

/** What the person agreed to is not what is offered: they are asked again, and what was to be done for the move waits. */
async function askAgain(tx: Write, person: AffectedPerson): Promise<void> {
  const { exitRef, line, toOrganisationRef } = person
  const exit = await findExit(tx, exitRef)
  await dropOpenSteps(tx, exitRef, line)
  if (exit) await beginAsking(tx, exit, [person])
  tx.record({
    type: 'continuity.person-asked-again',
    about: aboutPerson(person),
    data: { exitRef, line, organisationRef: toOrganisationRef ?? '' },
  } satisfies ContinuityFact)
}

async function markDone(tx: Write, { exitRef, line, state }: AffectedPerson, step: StepKind): Promise<void> {
  const done = doStep(await listSteps(tx, exitRef, line), { step, note: '', by: tx.actor.name, now: tx.now }, state)
  if (done.ok) await saveDone(tx, exitRef, line, done.value)
}

const BEFORE_MOVING: readonly AffectedPerson['state'][] = ['listed', 'proposed']

/** The steps that a person's new state asks for; the clocks of those that run stay as they are unless the day changes. */
export async function followUp(tx: Write, before: AffectedPerson, person: AffectedPerson): Promise<void> {
  const { exitRef, line, state, moveDay } = person
  if (state === 'listed') await dropOpenSteps(tx, exitRef, line)
  if (moveDay === null || BEFORE_MOVING.includes(state)) return
  if (before.moveDay === moveDay && !BEFORE_MOVING.includes(before.state)) return
  const policy = await getPolicy(tx, 'continuity', dayOf(tx.now))
  await setSteps(
    tx,
    exitRef,
    stepsOfMoving(person, moveDay, policy, tx.now).map((one) => ({ ...one, line })),
  )
}

/** The proposal is taken back: the person waits again, and nobody has refused. */
export const takeProposalBack = (shell: Shell, actor: Actor, { exitRef, line }: OfLine) =>
  shell.command(actor, 'take-proposal-back', async (tx): Promise<Result<true, AnswerRefusal>> => {
    const person = await lockAffected(tx, exitRef, line)
    return person ? fallIn(tx, person, 'The proposal is taken back') : refuse('no such person')
  })

/** Its proposal falls, and its new provider is asked no more; within a command at hand that holds the line. */
export async function fallIn(
  tx: Write,
  person: AffectedPerson,
  reason: string,
): Promise<Result<true, 'not being asked'>> {
  const back = await takeBackIn(tx, person)
  if (!back.ok) return back
  await saveAffected(tx, [await askNoMore(tx, back.value, reason)])
  return ok(true)
}

/** The same where the new provider is asked no more already. */
export async function takeBackIn(
  tx: Write,
  person: AffectedPerson,
): Promise<Result<AffectedPerson, 'not being asked'>> {
  const next = takeBack(person, tx.now)
  if (!next.ok) return next
  await saveAffected(tx, [next.value])
  await followUp(tx, person, next.value)
  const { exitRef, line } = person
  tx.record({
    type: 'continuity.proposal-taken-back',
    about: aboutPerson(person),
    data: { exitRef, line, organisationRef: person.toOrganisationRef ?? '' },
  } satisfies ContinuityFact)
  return next
}

/** The line whose new package this is, held. */
export async function lockByPackage(tx: Write, packageRef: string): Promise<AffectedPerson | undefined> {
  const found = await findMoveBy(tx, packageRef)
  return found && lockAffected(tx, found.exitRef, found.line)
}

/** Care with the new provider stands: the old care ends on that day. */
export async function arriveIn(
  tx: Write,
  person: AffectedPerson,
  moveDay: Day,
): Promise<Result<true, 'not being asked'>> {
  const moved = arrive(person, moveDay, tx.now)
  if (!moved.ok) return moved
  await saveAffected(tx, [moved.value])
  await followUp(tx, person, moved.value)
  await markDone(tx, moved.value, 'choice')
  const { exitRef, line } = person
  await tx.enqueue(END_JOB, { council: tx.council, exitRef, line })
  tx.record({
    type: 'continuity.person-moved',
    about: aboutPerson(person),
    data: { exitRef, line, moveDay, organisationRef: person.toOrganisationRef ?? '' },
  } satisfies ContinuityFact)
  return ok(true)
}

/** The old care of somebody who has moved ends on the day of the move; what was to begin only later never begins. */
export async function endOldCare(shell: Shell, council: number, { exitRef, line }: OfLine): Promise<void> {
  const clerk = systemActor(council)
  const person = await shell.read(clerk, (tx) => findAffected(tx, exitRef, line))
  if (!person || person.packageRef === null || person.moveDay === null) return
  if (person.state !== 'moved' && person.state !== 'settled') return
  const { packageRef, moveDay } = person
  const old = await shell.read(clerk, (tx) => findPlacement(tx, packageRef))
  if (!old || !outlives(old, moveDay)) return
  const endDay = old.startDay > moveDay ? old.startDay : moveDay
  const ended = await endCare(shell, clerk, { packageRef, endDay, reason: `Moved as the provider exits (${exitRef})` })
  // Tried again by its queue: until then the page of the person says that both are paid.
  if (!ended.ok && ended.error !== 'ends by then already') throw new Error(`${packageRef} not ended: ${ended.error}`)
}

/** Of whoever has moved in an exit, what could not be ended before: nobody is paid for twice because a job was lost. */
export async function endCareOfMoved(shell: Shell, council: number, exitRef: string): Promise<void> {
  const { people } = await shell.read(systemActor(council), (tx) =>
    listAffected(tx, { exitRef, states: ['moved', 'settled'], limit: MOST_PEOPLE }),
  )
  for (const { line } of people) await endOldCare(shell, council, { exitRef, line })
}

/** What brokerage refuses is told as it says it. */
export type PlaceMoveRefusal = PersonRefusal | 'no offer' | 'no day given' | { readonly notPlaced: PlaceNowRefusal }

/**
 * Moves somebody who agreed. What the council buys is placed at once and signed for afterwards where care may stop at any hour; otherwise
 * the offer is chosen and signed as ever. Of others the day is noted.
 */
export async function placeMove(
  shell: Shell,
  actor: Actor,
  { exitRef, line }: OfLine,
): Promise<Result<'moved' | 'moving', PlaceMoveRefusal>> {
  const begun = await beginMove(shell, actor, { exitRef, line })
  if (!begun.ok) return begun
  const { newPackageRef, packageRef, toOrganisationRef } = begun.value
  if (packageRef === null) return ok('moved')
  const found = await shell.read(actor, async (tx) => ({
    pkg: await findPackage(tx, newPackageRef ?? ''),
    offers: await listOffers(tx, newPackageRef ?? ''),
  }))
  const offer = found.offers.find(
    ({ organisationRef, status }) => organisationRef === toOrganisationRef && status === 'made',
  )
  if (!offer || !found.pkg || newPackageRef === null) return refuse('no offer')
  if (!found.pkg.urgent) {
    // Nobody else was asked: the broker need not wait for the end of its window.
    if (found.pkg.status === 'sent') await closeOffers(shell, actor, newPackageRef)
    return ok('moving')
  }
  const reason = `The provider exits (${exitRef}), and care may stop at any hour`
  const placed = await placeNow(shell, actor, { packageRef: newPackageRef, offerRef: offer.offerRef, reason })
  return placed.ok ? ok('moved') : refuse({ notPlaced: placed.error })
}

const beginMove = (shell: Shell, actor: Actor, { exitRef, line }: OfLine) =>
  shell.command(actor, 'begin-move', async (tx): Promise<Result<AffectedPerson, PlaceMoveRefusal>> => {
    const person = await lockAffected(tx, exitRef, line)
    if (!person) return refuse('no such person')
    if (person.moveDay === null) return refuse('no day given')
    // Pressed again after what stood in the way was put right.
    const moving = person.state === 'moving' ? ok(person) : moveOn(person, 'moving', tx.now)
    if (!moving.ok) return moving
    await saveAffected(tx, [moving.value])
    tx.record({
      type: 'continuity.move-begun',
      about: aboutPerson(person),
      data: { exitRef, line, moveDay: person.moveDay, organisationRef: person.toOrganisationRef ?? '' },
    } satisfies ContinuityFact)
    if (person.packageRef === null) await arriveIn(tx, moving.value, person.moveDay)
    return ok(moving.value)
  })

export type DoStep = OfLine & { readonly step: StepKind; readonly note: string }

/** A step is done. With the last of them somebody who has moved has settled. */
export const completeStep = (shell: Shell, actor: Actor, { exitRef, line, step, note }: DoStep) =>
  shell.command(
    actor,
    'complete-step',
    async (tx): Promise<Result<'done' | 'settled', PersonRefusal | DoneRefusal>> => {
      const person = await lockAffected(tx, exitRef, line)
      if (!person) return refuse('no such person')
      const steps = await listSteps(tx, exitRef, line)
      const done = doStep(steps, { step, note, by: tx.actor.name, now: tx.now }, person.state)
      if (!done.ok) return done
      await saveDone(tx, exitRef, line, done.value)
      tx.record({
        type: 'continuity.step-done',
        about: aboutPerson(person),
        data: { exitRef, line, step },
      } satisfies ContinuityFact)
      const open = steps.filter((one) => one.doneAt === null && one.step !== step)
      const settled = open.length === 0 ? moveOn(person, 'settled', tx.now) : refuse('not in this state')
      if (!settled.ok) return ok('done')
      await saveAffected(tx, [settled.value])
      tx.record({
        type: 'continuity.person-settled',
        about: aboutPerson(person),
        data: { exitRef, line },
      } satisfies ContinuityFact)
      return ok('settled')
    },
  )
