import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { useSmallCouncil } from '#test/support/small-council.ts'

const card = (pence: string): string => `{
  "card": "HC-NIGHT",
  "from": "2026-04-06",
  "to": null,
  "payment": { "rule": "actual", "no_log_out": "query" },
  "rate_at": "start",
  "rates": [
    { "service": "home_care", "zone": "any", "day": "any", "from": "00:00", "to": "24:00", "pence_per_hour": ${pence} }
  ]
}`

describe('a commissioner adds a rate card', () => {
  const council = useSmallCouncil()
  /** Prices have effect when another officer has approved them. */
  const turnSecondKey = async (proposal: string): Promise<void> => {
    const hugo = await council.as('Hugo Head')
    assert.match(await hugo.text(), /New prices of rate card HC-/)
    await hugo.go(proposal)
    await hugo.look('rate-card-to-approve')
    await hugo.press('Approve the prices')
    assert.match(await hugo.text(), /Approved by Hugo Head/)
  }

  it('is told the line of its fault, keeps what was typed, and cures it', async () => {
    const connie = await council.as('Connie Contract')
    await connie.go('/rate-cards')
    await connie.look('rate-cards')
    await connie.press('Add a rate card')
    await connie.page.getByLabel('Name').fill('Night calls')
    await connie.page.getByLabel('Or paste the rate card').fill(card('"22.10"'))
    await connie.press('Add the rate card')
    assert.match(await connie.text(), /Line 8: /)
    assert.equal(await connie.page.getByLabel('Or paste the rate card').inputValue(), card('"22.10"'))
    await connie.look('rate-card-fault')
    await connie.page.getByLabel('Or paste the rate card').fill(card('2210'))
    await connie.press('Add the rate card')
    assert.match(await connie.text(), /Another officer approves the prices/)
    assert.match(await connie.text(), /£22\.10/)
    await connie.look('rate-card-proposed')
    await turnSecondKey(new URL(connie.page.url()).pathname)
    await connie.go('/rate-cards/HC-NIGHT')
    await connie.look('rate-card')
    await connie.go('/rate-cards/HC-RURAL')
    await connie.look('rate-card-bands')
  })

  it('edits prices in a table, is told the cell that is wrong, and sees both versions beside each other', async () => {
    const connie = await council.as('Connie Contract')
    await connie.go('/rate-cards/HC-TOWN')
    await connie.look('rate-card-town')
    await connie.press('Edit the prices')
    const cell = connie.page.getByLabel('Price of row 1, home_care any, column A', { exact: true })
    await cell.fill('22 pounds')
    const nextYear = new Date().getFullYear() + 1
    for (const [name, value] of [
      ['Day', '6'],
      ['Month', '4'],
      ['Year', String(nextYear)],
    ] as const)
      await connie.page.getByLabel(name, { exact: true }).fill(value)
    await connie.press('Save as a new version')
    assert.match(await connie.text(), /"22 pounds" is not a price in pounds/)
    await connie.look('edit-prices-fault')
    await cell.fill('22.04')
    await connie.press('Add travel')
    for (const [label, value] of [
      ['Service', 'home_care'],
      ['Pounds a visit', '1.25'],
    ] as const)
      await connie.page.getByLabel(`${label}, Travel to a visit, row 1`, { exact: true }).fill(value)
    await connie.page.getByLabel('Zone, Travel to a visit, row 1', { exact: true }).selectOption('market')
    await connie.look('edit-card-travel')
    await connie.press('Save as a new version')
    assert.match(await connie.text(), /Travel to a visit\s+none\s+£1\.25\s+New/)
    await connie.look('edited-prices-proposed')
    await turnSecondKey(new URL(connie.page.url()).pathname)
    await connie.go(`/rate-cards/HC-TOWN?from=${nextYear}-04-06`)
    await connie.press('Compare with the version before')
    assert.match(await connie.text(), /2 of \d+ prices differ/)
    await connie.look('compare-versions')
    await connie.go('/rate-cards/HC-TOWN/import')
    await connie.page
      .getByLabel('Or paste the rows')
      .fill('service\tzone\tday\tfrom\tto\tprice\nhome_care\tany\tany\t0:00\t24:00\t22.5O')
    await connie.press('Look at the prices')
    assert.match(await connie.text(), /Row 2: price "22.5O"/)
    await connie.look('import-prices-fault')
  })

  it('enters a new card on a page, like one that there is', async () => {
    const connie = await council.as('Connie Contract')
    await connie.go('/rate-cards/add')
    await connie.page.getByLabel('Start from').selectOption('HC-TOWN')
    await connie.press('Go on')
    await connie.press('Propose the rate card')
    assert.match(await connie.text(), /Enter a short name, for example HC-NORTH/)
    await connie.look('new-card-fault')
    await connie.page.getByLabel('Short name').fill('HC-COAST')
    await connie.page.getByLabel('Name', { exact: true }).fill('Home care, coast')
    for (const [name, value] of [
      ['Day', '6'],
      ['Month', '4'],
      ['Year', String(new Date().getFullYear() + 1)],
    ] as const)
      await connie.page.getByLabel(name, { exact: true }).fill(value)
    await connie.page.getByLabel('The minutes worked, at most those planned', { exact: true }).check()
    await connie.press('Propose the rate card')
    assert.match(await connie.text(), /all of its prices are new/)
    await turnSecondKey(new URL(connie.page.url()).pathname)
    await connie.go('/rate-cards/HC-COAST')
    assert.match(await connie.text(), /Pays the minutes worked, at most those planned/)
  })

  it('proposes an uplift, sees what it would have cost, and another officer turns the second key', async () => {
    const connie = await council.as('Connie Contract')
    await connie.go('/uplifts/start?card=HC-RURAL')
    await connie.page.getByLabel('Rise', { exact: true }).fill('6.6')
    await connie.press('Start the dry run')
    assert.match(await connie.text(), /Enter where it was agreed/)
    await connie.look('uplift-form')
    await connie.page.getByLabel('Where it was agreed').fill('Cabinet, 3 February')
    await connie.press('Start the dry run')
    await connie.page.locator('.almoner-tags').getByText('To approve').waitFor({ timeout: 60_000 })
    assert.match(await connie.text(), /£\d[\d,.]* more for \d+ provider/)
    assert.equal(await connie.page.getByRole('button', { name: 'Approve the uplift' }).count(), 0)
    const uplift = new URL(connie.page.url()).pathname
    await connie.look('uplift')
    const hugo = await council.as('Hugo Head')
    assert.match(await hugo.text(), /Uplift UP-\d+: 6\.6% on HC-RURAL/)
    await hugo.go(uplift)
    await hugo.press('Approve the uplift')
    assert.match(await hugo.text(), /Approved by Hugo Head/)
    await hugo.go('/uplifts')
    await hugo.look('uplifts')
  })
})
