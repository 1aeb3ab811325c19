import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { changeCare } from '#src/brokerage/after/after-commands.ts'
import { endCareLater } from '#src/brokerage/after/later-end-commands.ts'
import { endCare } from '#src/brokerage/index.ts'
import { listeners as brokerageListeners } from '#src/brokerage/listeners.ts'
import { findPackage } from '#src/brokerage/packages/care-package.store.ts'
import { getPlacement } from '#src/brokerage/packages/placement.store.ts'
import { copyPackage } from '#src/brokerage/requests/request-commands.ts'
import { routes } from '#src/brokerage/routes.ts'
import {
  chosenPackage,
  got,
  officerOf,
  PATTERN,
  refusal,
  seedSmallCouncil,
  signAll,
} from '#src/brokerage/small-council.test.ts'
import { words } from '#src/brokerage/words.ts'
import { committedPence } from '#src/contracts/index.ts'
import { timeline } from '#src/platform/audit.ts'
import { rows, sql } from '#src/platform/database.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import { inWords } from '#src/platform/panels.ts'
import { sendBatch } from '#src/visits/call-log/log-commands.ts'
import { checkLogRow } from '#src/visits/call-log/log-row.ts'
import { listeners as visitListeners } from '#src/visits/listeners.ts'
import { officer, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { logRow } from '#test/support/visits.ts'

const me = system()
const house = { panels: [], work: [], search: [], retained: [], words }

describe('care that was ended and goes on', () => {
  const { shell, clock } = useDatabase({
    seed: seedSmallCouncil,
    listeners: [...brokerageListeners, ...visitListeners],
  })
  const broker = officerOf('O-1')

  const on = (day: string) => {
    clock.now = Temporal.Instant.from(`${day}T12:00:00Z`)
  }
  const placed = async () => {
    const packageRef = await chosenPackage(shell)
    await signAll(shell, packageRef)
    return packageRef
  }
  const end = async (packageRef: string, endDay: string) =>
    got(await endCare(shell, broker, { packageRef, endDay, reason: 'Moved away' }))
  const later = (packageRef: string, endDay: string | null, reason = 'It was another person') =>
    endCareLater(shell, broker, { packageRef, endDay, reason })
  const committed = async (packageRef: string) =>
    shell.read(me, async (tx) => committedPence(tx, (await getPlacement(tx, packageRef)).contractRef))
  /** The visits that stand, as day and start. */
  const visits = async (packageRef: string) =>
    (
      await shell.read(me, (tx) =>
        rows(
          tx,
          sql<{
            at: string
          }>`select v.day::text || ' ' || to_char(v.start_at at time zone 'Europe/London', 'HH24:MI') as at
            from visits.visit v where v.council_id = 1 and v.package_ref = ${packageRef} and v.status = 'planned' order by v.start_at`,
        ),
      )
    ).map(({ at }) => at)

  it('is as if it had not been ended: visits, contract, what the provider sees', async () => {
    const packageRef = await placed()
    on('2026-12-10')
    const before = { visits: await visits(packageRef), committed: await committed(packageRef) }
    assert.ok(before.visits.length > 20)
    await end(packageRef, '2026-12-07')
    assert.ok((await visits(packageRef)).every((at) => at < '2026-12-07'))
    assert.ok((await committed(packageRef)) < before.committed)
    on('2026-12-14')
    assert.equal(got(await later(packageRef, null)).status, 'placed')
    assert.deepEqual((await visits(packageRef)).slice(0, before.visits.length), before.visits)
    assert.equal(await committed(packageRef), before.committed)
    const placement = await shell.read(me, (tx) => getPlacement(tx, packageRef))
    assert.deepEqual([placement.endDay, placement.endReason], [null, undefined])
    assert.equal((await shell.read(me, (tx) => findPackage(tx, packageRef)))?.endReason, undefined)
    const [shared] = await shell.read(me, (tx) =>
      rows(
        tx,
        sql<{
          to: string | null
        }>`select to_day::text as to from people.shared_person where organisation_ref = '1-101'`,
      ),
    )
    assert.equal(shared?.to, null)
    const told = (await shell.read(officer(), (tx) => timeline(tx, `package:${packageRef}`))).map((one) =>
      inWords(house, one),
    )
    assert.ok(told.includes('Care goes on: it does not end on 7 December 2026. It was another person'))
  })

  it('ends on a later day: visits that took place in between come back, and their log sits on them', async () => {
    const packageRef = await placed()
    on('2026-12-10')
    await end(packageRef, '2026-12-07')
    const row = logRow({
      log_ref: 'L-9',
      worker_ref: 'W-1',
      in_at: '2026-12-08T08:01:00Z',
      out_at: '2026-12-08T08:44:00Z',
    })
    const log = { logRef: 'L-9', read: checkLogRow(row as Parameters<typeof checkLogRow>[0]) }
    await sendBatch(shell, officer(), { source: 'vendor:a', rows: [log] }, {})
    const seats = () =>
      shell.read(me, (tx) =>
        rows(
          tx,
          sql<{ ref: string }>`select visit_ref as ref from visits.attendance where council_id = 1 and log_ref = 'L-9'`,
        ),
      )
    assert.deepEqual(await seats(), [])
    on('2026-12-12')
    assert.equal(got(await later(packageRef, '2026-12-09')).status, 'ended')
    const between = (await visits(packageRef)).filter((at) => at >= '2026-12-07')
    assert.deepEqual(between, ['2026-12-07 08:00', '2026-12-07 17:00', '2026-12-08 08:00', '2026-12-08 17:00'])
    assert.match((await seats())[0]?.ref ?? '', new RegExp(`^${packageRef}-20261208-1`))
    const weeks = await shell.read(me, (tx) => getPlacement(tx, packageRef))
    assert.deepEqual([weeks.endDay, weeks.endReason], ['2026-12-09', 'Moved away'])
  })

  it('is refused in words, and nothing changes: no reason, an earlier day, too long ago, other care since', async () => {
    const packageRef = await placed()
    assert.equal(refusal(await later(packageRef, null)), 'not in this state')
    on('2026-12-10')
    await end(packageRef, '2026-12-07')
    assert.equal(refusal(await later(packageRef, null, ' ')), 'no reason')
    assert.equal(refusal(await later(packageRef, '2026-12-07')), 'not later')
    assert.equal(refusal(await later('PK-9', null)), 'no such package')
    const copy = got(await copyPackage(shell, officerOf('O-2'), { packageRef, kind: 'restart' }))
    assert.equal(refusal(await later(packageRef, null)), 'other care since')
    on('2027-01-05')
    assert.equal(refusal(await later(packageRef, null)), 'too long ago')
    assert.equal((await shell.read(me, (tx) => findPackage(tx, copy.packageRef)))?.status, 'draft')
    assert.equal((await shell.read(me, (tx) => findPackage(tx, packageRef)))?.status, 'ended')
  })

  it('waits for a change that was to come after its end', async () => {
    const packageRef = await placed()
    const less = { packageRef, fromDay: '2026-12-14', pattern: PATTERN.slice(0, 1), reason: 'Less help needed' }
    got(await changeCare(shell, broker, less))
    await end(packageRef, '2026-12-07')
    assert.equal(refusal(await later(packageRef, null)), 'change since')
  })

  it('is let go on by a broker on its page, which keeps what was typed', async () => {
    const packageRef = await placed()
    on('2026-12-10')
    await end(packageRef, '2026-12-20')
    const app = await serverFor(shell, [(doors: Doors) => routes(doors, house)], {
      identities: {
        actorOf: async ({ identity }: { identity: string }) => officerOf(identity),
        actorOfToken: async () => undefined,
      },
    })
    const browser = new Browser(app)
    await browser.signInAs('staff', 'O-1')
    const record = (await browser.get(`/packages/${packageRef}`)).body
    assert.match(record, /It runs to its end: 20 December 2026 is the first day without this care/)
    assert.match(record, /It goes on/)
    const at = `/packages/${packageRef}/end-later`
    const day = { 'endDay-day': '31', 'endDay-month': '2', 'endDay-year': '2027' }
    assert.match(
      (await browser.post(at, { ...day, reason: 'Home again' }, at)).body,
      /must be a real date[\s\S]*Home again/,
    )
    const sooner = { 'endDay-day': '19', 'endDay-month': '12', 'endDay-year': '2026' }
    assert.match((await browser.post(at, { ...sooner, reason: 'Home' }, at)).body, /Enter a later day, or none/)
    assert.equal((await browser.post(at, { reason: 'Home again' }, at)).statusCode, 303)
    assert.match((await browser.get(`/packages/${packageRef}`)).body, /End this care/)
    await app.close()
  })
})
