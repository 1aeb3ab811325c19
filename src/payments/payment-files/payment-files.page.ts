import { type Day, dayOf, formatDay, formatInstant, type Instant } from '#src/base/day.ts'
import {
  cancelPaymentFile,
  holidaysFrom,
  makePaymentFile,
  type MakeRefusal,
  previewPayables,
  releasePaymentFile,
  type ReleaseFileRefusal,
} from '#src/payments/payment-files/payment-file-commands.ts'
import type { Payable, PayException, PaymentFile, PaymentFileState } from '#src/payments/payment-files/payment-file.ts'
import {
  findPaymentFile,
  listPaymentFiles,
  listPayments,
  type Payment,
} from '#src/payments/payment-files/payment-file.store.ts'
import { earliestPayDay } from '#src/payments/payment-files/pay-day.ts'
import { may, personBehind } from '#src/platform/actor.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { type House, latestHistory } from '#src/platform/panels.ts'
import { button } from '#src/platform/pages/components.ts'
import { dayField, postForm, readDay, submit, type TypedDay, typedDay } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError, StatusTag } from '#src/platform/pages/page.ts'
import { chosen, pageAsked, queue } from '#src/platform/pages/queue.ts'
import { keyFigures, section, whatHappensNext } from '#src/platform/pages/record.ts'
import { bad, link, money, shortDay, small } from '#src/platform/pages/table.ts'
import { providerNames } from '#src/providers/index.ts'

const PAGE_SIZE = 25
const PAYMENTS = { text: 'Payments', href: '/pay-runs' }
const FILES = { text: 'Payment files', href: '/payment-files' }

const STATES: Readonly<Record<PaymentFileState, StatusTag>> = {
  made: { text: 'To release', colour: 'yellow' },
  released: { text: 'Released', colour: 'teal' },
  cancelled: { text: 'Cancelled', colour: 'grey' },
}

const tagOf = (file: PaymentFile): StatusTag =>
  file.confirmedDay === null ? STATES[file.state] : { text: 'Paid by the bank', colour: 'green' }

export async function listFilesPage({ actor, shell, query, url }: Visit): Promise<Reply> {
  const { files, total } = await shell.read(actor, (tx) =>
    listPaymentFiles(
      tx,
      { states: chosen(query, 'state') },
      { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE },
    ),
  )
  return page({
    title: 'Payment files',
    section: 'payments',
    wide: true,
    breadcrumbs: [PAYMENTS, { text: 'Payment files' }],
    actions: [
      may(actor, 'payments.pay') && { text: 'Make a payment file', href: '/payment-files/make' },
      may(actor, 'payments.pay') && {
        text: 'Read in the bank’s answer',
        kind: 'secondary',
        href: '/payment-files/answers',
      },
      { text: 'Bank details', kind: 'secondary', href: '/bank-details' },
      { text: 'Providers that owe', kind: 'secondary', href: '/provider-debts' },
      { text: 'Payment compliance', kind: 'secondary', href: '/payment-compliance' },
    ],
    content: queue<PaymentFile>({
      noun: { one: 'payment file', many: 'payment files' },
      url,
      rows: files,
      total,
      pageSize: PAGE_SIZE,
      filters: [
        {
          kind: 'choices',
          name: 'state',
          label: 'Status',
          choices: Object.entries(STATES).map(([value, { text }]) => ({ value, text })),
        },
      ],
      columns: [
        { heading: 'File', cell: (file) => link(file.paymentFileRef, `/payment-files/${file.paymentFileRef}`) },
        { heading: 'Pay day', cell: (file) => shortDay(file.payDay) },
        { heading: 'Payments', format: 'number', cell: (file) => file.payments },
        { heading: 'Amount', format: 'number', cell: (file) => money(file.amountPence) },
        { heading: 'Status', cell: (file) => statusTag(tagOf(file)) },
        { heading: 'Made', cell: (file) => html`${formatInstant(file.madeAt)}${small(file.madeByName)}` },
      ],
      empty: 'No payment file has been made. Approve a pay run first, then make one.',
    }),
  })
}

export const showMakeForm = (visit: Visit): Promise<Reply> => makePage(visit, undefined, [])

const EXCEPTIONS: Readonly<Record<PayException, string>> = {
  'no bank details': 'No confirmed bank details',
  'bank details cool off': 'Bank details cool off',
  'returned by the bank': 'The bank returned a payment to these details: propose others, or the same again',
  'nothing to pay': 'Nothing to pay: all is in dispute, or taken back',
}

async function makePage(
  visit: Visit,
  typed: Day | TypedDay | undefined,
  errors: readonly FieldError[],
): Promise<Reply> {
  const { actor, shell, query, url, csrf } = visit
  const offset = (pageAsked(query) - 1) * PAGE_SIZE
  const { payables, coolsUntil, names, earliest } = await shell.read(actor, async (tx) => {
    const found = await previewPayables(tx)
    // Those who would not be paid stand first: they are what an officer can do something about.
    const sorted = found.payables.toSorted(
      (a, b) => Number(b.exception !== undefined) - Number(a.exception !== undefined),
    )
    const today = dayOf(tx.now)
    return {
      payables: sorted,
      coolsUntil: found.coolsUntil,
      names: await providerNames(
        tx,
        sorted.slice(offset, offset + PAGE_SIZE).map((one) => one.organisationRef),
      ),
      earliest: earliestPayDay(today, await holidaysFrom(tx, today)),
    }
  })
  const paid = payables.filter((one) => one.exception === undefined)
  const sum = (of: readonly Payable[], amount: (one: Payable) => number) =>
    of.reduce((all, one) => all + amount(one), 0)
  return page(
    {
      title: 'Make a payment file',
      section: 'payments',
      wide: true,
      errors,
      breadcrumbs: [PAYMENTS, FILES, { text: 'Make' }],
      content: html`${keyFigures([
        {
          value: money(sum(paid, (one) => one.amountPence)),
          label: 'would be paid',
          hint: paid.length === 1 ? 'to 1 provider' : `to ${paid.length} providers`,
        },
        { value: money(sum(payables, (one) => one.heldPence)), label: 'held back in dispute' },
        { value: String(payables.length - paid.length), label: 'would not be paid', hint: 'named first below' },
      ])}
      ${section('Each provider', previewQueue(url, payables, offset, { names, coolsUntil }))}
      ${section(
        'Make the file',
        postForm({
          action: '/payment-files/make',
          csrf,
          content: html`${dayField({ name: 'payDay', label: 'Pay day', hint: `A working day, ${formatDay(earliest)} at the earliest: a file is sent on one working day, processed on the next and paid on the third`, value: typed ?? earliest, errors })}
          ${submit('Make the file', { href: '/payment-files' })}`,
        }),
      )}`,
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

const previewQueue = (
  url: string,
  payables: readonly Payable[],
  offset: number,
  { names, coolsUntil }: { names: ReadonlyMap<string, string>; coolsUntil: ReadonlyMap<string, Instant> },
): Html =>
  queue<Payable>({
    noun: { one: 'provider', many: 'providers' },
    url,
    rows: payables.slice(offset, offset + PAGE_SIZE),
    total: payables.length,
    pageSize: PAGE_SIZE,
    columns: [
      {
        heading: 'Provider',
        cell: (one) => {
          const until = coolsUntil.get(one.organisationRef)
          const cools = one.exception === 'bank details cool off' && until ? ` until ${formatInstant(until)}` : ''
          return html`${link(names.get(one.organisationRef) ?? one.organisationRef, `/providers/${one.organisationRef}`)}${
            one.exception !== undefined &&
            html`<br>${bad(`${EXCEPTIONS[one.exception]}${cools}`)} ${one.exception !== 'nothing to pay' ? link('Bank details', `/bank-details/${one.organisationRef}`) : one.amountPence < 0 && link('What it owes', `/provider-debts/${one.organisationRef}`)}`
          }`
        },
      },
      {
        heading: 'Statements',
        cell: (one) =>
          html`${one.parts.map(
            (part, at) =>
              html`${at > 0 && ', '}${link(part.statementRef, `/statements/${part.statementRef}`)}${part.queryRef !== '' && ` (held back by ${part.queryRef})`}${part.again && ' (paid again)'}`,
          )}`,
      },
      { heading: 'In dispute', format: 'number', cell: (one) => money(one.heldPence) },
      { heading: 'Amount', format: 'number', cell: (one) => money(one.amountPence) },
    ],
    empty: 'Every approved statement is in a payment file already.',
  })

const MAKE_ERRORS: Readonly<Record<MakeRefusal, string>> = {
  'not a working day': 'The pay day must be a working day',
  'too soon': 'The pay day is too soon: a file takes three working days',
  'too far ahead': 'The pay day must be within 30 days',
  'nothing to pay': 'Nobody can be paid now. See why at each provider',
  'no paying account': 'The council’s own account is not confirmed yet. Propose it under Bank details',
  'no service user number': 'Set the council’s service user number under Policies, Payment files',
}

export async function postMake(visit: Visit): Promise<Reply> {
  const { actor, shell, form } = visit
  const payDay = readDay(form, 'payDay')
  if (!payDay.ok)
    return makePage(visit, typedDay(form, 'payDay'), [
      { field: 'payDay', message: 'Enter the pay day, for example 4 12 2026' },
    ])
  const made = await makePaymentFile(shell, actor, { payDay: payDay.value })
  if (!made.ok) return makePage(visit, payDay.value, [{ field: 'payDay', message: MAKE_ERRORS[made.error] }])
  return seeOther(`/payment-files/${made.value.paymentFileRef}`, 'The file is made. Another officer has to release it.')
}

export async function showFile({ actor, shell, params, query, url, csrf }: Visit, house: House): Promise<Reply> {
  const paymentFileRef = params['ref'] ?? ''
  return shell.view(actor, `payment-file:${paymentFileRef}`, async (tx) => {
    const file = await findPaymentFile(tx, paymentFileRef)
    if (!file) return notFound()
    const offset = (pageAsked(query) - 1) * PAGE_SIZE
    const payments = await listPayments(tx, paymentFileRef, { offset, limit: PAGE_SIZE })
    const names = await providerNames(
      tx,
      payments.map((one) => one.organisationRef),
    )
    return page({
      title: `Payments on ${formatDay(file.payDay)}`,
      caption: `Payment file ${paymentFileRef}`,
      section: 'payments',
      breadcrumbs: [PAYMENTS, FILES, { text: paymentFileRef }],
      tags: [tagOf(file)],
      facts: [
        { label: 'Payments', value: file.payments },
        { label: 'Total', value: money(file.amountPence) },
        { label: 'Processing day', value: formatDay(file.processingDay) },
        { label: 'Pay day', value: formatDay(file.payDay) },
        file.confirmedDay !== null && { label: 'Paid by the bank', value: formatDay(file.confirmedDay) },
      ],
      content: html`${file.state === 'released' && may(actor, 'payments.pay') && section('Download', downloads(file))}${
        file.state === 'cancelled'
          ? html`<p class="govuk-body">Nothing was paid by this file. Its statements wait for another.</p>`
          : section('Payments', paymentsQueue(file, payments, { url, names, mayReturn: may(actor, 'payments.pay') }))
      }`,
      aside: html`${whatHappensNext(nextSteps(file, actor, csrf))}${await latestHistory(house, tx, `payment-file:${paymentFileRef}`)}`,
    })
  })
}

const paymentsQueue = (
  file: PaymentFile,
  payments: readonly Payment[],
  { url, names, mayReturn }: { url: string; names: ReadonlyMap<string, string>; mayReturn: boolean },
): Html =>
  queue<Payment>({
    noun: { one: 'payment', many: 'payments' },
    url,
    rows: payments,
    total: file.payments,
    pageSize: PAGE_SIZE,
    columns: [
      {
        heading: 'Provider',
        cell: (one) =>
          html`${names.get(one.organisationRef) ?? one.organisationRef}${small(link(one.bankDetailsRef, `/bank-details/${one.organisationRef}`))}`,
      },
      {
        heading: 'Statements',
        cell: (one) =>
          html`${one.parts.map((part, at) => html`${at > 0 && ', '}${link(part.statementRef, `/statements/${part.statementRef}`)}${part.queryRef !== '' && ` (${part.queryRef})`}`)}${
            file.state === 'released' &&
            small(
              html`${link('Remittance advice', `/payment-files/${file.paymentFileRef}/remittances/${one.organisationRef}`)}${
                one.returned
                  ? html` · ${bad(`Returned by the bank on ${formatDay(one.returned.day)}`)}`
                  : html`${one.paidDay !== null && html` · Paid on ${formatDay(one.paidDay)}`}${
                      mayReturn &&
                      html` · ${link('Returned by the bank?', `/payment-files/${file.paymentFileRef}/returns/${one.organisationRef}`)}`
                    }`
              }`,
            )
          }`,
      },
      { heading: 'Held back', format: 'number', cell: (one) => money(one.heldPence) },
      { heading: 'Amount', format: 'number', cell: (one) => money(one.amountPence) },
    ],
  })

const downloads = ({ paymentFileRef }: PaymentFile): Html => {
  const root = `/payment-files/${paymentFileRef}`
  return html`<ul class="govuk-list govuk-list--bullet">
    <li>${link('Bacs Standard 18 (TXT)', `${root}/bacs18.txt`)}</li>
    <li>${link('ISO 20022 pain.001.001.09 (XML)', `${root}/pain001.xml`)}</li>
    <li>${link('Lines for the ledger (CSV)', `${root}/ledger.csv`)}</li></ul>
    <p class="govuk-body">Send one of the two bank files, never both. Who downloads is recorded.</p>`
}

function afterRelease(file: PaymentFile, actor: Visit['actor']): Html {
  const { paymentFileRef, confirmedDay } = file
  const confirm = (words: string) =>
    may(actor, 'payments.pay') &&
    html`<p class="govuk-body">${link(words, `/payment-files/${paymentFileRef}/confirm`)}</p>`
  if (confirmedDay !== null)
    return html`<p class="govuk-body">The bank made the payments on ${formatDay(confirmedDay)}, as ${file.confirmedByName} wrote down.</p>${confirm('Change the day')}`
  return html`<p class="govuk-body">Released by ${file.settledByName}. Send it to the bank before ${formatDay(file.processingDay)}. Providers read their remittance advice now.</p>
    <p class="govuk-body">When the bank or the ledger says that the payments were made, write the day down: their pay runs are then paid.</p>${confirm('The bank has made the payments')}${may(actor, 'payments.pay') && html`<p class="govuk-body">${link('Read in the bank’s answer', '/payment-files/answers')}, if it comes as a file.</p>`}`
}

function nextSteps(file: PaymentFile, actor: Visit['actor'], csrf: string): Html {
  if (file.state === 'released') return afterRelease(file, actor)
  if (file.state === 'cancelled') return html`<p class="govuk-body">Cancelled by ${file.settledByName}.</p>`
  const mayRelease = may(actor, 'payments.release') && file.madeBy !== personBehind(actor)
  return html`${
    mayRelease
      ? html`<p class="govuk-body">Check the amounts and what is held back. Once released the file is sent to the bank and cannot be taken back here.</p>
        ${postForm({ action: `/payment-files/${file.paymentFileRef}/release`, csrf, content: submit('Release the file') })}`
      : html`<p class="govuk-body">An officer who may release payments, other than ${file.madeByName}, releases this file before ${formatDay(file.processingDay)}.</p>`
  }${
    may(actor, 'payments.pay') &&
    postForm({
      action: `/payment-files/${file.paymentFileRef}/cancel`,
      csrf,
      content: button({ text: 'Cancel the file', classes: 'govuk-button--secondary', preventDoubleClick: true }),
    })
  }`
}

const RELEASE_ERRORS: Readonly<Record<Exclude<ReleaseFileRefusal, 'no such payment file'>, string>> = {
  'not waiting': 'This file was released or cancelled already.',
  'made by the same officer': 'You made this file, so another officer releases it.',
  'too late to send':
    'No working day is left on which the bank could take the file before it is processed. Cancel it and make another.',
  'queried since it was made': 'A provider has queried a line that this file pays. Cancel it and make another.',
  'bank details changed since': 'A provider’s bank details have changed. Cancel the file and make another.',
}

const refusedPage = (paymentFileRef: string, title: string, words: string): Reply =>
  page(
    {
      title,
      section: 'payments',
      breadcrumbs: [PAYMENTS, FILES, { text: paymentFileRef, href: `/payment-files/${paymentFileRef}` }],
      content: html`<p class="govuk-body">${bad(words)} ${link('Back to the file', `/payment-files/${paymentFileRef}`)}</p>`,
    },
    { status: 409 },
  )

export async function postRelease({ actor, shell, params }: Visit): Promise<Reply> {
  const ref = params['ref'] ?? ''
  const released = await releasePaymentFile(shell, actor, ref)
  if (released.ok) return seeOther(`/payment-files/${ref}`, 'Released. Download the file and send it to the bank.')
  return released.error === 'no such payment file'
    ? notFound()
    : refusedPage(ref, 'The file was not released', RELEASE_ERRORS[released.error])
}

export async function postCancelFile({ actor, shell, params }: Visit): Promise<Reply> {
  const ref = params['ref'] ?? ''
  const cancelled = await cancelPaymentFile(shell, actor, ref)
  if (cancelled.ok) return seeOther(`/payment-files/${ref}`, 'The file is cancelled. Its statements wait for another.')
  return cancelled.error === 'no such payment file'
    ? notFound()
    : refusedPage(ref, 'The file was not cancelled', RELEASE_ERRORS['not waiting'])
}
