import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import { explain, type Place, plan, pose, type PriceOf, type Room, type ToPlace } from '#src/brokerage/index.ts'
import { changeTriage } from '#src/continuity/affected/affected-commands.ts'
import { listAffected } from '#src/continuity/affected/affected.store.ts'
import {
  answerMove,
  askPlan,
  beginExit,
  jobs,
  listEverybody,
  panels,
  placeMove,
  putForward,
  routes,
  tellOfPerson,
  words,
  work,
  workPlan,
} from '#src/continuity/index.ts'
import {
  costOf,
  faultsOfPlan,
  limitMoves,
  planCostInWords,
  pointsOfStaying,
} from '#src/continuity/plans/plan-people.ts'
import { approveSpot, saySpot } from '#src/continuity/plans/spot-commands.ts'
import { askProviders } from '#src/continuity/desk/ask-commands.ts'
import { failLostPlans, stopPlan } from '#src/continuity/plans/plan-commands.ts'
import { findPlan, saveProgress } from '#src/continuity/plans/plan.store.ts'
import { readPlanned } from '#src/continuity/plans/read-plan.store.ts'
import { enterFramework } from '#src/contracts/index.ts'
import { changePolicy, STANDARD } from '#src/councils/index.ts'
import { timeline } from '#src/platform/audit.ts'
import { countQueries, json, type Read, rows, sql } from '#src/platform/database.ts'
import { inWords } from '#src/platform/panels.ts'
import { type PartOfDay, PARTS_OF_DAY, tellAbilities, tellCapacity } from '#src/providers/index.ts'
import { solve } from '#src/solvers/assignment/index.ts'
import { COUNCIL, officer, system, useDatabase } from '#test/support/database.ts'
import { DUTY, seedExits } from '#test/support/exits.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { BALANCED, BANDED, got, inCommand, refusal, SPLIT } from '#test/support/pay-runs.ts'

const me = system()
const house = { panels, work: [], search: [], words }
const HEAD = { ...officer('O-25', ['continuity.see', 'brokerage.spot']), name: 'Hugo Head' }
const SMALL = { seed: 7, moves: 2_000, boundSteps: 200 }

describe('a plan', () => {
  const person = (at: number, morning: number, more: Partial<ToPlace> = {}): ToPlace => ({
    ...{ ref: String(at), personRef: `P-${at}`, zone: 'rural', service: 'home_care', minutes: { morning }, needs: [] },
    ...{ doubleHanded: false, refuses: [], prefers: [], ...more },
  })
  const room = (organisationRef: string, morning: number): Room => ({
    ...{ organisationRef, name: organisationRef, contractRef: `CT-${organisationRef}`, zones: ['rural'] },
    zoneNames: new Map(),
    ...{ minutes: new Map([['rural/morning' as const, morning]]), able: new Map(), rating: 'Good' },
  })
  const priceOf: PriceOf = ({ minutes }, { organisationRef }) =>
    (minutes.morning ?? 0) * (organisationRef === 'A' ? 30 : 40)

  it('never breaks a hard constraint, loses nobody, and adds up', () => {
    const people = fc.array(
      fc.record({
        minutes: fc.integer({ min: 30, max: 420 }),
        refuses: fc.subarray(['A', 'B', 'C']),
        pair: fc.option(fc.constantFrom('x', 'y'), { nil: undefined, freq: 3 }),
        fixed: fc.option(fc.constantFrom('A', 'B'), { nil: undefined, freq: 5 }),
      }),
      { minLength: 1, maxLength: 12 },
    )
    const hours = fc.tuple(...['A', 'B', 'C'].map(() => fc.integer({ min: 0, max: 1500 })))
    fc.assert(
      fc.property(people, hours, (asked, minutes) => {
        const all = asked.map((one, at) =>
          person(at + 1, one.minutes, {
            ...(one.pair === undefined ? {} : { together: one.pair }),
            // Who is fixed has agreed, and refuses nobody of them; a pair agrees as one.
            ...(one.fixed === undefined || one.pair !== undefined
              ? { refuses: one.refuses }
              : { fixed: one.fixed, refuses: [] }),
          }),
        )
        const rooms = ['A', 'B', 'C'].map((name, at) => room(name, minutes[at] ?? 0))
        const made = plan(all, rooms, priceOf, STANDARD.placing, solve, SMALL)
        const fixed = all.filter(({ fixed: one }) => one !== undefined)
        const isOver = (name: string): boolean =>
          fixed.filter((one) => one.fixed === name).reduce((sum, one) => sum + (one.minutes.morning ?? 0), 0) >
          (minutes[['A', 'B', 'C'].indexOf(name)] ?? 0)
        // What people agreed to before hours were taken back is not undone by a plan.
        fc.pre(!isOver('A') && !isOver('B'))
        const hoursOf = (name: string, zone: string): number =>
          zone === 'rural' ? (minutes[['A', 'B', 'C'].indexOf(name)] ?? 0) : 0
        assert.deepEqual(faultsOfPlan(all, made, hoursOf), [])
        assert.ok(made.bound <= made.points)
      }),
      { numRuns: 60, seed: 20_261_122 },
    )
  })

  it('is at fault where hours are used in a zone for which they were not told, or a bed twice', () => {
    const proposal = (ref: string, place?: Place) => ({
      ...{ ref, organisationRef: 'A', contractRef: 'CT-A', weeklyPence: 100, points: 0, why: [], exceptions: [] },
      ...{ alternatives: [], ...(place ? { place } : {}) },
    })
    const faults = (people: readonly ToPlace[], ...proposals: ReturnType<typeof proposal>[]) =>
      faultsOfPlan(people, { proposals, weeklyPence: 100 * proposals.length }, (ref, where, what) =>
        ref === 'A' && ['town/morning', 'home/nursing'].includes(`${where}/${what}`) ? (where === 'home' ? 1 : 300) : 0,
      ).map(({ fault }) => fault)
    const one = [person(1, 200)]
    assert.deepEqual(faults(one, proposal('1')), ['more than was told'], 'there are hours in town alone')
    assert.deepEqual(faults(one, proposal('1', { zone: 'town' })), [])
    const two = [person(1, 200), person(2, 200)]
    assert.deepEqual(faults(two, proposal('1', { zone: 'town' }), proposal('2', { zone: 'town' })), [
      'more than was told',
    ])
    const moved = { moved: { from: 'midday', to: 'morning' } } as const
    const asksMidday = [person(1, 0, { zone: 'town', minutes: { midday: 200 }, movable: { midday: 200 } })]
    assert.deepEqual(faults(asksMidday, proposal('1')), ['more than was told'], 'there are hours in the morning alone')
    assert.deepEqual(faults(asksMidday, proposal('1', moved)), [])
    const bed = { locationRef: 'home', bedType: 'nursing' as const }
    const lives = [1, 2].map((at) => person(at, 0, { minutes: {}, beds: ['nursing'] }))
    assert.deepEqual(faults(lives.slice(0, 1), proposal('1', bed)), [])
    assert.deepEqual(faults(lives, proposal('1', bed), proposal('2', bed)), ['more than was told'])
  })

  it('is compared with today for those whose price is known, and counts others only where they would move', () => {
    const people = [
      { ref: '1', today: { organisationRef: 'X', weeklyPence: 9000 } },
      { ref: '2' },
      { ref: '3', today: { organisationRef: 'X', weeklyPence: 5000 } },
      ...['PK-1', 'PK-2'].map((ref) => ({ ref, today: { organisationRef: 'A', weeklyPence: 7000 } })),
    ]
    const others = new Map([
      ['PK-1', 'A'],
      ['PK-2', 'A'],
    ])
    const to = (ref: string, organisationRef: string | undefined, weeklyPence: number | undefined) => ({
      ...{ ref, organisationRef, weeklyPence, contractRef: undefined, points: 0, why: [], exceptions: [] },
      alternatives: [],
    })
    const proposals = [to('1', 'B', 9500), to('2', 'B', 4000), to('3', undefined, undefined)]
    const cost = costOf(people, others, [...proposals, to('PK-1', 'A', 7000), to('PK-2', 'B', 7200)])
    assert.deepEqual(cost, { weeklyPence: 20_700, comparedPence: 16_700, todayPence: 16_000 })
    assert.equal(
      planCostInWords(cost),
      '£207.00 a week. Of people whose price today is known: £167.00 a week, £7.00 more than today',
    )
    assert.equal(planCostInWords({ ...cost, comparedPence: 20_700 }), '£207.00 a week, £47.00 more than today')
    assert.match(planCostInWords({ ...cost, comparedPence: 0 }), /what the same care costs today is not known$/)
  })

  it('moves at most so many others to make room, and leaves none of them out', () => {
    const others = new Map([
      ['PK-1', 'A'],
      ['PK-2', 'A'],
    ])
    const own = person(1, 400, { refuses: ['B'] })
    const kept = [...others].map(([ref, organisationRef]) =>
      person(0, 200, { ref, prefers: [organisationRef], today: { organisationRef, weeklyPence: 6000 } }),
    )
    const rooms = [room('A', 400), room('B', 1000)]
    for (const [moves, placed] of [
      [0, 0],
      [1, 0],
      [2, 1],
    ] as const) {
      const posed = pose([own, ...kept], rooms, priceOf, STANDARD.placing)
      const made = explain(posed, solve(limitMoves(posed, others, moves), SMALL))
      const moved = made.proposals.filter(({ ref, organisationRef }) => others.has(ref) && organisationRef !== 'A')
      const isPlaced = made.proposals.some(({ ref, organisationRef }) => ref === '1' && organisationRef === 'A')
      assert.deepEqual([isPlaced ? 1 : 0, moved.length], [placed, placed * 2], `${moves} moves`)
      assert.ok(moved.every(({ organisationRef }) => organisationRef === 'B'))
      if (moves > 0) continue
      const bare = pose([own], rooms.slice(1), priceOf, STANDARD.placing)
      const alone = explain(bare, solve(bare.problem, SMALL))
      assert.equal(made.points - pointsOfStaying(posed, others), alone.points, 'as a plan without others')
    }
  })
})

describe('a plan that may move others', () => {
  const NAMES = ['A', 'B', 'C', 'D']
  const name = fc.constantFrom(...NAMES)
  const somebody = fc.record({
    minutes: fc.integer({ min: 2, max: 14 }).map((units) => units * 30),
    // Who refuses most is who needs others to make room.
    refuses: fc.subarray(NAMES, { minLength: 2, maxLength: 3 }),
    fixed: fc.option(name, { nil: undefined, freq: 4 }),
    pair: fc.option(fc.constantFrom('x', 'y'), { nil: undefined, freq: 4 }),
  })
  const other = fc.record({
    minutes: fc.integer({ min: 2, max: 14 }).map((units) => units * 30),
    refuses: fc.subarray(NAMES, { maxLength: 2 }),
    at: name,
  })
  const market = fc.record({
    own: fc.array(somebody, { minLength: 1, maxLength: 6 }),
    others: fc.array(other, { minLength: 4, maxLength: 10 }),
    spare: fc.tuple(...NAMES.map(() => fc.integer({ min: 0, max: 12 }).map((units) => units * 30))),
    prices: fc.tuple(...NAMES.map(() => fc.integer({ min: 20, max: 60 }))),
    moves: fc.integer({ min: 0, max: 4 }),
  })
  const toPlace = (ref: string, morning: number, more: Partial<ToPlace>): ToPlace => ({
    ...{ ref, personRef: `P-${ref}`, zone: 'rural', service: 'home_care', minutes: { morning }, needs: [] },
    ...{ doubleHanded: false, refuses: [], prefers: [], ...more },
  })

  it('moves at most as many as allowed, nobody who agreed, nobody to whom they refuse, and leaves none of them out', () => {
    let moved = 0
    fc.assert(
      fc.property(market, ({ own, others, spare, prices, moves }) => {
        const people = own.map(({ minutes, refuses, fixed, pair }, at) =>
          // Who agreed refuses nobody of them, and a pair agrees as one.
          fixed === undefined
            ? toPlace(String(at + 1), minutes, { refuses, ...(pair === undefined ? {} : { together: pair }) })
            : toPlace(String(at + 1), minutes, { fixed }),
        )
        const staying = others.map(({ minutes, refuses, at }, index) =>
          toPlace(`PK-${index + 1}`, minutes, {
            ...{ refuses: refuses.filter((one) => one !== at), prefers: [at] },
            today: { organisationRef: at, weeklyPence: minutes * 40 },
          }),
        )
        const from = new Map(others.map(({ at }, index) => [`PK-${index + 1}`, at]))
        // What others have today is theirs, and what was agreed fits.
        const taken = (ref: string): number =>
          others.reduce((sum, one) => sum + (one.at === ref ? one.minutes : 0), 0) +
          own.reduce((sum, one) => sum + (one.fixed === ref ? one.minutes : 0), 0)
        const hours = new Map(NAMES.map((ref, at) => [ref, (spare[at] ?? 0) + taken(ref)]))
        const rooms = NAMES.map(
          (ref): Room => ({
            ...{ organisationRef: ref, name: ref, contractRef: `CT-${ref}`, zones: ['rural'], zoneNames: new Map() },
            ...{ minutes: new Map([['rural/morning' as const, hours.get(ref) ?? 0]]), able: new Map(), rating: 'Good' },
          }),
        )
        const pence: PriceOf = ({ minutes }, { organisationRef }) =>
          (minutes.morning ?? 0) * (prices[NAMES.indexOf(organisationRef)] ?? 0)
        const posed = pose([...people, ...staying], rooms, pence, STANDARD.placing)
        const made = explain(posed, solve(limitMoves(posed, from, moves), SMALL))
        assert.deepEqual(
          faultsOfPlan([...people, ...staying], made, (ref, zone) => (zone === 'rural' ? (hours.get(ref) ?? 0) : 0)),
          [],
        )
        const to = new Map(made.proposals.map(({ ref, organisationRef }) => [ref, organisationRef]))
        const movers = staying.filter(({ ref }) => to.get(ref) !== from.get(ref))
        assert.ok(movers.length <= moves, `${movers.length} of ${moves} moves`)
        assert.ok(
          movers.every(({ ref }) => to.get(ref) !== undefined),
          'none of them is left out',
        )
        assert.ok(
          people.every(({ ref, fixed }) => fixed === undefined || to.get(ref) === fixed),
          'who agreed stays',
        )
        moved += movers.length
      }),
      { numRuns: 150, seed: 20_261_123 },
    )
    assert.ok(moved >= 20, `only ${moved} moved: these markets prove little`)
  })
})

describe('the plan of an exit', () => {
  const { shell, clock } = useDatabase({ seed: seedExits })
  const read = <T>(work: Parameters<typeof shell.read<T>>[1]) => shell.read(me, work)
  const tell = (organisationRef: string, weeklyMinutes: number, parts: readonly PartOfDay[] = PARTS_OF_DAY) =>
    tellCapacity(shell, me, {
      ...{ organisationRef, by: 'page' },
      cells: parts.map((part) => ({ zone: 'rural', part, weeklyMinutes })),
    })
  const listed = async () => {
    const failing = {
      organisationRef: BANDED,
      source: 'news',
      what: 'In the paper',
      cause: 'business_failure',
      lastDay: null,
    }
    const { exitRef } = got(await beginExit(shell, DUTY, failing as Parameters<typeof beginExit>[2]))
    got(await listEverybody(shell, DUTY, exitRef))
    return exitRef
  }
  const made = async (exitRef: string) => {
    const planRef = got(await askPlan(shell, DUTY, { exitRef, movesOfOthers: 0 }))
    await workPlan(shell, COUNCIL, planRef, SMALL)
    const found = await read((tx) => findPlan(tx, planRef))
    assert.ok(found?.result)
    return { ...found, result: found.result }
  }
  const asks = (packageRef: string, language: string, refuses: readonly string[]) =>
    inCommand(shell, async (tx) => {
      const musts = [{ kind: 'language', words: language }]
      await rows(
        tx,
        sql`update brokerage.care_package set musts = ${json(musts)}::jsonb where package_ref = ${packageRef}`,
      )
      for (const ref of refuses)
        await rows(
          tx,
          sql`insert into brokerage.preference (council_id, preference_ref, person_ref, organisation_ref, organisation_name, kind,
              said_by, said_on, note, kept_at, kept_by_name)
            select council_id, 'PF-1', person_ref, ${ref}, 'Split Care', 'refuses', 'Elsie', '2026-11-01', '', ${tx.now}, 'Sam'
            from brokerage.care_package where package_ref = ${packageRef}`,
        )
    })
  const toOf = (result: { proposals: readonly { ref: string; organisationRef: string | undefined }[] }) =>
    Object.fromEntries(result.proposals.map(({ ref, organisationRef }) => [ref, organisationRef]))

  it('places everybody at once, keeps a pair together, and never with the provider that leaves', async () => {
    got(await tell(BALANCED, 3000))
    got(await tell(SPLIT, 3000))
    got(await tell(BANDED, 9000))
    const exitRef = await listed()
    const { result, people, unplaced } = await made(exitRef)
    assert.deepEqual([people, unplaced], [4, 0])
    assert.ok(result.proposals.every(({ organisationRef }) => organisationRef !== BANDED))
    assert.equal(toOf(result)['1'], toOf(result)['2'])
    assert.ok(result.proposals.every(({ why, alternatives }) => why.length > 0 && alternatives.length > 0))
    assert.equal(
      result.weeklyPence,
      result.proposals.reduce((sum, { weeklyPence }) => sum + (weeklyPence ?? 0), 0),
    )
    assert.equal(result.points, result.bound)
  })

  it('holds the council’s price ceiling against whoever costs more, and not where others pay', async () => {
    got(await tell(BALANCED, 9000))
    got(await tell(SPLIT, 9000))
    got(
      await tellOfPerson(shell, DUTY, {
        organisationRef: BANDED,
        typed: { name: 'Ada Moss', pays: 'self_funder', zone: 'rural', visits: '08:00/30' },
      }),
    )
    const exitRef = await listed()
    const before = await made(exitRef)
    assert.ok(before.result.proposals.every(({ exceptions }) => exceptions.length === 0))
    got(
      await changePolicy(shell, me, {
        ...{ kind: 'price-ceiling', fromDay: '2026-11-01', reason: 'Cabinet, 21 November 2026' },
        value: { ceilings: [{ service: 'home_care', zone: 'rural', pencePerHour: 1000 }] },
      }),
    )
    const after = await made(exitRef)
    const over = after.result.proposals.filter(({ exceptions }) => exceptions.includes('over ceiling'))
    assert.deepEqual(over.map(({ ref }) => ref).toSorted(), ['1', '2', '3', '4'])
    assert.ok(over.every(({ why }) => /a week above the ceiling: 600 points/.test(why.join(' '))))
    assert.equal(after.result.points, before.result.points + 4 * STANDARD.placing.overCeiling)
  })

  it('says who stands on hours that were told too long ago, and prefers who told them lately', async () => {
    got(await tell(BALANCED, 9000))
    got(await tell(SPLIT, 9000))
    clock.now = clock.now.add({ hours: 20 * 24 })
    const exitRef = await listed()
    const old = (await made(exitRef)).result
    assert.ok(old.proposals.every(({ exceptions }) => exceptions.includes('stale capacity')))
    assert.match(
      old.proposals[0]?.why.join(' ') ?? '',
      /Told what it has on 22 November 2026, too long ago to count on/,
    )
    const dearer = toOf(old)['3'] === SPLIT ? BALANCED : SPLIT
    got(await tell(dearer, 9000))
    const { result } = await made(exitRef)
    assert.equal(toOf(result)['3'], dearer)
    assert.ok(result.proposals.every(({ exceptions }) => !exceptions.includes('stale capacity')))
  })

  it('says who cannot be placed, what binds, and the least that would change it', async () => {
    got(await tell(BALANCED, 450))
    const exitRef = await listed()
    const { unplaced, criticalUnplaced, result } = await made(exitRef)
    assert.ok((unplaced ?? 0) > 0 && (criticalUnplaced ?? 0) <= (unplaced ?? 0))
    const left = result.proposals.filter(({ organisationRef }) => organisationRef === undefined)
    assert.match(left[0]?.binds ?? '', /too few hours left|told hours/)
    assert.ok(left.every(({ cheapestChange }) => cheapestChange !== undefined))
  })

  it('keeps what was put forward and honours what was refused when it is solved again', async () => {
    got(await tell(BALANCED, 3000))
    got(await tell(SPLIT, 3000))
    const exitRef = await listed()
    const first = await made(exitRef)
    assert.equal(got(await putForward(shell, DUTY, { planRef: first.planRef, lines: [4] })), 1)
    assert.equal(refusal(await putForward(shell, DUTY, { planRef: first.planRef, lines: [4] })), 'nobody to ask')
    const refused = toOf(first.result)['3'] ?? ''
    got(await changeTriage(shell, DUTY, { exitRef, line: 3, note: { refuses: [refused] } }))
    assert.equal(refusal(await putForward(shell, DUTY, { planRef: first.planRef, lines: [3] })), 'nobody to ask')
    const second = await made(exitRef)
    assert.equal(toOf(second.result)['4'], toOf(first.result)['4'])
    assert.notEqual(toOf(second.result)['3'], refused)
    const states = (await read((tx) => listAffected(tx, { exitRef, limit: 10 }))).people.map(({ line, state }) => [
      line,
      state,
    ])
    assert.deepEqual(states.toSorted(), [
      [1, 'listed'],
      [2, 'listed'],
      [3, 'listed'],
      [4, 'proposed'],
    ])
  })

  it('binds by what packages must have and whom their people refuse, of those who may move too', async () => {
    await asks('PK-2002', 'Polish', [])
    await asks('PK-2003', 'Welsh', [SPLIT])
    await asks('PK-2005', 'Polish', [])
    got(await tell(BALANCED, 3000))
    got(await tell(SPLIT, 3000))
    got(
      await tellAbilities(shell, me, {
        ...{ organisationRef: SPLIT, by: 'page' },
        abilities: [{ kind: 'language', words: 'Polish', has: false }],
      }),
    )
    const exitRef = await listed()
    const { result } = await made(exitRef)
    assert.deepEqual([toOf(result)['1'], toOf(result)['2'], toOf(result)['4']], [BALANCED, BALANCED, BALANCED])
    assert.match(String(result.proposals.find(({ ref }) => ref === '4')?.why), /polish/i)
    const planRef = got(await askPlan(shell, DUTY, { exitRef, movesOfOthers: 2 }))
    const { people } = await read(async (tx) => readPlanned(tx, (await findPlan(tx, planRef))!))
    const nora = people.find(({ ref }) => ref === 'PK-2005')
    assert.deepEqual(
      nora?.needs.map(({ kind, words }) => [kind, words]),
      [['language', 'Polish']],
    )
  })

  it('honours what people said of providers who are told of and have no package with the council', async () => {
    got(await tell(BALANCED, 3000))
    got(await tell(SPLIT, 3000))
    const told = { name: 'Nora Lane', pays: 'direct_payment', zone: 'rural', visits: '08:00/30', person_ref: 'P-1005' }
    got(await tellOfPerson(shell, DUTY, { organisationRef: BANDED, typed: told }))
    const exitRef = await listed()
    const { people } = await read((tx) => listAffected(tx, { exitRef, limit: 10 }))
    const line = String(people.find(({ personRef }) => personRef === 'P-1005')?.line)
    const says = (ref: string, kind: string) =>
      inCommand(shell, async (tx) => {
        await rows(
          tx,
          sql`insert into brokerage.preference (council_id, preference_ref, person_ref, organisation_ref, organisation_name, kind,
              said_by, said_on, note, kept_at, kept_by_name)
            values (${COUNCIL}, ${`PF-${ref}`}, 'P-1005', ${ref}, 'A provider', ${kind}, 'Nora', '2026-11-01', '', ${tx.now}, 'Sam')`,
        )
      })
    const before = toOf((await made(exitRef)).result)[line] ?? ''
    await says(before, 'refuses')
    const { result } = await made(exitRef)
    assert.notEqual(toOf(result)[line], before)
    const planRef = got(await askPlan(shell, DUTY, { exitRef, movesOfOthers: 0 }))
    await says(before === SPLIT ? BALANCED : SPLIT, 'prefers')
    const nora = (await read(async (tx) => readPlanned(tx, (await findPlan(tx, planRef))!))).people.find(
      ({ ref }) => ref === line,
    )
    assert.deepEqual([nora?.refuses, nora?.prefers], [[before], [before === SPLIT ? BALANCED : SPLIT]])
  })

  it('is asked for, and put forward, by one of two officers who press at the same moment', async () => {
    got(await tell(BALANCED, 3000))
    got(await tell(SPLIT, 3000))
    const exitRef = await listed()
    const plans = await Promise.all([1, 2].map(() => askPlan(shell, DUTY, { exitRef, movesOfOthers: 0 })))
    assert.deepEqual(
      plans.map((one) => (one.ok ? 'asked' : one.error)),
      ['asked', 'being made'],
    )
    await workPlan(shell, COUNCIL, 'CP-1001', SMALL)
    const asked = await Promise.all(
      [[3], [3, 4], [3]].map((lines) => putForward(shell, DUTY, { planRef: 'CP-1001', lines })),
    )
    assert.deepEqual(
      asked.map((one) => (one.ok ? one.value : one.error)),
      [1, 1, 'nobody to ask'],
    )
    got(await askPlan(shell, DUTY, { exitRef, movesOfOthers: 0 }))
    const all = { planRef: 'CP-1001', lines: undefined }
    assert.equal(refusal(await putForward(shell, DUTY, all)), 'being made')
    await workPlan(shell, COUNCIL, 'CP-1002', SMALL)
    assert.equal(refusal(await putForward(shell, DUTY, all)), 'newer plan')
    assert.equal(got(await putForward(shell, DUTY, { ...all, planRef: 'CP-1002' })), 2)
  })

  it('leaves the hours that people of another exit are being asked to take, or took since the provider told them', async () => {
    got(await tell(SPLIT, 9000))
    const exitRef = await listed()
    const first = await made(exitRef)
    assert.equal(first.unplaced, 0)
    got(await putForward(shell, DUTY, { planRef: first.planRef, lines: undefined }))
    const told = { name: 'Ada Moss', pays: 'self_funder', zone: 'rural', visits: '08:00/30' }
    got(await tellOfPerson(shell, DUTY, { organisationRef: BALANCED, typed: told }))
    const hoursLeft = async () => {
      const rooms = (await read(async (tx) => readPlanned(tx, await second(tx)))).rooms
      return rooms.find(({ organisationRef }) => organisationRef === SPLIT)?.minutes.get('rural/morning')
    }
    const other = { organisationRef: BALANCED, source: 'news', what: 'In the paper', lastDay: null } as const
    const begun = got(await beginExit(shell, DUTY, { ...other, cause: 'business_failure' }))
    got(await listEverybody(shell, DUTY, begun.exitRef))
    const planRef = got(await askPlan(shell, DUTY, { exitRef: begun.exitRef, movesOfOthers: 0 }))
    const second = async (tx: Read) => {
      const found = await findPlan(tx, planRef)
      assert.ok(found)
      return found
    }
    const morning = first.result.proposals.length
    assert.equal(morning, 4)
    // Margaret's two workers, Owen, Elsie and Ivor: five times half an hour on seven mornings.
    assert.equal(await hoursLeft(), 9000 - 5 * 30 * 7)
    const ada = { exitRef: begun.exitRef, line: 2 }
    await workPlan(shell, COUNCIL, planRef, SMALL)
    got(await putForward(shell, DUTY, { planRef, lines: [ada.line] }))
    got(await answerMove(shell, DUTY, { ...ada, side: 'person', answer: 'agrees' }))
    got(await answerMove(shell, DUTY, { ...ada, side: 'provider', answer: 'agrees', moveDay: '2026-11-24' }))
    got(await placeMove(shell, DUTY, ada))
    assert.equal(await hoursLeft(), 9000 - 6 * 30 * 7)
    clock.now = clock.now.add({ minutes: 1 })
    got(await tell(SPLIT, 9000))
    assert.equal(await hoursLeft(), 9000 - 5 * 30 * 7)
  })

  const balancedOnFramework = async () => {
    const frameworkRef = got(
      await enterFramework(shell, me, {
        ...{ title: 'Home care 2026', service: 'home_care', fromDay: '2026-04-01', toDay: '2028-04-01' },
        weights: { price: 70, quality: 10, completeness: 10, start: 10 },
      }),
    )
    await inCommand(shell, (tx) =>
      rows(tx, sql`update contracts.contract set framework_ref = ${frameworkRef} where organisation_ref = ${BALANCED}`),
    )
  }

  it('asks a provider beside the framework once it was said why and until when, as a spot purchase with its benchmark', async () => {
    await balancedOnFramework()
    got(await tell(SPLIT, 9000))
    const exitRef = await listed()
    const { planRef, result } = await made(exitRef)
    const beside = result.proposals.filter(
      ({ ref, organisationRef }) => organisationRef === SPLIT && result.spots?.[ref],
    )
    assert.equal(beside.length, result.proposals.filter(({ ref }) => (result.who[ref]?.from ?? null) === null).length)
    const put = () => putForward(shell, DUTY, { planRef, lines: [1] })
    assert.equal(refusal(await put()), 'spot not said')
    const said = {
      planRef,
      why: 'crisis',
      words: 'Asked all of the framework by telephone',
      endDay: '2027-01-31',
      read: 0,
    }
    const refused = async (change: Partial<typeof said>) => refusal(await saySpot(shell, DUTY, { ...said, ...change }))
    assert.deepEqual(
      [
        await refused({ planRef: 'CP-9' }),
        await refused({ why: 'cheap' }),
        await refused({ words: ' ' }),
        await refused({ endDay: '2026-11-22' }),
        await refused({ endDay: '2036-11-22' }),
      ],
      ['no such plan', 'not a reason', 'no words', 'not later', 'too long'],
    )
    assert.equal(refusal(await approveSpot(shell, HEAD, { planRef, read: 1 })), 'nothing said')
    got(await saySpot(shell, DUTY, said))
    assert.equal(refusal(await put()), 'spot not approved')
    assert.deepEqual(
      [
        refusal(await approveSpot(shell, DUTY, { planRef, read: 1 })),
        refusal(await approveSpot(shell, me, { planRef, read: 1 })),
        refusal(await approveSpot(shell, HEAD, { planRef: 'CP-9', read: 1 })),
      ],
      ['said it', 'not an officer', 'no such plan'],
    )
    got(await approveSpot(shell, HEAD, { planRef, read: 1 }))
    assert.equal(refusal(await approveSpot(shell, HEAD, { planRef, read: 1 })), 'approved already')
    assert.equal(await refused({ endDay: '2027-02-28' }), 'approved already')
    assert.equal(got(await put()), 1)
    await askProviders(shell, COUNCIL, exitRef)
    const spots = await read((tx) =>
      rows(
        tx,
        sql<object>`select s.status, s.why, s.words, s.end_day as "endDay", s.benchmark_pence as benchmark, s.asked_by_name as by, s.decided_by_name as "approvedBy",
            s.reason, p.status as package
          from brokerage.spot_purchase s join brokerage.care_package p on p.package_ref = s.package_ref`,
      ),
    )
    assert.deepEqual(spots, [
      {
        ...{
          status: 'approved',
          why: 'crisis',
          words: said.words,
          endDay: '2027-01-31',
          by: 'Dee Duty',
          approvedBy: 'Hugo Head',
          package: 'sent',
        },
        ...{ benchmark: result.spots?.['1'], reason: `With plan ${planRef}: a provider fails` },
      },
    ])
    await askProviders(shell, COUNCIL, exitRef)
    assert.equal((await read((tx) => rows(tx, sql<object>`select 1 from brokerage.spot_purchase`))).length, 1)
  })

  it('asks nothing anew, when it is solved again, of care outside the framework that was approved and is the same', async () => {
    await balancedOnFramework()
    got(await tell(SPLIT, 9000))
    const exitRef = await listed()
    const first = await made(exitRef)
    const said = { why: 'crisis', words: 'Asked all of the framework by telephone', endDay: '2027-01-31' }
    got(await saySpot(shell, DUTY, { ...said, planRef: first.planRef, read: 0 }))
    const unapproved = await made(exitRef)
    assert.deepEqual(unapproved.result.keptSpots, {}, 'nothing is approved yet')
    assert.equal(unapproved.spot?.words, said.words, 'what was said goes on waiting')
    got(await approveSpot(shell, HEAD, { planRef: unapproved.planRef, read: 1 }))
    // Owen's care becomes another.
    const owen = unapproved.result.proposals.find(({ ref }) => unapproved.result.who[ref]?.name === 'Owen Price')?.ref
    await inCommand(shell, (tx) =>
      rows(
        tx,
        sql`update brokerage.placement set pattern = jsonb_set(pattern, '{0,minutes}', '15') where package_ref = 'PK-2002'`,
      ),
    )
    const { planRef, result } = await made(exitRef)
    const bought = Object.keys(result.spots ?? {})
    assert.ok(bought.length > 1 && owen !== undefined && bought.includes(owen))
    assert.deepEqual(
      Object.keys(result.keptSpots ?? {}),
      bought.filter((ref) => ref !== owen),
    )
    assert.equal(refusal(await putForward(shell, DUTY, { planRef, lines: [Number(owen)] })), 'spot not said')
    const others = bought.filter((ref) => ref !== owen).map(Number)
    assert.equal(got(await putForward(shell, DUTY, { planRef, lines: others })), others.length)
    await askProviders(shell, COUNCIL, exitRef)
    const spots = await read((tx) =>
      rows(
        tx,
        sql<object>`select distinct s.words, s.decided_by_name as "approvedBy", s.end_day as "endDay" from brokerage.spot_purchase s`,
      ),
    )
    assert.deepEqual(spots, [{ words: said.words, approvedBy: 'Hugo Head', endDay: '2027-01-31' }])
    const lines = await read((tx) => timeline(tx, `exit:${exitRef}`))
    assert.match(lines.map((one) => inWords(house, one)).join(), /stays approved for/)
    got(await saySpot(shell, DUTY, { ...said, words: 'Asked again for Owen', planRef, read: 0 }))
    got(await approveSpot(shell, HEAD, { planRef, read: 1 }))
    assert.equal(got(await putForward(shell, DUTY, { planRef, lines: [Number(owen)] })), 1)
    const third = await made(exitRef)
    assert.deepEqual(Object.keys(third.result.keptSpots ?? {}), bought)
    assert.equal(third.result.keptSpots?.[owen ?? '']?.words, 'Asked again for Owen')
  })

  it('is approved outside the framework by whoever has read the words that stand, and nobody overwrites another’s', async () => {
    await balancedOnFramework()
    got(await tell(SPLIT, 9000))
    const { planRef } = await made(await listed())
    const said = { planRef, why: 'crisis', words: 'Asked two', endDay: '2027-01-31' }
    got(await saySpot(shell, DUTY, { ...said, read: 0 }))
    const other = { ...officer('O-26', ['continuity.manage', 'brokerage.spot']), name: 'Olga Other' }
    assert.equal(refusal(await saySpot(shell, other, { ...said, words: 'Did not see', read: 0 })), 'said meanwhile')
    got(await saySpot(shell, DUTY, { ...said, words: 'Asked all', read: 1 }))
    assert.equal(refusal(await approveSpot(shell, HEAD, { planRef, read: 1 })), 'said otherwise')
    got(await approveSpot(shell, HEAD, { planRef, read: 2 }))
    assert.equal((await read((tx) => findPlan(tx, planRef)))?.spot?.words, 'Asked all')
  })

  it('is asked for once at a time, after everybody is listed, and a second try of the worker changes nothing', async () => {
    const exitRef = await listed()
    const planRef = got(await askPlan(shell, DUTY, { exitRef, movesOfOthers: 0 }))
    assert.equal(refusal(await askPlan(shell, DUTY, { exitRef, movesOfOthers: 0 })), 'being made')
    await jobs(shell)
      .find(({ name }) => name === 'work-continuity-plan')
      ?.run({ council: COUNCIL, planRef })
    const before = await read((tx) => findPlan(tx, planRef))
    await workPlan(shell, COUNCIL, planRef, SMALL)
    assert.deepEqual(await read((tx) => findPlan(tx, planRef)), before)
    assert.equal(refusal(await askPlan(shell, DUTY, { exitRef, movesOfOthers: 51 })), 'not so many moves')
  })

  it('is stopped within a second, and one that was lost with whoever made it has failed and is made again', async () => {
    got(await tell(BALANCED, 900))
    const exitRef = await listed()
    const ask = async () => got(await askPlan(shell, DUTY, { exitRef, movesOfOthers: 0 }))
    const stateOf = async (planRef: string) => (await read((tx) => findPlan(tx, planRef)))?.state
    const first = await ask()
    const made = workPlan(shell, COUNCIL, first, { ...SMALL, moves: 2_000_000_000 })
    while ((await stateOf(first)) !== 'solving') await pause(20)
    const from = performance.now()
    got(await stopPlan(shell, DUTY, first))
    await made
    assert.ok(performance.now() - from < 1000)
    assert.equal(await stateOf(first), 'stopped')
    const second = await ask()
    await inCommand(shell, (tx) => saveProgress(tx, second, [], tx.now.add({ minutes: 2 })))
    assert.equal(refusal(await askPlan(shell, DUTY, { exitRef, movesOfOthers: 0 })), 'being made')
    await failLostPlans(shell, COUNCIL)
    assert.equal(await stateOf(second), 'solving')
    clock.now = clock.now.add({ seconds: 121 })
    await failLostPlans(shell, COUNCIL)
    assert.equal(await stateOf(second), 'failed')
    await workPlan(shell, COUNCIL, second, SMALL)
    assert.equal(await stateOf(second), 'failed', 'a second try of its worker changes nothing')
    await ask()
  })

  describe('on pages', () => {
    let app: FastifyInstance
    before(async () => {
      app = await serverFor(shell, [(doors) => routes(doors, house)], {
        identities: {
          actorOf: async ({ identity }) => (identity === 'hugo' ? HEAD : DUTY),
          actorOfToken: async () => DUTY,
        },
      })
    })
    after(() => app.close())

    it('asks once why and until when care is bought outside the framework, and shows it', async () => {
      await balancedOnFramework()
      got(await tell(SPLIT, 9000))
      const exitRef = await listed()
      const { planRef } = await made(exitRef)
      const dee = new Browser(app)
      await dee.signInAs('staff', 'dee')
      const at = `/exits/${exitRef}/plan`
      assert.match(
        (await dee.get(at)).body,
        /4 people would be cared for outside the framework[\s\S]*the least by the framework[\s\S]*Who they are[\s\S]*Owen Price[\s\S]*Not yet[\s\S]*What is proposed/,
      )
      await dee.post(`${at}/put?plan=${planRef}`, { do: 'all' }, at)
      assert.match((await dee.get(at)).body, /Say first why and until when/)
      const typed = { read: '0', why: 'crisis', words: 'Asked them all', 'endDay-day': '31', 'endDay-month': '1' }
      const unsaid = await dee.post(`${at}/spot?plan=${planRef}`, { ...typed, 'endDay-year': '' }, at)
      assert.equal(unsaid.statusCode, 400)
      assert.match(unsaid.body, /Give the first day without this care[\s\S]*Asked them all/)
      const said = await dee.post(`${at}/spot?plan=${planRef}`, { ...typed, 'endDay-year': '2027' }, at)
      assert.equal(said.statusCode, 303)
      assert.match(
        (await dee.get(at)).body,
        /It cannot wait for the framework[\s\S]*31 January 2027[\s\S]*Dee Duty[\s\S]*Nobody yet[\s\S]*Another officer/,
      )
      assert.doesNotMatch((await dee.get(at)).body, /Approve care outside/)
      assert.equal((await dee.send(`${at}/spot/approve?plan=${planRef}`, {})).statusCode, 403)
      await dee.post(`${at}/put?plan=${planRef}`, { do: 'all' }, at)
      assert.match((await dee.get(at)).body, /another officer has not approved it yet/)
      const approvals = async (actor: typeof DUTY) =>
        (
          await Promise.all(
            work.filter(({ grant }) => grant === 'brokerage.spot').map(({ list }) => read((tx) => list(tx, actor))),
          )
        )
          .flat()
          .map(({ href }) => href)
      assert.deepEqual([await approvals(DUTY), await approvals(HEAD)], [[], [at]])
      const hugo = new Browser(app)
      await hugo.signInAs('staff', 'hugo')
      assert.match((await hugo.get(at)).body, /name="read" value="1"[\s\S]*Approve care outside the framework/)
      assert.match((await dee.get(at)).body, /Change these reasons/)
      const twice = await dee.post(`${at}/spot?plan=${planRef}`, { ...typed, 'endDay-year': '2027' }, at)
      assert.match(twice.body, /Somebody gave reasons meanwhile/)
      const changed = { ...typed, read: '1', words: 'Asked them all twice', 'endDay-year': '2027' }
      assert.equal((await dee.post(`${at}/spot?plan=${planRef}`, changed, at)).statusCode, 303)
      await hugo.post(`${at}/spot/approve?plan=${planRef}`, { read: '1' }, at)
      assert.match(
        (await hugo.get(at)).body,
        /Nothing is approved: the reasons were changed[\s\S]*Asked them all twice/,
      )
      assert.equal((await hugo.post(`${at}/spot/approve?plan=${planRef}`, { read: '2' }, at)).statusCode, 303)
      assert.match((await hugo.get(at)).body, /Approved by[\s\S]*Hugo Head/)
      assert.deepEqual(await approvals(HEAD), [])
      assert.equal(
        (await dee.post(`${at}/put?plan=${planRef}`, { do: 'all' }, at)).headers['location'],
        `/exits/${exitRef}/board`,
      )
    })

    it('counts nobody of other providers who stays where they are among those on hours told too long ago', async () => {
      got(await tell(BALANCED, 9000))
      got(await tell(SPLIT, 9000))
      clock.now = clock.now.add({ hours: 20 * 24 })
      const exitRef = await listed()
      const planRef = got(await askPlan(shell, DUTY, { exitRef, movesOfOthers: 1 }))
      await workPlan(shell, COUNCIL, planRef, SMALL)
      const result = (await read((tx) => findPlan(tx, planRef)))?.result
      const stay = result?.proposals.filter(({ ref, organisationRef }) => result.who[ref]?.from === organisationRef)
      assert.ok(stay?.some(({ exceptions }) => exceptions.includes('stale capacity')))
      const dee = new Browser(app)
      await dee.signInAs('staff', 'dee')
      const stand = (result?.proposals.length ?? 0) - (stay?.length ?? 0)
      assert.ok((await dee.get(`/exits/${exitRef}/plan`)).body.includes(`${stand} people stand on hours or a bed`))
    })

    it('says before and after it is stopped that nothing of it is kept, and why', async () => {
      const at = `/exits/${await listed()}/plan`
      const dee = new Browser(app)
      await dee.signInAs('staff', 'dee')
      assert.equal((await dee.post(at, { moves: '0' })).statusCode, 303)
      assert.match((await dee.get(at)).body, /Nothing of a plan that is stopped is kept/)
      assert.equal((await dee.post(`${at}/stop`, {}, at)).statusCode, 303)
      const after = (await dee.get(at)).body
      assert.match(after, /The plan is stopped. Nothing of a plan that is stopped is kept/)
      assert.match(after, /Make the plan/)
    })

    it('is asked for, read with its reasons, and put to people', async () => {
      got(await tell(BALANCED, 900, ['morning']))
      const exitRef = await listed()
      const dee = new Browser(app)
      await dee.signInAs('staff', 'dee')
      const at = `/exits/${exitRef}/plan`
      const overview = `/exits/${exitRef}`
      assert.match((await dee.get(overview)).body, /What happens next[\s\S]*Make a plan<\/a> for everybody who waits/)
      assert.match((await dee.get(`${overview}/people`)).body, />\s*Rural\s*</)
      assert.match((await dee.post(at, { moves: '51' })).body, /whole number from 0 to 50/)
      assert.equal((await dee.post(at, { moves: '1' })).statusCode, 303)
      assert.match((await dee.get(at)).body, /waits for its turn/)
      await workPlan(shell, COUNCIL, 'CP-1001', SMALL)
      const { value: seen, queries } = await countQueries(() => dee.get(at))
      assert.ok(queries <= 8, `${at} asks ${queries} times`)
      assert.match((await dee.get(overview)).body, /wait to be placed: [\s\S]*from plan CP-1001<\/a>, or plan again/)
      assert.match(seen.body, /people placed/)
      assert.match(seen.body, /No plan (has|can have)/)
      assert.match(seen.body, /Otherwise/)
      assert.match((await dee.get(`${at}.csv`)).body, /line,person,state,proposed/)
      const first = (await read((tx) => findPlan(tx, 'CP-1001')))?.result
      const left = (first?.proposals ?? []).filter(({ organisationRef }) => organisationRef === undefined)
      const namesOfLeft = left.map(({ ref }) => first?.who[ref]?.name ?? '')
      assert.ok(namesOfLeft.length > 0 && !namesOfLeft.includes('Owen Price'), 'critical, so he is placed first')
      const unplaced = (await dee.get(`${at}?only=unplaced`)).body
      for (const name of namesOfLeft) assert.match(unplaced, new RegExp(`${name}[\\s\\S]*Nobody`))
      assert.doesNotMatch(unplaced, /Owen Price/)
      assert.match((await dee.get(`${at}?only=unplaced&words=owen`)).body, /Nothing matches/)
      assert.doesNotMatch((await dee.get(`${at}?state=moved`)).body, /Owen Price/)
      clock.now = clock.now.add({ hours: 20 * 24 })
      await dee.signInAs('staff', 'dee')
      await dee.post(at, { moves: '0' })
      await workPlan(shell, COUNCIL, 'CP-1002', SMALL)
      const stale = (await dee.get(`${at}?only=stale`)).body
      assert.match(stale, /stand on hours or a bed that their provider told too long ago/)
      assert.match(stale, /on hours or a bed told too long ago[\s\S]*Told what it has on 22 November 2026/)
      assert.match((await dee.get(`${at}?print=1`)).body, /Has room for this|Full with this plan/)
      assert.match((await dee.post(`${at}/put?plan=CP-9`, { do: 'all' }, at)).body, /Not found|not found/)
      const put = await dee.post(`${at}/put?plan=CP-1002`, { do: 'all' }, at)
      assert.equal(put.statusCode, 303)
      assert.match((await dee.get(at)).body, /Being asked/)
    })
  })
})
