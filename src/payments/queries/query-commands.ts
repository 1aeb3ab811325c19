import { dayOf } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { QueryFact } from '#src/payments/queries/facts.ts'
import {
  type CouncilMove,
  decideMove,
  decideRaise,
  isSettled,
  type Move,
  type MoveRefusal,
  type ProviderMove,
  type Query,
  type QueryType,
  type RaiseRefusal,
} from '#src/payments/queries/query.ts'
import {
  findTerms,
  insertMessage,
  insertQuery,
  listLinesToQuery,
  lockQuery,
  saveQuery,
  takeQueryTurn,
} from '#src/payments/queries/query.store.ts'
import type { Actor, RecordKey } from '#src/platform/actor.ts'
import { type CommandOptions, nextRef, type Shell, type Write } from '#src/platform/command.ts'

export type RaiseQuery = {
  readonly statementRef: string
  readonly type: QueryType
  /** Visits of the statement's lines. */
  readonly visitRefs: readonly string[]
  readonly words: string
}

export type RaiseQueryRefusal =
  | RaiseRefusal
  | 'no such statement'
  | 'a line is not on this statement'
  | 'a line is in another query'

export const raiseQuery = (shell: Shell, actor: Actor, input: RaiseQuery, options: CommandOptions = {}) =>
  shell.command(
    actor,
    'raise-query',
    async (tx): Promise<Result<Query, RaiseQueryRefusal>> => {
      const terms = await findTerms(tx, input.statementRef)
      if (!terms) return refuse('no such statement')
      const visitRefs = [...new Set(input.visitRefs)]
      const decided = decideRaise({ ...input, lines: visitRefs.length }, terms, dayOf(tx.now))
      if (!decided.ok) return decided
      await takeQueryTurn(tx, terms.organisationRef)
      const lines = await listLinesToQuery(tx, input.statementRef, visitRefs)
      if (lines.length !== visitRefs.length) return refuse('a line is not on this statement')
      if (lines.some((line) => line.inQuery !== null)) return refuse('a line is in another query')
      const query: Query = {
        ...{ queryRef: await nextRef(tx, 'QY'), statementRef: input.statementRef, type: input.type, state: 'open' },
        ...{ organisationRef: terms.organisationRef, lines: lines.length, dueDay: decided.value.dueDay },
        amountPence: lines.reduce((sum, line) => sum + line.amountPence, 0),
        ...{ raisedByName: tx.actor.name, raisedAt: tx.now, settledByName: null, settledAt: null },
      }
      await insertQuery(tx, query, lines)
      await insertMessage(tx, query, { side: 'provider', move: 'raise', words: input.words })
      tx.record({
        type: 'payments.query-raised',
        about: aboutQuery(query),
        data: { ...dataOf(query), queryType: query.type, lines: query.lines, amountPence: query.amountPence },
      } satisfies QueryFact)
      return ok(query)
    },
    { ...options, request: input },
  )

const aboutQuery = (query: Query): RecordKey[] => [
  `query:${query.queryRef}`,
  `statement:${query.statementRef}`,
  `provider:${query.organisationRef}`,
]

const dataOf = ({ queryRef, statementRef, organisationRef }: Query) => ({ queryRef, statementRef, organisationRef })

const FACTS: Readonly<Record<Move, Exclude<QueryFact['type'], 'payments.query-raised'>>> = {
  answer: 'payments.query-answered',
  agree: 'payments.query-agreed',
  refuse: 'payments.query-refused',
  reply: 'payments.query-replied',
  withdraw: 'payments.query-withdrawn',
}

export type MoveQueryRefusal = MoveRefusal | 'no such query'

type Step = { readonly queryRef: string; readonly move: Move; readonly words: string }

/** An officer answers, agrees or refuses. */
export const answerQuery = (
  shell: Shell,
  actor: Actor,
  input: Step & { move: CouncilMove },
  options: CommandOptions = {},
) => shell.command(actor, 'answer-query', (tx) => moveQuery(tx, 'council', input), { ...options, request: input })

/** The provider replies or withdraws. */
export const replyToQuery = (
  shell: Shell,
  actor: Actor,
  input: Step & { move: ProviderMove },
  options: CommandOptions = {},
) => shell.command(actor, 'reply-to-query', (tx) => moveQuery(tx, 'provider', input), { ...options, request: input })

async function moveQuery(
  tx: Write,
  side: 'council' | 'provider',
  input: Step,
): Promise<Result<Query, MoveQueryRefusal>> {
  const query = await lockQuery(tx, input.queryRef)
  const terms = query && (await findTerms(tx, query.statementRef))
  if (!query || !terms) return refuse('no such query')
  const decided = decideMove(query, input, terms, dayOf(tx.now))
  if (!decided.ok) return decided
  const settled = isSettled(decided.value.state)
  const moved: Query = {
    ...query,
    ...decided.value,
    settledByName: settled ? tx.actor.name : null,
    settledAt: settled ? tx.now : null,
  }
  await saveQuery(tx, moved)
  await insertMessage(tx, query, { side, move: input.move, words: input.words })
  tx.record({ type: FACTS[input.move], about: aboutQuery(query), data: dataOf(query) } satisfies QueryFact)
  return ok(moved)
}
