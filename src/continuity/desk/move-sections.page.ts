/** What is done for one person: the proposal, what they and the provider say, the move, the steps with their clocks. */
import { counted } from '#src/base/counted.ts'
import { type Day, formatDay, formatInstant, type Instant } from '#src/base/day.ts'
import { type AffectedPerson } from '#src/continuity/affected/affected.ts'
import { isCheck, isOver, STEP_WORDS, type Step } from '#src/continuity/desk/step.ts'
import { daysWithout, outlives } from '#src/continuity/desk/today.ts'
import { button } from '#src/platform/pages/components.ts'
import {
  dayField,
  type Form,
  hiddenField,
  postForm,
  radiosField,
  submit,
  textField,
  typedDay,
} from '#src/platform/pages/form.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { section, summary } from '#src/platform/pages/record.ts'
import { bad, dataTable, link, small } from '#src/platform/pages/table.ts'

/** What was typed in a form that was refused, and why it was. */
export type Typed = { readonly form: Form; readonly errors: readonly FieldError[] }

const SAID = { agrees: 'Agrees', refuses: 'Refuses' } as const

/** The proposal and its answers, and what the reader may do next. */
export function moveSection(
  person: AffectedPerson,
  lastDay: Day | null,
  providerName: string,
  old: OldCare | undefined,
  csrf: string | undefined,
  typed: Typed,
): Html | false {
  if (person.toOrganisationRef === null) return false
  const gap = daysWithout(lastDay, person.moveDay)
  const at = `/exits/${person.exitRef}/people/${person.line}`
  const isAsked = csrf !== undefined && ['proposed', 'agreed', 'moving'].includes(person.state)
  return section(
    'The move',
    html`${summary([
      { key: 'New provider', value: link(providerName, `/providers/${person.toOrganisationRef}`) },
      {
        key: 'The person',
        value: person.personAnswer === null ? 'Has not answered' : SAID[person.personAnswer],
      },
      {
        key: 'The provider',
        value:
          person.providerAnswer === null
            ? person.packageRef === null
              ? 'To be rung'
              : person.newPackageRef === null
                ? 'About to be asked'
                : 'Asked, has not answered'
            : SAID[person.providerAnswer],
      },
      person.newPackageRef !== null && {
        key: 'New package',
        value: link(person.newPackageRef, `/packages/${person.newPackageRef}`),
      },
      person.moveDay !== null && { key: 'Moves on', value: formatDay(person.moveDay) },
      person.offered !== null &&
        person.offered !== '' && { key: 'Offered otherwise than was proposed', value: person.offered },
      old !== undefined && person.moveDay !== null && { key: 'The old care', value: oldCare(old, person.moveDay) },
      gap > 0 && {
        key: 'Days without care',
        value: bad(`${counted(gap, 'day')} after the last day of the old care`),
      },
    ])}${isAsked && person.state === 'proposed' && answerForm(person, at, csrf, typed)}${isAsked && person.state !== 'proposed' && placeForm(person, at, csrf)}${isAsked && backForm(at, csrf)}`,
  )
}

/** Care in place with the provider that leaves, of somebody who has moved. */
export type OldCare = { readonly packageRef: string; readonly startDay: Day; readonly endDay: Day | null }

const oldCare = (old: OldCare, moveDay: Day): Html =>
  outlives(old, moveDay)
    ? html`${bad(`Has not ended yet: both are paid from ${formatDay(moveDay)}`)}. ${link(`End ${old.packageRef}`, `/packages/${old.packageRef}/end`)}`
    : html`${link(old.packageRef, `/packages/${old.packageRef}`)}, ${formatDay(old.endDay ?? moveDay)} is the first day without it`

const answerForm = (person: AffectedPerson, at: string, csrf: string, { form, errors }: Typed): Html =>
  postForm({
    action: `${at}/answer`,
    csrf,
    content: html`${radiosField({
      ...{ name: 'side', label: 'Who answered?', inline: true, errors, value: typedText(form, 'side') || 'person' },
      choices: [
        { value: 'person', text: 'The person' },
        // Who is sent a package answers it in its portal.
        ...(person.packageRef === null ? [{ value: 'provider', text: 'The provider' }] : []),
      ],
    })}${radiosField({
      ...{ name: 'answer', label: 'What did they say?', inline: true, errors, value: typedText(form, 'answer') },
      choices: [
        { value: 'agrees', text: 'Agrees' },
        { value: 'refuses', text: 'Refuses: plan anew without this provider' },
        ...(person.packageRef === null && person.providerAnswer === 'agrees'
          ? [{ value: 'withdraws', text: 'The provider withdraws: plan anew, nobody has refused' }]
          : []),
      ],
    })}${
      person.packageRef === null &&
      dayField({
        name: 'moveDay',
        label: 'First day with the new provider',
        hint: 'When the provider agrees',
        errors,
        value: typedDay(form, 'moveDay'),
      })
    }${submit('Record the answer')}`,
  })

const ARRANGES: Readonly<Record<AffectedPerson['pays'], string>> = {
  council: 'the council pays the care as before',
  direct_payment: 'the person arranges the care, and pays it from the direct payment as before',
  self_funder: 'the person arranges and pays the care as before',
  other_council: 'their council arranges and pays the care as before: tell it of the move',
}

const placeForm = (person: AffectedPerson, at: string, csrf: string): Html =>
  postForm({
    action: `${at}/place`,
    csrf,
    content: html`<p class="govuk-body">${
      person.packageRef === null
        ? `The day of the move is noted; ${ARRANGES[person.pays]}.`
        : person.state === 'moving' && person.newPackageRef !== null
          ? html`The move waits for ${link(person.newPackageRef, `/packages/${person.newPackageRef}`)}: its offer is chosen there, and signed for. The old care ends with the first day of the new.`
          : 'The new care is placed from its first day, and the old care ends on it.'
    }</p>${submit(person.state === 'moving' ? 'Try the move again' : 'Make the move')}`,
  })

const backForm = (at: string, csrf: string): Html =>
  postForm({
    action: `${at}/take-back`,
    csrf,
    content: button({ text: 'Take the proposal back', classes: 'govuk-button--secondary', preventDoubleClick: true }),
  })

export const stepsSection = (
  person: AffectedPerson,
  steps: readonly Step[],
  csrf: string | undefined,
  typed: Typed,
  now: Instant,
): Html | false =>
  steps.length > 0 &&
  html`<div id="steps">${section(
    'Steps',
    dataTable({
      ...{ caption: 'Steps with their clocks', captionHidden: true, rows: steps, folds: true },
      columns: [
        { heading: 'What', cell: ({ step }) => STEP_WORDS[step] },
        {
          heading: 'Due',
          cell: (one) =>
            one.doneAt === null && isOver(one, now) ? bad(formatInstant(one.dueAt)) : formatInstant(one.dueAt),
        },
        {
          heading: 'Done',
          cell: (one) =>
            one.doneAt === null
              ? csrf !== undefined && doneForm(person, one, csrf, typed)
              : html`${formatInstant(one.doneAt)}${small(`${one.doneBy}${one.note === null ? '' : `: ${one.note}`}`)}`,
        },
      ],
    }),
  )}</div>`

const doneForm = (person: AffectedPerson, { step }: Step, csrf: string, { form, errors }: Typed): Html =>
  postForm({
    action: `/exits/${person.exitRef}/people/${person.line}/steps`,
    csrf,
    content: html`${hiddenField('step', step)}${textField({
      ...{ name: `note-${step}`, label: isCheck(step) ? 'What was found' : 'Note (optional)', width: 20 },
      ...{ value: typedText(form, `note-${step}`), errors },
    })}${button({
      html: html`Done<span class="govuk-visually-hidden">: ${STEP_WORDS[step]}</span>`,
      classes: 'govuk-button--secondary govuk-!-margin-bottom-0',
      preventDoubleClick: true,
    })}`,
  })
