import { type Day, formatDay } from '#src/base/day.ts'
import { askerLabel, type NextKind, type NextReview } from '#src/people/reviews/next-review.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import type { SummaryRow } from '#src/platform/pages/record.ts'
import { bad, small } from '#src/platform/pages/table.ts'

export const KIND_WORDS: Readonly<Record<NextKind, string>> = {
  'light check': 'Light check',
  review: 'Review',
  'asked for': 'Review that was asked for',
  'no plan': 'Support plan to agree',
}

export const byWords = (next: NextReview, today: Day): Html | string =>
  next.by < today ? bad(`${formatDay(next.by)}, overdue`) : formatDay(next.by)

export const ownerWords = ({ ownerRef, ownerName, inOffice }: NextReview): Html | string =>
  ownerRef === null ? bad('Nobody') : inOffice ? (ownerName ?? ownerRef) : bad(`${ownerName ?? ownerRef} has left`)

/** "The light check of the support plan is due by 17 January 2027." */
export function nextWords(next: NextReview, today: Day): Html {
  const by = byWords(next, today)
  switch (next.kind) {
    case 'light check':
      return html`The light check of the support plan is due by ${by}.`
    case 'review':
      return html`The review of the support plan is due by ${by}.`
    case 'asked for':
      return html`A review was asked for and is due by ${by}.`
    case 'no plan':
      return html`Care runs without a support plan, which is due by ${by}.`
  }
}

export const nextRows = (next: NextReview, today: Day): (SummaryRow | false)[] => [
  { key: 'What', value: KIND_WORDS[next.kind] },
  { key: 'Due by', value: next.by > next.due ? formatDay(next.due) : byWords(next, today) },
  next.by > next.due && { key: 'Deferred to', value: html`${byWords(next, today)}${small(next.reason)}` },
  { key: 'Planned for', value: next.plannedDay === null ? 'No day yet' : formatDay(next.plannedDay) },
  { key: 'With', value: ownerWords(next) },
  next.askedBy !== null && { key: 'Asked for by', value: html`${askerLabel(next.askedBy)}${small(next.askedReason)}` },
]
