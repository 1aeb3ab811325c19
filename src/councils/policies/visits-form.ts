import {
  choiceField,
  codes,
  field,
  type Forms,
  linesOf,
  list,
  readCode,
  Reading,
  type Shape,
  wordField,
  yesNo,
} from '#src/councils/policies/form.ts'
import type { VisitPolicies } from '#src/councils/policies/visits.ts'

const MEASURE_FIELDS = [
  ['deliveredPercent', 'Delivered: at least so many percent of the visits'],
  ['onTimePercent', 'On time: at least so many percent'],
  ['lengthOfStayPercent', 'Length of stay: at least so many percent of the planned minutes'],
  ['missedPerThousand', 'Missed: at most so many visits in a thousand'],
  ['electronicPercent', 'Electronic log: at least so many percent of the visits'],
  ['manualPercent', 'Entered by hand: at most so many percent of those delivered'],
  ['topThreePercent', "Continuity: at least so many percent of visits by each person's three most frequent workers"],
  ['workersAPerson', 'Continuity: at most so many different workers a person in 28 days'],
] as const satisfies readonly (readonly [keyof VisitPolicies['measures'], string])[]

const measures: Shape<VisitPolicies['measures']> = {
  fields: MEASURE_FIELDS.map(([name, label]) => field(name, label)),
  show: (value) => Object.fromEntries(MEASURE_FIELDS.map(([name]) => [name, String(value[name])])),
  read(typed) {
    const reading = new Reading(typed)
    return reading.gives(
      Object.fromEntries(
        MEASURE_FIELDS.map(([name]) => [name, reading.number(name, 'the figure')]),
      ) as VisitPolicies['measures'],
    )
  },
}

const ON_TIME = { usual: '', rural: ' in rural zones', timeCritical: ' of a time-critical visit' } as const

const ON_TIME_KINDS = ['usual', 'rural', 'timeCritical'] as const

const punctuality: Shape<VisitPolicies['punctuality']> = {
  fields: [
    ...ON_TIME_KINDS.flatMap((kind) => [
      field(`${kind}Late`, `Minutes after its time at which a start${ON_TIME[kind]} is still on time`),
      field(`${kind}Early`, `Minutes before its time at which a start${ON_TIME[kind]} is still on time`),
    ]),
    field('missedAfter', 'Missed when nobody came so many minutes after the start', 'Leave empty if it does not apply'),
    choiceField('unlessExplained', 'Someone who comes later than that is late, not missed, if the provider said why'),
    wordField(
      'missedBy',
      'Missed when not begun by this time of the day',
      'For example 23:00. Leave empty if it does not apply',
    ),
    choiceField('missedAtNext', 'Missed when not begun before the package’s next visit'),
    field(
      'missedBelow',
      'Missed when it took less than so many percent of the planned time, without a reason',
      'Leave empty if it does not apply',
    ),
    field('noLogOutAfter', 'No log-out: minutes after the planned end'),
    field('shortBelow', 'Short: less than so many percent of the planned time'),
  ],
  show: ({ onTime, missed, noLogOutAfterMinutes, shortBelowPercent }) => ({
    ...Object.fromEntries(
      ON_TIME_KINDS.flatMap((kind) => [
        [`${kind}Late`, String(onTime[kind].lateMinutes)],
        [`${kind}Early`, String(onTime[kind].earlyMinutes)],
      ]),
    ),
    missedAfter: String(missed.afterMinutes ?? ''),
    unlessExplained: yesNo(missed.unlessExplained),
    missedBy: missed.notBegunBy ?? '',
    missedAtNext: yesNo(missed.afterNextVisit),
    missedBelow: String(missed.belowPercent ?? ''),
    noLogOutAfter: String(noLogOutAfterMinutes),
    shortBelow: String(shortBelowPercent),
  }),
  read(typed) {
    const reading = new Reading(typed)
    const bounds = (kind: string) => ({
      earlyMinutes: reading.number(`${kind}Early`, 'the minutes'),
      lateMinutes: reading.number(`${kind}Late`, 'the minutes'),
    })
    return reading.gives({
      onTime: Object.fromEntries(ON_TIME_KINDS.map((kind) => [kind, bounds(kind)])),
      missed: {
        afterMinutes: reading.numberOrNone('missedAfter', 'the minutes'),
        unlessExplained: reading.yes('unlessExplained'),
        notBegunBy: (typed['missedBy'] ?? '').trim() || null,
        afterNextVisit: reading.yes('missedAtNext'),
        belowPercent: reading.numberOrNone('missedBelow', 'the percentage'),
      },
      noLogOutAfterMinutes: reading.number('noLogOutAfter', 'the minutes'),
      shortBelowPercent: reading.number('shortBelow', 'the percentage'),
    })
  },
}

const readMinutes = (line: string): number | string =>
  /^\d{1,3}$/.test(line) ? Number(line) : 'write whole minutes, such as 15'

const watch: Shape<VisitPolicies['watch']> = {
  fields: [
    list(
      'alertMinutes',
      'Alerts, in minutes after the planned start',
      'One a line. The first tells the provider, the second the council too, each later one both again',
    ),
    list(
      'timeCriticalAlertMinutes',
      'Alerts of a time-critical visit, in minutes after the planned start',
      'One a line',
    ),
    field('logOutMinutes', 'Minutes after the planned end at which a worker should have logged out'),
    list('reasons', 'What may have happened', 'One a line: a code, a colon and the words'),
  ],
  show: ({ alertMinutes, timeCriticalAlertMinutes, logOutMinutes, reasons }) => ({
    alertMinutes: alertMinutes.join('\n'),
    timeCriticalAlertMinutes: timeCriticalAlertMinutes.join('\n'),
    logOutMinutes: String(logOutMinutes),
    reasons: reasons.map(({ code, label }) => `${code}: ${label}`).join('\n'),
  }),
  read(typed) {
    const reading = new Reading(typed)
    return reading.gives({
      alertMinutes: reading.lines('alertMinutes', readMinutes),
      timeCriticalAlertMinutes: reading.lines('timeCriticalAlertMinutes', readMinutes),
      logOutMinutes: reading.number('logOutMinutes', 'the minutes'),
      reasons: reading.lines('reasons', readCode),
    })
  },
}

export const VISIT_FORMS: Forms<VisitPolicies> = {
  'visit-length': {
    fields: [
      field('minimumMinutes', 'Shortest visit without a reason, in minutes'),
      list('reasons', 'Reasons for a shorter visit', 'One code a line. For example: medication'),
    ],
    show: ({ minimumMinutes, reasons }) => ({ minimumMinutes: String(minimumMinutes), reasons: reasons.join('\n') }),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives({
        minimumMinutes: reading.number('minimumMinutes', 'the minutes'),
        reasons: linesOf(typed['reasons']),
      })
    },
  },
  matching: {
    fields: [
      field('windowMinutes', 'Minutes before and after the planned start within which a log belongs to the visit'),
      field('mergeMinutes', 'Log-ins of one worker fewer minutes apart than this are one'),
      field('lockDays', 'Days after a visit for which its provider may enter and correct it by hand'),
      field('providerDays', 'Days for which the provider looks after an open item before the council does'),
    ],
    show: ({ windowMinutes, mergeMinutes, lockDays, providerDays }) => ({
      windowMinutes: String(windowMinutes),
      mergeMinutes: String(mergeMinutes),
      lockDays: String(lockDays),
      providerDays: String(providerDays),
    }),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives({
        windowMinutes: reading.number('windowMinutes', 'the minutes'),
        mergeMinutes: reading.number('mergeMinutes', 'the minutes'),
        lockDays: reading.number('lockDays', 'the days'),
        providerDays: reading.number('providerDays', 'the days'),
      })
    },
  },
  'manual-reasons': codes,
  punctuality,
  watch,
  'banked-time': {
    fields: [
      field('mostMinutes', 'Most minutes that may be saved up'),
      field('withinWeeks', 'Weeks within which saved minutes are to be used'),
    ],
    show: ({ mostMinutes, withinWeeks }) => ({ mostMinutes: String(mostMinutes), withinWeeks: String(withinWeeks) }),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives({
        mostMinutes: reading.number('mostMinutes', 'the minutes'),
        withinWeeks: reading.number('withinWeeks', 'the weeks'),
      })
    },
  },
  measures,
}
