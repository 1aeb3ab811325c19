import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { useSmallCouncil, type Visitor } from '#test/support/small-council.ts'

/** The job that rates or posts the run works beside the page, which follows it. */
async function untilIt(visitor: Visitor, words: string): Promise<void> {
  await visitor.page.locator('.almoner-tags').getByText(words).waitFor({ timeout: 60_000 })
}

describe('a provider is paid for exactly the visits that were made', () => {
  const council = useSmallCouncil()
  let run: string
  let statement: string
  let line: { person: string; sentence: string; amount: string }

  it('a finance officer makes a pay run; whoever made it cannot approve it', async () => {
    const fay = await council.as('Fay Finance')
    await fay.go('/pay-runs')
    await fay.look('pay-runs-none')
    await fay.press('Start a pay run')
    const provider = fay.page.getByLabel('Provider', { exact: true })
    await provider.selectOption('1-991004')
    await fay.page.getByLabel('Contract', { exact: true }).selectOption({ index: 1 })
    await fay.press('Start the pay run')
    assert.match(await fay.text(), /Another provider holds this contract/)
    await fay.look('pay-run-form')
    assert.equal(await provider.inputValue(), '1-991004')
    await fay.page.getByLabel('Contract', { exact: true }).selectOption('')
    await fay.press('Start the pay run')
    await untilIt(fay, 'Draft, to approve')
    run = new URL(fay.page.url()).pathname
    assert.match(await fay.text(), /other than Fay Finance, approves/)
    assert.equal(await fay.page.getByRole('button', { name: 'Approve and post' }).count(), 0)
    await fay.look('pay-run')
    await fay.follow('Missed')
    await fay.look('pay-run-missed')
  })

  it('another officer approves, and opens the statement', async () => {
    const hugo = await council.as('Hugo Head')
    assert.match(await hugo.text(), /Check and approve/)
    await hugo.go(run)
    await hugo.press('Approve and post')
    await untilIt(hugo, 'Approved')
    await hugo.look('pay-run-approved')
    await hugo.follow(/^Damson Home Care/)
    statement = /ST-\d+/.exec(hugo.page.url())?.[0] ?? ''
    await hugo.look('statement')
    const paid = hugo.page.getByRole('row').filter({ hasText: 'Paid' }).first()
    const cells = paid.getByRole('cell')
    const [visit, why, amount] = [
      await cells.nth(0).innerText(),
      await cells.nth(1).innerText(),
      await cells.nth(2).innerText(),
    ]
    line = {
      person: /P-\d+/.exec(visit)?.[0] ?? '',
      sentence: why.replace('Paid', '').trim().split('\n')[0] ?? '',
      amount: amount.split('\n')[0] ?? '',
    }
    assert.match(line.amount, /^£\d/)
  })

  it('the provider reads the same lines in the portal, prints them and takes them as CSV', async () => {
    const pat = await council.as('Pat of Damson')
    await pat.follow('Statements')
    await pat.look('portal-statements')
    await pat.follow(statement)
    assert.ok((await pat.text()).includes(line.sentence))
    await pat.look('portal-statement')
    const [file] = await Promise.all([
      pat.page.waitForEvent('download'),
      pat.page.getByRole('button', { name: 'Download (CSV)' }).click(),
    ])
    const csv = await readFile(await file.path(), 'utf8')
    assert.ok(csv.startsWith('visit_ref,day,start,person_ref,'))
    assert.ok(csv.includes(line.sentence))
    await pat.press('Print')
    assert.ok((await pat.text()).includes(line.sentence))
    await pat.look('statement-print')
    const other = await council.as('Pat of Amber')
    await other.go(`/portal/statements/${statement}`)
    assert.match(await other.text(), /Page not found/)
  })

  it('the letter to the family has the same figures and the same sentence', async () => {
    const hugo = await council.as('Hugo Head')
    await hugo.go(`/people/${line.person}`)
    await hugo.page.locator('main').getByRole('link', { name: 'Payments', exact: true }).click()
    await hugo.follow(/^Print the letter/)
    const letter = await hugo.text()
    assert.ok(letter.includes(line.sentence))
    assert.ok(letter.includes(line.amount))
    await hugo.look('family-letter')
  })
})
