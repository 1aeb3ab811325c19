/** What a provider owes the council after all that it is due is set off: public money, which is not let go by silence. Pure. */
import type { Day, Instant } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import type { Source } from '#src/payments/ledger/ledger.ts'
import { partsByProvider, type PayablePart } from '#src/payments/payment-files/payment-file.ts'

export const WAYS = {
  invoiced: 'An invoice was raised',
  repaid: 'The provider paid it back',
  written_off: 'It is written off',
} as const
export type Way = keyof typeof WAYS

export const isWay = (text: string): text is Way => Object.hasOwn(WAYS, text)

/** What the ledger posts each as. */
export const POSTED_AS: Readonly<Record<Way, Source>> = {
  invoiced: 'invoice',
  repaid: 'repayment',
  written_off: 'write_off',
}

export type DebtState = 'proposed' | 'settled' | 'refused'

export type Debt = {
  readonly debtRef: string
  readonly organisationRef: string
  readonly way: Way
  readonly amountPence: Pence
  /** On which the invoice was raised, the money came, or it was decided to write it off. */
  readonly day: Day
  /** The number of the invoice, or what stands on the council's bank statement. */
  readonly reference: string
  readonly reason: string
  readonly state: DebtState
  readonly madeBy: string
  readonly madeByName: string
  readonly madeAt: Instant
  readonly settledByName: string | null
  readonly settledAt: Instant | null
}

/** A provider of whose statements more is to be taken back than paid. */
export type Owing = {
  readonly organisationRef: string
  readonly owedPence: Pence
  /** In dispute: due to the provider if it is settled in its favour. */
  readonly heldPence: Pence
  /** When the first of what is to be taken back was approved. */
  readonly since: Day
  readonly parts: readonly PayablePart[]
}

/** A query of one of its statements that is not settled: also what is taken back may be in dispute. */
export type OpenQuery = { readonly queryRef: string; readonly statementRef: string }

/** What is owed, and what of it is disputed. */
export type Standing = { readonly owing: Owing | undefined; readonly queries: readonly OpenQuery[] }

/** Those who owe, the most first. */
export const listOwing = (waiting: readonly PayablePart[]): Owing[] =>
  partsByProvider(waiting)
    .filter(({ amountPence }) => amountPence < 0)
    .map(({ organisationRef, parts, amountPence, heldPence }) => ({
      ...{ organisationRef, parts, owedPence: 0 - amountPence, heldPence },
      since: parts
        .filter((part) => part.amountPence < 0)
        .map(({ validDay }) => validDay)
        .reduce((a, b) => (a < b ? a : b)),
    }))
    .toSorted((a, b) => b.owedPence - a.owedPence)

export type DebtTerms = {
  readonly way: Way
  /** What the officer saw. */
  readonly seenPence: Pence
  readonly day: Day
  readonly reference: string
  readonly reason: string
}

export type ProposeDebtRefusal =
  | 'owes nothing'
  | 'owes another amount now'
  | 'in dispute'
  | 'another proposal waits'
  | 'no reference'
  | 'no reason'
  | 'still to come'

/** An invoice and money have a number of their own; who writes off says why. */
export function decideProposal(
  standing: Standing,
  terms: DebtTerms,
  { today, isWaiting }: { readonly today: Day; readonly isWaiting: boolean },
): Result<true, ProposeDebtRefusal> {
  if (isWaiting) return refuse('another proposal waits')
  if (terms.day > today) return refuse('still to come')
  if (terms.way !== 'written_off' && terms.reference.trim() === '') return refuse('no reference')
  if (terms.way === 'written_off' && terms.reason.trim() === '') return refuse('no reason')
  return decideOwing(standing, terms.seenPence)
}

export type SettleDebtRefusal =
  | 'not waiting'
  | 'made by the same officer'
  | 'owes nothing'
  | 'owes another amount now'
  | 'in dispute'

/** Two officers for all public money that is not taken back by itself, and for the amount that both saw. */
export function decideSettlement(
  debt: Pick<Debt, 'state' | 'madeBy' | 'amountPence'>,
  officer: string,
  standing: Standing,
): Result<true, SettleDebtRefusal> {
  if (debt.state !== 'proposed') return refuse('not waiting')
  if (debt.madeBy === officer) return refuse('made by the same officer')
  return decideOwing(standing, debt.amountPence)
}

function decideOwing(
  { owing, queries }: Standing,
  seenPence: Pence,
): Result<true, 'owes nothing' | 'owes another amount now' | 'in dispute'> {
  if (!owing) return refuse('owes nothing')
  if (owing.heldPence > 0 || queries.length > 0) return refuse('in dispute')
  return owing.owedPence === seenPence ? ok(true) : refuse('owes another amount now')
}
