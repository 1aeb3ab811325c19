/** What payment files add to the search. */
import { formatPence } from '#src/base/money.ts'
import { findPaymentFile } from '#src/payments/payment-files/payment-file.store.ts'
import type { SearchSource } from '#src/platform/panels.ts'

export const fileSearch: SearchSource = {
  grant: 'payments.see',
  reference: /^PF-\d+$/i,
  async find(tx, words) {
    const ref = words.trim().toUpperCase()
    const file = /^PF-\d+$/.test(ref) ? await findPaymentFile(tx, ref) : undefined
    return file
      ? [{ href: `/payment-files/${ref}`, title: ref, hint: formatPence(file.amountPence), kind: 'Payment file' }]
      : []
  },
}
