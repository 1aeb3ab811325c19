import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { kindOf, listMigrations } from '#src/platform/migrate.ts'
import { migratedEngine } from '#test/support/database.ts'
import { describeSchema } from '#test/support/schema.ts'
import { ROOT } from '#test/support/source-files.ts'

const FILE = join(ROOT, 'schema.sql')

/** `ALMONER_WRITE_SCHEMA=1 npm test -- test/schema` writes it anew after a migration was added. */
describe('the schema', () => {
  test('that the migrations make from nothing is the one in schema.sql', async () => {
    const made = await describeSchema(await migratedEngine())
    if (process.env['ALMONER_WRITE_SCHEMA']) writeFileSync(FILE, made)
    assert.equal(made, readFileSync(FILE, 'utf8'))
  })

  test('has three kinds of table: tenant by council first, reference and platform without care data', () => {
    const faults: string[] = []
    for (const { name, statements } of listMigrations()) {
      for (const statement of statements) {
        const table = /create table (\w+\.\w+)/i.exec(statement)?.[1]
        if (!table) continue
        const { kind } = kindOf(table, statement)
        const hasCouncil = /^\s*council_id integer not null/m.test(statement)
        const councilLeads = /primary key \(council_id\b/.test(statement) || !/primary key/.test(statement)
        if (kind === 'tenant' && !(hasCouncil && councilLeads))
          faults.push(`${name}: ${table} is a tenant table whose key does not begin with council_id`)
        if (kind === 'reference' && hasCouncil) faults.push(`${name}: ${table} is a reference table with a council`)
      }
    }
    assert.deepEqual(faults, [])
  })

  test('shows a tenant table to nobody who has not said which council', async () => {
    const engine = await migratedEngine()
    const open = await engine.session(async (session) => {
      const { rows } = await session.query(
        `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
         join pg_attribute a on a.attrelid = c.oid and a.attname = 'council_id'
         where c.relkind = 'r' and not c.relrowsecurity and n.nspname not in ('sign_in', 'pgboss', 'public') and c.oid <> 'audit.council'::regclass`,
      )
      return rows.map((row) => (row as { name: string }).name)
    })
    assert.deepEqual(open, [])
  })
})
