import { dayOf } from '#src/base/day.ts'
import { ok, refuse } from '#src/base/result.ts'
import { type ClosedCase, type ClosingRefusal, decideClosing } from '#src/people/closing/closing.ts'
import { deleteClosed, insertClosed } from '#src/people/closing/closing.store.ts'
import type { PeopleFact } from '#src/people/facts.ts'
import { lockPerson } from '#src/people/person.store.ts'
import { endCurrentPlan } from '#src/people/plan.store.ts'
import { closeBooking } from '#src/people/reviews/review.store.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { CommandOptions, Shell } from '#src/platform/command.ts'

export type CloseCase = ClosedCase & { readonly personRef: string }

/** Ends the plan in force and what was booked of reviews; who broker are asked to end the care that still runs. */
export const closeCase = (shell: Shell, actor: Actor, input: CloseCase, options: CommandOptions = {}) =>
  shell.command<string, 'no such person' | ClosingRefusal>(
    actor,
    'close-case',
    async (tx) => {
      const { personRef, day, why } = input
      const person = await lockPerson(tx, personRef)
      if (!person) return refuse('no such person')
      const decided = decideClosing(person, input, dayOf(tx.now))
      if (!decided.ok) return decided
      const planRef = await endCurrentPlan(tx, personRef, day)
      await closeBooking(tx, personRef, dayOf(tx.now), 'closed')
      await insertClosed(tx, personRef, { day, why, planRef })
      tx.record({
        type: 'people.case-closed',
        about: [`person:${personRef}`],
        data: { personRef, day, why, planRef: planRef ?? null },
      } satisfies PeopleFact)
      return ok(personRef)
    },
    options,
  )

/** It was closed by mistake, or the person is back: the plan that ended with it is in force again. */
export const openCase = (shell: Shell, actor: Actor, { personRef }: { personRef: string }) =>
  shell.command<string, 'no such person' | 'not closed'>(actor, 'open-case', async (tx) => {
    const person = await lockPerson(tx, personRef)
    if (!person) return refuse('no such person')
    if (!person.closed) return refuse('not closed')
    const planRef = await deleteClosed(tx, personRef)
    tx.record({
      type: 'people.case-opened',
      about: [`person:${personRef}`],
      data: { personRef, planRef: planRef ?? null },
    } satisfies PeopleFact)
    return ok(personRef)
  })
