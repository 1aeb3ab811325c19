import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addOfficer, changePolicy, STANDARD } from '#src/councils/index.ts'
import { timeline } from '#src/platform/audit.ts'
import { rows, sql } from '#src/platform/database.ts'
import { listMails } from '#src/platform/sign-in/mail.ts'
import { inviteProviderUser } from '#src/platform/sign-in/provider-users.ts'
import { recordAbsence } from '#src/visits/absences/absence-commands.ts'
import { enterByHand, setAside } from '#src/visits/call-log/by-hand-commands.ts'
import { logIn } from '#src/visits/call-log/event-commands.ts'
import { sourceOf } from '#src/visits/call-log/log-commands.ts'
import { cancelVisit } from '#src/visits/visit-commands.ts'
import { mails } from '#src/visits/watch/alert-mail.ts'
import { findAlert, listWaiting } from '#src/visits/watch/alert.store.ts'
import { acknowledgeAlert, closeAlert, explainAlert, watchVisits } from '#src/visits/watch/watch-commands.ts'
import { officer, providerUser, system, useDatabase } from '#test/support/database.ts'
import { place, planOf, slotOf } from '#test/support/visits.ts'

const KEY = { visitRef: 'PK-1001-20261122-1', awaits: 'log-in' } as const

describe('the live watch', () => {
  const { shell, clock } = useDatabase()
  const duty = officer('O-1')
  const at = (time: string): void => void (clock.now = Temporal.Instant.from(`2026-11-22T${time}:00Z`))
  const watch = () => watchVisits(shell, system())
  const waiting = (search = {}) => shell.read(duty, (tx) => listWaiting(tx, search, { offset: 0, limit: 50 }))
  const alert = () => shell.read(duty, (tx) => findAlert(tx, KEY.visitRef, KEY.awaits))
  const attend = (from: string, to: string, worker = 'W-1') =>
    enterByHand(shell, duty, {
      visitRef: KEY.visitRef,
      workerRef: worker,
      in: Temporal.Instant.from(`2026-11-22T${from}:00Z`).epochMilliseconds * 1000,
      out: Temporal.Instant.from(`2026-11-22T${to}:00Z`).epochMilliseconds * 1000,
      reasonCode: 'no_signal',
    })
  const morning = (...plans: Parameters<typeof planOf>[0][]) => {
    at('06:00')
    return place(shell, ...(plans.length === 0 ? [planOf()] : plans.map((changes) => planOf(changes))))
  }

  it('tells the provider at 15 minutes, the council at 30, both again at 60, and nobody twice', async () => {
    await morning()
    const steps: unknown[] = []
    for (const time of ['09:14', '09:15', '09:16', '09:30', '09:31', '10:00', '10:01', '13:00']) {
      at(time)
      const { raised } = await watch()
      const found = await alert()
      steps.push([time, raised, found?.step ?? 0, found?.councilToldAt !== undefined])
    }
    assert.deepEqual(steps, [
      ['09:14', 0, 0, false],
      ['09:15', 1, 1, false],
      ['09:16', 0, 1, false],
      ['09:30', 1, 2, true],
      ['09:31', 0, 2, true],
      ['10:00', 1, 3, true],
      ['10:01', 0, 3, true],
      ['13:00', 0, 3, true],
    ])
    const history = await shell.read(duty, (tx) => timeline(tx, `visit:${KEY.visitRef}`))
    assert.equal(history.filter(({ type }) => type === 'visits.alert-raised').length, 3)
  })

  it('tells the provider by mail, then the duty officer: one mail a look, without who is waiting', async () => {
    const invited = { organisationRef: '1-101', organisationName: 'Care Ltd', name: 'Pat', email: 'pat@care.example' }
    const address = { address: 'http://127.0.0.1', council: 'Wenbury Council' }
    assert.ok((await inviteProviderUser(shell, system(), invited, address)).ok)
    const dora = { name: 'Dora', email: 'dora@wenbury.example', roles: ['duty_officer'] } as const
    assert.ok((await addOfficer(shell, system(), dora)).ok)
    await morning(
      {},
      { packageRef: 'PK-1002', personRef: 'P-1002', pattern: [slotOf({ start: '09:00', timeCritical: true })] },
      { packageRef: 'PK-1003', personRef: 'P-1003', organisationRef: '1-102' },
    )
    const written = async () =>
      (await shell.read(duty, (tx) => listMails(tx, 50)))
        .filter(({ template }) => template.startsWith('alert-'))
        .map(({ to, template, data }) => ({ to, ...(mails[template]?.(data) ?? assert.fail()) }))
    at('09:16')
    await watch()
    const [told, ...others] = await written()
    assert.deepEqual([told?.to, others], ['pat@care.example', []])
    assert.match(told?.subject ?? '', /2 visits, 1 time-critical without a log/)
    assert.match(told?.text ?? '', /PK-1002-20261122-1: no log-in, due 9:00am .*TIME-CRITICAL\n- PK-1001-20261122-1/)
    assert.doesNotMatch(told?.text ?? '', /undefined|PK-1003|P-100|Hughes|http/)
    at('09:31')
    await watch()
    const council = (await written()).filter(({ to }) => to === 'dora@wenbury.example')
    assert.equal(council.length, 1)
    assert.match(council[0]?.text ?? '', /PK-1003-20261122-1/)
    assert.doesNotMatch(council[0]?.text ?? '', /undefined|P-100|http/)
    const before = (await written()).length
    at('09:32')
    await watch()
    assert.equal((await written()).length, before)
  })

  it('lists time-critical visits first, then the longest wait', async () => {
    await morning(
      {},
      { packageRef: 'PK-1002', personRef: 'P-1002', pattern: [slotOf({ start: '09:10', timeCritical: true })] },
      { packageRef: 'PK-1003', personRef: 'P-1003', zone: 'rural', pattern: [slotOf({ start: '08:30' })] },
    )
    at('09:30')
    await watch()
    const { waiting: list, total, timeCritical, told } = await waiting()
    assert.deepEqual(
      list.map(({ visitRef }) => visitRef.slice(0, 7)),
      ['PK-1002', 'PK-1003', 'PK-1001'],
    )
    assert.deepEqual([total, timeCritical, told], [3, 1, 2])
    assert.equal((await waiting({ zone: 'rural' })).total, 1)
  })

  it('shows visits from their start for who wants them, before anybody is told', async () => {
    await morning()
    at('09:05')
    assert.equal((await waiting()).total, 0)
    const { waiting: list } = await waiting({ beginning: clock.now.subtract({ minutes: 15 }) })
    assert.deepEqual(
      list.map(({ visitRef, step }) => [visitRef, step]),
      [[KEY.visitRef, 0]],
    )
  })

  it('never tells of a visit that was cancelled or lies in an absence', async () => {
    await morning({}, { packageRef: 'PK-1002', personRef: 'P-1002' })
    assert.ok((await cancelVisit(shell, duty, { visitRef: KEY.visitRef, reason: 'Out for the day' })).ok)
    const absence = { personRef: 'P-1002', kind: 'hospital', from: clock.now, to: undefined, note: '' } as const
    assert.ok((await recordAbsence(shell, duty, absence)).ok)
    at('10:00')
    assert.deepEqual(await watch(), { raised: 0, closed: 0 })
    assert.equal((await waiting({ beginning: clock.now.subtract({ minutes: 90 }) })).total, 0)
  })

  it('closes an alert when the log comes, and takes it off the list at once', async () => {
    await morning()
    at('09:40')
    await watch()
    assert.ok((await attend('09:20', '09:39')).ok)
    assert.equal((await waiting()).total, 0)
    assert.deepEqual(await watch(), { raised: 0, closed: 1 })
    assert.equal((await alert())?.closedHow, 'attended')
    const [last] = await shell.read(duty, (tx) => timeline(tx, `visit:${KEY.visitRef}`, { limit: 1 }))
    assert.deepEqual([last?.type, last?.data['lateMinutes']], ['visits.alert-closed', 20])
  })

  it('opens an alert again, and tells of it again, when the row that closed it is set aside that day', async () => {
    await morning()
    at('09:40')
    await watch()
    const entered = await attend('09:20', '09:39')
    assert.ok(entered.ok)
    await watch()
    const wrong = {
      source: sourceOf('manual', '', undefined),
      logRef: entered.value,
      reason: 'Another person was meant',
    }
    assert.ok((await setAside(shell, duty, wrong)).ok)
    at('09:50')
    assert.deepEqual(await watch(), { raised: 1, closed: 0 })
    assert.deepEqual(await watch(), { raised: 0, closed: 0 })
    const again = await alert()
    assert.deepEqual([again?.step, again?.closedAt, again?.councilToldAt], [2, undefined, clock.now])
    const history = await shell.read(duty, (tx) => timeline(tx, `visit:${KEY.visitRef}`))
    assert.ok(history.some(({ type }) => type === 'visits.alert-reopened'))
    assert.ok((await closeAlert(shell, duty, { ...KEY, note: 'Rang her: well' })).ok)
    assert.deepEqual(await watch(), { raised: 0, closed: 0 })
  })

  it('closes an alert whose visit is cancelled afterwards', async () => {
    await morning()
    at('09:20')
    await watch()
    assert.ok((await cancelVisit(shell, duty, { visitRef: KEY.visitRef, reason: 'In hospital since the night' })).ok)
    await watch()
    assert.equal((await alert())?.closedHow, 'cancelled')
  })

  it('waits for both workers of a double-handed visit', async () => {
    await morning({ pattern: [slotOf({ workers: 2 })] })
    at('09:35')
    assert.ok((await attend('09:00', '09:30')).ok)
    await watch()
    assert.deepEqual(
      (await waiting()).waiting.map(({ seated, workers }) => [seated, workers]),
      [[1, 2]],
    )
    assert.ok((await attend('09:05', '09:30', 'W-2')).ok)
    assert.equal((await waiting()).total, 0)
  })

  it('sees a worker who logged in and never out', async () => {
    await morning()
    at('09:02')
    await logIn(
      shell,
      duty,
      {
        source: 'client:a',
        row: {
          logRef: 'E-1',
          visitRef: KEY.visitRef,
          personRef: 'P-1001',
          workerRef: 'W-1',
          in: clock.now.epochMilliseconds * 1000,
          inSource: 'app_gps',
          out: undefined,
          outSource: undefined,
          reasonCode: undefined,
        },
      },
      {},
    )
    at('10:29')
    assert.equal((await watch()).raised, 0)
    at('10:30')
    assert.equal((await watch()).raised, 1)
    assert.deepEqual(
      (await waiting()).waiting.map(({ awaits, step }) => [awaits, step]),
      [['log-out', 1]],
    )
  })

  it('after a pause tells of the last hours alone, each visit once', async () => {
    const hourly = Array.from({ length: 10 }, (_, hour) =>
      slotOf({ slot: hour + 1, start: `${String(hour + 7).padStart(2, '0')}:00` }),
    )
    await morning({ pattern: hourly })
    at('16:40')
    assert.deepEqual(await watch(), { raised: 4, closed: 0 })
    assert.deepEqual(await watch(), { raised: 0, closed: 0 })
  })

  it("follows the council's minutes", async () => {
    await morning()
    const value = { ...STANDARD.watch, alertMinutes: [40] }
    assert.ok((await changePolicy(shell, duty, { kind: 'watch', value, fromDay: '2026-11-22', reason: 'Trial' })).ok)
    at('09:39')
    assert.equal((await watch()).raised, 0)
    at('09:40')
    assert.equal((await watch()).raised, 1)
  })

  it('a provider acknowledges and explains its own alert alone, an officer closes it, each step on record', async () => {
    await morning()
    at('09:30')
    await watch()
    const other = providerUser('1-999')
    assert.deepEqual(await acknowledgeAlert(shell, other, KEY), { ok: false, error: 'no such alert' })
    const own = providerUser('1-101')
    assert.ok((await acknowledgeAlert(shell, own, KEY)).ok)
    assert.ok((await explainAlert(shell, own, { ...KEY, code: 'delayed', words: 'Flat tyre, there by ten' })).ok)
    assert.ok((await closeAlert(shell, duty, { ...KEY, note: 'Rang her: well, has had breakfast' })).ok)
    const history = await shell.read(duty, (tx) => timeline(tx, `visit:${KEY.visitRef}`))
    assert.deepEqual(
      history.map(({ type, actorName }) => [type, actorName]),
      [
        ['visits.alert-closed', 'Officer O-1'],
        ['visits.alert-explained', 'User of 1-101'],
        ['visits.alert-acknowledged', 'User of 1-101'],
        ['visits.alert-raised', 'Almoner'],
      ],
    )
    at('10:00')
    assert.deepEqual(await watch(), { raised: 0, closed: 0 })
  })

  it('leaves out a provider whose log comes as a file', async () => {
    await morning()
    await shell.command(duty, 'not-watched', async (tx) => {
      await rows(
        tx,
        sql`insert into visits.not_watched values (${tx.council}, '1-101', 'Nightly file', 'O', ${tx.now})`,
      )
      tx.record({ type: 'visits.provider-watch-changed', about: [], data: {} })
      return { ok: true as const, value: true }
    })
    at('10:00')
    assert.equal((await watch()).raised, 0)
  })
})
