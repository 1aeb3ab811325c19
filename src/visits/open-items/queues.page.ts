/** The queues of call logs: what did not fit, whose it is, and what to do next. */
import { counted } from '#src/base/counted.ts'
import { type Day, dayOf, formatInstant, formatTime, parseDay } from '#src/base/day.ts'
import { getPolicy, listOfficers } from '#src/councils/index.ts'
import { type Actor, may } from '#src/platform/actor.ts'
import type { Read } from '#src/platform/database.ts'
import { notDone, notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { hiddenField, postForm, radiosField, submit, textareaField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { chosen, pageAsked, queue, typedText, withQuery } from '#src/platform/pages/queue.ts'
import { summary } from '#src/platform/pages/record.ts'
import { type Column, link, shortDay, small } from '#src/platform/pages/table.ts'
import { providerTyped } from '#src/providers/index.ts'
import { rowHref, textOf } from '#src/visits/call-log/log-row.page.ts'
import { WHY_WORDS } from '#src/visits/day.page.ts'
import {
  ANSWER_WORDS,
  ANSWERS,
  isOpenKind,
  type ItemAnswer,
  type ItemKey,
  KIND_WORDS,
  mayAnswer,
  OPEN_KINDS,
  type OpenKind,
  type Owner,
  OWNERS,
} from '#src/visits/open-items/open-item.ts'
import { type AnswerRefusal, answerItem, assignItems } from '#src/visits/open-items/open-item-commands.ts'
import { findTwoPlaces } from '#src/visits/open-items/two-places.store.ts'
import {
  countItems,
  findItem,
  type ItemCount,
  type OpenItem,
  searchItems,
} from '#src/visits/open-items/open-items.store.ts'
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
      empty: 'Nothing is open here.',
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
      columns: columnsOf(kind, names, nameOf, actor),
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

const keyOf = ({ kind, day, itemRef }: ItemKey): string => JSON.stringify([kind, day, itemRef])

function readKey(text: string): ItemKey | undefined {
  try {
    const [kind, day, itemRef] = JSON.parse(text) as unknown[]
    if (typeof kind !== 'string' || !isOpenKind(kind) || typeof itemRef !== 'string') return undefined
    const read = typeof day === 'string' ? parseDay(day) : undefined
    return read === undefined ? undefined : { kind, day: read, itemRef }
  } catch {
    return undefined
  }
}

export const itemHref = (base: string, key: ItemKey): string => `${base}/answer?item=${encodeURIComponent(keyOf(key))}`

function columnsOf(
  kind: OpenKind,
  names: Names,
  nameOf: ReadonlyMap<string, string>,
  actor: Actor,
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
    { heading: 'What to do next', cell: (one) => nextStep(one, may(actor, 'visits.correct')) },
  ]
}

const visitLink = (ref: string): Html =>
  html`<span class="almoner-ref">${link(ref, `/visits/${encodeURIComponent(ref)}`)}</span>`

const what = (one: OpenItem): Html =>
  html`${one.workerRef ?? ''}${one.kind === 'unmatched' ? small(WHY_WORDS[one.detail ?? ''] ?? one.detail ?? '') : one.visitRef !== null && small(visitLink(one.visitRef))}${one.kind === 'two places' && one.detail !== null && small(html`and ${visitLink(one.detail)}`)}`

function nextStep(one: OpenItem, canCorrect: boolean): Html {
  const row = one.source === null || one.logRef === null ? undefined : { source: one.source, logRef: one.logRef }
  if (!canCorrect) return row ? link('See the row', rowHref('/call-log/row', row)) : html``
  const settle = small(link('Settle it as it is', itemHref('/visits/queues', one)))
  switch (one.kind) {
    case 'unmatched':
      return html`${row && link('Put it on a visit', rowHref('/call-log/seat', row))}${row && small(link('Set it aside', rowHref('/call-log/set-aside', row)))}${settle}`
    case 'no log-out':
      return html`${row && link('Enter when the worker left', rowHref('/call-log/correct', row))}${settle}`
    case 'two places':
      return html`${link('Settle which visit counts', itemHref('/visits/queues', one))}${row && small(link('Correct the row', rowHref('/call-log/correct', row)))}`
    case 'no log':
      return html`${link('Enter who came', `/visits/${encodeURIComponent(one.visitRef ?? '')}/by-hand`)}${small(link('Not delivered, or settled', itemHref('/visits/queues', one)))}`
  }
}

export async function postAssign({ shell, actor, form, query }: Visit): Promise<Reply> {
  const keys = chosen(form, 'chosen').flatMap((text) => readKey(text) ?? [])
  const isMine = textOf(form['do']) === 'mine'
  const done = await assignItems(shell, actor, { keys, officerRef: isMine ? actor.id : undefined })
  const back = withQuery('/visits/queues', { queue: typedText(query, 'queue') })
  if (!done.ok) return notDone(back, 'Tick the items first')
  return seeOther(back, `${counted(done.value, 'item')} ${isMine ? 'in hand' : 'given back'}`)
}

type Form = { readonly errors: FieldError[]; readonly answer: string; readonly words: string }

/** What is said about one item. */
export async function showAnswer(asked: Visit, door: ItemDoor = STAFF_DOOR, form?: Form): Promise<Reply> {
  const { shell, actor, csrf } = asked
  const key = readKey(textOf(asked.form['item'] ?? asked.query['item']))
  const found = key && (await shell.read(actor, (tx) => readAnswered(tx, key, door)))
  if (!found) return notFound()
  const { item, places } = found
  const choices = [
    ...ANSWERS.filter((answer) => mayAnswer(item.kind, answer, !door.isStaff)).map((answer) => ({
      value: answer,
      text: places && answer === 'settled' ? 'It can stay as it is: both visits are paid as logged' : CHOICES[answer],
    })),
    ...(places?.places ?? []).map(({ visitRef }, at) => ({
      value: `${COUNTS_AT}${visitRef}`,
      text: `The time at both counts once, at ${visitRef}`,
      hint: `${places?.places[1 - at]?.visitRef} is paid for what is left of it`,
    })),
  ]
  return page(
    {
      title: KIND_WORDS[item.kind],
      caption: item.itemRef,
      section: 'visits',
      breadcrumbs: [{ text: 'Open items', href: withQuery(door.base, { queue: item.kind }) }, { text: 'Answer' }],
      ...(form ? { errors: form.errors } : {}),
      content: html`${summary([
        { key: item.kind === 'no log' ? 'Planned' : 'Log-in', value: formatInstant(item.at) },
        { key: 'Person', value: item.personRef },
        item.workerRef !== null && { key: 'Worker', value: item.workerRef },
        item.visitRef !== null && { key: 'Visit', value: item.visitRef },
        item.detail !== null && item.kind === 'two places' && { key: 'And', value: item.detail },
        places !== undefined && {
          key: 'At both',
          value: `from ${formatInstant(places.from)} to ${formatInstant(places.to)}`,
        },
      ])}${postForm({
        action: `${door.base}/answer`,
        csrf,
        content: html`${hiddenField('item', keyOf(item))}${radiosField({ name: 'answer', label: 'What do you want to say?', value: form?.answer, choices, errors: form?.errors })}${textareaField(
          {
            name: 'words',
            label: 'In your words',
            hint: 'It stands in the history of the visit and of the person.',
            value: form?.words,
            rows: 3,
            errors: form?.errors,
          },
        )}${submit('Send', { href: withQuery(door.base, { queue: item.kind }) })}`,
      })}`,
    },
    { status: form ? 400 : 200 },
  )
}

/** What stands before the visit at which the time of a worker in two places is to count. */
const COUNTS_AT = 'at '

async function readAnswered(tx: Read, key: ItemKey, door: ItemDoor) {
  const item = await findItem(tx, key)
  if (!item) return undefined
  const places = item.kind === 'two places' && door.isStaff ? await findTwoPlaces(tx, key.day, key.itemRef) : undefined
  return { item, places }
}

const CHOICES: Readonly<Record<ItemAnswer, string>> = {
  asks: 'I have a question for the council',
  'not delivered': 'Nobody came: the visit was not delivered',
  settled: 'It can stay as it is',
}

const REFUSALS: Readonly<Record<Exclude<AnswerRefusal, 'no such item'>, FieldError>> = {
  'no such answer': { field: 'answer', message: 'Choose what you want to say' },
  'no words': { field: 'words', message: 'Say it in your words too' },
  'not one of the two': { field: 'answer', message: 'Choose one of the two visits' },
}

export async function postAnswer(asked: Visit, door: ItemDoor = STAFF_DOOR): Promise<Reply> {
  const { shell, actor, form } = asked
  const key = readKey(textOf(form['item']))
  if (!key) return notFound()
  const typed = textOf(form['answer'])
  const words = textOf(form['words'])
  const countsAt = door.isStaff && typed.startsWith(COUNTS_AT) ? typed.slice(COUNTS_AT.length) : undefined
  const answer = countsAt === undefined ? ANSWERS.find((one) => one === typed) : 'settled'
  if (!answer) return showAnswer(asked, door, { errors: [REFUSALS['no such answer']], answer: typed, words })
  const done = await answerItem(shell, actor, { ...key, answer, words, countsAt })
  if (done.ok) return seeOther(withQuery(door.base, { queue: key.kind }), 'Your answer is kept')
  if (done.error === 'no such item')
    return notDone(withQuery(door.base, { queue: key.kind }), 'It is no longer open: somebody was quicker')
  return showAnswer(asked, door, { errors: [REFUSALS[done.error]], answer: typed, words })
}
