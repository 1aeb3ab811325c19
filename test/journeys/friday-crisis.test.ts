import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { dayOf } from '#src/base/day.ts'
import { type Invitation, listInvitations, requestPackage, sendPackage } from '#src/brokerage/index.ts'
import { actorOfOfficer, listOfficers } from '#src/councils/index.ts'
import { addPerson } from '#src/people/index.ts'
import { type Actor, systemActor } from '#src/platform/actor.ts'
import { inviteProviderUser } from '#src/platform/sign-in/provider-users.ts'
import { listUsersOfCouncil } from '#src/platform/sign-in/provider-users.store.ts'
import { onAccounts } from '#src/platform/sign-in/tables.ts'
import { fillDay, type SmallCouncil, useSmallCouncil, type Visitor } from '#test/support/small-council.ts'

const OFFICE = systemActor(1)
const today = dayOf(Temporal.Now.instant())
const visit = (slot: number, start: string, minutes: number) => ({
  ...{ slot, days: [1, 2, 3, 4, 5, 6, 7], windowFrom: start, windowTo: start, start, minutes, timeCritical: false },
  ...{ workers: 1 as const, tasks: 'Washing, meals and medicines' },
})

async function named({ store: { shell } }: SmallCouncil, name: string): Promise<Actor> {
  const officers = await shell.read(OFFICE, (tx) => listOfficers(tx))
  const officer = officers.find((one) => one.name === name)
  const actor = officer && actorOfOfficer(1, officer, today)
  assert.ok(actor, name)
  return actor
}

/** Late on a Friday: his wife, who cares for him, was taken to hospital. */
async function askForCare(council: SmallCouncil): Promise<string> {
  const { shell } = council.store
  const sam = await named(council, 'Sam Social')
  const details = {
    ...{ givenName: 'Wilfred', familyName: 'Sandpiper', birthDay: '1936-05-02', addressLines: ['2 Mill Bank'] },
    ...{ postcode: 'ZW3 4AB', zone: 'rural', language: 'English', interpreter: false },
  }
  const person = await addPerson(shell, sam, { details })
  assert.ok(person.ok, JSON.stringify(person))
  const asked = await requestPackage(shell, sam, {
    ...{ personRef: person.value.personRef, service: 'home_care', kind: 'crisis', startBy: today },
    ...{ pattern: [visit(1, '08:00', 45), visit(2, '17:30', 30)], outcomes: ['nutrition'] },
  })
  assert.ok(asked.ok, JSON.stringify(asked))
  const sent = await sendPackage(shell, await named(council, 'Bea Broker'), asked.value.packageRef)
  assert.ok(sent.ok, JSON.stringify(sent))
  return asked.value.packageRef
}

async function userOf({ store: { shell } }: SmallCouncil, invitation: Invitation): Promise<string> {
  const { organisationRef, organisationName } = invitation
  const known = await onAccounts(shell.database, (accounts) => listUsersOfCouncil(accounts, 1))
  const there = known.find((user) => user.organisationRef === organisationRef)
  if (there) return there.name
  const user = { organisationRef, organisationName, name: 'Pat of the night', email: 'night@provider.example' }
  const invited = await inviteProviderUser(shell, OFFICE, user, {
    address: 'http://127.0.0.1',
    council: 'Wenbury Council',
  })
  assert.ok(invited.ok)
  return user.name
}

describe('a crisis on a Friday night', () => {
  const council = useSmallCouncil()
  let packageRef: string
  let bea: Visitor

  it('a provider offers what it can, the tea call later, and sees what the law makes of the price', async () => {
    packageRef = await askForCare(council)
    const [first] = await council.store.shell.read(OFFICE, (tx) => listInvitations(tx, packageRef))
    assert.ok(first)
    const office = await council.as(await userOf(council, first))
    await office.go(`/portal/offers/${packageRef}`)
    assert.match(await office.text(), /cost floor/)
    await fillDay(office.page, 'startDay', today)
    await office.page.getByText('Offer other times, or another package').click()
    await office.fill('Time of the visit at 5:30pm, 30 minutes', '18:30')
    await office.look('crisis-portal-offer')
    await office.press('Send this offer')
    assert.match(await office.text(), /6:30pm instead of 5:30pm/)
    await office.look('crisis-portal-offered')
  })

  it('the broker places it there and then, and says why it cannot wait', async () => {
    bea = await council.as('Bea Broker')
    await bea.go(`/packages/${packageRef}`)
    await bea.look('crisis-package')
    await bea.press('Place now, sign afterwards')
    await bea.page.getByRole('radio').first().check()
    await bea.press('Place now')
    assert.match(await bea.text(), /Say why it cannot wait/)
    await bea.look('crisis-place-now')
    await bea.fill('Why can it not wait for the signatures?', 'His wife was taken to hospital tonight')
    await bea.press('Place now')
    assert.match(await bea.text(), /Placed before it was signed for/)
    await bea.look('crisis-placed')
    await bea.go('/packages/emergencies')
    assert.match(await bea.text(), new RegExp(`${packageRef}[\\s\\S]*0 of 5`))
    await bea.look('crisis-emergencies')
  })

  it('a signer asks something first; the broker answers, and care runs on meanwhile', async () => {
    const sky = await council.as('Sky Social')
    await sky.go(`/packages/${packageRef}/sign-off`)
    await sky.page.getByLabel('Ask the broker something first').check()
    await sky.fill('Why, if you send it back or refuse', 'Is the tea call late enough for his tablets?')
    await sky.look('crisis-question')
    await sky.press('Confirm your decision')
    await bea.go(`/packages/${packageRef}`)
    assert.match(await bea.text(), /Sky Social sent it back: Is the tea call late enough/)
    await bea.press('Answer the signers')
    await bea.press('Answer, and ask again')
    assert.match(await bea.text(), /Enter your answer/)
    await bea.look('crisis-answer')
    await bea.fill('Your answer to Sky Social', 'They are given at half past seven by his son')
    await bea.press('Answer, and ask again')
    assert.match(await bea.text(), /The signature is asked for anew/)
    await sky.go(`/packages/${packageRef}/sign-off`)
    assert.match(await sky.text(), /They are given at half past seven/)
  })

  it('on Monday five officers sign for care that runs already', async () => {
    for (const name of ['Sky Social', 'Mo Manager', 'Fay Finance', 'Tess Teamlead', 'Hugo Head']) {
      const signer = await council.as(name)
      await signer.go(`/packages/${packageRef}/sign-off`)
      await signer.page.getByLabel('Sign', { exact: true }).check()
      await signer.press('Confirm your decision')
      assert.match(await signer.text(), /Signed/, name)
    }
    await bea.go('/packages/emergencies')
    assert.doesNotMatch(await bea.text(), new RegExp(packageRef))
    await bea.go('/packages/emergencies?show=all')
    assert.match(await bea.text(), /Signed in time/)
  })

  it('the start is confirmed, and care changes from a day on', async () => {
    await bea.go(`/packages/${packageRef}/care-check`)
    await fillDay(bea.page, 'day', today)
    await bea.page.getByRole('radio', { name: 'As agreed' }).check()
    await bea.look('crisis-care-check')
    await bea.press('Record this')
    await bea.go(`/packages/${packageRef}/change`)
    await bea.look('crisis-change')
    await bea.page.getByRole('radio', { name: 'Suspend all visits' }).check()
    await fillDay(bea.page, 'fromDay', today)
    await bea.page.getByLabel('Why?').fill('He goes to his daughter')
    await bea.press('Change this care')
    assert.match(await bea.text(), /Suspended/)
    await bea.look('crisis-care')
    for (const path of ['/speed', '/speed/signatures', '/speed/answers']) {
      await bea.go(path)
      await bea.look(`crisis-${path.slice(1).replace('/', '-')}`)
    }
  })
})
