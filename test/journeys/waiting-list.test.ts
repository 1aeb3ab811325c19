import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { dayOf } from '#src/base/day.ts'
import { requestPackage } from '#src/brokerage/index.ts'
import { addPerson } from '#src/people/index.ts'
import { systemActor } from '#src/platform/actor.ts'
import { listUsersOfCouncil } from '#src/platform/sign-in/provider-users.store.ts'
import { onAccounts } from '#src/platform/sign-in/tables.ts'
import { useSmallCouncil, type Visitor } from '#test/support/small-council.ts'

const OFFICE = systemActor(1)
const MADE_MS = 60_000

describe('everybody who waits is placed jointly', () => {
  const council = useSmallCouncil()
  let bea: Visitor
  let packageRef: string

  it('a package waits, and asks for a skill', async () => {
    const { shell } = council.store
    const details = {
      ...{ givenName: 'Ida', familyName: 'Redshank', birthDay: '1939-07-14', addressLines: ['9 Mill Bank'] },
      ...{ postcode: 'ZW3 4AB', zone: 'rural', language: 'English', interpreter: false },
    }
    const person = await addPerson(shell, OFFICE, { details })
    assert.ok(person.ok, JSON.stringify(person))
    const visit = { slot: 1, days: [1, 3, 5], windowFrom: '08:00', windowTo: '08:00', start: '08:00', minutes: 30 }
    const asked = await requestPackage(shell, OFFICE, {
      ...{ personRef: person.value.personRef, service: 'home_care', startBy: dayOf(shell.now()) },
      ...{ skills: ['PEG feeding'], outcomes: ['nutrition'] },
      pattern: [{ ...visit, workers: 1, timeCritical: false, tasks: 'Breakfast and medicines' }],
    })
    assert.ok(asked.ok, JSON.stringify(asked))
    packageRef = asked.value.packageRef
  })

  it('a provider says its hours and what its workers can do', async () => {
    const users = await onAccounts(council.store.shell.database, (accounts) => listUsersOfCouncil(accounts, 1))
    for (const { name } of users) {
      const office = await council.as(name)
      await office.go('/portal/capacity')
      for (const box of await office.page.locator(`input[name$=".morning"]`).all()) await box.fill('30')
      await office.press('Save these hours')
      await office.page.getByLabel('PEG feeding: do you have workers for it?').selectOption('Yes')
      await office.press('Save what workers can do')
      assert.match(await office.text(), /PEG feeding/)
      if (name === users[0]?.name) await office.look('waiting-capacity')
    }
  })

  it('the broker asks for a plan, reads why, locks one and solves again', async () => {
    bea = await council.as('Bea Broker')
    await bea.go(`/waiting-list/together/${packageRef}`)
    assert.match(await bea.text(), /Placed on its own/)
    await bea.look('waiting-together')
    await bea.go('/waiting-list')
    await bea.press('Place everybody jointly')
    await made()
    assert.match(await bea.text(), /Has workers for what is asked: PEG feeding/)
    await bea.look('waiting-plan')
    await tick()
    await bea.press('Lock')
    assert.match(await bea.text(), /One package locked/)
    await bea.press('Solve again')
    await made()
    assert.match(await bea.text(), /Agreed or locked before this plan was made/)
  })

  it('and accepts: that provider alone is asked', async () => {
    await tick()
    await bea.press('Accept: ask these providers')
    assert.match(await bea.text(), /The provider is asked/)
    await bea.go(`/packages/${packageRef}`)
    assert.match(await bea.text(), /Waiting for offers/)
    await bea.go('/waiting-list/capacity')
    await bea.look('waiting-supply')
  })

  const made = () => bea.page.getByText('What full hours and beds cost').waitFor({ timeout: MADE_MS })
  const tick = () =>
    bea.page
      .getByLabel(new RegExp(`${packageRef}\\b`))
      .first()
      .check()
})
