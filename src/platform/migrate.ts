import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { kyselyOn, transactionsOn } from '#src/platform/database.ts'
import type { Engine } from '#src/platform/engine.ts'

const SOURCE = dirname(dirname(fileURLToPath(import.meta.url)))

/** Roles that transactions take; none owns a table. `almoner_app` is what a live server signs in as. */
const ROLES = ['almoner_council', 'almoner_provider', 'almoner_platform'] as const
/** What everybody may read: it reaches no table but those whose kind says `public`. */
const PUBLIC_ROLE = 'almoner_public'

export type MigrationFile = { readonly name: string; readonly path: string; readonly statements: readonly string[] }

/** All stages' migrations in the order of their date names. */
export function listMigrations(): MigrationFile[] {
  const paths = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /migrations[\\/][^\\/]+\.sql$/.test(path),
  )
  return paths
    .map((path) => ({
      name: basename(path, '.sql'),
      path,
      statements: expand(readFileSync(join(SOURCE, path), 'utf8')),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Brings a database up to the newest schema; returns the names of what ran. @throws the first migration's error, named. */
export async function migrate(engine: Engine): Promise<string[]> {
  return engine.session(async (session) => {
    await session.script([...ROLES, PUBLIC_ROLE].map(createRole).join('\n'))
    await session.script('create extension if not exists btree_gist')
    const { error, results } = await migratorOn(kyselyOn(session, transactionsOn(session))).migrateToLatest()
    if (error) {
      const failed = results?.find((result) => result.status === 'Error')?.migrationName
      throw new Error(`migration ${failed ?? ''} failed: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      })
    }
    // A server that owns nothing still has to see whether the schema fits it.
    await session.script('grant select on public.kysely_migration to almoner_platform')
    return (results ?? []).map((result) => result.migrationName)
  })
}

/** The migrations that a database still lacks: none when its schema fits this code. */
export const pendingMigrations = (engine: Engine): Promise<string[]> =>
  engine.session(async (session) => {
    const { rows } = await session.query(`select to_regclass('public.kysely_migration') is not null as there`)
    const there = (rows[0] as { there: boolean }).there
    const done = there
      ? (await session.query('select name from public.kysely_migration')).rows.map(
          (row) => (row as { name: string }).name,
        )
      : []
    return listMigrations().flatMap(({ name }) => (done.includes(name) ? [] : [name]))
  })

const createRole = (role: string): string =>
  `do $$ begin if not exists (select from pg_roles where rolname = '${role}') then create role ${role} nologin; end if; end $$;`

function migratorOn(kysely: Kysely<unknown>): Migrator {
  const provider = {
    async getMigrations(): Promise<Record<string, Migration>> {
      return Object.fromEntries(
        listMigrations().map(({ name, statements }) => [
          name,
          {
            async up(db: Kysely<unknown>) {
              for (const statement of statements) {
                await sql
                  .raw(statement)
                  .execute(db)
                  .catch((cause: Error) => {
                    throw new Error(`${cause.message} in: ${statement.slice(0, 200)}`, { cause })
                  })
              }
            },
          },
        ]),
      )
    },
  }
  return new Migrator({ db: kysely, provider, allowUnorderedMigrations: true })
}

/** The statements of a file, those of a table followed by what its kind comment stands for. */
export function expand(text: string): string[] {
  const statements: string[] = []
  for (const part of text.split(/;[ \t]*\r?\n/)) {
    const statement = part.trim().replace(/;$/, '')
    if (statement.replace(/^--.*$/gm, '').trim() === '') continue
    statements.push(statement)
    const table = /create table (\w+\.\w+)/i.exec(statement)?.[1]
    if (table) statements.push(...guard(table, kindOf(table, statement)))
    const schema = /create schema (\w+)/i.exec(statement)?.[1]
    if (schema) statements.push(`grant usage on schema ${schema} to ${ROLES.join(', ')}`)
  }
  return statements
}

export type TableKind = {
  readonly kind: 'tenant' | 'reference' | 'platform'
  readonly appendOnly: boolean
  /** Whose rows a provider sees: those of its organisation in this column, or with `all` every row of the council. */
  readonly provider?: { readonly column: string; readonly verbs: readonly string[] }
  /** What is published: every visitor reads it. */
  readonly public: boolean
  /** What the council must not read either, such as a bid before it is submitted: only the provider's own role reaches it. */
  readonly own: boolean
}

/** Reads the comment above a CREATE TABLE: `-- tenant append-only public provider(organisation_ref) select insert`. */
export function kindOf(table: string, statement: string): TableKind {
  const comment = /--\s*(tenant|reference|platform)\b([^\n]*)\n(?:--[^\n]*\n)*\s*create table/i.exec(statement)
  if (!comment) throw new Error(`${table} needs its kind in a comment above it: tenant, reference or platform`)
  const rest = comment[2] ?? ''
  const provider = /provider\((\w+)\)((?:\s+(?:select|insert|update|delete))+)/.exec(rest)
  return {
    kind: comment[1] as TableKind['kind'],
    appendOnly: /append-only/.test(rest),
    public: /\bpublic\b/.test(rest),
    own: /\bown\b/.test(rest),
    ...(provider ? { provider: { column: provider[1] ?? '', verbs: (provider[2] ?? '').trim().split(/\s+/) } } : {}),
  }
}

/** Grants, row-level security and distribution of one table. Council and organisation stand in one expression: separate policies are OR-ed. */
function guard(table: string, { kind, appendOnly, provider, public: isPublic, own: isOwn }: TableKind): string[] {
  const write = appendOnly ? 'select, insert' : 'select, insert, update, delete'
  if (kind === 'platform') return [`grant ${write} on ${table} to almoner_platform`]
  if (kind === 'reference') {
    return [
      `grant ${write} on ${table} to almoner_council`,
      `grant select on ${table} to almoner_provider, almoner_platform`,
      distribute(`create_reference_table('${table}')`),
    ]
  }
  const council = `council_id = current_setting('app.council')::int`
  const statements = [
    `alter table ${table} enable row level security`,
    ...(isOwn
      ? []
      : [
          `create policy council on ${table} to almoner_council using (${council}) with check (${council})`,
          `grant ${write} on ${table} to almoner_council`,
        ]),
    distribute(`create_distributed_table('${table}', 'council_id')`),
  ]
  if (provider) {
    const own =
      provider.column === 'all' ? council : `${council} and ${provider.column} = current_setting('app.organisation')`
    statements.push(
      `create policy provider on ${table} to almoner_provider using (${own}) with check (${own})`,
      `grant ${provider.verbs.join(', ')} on ${table} to almoner_provider`,
    )
  }
  if (isPublic) {
    statements.push(
      `grant usage on schema ${table.split('.')[0]} to ${PUBLIC_ROLE}`,
      `create policy public on ${table} to ${PUBLIC_ROLE} using (${council})`,
      `grant select on ${table} to ${PUBLIC_ROLE}`,
    )
  }
  return statements
}

/** Spreads a table over a Citus cluster; does nothing where Citus is absent. */
const distribute = (call: string): string =>
  `do $$ begin if exists (select from pg_extension where extname = 'citus') then perform ${call}; end if; end $$`
