/** How long a person waits: hours from the request to each step of a placement, and what each signature takes. */
import { counted, grouped } from '#src/base/counted.ts'
import { divideHalfUp } from '#src/base/money.ts'

/** Hours of the middle one and of the slowest tenth, over so many. */
export type Spread = { readonly count: number; readonly median: number | null; readonly ninetieth: number | null }

export const MILESTONES = [
  ['offer', 'First offer'],
  ['choice', 'Choice'],
  ['signed', 'All signatures'],
  ['start', 'Start of care'],
] as const
export type Milestone = (typeof MILESTONES)[number][0]

/** The packages asked for in a month, or in all of them. */
export type Speeds = { readonly month: string | null; readonly packages: number } & Readonly<Record<Milestone, Spread>>

/** One step of sign-off over all packages. */
export type StepSpeed = Spread & { readonly label: string; readonly hours: number; readonly waiting: number }

/** What was placed in the period: how much of it under a contract of a framework. */
export type Placed = { readonly placed: number; readonly onFramework: number }

export type Answers = {
  readonly organisationRef: string
  readonly organisationName: string
  readonly asked: number
  readonly offered: number
  /** Of what it offered. */
  readonly withdrawn: number
  readonly declined: number
  readonly silent: number
  /** The reason that it gives most. */
  readonly mostCode?: string
}

/** Fewer tell of single people, and their middle says nothing. */
const FEW = 5

export const medianOf = ({ count, median }: Spread): number | undefined =>
  count < FEW ? undefined : (median ?? undefined)
export const ninetiethOf = ({ count, ninetieth }: Spread): number | undefined =>
  count < FEW ? undefined : (ninetieth ?? undefined)

export function hoursInWords(hours: number | undefined): string {
  if (hours === undefined) return 'too few'
  if (hours < 48) return counted(hours, 'hour')
  return `${grouped(divideHalfUp(hours * 10, 24) / 10)} days`
}

/** What a chart of hours is drawn in: days, as the words beside it say, once the longest is two of them. */
export const chartUnit = (hours: readonly (number | undefined)[]) => {
  const isDays = hours.some((each) => each !== undefined && each >= 48)
  return {
    name: isDays ? 'Days' : 'Hours',
    of: (each: number | undefined): number | undefined =>
      isDays && each !== undefined ? divideHalfUp(each * 10, 24) / 10 : each,
  }
}

export const percentOf = (part: number, whole: number): number | undefined =>
  whole < FEW ? undefined : divideHalfUp(part * 100, whole)
