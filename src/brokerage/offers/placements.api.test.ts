import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { panels, search, work } from '#src/brokerage/panels.ts'
import { routes } from '#src/brokerage/routes.ts'
import { words } from '#src/brokerage/words.ts'
import { providerUser, useDatabase } from '#test/support/database.ts'
import { seedExits } from '#test/support/exits.ts'
import { serverFor } from '#test/support/http.ts'
import { BANDED } from '#test/support/pay-runs.ts'

describe('the care that a provider has in place, over the API', () => {
  const { shell } = useDatabase({ seed: seedExits })

  it('comes in parts, each with where the next begins, and nobody twice or missed', async () => {
    const app = await serverFor(shell, [(doors) => routes(doors, { panels, work, search, words })], {
      identities: {
        actorOf: async () => undefined,
        actorOfToken: async () => ({ ...providerUser(BANDED, ['brokerage.offer']), kind: 'machine' as const }),
      },
    })
    const part = async (query: string) => {
      const answer = await app.inject({ url: `/api/v1/placements?${query}`, headers: { authorization: 'Bearer x' } })
      assert.equal(answer.statusCode, 200, answer.body)
      return answer.json<{ items: { packageRef: string }[]; next: string | null }>()
    }
    const seen: string[] = []
    let cursor: string | null = '0'
    const sizes: number[] = []
    while (cursor !== null) {
      const { items, next }: Awaited<ReturnType<typeof part>> = await part(`limit=3&cursor=${cursor}`)
      seen.push(...items.map(({ packageRef }) => packageRef))
      sizes.push(items.length)
      cursor = next
    }
    assert.deepEqual(sizes, [3, 1])
    assert.deepEqual(seen.toSorted(), ['PK-2001', 'PK-2002', 'PK-2003', 'PK-2004'])
    assert.deepEqual((await part('on=2026-01-01')).items, [])
    await app.close()
  })
})
