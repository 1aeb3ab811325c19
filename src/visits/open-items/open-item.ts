/** What is open after a log was matched, whose it is, and what to do next. */
import { addDays, type Day } from '#src/base/day.ts'
import { ABSENCE_WORDS, type AbsenceKind } from '#src/visits/absences/absence.ts'

export const OPEN_KINDS = ['unmatched', 'no log-out', 'two places', 'not home', 'no log'] as const
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

/** Who may answer what: only the council settles, or says of a visit that was logged that it was not delivered. */
export const mayAnswer = (kind: OpenKind, answer: ItemAnswer, isProvider: boolean): boolean => {
  if (answer === 'not delivered') return kind === 'no log' || (kind === 'not home' && !isProvider)
  return answer === 'asks' ? isProvider : !isProvider
}

export const KIND_WORDS: Readonly<Record<OpenKind, string>> = {
  unmatched: 'Log rows on no visit',
  'no log-out': 'No log-out',
  'two places': 'One worker in two places',
  'not home': 'Logged while away or after the end',
  'no log': 'Visits without a log',
}

/** Why nobody should have been visited: a kind of absence, or the end of the placement. */
export const notHomeWords = (detail: string | null): string =>
  detail === 'placement ended' ? 'The care had ended' : (ABSENCE_WORDS[detail as AbsenceKind] ?? '')

export const ANSWER_WORDS: Readonly<Record<ItemAnswer, string>> = {
  asks: 'The provider asks the council',
  'not delivered': 'Not delivered',
  settled: 'Settled',
}
