import { type Day, formatDay } from '#src/base/day.ts'
import { confirmPaymentFile } from '#src/payments/payment-files/confirm-commands.ts'
import type { ConfirmRefusal } from '#src/payments/payment-files/payment-file.ts'
import { findPaymentFile } from '#src/payments/payment-files/payment-file.store.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { dayField, postForm, readDay, submit, type TypedDay, typedDay } from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import { money } from '#src/platform/pages/table.ts'

export const showConfirmForm = (visit: Visit): Promise<Reply> => formPage(visit, undefined, undefined)

function formPage(
  { actor, shell, params, csrf }: Visit,
  typed: Day | TypedDay | undefined,
  message: string | undefined,
): Promise<Reply> {
  const ref = params['ref'] ?? ''
  const errors = message === undefined ? [] : [{ field: 'day', message }]
  return shell.view(actor, `payment-file:${ref}`, async (tx) => {
    const file = await findPaymentFile(tx, ref)
    if (file?.state !== 'released') return notFound()
    return page(
      {
        title: 'The bank has made the payments',
        caption: `Payment file ${ref}`,
        section: 'payments',
        errors,
        breadcrumbs: [
          { text: 'Payments', href: '/pay-runs' },
          { text: 'Payment files', href: '/payment-files' },
          { text: ref, href: `/payment-files/${ref}` },
          { text: 'Paid' },
        ],
        content: html`<p class="govuk-body">${money(file.amountPence)} was to be paid on ${formatDay(file.payDay)}. A payment that the bank sent back is written down beside it: its run is not paid until it is paid again.</p>
          ${postForm({
            action: `/payment-files/${ref}/confirm`,
            csrf,
            content: html`${dayField({ name: 'day', label: 'Day on which the bank made the payments', hint: 'From the bank statement or the ledger', value: typed ?? file.confirmedDay ?? file.payDay, errors })}
              ${submit('Write it down', { href: `/payment-files/${ref}` })}`,
          })}`,
      },
      { status: errors.length > 0 ? 400 : 200 },
    )
  })
}

const FAULTS: Readonly<Record<Exclude<ConfirmRefusal, 'not released'>, string>> = {
  'before the pay day': 'The day must be the pay day or later',
  'still to come': 'The day must be today or in the past',
  'confirmed for that day already': 'This day is written down already',
}

export async function postConfirm(visit: Visit): Promise<Reply> {
  const { actor, shell, params, form } = visit
  const paymentFileRef = params['ref'] ?? ''
  const day = readDay(form, 'day')
  if (!day.ok) return formPage(visit, typedDay(form, 'day'), 'Enter the day of the payments, for example 4 12 2026')
  const confirmed = await confirmPaymentFile(shell, actor, { paymentFileRef, day: day.value })
  if (confirmed.ok)
    return seeOther(`/payment-files/${paymentFileRef}`, 'Written down. Pay runs of which nothing is left are paid.')
  if (confirmed.error === 'no such payment file' || confirmed.error === 'not released') return notFound()
  return formPage(visit, typedDay(form, 'day'), FAULTS[confirmed.error])
}
