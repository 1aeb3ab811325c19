/** How a night went: for officers here, for providers through wakings.portal.ts. */
import { formatDay, formatTime } from '#src/base/day.ts'
import { notFound, page, type Reply, seeOther, type Visit as Asked } from '#src/platform/http/doors.ts'
import { postForm, submit, textareaField, textField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { summary } from '#src/platform/pages/record.ts'
import { link } from '#src/platform/pages/table.ts'
import { findVisit, type KeptVisit } from '#src/visits/visit.store.ts'
import { NIGHT_MINUTES, wakingsInWords } from '#src/visits/wakings/waking.ts'
import { type NoteWakings, noteWakings } from '#src/visits/wakings/waking-commands.ts'

type Door = { readonly base: '/visits' | '/portal/visits'; readonly list: string }
const STAFF_DOOR: Door = { base: '/visits', list: '/visits' }

type Typed = { readonly minutes: string; readonly note: string }
type Form = { readonly errors: FieldError[]; readonly typed: Typed }

/** What a visit's page says of a night that somebody came to, with the way to say it; undefined for visits of the day. */
export const nightRow = (
  visit: Pick<KeptVisit, 'visitRef' | 'minutes' | 'status' | 'wakings'>,
  base: Door['base'],
  { isAttended, mayNote }: { readonly isAttended: boolean; readonly mayNote: boolean },
): { key: string; value: Html } | undefined =>
  visit.minutes < NIGHT_MINUTES || visit.status === 'cancelled' || !isAttended
    ? undefined
    : {
        key: 'The night',
        value: html`${visit.wakings ? wakingsInWords(visit.wakings) : 'Nothing has been said of wakings'}${mayNote && html`<br>${link('Say how the night went', `${base}/${encodeURIComponent(visit.visitRef)}/wakings`)}`}`,
      }

export async function showWakings(asked: Asked, door: Door = STAFF_DOOR, form?: Form): Promise<Reply> {
  const { shell, actor, params, csrf } = asked
  const visitRef = params['ref'] ?? ''
  const visit = await shell.view(actor, `visit:${visitRef}`, (tx) => findVisit(tx, visitRef))
  if (!visit || visit.minutes < NIGHT_MINUTES) return notFound()
  const href = `${door.base}/${encodeURIComponent(visitRef)}`
  const errors = form?.errors ?? []
  const typed = form?.typed ?? { minutes: visit.wakings?.join(', ') ?? '', note: '' }
  return page(
    {
      title: 'How the night went',
      caption: `Visit ${visitRef}`,
      section: 'visits',
      errors,
      breadcrumbs: [
        { text: 'Visits', href: `${door.list}?day=${visit.day}` },
        { text: visitRef, href },
        { text: 'The night' },
      ],
      content: html`${summary([
        { key: 'Planned', value: `${formatDay(visit.day)} at ${formatTime(visit.start)}, ${visit.minutes} minutes` },
        { key: 'So far', value: visit.wakings ? wakingsInWords(visit.wakings) : 'Nothing has been said' },
      ])}${postForm({
        action: `${href}/wakings`,
        csrf,
        content: html`${textField({ name: 'minutes', label: 'Minutes of each waking', hint: 'In the order of the night, such as 20, 35. Leave it empty if the worker was not woken', value: typed.minutes, errors })}${textareaField({ name: 'note', label: 'What for, or why is it another now?', hint: 'Needed when you change what was said before', rows: 2, value: typed.note, errors })}${submit('Save the night', { href })}`,
      })}`,
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

type Refusal = Extract<Awaited<ReturnType<typeof noteWakings>>, { ok: false }>['error']

export const WAKINGS_WORDS: Readonly<Record<Exclude<Refusal, 'no such visit'>, FieldError>> = {
  'not a night': { field: 'minutes', message: 'Only a visit of four hours or more is a night' },
  'visit cancelled': { field: 'minutes', message: 'The visit was cancelled. Bring it back first.' },
  'still to come': { field: 'minutes', message: 'The night is still to come' },
  'nobody attended': { field: 'minutes', message: 'Nobody logged in for this night. Enter the visit first.' },
  'too many': { field: 'minutes', message: 'Enter 20 wakings at the most' },
  'not minutes': { field: 'minutes', message: 'Enter whole minutes with commas between, such as 20, 35' },
  'longer than the night': { field: 'minutes', message: 'The wakings are longer than the night. Check the minutes.' },
  'nothing changes': { field: 'minutes', message: 'This is what was said already' },
  'no reason given': { field: 'note', message: 'Say why it is another now than was said before' },
  locked: { field: 'minutes', message: 'The days for corrections are over. Ask the council to enter the night.' },
}

const readMinutes = (typed: string): number[] =>
  typed.trim() === '' ? [] : typed.split(/[,;\s]+/).map((part) => (/^\d{1,4}$/.test(part) ? Number(part) : Number.NaN))

export async function postWakings(asked: Asked, door: Door = STAFF_DOOR): Promise<Reply> {
  const { shell, actor, form, params } = asked
  const visitRef = params['ref'] ?? ''
  const typed: Typed = { minutes: typedText(form, 'minutes'), note: typedText(form, 'note') }
  const said: NoteWakings = { visitRef, minutes: readMinutes(typed.minutes), note: typed.note }
  const done = await noteWakings(shell, actor, said)
  if (done.ok) return seeOther(`${door.base}/${encodeURIComponent(visitRef)}`, 'The night is saved')
  if (done.error === 'no such visit') return notFound()
  return showWakings(asked, door, { errors: [WAKINGS_WORDS[done.error]], typed })
}
