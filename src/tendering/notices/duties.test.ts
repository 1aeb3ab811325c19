import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { REGIMES } from '#src/tendering/regime/regime.ts'
import {
  type ContractEvent,
  dueOfContract,
  dueOfCouncil,
  dueOfMarket,
  dueWhenCancelled,
  dueWhenDecided,
  dueWhenPlanned,
  nextPerformance,
  openingNotice,
} from '#src/tendering/notices/duties.ts'

const HOLIDAYS = new Set(['2026-12-25', '2026-12-28'])

const event = (changes: Partial<ContractEvent>): ContractEvent => ({
  kind: 'entered',
  contractRef: 'CT-1',
  tenderRef: null,
  regime: 'pa23',
  title: 'Home care',
  suppliers: [],
  lots: [],
  valuePence: 600_000_000,
  fromDay: '2027-01-01',
  toDay: '2029-01-01',
  mostToDay: null,
  day: '2026-12-01',
  words: '',
  ...changes,
})

const short = (due: readonly { code: string; dueDay: string | null }[]) => due.map(({ code, dueDay }) => [code, dueDay])

describe('which notices a step asks for, and by when', () => {
  const CASES: [string, Partial<ContractEvent>, [string, string][]][] = [
    [
      'an ordinary contract above £5 million',
      {},
      [
        ['UK7', '2026-12-31'],
        ['UK9', '2027-12-01'],
      ],
    ],
    ['of £5 million exactly', { valuePence: 500_000_000 }, [['UK7', '2026-12-31']]],
    ['light touch, whatever it is worth', { regime: 'pa23_light_touch' }, [['UK7', '2027-03-31']]],
    ['under the regulations of 2015', { regime: 'pcr15_light_touch' }, []],
    ['below the threshold', { regime: 'below_threshold' }, []],
    ['changed beyond a tenth', { kind: 'changed', noticeNeeded: true }, [['UK10', '2026-11-30']]],
    ['changed by less', { kind: 'changed', noticeNeeded: false }, []],
    ['light touch, changed', { kind: 'changed', noticeNeeded: true, regime: 'pa23_light_touch' }, []],
    ['a breach', { kind: 'performance', poor: true }, [['UK9', '2026-12-31']]],
    ['light touch, a breach', { kind: 'performance', poor: true, regime: 'pa23_light_touch' }, []],
    ['ended', { kind: 'ended' }, [['UK11', '2026-12-31']]],
    ['light touch, ended', { kind: 'ended', regime: 'pa23_light_touch' }, [['UK11', '2026-12-31']]],
    ['user choice, ended', { kind: 'ended', regime: 'pa23_light_touch', userChoice: true }, []],
  ]
  for (const [name, changes, expected] of CASES)
    it(`a contract: ${name}`, () => assert.deepEqual(short(dueOfContract(event(changes))), expected))

  it('performance is told each year until the contract ends', () => {
    assert.equal(nextPerformance('2027-12-01', '2029-01-01')?.dueDay, '2028-12-01')
    assert.equal(nextPerformance('2028-12-01', '2029-01-01'), undefined)
  })

  it('a tender opens with its notice, a call-off and one person’s choice with none', () => {
    assert.equal(openingNotice('open_framework', 'pa23_light_touch'), 'UK4')
    assert.equal(openingNotice('direct_award', 'pa23'), 'UK5')
    assert.equal(openingNotice('below_threshold', 'below_threshold'), 'UK4')
    assert.equal(openingNotice('call_off_mini', 'pa23_light_touch'), null)
    assert.equal(openingNotice('user_choice', 'pa23_light_touch'), null)
    assert.deepEqual(short(dueWhenPlanned('open', 'pa23')), [['UK2', null]])
    assert.deepEqual(dueWhenPlanned('user_choice', 'pa23_light_touch'), [])
  })

  it('an award is told before a contract begins, but not one person’s choice', () => {
    assert.deepEqual(short(dueWhenDecided('open', 'pa23', '2027-04-05')), [['UK6', '2027-04-04']])
    assert.deepEqual(short(dueWhenDecided('call_off_mini', 'pa23_light_touch', null)), [['UK6', null]])
    assert.deepEqual(dueWhenDecided('user_choice', 'pa23_light_touch', null), [])
    assert.deepEqual(dueWhenDecided('open', 'below_threshold', null), [])
  })

  it('what ends is told on the next working day', () =>
    assert.deepEqual(short(dueWhenCancelled('2026-12-24', HOLIDAYS)), [['UK12', '2026-12-29']]))

  it('a dynamic market has a notice at each step under the Act, a purchasing system of 2015 none', () => {
    const steps = ['planned', 'opened', 'changed', 'closed'] as const
    const codes = steps.flatMap((step) => dueOfMarket(step, 'pa23_light_touch', '2026-11-23', HOLIDAYS))
    assert.deepEqual(short(codes), [
      ['UK13', null],
      ['UK14', '2026-11-24'],
      ['UK15', '2026-11-24'],
      ['UK16', '2026-11-24'],
    ])
    assert.deepEqual(dueOfMarket('opened', 'pcr15', '2026-11-23', HOLIDAYS), [])
  })

  it('the council’s own follow the calendar', () => {
    assert.deepEqual(short(dueOfCouncil('2026-11-22', false)), [['UK17', '2026-10-30']])
    assert.deepEqual(short(dueOfCouncil('2027-03-31', false)), [['UK17', '2026-10-30']])
    assert.deepEqual(short(dueOfCouncil('2027-04-01', true)), [
      ['UK1', '2027-05-26'],
      ['UK17', '2027-04-30'],
    ])
  })

  it('every law has an answer to every event', () => {
    for (const regime of REGIMES)
      for (const kind of ['entered', 'changed', 'performance', 'ended'] as const)
        assert.ok(Array.isArray(dueOfContract(event({ regime, kind }))))
  })
})
