import { dayOf, formatTime, type Instant } from '#src/base/day.ts'
import { type Code, getPolicy, listZones } from '#src/councils/index.ts'
import { may } from '#src/platform/actor.ts'
import type { Read } from '#src/platform/database.ts'
import { events, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { postForm, selectField, submit, textField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { chosen, pageAsked, queue, typedText } from '#src/platform/pages/queue.ts'
import { keyFigures, section } from '#src/platform/pages/record.ts'
import { type Column, dataTable, link, small } from '#src/platform/pages/table.ts'
import { listOrganisations, providerName } from '#src/providers/index.ts'
import { isAwaits } from '#src/visits/watch/alert.ts'
import {
  countByProvider,
  listNotWatched,
  listWaiting,
  type NotWatched,
  type Waiting,
  type WatchSearch,
} from '#src/visits/watch/alert.store.ts'
import { alertHref, AWAITS_WORDS, howLate, soFar } from '#src/visits/watch/alert-words.page.ts'
import { follow, freshness } from '#src/visits/watch/freshness.page.ts'
import { changeWatch, type ChangeWatchRefusal } from '#src/visits/watch/watch-commands.ts'
import { type Names, namesOf } from '#src/visits/names.store.ts'

const PAGE_SIZE = 25
const PROVIDERS = 100

/** What the address asks for; `beginning` adds visits whose first alert is still to come. */
function searchOf(query: Visit['query'], now: Instant, firstMinutes: number): WatchSearch {
  const awaits = typedText(query, 'awaits')
  return {
    zone: chosen(query, 'zone')[0],
    organisationRef: chosen(query, 'provider')[0],
    ...(isAwaits(awaits) ? { awaits } : {}),
    ...(chosen(query, 'from').includes('start') ? { beginning: now.subtract({ minutes: firstMinutes }) } : {}),
  }
}

async function readWatch(tx: Read, query: Visit['query']) {
  const policy = await getPolicy(tx, 'watch', dayOf(tx.now))
  const first = Math.max(policy.alertMinutes[0] ?? 0, policy.timeCriticalAlertMinutes[0] ?? 0)
  const search = searchOf(query, tx.now, first)
  const part = { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE }
  const found = await listWaiting(tx, search, part)
  const byProvider = await countByProvider(tx, PROVIDERS)
  const refs = [...found.waiting, ...byProvider].map(({ organisationRef }) => organisationRef)
  const organisations = await listOrganisations(tx, [...new Set(refs)])
  const people = await namesOf(
    tx,
    found.waiting.map((one) => ({ ...one, organisationRef: null })),
  )
  return {
    ...{ policy, first, search, found, byProvider, now: tx.now, zones: await listZones(tx) },
    names: { ...people, provider: (ref: string) => nameOf(organisations, ref) } satisfies Names,
    phones: new Map(organisations.map(({ organisationRef, phone }) => [organisationRef, phone])),
  }
}

const nameOf = (organisations: Awaited<ReturnType<typeof listOrganisations>>, ref: string): string => {
  const found = organisations.find((one) => one.organisationRef === ref)
  return found ? providerName(found) : ref
}

/** Who should be there by now and is not; with scripts the page keeps itself up to date. */
export async function showWatch({ shell, actor, query, url }: Visit): Promise<Reply> {
  const read = await shell.read(actor, (tx) => readWatch(tx, query))
  const { found, zones, byProvider, names, policy, first, now } = read
  await shell.noteList(actor, 'watch', {
    zone: read.search.zone,
    provider: read.search.organisationRef,
    count: found.total,
  })
  return page({
    title: 'Live watch',
    section: 'visits',
    wide: true,
    breadcrumbs: [{ text: 'Visits', href: '/visits' }, { text: 'Live watch' }],
    actions: [
      may(actor, 'visits.watch') && { text: 'Who is watched', kind: 'secondary', href: '/visits/watch/providers' },
    ],
    content: html`${freshness(url, found.mark, now)}<div role="status" data-fresh>${figures(found)}</div>${queue<Waiting>(
      {
        noun: { one: 'visit', many: 'visits' },
        url,
        rows: found.waiting,
        total: found.total,
        pageSize: PAGE_SIZE,
        empty: `Nobody is more than ${Math.min(...policy.alertMinutes, ...policy.timeCriticalAlertMinutes)} minutes late.`,
        filters: [
          {
            kind: 'one',
            name: 'zone',
            label: 'Zone',
            choices: zones.map(({ zone, name }) => ({ value: zone, text: name })),
          },
          {
            kind: 'one',
            name: 'provider',
            label: 'Provider',
            choices: byProvider.map(({ organisationRef, alerts }) => ({
              value: organisationRef,
              text: `${names.provider(organisationRef)} (${alerts})`,
            })),
          },
          {
            kind: 'one',
            name: 'awaits',
            label: 'What is missing',
            choices: [
              { value: 'log-in', text: AWAITS_WORDS['log-in'] },
              { value: 'log-out', text: AWAITS_WORDS['log-out'] },
            ],
          },
          {
            kind: 'choices',
            name: 'from',
            label: 'From when on',
            choices: [{ value: 'start', text: `From the planned start, not only after ${first} minutes` }],
          },
        ],
        columns: columns(names, read.phones, new Map(zones.map(({ zone, name }) => [zone, name])), policy.reasons, now),
      },
    )}`,
  })
}

const figures = ({ total, timeCritical, told }: { total: number; timeCritical: number; told: number }): Html =>
  keyFigures([
    { value: String(total), label: total === 1 ? 'visit late' : 'visits late' },
    { value: String(timeCritical), label: 'time-critical' },
    { value: String(told), label: 'told to the council' },
  ])

const columns = (
  names: Names,
  phones: ReadonlyMap<string, string | null>,
  zones: ReadonlyMap<string, string>,
  reasons: readonly Code[],
  now: Instant,
): Column<Waiting>[] => [
  {
    heading: 'Visit',
    cell: (one) =>
      html`${link(`${formatTime(one.due)}, ${names.person(one.personRef)}`, alertHref('/visits', one))}${one.timeCritical && small(html`<strong>Time-critical</strong>`)}${small(one.visitRef)}`,
  },
  { heading: 'How late', cell: (one) => howLate(one, now) },
  {
    heading: 'Provider',
    cell: (one) => {
      const phone = phones.get(one.organisationRef)
      return html`${link(names.provider(one.organisationRef), `/providers/${one.organisationRef}`)}${phone && small(link(phone, `tel:${phone}`))}`
    },
  },
  { heading: 'Zone', cell: (one) => zones.get(one.zone) ?? one.zone },
  { heading: 'What happened so far', cell: (one) => soFar(one, reasons) },
]

/** Events of the list that the officer has before them. */
export async function watchEvents({ shell, actor, query }: Visit): Promise<Reply> {
  return events(follow(shell, actor, typedText(query, 'mark'), (now) => searchOf(query, now, 0)))
}

type Typed = { provider: string; reason: string }
type Form = { errors: FieldError[]; typed: Typed }

/** Providers whose call log comes hours later as a file are not watched. */
export async function showWatched({ shell, actor, csrf }: Visit, form?: Form): Promise<Reply> {
  const { names, not } = await shell.read(actor, async (tx) => {
    const not = await listNotWatched(tx)
    return {
      not,
      names: await namesOf(
        tx,
        not.map((one) => ({ ...one, personRef: '' })),
      ),
    }
  })
  const { errors, typed } = form ?? { errors: [], typed: { provider: '', reason: '' } }
  return page(
    {
      title: 'Who is watched',
      section: 'visits',
      breadcrumbs: [
        { text: 'Visits', href: '/visits' },
        { text: 'Live watch', href: '/visits/watch' },
        { text: 'Who is watched' },
      ],
      errors,
      content: html`<p class="govuk-body">Every provider is watched but those named here. A provider that sends its call log as a file, hours after the visits, cannot be: a visit without a log-in says nothing of it yet.</p>
${section('Not watched', notWatchedTable(not, names, csrf))}${section(
  'Stop watching a provider',
  postForm({
    action: '/visits/watch/providers',
    csrf,
    content: html`${textField({ name: 'provider', label: 'Provider', hint: 'Its reference, like 1-101641521', value: typed.provider, width: 20, errors })}${textField(
      { name: 'reason', label: 'Why?', hint: 'For example: sends its log every night', value: typed.reason, errors },
    )}${submit('Stop watching')}`,
  }),
)}`,
    },
    { status: form ? 400 : 200 },
  )
}

const notWatchedTable = (not: readonly NotWatched[], names: Names, csrf: string): Html =>
  html`${dataTable<NotWatched>({
    caption: 'Providers that are not watched',
    captionHidden: true,
    rows: not,
    empty: 'Every provider is watched.',
    columns: [
      { heading: 'Provider', cell: (one) => html`${names.provider(one.organisationRef)}${small(one.organisationRef)}` },
      { heading: 'Why', cell: (one) => one.reason },
      { heading: 'Since', cell: (one) => html`${formatTime(one.since)}${small(one.byName)}` },
    ],
  })}${
    not.length > 0 &&
    postForm({
      action: '/visits/watch/providers/again',
      csrf,
      content: html`${selectField({
        name: 'provider',
        label: 'Watch a provider again',
        choices: not.map(({ organisationRef }) => ({ value: organisationRef, text: names.provider(organisationRef) })),
        empty: 'Choose a provider',
      })}${submit('Watch again')}`,
    })
  }`

const WATCH_WORDS: Readonly<Record<ChangeWatchRefusal, FieldError>> = {
  'no such provider': { field: 'provider', message: 'There is no provider with this reference' },
  'no reason': { field: 'reason', message: 'Say why it is not watched' },
  'it is so already': { field: 'provider', message: 'That is so already. Look at the list again.' },
}

export async function postNotWatched(visit: Visit): Promise<Reply> {
  const typed = { provider: typedText(visit.form, 'provider'), reason: typedText(visit.form, 'reason') }
  const input = { organisationRef: typed.provider, watch: false, reason: typed.reason }
  const done = await changeWatch(visit.shell, visit.actor, input)
  if (done.ok) return seeOther('/visits/watch/providers', 'The provider is no longer watched')
  return showWatched(visit, { errors: [WATCH_WORDS[done.error]], typed })
}

export async function postWatchAgain(visit: Visit): Promise<Reply> {
  const provider = typedText(visit.form, 'provider')
  const input = { organisationRef: provider, watch: true, reason: 'Its log-ins come live' }
  const done = await changeWatch(visit.shell, visit.actor, input)
  if (done.ok) return seeOther('/visits/watch/providers', 'The provider is watched again')
  return showWatched(visit, { errors: [WATCH_WORDS[done.error]], typed: { provider: '', reason: '' } })
}
