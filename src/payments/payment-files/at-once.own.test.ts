/** Payment files made, released and returned by several at once, on PostgreSQL: nothing is paid twice, and nothing is left behind. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { changePolicy } from '#src/councils/index.ts'
import { proposeDebt, settleDebt } from '#src/payments/debts/debt-commands.ts'
import {
  answerQuery,
  listeners,
  makePaymentFile,
  OWN,
  proposeBankDetails,
  raiseQuery,
  releasePaymentFile,
  turnKey,
} from '#src/payments/index.ts'
import { cancelPaymentFile } from '#src/payments/payment-files/payment-file-commands.ts'
import { returnPayment } from '#src/payments/payment-files/return-commands.ts'
import { listStatements } from '#src/payments/statements/statement.store.ts'
import type { Actor } from '#src/platform/actor.ts'
import { createShell, type Shell } from '#src/platform/command.ts'
import { addCouncil } from '#src/platform/councils.ts'
import { createDatabase, rows, sql } from '#src/platform/database.ts'
import { type Engine, openPostgres } from '#src/platform/engine.ts'
import { setAside } from '#src/visits/index.ts'
import { auditBooks } from '#test/support/books.ts'
import { COUNCIL, migratedDatabase, NOON, officer, providerUser, system } from '#test/support/database.ts'
import { BALANCED, BANDED, FLAWED, got, loadVisits, paidRun, refusal, seedPayCouncil } from '#test/support/pay-runs.ts'
import { type PrivatePostgres, startPostgres } from '#test/support/postgres.ts'

const GRANTS = ['payments.see', 'payments.pay', 'payments.release', 'payments.bank', 'payments.answer']
const ANN: Actor = { ...officer('O-11', GRANTS), name: 'Ann' }
const BEN: Actor = { ...officer('O-12', GRANTS), name: 'Ben' }
const CAZ: Actor = { ...officer('O-13', GRANTS), name: 'Caz' }
const TRIES = 4
const PAY_DAY = '2026-12-04'

describe('payment files at once', () => {
  let postgres: PrivatePostgres
  let engine: Engine
  let shell: Shell
  let now = NOON
  let visits: string[] = []
  before(async () => {
    postgres = await startPostgres()
    engine = openPostgres(await migratedDatabase(postgres.url))
    shell = createShell(createDatabase(engine), listeners, () => now)
    await addCouncil(shell.database, { council: COUNCIL, name: 'Wenbury', trial: true })
    await seedPayCouncil({ shell })
    visits = await loadVisits(shell, FLAWED)
    await paidRun(shell)
    const value = {
      serviceUserNumber: '654321',
      originatorName: 'WENBURY',
      ledgerColumns: [{ code: 'amount', label: 'Amount' }],
    }
    got(await changePolicy(shell, system(), { kind: 'payment-files', value, fromDay: '2026-11-22', reason: 'Set up' }))
    for (const [at, ref] of [OWN, BANDED, BALANCED].entries()) await bank(ref, `1000000${at}`)
    now = Temporal.Instant.from('2026-11-26T12:00:00Z')
  })
  after(async () => {
    await engine?.close()
    await postgres?.stop()
  })

  async function bank(organisationRef: string, accountNumber: string): Promise<void> {
    const account = { sortCode: '99-00-01', accountNumber, accountName: 'An account', reason: 'First' }
    const { bankDetailsRef } = got(await proposeBankDetails(shell, ANN, { ...account, organisationRef }))
    got(await turnKey(shell, BEN, bankDetailsRef))
  }
  const parts = () =>
    shell.read(system(), (tx) =>
      rows(
        tx,
        sql<{ times: number }>`select count(*)::int as times from payments.payment_part p
          join payments.payment_file f using (council_id, payment_file_ref)
          where council_id = ${COUNCIL} and f.state <> 'cancelled' group by statement_ref, query_ref`,
      ),
    )
  const make = (by: Actor) => makePaymentFile(shell, by, { payDay: PAY_DAY })

  it('of three made of the same statements one has them, and the others have nothing to pay', async () => {
    for (let time = 0; time < TRIES; time++) {
      const made = await Promise.all([ANN, BEN, CAZ].map(make))
      assert.deepEqual(
        made.flatMap((one) => refusal(one) ?? []),
        ['nothing to pay', 'nothing to pay'],
      )
      assert.deepEqual(await parts(), [{ times: 1 }, { times: 1 }])
      const [file] = made.flatMap((one) => (one.ok ? [one.value] : []))
      got(await cancelPaymentFile(shell, ANN, file?.paymentFileRef ?? ''))
    }
  })

  it('one is cancelled while another is made of what it had: all of it is in one of them, or waits', async () => {
    for (let time = 0; time < TRIES; time++) {
      const { paymentFileRef } = got(await make(ANN))
      const [cancelled, made] = await Promise.all([cancelPaymentFile(shell, ANN, paymentFileRef), make(BEN)])
      got(cancelled)
      assert.deepEqual(await parts(), made.ok ? [{ times: 1 }, { times: 1 }] : [])
      if (made.ok) got(await cancelPaymentFile(shell, BEN, made.value.paymentFileRef))
    }
  })

  it('two officers release it, two write down that a payment came back: each is done once, and the books hold', async () => {
    const { paymentFileRef } = got(await make(ANN))
    const released = await Promise.all([BEN, CAZ].map((by) => releasePaymentFile(shell, by, paymentFileRef)))
    assert.equal(released.filter(({ ok }) => ok).length, 1)
    now = Temporal.Instant.from('2026-12-07T12:00:00Z')
    const back = { paymentFileRef, organisationRef: BALANCED, day: '2026-12-07', note: '' }
    const [first, second, more] = await Promise.all([
      returnPayment(shell, ANN, { ...back, why: 'account_closed' }),
      returnPayment(shell, BEN, { ...back, why: 'account_moved' }),
      makePaymentFile(shell, CAZ, { payDay: '2026-12-11' }),
    ])
    assert.equal([first, second].filter(({ ok }) => ok).length, 1)
    assert.equal(refusal(more), 'nothing to pay', 'what came back waits for details confirmed since')
    assert.deepEqual((await auditBooks(shell.database)).faults, [])
  })

  it('a visit that is on a statement and adjusted on the next is put in query on both: one query has it', async () => {
    for (const logRef of ['A-6-0', 'A-6-1'])
      got(await setAside(shell, system(), { source: 'vendor:made-up', logRef, reason: 'Nobody came' }))
    const second = await paidRun(shell, { organisationRef: BANDED, from: '2026-11-16', to: '2026-11-23' })
    const { statements } = await shell.read(system(), (tx) =>
      listStatements(tx, { organisationRef: BANDED }, { offset: 0, limit: 9 }),
    )
    assert.equal(statements.find(({ payRunRef }) => payRunRef === second)?.amountPence, 0 - 4000)
    const pat = providerUser(BANDED, ['payments.statement', 'payments.query'])
    const raised = await Promise.all(
      statements.map(({ statementRef }) =>
        raiseQuery(shell, pat, { statementRef, visitRefs: [visits[6] ?? ''], type: 'remittance', words: 'They came' }),
      ),
    )
    assert.deepEqual(
      raised.flatMap((one) => refusal(one) ?? []),
      ['a line is in another query'],
    )
    const [open] = raised.flatMap((one) => (one.ok ? [one.value] : []))
    got(await answerQuery(shell, ANN, { queryRef: open?.queryRef ?? '', move: 'refuse', words: 'They did not' }))
  })

  it('of two officers who confirm that a debt is written off one does, while a file is made; the books hold', async () => {
    const terms = {
      way: 'written_off',
      seenPence: 4000,
      day: '2026-12-07',
      reference: '',
      reason: 'In liquidation',
    } as const
    const asked = await Promise.all(
      [ANN, BEN].map((by) => proposeDebt(shell, by, { ...terms, organisationRef: BANDED })),
    )
    assert.deepEqual(
      asked.flatMap((one) => refusal(one) ?? []),
      ['another proposal waits'],
    )
    const [debt] = asked.flatMap((one) => (one.ok ? [one.value] : []))
    const others = [ANN, BEN, CAZ].filter((one) => one.name !== debt?.madeByName)
    const [first, second] = await Promise.all([
      ...others.map((by) => settleDebt(shell, by, debt?.debtRef ?? '')),
      make({ ...CAZ }),
    ])
    assert.equal([first, second].filter((one) => one?.ok).length, 1)
    assert.deepEqual((await auditBooks(shell.database)).faults, [])
  })
})
