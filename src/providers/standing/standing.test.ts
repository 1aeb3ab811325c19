import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ok } from '#src/base/result.ts'
import { loadRegister, suspend } from '#src/providers/commands.ts'
import { decideStanding, type StandingName } from '#src/providers/standing/standing.ts'
import { standingOf } from '#src/providers/standing/standing.store.ts'
import { officer, providerUser, useDatabase } from '#test/support/database.ts'

describe('a standing is decided (Q-33)', () => {
  const today = '2026-11-22'
  const table: [StandingName | 'not listed', StandingName, string, string | null, string][] = [
    ['not listed', 'approved', 'Won a place', null, 'approved'],
    ['approved', 'approved', 'Again', null, 'nothing would change'],
    ['approved', 'suspended', 'Rated Inadequate', '2026-12-06', 'suspended'],
    ['approved', 'suspended', '  ', '2026-12-06', 'the reason is missing'],
    ['approved', 'suspended', 'Rated Inadequate', null, 'the review day is missing'],
    ['approved', 'suspended', 'Rated Inadequate', '2026-11-21', 'the review day is missing'],
    ['approved', 'suspended', 'Rated Inadequate', '2026-12-20', 'suspended'],
    ['approved', 'suspended', 'Rated Inadequate', '2026-12-21', 'the review day is too far away'],
    ['suspended', 'suspended', 'No better yet', '2026-12-13', 'suspended'],
    ['suspended', 'approved', 'Plan met', null, 'approved'],
    ['approved', 'not used', 'Left the area', null, 'not used'],
  ]
  for (const [current, standing, reason, reviewDay, expected] of table)
    it(`${current} → ${standing}, "${reason}", review ${reviewDay ?? 'none'}: ${expected}`, () => {
      const decided = decideStanding(current, { standing, reason, reviewDay }, today)
      assert.equal(decided.ok ? decided.value.standing : decided.error, expected)
    })
})

describe('a later stage tells of a suspension', () => {
  // Made up: no such provider exists.
  const ONE = '1-800000001'
  const OTHER = '1-800000002'
  const officerHere = officer('O-1')
  const { shell } = useDatabase({
    seed: async ({ shell }) => {
      await shell.command(officerHere, 'test-load', async (tx) => {
        const entries = [ONE, OTHER].map((organisationRef, line) => ({
          line,
          organisation: { organisationRef, name: `Made up ${line}` },
          ratings: [],
          successions: [],
        }))
        await loadRegister(tx, entries, { layout: 'cqc-locations', asOf: '2026-09-01' })
        return ok(null)
      })
    },
  })
  const suspendBy = (council: number, organisationRef: string) =>
    shell.command(officer('O-1', ['*'], council), 'test-suspend', (tx) =>
      suspend(tx, { organisationRef, reason: 'Rated Inadequate', reviewDay: '2026-12-06' }),
    )
  const seenBy = async (actor: Parameters<typeof shell.read>[0]) =>
    [...(await shell.read(actor, (tx) => standingOf(tx, [ONE, OTHER]))).values()].map(({ standing }) => standing)

  it('which holds in its council alone', async () => {
    assert.ok((await suspendBy(1, ONE)).ok)
    assert.deepEqual(await seenBy(officerHere), ['suspended', 'not listed'])
    assert.deepEqual(await seenBy(officer('O-1', ['*'], 2)), ['not listed', 'not listed'])
  })

  it('which a provider sees of itself and of nobody else', async () => {
    await suspendBy(1, ONE)
    assert.deepEqual(await seenBy(providerUser(ONE)), ['suspended', 'not listed'])
    assert.deepEqual(await seenBy(providerUser(OTHER)), ['not listed', 'not listed'])
  })

  it('twice in the same moment, and the last decision counts', async () => {
    await suspendBy(1, ONE)
    assert.ok((await suspendBy(1, ONE)).ok)
  })

  it('of a provider that does not exist, and is refused', async () =>
    assert.deepEqual(await suspendBy(1, '1-899999999'), { ok: false, error: 'no such provider' }))
})
