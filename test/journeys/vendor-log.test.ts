import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { useSmallCouncil } from '#test/support/small-council.ts'
import { ROOT } from '#test/support/source-files.ts'

const FILE = join(ROOT, 'src/visits/vendor-logs/fixtures/made-up-semicolons.csv')

describe("an officer maps a vendor's own file", () => {
  const council = useSmallCouncil()

  it('once: looks at a sample, says what its columns are, and uploads by that', async () => {
    const fay = await council.as('Fay Finance')
    await fay.go('/visits/imports')
    await fay.look('call-logs-by-mapping')
    await fay.follow('Map a vendor’s file')
    await fay.look('mappings')
    await fay.press('Look at the file')
    assert.match(await fay.text(), /Select a file of the vendor’s/)
    await fay.page.getByLabel('A file as the vendor sends it').setInputFiles(FILE)
    await fay.press('Look at the file')
    assert.match(await fay.text(), /The file itself shows that the day comes first/)
    assert.match(await fay.text(), /“31\/11\/2026|"31\/11\/2026 09:10" is a day that does not exist/)
    await fay.look('mapping-form')
    await fay.page.getByLabel('Who was visited').selectOption('')
    await fay.press('Show the preview')
    assert.match(await fay.text(), /Choose the column that says who was visited/)
    await fay.page.getByLabel('Who was visited').selectOption('Client No.')
    await fay.fill('Name of the mapping', 'Weekly export')
    await fay.fill('Which system do the files come from?', 'made-up')
    await fay.press('Save the mapping')
    assert.match(await fay.text(), /The mapping is saved/)
    await fay.look('mapping')
    await fay.go('/visits/vendor-numbers?system=made-up')
    await fay.fill('The vendor’s number', '4711')
    await fay.fill('Our reference', 'P-1001')
    await fay.press('Link')
    assert.match(await fay.text(), /The number is linked/)
    await fay.look('vendor-numbers')

    await fay.go('/visits/imports')
    await fay.page.getByLabel('How is the file written?').selectOption({ label: 'By the mapping “Weekly export”' })
    await fay.page.getByLabel('Call log', { exact: true }).setInputFiles(FILE)
    await fay.press('Upload')
    await fay.page.locator('.almoner-tags').getByText(/Read/).waitFor({ timeout: 30_000 })
    assert.match(await fay.text(), /6\s+rows read/)
    assert.match(await fay.text(), /9\s[\s\S]*31\/11\/2026/)
    await fay.look('vendor-log-read')
  })
})
