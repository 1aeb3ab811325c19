import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, it } from 'node:test'
import { verifyAudit } from '#src/platform/audit.ts'
import { beginImport, type ImportChoices, runImport } from '#src/providers/import-extract.job.ts'
import {
  type Finding,
  findingChunks,
  type FindingKind,
  type ImportRecord,
  listFindings,
} from '#src/providers/import.store.ts'
import { examineExtract } from '#src/providers/read-extract.job.ts'
import {
  currentRating,
  findLocation,
  findOrganisation,
  listCurrentRatings,
  listSuccessions,
} from '#src/providers/register.store.ts'
import { COUNCIL, officer, useDatabase } from '#test/support/database.ts'

const { shell, database } = useDatabase()
const importer = officer('O-9', ['providers.import'])

const REAL = fileURLToPath(new URL('../../../shared/data/cqc/', import.meta.url))
const skip = existsSync(REAL) ? false : 'NOT RUN: the real extracts of the register are not on this machine'

async function take(path: string, choices: ImportChoices = {}): Promise<ImportRecord> {
  const name = path.split('/').at(-1) as string
  const examined = await examineExtract(path, name)
  assert.ok(examined.ok, examined.ok ? '' : examined.error)
  const begun = await beginImport(shell, importer, examined.value, choices)
  assert.ok(begun.ok)
  return runImport(shell, importer, examined.value, begun.value)
}
const real = (name: string, choices?: ImportChoices) => take(`${REAL}${name}`, choices)

const findings = (record: ImportRecord, ...kinds: FindingKind[]): Promise<Finding[]> =>
  shell.read(importer, (tx) => listFindings(tx, record.importRef, kinds, { after: '', limit: 1000 }))

/** The counts that say something, zeros left out. */
const counted = (record: ImportRecord) =>
  Object.fromEntries(
    Object.entries(record).filter(
      ([field, value]) => typeof value === 'number' && value !== 0 && !['bytes', 'bytesRead'].includes(field),
    ),
  )

describe('real extracts of the register', { skip }, () => {
  it('Birmingham, November 2025: 271 homes of 172 providers, property numbers that lost their digits', async () => {
    const record = await real('birmingham_care_homes_2025-11.csv')
    assert.equal(record.status, 'finished')
    console.log(counted(record), record.notes)
    console.log(counted(await real('birmingham_care_homes_2025-11.csv')))
  })
  it('Trafford', async () => {
    for (const f of [
      'trafford_care_homes_2020-04-20.csv',
      'trafford_care_homes_2022-06-22.csv',
      'trafford_care_homes_2025-07-22.csv',
      'trafford_care_homes_2025-07-22.csv',
      'trafford_care_homes_2020-04-20.csv',
    ]) {
      const record = await real(f)
      console.log(f, counted(record), record.notes)
      console.log(
        (await findings(record, 'gone', 're-registered')).map((f) =>
          [f.finding, f.recordRef, f.recordName, f.value].join(' '),
        ),
      )
    }
    assert.equal(await verifyAudit(database, COUNCIL, [findingChunks]), undefined)
  })
  it('others', async () => {
    for (const f of [
      'homecare_agencies_sample_2025-09.csv',
      'cqc_directory_layout_2026-09_2rows.csv',
      'england_non_care_home_inspections_2014-2025.csv',
    ]) {
      const t = performance.now()
      const record = await real(f)
      console.log(f, counted(record), record.notes, Math.round(performance.now() - t))
      console.log(
        (await findings(record, 'warning', 'repeated', 'rejected')).map((f) =>
          [f.finding, f.line, f.recordRef, f.reason, f.cure].join(' '),
        ),
      )
    }
  })
})
