/** The prices of a rate card in words, and two versions of them beside each other. */
import { formatPence } from '#src/base/money.ts'
import { warningText } from '#src/platform/pages/components.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { section } from '#src/platform/pages/record.ts'
import { bad, dataTable, small } from '#src/platform/pages/table.ts'
import { codeWords, dayWords, type TermChange, timesWords, zoneWords } from '#src/rates/card-words.ts'
import { isFar, type PriceChange, type PriceOf, type PriceUnit } from '#src/rates/compare-cards.ts'

const UNITS: Record<PriceUnit, (detail: number) => string> = {
  hour: () => 'An hour',
  'hour for two': () => 'An hour of two workers',
  visit: () => 'A visit',
  length: (minutes) => `A visit of ${minutes} minutes`,
  travel: (miles) => (miles === 0 ? 'Travel to a visit' : `Travel to a visit, from ${miles} miles`),
  night: () => 'A sleep-in',
  week: () => 'A week',
  'block hour': () => 'An hour of the block',
  'hour beyond the block': () => 'An hour beyond the block',
}

export const unitWords = ({ unit, detail }: PriceOf): string => UNITS[unit](detail)

/** "£21.64"; with hundredths of a penny "£21.6185". */
export function priceWords(pence: number): Html {
  return html`<span class="almoner-money">${poundsOf(pence)}</span>`
}

const poundsOf = (pence: number): string =>
  Number.isInteger(pence) ? formatPence(pence) : `£${(pence / 100).toFixed(4)}`

const orNone = (pence: number | undefined): Html => (pence === undefined ? html`none` : priceWords(pence))

function changeWords({ before, after }: PriceChange): string {
  if (before === undefined) return 'New'
  if (after === undefined) return 'Gone'
  if (before === after) return 'The same'
  const percent = before === 0 ? '' : `, ${after > before ? '+' : ''}${((after / before - 1) * 100).toFixed(2)}%`
  return `${after > before ? '+' : '-'}${poundsOf(Math.abs(after - before))}${percent}`
}

/** Every price before and after, with what has changed, and what may be a slip of the keys said first. */
export const changesTable = (caption: string, changes: readonly PriceChange[]): Html =>
  html`${slipWarning(changes.filter(isFar).length)}${pricesTable(caption, changes)}`

const slipWarning = (far: number): Html | false =>
  far > 0 &&
  warningText({
    iconFallbackText: 'Warning',
    text: `${far === 1 ? 'One price changes' : `${far} prices change`} by more than a quarter, or to nothing. Check that no key slipped.`,
  })

const pricesTable = (caption: string, changes: readonly PriceChange[]): Html =>
  dataTable({
    caption,
    captionHidden: true,
    folds: true,
    rows: changes,
    empty: 'There are no prices to compare.',
    columns: [
      {
        heading: 'Service',
        cell: (change) =>
          html`${codeWords(change.service)}${change.skill !== undefined && small(codeWords(change.skill))}${change.card !== undefined && small(change.card)}`,
      },
      { heading: 'Zone', cell: (change) => zoneWords(change.zone) },
      { heading: 'When', cell: (change) => html`${dayWords(change.day)}${small(timesWords(change))}` },
      { heading: 'Price of', cell: (change) => unitWords(change) },
      { heading: 'Before', format: 'number', cell: (change) => orNone(change.before) },
      { heading: 'After', format: 'number', cell: (change) => orNone(change.after) },
      {
        heading: 'Change',
        format: 'number',
        cell: (change) => (isFar(change) ? bad(changeWords(change)) : changeWords(change)),
      },
    ],
  })

/** What beside the prices differs; nothing where nothing does. */
export const termChangesTable = (changes: readonly TermChange[]): Html | false =>
  changes.length > 0 &&
  section(
    'What else differs',
    dataTable({
      caption: 'What else differs',
      captionHidden: true,
      folds: true,
      rows: changes,
      columns: [
        { heading: 'Of', cell: ({ key, place }) => html`${key}${place !== undefined && small(place)}` },
        { heading: 'Before', cell: ({ before }) => before ?? 'none' },
        { heading: 'After', cell: ({ after }) => after ?? 'none' },
      ],
    }),
  )
