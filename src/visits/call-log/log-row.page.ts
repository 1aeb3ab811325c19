/** One row of the call log: as it came, what was said about it since, and where it sits. */
import { formatDay, formatInstant, formatTime } from '#src/base/day.ts'
import { may } from '#src/platform/actor.ts'
import type { Read } from '#src/platform/database.ts'
import { notFound, page, type Reply, seeOther, type Visit as Asked } from '#src/platform/http/doors.ts'
import { hiddenField, postForm, radiosField, submit, textareaField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { Action, FieldError, StatusTag } from '#src/platform/pages/page.ts'
import { section, summary, whatHappensNext } from '#src/platform/pages/record.ts'
import { dataTable, link, small } from '#src/platform/pages/table.ts'
import {
  putOnVisit,
  type SeatRefusal,
  type TakeOffRefusal,
  takeOffVisit,
  undoSeatDecision,
  type UndoRefusal,
} from '#src/visits/call-log/correct-commands.ts'
import {
  type ChainLink,
  findShownRow,
  listChain,
  listVisitsNear,
  type NearVisit,
  type ShownRow,
} from '#src/visits/call-log/correction.store.ts'
import { inForce, type SeatDecision } from '#src/visits/call-log/seat-decision.ts'
import { findSeat } from '#src/visits/call-log/seating.store.ts'
import { WHY_WORDS } from '#src/visits/day.page.ts'
import { namesOf } from '#src/visits/names.store.ts'
import { dayHref } from '#src/visits/visits.page.ts'
import { sourceWords } from '#src/visits/visit-words.page.ts'

export const textOf = (value: string | string[] | undefined): string =>
  (typeof value === 'string' ? value : (value?.[0] ?? '')).trim()

/** Which row a page is about: in the address, and in the form that comes back. */
export const askedRow = ({ query, form }: Asked): { source: string; logRef: string } => ({
  source: textOf(form['source'] ?? query['source']),
  logRef: textOf(form['row'] ?? query['row']),
})

export const rowHref = (path: string, { source, logRef }: Pick<ShownRow, 'source' | 'logRef'>): string =>
  `${path}?source=${encodeURIComponent(source)}&row=${encodeURIComponent(logRef)}`

export const rowFields = ({ source, logRef }: Pick<ShownRow, 'source' | 'logRef'>): Html =>
  html`${hiddenField('source', source)}${hiddenField('row', logRef)}`

const crumbs = (row: ShownRow, last?: string) => [
  { text: 'Visits', href: `/visits?day=${row.day}` },
  { text: `Log row ${row.logRef}`, ...(last === undefined ? {} : { href: rowHref('/call-log/row', row) }) },
  ...(last === undefined ? [] : [{ text: last }]),
]

export async function showRow(asked: Asked): Promise<Reply> {
  const { shell, actor } = asked
  const { source, logRef } = askedRow(asked)
  const found = await shell.view(actor, `call-log-row:${source} ${logRef}`, async (tx) => {
    const row = await findShownRow(tx, source, logRef)
    if (!row) return undefined
    const chain = await listChain(tx, { personRef: row.personRef, row })
    return { row, chain, seat: await findSeat(tx, source, logRef), name: await nameOf(tx, row) }
  })
  if (!found) return notFound()
  const { row, chain, seat, name } = found
  const canCorrect = may(actor, 'visits.correct') && !row.isSetAside
  return page({
    title: `Log row ${logRef}`,
    caption: `From ${source}`,
    section: 'visits',
    breadcrumbs: crumbs(row),
    tags: tagsOfRow(row, seat),
    actions: canCorrect ? actionsOf(row) : [],
    content: html`${rowSummary(row, { name, seat })}${section('What was said about it', chainTable(chain, canCorrect))}`,
    aside: whatHappensNext(nextFor(row, seat)),
  })
}

function tagsOfRow(row: ShownRow, seat: string | undefined): StatusTag[] {
  const tags: StatusTag[] = []
  if (row.isSetAside) tags.push({ text: 'Set aside', colour: 'grey' })
  else if (seat !== undefined) tags.push({ text: 'On a visit', colour: 'green' })
  else if (row.why !== null && row.why !== 'merged') tags.push({ text: 'On no visit', colour: 'orange' })
  if (row.corrections > 0) tags.push({ text: 'Corrected', colour: 'purple' })
  return tags
}

/** What is left to do, and the way back to the queue that the row came from. */
function nextFor(row: ShownRow, seat: string | undefined): Html {
  const kind = seat === undefined ? 'unmatched' : 'no log-out'
  const isOpen = !row.isSetAside && (seat === undefined ? row.why !== 'merged' : !row.out)
  return html`<p class="govuk-body">${isOpen ? 'It stays in its queue until it is put right or settled.' : 'Nothing: it is in no queue for this.'}</p><p class="govuk-body">${link('Go on with the queue', `/visits/queues?queue=${encodeURIComponent(kind)}`)}</p>`
}

const actionsOf = (row: ShownRow): Action[] => [
  { text: 'Correct it', href: rowHref('/call-log/correct', row) },
  { text: 'Put it on another visit', kind: 'secondary', href: rowHref('/call-log/seat', row) },
  { text: 'Set it aside', kind: 'secondary', href: rowHref('/call-log/set-aside', row) },
]

/** The name of the person for staff; a provider finds the reference. */
export const nameOf = async (tx: Read, { personRef }: Pick<ShownRow, 'personRef'>): Promise<string> =>
  (await namesOf(tx, [{ personRef, organisationRef: null }])).person(personRef)

export const rowSummary = (
  row: ShownRow,
  { name, seat }: { name?: string | undefined; seat?: string | undefined },
): Html =>
  summary([
    {
      key: 'Person',
      value:
        name === undefined
          ? row.personRef
          : html`${link(name, dayHref(row.day, 'person', row.personRef))}${name !== row.personRef && small(row.personRef)}`,
    },
    { key: 'Worker', value: row.workerRef },
    { key: 'Logged in', value: html`${formatInstant(row.in)}${small(sourceWords(row.inSource))}` },
    {
      key: 'Logged out',
      value: row.out ? html`${formatInstant(row.out)}${small(sourceWords(row.outSource ?? undefined))}` : 'No log-out',
    },
    seat !== undefined && { key: 'Sits on', value: link(seat, `/visits/${encodeURIComponent(seat)}`) },
    seat === undefined && row.why !== null && { key: 'Sits nowhere', value: WHY_WORDS[row.why] ?? row.why },
  ])

const WHAT_WORDS: Readonly<Record<Exclude<ChainLink['what'], 'sits'>, string>> = {
  sent: 'Came from the provider’s system',
  corrected: 'Corrected',
  seat: 'Put on a visit',
  'take off': 'Taken off a visit',
  undo: 'Decision undone',
}

/** How rows came and everything that was said about them, oldest first. */
export const chainTable = (chain: readonly ChainLink[], canUndo = false): Html => {
  const standing = new Set(
    [...Map.groupBy(chain.filter(isDecision), ({ source, logRef }) => `${source} ${logRef}`).values()].flatMap((all) =>
      inForce(all.map(decisionOf)).map(keyOf),
    ),
  )
  return dataTable<ChainLink>({
    caption: 'What was said',
    captionHidden: true,
    rows: chain.filter(({ what }) => what !== 'sits'),
    empty: 'Nothing: it counts as it came.',
    columns: [
      {
        heading: 'When',
        cell: (one) => html`${one.at && formatInstant(one.at)}${one.byName !== null && small(one.byName)}`,
      },
      {
        heading: 'What',
        cell: (one) => html`${one.what === 'sits' ? '' : WHAT_WORDS[one.what]}${small(one.logRef)}`,
      },
      { heading: 'So that', cell: whatCounts },
      {
        heading: 'Why',
        cell: (one) =>
          html`${one.reason ?? ''}${one.what === 'corrected' && one.reasonCode !== null && small(one.reasonCode.replaceAll('_', ' '))}${one.evidence !== null && small(`Shown by ${one.evidence}`)}${
            canUndo &&
            standing.has(keyOf(one)) &&
            isDecision(one) &&
            html`<br>${link(html`Undo<span class="govuk-visually-hidden"> decision ${one.number}</span>`, `${rowHref('/call-log/undo', one)}&number=${one.number}`)}`
          }`,
      },
    ],
  })
}

const keyOf = ({ source, logRef, number }: Pick<ChainLink, 'source' | 'logRef' | 'number'>): string =>
  `${source} ${logRef} ${number}`

type DecisionLink = ChainLink & { readonly what: SeatDecision['verb'] }
const decisionOf = ({ source, logRef, number, what, undoes, visitRef }: DecisionLink) => ({
  source,
  logRef,
  number,
  verb: what,
  visitRef: visitRef ?? '',
  undoes: undoes ?? undefined,
})
const isDecision = (one: ChainLink): one is DecisionLink =>
  one.what === 'seat' || one.what === 'take off' || one.what === 'undo'

const whatCounts = (one: ChainLink): Html | string =>
  one.in
    ? html`${formatDay(one.day)}, ${formatTime(one.in)} to ${one.out ? formatTime(one.out) : 'no log-out'}${small(one.workerRef ?? '')}`
    : html`${one.visitRef !== null && link(one.visitRef, `/visits/${encodeURIComponent(one.visitRef)}`)}`

type Form = { readonly errors: FieldError[]; readonly visit: string; readonly reason: string }

const NOWHERE = 'none'

/** On which visit of the person a row sits: the one that an officer says, or none of them. */
export async function showSeat(asked: Asked, form?: Form): Promise<Reply> {
  const { shell, actor, csrf } = asked
  const { source, logRef } = askedRow(asked)
  const found = await shell.view(actor, `call-log-row:${source} ${logRef}`, async (tx) => {
    const row = await findShownRow(tx, source, logRef)
    if (!row) return undefined
    const near = await listVisitsNear(tx, row)
    return { row, near, seat: await findSeat(tx, source, logRef), name: await nameOf(tx, row) }
  })
  if (!found) return notFound()
  const { row, near, seat, name } = found
  const choices = near.filter(({ visitRef }) => visitRef !== seat).map(choiceOf)
  if (seat !== undefined) choices.push({ value: NOWHERE, text: 'None of them', hint: 'Takes the row off its visit' })
  return page(
    {
      title: 'Put a log row on another visit',
      caption: `${logRef} from ${source}`,
      section: 'visits',
      breadcrumbs: crumbs(row, 'Another visit'),
      ...(form ? { errors: form.errors } : {}),
      content: html`${rowSummary(row, { name, seat })}${
        choices.length === 0
          ? html`<p class="govuk-body">No visit of this person with the provider of the row is planned within a day of it. Correct the row, or set it aside.</p>`
          : postForm({
              action: '/call-log/seat',
              csrf,
              content: html`${rowFields(row)}${hiddenField('seen', seat ?? '')}${radiosField({ name: 'visit', label: 'Which visit was it?', value: form?.visit, choices, errors: form?.errors })}${textareaField(
                {
                  name: 'reason',
                  label: 'How do you know?',
                  hint: 'It stands in the history of the visit. The row stays there until somebody undoes it.',
                  value: form?.reason,
                  rows: 2,
                  errors: form?.errors,
                },
              )}${submit('Save', { href: rowHref('/call-log/row', row) })}`,
            })
      }`,
    },
    { status: form ? 400 : 200 },
  )
}

const choiceOf = ({ visitRef, start, minutes, seated, workers }: NearVisit) => ({
  value: visitRef,
  text: `${formatInstant(start)}, ${minutes} minutes`,
  hint:
    seated === 0
      ? 'Nobody logged'
      : `${seated} of ${workers} logged${seated < workers ? '' : ': one of those rows goes back to the queue'}`,
})

const SEAT_WORDS: Readonly<Record<Exclude<SeatRefusal | TakeOffRefusal, 'no such row'>, string>> = {
  'set aside already': 'The row was set aside. It cannot sit on a visit.',
  'moved meanwhile': 'Somebody moved the row while you had this page open. Look where it sits now, and choose again.',
  'no reason given': 'Say how you know',
  'no such visit': 'Choose one of the visits',
  'visit cancelled': 'The visit is cancelled. Bring it back first.',
  'another person': 'The visit is another person’s. Set the row aside and enter the visit by hand.',
  'no provider': 'The row has no provider. Set it aside and enter the visit by hand.',
  'another provider': 'The visit is another provider’s. Set the row aside and enter the visit by hand.',
  'too far': 'The visit is more than a week from the log-in. Correct the time of the row first.',
  'no free seat':
    'Every worker of the visit was put there by hand, or this worker is there already. Take that row off first.',
  'put there already': 'The row was put on this visit already',
  'sits nowhere': 'The row sits on no visit any more. Look at it again.',
}

export async function postSeat(asked: Asked): Promise<Reply> {
  const { shell, actor, form } = asked
  const { source, logRef } = askedRow(asked)
  const visit = textOf(form['visit'])
  const reason = textOf(form['reason'])
  const seen = textOf(form['seen'])
  const errors: FieldError[] = []
  if (visit === '') errors.push({ field: 'visit', message: 'Choose the visit' })
  if (reason === '') errors.push({ field: 'reason', message: 'Say how you know' })
  if (errors.length > 0) return showSeat(asked, { errors, visit, reason })
  const done =
    visit === NOWHERE
      ? await takeOffVisit(shell, actor, { source, logRef, reason, seen })
      : await putOnVisit(shell, actor, { source, logRef, visitRef: visit, reason, seen })
  if (done.ok) {
    const words = visit === NOWHERE ? 'The row is off the visit' : 'The row is on the visit'
    return seeOther(rowHref('/call-log/row', { source, logRef }), words)
  }
  if (done.error === 'no such row') return notFound()
  const field = done.error === 'no reason given' ? 'reason' : 'visit'
  return showSeat(asked, { errors: [{ field, message: SEAT_WORDS[done.error] }], visit, reason })
}

const UNDO_WORDS: Readonly<Record<Exclude<UndoRefusal, 'no such row'>, string>> = {
  'set aside already': 'The row was set aside. Nothing is to undo.',
  'no reason given': 'Say why the decision no longer holds',
  'not in force': 'The decision was undone already',
}

/** A decision about a row's seat is undone: the matching decides again. */
export async function showUndo(asked: Asked, form?: { errors: FieldError[]; reason: string }): Promise<Reply> {
  const { shell, actor, csrf, query } = asked
  const { source, logRef } = askedRow(asked)
  const number = textOf(asked.form['number'] ?? query['number'])
  const found = await shell.view(actor, `call-log-row:${source} ${logRef}`, async (tx) => {
    const row = await findShownRow(tx, source, logRef)
    return row && { row, name: await nameOf(tx, row) }
  })
  if (!found || !/^\d{1,6}$/.test(number)) return notFound()
  const { row, name } = found
  return page(
    {
      title: 'Undo a decision about a log row',
      caption: `Decision ${number} about ${logRef} from ${source}`,
      section: 'visits',
      breadcrumbs: crumbs(row, 'Undo'),
      ...(form ? { errors: form.errors } : {}),
      content: html`${rowSummary(row, { name })}<p class="govuk-body">The decision stays in the history. The row is matched again without it.</p>${postForm(
        {
          action: '/call-log/undo',
          csrf,
          content: html`${rowFields(row)}${hiddenField('number', number)}${textareaField({ name: 'reason', label: 'Why does it no longer hold?', value: form?.reason, rows: 2, errors: form?.errors })}${submit('Undo the decision', { href: rowHref('/call-log/row', row) })}`,
        },
      )}`,
    },
    { status: form ? 400 : 200 },
  )
}

export async function postUndo(asked: Asked): Promise<Reply> {
  const { shell, actor, form } = asked
  const { source, logRef } = askedRow(asked)
  const reason = textOf(form['reason'])
  const done = await undoSeatDecision(shell, actor, { source, logRef, number: Number(textOf(form['number'])), reason })
  if (done.ok) return seeOther(rowHref('/call-log/row', { source, logRef }), 'The decision is undone')
  if (done.error === 'no such row') return notFound()
  return showUndo(asked, { errors: [{ field: 'reason', message: UNDO_WORDS[done.error] }], reason })
}
