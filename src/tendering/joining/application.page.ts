import { dayOf, formatDay } from '#src/base/day.ts'
import { may } from '#src/platform/actor.ts'
import type { Read } from '#src/platform/database.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { type House, latestHistory } from '#src/platform/panels.ts'
import {
  checkboxesField,
  dayField,
  postForm,
  radiosField,
  readDay,
  submit,
  textareaField,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { chosen } from '#src/platform/pages/queue.ts'
import { section, summary, whatHappensNext } from '#src/platform/pages/record.ts'
import { bad, link } from '#src/platform/pages/table.ts'
import type { Application, Evidence, ExclusionFinding } from '#src/tendering/joining/application.ts'
import { findApplication, listEvidence } from '#src/tendering/joining/application.store.ts'
import { type Decide, decide, type DecideRefusal } from '#src/tendering/joining/join-commands.ts'
import type { Market } from '#src/tendering/markets/market.ts'
import { findMarket } from '#src/tendering/markets/market.store.ts'
import {
  APPLICATION_TAGS,
  crumbsOf,
  dueCell,
  evidenceTable,
  lotWords,
} from '#src/tendering/markets/market-words.page.ts'
import { onRegister } from '#src/tendering/markets/member-check-commands.ts'
import type { OnRegister } from '#src/tendering/markets/membership.ts'

type Typed = {
  readonly met: readonly string[]
  readonly decision: string
  readonly finding: string
  readonly lookedUpOn: TypedDay | string
  readonly evidence: string
  readonly grounds: string
  readonly reason: string
}

type Asked = {
  readonly application: Application
  readonly market: Market
  readonly evidence: Evidence[]
  readonly register: OnRegister
}

async function findAsked(tx: Read, applicationRef: string): Promise<Asked | undefined> {
  const application = await findApplication(tx, applicationRef)
  const market = application && (await findMarket(tx, application.marketRef))
  if (!application || !market || application.state === 'draft') return undefined
  const { organisationRef } = application
  const evidence = await listEvidence(tx, market.marketRef, organisationRef)
  const register = (await onRegister(tx, [organisationRef])).get(organisationRef)
  return { application, market, evidence, register: register ?? { personalCare: false, rating: null } }
}

export const EXCLUSION_CHOICES: { value: ExclusionFinding; text: string; hint: string }[] = [
  { value: 'none', text: 'No ground found', hint: 'Nothing on the debarment list, and no ground that still applies' },
  { value: 'excludable', text: 'Excludable', hint: 'A discretionary ground applies and is likely to recur' },
  { value: 'excluded', text: 'Excluded', hint: 'A mandatory ground applies, or it is on the debarment list for one' },
]

/** The fields of an exclusion check, the same at admission and each year (P-17). */
export const exclusionFields = (
  typed: Pick<Typed, 'finding' | 'lookedUpOn' | 'evidence' | 'grounds'>,
  errors: readonly FieldError[],
): Html =>
  html`${radiosField({ name: 'finding', label: 'Grounds for exclusion', value: typed.finding, choices: EXCLUSION_CHOICES, errors })}
${dayField({ name: 'lookedUpOn', label: 'Day on which the debarment list was looked up', value: typed.lookedUpOn, errors })}
${textareaField({ name: 'evidence', label: 'What was looked at, and where', value: typed.evidence, rows: 2, errors })}
${textareaField({ name: 'grounds', label: 'Which ground, and what it has put right since', hint: 'Only where a ground was found', value: typed.grounds, rows: 2, errors })}`

export const EXCLUSION_FAULTS = {
  'the exclusion check is missing': {
    field: 'finding',
    message: 'Say what the check of exclusion grounds found, and when',
  },
  'the debarment list is looked up in the future': { field: 'lookedUpOn', message: 'Enter today or a day before it' },
  'the debarment list was looked up too long ago': {
    field: 'lookedUpOn',
    message: 'Look the provider up on the debarment list again: this was more than a month ago',
  },
  'the grounds are missing': { field: 'grounds', message: 'Enter which ground was found' },
  'what was looked at is missing': { field: 'evidence', message: 'Enter what was looked at, and where' },
} as const satisfies Record<string, FieldError>

const FAULTS: Readonly<Record<Exclude<DecideRefusal, 'no such application'>, FieldError>> = {
  ...EXCLUSION_FAULTS,
  'it is not waiting': { field: 'decision', message: 'It is not waiting for an answer any more' },
  'the market has ended': { field: 'decision', message: 'The list is not open' },
  'the reason is missing': { field: 'reason', message: 'Enter what the provider is told' },
  'a condition is not met': { field: 'met', message: 'Admit only who meets every condition, or choose another answer' },
  'an excluded supplier may not be admitted': {
    field: 'finding',
    message: 'An excluded supplier may not be admitted. Refuse it, or correct the finding',
  },
  'nothing stands against it': {
    field: 'decision',
    message: 'It meets every condition and no ground for exclusion was found, so it must be admitted',
  },
  'the list is full': { field: 'decision', message: 'The list has as many members as it may have' },
}

export const showApplication = (visit: Visit, house: House): Promise<Reply> =>
  applicationPage(visit, house, undefined, [])

async function applicationPage(
  visit: Visit,
  house: House,
  typed: Typed | undefined,
  errors: readonly FieldError[],
): Promise<Reply> {
  const { actor, shell, csrf, params } = visit
  const ref = (params['ref'] ?? '').toUpperCase()
  return shell.read(actor, async (tx) => {
    const asked = await findAsked(tx, ref)
    if (!asked) return notFound()
    const { application, market, evidence, register } = asked
    const today = dayOf(tx.now)
    const waits = application.state === 'made'
    const first: Typed = {
      ...{
        met: metAlready(asked),
        decision: '',
        finding: '',
        lookedUpOn: today,
        evidence: '',
        grounds: '',
        reason: '',
      },
    }
    return page(
      {
        title: application.organisationName,
        caption: `Application ${ref} to join ${market.title}`,
        section: 'tendering',
        breadcrumbs: crumbsOf(market, { text: ref }),
        tags: [APPLICATION_TAGS[application.state]],
        facts: [
          waits && { label: 'Answer due', value: dueCell(application.dueDay, today) },
          application.madeAt !== null && { label: 'Sent', value: formatDay(dayOf(application.madeAt)) },
          { label: 'Lots', value: lotWords(market.lots, application.lots) || 'None' },
        ],
        errors,
        content: html`${section('CQC register', registerSummary(application, register))}
${section('Evidence', evidenceTable(evidence, market.conditions, '', today))}
${waits && may(actor, 'tendering.manage') && section('Answer', decisionForm(asked, typed ?? first, csrf, errors))}
${!waits && application.answer !== '' && section('What the provider was told', html`<p class="govuk-body">${application.answer}</p>`)}`,
        aside: html`${whatHappensNext(nextWords(application))}${may(actor, 'audit.see') && (await latestHistory(house, tx, `application:${ref}`))}`,
      },
      { status: errors.length > 0 ? 400 : 200 },
    )
  })
}

/** What the register and the files answer already is ticked; the officer has the last word on all but the register. */
const metAlready = ({ market, register }: Asked): string[] =>
  market.conditions
    .filter(({ kind, evidence }) => (kind === 'cqc_personal_care' ? register.personalCare : !evidence))
    .map(({ key }) => key)

const registerSummary = (
  { organisationRef, organisationName }: Application,
  { personalCare, rating }: OnRegister,
): Html =>
  summary([
    { key: 'Provider', value: link(`${organisationName}, ${organisationRef}`, `/providers/${organisationRef}`) },
    { key: 'Personal care', value: personalCare ? 'Registered for it today' : bad('Not registered for it') },
    { key: 'Lowest overall rating', value: rating ?? 'Not rated yet' },
  ])

const nextWords = ({ state, decidedByName }: Application): Html => {
  if (state === 'made')
    return html`<p class="govuk-body">Look at each condition and at the grounds for exclusion, then admit, refuse or ask for more. The provider is told by mail and in its portal.</p>`
  if (state === 'asked') return html`<p class="govuk-body">It waits for the provider to answer what was asked.</p>`
  return html`<p class="govuk-body">${decidedByName === null ? 'The provider withdrew it.' : `Answered by ${decidedByName}.`}</p>`
}

const decisionForm = (
  { application, market }: Asked,
  typed: Typed,
  csrf: string,
  errors: readonly FieldError[],
): Html =>
  postForm({
    action: `/applications/${application.applicationRef}/decide`,
    csrf,
    content: html`${checkboxesField({
      name: 'met',
      label: 'Conditions that it meets',
      values: typed.met,
      choices: market.conditions.map(({ key, text }) => ({ value: key, text: `${key}: ${text}` })),
      errors,
    })}
${exclusionFields(typed, errors)}
${radiosField({
  name: 'decision',
  label: 'Answer',
  value: typed.decision,
  choices: [
    { value: 'admit', text: 'Admit it' },
    { value: 'refuse', text: 'Refuse it', hint: 'It may apply again' },
    { value: 'ask', text: 'Ask for more', hint: 'It has the application again until it answers' },
  ],
  errors,
})}
${textareaField({ name: 'reason', label: 'What the provider is told', hint: 'Needed to refuse, to ask for more, and to admit one that is excludable', value: typed.reason, rows: 3, errors })}
${submit('Give the answer')}`,
  })

const textOf = (form: Visit['form'], name: string): string => {
  const value = form[name]
  return typeof value === 'string' ? value.trim() : ''
}

/** An exclusion check as a form sends it; what is missing stays missing. */
export function readExclusion(form: Visit['form']) {
  const day = readDay(form, 'lookedUpOn')
  const finding = EXCLUSION_CHOICES.find(({ value }) => value === textOf(form, 'finding'))?.value
  return {
    ...(finding === undefined ? {} : { finding }),
    ...(day.ok ? { lookedUpOn: day.value } : {}),
    ...{ evidence: textOf(form, 'evidence'), grounds: textOf(form, 'grounds') },
  }
}

export async function postDecide(visit: Visit, house: House): Promise<Reply> {
  const { actor, shell, params, form } = visit
  const applicationRef = (params['ref'] ?? '').toUpperCase()
  const typed: Typed = {
    ...{ met: chosen(form, 'met'), decision: textOf(form, 'decision'), finding: textOf(form, 'finding') },
    ...{ evidence: textOf(form, 'evidence'), grounds: textOf(form, 'grounds'), reason: textOf(form, 'reason') },
    lookedUpOn: typedDay(form, 'lookedUpOn'),
  }
  const again = (error: FieldError) => applicationPage(visit, house, typed, [error])
  const decision = (['admit', 'refuse', 'ask'] as const).find((one) => one === typed.decision)
  if (!decision) return again({ field: 'decision', message: 'Choose an answer' })
  const input: Decide = {
    ...{ applicationRef, decision, reason: typed.reason, met: typed.met, exclusion: readExclusion(form) },
  }
  const decided = await decide(shell, actor, input)
  if (decided.ok)
    return seeOther(
      `/applications/${applicationRef}`,
      `${APPLICATION_TAGS[decided.value.state].text}. The provider is told`,
    )
  return decided.error === 'no such application' ? notFound() : again(FAULTS[decided.error])
}
