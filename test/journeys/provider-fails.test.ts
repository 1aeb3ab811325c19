import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { dayOf } from '#src/base/day.ts'
import { decline, findPlacement, giveOffer, listInvitations, listPlacements } from '#src/brokerage/index.ts'
import { listContractsFor } from '#src/contracts/index.ts'
import { listZones } from '#src/councils/index.ts'
import type { AffectedPerson } from '#src/continuity/affected/affected.ts'
import { findAffected, listAffected } from '#src/continuity/affected/affected.store.ts'
import { listExits } from '#src/continuity/exits/exit.store.ts'
import { systemActor } from '#src/platform/actor.ts'
import type { Read } from '#src/platform/database.ts'
import { PARTS_OF_DAY, tellCapacity } from '#src/providers/index.ts'
import { providerUser } from '#test/support/database.ts'
import { useSmallCouncil, type Visitor } from '#test/support/small-council.ts'

const clerk = systemActor(1)

describe('a provider fails', () => {
  const council = useSmallCouncil()
  const read = <T>(work: (tx: Read) => Promise<T>): Promise<T> => council.store.shell.read(clerk, work)
  let bea: Visitor
  let exitRef: string
  let organisationRef = ''

  const lines = async (states?: AffectedPerson['state'][]) =>
    (await read((tx) => listAffected(tx, { exitRef, limit: 200, ...(states ? { states } : {}) }))).people
  const person = async (line: number): Promise<AffectedPerson> => {
    const found = await read((tx) => findAffected(tx, exitRef, line))
    assert.ok(found)
    return found
  }
  /** Until a job has done what it must. */
  const until = async (what: string, holds: () => Promise<boolean>): Promise<void> => {
    for (let look = 0; look < 120; look += 1) {
      if (await holds()) return
      await pause(500)
    }
    assert.fail(`not so after a minute: ${what}`)
  }
  const as = (ref: string | null) => providerUser(ref ?? '', ['brokerage.offer'])
  const plan = async (press: string): Promise<void> => {
    await bea.go(`/exits/${exitRef}/plan`)
    await bea.press(press)
    await bea.page.getByText('people placed').waitFor({ timeout: 60_000 })
  }

  it('a broker begins its exit, and everybody it serves is listed at the press of a button', async () => {
    const { shell } = council.store
    const [placements, zones, under] = await read(async (tx) => [
      await listPlacements(tx, { on: dayOf(tx.now) }),
      await listZones(tx),
      (await listExits(tx, { states: ['signalled', 'open'], offset: 0, limit: 50 })).exits.map(
        (one) => one.organisationRef,
      ),
    ])
    const serving = [...Map.groupBy(placements, (one) => one.organisationRef)]
      .filter(([ref]) => !under.includes(ref))
      .sort(([, a], [, b]) => b.length - a.length)
    // One beside whom another has a contract in the same zone.
    for (const [ref, [placement]] of serving) {
      const { service = '', zone = '' } = placement ?? {}
      const there = await read((tx) => listContractsFor(tx, { service, zone, on: dayOf(tx.now) }))
      if (there.some((one) => one.organisationRef !== ref && !under.includes(one.organisationRef)))
        organisationRef = ref
      if (organisationRef) break
    }
    assert.ok(organisationRef)
    for (const [ref] of serving) {
      if (ref === organisationRef) continue
      const cells = zones.flatMap(({ zone }) => PARTS_OF_DAY.map((part) => ({ zone, part, weeklyMinutes: 12_000 })))
      assert.ok((await tellCapacity(shell, clerk, { organisationRef: ref, cells, by: 'page' })).ok)
    }
    bea = await council.as('Bea Broker')
    await bea.follow('Exits')
    await bea.look('exits')
    await bea.press('Begin an exit')
    await bea.fill('Provider', organisationRef)
    await bea.page.getByLabel('News').check()
    await bea.fill('What was heard', 'The bank has called in its loan')
    await bea.page.getByLabel('Its business fails').check()
    await bea.press('Begin the exit')
    assert.match(await bea.text(), /section 48/)
    exitRef = /EX-\d+/.exec(bea.page.url())?.[0] ?? ''
    await bea.press('List everybody affected')
    await bea.look('exit-people')
    const listed = await lines()
    const served = await read((tx) => listPlacements(tx, { organisationRef, on: dayOf(tx.now) }))
    const refs = listed.map(({ packageRef }) => packageRef)
    assert.deepEqual(
      served.filter(({ packageRef }) => !refs.includes(packageRef)),
      [],
    )
    const [first] = listed
    await bea.follow(first?.name ?? '')
    await bea.look('exit-person')
    await bea.go(`/exits/${exitRef}`)
    await bea.press('Change cause or last day')
    await bea.look('exit-change')
    await bea.fill('Why is it changed?', 'The administrator rang')
    await bea.press('Change the exit')
    assert.match(await bea.text(), /Choose another cause, or enter another last day/)
    await bea.go(`/exits/${exitRef}`)
    assert.match(await bea.text(), /What was heard[\s\S]*The bank has called in its loan/)
    await bea.look('exit-overview')
  })

  it('a plan places everybody at once and says why, and the people and providers are asked', async () => {
    await bea.go(`/exits/${exitRef}/plan`)
    await plan('Make the plan')
    assert.match(await bea.text(), /No plan (has|can have)/)
    await bea.look('exit-plan')
    await bea.press('Ask everybody who is proposed')
    await bea.look('exit-board')
    const asked = await lines(['proposed'])
    assert.ok(asked.length > 0)
    await until('every provider is asked', async () =>
      (await lines(['proposed'])).every(({ newPackageRef }) => newPackageRef !== null),
    )
  })

  it('contested by a provider and by a person, it is solved again around what stands', async () => {
    const { shell } = council.store
    const [one, two] = await lines(['proposed'])
    assert.ok(one && two)
    const said = { packageRef: one.newPackageRef ?? '', code: 'no_workers_in_area', words: 'Nobody lives near' }
    assert.ok((await decline(shell, as(one.toOrganisationRef), said)).ok)
    await until('the refusal is heard', async () => (await person(one.line)).state === 'listed')
    await bea.go(`/exits/${exitRef}/people/${two.line}`)
    await bea.page.getByLabel('Refuses: plan anew without this provider').check()
    await bea.press('Record the answer')
    assert.deepEqual((await person(two.line)).refuses, [two.toOrganisationRef])
    await plan('Solve again')
    await bea.press('Ask everybody who is proposed')
    const [again, other] = [await person(one.line), await person(two.line)]
    for (const [was, now] of [
      [one, again],
      [two, other],
    ] as const) {
      assert.ok(was.toOrganisationRef !== null && now.refuses.includes(was.toOrganisationRef))
      assert.notEqual(now.toOrganisationRef, was.toOrganisationRef)
    }
  })

  it('whoever agrees is moved at once: the new care begins the day on which the old ends', async () => {
    const { shell } = council.store
    const proposed = await lines(['proposed'])
    // Care that was to begin only later ends on the day on which it was to begin.
    const begun = await read(async (tx) => {
      const placements = await Promise.all(proposed.map(({ packageRef }) => findPlacement(tx, packageRef ?? '')))
      return new Set(placements.flatMap((one) => (one && one.startDay <= dayOf(tx.now) ? one.packageRef : [])))
    })
    const asked = proposed.find(
      ({ packageRef, newPackageRef, refuses }) =>
        begun.has(packageRef ?? '') && newPackageRef !== null && refuses.length === 0,
    )
    assert.ok(asked)
    const packageRef = asked.newPackageRef ?? ''
    const [invitation] = await read((tx) => listInvitations(tx, packageRef))
    const covers = (invitation?.pattern ?? []).flatMap(({ slot, days }) => days.map((day) => ({ slot, day })))
    const startDay = invitation?.startBy ?? ''
    const offered = await giveOffer(shell, as(asked.toOrganisationRef), { packageRef, startDay, covers, note: '' })
    assert.ok(offered.ok, JSON.stringify(offered))
    await until('the offer is heard', async () => (await person(asked.line)).providerAnswer === 'agrees')
    await bea.go(`/exits/${exitRef}/people/${asked.line}`)
    await bea.page.getByLabel('Agrees').check()
    await bea.press('Record the answer')
    await bea.press('Make the move')
    assert.match(await bea.text(), /The move[\s\S]*Moved|Moved/)
    await bea.look('exit-moved')
    await until('the old care has its end', async () => {
      const old = await read((tx) => findPlacement(tx, asked.packageRef ?? ''))
      return old?.endDay === startDay
    })
    const everybody = await lines()
    assert.equal(new Set(everybody.map(({ line }) => line)).size, everybody.length)
    assert.equal((await person(asked.line)).state, 'moved')
  })

  it('the director and a councillor read the briefing, without a name', async () => {
    const [anybody] = await lines()
    const ward = await council.as('Cllr Cora Council')
    await ward.go(`/exits/${exitRef}/briefing`)
    assert.match(await ward.text(), /people affected/)
    assert.ok(!(await ward.text()).includes(anybody?.name ?? '-'))
    await ward.look('exit-briefing')
    const connie = await council.as('Connie Contract')
    await connie.go('/rehearsals')
    assert.match(await connie.text(), /whose failure others could absorb whole/)
    await connie.look('rehearsals')
  })
})
