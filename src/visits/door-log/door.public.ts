/** The page behind the code at a person's home. Whoever opens it learns nothing: not whose home it is, nor who comes. */
import { createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { formatTime } from '#src/base/day.ts'
import { notFound, type OpenVisit, page, type Reply, seeOther } from '#src/platform/http/doors.ts'
import type { Asset } from '#src/platform/pages/assets.ts'
import { button } from '#src/platform/pages/components.ts'
import { checkboxesField, postForm, textField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import type { DoorEvent } from '#src/visits/door-log/door-event.ts'
import {
  enterAtDoor,
  type Entered,
  type OpenSheet,
  openSheet,
  takeDoorEvent,
} from '#src/visits/door-log/door-log-commands.ts'

const script = (path: (hash: string) => string, file: string, immutable: boolean): Asset => {
  const body = readFileSync(join(import.meta.dirname, file), 'utf8')
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12)
  return { path: path(hash), body, contentType: 'text/javascript; charset=utf-8', immutable }
}

const SCRIPT = script((hash) => `/assets/door-log-${hash}.js`, 'door-log.client.js', true)
/** It stands above the pages that it serves, under one name: browsers look there for a newer one. */
const OFFLINE = script(() => '/door/offline.js', 'door-offline.client.js', false)
export const DOOR_SCRIPTS: readonly Asset[] = [SCRIPT, OFFLINE]

const textOf = (value: string | string[] | undefined): string =>
  (typeof value === 'string' ? value : (value?.[0] ?? '')).trim()

const tokenOf = (visit: OpenVisit): string => visit.params['token'] ?? ''

export async function showDoor(visit: OpenVisit): Promise<Reply> {
  const sheet = await openSheet(visit.shell, tokenOf(visit))
  return sheet ? page(doorView(visit, sheet.token)) : goneReply()
}

/** The same for a sheet that was stopped and for one that never was. What the phone still keeps is shown, so that nobody loses a time. */
const goneReply = (): Reply =>
  page(
    {
      title: 'This code no longer works',
      content: html`<p class="govuk-body">Ask your office for a new sheet. Until it hangs in the home, tell your office when you came and when you left.</p>
${waitingList('Tell your office these times', 'I have told my office')}
<script type="module" src="${SCRIPT.path}"></script>`,
    },
    { status: 404 },
  )

/** What the phone keeps; its script fills it. */
const waitingList = (title: string, clear: string): Html =>
  html`<div data-door-waiting hidden><h2 class="govuk-heading-m">${title}</h2><ul class="govuk-list govuk-list--bullet"></ul><div data-door-clear hidden>${button({ text: clear, type: 'button', classes: 'govuk-button--secondary' })}</div></div>`

function doorView(visit: OpenVisit, token: string, typed = '', errors: readonly FieldError[] = []) {
  return {
    title: 'Log your visit',
    ...(errors.length > 0 ? { errors } : {}),
    content: html`<div data-door-log="">${postForm({
      action: `/door/${token}`,
      csrf: visit.csrf,
      content: html`${textField({
        name: 'worker',
        label: 'Your worker number',
        value: typed,
        width: 10,
        autocomplete: 'username',
        errors,
      })}${pinField(errors)}${checkboxesField({
        name: 'place',
        label: 'Where you are (optional)',
        small: true,
        choices: [{ value: 'yes', text: 'Send where this phone is, with the visit' }],
      })}<div class="govuk-button-group">${button({ text: 'Log in to the visit', name: 'do', value: 'in' })}${button({ text: 'Log out', name: 'do', value: 'out', classes: 'govuk-button--secondary' })}</div>`,
    })}</div>
<p class="govuk-body" role="status"><strong data-door-said></strong></p>
${waitingList('Still to be sent', 'Clear what was refused')}
<p class="govuk-body">No connection? Log in and out as always. The times are kept on this phone and sent when it is connected again.</p>
<script type="module" src="${SCRIPT.path}"></script>`,
  }
}

const pinField = (errors: readonly FieldError[]): Html =>
  textField({ name: 'pin', label: 'Your PIN', width: 10, inputmode: 'numeric', autocomplete: 'off', errors })

const WRONG = 'The worker number or the PIN is not right. Check both, or ask your office.'
const LOCKED = 'Too many wrong tries. Wait a quarter of an hour. Times that are kept on the phone are sent then.'

/** A phone without scripts: the time is ours. */
export async function postDoor(visit: OpenVisit): Promise<Reply> {
  const { shell, form, address } = visit
  const sheet = await openSheet(shell, tokenOf(visit))
  if (!sheet) return goneReply()
  const worker = textOf(form['worker'])
  const pin = textOf(form['pin'])
  const again = (errors: readonly FieldError[]): Reply =>
    page(doorView(visit, sheet.token, worker, errors), { status: 400 })
  if (worker === '') return again([{ field: 'worker', message: 'Enter your worker number' }])
  if (pin === '') return again([{ field: 'pin', message: 'Enter your PIN' }])
  const entered = await enterAtDoor(shell, sheet, { worker, pin, address })
  if (!entered.ok) return again([{ field: 'pin', message: entered.error === 'locked' ? LOCKED : WRONG }])
  const kind = textOf(form['do']) === 'out' ? 'out' : 'in'
  const now = shell.now()
  const event: DoorEvent = { id: randomUUID(), kind, at: now, stay: undefined, place: undefined }
  const taken = await takeDoorEvent(shell, sheet, entered.value, event, now)
  if (!taken.ok) return again([{ field: 'worker', message: `${taken.error.reason}. ${taken.error.cure}` }])
  return seeOther(`/door/${sheet.token}`, `You logged ${kind} at ${formatTime(now)}`)
}

const MOST_EVENTS = 50
const MOST_WORKERS = 3

const instant = z.string().transform((text, context) => {
  try {
    return Temporal.Instant.from(text).round('millisecond')
  } catch {
    context.addIssue('not a moment')
    return z.NEVER
  }
})
const Sent = z.strictObject({
  id: z.uuid(),
  kind: z.enum(['in', 'out']),
  worker: z.string().min(1).max(100),
  pin: z.string().min(1).max(20),
  at: instant,
  stay: z.uuid().optional(),
  latitude: z.number().min(-90).max(90).optional(),
  longitude: z.number().min(-180).max(180).optional(),
  accuracyMetres: z.int().min(0).max(10_000_000).optional(),
})
type Sent = z.infer<typeof Sent>
const Events = z.array(Sent).min(1).max(MOST_EVENTS)

type Told = {
  readonly id: string
  /** What is to be sent later the phone tries again by itself. */
  readonly answer: 'accepted' | 'already had' | 'refused' | 'later'
  readonly why?: string
}

/** What the phone's script sends, each event answered for itself. */
export async function postEvents(visit: OpenVisit): Promise<Reply> {
  const { shell, form, address } = visit
  const sheet = await openSheet(shell, tokenOf(visit))
  if (!sheet) return notFound()
  const events = Events.safeParse(jsonOf(textOf(form['events'])))
  const sent = instant.safeParse(textOf(form['sent']))
  if (!events.success || !sent.success) return notFound()
  const entered = new Map<string, Entered | string>()
  const answers: Told[] = []
  for (const event of events.data) {
    const key = JSON.stringify([event.worker.toLowerCase(), event.pin])
    if (!entered.has(key)) {
      const result = entered.size < MOST_WORKERS ? await enterAtDoor(shell, sheet, { ...event, address }) : undefined
      entered.set(key, result?.ok ? result.value : result?.error === 'wrong' ? WRONG : LOCKED)
    }
    answers.push(await answerOf(visit, sheet, entered.get(key) ?? LOCKED, event, sent.data))
  }
  return jsonReply({ answers })
}

async function answerOf(
  { shell }: OpenVisit,
  sheet: OpenSheet,
  entered: Entered | string,
  sent: Sent,
  deviceSentAt: Temporal.Instant,
): Promise<Told> {
  const { id } = sent
  if (typeof entered === 'string') return { id, answer: entered === LOCKED ? 'later' : 'refused', why: entered }
  const taken = await takeDoorEvent(shell, sheet, entered, eventOf(sent), deviceSentAt)
  if (taken.ok) return { id, answer: taken.value.answer }
  return { id, answer: 'refused', why: `${taken.error.reason}. ${taken.error.cure}` }
}

function eventOf({ id, kind, at, stay, latitude, longitude, accuracyMetres }: Sent): DoorEvent {
  const isPlaced = latitude !== undefined && longitude !== undefined && accuracyMetres !== undefined
  return { id, kind, at, stay, place: isPlaced ? { latitude, longitude, accuracyMetres } : undefined }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const jsonReply = (body: unknown): Reply => ({
  reply: 'file',
  name: 'answers.json',
  type: 'application/json; charset=utf-8',
  body: JSON.stringify(body),
})
