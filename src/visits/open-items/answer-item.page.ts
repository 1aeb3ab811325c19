/** What is said about one open item, by the council or its provider, with what is known of it on the same page. */
import { dayOf, formatInstant, formatShortDay, formatTime } from '#src/base/day.ts'
import { listSharedPeople } from '#src/people/index.ts'
import type { Read } from '#src/platform/database.ts'
import { notDone, notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { checkboxesField, hiddenField, postForm, radiosField, submit, textareaField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { withQuery } from '#src/platform/pages/queue.ts'
import { section, summary } from '#src/platform/pages/record.ts'
import { dataTable, link, small } from '#src/platform/pages/table.ts'
import { textOf } from '#src/visits/call-log/log-row.page.ts'
import {
  ANSWER_WORDS,
  ANSWERS,
  type ItemAnswer,
  type ItemKey,
  KIND_WORDS,
  notHomeWords,
  mayAnswer,
} from '#src/visits/open-items/open-item.ts'
import { type AnswerRefusal, answerItem } from '#src/visits/open-items/open-item-commands.ts'
import { listLike } from '#src/visits/open-items/not-home.store.ts'
import { findItem, type FoundItem } from '#src/visits/open-items/open-items.store.ts'
import { type ItemDoor, keyOf, readKey, STAFF_DOOR } from '#src/visits/open-items/queues.page.ts'
import { findTwoPlaces, type Place, type TwoPlaces } from '#src/visits/open-items/two-places.store.ts'
import { namesOf } from '#src/visits/names.store.ts'
import { dayHref } from '#src/visits/visits.page.ts'

type Form = {
  readonly errors: FieldError[]
  readonly answer: string
  readonly words: string
  readonly ofAll?: boolean
}

/** What stands before the visit at which the time of a worker in two places is to count. */
const COUNTS_AT = 'at '

const FILTERS = ['queue', 'owner', 'hands', 'provider', 'person', 'from', 'to', 'page']

/** The list that the reader came from, as it was filtered. */
function listHref({ form, query }: Visit, door: ItemDoor, { kind }: ItemKey): string {
  const listed = new URLSearchParams(textOf(form['list'] ?? query['list']))
  return withQuery(door.base, {
    ...Object.fromEntries(FILTERS.map((name) => [name, listed.getAll(name)])),
    queue: kind,
  })
}

async function readAnswered(tx: Read, key: ItemKey, door: ItemDoor) {
  const item = await findItem(tx, key)
  if (!item) return undefined
  const places = item.kind === 'two places' && door.isStaff ? await findTwoPlaces(tx, key.day, key.itemRef) : undefined
  const people = [item, ...(places?.places ?? [])].map(({ personRef }) => ({ personRef, organisationRef: null }))
  const like = item.kind === 'not home' && door.isStaff ? (await listLike(tx, item)).length : 0
  const nameOf = door.isStaff ? (await namesOf(tx, people)).person : await sharedName(tx, item.personRef)
  return { item, places, like, nameOf }
}

async function sharedName(tx: Read, personRef: string): Promise<NameOf> {
  const [shared] = await listSharedPeople(tx, [personRef])
  return (ref) => shared?.name ?? ref
}

export async function showAnswer(asked: Visit, door: ItemDoor = STAFF_DOOR, form?: Form): Promise<Reply> {
  const { shell, actor, csrf } = asked
  const key = readKey(textOf(asked.form['item'] ?? asked.query['item']))
  const found = key && (await shell.view(actor, recordOf(key), (tx) => readAnswered(tx, key, door)))
  if (!found) return notFound()
  const { item, places, like, nameOf } = found
  const back = listHref(asked, door, item)
  return page(
    {
      title: KIND_WORDS[item.kind],
      caption: item.itemRef,
      section: 'visits',
      breadcrumbs: [{ text: 'Open items', href: back }, { text: 'Answer' }],
      ...(form ? { errors: form.errors } : {}),
      content: html`${facts(item, places, nameOf, door)}${places && bothPlaces(places, nameOf)}${postForm({
        action: `${door.base}/answer`,
        csrf,
        content: html`${hiddenField('item', keyOf(item))}${hiddenField('seen', item.answeredAt)}${hiddenField('list', back.split('?')[1] ?? '')}${radiosField({ name: 'answer', label: 'What do you want to say?', value: form?.answer, choices: choicesOf(item, places, nameOf, door), errors: form?.errors })}${textareaField(
          {
            name: 'words',
            label: 'In your words',
            hint: 'It stands in the history of the visit and of the person.',
            value: form?.words,
            rows: 3,
            errors: form?.errors,
          },
        )}${like > 0 && ofAllField(item, like, form?.ofAll)}${submit('Send', { href: back })}`,
      })}`,
    },
    { status: form ? 400 : 200 },
  )
}

const ofAllField = ({ detail }: FoundItem, like: number, isTicked = false): Html =>
  checkboxesField({
    name: 'ofAll',
    label: 'Others like it',
    choices: [
      {
        value: 'yes',
        text: `The same of ${like === 1 ? 'one other visit' : `${like} other visits`} of this person, logged ${detail === 'placement ended' ? 'after the care had ended' : 'in this absence'}`,
      },
    ],
    values: isTicked ? ['yes'] : [],
  })

/** Whose record is looked at: that of the visit, or of the log row that sits on none. */
const recordOf = ({ kind, itemRef }: ItemKey) =>
  kind === 'two places' || kind === 'no log' || kind === 'not home'
    ? (`visit:${itemRef.split(' ')[0] ?? ''}` as const)
    : (`call-log-row:${itemRef}` as const)

type NameOf = (personRef: string) => string

function facts(item: FoundItem, places: TwoPlaces | undefined, nameOf: NameOf, { isStaff }: ItemDoor): Html {
  const base = isStaff ? '/visits' : '/portal/visits'
  const name = nameOf(item.personRef)
  return summary([
    { key: item.kind === 'no log' ? 'Planned' : 'Log-in', value: formatInstant(item.at) },
    places === undefined && {
      key: 'Person',
      value: html`${isStaff ? link(name, dayHref(item.day, 'person', item.personRef)) : name}${small(item.personRef)}`,
    },
    item.workerRef !== null && { key: 'Worker', value: item.workerRef },
    places === undefined && item.visitRef !== null && { key: 'Visit', value: visitLink(base, item.visitRef) },
    item.detail !== null &&
      places === undefined &&
      item.kind === 'two places' && { key: 'And', value: visitLink(base, item.detail) },
    item.kind === 'not home' && {
      key: 'But',
      value: html`${notHomeWords(item.detail)}${isStaff && item.absenceRef !== null && small(link(item.absenceRef, `/absences/${item.absenceRef}`))}`,
    },
    places !== undefined && {
      key: 'At both',
      value: `from ${formatInstant(places.from)} to ${formatInstant(places.to)}`,
    },
    item.answer !== null && {
      key: ANSWER_WORDS[item.answer],
      value: html`${item.words ?? ''}${small(item.answeredBy ?? '')}`,
    },
  ])
}

const visitLink = (base: string, ref: string): Html => link(ref, `${base}/${encodeURIComponent(ref)}`)

const bothPlaces = ({ places }: TwoPlaces, nameOf: NameOf): Html =>
  section(
    'The two visits',
    dataTable<Place>({
      caption: 'The two visits',
      captionHidden: true,
      rows: places,
      columns: [
        { heading: 'Visit', cell: ({ visitRef }) => visitLink('/visits', visitRef) },
        {
          heading: 'Person',
          cell: ({ day, personRef }) =>
            html`${link(nameOf(personRef), dayHref(day, 'person', personRef))}${small(personRef)}`,
        },
        {
          heading: 'Planned',
          cell: ({ start, minutes }) =>
            html`${formatTime(start)}${small(`${formatShortDay(dayOf(start))}, ${minutes} minutes`)}`,
        },
        { heading: 'Logged', cell: loggedWords },
      ],
    }),
  )

function loggedWords({ in: came, out: left }: Place): string {
  const later = dayOf(left) === dayOf(came) ? '' : ` on ${formatShortDay(dayOf(left))}`
  return `${formatTime(came)} to ${formatTime(left)}${later}`
}

const choicesOf = (item: FoundItem, places: TwoPlaces | undefined, nameOf: NameOf, door: ItemDoor) => [
  ...ANSWERS.filter((answer) => mayAnswer(item.kind, answer, !door.isStaff)).map((answer) => ({
    value: answer,
    text: choiceWords(item, places, answer),
  })),
  ...(places?.places ?? []).map(({ visitRef, personRef }, at) => ({
    value: `${COUNTS_AT}${visitRef}`,
    text: `The time at both counts once, with ${nameOf(personRef)}: ${visitRef}`,
    hint: `${places?.places[1 - at]?.visitRef} is paid for what is left of it`,
  })),
]

function choiceWords({ kind }: FoundItem, places: TwoPlaces | undefined, answer: ItemAnswer): string {
  if (places && answer === 'settled') return 'It can stay as it is: both visits are paid as logged'
  return (kind === 'not home' ? NOT_HOME_CHOICES[answer] : undefined) ?? CHOICES[answer]
}

const NOT_HOME_CHOICES: Readonly<Partial<Record<ItemAnswer, string>>> = {
  'not delivered': 'The visit was not made: the log is set aside, and the visit is cancelled',
  settled: 'The visit was made: it is paid as logged',
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
  'answered meanwhile': {
    field: 'answer',
    message: 'Somebody answered while you had this page open. Read it above, and send yours if it still stands.',
  },
}

export async function postAnswer(asked: Visit, door: ItemDoor = STAFF_DOOR): Promise<Reply> {
  const { shell, actor, form } = asked
  const key = readKey(textOf(form['item']))
  if (!key) return notFound()
  const typed = textOf(form['answer'])
  const words = textOf(form['words'])
  const countsAt = door.isStaff && typed.startsWith(COUNTS_AT) ? typed.slice(COUNTS_AT.length) : undefined
  const answer = countsAt === undefined ? ANSWERS.find((one) => one === typed) : 'settled'
  const ofAll = door.isStaff && textOf(form['ofAll']) === 'yes'
  if (!answer) return showAnswer(asked, door, { errors: [REFUSALS['no such answer']], answer: typed, words, ofAll })
  const done = await answerItem(shell, actor, { ...key, answer, words, countsAt, ofAll, seen: textOf(form['seen']) })
  const back = listHref(asked, door, key)
  if (done.ok) return seeOther(back, 'Your answer is kept')
  if (done.error === 'no such item') return notDone(back, 'It is no longer open: somebody was quicker')
  return showAnswer(asked, door, { errors: [REFUSALS[done.error]], answer: typed, words, ofAll })
}
