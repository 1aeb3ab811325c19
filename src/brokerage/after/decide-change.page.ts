/** A change of care that waits: what it is, what it costs beside the ceiling and the floor, and who signs it. */
import { formatDay, formatInstant } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { type After, costInWords, findAfterOf, frame } from '#src/brokerage/after/after.page.ts'
import { type DecideCareRefusal, decideCareChange } from '#src/brokerage/after/after-commands.ts'
import { CHANGE_WORDS, type CareChange, runningOn, waitsForSigning } from '#src/brokerage/after/care-change.ts'
import { handChangeOver, type HandChangeRefusal } from '#src/brokerage/after/change-signing-commands.ts'
import { answerChangeSigner } from '#src/brokerage/after/answer-change-commands.ts'
import { answerWords, questions, readAnswer } from '#src/brokerage/emergency/answer-signer.page.ts'
import {
  type ChangeSignature,
  listChangeSignatures,
  signaturesOf,
} from '#src/brokerage/after/change-signature.store.ts'
import { ceilingInWords, floorInWords, floorSum } from '#src/brokerage/offers/offer-words.page.ts'
import { patternTable } from '#src/brokerage/packages/package-care.page.ts'
import { BLOCKED } from '#src/brokerage/packages/package-record.page.ts'
import { hoursInWords } from '#src/brokerage/packages/pattern.ts'
import { overBudgetPence } from '#src/brokerage/requests/request.ts'
import { yearly } from '#src/brokerage/sign-off/choose-offer.page.ts'
import { mayDecide, type Signature } from '#src/brokerage/sign-off/sign-off.ts'
import { colleagueError, colleagueField, colleaguesOf, decisionRefusal } from '#src/brokerage/sign-off/sign-off.page.ts'
import { answeredRows, signaturesList, stepName } from '#src/brokerage/sign-off/signatures.page.ts'
import { listOfficers, type Officer } from '#src/councils/index.ts'
import { notDone, notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { type Form, postForm, radiosField, submit, textareaField } from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { chosen, typedText } from '#src/platform/pages/queue.ts'
import { section, summary } from '#src/platform/pages/record.ts'
import { small } from '#src/platform/pages/table.ts'

const DECISIONS = [
  { value: 'agree', text: 'Agree' },
  { value: 'decline', text: 'Decline' },
]

const SIGNING = [
  { value: 'agree', text: 'Sign' },
  { value: 'decline', text: 'Refuse it' },
  { value: 'hand-over', text: 'Hand this signature to a colleague' },
]

/** What an hour costs beside the ceiling and the cost floor (M-10, M-11), as it stood when it was asked for. */
const boundsOf = ({ hourlyPence, ceilingPencePerHour, floor, weeklyMinutes }: CareChange) => {
  if (hourlyPence === undefined) return []
  const ceiling = ceilingInWords(ceilingPencePerHour, { hourlyPence, weeklyMinutes })
  const beside = { hourlyPence, ...(floor ? { floor } : {}) }
  return [
    { key: 'An hour', value: ceiling ?? formatPence(hourlyPence) },
    floor && { key: 'Cost floor', value: html`${floorInWords(beside)}${floorSum(floor)}` },
  ]
}

type ToDecide = After & { readonly all: readonly ChangeSignature[]; readonly officers: readonly Officer[] }

const read = (visit: Visit): Promise<ToDecide | undefined> => {
  const packageRef = visit.params['ref'] ?? ''
  return visit.shell.view(visit.actor, `package:${packageRef}`, async (tx) => {
    const after = await findAfterOf(tx, visit)
    return after && { ...after, all: await listChangeSignatures(tx, packageRef), officers: await listOfficers(tx) }
  })
}

/** The steps of a change that the reader may decide now. */
function mine({ record, officers }: ToDecide, change: CareChange, signatures: readonly Signature[]): Signature[] {
  const { actor, today } = record
  const signer = officers.find(({ officerRef }) => officerRef === actor.id)
  if (!signer || !waitsForSigning(change)) return []
  const interested = { requestedBy: change.proposedBy, chosenBy: change.proposedBy }
  return signatures.filter(({ step }) => mayDecide(signatures, step, { signer, officers, interested, today }).ok)
}

const maySign = ({ record }: ToDecide): boolean => record.actor.grants.has('brokerage.sign')

const waiting = (after: ToDecide | undefined, visit: Visit): CareChange | undefined =>
  after?.changes.find(({ number }) => String(number) === visit.params['number'])

export async function showChange(visit: Visit): Promise<Reply> {
  const after = await read(visit)
  const change = waiting(after, visit)
  return after && change ? page(decideView(after, change, {}, visit.csrf)) : notFound()
}

function decideView(
  after: ToDecide,
  change: CareChange,
  typed: Form,
  csrf: string,
  errors: readonly FieldError[] = [],
): Page {
  const signatures = signaturesOf(after.all, change.number)
  const steps = mine(after, change, signatures)
  const mayBeDecided = maySign(after) && (signatures.length > 0 ? steps.length > 0 : change.state === 'proposed')
  const running = runningOn(after.placement, after.changes, change.fromDay)
  const { actor, today } = after.record
  const barred = [actor.id, change.proposedBy, ...signatures.map(({ decidedBy }) => decidedBy)]
  const colleagues = colleaguesOf(after.officers, barred, today)
  return {
    ...frame(after, mayBeDecided ? 'Decide a change of care' : 'A change of care', errors),
    content: html`${summary([
      { key: 'What', value: `${CHANGE_WORDS[change.kind]} from ${formatDay(change.fromDay)}` },
      { key: 'Why', value: html`${change.reason}${small(change.proposedByName)}` },
      {
        key: 'Cost',
        value: `${formatPence(change.weeklyPence)} a week instead of ${formatPence(change.beforePence)}: ${costInWords(change)}, ${formatPence(yearly(Math.abs(change.weeklyPence - change.beforePence)))} a year`,
      },
      overBudgetPence(after.record.pkg, change.weeklyPence) > 0 && {
        key: 'Above the budget',
        value: `${formatPence(overBudgetPence(after.record.pkg, change.weeklyPence))} a week above what the outcomes may cost`,
      },
      ...boundsOf(change),
      { key: 'Care', value: `${hoursInWords(change.weeklyMinutes)} a week` },
      change.emergency && {
        key: 'Begun before it was signed for',
        value: html`${change.emergency.reason}${small(`To be signed by ${formatInstant(change.emergency.signBy)}`)}`,
      },
      change.personSays !== undefined && { key: 'What the person says', value: change.personSays },
      ...answeredRows(change.answered),
    ])}
    ${change.emergency && after.record.actor.grants.has('brokerage.choose') && questions(signatures, { ...askingAt(change), csrf, typed: readAnswer(typed).answer, errors })}
    ${signatures.length > 0 && section('Signatures', signaturesList({ now: after.record.now, otherNames: new Map(after.officers.map((one) => [one.officerRef, one.name])), signatures }))}
    ${section('As it would be', patternTable(change.pattern, { caption: 'Visits as they would be' }))}
    ${section('As it is', patternTable(running.pattern, { caption: 'Visits as they are' }))}
    ${
      mayBeDecided &&
      section(
        'Your decision',
        postForm({
          action: `/packages/${change.packageRef}/changes/${change.number}`,
          csrf,
          content: html`
            ${steps.length === 1 && steps[0] && html`<p class="govuk-body">${stepName(steps[0])}</p>`}
            ${steps.length > 1 && radiosField({ name: 'step', label: 'Which signature?', value: typedText(typed, 'step'), errors, choices: steps.map((one) => ({ value: String(one.step), text: stepName(one) })) })}
            ${radiosField({ name: 'decision', label: 'What do you decide?', value: typedText(typed, 'decision'), errors, choices: signatures.length > 0 ? SIGNING : DECISIONS })}
            ${textareaField({ name: 'reason', label: signatures.length > 0 ? 'Why, if you refuse' : 'Why, if you decline', rows: 3, value: typedText(typed, 'reason'), errors })}
            ${change.byProvider && textareaField({ name: 'personSays', label: 'If you agree: what does the person, or who speaks for them, say?', rows: 3, value: typedText(typed, 'personSays'), errors })}
            ${signatures.length > 0 && colleagueField(colleagues, typedText(typed, 'to'), errors)}
            ${submit('Confirm your decision', { href: `/packages/${change.packageRef}/care` })}`,
        }),
      )
    }`,
  }
}

const askingAt = ({ packageRef, number }: CareChange) => ({
  action: `/packages/${packageRef}/changes/${number}/answer`,
  cancel: `/packages/${packageRef}/care`,
})

/** A broker answers the signer who refused more care that runs already. */
export async function postAnswerChange(visit: Visit): Promise<Reply> {
  const after = await read(visit)
  const change = waiting(after, visit)
  if (!after || !change) return notFound()
  const { packageRef, number } = change
  const { step, answer, field } = readAnswer(visit.form)
  const at = `/packages/${packageRef}/changes/${number}`
  const answered = await answerChangeSigner(visit.shell, visit.actor, { packageRef, number, step, answer })
  if (answered.ok) return seeOther(at, 'Answered. The signature is asked for anew.')
  if (answered.error === 'no such change') return notFound()
  if (answered.error !== 'no answer') return notDone(at, answerWords(answered.error))
  const error = { field, message: answerWords(answered.error) }
  return page(decideView(after, change, visit.form, visit.csrf, [error]), { status: 400 })
}

export async function postDecideChange(visit: Visit): Promise<Reply> {
  const after = await read(visit)
  const change = waiting(after, visit)
  if (!after || !change) return notFound()
  const again = (error: FieldError): Reply =>
    page(decideView(after, change, visit.form, visit.csrf, [error]), { status: 400 })
  const decision = chosen(visit.form, 'decision')[0]
  const steps = mine(after, change, signaturesOf(after.all, change.number))
  const step =
    steps.length === 1 ? steps[0]?.step : steps.find((one) => String(one.step) === chosen(visit.form, 'step')[0])?.step
  if (steps.length > 1 && step === undefined)
    return again({ field: 'step', message: 'Select the signature that you decide' })
  const { packageRef, number } = change
  if (decision === 'hand-over' && step !== undefined) {
    const to = typedText(visit.form, 'to')
    const handed = await handChangeOver(visit.shell, visit.actor, { packageRef, number, step, to })
    return handed.ok ? seeOther(`/packages/${packageRef}/care`, 'Handed over') : again(handError(handed.error))
  }
  if (decision !== 'agree' && decision !== 'decline')
    return again({ field: 'decision', message: 'Select what you decide' })
  const reason = typedText(visit.form, 'reason')
  const decided = await decideCareChange(visit.shell, visit.actor, {
    packageRef,
    number,
    agree: decision === 'agree',
    ...{ reason, step, personSays: typedText(visit.form, 'personSays') },
  })
  if (!decided.ok) return again(decideError(decided.error))
  const holds = decided.value.state === 'agreed' && !change.emergency
  const signed = holds ? 'Agreed. Visits are planned anew' : 'Signed'
  return seeOther(
    `/packages/${packageRef}/care`,
    decision === 'agree' ? signed : steps.length > 0 ? 'Refused' : 'Declined',
  )
}

const handError = (refusal: HandChangeRefusal): FieldError =>
  refusal === 'no such officer' || refusal === 'colleague may not sign' ? colleagueError(refusal) : decideError(refusal)

/** A refusal at its field, with the cure. */
export function decideError(refusal: DecideCareRefusal): FieldError {
  switch (refusal) {
    case 'no reason':
      return { field: 'reason', message: 'Say why you decline' }
    case 'the person was not asked':
      return {
        field: 'personSays',
        message: 'Ask the person first, and say here what they, or who speaks for them, say',
      }
    case 'requested it':
    case 'chose the offer':
    case 'proposed it':
      return { field: 'decision', message: 'You asked for this change, so somebody else must decide it' }
    case 'already decided':
      return { field: 'decision', message: 'Somebody has decided this already' }
    case 'its day has passed':
      return { field: 'decision', message: 'The day of this change has passed. Decline it, and have it asked for anew' }
    case 'signed another step':
    case 'not their step':
    case 'not its turn':
    case 'no such step':
    case 'not an officer':
      return { field: 'decision', message: decisionRefusal(refusal) }
    case 'care has ended by then':
    case 'no such change':
    case 'not in place':
      return { field: 'decision', message: 'This care does not run now' }
    default:
      return { field: 'decision', message: BLOCKED[refusal] ?? refusal }
  }
}
