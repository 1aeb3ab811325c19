import { CLOSED_KEYS, CLOSED_WHY, closedLabel, type ClosingRefusal } from '#src/people/closing/closing.ts'
import { closeCase, openCase } from '#src/people/closing/closing-commands.ts'
import { personPart, viewPerson } from '#src/people/contacts.page.ts'
import type { Person } from '#src/people/person.ts'
import { notDone, notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { dayField, postForm, radiosField, readDay, submit, type TypedDay, typedDay } from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'

const closeView = (
  person: Person,
  typed: { readonly why: string; readonly day: TypedDay | undefined },
  csrf: string,
  errors: FieldError[] = [],
): Page => ({
  ...personPart(person, 'Close the case'),
  errors,
  content: html`<p class="govuk-body">The support plan ends, and no review falls due any more. Who broker are asked to end the care that still runs, and to withdraw what is asked for. The record stays.</p>${postForm(
    {
      action: `/people/${person.personRef}/close`,
      csrf,
      content: html`${radiosField({ name: 'why', label: 'Why is it closed?', value: typed.why, choices: CLOSED_WHY.map(({ key, label }) => ({ value: key, text: label })), errors })}
${dayField({ name: 'day', label: 'Day of death, or last day of the case', hint: 'For example, 27 3 2027', value: typed.day, errors })}
${submit('Close the case', { href: `/people/${person.personRef}` })}`,
    },
  )}`,
})

export async function showCloseCase(visit: Visit): Promise<Reply> {
  const person = await viewPerson(visit)
  if (!person) return notFound()
  if (person.closed) return notDone(`/people/${person.personRef}`, CLOSED_ALREADY)
  return page(closeView(person, { why: '', day: undefined }, visit.csrf))
}

const CLOSED_ALREADY = 'The case is closed already'

const REFUSALS: Readonly<Record<Exclude<ClosingRefusal, 'closed already'>, FieldError>> = {
  'in the future': { field: 'day', message: 'The day must not be in the future. Close the case when it has come' },
  'before the birth': { field: 'day', message: 'The day must not be before the person was born' },
}

export async function postCloseCase(visit: Visit): Promise<Reply> {
  const { actor, shell, form, csrf } = visit
  const person = await viewPerson(visit)
  if (!person) return notFound()
  const { personRef } = person
  const typed = typedText(form, 'why')
  const why = CLOSED_KEYS.find((key) => key === typed)
  const day = readDay(form, 'day')
  const again = (errors: FieldError[]): Reply =>
    page(closeView(person, { why: typed, day: typedDay(form, 'day') }, csrf, errors), { status: 400 })
  const errors: FieldError[] = []
  if (!why) errors.push({ field: 'why', message: 'Say why the case is closed' })
  if (!day.ok)
    errors.push({
      field: 'day',
      message: day.error === 'not given' ? 'Enter the day' : 'The day must be a real date',
    })
  if (!why || !day.ok) return again(errors)
  const closed = await closeCase(shell, actor, { personRef, why, day: day.value })
  if (closed.ok) return seeOther(`/people/${personRef}`, `The case is closed. ${closedLabel(why)}.`)
  if (closed.error === 'no such person') return notFound()
  if (closed.error === 'closed already') return notDone(`/people/${personRef}`, CLOSED_ALREADY)
  return again([REFUSALS[closed.error]])
}

export async function postOpenCase(visit: Visit): Promise<Reply> {
  const person = await viewPerson(visit)
  if (!person) return notFound()
  const { personRef } = person
  const opened = await openCase(visit.shell, visit.actor, { personRef })
  if (opened.ok)
    return seeOther(`/people/${personRef}`, 'The case is open again. Look at the care: what was ended stays ended.')
  return opened.error === 'no such person' ? notFound() : notDone(`/people/${personRef}`, 'The case is open')
}
