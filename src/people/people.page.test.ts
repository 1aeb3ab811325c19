import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  addOfficer,
  grantsOfRoles,
  routes as councilRoutes,
  setZones,
  words as councilWords,
} from '#src/councils/index.ts'
import { addPerson, routes, search, words, work } from '#src/people/index.ts'
import { OUTCOME_KEYS } from '#src/people/outcomes.ts'
import { rows, sql } from '#src/platform/database.ts'
import type { House } from '#src/platform/panels.ts'
import { type Harness, officer, providerUser, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'

const sam = officer('O-1', [...grantsOfRoles(['social_worker'])])
const actors: Record<string, ReturnType<typeof officer>> = {
  sam,
  councillor: officer('O-2', [...grantsOfRoles(['councillor'])]),
  manager: officer('O-3', [...grantsOfRoles(['team_manager'])]),
  elsewhere: officer('O-1', [...grantsOfRoles(['social_worker'])], 2),
  provider: providerUser('1-101', ['brokerage.offer']),
}
const house: House = { panels: [], work, search, words: { ...councilWords, ...words } }

async function seed({ shell }: Harness): Promise<void> {
  const admin = officer('O-900')
  await setZones(shell, admin, {
    zones: [{ zone: 'town', name: 'Wenbury', kind: 'urban' }],
    areas: [{ postcodeStart: 'WB1', zone: 'town' }],
  })
  await addOfficer(shell, admin, {
    officerRef: 'O-1',
    name: 'Sam',
    email: 's@wenbury.example',
    roles: ['social_worker'],
  })
}
describe('pages and calls of people', () => {
  const { shell } = useDatabase({ seed })

  const margaret = {
    givenName: 'Margaret',
    familyName: 'Hughes',
    birthDay: '1941-03-27',
    addressLines: ['12 Mill Lane'],
    postcode: 'WB1 4QT',
    nhsNumber: '9434765919',
    language: 'English',
    interpreter: false,
  }
  const form = {
    title: 'Mrs',
    givenName: 'Margaret',
    familyName: 'Hughes',
    'birthDay-day': '27',
    'birthDay-month': '3',
    'birthDay-year': '1941',
    addressLines: '12 Mill Lane',
    postcode: 'wb1 4qt',
    zone: '',
    nhsNumber: '943 476 5919',
    language: 'English',
    interpreter: 'no',
    livesAlone: 'yes',
  }

  async function as(who: string) {
    const app = await serverFor(shell, [(doors) => councilRoutes(doors, house), (doors) => routes(doors, house)], {
      identities: { actorOf: async ({ identity }) => actors[identity], actorOfToken: async () => sam },
    })
    const browser = new Browser(app)
    await browser.signInAs(who === 'provider' ? 'portal' : 'staff', who)
    return { app, browser }
  }

  describe('people in the browser', () => {
    it('a social worker adds a person and lands on the record', async () => {
      const { browser } = await as('sam')
      const added = await browser.post('/people/add', form)
      assert.equal(added.headers.location, '/people/P-1001', added.body)
      const record = await browser.get('/people/P-1001')
      for (const shown of [
        'Margaret Hughes',
        '27 March 1941',
        '943 476 5919',
        'WB1 4QT',
        'Lives alone',
        'Person added',
      ])
        assert.ok(record.body.includes(shown), shown)
      const lines = await shell.read(sam, (tx) =>
        rows(tx, sql<{ record: string }>`select record from audit.access where record = 'person:P-1001'`),
      )
      assert.equal(lines.length, 1)
    })

    it('a wrong form comes back with everything typed and every error linked', async () => {
      const { browser } = await as('sam')
      const wrong = await browser.post('/people/add', {
        ...form,
        nhsNumber: '943 476 5918',
        postcode: 'WB1',
        familyName: '',
      })
      assert.equal(wrong.statusCode, 400)
      for (const link of ['href="#nhsNumber"', 'href="#postcode"', 'href="#familyName"'])
        assert.ok(wrong.body.includes(link), link)
      for (const kept of ['value="943 476 5918"', 'value="WB1"', 'value="Margaret"', 'value="27"'])
        assert.ok(wrong.body.includes(kept), kept)
    })

    it('a look-alike is shown before a second record is made', async () => {
      await addPerson(shell, sam, { details: { ...margaret, nhsNumber: undefined as never } })
      const { browser } = await as('sam')
      const asked = await browser.post('/people/add', form)
      assert.equal(asked.statusCode, 400)
      assert.ok(asked.body.includes('href="/people/P-1001"') && asked.body.includes('name and date of birth'))
      const added = await browser.post('/people/add', { ...form, seen: 'P-1001', notThem: 'no' })
      assert.equal(added.headers.location, '/people/P-1002')
    })

    it('the queue filters by name and postcode and gives the same rows as CSV', async () => {
      await addPerson(shell, sam, { details: margaret })
      await addPerson(shell, sam, {
        details: { ...margaret, givenName: '=cmd', familyName: 'Price', nhsNumber: undefined as never },
      })
      const { browser } = await as('sam')
      const found = await browser.get('/people?words=hugh&zone=town')
      assert.ok(found.body.includes('Hughes, Margaret') && !found.body.includes('Price'))
      const csv = await browser.get('/people.csv?words=price')
      assert.match(csv.body, /^person,family_name/)
      assert.match(csv.body, /P-1002,Price,'=cmd,/)
    })

    it('an assessment is filled in page by page, and half a page is kept', async () => {
      await addPerson(shell, sam, { details: margaret })
      const { browser } = await as('sam')
      const day = { 'startedDay-day': '20', 'startedDay-month': '11', 'startedDay-year': '2026' }
      const begun = await browser.post('/people/P-1001/assessments/start', day)
      assert.equal(begun.headers.location, '/people/P-1001/assessments/A-1001/views')
      const at = '/people/P-1001/assessments/A-1001'
      const half = await browser.post(`${at}/views`, { views: 'I want to stay\nat home' })
      assert.equal(half.statusCode, 400)
      assert.ok((await browser.get(`${at}/views`)).body.includes('I want to stay'))
      await browser.post(`${at}/views`, { views: 'I want to stay at home', fromImpairment: 'yes' })
      const early = await browser.post(`${at}/complete`, {}, at)
      assert.ok(early.statusCode === 400 && early.body.includes('Answer all ten outcomes'))
      const abilities = OUTCOME_KEYS.map((key, place) => [`ability-${key}`, place < 2 ? 'endangers' : 'able'])
      const next = await browser.post(`${at}/outcomes`, Object.fromEntries(abilities))
      assert.equal(next.headers.location, `${at}/impact`)
      await browser.post(`${at}/impact`, { significantImpact: 'yes', impact: 'Falls' })
      await browser.post(`${at}/complete`, {}, at)
      const done = await browser.get(at)
      assert.ok(done.body.includes('Eligible: all three conditions are met'), done.body)
      const plan = await browser.post('/people/P-1001/plan/agree', {
        'agreedDay-day': '22',
        'agreedDay-month': '11',
        'agreedDay-year': '2026',
        whatMatters: 'Home',
        blocks: '3',
        'need0-outcome': 'nutrition',
        'need0-need': 'Meals',
        'need0-wanted': 'Eats well',
        'need0-metBy': 'council',
        'need0-how': 'Home care',
        budget: '414.75',
      })
      assert.equal(plan.headers.location, '/people/P-1001/plan', plan.body)
      const shown = (await browser.get('/people/P-1001/plan')).body
      for (const words of ['£414.75', 'Due by 17 January 2027', 'Due by 22 November 2027', 'Eats well'])
        assert.ok(shown.includes(words), words)
    })

    it('the key safe has a page and an access line of its own', async () => {
      await addPerson(shell, sam, { details: margaret })
      const { browser } = await as('sam')
      await browser.post('/people/P-1001/key-safe', { place: 'Back door', code: '1945' })
      assert.ok(!(await browser.get('/people/P-1001')).body.includes('1945'))
      assert.ok((await browser.get('/people/P-1001/key-safe')).body.includes('1945'))
      const manager = await as('manager')
      const log = await manager.browser.get('/access/key-safe/P-1001')
      assert.ok(log.body.includes('Officer O-1'))
    })

    it('search leads straight to a reference, and lists names', async () => {
      await addPerson(shell, sam, { details: margaret })
      const { browser } = await as('sam')
      assert.equal((await browser.get('/search?words=p-1001')).headers.location, '/people/P-1001')
      assert.ok((await browser.get('/search?words=hughes')).body.includes('href="/people/P-1001"'))
      assert.ok((await browser.get('/search?words=nobody+at+all')).body.includes('Nothing was found'))
      assert.ok((await browser.get('/history/person/P-1001')).body.includes('Person added'))
      assert.equal((await browser.get('/history/person/P-9999')).statusCode, 404)
    })
  })

  describe('who sees nobody', () => {
    it('a councillor', async () => {
      await addPerson(shell, sam, { details: margaret })
      const { browser } = await as('councillor')
      for (const path of [
        '/people',
        '/people.csv',
        '/people/P-1001',
        '/people/P-1001/plan',
        '/history/person/P-1001',
        '/access/person/P-1001',
      ])
        assert.equal((await browser.get(path)).statusCode, 403, path)
      assert.ok(!(await browser.get('/search?words=hughes')).body.includes('P-1001'))
    })

    it('an officer of another council', async () => {
      await addPerson(shell, sam, { details: margaret })
      const { browser } = await as('elsewhere')
      assert.equal((await browser.get('/people/P-1001')).statusCode, 404)
      assert.equal((await browser.get('/history/person/P-1001')).statusCode, 404)
      assert.ok((await browser.get('/people')).body.includes('No people to show'))
    })

    it('a provider, and somebody who is not signed in', async () => {
      const { app, browser } = await as('provider')
      assert.equal((await browser.get('/people/P-1001')).statusCode, 403)
      const nobody = await app.inject({ url: '/people/P-1001' })
      assert.deepEqual([nobody.statusCode, nobody.headers.location], [303, '/sign-in?next=%2Fpeople%2FP-1001'])
    })
  })

  describe('people by API', () => {
    const call = async (method: 'GET' | 'POST' | 'PUT', url: string, payload?: object, key = 'k1') => {
      const { app } = await as('sam')
      return app.inject({
        method,
        url,
        ...(payload ? { payload } : {}),
        headers: { authorization: 'Bearer any', 'idempotency-key': key },
      })
    }

    it('adds a person once for one key, and names who may be the same', async () => {
      const first = await call('POST', '/api/v1/people', margaret)
      assert.deepEqual([first.statusCode, first.json().personRef], [201, 'P-1001'], first.body)
      assert.equal((await call('POST', '/api/v1/people', margaret)).json().personRef, 'P-1001')
      const same = await call('POST', '/api/v1/people', margaret, 'k2')
      assert.deepEqual([same.statusCode, same.json().errors[0].pointer], [409, '#/nhsNumber'])
      const { nhsNumber: _, ...alike } = margaret
      const asked = await call('POST', '/api/v1/people', alike, 'k3')
      assert.equal(asked.statusCode, 409)
      assert.match(asked.json().errors[0].detail, /P-1001/)
      assert.equal((await call('POST', '/api/v1/people', { ...alike, notThem: ['P-1001'] }, 'k4')).statusCode, 201)
      const list = (await call('GET', '/api/v1/people?limit=1')).json()
      assert.deepEqual([list.items.length, list.next], [1, 'P-1001'])
      assert.equal((await call('GET', `/api/v1/people?limit=1&cursor=${list.next}`)).json().next, null)
    })

    it('points at every field that is wrong', async () => {
      const wrong = await call('POST', '/api/v1/people', { ...margaret, nhsNumber: '1', postcode: 'x' })
      assert.equal(wrong.statusCode, 422)
      assert.deepEqual(
        wrong.json().errors.map(({ pointer }: { pointer: string }) => pointer),
        ['#/nhsNumber', '#/postcode'],
      )
      assert.equal((await call('POST', '/api/v1/people', { ...margaret, nickname: 'x' })).statusCode, 422)
      assert.equal((await call('GET', '/api/v1/people/P-9999')).statusCode, 404)
    })

    it('records an assessment and a plan', async () => {
      await call('POST', '/api/v1/people', margaret)
      const assessment = {
        startedDay: '2026-11-20',
        officerRef: 'O-1',
        views: 'Home',
        fromImpairment: true,
        significantImpact: true,
        impact: 'Falls',
        outcomes: OUTCOME_KEYS.map((outcome, at) => ({ outcome, ability: at < 2 ? 'endangers' : 'able' })),
      }
      const done = await call('POST', '/api/v1/people/P-1001/assessments', assessment)
      assert.deepEqual([done.statusCode, done.json().eligible], [201, true], done.body)
      const nine = await call('POST', '/api/v1/people/P-1001/assessments', { ...assessment, outcomes: [] }, 'k9')
      assert.deepEqual([nine.statusCode, nine.json().errors[0].pointer], [422, '#/outcomes'])
      const need = {
        outcome: 'nutrition',
        eligible: true,
        need: 'Meals',
        wanted: 'Eats well',
        metBy: 'council',
        how: 'Home care',
      }
      const plan = {
        officerRef: 'O-1',
        agreedDay: '2026-11-22',
        whatMatters: 'Home',
        budgetWeeklyPence: 41475,
        needs: [need],
      }
      assert.equal((await call('POST', '/api/v1/people/P-1001/plan', plan)).statusCode, 201)
      const kept = (await call('GET', '/api/v1/people/P-1001/plan')).json()
      assert.deepEqual([kept.budgetWeeklyPence, kept.reviewDue], [41475, '2027-11-22'])
      assert.equal((await call('GET', '/api/v1/people/P-1001/assessments')).json().items.length, 1)
      const corrected = await call('PUT', '/api/v1/people/P-1001', { ...margaret, phone: '01632 960001', version: 1 })
      assert.deepEqual([corrected.statusCode, corrected.json().version], [200, 2], corrected.body)
      assert.equal((await call('PUT', '/api/v1/people/P-1001', { ...margaret, version: 1 })).statusCode, 409)
    })
  })
})
