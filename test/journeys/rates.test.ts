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
    assert.match(await connie.text(), /Rate card added/)
    assert.match(await connie.text(), /£22\.10/)
    await connie.look('rate-card')
    await connie.go('/rate-cards/HC-RURAL')
    await connie.look('rate-card-bands')
  })
})
