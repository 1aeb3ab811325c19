import { dayOf, instantAt } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { searchInvoices } from '#src/brokerage/fees/fee-invoice.store.ts'
import type { WorkSource } from '#src/platform/panels.ts'

const AT_MOST = 100

/** Fees that are not paid in time, for whoever settles them. */
export const feeWork: WorkSource = {
  grant: 'brokerage.fees',
  list: async (tx) => {
    const today = dayOf(tx.now)
    const { invoices } = await searchInvoices(tx, { state: 'owed', today, offset: 0, limit: AT_MOST })
    return invoices
      .filter(({ dueOn }) => dueOn < today)
      .map((one) => ({
        title: `Arrangement fee of ${one.personName}, ${formatPence(one.feePence)}`,
        record: `package:${one.packageRef}` as const,
        href: `/arrangement-fees/${one.invoiceRef}`,
        due: instantAt(one.dueOn, '17:00'),
        action: 'Settle the invoice, or remind',
        overdue: true,
      }))
  },
}
