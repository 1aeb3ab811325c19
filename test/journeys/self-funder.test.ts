import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addDays, dayOf } from '#src/base/day.ts'
import { decline, listInvitations, requestPackage } from '#src/brokerage/index.ts'
import { actorOfOfficer, listOfficers } from '#src/councils/index.ts'
import { addPerson } from '#src/people/index.ts'
import { type Actor, systemActor } from '#src/platform/actor.ts'
import { rows, sql } from '#src/platform/database.ts'
import { listUsersOfCouncil } from '#src/platform/sign-in/provider-users.store.ts'
import { onAccounts } from '#src/platform/sign-in/tables.ts'
import { fillDay, type SmallCouncil, useSmallCouncil, type Visitor } from '#test/support/small-council.ts'

const OFFICE = systemActor(1)
const today = dayOf(Temporal.Now.instant())
const startBy = addDays(today, 9)

/** What the daughter said on the telephone, as a draft that her mother pays. */
async function askForCare({ store: { shell } }: SmallCouncil): Promise<string> {
  const bea = (await shell.read(OFFICE, (tx) => listOfficers(tx))).find(({ name }) => name === 'Bea Broker')
  const actor = bea && actorOfOfficer(1, bea, today)
  assert.ok(actor)
  const details = {
    ...{ givenName: 'Olive', familyName: 'Dotterel', birthDay: '1939-06-01', addressLines: ['7 Mill Bank'] },
    ...{ postcode: 'ZW3 4AB', zone: 'rural', language: 'English', interpreter: false },
  }
  const person = await addPerson(shell, OFFICE, { details })
  assert.ok(person.ok)
  const visit = {
    ...{ slot: 1, days: [1, 2, 3, 4, 5, 6, 7], windowFrom: '08:00', windowTo: '09:00', start: '08:30', minutes: 45 },
    ...{ workers: 1 as const, timeCritical: false, tasks: 'Washing and breakfast' },
  }
  const asked = await requestPackage(shell, actor, {
    ...{ personRef: person.value.personRef, service: 'home_care', pattern: [visit], outcomes: ['nutrition'] },
    ...{ startBy, payer: 'self' },
  })
  assert.ok(asked.ok, JSON.stringify(asked))
  return asked.value.packageRef
}

async function saysYes({ page }: Visitor, kind: string, button: string): Promise<void> {
  await page.locator(`[name="${kind}-by"]`).fill('Fern Dotterel')
  await page.locator(`[name="${kind}-as"][value="acting"]`).check()
  await fillDay(page, `${kind}-on`, today)
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: button, exact: true }).click()])
}

describe('somebody who pays for themselves is helped', () => {
  const council = useSmallCouncil()
  let packageRef: string
  let at: string
  let bea: Visitor
  let provider: string

  it('a daughter finds out who has room, and what to know before paying', async () => {
    const daughter = await council.stranger()
    await daughter.go('/public/wenbury-council/services?pays=self')
    await daughter.page.locator('main table a').first().click()
    assert.match(await daughter.text(), /If you pay for yourself/)
    await daughter.go('/public/wenbury-council/paying-for-care')
    assert.match(await daughter.text(), /you may still ask the council to arrange care/)
  })

  it('a broker tells what should be known, and notes consent and fee before providers are asked', async () => {
    packageRef = await askForCare(council)
    at = `/packages/${packageRef}/self-funder`
    bea = await council.as('Bea Broker')
    await bea.go(at)
    for (const box of await bea.page.locator('[name="kinds"]').all()) await box.check()
    await fillDay(bea.page, 'told-on', today)
    await bea.press('Note what was told')
    await saysYes(bea, 'consent', 'Note the consent')
    await saysYes(bea, 'fee', 'The fee was told and is accepted')
    await bea.look('self-funder-agreed')
    await bea.go(`/packages/${packageRef}/check`)
    await bea.press('Send to providers')
    assert.match(await bea.text(), /Sent to providers/)
  })

  it('a provider offers, knowing that the person pays and not who it is', async () => {
    const { shell } = council.store
    const users = await onAccounts(shell.database, (accounts) => listUsersOfCouncil(accounts, 1))
    const asked = await shell.read(OFFICE, (tx) => listInvitations(tx, packageRef))
    const chosen = asked.find((one) => users.some((user) => user.organisationRef === one.organisationRef))
    assert.ok(chosen)
    provider = users.find((user) => user.organisationRef === chosen.organisationRef)?.name ?? ''
    const office = await council.as(provider)
    await office.go(`/portal/offers/${packageRef}`)
    assert.match(await office.text(), /Who pays\s+The person/)
    assert.doesNotMatch(await office.text(), /Dotterel|Mill Bank/)
    await fillDay(office.page, 'startDay', startBy)
    await office.press('Send this offer')
    for (const one of asked.filter((other) => other !== chosen)) {
      const { organisationRef: organisation, organisationName: name } = one
      const grants = new Set(['brokerage.offer'])
      const other: Actor = { kind: 'provider', council: 1, id: `U-${organisation}`, name, organisation, grants }
      assert.ok((await decline(shell, other, { packageRef, code: 'no_workers_in_area', words: '' })).ok)
    }
  })

  it('the person chooses, and it is arranged without a signature', async () => {
    await bea.go(`/packages/${packageRef}`)
    await bea.press('Close offers now')
    await bea.go(at)
    await bea.page.getByRole('radio').first().check()
    await saysYes(bea, 'agreed', 'The person agrees')
    assert.match(await bea.text(), /Arranged/)
    await bea.look('self-funder-arranged')
    const office = await council.as(provider)
    await office.go('/portal/placements')
    assert.match(await office.text(), /Olive Dotterel/)
  })

  it('finance prints the invoice of the fee, and no pay run has anything to pay', async () => {
    const fay = await council.as('Fay Finance')
    await fay.go('/arrangement-fees')
    await fay.look('arrangement-fees')
    const itsRow = fay.page.getByRole('row').filter({ hasText: packageRef })
    await fay.follow(await itsRow.getByRole('link').first().innerText())
    await fay.look('arrangement-fee')
    await fay.press('Letter to print')
    assert.match(await fay.text(), /Olive Dotterel[\s\S]*£150\.00/)
    await fay.look('arrangement-fee-letter')
    const [planned] = await council.store.shell.read(OFFICE, (tx) =>
      rows(
        tx,
        sql<
          Record<string, number>
        >`select (select count(*) from visits.visit v where v.package_ref = ${packageRef})::int as visits,
          (select count(*) from contracts.draw_down d where d.package_ref = ${packageRef})::int as drawn`,
      ),
    )
    assert.deepEqual(planned, { visits: 0, drawn: 0 })
  })
})
