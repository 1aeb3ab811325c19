/** The visits of a week as fields, to be changed: the same for the broker and the provider. */
import { clockInWords } from '#src/base/day.ts'
import { offeredPattern } from '#src/brokerage/offers/offer.ts'
import { agreedInWords } from '#src/brokerage/packages/package-care.page.ts'
import { DAY_NAMES, type FaultAt, type PatternVisit, type VisitLengths } from '#src/brokerage/packages/pattern.ts'
import { AGREER_CHOICES, reasonChoices } from '#src/brokerage/packages/short-visit.page.ts'
import { faultInWords, fieldOf } from '#src/brokerage/requests/draft-errors.page.ts'
import { details } from '#src/platform/pages/components.ts'
import {
  checkboxesField,
  dayField,
  type Form,
  numberField,
  readDay,
  selectField,
  textField,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { chosen, typedText } from '#src/platform/pages/queue.ts'

const WORKERS = [1, 2].map((workers) => ({ value: String(workers), text: String(workers) }))
const DAYS = DAY_NAMES.map((name, at) => ({ value: String(at + 1), text: name }))

/** What was sent, what is wrong with it, and how short a visit may be. */
type Sent = { readonly typed: Form; readonly errors: readonly FieldError[]; readonly lengths: VisitLengths }

/** The fields of the visits that run; `more` adds those of one that does not run yet. */
export const visitFields = (pattern: readonly PatternVisit[], sent: Sent, more = false): Html =>
  html`${pattern.map((visit) => oneVisit(`Visit at ${clockInWords(visit.start)}`, visit, sent))}${more && oneVisit('One more visit', newVisit(pattern), sent)}`

const newVisit = (pattern: readonly PatternVisit[]): PatternVisit => ({
  slot: Math.max(0, ...pattern.map(({ slot }) => slot)) + 1,
  ...{
    days: [],
    windowFrom: '23:59',
    windowTo: '00:00',
    start: '',
    minutes: 30,
    workers: 1,
    timeCritical: false,
    tasks: '',
  },
})

function oneVisit(title: string, visit: PatternVisit, sent: Sent): Html {
  const { slot } = visit
  const { typed, errors } = sent
  const isSent = typed[`minutes-${slot}`] !== undefined
  const text = (name: string, now: string): string => (isSent ? typedText(typed, `${name}-${slot}`) : now)
  const days = isSent ? chosen(typed, `days-${slot}`) : visit.days.map(String)
  return html`<h3 class="govuk-heading-s">${title}</h3>
    ${checkboxesField({ name: `days-${slot}`, label: `${title}: days`, hint: 'Untick all to leave it out', small: true, values: days, errors, choices: DAYS })}
    ${textField({ name: `start-${slot}`, label: `${title}: time`, hint: 'Of the 24 hour clock, for example 17:30', width: 5, value: text('start', visit.start), errors })}
    ${numberField({ name: `minutes-${slot}`, label: `${title}: minutes`, value: text('minutes', String(visit.minutes)), errors })}
    ${shortFields(title, visit, sent, text('shortReason', visit.shortReason ?? ''))}
    ${selectField({ name: `workers-${slot}`, label: `${title}: workers`, value: text('workers', String(visit.workers)), errors, choices: WORKERS })}
    ${visit.tasks === '' && textField({ name: `tasks-${slot}`, label: `${title}: what for`, value: text('tasks', ''), errors })}`
}

/** Why it is under the minimum, and who agreed to that; what was agreed to before is not asked for anew while it is no shorter. */
function shortFields(title: string, visit: PatternVisit, { typed, errors, lengths }: Sent, reason: string): Html {
  const { slot, shortAgreed } = visit
  const names = [`shortReason-${slot}`, `agreedBy-${slot}`, `agreedOn-${slot}`]
  const [why = '', by = '', on = ''] = names
  const agreed = shortAgreed
    ? `Leave empty while it is no shorter than the ${shortAgreed.minutes} minutes agreed to: ${agreedInWords(shortAgreed)}`
    : undefined
  return details({
    summaryText: `${title}: if it takes less than ${lengths.minimumMinutes} minutes`,
    open: reason !== '' || errors.some(({ field }) => names.includes(field)),
    html: html`${selectField({ name: why, label: `${title}: why it is so short`, value: reason, errors, empty: 'It is not shorter', choices: reasonChoices(lengths) })}
      ${selectField({ name: by, label: `${title}: who agreed to so short a visit`, ...(agreed ? { hint: agreed } : {}), value: typedText(typed, by), errors, empty: agreed ? 'As agreed before' : 'It is not shorter', choices: AGREER_CHOICES })}
      ${dayField({ name: on, label: `${title}: day on which they agreed`, value: typedDay(typed, on), errors })}`,
  })
}

/** What is wrong with the visits that were sent, each at its field. */
export const visitErrors = (
  faults: readonly FaultAt[],
  pattern: readonly PatternVisit[],
  { minimumMinutes }: VisitLengths,
): FieldError[] =>
  faults.map((fault) => {
    const slot = pattern[fault.at]?.slot
    const name = fieldOf(fault)
    const field = name === 'windowFrom' || name === 'windowTo' ? 'start' : name
    return {
      field: slot === undefined || !FIELDS.has(field) ? 'what' : `${field}-${slot}`,
      message: faultInWords(fault, minimumMinutes),
    }
  })

const FIELDS = new Set(['days', 'start', 'minutes', 'shortReason', 'agreedBy', 'agreedOn', 'tasks'])

/** A visit with the reason for its length and who agreed, as sent; one that is no longer short has neither. */
function shortAs(visit: PatternVisit, form: Form): PatternVisit {
  const { shortReason: was, shortAgreed: before, ...rest } = visit
  const name = `shortReason-${visit.slot}`
  if (form[name] === undefined) return visit
  const reason = typedText(form, name)
  if (reason === '') return rest
  const by = typedText(form, `agreedBy-${visit.slot}`)
  const on = readDay(form, `agreedOn-${visit.slot}`)
  const isTyped = by !== '' || on.ok || Object.values(typedDay(form, `agreedOn-${visit.slot}`) ?? {}).some(Boolean)
  const agreed = isTyped
    ? { by, on: on.ok ? on.value : '', minutes: visit.minutes }
    : reason === was
      ? before
      : undefined
  return { ...rest, shortReason: reason, ...(agreed ? { shortAgreed: agreed } : {}) }
}

/** The pattern as it was sent; a visit without a day is left out. */
export function readVisits(pattern: readonly PatternVisit[], form: Form): PatternVisit[] {
  const fresh = newVisit(pattern)
  const tasks = typedText(form, `tasks-${fresh.slot}`)
  const all = form[`tasks-${fresh.slot}`] === undefined ? pattern : [...pattern, { ...fresh, tasks }]
  const visits = all.map(({ slot }) => {
    const minutes = typedText(form, `minutes-${slot}`)
    return {
      ...{ slot, start: typedText(form, `start-${slot}`) },
      minutes: /^\d{1,4}$/.test(minutes) ? Number(minutes) : 0,
      workers: chosen(form, `workers-${slot}`)[0] === '2' ? (2 as const) : (1 as const),
    }
  })
  return offeredPattern(all, visits)
    .map((visit) => ({ ...shortAs(visit, form), days: chosen(form, `days-${visit.slot}`).map(Number) }))
    .filter(({ days }) => days.length > 0)
}
