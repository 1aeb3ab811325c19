import { counted } from '#src/base/counted.ts'
import { clockInWords, type Day, formatDay, formatInstant } from '#src/base/day.ts'
import { formatPence } from '#src/base/money.ts'
import { otherwiseLines } from '#src/brokerage/offers/offers.page.ts'
import { type CarePackage, type Placement, stayOf } from '#src/brokerage/packages/care-package.ts'
import type { PackageRecord } from '#src/brokerage/packages/package-record.page.ts'
import { nameFor } from '#src/brokerage/packages/packages.page.ts'
import {
  agreerInWords,
  daysInWords,
  hoursInWords,
  type PatternVisit,
  type ShortAgreed,
} from '#src/brokerage/packages/pattern.ts'
import {
  type ByOutcomes,
  type Feature,
  featureInWords,
  gatesOf,
  isStay,
  REQUEST_WORDS,
} from '#src/brokerage/requests/request.ts'
import { ageOn, type OutcomeKey, outcomeLabel } from '#src/people/index.ts'
import { may } from '#src/platform/actor.ts'
import { type Html, html, type Part } from '#src/platform/pages/html.ts'
import { section, summary } from '#src/platform/pages/record.ts'
import { dataTable, link, small } from '#src/platform/pages/table.ts'

export const visitInWords = (visit: PatternVisit): string =>
  `${daysInWords(visit.days)} at ${clockInWords(visit.start)}, ${visit.minutes} minutes${visit.workers === 2 ? ', two workers' : ''}`

export function careSummary({ pkg, person, actor, today }: PackageRecord): Html {
  const at = `/packages/${pkg.packageRef}`
  const changeable = ['draft', 'no_capacity'].includes(pkg.status) && may(actor, 'brokerage.request')
  const change = (page: string, hidden: string) => (changeable ? { change: { href: `${at}/${page}`, hidden } } : {})
  const alone = person?.livesAlone === undefined ? '' : person.livesAlone ? ', lives alone' : ', lives with others'
  return summary([
    {
      key: 'Person',
      value: person
        ? html`${link(pkg.personName, `/people/${pkg.personRef}`)}, ${ageOn(person.birthDay, today)}${alone}`
        : nameFor(actor, pkg),
    },
    { key: 'Why', value: REQUEST_WORDS[pkg.kind].name, ...change('details', 'why it is asked for') },
    {
      key: pkg.byOutcomes ? 'Care' : 'Visits',
      value: pkg.byOutcomes
        ? byOutcomesInWords(pkg.byOutcomes)
        : pkg.pattern.length > 0
          ? pkg.pattern.map((visit) => html`${visitInWords(visit)}${small(visit.tasks)}`)
          : 'Not entered yet',
      ...change(pkg.byOutcomes ? 'by-outcomes' : 'visits', 'visits'),
    },
    {
      key: 'Skills',
      value: pkg.skills.length > 0 ? pkg.skills.join(', ') : 'None in particular',
      ...change('details', 'skills'),
    },
    {
      key: 'Must have',
      value: featureLines(gatesOf(pkg)),
      ...change('needs', 'what a provider must have'),
    },
    { key: 'Wishes', value: featureLines(pkg.wishes), ...change('needs', 'wishes') },
    {
      key: 'Outcomes',
      value:
        pkg.outcomes.length > 0
          ? html`${pkg.outcomes.map((key) => html`${outcomeLabel(key as OutcomeKey)}<br>`)}`
          : 'Not entered yet',
      ...change('details', 'outcomes'),
    },
    {
      key: 'Start',
      value: pkg.startBy ? `By ${formatDay(pkg.startBy)}${pkg.urgent ? ', urgent' : ''}` : 'Not entered yet',
      ...change('details', 'start'),
    },
    isStay(pkg.kind) && {
      key: 'End',
      value: pkg.endDay ? `${formatDay(pkg.endDay)} is the first day without this care` : 'Not entered yet',
      ...change('details', 'end'),
    },
    { key: 'With', value: pkg.withName ?? 'No one' },
    { key: 'Asked for by', value: `${pkg.requestedByName}, ${formatInstant(pkg.requestedAt)}` },
  ])
}

const featureLines = (features: readonly Feature[]): Part =>
  features.length === 0 ? 'Nothing in particular' : features.map((one) => html`${featureInWords(one)}<br>`)

/** "About 10 hours a week, at times that provider and person agree; up to £300 a week" */
export const byOutcomesInWords = ({ weeklyMinutes: minutes, weeklyPence }: ByOutcomes): string =>
  `About ${hoursInWords(minutes)} a week, at times that provider and person agree${weeklyPence === undefined ? '' : `; up to ${formatPence(weeklyPence)} a week`}`

/** Of several on a page each has a caption of its own, by which a screen reader tells them apart. */
export const patternTable = (
  pattern: readonly PatternVisit[],
  { caption = 'Visits a week', action }: { caption?: string; action?: (visit: PatternVisit) => Part } = {},
): Html =>
  dataTable({
    caption,
    captionHidden: true,
    folds: true,
    rows: pattern,
    empty: 'No visits entered yet.',
    columns: [
      { heading: 'Days', cell: (visit) => daysInWords(visit.days) },
      {
        heading: 'Time',
        cell: (visit) =>
          html`${clockInWords(visit.start)}${small(`between ${clockInWords(visit.windowFrom)} and ${clockInWords(visit.windowTo)}`)}${visit.timeCritical && small('Time critical')}`,
      },
      { heading: 'Minutes', format: 'number', cell: (visit) => visit.minutes },
      { heading: 'Workers', format: 'number', cell: (visit) => visit.workers },
      {
        heading: 'What for',
        cell: (visit) =>
          html`${visit.tasks}${visit.shortReason && small(`Short visit: ${visit.shortReason.replaceAll('_', ' ')}${visit.shortAgreed ? `. ${agreedInWords(visit.shortAgreed)}` : ''}`)}${pricedWords(visit).map((words) => small(words))}`,
      },
      ...(action ? [{ heading: 'Action', cell: action }] : []),
    ],
  })

/** "The person agreed on 20 November 2026" */
export const agreedInWords = ({ by, on }: ShortAgreed): string => `${agreerInWords(by)} agreed on ${formatDay(on)}`

/** What a rate card may price besides time and place. */
export const pricedWords = ({ skill, miles }: Pick<PatternVisit, 'skill' | 'miles'>): string[] => [
  ...(skill === undefined ? [] : [`Skill: ${skill.replaceAll('_', ' ')}`]),
  ...(miles === undefined ? [] : [`${counted(miles, 'mile')} to travel`]),
]

/** "£1,240.00 for the stay of 12 days" */
export function stayInWords(pkg: Pick<CarePackage, 'endDay'>, startDay: Day, weeklyPence: number): string | undefined {
  const stay = stayOf(pkg, startDay, weeklyPence)
  return stay && `${formatPence(stay.pence)} for the stay of ${counted(stay.days, 'day')}`
}

/** What is given, beside what was asked for: another package, other times, some of the visits. */
export function placementSection(record: PackageRecord): Html | undefined {
  const { placement, pkg, ranked } = record
  if (!placement) return undefined
  const chosen = ranked.find(({ offer }) => offer.offerRef === pkg.choice?.offerRef)?.offer
  const otherwise = chosen ? otherwiseLines(pkg.pattern, chosen) : []
  return html`${section('Placement', placementSummary(record, placement, otherwise))}${otherwise.length > 0 && section('Visits as placed', patternTable(placement.pattern, { caption: 'Visits as placed' }))}`
}

const placementSummary = ({ pkg }: PackageRecord, placement: Placement, otherwise: readonly string[]): Html =>
  summary([
    { key: 'Provider', value: link(placement.organisationName, `/providers/${placement.organisationRef}`) },
    { key: 'Contract', value: link(placement.contractRef, `/contracts/${placement.contractRef}`) },
    { key: 'From', value: formatDay(placement.startDay) },
    placement.endDay !== null && {
      key: 'Ends',
      value: html`${formatDay(placement.endDay)} is the first day without care${placement.endReason && small(placement.endReason)}`,
    },
    {
      key: 'Cost',
      value: html`${formatPence(placement.weeklyPence)} a week, ${hoursInWords(placement.weeklyMinutes)}${pkg.endDay !== undefined && small(stayInWords(pkg, placement.startDay, placement.weeklyPence) ?? '')}`,
    },
    otherwise.length > 0 && { key: 'Otherwise than asked', value: otherwise.map((words) => html`${words}<br>`) },
  ])
