import type { Kysely } from 'kysely'
import type { Day, Instant } from '#src/base/day.ts'
import type { Write } from '#src/platform/command.ts'
import { json, type Read, rows, sql } from '#src/platform/database.ts'

/** One version of a rate card as kept: the text of the open format, valid on `[from, to)`; `to` is the row's, where a next version ended it. */
export type StoredCard = {
  readonly cardRef: string
  readonly name: string
  readonly from: Day
  readonly to: Day | null
  readonly card: unknown
  readonly madeBy: string
  readonly madeAt: Instant
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
  }
  'rates.card_holder': { council_id: number; card_ref: string; organisation_ref: string }
}

const into = (tx: Write): Kysely<RateTables> => tx.writer

const CARD = sql`card_ref as "cardRef", name, from_day as "from", to_day as "to", card, made_by as "madeBy", made_at as "madeAt"`

/** The version of a card that holds on a day. */
export async function findStoredCard(tx: Read, cardRef: string, on: Day): Promise<StoredCard | undefined> {
  const [card] = await rows(
    tx,
    sql<StoredCard>`select ${CARD} from rates.rate_card where council_id = ${tx.council} and card_ref = ${cardRef}
      and daterange(from_day, to_day) @> ${on}::date`,
  )
  return card
}

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
export const lockCard = (tx: Write, cardRef: string): Promise<unknown> =>
  rows(tx, sql`select pg_advisory_xact_lock(hashtextextended(${`rates.card ${tx.council} ${cardRef}`}, 0))`)

/** Ends the version that has no end yet, where it began before a day; answers with its first day. */
export async function endOpenVersion(tx: Write, cardRef: string, on: Day): Promise<Day | undefined> {
  const [ended] = await rows(
    tx,
    sql<{
      from: Day
    }>`update rates.rate_card set to_day = ${on} where council_id = ${tx.council} and card_ref = ${cardRef}
      and to_day is null and from_day < ${on} returning from_day as "from"`,
  )
  return ended?.from
}

/** Whether a version of the card already holds somewhere in `[from, to)`. */
export const overlaps = async (tx: Read, cardRef: string, from: Day, to: Day | null): Promise<boolean> =>
  (
    await rows(
      tx,
      sql`select 1 from rates.rate_card where council_id = ${tx.council} and card_ref = ${cardRef}
        and daterange(from_day, to_day) && daterange(${from}::date, ${to}::date) limit 1`,
    )
  ).length > 0

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
    })
    .execute()

/** Told by contracts: this provider is paid by this card, and so may read it. */
export const noteHolder = (tx: Write, cardRef: string, organisationRef: string): Promise<unknown> =>
  into(tx)
    .insertInto('rates.card_holder')
    .values({ council_id: tx.council, card_ref: cardRef, organisation_ref: organisationRef })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
