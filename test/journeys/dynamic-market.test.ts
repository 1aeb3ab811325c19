import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { LISTENERS } from '#src/app.ts'
import { addDays, dayOf } from '#src/base/day.ts'
import { systemActor } from '#src/platform/actor.ts'
import { createShell } from '#src/platform/command.ts'
import { runDay } from '#src/tendering/markets/daily-markets.job.ts'
import { fillDay, useSmallCouncil, type Visitor } from '#test/support/small-council.ts'

const PDF = { name: 'insurance.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\nmade up\n%%EOF\n') }

describe('a dynamic market is joined, left by a lapse, come back to and ranked', () => {
  const council = useSmallCouncil()
  let market = ''
  let today = ''

  /** The clock's morning so many days on. */
  const dayLater = async (days: number): Promise<void> => {
    const { database, now, files } = council.store.shell
    const later = now().add({ hours: 24 * days })
    const quiet = async () => () => {}
    await runDay(
      createShell(database, LISTENERS, () => later, quiet, { files }),
      systemActor(1),
    )
  }
  const giveInsurance = async (visitor: Visitor, until: string): Promise<void> => {
    await fillDay(visitor.page, 'expiresOn', until)
    await visitor.page.getByLabel('File', { exact: true }).setInputFiles(PDF)
    await visitor.press('Give this evidence')
  }

  it('an officer sets it up and opens it', async () => {
    today = dayOf(council.store.shell.now())
    const connie = await council.as('Connie Contract')
    await connie.go('/tenders')
    await connie.press('Lists of providers')
    await connie.look('markets')
    await connie.press('Set up a list')
    await connie.press('Plan the list')
    assert.match(await connie.text(), /Choose what kind of list it is/)
    await connie.look('market-set-up')
    await connie.page.getByLabel('Dynamic market').check()
    await connie.fill('Title', 'Care at night')
    await connie.fill('What it is for', 'Waking and sleeping nights at home')
    await connie.fill(
      'Conditions of membership',
      'cqc_personal_care: Registered for personal care\ninsurance: Public liability of £5 million',
    )
    await connie.fill('Quality mark', '50')
    await connie.press('Plan the list')
    assert.match(await connie.text(), /The weights must make 100 together/)
    await connie.fill('Quality mark', '40')
    await connie.press('Plan the list')
    market = /MK-\d+/.exec(connie.page.url())?.[0] ?? ''
    await connie.press('Open it')
    assert.match(await connie.text(), /At any time, without a limit of members/)
    await connie.look('market')
    await connie.press('Change')
    await connie.fill('Conditions of membership', 'cqc_personal_care: Registered for personal care')
    await connie.fill('Why it changes', 'Fewer papers')
    await connie.press('Save the change')
    assert.match(await connie.text(), /Its conditions may not change while it is open/)
  })

  it('a provider joins it, when it has shown its insurance', async () => {
    const pat = await council.as('Pat of Damson')
    await pat.go('/portal/tenders')
    await pat.press('Lists to join')
    await pat.follow('Care at night')
    await pat.press('Apply to join')
    assert.match(await pat.text(), /Still to give before you can send it/)
    await pat.press('Give this evidence')
    assert.match(await pat.text(), /Choose the file/)
    await giveInsurance(pat, addDays(today, 5))
    await pat.look('portal-market')
    await pat.press('Send the application')
    assert.match(await pat.text(), /The council answers by/)
  })

  it('an officer looks at it and admits it', async () => {
    const connie = await council.as('Connie Contract')
    await connie.go(`/markets/${market}`)
    await connie.follow('1')
    await connie.page.getByRole('link', { name: /^Damson/ }).click()
    await connie.look('application')
    await connie.page.getByLabel('Admit it').check()
    await connie.press('Give the answer')
    assert.match(await connie.text(), /Say what the check of exclusion grounds found/)
    await connie.page.getByLabel('No ground found').check()
    await connie.fill('What was looked at, and where', 'Debarment list, Companies House, insurer')
    await connie.press('Give the answer')
    assert.match(await connie.text(), /Admit only who meets every condition/)
    await connie.page.getByRole('checkbox', { name: /C2: Public liability/ }).check()
    await connie.press('Give the answer')
    assert.match(await connie.text(), /Admitted/)
    const stranger = await council.stranger()
    await stranger.go(`/public/wenbury-council/markets/${market}`)
    assert.match(await stranger.text(), /Damson/)
    await stranger.look('public-market')
  })

  it('its insurance lapses, and it is suspended from new work', async () => {
    await dayLater(6)
    const pat = await council.as('Pat of Damson')
    await pat.go(`/portal/markets/${market}`)
    assert.match(await pat.text(), /No new work comes to you from this list for now/)
    await pat.look('portal-market-suspended')
    const connie = await council.as('Connie Contract')
    await connie.go('/providers/1-991004')
    assert.match(await connie.text(), /Suspended/)
    await connie.go(`/markets/${market}/members`)
    await connie.look('market-members')
    await connie.page.getByRole('link', { name: /^Damson/ }).click()
    assert.match(await connie.text(), /Evidence ended on .*Public liability/)
    await connie.look('market-member')
    for (const act of ['suspend', 'reinstate', 'exclusion-check']) {
      await connie.go(`/markets/${market}/members/1-991004/${act}`)
      await connie.look(`market-member-${act}`)
    }
  })

  it('it renews, and a named officer reinstates it', async () => {
    const pat = await council.as('Pat of Damson')
    await pat.go(`/portal/markets/${market}`)
    await giveInsurance(pat, addDays(today, 365))
    const connie = await council.as('Connie Contract')
    await connie.go('/my-work')
    await connie.page.getByRole('link', { name: /New evidence of Damson/ }).click()
    await connie.page.getByLabel('Yes, accept it').check()
    await connie.press('Save the check')
    await connie.press('Reinstate')
    await connie.fill('What was put right', 'New insurance seen')
    await connie.press('Reinstate')
    assert.match(await connie.text(), /It is checked every morning/)
    await connie.go('/providers/1-991004')
    assert.match(await connie.text(), /Approved/)
  })

  it('it is ranked, with every sum shown', async () => {
    const connie = await council.as('Connie Contract')
    await connie.go(`/markets/${market}/members/1-991004/scores`)
    await connie.fill('Quality mark, of 100', '80')
    await connie.fill('Price of an hour', '23.70')
    await connie.fill('Hours free a week', '40')
    await connie.press('Save the figures')
    await connie.go(`/markets/${market}/ranking`)
    await connie.press('Rank anew')
    await connie.page.locator('summary').filter({ hasText: 'How Damson' }).click()
    assert.match(await connie.text(), /100 × £23.70, the lowest, ÷ £23.70/)
    await connie.look('market-ranking')
    await connie.go(`/markets/${market}/call-offs`)
    await connie.look('market-call-offs')
    const pat = await council.as('Pat of Damson')
    await pat.go(`/portal/markets/${market}`)
    assert.match(await pat.text(), /place 1 of 1/)
    await pat.look('portal-market-ranked')
  })

  it('a councillor reads whether quality counts', async () => {
    const cora = await council.as('Cllr Cora Council')
    await cora.go('/providers')
    await cora.press('Fairness of placements')
    await cora.look('fairness')
    assert.match(await cora.text(), /went to the lowest price/)
  })
})
