/** Why offers stand in their order: points beside points of the same weights only, and below each offer what brought them. */
import type { Weights } from '#src/brokerage/offers/offer.ts'
import { providerCell, providerName } from '#src/brokerage/offers/offers.page.ts'
import { mechanismOf, points, type Ranked, weightsInWords } from '#src/brokerage/offers/ranking.ts'
import type { PackageRecord } from '#src/brokerage/packages/package-record.page.ts'
import { details } from '#src/platform/pages/components.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { type Column, dataTable } from '#src/platform/pages/table.ts'

const QUESTIONS: readonly (readonly [keyof Weights, string])[] = [
  ['price', 'Price'],
  ['quality', 'Quality'],
  ['completeness', 'All visits'],
  ['start', 'Start'],
  ['travel', 'Present rounds'],
  ['known', 'Known workers'],
  ['wishes', 'Wishes'],
  ['times', 'Times asked for'],
]

export function whyPart(record: PackageRecord): Html {
  const mechanisms = [...Map.groupBy(record.ranked, mechanismOf).values()]
  return html`<p class="govuk-body">Offers of every visit stand before those of some.${mechanisms.length > 1 && ' Among these, offers under a framework stand before those outside of it, whatever their points: points by other weights cannot be compared.'}</p>
${mechanisms.map((some) => mechanismPart(record, some))}`
}

/** What weighs nothing was not asked. */
const isAsked = ({ most }: { readonly most: number }): boolean => most > 0

function mechanismPart(record: PackageRecord, some: readonly Ranked[]): Html {
  const [first] = some
  if (!first) return html``
  const title = `${first.outsideFramework ? 'Outside a framework' : 'Under the framework'}, by ${weightsInWords(first.weights)}`
  const columns = QUESTIONS.flatMap(([name, heading]): Column<Ranked>[] => {
    const most = first.components.filter(isAsked).find((one) => one.name === name)?.most
    if (most === undefined) return []
    const cell = ({ components }: Ranked) => points(components.find((one) => one.name === name)?.tenths ?? 0)
    return [{ heading: `${heading}, of ${most}`, format: 'number', cell }]
  })
  return html`<h3 class="govuk-heading-s">${title}</h3>${dataTable({
    ...{ caption: `Points: ${title}`, captionHidden: true, folds: true, rows: some },
    columns: [
      { heading: 'Rank', format: 'number', cell: ({ rank }) => rank },
      { heading: 'Provider', cell: ({ offer }) => providerCell(record, offer) },
      ...columns,
      { heading: 'Points', format: 'number', cell: ({ tenths }) => points(tenths) },
    ],
  })}${some.map((ranked) => broughtBy(record, ranked))}`
}

const broughtBy = (record: PackageRecord, { offer, rank, tenths, components }: Ranked): Html =>
  details({
    summaryText: `What brought ${providerName(record, offer)} number ${rank}, with ${points(tenths)} points`,
    html: html`<ul class="govuk-list govuk-list--bullet">${components
      .filter(isAsked)
      .map(
        ({ name, tenths: part, most, sentence }) =>
          html`<li>${QUESTIONS.find(([key]) => key === name)?.[1]}, ${points(part)} of ${most}: ${sentence}</li>`,
      )}</ul>`,
  })
