/** When somebody's next review is held and by whom, and what is asked for before its time. */
import { type Day, dayOf, formatDay } from '#src/base/day.ts'
import { listOfficers, type Officer } from '#src/councils/index.ts'
import { personPart } from '#src/people/contacts.page.ts'
import type { Person } from '#src/people/person.ts'
import { personRefOf } from '#src/people/person.page.ts'
import { findPerson } from '#src/people/person.store.ts'
import { ASKER_KEYS, ASKERS, type NextReview } from '#src/people/reviews/next-review.ts'
import { nextRows } from '#src/people/reviews/next-words.page.ts'
import {
  type AskRefusal,
  askForReview,
  planNextReview,
  type PlanNextRefusal,
} from '#src/people/reviews/review-commands.ts'
import { findNextReview } from '#src/people/reviews/review.store.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import {
  dayField,
  postForm,
  radiosField,
  readDay,
  selectField,
  submit,
  textareaField,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { section, summary } from '#src/platform/pages/record.ts'

type Seen = {
  readonly person: Person
  readonly next: NextReview
  readonly officers: readonly Officer[]
  readonly today: Day
}

const see = (visit: Visit): Promise<Seen | undefined> => {
  const ref = personRefOf(visit)
  return visit.shell.view(visit.actor, `person:${ref}`, async (tx) => {
    const today = dayOf(tx.now)
    const person = await findPerson(tx, ref)
    const next = person && (await findNextReview(tx, ref, today))
    return person && next && { person, next, today, officers: await listOfficers(tx) }
  })
}

type TypedPlan = { readonly day: Day | TypedDay; readonly owner: string; readonly reason: string }

const planView = (
  { person, next, officers, today }: Seen,
  typed: TypedPlan,
  csrf: string,
  errors: FieldError[] = [],
): Page => ({
  ...personPart(person, 'Plan the next review'),
  errors,
  content: html`${section('What is due', summary(nextRows(next, today)))}${postForm({
    action: `/people/${person.personRef}/next-review`,
    csrf,
    content: html`${selectField({
      ...{ name: 'owner', label: 'Who holds it', value: typed.owner, empty: 'Choose an officer', errors },
      choices: officers
        .filter(({ roles }) => roles.some((role) => REVIEWERS.has(role)))
        .map(({ officerRef, name, teamName }) => ({
          value: officerRef,
          text: teamName ? `${name}, ${teamName}` : name,
        })),
    })}
${dayField({ name: 'day', label: 'Day on which it is held', value: typed.day, errors })}
${textareaField({ name: 'reason', label: `Why later than ${formatDay(next.due)} (only if it is)`, value: typed.reason, rows: 2, errors })}
${submit('Plan the review', { href: `/people/${person.personRef}/plan` })}`,
  })}`,
})

/** Roles that hold reviews: who may assess. */
const REVIEWERS: ReadonlySet<string> = new Set(['social_worker', 'team_manager', 'duty_officer'])

export async function showNextReview(visit: Visit): Promise<Reply> {
  const seen = await see(visit)
  if (!seen) return notFound()
  const { next } = seen
  const owner = next.inOffice ? (next.ownerRef ?? '') : ''
  return page(planView(seen, { day: next.plannedDay ?? next.by, owner, reason: next.reason }, visit.csrf))
}

const DAY_WORDS = { 'not given': 'Enter the day', 'no such day': 'The day must be a real date, such as 27 3 2027' }
const PLAN_WORDS: Record<Exclude<PlanNextRefusal, 'no such person' | 'nothing to review'>, FieldError> = {
  'in the past': {
    field: 'day',
    message: 'The day must not be in the past. What was held already is recorded as a review',
  },
  'deferred too far': {
    field: 'day',
    message: 'The day is later than the council lets a review be deferred. Choose an earlier one',
  },
  'no reason': { field: 'reason', message: 'Say why it is held later than it is due' },
  'no such officer': { field: 'owner', message: 'Choose an officer who is in office' },
}

export async function postNextReview(visit: Visit): Promise<Reply> {
  const seen = await see(visit)
  if (!seen) return notFound()
  const { personRef } = seen.person
  const day = readDay(visit.form, 'day')
  const typed = {
    day: typedDay(visit.form, 'day'),
    owner: typedText(visit.form, 'owner'),
    reason: typedText(visit.form, 'reason'),
  }
  const errors: FieldError[] = typed.owner === '' ? [{ field: 'owner', message: 'Choose who holds it' }] : []
  if (!day.ok) errors.push({ field: 'day', message: DAY_WORDS[day.error] })
  const again = (more: FieldError[]) => page(planView(seen, typed, visit.csrf, more), { status: 400 })
  if (!day.ok || errors.length > 0) return again(errors)
  const planned = await planNextReview(visit.shell, visit.actor, {
    ...{ personRef, plannedDay: day.value, ownerRef: typed.owner, reason: typed.reason },
  })
  if (planned.ok)
    return seeOther(`/people/${personRef}/plan`, `The next review is planned for ${formatDay(day.value)}.`)
  if (planned.error === 'no such person' || planned.error === 'nothing to review') return notFound()
  return again([PLAN_WORDS[planned.error]])
}

const askView = (
  person: Person,
  typed: { by: string; reason: string },
  csrf: string,
  errors: FieldError[] = [],
): Page => ({
  ...personPart(person, 'A review is asked for'),
  errors,
  content: postForm({
    action: `/people/${person.personRef}/review-request`,
    csrf,
    content: html`<p class="govuk-body">Whoever has care may ask for their plan to be reviewed before its time, and so may who helps them.</p>
${radiosField({ name: 'by', label: 'Who asks', value: typed.by, errors, choices: ASKERS.map(({ key, label }) => ({ value: key, text: label })) })}
${textareaField({ name: 'reason', label: 'What has changed, or what they want looked at', value: typed.reason, rows: 3, errors })}
${submit('Note the request', { href: `/people/${person.personRef}/plan` })}`,
  }),
})

export async function showAskForReview(visit: Visit): Promise<Reply> {
  const seen = await see(visit)
  return seen ? page(askView(seen.person, { by: '', reason: '' }, visit.csrf)) : notFound()
}

const ASK_WORDS: Record<Exclude<AskRefusal, 'no such person' | 'nothing to review'>, FieldError> = {
  'no reason': { field: 'reason', message: 'Say what has changed, or what they want looked at' },
  'asked already': {
    field: '',
    message: 'A review was asked for already and has not been held. Record what is new as a conversation',
  },
}

export async function postAskForReview(visit: Visit): Promise<Reply> {
  const seen = await see(visit)
  if (!seen) return notFound()
  const { personRef } = seen.person
  const typed = { by: typedText(visit.form, 'by'), reason: typedText(visit.form, 'reason') }
  const askedBy = ASKER_KEYS.find((key) => key === typed.by)
  const again = (error: FieldError) => page(askView(seen.person, typed, visit.csrf, [error]), { status: 400 })
  if (!askedBy) return again({ field: 'by', message: 'Say who asks' })
  const asked = await askForReview(visit.shell, visit.actor, { personRef, askedBy, reason: typed.reason })
  if (asked.ok)
    return seeOther(`/people/${personRef}/plan`, `Noted. The review is due by ${formatDay(asked.value.due)}.`)
  if (asked.error === 'no such person' || asked.error === 'nothing to review') return notFound()
  return again(ASK_WORDS[asked.error])
}
