/** A package's spot purchase: asked for with its reason, price and end, and decided by somebody else. */
import { type Day, dayOf, formatDay, formatInstant } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { type CarePackage, missing, serviceName } from '#src/brokerage/packages/care-package.ts'
import { findPackage } from '#src/brokerage/packages/care-package.store.ts'
import { findPlacement } from '#src/brokerage/packages/placement.store.ts'
import { tagOf } from '#src/brokerage/packages/packages.page.ts'
import { crumbs } from '#src/brokerage/requests/request-package.page.ts'
import { sendRefusal } from '#src/brokerage/requests/send-package.page.ts'
import {
  askSpot,
  type AskSpotRefusal,
  decideSpotPurchase,
  type DecideSpotRefusal,
  frameworkAsked,
} from '#src/brokerage/spot/spot-commands.ts'
import {
  abovePercent,
  mayBeSpot,
  SPOT_REASONS,
  type SpotProvider,
  type SpotPurchase,
} from '#src/brokerage/spot/spot.ts'
import { askExtension } from '#src/brokerage/spot/extension-commands.ts'
import { EXTENSION_WORDS, extendPart } from '#src/brokerage/spot/extend.page.ts'
import { findSpot, findSpotEnd } from '#src/brokerage/spot/spot.store.ts'
import { listContractsFor } from '#src/contracts/index.ts'
import { getPolicy } from '#src/councils/index.ts'
import { may } from '#src/platform/actor.ts'
import type { Read } from '#src/platform/database.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import {
  checkboxesField,
  dayField,
  postForm,
  radiosField,
  readDay,
  selectField,
  submit,
  textareaField,
  type TypedDay,
  typedDay,
} from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { chosen, typedText } from '#src/platform/pages/queue.ts'
import { section, summary } from '#src/platform/pages/record.ts'
import { link } from '#src/platform/pages/table.ts'
import { providerNames } from '#src/providers/index.ts'

export type Typed = {
  readonly why: string
  readonly words: string
  readonly endDay?: string | TypedDay
  readonly providers: readonly string[]
  readonly decision: string
  readonly reason: string
}
const BLANK: Typed = { why: '', words: '', providers: [], decision: '', reason: '' }
/** What the form needs; prices are reckoned when it is asked for, and shown to the approver. */
type Market = {
  readonly askable: ReadonlyMap<string, string>
  readonly afterFramework: boolean
  readonly mostWeeks: number
}

async function readMarket(tx: Read, { service, zone, startBy, packageRef }: CarePackage): Promise<Market> {
  const today = dayOf(tx.now)
  const contracts = await listContractsFor(tx, { service, zone, on: startBy ?? today })
  const outside = contracts.filter(({ frameworkRef }) => frameworkRef === null)
  return {
    askable: await providerNames(
      tx,
      outside.map(({ organisationRef }) => organisationRef),
    ),
    afterFramework: await frameworkAsked(tx, packageRef),
    mostWeeks: (await getPolicy(tx, 'spot', today)).mostWeeks,
  }
}

type Found = {
  readonly pkg: CarePackage
  readonly spot: SpotPurchase | undefined
  /** Read where it may be asked for. */
  readonly market: Market | undefined
  /** Care bought so that runs, and may be extended. */
  readonly endsOn: Day | undefined
}

const read = (visit: Visit): Promise<Found | undefined> => {
  const ref = visit.params['ref'] ?? ''
  return visit.shell.view(visit.actor, `package:${ref}`, async (tx) => {
    const pkg = await findPackage(tx, ref)
    if (!pkg) return undefined
    const spot = await findSpot(tx, ref)
    const open = mayBeSpot(pkg) && spot?.status !== 'asked' && missing(pkg, dayOf(tx.now)).length === 0
    const runs = pkg.status === 'placed' && spot !== undefined ? await findPlacement(tx, ref) : undefined
    const isSpot = runs && (await findSpotEnd(tx, ref, runs.organisationRef)) !== undefined
    return {
      ...{ pkg, spot, market: open ? await readMarket(tx, pkg) : undefined },
      endsOn: isSpot ? (runs.endDay ?? undefined) : undefined,
    }
  })
}

export async function showSpot(visit: Visit): Promise<Reply> {
  const found = await read(visit)
  return found ? page(view(visit, found, BLANK)) : notFound()
}

export const SPOT_TAGS = {
  asked: { text: 'Waits for approval', colour: 'yellow' },
  approved: { text: 'Approved', colour: 'green' },
  refused: { text: 'Refused', colour: 'red' },
} as const

function view(visit: Visit, found: Found, typed: Typed, errors: readonly FieldError[] = []): Page {
  const { pkg, spot, market, endsOn } = found
  const { actor } = visit
  const decides = spot?.status === 'asked' && may(actor, 'brokerage.spot')
  return {
    title: 'Spot purchase',
    caption: `Package ${pkg.packageRef}: ${serviceName(pkg.service).toLowerCase()}`,
    section: 'packages',
    errors,
    tags: [tagOf(pkg.status)],
    breadcrumbs: crumbs(pkg.packageRef, 'Spot purchase'),
    content: html`
      ${spot && section(spot.status === 'asked' ? 'What is asked for' : 'What was decided', spotSummary(spot))}
      ${decides && section('Approve it?', decideForm(visit, spot, typed, errors))}
      ${endsOn !== undefined && spot?.status !== 'asked' && may(actor, 'brokerage.request') && section('Before it ends', extendPart(visit, pkg, endsOn, typed, errors))}
      ${market && may(actor, 'brokerage.request') && section('Buy on the spot', askPart(visit, pkg, market, typed, errors))}
      ${!spot && !market && endsOn === undefined && html`<p class="govuk-body">A package is bought on the spot while it is a complete draft, has offers, or nobody could take it.</p>`}
      <p class="govuk-body">${link('All spot purchases, and their share by month', '/spot-purchases')}</p>`,
  }
}

const beside = (weeklyPence: number, benchmarkPence: number | undefined): string => {
  if (benchmarkPence === undefined || benchmarkPence === 0) return ''
  const percent = abovePercent(weeklyPence, benchmarkPence)
  return percent === 0
    ? ', as the benchmark'
    : `, ${Math.abs(percent)}% ${percent > 0 ? 'above' : 'below'} the benchmark`
}

const providerWords = ({ name, weeklyPence }: SpotProvider, benchmarkPence: number | undefined): string =>
  `${name}: ${formatPence(weeklyPence)} a week${beside(weeklyPence, benchmarkPence)}`

const priced = (pence: number | undefined): string =>
  pence === undefined ? 'Not known' : `${formatPence(pence)} a week`

const spotSummary = (spot: SpotPurchase): Html =>
  summary([
    { key: 'State', value: statusTag(SPOT_TAGS[spot.status]) },
    {
      key: 'Why no framework provider',
      value: html`${SPOT_REASONS[spot.why] ?? spot.why}${spot.words && html`<br>${spot.words}`}`,
    },
    { key: 'Framework', value: spot.afterFramework ? 'Was asked before' : 'Was not asked before' },
    { key: 'Who is asked', value: spot.providers.map((one) => html`${providerWords(one, spot.benchmarkPence)}<br>`) },
    { key: 'Benchmark', value: `${priced(spot.benchmarkPence)}, the least of the framework’s cards` },
    { key: 'Ceiling', value: priced(spot.ceilingPence) },
    spot.wasDay !== undefined && { key: 'Extension', value: `It was to end on ${formatDay(spot.wasDay)}` },
    { key: 'Ends', value: `${formatDay(spot.endDay)} is the first day without it` },
    { key: 'Asked for by', value: `${spot.askedByName}, ${formatInstant(spot.askedAt)}` },
    spot.decidedAt !== undefined && {
      key: spot.status === 'approved' ? 'Approved by' : 'Refused by',
      value: `${spot.decidedByName ?? ''}, ${formatInstant(spot.decidedAt)}${spot.reason ? `: ${spot.reason}` : ''}`,
    },
  ])

function askPart({ csrf }: Visit, pkg: CarePackage, market: Market, typed: Typed, errors: readonly FieldError[]): Html {
  const { askable, afterFramework, mostWeeks } = market
  if (askable.size === 0)
    return html`<p class="govuk-body">No provider has a contract outside the framework for this service and zone on that day. ${link('Enter a contract', '/contracts/enter')} with its rate card first.</p>`
  return html`<p class="govuk-body">${afterFramework ? 'The framework was asked.' : 'The framework has not been asked: say in words why not.'} Another officer approves it before anybody is asked.</p>
    ${summary([{ key: 'Benchmark', value: `${priced(pkg.costRange?.frameworkPence)}, the least of the framework’s cards` }])}
    ${postForm({
      action: `/packages/${pkg.packageRef}/spot`,
      csrf,
      content: html`
        ${selectField({ name: 'why', label: 'Why no framework provider?', value: typed.why, errors, empty: 'Select a reason', choices: Object.entries(SPOT_REASONS).map(([value, text]) => ({ value, text })) })}
        ${textareaField({ name: 'words', label: afterFramework ? 'More about it (optional)' : 'Why is the framework not asked?', rows: 3, value: typed.words, errors })}
        ${checkboxesField({ name: 'providers', label: 'Who is asked?', small: true, values: typed.providers, errors, choices: [...askable].map(([value, text]) => ({ value, text })) })}
        ${dayField({ name: 'endDay', label: 'First day without this care', hint: `At most ${mostWeeks} weeks after it starts`, value: typed.endDay, errors })}
        ${submit('Ask for approval', { href: `/packages/${pkg.packageRef}` })}`,
    })}`
}

const decideForm = (
  { csrf }: Visit,
  { packageRef, wasDay }: SpotPurchase,
  typed: Typed,
  errors: readonly FieldError[],
): Html =>
  postForm({
    action: `/packages/${packageRef}/spot/decide`,
    csrf,
    content: html`
      ${radiosField({
        name: 'decision',
        label: 'Decision',
        value: typed.decision,
        errors,
        choices: [
          { value: 'approve', text: wasDay ? 'Approve: care goes on' : 'Approve: the providers are asked at once' },
          { value: 'refuse', text: 'Refuse' },
        ],
      })}
      ${textareaField({ name: 'reason', label: 'Why', hint: 'Needed to refuse', rows: 3, value: typed.reason, errors })}
      ${submit('Confirm', { href: `/packages/${packageRef}` })}`,
  })

const typedOf = ({ form }: Visit): Typed => {
  const text = (name: string) => typedText(form, name)
  return {
    ...{
      why: text('why'),
      words: text('words'),
      endDay: typedDay(form, 'endDay'),
      providers: chosen(form, 'providers'),
    },
    ...{ decision: text('decision'), reason: text('reason') },
  }
}

export async function postSpot(visit: Visit): Promise<Reply> {
  const found = await read(visit)
  if (!found) return notFound()
  const typed = typedOf(visit)
  const again = (error: FieldError) => page(view(visit, found, typed, [error]), { status: 400 })
  const endDay = readDay(visit.form, 'endDay')
  if (!endDay.ok) return again({ field: 'endDay', message: 'Enter the first day without this care' })
  const { packageRef } = found.pkg
  const { why, words, providers: organisationRefs } = typed
  const asked = await askSpot(visit.shell, visit.actor, {
    packageRef,
    why,
    words,
    endDay: endDay.value,
    organisationRefs,
  })
  return asked.ok ? seeOther(`/packages/${packageRef}/spot`, 'Asked for approval') : again(spotError(asked.error))
}

export async function postExtension(visit: Visit): Promise<Reply> {
  const found = await read(visit)
  if (!found) return notFound()
  const typed = typedOf(visit)
  const again = (error: FieldError) => page(view(visit, found, typed, [error]), { status: 400 })
  const endDay = readDay(visit.form, 'endDay')
  if (!endDay.ok) return again({ field: 'endDay', message: 'Enter the new first day without this care' })
  const { packageRef } = found.pkg
  const { why, words } = typed
  const asked = await askExtension(visit.shell, visit.actor, { packageRef, why, words, endDay: endDay.value })
  if (asked.ok) return seeOther(`/packages/${packageRef}/spot`, 'Asked for approval')
  return asked.error === 'no such package' ? notFound() : again(EXTENSION_WORDS[asked.error])
}

export function spotError(refusal: AskSpotRefusal): FieldError {
  switch (refusal) {
    case 'not a reason':
      return { field: 'why', message: 'Select why no framework provider takes it' }
    case 'framework not asked needs words':
      return { field: 'words', message: 'Say why the framework is not asked first' }
    case 'ends before it starts':
      return { field: 'endDay', message: 'It must end after it starts' }
    case 'too long':
      return { field: 'endDay', message: 'It ends later than the council allows for a spot purchase' }
    case 'nobody to ask':
      return { field: 'providers', message: 'Select at least one provider with a contract outside the framework' }
    case 'not complete':
      return { field: '', message: 'The package is not complete. Enter visits, outcomes and a start first' }
    case 'not in this state':
      return { field: '', message: 'In this state the package cannot be bought on the spot' }
    case 'waits already':
      return { field: '', message: 'A spot purchase of this package waits for approval already' }
    case 'no such package':
      return { field: '', message: 'There is no such package' }
  }
}

export async function postSpotDecision(visit: Visit): Promise<Reply> {
  const found = await read(visit)
  if (!found) return notFound()
  const typed = typedOf(visit)
  const again = (error: FieldError) => page(view(visit, found, typed, [error]), { status: 400 })
  if (typed.decision !== 'approve' && typed.decision !== 'refuse')
    return again({ field: 'decision', message: 'Select whether you approve it' })
  const { packageRef } = found.pkg
  const input = { packageRef, approve: typed.decision === 'approve', reason: typed.reason }
  const decided = await decideSpotPurchase(visit.shell, visit.actor, input)
  if (!decided.ok)
    return again({ field: decided.error === 'no reason' ? 'reason' : '', message: decideWords(decided.error) })
  return seeOther(`/packages/${packageRef}/spot`, input.approve ? 'Approved' : 'Refused')
}

function decideWords(refusal: DecideSpotRefusal): string {
  switch (refusal) {
    case 'no reason':
      return 'Say why you refuse it'
    case 'asked for it':
      return 'You asked for the package or for this purchase, so another officer approves it'
    case 'not an officer':
      return 'Only an officer approves a spot purchase'
    case 'decided already':
      return 'This was decided already'
    case 'nothing asked':
      return 'No spot purchase is asked for'
    case 'change ahead':
      return EXTENSION_WORDS['change ahead'].message
    case 'not in this state':
      return 'In this state the package cannot be bought on the spot or go on'
    case 'contract not running':
    case 'notice is given':
    case 'held by another provider':
    case "outside the contract's term":
    case 'over the ceiling':
    case 'no such contract':
      return EXTENSION_WORDS[refusal].message
    default:
      return sendRefusal(refusal)
  }
}
