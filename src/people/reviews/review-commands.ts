import { addDays, type Day, dayOf } from '#src/base/day.ts'
import { ok, refuse } from '#src/base/result.ts'
import { findOfficer, getPolicy, hasLeft } from '#src/councils/index.ts'
import type { PeopleFact } from '#src/people/facts.ts'
import { lockPerson } from '#src/people/person.store.ts'
import {
  type Asker,
  decidePlannedDay,
  type NextReview,
  type PlanReviewRefusal,
} from '#src/people/reviews/next-review.ts'
import { findBooking, findNextReview, saveBooking } from '#src/people/reviews/review.store.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { CommandOptions, Shell } from '#src/platform/command.ts'

export type PlanReview = {
  readonly personRef: string
  readonly plannedDay: Day
  readonly ownerRef: string
  /** Why it is held later than it is due. */
  readonly reason: string
}
export type PlanNextRefusal = PlanReviewRefusal | 'no such person' | 'no such officer' | 'nothing to review'

/** Who holds somebody's next review, and on which day; later than it is due only with a reason. */
export const planNextReview = (shell: Shell, actor: Actor, input: PlanReview, options: CommandOptions = {}) =>
  shell.command<NextReview, PlanNextRefusal>(
    actor,
    'plan-review',
    async (tx) => {
      const { personRef, plannedDay, ownerRef, reason } = input
      const today = dayOf(tx.now)
      if (!(await lockPerson(tx, personRef))) return refuse('no such person')
      const next = await findNextReview(tx, personRef, today)
      if (!next) return refuse('nothing to review')
      const owner = await findOfficer(tx, ownerRef)
      if (!owner || hasLeft(owner, today)) return refuse('no such officer')
      const { deferDays } = await getPolicy(tx, 'reviews', today)
      const decided = decidePlannedDay(next.due, { day: plannedDay, reason }, deferDays, today)
      if (!decided.ok) return decided
      const { deferred } = decided.value
      const before = await findBooking(tx, personRef)
      const kept = deferred ? reason.trim() : ''
      await saveBooking(tx, personRef, { asked: null, ...before, plannedDay, ownerRef, reason: kept })
      tx.record({
        type: 'people.review-planned',
        about: [`person:${personRef}`, `officer:${ownerRef}`],
        data: { personRef, plannedDay, ownerRef, due: next.due, deferred },
      } satisfies PeopleFact)
      return ok({ ...next, plannedDay, ownerRef, reason: kept, by: deferred ? plannedDay : next.due })
    },
    options,
  )

export type AskForReview = { readonly personRef: string; readonly askedBy: Asker; readonly reason: string }
export type AskRefusal = 'no such person' | 'nothing to review' | 'no reason' | 'asked already'

/** Somebody asks for a review before its time (section 27 of the Care Act): it is due within the days of the policy. */
export const askForReview = (shell: Shell, actor: Actor, input: AskForReview, options: CommandOptions = {}) =>
  shell.command<{ due: Day }, AskRefusal>(
    actor,
    'ask-for-review',
    async (tx) => {
      const { personRef, askedBy, reason } = input
      const today = dayOf(tx.now)
      if (!(await lockPerson(tx, personRef))) return refuse('no such person')
      const next = await findNextReview(tx, personRef, today)
      if (!next) return refuse('nothing to review')
      if (reason.trim() === '') return refuse('no reason')
      const before = await findBooking(tx, personRef)
      if (before?.asked) return refuse('asked already')
      const due = addDays(today, (await getPolicy(tx, 'reviews', today)).askedDays)
      const asked = { by: askedBy, day: today, due, reason: reason.trim() }
      await saveBooking(tx, personRef, { plannedDay: null, ownerRef: null, reason: '', ...before, asked })
      tx.record({
        type: 'people.review-asked-for',
        about: [`person:${personRef}`],
        data: { personRef, askedBy, due },
      } satisfies PeopleFact)
      return ok({ due })
    },
    options,
  )
