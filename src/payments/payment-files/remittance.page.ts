/** The remittance advice: which statements a payment is for, and what of them waits; the same sheet for officer and provider. */
import { addDays, dayOf, formatDay } from '#src/base/day.ts'
import { getPolicy } from '#src/councils/index.ts'
import { writeBacs } from '#src/payments/payment-files/bacs.ts'
import { ledgerRows } from '#src/payments/payment-files/ledger.ts'
import { writePain001 } from '#src/payments/payment-files/pain001.ts'
import { ALL_PAYMENTS, readFileToWrite } from '#src/payments/payment-files/payment-file-commands.ts'
import type { FileToWrite } from '#src/payments/payment-files/payment-file.ts'
import {
  findPaymentFile,
  findRemittance,
  listPayments,
  type Payment,
  type PaymentPart,
} from '#src/payments/payment-files/payment-file.store.ts'
import { RETURN_REASONS } from '#src/payments/payment-files/returned-payment.ts'
import { csvFile, download, notFound, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { KeyFact } from '#src/platform/pages/page.ts'
import { bad, link, money, statementTable } from '#src/platform/pages/table.ts'
import { getOrganisation, providerName, providerNames } from '#src/providers/index.ts'

export const remittanceFacts = (payment: Payment, provider: string): KeyFact[] => [
  { label: 'Provider', value: provider },
  { label: 'Paid on', value: formatDay(payment.payDay) },
  { label: 'Reference', value: payment.reference },
  { label: 'Amount', value: money(payment.amountPence) },
]

const returnedWords = ({ returned }: Payment): Html | undefined =>
  returned
    ? html`<p class="govuk-body">${bad(`The bank returned this payment on ${formatDay(returned.day)}.`)} ${RETURN_REASONS[returned.why]}.${returned.note !== '' && ` ${returned.note}`} It is paid again once the bank details are confirmed.</p>`
    : undefined

export const remittanceTable = (payment: Payment, root: string | undefined): Html =>
  html`${returnedWords(payment)}${statementTable<PaymentPart>({
    caption: 'Statements paid',
    rows: payment.parts,
    columns: [
      {
        heading: 'Statement',
        cell: (part) =>
          html`${root === undefined ? part.statementRef : link(part.statementRef, `${root}/${part.statementRef}`)}${
            part.queryRef !== '' && `, what query ${part.queryRef} held back`
          }`,
      },
      { heading: 'Period', cell: (part) => `${formatDay(part.from)} to ${formatDay(addDays(part.to, -1))}` },
      {
        heading: 'Amount',
        format: 'number',
        cell: (part) => money(part.amountPence),
        total: money(payment.amountPence),
      },
    ],
  })}${payment.heldPence > 0 && html`<p class="govuk-body">${money(payment.heldPence)} of these statements was in dispute when this payment was made. It is paid when the queries are settled.</p>`}`

/** For the post: the officer's print of a provider's advice. */
export async function printRemittance({ actor, shell, params }: Visit): Promise<Reply> {
  return remittanceSheet({ actor, shell, params }, params['organisation'] ?? '')
}

export const remittanceSheet = (
  { actor, shell, params }: Pick<Visit, 'actor' | 'shell' | 'params'>,
  organisationRef: string,
): Promise<Reply> =>
  shell.view(actor, `payment-file:${params['ref']}`, async (tx) => {
    const payment = await findRemittance(tx, params['ref'] ?? '', organisationRef)
    if (!payment) return notFound()
    const provider = providerName(await getOrganisation(tx, organisationRef))
    return page(
      {
        title: 'Remittance advice',
        caption: `Payment file ${payment.paymentFileRef}`,
        facts: remittanceFacts(payment, provider),
        content: remittanceTable(payment, undefined),
        wide: true,
      },
      { print: true },
    )
  })

/** A released file in a format of the bank; the access log has who took it. */
const bankFile =
  (name: string, type: string, write: (file: FileToWrite) => string) =>
  ({ actor, shell, params }: Visit): Promise<Reply> =>
    shell.view(actor, `payment-file:${params['ref']}`, async (tx) => {
      const file = await findPaymentFile(tx, params['ref'] ?? '')
      if (file?.state !== 'released') return notFound()
      return download(`${file.paymentFileRef}-${name}`, type, write(await readFileToWrite(tx, file)))
    })

export const downloadBacs = bankFile('bacs18.txt', 'text/plain; charset=us-ascii', writeBacs)
export const downloadPain001 = bankFile('pain001.xml', 'application/xml', writePain001)

export async function downloadLedger({ actor, shell, params }: Visit): Promise<Reply> {
  return shell.view(actor, `payment-file:${params['ref']}`, async (tx) => {
    const file = await findPaymentFile(tx, params['ref'] ?? '')
    if (file?.state !== 'released') return notFound()
    const payments = await listPayments(tx, file.paymentFileRef, ALL_PAYMENTS)
    const names = await providerNames(
      tx,
      payments.map((one) => one.organisationRef),
    )
    const { ledgerColumns } = await getPolicy(tx, 'payment-files', dayOf(file.madeAt))
    const { header, rows } = ledgerRows(
      ledgerColumns,
      payments.flatMap(({ parts, heldPence: _held, releasedAt: _at, ...payment }) =>
        parts.map((part) => ({
          ...payment,
          ...part,
          providerName: names.get(payment.organisationRef) ?? payment.organisationRef,
        })),
      ),
    )
    return csvFile(`${file.paymentFileRef}-ledger.csv`, header, rows)
  })
}
