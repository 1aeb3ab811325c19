export {
  ABILITY_KEYS,
  type Ability,
  type Answers,
  type AssessedOutcome,
  type Assessment,
  decideEligibility,
} from '#src/people/assessment.ts'
export { listAssessments } from '#src/people/assessment.store.ts'
export {
  agreePlan,
  type AgreePlan,
  completeAssessment,
  answerAssessment,
  holdConversation,
  recordAssessment,
  type RecordAssessment,
  reviewPlan,
  startAssessment,
} from '#src/people/care-commands.ts'
export {
  addContact,
  addPerson,
  type AddPerson,
  assignWorker,
  changeKeySafe,
  correctPerson,
} from '#src/people/commands.ts'
export type { PeopleFact } from '#src/people/facts.ts'
export { chunkedTables, loadAssessments, type LoadedPerson, loadPeople, loadPlans } from '#src/people/load.store.ts'
export { OUTCOME_KEYS, type OutcomeKey, outcomeLabel, OUTCOMES } from '#src/people/outcomes.ts'
export { type ClosedCase, closedWords } from '#src/people/closing/closing.ts'
export { closeCase, openCase } from '#src/people/closing/closing-commands.ts'
export { ageOn, type Contact, type Person, type PersonDetails, personName } from '#src/people/person.ts'
export {
  endShare,
  listSharedPeople,
  type SharedPerson,
  shareWithProvider,
  shareWithProviders,
} from '#src/people/shared/shared-person.store.ts'
export {
  findKeySafe,
  findPeople,
  findPerson,
  getPerson,
  type KeySafe,
  listPeopleByRef,
} from '#src/people/person.store.ts'
export { askForReview } from '#src/people/reviews/review-commands.ts'
export { lightCheckDue, metByLabel, type MetBy, type Plan, type PlanNeed, reviewDue } from '#src/people/plan.ts'
export { getPlan } from '#src/people/plan.store.ts'
export { words } from '#src/people/words.ts'
export { search, work } from '#src/people/panels.ts'
export { routes } from '#src/people/routes.ts'
