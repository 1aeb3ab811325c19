import { grouped } from '#src/base/counted.ts'
import { formatInstant, type Instant } from '#src/base/day.ts'
import { insetText, summaryList, timeline } from '#src/platform/pages/components.ts'
import { type Html, html, type Part } from '#src/platform/pages/html.ts'

/** A section of the right third: a line, a heading, what it says. */
export const asideSection = (title: string, content: Part): Html =>
  html`<section class="almoner-aside__section"><h2 class="govuk-heading-m">${title}</h2>${paragraph(content)}</section>`

const paragraph = (content: Part): Part =>
  typeof content === 'string' ? html`<p class="govuk-body">${content}</p>` : content

/** Who must do what next, and what the reader may do. */
export const whatHappensNext = (content: Part): Html => asideSection('What happens next', content)

export type TimelineEntry = { title: Part; by?: string; at: Instant; text?: Part }

/** The audit trail in words, newest first. */
export const timelinePanel = (panel: {
  title?: string
  entries: readonly TimelineEntry[]
  allHref?: string
  empty?: string
}): Html =>
  asideSection(
    panel.title ?? 'Latest history',
    panel.entries.length === 0
      ? (panel.empty ?? 'Nothing has been recorded yet.')
      : html`${timeline({
          headingLevel: 3,
          items: panel.entries.map((entry) => ({
            label: { html: html`${entry.title}` },
            byline: entry.by === undefined ? undefined : { text: entry.by },
            datetime: { timestamp: entry.at.toString(), format: formatInstant(entry.at) },
            html: html`${entry.text ?? ''}`,
          })),
        })}${panel.allHref !== undefined && html`<p class="govuk-body"><a class="govuk-link" href="${panel.allHref}">All history</a></p>`}`,
  )

export type SummaryRow = {
  key: string
  value: Part
  /** A link at the right; `hidden` completes its words for those who hear them: "Change" + "start day". */
  change?: { href: string; text?: string; hidden?: string }
}

/** Keys and values, each with a way to change it. */
export const summary = (rows: readonly (SummaryRow | undefined | false)[], options?: { narrow?: boolean }): Html =>
  summaryList({
    classes: options?.narrow ? 'govuk-summary-list--no-border almoner-summary--narrow' : '',
    rows: rows.map(
      (row) =>
        row && {
          key: { text: row.key },
          value: { html: html`${row.value}` },
          actions: row.change && {
            items: [
              {
                href: row.change.href,
                text: row.change.text ?? 'Change',
                visuallyHiddenText: row.change.hidden ?? row.key.toLowerCase(),
              },
            ],
          },
        },
    ),
  })

/** A heading and what stands under it, in the main column. */
export const section = (title: string, content: Part): Html =>
  html`<section class="almoner-section"><h2 class="govuk-heading-m">${title}</h2>${paragraph(content)}</section>`

/** Two thirds and one third within a `wide` page. */
export const columns = (main: Part, aside: Part): Html =>
  html`<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">${main}</div><div class="govuk-grid-column-one-third almoner-aside">${aside}</div></div>`

/** A row of large figures: "46 people supported, 3 more than last month"; a count is told in thousands. */
export const keyFigures = (figures: readonly { value: Part; label: string; hint?: string }[]): Html =>
  html`<ul class="almoner-figures">${figures.map(
    (figure) =>
      html`<li class="almoner-figures__item"><span class="almoner-figures__value">${typeof figure.value === 'number' ? grouped(figure.value) : figure.value}</span> <span class="almoner-figures__label">${figure.label}</span>${
        figure.hint !== undefined && html` <span class="almoner-figures__hint">${figure.hint}</span>`
      }</li>\n`,
  )}</ul>`

/** Words set apart, such as a sentence that explains a price. */
export const inset = (content: Part): Html => insetText({ html: html`${content}` })

/**
 * How far long work has come. With scripts its words follow the server's events `progress`, a chart its events `chart`, and the page reloads on `done`;
 * without, a link asks again (a page that reloads itself breaks WCAG 2.2.1).
 */
export const progress = (work: { words: string; eventsHref: string; pageHref: string; chart?: Html | false }): Html =>
  html`<p class="govuk-body" role="status" data-progress-events="${work.eventsHref}">${work.words}</p>
<noscript><p class="govuk-body"><a class="govuk-link" href="${work.pageHref}">Check again</a></p></noscript>${work.chart !== undefined && html`<div data-progress-chart>${work.chart}</div>`}`
