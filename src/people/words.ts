import { counted } from '#src/base/counted.ts'
import { formatDay } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { closedLabel } from '#src/people/closing/closing.ts'
import { type ConversationKind, conversationLabel } from '#src/people/conversation.ts'
import type { PeopleFact, PeopleFactType } from '#src/people/facts.ts'
import { askerLabel } from '#src/people/reviews/next-review.ts'
import { fieldWords } from '#src/people/person.ts'

type DataOf<T extends PeopleFactType> = Extract<PeopleFact, { type: T }>['data']

/** What each fact says on a timeline. */
export const words: { readonly [T in PeopleFactType]: (data: DataOf<T>) => string } = {
  'people.person-added': ({ lookedLike }) =>
    lookedLike.length === 0 ? 'Person added' : `Person added; said to be somebody other than ${lookedLike.join(', ')}`,
  'people.person-corrected': ({ fields }) => `Corrected: ${fields.map(fieldWords).join(', ')}`,
  'people.contact-added': ({ emergency }) => (emergency ? 'Emergency contact added' : 'Contact added'),
  'people.contact-removed': () => 'Contact removed',
  'people.key-safe-changed': () => 'Key safe changed',
  'people.worker-assigned': ({ officerRef }) => `Case given to ${officerRef}`,
  'people.conversation-held': ({ kind, heldDay }) =>
    `Conversation on ${formatDay(heldDay)}. ${conversationLabel(kind as ConversationKind)}`,
  'people.assessment-started': ({ assessmentRef }) => `Assessment ${assessmentRef} started`,
  'people.assessment-answered': ({ part }) => `Assessment: ${part} recorded`,
  'people.assessment-completed': ({ eligible, outcomesUnable, because }) =>
    `Assessment complete: ${eligible ? 'eligible' : 'not eligible'}, ${because}; ${outcomesUnable} of 10 outcomes cannot be achieved`,
  'people.plan-agreed': ({ planRef, budgetWeeklyPence, reviewDue, replaces }) =>
    `Support plan ${planRef} agreed: ${formatPence(budgetWeeklyPence)} a week, review by ${formatDay(reviewDue)}${replaces ? `; replaces ${replaces}` : ''}`,
  'people.plan-reviewed': ({ kind, finding, reviewDue }) =>
    `${kind === 'review' ? 'Review' : 'Light check'} of the support plan: ${finding}. Next review by ${formatDay(reviewDue)}`,
  'people.review-planned': ({ plannedDay, ownerRef, due, deferred }) =>
    `Next review planned for ${formatDay(plannedDay)} with ${ownerRef}${deferred ? `; deferred, it was due by ${formatDay(due)}` : ''}`,
  'people.review-asked-for': ({ askedBy, due }) =>
    `A review was asked for by ${askerLabel(askedBy).toLowerCase()}; due by ${formatDay(due)}`,
  'people.case-closed': ({ day, why }) =>
    `Case closed on ${formatDay(day)}: ${closedLabel(why).toLowerCase().replace('nhs', 'NHS')}`,
  'people.case-opened': ({ planRef }) =>
    planRef === null ? 'Case opened again' : `Case opened again; support plan ${planRef} is in force`,
  'people.people-loaded': ({ count }) =>
    `Brought over from earlier records, with ${counted(count, 'person', 'people')}`,
  'people.assessments-loaded': () => `Assessment brought over from earlier records`,
  'people.plans-loaded': () => `Support plan brought over from earlier records`,
}
