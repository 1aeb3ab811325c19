import { counted } from '#src/base/counted.ts'
import type { Words } from '#src/platform/panels.ts'
import type { FactOf } from '#src/platform/audit.ts'

/** The last three digits alone: an audit line is read by more people than may know an account. */
type About = { bankDetailsRef: string; organisationRef: string; ending: string }

export type BankDetailsFact =
  | FactOf<'payments.bank-details-proposed', About & { byProvider: boolean; modulus: string }>
  | FactOf<'payments.bank-details-key-turned', About & { keysLeft: number }>
  | FactOf<'payments.bank-details-confirmed', About & { usableFrom: string }>
  | FactOf<'payments.bank-details-refused', About>
  | FactOf<'payments.modulus-weights-loaded', { lines: number; substitutes: number; sha256: string }>

export const bankDetailsWords: Words = {
  'payments.bank-details-proposed': ({ ending, byProvider }: About & { byProvider: boolean }) =>
    `Bank details ending ${ending} proposed${byProvider ? ' by the provider' : ''}`,
  'payments.bank-details-key-turned': ({ ending, keysLeft }: About & { keysLeft: number }) =>
    `First of two keys turned for bank details ending ${ending}, ${keysLeft} left`,
  'payments.bank-details-confirmed': ({ ending }: About) =>
    `Bank details ending ${ending} confirmed by a second officer`,
  'payments.bank-details-refused': ({ ending }: About) => `Bank details ending ${ending} refused`,
  'payments.modulus-weights-loaded': ({ lines }: { lines: number }) =>
    `${counted(lines, 'line')} of account check weights loaded`,
}
