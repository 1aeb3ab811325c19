import { counted } from '#src/base/counted.ts'
import { type Day, daysBetween, formatDay, formatInstant } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { yearly } from '#src/brokerage/sign-off/choose-offer.page.ts'
import { overBudgetPence } from '#src/brokerage/requests/request.ts'
import { careSummary, stayInWords } from '#src/brokerage/packages/package-care.page.ts'
import { nextStep } from '#src/brokerage/packages/package.page.ts'
import { chosenColumn, offerColumns, otherwiseLines } from '#src/brokerage/offers/offers.page.ts'
import { type PackageRecord, readRecord, recordFrame } from '#src/brokerage/packages/package-record.page.ts'
import { answeredRows, signaturesList, stepName } from '#src/brokerage/sign-off/signatures.page.ts'
import { waitsForSignatures } from '#src/brokerage/packages/care-package.ts'
import type { Offer } from '#src/brokerage/offers/offer.ts'
import { floorInWords, floorSum } from '#src/brokerage/offers/offer-words.page.ts'
import { hoursInWords, weeklyMinutes } from '#src/brokerage/packages/pattern.ts'
import { isItsTurn, mayDecide, type Signature, waitsForNobody } from '#src/brokerage/sign-off/sign-off.ts'
import {
  type DecisionRefusal,
  handStepOver,
  type HandRefusal,
  refuseStep,
  sendStepBack,
  type StepRefusal,
  signStep,
} from '#src/brokerage/sign-off/sign-off-commands.ts'
import { type ContractListing, listContractsOf } from '#src/contracts/index.ts'
import { type Code, getPolicy, grantsOfRoles, hasLeft, listOfficers, type Officer } from '#src/councils/index.ts'
import { may } from '#src/platform/actor.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { hiddenField, postForm, radiosField, selectField, submit, textareaField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { section, summary, whatHappensNext } from '#src/platform/pages/record.ts'
import { dataTable, link, small } from '#src/platform/pages/table.ts'
import { typedTexts } from '#src/platform/pages/queue.ts'

type SignOff = {
  readonly record: PackageRecord
  readonly officers: readonly Officer[]
  readonly contract: ContractListing | undefined
  /** Reasons to choose against the ranking. */
  readonly codes: readonly Code[]
}

const read = (visit: Visit): Promise<SignOff | undefined> => {
  const ref = visit.params['ref'] ?? ''
  return visit.shell.view(visit.actor, `package:${ref}`, async (tx) => {
    const record = await readRecord(tx, visit.actor, ref, { person: false })
    const choice = record?.pkg.choice
    if (!record || !choice) return record && { record, officers: [], contract: undefined, codes: [] }
    const contracts = await listContractsOf(tx, choice.organisationRef)
    return {
      record,
      officers: await listOfficers(tx),
      contract: contracts.find(({ contractRef }) => contractRef === choice.contractRef),
      codes: choice.code === undefined ? [] : (await getPolicy(tx, 'choice-reasons', record.today)).codes,
    }
  })
}

/** The steps that the reader may decide now. */
function mine({ record, officers }: SignOff): Signature[] {
  const { pkg, signatures, actor, today } = record
  const signer = officers.find(({ officerRef }) => officerRef === actor.id)
  if (!waitsForSignatures(pkg) || !pkg.choice || !signer || !may(actor, 'brokerage.sign')) return []
  const interested = { requestedBy: pkg.requestedBy, chosenBy: pkg.choice.chosenBy }
  return signatures.filter(({ step }) => mayDecide(signatures, step, { signer, officers, interested, today }).ok)
}

/** The steps whose turn it is and that nobody who is left may decide. */
function leftOver({ record: { pkg, signatures, today }, officers }: SignOff): Signature[] {
  if (!waitsForSignatures(pkg)) return []
  const decided = signatures.flatMap(({ decidedBy, onBehalfOf }) => [decidedBy, onBehalfOf])
  const barred = new Set([pkg.requestedBy, pkg.choice?.chosenBy, ...decided].filter((ref) => ref !== undefined))
  return signatures.filter(
    (one) => one.status === 'waiting' && isItsTurn(signatures, one) && waitsForNobody(one, officers, today, barred),
  )
}

type Typed = { step?: string | undefined; decision?: string; reason?: string; to?: string }

export async function showSignOff(visit: Visit): Promise<Reply> {
  const found = await read(visit)
  return found ? page(view(found, {}, visit.csrf)) : notFound()
}

function view(found: SignOff, typed: Typed, csrf: string, errors: readonly FieldError[] = []): Page {
  const { record } = found
  const steps = mine(found)
  const chosen = chosenColumn(record.pkg)
  const content =
    record.signatures.length === 0
      ? section('Sign-off', 'No offer has been chosen yet, so there is nothing to sign.')
      : html`${section('What is to be signed', choiceSummary(found))}
          ${steps.length > 0 && section('Your decision', decisionForm(found, steps, typed, csrf, errors))}
          ${section('Signatures', signaturesList(record, leftOver(found)))}
          ${section('All offers', dataTable({ caption: 'All offers', captionHidden: true, folds: true, rows: record.ranked, columns: [...offerColumns(record), ...(chosen ? [chosen] : [])] }))}
          ${section('What care is needed', careSummary(record))}`
  return {
    ...recordFrame(record, 'sign-off'),
    actions: [],
    errors,
    content,
    aside: whatHappensNext(nextStep(record, csrf)),
  }
}

function choiceSummary({ record, contract, codes }: SignOff): Html {
  const { pkg, ranked, invitations } = record
  const { choice } = pkg
  const chosen = ranked.find(({ offer }) => offer.offerRef === choice?.offerRef)
  const invitation = invitations.find(({ organisationRef }) => organisationRef === choice?.organisationRef)
  if (!choice) return html``
  const left = contract && contract.ceilingPence !== null ? contract.ceilingPence - contract.committedPence : undefined
  return summary([
    {
      key: 'Provider',
      value: link(invitation?.organisationName ?? choice.organisationRef, `/providers/${choice.organisationRef}`),
    },
    {
      key: 'Cost',
      value: `${formatPence(choice.weeklyPence)} a week, ${(chosen && stayInWords(pkg, chosen.offer.startDay, choice.weeklyPence)) ?? `${formatPence(yearly(choice.weeklyPence))} a year`}`,
    },
    {
      key: 'An hour',
      value: `${formatPence(chosen?.offer.hourlyPence ?? 0)}${invitation?.ceilingPencePerHour === undefined ? '' : `, the ceiling is ${formatPence(invitation.ceilingPencePerHour)}`}`,
    },
    chosen && { key: 'Start and hours', value: offeredInWords(record, chosen.offer) },
    chosen &&
      otherwiseLines(pkg.pattern, chosen.offer).length > 0 && {
        key: 'Otherwise than asked',
        value: otherwiseLines(pkg.pattern, chosen.offer).map((words) => html`${words}<br>`),
      },
    { key: 'Rank', value: `${choice.rank} of ${ranked.length}` },
    choice.code !== undefined && {
      key: 'Why not the first',
      value: html`${codes.find(({ code }) => code === choice.code)?.label ?? choice.code}${choice.words && small(choice.words)}`,
    },
    choice.floorReason !== undefined && { key: 'Why below the cost floor', value: choice.floorReason },
    pkg.emergency && {
      key: 'Placed in an emergency',
      value: html`${pkg.emergency.reason}${small(`To be signed by ${formatInstant(pkg.emergency.signBy)}`)}`,
    },
    chosen?.offer.floor && {
      key: 'Cost floor',
      value: html`${floorInWords(chosen.offer)}${floorSum(chosen.offer.floor)}`,
    },
    choice.ceilingReason !== undefined && {
      key: overBudgetPence(pkg, choice.weeklyPence) > 0 ? 'Why above the budget' : 'Why above the ceiling',
      value: choice.ceilingReason,
    },
    {
      key: 'Contract',
      value: html`${link(choice.contractRef, `/contracts/${choice.contractRef}`)}${contract ? `, ${formatPence(contract.committedPence)} committed` : ''}${left === undefined ? '' : `, ${formatPence(left)} left`}`,
    },
    { key: 'Chosen by', value: choice.chosenByName },
    ...answeredRows(choice.answered),
  ])
}

/** "1 December 2026, 1 day late. All of the 35 hours a week" */
function offeredInWords({ pkg }: PackageRecord, offer: Offer): string {
  const late = pkg.startBy === undefined ? 0 : daysBetween(pkg.startBy, offer.startDay)
  const asked = hoursInWords(weeklyMinutes(pkg.pattern))
  return `${formatDay(offer.startDay)}${late > 0 ? `, ${counted(late, 'day')} late` : ', in time'}. ${
    offer.complete ? `All of the ${asked} a week` : `${hoursInWords(offer.weeklyMinutes)} of the ${asked} a week`
  }`
}

/** Care that was placed in an emergency runs on, whatever a signer decides. */
const decisionsOn = ({ pkg }: PackageRecord) => [
  { value: 'sign', text: 'Sign' },
  ...(pkg.emergency
    ? [
        { value: 'send-back', text: 'Ask the broker something first', hint: 'You are asked again with the answer' },
        {
          value: 'refuse',
          text: 'Refuse the signature',
          hint: 'Care runs on until the broker ends it, or answers you',
        },
      ]
    : [
        { value: 'send-back', text: 'Send it back for another choice' },
        { value: 'refuse', text: 'Refuse the placement', hint: 'The package ends here' },
      ]),
  { value: 'hand-over', text: 'Hand this signature to a colleague' },
]

function decisionForm(
  found: SignOff,
  steps: readonly Signature[],
  typed: Typed,
  csrf: string,
  errors: readonly FieldError[],
): Html {
  const { record, officers } = found
  const only = steps.length === 1 ? steps[0] : undefined
  const { pkg, actor, signatures, today } = record
  const barred = [actor.id, pkg.requestedBy, pkg.choice?.chosenBy, ...signatures.map(({ decidedBy }) => decidedBy)]
  return postForm({
    action: `/packages/${record.pkg.packageRef}/sign-off`,
    csrf,
    content: html`
      ${hiddenField('round', pkg.round)}${
        only
          ? html`<p class="govuk-body">${stepName(only)}</p>${hiddenField('step', only.step)}`
          : radiosField({
              name: 'step',
              label: 'Which signature?',
              value: typed.step ?? '',
              errors,
              choices: steps.map((one) => ({ value: String(one.step), text: stepName(one) })),
            })
      }
      ${radiosField({ name: 'decision', label: 'What do you decide?', value: typed.decision ?? '', errors, choices: decisionsOn(record) })}
      ${textareaField({ name: 'reason', label: 'Why, if you send it back or refuse', rows: 3, value: typed.reason ?? '', errors })}
      ${colleagueField(colleaguesOf(officers, barred, today), typed.to ?? '', errors)}
      ${submit('Confirm your decision', { href: `/packages/${record.pkg.packageRef}` })}`,
  })
}

/** Who may sign at all and is not barred: as who asked, who chose and who signed already are. */
export const colleaguesOf = (
  officers: readonly Officer[],
  barred: readonly (string | undefined)[],
  today: Day,
): readonly Officer[] =>
  officers.filter(
    (one) => !hasLeft(one, today) && !barred.includes(one.officerRef) && grantsOfRoles(one.roles).has('brokerage.sign'),
  )

export const colleagueField = (colleagues: readonly Officer[], value: string, errors: readonly FieldError[]): Html =>
  selectField({
    ...{ name: 'to', label: 'To whom, if you hand it over', value, errors, empty: 'Nobody' },
    choices: colleagues.map(({ officerRef, name }) => ({ value: officerRef, text: name })),
  })

const DECISIONS = ['sign', 'send-back', 'refuse', 'hand-over'] as const
type Decision = (typeof DECISIONS)[number]

export async function postDecision(visit: Visit): Promise<Reply> {
  const packageRef = visit.params['ref'] ?? ''
  const typed = typedTexts(visit.form, 'step', 'round', 'decision', 'reason', 'to')
  const { reason, to } = typed
  const [step, round] = [typed.step, typed.round].map((one) => (/^\d{1,6}$/.test(one) ? Number(one) : undefined))
  const decision = DECISIONS.find((one) => one === typed.decision)
  const again = async (errors: FieldError[]): Promise<Reply> => {
    const found = await read(visit)
    if (!found) return notFound()
    return page(view(found, typed, visit.csrf, errors), { status: 400 })
  }
  if (step === undefined) return again([{ field: 'step', message: 'Select the signature that you decide' }])
  if (decision === undefined) return again([{ field: 'decision', message: 'Select what you decide' }])
  const done = await decide(visit, { packageRef, step, round, reason, to }, decision)
  if (done.ok) return seeOther(`/packages/${packageRef}`, done.told)
  return done.why === 'no such package' ? notFound() : again([refusalError(done.why)])
}

type Decided = { ok: true; told: string } | { ok: false; why: StepRefusal | HandRefusal }

async function decide(
  { shell, actor }: Visit,
  input: { packageRef: string; step: number; round: number | undefined; reason: string; to: string },
  decision: Decision,
): Promise<Decided> {
  if (decision === 'sign') {
    const signed = await signStep(shell, actor, input)
    if (!signed.ok) return { ok: false, why: signed.error }
    const { left, blocked } = signed.value
    if (blocked) return { ok: true, told: 'Signed. Everyone has signed, but the contract cannot bear it' }
    return {
      ok: true,
      told: left === 0 ? 'Signed and placed' : `Signed. ${counted(left, 'signature is', 'signatures are')} left`,
    }
  }
  if (decision === 'hand-over') {
    const handed = await handStepOver(shell, actor, input)
    return handed.ok ? { ok: true, told: 'Handed over' } : { ok: false, why: handed.error }
  }
  const decided = await (decision === 'refuse' ? refuseStep : sendStepBack)(shell, actor, input)
  if (!decided.ok) return { ok: false, why: decided.error }
  return { ok: true, told: decision === 'refuse' ? 'Placement refused' : 'Sent back for another choice' }
}

export const colleagueError = (why: 'no such officer' | 'colleague may not sign'): FieldError => ({
  field: 'to',
  message:
    why === 'no such officer'
      ? 'Select the colleague to whom you hand it'
      : 'This colleague asked for it, chose the offer or has signed already. Select another',
})

/** A refusal at its field, with the cure. */
function refusalError(why: Exclude<StepRefusal | HandRefusal, 'no such package'>): FieldError {
  if (why === 'no reason') return { field: 'reason', message: 'Say why' }
  if (why === 'no such officer' || why === 'colleague may not sign') return colleagueError(why)
  return { field: 'decision', message: decisionRefusal(why) }
}

export function decisionRefusal(why: Exclude<DecisionRefusal, 'no such package'>): string {
  switch (why) {
    case 'requested it':
      return 'You asked for this package, so somebody else must sign'
    case 'chose the offer':
      return 'You chose the offer, so somebody else must sign'
    case 'signed another step':
      return 'You, or somebody in your place, decided another signature of this package, so somebody else must sign this one'
    case 'not their step':
      return 'This signature belongs to another role. Ask somebody who holds it, or to be handed it'
    case 'not its turn':
      return 'Signatures are asked for one after the other here, and those before this one are not all given'
    case 'already decided':
      return 'Somebody has decided this signature already'
    case 'no such step':
      return 'There is no such signature. Select one of the list'
    case 'not in this state':
      return 'This package does not wait for signatures now'
    case 'another choice since':
      return 'Another choice was made while you read. This page shows it now: read it, then decide'
    case 'not an officer':
      return 'Only an officer of the council can sign'
  }
}
