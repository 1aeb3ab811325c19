/** A provider's visits: its day, one visit, and the entry by hand. The database shows its own rows only. */
import { addDays, dayOf, formatDay, formatTime, type Instant, instantAt, parseDay } from '#src/base/day.ts'
import { getPolicy } from '#src/councils/index.ts'
import { listSharedPeople } from '#src/people/index.ts'
import type { Read } from '#src/platform/database.ts'
import { notFound, page, type Reply, seeOther, type Visit as Asked } from '#src/platform/http/doors.ts'
import { postForm, selectField, submit, textField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { Action } from '#src/platform/pages/page.ts'
import { chosen, withQuery } from '#src/platform/pages/queue.ts'
import { section, summary } from '#src/platform/pages/record.ts'
import { dataTable, link, small } from '#src/platform/pages/table.ts'
import { dayContent, readDay } from '#src/visits/day.page.ts'
import { enterByHand, type HandRefusal } from '#src/visits/call-log/log-commands.ts'
import { referenceFault } from '#src/visits/call-log/log-row.ts'
import { type KeptAttendance, listAttendances, whatBecameOf } from '#src/visits/visit-list.store.ts'
import { nightRow } from '#src/visits/wakings/wakings.page.ts'
import { findVisit, type KeptVisit } from '#src/visits/visit.store.ts'
import { type Names } from '#src/visits/names.store.ts'
import { sourceWords, tagsOf } from '#src/visits/visit-words.page.ts'

/** Names of the people whom the provider serves, as brokerage shares them. */
async function sharedNames(tx: Read, refs: readonly string[]): Promise<Names> {
  const shared = new Map((await listSharedPeople(tx, refs)).map(({ personRef, name }) => [personRef, name]))
  return { person: (ref) => shared.get(ref) ?? ref, provider: (ref) => ref }
}

export async function showOwnDay({ shell, actor, query, url }: Asked): Promise<Reply> {
  const { found, names, now } = await shell.read(actor, async (tx) => {
    const day = parseDay(chosen(query, 'day')[0] ?? '') ?? dayOf(tx.now)
    const found = await readDay(tx, day, { by: 'provider', ref: actor.organisation ?? '' })
    const refs = [...found.visits, ...found.unmatched].map(({ personRef }) => personRef)
    return { found, names: await sharedNames(tx, refs), now: tx.now }
  })
  await shell.noteList(actor, 'own visits', { day: found.day, count: found.total })
  return page({
    title: `Visits on ${formatDay(found.day)}`,
    section: 'visits',
    wide: true,
    actions: [
      { text: 'Upload a call log', href: '/portal/call-logs' },
      { text: 'Open items', kind: 'secondary', href: '/portal/visits/open' },
      { text: 'Log-in at the door', kind: 'secondary', href: '/portal/door-log' },
      { text: 'Visits that need an answer', kind: 'secondary', href: '/portal/visits/watch' },
      { text: 'Times agreed', kind: 'secondary', href: '/portal/visits/changes' },
      { text: 'How our care is delivered', kind: 'secondary', href: '/portal/measures' },
      { text: 'Day before', kind: 'secondary', href: withQuery(url, { day: addDays(found.day, -1) }) },
      { text: 'Day after', kind: 'secondary', href: withQuery(url, { day: addDays(found.day, 1) }) },
    ],
    content: dayContent(found, { by: 'provider', ref: actor.organisation ?? '' }, names, now, '/portal/visits'),
  })
}

type Typed = { worker: string; from: string; to: string; reason: string }
type Form = { errors: FieldError[]; typed: Typed }

export async function showOwnVisit(asked: Asked, form?: Form): Promise<Reply> {
  const { shell, actor, params, csrf } = asked
  const visitRef = params['ref'] ?? ''
  const found = await shell.view(actor, `visit:${visitRef}`, async (tx) => {
    const visit = await findVisit(tx, visitRef)
    if (!visit) return undefined
    const attendances = await listAttendances(tx, [visit])
    return {
      ...{ visit, attendances, now: tx.now },
      names: await sharedNames(tx, [visit.personRef]),
      outcome: await whatBecameOf(tx, visit, attendances),
      reasons: (await getPolicy(tx, 'manual-reasons', dayOf(tx.now))).codes,
      now: tx.now,
    }
  })
  if (!found) return notFound()
  const { visit, attendances, names, outcome, reasons, now } = found
  const isOpen =
    visit.status === 'planned' && attendances.length < visit.workers && Temporal.Instant.compare(visit.start, now) <= 0
  return page(
    {
      title: `${names.person(visit.personRef)}, ${formatTime(visit.start)}`,
      caption: `Visit ${visitRef}`,
      section: 'visits',
      breadcrumbs: [{ text: 'Visits', href: `/portal/visits?day=${visit.day}` }, { text: visitRef }],
      tags: tagsOf(outcome),
      actions: [agreeAction(visit, attendances, now)],
      ...(form ? { errors: form.errors } : {}),
      content: html`${plannedRows(visit)}${section('Who was there', html`${seatedTable(attendances)}${isOpen && html`<p class="govuk-body">${link('Enter it by hand', '#by-hand')} if it was not logged.</p>`}`)}${isOpen && section('Enter it by hand', html`<div id="by-hand">${handForm(visit, reasons, csrf, form)}</div>`)}`,
    },
    { status: form ? 400 : 200 },
  )
}

/** Before the visit another time may be agreed, after it what was saved is banked. */
function agreeAction(visit: KeptVisit, attendances: readonly KeptAttendance[], now: Instant): Action | undefined {
  const isToCome = Temporal.Instant.compare(visit.start, now) > 0
  if (visit.status === 'cancelled' || (!isToCome && attendances.length === 0)) return undefined
  return {
    text: isToCome ? 'Agree another time' : 'Bank saved time',
    kind: 'secondary',
    href: `/portal/visits/${encodeURIComponent(visit.visitRef)}/agree`,
  }
}

const plannedRows = (visit: KeptVisit): Html =>
  summary([
    { key: 'Day', value: link(formatDay(visit.day), `/portal/visits?day=${visit.day}`) },
    { key: 'Planned', value: `${formatTime(visit.start)}, ${visit.minutes} minutes` },
    { key: 'Workers', value: visit.workers },
    { key: 'Person', value: visit.personRef },
    { key: 'Contract', value: visit.contractRef },
  ])
    visit.skill !== undefined && { key: 'Skill', value: visit.skill.replaceAll('_', ' ') },
    nightRow(visit, '/portal/visits', true),

const seatedTable = (attendances: readonly KeptAttendance[]): Html =>
  dataTable<KeptAttendance>({
    caption: 'Who was there',
    captionHidden: true,
    rows: attendances,
    empty: 'Nobody has logged in.',
    columns: [
      { heading: 'Worker', cell: (one) => one.workerRef },
      { heading: 'In', cell: (one) => html`${formatTime(one.in)}${small(sourceWords(one.inSource))}` },
      {
        heading: 'Out',
        cell: (one) => (one.out ? html`${formatTime(one.out)}${small(sourceWords(one.outSource))}` : 'No log-out'),
      },
      {
        heading: 'Log row',
        cell: (one) =>
          html`${one.logRef}${small(link('Correct it', `/portal/call-log/correct?source=${encodeURIComponent(one.logSource)}&row=${encodeURIComponent(one.logRef)}`))}`,
      },
    ],
  })

function handForm(
  visit: KeptVisit,
  reasons: readonly { code: string; label: string }[],
  csrf: string,
  form: Form | undefined,
): Html {
  const { errors, typed } = form ?? { errors: [], typed: { worker: '', from: '', to: '', reason: '' } }
  return postForm({
    action: `/portal/visits/${encodeURIComponent(visit.visitRef)}`,
    csrf,
    content: html`<p class="govuk-body">Entries by hand are counted and shown to the council.</p>${textField({ name: 'worker', label: 'Worker', hint: 'The reference that your log uses', value: typed.worker, width: 10, errors })}${textField(
      { name: 'from', label: 'Came at', type: 'time', value: typed.from, width: 5, errors },
    )}${textField({ name: 'to', label: 'Left at', type: 'time', value: typed.to, width: 5, errors })}${selectField({
      name: 'reason',
      label: 'Why was it not logged?',
      choices: reasons.map(({ code, label }) => ({ value: code, text: label })),
      empty: 'Choose a reason',
      value: typed.reason,
      errors,
    })}${submit('Enter the visit')}`,
  })
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/
const textOf = (value: string | string[] | undefined): string =>
  (typeof value === 'string' ? value : (value?.[0] ?? '')).trim()

const REFUSALS: Readonly<Record<Exclude<HandRefusal, 'no such visit'>, FieldError>> = {
  'visit cancelled': { field: 'from', message: 'The visit was cancelled. Ask the council to bring it back first.' },
  'no such reason': { field: 'reason', message: 'Choose one of the reasons' },
  'in the future': { field: 'to', message: 'The time is still to come. Enter the visit when it is over.' },
  locked: { field: 'from', message: 'The days for entries by hand are over. Ask the council to enter the visit.' },
  'no free seat': { field: 'worker', message: 'This worker, or every worker of the visit, is logged already' },
}

export async function postOwnVisit(asked: Asked): Promise<Reply> {
  const { shell, actor, form, params } = asked
  const typed: Typed = {
    worker: textOf(form['worker']),
    from: textOf(form['from']),
    to: textOf(form['to']),
    reason: textOf(form['reason']),
  }
  const errors: FieldError[] = []
  const visit = await shell.read(actor, (tx) => findVisit(tx, params['ref'] ?? ''))
  if (!visit) return notFound()
  const worker = referenceFault('worker_ref', typed.worker)
  if (worker)
    errors.push({
      field: 'worker',
      message: typed.worker === '' ? 'Enter the worker' : `The worker's reference cannot be used: ${worker.reason}`,
    })
  if (!TIME.test(typed.from)) errors.push({ field: 'from', message: 'Enter when the worker came, like 09:05' })
  if (!TIME.test(typed.to)) errors.push({ field: 'to', message: 'Enter when the worker left, like 09:35' })
  if (typed.reason === '') errors.push({ field: 'reason', message: 'Choose a reason' })
  if (errors.length > 0) return showOwnVisit(asked, { errors, typed })
  const { from, to } = timesOf(visit, typed)
  const micros = (at: Instant): number => at.epochMilliseconds * 1000
  const done = await enterByHand(shell, actor, {
    visitRef: visit.visitRef,
    workerRef: typed.worker,
    in: micros(from),
    out: micros(to),
    reasonCode: typed.reason,
  })
  if (done.ok) return seeOther(`/portal/visits/${encodeURIComponent(visit.visitRef)}`, 'The visit is entered')
  return done.error === 'no such visit' ? notFound() : showOwnVisit(asked, { errors: [REFUSALS[done.error]], typed })
}

/** A time before the one at which the worker came belongs to the next day: the visit went over midnight. */
function timesOf(visit: KeptVisit, typed: Typed): { from: Instant; to: Instant } {
  const from = instantAt(visit.day, typed.from)
  return { from, to: instantAt(typed.to < typed.from ? addDays(visit.day, 1) : visit.day, typed.to) }
}
