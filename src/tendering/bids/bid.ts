/** A bid: what it holds, what is still missing, what it may say. It is sealed as it stands when it is submitted. */
import type { Instant } from '#src/base/day.ts'
import { formatPence, type Pence } from '#src/base/money.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Condition, PriceLine, Question, Spec } from '#src/tendering/tenders/spec.ts'

/** Whom the council asks about this bid. */
export type BidContact = { readonly name: string; readonly email: string; readonly phone: string }

/** Whether a condition of participation is met, and how. */
export type ConditionAnswer = { readonly key: string; readonly met: boolean; readonly text: string }

/** Who would do a part of the work; `organisationRef` is its CQC provider ID, empty where it has none. */
export type Subcontractor = { readonly organisationRef: string; readonly name: string; readonly work: string }

/** A lot bid for; 1 is the most wanted. */
export type WantedLot = { readonly lot: string; readonly preference: number }

export type PricedLine = { readonly key: string; readonly pence: Pence }

/** A file of a bid; `about` is the key of the condition or the question that it belongs to. */
export type BidFile = {
  readonly file: number
  readonly about: string
  readonly name: string
  readonly type: string
  readonly bytes: number
  readonly sha256: string
}

/** Where the encrypted file is kept, and what opens it. */
export type SealedFile = BidFile & { readonly kept: string; readonly key: string; readonly tag: string }

/** What a bidder writes, and what is sealed. */
export type Draft = {
  readonly contact: BidContact
  readonly conditions: readonly ConditionAnswer[]
  readonly subcontractors: readonly Subcontractor[]
  /** In order of preference. */
  readonly lots: readonly string[]
  /** The most lots that the bidder wants; null for as many as it can have. */
  readonly mostLots: number | null
  readonly answers: readonly { readonly key: string; readonly text: string }[]
  readonly prices: readonly { readonly lot: string; readonly lines: readonly PricedLine[] }[]
  readonly files: readonly SealedFile[]
}

/** The document that is sealed and whose SHA-256 the receipt names. Chance in it keeps the sum from being guessed at. */
export type SealedBid = {
  readonly tenderRef: string
  readonly bidRef: string
  readonly organisationRef: string
  /** The published version of the tender that it answers. */
  readonly version: number
  readonly chance: string
} & Draft

/** A bid after the opening, without its prices: whoever assesses quality reads this and nothing else. */
export type OpenedBid = {
  readonly bidRef: string
  readonly organisationRef: string
  readonly submittedAt: Instant
  readonly version: number
  readonly contact: BidContact
  readonly lots: readonly WantedLot[]
  readonly mostLots: number | null
  readonly answers: readonly { readonly key: string; readonly text: string; readonly words: number }[]
  readonly conditions: readonly ConditionAnswer[]
  readonly subcontractors: readonly Subcontractor[]
  readonly files: readonly BidFile[]
  /** Other bidders that name this one as their subcontractor, or that this one names as its own. */
  readonly tiedTo: readonly string[]
}

export type OpenedPrice = {
  readonly bidRef: string
  readonly organisationRef: string
  readonly lot: string
  readonly lines: readonly PricedLine[]
}

export const NO_DRAFT: Draft = {
  contact: { name: '', email: '', phone: '' },
  conditions: [],
  subcontractors: [],
  lots: [],
  mostLots: null,
  answers: [],
  prices: [],
  files: [],
}

/** Words as the page counts them while they are typed: what stands between spaces. */
export const countWords = (text: string): number => text.match(/\S+/g)?.length ?? 0

// --- the parts, one save each

const LONGEST = { name: 200, text: 20_000, words: 4000 } as const
const MOST_SUBCONTRACTORS = 20

export type CompanyRefusal = 'email is no address' | 'too long' | 'no such condition' | 'too many subcontractors'

export function saveCompany(
  spec: Spec,
  draft: Draft,
  said: Pick<Draft, 'contact' | 'conditions' | 'subcontractors'>,
): Result<Draft, CompanyRefusal> {
  const { contact, conditions, subcontractors } = said
  if (contact.email !== '' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(contact.email)) return refuse('email is no address')
  const asked = new Set(spec.conditions.map(({ key }) => key))
  if (conditions.some(({ key }) => !asked.has(key)) || isTwice(conditions.map(({ key }) => key)))
    return refuse('no such condition')
  if (subcontractors.length > MOST_SUBCONTRACTORS) return refuse('too many subcontractors')
  const short = [
    ...Object.values(contact),
    ...subcontractors.flatMap(({ name, organisationRef }) => [name, organisationRef]),
  ]
  const long = [...conditions.map(({ text }) => text), ...subcontractors.map(({ work }) => work)]
  if (short.some((text) => text.length > LONGEST.name) || long.some((text) => text.length > LONGEST.words))
    return refuse('too long')
  return ok({ ...draft, contact, conditions, subcontractors })
}

export type LotsRefusal = 'no such lot' | 'a lot twice' | 'wants more lots than it bids for' | 'wants no lot'

export function saveLots(spec: Spec, draft: Draft, said: Pick<Draft, 'lots' | 'mostLots'>): Result<Draft, LotsRefusal> {
  const known = new Set(spec.lots.map(({ lot }) => lot))
  if (said.lots.some((lot) => !known.has(lot))) return refuse('no such lot')
  if (isTwice(said.lots)) return refuse('a lot twice')
  if (said.mostLots !== null && said.mostLots < 1) return refuse('wants no lot')
  if (said.mostLots !== null && said.mostLots > said.lots.length) return refuse('wants more lots than it bids for')
  return ok({
    ...draft,
    ...said,
    // Prices of a lot that is bid for no longer would be sealed with the bid.
    prices: draft.prices.filter(({ lot }) => said.lots.includes(lot)),
  })
}

export type AnswerRefusal = 'no such question' | 'too long'

/** An answer over its limit is kept, so that nothing is lost, and cannot be submitted until it is cut. */
export function saveAnswer(
  spec: Spec,
  draft: Draft,
  said: { readonly key: string; readonly text: string },
): Result<Draft, AnswerRefusal> {
  if (!spec.questions.some(({ key }) => key === said.key)) return refuse('no such question')
  if (said.text.length > LONGEST.text) return refuse('too long')
  return ok({
    ...draft,
    answers: [...draft.answers.filter(({ key }) => key !== said.key), { key: said.key, text: said.text }],
  })
}

export type PriceFault = 'no price' | 'above the ceiling'

/** A price above the ceiling is refused when it is given: nobody may learn of it at the opening. One below the floor is asked about then (P-52). */
export function priceFault({ ceilingPence }: PriceLine, pence: Pence): PriceFault | undefined {
  if (!Number.isSafeInteger(pence) || pence <= 0 || pence > 100_000_000) return 'no price'
  return ceilingPence !== null && pence > ceilingPence ? 'above the ceiling' : undefined
}

/** "at most £24.50; below £19.00 you will be asked how you can perform at it", as the tender has it; empty where it has no limits. */
export function limitsInWords({ floorPence, ceilingPence }: PriceLine): string {
  const parts = [
    ceilingPence !== null && `at most ${formatPence(ceilingPence)}`,
    floorPence !== null && `below ${formatPence(floorPence)} you will be asked how you can perform at it`,
  ]
  return parts.filter((part) => part !== false).join('; ')
}

export type PricesRefusal =
  | 'not bid for'
  | { readonly faults: readonly { readonly key: string; readonly fault: PriceFault | 'no such line' }[] }

/** Prices of one lot; lines may be left out until later. */
export function savePrices(
  spec: Spec,
  draft: Draft,
  said: { readonly lot: string; readonly lines: readonly PricedLine[] },
): Result<Draft, PricesRefusal> {
  if (!draft.lots.includes(said.lot)) return refuse('not bid for')
  const faults = said.lines.flatMap(({ key, pence }) => {
    const line = spec.price.lines.find((one) => one.key === key)
    const fault = line ? priceFault(line, pence) : ('no such line' as const)
    return fault ? [{ key, fault }] : []
  })
  if (faults.length > 0) return refuse({ faults })
  const lines = spec.price.lines.flatMap(({ key }) => said.lines.find((line) => line.key === key) ?? [])
  return ok({
    ...draft,
    prices: [...draft.prices.filter(({ lot }) => lot !== said.lot), { lot: said.lot, lines }],
  })
}

// --- files

export const MOST_FILES = 30
export const FILE_BYTES = 25 * 1024 * 1024

export type FileRefusal =
  | 'no file'
  | 'too large'
  | 'empty'
  | 'not a kind that is taken'
  | 'too many files'
  | 'no such part'

/** Whether one more file may be taken, before any of it is read. */
export function mayTake(
  spec: Spec,
  draft: Draft,
  file: { readonly about: string; readonly bytes: number },
): FileRefusal | undefined {
  const parts = [...spec.conditions, ...spec.questions]
  if (!parts.some(({ key }) => key === file.about)) return 'no such part'
  if (draft.files.length >= MOST_FILES) return 'too many files'
  if (file.bytes > FILE_BYTES) return 'too large'
  return file.bytes === 0 ? 'empty' : undefined
}

export const addFile = (draft: Draft, file: Omit<SealedFile, 'file'>): Draft => ({
  ...draft,
  files: [...draft.files, { file: 1 + Math.max(0, ...draft.files.map((one) => one.file)), ...file }],
})

export const removeFile = (draft: Draft, file: number): Draft => ({
  ...draft,
  files: draft.files.filter((one) => one.file !== file),
})

// --- what is missing

/** One thing that stands between a draft and its submission. */
export type Missing =
  | { readonly part: 'company'; readonly what: 'nobody to ask' }
  | { readonly part: 'company'; readonly what: 'not answered' | 'no evidence'; readonly condition: Condition }
  | { readonly part: 'lots'; readonly what: 'no lot' }
  | {
      readonly part: 'answers'
      readonly what: 'not answered' | 'too many words'
      readonly question: Question
      readonly words: number
    }
  | {
      readonly part: 'prices'
      readonly what: PriceFault
      readonly lot: string
      readonly line: PriceLine
    }

export const missingOf = (spec: Spec, draft: Draft): Missing[] => [
  ...missingOfCompany(spec, draft),
  ...(draft.lots.some((lot) => spec.lots.some((one) => one.lot === lot))
    ? []
    : [{ part: 'lots', what: 'no lot' } as const]),
  ...missingAnswers(spec, draft),
  ...missingPrices(spec, draft),
]

function missingOfCompany(spec: Spec, { contact, conditions, files }: Draft): Missing[] {
  const nobody: Missing[] =
    contact.name === '' || contact.email === '' ? [{ part: 'company', what: 'nobody to ask' }] : []
  const unmet = spec.conditions.flatMap((condition): Missing[] => {
    const answered = conditions.some(({ key }) => key === condition.key)
    const shown = !condition.evidence || files.some(({ about }) => about === condition.key)
    return [
      ...(answered ? [] : [{ part: 'company', what: 'not answered', condition } as const]),
      ...(shown ? [] : [{ part: 'company', what: 'no evidence', condition } as const]),
    ]
  })
  return [...nobody, ...unmet]
}

const missingAnswers = (spec: Spec, { answers }: Draft): Missing[] =>
  spec.questions.flatMap((question): Missing[] => {
    const words = countWords(answers.find(({ key }) => key === question.key)?.text ?? '')
    if (words === 0) return [{ part: 'answers', what: 'not answered', question, words }]
    return words > question.mostWords ? [{ part: 'answers', what: 'too many words', question, words }] : []
  })

// A changed tender may have another floor or ceiling than when the price was typed.
const missingPrices = (spec: Spec, { lots, prices }: Draft): Missing[] =>
  spec.lots
    .filter(({ lot }) => lots.includes(lot))
    .flatMap(({ lot }) =>
      spec.price.lines.flatMap((line): Missing[] => {
        const given = prices.find((one) => one.lot === lot)?.lines.find(({ key }) => key === line.key)
        const what = priceFault(line, given?.pence ?? 0)
        return what ? [{ part: 'prices', what, lot, line }] : []
      }),
    )

// --- the deadline

/** A bid is in time before the deadline and late from the deadline on: 11:59:59 is in, 12:00:00 is out. */
export const isInTime = (at: Instant, closesAt: Instant): boolean => Temporal.Instant.compare(at, closesAt) < 0

const isTwice = (keys: readonly string[]): boolean => new Set(keys).size < keys.length
