/** How soon the council pays: what the payments compliance notice asks for twice a year (UK17, Procurement Act 2023 s69). */
import { addDays, type Day } from '#src/base/day.ts'
import type { Pence } from '#src/base/money.ts'

/** The law pays a valid, undisputed invoice within so many days; a statement is the council's invoice to itself. */
export const DAYS_TO_PAY = 30

export const PAID_BANDS = [
  { band: 'within-30', text: 'Within 30 days', from: -100_000, to: DAYS_TO_PAY },
  { band: '31-60', text: '31 to 60 days', from: DAYS_TO_PAY + 1, to: 60 },
  { band: 'over-60', text: 'Over 60 days', from: 61, to: 100_000 },
] as const

export type PaidBand = (typeof PAID_BANDS)[number]['band']

export const isPaidBand = (text: string): text is PaidBand => PAID_BANDS.some(({ band }) => band === text)

/** Half a year of reporting, with the day by which its notice is published. */
export type Half = { readonly from: Day; readonly to: Day; readonly publishBy: Day }

const half = (from: string): Half => {
  const to = Temporal.PlainDate.from(from).add({ months: 6 }).toString()
  return { from, to, publishBy: addDays(to, 29) }
}

/** The half in which a day lies: from April or from October. */
export function halfOf(day: Day): Half {
  const [year = '', month = ''] = day.split('-')
  if (month < '04') return half(`${Number(year) - 1}-10-01`)
  return half(`${year}-${month < '10' ? '04' : '10'}-01`)
}

/** The present half and so many before it, newest first. */
export function halvesTo(today: Day, before: number): Half[] {
  const halves = [halfOf(today)]
  for (let i = 0; i < before; i++) halves.push(halfOf(addDays(halves.at(-1)?.from ?? today, -1)))
  return halves
}

/** Payments of a month, or of a half. */
export type Figures = {
  readonly payments: number
  readonly amountPence: Pence
  readonly within30: number
  readonly from31to60: number
  readonly over60: number
  /** Days from when it was valid and undisputed, added over all payments. */
  readonly validDays: number
  /** Days from the end of the period of care, added over all payments. */
  readonly periodDays: number
}

export const NO_FIGURES: Figures = {
  ...{ payments: 0, amountPence: 0, within30: 0, from31to60: 0, over60: 0, validDays: 0, periodDays: 0 },
}

export const addFigures = (some: readonly Figures[]): Figures =>
  some.reduce(
    (sum, one) => ({
      payments: sum.payments + one.payments,
      amountPence: sum.amountPence + one.amountPence,
      within30: sum.within30 + one.within30,
      from31to60: sum.from31to60 + one.from31to60,
      over60: sum.over60 + one.over60,
      validDays: sum.validDays + one.validDays,
      periodDays: sum.periodDays + one.periodDays,
    }),
    NO_FIGURES,
  )

/** A share in percent to one decimal; undefined of nothing. */
export const percentOf = (part: number, whole: number): number | undefined =>
  whole === 0 ? undefined : Math.round((part * 1000) / whole) / 10

export const averageDays = (days: number, payments: number): number | undefined =>
  payments === 0 ? undefined : Math.round((days * 10) / payments) / 10
