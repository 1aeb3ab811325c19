import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { dayOf } from '#src/base/day.ts'
import { fillDay, useSmallCouncil } from '#test/support/small-council.ts'

describe('the bank returns a payment', () => {
  const council = useSmallCouncil()
  const file = '/payment-files/PF-1001'
  const today = dayOf(Temporal.Now.instant())

  it('a finance officer writes it down, not for a day to come, and it cannot be paid again to the same account', async () => {
    const fin = await council.as('Fin Officer')
    await fin.go(file)
    await fin.page
      .getByRole('row')
      .filter({ hasText: 'Damson' })
      .getByRole('link', { name: 'Returned by the bank?' })
      .click()
    await fin.page.waitForURL(/\/returns\//)
    await fin.press('Write it down')
    assert.match(await fin.text(), /There is a problem/)
    await fin.look('payment-return-refused')
    await fillDay(fin.page, 'day', Temporal.PlainDate.from(today).add({ days: 1 }).toString())
    await fin.page.getByLabel('The account is closed').check()
    await fin.press('Write it down')
    assert.match(await fin.text(), /The day must be today or in the past/)
    await fillDay(fin.page, 'day', today)
    await fin.press('Write it down')
    assert.match(await fin.text(), /Returned by the bank on/)
    await fin.look('payment-returned')
    await fin.go('/payment-files/make')
    assert.match(await fin.text(), /The bank returned a payment to these details/)
    await fin.look('payment-file-with-returned')
  })

  it('the provider reads it, says its new account, and two officers turn their keys before it can be used', async () => {
    const pat = await council.as('Pat of Damson')
    await pat.go('/portal/remittances')
    assert.match(await pat.text(), /Returned by the bank/)
    await pat.look('portal-remittances-returned')
    await pat.go('/portal/bank-details')
    await pat.fill('Name on the account', 'Damson Home Care')
    await pat.fill('Sort code', '99-01-00')
    // Passes the check of modulus 11 that the trial council's sort codes have.
    await pat.fill('Account number', ACCOUNT)
    await pat.fill('Why they change', 'The old account is closed')
    await pat.page.locator('main').getByRole('button').last().click()
    await pat.page.waitForLoadState()
    await pat.look('portal-bank-details-proposed')
    for (const name of ['Fin Officer', 'Fay Finance']) {
      const officer = await council.as(name)
      await officer.go('/bank-details/1-991004')
      await officer.look(`bank-details-key-${name.split(' ')[0]}`)
      await officer.press('Confirm these details')
    }
    const fay = await council.as('Fay Finance')
    await fay.go('/payment-files/make')
    assert.match(await fay.text(), /Damson[\s\S]*(from|until)/)
    await fay.look('payment-file-cooling')
  })
})

/** The first number of eight digits that passes the trial's check, from one that no provider of it has. */
const ACCOUNT = ((): string => {
  for (let head = 2_000_000; ; head++) {
    const sum = [...String(head)].reduce((all, digit, at) => all + Number(digit) * (8 - at), 0)
    const last = (11 - (sum % 11)) % 11
    if (last < 10) return `${head}${last}`
  }
})()
