/** A provider's visits that need an answer. The database shows its own alerts only. */
import { dayOf, formatDay, formatTime } from '#src/base/day.ts'
import { type Code, getPolicy } from '#src/councils/index.ts'
import { listSharedPeople } from '#src/people/index.ts'
import type { Read } from '#src/platform/database.ts'
import { events, notFound, page, type Reply, seeOther, type Visit as Asked } from '#src/platform/http/doors.ts'
import { html } from '#src/platform/pages/html.ts'
import { pageAsked, queue, typedText } from '#src/platform/pages/queue.ts'
import { section, summary, whatHappensNext } from '#src/platform/pages/record.ts'
import { type Column, link, small } from '#src/platform/pages/table.ts'
import { lateWords } from '#src/visits/watch/alert.ts'
import { findAlert, type KeptAlert, listWaiting, type Waiting } from '#src/visits/watch/alert.store.ts'
import {
  type AlertForm,
  EMPTY,
  EXPLAIN_WORDS,
  explainForm,
  keyOf,
  told,
  typedOf,
} from '#src/visits/watch/alert.page.ts'
import { alertHref, alertTag, AWAITS_WORDS, howLate, soFar } from '#src/visits/watch/alert-words.page.ts'
import { follow, freshness } from '#src/visits/watch/freshness.page.ts'
import { acknowledgeAlert, explainAlert } from '#src/visits/watch/watch-commands.ts'

const PAGE_SIZE = 25
const BASE = '/portal/visits'

async function namesOf(tx: Read, alerts: readonly { personRef: string }[]): Promise<(ref: string) => string> {
  const shared = await listSharedPeople(
    tx,
    alerts.map(({ personRef }) => personRef),
  )
  const names = new Map(shared.map(({ personRef, name }) => [personRef, name]))
  return (ref) => names.get(ref) ?? ref
}

export async function listOwnAlerts({ shell, actor, query, url }: Asked): Promise<Reply> {
  const { found, names, reasons, now } = await shell.read(actor, async (tx) => {
    const part = { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE }
    const found = await listWaiting(tx, { organisationRef: actor.organisation }, part)
    const { reasons } = await getPolicy(tx, 'watch', dayOf(tx.now))
    return { found, names: await namesOf(tx, found.waiting), reasons, now: tx.now }
  })
  await shell.noteList(actor, 'own alerts', { count: found.total })
  return page({
    title: 'Visits that need an answer',
    section: 'visits',
    wide: true,
    breadcrumbs: [{ text: 'Visits', href: BASE }, { text: 'Visits that need an answer' }],
    content: html`<p class="govuk-body">Nobody has logged in for these visits, or somebody logged in and never out. Say what happened; the council sees it at once. A visit leaves the list when its log comes.</p>${freshness(url, found.mark, now)}${queue<Waiting>(
      {
        noun: { one: 'visit', many: 'visits' },
        url,
        rows: found.waiting,
        total: found.total,
        pageSize: PAGE_SIZE,
        empty: 'Every visit that should have begun is logged.',
        columns: ownColumns(names, reasons, now),
      },
    )}`,
  })
}

/** Events of the list of a provider's own visits. */
export async function ownWatchEvents({ shell, actor, query }: Asked): Promise<Reply> {
  return events(follow(shell, actor, typedText(query, 'mark'), () => ({ organisationRef: actor.organisation })))
}

const ownColumns = (
  names: (ref: string) => string,
  reasons: readonly Code[],
  now: Temporal.Instant,
): Column<Waiting>[] => [
  {
    heading: 'Visit',
    cell: (one) =>
      html`${link(`${formatTime(one.due)}, ${names(one.personRef)}`, alertHref(BASE, one))}${one.timeCritical && small(html`<strong>Time-critical</strong>`)}${small(one.visitRef)}`,
  },
  { heading: 'How late', cell: (one) => howLate(one, now) },
  { heading: 'What happened so far', cell: (one) => soFar(one, reasons) },
]

export async function showOwnAlert(asked: Asked, form: AlertForm = EMPTY): Promise<Reply> {
  const { shell, actor, csrf } = asked
  const key = keyOf(asked)
  if (!key) return notFound()
  const found = await shell.view(actor, `visit:${key.visitRef}`, async (tx) => {
    const alert = await findAlert(tx, key.visitRef, key.awaits)
    if (!alert) return undefined
    const { reasons } = await getPolicy(tx, 'watch', dayOf(tx.now))
    return { alert, reasons, name: (await namesOf(tx, [alert]))(alert.personRef), now: tx.now }
  })
  if (!found) return notFound()
  const { alert, reasons, name, now } = found
  const isOpen = alert.closedAt === undefined
  const href = alertHref(BASE, alert)
  return page(
    {
      title: `${AWAITS_WORDS[alert.awaits]}: ${name}`,
      caption: `Visit ${alert.visitRef}`,
      section: 'visits',
      breadcrumbs: [
        { text: 'Visits', href: BASE },
        { text: 'Visits that need an answer', href: `${BASE}/watch` },
        { text: alert.visitRef },
      ],
      tags: [alertTag(alert), alert.timeCritical && { text: 'Time-critical', colour: 'red' }],
      actions: [isOpen && !alert.acknowledgedAt && { text: 'Acknowledge', post: `${href}/acknowledge` }],
      facts: [
        { label: alert.awaits === 'log-in' ? 'Planned start' : 'Planned end', value: formatTime(alert.due) },
        { label: 'Day', value: formatDay(alert.day) },
        isOpen && { label: 'Late by', value: lateWords(alert.due, now) },
      ],
      errors: form.errors,
      content: html`${section('What is known', summary([...told(alert, reasons), visitRow(alert)]))}${
        isOpen && section('Say what happened', explainForm(href, reasons, csrf, form, 'The council reads it.'))
      }`,
      aside: whatHappensNext(
        isOpen
          ? 'The council sees what you write at once. If the visit was made, send its log or enter it by hand: the alert closes.'
          : 'Nothing: the alert is closed.',
      ),
    },
    { status: form.errors.length > 0 ? 400 : 200 },
  )
}

const visitRow = ({ visitRef }: KeptAlert) => ({
  key: 'Visit',
  value: link('Open the visit, or enter it by hand', `${BASE}/${encodeURIComponent(visitRef)}`),
})

export async function postOwnAcknowledge(asked: Asked): Promise<Reply> {
  const key = keyOf(asked)
  if (!key) return notFound()
  const done = await acknowledgeAlert(asked.shell, asked.actor, key)
  if (done.ok) return seeOther(alertHref(BASE, key), 'The council sees that you are looking into it')
  if (done.error === 'no such alert') return notFound()
  return seeOther(alertHref(BASE, key))
}

export async function postOwnExplain(asked: Asked): Promise<Reply> {
  const key = keyOf(asked)
  if (!key) return notFound()
  const typed = typedOf(asked)
  const done = await explainAlert(asked.shell, asked.actor, { ...key, ...typed })
  if (done.ok) return seeOther(alertHref(BASE, key), 'The council sees what happened')
  if (done.error === 'no such alert') return notFound()
  return showOwnAlert(asked, { ...typed, errors: [EXPLAIN_WORDS[done.error]] })
}
