/** The entry by hand of a visit that no machine logged (M-54, M-55): for officers here, for providers through own-visits.portal.ts. */
import { counted } from '#src/base/counted.ts'
import { addDays, dayOf, formatDay, formatTime, type Instant, instantAt } from '#src/base/day.ts'
import { getPolicy } from '#src/councils/index.ts'
import { notFound, page, type Reply, seeOther, type Visit as Asked } from '#src/platform/http/doors.ts'
import { postForm, selectField, submit, textField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { inset, summary } from '#src/platform/pages/record.ts'
import { enterByHand, type HandRefusal } from '#src/visits/call-log/by-hand-commands.ts'
import { referenceFault } from '#src/visits/call-log/log-row.ts'
import { namesOf } from '#src/visits/names.store.ts'
import { type KeptAttendance, listAttendances } from '#src/visits/visit-list.store.ts'
import { findVisit, type KeptVisit } from '#src/visits/visit.store.ts'

type Typed = { worker: string; from: string; to: string; reason: string }
export type HandForm = { readonly errors: FieldError[]; readonly typed: Typed }
type Reasons = readonly { code: string; label: string }[]

const EMPTY: HandForm = { errors: [], typed: { worker: '', from: '', to: '', reason: '' } }

/** Whether somebody may still be entered for the visit: it has begun, stands, and a worker of it is missing. */
export const lacksWorker = (visit: KeptVisit, attendances: readonly KeptAttendance[], now: Instant): boolean =>
  visit.status === 'planned' && attendances.length < visit.workers && Temporal.Instant.compare(visit.start, now) <= 0

export const handForm = (action: string, reasons: Reasons, csrf: string, form: HandForm = EMPTY): Html =>
  postForm({
    action,
    csrf,
    content: html`<p class="govuk-body">Entries by hand are counted, and shown beside the visit.</p>${textField({ name: 'worker', label: 'Worker', hint: 'The reference that the call log uses', value: form.typed.worker, width: 10, errors: form.errors })}${textField(
      { name: 'from', label: 'Came at', type: 'time', value: form.typed.from, width: 5, errors: form.errors },
    )}${textField({ name: 'to', label: 'Left at', type: 'time', value: form.typed.to, width: 5, errors: form.errors })}${selectField(
      {
        name: 'reason',
        label: 'Why was it not logged?',
        choices: reasons.map(({ code, label }) => ({ value: code, text: label })),
        empty: 'Choose a reason',
        value: form.typed.reason,
        errors: form.errors,
      },
    )}${submit('Enter the visit')}`,
  })

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/

const REFUSALS: Readonly<Record<Exclude<HandRefusal, 'no such visit'>, FieldError>> = {
  'visit cancelled': { field: 'from', message: 'The visit was cancelled. It has to be brought back first.' },
  'no such reason': { field: 'reason', message: 'Choose one of the reasons' },
  'in the future': { field: 'to', message: 'The time is still to come. Enter the visit when it is over.' },
  locked: { field: 'from', message: 'The days for entries by hand are over. Ask the council to enter the visit.' },
  'no free seat': { field: 'worker', message: 'This worker, or every worker of the visit, is logged already' },
}

function faultsOf(typed: Typed): FieldError[] {
  const worker = referenceFault('worker_ref', typed.worker)
  const message =
    typed.worker === '' ? 'Enter the worker' : `The worker’s reference cannot be used: ${worker?.reason ?? ''}`
  return [
    ...(worker ? [{ field: 'worker', message }] : []),
    ...(TIME.test(typed.from) ? [] : [{ field: 'from', message: 'Enter when the worker came, like 09:05' }]),
    ...(TIME.test(typed.to) ? [] : [{ field: 'to', message: 'Enter when the worker left, like 09:35' }]),
    ...(typed.reason === '' ? [{ field: 'reason', message: 'Choose a reason' }] : []),
  ]
}

/** A time before the one at which the worker came belongs to the next day: the visit went over midnight. */
const micros = (visit: KeptVisit, typed: Typed): { in: number; out: number } => ({
  in: instantAt(visit.day, typed.from).epochMilliseconds * 1000,
  out: instantAt(typed.to < typed.from ? addDays(visit.day, 1) : visit.day, typed.to).epochMilliseconds * 1000,
})

/** Enters what was typed; the form with its errors where it cannot be. */
export async function takeHandForm({
  shell,
  actor,
  form,
  params,
}: Asked): Promise<{ visitRef: string } | HandForm | 'no such visit'> {
  const text = (name: string): string => typedText(form, name)
  const typed: Typed = { worker: text('worker'), from: text('from'), to: text('to'), reason: text('reason') }
  const visit = await shell.read(actor, (tx) => findVisit(tx, params['ref'] ?? ''))
  if (!visit) return 'no such visit'
  const { visitRef } = visit
  const errors = faultsOf(typed)
  if (errors.length > 0) return { errors, typed }
  const entry = { visitRef, workerRef: typed.worker, ...micros(visit, typed), reasonCode: typed.reason }
  const done = await enterByHand(shell, actor, entry)
  if (done.ok) return { visitRef }
  return done.error === 'no such visit' ? done.error : { errors: [REFUSALS[done.error]], typed }
}

/** An officer enters a visit at any time, also when the provider's days are over. */
export async function showHandEntry(asked: Asked, form?: HandForm): Promise<Reply> {
  const { shell, actor, params, csrf } = asked
  const visitRef = params['ref'] ?? ''
  const found = await shell.view(actor, `visit:${visitRef}`, async (tx) => {
    const visit = await findVisit(tx, visitRef)
    return (
      visit && {
        visit,
        names: await namesOf(tx, [visit]),
        isOpen: lacksWorker(visit, await listAttendances(tx, [visit]), tx.now),
        reasons: (await getPolicy(tx, 'manual-reasons', dayOf(tx.now))).codes,
      }
    )
  })
  if (!found) return notFound()
  const { visit, names, isOpen, reasons } = found
  const href = `/visits/${encodeURIComponent(visitRef)}`
  return page(
    {
      title: 'Enter a visit by hand',
      caption: `Visit ${visitRef}`,
      section: 'visits',
      breadcrumbs: [
        { text: 'Visits', href: `/visits?day=${visit.day}` },
        { text: visitRef, href },
        { text: 'Enter by hand' },
      ],
      ...(form ? { errors: form.errors } : {}),
      content: html`${summary([
        { key: 'Person', value: names.person(visit.personRef) },
        { key: 'Provider', value: names.provider(visit.organisationRef) },
        {
          key: 'Planned',
          value: `${formatDay(visit.day)} at ${formatTime(visit.start)}, ${visit.minutes} minutes, ${counted(visit.workers, 'worker')}`,
        },
      ])}${isOpen || form ? handForm(`${href}/by-hand`, reasons, csrf, form) : inset('Nobody is missing from this visit, or it has not begun. Correct the log row on its page instead.')}`,
    },
    { status: form ? 400 : 200 },
  )
}

export async function postHandEntry(asked: Asked): Promise<Reply> {
  const taken = await takeHandForm(asked)
  if (taken === 'no such visit') return notFound()
  if ('errors' in taken) return showHandEntry(asked, taken)
  return seeOther(`/visits/${encodeURIComponent(taken.visitRef)}`, 'The visit is entered')
}
