import type { Instant } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'

/** Stands for the council's own account among those of providers. */
export const OWN = 'council'

export type BankDetailsState = 'proposed' | 'confirmed' | 'refused'

export type BankDetails = {
  readonly bankDetailsRef: string
  /** A provider, or `council`. */
  readonly organisationRef: string
  readonly sortCode: string
  readonly accountNumber: string
  readonly accountName: string
  readonly modulus: 'passed' | 'not covered'
  readonly state: BankDetailsState
  readonly byProvider: boolean
  readonly proposedBy: string
  readonly proposedByName: string
  readonly proposedAt: Instant
  readonly reason: string
  readonly settledAt: Instant | null
  readonly settledByName: string | null
  /** When they may first be paid into; null while they are not confirmed. */
  readonly usableFrom: Instant | null
}

export type TypedAccount = { readonly sortCode: string; readonly accountNumber: string; readonly accountName: string }

export type AccountFault = 'no sort code' | 'no account number' | 'no account name'

/** Sort codes are written with or without hyphens; accounts of six or seven digits begin with noughts. */
export function readAccount(typed: TypedAccount): Result<TypedAccount, AccountFault[]> {
  const sortCode = typed.sortCode.replace(/[\s-]/g, '')
  const accountNumber = typed.accountNumber.replace(/\s/g, '')
  const accountName = typed.accountName.trim().replace(/\s+/g, ' ')
  const faults: AccountFault[] = []
  if (!/^\d{6}$/.test(sortCode)) faults.push('no sort code')
  if (!/^\d{6,8}$/.test(accountNumber)) faults.push('no account number')
  if (accountName === '' || accountName.length > 70) faults.push('no account name')
  return faults.length > 0
    ? refuse(faults)
    : ok({ sortCode, accountNumber: accountNumber.padStart(8, '0'), accountName })
}

/** Two officers turn a key each, whoever proposed. */
const KEYS = 2

export type KeyRefusal = 'already settled' | 'the same officer'

/** An officer's proposal is the first of the two keys; what a provider proposes needs two officers still. */
export function decideKey(
  details: Pick<BankDetails, 'state'>,
  keysTurnedBy: readonly string[],
  officer: string,
): Result<{ keysLeft: number }, KeyRefusal> {
  if (details.state !== 'proposed') return refuse('already settled')
  if (keysTurnedBy.includes(officer)) return refuse('the same officer')
  return ok({ keysLeft: Math.max(0, KEYS - keysTurnedBy.length - 1) })
}

/** A fraud shows in the days after a change: nothing is paid into new details before they have cooled. */
export const usableFrom = (confirmedAt: Instant, coolingDays: number): Instant =>
  confirmedAt.add({ hours: 24 * coolingDays })

/** "20-11-34" */
export const writeSortCode = (sortCode: string): string => sortCode.replace(/(\d\d)(\d\d)(\d\d)/, '$1-$2-$3')

export type MaskedAccount = { readonly sortCode: string; readonly accountNumber: string }

/** What is enough to know an account again, and too little to pay into it. */
export const masked = ({ sortCode, accountNumber }: MaskedAccount): MaskedAccount => ({
  sortCode: `**-**-${sortCode.slice(4)}`,
  accountNumber: `*****${accountNumber.slice(5)}`,
})
