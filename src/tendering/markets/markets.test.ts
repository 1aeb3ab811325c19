import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addDays, dayOf } from '#src/base/day.ts'
import type { Result } from '#src/base/result.ts'
import { nameCouncil, setZones } from '#src/councils/index.ts'
import { createShell } from '#src/platform/command.ts'
import { visitorOf } from '#src/platform/actor.ts'
import { countQueries } from '#src/platform/database.ts'
import { listMails } from '#src/platform/sign-in/mail.ts'
import { inviteProviderUser } from '#src/platform/sign-in/provider-users.ts'
import {
  approve,
  type LocationEntry,
  loadRegister,
  type ProviderFact,
  type Rating,
  standingOf,
  suspend as suspendProvider,
} from '#src/providers/index.ts'
import { findApplication, findEvidence, listEvidence } from '#src/tendering/joining/application.store.ts'
import { countPassedOver, listSteps } from '#src/tendering/ranked-lists/call-off.store.ts'
import { runDay } from '#src/tendering/markets/daily-markets.job.ts'
import {
  beginApplication,
  decide,
  giveEvidence,
  sendToCouncil,
  takeEvidenceBack,
} from '#src/tendering/joining/join-commands.ts'
import { marketListeners } from '#src/tendering/markets/listeners.ts'
import { marketMails } from '#src/tendering/markets/market-mail.ts'
import { cease, openToMembers, planMarket } from '#src/tendering/markets/market-commands.ts'
import { listPublishedMarkets } from '#src/tendering/markets/market.store.ts'
import type { MarketTerms } from '#src/tendering/markets/market.ts'
import { checkEvidence, checkExclusionOf, reinstate, remove, suspend } from '#src/tendering/markets/member-commands.ts'
import { findMember, listReviews, listPublishedMembers, listSuspended } from '#src/tendering/markets/member.store.ts'
import {
  askInCallOff,
  beginCallOff,
  noteCallOffAnswer,
  noteMemberMeasures,
  rankedMembers,
  rankMarket,
} from '#src/tendering/ranked-lists/rank-commands.ts'
import { listRanksOf } from '#src/tendering/ranked-lists/ranked-list.store.ts'
import { TELL_OF_MARKETS, tellOfMarket } from '#src/tendering/markets/tell-commands.ts'
import { askedOf, type Harness, officer, providerUser, system, useDatabase } from '#test/support/database.ts'

const [AMBER, BRAMBLE] = ['1-991001', '1-991002'] as const
const CONNIE = { ...officer('O-7'), name: 'Connie Contract' }
const PAT = providerUser(AMBER)
const BRIAN = providerUser(BRAMBLE)

const TERMS: MarketTerms = {
  ...{ kind: 'dynamic_market', title: 'Home care market', summary: 'Care at home', service: 'home_care' },
  lots: [
    { lot: 'L1', title: 'Town', zones: ['town'] },
    { lot: 'L2', title: 'Hills', zones: ['rural'] },
  ],
  conditions: [
    { key: 'C1', kind: 'cqc_personal_care', text: 'Registered for personal care', evidence: false },
    { key: 'C2', kind: 'insurance', text: 'Public liability of £5m', evidence: true },
  ],
  ...{ mostMembers: null, beganOn: null, endsOn: null, tenderRef: null },
  ranking: { quality: 0, price: 0, rating: 50, capacity: 0, performance: 50 },
}

function got<T, E>(result: Result<T, E>): T {
  assert.ok(result.ok, JSON.stringify(result))
  return result.value
}

const entry = (organisationRef: string, at: number, rating: Rating, change: Partial<LocationEntry> = {}) => ({
  line: at,
  organisation: { organisationRef, name: ['Amber Care', 'Bramble Care'][at] ?? '' },
  location: {
    ...{ locationRef: `1-98${at}`, organisationRef, name: `Office ${at}`, services: [], activities: ['Personal care'] },
    ...{ specialisms: [], status: 'registered' as const },
    ...change,
  },
  ratings: [
    {
      ...{ kind: 'location' as const, ref: `1-98${at}`, serviceGroup: 'Overall', keyQuestion: 'Overall' as const },
      ...{ ratedOn: undefined, rating, unratedLabel: null, inherited: null, reportUrl: null },
    },
  ],
  successions: [],
})

async function seed({ shell }: Harness): Promise<void> {
  got(await nameCouncil(shell, system(), { name: 'Wenbury Council' }))
  got(
    await setZones(shell, system(), {
      zones: [
        { zone: 'town', name: 'Town', kind: 'urban' },
        { zone: 'rural', name: 'Hills', kind: 'rural' },
      ],
      areas: [],
    }),
  )
  await inCommand(shell, (tx) =>
    loadRegister(tx, [entry(AMBER, 0, 'Good'), entry(BRAMBLE, 1, 'Outstanding')], {
      layout: 'trial',
      asOf: '2026-11-01',
    }),
  )
}

type Tx = Parameters<Parameters<Harness['shell']['command']>[2]>[0]
const inCommand = async <T>(shell: Harness['shell'], work: (tx: Tx) => Promise<T>): Promise<T> => {
  let value: T | undefined
  got(
    await shell.command(system(), 'for-tests', async (tx) => {
      value = await work(tx)
      tx.record({ type: 'tests.done', about: [], data: {} })
      return { ok: true as const, value: null }
    }),
  )
  return value as T
}

const NONE = (today: string) =>
  ({ finding: 'none', lookedUpOn: today, evidence: 'Debarment list', grounds: '' }) as const

const ENDED = { field: 'status', from: 'registered', to: 'deregistered' }

describe('a list of providers', () => {
  const harness = useDatabase({ listeners: marketListeners, seed })
  const { database, clock } = harness
  const asked: { template: string; ref: string; at: string }[] = []
  const shell = createShell(database, marketListeners, () => clock.now, askedOf(TELL_OF_MARKETS, asked))
  const read = <T>(work: Parameters<typeof shell.read<T>>[1]) => shell.read(CONNIE, work)
  const today = () => dayOf(clock.now)
  const standing = async (ref: string) => (await read((tx) => standingOf(tx, [ref]))).get(ref)?.standing

  const opened = async (change: Partial<MarketTerms> = {}): Promise<string> => {
    const { marketRef } = got(await planMarket(shell, CONNIE, { ...TERMS, ...change }))
    got(await openToMembers(shell, CONNIE, marketRef))
    return marketRef
  }
  const given = async (actor: typeof PAT, marketRef: string, expiresOn: string) =>
    got(
      await giveEvidence(shell, actor, {
        ...{
          marketRef,
          condition: 'C2',
          fileName: 'insurance.pdf',
          sha256: 'a'.repeat(64),
          bytes: 10,
          words: '',
          expiresOn,
        },
      }),
    )
  const joined = async (actor: typeof PAT, marketRef: string, days: number, lots = ['L1', 'L2']): Promise<void> => {
    const { applicationRef } = got(await beginApplication(shell, actor, marketRef))
    await given(actor, marketRef, addDays(today(), days))
    got(await sendToCouncil(shell, actor, { applicationRef, lots }))
    const verdict = {
      applicationRef,
      decision: 'admit',
      met: ['C1', 'C2'],
      reason: '',
      exclusion: NONE(today()),
    } as const
    assert.equal(got(await decide(shell, CONNIE, verdict)).state, 'admitted')
  }
  const nextDays = (days: number): void => void (clock.now = clock.now.add({ hours: 24 * days }))

  it('is joined, left by a lapse, come back to and ranked', async () => {
    const marketRef = await opened()
    await joined(PAT, marketRef, 20)
    await joined(BRIAN, marketRef, 300, ['L1'])
    assert.equal(await standing(AMBER), 'approved')
    await inCommand(shell, (tx) =>
      noteMemberMeasures(tx, [{ organisationRef: AMBER, zone: 'town', deliveredBp: 9900, visits: 100, asOf: today() }]),
    )
    got(await rankMarket(shell, CONNIE, marketRef))
    const order = async (zone = 'town') =>
      (await read((tx) => rankedMembers(tx, { service: 'home_care', zone, on: today() }))).map(
        ({ organisationRef, rank, score }) => [organisationRef, rank, score],
      )
    assert.deepEqual(await order(), [
      [AMBER, 1, '89.50'],
      [BRAMBLE, 2, '80.00'],
    ])
    assert.deepEqual(await order('rural'), [[AMBER, 1, '70.00']])

    nextDays(21)
    await runDay(shell, system())
    const suspended = await read((tx) => findMember(tx, marketRef, AMBER))
    assert.equal(suspended?.state, 'suspended')
    assert.match(suspended?.reason ?? '', /^Evidence ended on 12 December 2026: Public liability/)
    assert.equal(await standing(AMBER), 'suspended')
    assert.deepEqual(await order(), [[BRAMBLE, 2, '80.00']])
    assert.deepEqual([...(await read((tx) => listSuspended(tx, [AMBER, BRAMBLE]))).keys()], [AMBER])

    const too = await reinstate(shell, CONNIE, { marketRef, organisationRef: AMBER, reason: 'They promised' })
    assert.deepEqual(too, { ok: false, error: 'something still stands against it' })
    const evidenceRef = await given(PAT, marketRef, addDays(today(), 365))
    got(await checkEvidence(shell, CONNIE, { evidenceRef, accepted: true, words: '' }))
    got(await reinstate(shell, CONNIE, { marketRef, organisationRef: AMBER, reason: 'New insurance seen' }))
    assert.equal(await standing(AMBER), 'approved')
    assert.deepEqual(
      (await order()).map(([ref]) => ref),
      [AMBER, BRAMBLE],
    )
    // Reinstated, it is ranked as before; the calendar ranks anew on the first of February.
    nextDays(60)
    await runDay(shell, system())
    const ranks = await shell.read(PAT, (tx) => listRanksOf(tx, marketRef, AMBER, today()))
    assert.deepEqual(
      ranks.map(({ zone, version, members }) => [zone, version, members]),
      [
        ['rural', 2, 1],
        ['town', 2, 2],
      ],
    )
  })

  it('tells its providers: the answer, evidence that ends, a suspension', async () => {
    asked.length = 0
    const marketRef = await opened()
    got(
      await inviteProviderUser(
        shell,
        system(),
        { organisationRef: AMBER, organisationName: 'Amber Care', name: 'Pat', email: 'pat@care.example' },
        { address: 'http://127.0.0.1', council: 'Wenbury Council' },
      ),
    )
    await joined(PAT, marketRef, 29)
    await runDay(shell, system())
    await runDay(shell, system())
    nextDays(24)
    await runDay(shell, system())
    nextDays(6)
    await runDay(shell, system())
    assert.deepEqual(
      asked.map(({ template }) => template.replace('tendering.', '')),
      ['application-made', 'application-admitted', 'evidence-reminded', 'evidence-reminded', 'member-suspended'],
    )
    for (const news of asked) await tellOfMarket(shell, 1, news)
    for (const news of asked) await tellOfMarket(shell, 1, news)
    const mails = (await read((tx) => listMails(tx, 50))).filter(({ template }) => template.startsWith('market-'))
    assert.deepEqual(mails.map(({ template }) => template).sort(), [
      'market-application-admitted',
      'market-evidence-ends',
      'market-evidence-ends',
      'market-member-suspended',
    ])
    for (const { template, data } of mails) {
      const text = marketMails[template as keyof typeof marketMails](data).text
      assert.doesNotMatch(text, /undefined/)
      assert.match(text, /Home care market/)
    }
  })

  it('hears of the regulator: a worse rating is looked at, Inadequate and the end of registration suspend', async () => {
    const marketRef = await opened()
    await joined(PAT, marketRef, 300)
    const say = (rating: Rating, asOf: string, change: Partial<LocationEntry> = {}) =>
      inCommand(shell, async (tx) => {
        await loadRegister(tx, [entry(AMBER, 0, rating, change)], { layout: 'trial', asOf })
        tx.record(
          change.status === 'deregistered'
            ? ({
                type: 'providers.location-changed',
                about: ['location:1-980', `provider:${AMBER}`],
                data: { locationRef: '1-980', name: 'Office 0', changes: [ENDED], importRef: null },
              } satisfies ProviderFact)
            : ({
                type: 'providers.rating-published',
                about: ['location:1-980', `provider:${AMBER}`],
                data: {
                  locationRef: '1-980',
                  name: 'Office 0',
                  serviceGroup: 'Overall',
                  rating,
                  ratedOn: asOf,
                  before: 'Good',
                },
              } satisfies ProviderFact),
        )
      })
    await say('Requires improvement', '2026-11-10')
    const [review] = await read((tx) => listReviews(tx, marketRef, AMBER))
    assert.match(review?.words ?? '', /^CQC rated Office 0 Requires improvement/)
    await say('Inadequate', '2026-11-12')
    const member = await read((tx) => findMember(tx, marketRef, AMBER))
    assert.deepEqual([member?.state, member?.suspendedFor, await standing(AMBER)], ['suspended', 'rating', 'suspended'])
    await say('Good', '2026-11-14')
    got(await reinstate(shell, CONNIE, { marketRef, organisationRef: AMBER, reason: 'Rated Good' }))
    await say('Good', '2026-11-16', { status: 'deregistered', endedOn: '2026-11-15' })
    assert.equal((await read((tx) => findMember(tx, marketRef, AMBER)))?.suspendedFor, 'register')
  })

  it('does not lift a suspension that the council decided for another reason', async () => {
    const marketRef = await opened()
    await joined(PAT, marketRef, 300)
    const which = { marketRef, organisationRef: AMBER }
    const reviewDay = addDays(today(), 14)
    got(
      await inCommand(shell, (tx) =>
        suspendProvider(tx, { organisationRef: AMBER, reason: 'Safeguarding', reviewDay }),
      ),
    )
    assert.deepEqual(await read((tx) => rankedMembers(tx, { marketRef, zone: 'town', on: today() })), [])
    got(await suspend(shell, CONNIE, { ...which, reason: 'Late accounts', reviewDay }))
    got(await reinstate(shell, CONNIE, { ...which, reason: 'Accounts seen' }))
    assert.equal(await standing(AMBER), 'suspended')
    got(await inCommand(shell, (tx) => approve(tx, { organisationRef: AMBER, reason: 'Closed' })))
    got(await suspend(shell, CONNIE, { ...which, reason: 'Late accounts', reviewDay }))
    // An officer who approves the provider meanwhile does not lift what the list decided.
    got(await inCommand(shell, (tx) => approve(tx, { organisationRef: AMBER, reason: 'A mistake' })))
    assert.equal((await read((tx) => listSuspended(tx, [AMBER]))).size, 1)
  })

  it('loses an excluded supplier at once, which is given no work by any way', async () => {
    const marketRef = await opened()
    await joined(PAT, marketRef, 300)
    const which = { marketRef, organisationRef: AMBER }
    const guess = await remove(shell, CONNIE, { ...which, ground: 'excluded', reason: 'Heard so' })
    assert.deepEqual(guess, { ok: false, error: 'no exclusion was found' })
    const check = { ...NONE(today()), finding: 'excluded', grounds: 'Bribery, 2025' } as const
    assert.equal(got(await checkExclusionOf(shell, CONNIE, { ...which, ...check })).state, 'removed')
    assert.equal(await standing(AMBER), 'not used')
    const published = await shell.read(visitorOf(1), (tx) =>
      listPublishedMembers(tx, { marketRef, zone: undefined }, { offset: 0, limit: 10 }),
    )
    assert.equal(published.total, 0)
  })

  it('keeps what is a provider’s own from others, and shows everybody the register alone', async () => {
    const marketRef = await opened()
    await joined(PAT, marketRef, 300)
    const [evidence] = await read((tx) => listEvidence(tx, marketRef, AMBER))
    const evidenceRef = evidence?.evidenceRef ?? ''
    assert.ok(await shell.read(PAT, (tx) => findEvidence(tx, evidenceRef)))
    assert.equal(await shell.read(BRIAN, (tx) => findEvidence(tx, evidenceRef)), undefined)
    assert.equal(await shell.read(BRIAN, (tx) => findApplication(tx, 'AL-1001')), undefined)
    assert.deepEqual(await takeEvidenceBack(shell, PAT, evidenceRef), { ok: false, error: 'it was looked at' })
    const visitor = visitorOf(1)
    const { members } = await shell.read(visitor, (tx) =>
      listPublishedMembers(tx, { marketRef, zone: 'rural' }, { offset: 0, limit: 10 }),
    )
    assert.deepEqual(members, [
      { organisationRef: AMBER, name: 'Amber Care', lots: ['L1', 'L2'], zones: ['town', 'rural'], sinceDay: today() },
    ])
    assert.equal((await shell.read(visitor, (tx) => listPublishedMarkets(tx, ['open'])))[0]?.members, 1)
    await assert.rejects(
      shell.read(visitor, (tx) => findMember(tx, marketRef, AMBER)),
      /permission denied/,
    )
  })

  it('ends on its day, and nobody is asked by it any more', async () => {
    const marketRef = await opened({ kind: 'approved_list', endsOn: addDays(today(), 2) })
    await joined(PAT, marketRef, 300)
    got(await rankMarket(shell, CONNIE, marketRef))
    nextDays(2)
    await runDay(shell, system())
    assert.deepEqual(await read((tx) => rankedMembers(tx, { marketRef, zone: 'town', on: today() })), [])
    assert.deepEqual(await cease(shell, CONNIE, { marketRef, reason: 'Over' }), { ok: false, error: 'it has ended' })
    assert.deepEqual(await beginApplication(shell, BRIAN, marketRef), { ok: false, error: 'it is not open' })
  })

  it('is called off in the order of its list, and who is suspended meanwhile is passed over', async () => {
    const marketRef = await opened()
    await joined(PAT, marketRef, 300)
    await joined(BRIAN, marketRef, 300)
    got(await rankMarket(shell, CONNIE, marketRef))
    const { callOffRef, order } = got(
      await inCommand(shell, (tx) => beginCallOff(tx, { marketRef, zone: 'town', on: today(), callOffFor: 'PK-1001' })),
    )
    assert.deepEqual(
      order.map(({ organisationRef }) => organisationRef),
      [BRAMBLE, AMBER],
    )
    got(await suspend(shell, CONNIE, { marketRef, organisationRef: BRAMBLE, reason: 'A concern', reviewDay: today() }))
    await inCommand(shell, async (tx) => {
      assert.deepEqual(await askInCallOff(tx, { callOffRef, organisationRef: BRAMBLE }), {
        ok: false,
        error: 'it may not be given work',
      })
      got(
        await noteCallOffAnswer(tx, { callOffRef, organisationRef: BRAMBLE, answer: 'passed_over', why: 'Suspended' }),
      )
      got(await askInCallOff(tx, { callOffRef, organisationRef: AMBER }))
      got(await noteCallOffAnswer(tx, { callOffRef, organisationRef: AMBER, answer: 'accepted', why: '' }))
    })
    const steps = await read((tx) => listSteps(tx, [callOffRef]))
    assert.deepEqual(
      steps.map(({ answer }) => answer),
      ['passed_over', 'accepted'],
    )
    assert.equal(await read((tx) => countPassedOver(tx, today(), today())), 1)
  })

  it('checks its members by few questions, however many they are', async () => {
    const marketRef = await opened()
    await joined(PAT, marketRef, 300)
    await joined(BRIAN, marketRef, 300)
    const { queries } = await countQueries(() => runDay(shell, system()))
    assert.ok(queries < 40, String(queries))
  })
})
