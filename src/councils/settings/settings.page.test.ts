import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addOfficer, findZone, grantsOfRoles, listBankHolidays, listZones, routes, words } from '#src/councils/index.ts'
import { readZoneLines, zoneLine } from '#src/councils/settings/zone-form.ts'
import { timeline } from '#src/platform/audit.ts'
import { type Harness, officer, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'

const actors: Record<string, ReturnType<typeof officer>> = {
  head: officer('O-1', [...grantsOfRoles(['head_of_service'])]),
  broker: officer('O-2', [...grantsOfRoles(['broker'])]),
}
const machine = { ...officer('MC-1', ['councils.see', 'councils.manage']), kind: 'machine' as const }
const HOLIDAYS = {
  'england-and-wales': { division: 'england-and-wales', events: [{ title: 'Christmas Day', date: '2026-12-25' }] },
}
const IDS = { tenant: '1b4f8a02-0c1d-4e5f-9a6b-7c8d9e0f1a2b', object: '2C4F8A02-0C1D-4E5F-9A6B-7C8D9E0F1A2B' }

async function seed({ shell }: Harness): Promise<void> {
  const admin = officer('O-900')
  const add = (officerRef: string, name: string, role: 'head_of_service' | 'broker') =>
    addOfficer(shell, admin, { officerRef, name, email: `${officerRef}@wenbury.example`, roles: [role] })
  await add('O-1', 'Hal Head', 'head_of_service')
  await add('O-2', 'Bea Broker', 'broker')
}

describe('the council’s settings', () => {
  const { shell } = useDatabase({ seed })
  const read = <T>(work: Parameters<typeof shell.read<T>>[1]) => shell.read(officer('O-1'), work)

  async function open(who: string) {
    const app = await serverFor(shell, [(doors) => routes(doors, { panels: [], work: [], search: [], words })], {
      identities: { actorOf: async ({ identity }) => actors[identity], actorOfToken: async () => machine },
    })
    const browser = new Browser(app)
    await browser.signInAs('staff', who)
    return { app, browser }
  }

  it('are in one place, those that the reader may see', async () => {
    const head = (await (await open('head')).browser.get('/settings')).body
    for (const href of ['/officers', '/teams', '/zones', '/bank-holidays', '/policies', '/retention'])
      assert.ok(head.includes(`href="${href}"`), href)
    const broker = (await (await open('broker')).browser.get('/settings')).body
    assert.doesNotMatch(broker, /\/retention|\/machine-clients/)
  })

  it('teams are added once and renamed', async () => {
    const { browser } = await open('head')
    assert.match((await browser.post('/teams', { name: '' })).body, /Enter the name of the team/)
    assert.equal((await browser.post('/teams', { name: 'Hospital' })).statusCode, 303)
    assert.match((await browser.post('/teams', { name: 'hospital' })).body, /already/)
    const href = /href="(\/teams\/[^"]+)"/.exec((await browser.get('/teams')).body)?.[1] ?? ''
    assert.equal((await browser.post(href, { name: 'Discharge' })).statusCode, 303)
    assert.match((await browser.get('/teams')).body, /The team is called Discharge now[\s\S]*Discharge/)
    assert.equal((await (await open('broker')).browser.get(href)).statusCode, 403)
  })

  it('zones are read from lines, faults named with the line and the cure', async () => {
    const line = 'town, Wenbury town, urban: WB1, WB2 3'
    const typed = readZoneLines(line)
    assert.ok(typed.ok)
    assert.equal(zoneLine(typed.value.zones[0] as never, typed.value.areas), line)
    for (const [wrong, says] of [
      ['', 'Write at least one zone'],
      ['town, Wenbury', 'Line 1: write a code'],
      ['town, A, urban\ntown, B, rural', 'Line 2: town is in the list twice'],
      ['town, A, urban: WB', 'Line 1: WB is not how a postcode starts'],
      ['town, A, urban: WB1\nmoor, B, rural: wb1', 'Line 2: WB1 is in two places'],
    ] as const) {
      const refused = readZoneLines(wrong)
      assert.ok(!refused.ok && refused.error.startsWith(says), wrong)
    }
    const { browser } = await open('head')
    assert.equal((await browser.post('/zones/change', { zones: 'town' })).statusCode, 400)
    assert.equal((await browser.post('/zones/change', { zones: line })).statusCode, 303)
    assert.match((await browser.get('/zones')).body, /Wenbury town[\s\S]*WB1, WB2 3/)
    assert.equal(await read((tx) => findZone(tx, 'WB1 4AA' as never)), 'town')
    assert.equal((await read(listZones)).length, 1)
  })

  it('the list of gov.uk is taken in by page and by the API; another file is refused in words', async () => {
    const { browser, app } = await open('head')
    const boundary = 'x-almoner'
    const page = await browser.get('/bank-holidays')
    assert.match(page.body, /No bank holiday is known/)
    const token = /name="_csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
    const send = (content: string) =>
      app.inject({
        ...{ method: 'POST', url: '/bank-holidays' },
        headers: { ...browser.headers(), 'content-type': `multipart/form-data; boundary=${boundary}` },
        payload: `--${boundary}\r\ncontent-disposition: form-data; name="_csrf"\r\n\r\n${token}\r\n--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="bank-holidays.json"\r\ncontent-type: application/json\r\n\r\n${content}\r\n--${boundary}--\r\n`,
      })
    const wrong = await send('{"scotland": {}}')
    assert.equal(wrong.statusCode, 400)
    assert.match(wrong.body, /no list of events/)
    assert.equal((await send(JSON.stringify(HOLIDAYS))).statusCode, 303)
    assert.match((await browser.get('/bank-holidays')).body, /1 new, 0 removed[\s\S]*Christmas Day/)
    const api = (method: 'GET' | 'PUT', url: string, payload?: object) =>
      app.inject({ method, url: `/api/v1/${url}`, headers: { authorization: 'Bearer x' }, ...(payload && { payload }) })
    assert.deepEqual((await api('PUT', 'bank-holidays', HOLIDAYS)).json().kept, 1)
    assert.equal((await api('PUT', 'bank-holidays', { 'england-and-wales': {} })).statusCode, 422)
    assert.deepEqual(await read((tx) => listBankHolidays(tx, '2026-01-01', '2026-12-31')), ['2026-12-25'])
    for (const list of ['officers', 'teams', 'zones', 'policies', 'bank-holidays'])
      assert.equal((await api('GET', list)).statusCode, 200, list)
    assert.doesNotMatch((await api('GET', 'officers')).body, /wenbury\.example/)
  })

  it('an officer is linked to an account of the directory, each account once', async () => {
    const { browser } = await open('head')
    const vague = await browser.post('/officers/O-2/directory', { tenant: 'x', object: '' })
    assert.match(vague.body, /Enter the tenant ID[\s\S]*Enter the object ID/)
    assert.equal((await browser.post('/officers/O-2/directory', IDS)).statusCode, 303)
    assert.match((await browser.post('/officers/O-1/directory', IDS)).body, /linked to an officer already/)
  })

  it('an officer whose access ended is found and brought back', async () => {
    const { browser } = await open('head')
    await browser.post('/officers/O-2/end-access', {})
    assert.doesNotMatch((await browser.get('/officers')).body, /Bea Broker/)
    assert.match((await browser.get('/officers?left=yes')).body, /Bea Broker[\s\S]*ended on/)
    assert.match((await browser.get('/officers/O-2')).body, /Access ended[\s\S]*Bring back/)
    assert.equal((await browser.post('/officers/O-2/restore', {})).statusCode, 303)
    assert.match((await browser.get('/officers')).body, /Bea Broker/)
    assert.equal((await browser.get('/officers/O-2/restore')).statusCode, 404)
    const told = await read((tx) => timeline(tx, 'officer:O-2'))
    assert.equal(told[0]?.type, 'councils.officer-restored')
  })
})
