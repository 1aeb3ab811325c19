import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { dayOf } from '#src/base/day.ts'
import { addOfficer, changePolicy, planAbsence } from '#src/councils/index.ts'
import {
  answerQuery,
  jobs,
  linesOfProvider,
  listeners,
  makePaymentFile,
  OWN,
  proposeBankDetails,
  raiseQuery,
  releasePaymentFile,
  turnKey,
} from '#src/payments/index.ts'
import { mails } from '#src/payments/mails/mail-text.ts'
import { TELL_BY_MAIL } from '#src/payments/mails/tell-commands.ts'
import { replyToQuery } from '#src/payments/queries/query-commands.ts'
import { timeline } from '#src/platform/audit.ts'
import { createShell } from '#src/platform/command.ts'
import { listMails } from '#src/platform/sign-in/mail.ts'
import { inviteProviderUser } from '#src/platform/sign-in/provider-users.ts'
import { askedOf, officer, providerUser, system, useDatabase } from '#test/support/database.ts'
import { BALANCED, BANDED, FLAWED, got, loadVisits, paidRun, refusal, seedPayCouncil } from '#test/support/pay-runs.ts'

const ANN = { ...officer('O-11'), name: 'Ann' }
const BEN = { ...officer('O-12'), name: 'Ben' }
const PAT = providerUser(BANDED)

describe('mails about payments', () => {
  const { shell: quiet, database, clock } = useDatabase({ listeners, seed: seedPayCouncil })
  const asked: Record<string, unknown>[] = []
  const shell = createShell(database, listeners, () => clock.now, askedOf(TELL_BY_MAIL, asked))
  const council = system()

  /** A week paid to two providers, with people of the first two in the portal and two in finance, one of them away. */
  const ready = async (): Promise<void> => {
    asked.length = 0
    await loadVisits(quiet, FLAWED)
    await paidRun(quiet)
    for (const [name, organisationRef] of [
      ['Pat', BANDED],
      ['Quinn', BALANCED],
    ] as const)
      got(
        await inviteProviderUser(
          quiet,
          council,
          { organisationRef, organisationName: `Care ${name}`, name, email: `${name}@care.example` },
          { address: 'http://127.0.0.1', council: 'Wenbury Council' },
        ),
      )
    const [fin, fay] = [
      got(await addOfficer(quiet, council, { name: 'Fin', email: 'fin@wenbury.example', roles: ['finance_officer'] })),
      got(await addOfficer(quiet, council, { name: 'Fay', email: 'fay@wenbury.example', roles: ['finance_manager'] })),
    ]
    got(
      await planAbsence(quiet, council, {
        officerRef: fin.officerRef,
        from: '2026-11-20',
        to: '2026-11-30',
        delegateRef: fay.officerRef,
      }),
    )
  }
  const raised = async (): Promise<string> => {
    const [line] = await shell.read(council, (tx) => linesOfProvider(tx, BANDED, 1))
    const words = { type: 'actuals', words: 'Mrs Hughes was in the bath' } as const
    return got(
      await raiseQuery(shell, PAT, {
        statementRef: line?.statementRef ?? '',
        visitRefs: [line?.visitRef ?? ''],
        ...words,
      }),
    ).queryRef
  }
  /** Does what was left to the clock, and answers with the mails that it wrote, the oldest first. */
  const written = async () => {
    const before = new Set((await shell.read(council, (tx) => listMails(tx, 50))).map(({ ref }) => ref))
    const job = jobs(shell).find(({ name }) => name === TELL_BY_MAIL)
    for (const data of asked.splice(0)) {
      await job?.run(data)
      await job?.run(data)
    }
    const mailsNow = await shell.read(council, (tx) => listMails(tx, 50))
    return mailsNow.filter(({ ref }) => !before.has(ref)).reverse()
  }
  const textOf = ({ template, data }: { template: string; data: Record<string, string> }): string => {
    const { subject, text } = mails[template as keyof typeof mails](data)
    assert.doesNotMatch(`${subject} ${text}`, /undefined|Hughes|http/)
    return `${subject}: ${text}`
  }

  it('a query is told to who acts for finance, its answer to the provider, each once and without what was written', async () => {
    await ready()
    const queryRef = await raised()
    const [came, ...more] = await written()
    assert.deepEqual([came?.to, more], ['fay@wenbury.example', []])
    assert.match(
      textOf(came ?? assert.fail()),
      new RegExp(`Query ${queryRef} of .* actual times .* by 2 December 2026`, 's'),
    )
    got(await answerQuery(shell, ANN, { queryRef, move: 'answer', words: 'Was Mrs Hughes alone?' }))
    const [answered] = await written()
    assert.equal(answered?.to, 'pat@care.example')
    assert.match(textOf(answered ?? assert.fail()), /has answered query .* by 2 December 2026/s)
    clock.now = clock.now.add({ hours: 1 })
    got(await replyToQuery(shell, PAT, { queryRef, move: 'reply', words: 'No' }))
    assert.equal((await written())[0]?.to, 'fay@wenbury.example')
    got(await answerQuery(shell, ANN, { queryRef, move: 'refuse', words: 'The log stands' }))
    const [refused] = await written()
    assert.match(textOf(refused ?? assert.fail()), /has refused your query/)
    const history = await shell.read(council, (tx) => timeline(tx, `query:${queryRef}`))
    assert.equal(history.filter(({ type }) => type === 'payments.told-by-mail').length, 4)
  })

  it('a query is told to the mailbox that finance shares, where there is one, and to nobody else', async () => {
    await ready()
    const value = { windowDays: 14, answerDays: 10, sharedMailbox: 'payments@wenbury.example' }
    const asked = { kind: 'queries', fromDay: dayOf(clock.now), reason: 'One mailbox for all' } as const
    const unread = refusal(
      await changePolicy(shell, council, { ...asked, value: { ...value, sharedMailbox: 'payments' } }),
    )
    assert.match(JSON.stringify(unread), /Enter an email address/)
    got(await changePolicy(shell, council, { ...asked, value }))
    await raised()
    const mails = await written()
    assert.deepEqual(
      mails.map(({ to }) => to),
      ['payments@wenbury.example'],
    )
    assert.match(textOf(mails[0] ?? assert.fail()), /Hello colleagues/)
  })

  it('a payment is told to each provider that is paid, once its file is released', async () => {
    await ready()
    const value = { serviceUserNumber: '654321', originatorName: 'WENBURY COUNCIL', ledgerColumns: [] }
    const columns = [{ code: 'amount', label: 'Amount' }]
    const policy = { value: { ...value, ledgerColumns: columns }, fromDay: '2026-11-22', reason: 'Set up' }
    got(await changePolicy(quiet, council, { kind: 'payment-files', ...policy }))
    for (const [organisationRef, accountNumber] of [
      [OWN, '12345678'],
      [BANDED, '10000001'],
    ] as const) {
      const account = { sortCode: '99-00-01', accountNumber, accountName: 'Care', reason: 'First' }
      const { bankDetailsRef } = got(await proposeBankDetails(quiet, ANN, { ...account, organisationRef }))
      got(await turnKey(quiet, BEN, bankDetailsRef))
    }
    clock.now = Temporal.Instant.from('2026-11-26T12:00:00Z')
    const { paymentFileRef } = got(await makePaymentFile(shell, ANN, { payDay: '2026-12-04' }))
    assert.deepEqual(await written(), [])
    got(await releasePaymentFile(shell, BEN, paymentFileRef))
    const [paid, ...others] = await written()
    assert.deepEqual([paid?.to, others], ['pat@care.example', []])
    assert.match(textOf(paid ?? assert.fail()), /Wenbury Council is paying Care Pat on 4 December 2026.*reference PF-/s)
  })
})
