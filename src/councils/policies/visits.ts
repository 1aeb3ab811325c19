import type { Code } from '#src/councils/policies/code.ts'

/** When a visit is on time, seen, short or missed. */
export type VisitPolicies = {
  /** Visits shorter than this need one of the reasons. */
  'visit-length': { minimumMinutes: number; reasons: string[] }
  /**
   * How far from its planned start a log still belongs to a visit, log-ins how near to each other are one (M-54), for how many days
   * a provider may enter and correct by hand (M-55), and after how many days an open item is the council's.
   */
  matching: { windowMinutes: number; mergeMinutes: number; lockDays: number; providerDays: number }
  /** Why a visit was entered by hand. */
  'manual-reasons': { codes: Code[] }
  /** When a visit is on time, and when it is missed (M-42). Bounds are included: a start just so many minutes late is on time. */
  punctuality: {
    onTime: { usual: OnTime; rural: OnTime; timeCritical: OnTime }
    /** Each of these alone makes a visit missed; null leaves it out. */
    missed: {
      /** Nobody there so many minutes after the planned start. */
      afterMinutes: number | null
      /** A later start is late, not missed, where the provider said what happened. */
      unlessExplained: boolean
      /** Not begun by this time of the day, 'HH:MM'. */
      notBegunBy: string | null
      /** Not begun when the next visit of the package was to start. */
      afterNextVisit: boolean
      /** Over before this share of its planned length, without a reason. */
      belowPercent: number | null
    }
    noLogOutAfterMinutes: number
    shortBelowPercent: number
  }
  /** When the live watch tells of a visit that nobody has logged in for, and what may have happened. */
  watch: {
    /** Minutes after the planned start: the first tells the provider, the second the council too, each later one both again. */
    alertMinutes: number[]
    timeCriticalAlertMinutes: number[]
    /** Minutes after the planned end at which a worker should have logged out. */
    logOutMinutes: number
    reasons: Code[]
  }
  /** Minutes by which a person's visits were shorter by agreement, kept for longer ones. */
  'banked-time': { mostMinutes: number; withinWeeks: number }
  /** What the council asks of how care is delivered; whoever is beyond it stands out in the league (M-42, M-43, M-55). */
  measures: {
    deliveredPercent: number
    onTimePercent: number
    lengthOfStayPercent: number
    missedPerThousand: number
    electronicPercent: number
    manualPercent: number
    topThreePercent: number
    workersAPerson: number
  }
}

/** How many minutes before and after its time a visit may start and be on time. */
export type OnTime = { earlyMinutes: number; lateMinutes: number }

export const VISIT_NAMES: Readonly<Record<keyof VisitPolicies, string>> = {
  'visit-length': 'Shortest visits',
  matching: 'Matching of logs to visits',
  'manual-reasons': 'Reasons for a visit entered by hand',
  punctuality: 'Late and missed visits',
  watch: 'Live watch of visits',
  'banked-time': 'Banked time',
  measures: 'What is asked of how care is delivered',
}

export const VISIT_STANDARD: VisitPolicies = {
  'visit-length': {
    minimumMinutes: 30,
    reasons: ['medication', 'welfare_check', 'add_on_to_make_45', 'pop_in_after_larger_visit'],
  },
  matching: { windowMinutes: 120, mergeMinutes: 3, lockDays: 14, providerDays: 3 },
  'manual-reasons': {
    codes: [
      { code: 'phone_broken', label: 'Phone or device broken' },
      { code: 'no_signal', label: 'No signal at the home' },
      { code: 'tag_missing', label: 'Tag missing or damaged' },
      { code: 'carer_forgot', label: 'Carer forgot to log' },
      { code: 'line_refused', label: 'Person did not want the phone used' },
      { code: 'emergency', label: 'Emergency at the visit' },
      // The rate card says what is paid for that: the code is the open format's.
      { code: 'no_access', label: 'Worker was not let in' },
    ],
  },
  punctuality: {
    onTime: {
      usual: { earlyMinutes: 15, lateMinutes: 15 },
      rural: { earlyMinutes: 30, lateMinutes: 30 },
      timeCritical: { earlyMinutes: 15, lateMinutes: 15 },
    },
    missed: { afterMinutes: 120, unlessExplained: true, notBegunBy: null, afterNextVisit: false, belowPercent: 50 },
    noLogOutAfterMinutes: 120,
    shortBelowPercent: 90,
  },
  watch: {
    alertMinutes: [15, 30, 60],
    timeCriticalAlertMinutes: [15, 30, 60],
    logOutMinutes: 60,
    reasons: [
      { code: 'delayed', label: 'The worker is delayed and on the way' },
      { code: 'not_logged', label: 'The visit was made and not logged' },
      { code: 'person_out', label: 'The person is out or away' },
      { code: 'refused', label: 'The person did not want the visit' },
      { code: 'worker_sick', label: 'The worker is ill or did not come' },
      { code: 'no_access', label: 'Nobody answered the door' },
      { code: 'rota', label: 'The rota missed the visit' },
    ],
  },
  'banked-time': { mostMinutes: 120, withinWeeks: 4 },
  measures: {
    deliveredPercent: 99,
    onTimePercent: 90,
    lengthOfStayPercent: 90,
    missedPerThousand: 5,
    electronicPercent: 90,
    manualPercent: 10,
    topThreePercent: 70,
    workersAPerson: 6,
  },
}
