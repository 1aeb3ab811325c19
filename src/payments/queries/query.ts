import { addDays, type Day, daysBetween, type Instant } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'

export type QueryType = 'actuals' | 'death' | 'rate' | 'missing_visit' | 'uplift' | 'suspended' | 'remittance'

/** What a query is about. Some are about what is not on the statement, and name no line. */
export const QUERY_TYPES: Readonly<Record<QueryType, { text: string; hint: string; needsLines: boolean }>> = {
  actuals: { text: 'Actual times', hint: 'The time worked is not what the statement says', needsLines: true },
  death: { text: 'Death or hospital', hint: 'The person died or went into hospital', needsLines: true },
  rate: { text: 'Rate', hint: 'The wrong price or rate card was used', needsLines: true },
  missing_visit: { text: 'Missing visit', hint: 'A visit was made and is not on the statement', needsLines: false },
  uplift: { text: 'Uplift', hint: 'An uplift was not applied, or not from its day', needsLines: false },
  suspended: { text: 'Suspended', hint: 'The package was suspended or started again', needsLines: true },
  remittance: { text: 'Remittance', hint: 'What arrived in the bank is not what was advised', needsLines: false },
}

export const isQueryType = (text: string): text is QueryType => Object.hasOwn(QUERY_TYPES, text)

/** open: the council has it; answered: the provider has it; the others are settled. */
export type QueryState = 'open' | 'answered' | 'agreed' | 'refused' | 'withdrawn'

export const QUERY_STATES: readonly QueryState[] = ['open', 'answered', 'agreed', 'refused', 'withdrawn']

export type Query = {
  readonly queryRef: string
  readonly statementRef: string
  readonly organisationRef: string
  readonly type: QueryType
  readonly state: QueryState
  readonly lines: number
  /** Of the lines in question, as the statement has them. */
  readonly amountPence: Pence
  readonly raisedByName: string
  readonly raisedAt: Instant
  /** The day by which whoever has it must move; null once settled. */
  readonly dueDay: Day | null
  readonly settledByName: string | null
  readonly settledAt: Instant | null
}

export type Side = 'council' | 'provider'

/** Who has to move. */
export const sideOf = (state: QueryState): Side | undefined =>
  state === 'open' ? 'council' : state === 'answered' ? 'provider' : undefined

export const isSettled = (state: QueryState): boolean => sideOf(state) === undefined

/** Until when a statement may be queried, and how many days each side has to answer (M-61). */
export type Terms = { readonly queryUntil: Day; readonly answerDays: number }

/** The terms of a statement that is posted on a day. */
export const termsFrom = (postedOn: Day, policy: { windowDays: number; answerDays: number }): Terms => ({
  queryUntil: addDays(postedOn, policy.windowDays),
  answerDays: policy.answerDays,
})

export type RaiseRefusal = 'the query window has closed' | 'no words' | 'no lines'

export type NewQuery = { readonly type: QueryType; readonly lines: number; readonly words: string }

/** A remittance can be wrong whenever the money arrives; all else is said within the window. */
export function decideRaise(asked: NewQuery, terms: Terms, today: Day): Result<{ dueDay: Day }, RaiseRefusal> {
  if (asked.type !== 'remittance' && today > terms.queryUntil) return refuse('the query window has closed')
  if (asked.lines === 0 && QUERY_TYPES[asked.type].needsLines) return refuse('no lines')
  if (asked.words.trim() === '') return refuse('no words')
  return ok({ dueDay: addDays(today, terms.answerDays) })
}

export type CouncilMove = 'answer' | 'agree' | 'refuse'
export type ProviderMove = 'reply' | 'withdraw'
export type Move = CouncilMove | ProviderMove

export type MoveRefusal = 'already settled' | 'no words'

const AFTER: Readonly<Record<Move, QueryState>> = {
  answer: 'answered',
  agree: 'agreed',
  refuse: 'refused',
  reply: 'open',
  withdraw: 'withdrawn',
}

/** What a move makes of a query. Either side may add words out of its turn; whoever has it then has the full time again. */
export function decideMove(
  query: Pick<Query, 'state' | 'dueDay'>,
  move: { move: Move; words: string },
  terms: Terms,
  today: Day,
): Result<{ state: QueryState; dueDay: Day | null }, MoveRefusal> {
  if (isSettled(query.state)) return refuse('already settled')
  if (move.words.trim() === '' && move.move !== 'withdraw') return refuse('no words')
  const state = AFTER[move.move]
  if (isSettled(state)) return ok({ state, dueDay: null })
  // Words added to what the other side has already do not give it more time.
  return ok({ state, dueDay: state === query.state ? query.dueDay : addDays(today, terms.answerDays) })
}

/** How long queries have stood open. */
export const AGE_BANDS = [
  { band: '0-7', text: '0 to 7 days', from: 0, to: 7 },
  { band: '8-14', text: '8 to 14 days', from: 8, to: 14 },
  { band: '15-30', text: '15 to 30 days', from: 15, to: 30 },
  { band: 'over-30', text: 'Over 30 days', from: 31, to: 100_000 },
] as const

export type AgeBand = (typeof AGE_BANDS)[number]

export const bandOfAge = (raisedOn: Day, today: Day): AgeBand => {
  const age = daysBetween(raisedOn, today)
  return AGE_BANDS.find(({ to }) => age <= to) ?? AGE_BANDS[3]
}
