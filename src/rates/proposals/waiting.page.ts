import { formatDay, formatInstant } from '#src/base/day.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { section } from '#src/platform/pages/record.ts'
import { dataTable, link, small } from '#src/platform/pages/table.ts'
import type { CardProposal } from '#src/rates/proposals/proposal.ts'

export const proposalPath = (proposalRef: string): string => `/rate-card-proposals/${proposalRef}`

/** Those that wait, on the list of rate cards. */
export const waitingSection = (waiting: readonly CardProposal[]): Html | false =>
  waiting.length > 0 &&
  section(
    'Waiting for a second officer',
    dataTable({
      caption: 'Versions that are proposed',
      captionHidden: true,
      rows: waiting,
      columns: [
        {
          heading: 'Rate card',
          cell: (one) => html`${link(one.name, proposalPath(one.proposalRef))}${small(one.cardRef)}`,
        },
        { heading: 'From', cell: (one) => formatDay(one.from) },
        { heading: 'Proposed', cell: (one) => html`${formatInstant(one.madeAt)}${small(one.madeByName)}` },
      ],
    }),
  )
