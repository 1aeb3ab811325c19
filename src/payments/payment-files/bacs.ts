/** A file of Bacs Standard 18: labels of 80 characters about payment lines of 100, for one processing day. */
import { type Day, dayOf } from '#src/base/day.ts'
import { type FileToWrite, type PaymentToWrite, totalOf } from '#src/payments/payment-files/payment-file.ts'

const CREDIT = '99'
const CONTRA_DEBIT = '17'
const NAME_LENGTH = 18

/** Capitals, digits, space and . & / - are all that a name may have: accents are dropped, all else becomes a space. */
export const bacsText = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toUpperCase()
    .replace(/[^A-Z0-9 .&/-]/g, ' ')

const name = (text: string): string => bacsText(text).slice(0, NAME_LENGTH).padEnd(NAME_LENGTH)
const digits = (value: number | string, length: number): string => String(value).padStart(length, '0')

/** " 26335": a space, the year and the day of the year. */
export const bacsDay = (day: Day): string => {
  const date = Temporal.PlainDate.from(day)
  return ` ${digits(date.year % 100, 2)}${digits(date.dayOfYear, 3)}`
}

/** The six digits by which a submission is known on its day: of the file's own number. */
const serialOf = ({ paymentFileRef }: FileToWrite): string => digits(paymentFileRef.replace(/\D/g, '').slice(-6), 6)

const label = (text: string): string => text.padEnd(80)

function headers(file: FileToWrite, kind: 'HDR' | 'EOF'): string[] {
  const sun = digits(file.serviceUserNumber, 6)
  const created = bacsDay(dayOf(file.madeAt))
  const identifier = `A${sun}S  1${sun}`
  return [
    label(`${kind}1${identifier}${serialOf(file)}00010001${' '.repeat(6)}${created}${bacsDay(file.payDay)} 000000`),
    label(`${kind}2F0200000100${' '.repeat(35)}00`),
  ]
}

const paymentLine = (file: FileToWrite, payment: PaymentToWrite): string =>
  [
    ...[payment.sortCode, payment.accountNumber, '0', CREDIT],
    ...[file.payingAccount.sortCode, file.payingAccount.accountNumber, ' '.repeat(4)],
    ...[digits(payment.amountPence, 11), name(file.originatorName), name(payment.reference), name(payment.accountName)],
  ].join('')

/** The debit that balances the credits: to the council's own account, its reference beginning CONTRA. */
const contraLine = (file: FileToWrite): string =>
  [
    ...[file.payingAccount.sortCode, file.payingAccount.accountNumber, '0', CONTRA_DEBIT],
    ...[file.payingAccount.sortCode, file.payingAccount.accountNumber, ' '.repeat(4)],
    ...[digits(totalOf(file), 11), name(file.originatorName), name('CONTRA'), name(file.originatorName)],
  ].join('')

export function writeBacs(file: FileToWrite): string {
  const total = digits(totalOf(file), 13)
  const lines = [
    `VOL1${serialOf(file)}${' '.repeat(31)}${digits(file.serviceUserNumber, 6)}`.padEnd(79).concat('1'),
    ...headers(file, 'HDR'),
    label(`UHL1${bacsDay(file.processingDay)}999999    000000001 DAILY  001`),
    ...file.payments.map((payment) => paymentLine(file, payment)),
    contraLine(file),
    ...headers(file, 'EOF'),
    label(`UTL1${total}${total}${digits(1, 7)}${digits(file.payments.length, 7)}`),
  ]
  return `${lines.join('\r\n')}\r\n`
}
