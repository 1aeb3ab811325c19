import { addDays, type Day, instantAt } from '#src/base/day.ts'
import { type NhsNumber, parseNhsNumber } from '#src/base/nhs-number.ts'
import { type Postcode, parsePostcode } from '#src/base/postcode.ts'
import { type Assessment, type LoadedPerson, OUTCOME_KEYS, type OutcomeKey, type Plan } from '#src/people/index.ts'
import type { Dice } from '#src/trial/dice.ts'
import { AREAS, FAMILY_NAMES, GIVEN_NAMES, LANGUAGES, PLACES, STREETS } from '#src/trial/wenbury.ts'

const INWARD = 'ABDEFGHJLNPQRSTUWXYZ'

/** Numbers that begin with 999 are set aside for tests and are never a patient's. */
function nhsNumber(index: number): NhsNumber {
  for (let body = 999_000_000 + index * 7; ; body++) {
    for (let check = 0; check < 10; check++) {
      const number = parseNhsNumber(`${body}${check}`)
      if (number) return number
    }
  }
}

function postcode(dice: Dice, start: string): Postcode {
  const code = parsePostcode(`${start} ${dice.whole(1, 9)}${INWARD[dice.whole(0, 19)]}${INWARD[dice.whole(0, 19)]}`)
  if (!code) throw new Error('a made-up postcode has no shape')
  return code
}

/**
 * What has lapsed, or nobody sees to: a review overdue, a person whom no social worker has, care without a plan. One of each of the
 * first, and a few in a council of a thousand.
 */
const isOverdue = (index: number): boolean => index % 400 === 5
const isNobodys = (index: number): boolean => index % 500 === 9
const isWithoutPlan = (index: number): boolean => index % 600 === 21

/** Sam Social has most people, Sky Social the others. */
const workerOf = (index: number): string => (index % 5 === 2 || index % 5 === 4 ? 'O-1009' : 'O-1003')

/** So many people of Wenbury, the oldest reference first. */
export function makePeople(dice: Dice, count: number, today: Day): LoadedPerson[] {
  return Array.from({ length: count }, (_, index) => {
    const area = dice.weighted(AREAS.map((one, i) => [one, [24, 20, 18, 15, 13, 10][i] ?? 1] as const))
    const year = Number(today.slice(0, 4)) - dice.whole(66, 97)
    const familyName = dice.pick(FAMILY_NAMES)
    const language = dice.pick(LANGUAGES)
    return {
      personRef: `P-${1001 + index}`,
      givenName: dice.pick(GIVEN_NAMES),
      familyName,
      birthDay: `${year}-${String(dice.whole(1, 12)).padStart(2, '0')}-${String(dice.whole(1, 28)).padStart(2, '0')}`,
      addressLines: [`${dice.whole(1, 120)} ${dice.pick(STREETS)}`, PLACES[area.postcodeStart] ?? 'Wenbury'],
      postcode: postcode(dice, area.postcodeStart),
      zone: area.zone,
      nhsNumber: nhsNumber(index),
      phone: `01632 96${String(dice.whole(0, 9999)).padStart(4, '0')}`,
      language,
      interpreter: language !== 'English' && dice.percent(50),
      livesAlone: dice.percent(62),
      ...(isNobodys(index) ? {} : { workerRef: workerOf(index) }),
      addedAt: instantAt(addDays(today, -(dice.whole(60, 900) + (isOverdue(index) ? 400 : 0))), '10:00'),
      addedBy: 'Sam Social',
      contacts: dice.percent(70)
        ? [
            {
              contactNo: 1,
              name: `${dice.pick(GIVEN_NAMES)} ${familyName}`,
              relationship: dice.pick(['Daughter', 'Son', 'Neighbour', 'Sister']),
              phone: `01632 97${String(dice.whole(0, 9999)).padStart(4, '0')}`,
              emergency: true,
            },
          ]
        : [],
    }
  })
}

const NEEDS: readonly { outcome: OutcomeKey; need: string; wanted: string; how: string }[] = [
  {
    outcome: 'personal_hygiene',
    need: 'Needs help to wash',
    wanted: 'To feel fresh and start the day well',
    how: 'Help to wash each morning',
  },
  {
    outcome: 'clothing',
    need: 'Cannot manage buttons and shoes',
    wanted: 'To be dressed before visitors come',
    how: 'Help to dress each morning',
  },
  {
    outcome: 'nutrition',
    need: 'Forgets to eat at midday',
    wanted: 'To eat a hot meal and keep my weight',
    how: 'A meal made and company while eating',
  },
  {
    outcome: 'toilet',
    need: 'Needs help to get to the toilet',
    wanted: 'To be safe and keep my dignity',
    how: 'Help at each visit',
  },
  {
    outcome: 'safe_use_of_home',
    need: 'Has fallen twice this year',
    wanted: 'To stay in my own home',
    how: 'Checks at each visit, a pendant alarm',
  },
  {
    outcome: 'relationships',
    need: 'Sees few people',
    wanted: 'To see my friends at the club',
    how: 'Time to talk; lift to the club',
  },
]

/** A complete assessment of each person and the plan in force of nearly each; all are eligible (L-10). */
export function makeCare(
  dice: Dice,
  people: readonly LoadedPerson[],
  today: Day,
): { assessments: Assessment[]; plans: Plan[] } {
  const assessments: Assessment[] = []
  const plans: Plan[] = []
  for (const [index, { personRef, workerRef: officerRef = 'O-1003' }] of people.entries()) {
    const daysAgo = dice.whole(30, 360)
    const started = addDays(today, -(isOverdue(index) ? 382 + (daysAgo % 30) : daysAgo))
    const agreed = addDays(started, dice.whole(1, 14))
    const first = dice.whole(0, NEEDS.length - 3)
    const needs = NEEDS.slice(first, first + dice.whole(2, 3))
    assessments.push({
      assessmentRef: `A-${1001 + index}`,
      personRef,
      status: 'complete',
      startedDay: started,
      officerRef,
      views: 'I want to stay at home with a little help.',
      fromImpairment: true,
      outcomes: OUTCOME_KEYS.map((outcome) => {
        const need = needs.find((one) => one.outcome === outcome)
        return { outcome, ability: need ? 'needs_assistance' : 'able', note: need?.need ?? '' }
      }),
      significantImpact: true,
      impact: 'Without help the person would not be safe and well at home.',
      eligible: true,
      completedAt: instantAt(started, '15:00'),
    })
    const plan: Plan = {
      planRef: `SP-${1001 + index}`,
      personRef,
      assessmentRef: `A-${1001 + index}`,
      status: 'current',
      agreedDay: agreed,
      whatMatters: 'My own front door, my garden and my programmes.',
      budgetWeeklyPence: dice.whole(80, 700) * 100,
      contributionWeeklyPence: dice.whole(0, 60) * 100,
      lightCheckDue: addDays(agreed, 49),
      ...(addDays(agreed, 49) < today ? { lightCheckDone: addDays(agreed, 45) } : {}),
      reviewDue: Temporal.PlainDate.from(agreed).add({ years: 1 }).toString(),
      officerRef,
      needs: needs.map((need) => ({ ...need, eligible: true, metBy: 'council' as const })),
    }
    if (!isWithoutPlan(index)) plans.push(plan)
  }
  return { assessments, plans }
}
