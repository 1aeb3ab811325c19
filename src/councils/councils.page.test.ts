import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addOfficer, changePolicy, getPolicy, grantsOfRoles, routes, search, words } from '#src/councils/index.ts'
import { planAbsence } from '#src/councils/officer-commands.ts'
import { POLICY_KINDS, STANDARD } from '#src/councils/policies/policy.ts'
import { readPolicyForm, showPolicy } from '#src/councils/policies/policy-form.ts'
import type { House } from '#src/platform/panels.ts'
import { type Harness, NOON, officer, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'

const head = officer('O-1', [...grantsOfRoles(['head_of_service'])])
const actors: Record<string, ReturnType<typeof officer>> = {
  head,
  broker: officer('O-2', [...grantsOfRoles(['broker'])]),
}
const house: House = {
  panels: [],
  search,
  words,
  work: [
    {
      grant: 'brokerage.sign',
      list: async (_, actor) => [
        {
          title: `Later, for ${actor.id}`,
          record: 'package:PK-2',
          href: '/packages/PK-2',
          due: NOON.add({ hours: 4 }),
          action: 'Sign',
          overdue: false,
        },
        {
          title: 'Sooner',
          record: 'package:PK-1',
          href: '/packages/PK-1',
          due: NOON.subtract({ hours: 4 }),
          action: 'Sign',
          overdue: true,
        },
      ],
    },
  ],
}
async function seed({ shell }: Harness): Promise<void> {
  const admin = officer('O-900')
  await addOfficer(shell, admin, {
    officerRef: 'O-1',
    name: 'Hal Head',
    email: 'hal@wenbury.example',
    roles: ['head_of_service'],
  })
  await addOfficer(shell, admin, {
    officerRef: 'O-2',
    name: 'Bea Broker',
    email: 'bea@wenbury.example',
    roles: ['broker'],
  })
}
describe('pages of councils', () => {
  const { shell } = useDatabase({ seed })

  async function as(who: string): Promise<Browser> {
    const app = await serverFor(shell, [(doors) => routes(doors, house)], {
      identities: { actorOf: async ({ identity }) => actors[identity], actorOfToken: async () => undefined },
    })
    const browser = new Browser(app)
    await browser.signInAs('staff', who)
    return browser
  }

  describe('my work', () => {
    it('shows what is due for the reader, oldest deadline first', async () => {
      const mine = (await (await as('head')).get('/my-work')).body
      assert.ok(mine.indexOf('Sooner') > 0 && mine.indexOf('Sooner') < mine.indexOf('Later, for O-1'))
      assert.ok((await (await as('broker')).get('/my-work')).body.includes('Nothing is waiting for you'))
    })
  })

  describe('the policies pages', () => {
    for (const kind of POLICY_KINDS)
      it(`${kind}: what the form shows reads back as it was`, () => {
        const read = readPolicyForm(kind, showPolicy(kind, STANDARD[kind] as never))
        assert.deepEqual(read, { value: STANDARD[kind], faults: [] })
      })

    it('routes of other conditions than the cost are read from lines, and written as they were read', () => {
      const lines = [
        '0, Broker, checks',
        'if above the ceiling and the service is day care or respite: 0, Director, agrees',
        'if urgent: 400, Team manager, need and risk',
      ].join('\n')
      const read = readPolicyForm('sign-off', {
        signatures: lines,
        remindAfterHours: '8',
        inOrder: 'yes',
        emergencyHours: '48',
      })
      assert.deepEqual(read.faults, [])
      const value = read.value as (typeof STANDARD)['sign-off']
      assert.deepEqual(
        value.routes.map(({ when }) => when),
        [undefined, { overCeiling: true, services: ['day_care', 'respite'] }, { urgent: true }],
      )
      const shown = showPolicy('sign-off', value)
      assert.deepEqual(readPolicyForm('sign-off', shown), read)
      assert.match(
        readPolicyForm('sign-off', { ...shown, signatures: 'if it rains: 0, Broker, checks' }).faults[0]?.message ?? '',
        /conditions are/,
      )
    })

    it('routes of different weekly cost are read from lines', () => {
      const typed = {
        signatures: '0, Broker, checks\n1000, broker, checks\n1,000.00, x, y\n1000, Director, agrees, finally',
        ...{ remindAfterHours: '8', inOrder: 'no', emergencyHours: '48' },
      }
      const read = readPolicyForm('sign-off', typed)
      assert.deepEqual(read.faults, [{ field: 'signatures', message: 'Line 3: there is no role "000.00"' }])
      assert.deepEqual(read.value, {
        ...{ remindAfterHours: 8, inOrder: false, emergencyHours: 48 },
        routes: [
          { fromWeeklyPence: 0, signatures: [{ step: 1, label: 'checks', role: 'broker' }] },
          {
            fromWeeklyPence: 100000,
            signatures: [
              { step: 1, label: 'checks', role: 'broker' },
              { step: 2, label: 'agrees, finally', role: 'director' },
            ],
          },
        ],
      })
    })

    it('a head of service changes one with a reason; a broker sees it', async () => {
      const browser = await as('head')
      const change = {
        standard: '48',
        urgent: '4',
        ...{ crisis: '2', counted: 'working_hours', opens: '09:00', closes: '17:00', sameDayUntil: '13:00' },
        ...{ remindHours: '2', paces: 'crisis: crisis' },
        'fromDay-day': '1',
        'fromDay-month': '12',
        'fromDay-year': '2026',
        reason: '',
      }
      const silent = await browser.post('/policies/offer-window/change', change)
      assert.ok(
        silent.statusCode === 400 && silent.body.includes('href="#reason"') && silent.body.includes('value="48"'),
      )
      const wrong = await browser.post('/policies/offer-window/change', { ...change, urgent: 'soon', reason: 'x' })
      assert.ok(wrong.statusCode === 400 && wrong.body.includes('Enter the hours as a whole number'))
      const done = await browser.post('/policies/offer-window/change', {
        ...change,
        reason: 'Cabinet, 4 November 2026',
      })
      assert.equal(done.headers.location, '/policies/offer-window', done.body)
      assert.equal((await shell.read(head, (tx) => getPolicy(tx, 'offer-window', '2026-12-01'))).hours.standard, 48)
      const broker = await as('broker')
      assert.ok((await broker.get('/policies/offer-window')).body.includes('Cabinet, 4 November 2026'))
      assert.ok((await broker.get('/policies')).body.includes('from 1 December 2026'))
      assert.equal((await broker.get('/policies/offer-window/change')).statusCode, 403)
      assert.equal((await broker.get('/policies/nonsense')).statusCode, 404)
      assert.ok((await browser.get('/history/policy/offer-window')).body.includes('Time to make an offer: new version'))
    })

    it('a value that is wrong as a whole is refused in words', async () => {
      const bad = await changePolicy(shell, head, {
        kind: 'sign-off',
        fromDay: '2026-12-01',
        reason: 'x',
        value: { remindAfterHours: 8, inOrder: false, emergencyHours: 48, routes: [] },
      })
      assert.ok(!bad.ok)
      const browser = await as('head')
      const day = { 'fromDay-day': '1', 'fromDay-month': '12', 'fromDay-year': '2026', reason: 'x' }
      const wrong = await browser.post('/policies/sign-off/change', {
        ...day,
        signatures: '100, Broker, checks',
        ...{ remindAfterHours: '8', inOrder: 'no', emergencyHours: '48' },
      })
      assert.ok(wrong.statusCode === 400 && wrong.body.includes('One route must start at £0 a week'), wrong.body)
    })
  })

  describe('the officers pages', () => {
    const days = {
      'from-day': '23',
      'from-month': '11',
      'from-year': '2026',
      'to-day': '27',
      'to-month': '11',
      'to-year': '2026',
    }

    it('an officer says when she is away and who signs, for herself alone', async () => {
      const browser = await as('broker')
      assert.equal((await browser.get('/officers/O-1/away')).statusCode, 403)
      const none = await browser.post('/officers/O-2/away', days)
      assert.ok(none.statusCode === 400 && none.body.includes('href="#delegate"'))
      const saved = await browser.post('/officers/O-2/away', { ...days, delegate: 'O-1' })
      assert.equal(saved.headers.location, '/officers/O-2')
      assert.ok((await browser.get('/officers/O-2')).body.includes('23 November 2026 to 27 November 2026'))
      await browser.post('/officers/O-2/back', {}, '/officers/O-2/away')
      assert.ok((await browser.get('/officers/O-2')).body.includes('No days planned'))
    })

    it('who looks after officers adds them, changes roles and ends access', async () => {
      const browser = await as('head')
      const added = await browser.post('/officers/add', {
        name: 'Fay',
        email: 'fay@wenbury.example',
        roles: 'finance_officer',
      })
      assert.equal(added.headers.location, '/officers/O-1001')
      const changed = await browser.post('/officers/O-1001/roles', { roles: 'finance_manager' })
      assert.equal(changed.headers.location, '/officers/O-1001')
      assert.ok((await browser.get('/officers?role=finance_manager')).body.includes('Fay'))
      const own = await browser.post('/officers/O-1/roles', { roles: 'director' })
      assert.ok(own.statusCode === 400 && own.body.includes('your own roles'))
      await browser.post('/officers/O-1001/end-access', {})
      assert.ok(!(await browser.get('/officers')).body.includes('Fay'))
      assert.equal((await (await as('broker')).get('/officers/add')).statusCode, 403)
      assert.equal((await browser.get('/search?words=o-2')).headers.location, '/officers/O-2')
    })

    it('ending access says first what waits for the officer and for whom they sign, and of nobody’s care', async () => {
      const admin = officer('O-900')
      const named = { email: 'hana@wenbury.example', roles: ['head_of_service'] as const }
      await addOfficer(shell, admin, { officerRef: 'O-3', name: 'Hana Head', ...named })
      const away = { from: '2026-11-24', to: '2026-11-30', delegateRef: 'O-3' }
      assert.ok((await planAbsence(shell, admin, { officerRef: 'O-2', ...away })).ok)
      const page = (await (await as('head')).get('/officers/O-3/end-access')).body
      const [before = '', after = ''] = page.split('From now on Hana Head cannot sign in')
      assert.match(before, /Sign\s*<\/dt>\s*<dd[^>]*>\s*2, 1 overdue/)
      assert.match(before, /Signs for\s*<\/dt>\s*<dd[^>]*>\s*Bea Broker, who is away until 30 November 2026/)
      assert.match(after, /End the access/)
      assert.match((await (await as('head')).get('/officers/O-2/end-access')).body, /Nothing waits/)
      assert.ok(!page.includes('Sooner'), 'what the work is about is not the administrator’s to see')
    })
  })
})
