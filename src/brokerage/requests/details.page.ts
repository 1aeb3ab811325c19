import { dayOf } from '#src/base/day.ts'
import { findPackage } from '#src/brokerage/packages/care-package.store.ts'
import type { CarePackage } from '#src/brokerage/packages/care-package.ts'
import { changePackage } from '#src/brokerage/requests/request-commands.ts'
import { draftErrors } from '#src/brokerage/requests/draft-errors.page.ts'
import { crumbs, kindField, kindIn } from '#src/brokerage/requests/request-package.page.ts'
import { isStay, type RequestKind } from '#src/brokerage/requests/request.ts'
import { alreadySent, isDraft } from '#src/brokerage/requests/visits.page.ts'
import { getPlan, OUTCOMES, type Plan } from '#src/people/index.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import {
  checkboxesField,
  dayField,
  postForm,
  readDay,
  submit,
  textareaField,
  typedDay,
  type TypedDay,
} from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { chosen } from '#src/platform/pages/queue.ts'

type TypedDetails = {
  startBy?: string | TypedDay
  endDay?: string | TypedDay
  kind: RequestKind
  skills: string
  outcomes: readonly string[]
}

const readDetails = (visit: Visit) => {
  const ref = visit.params['ref'] ?? ''
  return visit.shell.view(visit.actor, `package:${ref}`, async (tx) => {
    const pkg = await findPackage(tx, ref)
    return pkg && { pkg, plan: await getPlan(tx, pkg.personRef) }
  })
}

/** Outcomes start as those which the person's support plan wants the council to meet. */
const outcomesOf = (pkg: CarePackage, plan: Plan | undefined): readonly string[] =>
  pkg.outcomes.length > 0
    ? pkg.outcomes
    : (plan?.needs ?? []).filter(({ metBy }) => metBy === 'council').map(({ outcome }) => outcome)

export async function showDetails(visit: Visit): Promise<Reply> {
  const found = await readDetails(visit)
  if (!found) return notFound()
  const { pkg, plan } = found
  if (!isDraft(pkg)) return alreadySent(pkg)
  const typed = {
    ...(pkg.startBy ? { startBy: pkg.startBy } : {}),
    ...(pkg.endDay ? { endDay: pkg.endDay } : {}),
    kind: pkg.kind,
    skills: pkg.skills.join('\n'),
    outcomes: outcomesOf(pkg, plan),
  }
  return page(detailsView(pkg, typed, visit.csrf))
}

const detailsView = (
  pkg: CarePackage,
  typed: TypedDetails,
  csrf: string,
  errors: readonly FieldError[] = [],
): Page => ({
  title: 'When does care start, and what is it for?',
  caption: `Package ${pkg.packageRef}`,
  section: 'packages',
  errors,
  breadcrumbs: crumbs(pkg.packageRef, 'Start, skills and outcomes'),
  content: postForm({
    action: `/packages/${pkg.packageRef}/details`,
    csrf,
    content: html`
      ${dayField({ name: 'startBy', label: 'Care must start by', hint: 'For example, 27 3 2027', value: typed.startBy, errors })}
      ${kindField(typed.kind)}
      ${dayField({ name: 'endDay', label: 'First day without this care', hint: 'Only of respite or a carer’s break, for example 10 4 2027', value: typed.endDay, errors })}
      ${textareaField({ name: 'skills', label: 'Skills that workers need (optional)', hint: 'One a line, such as: Welsh speaker', rows: 4, value: typed.skills, errors })}
      ${checkboxesField({ name: 'outcomes', label: 'Which outcomes does it help with?', small: true, values: typed.outcomes, errors, choices: OUTCOMES.map(({ key, label }) => ({ value: key, text: label })) })}
      ${submit('Continue', { href: `/packages/${pkg.packageRef}` })}`,
  }),
})

type ReadDay = ReturnType<typeof readDay>

/** Care for a time ends on a day after it starts; of other care nobody is asked. */
function endErrors(kind: RequestKind, startBy: ReadDay, endDay: ReadDay): FieldError[] {
  const at = (message: string): FieldError[] => [{ field: 'endDay', message }]
  if (!isStay(kind))
    return !endDay.ok && endDay.error === 'not given'
      ? []
      : at('Only respite and a carer’s break are asked for until a day. Empty this, or select one of them')
  if (!endDay.ok)
    return at(
      endDay.error === 'not given'
        ? 'Enter the first day without this care: respite and a carer’s break have an end'
        : 'The first day without this care must be a real date',
    )
  return startBy.ok && endDay.value <= startBy.value ? at('The care must end after the day by which it starts') : []
}

const MOST_SKILLS = 10

export async function postDetails(visit: Visit): Promise<Reply> {
  const found = await readDetails(visit)
  if (!found) return notFound()
  const { packageRef } = found.pkg
  if (!isDraft(found.pkg)) return alreadySent(found.pkg)
  const skills = chosen(visit.form, 'skills')
    .flatMap((typed) => typed.split('\n'))
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const outcomes = chosen(visit.form, 'outcomes')
  const kind = kindIn(visit) ?? found.pkg.kind
  const startBy = readDay(visit.form, 'startBy')
  const endDay = readDay(visit.form, 'endDay')
  const errors: FieldError[] = [
    ...(startBy.ok
      ? []
      : [
          {
            field: 'startBy',
            message:
              startBy.error === 'not given'
                ? 'Enter the day by which care must start'
                : 'The day by which care must start must be a real date',
          },
        ]),
    ...(startBy.ok && startBy.value < dayOf(visit.shell.now())
      ? [{ field: 'startBy', message: 'The day must be today or later' }]
      : []),
    ...endErrors(kind, startBy, endDay),
    ...(skills.length > MOST_SKILLS ? [{ field: 'skills', message: `Enter ${MOST_SKILLS} skills or fewer` }] : []),
    ...(outcomes.length === 0 ? [{ field: 'outcomes', message: 'Select at least one outcome' }] : []),
  ]
  const typed = {
    startBy: typedDay(visit.form, 'startBy'),
    endDay: typedDay(visit.form, 'endDay'),
    kind,
    skills: skills.join('\n'),
    outcomes,
  }
  if (errors.length > 0 || !startBy.ok) return page(detailsView(found.pkg, typed, visit.csrf, errors), { status: 400 })
  const until = isStay(kind) && endDay.ok ? { endDay: endDay.value } : {}
  const draft = { startBy: startBy.value, ...until, ...(kind === found.pkg.kind ? {} : { kind }), skills, outcomes }
  const changed = await changePackage(visit.shell, visit.actor, packageRef, draft)
  if (changed.ok) return seeOther(`/packages/${packageRef}/check`)
  return page(detailsView(found.pkg, typed, visit.csrf, draftErrors(changed.error, 0)), { status: 400 })
}
