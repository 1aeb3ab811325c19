import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { sha256 } from '#src/platform/seal.ts'
import { publishSmallTender, smallSpec } from '#test/support/tenders.ts'
import { useSmallCouncil, type Visitor } from '#test/support/small-council.ts'

const DAY = { hours: 24 }
const tender = { tenderRef: 'TD-9001' }

describe('a provider bids, and two officers open after the deadline', () => {
  const council = useSmallCouncil()
  let pat: Visitor
  const bid = '/portal/tenders/TD-9001/bid'
  const publish = (closesAt: Temporal.Instant, version: number) =>
    publishSmallTender(council.store.shell, { ...tender, spec: smallSpec(closesAt), version })

  it('is told what is missing, saves part by part, and loses nothing typed', async () => {
    await publish(council.store.shell.now().add(DAY), 1)
    pat = await council.as('Pat of Damson')
    await pat.go(bid)
    await pat.look('bid-begun')
    assert.match(await pat.text(), /7 things are still missing/)
    await pat.follow('Your company and the conditions')
    await pat.fill('Name', 'Pat Damson')
    await pat.fill('Email address', 'pat at damson')
    await pat.page.locator('[name="met-C1"][value="yes"]').check()
    await pat.page.locator('[name="met-C2"][value="yes"]').check()
    await pat.press('Save')
    assert.match(await pat.text(), /Enter an email address, such as/)
    assert.equal(await pat.page.getByLabel('Name', { exact: true }).inputValue(), 'Pat Damson')
    await pat.look('bid-company')
    await pat.fill('Email address', 'pat@damson.example')
    await pat.press('Save')
    await pat.follow('Lots, in order of preference')
    await pat.page.getByLabel('Lot L2: Riverside').selectOption('1')
    await pat.look('bid-lots')
    await pat.press('Save')
    await pat.follow('Prices for lot L2')
    await pat.fill('30 minutes', '26.00')
    await pat.fill('60 minutes', '21.50')
    await pat.press('Save')
    assert.match(await pat.text(), /Enter a price of at most £25\.00: it is above the ceiling/)
    await pat.look('bid-prices')
    await pat.fill('30 minutes', '12.40')
    await pat.press('Save')
  })

  it('counts the words of an answer while they are typed, and again when they are sent', async () => {
    await pat.follow('Question Q1')
    await pat.page.locator('textarea').fill('word '.repeat(14))
    await pat.page.getByText('You have 2 words too many').first().waitFor()
    await pat.look('bid-answer')
    await pat.press('Save')
    assert.match(await pat.text(), /Cut the answer to question Q1: it has 14 words and may have 12/)
    for (const question of ['Q1', 'Q2']) {
      await pat.go(`${bid}/answers/${question}`)
      await pat.page.locator('textarea').fill('The same few carers all week')
      await pat.press('Save')
    }
  })

  it('attaches the evidence, submits, and gets a receipt whose sum is that of what was sealed', async () => {
    await pat.follow('Attach a file that shows that you meet condition C2')
    await pat.page.getByLabel('What it belongs to').selectOption('C2')
    const file = (name: string, text: string) =>
      pat.page.getByLabel('The file').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) })
    await file('run.exe', 'MZ')
    await pat.press('Attach')
    assert.match(await pat.text(), /Choose a PDF, Word, Excel, CSV or text file/)
    await pat.page.getByLabel('What it belongs to').selectOption('C2')
    await file('insurance.txt', 'Insured with Damson Mutual')
    await pat.press('Attach')
    await pat.look('bid-files')
    await pat.follow('Back to your bid')
    await pat.follow('Read all of it on one page')
    await pat.look('bid-whole')
    await pat.go(bid)
    await pat.look('bid-ready')
    await pat.press('Submit this bid')
    await pat.look('bid-receipt')
    const sum = /[0-9a-f]{64}/.exec(await pat.text())?.[0]
    const [download] = await Promise.all([
      pat.page.waitForEvent('download'),
      pat.page.getByRole('link', { name: 'Download your copy of it' }).click(),
    ])
    assert.equal(sha256(await readFile(await download.path())), sum)
  })

  it('withdraws and submits again, until bids close', async () => {
    await pat.go(bid)
    await pat.look('bid-submitted')
    await pat.press('Withdraw this bid')
    await pat.press('Submit this bid')
    const connie = await council.as('Connie Contract')
    await connie.go('/tenders/TD-9001/opening')
    await connie.look('opening-sealed')
    assert.match(await connie.text(), /Bids are sealed until/)
    assert.doesNotMatch(await connie.text(), /same few carers/)
    await publish(council.store.shell.now().subtract({ seconds: 1 }), 2)
    await pat.go(bid)
    await pat.look('bid-closed')
    assert.doesNotMatch(await pat.text(), /Withdraw this bid/)
  })

  it('is opened by two different officers, and the lots with few bids are decided', async () => {
    const connie = await council.as('Connie Contract')
    const hugo = await council.as('Hugo Head')
    await connie.go('/tenders/TD-9001/opening')
    await connie.press('Confirm the opening')
    assert.equal(await connie.page.getByRole('button', { name: 'Open the bids' }).count(), 0)
    await connie.look('opening-one')
    await hugo.go('/tenders/TD-9001/opening')
    await hugo.press('Confirm the opening')
    await hugo.look('opening-two')
    await hugo.press('Open the bids')
    assert.match(await hugo.text(), /Lot L1 has no bid/)
    await connie.go('/tenders/TD-9001/opening')
    await connie.press('Decide for lot L2')
    assert.match(await connie.text(), /Choose one of what may be done/)
    await connie.page.locator('[name="course-L2"]').selectOption('go_on')
    await connie.page.locator('[name="reason-L2"]').fill('It is below the ceiling')
    await connie.press('Decide for lot L2')
    await connie.look('opening-opened')
    assert.match(await connie.text(), /Evaluate the one bid, decided by Connie Contract/)
    await connie.page.getByRole('link', { name: /^BD-\d+$/ }).click()
    await connie.look('opened-bid')
    assert.match(await connie.text(), /The same few carers all week/)
    assert.doesNotMatch(await connie.text(), /12\.40|21\.50/)
    const [download] = await Promise.all([
      connie.page.waitForEvent('download'),
      connie.page.getByRole('link', { name: /^insurance\.txt/ }).click(),
    ])
    assert.equal(await readFile(await download.path(), 'utf8'), 'Insured with Damson Mutual')
  })
})
