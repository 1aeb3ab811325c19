import { clockInWords, type Instant } from '#src/base/day.ts'
import {
  ALTERNATIVES,
  DECLINE_CODES,
  type Invitation,
  type Offer,
  type OfferedVisit,
  type Reckoning,
} from '#src/brokerage/offers/offer.ts'
import { dayName, type SlotDay } from '#src/brokerage/packages/pattern.ts'
import { featureInWords } from '#src/brokerage/requests/request.ts'
import { button, details } from '#src/platform/pages/components.ts'
import {
  checkboxesField,
  dayField,
  numberField,
  postForm,
  selectField,
  submit,
  textareaField,
  textField,
  type TypedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'

export type Asked = {
  readonly invitation: Invitation
  readonly offer: Offer | undefined
  readonly zoneName: string
  readonly floorAt: Reckoning['floorAt']
  readonly now: Instant
}

export type TypedVisit = { slot: number; start: string; minutes: string; workers: string }

export type Typed = {
  startDay?: string | TypedDay
  covers: readonly string[]
  note: string
  visits?: readonly TypedVisit[]
  kinds?: readonly string[]
  alternative?: string
  standsUntil?: string | TypedDay
  meets?: readonly string[]
  code?: string
  words?: string
}

export const asTyped = ({ slot, start, minutes, workers }: OfferedVisit): TypedVisit => ({
  ...{ slot, start, minutes: String(minutes), workers: String(workers) },
})

export const keyOf = ({ slot, day }: SlotDay): string => `${slot}-${day}`

export const offerForm = ({ invitation }: Asked, typed: Typed, csrf: string, errors: readonly FieldError[]): Html =>
  postForm({
    action: `/portal/offers/${invitation.packageRef}`,
    csrf,
    content: html`
      ${dayField({ name: 'startDay', label: 'From which day can you start?', hint: 'For example, 27 3 2027', value: typed.startDay, errors })}
      ${checkboxesField({
        name: 'covers',
        label: 'Which visits can you do?',
        hint: 'Untick those that you cannot',
        small: true,
        values: typed.covers,
        errors,
        choices: invitation.pattern.flatMap((visit) =>
          visit.days.map((day) => ({
            value: keyOf({ slot: visit.slot, day }),
            text: `${dayName(day)} at ${clockInWords(visit.start)}, ${visit.minutes} minutes`,
          })),
        ),
      })}
      ${meetsField(invitation, typed, errors)}
      ${details({ summaryText: 'Offer other times, or another package', open: isOtherwise(invitation, typed, errors), html: otherwiseFields(invitation, typed, errors) })}
      ${textareaField({ name: 'note', label: 'Anything the broker should know (optional)', hint: 'For example, tea call 30 minutes later', rows: 3, value: typed.note, errors })}
      ${submit('Send this offer', { href: '/portal/offers' })}`,
  })

/** Every must has to be ticked; a wish brings points. */
const meetsField = ({ needs }: Invitation, { meets = [] }: Typed, errors: readonly FieldError[]): Html | undefined =>
  needs &&
  (needs.gates.length > 0 || needs.wishes.length > 0
    ? checkboxesField({
        name: 'meets',
        label: 'Which of these do you have?',
        hint: 'Everything that is a must, to offer at all',
        small: true,
        values: meets,
        errors,
        choices: [
          ...needs.gates.map((one) => ({ value: one.key, text: `${featureInWords(one)} (a must)` })),
          ...needs.wishes.map((one) => ({ value: one.key, text: featureInWords(one) })),
        ],
      })
    : undefined)

/** Whether the fields of another offer are shown unfolded: something is typed in them, or wrong. */
const isOtherwise = (
  { pattern }: Invitation,
  { visits = [], kinds = [], standsUntil }: Typed,
  errors: readonly FieldError[],
) =>
  kinds.length > 0 ||
  standsUntil !== undefined ||
  visits.some(({ slot, start, minutes, workers }) => {
    const asked = pattern.find((one) => one.slot === slot)
    return asked?.start !== start || String(asked.minutes) !== minutes || String(asked.workers) !== workers
  }) ||
  errors.some(({ field }) => /^(start|minutes|workers)-|^kinds$|^alternative$|^standsUntil$/.test(field))

function otherwiseFields({ pattern }: Invitation, typed: Typed, errors: readonly FieldError[]): Html {
  const visits = typed.visits ?? pattern.map(asTyped)
  return html`${pattern.map((visit) => {
    const one = visits.find(({ slot }) => slot === visit.slot) ?? asTyped(visit)
    const named = `${clockInWords(visit.start)}, ${visit.minutes} minutes`
    return html`${textField({ name: `start-${visit.slot}`, label: `Time of the visit at ${named}`, hint: 'Of the 24 hour clock, for example 17:30', width: 5, value: one.start, errors })}
      ${numberField({ name: `minutes-${visit.slot}`, label: `Minutes of the visit at ${named}`, value: one.minutes, errors })}
      ${visit.workers === 2 && selectField({ name: `workers-${visit.slot}`, label: `Workers at the visit at ${named}`, value: one.workers, errors, choices: [2, 1].map((workers) => ({ value: String(workers), text: String(workers) })) })}`
  })}
  ${checkboxesField({ name: 'kinds', label: 'If it is another package, what is other about it?', hint: 'Fewer or shorter visits, or one worker instead of two, are another package', small: true, values: typed.kinds ?? [], errors, choices: ALTERNATIVES.map(({ code, label }) => ({ value: code, text: label })) })}
  ${textareaField({ name: 'alternative', label: 'How does it meet the outcomes?', rows: 3, value: typed.alternative ?? '', errors })}
  ${dayField({ name: 'standsUntil', label: 'Until which day does your offer stand? (optional)', hint: 'The council may choose it until then, and signatures can follow after. For example, 27 3 2027', value: typed.standsUntil, errors })}`
}

export const declineForm = (
  { packageRef }: Invitation,
  typed: Typed,
  csrf: string,
  errors: readonly FieldError[],
): Html =>
  postForm({
    action: `/portal/offers/${packageRef}/decline`,
    csrf,
    content: html`
      ${selectField({ name: 'code', label: 'Why can you not offer?', value: typed.code ?? '', errors, empty: 'Select a reason', choices: DECLINE_CODES.map(({ code, label }) => ({ value: code, text: label })) })}
      ${textField({ name: 'words', label: 'More about it (optional)', value: typed.words ?? '', errors })}
      ${button({ text: 'Decline', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
  })

/** Once the window is closed it asks why: the council may have chosen the offer. */
export const withdrawForm = (
  { packageRef }: Invitation,
  open: boolean,
  csrf: string,
  errors: readonly FieldError[],
): Html =>
  postForm({
    action: `/portal/offers/${packageRef}/withdraw`,
    csrf,
    content: html`
      ${!open && textareaField({ name: 'reason', label: 'Why do you withdraw it?', hint: 'The council reads this. If it has chosen your offer, it chooses again', rows: 3, value: '', errors })}
      ${button({ text: 'Withdraw your offer', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
  })
