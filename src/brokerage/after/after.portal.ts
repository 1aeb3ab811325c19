import { type Day, dayOf, formatDay } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import {
  CHANGE_WORDS,
  CHECKS,
  type CareChange,
  type CareCheck,
  isReplaced,
  OUTCOMES_OF_CHECK,
} from '#src/brokerage/after/care-change.ts'
import { listChanges, listChecks } from '#src/brokerage/after/after.store.ts'
import { changeCare } from '#src/brokerage/after/after-commands.ts'
import { changeError, checkFields, recordCheck, stateTag } from '#src/brokerage/after/after.page.ts'
import { isOfBlock, OF_BLOCK, weekCost } from '#src/brokerage/after/week-cost.page.ts'
import { readVisits, visitErrors, visitFields } from '#src/brokerage/after/visit-fields.page.ts'
import { type Placement, serviceName } from '#src/brokerage/packages/care-package.ts'
import { patternTable } from '#src/brokerage/packages/package-care.page.ts'
import type { VisitLengths } from '#src/brokerage/packages/pattern.ts'
import { findPlacement } from '#src/brokerage/packages/placement.store.ts'
import { getPolicy } from '#src/councils/index.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { dayField, type Form, postForm, readDay, submit, textareaField, typedDay } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { section, summary } from '#src/platform/pages/record.ts'
import { dataTable, shortDay, small } from '#src/platform/pages/table.ts'

type Own = {
  readonly placement: Placement
  readonly changes: readonly CareChange[]
  readonly checks: readonly CareCheck[]
  readonly lengths: VisitLengths
  readonly today: Day
}

const read = ({ shell, actor, params }: Visit): Promise<Own | undefined> => {
  const ref = params['ref'] ?? ''
  return shell.view(actor, `package:${ref}`, async (tx) => {
    const placement = await findPlacement(tx, ref)
    if (!placement || placement.organisationRef !== actor.organisation) return undefined
    const lengths = await getPolicy(tx, 'visit-length', dayOf(tx.now))
    const today = dayOf(tx.now)
    return { placement, lengths, today, changes: await listChanges(tx, ref), checks: await listChecks(tx, ref) }
  })
}

export async function showOwnCare(visit: Visit): Promise<Reply> {
  const own = await read(visit)
  return own ? page(view(own, {}, visit.csrf)) : notFound()
}

function view(
  { placement, changes, checks, lengths, today }: Own,
  typed: Form,
  csrf: string,
  errors: readonly FieldError[] = [],
): Page {
  const { packageRef } = placement
  const waits = changes.find(({ state }) => state === 'proposed')
  const begun = checks.find(({ kind }) => kind === 'start')
  const action = `/portal/placements/${packageRef}`
  return {
    title: `${serviceName(placement.service)} for ${placement.personName}`,
    caption: `Package ${packageRef}`,
    section: 'placements',
    errors,
    breadcrumbs: [{ text: 'People you serve', href: '/portal/placements' }, { text: packageRef }],
    facts: [
      { label: 'From', value: formatDay(placement.startDay) },
      placement.endDay !== null && { label: 'No care from', value: formatDay(placement.endDay) },
      { label: 'A week', value: isOfBlock(placement) ? OF_BLOCK : formatPence(placement.weeklyPence) },
    ],
    content: html`${section('Visits a week', patternTable(placement.pattern))}
      ${toCome(changes, today).map((one) => section(`From ${formatDay(one.fromDay)}`, one.pattern.length > 0 ? patternTable(one.pattern, { caption: `Visits from ${formatDay(one.fromDay)}` }) : html`<p class="govuk-body">No visits, until the council resumes them.</p>`))}
      ${changes.length > 0 && section('Changes', changesTable(changes))}
      ${section(
        CHECKS.start,
        begun
          ? summary([
              {
                key: 'Recorded',
                value: `${OUTCOMES_OF_CHECK[begun.outcome]} on ${formatDay(begun.day)}, by ${begun.checkedByName}`,
              },
            ])
          : postForm({
              action: `${action}/start`,
              csrf,
              content: checkFields('On which day did care start?', typed, errors, { href: '/portal/placements' }),
            }),
      )}
      ${section('Less care is enough', waits ? html`<p class="govuk-body">A change from ${formatDay(waits.fromDay)} at ${formatPence(waits.weeklyPence)} a week waits for the council.</p>` : placement.endDay === null && reduceForm(placement, csrf, { typed, errors, lengths }))}`,
  }
}

const toCome = (changes: readonly CareChange[], today: Day): CareChange[] =>
  changes
    .filter((one) => one.state === 'agreed' && one.fromDay > today && !isReplaced(one, changes))
    .toSorted((one, other) => (one.fromDay < other.fromDay ? -1 : 1))

/** What was proposed and what became of it. Why the council changes care is between it and the person. */
const changesTable = (changes: readonly CareChange[]): Html =>
  dataTable({
    caption: 'Changes of this care',
    captionHidden: true,
    folds: true,
    rows: changes,
    columns: [
      {
        heading: 'What',
        cell: (one) =>
          html`${CHANGE_WORDS[one.kind]}${one.byProvider && small(`Proposed by ${one.proposedByName}: ${one.reason}`)}`,
      },
      { heading: 'From', cell: (one) => shortDay(one.fromDay) },
      { heading: 'A week', format: 'number', cell: (one) => weekCost(one) },
      {
        heading: 'Status',
        cell: (one) =>
          html`${statusTag(stateTag(one, changes))}${one.byProvider && one.declineReason && small(one.declineReason)}`,
      },
    ],
  })

const reduceForm = (
  { packageRef, pattern }: Placement,
  csrf: string,
  { typed, errors, lengths }: { typed: Form; errors: readonly FieldError[]; lengths: VisitLengths },
) =>
  postForm({
    action: `/portal/placements/${packageRef}/reduce`,
    csrf,
    content: html`<p class="govuk-body">Propose fewer or shorter visits, when the person manages more alone. An officer decides with the person.</p>
      ${dayField({ name: 'fromDay', label: 'From which day?', hint: 'For example, 27 3 2027', value: typedDay(typed, 'fromDay'), errors })}
      ${visitFields(pattern, { typed, errors, lengths })}
      ${textareaField({ name: 'reason', label: 'Why is less enough?', rows: 3, value: typedText(typed, 'reason'), errors })}
      ${submit('Propose this', { href: '/portal/placements' })}`,
  })

export async function postOwnStart(visit: Visit): Promise<Reply> {
  const own = await read(visit)
  if (!own) return notFound()
  const { packageRef } = own.placement
  const error = await recordCheck(visit, packageRef, 'start')
  if (error) return page(view(own, visit.form, visit.csrf, [error]), { status: 400 })
  return seeOther(`/portal/placements/${packageRef}`, 'Recorded. Thank you')
}

export async function postReduce(visit: Visit): Promise<Reply> {
  const own = await read(visit)
  if (!own) return notFound()
  const { packageRef, pattern } = own.placement
  const again = (...errors: FieldError[]): Reply => page(view(own, visit.form, visit.csrf, errors), { status: 400 })
  const fromDay = readDay(visit.form, 'fromDay')
  if (!fromDay.ok) return again({ field: 'fromDay', message: 'Enter the day from which less is enough' })
  const wanted = readVisits(pattern, visit.form)
  const proposed = await changeCare(visit.shell, visit.actor, {
    ...{ packageRef, fromDay: fromDay.value, pattern: wanted },
    reason: typedText(visit.form, 'reason'),
  })
  if (!proposed.ok) {
    if (proposed.error.why === 'pattern')
      return again(
        ...visitErrors(proposed.error.faults, wanted, own.lengths).map((error) => ({
          ...error,
          field: error.field === 'what' ? 'fromDay' : error.field,
        })),
      )
    const { field, message } = changeError(proposed.error)
    return again({ field: field === 'what' ? 'fromDay' : field, message })
  }
  return seeOther(`/portal/placements/${packageRef}`, 'Proposed. An officer of the council decides')
}
