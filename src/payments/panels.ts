import { adjustmentsTable } from '#src/payments/adjustments/adjustment-table.page.ts'
import { listAdjustmentsOfVisit } from '#src/payments/adjustments/adjustment.store.ts'
import { blockPanels } from '#src/payments/blocks/blocks.page.ts'
import { listContributions } from '#src/payments/charges/charge.store.ts'
import { ledgerPanels } from '#src/payments/ledger/panels.ts'
import { linesTable, periodWords } from '#src/payments/statements/line-table.page.ts'
import { findPayRun } from '#src/payments/pay-runs/pay-run.store.ts'
import {
  countStatementsBefore,
  findPaidLine,
  findStatement,
  listStatements,
} from '#src/payments/statements/statement.store.ts'
import { fileSearch } from '#src/payments/payment-files/file-search.page.ts'
import { secondKeyWork } from '#src/payments/second-key-work.page.ts'
import { querySearch, queryWork } from '#src/payments/queries/query-work.page.ts'
import { upliftPanels, upliftSearch } from '#src/payments/uplift/panels.ts'
import type { Panel, Retained, SearchSource, WorkSource } from '#src/platform/panels.ts'
import { html } from '#src/platform/pages/html.ts'
import { dataTable, link, money } from '#src/platform/pages/table.ts'

export const panels: Panel[] = [
  ...upliftPanels,
  ...ledgerPanels,
  ...blockPanels,
  {
    on: 'person',
    title: 'What they pay',
    grant: 'payments.see',
    tab: 'Payments',
    show: async (tx, personRef) => {
      const [now] = await listContributions(tx, personRef)
      const said =
        now === undefined
          ? 'No contribution is set.'
          : now.weeklyPence === null
            ? 'The whole cost of their care.'
            : html`${money(now.weeklyPence)} a week at most.`
      return html`<p class="govuk-body">${said} ${link('Contributions and charges', `/people/${personRef}/charges`)}</p>`
    },
  },
  {
    on: 'visit',
    title: 'Payment',
    grant: 'payments.see',
    tab: 'Payment',
    async show(tx, visitRef) {
      const line = await findPaidLine(tx, visitRef)
      if (!line) return html`<p class="govuk-body">This visit is not on a paid line yet.</p>`
      const adjustments = await listAdjustmentsOfVisit(tx, visitRef)
      const statements = [...new Set([line, ...adjustments].map(({ statementRef }) => statementRef))]
      return html`${linesTable('Payment of this visit', [line])}
        ${adjustments.length > 0 && adjustmentsTable('Adjustments of this visit', adjustments)}
        ${adjustments.length > 0 && html`<p class="govuk-body">Paid in all: ${money(adjustments.at(-1)?.owedPence)}.</p>`}
        <p class="govuk-body">${statements.map((ref, i) => html`${i > 0 && ', '}${link(`Statement ${ref}`, `/statements/${ref}`)}`)}</p>`
    },
  },
  {
    on: 'provider',
    title: 'Payments',
    grant: 'payments.see',
    tab: 'Payments',
    async show(tx, organisationRef) {
      const { statements } = await listStatements(tx, { organisationRef }, { offset: 0, limit: 6 })
      const bankDetails = html`<p class="govuk-body">${link('Bank details', `/bank-details/${organisationRef}`)} · ${link('What it owes the council', `/provider-debts/${organisationRef}`)}</p>`
      if (statements.length === 0)
        return html`<p class="govuk-body">Nothing has been paid to this provider yet.</p>${bankDetails}`
      return html`${dataTable({
        caption: 'Latest statements',
        captionHidden: true,
        rows: statements,
        columns: [
          { heading: 'Statement', cell: (one) => link(one.statementRef, `/statements/${one.statementRef}`) },
          { heading: 'Period', cell: (one) => periodWords(one) },
          { heading: 'Visits', format: 'number', cell: (one) => one.visits.toLocaleString('en-GB') },
          { heading: 'Amount', format: 'number', cell: (one) => money(one.amountPence) },
        ],
      })}${bankDetails}`
    },
  },
  {
    on: 'person',
    title: 'Letter about visits',
    grant: 'payments.see',
    tab: 'Payments',
    show: async (_tx, personRef) =>
      html`<p class="govuk-body">${link('Print the letter about the last four weeks’ visits', `/people/${personRef}/visits-letter`)}</p>`,
  },
]

export const work: WorkSource[] = [secondKeyWork, queryWork]

export const search: SearchSource[] = [
  ...upliftSearch,
  querySearch,
  fileSearch,
  {
    grant: 'payments.see',
    reference: /^(PR|ST)-\d+$/i,
    async find(tx, words, limit) {
      if (!/^(PR|ST)-\d+$/i.test(words.trim())) return []
      const ref = words.trim().toUpperCase()
      const isRun = ref.startsWith('PR')
      const found = isRun ? await findPayRun(tx, ref) : await findStatement(tx, ref)
      if (!found) return []
      const kind = isRun ? 'Pay run' : 'Statement'
      return [
        { href: `/${isRun ? 'pay-runs' : 'statements'}/${ref}`, title: ref, hint: periodWords(found), kind },
      ].slice(0, limit)
    },
  },
]

export const retained: readonly Retained[] = [
  { kind: 'payments', what: 'Statements', countBefore: countStatementsBefore },
]
