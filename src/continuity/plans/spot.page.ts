/** Care beside the framework in a plan: why and until when, said once, and what it costs beside the framework's prices. */
import { counted } from '#src/base/counted.ts'
import { formatDay } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { SPOT_REASONS } from '#src/brokerage/index.ts'
import type { KeptPlan, PlanResult } from '#src/continuity/plans/plan.store.ts'
import type { ApproveRefusal, SpotRefusal } from '#src/continuity/plans/spot-commands.ts'
import {
  dayField,
  type Form,
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

export const SPOT_WORDS: Readonly<Record<Exclude<SpotRefusal, 'no such plan'>, FieldError>> = {
  'not open': { field: '', message: 'The exit is not open' },
  'newer plan': { field: '', message: 'A newer plan was made since. Read that one' },
  'nobody beside the framework': { field: '', message: 'The plan places nobody outside the framework' },
  'approved already': { field: '', message: 'It was approved already. Solve again to give other reasons' },
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
  'not an officer': 'An officer approves care outside the framework, not a machine',
  'said it': 'You said why, so another officer approves it',
}

export function spotSection(
  { exitRef, planRef, spot }: KeptPlan,
  { spots = {}, proposals }: PlanResult,
  ask: { readonly csrf: string; readonly form: Form; readonly errors: readonly FieldError[] } | undefined,
  approves: { readonly csrf: string; readonly officerRef: string } | undefined,
): Html | false {
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
  return section(
    'Outside the framework',
    html`<p class="govuk-body">${costs} ${beside}</p>${
      spot &&
      summary([
        { key: 'Why no framework provider', value: SPOT_REASONS[spot.why] ?? spot.why },
        { key: 'What was done', value: spot.words },
        { key: 'First day without this care', value: formatDay(spot.endDay) },
        { key: 'Said by', value: spot.byName },
        { key: 'Approved by', value: spot.approvedByName ?? 'Nobody yet' },
      ])
    }${spot && spot.approvedBy === undefined && approval({ exitRef, planRef, by: spot.by }, approves)}${!spot && ask && spotForm(`/exits/${exitRef}/plan/spot?plan=${planRef}`, ask)}`,
  )
}

const approval = (
  { exitRef, planRef, by }: { readonly exitRef: string | null; readonly planRef: string; readonly by: string },
  approves: { readonly csrf: string; readonly officerRef: string } | undefined,
): Html =>
  approves === undefined || approves.officerRef === by
    ? inset(
        'Another officer who approves spot purchases has to approve this before anybody is asked outside the framework.',
      )
    : postForm({
        ...{ action: `/exits/${exitRef}/plan/spot/approve?plan=${planRef}`, csrf: approves.csrf },
        content: html`<p class="govuk-body">Nobody is asked outside the framework before you approve it.</p>${submit('Approve care outside the framework')}`,
      })

const spotForm = (
  action: string,
  { csrf, form, errors }: { readonly csrf: string; readonly form: Form; readonly errors: readonly FieldError[] },
): Html =>
  postForm({
    action,
    csrf,
    content: html`<p class="govuk-body">Say once for all of them why, and until when. Nobody is asked outside the framework before.</p>
      ${selectField({ name: 'why', label: 'Why no framework provider?', value: typedText(form, 'why'), errors, empty: 'Select a reason', choices: Object.entries(SPOT_REASONS).map(([value, text]) => ({ value, text })) })}
      ${textareaField({ name: 'words', label: 'What was done to find a framework provider?', rows: 3, value: typedText(form, 'words'), errors })}
      ${dayField({ name: 'endDay', label: 'First day without this care', value: typedDay(form, 'endDay'), errors })}
      ${submit('Keep these reasons')}`,
  })
