import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { changePolicy } from '#src/councils/index.ts'
import {
  answerQuery,
  checkBooks,
  listeners,
  makePaymentFile,
  OWN,
  proposeBankDetails,
  raiseQuery,
  releasePaymentFile,
  turnKey,
} from '#src/payments/index.ts'
import { overdueNow } from '#src/payments/compliance/compliance.store.ts'
import { findBalances } from '#src/payments/ledger/ledger.store.ts'
import { previewPayables } from '#src/payments/payment-files/payment-file-commands.ts'
import { findRemittance } from '#src/payments/payment-files/payment-file.store.ts'
import { listStatements } from '#src/payments/statements/statement.store.ts'
import type { Actor } from '#src/platform/actor.ts'
import { loadCallLog, setAside } from '#src/visits/index.ts'
import { officer, providerUser, system, useDatabase } from '#test/support/database.ts'
import { BANDED, FLAWED, got, inCommand, loadVisits, paidRun, seedPayCouncil } from '#test/support/pay-runs.ts'

const GRANTS = ['payments.see', 'payments.pay', 'payments.release', 'payments.bank', 'payments.answer']
const ANN: Actor = { ...officer('O-11', GRANTS), name: 'Ann' }
const BEN: Actor = { ...officer('O-12', GRANTS), name: 'Ben' }
const PAT = providerUser(BANDED, ['payments.statement', 'payments.query'])
const HALF_HOUR = 1600

describe('a visit that is paid by an adjustment, and queried', () => {
  const { shell, clock } = useDatabase({ listeners, seed: seedPayCouncil })
  const council = system()
  const at = (day: string) => {
    clock.now = Temporal.Instant.from(`${day}T12:00:00Z`)
  }
  const file = async (payDay: string): Promise<string> => {
    const { paymentFileRef } = got(await makePaymentFile(shell, ANN, { payDay }))
    got(await releasePaymentFile(shell, BEN, paymentFileRef))
    return paymentFileRef
  }
  const payable = async () =>
    (await shell.read(council, previewPayables)).payables.find((one) => one.organisationRef === BANDED)
  const creditor = async () =>
    (await shell.read(council, (tx) => findBalances(tx, { organisationRef: BANDED }))).creditor
  const remittance = (ref: string) => shell.read(council, (tx) => findRemittance(tx, ref, BANDED))
  const half = (day: string, batch: string) =>
    loadVisits(
      shell,
      [{ personRef: 'P-1001', organisationRef: BANDED, day, start: '08:00', minutes: 30, log: [[0, 30]] }],
      batch,
    )

  /** A fortnight is paid; then a missed visit proves to have been made, and is in query on the statement that adjusts it. */
  const queried = async () => {
    const [, , missed = ''] = await loadVisits(shell, FLAWED)
    await paidRun(shell)
    const value = {
      ...{ serviceUserNumber: '654321', originatorName: 'WENBURY COUNCIL' },
      ledgerColumns: [{ code: 'amount', label: 'Amount' }],
    }
    got(await changePolicy(shell, council, { kind: 'payment-files', value, fromDay: '2026-11-22', reason: 'Set up' }))
    for (const [at, organisationRef] of [OWN, BANDED].entries()) {
      const account = {
        sortCode: '99-00-01',
        accountNumber: `1000000${at}`,
        accountName: 'An account',
        reason: 'First',
      }
      const { bankDetailsRef } = got(await proposeBankDetails(shell, ANN, { ...account, organisationRef }))
      got(await turnKey(shell, BEN, bankDetailsRef))
    }
    at('2026-11-26')
    await file('2026-12-01')
    const micros = (time: string) => Temporal.Instant.from(`2026-11-04T${time}:00Z`).epochMilliseconds * 1000
    await inCommand(shell, (tx) =>
      loadCallLog(tx, 'vendor:made-up', [
        {
          ...{ logRef: 'LATE-1', visitRef: missed, personRef: 'P-1001', workerRef: 'W-1', reasonCode: undefined },
          ...{ in: micros('08:01'), inSource: 'tag', out: micros('08:30'), outSource: 'tag' },
        },
      ]),
    )
    await half('2026-11-17', 'B')
    const run = await paidRun(shell, { organisationRef: BANDED, from: '2026-11-16', to: '2026-11-23' })
    const { statements } = await shell.read(council, (tx) =>
      listStatements(tx, { payRunRef: run }, { offset: 0, limit: 5 }),
    )
    const statementRef = statements[0]?.statementRef ?? ''
    assert.equal(statements[0]?.amountPence, 2 * HALF_HOUR)
    const asked = { statementRef, visitRefs: [missed], type: 'actuals', words: 'She stayed an hour' } as const
    const { queryRef, amountPence } = got(await raiseQuery(shell, PAT, asked))
    assert.equal(amountPence, HALF_HOUR)
    return { queryRef, statementRef }
  }

  it('waits for the answer, while the other lines of its statement are paid; then it is paid as it was', async () => {
    const { queryRef, statementRef } = await queried()
    const first = await remittance(await file('2026-12-02'))
    assert.deepEqual([first?.amountPence, first?.heldPence], [HALF_HOUR, HALF_HOUR])
    assert.equal(await payable(), undefined)
    got(await answerQuery(shell, ANN, { queryRef, move: 'refuse', words: 'The log stands' }))
    const second = await remittance(await file('2026-12-03'))
    assert.deepEqual(
      second?.parts.map((part) => [part.statementRef, part.queryRef, part.amountPence]),
      [[statementRef, queryRef, HALF_HOUR]],
    )
    assert.equal(await creditor(), 0)
    assert.deepEqual(await shell.read(council, checkBooks), [])
  })

  it('that is taken back again while it is in query comes to nothing: nobody is paid or owes, and nothing is late', async () => {
    const { queryRef } = await queried()
    await file('2026-12-02')
    got(
      await setAside(shell, council, { source: 'vendor:made-up', logRef: 'LATE-1', reason: 'It is of another person' }),
    )
    at('2026-12-01')
    await paidRun(shell, { organisationRef: BANDED, from: '2026-11-23', to: '2026-11-30' })
    assert.equal((await payable())?.amountPence, 0 - HALF_HOUR)
    got(await answerQuery(shell, ANN, { queryRef, move: 'agree', words: 'It was not made' }))
    const both = await payable()
    assert.deepEqual([both?.amountPence, both?.exception, both?.parts.length], [0, 'nothing to pay', 2])
    assert.equal(await creditor(), 0)
    at('2027-02-01')
    // Those of the two providers without bank details alone.
    assert.equal((await shell.read(council, overdueNow)).statements, 2)
    // The next payment takes both with it.
    await half('2026-12-02', 'C')
    await paidRun(shell, { organisationRef: BANDED, from: '2026-11-30', to: '2026-12-07' })
    const last = await remittance(await file('2027-02-04'))
    assert.deepEqual([last?.amountPence, last?.parts.length], [HALF_HOUR, 3])
    assert.equal(await creditor(), 0)
    assert.deepEqual(await shell.read(council, checkBooks), [])
  })
})

describe('a period of the night on which the clock goes back', () => {
  const { shell } = useDatabase({ listeners, seed: seedPayCouncil })
  const council = system()

  it('has the visits of its days as the council reckons them, each in one period', async () => {
    const visit = (day: string, start: string, log: readonly [number, number]) => ({
      ...{ personRef: 'P-1001', organisationRef: BANDED, day, start, minutes: 30 },
      log: [log],
    })
    await loadVisits(shell, [
      visit('2026-10-24', '23:30', [0, 30]),
      visit('2026-10-25', '00:15', [0, 30]),
      visit('2026-10-25', '23:30', [0, 30]),
      visit('2026-10-26', '00:15', [0, 30]),
    ])
    const visitsOf = async (from: string, to: string) => {
      const payRunRef = await paidRun(shell, { organisationRef: BANDED, from, to })
      const { statements } = await shell.read(council, (tx) =>
        listStatements(tx, { payRunRef }, { offset: 0, limit: 5 }),
      )
      return statements.map((one) => [one.visits, one.amountPence])
    }
    assert.deepEqual(await visitsOf('2026-10-25', '2026-10-26'), [[2, 2 * HALF_HOUR]])
    assert.deepEqual(await visitsOf('2026-10-24', '2026-10-25'), [[1, HALF_HOUR]])
    assert.deepEqual(await visitsOf('2026-10-24', '2026-10-27'), [[1, HALF_HOUR]])
    assert.deepEqual(await visitsOf('2026-10-24', '2026-10-27'), [])
  })
})
