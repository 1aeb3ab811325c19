import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { raiseNotices } from '#src/tendering/notices/raise-notices.job.ts'
import { useSmallCouncil } from '#test/support/small-council.ts'

type Feed = { releases: { ocid: string; tag: string[]; tender?: { title?: string } }[] }

describe('notices are published, and the market is watched', () => {
  const council = useSmallCouncil()

  it('what is due stands first; a notice says what it lacks, is written and published', async () => {
    await raiseNotices(council.store.shell)
    const connie = await council.as('Connie Contract')
    await connie.go('/tenders')
    await connie.press('Notices')
    assert.match(await connie.text(), /UK17 payments compliance notice/)
    await connie.look('notices')
    await connie.follow('UK14 dynamic market establishment notice')
    assert.match(await connie.text(), /Before it can be published/)
    await connie.look('notice-due')
    await connie.fill('What it says', 'Care at home. Any registered provider may apply at any time.')
    await connie.press('Save')
    await connie.press('Publish')
    assert.match(await connie.text(), /Put it on Find a Tender too/)
    await connie.fill('Its number there', '012345-2026')
    await connie.look('notice-published')
    await connie.press('Save')
    assert.match(await connie.text(), /it stands on the council’s own pages and on Find a Tender/)
  })

  it('one that the council wants of its own accord is begun by hand; one that is not needed says why', async () => {
    const connie = await council.as('Connie Contract')
    await connie.go('/notices')
    await connie.press('Begin a notice')
    await connie.press('Begin')
    assert.match(await connie.text(), /Choose the kind of notice/)
    await connie.look('begin-notice')
    await connie.go('/notices?status=due')
    await connie.follow('UK17 payments compliance notice')
    await connie.press('Take it off')
    assert.match(await connie.text(), /Say why it is not needed/)
    await connie.fill('Why it is not needed', 'Published before Almoner was in use')
    await connie.press('Take it off')
    assert.match(await connie.text(), /Published before Almoner was in use/)
  })

  it('everybody reads it at the public door, and machines take the same as open data', async () => {
    const anybody = await council.stranger()
    await anybody.go('/public/wenbury-council/notices')
    await anybody.look('public-notices')
    await anybody.follow(/UK14/)
    assert.match(await anybody.text(), /Any registered provider may apply at any time/)
    await anybody.look('public-notice')
    const feed: Feed = await (
      await anybody.page.request.get(`${council.address}/public/wenbury-council/ocds/releases.json`)
    ).json()
    const [first] = feed.releases
    assert.deepEqual(first?.tag, ['tender'])
    const record = await anybody.page.request.get(
      `${council.address}/public/wenbury-council/ocds/records/${first?.ocid}.json`,
    )
    assert.equal(record.status(), 200)
  })

  it('who else is buying is seen by when their contracts end; more is imported', async () => {
    const connie = await council.as('Connie Contract')
    await connie.go('/tenders')
    await connie.press('Who else is buying')
    assert.match(await connie.text(), /contracts of these end in the next three years/)
    await connie.look('market-watch')
    await connie.follow('Waking nights')
    await connie.look('watched-procurement')
    await connie.go('/market-watch/imports')
    await connie.look('market-imports')
    const file = join(tmpdir(), `almoner-releases-${process.pid}.jsonl`)
    const one = {
      ocid: 'ocds-000000-other',
      id: '1',
      date: '2026-11-01T09:00:00Z',
      buyer: { name: 'Northmere Council (made up)' },
    }
    writeFileSync(file, `${JSON.stringify(one)}\n{"ocid": "ocds-000000-broken"}\n`)
    await connie.page.getByLabel('File of notices').setInputFiles(file)
    await connie.press('Import')
    await connie.page.getByText('Finished').first().waitFor()
    assert.match(await connie.text(), /It has no id/)
    await connie.look('market-import')
    await connie.go('/market-watch?words=northmere')
    assert.match(await connie.text(), /Northmere Council/)
  })
})
