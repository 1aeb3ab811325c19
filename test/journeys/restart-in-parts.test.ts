import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addDays, dayOf, formatDay } from '#src/base/day.ts'
import { decline, listInvitations } from '#src/brokerage/index.ts'
import { type Actor, systemActor } from '#src/platform/actor.ts'
import { inviteProviderUser } from '#src/platform/sign-in/provider-users.ts'
import { listUsersOfCouncil } from '#src/platform/sign-in/provider-users.store.ts'
import { onAccounts } from '#src/platform/sign-in/tables.ts'
import { fillDay, useSmallCouncil, type Visitor } from '#test/support/small-council.ts'

const OFFICE = systemActor(1)
const SIGNERS = ['Sky Social', 'Mo Manager', 'Fay Finance', 'Tess Teamlead', 'Hugo Head']

describe('care that ended is asked for again, and two providers take it together', () => {
  const council = useSmallCouncil()
  const today = dayOf(Temporal.Now.instant())
  const startBy = addDays(today, 9)
  let packageRef: string
  let parts: string[]
  const offices: Visitor[] = []

  /** Somebody of each of the first two that were asked, at their portal. */
  async function comeToPortal(): Promise<void> {
    const { shell } = council.store
    const invitations = await shell.read(OFFICE, (tx) => listInvitations(tx, packageRef))
    const known = await onAccounts(shell.database, (accounts) => listUsersOfCouncil(accounts, 1))
    for (const { organisationRef, organisationName } of invitations.slice(0, 2)) {
      const there = known.find((user) => user.organisationRef === organisationRef)
      const name = there?.name ?? `Pat of ${organisationName.split(' ')[0]}`
      if (!there) {
        const user = { organisationRef, organisationName, name, email: `${organisationRef}@provider.example` }
        const at = { address: 'http://127.0.0.1', council: 'Wenbury Council' }
        assert.ok((await inviteProviderUser(shell, OFFICE, user, at)).ok)
      }
      offices.push(await council.as(name))
    }
  }

  /** Two answers are enough: whoever else was asked declines in the background. */
  async function othersDecline(): Promise<void> {
    const { shell } = council.store
    const invitations = await shell.read(OFFICE, (tx) => listInvitations(tx, packageRef))
    for (const { organisationRef, organisationName } of invitations.slice(2)) {
      const office: Actor = {
        ...{ kind: 'provider', council: 1, id: `U-${organisationRef}`, name: organisationName },
        ...{ organisation: organisationRef, grants: new Set(['brokerage.offer']) },
      }
      const declined = await decline(shell, office, { packageRef, code: 'no_workers_in_area', words: '' })
      assert.ok(declined.ok, JSON.stringify(declined))
    }
  }

  it('a broker ends the care; the social worker copies it as a restart, changes a visit and sends it', async () => {
    const bea = await council.as('Bea Broker')
    await bea.go('/packages?status=placed&zone=town')
    await bea.follow(/^PK-\d+$/)
    const ended = /PK-\d+/.exec(bea.page.url())?.[0] ?? ''
    await bea.go(`/packages/${ended}/end`)
    await fillDay(bea.page, 'endDay', today)
    await bea.fill('Why?', 'In hospital until further notice')
    await bea.press('End this care')
    assert.match(await bea.text(), /Ended|ends/)
    await bea.look('restart-ended')

    const sam = await council.as('Sam Social')
    await sam.go(`/packages/${ended}`)
    await sam.press('Copy this package')
    assert.ok(await sam.page.getByLabel('Restart', { exact: true }).isChecked())
    await sam.look('restart-copy')
    await sam.press('Copy this package')
    packageRef = /PK-\d+/.exec(sam.page.url())?.[0] ?? ''
    assert.notEqual(packageRef, ended)
    await sam.look('restart-visits')
    await sam.press('Continue: these are all visits')
    await fillDay(sam.page, 'startBy', startBy)
    await sam.press('Continue')
    await sam.go(`/packages/${packageRef}/check`)
    assert.match(await sam.text(), /Restart/)
    await sam.press('Send to providers')
    assert.match(await sam.text(), /Sent to providers/)
  })

  it('one offers the weekdays, improves its offer, and another the weekend', async () => {
    await comeToPortal()
    const [first, second] = offices
    assert.ok(first && second)
    await first.go(`/portal/offers/${packageRef}`)
    await fillDay(first.page, 'startDay', addDays(startBy, 3))
    for (const box of await first.page.getByLabel(/(Saturday|Sunday) at/).all()) await box.uncheck()
    await first.press('Send this offer')
    assert.match(await first.text(), /Offer sent/)
    await first.go(`/portal/offers/${packageRef}`)
    await fillDay(first.page, 'startDay', startBy)
    await first.look('restart-portal-improve')
    await first.press('Send this offer')
    assert.match(await first.text(), new RegExp(formatDay(startBy)))

    await second.go(`/portal/offers/${packageRef}`)
    await fillDay(second.page, 'startDay', startBy)
    for (const box of await second.page.getByLabel(/(Monday|Tuesday|Wednesday|Thursday|Friday) at/).all())
      await box.uncheck()
    await second.press('Send this offer')
    assert.match(await second.text(), /Offer sent/)
    await othersDecline()
  })

  it('the broker is shown what both cover together, and chooses it', async () => {
    const bea = await council.as('Bea Broker')
    await bea.go(`/packages/${packageRef}`)
    await bea.press('Close offers now')
    await bea.go(`/packages/${packageRef}/choose-offer`)
    await bea.look('restart-choose-together')
    await bea.page.getByRole('radio', { name: /^Together: / }).check()
    await bea.press('Choose this offer')
    const said = await bea.text()
    assert.match(said, /Shared between PK-\d+ and PK-\d+/)
    parts = said.match(/PK-\d+ and PK-\d+/)?.[0].split(' and ') ?? []
    await bea.look('restart-chosen')
  })

  it('a signer sends one part back with a question; it is chosen anew, and the other part waits for nobody', async () => {
    const [weekdays = '', weekend = ''] = parts
    const sky = await council.as('Sky Social')
    await sky.go(`/packages/${weekdays}/sign-off`)
    await sky.page.getByLabel('Send it back for another choice').check()
    await sky.press('Confirm your decision')
    assert.match(await sky.text(), /Say/)
    await sky.look('restart-send-back')
    await sky.fill('Why, if you send it back or refuse', 'Does the same worker come on all five mornings?')
    await sky.press('Confirm your decision')
    assert.match(await sky.text(), /Sent back for another choice/)
    const bea = await council.as('Bea Broker')
    await bea.go(`/packages/${weekend}/sign-off`)
    assert.match(await bea.text(), /Waiting since/)
    await bea.go(`/packages/${weekdays}/choose-offer`)
    await bea.page.getByRole('radio').first().check()
    await bea.press('Choose this offer')
    assert.match(await bea.text(), /Answer what was asked when the choice was sent back/)
    await bea.look('restart-answer')
    await bea.fill('Your answer to Sky Social', 'Two workers take turns, one of them each morning')
    await bea.press('Choose this offer')
    assert.match(await bea.text(), /Offer chosen/)
  })

  it('five officers sign for each, and both begin on the day', async () => {
    for (const name of SIGNERS) {
      const signer = await council.as(name)
      for (const part of parts) {
        await signer.go(`/packages/${part}/sign-off`)
        if (name === 'Sky Social' && part === parts[0]) {
          assert.match(await signer.text(), /Asked by Sky Social[\s\S]*Two workers take turns/)
          await signer.look('restart-answered')
        }
        await signer.page.getByLabel('Sign', { exact: true }).check()
        await signer.press('Confirm your decision')
        assert.match(await signer.text(), /Signed/)
      }
    }
    for (const [at, part] of parts.entries()) {
      const office = offices[at]
      await office?.go('/portal/placements')
      assert.match((await office?.text()) ?? '', new RegExp(part))
      const bea = await council.as('Bea Broker')
      await bea.go(`/packages/${part}`)
      assert.match(await bea.text(), /Placed/)
    }
  })
})
