/** Care beside the framework in a plan: why and until when, said once, and what it costs beside the framework's prices. */
import { counted } from '#src/base/counted.ts'
import { formatDay } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { SPOT_REASONS } from '#src/brokerage/index.ts'
import { type KeptPlan, type PlanResult, type SpotOfPlan, timesSaid } from '#src/continuity/plans/plan.store.ts'
import { openSpotsOf } from '#src/continuity/plans/spot.ts'
import type { ApproveRefusal, SpotRefusal } from '#src/continuity/plans/spot-commands.ts'
import { details } from '#src/platform/pages/components.ts'
import {
  dayField,
  type Form,
  hiddenField,
  postForm,
  selectField,
  submit,
  textareaField,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { inset, section, summary } from '#src/platform/pages/record.ts'
import { dataTable, money } from '#src/platform/pages/table.ts'
import { nameOf } from '#src/continuity/plans/plan-view.page.ts'

export const SPOT_WORDS: Readonly<Record<Exclude<SpotRefusal, 'no such plan'>, FieldError>> = {
  'not open': { field: '', message: 'The exit is not open' },
  'newer plan': { field: '', message: 'A newer plan was made since. Read that one' },
  'nobody beside the framework': {
    field: '',
    message: 'The plan places nobody outside the framework for whom it is not approved',
  },
  'approved already': { field: '', message: 'It was approved already. Solve again to give other reasons' },
  'said meanwhile': {
    field: 'words',
    message:
      'Somebody gave reasons meanwhile, which now stand above. Yours are not kept: change these where they are wrong',
  },
  'not a reason': { field: 'why', message: 'Select why no framework provider takes it' },
  'no words': { field: 'words', message: 'Say what was done to find a framework provider' },
  'not later': { field: 'endDay', message: 'The first day without this care must be after the provider’s last day' },
  'too long': { field: 'endDay', message: 'Give an earlier day: the policy on spot purchase does not allow so long' },
}

export const APPROVE_WORDS: Readonly<Record<Exclude<ApproveRefusal, 'no such plan'>, string>> = {
  'not open': 'The exit is not open',
  'newer plan': 'A newer plan was made since. Read that one',
  'nothing said': 'Nobody has said yet why care is bought outside the framework',
  'approved already': 'It was approved already',
  'said otherwise': 'Nothing is approved: the reasons were changed since you read them. Read them as they are now',
  'not an officer': 'An officer approves care outside the framework, not a machine',
  'said it': 'You said why, so another officer approves it',
}

export function spotSection(
  plan: KeptPlan,
  result: PlanResult,
  ask: Ask | undefined,
  approves: { readonly csrf: string; readonly officerRef: string } | undefined,
): Html | false {
  const { spot } = plan
  const { spots = {}, proposals } = result
  const refs = Object.keys(spots)
  if (refs.length === 0) return false
  const weekly = new Map(proposals.map(({ ref, weeklyPence = 0 }) => [ref, weeklyPence]))
  const priced = refs.filter((ref) => spots[ref] !== null)
  const sum = (of: (ref: string) => number): string => formatPence(priced.reduce((all, ref) => all + of(ref), 0))
  const costs = `${counted(refs.length, 'person', 'people')} would be cared for outside the framework, bought on the spot.`
  const beside =
    priced.length === 0
      ? 'No framework provider has a price for this care.'
      : `${priced.length === refs.length ? 'A' : `Of ${priced.length} of them a`} week costs ${sum((ref) => weekly.get(ref) ?? 0)}; the least by the framework’s prices is ${sum((ref) => spots[ref] ?? 0)}.`
  const open = openSpotsOf(result)
  const isWaiting = spot !== null && spot.approvedBy === undefined
  return section(
    'Outside the framework',
    html`<p class="govuk-body">${costs} ${beside}</p>${whoTheyAre(result, spot)}${keptWords(result)}${
      open.length > 0 &&
      html`${open.length < refs.length && html`<p class="govuk-body">${forOthers(result, open)}</p>`}${
        spot &&
        summary([
          { key: 'Why no framework provider', value: SPOT_REASONS[spot.why] ?? spot.why },
          { key: 'What was done', value: spot.words },
          { key: 'First day without this care', value: formatDay(spot.endDay) },
          { key: 'Said by', value: spot.byName },
          { key: 'Approved by', value: spot.approvedByName ?? 'Nobody yet' },
        ])
      }${isWaiting && approval(plan, spot, approves)}${ask && (spot === null ? spotForm(plan, ask) : isWaiting && changeForm(plan, ask))}`
    }`,
  )
}

/** Whoever says why, approves, or leaves them unticked has to know who they are. */
const whoTheyAre = (result: PlanResult, spot: SpotOfPlan | null): Html => {
  const isApproved = spot?.approvedBy !== undefined
  const { spots = {}, keptSpots = {}, proposals, who } = result
  return details({
    summaryText: 'Who they are',
    html: dataTable({
      ...{ caption: 'People who would be cared for outside the framework', captionHidden: true, folds: true },
      rows: proposals.filter(({ ref }) => spots[ref] !== undefined),
      columns: [
        { heading: 'Person', cell: ({ ref }) => who[ref]?.name ?? ref },
        { heading: 'Provider', cell: ({ organisationRef }) => nameOf(result, organisationRef) },
        { heading: 'A week', format: 'number', cell: ({ weeklyPence }) => money(weeklyPence) },
        { heading: 'By the framework', format: 'number', cell: ({ ref }) => money(spots[ref] ?? undefined) },
        {
          heading: 'Approved',
          cell: ({ ref }) =>
            keptSpots[ref] ? `With plan ${keptSpots[ref].plan}` : isApproved ? 'With this plan' : 'Not yet',
        },
      ],
    }),
  })
}

/** "For 3 people it stays approved with plan CP-1001 by Hugo Head, until 31 January 2027: provider, price and care are the same." */
function keptWords({ keptSpots = {} }: PlanResult): Html {
  const byPlan = Map.groupBy(Object.values(keptSpots), ({ plan }) => plan)
  return html`${[...byPlan].map(
    ([planRef, all]) =>
      html`<p class="govuk-body">For ${counted(all.length, 'person', 'people')} it stays approved as with plan ${planRef}: provider, price and care are the same. ${SPOT_REASONS[all[0]?.why ?? ''] ?? ''}: ${all[0]?.words ?? ''}. Said by ${all[0]?.byName ?? ''}, approved by ${all[0]?.approvedByName ?? ''}, until ${formatDay(all[0]?.endDay ?? '')}.</p>`,
  )}`
}

const forOthers = ({ who }: PlanResult, open: readonly string[]): string =>
  `${open.map((ref) => who[ref]?.name ?? ref).join(', ')}: reasons and an approval of their own.`

type OfPlan = Pick<KeptPlan, 'exitRef' | 'planRef' | 'spot'>

/** Whoever changes or approves the reasons has read those that stand here. */
const readField = ({ spot }: OfPlan): Html => hiddenField('read', timesSaid(spot))

const approval = (
  plan: OfPlan,
  { by }: SpotOfPlan,
  approves: { readonly csrf: string; readonly officerRef: string } | undefined,
): Html =>
  approves === undefined || approves.officerRef === by
    ? inset(
        'Another officer who approves spot purchases has to approve this before anybody is asked outside the framework.',
      )
    : postForm({
        ...{ action: `/exits/${plan.exitRef}/plan/spot/approve?plan=${plan.planRef}`, csrf: approves.csrf },
        content: html`${readField(plan)}<p class="govuk-body">Nobody is asked outside the framework before you approve it.</p>${submit('Approve care outside the framework')}`,
      })

type Ask = { readonly csrf: string; readonly form: Form; readonly errors: readonly FieldError[] }

const changeForm = (plan: OfPlan, ask: Ask): Html =>
  details({
    ...{ summaryText: 'Change these reasons', open: ask.errors.some(({ field }) => isAsked(field)) },
    html: spotForm(plan, ask),
  })

const isAsked = (field: string): boolean => field === 'why' || field === 'words' || field === 'endDay'

function spotForm(plan: OfPlan, { csrf, form, errors }: Ask): Html {
  const { exitRef, planRef, spot } = plan
  const isTyped = errors.some(({ field }) => isAsked(field))
  const [why, words] = isTyped || !spot ? [typedText(form, 'why'), typedText(form, 'words')] : [spot.why, spot.words]
  const endDay = isTyped || !spot ? typedDay(form, 'endDay') : spot.endDay
  return postForm({
    action: `/exits/${exitRef}/plan/spot?plan=${planRef}`,
    csrf,
    content: html`${readField(plan)}<p class="govuk-body">Say once for all of them why, and until when. Nobody is asked outside the framework before.</p>
      ${selectField({ name: 'why', label: 'Why no framework provider?', value: why, errors, empty: 'Select a reason', choices: Object.entries(SPOT_REASONS).map(([value, text]) => ({ value, text })) })}
      ${textareaField({ name: 'words', label: 'What was done to find a framework provider?', rows: 3, value: words, errors })}
      ${dayField({ name: 'endDay', label: 'First day without this care', value: endDay, errors })}
      ${submit('Keep these reasons')}`,
  })
}
