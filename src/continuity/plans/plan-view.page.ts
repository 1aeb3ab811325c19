/** What a plan says in figures: the same of an exit and of a rehearsal. */
import { counted, grouped } from '#src/base/counted.ts'
import { formatInstant } from '#src/base/day.ts'
import { bandTag } from '#src/continuity/affected/affected-words.page.ts'
import { gapInWords } from '#src/brokerage/index.ts'
import { planCostInWords } from '#src/continuity/plans/plan-people.ts'
import { costKept, type KeptPlan, type PlanResult } from '#src/continuity/plans/plan.store.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import { inset, keyFigures } from '#src/platform/pages/record.ts'
import { money } from '#src/platform/pages/table.ts'

export const planFigures = (plan: KeptPlan, result: PlanResult): Html =>
  html`${keyFigures([
    {
      value: grouped((plan.people ?? 0) - (plan.unplaced ?? 0)),
      label: `of ${counted(plan.people ?? 0, 'person', 'people')} placed`,
    },
    {
      value: grouped(plan.unplaced ?? 0),
      label: 'left without a provider',
      hint: `${grouped(plan.criticalUnplaced ?? 0)} of them critical`,
    },
    {
      value: money(plan.weeklyPence ?? 0),
      label: 'a week',
    },
  ])}<p class="govuk-body">${plan.planRef}, made ${plan.readyAt === null ? '' : formatInstant(plan.readyAt)}: ${counted(result.points, 'point')}. ${gapInWords(result)} ${planCostInWords(costKept(plan))}.${plan.movesOfOthers > 0 && ' People of other providers count only as far as they move, so that its points stand beside those of a plan that moves nobody.'}</p>${staleWords(result)}`

/** Of the people of other providers only those who would move. */
export const wouldMove = ({ proposals, who }: PlanResult): PlanResult['proposals'] =>
  proposals.filter(({ ref, organisationRef }) => (who[ref]?.from ?? null) !== organisationRef)

/** Who stands on what a provider told too long ago is asked for again before anybody moves. */
function staleWords(result: PlanResult): Html | false {
  const stale = wouldMove(result).filter(({ exceptions }) => exceptions.includes('stale capacity')).length
  if (stale === 0) return false
  const who = counted(stale, 'person stands', 'people stand')
  return inset(`${who} on hours or a bed that their provider told too long ago. Ask it again before you ask them.`)
}

export const nameOf = ({ names }: PlanResult, organisationRef: string | undefined): string =>
  organisationRef === undefined ? 'Nobody' : (names[organisationRef] ?? organisationRef)

/** Somebody of a plan, with how urgent they are; whoever moves nobody reads no name. */
export const personOf = ({ who }: PlanResult, ref: string, named: boolean): Html => {
  const { name = ref, band = 'standard' } = who[ref] ?? {}
  return html`${named ? name : 'Somebody'} ${statusTag(bandTag(band))}`
}
