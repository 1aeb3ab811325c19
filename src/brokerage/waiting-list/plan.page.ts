/** One plan: how good it is, what it proposes for whom and why, and what a broker does with it. */
import { grouped } from '#src/base/counted.ts'
import { formatDay, formatInstant } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { serviceName } from '#src/brokerage/packages/care-package.ts'
import { nameFor } from '#src/brokerage/packages/packages.page.ts'
import { hoursInWords } from '#src/brokerage/packages/pattern.ts'
import { costInWords, gapInWords } from '#src/brokerage/placing/placing.ts'
import { roundsOf } from '#src/brokerage/placing/at-work.job.ts'
import { progressChart, STOPPED_IS_LOST, workWords } from '#src/brokerage/placing/progress.page.ts'
import type { HourPrice } from '#src/brokerage/placing/plan.ts'
import { exceptionInWords, pointsInWords } from '#src/brokerage/placing/reasons.ts'
import { whereInWords } from '#src/brokerage/placing/row.ts'
import {
  acceptProposal,
  lockPlacement,
  type LockRefusal,
  stopPlan,
  unlockPlacement,
} from '#src/brokerage/waiting-list/plan-commands.ts'
import { findPlan, listProposals, type ProposalListing } from '#src/brokerage/waiting-list/plan.store.ts'
import { acceptRefusal, isLost, isUnderWay, type PlanRun } from '#src/brokerage/waiting-list/waiting.ts'
import { planTag, WAITING_LIST } from '#src/brokerage/waiting-list/waiting-list.page.ts'
import { listZones, type Zone } from '#src/councils/index.ts'
import { type Actor, may } from '#src/platform/actor.ts'
import {
  followed,
  type Followed,
  notDone,
  notFound,
  page,
  type Reply,
  seeOther,
  type Visit,
} from '#src/platform/http/doors.ts'
import { latestHistory, type House } from '#src/platform/panels.ts'
import { details } from '#src/platform/pages/components.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import { type Bulk, chosen, pageAsked, queue } from '#src/platform/pages/queue.ts'
import { keyFigures, progress, section, whatHappensNext } from '#src/platform/pages/record.ts'
import { type Column, dataTable, link, money, small } from '#src/platform/pages/table.ts'
import { providerNames } from '#src/providers/index.ts'
import type {} from '#src/platform/command.ts'

const PAGE_SIZE = 25
const UNPLACED_SHOWN = 50
const PRICES_SHOWN = 8

type Shown = {
  readonly run: PlanRun
  readonly placed: readonly ProposalListing[]
  readonly total: number
  readonly left: readonly ProposalListing[]
  readonly leftTotal: number
  readonly names: ReadonlyMap<string, string>
  readonly zones: readonly Zone[]
  readonly now: Temporal.Instant
  readonly history: Html
}

export async function showPlan(visit: Visit, house: House, messages: readonly string[] = []): Promise<Reply> {
  const { shell, actor, params, query } = visit
  const planRef = params['ref'] ?? ''
  const shown = await shell.read(actor, async (tx): Promise<Shown | undefined> => {
    const run = await findPlan(tx, planRef)
    if (!run) return undefined
    const part = { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE }
    const { proposals, total } = await listProposals(tx, planRef, { placed: true, ...part })
    const left = await listProposals(tx, planRef, { placed: false, offset: 0, limit: UNPLACED_SHOWN })
    const refs = [
      ...[...proposals, ...left.proposals].flatMap(({ organisationRef, alternatives }) => [
        ...(organisationRef === undefined ? [] : [organisationRef]),
        ...alternatives.map((one) => one.organisationRef),
      ]),
      ...(run.prices ?? []).map(({ organisationRef }) => organisationRef),
    ]
    return {
      ...{ run, placed: proposals, total, left: left.proposals, leftTotal: left.total, now: tx.now },
      names: await providerNames(tx, [...new Set(refs)]),
      zones: await listZones(tx),
      history: await latestHistory(house, tx, `joint-plan:${planRef}`),
    }
  })
  if (!shown) return notFound()
  await shell.noteList(actor, 'plan', { filter: planRef, count: shown.total + shown.leftTotal })
  const { run, now, history } = shown
  return page(
    {
      title: `Plan ${run.planRef} for the waiting list`,
      section: 'packages',
      wide: true,
      breadcrumbs: [
        { text: 'Packages', href: '/packages' },
        { text: 'Waiting list', href: WAITING_LIST },
        { text: run.planRef },
      ],
      tags: [planTag(run, now)],
      actions: [
        isUnderWay(run, now) &&
          may(actor, 'brokerage.choose') && {
            ...{ text: 'Stop', kind: 'secondary', post: `${WAITING_LIST}/plans/${run.planRef}/stop` },
          },
        !isUnderWay(run, now) &&
          may(actor, 'brokerage.choose') && {
            ...{ text: 'Solve again', post: WAITING_LIST },
            fields: { 'with-stale': run.withStale ? 'yes' : 'no' },
          },
      ],
      ...troubleOf(run, now),
      errors: messages.map((message) => ({ field: 'chosen', message })),
      content: isUnderWay(run, now)
        ? waitFor(run, actor)
        : html`${run.status === 'made' && resultOf(visit, shown)}${history}`,
    },
    { status: messages.length > 0 ? 400 : 200 },
  )
}

function troubleOf(run: PlanRun, now: Temporal.Instant) {
  if (run.status === 'stopped')
    return {
      notice: { heading: 'The plan was stopped', content: `${STOPPED_IS_LOST} Solve again when you want one.` },
    }
  if (run.status === 'failed') return { notice: { heading: 'The plan was not made', content: run.failure ?? '' } }
  if (!isLost(run, now)) return {}
  return { notice: { heading: 'The plan was interrupted', content: 'Solve again: nothing was changed by it.' } }
}

/** Of this process, or as another one said last. */
function farOf({ planRef, progress: kept = [] }: PlanRun, council: number): Followed {
  const here = roundsOf({ council, planRef })
  const rounds = here.length > 0 ? here : kept
  return {
    words: workWords(rounds, 'Reading who waits and who has hours.'),
    chart: progressChart(rounds, {
      finding: 'The best plan so far comes down to what no plan can be better than.',
      definition: 'Points by the policy on joint plans: fewer are better.',
    }),
  }
}

const waitFor = (run: PlanRun, actor: Actor): Html =>
  html`${progress({
    ...farOf(run, actor.council),
    eventsHref: `${WAITING_LIST}/plans/${run.planRef}/progress`,
    pageHref: `${WAITING_LIST}/plans/${run.planRef}`,
  })}${may(actor, 'brokerage.choose') && html`<p class="govuk-body">${STOPPED_IS_LOST}</p>`}`

export const followPlan = ({ actor, shell, params }: Visit): Reply =>
  followed(async () => {
    const run = await shell.read(actor, (tx) => findPlan(tx, params['ref'] ?? ''))
    return run && isUnderWay(run, shell.now()) ? farOf(run, actor.council) : undefined
  })

function resultOf(visit: Visit, shown: Shown): Html {
  const { run, left, leftTotal } = shown
  const { people = 0, placed = 0, points = 0, bound = 0, weeklyPence = 0, todayPence = 0 } = run
  return html`${keyFigures([
    { value: `${grouped(placed)} of ${grouped(people)}`, label: 'placed' },
    { value: formatPence(weeklyPence), label: 'a week' },
    { value: points, label: 'points', hint: `at least ${grouped(bound)} in any plan` },
    { value: run.providers ?? 0, label: 'providers looked at' },
  ])}<p class="govuk-body">${gapInWords({ points, bound })} ${costInWords({ weeklyPence, todayPence })}. Read on ${formatInstant(run.readAt ?? run.askedAt)}${run.withStale && ', with hours that were told too long ago'}. ${link('What counts how many points', '/policies/placing')}.</p>
${section('Proposals', proposalsQueue(visit, shown))}
${leftTotal > 0 && section(`Not placed (${leftTotal})`, html`${unplacedTable(visit, shown)}${leftTotal > left.length && html`<p class="govuk-body">The first ${left.length} are shown.</p>`}`)}
${section('What full hours and beds cost', pricesTable(run.prices ?? [], shown))}
${progressFigure(run)}
${whatHappensNext('Accepting a proposal asks that provider alone. It must offer, you choose the offer, and every signature that the policy asks for is still needed. What you lock stays where it is in the next plan.')}`
}

function proposalsQueue({ url, csrf, actor }: Visit, { run, placed, total, names, zones }: Shown): Html {
  const href = `${WAITING_LIST}/plans/${run.planRef}`
  const bulk: Bulk<ProposalListing> = {
    ...{ action: `${href}/chosen`, csrf, keyOf: ({ packageRef }) => packageRef },
    labelOf: (one) => `${one.packageRef}, ${nameFor(actor, one)}`,
    actions: [
      { text: 'Accept: ask these providers', value: 'accept' },
      { text: 'Lock', value: 'lock' },
      { text: 'Unlock', value: 'unlock' },
    ],
  }
  return queue<ProposalListing>({
    ...{ noun: { one: 'proposal', many: 'proposals' }, url, rows: placed, total, pageSize: PAGE_SIZE },
    empty: 'The plan places nobody.',
    columns: proposalColumns(actor, (ref) => names.get(ref) ?? ref, zoneNames(zones)),
    ...(may(actor, 'brokerage.choose') ? { bulk } : {}),
  })
}

const who = (actor: Actor, one: ProposalListing, zoneName: (code: string) => string): Html =>
  html`${link(one.packageRef, `/packages/${one.packageRef}`)}${small(nameFor(actor, one))}${small(`${serviceName(one.service)}, ${hoursInWords(one.weeklyMinutes)} a week, ${zoneName(one.zone)}`)}`

const zoneNames =
  (zones: readonly Zone[]) =>
  (code: string): string =>
    zones.find(({ zone }) => zone === code)?.name ?? code

const proposalColumns = (
  actor: Actor,
  nameOf: (ref: string) => string,
  zoneName: (code: string) => string,
): Column<ProposalListing>[] => [
  { heading: 'Package', cell: (one) => who(actor, one, zoneName) },
  {
    heading: 'Provider',
    cell: (one) =>
      html`${link(nameOf(one.organisationRef ?? ''), `/providers/${one.organisationRef}`)}${stateOf(one)}${one.exceptions.map((exception) => statusTag({ text: exceptionInWords(exception), colour: 'orange' }))}${agreementOf(one)}`,
  },
  {
    heading: 'A week',
    format: 'number',
    cell: (one) => html`${money(one.weeklyPence)}${small(pointsInWords(one.points))}`,
  },
  {
    heading: 'Why',
    cell: (one) =>
      html`<ul class="govuk-list govuk-body-s">${one.why.map((why) => html`<li>${why}</li>`)}</ul>${one.alternatives.length > 0 && alternativesOf(one, nameOf)}`,
  },
]

/** Care from outside the zone is asked for only once the person agrees. */
function agreementOf({
  exceptions,
  agreedBy,
  agreedOn,
  planRef,
  packageRef,
  acceptedByName,
}: ProposalListing): Html | false {
  if (!exceptions.includes('out of area')) return false
  if (agreedBy !== undefined && agreedOn !== undefined) return small(`${agreedBy} agreed on ${formatDay(agreedOn)}`)
  return (
    acceptedByName === undefined &&
    html`<br>${link(html`Note that the person agrees<span class="govuk-visually-hidden"> (${packageRef})</span>`, `${WAITING_LIST}/plans/${planRef}/agreement/${packageRef}`)}`
  )
}

function stateOf({ acceptedByName, lockedTo, organisationRef }: ProposalListing): Html | false {
  if (acceptedByName !== undefined) return small(`Accepted by ${acceptedByName}: the provider is asked`)
  if (lockedTo === undefined) return false
  return small(lockedTo === organisationRef ? 'Locked' : 'Locked to another provider')
}

const alternativesOf = ({ alternatives, packageRef }: ProposalListing, nameOf: (ref: string) => string): Html =>
  details({
    summaryHtml: html`Two others <span class="govuk-visually-hidden">for ${packageRef}</span>`,
    html: html`${alternatives.map(
      (one) =>
        html`<p class="govuk-body-s"><strong>${nameOf(one.organisationRef)}</strong>, ${beside(one.dearer)}. ${one.why.join(' ')}</p>`,
    )}`,
  })

const beside = (dearer: number): string =>
  dearer === 0 ? 'as many points' : `${pointsInWords(Math.abs(dearer))} ${dearer > 0 ? 'more' : 'fewer'}`

const unplacedTable = ({ actor }: Visit, { left, zones }: Shown): Html =>
  dataTable<ProposalListing>({
    caption: 'Packages that the plan places nowhere',
    captionHidden: true,
    folds: true,
    rows: left,
    columns: [
      { heading: 'Package', cell: (one) => who(actor, one, zoneNames(zones)) },
      { heading: 'What stands in the way', cell: (one) => one.binds ?? '' },
      {
        heading: 'The least that would change it',
        cell: (one) => one.cheapestChange ?? 'Nothing that the council can ask for',
      },
    ],
  })

const pricesTable = (prices: readonly HourPrice[], { names, zones }: Shown): Html =>
  dataTable<HourPrice>({
    caption: 'One hour or bed more there would save the plan so many points',
    folds: true,
    rows: prices.slice(0, PRICES_SHOWN),
    empty: 'No two people compete for the same hours or beds in this plan.',
    columns: [
      { heading: 'Provider', cell: ({ organisationRef }) => names.get(organisationRef) ?? organisationRef },
      {
        heading: 'Where and when',
        cell: (row) => whereInWords(row, zoneNames(zones)),
      },
      { heading: 'Points for one', format: 'number', cell: ({ points }) => points },
    ],
  })

function progressFigure(run: PlanRun): Html | false {
  const { progress: rounds = [], points = 0, bound = 0, seed, moves, boundSteps, proofSteps } = run
  const title = 'How the plan was found'
  const how = `Points by the policy on joint plans. Seed ${seed}, ${grouped(moves)} changes tried, ${grouped(boundSteps)} steps of the bound and ${grouped(proofSteps)} of the proof: the same again gives the same plan.`
  if (rounds.every(({ cost, bound: proved }) => cost === points && proved === bound))
    return section(
      title,
      html`<p class="govuk-body">The first plan found was the best that could be proved. ${how}</p>`,
    )
  return progressChart(rounds, {
    title,
    finding: `The best plan found has ${pointsInWords(points)}, and no plan has fewer than ${grouped(bound)}.`,
    definition: how,
  })
}

const LOCK_WORDS: Readonly<Record<LockRefusal, string>> = {
  'no such plan': 'There is no such plan. Open the waiting list again',
  'not in the plan': 'The plan does not hold this package. Solve again',
  'not placed by it': 'The plan has no provider for this package, so there is nothing to lock',
  'placed meanwhile': 'The package no longer waits: somebody sent, placed or withdrew it',
}

export async function postChosenProposals(visit: Visit, house: House): Promise<Reply> {
  const { shell, actor, params, form } = visit
  const planRef = params['ref'] ?? ''
  const refs = chosen(form, 'chosen')
  if (refs.length === 0) return showPlan(visit, house, ['Tick at least one proposal'])
  const what = form['do'] === 'accept' ? 'accept' : form['do'] === 'lock' ? 'lock' : 'unlock'
  const refused: string[] = []
  for (const packageRef of refs) {
    if (what === 'accept') {
      const done = await acceptProposal(shell, actor, { planRef, packageRef })
      if (!done.ok && done.error === 'outside the framework' && refs.length === 1)
        return notDone(`/packages/${packageRef}/spot`, acceptRefusal(done.error))
      if (!done.ok) refused.push(`${packageRef}: ${acceptRefusal(done.error)}`)
    } else if (what === 'lock') {
      const done = await lockPlacement(shell, actor, { planRef, packageRef })
      if (!done.ok) refused.push(`${packageRef}: ${LOCK_WORDS[done.error]}`)
    } else if (!(await unlockPlacement(shell, actor, packageRef)).ok) refused.push(`${packageRef}: it is not locked`)
  }
  if (refused.length > 0) return showPlan(visit, house, refused)
  return seeOther(`${WAITING_LIST}/plans/${planRef}`, DONE[what](refs.length))
}

const packages = (many: number): string => (many === 1 ? 'One package' : `${many} packages`)
const DONE = {
  accept: (many: number) => (many === 1 ? 'The provider is asked.' : `The providers of ${many} packages are asked.`),
  lock: (many: number) => `${packages(many)} locked. Solve again to plan the others around.`,
  unlock: (many: number) => `${packages(many)} free again.`,
}

export async function postStop({ shell, actor, params }: Visit): Promise<Reply> {
  const planRef = params['ref'] ?? ''
  const stopped = await stopPlan(shell, actor, planRef)
  if (!stopped.ok && stopped.error === 'no such plan') return notFound()
  return stopped.ok
    ? seeOther(`${WAITING_LIST}/plans/${planRef}`, 'The plan is stopped')
    : notDone(`${WAITING_LIST}/plans/${planRef}`, 'The plan was ready already')
}
