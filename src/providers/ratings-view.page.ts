import { type Day, daysBetween, formatDay } from '#src/base/day.ts'
import { figure } from '#src/platform/pages/figure.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import { section } from '#src/platform/pages/record.ts'
import { bad, dataTable, shortDay, small } from '#src/platform/pages/table.ts'
import { KEY_QUESTIONS, type KeyQuestion, RATINGS, type Rating, WHOLE_LOCATION } from '#src/providers/cqc-values.ts'
import { ratingSteps } from '#src/providers/rating-history.ts'
import type { CurrentRating } from '#src/providers/register.store.ts'

const COLOURS: Record<Rating, 'purple' | 'green' | 'orange' | 'red'> = {
  Outstanding: 'purple',
  Good: 'green',
  'Requires improvement': 'orange',
  Inadequate: 'red',
}

const SOURCES: Record<string, string> = {
  'cqc-api': 'CQC API',
  'cqc-latest-ratings': 'CQC latest ratings',
  'cqc-locations': 'CQC register of locations',
  'cqc-directory': 'CQC directory',
  'homecare-agencies': 'list of home-care agencies',
  'care-homes': 'list of care homes',
  'inspections-history': 'history of inspections',
}

export const sourceWords = (source: string): string => SOURCES[source] ?? source

/** A rating as a tag with its words, or the label that stands for none. */
export const ratingTag = (current: Pick<CurrentRating, 'rating' | 'unratedLabel'> | undefined): Html =>
  current?.rating
    ? statusTag({ text: current.rating, colour: COLOURS[current.rating] })
    : statusTag({ text: current?.unratedLabel ?? 'Not rated', colour: 'grey' })

const FOUR_YEARS = 4 * 365

/** When it was published, whether it belongs to the owner before, and that it is old (Q-22: flagged over four years). */
export const ratingDate = (current: CurrentRating, today: Day): Html =>
  html`${
    current.datedBy === 'source'
      ? shortDay(current.ratedOn)
      : html`date not given, first seen ${shortDay(current.ratedOn)}`
  }${current.inherited && small('inherited from the registration before')}${
    daysBetween(current.ratedOn, today) > FOUR_YEARS && small(bad('more than four years old'))
  }`

/** The latest ratings of one location: a row for each service group, a column for each key question. */
export function currentRatingsTable(current: readonly CurrentRating[], today: Day): Html {
  if (current.length === 0)
    return html`<p class="govuk-body">No rating has been published, or no extract with ratings has been imported.</p>`
  const groups = [...Map.groupBy(current, ({ serviceGroup }) => serviceGroup)].map(([group, ratings]) => ({
    group,
    ratings,
    of: new Map<KeyQuestion, CurrentRating>(ratings.map((one) => [one.keyQuestion, one])),
  }))
  return dataTable({
    caption: 'Latest ratings by service group and key question',
    captionHidden: true,
    rows: groups,
    columns: [
      { heading: 'Service group', cell: ({ group }) => (group === WHOLE_LOCATION ? 'Whole location' : group) },
      ...KEY_QUESTIONS.map((question) => ({
        heading: question,
        cell: ({ of }: (typeof groups)[number]) => (of.has(question) ? ratingTag(of.get(question)) : 'not given'),
      })),
      {
        heading: 'Published',
        cell: ({ of, ratings }) => {
          const newest = of.get('Overall') ?? ratings[0]
          return newest ? html`${ratingDate(newest, today)}${small(sourceWords(newest.source))}` : ''
        },
      },
    ],
  })
}

const month = (day: Day): string =>
  Temporal.PlainDate.from(day).toLocaleString('en-GB', { month: 'short', year: 'numeric' })

/** Overall ratings over the years, one line a series: a service group, or a location. */
export function ratingsFigure(
  title: string,
  series: readonly { name: string; ratings: readonly CurrentRating[] }[],
): Html {
  const { days, lines } = ratingSteps(
    series.map(({ name, ratings }) => ({
      name,
      ratings: ratings.filter(({ keyQuestion }) => keyQuestion === 'Overall'),
    })),
  )
  if (days.length < 2) return section(title, 'There is no second report yet to compare with.')
  const first = days[0] as Day
  const last = days.at(-1) as Day
  return figure({
    title,
    finding: findingOf(lines, first, last),
    kind: 'line',
    labels: days.map(month),
    labelHeading: 'Report',
    series: lines.map(({ name, ranks }) => ({ name, values: ranks })),
    format: (rank) => RATINGS[4 - rank] ?? '',
    definition: `Overall ratings as the Care Quality Commission published them, ${formatDay(first)} to ${formatDay(last)}. A line holds its rating until the next report; reports stand at equal distances, not to scale. Nothing is worked out from the key questions.`,
  })
}

function findingOf(
  lines: readonly { name: string; ranks: readonly (number | undefined)[] }[],
  first: Day,
  last: Day,
): string {
  const sentences = lines.map(({ name, ranks }) => {
    const known = ranks.filter((rank) => rank !== undefined)
    const now = RATINGS[4 - (known.at(-1) ?? 0)] ?? 'not rated'
    const changes = known.filter((rank, at) => at > 0 && rank !== known[at - 1]).length
    const changed = changes === 0 ? 'in every report' : changes === 1 ? 'after one change' : `after ${changes} changes`
    return `${name} is ${now} ${changed}`
  })
  return `${sentences.join('; ')}${first === last ? '' : `, reports of ${month(first)} to ${month(last)}`}.`
}

/** Every report, newest first, with all its key questions. */
export function ratingsHistoryTable(ratings: readonly CurrentRating[], today: Day): Html {
  const reports = [
    ...Map.groupBy(ratings, ({ ref, serviceGroup, ratedOn }) => `${ratedOn} ${ref} ${serviceGroup}`).values(),
  ].sort((a, b) => ((a[0]?.ratedOn ?? '') < (b[0]?.ratedOn ?? '') ? 1 : -1))
  return dataTable({
    caption: 'Every published rating, newest first',
    captionHidden: true,
    rows: reports,
    empty: 'No rating has been published.',
    columns: [
      {
        heading: 'Published',
        cell: ([one]) => (one ? html`${ratingDate(one, today)}${small(sourceWords(one.source))}` : ''),
      },
      {
        heading: 'Service group',
        cell: ([one]) => (one?.serviceGroup === WHOLE_LOCATION ? 'Whole location' : one?.serviceGroup),
      },
      ...KEY_QUESTIONS.map((question) => ({
        heading: question,
        cell: (report: readonly CurrentRating[]) => {
          const one = report.find(({ keyQuestion }) => keyQuestion === question)
          return one ? (one.rating ?? one.unratedLabel ?? '') : ''
        },
      })),
    ],
  })
}
