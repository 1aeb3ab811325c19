import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { systemActor } from '#src/platform/actor.ts'
import { rows, sql } from '#src/platform/database.ts'
import { useSmallCouncil } from '#test/support/small-council.ts'

describe('wrong doors', () => {
  const council = useSmallCouncil()

  it('without a session every door leads to its sign-in, and from there to the page that was asked for', async () => {
    const visitor = await council.stranger()
    await visitor.go('/packages/PK-1001')
    assert.match(visitor.page.url(), /\/sign-in\?next=%2Fpackages%2FPK-1001$/)
    await visitor.press('Be Bea Broker')
    assert.match(visitor.page.url(), /\/packages\/PK-1001$/)
    const provider = await council.stranger()
    await provider.go('/portal/statements')
    assert.match(provider.page.url(), /\/portal\/sign-in\?next=/)
  })

  it('a provider opens no page of the council and nothing of another provider', async () => {
    const others = await council.store.shell.read(systemActor(1), (tx) =>
      rows<{ package_ref: string }>(
        tx,
        sql`select package_ref from brokerage.invitation where organisation_ref <> '1-991001'
            and package_ref not in (select package_ref from brokerage.invitation where organisation_ref = '1-991001')
            order by package_ref desc limit 1`,
      ),
    )
    const pat = await council.as('Pat of Amber')
    const statusOf = async (path: string) => (await pat.page.request.get(`${council.address}${path}`)).status()
    assert.equal(await statusOf(`/portal/offers/${others[0]?.package_ref}`), 404)
    assert.equal(await statusOf('/portal/statements/ST-1'), 404)
    for (const path of ['/my-work', '/people', '/packages/PK-1001', '/pay-runs'])
      assert.equal(await statusOf(path), 403)
    await pat.go('/packages/PK-1001')
    await pat.look('wrong-door')
  })

  it('an address that is none, a form without its token and an officer without the role are told so', async () => {
    const bea = await council.as('Bea Broker')
    await bea.go('/packages/PK-999999')
    assert.match(await bea.text(), /Page not found/)
    await bea.look('not-found')
    const forged = await bea.page.request.post(`${council.address}/packages/PK-1026/send`, {
      form: { _csrf: 'forged' },
    })
    assert.equal(forged.status(), 403)
    await bea.go('/pay-runs')
    assert.match(await bea.text(), /Your role does not include this/)
    await bea.go('/my-work')
    await bea.press('Sign out')
    await bea.go('/packages')
    assert.match(bea.page.url(), /\/sign-in/)
  })
})
