import { counted } from '#src/base/counted.ts'
import { formatInstant } from '#src/base/day.ts'
import { html } from '#src/platform/pages/html.ts'
import { link } from '#src/platform/pages/table.ts'
import type { Panel, WorkSource } from '#src/platform/panels.ts'
import { isInTime } from '#src/tendering/bids/bid.ts'
import { countStanding } from '#src/tendering/bids/bid.store.ts'
import { OPENERS } from '#src/tendering/bids/opening.ts'
import { tenderWork } from '#src/tendering/tender-work.store.ts'
import { findToOpen } from '#src/tendering/bids/opening.store.ts'

const openingOf = (tenderRef: string): string => `/tenders/${encodeURIComponent(tenderRef)}/opening`

export const bidPanels: readonly Panel[] = [
  {
    on: 'tender',
    title: 'Bids',
    grant: 'tendering.see',
    tab: 'Bids',
    async show(tx, tenderRef) {
      const tender = await findToOpen(tx, tenderRef)
      if (!tender) return html`<p class="govuk-body">Bids are taken once the tender is published.</p>`
      const bids = await countStanding(tx, tenderRef)
      const closed = !isInTime(tx.now, tender.closesAt)
      return html`<p class="govuk-body">${counted(bids, 'bid is', 'bids are')} in. ${
        tender.status === 'published'
          ? `They are sealed until ${formatInstant(tender.closesAt)}${closed ? ' has passed and two officers confirm' : ', and then two officers open them'}.`
          : tender.status === 'cancelled'
            ? 'The tender was cancelled.'
            : 'They are opened.'
      }</p><p class="govuk-body">${link('The opening of the bids', openingOf(tenderRef))}</p>`
    },
  },
]

/** Tenders whose deadline has passed wait for two officers; who has given their word is asked no more. */
export const bidWork: readonly WorkSource[] = [
  {
    grant: 'tendering.open',
    async list(tx, actor) {
      const waiting = (await tenderWork(tx, actor.id)).toOpen
      return waiting.flatMap(({ tenderRef, title, closesAt, confirmed, mine }) =>
        mine && confirmed < OPENERS
          ? []
          : [
              {
                title: `Bids for ${title}`,
                record: `tender:${tenderRef}`,
                href: openingOf(tenderRef),
                due: closesAt,
                action: confirmed < OPENERS ? 'Confirm the opening' : 'Open the bids',
                overdue: false,
              },
            ],
      )
    },
  },
]
