import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { requestPackage } from '#src/brokerage/requests/request-commands.ts'
import { listeners } from '#src/brokerage/listeners.ts'
import { decline } from '#src/brokerage/offers/offer-commands.ts'
import { panels, search, work } from '#src/brokerage/panels.ts'
import { routes } from '#src/brokerage/routes.ts'
import { got, officerOf, PATTERN, provider, seedSmallCouncil, sentPackage } from '#src/brokerage/small-council.test.ts'
import { words } from '#src/brokerage/words.ts'
import type { Actor } from '#src/platform/actor.ts'
import { countQueries } from '#src/platform/database.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'
import { useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'

const house: House = { panels, work, search, words }

describe('requests and sending on pages and by API', () => {
  const { shell } = useDatabase({ seed: seedSmallCouncil, listeners })
  let machine: Actor | undefined
  let keys = 0
  let opened: ReturnType<typeof serverFor> | undefined
  const open = (): ReturnType<typeof serverFor> => {
    opened ??= serverFor(shell, [(doors: Doors) => routes(doors, house)], {
      identities: {
        actorOf: async ({ identity }: { identity: string }) =>
          identity.startsWith('1-') ? provider(identity) : officerOf(identity),
        actorOfToken: async () => machine,
      },
    })
    return opened
  }
  const as = async (door: 'staff' | 'portal', who: string) => {
    const browser = new Browser(await open())
    await browser.signInAs(door, who)
    return browser
  }
  const draft = async () =>
    got(
      await requestPackage(shell, officerOf('O-2'), {
        ...{ personRef: 'P-1001', service: 'home_care', pattern: PATTERN, outcomes: ['nutrition'] },
        startBy: '2026-11-30',
      }),
    ).packageRef

  it('a must and a wish are added and taken out, and the check says what it may cost', async () => {
    const ref = await draft()
    const sam = await as('staff', 'O-2')
    const at = `/packages/${ref}/needs`
    const unlawful = await sam.post(at, { list: 'musts', kind: 'gender', words: 'female', why: '' })
    assert.equal(unlawful.statusCode, 400)
    assert.match(unlawful.body, /only be required for a reason that the law allows/)
    const must = { list: 'musts', kind: 'gender', words: 'female', why: 'personal_care' }
    assert.equal((await sam.post(at, must)).statusCode, 303)
    assert.equal((await sam.post(at, { list: 'wishes', kind: 'language', words: 'Welsh', why: '' })).statusCode, 303)
    const check = await sam.get(`/packages/${ref}/check`)
    for (const shown of ['intimate personal care', 'Language: Welsh', '£177.87 to £192.63', 'that could be asked'])
      assert.ok(check.body.includes(shown), shown)
    assert.equal((await sam.post(`${at}/remove`, { list: 'musts', key: 'gender:female' }, at)).statusCode, 303)
    assert.doesNotMatch((await sam.get(`/packages/${ref}`)).body, /intimate personal care/)
  })

  it('outcomes take the place of visits', async () => {
    const ref = await draft()
    const sam = await as('staff', 'O-2')
    const at = `/packages/${ref}/by-outcomes`
    assert.match((await sam.post(at, { hours: 'many', pounds: '' })).body, /Enter hours a week, such as 7.5/)
    assert.match((await sam.post(at, { hours: '0.2', pounds: '' })).body, /at least 30 minutes/)
    assert.equal((await sam.post(at, { hours: '7.5', pounds: '200' })).headers.location, `/packages/${ref}/details`)
    assert.match((await sam.get(`/packages/${ref}`)).body, /About 7.5 hours a week, .* up to £200.00 a week/)
    assert.equal((await sam.post(`/packages/${ref}/send`, {}, `/packages/${ref}/check`)).statusCode, 303)
    assert.match((await (await as('portal', '1-101')).get(`/portal/offers/${ref}`)).body, /The visits above only stand/)
  })

  it('a copy is for when nothing is open; whom the person does not want is kept with who said so', async () => {
    const ref = await draft()
    const sam = await as('staff', 'O-2')
    assert.match((await sam.get(`/packages/${ref}/copy`)).body, /Hospital discharge/)
    const copied = await sam.post(`/packages/${ref}/copy`, { kind: 'change' })
    assert.equal(copied.headers.location, `/packages/${ref}`)
    const at = '/people/P-1001/preferences'
    const said = {
      'saidOn-day': '20',
      'saidOn-month': '11',
      'saidOn-year': '2026',
      saidBy: 'Margaret Hughes',
      note: '',
    }
    assert.match(
      (await sam.post(at, { ...said, provider: 'Nobody Ltd', kind: 'refuses' })).body,
      /No provider has this name/,
    )
    assert.match(
      (await sam.post(at, { ...said, provider: 'care', kind: 'refuses' })).body,
      /Several providers are called so[^<]*Meadow View Homecare \(1-103\), Wye Valley Carers \(1-101\)/,
    )
    assert.match((await sam.post(at, { ...said, provider: '1-102', kind: '' })).body, /Select what the person says/)
    assert.equal((await sam.post(at, { ...said, provider: 'ledbury support', kind: 'refuses' })).statusCode, 303)
    assert.match((await sam.get(at)).body, /Does not want/)
    assert.equal((await sam.post(`${at}/drop`, { organisationRef: '1-102' }, at)).statusCode, 303)
    assert.match((await sam.get(at)).body, /until 22 November 2026/)
  })

  it('a broker sees who opened it, who declined and why', async () => {
    const ref = await sentPackage(shell)
    assert.equal((await (await as('portal', '1-101')).get(`/portal/offers/${ref}`)).statusCode, 200)
    got(await decline(shell, provider('1-102'), { packageRef: ref, code: 'no_skills', words: '' }))
    const bea = await as('staff', 'O-1')
    const page = await bea.get(`/packages/${ref}/sending`)
    for (const shown of [
      'Everybody with a contract',
      'Declined',
      'workers with these skills',
      'Not opened on the portal',
      'This is the last round',
    ])
      assert.ok(page.body.includes(shown), shown)
    assert.match((await bea.get(`/packages/${ref}/offers`)).body, /Who was asked in which round/)
    assert.equal((await bea.post(`/packages/${ref}/next-round`, {}, `/packages/${ref}`)).statusCode, 303)
    assert.equal((await bea.get('/packages/PK-9/sending')).statusCode, 404)
  })

  it('asks the database eight times at most for a page', async () => {
    const ref = await sentPackage(shell)
    const pages = [
      ...['sending', 'spot', 'copy', 'offers'].map((part) => `/packages/${ref}/${part}`),
      ...['/people/P-1001/preferences', '/spot-purchases'],
    ]
    const bea = await as('staff', 'O-1')
    const counted: Record<string, number> = {}
    for (const url of pages) counted[url] = (await countQueries(() => bea.get(url))).queries
    const pat = await as('portal', '1-101')
    // The first who opens it is kept: that is a command before the page.
    assert.equal((await pat.get(`/portal/offers/${ref}`)).statusCode, 200)
    counted['portal'] = (await countQueries(() => pat.get(`/portal/offers/${ref}`))).queries
    assert.deepEqual(
      Object.entries(counted).filter(([, queries]) => queries > 8),
      [],
    )
  })

  it('machines ask by kind, with musts and wishes; copy; keep preferences; read the rounds', async () => {
    machine = { ...officerOf('O-2'), kind: 'machine', id: 'MC-1001', answerable: 'O-2' }
    const app = await open()
    const call = (method: 'GET' | 'POST', url: string, payload?: object) =>
      app.inject({
        ...{
          method,
          url,
          headers: { authorization: 'Bearer any', 'idempotency-key': `k${(keys += 1)}` },
        },
        ...(payload ? { payload } : {}),
      })
    const said = { organisationRef: '1-102', kind: 'refuses', saidBy: 'Her son', saidOn: '2026-11-20' }
    assert.equal((await call('POST', '/api/v1/people/P-1001/preferences', said)).statusCode, 201)
    assert.equal((await call('POST', '/api/v1/people/P-9/preferences', said)).statusCode, 404)
    const kept = (await call('GET', '/api/v1/people/P-1001/preferences')).json()
    assert.equal(kept.items[0].organisationName, 'Ledbury Support')
    const asked = {
      ...{ personRef: 'P-1001', service: 'home_care', kind: 'crisis', outcomes: ['nutrition'], startBy: '2026-11-23' },
      ...{ byOutcomes: { weeklyMinutes: 420 }, wishes: [{ kind: 'home', words: 'Cats' }] },
    }
    const unlawful = { ...asked, musts: [{ kind: 'gender', words: 'male' }] }
    assert.equal((await call('POST', '/api/v1/packages', unlawful)).statusCode, 422)
    const { packageRef: ref } = (await call('POST', '/api/v1/packages', asked)).json()
    const whole = (await call('GET', `/api/v1/packages/${ref}`)).json()
    assert.deepEqual(
      [whole.kind, whole.urgent, whole.weeklyMinutes, whole.costRange.providers],
      ['crisis', true, 420, 2],
    )
    assert.equal((await call('POST', `/api/v1/packages/${ref}/copy`, { kind: 'restart' })).statusCode, 409)
    assert.equal((await call('POST', `/api/v1/packages/${ref}/send`, {})).statusCode, 200)
    const { rounds } = (await call('GET', `/api/v1/packages/${ref}/sending`)).json()
    assert.deepEqual(
      [rounds.length, rounds[0].who, rounds[0].hours, rounds[0].closesAt],
      [1, 'everyone', 2, '2026-11-22T14:00:00Z'],
    )
    assert.equal((await call('GET', '/api/v1/packages/PK-9/sending')).statusCode, 404)
    const dropped = await call('POST', '/api/v1/people/P-1001/preferences/1-102/drop', {})
    assert.equal(dropped.statusCode, 200, dropped.body)
    assert.equal((await call('POST', '/api/v1/people/P-1001/preferences/1-9/drop', {})).statusCode, 404)
    machine = undefined
  })
})
