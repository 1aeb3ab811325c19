/** How many are placed at once, reviewed, and moved when a provider exits. */
export type PlanPolicies = {
  /** When each part of the day begins, 'HH:MM'; the night lasts until the morning. */
  'parts-of-day': PartsOfDay
  /** After how many days what a provider said of its capacity is too old to plan with. */
  capacity: { staleDays: number }
  /** What a plan for many people tries to avoid, in points: the plan with the fewest is the best. */
  placing: {
    /** Somebody whom the plan leaves without a provider, and how much worse that is where a visit is bound to a time or takes two workers. */
    unplaced: number
    timeCritical: number
    doubleHanded: number
    overCeiling: number
    belowRating: number
    /** The lowest rating of CQC that costs no points; nobody is held against a provider that is not rated yet. */
    ratingFloor: 'Outstanding' | 'Good' | 'Requires improvement' | 'Inadequate'
    outOfArea: number
    /** Another provider than the one that cares for the person today. */
    changedProvider: number
    /** Another provider than one that the person asked for. */
    notPreferred: number
    /** What one pound a week counts. */
    perPound: number
    /** Hours or a bed that the provider told too long ago to count on. */
    staleCapacity: number
    /** A provider that makes no visits near the person at these times; fewer the nearer it is to a full round there. */
    travel: number
    /** Visits of one part of the day that come in the part before or after it instead; those bound to their time never do. */
    changedTimes: number
    /** Leaving somebody without a provider, for each point of triage (handbook 6.4). */
    triagePoint: number
  }
  /**
   * Reviews of care: how many days ahead they stand in My work, within how many a review that was asked for is held, for how many it may be
   * deferred, after how many overdue it is the team manager's, and whose are those that nobody has: a team, or '' for every team manager.
   */
  reviews: { announceDays: number; askedDays: number; deferDays: number; escalateDays: number; team: string }
  /**
   * When a provider exits (handbook 6.4): in how many hours everybody is listed, planned for and asked, where the cause is urgent and
   * where notice runs; what each criterion of triage weighs; and on which days after a move somebody looks in.
   */
  continuity: {
    urgentListHours: number
    urgentPlanHours: number
    urgentChoiceHours: number
    plannedListHours: number
    plannedPlanHours: number
    plannedChoiceHours: number
    insulinPoints: number
    timeCriticalPoints: number
    doubleHandedPoints: number
    livesAlonePoints: number
    noSupportPoints: number
    cannotDecidePoints: number
    criticalFrom: number
    highFrom: number
    firstCheckDay: number
    secondCheckDay: number
    thirdCheckDay: number
  }
}

export type PartsOfDay = Readonly<Record<'morning' | 'midday' | 'tea' | 'evening' | 'night', string>>

export const PLAN_NAMES: Readonly<Record<keyof PlanPolicies, string>> = {
  'parts-of-day': 'Parts of the day',
  capacity: 'How long a provider’s capacity holds',
  placing: 'What a joint plan avoids',
  reviews: 'Reviews of care',
  continuity: 'When a provider exits',
}

export const PLAN_STANDARD: PlanPolicies = {
  'parts-of-day': { morning: '06:00', midday: '11:00', tea: '15:30', evening: '18:30', night: '22:00' },
  capacity: { staleDays: 14 },
  placing: {
    unplaced: 10_000,
    timeCritical: 5_000,
    doubleHanded: 2_000,
    overCeiling: 600,
    belowRating: 800,
    ratingFloor: 'Good',
    outOfArea: 400,
    changedProvider: 150,
    notPreferred: 100,
    perPound: 1,
    staleCapacity: 250,
    travel: 40,
    changedTimes: 350,
    triagePoint: 300,
  },
  reviews: { announceDays: 28, askedDays: 28, deferDays: 56, escalateDays: 7, team: '' },
  continuity: {
    ...{ urgentListHours: 2, urgentPlanHours: 24, urgentChoiceHours: 24 },
    ...{ plannedListHours: 24, plannedPlanHours: 120, plannedChoiceHours: 240 },
    ...{ insulinPoints: 3, timeCriticalPoints: 3, doubleHandedPoints: 2 },
    ...{ livesAlonePoints: 1, noSupportPoints: 1, cannotDecidePoints: 1, criticalFrom: 4, highFrom: 2 },
    ...{ firstCheckDay: 1, secondCheckDay: 3, thirdCheckDay: 14 },
  },
}
