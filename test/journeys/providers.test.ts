import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { useSmallCouncil } from '#test/support/small-council.ts'

const HEADER =
  'Location ID,Location Name,Location Type,Location Street Address,Location City,Location Post Code,Location Local Authority,Location Region,Service / Population Group,Domain,Latest Rating,Publication Date,Report Type,Inherited Rating (Y/N),URL,Provider ID,Provider Name'

/** One row of CQC's file of latest ratings, of a provider that nobody has. */
const rating = (domain: string, rating: string, published: string, location = '1-900000001'): string =>
  `${location},Larkfield Home Care,Social Care Org,1 Mill Lane,Wenbury,WV1 1AA,Wenbury,West Midlands,Overall,${domain},${rating},${published},Location,N,,1-800000001,Larkfield Limited (made up)`

const OLDER = [HEADER, rating('Overall', 'Requires improvement', '15/03/2023'), '']
const NEWER = [
  HEADER,
  rating('Overall', 'Good', '02/09/2026'),
  rating('Well-led', 'Outstanding', '02/09/2026'),
  rating('Safe', 'Splendid', '02/09/2026'),
  rating('Caring', 'Good', '02/09/2026', ''),
  '',
]

describe('a contract manager takes in the CQC register', () => {
  const council = useSmallCouncil()

  it('sees what is new, each bad row with its reason, and the ratings of a provider over time', async () => {
    const connie = await council.as('Connie Contract')
    await connie.go('/providers')
    await connie.look('providers')
    await connie.go('/providers/imports')
    await connie.press('Import')
    assert.match(await connie.text(), /Choose the extract to import/)
    for (const [at, lines] of [OLDER, NEWER].entries()) {
      await connie.go('/providers/imports')
      await connie.page.getByLabel('Extract', { exact: true }).setInputFiles({
        name: `latest-ratings-2026-09-0${at + 1}.csv`,
        mimeType: 'text/csv',
        buffer: Buffer.from(lines.join('\r\n')),
      })
      await connie.press('Import')
      await connie.page.getByText('Finished').waitFor()
    }
    assert.match(await connie.text(), /1\s+rows rejected/)
    assert.match(await connie.text(), /Splendid/)
    await connie.look('import')
    await connie.go('/providers/imports')
    await connie.look('imports')
    await connie.go('/providers/1-800000001')
    assert.match(await connie.text(), /Ratings over time/)
    assert.match(await connie.text(), /Requires improvement/)
    await connie.look('provider-imported')
    await connie.follow(/^Larkfield Home Care/)
    await connie.look('location')
  })

  it('opens a provider of the framework: what it is, contracts and care in place; and approves another', async () => {
    const connie = await council.as('Connie Contract')
    await connie.go('/providers/1-991002')
    await connie.look('provider-record')
    await connie.follow('Work in hand')
    assert.match(await connie.text(), /Care in place/)
    await connie.look('provider-work-in-hand')
    await connie.go('/providers/1-800000001')
    await connie.press('Change standing')
    await connie.look('standing')
  })
})
