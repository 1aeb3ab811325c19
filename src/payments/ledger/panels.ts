import { positionOf } from '#src/payments/ledger/ledger.ts'
import { findBalances, type LedgerSearch } from '#src/payments/ledger/ledger.store.ts'
import type { Read } from '#src/platform/database.ts'
import type { Panel } from '#src/platform/panels.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { withQuery } from '#src/platform/pages/queue.ts'
import { summary } from '#src/platform/pages/record.ts'
import { link, money } from '#src/platform/pages/table.ts'

async function position(tx: Read, search: LedgerSearch, linesHref: string): Promise<Html> {
  const { committedPence, accruedPence, owedPence, paidPence } = positionOf(await findBalances(tx, search))
  return html`${summary([
    { key: 'Still committed', value: money(committedPence) },
    { key: 'Accrued, in a draft pay run', value: money(accruedPence) },
    { key: 'Owed, on statements', value: money(owedPence) },
    { key: 'Paid', value: money(paidPence) },
  ])}<p class="govuk-body">${link('See the lines of the ledger', linesHref)}</p>`
}

/** What stands committed, accrued, owed and paid on a contract or a package. */
export const ledgerPanels: readonly Panel[] = [
  {
    on: 'contract',
    title: 'Committed, accrued, paid',
    grant: 'payments.see',
    tab: 'Payments',
    show: (tx, contractRef) => position(tx, { contractRef }, withQuery('/ledger/lines', { contract: contractRef })),
  },
  {
    on: 'package',
    title: 'Committed, accrued, paid',
    grant: 'payments.see',
    tab: 'Payments',
    show: (tx, packageRef) => position(tx, { packageRef }, withQuery('/ledger/lines', { package: packageRef })),
  },
]
