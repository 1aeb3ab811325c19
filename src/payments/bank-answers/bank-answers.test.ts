import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { after, before, describe, it, test } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { changePolicy } from '#src/councils/index.ts'
import { answersOfReport, answersOfTable, isStatusReport } from '#src/payments/bank-answers/answer-file.ts'
import { readAnswers, type BankAnswer, type PaymentSent, reasonOf } from '#src/payments/bank-answers/bank-answer.ts'
import { readAnswerFile, takeAnswers } from '#src/payments/bank-answers/bank-answer-commands.ts'
import { importAnswers } from '#src/payments/bank-answers/import-answers.cli.ts'
import {
  listeners,
  makePaymentFile,
  OWN,
  panels,
  proposeBankDetails,
  releasePaymentFile,
  routes,
  search,
  turnKey,
  words,
  work,
} from '#src/payments/index.ts'
import { figuresByMonth } from '#src/payments/compliance/compliance.store.ts'
import { halfOf } from '#src/payments/compliance/compliance.ts'
import { findStanding } from '#src/payments/payment-files/statement-standing.store.ts'
import { findPayRun } from '#src/payments/pay-runs/pay-run.store.ts'
import { previewPayables } from '#src/payments/payment-files/payment-file-commands.ts'
import { findPaymentFile, listPayments } from '#src/payments/payment-files/payment-file.store.ts'
import type { Actor } from '#src/platform/actor.ts'
import { timeline } from '#src/platform/audit.ts'
import { officer, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { BALANCED, BANDED, FLAWED, got, loadVisits, paidRun, seedPayCouncil, SPLIT } from '#test/support/pay-runs.ts'

const SENT: PaymentSent = {
  ...{ paymentFileRef: 'PF-1', organisationRef: '1-101', reference: 'PF-1-1', amountPence: 10_000 },
  ...{ state: 'released', payDay: '2026-12-04', confirmedDay: null, paidDay: null, returnedDay: null },
  returnedWhy: null,
}
const PAID: BankAnswer = { line: 2, reference: 'PF-1-1', state: 'paid', day: '2026-12-04', reason: '', note: '' }
const BACK: BankAnswer = { ...PAID, state: 'returned', day: '2026-12-07', reason: 'account_closed' }
const NO: BankAnswer = { ...BACK, state: 'rejected', day: '2026-12-01' }
const CAME_BACK = { returnedDay: '2026-12-07', returnedWhy: 'account_closed' } as const

/** What the books have of the payment, what the answer says, today, and what comes of it. */
for (const [books, answer, today, expected] of [
  [{}, PAID, '2026-12-04', 'new paid 2026-12-04'],
  [{}, { ...PAID, day: '2026-12-03' }, '2026-12-04', 'The day must be the pay day, 4 December 2026, or later'],
  [{}, PAID, '2026-12-03', 'The day must be today or in the past'],
  [{ state: 'made' }, PAID, '2026-12-04', 'The file of this payment was not released'],
  [{ paidDay: '2026-12-04' }, PAID, '2026-12-09', 'had'],
  [{ confirmedDay: '2026-12-04' }, PAID, '2026-12-09', 'had'],
  [
    { confirmedDay: '2026-12-04' },
    { ...PAID, day: '2026-12-07' },
    '2026-12-09',
    'It is written down as paid on 4 December 2026. If that is wrong, change the day of the file',
  ],
  [CAME_BACK, PAID, '2026-12-09', 'It came back on 7 December 2026. Paid anew it has a reference of its own'],
  [{ paidDay: '2026-12-04', ...CAME_BACK }, PAID, '2026-12-09', 'had'],
  [{}, BACK, '2026-12-09', 'new returned 2026-12-07 account_closed'],
  [{ paidDay: '2026-12-04' }, BACK, '2026-12-09', 'new returned 2026-12-07 account_closed'],
  [CAME_BACK, BACK, '2026-12-09', 'had'],
  [
    CAME_BACK,
    { ...BACK, day: '2026-12-08' },
    '2026-12-09',
    'It is written down already that it came back on 7 December 2026',
  ],
  [{}, { ...BACK, day: '2026-12-01' }, '2026-12-09', 'The day must be the pay day or later'],
  [{}, { ...BACK, reason: '' }, '2026-12-09', 'Say why it came back, in the column reason'],
  [{}, { ...BACK, reason: 'Payee unknown' }, '2026-12-09', 'new returned 2026-12-07 other'],
  [{}, NO, '2026-12-09', 'new returned 2026-12-04 account_closed'],
  [{ returnedDay: '2026-12-04', returnedWhy: 'account_closed' }, NO, '2026-12-09', 'had'],
  [{}, NO, '2026-12-02', 'It is to be paid on 4 December 2026. Read this answer in again on that day, or later'],
  [{}, { ...PAID, reference: 'PF-9-1' }, '2026-12-09', 'There is no payment or payment file PF-9-1 here'],
  [{}, { ...PAID, reference: 'PF-1' }, '2026-12-09', 'new paid 2026-12-04'],
] as const)
  test(`${JSON.stringify(books)} answered ${answer.state} of ${answer.reference} on ${answer.day}: ${expected}`, () => {
    const [read] = readAnswers([answer], [{ ...SENT, ...books }], today)
    const said =
      read?.is === 'refused'
        ? read.message
        : read?.is === 'new'
          ? `new ${read.told.state} ${read.told.day}${read.told.state === 'returned' ? ` ${read.told.why}` : ''}`
          : read?.is
    assert.equal(said, expected)
  })

test('a payment that was made and came back is answered twice in one file; of a whole file the others are meant', () => {
  const second = { ...SENT, reference: 'PF-1-2', organisationRef: '1-102' }
  const answers = [
    { ...BACK, line: 2 },
    { ...PAID, line: 3, reference: 'PF-1' },
    { ...PAID, line: 4 },
  ]
  const read = readAnswers(answers, [SENT, second], '2026-12-09')
  assert.deepEqual(
    read.map((one) => [one.answer.line, one.payment?.reference, one.is]),
    [
      [2, 'PF-1-1', 'new'],
      [3, 'PF-1-2', 'new'],
      [4, 'PF-1-1', 'new'],
    ],
  )
})

for (const [reason, note, why, kept] of [
  ['account_closed', '', 'account_closed', ''],
  ['AC04', 'Closed in May', 'account_closed', 'Closed in May'],
  ['ac01', '', 'no_such_account', ''],
  ['AG01', '', 'not_accepted', ''],
  ['MD07', '', 'other', 'MD07'],
  ['Payee unknown', 'At the branch', 'other', 'Payee unknown: At the branch'],
] as const)
  test(`the reason “${reason}” is ${why}`, () => assert.deepEqual(reasonOf({ reason, note }), { why, note: kept }))

const table = (text: string) =>
  answersOfTable(text.split('\n').map((row, at) => ({ line: at + 1, cells: row.split(',') })))

test('a table is read by its headings, in any order, and each row that cannot be read is named', () => {
  const { answers, faults } = table(
    [
      'Date,Amount,STATE,Reference,Reason',
      '2026-12-04,1.00,Paid,pf-1-1,',
      '07/12/2026,1.00,returned,PF-1-2,AC04',
      '31/02/2026,1.00,paid,PF-1-3,',
      '12/31/2026,1.00,paid,PF-1-3,',
      '2026-12-04,1.00,settled,PF-1-3,',
      '2026-12-04,1.00,paid,,',
    ].join('\n'),
  )
  assert.deepEqual(
    answers.map(({ line, reference, state, day, reason }) => [line, reference, state, day, reason]),
    [
      [2, 'PF-1-1', 'paid', '2026-12-04', ''],
      [3, 'PF-1-2', 'returned', '2026-12-07', 'AC04'],
    ],
  )
  assert.deepEqual(
    faults.map(({ line, message }) => [line, message]),
    [
      [4, '“31/02/2026” is no day. Write 2026-12-04 or 04/12/2026'],
      [5, '“12/31/2026” is no day. Write 2026-12-04 or 04/12/2026'],
      [6, 'The state “settled” is none of paid, rejected, returned'],
      [7, 'Enter the reference of the payment, such as PF-1001-12'],
    ],
  )
  assert.match(table('reference,amount').faults[0]?.message ?? '', /Missing: state, date/)
})

const report = (inner: string, ns = '') =>
  `<?xml version="1.0"?><${ns}Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><${ns}CstmrPmtStsRpt><${ns}GrpHdr><${ns}MsgId>R1</${ns}MsgId><${ns}CreDtTm>2026-12-06T23:30:00Z</${ns}CreDtTm></${ns}GrpHdr>${inner}</${ns}CstmrPmtStsRpt></${ns}Document>`

test('a payment status report says by transaction what was made, refused, and is on its way', () => {
  const text = report(
    `<OrgnlGrpInfAndSts><OrgnlMsgId>PF-1</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInfAndSts>
    <OrgnlPmtInfAndSts><OrgnlPmtInfId>PF-1-1</OrgnlPmtInfId>
    <TxInfAndSts><OrgnlEndToEndId>PF-1-1</OrgnlEndToEndId><TxSts>ACSC</TxSts><FctvIntrBkSttlmDt><Dt>2026-12-04</Dt></FctvIntrBkSttlmDt></TxInfAndSts>
    <TxInfAndSts><OrgnlEndToEndId>PF-1-2</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>Closed &amp; gone</AddtlInf></StsRsnInf></TxInfAndSts>
    <TxInfAndSts><OrgnlEndToEndId>PF-1-3</OrgnlEndToEndId><TxSts>ACSP</TxSts></TxInfAndSts></OrgnlPmtInfAndSts>`,
  )
  assert.ok(isStatusReport(text))
  const { answers, onTheWay, faults } = answersOfReport(text)
  assert.deepEqual(answers, [
    { line: 1, reference: 'PF-1-1', day: '2026-12-04', state: 'paid', reason: '', note: '' },
    // Half past eleven at night in London.
    { line: 2, reference: 'PF-1-2', day: '2026-12-06', state: 'rejected', reason: 'AC04', note: 'Closed & gone' },
  ])
  assert.deepEqual([onTheWay, faults], [1, []])
})

test('a payment status report without transactions is of the whole file, whatever its prefix', () => {
  const group = '<p:OrgnlGrpInfAndSts><p:OrgnlMsgId>PF-1</p:OrgnlMsgId><p:GrpSts>ACSC</p:GrpSts></p:OrgnlGrpInfAndSts>'
  const { answers } = answersOfReport(report(group, 'p:'))
  assert.deepEqual(
    answers.map(({ reference, state, day }) => [reference, state, day]),
    [['PF-1', 'paid', '2026-12-06']],
  )
})

const GRANTS = ['payments.see', 'payments.pay', 'payments.release', 'payments.bank']
const ANN: Actor = { ...officer('O-11', GRANTS), name: 'Ann' }
const BEN: Actor = { ...officer('O-12', GRANTS), name: 'Ben' }
const VIC: Actor = { ...officer('O-13', ['payments.see']), name: 'Vic' }

describe('the bank’s answer', () => {
  const { shell, clock } = useDatabase({ listeners, seed: seedPayCouncil })
  const council = system()
  const ACTORS: Record<string, Actor> = { ann: ANN, vic: VIC }
  let app: FastifyInstance
  before(async () => {
    app = await serverFor(shell, [(doors) => routes(doors, { panels, work, search, words })], {
      identities: { actorOf: async ({ identity }) => ACTORS[identity], actorOfToken: async (token) => ACTORS[token] },
    })
  })
  after(() => app.close())
  const bank = async (organisationRef: string, accountNumber: string) => {
    const account = { sortCode: '99-00-01', accountNumber, accountName: 'An account', reason: 'First' }
    const { bankDetailsRef } = got(await proposeBankDetails(shell, ANN, { ...account, organisationRef }))
    got(await turnKey(shell, BEN, bankDetailsRef))
  }
  /** A run whose three payments are sent; it is 9 December. */
  const sent = async () => {
    await loadVisits(shell, FLAWED)
    const payRunRef = await paidRun(shell)
    const value = {
      serviceUserNumber: '654321',
      originatorName: 'WENBURY',
      ledgerColumns: [{ code: 'amount', label: 'A' }],
    }
    got(await changePolicy(shell, council, { kind: 'payment-files', value, fromDay: '2026-11-22', reason: 'Set up' }))
    await bank(OWN, '12345678')
    for (const [at, provider] of [BANDED, BALANCED, SPLIT].entries()) await bank(provider, `1000000${at}`)
    clock.now = Temporal.Instant.from('2026-11-26T12:00:00Z')
    const { paymentFileRef } = got(await makePaymentFile(shell, ANN, { payDay: '2026-12-04' }))
    got(await releasePaymentFile(shell, BEN, paymentFileRef))
    clock.now = Temporal.Instant.from('2026-12-09T12:00:00Z')
    return { payRunRef, file: paymentFileRef }
  }
  const stateOf = (payRunRef: string) => shell.read(council, async (tx) => (await findPayRun(tx, payRunRef))?.state)
  const confirmed = (file: string) =>
    shell.read(council, async (tx) => (await findPaymentFile(tx, file))?.confirmedDay ?? null)
  const take = async (text: string) => takeAnswers(shell, ANN, (await readAnswerFile(text)).answers)
  const csv = (...lines: string[]) => ['reference,state,date,reason', ...lines].join('\n')

  const upload = async (browser: Browser, text: string) => {
    const token = await browser.token('/payment-files/answers')
    const part = (head: string, body: string) => `--edge\r\nContent-Disposition: form-data; ${head}\r\n\r\n${body}\r\n`
    return app.inject({
      ...{ method: 'POST', url: '/payment-files/answers' },
      headers: { ...browser.headers(), 'content-type': 'multipart/form-data; boundary=edge' },
      payload: `${part('name="_csrf"', token)}${part('name="file"; filename="answers.csv"\r\nContent-Type: text/csv', text)}--edge--\r\n`,
    })
  }

  it('pays the run once all payments are answered, and what came back waits to be paid again', async () => {
    const { payRunRef, file } = await sent()
    const first = await take(csv(`${file}-1,paid,2026-12-04,`, `${file}-2,paid,04/12/2026,`))
    assert.deepEqual(
      [first.paid, first.returned, await confirmed(file), await stateOf(payRunRef)],
      [2, 0, null, 'approved'],
    )
    const second = await take(csv(`${file}-3,rejected,2026-12-01,AC04`))
    assert.deepEqual([second.paid, second.returned, await confirmed(file)], [0, 1, '2026-12-04'])
    assert.equal(await stateOf(payRunRef), 'approved', 'one of its providers is not paid')
    const { payables } = await shell.read(ANN, previewPayables)
    assert.deepEqual(
      payables.map(({ organisationRef, exception }) => [organisationRef, exception]),
      [[SPLIT, 'returned by the bank']],
    )
    const told = (await shell.read(council, (tx) => timeline(tx, `payment-file:${file}`))).map(({ type }) => type)
    for (const type of ['payments.payments-told', 'payments.returned', 'payments.file-confirmed'])
      assert.equal(told.filter((one) => one === type).length, 1, type)
  })

  it('read in twice adds nothing, and read in late finds what an officer wrote down', async () => {
    const { payRunRef, file } = await sent()
    const text = csv(
      `${file},paid,2026-12-04,`,
      `${file}-2,returned,2026-12-08,no_such_account`,
      `${file}-2,paid,2026-12-04,`,
    )
    const first = await take(text)
    assert.deepEqual([first.paid, first.returned], [3, 1])
    assert.equal(await stateOf(payRunRef), 'approved')
    const lines = async () => (await shell.read(council, (tx) => timeline(tx, `payment-file:${file}`))).length
    const before = await lines()
    const again = await take(text)
    assert.deepEqual([again.paid, again.returned, again.read.map(({ is }) => is)], [0, 0, ['had', 'had', 'had', 'had']])
    assert.equal(await lines(), before)
  })

  it('says when a provider was paid: the law counts the days to that, not to the day on which the bank was to pay', async () => {
    const { file } = await sent()
    clock.now = Temporal.Instant.from('2026-12-24T12:00:00Z')
    const half = halfOf('2026-12-04')
    const counts = async () =>
      (await shell.read(council, (tx) => figuresByMonth(tx, half))).map((one) => [
        one.within30,
        one.from31to60,
        one.validDays,
      ])
    assert.deepEqual(await counts(), [[3, 0, 36]])
    await take(csv(`${file}-1,paid,2026-12-24,`))
    assert.deepEqual(await counts(), [[2, 1, 56]])
    const [payment] = await shell.read(council, (tx) => listPayments(tx, file, { offset: 0, limit: 1 }))
    const { paid } = await shell.read(council, (tx) => findStanding(tx, payment?.parts[0]?.statementRef ?? ''))
    assert.equal(paid[0]?.payDay, '2026-12-24')
    await take(csv(`${file},paid,2026-12-08,`))
    assert.deepEqual(await counts(), [[2, 1, 64]])
  })

  it('two at once write each payment down once', async () => {
    const { file, payRunRef } = await sent()
    const text = csv(`${file},paid,2026-12-04,`)
    const both = await Promise.all([take(text), take(text)])
    assert.equal(
      both.reduce((sum, { paid }) => sum + paid, 0),
      3,
    )
    assert.equal(await stateOf(payRunRef), 'paid')
  })

  it('is looked at on a page before it is written down: what is new, had already, and cannot be taken', async () => {
    const { file, payRunRef } = await sent()
    const ann = new Browser(app)
    await ann.signInAs('staff', 'ann')
    assert.match((await ann.get('/payment-files')).body, /href="\/payment-files\/answers"/)
    const none = await upload(ann, 'state\npaid')
    assert.equal(none.statusCode, 400)
    assert.match(none.body, /Line 1: The first row must name the columns. Missing: reference, date/)
    const text = csv(
      `${file}-1,paid,2026-12-04,`,
      `${file}-2,returned,2026-12-08,<b>odd</b>`,
      'PF-77-1,paid,2026-12-04,',
      `${file}-3,paid,2027-01-01,`,
    )
    const seen = await upload(ann, text)
    assert.equal(seen.statusCode, 200)
    assert.match(seen.body, /There is no payment or payment file PF-77-1 here/)
    assert.match(seen.body, /The day must be today or in the past/)
    assert.match(seen.body, /Write down 2 answers/)
    assert.match(seen.body, /&lt;b&gt;odd/)
    assert.equal(await stateOf(payRunRef), 'approved')
    const kept = /name="answers" value="([^"]*)"/
      .exec(seen.body)?.[1]
      ?.replaceAll('&quot;', '"')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
    const taken = await ann.post('/payment-files/answers/take', { answers: kept ?? '' }, '/payment-files/answers')
    assert.equal(taken.statusCode, 303)
    assert.match(
      (await ann.get('/payment-files')).body,
      /1 payment paid by 4 December 2026. 1 payment came back and waits to be paid again/,
    )
    assert.match((await ann.get(`/payment-files/${file}`)).body, /Paid on 4 December 2026/)
    const [one, two] = await shell.read(council, (tx) => listPayments(tx, file, { offset: 0, limit: 3 }))
    assert.deepEqual([one?.paidDay, two?.returned?.why, two?.returned?.note], ['2026-12-04', 'other', '<b>odd</b>'])
    const vic = new Browser(app)
    await vic.signInAs('staff', 'vic')
    assert.equal((await vic.get('/payment-files/answers')).statusCode, 403)
    assert.doesNotMatch((await vic.get('/payment-files')).body, /payment-files\/answers/)
  })

  it('comes by a call of the ledger, and by the command line, which names each row that it cannot take', async (t) => {
    const { file, payRunRef } = await sent()
    const item = (reference: string) => ({ reference, state: 'paid', day: '2026-12-04' })
    const answer = await app.inject({
      ...{ method: 'POST', url: '/api/v1/payment-answers', payload: { items: [item(`${file}-1`), item('PF-77-1')] } },
      headers: { authorization: 'Bearer ann', 'idempotency-key': 'k-1' },
    })
    assert.equal(answer.statusCode, 200)
    assert.deepEqual(answer.json(), {
      ...{ paid: 1, returned: 0, had: 0 },
      refused: [{ item: 1, reference: 'PF-77-1', why: 'There is no payment or payment file PF-77-1 here' }],
    })
    const folder = mkdtempSync(join(tmpdir(), 'answers-'))
    try {
      const path = join(folder, 'answers.csv')
      writeFileSync(path, csv(`${file},paid,2026-12-04,`))
      const said = t.mock.method(process.stderr, 'write', () => true)
      assert.equal(await importAnswers(shell, council, path, true), 0)
      assert.equal(await stateOf(payRunRef), 'approved', 'nothing is written down in a dry run')
      assert.equal(await importAnswers(shell, council, path, false), 0)
      assert.equal(await stateOf(payRunRef), 'paid')
      writeFileSync(path, csv('PF-77-1,paid,2026-12-04,'))
      assert.equal(await importAnswers(shell, council, path, false), 1)
      assert.equal(await importAnswers(shell, council, join(folder, 'none.csv'), false), 1)
      const rest = ' Still on their way: 0. Cannot be taken: '
      assert.deepEqual(
        said.mock.calls.map(({ arguments: [words] }) => String(words).replace(`${folder}/`, '')),
        [
          `Would be written down: 2 payments made, 0 payments returned. Had already: 1.${rest}0.\n`,
          `Written down: 2 payments made, 0 payments returned. Had already: 1.${rest}0.\n`,
          'answers.csv:2: There is no payment or payment file PF-77-1 here\n',
          `Written down: 0 payments made, 0 payments returned. Had already: 0.${rest}1.\n`,
          'none.csv: there is no such file.\n',
        ],
      )
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
