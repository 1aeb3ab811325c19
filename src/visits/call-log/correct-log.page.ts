/** The correction of a log row: for officers here, for providers through correct-log.portal.ts. */
import { addDays, type Day, dayOf, formatDay, formatTime, type Instant, instantAt } from '#src/base/day.ts'
import type { Micros } from '#src/base/moment.ts'
import { getPolicy } from '#src/councils/index.ts'
import { notFound, page, type Reply, seeOther, type Visit as Asked } from '#src/platform/http/doors.ts'
import {
  dayField,
  hiddenField,
  postForm,
  readDay,
  selectField,
  submit,
  textareaField,
  textField,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { correctLog, type CorrectRefusal } from '#src/visits/call-log/correct-commands.ts'
import { lastOpenDay } from '#src/visits/call-log/correction.ts'
import { findShownRow, type ShownRow } from '#src/visits/call-log/correction.store.ts'
import { referenceFault } from '#src/visits/call-log/log-row.ts'
import { findSeat } from '#src/visits/call-log/seating.store.ts'
import { findVisit, type KeptVisit } from '#src/visits/visit.store.ts'
import { askedRow, nameOf, rowFields, rowHref, rowSummary, textOf } from '#src/visits/call-log/log-row.page.ts'

type Door = { readonly action: string; readonly back: (row: Pick<ShownRow, 'source' | 'logRef' | 'day'>) => string }
const STAFF_DOOR: Door = { action: '/call-log/correct', back: (row) => rowHref('/call-log/row', row) }

type Typed = {
  worker: string
  day: TypedDay | Day
  from: string
  to: string
  code: string
  reason: string
  evidence: string
}
type Form = { readonly errors: FieldError[]; readonly typed: Typed }

const clock = (at: Instant): string =>
  at.toZonedDateTimeISO('Europe/London').toPlainTime().toString({ smallestUnit: 'minute' })

const standing = (row: ShownRow): Typed => ({
  worker: row.workerRef,
  day: dayOf(row.in),
  from: clock(row.in),
  to: row.out ? clock(row.out) : '',
  code: '',
  reason: '',
  evidence: '',
})

export async function showCorrection(asked: Asked, door: Door = STAFF_DOOR, form?: Form): Promise<Reply> {
  const { shell, actor, csrf } = asked
  const { source, logRef } = askedRow(asked)
  const found = await shell.view(actor, `call-log-row:${source} ${logRef}`, async (tx) => {
    const row = await findShownRow(tx, source, logRef)
    const today = dayOf(tx.now)
    const seat = row && (await findSeat(tx, source, logRef))
    return (
      row && {
        row,
        name: actor.organisation === undefined ? await nameOf(tx, row) : undefined,
        visit: seat === undefined ? undefined : await findVisit(tx, seat),
        today,
        reasons: (await getPolicy(tx, 'manual-reasons', today)).codes,
        lastDay: lastOpenDay(row.day, (await getPolicy(tx, 'matching', today)).lockDays),
      }
    )
  })
  if (!found || found.row.isSetAside) return notFound()
  const { row, name, visit, reasons, lastDay, today } = found
  const isLocked = actor.organisation !== undefined && today > lastDay
  return page(
    {
      title: 'Correct a log row',
      caption: `${logRef} from ${source}`,
      section: 'visits',
      breadcrumbs: [{ text: 'Back', href: door.back(row) }, { text: 'Correct' }],
      ...(form ? { errors: form.errors } : {}),
      content: html`${rowSummary(row, { name })}${visit && plannedWords(visit)}${
        isLocked
          ? html`<p class="govuk-inset-text">Corrections closed on ${formatDay(lastDay)}. Ask the council to correct the row.</p>`
          : correctionForm(
              row,
              reasons,
              door,
              csrf,
              form ?? { errors: [], typed: standing(row) },
              actor.organisation === undefined ? undefined : lastDay,
            )
      }`,
    },
    { status: form ? 400 : 200 },
  )
}

/** Between what times the worker was meant to be there. */
const plannedWords = ({ start, minutes }: KeptVisit): Html =>
  html`<p class="govuk-body">Planned from ${formatTime(start)} to ${formatTime(start.add({ minutes }))}, ${minutes} minutes.</p>`

function correctionForm(
  row: ShownRow,
  reasons: readonly { code: string; label: string }[],
  door: Door,
  csrf: string,
  { errors, typed }: Form,
  lastDay: Day | undefined,
): Html {
  return postForm({
    action: door.action,
    csrf,
    content: html`<p class="govuk-body">The row stays as it came. What you enter counts instead, with your name.${lastDay !== undefined && ` You can correct it until ${formatDay(lastDay)}.`}</p>${rowFields(row)}${hiddenField('seen', String(row.corrections))}${textField(
      { name: 'worker', label: 'Worker', value: typed.worker, width: 10, errors },
    )}${dayField({ name: 'day', label: 'Day on which the worker came', value: typed.day, errors })}${textField({ name: 'from', label: 'Came at', type: 'time', value: typed.from, width: 5, errors })}${textField(
      { name: 'to', label: 'Left at', type: 'time', value: typed.to, width: 5, errors },
    )}${selectField({
      name: 'code',
      label: 'Why is the row wrong?',
      choices: reasons.map(({ code, label }) => ({ value: code, text: label })),
      empty: 'Choose a reason',
      value: typed.code,
      errors,
    })}${textareaField({ name: 'reason', label: 'What happened?', value: typed.reason, rows: 2, errors })}${textField({ name: 'evidence', label: 'What shows it (optional)', hint: 'For example, the daily note of 20 November', value: typed.evidence, errors })}${submit('Correct the row', { href: door.back(row) })}`,
  })
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/

const REFUSALS: Readonly<Record<Exclude<CorrectRefusal, 'no such row'>, FieldError>> = {
  'set aside already': { field: 'from', message: 'The row was set aside. It counts for nothing.' },
  'no reason given': { field: 'reason', message: 'Say what happened' },
  'no such reason': { field: 'code', message: 'Choose one of the reasons' },
  'nothing changes': { field: 'from', message: 'Change the worker, a time or the reason: this is what counts already' },
  'out before in': { field: 'to', message: 'The worker left before coming. Check both times.' },
  'in the future': { field: 'to', message: 'The time is still to come' },
  'longer than a day': {
    field: 'to',
    message: 'The worker was there for more than a day. Check the day and both times.',
  },
  'corrected meanwhile': {
    field: 'from',
    message:
      'Somebody corrected the row while you had this page open. Compare with what counts now, and send yours if it is still right.',
  },
  locked: { field: 'from', message: 'The days for corrections are over. Ask the council to correct the row.' },
}

export async function postCorrection(asked: Asked, door: Door = STAFF_DOOR): Promise<Reply> {
  const { shell, actor, form } = asked
  const { source, logRef } = askedRow(asked)
  const row = await shell.read(actor, (tx) => findShownRow(tx, source, logRef))
  if (!row) return notFound()
  const typed: Typed = {
    worker: textOf(form['worker']),
    day: typedDay(form, 'day'),
    from: textOf(form['from']),
    to: textOf(form['to']),
    code: textOf(form['code']),
    reason: textOf(form['reason']),
    evidence: textOf(form['evidence']).slice(0, 200),
  }
  const { errors, times } = readTimes(typed, readDay(form, 'day'), row)
  const worker = referenceFault('worker_ref', typed.worker)
  if (worker) errors.push({ field: 'worker', message: `The worker’s reference cannot be used: ${worker.reason}` })
  if (typed.code === '') errors.push({ field: 'code', message: 'Choose a reason' })
  if (typed.reason === '') errors.push({ field: 'reason', message: 'Say what happened' })
  if (errors.length > 0) return showCorrection(asked, door, { errors, typed })
  const { code: reasonCode, reason, evidence } = typed
  const asks = { source, logRef, workerRef: typed.worker, ...times, reasonCode, reason, evidence, seen: seenIn(form) }
  const done = await correctLog(shell, actor, asks)
  if (done.ok) return seeOther(door.back(row), 'The row is corrected')
  if (done.error === 'no such row') return notFound()
  return showCorrection(asked, door, { errors: [REFUSALS[done.error]], typed })
}

/** How many corrections the form was made with. */
const seenIn = (form: Asked['form']): number | undefined =>
  /^\d{1,6}$/.test(textOf(form['seen'])) ? Number(textOf(form['seen'])) : undefined

/** A time that was left as it stands stays to the second; a time before the one of coming is the next day's. */
function readTimes(
  typed: Typed,
  day: ReturnType<typeof readDay>,
  row: ShownRow,
): { errors: FieldError[]; times: { in?: Micros; out?: Micros } } {
  const errors: FieldError[] = []
  if (!day.ok) errors.push({ field: 'day', message: 'Enter the day, for example 27 3 2026' })
  if (!TIME.test(typed.from)) errors.push({ field: 'from', message: 'Enter when the worker came, like 09:05' })
  if (typed.to !== '' && !TIME.test(typed.to))
    errors.push({ field: 'to', message: 'Enter when the worker left, like 09:35' })
  if (typed.to === '' && row.out !== null)
    errors.push({ field: 'to', message: 'Enter when the worker left, like 09:35' })
  if (!day.ok || errors.length > 0) return { errors, times: {} }
  const before = standing(row)
  const micros = (at: Instant): Micros => at.epochMilliseconds * 1000
  const isSameDay = before.day === day.value
  const outDay = typed.to < typed.from ? addDays(day.value, 1) : day.value
  const keepsIn = isSameDay && before.from === typed.from
  const keepsOut = typed.to === '' || (row.out !== null && dayOf(row.out) === outDay && before.to === typed.to)
  return {
    errors,
    times: {
      ...(keepsIn ? {} : { in: micros(instantAt(day.value, typed.from)) }),
      ...(keepsOut ? {} : { out: micros(instantAt(outDay, typed.to)) }),
    },
  }
}
