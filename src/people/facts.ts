import type { FactOf } from '#src/platform/audit.ts'
import type { Day } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import type { ClosedWhy } from '#src/people/closing/closing.ts'
import type { ReviewFinding, ReviewKind } from '#src/people/plan.ts'
import type { Asker } from '#src/people/reviews/next-review.ts'

type Loaded = { chunk: string; sha256: string; first: string | null; last: string | null; count: number }

/** Everything that this stage ever records. Facts live for ever: references and codes, never a name, an address or a need in words. */
export type PeopleFact =
  | FactOf<'people.person-added', { personRef: string; zone: string; lookedLike: string[] }>
  | FactOf<'people.person-corrected', { personRef: string; version: number; fields: string[] }>
  | FactOf<'people.contact-added', { personRef: string; contactNo: number; emergency: boolean }>
  | FactOf<'people.contact-removed', { personRef: string; contactNo: number }>
  | FactOf<'people.key-safe-changed', { personRef: string }>
  | FactOf<'people.worker-assigned', { personRef: string; officerRef: string }>
  | FactOf<'people.conversation-held', { personRef: string; conversationRef: string; kind: string; heldDay: Day }>
  | FactOf<'people.assessment-started', { personRef: string; assessmentRef: string; startedDay: Day }>
  | FactOf<'people.assessment-answered', { personRef: string; assessmentRef: string; part: string }>
  | FactOf<
      'people.assessment-completed',
      { personRef: string; assessmentRef: string; eligible: boolean; outcomesUnable: number; because: string }
    >
  | FactOf<
      'people.plan-agreed',
      {
        personRef: string
        planRef: string
        replaces: string | null
        needs: number
        budgetWeeklyPence: Pence
        lightCheckDue: Day
        reviewDue: Day
      }
    >
  | FactOf<
      'people.plan-reviewed',
      {
        personRef: string
        planRef: string
        reviewRef: string
        kind: ReviewKind
        heldDay: Day
        finding: ReviewFinding
        reviewDue: Day
      }
    >
  | FactOf<
      'people.review-planned',
      { personRef: string; plannedDay: Day; ownerRef: string; due: Day; deferred: boolean }
    >
  | FactOf<'people.review-asked-for', { personRef: string; askedBy: Asker; due: Day }>
  | FactOf<'people.case-closed', { personRef: string; day: Day; why: ClosedWhy; planRef: string | null }>
  | FactOf<'people.case-opened', { personRef: string; planRef: string | null }>
  | FactOf<'people.people-loaded', Loaded>
  | FactOf<'people.assessments-loaded', Loaded>
  | FactOf<'people.plans-loaded', Loaded>

export type PeopleFactType = PeopleFact['type']
