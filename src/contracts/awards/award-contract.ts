/** What a lot that was won says of the contract to make of it, and of the card that pays for it. */
import { addDays, addMonths, type Day } from '#src/base/day.ts'
import { divideHalfUp } from '#src/base/money.ts'
import type { EnterContract } from '#src/contracts/commands.ts'
import type { ExtensionOption } from '#src/contracts/particulars.ts'
import type { AwardedLot, PriceLine, Spec } from '#src/tendering/index.ts'

/** So long before a term ends an extension is decided, where the tender says nothing. */
const DECIDE_MONTHS = 3

const optionsOf = ({ toDay, extensionMonths }: Pick<Spec, 'toDay' | 'extensionMonths'>): ExtensionOption[] => {
  let end: Day = toDay
  return extensionMonths.map((months) => {
    const decideBy = addDays(addMonths(end, -DECIDE_MONTHS), -1)
    end = addMonths(end, months)
    return { months, decideBy }
  })
}

/** The contract as the tender and the award have it, for an officer to look through; a lot that is gone from the tender has none. */
export function contractOfAward(
  spec: Spec,
  tenderRef: string,
  won: Pick<AwardedLot, 'lot' | 'organisationRef' | 'organisationName'>,
): Omit<EnterContract, 'cardRef'> | undefined {
  const lot = spec.lots.find((one) => one.lot === won.lot)
  if (!lot) return undefined
  return {
    ...{
      organisationRef: won.organisationRef,
      frameworkRef: null,
      lot: lot.lot,
      service: lot.service,
      zones: lot.zones,
    },
    ...{ title: `${won.organisationName}, ${lot.title}`, fromDay: spec.fromDay, toDay: spec.toDay, tenderRef },
    // Several that share a lot have one ceiling each; what each of them is given is not known before it is placed.
    ...{ ceilingPence: lot.estimatedPence, valuePence: lot.estimatedPence, regime: spec.regime },
    ...{ nextRoute: 'competition', noticeMonths: 3, extensionOptions: optionsOf(spec) },
  }
}

export const isFramework = ({ route }: Pick<Spec, 'route'>): boolean =>
  route === 'open_framework' || route === 'closed_framework'

/** "TN-1001-1-101641521-A": a card of the prices that one provider won one lot with. */
export const cardRefOf = (
  tenderRef: string,
  { lot, organisationRef }: Pick<AwardedLot, 'lot' | 'organisationRef'>,
): string => `${tenderRef}-${lot}-${organisationRef}`.replaceAll(/[^A-Za-z0-9-]+/g, '-').slice(0, 60)

const AN_HOUR = 60

/** The price of a whole hour: the line of an hour, or the longest visit's by its length. */
function hourPence(lines: readonly PricedLine[]): number | undefined {
  const hour = lines.find(({ unit, minutes }) => unit === 'hour' && (minutes === null || minutes === AN_HOUR))
  if (hour) return hour.pence
  const visits = lines.filter(({ minutes, unit }) => minutes !== null && (unit === 'visit' || unit === 'hour'))
  const longest = visits.toSorted((a, b) => (b.minutes ?? 0) - (a.minutes ?? 0))[0]
  if (!longest?.minutes) return undefined
  return longest.unit === 'hour' ? longest.pence : divideHalfUp(longest.pence * AN_HOUR, longest.minutes)
}

type PricedLine = PriceLine & { readonly pence: number }

/**
 * A card in the open format from the prices won: the price of an hour, and a price of its own for each length of visit that was priced.
 * Undefined where no price is one of care by time. `left` are the lines that a card must be given by hand.
 */
export function cardOfAward(
  spec: Spec,
  tenderRef: string,
  won: Pick<AwardedLot, 'lot' | 'organisationRef' | 'organisationName' | 'lines'>,
):
  | { readonly cardRef: string; readonly name: string; readonly text: string; readonly left: readonly string[] }
  | undefined {
  const lot = spec.lots.find((one) => one.lot === won.lot)
  const priced = spec.price.lines.flatMap((line): PricedLine[] => {
    const pence = won.lines.find(({ key }) => key === line.key)?.pence
    return pence === undefined ? [] : [{ ...line, pence }]
  })
  const pencePerHour = hourPence(priced)
  if (!lot || pencePerHour === undefined) return undefined
  const bands = priced.flatMap(({ unit, minutes, pence }) => {
    if (minutes === null || (unit === 'hour' && minutes === AN_HOUR)) return []
    if (unit === 'visit') return [[String(minutes), pence]]
    return unit === 'hour' ? [[String(minutes), divideHalfUp(pence * minutes, AN_HOUR)]] : []
  })
  const cardRef = cardRefOf(tenderRef, won)
  const card = {
    ...{ card: cardRef, from: spec.fromDay, to: null },
    payment: { rule: 'banded', increment: 15, mode: 'nearest', cap_at_planned: true, no_log_out: 'query' },
    rate_at: 'start',
    rates: [
      { service: lot.service, zone: 'any', day: 'any', from: '00:00', to: '24:00', pence_per_hour: pencePerHour },
    ],
    ...(bands.length === 0
      ? {}
      : { bands: [{ service: lot.service, zone: 'any', prices: Object.fromEntries(bands) }] }),
  }
  return {
    cardRef,
    name: `${won.organisationName}, ${spec.title}, ${lot.title}`,
    text: JSON.stringify(card, null, 1),
    left: priced.filter(({ unit }) => unit === 'night' || unit === 'week').map(({ title }) => title),
  }
}
