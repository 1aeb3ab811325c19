/** A rate card as an officer types it: its prices in a table by day and time, and its terms. */
import { ok, type Result, refuse } from '#src/base/result.ts'
import { placeTerms, type Terms, termFault } from '#src/rates/editor/card-terms.ts'
import { type CardFile, type CellFault, type Grid, placeGrid } from '#src/rates/editor/price-grid.ts'
import { parseRateCard, type RateCard } from '#src/rates/rate-card.ts'

/** The name and days of a card that is edited. */
export type CardHead = { readonly card: string; readonly from: string; readonly to: string | null }

/** The card that was typed, in the open format and as it is read; or every fault at the field that cures it. */
export function cardOfForm(
  head: CardHead,
  { grid, terms }: { readonly grid: Grid; readonly terms: Terms },
): Result<{ file: CardFile; card: RateCard }, readonly CellFault[]> {
  const [prices, placed] = [placeGrid(grid), placeTerms(terms)]
  const file = { ...head, ...placed.members, rates: prices.lines }
  const parsed = parseRateCard(JSON.stringify(file, null, 1))
  const faults = [...prices.faults, ...placed.faults]
  if (parsed.ok && faults.length === 0) return ok({ file, card: parsed.value })
  const wrongRows = new Set(placed.faults.map(rowOf))
  const read = (parsed.ok ? [] : parsed.error).map((fault): CellFault => {
    const field = placed.fieldAt(fault.at)
    return (
      prices.atCell(fault) ??
      (field === undefined ? { field: 'from', message: fault.text } : { field, message: termFault(fault, field) })
    )
  })
  // Of a row in which something cannot be read no more is said: the rest may follow from it.
  return refuse(firstOfEach([...faults, ...read.filter((fault) => !wrongRows.has(rowOf(fault)))]))
}

/** The row of a field: `travel-1` of `travel-1-zone`. */
const rowOf = ({ field }: CellFault): string => field.replace(/(?<=-\d+)-\w+$/, '')

/** One message a field, the first. */
const firstOfEach = (faults: readonly CellFault[]): CellFault[] =>
  faults.filter(({ field }, at) => faults.findIndex((other) => other.field === field) === at)
