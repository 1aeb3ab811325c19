import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { PERSON_STATES, PERSON_TRANSITIONS } from '#src/continuity/affected/affected.ts'
import { byTriage, CRITERIA, type Need, triage } from '#src/continuity/affected/triage.ts'
import {
  dutyOf,
  endExit,
  type Exit,
  EXIT_CAUSES,
  EXIT_STATES,
  EXIT_TRANSITIONS,
  exitClock,
  openExit,
} from '#src/continuity/exits/exit.ts'
import { readTold, readVisits } from '#src/continuity/told/known-person.ts'
import { STANDARD } from '#src/councils/index.ts'

const NOW = Temporal.Instant.from('2026-11-22T12:00:00Z')
const policy = STANDARD.continuity

const signalled: Exit = {
  ...{
    exitRef: 'EX-1001',
    organisationRef: '1-101',
    contractRef: null,
    source: 'news',
    what: 'In the paper',
    cause: null,
  },
  ...{
    state: 'signalled',
    lastDay: null,
    signalledAt: NOW,
    openedAt: null,
    openedBy: null,
    classedAt: null,
    listedAt: null,
  },
  ...{ endedAt: null, endedWhy: null },
}
const by = { name: 'Dee Duty', now: NOW, today: '2026-11-22' }

const drawn = (
  at: number,
  first: string,
  states: readonly string[],
  next: Readonly<Record<string, readonly string[]>>,
) => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const lines = states.flatMap((from) => {
    const after = next[from] ?? []
    return after.length > 0 ? after.map((to) => `  ${from} --> ${to}`) : [`  ${from} --> [*]`]
  })
  const diagram = readme.split('stateDiagram-v2\n')[at]?.split('\n```')[0]?.split('\n')
  assert.deepEqual(diagram?.toSorted(), [`  [*] --> ${first}`, ...lines].toSorted())
}

describe('an exit', () => {
  it('has the states that the README draws, and so has a person', () => {
    drawn(1, 'signalled', EXIT_STATES, EXIT_TRANSITIONS)
    drawn(2, 'listed', PERSON_STATES, PERSON_TRANSITIONS)
  })

  it('triggers section 48 by the failure of a business alone (L-18)', () => {
    assert.deepEqual(
      EXIT_CAUSES.filter((cause) => dutyOf(cause).section48),
      ['business_failure'],
    )
    for (const cause of EXIT_CAUSES.slice(1)) assert.match(dutyOf(cause).law, /18 and 19/)
  })

  it('runs by the hour when care may stop at once, and by notice otherwise', () => {
    const urgent = exitClock('business_failure', NOW, policy)
    assert.deepEqual(
      [urgent.urgent, String(urgent.listBy), String(urgent.planBy)],
      [...[true, '2026-11-22T14:00:00Z', '2026-11-23T12:00:00Z']],
    )
    const planned = exitClock('contract_handback', NOW, policy)
    assert.deepEqual([planned.urgent, String(planned.planBy)], [false, '2026-11-27T12:00:00Z'])
  })

  it('is opened once, with a last day that is not past, and closed when nobody waits', () => {
    const opened = openExit(signalled, { cause: 'business_failure', lastDay: '2026-11-23' }, by)
    assert.ok(opened.ok)
    const refused = openExit(signalled, { cause: 'business_failure', lastDay: '2026-11-21' }, by)
    assert.equal(!refused.ok && refused.error, 'last day is past')
    const again = openExit(opened.value, { cause: 'business_failure', lastDay: null }, by)
    assert.equal(!again.ok && again.error, 'not in this state')
    const end = { state: 'closed', why: 'All moved', now: NOW } as const
    const waits = endExit(opened.value, end, 1)
    assert.equal(!waits.ok && waits.error, 'people still wait')
    assert.equal(endExit(opened.value, end, 0).ok, true)
    const early = endExit(signalled, end, 0)
    assert.equal(!early.ok && early.error, 'not in this state')
  })
})

describe('triage', () => {
  const calm: Need = {
    ...{
      insulin: false,
      timeCritical: false,
      doubleHanded: false,
      livesAlone: false,
      helpedByCarer: true,
      decides: 'yes',
    },
  }
  const cases: readonly (readonly [what: string, change: Partial<Need>, points: number, band: string])[] = [
    ['nobody needs less', {}, 0, 'standard'],
    ['lives alone', { livesAlone: true }, 1, 'standard'],
    ['not known to live with somebody, nor to be helped', { livesAlone: null, helpedByCarer: null }, 2, 'high'],
    ['two workers', { doubleHanded: true }, 2, 'high'],
    ['insulin alone', { insulin: true }, 3, 'high'],
    ['insulin, and lives alone', { insulin: true, livesAlone: true }, 4, 'critical'],
    ['not known to decide alone', { decides: 'not known' }, 1, 'standard'],
    ['a visit on time, and cannot decide', { timeCritical: true, decides: 'no' }, 4, 'critical'],
  ]
  for (const [what, change, points, band] of cases)
    it(`weighs ${what}`, () => {
      const found = triage({ ...calm, ...change }, policy)
      assert.deepEqual([found.points, found.band], [points, band])
    })

  it('gives nobody fewer points for one criterion more', () => {
    const flags = CRITERIA.map(({ words }) => words)
    assert.equal(new Set(flags).size, 6)
    const worst = triage(
      { insulin: true, timeCritical: true, doubleHanded: true, livesAlone: null, helpedByCarer: null, decides: 'no' },
      policy,
    )
    assert.equal(worst.because.length, 6)
  })

  it('orders by points, then by visits, then by name', () => {
    const of = (line: number, points: number, visitsAWeek: number, name: string) => ({
      line,
      points,
      visitsAWeek,
      name,
    })
    const order = [of(1, 2, 7, 'B'), of(2, 4, 7, 'C'), of(3, 2, 14, 'Z'), of(4, 2, 7, 'A')].sort(byTriage)
    assert.deepEqual(
      order.map(({ line }) => line),
      [2, 3, 4, 1],
    )
  })
})

describe('what we are told of a person', () => {
  it('reads visits as start, minutes and days', () => {
    assert.deepEqual(readVisits('18:00/45/5, 8:00/30'), [
      { start: '08:00', minutes: 30, days: 7 },
      { start: '18:00', minutes: 45, days: 5 },
    ])
    for (const wrong of ['', '25:00/30', '08:00', '08:00/3', '08:00/30/8']) assert.equal(readVisits(wrong), undefined)
  })

  it('names each fault with its field and its cure', () => {
    const read = readTold(
      { name: ' ', pays: 'nobody', zone: 'moon', visits: 'often', insulin: 'perhaps' },
      ['rural'],
      'X',
    )
    assert.deepEqual(!read.ok && read.error.map(({ field }) => field), ['name', 'pays', 'zone', 'visits', 'insulin'])
  })

  it('leaves what nobody said unknown', () => {
    const read = readTold(
      { name: 'Ada Moss', pays: 'Self funder', zone: 'Rural', visits: '08:00/30' },
      ['rural'],
      'The provider',
    )
    assert.ok(read.ok)
    const { livesAlone, helpedByCarer, decides, pays, toldBy } = read.value
    assert.deepEqual(
      [livesAlone, helpedByCarer, decides, pays, toldBy],
      [null, null, 'not known', 'self_funder', 'The provider'],
    )
  })
})
