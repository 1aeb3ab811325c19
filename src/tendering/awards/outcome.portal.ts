/** What a bidder is told of its own bid. The database shows it no other’s. */
import { formatInstant } from '#src/base/day.ts'
import { notFound, page, type Reply, type Visit } from '#src/platform/http/doors.ts'
import { html } from '#src/platform/pages/html.ts'
import { findSummary } from '#src/tendering/awards/summary.store.ts'
import { summaryView } from '#src/tendering/awards/summary-view.page.ts'

export async function showOutcome({ shell, actor, params }: Visit): Promise<Reply> {
  const tenderRef = params['ref'] ?? ''
  const sent = await shell.read(actor, (tx) =>
    findSummary(tx, tenderRef, { organisationRef: actor.organisation ?? '' }),
  )
  if (!sent) return notFound()
  return page({
    title: 'The outcome for you',
    caption: `${tenderRef} ${sent.summary.title}`,
    section: 'tenders',
    breadcrumbs: [
      { text: 'Tenders', href: '/portal/tenders' },
      { text: tenderRef, href: `/portal/tenders/${encodeURIComponent(tenderRef)}` },
      { text: 'Outcome' },
    ],
    wide: true,
    content: html`<p class="govuk-body">Assessment summary of ${sent.summary.organisationName} for ${sent.bidRef}, sent on ${formatInstant(sent.sentAt)}${sent.edition > 1 && ', in place of an earlier one'}.</p>
      ${summaryView(sent.summary)}`,
  })
}
