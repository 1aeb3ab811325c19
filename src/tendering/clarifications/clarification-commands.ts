import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Actor } from '#src/platform/actor.ts'
import { type CommandOptions, nextRef, type Shell } from '#src/platform/command.ts'
import { findOrganisation, providerName } from '#src/providers/index.ts'
import {
  type Answer,
  type AnswerRefusal,
  type AskRefusal,
  decideAnswer,
  decideAsk,
} from '#src/tendering/clarifications/clarification.ts'
import {
  insertClarification,
  insertPublishedAnswer,
  lockClarification,
  saveAnswered,
} from '#src/tendering/clarifications/clarification.store.ts'
import type { ClarificationFact } from '#src/tendering/clarifications/facts.ts'
import { findCancelled, insertFollower } from '#src/tendering/tenders/preparation.store.ts'
import { findPublished, lockTender } from '#src/tendering/tenders/tender.store.ts'

export type AskClarification = { readonly tenderRef: string; readonly words: string }

/** A provider asks about a published tender, while its time for questions runs. */
export const askClarification = (shell: Shell, actor: Actor, input: AskClarification, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'ask-clarification',
    async (tx): Promise<Result<{ clarificationRef: string }, AskRefusal | 'no such tender'>> => {
      const { tenderRef } = input
      const { organisation: organisationRef } = actor
      const published = organisationRef === undefined ? undefined : await findPublished(tx, tenderRef)
      if (!published || organisationRef === undefined) return refuse('no such tender')
      const decided = decideAsk(input.words, {
        now: await tx.moment(),
        until: Temporal.Instant.from(published.spec.timetable.questionsUntil),
        hasEnded: (await findCancelled(tx, tenderRef)) !== undefined,
      })
      if (!decided.ok) return decided
      const clarificationRef = await nextRef(tx, 'CQ')
      await insertClarification(tx, { clarificationRef, tenderRef, organisationRef, asked: decided.value })
      await insertFollower(tx, tenderRef, organisationRef)
      tx.record({
        type: 'tendering.clarification-asked',
        about: [`tender:${tenderRef}`, `clarification:${clarificationRef}`],
        data: { tenderRef, clarificationRef },
      } satisfies ClarificationFact)
      return ok({ clarificationRef })
    },
    { ...options, request: input },
  )

export type AnswerClarification = { readonly clarificationRef: string; readonly given: Answer }

/** An officer answers, to all without who asked, or to the asker alone for a reason. */
export const answerClarification = (
  shell: Shell,
  actor: Actor,
  { clarificationRef, given }: AnswerClarification,
  options: CommandOptions = {},
) =>
  shell.command(
    actor,
    'answer-clarification',
    async (tx): Promise<Result<{ number: number | null }, AnswerRefusal | 'no such question'>> => {
      const question = await lockClarification(tx, clarificationRef)
      if (!question) return refuse('no such question')
      const { tenderRef, organisationRef } = question
      const asker = await findOrganisation(tx, organisationRef)
      const names = [...(asker ? [providerName(asker)] : []), organisationRef]
      const decided = decideAnswer(question.state, given, names)
      if (!decided.ok) return decided
      await lockTender(tx, tenderRef)
      const number = decided.value.to === 'all' ? await insertPublishedAnswer(tx, tenderRef, decided.value) : null
      await saveAnswered(tx, clarificationRef, decided.value, number)
      tx.record({
        type: 'tendering.clarification-answered',
        about: [`tender:${tenderRef}`, `clarification:${clarificationRef}`],
        data: { tenderRef, clarificationRef, to: decided.value.to, number },
      } satisfies ClarificationFact)
      return ok({ number })
    },
    { ...options, request: { clarificationRef, given } },
  )
