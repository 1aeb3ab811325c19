import { dayOf, formatDay, formatInstant, formatTime, type Instant } from '#src/base/day.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { bad, dataTable, link, small } from '#src/platform/pages/table.ts'
import type { Found, WorkItem } from '#src/platform/panels.ts'

/** Oldest deadline first; what has no deadline comes last. */
export const byDeadline = (items: readonly WorkItem[]): WorkItem[] =>
  items.toSorted((a, b) => {
    if (a.due && b.due) return Temporal.Instant.compare(a.due, b.due)
    return a.due ? -1 : b.due ? 1 : 0
  })

/** What is due on a day is due at its end: an hour would say more than anybody decided. */
const whenDue = (when: Instant): string =>
  formatTime(when) === '12:00am' ? formatDay(dayOf(when)) : formatInstant(when)

const due = ({ due: when, overdue }: WorkItem): Html | string => {
  if (!when) return 'No deadline'
  return overdue ? bad(html`${whenDue(when)}${small('overdue')}`) : whenDue(when)
}

/** "My work": what is due for the reader, each with the one action that moves it on. */
export const workList = (items: readonly WorkItem[]): Html =>
  dataTable({
    caption: 'What is due for you',
    captionHidden: true,
    rows: byDeadline(items),
    folds: true,
    empty: 'Nothing is waiting for you.',
    columns: [
      { heading: 'What', cell: (item) => item.title },
      { heading: 'Due', cell: due },
      {
        heading: 'Action',
        cell: (item) =>
          html`<a class="govuk-link" href="${item.href}">${item.action}<span class="govuk-visually-hidden">: ${item.title}</span></a>`,
      },
    ],
  })

/** What was found for the words in the search box. */
export const searchResults = (found: readonly Found[]): Html =>
  found.length === 0
    ? html`<p class="govuk-body">Nothing was found. Try a reference such as PK-1001, a surname or a postcode.</p>`
    : html`<ul class="govuk-list almoner-found">${found.map(
        (each) => html`<li>${link(each.title, each.href)} ${small(html`${each.kind}, ${each.hint}`)}</li>\n`,
      )}</ul>`
