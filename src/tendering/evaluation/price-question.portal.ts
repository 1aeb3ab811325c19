/** A bidder answers the question about a price that seems too low. */
import { formatInstant } from '#src/base/day.ts'
import { notFound, page, type Reply, seeOther, type Visit } from '#src/platform/http/doors.ts'
import { postForm, submit, textareaField } from '#src/platform/pages/form.ts'
import { html } from '#src/platform/pages/html.ts'
import type { FieldError } from '#src/platform/pages/page.ts'
import { inset } from '#src/platform/pages/record.ts'
import type { AnswerRefusal } from '#src/tendering/evaluation/check.ts'
import { findLowPriceQuery } from '#src/tendering/evaluation/check.store.ts'
import { refOf, typed } from '#src/tendering/evaluation/frame.page.ts'
import { answerLowPrice } from '#src/tendering/evaluation/price-commands.ts'

const here = (tenderRef: string): string => `/portal/tenders/${encodeURIComponent(tenderRef)}/price-question`

export async function showPriceQuestion(visit: Visit, errors: readonly FieldError[] = []): Promise<Reply> {
  const { actor, shell } = visit
  const tenderRef = refOf(visit)
  const query = await shell.read(actor, (tx) => findLowPriceQuery(tx, tenderRef, actor.organisation ?? ''))
  if (!query) return notFound()
  return page(
    {
      title: 'The council asks about your price',
      caption: tenderRef,
      section: 'tenders',
      breadcrumbs: [
        { text: 'Tenders', href: '/portal/tenders' },
        { text: tenderRef, href: `/portal/tenders/${encodeURIComponent(tenderRef)}` },
        { text: 'Your price' },
      ],
      errors,
      content: html`${inset(html`<p class="govuk-body">${query.question}</p><p class="govuk-body-s">Asked on ${formatInstant(query.askedAt)}</p>`)}
        ${query.answeredAt && html`<p class="govuk-body">You answered on ${formatInstant(query.answeredAt)}.</p>`}
        ${
          query.outcome === null
            ? postForm({
                action: here(tenderRef),
                csrf: visit.csrf,
                content: html`${textareaField({
                  name: 'answer',
                  label: 'How can you perform at this price?',
                  hint: 'Say what your staff, travel, training and overheads cost, and how the price pays for them',
                  rows: 8,
                  value: typed(visit, 'answer') || (query.answer ?? ''),
                  errors,
                })}${submit('Send your answer')}`,
              })
            : inset(query.answer ?? 'No answer was given.')
        }`,
    },
    { status: errors.length > 0 ? 400 : 200 },
  )
}

export async function postPriceAnswer(visit: Visit): Promise<Reply> {
  const tenderRef = refOf(visit)
  const answered = await answerLowPrice(visit.shell, visit.actor, { tenderRef, answer: typed(visit, 'answer') })
  if (answered.ok) return seeOther(here(tenderRef), 'Your answer is sent')
  return answered.error === 'not asked'
    ? notFound()
    : showPriceQuestion(visit, [{ field: 'answer', message: words(answered.error) }])
}

function words(why: Exclude<AnswerRefusal, 'not asked'>): string {
  return why === 'no words' ? 'Say how you can perform at this price' : 'The council has decided on your price already'
}
