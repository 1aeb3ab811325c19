import type { Day, Instant } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'

/** made → released, or cancelled before it is released. */
export type PaymentFileState = 'made' | 'released' | 'cancelled'

export type PaymentFile = {
  readonly paymentFileRef: string
  /** The day on which providers are paid. */
  readonly payDay: Day
  readonly processingDay: Day
  readonly state: PaymentFileState
  readonly payments: number
  readonly amountPence: Pence
  readonly serviceUserNumber: string
  readonly originatorName: string
  /** The council's own account that pays. */
  readonly payingDetailsRef: string
  readonly madeBy: string
  readonly madeByName: string
  readonly madeAt: Instant
  readonly settledByName: string | null
  readonly settledAt: Instant | null
  /** The day on which the bank made the payments, once the bank or the ledger told. */
  readonly confirmedDay: Day | null
  readonly confirmedByName: string | null
}

/** A statement that is not paid yet, or what a query held back of it and is now settled. */
export type PayablePart = {
  readonly statementRef: string
  /** Empty for the statement itself. */
  readonly queryRef: string
  readonly organisationRef: string
  readonly amountPence: Pence
  /** Left out because its lines are in dispute. */
  readonly heldPence: Pence
  /** The day from which the law's thirty days run: approved, or its dispute settled. */
  readonly validDay: Day
  /** Paid before, and returned by the bank. */
  readonly again: boolean
}

export type PayException = 'no bank details' | 'bank details cool off' | 'returned by the bank' | 'nothing to pay'

export type Payable = ProviderParts & {
  readonly bankDetailsRef: string | undefined
  readonly exception: PayException | undefined
}

export type ProviderParts = {
  readonly organisationRef: string
  readonly parts: readonly PayablePart[]
  readonly amountPence: Pence
  readonly heldPence: Pence
}

/** The parts of each provider added up: what it owes is taken off what it is due. */
export const partsByProvider = (parts: readonly PayablePart[]): ProviderParts[] =>
  [...Map.groupBy(parts, (part) => part.organisationRef)].map(([organisationRef, own]) => ({
    ...{ organisationRef, parts: own },
    amountPence: own.reduce((sum, part) => sum + part.amountPence, 0),
    heldPence: own.reduce((sum, part) => sum + part.heldPence, 0),
  }))

/** What each provider would be paid, and why one would not. Nothing goes again to details to which the bank could not pay. */
export function gatherPayables(
  parts: readonly PayablePart[],
  usable: ReadonlyMap<string, string>,
  { cooling, refused }: { readonly cooling: ReadonlySet<string>; readonly refused: ReadonlySet<string> },
): Payable[] {
  return partsByProvider(parts).map((own) => {
    const bankDetailsRef = usable.get(own.organisationRef)
    const isRefused = bankDetailsRef !== undefined && refused.has(bankDetailsRef)
    const cools = cooling.has(own.organisationRef)
    return { ...own, bankDetailsRef, exception: exceptionOf(own.amountPence, bankDetailsRef, { cools, isRefused }) }
  })
}

const exceptionOf = (
  amount: Pence,
  bankDetailsRef: string | undefined,
  { cools, isRefused }: { readonly cools: boolean; readonly isRefused: boolean },
): PayException | undefined => {
  if (amount <= 0) return 'nothing to pay'
  if (isRefused) return cools ? 'bank details cool off' : 'returned by the bank'
  if (bankDetailsRef !== undefined) return undefined
  return cools ? 'bank details cool off' : 'no bank details'
}

export type ReleaseRefusal =
  | 'not waiting'
  | 'made by the same officer'
  | 'too late to send'
  | 'queried since it was made'
  | 'bank details changed since'

export type Since = {
  /** Whether the bank can still be sent it on a working day before it is processed. */
  readonly isInTime: boolean
  readonly queriedSince: boolean
  readonly detailsChanged: boolean
}

/** Two people for every payment; what changed between the two asks for another file. */
export function decideRelease(
  file: Pick<PaymentFile, 'state' | 'madeBy'>,
  officer: string,
  since: Since,
): Result<true, ReleaseRefusal> {
  if (file.state !== 'made') return refuse('not waiting')
  if (file.madeBy === officer) return refuse('made by the same officer')
  if (!since.isInTime) return refuse('too late to send')
  if (since.queriedSince) return refuse('queried since it was made')
  if (since.detailsChanged) return refuse('bank details changed since')
  return ok(true)
}

export type ConfirmRefusal = 'not released' | 'before the pay day' | 'still to come' | 'confirmed for that day already'

/** The bank pays on the pay day or later; a day that was mistaken is told again. */
export function decideConfirm(
  file: Pick<PaymentFile, 'state' | 'payDay' | 'confirmedDay'>,
  day: Day,
  today: Day,
): Result<true, ConfirmRefusal> {
  if (file.state !== 'released') return refuse('not released')
  if (day < file.payDay) return refuse('before the pay day')
  if (day > today) return refuse('still to come')
  if (file.confirmedDay === day) return refuse('confirmed for that day already')
  return ok(true)
}

/** What stands on the provider's bank statement, in the 18 characters of Bacs: the file and the number of the payment in it. */
export const paymentReference = (paymentFileRef: string, number: number): string => `${paymentFileRef}-${number}`

/** All that the formats of a file are written from. */
export type FileToWrite = {
  readonly paymentFileRef: string
  readonly payDay: Day
  readonly processingDay: Day
  readonly madeAt: Instant
  readonly serviceUserNumber: string
  readonly originatorName: string
  readonly payingAccount: { readonly sortCode: string; readonly accountNumber: string }
  readonly payments: readonly PaymentToWrite[]
}

export type PaymentToWrite = {
  readonly organisationRef: string
  readonly accountName: string
  readonly sortCode: string
  readonly accountNumber: string
  readonly reference: string
  readonly amountPence: Pence
}

export const totalOf = (file: FileToWrite): Pence => file.payments.reduce((sum, one) => sum + one.amountPence, 0)
