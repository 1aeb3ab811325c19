/** What payment files add to my work and to the search. */
import { instantAt } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { findPaymentFile, listPaymentFiles } from '#src/payments/payment-files/payment-file.store.ts'
import { personBehind } from '#src/platform/actor.ts'
import type { SearchSource, WorkSource } from '#src/platform/panels.ts'

export const fileWork: WorkSource = {
  grant: 'payments.release',
  async list(tx, actor) {
    const { files } = await listPaymentFiles(tx, { states: ['made'] }, { offset: 0, limit: 20 })
    return files
      .filter((file) => file.madeBy !== personBehind(actor))
      .map((file) => {
        // The bank takes it until the end of the working day before it is processed.
        const due = instantAt(file.processingDay, '00:00')
        return {
          title: `Payment file ${file.paymentFileRef}, ${formatPence(file.amountPence)}`,
          record: `payment-file:${file.paymentFileRef}` as const,
          href: `/payment-files/${file.paymentFileRef}`,
          due,
          action: 'Check and release',
          overdue: Temporal.Instant.compare(due, tx.now) <= 0,
        }
      })
  },
}

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
