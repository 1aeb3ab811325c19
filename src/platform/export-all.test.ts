import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { ok } from '#src/base/result.ts'
import { createShell, type Shell } from '#src/platform/command.ts'
import { createDatabase } from '#src/platform/database.ts'
import { type Engine, openPglite, openPostgres } from '#src/platform/engine.ts'
import { exportAll, FolderNotEmpty } from '#src/platform/export-all.ts'
import { COUNCIL, migratedDatabase, migratedDump, NOON, officer } from '#test/support/database.ts'

// A database of its own: an export is one snapshot, which cannot be taken inside the transaction that other tests are rolled back in.
let engine: Engine
let shell: Shell

const open = async (): Promise<void> => {
  const url = process.env['ALMONER_TEST_POSTGRES']
  engine = url ? openPostgres(await migratedDatabase(url)) : await openPglite({ dump: await migratedDump() })
  shell = createShell(createDatabase(engine), [], () => NOON)
}

const note = (council: number, text: string) =>
  shell.command(officer('O-1', ['*'], council), 'note', async (tx) => {
    tx.record({ type: 'test.noted', about: [`note:${text}`], data: { text } })
    return ok(undefined)
  })

const folder = (t: { after(work: () => void): void }): string => {
  const made = mkdtempSync(join(tmpdir(), 'almoner-export-'))
  t.after(() => rmSync(made, { recursive: true, force: true }))
  return made
}

describe('export', () => {
  before(open)
  after(() => engine.close())

  test('an export holds what the council holds, nothing of another, and says how much', async (t) => {
    await note(COUNCIL, 'a "quoted", long note')
    await note(COUNCIL, 'second')
    await note(COUNCIL + 1, 'of the neighbours')
    const into = folder(t)
    const seen: string[] = []
    await exportAll(shell.database, COUNCIL, into, NOON, ({ table }) => seen.push(table))

    const entries = readFileSync(join(into, 'audit.entry.csv'), 'utf8')
    assert.match(entries, /^council_id,seq,at,command,/)
    assert.match(entries, /a \\""quoted\\"", long note/)
    assert.doesNotMatch(entries, /neighbours/)

    const manifest = JSON.parse(readFileSync(join(into, 'manifest.json'), 'utf8'))
    assert.equal(manifest.council, COUNCIL)
    assert.equal(manifest.auditChain.seq, 2)
    const table = manifest.tables.find((one: { table: string }) => one.table === 'audit.entry')
    assert.equal(table.rows, 2)
    assert.equal(table.sha256, createHash('sha256').update(entries).digest('hex'))
    assert.ok(seen.includes('audit.entry'))
  })

  test('accounts, sessions and jobs are not exported', async (t) => {
    const done = await exportAll(shell.database, COUNCIL, folder(t), NOON, () => {})
    const names = done.map(({ table }) => table)
    assert.deepEqual(
      names.filter((name) => /session|password|secret|pgboss/.test(name)),
      [],
    )
  })

  test('an export goes into an empty folder only', async (t) => {
    const into = folder(t)
    writeFileSync(join(into, 'notes.txt'), 'mine')
    await assert.rejects(
      exportAll(shell.database, COUNCIL, into, NOON, () => {}),
      FolderNotEmpty,
    )
  })
})
