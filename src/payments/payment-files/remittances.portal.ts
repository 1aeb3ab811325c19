import { formatDay } from '#src/base/day.ts'
import { findRemittance, listRemittances, type Payment } from '#src/payments/payment-files/payment-file.store.ts'
import { remittanceFacts, remittanceSheet, remittanceTable } from '#src/payments/payment-files/remittance.page.ts'
import { notFound, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { html } from '#src/platform/pages/html.ts'
import { pageAsked, queue } from '#src/platform/pages/queue.ts'
import { bad, link, money, shortDay, small } from '#src/platform/pages/table.ts'
import { getOrganisation, providerName } from '#src/providers/index.ts'

const PAGE_SIZE = 25
const CRUMBS = [{ text: 'Statements', href: '/portal/statements' }]

export async function listOwnRemittances({ actor, shell, query, url }: Visit): Promise<Reply> {
  const { payments, total } = await shell.read(actor, (tx) =>
    listRemittances(tx, { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE }),
  )
  return page({
    title: 'Remittance advice',
    section: 'statements',
    wide: true,
    breadcrumbs: [...CRUMBS, { text: 'Remittance advice' }],
    content: queue<Payment>({
      noun: { one: 'payment', many: 'payments' },
      url,
      rows: payments,
      total,
      pageSize: PAGE_SIZE,
      columns: [
        { heading: 'Payment', cell: (one) => link(one.reference, `/portal/remittances/${one.paymentFileRef}`) },
        {
          heading: 'Paid on',
          cell: (one) => html`${shortDay(one.payDay)}${one.returned && small(bad('Returned by the bank'))}`,
        },
        {
          heading: 'Statements',
          cell: (one) =>
            html`${one.parts.map((part, at) => html`${at > 0 && ', '}${link(part.statementRef, `/portal/statements/${part.statementRef}`)}`)}`,
        },
        { heading: 'Amount', format: 'number', cell: (one) => money(one.amountPence) },
      ],
      empty: 'Nothing has been paid yet. A payment appears here when the council releases it.',
    }),
  })
}

export async function showOwnRemittance({ actor, shell, params }: Visit): Promise<Reply> {
  const ref = params['ref'] ?? ''
  return shell.view(actor, `payment-file:${ref}`, async (tx) => {
    const payment = await findRemittance(tx, ref, actor.organisation ?? '')
    if (!payment) return notFound()
    const provider = providerName(await getOrganisation(tx, payment.organisationRef))
    return page({
      title: `Payment on ${formatDay(payment.payDay)}`,
      caption: `Remittance advice ${payment.reference}`,
      section: 'statements',
      breadcrumbs: [...CRUMBS, { text: 'Remittance advice', href: '/portal/remittances' }, { text: payment.reference }],
      actions: [{ text: 'Print', kind: 'secondary', href: `/portal/remittances/${ref}/print` }],
      facts: remittanceFacts(payment, provider),
      content: remittanceTable(payment, '/portal/statements'),
    })
  })
}

export const printOwnRemittance = (visit: Visit): Promise<Reply> =>
  remittanceSheet(visit, visit.actor.organisation ?? '')
