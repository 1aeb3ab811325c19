import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { changePolicy } from '#src/councils/index.ts'
import { answerQuery, listeners, panels, raiseQuery, routes, search, words, work } from '#src/payments/index.ts'
import { replyToQuery } from '#src/payments/queries/query-commands.ts'
import { bandOfAge, decideMove, decideRaise, type QueryState } from '#src/payments/queries/query.ts'
import { ageing, findQuery, findTerms, listMessages, listQueriedLines } from '#src/payments/queries/query.store.ts'
import { findStanding } from '#src/payments/payment-files/statement-standing.store.ts'
import { listLines, listStatements } from '#src/payments/statements/statement.store.ts'
import type { Actor } from '#src/platform/actor.ts'
import { timeline } from '#src/platform/audit.ts'
import { rows, sql } from '#src/platform/database.ts'
import type { House } from '#src/platform/panels.ts'
import { loadCallLog } from '#src/visits/index.ts'
import { officer, providerUser, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import {
  BALANCED,
  BANDED,
  FLAWED,
  got,
  inCommand,
  loadVisits,
  paidRun,
  refusal,
  seedPayCouncil,
} from '#test/support/pay-runs.ts'

const PAT = providerUser(BANDED, ['payments.statement', 'payments.query'])
const QUIN = { ...officer('O-7', ['payments.see', 'payments.answer']), name: 'Quin Queries' }
const TERMS = { queryUntil: '2026-12-06', answerDays: 10 }

describe('the rules of a query', () => {
  it('is raised within its window, with words, and with lines where it is about lines', () => {
    const asked = { type: 'actuals', lines: 1, words: 'He stayed the hour' } as const
    assert.deepEqual(decideRaise(asked, TERMS, '2026-12-06'), { ok: true, value: { dueDay: '2026-12-16' } })
    assert.equal(refusal(decideRaise(asked, TERMS, '2026-12-07')), 'the query window has closed')
    assert.equal(refusal(decideRaise({ ...asked, words: ' ' }, TERMS, '2026-12-01')), 'no words')
    assert.equal(refusal(decideRaise({ ...asked, lines: 0 }, TERMS, '2026-12-01')), 'no lines')
    assert.ok(decideRaise({ ...asked, type: 'missing_visit', lines: 0 }, TERMS, '2026-12-01').ok)
    assert.ok(decideRaise({ ...asked, type: 'remittance', lines: 0 }, TERMS, '2027-02-01').ok)
  })

  const moves: [
    from: QueryState,
    move: Parameters<typeof decideMove>[1]['move'],
    to: QueryState | 'already settled',
  ][] = [
    ['open', 'answer', 'answered'],
    ['open', 'agree', 'agreed'],
    ['open', 'refuse', 'refused'],
    ['open', 'reply', 'open'],
    ['open', 'withdraw', 'withdrawn'],
    ['answered', 'reply', 'open'],
    ['answered', 'answer', 'answered'],
    ['answered', 'agree', 'agreed'],
    ['answered', 'refuse', 'refused'],
    ['answered', 'withdraw', 'withdrawn'],
    ['agreed', 'reply', 'already settled'],
    ['refused', 'agree', 'already settled'],
    ['withdrawn', 'answer', 'already settled'],
  ]
  for (const [from, move, to] of moves)
    it(`${from}, ${move}: ${to}`, () => {
      const decided = decideMove({ state: from, dueDay: '2026-12-01' }, { move, words: 'Because' }, TERMS, '2026-11-25')
      if (!decided.ok) return assert.equal(decided.error, to)
      assert.equal(decided.value.state, to)
      const due = { open: '2026-12-05', answered: '2026-12-05', agreed: null, refused: null, withdrawn: null }
      assert.equal(decided.value.dueDay, from === to ? '2026-12-01' : due[decided.value.state])
    })

  it('asks for words, but not to withdraw', () => {
    const open = { state: 'open', dueDay: '2026-12-01' } as const
    assert.equal(refusal(decideMove(open, { move: 'refuse', words: '' }, TERMS, '2026-11-25')), 'no words')
    assert.ok(decideMove(open, { move: 'withdraw', words: '' }, TERMS, '2026-11-25').ok)
  })

  it('has stood in one of four bands', () => {
    const ages = [
      '2026-11-22',
      '2026-11-15',
      '2026-11-14',
      '2026-11-08',
      '2026-11-07',
      '2026-10-23',
      '2026-10-22',
      '2025-01-01',
    ]
    assert.deepEqual(
      ages.map((day) => bandOfAge(day, '2026-11-22').band),
      ['0-7', '0-7', '8-14', '8-14', '15-30', '15-30', 'over-30', 'over-30'],
    )
  })
})

describe('a query of a statement', () => {
  const { shell, clock } = useDatabase({ listeners, seed: seedPayCouncil })
  const council = system()
  const house: House = { panels, work, search, words }
  const ACTORS: Record<string, Actor> = {
    quin: QUIN,
    pat: PAT,
    other: providerUser(BALANCED, ['payments.statement', 'payments.query']),
    machine: { ...PAT, kind: 'machine' },
    council: { ...officer('MC-1', ['payments.query', 'payments.answer']), kind: 'machine' },
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

  const posted = async () => {
    await loadVisits(shell, FLAWED)
    await paidRun(shell)
    return shell.read(council, async (tx) => {
      const { statements } = await listStatements(tx, { organisationRef: BANDED }, { offset: 0, limit: 1 })
      const statementRef = statements[0]?.statementRef ?? ''
      const lines = await listLines(tx, statementRef, { limit: 100 })
      return { statementRef, lines, refs: lines.filter((line) => line.amountPence > 0).map((line) => line.visitRef) }
    })
  }
  const raise = (statementRef: string, visitRefs: readonly string[], actor = PAT) =>
    raiseQuery(shell, actor, { statementRef, visitRefs, type: 'actuals', words: 'The carer stayed the whole time' })

  it('names its lines once: they are in one query at a time, and free again once it is settled', async () => {
    const { statementRef, lines, refs } = await posted()
    const [a = '', b = '', c = ''] = refs
    const query = got(await raise(statementRef, [a, b, a]))
    assert.equal(query.queryRef, 'QY-1001')
    assert.equal(query.lines, 2)
    const amount = lines
      .filter((line) => [a, b].includes(line.visitRef))
      .reduce((sum, line) => sum + line.amountPence, 0)
    assert.equal(query.amountPence, amount)
    assert.equal(refusal(await raise(statementRef, [b, c])), 'a line is in another query')
    assert.equal(refusal(await raise(statementRef, ['PK-9-20261102-1'])), 'a line is not on this statement')
    assert.equal(refusal(await raise('ST-77', [a])), 'no such statement')
    const standing = await shell.read(PAT, (tx) => findStanding(tx, statementRef))
    assert.deepEqual(
      standing.open.map((one) => [one.queryRef, one.visitRefs, one.amountPence]),
      [['QY-1001', [a, b].toSorted(), amount]],
    )
    got(await answerQuery(shell, QUIN, { queryRef: 'QY-1001', move: 'refuse', words: 'The log says 21 minutes' }))
    got(await raise(statementRef, [b, c]))
  })

  it('is about an adjustment as it is about a line', async () => {
    const { lines } = await posted()
    const missed = lines.find((line) => line.outcome === 'missed')
    assert.ok(missed)
    const micros = (at: string) => Temporal.Instant.from(at).epochMilliseconds * 1000
    const late = {
      logRef: 'LATE-1',
      visitRef: missed.visitRef,
      personRef: missed.personRef,
      workerRef: 'W-1',
      in: micros('2026-11-04T08:01:00Z'),
      inSource: 'tag',
      out: micros('2026-11-04T08:30:00Z'),
      outSource: 'tag',
      reasonCode: undefined,
    } as const
    await inCommand(shell, (tx) => loadCallLog(tx, 'vendor:made-up', [late]))
    await paidRun(shell, { organisationRef: null, from: '2026-11-16', to: '2026-11-22' })
    const [newest] = await shell.read(
      council,
      async (tx) => (await listStatements(tx, { organisationRef: BANDED }, { offset: 0, limit: 1 })).statements,
    )
    assert.ok(newest && newest.adjustments === 1)
    const query = got(await raise(newest.statementRef, [missed.visitRef]))
    assert.equal(query.amountPence, newest.adjustedPence)
    const shown = await shell.read(PAT, (tx) => listQueriedLines(tx, query.queryRef, { offset: 0, limit: 5 }))
    assert.deepEqual(
      shown.map((one) => [one.visitRef, one.amountPence]),
      [[missed.visitRef, newest.adjustedPence]],
    )
    assert.ok((await shell.read(PAT, (tx) => findTerms(tx, newest.statementRef)))?.queryUntil)
  })

  it('keeps the terms of the day on which its statement was posted, whatever the policy says later', async () => {
    const { statementRef, refs } = await posted()
    got(
      await changePolicy(shell, council, {
        ...{
          kind: 'queries',
          value: { windowDays: 5, answerDays: 2, sharedMailbox: '' },
          fromDay: '2026-11-23',
          reason: 'Faster',
        },
      }),
    )
    clock.now = Temporal.Instant.from('2026-12-06T12:00:00Z')
    assert.equal(got(await raise(statementRef, refs.slice(0, 1))).dueDay, '2026-12-16')
    clock.now = Temporal.Instant.from('2026-12-07T12:00:00Z')
    assert.equal(refusal(await raise(statementRef, refs.slice(1, 2))), 'the query window has closed')
  })

  it('goes from side to side until it is settled, with what each said in order, and no words in the audit', async () => {
    const { statementRef, refs } = await posted()
    const { queryRef } = got(await raise(statementRef, refs.slice(0, 1)))
    clock.now = Temporal.Instant.from('2026-11-24T12:00:00Z')
    assert.equal(
      got(await answerQuery(shell, QUIN, { queryRef, move: 'answer', words: 'Send the sheet' })).dueDay,
      '2026-12-04',
    )
    got(await replyToQuery(shell, PAT, { queryRef, move: 'reply', words: 'Sent' }))
    const agreed = got(await answerQuery(shell, QUIN, { queryRef, move: 'agree', words: 'We correct the visit' }))
    assert.equal(agreed.state, 'agreed')
    assert.equal(refusal(await replyToQuery(shell, PAT, { queryRef, move: 'withdraw', words: '' })), 'already settled')
    const { messages, entries } = await shell.read(council, async (tx) => ({
      messages: await listMessages(tx, queryRef),
      entries: await timeline(tx, `query:${queryRef}`),
    }))
    assert.deepEqual(
      messages.map((one) => [one.number, one.side, one.move, one.words]),
      [
        [1, 'provider', 'raise', 'The carer stayed the whole time'],
        [2, 'council', 'answer', 'Send the sheet'],
        [3, 'provider', 'reply', 'Sent'],
        [4, 'council', 'agree', 'We correct the visit'],
      ],
    )
    assert.equal(entries.length, 4)
    assert.doesNotMatch(JSON.stringify(entries), /stayed|sheet|correct the visit/)
  })

  it('is seen by its own provider alone, in pages and by the API', async () => {
    const { statementRef, refs } = await posted()
    const { queryRef } = got(await raise(statementRef, refs.slice(0, 1)))
    const seen = await shell.read(ACTORS['other'] as Actor, async (tx) => ({
      query: await findQuery(tx, queryRef),
      lines: await rows(tx, sql`select from payments.query_line`),
      messages: await listMessages(tx, queryRef),
    }))
    assert.deepEqual(seen, { query: undefined, lines: [], messages: [] })
    const other = await as('portal', 'other')
    for (const url of [`/portal/queries/${queryRef}`, `/portal/statements/${statementRef}/query`])
      assert.equal((await other.get(url)).statusCode, 404, url)
    assert.equal(refusal(await raise(statementRef, refs.slice(1, 2), ACTORS['other'])), 'no such statement')
  })

  it('a provider ticks lines, says what is wrong, and an officer answers from the queue', async () => {
    const { statementRef, refs } = await posted()
    const [a = '', b = ''] = refs
    const pat = await as('portal', 'pat')
    const statement = `/portal/statements/${statementRef}`
    const ticked = await pat.post(`${statement}/lines`, { chosen: [a, b], do: 'query' }, statement)
    const form = String(ticked.headers.location)
    assert.equal(form, `${statement}/query?line=${a}&line=${b}`)
    assert.match((await pat.get(form)).body, /Query 2 lines/)
    const empty = await pat.post(`${statement}/query`, { line: [a, b], type: 'actuals', words: '' }, form)
    assert.equal(empty.statusCode, 400)
    assert.match(empty.body, /Enter what is wrong/)
    assert.equal((await pat.post(`${statement}/query`, { line: [a, b], words: 'x' }, form)).statusCode, 400)
    const sent = await pat.post(`${statement}/query`, { line: [a, b], type: 'actuals', words: 'She stayed' }, form)
    assert.equal(sent.headers.location, '/portal/queries/QY-1001')
    assert.match((await pat.get(statement)).body, /Disputed/)
    const again = await pat.post(`${statement}/query`, { line: [a], type: 'actuals', words: 'Again' }, form)
    assert.match(again.body, /not settled. Reply there/)

    const quin = await as('staff', 'quin')
    assert.match((await quin.get('/queries')).body, /QY-1001/)
    assert.doesNotMatch((await quin.get('/queries?age=8-14')).body, /QY-1001</)
    assert.match((await quin.get(`/statements/${statementRef}`)).body, /In dispute/)
    const due = await shell.read(QUIN, async (tx) => {
      const source = work.find((one) => one.grant === 'payments.answer')
      return source?.list(tx, QUIN)
    })
    assert.deepEqual(
      due?.map((one) => one.href),
      ['/queries/QY-1001'],
    )
    const nothing = await quin.post('/queries/QY-1001/answer', { words: 'No' }, '/queries/QY-1001')
    assert.match(nothing.body, /Choose what you decide/)
    const answer = { move: 'answer', words: 'Which day?\nSend the sheet' }
    assert.equal((await quin.post('/queries/QY-1001/answer', answer, '/queries/QY-1001')).statusCode, 303)
    assert.match((await pat.get('/portal/queries/QY-1001')).body, /Which day\?<br>Send the sheet/)
    const reply = await pat.post(
      '/portal/queries/QY-1001/reply',
      { move: 'withdraw', words: '' },
      '/portal/queries/QY-1001',
    )
    assert.equal(reply.statusCode, 303)
    assert.match((await quin.get('/queries?state=withdrawn')).body, /QY-1001/)
    assert.match((await quin.get('/queries.csv?state=withdrawn')).body, /^QY-1001,ST-1001,1-101,actuals,withdrawn,2,/m)
    assert.doesNotMatch((await pat.get(statement)).body, /Disputed/)
  })

  it('a machine of the provider raises and replies, one of the council answers; who asks twice gets one query', async () => {
    const { statementRef, refs } = await posted()
    const call = (token: string, url: string, payload: object, key: string) =>
      app.inject({
        ...{ method: 'POST', url: `/api/v1${url}`, payload },
        headers: { authorization: `Bearer ${token}`, 'idempotency-key': key },
      })
    const body = { type: 'rate', visitRefs: refs.slice(0, 1), words: 'The uplifted rate applies' }
    const first = await call('machine', `/statements/${statementRef}/queries`, body, 'k1')
    assert.equal(first.statusCode, 201, first.body)
    assert.deepEqual((await call('machine', `/statements/${statementRef}/queries`, body, 'k1')).json(), first.json())
    const queryRef = String(first.json().queryRef)
    assert.equal((await call('council', `/statements/${statementRef}/queries`, body, 'k2')).statusCode, 403)
    assert.equal(
      (await call('machine', `/queries/${queryRef}/answer`, { move: 'agree', words: 'Yes' }, 'k3')).statusCode,
      403,
    )
    const none = { ...body, visitRefs: [] }
    assert.equal((await call('machine', `/statements/${statementRef}/queries`, none, 'k4')).statusCode, 422)
    const answered = await call('council', `/queries/${queryRef}/answer`, { move: 'answer', words: 'From when?' }, 'k5')
    assert.equal(answered.json().state, 'answered')
    assert.equal(
      (await call('machine', `/queries/${queryRef}/reply`, { move: 'reply', words: 'May' }, 'k6')).statusCode,
      200,
    )
    const get = (token: string, url: string) =>
      app.inject({ url: `/api/v1${url}`, headers: { authorization: `Bearer ${token}` } })
    const whole = (await get('machine', `/queries/${queryRef}`)).json()
    assert.deepEqual(
      whole.messages.map((one: { move: string }) => one.move),
      ['raise', 'answer', 'reply'],
    )
    assert.equal(whole.visits.length, 1)
    assert.equal((await get('council', '/queries?state=open')).json().items.length, 1)
  })

  it('ages: how many stand open for how long, and how many are late', async () => {
    const { statementRef, refs } = await posted()
    got(await raise(statementRef, refs.slice(0, 1)))
    clock.now = Temporal.Instant.from('2026-12-04T12:00:00Z')
    got(await raise(statementRef, refs.slice(1, 2)))
    const bands = await shell.read(council, ageing)
    assert.deepEqual(
      bands.map(({ band, queries, overdue }) => [band, queries, overdue]),
      [
        ['0-7', 1, 0],
        ['8-14', 1, 1],
        ['15-30', 0, 0],
        ['over-30', 0, 0],
      ],
    )
  })
})
