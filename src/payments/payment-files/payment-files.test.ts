import assert from 'node:assert/strict'
import { type Actor, may } from '#src/platform/actor.ts'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { changePolicy } from '#src/councils/index.ts'
import {
  answerQuery,
  listeners,
  makePaymentFile,
  OWN,
  panels,
  proposeBankDetails,
  raiseQuery,
  releasePaymentFile,
  routes,
  search,
  turnKey,
  words,
  work,
} from '#src/payments/index.ts'
import { returnPayment } from '#src/payments/payment-files/return-commands.ts'
import { cancelPaymentFile, previewPayables } from '#src/payments/payment-files/payment-file-commands.ts'
import { findRemittance, listPayments } from '#src/payments/payment-files/payment-file.store.ts'
import { figuresByMonth, listPaid, overdueNow } from '#src/payments/compliance/compliance.store.ts'
import { halfOf } from '#src/payments/compliance/compliance.ts'
import { listLines, listStatements, type Statement } from '#src/payments/statements/statement.store.ts'

import { timeline } from '#src/platform/audit.ts'
import { rows, sql } from '#src/platform/database.ts'
import type { House } from '#src/platform/panels.ts'
import { officer, providerUser, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import {
  BALANCED,
  BANDED,
  FLAWED,
  got,
  loadVisits,
  paidRun,
  refusal,
  seedPayCouncil,
  SPLIT,
} from '#test/support/pay-runs.ts'
import { workOf } from '#test/support/work.ts'

const GRANTS = ['payments.see', 'payments.pay', 'payments.release', 'payments.bank', 'payments.answer']
const ANN: Actor = { ...officer('O-11', GRANTS), name: 'Ann' }
const BEN: Actor = { ...officer('O-12', GRANTS), name: 'Ben' }
const PAT = providerUser(BANDED, ['payments.statement', 'payments.query'])
const PAY_DAY = '2026-12-04'

describe('a payment file', () => {
  const { shell, clock } = useDatabase({ listeners, seed: seedPayCouncil })
  const council = system()
  const house: House = { panels, work, search, words }
  const ACTORS: Record<string, Actor> = {
    ann: ANN,
    ben: BEN,
    pat: PAT,
    other: providerUser(BALANCED, ['payments.statement']),
  }
  let app: FastifyInstance
  before(async () => {
    app = await serverFor(shell, [(doors) => routes(doors, house)], {
      identities: { actorOf: async ({ identity }) => ACTORS[identity], actorOfToken: async (token) => ACTORS[token] },
    })
  })
  after(() => app.close())
  const as = async (door: 'staff' | 'portal', identity: string) => {
    const browser = new Browser(app)
    await browser.signInAs(door, identity)
    return browser
  }

  const bank = async (organisationRef: string, accountNumber: string) => {
    const account = {
      sortCode: '99-00-01',
      accountNumber,
      accountName: `Account of ${organisationRef}`,
      reason: 'First',
    }
    const { bankDetailsRef } = got(await proposeBankDetails(shell, ANN, { ...account, organisationRef }))
    got(await turnKey(shell, BEN, bankDetailsRef))
  }
  /** Statements of three providers, the council's own account, the details of two providers; four days later, so that they have cooled. */
  const ready = async (paid: readonly string[] = [BANDED, BALANCED]) => {
    await loadVisits(shell, FLAWED)
    await paidRun(shell)
    const value = { serviceUserNumber: '654321', originatorName: 'WENBURY COUNCIL', ledgerColumns: COLUMNS }
    got(await changePolicy(shell, council, { kind: 'payment-files', value, fromDay: '2026-11-22', reason: 'Set up' }))
    await bank(OWN, '12345678')
    for (const [at, ref] of paid.entries()) await bank(ref, `1000000${at}`)
    clock.now = Temporal.Instant.from('2026-11-26T12:00:00Z')
  }
  const COLUMNS = [
    { code: 'statement_ref', label: 'Invoice' },
    { code: 'cost_centre', label: 'Cost centre' },
    { code: 'amount', label: 'Amount' },
  ]
  const statementOf = async (organisationRef: string): Promise<Statement> => {
    const { statements } = await shell.read(council, (tx) =>
      listStatements(tx, { organisationRef }, { offset: 0, limit: 1 }),
    )
    assert.ok(statements[0])
    return statements[0]
  }
  const queried = async (): Promise<{ statementRef: string; amountPence: number; queryRef: string }> => {
    const { statementRef } = await statementOf(BANDED)
    const lines = await shell.read(council, (tx) => listLines(tx, statementRef, { limit: 100 }))
    const line = lines.find((one) => one.amountPence > 0)
    const asked = { statementRef, visitRefs: [line?.visitRef ?? ''], type: 'actuals', words: 'She stayed' } as const
    return got(await raiseQuery(shell, PAT, asked))
  }
  const partsOf = (paymentFileRef: string) =>
    shell.read(council, async (tx) =>
      (await listPayments(tx, paymentFileRef, { offset: 0, limit: 10 })).flatMap((one) =>
        one.parts.map((part) => [part.statementRef, part.queryRef, part.amountPence] as const),
      ),
    )

  it('pays statements to the penny, names who cannot be paid and why, and holds back what is in dispute', async () => {
    await ready()
    const { statementRef, amountPence, queryRef } = await queried()
    const { payables } = await shell.read(council, previewPayables)
    assert.deepEqual(
      payables.map((one) => [one.organisationRef, one.exception, one.heldPence]),
      [
        [BANDED, undefined, amountPence],
        [BALANCED, undefined, 0],
        [SPLIT, 'no bank details', 0],
      ],
    )
    const file = got(await makePaymentFile(shell, ANN, { payDay: PAY_DAY }))
    const [banded, balanced] = [await statementOf(BANDED), await statementOf(BALANCED)]
    assert.equal(file.amountPence, banded.amountPence - amountPence + balanced.amountPence)
    assert.equal(file.processingDay, '2026-12-03')
    got(await releasePaymentFile(shell, BEN, file.paymentFileRef))

    got(await answerQuery(shell, ANN, { queryRef, move: 'refuse', words: 'The log stands' }))
    const second = got(await makePaymentFile(shell, ANN, { payDay: '2026-12-07' }))
    assert.deepEqual(await partsOf(second.paymentFileRef), [[statementRef, queryRef, amountPence]])
    got(await releasePaymentFile(shell, BEN, second.paymentFileRef))
    const [sum] = await shell.read(council, (tx) =>
      rows(
        tx,
        sql<{
          sum: number
        }>`select sum(amount_pence)::bigint as sum from payments.payment_part where organisation_ref = ${BANDED}`,
      ),
    )
    assert.equal(sum?.sum, banded.amountPence)
    assert.equal(refusal(await makePaymentFile(shell, ANN, { payDay: '2026-12-08' })), 'nothing to pay')
    const paid = await shell.read(council, (tx) => timeline(tx, `statement:${statementRef}`))
    assert.equal(paid.filter((one) => one.type === 'payments.paid').length, 2)
  })

  it('is made by one officer and released by another; cancelled, its statements wait for the next', async () => {
    await ready()
    const first = got(await makePaymentFile(shell, ANN, { payDay: PAY_DAY }))
    assert.equal(refusal(await makePaymentFile(shell, BEN, { payDay: PAY_DAY })), 'nothing to pay')
    assert.equal(refusal(await releasePaymentFile(shell, ANN, first.paymentFileRef)), 'made by the same officer')
    got(await cancelPaymentFile(shell, ANN, first.paymentFileRef))
    assert.equal(refusal(await releasePaymentFile(shell, BEN, first.paymentFileRef)), 'not waiting')
    const second = got(await makePaymentFile(shell, ANN, { payDay: PAY_DAY }))
    assert.equal(second.amountPence, first.amountPence)
    got(await releasePaymentFile(shell, BEN, second.paymentFileRef))
    assert.equal(refusal(await cancelPaymentFile(shell, ANN, second.paymentFileRef)), 'not waiting')
    assert.equal(refusal(await releasePaymentFile(shell, BEN, 'PF-77')), 'no such payment file')
  })

  it('is not released when a line was queried since, when an account was replaced, or when it is too late', async () => {
    await ready()
    const first = got(await makePaymentFile(shell, ANN, { payDay: PAY_DAY }))
    const { queryRef } = await queried()
    assert.equal(refusal(await releasePaymentFile(shell, BEN, first.paymentFileRef)), 'queried since it was made')
    got(await answerQuery(shell, ANN, { queryRef, move: 'refuse', words: 'No' }))
    await bank(BALANCED, '20000002')
    clock.now = Temporal.Instant.from('2026-11-30T12:00:00Z')
    assert.equal(refusal(await releasePaymentFile(shell, BEN, first.paymentFileRef)), 'bank details changed since')
    got(await cancelPaymentFile(shell, BEN, first.paymentFileRef))
    const second = got(await makePaymentFile(shell, ANN, { payDay: PAY_DAY }))
    clock.now = Temporal.Instant.from('2026-12-03T08:00:00Z')
    assert.equal(refusal(await releasePaymentFile(shell, BEN, second.paymentFileRef)), 'too late to send')
    // Processed on a Monday, it is sent on the Friday before: no bank takes a file on a Sunday.
    got(await cancelPaymentFile(shell, BEN, second.paymentFileRef))
    const third = got(await makePaymentFile(shell, ANN, { payDay: '2026-12-08' }))
    assert.equal(third.processingDay, '2026-12-07')
    for (const weekend of ['2026-12-05', '2026-12-06']) {
      clock.now = Temporal.Instant.from(`${weekend}T12:00:00Z`)
      assert.equal(refusal(await releasePaymentFile(shell, BEN, third.paymentFileRef)), 'too late to send')
    }
    clock.now = Temporal.Instant.from('2026-12-04T16:00:00Z')
    got(await releasePaymentFile(shell, BEN, third.paymentFileRef))
  })

  it('needs a working day that the bank can keep, an account and a number of the council', async () => {
    await loadVisits(shell, FLAWED)
    await paidRun(shell)
    for (const [payDay, why] of [
      ['2026-12-05', 'not a working day'],
      ['2026-11-24', 'too soon'],
      ['2026-12-23', 'too far ahead'],
      [PAY_DAY, 'no service user number'],
    ] as const)
      assert.equal(refusal(await makePaymentFile(shell, ANN, { payDay })), why)
    const value = { serviceUserNumber: '654321', originatorName: 'WENBURY', ledgerColumns: COLUMNS }
    got(await changePolicy(shell, council, { kind: 'payment-files', value, fromDay: '2026-11-22', reason: 'Set up' }))
    assert.equal(refusal(await makePaymentFile(shell, ANN, { payDay: PAY_DAY })), 'no paying account')
  })

  it('pays nobody into details that still cool', async () => {
    await ready([BANDED])
    await bank(BALANCED, '20000002')
    const { payables, coolsUntil } = await shell.read(council, previewPayables)
    assert.equal(payables.find((one) => one.organisationRef === BALANCED)?.exception, 'bank details cool off')
    assert.equal(String(coolsUntil.get(BALANCED)), '2026-11-29T12:00:00Z')
  })

  it('is downloaded once released, by who may pay alone, in three formats whose totals agree', async () => {
    await ready()
    const file = got(await makePaymentFile(shell, ANN, { payDay: PAY_DAY }))
    const ann = await as('staff', 'ann')
    const root = `/payment-files/${file.paymentFileRef}`
    for (const name of ['bacs18.txt', 'pain001.xml', 'ledger.csv'])
      assert.equal((await ann.get(`${root}/${name}`)).statusCode, 404, name)
    got(await releasePaymentFile(shell, BEN, file.paymentFileRef))
    const bacs = (await ann.get(`${root}/bacs18.txt`)).body
    const contra = bacs.split('\r\n').find((line) => line.slice(15, 17) === '17') ?? ''
    assert.equal(Number(contra.slice(35, 46)), file.amountPence)
    const pain = (await ann.get(`${root}/pain001.xml`)).body
    assert.match(pain, new RegExp(`<CtrlSum>${(file.amountPence / 100).toFixed(2)}</CtrlSum>`))
    const ledger = (await ann.get(`${root}/ledger.csv`)).body
      .replace(/^\uFEFF/, '')
      .trim()
      .split('\r\n')
    assert.equal(ledger[0], 'Invoice,Cost centre,Amount')
    const sum = ledger.slice(1).reduce((all, line) => all + Math.round(Number(line.split(',')[2]) * 100), 0)
    assert.equal(sum, file.amountPence)
    assert.equal((await app.inject({ url: `${root}/bacs18.txt` })).statusCode, 303)
    const [looked] = await shell.read(council, (tx) =>
      rows(
        tx,
        sql<{
          times: number
        }>`select count(*) as times from audit.access where record = ${`payment-file:${file.paymentFileRef}`} and actor_id = 'O-11'`,
      ),
    )
    assert.ok((looked?.times ?? 0) >= 3)
  })

  it("a provider reads its remittance advice once the file is released, and no other provider's", async () => {
    await ready()
    const file = got(await makePaymentFile(shell, ANN, { payDay: PAY_DAY }))
    const pat = await as('portal', 'pat')
    const url = `/portal/remittances/${file.paymentFileRef}`
    assert.equal((await pat.get(url)).statusCode, 404)
    got(await releasePaymentFile(shell, BEN, file.paymentFileRef))
    const { statementRef } = await statementOf(BANDED)
    for (const end of ['', '/print']) assert.match((await pat.get(`${url}${end}`)).body, new RegExp(statementRef))
    assert.match(
      (await pat.get(`/portal/statements/${statementRef}`)).body,
      /Sent to the bank: .*, to be paid on 4 December 2026/s,
    )
    const other = await as('portal', 'other')
    assert.doesNotMatch((await other.get(url)).body, new RegExp(statementRef))
    const seen = await shell.read(ACTORS['other'] as Actor, (tx) => findRemittance(tx, file.paymentFileRef, BANDED))
    assert.equal(seen, undefined)
    const answer = await app.inject({ url: '/api/v1/remittances', headers: { authorization: 'Bearer pat' } })
    assert.deepEqual(
      answer
        .json()
        .items.map((one: { organisationRef: string; reference: string }) => [one.organisationRef, one.reference]),
      [[BANDED, `${file.paymentFileRef}-1`]],
    )
  })

  it('an officer previews, makes and releases by forms', async () => {
    await ready()
    const ann = await as('staff', 'ann')
    const preview = await ann.get('/payment-files/make')
    assert.match(preview.body, /No confirmed bank details/)
    const day = { 'payDay-day': '5', 'payDay-month': '12', 'payDay-year': '2026' }
    assert.match((await ann.post('/payment-files/make', day)).body, /must be a working day/)
    const made = await ann.post('/payment-files/make', { ...day, 'payDay-day': '4' })
    assert.equal(made.headers.location, '/payment-files/PF-1001')
    assert.doesNotMatch((await ann.get('/payment-files/PF-1001')).body, /Release the file/)
    const token = await ann.token('/payment-files/make')
    assert.equal((await ann.send('/payment-files/PF-1001/release', { _csrf: token })).statusCode, 409)
    const ben = await as('staff', 'ben')
    const sources = work.filter(({ grant }) => may(BEN, grant))
    const due = (await workOf(shell, BEN, sources)).filter(({ record }) => record.startsWith('payment-file:'))
    assert.deepEqual(
      due.map((one) => one.href),
      ['/payment-files/PF-1001'],
    )
    assert.equal((await ben.post('/payment-files/PF-1001/release', {}, '/payment-files/PF-1001')).statusCode, 303)
    assert.match((await ann.get('/payment-files/PF-1001')).body, /bacs18\.txt/)
    assert.match((await ann.get('/payment-files')).body, /Released/)
    const sheet = await ann.get(`/payment-files/PF-1001/remittances/${BANDED}`)
    assert.match(sheet.body, /Remittance advice/)
  })

  it('comes back from the bank: it is owed again, and is paid again as it was into details confirmed since', async () => {
    await ready()
    const { statementRef, amountPence: held, queryRef } = await queried()
    const first = got(await makePaymentFile(shell, ANN, { payDay: PAY_DAY }))
    const back = {
      paymentFileRef: first.paymentFileRef,
      organisationRef: BANDED,
      why: 'account_closed',
      note: '',
    } as const
    assert.equal(refusal(await returnPayment(shell, ANN, { ...back, day: PAY_DAY })), 'no such payment')
    got(await releasePaymentFile(shell, BEN, first.paymentFileRef))
    const paid = (await partsOf(first.paymentFileRef)).find(([ref]) => ref === statementRef)
    assert.ok(paid)
    const owed = async (): Promise<number> => {
      const [found] = await shell.read(council, (tx) =>
        rows(
          tx,
          sql<{ pence: number }>`select sum(credit_pence - debit_pence)::bigint as pence from payments.posting_line
            where account = 'creditor' and organisation_ref = ${BANDED}`,
        ),
      )
      return found?.pence ?? 0
    }
    assert.equal(await owed(), held)

    clock.now = Temporal.Instant.from('2026-12-07T12:00:00Z')
    for (const [day, why] of [
      ['2026-12-03', 'before it was paid'],
      ['2026-12-08', 'still to come'],
    ] as const)
      assert.equal(refusal(await returnPayment(shell, ANN, { ...back, day })), why)
    got(await returnPayment(shell, ANN, { ...back, day: '2026-12-07' }))
    assert.equal(refusal(await returnPayment(shell, ANN, { ...back, day: '2026-12-07' })), 'returned already')
    assert.equal(await owed(), held + paid[2])
    const waiting = async () =>
      (await shell.read(council, previewPayables)).payables.find((one) => one.organisationRef === BANDED)
    assert.deepEqual([(await waiting())?.exception, (await waiting())?.amountPence], ['returned by the bank', paid[2]])

    // The dispute is settled in between, and its part waits beside the other.
    got(await answerQuery(shell, ANN, { queryRef, move: 'agree', words: 'Yes' }))
    await bank(BANDED, '20000009')
    assert.equal((await waiting())?.exception, 'bank details cool off')
    clock.now = Temporal.Instant.from('2026-12-14T12:00:00Z')
    const dropped = got(await makePaymentFile(shell, ANN, { payDay: '2026-12-18' }))
    got(await cancelPaymentFile(shell, BEN, dropped.paymentFileRef))
    const second = got(await makePaymentFile(shell, ANN, { payDay: '2026-12-18' }))
    got(await releasePaymentFile(shell, BEN, second.paymentFileRef))
    assert.deepEqual(
      (await partsOf(second.paymentFileRef)).filter(([ref]) => ref === statementRef),
      [paid, [statementRef, queryRef, held]],
    )
    assert.equal(await owed(), 0)
    assert.deepEqual(
      (await partsOf(first.paymentFileRef)).find(([ref]) => ref === statementRef),
      paid,
    )
    const pat = await as('portal', 'pat')
    assert.match(
      (await pat.get(`/portal/remittances/${first.paymentFileRef}`)).body,
      /returned this payment on 7 December 2026/,
    )
    assert.match(
      (await pat.get(`/portal/statements/${statementRef}`)).body,
      /Sent to the bank: .*18 December 2026.*Returned by the bank/s,
    )
  })

  it('that came back is written down by a form, which says what is wrong and keeps what was typed', async () => {
    await ready()
    const { paymentFileRef } = got(await makePaymentFile(shell, ANN, { payDay: PAY_DAY }))
    got(await releasePaymentFile(shell, BEN, paymentFileRef))
    clock.now = Temporal.Instant.from('2026-12-07T12:00:00Z')
    const ann = await as('staff', 'ann')
    const form = `/payment-files/${paymentFileRef}/returns/${BANDED}`
    assert.match((await ann.get(`/payment-files/${paymentFileRef}`)).body, new RegExp(`href="${form}"`))
    const day = { 'day-day': '7', 'day-month': '12', 'day-year': '2026' }
    const wrong = await ann.post(form, { ...day, why: 'other', note: '' })
    assert.equal(wrong.statusCode, 400)
    assert.match(wrong.body, /Say what the bank said/)
    assert.match(wrong.body, /value="other" checked/)
    assert.equal((await ann.post(form, { ...day, why: 'other', note: 'Refused by the bank' }, form)).statusCode, 303)
    assert.equal((await ann.get(form)).statusCode, 404)
    assert.match((await ann.get(`/payment-files/${paymentFileRef}`)).body, /Returned by the bank on 7 December 2026/)
    const answer = await app.inject({
      ...{ method: 'POST', url: `/api/v1/payment-files/${paymentFileRef}/returns` },
      headers: { authorization: 'Bearer ann', 'idempotency-key': 'again' },
      payload: { organisationRef: BANDED, day: '2026-12-07', why: 'no_such_account' },
    })
    assert.deepEqual([answer.statusCode, answer.json().title], [409, 'The payment came back already'])
  })

  it('counts how soon it pays: from valid, or from the end of the dispute, to the pay day', async () => {
    await ready()
    const { queryRef } = await queried()
    const first = got(await makePaymentFile(shell, ANN, { payDay: PAY_DAY }))
    got(await releasePaymentFile(shell, BEN, first.paymentFileRef))
    clock.now = Temporal.Instant.from('2026-12-21T12:00:00Z')
    got(await answerQuery(shell, ANN, { queryRef, move: 'agree', words: 'Yes' }))
    clock.now = Temporal.Instant.from('2027-01-11T12:00:00Z')
    const second = got(await makePaymentFile(shell, ANN, { payDay: '2027-02-01' }))
    got(await releasePaymentFile(shell, BEN, second.paymentFileRef))
    const half = halfOf('2026-12-04')
    assert.deepEqual([half.from, half.to, half.publishBy], ['2026-10-01', '2027-04-01', '2027-04-30'])
    const { months, slow, overdue } = await shell.read(council, async (tx) => ({
      months: await figuresByMonth(tx, half),
      slow: await listPaid(tx, half, '31-60', { offset: 0, limit: 10 }),
      overdue: await overdueNow(tx),
    }))
    assert.deepEqual(
      months.map((one) => [one.month, one.payments, one.within30, one.from31to60, one.validDays]),
      [
        ['2026-12', 2, 2, 0, 24],
        ['2027-02', 1, 0, 1, 42],
      ],
    )
    assert.deepEqual(
      slow.parts.map((one) => [one.queryRef, one.validDay, one.days]),
      [[queryRef, '2026-12-21', 42]],
    )
    // The third provider has no bank details, and its statement is older than thirty days.
    assert.equal(overdue.statements, 1)
    const ann = await as('staff', 'ann')
    const shown = await ann.get('/payment-compliance')
    assert.match(shown.body, /66\.7%/)
    assert.match((await ann.get('/payment-compliance?band=31-60')).body, new RegExp(queryRef))
    const csv = (await ann.get('/payment-compliance/figures.csv')).body.split('\r\n')
    assert.match(csv[3] ?? '', /^all,3,/)
    assert.match((await ann.get('/payment-compliance/payments.csv?band=31-60')).body, /,42,/)
    assert.match((await ann.get('/payment-compliance?from=2026-04-01')).body, /No payment was released/)
  })
})
