import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Doors } from '#src/platform/http/doors.ts'
import { changeTerms, enterContract, routes as contractRoutes, setHourTiers } from '#src/contracts/index.ts'
import { recheckCards } from '#src/payments/adjustments/card-recheck-commands.ts'
import { listCarried } from '#src/payments/adjustments/recheck.store.ts'
import { listAdjustments } from '#src/payments/adjustments/adjustment.store.ts'
import { weeksEnding } from '#src/payments/blocks/block-week.ts'
import {
  chunkedTables,
  countSavings,
  listeners,
  panels,
  rateAgain,
  startPayRun,
  workPayRun,
} from '#src/payments/index.ts'
import { routes } from '#src/payments/routes.ts'
import { listByProvider } from '#src/payments/savings/saving.store.ts'
import { listDraftLines, listStatements } from '#src/payments/statements/statement.store.ts'
import { systemActor } from '#src/platform/actor.ts'
import { verifyAudit } from '#src/platform/audit.ts'
import { rows, sql } from '#src/platform/database.ts'
import type { House } from '#src/platform/panels.ts'
import { addRateCard } from '#src/rates/index.ts'
import { enterByHand } from '#src/visits/index.ts'
import { COUNCIL, officer, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import {
  checkAndApprove,
  BANDED,
  contractOf,
  draftRun,
  FAY,
  FORTNIGHT,
  got,
  loadVisits,
  paidRun,
  refusal,
  seedPayCouncil,
  type VisitMade,
} from '#test/support/pay-runs.ts'

const CARD = {
  ...{ card: 'HC-BLOCK', from: '2026-04-06', to: null },
  payment: { rule: 'capped', no_log_out: 'query' },
  rates: [{ service: 'home_care', zone: 'any', day: 'any', from: '00:00', to: '24:00', pence_per_hour: 2164 }],
  blocks: [
    {
      ...{ service: 'home_care', zone: 'any', hours_per_week: 10, pence_per_hour: 2000 },
      ...{ guaranteed_percent: 80, over_use_pence_per_hour: 2200 },
    },
  ],
}
const clerk = systemActor(COUNCIL)
const NEXT_WEEK = { organisationRef: null, from: '2026-11-16', to: '2026-11-22' } as const

describe('hours bought as a block', () => {
  const { shell, database } = useDatabase({ listeners, seed: seedPayCouncil })
  const visit = (day: string, minutes: number, logged = true): VisitMade => ({
    ...{ personRef: 'P-1001', organisationRef: BANDED, contractRef: 'CT-1004', cardRef: 'HC-BLOCK', day, minutes },
    ...{ start: '08:00', log: logged ? [[0, minutes]] : [] },
  })
  /** A contract for ten hours a week, with three hours of visits in its first week and eleven in its second, where five are bought. */
  const inPlace = async (): Promise<string[]> => {
    got(await addRateCard(shell, clerk, { name: 'Block', text: JSON.stringify(CARD) }))
    got(await enterContract(shell, clerk, contractOf({ cardRef: 'HC-BLOCK', fromDay: '2026-11-02' })))
    const terms = { contractRef: 'CT-1004', cycle: null, electronicPercent: null }
    got(
      await changeTerms(shell, clerk, {
        ...{ ...terms, fromDay: '2026-11-09', blockMinutesPerWeek: 300, note: 'Variation 1' },
      }),
    )
    return loadVisits(shell, [
      visit('2026-11-03', 180),
      visit('2026-11-05', 480, false),
      visit('2026-11-10', 300),
      visit('2026-11-12', 360),
    ])
  }
  const linesOf = (payRunRef: string) =>
    shell.read(clerk, (tx) => listDraftLines(tx, payRunRef, {}, { offset: 0, limit: 50 }))
  const blocksOf = async (payRunRef: string) =>
    (await linesOf(payRunRef))
      .filter(({ outcome }) => outcome === 'block')
      .map(({ visitRef, amountPence, reason }) => [visitRef, amountPence, reason])

  const savings = async () => {
    await countSavings(shell, clerk)
    return shell.read(clerk, (tx) => listByProvider(tx, { from: '2026-11-01', to: '2026-12-01' }))
  }

  it('are paid by the week, used or not, with the sentence; visits within them cost nothing by themselves', async () => {
    await inPlace()
    const payRunRef = await draftRun(shell)
    assert.deepEqual(await blocksOf(payRunRef), [
      [
        'CT-1004-block-20261102',
        16_000,
        'Block hours in the week of 2 November 2026. Paid 8 hours: 10 hours bought at £20.00 an hour, of which 80% are guaranteed, 7 hours not used.',
      ],
      [
        'CT-1004-block-20261109',
        23_200,
        'Block hours in the week of 9 November 2026. Paid 11 hours: 5 hours bought at £20.00 an hour, 6 hours beyond them at £22.00 an hour.',
      ],
    ])
    const visits = (await linesOf(payRunRef)).filter(({ outcome }) => outcome !== 'block')
    assert.deepEqual(
      visits.map(({ amountPence }) => amountPence),
      [0, 0, 0, 0],
    )
    const other = await draftRun(shell)
    assert.deepEqual(await blocksOf(other), [], 'a week is paid by one run')
  })

  it('are paid where nobody used any, by sevenths where the contract begins in the week', async () => {
    got(await addRateCard(shell, clerk, { name: 'Block', text: JSON.stringify(CARD) }))
    got(await enterContract(shell, clerk, contractOf({ cardRef: 'HC-BLOCK', fromDay: '2026-11-13' })))
    const [week, ...more] = await blocksOf(await draftRun(shell))
    // Three days of ten hours a week are 257 minutes, of which 206 are guaranteed.
    assert.deepEqual([week?.[0], week?.[1], more.length], ['CT-1004-block-20261109', 6867, 0])
  })

  it('that a late log or other hours change are put right in the next run, and the books still add up', async () => {
    const [, late = ''] = await inPlace()
    await paidRun(shell)
    const found = { organisationRef: BANDED, visits: 4 }
    assert.deepEqual(await savings(), [
      {
        ...{ ...found, commissionedMinutes: 600 + 300, deliveredMinutes: 180 + 660 },
        ...{ commissionedPence: 30_000, deliveredPence: 28_000, paidPence: 39_200 },
      },
    ])
    const { statements } = await shell.read(clerk, (tx) => listStatements(tx, {}, { offset: 0, limit: 5 }))
    assert.deepEqual(
      statements.map((one) => [one.amountPence, one.visits]),
      [[39_200, 4]],
    )
    const at = (time: string) => Temporal.Instant.from(`2026-11-05T${time}:00Z`).epochMilliseconds * 1000
    const entered = { visitRef: late, workerRef: 'W-9', in: at('08:00'), out: at('16:00'), reasonCode: 'no_signal' }
    got(await enterByHand(shell, clerk, entered))
    got(
      await changeTerms(shell, clerk, {
        ...{ contractRef: 'CT-1004', fromDay: '2026-11-09', blockMinutesPerWeek: 660, note: 'Variation 2' },
        ...{ cycle: null, electronicPercent: null },
      }),
    )
    await paidRun(shell, NEXT_WEEK)
    const posted = await shell.read(clerk, (tx) => listStatements(tx, {}, { offset: 0, limit: 5 }))
    const statementRef = posted.statements[0]?.statementRef ?? ''
    const adjustments = await shell.read(clerk, (tx) => listAdjustments(tx, statementRef, { limit: 10 }))
    assert.deepEqual(
      adjustments.map(({ visitRef, cause, amountPence }) => [visitRef, cause, amountPence]),
      [
        ['CT-1004-block-20261102', 'block_hours', 22_200 - 16_000],
        ['CT-1004-block-20261109', 'block_hours', 22_000 - 23_200],
      ],
    )
    assert.equal(posted.statements[0]?.amountPence, 5_000)
    assert.deepEqual(await savings(), [
      {
        ...{ ...found, commissionedMinutes: 600 + 660, deliveredMinutes: 660 + 660 },
        ...{ commissionedPence: 42_000, deliveredPence: 44_000, paidPence: 44_200 },
      },
    ])
    const books = await shell.read(clerk, (tx) =>
      rows(
        tx,
        sql<{
          debit: number
          credit: number
        }>`select sum(debit_pence) as debit, sum(credit_pence) as credit from payments.posting_line
          where account in ('accrual', 'expense', 'payable')`,
      ),
    )
    assert.equal(books[0]?.debit, books[0]?.credit)
    assert.equal(await verifyAudit(database, COUNCIL, chunkedTables), undefined)
    await paidRun(shell, { ...NEXT_WEEK, organisationRef: BANDED })
    const again = await shell.read(clerk, (tx) => listStatements(tx, {}, { offset: 0, limit: 5 }))
    assert.equal(again.statements.length, 2, 'with no change nothing is posted')
  })

  it('are priced by their tiers from the day on that the contract says; what was paid already is put right once', async () => {
    await inPlace()
    await paidRun(shell)
    const tiers = [
      { upToHours: 5, pencePerHour: 2000 },
      { upToHours: null, pencePerHour: 1500 },
    ]
    const asked = { contractRef: 'CT-1004', fromDay: '2026-11-02', tiers, note: 'Variation 3' }
    assert.equal(refusal(await setHourTiers(shell, clerk, { ...asked, tiers: [] })), 'no tiers')
    got(await setHourTiers(shell, clerk, asked))
    await paidRun(shell, NEXT_WEEK)
    const posted = await shell.read(clerk, (tx) => listStatements(tx, {}, { offset: 0, limit: 5 }))
    const statementRef = posted.statements[0]?.statementRef ?? ''
    const adjustments = await shell.read(clerk, (tx) => listAdjustments(tx, statementRef, { limit: 10 }))
    assert.deepEqual(
      adjustments.map(({ visitRef, amountPence, owedPence }) => [visitRef, amountPence, owedPence]),
      [
        ['CT-1004-block-20261102', 14_500 - 16_000, 14_500],
        ['CT-1004-block-20261109', 19_000 - 23_200, 19_000],
      ],
    )
    assert.match(
      adjustments[1]?.reason ?? '',
      /Paid 11 hours: 5 hours in tier 1 at £20.00 an hour, 6 hours in tier 2 at £15.00 an hour, 5 hours bought, 6 hours beyond them\.$/,
    )
    await paidRun(shell, { ...NEXT_WEEK, organisationRef: BANDED })
    const again = await shell.read(clerk, (tx) => listStatements(tx, {}, { offset: 0, limit: 5 }))
    assert.equal(again.statements.length, 2, 'with no change nothing is posted')
    got(await setHourTiers(shell, clerk, { ...asked, fromDay: '2026-11-16', tiers: [], note: 'As the card has it' }))
  })

  it('that nobody used are put right where their price is back-dated, in a draft and after it is posted', async () => {
    got(await addRateCard(shell, clerk, { name: 'Block', text: JSON.stringify(CARD) }))
    got(await enterContract(shell, clerk, contractOf({ cardRef: 'HC-BLOCK', fromDay: '2026-11-09' })))
    const reprice = async (pence: number) => {
      const card = { ...CARD, from: '2026-11-09', blocks: [{ ...CARD.blocks[0], pence_per_hour: pence }] }
      got(await addRateCard(shell, clerk, { name: 'Block', text: JSON.stringify(card), reason: 'Agreed late' }))
      await recheckCards(shell, COUNCIL)
    }
    const draft = await draftRun(shell)
    assert.equal((await blocksOf(draft))[0]?.[1], 16_000)
    await reprice(2050)
    assert.equal(refusal(await checkAndApprove(shell, draft)), 'visits have changed')
    got(await rateAgain(shell, FAY, draft))
    assert.equal((await blocksOf(draft))[0]?.[1], 16_400)
    got(await checkAndApprove(shell, draft))
    await workPayRun(shell, COUNCIL, draft)
    await reprice(2100)
    await paidRun(shell, { ...NEXT_WEEK, organisationRef: BANDED })
    const posted = await shell.read(clerk, (tx) => listStatements(tx, {}, { offset: 0, limit: 5 }))
    const adjustments = await shell.read(clerk, (tx) =>
      listAdjustments(tx, posted.statements[0]?.statementRef ?? '', { limit: 10 }),
    )
    assert.deepEqual(
      adjustments.map(({ visitRef, amountPence }) => [visitRef, amountPence]),
      [['CT-1004-block-20261109', 16_800 - 16_400]],
    )
  })

  it('are shown by contract and week with a chart, on the contract, as CSV and by machine', async () => {
    await inPlace()
    await draftRun(shell)
    const house: House = { panels, work: [], search: [], words: {} }
    const all = (doors: Doors) => {
      contractRoutes(doors, house)
      routes(doors, house)
    }
    const app = await serverFor(shell, [all], {
      identities: {
        actorOf: async () => officer('O-1'),
        actorOfToken: async () => ({ ...officer('c-1'), kind: 'machine' as const }),
      },
    })
    const browser = new Browser(app)
    await browser.signInAs('staff', 'O-1')
    const text = async (path: string) => (await browser.get(path)).body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
    const listed = await text('/contracts/blocks?contract=CT-1004')
    assert.match(listed, /7 hours of 15 hours were bought and not used/)
    assert.match(listed, /15 Nov 2026 CT-1004 .* 5 hours 11 hours 220% 0 hours 6 hours £232\.00 Draft PR-1001/)
    assert.match(await text('/contracts/CT-1004'), /Block 5 hours a week/)
    assert.match((await browser.get('/contracts/blocks.csv')).body, /CT-1004,1-101,2026-11-08,600,180,16000,,PR-1001/)
    const machine = await app.inject({
      method: 'GET',
      url: '/api/v1/blocks?from=2026-11-01&to=2026-11-30',
      headers: { authorization: 'Bearer t' },
    })
    assert.deepEqual(
      machine.json().items.map((one: { weekTo: string; usedMinutes: number }) => [one.weekTo, one.usedMinutes]),
      [
        ['2026-11-15', 660],
        ['2026-11-08', 180],
      ],
    )
  })

  it('weeks belong to the period in which their Sunday lies', () =>
    assert.deepEqual(
      [
        weeksEnding({ from: '2026-11-02', to: '2026-11-16' }),
        weeksEnding({ from: '2026-11-08', to: '2026-11-09' }),
        weeksEnding({ from: '2026-11-09', to: '2026-11-15' }),
      ],
      [['2026-11-02', '2026-11-09'], ['2026-11-02'], []],
    ))
})

describe('how a contract is paid', () => {
  const { shell, clock } = useDatabase({ listeners, seed: seedPayCouncil })
  const common = { organisationRef: BANDED, start: '08:00', minutes: 30, personRef: 'P-1001' }
  const terms = (cycle: 'actuals' | 'commissioned_then_reconciled' | null, changes: object = {}) =>
    changeTerms(shell, FAY, {
      ...{ contractRef: 'CT-1001', fromDay: '2026-11-02', blockMinutesPerWeek: null, electronicPercent: null },
      ...{ cycle, note: 'Variation', ...changes },
    })

  it('goes before the run: on account in a run of what was delivered, and settled by the next', async () => {
    got(await terms('commissioned_then_reconciled'))
    await loadVisits(shell, [
      { ...common, day: '2026-11-03', log: [[0, 15]] },
      { ...common, day: '2026-11-04', organisationRef: '1-103', log: [[0, 15]] },
    ])
    const payRunRef = await draftRun(shell)
    const drafted = await shell.read(clerk, (tx) => listDraftLines(tx, payRunRef, {}, { offset: 0, limit: 5 }))
    assert.deepEqual(
      drafted.map(({ organisationRef, outcome, payableMinutes }) => [organisationRef, outcome, payableMinutes]),
      [
        ['1-101', 'on_account', 30],
        ['1-103', 'paid', 15],
      ],
    )
    await paidRun(shell, { ...FORTNIGHT, to: '2026-11-17' })
  })

  it('by what was delivered it is left out of the days to come of a run on account', async () => {
    clock.now = Temporal.Instant.from('2026-11-05T12:00:00Z')
    got(await terms('actuals'))
    await loadVisits(shell, [
      { ...common, day: '2026-11-04', log: [[0, 30]] },
      { ...common, day: '2026-11-10', log: [[0, 30]] },
      { ...common, day: '2026-11-10', organisationRef: '1-103' },
    ])
    const payRunRef = got(await startPayRun(shell, FAY, { ...FORTNIGHT, cycle: 'commissioned_then_reconciled' }))
    await workPayRun(shell, COUNCIL, payRunRef)
    const drafted = await shell.read(clerk, (tx) => listDraftLines(tx, payRunRef, {}, { offset: 0, limit: 5 }))
    assert.deepEqual(
      drafted.map(({ organisationRef, day, outcome }) => [organisationRef, day, outcome]),
      [
        ['1-101', '2026-11-04', 'paid'],
        ['1-103', '2026-11-10', 'on_account'],
      ],
    )
    const waits = async () =>
      (await shell.read(clerk, (tx) => listCarried(tx, payRunRef, { offset: 0, limit: 5 }))).map(({ day, why }) => [
        day,
        why,
      ])
    assert.deepEqual(await waits(), [['2026-11-10', 'its day had not passed']])

    got(await checkAndApprove(shell, payRunRef))
    await workPayRun(shell, COUNCIL, payRunRef)
    clock.now = Temporal.Instant.from('2026-11-23T12:00:00Z')
    const next = await draftRun(shell, { organisationRef: null, from: '2026-11-16', to: '2026-11-23' })
    const later = await shell.read(clerk, (tx) => listDraftLines(tx, next, {}, { offset: 0, limit: 5 }))
    assert.deepEqual(
      later.map(({ organisationRef, day, outcome, amountPence }) => [organisationRef, day, outcome, amountPence]),
      [['1-101', '2026-11-10', 'paid', 1600]],
      'the next run pays what was delivered since',
    )
  })

  it('changes within its term, with a reason, to something else', async () => {
    assert.deepEqual(
      [
        refusal(await terms(null)),
        refusal(await terms('actuals', { fromDay: '2026-04-05' })),
        refusal(await terms('actuals', { note: ' ' })),
        refusal(await terms(null, { electronicPercent: 101 })),
        refusal(await terms(null, { blockMinutesPerWeek: -1 })),
        refusal(await terms('actuals', { contractRef: 'CT-9' })),
      ],
      [
        'nothing changes',
        "outside the contract's term",
        'no reason given',
        'not a share',
        'not so many hours',
        'no such contract',
      ],
    )
  })
})
