import assert from 'node:assert/strict'
import { describe, it, test } from 'node:test'
import fc from 'fast-check'
import {
  addOfficer,
  answerInvitation,
  beginArrangement,
  findOfficer,
  inviteCouncil,
  listZones,
  nameCouncil,
  officerActorByRef,
  routes,
  sendOfficer,
  setZones,
  splitPence,
  words,
} from '#src/councils/index.ts'
import { listArrangements, listMembers, listPosts } from '#src/councils/joint/joint.store.ts'
import { systemActor } from '#src/platform/actor.ts'
import { addCouncil, listCouncils } from '#src/platform/councils.ts'
import { type Harness, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'

const [WENBURY, EXAMPLE, OTHER] = [1, 2, 3]
const NAMES = ['Wenbury', 'Exampleshire (made up)', 'Otherton (made up)']

async function seed({ shell, database }: Harness): Promise<void> {
  for (const [index, name] of NAMES.entries()) {
    const council = index + 1
    await addCouncil(database, { council, name, trial: true })
    const system = systemActor(council)
    await nameCouncil(shell, system, { name })
    await setZones(shell, system, { zones: [{ zone: 'town', name: 'Town', kind: 'urban' }] })
    await addOfficer(shell, system, {
      officerRef: 'O-1',
      name: `Ada of ${name}`,
      email: `ada@council-${council}.example`,
      roles: ['administrator', 'director', 'contract_manager'],
    })
  }
}

const got = <T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T => {
  if (!result.ok) assert.fail(JSON.stringify(result.error))
  return result.value
}

describe('a joint arrangement', () => {
  const { shell, database } = useDatabase({ seed })
  const ada = async (council: number) => {
    const actor = await shell.read(systemActor(council), (tx) => officerActorByRef(tx, 'O-1'))
    assert.ok(actor)
    return actor
  }
  const begun = async () => got(await beginArrangement(shell, await ada(WENBURY), { name: 'Three Rivers' }))
  const joined = async () => {
    const jointCouncil = await begun()
    got(await inviteCouncil(shell, await ada(WENBURY), { jointCouncil, memberCouncil: EXAMPLE }))
    got(await answerInvitation(shell, await ada(EXAMPLE), { jointCouncil, answer: 'join' }))
    return jointCouncil
  }

  it('is a tenant of its own, with its lead as its first member', async () => {
    const jointCouncil = await begun()
    assert.equal((await listCouncils(database)).at(-1)?.name, 'Three Rivers')
    assert.deepEqual(
      (await listMembers(database, jointCouncil)).map(({ memberName, isLead, status }) => [memberName, isLead, status]),
      [['Wenbury', true, 'member']],
    )
    assert.deepEqual(await beginArrangement(shell, await ada(EXAMPLE), { name: 'three rivers' }), {
      ok: false,
      error: 'name is taken',
    })
  })

  it('is joined by councils that its lead invited, each for itself', async () => {
    const jointCouncil = await begun()
    const invite = async (by: number, memberCouncil: number) =>
      inviteCouncil(shell, await ada(by), { jointCouncil, memberCouncil })
    const answer = async (by: number, what: 'join' | 'leave') =>
      answerInvitation(shell, await ada(by), { jointCouncil, answer: what })
    const refused = (error: string) => ({ ok: false, error })
    assert.deepEqual(await answer(EXAMPLE, 'join'), refused('not invited'))
    assert.deepEqual(await invite(EXAMPLE, OTHER), refused('not the lead'))
    got(await invite(WENBURY, EXAMPLE))
    assert.deepEqual(await invite(WENBURY, EXAMPLE), refused('is a member already'))
    assert.deepEqual(
      (await listArrangements(database, EXAMPLE)).map(({ status }) => status),
      ['invited'],
    )
    got(await answer(EXAMPLE, 'join'))
    assert.deepEqual(await answer(EXAMPLE, 'join'), refused('not invited'))
    assert.deepEqual(await answer(WENBURY, 'leave'), refused('the lead stays'))
    got(await answer(EXAMPLE, 'leave'))
    got(await invite(WENBURY, EXAMPLE))
  })

  it('has the zones of its members, and of theirs nothing else', async () => {
    const jointCouncil = await joined()
    const zones = await shell.read(systemActor(jointCouncil), listZones)
    assert.deepEqual(zones.map(({ zone, name }) => [zone, name]).sort(), [
      ['1-town', 'Town, Wenbury'],
      ['2-town', 'Town, Exampleshire (made up)'],
    ])
    assert.equal(await shell.read(systemActor(jointCouncil), (tx) => findOfficer(tx, 'O-1')), undefined)
  })

  it('is worked in by officers whom their own council sends', async () => {
    const jointCouncil = await joined()
    const input = { jointCouncil, officerRef: 'O-1', roles: ['commissioner'] as const }
    const there = got(await sendOfficer(shell, await ada(EXAMPLE), input))
    const officer = await shell.read(systemActor(jointCouncil), (tx) => findOfficer(tx, there))
    assert.equal(officer?.name, 'Ada of Exampleshire (made up)')
    assert.deepEqual(await sendOfficer(shell, await ada(EXAMPLE), input), { ok: false, error: 'works there already' })
    assert.deepEqual(await sendOfficer(shell, await ada(OTHER), input), { ok: false, error: 'not a member' })
    assert.deepEqual(
      (await listPosts(database, EXAMPLE, 'O-1')).map(({ councilName }) => councilName),
      ['Exampleshire (made up)', 'Three Rivers'],
    )
    assert.deepEqual(await listPosts(database, jointCouncil, there), await listPosts(database, EXAMPLE, 'O-1'))
    // The officer of the same reference in another council is somebody else.
    assert.equal((await listPosts(database, WENBURY, 'O-1')).length, 1)
  })

  it('is begun, joined and worked in by its pages', async () => {
    const house = { panels: [], search: [], words, work: [], retained: [] }
    const app = await serverFor(shell, [(doors) => routes(doors, house)], {
      identities: {
        actorOf: ({ identity, council }) => shell.read(systemActor(council), (tx) => officerActorByRef(tx, identity)),
        actorOfToken: async () => undefined,
      },
      councilName: async (council) => (await listCouncils(database)).find((one) => one.council === council)?.name ?? '',
    })
    const [lead, member] = [new Browser(app), new Browser(app)]
    await lead.signInAs('staff', 'O-1', WENBURY)
    await member.signInAs('staff', 'O-1', EXAMPLE)
    assert.match((await lead.post('/joint', { name: '' })).body, /Enter the name of the arrangement/)
    const path = (await lead.post('/joint', { name: 'Three Rivers' })).headers.location as string
    assert.equal((await member.get(path)).statusCode, 404)
    await lead.post(`${path}/invite`, { member: String(EXAMPLE) }, path)
    await member.post(`${path}/join`, {}, path)
    assert.match((await member.post(`${path}/officers`, { officer: 'O-1' }, path)).body, /Choose at least one role/)
    await member.post(`${path}/officers`, { officer: 'O-1', roles: ['commissioner'] }, path)
    const jointCouncil = path.split('/').at(-1) ?? ''
    assert.equal((await member.post('/working-for', { council: jointCouncil })).headers.location, '/my-work')
    assert.match((await member.get('/zones')).body, /Three Rivers[\s\S]*Town, Wenbury/)
    assert.equal((await member.get(path)).statusCode, 404)
    // Back again; and never to a council where one has no post.
    assert.equal((await member.post('/working-for', { council: String(OTHER) })).statusCode, 200)
    await member.post('/working-for', { council: String(EXAMPLE) })
    assert.match((await member.get(path)).body, /Three Rivers/)
  })
})

describe('a cost shared', () => {
  test('adds up to the penny and goes by the shares', () => {
    assert.deepEqual(splitPence(100, [1, 1, 1]), [34, 33, 33])
    assert.deepEqual(splitPence(1_000_001, [50, 30, 20]), [500_001, 300_000, 200_000])
    assert.deepEqual(splitPence(5, [0, 0]), [0, 0])
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e12 }),
        fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 1, maxLength: 12 }),
        (pence, shares) => {
          const parts = splitPence(pence, shares)
          const whole = shares.reduce((sum, share) => sum + share, 0)
          const total = parts.reduce((sum, part) => sum + part, 0)
          assert.equal(total, whole > 0 ? pence : 0)
          for (const [index, part] of parts.entries())
            assert.ok(whole === 0 || Math.abs(part - (pence * (shares[index] ?? 0)) / whole) <= 1)
        },
      ),
    )
  })
})
