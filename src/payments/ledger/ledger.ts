/** The accounts of the ledger, and what each kind of posting debits and credits. Budget holders read them as committed, accrued, owed, paid. */
import type { Pence } from '#src/base/money.ts'

export const ACCOUNTS = [
  'commitment',
  'reserve',
  'expenditure',
  'accrual',
  'creditor',
  'debtor',
  'cash',
  'written_off',
] as const
export type Account = (typeof ACCOUNTS)[number]

export const ACCOUNT_NAMES: Readonly<Record<Account, string>> = {
  commitment: 'Commitments',
  reserve: 'Reserved for commitments',
  expenditure: 'Expenditure',
  accrual: 'Accruals',
  creditor: 'Owed to providers',
  debtor: 'Invoiced to providers',
  cash: 'Paid from the bank',
  written_off: 'Written off',
}

export const isAccount = (text: string): text is Account => (ACCOUNTS as readonly string[]).includes(text)

export const SOURCES = ['commitment', 'accrual', 'statement', 'payment', 'invoice', 'repayment', 'write_off'] as const
export type Source = (typeof SOURCES)[number]

export const SOURCE_NAMES: Readonly<Record<Source, string>> = {
  commitment: 'Placement, or its end',
  accrual: 'Draft pay run',
  statement: 'Statement',
  payment: 'Payment file',
  invoice: 'Invoice to a provider',
  repayment: 'Paid back by a provider',
  write_off: 'Written off',
}

export const isSource = (text: string): text is Source => (SOURCES as readonly string[]).includes(text)

/** One side of an amount: +1 debits the account, -1 credits it; an amount below nothing turns the sides. */
export type Leg = { readonly account: Account; readonly sign: 1 | -1 }

const DELIVERED: readonly Leg[] = [
  { account: 'expenditure', sign: 1 },
  { account: 'reserve', sign: 1 },
  { account: 'commitment', sign: -1 },
]

/** What a statement came to is owed no more; where the provider owed it, its amount is below nothing. */
const SETTLED: readonly Leg[] = [{ account: 'creditor', sign: 1 }]

/**
 * What each source posts of an amount. A commitment is a promise beside the books, held in two accounts of its own; what is
 * delivered takes its place, first as an accrual while the run is a draft, then as a debt to the provider, until it is paid.
 */
export const LEGS: Readonly<Record<Source, readonly Leg[]>> = {
  commitment: [
    { account: 'commitment', sign: 1 },
    { account: 'reserve', sign: -1 },
  ],
  accrual: [...DELIVERED, { account: 'accrual', sign: -1 }],
  statement: [...DELIVERED, { account: 'creditor', sign: -1 }],
  payment: [...SETTLED, { account: 'cash', sign: -1 }],
  invoice: [...SETTLED, { account: 'debtor', sign: -1 }],
  repayment: [...SETTLED, { account: 'cash', sign: -1 }],
  write_off: [...SETTLED, { account: 'written_off', sign: -1 }],
}

/** Debits less credits of each account. */
export type Balances = Readonly<Record<Account, Pence>>

export const NOTHING: Balances = {
  ...{ commitment: 0, reserve: 0, expenditure: 0, accrual: 0 },
  ...{ creditor: 0, debtor: 0, cash: 0, written_off: 0 },
}

/** What a budget holder asks: still promised, delivered but not on a statement, owed, and paid. */
export type Position = {
  readonly committedPence: Pence
  readonly accruedPence: Pence
  readonly owedPence: Pence
  readonly paidPence: Pence
  readonly spentPence: Pence
}

export const positionOf = ({ commitment, accrual, creditor, cash, expenditure }: Balances): Position => ({
  committedPence: commitment,
  accruedPence: negated(accrual),
  owedPence: negated(creditor),
  paidPence: negated(cash),
  spentPence: expenditure,
})

const negated = (pence: Pence): Pence => 0 - pence

/** What the books said was wrong with a posting or a statement. */
export type BookFault = { readonly what: string; readonly ref: string; readonly pence: Pence }
