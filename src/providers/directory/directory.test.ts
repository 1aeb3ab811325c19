import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import Fastify from 'fastify'
import { ok } from '#src/base/result.ts'
import { changePolicy, nameCouncil, setZones } from '#src/councils/index.ts'
import { visitorOf } from '#src/platform/actor.ts'
import { addCouncil } from '#src/platform/councils.ts'
import { countQueries, rows, sql } from '#src/platform/database.ts'
import { tellBeds, tellCapacity } from '#src/providers/capacity/capacity-commands.ts'
import { approve, loadRegister, suspend } from '#src/providers/commands.ts'
import { checkDescribed, type Described, priceWords, roomWords } from '#src/providers/directory/directory.ts'
import { publishDirectory } from '#src/providers/directory/directory-commands.ts'
import { openReferralService, uuidOf } from '#src/providers/directory/open-referral.public.ts'
import { findEntry, listDirectory, noteLeaving, noteStaying } from '#src/providers/directory/directory.store.ts'
import { directoryRoutes } from '#src/providers/directory/routes.ts'
import { NOON, officer, providerUser, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { ROOT } from '#test/support/source-files.ts'

const SAID: Described = {
  ...{ locationRef: '1-101-home', description: 'A small home by the river', phone: '01632 960 001', email: null },
  ...{ takesSelfFunders: true, price: { unit: 'week', fromPence: 85_000, toPence: 110_000 }, priceNote: 'By room' },
}

describe('what a provider says to the public', () => {
  const faults = (change: Partial<Described>) => {
    const checked = checkDescribed({ ...SAID, ...change })
    return checked.ok ? [] : checked.error.map(({ field }) => field)
  }

  it('is held to what the public can use, every fault at once', () => {
    assert.deepEqual(faults({}), [])
    assert.deepEqual(faults({ price: undefined }), [])
    assert.deepEqual(faults({ description: ' ', phone: 'ring us', email: 'at home' }), [
      'description',
      'phone',
      'email',
    ])
    assert.deepEqual(faults({ description: 'word '.repeat(201) }), ['description'])
    assert.deepEqual(faults({ price: { unit: 'hour', fromPence: 3_000, toPence: 2_000 } }), ['to'])
    assert.deepEqual(faults({ price: { unit: 'hour', fromPence: 2_400, toPence: 60_000 } }), ['to'])
  })

  it('is a price in words, and room with its day', () => {
    assert.equal(priceWords({ unit: 'hour', fromPence: 2_400, toPence: 3_150 }), '£24.00 to £31.50 an hour')
    assert.equal(priceWords({ unit: 'week', fromPence: 85_000, toPence: 85_000 }), '£850.00 a week')
    const room = (roomIn: string[] | null, bedsFree: number | null) =>
      roomWords({ roomIn, bedsFree, roomToldOn: '2026-11-22' })
    assert.equal(room(['Town', 'The Vale'], null), 'Hours free in Town and The Vale, as told on 22 November 2026.')
    assert.equal(room(null, 1), 'One bed free, as told on 22 November 2026.')
    assert.equal(room([], 0), 'Nothing free, as told on 22 November 2026.')
    assert.equal(room(null, null), 'Not known: ask the service.')
  })

  it('has the same UUID for the same reference, as the standard writes them', () => {
    assert.equal(uuidOf('service', '1-101-home'), uuidOf('service', '1-101-home'))
    assert.notEqual(uuidOf('service', '1-101-home'), uuidOf('organisation', '1-101-home'))
    assert.match(uuidOf('service', '1-101-home'), /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  })
})

const SCHEMA = join(ROOT, '..', 'shared/data/open-referral/schema/compiled/service.json')

describe('the public directory', () => {
  const { shell, clock } = useDatabase({
    seed: async ({ shell }) => {
      await addCouncil(shell.database, { council: 1, name: 'Wenbury Council', trial: true })
      await nameCouncil(shell, system(), { name: 'Wenbury Council' })
      await setZones(shell, system(), { zones: [{ zone: 'town', name: 'Wenbury town', kind: 'urban' }] })
      const entry = (organisationRef: string, locationRef: string, name: string, careHome: boolean) => ({
        line: 1,
        organisation: { organisationRef, name: `Provider ${organisationRef}`, status: 'registered' as const },
        location: {
          ...{
            locationRef,
            name,
            organisationRef,
            status: 'registered' as const,
            careHome,
            website: 'made-up.example',
          },
          ...{ services: [careHome ? 'Care home service without nursing' : 'Domiciliary care service'] },
          localAuthority: 'Wenbury',
          ...{ address: '1 Made-up Road', postcode: 'HR6 8AA', phone: '01632 960 100' },
        },
        ratings: [],
        successions: [],
      })
      await shell.command(system(), 'test-load', async (tx) => {
        await loadRegister(
          tx,
          [
            entry('1-101', '1-101-home', 'The Limes', true),
            entry('1-101', '1-101-office', 'Amber at home', false),
            entry('1-102', '1-102-office', 'Birch at home', false),
            entry('1-103', '1-103-office', 'Cedar at home', false),
          ],
          { layout: 'cqc-locations', asOf: '2026-09-01' },
        )
        return ok(null)
      })
      await shell.command(officer('O-1', ['providers.manage']), 'test-standings', async (tx) => {
        await approve(tx, { organisationRef: '1-101', reason: 'On the framework' })
        await approve(tx, { organisationRef: '1-102', reason: 'On the framework' })
        await suspend(tx, { organisationRef: '1-102', reason: 'Concerns', reviewDay: '2026-12-10' })
        return ok(null)
      })
    },
  })
  const own = (ref: string) => providerUser(ref, ['providers.describe', 'providers.capacity', 'brokerage.offer'])
  const published = () => publishDirectory(shell, system())
  const visitor = visitorOf(1)
  const found = (ref: string) => shell.read(visitor, (tx) => findEntry(tx, ref))
  const browserOf = async (ref: string) => {
    const app = await serverFor(shell, [directoryRoutes], {
      identities: { actorOf: async () => own(ref), actorOfToken: async () => undefined },
    })
    const browser = new Browser(app)
    await browser.signInAs('portal', ref)
    return browser
  }
  const tellRoom = async (ref: string) => {
    await tellCapacity(shell, own(ref), {
      ...{ organisationRef: ref, by: 'page', cells: [{ zone: 'town', part: 'morning', weeklyMinutes: 600 }] },
    })
  }

  it('lists the registered services of whom the council approved, with what they say and the room that they told lately', async () => {
    await tellRoom('1-101')
    await tellBeds(shell, own('1-101'), {
      ...{ organisationRef: '1-101', by: 'page', beds: [{ locationRef: '1-101-home', bedType: 'respite', vacant: 2 }] },
    })
    const browser = await browserOf('1-101')
    const fields = {
      description: SAID.description,
      phone: '',
      email: '',
      takes: 'yes',
      unit: 'week',
      from: '850',
      to: '',
    }
    const posted = await browser.post('/portal/directory/1-101-home', { ...fields, priceNote: '' })
    assert.equal(posted.headers.location, '/portal/directory')
    assert.equal(await found('1-101-home'), undefined, 'not before it is made anew')
    assert.deepEqual(await published(), ok(3))
    const home = await found('1-101-home')
    assert.deepEqual(
      [home?.description, home?.price, home?.takesSelfFunders, home?.bedsFree, home?.roomIn, home?.phone],
      [
        'A small home by the river',
        { unit: 'week', fromPence: 85_000, toPence: 85_000 },
        true,
        2,
        null,
        '01632 960 100',
      ],
    )
    assert.deepEqual((await found('1-101-office'))?.roomIn, ['Wenbury town'])
    clock.now = NOON.add({ hours: 15 * 24 })
    await published()
    assert.deepEqual([(await found('1-101-office'))?.roomIn, (await found('1-101-home'))?.bedsFree], [null, null])
  })

  it('says nothing of the room of a provider that leaves, until it stays after all', async () => {
    const room = async () => {
      await published()
      return [(await found('1-101-office'))?.roomIn, (await found('1-101-home'))?.bedsFree]
    }
    await tellRoom('1-101')
    await tellBeds(shell, own('1-101'), {
      ...{ organisationRef: '1-101', by: 'page', beds: [{ locationRef: '1-101-home', bedType: 'respite', vacant: 2 }] },
    })
    const before = await room()
    assert.deepEqual(before, [['Wenbury town'], 2])
    const told = (note: typeof noteLeaving) =>
      shell.command(system(), 'test-leaving', async (tx) => {
        await note(tx, '1-101')
        tx.record({ type: 'test.told', about: [], data: {} })
        return ok(null)
      })
    assert.ok((await told(noteLeaving)).ok)
    assert.deepEqual(await room(), [null, null])
    assert.ok((await told(noteStaying)).ok)
    assert.deepEqual(await room(), before)
  })

  it('says nothing of the room of a provider that is suspended, and lists a whole area where the council says so', async () => {
    await tellRoom('1-102')
    await published()
    const birch = await found('1-102-office')
    assert.deepEqual([birch?.name, birch?.roomIn], ['Birch at home', null])
    assert.equal(await found('1-103-office'), undefined)
    const decided = await changePolicy(shell, system(), {
      ...{ kind: 'directory', fromDay: '2026-11-22', value: { areas: ['Wenbury'] }, reason: 'All of ours' },
    })
    assert.deepEqual(decided.ok, true, JSON.stringify(decided))
    await published()
    const cedar = await found('1-103-office')
    assert.deepEqual([cedar?.name, cedar?.takesSelfFunders, cedar?.roomIn], ['Cedar at home', null, null])
  })

  it('keeps what was typed, and names the field, where something is wrong; nobody describes the service of another', async () => {
    const browser = await browserOf('1-101')
    const wrong = await browser.post('/portal/directory/1-101-home', {
      ...{ description: 'Kind', phone: 'x', email: '', unit: '', from: '850', to: '', priceNote: '' },
    })
    assert.equal(wrong.statusCode, 400)
    assert.match(wrong.body, /Say what the price is for/)
    assert.match(wrong.body, />Kind</)
    const phone = await browser.post('/portal/directory/1-101-home', {
      ...{ description: 'Kind', phone: 'x', email: '', unit: 'week', from: 'dear', to: '', priceNote: '' },
    })
    assert.match(phone.body, /Enter a price in pounds, like 24.50/)
    assert.equal((await browser.get('/portal/directory/1-102-office')).statusCode, 404)
    const others = await browser.post('/portal/directory/1-102-office', {
      ...{ description: 'Bad', phone: '', email: '', unit: '', from: '', to: '', priceNote: '' },
    })
    assert.equal(others.statusCode, 404)
    assert.match((await browser.get('/portal/directory')).body, /The Limes/)
  })

  it('is searched by everybody, in few questions, and is all that a visitor reaches of providers', async () => {
    await tellRoom('1-101')
    await published()
    const app = await serverFor(shell, [directoryRoutes], {})
    const path = '/public/wenbury-council/services'
    const get = (url: string) => app.inject({ url })
    assert.match((await get(path)).body, /Amber at home[^]*Birch at home[^]*The Limes/)
    assert.match((await get(`${path}?kind=care+home`)).body, /The Limes/)
    const room = (await get(`${path}?room=has+room`)).body
    assert.match(room, /Amber at home/)
    assert.doesNotMatch(room, /Birch at home/)
    assert.doesNotMatch((await get(`${path}?pays=self`)).body, /The Limes/)
    const one = await get(`${path}/1-101-office`)
    assert.match(one.body, /Hours free in Wenbury town/)
    assert.equal((await get(`${path}/1-999`)).statusCode, 404)
    assert.match((await get('/public/wenbury-council/paying-for-care')).body, /First, ask for an assessment/)
    assert.ok((await countQueries(() => get(path))).queries <= 8)
    for (const table of ['described', 'capacity', 'location'])
      await assert.rejects(
        shell.read(visitor, (tx) => rows(tx, sql`select 1 from ${sql.raw(`providers.${table}`)}`)),
        /permission denied/,
      )
    const total = async (council: number) =>
      (
        await shell.read(visitorOf(council), (tx) =>
          listDirectory(tx, { kinds: [], ratings: [], rooms: [] }, { offset: 0, limit: 9 }),
        )
      ).total
    assert.deepEqual([await total(1), await total(2)], [3, 0])
  })

  it('is Open Referral UK for machines: pages, and each service by its UUID or its reference', async () => {
    await published()
    const app = await serverFor(shell, [directoryRoutes], {})
    const feed = '/public/wenbury-council/open-referral/services'
    const list = (await app.inject({ url: feed })).json()
    assert.deepEqual(
      [list.total_items, list.total_pages, list.page_number, list.size, list.first_page, list.last_page, list.empty],
      [3, 1, 1, 3, true, true, false],
    )
    const [first] = list.contents
    assert.deepEqual((await app.inject({ url: `${feed}/${first.id}` })).json(), first)
    assert.equal((await app.inject({ url: `${feed}/1-101-home` })).json().name, 'The Limes')
    assert.equal((await app.inject({ url: `${feed}/${uuidOf('service', 'nobody')}` })).statusCode, 404)
    assert.match(first.url, /^http.*\/public\/wenbury-council\/services\/1-10/)
  })

  it('is valid against the schema of Open Referral UK 3.0', {
    skip: existsSync(SCHEMA) ? false : 'NOT RUN: the schema of Open Referral UK is not on this machine',
  }, async () => {
    await tellRoom('1-101')
    const browser = await browserOf('1-101')
    await browser.post('/portal/directory/1-101-office', {
      ...{
        description: 'Kind',
        phone: '',
        email: 'amber@made-up.example',
        takes: 'yes',
        unit: 'hour',
        from: '24',
        to: '31.50',
      },
      priceNote: 'More at night',
    })
    await published()
    const { entries } = await shell.read(visitor, (tx) =>
      listDirectory(tx, { kinds: [], ratings: [], rooms: [] }, { offset: 0, limit: 9 }),
    )
    const services = entries.map((entry) => openReferralService(entry, 'https://council.example/services/1'))
    const check = Fastify({
      ajv: { customOptions: { strict: false, coerceTypes: false, removeAdditional: false, allErrors: true } },
    })
    const { name: _, ...schema } = JSON.parse(readFileSync(SCHEMA, 'utf8'))
    check.post('/', { schema: { body: schema } }, async () => 'valid')
    for (const service of services) {
      const answer = await check.inject({ method: 'POST', url: '/', payload: service })
      assert.equal(answer.body, 'valid')
    }
    const broken = await check.inject({ method: 'POST', url: '/', payload: { ...services[0], status: 'open' } })
    assert.equal(broken.statusCode, 400)
    assert.equal(services.length, 3)
  })
})
