/** What is open after a log was matched, whose it is, and what to do next. */
import { addDays, type Day } from '#src/base/day.ts'

export const OPEN_KINDS = ['unmatched', 'no log-out', 'two places', 'no log'] as const
export type OpenKind = (typeof OPEN_KINDS)[number]

export const isOpenKind = (text: string): text is OpenKind => (OPEN_KINDS as readonly string[]).includes(text)

/** An item by its key: a log row is `source log_ref`, a visit its reference, two places are both. */
export type ItemKey = { readonly kind: OpenKind; readonly day: Day; readonly itemRef: string }

export const OWNERS = ['provider', 'council', 'nobody'] as const
export type Owner = (typeof OWNERS)[number]

export const ANSWERS = ['asks', 'not delivered', 'settled'] as const
export type ItemAnswer = (typeof ANSWERS)[number]

/** The last day that the provider has an item to itself; from the next on it is the council's. */
export const lastProviderDay = (today: Day, providerDays: number): Day => addDays(today, -providerDays)

/** Whose an item is: answered it is nobody's, asked about or left too long the council's, else its provider's. */
export function ownerOf(
  item: { readonly day: Day; readonly organisationRef: string | null; readonly answer: ItemAnswer | null },
  today: Day,
  providerDays: number,
): Owner {
  if (item.answer === 'not delivered' || item.answer === 'settled') return 'nobody'
  if (item.answer === 'asks' || item.organisationRef === null) return 'council'
  return item.day < lastProviderDay(today, providerDays) ? 'council' : 'provider'
}

/** Who may answer what: only a visit without a log was not delivered, and only the council settles. */
export const mayAnswer = (kind: OpenKind, answer: ItemAnswer, isProvider: boolean): boolean => {
  if (answer === 'not delivered') return kind === 'no log'
  return answer === 'asks' ? isProvider : !isProvider
}

export const KIND_WORDS: Readonly<Record<OpenKind, string>> = {
  unmatched: 'Log rows on no visit',
  'no log-out': 'No log-out',
  'two places': 'One worker in two places',
  'no log': 'Visits without a log',
}

export const ANSWER_WORDS: Readonly<Record<ItemAnswer, string>> = {
  asks: 'The provider asks the council',
  'not delivered': 'Not delivered',
  settled: 'Settled',
}
