/** Words and pieces that the pages of agreed changes share. */
import { clockInWords, formatDay } from '#src/base/day.ts'
import type { BankFault, ChangeStatus, WhyAsked } from '#src/visits/agreed-changes/agreed-change.ts'
import type { AgreeChangeRefusal } from '#src/visits/agreed-changes/agree-commands.ts'
import type { KeptChange } from '#src/visits/agreed-changes/agreed-change.store.ts'
import type { FieldError, StatusTag } from '#src/platform/pages/page.ts'

export const WHY_ASKED: Readonly<Record<WhyAsked, string>> = {
  'outside the window': 'The time is outside the window that the package gives',
  'time-critical': 'The time of the visit is critical',
  'shorter than the minimum': 'The visit would be shorter than the council allows',
  'more than the banked time': 'The visit would be longer by more than the person has saved',
}

const TAGS: Readonly<Record<ChangeStatus, StatusTag>> = {
  asked: { text: 'The council is asked', colour: 'yellow' },
  agreed: { text: 'Agreed', colour: 'green' },
  refused: { text: 'Refused', colour: 'red' },
}
export const changeTag = ({ status }: Pick<KeptChange, 'status'>): StatusTag => TAGS[status]

/** "24 November 2026 at 9:45am instead of 9:00am", "From 24 November 2026 on at …" */
export function changeWords({ kind, fromDay, start, minutes, plannedStart, plannedMinutes }: KeptChange): string {
  const day = kind === 'one-off' ? formatDay(fromDay) : `From ${formatDay(fromDay)} on`
  const time =
    start === plannedStart
      ? `at ${clockInWords(start)}`
      : `at ${clockInWords(start)} instead of ${clockInWords(plannedStart)}`
  const length = minutes === plannedMinutes ? '' : `, ${minutes} minutes instead of ${plannedMinutes}`
  return `${day} ${time}${length}`
}

export const CHANGE_ERRORS: Readonly<Record<Exclude<AgreeChangeRefusal, 'no such visit'>, FieldError>> = {
  'not a time': { field: 'start', message: 'Enter the new time, like 09:45' },
  'not a length': { field: 'minutes', message: 'Enter the minutes as a whole number' },
  'nothing changes': { field: 'start', message: 'Enter another time or length: the visit is at this time already' },
  'nobody named': { field: 'agreedWith', message: 'Enter who agreed' },
  'agreed later than today': { field: 'agreedOn', message: 'Enter the day on which they agreed: it cannot be to come' },
  'a new length is for one visit': {
    field: 'minutes',
    message: 'A new length is for one visit. Ask the council to change the package if it is to last',
  },
  'begun already': { field: 'start', message: 'The visit, or its new time, has begun already' },
  'asked already': { field: 'start', message: 'The council is asked for this already. It has not answered yet' },
  'no visit on that day': { field: 'start', message: 'The package has no such visit on this day' },
}

export const BANK_ERRORS: Readonly<Record<BankFault, FieldError>> = {
  'not over yet': { field: 'saved', message: 'Nobody has logged out of the visit yet' },
  'not a length': { field: 'saved', message: 'Enter the minutes as a whole number' },
  'more than was saved': { field: 'saved', message: 'The visit was not that much shorter than planned' },
  'paid all the same': {
    field: 'saved',
    message:
      'The rate card pays these minutes of the visit although they were not worked. Bank only minutes that are not paid',
  },
  'nobody named': { field: 'savedWith', message: 'Enter who agreed' },
  'agreed later than today': { field: 'savedOn', message: 'Enter the day on which they agreed: it cannot be to come' },
  'banked already': { field: 'saved', message: 'Minutes of this visit are banked already' },
}
