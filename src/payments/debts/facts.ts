import { formatPence } from '#src/base/money.ts'
import { WAYS, type Way } from '#src/payments/debts/debt.ts'
import type { FactOf } from '#src/platform/audit.ts'
import type { Words } from '#src/platform/panels.ts'

type About = { debtRef: string; organisationRef: string; way: Way; amountPence: number; day: string; reference: string }

export type DebtFact =
  | FactOf<'payments.debt-proposed', About & { reason: string }>
  | FactOf<
      'payments.debt-settled',
      About & { parts: { statementRef: string; queryRef: string; amountPence: number }[] }
    >
  | FactOf<'payments.debt-refused', About>

const named = ({ way, reference }: About): string =>
  `${WAYS[way].replace(/^./, (letter) => letter.toLowerCase())}${reference === '' ? '' : `, ${reference}`}`

export const debtWords: Words = {
  'payments.debt-proposed': (data: About) =>
    `${formatPence(data.amountPence)} that the provider owes: ${named(data)}. To be confirmed by another officer`,
  'payments.debt-settled': (data: About) =>
    `${formatPence(data.amountPence)} that the provider owed is settled: ${named(data)}`,
  'payments.debt-refused': (data: About) =>
    `${formatPence(data.amountPence)} that the provider owes stays open: not confirmed that ${named(data)}`,
}
