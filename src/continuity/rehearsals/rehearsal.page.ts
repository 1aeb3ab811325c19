/** One rehearsal: who could not be placed and why, and who would go where. */
import { grouped } from '#src/base/counted.ts'
import type { Proposal } from '#src/brokerage/index.ts'
import { EXIT_CRUMB } from '#src/continuity/exits/exit-frame.page.ts'
import { personOf, planFigures } from '#src/continuity/plans/plan-view.page.ts'
import { findPlan, type PlanResult, type PlanState } from '#src/continuity/plans/plan.store.ts'
import { may } from '#src/platform/actor.ts'
import { notFound, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { Tab } from '#src/platform/pages/page.ts'
import { chosen, pageAsked, queue } from '#src/platform/pages/queue.ts'
import { section } from '#src/platform/pages/record.ts'
import { type Column, link, money } from '#src/platform/pages/table.ts'
import { providerNames } from '#src/providers/index.ts'

const PAGE_SIZE = 50

export async function showRehearsal(visit: Visit): Promise<Reply> {
  const { shell, actor, params } = visit
  const planRef = params['ref'] ?? ''
  const found = await shell.view(actor, `exit-plan:${planRef}`, async (tx) => {
    const plan = await findPlan(tx, planRef)
    return plan?.exitRef === null ? { plan, names: await providerNames(tx, plan.organisationRefs) } : undefined
  })
  if (!found) return notFound()
  const { plan, names } = found
  const { result } = plan
  const frame = {
    title: `If ${plan.organisationRefs.map((ref) => names.get(ref) ?? ref).join(' and ')} failed`,
    caption: `Rehearsal ${planRef}`,
    section: 'exits',
    wide: true,
    breadcrumbs: [EXIT_CRUMB, { text: 'Rehearsals', href: '/rehearsals' }, { text: planRef }],
  }
  if (result === null) return page({ ...frame, content: notMade(planRef, plan.state) })
  const { tabs, content } = peopleOf(visit, `/rehearsals/${planRef}`, result)
  return page({ ...frame, tabs, content: html`${planFigures(plan, result)}${content}` })
}

const NOT_MADE: Partial<Readonly<Record<PlanState, string>>> = {
  failed: 'The rehearsal was not made: whoever made it stopped before it was ready.',
  stopped: 'The rehearsal was stopped before it was ready.',
}

const notMade = (planRef: string, state: PlanState): Html =>
  NOT_MADE[state] !== undefined
    ? html`<p class="govuk-body">${NOT_MADE[state]} ${link('Rehearse again', '/rehearsals')}</p>`
    : html`<p class="govuk-body" role="status">The rehearsal is being made. ${link('Look again', `/rehearsals/${planRef}`)}</p>`

/** Who is left comes first, page by page; whoever moves nobody reads no name. */
function peopleOf({ actor, url, query }: Visit, at: string, result: PlanResult): { tabs: Tab[]; content: Html } {
  const named = may(actor, 'continuity.see')
  const [left, placed] = [true, false].map((isLeft) =>
    result.proposals.filter(({ organisationRef }) => (organisationRef === undefined) === isLeft),
  ) as [Proposal[], Proposal[]]
  const isPlaced = chosen(query, 'show')[0] === 'placed' || left.length === 0
  const person: Column<Proposal> = { heading: 'Person', cell: ({ ref }) => personOf(result, ref, named) }
  const from = (pageAsked(query) - 1) * PAGE_SIZE
  const people = (rows: readonly Proposal[], columns: Column<Proposal>[]): Html =>
    queue({
      noun: { one: 'person', many: 'people' },
      ...{ url, rows: rows.slice(from, from + PAGE_SIZE), total: rows.length, pageSize: PAGE_SIZE },
      empty: 'Nobody could be placed.',
      columns: [person, ...columns],
    })
  return {
    tabs: [
      ...(left.length === 0
        ? []
        : [{ text: `Who cannot be placed (${grouped(left.length)})`, href: at, current: !isPlaced }]),
      { text: `Who would go where (${grouped(placed.length)})`, href: `${at}?show=placed`, current: isPlaced },
    ],
    content: isPlaced
      ? section('Who would go where', people(placed, placedColumns(result)))
      : section('Who cannot be placed', people(left, LEFT_COLUMNS)),
  }
}

const LEFT_COLUMNS: Column<Proposal>[] = [
  { heading: 'What stands in the way', cell: ({ binds }) => binds ?? '' },
  {
    heading: 'The least that would change it',
    cell: ({ cheapestChange }) => cheapestChange ?? 'Nothing short of another provider',
  },
]

const placedColumns = (result: PlanResult): Column<Proposal>[] => [
  {
    heading: 'Provider',
    cell: ({ organisationRef }) => result.names[organisationRef ?? ''] ?? organisationRef ?? '',
  },
  { heading: 'A week', format: 'number', cell: ({ weeklyPence }) => money(weeklyPence) },
  { heading: 'Why', cell: ({ why }) => why[0] ?? '' },
]
