import { createHash } from 'node:crypto'
import { type Day, dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { CommandOptions, Shell, Write } from '#src/platform/command.ts'
import { type Placed, placeVersion } from '#src/rates/card-version.ts'
import type { RateFact } from '#src/rates/facts.ts'
import type { Fault } from '#src/rates/located-json.ts'
import { parseRateCard } from '#src/rates/rate-card.ts'
import { endVersion, lockTerms, replaceVersion, saveCard } from '#src/rates/rate-card.store.ts'

export type CardRefusal =
  | { readonly why: 'the card has faults'; readonly faults: readonly Fault[] }
  | { readonly why: 'another version holds then' }
  | { readonly why: 'days that have passed need a reason' }

/** PostgreSQL keeps every character but this one. */
const NUL: Fault = { line: 1, text: 'a text holds the character NUL (\\u0000): take it out' }
const holdsNul = (card: unknown): boolean => JSON.stringify(card).includes('\\u0000')

export type NewVersion = {
  readonly name: string
  /** The card in the open format. */
  readonly text: string
  /** Needed where prices of days that have passed change, or a version with an end is cut. */
  readonly reason?: string | undefined
}

/** Adds a version of a rate card from the text of the open format: for setting a council up. Officers propose and approve (`proposals/`). */
export const addRateCard = (shell: Shell, actor: Actor, input: NewVersion, options: CommandOptions = {}) =>
  shell.command(actor, 'add-rate-card', (tx) => addVersion(tx, input), { ...options, request: input })

type VersionRead = Placed & {
  readonly cardRef: string
  readonly from: Day
  readonly card: unknown
  readonly reason: string | undefined
}

/** What a text says and where its version would go, or why it cannot. */
export async function readVersion(tx: Write, input: NewVersion): Promise<Result<VersionRead, CardRefusal>> {
  const parsed = parseRateCard(input.text)
  if (!parsed.ok) return refuse({ why: 'the card has faults', faults: parsed.error })
  const { card: cardRef, from, to } = parsed.value
  const card: unknown = JSON.parse(input.text.replace(/^\uFEFF/, ''))
  if (holdsNul(card)) return refuse({ why: 'the card has faults', faults: [NUL] })
  const reason = input.reason?.trim() || undefined
  const placed = placeVersion(await lockTerms(tx, cardRef), { from, to: to ?? null }, dayOf(tx.now), reason)
  return placed.ok ? ok({ cardRef, from, card, reason, ...placed.value }) : refuse({ why: placed.error })
}

/** Adds a version within a command at hand. A version is never edited: another ends it, or stands in its place. */
export async function addVersion(
  tx: Write,
  input: NewVersion,
): Promise<Result<{ cardRef: string; from: Day }, CardRefusal>> {
  const read = await readVersion(tx, input)
  if (!read.ok) return read
  const { cardRef, from, card, reason, term, ended, replaced, isBackDated } = read.value
  if (ended) await endVersion(tx, cardRef, ended.from, from)
  if (replaced) await replaceVersion(tx, cardRef, replaced.from)
  await saveCard(tx, { cardRef, name: input.name, ...term, card, reason: reason ?? null })
  tx.record({
    type: 'rates.card-added',
    about: [`rate-card:${cardRef}`],
    data: {
      ...{ cardRef, ...term },
      ...(ended ? { ended: ended.from } : {}),
      ...(replaced ? { replaced: replaced.from } : {}),
      sha256: createHash('sha256').update(input.text).digest('hex'),
    },
  } satisfies RateFact)
  if (isBackDated)
    tx.record({
      type: 'rates.card-back-dated',
      about: [`rate-card:${cardRef}`],
      data: { cardRef, ...term, reason: reason ?? '' },
    } satisfies RateFact)
  return ok({ cardRef, from })
}
