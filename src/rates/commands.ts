import { createHash } from 'node:crypto'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { CommandOptions, Shell } from '#src/platform/command.ts'
import type { RateFact } from '#src/rates/facts.ts'
import type { Fault } from '#src/rates/located-json.ts'
import { parseRateCard } from '#src/rates/rate-card.ts'
import { endOpenVersion, lockCard, overlaps, saveCard } from '#src/rates/rate-card.store.ts'

export type CardRefusal =
  | { readonly why: 'the card has faults'; readonly faults: readonly Fault[] }
  | { readonly why: 'another version holds then' }

/** PostgreSQL keeps every character but this one. */
const NUL: Fault = { line: 1, text: 'a text holds the character NUL (\\u0000): take it out' }
const holdsNul = (card: unknown): boolean => JSON.stringify(card).includes('\\u0000')

/**
 * Adds a version of a rate card from the text of the open format. A version is never edited; one that has no end yet is ended by
 * the next, on the day from which that holds.
 */
export const addRateCard = (
  shell: Shell,
  actor: Actor,
  input: { name: string; text: string },
  options: CommandOptions = {},
) =>
  shell.command(
    actor,
    'add-rate-card',
    async (tx): Promise<Result<{ cardRef: string; from: string }, CardRefusal>> => {
      const parsed = parseRateCard(input.text)
      if (!parsed.ok) return refuse({ why: 'the card has faults', faults: parsed.error })
      const { card: cardRef, from, to } = parsed.value
      const card: unknown = JSON.parse(input.text.replace(/^\uFEFF/, ''))
      if (holdsNul(card)) return refuse({ why: 'the card has faults', faults: [NUL] })
      await lockCard(tx, cardRef)
      const ended = await endOpenVersion(tx, cardRef, from)
      if (await overlaps(tx, cardRef, from, to ?? null)) return refuse({ why: 'another version holds then' })
      await saveCard(tx, { cardRef, name: input.name, from, to: to ?? null, card })
      tx.record({
        type: 'rates.card-added',
        about: [`rate-card:${cardRef}`],
        data: {
          cardRef,
          from,
          to: to ?? null,
          ...(ended ? { ended } : {}),
          sha256: createHash('sha256').update(input.text).digest('hex'),
        },
      } satisfies RateFact)
      return ok({ cardRef, from })
    },
    { ...options, request: input },
  )
