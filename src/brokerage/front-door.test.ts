import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { assignPackages, closeOffers, sendPackage } from '#src/brokerage/packages/package-commands.ts'
import { copyPackage } from '#src/brokerage/requests/request-commands.ts'
import { listContractsFor, nameLead } from '#src/contracts/index.ts'
import { changePolicy } from '#src/councils/index.ts'
import { listeners } from '#src/brokerage/listeners.ts'
import { findOffer } from '#src/brokerage/offers/offer.store.ts'
import { giveOffer, takeOfferBack } from '#src/brokerage/offers/offer-commands.ts'
import { findPackage } from '#src/brokerage/packages/care-package.store.ts'
import { panels, search, work } from '#src/brokerage/panels.ts'
import { routes } from '#src/brokerage/routes.ts'
import {
  chosenPackage,
  got,
  officerOf,
  provider,
  seedSmallCouncil,
  sentPackage,
  SIGNERS,
  signAll,
  wholeOffer,
} from '#src/brokerage/small-council.test.ts'
import { words } from '#src/brokerage/words.ts'
import { setCeiling } from '#src/brokerage/small-council.test.ts'
import type { Actor } from '#src/platform/actor.ts'
import { countQueries } from '#src/platform/database.ts'
import type { Doors } from '#src/platform/http/doors.ts'
import type { House } from '#src/platform/panels.ts'
import { NOON, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'

const house: House = { panels, work, search, words }
const MOST_QUERIES = 8

describe('brokerage through the front door', () => {
  const { shell, clock } = useDatabase({ seed: seedSmallCouncil, listeners })
  const councillor: Actor = { ...officerOf('O-1'), id: 'O-9', grants: new Set(['councils.see', 'contracts.see']) }

  let machine: Actor | undefined
  let opened: ReturnType<typeof serverFor> | undefined
  const open = (): ReturnType<typeof serverFor> => {
    opened ??= serverFor(shell, [(doors: Doors) => routes(doors, house)], {
      identities: {
        actorOf: async ({ identity }: { identity: string }) =>
          identity === 'councillor'
            ? councillor
            : identity === 'administrator'
              ? { ...councillor, grants: new Set(['audit.see']) }
              : identity.startsWith('1-')
                ? provider(identity)
                : officerOf(identity),
        actorOfToken: async () => machine,
      },
    })
    return opened
  }
  const staff = async (ref: string) => {
    const browser = new Browser(await open())
    await browser.signInAs('staff', ref)
    return browser
  }
  const portal = async (ref: string) => {
    const browser = new Browser(await open())
    await browser.signInAs('portal', ref)
    return browser
  }

  it('a social worker asks for a package, page by page', async () => {
    const browser = await staff('O-2')
    const found = await browser.get('/packages/start?person=Hughes')
    assert.match(found.body, /Margaret Hughes/)
    const started = await browser.post(
      '/packages/start',
      { personRef: 'P-1001', words: 'Hughes' },
      '/packages/start?person=Hughes',
    )
    assert.equal(started.headers.location, '/packages/PK-1001/visits')
    const short = {
      days: '1',
      start: '08:00',
      windowFrom: '07:30',
      windowTo: '09:00',
      minutes: '15',
      workers: '1',
      tasks: 'Medicines',
    }
    const refused = await browser.post('/packages/PK-1001/visits', short)
    assert.equal(refused.statusCode, 400)
    assert.match(refused.body, /less than 30 minutes needs a reason/)
    assert.match(refused.body, /Medicines/)
    const agreedOn = { 'agreedOn-day': '20', 'agreedOn-month': '11', 'agreedOn-year': '2026' }
    const unagreed = await browser.post('/packages/PK-1001/visits', {
      ...short,
      ...agreedOn,
      shortReason: 'medication',
    })
    assert.equal(unagreed.statusCode, 400)
    assert.match(unagreed.body, /Select who agreed to so short a visit/)
    assert.match(unagreed.body, /name="agreedOn-day"[^>]*value="20"/)
    const agreed = { ...short, shortReason: 'medication', agreedBy: 'person' }
    const undated = await browser.post('/packages/PK-1001/visits', agreed)
    assert.match(undated.body, /Enter the day on which they agreed/)
    assert.match(undated.body, /value="person" selected/)
    const added = await browser.post('/packages/PK-1001/visits', { ...agreed, ...agreedOn })
    assert.equal(added.statusCode, 303)
    const visits = await browser.get('/packages/PK-1001/visits')
    assert.match(visits.body, /Short visit: medication. The person agreed on 20 November 2026/)
    const empty = await browser.post('/packages/PK-1001/details', { urgent: 'no' })
    assert.equal(empty.statusCode, 400)
    assert.match(empty.body, /Enter the day by which care must start/)
    const details = {
      'startBy-day': '30',
      'startBy-month': '11',
      'startBy-year': '2026',
      urgent: 'no',
      outcomes: 'nutrition',
      skills: 'Welsh',
    }
    assert.equal((await browser.post('/packages/PK-1001/details', details)).headers.location, '/packages/PK-1001/check')
    const check = await browser.get('/packages/PK-1001/check')
    assert.match(check.body, /Managing and maintaining nutrition/)
    assert.equal((await browser.post('/packages/PK-1001/send', {}, '/packages/PK-1001/check')).statusCode, 303)
    const record = await browser.get('/packages/PK-1001')
    assert.match(record.body, /Waiting for offers/)
    const again = await browser.post(
      '/packages/start',
      { personRef: 'P-1001', words: 'Hughes' },
      '/packages/start?person=Hughes',
    )
    assert.equal(again.headers.location, '/packages/PK-1001')
  })

  it('what was done is told in green, and what was not as important', async () => {
    const browser = await staff('O-2')
    const ask = () =>
      browser.post('/packages/start', { personRef: 'P-1001', words: 'Hughes' }, '/packages/start?person=Hughes')
    await ask()
    const again = await ask()
    assert.equal(again.headers.location, '/packages/PK-1001')
    const told = await browser.get('/packages/PK-1001')
    assert.match(told.body, /Important[^]*This person has an open package already: this one/)
    assert.doesNotMatch(told.body, /notification-banner--success/)
    assert.doesNotMatch((await browser.get('/packages/PK-1001')).body, /notification-banner/)
    const usual = { days: '1', start: '08:00', windowFrom: '07:30', windowTo: '09:00', minutes: '30', workers: '1' }
    await browser.post('/packages/PK-1001/visits', { ...usual, tasks: 'Medicines' })
    assert.match((await browser.get('/packages/PK-1001/visits')).body, /notification-banner--success[^]*Visit added/)
  })

  it('the history of a package is for those who may see packages, whoever else reads the audit', async () => {
    const packageRef = await sentPackage(shell)
    assert.match((await (await staff('O-2')).get(`/history/package/${packageRef}`)).body, /Package asked for/)
    const administrator = await staff('administrator')
    for (const path of [`/history/package/${packageRef}`, '/history/offer/OF-1001'])
      assert.equal((await administrator.get(path)).statusCode, 403)
  })

  it('a visit is taken out again, and an empty form is told what to enter', async () => {
    const browser = await staff('O-2')
    await browser.post('/packages/start', { personRef: 'P-1001', words: 'Hughes' }, '/packages/start?person=Hughes')
    const nothing = await browser.post('/packages/PK-1001/visits', {})
    assert.equal(nothing.statusCode, 400)
    for (const message of [
      'Select at least one day',
      'Enter the best time to start',
      'whole number',
      'Say what the visit is for',
    ])
      assert.match(nothing.body, new RegExp(message))
    const visit = { days: '1', start: '08:00', minutes: '45', workers: '2', tasks: 'Washing' }
    await browser.post('/packages/PK-1001/visits', visit)
    assert.match((await browser.get('/packages/PK-1001/visits')).body, /two workers/)
    await browser.post('/packages/PK-1001/visits/remove', { slot: '1' }, '/packages/PK-1001/visits')
    assert.match((await browser.get('/packages/PK-1001/check')).body, /Add the visits that are needed/)
    const nobody = await browser.post('/packages/start', {}, '/packages/start?person=Hughes')
    assert.equal(nobody.statusCode, 400)
  })

  it('a provider offers, changes the offer, withdraws and declines', async () => {
    const packageRef = await sentPackage(shell)
    const browser = await portal('1-101')
    const list = await browser.get('/portal/offers')
    assert.match(list.body, new RegExp(packageRef))
    assert.doesNotMatch(list.body, /Hughes/)
    const at = `/portal/offers/${packageRef}`
    const page = await browser.get(at)
    assert.doesNotMatch(page.body, /Hughes|Mill Lane|P-1001/)
    assert.match(page.body, /£181.35/)
    const late = await browser.post(at, { covers: '1-1' })
    assert.equal(late.statusCode, 400)
    assert.match(late.body, /Enter the day from which you can start/)
    const offer = {
      'startDay-day': '30',
      'startDay-month': '11',
      'startDay-year': '2026',
      covers: '1-1',
      note: 'Tea later',
    }
    const unfit = await browser.post(at, offer)
    assert.equal(unfit.statusCode, 400)
    assert.match(unfit.body, /Tick everything that is a must/)
    Object.assign(offer, { meets: 'skill:welsh-speaker' })
    assert.equal((await browser.post(at, offer)).statusCode, 303)
    assert.match((await browser.get(at)).body, /not all visits/)
    assert.equal((await browser.post(`${at}/withdraw`, {}, at)).statusCode, 303)
    const unsaid = await browser.post(`${at}/decline`, { code: '' }, at)
    assert.equal(unsaid.statusCode, 400)
    assert.equal((await browser.post(`${at}/decline`, { code: 'no_skills' }, at)).statusCode, 303)
    clock.now = NOON.add({ hours: 30 })
    const later = await portal('1-101')
    assert.match((await later.get('/portal/offers')).body, /No requests are open now/)
    assert.match((await later.get('/portal/offers?show=closed')).body, /Declined/)
    assert.doesNotMatch((await later.get(at)).body, /Send this offer/)
  })

  it('a provider asking for what is another’s, by address or by API, finds nothing there', async () => {
    const packageRef = await sentPackage(shell)
    got(await giveOffer(shell, provider('1-101'), wholeOffer(packageRef)))
    const offerRef = (await shell.read(system(), (tx) => findOffer(tx, packageRef, '1-101')))?.offerRef ?? ''
    const stranger = await portal('1-999')
    assert.equal((await stranger.get(`/portal/offers/${packageRef}`)).statusCode, 404)
    const own = await portal('1-102')
    const token = await own.token(`/portal/offers/${packageRef}`)
    for (const path of ['/portal/offers/PK-9', '/portal/offers/PK-9/decline', '/portal/offers/PK-9/withdraw']) {
      const fields = {
        _csrf: token,
        covers: '1-1',
        'startDay-day': '30',
        'startDay-month': '11',
        'startDay-year': '2026',
        code: 'no_skills',
      }
      assert.equal((await own.send(path, fields)).statusCode, 404, path)
    }
    assert.equal((await own.get(`/packages/${packageRef}`)).statusCode >= 300, true)
    machine = provider('1-102')
    const app = await open()
    const call = (method: 'GET' | 'POST', url: string, payload?: object) =>
      app.inject({
        method,
        url,
        headers: { authorization: 'Bearer any', 'idempotency-key': `k${url}` },
        ...(payload ? { payload } : {}),
      })
    assert.equal((await call('GET', `/api/v1/offers/${offerRef}`)).statusCode, 404)
    assert.equal((await call('POST', `/api/v1/offers/${offerRef}/withdraw`, {})).statusCode, 404)
    assert.equal((await call('GET', '/api/v1/invitations/PK-9')).statusCode, 404)
    assert.equal((await call('POST', '/api/v1/invitations/PK-9/decline', { code: 'no_skills' })).statusCode, 404)
    assert.equal(
      (
        await call('POST', '/api/v1/offers', {
          packageRef: 'PK-9',
          startDay: '2026-11-30',
          covers: [{ slot: 1, day: 1 }],
        })
      ).statusCode,
      404,
    )
    assert.equal((await call('GET', `/api/v1/packages/${packageRef}`)).statusCode, 403)
    assert.deepEqual((await call('GET', '/api/v1/placements')).json(), { items: [], next: null })
  })

  it('a visit of a draft is changed in its place, and a change of care shows the visits that run beside those asked for', async () => {
    const placed = await chosenPackage(shell)
    await signAll(shell, placed)
    clock.now = Temporal.Instant.from('2026-12-01T12:00:00Z')
    const copied = got(await copyPackage(shell, officerOf('O-2'), { packageRef: placed, kind: 'change' }))
    const sam = await staff('O-2')
    const at = `/packages/${copied.packageRef}/visits`
    const shown = (await sam.get(at)).body
    assert.match(shown, /Visits now[\s\S]*with Wye Valley Carers, [\s\S]*Visits asked for/)
    assert.ok(shown.includes(`href="${at}/1"`))
    const form = (await sam.get(`${at}/1`)).body
    assert.match(form, /value="08:00"[\s\S]*value="45"[\s\S]*Washing and breakfast[\s\S]*Save this visit/)
    const visit = { days: ['1', '2'], start: '08:15', windowFrom: '07:30', windowTo: '09:00', workers: '2' }
    const refused = await sam.post(`${at}/1`, { ...visit, minutes: '', tasks: 'Shower' }, `${at}/1`)
    assert.equal(refused.statusCode, 400)
    assert.match(refused.body, /Enter the minutes as a whole number[\s\S]*08:15[\s\S]*Shower/)
    const saved = await sam.post(`${at}/1`, { ...visit, minutes: '60', tasks: 'Shower' }, `${at}/1`)
    assert.equal(saved.headers.location, at)
    const pkg = await shell.read(system(), (tx) => findPackage(tx, copied.packageRef))
    assert.deepEqual(
      pkg?.pattern.map(({ slot, start, minutes, workers, tasks }) => [slot, start, minutes, workers, tasks]),
      [
        [1, '08:15', 60, 2, 'Shower'],
        [2, '17:00', 30, 1, 'Tea and medicines'],
      ],
    )
    assert.match(
      (await sam.get(`/packages/${copied.packageRef}/check`)).body,
      /Visits now[\s\S]* a week, £181\.35[\s\S]*Washing and breakfast/,
    )
    assert.equal((await sam.get(`${at}/9`)).statusCode, 404)
  })

  it('each offer stands beside the ceiling of its own invitation, where that changed between two rounds', async () => {
    const on = { service: 'home_care', zone: 'rural', on: '2026-11-30' }
    const contracts = await shell.read(system(), (tx) => listContractsFor(tx, on))
    const lead = contracts.find(({ organisationRef }) => organisationRef === '1-102')?.contractRef ?? ''
    got(await nameLead(shell, system(), { contractRef: lead, zone: 'rural', fromDay: '2026-11-22' }))
    const decide = { fromDay: '2026-11-22', reason: 'Cabinet' }
    const routes = [{ of: 'any', mechanism: 'lead_first' as const, firstRefusalHours: 4 }]
    got(await changePolicy(shell, system(), { ...decide, kind: 'sending', value: { routes } }))
    const packageRef = await sentPackage(shell)
    const covers = wholeOffer(packageRef).covers.slice(1)
    got(await giveOffer(shell, provider('1-102'), { ...wholeOffer(packageRef), covers }))
    got(await closeOffers(shell, officerOf('O-1'), packageRef))
    const ceilings = [{ service: 'home_care', zone: 'rural', pencePerHour: 2500 }]
    got(
      await changePolicy(shell, system(), {
        ...decide,
        fromDay: '2026-11-23',
        kind: 'price-ceiling',
        value: { ceilings },
      }),
    )
    got(await sendPackage(shell, officerOf('O-1'), packageRef))
    for (const ref of ['1-101', '1-103']) got(await giveOffer(shell, provider(ref), wholeOffer(packageRef)))
    got(await closeOffers(shell, officerOf('O-1'), packageRef))
    const { body } = await (await staff('O-1')).get(`/packages/${packageRef}/choose-offer`)
    const saidOf = (name: string) =>
      new RegExp(
        `<h3 class="govuk-heading-s">\\d\\. ${name}</h3><p class="govuk-body">[^<]*the ceiling of £([\\d.]+)`,
      ).exec(body)?.[1]
    assert.deepEqual(['Ledbury Support', 'Wye Valley Carers', 'Meadow View Homecare'].map(saidOf), [
      '23.70',
      '25.00',
      '25.00',
    ])
  })

  it('a broker chooses against the ranking only with a reason', async () => {
    const packageRef = await sentPackage(shell)
    for (const ref of ['1-101', '1-102', '1-103']) got(await giveOffer(shell, provider(ref), wholeOffer(packageRef)))
    clock.now = NOON.add({ hours: 24 })
    const browser = await staff('O-1')
    const at = `/packages/${packageRef}/choose-offer`
    const page = await browser.get(at)
    for (const shown of ['Rated Good: 80 of 100', '£9,456.11', 'above the ceiling', '£181.35'])
      assert.match(page.body, new RegExp(shown))
    const offerRef = (await shell.read(system(), (tx) => findOffer(tx, packageRef, '1-102')))?.offerRef ?? ''
    assert.equal((await browser.post(at, {})).statusCode, 400)
    assert.equal((await browser.post(at, { offer: [offerRef, 'twice'], words: ['a', 'b'] })).statusCode, 400)
    const refused = await browser.post(at, { offer: offerRef, code: '', words: 'She knows them' })
    assert.equal(refused.statusCode, 400)
    assert.match(refused.body, /Select why you do not choose the first/)
    assert.match(refused.body, /She knows them/)
    const chosen = await browser.post(at, { offer: offerRef, code: 'continuity', words: 'She knows them' })
    assert.equal(chosen.statusCode, 303)
    assert.match((await browser.get(`/packages/${packageRef}`)).body, /Awaiting sign-off/)
    assert.equal((await browser.get(at)).statusCode, 303)
  })

  it('a form that is out of date chooses no offer that was taken back, offers nothing after the window, and signs no step twice', async () => {
    const packageRef = await sentPackage(shell)
    for (const ref of ['1-101', '1-102']) got(await giveOffer(shell, provider(ref), wholeOffer(packageRef)))
    const gone = (await shell.read(system(), (tx) => findOffer(tx, packageRef, '1-102')))?.offerRef ?? ''
    clock.now = NOON.add({ hours: 23, minutes: 55 })
    const late = await portal('1-103')
    const shownToLate = await late.token(`/portal/offers/${packageRef}`)
    got(await takeOfferBack(shell, provider('1-102'), { packageRef }))
    clock.now = NOON.add({ hours: 24 })
    const offered = { covers: ['1-1'], 'startDay-day': '30', 'startDay-month': '11', 'startDay-year': '2026' }
    const refused = await late.send(`/portal/offers/${packageRef}`, { ...offered, _csrf: shownToLate })
    assert.match(`${refused.statusCode}${refused.body}`, /^400[\s\S]*The time for offers is over/)
    assert.equal(await shell.read(system(), (tx) => findOffer(tx, packageRef, '1-103')), undefined)
    const broker = await staff('O-1')
    const at = `/packages/${packageRef}/choose-offer`
    const stale = await broker.post(at, { offer: gone, code: 'continuity', words: 'She knows them' })
    assert.equal(stale.statusCode, 400)
    assert.match(stale.body, /There is a problem/)
    assert.equal((await shell.read(system(), (tx) => findPackage(tx, packageRef)))?.choice, undefined)
    const signed = await chosenPackage(shell, 'P-1002')
    const sign = `/packages/${signed}/sign-off`
    const signer = await staff(SIGNERS[0])
    const token = await signer.token(sign)
    const both = [1, 2].map(() => signer.send(sign, { step: '1', decision: 'sign', _csrf: token }))
    const [once, twice] = [await both[0], await both[1]]
    assert.equal(once?.statusCode, 303)
    assert.match(`${twice?.statusCode}${twice?.body}`, /^4[\s\S]*decided this signature already/)
  })

  it('five officers sign on the page, the last one places, and the provider sees whom it serves', async () => {
    const packageRef = await chosenPackage(shell)
    const at = `/packages/${packageRef}/sign-off`
    const requester = await staff('O-2')
    assert.doesNotMatch((await requester.get(at)).body, /Confirm your decision/)
    for (const [index, ref] of SIGNERS.entries()) {
      const browser = await staff(ref)
      const page = await browser.get(at)
      for (const fact of ['£181.35 a week', 'What care is needed', 'committed'])
        assert.match(page.body, new RegExp(fact))
      // Of all offers, that of the first provider alone is marked.
      assert.match(page.body, />All offers<[^]*Wye Valley Carers[^]*?>\s*Chosen\s*<\/strong>/)
      assert.equal(page.body.match(/>\s*Chosen\s*<\/strong>/g)?.length, 1)
      if (index === 0) {
        const undecided = await browser.post(at, { step: '1' })
        assert.equal(undecided.statusCode, 400)
        const unsaid = await browser.post(at, { step: '1', decision: 'refuse', reason: '' })
        assert.match(unsaid.body, /Say why/)
        const wrong = await browser.post(at, { step: '2', decision: 'sign' })
        assert.match(wrong.body, /belongs to another role/)
      }
      assert.equal((await browser.post(at, { step: String(index + 1), decision: 'sign' })).statusCode, 303, ref)
    }
    assert.equal((await shell.read(system(), (tx) => findPackage(tx, packageRef)))?.status, 'placed')
    const change = `href="/packages/${packageRef}/change"`
    assert.ok((await (await staff('O-1')).get(`/packages/${packageRef}`)).body.includes(change))
    assert.ok(!(await requester.get(`/packages/${packageRef}`)).body.includes(change), 'only who brokers changes care')
    const mine = await portal('1-101')
    assert.match((await mine.get('/portal/placements')).body, /Margaret Hughes[\s\S]*4 Mill Lane/)
    const other = await portal('1-103')
    assert.doesNotMatch((await other.get('/portal/placements')).body, /Hughes/)
    assert.match((await other.get(`/portal/offers/${packageRef}`)).body, /Not chosen/)
  })

  it('says who has a package; a broker takes what is ticked', async () => {
    const packageRef = await chosenPackage(shell)
    const bea = await staff('O-1')
    assert.match((await bea.get('/packages')).body, /data-heading="With">No one/)
    const unticked = await bea.post('/packages/chosen', { do: 'mine' }, '/packages')
    assert.equal(unticked.headers.location, '/packages')
    assert.match((await bea.get('/packages')).body, /tick the packages first/)
    await bea.post('/packages/chosen', { chosen: packageRef, do: 'mine' }, '/packages')
    const mine = (await bea.get('/packages?sort=with')).body
    assert.match(mine, /One package is with you now/)
    assert.match(mine, /data-heading="With">Bea/)
    await bea.post('/packages/chosen', { chosen: packageRef, do: 'mine' }, '/packages')
    assert.match((await bea.get(`/packages/${packageRef}`)).body, /with Bea[^<]* now/i)
    assert.match((await bea.get('/packages.csv?words=')).body, /,With\r?\n[\s\S]*,Bea/)
  })

  it('sends back, hands over, reminds, withdraws and ends, each with its reason', async () => {
    const packageRef = await chosenPackage(shell)
    const at = `/packages/${packageRef}`
    const bea = await staff('O-1')
    const reminded = await bea.post('/packages/chosen', { chosen: packageRef, from: 'record', do: 'remind' }, at)
    assert.equal(reminded.headers.location, at)
    assert.match((await bea.get(at)).body, /Reminder sent for 5 signatures/)
    const sue = await staff('O-7')
    assert.equal((await sue.post(`${at}/sign-off`, { step: '1', decision: 'hand-over', to: 'O-5' })).statusCode, 303)
    const tom = await staff('O-5')
    assert.match((await sue.get(`${at}/sign-off`)).body, /Handed to Tom/)
    assert.match((await tom.get(`${at}/sign-off`)).body, /Which signature/)
    assert.equal(
      (await tom.post(`${at}/sign-off`, { step: '1', decision: 'send-back', reason: 'Ask again' })).statusCode,
      303,
    )
    const sentBack = (await bea.get(at)).body
    assert.match(sentBack, /Offers in/)
    assert.match(sentBack, /Sent back at “[^”]+” by Tom[^]*Ask again/)
    const choosing = (await bea.get(`${at}/choose-offer`)).body
    assert.match(choosing, /Your answer to Tom/)
    const offer = /name="offer" type="radio" value="(OF-\d+)"/.exec(choosing)?.[1] ?? ''
    const silent = await bea.post(`${at}/choose-offer`, { offer, answer: '' })
    assert.equal(silent.statusCode, 400)
    assert.match(silent.body, /Answer what was asked when the choice was sent back/)
    assert.equal((await bea.post(`${at}/choose-offer`, { offer, answer: 'They were asked twice' })).statusCode, 303)
    const toSign = (await tom.get(`${at}/sign-off`)).body
    for (const said of [/Asked by Tom/, /Ask again/, /They were asked twice/]) assert.match(toSign, said)
    const unsaid = await bea.post(`${at}/withdraw`, { reason: '' })
    assert.equal(unsaid.statusCode, 400)
    assert.equal((await bea.post(`${at}/withdraw`, { reason: 'Stays with her son' })).statusCode, 303)
    assert.match((await bea.get(at)).body, /Stays with her son/)
    const second = await chosenPackage(shell, 'P-1002')
    await signAll(shell, second)
    const undated = await bea.post(`/packages/${second}/end`, { reason: 'x' })
    assert.match(undated.body, /Enter the first day without care/)
    const end = { 'endDay-day': '14', 'endDay-month': '12', 'endDay-year': '2026', reason: 'Moved' }
    assert.equal((await bea.post(`/packages/${second}/end`, end)).statusCode, 303)
    // The queue opens on the packages in hand; all are one link away.
    const inHand = (await bea.get('/packages')).body
    assert.ok(!inHand.includes(`/packages/${second}"`) && inHand.includes('href="/packages?words="'))
    assert.ok((await bea.get('/packages?words=')).body.includes(`/packages/${second}"`))
  })

  it('a placement above the contract waits for a named officer', async () => {
    await setCeiling(shell, 100_000)
    const packageRef = await chosenPackage(shell)
    await signAll(shell, packageRef)
    const at = `/packages/${packageRef}`
    const hal = await staff('O-6')
    assert.match((await hal.get(at)).body, /Everyone signed, but it is not placed/)
    assert.match((await hal.get(`${at}/over-ceiling`)).body, /£1,000.00/)
    assert.equal((await hal.post(`${at}/over-ceiling`, { reason: '' })).statusCode, 400)
    const bea = await staff('O-1')
    assert.equal((await bea.get(`${at}/over-ceiling`)).statusCode, 403)
    assert.equal((await hal.post(`${at}/over-ceiling`, { reason: 'No one else' })).statusCode, 303)
    assert.match((await hal.get(at)).body, /Placed/)
  })

  it('the queue filters, sorts, and gives its rows as CSV', async () => {
    const packageRef = await sentPackage(shell)
    const browser = await staff('O-1')
    assert.match((await browser.get('/packages')).body, /Margaret Hughes/)
    assert.doesNotMatch((await browser.get('/packages?status=placed')).body, new RegExp(packageRef))
    const csv = await browser.get('/packages.csv?status=sent&sort=-hours')
    assert.equal(
      csv.body,
      `Reference,Person,Service,Zone,Hours a week,Offers,Start by,Status,Signed,Signatures,With\r\n${packageRef},Margaret Hughes,Home care,Rural,7.8,0,2026-11-30,Waiting for offers,0,0,\r\n`,
    )
    assert.equal((await browser.get('/packages?sort=nonsense&page=-1&zone=nowhere')).statusCode, 200)
    assert.equal((await browser.get('/packages/PK-9')).statusCode, 404)
  })

  it('shows a councillor nothing', async () => {
    const packageRef = await sentPackage(shell)
    const browser = await staff('councillor')
    for (const path of ['/packages', `/packages/${packageRef}`, '/packages.csv', `/packages/${packageRef}/sign-off`])
      assert.equal((await browser.get(path)).statusCode, 403, path)
  })

  it('machines ask, send, offer, choose; a repeat of a call changes nothing', async () => {
    const bea = { ...officerOf('O-1'), kind: 'machine' as const, id: 'case-system' }
    machine = bea
    const app = await open()
    let key = 0
    const call = (method: 'GET' | 'POST', url: string, payload?: object, same = false) =>
      app.inject({
        method,
        url,
        headers: { authorization: 'Bearer any', 'idempotency-key': `key-${same ? key : ++key}` },
        ...(payload ? { payload } : {}),
      })
    const asked = { personRef: 'P-1001', service: 'home_care', startBy: '2026-11-30', outcomes: ['nutrition'] }
    const visit = {
      slot: 1,
      days: [1],
      windowFrom: '07:00',
      windowTo: '09:00',
      start: '08:00',
      minutes: 45,
      workers: 1,
      timeCritical: false,
      tasks: 'Breakfast',
    }
    const wrong = await call('POST', '/api/v1/packages', { ...asked, pattern: [{ ...visit, minutes: 10 }] })
    assert.equal(wrong.statusCode, 422)
    assert.equal(wrong.json().errors[0].pointer, '#/pattern/0/shortReason')
    assert.equal((await call('POST', '/api/v1/packages', { ...asked, personRef: 'P-9' })).statusCode, 422)
    const first = await call('POST', '/api/v1/packages', { ...asked, pattern: [visit] })
    assert.equal(first.statusCode, 201)
    assert.deepEqual(
      (await call('POST', '/api/v1/packages', { ...asked, pattern: [visit] }, true)).json(),
      first.json(),
    )
    assert.equal((await call('POST', '/api/v1/packages', { ...asked, pattern: [visit] })).statusCode, 409)
    const { packageRef } = first.json() as { packageRef: string }
    assert.equal((await call('POST', `/api/v1/packages/${packageRef}/send`, {})).json().status, 'sent')
    machine = provider('1-101')
    assert.equal((await call('GET', '/api/v1/invitations')).json().items.length, 1)
    const offer = { packageRef, startDay: '2026-11-30', covers: [{ slot: 1, day: 1 }] }
    assert.equal((await call('POST', '/api/v1/offers', { ...offer, covers: [] })).statusCode, 422)
    const made = await call('POST', '/api/v1/offers', offer)
    assert.equal(made.statusCode, 201)
    assert.deepEqual((await call('POST', '/api/v1/offers', offer, true)).json(), made.json())
    clock.now = NOON.add({ hours: 24 })
    assert.equal((await call('POST', '/api/v1/offers', offer)).statusCode, 409)
    machine = bea
    const { offerRef } = made.json() as { offerRef: string }
    assert.equal((await call('POST', `/api/v1/packages/${packageRef}/choose`, { offerRef: 'OF-9' })).statusCode, 409)
    assert.equal(
      (await call('POST', `/api/v1/packages/${packageRef}/choose`, { offerRef })).json().status,
      'awaiting_sign_off',
    )
    const whole = (await call('GET', `/api/v1/packages/${packageRef}`)).json()
    assert.deepEqual([whole.ranking.length, whole.signatures.length, whole.chosenOfferRef], [1, 5, offerRef])
    machine = { ...bea, grants: new Set(['brokerage.sign']) }
    assert.equal((await call('POST', `/api/v1/packages/${packageRef}/signatures/1/sign`, {})).statusCode, 403)
    machine = bea
    const listed = async () => (await call('GET', '/api/v1/packages?limit=1')).json().items
    assert.deepEqual([whole.with, (await listed()).map((one: { with: unknown }) => one.with)], [null, [null]])
    assert.ok((await assignPackages(shell, system(), { packageRefs: [packageRef], officerRef: 'O-1' })).ok)
    const itsOfficer = { officerRef: 'O-1', name: 'Bea Broker' }
    assert.deepEqual((await listed())[0].with, itsOfficer)
    assert.deepEqual((await call('GET', `/api/v1/packages/${packageRef}`)).json().with, itsOfficer)
    assert.equal((await call('GET', '/api/v1/packages/PK-9')).statusCode, 404)
  })

  it('my work shows what waits for me, and no page asks more than eight times', async () => {
    const packageRef = await chosenPackage(shell)
    const items = async (ref: string) => {
      const lists = await Promise.all(
        work
          .filter(({ grant }) => officerOf(ref).grants.has(grant))
          .map(({ list }) => shell.read(officerOf(ref), (tx) => list(tx, officerOf(ref)))),
      )
      return lists.flat().map(({ href }) => href)
    }
    assert.deepEqual(await items('O-4'), [`/packages/${packageRef}/sign-off`])
    assert.deepEqual(await items('O-2'), [])
    const browser = await staff('O-3')
    const paths = [
      '/packages',
      ...['', '/offers', '/sign-off', '/care', '/withdraw-choice'].map((part) => `/packages/${packageRef}${part}`),
    ]
    for (const path of paths) {
      const { value, queries } = await countQueries(() => browser.get(path))
      assert.equal(value.statusCode, 200, path)
      assert.ok(queries <= MOST_QUERIES, `${path} asked ${queries} times`)
    }
    const provided = await portal('1-101')
    for (const path of ['/portal/offers', `/portal/offers/${packageRef}`, '/portal/placements']) {
      const { value, queries } = await countQueries(() => provided.get(path))
      assert.equal(value.statusCode, 200, path)
      assert.ok(queries <= MOST_QUERIES, `${path} asked ${queries} times`)
    }
  })
})
