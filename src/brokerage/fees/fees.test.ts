/** The arrangement fee from the invoice to what settles it. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { closeOffers, sendPackage } from '#src/brokerage/packages/package-commands.ts'
import { requestPackage } from '#src/brokerage/requests/request-commands.ts'
import { ageOf, AGES, daysLate, raiseInvoice, settleInvoice } from '#src/brokerage/fees/fee-invoice.ts'
import { settleFee } from '#src/brokerage/fees/fee-commands.ts'
import { feeWork } from '#src/brokerage/fees/fee-work.page.ts'
import { findInvoiceOf } from '#src/brokerage/fees/fee-invoice.store.ts'
import { listeners } from '#src/brokerage/listeners.ts'
import { giveOffer } from '#src/brokerage/offers/offer-commands.ts'
import { panels, search, work } from '#src/brokerage/panels.ts'
import { routes } from '#src/brokerage/routes.ts'
import { keepConsent } from '#src/brokerage/self-funders/consent-commands.ts'
import { acceptFee, arrangeCare } from '#src/brokerage/self-funders/self-funder-commands.ts'
import {
  got,
  offerOf,
  officerOf,
  PATTERN,
  provider,
  refusal,
  seedSmallCouncil,
  wholeOffer,
} from '#src/brokerage/small-council.test.ts'
import { words } from '#src/brokerage/words.ts'
import { changePolicy, STANDARD } from '#src/councils/index.ts'
import type { Shell } from '#src/platform/command.ts'
import { countQueries } from '#src/platform/database.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import { NOON, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'

const BEA = officerOf('O-1')
const FAY = officerOf('O-4')
const TODAY = '2026-11-22'
const YES = { by: 'Ann Hughes', as: 'acting', on: TODAY } as const
const council = system()

async function arranged(shell: Shell, feePence: number): Promise<string> {
  const { packageRef } = got(
    await requestPackage(shell, BEA, {
      ...{ personRef: 'P-1001', service: 'home_care', pattern: PATTERN, outcomes: ['nutrition'], payer: 'self' },
      startBy: '2026-11-30',
    }),
  )
  got(await keepConsent(shell, BEA, { packageRef, ...YES, words: 'Share what I need' }))
  got(await acceptFee(shell, BEA, { packageRef, ...YES, feePence }))
  got(await sendPackage(shell, BEA, packageRef))
  for (const ref of ['1-101', '1-102', '1-103']) got(await giveOffer(shell, provider(ref), wholeOffer(packageRef)))
  got(await closeOffers(shell, BEA, packageRef))
  got(await arrangeCare(shell, BEA, { packageRef, ...YES, offerRef: await offerOf(shell, packageRef, '1-101') }))
  return packageRef
}

describe('an invoice of a fee', () => {
  const about = { invoiceRef: 'AF-1001', packageRef: 'PK-1001', personRef: 'P-1001', feePence: 15_000 }
  const raised = raiseInvoice(about, { payWithinDays: 30, howToPay: 'By card', incomeCode: 'ASC-9000' }, TODAY)
  const by = { officerRef: 'O-4', name: 'Fay Finance', today: '2026-12-24' } as const

  it('is settled once, with a reason, and owed again only when somebody says so', () => {
    const to = { state: 'paid', on: '2026-12-01', reason: 'Receipt 4711' } as const
    assert.equal(refusal(settleInvoice(raised, { ...to, reason: ' ' }, by)), 'no reason')
    assert.equal(refusal(settleInvoice(raised, { ...to, on: '2026-12-25' }, by)), 'not yet')
    assert.equal(refusal(settleInvoice(raised, { ...to, on: '2026-11-21' }, by)), 'before the invoice')
    assert.equal(refusal(settleInvoice(raised, { ...to, state: 'owed' }, by)), 'settled so already')
    const paid = got(settleInvoice(raised, to, by))
    assert.deepEqual([paid.state, paid.settledOn, paid.settledByName], ['paid', '2026-12-01', 'Fay Finance'])
    assert.equal(refusal(settleInvoice(paid, { ...to, state: 'waived' }, by)), 'settled otherwise')
    assert.equal(got(settleInvoice(paid, { ...to, state: 'owed', reason: 'The card was refused' }, by)).settledOn, null)
  })

  it('is as late as the days since it was due', () => {
    assert.equal(raised.dueOn, '2026-12-22')
    assert.deepEqual(
      ['2026-12-22', '2026-12-23', '2027-01-21', '2027-01-22', '2027-02-20', '2027-02-21'].map((today) =>
        ageOf(daysLate(raised, today)),
      ),
      [AGES[0], AGES[1], AGES[1], AGES[2], AGES[2], AGES[3]],
    )
    assert.equal(daysLate({ state: 'paid', dueOn: '2026-12-22' }, '2027-02-21'), 0)
  })
})

describe('arrangement fees', () => {
  const { shell, clock } = useDatabase({ seed: (harness) => seedSmallCouncil(harness), listeners })

  it('are never more than what arranging costs, and nothing is billed where there is none', async () => {
    const change = { kind: 'self-funders', fromDay: TODAY, reason: 'New fees' } as const
    const value = STANDARD['self-funders']
    const more = await changePolicy(shell, FAY, { ...change, value: { ...value, feePence: 15_001 } })
    assert.ok(!more.ok && JSON.stringify(more.error).includes('not be more than what arranging costs'))
    for (const [wrong, why] of [
      [{ reviewWeeks: 4 }, /five weeks or more/],
      [{ reviewWeeks: 53 }, /within 52 weeks/],
      [{ incomeCode: 'ASC 9000' }, /budget code is letters, digits/],
      [{ incomeCode: '' }, /budget code is letters, digits/],
    ] as const) {
      const refused = await changePolicy(shell, FAY, { ...change, value: { ...value, ...wrong } })
      assert.match(refused.ok ? '' : JSON.stringify(refused.error), why)
    }
    for (const [at, reviewWeeks] of [5, 52].entries()) {
      const on = { ...change, fromDay: `2027-01-0${at + 1}`, value: { ...value, reviewWeeks } }
      got(await changePolicy(shell, FAY, on))
    }
    got(await changePolicy(shell, FAY, { ...change, value: { ...value, feePence: 0 } }))
    const packageRef = await arranged(shell, 0)
    assert.equal(await shell.read(council, (tx) => findInvoiceOf(tx, packageRef)), undefined)
  })

  it('are billed when care is arranged, chased when late, and settled by finance alone', async () => {
    got(
      await changePolicy(shell, FAY, {
        ...{ kind: 'self-funders', fromDay: TODAY, reason: 'The ledger’s codes' },
        value: { ...STANDARD['self-funders'], incomeCode: 'ASC-9000' },
      }),
    )
    const packageRef = await arranged(shell, 15_000)
    const app = await serverFor(shell, [(doors: Doors) => routes(doors, { panels, work, search, words })], {
      identities: { actorOf: async ({ identity }) => officerOf(identity), actorOfToken: async () => FAY },
    })
    const as = async (ref: string) => {
      const browser = new Browser(app)
      await browser.signInAs('staff', ref)
      return browser
    }
    const bea = await as('O-1')
    const invoice = await shell.read(council, (tx) => findInvoiceOf(tx, packageRef))
    assert.deepEqual([invoice?.invoiceRef, invoice?.dueOn, invoice?.state], ['AF-1001', '2026-12-22', 'owed'])
    const at = '/arrangement-fees/AF-1001'
    assert.match((await bea.get(`/packages/${packageRef}/self-funder`)).body, /AF-1001[^]*due on 22 December 2026/)
    const letter = (await bea.get(`${at}/letter`)).body
    assert.match(
      letter,
      /Hughes[^]*Arranging home care with Wye Valley Carers[^]*£150\.00[^]*by 22 December 2026[^]*number of this invoice/,
    )
    assert.match(letter, /ASC-9000/)
    assert.match((await bea.get(at)).body, /Income code[^]*ASC-9000/)
    assert.doesNotMatch((await bea.get(at)).body, /What is it now/)
    assert.equal((await bea.post(`${at}/settle`, { state: 'paid' }, at)).statusCode, 403)
    const overdue = () => shell.read(FAY, (tx) => feeWork.list(tx, FAY))
    assert.equal((await overdue()).length, 0)
    clock.now = NOON.add({ hours: 24 * 45 })
    assert.equal((await overdue())[0]?.href, at)
    const fay = await as('O-4')
    assert.match((await fay.get('/arrangement-fees')).body, /£150\.00[^]*Up to 30 days late[^]*15 days late/)
    assert.match((await fay.get('/arrangement-fees?age=to+30')).body, /AF-1001/)
    assert.doesNotMatch((await fay.get('/arrangement-fees?age=over+60')).body, /AF-1001/)
    assert.ok((await countQueries(() => fay.get(at))).queries <= 8)
    assert.ok((await countQueries(() => fay.get(`${at}/letter`))).queries <= 8)
    const on = { 'on-day': '2', 'on-month': '1', 'on-year': '2027' }
    assert.match((await fay.post(`${at}/settle`, { ...on, reason: 'x' }, at)).body, /Select what it is now/)
    assert.match((await fay.post(`${at}/settle`, { ...on, state: 'paid' }, at)).body, /Enter the receipt/)
    assert.equal((await fay.post(`${at}/settle`, { ...on, state: 'paid', reason: 'Receipt 4711' }, at)).statusCode, 303)
    assert.match((await fay.get(at)).body, /Receipt 4711/)
    assert.match((await fay.get(`${at}/letter`)).body, /this invoice is paid/)
    assert.equal((await overdue()).length, 0)
    assert.match(
      (await fay.get('/arrangement-fees.csv')).body,
      /AF-1001,2026-11-22,2026-12-22,P-1001,.*150,paid,2027-01-02,Receipt 4711,0,ASC-9000/,
    )
  })

  it('are read and settled by machines', async () => {
    await arranged(shell, 15_000)
    const app = await serverFor(shell, [(doors: Doors) => routes(doors, { panels, work, search, words })], {
      identities: { actorOf: async ({ identity }) => officerOf(identity), actorOfToken: async () => FAY },
    })
    const headers = { authorization: 'Bearer any', 'idempotency-key': 'waive' }
    const listed = async (state: string) =>
      (await app.inject({ url: `/api/v1/arrangement-fees?state=${state}`, headers })).json().items.length
    assert.equal(await listed('owed'), 1)
    const url = '/api/v1/arrangement-fees/AF-1001/settle'
    const payload = { state: 'waived', on: TODAY, reason: 'Hardship' }
    assert.equal((await app.inject({ method: 'POST', url, headers, payload })).statusCode, 200)
    assert.deepEqual([await listed('owed'), await listed('waived')], [0, 1])
    const again = { ...payload, invoiceRef: 'AF-1001' } as const
    assert.equal(refusal(await settleFee(shell, FAY, { ...again, state: 'waived' })), 'settled so already')
    assert.equal(
      refusal(await settleFee(shell, FAY, { ...again, invoiceRef: 'AF-9', state: 'paid' })),
      'no such invoice',
    )
  })
})
