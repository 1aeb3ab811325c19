import { guardHistory, mountTabs } from '#src/councils/index.ts'
import { postAddPerson, postCorrectPerson, showAddPerson, showCorrectPerson } from '#src/people/add-person.page.ts'
import {
  postAddConversation,
  postComplete,
  postPart,
  postStartAssessment,
  showAddConversation,
  showAssessment,
  showPart,
  showStartAssessment,
} from '#src/people/assess.page.ts'
import { postCloseCase, postOpenCase, showCloseCase } from '#src/people/closing/closing.page.ts'
import {
  postAddContact,
  postKeySafe,
  postRemoveContact,
  postWorker,
  showAddContact,
  showKeySafe,
  showRemoveContact,
  showWorker,
} from '#src/people/contacts.page.ts'
import { peopleApi } from '#src/people/people.api.ts'
import { listPeoplePage, peopleCsv } from '#src/people/people.page.ts'
import { showAssessments, showPerson } from '#src/people/person.page.ts'
import { postAgreePlan, postReviewPlan, showAgreePlan, showPlan, showReviewPlan } from '#src/people/plan.page.ts'
import {
  postAskForReview,
  postNextReview,
  showAskForReview,
  showNextReview,
} from '#src/people/reviews/next-review.page.ts'
import { reviewsApi } from '#src/people/reviews/reviews.api.ts'
import { reviewsCsv, showReviews } from '#src/people/reviews/reviews.page.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'

export function routes(doors: Doors, house: House): void {
  doors.staff('GET /people', 'people.see', listPeoplePage)
  doors.staff('GET /people.csv', 'people.see', peopleCsv)
  doors.staff('GET /people/add', 'people.change', showAddPerson)
  doors.staff('POST /people/add', 'people.change', postAddPerson)
  doors.staff('GET /people/:ref', 'people.see', (visit) => showPerson(visit, house))
  doors.staff('GET /people/:ref/correct', 'people.change', showCorrectPerson)
  doors.staff('POST /people/:ref/correct', 'people.change', postCorrectPerson)
  doors.staff('GET /people/:ref/close', 'people.change', showCloseCase)
  doors.staff('POST /people/:ref/close', 'people.change', postCloseCase)
  doors.staff('POST /people/:ref/open', 'people.change', postOpenCase)
  doors.staff('GET /people/:ref/contacts/add', 'people.change', showAddContact)
  doors.staff('POST /people/:ref/contacts/add', 'people.change', postAddContact)
  doors.staff('GET /people/:ref/contacts/:no/remove', 'people.change', showRemoveContact)
  doors.staff('POST /people/:ref/contacts/:no/remove', 'people.change', postRemoveContact)
  doors.staff('GET /people/:ref/key-safe', 'people.key-safe', showKeySafe)
  doors.staff('POST /people/:ref/key-safe', 'people.change', postKeySafe)
  doors.staff('GET /people/:ref/worker', 'people.change', showWorker)
  doors.staff('POST /people/:ref/worker', 'people.change', postWorker)
  doors.staff('GET /people/:ref/conversations/add', 'people.assess', showAddConversation)
  doors.staff('POST /people/:ref/conversations/add', 'people.assess', postAddConversation)
  doors.staff('GET /people/:ref/assessments', 'people.see', showAssessments)
  doors.staff('GET /people/:ref/assessments/start', 'people.assess', showStartAssessment)
  doors.staff('POST /people/:ref/assessments/start', 'people.assess', postStartAssessment)
  doors.staff('GET /people/:ref/assessments/:assessment', 'people.see', showAssessment)
  for (const part of ['views', 'outcomes', 'impact'] as const) {
    doors.staff(`GET /people/:ref/assessments/:assessment/${part}`, 'people.assess', showPart)
    doors.staff(`POST /people/:ref/assessments/:assessment/${part}`, 'people.assess', postPart)
  }
  doors.staff('POST /people/:ref/assessments/:assessment/complete', 'people.assess', postComplete)
  doors.staff('GET /people/:ref/plan', 'people.see', showPlan)
  doors.staff('GET /people/:ref/plan/agree', 'people.assess', showAgreePlan)
  doors.staff('POST /people/:ref/plan/agree', 'people.assess', postAgreePlan)
  doors.staff('GET /people/:ref/plan/review', 'people.assess', showReviewPlan)
  doors.staff('POST /people/:ref/plan/review', 'people.assess', postReviewPlan)
  doors.staff('GET /reviews', 'people.see', showReviews)
  doors.staff('GET /reviews.csv', 'people.see', reviewsCsv)
  doors.staff('GET /people/:ref/next-review', 'people.assess', showNextReview)
  doors.staff('POST /people/:ref/next-review', 'people.assess', postNextReview)
  doors.staff('GET /people/:ref/review-request', 'people.assess', showAskForReview)
  doors.staff('POST /people/:ref/review-request', 'people.assess', postAskForReview)
  mountTabs(doors, house, 'people.see', 'person')
  guardHistory(doors, house, 'people.see', ['person', 'assessment', 'plan'])
  peopleApi(doors)
  reviewsApi(doors)
}
