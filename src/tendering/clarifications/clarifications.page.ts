import { formatInstant } from '#src/base/day.ts'
import { may } from '#src/platform/actor.ts'
import type { Read } from '#src/platform/database.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'
import { type Form, postForm, radiosField, submit, textareaField } from '#src/platform/pages/form.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { FieldError, StatusTag } from '#src/platform/pages/page.ts'
import { pageAsked, queue, typedText } from '#src/platform/pages/queue.ts'
import { section, summary, whatHappensNext } from '#src/platform/pages/record.ts'
import { link, small } from '#src/platform/pages/table.ts'
import { providerNames } from '#src/providers/index.ts'
import type {
  Answer,
  AnswerRefusal,
  Clarification,
  ClarificationState,
} from '#src/tendering/clarifications/clarification.ts'
import { answerClarification } from '#src/tendering/clarifications/clarification-commands.ts'
import { findClarification, listClarifications } from '#src/tendering/clarifications/clarification.store.ts'
import { tenderCrumbs, tenderFrame, tenderTabs } from '#src/tendering/tenders/tender-frame.page.ts'
import { findTender } from '#src/tendering/tenders/tender.store.ts'
import { momentWords, paragraphs } from '#src/tendering/tenders/tender-view.page.ts'

const PAGE_SIZE = 25
const LONGEST_SHOWN = 140

export const STATE_TAGS: Readonly<Record<ClarificationState, StatusTag>> = {
  open: { text: 'Waits for an answer', colour: 'yellow' },
  answered: { text: 'Answered to all', colour: 'green' },
  answered_alone: { text: 'Answered alone', colour: 'blue' },
}

const shortened = (text: string): string => (text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text)

export async function showClarifications({ actor, shell, params, query, url }: Visit, house: House): Promise<Reply> {
  const tenderRef = params['ref'] ?? ''
  return shell.read(actor, async (tx) => {
    const tender = await findTender(tx, tenderRef)
    if (!tender) return notFound()
    const paged = { offset: (pageAsked(query) - 1) * PAGE_SIZE, limit: PAGE_SIZE }
    const { clarifications, total } = await listClarifications(tx, tenderRef, paged)
    const names = await providerNames(
      tx,
      clarifications.map((one) => one.organisationRef),
    )
    return page({
      ...tenderFrame(tender, tx.now),
      breadcrumbs: tenderCrumbs(tenderRef, { text: 'Questions asked' }),
      tabs: tenderTabs(house, actor, tenderRef, 'questions'),
      content: queue({
        noun: { one: 'question', many: 'questions' },
        url,
        rows: clarifications,
        total,
        pageSize: PAGE_SIZE,
        columns: [
          {
            heading: 'Question',
            cell: (one) =>
              html`${link(one.clarificationRef, `/clarifications/${one.clarificationRef}`)}${small(shortened(one.asked))}`,
          },
          {
            heading: 'Asked',
            cell: (one) =>
              html`${formatInstant(one.askedAt)}${small(names.get(one.organisationRef) ?? one.organisationRef)}`,
          },
          { heading: 'Answer', format: 'number', cell: (one) => one.number ?? '' },
          { heading: 'Status', cell: (one) => statusTag(STATE_TAGS[one.state]) },
        ],
        empty: 'Nobody has asked anything yet.',
      }),
      aside: whatHappensNext(
        `Providers may ask until ${momentWords(tender.spec.timetable.questionsUntil)}. Answers go to all who follow the tender, without who asked.`,
      ),
    })
  })
}

export const showClarification = (visit: Visit): Promise<Reply> => clarificationPage(visit, undefined, [])

async function clarificationPage(visit: Visit, typed: Form | undefined, errors: readonly FieldError[]): Promise<Reply> {
  const { actor, shell, params, csrf } = visit
  const clarificationRef = params['ref'] ?? ''
  return shell.view(actor, `clarification:${clarificationRef}`, async (tx) => {
    const one = await findClarification(tx, clarificationRef)
    if (!one) return notFound()
    const provider = await nameOf(tx, one.organisationRef)
    const answers = one.state === 'open' && may(actor, 'tendering.manage')
    return page(
      {
        title: `Question ${clarificationRef}`,
        caption: `Tender ${one.tenderRef}`,
        section: 'tendering',
        tags: [STATE_TAGS[one.state]],
        errors,
        breadcrumbs: tenderCrumbs(
          one.tenderRef,
          { text: 'Questions asked', href: `/tenders/${one.tenderRef}/questions` },
          { text: clarificationRef },
        ),
        content: html`${section('As it was asked', html`${paragraphs(one.asked)}${askedList(one, provider)}`)}
          ${one.answer !== null && section('Answer', html`${paragraphs(one.answer)}${answeredList(one)}`)}
          ${answers && section('Answer it', answerForm(one, typed, csrf, errors))}`,
        aside: whatHappensNext(
          one.state === 'open'
            ? 'Word the question so that nobody learns who asked. Answer it alone only where the answer would give away a trade secret of the asker.'
            : 'It is settled.',
        ),
      },
      { status: errors.length > 0 ? 400 : 200 },
    )
  })
}

const nameOf = async (tx: Read, organisationRef: string): Promise<string> =>
  (await providerNames(tx, [organisationRef])).get(organisationRef) ?? organisationRef

const askedList = (one: Clarification, provider: string): Html =>
  summary([
    { key: 'Asked by', value: `${one.askedByName}, ${provider}` },
    { key: 'When', value: formatInstant(one.askedAt) },
  ])

const answeredList = (one: Clarification): Html =>
  summary([
    { key: 'To', value: one.number === null ? 'The asker alone' : `All, as answer ${one.number}` },
    one.aloneReason !== null && { key: 'Why alone', value: one.aloneReason },
    { key: 'By', value: `${one.answeredByName}${one.answeredAt ? `, ${formatInstant(one.answeredAt)}` : ''}` },
  ])

const answerForm = (
  one: Clarification,
  typed: Form = { to: 'all', question: one.asked },
  csrf: string,
  errors: readonly FieldError[],
): Html =>
  postForm({
    action: `/clarifications/${one.clarificationRef}/answer`,
    csrf,
    content: html`
      ${textareaField({ name: 'answer', label: 'Answer', value: typedText(typed, 'answer'), errors })}
      ${radiosField({
        name: 'to',
        label: 'Who reads it',
        value: typedText(typed, 'to'),
        errors,
        choices: [
          {
            value: 'all',
            text: 'All bidders and the public',
            conditional: textareaField({
              name: 'question',
              label: 'The question as all read it',
              hint: 'Take out whatever tells who asked',
              value: typedText(typed, 'question'),
              rows: 3,
              errors,
            }),
          },
          {
            value: 'asker',
            text: 'The asker alone',
            conditional: textareaField({
              name: 'reason',
              label: 'Why it is confidential',
              hint: 'Kept on the record',
              value: typedText(typed, 'reason'),
              rows: 2,
              errors,
            }),
          },
        ],
      })}
      ${submit('Send the answer', { href: `/tenders/${one.tenderRef}/questions` })}`,
  })

const REFUSALS: Readonly<Record<AnswerRefusal, FieldError>> = {
  'no answer': { field: 'answer', message: 'Enter the answer' },
  'no question': { field: 'question', message: 'Enter the question as all read it' },
  'no reason': { field: 'reason', message: 'Enter why it is answered to the asker alone' },
  'already answered': { field: '', message: 'Somebody has answered this question already' },
  'it names the asker': {
    field: 'question',
    message: 'The question or the answer names who asked. Take the name out, so that nobody learns it',
  },
}

export async function postAnswer(visit: Visit): Promise<Reply> {
  const { shell, actor, params, form } = visit
  const clarificationRef = params['ref'] ?? ''
  const answer = typedText(form, 'answer')
  const given: Answer =
    typedText(form, 'to') === 'asker'
      ? { to: 'asker', answer, reason: typedText(form, 'reason') }
      : { to: 'all', answer, question: typedText(form, 'question') }
  const answered = await answerClarification(shell, actor, { clarificationRef, given })
  if (answered.ok) return seeOther(`/clarifications/${clarificationRef}`, 'The answer is sent.')
  if (answered.error === 'no such question') return notFound()
  return clarificationPage(visit, form, [REFUSALS[answered.error]])
}
