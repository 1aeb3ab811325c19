import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { STANDARD } from '#src/councils/index.ts'
import {
  type Application,
  checkEvidenceGiven,
  checkExclusion,
  decideApplication,
  mayApply,
  stillToGive,
} from '#src/tendering/joining/application.ts'
import { answerCallOff, ask, type CallOffStep, nextToAsk } from '#src/tendering/ranked-lists/call-off.ts'
import { answerBy, changeMarket, checkTerms, type Market, type MarketTerms } from '#src/tendering/markets/market.ts'
import {
  checkMember,
  mayBeInvited,
  type Member,
  reinstateMember,
  reminderDue,
  removeMember,
  suspendMember,
} from '#src/tendering/markets/membership.ts'
import { nextRanking, rankMembers, type ToRank } from '#src/tendering/ranked-lists/ranked-list.ts'

const TODAY = '2026-11-22'
const NOW = Temporal.Instant.from('2026-11-22T12:00:00Z')
const LAST_DAY = STANDARD.markets.dpsLastDay

const terms: MarketTerms = {
  kind: 'dynamic_market',
  title: 'Home care market',
  summary: 'Care at home in every zone',
  service: 'home_care',
  lots: [{ lot: 'L1', title: 'Town', zones: ['town'] }],
  conditions: [
    { key: 'C1', kind: 'cqc_personal_care', text: 'Registered for personal care', evidence: false },
    { key: 'C2', kind: 'insurance', text: 'Public liability of £5m', evidence: true },
  ],
  ...{ mostMembers: null, beganOn: null, endsOn: null, ranking: null, tenderRef: null },
}
const market: Market = { ...terms, marketRef: 'MK-1001', status: 'open', openedOn: TODAY, ceasedOn: null }
const application: Application = {
  ...{
    applicationRef: 'AL-1001',
    marketRef: 'MK-1001',
    organisationRef: '1-1',
    organisationName: 'Amber',
    lots: ['L1'],
  },
  ...{ state: 'made', madeAt: NOW, dueDay: TODAY, answer: '', decidedByName: null, decidedAt: null },
}
const NONE = { finding: 'none', lookedUpOn: TODAY, evidence: 'Debarment list, Companies House', grounds: '' } as const
const member: Member = {
  ...{
    marketRef: 'MK-1001',
    organisationRef: '1-1',
    name: 'Amber',
    lots: ['L1'],
    sinceDay: '2026-01-10',
    state: 'member',
  },
  ...{ suspendedFor: null, reason: 'Admitted', changedOn: '2026-01-10', reviewDay: null, checkedOn: '2026-01-10' },
  ...{ qualityPercent: null, pricePence: null, capacityHours: null },
}

describe('a market', () => {
  it('of each kind is set up within its law (P-13, P-14)', () => {
    const cases: [Partial<MarketTerms>, string][] = [
      [{}, 'ok'],
      [{ title: ' ' }, 'the title is missing'],
      [{ lots: [] }, 'no lots'],
      [{ conditions: [] }, 'no conditions'],
      [{ mostMembers: 10 }, 'members may not be limited'],
      [{ kind: 'approved_list', mostMembers: 10 }, 'ok'],
      [{ kind: 'dps', beganOn: '2025-02-24', endsOn: '2028-01-01' }, 'it began too late for this kind'],
      [{ kind: 'dps', beganOn: '2025-02-23', endsOn: '2029-02-24' }, 'ok'],
      [{ kind: 'dps', beganOn: '2025-02-23', endsOn: '2029-02-25' }, 'it would run too long'],
      [{ kind: 'dps', beganOn: '2025-02-23' }, 'it would run too long'],
      [{ kind: 'framework' }, 'it names no tender'],
      [{ ranking: { quality: 40, price: 40, rating: 10, capacity: 5, performance: 4 } }, 'the weights do not make 100'],
    ]
    for (const [change, expected] of cases) {
      const checked = checkTerms({ ...terms, ...change }, TODAY, LAST_DAY)
      assert.equal(checked.ok ? 'ok' : checked.error, expected, JSON.stringify(change))
    }
  })

  it('keeps its conditions while it runs, where the law says so', () => {
    const conditions = [...terms.conditions, { key: 'C3', kind: 'other', text: 'More', evidence: false } as const]
    const change = (kind: Market['kind'], reason = 'Needed') =>
      changeMarket({ ...market, kind }, { ...terms, conditions }, { reason, today: TODAY, dpsLastDay: LAST_DAY })
    assert.deepEqual(change('dynamic_market'), { ok: false, error: 'its conditions may not change' })
    assert.equal(change('approved_list').ok, true)
    assert.deepEqual(change('approved_list', ''), { ok: false, error: 'the reason is missing' })
  })

  it('answers in working days: ten for a purchasing system, fifteen where more was asked for', () => {
    const holidays = new Set(['2026-12-25', '2026-12-28', '2027-01-01'])
    const by = (kind: Market['kind'], madeOn: string, askedForMore = false) =>
      answerBy(kind, madeOn, { evaluateDays: 20, holidays, askedForMore })
    assert.equal(by('dps', '2026-11-20'), '2026-12-04')
    assert.equal(by('dps', '2026-12-18'), '2027-01-06')
    assert.equal(by('dps', '2026-11-20', true), '2026-12-11')
    assert.equal(by('dynamic_market', '2026-11-20'), '2026-12-18')
  })
})

describe('an application', () => {
  it('is open to every provider that is not on the list, while it runs', () => {
    const known = { hasOpenApplication: false, isMember: false }
    assert.equal(mayApply(market, known).ok, true)
    assert.deepEqual(mayApply({ ...market, status: 'ceased' }, known), { ok: false, error: 'it is not open' })
    assert.deepEqual(mayApply({ ...market, kind: 'framework' }, known), { ok: false, error: 'members come by award' })
    assert.deepEqual(mayApply(market, { ...known, isMember: true }), { ok: false, error: 'it is a member' })
    assert.deepEqual(mayApply(market, { ...known, hasOpenApplication: true }), {
      ok: false,
      error: 'an application is open',
    })
  })

  it('asks insurance for the day on which it ends', () => {
    const give = (condition: string, expiresOn: string | null) =>
      checkEvidenceGiven(market.conditions, { condition, expiresOn }, TODAY)
    assert.deepEqual(give('C2', null), { ok: false, error: 'the day it ends is missing' })
    assert.deepEqual(give('C2', '2026-11-21'), { ok: false, error: 'it has ended already' })
    assert.equal(give('C2', TODAY).ok, true)
    assert.deepEqual(give('C1', TODAY), { ok: false, error: 'no evidence is asked for' })
    const held = (state: 'given' | 'refused', expiresOn: string) =>
      stillToGive(market.conditions, [{ condition: 'C2', state, expiresOn }], TODAY).length
    assert.deepEqual([held('given', TODAY), held('given', '2026-11-21'), held('refused', TODAY)], [0, 1, 1])
  })

  it('is refused for a reason that the law knows alone, and an excluded supplier is never let in (P-13, P-17)', () => {
    const all = ['C1', 'C2']
    const cases: [Parameters<typeof decideApplication>[2], string][] = [
      [{ decision: 'admit', met: all, reason: '', exclusion: NONE }, 'admitted'],
      [{ decision: 'admit', met: ['C1'], reason: '', exclusion: NONE }, 'a condition is not met'],
      [{ decision: 'admit', met: all, reason: '', exclusion: null }, 'the exclusion check is missing'],
      [
        { decision: 'admit', met: all, reason: '', exclusion: { ...NONE, finding: 'excludable' } },
        'the reason is missing',
      ],
      [{ decision: 'admit', met: all, reason: 'Cleaned', exclusion: { ...NONE, finding: 'excludable' } }, 'admitted'],
      [
        { decision: 'admit', met: all, reason: 'x', exclusion: { ...NONE, finding: 'excluded' } },
        'an excluded supplier may not be admitted',
      ],
      [{ decision: 'refuse', met: all, reason: 'We have enough', exclusion: NONE }, 'nothing stands against it'],
      [{ decision: 'refuse', met: ['C1'], reason: 'No insurance', exclusion: NONE }, 'refused'],
      [{ decision: 'refuse', met: ['C1'], reason: ' ', exclusion: NONE }, 'the reason is missing'],
      [{ decision: 'ask', met: [], reason: 'Which insurer?', exclusion: null }, 'asked'],
    ]
    for (const [verdict, expected] of cases) {
      const decided = decideApplication(market, application, verdict, { members: 5 })
      assert.equal(decided.ok ? decided.value : decided.error, expected, JSON.stringify(verdict))
    }
    const full = decideApplication(
      { ...market, kind: 'approved_list', mostMembers: 5 },
      application,
      { decision: 'admit', met: all, reason: '', exclusion: NONE },
      { members: 5 },
    )
    assert.deepEqual(full, { ok: false, error: 'the list is full' })
  })

  it('rests on an exclusion check that says what was looked at, lately', () => {
    const check = (change: object) => checkExclusion({ ...NONE, ...change }, TODAY)
    assert.equal(check({}).ok, true)
    assert.deepEqual(check({ lookedUpOn: '2026-10-21' }), {
      ok: false,
      error: 'the debarment list was looked up too long ago',
    })
    assert.deepEqual(check({ lookedUpOn: '2026-11-23' }), {
      ok: false,
      error: 'the debarment list is looked up in the future',
    })
    assert.deepEqual(check({ evidence: '' }), { ok: false, error: 'what was looked at is missing' })
    assert.deepEqual(check({ finding: 'excluded' }), { ok: false, error: 'the grounds are missing' })
  })
})

describe('a member', () => {
  const register = { personalCare: true, rating: 'Good' }
  const holdings = [{ condition: 'C2', expiresOn: '2026-12-01' }]
  const check = (change: Partial<typeof register>, today = TODAY, held = holdings) =>
    checkMember(terms.conditions, member, held, { ...register, ...change }, STANDARD.markets, today).map(
      ({ what, effect }) => `${what}: ${effect}`,
    )

  it('is suspended by what the policy says suspends, and looked at for the rest', () => {
    assert.deepEqual(check({}), [])
    assert.deepEqual(check({}, '2026-12-01'), [])
    assert.deepEqual(check({}, '2026-12-02'), ['evidence: suspend'])
    assert.deepEqual(check({ personalCare: false }), ['register: suspend'])
    assert.deepEqual(check({ rating: 'Inadequate' }), ['rating: suspend'])
    assert.deepEqual(check({}, TODAY, []), ['evidence: suspend'])
    assert.deepEqual(check({}, '2027-01-10', [{ condition: 'C2', expiresOn: '2027-06-01' }]), [
      'exclusion check: review',
    ])
  })

  it('is reminded at each step once', () => {
    const steps = [60, 30, 7]
    assert.equal(reminderDue('2027-01-22', steps, TODAY), undefined)
    assert.equal(reminderDue('2027-01-21', steps, TODAY), 60)
    assert.equal(reminderDue('2026-12-22', steps, TODAY), 30)
    assert.equal(reminderDue('2026-11-25', steps, TODAY), 7)
    assert.equal(reminderDue('2026-11-21', steps, TODAY), undefined)
  })

  it('goes only for a reason that was found', () => {
    const remove = (ground: 'excluded' | 'condition' | 'asked', finding: 'none' | 'excluded') =>
      removeMember(member, { ground, reason: 'Because', finding, standing: [] }, TODAY)
    assert.deepEqual(remove('excluded', 'none'), { ok: false, error: 'no exclusion was found' })
    assert.equal(remove('excluded', 'excluded').ok, true)
    assert.deepEqual(remove('condition', 'none'), { ok: false, error: 'it meets every condition' })
    assert.equal(remove('asked', 'none').ok, true)
  })

  it('who is suspended or removed is never invited, whatever happened before', () => {
    const step = fc.constantFrom('suspend', 'reinstate', 'remove', 'reinstate while it stands')
    const standings = fc.constantFrom('approved', 'suspended', 'not used', 'not listed' as const)
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), standings, (steps, standing) => {
        let now = member
        for (const one of steps) {
          const against = [{ what: 'evidence', condition: 'C2', words: 'ended', effect: 'suspend' } as const]
          const next =
            one === 'suspend'
              ? suspendMember(now, { suspendedFor: 'concern', reason: 'A concern', reviewDay: TODAY }, TODAY)
              : one === 'remove'
                ? removeMember(now, { ground: 'asked', reason: 'Asked', finding: null, standing: [] }, TODAY)
                : reinstateMember(now, { reason: 'Put right', standing: one === 'reinstate' ? [] : against }, TODAY)
          if (one === 'reinstate while it stands') assert.equal(next.ok, false)
          if (next.ok) now = next.value
          assert.equal(now.state === 'suspended', now.suspendedFor !== null)
        }
        if (steps.includes('remove')) assert.equal(now.state, 'removed')
        const invited = mayBeInvited(now, standing)
        assert.equal(invited, now.state === 'member' && (standing === 'approved' || standing === 'not listed'))
      }),
    )
  })
})

const WEIGHTS = { quality: 40, price: 30, rating: 10, capacity: 10, performance: 10 }
const toRank = (organisationRef: string, change: Partial<ToRank> = {}): ToRank => ({
  ...{ organisationRef, name: organisationRef, sinceDay: '2026-01-01', qualityPercent: 80, pricePence: 2400 },
  ...{ rating: 'Good', capacityHours: 100, deliveredBp: 9950 },
  ...change,
})

describe('a ranked list', () => {
  it('shows each sum, and ranks on full precision', () => {
    const ranked = rankMembers(
      [
        toRank('A', { pricePence: 2300 }),
        toRank('B', { qualityPercent: 90, capacityHours: 50 }),
        toRank('C', { rating: null }),
      ],
      WEIGHTS,
    )
    assert.deepEqual(
      ranked.map(({ organisationRef, rank, score }) => [organisationRef, rank, score]),
      [
        ['A', 1, '89.95'],
        ['B', 2, '87.70'],
        ['C', 3, '86.70'],
      ],
    )
    const b = ranked[1]?.working.map(({ part, points, marks }) => [part, points, marks])
    assert.deepEqual(b, [
      ['quality', '90.00', '36.00'],
      ['price', '95.83', '28.75'],
      ['rating', '80.00', '8.00'],
      ['capacity', '50.00', '5.00'],
      ['performance', '99.50', '9.95'],
    ])
  })

  it('neither favours nor shuts out who is not rated, priced or measured yet', () => {
    const [only] = rankMembers(
      [toRank('A', { qualityPercent: null, pricePence: null, rating: null, capacityHours: null, deliveredBp: null })],
      WEIGHTS,
    )
    assert.equal(only?.score, '12.00')
  })

  it('breaks a tie by quality, price, the longer membership, the reference', () => {
    const order = (members: ToRank[], weights = { quality: 0, price: 0, rating: 100, capacity: 0, performance: 0 }) =>
      rankMembers(members, weights).map(({ organisationRef }) => organisationRef)
    assert.deepEqual(order([toRank('A'), toRank('B', { qualityPercent: 90 })]), ['B', 'A'])
    assert.deepEqual(order([toRank('A'), toRank('B', { pricePence: 2300 })]), ['B', 'A'])
    assert.deepEqual(order([toRank('A'), toRank('B', { sinceDay: '2025-01-01' })]), ['B', 'A'])
    assert.deepEqual(order([toRank('B'), toRank('A')]), ['A', 'B'])
  })

  it('is made anew on the first of the month that the calendar says', () => {
    assert.equal(nextRanking('2026-11-22', 3), '2027-02-01')
    assert.equal(nextRanking('2026-11-01', 12), '2027-11-01')
  })
})

describe('a call-off from a ranked list', () => {
  const order = (): CallOffStep[] =>
    ['A', 'B', 'C'].map((organisationRef, at) => ({
      ...{ place: at + 1, organisationRef, rank: at + 1, askedAt: null, answer: null, why: '' },
    }))
  const put = (steps: CallOffStep[], step: CallOffStep) => steps.map((one) => (one.place === step.place ? step : one))

  it('asks one at a time, in order, and passes nobody over without a reason', () => {
    let steps = order()
    assert.deepEqual(ask(steps, 'B', true, NOW), { ok: false, error: 'not its turn' })
    const first = ask(steps, 'A', true, NOW)
    assert.ok(first.ok)
    steps = put(steps, first.value)
    assert.deepEqual(ask(steps, 'B', true, NOW), { ok: false, error: 'not its turn' })
    const declined = answerCallOff(steps, { organisationRef: 'A', answer: 'declined', why: 'No workers' })
    assert.ok(declined.ok)
    steps = put(steps, declined.value)
    assert.deepEqual(ask(steps, 'B', false, NOW), { ok: false, error: 'it may not be given work' })
    assert.deepEqual(answerCallOff(steps, { organisationRef: 'B', answer: 'passed_over', why: ' ' }), {
      ok: false,
      error: 'the reason is missing',
    })
    const passed = answerCallOff(steps, { organisationRef: 'B', answer: 'passed_over', why: 'Suspended' })
    assert.ok(passed.ok)
    steps = put(steps, passed.value)
    assert.equal(nextToAsk(steps)?.organisationRef, 'C')
    const third = ask(steps, 'C', true, NOW)
    assert.ok(third.ok)
    steps = put(steps, third.value)
    const took = answerCallOff(steps, { organisationRef: 'C', answer: 'accepted', why: '' })
    assert.ok(took.ok)
    steps = put(steps, took.value)
    assert.equal(nextToAsk(steps), undefined)
    assert.deepEqual(ask(steps, 'A', true, NOW), { ok: false, error: 'it is taken' })
  })
})
