import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { useSmallCouncil } from '#test/support/small-council.ts'

describe('a visitor without a session', () => {
  const council = useSmallCouncil()

  it('reads help, the accessibility statement, privacy and the API guide, and is led to the sign-in', async () => {
    const visitor = await council.stranger()
    await visitor.go('/')
    assert.match(visitor.page.url(), /\/sign-in$/)
    await visitor.look('sign-in')
    for (const [words, title] of [
      ['Help', 'Help'],
      ['Accessibility statement', 'Accessibility statement'],
      ['Privacy', 'Privacy'],
    ] as const) {
      await visitor.follow(words)
      assert.equal(await visitor.page.locator('h1').innerText(), title)
      await visitor.look(title.toLowerCase().replaceAll(' ', '-'))
    }
    await visitor.follow('API')
    await visitor.look('api-guide')
    await visitor.go('/portal')
    assert.match(visitor.page.url(), /\/portal\/sign-in$/)
    await visitor.look('portal-sign-in')
  })

  it('is shown where their own work begins once signed in', async () => {
    const bea = await council.as('Bea Broker')
    assert.match(bea.page.url(), /\/my-work$/)
    const pat = await council.as('Pat of Amber')
    assert.match(pat.page.url(), /\/portal\/offers$/)
  })
})
