import type { Day } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'
import type { RecordKey } from '#src/platform/actor.ts'
import type { ReviewFinding, ReviewKind } from '#src/people/plan.ts'

type Recorded<T extends string, D> = { type: T; about: readonly RecordKey[]; data: D }
type Loaded = { chunk: string; sha256: string; first: string | null; last: string | null; count: number }

/** Everything that this stage ever records. Facts live for ever: references and codes, never a name, an address or a need in words. */
export type PeopleFact =
  | Recorded<'people.person-added', { personRef: string; zone: string; lookedLike: string[] }>
  | Recorded<'people.person-corrected', { personRef: string; version: number; fields: string[] }>
  | Recorded<'people.contact-added', { personRef: string; contactNo: number; emergency: boolean }>
  | Recorded<'people.contact-removed', { personRef: string; contactNo: number }>
  | Recorded<'people.key-safe-changed', { personRef: string }>
  | Recorded<'people.worker-assigned', { personRef: string; officerRef: string }>
  | Recorded<'people.conversation-held', { personRef: string; conversationRef: string; kind: string; heldDay: Day }>
  | Recorded<'people.assessment-started', { personRef: string; assessmentRef: string; startedDay: Day }>
  | Recorded<'people.assessment-answered', { personRef: string; assessmentRef: string; part: string }>
  | Recorded<
      'people.assessment-completed',
      { personRef: string; assessmentRef: string; eligible: boolean; outcomesUnable: number; because: string }
    >
  | Recorded<
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
  | Recorded<
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
  | Recorded<'people.people-loaded', Loaded>
  | Recorded<'people.assessments-loaded', Loaded>
  | Recorded<'people.plans-loaded', Loaded>

export type PeopleFactType = PeopleFact['type']
