/** The auditor of the books is held to books that hold, and to the same books with one row altered: each rule is seen to find its fault. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { LISTENERS } from '#src/app.ts'
import { instantAt } from '#src/base/day.ts'
import { changeTerms, enterContract } from '#src/contracts/index.ts'
import { changePolicy } from '#src/councils/index.ts'
import { makePaymentFile, OWN, proposeBankDetails, releasePaymentFile, turnKey } from '#src/payments/index.ts'
import { returnPayment } from '#src/payments/payment-files/return-commands.ts'
import type { Actor } from '#src/platform/actor.ts'
import { addRateCard } from '#src/rates/index.ts'
import { cancelVisit, noteWakings, recordAbsence } from '#src/visits/index.ts'
import { auditBooks } from '#test/support/books.ts'
import { officer, system, useDatabase } from '#test/support/database.ts'
import {
  BALANCED,
  BANDED,
  contractOf,
  got,
  loadVisits,
  paidRun,
  seedPayCouncil,
  type VisitMade,
} from '#test/support/pay-runs.ts'
import { BLOCK_CARD, KINDS_CARD } from '#test/support/priced-cards.ts'

const plain = {
  personRef: 'P-1001',
  organisationRef: BANDED,
  cardRef: 'HC-KINDS',
  start: '08:00',
  minutes: 30,
} as const
const log = [[0, 30]] as const
const night = { ...plain, start: '22:00', minutes: 540, service: 'sleep_in' } as const
const inBlock = { ...plain, cardRef: 'HC-BLOCK', contractRef: 'CT-1004' } as const
/** The name that a test calls a visit by, and the visit. */
const VISITS: Readonly<Record<string, VisitMade>> = {
  hour: { ...plain, day: '2026-11-02', log },
  skill: { ...plain, day: '2026-11-03', skill: 'complex', log },
  travel: { ...plain, day: '2026-11-04', miles: 7.5, log },
  pair: { ...plain, day: '2026-11-05', workers: 2, miles: 7.5, log: [...log, ...log] },
  special: { ...plain, day: '2026-11-11', log },
  check: { ...plain, day: '2026-11-06', service: 'check', log },
  shopping: { ...plain, day: '2026-11-07', service: 'shopping', log: [[0, 23]] },
  woken: { ...night, day: '2026-11-02', log: [[0, 540]] },
  halfNight: { ...night, day: '2026-11-03', log: [[0, 241]] },
  livedIn: { ...plain, day: '2026-11-08', start: '09:00', minutes: 600, service: 'live_in', log: [[0, 600]] },
  noAccess: { ...plain, day: '2026-11-12', miles: 6, log: [[0, 4]], reasonCode: 'no_access' },
  shortNotice: { ...plain, day: '2026-11-13', minutes: 45 },
  retained: { ...plain, personRef: 'P-1002', day: '2026-11-09' },
  tooLong: { ...plain, personRef: 'P-1002', day: '2026-11-12' },
  used: { ...inBlock, day: '2026-11-03', start: '12:00', minutes: 180, log: [[0, 180]] },
  overUsed: { ...inBlock, day: '2026-11-10', start: '12:00', minutes: 400, log: [[0, 400]] },
  balance: {
    personRef: 'P-1002',
    organisationRef: BALANCED,
    day: '2026-11-02',
    start: '09:00',
    minutes: 30,
    log: [[0, 20]],
  },
}

const GRANTS = ['payments.pay', 'payments.release', 'payments.bank', 'payments.answer']
const ANN: Actor = { ...officer('O-11', GRANTS), name: 'Ann' }
const BEN: Actor = { ...officer('O-12', GRANTS), name: 'Ben' }

describe('the auditor of the books', () => {
  const { shell, database, clock } = useDatabase({ listeners: LISTENERS, seed: seedPayCouncil })
  const clerk = system()
  const refs = new Map<string, string>()
  const refOf = (name: string): string => refs.get(name) ?? name

  async function bank(organisationRef: string, accountNumber: string): Promise<void> {
    const account = { sortCode: '99-00-01', accountNumber, accountName: 'An account', reason: 'First' }
    const { bankDetailsRef } = got(await proposeBankDetails(shell, ANN, { ...account, organisationRef }))
    got(await turnKey(shell, BEN, bankDetailsRef))
  }

  /** A fortnight with every kind of price, a block used in part and beyond, and a payment that the bank sent back. */
  async function paidFortnight(): Promise<void> {
    for (const card of [KINDS_CARD, BLOCK_CARD])
      got(await addRateCard(shell, clerk, { name: card.card, text: JSON.stringify(card) }))
    got(await enterContract(shell, clerk, contractOf({ cardRef: 'HC-BLOCK', fromDay: '2026-11-03' })))
    const terms = { contractRef: 'CT-1004', fromDay: '2026-11-09', blockMinutesPerWeek: 300, note: 'Variation 1' }
    got(await changeTerms(shell, clerk, { ...terms, cycle: null, electronicPercent: null }))
    const made = await loadVisits(shell, Object.values(VISITS))
    for (const [at, name] of Object.keys(VISITS).entries()) refs.set(name, made[at] ?? '')
    got(await noteWakings(shell, clerk, { visitRef: refOf('woken'), minutes: [20, 35, 15], note: '' }))
    const toldAt = instantAt('2026-11-12', '20:00')
    got(
      await cancelVisit(shell, clerk, {
        visitRef: refOf('shortNotice'),
        reason: 'Her son comes',
        by: 'person',
        toldAt,
      }),
    )
    const [from, to] = [instantAt('2026-11-08', '15:00'), instantAt('2026-11-14', '10:00')]
    got(await recordAbsence(shell, clerk, { personRef: 'P-1002', kind: 'hospital', note: '', from, to }))
    await paidRun(shell)
    const value = {
      serviceUserNumber: '654321',
      originatorName: 'WENBURY',
      ledgerColumns: [{ code: 'amount', label: 'Amount' }],
    }
    got(await changePolicy(shell, clerk, { kind: 'payment-files', value, fromDay: '2026-11-22', reason: 'Set up' }))
    for (const [at, ref] of [OWN, BANDED, BALANCED].entries()) await bank(ref, `1000000${at}`)
    clock.now = Temporal.Instant.from('2026-11-26T12:00:00Z')
    const { paymentFileRef } = got(await makePaymentFile(shell, ANN, { payDay: '2026-12-04' }))
    got(await releasePaymentFile(shell, BEN, paymentFileRef))
    clock.now = Temporal.Instant.from('2026-12-07T12:00:00Z')
    const back = { day: '2026-12-07', why: 'account_closed', note: '' } as const
    got(await returnPayment(shell, ANN, { paymentFileRef, organisationRef: BALANCED, ...back }))
  }

  /** The faults that are found once some rows are other than they were. */
  async function faultsWith(changes: string): Promise<readonly string[]> {
    await database.engine.session((session) => session.script(`savepoint altered; ${changes}`))
    const { faults } = await auditBooks(database, { isSettled: true })
    await database.engine.session((session) =>
      session.script('rollback to savepoint altered; release savepoint altered'),
    )
    return faults
  }

  const lineWith = (name: string, set: string) => `update payments.line set ${set} where visit_ref = '${refOf(name)}'`
  const dearer = (name: string) => lineWith(name, 'amount_pence = amount_pence + 1')

  it('finds nothing where every kind of price, a block and a returned payment add up, and each row that does not', async () => {
    await paidFortnight()
    const { faults, visits } = await auditBooks(database, { isSettled: true })
    assert.deepEqual(faults, [])
    assert.ok(visits >= Object.keys(VISITS).length)
    for (const name of Object.keys(VISITS).filter((one) => one !== 'tooLong'))
      assert.match(
        (await faultsWith(dearer(name))).join('\n'),
        new RegExp(`${refOf(name)} \\(\\w+\\) is paid \\d+ pence, and due is \\d+`),
        name,
      )
    const cases: readonly (readonly [string, string, RegExp])[] = [
      // what was altered, how, what the auditor says of it
      [
        'the price of a week of a block',
        dearer('CT-1004-block-20261102'),
        /CT-1004-block-20261102 is paid 13701 pence, and due is 13700/,
      ],
      [
        'a week of a block that is not there',
        `delete from payments.line where visit_ref = 'CT-1004-block-20261109'`,
        /CT-1004-block-20261109 is paid 0 pence, and due is 13667/,
      ],
      [
        'the hours of a block',
        `update contracts.terms set block_minutes_per_week = 310`,
        /CT-1004-block-20261109 is paid 13667 pence, and due is 13633/,
      ],
      [
        'how far a worker came',
        `update visits.visit set miles = 1 where visit_ref = '${refOf('travel')}'`,
        /is paid 1302 pence, and due is 1182/,
      ],
      [
        'how long a waking was',
        `update visits.waking set minutes = '[20, 35, 16]'`,
        /is paid 9001 pence, and due is 9031/,
      ],
      [
        'since when somebody was away',
        `update visits.absence set from_at = from_at - interval '5 days'`,
        new RegExp(`${refOf('retained')} \\(cancelled\\) is paid 433 pence, and due is 0`),
      ],
      [
        'when the provider was told',
        `update visits.visit set cancelled_at = cancelled_at - interval '1 day' where visit_ref = '${refOf('shortNotice')}'`,
        /is paid 812 pence, and due is 0/,
      ],
      [
        'what was returned',
        'update payments.returned_part set amount_pence = amount_pence - 1',
        /a returned payment is not what was sent: PF-1001 1-102/,
      ],
      [
        'what came back to the bank account',
        `update payments.posting_line set debit_pence = debit_pence - 1 where account = 'cash' and posting_ref like 'RT-%'`,
        /a returned payment did not come back to the bank account: PF-1001 1-102/,
      ],
      [
        'that it was returned',
        `update payments.payment set returned_day = null, returned_why = null, returned_at = null`,
        /what was returned is of no returned payment, or was paid again otherwise: PF-1001/,
      ],
    ]
    for (const [what, changes, said] of cases) assert.match((await faultsWith(changes)).join('\n'), said, what)
  })
})
