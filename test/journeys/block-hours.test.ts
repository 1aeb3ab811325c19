import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addDays, dayOf, mondayOf } from '#src/base/day.ts'
import { systemActor } from '#src/platform/actor.ts'
import { rows, sql } from '#src/platform/database.ts'
import { checkDraft, fillDay, useSmallCouncil } from '#test/support/small-council.ts'

describe('hours bought as a block', () => {
  const council = useSmallCouncil()
  const monday = mondayOf(dayOf(Temporal.Now.instant()))
  let contract: string
  let run: string

  it('a week that was used in part stands on the draft, and its contract leads to it', async () => {
    const [block] = await council.store.shell.read(systemActor(1), (tx) =>
      rows(
        tx,
        sql<{ contract: string; run: string }>`select contract_ref as contract, pay_run_ref as run
          from payments.draft_line where outcome = 'block'`,
      ),
    )
    contract = block?.contract ?? ''
    run = `/pay-runs/${block?.run}`
    const connie = await council.as('Connie Contract')
    await connie.go(`/contracts/${contract}`)
    assert.match(await connie.text(), /24 hours a week/)
    await connie.look('contract-with-block')
    await connie.go(`/contracts/blocks?contract=${contract}`)
    assert.match(await connie.text(), /24 hours\s+13\.\d hours\s+5\d(\.\d)?%\s+10\.\d hours\s+0 hours/)
    await connie.look('block-hours-under-use')
  })

  it('its terms change with a reason, after the week was paid: the difference is in the next run, as over-use', async () => {
    await checkDraft(await council.as('Fin Officer'), run)
    const fay = await council.as('Fay Finance')
    await fay.go(run)
    await fay.press('Approve and post')
    await fay.page.locator('.almoner-tags').getByText('Approved').waitFor({ timeout: 60_000 })
    const connie = await council.as('Connie Contract')
    await connie.go(`/contracts/${contract}/terms`)
    await fillDay(connie.page, 'fromDay', addDays(monday, -7))
    await connie.fill('Block hours a week', '10')
    await connie.press('Change the terms')
    assert.match(await connie.text(), /Say why the terms change/)
    await connie.look('contract-terms-refused')
    await connie.fill('Why?', 'Variation 2: ten hours until the second floor opens')
    await connie.press('Change the terms')
    assert.match(await connie.text(), /10 hours a week/)
    const fin = await council.as('Fin Officer')
    await fin.go('/pay-runs/start?provider=1-991003')
    await fin.press('Start the pay run')
    await fin.page.locator('.almoner-tags').getByText('Draft, to check').waitFor({ timeout: 60_000 })
    await fin.follow(/^Adjustments \(/)
    assert.match(
      await fin.text(),
      /10 hours bought at £20\.80 an hour, 3 hours \d+ minutes beyond them at £21\.64 an hour/,
    )
    await fin.look('pay-run-block-adjusted')
    await checkDraft(fin, new URL(fin.page.url()).pathname)
    await fay.go(new URL(fin.page.url()).pathname)
    await fay.press('Approve and post')
    await fay.page.locator('.almoner-tags').getByText('Approved').waitFor({ timeout: 60_000 })
    await connie.go(`/contracts/blocks?contract=${contract}`)
    assert.match(await connie.text(), /10 hours\s+13\.\d hours\s+13\d(\.\d)?%\s+0 hours\s+3\.\d hours/)
    await connie.look('block-hours-over-use')
  })
})
