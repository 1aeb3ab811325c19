import { type Day, daysBetween } from '#src/base/day.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import { bad, dataTable, shortDay, small } from '#src/platform/pages/table.ts'
import { KEY_QUESTIONS, type Rating, WHOLE_LOCATION } from '#src/providers/cqc-values.ts'
import type { CurrentRating } from '#src/providers/ratings/rating.store.ts'

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
  html`${publishedOn(current)}${daysBetween(current.ratedOn, today) > FOUR_YEARS && small(bad('more than four years old'))}`

const publishedOn = (current: CurrentRating): Html =>
  html`${
    current.datedBy === 'source'
      ? shortDay(current.ratedOn)
      : html`date not given, first seen ${shortDay(current.ratedOn)}`
  }${current.inherited && small('inherited from the registration before')}`

/** The latest ratings of one location or provider: a table for each service group, a row for each key question. */
export function currentRatingsTable(current: readonly CurrentRating[], today: Day): Html {
  if (current.length === 0)
    return html`<p class="govuk-body">No rating has been published, or no extract with ratings has been imported.</p>`
  const groups = [...Map.groupBy(current, ({ serviceGroup }) => serviceGroup)]
  return html`${groups.map(([group, ratings]) =>
    dataTable({
      caption: group === WHOLE_LOCATION ? 'Whole location' : group,
      rows: KEY_QUESTIONS.flatMap((question) => ratings.find(({ keyQuestion }) => keyQuestion === question) ?? []),
      columns: [
        { heading: 'Key question', cell: (one) => one.keyQuestion },
        { heading: 'Rating', cell: (one) => ratingTag(one) },
        { heading: 'Published', cell: (one) => html`${ratingDate(one, today)}${small(sourceWords(one.source))}` },
      ],
    }),
  )}`
}

/** Every report, newest first, with its overall rating and its key questions. */
export function ratingsHistoryTable(ratings: readonly CurrentRating[]): Html {
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
        cell: ([one]) => (one ? html`${publishedOn(one)}${small(sourceWords(one.source))}` : ''),
      },
      {
        heading: 'Overall',
        cell: (report) =>
          html`${ratingTag(report.find(({ keyQuestion }) => keyQuestion === 'Overall'))}${report[0] && report[0].serviceGroup !== WHOLE_LOCATION && small(report[0].serviceGroup)}`,
      },
      {
        heading: 'Key questions',
        cell: (report) =>
          KEY_QUESTIONS.flatMap((question) => {
            const one = question === 'Overall' ? undefined : report.find(({ keyQuestion }) => keyQuestion === question)
            return one ? [`${question}: ${one.rating ?? one.unratedLabel ?? ''}`] : []
          }).join(', '),
      },
    ],
  })
}
