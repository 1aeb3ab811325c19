/** The day's briefing for the director and the cabinet member: figures alone, nobody's name, on one sheet. */
import { dayOf, formatDay, formatInstant } from '#src/base/day.ts'
import { grouped } from '#src/base/counted.ts'
import { gapInWords } from '#src/brokerage/index.ts'
import { countStates } from '#src/continuity/affected/affected.store.ts'
import { STEP_KINDS, STEP_WORDS } from '#src/continuity/desk/step.ts'
import { countSteps } from '#src/continuity/desk/step.store.ts'
import { awaitedOf, todayOf } from '#src/continuity/desk/today.ts'
import { todayFigures } from '#src/continuity/desk/today.page.ts'
import { clockFacts, dutyInset, EXIT_CRUMB, exitFrame, exitTag } from '#src/continuity/exits/exit-frame.page.ts'
import { statesTable } from '#src/continuity/exits/exit.page.ts'
import { CAUSE_WORDS } from '#src/continuity/exits/exit.ts'
import { findExit } from '#src/continuity/exits/exit.store.ts'
import { planCostInWords } from '#src/continuity/plans/plan-people.ts'
import { costKept, type KeptPlan, lastPlan } from '#src/continuity/plans/plan.store.ts'
import { getPolicy } from '#src/councils/index.ts'
import { may } from '#src/platform/actor.ts'
import { notFound, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { html } from '#src/platform/pages/html.ts'
import { section, summary } from '#src/platform/pages/record.ts'
import { dataTable } from '#src/platform/pages/table.ts'

const planWords = (plan: KeptPlan | undefined): string => {
  if (!plan || plan.state === 'failed') return 'No plan has been made yet.'
  if (plan.state !== 'ready' || plan.points === null || plan.bound === null) return 'A plan is being made.'
  const { people, unplaced, criticalUnplaced, points, bound } = plan
  const placed = grouped((people ?? 0) - (unplaced ?? 0))
  const left = `${grouped(unplaced ?? 0)} cannot, ${grouped(criticalUnplaced ?? 0)} of them critical`
  const cost = planCostInWords(costKept(plan))
  return `${placed} of ${grouped(people ?? 0)} who waited can be placed, ${left}. ${cost}. ${gapInWords({ points, bound })}`
}

export async function showBriefing({ shell, actor, params, query }: Visit): Promise<Reply> {
  const exitRef = params['ref'] ?? ''
  const found = await shell.read(actor, async (tx) => {
    const exit = await findExit(tx, exitRef)
    if (!exit || (exit.openedAt === null && !may(actor, 'continuity.signals'))) return undefined
    const [counts, plan] = [await countStates(tx, exitRef), await lastPlan(tx, exitRef)]
    const policy = await getPolicy(tx, 'continuity', dayOf(tx.now))
    return { exit, counts, plan, policy, steps: await countSteps(tx, exitRef), now: tx.now }
  })
  if (!found) return notFound()
  const { exit, counts, plan, policy, steps, now } = found
  const awaited = awaitedOf(counts)
  const isPlanned = counts.some(({ state }) => state !== 'listed' && state !== 'left')
  const late = steps.reduce((sum, one) => sum + one.late, 0)
  const isPrint = query['print'] !== undefined
  const frame = exitFrame(exit, 'Briefing')
  const { tabs: _, ...bare } = frame
  const head = may(actor, 'continuity.see') && !isPrint ? frame : bare
  return page(
    {
      ...head,
      title: `Briefing of ${formatDay(dayOf(now))}: ${exit.organisationName}`,
      breadcrumbs: [EXIT_CRUMB, { text: `Briefing ${exitRef}` }],
      tags: [exitTag(exit.state)],
      facts: clockFacts(exit, policy, isPlanned, now),
      actions: [!isPrint && { text: 'Print', kind: 'secondary', href: `/exits/${exitRef}/briefing?print=1` }],
      content: html`${dutyInset(exit)}${todayFigures(todayOf(exit, policy, counts, now), awaited, late)}${summary([
        { key: 'Cause', value: exit.cause === null ? 'To be classed' : CAUSE_WORDS[exit.cause] },
        { key: 'The plan', value: planWords(plan) },
        { key: 'As of', value: formatInstant(now) },
      ])}${section('Where everybody stands', statesTable(counts))}${section(
        'What has been done',
        dataTable({
          ...{ caption: 'Steps done, open and late', captionHidden: true, empty: 'Nobody has been asked yet.' },
          rows: STEP_KINDS.flatMap((step) => steps.find((one) => one.step === step) ?? []),
          columns: [
            { heading: 'Step', cell: ({ step }) => STEP_WORDS[step] },
            { heading: 'Done', format: 'number', cell: ({ done }) => done },
            { heading: 'Open', format: 'number', cell: ({ open }) => open },
            { heading: 'Late', format: 'number', cell: ({ late: over }) => over },
          ],
        }),
      )}`,
    },
    { print: isPrint },
  )
}
