import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addDays, dayOf, mondayOf } from '#src/base/day.ts'
import { systemActor } from '#src/platform/actor.ts'
import { rows, sql } from '#src/platform/database.ts'
import { setAside } from '#src/visits/index.ts'
import { checkDraft, fillDay, useSmallCouncil } from '#test/support/small-council.ts'

const DAMSON = '1-991004'

describe('more is taken back of a provider than it is due', () => {
  const council = useSmallCouncil()
  const today = dayOf(Temporal.Now.instant())
  const page = `/provider-debts/${DAMSON}`

  it('its log of a paid week proves wrong, and the next run comes to less than nothing', async () => {
    const { shell } = council.store
    const logs = await shell.read(systemActor(1), (tx) =>
      rows(
        tx,
        sql<{
          source: string
          logRef: string
        }>`select a.log_source as source, a.log_ref as "logRef" from visits.v_attendance a
          join visits.v_visit v on v.council_id = a.council_id and v.day = a.day and v.visit_ref = a.visit_ref
          join payments.pay_line p on p.council_id = v.council_id and p.day = v.day and p.visit_ref = v.visit_ref
          where v.organisation_ref = ${DAMSON} order by v.day, v.visit_ref limit 25`,
      ),
    )
    assert.ok(logs.length > 10)
    for (const log of logs) await setAside(shell, systemActor(1), { ...log, reason: 'It is of another visit' })
    const fin = await council.as('Fin Officer')
    await fin.go('/pay-runs/start')
    await fin.page.getByLabel('Provider', { exact: true }).selectOption(DAMSON)
    const day = addDays(mondayOf(today), -7)
    await fillDay(fin.page, 'from', day)
    await fillDay(fin.page, 'until', day)
    await fin.press('Start the pay run')
    await fin.page.locator('.almoner-tags').getByText('Draft').waitFor({ timeout: 60_000 })
    const run = new URL(fin.page.url()).pathname
    await checkDraft(fin, run)
    const fay = await council.as('Fay Finance')
    await fay.go(run)
    await fay.press('Approve and post')
    await fay.page.locator('.almoner-tags').getByText('nothing to pay').waitFor({ timeout: 60_000 })
  })

  it('it is on the list of those who owe, and the make of a payment file leads there', async () => {
    const fin = await council.as('Fin Officer')
    await fin.go('/pay-runs')
    await fin.press('Providers that owe')
    assert.match(await fin.text(), /Damson Home Care/)
    await fin.look('provider-debts')
    await fin.go('/payment-files/make')
    await fin.follow('What it owes')
    assert.match(await fin.text(), /Log set aside/)
    await fin.press('Write it down')
    assert.match(await fin.text(), /Choose what was done/)
    await fin.look('provider-debt-refused')
    await fin.page.getByLabel('An invoice was raised').check()
    await fillDay(fin.page, 'day', today)
    await fin.press('Write it down')
    assert.match(await fin.text(), /Enter the number of the invoice/)
    await fin.fill('Number of the invoice, or reference of the payment', 'INV-77')
    await fin.press('Write it down')
    assert.match(await fin.text(), /Another officer has to confirm it/)
    await fin.look('provider-debt-to-confirm')
  })

  it('another officer confirms, the provider reads it, and nothing is taken off its payments', async () => {
    const fay = await council.as('Fay Finance')
    await fay.go(page)
    await fay.press('Confirm it')
    assert.match(await fay.text(), /owes the council nothing now/)
    await fay.look('provider-debt-settled')
    const pat = await council.as('Pat of Damson')
    await pat.go('/portal/statements')
    await pat.page.locator('main table a').first().click()
    await pat.page.waitForURL(/statements\/ST/)
    assert.match(await pat.text(), /Settled outside the payments on .*an invoice was raised, INV-77/)
    await pat.look('portal-statement-settled')
    await fay.go('/ledger/lines?source=invoice')
    assert.match(await fay.text(), /Invoiced to providers/)
    await fay.look('ledger-lines-invoice')
  })
})
