import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { verifyAudit } from '#src/platform/audit.ts'
import { loadRegister } from '#src/providers/index.ts'
import { importReleaseFile } from '#src/tendering/market-watch/import-releases.job.ts'
import { chunkedTables, listRefusals, type MarketImport } from '#src/tendering/market-watch/market-import.store.ts'
import {
  endsByQuarter,
  findProcess,
  listProcesses,
  listRegions,
} from '#src/tendering/market-watch/market-watch.store.ts'
import { watchRoutes } from '#src/tendering/market-watch/routes.ts'
import { COUNCIL, officer, useDatabase } from '#test/support/database.ts'
import { Browser, serverFor } from '#test/support/http.ts'
import { got, inCommand } from '#test/support/pay-runs.ts'

const CARA = officer('O-8', ['tendering.see', 'tendering.manage'])
const REAL = fileURLToPath(new URL('../../../../shared/data/ocds/', import.meta.url))
const skip = existsSync(REAL) ? false : 'NOT RUN: the notices of real buyers are not on this machine'
const scratch = await mkdtemp(join(tmpdir(), 'almoner-watch-'))
const PAGE = { offset: 0, limit: 25, order: 'end', descending: false } as const

const release = (ocid: string, id: string, rest: Record<string, unknown> = {}) => ({
  ocid,
  id,
  date: '2026-10-01T09:00:00Z',
  buyer: { name: 'Exampleshire Council' },
  tender: {
    id: 'T',
    title: `Care ${ocid}`,
    classification: { scheme: 'CPV', id: '85312000', description: 'Social work' },
    items: [{ id: '1', deliveryAddresses: [{ region: 'West Midlands' }] }],
  },
  ...rest,
})
const awarded = (name: string, endDate: string) => ({
  tag: ['award'],
  awards: [{ id: '1', status: 'active', suppliers: [{ id: 'S', name }], contractPeriod: { endDate } }],
})

describe('the market watched', () => {
  const { shell, database } = useDatabase({
    async seed({ shell: seeded }) {
      const organisation = { organisationRef: '1-101', name: 'Fern Care Limited', status: 'registered' as const }
      const entries = [{ line: 1, organisation, ratings: [], successions: [] }]
      await inCommand(seeded, (tx) => loadRegister(tx, entries, { layout: 'made-up', asOf: '2026-11-01' }))
    },
  })
  after(() => rm(scratch, { recursive: true, force: true }))

  async function take(name: string, content: string): Promise<MarketImport> {
    const path = join(scratch, name)
    await writeFile(path, content)
    return got(await importReleaseFile(shell, CARA, path, name))
  }
  const lines = (...values: unknown[]) =>
    values.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n')
  const all = () => shell.read(CARA, (tx) => listProcesses(tx, {}, PAGE))

  it('takes releases in, matches suppliers by name, and leaves out what it cannot read with the reason', async () => {
    const done = await take(
      'some.jsonl',
      lines(
        release('o-1', 'r1', awarded('FERN CARE LTD', '2027-03-31T23:59:59+01:00')),
        '{"ocid": "o-2", ',
        release('o-3', '', {}),
        { releases: [release('o-4', 'r1'), release('o-5', 'r1', { date: 'soon' })] },
      ),
    )
    assert.deepEqual([done.status, done.read, done.new, done.refused, done.processesNew], ['finished', 5, 2, 3, 2])
    const refusals = await shell.read(CARA, (tx) => listRefusals(tx, done.importRef, 10))
    assert.deepEqual(
      refusals.map(({ line, reason }) => [line, reason]),
      [
        [2, 'it is not JSON'],
        [3, 'it has no id'],
        [4, 'its date cannot be read'],
      ],
    )
    const found = await shell.read(CARA, (tx) => findProcess(tx, 'o-1'))
    assert.deepEqual(found?.suppliers, [{ name: 'FERN CARE LTD', organisationRef: '1-101' }])
    assert.equal(await verifyAudit(database, COUNCIL, chunkedTables), undefined)
  })

  it('takes the same releases twice as once, and later ones onto the earlier', async () => {
    const first = release('o-1', 'r1')
    await take('first.jsonl', lines(first, release('o-2', 'r1')))
    const again = await take('again.json', JSON.stringify({ releases: [first] }))
    assert.deepEqual([again.new, again.known, again.processesChanged], [0, 1, 0])
    const later = release('o-1', 'r2', { date: '2026-11-01T09:00:00Z', ...awarded('Fell Care', '2027-06-30') })
    const changed = await take('later.json', JSON.stringify([later]))
    assert.deepEqual([changed.new, changed.processesNew, changed.processesChanged], [1, 0, 1])
    const { processes } = await all()
    assert.deepEqual(
      processes.map(({ ocid, stage, toDay, releases }) => [ocid, stage, toDay, releases]),
      [
        ['o-1', 'award', '2027-07-01', 2],
        ['o-2', 'tender', null, 1],
      ],
    )
  })

  it('refuses what holds no releases, in words', async () => {
    const refused = async (name: string, content: string) => {
      await writeFile(join(scratch, name), content)
      const imported = await importReleaseFile(shell, CARA, join(scratch, name), name)
      return imported.ok ? imported.value.failure : imported.error
    }
    assert.match((await refused('a.csv', 'name,value\n')) ?? '', /not JSON/)
    assert.match((await refused('b.json', '')) ?? '', /empty/)
    assert.match((await refused('c.json', '{\n"releases": [')) ?? '', /not whole/)
  })

  it('says when contracts of others end, by quarter, region, code and supplier', async () => {
    await take(
      'ends.jsonl',
      lines(
        release('o-1', 'r1', awarded('A', '2026-12-31T23:59:59Z')),
        release('o-2', 'r1', awarded('B', '2027-01-01T12:00:00Z')),
        release('o-3', 'r1', awarded('B', '2026-11-01T12:00:00Z')),
        release('o-4', 'r1'),
      ),
    )
    const [quarters, ofB, regions] = await shell.read(CARA, async (tx) => [
      await endsByQuarter(tx, { cpv: '85' }, '2026-11-22', '2029-10-01'),
      await listProcesses(tx, { supplier: 'b', region: 'West Midlands', stage: 'award' }, PAGE),
      await listRegions(tx),
    ])
    assert.deepEqual(
      quarters.map(({ from, contracts }) => [from, contracts]),
      [
        ['2026-10-01', 1],
        ['2027-01-01', 1],
      ],
    )
    assert.deepEqual([ofB.total, regions], [2, ['West Midlands']])
  })

  it('is shown as a page, a file and a record', async () => {
    await take('page.jsonl', lines(release('o-1', 'r1', awarded('FERN CARE LTD', '2027-03-31T23:59:59+01:00'))))
    const app = await serverFor(shell, [watchRoutes], {
      identities: { actorOf: async () => CARA, actorOfToken: async () => undefined },
    })
    const cara = new Browser(app)
    await cara.signInAs('staff', 'O-8')
    const page = await cara.get('/market-watch')
    assert.equal(page.statusCode, 200, page.body)
    assert.match(page.body, /One contract of these ends in the next three years, in January to March 2027/)
    assert.match((await cara.get('/market-watch.csv')).body, /^ocid,title,buyer/)
    assert.match((await cara.get('/market-watch/o-1')).body, /href="\/providers\/1-101"/)
    assert.equal((await cara.get('/market-watch/o-9')).statusCode, 404)
    assert.match((await cara.get('/market-watch/imports/MI-1001')).body, /Nothing was left out/)
    await app.close()
  })

  it('every England notice imports, and every framework example', { skip }, async () => {
    const england = got(
      await importReleaseFile(shell, CARA, join(REAL, 'contracts-finder-england.jsonl'), 'england.jsonl'),
    )
    assert.deepEqual([england.read, england.new, england.refused, england.processesNew], [200, 200, 0, 190])
    const frameworks = readdirSync(join(REAL, 'frameworks'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\/\d{3}_.+\.json$/.test(name),
    )
    for (const name of frameworks) {
      const done = got(await importReleaseFile(shell, CARA, join(REAL, 'frameworks', name), name))
      assert.deepEqual([done.read, done.refused], [1, 0], name)
    }
    const { total } = await shell.read(CARA, (tx) => listProcesses(tx, { cpv: '85' }, PAGE))
    assert.ok(total >= 15, String(total))
    assert.equal(await verifyAudit(database, COUNCIL, chunkedTables), undefined)
  })
})
