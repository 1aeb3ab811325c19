/** A provider's visits: its day, one visit, and the entry by hand. The database shows its own rows only. */
import { counted } from '#src/base/counted.ts'
import { addDays, type Day, dayOf, formatDay, formatTime, type Instant, parseDay } from '#src/base/day.ts'
import { getPolicy } from '#src/councils/index.ts'
import { listSharedPeople } from '#src/people/index.ts'
import type { Read } from '#src/platform/database.ts'
import { notFound, page, type Reply, seeOther, type Visit as Asked } from '#src/platform/http/doors.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { Action } from '#src/platform/pages/page.ts'
import { typedText, withQuery } from '#src/platform/pages/queue.ts'
import { inset, section, summary } from '#src/platform/pages/record.ts'
import { dataTable, link, small } from '#src/platform/pages/table.ts'
import { dayContent, readDay } from '#src/visits/day.page.ts'
import { lastOpenDay } from '#src/visits/call-log/correction.ts'
import { type HandForm, handForm, lacksWorker, takeHandForm } from '#src/visits/call-log/enter-visit.page.ts'
import { findBankedOf, type KeptEntry } from '#src/visits/agreed-changes/agreed-change.store.ts'
import { type KeptAttendance, listAttendances, whatBecameOf } from '#src/visits/visit-list.store.ts'
import { findVisit, type KeptVisit } from '#src/visits/visit.store.ts'
import { nightRow } from '#src/visits/wakings/wakings.page.ts'
import { type Names } from '#src/visits/names.store.ts'
import { skillWords, sourceWords, tagsOf } from '#src/visits/visit-words.page.ts'

/** Names of the people whom the provider serves, as brokerage shares them. */
async function sharedNames(tx: Read, refs: readonly string[]): Promise<Names> {
  const shared = new Map((await listSharedPeople(tx, refs)).map(({ personRef, name }) => [personRef, name]))
  return { person: (ref) => shared.get(ref) ?? ref, provider: (ref) => ref }
}

export async function showOwnDay({ shell, actor, query, url }: Asked): Promise<Reply> {
  const { found, names, now } = await shell.read(actor, async (tx) => {
    const day = parseDay(typedText(query, 'day')) ?? dayOf(tx.now)
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

export async function showOwnVisit(asked: Asked, form?: HandForm): Promise<Reply> {
  const { shell, actor, params, csrf } = asked
  const visitRef = params['ref'] ?? ''
  const found = await shell.view(actor, `visit:${visitRef}`, async (tx) => {
    const visit = await findVisit(tx, visitRef)
    if (!visit) return undefined
    const attendances = await listAttendances(tx, [visit])
    const today = dayOf(tx.now)
    return {
      ...{ visit, attendances, now: tx.now },
      names: await sharedNames(tx, [visit.personRef]),
      outcome: await whatBecameOf(tx, visit, attendances),
      banked: attendances.length > 0 ? await findBankedOf(tx, visit) : undefined,
      reasons: (await getPolicy(tx, 'manual-reasons', today)).codes,
      lastDay: lastOpenDay(visit.day, (await getPolicy(tx, 'matching', today)).lockDays),
    }
  })
  if (!found) return notFound()
  const { visit, attendances, names, outcome, reasons, lastDay, now, banked } = found
  const lacks = lacksWorker(visit, attendances, now)
  const isOpen = lacks && dayOf(now) <= lastDay
  const action = `/portal/visits/${encodeURIComponent(visitRef)}`
  return page(
    {
      title: `${names.person(visit.personRef)}, ${formatTime(visit.start)}`,
      caption: `Visit ${visitRef}`,
      section: 'visits',
      breadcrumbs: [{ text: 'Visits', href: `/portal/visits?day=${visit.day}` }, { text: visitRef }],
      tags: tagsOf(outcome),
      actions: [banked ? undefined : agreeAction(visit, attendances, now)],
      ...(form ? { errors: form.errors } : {}),
      content: html`${plannedRows(visit, attendances.length > 0, banked)}${section('Who was there', html`${seatedTable(attendances, dayOf(now) <= lastDay)}${isOpen && html`<p class="govuk-body">${link('Enter it by hand', '#by-hand')} if it was not logged.</p>`}${lacks && !isOpen && inset(closedWords(visit, lastDay))}`)}${isOpen && section('Enter it by hand', html`<div id="by-hand"><p class="govuk-body">You can enter it until ${formatDay(lastDay)}.</p>${handForm(action, reasons, csrf, form)}</div>`)}`,
    },
    { status: form ? 400 : 200 },
  )
}

const closedWords = ({ visitRef }: KeptVisit, lastDay: Day): string =>
  `Entries by hand closed on ${formatDay(lastDay)}. If somebody came, ask the council’s finance team to enter visit ${visitRef}: say who came, from when to when, and what shows it.`

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

const plannedRows = (visit: KeptVisit, isAttended: boolean, banked: KeptEntry | undefined): Html =>
  summary([
    { key: 'Day', value: link(formatDay(visit.day), `/portal/visits?day=${visit.day}`) },
    { key: 'Planned', value: `${formatTime(visit.start)}, ${visit.minutes} minutes` },
    { key: 'Workers', value: visit.workers },
    { key: 'Person', value: visit.personRef },
    { key: 'Contract', value: visit.contractRef },
    visit.skill !== undefined && { key: 'Skill', value: skillWords(visit.skill) },
    banked && {
      key: 'Banked',
      value: html`${counted(banked.minutes, 'minute')} for another visit${small(`Agreed with ${banked.agreedWith}, noted by ${banked.notedBy}`)}`,
    },
    nightRow(visit, '/portal/visits', { isAttended, mayNote: true }),
  ])

const seatedTable = (attendances: readonly KeptAttendance[], isOpen: boolean): Html =>
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
          html`${one.logRef}${isOpen && small(link('Correct it', `/portal/call-log/correct?source=${encodeURIComponent(one.logSource)}&row=${encodeURIComponent(one.logRef)}`))}`,
      },
    ],
  })

export async function postOwnVisit(asked: Asked): Promise<Reply> {
  const taken = await takeHandForm(asked)
  if (taken === 'no such visit') return notFound()
  if ('errors' in taken) return showOwnVisit(asked, taken)
  return seeOther(`/portal/visits/${encodeURIComponent(taken.visitRef)}`, 'The visit is entered')
}
