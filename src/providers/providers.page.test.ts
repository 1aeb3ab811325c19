import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { ok } from '#src/base/result.ts'
import { countQueries } from '#src/platform/database.ts'
import type { House } from '#src/platform/panels.ts'
import { loadRegister } from '#src/providers/commands.ts'
import { search } from '#src/providers/panels.ts'
import type { RatingEntry, RegisterEntry } from '#src/providers/register.ts'
import { routes } from '#src/providers/routes.ts'
import { noteLeaving } from '#src/providers/directory/directory.store.ts'
import { standingOf } from '#src/providers/standing/standing.store.ts'
import { words } from '#src/providers/words.ts'
import { officer, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'

describe('pages of providers', () => {
  // Made up: no such provider exists.
  const rated = (
    ref: string,
    ratedOn: string,
    rating: RatingEntry['rating'],
    keyQuestion: RatingEntry['keyQuestion'] = 'Overall',
  ): RatingEntry => ({
    kind: 'location',
    ref,
    serviceGroup: 'Overall',
    keyQuestion,
    ratedOn,
    rating,
    unratedLabel: rating === null ? 'Not rated' : null,
    inherited: false,
    reportUrl: null,
  })
  const agency = (number: number, name: string, area: string, ratings: RatingEntry[] = []): RegisterEntry => ({
    line: number,
    organisation: {
      organisationRef: `1-80000000${number}`,
      name: `${name} Limited`,
      status: 'registered',
      website: 'https://made-up.example',
    },
    location: {
      locationRef: `1-90000000${number}`,
      name,
      organisationRef: `1-80000000${number}`,
      organisationName: `${name} Limited`,
      localAuthority: area,
      postcode: `WV1 1A${'ABDEFGH'[number]}`,
      services: ['Domiciliary care service'],
      status: 'registered',
    },
    ratings,
    successions: [],
  })
  const ENTRIES = [
    agency(1, 'Larkfield Home Care', 'Wenbury', [
      rated('1-900000001', '2019-05-01', 'Requires improvement'),
      rated('1-900000001', '2023-06-01', 'Good'),
      rated('1-900000001', '2023-06-01', 'Outstanding', 'Caring'),
    ]),
    agency(2, 'Moor View <script>alert', 'Wenbury', [rated('1-900000002', '2024-05-01', 'Inadequate')]),
    agency(3, 'Fern Home Care', 'Elsewhere'),
  ]

  const house: House = {
    panels: [{ on: 'provider', title: 'Contracts', grant: 'contracts.see', show: async () => undefined }],
    work: [],
    search,
    words,
  }
  const staff = {
    manager: officer('O-1', ['providers.see', 'providers.import', 'providers.manage', 'audit.see']),
    reader: officer('O-2', ['providers.see']),
  }
  const { shell } = useDatabase({
    seed: async ({ shell }) => {
      await shell.command(staff.manager, 'test-load', async (tx) => {
        await loadRegister(tx, ENTRIES, { layout: 'cqc-locations', asOf: '2026-09-01' })
        return ok(null)
      })
    },
  })
  const open = async (identity: keyof typeof staff) => {
    const app = await serverFor(shell, [(doors) => routes(doors, house)], {
      identities: {
        actorOf: async (asked) => staff[(asked as { identity: keyof typeof staff }).identity],
        actorOfToken: async () => staff[identity],
      },
    })
    const browser = new Browser(app)
    await browser.signInAs('staff', identity)
    return { app, browser }
  }

  describe('the queue of providers', () => {
    it('lists them with services, areas, ratings and standing, in at most eight queries', async () => {
      const { browser } = await open('reader')
      const { value, queries } = await countQueries(() => browser.get('/providers'))
      assert.equal(value.statusCode, 200)
      for (const shown of ['3 providers', 'Larkfield Home Care Limited', '1 Good', 'Not on the list', 'Wenbury'])
        assert.ok(value.body.includes(shown), shown)
      assert.ok(!value.body.includes('<script>alert'))
      assert.ok(!value.body.includes('Import the CQC register'))
      assert.ok(queries <= 8, `${queries} queries`)
    })

    it('narrows by name, postcode, service, area, rating and standing, all in the address', async () => {
      const { browser } = await open('reader')
      const listed = async (query: string) => {
        const { body } = await browser.get(`/providers.csv?${query}`)
        return ['Larkfield', 'Moor View', 'Fern'].filter((name) => body.includes(name))
      }
      assert.deepEqual(await listed('words=larkf'), ['Larkfield'])
      assert.deepEqual(await listed('words=wv11ad'), ['Moor View'])
      assert.deepEqual(await listed('words=1-800000003'), ['Fern'])
      assert.deepEqual(await listed('words=%25'), [])
      assert.deepEqual(await listed('area=Wenbury&service=Domiciliary+care+service'), ['Larkfield', 'Moor View'])
      assert.deepEqual(await listed('rating=Inadequate&rating=none'), ['Moor View', 'Fern'])
      assert.deepEqual(await listed('standing=suspended'), [])
    })
  })

  describe("a provider's record", () => {
    it('says while its exit is open that it leaves, beside whatever its standing is', async () => {
      const { browser } = await open('reader')
      const record = async () => (await browser.get('/providers/1-800000001')).body
      assert.doesNotMatch(await record(), /Leaving|exit of this provider/)
      const noted = await shell.command(staff.manager, 'test-leaving', async (tx) => {
        await noteLeaving(tx, '1-800000001')
        tx.record({ type: 'test.leaves', about: [], data: {} })
        return ok(null)
      })
      assert.ok(noted.ok)
      assert.match(await record(), /Leaving[\s\S]*The exit of this provider is open: it is asked for no new care/)
    })

    it('shows what it is, its ratings over time as figure and table, and its locations', async () => {
      const { browser } = await open('reader')
      const { statusCode, body } = await browser.get('/providers/1-800000001')
      assert.equal(statusCode, 200)
      for (const shown of [
        'Provider 1-800000001',
        'Ratings over time',
        'Larkfield Home Care: Good since 1 June 2023, before that Requires improvement',
        'Show the figures',
        '/locations/1-900000001',
      ])
        assert.ok(body.includes(shown), shown)
      assert.ok(!body.includes('Change standing'))
    })

    it('its location shows every key question, and when each was published', async () => {
      const { browser } = await open('reader')
      const { body } = await browser.get('/locations/1-900000001')
      for (const shown of ['Outstanding', 'Every published rating', '1 Jun 2023'])
        assert.ok(body.includes(shown), shown)
    })

    it('is not found where there is none', async () => {
      const { browser } = await open('reader')
      assert.equal((await browser.get('/providers/1-999999999')).statusCode, 404)
      assert.equal((await browser.get('/locations/1-999999999')).statusCode, 404)
    })

    it('an officer suspends it with a reason and a review; without them the form says what is missing', async () => {
      const { browser } = await open('manager')
      const url = '/providers/1-800000002/standing'
      const without = await browser.post(url, {
        standing: 'suspended',
        reason: '',
        'reviewDay-day': '1',
        'reviewDay-month': '12',
        'reviewDay-year': '2026',
      })
      assert.equal(without.statusCode, 400)
      assert.ok(without.body.includes('Enter the reason'))
      const late = await browser.post(url, {
        standing: 'suspended',
        reason: 'Rated Inadequate',
        'reviewDay-day': '1',
        'reviewDay-month': '3',
        'reviewDay-year': '2027',
      })
      assert.ok(late.body.includes('Enter a review day within four weeks'))
      assert.ok(late.body.includes('Rated Inadequate'))
      const done = await browser.post(url, {
        standing: 'suspended',
        reason: 'Rated Inadequate',
        'reviewDay-day': '6',
        'reviewDay-month': '12',
        'reviewDay-year': '2026',
      })
      assert.equal(done.statusCode, 303)
      const { body } = await browser.get('/providers/1-800000002')
      for (const shown of ['Suspended from new work: Rated Inadequate', 'reviewed by 6 December 2026'])
        assert.ok(body.includes(shown), shown)
      const standing = await shell.read(staff.reader, (tx) => standingOf(tx, ['1-800000002', '1-800000001']))
      assert.deepEqual(
        [...standing.values()].map((one) => one.standing),
        ['suspended', 'not listed'],
      )
    })

    it("keeps the council's contact, and an address that is none is refused", async () => {
      const { browser } = await open('manager')
      const url = '/providers/1-800000001/contact'
      assert.equal((await browser.post(url, { contactName: 'A Contact', contactEmail: 'nothing' })).statusCode, 400)
      assert.equal(
        (await browser.post(url, { contactName: 'A Contact', contactEmail: 'a@made-up.example' })).statusCode,
        303,
      )
      assert.ok((await browser.get('/providers/1-800000001')).body.includes('A Contact, a@made-up.example'))
    })

    it('a reader cannot change it or import', async () => {
      const { browser } = await open('reader')
      for (const url of ['/providers/1-800000001/standing', '/providers/1-800000001/contact', '/providers/imports'])
        assert.equal((await browser.get(url)).statusCode, 403)
    })
  })

  describe('importing by the page', () => {
    const upload = async (browser: Browser, name: string, content: string) => {
      const token = await browser.token('/providers/imports')
      const boundary = 'made-up-boundary'
      const part = (head: string, value: string) =>
        `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${value}\r\n`
      const payload = `${part('name="_csrf"', token)}${part('name="covers"', 'layout')}${part(`name="extract"; filename="${name}"\r\nContent-Type: text/csv`, content)}--${boundary}--\r\n`
      return browser.app.inject({
        method: 'POST',
        url: '/providers/imports',
        headers: { ...browser.headers(), 'content-type': `multipart/form-data; boundary=${boundary}` },
        payload,
      })
    }
    const fixture = readFileSync(
      fileURLToPath(new URL('fixtures/made-up-directory-2026-09-16.csv', import.meta.url)),
      'utf8',
    )

    it('shows progress, then counts and the rows that were left out, to download with reasons', async () => {
      const { browser } = await open('manager')
      const sent = await upload(browser, 'made-up-directory-2026-09-16.csv', fixture)
      assert.equal(sent.statusCode, 303)
      const url = sent.headers['location'] as string
      let body = ''
      for (let tries = 0; tries < 100; tries++) {
        body = (await browser.get(url)).body
        if (body.includes('Finished')) break
        await pause(50)
      }
      for (const shown of ['Finished', 'rows rejected', 'The location has no name', 'Moor View Care Ltd'])
        assert.ok(body.includes(shown), shown)
      const csv = (await browser.get(`${url}/findings.csv?what=rejected`)).body
      assert.equal(csv.trim().split('\r\n').length, 5)
      assert.match(
        csv,
        /8,rejected,1-900000003,,name,,the location has no name,give the name under which it is registered/,
      )
      const progress = await browser.get(`${url}/progress`)
      assert.match(progress.body, /event: done/)
    })

    it('refuses another file in words, and no file at all', async () => {
      const { browser } = await open('manager')
      const other = await upload(browser, 'payments.csv', 'Date,Amount\n1,2\n')
      assert.equal(other.statusCode, 400)
      assert.ok(other.body.includes('None of the first 20 rows is the header'))
      assert.equal((await upload(browser, '', '')).statusCode, 400)
    })
  })

  describe('the API of providers', () => {
    const headers = { authorization: 'Bearer made-up' }

    it('lists, pages and shows', async () => {
      const { app } = await open('manager')
      const first = (await app.inject({ url: '/api/v1/providers?limit=2', headers })).json()
      assert.deepEqual([first.items.length, first.next], [2, '2'])
      const one = (await app.inject({ url: '/api/v1/providers/1-800000001', headers })).json()
      assert.deepEqual(
        [one.name, one.standing, one.locations[0].ratings.length],
        ['Larkfield Home Care Limited', 'not listed', 2],
      )
      assert.equal((await app.inject({ url: '/api/v1/providers/1-899999999', headers })).statusCode, 404)
    })

    it('imports answers of the CQC API, and points at each that is wrong', async () => {
      const { app } = await open('manager')
      const items = [
        { locationId: '1-900000021', name: 'Made up', registrationStatus: 'Registered' },
        { locationId: 'x' },
      ]
      const sent = await app.inject({ method: 'POST', url: '/api/v1/providers/imports', headers, payload: { items } })
      assert.equal(sent.statusCode, 201)
      const { read, rejected, locationsNew, problems } = sent.json()
      assert.deepEqual([read, rejected, locationsNew], [2, 1, 1])
      assert.equal(problems[0].pointer, '#/items/1/locationId')
      const again = (
        await app.inject({ method: 'POST', url: '/api/v1/providers/imports', headers, payload: { items } })
      ).json()
      assert.deepEqual([again.locationsNew, again.locationsUnchanged], [0, 1])
    })
  })

  describe('search', () => {
    it('finds providers by name, reference and postcode', async () => {
      const found = await shell.read(staff.reader, (tx) =>
        (search[0] as (typeof search)[number]).find(tx, 'WV1 1AB', 5),
      )
      assert.deepEqual(
        found.map(({ href, kind }) => [href, kind]),
        [['/providers/1-800000001', 'Provider']],
      )
    })
  })
})
