import { formatInstant } from '#src/base/day.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { dataTable } from '#src/platform/pages/table.ts'
import type { PublishedAnswer } from '#src/tendering/clarifications/clarification.store.ts'
import type { Cancelled } from '#src/tendering/tenders/preparation.store.ts'
import type { Version } from '#src/tendering/tenders/tender-list.store.ts'
import { paragraphs } from '#src/tendering/tenders/tender-view.page.ts'

/** Answers to all, by their numbers. */
export const answerList = (answers: readonly PublishedAnswer[]): Html =>
  answers.length === 0
    ? html`<p class="govuk-body">No question has been answered yet.</p>`
    : html`${answers.map(
        ({ number, question, answer, at }) =>
          html`<h3 class="govuk-heading-s" id="answer-${number}">${number}. ${question}</h3>${paragraphs(answer)}<p class="govuk-body-s">Answered on ${formatInstant(at)}</p>`,
      )}`

/** Every publication, and why it was published anew. */
export const versionList = (versions: readonly Version[]): Html =>
  dataTable({
    caption: 'Versions',
    captionHidden: true,
    rows: versions,
    columns: [
      { heading: 'Version', format: 'number', cell: (one) => one.version },
      { heading: 'Published', cell: (one) => formatInstant(one.at) },
      { heading: 'Why', cell: (one) => one.reason || 'First publication' },
      { heading: 'Bids close', cell: (one) => formatInstant(one.closesAt) },
    ],
  })

export const cancelledNotice = (cancelled: Cancelled | undefined) =>
  cancelled !== undefined && {
    heading: 'This tender has ended without an award',
    content: `${cancelled.reason} (${formatInstant(cancelled.at)})`,
  }
