import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addDays, dayOf } from '#src/base/day.ts'
import { fillDay, useSmallCouncil } from '#test/support/small-council.ts'

describe('officers, what waits for them and what the council has decided', () => {
  const council = useSmallCouncil()
  const today = dayOf(Temporal.Now.instant())

  it('my work shows what is due, the oldest deadline first, each with one action', async () => {
    const bea = await council.as('Bea Broker')
    assert.match(await bea.text(), /Choose from \d offers/)
    await bea.look('my-work')
    await bea.page
      .getByRole('link', { name: /^Choose from/ })
      .first()
      .click()
    await bea.page.waitForURL(/choose-offer/)
    await bea.look('choosing')
  })

  it('a head of service changes a policy from a day and says why', async () => {
    const hugo = await council.as('Hugo Head')
    await hugo.go('/policies')
    await hugo.look('policies')
    await hugo.follow('Time to make an offer')
    await hugo.press('Change this policy')
    await hugo.page.getByLabel('Hours to offer', { exact: true }).fill('48')
    await fillDay(hugo.page, 'fromDay', addDays(today, 7))
    await hugo.press('Save the new version')
    assert.match(await hugo.text(), /Write why, and who decided/)
    assert.equal(await hugo.page.getByLabel('Hours to offer', { exact: true }).inputValue(), '48')
    await hugo.look('policy-without-reason')
    await hugo.page.getByLabel('Why, and who decided').fill('Cabinet, minute 31: providers asked for more time')
    await hugo.press('Save the new version')
    assert.match(await hugo.text(), /Cabinet, minute 31/)
    await hugo.look('policy')
  })

  it('an officer who goes away names who signs instead; the delegate finds the work of both', async () => {
    const fay = await council.as('Fay Finance')
    assert.match(await fay.text(), /budget available/)
    await fay.look('my-work-of-a-delegate')
    await fay.follow(/^Sign/)
    await fay.look('signing')
    await fay.follow('Overview')
    await fay.look('package-awaiting-signatures')
    const mo = await council.as('Mo Manager')
    await mo.follow('Say which days you are away')
    await fillDay(mo.page, 'from', today)
    await fillDay(mo.page, 'to', addDays(today, 3))
    await mo.press('Save')
    assert.match(await mo.text(), /Choose who signs instead/)
    await mo.look('away')
    await mo.page.getByLabel('Who signs instead').selectOption('O-1006')
    await mo.press('Save')
    assert.match(await mo.text(), /days away have been saved/)
    await mo.look('officer')
    await mo.go('/my-work')
    assert.match(await mo.text(), /You are away until/)
    await fay.go('/my-work')
    assert.match(await fay.text(), /within ceiling/)
  })

  it('an administrator finds officers and changes roles, but not their own', async () => {
    const connie = await council.as('Connie Contract')
    await connie.go('/officers')
    await connie.look('officers')
    await connie.go('/officers/O-1009/roles')
    await connie.page.getByLabel('Team manager').check()
    await connie.press('Save the roles')
    assert.match(await connie.text(), /Social worker, Team manager/)
    await connie.go('/provider-users')
    await connie.look('provider-users')
    await connie.go('/machine-clients')
    await connie.look('machine-clients')
  })
})
