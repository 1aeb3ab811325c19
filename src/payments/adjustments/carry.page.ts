import {
  carryVisits,
  type CarryRefusal,
  takeBackVisits,
  type TakeBackRefusal,
} from '#src/payments/adjustments/carry-commands.ts'
import { countOf } from '#src/payments/statements/line-table.page.ts'
import { readCursor } from '#src/payments/statements/statement.store.ts'
import { notDone, notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { hiddenField, postForm, submit, textareaField } from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { chosen } from '#src/platform/pages/queue.ts'

const visitsChosen = (form: Visit['form']) => chosen(form, 'chosen').flatMap((key) => readCursor(key) ?? [])

const carryForm = (
  payRunRef: string,
  keys: readonly string[],
  reason: string,
  csrf: string,
  errors: readonly FieldError[] = [],
): Page => ({
  title: `Leave ${countOf(keys.length, 'visit')} out of pay run ${payRunRef}`,
  section: 'payments',
  errors,
  breadcrumbs: [
    { text: 'Payments', href: '/pay-runs' },
    { text: payRunRef, href: `/pay-runs/${payRunRef}` },
    { text: 'Leave out' },
  ],
  content: postForm({
    action: `/pay-runs/${payRunRef}/carry`,
    csrf,
    content: html`${keys.map((key) => hiddenField('chosen', key))}
      ${textareaField({ name: 'reason', label: 'Why they are left out', hint: 'For example: the provider is asked for the log. The next run takes these visits.', value: reason, errors })}
      ${submit('Leave out of this run', { href: `/pay-runs/${payRunRef}?show=exceptions` })}`,
  }),
})

const CARRY_ERRORS: Record<Exclude<CarryRefusal, 'no such pay run'>, string> = {
  'not a draft': 'This run is not a draft any more, so nothing can be left out of it',
  'no reason given': 'Say why the visits are left out',
  'none of these visits is in the draft': 'These visits are not in the draft any more. Go back to the run',
}

/** The first time it asks why; with the reason it leaves the visits out. */
export async function postCarry({ actor, shell, params, form, csrf }: Visit): Promise<Reply> {
  const payRunRef = params['ref'] ?? ''
  const keys = chosen(form, 'chosen')
  if (keys.length === 0) return notDone(`/pay-runs/${payRunRef}?show=exceptions`, 'Choose the visits first.')
  if (form['reason'] === undefined) return page(carryForm(payRunRef, keys, '', csrf))
  const reason = String(form['reason'])
  const carried = await carryVisits(shell, actor, { payRunRef, visits: visitsChosen(form), reason })
  if (carried.ok)
    return seeOther(
      `/pay-runs/${payRunRef}?show=left-out`,
      `${countOf(carried.value, 'visit')} left out, for the next run.`,
    )
  if (carried.error === 'no such pay run') return notFound()
  const errors = [{ field: 'reason', message: CARRY_ERRORS[carried.error] }]
  return page(carryForm(payRunRef, keys, reason, csrf, errors), { status: 400 })
}

const TAKE_BACK_WORDS: Record<Exclude<TakeBackRefusal, 'no such pay run'>, string> = {
  'not a draft': 'This run is not a draft any more, so nothing can be taken back into it.',
  'none of these visits was left out': 'These visits do not wait any more.',
}

export async function postTakeBack({ actor, shell, params, form }: Visit): Promise<Reply> {
  const payRunRef = params['ref'] ?? ''
  const back = await takeBackVisits(shell, actor, { payRunRef, visits: visitsChosen(form) })
  if (!back.ok && back.error === 'no such pay run') return notFound()
  const words = back.ok
    ? `${countOf(back.value, 'visit')} taken back.`
    : TAKE_BACK_WORDS[back.error as keyof typeof TAKE_BACK_WORDS]
  return seeOther(`/pay-runs/${payRunRef}?show=left-out`, words)
}
