import { addDays, type Day, dayOf, instantAt } from '#src/base/day.ts'
import { personName } from '#src/people/person.ts'
import { findPeople } from '#src/people/person.store.ts'
import { type CaseDue, listCasesDue } from '#src/people/plan.store.ts'
import { LIGHT_CHECK_FROM_DAYS, LIGHT_CHECK_BY_DAYS } from '#src/people/plan.ts'
import type { SearchSource, WorkItem, WorkSource } from '#src/platform/panels.ts'

// A light check may be done from six weeks on; a review is announced four weeks before it is due.
const LIGHT_CHECK_AHEAD = LIGHT_CHECK_BY_DAYS - LIGHT_CHECK_FROM_DAYS
const REVIEW_AHEAD = 28

export const work: WorkSource[] = [
  {
    grant: 'people.assess',
    async list(tx, actor) {
      const today = dayOf(tx.now)
      const ahead = { lightCheck: addDays(today, LIGHT_CHECK_AHEAD), review: addDays(today, REVIEW_AHEAD) }
      const due = await listCasesDue(tx, actor.id, ahead)
      return due.map((one) => (one.kind === 'assessment' ? draftItem(one) : dueItem(one, today)))
    },
  },
]

const draftItem = ({ ref, personRef, personName }: CaseDue): WorkItem => ({
  title: `Assessment of ${personName}`,
  record: `assessment:${ref}`,
  href: `/people/${personRef}/assessments/${ref}`,
  due: undefined,
  action: 'Go on with the assessment',
  overdue: false,
})

const dueItem = (plan: CaseDue, today: Day): WorkItem => ({
  title: `${plan.kind === 'review' ? 'Review' : 'Light check'} of the support plan of ${plan.personName}`,
  record: `plan:${plan.ref}`,
  href: `/people/${plan.personRef}/plan/review`,
  due: instantAt(plan.due, '17:00'),
  action: plan.kind === 'review' ? 'Record the review' : 'Record the light check',
  overdue: plan.due < today,
})

export const search: SearchSource[] = [
  {
    grant: 'people.see',
    reference: /^P-\d+$/i,
    async find(tx, words, limit) {
      const { people } = await findPeople(tx, { words, sort: { key: 'name', descending: false }, offset: 0, limit })
      return people.map((person) => ({
        href: `/people/${person.personRef}`,
        title: personName(person),
        hint: `${person.personRef}, ${person.postcode}`,
        kind: 'Person',
      }))
    },
  },
]
