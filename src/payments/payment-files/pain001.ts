/** The same payments as an ISO 20022 customer credit transfer, pain.001.001.09. */
import type { Pence } from '#src/base/money.ts'
import { type FileToWrite, type PaymentToWrite, totalOf } from '#src/payments/payment-files/payment-file.ts'

const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.09'
const SORT_CODES = 'GBDSC'

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const element = (name: string, ...content: readonly string[]): string => `<${name}>${content.join('')}</${name}>`
const text = (name: string, value: string, most: number): string => element(name, escape(value.slice(0, most)))
const amount = (pence: Pence): string => `${Math.floor(pence / 100)}.${String(pence % 100).padStart(2, '0')}`

const agent = (name: string, sortCode: string): string =>
  element(
    name,
    element(
      'FinInstnId',
      element('ClrSysMmbId', element('ClrSysId', element('Cd', SORT_CODES)), text('MmbId', sortCode, 35)),
    ),
  )

const account = (name: string, number: string): string =>
  element(name, element('Id', element('Othr', text('Id', number, 34))))

const transfer = (payment: PaymentToWrite): string =>
  element(
    'CdtTrfTxInf',
    element('PmtId', text('EndToEndId', payment.reference, 35)),
    element('Amt', `<InstdAmt Ccy="GBP">${amount(payment.amountPence)}</InstdAmt>`),
    agent('CdtrAgt', payment.sortCode),
    element('Cdtr', text('Nm', payment.accountName, 140)),
    account('CdtrAcct', payment.accountNumber),
    element('RmtInf', text('Ustrd', `Remittance ${payment.reference}`, 140)),
  )

export function writePain001(file: FileToWrite): string {
  const count = String(file.payments.length)
  const sum = amount(totalOf(file))
  const header = element(
    'GrpHdr',
    text('MsgId', file.paymentFileRef, 35),
    element('CreDtTm', file.madeAt.round('second').toString()),
    element('NbOfTxs', count),
    element('CtrlSum', sum),
    element('InitgPty', text('Nm', file.originatorName, 140)),
  )
  const payments = element(
    'PmtInf',
    text('PmtInfId', `${file.paymentFileRef}-1`, 35),
    element('PmtMtd', 'TRF'),
    element('NbOfTxs', count),
    element('CtrlSum', sum),
    element('ReqdExctnDt', element('Dt', file.payDay)),
    element('Dbtr', text('Nm', file.originatorName, 140)),
    account('DbtrAcct', file.payingAccount.accountNumber),
    agent('DbtrAgt', file.payingAccount.sortCode),
    ...file.payments.map(transfer),
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="${NAMESPACE}">${element('CstmrCdtTrfInitn', header, payments)}</Document>\n`
}
