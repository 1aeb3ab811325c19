/** The plan of an exit: what it proposes and why, who is left, what binds, what it costs, how far it is from the best. */
import { counted } from '#src/base/counted.ts'
import { dayOf } from '#src/base/day.ts'
import { progressChart, roundsOf, STOPPED_IS_LOST, whereInWords, workWords } from '#src/brokerage/index.ts'
import { listAffected, MOST_PEOPLE } from '#src/continuity/affected/affected.store.ts'
import { clockFacts, exitFrame } from '#src/continuity/exits/exit-frame.page.ts'
import { findExit } from '#src/continuity/exits/exit.store.ts'
import { nameOf, planFigures } from '#src/continuity/plans/plan-view.page.ts'
import { proposalsQueue, proposalsTable, shownOf } from '#src/continuity/plans/plan-proposals.page.ts'
import { askPlan, type AskRefusal, putForward, type PutRefusal, stopPlan } from '#src/continuity/plans/plan-commands.ts'
import { approveSpot, saySpot } from '#src/continuity/plans/spot-commands.ts'
import { APPROVE_WORDS, SPOT_WORDS, spotSection } from '#src/continuity/plans/spot.page.ts'
import { lastWholePlan, type KeptPlan, lastPlan, type PlanResult } from '#src/continuity/plans/plan.store.ts'
import { getPolicy, listZones } from '#src/councils/index.ts'
import { may } from '#src/platform/actor.ts'
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
import { details } from '#src/platform/pages/components.ts'
import { numberField, postForm, readDay, submit } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { chosen, typedText, withQuery } from '#src/platform/pages/queue.ts'
import { inset, progress, section } from '#src/platform/pages/record.ts'
import { dataTable, link } from '#src/platform/pages/table.ts'

export async function showPlan(visit: Visit, errors: readonly FieldError[] = []): Promise<Reply> {
  const { shell, actor, params, url, query, csrf } = visit
  const exitRef = params['ref'] ?? ''
  const found = await shell.view(actor, `exit:${exitRef}`, async (tx) => {
    const exit = await findExit(tx, exitRef)
    return (
      exit && {
        ...{ exit, now: tx.now, plan: await lastWholePlan(tx, exitRef) },
        policy: await getPolicy(tx, 'continuity', dayOf(tx.now)),
        zones: new Map((await listZones(tx)).map(({ zone, name }) => [zone, name])),
        states: new Map(
          (await listAffected(tx, { exitRef, limit: MOST_PEOPLE })).people.map((one) => [String(one.line), one.state]),
        ),
      }
    )
  })
  if (!found) return notFound()
  const { exit, plan, policy, zones, states, now } = found
  const isPlanned = [...states.values()].some((state) => state !== 'listed' && state !== 'left')
  const shown = plan?.result ? shownOf(plan.result, states, query) : []
  if (plan?.result) await shell.noteList(actor, 'plan of an exit', { exitRef, count: shown.length })
  const frame = exitFrame(exit, 'Plan')
  const facts = clockFacts(exit, policy, isPlanned, now)
  if (query['print'] !== undefined && plan?.result) {
    const { tabs: _, ...bare } = frame
    const content = html`${planFigures(plan, plan.result)}${proposalsTable(exitRef, plan.result, shown)}`
    return page({ ...bare, facts, content }, { print: true })
  }
  const isMaking = plan?.state === 'waiting' || plan?.state === 'solving'
  const manages = may(actor, 'continuity.manage') && exit.state === 'open'
  return page(
    {
      ...frame,
      wide: true,
      errors,
      facts,
      actions: [
        manages && isMaking && { text: 'Stop', kind: 'secondary', post: `/exits/${exitRef}/plan/stop` },
        shown.length > 0 && {
          ...{ text: 'Print', kind: 'secondary', href: withQuery(url, { print: '1', page: undefined }) },
        },
      ],
      content: html`${
        isMaking &&
        progress({
          ...farOf(plan, actor.council),
          ...{ eventsHref: `/exits/${exitRef}/plan/progress`, pageHref: `/exits/${exitRef}/plan` },
        })
      }${isMaking && manages && html`<p class="govuk-body">${STOPPED_IS_LOST}</p>`}${plan?.state === 'failed' && inset('The plan was not made: whoever made it stopped before it was ready. Make it again.')}${
        plan?.result &&
        html`${planFigures(plan, plan.result)}${spotSection(plan, plan.result, manages ? { csrf, form: visit.form, errors } : undefined, exit.state === 'open' && may(actor, 'brokerage.spot') ? { csrf, officerRef: actor.id } : undefined)}${proposalsQueue({ exitRef, planRef: plan.planRef, result: plan.result }, shown, visit, manages ? csrf : undefined)}${priceSection(plan.result, zones)}${progressChart(plan.progress, CHART)}`
      }${manages && !isMaking && section(plan ? 'Solve again' : 'Make a plan', askForm(exitRef, plan, csrf, errors))}`,
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

const askForm = (exitRef: string, plan: KeptPlan | undefined, csrf: string, errors: readonly FieldError[]): Html =>
  postForm({
    action: `/exits/${exitRef}/plan`,
    csrf,
    content: html`<p class="govuk-body">Everybody who waits is placed at once, under the hours that providers told, prices, ratings and what people refuse. Who is being asked or has agreed stays where they are in the plan. ${link('What the plan avoids, and how much', '/policies/placing')}</p>${numberField(
      {
        ...{ name: 'moves', label: 'How many people of other providers may move to make room?', errors },
        ...{ hint: 'None unless there is no other way', value: plan?.movesOfOthers ?? 0 },
      },
    )}${submit(plan ? 'Solve again' : 'Make the plan')}`,
  })

const MOST_PRICES = 10

const priceSection = (result: PlanResult, zones: ReadonlyMap<string, string>): Html | false =>
  result.prices.length > 0 &&
  html`${details({
    summaryText: 'Which hours are the scarcest',
    html: dataTable({
      ...{ caption: 'What one hour or bed more would save the whole plan', rows: result.prices.slice(0, MOST_PRICES) },
      columns: [
        { heading: 'Provider', cell: ({ organisationRef }) => nameOf(result, organisationRef) },
        { heading: 'Where and when', cell: (row) => whereInWords(row, (zone) => zones.get(zone) ?? zone) },
        { heading: 'Points for one', format: 'number', cell: ({ points }) => points },
      ],
    }),
  })}`

const CHART = {
  finding: 'The best plan so far comes down to what no plan can be better than.',
  definition: 'Points by the policy on joint plans: fewer are better.',
}

const ASK_WORDS: Readonly<Record<Exclude<AskRefusal, 'no such exit'>, string>> = {
  'not open': 'The exit is not open',
  'nobody listed': 'List everybody affected first, on the overview',
  'being made': 'A plan is being made already',
  'not so many moves': 'Enter a whole number from 0 to 50',
}

export async function postPlan(visit: Visit): Promise<Reply> {
  const { shell, actor, params, form } = visit
  const exitRef = params['ref'] ?? ''
  const movesOfOthers = Number(chosen(form, 'moves')[0] ?? '0')
  const asked = await askPlan(shell, actor, { exitRef, movesOfOthers })
  if (asked.ok) return seeOther(`/exits/${exitRef}/plan`, 'The plan is being made')
  if (asked.error === 'no such exit') return notFound()
  return showPlan(visit, [{ field: 'moves', message: ASK_WORDS[asked.error] }])
}

const PUT_WORDS: Readonly<Record<Exclude<PutRefusal, 'no such plan'>, string>> = {
  'not ready': 'The plan is not ready',
  'not open': 'The exit is not open',
  'newer plan': 'Nobody was asked: a newer plan was made since. Read this one, then ask',
  'being made': 'Nobody was asked: a newer plan is being made. Wait for it, then ask',
  'spot not said':
    'Nobody was asked: some would be cared for outside the framework. Say first why and until when, under Outside the framework',
  'spot not approved':
    'Nobody was asked: some would be cared for outside the framework, and another officer has not approved it yet. Leave them unticked, or wait for the approval',
  'nobody to ask':
    'Nobody was asked: tick people who still wait and have a proposal. Where the provider’s own exit opened since, make a new plan. Where a provider is out of area its contract’s zones are widened first',
}

export async function postPut({ shell, actor, params, query, form }: Visit): Promise<Reply> {
  const exitRef = params['ref'] ?? ''
  const planRef = chosen(query, 'plan')[0] ?? ''
  const lines =
    chosen(form, 'do')[0] === 'all'
      ? undefined
      : chosen(form, 'chosen')
          .map(Number)
          .filter((line) => Number.isSafeInteger(line))
  const put = await putForward(shell, actor, { planRef, lines })
  if (put.ok)
    return seeOther(
      `/exits/${exitRef}/board`,
      `${counted(put.value, 'person is', 'people are')} being asked, and so are their new providers`,
    )
  return put.error === 'no such plan' ? notFound() : notDone(`/exits/${exitRef}/plan`, PUT_WORDS[put.error])
}

export async function postSpot(visit: Visit): Promise<Reply> {
  const { shell, actor, params, query, form } = visit
  const day = readDay(form, 'endDay')
  if (!day.ok) return showPlan(visit, [{ field: 'endDay', message: 'Give the first day without this care' }])
  const [planRef, why, words] = [chosen(query, 'plan')[0] ?? '', typedText(form, 'why'), typedText(form, 'words')]
  const read = Number(typedText(form, 'read'))
  const said = await saySpot(shell, actor, { planRef, why, words, endDay: day.value, read })
  if (said.ok)
    return seeOther(`/exits/${params['ref'] ?? ''}/plan`, 'The reasons are kept. Another officer approves them')
  return said.error === 'no such plan' ? notFound() : showPlan(visit, [SPOT_WORDS[said.error]])
}

export async function postApproveSpot({ shell, actor, params, query, form }: Visit): Promise<Reply> {
  const at = `/exits/${params['ref'] ?? ''}/plan`
  const read = Number(typedText(form, 'read'))
  const approved = await approveSpot(shell, actor, { planRef: chosen(query, 'plan')[0] ?? '', read })
  if (approved.ok) return seeOther(at, 'Care outside the framework is approved')
  return approved.error === 'no such plan' ? notFound() : notDone(at, APPROVE_WORDS[approved.error])
}

export async function postStop({ shell, actor, params }: Visit): Promise<Reply> {
  const exitRef = params['ref'] ?? ''
  const last = await shell.read(actor, (tx) => lastPlan(tx, exitRef))
  if (!last) return notFound()
  const stopped = await stopPlan(shell, actor, last.planRef)
  return stopped.ok
    ? seeOther(`/exits/${exitRef}/plan`, `The plan is stopped. ${STOPPED_IS_LOST}`)
    : notDone(`/exits/${exitRef}/plan`, 'The plan was ready already')
}

/** Of this process, or as another one said last. */
function farOf({ planRef, state, progress: kept }: KeptPlan, council: number): Followed {
  const here = roundsOf({ council, planRef })
  const rounds = here.length > 0 ? here : kept
  const before = state === 'waiting' ? 'The plan waits for its turn.' : 'The plan is being made.'
  return { words: workWords(rounds, before), chart: progressChart(rounds, CHART) }
}

export const followPlan = ({ shell, actor, params }: Visit): Reply =>
  followed(async () => {
    const plan = await shell.read(actor, (tx) => lastPlan(tx, params['ref'] ?? ''))
    return plan?.state === 'waiting' || plan?.state === 'solving' ? farOf(plan, actor.council) : undefined
  })
