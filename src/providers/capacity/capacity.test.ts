import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Result } from '#src/base/result.ts'
import { nameCouncil, setZones } from '#src/councils/index.ts'
import { countQueries } from '#src/platform/database.ts'
import { listMails } from '#src/platform/sign-in/mail.ts'
import { inviteProviderUser } from '#src/platform/sign-in/provider-users.ts'
import { needOf } from '#src/providers/capacity/ability.ts'
import { listAbilities, noteAsked } from '#src/providers/capacity/ability.store.ts'
import { freshness, partOf, type PartOfDay } from '#src/providers/capacity/capacity.ts'
import { tellBeds, tellCapacity } from '#src/providers/capacity/capacity-commands.ts'
import { readCapacityFile } from '#src/providers/capacity/capacity-file.ts'
import { hoursTyped, readHours } from '#src/providers/capacity/capacity-form.ts'
import { listBeds, listCapacity } from '#src/providers/capacity/capacity.store.ts'
import { remindOfCapacity } from '#src/providers/capacity/remind-of-capacity.job.ts'
import { capacityRoutes } from '#src/providers/capacity/routes.ts'
import { loadRegister } from '#src/providers/commands.ts'
import { ok } from '#src/base/result.ts'
import { NOON, officer, providerUser, system, useDatabase } from '#test/support/database.ts'
import { workbookOf } from '#test/support/workbook.ts'
import { Browser, serverFor } from '#test/support/http.ts'

const PARTS = { morning: '06:00', midday: '11:00', tea: '15:30', evening: '18:30', night: '22:00' }
const TIMES: readonly (readonly [string, PartOfDay])[] = [
  ['05:59', 'night'],
  ['06:00', 'morning'],
  ['10:59', 'morning'],
  ['11:00', 'midday'],
  ['15:30', 'tea'],
  ['21:59', 'evening'],
  ['22:00', 'night'],
  ['00:00', 'night'],
]

describe('capacity as it is said', () => {
  it('is of the part of the day in which a visit begins', () => {
    for (const [time, part] of TIMES) assert.equal(partOf(time, PARTS), part, time)
  })

  it('fades at half of its time and is stale after all of it', () => {
    const after = (hours: number) => freshness(NOON, NOON.add({ hours }), 14)
    assert.deepEqual(
      [after(0), after(168), after(169), after(336), after(337)],
      ['fresh', 'fresh', 'fading', 'fading', 'stale'],
    )
  })

  it('is typed in hours', () => {
    const typed = ['', '7', '7.5', '0.25', ' 12 ', '-1', '7,5', 'ten']
    assert.deepEqual(typed.map(readHours), [0, 420, 450, 15, 720, undefined, undefined, undefined])
    assert.deepEqual([450, 420, 15].map(hoursTyped), ['7.5', '7', '0.25'])
  })

  it('is read from a file, every fault by its row', () => {
    const rows = (...lines: string[]) => lines.map((text, at) => ({ line: at + 1, cells: text.split(',') }))
    const read = readCapacityFile(
      rows('Zone,Part,Hours', 'town,morning,12.5', 'town,noon,3', 'town,night,', 'rural,tea,4'),
    )
    assert.deepEqual(read.cells, [
      { zone: 'town', part: 'morning', weeklyMinutes: 750 },
      { zone: 'rural', part: 'tea', weeklyMinutes: 240 },
    ])
    assert.deepEqual(read.faults, [
      { line: 3, words: 'part must be morning, midday, tea, evening, night' },
      { line: 4, words: 'hours must be a number, such as 12 or 7.5' },
    ])
    assert.deepEqual(readCapacityFile(rows('vacant,home,bed type', '2,1-90,respite')).beds, [
      { locationRef: '1-90', bedType: 'respite', vacant: 2 },
    ])
    const able = readCapacityFile(rows('kind,what,has,hours', 'skill,dementia,yes,12', 'language,Welsh,maybe,'))
    assert.deepEqual(able.abilities, [{ kind: 'skill', words: 'dementia', has: true, weeklyMinutes: 720 }])
    assert.deepEqual(able.faults, [{ line: 3, words: 'has must be yes or no' }])
    assert.match(readCapacityFile(rows('a,b', '1,2')).faults[0]?.words ?? '', /columns must be zone, part, hours/)
  })
})

const ORGANISATIONS = ['1-101', '1-102']
const got = (result: Result<unknown, unknown>): void => assert.ok(result.ok)
const refusal = <E>(result: Result<unknown, E>): E | undefined => (result.ok ? undefined : result.error)

describe('a provider says what it could take on', () => {
  const { shell, clock } = useDatabase({
    seed: async ({ shell }) => {
      await nameCouncil(shell, system(), { name: 'Wenbury Council' })
      await setZones(shell, system(), {
        zones: [
          { zone: 'town', name: 'Wenbury town', kind: 'urban' },
          { zone: 'rural', name: 'The Vale', kind: 'rural' },
        ],
      })
      const entries = ORGANISATIONS.map((organisationRef, at) => ({
        line: at,
        organisation: { organisationRef, name: `Provider ${organisationRef}`, status: 'registered' as const },
        location: {
          ...{
            locationRef: `${organisationRef}-home`,
            name: 'The Limes',
            organisationRef,
            status: 'registered' as const,
          },
          ...{ careHome: true, services: ['Care home service without nursing'] },
        },
        ratings: [],
        successions: [],
      }))
      await shell.command(system(), 'test-load', async (tx) => {
        await loadRegister(tx, entries, { layout: 'cqc-locations', asOf: '2026-09-01' })
        return ok(null)
      })
    },
  })
  const own = (ref: string) => providerUser(ref, ['providers.capacity', 'brokerage.offer'])
  const browserOf = async (ref: string, machine = own(ref)) => {
    const app = await serverFor(shell, [capacityRoutes], {
      identities: { actorOf: async () => own(ref), actorOfToken: async () => machine },
    })
    const browser = new Browser(app)
    await browser.signInAs('portal', ref)
    return browser
  }
  const tell = (ref: string, weeklyMinutes: number, zone = 'town') =>
    tellCapacity(shell, own(ref), {
      organisationRef: ref,
      cells: [{ zone, part: 'morning', weeklyMinutes }],
      by: 'page',
    })

  it('in one grid that has its last values, with the field named where a number is none', async () => {
    const browser = await browserOf('1-101')
    const wrong = await browser.post('/portal/capacity', { form: 'hours', 'town.morning': '12.5', 'town.tea': 'many' })
    assert.equal(wrong.statusCode, 400)
    assert.match(wrong.body, /href="#town-tea"[^>]*>Enter hours a week as a number/)
    assert.match(wrong.body, /value="12.5"/)
    const saved = await browser.post('/portal/capacity', { form: 'hours', 'town.morning': '12.5', 'town.tea': '3' })
    assert.equal(saved.headers.location, '/portal/capacity')
    const again = await browser.get('/portal/capacity')
    assert.match(again.body, /Saved: 15.5 hours a week/)
    assert.match(again.body, /value="12.5"/)
    assert.match(again.body, /You said so last on 22 November 2026\./)
    const kept = await shell.read(own('1-101'), (tx) => listCapacity(tx))
    assert.deepEqual(
      kept.map(({ zone, part, weeklyMinutes }) => [zone, part, weeklyMinutes]),
      [
        ['town', 'evening', 0],
        ['town', 'midday', 0],
        ['town', 'morning', 750],
        ['town', 'night', 0],
        ['town', 'tea', 180],
      ],
    )
    assert.deepEqual(await shell.read(own('1-102'), (tx) => listCapacity(tx)), [])
  })

  it('of beds by type in its own homes, and of no other', async () => {
    const browser = await browserOf('1-101')
    const field = '1-101-home.residential'
    assert.equal((await browser.post('/portal/capacity', { form: 'beds', [field]: 'two' })).statusCode, 400)
    assert.equal((await browser.post('/portal/capacity', { form: 'beds' })).statusCode, 400)
    assert.equal((await browser.post('/portal/capacity', { form: 'beds', [field]: '2' })).statusCode, 303)
    assert.equal((await shell.read(own('1-101'), (tx) => listBeds(tx)))[0]?.vacant, 2)
    const others = { locationRef: '1-102-home', bedType: 'respite' as const, vacant: 1 }
    const told = await tellBeds(shell, own('1-101'), { organisationRef: '1-101', beds: [others], by: 'page' })
    assert.deepEqual(refusal(told), { why: 'no such home', locationRef: '1-102-home' })
  })

  it('by a file, taken as a whole or not at all', async () => {
    const browser = await browserOf('1-101')
    const send = async (text: string | Buffer, name = 'capacity.csv') => {
      const token = await browser.token('/portal/capacity')
      const form = new FormData()
      form.set('_csrf', token)
      form.set('file', new Blob([typeof text === 'string' ? text : Uint8Array.from(text)]), name)
      const request = new Request('http://localhost/', { method: 'POST', body: form })
      return browser.app.inject({
        method: 'POST',
        url: '/portal/capacity/file',
        headers: { ...browser.headers(), 'content-type': request.headers.get('content-type') ?? '' },
        payload: Buffer.from(await request.arrayBuffer()),
      })
    }
    const wrong = await send('zone,part,hours\ntown,morning,4\ntown,brunch,5\n')
    assert.equal(wrong.statusCode, 400)
    assert.match(wrong.body, /Row 3: part must be/)
    const nowhere = await send('zone,part,hours\nmoon,morning,4\ntown,tea,1\ntown,tea,2\ntown,brunch,5\nsun,tea,9\n')
    const told = [
      '2: The council has no zone moon',
      '4: town, teatime, is there twice',
      '5: part must be',
      '6: The council has no',
    ]
    assert.match(nowhere.body, new RegExp(told.map((words) => `Row ${words}`).join('[^]*')))
    const many = await send(`zone,part,hours\n${'moon,morning,4\n'.repeat(14)}`)
    assert.match(many.body, /Row 11: [^]*4 other faults are in the file/)
    assert.doesNotMatch(many.body, /Row 12: /)
    assert.deepEqual(await shell.read(own('1-101'), (tx) => listCapacity(tx)), [])
    assert.equal((await send('zone,part,hours\ntown,morning,4\nrural,tea,2.5\n')).statusCode, 303)
    const back = await browser.get('/portal/capacity.csv')
    assert.match(back.body, /town,morning,4\r\n/)
    assert.match(back.body, /rural,tea,2.5\r\n/)
    // As a spreadsheet program writes it, in the words that the page shows.
    const other = '\ufeffZone;Part;Hours\nThe Vale;Teatime;3\n\nTOWN;Morning;5\n'
    assert.equal((await send(other)).statusCode, 303)
    assert.match((await browser.get('/portal/capacity.csv')).body, /rural,tea,3\r\n[^]*town,morning,5\r\n/)
    const sheet = workbookOf([
      ['zone', 'part', 'hours'],
      ['town', 'evening', 7.5],
    ])
    assert.equal((await send(sheet, 'capacity.xlsx')).statusCode, 303)
    assert.match((await browser.get('/portal/capacity.csv')).body, /town,evening,7.5\r\n/)
    assert.match((await send(Buffer.from('PK\u0003\u0004broken'), 'x.xlsx')).body, /cannot be read as a spreadsheet/)
    assert.match((await send('zone,part,hours\nmoon,tea,1\n')).body, /no zone moon. Use one of these: [^<]*The Vale/)
  })

  it('by its own system, for its own organisation', async () => {
    const browser = await browserOf('1-101', { ...own('1-101'), kind: 'machine' })
    const put = (url: string, payload: object) =>
      browser.app.inject({ method: 'PUT', url, headers: { authorization: 'Bearer x' }, payload })
    const told = await put('/api/v1/capacity', { cells: [{ zone: 'town', part: 'tea', weeklyMinutes: 300 }] })
    assert.deepEqual(told.json(), { weeklyMinutes: 300 })
    const nowhere = await put('/api/v1/capacity', { cells: [{ zone: 'moon', part: 'tea', weeklyMinutes: 300 }] })
    assert.equal(nowhere.statusCode, 422)
    const beds = [{ locationRef: '1-101-home', bedType: 'respite', vacant: 1 }]
    assert.deepEqual((await put('/api/v1/beds', { beds })).json(), { vacant: 1 })
    const said = await browser.app.inject({ url: '/api/v1/capacity', headers: { authorization: 'Bearer x' } })
    assert.deepEqual(said.json().cells, [{ zone: 'town', part: 'tea', weeklyMinutes: 300, toldAt: String(NOON) }])
    assert.equal(said.json().beds.length, 1)
  })

  it('of what its workers can do, in the words that packages ask for, by page, file and system alike', async () => {
    got(
      await shell.command(system(), 'test-asked', async (tx) => {
        await noteAsked(tx, [needOf('skill', 'Dementia'), needOf('language', 'Welsh')])
        tx.record({ type: 'test.asked', about: [], data: {} })
        return ok(null)
      }),
    )
    const browser = await browserOf('1-101', { ...own('1-101'), kind: 'machine' })
    const page = (await browser.get('/portal/capacity')).body
    for (const said of [/Speaks Welsh/, /Dementia/, /Female worker/, /Not said/]) assert.match(page, said)
    const typed = { form: 'abilities', 'has.skill:dementia': 'yes', 'has.language:welsh': 'no' }
    const wrong = await browser.post('/portal/capacity', { ...typed, 'hours.skill:dementia': 'few' })
    assert.equal(wrong.statusCode, 400)
    assert.match(wrong.body, /href="#hours-skill-dementia"[^>]*>Enter hours a week as a number, or leave them empty/)
    assert.equal((await browser.post('/portal/capacity', { form: 'abilities' })).statusCode, 400)
    const sent = { ...typed, 'hours.skill:dementia': '7.5', 'other-skills': 'PEG feeding\ndementia' }
    assert.equal((await browser.post('/portal/capacity', sent)).statusCode, 303)
    assert.match((await browser.get('/portal/capacity')).body, /Saved: 2 yes, 1 no/)
    const kept = await shell.read(own('1-101'), (tx) => listAbilities(tx, ['1-101']))
    assert.deepEqual(
      kept.map(({ ability, has, weeklyMinutes }) => [ability, has, weeklyMinutes]),
      [
        ['skill:dementia', true, 450],
        ['skill:peg-feeding', true, null],
        ['language:welsh', false, null],
      ],
    )
    assert.match((await browser.get('/portal/abilities.csv')).body, /skill,Dementia,yes,7.5\r\n/)
    const put = (abilities: object[]) =>
      browser.app.inject({
        ...{ method: 'PUT', url: '/api/v1/abilities', headers: { authorization: 'Bearer x' }, payload: { abilities } },
      })
    const told = await put([{ kind: 'gender', words: 'female', has: true }])
    assert.deepEqual(told.json(), { yes: 1, no: 0 })
    assert.match((await put([{ kind: 'gender', words: 'any', has: true }])).body, /must be female or male/)
    assert.deepEqual(await shell.read(own('1-102'), (tx) => listAbilities(tx, ['1-101'])), [])
  })

  it('and it may not say so of another, whatever it sends', async () => {
    const cells = [{ zone: 'town', part: 'tea' as const, weeklyMinutes: 60 }]
    await assert.rejects(tellCapacity(shell, own('1-101'), { organisationRef: '1-102', cells, by: 'page' }))
  })

  it('once for each zone and part, for zones that there are, and not without end', async () => {
    assert.equal((await tell('1-101', 60)).ok, true)
    assert.deepEqual(refusal(await tell('1-101', 60, 'moon')), { why: 'no such zone', zone: 'moon' })
    assert.equal(refusal(await tell('1-101', 1e9))?.why, 'not so many hours')
    const cells = [0, 1].map(() => ({ zone: 'town', part: 'tea' as const, weeklyMinutes: 60 }))
    const twice = await tellCapacity(shell, own('1-101'), { organisationRef: '1-101', cells, by: 'page' })
    assert.equal(refusal(twice)?.why, 'told twice')
    const nothing = await tellCapacity(shell, own('1-101'), { organisationRef: '1-101', cells: [], by: 'page' })
    assert.equal(refusal(nothing)?.why, 'nothing told')
    const nobody = await tellCapacity(shell, officer(), { organisationRef: '1-999', cells, by: 'page' })
    assert.equal(refusal(nobody)?.why, 'no such provider')
  })

  it('what is too old is left out unless it is asked for, and its provider reminded once', async () => {
    await tell('1-101', 60)
    const user = { name: 'Wyn Carer', email: 'wyn@provider.example', organisationRef: '1-101', organisationName: 'Wye' }
    assert.ok(
      (await inviteProviderUser(shell, officer(), user, { address: 'https://x.example', council: 'Wenbury' })).ok,
    )
    clock.now = NOON.add({ hours: 15 * 24 })
    await tell('1-102', 120)
    const fresh = await shell.read(officer(), (tx) => listCapacity(tx))
    assert.deepEqual(
      fresh.map(({ organisationRef }) => organisationRef),
      ['1-102'],
    )
    assert.equal((await shell.read(officer(), (tx) => listCapacity(tx, { stale: true }))).length, 2)
    assert.equal(await remindOfCapacity(shell, system()), 1)
    await remindOfCapacity(shell, system())
    const mails = await shell.read(officer(), (tx) => listMails(tx, 10))
    const [mail, ...more] = mails.filter(({ template }) => template === 'capacity-stale')
    assert.deepEqual([mail?.to, mail?.data['told'], more.length], ['wyn@provider.example', '22 November 2026', 0])
    const page = await (await browserOf('1-101')).get('/portal/capacity')
    assert.match(page.body, /which is too old: the council does not plan with it/)
  })

  it('asks the database no more than eight times a page', async () => {
    const browser = await browserOf('1-101')
    const { queries } = await countQueries(() => browser.get('/portal/capacity'))
    assert.ok(queries <= 8, String(queries))
  })
})
