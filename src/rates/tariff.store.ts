import { addDays, type Day } from '#src/base/day.ts'
import { listBankHolidays } from '#src/councils/index.ts'
import type { Read } from '#src/platform/database.ts'
import { bankHolidays } from '#src/rates/holidays.ts'
import { parseRateCard } from '#src/rates/rate-card.ts'
import { findStoredCard, listStoredCards, type StoredCard } from '#src/rates/rate-card.store.ts'
import { type Tariff, tariffOf } from '#src/rates/tariff.ts'

/** The card that holds on a day, made ready to price with the council's bank holidays; undefined when none holds then. */
export async function findTariff(tx: Read, cardRef: string, on: Day): Promise<Tariff | undefined> {
  const stored = await findStoredCard(tx, cardRef, on)
  return stored && readyOf(stored, await listBankHolidays(tx, addDays(on, -800), addDays(on, 800)))
}

/** The same of some cards in two questions; a card that has no version then is left out. */
export async function listTariffs(
  tx: Read,
  cardRefs: readonly string[],
  on: Day,
): Promise<ReadonlyMap<string, Tariff>> {
  const stored = await listStoredCards(tx, cardRefs, on)
  const days = stored.length > 0 ? await listBankHolidays(tx, addDays(on, -800), addDays(on, 800)) : []
  return new Map(stored.map((card) => [card.cardRef, readyOf(card, days)]))
}

function readyOf(stored: StoredCard, holidays: readonly Day[]): Tariff {
  const card = parseRateCard(JSON.stringify(stored.card))
  if (!card.ok) throw new Error(`rate card ${stored.cardRef} of ${stored.from} was kept with faults`)
  const held = { ...card.value, to: stored.to ?? undefined }
  return tariffOf(held, holidays.length > 0 ? bankHolidays(holidays) : undefined)
}

/** A card of the open format made to price visits of any day up to one, however long it holds itself: for dry runs over a year. */
export async function tariffForAnyDay(tx: Read, card: unknown, until: Day): Promise<Tariff> {
  const parsed = parseRateCard(JSON.stringify(card))
  if (!parsed.ok) throw new Error('a rate card was kept with faults')
  const days = await listBankHolidays(tx, addDays(until, -800), addDays(until, 800))
  const always = { ...parsed.value, from: '0001-01-01', to: undefined }
  return tariffOf(always, days.length > 0 ? bankHolidays(days) : undefined)
}
