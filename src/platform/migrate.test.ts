import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPglite } from '#src/platform/engine.ts'
import { expand, kindOf, migrate, pendingMigrations } from '#src/platform/migrate.ts'

test('a migration that fails leaves the database as it was, and is named', async () => {
  const engine = await openPglite()
  await engine.session((session) => session.script('create schema payments'))
  await assert.rejects(
    () => migrate(engine),
    /migration 20261122-1070-pay-runs failed: .*schema "payments" already exists/,
  )
  const left = await engine.session((session) =>
    session.query(`select 1 from pg_namespace where nspname = 'brokerage'`),
  )
  assert.deepEqual(left.rows, [])
  assert.ok((await pendingMigrations(engine)).includes('20261122-1070-pay-runs'))
  await engine.session((session) => session.script('drop schema payments'))
  await migrate(engine)
  assert.deepEqual(await pendingMigrations(engine), [])
  await engine.close()
})

test('a table without its kind is refused', () => {
  assert.throws(() => expand('create table x.y (council_id integer);\n'), /x.y needs its kind/)
})

test('the kind comment says who may do what', () => {
  assert.deepEqual(
    kindOf('x.y', '-- tenant append-only provider(organisation_ref) select insert\ncreate table x.y ()'),
    {
      kind: 'tenant',
      appendOnly: true,
      public: false,
      own: false,
      provider: { column: 'organisation_ref', verbs: ['select', 'insert'] },
    },
  )
})

test('what is public is read by every visitor, and by every provider where it says all', () => {
  const statements = expand(
    '-- tenant append-only public provider(all) select\ncreate table x.y (council_id integer);\n',
  )
  assert.ok(statements.includes('grant select on x.y to almoner_public'))
  assert.ok(statements.some((statement) => /policy provider .*using \(council_id = [^)]*\)::int\)/.test(statement)))
})

test('what is a provider’s own is not the council’s to read', () => {
  const statements = expand('-- tenant own provider(bidder) select insert\ncreate table x.y (council_id integer);\n')
  assert.ok(!statements.some((statement) => /to almoner_council/.test(statement)))
  assert.ok(statements.includes('grant select, insert on x.y to almoner_provider'))
})

test('an append-only table grants neither update nor delete', () => {
  const statements = expand('-- tenant append-only\ncreate table x.y (council_id integer);\n')
  assert.ok(statements.includes('grant select, insert on x.y to almoner_council'))
  assert.ok(!statements.some((statement) => /grant .*(update|delete)/.test(statement)))
})
