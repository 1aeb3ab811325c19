import type { Day } from '#src/base/day.ts'

/** How a council asks the market before it buys. */
export const ENGAGEMENT_KINDS = {
  event: 'Event for providers',
  survey: 'Survey',
  meeting: 'Meeting with one provider',
  visit: 'Visit',
  request: 'Request for information',
} as const
export type EngagementKind = keyof typeof ENGAGEMENT_KINDS

/** What was asked, who came and what they said: part of the record that the notice UK2 rests on. */
export type Engagement = {
  readonly number: number
  readonly day: Day
  readonly kind: EngagementKind
  readonly title: string
  readonly came: string
  readonly said: string
  readonly byName: string
}
