import { addDays, addMonths, type Day, dayOf, daysBetween, formatDay, formatInstant } from '#src/base/day.ts'
import { type Holidays, isWorkingDay, workingDaysBetween } from '#src/base/working-days.ts'
import { standstillFrom } from '#src/tendering/regime/standstill.ts'
import { requirementsOf } from '#src/tendering/tenders/route.ts'
import type { Spec } from '#src/tendering/tenders/spec.ts'

/** How long the council gives bidders, where the law leaves it to what is reasonable. */
export type Periods = {
  /** From the notice to the deadline, in days. */
  readonly leastDays: number
  /** Between the last question and the deadline, in working days: an answer is of use only while it can be acted on. */
  readonly answerDays: number
  /** By how many days the deadline moves when what is asked for is changed. */
  readonly changeDays: number
}

export type Step = {
  readonly title: string
  readonly from: Day
  /** Both days are of the step. */
  readonly to: Day
  /** What happens at its end, and when exactly. */
  readonly ends: string
}

/** The steps of a tender from its publication to its first day of care, as they are drawn and written down. */
export function stepsOf(spec: Spec, publishedOn: Day, holidays: Holidays): Step[] {
  const { questionsUntil, closesAt, evaluatedBy, decisionDay } = spec.timetable
  const asked = instantOf(questionsUntil)
  const closes = instantOf(closesAt)
  if (!asked || !closes || !evaluatedBy || !decisionDay || !spec.fromDay) return []
  const still = standstillFrom(spec.regime, decisionDay, holidays)
  return [
    { title: 'Questions', from: publishedOn, to: dayOf(asked), ends: `Questions until ${formatInstant(asked)}` },
    { title: 'Bids', from: publishedOn, to: dayOf(closes), ends: `Bids close on ${formatInstant(closes)}` },
    {
      title: 'Evaluation',
      from: dayOf(closes),
      to: evaluatedBy,
      ends: `Evaluated by ${formatDay(evaluatedBy)}`,
    },
    {
      title: 'Decision',
      from: evaluatedBy,
      to: decisionDay,
      ends: `Decision and award notice on ${formatDay(decisionDay)}`,
    },
    ...(spec.standstill === 'none'
      ? []
      : [
          {
            title: 'Standstill',
            from: decisionDay,
            to: still.lastDay,
            ends: `Standstill to ${formatDay(still.lastDay)}; contracts may be signed from ${formatDay(still.signFrom)}`,
          },
        ]),
    {
      title: 'Getting ready',
      from: spec.standstill === 'none' ? decisionDay : still.signFrom,
      to: spec.fromDay,
      ends: `First day ${formatDay(spec.fromDay)}`,
    },
  ]
}

/** Reads a moment that may not be set yet. */
export function instantOf(text: string): Temporal.Instant | undefined {
  return text === '' ? undefined : Temporal.Instant.from(text)
}

/** The term with every extension used: its last day is the day before this one (P-06 counts all of it). */
export const endWithExtensions = ({ toDay, extensionMonths }: Pick<Spec, 'toDay' | 'extensionMonths'>): Day =>
  addMonths(
    toDay,
    extensionMonths.reduce((sum, months) => sum + months, 0),
  )

type Context = { readonly publishedOn: Day; readonly holidays: Holidays; readonly periods: Periods }

/** What is wrong with the dates, in sentences that say the cure; none when they may be published on a day. */
export const timetableFaults = (spec: Spec, context: Context): string[] =>
  requirementsOf(spec.route, spec.regime).competitive ? bidFaults(spec, context) : offerFaults(spec)

/** Where nobody competes, the one provider still gives its offer by a day. */
const offerFaults = ({ timetable: { questionsUntil, closesAt, decisionDay } }: Spec): string[] =>
  questionsUntil === '' || closesAt === '' || decisionDay === ''
    ? ['Say until when the provider may ask, by when its offer is due, and when it is decided']
    : []

function bidFaults(spec: Spec, { publishedOn, holidays, periods }: Context): string[] {
  const { questionsUntil, closesAt, evaluatedBy } = spec.timetable
  const asked = instantOf(questionsUntil)
  const closes = instantOf(closesAt)
  if (!asked || !closes) return ['Say until when questions may be asked and when bids close']
  const lastDay = dayOf(closes)
  const { tenderDays } = requirementsOf(spec.route, spec.regime)
  const least = tenderDays ?? periods.leastDays
  const given = daysBetween(publishedOn, lastDay)
  const toAnswer = workingDaysBetween(addDays(dayOf(asked), 1), lastDay, holidays)
  const faults: (string | false)[] = [
    given < least &&
      `Bidders would have ${given < 0 ? 'no' : given} days; ${tenderDays === null ? `the council gives at least ${least}` : `the law asks for at least ${least}`}. Close on ${formatDay(addDays(publishedOn, least))} or later`,
    Temporal.Instant.compare(asked, closes) >= 0
      ? 'Questions must end before bids close'
      : toAnswer < periods.answerDays &&
        `Leave at least ${periods.answerDays} working days between the last question and the deadline; there are ${toAnswer}`,
    !isWorkingDay(lastDay, holidays) &&
      `Bids would close on ${formatDay(lastDay)}, which is not a working day: nobody could help`,
    evaluatedBy === ''
      ? 'Say by when bids are evaluated'
      : evaluatedBy <= lastDay && 'Evaluation must end after the day on which bids close',
  ]
  return [...faults, ...decisionFaults(spec, holidays)].filter((fault) => fault !== false)
}

function decisionFaults(spec: Spec, holidays: Holidays): (string | false)[] {
  const { evaluatedBy, decisionDay } = spec.timetable
  if (decisionDay === '') return ['Say on which day it is decided']
  return [
    decisionDay < evaluatedBy && 'The decision must not come before the evaluation ends',
    !isWorkingDay(decisionDay, holidays) &&
      `The decision would fall on ${formatDay(decisionDay)}, which is not a working day: choose another`,
  ]
}

/** The term is later than everything that leads to it, and no longer than the law allows. */
export function termFaults(spec: Spec): string[] {
  const { fromDay, toDay } = spec
  if (fromDay === '' || toDay === '') return ['Say on which day the contracts begin and end']
  const { mostYears } = requirementsOf(spec.route, spec.regime)
  const most = mostYears === null ? undefined : addMonths(fromDay, mostYears * 12)
  const faults: (string | false | undefined)[] = [
    toDay <= fromDay && 'The contracts must end after they begin',
    most !== undefined &&
      endWithExtensions(spec) > most &&
      `With its extensions this ends on ${formatDay(addDays(endWithExtensions(spec), -1))}; ${mostYears} years are the most, to ${formatDay(addDays(most, -1))}`,
  ]
  return faults.filter((fault) => typeof fault === 'string')
}

/** The first day is after the standstill, where there is one. */
export function startFault(spec: Spec, holidays: Holidays): string | undefined {
  const { decisionDay } = spec.timetable
  if (decisionDay === '' || spec.fromDay === '') return undefined
  const earliest =
    spec.standstill === 'none' ? decisionDay : standstillFrom(spec.regime, decisionDay, holidays).signFrom
  return spec.fromDay < earliest
    ? `Contracts may be signed from ${formatDay(earliest)}: the first day, ${formatDay(spec.fromDay)}, is too early`
    : undefined
}
