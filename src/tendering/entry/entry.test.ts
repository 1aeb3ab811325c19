import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { dayOf } from '#src/base/day.ts'
import { nameCouncil, setZones } from '#src/councils/index.ts'
import type { Actor } from '#src/platform/actor.ts'
import { createShell } from '#src/platform/command.ts'
import { loadRegister } from '#src/providers/index.ts'
import { saveOwnDraft, submitBid } from '#src/tendering/bids/bid-commands.ts'
import { bidRoutes } from '#src/tendering/bids/routes.ts'
import { jobs, listeners } from '#src/tendering/index.ts'
import { TELL_BIDDERS } from '#src/tendering/bidder-news/tell-bidders-commands.ts'
import { beginApplication } from '#src/tendering/joining/join-commands.ts'
import { loadMembers } from '#src/tendering/markets/load-members.store.ts'
import { openToMembers, planMarket } from '#src/tendering/markets/market-commands.ts'
import { reinstate, remove, suspend } from '#src/tendering/markets/member-commands.ts'
import { publishTender } from '#src/tendering/tenders/tender-commands.ts'
import { listFollowers } from '#src/tendering/tenders/preparation.store.ts'
import { tenderRoutes } from '#src/tendering/tenders/routes.ts'
import { askedOf, type Harness, officer, providerUser, system, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { got, inCommand, refusal } from '#test/support/pay-runs.ts'
import { completeSpec, preparedTender } from '#test/support/prepared-tenders.ts'
import { fullDraft } from '#test/support/tenders.ts'

const CARA = officer('O-8', ['tendering.see', 'tendering.manage'])
const HOUSE = { panels: [], work: [], search: [], retained: [], words: {} }
/** Two members, an applicant and somebody who never applied. */
const [MAY, MOSS, APPLIED, STRANGER] = ['1-101', '1-102', '1-103', '1-104'].map((ref) =>
  providerUser(ref, ['tendering.bid']),
) as [Actor, Actor, Actor, Actor]

async function seed({ shell }: Harness): Promise<void> {
  const council = system()
  const today = dayOf(shell.now())
  got(await nameCouncil(shell, council, { name: 'Wenbury Council' }))
  got(await setZones(shell, council, { zones: [{ zone: 'town', name: 'Town', kind: 'urban' }], areas: [] }))
  await inCommand(shell, (tx) =>
    loadRegister(
      tx,
      [MAY, MOSS, APPLIED, STRANGER].map(({ organisation = '' }, line) => ({
        ...{ line, organisation: { organisationRef: organisation, name: `Care ${organisation}` } },
        ...{ ratings: [], successions: [] },
      })),
      { layout: 'test', asOf: today },
    ),
  )
  const market = got(
    await planMarket(shell, council, {
      ...{ kind: 'dynamic_market', title: 'Home care market', summary: 'Home care', service: 'home_care' },
      lots: [{ lot: 'L1', title: 'Town', zones: ['town'] }],
      conditions: [{ key: 'C1', kind: 'policies', text: 'A safeguarding policy', evidence: false }],
      ...{ mostMembers: null, beganOn: null, endsOn: null, tenderRef: null, ranking: null },
    }),
  )
  got(await openToMembers(shell, council, market.marketRef))
  await inCommand(shell, (tx) =>
    loadMembers(
      tx,
      market,
      [MAY, MOSS].map(({ organisation: organisationRef = '' }) => ({
        ...{ organisationRef, name: `Care ${organisationRef}`, lots: ['L1'], sinceDay: today, checkedOn: today },
        ...{ qualityPercent: null, pricePence: null, capacityHours: null, evidence: [] },
      })),
    ),
  )
  got(await beginApplication(shell, APPLIED, market.marketRef))
}

const marketRef = 'MK-1001'
const of = (actor: Actor) => ({ marketRef, organisationRef: actor.organisation ?? '' })

describe('a competition in a dynamic market', () => {
  const harness = useDatabase({ seed })
  const { database, clock } = harness
  const asked: Record<string, unknown>[] = []
  const shell = createShell(database, listeners, () => clock.now, askedOf(TELL_BIDDERS, asked), {
    seal: harness.shell.seal,
  })
  const whole = completeSpec(['town'])
  const spec = {
    ...whole,
    conditions: whole.conditions.filter(({ evidence }) => !evidence),
    ...{ route: 'dynamic_market' as const, marketRef, callOff: null, mostLots: null },
  }
  const heldUp = (actor: Actor) =>
    suspend(shell, CARA, { ...of(actor), reason: 'Two missed nights in a week', reviewDay: '2026-12-01' })
  const draft = fullDraft({
    lots: ['L1'],
    mostLots: null,
    answers: spec.questions.map(({ key }) => ({ key, text: 'By small patches' })),
    conditions: spec.conditions.map(({ key }) => ({ key, met: true, text: 'Yes' })),
    prices: [{ lot: 'L1', lines: [{ key: 'P1', pence: 2200 }] }],
  })
  const publish = async (): Promise<string> => {
    const tenderRef = await preparedTender(shell, CARA, spec)
    got(await publishTender(shell, CARA, tenderRef))
    return tenderRef
  }
  const why = (result: { ok: boolean; error?: { why: string } }) => result.error?.why

  it('is not published before it names a market that is open', async () => {
    const unnamed = await preparedTender(shell, CARA, { ...spec, marketRef: null })
    const refused = refusal(await publishTender(shell, CARA, unnamed))
    assert.match(JSON.stringify(refused), /Name the dynamic market whose members may bid/)
  })

  it('asks members in good standing to bid, and nobody else', async () => {
    got(await heldUp(MOSS))
    asked.length = 0
    const tenderRef = await publish()
    assert.deepEqual(await shell.read(CARA, (tx) => listFollowers(tx, tenderRef)), ['1-101'])
    assert.deepEqual(
      asked.map(({ template }) => template),
      ['tender-invitation'],
    )
    const job = jobs(shell).find(({ name }) => name === TELL_BIDDERS)
    for (const data of asked) await job?.run(data)
  })

  it('takes drafts and bids of members alone: neither an applicant’s nor a stranger’s', async () => {
    const tenderRef = await publish()
    for (const other of [APPLIED, STRANGER])
      assert.equal(why(await saveOwnDraft(shell, other, tenderRef, draft)), 'not a member')
    got(await saveOwnDraft(shell, MAY, tenderRef, draft))
    assert.equal(why(await submitBid(shell, STRANGER, tenderRef)), 'not a member')
    got(await submitBid(shell, MAY, tenderRef))
  })

  it('refuses the bid of a member who was suspended since it began, and takes it when that is lifted; who was removed reads what it wrote', async () => {
    const tenderRef = await publish()
    got(await saveOwnDraft(shell, MOSS, tenderRef, draft))
    got(await heldUp(MOSS))
    assert.equal(why(await submitBid(shell, MOSS, tenderRef)), 'suspended')
    assert.equal(why(await saveOwnDraft(shell, MOSS, tenderRef, draft)), 'suspended')
    got(await reinstate(shell, CARA, { ...of(MOSS), reason: 'Rota shown' }))
    got(await submitBid(shell, MOSS, tenderRef))
    got(await remove(shell, CARA, { ...of(MOSS), ground: 'asked', reason: 'Leaves the county' }))
    assert.equal(why(await submitBid(shell, MOSS, tenderRef)), 'not a member')
    const moss = await portal(MOSS)
    const body = (await moss.get(`/portal/tenders/${tenderRef}/bid`)).body
    assert.match(body, /not a member any longer[\s\S]*Leaves the county[\s\S]*Your receipt/)
  })

  const portal = async (who: Actor): Promise<Browser> => {
    const routes = [bidRoutes, tenderRoutes].map(
      (mount) => (doors: Parameters<typeof bidRoutes>[0]) => mount(doors, HOUSE),
    )
    const identities = { actorOf: async () => who, actorOfToken: async () => ({ ...who, kind: 'machine' as const }) }
    const browser = new Browser(await serverFor(shell, routes, { identities }))
    await browser.signInAs('portal', who.organisation ?? '')
    return browser
  }

  it('is closed at the door to who is no member, and says how to become one; who is suspended reads why', async () => {
    const tenderRef = await publish()
    got(await saveOwnDraft(shell, MOSS, tenderRef, draft))
    got(await heldUp(MOSS))
    const at = `/portal/tenders/${tenderRef}`
    const [stranger, moss, may] = [await portal(STRANGER), await portal(MOSS), await portal(MAY)]
    for (const part of ['bid', 'bid/company', 'bid/lots', 'bid/files', 'bid/check', 'bid/receipt'])
      assert.equal((await stranger.get(`${at}/${part}`)).statusCode, 403, part)
    assert.match((await stranger.get(at)).body, /for the members of a list[\s\S]*portal\/markets\/MK-1001/)
    assert.doesNotMatch((await stranger.get(at)).body, /Make a bid/)
    assert.match((await may.get(at)).body, /Make a bid/)
    const own = await moss.get(`${at}/bid`)
    assert.match(own.body, /Your membership is suspended[\s\S]*Two missed nights in a week/)
    assert.doesNotMatch(own.body, /Submit this bid/)
    const submitted = await moss.send(`${at}/bid/submit`, { _csrf: await moss.token(at) })
    assert.deepEqual([submitted.statusCode, /membership of the list is suspended/.test(submitted.body)], [409, true])
    const machine = await stranger.app.inject({
      ...{ method: 'GET', url: `/api/v1/tenders/${tenderRef}/bid`, headers: { authorization: 'Bearer made-up' } },
    })
    assert.equal(machine.statusCode, 403)
  })
})
