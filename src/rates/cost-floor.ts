/**
 * What an hour of care costs by law and what it costs to last: a build-up from the minimum wage (M-10), and what a price leaves
 * workers for an hour of their work (M-11).
 */
import type { Policies } from '#src/councils/index.ts'

/** What the build-up starts from: the council's policy, by the year's wage and rates. */
export type FloorTerms = Policies['cost-floor']

/** One visit as the build-up sees it: travel is that of the visit, there and not back. */
export type Call = { readonly minutes: number; readonly travelMinutes: number; readonly miles: number }

export type FloorLine = { readonly name: string; readonly pence: number }

/** Pence of one hour of contact, not rounded. */
export type BuildUp = {
  readonly travelMinutesAnHour: number
  readonly lines: readonly FloorLine[]
  /** The wage of the hour and of the travel that belongs to it. */
  readonly gross: number
  /** All that the law asks for: wage, travel, holiday, training, sickness, National Insurance, pension, mileage, protective equipment. */
  readonly direct: number
  /** With what the business costs to run and its surplus. */
  readonly price: number
}

const WEEKS = 52
const MILEAGE = 'Mileage'
const PPE = 'Protective equipment'
const RUNNING = 'Running the business'
const share = (basisPoints: number): number => basisPoints / 10_000

/** The employer's National Insurance as a share of pay: nothing is due below the threshold of a year (M-10). */
function insuranceShare({ wagePence, paidHoursAWeek, niBp, niThresholdPounds }: FloorTerms): number {
  const year = wagePence * paidHoursAWeek * WEEKS
  return year === 0 ? 0 : (share(niBp) * Math.max(0, year - niThresholdPounds * 100)) / year
}

/** The build-up of one hour of visits of one length (M-10). */
export function buildUp(terms: FloorTerms, { minutes, travelMinutes, miles }: Call): BuildUp {
  const calls = 60 / minutes
  const travelMinutesAnHour = calls * travelMinutes
  const travel = (terms.wagePence * travelMinutesAnHour) / 60
  const gross = terms.wagePence + travel
  const holiday = gross * share(terms.holidayBp)
  const training = gross * share(terms.trainingBp)
  const sickness = gross * share(terms.sickBp)
  const paid = gross + holiday + training + sickness
  const insurance = paid * insuranceShare(terms)
  const pension = paid * share(terms.pensionBp)
  const mileage = calls * miles * terms.penceAMile
  const direct = paid + insurance + pension + mileage + terms.ppePence
  const surplus = (direct + terms.runningPence) * share(terms.surplusBp)
  return {
    ...{ travelMinutesAnHour, gross, direct, price: direct + terms.runningPence + surplus },
    lines: [
      { name: 'Contact time at the minimum wage', pence: terms.wagePence },
      { name: 'Travel time', pence: travel },
      { name: 'Holiday', pence: holiday },
      { name: 'Training', pence: training },
      { name: 'Sickness', pence: sickness },
      { name: 'National Insurance', pence: insurance },
      { name: 'Pension', pence: pension },
      { name: MILEAGE, pence: mileage },
      ...(terms.ppePence > 0 ? [{ name: PPE, pence: terms.ppePence }] : []),
      { name: RUNNING, pence: terms.runningPence },
      { name: 'Surplus', pence: surplus },
    ],
  }
}

/** How many of the lines are the law's; the others make a price that lasts. */
export const legalLines = (lines: readonly FloorLine[]): number => lines.findIndex(({ name }) => name === RUNNING)

/** What a worker earns for an hour of work where only contact is paid: travel is working time all the same (M-11). */
export const effectivePay = (contactPence: number, travelMinutesAnHour: number): number =>
  (contactPence * 60) / (60 + travelMinutesAnHour)

/** The calls of a week of one length, and how many there are; a call of two workers counts twice. */
export type Calls = Call & { readonly calls: number }

/** The floor under an offer, pence of an hour rounded half up. */
export type CostFloor = {
  readonly hourlyPence: number
  /** A price at which the service lasts. */
  readonly lastingPence: number
  readonly travelMinutesAnHour: number
  readonly wagePence: number
  /** What the price leaves for an hour of work when nothing is left for running the business. */
  readonly payPence: number
  readonly lines: readonly FloorLine[]
}

const rounded = (pence: number): number => Math.floor(pence + 0.5)

/** The floor of a week's very mix of lengths and travel, and what an hourly price leaves of pay; undefined for a week without calls. */
export function floorOf(terms: FloorTerms, week: readonly Calls[], hourlyPence: number): CostFloor | undefined {
  const hours = week.reduce((sum, { minutes, calls }) => sum + (minutes * calls) / 60, 0)
  if (hours === 0) return undefined
  const parts = week.map((call) => ({ weight: (call.minutes * call.calls) / 60 / hours, built: buildUp(terms, call) }))
  const average = (of: (built: BuildUp) => number): number =>
    parts.reduce((sum, { weight, built }) => sum + weight * of(built), 0)
  const travelMinutesAnHour = average((built) => built.travelMinutesAnHour)
  const lines = (parts[0]?.built.lines ?? []).map(({ name }, at) => ({
    name,
    pence: rounded(average((built) => built.lines[at]?.pence ?? 0)),
  }))
  const gross = average((built) => built.gross)
  const direct = average((built) => built.direct)
  // What is bought and not paid to workers: it does not shrink with the price.
  const bought = average((built) =>
    built.lines.reduce((sum, { name, pence }) => (name === MILEAGE || name === PPE ? sum + pence : sum), 0),
  )
  const contactPay = (gross * Math.max(0, hourlyPence - bought)) / (direct - bought)
  return {
    hourlyPence: rounded(direct),
    lastingPence: rounded(average((built) => built.price)),
    travelMinutesAnHour: rounded(travelMinutesAnHour * 10) / 10,
    wagePence: terms.wagePence,
    payPence: rounded(effectivePay(contactPay, travelMinutesAnHour)),
    lines,
  }
}
