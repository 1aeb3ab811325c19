import { type Day, dayOf, daysBetween, instantAt } from '#src/base/day.ts'
import { findOfficer, getPolicy, listOfficers } from '#src/councils/index.ts'
import { LIGHT_CHECK_BY_DAYS, LIGHT_CHECK_FROM_DAYS } from '#src/people/plan.ts'
import type { NextReview } from '#src/people/reviews/next-review.ts'
import { type DraftAssessment, listCaseWork } from '#src/people/reviews/review.store.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Read } from '#src/platform/database.ts'
import type { WorkItem } from '#src/platform/panels.ts'

/** What an officer's cases need; a team manager also has what nobody in office has, and what the team leaves overdue. */
export async function casesWork(tx: Read, actor: Actor): Promise<WorkItem[]> {
  const today = dayOf(tx.now)
  await listOfficers(tx)
  const officer = actor.kind === 'officer' ? await findOfficer(tx, actor.id) : undefined
  const { announceDays, escalateDays, team } = await getPolicy(tx, 'reviews', today)
  const { reviews, drafts } = await listCaseWork(tx, {
    ...{ today, ownerRef: actor.id, reviewDays: announceDays },
    lightCheckDays: LIGHT_CHECK_BY_DAYS - LIGHT_CHECK_FROM_DAYS,
    ...(officer?.roles.includes('team_manager')
      ? { manages: { teamRef: officer.teamRef, team, overdueDays: escalateDays } }
      : {}),
  })
  return [...reviews.map((one) => reviewItem(one, actor.id, today)), ...drafts.map(draftItem)]
}

const draftItem = ({ ref, personRef, personName }: DraftAssessment): WorkItem => ({
  title: `Assessment of ${personName}`,
  record: `assessment:${ref}`,
  href: `/people/${personRef}/assessments/${ref}`,
  due: undefined,
  action: 'Go on with the assessment',
  overdue: false,
})

const TITLES = {
  'light check': 'Light check of the support plan of',
  review: 'Review of the support plan of',
  'asked for': 'Review that was asked for, of',
  'no plan': 'In care without a support plan:',
} as const

function reviewItem(one: NextReview, me: string, today: Day): WorkItem {
  const overdue = one.by < today
  const mine = one.ownerRef === me
  const late = overdue ? `, ${daysBetween(one.by, today)} days overdue` : ''
  return {
    title: `${TITLES[one.kind]} ${one.personName}${mine ? '' : one.inOffice ? ` with ${one.ownerName}${late}` : ', with nobody'}`,
    record: one.planRef === null ? `person:${one.personRef}` : `plan:${one.planRef}`,
    due: instantAt(one.plannedDay !== null && one.plannedDay < one.by ? one.plannedDay : one.by, '17:00'),
    overdue,
    ...actionOf(one, mine),
  }
}

function actionOf({ personRef, kind, planRef, inOffice }: NextReview, mine: boolean): { href: string; action: string } {
  const at = `/people/${personRef}`
  if (!mine)
    return {
      href: `${at}/next-review`,
      action: inOffice ? 'See that it is held, or who takes it' : 'Give it to somebody',
    }
  if (planRef === null) return { href: `${at}/plan/agree`, action: 'Agree a support plan' }
  return { href: `${at}/plan/review`, action: kind === 'light check' ? 'Record the light check' : 'Record the review' }
}
