/** An uplift in words: its state, its rise, its rounding, and what is wrong with one. */
import { type Day, formatDay } from '#src/base/day.ts'
import type { UpliftRefusal } from '#src/payments/uplift/commands.ts'
import type { Method, RiseRefusal, StartRefusal, UpliftState } from '#src/payments/uplift/uplift.ts'
import type { FieldError, StatusTag } from '#src/platform/pages/page.ts'
import type { Rounding } from '#src/rates/index.ts'

export const STATES: Record<UpliftState, StatusTag> = {
  estimating: { text: 'Working', colour: 'blue' },
  draft: { text: 'To approve', colour: 'yellow' },
  approved: { text: 'Approved', colour: 'green' },
  cancelled: { text: 'Cancelled', colour: 'grey' },
}

export const ROUNDING_WORDS: Record<Rounding, string> = {
  none: 'Not rounded',
  nearest_1p: 'To the nearest penny',
  up_1p: 'Up to a penny',
  up_4p: 'Up to a multiple of 4p',
}

export const methodWords = (method: Method): string =>
  method.kind === 'percent'
    ? 'As agreed'
    : `${method.staffShare}% staff at ${method.wages}%, the rest at ${method.prices}%`

const START_ERRORS: Record<StartRefusal, (from: Day) => FieldError> = {
  'no card chosen': () => ({ field: 'cards', message: 'Choose at least one rate card' }),
  'no such card': () => ({ field: 'cards', message: 'There is no such rate card' }),
  'card has no version then': (from) => ({
    field: 'from',
    message: `A chosen card has no version that holds on ${formatDay(from)}. Choose another day, or add a version first`,
  }),
  'a version begins that day': (from) => ({
    field: 'from',
    message: `A version of a chosen card begins on ${formatDay(from)}. Choose a later day, or correct that version`,
  }),
}

const FIELD_NAMES: Record<RiseRefusal['field'], string> = {
  percent: 'the percentage, for example 6.6',
  staffShare: 'the share of staff costs, for example 75',
  wages: 'the rise of wages, for example 4.1',
  prices: 'the rise of prices, for example 3.8',
}

const RISE_ERRORS: Record<RiseRefusal['why'], (field: RiseRefusal['field']) => string> = {
  'no number': (field) => `Enter ${FIELD_NAMES[field]}`,
  'too much': (field) => (field === 'staffShare' ? 'A share is at most 100' : 'An uplift is at most 100%'),
  nothing: () => 'An uplift is more than nothing',
}

export const startErrors = (refusal: UpliftRefusal, from: Day): FieldError[] =>
  refusal.why === 'the rise'
    ? refusal.faults.map(({ field, why }) => ({ field, message: RISE_ERRORS[why](field) }))
    : [START_ERRORS[refusal.why](from)]
