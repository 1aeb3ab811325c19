/** What an officer does with a draft: checks it, approves what another checked; and what happens next to a run. */
import { z } from 'zod'
import { formatDay, formatInstant } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import { countWaiting } from '#src/payments/adjustments/recheck.store.ts'
import { approvePayRun, checkPayRun } from '#src/payments/pay-runs/pay-run-commands.ts'
import { type ApproveRefusal, type CheckRefusal, isDraft, type PayRun } from '#src/payments/pay-runs/pay-run.ts'
import { addUp, findPayRun, type Totals, totalsOfRun } from '#src/payments/pay-runs/pay-run.store.ts'
import { periodWords } from '#src/payments/statements/line-table.page.ts'
import { type Actor, may, personBehind } from '#src/platform/actor.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { hiddenField, postForm, submit, textareaField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { summary } from '#src/platform/pages/record.ts'
import { bad, link, money } from '#src/platform/pages/table.ts'

const PAYMENTS = { text: 'Payments', href: '/pay-runs' }

type Standing = { readonly totalPence: Pence; readonly changed: number; readonly nothingDue: boolean }

export function nextSteps(run: PayRun, actor: Actor, csrf: string, standing: Standing): Html {
  if (run.state === 'rating')
    return html`<p class="govuk-body">Visits are being rated. Then the draft is checked, and an officer other than ${run.madeByName} approves it.</p>`
  if (run.state === 'posting') return html`<p class="govuk-body">The statements are being posted.</p>`
  if (run.state === 'approved')
    return html`<p class="govuk-body">Approved by ${run.settledByName}. Providers see their statements now.</p>
      <p class="govuk-body">${
        standing.nothingDue
          ? html`The bank has nothing to pay of it. What a provider owes is taken off what it is paid next.`
          : html`The run is paid when the bank has made the payments of its ${link('payment files', '/payment-files')}.`
      }</p>`
  if (run.state === 'paid')
    return html`<p class="govuk-body">Approved by ${run.settledByName}. The bank paid all of it by ${run.paidDay && formatDay(run.paidDay)}.</p>`
  if (run.state === 'cancelled')
    return html`<p class="govuk-body">Cancelled by ${run.settledByName}. Its visits wait for another run.</p>`
  return html`${run.state === 'draft' ? toCheck(run, actor, standing) : toApprove(run, actor, csrf, standing)}
    ${may(actor, 'payments.run') && html`<p class="govuk-body">${link('Cancel this run', `/pay-runs/${run.payRunRef}/cancel`)}</p>`}`
}

function toCheck(run: PayRun, actor: Actor, { changed }: Standing): Html {
  if (changed > 0)
    return html`<p class="govuk-body">Rate the changed visits again. Then the draft is checked and approved.</p>`
  const mayCheck = may(actor, 'payments.run') && !(run.checkByAnother && run.madeBy === personBehind(actor))
  return mayCheck
    ? html`<p class="govuk-body">Go through the totals and the visits that are missed or in query: settle them or leave them out.</p>
        <p class="govuk-body">${link('Check this draft', `/pay-runs/${run.payRunRef}/check`)}</p>
        <p class="govuk-body">Then an officer who neither made nor checked it approves.</p>`
    : html`<p class="govuk-body">A finance officer${run.checkByAnother && html` other than ${run.madeByName}`} checks this draft. Then an officer who neither made nor checked it approves.</p>`
}

function toApprove(run: PayRun, actor: Actor, csrf: string, { totalPence, changed }: Standing): Html {
  const checked = html`<p class="govuk-body">Checked by ${run.checkedByName}${run.checkedAt && ` on ${formatInstant(run.checkedAt)}`}.</p>`
  if (changed > 0)
    return html`${checked}<p class="govuk-body">Rate the changed visits again. Then the draft is checked again and approved.</p>`
  const officer = personBehind(actor)
  const mayApprove = may(actor, 'payments.approve') && run.madeBy !== officer && run.checkedBy !== officer
  const names = [...new Set([run.madeByName, run.checkedByName])].join(' and ')
  return html`${checked}${
    mayApprove
      ? html`<p class="govuk-body">See the totals and what is in query: that is not paid, and a later run takes it.</p>
        ${postForm({ action: `/pay-runs/${run.payRunRef}/approve`, csrf, content: html`${hiddenField('seen', totalPence)}${submit('Approve and post')}` })}`
      : html`<p class="govuk-body">An officer who may approve payments, other than ${names}, approves this run.</p>${
          may(actor, 'payments.run') &&
          run.checkedBy !== officer &&
          html`<p class="govuk-body">${link('Check it anew', `/pay-runs/${run.payRunRef}/check`)}</p>`
        }`
  }`
}

const STALE = {
  'visits have changed': 'Visits of the run have changed since they were rated. Rate them again and check the total.',
  'a back-dated rate is on its way':
    'Prices of days of the run have just changed, and its visits are being looked up. Try again in a minute.',
  'the call log is being matched':
    'Rows of the call log of these days have arrived and are being matched to their visits. Try again in a minute.',
} as const

const NO_DRAFT = 'This run is not a draft any more.'

const APPROVE_ERRORS: Record<ApproveRefusal, string> = {
  ...STALE,
  'not a draft': NO_DRAFT,
  'not checked': 'Nobody has checked this draft as it stands. Have it checked first.',
  'made by the same officer': 'You made this run, so another officer approves it.',
  'checked by the same officer': 'You checked this run, so another officer approves it.',
  'the total is another than was seen':
    'The total has changed since you opened the page. Check the new total and approve it.',
}

const readSeen = (form: Visit['form']): number | undefined =>
  z.coerce
    .number()
    .int()
    .safeParse(form['seen'] === '' ? undefined : form['seen']).data

export async function postApproval({ actor, shell, params, form }: Visit): Promise<Reply> {
  const payRunRef = params['ref'] ?? ''
  const approved = await approvePayRun(shell, actor, payRunRef, { seenPence: readSeen(form) })
  if (approved.ok) return seeOther(`/pay-runs/${payRunRef}`, 'Approved. The statements are being posted.')
  if (approved.error === 'no such pay run') return notFound()
  return page(
    {
      title: 'The run was not approved',
      section: 'payments',
      breadcrumbs: [PAYMENTS, { text: payRunRef, href: `/pay-runs/${payRunRef}` }],
      content: html`<p class="govuk-body">${bad(APPROVE_ERRORS[approved.error])} ${link('Back to the run', `/pay-runs/${payRunRef}`)}</p>`,
    },
    { status: 409 },
  )
}

const CHECK_ERRORS: Record<CheckRefusal, string> = {
  ...STALE,
  'not a draft': NO_DRAFT,
  'checked already': 'This draft is checked already',
  'made by the same officer': 'You made this run, and the council’s policy asks for another officer to check it',
  'say what is carried': 'Say why visits are carried to the next run',
  'say what is far from planned': 'Say that visits far from their planned length were looked at, and what came of it',
  'the total is another than was seen': 'The total has changed since you opened the page. See the new total below',
}

type Draft = {
  readonly run: PayRun
  readonly totals: Totals
  readonly leftOut: number
  readonly clashes: number
  readonly notHome: number
  readonly far: number
}

const noteLabel = (carried: number, far: number): string => {
  if (carried > 0)
    return far > 0 ? 'Why visits are carried, and what of those far from planned' : 'Why visits are carried'
  return far > 0 ? 'What of the visits far from their planned length' : 'Note (optional)'
}

const checkForm = (
  { run, totals, leftOut, clashes, notHome, far }: Draft,
  note: string,
  csrf: string,
  errors: readonly FieldError[] = [],
): Page => {
  const { payRunRef } = run
  const count = (value: number, show: string) =>
    value === 0 ? '0' : link(value.toLocaleString('en-GB'), `/pay-runs/${payRunRef}?show=${show}`)
  const row = (key: string, value: Html | string) => ({ key, value })
  return {
    title: `Check pay run ${payRunRef}`,
    caption: periodWords(run),
    section: 'payments',
    errors,
    breadcrumbs: [PAYMENTS, { text: payRunRef, href: `/pay-runs/${payRunRef}` }, { text: 'Check' }],
    content: html`${summary([
      row('Visits', totals.visits.toLocaleString('en-GB')),
      row('Missed', count(totals.missed, 'exceptions')),
      row('With one worker of two', count(totals.oneWorker, 'exceptions')),
      row('With a worker in two places', count(clashes, 'exceptions&outcome=two_places')),
      notHome > 0 && row('Logged while away or after the end', count(notHome, 'exceptions&outcome=not_home')),
      far > 0 && row('Far from their planned length', count(far, 'visits&outcome=far')),
      row('In query, carried to the next run', count(totals.query, 'exceptions')),
      row('Left out, carried to the next run', count(leftOut, 'left-out')),
      row('Adjustments', count(totals.adjustments, 'adjustments')),
      row('Total', money(totals.amountPence)),
    ])}
    ${postForm({
      action: `/pay-runs/${payRunRef}/check`,
      csrf,
      content: html`${hiddenField('seen', totals.amountPence)}
        ${textareaField({
          name: 'note',
          label: noteLabel(totals.query + leftOut, far),
          hint: 'Whoever approves the run reads it. A draft that changes after its check is checked again',
          rows: 3,
          value: note,
          errors,
        })}
        ${submit('I have checked this draft', { href: `/pay-runs/${payRunRef}` })}`,
    })}`,
  }
}

const readDraft = ({ actor, shell, params }: Visit): Promise<Draft | undefined> =>
  shell.read(actor, async (tx) => {
    const run = await findPayRun(tx, params['ref'] ?? '')
    if (!run || !isDraft(run)) return undefined
    const { leftOut, clashes, notHome, far } = await countWaiting(tx, run)
    return { run, totals: addUp(await totalsOfRun(tx, run)), leftOut, clashes, notHome, far }
  })

export async function checkPayRunForm(visit: Visit): Promise<Reply> {
  const draft = await readDraft(visit)
  return draft ? page(checkForm(draft, '', visit.csrf)) : notFound()
}

export async function postCheck(visit: Visit): Promise<Reply> {
  const { actor, shell, params, form, csrf } = visit
  const payRunRef = params['ref'] ?? ''
  const note = String(form['note'] ?? '')
  const checked = await checkPayRun(shell, actor, { payRunRef, note, seenPence: readSeen(form) })
  if (checked.ok) return seeOther(`/pay-runs/${payRunRef}`, 'Checked. Another officer approves the run.')
  const draft = await readDraft(visit)
  if (!draft || checked.error === 'no such pay run') return notFound()
  const errors = [{ field: 'note', message: CHECK_ERRORS[checked.error] }]
  return page(checkForm(draft, note, csrf, errors), { status: 400 })
}
