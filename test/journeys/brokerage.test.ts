import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addDays, dayOf } from '#src/base/day.ts'
import { decline, listInvitations } from '#src/brokerage/index.ts'
import { type Actor, systemActor } from '#src/platform/actor.ts'
import { inviteProviderUser } from '#src/platform/sign-in/provider-users.ts'
import { listUsersOfCouncil } from '#src/platform/sign-in/provider-users.store.ts'
import { onAccounts } from '#src/platform/sign-in/tables.ts'
import { fillDay, type SmallCouncil, useSmallCouncil, type Visitor } from '#test/support/small-council.ts'

const OFFICE = systemActor(1)

/** Provider users of those who were asked to offer, invited where there was none. */
async function usersAsked({ store }: SmallCouncil, packageRef: string): Promise<string[]> {
  const { shell } = store
  const invitations = await shell.read(OFFICE, (tx) => listInvitations(tx, packageRef))
  const known = await onAccounts(shell.database, (accounts) => listUsersOfCouncil(accounts, 1))
  const names: string[] = []
  for (const { organisationRef, organisationName } of invitations) {
    const there = known.find((user) => user.organisationRef === organisationRef)
    const name = there?.name ?? `Pat of ${organisationName.split(' ')[0]}`
    names.push(name)
    if (there) continue
    const email = `${organisationRef}@provider.example`
    const invited = await inviteProviderUser(
      shell,
      OFFICE,
      { organisationRef, organisationName, name, email },
      { address: 'http://127.0.0.1', council: 'Wenbury Council' },
    )
    assert.ok(invited.ok)
  }
  return names
}

/** The journey needs three answers; whoever else was asked declines in the background. */
async function otherProvidersDecline({ store }: SmallCouncil, packageRef: string): Promise<void> {
  const invitations = await store.shell.read(OFFICE, (tx) => listInvitations(tx, packageRef))
  for (const { organisationRef, organisationName } of invitations.slice(3)) {
    const office: Actor = {
      kind: 'provider',
      council: 1,
      id: `U-${organisationRef}`,
      name: organisationName,
      organisation: organisationRef,
      grants: new Set(['brokerage.offer']),
    }
    assert.ok((await decline(store.shell, office, { packageRef, code: 'no_workers_in_area', words: '' })).ok)
  }
}

async function addPerson(sam: Visitor): Promise<void> {
  await sam.go('/people/add')
  await sam.fill('First name', 'Nora')
  await sam.fill('Last name', 'Oystercatch')
  await fillDay(sam.page, 'birthDay', '1938-03-05')
  await sam.fill('Address', '4 Mill Bank\nNether Stowell')
  await sam.fill('Postcode', 'ZW3 4AB')
  await sam.press('Add the person')
  assert.match(await sam.text(), /Nora Oystercatch has been added/)
}

async function addVisit(sam: Visitor, start: string, from: string, until: string, tasks: string): Promise<void> {
  await sam.fill('Best time to start', start)
  await sam.fill('It may start from', from)
  await sam.fill('It may start until', until)
  await sam.fill('What is it for?', tasks)
  await sam.press('Add this visit')
}

describe('a hospital discharge is placed in a morning with five signatures', () => {
  const council = useSmallCouncil()
  const startBy = addDays(dayOf(Temporal.Now.instant()), 9)
  let packageRef: string
  let askedUsers: string[]

  it('a social worker asks for care: visits, start and outcomes, checked and sent', async () => {
    const sam = await council.as('Sam Social')
    await addPerson(sam)
    await sam.go('/packages/start?person=Oystercatch')
    await sam.look('package-start')
    await sam.page.getByLabel('Hospital discharge').check()
    await sam.press('Continue')
    packageRef = /PK-\d+/.exec(sam.page.url())?.[0] ?? ''
    await sam.page.getByLabel('How many minutes?').fill('20')
    await addVisit(sam, '08:00', '07:30', '08:30', 'Washing, dressing and breakfast')
    assert.match(await sam.text(), /A visit of less than 30 minutes needs a reason/)
    assert.equal(await sam.page.getByLabel('What is it for?').inputValue(), 'Washing, dressing and breakfast')
    await sam.look('package-visits-refused')
    await sam.page.getByLabel('How many minutes?').fill('45')
    await sam.press('Add this visit')
    await addVisit(sam, '17:30', '17:00', '18:30', 'Tea and medicines')
    await sam.look('package-visits')
    await sam.press('Continue: these are all visits')
    await fillDay(sam.page, 'startBy', startBy)
    await sam.page.getByLabel('Managing and maintaining nutrition').check()
    await sam.look('package-details')
    await sam.press('Continue')
    assert.match(await sam.text(), /see no name and no address/)
    assert.match(await sam.text(), /a week by the rate cards of the/)
    await sam.go(`/packages/${packageRef}/needs`)
    await sam.page.getByLabel('Wish', { exact: true }).check()
    await sam.page.getByLabel('What is it about?').selectOption('language')
    await sam.fill('What exactly?', 'Welsh')
    await sam.press('Add')
    await sam.look('package-needs')
    await sam.press('Continue')
    await sam.look('package-check')
    await sam.press('Send to providers')
    assert.match(await sam.text(), /Sent to providers/)
    await sam.look('package-sent')
    askedUsers = await usersAsked(council, packageRef)
    assert.ok(askedUsers.length >= 3)
  })

  it('two providers offer in the portal, one of them not every visit, and a third declines', async () => {
    const [first = '', second = '', third = ''] = askedUsers
    const whole = await council.as(first)
    await whole.look('portal-offers')
    await whole.follow(packageRef)
    assert.doesNotMatch(await whole.text(), /Oystercatch|Nora/)
    await fillDay(whole.page, 'startDay', startBy)
    await whole.look('portal-offer')
    await whole.press('Send this offer')
    assert.match(await whole.text(), /Offer sent/)
    await whole.look('portal-offer-sent')

    const part = await council.as(second)
    await part.go(`/portal/offers/${packageRef}`)
    await fillDay(part.page, 'startDay', startBy)
    for (const box of await part.page.getByLabel(/Sunday at/).all()) await box.uncheck()
    await part.fill('Anything the broker should know (optional)', 'No carers on Sundays yet')
    await part.press('Send this offer')

    const none = await council.as(third)
    await none.go(`/portal/offers/${packageRef}`)
    await none.press('Decline')
    assert.match(await none.text(), /Select why you cannot offer/)
    await none.look('portal-decline-refused')
    await none.page.getByLabel('Why can you not offer?').selectOption({ index: 1 })
    await none.press('Decline')
    assert.match(await none.text(), /Thank you for the answer/)
    await otherProvidersDecline(council, packageRef)
  })

  it('the broker chooses against the ranking, which asks for a reason', async () => {
    const bea = await council.as('Bea Broker')
    await bea.go(`/packages/${packageRef}/sending`)
    const sending = await bea.text()
    assert.equal(sending.match(/\bOffered\b/g)?.length, 2, 'two offered')
    assert.match(sending, /Declined\s+We have no workers in this area/)
    assert.doesNotMatch(sending, /No answer yet|Did not answer/)
    await bea.look('package-sending')
    await bea.go(`/packages/${packageRef}`)
    await bea.press('Close offers now')
    await bea.look('package-offers-in')
    await bea.go(`/packages/${packageRef}/choose-offer`)
    assert.match(await bea.text(), /a week, £[\d,.]+ a year/)
    await bea.page.getByRole('radio').nth(1).check()
    await bea.press('Choose this offer')
    assert.match(await bea.text(), /Select why you do not choose the first of the ranking/)
    await bea.look('choosing-refused')
    await bea.page.getByLabel('If it is not the first, why?').selectOption('person_chose')
    await bea.fill('Say more, if it is not the first', 'She knows two of their carers')
    await bea.press('Choose this offer')
    assert.match(await bea.text(), /Offer chosen/)
    await bea.look('package-awaiting')
  })

  it('five officers sign, a delegate among them, and neither the asker nor the same officer twice', async () => {
    const sam = await council.as('Sam Social')
    await sam.go(`/packages/${packageRef}/sign-off`)
    assert.doesNotMatch(await sam.text(), /Your decision/)
    const signers = ['Sky Social', 'Mo Manager', 'Fay Finance', 'Tess Teamlead', 'Hugo Head']
    for (const [at, name] of signers.entries()) {
      const signer = await council.as(name)
      await signer.go(`/packages/${packageRef}/sign-off`)
      if (at === 2) await signer.look('sign-off')
      await signer.page.getByLabel('Sign', { exact: true }).check()
      await signer.press('Confirm your decision')
      assert.match(await signer.text(), at < 4 ? /Signed\. \d signatures? (is|are) left/ : /Signed and placed/)
      await signer.go(`/packages/${packageRef}/sign-off`)
      assert.doesNotMatch(await signer.text(), /Your decision/)
    }
  })

  it('the care is placed: the contract is drawn down and the visits are planned', async () => {
    const bea = await council.as('Bea Broker')
    await bea.go(`/packages/${packageRef}`)
    assert.match(await bea.text(), /Placed/)
    assert.match(await bea.text(), /Fay Finance, for /)
    await bea.look('package-record')
    await bea.go(`/history/package/${packageRef}`)
    await bea.look('package-history')
    await bea.go(`/packages/${packageRef}/care`)
    await bea.look('package-care')
    await bea.go(`/packages/${packageRef}/sign-off`)
    await bea.follow(/^CT-\d+$/)
    assert.match(await bea.text(), new RegExp(packageRef))
    await bea.look('contract-drawn')
    const [, second = ''] = askedUsers
    const provider = await council.as(second)
    await provider.go('/portal/placements')
    assert.match(await provider.text(), /Nora Oystercatch/)
    await provider.look('portal-placements')
  })
})
