/** The visits of a week as fields, to be changed: the same for the broker and the provider. */
import { clockInWords } from '#src/base/day.ts'
import { offeredPattern } from '#src/brokerage/offers/offer.ts'
import { DAY_NAMES, type PatternVisit } from '#src/brokerage/packages/pattern.ts'
import { checkboxesField, type Form, numberField, selectField, textField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { chosen, typedText } from '#src/platform/pages/queue.ts'

const WORKERS = [1, 2].map((workers) => ({ value: String(workers), text: String(workers) }))
const DAYS = DAY_NAMES.map((name, at) => ({ value: String(at + 1), text: name }))

/** The fields of the visits that run; `more` adds those of one that does not run yet. */
export const visitFields = (
  pattern: readonly PatternVisit[],
  typed: Form,
  errors: readonly FieldError[],
  more = false,
): Html =>
  html`${pattern.map((visit) => oneVisit(`Visit at ${clockInWords(visit.start)}`, visit, typed, errors))}${more && oneVisit('One more visit', newVisit(pattern), typed, errors)}`

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

function oneVisit(title: string, visit: PatternVisit, typed: Form, errors: readonly FieldError[]): Html {
  const { slot } = visit
  const sent = typed[`minutes-${slot}`] !== undefined
  const text = (name: string, now: string): string => (sent ? typedText(typed, `${name}-${slot}`) : now)
  const days = sent ? chosen(typed, `days-${slot}`) : visit.days.map(String)
  return html`<h3 class="govuk-heading-s">${title}</h3>
    ${checkboxesField({ name: `days-${slot}`, label: `${title}: days`, hint: 'Untick all to leave it out', small: true, values: days, errors, choices: DAYS })}
    ${textField({ name: `start-${slot}`, label: `${title}: time`, hint: 'Of the 24 hour clock, for example 17:30', width: 5, value: text('start', visit.start), errors })}
    ${numberField({ name: `minutes-${slot}`, label: `${title}: minutes`, value: text('minutes', String(visit.minutes)), errors })}
    ${selectField({ name: `workers-${slot}`, label: `${title}: workers`, value: text('workers', String(visit.workers)), errors, choices: WORKERS })}
    ${visit.tasks === '' && textField({ name: `tasks-${slot}`, label: `${title}: what for`, value: text('tasks', ''), errors })}`
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
    .map((visit) => ({ ...visit, days: chosen(form, `days-${visit.slot}`).map(Number) }))
    .filter(({ days }) => days.length > 0)
}
