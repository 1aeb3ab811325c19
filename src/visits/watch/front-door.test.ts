import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Actor } from '#src/platform/actor.ts'
import { countQueries } from '#src/platform/database.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import { setZones } from '#src/councils/index.ts'
import { addContact, addPerson } from '#src/people/index.ts'
import type { House } from '#src/platform/panels.ts'
import { agreedChangeRoutes } from '#src/visits/agreed-changes/routes.ts'
import { shortVisitRoutes } from '#src/visits/short-visits/routes.ts'
import { watchRoutes } from '#src/visits/watch/routes.ts'
import { watchVisits } from '#src/visits/watch/watch-commands.ts'
import { words } from '#src/visits/words.ts'
import { officer, providerUser, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { place, planOf, slotOf } from '#test/support/visits.ts'

const house: House = { panels: [], work: [], search: [], words }
const MOST_QUERIES = 8
const ALERT = 'PK-1001-20261122-1/log-in'

describe('the watch, short visits and times agreed through the front door', () => {
  const { shell, clock } = useDatabase()
  let machine: Actor | undefined
  let opened: ReturnType<typeof serverFor> | undefined
  const open = (): ReturnType<typeof serverFor> => {
    const routes = (doors: Doors): void => {
      watchRoutes(doors, house)
      shortVisitRoutes(doors)
      agreedChangeRoutes(doors, house)
    }
    opened ??= serverFor(shell, [routes], {
      identities: {
        actorOf: async ({ identity }: { identity: string }) =>
          identity.startsWith('1-')
            ? providerUser(identity, ['visits.log'])
            : officer(identity, identity === 'O-9' ? ['visits.see'] : ['*']),
        actorOfToken: async () => machine,
      },
    })
    return opened
  }
  const as = async (door: 'staff' | 'portal', identity: string): Promise<Browser> => {
    const browser = new Browser(await open())
    await browser.signInAs(door, identity)
    return browser
  }
  const call = async (method: 'GET' | 'POST', url: string, payload?: object) =>
    (await open()).inject({ method, url, headers: { authorization: 'Bearer t' }, ...(payload ? { payload } : {}) })
  const missed = async (): Promise<void> => {
    const short = slotOf({ slot: 2, start: '14:00', minutes: 15, shortReason: 'medication' })
    await place(
      shell,
      planOf({ pattern: [slotOf(), short] }),
      planOf({ packageRef: 'PK-1002', organisationRef: '1-102' }),
    )
    clock.now = Temporal.Instant.from('2026-11-22T09:40:00Z')
    await watchVisits(shell, system())
  }

  it('no page issues more than eight queries', async () => {
    await missed()
    const staff = await as('staff', 'O-1')
    const portal = await as('portal', '1-101')
    const pages: readonly (readonly [Browser, string])[] = [
      [staff, '/visits/watch?from=start&zone=town'],
      [staff, `/visits/watch/${ALERT}`],
      [staff, '/visits/watch/providers'],
      [staff, '/visits/short'],
      [staff, '/visits/short.csv'],
      [staff, '/visits/short/figures'],
      [staff, '/visits/short/PK-1001/2'],
      [staff, '/visits/changes'],
      [portal, '/portal/visits/watch'],
      [portal, `/portal/visits/watch/${ALERT}`],
      [portal, '/portal/visits/changes'],
      [portal, '/portal/visits/PK-1001-20261123-1/agree'],
    ]
    for (const [browser, url] of pages) {
      const { value, queries } = await countQueries(() => browser.get(url))
      assert.equal(value.statusCode, 200, url)
      assert.ok(queries <= MOST_QUERIES, `${url} issues ${queries} queries`)
    }
  })

  it('an alert names whom to ring: the person, who is called in an emergency, and the provider', async () => {
    const zones = [{ zone: 'town', name: 'The market town', kind: 'urban' as const }]
    assert.ok((await setZones(shell, system(), { zones })).ok)
    const at = { addressLines: ['1 The Row'], postcode: 'HR6 8AB', zone: 'town', phone: '01632 960 055' }
    const who = {
      givenName: 'Elsie',
      familyName: 'Barr',
      birthDay: '1941-02-11',
      language: 'English',
      interpreter: false,
    }
    const added = await addPerson(shell, system(), { details: { ...who, ...at, livesAlone: true } })
    assert.ok(added.ok, JSON.stringify(added))
    const contact = { name: 'Ann Barr', relationship: 'daughter', phone: '01632 960 001', emergency: true }
    assert.ok((await addContact(shell, system(), { personRef: 'P-1001', contact })).ok)
    await missed()
    const { body } = await (await as('staff', 'O-1')).get(`/visits/watch/${ALERT}`)
    assert.match(body, /Their telephone[\s\S]*href="tel:01632960055"[\s\S]*Lives alone/)
    assert.match(body, /The market town/)
    assert.match(body, /In an emergency[\s\S]*Ann Barr, daughter[\s\S]*href="tel:01632960001"/)
  })

  it('who may only see visits changes nothing of an alert', async () => {
    await missed()
    const reader = await as('staff', 'O-9')
    const { body } = await reader.get(`/visits/watch/${ALERT}`)
    assert.doesNotMatch(body, /Close the alert/)
    assert.equal((await reader.get('/visits/watch/providers')).statusCode, 403)
  })

  it('a provider finds its own visits alone, and is told what is missing in its answer', async () => {
    await missed()
    const own = await as('portal', '1-101')
    const { body } = await own.get('/portal/visits/watch')
    assert.match(body, /PK-1001-20261122-1/)
    assert.doesNotMatch(body, /PK-1002/)
    const other = await as('portal', '1-102')
    assert.equal((await other.get(`/portal/visits/watch/${ALERT}`)).statusCode, 404)
    const path = `/portal/visits/watch/${ALERT}`
    const sent = await own.post(`${path}/explain`, { code: 'delayed', words: '' }, path)
    assert.equal(sent.statusCode, 400)
    assert.match(sent.body, /Say in a few words what happened/)
  })

  it('machines list alerts, explain and close them; what cannot be is refused with its place', async () => {
    await missed()
    machine = { ...officer('c-1', ['visits.see', 'visits.log', 'visits.correct']), kind: 'machine' }
    const listed = await call('GET', '/api/v1/alerts?providerRef=1-101')
    assert.equal(listed.json().total, 1)
    const path = `/api/v1/alerts/${ALERT}`
    const wrong = await call('POST', `${path}/explain`, { reasonCode: 'weather', explanation: 'Snow' })
    assert.equal(wrong.statusCode, 422)
    assert.equal(wrong.json().errors[0].pointer, '#/reasonCode')
    const said = await call('POST', `${path}/explain`, { reasonCode: 'delayed', explanation: 'Snow' })
    assert.equal(said.json().reasonCode, 'delayed')
    assert.equal((await call('POST', `${path}/close`, { note: 'Seen at ten, well' })).json().closedHow, 'by an officer')
    assert.equal((await call('POST', `${path}/close`, { note: 'Again' })).statusCode, 409)
    assert.equal((await call('POST', '/api/v1/alerts/PK-9-20261122-1/log-in/acknowledge')).statusCode, 404)
  })

  it('the events of the watch say at once that it changed', async () => {
    await missed()
    const staff = await as('staff', 'O-1')
    const { body } = await staff.get('/visits/watch')
    assert.match(body, /data-fresh-events="\/visits\/watch\/events\?mark=/)
    assert.match(body, /Look again/)
    const own = await (await as('portal', '1-101')).get('/portal/visits/watch')
    assert.match(own.body, /data-fresh-events="\/portal\/visits\/watch\/events\?mark=1\+/)
  })
})
