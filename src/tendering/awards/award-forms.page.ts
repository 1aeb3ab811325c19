/** What may be done next with an award, each step with its form. */
import type { Day } from '#src/base/day.ts'
import { may } from '#src/platform/actor.ts'
import type { Visit } from '#src/platform/http/doors.ts'
import { details } from '#src/platform/pages/components.ts'
import { checkboxesField, postForm, selectField, submit, textareaField, textField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { section } from '#src/platform/pages/record.ts'
import { type Award, standing } from '#src/tendering/awards/award.ts'
import { exclusionFields } from '#src/tendering/evaluation/checks.page.ts'
import type { Evaluated } from '#src/tendering/evaluation/evaluation.store.ts'
import { at, refOf, typed } from '#src/tendering/evaluation/frame.page.ts'
import { dutiesOf } from '#src/tendering/regime/regime.ts'

export function awardForms(
  visit: Visit,
  evaluated: Evaluated,
  award: Award,
  today: Day,
  errors: readonly FieldError[],
): Html {
  if (award.status === 'awarded') return html``
  const manages = may(visit.actor, 'tendering.manage')
  return html`${manages && stepForm(visit, evaluated, award, today, errors)}
    ${manages && award.status === 'standstill' && (award.lastDay ?? '') >= today && challengeForm(visit, errors)}
    ${may(visit.actor, 'tendering.decide') && evaluated.bids.length > 0 && excludeForm(visit, award, errors)}`
}

const form = (visit: Visit, step: string, content: Html): Html =>
  postForm({ action: at(refOf(visit), `/award/${step}`), csrf: visit.csrf, content })

/** The one step that moves the award on. */
function stepForm(visit: Visit, { spec }: Evaluated, award: Award, today: Day, errors: readonly FieldError[]): Html {
  if (award.status === 'suspended')
    return section(
      'The challenge has ended',
      form(
        visit,
        'end-challenge',
        html`${textareaField({ name: 'ended', label: 'How did it end?', rows: 3, value: typed(visit, 'ended'), errors })}${submit('Lift the suspension')}`,
      ),
    )
  if (award.summariesSentAt === null)
    return section(
      'Send the summaries',
      html`<p class="govuk-body">Each bidder is told the criteria, its own marks with the reasons, and the winner’s marks, reasons and name. It reads them in its portal, and a mail says so.</p>${form(visit, 'summaries', submit('Send the assessment summaries'))}`,
    )
  const isBegun = award.standstill === 'none' || award.signFrom !== null
  const begin = !isBegun && beginForm(visit, spec.regime, award, errors)
  // Inside a mandatory standstill there is nothing to press; a voluntary one may be cut short for a reason.
  const isOver = award.standstill === 'none' || (award.signFrom !== null && today >= award.signFrom)
  const mayFinish = isOver || award.standstill === 'voluntary'
  return html`${begin}${mayFinish && section(isOver ? 'Make the award' : 'Sign before the standstill is over', finishForm(visit, isOver, errors))}`
}

const beginForm = (
  visit: Visit,
  regime: Evaluated['spec']['regime'],
  { standstill }: Award,
  errors: readonly FieldError[],
): Html =>
  section(
    'Publish the award notice',
    form(
      visit,
      'standstill',
      html`<p class="govuk-body">The ${standstill} standstill begins today, with the day of the notice.</p>
      ${
        dutiesOf(regime).standstillIn === 'calendar days' &&
        checkboxesField({
          name: 'post',
          label: 'How bidders were told',
          size: 'hidden',
          errors,
          choices: [{ value: 'yes', text: 'Some bidders were told by post alone', hint: '15 days instead of 10' }],
        })
      }
      ${submit('Publish the notice and begin the standstill')}`,
    ),
  )

const finishForm = (visit: Visit, isOver: boolean, errors: readonly FieldError[]): Html =>
  form(
    visit,
    'finish',
    html`${
      !isOver &&
      textareaField({
        name: 'early',
        label: 'Why can it not wait?',
        hint: 'The reason stands on the record with your name',
        rows: 3,
        value: typed(visit, 'early'),
        errors,
      })
    }${submit(isOver ? 'Make the award' : 'Make the award now')}`,
  )

const challengeForm = (visit: Visit, errors: readonly FieldError[]): Html =>
  section(
    'If a challenge is notified',
    details({
      summaryText: 'Record a claim that was notified in the standstill',
      open: errors.some(({ field }) => field === 'by' || field === 'claim'),
      html: form(
        visit,
        'challenge',
        html`<p class="govuk-body">The award is suspended at once.</p>
        ${textField({ name: 'by', label: 'Who claims?', value: typed(visit, 'by'), errors })}
        ${textareaField({ name: 'claim', label: 'What do they say?', rows: 3, value: typed(visit, 'claim'), errors })}
        ${submit('Suspend the award')}`,
      ),
    }),
  )

const EXCLUSION = ['provider', 'ground', 'evidence', 'debarment', 'cleaning', 'continues']

const excludeForm = (visit: Visit, { lots }: Award, errors: readonly FieldError[]): Html =>
  section(
    'If a ground to exclude is found',
    details({
      summaryText: 'Record what was found of a provider that is awarded a lot',
      open: errors.some(({ field }) => EXCLUSION.includes(field)),
      html: form(
        visit,
        'exclude',
        html`<p class="govuk-body">If it excludes, the provider’s lots go to the next in rank, and summaries and standstill are done anew.</p>
        ${selectField({
          name: 'provider',
          label: 'Which provider?',
          empty: 'Select a provider',
          value: typed(visit, 'provider'),
          errors,
          choices: [...new Map(standing(lots).map((lot) => [lot.organisationRef, lot.organisationName]))].map(
            ([value, text]) => ({ value, text }),
          ),
        })}
        ${exclusionFields(visit, errors)}
        ${submit('Save what was found')}`,
      ),
    }),
  )
