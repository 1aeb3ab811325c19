import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { correctPerson, findPerson } from '#src/people/index.ts'
import { listeners, panels, routes, search, words, work, workPayRun } from '#src/payments/index.ts'
import { listDraftLines } from '#src/payments/statements/statement.store.ts'
import { startUplift, workUplift } from '#src/payments/uplift/commands.ts'
import { totalsOfUplift } from '#src/payments/uplift/uplift.store.ts'
import { timeline } from '#src/platform/audit.ts'
import { rows, sql } from '#src/platform/database.ts'
import { answerItem } from '#src/visits/open-items/open-item-commands.ts'
import { findOpenItems, loadCallLog, routes as visitRoutes } from '#src/visits/index.ts'
import { COUNCIL, officer, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import {
  BANDED,
  draftRun,
  FAY,
  got,
  inCommand,
  loadVisits,
  paidRun,
  refusal,
  seedPayCouncil,
} from '#test/support/pay-runs.ts'

const CONNIE = officer('O-7', ['rates.see', 'rates.change', 'payments.see'])

describe('a worker at two people at one time', () => {
  const { shell } = useDatabase({ listeners, seed: seedPayCouncil })
  let app: FastifyInstance
  before(async () => {
    app = await serverFor(shell, [(doors) => routes(doors, { panels, work, search, words })], {
      identities: { actorOf: async () => FAY, actorOfToken: async () => undefined },
    })
  })
  let visitsApp: FastifyInstance
  before(async () => {
    visitsApp = await serverFor(shell, [(doors) => visitRoutes(doors, { panels, work, search, words })], {
      identities: {
        actorOf: async () => officer('O-9', ['visits.see', 'visits.correct']),
        actorOfToken: async () => undefined,
      },
    })
  })
  after(() => Promise.all([app.close(), visitsApp.close()]))

  /** Two people at the same hour, and one worker who logged in at both; the day after one visit that was paid in peace. */
  async function clashing(): Promise<string[]> {
    const day = '2026-11-05'
    const visit = { organisationRef: BANDED, day, start: '08:00', minutes: 30 }
    const refs = await loadVisits(shell, [
      { ...visit, personRef: 'P-1001' },
      { ...visit, personRef: 'P-1002' },
      { ...visit, personRef: 'P-1001', day: '2026-11-06', log: [[0, 30]] },
    ])
    const at = (time: string) => Temporal.Instant.from(`${day}T${time}:00Z`).epochMilliseconds * 1000
    await inCommand(shell, (tx) =>
      loadCallLog(
        tx,
        'vendor:made-up',
        ['P-1001', 'P-1002'].map((personRef, n) => ({
          ...{ logRef: `L-${n}`, visitRef: refs[n] ?? '', personRef, workerRef: 'W-7', reasonCode: undefined },
          ...{ in: at(n === 0 ? '08:00' : '08:10'), inSource: 'tag', out: at('08:30'), outSource: 'tag' },
        })),
      ),
    )
    await findOpenItems(shell, COUNCIL, 30)
    return refs
  }
  const textOf = async (url: string): Promise<string> => {
    const browser = new Browser(app)
    await browser.signInAs('staff', 'fay')
    return (await browser.get(url)).body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
  }

  it('stands on the draft among what is settled or carried, with the other visit, until the council settles it', async () => {
    const [first = '', second = '', third = ''] = await clashing()
    const run = await draftRun(shell)
    const exceptions = await textOf(`/pay-runs/${run}?show=exceptions`)
    assert.match(exceptions, /To settle or carry \(2\)/)
    assert.match(exceptions, new RegExp(`Worker in two places at the same time as ${second}`))
    assert.match(exceptions, new RegExp(`Worker in two places at the same time as ${first}`))
    assert.ok(!exceptions.includes(third))
    assert.match(await textOf(`/pay-runs/${run}?show=exceptions&outcome=two_places`), /Showing 2 lines|Showing 1 to 2/)
    assert.match(await textOf(`/pay-runs/${run}/check`), /With a worker in two places 2/)
    const item = { kind: 'two places', day: '2026-11-05', itemRef: `${second} W-7 ${first}` } as const
    got(await answerItem(shell, officer(), { ...item, answer: 'settled', words: 'The clocks were wrong' }))
    assert.match(await textOf(`/pay-runs/${run}?show=exceptions`), /To settle or carry \(0\)/)
  })

  it('is no exception where the two share a home, however their address was typed', async () => {
    const found = await shell.read(system(), (tx) => findPerson(tx, 'P-1002'))
    assert.ok(found)
    const { personRef, version, ...details } = found
    const moved = { ...details, addressLines: ['4 Mill  lane,'], postcode: 'HR6 8AB' }
    got(await correctPerson(shell, system(), { personRef, version, details: moved }))
    await clashing()
    const run = await draftRun(shell)
    assert.match(await textOf(`/pay-runs/${run}?show=exceptions`), /To settle or carry \(0\)/)
  })

  /** Both people's visits of 8 o'clock: what they are paid, and why. */
  const paidFor = async (run: string, refs: readonly string[]) => {
    const lines = await shell.read(system(), (tx) => listDraftLines(tx, run, {}, { offset: 0, limit: 9 }))
    return refs
      .map((ref) => lines.find(({ visitRef }) => visitRef === ref))
      .map((line) => [line?.actualMinutes, line?.amountPence, line?.reason])
  }
  const settle = (item: string, countsAt?: string) =>
    answerItem(shell, officer(), {
      ...{
        kind: 'two places',
        day: '2026-11-05',
        itemRef: item,
        answer: 'settled',
        words: 'She was at the first until half past',
      },
      countsAt,
    })

  it('is settled by an officer so that the time counts once: the other visit is paid for what is left, and its sentence says so', async () => {
    const [first = '', second = ''] = await clashing()
    const item = `${second} W-7 ${first}`
    const run = await draftRun(shell)
    const asLogged = [
      [30, 1600, 'Paid 30 minutes: 30 worked, 15-minute bands to the nearest, the 30-minute price.'],
      [20, 541, 'Paid 15 minutes: 20 worked, 15-minute bands to the nearest.'],
    ]
    assert.deepEqual(await paidFor(run, [first, second]), asLogged)
    assert.equal(refusal(await settle(item, 'PK-9')), 'not one of the two')
    got(await settle(item, first))
    await workPayRun(shell, COUNCIL, run)
    const [stands, other] = await paidFor(run, [first, second])
    assert.deepEqual(stands, asLogged[0])
    const count = '20 minutes count at another visit, where the worker was at the same time.'
    assert.deepEqual(other, [0, 0, `Paid 0 minutes: 0 worked, 15-minute bands to the nearest. ${count}`])
    assert.match(await textOf(`/pay-runs/${run}?show=exceptions`), /To settle or carry \(0\)/)
    got(await settle(item, second))
    await workPayRun(shell, COUNCIL, run)
    const [less, whole] = await paidFor(run, [first, second])
    assert.deepEqual([less?.[0], less?.[1], whole], [10, 541, asLogged[1]])
    got(await settle(item))
    await workPayRun(shell, COUNCIL, run)
    assert.deepEqual(await paidFor(run, [first, second]), asLogged)
  })

  it('settled after it was paid is put right by the next run, and counts so in the dry run of an uplift', async () => {
    const [first = '', second = ''] = await clashing()
    await paidRun(shell)
    got(await settle(`${second} W-7 ${first}`, first))
    const next = await draftRun(shell, { organisationRef: null, from: '2026-11-16', to: '2026-11-22' })
    const [adjusted] = await shell.read(system(), (tx) =>
      rows<{ ref: string; pence: number; reason: string }>(
        tx,
        sql`select visit_ref as ref, amount_pence::int as pence, reason from payments.draft_adjustment where pay_run_ref = ${next}`,
      ),
    )
    assert.deepEqual([adjusted?.ref, adjusted?.pence], [second, -541])
    assert.match(adjusted?.reason ?? '', /20 minutes count at another visit, where the worker was at the same time/)
    const start = { cardRefs: ['HC-BAND'], method: { kind: 'percent', percent: '10' }, rounding: 'nearest_1p' } as const
    const upliftRef = got(await startUplift(shell, CONNIE, { ...start, from: '2027-04-07', note: 'Cabinet' }))
    await workUplift(shell, COUNCIL, upliftRef)
    const totals = await shell.read(system(), (tx) => totalsOfUplift(tx, upliftRef))
    assert.deepEqual([totals.visits, totals.beforePence], [3, 3200])
  })

  it('is settled on the page of open items, at either visit, with a reason', async () => {
    const [first = '', second = ''] = await clashing()
    const browser = new Browser(visitsApp)
    await browser.signInAs('staff', 'olive')
    const queue = await browser.get('/visits/queues?queue=two+places')
    const href =
      /href="(\/visits\/queues\/answer[^"]+)">Settle which visit counts/
        .exec(queue.body)?.[1]
        ?.replaceAll('&amp;', '&') ?? ''
    const form = await browser.get(href)
    for (const said of [
      /from 5 November 2026 at 8:10am to 5 November 2026 at 8:30am/,
      /both visits are paid as logged/,
    ])
      assert.match(form.body, said)
    const item = /name="item" value="([^"]+)"/.exec(form.body)?.[1]?.replaceAll('&quot;', '"') ?? ''
    const answer = { item, answer: `at ${first}`, words: '' }
    const silent = await browser.post('/visits/queues/answer', answer, href)
    assert.equal(silent.statusCode, 400)
    assert.match(silent.body, /Say it in your words too/)
    assert.match(silent.body, new RegExp(`value="at ${first}" checked`))
    const wrong = await browser.post('/visits/queues/answer', { ...answer, answer: 'at PK-9', words: 'x' }, href)
    assert.match(wrong.body, /Choose one of the two visits/)
    assert.equal(
      (await browser.post('/visits/queues/answer', { ...answer, words: 'Told by the worker' }, href)).statusCode,
      303,
    )
    const told = (await shell.read(system(), (tx) => timeline(tx, `visit:${second}`))).map(({ type }) => type)
    assert.ok(told.includes('visits.time-counted-once'))
  })
})
