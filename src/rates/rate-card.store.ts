import type { Kysely } from 'kysely'
import type { Day, Instant } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'
import type { Term } from '#src/rates/card-version.ts'

/** One version of a rate card as kept: the text of the open format, valid on `[from, to)`; `to` is the row's, where a next version ended it. */
export type StoredCard = {
  readonly cardRef: string
  readonly name: string
  readonly from: Day
  readonly to: Day | null
  readonly card: unknown
  readonly madeBy: string
  readonly madeAt: Instant
  /** Why it changes days that have passed, or ends another version before its time. */
  readonly reason: string | null
}

type RateTables = {
  'rates.rate_card': {
    council_id: number
    card_ref: string
    from_day: string
    to_day: string | null
    name: string
    card: string
    made_by: string
    made_at: Instant
    reason: string | null
  }
  'rates.card_holder': { council_id: number; card_ref: string; organisation_ref: string }
}

const into = (tx: Write): Kysely<RateTables> => tx.writer

const CARD = sql`card_ref as "cardRef", name, from_day as "from", to_day as "to", card, made_by as "madeBy", made_at as "madeAt", reason`

/** The version of a card that holds on a day. */
export async function findStoredCard(tx: Read, cardRef: string, on: Day): Promise<StoredCard | undefined> {
  const [card] = await rows(
    tx,
    sql<StoredCard>`select ${CARD} from rates.rate_card where council_id = ${tx.council} and card_ref = ${cardRef}
      and daterange(from_day, to_day) @> ${on}::date`,
  )
  return card
}

/** The versions of some cards that hold on a day; a card that has none then is left out. */
export const listStoredCards = (tx: Read, cardRefs: readonly string[], on: Day): Promise<StoredCard[]> =>
  rows(
    tx,
    sql<StoredCard>`select ${CARD} from rates.rate_card where council_id = ${tx.council} and card_ref = any (${[...cardRefs]})
      and daterange(from_day, to_day) @> ${on}::date order by card_ref`,
  )

export const listVersions = (tx: Read, cardRef: string): Promise<StoredCard[]> =>
  rows(
    tx,
    sql<StoredCard>`select ${CARD} from rates.rate_card where council_id = ${tx.council} and card_ref = ${cardRef} order by from_day desc limit 100`,
  )

/** The version of each card that holds on a day, or its next one. */
export const listCards = (tx: Read, on: Day): Promise<StoredCard[]> =>
  rows(
    tx,
    sql<StoredCard>`select distinct on (card_ref) ${CARD} from rates.rate_card where council_id = ${tx.council} and (to_day is null or to_day > ${on})
      order by card_ref, from_day limit 200`,
  )

export const cardExists = async (tx: Read, cardRef: string): Promise<boolean> =>
  (
    await rows(
      tx,
      sql`select 1 from rates.rate_card where council_id = ${tx.council} and card_ref = ${cardRef} limit 1`,
    )
  ).length > 0

/** Two who add a version of one card at once wait for each other, so that the second is told in words. */
const lockCard = (tx: Write, cardRef: string): Promise<unknown> =>
  rows(tx, sql`select pg_advisory_xact_lock(hashtextextended(${`rates.card ${tx.council} ${cardRef}`}, 0))`)

/** The days that each version holds, locked for whoever adds another. */
export const lockTerms = async (tx: Write, cardRef: string): Promise<Term[]> => {
  await lockCard(tx, cardRef)
  return rows(
    tx,
    sql<Term>`select from_day as "from", to_day as "to" from rates.rate_card
      where council_id = ${tx.council} and card_ref = ${cardRef} order by from_day for update`,
  )
}

export const endVersion = (tx: Write, cardRef: string, from: Day, on: Day): Promise<unknown> =>
  rows(
    tx,
    sql`update rates.rate_card set to_day = ${on} where council_id = ${tx.council} and card_ref = ${cardRef} and from_day = ${from}`,
  )

/** Takes a version out of use; what it said is kept. */
export async function replaceVersion(tx: Write, cardRef: string, from: Day): Promise<void> {
  await rows(
    tx,
    sql`insert into rates.replaced_version (council_id, card_ref, from_day, to_day, name, card, made_by, made_at, replaced_by, replaced_at)
      select council_id, card_ref, from_day, to_day, name, card, made_by, made_at, ${tx.actor.id}, ${tx.now} from rates.rate_card
      where council_id = ${tx.council} and card_ref = ${cardRef} and from_day = ${from}`,
  )
  await rows(
    tx,
    sql`delete from rates.rate_card where council_id = ${tx.council} and card_ref = ${cardRef} and from_day = ${from}`,
  )
}

export type ReplacedVersion = {
  readonly from: Day
  readonly to: Day | null
  readonly name: string
  readonly replacedAt: Instant
}

export const listReplaced = (tx: Read, cardRef: string): Promise<ReplacedVersion[]> =>
  rows(
    tx,
    sql<ReplacedVersion>`select from_day as "from", to_day as "to", name, replaced_at as "replacedAt" from rates.replaced_version
      where council_id = ${tx.council} and card_ref = ${cardRef} order by replaced_at desc limit 50`,
  )

export const saveCard = (tx: Write, card: Omit<StoredCard, 'madeBy' | 'madeAt'>): Promise<unknown> =>
  into(tx)
    .insertInto('rates.rate_card')
    .values({
      council_id: tx.council,
      card_ref: card.cardRef,
      from_day: card.from,
      to_day: card.to,
      name: card.name,
      card: json(card.card),
      made_by: tx.actor.id,
      made_at: tx.now,
      reason: card.reason,
    })
    .execute()

/** Told by contracts: this provider is paid by this card, and so may read it. */
export const noteHolder = (tx: Write, cardRef: string, organisationRef: string): Promise<unknown> =>
  into(tx)
    .insertInto('rates.card_holder')
    .values({ council_id: tx.council, card_ref: cardRef, organisation_ref: organisationRef })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
