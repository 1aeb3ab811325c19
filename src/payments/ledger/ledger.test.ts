import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import { drawDown, endDrawDown } from '#src/contracts/index.ts'
import { changePolicy } from '#src/councils/index.ts'
import { cancelPayRun, checkBooks, findPayRun, listeners, routes, workPayRun } from '#src/payments/index.ts'
import { catchUpLedger } from '#src/payments/ledger/catch-up.job.ts'
import { type Account, LEGS, NOTHING, positionOf, type Source, SOURCES } from '#src/payments/ledger/ledger.ts'
import {
  findBalances,
  findPosting,
  type LedgerSearch,
  listGrouped,
  listPostedLines,
} from '#src/payments/ledger/ledger.store.ts'
import { carryVisits, takeBackVisits } from '#src/payments/adjustments/carry-commands.ts'
import { addUp, totalsOfRun } from '#src/payments/pay-runs/pay-run.store.ts'
import type { PayLine } from '#src/payments/pay-runs/pay-run.ts'
import { listLines, listStatements } from '#src/payments/statements/statement.store.ts'
import { verifyAudit } from '#src/platform/audit.ts'
import { createShell } from '#src/platform/command.ts'
import { addCouncil } from '#src/platform/councils.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import { rows, sql } from '#src/platform/database.ts'
import { POSTING_LINES } from '#src/payments/ledger/posting.store.ts'
import { COUNCIL, officer, providerUser, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import {
  checkAndApprove,
  BANDED,
  draftRun,
  FAY,
  FLAWED,
  got,
  inCommand,
  loadVisits,
  MAX,
  paidRun,
  seedPayCouncil,
} from '#test/support/pay-runs.ts'

const council = system()

type BookLine = { account: Account; debitPence: number; creditPence: number }

/** The lines of an amount, by the same legs as the database posts. */
const linesOf = (source: Source, pence: number): BookLine[] =>
  LEGS[source].flatMap(({ account, sign }) =>
    pence === 0 ? [] : [{ account, debitPence: Math.max(0, pence * sign), creditPence: Math.max(0, 0 - pence * sign) }],
  )
const balances = (lines: readonly BookLine[]): boolean =>
  lines.reduce((sum, { debitPence, creditPence }) => sum + debitPence - creditPence, 0) === 0

describe('what is posted of an amount', () => {
  it('balances, whatever the source and the amount, and comes to nothing of nothing', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SOURCES), fc.integer({ min: -1e12, max: 1e12 }), (source, pence) => {
        const lines = linesOf(source, pence)
        assert.ok(balances(lines))
        assert.ok(lines.every(({ debitPence, creditPence }) => debitPence > 0 !== creditPence > 0))
        assert.equal(lines.length > 0, pence !== 0)
        assert.ok(balances([...lines, ...linesOf(source, -pence)]))
      }),
    )
  })

  it('a package from its placement to its payment: promised, then owed in its place, then paid', () => {
    const steps = [
      ['commitment', 10_000],
      ['accrual', 2_500],
      ['accrual', -2_500],
      ['statement', 2_400],
      ['payment', 2_400],
    ] as const
    const sum: Record<string, number> = {}
    const shown = steps.map(([source, pence]) => {
      for (const { account, debitPence, creditPence } of linesOf(source, pence))
        sum[account] = (sum[account] ?? 0) + debitPence - creditPence
      const { commitment = 0, reserve = 0, expenditure = 0, accrual = 0, creditor = 0, cash = 0 } = sum
      const at = positionOf({ ...NOTHING, commitment, reserve, expenditure, accrual, creditor, cash })
      return [at.committedPence, at.accruedPence, at.owedPence, at.paidPence, at.spentPence]
    })
    assert.deepEqual(shown, [
      [10_000, 0, 0, 0, 0],
      [7_500, 2_500, 0, 0, 2_500],
      [10_000, 0, 0, 0, 0],
      [7_600, 0, 2_400, 0, 2_400],
      [7_600, 0, 0, 2_400, 2_400],
    ])
  })
})

describe('the ledger', () => {
  const { shell, database, clock } = useDatabase({ listeners, seed: seedPayCouncil })
  const position = async (search: LedgerSearch = {}) =>
    positionOf(await shell.read(council, (tx) => findBalances(tx, search)))
  const holds = async () => assert.deepEqual(await shell.read(council, checkBooks), [])
  const groups = (by: Parameters<typeof listGrouped>[1]) =>
    shell.read(council, (tx) => listGrouped(tx, by, {}, { offset: 0, limit: 50 }))
  const owed = async () =>
    (await shell.read(council, (tx) => listStatements(tx, {}, { offset: 0, limit: 50 }))).statements.reduce(
      (sum, { amountPence }) => sum + amountPence,
      0,
    )
  const place = (packageRef: string, contractRef: string, weeklyPence: number) =>
    inCommand(shell, (tx) =>
      drawDown(tx, { contractRef, packageRef, weeklyPence, fromDay: '2026-11-23', toDay: '2026-12-21' }),
    )

  const asOwner = (statements: readonly string[]) =>
    database.engine.session(async (session) => {
      for (const statement of statements) await session.query(statement)
    })
  /** A query of one line, as the stage's own commands leave it. */
  const plantQuery = (statementRef: string, line: PayLine) =>
    asOwner([
      `insert into payments.query (council_id, query_ref, statement_ref, organisation_ref, type, state, lines, amount_pence, raised_by_name, raised_at)
       values (1, 'QY-1', '${statementRef}', '${BANDED}', 'actuals', 'open', 1, ${line.amountPence}, 'Pat', now())`,
      `insert into payments.query_line (council_id, query_ref, day, visit_ref, statement_ref, organisation_ref, amount_pence, open)
       values (1, 'QY-1', '${line.day}', '${line.visitRef}', '${statementRef}', '${BANDED}', ${line.amountPence}, true)`,
    ])
  type Part = { statementRef: string; queryRef: string; amountPence: number }
  /** A file released, with what it held back. */
  const release = async (ref: string, parts: readonly Part[], held?: PayLine) => {
    const pence = parts.reduce((sum, part) => sum + part.amountPence, 0)
    await asOwner([
      `insert into payments.payment_file (council_id, payment_file_ref, pay_day, processing_day, state, payments, amount_pence, service_user_number,
         originator_name, paying_details_ref, made_by, made_by_name, made_at)
       values (1, '${ref}', '2026-11-27', '2026-11-26', 'released', 1, ${pence}, '123456', 'WENBURY', 'BD-1', 'O-4', 'Fay', now())`,
      `insert into payments.bank_details (council_id, bank_details_ref, organisation_ref, sort_code, account_number, account_name, modulus, state,
         by_provider, proposed_by, proposed_by_name, proposed_at, reason, usable_from)
       values (1, 'BD-${ref}', '${BANDED}', '000000', '00000000', 'A', 'passed', 'confirmed', false, 'O-4', 'Fay', now(), '', now())`,
      `insert into payments.payment (council_id, payment_file_ref, organisation_ref, bank_details_ref, reference, amount_pence, pay_day)
       values (1, '${ref}', '${BANDED}', 'BD-${ref}', '${ref}', ${pence}, '2026-11-27')`,
      ...parts.map(
        (
          part,
        ) => `insert into payments.payment_part (council_id, statement_ref, query_ref, payment_file_ref, organisation_ref, amount_pence, valid_day)
          values (1, '${part.statementRef}', '${part.queryRef}', '${ref}', '${BANDED}', ${part.amountPence}, '2026-11-22')`,
      ),
      ...(held
        ? [
            `insert into payments.held_back (council_id, statement_ref, query_ref, payment_file_ref, organisation_ref, amount_pence)
             values (1, '${parts[0]?.statementRef}', 'QY-1', '${ref}', '${BANDED}', ${held.amountPence})`,
          ]
        : []),
    ])
    await inCommand(shell, async (tx) =>
      tx.record({ type: 'payments.file-released', about: [], data: { paymentFileRef: ref } }),
    )
  }

  it('holds committed what a placement commits, and gives back what its end leaves', async () => {
    await place('PK-1', 'CT-1001', 10_000)
    assert.equal((await position({ contractRef: 'CT-1001' })).committedPence, 40_000)
    await inCommand(shell, (tx) => endDrawDown(tx, { packageRef: 'PK-1', toDay: '2026-12-07' }))
    assert.equal((await position({ packageRef: 'PK-1' })).committedPence, 20_000)
    await holds()
  })

  it('accrues a draft, owes a statement in its place, and keeps nothing accrued of what was approved', async () => {
    await loadVisits(shell, FLAWED)
    const payRunRef = await draftRun(shell)
    const drafted = await position()
    assert.ok(drafted.accruedPence > 0)
    assert.deepEqual(
      [drafted.committedPence, drafted.owedPence, drafted.spentPence],
      [0 - drafted.accruedPence, 0, drafted.accruedPence],
    )
    got(await checkAndApprove(shell, payRunRef))
    await workPayRun(shell, COUNCIL, payRunRef)
    const posted = await position()
    assert.deepEqual([posted.accruedPence, posted.owedPence], [0, drafted.accruedPence])
    assert.equal(posted.owedPence, await owed())
    assert.equal((await groups('package')).length > 5, true)
    await holds()
    assert.equal(await verifyAudit(database, COUNCIL, [POSTING_LINES]), undefined)
  })

  it('accrues what a draft pays, without the visits that are left out of it', async () => {
    const [, second = ''] = await loadVisits(shell, FLAWED)
    const payRunRef = await draftRun(shell)
    const whole = (await position()).accruedPence
    const visits = [{ day: '2026-11-03', visitRef: second }]
    got(await carryVisits(shell, FAY, { payRunRef, visits, reason: 'The sheet is asked for' }))
    const run = await shell.read(council, (tx) => findPayRun(tx, payRunRef))
    assert.ok(run)
    const left = addUp(await shell.read(council, (tx) => totalsOfRun(tx, run))).amountPence
    assert.ok(left < whole)
    assert.equal((await position()).accruedPence, left)
    got(await takeBackVisits(shell, FAY, { payRunRef, visits }))
    assert.equal((await position()).accruedPence, whole)
    await holds()
  })

  it('takes back what it accrued for a run that is cancelled', async () => {
    await loadVisits(shell, FLAWED)
    const payRunRef = await draftRun(shell)
    got(await cancelPayRun(shell, MAX, { payRunRef, reason: 'Wrong period' }))
    assert.deepEqual(
      await position(),
      positionOf(await shell.read(council, (tx) => findBalances(tx, { account: 'cash' }))),
    )
    assert.equal((await position()).accruedPence, 0)
    await holds()
  })

  it('posts to the budget code of contract, service and zone that held on the last day of the period', async () => {
    const codes = {
      codes: [
        { code: 'ASC-7', contractRef: 'CT-1002' },
        { code: 'ASC-4010', zone: 'rural' },
      ],
      otherwise: 'ASC-1',
    }
    got(
      await changePolicy(shell, council, {
        kind: 'budget-codes',
        value: codes,
        fromDay: '2026-04-01',
        reason: 'The year',
      }),
    )
    const later = { codes: [], otherwise: 'NEXT' }
    got(
      await changePolicy(shell, council, {
        kind: 'budget-codes',
        value: later,
        fromDay: '2026-11-23',
        reason: 'New chart',
      }),
    )
    clock.now = clock.now.add({ hours: 48 })
    await loadVisits(shell, FLAWED)
    await paidRun(shell)
    const found = await groups('code')
    assert.deepEqual(
      found.map(({ name }) => name),
      ['ASC-4010', 'ASC-7'],
    )
    await place('PK-9', 'CT-1001', 700)
    assert.deepEqual(
      (await groups('code')).map(({ name, commitment }) => [name, commitment > 0]),
      [
        ['ASC-4010', false],
        ['ASC-7', false],
        ['NEXT', true],
      ],
    )
    await holds()
  })

  it('pays what a file pays, to the contracts that its statements owe; what a query held back is paid when it is settled', async () => {
    await loadVisits(shell, FLAWED)
    await paidRun(shell)
    const [statement] = (
      await shell.read(council, (tx) => listStatements(tx, { organisationRef: BANDED }, { offset: 0, limit: 1 }))
    ).statements
    assert.ok(statement)
    const { statementRef, amountPence } = statement
    const [line] = (await shell.read(council, (tx) => listLines(tx, statementRef, { limit: 50 }))).filter(
      (one) => one.amountPence > 0,
    )
    assert.ok(line)
    await plantQuery(statementRef, line)
    await release('PF-1001', [{ statementRef, queryRef: '', amountPence: amountPence - line.amountPence }], line)
    const first = await position({ contractRef: 'CT-1001' })
    assert.deepEqual([first.paidPence, first.owedPence], [amountPence - line.amountPence, line.amountPence])
    assert.equal((await position({ packageRef: line.packageRef ?? '' })).owedPence, line.amountPence)
    await release('PF-1002', [{ statementRef, queryRef: 'QY-1', amountPence: line.amountPence }])
    const second = await position({ contractRef: 'CT-1001' })
    assert.deepEqual([second.paidPence, second.owedPence], [amountPence, 0])
    assert.equal((await position({ contractRef: '' })).paidPence, 0)
    await holds()
  })

  it('is added up by month, and every line leads to its posting', async () => {
    await loadVisits(shell, FLAWED)
    await paidRun(shell)
    assert.deepEqual(
      (await groups('month')).map(({ name, creditor }) => [name, creditor]),
      [['2026-11', -(await owed())]],
    )
    const [line] = await shell.read(council, (tx) =>
      listPostedLines(tx, { account: 'creditor' }, { offset: 0, limit: 1 }),
    )
    const posting = await shell.read(council, (tx) => findPosting(tx, line?.postingRef ?? ''))
    assert.match(posting?.sourceRef ?? '', /^ST-/)
    assert.equal(posting?.source, 'statement')
  })

  it('catches up on what was committed and posted before it was there, once', async () => {
    await addCouncil(database, { council: COUNCIL, name: 'Wenbury', trial: false })
    const deaf = createShell(database, [], shell.now)
    await inCommand(deaf, (tx) =>
      drawDown(tx, {
        ...{ contractRef: 'CT-1001', packageRef: 'PK-1', weeklyPence: 700, fromDay: '2026-11-23', toDay: '2026-12-21' },
      }),
    )
    await loadVisits(deaf, FLAWED)
    await paidRun(deaf)
    assert.deepEqual((await shell.read(council, checkBooks)).map(({ ref }) => ref).toSorted(), [
      ...['CT-1001', 'ST-1001', 'ST-1002', 'ST-1003'],
    ])
    await catchUpLedger(shell)
    await holds()
    const before = await groups('package')
    await catchUpLedger(shell)
    assert.deepEqual(await groups('package'), before)
    assert.equal((await position()).owedPence, await owed())
  })

  it('cannot be changed, says so of what was changed behind its back, and is no provider’s', async () => {
    await loadVisits(shell, FLAWED)
    await paidRun(shell)
    const act = (statement: string) => inCommand(shell, (tx) => rows(tx, sql`${sql.raw(statement)}`))
    await assert.rejects(act(`update payments.posting_line set debit_pence = 1`), /permission denied/)
    await assert.rejects(act(`delete from payments.posting`), /permission denied/)
    await assert.rejects(
      shell.read(providerUser(BANDED), (tx) => findBalances(tx, {})),
      /permission denied/,
    )
    await database.engine.session((session) =>
      session.query(
        `update payments.posting_line set debit_pence = debit_pence + 1 where posting_ref = 'ST-1001' and account = 'expenditure'`,
      ),
    )
    const faults = await shell.read(council, checkBooks)
    assert.deepEqual(
      faults.map(({ ref }) => ref),
      ['ST-1001'],
    )
    assert.match(
      (await verifyAudit(database, COUNCIL, [POSTING_LINES]))?.what ?? '',
      /payments.posting_line in chunk ST-1001/,
    )
  })
})

describe('the pages of the ledger', () => {
  const { shell } = useDatabase({
    listeners,
    seed: async (harness) => {
      await seedPayCouncil(harness)
      await loadVisits(harness.shell, FLAWED)
      await paidRun(harness.shell)
    },
  })
  let app: FastifyInstance
  const house = { panels: [], work: [], search: [], words: {} }
  const fay = officer('O-4', ['payments.see'])
  before(async () => {
    app = await serverFor(shell, [(doors: Doors) => routes(doors, house)], {
      identities: { actorOf: async () => fay, actorOfToken: async () => ({ ...fay, kind: 'machine' }) },
    })
  })
  after(() => app.close())
  const get = async (path: string) => {
    const browser = new Browser(app)
    await browser.signInAs('staff', 'fay')
    return browser.get(path)
  }

  it('show the same sums by contract, in lines, and in the trial balance', async () => {
    const { body } = await get('/ledger')
    assert.match(body, /CT-1001/)
    const csv = (await get('/ledger.csv?by=contract')).body.trim().split(/\r?\n/)
    assert.equal(csv[0], 'contract,committed_pence,spent_pence,accrued_pence,owed_pence,paid_pence')
    const owedByContract = csv.slice(1).reduce((sum, line) => sum + Number(line.split(',')[4]), 0)
    const lines = (await get('/ledger/lines.csv?account=creditor')).body.trim().split(/\r?\n/).slice(1)
    assert.equal(
      lines.reduce((sum, line) => sum + Number(line.split(',').at(-1)) - Number(line.split(',').at(-2)), 0),
      owedByContract,
    )
    const trial = (await get('/ledger/trial-balance')).body
    assert.equal(trial.match(/they are equal/g)?.length, 2)
    assert.match((await get('/ledger/postings/ST-1001')).body, /Posting ST-1001/)
    assert.equal((await get('/ledger/postings/ST-9')).statusCode, 404)
  })

  it('give machines the same, a page at a time', async () => {
    const call = async (path: string) =>
      (await app.inject({ url: `/api/v1/ledger/${path}`, headers: { authorization: 'Bearer any' } })).json()
    const first = await call('lines?account=creditor&limit=2')
    assert.deepEqual([first.items.length, first.next], [2, '2'])
    const sumOf = (items: { creditPence: number; debitPence: number }[]) =>
      items.reduce((sum, { creditPence, debitPence }) => sum + creditPence - debitPence, 0)
    const { items } = await call('lines?account=creditor')
    const positions = (await call('positions?by=month')).items as { name: string; owedPence: number }[]
    assert.deepEqual(
      positions.map(({ name, owedPence }) => [name, owedPence]),
      [['2026-11', sumOf(items)]],
    )
  })
})
