import type { Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'

export type ClarificationState = 'open' | 'answered' | 'answered_alone'

/** What a provider asks about a tender. Only the council and the provider itself know whose it is. */
export type Clarification = {
  readonly clarificationRef: string
  readonly tenderRef: string
  readonly organisationRef: string
  readonly asked: string
  readonly askedByName: string
  readonly askedAt: Instant
  readonly state: ClarificationState
  /** The number of the answer to all. */
  readonly number: number | null
  readonly answer: string | null
  readonly aloneReason: string | null
  readonly answeredByName: string | null
  readonly answeredAt: Instant | null
}

export const MOST_WORDS = 500

export const wordsOf = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length

export type AskRefusal = 'no words' | 'too many words' | 'the time for questions has ended' | 'the tender has ended'

/** Questions are taken to the moment that the tender names, by the database's clock: at it is late. */
export function decideAsk(
  words: string,
  { now, until, hasEnded }: { readonly now: Instant; readonly until: Instant; readonly hasEnded: boolean },
): Result<string, AskRefusal> {
  if (hasEnded) return refuse('the tender has ended')
  if (Temporal.Instant.compare(now, until) >= 0) return refuse('the time for questions has ended')
  const asked = words.trim()
  if (asked === '') return refuse('no words')
  return wordsOf(asked) > MOST_WORDS ? refuse('too many words') : ok(asked)
}

/** Answered to all, with the question as the council words it; or to the asker alone, for a reason that is on record. */
export type Answer =
  | { readonly to: 'all'; readonly question: string; readonly answer: string }
  | { readonly to: 'asker'; readonly answer: string; readonly reason: string }

export type AnswerRefusal = 'no answer' | 'no question' | 'no reason' | 'already answered' | 'it names the asker'

/** What may be answered: nothing that names who asked goes to all. */
export function decideAnswer(
  state: ClarificationState,
  given: Answer,
  askerNames: readonly string[],
): Result<Answer, AnswerRefusal> {
  if (state !== 'open') return refuse('already answered')
  const answer = given.answer.trim()
  if (answer === '') return refuse('no answer')
  if (given.to === 'asker') {
    const reason = given.reason.trim()
    return reason === '' ? refuse('no reason') : ok({ to: 'asker', answer, reason })
  }
  const question = given.question.trim()
  if (question === '') return refuse('no question')
  if (namesOneOf(`${question}\n${answer}`, askerNames)) return refuse('it names the asker')
  return ok({ to: 'all', question, answer })
}

/** Names shorter than this could be any word. */
const SHORTEST_NAME = 5
const LEGAL_FORM = /[\s,]+(limited|ltd|llp|plc|cic|uk)\.?$/i
/** First words of many names: they tell nobody from anybody. */
const COMMON = new Set([
  'caring',
  'carers',
  'community',
  'quality',
  'support',
  'first',
  'social',
  'independent',
  'helping',
  'personal',
])

/** Whether words name one of these: whole, without the legal form behind it, or by a first word that is its own. */
export function namesOneOf(words: string, names: readonly string[]): boolean {
  const said = words.toLowerCase()
  return names.flatMap(waysToName).some((name) => said.includes(name))
}

function waysToName(name: string): string[] {
  const plain = name
    .toLowerCase()
    .replace(/\(.*\)/, '')
    .trim()
  const short = plain.replace(LEGAL_FORM, '')
  const first = short.split(/[\s,]+/)[0] ?? ''
  return [plain, short, COMMON.has(first) ? '' : first].filter((way) => way.length >= SHORTEST_NAME)
}
