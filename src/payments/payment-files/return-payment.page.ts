import { type Day, formatDay } from '#src/base/day.ts'
import { findPaymentFile, findRemittance } from '#src/payments/payment-files/payment-file.store.ts'
import { type ReturnPayment, returnPayment } from '#src/payments/payment-files/return-commands.ts'
import {
  isReturnReason,
  RETURN_REASONS,
  type ReturnReason,
  type ReturnRefusal,
} from '#src/payments/payment-files/returned-payment.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import {
  dayField,
  postForm,
  radiosField,
  readDay,
  submit,
  textareaField,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { money } from '#src/platform/pages/table.ts'
import { getOrganisation, providerName } from '#src/providers/index.ts'

type Typed = { readonly day: Day | TypedDay | undefined; readonly why: string; readonly note: string }

export const showReturnForm = (visit: Visit): Promise<Reply> =>
  formPage(visit, { day: undefined, why: '', note: '' }, [])

function formPage({ actor, shell, params, csrf }: Visit, typed: Typed, errors: readonly FieldError[]): Promise<Reply> {
  const { ref = '', organisation = '' } = params
  return shell.view(actor, `payment-file:${ref}`, async (tx) => {
    const file = await findPaymentFile(tx, ref)
    const payment = file && (await findRemittance(tx, ref, organisation))
    if (!payment || payment.returned) return notFound()
    const provider = providerName(await getOrganisation(tx, organisation))
    const action = `/payment-files/${ref}/returns/${organisation}`
    return page(
      {
        title: `Payment to ${provider} returned by the bank`,
        caption: `Payment file ${ref}`,
        section: 'payments',
        errors,
        breadcrumbs: [
          { text: 'Payments', href: '/pay-runs' },
          { text: 'Payment files', href: '/payment-files' },
          { text: ref, href: `/payment-files/${ref}` },
          { text: 'Returned' },
        ],
        content: html`<p class="govuk-body">${money(payment.amountPence)} was to be paid on ${formatDay(payment.payDay)}. Its statements will wait to be paid again, once the provider’s bank details have been confirmed anew by two officers.</p>
          ${postForm({
            action,
            csrf,
            content: html`
              ${dayField({ name: 'day', label: 'Day on which the money came back', value: typed.day, errors })}
              ${radiosField({
                name: 'why',
                label: 'What the bank said',
                value: typed.why,
                errors,
                choices: Object.entries(RETURN_REASONS).map(([value, text]) => ({ value, text })),
              })}
              ${textareaField({ name: 'note', label: 'Note', hint: 'Needed for another reason. The provider reads it too', rows: 2, value: typed.note, errors })}
              ${submit('Write it down', { href: `/payment-files/${ref}` })}`,
          })}`,
      },
      { status: errors.length > 0 ? 400 : 200 },
    )
  })
}

const FAULTS: Readonly<Record<ReturnRefusal, FieldError>> = {
  'not released': { field: 'day', message: 'The file of this payment was not released' },
  'returned already': { field: 'day', message: 'It is written down already that this payment came back' },
  'before it was paid': { field: 'day', message: 'The day must be the pay day or later' },
  'still to come': { field: 'day', message: 'The day must be today or in the past' },
  'say why': { field: 'note', message: 'Say what the bank said' },
}

export async function postReturn(visit: Visit): Promise<Reply> {
  const { actor, shell, params, form } = visit
  const { ref = '', organisation = '' } = params
  const day = readDay(form, 'day')
  const why = String(form['why'] ?? '')
  const note = String(form['note'] ?? '').trim()
  const again = (errors: readonly FieldError[]): Promise<Reply> =>
    formPage(visit, { day: typedDay(form, 'day'), why, note }, errors)
  const errors: FieldError[] = []
  if (!day.ok)
    errors.push({ field: 'day', message: 'Enter the day on which the money came back, for example 4 12 2026' })
  if (!isReturnReason(why)) errors.push({ field: 'why', message: 'Choose what the bank said' })
  if (!day.ok || errors.length > 0) return again(errors)
  const input: ReturnPayment = {
    paymentFileRef: ref,
    organisationRef: organisation,
    day: day.value,
    why: why as ReturnReason,
    note,
  }
  const returned = await returnPayment(shell, actor, input)
  if (returned.ok)
    return seeOther(
      `/payment-files/${ref}`,
      'Written down. The payment waits until the bank details are confirmed anew.',
    )
  return returned.error === 'no such payment' ? notFound() : again([FAULTS[returned.error]])
}
