/** What signers asked of care that runs already: answered here, and the signature is asked for anew. */
import { type AnswerRefusal, answerSigner } from '#src/brokerage/emergency/answer-commands.ts'
import { isQuestioned } from '#src/brokerage/emergency/emergency.ts'
import { type PackageRecord, readRecord, recordFrame } from '#src/brokerage/packages/package-record.page.ts'
import type { Signature } from '#src/brokerage/sign-off/sign-off.ts'
import { notDone, notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { type Form, hiddenField, postForm, submit, textareaField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { FieldError, Page } from '#src/platform/pages/page.ts'
import { typedText } from '#src/platform/pages/queue.ts'
import { section } from '#src/platform/pages/record.ts'
import { link } from '#src/platform/pages/table.ts'

const read = (visit: Visit): Promise<PackageRecord | undefined> => {
  const ref = visit.params['ref'] ?? ''
  return visit.shell.view(visit.actor, `package:${ref}`, (tx) => readRecord(tx, visit.actor, ref, { person: false }))
}

const fieldOf = (step: number): string => `answer-${step}`

export async function showAnswerSigner(visit: Visit): Promise<Reply> {
  const record = await read(visit)
  if (!record) return notFound()
  const at = `/packages/${record.pkg.packageRef}`
  if (!record.pkg.emergency || !record.signatures.some(isQuestioned))
    return notDone(`${at}/sign-off`, 'No signer waits for an answer')
  return page(view(record, visit.csrf))
}

function view(record: PackageRecord, csrf: string, typed = '', errors: readonly FieldError[] = []): Page {
  const { pkg, signatures } = record
  const at = `/packages/${pkg.packageRef}`
  return {
    ...recordFrame(record, undefined),
    title: 'Answer the signers',
    actions: [],
    tabs: [],
    errors,
    breadcrumbs: [
      { text: 'Packages', href: '/packages' },
      { text: pkg.packageRef, href: at },
      { text: 'Answer the signers' },
    ],
    content: html`<p class="govuk-body">Care runs on. Once you have answered, the signature is asked for anew. Where the answer is that it should not go on, ${link('end this care', `${at}/end`)}.</p>
      ${questions(signatures, { action: `${at}/answer-signer`, cancel: `${at}/sign-off`, csrf, typed, errors })}`,
  }
}

type Asking = {
  readonly action: string
  readonly cancel: string
  readonly csrf: string
  /** What was typed where it is refused. */
  readonly typed: string
  readonly errors: readonly FieldError[]
}

/** A form for each question of a signer, sent as `step` and `answer-2` of step 2. */
export const questions = (
  signatures: readonly Signature[],
  { action, cancel, csrf, typed, errors }: Asking,
): readonly Html[] =>
  signatures.filter(isQuestioned).map(({ step, label, status, decidedByName, reason }) =>
    section(
      `${decidedByName ?? label} ${status === 'refused' ? 'refused' : 'sent back'}: ${label}`,
      html`<p class="govuk-body">${reason}</p>${postForm({
        action,
        csrf,
        content: html`${hiddenField('step', step)}${textareaField({ name: fieldOf(step), label: `Your answer to ${decidedByName ?? 'the signer'}`, rows: 3, value: errors.some(({ field }) => field === fieldOf(step)) ? typed : '', errors })}${submit('Answer, and ask again', { href: cancel })}`,
      })}`,
    ),
  )

/** What was typed into one of them. */
export function readAnswer(form: Form): { step: number; answer: string; field: string } {
  const step = Number(typedText(form, 'step'))
  return { step, answer: typedText(form, fieldOf(step)), field: fieldOf(step) }
}

export async function postAnswerSigner(visit: Visit): Promise<Reply> {
  const packageRef = visit.params['ref'] ?? ''
  const { step, answer, field } = readAnswer(visit.form)
  const at = `/packages/${packageRef}/sign-off`
  const answered = await answerSigner(visit.shell, visit.actor, { packageRef, step, answer })
  if (answered.ok) return seeOther(at, 'Answered. The signature is asked for anew.')
  if (answered.error === 'no such package') return notFound()
  if (answered.error !== 'no answer') return notDone(at, answerWords(answered.error))
  const record = await read(visit)
  if (!record) return notFound()
  const errors = [{ field, message: answerWords(answered.error) }]
  return page(view(record, visit.csrf, answer, errors), { status: 400 })
}

export function answerWords(why: Exclude<AnswerRefusal, 'no such package'>): string {
  switch (why) {
    case 'no answer':
      return 'Enter your answer'
    case 'not questioned':
      return 'This signer asked nothing, or was answered already'
    case 'not in this state':
      return 'Only of care that was placed in an emergency a question is answered here: otherwise choose anew'
  }
}
