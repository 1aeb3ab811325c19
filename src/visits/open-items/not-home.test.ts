/** Visits that were logged before the council heard that the person was away, or that the placement had ended. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { instantAt } from '#src/base/day.ts'
import { ok } from '#src/base/result.ts'
import type { Actor } from '#src/platform/actor.ts'
import { timeline } from '#src/platform/audit.ts'
import { rows, sql } from '#src/platform/database.ts'
import { changeAbsence, recordAbsence, withdrawAbsence } from '#src/visits/absences/absence-commands.ts'
import { setAside } from '#src/visits/call-log/by-hand-commands.ts'
import { sendBatch } from '#src/visits/call-log/log-commands.ts'
import { checkLogRow } from '#src/visits/call-log/log-row.ts'
import { answerItem, findOpenItems } from '#src/visits/open-items/open-item-commands.ts'
import { searchItems } from '#src/visits/open-items/open-items.store.ts'
import { routes } from '#src/visits/routes.ts'
import { endPlan, extendPlan } from '#src/visits/visit-commands.ts'
import { findVisit } from '#src/visits/visit.store.ts'
import { officer, providerUser, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { logRow, place, planOf } from '#test/support/visits.ts'

const times = { today: '2026-11-22', providerDays: 3 }
const refOf = (day: number) => `PK-1001-202611${day}-1`

describe('a visit that was logged though nobody should have been visited', () => {
  const { shell } = useDatabase()
  const clerk = officer()
  const provider = providerUser('1-101')

  const send = (sent: Record<string, string>[]) =>
    sendBatch(
      shell,
      clerk,
      {
        source: 'vendor:a',
        rows: sent.map((row) => ({
          logRef: row['log_ref'] ?? '',
          read: checkLogRow(row as Parameters<typeof checkLogRow>[0]),
        })),
      },
      {},
    )
  const row = (day: number, changes: Record<string, string> = {}) =>
    logRow({
      ...{ log_ref: `L-${day}`, in_at: `2026-11-${day}T09:00:00Z`, out_at: `2026-11-${day}T09:30:00Z` },
      ...changes,
    })
  /** Half an hour a day from the 18th, logged on the 18th, the 19th and the 20th; on the 21st the worker was not let in. */
  async function logged(): Promise<void> {
    await place(shell, planOf({ startDay: '2026-11-18' }))
    await send([row(18), row(19), row(20), row(21, { out_at: '2026-11-21T09:05:00Z', reason_code: 'no_access' })])
  }
  const away = async (from: number, to?: number): Promise<string> => {
    const done = await recordAbsence(shell, clerk, {
      ...{ personRef: 'P-1001', kind: 'hospital', note: '' },
      ...{
        from: instantAt(`2026-11-${from}`, '07:00'),
        to: to === undefined ? undefined : instantAt(`2026-11-${to}`, '07:00'),
      },
    } as const)
    assert.ok(done.ok)
    return done.value
  }
  const end = (day: string) => shell.command(system(), 'end', async (tx) => ok(await endPlan(tx, 'PK-1001', day)))
  const items = async (actor: Actor = clerk) =>
    (
      await shell.read(actor, (tx) =>
        searchItems(tx, { kind: 'not home', owners: [] }, times, { offset: 0, limit: 50 }),
      )
    ).rows
  const open = async () => (await items()).map(({ itemRef, detail }) => [itemRef, detail])
  const standing = (visitRef: string) =>
    shell.read(clerk, async (tx) => {
      const visit = await findVisit(tx, visitRef)
      return [visit?.status, visit?.cancelledWhy, visit?.absenceRef]
    })
  const answer = async (said: 'not delivered' | 'settled' | 'asks', actor: Actor = clerk) => {
    const [item] = await items(actor)
    assert.ok(item)
    return answerItem(shell, actor, { ...item, answer: said, words: 'The ward says so' })
  }

  it('waits in a queue of its own once the absence is told, but for one where the worker was turned away', async () => {
    await logged()
    assert.deepEqual(await open(), [])
    const absenceRef = await away(19)
    assert.deepEqual(await open(), [
      [refOf(19), 'hospital'],
      [refOf(20), 'hospital'],
    ])
    assert.deepEqual(await standing(refOf(19)), ['planned', undefined, undefined])
    const told = (await shell.read(clerk, (tx) => timeline(tx, 'person:P-1001'))).find(
      ({ type }) => type === 'visits.logged-not-home',
    )
    // The one who was turned away is among the three until it is looked at: the reason may be corrected.
    assert.deepEqual(told?.data, { visits: 3, from: '2026-11-19', why: 'absence' })
    const later = { absenceRef, from: instantAt('2026-11-20', '07:00'), to: undefined, note: '' }
    assert.ok((await changeAbsence(shell, clerk, later)).ok)
    assert.deepEqual(await open(), [[refOf(20), 'hospital']])
    assert.ok((await withdrawAbsence(shell, clerk, absenceRef)).ok)
    assert.deepEqual(await open(), [])
  })

  it('waits there once the end of the placement is told, and no more where the care goes on', async () => {
    await logged()
    await end('2026-11-19')
    assert.deepEqual(await open(), [
      [refOf(19), 'placement ended'],
      [refOf(20), 'placement ended'],
    ])
    const goesOn = (endDay: string | undefined) =>
      shell.command(system(), 'on', async (tx) => {
        await extendPlan(tx, 'PK-1001', { wasDay: '2026-11-19', endDay })
        tx.record({ type: 'brokerage.end-moved', about: ['package:PK-1001'], data: {} })
        return ok('PK-1001')
      })
    await goesOn('2026-11-20')
    assert.deepEqual(await open(), [[refOf(20), 'placement ended']])
    await goesOn(undefined)
    assert.deepEqual(await open(), [])
  })

  it('is one item where the person was away and the care had ended, and counts as the end of care', async () => {
    await logged()
    const absenceRef = await away(20)
    await end('2026-11-20')
    assert.deepEqual(await open(), [[refOf(20), 'placement ended']])
    assert.ok((await answer('not delivered')).ok)
    assert.deepEqual(await standing(refOf(20)), ['cancelled', 'placement ended', undefined])
    assert.ok((await withdrawAbsence(shell, clerk, absenceRef)).ok)
    assert.deepEqual(await standing(refOf(20)), ['cancelled', 'placement ended', undefined])
  })

  it('that was not made is cancelled as it would have been, and every row of it is kept aside', async () => {
    await logged()
    await send([row(20, { log_ref: 'M-20', in_source: 'landline', out_source: 'landline' })])
    const absenceRef = await away(20)
    assert.deepEqual(await answer('not delivered', provider), { ok: false, error: 'no such answer' })
    assert.ok((await answer('not delivered')).ok)
    assert.deepEqual(await standing(refOf(20)), ['cancelled', 'absence', absenceRef])
    assert.deepEqual(await open(), [])
    const aside = await shell.read(clerk, (tx) =>
      rows(tx, sql`select log_ref as ref, reason from visits.set_aside order by log_ref`),
    )
    assert.deepEqual(aside, [
      { ref: 'L-20', reason: 'The ward says so' },
      { ref: 'M-20', reason: 'The ward says so' },
    ])
    // Home before the visit after all: it stands again, with nobody on it.
    assert.ok((await withdrawAbsence(shell, clerk, absenceRef)).ok)
    assert.deepEqual((await standing(refOf(20)))[0], 'planned')
  })

  it('is answered with all others of its absence at once, and with none of another', async () => {
    await logged()
    await place(shell, planOf({ packageRef: 'PK-1002', personRef: 'P-1002', startDay: '2026-11-18' }))
    await send([row(19, { log_ref: 'O-19', person_ref: 'P-1002' })])
    await away(19)
    const other = { personRef: 'P-1002', kind: 'respite', from: instantAt('2026-11-19', '07:00'), note: '' } as const
    assert.ok((await recordAbsence(shell, clerk, { ...other, to: undefined })).ok)
    const [first] = await items()
    assert.ok(first)
    const said = { answer: 'not delivered', words: 'The ward says so', ofAll: true } as const
    assert.ok((await answerItem(shell, clerk, { ...first, ...said })).ok)
    assert.deepEqual(await open(), [['PK-1002-20261119-1', 'respite']])
    for (const day of [19, 20]) assert.equal((await standing(refOf(day)))[0], 'cancelled')
    const history = await shell.read(clerk, (tx) => timeline(tx, `visit:${refOf(20)}`))
    assert.ok(history.some(({ type }) => type === 'visits.open-item-answered'))
  })

  it('that was made is settled, and nobody’s', async () => {
    await logged()
    await away(20)
    assert.ok((await answer('asks', provider)).ok)
    assert.equal((await items())[0]?.owner, 'council')
    assert.ok((await answer('settled')).ok)
    assert.equal((await items())[0]?.owner, 'nobody')
    assert.deepEqual(await standing(refOf(20)), ['planned', undefined, undefined])
  })

  it('is cancelled by the clock where its row is set aside, and was never listed twice', async () => {
    await logged()
    await away(20)
    assert.ok((await setAside(shell, clerk, { source: 'vendor:a', logRef: 'L-20', reason: 'Another person' })).ok)
    assert.deepEqual(await open(), [])
    await findOpenItems(shell, 1, 7)
    assert.deepEqual((await standing(refOf(20))).slice(0, 2), ['cancelled', 'absence'])
    const left = await shell.read(clerk, (tx) => rows(tx, sql`select visit_ref as ref from visits.not_home order by 1`))
    assert.deepEqual(left, [{ ref: refOf(21) }])
    assert.equal((await findOpenItems(shell, 1, 7)).ok, false)
  })

  it('is answered on a page, from the queue or from the absence', async () => {
    await logged()
    const absenceRef = await away(19)
    const house = { panels: [], work: [], search: [], words: {} }
    const actors: Record<string, Actor> = { 'O-1': clerk, 'U-1': provider }
    const app = await serverFor(shell, [(doors) => routes(doors, house)], {
      identities: { actorOf: async ({ identity }) => actors[identity], actorOfToken: async () => undefined },
    })
    const staff = new Browser(app)
    await staff.signInAs('staff', 'O-1')
    const absence = (await staff.get(`/absences/${absenceRef}`)).body
    assert.match(absence, /2 visits in this time were logged all the same/)
    const list = /href="(\/visits\/queues\?queue=not[^"]+)"/.exec(absence)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const queue = (await staff.get(list)).body
    for (const said of [/Showing <strong>2<\/strong> items/, /In hospital/, /Change the absence/])
      assert.match(queue, said)
    const form = /href="([^"]+)"[^>]*>Say whether the visit was made/.exec(queue)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const page = (await staff.get(form)).body
    assert.match(page, /The visit was made: it is paid as logged/)
    assert.match(page, /The same of one other visit of this person, logged in this absence/)
    const item = new URL(form, 'http://x').searchParams.get('item') ?? ''
    const silent = await staff.post('/visits/queues/answer', { item, answer: 'not delivered', words: '' }, form)
    assert.match(silent.body, /Say it in your words too/)
    const said = { item, answer: 'not delivered', words: 'She was on the ward' }
    assert.equal((await staff.post('/visits/queues/answer', said, form)).statusCode, 303)
    assert.match((await staff.get(`/absences/${absenceRef}`)).body, /1 visit in this time was logged all the same/)
    const portal = new Browser(app)
    await portal.signInAs('portal', 'U-1')
    assert.match((await portal.get('/portal/visits/open?queue=not+home')).body, /In hospital/)
  })
})
