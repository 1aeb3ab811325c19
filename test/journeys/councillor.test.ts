import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { useSmallCouncil } from '#test/support/small-council.ts'

describe('a councillor', () => {
  const council = useSmallCouncil()

  it('sees providers, contracts and policies, and no person by menu, address or search', async () => {
    const cora = await council.as('Cllr Cora Council')
    await cora.look('councillor')
    const menu = await cora.page.getByRole('navigation', { name: 'Menu' }).innerText()
    assert.doesNotMatch(menu, /People|Packages|Visits|Payments/)
    await cora.go('/providers')
    await cora.look('councillor-providers')
    for (const path of [
      '/people',
      '/people/P-1001',
      '/people.csv',
      '/packages',
      '/packages/PK-1001',
      '/history/person/P-1001',
      '/history/package/PK-1001',
      '/people/P-1001/visits-letter',
      '/pay-runs',
    ]) {
      const answer = await cora.page.request.get(`${council.address}${path}`)
      assert.equal(answer.status(), 403, path)
    }
    for (const words of ['P-1001', 'PK-1001', 'ZW1']) {
      await cora.go(`/search?words=${words}`)
      assert.match(await cora.text(), /Nothing|nothing|No /, words)
    }
    await cora.go('/contracts/CT-1002')
    assert.doesNotMatch(await cora.text(), /PK-\d|P-\d/)
    await cora.go('/people/P-1001')
    await cora.look('forbidden')
  })
})
