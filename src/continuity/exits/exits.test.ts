import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { FastifyInstance } from 'fastify'
import {
  askProviderAgain,
  endCare,
  endCareLater,
  listInvitations,
  requestPackage,
  sendPackage,
} from '#src/brokerage/index.ts'
import { changeTriage, takeOffList } from '#src/continuity/affected/affected-commands.ts'
import { listAffected } from '#src/continuity/affected/affected.store.ts'
import {
  beginExit,
  classExit,
  finishExit,
  listEverybody,
  listeners,
  panels,
  routes,
  search,
  tellOfPerson,
  words,
  work,
} from '#src/continuity/index.ts'
import { tellOfOpenExits } from '#src/continuity/exits/exit-commands.ts'
import { listExits } from '#src/continuity/exits/exit.store.ts'
import { changeAnExit } from '#src/continuity/exits/exit-commands.ts'
import { endTold, tellOfPeople } from '#src/continuity/told/known-person-commands.ts'
import { listKnownPeople } from '#src/continuity/told/known-person.store.ts'
import { giveNotice } from '#src/contracts/index.ts'
import { timeline } from '#src/platform/audit.ts'
import type { Actor } from '#src/platform/actor.ts'
import { countQueries } from '#src/platform/database.ts'
import { type House, inWords } from '#src/platform/panels.ts'
import { listNotedLeaving, noteStaying } from '#src/providers/index.ts'
import { officer, providerUser, system, useDatabase } from '#test/support/database.ts'
import { DUTY, seedExits } from '#test/support/exits.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { BALANCED, BANDED, got, inCommand, refusal, SPLIT } from '#test/support/pay-runs.ts'

const house: House = { panels, work, search, words }
const me = system()
const failing: Parameters<typeof beginExit>[2] = {
  ...{ organisationRef: BANDED, source: 'news', what: 'In the paper', cause: 'business_failure', lastDay: null },
}
const told = { name: 'Ada Moss', pays: 'self_funder', zone: 'rural', visits: '08:00/30, 18:00/30' }

describe('a provider exits', () => {
  const { shell } = useDatabase({ seed: seedExits, listeners })
  const read = <T>(work: Parameters<typeof shell.read<T>>[1]) => shell.read(me, work)
  const exits = async () => (await read((tx) => listExits(tx, { offset: 0, limit: 10 }))).exits
  const people = async (exitRef: string) => (await read((tx) => listAffected(tx, { exitRef, limit: 100 }))).people
  const begun = async () => got(await beginExit(shell, DUTY, failing)).exitRef

  it('is signalled by notice under a contract, its cause taken over, and judged by an officer', async () => {
    const days = { givenDay: '2026-11-22', lastDay: '2026-12-31', closedFrom: '2026-11-22' }
    const notice = {
      contractRef: 'CT-1001',
      by: 'provider',
      reason: 'business_failure',
      note: 'No money',
      ...days,
    } as const
    got(await giveNotice(shell, me, notice))
    const [exit] = await exits()
    assert.deepEqual(
      [exit?.state, exit?.source, exit?.cause, exit?.lastDay],
      ['signalled', 'notice', 'business_failure', '2026-12-31'],
    )
    const exitRef = exit?.exitRef ?? ''
    assert.equal(refusal(await listEverybody(shell, DUTY, exitRef)), 'not open')
    got(await classExit(shell, DUTY, { exitRef, cause: 'contract_handback', lastDay: '2026-12-31' }))
    assert.equal(refusal(await beginExit(shell, DUTY, failing)), 'under way already')
    const lines = await read((tx) => timeline(tx, `exit:${exitRef}`))
    assert.match(
      lines.map((entry) => inWords(house, entry)).join(),
      /hands the contract back\. Care Act 2014, sections 18 and 19/,
    )
  })

  it('is signalled by the regulator only where the provider serves somebody here', async () => {
    for (const organisationRef of [BANDED, '1-103'])
      await inCommand(shell, async (tx) => {
        const about = [`provider:${organisationRef}`, `location:1-1`] as const
        const data = { locationRef: '1-1', name: 'Office', asOf: '2026-11-20', importRef: null }
        tx.record({ type: 'providers.location-gone', about, data })
      })
    await inCommand(shell, async (tx) => {
      const data = { locationRef: '1-1', name: 'Office', serviceGroup: 'Overall', rating: 'Inadequate', before: null }
      tx.record({
        type: 'providers.rating-published',
        about: [`provider:${BANDED}`],
        data: { ...data, ratedOn: '2026-11-20' },
      })
    })
    const found = await exits()
    assert.deepEqual(
      found.map(({ organisationRef, source, cause }) => [organisationRef, source, cause]),
      [[BANDED, 'register', 'registration_cancelled']],
    )
    const lines = await read((tx) => timeline(tx, `exit:${found[0]?.exitRef}`))
    assert.match(lines.map((entry) => inWords(house, entry)).join(), /Another signal: a cqc rating/)
  })

  it('lists everybody at the press of a button, whoever pays, in the order of triage', async () => {
    const exitRef = await begun()
    got(await tellOfPerson(shell, DUTY, { organisationRef: BANDED, typed: told }))
    got(await tellOfPerson(shell, DUTY, { organisationRef: BALANCED, typed: told }))
    assert.deepEqual(got(await listEverybody(shell, DUTY, exitRef)), { added: 5, left: 0, people: 5 })
    const found = await people(exitRef)
    assert.deepEqual(
      found.map(({ name, points, pays }) => [name, points, pays]),
      [
        ['Owen Price', 9, 'council'],
        ['Margaret Hughes', 5, 'council'],
        ['Ada Moss', 3, 'self_funder'],
        ['Elsie Barr', 2, 'council'],
        ['Ivor Barr', 2, 'council'],
      ],
    )
    const margaret = found[1]
    assert.deepEqual(
      [margaret?.keySafe, margaret?.contact, margaret?.visitsAWeek],
      [...[true, 'Ann Hughes (daughter), 01632 960 001', 14]],
    )
    // Elsie and Ivor share a home.
    assert.ok(found[3]?.together !== null && found[3]?.together === found[4]?.together)
    assert.equal(margaret?.together, null)
  })

  it('adds who is new, and has let go whose care ended; nobody is listed twice', async () => {
    const exitRef = await begun()
    got(await listEverybody(shell, DUTY, exitRef))
    assert.deepEqual(got(await listEverybody(shell, DUTY, exitRef)), { added: 0, left: 0, people: 4 })
    got(await endCare(shell, me, { packageRef: 'PK-2003', endDay: '2026-11-22', reason: 'Moved away' }))
    got(await tellOfPerson(shell, DUTY, { organisationRef: BANDED, typed: told }))
    assert.deepEqual(got(await listEverybody(shell, DUTY, exitRef)), { added: 1, left: 0, people: 4 })
    const elsie = (await people(exitRef)).find(({ name }) => name === 'Elsie Barr')
    assert.deepEqual(
      [elsie?.state, elsie?.leftWhy],
      ['left', 'Their care ends: 22 November 2026 is the first day without it'],
    )
    // The end was a mistake: they have to be placed after all.
    got(await endCareLater(shell, me, { packageRef: 'PK-2003', endDay: null, reason: 'It was somebody else' }))
    const back = (await people(exitRef)).find(({ name }) => name === 'Elsie Barr')
    assert.deepEqual([back?.state, back?.leftWhy, back?.line], ['listed', null, elsie?.line])
  })

  it('of one contract leaves the people of others, and those whom others pay for, where they are', async () => {
    got(await tellOfPerson(shell, DUTY, { organisationRef: BANDED, typed: told }))
    const days = { givenDay: '2026-11-22', lastDay: '2027-06-30', closedFrom: '2026-11-22' }
    const notice = {
      contractRef: 'CT-1001',
      by: 'provider',
      reason: 'contract_handback',
      note: 'No staff',
      ...days,
    } as const
    got(await giveNotice(shell, me, notice))
    const exitRef = (await exits())[0]?.exitRef ?? ''
    got(await classExit(shell, DUTY, { exitRef, cause: 'contract_handback', lastDay: '2027-06-30' }))
    assert.equal(got(await listEverybody(shell, DUTY, exitRef)).people, 4)
  })

  it('is closed when all have settled or left, each with a reason', async () => {
    const exitRef = await begun()
    got(await listEverybody(shell, DUTY, exitRef))
    const end = { exitRef, state: 'closed', why: 'Done' } as const
    assert.equal(refusal(await finishExit(shell, DUTY, end)), 'people still wait')
    assert.equal(refusal(await takeOffList(shell, DUTY, { exitRef, line: 1, why: ' ' })), 'no reason given')
    for (const line of [1, 2, 3, 4]) got(await takeOffList(shell, DUTY, { exitRef, line, why: 'With family' }))
    assert.equal(refusal(await takeOffList(shell, DUTY, { exitRef, line: 1, why: 'Again' })), 'not in this state')
    const note = { exitRef, line: 1, note: { insulin: true } }
    assert.equal(refusal(await changeTriage(shell, DUTY, note)), 'not in this state')
    assert.equal(got(await finishExit(shell, DUTY, end)).state, 'closed')
  })

  it('is opened anew, as another with a list of its own, when its provider fails again after it was closed; and never twice at once', async () => {
    const first = await begun()
    assert.equal(refusal(await beginExit(shell, DUTY, failing)), 'under way already')
    got(await listEverybody(shell, DUTY, first))
    for (const line of [1, 2, 3, 4]) got(await takeOffList(shell, DUTY, { exitRef: first, line, why: 'With family' }))
    got(await finishExit(shell, DUTY, { exitRef: first, state: 'closed', why: 'Done' }))
    assert.equal(refusal(await classExit(shell, DUTY, { ...failing, exitRef: first })), 'not in this state')
    const second = await begun()
    assert.notEqual(second, first)
    assert.equal(got(await listEverybody(shell, DUTY, second)).people, 4)
    assert.ok((await people(first)).every(({ state, leftWhy }) => state === 'left' && leftWhy === 'With family'))
    assert.equal(refusal(await listEverybody(shell, DUTY, first)), 'not open')
    const states = (await exits()).map(({ exitRef, state }) => [exitRef, state]).toSorted()
    assert.deepEqual(
      states,
      [
        [first, 'closed'],
        [second, 'open'],
      ].toSorted(),
    )
  })

  it('learns of people from a file: all of its rows, or none with each fault by its row', async () => {
    const send = (text: string) =>
      tellOfPeople(shell, DUTY, { organisationRef: BANDED, bytes: new TextEncoder().encode(text) })
    assert.deepEqual(refusal(await send('name,pays\r\nAda,self_funder')), {
      ...{ why: 'columns missing', columns: ['zone', 'visits'] },
    })
    const faulty = await send('name;pays;zone;visits\nAda;self_funder;rural;08:00/30\nBo;nobody;moon;08:00/30')
    const found = refusal(faulty)
    assert.deepEqual(found?.why === 'faults' && found.faults.map(({ line, field }) => [line, field]), [
      [3, 'pays'],
      [3, 'zone'],
    ])
    assert.equal(
      got(await send('Name,Pays,Zone,Visits\nAda,self funder,rural,08:00/30\nBo,other council,rural,12:00/45/5')),
      2,
    )
    assert.deepEqual(
      (await read((tx) => listKnownPeople(tx, BANDED))).map(({ name, pays }) => [name, pays]),
      [
        ['Ada', 'self_funder'],
        ['Bo', 'other_council'],
      ],
    )
  })

  it('is told of nobody twice: the same file again, the same form again, the same row twice', async () => {
    const bytes = new TextEncoder().encode('name,pays,zone,visits\nElla Finch,other_council,rural,08:00/30\n')
    const told = () => tellOfPeople(shell, DUTY, { organisationRef: BANDED, bytes })
    assert.equal(got(await told()), 1)
    const again = await told()
    assert.ok(!again.ok && again.error.why === 'faults')
    assert.deepEqual(
      again.error.faults.map(({ line, field, message }) => [line, field, /KP-1001 is this person/.test(message)]),
      [[2, 'name', true]],
    )
    const typed = { name: ' ella  FINCH', pays: 'self_funder', zone: 'rural', visits: '08:00/30' }
    const byForm = await tellOfPerson(shell, DUTY, { organisationRef: BANDED, typed })
    assert.ok(!byForm.ok && byForm.error.why === 'faults' && byForm.error.faults[0]?.field === 'name')
    const rows =
      'name,pays,zone,visits,person_ref\nA,self_funder,rural,08:00/30,P-9\nB,self_funder,rural,09:00/30,P-9\n'
    const twice = await tellOfPeople(shell, DUTY, {
      organisationRef: BANDED,
      bytes: new TextEncoder().encode(rows),
    })
    assert.ok(!twice.ok && twice.error.why === 'faults')
    assert.deepEqual(
      twice.error.faults.map(({ line, message }) => `${line}: ${message}`),
      ['3: Row 2 is this person already. Where it is another, say so in the name'],
    )
    got(await endTold(shell, DUTY, 'KP-1001'))
    assert.equal(got(await told()), 1, 'whoever it serves no longer may come back')
  })

  it('hears of people from the provider itself, who sees and tells of its own alone', async () => {
    const [mine, theirs] = [providerUser(BANDED), providerUser(BALANCED)]
    got(await tellOfPerson(shell, mine, { organisationRef: BANDED, typed: told }))
    assert.deepEqual(refusal(await tellOfPerson(shell, theirs, { organisationRef: BANDED, typed: told })), {
      why: 'no such provider',
    })
    assert.equal((await shell.read(theirs, (tx) => listKnownPeople(tx, BANDED))).length, 0)
    await assert.rejects(
      shell.read(theirs, (tx) => listExits(tx, { offset: 0, limit: 5 })),
      /permission denied/,
    )
    const [ada] = await read((tx) => listKnownPeople(tx, BANDED))
    assert.equal(ada?.toldBy, 'The provider')
  })
})

const machine: Actor = {
  ...officer('M-1', ['continuity.see', 'continuity.manage', 'continuity.tell']),
  kind: 'machine',
}
const ACTORS: Readonly<Record<string, Actor>> = {
  ...{ dee: DUTY, pat: providerUser(BANDED, ['continuity.tell']), machine },
  quinn: providerUser(BALANCED, ['continuity.tell']),
}

describe('exits on pages and over the API', () => {
  const { shell } = useDatabase({ seed: seedExits, listeners })
  let app: FastifyInstance
  before(async () => {
    app = await serverFor(shell, [(doors) => routes(doors, house)], {
      identities: { actorOf: async ({ identity }) => ACTORS[identity], actorOfToken: async (token) => ACTORS[token] },
    })
  })
  after(() => app.close())
  const as = async (identity: string, door: 'staff' | 'portal' = 'staff') => {
    const browser = new Browser(app)
    await browser.signInAs(door, identity)
    return browser
  }

  it('one that is begun withdraws what its provider was asked; others keep theirs, and it is asked again when it stays', async () => {
    const sent = async (personRef: string) => {
      const asked = {
        ...{ personRef, service: 'home_care', outcomes: ['nutrition'], startBy: '2026-11-30' },
        pattern: [
          {
            ...{
              slot: 1,
              days: [1, 2],
              windowFrom: '08:00',
              windowTo: '10:00',
              start: '08:30',
              minutes: 30,
              workers: 1 as const,
            },
            ...{ timeCritical: false, tasks: 'Breakfast' },
          },
        ],
      }
      const { packageRef } = got(await requestPackage(shell, me, asked))
      got(await sendPackage(shell, me, packageRef))
      return packageRef
    }
    const statuses = async (packageRef: string) =>
      Object.fromEntries(
        (await shell.read(me, (tx) => listInvitations(tx, packageRef))).map((one) => [one.organisationRef, one.status]),
      )
    const before = await sent('P-1003')
    assert.equal((await statuses(before))[BANDED], 'invited')
    const others = Object.keys(await statuses(before)).filter((ref) => ref !== BANDED)
    const dee = await as('dee')
    const made = await dee.post('/exits/start', {
      ...{ provider: BANDED, source: 'news', what: 'In the paper' },
      cause: 'business_failure',
    })
    const now = await statuses(before)
    assert.equal(now[BANDED], 'cancelled')
    assert.ok(others.length > 0 && others.every((ref) => now[ref] === 'invited'))
    assert.deepEqual(Object.keys(await statuses(await sent('P-1004'))).sort(), others.toSorted())
    const at = String(made.headers['location'])
    // As of an exit that was opened before brokerage listened.
    await inCommand(shell, (tx) => askProviderAgain(tx, BANDED))
    const unheard = await sent('P-1002')
    assert.equal((await statuses(unheard))[BANDED], 'invited')
    assert.equal(got(await tellOfOpenExits(shell, me)), 1)
    assert.equal(refusal(await tellOfOpenExits(shell, me)), 'all are known')
    assert.equal((await statuses(unheard))[BANDED], 'cancelled')
    // As of one that was opened before the directory listened.
    await inCommand(shell, (tx) => noteStaying(tx, BANDED))
    assert.equal(got(await tellOfOpenExits(shell, me)), 1)
    assert.deepEqual([...(await shell.read(me, (tx) => listNotedLeaving(tx, [BANDED, SPLIT])))], [BANDED])
    assert.equal(refusal(await tellOfOpenExits(shell, me)), 'all are known')
    assert.equal((await dee.post(`${at}/finish`, { state: 'stood_down', why: 'A buyer was found' })).statusCode, 303)
    assert.equal((await statuses(await sent('P-1005')))[BANDED], 'invited')
  })

  it('a duty officer begins one, lists everybody, learns more of a person, and ends it', async () => {
    const dee = await as('dee')
    const wrong = await dee.post('/exits/start', {
      provider: 'none',
      source: 'news',
      what: 'x',
      cause: 'business_failure',
    })
    assert.match(wrong.body, /No provider has this name or reference/)
    const made = await dee.post('/exits/start', {
      ...{ provider: BANDED, source: 'news', what: 'In the paper' },
      cause: 'business_failure',
    })
    const at = String(made.headers['location'])
    assert.match((await dee.get(at)).body, /section 48/)
    await dee.send(`${at}/list`, { _csrf: await dee.token(`${at}/finish`) })
    const list = (await dee.get(`${at}/people`)).body
    assert.match(list, /Owen Price[\s\S]*Margaret Hughes/)
    assert.doesNotMatch(list, /4711/)
    assert.match((await dee.get(`${at}/people?band=critical&words=hugh`)).body, /Showing <strong>1<\/strong> person/)
    assert.match((await dee.get(`${at}/people.csv`)).body, /Critical,9,Owen Price,P-1002/)
    const letters = (await dee.get(`${at}/letters?words=owen`)).body
    assert.match(letters, /1 letter[\s\S]*Owen Price[\s\S]*Your care provider is changing/)
    assert.doesNotMatch(letters, /Margaret Hughes/)
    assert.match((await dee.get(`${at}/people/3/letter?large=1`)).body, /govuk-body-l[\s\S]*4 Mill Lane<br>HR6 8AB/)
    const person = `${at}/people/3`
    assert.match((await dee.get(person)).body, /see the code/)
    const said = { insulin: 'yes', decides: 'no', prefers: 'ledbury' }
    const unknown = await dee.post(`${person}/triage`, { ...said, refuses: '1-102\nNobody Care' }, person)
    assert.match(unknown.body, /No provider is called “Nobody Care”[\s\S]*1-102[^<]*Nobody Care\s*<\/textarea/)
    await dee.post(`${person}/triage`, { ...said, refuses: 'MEADOW VIEW HOMECARE\n' }, person)
    const learned = (await dee.get(person)).body
    assert.match(learned, /Would like[\s\S]*Ledbury Support[\s\S]*Refused[\s\S]*Meadow View Homecare/)
    assert.match((await dee.get(`${at}/people/1`)).body, /Stays together with[\s\S]*(Elsie|Ivor) Barr/)
    assert.match(learned, /Zone\s*<\/dt>\s*<dd[^>]*>\s*Rural/)
    assert.match((await dee.post(`${person}/leave`, { why: '' }, person)).body, /Say why/)
    assert.equal((await dee.post(`${person}/leave`, { why: 'With her daughter' }, person)).statusCode, 303)
    assert.match((await dee.post(`${at}/finish`, { state: 'closed', why: 'Done' })).body, /Somebody still waits/)
    assert.equal((await dee.post(`${at}/finish`, { state: 'stood_down', why: 'A buyer was found' })).statusCode, 303)
    for (const url of ['/exits', at, `${at}/people`, person, `/providers/${BANDED}/known-people`]) {
      const { value, queries } = await countQueries(() => dee.get(url))
      assert.ok(value.statusCode === 200 && queries <= 8, `${url} asks ${queries} times`)
    }
  })

  it('a provider tells whom else it serves, and an officer sees it', async () => {
    const pat = await as('pat', 'portal')
    assert.match((await pat.post('/portal/known-people', { name: 'Ada Moss' })).body, /Say who pays/)
    assert.equal((await pat.post('/portal/known-people', told)).statusCode, 303)
    const dee = await as('dee')
    const seen = (await dee.get(`/providers/${BANDED}/known-people`)).body
    assert.match(seen, /Ada Moss[\s\S]*The provider/)
    const known = /name="known" value="([^"]+)"/.exec(seen)?.[1] ?? ''
    const at = `/providers/${BANDED}/known-people`
    assert.equal((await dee.post(`${at}/gone`, { known }, at)).statusCode, 303)
    assert.doesNotMatch((await dee.get(at)).body, /Ada Moss/)
    assert.equal((await pat.get('/exits')).statusCode, 403)
  })

  it('its provider reads in the portal that it is open, until when, and what is asked for; another reads nothing of it', async () => {
    const [pat, theirs] = [await as('pat', 'portal'), await as('quinn', 'portal')]
    const reads = async (browser: Browser) => (await browser.get('/portal/known-people')).body
    assert.doesNotMatch(await reads(pat), /Your care here is to end/)
    const { exitRef } = got(await beginExit(shell, DUTY, failing))
    const body = await reads(pat)
    assert.match(body, /Your care here is to end[\s\S]*hand over the care plan/)
    assert.doesNotMatch(body, /paper|business fails|section 48/i, 'nothing of why')
    assert.doesNotMatch(await reads(theirs), /Your care here is to end/)
    const change = { exitRef, cause: 'contract_handback', lastDay: '2026-12-31', why: 'They agreed a day' } as const
    got(await changeAnExit(shell, DUTY, change))
    assert.match(await reads(pat), /The last day of your care is 31 December 2026/)
    got(await finishExit(shell, DUTY, { exitRef, state: 'stood_down', why: 'It stays' }))
    assert.doesNotMatch(await reads(pat), /Your care here is to end/)
  })

  it('a machine begins one, tells of a person and reads the list without names', async () => {
    let calls = 0
    const send = (method: 'GET' | 'POST', url: string, payload?: object) =>
      app.inject({
        ...{ method, url, ...(payload ? { payload } : {}) },
        headers: { authorization: 'Bearer machine', 'idempotency-key': `k-${++calls}` },
      })
    const made = await send('POST', '/api/v1/exits', failing)
    assert.equal(made.statusCode, 201, made.body)
    assert.equal((await send('POST', '/api/v1/exits', failing)).statusCode, 409)
    const { ref } = made.json<{ ref: string }>()
    assert.equal((await send('POST', `/api/v1/providers/${BANDED}/known-people`, told)).statusCode, 201)
    assert.equal((await send('POST', `/api/v1/providers/${BANDED}/known-people`, { name: 'X' })).statusCode, 422)
    assert.deepEqual((await send('POST', `/api/v1/exits/${ref}/people`)).json(), { added: 5, left: 0, people: 5 })
    const list = await send('GET', `/api/v1/exits/${ref}/people`)
    assert.equal(list.json<{ people: { band: string }[] }>().people[0]?.band, 'critical')
    assert.doesNotMatch(list.body, /Margaret/)
    assert.equal(
      ((await send('GET', '/api/v1/exits')).json() as { exits: { section48: boolean }[] }).exits[0]?.section48,
      true,
    )
  })

  it('tells whoever decides what waits: to class, to list, to plan and ask', async () => {
    const exit = got(await beginExit(shell, DUTY, failing))
    const [source] = work
    const waits = async () => {
      const items = await shell.read(DUTY, (tx) => source?.list(tx, DUTY) ?? Promise.resolve([]))
      return items.map(({ action, record, title }) => [action, record, /\d+ people wait/.exec(title)?.[0]])
    }
    const record = `exit:${exit.exitRef}`
    assert.deepEqual(await waits(), [['List everybody', record, undefined]])
    got(await listEverybody(shell, DUTY, exit.exitRef))
    assert.deepEqual(await waits(), [['Plan, and ask them', record, '4 people wait']])
    const found = await shell.read(DUTY, (tx) => search[0]?.find(tx, 'ex-1001', 5) ?? Promise.resolve([]))
    assert.match(found[0]?.title ?? '', /^Exit of/)
  })
})
