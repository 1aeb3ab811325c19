import { formatDay, formatInstant, formatTime, type Instant, instantAt } from '#src/base/day.ts'
import { ok, type Result, refuse } from '#src/base/result.ts'
import { listZones, type Zone } from '#src/councils/index.ts'
import { may } from '#src/platform/actor.ts'
import type { Read } from '#src/platform/database.ts'
import { notFound, page, type Reply, seeOther, type Visit as Asked } from '#src/platform/http/doors.ts'
import {
  dayField,
  postForm,
  radiosField,
  readDay,
  submit,
  textareaField,
  textField,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { section, summary, whatHappensNext } from '#src/platform/pages/record.ts'
import { dataTable, link, small } from '#src/platform/pages/table.ts'
import { type House, latestHistory, recordTabs, showPanels } from '#src/platform/panels.ts'
import { findShownRow, listChain, seatsOf } from '#src/visits/call-log/correction.store.ts'
import { setAside, type SetAsideRefusal } from '#src/visits/call-log/by-hand-commands.ts'
import { chainTable, rowHref, nameOf, rowSummary } from '#src/visits/call-log/log-row.page.ts'
import { lacksWorker } from '#src/visits/call-log/enter-visit.page.ts'
import { findSeat } from '#src/visits/call-log/seating.store.ts'
import { type CancelRefusal, cancelVisit, type RestoreRefusal, restoreVisit } from '#src/visits/visit-commands.ts'
import { findVisitBeside, type KeptAttendance, whatBecameOf } from '#src/visits/visit-list.store.ts'
import { actualMinutes, tolerance, toleranceWords } from '#src/visits/visit-outcome.ts'
import { CANCELLERS, type KeptVisit } from '#src/visits/visit.store.ts'
import { nightRow } from '#src/visits/wakings/wakings.page.ts'
import { dayHref } from '#src/visits/visits.page.ts'
import { type Names, namesOf } from '#src/visits/names.store.ts'
import { skillWords, sourceWords, tagsOf } from '#src/visits/visit-words.page.ts'

type Form = { errors: FieldError[]; reason: string; told?: Told }
type Told = { readonly by: string; readonly day: TypedDay; readonly time: string }

/** The record of one visit: who came, from when to when, and what became of it. */
export async function showVisit(asked: Asked, house: House, form?: Form): Promise<Reply> {
  const { shell, actor, params, csrf } = asked
  const visitRef = params['ref'] ?? ''
  return shell.view(actor, `visit:${visitRef}`, async (tx) => {
    const found = await findVisitBeside(tx, visitRef)
    if (!found) return notFound()
    const { visit, beside } = found
    const chain = await listChain(tx, { personRef: visit.personRef, visit })
    const attendances = seatsOf(chain)
    const names = await namesOf(tx, [visit])
    const outcome = await whatBecameOf(tx, visit, attendances, beside)
    const canCorrect = may(actor, 'visits.correct')
    return page(
      {
        title: `${names.person(visit.personRef)}, ${formatTime(visit.start)}`,
        caption: `Visit ${visitRef}`,
        section: 'visits',
        breadcrumbs: [{ text: 'Visits', href: `/visits?day=${visit.day}` }, { text: visitRef }],
        tags: tagsOf(outcome),
        actions:
          canCorrect && lacksWorker(visit, attendances, tx.now)
            ? [{ text: 'Enter by hand', kind: 'secondary', href: `/visits/${encodeURIComponent(visitRef)}/by-hand` }]
            : [],
        tabs: recordTabs(house, actor, { on: 'visit', ref: visitRef, href: `/visits/${encodeURIComponent(visitRef)}` }),
        facts: [
          { label: 'Day', value: formatDay(visit.day) },
          { label: 'Planned', value: `${formatTime(visit.start)}, ${visit.minutes} minutes` },
          { label: 'Workers', value: visit.workers },
          { label: 'On time within', value: toleranceWords(tolerance(visit, outcome.rule)) },
        ],
        ...(form ? { errors: form.errors } : {}),
        content: html`${section('Who was there', attendanceTable(attendances))}${chain.length > attendances.length && section('What was said about the log', chainTable(chain))}${section('What was planned', planned(visit, names, await listZones(tx), { isAttended: attendances.length > 0, mayNote: canCorrect }))}
${await showPanels(house, tx, actor, 'visit', visitRef)}${canCorrect && changeForm(visit, attendances, csrf, form)}`,
        aside: html`${whatHappensNext(nextWords(visit, attendances))}${await latestHistory(house, tx, `visit:${visitRef}`, `Planned with the weekly visits of package ${visit.packageRef}. Nothing else has happened to it.`)}`,
      },
      { status: form ? 400 : 200 },
    )
  })
}

const attendanceTable = (attendances: readonly KeptAttendance[]): Html => {
  const minutes = actualMinutes(attendances)
  return html`${dataTable<KeptAttendance>({
    caption: 'Who was there',
    captionHidden: true,
    rows: attendances,
    empty: 'Nobody has logged in.',
    columns: [
      { heading: 'Worker', cell: (one) => one.workerRef },
      { heading: 'In', cell: (one) => html`${formatTime(one.in)}${small(sourceWords(one.inSource))}` },
      {
        heading: 'Out',
        cell: (one) =>
          one.out
            ? html`${formatTime(one.out)}${small(sourceWords(one.outSource))}`
            : html`<strong class="almoner-bad">No log-out</strong>`,
      },
      {
        heading: 'Log row',
        cell: (one) =>
          html`${link(one.logRef, rowHref('/call-log/row', { source: one.logSource, logRef: one.logRef }))}${small(one.isMatched ? 'Matched by time' : 'Named the visit')}${one.merged > 0 && small(`${one.merged} more of the same log-in`)}${one.reasonCode !== null && small(`Reason: ${one.reasonCode.replaceAll('_', ' ')}`)}`,
      },
    ],
  })}${minutes !== undefined && html`<p class="govuk-body">${attendances.length > 1 ? `Both were there for ${minutes} minutes.` : `There for ${minutes} minutes.`}</p>`}`
}

const planned = (
  visit: KeptVisit,
  names: Names,
  zones: readonly Zone[],
  night: { readonly isAttended: boolean; readonly mayNote: boolean },
): Html =>
  summary([
    { key: 'Person', value: link(names.person(visit.personRef), `/people/${visit.personRef}`) },
    { key: 'Their day', value: link('All visits of the day', dayHref(visit.day, 'person', visit.personRef)) },
    { key: 'Provider', value: link(names.provider(visit.organisationRef), `/providers/${visit.organisationRef}`) },
    { key: 'Package', value: link(visit.packageRef, `/packages/${visit.packageRef}`) },
    { key: 'Contract', value: link(visit.contractRef, `/contracts/${visit.contractRef}`) },
    { key: 'Zone', value: zones.find(({ zone }) => zone === visit.zone)?.name ?? visit.zone },
    visit.timeCritical && { key: 'Time-critical', value: 'Yes' },
    visit.bankHoliday && { key: 'Bank holiday', value: 'Yes' },
    visit.skill !== undefined && { key: 'Skill', value: skillWords(visit.skill) },
    visit.miles !== undefined && { key: 'Miles to travel', value: visit.miles },
    nightRow(visit, '/visits', night),
    visit.status === 'cancelled' && { key: 'Cancelled', value: cancelledWords(visit) },
  ])

function cancelledWords(visit: KeptVisit): string {
  const when = visit.cancelledAt ? ` on ${formatInstant(visit.cancelledAt)}` : ''
  if (visit.cancelledWhy === 'absence') return `The person is away (${visit.absenceRef}); cancelled${when}`
  if (visit.cancelledWhy === 'placement ended') return `The placement ended; cancelled${when}`
  if (visit.cancelledWhy === 'planned anew') return `It was planned anew; cancelled${when}`
  const told = visit.cancelledAt ? `; the provider was told on ${formatInstant(visit.cancelledAt)}` : ''
  return `By the ${visit.cancelledBy ?? 'council'}${told}`
}

function nextWords(visit: KeptVisit, attendances: readonly KeptAttendance[]): string {
  if (visit.status === 'cancelled')
    return 'The visit is cancelled. It is paid only what the rate card says of short notice, or of the first days away.'
  if (attendances.some(({ out }) => out === undefined))
    return 'The provider sends the log-out, or enters the visit by hand with a reason.'
  if (attendances.length > 0) return "The provider's pay runs pay it: Payment says by which, once one has."
  return 'The provider sends its call log. Until then nobody is known to have come.'
}

const canRestore = ({ cancelledWhy }: KeptVisit): boolean =>
  cancelledWhy === 'absence' || cancelledWhy === 'by an officer'

function changeForm(
  visit: KeptVisit,
  attendances: readonly KeptAttendance[],
  csrf: string,
  form: Form | undefined,
): Html | undefined {
  const isPlanned = visit.status === 'planned'
  if (isPlanned ? attendances.length > 0 : !canRestore(visit)) return undefined
  const verb = isPlanned ? 'cancel' : 'restore'
  return section(
    isPlanned ? 'Cancel this visit' : 'Bring this visit back',
    postForm({
      action: `/visits/${encodeURIComponent(visit.visitRef)}/${verb}`,
      csrf,
      content: html`${isPlanned && toldFields(form)}${textareaField({
        name: 'reason',
        label: 'Why?',
        hint: 'It stands in the history of the visit and of the person.',
        value: form?.reason,
        rows: 2,
        errors: form?.errors,
      })}${submit(isPlanned ? 'Cancel the visit' : 'Bring the visit back')}`,
    }),
  )
}

/** Some rate cards pay a share of a visit that was cancelled at short notice, unless the provider itself cancelled it. */
const toldFields = (form: Form | undefined): Html =>
  html`${radiosField({
    name: 'by',
    label: 'Who cancelled it?',
    value: form?.told?.by ?? 'person',
    errors: form?.errors,
    choices: [
      { value: 'person', text: 'The person, or who speaks for them' },
      { value: 'council', text: 'The council' },
      { value: 'provider', text: 'The provider' },
    ],
  })}${dayField({ name: 'toldDay', label: 'On which day was the provider told?', hint: 'Leave the day and the time empty if it is told now', value: form?.told?.day, errors: form?.errors })}${textField(
    { name: 'toldTime', label: 'At what time?', type: 'time', width: 5, value: form?.told?.time, errors: form?.errors },
  )}`

const CANCEL_WORDS: Readonly<Record<Exclude<CancelRefusal, 'no such visit'>, string>> = {
  'no reason given': 'Say why the visit is cancelled',
  'told in the future': 'The provider cannot have been told later than now',
  'cancelled already': 'The visit was cancelled already. Look at it again.',
  'somebody attended': 'Somebody logged in for this visit. Set the log row aside first if it is wrong.',
}
const RESTORE_WORDS: Readonly<Record<Exclude<RestoreRefusal, 'no such visit'>, string>> = {
  'no reason given': 'Say why the visit comes back',
  'not cancelled': 'The visit is not cancelled. Look at it again.',
  'the plan no longer has it': 'The plan changed and no longer has this visit. Change the package instead.',
}

const textOf = (value: string | string[] | undefined): string =>
  typeof value === 'string' ? value : (value?.[0] ?? '')

export async function postCancel(asked: Asked, house: House): Promise<Reply> {
  const { form, params } = asked
  const reason = textOf(form['reason'])
  const told: Told = { by: textOf(form['by']), day: typedDay(form, 'toldDay'), time: textOf(form['toldTime']) }
  const again = (field: string, message: string) =>
    showVisit(asked, house, { errors: [{ field, message }], reason, told })
  const by = CANCELLERS.find((one) => one === told.by)
  if (by === undefined) return again('by', 'Say who cancelled the visit')
  const toldAt = readToldAt(form, told.time)
  if (!toldAt.ok) return again(...toldAt.error)
  const done = await cancelVisit(asked.shell, asked.actor, {
    ...{ visitRef: params['ref'] ?? '', reason, by },
    toldAt: toldAt.value,
  })
  if (done.ok) return seeOther(`/visits/${encodeURIComponent(done.value)}`, 'The visit is cancelled')
  if (done.error === 'no such visit') return notFound()
  return again(done.error === 'told in the future' ? 'toldTime' : 'reason', CANCEL_WORDS[done.error])
}

/** Neither a day nor a time: now. */
function readToldAt(form: Asked['form'], time: string): Result<Instant | undefined, [field: string, message: string]> {
  const day = readDay(form, 'toldDay')
  if (!day.ok && day.error === 'not given' && time === '') return ok(undefined)
  if (!day.ok) return refuse(['toldDay', 'Enter the day on which the provider was told, for example 27 3 2026'])
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(time)
    ? ok(instantAt(day.value, time))
    : refuse(['toldTime', 'Enter the time at which the provider was told, such as 16:30'])
}

export async function postRestore(asked: Asked, house: House): Promise<Reply> {
  const reason = textOf(asked.form['reason'])
  const done = await restoreVisit(asked.shell, asked.actor, { visitRef: asked.params['ref'] ?? '', reason })
  if (done.ok) return seeOther(`/visits/${encodeURIComponent(done.value)}`, 'The visit is planned again')
  if (done.error === 'no such visit') return notFound()
  return showVisit(asked, house, { errors: [{ field: 'reason', message: RESTORE_WORDS[done.error] }], reason })
}

/** The page on which an officer takes a wrong row out of the reckoning. */
export async function showSetAside(asked: Asked, form?: Form): Promise<Reply> {
  const { shell, actor, csrf } = asked
  const source = textOf(asked.query['source'] ?? asked.form['source'])
  const logRef = textOf(asked.query['row'] ?? asked.form['row'])
  const found = await shell.view(actor, `call-log-row:${source} ${logRef}`, async (tx: Read) => {
    const row = await findShownRow(tx, source, logRef)
    return row && { row, seat: await findSeat(tx, source, logRef), name: await nameOf(tx, row) }
  })
  if (!found) return notFound()
  const { row, seat, name } = found
  return page(
    {
      title: 'Set a log row aside',
      caption: `${logRef} from ${source}`,
      section: 'visits',
      breadcrumbs: [{ text: 'Visits', href: `/visits?day=${row.day}` }, { text: 'Set aside' }],
      ...(form ? { errors: form.errors } : {}),
      content: html`${rowSummary(row, { name, seat })}<p class="govuk-body">The row is kept, with your name and reason. It no longer counts, and the visit is matched again without it.</p>${postForm(
        {
          action: '/call-log/set-aside',
          csrf,
          content: html`<input type="hidden" name="source" value="${source}"><input type="hidden" name="row" value="${logRef}">${textareaField(
            { name: 'reason', label: 'Why is the row wrong?', value: form?.reason, rows: 3, errors: form?.errors },
          )}${submit('Set the row aside')}`,
        },
      )}`,
    },
    { status: form ? 400 : 200 },
  )
}

const ASIDE_WORDS: Readonly<Record<Exclude<SetAsideRefusal, 'no such row'>, string>> = {
  'no reason given': 'Say why the row is wrong',
  'set aside already': 'The row was set aside already',
}

export async function postSetAside(asked: Asked): Promise<Reply> {
  const reason = textOf(asked.form['reason'])
  const done = await setAside(asked.shell, asked.actor, {
    source: textOf(asked.form['source']),
    logRef: textOf(asked.form['row']),
    reason,
  })
  if (done.ok) return seeOther('/visits/queues', 'The log row is set aside')
  if (done.error === 'no such row') return notFound()
  return showSetAside(asked, { errors: [{ field: 'reason', message: ASIDE_WORDS[done.error] }], reason })
}
