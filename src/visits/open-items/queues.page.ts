/** The queues of call logs: what did not fit, whose it is, and what to do next. */
import { counted } from '#src/base/counted.ts'
import { type Day, dayOf, formatTime, parseDay } from '#src/base/day.ts'
import { getPolicy, listOfficers } from '#src/councils/index.ts'
import { type Actor, may } from '#src/platform/actor.ts'
import type { Read } from '#src/platform/database.ts'
import { notDone, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import { chosen, pageAsked, queue, typedText, withQuery } from '#src/platform/pages/queue.ts'
import { type Column, link, shortDay, small } from '#src/platform/pages/table.ts'
import { providerTyped, whichProvider } from '#src/providers/index.ts'
import { rowHref, textOf } from '#src/visits/call-log/log-row.page.ts'
import { WHY_WORDS } from '#src/visits/day.page.ts'
import {
  ANSWER_WORDS,
  isOpenKind,
  type ItemKey,
  KIND_WORDS,
  notHomeWords,
  OPEN_KINDS,
  type OpenKind,
  type Owner,
  OWNERS,
} from '#src/visits/open-items/open-item.ts'
import { assignItems } from '#src/visits/open-items/open-item-commands.ts'
import { countItems, type ItemCount, type OpenItem, searchItems } from '#src/visits/open-items/open-items.store.ts'
import { type Names, namesOf } from '#src/visits/names.store.ts'
import { dayHref } from '#src/visits/visits.page.ts'

const PAGE_SIZE = 25

const OWNER_WORDS: Readonly<Record<Owner, string>> = { provider: 'Provider', council: 'Council', nobody: 'Answered' }

/** The door that a page of open items stands behind. */
export type ItemDoor = { readonly base: string; readonly isStaff: boolean }
export const STAFF_DOOR: ItemDoor = { base: '/visits/queues', isStaff: true }

export async function timesOn(tx: Read): Promise<{ today: Day; providerDays: number; lockDays: number }> {
  const today = dayOf(tx.now)
  const { providerDays, lockDays } = await getPolicy(tx, 'matching', today)
  return { today, providerDays, lockDays }
}

/** Without being asked, the page opens on the first queue in which something is to do. */
const kindAsked = (query: Visit['query'], counts: readonly ItemCount[], door: ItemDoor): OpenKind => {
  const asked = typedText(query, 'queue')
  return isOpenKind(asked) ? asked : (OPEN_KINDS.find((kind) => openOf(kind, counts, door) > 0) ?? OPEN_KINDS[0])
}

const openOf = (kind: OpenKind, counts: readonly ItemCount[], { isStaff }: ItemDoor): number =>
  counts
    .filter(({ kind: of, owner }) => of === kind && (isStaff ? owner !== 'nobody' : owner === 'provider'))
    .reduce((sum, { items }) => sum + items, 0)

/** Without being asked, a queue opens on what its reader has to do. */
const ownersAsked = (query: Visit['query'], door: ItemDoor): Owner[] => {
  const asked = OWNERS.filter((owner) => chosen(query, 'owner').includes(owner))
  return asked.length > 0 ? asked : door.isStaff ? ['council', 'provider'] : ['provider']
}

export async function readQueue(tx: Read, { query, actor }: Pick<Visit, 'query' | 'actor'>, door: ItemDoor) {
  const times = await timesOn(tx)
  const counts = await countItems(tx, times)
  const kind = kindAsked(query, counts, door)
  const part = { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE }
  const search = {
    kind,
    owners: ownersAsked(query, door),
    personRef: chosen(query, 'person')[0],
    organisationRef: actor.organisation ?? (await providerTyped(tx, chosen(query, 'provider')[0])),
    assignedTo: chosen(query, 'hands')[0] === 'mine' ? actor.id : undefined,
    from: parseDay(typedText(query, 'from')),
    to: parseDay(typedText(query, 'to')),
  }
  return { kind, search, times, found: await searchItems(tx, search, times, part), counts }
}

export async function listQueues(visit: Visit): Promise<Reply> {
  const { shell, actor, url, csrf } = visit
  const { kind, search, found, counts, names, officers } = await shell.read(actor, async (tx) => {
    const read = await readQueue(tx, visit, STAFF_DOOR)
    const isAssigned = read.found.rows.some(({ assignedTo }) => assignedTo !== null)
    const officers = isAssigned ? await listOfficers(tx) : []
    return { ...read, names: await namesOf(tx, read.found.rows), officers }
  })
  await shell.noteList(actor, 'open items', { ...search, count: found.total })
  const nameOf = new Map(officers.map(({ officerRef, name }) => [officerRef, name]))
  return page({
    title: 'Queues of call logs',
    section: 'visits',
    wide: true,
    breadcrumbs: [{ text: 'Visits', href: '/visits' }, { text: 'Queues of call logs' }],
    tabs: tabsOf(kind, counts, STAFF_DOOR),
    actions: [
      may(actor, 'visits.correct') && {
        ...{ text: 'Corrections before their rows', kind: 'secondary' as const },
        href: '/visits/queues/early-corrections',
      },
    ],
    content: queue<OpenItem>({
      noun: { one: 'item', many: 'items' },
      url,
      rows: found.rows,
      total: found.total,
      pageSize: PAGE_SIZE,
      empty: await whichProvider(visit, 'Nothing is open here.'),
      filters: [
        {
          kind: 'choices',
          name: 'owner',
          label: 'Whose it is',
          choices: OWNERS.map((owner) => ({ value: owner, text: OWNER_WORDS[owner] })),
        },
        { kind: 'one', name: 'hands', label: 'In hand', choices: [{ value: 'mine', text: 'Mine' }] },
        { kind: 'words', name: 'provider', label: 'Provider', hint: 'Its name or reference' },
        { kind: 'words', name: 'person', label: 'Person', hint: 'Their reference, like P-1001' },
        { kind: 'day', name: 'from', label: 'From' },
        { kind: 'day', name: 'to', label: 'To' },
      ],
      columns: columnsOf(kind, names, nameOf, { actor, url }),
      ...(may(actor, 'visits.correct')
        ? {
            bulk: {
              action: withQuery('/visits/queues/assign', { queue: kind }),
              csrf,
              keyOf,
              labelOf: (item: OpenItem) => `${item.itemRef}, ${names.person(item.personRef)}`,
              actions: [
                { text: 'Take in hand', value: 'mine' },
                { text: 'Give back', value: 'nobody' },
              ],
            },
          }
        : {}),
    }),
  })
}

export const tabsOf = (kind: OpenKind, counts: readonly ItemCount[], door: ItemDoor) =>
  OPEN_KINDS.map((one) => ({
    text: KIND_WORDS[one],
    href: `${door.base}?queue=${encodeURIComponent(one)}`,
    count: openOf(one, counts, door),
    current: one === kind,
  }))

export const keyOf = ({ kind, day, itemRef }: ItemKey): string => JSON.stringify([kind, day, itemRef])

export function readKey(text: string): ItemKey | undefined {
  try {
    const [kind, day, itemRef] = JSON.parse(text) as unknown[]
    if (typeof kind !== 'string' || !isOpenKind(kind) || typeof itemRef !== 'string') return undefined
    const read = typeof day === 'string' ? parseDay(day) : undefined
    return read === undefined ? undefined : { kind, day: read, itemRef }
  } catch {
    return undefined
  }
}

/** `listed` is the address of the list that the reader came from: the answer leads back to it. */
export const itemHref = (base: string, key: ItemKey, listed: string): string =>
  withQuery(`${base}/answer`, { item: keyOf(key), list: listed.split('?')[1] })

function columnsOf(
  kind: OpenKind,
  names: Names,
  nameOf: ReadonlyMap<string, string>,
  { actor, url }: { readonly actor: Actor; readonly url: string },
): Column<OpenItem>[] {
  return [
    {
      heading: kind === 'no log' ? 'Planned' : 'Log-in',
      cell: (one) => html`${shortDay(dayOf(one.at))}${small(formatTime(one.at))}`,
    },
    {
      heading: 'Person and provider',
      cell: (one) =>
        html`${link(names.person(one.personRef), dayHref(one.day, 'person', one.personRef))}${small(one.personRef)}${small(one.organisationRef === null ? 'Provider not known' : names.provider(one.organisationRef))}`,
    },
    { heading: kind === 'no log' ? 'Visit' : 'Worker', cell: (one) => what(one) },
    {
      heading: 'Whose it is',
      cell: (one) =>
        html`${statusTag({ text: OWNER_WORDS[one.owner], colour: one.owner === 'council' ? 'yellow' : one.owner === 'provider' ? 'blue' : 'grey' })}${
          one.assignedTo !== null && small(`In hand: ${nameOf.get(one.assignedTo) ?? one.assignedTo}`)
        }${one.answer !== null && small(`${ANSWER_WORDS[one.answer]}: ${one.words ?? ''}`)}`,
    },
    { heading: 'What to do next', cell: (one) => nextStep(one, url, may(actor, 'visits.correct')) },
  ]
}

const visitLink = (ref: string): Html =>
  html`<span class="almoner-ref">${link(ref, `/visits/${encodeURIComponent(ref)}`)}</span>`

const what = (one: OpenItem): Html =>
  html`${one.workerRef ?? ''}${one.kind === 'unmatched' ? small(WHY_WORDS[one.detail ?? ''] ?? one.detail ?? '') : one.visitRef !== null && small(visitLink(one.visitRef))}${one.kind === 'two places' && one.detail !== null && small(html`and ${visitLink(one.detail)}`)}${one.kind === 'not home' && small(notHomeWords(one.detail))}`

function nextStep(one: OpenItem, url: string, canCorrect: boolean): Html {
  const row = one.source === null || one.logRef === null ? undefined : { source: one.source, logRef: one.logRef }
  if (!canCorrect) return row ? link('See the row', rowHref('/call-log/row', row)) : html``
  const answer = itemHref('/visits/queues', one, url)
  const settle = small(link('Settle it as it is', answer))
  switch (one.kind) {
    case 'unmatched':
      return html`${row && link('Put it on a visit', rowHref('/call-log/seat', row))}${row && small(link('Set it aside', rowHref('/call-log/set-aside', row)))}${settle}`
    case 'no log-out':
      return html`${row && link('Enter when the worker left', rowHref('/call-log/correct', row))}${settle}`
    case 'two places':
      return html`${link('Settle which visit counts', answer)}${row && small(link('Correct the row', rowHref('/call-log/correct', row)))}`
    case 'not home':
      return html`${link('Say whether the visit was made', answer)}${one.absenceRef !== null && small(link('Change the absence', `/absences/${one.absenceRef}`))}`
    case 'no log':
      return html`${link('Enter who came', `/visits/${encodeURIComponent(one.visitRef ?? '')}/by-hand`)}${small(link('Not delivered, or settled', answer))}`
  }
}

export async function postAssign({ shell, actor, form, query }: Visit): Promise<Reply> {
  const keys = chosen(form, 'chosen').flatMap((text) => readKey(text) ?? [])
  const isMine = textOf(form['do']) === 'mine'
  const done = await assignItems(shell, actor, { keys, officerRef: isMine ? actor.id : undefined })
  const back = withQuery('/visits/queues', { queue: typedText(query, 'queue') })
  if (!done.ok)
    return notDone(
      back,
      keys.length === 0
        ? 'Tick the items first'
        : 'They are in a colleague’s hands, who can give them back, or no longer open',
    )
  const left = keys.length - done.value
  return seeOther(
    back,
    `${counted(done.value, 'item')} ${isMine ? 'in hand' : 'given back'}${left > 0 ? `. ${left} not: in a colleague’s hands, who can give back, or no longer open` : ''}`,
  )
}
