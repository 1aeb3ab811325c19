/** An assessment summary as the letter and the bidder’s own page show it. */
import { type Html, html } from '#src/platform/pages/html.ts'
import { inset, section, summary as summaryList } from '#src/platform/pages/record.ts'
import { dataTable } from '#src/platform/pages/table.ts'
import type { Summary, SummaryLot, SummaryScore } from '#src/tendering/awards/summary.ts'
import { FORMULA_NAMES } from '#src/tendering/tenders/tender-view.page.ts'

const RESULTS: Readonly<Record<SummaryLot['result'], string>> = {
  won: 'You have won a place.',
  'not won': 'You have not won.',
  'not ranked': 'Your bid was not ranked.',
}

export const summaryView = (summary: Summary): Html => html`
  ${summary.lots.map((lot) => section(`${lot.lot}: ${lot.title}`, lotView(summary, lot)))}
  ${section('The criteria', criteriaView(summary))}`

function lotView(summary: Summary, lot: SummaryLot): Html {
  const { own, winner, winners } = lot
  return html`${inset(html`<p class="govuk-body"><strong>${RESULTS[lot.result]}</strong>${own && ` You ranked ${own.rank} of ${lot.of} with ${own.total} marks.`}</p>${lot.why.map((why) => html`<p class="govuk-body">${why}</p>`)}`)}
    ${summaryList([
      {
        key: winners.length === 1 ? 'Winner' : 'Winners',
        value:
          winners.length === 0
            ? 'Nobody'
            : html`${winners.map(({ name, total }) => html`<p class="govuk-body">${name}, ${total} marks</p>`)}`,
      },
      own !== null && { key: 'Your price marks', value: `${own.priceMarks}: ${lot.priceWorking}` },
    ])}
    ${own && scoreTable(summary, own, `Your marks in ${lot.lot}`)}
    ${winner && winner.name !== own?.name && scoreTable(summary, winner, `Marks of ${winner.name}, who ranked highest of those who won ${lot.lot}`)}`
}

const scoreTable = ({ criteria, scale, priceWeight }: Summary, score: SummaryScore, caption: string): Html =>
  dataTable({
    caption,
    rows: [
      ...score.lines.map(({ key, mark, marks, reason }) => ({
        ...{ what: key, weight: criteria.find((one) => one.key === key)?.weight ?? 0 },
        ...{ mark: `${mark} of ${scale}`, marks, reason },
      })),
      { what: 'Price', weight: priceWeight, mark: '', marks: score.priceMarks, reason: '' },
    ],
    columns: [
      { heading: 'Criterion', cell: ({ what }) => what },
      { heading: 'Weight', format: 'number', cell: ({ weight }) => `${weight}%` },
      { heading: 'Score', format: 'number', cell: ({ mark }) => mark },
      { heading: 'Marks', format: 'number', cell: ({ marks }) => marks, total: score.total },
      { heading: 'Reasons', cell: ({ reason }) => reason },
    ],
  })

const criteriaView = ({ criteria, priceWeight, priceFormula }: Summary): Html => html`
  ${dataTable({
    caption: 'Criteria and weights',
    captionHidden: true,
    rows: [
      ...criteria.map(({ key, text, weight }) => ({ text: `${key}: ${text}`, weight })),
      { text: `Price. ${FORMULA_NAMES[priceFormula]}`, weight: priceWeight },
    ],
    columns: [
      { heading: 'Criterion', cell: ({ text }) => text },
      { heading: 'Weight', format: 'number', cell: ({ weight }) => `${weight}%` },
    ],
  })}
  <p class="govuk-body">Marks are rounded to two places here. Bids were ranked by the exact figures.</p>`
