/** Everybody who waits for a provider, and the plans that were made for them. */
import { type Day, dayOf, formatInstant } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { serviceName, STATUS_WORDS } from '#src/brokerage/packages/care-package.ts'
import { hoursInWords } from '#src/brokerage/packages/pattern.ts'
import { nameFor } from '#src/brokerage/packages/packages.page.ts'
import { askForPlan, type AskRefusal } from '#src/brokerage/waiting-list/plan-commands.ts'
import { listPlans } from '#src/brokerage/waiting-list/plan.store.ts'
import { isLost, isUnderWay, type PlanRun, type Waiting } from '#src/brokerage/waiting-list/waiting.ts'
import { listWaiting } from '#src/brokerage/waiting-list/waiting.store.ts'
import { listZones } from '#src/councils/index.ts'
import { may } from '#src/platform/actor.ts'
import { page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { checkboxesField, postForm, submit } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import { pageAsked, queue } from '#src/platform/pages/queue.ts'
import { section } from '#src/platform/pages/record.ts'
import { bad, dataTable, link, shortDay, small } from '#src/platform/pages/table.ts'
import { providerNames } from '#src/providers/index.ts'

export const WAITING_LIST = '/waiting-list'
const PAGE_SIZE = 25
const PLANS_SHOWN = 5

export async function showWaitingList(visit: Visit, refusal?: AskRefusal): Promise<Reply> {
  const { shell, actor, query, url, csrf } = visit
  const { found, plans, zones, names, now } = await shell.read(actor, async (tx) => {
    const found = await listWaiting(tx, { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE })
    const locked = found.waiting.flatMap(({ lockedTo }) => lockedTo ?? [])
    return {
      ...{ found, plans: await listPlans(tx, PLANS_SHOWN), zones: await listZones(tx), now: tx.now },
      names: await providerNames(tx, locked),
    }
  })
  await shell.noteList(actor, 'waiting list', { count: found.total })
  const zoneName = (code: string): string => zones.find(({ zone }) => zone === code)?.name ?? code
  const mayPlan = may(actor, 'brokerage.choose') && found.total > 0
  return page(
    {
      title: 'Waiting list',
      section: 'packages',
      wide: true,
      breadcrumbs: [{ text: 'Packages', href: '/packages' }, { text: 'Waiting list' }],
      actions: [{ text: 'Capacity and demand', kind: 'secondary', href: `${WAITING_LIST}/capacity` }],
      errors: refusal === undefined ? [] : [{ field: 'with-stale', message: ASK_WORDS[refusal] }],
      content: html`<p class="govuk-body">Packages that are ready and of which no provider is asked. Each may be sent on its own, or all of them placed jointly: under the hours that every provider said it has, with the fewest exceptions and at the least cost. Nothing is placed by that: you accept what you agree with, the provider still has to say yes, and everybody still signs.</p>
${mayPlan && planForm(csrf)}${plans.length > 0 && section('Plans', plansTable(plans, now))}
${section('Who waits', queue<Waiting>({ noun: { one: 'package', many: 'packages' }, url, rows: found.waiting, total: found.total, pageSize: PAGE_SIZE, empty: 'Nobody waits: every package that is ready was sent.', columns: columnsOf(visit, zoneName, names, dayOf(now)) }))}`,
    },
    { status: refusal === undefined ? 200 : 400 },
  )
}

const ASK_WORDS: Readonly<Record<AskRefusal, string>> = {
  'under way': 'A plan is being made already. Wait until it is there',
  'nobody waits': 'Nobody waits, so there is nothing to plan',
}

const planForm = (csrf: string): Html =>
  postForm({
    action: WAITING_LIST,
    csrf,
    content: html`${checkboxesField({
      name: 'with-stale',
      label: 'Hours to plan with',
      small: true,
      choices: [{ value: 'yes', text: 'Also hours that providers told too long ago' }],
    })}${submit('Place everybody jointly')}`,
  })

const columnsOf = (
  { actor }: Visit,
  zoneName: (code: string) => string,
  names: ReadonlyMap<string, string>,
  today: Day,
) => [
  {
    heading: 'Package',
    cell: (one: Waiting) =>
      html`${link(one.packageRef, `/packages/${one.packageRef}`)}${small(nameFor(actor, one))}${one.urgent && small('Urgent')}`,
  },
  {
    heading: 'Care',
    cell: (one: Waiting) => html`${serviceName(one.service)}${small(`${hoursInWords(one.weeklyMinutes)} a week`)}`,
  },
  { heading: 'Zone', cell: (one: Waiting) => zoneName(one.zone) },
  {
    heading: 'Start by',
    cell: (one: Waiting) =>
      one.startBy < today
        ? bad(html`${shortDay(one.startBy)}${small('past: planned as soon as possible')}`)
        : shortDay(one.startBy),
  },
  { heading: 'State', cell: (one: Waiting) => STATUS_WORDS[one.status] },
  {
    heading: 'Locked to',
    cell: (one: Waiting) => (one.lockedTo === undefined ? 'Free' : (names.get(one.lockedTo) ?? one.lockedTo)),
  },
  {
    heading: 'Placed together',
    cell: (one: Waiting) =>
      may(actor, 'brokerage.choose') &&
      link(
        html`Who with<span class="govuk-visually-hidden"> ${one.packageRef}</span>`,
        `${WAITING_LIST}/together/${one.packageRef}`,
      ),
  },
]

const plansTable = (plans: readonly PlanRun[], now: Temporal.Instant): Html =>
  dataTable<PlanRun>({
    caption: 'Plans, the newest first',
    captionHidden: true,
    rows: plans,
    columns: [
      {
        heading: 'Plan',
        cell: (run) =>
          html`${link(run.planRef, `${WAITING_LIST}/plans/${run.planRef}`)}${small(formatInstant(run.askedAt))}`,
      },
      { heading: 'Asked by', cell: ({ askedByName }) => askedByName },
      { heading: 'State', cell: (run) => statusTag(planTag(run, now)) },
      {
        heading: 'Placed',
        cell: ({ placed, people }) => (people === undefined ? '' : `${placed ?? 0} of ${people}`),
      },
      {
        heading: 'A week',
        format: 'number',
        cell: ({ weeklyPence }) => (weeklyPence === undefined ? '' : formatPence(weeklyPence)),
      },
    ],
  })

export const planTag = (run: PlanRun, now: Temporal.Instant) => {
  if (isUnderWay(run, now)) return { text: 'Being made', colour: 'yellow' } as const
  if (isLost(run, now)) return { text: 'Interrupted', colour: 'red' } as const
  if (run.status === 'stopped') return { text: 'Stopped', colour: 'grey' } as const
  return run.status === 'made'
    ? ({ text: 'Made', colour: 'green' } as const)
    : ({ text: 'Not made', colour: 'red' } as const)
}

export async function postPlan(visit: Visit): Promise<Reply> {
  const { shell, actor, form } = visit
  const asked = await askForPlan(shell, actor, { withStale: form['with-stale'] === 'yes' })
  return asked.ok ? seeOther(`${WAITING_LIST}/plans/${asked.value.planRef}`) : showWaitingList(visit, asked.error)
}
