import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { changePolicy } from '#src/councils/index.ts'
import { carryVisits, takeBackVisits } from '#src/payments/adjustments/carry-commands.ts'
import {
  answerQuery,
  approvePayRun,
  cancelPayRun,
  checkPayRun,
  confirmPaymentFile,
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
  workPayRun,
} from '#src/payments/index.ts'
import { returnPayment } from '#src/payments/payment-files/return-commands.ts'
import { listLines, listStatements } from '#src/payments/statements/statement.store.ts'
import type { Actor } from '#src/platform/actor.ts'
import { timeline } from '#src/platform/audit.ts'
import { loadCallLog } from '#src/visits/index.ts'
import { COUNCIL, officer, providerUser, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import {
  BALANCED,
  BANDED,
  draftRun,
  FAY,
  FLAWED,
  got,
  inCommand,
  loadVisits,
  MAX,
  paidRun,
  refusal,
  seedPayCouncil,
  SPLIT,
} from '#test/support/pay-runs.ts'

const ANN: Actor = {
  ...officer('O-21', ['payments.see', 'payments.run', 'payments.approve', 'payments.pay']),
  name: 'Ann',
}
const BEN: Actor = { ...officer('O-22', ['payments.see', 'payments.run', 'payments.release']), name: 'Ben' }
const NOTE = 'Log-outs asked for'

describe('a pay run', () => {
  const { shell, clock } = useDatabase({ listeners, seed: seedPayCouncil })
  const council = system()
  const ACTORS: Record<string, Actor> = { fay: FAY, max: MAX, ann: ANN }
  let app: FastifyInstance
  before(async () => {
    app = await serverFor(shell, [(doors) => routes(doors, { panels, work, search, words })], {
      identities: { actorOf: async ({ identity }) => ACTORS[identity], actorOfToken: async (token) => ACTORS[token] },
    })
  })
  after(() => app.close())
  const as = async (identity: string) => {
    const browser = new Browser(app)
    await browser.signInAs('staff', identity)
    return browser
  }
  const runOf = async (ref: string) => {
    const run = await shell.read(council, (tx) => findPayRun(tx, ref))
    assert.ok(run)
    return run
  }
  const stateOf = async (ref: string) => (await runOf(ref)).state
  const told = async (ref: string) =>
    (await shell.read(council, (tx) => timeline(tx, `pay-run:${ref}`))).map(({ type }) => type)
  const check = (payRunRef: string, by = FAY, note = NOTE) => checkPayRun(shell, by, { payRunRef, note })
  const lateLog = (visitRef: string) =>
    inCommand(shell, (tx) =>
      loadCallLog(tx, 'vendor:made-up', [
        {
          ...{ logRef: 'LATE-1', visitRef, personRef: 'P-1001', workerRef: 'W-1', reasonCode: undefined },
          ...{ in: Temporal.Instant.from('2026-11-04T08:00:00Z').epochMilliseconds * 1000, inSource: 'tag' },
          ...{ out: Temporal.Instant.from('2026-11-04T08:30:00Z').epochMilliseconds * 1000, outSource: 'tag' },
        },
      ]),
    )

  it('is approved only as it was checked, by an officer who neither made nor checked it', async () => {
    await loadVisits(shell, FLAWED)
    const ref = await draftRun(shell)
    assert.equal(refusal(await approvePayRun(shell, ANN, ref)), 'not checked')
    assert.equal(refusal(await check(ref, ANN, ' ')), 'say what is carried')
    assert.equal(
      refusal(await checkPayRun(shell, ANN, { payRunRef: ref, note: NOTE, seenPence: 1 })),
      'the total is another than was seen',
    )
    got(await check(ref, ANN))
    const { state, checkedBy, checkNote } = await runOf(ref)
    assert.deepEqual([state, checkedBy, checkNote], ['checked', 'O-21', NOTE])
    assert.equal(refusal(await check(ref, ANN)), 'checked already')
    assert.equal(refusal(await approvePayRun(shell, ANN, ref)), 'checked by the same officer')
    assert.equal(refusal(await approvePayRun(shell, FAY, ref)), 'made by the same officer')
    // Checked anew by another, and the one who checked it first may approve.
    got(await check(ref, FAY))
    assert.equal(refusal(await approvePayRun(shell, FAY, ref)), 'made by the same officer')
    got(await approvePayRun(shell, ANN, ref))
    assert.equal(refusal(await check(ref)), 'not a draft')
    assert.ok((await told(ref)).includes('payments.run-checked'))
  })

  it('that changes after its check is checked again: a visit changed, left out, or taken back', async () => {
    const [, , missed = ''] = await loadVisits(shell, FLAWED)
    const ref = await draftRun(shell)
    const lapsed = async () => (await told(ref)).filter((type) => type === 'payments.check-lapsed').length
    got(await check(ref))
    await lateLog(missed)
    assert.equal(refusal(await approvePayRun(shell, MAX, ref)), 'visits have changed')
    await workPayRun(shell, COUNCIL, ref)
    assert.deepEqual([await stateOf(ref), await lapsed()], ['draft', 1])
    assert.equal(refusal(await approvePayRun(shell, MAX, ref)), 'not checked')
    const visits = [{ day: '2026-11-04', visitRef: missed }]
    for (const change of [
      () => carryVisits(shell, FAY, { payRunRef: ref, visits, reason: 'The sheet is asked for' }),
      () => takeBackVisits(shell, FAY, { payRunRef: ref, visits }),
    ]) {
      got(await check(ref))
      got(await change())
      const { state, checkedBy, checkedAt, checkNote } = await runOf(ref)
      assert.deepEqual([state, checkedBy, checkedAt, checkNote], ['draft', null, null, null])
    }
    assert.equal(await lapsed(), 3)
    got(await check(ref))
    got(await cancelPayRun(shell, FAY, { payRunRef: ref, reason: 'The wrong period' }))
  })

  it('is checked with a word on visits that differ from their plan by more than twice what the council allows (M-56)', async () => {
    const visit = { personRef: 'P-1001', organisationRef: BANDED, start: '08:00', minutes: 30 }
    const stays = [30, 36, 24, 37, 23, 0].map((minutes, at) => ({
      ...visit,
      day: `2026-11-0${at + 2}`,
      log: [[0, minutes]] as const,
    }))
    const refs = await loadVisits(shell, stays)
    const fay = await as('fay')
    const undecided = await draftRun(shell)
    assert.doesNotMatch((await fay.get(`/pay-runs/${undecided}/check`)).body, /planned length/)
    got(await cancelPayRun(shell, FAY, { payRunRef: undecided, reason: 'Made anew' }))
    const value = { withinPercent: 10 }
    got(await changePolicy(shell, council, { kind: 'confirmation', value, fromDay: '2026-11-22', reason: 'Audit' }))
    const ref = await draftRun(shell)
    assert.equal(refusal(await check(ref, FAY, '')), 'say what is far from planned')
    const form = (await fay.get(`/pay-runs/${ref}/check`)).body
    assert.match(form, /Far from their planned length[\s\S]*?outcome=far">3</)
    const listed = (await fay.get(`/pay-runs/${ref}?show=visits&outcome=far`)).body
    for (const [at, isFar] of [false, false, false, true, true, true].entries())
      assert.equal(listed.includes(refs[at] ?? ''), isFar, `${stays[at]?.log[0]?.[1]} minutes of 30`)
    const silent = await fay.post(`/pay-runs/${ref}/check`, { note: ' ' })
    assert.equal(silent.statusCode, 400)
    assert.match(silent.body, /Say that visits far from their planned length were looked at/)
    got(await check(ref, FAY, 'Asked the provider'))
  })

  it('is checked by another than its maker where the council decided so', async () => {
    await loadVisits(shell, FLAWED)
    const value = { byAnother: true }
    got(await changePolicy(shell, council, { kind: 'pay-run-check', value, fromDay: '2026-11-22', reason: 'Audit' }))
    const ref = await draftRun(shell)
    assert.equal(refusal(await check(ref, FAY)), 'made by the same officer')
    assert.doesNotMatch((await (await as('fay')).get(`/pay-runs/${ref}`)).body, /Check this draft/)
    assert.match((await (await as('ann')).get(`/pay-runs/${ref}`)).body, /Check this draft/)
    got(await check(ref, BEN))
    got(await approvePayRun(shell, MAX, ref))
  })

  it('waits on my work of who may check it, then of who may approve it', async () => {
    await loadVisits(shell, FLAWED)
    const ref = await draftRun(shell)
    const waiting = (actor: Actor) =>
      shell.read(actor, async (tx) =>
        (await work[0]?.list(tx, actor))?.filter(({ href }) => href === `/pay-runs/${ref}`).map(({ action }) => action),
      )
    assert.deepEqual(await waiting(FAY), ['Check the draft'])
    const approver = officer('O-24', ['payments.see', 'payments.approve'])
    assert.deepEqual(await waiting(approver), [])
    got(await check(ref))
    assert.deepEqual(await waiting(FAY), [])
    assert.deepEqual(await waiting(approver), ['See and approve'])
    assert.deepEqual(await waiting(MAX), ['See and approve'])
  })

  const bank = async (organisationRef: string, accountNumber: string) => {
    const account = { sortCode: '99-00-01', accountNumber, accountName: 'An account', reason: 'First' }
    const { bankDetailsRef } = got(await proposeBankDetails(shell, ANN, { ...account, organisationRef }))
    got(await turnKey(shell, BEN, bankDetailsRef))
  }
  const approved = async () => {
    await loadVisits(shell, FLAWED)
    const ref = await paidRun(shell)
    const value = {
      serviceUserNumber: '654321',
      originatorName: 'WENBURY',
      ledgerColumns: [{ code: 'amount', label: 'A' }],
    }
    got(await changePolicy(shell, council, { kind: 'payment-files', value, fromDay: '2026-11-22', reason: 'Set up' }))
    await bank(OWN, '12345678')
    for (const [at, provider] of [BANDED, BALANCED, SPLIT].entries()) await bank(provider, `1000000${at}`)
    clock.now = Temporal.Instant.from('2026-11-26T12:00:00Z')
    return ref
  }
  const file = async (payDay: string) => {
    const { paymentFileRef } = got(await makePaymentFile(shell, ANN, { payDay }))
    got(await releasePaymentFile(shell, BEN, paymentFileRef))
    return paymentFileRef
  }
  const at = (day: string) => void (clock.now = Temporal.Instant.from(`${day}T12:00:00Z`))
  const confirm = (paymentFileRef: string, day: string) => confirmPaymentFile(shell, ANN, { paymentFileRef, day })

  it('is paid on the day that the bank made its payments, and approved again when one comes back, until it is paid anew', async () => {
    const ref = await approved()
    const made = got(await makePaymentFile(shell, ANN, { payDay: '2026-12-04' }))
    assert.equal(refusal(await confirm(made.paymentFileRef, '2026-12-04')), 'not released')
    got(await releasePaymentFile(shell, BEN, made.paymentFileRef))
    assert.equal(await stateOf(ref), 'approved')
    assert.equal(refusal(await confirm(made.paymentFileRef, '2026-12-03')), 'before the pay day')
    assert.equal(refusal(await confirm(made.paymentFileRef, '2026-12-04')), 'still to come')
    at('2026-12-07')
    got(await confirm(made.paymentFileRef, '2026-12-04'))
    assert.deepEqual([await stateOf(ref), (await runOf(ref)).paidDay], ['paid', '2026-12-04'])
    assert.equal(refusal(await confirm(made.paymentFileRef, '2026-12-04')), 'confirmed for that day already')
    got(await confirm(made.paymentFileRef, '2026-12-07'))
    assert.equal((await runOf(ref)).paidDay, '2026-12-07')
    const returned = { paymentFileRef: made.paymentFileRef, organisationRef: BANDED, day: '2026-12-07' } as const
    got(await returnPayment(shell, ANN, { ...returned, why: 'no_such_account', note: '' }))
    assert.deepEqual([await stateOf(ref), (await runOf(ref)).paidDay], ['approved', null])
    await bank(BANDED, '20000009')
    at('2026-12-14')
    const second = await file('2026-12-18')
    at('2026-12-18')
    got(await confirm(second, '2026-12-18'))
    assert.deepEqual([await stateOf(ref), (await runOf(ref)).paidDay], ['paid', '2026-12-18'])
    assert.deepEqual((await told(ref)).filter((type) => /run-pa/.test(type)).sort(), [
      'payments.run-paid',
      'payments.run-paid',
      'payments.run-payment-returned',
    ])
  })

  it('of which nothing is due waits for no bank: no visit was made, or all of it was paid before', async () => {
    const empty = await paidRun(shell, { organisationRef: BANDED, from: '2026-10-05', to: '2026-10-12' })
    await loadVisits(shell, FLAWED)
    const [full, again] = [await paidRun(shell), await paidRun(shell)]
    const fay = await as('fay')
    for (const ref of [empty, again]) {
      const { body } = await fay.get(`/pay-runs/${ref}`)
      assert.match(body, /Approved, nothing to pay/)
      assert.match(body, /The bank has nothing to pay of it/)
    }
    assert.match((await fay.get(`/pay-runs/${full}`)).body, /Approved, to pay[\s\S]*The run is paid when the bank/)
    const listed = (await fay.get('/pay-runs?state=approved')).body.replace(/<[^>]+>/g, ' ')
    assert.equal(listed.match(/Approved, nothing to pay/g)?.length, 2)
  })

  it('is not paid while a part of it is in dispute', async () => {
    const ref = await approved()
    const { statements } = await shell.read(council, (tx) =>
      listStatements(tx, { organisationRef: BANDED }, { offset: 0, limit: 1 }),
    )
    const statementRef = statements[0]?.statementRef ?? ''
    const lines = await shell.read(council, (tx) => listLines(tx, statementRef, { limit: 100 }))
    const line = lines.find(({ amountPence }) => amountPence > 0)
    const asked = { statementRef, visitRefs: [line?.visitRef ?? ''], type: 'actuals', words: 'She stayed' } as const
    const pat = providerUser(BANDED, ['payments.statement', 'payments.query'])
    const { queryRef } = got(await raiseQuery(shell, pat, asked))
    const first = await file('2026-12-04')
    at('2026-12-04')
    got(await confirm(first, '2026-12-04'))
    assert.equal(await stateOf(ref), 'approved')
    got(await answerQuery(shell, officer('O-23', ['payments.answer']), { queryRef, move: 'agree', words: 'Yes' }))
    const second = await file('2026-12-09')
    at('2026-12-09')
    got(await confirm(second, '2026-12-09'))
    assert.equal(await stateOf(ref), 'paid')
  })

  it('is paid when an officer writes the day down on the page of its file, or the ledger says it by a call', async () => {
    const ref = await approved()
    const paymentFileRef = await file('2026-12-04')
    at('2026-12-05')
    const ann = await as('ann')
    const page = `/payment-files/${paymentFileRef}`
    assert.match((await ann.get(page)).body, new RegExp(`href="${page}/confirm"`))
    const typed = (day: string) => ({ 'day-day': day, 'day-month': '12', 'day-year': '2026' })
    const early = await ann.post(`${page}/confirm`, typed('3'))
    assert.equal(early.statusCode, 400)
    assert.match(early.body, /The day must be the pay day or later/)
    assert.match(early.body, /value="3"/)
    assert.equal((await ann.post(`${page}/confirm`, typed('4'))).statusCode, 303)
    assert.match((await ann.get(page)).body, /Paid by the bank/)
    assert.match((await ann.get(`/pay-runs/${ref}`)).body, /The bank paid all of it by 4 December 2026/)
    assert.match((await ann.get('/pay-runs?state=paid')).body, new RegExp(ref))
    const call = (day: string, key: string) =>
      app.inject({
        ...{ method: 'POST', url: `/api/v1/payment-files/${paymentFileRef}/confirm`, payload: { day } },
        headers: { authorization: 'Bearer ann', 'idempotency-key': key },
      })
    assert.equal((await call('2026-12-04', 'k-1')).statusCode, 409)
    assert.equal((await call('2026-12-05', 'k-2')).statusCode, 200)
    assert.equal((await runOf(ref)).paidDay, '2026-12-05')
  })
})
