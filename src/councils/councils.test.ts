import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ok, refuse } from '#src/base/result.ts'
import {
  addOfficer,
  changePolicy,
  changeRoles,
  findOfficer,
  findZone,
  getCouncil,
  getOfficer,
  getPolicy,
  importHolidays,
  listBankHolidays,
  listOfficers,
  listZones,
  nameCouncil,
  officerActor,
  planAbsence,
  setZones,
  signInOfficer,
} from '#src/councils/index.ts'
import { listVersions } from '#src/councils/policies/policy.store.ts'
import { endAccess } from '#src/councils/officer-commands.ts'
import { timeline, verifyAudit } from '#src/platform/audit.ts'
import { may } from '#src/platform/actor.ts'
import { COUNCIL, officer, providerUser, useDatabase } from '#test/support/database.ts'

describe('councils', () => {
  const { shell, database, clock } = useDatabase()
  const admin = officer('O-900')
  const bea = { officerRef: 'O-1', name: 'Bea Broker', email: 'bea@wenbury.example', roles: ['broker'] as const }
  const mo = {
    officerRef: 'O-2',
    name: 'Mo Manager',
    email: 'mo@wenbury.example',
    roles: ['brokerage_manager'] as const,
  }

  describe('officers', () => {
    it('have roles, which give their grants, and lose both when they leave', async () => {
      await addOfficer(shell, admin, { ...bea, identity: 't1:o1' })
      const actor = await shell.read(admin, (tx) => officerActor(tx, 't1:o1'))
      assert.deepEqual(
        [actor?.id, actor && may(actor, 'brokerage.choose'), actor && may(actor, 'payments.approve')],
        ['O-1', true, false],
      )
      assert.deepEqual(await endAccess(shell, admin, { officerRef: 'O-1' }), ok('O-1'))
      assert.equal(await shell.read(admin, (tx) => officerActor(tx, 't1:o1')), undefined)
      assert.deepEqual(await shell.read(admin, (tx) => listOfficers(tx)), [])
    })

    it('are listed by role', async () => {
      await addOfficer(shell, admin, bea)
      await addOfficer(shell, admin, mo)
      const managers = await shell.read(admin, (tx) => listOfficers(tx, { role: 'brokerage_manager' }))
      assert.deepEqual(
        managers.map(({ officerRef }) => officerRef),
        ['O-2'],
      )
    })

    it('get no role from themselves', async () => {
      await addOfficer(shell, admin, bea)
      const own = await changeRoles(shell, officer('O-1'), { officerRef: 'O-1', roles: ['director'] })
      assert.deepEqual(own, refuse('own roles'))
      assert.equal((await changeRoles(shell, admin, { officerRef: 'O-1', roles: ['broker', 'duty_officer'] })).ok, true)
      const lines = await shell.read(admin, (tx) => timeline(tx, 'officer:O-1'))
      assert.deepEqual(lines[0]?.data, {
        officerRef: 'O-1',
        from: ['broker'],
        to: ['broker', 'duty_officer'],
        by: 'officer',
      })
    })

    it('name a delegate for the days away', async () => {
      await addOfficer(shell, admin, bea)
      await addOfficer(shell, admin, mo)
      const away = { officerRef: 'O-1', from: '2026-11-23', to: '2026-11-27' }
      assert.deepEqual(await planAbsence(shell, admin, { ...away, delegateRef: 'O-9' }), refuse('no such delegate'))
      assert.equal((await planAbsence(shell, admin, { ...away, delegateRef: 'O-2' })).ok, true)
      const found = await shell.read(admin, (tx) => getOfficer(tx, 'O-1'))
      assert.deepEqual([found.awayFrom, found.awayTo, found.delegateRef], ['2026-11-23', '2026-11-27', 'O-2'])
      const back = await planAbsence(shell, admin, {
        officerRef: 'O-2',
        from: '2026-11-27',
        to: '2026-11-30',
        delegateRef: 'O-1',
      })
      assert.deepEqual(back, refuse('delegate is away too'))
    })

    it('are seen by their own council alone, and by no provider', async () => {
      await addOfficer(shell, admin, bea)
      assert.equal(await shell.read(officer('O-1', ['*'], 2), (tx) => findOfficer(tx, 'O-1')), undefined)
      await assert.rejects(() => shell.read(providerUser('1-101'), (tx) => findOfficer(tx, 'O-1')), /permission denied/)
    })
  })

  describe('a sign-in by OpenID Connect', () => {
    const claims = {
      identity: 'tid:oid',
      name: 'Sam Social',
      email: 'sam@wenbury.example',
      roles: ['social_worker', 'nonsense'],
    }

    it('enters an officer at the first sign-in with a role of ours, and none without', async () => {
      assert.deepEqual(await signInOfficer(shell, COUNCIL, { ...claims, roles: ['nonsense'] }), refuse('no role'))
      const first = await signInOfficer(shell, COUNCIL, claims)
      assert.equal(first.ok && first.value.name, 'Sam Social')
      const again = await signInOfficer(shell, COUNCIL, claims)
      assert.deepEqual(again.ok && again.value.id, first.ok && first.value.id)
    })

    it('takes away the roles that the identity provider no longer sends', async () => {
      await signInOfficer(shell, COUNCIL, claims)
      assert.deepEqual(await signInOfficer(shell, COUNCIL, { ...claims, roles: [] }), refuse('no role'))
      assert.equal(await shell.read(admin, (tx) => officerActor(tx, 'tid:oid')), undefined)
    })
  })

  describe('a policy', () => {
    const decide = (fromDay: string, minutes: number) =>
      changePolicy(shell, admin, {
        kind: 'matching',
        value: { windowMinutes: minutes, mergeMinutes: 3, lockDays: 14, providerDays: 3 },
        fromDay,
        reason: 'Cabinet 4 November',
      })
    const onDay = (day: string) => shell.read(admin, (tx) => getPolicy(tx, 'matching', day))

    it('is the standard until the council decides, then what it decided for the day', async () => {
      assert.deepEqual(await onDay('2026-11-22'), {
        windowMinutes: 120,
        mergeMinutes: 3,
        lockDays: 14,
        providerDays: 3,
      })
      await decide('2026-01-01', 90)
      await decide('2027-01-01', 60)
      await decide('2026-12-01', 75)
      assert.deepEqual(
        await Promise.all(
          ['2025-12-31', '2026-01-01', '2026-11-30', '2026-12-01', '2027-01-01'].map(
            async (day) => (await onDay(day)).windowMinutes,
          ),
        ),
        [120, 90, 90, 75, 60],
      )
      const versions = await shell.read(admin, (tx) => listVersions(tx, 'matching'))
      assert.deepEqual(
        versions.map(({ fromDay, toDay }) => [fromDay, toDay]),
        [
          ['2027-01-01', undefined],
          ['2026-12-01', '2027-01-01'],
          ['2026-01-01', '2026-12-01'],
        ],
      )
      assert.equal(await verifyAudit(database, COUNCIL, []), undefined)
    })

    it('is not changed for days gone by, without a reason, or to nonsense', async () => {
      await decide('2026-01-01', 90)
      assert.deepEqual(await decide('2026-11-21', 60), refuse('starts in the past'))
      assert.deepEqual(await decide('2026-01-01', 60), refuse('starts in the past'))
      assert.equal((await decide('2026-11-22', 60)).ok, true)
      assert.deepEqual(await decide('2026-11-22', 45), refuse('starts when another version starts'))
      const bad = await changePolicy(shell, admin, {
        kind: 'matching',
        value: { windowMinutes: -1, mergeMinutes: 3, lockDays: 14, providerDays: 3 },
        fromDay: '2026-12-01',
        reason: 'x',
      })
      assert.match(JSON.stringify(bad), /windowMinutes: /)
      const silent = await changePolicy(shell, admin, {
        kind: 'matching',
        value: { windowMinutes: 1, mergeMinutes: 3, lockDays: 14, providerDays: 3 },
        fromDay: '2026-12-01',
        reason: ' ',
      })
      assert.deepEqual(silent, refuse('no reason'))
    })

    it('of matching is read by a provider of the council, the signatures are not', async () => {
      await decide('2026-01-01', 90)
      const provider = providerUser('1-101')
      assert.equal((await shell.read(provider, (tx) => getPolicy(tx, 'matching', '2026-11-22'))).windowMinutes, 90)
      const signOff = {
        ...{ remindAfterHours: 5, inOrder: false, emergencyHours: 72 },
        routes: [{ fromWeeklyPence: 0, signatures: [{ step: 1, label: 'x', role: 'broker' as const }] }],
      }
      await changePolicy(shell, admin, { kind: 'sign-off', value: signOff, fromDay: '2026-01-01', reason: 'x' })
      assert.equal((await shell.read(admin, (tx) => getPolicy(tx, 'sign-off', '2026-11-22'))).remindAfterHours, 5)
      assert.equal((await shell.read(provider, (tx) => getPolicy(tx, 'sign-off', '2026-11-22'))).remindAfterHours, 24)
    })
  })

  describe('places and holidays', () => {
    it('finds the zone of a postcode by its longest start', async () => {
      await nameCouncil(shell, admin, { name: 'Wenbury Council' })
      await setZones(shell, admin, {
        zones: [
          { zone: 'town', name: 'Wenbury', kind: 'urban' },
          { zone: 'rural', name: 'The hills', kind: 'rural' },
        ],
        areas: [
          { postcodeStart: 'WB1', zone: 'town' },
          { postcodeStart: 'WB1 9', zone: 'rural' },
        ],
      })
      const zones = ['WB1 1AA', 'WB1 9ZZ', 'WB12 1AA'].map((code) => shell.read(admin, (tx) => findZone(tx, code)))
      assert.deepEqual(await Promise.all(zones), ['town', 'rural', undefined])
      assert.equal((await shell.read(providerUser('1-101'), listZones)).length, 2)
      assert.equal((await shell.read(providerUser('1-101'), getCouncil)).name, 'Wenbury Council')
      assert.deepEqual(await shell.read(officer('O-1', ['*'], 2), listZones), [])
    })

    it('a new list of bank holidays replaces the years that it covers', async () => {
      clock.now = Temporal.Instant.from('2026-11-22T12:00:00Z')
      await importHolidays(shell, admin, [
        { day: '2025-12-25', title: 'Christmas Day' },
        { day: '2026-12-25', title: 'Christmas Day' },
      ])
      const second = await importHolidays(shell, admin, [
        { day: '2026-12-25', title: 'Christmas Day' },
        { day: '2026-12-28', title: 'Boxing Day (substitute day)' },
      ])
      assert.deepEqual(second, ok({ from: '2026-01-01', to: '2026-12-31', added: 1, removed: 0, kept: 1 }))
      const days = await shell.read(providerUser('1-101'), (tx) => listBankHolidays(tx, '2025-01-01', '2026-12-31'))
      assert.deepEqual(days, ['2025-12-25', '2026-12-25', '2026-12-28'])
    })
  })
})
