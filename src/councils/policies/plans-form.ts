import { choiceField, field, type Forms, numbers, Reading, type Shape, wordField } from '#src/councils/policies/form.ts'
import type { PlanPolicies } from '#src/councils/policies/plans.ts'

const PARTS = [
  ['morning', 'The morning begins at'],
  ['midday', 'Midday begins at'],
  ['tea', 'Teatime begins at'],
  ['evening', 'The evening begins at'],
  ['night', 'The night begins at'],
] as const satisfies readonly (readonly [keyof PlanPolicies['parts-of-day'], string])[]

const partsOfDay: Shape<PlanPolicies['parts-of-day']> = {
  fields: PARTS.map(([name, label]) => wordField(name, label, 'Hours and minutes, such as 06:00')),
  show: (value) => Object.fromEntries(PARTS.map(([name]) => [name, value[name]])),
  read: (typed) =>
    new Reading(typed).gives(Object.fromEntries(PARTS.map(([name]) => [name, (typed[name] ?? '').trim()]))),
}

const PLACING_NUMBERS = {
  unplaced: 'Points for a person left without a provider',
  timeCritical: 'Points more where a visit is bound to its time',
  doubleHanded: 'Points more where a visit takes two workers',
  overCeiling: 'Points for a price above the ceiling',
  belowRating: 'Points for a provider rated below the lowest rating wanted',
  outOfArea: 'Points for a provider from outside the zone',
  changedProvider: 'Points for another provider than today’s',
  notPreferred: 'Points for another provider than the person asked for',
  perPound: 'Points for each pound a week',
  staleCapacity: 'Points for hours or a bed told too long ago',
  travel: 'Points for a provider that makes no visits near the person, fewer the more it makes',
  changedTimes: 'Points for visits in another part of the day than was asked for',
  triagePoint: 'Points more for each point of triage of a person left without a provider',
} as const

const placing: Shape<PlanPolicies['placing']> = {
  fields: [
    ...Object.entries(PLACING_NUMBERS).map(([name, label]) => field(name, label)),
    choiceField(
      'ratingFloor',
      'Lowest rating wanted',
      ['Outstanding', 'Good', 'Requires improvement', 'Inadequate'].map((text) => ({ value: text, text })),
    ),
  ],
  show: ({ ratingFloor, ...numbered }) => ({
    ...Object.fromEntries(Object.entries(numbered).map(([name, value]) => [name, String(value)])),
    ratingFloor,
  }),
  read(typed) {
    const reading = new Reading(typed)
    return reading.gives({
      ...Object.fromEntries(Object.keys(PLACING_NUMBERS).map((name) => [name, reading.number(name, 'the points')])),
      ratingFloor: (typed['ratingFloor'] ?? '').trim(),
    })
  },
}

export const PLAN_FORMS: Forms<PlanPolicies> = {
  'parts-of-day': partsOfDay,
  capacity: numbers({ staleDays: 'Days after which a provider’s word on its capacity is too old to plan with' }),
  placing,
  reviews: {
    fields: [
      field('announceDays', 'Days before a review is due at which it stands in My work'),
      field('askedDays', 'Days within which a review that was asked for is held'),
      field('deferDays', 'Days for which a review may be deferred, at most'),
      field('escalateDays', 'Days overdue after which a review is the team manager’s too'),
      wordField(
        'team',
        'Team whose are the reviews that nobody has',
        'Such as T-1002. Empty: every team manager sees them',
      ),
    ],
    show: ({ team, ...days }) => ({
      ...Object.fromEntries(Object.entries(days).map(([name, value]) => [name, String(value)])),
      team,
    }),
    read(typed) {
      const reading = new Reading(typed)
      return reading.gives({
        announceDays: reading.number('announceDays', 'the days ahead'),
        askedDays: reading.number('askedDays', 'the days for a review that was asked for'),
        deferDays: reading.number('deferDays', 'the days of a deferral'),
        escalateDays: reading.number('escalateDays', 'the days overdue'),
        team: (typed['team'] ?? '').trim().toUpperCase(),
      })
    },
  },
  continuity: numbers({
    urgentListHours: 'Hours to list everybody, when the cause is urgent',
    urgentPlanHours: 'Hours to a plan, when the cause is urgent',
    urgentChoiceHours: 'Hours to ask each person, when the cause is urgent',
    plannedListHours: 'Hours to list everybody, when notice runs',
    plannedPlanHours: 'Hours to a plan, when notice runs',
    plannedChoiceHours: 'Hours to ask each person, when notice runs',
    insulinPoints: 'Triage points for insulin',
    timeCriticalPoints: 'Triage points for a visit that must be on time',
    doubleHandedPoints: 'Triage points for two workers together',
    livesAlonePoints: 'Triage points for living alone',
    noSupportPoints: 'Triage points for no family or friends who help',
    cannotDecidePoints: 'Triage points for not being able to decide alone',
    criticalFrom: 'Critical from so many points',
    highFrom: 'High from so many points',
    firstCheckDay: 'First welfare check, days after the move',
    secondCheckDay: 'Second welfare check, days after the move',
    thirdCheckDay: 'Third welfare check, days after the move',
  }),
}
