import type { ChangeRefusal } from '#src/brokerage/requests/request-commands.ts'
import type { FaultAt, PatternFault } from '#src/brokerage/packages/pattern.ts'
import type { FeatureFault } from '#src/brokerage/requests/request.ts'
import type { FieldError } from '#src/platform/pages/page.ts'

export function draftErrors(refusal: ChangeRefusal, minimum: number): FieldError[] {
  switch (refusal.why) {
    case 'pattern':
      return refusal.faults.map((fault) => ({ field: fieldOf(fault), message: faultInWords(fault, minimum) }))
    case 'outcome not known':
      return [{ field: 'outcomes', message: 'Select outcomes from the list' }]
    case 'not so many minutes':
      return [
        { field: 'hours', message: `Enter hours a week that make at least ${refusal.least} minutes, and 100 at most` },
      ]
    case 'feature':
      return [
        {
          field: refusal.fault === 'gender without a reason' ? 'why' : 'words',
          message: FEATURE_FAULTS[refusal.fault],
        },
      ]
    case 'already sent':
      return [{ field: '', message: 'This package was sent, so it can no longer be changed' }]
    case 'no such package':
      return [{ field: '', message: 'There is no such package' }]
  }
}

/** The agreement is two fields of the form: who agreed, and when. */
export const fieldOf = ({ field, fault }: FaultAt): string =>
  field !== 'shortAgreed' ? field : fault === 'short not agreed' ? 'agreedBy' : 'agreedOn'

export const FEATURE_FAULTS: Readonly<Record<FeatureFault, string>> = {
  'no words': 'Say what is needed, such as dementia or Welsh',
  'too long': 'Use 80 characters or fewer',
  'not a gender': 'Enter female or male',
  'gender without a reason':
    'The gender of a worker can only be required for a reason that the law allows. Select the reason, or make it a wish',
  'too many': 'A package has at most 10 of them. Take one out',
  twice: 'This is in the list already',
}

const FAULTS: Readonly<Record<PatternFault, string>> = {
  'no visits': 'Add at least one visit',
  'too many visits': 'A day has at most 12 visits. Take one out',
  'no days': 'Select at least one day',
  'not a time': 'Enter a time, such as 08:00',
  'window ends before it starts': 'The latest start must not be before the earliest',
  'start outside the window': 'The best time must lie between the earliest and the latest start',
  'not a length': 'Enter the minutes as a whole number from 1 to 1,440',
  'short without a reason': 'Select why it is so short, or make it longer',
  'not a reason': 'Select a reason from the list',
  'short not agreed': 'Select who agreed to so short a visit. Without that it cannot be asked for',
  'not the day of the agreement': 'Enter the day on which they agreed, for example 16 11 2026',
  'agreement still to come': 'The day on which they agreed must be today or in the past',
  'no tasks': 'Say what the visit is for',
  'makes no 45 minutes':
    'No visit of at least the minutes that are missing to 45 begins or ends within 15 minutes of it on each of its days. Enter that visit first, or make this one longer',
  'follows no longer visit':
    'No longer visit comes before it on each of its days. Enter that visit first, or make this one longer',
  'not a skill': 'Enter the skill as one word of letters, as the rate card has it, such as complex',
  'not a distance': 'Enter the miles as a number from 0 to 500, such as 7.5',
  'slot used twice': 'Two visits have the same number. Take one out and add it again',
}

const TIMES: Readonly<Record<string, string>> = {
  start: 'the best time to start',
  windowFrom: 'the time from which it may start',
  windowTo: 'the time until which it may start',
}

export function faultInWords({ field, fault }: FaultAt, minimum: number): string {
  if (fault === 'short without a reason')
    return `A visit of less than ${minimum} minutes needs a reason that the person agreed to. ${FAULTS[fault]}`
  return fault === 'not a time' ? `Enter ${TIMES[field] ?? 'a time'}, such as 08:00` : FAULTS[fault]
}
