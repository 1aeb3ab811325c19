import { formatDay, formatInstant } from '#src/base/day.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { section } from '#src/platform/pages/record.ts'
import { dataTable, link, small } from '#src/platform/pages/table.ts'
import { statusTag } from '#src/platform/pages/layout.ts'
import type { StatusTag } from '#src/platform/pages/page.ts'
import type { CardProposal } from '#src/rates/proposals/proposal.ts'

export const proposalPath = (proposalRef: string): string => `/rate-card-proposals/${proposalRef}`

export const PROPOSAL_STATES: Readonly<Record<CardProposal['state'], StatusTag>> = {
  proposed: { text: 'To approve', colour: 'yellow' },
  approved: { text: 'Approved', colour: 'green' },
  refused: { text: 'Refused', colour: 'grey' },
}

/** Those that wait for a second officer or were refused lately, on the list of rate cards. */
export const proposalsSection = (proposals: readonly CardProposal[]): Html | false =>
  proposals.length > 0 &&
  section(
    'Proposed prices',
    dataTable({
      caption: 'Versions that are proposed',
      captionHidden: true,
      rows: proposals,
      columns: [
        {
          heading: 'Rate card',
          cell: (one) => html`${link(one.name, proposalPath(one.proposalRef))}${small(one.cardRef)}`,
        },
        { heading: 'From', cell: (one) => formatDay(one.from) },
        { heading: 'Proposed', cell: (one) => html`${formatInstant(one.madeAt)}${small(one.madeByName)}` },
        {
          heading: 'Status',
          cell: (one) =>
            html`${statusTag(PROPOSAL_STATES[one.state])}${one.state === 'refused' && small(`${one.settledByName}: ${one.settledWhy}`)}`,
        },
      ],
    }),
  )
