import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { timeline, verifyAudit } from '#src/platform/audit.ts'
import { beginImport, type ImportChoices, runImport } from '#src/providers/import-extract.job.ts'
import {
  type FindingKind,
  findingChunks,
  groupFindings,
  type ImportRecord,
  listFindings,
  listImports,
} from '#src/providers/import.store.ts'
import { examineExtract } from '#src/providers/read-extract.job.ts'
import { currentRating, listCurrentRatings, listRatings } from '#src/providers/ratings/rating.store.ts'
import { findLocation, findOrganisation, listSuccessions } from '#src/providers/register.store.ts'
import { COUNCIL, officer, useDatabase } from '#test/support/database.ts'

const scratch = await mkdtemp(join(tmpdir(), 'almoner-extracts-'))

describe('importing extracts', () => {
  const { shell, database } = useDatabase()
  const importer = officer('O-9', ['providers.import'])

  const MADE_UP = fileURLToPath(new URL('fixtures/', import.meta.url))
  const REAL = fileURLToPath(new URL('../../../shared/data/cqc/', import.meta.url))
  const FULL = process.env['ALMONER_TEST_SIZE'] === 'full'
  const skip = existsSync(REAL) ? false : 'NOT RUN: the real extracts of the register are not on this machine'

  after(() => rm(scratch, { recursive: true, force: true }))

  const examine = (path: string) => examineExtract(path, path.split('/').at(-1) as string)

  async function take(path: string, choices: ImportChoices = {}): Promise<ImportRecord> {
    const examined = await examine(path)
    assert.ok(examined.ok, examined.ok ? '' : examined.error)
    const begun = await beginImport(shell, importer, examined.value, choices)
    assert.ok(begun.ok)
    return runImport(shell, importer, examined.value, begun.value)
  }
  const madeUp = (name: string, choices?: ImportChoices) => take(`${MADE_UP}${name}`, choices)
  const real = (name: string, choices?: ImportChoices) => take(`${REAL}${name}`, choices)
  async function written(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(scratch, name)
    await writeFile(path, content)
    return path
  }

  const findings = (record: ImportRecord, ...kinds: FindingKind[]) =>
    shell.read(importer, (tx) => listFindings(tx, record.importRef, kinds, { after: '', limit: 1000 }))
  const read = shell.read.bind(shell, importer) as <T>(work: Parameters<typeof shell.read<T>>[1]) => Promise<T>

  /** The counts of an import that are not nought. */
  const counted = (record: ImportRecord) =>
    Object.fromEntries(
      Object.entries(record).filter(
        ([field, value]) => typeof value === 'number' && value !== 0 && !['bytes', 'bytesRead'].includes(field),
      ),
    )

  describe('an import keeps the good rows and names each bad one', () => {
    it('with line, reason and cure', async () => {
      const record = await madeUp('made-up-directory-2026-09-16.csv')
      assert.equal(record.status, 'finished')
      assert.equal(record.asOf, '2026-09-16')
      assert.deepEqual(counted(record), {
        rowsRead: 7,
        rowsRejected: 4,
        rowsRepeated: 1,
        warnings: 2,
        locationsNew: 2,
        organisationsNew: 2,
      })
      const wrong = await findings(record, 'rejected', 'repeated', 'warning')
      assert.deepEqual(
        wrong.map(({ line, finding, recordRef, reason }) => [line, finding, recordRef, reason]),
        [
          [7, 'warning', '1-900000002', 'the web address holds something other than an http or https address'],
          [7, 'warning', '1-900000002', 'there is no such date'],
          [8, 'rejected', '1-900000003', 'the location has no name'],
          [9, 'rejected', null, 'the row has no location ID'],
          [10, 'rejected', null, 'the row has 5 cells and the header 15'],
          [11, 'repeated', '1-900000001', 'the row repeats an earlier one'],
          [12, 'rejected', '1-900000002', 'the row contradicts an earlier one about the same location'],
        ],
      )
      assert.ok(wrong.every(({ cure }) => cure !== null && cure.length > 0))
      const moor = await read((tx) => findLocation(tx, '1-900000002'))
      assert.deepEqual(
        [moor?.phone, moor?.website, moor?.postcode, moor?.address, moor?.lastChecked],
        ['01902000002', null, 'WV1 1AB', '2 High Street, Wenbury', null],
      )
    })

    it('the same file twice changes nothing and says so', async () => {
      await madeUp('made-up-directory-2026-09-16.csv')
      const again = await madeUp('made-up-directory-2026-09-16.csv')
      const { locationsNew, locationsChanged, locationsUnchanged, locationsGone, organisationsNew, ratingsNew } = again
      assert.deepEqual([locationsNew, locationsChanged, locationsGone, organisationsNew, ratingsNew], [0, 0, 0, 0, 0])
      assert.equal(locationsUnchanged, 2)
      assert.match(again.notes.join(' '), /imported before, as IM-1001/)
      assert.deepEqual(await findings(again, 'new', 'changed', 'gone'), [])
    })

    it('the register of active locations: a header under notices, flags as columns, "-" and shortened numbers', async () => {
      const record = await madeUp('made-up-active-locations.csv')
      assert.equal(record.asOf, '2026-09-01')
      assert.deepEqual(
        (await findings(record, 'warning')).map(({ line, field, value }) => [line, field, value]),
        [
          [4, 'Location UPRN ID', '1.00071E+11'],
          [5, 'Location Latitude', '5258'],
        ],
      )
      const [larkfield, stonebrook, ratings] = await read(async (tx) => [
        await findLocation(tx, '1-900000001'),
        await findLocation(tx, '1-900000005'),
        await listCurrentRatings(tx, 'location', ['1-900000001', '1-900000005']),
      ])
      assert.deepEqual(larkfield?.services, ['Domiciliary care service'])
      assert.deepEqual(larkfield?.activities, ['Personal care'])
      assert.equal(larkfield?.brandName, null)
      assert.deepEqual(
        [stonebrook?.beds, stonebrook?.uprn, stonebrook?.brandName, stonebrook?.careHome],
        [32, '100012345', 'Made Up', true],
      )
      assert.deepEqual(
        ratings.map(({ ref, rating, unratedLabel, inherited, ratedOn }) => [
          ref,
          rating,
          unratedLabel,
          inherited,
          ratedOn,
        ]),
        [
          ['1-900000001', 'Good', null, false, '2024-03-15'],
          ['1-900000005', null, 'No published rating', true, '2024-03-15'],
        ],
      )
    })

    it('latest ratings: a row for each service group and key question', async () => {
      const record = await madeUp('made-up-latest-ratings.csv', { asOf: '2026-09-01' })
      assert.deepEqual(counted(record), {
        rowsRead: 4,
        warnings: 1,
        locationsNew: 1,
        organisationsNew: 1,
        ratingsNew: 3,
      })
      const ratings = await read((tx) => listCurrentRatings(tx, 'location', ['1-900000001']))
      assert.deepEqual(
        ratings.map(({ keyQuestion, rating, unratedLabel }) => [keyQuestion, rating, unratedLabel]),
        [
          ['Overall', 'Good', null],
          ['Safe', null, 'Insufficient evidence to rate'],
          ['Well-led', 'Requires improvement', null],
        ],
      )
    })

    it('answers of the API, old form and new, each bad one named by its place', async () => {
      const record = await madeUp('made-up-api.json')
      assert.deepEqual(
        (await findings(record, 'rejected')).map(({ line, recordRef, reason }) => [line, recordRef, reason]),
        [
          [5, '1-900000009', 'the answer has no name'],
          [6, null, 'the answer has neither locationId nor providerId'],
          [7, null, 'this is not a JSON object'],
        ],
      )
      const ratings = await read((tx) => listRatings(tx, 'location', ['1-900000001', '1-900000002', '1-900000005']))
      assert.deepEqual(
        ratings.map((one) =>
          [one.ref, one.serviceGroup, one.ratedOn, one.keyQuestion, one.rating, one.inherited].join(' '),
        ),
        [
          '1-900000001 Overall 2018-02-01 Overall Requires improvement true',
          '1-900000001 Overall 2018-02-01 Safe Inadequate true',
          '1-900000001 Overall 2024-03-15 Overall Good false',
          '1-900000001 Overall 2024-03-15 Safe Good false',
          '1-900000001 Overall 2024-03-15 Well-led Requires improvement false',
          '1-900000002 Overall 2022-05-20 Overall  ',
          '1-900000002 Overall 2022-05-20 Safe Good ',
          '1-900000005 Homecare agencies 2026-02-10 Overall Good ',
          '1-900000005 Homecare agencies 2026-02-10 Safe Requires improvement ',
          '1-900000005 Overall 2026-02-10 Caring Outstanding ',
          '1-900000005 Overall 2026-02-10 Overall Good ',
        ],
      )
      const [ended, owner, follows] = await read(async (tx) => [
        await findLocation(tx, '1-900000005'),
        await findOrganisation(tx, '1-800000001'),
        await listSuccessions(tx, ['1-900000001']),
      ])
      assert.deepEqual([ended?.status, ended?.endedOn], ['deregistered', '2026-06-30'])
      assert.equal(owner?.companyNumber, '01234567')
      assert.deepEqual(
        follows.map(({ earlierRef, laterRef, basis }) => [earlierRef, laterRef, basis]),
        [['1-900000000', '1-900000001', 'register']],
      )
    })

    it('JSON on one line each, a broken line named', async () => {
      const lines = [
        '{"locationId":"1-900000011","name":"Made up A"}',
        '{"locationId":',
        '',
        '{"locationId":"1-900000012","name":"Made up B"}',
      ]
      const record = await take(await written('made-up-2026-09.jsonl', lines.join('\n')))
      assert.deepEqual([record.rowsRead, record.rowsRejected, record.locationsNew], [3, 1, 2])
      assert.deepEqual(
        (await findings(record, 'rejected')).map(({ line }) => line),
        [2],
      )
    })
  })

  describe('a file that cannot be taken is refused in words, and nothing changes', () => {
    const refusals: [string, string | Uint8Array, RegExp][] = [
      ['empty.csv', '', /empty/],
      ['other.csv', 'Date,Amount\n2026-01-01,12\n', /None of the first 20 rows is the header/],
      [
        'short.csv',
        'name,cqc_id,type,address,postcode,provider\nA,1-900000001,x,y,z,w\n',
        /these columns are missing: inspection_date, area_name, area_code/,
      ],
      ['counts.csv', 'ladnm,Good,Total_Agencies\nWenbury,1,1\n', /counts agencies by district/],
      ['latin.csv', new Uint8Array([...Buffer.from('name,cqc_id\nCaf'), 0xe9, 0x0a]), /not in UTF-8/],
    ]
    for (const [name, content, expected] of refusals)
      it(name, async () => {
        const examined = await examine(await written(name, content))
        assert.ok(!examined.ok)
        assert.match(examined.error, expected)
      })

    it('a fault part of the way through stops the import with its reason, and keeps what came before', async () => {
      const header =
        'name,cqc_id,type,address,postcode,telephone,website,provider,inspection_date,cqc_webpage,area_name,area_code,lon,lat\n'
      const good =
        'Made up,1-900000021,Residential homes,"1 A St",WV1 1AA,NA,NA,Made Up Ltd,NA,NA,Wenbury,E08000031,NA,NA\n'
      const many = Array.from({ length: 4000 }, (_, at) => good.replace('1-900000021', `1-90${1_000_000 + at}`)).join(
        '',
      )
      const record = await take(await written('torn-2026-01.csv', `${header}${many}"torn,1-900000022\n`))
      assert.equal(record.status, 'failed')
      assert.match(record.failure ?? '', /quotation mark on line 4002/)
      const [kept] = await read((tx) => listImports(tx, 1))
      assert.equal(kept?.status, 'failed')
      assert.ok((kept?.locationsNew ?? 0) > 1000)
    })

    it('an extract of a day to come', async () => {
      const examined = await examine(`${MADE_UP}made-up-latest-ratings.csv`)
      assert.ok(examined.ok)
      const begun = await beginImport(shell, importer, examined.value, { asOf: '2027-01-01' })
      assert.deepEqual(begun, { ok: false, error: 'the extract is of a day to come' })
    })
  })

  describe('a later extract', () => {
    it('that lacks most of the locations is taken for a part, and nothing is gone', async () => {
      await madeUp('made-up-directory-2026-09-16.csv')
      const record = await madeUp('made-up-directory-2026-10-14.csv')
      assert.deepEqual([record.locationsNew, record.locationsChanged, record.locationsGone], [2, 1, 0])
      assert.match(record.notes.join(' '), /taken for a part/)
      assert.deepEqual(
        (await findings(record, 'changed')).map(({ recordRef, changes }) => [recordRef, changes]),
        [['1-900000001', [{ field: 'phone', from: '01902000001', to: '01902000009' }]]],
      )
    })

    it('marks gone what it no longer lists, links what came back under a new id, and tells the timelines', async () => {
      await madeUp('made-up-directory-2026-09-16.csv')
      await madeUp('made-up-directory-2026-10-14.csv')
      const record = await madeUp('made-up-directory-2026-11-11.csv')
      assert.deepEqual([record.locationsNew, record.locationsGone, record.locationsSucceeded], [1, 1, 1])
      const [glade, follows, history] = await read(async (tx) => [
        await findLocation(tx, '1-900000007'),
        await listSuccessions(tx, ['1-900000008']),
        await timeline(tx, 'provider:1-800000007'),
      ])
      assert.deepEqual([glade?.status, glade?.endedOn, glade?.name], ['deregistered', '2026-11-11', 'Glade Home Care'])
      assert.deepEqual(
        follows.map(({ earlierRef, laterRef }) => [earlierRef, laterRef]),
        [['1-900000007', '1-900000008']],
      )
      assert.deepEqual(
        history.map(({ type }) => type),
        ['providers.location-re-registered', 'providers.location-gone'],
      )
    })

    it('that is older than what is known closes nothing and overwrites nothing', async () => {
      await madeUp('made-up-directory-2026-10-14.csv')
      const record = await madeUp('made-up-directory-2026-09-16.csv', { listsAll: true })
      assert.equal(record.locationsGone, 0)
      assert.match(record.notes.join(' '), /A newer extract/)
      assert.equal((await read((tx) => findLocation(tx, '1-900000001')))?.phone, '01902000009')
    })

    it('leaves a chain that verifies, its findings sealed', async () => {
      await madeUp('made-up-directory-2026-09-16.csv')
      assert.equal(await verifyAudit(database, COUNCIL, [findingChunks]), undefined)
    })
  })

  describe('real extracts of the register', { skip }, () => {
    it('Birmingham, November 2025: 271 homes of 172 providers; 205 property numbers lost their digits; 23 homes have no overall rating', async () => {
      const record = await real('birmingham_care_homes_2025-11.csv')
      assert.deepEqual(counted(record), {
        rowsRead: 271,
        warnings: 205,
        locationsNew: 271,
        organisationsNew: 172,
        ratingsNew: 1548,
      })
      const [group] = await read((tx) => groupFindings(tx, record.importRef))
      assert.deepEqual([group?.count, group?.field], [205, 'location_context.uprn_id'])
      const refs = (await findings(record, 'new')).flatMap(({ recordKind, recordRef }) =>
        recordKind === 'location' && recordRef ? [recordRef] : [],
      )
      const ratings = await read((tx) => listCurrentRatings(tx, 'location', refs))
      const overall = ratings.filter(({ keyQuestion }) => keyQuestion === 'Overall')
      assert.deepEqual(
        Object.fromEntries(
          [...Map.groupBy(overall, ({ rating }) => rating)].map(([rating, some]) => [rating, some.length]),
        ),
        { Good: 190, 'Requires improvement': 53, Inadequate: 3, Outstanding: 2 },
      )
      // Twelve of the 23 homes have key questions and no overall rating, without a date; nothing is worked out for them.
      assert.equal(new Set(ratings.filter(({ datedBy }) => datedBy === 'first seen').map(({ ref }) => ref)).size, 12)
      assert.equal(ratings.filter(({ inherited, keyQuestion }) => inherited && keyQuestion === 'Overall').length, 15)
      const again = await real('birmingham_care_homes_2025-11.csv')
      assert.deepEqual(counted(again), { rowsRead: 271, warnings: 205, locationsUnchanged: 271 })
      const bryony = await read((tx) => currentRating(tx, '1-101610676'))
      assert.deepEqual(
        bryony.map(({ locationRef, rating, ratedOn }) => [locationRef, rating, ratedOn]),
        [['1-110294199', 'Inadequate', '2025-08-01']],
      )
    })

    it('Trafford at three dates: 8 and 9 gone, three registered anew', async () => {
      const records: ImportRecord[] = []
      for (const day of ['2020-04-20', '2022-06-22', '2025-07-22'])
        records.push(await real(`trafford_care_homes_${day}.csv`))
      assert.deepEqual(
        records.map((one) => [one.asOf, one.rowsRead, one.locationsNew, one.locationsGone, one.locationsSucceeded]),
        [
          ['2020-04-20', 57, 57, 0, 0],
          ['2022-06-22', 58, 9, 8, 1],
          ['2025-07-22', 54, 5, 9, 2],
        ],
      )
      const anew = (await Promise.all(records.map((record) => findings(record, 're-registered')))).flat()
      assert.deepEqual(
        anew.map(({ recordName, recordRef, value }) => [recordName, value, recordRef]),
        [
          ['Cheshire House', '1-2181244623', '1-12429143433'],
          ['Halecroft Grange', '1-11457547978', '1-19897458875'],
          ['Norwood Drive', '1-1770257802', '1-17190782867'],
        ],
      )
      const codes = await findings(records[0] as ImportRecord, 'warning')
      assert.deepEqual([codes.length, codes[0]?.value], [57, 'E0800009'])
      const again = await real('trafford_care_homes_2020-04-20.csv')
      assert.deepEqual([again.locationsNew, again.locationsChanged, again.locationsGone], [0, 0, 0])
    })

    it('home-care agencies: 26, script text dropped from one web address; county, district and council kept apart', async () => {
      const record = await real('homecare_agencies_sample_2025-09.csv')
      assert.deepEqual(counted(record), {
        rowsRead: 26,
        warnings: 1,
        locationsNew: 26,
        organisationsNew: 26,
        ratingsNew: 26,
      })
      assert.deepEqual(
        (await findings(record, 'warning')).map(({ line, recordRef, field }) => [line, recordRef, field]),
        [[17, '1-14394917345', 'Website']],
      )
      const [listed] = await findings(record, 'new')
      assert.ok(listed)
      const mansfield = (await findings(record, 'new')).find(
        ({ recordName, recordKind }) => recordName === 'Respectful Care' && recordKind === 'location',
      )
      const respectful = await read((tx) => findLocation(tx, mansfield?.recordRef ?? ''))
      assert.deepEqual(
        [respectful?.localAuthority, respectful?.district, respectful?.phone],
        ['Nottinghamshire', 'Mansfield', '01623665011'],
      )
    })

    it('the directory of September 2026: a header on line 5, dates with months in letters', async () => {
      const record = await real('cqc_directory_layout_2026-09_2rows.csv')
      assert.equal(record.asOf, '2026-09-16')
      assert.deepEqual(counted(record), { rowsRead: 2, locationsNew: 2, organisationsNew: 2 })
      const mansfield = await read((tx) => findLocation(tx, '1-10553191017'))
      assert.deepEqual(
        [mansfield?.lastChecked, mansfield?.phone, mansfield?.services],
        ['2022-05-19', '07436315363', ['Domiciliary care service']],
      )
    })

    it('the counts by district are refused: they list no locations', async () => {
      const examined = await examine(`${REAL}homecare_agencies_by_lad_rating_2025-09.csv`)
      assert.match(examined.ok ? '' : examined.error, /counts agencies by district/)
    })

    it('inspections 2014-2025, days counted from 1960: the whole of it is 29,459 of 15,648 locations, 5 repeats', async () => {
      const name = 'england_non_care_home_inspections_2014-2025.csv'
      // Half a minute for the whole of it, which is the long run's.
      const head = async () => (await readFile(`${REAL}${name}`, 'utf8')).split('\n').slice(0, 2001).join('\n')
      const record = FULL ? await real(name) : await take(await written(name, await head()))
      assert.deepEqual(
        counted(record),
        FULL
          ? { rowsRead: 29459, rowsRepeated: 5, locationsNew: 15648, ratingsNew: 29454 }
          : { rowsRead: 2000, locationsNew: 1905, ratingsNew: 2000 },
      )
      if (FULL) assert.equal(record.asOf, '2025-01-01')
      const [ended, ratings] = await read(async (tx) => [
        await findLocation(tx, '1-436991296'),
        await listRatings(tx, 'location', ['1-8026511168']),
      ])
      assert.deepEqual(
        [ended?.registeredFrom, ended?.status, ended?.endedOn],
        ['2012-07-02', 'deregistered', '2020-12-23'],
      )
      // Reported in 2014, five years before this registration began: a rating of the one that it follows.
      assert.deepEqual(
        ratings.slice(0, 1).map(({ ratedOn, rating, inherited }) => [ratedOn, rating, inherited]),
        [['2014-10-28', 'Good', true]],
      )
    })
  })
})
