import { formatDay } from '#src/base/day.ts'
import { countEndedBefore, listContracts, listContractsOf } from '#src/contracts/contract.store.ts'
import { lastDay } from '#src/contracts/draw-down.ts'
import { myContracts } from '#src/contracts/dates/work.page.ts'
import type { Panel, Retained, SearchSource, WorkSource } from '#src/platform/panels.ts'
import { html } from '#src/platform/pages/html.ts'
import { dataTable, link, money, small } from '#src/platform/pages/table.ts'

export const panels: Panel[] = [
  {
    on: 'provider',
    title: 'Contracts',
    grant: 'contracts.see',
    tab: 'Work in hand',
    async show(tx, organisationRef) {
      const contracts = await listContractsOf(tx, organisationRef)
      if (contracts.length === 0) return html`<p class="govuk-body">This provider has no contract with the council.</p>`
      return dataTable({
        caption: 'Contracts',
        captionHidden: true,
        rows: contracts,
        columns: [
          {
            heading: 'Contract',
            cell: (one) => html`${link(one.title, `/contracts/${one.contractRef}`)}${small(one.contractRef)}`,
          },
          { heading: 'Lot', cell: (one) => one.lot },
          { heading: 'Last day', cell: (one) => formatDay(lastDay(one.toDay)) },
          { heading: 'Committed', format: 'number', cell: (one) => money(one.committedPence) },
        ],
      })
    },
  },
]

export const work: WorkSource[] = [{ grant: 'contracts.change', list: myContracts }]

export const search: SearchSource[] = [
  {
    grant: 'contracts.see',
    reference: /^CT-\d+$/i,
    async find(tx, words, limit) {
      const { contracts } = await listContracts(tx, { words }, { offset: 0, limit })
      return contracts.map((one) => ({
        href: `/contracts/${one.contractRef}`,
        title: one.title,
        hint: one.contractRef,
        kind: 'Contract',
      }))
    },
  },
]

export const retained: readonly Retained[] = [
  { kind: 'contracts', what: 'Contracts that ended', countBefore: countEndedBefore },
]
