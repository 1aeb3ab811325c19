import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import type { Pence } from '#src/base/money.ts'
import { changePolicy } from '#src/councils/index.ts'
import { figuresByMonth, listPaid, overdueNow } from '#src/payments/compliance/compliance.store.ts'
import { halfOf } from '#src/payments/compliance/compliance.ts'
import { proposeDebt, refuseDebt, settleDebt } from '#src/payments/debts/debt-commands.ts'
import {
  answerQuery,
  checkBooks,
  findPayRun,
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
import { findBalances } from '#src/payments/ledger/ledger.store.ts'
import { findRemittance, listPayments } from '#src/payments/payment-files/payment-file.store.ts'
import { listAdjustments } from '#src/payments/adjustments/adjustment.store.ts'
import { listLines, listStatements } from '#src/payments/statements/statement.store.ts'
import type { Actor } from '#src/platform/actor.ts'
import { timeline } from '#src/platform/audit.ts'
import { setAside } from '#src/visits/index.ts'
import { officer, providerUser, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { BALANCED, BANDED, FLAWED, got, loadVisits, paidRun, refusal, seedPayCouncil } from '#test/support/pay-runs.ts'
import { workOf } from '#test/support/work.ts'

const GRANTS = ['payments.see', 'payments.pay', 'payments.release', 'payments.bank', 'payments.answer']
const ANN: Actor = { ...officer('O-11', GRANTS), name: 'Ann' }
const BEN: Actor = { ...officer('O-12', GRANTS), name: 'Ben' }
const EVE: Actor = { ...officer('O-13', ['payments.see']), name: 'Eve' }
const PAT = providerUser(BANDED, ['payments.statement', 'payments.query'])
const textOf = (body: string): string => body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
/** Two workers for 45 minutes, taken back: 4,000 pence. */
const TAKEN_BACK = 4000
/** Half an hour in a rural zone. */
const HALF_HOUR = 1600

describe('a provider from whom more is taken back than is due', () => {
  const { shell, clock } = useDatabase({ listeners, seed: seedPayCouncil })
  const council = system()
  const ACTORS: Record<string, Actor> = { ann: ANN, ben: BEN, eve: EVE, pat: PAT }
  let app: FastifyInstance
  before(async () => {
    app = await serverFor(shell, [(doors) => routes(doors, { panels, work, search, words })], {
      identities: { actorOf: async ({ identity }) => ACTORS[identity], actorOfToken: async (token) => ACTORS[token] },
    })
  })
  after(() => app.close())
  const as = async (identity: string, door: 'staff' | 'portal' = 'staff') => {
    const browser = new Browser(app)
    await browser.signInAs(door, identity)
    return browser
  }
  const at = (day: string) => {
    clock.now = Temporal.Instant.from(`${day}T12:00:00Z`)
  }
  const bank = async (organisationRef: string, accountNumber: string) => {
    const account = { sortCode: '99-00-01', accountNumber, accountName: 'An account', reason: 'First' }
    const { bankDetailsRef } = got(await proposeBankDetails(shell, ANN, { ...account, organisationRef }))
    got(await turnKey(shell, BEN, bankDetailsRef))
  }
  const file = async (payDay: string): Promise<string> => {
    const { paymentFileRef } = got(await makePaymentFile(shell, ANN, { payDay }))
    got(await releasePaymentFile(shell, BEN, paymentFileRef))
    return paymentFileRef
  }
  const statementOf = async (payRunRef: string, organisationRef = BANDED as string) => {
    const { statements } = await shell.read(council, (tx) => listStatements(tx, { payRunRef }, { offset: 0, limit: 9 }))
    const found = statements.find((one) => one.organisationRef === organisationRef)
    assert.ok(found)
    return found
  }
  const balances = () => shell.read(council, (tx) => findBalances(tx, { organisationRef: BANDED }))
  const half = (from: string, starts: readonly string[]) =>
    starts.map((start) => ({
      ...{ personRef: 'P-1001', organisationRef: BANDED, day: from, start, minutes: 30 },
      log: [[0, 30]] as const,
    }))

  /** A fortnight paid; then a visit of two workers is found not to have been made, and the next week has less than that. */
  const owes = async (): Promise<{ first: string; second: string; owed: Pence }> => {
    await loadVisits(shell, FLAWED)
    await paidRun(shell)
    const value = {
      serviceUserNumber: '654321',
      originatorName: 'WENBURY COUNCIL',
      ledgerColumns: [{ code: 'amount', label: 'Amount' }],
    }
    got(await changePolicy(shell, council, { kind: 'payment-files', value, fromDay: '2026-11-22', reason: 'Set up' }))
    await bank(OWN, '12345678')
    await bank(BANDED, '10000000')
    await bank(BALANCED, '10000001')
    at('2026-11-26')
    const first = await file('2026-12-04')
    for (const logRef of ['A-6-0', 'A-6-1'])
      got(await setAside(shell, council, { source: 'vendor:made-up', logRef, reason: 'Nobody came' }))
    await loadVisits(shell, half('2026-11-17', ['08:00']), 'B')
    await loadVisits(
      shell,
      [
        {
          personRef: 'P-1002',
          organisationRef: BALANCED,
          day: '2026-11-17',
          start: '09:00',
          minutes: 30,
          log: [[0, 30]],
        },
      ],
      'C',
    )
    const second = await paidRun(shell, { organisationRef: null, from: '2026-11-16', to: '2026-11-23' })
    return { first, second, owed: TAKEN_BACK - HALF_HOUR }
  }
  const nextRun = (): Promise<string> => {
    at('2026-12-01')
    return paidRun(shell, { organisationRef: BANDED, from: '2026-11-23', to: '2026-11-30' })
  }
  const debtOf = async (way: 'invoiced' | 'repaid' | 'written_off', owed: Pence) =>
    got(
      await proposeDebt(shell, ANN, {
        ...{ organisationRef: BANDED, way, seenPence: owed, day: '2026-11-26' },
        ...{ reference: 'INV-77', reason: 'Went into liquidation' },
      }),
    )

  it('is left out of the file with its statement, and pays it from the next run: file, remittance, ledger, compliance', async () => {
    const { second, owed } = await owes()
    const negative = await statementOf(second)
    assert.equal(negative.amountPence, 0 - owed)
    const [ann, pat] = [await as('ann'), await as('pat', 'portal')]
    const page = `/statements/${negative.statementRef}`
    assert.match(textOf((await ann.get(page)).body), /£24\.00 is taken off what is paid next/)
    assert.match(textOf((await pat.get(`/portal${page}`)).body), /£24\.00 is taken off what is paid next/)
    assert.match(textOf((await ann.get('/payment-files/make')).body), /Nothing to pay[^£]*What it owes/)
    const without = await file('2026-12-07')
    const paid = await shell.read(council, (tx) => listPayments(tx, without, { offset: 0, limit: 9 }))
    assert.deepEqual(
      paid.map((one) => one.organisationRef),
      [BALANCED],
    )
    assert.equal((await balances()).creditor, owed, 'the ledger says that the provider owes')

    at('2027-01-20')
    await loadVisits(shell, half('2026-11-24', ['08:00', '12:00']), 'D')
    const third = await statementOf(
      await paidRun(shell, { organisationRef: null, from: '2026-11-23', to: '2026-11-30' }),
    )
    const last = await file('2027-01-25')
    const advice = await shell.read(council, (tx) => findRemittance(tx, last, BANDED))
    assert.equal(advice?.amountPence, 2 * HALF_HOUR - owed)
    assert.deepEqual(
      advice.parts.map((part) => [part.statementRef, part.amountPence]),
      [
        [negative.statementRef, 0 - owed],
        [third.statementRef, 2 * HALF_HOUR],
      ],
    )
    assert.equal((await balances()).creditor, 0)
    const [annLater, patLater] = [await as('ann'), await as('pat', 'portal')]
    const told = textOf((await patLater.get(`/portal${page}`)).body)
    assert.match(told, /Taken off what was paid: £24\.00 on 25 January 2027/)
    assert.doesNotMatch(textOf((await annLater.get(page)).body), /Sent to the bank/)
    // What was taken off is no invoice that waited 60 days.
    const figures = await shell.read(council, (tx) => figuresByMonth(tx, halfOf('2027-01-25')))
    const january = figures.find(({ month }) => month === '2027-01')
    assert.deepEqual([january?.payments, january?.within30, january?.over60], [1, 1, 0])
    const listed = await shell.read(council, (tx) =>
      listPaid(tx, halfOf('2027-01-25'), undefined, { offset: 0, limit: 50 }),
    )
    assert.ok(!listed.parts.some((part) => part.statementRef === negative.statementRef))
    assert.deepEqual(await shell.read(council, checkBooks), [])
  })

  it('is not paid late while all that it is due is set off against what it owes', async () => {
    await owes()
    await loadVisits(shell, half('2026-11-24', ['08:00']), 'D')
    await nextRun()
    await file('2026-12-07')
    at('2027-02-20')
    // One provider, without bank details, is not paid.
    assert.equal((await shell.read(council, overdueNow)).statements, 1)
  })

  it('is on a list with the amount, since when, and what it comes from; a link leads there from the payments', async () => {
    const { second } = await owes()
    const { statementRef } = await statementOf(second)
    const ann = await as('ann')
    const front = (await ann.get('/pay-runs')).body
    for (const href of ['/provider-debts', '/payment-compliance']) assert.ok(front.includes(`href="${href}"`), href)
    const list = (await ann.get('/provider-debts')).body
    assert.match(
      textOf(list),
      new RegExp(`Wye Valley Carers No care in place: nothing to take it from.*26 Nov 2026.*${statementRef}.*£24\\.00`),
    )
    assert.doesNotMatch(textOf(list), /Ledbury/)
    const own = textOf((await ann.get(`/provider-debts/${BANDED}`)).body)
    assert.match(own, /Log set aside.*£16\.00.*−?-?£40\.00.*£24\.00/)
    assert.match(own, /What was done about £24\.00/)
    const csv = (await ann.get('/provider-debts.csv')).body
    assert.match(csv, new RegExp(`${BANDED},Wye Valley Carers,2400,0,2026-11-26,${statementRef},0`))
  })

  it('is told to a machine of the council, and to none of a provider', async () => {
    const { second, owed } = await owes()
    const get = (token: string, url: string) =>
      app.inject({ url: `/api/v1${url}`, headers: { authorization: `Bearer ${token}` } })
    const { statementRef } = await statementOf(second)
    assert.deepEqual((await get('eve', '/provider-debts')).json(), {
      items: [
        {
          ...{ organisationRef: BANDED, owedPence: owed, heldPence: 0, since: '2026-11-26' },
          parts: [{ statementRef, queryRef: '', amountPence: 0 - owed }],
        },
      ],
      next: null,
    })
    await debtOf('invoiced', owed)
    const { items } = (await get('eve', '/provider-debts/settlements')).json() as { items: object[] }
    const said = { debtRef: 'DB-1001', organisationRef: BANDED, way: 'invoiced', amountPence: owed }
    assert.deepEqual(items, [{ ...said, day: '2026-11-26', reference: 'INV-77', state: 'proposed' }])
    for (const url of ['/provider-debts', '/provider-debts/settlements'])
      assert.equal((await get('pat', url)).statusCode, 403, url)
  })

  for (const [way, account] of [
    ['invoiced', 'debtor'],
    ['repaid', 'cash'],
    ['written_off', 'written_off'],
  ] as const)
    it(`${way}: written down by one officer, confirmed by another, posted, and never taken off a payment again`, async () => {
      const { second, owed } = await owes()
      const before = await balances()
      const [ann, ben, eve] = [await as('ann'), await as('ben'), await as('eve')]
      const page = `/provider-debts/${BANDED}`
      const typed = {
        ...{ way, seen: String(owed), 'day-day': '26', 'day-month': '11', 'day-year': '2026' },
        ...{ reference: 'INV-77', reason: 'Went into liquidation' },
      }
      assert.equal((await eve.post(page, typed, '/provider-debts')).statusCode, 403)
      assert.equal((await ann.post(page, typed)).statusCode, 303)
      assert.deepEqual(await balances(), before, 'one officer changes nothing')
      const due = await workOf(shell, BEN, work)
      assert.ok(
        due.some(({ title }) => /£24\.00 that provider/.test(title)),
        JSON.stringify(due),
      )
      assert.doesNotMatch((await ann.get(page)).body, /Confirm it/)
      const settle = '/provider-debts/DB-1001/settle'
      const refused = await ann.post(settle, {}, page)
      assert.equal(refused.statusCode, 409)
      assert.match(textOf(refused.body), /another officer confirms it/)
      assert.equal((await ben.post(settle, {}, page)).statusCode, 303)
      const after = await balances()
      assert.deepEqual([after.creditor, after[account] - before[account]], [0, owed])
      assert.deepEqual(await shell.read(council, checkBooks), [])
      assert.equal((await shell.read(council, (tx) => findPayRun(tx, second)))?.state, 'approved')
      assert.equal(refusal(await settleDebt(shell, BEN, 'DB-1001')), 'not waiting')
      assert.match(textOf((await ann.get('/provider-debts')).body), /No provider owes the council anything.*INV-77/)
      const { statementRef } = await statementOf(second)
      const pat = await as('pat', 'portal')
      const told = textOf((await pat.get(`/portal/statements/${statementRef}`)).body)
      assert.match(told, /Settled outside the payments on 26 November 2026/)
      assert.doesNotMatch(told, /liquidation/)
      assert.ok(
        (await shell.read(council, (tx) => timeline(tx, `statement:${statementRef}`))).some(
          ({ type }) => type === 'payments.debt-settled',
        ),
      )

      await loadVisits(shell, half('2026-11-24', ['08:00']), 'D')
      await nextRun()
      const next = await file('2026-12-08')
      assert.equal((await shell.read(council, (tx) => findRemittance(tx, next, BANDED)))?.amountPence, HALF_HOUR)
    })

  it('is settled for what both officers saw: not after a later payment took it, not in dispute, not twice at once', async () => {
    const { second, owed } = await owes()
    const asked = { organisationRef: BANDED, way: 'written_off', day: '2026-11-26', reference: '' } as const
    const say = (changes: object) =>
      proposeDebt(shell, ANN, { ...asked, seenPence: owed, reason: 'In liquidation', ...changes })
    for (const [changes, why] of [
      [{ seenPence: owed + 1 }, 'owes another amount now'],
      [{ organisationRef: BALANCED }, 'owes nothing'],
      [{ day: '2026-11-27' }, 'still to come'],
      [{ reason: ' ' }, 'no reason'],
      [{ way: 'invoiced' }, 'no reference'],
    ] as const)
      assert.equal(refusal(await say(changes)), why)
    const { debtRef } = got(await say({}))
    assert.equal(refusal(await say({})), 'another proposal waits')

    const { statementRef } = await statementOf(second)
    const [line] = await shell.read(council, (tx) => listLines(tx, statementRef, { limit: 5 }))
    const { queryRef } = got(
      await raiseQuery(shell, PAT, {
        statementRef,
        visitRefs: [line?.visitRef ?? ''],
        type: 'actuals',
        words: 'Longer',
      }),
    )
    assert.equal(refusal(await settleDebt(shell, BEN, debtRef)), 'in dispute')
    got(await answerQuery(shell, ANN, { queryRef, move: 'refuse', words: 'The log stands' }))
    // What is taken back is in dispute too: nothing of it is held back, since the provider is not paid it.
    const [taken] = await shell.read(council, (tx) => listAdjustments(tx, statementRef, { limit: 5 }))
    const onTaken = {
      statementRef,
      visitRefs: [taken?.visitRef ?? ''],
      type: 'actuals',
      words: 'They were there',
    } as const
    got(await raiseQuery(shell, PAT, onTaken))
    assert.equal(refusal(await settleDebt(shell, BEN, debtRef)), 'in dispute')
    assert.match(textOf((await (await as('ann')).get(`/provider-debts/${BANDED}`)).body), /In query ST-\d+: QY-1002/)
    got(await refuseDebt(shell, ANN, debtRef))
    assert.equal(refusal(await refuseDebt(shell, ANN, debtRef)), 'not waiting')
    assert.equal(refusal(await settleDebt(shell, BEN, 'DB-77')), 'no such debt')
  })

  it('owes nothing any more once a payment took it, though it was written down meanwhile', async () => {
    const { owed } = await owes()
    const { debtRef } = await debtOf('invoiced', owed)
    await loadVisits(shell, half('2026-11-24', ['08:00', '12:00']), 'D')
    await nextRun()
    await file('2026-12-07')
    assert.equal(refusal(await settleDebt(shell, BEN, debtRef)), 'owes nothing')
    assert.equal((await balances()).debtor, 0)
  })

  it('has its run paid once what was due of it is set off against a settled debt', async () => {
    const { owed } = await owes()
    await loadVisits(shell, half('2026-11-24', ['08:00']), 'D')
    const third = await nextRun()
    assert.equal((await shell.read(council, (tx) => findPayRun(tx, third)))?.state, 'approved')
    const { debtRef } = await debtOf('repaid', owed - HALF_HOUR)
    got(await settleDebt(shell, BEN, debtRef))
    const run = await shell.read(council, (tx) => findPayRun(tx, third))
    assert.deepEqual([run?.state, run?.paidDay], ['paid', '2026-11-26'])
  })
})
