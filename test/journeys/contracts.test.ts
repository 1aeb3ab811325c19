import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fillDay, useSmallCouncil } from '#test/support/small-council.ts'

describe('a contract manager enters a contract', () => {
  const council = useSmallCouncil()

  it('is told what lacks, enters it, and sees what placements draw down from another', async () => {
    const connie = await council.as('Connie Contract')
    await connie.go('/contracts')
    await connie.look('contracts')
    await connie.press('Enter a contract')
    await connie.press('Enter the contract')
    assert.match(await connie.text(), /Choose at least one zone/)
    await connie.look('contract-form-errors')
    await connie.page.getByLabel('Provider', { exact: true }).fill('1-991001')
    await connie.page.getByLabel('Title').fill('Amber, lot 3, spot purchase')
    await connie.page.getByLabel('Lot', { exact: true }).fill('Lot 3')
    await connie.page.getByLabel('Wen Vale and the hills').check()
    await connie.page.getByLabel('Rate card').selectOption('HC-RURAL')
    await connie.page.getByLabel('Ceiling over the whole term (optional)').fill('250,000')
    await fillDay(connie.page, 'fromDay', '2026-04-06')
    await fillDay(connie.page, 'lastDay', '2030-04-05')
    await connie.press('Enter the contract')
    assert.match(await connie.text(), /Contract entered/)
    assert.match(await connie.text(), /£250,000\.00/)
    await connie.look('contract-new')
    await connie.go('/contracts/CT-1002')
    assert.match(await connie.text(), /Placements/)
    assert.match(await connie.text(), /PK-\d+/)
    await connie.look('contract-record')
  })
})
