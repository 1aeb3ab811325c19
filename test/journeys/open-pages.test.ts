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

  it('finds care in the directory, with who has room and what it costs, and reads what to know before paying', async () => {
    const visitor = await council.stranger()
    await visitor.go('/public/wenbury-council/services')
    await visitor.look('directory')
    await visitor.go('/public/wenbury-council/services?room=has+room&pays=self')
    await visitor.page.locator('tbody a').first().click()
    assert.match(await visitor.text(), /Hours free in .*as told on/)
    assert.match(await visitor.text(), /They take people who pay for themselves\. £2\d\.\d\d to £/)
    await visitor.look('directory-service')
    await visitor.go('/public/wenbury-council/paying-for-care')
    await visitor.look('paying-for-care')
  })

  it('is shown where their own work begins once signed in', async () => {
    const bea = await council.as('Bea Broker')
    assert.match(bea.page.url(), /\/my-work$/)
    const pat = await council.as('Pat of Amber')
    assert.match(pat.page.url(), /\/portal\/offers$/)
  })
})
