import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { checkDraft, useSmallCouncil, type Visitor } from '#test/support/small-council.ts'

/** The job that rates or posts the run works beside the page, which follows it. */
async function untilIt(visitor: Visitor, words: string): Promise<void> {
  await visitor.page.locator('.almoner-tags').getByText(words).waitFor({ timeout: 60_000 })
}

const pounds = (text: string): number =>
  Math.round(Number(/£([\d,]+\.\d\d)/.exec(text)?.[1]?.replaceAll(',', '')) * 100)

describe('a provider queries a line, is paid for all others, and for that one once it is settled', () => {
  const council = useSmallCouncil()
  let statement: string
  let query: string
  let inQuestion: number
  let total: number

  const paidByFile = async (visitor: Visitor): Promise<{ file: string; amount: number; bacs: string }> => {
    const facts = await visitor.page.locator('.almoner-facts').innerText()
    const [download] = await Promise.all([
      visitor.page.waitForEvent('download'),
      visitor.page.getByRole('link', { name: /^Bacs Standard 18/ }).click(),
    ])
    return {
      file: /PF-\d+/.exec(visitor.page.url())?.[0] ?? '',
      amount: pounds(facts),
      bacs: await readFile(await download.path(), 'utf8'),
    }
  }
  /** What the file pays by the reference that the provider reads in its remittances. */
  const penceOf = async (provider: Visitor, { file, bacs }: { file: string; bacs: string }): Promise<number> => {
    const reference = await provider.page.getByRole('link', { name: file }).innerText()
    const line = bacs.split('\r\n').find((one) => one.includes(`${reference} `)) ?? ''
    return Number(line.slice(35, 46))
  }
  /** Fin makes a file, Fay releases it. */
  const payAll = async (picture: string) => {
    const fin = await council.as('Fin Officer')
    await fin.go('/payment-files')
    await fin.press('Make a payment file')
    await fin.look(`${picture}-preview`)
    await fin.press('Make the file')
    const url = new URL(fin.page.url()).pathname
    assert.match(await fin.text(), /other than Fin Officer, releases/)
    const fay = await council.as('Fay Finance')
    await fay.go(url)
    await fay.press('Release the file')
    await fay.look(`${picture}-released`)
    const [ledger] = await Promise.all([
      fay.page.waitForEvent('download'),
      fay.page.getByRole('link', { name: 'Lines for the ledger (CSV)' }).click(),
    ])
    assert.match(await readFile(await ledger.path(), 'utf8'), /^Payment date,Supplier,Invoice,Amount,Reference\r\n/)
    return paidByFile(fay)
  }

  it('the provider ticks a line of its statement and says what is wrong', async () => {
    const fay = await council.as('Fay Finance')
    await fay.go('/pay-runs/start?provider=1-991004')
    await fay.press('Start the pay run')
    await untilIt(fay, 'Draft, to check')
    const run = new URL(fay.page.url()).pathname
    await checkDraft(fay, run)
    const hugo = await council.as('Hugo Head')
    await hugo.go(run)
    await hugo.press('Approve and post')
    await untilIt(hugo, 'Approved')

    const pat = await council.as('Pat of Damson')
    await pat.follow('Statements')
    await pat.page.getByRole('link', { name: /^ST-/ }).first().click()
    statement = new URL(pat.page.url()).pathname
    total = pounds(await pat.page.locator('.almoner-facts').innerText())
    const amounts = await pat.page.getByRole('row').getByRole('cell').filter({ hasText: /^£/ }).allInnerTexts()
    const at = amounts.findIndex((amount) => pounds(amount) > 0)
    inQuestion = pounds(amounts[at] ?? '')
    const row = pat.page.getByRole('row').filter({ hasText: '£' }).nth(at)
    await row.getByRole('checkbox').check()
    await pat.press('Query the ticked lines')
    await pat.look('query-form')
    await pat.press('Send the query')
    assert.match(await pat.text(), /Choose what the query is about/)
    await pat.page.getByLabel('Actual times').check()
    await pat.fill('What is wrong', 'The worker stayed for the whole hour')
    await pat.press('Send the query')
    query = /QY-\d+/.exec(pat.page.url())?.[0] ?? ''
    assert.match(await pat.text(), /Lines in question/)
    await pat.look('portal-query')
    await pat.go(statement)
    assert.match(await pat.text(), /Disputed/)
    await pat.look('portal-statement-disputed')
  })

  it('it is paid for all other lines', async () => {
    const paid = await payAll('payment-file')
    assert.match(paid.bacs, /^VOL1/)
    const pat = await council.as('Pat of Damson')
    await pat.go('/portal/remittances')
    await pat.look('portal-remittances')
    assert.equal(await penceOf(pat, paid), total - inQuestion)
    await pat.page.getByRole('link', { name: paid.file }).click()
    assert.match(await pat.text(), /was in dispute when this payment was made/)
    await pat.look('portal-remittance')
    await pat.press('Print')
    await pat.look('remittance-print')
  })

  it('an officer answers from the queue, the provider replies, and the officer settles it', async () => {
    const fay = await council.as('Fay Finance')
    await fay.go('/queries')
    await fay.look('queries')
    await fay.follow(query)
    await fay.look('query')
    await fay.page.getByLabel('Ask or tell the provider').check()
    await fay.fill('What the provider reads', 'Please send the sheet')
    await fay.press('Send the answer')
    const pat = await council.as('Pat of Damson')
    await pat.go(`/portal/queries/${query}`)
    await pat.fill('What the council reads', 'Sent by post')
    await pat.press('Send')
    await fay.go(`/queries/${query}`)
    assert.match(await fay.text(), /Sent by post/)
    await fay.page.getByLabel('Refuse').check()
    await fay.fill('What the provider reads', 'The sheet says twenty minutes, as the log does')
    await fay.press('Send the answer')
    assert.match(await fay.text(), /Settled by Fay Finance/)
  })

  it('it is paid for the line by the next file', async () => {
    const paid = await payAll('second-payment-file')
    const pat = await council.as('Pat of Damson')
    await pat.go('/portal/remittances')
    assert.equal(await penceOf(pat, paid), inQuestion)
    await pat.go(statement)
    assert.match(await pat.text(), new RegExp(`what query ${query} had held back`))
    const fay = await council.as('Fay Finance')
    await fay.go('/payment-compliance')
    await fay.look('payment-compliance')
    assert.match(await fay.text(), /100%/)
    await fay.go('/bank-details')
    await fay.look('bank-details')
    await fay.follow(/^Amber/)
    await fay.look('bank-details-provider')
    await pat.go('/portal/bank-details')
    await pat.look('portal-bank-details')
  })
})
