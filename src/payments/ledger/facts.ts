import { formatPence, type Pence } from '#src/base/money.ts'
import { SOURCE_NAMES, type Source } from '#src/payments/ledger/ledger.ts'
import type { RecordKey } from '#src/platform/actor.ts'
import type { Seal } from '#src/platform/audit.ts'
import type { Words } from '#src/platform/panels.ts'

export type LedgerFact = {
  readonly type: 'payments.ledger-posted'
  readonly about: readonly RecordKey[]
  readonly data: { source: Source; pence: Pence; chunk: string } & Seal & Record<string, unknown>
}

export const ledgerWords: Words = {
  'payments.ledger-posted': ({ source, pence }: LedgerFact['data']) =>
    `${formatPence(pence)} posted to the ledger: ${SOURCE_NAMES[source].toLowerCase()}`,
}
